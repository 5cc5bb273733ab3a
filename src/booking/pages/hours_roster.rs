//! A personal hour as its coach and the staff see it: booked, waiting for the client, confirmed, disputed, decided.

use super::{marks::Marks, parts::when};
use crate::{
    booking::{
        api::{MarkAttendance, hours::SettleHour},
        model::{BookingId, BookingStatus, Hour, HourLine, HourState, HourVerdict, LOGGED_WITHIN, Roster, RosterLine},
    },
    platform::{
        i18n::{Locale, t},
        time::Moment,
    },
    schedule::model::SessionStatus,
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        field::TextField,
        form::Hidden,
        icon::Icon,
        list::Sheet,
        submit::{Submit, SubmitForm},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

/// What a page knows of the hours on it.
#[derive(Clone)]
pub(super) struct HourPage {
    now: Moment,
    /// The hour can still be logged.
    logs: bool,
    settles: bool,
    key: String,
}

impl HourPage {
    /// Of a roster; `None` where its class is none for one alone.
    pub(super) fn of(roster: &Roster) -> Option<Self> {
        let class = &roster.session;
        class.personal.then(|| Self {
            now: roster.now,
            logs: class.status == SessionStatus::Scheduled && roster.now.at < class.ends.at + LOGGED_WITHIN,
            settles: roster.settles,
            key: roster.key.clone(),
        })
    }
}

/// The state in a word, and what it means.
fn state(l: Locale, hour: Option<&Hour>, status: BookingStatus, now: Moment) -> (Tone, Icon, &'static str, String) {
    let at = |moment: Moment| when(l, moment, now);
    let Some(hour) = hour else {
        return match status {
            BookingStatus::CheckedIn => (
                Tone::Info,
                Icon::DoorOpen,
                t::hours::state_came(l),
                t::hours::came_note(l).to_owned(),
            ),
            BookingStatus::NoShow => (
                Tone::Warning,
                Icon::UserRoundX,
                t::hours::state_missed(l),
                String::new(),
            ),
            BookingStatus::Excused => (Tone::Neutral, Icon::Undo2, t::coach::excused(l), String::new()),
            _ => (
                Tone::Neutral,
                Icon::BookmarkCheck,
                t::hours::state_booked(l),
                t::hours::booked_note(l).to_owned(),
            ),
        };
    };
    match &hour.state {
        HourState::Waiting { until } => (
            Tone::Info,
            Icon::Hourglass,
            t::hours::state_waiting(l),
            t::hours::waiting_note(l, &hour.by, at(*until), at(hour.logged)),
        ),
        HourState::Confirmed { at: then, by } => (
            Tone::Success,
            Icon::CircleCheckBig,
            t::hours::state_confirmed(l),
            match by {
                Some(by) => t::hours::confirmed_note(l, by, at(*then)),
                None => t::hours::silence_note(l, at(*then)),
            },
        ),
        HourState::Disputed { at: then, .. } => (
            Tone::Error,
            Icon::TriangleAlert,
            t::hours::state_disputed(l),
            t::hours::disputed_note(l, at(*then)),
        ),
        HourState::Settled {
            at: then,
            by,
            verdict,
            reason,
            ..
        } => {
            let note = t::hours::settled_note(l, by, reason, at(*then));
            match verdict {
                HourVerdict::Stands => (Tone::Neutral, Icon::Scale, t::hours::state_stands(l), note),
                HourVerdict::GivenBack => (Tone::Neutral, Icon::Undo2, t::hours::state_back(l), note),
            }
        }
    }
}

/// The words of a dispute, set off as somebody's own.
fn quoted(hour: Option<&Hour>) -> Option<AnyView> {
    let words = match hour.map(|hour| &hour.state) {
        Some(HourState::Disputed { words, .. } | HourState::Settled { words, .. }) => words.clone(),
        _ => return None,
    };
    (!words.is_empty()).then(|| {
        view! { <blockquote class="border-l-2 border-base-300 pl-3 text-sm wrap-anywhere">{words}</blockquote> }
            .into_any()
    })
}

/// Under somebody's name on the roster: what was said of their hour, and what can be done.
pub(super) fn under(
    l: Locale,
    line: &RosterLine,
    page: HourPage,
    here: Memo<bool>,
    door: Memo<bool>,
    marks: Marks,
) -> AnyView {
    let came = line.status == BookingStatus::CheckedIn;
    let (booking, name, hour, status) = (line.booking, line.name.clone(), line.hour.clone(), line.status);
    let open = matches!(status, BookingStatus::Booked | BookingStatus::CheckedIn);
    (move || {
        // what was pressed shows at once, until the roster that knows it is there
        let pressed = here.get();
        let (status, hour) = match (pressed, came) {
            (false, true) => (BookingStatus::Booked, None),
            _ => (status, hour.clone()),
        };
        let sent = pressed && !came;
        let (tone, icon, label, note) = state(l, hour.as_ref(), status, page.now);
        let badge = if sent {
            view! { <Badge tone=Tone::Info label=t::hours::state_waiting(l) icon=Icon::Hourglass/> }.into_any()
        } else {
            view! { <Badge tone=tone label=label icon=icon/> }.into_any()
        };
        let note =
            (!sent && !note.is_empty()).then(|| view! { <p class="text-caption text-muted wrap-anywhere">{note}</p> });
        let waits = matches!(hour.as_ref().map(|hour| &hour.state), Some(HourState::Waiting { .. }));
        let disputed = matches!(hour.as_ref().map(|hour| &hour.state), Some(HourState::Disputed { .. }));
        let press = if !page.logs || !open || sent {
            None
        } else if hour.is_none() && door.get() {
            Some(mark(l, booking, name.clone(), true, marks))
        } else if waits {
            Some(mark(l, booking, name.clone(), false, marks))
        } else {
            None
        };
        let decide = disputed.then(|| match page.settles {
            true => settle(l, booking, &page.key, marks.settle),
            false => view! { <p class="text-caption text-muted">{t::hours::disputed_wait(l)}</p> }.into_any(),
        });
        view! {
            <div class="space-y-2 pr-4 pb-3 pl-16">
                <p>{badge}</p>
                {note}
                {quoted(hour.as_ref())}
                {press}
                {decide}
            </div>
        }
    })
    .into_any()
}

/// Logs an hour, or takes that back.
fn mark(l: Locale, booking: BookingId, name: String, here: bool, marks: Marks) -> AnyView {
    let spoken = match here {
        true => format!("{}: {name}", t::hours::given(l)),
        false => t::hours::take_back_name(l, &name),
    };
    let press = move |event: SubmitEvent| {
        event.prevent_default();
        marks.mark(booking, name.clone(), here);
    };
    let button = match here {
        true => view! {
            <Button label=t::hours::given(l) name=spoken kind=ButtonKind::Primary icon=Icon::CircleCheckBig/>
        }
        .into_any(),
        false => view! {
            <Button label=t::hours::take_back(l) name=spoken kind=ButtonKind::Ghost size=ButtonSize::Small icon=Icon::Undo2/>
        }
        .into_any(),
    };
    view! {
        <form method="post" action=MarkAttendance::url() on:submit=press>
            <input type="hidden" name="booking" value=booking.to_string()/>
            <input type="hidden" name="here" value=here.to_string()/>
            {button}
        </form>
    }
    .into_any()
}

/// The decision about a dispute: it stands, or the credit goes back; either with a reason.
pub(super) fn settle(l: Locale, booking: BookingId, key: &str, to: Submit<SettleHour>) -> AnyView {
    let key = key.to_owned();
    // what was typed about another dispute stays there
    let here = to.typed("booking", "") == booking.to_string();
    let typed = if here { to.typed("reason", "") } else { String::new() };
    view! {
        <SubmitForm to=to>
            <Hidden name="booking" value=booking.to_string()/>
            <Hidden name="key" value=key/>
            <div class="space-y-3">
                {to.refusal(l)}
                <TextField
                    name="reason"
                    of=booking.to_string()
                    label=t::hours::reason(l)
                    value=typed
                    hint=t::hours::reason_hint(l)
                    error=to.flaw("reason", l)
                    required=true
                    maxlength=500
                />
                <div class="flex flex-wrap gap-2">
                    <Button label=t::hours::stands(l) field="verdict" value="stands" icon=Icon::Scale pending=to.pending()/>
                    <Button
                        label=t::hours::give_back(l)
                        field="verdict"
                        value="given_back"
                        icon=Icon::Undo2
                        pending=to.pending()
                    />
                </div>
            </div>
        </SubmitForm>
    }
    .into_any()
}

/// Hours that are over and not logged, each with the press that logs it.
pub(super) fn unlogged(
    l: Locale,
    lines: &[HourLine],
    now: Moment,
    with_coach: bool,
    log: Submit<MarkAttendance>,
) -> AnyView {
    let rows = lines
        .iter()
        .map(|line| {
            let moment = when(l, line.starts, now);
            let spoken = t::hours::given_name(l, &line.client, &moment);
            let booking = line.booking.to_string();
            let coach = line.coach.as_deref().filter(|_| with_coach);
            let detail = super::parts::dotted(&[Some(&line.name), Some(&moment), coach]);
            view! {
                <li class="flex min-h-15 items-center gap-3 py-2.5 pr-3 pl-4">
                    <span class="min-w-0 flex-1">
                        <span class="block leading-snug font-medium wrap-anywhere">{line.client.clone()}</span>
                        <span class="block text-caption text-muted wrap-anywhere">{detail}</span>
                    </span>
                    <SubmitForm to=log>
                        <Hidden name="booking" value=booking/>
                        <Hidden name="here" value="true"/>
                        <Button
                            label=t::hours::given(l)
                            name=spoken
                            kind=ButtonKind::Soft
                            pending=log.pending()
                        />
                    </SubmitForm>
                </li>
            }
        })
        .collect_view();
    view! { <Sheet label=t::hours::to_log(l)>{rows}</Sheet> }.into_any()
}

/// An hour that is disputed: whose it is, what was said, and what stands below.
pub(super) fn disputed(l: Locale, line: &HourLine, now: Moment, below: AnyView) -> AnyView {
    let (tone, icon, label, note) = state(l, line.hour.as_ref(), line.status, now);
    let detail = super::parts::dotted(&[
        Some(&line.name),
        Some(&when(l, line.starts, now)),
        line.coach.as_deref(),
        Some(&line.place),
    ]);
    let logged = line
        .hour
        .as_ref()
        .map(|hour| t::hours::ask_logged(l, &hour.by, when(l, hour.logged, now)));
    view! {
        <li class="space-y-2 px-4 py-3">
            <div class="flex items-start justify-between gap-3">
                <div class="min-w-0">
                    <p class="leading-snug font-medium wrap-anywhere">{line.client.clone()}</p>
                    <p class="text-caption text-muted wrap-anywhere">{detail}</p>
                </div>
                <Badge tone=tone label=label icon=icon/>
            </div>
            <p class="text-caption text-muted wrap-anywhere">{logged} " " {note}</p>
            {quoted(line.hour.as_ref())}
            {below}
        </li>
    }
    .into_any()
}
