//! What other rules would touch.

use crate::{
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};

/// Classes from an instant on, the seats booked in them and the people who wait.
pub async fn touched(tx: &mut Tx, org: OrgId, location: Option<LocationId>, from: Instant) -> Result<(i64, i64, i64)> {
    tx.query(
        "SELECT count(*), CAST(coalesce(sum(booked - offered), 0) AS BIGINT), CAST(coalesce(sum(waiting), 0) AS BIGINT)
           FROM class_sessions WHERE org_id = $1 AND status = 'scheduled' AND starts_at >= $3 AND ($2 IS NULL OR location_id = $2)",
    )
    .bind(org)
    .bind(location)
    .bind(from)
    .one()
    .await
}

/// A seat with the promise that was made for it.
#[derive(sqlx::FromRow)]
pub struct Promise {
    pub starts_at: Instant,
    pub zone: String,
    pub given: Instant,
    pub promoted: bool,
    pub free_until: Instant,
}

/// The promises for seats in classes from an instant on.
pub async fn promises(tx: &mut Tx, org: OrgId, location: Option<LocationId>, from: Instant) -> Result<Vec<Promise>> {
    tx.query(
        "SELECT s.starts_at, o.zone, coalesce(b.promoted_at, b.booked_at) AS given, b.promoted_at IS NOT NULL AS promoted, b.free_until
           FROM class_sessions s JOIN bookings b ON b.session_id = s.id JOIN locations o ON o.id = s.location_id
          WHERE s.org_id = $1 AND s.status = 'scheduled' AND s.starts_at >= $3 AND b.status = 'booked'
            AND ($2 IS NULL OR s.location_id = $2)",
    )
    .bind(org)
    .bind(location)
    .bind(from)
    .all()
    .await
}

/// Members who have more classes ahead, or on one day ahead, than so many.
pub async fn over(tx: &mut Tx, org: OrgId, now: Instant, ahead: i64, a_day: i64) -> Result<i64> {
    tx.query(
        "SELECT count(*) FROM members m WHERE m.org_id = $1 AND m.id IN
           (SELECT b.member_id FROM bookings b JOIN class_sessions s ON s.id = b.session_id
             WHERE b.status = 'booked' AND s.starts_at > $2 GROUP BY b.member_id HAVING count(*) > $3
            UNION SELECT b.member_id FROM bookings b JOIN class_sessions s ON s.id = b.session_id
             WHERE b.status = 'booked' AND s.starts_at > $2 GROUP BY b.member_id, s.day HAVING count(*) > $4)",
    )
    .bind(org)
    .bind(now)
    .bind(ahead)
    .bind(a_day)
    .value()
    .await
}
