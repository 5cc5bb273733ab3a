//! The club's rules for booking, cancelling, waiting and checking in: a form, what other rules would touch, and what was changed.
//!
//! The rules that are looked at stand in the URL (`?look=1&cancel_limit=…`), so that the look is a plain GET and the press that puts
//! them into force sends what the page shows.

use super::parts::focus_when_drawn;
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    booking::{
        api::{SaveRules, WithdrawRules, load_rules, preview_rules},
        model::{
            ClubRules, Fields, NUMBERS, Number, Part, RulesPreview, RulesVersion, Unit, changes, sanction_text,
            wait_mode_text, written,
        },
    },
    platform::{
        error::{Answer, AppError},
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    studio::model::{BookingPolicy, Sanction, WaitMode},
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::{Checkbox, Choice, DateField, NumberField, SelectField, TimeField},
        form::{Hidden, HiddenFields},
        icon::Icon,
        list::{Card, SectionHead},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
        tabs::{SegmentLinks, Tab},
    },
};
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map, params::ParamsMap};
use serde::{Deserialize, Serialize};

const PATH: &str = "/admin/rules";

/// The fields that are no numbers.
const OTHERS: [&str; 9] = [
    "opens_at",
    "quiet_from",
    "quiet_to",
    "wait_mode",
    "sanction",
    "expired_keeps_place",
    "announce_late",
    "late_refilled_free",
    "skip_if_not_fit",
];

/// Rules that were looked at, and what the server says of them; nothing before the first look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    location: String,
    from: String,
    fields: Fields,
    answer: Option<Answer<RulesPreview>>,
}

/// `/admin/rules?location=&look=1&from=&…`
pub struct ClubRulesPage {
    rules: Load<ClubRules>,
    looked: Load<Looked>,
    save: Submit<SaveRules>,
    withdraw: Submit<WithdrawRules>,
}

/// What the URL says was typed.
fn typed(query: &ParamsMap) -> Fields {
    let names = NUMBERS.iter().map(|number| number.name).chain(OTHERS);
    names
        .filter_map(|name| Some((name.to_owned(), query.get(name)?)))
        .collect()
}

