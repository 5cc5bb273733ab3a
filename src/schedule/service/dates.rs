//! Single dates: added from a calendar, changed, cancelled.

use super::{
    CANCELLED, CHANGED, SessionEvent,
    checks::{conflicts, room_at},
    read::lock,
    seats::tell_seats,
    spots::fit_spots,
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    coaches::{self, model::CoachId},
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        form::{self, FieldErrors, Flaw},
        house::House,
        time::{Day, Instant, Span},
    },
    rooms::{self, model::RoomId},
    schedule::{
        model::{Changed, ClassSession, ClassType, KEPT_MINUTES, Kept, Refusal, SessionId, SessionStatus},
        store::{self, Change, NewSession, Undecided},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};

/// A single session that belongs to no series, from an imported calendar. `false`: it was there already.
///
/// # Errors
/// A fault of the database.
pub async fn add_single(tx: &mut Tx, session: SingleSession<'_>, now: Instant) -> Answer<bool> {
    let new = NewSession {
        org: session.org,
        location: session.location,
        series: None,
        recurrence_day: None,
        class: session.class,
        name: &session.class.name,
        room: session.room,
        coach: session.coach,
        day: session.day,
        start_minute: session.start_minute,
        minutes: session.minutes,
        starts_at: session.starts_at,
        ends_at: session.starts_at + Span::minutes(session.minutes),
        capacity: session.capacity,
        cancelled: session.cancelled,
        changed: false,
        source: session.source,
    };
    Ok(store::add_session(tx, SessionId::fresh(), new, now).await? == 1)
}

/// What makes a session without a series.
pub struct SingleSession<'a> {
    /// The organisation.
    pub org: OrgId,
    /// Where.
    pub location: LocationId,
    /// What.
    pub class: &'a ClassType,
    /// The room.
    pub room: Option<RoomId>,
    /// Who teaches.
    pub coach: Option<CoachId>,
    /// The location's date.
    pub day: Day,
    /// Minutes since midnight.
    pub start_minute: i64,
    /// Length.
    pub minutes: i64,
    /// When.
    pub starts_at: Instant,
    /// Places.
    pub capacity: i64,
    /// Written as cancelled.
    pub cancelled: bool,
    /// UID and original start in the calendar that it comes from.
    pub source: Option<(String, String)>,
}

/// What the form for one date sends.
#[derive(Debug, Clone, Default)]
pub struct DateForm {
    /// New day.
    pub day: String,
    /// New start.
    pub start: String,
    /// New length.
    pub minutes: String,
    /// New number of places.
    pub capacity: String,
    /// New room; empty: none.
    pub room: String,
    /// New coach; empty: none.
    pub coach: String,
    /// Whether whoever books it chooses a spot.
    pub choose_spots: bool,
    /// Places still kept for walk-ins; empty: as before.
    pub keep_walk_in: String,
    /// Places still kept for partners; empty: as before.
    pub keep_partner: String,
    /// So many minutes before the class what is left is everybody's; empty: as before.
    pub keep_minutes: String,
}

/// Changes one date. Bookings stay; their holders are told, and may cancel free of charge when the time has moved.
///
/// # Errors
/// [`Refusal::BelowBooked`], [`Refusal::Taken`], [`Refusal::Cancelled`], [`Refusal::Started`], or the flaws of the fields.
pub async fn change_session(house: &House, who: &Who, id: SessionId, form: &DateForm) -> Answer<Changed, Refusal> {
    let mut errors = FieldErrors::default();
    let day = errors.check("day", form::day(&form.day));
    let start = errors.check("start", form::minute(&form.start));
    let minutes = errors.check("minutes", form::number(&form.minutes, 5, 600));
    let capacity = errors.check("capacity", form::number(&form.capacity, 1, 1000));
    let mut kept = |field: &'static str, raw: &str, most: i64| {
        let kept = form::unless_empty(raw, |raw| form::number(raw, 0, most));
        errors.check(field, kept).flatten()
    };
    let walk_in = kept("keep_walk_in", &form.keep_walk_in, 1000);
    let partner = kept("keep_partner", &form.keep_partner, 1000);
    let kept_minutes = kept("keep_minutes", &form.keep_minutes, 10_080);
    let room: Option<RoomId> = form::choice(&form.room, "room")?;
    let coach: Option<CoachId> = form::choice(&form.coach, "coach")?;
    let (Some(day), Some(start_minute), Some(minutes), Some(capacity), true) =
        (day, start, minutes, capacity, errors.is_empty())
    else {
        return Err(AppError::Invalid(errors));
    };
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[id.0]).await?;
    let before = lock(&mut tx, who.org, id).await?;
    open_to(who, &before, now)?;
    let location = studio::service::location(&mut tx, who.org, before.location_id).await?;
    let zone = studio::service::zone(&location.zone)?;
    let starts_at = zone.at(day, start_minute);
    let ends_at = starts_at + Span::minutes(minutes);
    let kept = kept_after(
        &before.kept,
        (walk_in, partner, kept_minutes),
        before.starts.at,
        starts_at,
    );
    let after = ClassSession {
        kept: Kept {
            until: kept.until.map(|at| zone.moment(at)),
            walk_in: kept.walk_in,
            partner: kept.partner,
        },
        day,
        starts: zone.moment(starts_at),
        ends: zone.moment(ends_at),
        minutes,
        capacity,
        room_id: room,
        coach_id: coach,
        choose_spots: form.choose_spots,
        ..before.clone()
    };
    if after == before {
        return Ok(Changed::Nothing);
    }
    if starts_at <= now {
        return Err(AppError::field("day", Flaw::Date));
    }
    if let Some(room) = room {
        let room = room_at(&mut tx, who.org, before.location_id, room).await?;
        if capacity > room.capacity {
            return Err(AppError::Refused(Refusal::RoomTooSmall(room.capacity)));
        }
    }
    if let Some(coach) = coach {
        coaches::service::one(&mut tx, who.org, coach).await?;
    }
    if capacity < before.booked {
        return Err(AppError::Refused(Refusal::BelowBooked(before.booked)));
    }
    if capacity < before.booked + kept.walk_in + kept.partner {
        return Err(AppError::Refused(Refusal::KeptTooMany(capacity - before.booked)));
    }
    let in_the_way = conflicts(&mut tx, who.org, Some(id), room, coach, starts_at, ends_at).await?;
    if let Some(first) = in_the_way.into_iter().next() {
        return Err(AppError::Refused(Refusal::Taken(Box::new(first))));
    }
    let change = Change {
        room,
        coach,
        day,
        start_minute,
        minutes,
        starts_at,
        ends_at,
        capacity,
        choose_spots: form.choose_spots,
        walk_in_kept: kept.walk_in,
        partner_kept: kept.partner,
        kept_until: kept.until,
    };
    if store::change_session(&mut tx, id, change).await? == 0 {
        return Err(AppError::Refused(Refusal::BelowBooked(before.booked)));
    }
    if before.choose_spots || after.choose_spots {
        let usable = match room.filter(|_| after.choose_spots) {
            Some(room) => rooms::service::usable(&mut tx, room).await?,
            None => None,
        };
        fit_spots::<Refusal>(&mut tx, id, usable).await?;
    }
    let done = if before.booked + before.waiting == 0 || before.as_booked(&after) {
        Changed::Quietly
    } else {
        Changed::Told
    };
    events::emit(&mut tx, now, CHANGED, &SessionEvent { org: who.org, before });
    tell_seats(&mut tx, id)?;
    tx.commit().await?;
    Ok(done)
}

