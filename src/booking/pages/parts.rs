//! What the member's pages have in common: how a class stands, when it is, and what passes while a page is open.

use crate::{
    booking::model::{BookingStatus, Entry, Mine},
    plans::model::Why,
    platform::{
        i18n::{Locale, t},
        time::{Moment, day_plus},
    },
    schedule::{
        model::{Category, ClassSession, Seats, SessionId, SessionStatus},
        pages::live::LiveSeats,
    },
    ui::badge::{self, State, Tone},
};
use leptos::{html, leptos_dom::helpers::set_interval_with_handle, prelude::*};
use std::time::Duration;

/// The kit's colour of a category.
#[must_use]
pub const fn tint(category: Category) -> badge::Category {
    match category {
        Category::Strength => badge::Category::Strength,
        Category::Conditioning => badge::Category::Conditioning,
        Category::Cycle => badge::Category::Cycle,
        Category::Mind => badge::Category::Mind,
        Category::Dance => badge::Category::Dance,
        Category::Care => badge::Category::Care,
    }
}

/// A day and time as near to speech as it is true: "today 17:15", "tomorrow 07:00", "Thu 19 Mar 18:30".
#[must_use]
pub fn when(l: Locale, at: Moment, now: Moment) -> String {
    let (day, today) = (at.day(), now.day());
    if day == today {
        t::member::today_at(l, at.clock())
    } else if day == day_plus(today, 1) {
        t::member::tomorrow_at(l, at.clock())
    } else {
        format!("{} {}", l.day_short(day), at.clock())
    }
}

/// The name of a class's row among the bookings, to lead there.
#[must_use]
pub fn anchor(session: SessionId) -> String {
    format!("class-{session}")
}

/// Parts of a second line with dots between them, without those that are missing.
#[must_use]
pub fn dotted(parts: &[Option<&str>]) -> String {
    parts
        .iter()
        .flatten()
        .copied()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A sentence with one of its values set off. The sentence is made with [`SLOT`] in the value's place, so that each
/// language may put it where it belongs.
#[must_use]
pub fn set_off(sentence: &str, value: String) -> AnyView {
    let (before, after) = sentence.split_once(SLOT).unwrap_or((sentence, ""));
    view! {
        {before.to_owned()}
        <strong class="font-semibold tabular-nums">{value}</strong>
        {after.to_owned()}
    }
    .into_any()
}

/// Stands in a sentence for the value that [`set_off`] puts there: no text holds it otherwise.
pub const SLOT: char = '\u{1}';

/// A class with the numbers that came over the live feed.
#[must_use]
pub fn with_seats(mut session: ClassSession, seats: Option<Seats>) -> ClassSession {
    if let Some(seats) = seats {
        session.capacity = seats.capacity;
        session.booked = seats.booked;
        session.waiting = seats.waiting;
        (session.kept.walk_in, session.kept.partner) = (seats.walk_in_kept, seats.partner_kept);
    }
    session
}

/// The newest numbers of one class; changes only when these do, so that one class's news does not redraw the others.
#[must_use]
pub fn seats_of(seats: LiveSeats, session: SessionId) -> Memo<Option<Seats>> {
    Memo::new(move |_| seats.with(|seats| seats.get(&session).copied()))
}

/// How a class stands for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state that gives colour and icon.
    pub state: State,
    /// The word: "Booked", "3 left".
    pub label: String,
    /// More about it: "number 2 of 5".
    pub note: Option<String>,
}

/// How a class stands for the reader: what it is to them first, then what is free.
#[must_use]
pub fn standing(l: Locale, entry: &Entry) -> Standing {
    let plain = |state, label: String| Standing {
        state,
        label,
        note: None,
    };
    if entry.session.status == SessionStatus::Cancelled {
        return plain(State::Cancelled, t::member::state_cancelled(l).to_owned());
    }
    match &entry.mine {
        Some(Mine::Booked {
            status: BookingStatus::CheckedIn,
            ..
        }) => plain(State::CheckedIn, t::member::state_checked_in(l).to_owned()),
        Some(Mine::Booked { .. }) => plain(State::Booked, t::member::state_booked(l).to_owned()),
        Some(Mine::Waiting { place, covered, with }) => {
            let number = t::member::place_of(l, entry.session.waiting.max(*place), place);
            let needed = (!covered).then(|| t::member::no_pass(l));
            Standing {
                state: State::Waitlisted,
                label: t::member::state_waiting(l).to_owned(),
                note: Some(dotted(&[
                    Some(&number),
                    with.map(|with| with.text(l)).as_deref(),
                    needed,
                ])),
            }
        }
        Some(Mine::Offered { until, .. }) => Standing {
            state: State::Waitlisted,
            label: t::member::state_offered(l).to_owned(),
            note: Some(t::member::until_short(l, until.clock())),
        },
        None => free_places(l, &entry.session),
    }
}

