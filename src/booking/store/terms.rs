//! What other rules would touch.

use crate::{
    platform::{
        db::{Result, Sql, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};

/// Classes of some places from an instant on, the seats booked in them and the people who wait.
pub async fn touched(tx: &mut Tx, org: OrgId, places: &[LocationId], from: Instant) -> Result<(i64, i64, i64)> {
    let mut sql = Sql::new(
        "SELECT count(*), CAST(coalesce(sum(booked - offered), 0) AS BIGINT), CAST(coalesce(sum(waiting), 0) AS BIGINT)
           FROM class_sessions WHERE status = 'scheduled' AND org_id = ",
    );
    sql.push_bind(org).push(" AND starts_at >= ").push_bind(from);
    sql.push(" AND location_id IN ").push_list(places.iter().copied());
    tx.query_text(sql).one().await
}

/// A seat, when it was given, and how.
#[derive(sqlx::FromRow)]
pub struct Promise {
    pub starts_at: Instant,
    pub zone: String,
    pub given: Instant,
    pub promoted: bool,
}

/// The seats in classes of some places from an instant on.
pub async fn promises(tx: &mut Tx, org: OrgId, places: &[LocationId], from: Instant) -> Result<Vec<Promise>> {
    let mut sql = Sql::new(
        "SELECT s.starts_at, o.zone, coalesce(b.promoted_at, b.booked_at) AS given, b.promoted_at IS NOT NULL AS promoted
           FROM class_sessions s JOIN bookings b ON b.session_id = s.id JOIN locations o ON o.id = s.location_id
          WHERE s.status = 'scheduled' AND b.status = 'booked' AND s.org_id = ",
    );
    sql.push_bind(org).push(" AND s.starts_at >= ").push_bind(from);
    sql.push(" AND s.location_id IN ").push_list(places.iter().copied());
    tx.query_text(sql).all().await
}

/// Members with a class at some places ahead who have more classes ahead, or on one day ahead, than so many.
pub async fn over(tx: &mut Tx, places: &[LocationId], now: Instant, ahead: i64, a_day: i64) -> Result<i64> {
    let mut sql = Sql::new(
        "SELECT count(*) FROM (SELECT member_id FROM (SELECT b.member_id, count(*) AS classes
             FROM bookings b JOIN class_sessions s ON s.id = b.session_id WHERE b.status = 'booked' AND s.starts_at > ",
    );
    sql.push_bind(now)
        .push(" AND s.location_id IN ")
        .push_list(places.iter().copied());
    sql.push(" GROUP BY b.member_id) a WHERE classes > ").push_bind(ahead);
    sql.push(
        " UNION SELECT member_id FROM (SELECT b.member_id, s.day, count(*) AS classes
             FROM bookings b JOIN class_sessions s ON s.id = b.session_id WHERE b.status = 'booked' AND s.starts_at > ",
    );
    sql.push_bind(now)
        .push(" AND s.location_id IN ")
        .push_list(places.iter().copied());
    sql.push(" GROUP BY b.member_id, s.day) d WHERE classes > ")
        .push_bind(a_day);
    sql.push(") m");
    tx.query_text(sql).value().await
}
