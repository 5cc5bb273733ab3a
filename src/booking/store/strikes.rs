//! What was missed and cancelled late.

use crate::{
    accounts::model::AccountId,
    booking::{
        model::{BookingId, StrikeId, StrikeKind},
        rules::StrikeFact,
    },
    members::model::MemberId,
    platform::{
        db::{Asked, Result, Tx},
        time::Instant,
    },
    studio::model::OrgId,
};

#[derive(sqlx::FromRow)]
struct Counting {
    at: Instant,
    points: i64,
}

/// The member's strikes since an instant that were not forgiven.
pub fn strikes_since(tx: &mut Tx, member: MemberId, since: Instant) -> Asked<Vec<StrikeFact>> {
    tx.query("SELECT at, points FROM strikes WHERE member_id = $1 AND at > $2 AND forgiven_at IS NULL AND points > 0")
        .bind(member)
        .bind(since)
        .ask::<Counting>()
        .map(|rows| {
            let fact = |row: Counting| StrikeFact {
                at: row.at,
                points: row.points,
            };
            rows.into_iter().map(fact).collect()
        })
}

/// When the member had strikes since an instant, the waived and forgiven ones too; what was excused is as if it had not been.
pub async fn struck_since(tx: &mut Tx, member: MemberId, since: Instant) -> Result<Vec<(Instant,)>> {
    tx.query(
        "SELECT at FROM strikes k WHERE member_id = $1 AND at > $2
            AND NOT EXISTS (SELECT 1 FROM booking_exceptions x WHERE x.booking_id = k.booking_id AND x.kind = 'excused')",
    )
        .bind(member)
        .bind(since)
        .all()
        .await
}

/// Writes a strike; 0 where the booking has one.
pub async fn add_strike(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    booking: BookingId,
    kind: StrikeKind,
    points: i64,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "INSERT INTO strikes (id, org_id, member_id, booking_id, kind, points, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT DO NOTHING",
    )
    .bind(StrikeId::fresh())
    .bind(org)
    .bind(member)
    .bind(booking)
    .bind(kind)
    .bind(points)
    .bind(now)
    .run()
    .await
}

/// Takes a strike back that was counted by mistake.
pub async fn drop_strike(tx: &mut Tx, booking: BookingId) -> Result<u64> {
    tx.query("DELETE FROM strikes WHERE booking_id = $1 AND forgiven_at IS NULL")
        .bind(booking)
        .run()
        .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StrikeRow {
    pub id: StrikeId,
    pub name: String,
    pub zone: String,
    pub starts_at: Instant,
    pub kind: StrikeKind,
    pub points: i64,
    pub at: Instant,
    pub forgiven_at: Option<Instant>,
    pub forgiven_why: Option<String>,
}

/// The member's strikes since an instant, the latest first.
pub async fn strikes(tx: &mut Tx, member: MemberId, since: Instant) -> Result<Vec<StrikeRow>> {
    tx.query(
        "SELECT k.id, s.name, o.zone, s.starts_at, k.kind, k.points, k.at, k.forgiven_at, k.forgiven_why
           FROM strikes k JOIN bookings b ON b.id = k.booking_id JOIN class_sessions s ON s.id = b.session_id
           JOIN locations o ON o.id = s.location_id
          WHERE k.member_id = $1 AND k.at > $2 ORDER BY k.at DESC, k.id DESC LIMIT 100",
    )
    .bind(member)
    .bind(since)
    .all()
    .await
}

/// Forgives one strike of a member, or all that count; how many there were.
pub async fn forgive(
    tx: &mut Tx,
    member: MemberId,
    strike: Option<StrikeId>,
    by: AccountId,
    why: &str,
    since: Instant,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE strikes SET forgiven_at = $3, forgiven_by = $4, forgiven_why = $5
          WHERE member_id = $1 AND ($2 IS NULL OR id = $2) AND forgiven_at IS NULL AND points > 0 AND at > $6",
    )
    .bind(member)
    .bind(strike)
    .bind(now)
    .bind(by)
    .bind(why.to_owned())
    .bind(since)
    .run()
    .await
}

/// Lets the strike of a booking count no more, because the absence was excused.
pub async fn excuse_strike(tx: &mut Tx, booking: BookingId, by: AccountId, why: &str, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE strikes SET forgiven_at = $2, forgiven_by = $3, forgiven_why = $4 WHERE booking_id = $1 AND forgiven_at IS NULL",
    )
    .bind(booking)
    .bind(now)
    .bind(by)
    .bind(why.to_owned())
    .run()
    .await
}

/// Lets the strike of a booking count again that was excused then; 0: there is none, or it was forgiven besides.
pub async fn count_strike(tx: &mut Tx, booking: BookingId, excused: Instant) -> Result<u64> {
    tx.query(
        "UPDATE strikes SET forgiven_at = NULL, forgiven_by = NULL, forgiven_why = NULL WHERE booking_id = $1 AND forgiven_at = $2",
    )
    .bind(booking)
    .bind(excused)
    .run()
    .await
}

/// Empties what the staff wrote when they forgave a member's strikes.
pub async fn forget_reasons(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("UPDATE strikes SET forgiven_why = '' WHERE member_id = $1 AND forgiven_why <> ''")
        .bind(member)
        .run()
        .await
}
