//! Building the timetable, reading it, and moving the one scarce thing in it: seats.

use super::{
    model::{
        Category, Choices, ClassSession, ClassType, ClassTypeId, Conflict, Occurrence, Refusal, Seats, SeriesForm,
        SeriesId, SessionId, SessionStatus, Timetable, Week,
    },
    rules,
    store::{self, Change, NewSession, Series, Wanted},
};
use crate::{
    accounts::model::{Permission, Scope, Who},
    coaches::{self, model::CoachId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events,
        form::{self, FieldErrors, Flaw},
        house::House,
        time::{Day, Instant, Span, Zone, day_plus, monday_of},
    },
    rooms::{
        self,
        model::{Room, RoomId},
    },
    studio::{
        self,
        model::{Location, LocationId, OrgId},
    },
};
use serde::{Deserialize, Serialize};

/// Sessions are written so many days ahead: longer than the longest booking window.
pub const AHEAD: i64 = 90;

/// The channel on which seat counts are told to every node.
pub const SEATS: &str = "seats";

/// A class was cancelled by the club.
pub const CANCELLED: &str = "class.cancelled";
/// A class was moved in time, place or coach, or its places changed.
pub const CHANGED: &str = "class.changed";

/// What the events [`CANCELLED`] and [`CHANGED`] say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionEvent {
    /// The organisation.
    pub org: OrgId,
    /// The class as it was before.
    pub before: ClassSession,
}

// --- reading ---------------------------------------------------------------------------------------------------------

/// A location's classes from an instant on, for so many days.
///
/// # Errors
/// A fault of the database.
pub async fn between<R>(
    tx: &mut Tx,
    org: OrgId,
    location: Option<LocationId>,
    from: Instant,
    to: Instant,
) -> Answer<Vec<ClassSession>, R> {
    let wanted = Wanted {
        location,
        from: Some(from),
        to: Some(to),
        ..Wanted::default()
    };
    Ok(store::sessions(tx, org, &wanted, 2000).await?)
}

/// A coach's classes in a span of time.
///
/// # Errors
/// A fault of the database.
pub async fn of_coach<R>(
    tx: &mut Tx,
    org: OrgId,
    coach: CoachId,
    from: Instant,
    to: Instant,
) -> Answer<Vec<ClassSession>, R> {
    let wanted = Wanted {
        coach: Some(coach),
        from: Some(from),
        to: Some(to),
        ..Wanted::default()
    };
    Ok(store::sessions(tx, org, &wanted, 500).await?)
}

