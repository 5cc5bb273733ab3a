//! The rule of a new series: a GET form, so that looking at its dates needs no script and leaves an address behind.

use super::planner::NEW_SERIES;
use crate::{
    platform::{
        error::AppError,
        i18n::{Locale, t},
        time::Weekday,
    },
    schedule::model::{Choices, Refusal, SeriesForm},
    studio::model::LocationId,
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, LinkButton},
        field::{Choice, DateField, NumberField, SelectField, TimeField, field_id},
        form::Hidden,
        icon::Icon,
        states::Notice,
    },
};
use leptos::{ev::Event, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlSelectElement};
use leptos_router::components::Form;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// What the select that was changed says now.
fn chosen(event: &Event) -> Option<String> {
    let select = event.target()?.dyn_into::<HtmlSelectElement>().ok()?;
    Some(select.value())
}

/// The form with the flaws of what was looked at.
pub fn rule(
    l: Locale,
    choices: &Choices,
    form: &SeriesForm,
    flaws: Option<AppError<Refusal>>,
    stale: RwSignal<bool>,
) -> AnyView {
    let flaw = |field: &str| flaws.as_ref().and_then(|e| e.of_field(field, l));
    let location = choices
        .locations
        .iter()
        .find(|place| place.id.to_string() == form.location)
        .or(choices.locations.first());
    let place = RwSignal::new(location.map(|place| place.id));
    let places = choices
        .locations
        .iter()
        .map(|place| Choice::new(place.id.to_string(), &place.name))
        .collect::<Vec<_>>();
    let where_it_is = if places.len() == 1 {
        view! { <Hidden name="location" value=places[0].value.clone()/> }.into_any()
    } else {
        view! {
            <SelectField
                name="location"
                label=t::planner::location(l)
                choices=places
                value=place.get_untracked().map(|id| id.to_string()).unwrap_or_default()
                error=flaw("location")
                on:change=move |event| {
                    if let Some(id) = chosen(&event).and_then(|id| id.parse().ok()) {
                        place.set(Some(id));
                    }
                }
            />
        }
        .into_any()
    };
    let mut types = vec![Choice::new("", t::planner::choose(l))];
    types.extend(
        choices
            .class_types
            .iter()
            .map(|c| Choice::new(c.id.to_string(), &c.name)),
    );
    let mut coaches = vec![Choice::new("", t::planner::no_coach_yet(l))];
    coaches.extend(choices.coaches.iter().map(|c| Choice::new(c.id.to_string(), &c.name)));
    let summary = flaws
        .as_ref()
        .filter(|e| matches!(e, AppError::Invalid(_)))
        .map(|e| view! { <Notice tone=Tone::Error title=e.text(l)/> });
    let usual = usual(l, choices, form);
    let number = |text: &str| text.trim().parse::<i64>().ok();
    let (minutes, capacity) = (number(&form.minutes), number(&form.capacity));
    let rule = form.clone();
    let (room, days) = (
        rooms(l, choices, form, place, flaw("room")),
        weekdays(l, form, flaw("weekdays")),
    );
    let flaw = {
        let flaws = flaws.clone();
        move |field: &str| flaws.as_ref().and_then(|e| e.of_field(field, l))
    };
    view! {
        <div class="border-b border-base-300 bg-base-100 lg:overflow-y-auto lg:border-r lg:border-b-0">
            <Form method="GET" action=NEW_SERIES noscroll=true>
                <div class="space-y-4 p-4 lg:p-6" on:input=move |_| stale.set(true) on:change=move |_| stale.set(true)>
                    {summary}
                    <Hidden name="look" value="1"/>
                    <SelectField
                        name="class_type"
                        label=t::planner::class_type(l)
                        choices=types
                        value=rule.class_type
                        error=flaw("class_type")
                        required=true
                    />
                    {where_it_is}
                    <SelectField
                        name="coach"
                        label=t::planner::coach(l)
                        choices=coaches
                        value=rule.coach
                        error=flaw("coach")
                    />
                    {room}
                    {days}
                    <div class="grid grid-cols-[minmax(8.5rem,2fr)_minmax(0,1fr)_minmax(0,1fr)] gap-3">
                        <TimeField
                            name="start"
                            label=t::planner::start(l)
                            value=rule.start
                            error=flaw("start")
                            required=true
                        />
                        <NumberField
                            name="minutes"
                            label=t::planner::minutes(l)
                            nostrip:value=minutes
                            min=5
                            max=600
                            error=flaw("minutes")
                        />
                        <NumberField
                            name="capacity"
                            label=t::planner::capacity(l)
                            nostrip:value=capacity
                            min=1
                            max=1000
                            error=flaw("capacity")
                        />
                    </div>
                    <p class="-mt-2 text-caption text-muted">{usual}</p>
                    <div class="grid grid-cols-2 gap-3">
                        <DateField
                            name="starts_on"
                            label=t::planner::first_day(l)
                            value=rule.starts_on
                            error=flaw("starts_on")
                            required=true
                        />
                        <DateField
                            name="ends_on"
                            label=t::planner::last_day(l)
                            value=rule.ends_on
                            hint=t::planner::goes_on(l)
                            error=flaw("ends_on")
                        />
                    </div>
                    <Button
                        label=t::planner::look(l)
                        kind=ButtonKind::Primary
                        icon=Icon::CalendarSearch
                        class="w-full"
                    />
                </div>
            </Form>
        </div>
    }
    .into_any()
}