impl Page for ClubRulesPage {
    fn data() -> Self {
        let query = use_query_map();
        let (save, withdraw) = (Submit::<SaveRules>::new(), Submit::<WithdrawRules>::new());
        let place = Memo::new(move |_| query.with(|q| q.get("location").unwrap_or_default()));
        let asked = Memo::new(move |_| {
            query.with(|q| {
                let look = q.get("look").is_some();
                (look, q.get("from").unwrap_or_default(), typed(q))
            })
        });
        Self {
            rules: Load::new(
                // a key that was refused with is used up
                move || (place.get(), save.version().get() + withdraw.version().get()),
                |(place, _)| load_rules(place),
            ),
            looked: Load::new(
                move || (place.get(), asked.get()),
                |(location, (look, from, fields))| async move {
                    let answer = if look {
                        Some(preview_rules(location.clone(), from.clone(), fields.clone()).await)
                    } else {
                        None
                    };
                    Ok(Looked {
                        location,
                        from,
                        fields,
                        answer,
                    })
                },
            ),
            save,
            withdraw,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let ClubRulesPage {
            rules,
            looked,
            save,
            withdraw,
        } = this;
        // what is sold has rules of its own
        let other_rules = move || {
            view! {
                <LinkButton
                    href="/admin/expiry"
                    label=t::expiry::title(l)
                    size=ButtonSize::Small
                    icon=Icon::CalendarClock
                />
            }
        };
        view! {
            <StaffPage title=t::rules::title(l) current="rules" actions=other_rules>
                <Loaded resource=rules skeleton=move || waiting(l) error=wrong keep=true let:rules>
                    <Loaded resource=looked skeleton=move || waiting(l) error=wrong keep=true let:looked>
                        {shown(l, &rules, looked, save, withdraw)}
                    </Loaded>
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <SkeletonBlock class="h-120 w-full" label=t::rules::loading(l)/> }
}

fn shown(
    l: Locale,
    rules: &ClubRules,
    looked: Looked,
    save: Submit<SaveRules>,
    withdraw: Submit<WithdrawRules>,
) -> AnyView {
    let flaws = looked.answer.as_ref().and_then(|answer| answer.as_ref().err()).cloned();
    let fields = if looked.answer.is_some() {
        looked.fields.clone()
    } else {
        written(&rules.policy)
    };
    let from = if looked.from.is_empty() {
        rules.today.to_string()
    } else {
        looked.from.clone()
    };
    let begins = match &looked.answer {
        Some(Ok(preview)) => preview_card(l, rules, &looked, preview, save),
        Some(Err(error)) if !matches!(error, AppError::Invalid(_)) => wrong(error.clone()),
        _ => ().into_any(),
    };
    view! {
        {places(l, rules)}
        <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
            // what was looked at comes first on a telephone, and stands beside the form where there is room
            <div class="min-w-0 max-xl:order-2">{form(l, rules, &fields, from, flaws)}</div>
            <div class="min-w-0 max-xl:contents xl:sticky xl:top-4 xl:space-y-6">
                <div class="min-w-0 empty:hidden max-xl:order-1">{begins}</div>
                <div class="min-w-0 max-xl:order-3">{history(l, rules, withdraw)}</div>
            </div>
        </div>
    }
    .into_any()
}

/// Whose rules: everywhere's, or a place's own.
fn places(l: Locale, rules: &ClubRules) -> AnyView {
    if rules.locations.len() + usize::from(rules.everywhere) < 2 {
        return ().into_any();
    }
    let mut tabs = Vec::new();
    if rules.everywhere {
        tabs.push(Tab::new(t::rules::everywhere(l), PATH, rules.location.is_none()));
    }
    for place in &rules.locations {
        let href = address(PATH, &[("location", &place.id.to_string())]);
        tabs.push(Tab::new(&place.name, href, rules.location == Some(place.id)));
    }
    let note = match (rules.location, rules.own) {
        (None, _) => t::rules::everywhere_note(l),
        (Some(_), true) => t::rules::own_note(l),
        (Some(_), false) => t::rules::inherited_note(l),
    };
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
            <SegmentLinks label=t::rules::whose(l) tabs=tabs/>
            <p class="text-caption text-muted">{note}</p>
        </div>
    }
    .into_any()
}

fn form(l: Locale, rules: &ClubRules, fields: &Fields, from: String, flaws: Option<AppError>) -> AnyView {
    let summary = flaws
        .as_ref()
        .filter(|e| matches!(e, AppError::Invalid(_)))
        .map(|e| view! { <Notice tone=Tone::Error title=e.text(l)/> });
    let flaw = |field: &str| flaws.as_ref().and_then(|e| e.of_field(field, l));
    let begins = flaw("from");
    let today = rules.today.to_string();
    let parts = Part::ALL
        .into_iter()
        .map(|part| {
            let numbers = NUMBERS
                .iter()
                .filter(|number| number.part == part)
                .map(|number| number_field(l, number, fields, flaw(number.name)))
                .collect_view();
            let (before, after) = (before_numbers(l, part, fields, &flaw), after_numbers(l, part, fields));
            view! {
                <Card title=part.text(l)>
                    {before}
                    <div class="grid gap-4 sm:grid-cols-2">{numbers}</div>
                    {after}
                </Card>
            }
        })
        .collect_view();
    let location = rules.location.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <Form method="GET" action=PATH noscroll=true>
            <div class="space-y-4">
                {summary}
                <Hidden name="look" value="1"/>
                <Hidden name="location" value=location/>
                {parts}
                <Card>
                    <div class="flex flex-wrap items-end gap-4">
                        <div class="min-w-0 flex-1 basis-48">
                            <DateField
                                name="from"
                                label=t::rules::from(l)
                                value=from
                                min=today
                                hint=t::rules::from_hint(l)
                                error=begins
                                required=true
                            />
                        </div>
                        <Button label=t::rules::look(l) kind=ButtonKind::Primary icon=Icon::ListChecks/>
                    </div>
                </Card>
            </div>
        </Form>
    }
    .into_any()
}

fn number_field(l: Locale, number: &Number, fields: &Fields, error: Option<String>) -> AnyView {
    let suffix = match number.unit {
        Unit::DaysOfMinutes | Unit::Days => t::rules::unit_days(l),
        Unit::Minutes => t::rules::unit_minutes(l),
        Unit::Count => "",
    };
    let value = fields.get(number.name).and_then(|text| text.trim().parse::<i64>().ok());
    let label = (number.label)(l);
    if suffix.is_empty() {
        return view! {
            <NumberField name=number.name label=label nostrip:value=value min=number.min max=number.max error=error required=true/>
        }
        .into_any();
    }
    view! {
        <NumberField
            name=number.name
            label=label
            nostrip:value=value
            min=number.min
            max=number.max
            suffix=suffix
            error=error
            required=true
        />
    }
    .into_any()
}

fn of(fields: &Fields, name: &str) -> String {
    fields.get(name).cloned().unwrap_or_default()
}

