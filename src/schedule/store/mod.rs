//! Series, the classes of their days, and what is planned.

mod allotment;
mod class_types;
mod series;
mod spots;

pub use allotment::{
    add_partner, clamp_kept, end_partners, give_back_partner, keep_again, keep_partner_again, partner, partners,
    release_kept, take_partner, take_walk_in, to_release,
};
pub use class_types::{
    add_class_type, archive_class_type, archived_class_types, change_class_type, class_type, class_types,
    offer_class_type,
};
pub use series::{Series, add_series, end_series, future_of_series, series, series_ahead, series_to_fill, set_filled};
pub use spots::{ahead_in_room, ahead_of_kind, fit, set_choosing};

use super::model::{
    Allotment, Asks, Category, ClassSession, ClassType, ClassTypeId, Kept, Seats, SeriesId, SessionId, SessionStatus,
};
use crate::{
    coaches::model::{CoachId, CoachLevelId},
    members::model::{Gender, Level},
    platform::{
        db::{Asked, Result, Sql, Tx},
        money::Money,
        time::{Day, Instant, Span, Zone},
    },
    rooms::model::RoomId,
    studio::model::{LocationId, OrgId, WaitMode},
};

const SESSION: &str = "SELECT s.id, s.location_id, o.name AS location, o.zone, s.series_id, s.class_type_id, s.name, s.category,
    s.room_id, r.name AS room, s.coach_id, c.name AS coach, c.level_id AS coach_level, s.day, s.starts_at, s.ends_at, s.minutes, s.capacity, s.booked, s.offered, s.waiting,
    s.credit_cost, k.price, k.currency, k.personal, s.status, s.cancel_reason, s.changed, s.attendance_at IS NOT NULL AS attended,
    s.closed_at IS NOT NULL AS closed, s.choose_spots, coalesce(r.plan_lines, 0) > 0 AS plan,
    k.min_age, k.max_age, k.min_level, k.only_gender, s.walk_in_kept, s.partner_kept, s.kept_until
  FROM class_sessions s
  JOIN locations o ON o.id = s.location_id
  JOIN class_types k ON k.id = s.class_type_id
  LEFT JOIN rooms r ON r.id = s.room_id
  LEFT JOIN coaches c ON c.id = s.coach_id
 WHERE s.org_id = ";

#[derive(sqlx::FromRow)]
struct Row {
    id: SessionId,
    location_id: LocationId,
    location: String,
    zone: String,
    series_id: Option<SeriesId>,
    class_type_id: ClassTypeId,
    name: String,
    category: Category,
    room_id: Option<RoomId>,
    room: Option<String>,
    coach_id: Option<CoachId>,
    coach: Option<String>,
    coach_level: Option<CoachLevelId>,
    day: Day,
    starts_at: Instant,
    ends_at: Instant,
    minutes: i64,
    capacity: i64,
    booked: i64,
    offered: i64,
    waiting: i64,
    credit_cost: i64,
    price: Option<i64>,
    currency: Option<String>,
    personal: bool,
    status: SessionStatus,
    cancel_reason: Option<String>,
    changed: bool,
    attended: bool,
    closed: bool,
    choose_spots: bool,
    plan: bool,
    min_age: Option<i64>,
    max_age: Option<i64>,
    min_level: Option<String>,
    only_gender: Option<String>,
    walk_in_kept: i64,
    partner_kept: i64,
    kept_until: Option<Instant>,
}

fn asks(min_age: Option<i64>, max_age: Option<i64>, level: Option<&str>, gender: Option<&str>) -> Asks {
    Asks {
        min_age,
        max_age,
        level: level.and_then(Level::from_code),
        gender: gender.and_then(Gender::from_code),
    }
}

fn money(minor: Option<i64>, currency: Option<String>) -> Option<Money> {
    minor.zip(currency).map(|(minor, currency)| Money { minor, currency })
}

