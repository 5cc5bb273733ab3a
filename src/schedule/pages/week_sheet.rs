//! One class of the week, open: what it is, changing this date, cancelling it, ending its series.

use super::{
    class_types::tint,
    planner::{Act, Asked},
};
use crate::{
    accounts::pages::address::address,
    platform::{
        i18n::{Locale, t},
        time::Day,
    },
    schedule::{
        api::{CancelSession, ChangeSession, EndSeries, load_series_ahead},
        model::{Changed, Choices, ClassSession, KEPT_MINUTES, SeriesAhead, SessionId, SessionStatus, Week},
    },
    ui::{
        badge::{Badge, CategoryWord, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Checkbox, Choice, DateField, NumberField, SelectField, TextField, TimeField},
        form::{FormActions, Hidden},
        icon::Icon,
        load::Load,
        loaded::Loaded,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// What can be done to a class, and how often something was.
#[derive(Clone, Copy)]
pub struct Actions {
    change: Submit<ChangeSession>,
    cancel: Submit<CancelSession>,
    end: Submit<EndSeries>,
    /// The last day that is typed for the series; empty: that of the open class.
    last: RwSignal<String>,
    /// What ending the series after that day would call off, while that is asked.
    ahead: Load<SeriesAhead>,
    /// Counts what was done; what was refused is not counted.
    pub done: RwSignal<u32>,
}

impl Actions {
    /// None has been taken yet.
    #[must_use]
    pub fn new(asked: Memo<Asked>) -> Self {
        let (last, done) = (RwSignal::new(String::new()), RwSignal::new(0));
        let ending = Memo::new(move |_| asked.with(|a| a.session.filter(|_| a.act == Act::End)));
        let ahead = Load::new(
            move || (ending.get(), last.get(), done.get()),
            |(ending, last, _)| async move {
                match ending {
                    Some(session) => load_series_ahead(session, last).await,
                    None => Ok(SeriesAhead::default()),
                }
            },
        );
        let actions = Self {
            change: Submit::new(),
            cancel: Submit::new(),
            end: Submit::new(),
            last,
            ahead,
            done,
        };
        let Self {
            change, cancel, end, ..
        } = actions;
        let count = move |happened: bool| {
            if happened {
                done.update(|n| *n += 1);
            }
        };
        Effect::new(move || count(change.value().with(|v| matches!(v, Some(Ok(_))))));
        Effect::new(move || count(cancel.value().with(|v| matches!(v, Some(Ok(()))))));
        Effect::new(move || count(end.value().with(|v| matches!(v, Some(Ok(_))))));
        actions
    }

    /// What was done, in words.
    pub fn outcome(self, l: Locale) -> Option<String> {
        let changed = self.change.value().get().and_then(Result::ok);
        let cancelled = self.cancel.value().with(|v| matches!(v, Some(Ok(()))));
        let ended = self.end.value().get().and_then(Result::ok);
        match (changed, cancelled, ended) {
            (Some(Changed::Told), ..) => Some(t::planner::changed_toast(l).to_owned()),
            (Some(Changed::Quietly), ..) => Some(t::planner::changed_quietly(l).to_owned()),
            (Some(Changed::Nothing), ..) => Some(t::planner::changed_nothing(l).to_owned()),
            (_, true, _) => Some(t::planner::cancelled_toast(l).to_owned()),
            (.., Some(n)) => Some(t::planner::ended_toast(l, i64::try_from(n).unwrap_or(i64::MAX))),
            _ => None,
        }
    }

    /// Forgets the answers.
    pub fn forget(self) {
        self.change.clear();
        self.cancel.clear();
        self.end.clear();
        self.last.set(String::new());
    }
}

/// The flaw of one field, and everything else that the server said no with.
/// The open class, as its URL asks for it.
pub fn sheet(l: Locale, id: SessionId, week: &Week, choices: &Choices, asked: &Asked, actions: Actions) -> AnyView {
    let close = asked.closed().href();
    let Some(s) = week.sessions.iter().find(|s| s.id == id) else {
        let back = close.clone();
        return view! {
            <Dialog
                id="class"
                title=t::planner::gone_title(l)
                text=t::planner::gone_text(l)
                close_href=close
                close_label=t::planner::close(l)
                kind=DialogKind::Box
            >
                <FormActions>
                    <LinkButton href=back label=t::planner::to_week(l) kind=ButtonKind::Primary/>
                </FormActions>
            </Dialog>
        }
        .into_any();
    };
    let held = s.status == SessionStatus::Scheduled;
    let over = s.closed || s.day < week.today;
    let act = match asked.act {
        // what was called off by this very form is only told of
        _ if !held => Act::Change,
        Act::End if s.series_id.is_none() => Act::Change,
        act => act,
    };
    let (title, text, bare) = match act {
        Act::Cancel => (t::planner::cancel_title(l, &s.name), Some(cancel_text(l, s)), false),
        Act::End => (
            t::planner::end_title(l, &s.name),
            Some(t::planner::end_text(l).to_owned()),
            false,
        ),
        Act::Change => (s.name.clone(), None, true),
    };
    let head = (act == Act::Change).then(|| facts(l, s));
    let body = match act {
        _ if !held => stopped(l, s),
        _ if over => view! {
            <div class="space-y-4">
                <Notice title=t::planner::over_title(l) text=t::planner::over_text(l) icon=Icon::Clock/>
                {roster(l, s)}
            </div>
        }
        .into_any(),
        Act::Change => change_form(l, s.clone(), choices, asked, actions),
        Act::Cancel => cancel_form(l, s, asked, actions),
        Act::End => end_form(l, s, asked, actions),
    };
    view! {
        <Dialog
            id="class"
            title=title
            nostrip:text=text
            close_href=close
            close_label=t::planner::close(l)
            kind=DialogKind::Box
            wide=act == Act::Change
            bare=bare
            head=move || head
        >
            {body}
        </Dialog>
    }
    .into_any()
}

/// What the class is and how it stands.
fn facts(l: Locale, s: &ClassSession) -> AnyView {
    let (from, to) = s.clocks();
    let mut line = vec![l.day_named(s.day), t::planner::from_to(l, from, to)];
    line.extend([s.location.clone()]);
    let taken = t::planner::taken(l, s.booked, s.capacity);
    let kept = (s.status == SessionStatus::Scheduled && !s.closed).then(|| {
        (s.kept.texts(l).into_iter())
            .map(|text| view! { <Badge tone=Tone::Info label=text icon=Icon::Lock/> })
            .collect_view()
    });
    let waiting = (s.waiting > 0).then(|| {
        view! { <Badge tone=Tone::Info label=t::planner::waiting(l, s.waiting) icon=Icon::Hourglass/> }
    });
    let changed = s
        .changed
        .then(|| view! { <Badge label=t::planner::differs(l) icon=Icon::Pencil/> });
    let single = s
        .series_id
        .is_none()
        .then(|| view! { <Badge label=t::planner::single(l) icon=Icon::Calendar/> });
    let uncoached = (s.coach_id.is_none() && s.status == SessionStatus::Scheduled)
        .then(|| view! { <Badge tone=Tone::Warning label=t::planner::no_coach(l) icon=Icon::UserRoundX/> });
    view! {
        <CategoryWord category=tint(s.category) label=s.category.text(l)/>
        <p class="mt-0.5 text-xl leading-snug font-bold tracking-tight wrap-anywhere">{s.name.clone()}</p>
        <p class="mt-1 text-sm text-muted tabular-nums">{line.join(" · ")}</p>
        <p class="mt-2 flex flex-wrap gap-1.5">
            <Badge label=taken icon=Icon::UsersRound/>
            {kept}
            {waiting}
            {uncoached}
            {changed}
            {single}
        </p>
    }
    .into_any()
}

/// The way to the people of the class.
fn roster(l: Locale, s: &ClassSession) -> AnyView {
    let href = address(
        "/desk",
        &[("location", &s.location_id.to_string()), ("class", &s.id.to_string())],
    );
    view! { <LinkButton href=href label=t::planner::roster(l) icon=Icon::ListChecks size=ButtonSize::Small/> }
        .into_any()
}

/// A class that was called off: the words that its members read.
fn stopped(l: Locale, s: &ClassSession) -> AnyView {
    let reason = s.cancel_reason.clone().unwrap_or_default();
    view! { <Notice tone=Tone::Error title=t::planner::stopped_title(l) text=reason icon=Icon::CircleX/> }.into_any()
}

/// Who is told when a class does not take place.
fn cancel_text(l: Locale, s: &ClassSession) -> String {
    let when = format!("{} {}", l.day_named(s.day), s.starts.clock());
    if s.seated() + s.waiting == 0 {
        t::planner::cancel_nobody(l, when)
    } else {
        let people = match s.waiting {
            0 => t::planner::cancel_booked(l, s.seated()),
            waiting => t::planner::cancel_waiting(l, t::planner::cancel_booked(l, s.seated()), waiting),
        };
        t::planner::cancel_text(l, people, when)
    }
}

fn change_form(l: Locale, s: ClassSession, choices: &Choices, asked: &Asked, actions: Actions) -> AnyView {
    let change = actions.change;
    let flaw = move |field| change.flaw(field, l);
    let kept_minutes = (s.kept.until).map_or(KEPT_MINUTES, |until| (s.starts.at - until.at).in_minutes());
    let number = move |field, begins: i64| change.typed(field, begins.to_string()).parse().unwrap_or(begins);
    // a form that came back is as it was typed
    let kept = s.choose_spots && change.typed("day", "").is_empty();
    let choose = change.typed("choose_spots", if kept { "true" } else { "" }) == "true";
    let (close, ask_cancel) = (asked.closed().href(), asked.open(s.id, Act::Cancel).href());
    let people = roster(l, &s);
    let mut rooms = vec![Choice::new("", t::planner::no_room(l))];
    let here = choices.rooms.iter().filter(|room| room.location_id == s.location_id);
    rooms.extend(here.map(|room| {
        let words = t::planner::room_choice(l, &room.name, t::planner::room_holds(l, room.capacity));
        Choice::new(room.id.to_string(), words)
    }));
    let mut coaches = vec![Choice::new("", t::planner::no_coach_yet(l))];
    coaches.extend(choices.coaches.iter().map(|c| Choice::new(c.id.to_string(), &c.name)));
    let room = s.room_id.map(|id| id.to_string()).unwrap_or_default();
    let coach = s.coach_id.map(|id| id.to_string()).unwrap_or_default();
    // what was closed since is still what the class has
    keep_chosen(&mut rooms, &room, s.room.as_deref());
    keep_chosen(&mut coaches, &coach, s.coach.as_deref());
    let note = (s.seated() > 0)
        .then(|| view! { <p class="text-caption text-muted">{t::planner::change_note(l, s.seated())}</p> });
    let ends = s.series_id.map(|_| {
        view! {
            <LinkButton
                href=asked.open(s.id, Act::End).href()
                label=t::planner::end(l)
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::CalendarOff
            />
        }
    });
    view! {
        <SubmitForm to=change>
            <Hidden name="id" value=s.id.to_string()/>
            <div class="space-y-4">
                {change.refusal(l)}
                <div class="grid grid-cols-2 gap-4 sm:grid-cols-4">
                    <DateField name="day" label=t::planner::day(l) value=change.typed("day", s.day.to_string()) error=flaw("day") required=true/>
                    <TimeField name="start" label=t::planner::start(l) value=change.typed("start", s.starts.clock()) error=flaw("start") required=true/>
                    <NumberField
                        name="minutes"
                        label=t::planner::minutes(l)
                        value=number("minutes", s.minutes)
                        min=5
                        max=600
                        error=flaw("minutes")
                        required=true
                    />
                    <NumberField
                        name="capacity"
                        label=t::planner::capacity(l)
                        value=number("capacity", s.capacity)
                        min=s.booked.max(1)
                        max=1000
                        error=flaw("capacity")
                        required=true
                    />
                </div>
                <div class="grid gap-4 sm:grid-cols-2">
                    <SelectField name="room" label=t::planner::room(l) choices=rooms value=change.typed("room", room) error=flaw("room")/>
                    <SelectField name="coach" label=t::planner::coach(l) choices=coaches value=change.typed("coach", coach) error=flaw("coach")/>
                </div>
                <div class="grid gap-4 sm:grid-cols-3">
                    <NumberField
                        name="keep_walk_in"
                        label=t::planner::keep_walk_in(l)
                        value=number("keep_walk_in", s.kept.walk_in)
                        min=0
                        max=1000
                        error=flaw("keep_walk_in")
                    />
                    <NumberField
                        name="keep_partner"
                        label=t::planner::keep_partner(l)
                        value=number("keep_partner", s.kept.partner)
                        min=0
                        max=1000
                        error=flaw("keep_partner")
                    />
                    <NumberField
                        name="keep_minutes"
                        label=t::planner::keep_minutes(l)
                        value=number("keep_minutes", kept_minutes)
                        min=0
                        max=10080
                        error=flaw("keep_minutes")
                    />
                </div>
                <p class="text-caption text-muted">{t::planner::keep_hint(l)}</p>
                <Checkbox name="choose_spots" label=t::planner::choose_spots(l) hint=t::planner::choose_spots_hint(l) checked=choose/>
                {note}
                <FormActions>
                    <Button label=t::planner::change(l) kind=ButtonKind::Primary pending=change.pending()/>
                    <LinkButton href=close label=t::planner::not_now(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </div>
        </SubmitForm>
        <div class="mt-5 flex flex-wrap gap-2 border-t border-base-300 pt-4">
            {people}
            <LinkButton
                href=ask_cancel
                label=t::planner::cancel(l)
                kind=ButtonKind::Danger
                size=ButtonSize::Small
                icon=Icon::CircleX
            />
            {ends}
        </div>
    }
    .into_any()
}

fn keep_chosen(choices: &mut Vec<Choice>, chosen: &str, name: Option<&str>) {
    if let Some(name) = name
        && choices.iter().all(|c| c.value != chosen)
    {
        choices.push(Choice::new(chosen, name));
    }
}

fn reason_field(l: Locale, error: Signal<Option<String>>, typed: String) -> AnyView {
    view! {
        <TextField
            name="reason"
            label=t::planner::reason(l)
            hint=t::planner::reason_hint(l)
            value=typed
            error=error
            required=true
            maxlength=200
            autocomplete="off"
        />
    }
    .into_any()
}

fn cancel_form(l: Locale, s: &ClassSession, asked: &Asked, actions: Actions) -> AnyView {
    let cancel = actions.cancel;
    let (id, keep) = (s.id.to_string(), asked.open(s.id, Act::Change).href());
    view! {
        <SubmitForm to=cancel>
            <Hidden name="id" value=id/>
            <div class="space-y-4">
                {cancel.refusal(l)}
                {reason_field(l, cancel.flaw("reason", l), cancel.typed("reason", ""))}
                <FormActions>
                    <Button label=t::planner::cancel_yes(l) kind=ButtonKind::DangerSolid pending=cancel.pending()/>
                    <LinkButton href=keep label=t::planner::keep(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </div>
        </SubmitForm>
    }
    .into_any()
}

/// How many classes and people ending the series hits.
fn called_off(l: Locale, ahead: SeriesAhead, day: Day, last: RwSignal<String>) -> AnyView {
    let after = last.with(|last| last.parse().unwrap_or(day));
    let hit = t::planner::end_classes(l, l.date(after), ahead.classes);
    let people = if ahead.people == 0 {
        t::planner::end_nobody(l).to_owned()
    } else {
        t::planner::end_people(l, ahead.people)
    };
    let tone = if ahead.people > 0 { Tone::Warning } else { Tone::Neutral };
    view! { <Notice tone=tone title=hit text=people icon=Icon::CalendarOff/> }.into_any()
}

fn end_form(l: Locale, s: &ClassSession, asked: &Asked, actions: Actions) -> AnyView {
    let end = actions.end;
    let (day, last, keep) = (s.day, s.day.to_string(), asked.open(s.id, Act::Change).href());
    let series = s.series_id.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <SubmitForm to=end>
            <Hidden name="id" value=series/>
            <div class="space-y-4">
                {end.refusal(l)}
                // without a script the numbers stay those after the open class
                <div on:change=move |event| actions.last.set(event_target_value(&event))>
                    <DateField
                        name="last"
                        label=t::planner::last_day(l)
                        value=end.typed("last", last)
                        hint=t::planner::last_day_hint(l)
                        error=end.flaw("last", l)
                        required=true
                    />
                </div>
                <Loaded resource=actions.ahead error=|_| ().into_any() keep=true let:ahead>
                    {called_off(l, ahead, day, actions.last)}
                </Loaded>
                {reason_field(l, end.flaw("reason", l), end.typed("reason", ""))}
                <FormActions>
                    <Button label=t::planner::end_yes(l) kind=ButtonKind::DangerSolid pending=end.pending()/>
                    <LinkButton href=keep label=t::planner::keep_series(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </div>
        </SubmitForm>
    }
    .into_any()
}