/// What a part asks before its numbers.
fn before_numbers(l: Locale, part: Part, fields: &Fields, flaw: &impl Fn(&str) -> Option<String>) -> AnyView {
    match part {
        Part::Waiting => {
            let modes = WaitMode::ALL
                .into_iter()
                .map(|mode| Choice::new(mode.code(), wait_mode_text(mode, l)))
                .collect::<Vec<_>>();
            view! {
                <div class="pb-4">
                    <SelectField
                        name="wait_mode"
                        label=t::setup::class_wait(l)
                        choices=modes
                        value=of(fields, "wait_mode")
                        error=flaw("wait_mode")
                    />
                </div>
            }
            .into_any()
        }
        Part::Strikes => {
            let sanctions = Sanction::ALL
                .into_iter()
                .map(|sanction| Choice::new(sanction.code(), sanction_text(sanction, l)))
                .collect::<Vec<_>>();
            view! {
                <p class="pb-3 text-sm text-muted">{t::rules::strikes_note(l)}</p>
                <div class="pb-4">
                    <SelectField
                        name="sanction"
                        label=t::rules::sanction(l)
                        choices=sanctions
                        value=of(fields, "sanction")
                        error=flaw("sanction")
                    />
                </div>
            }
            .into_any()
        }
        Part::Cancelling => view! {
            <fieldset class="pb-4">
                <legend class="pb-1 text-sm font-medium">{t::rules::quiet(l)}</legend>
                <p class="pb-2 text-caption text-muted">{t::rules::quiet_note(l)}</p>
                <div class="grid grid-cols-2 gap-4">
                    <TimeField
                        name="quiet_from"
                        label=t::rules::quiet_from(l)
                        value=of(fields, "quiet_from")
                        error=flaw("quiet_from")
                    />
                    <TimeField
                        name="quiet_to"
                        label=t::rules::quiet_to(l)
                        value=of(fields, "quiet_to")
                        error=flaw("quiet_to")
                    />
                </div>
            </fieldset>
        }
        .into_any(),
        Part::Booking => view! {
            <div class="pb-4">
                <TimeField
                    name="opens_at"
                    label=t::rules::opens_at(l)
                    hint=t::rules::opens_at_note(l)
                    value=of(fields, "opens_at")
                    error=flaw("opens_at")
                />
            </div>
        }
        .into_any(),
        Part::Door => ().into_any(),
    }
}

/// What a part asks after its numbers.
fn after_numbers(l: Locale, part: Part, fields: &Fields) -> AnyView {
    if part != Part::Waiting {
        return ().into_any();
    }
    let on = |name| !of(fields, name).is_empty();
    view! {
        <div class="space-y-2 pt-4">
            <Checkbox
                name="expired_keeps_place"
                label=t::rules::expired_keeps_place(l)
                checked=on("expired_keeps_place")
            />
            <Checkbox name="announce_late" label=t::rules::announce_late(l) checked=on("announce_late")/>
            <Checkbox
                name="late_refilled_free"
                label=t::rules::late_refilled_free(l)
                checked=on("late_refilled_free")
            />
            <Checkbox
                name="skip_if_not_fit"
                label=t::rules::skip_if_not_fit(l)
                checked=on("skip_if_not_fit")
            />
        </div>
    }
    .into_any()
}

