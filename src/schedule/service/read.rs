//! Reading the timetable: for everybody, for its planners, for its coaches.

use crate::{
    accounts::model::{Permission, Who},
    coaches::{self, model::CoachId},
    platform::{
        db::{Asked, Tx},
        error::{Answer, AppError},
        house::House,
        time::{Day, Instant, day_plus, monday_of},
    },
    rooms,
    schedule::{
        model::{Choices, ClassSession, ClassTypeId, SeriesId, SessionId, SessionStatus, Timetable, Week},
        store::{self, Wanted},
    },
    studio::{
        self,
        model::{Location, LocationId, OrgId},
    },
};
use std::collections::HashMap;

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

/// Classes of some kinds at a location that have places free, in a span of time; the earliest first.
///
/// # Errors
/// A fault of the database.
pub async fn free_of<R>(
    tx: &mut Tx,
    org: OrgId,
    location: LocationId,
    kinds: Vec<ClassTypeId>,
    from: Instant,
    to: Instant,
) -> Answer<Vec<ClassSession>, R> {
    let wanted = Wanted {
        location: Some(location),
        free_of: Some(kinds),
        from: Some(from),
        to: Some(to),
        ..Wanted::default()
    };
    Ok(store::sessions(tx, org, &wanted, 100).await?)
}

/// Classes of a kind, wherever they are, that have places free, in a span of time; the earliest first.
///
/// # Errors
/// A fault of the database.
pub async fn free_of_kind<R>(
    tx: &mut Tx,
    org: OrgId,
    kind: ClassTypeId,
    (from, to): (Instant, Instant),
    limit: i64,
) -> Answer<Vec<ClassSession>, R> {
    let wanted = Wanted {
        free_of: Some(vec![kind]),
        from: Some(from),
        to: Some(to),
        ..Wanted::default()
    };
    Ok(store::sessions(tx, org, &wanted, limit).await?)
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

/// The series that can be taken as a course, each with its classes that are ahead: those with an end, all of whose classes are planned.
///
/// # Errors
/// A fault of the database.
pub async fn courses<R>(
    tx: &mut Tx,
    org: OrgId,
    only: Option<SeriesId>,
    now: Instant,
    limit: i64,
) -> Answer<Vec<(SeriesId, Vec<ClassSession>)>, R> {
    let mut found = Vec::new();
    // wherever it is, a day ago is not ahead
    let since = day_plus(now.utc().date(), -1);
    for (series,) in store::courses(tx, org, only, since).await? {
        let wanted = Wanted {
            series: Some(series),
            from: Some(now),
            ..Wanted::default()
        };
        let mut classes = store::sessions(tx, org, &wanted, limit).await?;
        classes.retain(|class| class.status == SessionStatus::Scheduled);
        if !classes.is_empty() {
            found.push((series, classes));
        }
    }
    Ok(found)
}

/// One class.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn session<R>(tx: &mut Tx, org: OrgId, id: SessionId) -> Answer<ClassSession, R> {
    store::session(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// Several classes by their ids; one that is not there is left out.
///
/// # Errors
/// A fault of the database.
pub async fn sessions_of<R>(tx: &mut Tx, org: OrgId, ids: &[SessionId]) -> Answer<HashMap<SessionId, ClassSession>, R> {
    let found = store::sessions_of(tx, org, ids).await?;
    Ok(found.into_iter().map(|session| (session.id, session)).collect())
}

/// One class, and nobody else moves it until this transaction ends.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn lock<R>(tx: &mut Tx, org: OrgId, id: SessionId) -> Answer<ClassSession, R> {
    ask_lock(tx, org, id).take(tx).await?.ok_or(AppError::NotFound)
}

/// The same, without waiting for it.
pub fn ask_lock(tx: &mut Tx, org: OrgId, id: SessionId) -> Asked<Option<ClassSession>> {
    store::lock(tx, org, id)
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
    let hours = studio::service::hours(tx, location.id).await?;
    Ok(Timetable {
        hours,
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
