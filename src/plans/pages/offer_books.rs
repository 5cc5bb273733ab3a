//! The part of a plan's form that says what it books: places, classes, coaches and hours.

use super::offer::{Begins, sent};
use crate::{
    plans::model::{
        CATEGORIES, Plan, PlanList, WEEK, WINDOWS, category, category_field, class_field, coach_field, day_field,
        level_field, place_field,
    },
    platform::i18n::{Locale, t},
    ui::{
        field::{Checkbox, TimeField, field_id},
        list::Card,
    },
};
use leptos::prelude::*;

/// What it books.
pub(super) fn what_it_books(l: Locale, begins: &Begins, list: &PlanList, plan: Option<&Plan>) -> AnyView {
    let names = &list.names;
    let several = names.locations.len() > 1;
    let tick = |name: String, label: String| {
        let checked = begins.ticked(&name);
        view! { <Checkbox name=sent(&name) label=label checked=checked/> }
    };
    let places = (names.locations.iter())
        .map(|place| tick(place_field(place), place.name.clone()))
        .collect_view();
    let kinds = CATEGORIES
        .into_iter()
        .map(|code| tick(category_field(code), category(l, code).to_owned()))
        .collect_view();
    // a kind that is no longer offered stands where the plan has it
    let has = |id| plan.is_some_and(|plan| plan.terms.kinds.contains(&id));
    let classes: Vec<_> = (names.kinds.iter())
        .filter(|kind| !kind.archived || has(kind.id))
        .map(|kind| tick(class_field(kind), kind.name.clone()))
        .collect();
    let planned = !classes.is_empty();
    let told = !names.levels.is_empty();
    let levels = (names.levels.iter())
        .map(|level| tick(level_field(level), level.name.clone()))
        .collect_view();
    let taught = !names.coaches.is_empty();
    let coaches = (names.coaches.iter())
        .map(|coach| tick(coach_field(coach), coach.name.clone()))
        .collect_view();
    let windows = (0..WINDOWS.len()).map(|i| window(l, begins, i)).collect_view();
    view! {
        <Card title=t::offer::part_books(l)>
            <div class="space-y-5">
                {several.then(|| ticks(t::offer::places(l), t::offer::places_hint(l), places.into_any()))}
                {ticks(t::offer::categories(l), t::offer::categories_hint(l), kinds.into_any())}
                {planned.then(|| ticks(t::offer::kinds(l), t::offer::kinds_hint(l), classes.into_any()))}
                {taught.then(|| ticks(t::offer::coaches(l), t::offer::coaches_hint(l), coaches.into_any()))}
                {told.then(|| ticks(t::offer::levels(l), t::offer::levels_hint(l), levels.into_any()))}
                <fieldset class="min-w-0">
                    <legend class="text-sm font-medium">{t::offer::hours(l)}</legend>
                    <p class="mt-0.5 text-caption text-muted">{t::offer::hours_hint(l)}</p>
                    <div class="mt-2 space-y-4">{windows}</div>
                </fieldset>
            </div>
        </Card>
    }
    .into_any()
}

/// Boxes under a heading of their own.
fn ticks(legend: &'static str, hint: &'static str, boxes: AnyView) -> AnyView {
    view! {
        <fieldset class="min-w-0">
            <legend class="text-sm font-medium">{legend}</legend>
            <p class="mt-0.5 text-caption text-muted">{hint}</p>
            <div class="mt-1 grid gap-x-4 sm:grid-cols-2 lg:grid-cols-3">{boxes}</div>
        </fieldset>
    }
    .into_any()
}

/// Some hours of some days.
fn window(l: Locale, begins: &Begins, i: usize) -> AnyView {
    let [days_name, from, to] = WINDOWS[i];
    let save = begins.save;
    let days = (0..)
        .zip(WEEK)
        .map(|(n, day): (u32, _)| {
            let name = day_field(i, n);
            let checked = begins.ticked(&name);
            view! {
                <label class="grid h-11 min-w-0 flex-1 cursor-pointer place-items-center rounded-field border border-base-300 text-caption has-checked:border-primary has-checked:bg-primary has-checked:font-semibold has-checked:text-primary-content has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-(--tk-focus) lg:h-9">
                    <input
                        type="checkbox"
                        id=field_id(&sent(&name))
                        name=sent(&name)
                        value="true"
                        checked=checked
                        class="sr-only"
                        aria-label=l.weekday(day)
                    />
                    <span aria-hidden="true">{l.weekday_short(day)}</span>
                </label>
            }
        })
        .collect_view();
    let wrong = save.flaw(days_name, l);
    let wrong = move || {
        wrong
            .get()
            .map(|words| view! { <p class="mt-1.5 text-caption font-medium text-error">{words}</p> })
    };
    view! {
        <fieldset class="grid min-w-0 gap-3 sm:grid-cols-[minmax(0,1fr)_8rem_8rem] sm:items-start">
            <legend class="sr-only">{t::offer::window(l, (i + 1).to_string())}</legend>
            <div class="min-w-0 sm:pt-6.5">
                <div class="flex gap-1">{days}</div>
                {wrong}
            </div>
            <div class="grid grid-cols-2 gap-3 sm:contents">
                <TimeField
                    name=sent(from)
                    label=t::offer::hours_from(l)
                    value=begins.value(from)
                    step_minutes=15
                    error=save.flaw(from, l)
                />
                <TimeField
                    name=sent(to)
                    label=t::offer::hours_to(l)
                    value=begins.value(to)
                    step_minutes=15
                    error=save.flaw(to, l)
                />
            </div>
        </fieldset>
    }
    .into_any()
}