/// One class.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn session<R>(tx: &mut Tx, org: OrgId, id: SessionId) -> Answer<ClassSession, R> {
    store::session(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// One class, and nobody else moves it until this transaction ends.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn lock<R>(tx: &mut Tx, org: OrgId, id: SessionId) -> Answer<ClassSession, R> {
    store::lock(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// The public timetable: `days` days of a location from a day on. Without a location the first; without a day, today.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown location, or before the club was set up.
pub async fn timetable<R>(
    house: &House,
    location: Option<LocationId>,
    day: Option<Day>,
    days: i64,
) -> Answer<Timetable, R> {
    let mut tx = house.db.read().await?;
    timetable_in(&mut tx, house.clock.now(), location, day, days).await
}

/// The same within a transaction.
///
/// # Errors
/// As [`timetable`].
pub async fn timetable_in<R>(
    tx: &mut Tx,
    now: Instant,
    location: Option<LocationId>,
    day: Option<Day>,
    days: i64,
) -> Answer<Timetable, R> {
    let org = studio::service::organisation(tx).await?;
    let locations = studio::service::locations(tx, org.id).await?;
    let location = match location {
        Some(id) => locations.iter().find(|l| l.id == id),
        None => locations.first(),
    };
    let location = location.ok_or(AppError::NotFound)?.clone();
    let zone = studio::service::zone(&location.zone)?;
    let now = zone.moment(now);
    let today = now.day();
    let day = day.unwrap_or(today);
    let sessions = between(
        tx,
        org.id,
        Some(location.id),
        zone.at(day, 0),
        zone.at(day_plus(day, days.clamp(1, 31)), 0),
    )
    .await?;
    Ok(Timetable {
        club: org.name,
        location,
        locations,
        today,
        now,
        day,
        sessions,
    })
}

/// A week for whoever plans it.
///
/// # Errors
/// [`AppError::NotFound`] for a location out of reach.
pub async fn week(house: &House, who: &Who, location: Option<LocationId>, day: Option<Day>) -> Answer<Week> {
    let mut tx = house.db.read().await?;
    let locations = reachable(&mut tx, who).await?;
    let location = match location {
        Some(id) => locations.into_iter().find(|l| l.id == id),
        None => locations.into_iter().next(),
    };
    let location = location.ok_or(AppError::NotFound)?;
    let zone = studio::service::zone(&location.zone)?;
    let today = zone.day(house.clock.now());
    let monday = monday_of(day.unwrap_or(today));
    let sessions = between(
        &mut tx,
        who.org,
        Some(location.id),
        zone.at(monday, 0),
        zone.at(day_plus(monday, 7), 0),
    )
    .await?;
    Ok(Week {
        monday,
        today,
        location,
        sessions,
    })
}

async fn reachable<R>(tx: &mut Tx, who: &Who) -> Answer<Vec<Location>, R> {
    let mut locations = studio::service::locations(tx, who.org).await?;
    locations.retain(|l| who.may_at(Permission::EditTimetable, l.id));
    Ok(locations)
}

/// What the planner's forms choose from.
///
/// # Errors
/// A fault of the database.
pub async fn choices(house: &House, who: &Who) -> Answer<Choices> {
    let mut tx = house.db.read().await?;
    let locations: Vec<Location> = reachable(&mut tx, who).await?;
    let mut rooms = rooms::service::all(&mut tx, who.org).await?;
    rooms.retain(|room| locations.iter().any(|l| l.id == room.location_id));
    Ok(Choices {
        class_types: store::class_types(&mut tx, who.org).await?,
        rooms,
        coaches: coaches::service::all(&mut tx, who.org).await?,
        locations,
    })
}

// --- class types -----------------------------------------------------------------------------------------------------

/// Every kind of class, by name.
///
/// # Errors
/// A fault of the database.
pub async fn class_types<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<ClassType>, R> {
    Ok(store::class_types(tx, org).await?)
}

/// Checks and writes a new kind of class.
///
/// # Errors
/// The flaws of the fields; [`Flaw::Taken`] for a name in use.
pub async fn add_class_type<R>(
    tx: &mut Tx,
    org: OrgId,
    class: ClassType,
    activity: Option<String>,
    now: Instant,
) -> Answer<ClassTypeId, R> {
    let class = checked(class)?;
    match store::add_class_type(tx, org, &class, activity, now).await {
        Err(e) if e.is_unique_violation() => Err(AppError::field("name", Flaw::Taken)),
        other => other.map(|()| class.id).map_err(AppError::from),
    }
}

/// Adds a kind of class, or changes the one with this id. Classes already planned stay as they were promised.
///
/// # Errors
/// As [`add_class_type`]; [`AppError::NotFound`].
pub async fn save_class_type(
    house: &House,
    who: &Who,
    id: Option<ClassTypeId>,
    class: ClassType,
) -> Answer<ClassTypeId> {
    let mut tx = house.db.write().await?;
    let id = match id {
        None => {
            add_class_type(
                &mut tx,
                who.org,
                ClassType {
                    id: ClassTypeId::fresh(),
                    ..class
                },
                None,
                house.clock.now(),
            )
            .await?
        }
        Some(id) => {
            let class = checked(ClassType { id, ..class })?;
            match store::change_class_type(&mut tx, who.org, &class).await {
                Err(e) if e.is_unique_violation() => return Err(AppError::field("name", Flaw::Taken)),
                Ok(0) => return Err(AppError::NotFound),
                other => other.map(|_| id)?,
            }
        }
    };
    tx.commit().await?;
    Ok(id)
}

/// Stops offering a kind of class; planned classes stay.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn archive_class_type(house: &House, who: &Who, id: ClassTypeId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    if store::archive_class_type(&mut tx, who.org, id, house.clock.now()).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

fn checked<R>(class: ClassType) -> Answer<ClassType, R> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(&class.name, 80));
    let about = errors
        .check("about", form::optional_text(&class.about, 1000))
        .flatten()
        .unwrap_or_default();
    for (field, value, min, max) in [
        ("minutes", class.minutes, 5, 600),
        ("capacity", class.capacity, 1, 1000),
        ("credit_cost", class.credit_cost, 1, 20),
    ] {
        if !(min..=max).contains(&value) {
            errors.0.push((field.to_owned(), Flaw::Number(min, max)));
        }
    }
    match (name, errors.is_empty()) {
        (Some(name), true) => Ok(ClassType { name, about, ..class }),
        _ => Err(AppError::Invalid(errors)),
    }
}

/// The kind of class of this name, added when there is none: for imports.
///
/// # Errors
/// The flaws of the fields.
#[expect(clippy::too_many_arguments, reason = "one line of a calendar says as many things")]
pub async fn class_type_named(
    tx: &mut Tx,
    org: OrgId,
    known: &mut Vec<ClassType>,
    name: &str,
    minutes: i64,
    capacity: i64,
    category: Category,
    now: Instant,
) -> Answer<ClassType> {
    if let Some(class) = known.iter().find(|c| c.name == name) {
        return Ok(class.clone());
    }
    let class = ClassType {
        id: ClassTypeId::fresh(),
        name: name.to_owned(),
        category,
        minutes: minutes.clamp(5, 600),
        capacity,
        credit_cost: 1,
        about: String::new(),
    };
    add_class_type::<Nothing>(tx, org, class.clone(), None, now).await?;
    known.push(class.clone());
    Ok(class)
}