/// What changes, as lines: the rule, as it was, as it is to be.
fn lines(l: Locale, before: &BookingPolicy, after: &BookingPolicy) -> AnyView {
    let lines = changes(l, before, after)
        .into_iter()
        .map(|change| {
            view! {
                <li class="flex flex-wrap items-baseline gap-x-2">
                    <span class="min-w-0 text-sm">{change.label}</span>
                    <span class="text-sm tabular-nums">
                        <span class="text-muted line-through">{change.before}</span>
                        <span class="sr-only">{t::rules::becomes(l)}</span>
                        " "
                        <strong class="font-semibold">{change.after}</strong>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="space-y-1.5">{lines}</ul> }.into_any()
}

fn preview_card(
    l: Locale,
    rules: &ClubRules,
    looked: &Looked,
    preview: &RulesPreview,
    save: Submit<SaveRules>,
) -> AnyView {
    let title = if preview.now {
        t::rules::preview_now(l).to_owned()
    } else {
        t::rules::preview_from(l, l.date(preview.from.day()))
    };
    if preview.before == preview.after {
        return view! { <Notice tone=Tone::Info title=t::rules::nothing_changes(l)/> }.into_any();
    }
    let mut facts = vec![
        t::rules::touches(l, preview.bookings, preview.sessions),
        t::rules::keeps(l, preview.kept),
    ];
    if preview.waiting > 0 {
        facts.push(t::rules::waits(l, preview.waiting));
    }
    if preview.over > 0 {
        facts.push(t::rules::over(l, preview.over));
    }
    let facts = facts
        .into_iter()
        .map(|fact| {
            view! {
                <li class="flex gap-2.5 text-sm">
                    <Icon icon=Icon::Info class="mt-0.5 size-4 text-muted"/>
                    <span class="min-w-0">{fact}</span>
                </li>
            }
        })
        .collect_view();
    let mut sent: Vec<(String, String)> = looked
        .fields
        .iter()
        .map(|(name, value)| (format!("fields[{name}]"), value.clone()))
        .collect();
    sent.push(("location".to_owned(), looked.location.clone()));
    sent.push(("from".to_owned(), looked.from.clone()));
    sent.push(("key".to_owned(), rules.key.clone()));
    let back = address(PATH, &[("location", &looked.location)]);
    let failed = move || {
        save.value()
            .get()
            .and_then(Result::err)
            .map(|e| view! { <div class="pb-3"><Notice tone=Tone::Error title=e.text(l)/></div> })
    };
    let (lines, now) = (lines(l, &preview.before, &preview.after), preview.now);
    // the press that asked for it is at the end of a long form
    let answer = NodeRef::new();
    focus_when_drawn(answer);
    view! {
        <div node_ref=answer tabindex="-1" class="scroll-mt-20">
        <Card title=title class="border border-primary/40">
            {lines}
            <ul class="space-y-2 py-4">{facts}</ul>
            {failed}
            <SubmitForm to=save>
                <HiddenFields fields=sent/>
                <div class="flex flex-wrap gap-2">
                    <Button
                        label=if now { t::rules::save_now(l) } else { t::rules::save_then(l) }
                        kind=ButtonKind::Primary
                        pending=save.pending()
                    />
                    <LinkButton href=back label=t::rules::leave(l) kind=ButtonKind::Ghost/>
                </div>
            </SubmitForm>
        </Card>
        </div>
    }
    .into_any()
}

fn when(l: Locale, at: Moment) -> String {
    format!("{} {}", l.date(at.day()), at.clock())
}

fn history(l: Locale, rules: &ClubRules, withdraw: Submit<WithdrawRules>) -> AnyView {
    let body = if rules.versions.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::rules::history_none(l)}</p> }.into_any()
    } else {
        let in_force = rules
            .versions
            .iter()
            .find(|version| !version.ahead)
            .map(|version| version.id);
        let rows = rules
            .versions
            .iter()
            .map(|version| version_row(l, rules, version, in_force == Some(version.id), withdraw))
            .collect_view();
        view! { <ol class="space-y-3">{rows}</ol> }.into_any()
    };
    let failed = move || {
        withdraw
            .value()
            .get()
            .and_then(Result::err)
            .map(|e| view! { <div class="pb-3"><Notice tone=Tone::Error title=e.text(l)/></div> })
    };
    view! {
        <section>
            <SectionHead title=t::rules::history(l)/>
            {failed}
            {body}
        </section>
    }
    .into_any()
}

fn version_row(
    l: Locale,
    rules: &ClubRules,
    version: &RulesVersion,
    in_force: bool,
    withdraw: Submit<WithdrawRules>,
) -> AnyView {
    let badge = match (version.ahead, in_force) {
        (true, _) => Some((Tone::Info, t::rules::ahead(l))),
        (false, true) => Some((Tone::Success, t::rules::in_force(l))),
        (false, false) => None,
    };
    let by = version.by.clone().unwrap_or_else(|| t::rules::console(l).to_owned());
    let take_back = version.ahead.then(|| {
        let location = rules.location.map(|id| id.to_string()).unwrap_or_default();
        let (id, key) = (version.id.to_string(), rules.key.clone());
        let name = t::rules::withdraw_name(l, when(l, version.from));
        view! {
            <div class="pt-3">
                <SubmitForm to=withdraw>
                    <Hidden name="location" value=location/>
                    <Hidden name="id" value=id/>
                    <Hidden name="key" value=key/>
                    <Button
                        label=t::rules::withdraw(l)
                        name=name
                        size=ButtonSize::Small
                        icon=Icon::Undo2
                        pending=withdraw.pending()
                    />
                </SubmitForm>
            </div>
        }
    });
    view! {
        <li class="sheet p-4">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1 pb-2">
                <h3 class="text-sm font-semibold tabular-nums">{when(l, version.from)}</h3>
                {badge.map(|(tone, label)| view! { <Badge tone=tone label=label/> })}
                <p class="text-caption text-muted">{by}</p>
            </div>
            {lines(l, &version.before, &version.after)}
            {take_back}
        </li>
    }
    .into_any()
}
