//! What a tablet scanned, at once or later: each scan is judged by its own time and becomes one row, however often it is sent.

use super::{answer::code_in, kiosks::SEEN_EVERY};
use crate::{
    booking::{
        model::{DoorAnswer, DoorReason, Kiosk, Scan, ScanState, Scanned, Thought, Verdict},
        rules::{ScanTime, scan_time},
        store::{self, NewScan, ScanRow},
    },
    platform::{
        error::{Answer, AppError},
        form::Flaw,
        house::House,
        i18n::{Locale, t},
        time::{Instant, Span, Zone},
    },
    studio::{self, model::Location},
};

/// So many scans are taken at once; a tablet with more sends them in several goes.
const AT_ONCE: usize = 100;
/// No code of ours is longer.
const LONGEST: usize = 200;
/// A clock that was measured to be off by more than this (milliseconds) is not put right.
const MEASURED: i64 = 10 * 60 * 1000;
/// A clock may be wrong by so much, and still be written down.
const WRITABLE: i64 = 10 * 366 * 24 * 3600 * 1000;

/// Takes scans in: each is checked as it would have been at its own time, and written once with the tablet's key. What became of
/// each, in the order in which they came.
///
/// Each has a transaction of its own: a tablet that hears nothing sends all of them again, and those that are written already are
/// answered as before.
///
/// # Errors
/// [`AppError::Invalid`] for too many at once.
pub async fn sync(
    house: &House,
    kiosk: &Kiosk,
    l: Locale,
    (device_now, skew): (i64, i64),
    scans: Vec<Scan>,
) -> Answer<Vec<Scanned>> {
    if scans.len() > AT_ONCE {
        return Err(AppError::field("scans", Flaw::TooLong(100)));
    }
    let now = house.clock.now();
    // its clock as it measured it against ours, there and back: how long this took to arrive says nothing of the clock
    let skew = skew.clamp(-MEASURED, MEASURED);
    let device_now = on_paper(device_now.saturating_sub(skew), now);
    let mut tx = house.db.read().await?;
    let place: Location = studio::service::location(&mut tx, kiosk.org, kiosk.location).await?;
    let zone = studio::service::zone(&place.zone)?;
    drop(tx);
    // of one code scanned twice on this tablet the first counts, in whatever order they were sent
    let mut ordered: Vec<&Scan> = scans.iter().collect();
    ordered.sort_by_key(|scan| (scan.at, scan.key));
    for scan in ordered {
        take_in(house, kiosk, &place, scan, (device_now, skew), now).await?;
    }
    let mut tx = house.db.read().await?;
    let mut answers = Vec::with_capacity(scans.len());
    for scan in &scans {
        let row = store::scan(&mut tx, kiosk.id, scan.key).await?.ok_or(AppError::Busy)?;
        answers.push(said(l, row, zone));
    }
    let (seen, known) = store::seen_of(&mut tx, kiosk.id).await?;
    drop(tx);
    let fresh = seen.is_some_and(|seen| now - seen <= SEEN_EVERY);
    if !fresh || known.is_none_or(|known| (known - skew).abs() > 1000) {
        // that it was seen is worth no answer that comes too late
        if let Ok(mut tx) = house.db.write().await
            && store::seen(&mut tx, kiosk.id, Some(skew), now).await.is_ok()
        {
            let _ = tx.commit().await;
        }
    }
    Ok(answers)
}

/// A tablet's clock, as far as it can be written down.
fn on_paper(ms: i64, now: Instant) -> Instant {
    let ours = now.0 / 1000;
    Instant(ms.clamp(ours - WRITABLE, ours + WRITABLE) * 1000)
}

async fn take_in(
    house: &House,
    kiosk: &Kiosk,
    place: &Location,
    scan: &Scan,
    (device_now, skew): (Instant, i64),
    now: Instant,
) -> Answer<()> {
    let (own, device_at) = (on_paper(scan.at, now), on_paper(scan.at.saturating_sub(skew), now));
    let mut tx = house.db.write().await?;
    if let Some(row) = store::scan(&mut tx, kiosk.id, scan.key).await? {
        // nobody heard the answer in time, and the tablet said something of its own meanwhile
        if row.thought == Thought::Live && scan.thought != Thought::Live {
            store::thought(&mut tx, kiosk.id, scan.key, scan.thought).await?;
            tx.commit().await?;
        }
        return Ok(());
    }
    let elsewhere = !scan.place.is_empty() && scan.place != place.id.to_string();
    let (at, answer) = match scan_time(device_at, device_now, now) {
        _ if elsewhere => (device_at.min(now), Err("other_place")),
        ScanTime::Clock(at) => (at, Err("clock")),
        ScanTime::TooOld(at) => (at, Err("too_old")),
        ScanTime::At(at) if scan.code.len() > LONGEST => (at, Err("unknown_code")),
        ScanTime::At(at) => (at, Ok(code_in(&mut tx, kiosk.org, place, &scan.code, None, at).await?)),
    };
    let new = NewScan {
        kiosk: kiosk.id,
        id: scan.key,
        org: kiosk.org,
        location: place.id,
        device_at: own,
        at,
        thought: scan.thought,
        outcome: ScanState::Rejected,
        reason: "unknown_code",
        member: None,
        visit: None,
        first: None,
    };
    let new = match answer {
        Err(reason) => NewScan { reason, ..new },
        Ok(answer) => judged(new, answer),
    };
    // the same scan came a second time meanwhile: what this one did is undone
    if store::add_scan(&mut tx, new, now).await? > 0 {
        tx.commit().await?;
    }
    Ok(())
}