/// What is free in a class.
#[must_use]
pub fn free_places(l: Locale, session: &ClassSession) -> Standing {
    let (state, label) = match session.free() {
        0 if session.waiting > 0 => (State::Full, t::member::full_waiting(l, session.waiting)),
        0 => (State::Full, t::member::full(l).to_owned()),
        free if session.few() => (State::Few, t::member::places_left(l, free)),
        free => (State::Open, t::member::places(l, free)),
    };
    Standing {
        state,
        label,
        note: None,
    }
}

/// Which pass a place was booked with, and why that one.
#[must_use]
pub fn paid(l: Locale, pass: &str, why: Option<Why>) -> String {
    let with = t::member::booked_with(l, pass);
    // the only one needs no reason
    match why.filter(|why| *why != Why::Only) {
        Some(why) => dotted(&[Some(&with), Some(why.text(l))]),
        None => with,
    }
}

/// What became of a booking that is over, as a badge.
#[must_use]
pub fn outcome(l: Locale, status: BookingStatus) -> (Tone, &'static str) {
    match status {
        BookingStatus::Booked => (Tone::Neutral, t::member::state_booked(l)),
        BookingStatus::CheckedIn => (Tone::Success, t::member::outcome_came(l)),
        BookingStatus::NoShow => (Tone::Warning, t::member::outcome_no_show(l)),
        BookingStatus::Excused => (Tone::Neutral, t::member::outcome_excused(l)),
        BookingStatus::EarlyCancelled => (Tone::Neutral, t::member::outcome_early(l)),
        BookingStatus::LateCancelled => (Tone::Warning, t::member::outcome_late(l)),
        BookingStatus::GivenAway => (Tone::Warning, t::member::outcome_given_away(l)),
        BookingStatus::ClassCancelled => (Tone::Info, t::member::outcome_class_cancelled(l)),
    }
}

/// Whole minutes that a page has been open: counted in the browser, always 0 on the server.
#[must_use]
pub fn minutes_open() -> ReadSignal<i64> {
    let (open, set_open) = signal(0_i64);
    Effect::new(move || {
        // without a timer the figure stands still, which a reload mends
        if let Ok(handle) = set_interval_with_handle(move || set_open.update(|m| *m += 1), Duration::from_secs(60)) {
            on_cleanup(move || handle.clear());
        }
    });
    open
}

/// Takes the focus when it is drawn: the answer to a press whose button is gone.
pub fn focus_when_drawn(node: NodeRef<html::Div>) {
    Effect::new(move || {
        if let Some(element) = node.get() {
            // a browser that refuses the focus leaves it where it was
            let _ = element.focus();
        }
    });
}

/// Runs when the reader comes back to the page after it was out of sight: what it shows may be old.
pub fn on_return(back: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        let back = back.clone();
        let handle = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                back();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::Instant;

    #[test]
    fn times_are_said_as_near_to_speech_as_is_true() {
        let hour = |h: i64| Moment {
            at: Instant(h * 3_600_000_000),
            offset: 3600,
        };
        let now = hour(24 * 20_000 + 9);
        assert_eq!(when(Locale::En, hour(24 * 20_000 + 16), now), "today 17:00");
        assert_eq!(
            when(Locale::En, hour(24 * 20_000 + 23), now),
            "tomorrow 00:00",
            "the wall's midnight, not UTC's"
        );
        assert_eq!(when(Locale::En, hour(24 * 20_002 + 7), now), "Sun 6 Oct 08:00");
    }

    #[test]
    fn a_line_has_no_dots_around_what_is_missing() {
        assert_eq!(
            dotted(&[Some("Studio 2"), None, Some(""), Some("Zainab")]),
            "Studio 2 · Zainab"
        );
    }
}
