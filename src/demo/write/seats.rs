//! Who booked, came, missed and waited, class by class.

use super::people::Person;
use crate::{
    booking::{
        model::{BookingId, BookingStatus},
        rules,
    },
    demo::{
        fill::{self, Turnout},
        rng::Rng,
        store,
    },
    platform::{
        db::Tx,
        error::Answer,
        time::{Day, Instant, Span, Zone},
    },
    schedule::model::ClassSession,
    studio::model::{BookingPolicy, OrgId},
};
use chrono::Datelike;
use std::collections::{HashMap, HashSet};

/// Rows that wait to be written.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) bookings: Vec<store::Booking>,
    pub(super) visits: Vec<store::Visit>,
    pub(super) lines: Vec<store::Line>,
    pub(super) waiting: Vec<store::Waiting>,
    pub(super) filled: Vec<store::Filled>,
}

/// How much of a class's seats is booked so far, so many hours before it.
pub(super) fn share_booked(hours: i64) -> i64 {
    match hours {
        ..24 => 95,
        24..48 => 80,
        48..96 => 60,
        96..168 => 42,
        168..336 => 22,
        _ => 9,
    }
}

#[expect(clippy::too_many_arguments, reason = "one step of a long walk")]
pub(super) fn seat_session(
    org: OrgId,
    session: &ClassSession,
    zone: Zone,
    pull: i64,
    now: Instant,
    people: &mut [Person],
    candidates: &[usize],
    busy: &mut HashMap<Day, HashSet<usize>>,
    rows: &mut Rows,
    rng: &mut Rng,
) -> Vec<usize> {
    let minute = u32::try_from(session.starts.minute()).unwrap_or(0);
    let demo_category = crate::demo::classes::Category::ALL
        .into_iter()
        .find(|c| c.as_str() == session.category.code());
    let Some(demo_category) = demo_category else {
        return Vec::new();
    };
    let capacity = u32::try_from(session.capacity).unwrap_or(0);
    let mut turnout = fill::turnout(session.day.weekday(), minute, demo_category, pull, capacity, rng);
    let (ahead, over) = (session.starts.at > now, session.ends.at + Span::minutes(30) <= now);
    if ahead {
        let share = share_booked((session.starts.at - now).in_minutes() / 60);
        let full = turnout.waiting > 0 && share >= 60;
        let booked = if full {
            capacity
        } else {
            turnout.booked * u32::try_from(share).unwrap_or(0) / 100
        };
        turnout = Turnout {
            booked,
            attended: 0,
            no_show: 0,
            late_cancelled: 0,
            waiting: if full { turnout.waiting.min(6) } else { 0 },
        };
    }
    let policy = BookingPolicy::default();
    let wanted = (turnout.booked + turnout.late_cancelled + turnout.waiting) as usize;
    let of_day = busy.entry(session.day).or_default();
    let mut chosen = Vec::new();
    let mut tries = 0;
    while chosen.len() < wanted && tries < wanted * 12 + 40 && !candidates.is_empty() {
        tries += 1;
        let member = candidates[rng.index(candidates.len())];
        let person = &people[member];
        let likes = person.likes.contains(&session.category);
        // Tastes are kept as long as enough people share them.
        if of_day.contains(&member)
            || (!likes && tries < wanted * 6)
            || !person.passes.iter().any(|h| h.fits(session.day, session.credit_cost))
        {
            continue;
        }
        of_day.insert(member);
        chosen.push(member);
    }
    let mut seated = Vec::new();
    let (mut booked, mut waiting) = (0, 0);
    for (i, member) in chosen.into_iter().enumerate() {
        let place = i as u32;
        let lead = Span::hours(fill::lead_hours(rng).into());
        let at = (session.starts.at - lead).min(now - Span::minutes(rng.range(5, 600)));
        if place >= turnout.booked + turnout.late_cancelled {
            rows.waiting.push(store::Waiting {
                session: session.id,
                member: people[member].id,
                at,
            });
            waiting += 1;
            continue;
        }
        let late = place >= turnout.booked;
        let status = if late {
            BookingStatus::LateCancelled
        } else if !ahead && place < turnout.attended {
            BookingStatus::CheckedIn
        } else if over {
            BookingStatus::NoShow
        } else {
            BookingStatus::Booked
        };
        let id = BookingId::fresh();
        let person = &mut people[member];
        let Some(held) = person
            .passes
            .iter_mut()
            .find(|h| h.fits(session.day, session.credit_cost))
        else {
            continue;
        };
        let came = (status == BookingStatus::CheckedIn).then(|| session.starts.at - Span::minutes(rng.range(2, 14)));
        let credits = if held.lot.is_some() { session.credit_cost } else { 0 };
        if let Some(lot) = held.lot {
            held.left -= credits;
            held.held += credits;
            rows.lines.push(store::Line {
                lot,
                kind: "hold",
                balance: -credits,
                held: credits,
                booking: Some(id),
                reason: "booked",
                at,
            });
            let used = match status {
                BookingStatus::CheckedIn => Some(("checked_in", came.unwrap_or(session.starts.at))),
                BookingStatus::NoShow => Some(("no_show", session.ends.at)),
                BookingStatus::LateCancelled => Some(("late_cancelled", session.starts.at - Span::minutes(50))),
                _ => None,
            };
            if let Some((reason, at)) = used {
                held.held -= credits;
                rows.lines.push(store::Line {
                    lot,
                    kind: "consume",
                    balance: 0,
                    held: -credits,
                    booking: Some(id),
                    reason,
                    at,
                });
            }
        }
        rows.bookings.push(store::Booking {
            id,
            org,
            session: session.id,
            member: person.id,
            status,
            pass: held.pass,
            lot: held.lot,
            credits,
            at,
            free_until: rules::free_until(session.starts.at, &policy, zone, at, false),
            cancelled_at: late.then(|| session.starts.at - Span::minutes(50)),
            checked_in_at: came,
        });
        if let Some(came) = came {
            rows.visits.push(store::Visit {
                org,
                location: session.location_id,
                member: person.id,
                booking: id,
                at: came,
                day: session.day,
            });
        }
        if !late {
            booked += 1;
            seated.push(member);
        }
    }
    let attended = (!ahead && turnout.attended > 0).then(|| session.starts.at - Span::minutes(14));
    rows.filled.push(store::Filled {
        id: session.id,
        booked,
        waiting,
        attendance_at: attended,
        closed_at: over.then(|| session.ends.at + Span::minutes(30)),
    });
    seated
}

pub(super) async fn write_rows(tx: &mut Tx, rows: &mut Rows) -> Answer<()> {
    store::bookings(tx, &rows.bookings).await?;
    store::visits(tx, &rows.visits).await?;
    store::ledger(tx, &rows.lines).await?;
    store::waiting(tx, &rows.waiting).await?;
    store::filled(tx, &rows.filled).await?;
    *rows = Rows::default();
    Ok(())
}
