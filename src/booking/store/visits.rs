//! Who came through the door.

use crate::{
    accounts::model::AccountId,
    booking::model::{BookingId, VisitId},
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::{Day, Instant},
    },
    studio::model::{LocationId, OrgId},
};

pub struct NewVisit {
    pub id: VisitId,
    pub org: OrgId,
    pub location: LocationId,
    pub member: MemberId,
    pub booking: Option<BookingId>,
    pub day: Day,
    pub via: &'static str,
    pub by: Option<AccountId>,
    pub code_step: Option<i64>,
}

/// Notes somebody at the door; 0 when the code's step was used.
pub async fn add_visit(tx: &mut Tx, new: NewVisit, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO visits (id, org_id, location_id, member_id, booking_id, at, day, via, by_account, code_step)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.location)
    .bind(new.member)
    .bind(new.booking)
    .bind(now)
    .bind(new.day)
    .bind(new.via)
    .bind(new.by)
    .bind(new.code_step)
    .run()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Visit {
    pub id: VisitId,
    pub member_id: MemberId,
    pub location_id: LocationId,
    pub booking_id: Option<BookingId>,
    /// What was booked in one act with it.
    pub booked_id: Option<BookingId>,
    pub at: Instant,
}

/// Notes that a class was booked in one act with a visit.
pub async fn booked_with(tx: &mut Tx, visit: VisitId, booking: BookingId) -> Result<u64> {
    tx.query("UPDATE visits SET booked_id = $2 WHERE id = $1")
        .bind(visit)
        .bind(booking)
        .run()
        .await
}

pub async fn visit(tx: &mut Tx, org: OrgId, id: VisitId) -> Result<Option<Visit>> {
    tx.query(
        "SELECT id, member_id, location_id, booking_id, booked_id, at FROM visits WHERE id = $2 AND org_id = $1 AND undone_at IS NULL",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

pub async fn undo_visit(tx: &mut Tx, id: VisitId, now: Instant) -> Result<u64> {
    tx.query("UPDATE visits SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// Gives a visit without a class the class that it was for, and the code that was shown for it.
pub async fn attach(tx: &mut Tx, visit: VisitId, booking: BookingId, code_step: Option<i64>) -> Result<u64> {
    tx.query(
        "UPDATE visits SET booking_id = $2, code_step = coalesce($3, code_step)
          WHERE id = $1 AND booking_id IS NULL AND undone_at IS NULL",
    )
    .bind(visit)
    .bind(booking)
    .bind(code_step)
    .run()
    .await
}

/// Takes back the visit of a booking that the coach made; one that the door made stays, without the class.
pub async fn undo_visit_of(tx: &mut Tx, booking: BookingId, now: Instant) -> Result<u64> {
    tx.query("UPDATE visits SET booking_id = NULL WHERE booking_id = $1 AND via <> 'coach' AND undone_at IS NULL")
        .bind(booking)
        .run()
        .await?;
    tx.query("UPDATE visits SET undone_at = $2 WHERE booking_id = $1 AND undone_at IS NULL")
        .bind(booking)
        .bind(now)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
pub struct UsedCode {
    pub at: Instant,
    pub location: String,
    pub zone: String,
}

/// When and where a code's step was used.
pub async fn used_code(tx: &mut Tx, member: MemberId, step: i64) -> Result<Option<UsedCode>> {
    tx.query(
        "SELECT v.at, o.name AS location, o.zone FROM visits v JOIN locations o ON o.id = v.location_id
          WHERE v.member_id = $1 AND v.code_step = $2
         UNION ALL
         SELECT u.at, o.name AS location, o.zone FROM code_uses u JOIN locations o ON o.id = u.location_id
          WHERE u.member_id = $1 AND u.code_step = $2 LIMIT 1",
    )
    .bind(member)
    .bind(step)
    .maybe()
    .await
}

/// Notes that a code was shown for somebody who was in already; 0: it was shown before.
pub async fn note_use(tx: &mut Tx, member: MemberId, step: i64, location: LocationId, at: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO code_uses (member_id, code_step, location_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(member)
    .bind(step)
    .bind(location)
    .bind(at)
    .run()
    .await
}

/// The member's latest way through a location's door between two instants, if they had not left at a third.
pub async fn last_visit(
    tx: &mut Tx,
    member: MemberId,
    location: LocationId,
    since: Instant,
    until: Instant,
    at: Instant,
) -> Result<Option<Visit>> {
    tx.query(
        "SELECT id, member_id, location_id, booking_id, booked_id, at FROM visits
          WHERE member_id = $1 AND location_id = $2 AND at >= $3 AND at <= $4 AND undone_at IS NULL AND (out_at IS NULL OR out_at > $5)
          ORDER BY at DESC, id DESC LIMIT 1",
    )
    .bind(member)
    .bind(location)
    .bind(since)
    .bind(until)
    .bind(at)
    .maybe()
    .await
}

pub async fn visits_since(tx: &mut Tx, member: MemberId, since: Instant) -> Result<i64> {
    tx.query("SELECT count(*) FROM visits WHERE member_id = $1 AND at >= $2 AND undone_at IS NULL")
        .bind(member)
        .bind(since)
        .value()
        .await
}

#[derive(sqlx::FromRow)]
pub struct VisitRow {
    pub id: VisitId,
    pub member_id: MemberId,
    pub name: String,
    pub at: Instant,
    pub session: Option<String>,
    pub via: String,
}

pub async fn visits(tx: &mut Tx, location: LocationId, since: Instant, limit: i64) -> Result<Vec<VisitRow>> {
    tx.query(
        "SELECT v.id, v.member_id, m.name, v.at, s.name AS session, v.via
           FROM visits v JOIN members m ON m.id = v.member_id
           LEFT JOIN bookings b ON b.id = v.booking_id LEFT JOIN class_sessions s ON s.id = b.session_id
          WHERE v.location_id = $1 AND v.at >= $2 AND v.undone_at IS NULL ORDER BY v.at DESC, v.id DESC LIMIT $3",
    )
    .bind(location)
    .bind(since)
    .bind(limit)
    .all()
    .await
}

pub async fn count_visits(tx: &mut Tx, location: LocationId, since: Instant) -> Result<i64> {
    tx.query("SELECT count(*) FROM visits WHERE location_id = $1 AND at >= $2 AND undone_at IS NULL")
        .bind(location)
        .bind(since)
        .value()
        .await
}
