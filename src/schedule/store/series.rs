//! Series: what repeats, how far it is written down, and what of it is ahead.

use crate::{
    coaches::model::CoachId,
    platform::{
        db::{Result, Sql, Tx},
        time::{Day, Instant},
    },
    rooms::model::RoomId,
    schedule::model::{ClassTypeId, SeriesAhead, SeriesId, SessionId},
    studio::model::{LocationId, OrgId},
};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Series {
    pub id: SeriesId,
    pub org_id: OrgId,
    pub location_id: LocationId,
    pub class_type_id: ClassTypeId,
    pub room_id: Option<RoomId>,
    pub coach_id: Option<CoachId>,
    pub weekdays: i64,
    pub start_minute: i64,
    pub minutes: i64,
    pub capacity: i64,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    pub filled_until: Option<Day>,
    pub source_uid: Option<String>,
}

pub async fn add_series(tx: &mut Tx, series: &Series, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO series (id, org_id, location_id, class_type_id, room_id, coach_id, weekdays, start_minute, minutes, capacity,
                             starts_on, ends_on, filled_until, source_uid, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(series.id)
    .bind(series.org_id)
    .bind(series.location_id)
    .bind(series.class_type_id)
    .bind(series.room_id)
    .bind(series.coach_id)
    .bind(series.weekdays)
    .bind(series.start_minute)
    .bind(series.minutes)
    .bind(series.capacity)
    .bind(series.starts_on)
    .bind(series.ends_on)
    .bind(series.filled_until)
    .bind(series.source_uid.clone())
    .bind(now)
    .run()
    .await?;
    Ok(())
}

const SERIES: &str =
    "SELECT id, org_id, location_id, class_type_id, room_id, coach_id, weekdays, start_minute, minutes, capacity,
    starts_on, ends_on, filled_until, source_uid FROM series WHERE ended_at IS NULL";

/// Series whose sessions are not written up to this day yet.
pub async fn series_to_fill(tx: &mut Tx, until: Day) -> Result<Vec<Series>> {
    let mut sql = Sql::new(SERIES);
    sql.push(" AND (filled_until IS NULL OR filled_until < ")
        .push_bind(until);
    sql.push(") AND (ends_on IS NULL OR filled_until IS NULL OR filled_until < ends_on) ORDER BY id");
    tx.query_text(sql).all().await
}

pub async fn series(tx: &mut Tx, org: OrgId, id: SeriesId) -> Result<Option<Series>> {
    let mut sql = Sql::new(SERIES);
    sql.push(" AND org_id = ")
        .push_bind(org)
        .push(" AND id = ")
        .push_bind(id);
    tx.query_text(sql).maybe().await
}

pub async fn set_filled(tx: &mut Tx, id: SeriesId, until: Day) -> Result<u64> {
    tx.query("UPDATE series SET filled_until = $2 WHERE id = $1")
        .bind(id)
        .bind(until)
        .run()
        .await
}

pub async fn end_series(tx: &mut Tx, id: SeriesId, last: Day, now: Instant) -> Result<u64> {
    tx.query("UPDATE series SET ends_on = $2, ended_at = $3 WHERE id = $1")
        .bind(id)
        .bind(last)
        .bind(now)
        .run()
        .await
}

pub async fn future_of_series(tx: &mut Tx, series: SeriesId, from: Instant) -> Result<Vec<(SessionId,)>> {
    tx.query("SELECT id FROM class_sessions WHERE series_id = $1 AND starts_at >= $2 AND status = 'scheduled' ORDER BY starts_at")
        .bind(series)
        .bind(from)
        .all()
        .await
}

/// How many classes of a series are ahead from an instant on, and how many people have a place in one of them.
pub async fn series_ahead(tx: &mut Tx, series: SeriesId, from: Instant) -> Result<SeriesAhead> {
    tx.query(
        "SELECT count(DISTINCT s.id) AS classes, count(DISTINCT b.member_id) AS people
           FROM class_sessions s LEFT JOIN bookings b ON b.session_id = s.id AND b.status IN ('booked', 'checked_in')
          WHERE s.series_id = $1 AND s.starts_at >= $2 AND s.status = 'scheduled'",
    )
    .bind(series)
    .bind(from)
    .one()
    .await
}