/// What is kept in a class after it was changed.
struct KeptAfter {
    walk_in: i64,
    partner: i64,
    until: Option<Instant>,
}

/// What was typed, and of what was not what there was: as long before the class as before.
fn kept_after(
    before: &Kept,
    (walk_in, partner, minutes): (Option<i64>, Option<i64>, Option<i64>),
    was: Instant,
    starts: Instant,
) -> KeptAfter {
    let (walk_in, partner) = (walk_in.unwrap_or(before.walk_in), partner.unwrap_or(before.partner));
    let until = match (minutes, before.until) {
        (Some(minutes), _) => starts - Span::minutes(minutes),
        (None, Some(until)) => starts - (was - until.at),
        (None, None) => starts - Span::minutes(KEPT_MINUTES),
    };
    KeptAfter {
        walk_in,
        partner,
        until: (walk_in + partner > 0 || before.until.is_some()).then_some(until),
    }
}

/// Cancels one date for a reason that its members will read. Their credits come back.
///
/// # Errors
/// [`Refusal::Cancelled`], [`Refusal::Started`]; [`AppError::NotFound`] out of reach.
pub async fn cancel_session(house: &House, who: &Who, id: SessionId, reason: &str) -> Answer<(), Refusal> {
    let reason = form::text(reason, 200).map_err(|flaw| AppError::field("reason", flaw))?;
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[id.0]).await?;
    let before = lock(&mut tx, who.org, id).await?;
    open_to(who, &before, now)?;
    let note = Note::new(Deed::ClassCancelled)
        .on(ObjectKind::Class, id.0)
        .at(Some(before.location_id))
        .with("starts", format!("{} {}", before.day, before.starts.clock()))
        .with("reason", &reason);
    cancel_locked(&mut tx, who.org, before, &reason, now).await?;
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// Classes that need so many people and of which it is not settled whether they take place, up to an instant: with how many.
///
/// # Errors
/// A fault of the database.
pub async fn undecided<R>(tx: &mut Tx, now: Instant, until: Instant, limit: i64) -> Answer<Vec<Undecided>, R> {
    Ok(store::undecided(tx, now, until, limit).await?)
}

/// How many people a class needs, as long as it is not settled whether it takes place.
///
/// # Errors
/// A fault of the database.
pub async fn needs<R>(tx: &mut Tx, id: SessionId) -> Answer<Option<i64>, R> {
    Ok(store::needs(tx, id).await?)
}

/// Settles that a class takes place. `false`: it was settled before.
///
/// # Errors
/// A fault of the database.
pub async fn decide<R>(tx: &mut Tx, id: SessionId, now: Instant) -> Answer<bool, R> {
    Ok(store::decide(tx, id, now).await? == 1)
}

/// Calls a class off that has too few people, under its lock.
///
/// # Errors
/// A fault of the database.
pub async fn call_off<R>(tx: &mut Tx, org: OrgId, class: ClassSession, reason: &str, now: Instant) -> Answer<(), R> {
    cancel_locked(tx, org, class, reason, now).await
}

pub(super) async fn cancel_locked<R>(
    tx: &mut Tx,
    org: OrgId,
    before: ClassSession,
    reason: &str,
    now: Instant,
) -> Answer<(), R> {
    let id = before.id;
    if store::cancel_session(tx, id, reason).await? == 1 {
        events::emit(tx, now, CANCELLED, &SessionEvent { org, before });
        tell_seats(tx, id)?;
    }
    Ok(())
}

fn open_to(who: &Who, session: &ClassSession, now: Instant) -> Answer<(), Refusal> {
    if !who.may_at(Permission::EditTimetable, session.location_id) {
        Err(AppError::NotFound)
    } else if session.status == SessionStatus::Cancelled {
        Err(AppError::Refused(Refusal::Cancelled))
    } else if session.starts.at <= now {
        Err(AppError::Refused(Refusal::Started))
    } else {
        Ok(())
    }
}
