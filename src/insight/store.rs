use super::model::{ClassFigures, DayFigures};
use crate::{
    platform::{
        db::{Result, Sql, Tx},
        time::{Day, Instant},
    },
    studio::model::{LocationId, OrgId},
};

/// Which locations the figures are of; empty: all.
pub type Places = Vec<LocationId>;

fn at(sql: &mut Sql, column: &'static str, places: &Places) {
    if !places.is_empty() {
        sql.push(" AND ")
            .push(column)
            .push(" IN (")
            .push_list(places.iter().copied())
            .push(")");
    }
}

/// Classes, places, seats, attendance and no-shows by day, of days that have begun.
pub async fn days(tx: &mut Tx, org: OrgId, places: &Places, from: Day, to: Day) -> Result<Vec<DayFigures>> {
    let mut sql = Sql::new(
        "SELECT s.day, count(*) AS classes, CAST(sum(s.capacity) AS BIGINT) AS places, CAST(sum(s.booked - s.offered) AS BIGINT) AS booked,
                CAST(sum(coalesce(b.came, 0)) AS BIGINT) AS came, CAST(sum(coalesce(b.missed, 0)) AS BIGINT) AS missed
           FROM class_sessions s LEFT JOIN (SELECT session_id,
                     sum(CASE WHEN status = 'checked_in' THEN 1 ELSE 0 END) AS came,
                     sum(CASE WHEN status = 'checked_in' THEN 0 ELSE 1 END) AS missed
                FROM bookings WHERE status IN ('checked_in', 'no_show') OR given_away_at IS NOT NULL GROUP BY session_id) b ON b.session_id = s.id
          WHERE s.status = 'scheduled' AND s.org_id = ",
    );
    sql.push_bind(org)
        .push(" AND s.day >= ")
        .push_bind(from)
        .push(" AND s.day <= ")
        .push_bind(to);
    at(&mut sql, "s.location_id", places);
    sql.push(" GROUP BY s.day ORDER BY s.day");
    tx.query_text(sql).all().await
}

/// The same by kind of class, the fullest first.
pub async fn classes(tx: &mut Tx, org: OrgId, places: &Places, from: Day, to: Day) -> Result<Vec<ClassFigures>> {
    let mut sql = Sql::new(
        "SELECT s.name, s.category, count(*) AS classes, CAST(sum(s.capacity) AS BIGINT) AS places,
                CAST(sum(s.booked - s.offered) AS BIGINT) AS booked, CAST(sum(coalesce(b.came, 0)) AS BIGINT) AS came,
                CAST(sum(coalesce(b.missed, 0)) AS BIGINT) AS missed
           FROM class_sessions s LEFT JOIN (SELECT session_id,
                     sum(CASE WHEN status = 'checked_in' THEN 1 ELSE 0 END) AS came,
                     sum(CASE WHEN status = 'checked_in' THEN 0 ELSE 1 END) AS missed
                FROM bookings WHERE status IN ('checked_in', 'no_show') OR given_away_at IS NOT NULL GROUP BY session_id) b ON b.session_id = s.id
          WHERE s.status = 'scheduled' AND s.org_id = ",
    );
    sql.push_bind(org)
        .push(" AND s.day >= ")
        .push_bind(from)
        .push(" AND s.day <= ")
        .push_bind(to);
    at(&mut sql, "s.location_id", places);
    sql.push(" GROUP BY s.name, s.category ORDER BY sum(s.booked) * 10000 / sum(s.capacity) DESC, s.name LIMIT 100");
    tx.query_text(sql).all().await
}

/// Active members with a pass that could be used on a day.
pub async fn active(tx: &mut Tx, org: OrgId, places: &Places, on: Day, at_instant: Instant) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*) FROM members m WHERE m.status = 'active' AND m.org_id = ");
    sql.push_bind(org).push(" AND m.joined_on <= ").push_bind(on);
    at(&mut sql, "m.home_location_id", places);
    sql.push(" AND EXISTS (SELECT 1 FROM passes p WHERE p.member_id = m.id AND p.starts_on <= ")
        .push_bind(on);
    sql.push(" AND (p.ends_on IS NULL OR p.ends_on >= ").push_bind(on);
    sql.push(") AND (p.ended_at IS NULL OR p.ended_at > ")
        .push_bind(at_instant)
        .push("))");
    tx.query_text(sql).value().await
}

