//! Weekly series, and the dated classes that they make ahead of time.

use super::{
    AHEAD,
    checks::{conflicts, room_at},
    dates::cancel_locked,
    read::{lock, session},
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    coaches::{self, model::CoachId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, FieldErrors, Flaw},
        house::House,
        time::{Day, Instant, Span, Zone, day_plus},
    },
    rooms::model::RoomId,
    schedule::{
        model::{
            ClassSession, ClassType, ClassTypeId, Occurrence, Refusal, SeriesAhead, SeriesForm, SeriesId, SessionId,
        },
        rules,
        store::{self, NewSession, Series},
    },
    studio::{
        self,
        model::{Location, LocationId, OrgId},
    },
};

/// A series begins so many days ahead at most.
const FARTHEST: i64 = 3 * 366;

/// A series, parsed and checked, before it is written.
#[derive(Debug, Clone)]
pub struct NewSeries {
    /// Where.
    pub location: Location,
    /// What.
    pub class: ClassType,
    /// The room.
    pub room: Option<RoomId>,
    /// The coach.
    pub coach: Option<CoachId>,
    /// Bit 0 is Monday.
    pub weekdays: i64,
    /// Minutes since midnight.
    pub start_minute: i64,
    /// Length.
    pub minutes: i64,
    /// Places.
    pub capacity: i64,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Option<Day>,
    /// The UID in the calendar that it comes from.
    pub source_uid: Option<String>,
}

async fn parse_series(tx: &mut Tx, who: &Who, form: &SeriesForm, now: Instant) -> Answer<NewSeries, Refusal> {
    let mut errors = FieldErrors::default();
    let location: Option<LocationId> = errors.check("location", form.location.parse().map_err(|_| Flaw::Choice));
    let class: Option<ClassTypeId> = errors.check("class_type", form.class_type.parse().map_err(|_| Flaw::Choice));
    let room: Option<RoomId> = form::choice(&form.room, "room")?;
    let coach: Option<CoachId> = form::choice(&form.coach, "coach")?;
    let weekdays = errors.check("weekdays", rules::weekday_set(&form.weekdays).ok_or(Flaw::Missing));
    let start = errors.check("start", form::minute(&form.start));
    let first = errors.check("starts_on", form::day(&form.starts_on));
    let last = if form.ends_on.trim().is_empty() {
        None
    } else {
        errors.check("ends_on", form::day(&form.ends_on))
    };
    let or_usual = |text: &str, max| {
        if text.trim().is_empty() {
            Ok(0)
        } else {
            form::number(text, 1, max)
        }
    };
    let minutes = errors.check("minutes", or_usual(&form.minutes, 600));
    let capacity = errors.check("capacity", or_usual(&form.capacity, 1000));
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        errors.0.push(("ends_on".to_owned(), Flaw::EndsBeforeStart));
    }
    let (
        Some(location),
        Some(class),
        Some(weekdays),
        Some(start_minute),
        Some(starts_on),
        Some(minutes),
        Some(capacity),
        true,
    ) = (
        location,
        class,
        weekdays,
        start,
        first,
        minutes,
        capacity,
        errors.is_empty(),
    )
    else {
        return Err(AppError::Invalid(errors));
    };
    if !who.may_at(Permission::EditTimetable, location) {
        return Err(AppError::NotFound);
    }
    let location = studio::service::location(tx, who.org, location).await?;
    let class = store::class_type(tx, who.org, class).await?.ok_or(AppError::NotFound)?;
    let today = studio::service::zone(&location.zone)?.day(now);
    if !(today..=day_plus(today, FARTHEST)).contains(&starts_on) {
        return Err(AppError::field("starts_on", Flaw::Date));
    }
    let room_size = match room {
        Some(room) => Some(room_at(tx, who.org, location.id, room).await?.capacity),
        None => None,
    };
    if let Some(coach) = coach {
        coaches::service::one(tx, who.org, coach).await?;
    }
    let minutes = if minutes == 0 { class.minutes } else { minutes };
    if minutes < 5 {
        return Err(AppError::field("minutes", Flaw::Number(5, 600)));
    }
    // The usual number of places is what the room holds, where that is less; a number that somebody wrote is not lowered unseen.
    let capacity = match (capacity, room_size) {
        (0, size) => size.map_or(class.capacity, |size| class.capacity.min(size)),
        (wanted, Some(size)) if wanted > size => return Err(AppError::Refused(Refusal::RoomTooSmall(size))),
        (wanted, _) => wanted,
    };
    Ok(NewSeries {
        location,
        class,
        room,
        coach,
        weekdays,
        start_minute,
        minutes,
        capacity,
        starts_on,
        ends_on: last,
        source_uid: None,
    })
}