impl From<Row> for ClassSession {
    fn from(row: Row) -> Self {
        let zone = Zone::parse(&row.zone).unwrap_or(Zone(chrono_tz::UTC));
        Self {
            id: row.id,
            location_id: row.location_id,
            location: row.location,
            series_id: row.series_id,
            class_type_id: row.class_type_id,
            name: row.name,
            category: row.category,
            room_id: row.room_id,
            room: row.room,
            coach_id: row.coach_id,
            coach: row.coach,
            coach_level: row.coach_level,
            day: row.day,
            starts: zone.moment(row.starts_at),
            ends: zone.moment(row.ends_at),
            minutes: row.minutes,
            capacity: row.capacity,
            booked: row.booked,
            offered: row.offered,
            waiting: row.waiting,
            credit_cost: row.credit_cost,
            price: money(row.price, row.currency),
            personal: row.personal,
            status: row.status,
            cancel_reason: row.cancel_reason,
            changed: row.changed,
            attended: row.attended,
            closed: row.closed,
            choose_spots: row.choose_spots,
            plan: row.plan,
            asks: asks(
                row.min_age,
                row.max_age,
                row.min_level.as_deref(),
                row.only_gender.as_deref(),
            ),
            kept: Kept {
                walk_in: row.walk_in_kept,
                partner: row.partner_kept,
                until: row.kept_until.map(|at| zone.moment(at)),
            },
        }
    }
}

/// Which sessions a list asks for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub location: Option<LocationId>,
    pub coach: Option<CoachId>,
    pub series: Option<SeriesId>,
    /// Only these kinds, and of them only what takes place and has places free.
    pub free_of: Option<Vec<ClassTypeId>>,
    /// Starting at or after.
    pub from: Option<Instant>,
    /// Starting before.
    pub to: Option<Instant>,
}

pub async fn sessions(tx: &mut Tx, org: OrgId, wanted: &Wanted, limit: i64) -> Result<Vec<ClassSession>> {
    let mut sql = Sql::new(SESSION);
    sql.push_bind(org);
    if let Some(location) = wanted.location {
        sql.push(" AND s.location_id = ").push_bind(location);
    }
    if let Some(coach) = wanted.coach {
        sql.push(" AND s.coach_id = ").push_bind(coach);
    }
    if let Some(series) = wanted.series {
        sql.push(" AND s.series_id = ").push_bind(series);
    }
    if let Some(kinds) = &wanted.free_of {
        sql.push(" AND s.status = 'scheduled' AND s.booked + s.walk_in_kept + s.partner_kept < s.capacity AND s.class_type_id IN ")
            .push_list(kinds.iter().copied());
    }
    if let Some(from) = wanted.from {
        sql.push(" AND s.starts_at >= ").push_bind(from);
    }
    if let Some(to) = wanted.to {
        sql.push(" AND s.starts_at < ").push_bind(to);
    }
    sql.push(" ORDER BY s.starts_at, s.name, s.id LIMIT ").push_bind(limit);
    let rows: Vec<Row> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(ClassSession::from).collect())
}

/// Series that end on a day or after it, every class of which is planned; those that begin first go first.
pub async fn courses(tx: &mut Tx, org: OrgId, only: Option<SeriesId>, since: Day) -> Result<Vec<(SeriesId,)>> {
    let mut sql = Sql::new("SELECT id FROM series WHERE ended_at IS NULL AND filled_until >= ends_on AND org_id = ");
    sql.push_bind(org).push(" AND ends_on >= ").push_bind(since);
    if let Some(only) = only {
        sql.push(" AND id = ").push_bind(only);
    }
    sql.push(" ORDER BY starts_on, id LIMIT 200");
    tx.query_text(sql).all().await
}

pub async fn session(tx: &mut Tx, org: OrgId, id: SessionId) -> Result<Option<ClassSession>> {
    let mut sql = Sql::new(SESSION);
    sql.push_bind(org).push(" AND s.id = ").push_bind(id);
    let row: Option<Row> = tx.query_text(sql).maybe().await?;
    Ok(row.map(ClassSession::from))
}

/// Several classes at once, in no order.
pub async fn sessions_of(tx: &mut Tx, org: OrgId, ids: &[SessionId]) -> Result<Vec<ClassSession>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(SESSION);
    sql.push_bind(org).push(" AND s.id IN ").push_list(ids.iter().copied());
    let rows: Vec<Row> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(ClassSession::from).collect())
}

/// The same, and nobody else moves it until this transaction ends.
pub fn lock(tx: &mut Tx, org: OrgId, id: SessionId) -> Asked<Option<ClassSession>> {
    let mut sql = Sql::new(SESSION);
    sql.push_bind(org).push(" AND s.id = ").push_bind(id);
    if tx.kind() == crate::platform::db::Kind::Postgres {
        sql.push(" FOR NO KEY UPDATE OF s");
    }
    tx.query_text(sql)
        .ask_maybe::<Row>()
        .map(|row| row.map(ClassSession::from))
}