/// Bookings made in a span of time, whatever became of them.
pub async fn bookings(tx: &mut Tx, org: OrgId, places: &Places, from: Instant, to: Instant) -> Result<i64> {
    let mut sql =
        Sql::new("SELECT count(*) FROM bookings b JOIN class_sessions s ON s.id = b.session_id WHERE b.org_id = ");
    sql.push_bind(org)
        .push(" AND b.booked_at >= ")
        .push_bind(from)
        .push(" AND b.booked_at < ")
        .push_bind(to);
    at(&mut sql, "s.location_id", places);
    tx.query_text(sql).value().await
}

/// People on waitlists of classes ahead, and how many of those classes are full.
pub async fn ahead(tx: &mut Tx, org: OrgId, places: &Places, now: Instant) -> Result<(i64, i64)> {
    let mut sql = Sql::new(
        "SELECT CAST(coalesce(sum(s.waiting), 0) AS BIGINT), CAST(coalesce(sum(CASE WHEN s.booked >= s.capacity THEN 1 ELSE 0 END), 0) AS BIGINT)
           FROM class_sessions s WHERE s.status = 'scheduled' AND s.org_id = ",
    );
    sql.push_bind(org).push(" AND s.starts_at > ").push_bind(now);
    at(&mut sql, "s.location_id", places);
    tx.query_text(sql).one().await
}

/// When people came through the doors since an instant, with the zone of the door.
pub async fn visits(tx: &mut Tx, org: OrgId, places: &Places, from: Instant) -> Result<Vec<(Instant, String)>> {
    let mut sql = Sql::new(
        "SELECT v.at, o.zone FROM visits v JOIN locations o ON o.id = v.location_id WHERE v.undone_at IS NULL AND v.org_id = ",
    );
    sql.push_bind(org).push(" AND v.at >= ").push_bind(from);
    at(&mut sql, "v.location_id", places);
    sql.push(" LIMIT 200000");
    tx.query_text(sql).all().await
}

/// Members whose last usable pass ends in a span of days.
pub async fn ending(tx: &mut Tx, org: OrgId, places: &Places, from: Day, to: Day) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*) FROM members m WHERE m.status = 'active' AND m.org_id = ");
    sql.push_bind(org);
    at(&mut sql, "m.home_location_id", places);
    sql.push(" AND EXISTS (SELECT 1 FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id WHERE p.member_id = m.id AND p.ended_at IS NULL AND (l.balance IS NULL OR l.balance > 0) AND p.ends_on >= ")
        .push_bind(from);
    sql.push(" AND p.ends_on <= ").push_bind(to);
    sql.push(") AND NOT EXISTS (SELECT 1 FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id WHERE p.member_id = m.id AND p.ended_at IS NULL AND (l.balance IS NULL OR l.balance > 0) AND (p.ends_on IS NULL OR p.ends_on > ");
    sql.push_bind(to).push("))");
    tx.query_text(sql).value().await
}

pub async fn dead_letters(tx: &mut Tx) -> Result<Vec<(String, Instant, i64, Option<String>)>> {
    tx.query(
        "SELECT kind, at, attempts, last_error FROM outbox WHERE dead_at IS NOT NULL ORDER BY dead_at DESC LIMIT 100",
    )
    .all()
    .await
}

/// Events that wait, and when the oldest of them happened.
pub async fn queue(tx: &mut Tx) -> Result<(i64, Option<Instant>)> {
    tx.query("SELECT count(*), min(at) FROM outbox WHERE done_at IS NULL AND dead_at IS NULL")
        .one()
        .await
}

pub async fn imports(tx: &mut Tx, org: OrgId) -> Result<i64> {
    tx.query("SELECT count(*) FROM member_imports WHERE org_id = $1 AND undone_at IS NULL")
        .bind(org)
        .value()
        .await
}