/// Each date of a series up to the horizon, with what is in its way.
async fn occurrences<R>(tx: &mut Tx, org: OrgId, new: &NewSeries, now: Instant) -> Answer<Vec<Occurrence>, R> {
    let zone = studio::service::zone(&new.location.zone)?;
    let horizon = day_plus(zone.day(now).max(new.starts_on), AHEAD);
    let last = new.ends_on.map_or(horizon, |last| last.min(horizon));
    let mut found = Vec::new();
    for day in rules::dates(new.weekdays, new.starts_on, last, 400) {
        let starts_at = zone.at(day, new.start_minute);
        let ends_at = starts_at + Span::minutes(new.minutes);
        let conflicts = conflicts(tx, org, None, new.room, new.coach, starts_at, ends_at).await?;
        found.push(Occurrence {
            day,
            starts: zone.moment(starts_at),
            conflicts,
        });
    }
    Ok(found)
}

/// The dates that a series would have, with what is in the way of each: nothing is written.
///
/// # Errors
/// The flaws of the fields.
pub async fn preview(house: &House, who: &Who, form: &SeriesForm) -> Answer<Vec<Occurrence>, Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let new = parse_series(&mut tx, who, form, now).await?;
    let found = occurrences(&mut tx, who.org, &new, now).await?;
    if found.is_empty() {
        Err(AppError::Refused(Refusal::NoDates))
    } else {
        Ok(found)
    }
}