// --- series ----------------------------------------------------------------------------------------------------------

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

async fn parse_series<R>(tx: &mut Tx, who: &Who, form: &SeriesForm) -> Answer<NewSeries, R> {
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
    if let Some(room) = room {
        room_at(tx, who.org, location.id, room).await?;
    }
    if let Some(coach) = coach {
        coaches::service::one(tx, who.org, coach).await?;
    }
    let minutes = if minutes == 0 { class.minutes } else { minutes };
    if minutes < 5 {
        return Err(AppError::field("minutes", Flaw::Number(5, 600)));
    }
    let capacity = if capacity == 0 { class.capacity } else { capacity };
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

/// A room of this location. Another location's room is told of no more than one that does not exist.
async fn room_at<R>(tx: &mut Tx, org: OrgId, location: LocationId, room: RoomId) -> Answer<Room, R> {
    match rooms::service::one(tx, org, room).await {
        Ok(room) if room.location_id == location => Ok(room),
        Ok(_) | Err(AppError::NotFound) => Err(AppError::field("room", Flaw::Choice)),
        Err(other) => Err(other),
    }
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

async fn conflicts<R>(
    tx: &mut Tx,
    org: OrgId,
    but: Option<SessionId>,
    room: Option<RoomId>,
    coach: Option<CoachId>,
    starts_at: Instant,
    ends_at: Instant,
) -> Answer<Vec<Conflict>, R> {
    let others = store::in_the_way(tx, org, but, room, coach, starts_at, ends_at).await?;
    let what = |s: &ClassSession| {
        if room.is_some() && s.room_id == room {
            "room"
        } else {
            "coach"
        }
    };
    Ok(others
        .iter()
        .map(|s| Conflict {
            what: what(s).to_owned(),
            name: s.name.clone(),
            starts: s.starts,
            ends: s.ends,
        })
        .collect())
}

/// The dates that a series would have, with what is in the way of each: nothing is written.
///
/// # Errors
/// The flaws of the fields.
pub async fn preview(house: &House, who: &Who, form: &SeriesForm) -> Answer<Vec<Occurrence>, Refusal> {
    let mut tx = house.db.read().await?;
    let new = parse_series(&mut tx, who, form).await?;
    let found = occurrences(&mut tx, who.org, &new, house.clock.now()).await?;
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
    let new = parse_series(&mut tx, who, form).await?;
    let found = occurrences(&mut tx, who.org, &new, now).await?;
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
    let (id, _) = write_series(&mut tx, who.org, &new, &skip, now)
        .await
        .map_err(AppError::widen)?;
    tx.commit().await?;
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
    let location = studio::service::location(&mut tx, who.org, series.location_id).await?;
    let zone = studio::service::zone(&location.zone)?;
    let from = zone.at(day_plus(last, 1), 0).max(now);
    store::end_series(&mut tx, id, last.max(series.starts_on), now).await?;
    let mut cancelled = 0;
    for (session,) in store::future_of_series(&mut tx, id, from).await? {
        let session: ClassSession = lock(&mut tx, who.org, session).await?;
        cancel_locked(&mut tx, who.org, session, &reason, now).await?;
        cancelled += 1;
    }
    tx.commit().await?;
    Ok(cancelled)
}

// --- one date --------------------------------------------------------------------------------------------------------

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
        room: None,
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
}

/// Changes one date. Bookings stay; their holders are told, and may cancel free of charge when the time has moved.
///
/// # Errors
/// [`Refusal::BelowBooked`], [`Refusal::Conflicts`], [`Refusal::Cancelled`], [`Refusal::Started`], or the flaws of the fields.
pub async fn change_session(house: &House, who: &Who, id: SessionId, form: &DateForm) -> Answer<(), Refusal> {
    let mut errors = FieldErrors::default();
    let day = errors.check("day", form::day(&form.day));
    let start = errors.check("start", form::minute(&form.start));
    let minutes = errors.check("minutes", form::number(&form.minutes, 5, 600));
    let capacity = errors.check("capacity", form::number(&form.capacity, 1, 1000));
    let room: Option<RoomId> = form::choice(&form.room, "room")?;
    let coach: Option<CoachId> = form::choice(&form.coach, "coach")?;
    let (Some(day), Some(start_minute), Some(minutes), Some(capacity)) = (day, start, minutes, capacity) else {
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
    let in_the_way = conflicts(&mut tx, who.org, Some(id), room, coach, starts_at, ends_at).await?;
    if !in_the_way.is_empty() {
        let occurrence = Occurrence {
            day,
            starts: zone.moment(starts_at),
            conflicts: in_the_way,
        };
        return Err(AppError::Refused(Refusal::Conflicts(1, Box::new(occurrence))));
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
    };
    if store::change_session(&mut tx, id, change).await? == 0 {
        return Err(AppError::Refused(Refusal::BelowBooked(before.booked)));
    }
    events::emit(&mut tx, now, CHANGED, &SessionEvent { org: who.org, before }).await?;
    tell_seats(&mut tx, who.org, id).await?;
    Ok(tx.commit().await?)
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
    cancel_locked(&mut tx, who.org, before, &reason, now).await?;
    Ok(tx.commit().await?)
}

async fn cancel_locked<R>(tx: &mut Tx, org: OrgId, before: ClassSession, reason: &str, now: Instant) -> Answer<(), R> {
    let id = before.id;
    if store::cancel_session(tx, id, reason).await? == 1 {
        events::emit(tx, now, CANCELLED, &SessionEvent { org, before }).await?;
        tell_seats(tx, org, id).await?;
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

// --- seats -----------------------------------------------------------------------------------------------------------

/// Takes one free seat. `false`: none is free, or the class does not take place; nothing was written.
///
/// The condition stands in the statement itself, so that two who ask at once can never both get the last one.
///
/// # Errors
/// A fault of the database.
pub async fn take_seat<R>(tx: &mut Tx, id: SessionId) -> Answer<bool, R> {
    Ok(store::take_seat(tx, id).await? == 1)
}

/// Gives so many seats back.
///
/// # Errors
/// A fault when fewer were taken: the count is then wrong and nothing is written.
pub async fn give_back_seats<R>(tx: &mut Tx, id: SessionId, n: i64) -> Answer<(), R> {
    match store::give_back_seats(tx, id, n).await? {
        1 => Ok(()),
        _ => Err(crate::platform::error::fault(&format_args!(
            "session {id}: fewer seats are taken than are given back"
        ))),
    }
}

/// Moves the number of people who wait.
///
/// # Errors
/// A fault when it would fall below zero.
pub async fn move_waiting<R>(tx: &mut Tx, id: SessionId, by: i64) -> Answer<(), R> {
    match store::move_waiting(tx, id, by).await? {
        1 => Ok(()),
        _ => Err(crate::platform::error::fault(&format_args!(
            "session {id}: fewer people wait than leave"
        ))),
    }
}

/// Tells everybody who looks at the timetable how many seats are taken now, once the transaction commits.
///
/// # Errors
/// A fault of the database.
pub async fn tell_seats<R>(tx: &mut Tx, org: OrgId, id: SessionId) -> Answer<(), R> {
    let session: ClassSession = session(tx, org, id).await?;
    tell(tx, &session).await
}

/// The same where the numbers are known.
///
/// # Errors
/// A fault of the database.
pub async fn tell<R>(tx: &mut Tx, s: &ClassSession) -> Answer<(), R> {
    let seats = Seats {
        session: s.id,
        location: s.location_id,
        capacity: s.capacity,
        booked: s.booked,
        waiting: s.waiting,
    };
    Ok(tx.notify(SEATS, serde_json::to_string(&seats).unwrap_or_default())?)
}

/// Notes that attendance was taken: from now on who is missing is a no-show.
///
/// # Errors
/// A fault of the database.
pub async fn take_attendance<R>(tx: &mut Tx, id: SessionId, now: Instant) -> Answer<(), R> {
    store::take_attendance(tx, id, now).await?;
    Ok(())
}

/// Closes a session that is over. `false`: it was closed already.
///
/// # Errors
/// A fault of the database.
pub async fn close<R>(tx: &mut Tx, id: SessionId, now: Instant) -> Answer<bool, R> {
    Ok(store::close(tx, id, now).await? == 1)
}

/// Sessions that ended by an instant and are not closed.
///
/// # Errors
/// A fault of the database.
pub async fn to_close<R>(tx: &mut Tx, ended_by: Instant, limit: i64) -> Answer<Vec<(SessionId, OrgId)>, R> {
    Ok(store::to_close(tx, ended_by, limit).await?)
}

/// Sessions that have begun and still have people waiting.
///
/// # Errors
/// A fault of the database.
pub async fn with_waiting<R>(tx: &mut Tx, started_by: Instant, limit: i64) -> Answer<Vec<(SessionId, OrgId)>, R> {
    Ok(store::with_waiting(tx, started_by, limit).await?)
}

/// Whether a scope of staff covers a location.
#[must_use]
pub fn covers(scope: &Scope, location: LocationId) -> bool {
    match scope {
        Scope::Everywhere => true,
        Scope::At(places) => places.contains(&location),
    }
}
