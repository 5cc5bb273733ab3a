//! The steps of setting up a club.

use super::setup::Commands;
use crate::{
    insight::model::{PlannedClass, SetupPage, SetupStep},
    plans::model::PassKind,
    platform::{
        i18n::{Locale, t},
        time::clock,
    },
    schedule::model::Category,
    studio::model::{Hours, countries, country_text},
    ui::{
        button::{Button, ButtonKind, LinkButton},
        field::{Choice, SelectField, TextField},
        field_choice::{Checkbox, RadioCards},
        field_number::{NumberField, TimeField},
        form::{FieldGroup, FormActions, Hidden},
        icon::Icon,
        list::{Card, SectionHead, Sheet},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The way back, where there is one.
fn back(l: Locale, step: SetupStep) -> AnyView {
    step.before()
        .map(|before| {
            let href = format!("/setup?step={}", before.code());
            view! { <LinkButton href=href label=t::start::back(l) kind=ButtonKind::Ghost icon=Icon::ArrowLeft/> }
        })
        .into_any()
}

/// What the step asks, as the page's heading.
fn head(title: String, text: &'static str) -> AnyView {
    view! {
        <div class="space-y-1">
            <h2 class="text-2xl font-bold tracking-tight">{title}</h2>
            <p class="text-muted">{text}</p>
        </div>
    }
    .into_any()
}

/// Later, or on with what there is: a form of its own.
fn on(l: Locale, commands: Commands, step: SetupStep, has: bool) -> AnyView {
    let (label, kind, icon) = if has {
        (t::start::next(l), ButtonKind::Primary, Icon::ArrowRight)
    } else {
        (t::start::skip(l), ButtonKind::Ghost, Icon::ArrowRight)
    };
    view! {
        <SubmitForm to=commands.on>
            <Hidden name="step" value=step.code()/>
            <Button label=label kind=kind icon=icon pending=commands.on.pending()/>
        </SubmitForm>
    }
    .into_any()
}

/// The key of the next answer: a refused one is used up, and what was typed stays where it is.
fn key(begins: String, answers: RwSignal<usize>) -> AnyView {
    let first = begins.clone();
    view! {
        <input type="hidden" name="key" value=first prop:value=move || format!("{begins}-{}", answers.get())/>
    }
    .into_any()
}

/// The way on without an answer, below the answer's own buttons.
fn later(l: Locale, commands: Commands, step: SetupStep) -> AnyView {
    view! { <div class="mt-2 flex justify-center sm:justify-end">{on(l, commands, step, false)}</div> }.into_any()
}

fn currencies(l: Locale) -> Vec<Choice> {
    [
        ("EUR", t::auth::currency_eur(l)),
        ("USD", t::auth::currency_usd(l)),
        ("GBP", t::auth::currency_gbp(l)),
        ("CNY", t::auth::currency_cny(l)),
        ("HKD", t::auth::currency_hkd(l)),
        ("TWD", t::auth::currency_twd(l)),
        ("SGD", t::auth::currency_sgd(l)),
    ]
    .into_iter()
    .map(|(code, name)| Choice::new(code, format!("{name} ({code})")))
    .collect()
}

/// The countries by their names, first the one that the zone tells.
fn lands(l: Locale, there: Option<&str>) -> Vec<Choice> {
    let mut lands: Vec<_> = countries()
        .map(|code| Choice::new(code, country_text(code, l).to_owned()))
        .collect();
    lands.sort_by(|a, b| a.label.cmp(&b.label));
    let by_zone = there.map_or_else(
        || t::start::country_unsaid(l).to_owned(),
        |code| t::start::country_by_zone(l, country_text(code, l)),
    );
    lands.insert(0, Choice::new("", by_zone));
    lands
}

/// Name, language, currency, country.
pub(super) fn club(l: Locale, page: &SetupPage, commands: Commands) -> AnyView {
    let save = commands.club;
    let languages = Locale::ALL.map(|one| Choice::new(one.tag(), one.name())).to_vec();
    let mut money = currencies(l);
    if !money.iter().any(|one| one.value == page.currency) {
        money.push(Choice::new(page.currency.clone(), page.currency.clone()));
    }
    let currency = if page.currency_stays {
        view! {
            <Hidden name="currency" value=page.currency.clone()/>
            <TextField
                name="currency_shown"
                label=t::auth::currency(l)
                value=page.currency.clone()
                hint=t::start::currency_stays(l)
                readonly=true
            />
        }
        .into_any()
    } else {
        view! {
            <SelectField
                name="currency"
                label=t::auth::currency(l)
                choices=money
                value=save.typed("currency", page.currency.clone())
                error=save.flaw("currency", l)
            />
        }
        .into_any()
    };
    let page = page.clone();
    view! {
        {head(t::start::club_title(l).to_owned(), t::start::club_text(l))}
        <Card>
            <SubmitForm to=save>
                {key(page.key.clone(), save.version())}
                <FieldGroup single=true>
                    <TextField
                        name="name"
                        label=t::auth::club_name(l)
                        value=save.typed("name", page.club.clone())
                        hint=t::auth::club_name_hint(l)
                        error=save.flaw("name", l)
                        autocomplete="organization"
                        required=true
                        maxlength=80
                    />
                    <SelectField
                        name="locale"
                        label=t::start::language(l)
                        choices=languages
                        value=save.typed("locale", page.locale.clone())
                        hint=t::start::language_hint(l)
                        error=save.flaw("locale", l)
                    />
                    {currency}
                    <SelectField
                        name="country"
                        label=t::start::country(l)
                        choices=lands(l, page.country_there.as_deref())
                        value=save.typed("country", page.country.clone().unwrap_or_default())
                        hint=t::start::country_hint(l)
                        error=save.flaw("country", l)
                    />
                </FieldGroup>
                {save.refused(l)}
                <FormActions>
                    <Button label=t::start::save(l) kind=ButtonKind::Primary icon=Icon::ArrowRight pending=save.pending()/>
                </FormActions>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

/// The hours of a day as the fields hold them; nothing where it is closed.
fn span(hours: &[Hours], weekday: i64) -> (String, String) {
    let day = hours.iter().find(|h| h.weekday == weekday);
    day.map_or_else(Default::default, |h| (clock(h.opens), clock(h.closes)))
}

/// The first location and its hours.
pub(super) fn place(l: Locale, page: &SetupPage, commands: Commands) -> AnyView {
    let save = commands.place;
    let zone = if page.zone_stays {
        view! {
            <TextField
                name="zone"
                label=t::auth::zone(l)
                value=page.place.zone.clone()
                hint=t::start::zone_stays(l)
                readonly=true
            />
        }
        .into_any()
    } else {
        zones(
            l,
            page,
            save.typed("zone", page.place.zone.clone()),
            save.flaw("zone", l),
        )
    };
    let ((week_from, week_to), (end_from, end_to)) = (span(&page.hours, 1), span(&page.hours, 6));
    let page = page.clone();
    view! {
        {head(t::start::place_title(l).to_owned(), t::start::place_text(l))}
        <Card>
            <SubmitForm to=save>
                {key(page.key.clone(), save.version())}
                <div class="space-y-6">
                    <FieldGroup single=true>
                        <TextField
                            name="name"
                            label=t::start::place_name(l)
                            value=save.typed("name", page.place.name.clone())
                            error=save.flaw("name", l)
                            required=true
                            maxlength=80
                        />
                        <TextField
                            name="address"
                            label=t::start::address(l)
                            value=save.typed("address", page.place.address.clone())
                            hint=t::start::address_hint(l)
                            error=save.flaw("address", l)
                            autocomplete="street-address"
                            maxlength=200
                        />
                        {zone}
                    </FieldGroup>
                    <FieldGroup legend=t::start::hours(l) text=t::start::hours_text(l)>
                        <TimeField
                            name="week_opens"
                            label=t::start::week_opens(l)
                            value=save.typed("week_opens", week_from)
                            error=save.flaw("week_opens", l)
                        />
                        <TimeField
                            name="week_closes"
                            label=t::start::week_closes(l)
                            value=save.typed("week_closes", week_to)
                            error=save.flaw("week_closes", l)
                        />
                        <TimeField
                            name="end_opens"
                            label=t::start::end_opens(l)
                            value=save.typed("end_opens", end_from)
                            error=save.flaw("end_opens", l)
                        />
                        <TimeField
                            name="end_closes"
                            label=t::start::end_closes(l)
                            value=save.typed("end_closes", end_to)
                            error=save.flaw("end_closes", l)
                        />
                    </FieldGroup>
                    {save.refused(l)}
                    <FormActions>
                        <Button
                            label=t::start::save(l)
                            kind=ButtonKind::Primary
                            icon=Icon::ArrowRight
                            pending=save.pending()
                        />
                        {back(l, SetupStep::Place)}
                    </FormActions>
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

/// Every zone there is, searched by writing a part of its name.
fn zones(l: Locale, page: &SetupPage, value: String, flaw: Signal<Option<String>>) -> AnyView {
    let all = page
        .zones
        .iter()
        .map(|zone| view! { <option value=zone.clone()></option> })
        .collect_view();
    view! {
        <div>
            <label for="zone" class="mb-1.5 block text-sm font-medium">{t::auth::zone(l)}</label>
            <input
                type="text"
                id="zone"
                name="zone"
                list="zones"
                value=value
                required
                maxlength="60"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="zone-words"
                aria-invalid=move || flaw.get().map(|_| "true")
                class="input w-full"
            />
            <datalist id="zones">{all}</datalist>
            <p id="zone-words" class="mt-1.5 text-caption text-muted" aria-live="polite">
                {move || {
                    flaw.get()
                        .map_or_else(
                            || view! { <span>{t::start::zone_hint(l)}</span> }.into_any(),
                            |words| view! { <span class="font-medium text-error">{words}</span> }.into_any(),
                        )
                }}
            </p>
        </div>
    }
    .into_any()
}

/// A room.
pub(super) fn room(l: Locale, page: &SetupPage, commands: Commands) -> AnyView {
    let save = commands.room;
    let (name, capacity) = page
        .room
        .as_ref()
        .map_or((t::start::room_usual(l).to_owned(), 16), |room| {
            (room.name.clone(), room.capacity)
        });
    let has = page.room.is_some();
    let page = page.clone();
    view! {
        {head(t::start::room_title(l, &page.place.name), t::start::room_text(l))}
        <Card>
            <SubmitForm to=save>
                {key(page.key.clone(), save.version())}
                <div class="space-y-6">
                    <FieldGroup>
                        <TextField
                            name="name"
                            label=t::setup::room_name(l)
                            value=save.typed("name", name)
                            hint=t::setup::room_name_hint(l)
                            error=save.flaw("name", l)
                            required=true
                            maxlength=60
                        />
                        <NumberField
                            name="capacity"
                            label=t::setup::room_capacity(l)
                            value={save.typed("capacity", capacity.to_string()).parse::<i64>().unwrap_or(capacity)}
                            min=1
                            max=1000
                            error=save.flaw("capacity", l)
                            required=true
                        />
                    </FieldGroup>
                    {save.refused(l)}
                    <FormActions>
                        <Button
                            label=t::start::save(l)
                            kind=ButtonKind::Primary
                            icon=Icon::ArrowRight
                            pending=save.pending()
                        />
                        {back(l, SetupStep::Room)}
                    </FormActions>
                </div>
            </SubmitForm>
            {(!has).then(|| later(l, commands, SetupStep::Room))}
        </Card>
    }
    .into_any()
}

fn days_of(l: Locale, class: &PlannedClass) -> String {
    let days: Vec<&str> = (1..=7)
        .filter(|day| class.weekdays >> (day - 1) & 1 == 1)
        .map(|day| l.weekday_of(day))
        .collect();
    format!("{} · {}", days.join(" "), clock(class.start_minute))
}

/// The first classes: one after the other.
pub(super) fn classes(l: Locale, page: &SetupPage, commands: Commands) -> AnyView {
    let save = commands.class;
    let planned = (!page.classes.is_empty()).then(|| {
        let rows = page
            .classes
            .iter()
            .map(|class| {
                view! {
                    <li class="flex items-center gap-3 px-5 py-3">
                        <Icon icon=Icon::CircleCheckBig class="size-5 shrink-0 text-success"/>
                        <span class="min-w-0">
                            <span class="block font-medium wrap-anywhere">{class.name.clone()}</span>
                            <span class="block text-caption text-muted tabular-nums">{days_of(l, class)}</span>
                        </span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section>
                <SectionHead title=t::start::planned(l)/>
                <Sheet label=t::start::planned(l)>{rows}</Sheet>
                <div class="mt-4 flex flex-wrap gap-2">
                    {on(l, commands, SetupStep::Classes, true)} {back(l, SetupStep::Classes)}
                </div>
            </section>
        }
    });
    let has = !page.classes.is_empty();
    let form = class_form(l, page, save, has);
    let inside = if has {
        view! {
            <details class="sheet group">
                <summary class="flex min-h-14 cursor-pointer list-none items-center gap-2 px-5 font-medium text-primary [&::-webkit-details-marker]:hidden">
                    <Icon icon=Icon::CalendarPlus class="size-5"/>
                    {t::start::another(l)}
                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                </summary>
                <div class="px-5 pb-5">{form}</div>
            </details>
        }
        .into_any()
    } else {
        view! { <Card>{form} {later(l, commands, SetupStep::Classes)}</Card> }.into_any()
    };
    view! {
        {head(t::start::classes_title(l).to_owned(), t::start::classes_text(l))}
        {planned}
        {save.refusal(l)}
        {inside}
    }
    .into_any()
}

fn class_form(l: Locale, page: &SetupPage, save: Submit<crate::insight::api::SaveSetupClass>, has: bool) -> AnyView {
    let categories = Category::ALL
        .into_iter()
        .map(|c| Choice::new(c.code(), c.text(l)))
        .collect::<Vec<_>>();
    let seats = page.room.as_ref().map_or(16, |room| room.capacity);
    let days = (1..=7)
        .map(|day: i64| {
            let name = format!("days[d{day}]");
            let checked = save.typed(&name, if day == 1 && !has { "true" } else { "" }) == "true";
            view! { <Checkbox name=name label=l.weekday_of(day) checked=checked/> }
        })
        .collect_view();
    let coaches = vec![
        Choice::new("me", t::start::coach_me(l)),
        Choice::new("", t::start::coach_later(l)),
    ];
    let flaw = save.flaw("weekdays", l);
    let page = page.clone();
    view! {
        <SubmitForm to=save>
            {key(page.key.clone(), save.version())}
            <div class="space-y-6">
                <FieldGroup>
                    <TextField
                        name="name"
                        label=t::start::class_name(l)
                        value=save.typed("name", "")
                        hint=t::start::class_name_hint(l)
                        error=save.flaw("name", l)
                        required=true
                        maxlength=60
                    />
                    <SelectField
                        name="category"
                        label=t::setup::class_category(l)
                        choices=categories
                        value=save.typed("category", Category::Strength.code())
                        error=save.flaw("category", l)
                    />
                    <NumberField
                        name="minutes"
                        label=t::setup::class_minutes(l)
                        value={save.typed("minutes", "60").parse::<i64>().unwrap_or(60)}
                        min=5
                        max=600
                        suffix=t::setup::class_minutes_unit(l)
                        error=save.flaw("minutes", l)
                        required=true
                    />
                    <NumberField
                        name="capacity"
                        label=t::setup::class_capacity(l)
                        value={save.typed("capacity", seats.to_string()).parse::<i64>().unwrap_or(seats)}
                        min=1
                        max=1000
                        error=save.flaw("capacity", l)
                        required=true
                    />
                </FieldGroup>
                <fieldset>
                    <legend class="mb-1.5 text-sm font-medium">{t::start::days(l)}</legend>
                    <div class="grid grid-cols-3 gap-x-4 sm:grid-cols-7">{days}</div>
                    <p class="text-caption font-medium text-error" role="status">{move || flaw.get()}</p>
                </fieldset>
                <FieldGroup>
                    <TimeField
                        name="start"
                        label=t::start::starts(l)
                        value=save.typed("start", "18:00")
                        error=save.flaw("start", l)
                        required=true
                    />
                    <SelectField name="coach" label=t::start::coach(l) choices=coaches value=save.typed("coach", "me")/>
                </FieldGroup>
                <FormActions>
                    <Button
                        label=t::start::plan_class(l)
                        kind=if has { ButtonKind::Soft } else { ButtonKind::Primary }
                        icon=Icon::CalendarPlus
                        pending=save.pending()
                    />
                    {(!has).then(|| back(l, SetupStep::Classes))}
                </FormActions>
            </div>
        </SubmitForm>
    }
    .into_any()
}

/// What is sold.
pub(super) fn plan(l: Locale, page: &SetupPage, commands: Commands) -> AnyView {
    let save = commands.plan;
    let has = !page.plans.is_empty();
    let sold = has.then(|| {
        let rows = page
            .plans
            .iter()
            .map(|(name, price)| {
                view! {
                    <li class="flex items-center justify-between gap-3 px-5 py-3">
                        <span class="min-w-0 font-medium wrap-anywhere">{name.clone()}</span>
                        <span class="shrink-0 text-sm text-muted tabular-nums">{price.text()}</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section>
                <SectionHead title=t::start::sold(l)/>
                <Sheet label=t::start::sold(l)>{rows}</Sheet>
            </section>
        }
    });
    let kinds = vec![
        Choice::new(PassKind::Pack.code(), t::start::kind_pack(l)).detail(t::start::kind_pack_text(l)),
        Choice::new(PassKind::Unlimited.code(), t::start::kind_unlimited(l)).detail(t::start::kind_unlimited_text(l)),
    ];
    let typed = move |name: &str, usual: &str| save.typed(&format!("fields[{name}]"), usual);
    let page = page.clone();
    view! {
        {head(t::start::plan_title(l).to_owned(), t::start::plan_text(l))}
        {sold}
        <Card>
            <SubmitForm to=save>
                {key(page.key.clone(), save.version())}
                <div class="space-y-6">
                    <FieldGroup single=true>
                        <TextField
                            name="fields[name]"
                            label=t::start::plan_name(l)
                            value=typed("name", "")
                            hint=t::start::plan_name_hint(l)
                            error=save.flaw("name", l)
                            required=true
                            maxlength=60
                        />
                        <RadioCards
                            name="fields[kind]"
                            legend=t::start::kind(l)
                            choices=kinds
                            value=typed("kind", PassKind::Pack.code())
                            error=save.flaw("kind", l)
                        />
                    </FieldGroup>
                    <FieldGroup>
                        <NumberField
                            name="fields[credits]"
                            label=t::start::credits(l)
                            value={typed("credits", "10").parse::<i64>().unwrap_or(10)}
                            min=1
                            max=1000
                            hint=t::start::credits_hint(l)
                            error=save.flaw("credits", l)
                        />
                        <NumberField
                            name="fields[days]"
                            label=t::start::valid_days(l)
                            value={typed("days", "180").parse::<i64>().unwrap_or(180)}
                            min=1
                            max=3660
                            error=save.flaw("days", l)
                        />
                        <TextField
                            name="fields[price]"
                            label=t::start::price(l)
                            value=typed("price", "")
                            inputmode="decimal"
                            prefix=page.currency.clone()
                            error=save.flaw("price", l)
                            required=true
                            maxlength=12
                        />
                    </FieldGroup>
                    {save.refusal(l)}
                    <FormActions>
                        <Button
                            label=t::start::finish(l)
                            kind=ButtonKind::Primary
                            icon=Icon::Check
                            pending=save.pending()
                        />
                        {back(l, SetupStep::Plan)}
                    </FormActions>
                </div>
            </SubmitForm>
            {later(l, commands, SetupStep::Plan)}
        </Card>
    }
    .into_any()
}