/// Takes a seat that is everybody's: what is kept for the desk to sell is not, as long as it is kept.
pub fn take_seat(tx: &mut Tx, id: SessionId, now: Instant) {
    tx.query(
        "UPDATE class_sessions SET booked = booked + 1 WHERE id = $1 AND status = 'scheduled'
            AND booked + CASE WHEN kept_until > $2 THEN walk_in_kept + partner_kept ELSE 0 END < capacity",
    )
    .bind(id)
    .bind(now)
    .later(1);
}

/// Gives a full class one place more; 0 where it is not full, or has as many as it may have, by this number or by its room.
pub async fn add_place(tx: &mut Tx, id: SessionId, most: i64) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET capacity = capacity + 1
          WHERE id = $1 AND status = 'scheduled' AND booked = capacity AND capacity < $2
            AND NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = class_sessions.room_id AND r.capacity <= class_sessions.capacity)",
    )
    .bind(id)
    .bind(most)
    .run()
    .await
}

/// How many people the room of a class holds; `None`: it has none.
pub async fn room_of(tx: &mut Tx, id: SessionId) -> Result<Option<i64>> {
    tx.query("SELECT r.capacity FROM class_sessions s JOIN rooms r ON r.id = s.room_id WHERE s.id = $1")
        .bind(id)
        .maybe_value()
        .await
}

pub async fn seats_of(tx: &mut Tx, ids: &[SessionId]) -> Result<Vec<Seats>> {
    let mut sql = Sql::new(
        "SELECT id, location_id, capacity, booked, waiting, walk_in_kept, partner_kept FROM class_sessions WHERE id IN ",
    );
    sql.push_list(ids.iter().copied());
    tx.query_text(sql).all().await
}

pub async fn give_back_seats(tx: &mut Tx, id: SessionId, n: i64) -> Result<u64> {
    tx.query("UPDATE class_sessions SET booked = booked - $2 WHERE id = $1 AND booked >= $2")
        .bind(id)
        .bind(n)
        .run()
        .await
}

/// Keeps a free seat for the first of those who wait; 0 where none is free or nobody waits.
pub async fn offer_seat(tx: &mut Tx, id: SessionId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET booked = booked + 1, offered = offered + 1, waiting = waiting - 1
          WHERE id = $1 AND status = 'scheduled' AND waiting > 0
            AND booked + CASE WHEN kept_until > $2 THEN walk_in_kept + partner_kept ELSE 0 END < capacity",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// Makes a seat that was kept into one that is taken, with the next statement.
pub fn take_offered_seat(tx: &mut Tx, id: SessionId) {
    tx.query("UPDATE class_sessions SET offered = offered - 1 WHERE id = $1 AND status = 'scheduled' AND offered > 0")
        .bind(id)
        .later(1);
}

/// Frees seats that were kept.
pub async fn free_offered_seats(tx: &mut Tx, id: SessionId, n: i64) -> Result<u64> {
    tx.query("UPDATE class_sessions SET booked = booked - $2, offered = offered - $2 WHERE id = $1 AND offered >= $2 AND booked >= $2")
        .bind(id)
        .bind(n)
        .run()
        .await
}

/// A class of which it is not settled whether it takes place.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Undecided {
    pub id: SessionId,
    pub org_id: OrgId,
    pub location_id: LocationId,
    pub starts_at: Instant,
    pub minimum: i64,
}

/// Classes that need so many people and of which it is not settled whether they take place, up to an instant.
pub async fn undecided(tx: &mut Tx, now: Instant, until: Instant, limit: i64) -> Result<Vec<Undecided>> {
    tx.query(
        "SELECT s.id, s.org_id, s.location_id, s.starts_at, s.minimum FROM class_sessions s
          WHERE s.minimum > 0 AND s.status = 'scheduled' AND s.decided_at IS NULL AND s.starts_at > $1 AND s.starts_at <= $2
          ORDER BY s.starts_at, s.id LIMIT $3",
    )
    .bind(now)
    .bind(until)
    .bind(limit)
    .all()
    .await
}

/// How many people a class needs, as long as it is not settled whether it takes place.
pub async fn needs(tx: &mut Tx, id: SessionId) -> Result<Option<i64>> {
    tx.query("SELECT minimum FROM class_sessions WHERE id = $1 AND minimum > 0 AND decided_at IS NULL")
        .bind(id)
        .maybe_value()
        .await
}