/// Makes a series and its sessions. Dates in conflict refuse the whole unless the form says to leave them out.
///
/// # Errors
/// [`Refusal::Conflicts`], [`Refusal::NoDates`], or the flaws of the fields.
pub async fn make_series(house: &House, who: &Who, form: &SeriesForm) -> Answer<SeriesId, Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let id = make_series_in(&mut tx, who, form, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The same within a transaction.
///
/// # Errors
/// As [`make_series`].
pub async fn make_series_in(tx: &mut Tx, who: &Who, form: &SeriesForm, now: Instant) -> Answer<SeriesId, Refusal> {
    let new = parse_series(tx, who, form, now).await?;
    let found = occurrences(tx, who.org, &new, now).await?;
    let in_conflict: Vec<&Occurrence> = found.iter().filter(|o| !o.conflicts.is_empty()).collect();
    if found.len() == in_conflict.len() && in_conflict.is_empty() {
        return Err(AppError::Refused(Refusal::NoDates));
    }
    if let (Some(first), None) = (in_conflict.first(), &form.skip_conflicts) {
        return Err(AppError::Refused(Refusal::Conflicts(
            in_conflict.len() as i64,
            Box::new((*first).clone()),
        )));
    }
    let skip: Vec<Day> = in_conflict.iter().map(|o| o.day).collect();
    let (id, _) = write_series(tx, who.org, &new, &skip, now)
        .await
        .map_err(AppError::widen)?;
    Ok(id)
}

/// Writes a series and its sessions up to the horizon, leaving out some days; the id and how many sessions were written.
///
/// # Errors
/// A fault of the database.
pub async fn write_series(
    tx: &mut Tx,
    org: OrgId,
    new: &NewSeries,
    skip: &[Day],
    now: Instant,
) -> Answer<(SeriesId, u64)> {
    let id = SeriesId::fresh();
    let zone = studio::service::zone(&new.location.zone)?;
    let horizon = day_plus(zone.day(now).max(new.starts_on), AHEAD);
    let series = Series {
        id,
        org_id: org,
        location_id: new.location.id,
        class_type_id: new.class.id,
        room_id: new.room,
        coach_id: new.coach,
        weekdays: new.weekdays,
        start_minute: new.start_minute,
        minutes: new.minutes,
        capacity: new.capacity,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        filled_until: None,
        source_uid: new.source_uid.clone(),
    };
    store::add_series(tx, &series, now).await?;
    let written = fill(tx, &series, &new.class, zone, horizon, skip, now).await?;
    Ok((id, written))
}

/// Writes the sessions of a series up to a day.
async fn fill(
    tx: &mut Tx,
    series: &Series,
    class: &ClassType,
    zone: Zone,
    until: Day,
    skip: &[Day],
    now: Instant,
) -> Answer<u64> {
    let first = series.filled_until.map_or(series.starts_on, |day| day_plus(day, 1));
    let last = series.ends_on.map_or(until, |end| end.min(until));
    let mut written = 0;
    for day in rules::dates(series.weekdays, first, last, 2000) {
        if skip.contains(&day) {
            continue;
        }
        let starts_at = zone.at(day, series.start_minute);
        let session = NewSession {
            org: series.org_id,
            location: series.location_id,
            series: Some(series.id),
            recurrence_day: Some(day),
            class,
            name: &class.name,
            room: series.room_id,
            coach: series.coach_id,
            day,
            start_minute: series.start_minute,
            minutes: series.minutes,
            starts_at,
            ends_at: starts_at + Span::minutes(series.minutes),
            capacity: series.capacity,
            cancelled: false,
            changed: false,
            source: None,
        };
        written += store::add_session(tx, SessionId::fresh(), session, now).await?;
    }
    store::set_filled(tx, series.id, last.max(first)).await?;
    Ok(written)
}

/// Writes every series ahead to the horizon; how many sessions were new. Safe to run on several nodes: a date is written once.
///
/// # Errors
/// A fault of the database.
pub async fn fill_ahead(house: &House) -> Answer<u64> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let org = match studio::service::organisation::<Nothing>(&mut tx).await {
        Ok(org) => org,
        Err(AppError::NotFound) => return Ok(0),
        Err(other) => return Err(other),
    };
    let locations = studio::service::locations(&mut tx, org.id).await?;
    let horizon = day_plus(now.utc().date(), AHEAD);
    let mut written = 0;
    for series in store::series_to_fill(&mut tx, horizon).await? {
        let Some(location) = locations.iter().find(|l| l.id == series.location_id) else {
            continue;
        };
        let Some(class) = store::class_type(&mut tx, org.id, series.class_type_id).await? else {
            continue;
        };
        written += fill(
            &mut tx,
            &series,
            &class,
            studio::service::zone(&location.zone)?,
            horizon,
            &[],
            now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(written)
}

/// The first instant after a day at a location, and never one that has passed: from then on a series that ends has no class.
async fn after<R>(tx: &mut Tx, org: OrgId, location: LocationId, last: Day, now: Instant) -> Answer<Instant, R> {
    let location = studio::service::location(tx, org, location).await?;
    let zone = studio::service::zone(&location.zone)?;
    Ok(zone.at(day_plus(last, 1), 0).max(now))
}

/// What ending the series of a class would call off: after a day, or after the class without one. Nothing for a class that
/// belongs to no series.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn series_ahead(house: &House, who: &Who, class: SessionId, last: Option<Day>) -> Answer<SeriesAhead> {
    let mut tx = house.db.read().await?;
    let class: ClassSession = session(&mut tx, who.org, class).await?;
    if !who.may_at(Permission::EditTimetable, class.location_id) {
        return Err(AppError::NotFound);
    }
    let Some(series) = class.series_id else {
        return Ok(SeriesAhead::default());
    };
    let last = last.unwrap_or(class.day);
    let from = after(&mut tx, who.org, class.location_id, last, house.clock.now()).await?;
    Ok(store::series_ahead(&mut tx, series, from).await?)
}

/// Ends a series: no class after its last day. Classes already planned after it are cancelled with a reason.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn end_series(house: &House, who: &Who, id: SeriesId, last: Day, reason: &str) -> Answer<u64, Refusal> {
    let reason = form::text(reason, 200).map_err(|flaw| AppError::field("reason", flaw))?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let series = store::series(&mut tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    if !who.may_at(Permission::EditTimetable, series.location_id) {
        return Err(AppError::NotFound);
    }
    let from = after(&mut tx, who.org, series.location_id, last, now).await?;
    store::end_series(&mut tx, id, last.max(series.starts_on), now).await?;
    let mut cancelled = 0;
    for (session,) in store::future_of_series(&mut tx, id, from).await? {
        let session: ClassSession = lock(&mut tx, who.org, session).await?;
        cancel_locked(&mut tx, who.org, session, &reason, now).await?;
        cancelled += 1;
    }
    let note = Note::new(Deed::SeriesEnded)
        .on(ObjectKind::Series, id.0)
        .at(Some(series.location_id))
        .with("last", last)
        .with("cancelled", cancelled)
        .with("reason", reason);
    audit(&mut tx, who, note, now).await?;
    tx.commit().await?;
    Ok(cancelled)
}