/// What holds where length and places are left open.
fn usual(l: Locale, choices: &Choices, form: &SeriesForm) -> String {
    let class = choices.class_types.iter().find(|c| c.id.to_string() == form.class_type);
    class.map_or_else(
        || t::planner::usual_empty(l).to_owned(),
        |c| t::planner::usual(l, c.minutes, c.capacity),
    )
}

/// The rooms of the chosen location; every location's, named with it, where no script can tell which one that is.
fn rooms(
    l: Locale,
    choices: &Choices,
    form: &SeriesForm,
    place: RwSignal<Option<LocationId>>,
    error: Option<String>,
) -> AnyView {
    if choices.rooms.is_empty() {
        return view! {
            <div class="rounded-field bg-base-200 p-3 text-caption">
                <p>{t::planner::no_rooms(l)}</p>
                <LinkButton
                    href="/admin/rooms"
                    label=t::planner::to_rooms(l)
                    kind=ButtonKind::Ghost
                    icon=Icon::DoorOpen
                    class="btn-sm mt-1 -ml-2"
                />
            </div>
        }
        .into_any();
    }
    let several = choices.locations.len() > 1;
    let all: Vec<(LocationId, Choice, String)> = choices
        .rooms
        .iter()
        .map(|room| {
            let holds = t::planner::room_holds(l, room.capacity);
            let words = t::planner::room_choice(l, &room.name, holds);
            let at = choices.locations.iter().find(|place| place.id == room.location_id);
            let at = at.map(|place| place.name.clone()).unwrap_or_default();
            (room.location_id, Choice::new(room.id.to_string(), words), at)
        })
        .collect();
    let value = form.room.clone();
    let (live, set_live) = signal(false);
    Effect::new(move || set_live.set(true));
    (move || {
        let here = place.get();
        let mut rooms = vec![Choice::new("", t::planner::no_room(l))];
        rooms.extend(
            all.iter()
                .filter(|(at, ..)| !live.get() || Some(*at) == here)
                .map(|(_, choice, at)| {
                    let named = several && !live.get();
                    let label = if named {
                        format!("{at} · {}", choice.label)
                    } else {
                        choice.label.clone()
                    };
                    Choice::new(choice.value.clone(), label)
                }),
        );
        view! {
            <SelectField
                name="room"
                label=t::planner::room(l)
                choices=rooms
                value=value.clone()
                error=error.clone()
            />
        }
    })
    .into_any()
}

/// Weekdays as seven boxes in a row.
fn weekdays(l: Locale, form: &SeriesForm, error: Option<String>) -> AnyView {
    let id = field_id("weekdays");
    let error_id = format!("{id}-error");
    let boxes = (1..)
        .zip(WEEK)
        .map(|(n, day): (i32, Weekday)| {
            let value = n.to_string();
            let checked = form.weekdays.contains(&value);
            let box_id = if n == 1 { id.clone() } else { format!("{id}-{n}") };
            view! {
                <label class="grid h-11 min-w-0 flex-1 cursor-pointer place-items-center rounded-field border border-base-300 text-caption has-checked:border-primary has-checked:bg-primary has-checked:font-semibold has-checked:text-primary-content has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-(--tk-focus) lg:h-9">
                    <input
                        type="checkbox"
                        id=box_id
                        name="weekdays"
                        value=value
                        checked=checked
                        class="sr-only"
                        aria-label=l.weekday(day)
                    />
                    <span aria-hidden="true">{l.weekday_short(day)}</span>
                </label>
            }
        })
        .collect_view();
    let described = error.is_some().then(|| error_id.clone());
    view! {
        <fieldset class="min-w-0" aria-describedby=described>
            <legend class="mb-1.5 text-sm font-medium">{t::planner::every_week(l)}</legend>
            <div class="flex gap-1">{boxes}</div>
            {error
                .map(|error| {
                    view! {
                        <p id=error_id class="mt-1.5 flex items-start gap-1.5 text-caption font-medium text-error">
                            <Icon icon=Icon::CircleAlert class="mt-px size-4"/>
                            <span>{error}</span>
                        </p>
                    }
                })}
        </fieldset>
    }
    .into_any()
}