fn judged(new: NewScan, answer: DoorAnswer) -> NewScan {
    let first = match answer.reasons.first() {
        Some(DoorReason::UsedCode(at, place)) => Some((at.at, place.clone())),
        _ => None,
    };
    let outcome = match answer.verdict {
        // at a door where nobody looks, whoever is in already does not come in again
        Verdict::Look if matches!(answer.reasons.first(), Some(DoorReason::AlreadyIn(_))) => ScanState::Rejected,
        Verdict::In | Verdict::Look => ScanState::Verified,
        Verdict::No if first.is_some() => ScanState::Duplicate,
        Verdict::No => ScanState::Rejected,
    };
    NewScan {
        outcome,
        reason: answer.reasons.first().map_or("pass", DoorReason::code),
        member: answer.member.map(|card| card.id),
        visit: answer.visit,
        first,
        ..new
    }
}

/// The name by which a screen that everybody sees greets somebody: the first word, and of a name that is written as one the first
/// character.
fn greeted(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or(name);
    if first.is_ascii() || first.len() < name.trim().len() || first.chars().any(|c| c < '\u{2E80}') {
        return first.to_owned();
    }
    let mut letters = first.chars();
    letters
        .next()
        .map(|c| format!("{c}{}", "＊".repeat(letters.count())))
        .unwrap_or_default()
}

/// What the tablet's screen says. Why somebody is barred, or whether they have left, is for the desk and not for the screen.
fn said(l: Locale, row: ScanRow, zone: Zone) -> Scanned {
    let at = zone.moment(row.at);
    let name = row.name.as_deref().map(greeted).unwrap_or_default();
    let title = match row.outcome {
        ScanState::Verified if row.thought == Thought::Live => t::kiosk::hello(l, &name),
        ScanState::Verified => t::kiosk::now_verified(l, &name),
        ScanState::Duplicate => t::kiosk::used_title(l).to_owned(),
        ScanState::Rejected if row.reason == "already_in" => t::kiosk::already_title(l).to_owned(),
        ScanState::Rejected => t::kiosk::desk_title(l).to_owned(),
    };
    let class = row.session.as_deref().zip(row.starts_at);
    let text = match (row.reason.as_str(), class) {
        ("used_code", _) => {
            let first = row.first_at.map(|at| zone.moment(at).clock()).unwrap_or_default();
            t::kiosk::used_text(l, &name, row.first_where.unwrap_or_default(), first)
        }
        (_, Some((class, starts))) => {
            let class = t::kiosk::class_is(l, class, zone.moment(starts).clock());
            match &row.spot {
                Some(spot) => format!("{class} · {}", t::spots::spot(l, spot)),
                None => class,
            }
        }
        ("pass", _) => t::kiosk::pass_text(l).to_owned(),
        ("already_in", _) => t::kiosk::already_text(l).to_owned(),
        ("too_early", _) => t::kiosk::early_text(l).to_owned(),
        ("old_code", _) => t::kiosk::old_text(l).to_owned(),
        ("unknown_code", _) => t::kiosk::unknown_text(l).to_owned(),
        ("no_pass", _) => t::kiosk::no_pass_text(l).to_owned(),
        ("other_hours", _) => t::kiosk::other_hours_text(l).to_owned(),
        ("needs_class", _) => t::kiosk::needs_class_text(l).to_owned(),
        _ => t::kiosk::desk_text(l).to_owned(),
    };
    Scanned {
        key: row.id,
        state: row.outcome,
        reason: if ["banned", "ended"].contains(&row.reason.as_str()) {
            "desk".to_owned()
        } else {
            row.reason
        },
        title,
        text,
        clock: at.clock(),
    }
}

/// So long scans stay on the list of those to look at.
pub(super) const LISTED: Span = Span::hours(24 * 14);