/// Settles that a class takes place; 0 where it was settled before.
pub async fn decide(tx: &mut Tx, id: SessionId, now: Instant) -> Result<u64> {
    tx.query("UPDATE class_sessions SET decided_at = $2 WHERE id = $1 AND decided_at IS NULL AND status = 'scheduled'")
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// How a place of this kind of class goes to those who wait; `None`: as the club's rules say.
pub async fn wait_mode(tx: &mut Tx, id: ClassTypeId) -> Result<Option<WaitMode>> {
    tx.query("SELECT wait_mode FROM class_types WHERE id = $1")
        .bind(id)
        .value()
        .await
}

pub async fn move_waiting(tx: &mut Tx, id: SessionId, by: i64) -> Result<u64> {
    tx.query("UPDATE class_sessions SET waiting = waiting + $2 WHERE id = $1 AND waiting + $2 >= 0")
        .bind(id)
        .bind(by)
        .run()
        .await
}

pub async fn take_attendance(tx: &mut Tx, id: SessionId, now: Instant) -> Result<u64> {
    tx.query("UPDATE class_sessions SET attendance_at = $2 WHERE id = $1 AND attendance_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

pub async fn close(tx: &mut Tx, id: SessionId, now: Instant) -> Result<u64> {
    tx.query("UPDATE class_sessions SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

pub async fn to_close(tx: &mut Tx, ended_before: Instant, limit: i64) -> Result<Vec<(SessionId, OrgId)>> {
    tx.query("SELECT id, org_id FROM class_sessions WHERE closed_at IS NULL AND status = 'scheduled' AND ends_at <= $1 ORDER BY ends_at LIMIT $2")
        .bind(ended_before)
        .bind(limit)
        .all()
        .await
}

pub async fn with_waiting(tx: &mut Tx, started_by: Instant, limit: i64) -> Result<Vec<(SessionId, OrgId)>> {
    tx.query("SELECT id, org_id FROM class_sessions WHERE waiting + offered > 0 AND starts_at <= $1 ORDER BY starts_at LIMIT $2")
        .bind(started_by)
        .bind(limit)
        .all()
        .await
}

/// A session before it is written.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    pub org: OrgId,
    pub location: LocationId,
    pub series: Option<SeriesId>,
    pub recurrence_day: Option<Day>,
    pub class: &'a ClassType,
    pub name: &'a str,
    pub room: Option<RoomId>,
    pub coach: Option<CoachId>,
    pub day: Day,
    pub start_minute: i64,
    pub minutes: i64,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub capacity: i64,
    pub cancelled: bool,
    pub changed: bool,
    pub source: Option<(String, String)>,
}

/// Writes it; 0 when this date of its series, or this event of its calendar, is there already.
pub async fn add_session(tx: &mut Tx, id: SessionId, new: NewSession<'_>, now: Instant) -> Result<u64> {
    let (uid, start) = new.source.map_or((None, None), |(uid, start)| (Some(uid), Some(start)));
    let status = if new.cancelled {
        SessionStatus::Cancelled
    } else {
        SessionStatus::Scheduled
    };
    let kept: Allotment = new.class.allotment.within(new.capacity);
    let written = tx.query(
        "INSERT INTO class_sessions (id, org_id, location_id, series_id, recurrence_day, class_type_id, room_id, coach_id, name, category,
                                     credit_cost, day, start_minute, minutes, starts_at, ends_at, capacity, booked, waiting, status,
                                     changed, source_uid, source_start, created_at, minimum, choose_spots,
                                     walk_in_kept, partner_kept, kept_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 0, $18, $19, $20, $21, $22, $23, $24,
                 $25, $26, $27)
         ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(new.org)
    .bind(new.location)
    .bind(new.series)
    .bind(new.recurrence_day)
    .bind(new.class.id)
    .bind(new.room)
    .bind(new.coach)
    .bind(new.name.to_owned())
    .bind(new.class.category)
    .bind(new.class.credit_cost)
    .bind(new.day)
    .bind(new.start_minute)
    .bind(new.minutes)
    .bind(new.starts_at)
    .bind(new.ends_at)
    .bind(new.capacity)
    .bind(status)
    .bind(new.changed)
    .bind(uid)
    .bind(start)
    .bind(now)
    .bind(new.class.minimum)
    .bind(new.class.choose_spots)
    .bind(kept.walk_in)
    .bind(kept.partner)
    .bind(kept.any().then(|| new.starts_at - Span::minutes(kept.minutes)))
    .run()
    .await?;
    if written > 0 && new.class.choose_spots && new.room.is_some() {
        spots::fit_new(tx, id).await?;
        if kept.any() {
            clamp_kept(tx, id).await?;
        }
    }
    Ok(written)
}

/// Classes that take the same room or the same coach in a span of time.
pub async fn in_the_way(
    tx: &mut Tx,
    org: OrgId,
    but: Option<SessionId>,
    room: Option<RoomId>,
    coach: Option<CoachId>,
    starts_at: Instant,
    ends_at: Instant,
) -> Result<Vec<ClassSession>> {
    if room.is_none() && coach.is_none() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(SESSION);
    sql.push_bind(org)
        .push(" AND s.status = 'scheduled' AND s.starts_at < ")
        .push_bind(ends_at);
    sql.push(" AND s.ends_at > ").push_bind(starts_at);
    // The indexes are by start: no class is longer than ten hours, so nothing that began earlier can still be running.
    sql.push(" AND s.starts_at > ")
        .push_bind(starts_at - Span::minutes(600));
    if let Some(but) = but {
        sql.push(" AND s.id <> ").push_bind(but);
    }
    sql.push(" AND (");
    if let Some(room) = room {
        sql.push("s.room_id = ").push_bind(room);
    }
    if room.is_some() && coach.is_some() {
        sql.push(" OR ");
    }
    if let Some(coach) = coach {
        sql.push("s.coach_id = ").push_bind(coach);
    }
    sql.push(") ORDER BY s.starts_at LIMIT 20");
    let rows: Vec<Row> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(ClassSession::from).collect())
}

/// A session's new time, place, coach and number of places.
#[derive(Debug, Clone)]
pub struct Change {
    pub room: Option<RoomId>,
    pub coach: Option<CoachId>,
    pub day: Day,
    pub start_minute: i64,
    pub minutes: i64,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub capacity: i64,
    pub choose_spots: bool,
    pub walk_in_kept: i64,
    pub partner_kept: i64,
    pub kept_until: Option<Instant>,
}

/// Changes one date; 0 when more places are taken than there would be.
pub async fn change_session(tx: &mut Tx, id: SessionId, change: Change) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET room_id = $2, coach_id = $3, day = $4, start_minute = $5, minutes = $6, starts_at = $7, ends_at = $8,
                walk_in_kept = $12, partner_kept = $13, kept_until = $14, capacity = $9, planned = CASE WHEN capacity = $9 THEN planned ELSE NULL END, choose_spots = $11, changed = $10, decided_at = CASE WHEN starts_at = $7 THEN decided_at ELSE NULL END
          WHERE id = $1 AND booked + $12 + $13 <= $9",
    )
    .bind(id)
    .bind(change.room)
    .bind(change.coach)
    .bind(change.day)
    .bind(change.start_minute)
    .bind(change.minutes)
    .bind(change.starts_at)
    .bind(change.ends_at)
    .bind(change.capacity)
    .bind(true)
    .bind(change.choose_spots)
    .bind(change.walk_in_kept)
    .bind(change.partner_kept)
    .bind(change.kept_until)
    .run()
    .await
}

pub async fn cancel_session(tx: &mut Tx, id: SessionId, reason: &str) -> Result<u64> {
    tx.query("UPDATE class_sessions SET status = 'cancelled', cancel_reason = $2, changed = $3 WHERE id = $1 AND status = 'scheduled'")
        .bind(id)
        .bind(reason.to_owned())
        .bind(true)
        .run()
        .await
}

/// Makes every other import into this location wait until the transaction ends.
pub async fn hold_imports(tx: &mut Tx, location: LocationId) -> Result<()> {
    tx.lock("SELECT id FROM locations WHERE id = $1 FOR NO KEY UPDATE", location.0)
        .await
}

/// The UIDs of the series that were imported into a location; also of those that have ended since, so that they stay ended.
pub async fn series_sources(tx: &mut Tx, location: LocationId) -> Result<Vec<String>> {
    tx.query("SELECT source_uid FROM series WHERE location_id = $1 AND source_uid IS NOT NULL")
        .bind(location)
        .values()
        .await
}

/// A single date that was imported.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Imported {
    pub source_start: String,
    pub day: Day,
    pub starts_at: Instant,
    pub status: SessionStatus,
}

pub async fn singles_of(tx: &mut Tx, location: LocationId, uid: &str) -> Result<Vec<Imported>> {
    tx.query(
        "SELECT source_start, day, starts_at, status FROM class_sessions
          WHERE location_id = $1 AND source_uid = $2 AND series_id IS NULL AND source_start IS NOT NULL",
    )
    .bind(location)
    .bind(uid.to_owned())
    .all()
    .await
}
