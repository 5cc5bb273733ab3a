//! Places that are kept for the desk to sell, and those that were sold to partners.

use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    schedule::model::{PartnerPlaceId, SessionId},
    studio::model::OrgId,
};

/// Takes a seat that is kept for walk-ins, with the next statement, which fails where none is kept any longer.
pub fn take_walk_in(tx: &mut Tx, id: SessionId, now: Instant) {
    tx.query(
        "UPDATE class_sessions SET booked = booked + 1, walk_in_kept = walk_in_kept - 1
          WHERE id = $1 AND status = 'scheduled' AND booked < capacity AND walk_in_kept > 0 AND kept_until > $2",
    )
    .bind(id)
    .bind(now)
    .later(1);
}

/// Takes a seat that is kept for partners; 0 where none is.
pub async fn take_partner(tx: &mut Tx, id: SessionId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET booked = booked + 1, partner_kept = partner_kept - 1
          WHERE id = $1 AND status = 'scheduled' AND booked < capacity AND partner_kept > 0 AND kept_until > $2",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// Keeps a seat for walk-ins again that one of them has given back; 0 where the booking took none, or what was kept is everybody's.
pub async fn keep_again(tx: &mut Tx, id: SessionId, booking: uuid::Uuid, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET walk_in_kept = walk_in_kept + 1 WHERE id = $1 AND kept_until > $3
            AND booked + walk_in_kept + partner_kept < capacity AND EXISTS (SELECT 1 FROM bookings b WHERE b.id = $2 AND b.walk_in)",
    )
    .bind(id)
    .bind(booking)
    .bind(now)
    .run()
    .await
}

/// Keeps no more places than are free: a class may have been given fewer.
pub async fn clamp_kept(tx: &mut Tx, id: SessionId) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET
                partner_kept = CASE WHEN capacity - booked > walk_in_kept THEN capacity - booked - walk_in_kept ELSE 0 END,
                walk_in_kept = CASE WHEN walk_in_kept > capacity - booked THEN capacity - booked ELSE walk_in_kept END
          WHERE id = $1 AND booked + walk_in_kept + partner_kept > capacity",
    )
    .bind(id)
    .run()
    .await
}

/// Classes in which places were kept until now.
pub async fn to_release(tx: &mut Tx, now: Instant, limit: i64) -> Result<Vec<(SessionId, OrgId)>> {
    tx.query("SELECT id, org_id FROM class_sessions WHERE kept_until IS NOT NULL AND kept_until <= $1 ORDER BY kept_until, id LIMIT $2")
        .bind(now)
        .bind(limit)
        .all()
        .await
}

/// What was kept is everybody's; 0 where it is kept still, or nothing was.
pub async fn release_kept(tx: &mut Tx, id: SessionId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET walk_in_kept = 0, partner_kept = 0, kept_until = NULL WHERE id = $1 AND kept_until <= $2",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// A place that was sold to a partner.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PartnerRow {
    pub id: PartnerPlaceId,
    pub session_id: SessionId,
    pub partner: String,
}

/// Writes a place that is sold to a partner.
pub async fn add_partner(
    tx: &mut Tx,
    (id, session): (PartnerPlaceId, SessionId),
    partner: &str,
    by: AccountId,
    now: Instant,
) -> Result<()> {
    tx.query("INSERT INTO partner_places (id, session_id, partner, booked_by, booked_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(session)
        .bind(partner.to_owned())
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// A place that was sold to a partner of a club, and not given back.
pub async fn partner(tx: &mut Tx, org: OrgId, id: PartnerPlaceId) -> Result<Option<PartnerRow>> {
    tx.query(
        "SELECT p.id, p.session_id, p.partner FROM partner_places p JOIN class_sessions s ON s.id = p.session_id
          WHERE p.id = $2 AND s.org_id = $1 AND p.given_back_at IS NULL",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

/// The places of a class that were sold to partners, by their names.
pub async fn partners(tx: &mut Tx, session: SessionId) -> Result<Vec<PartnerRow>> {
    tx.query(
        "SELECT id, session_id, partner FROM partner_places WHERE session_id = $1 AND given_back_at IS NULL ORDER BY partner, id",
    )
    .bind(session)
    .all()
    .await
}

/// Gives one back; 0 where it was given back before.
pub async fn give_back_partner(tx: &mut Tx, id: PartnerPlaceId, now: Instant) -> Result<u64> {
    tx.query("UPDATE partner_places SET given_back_at = $2 WHERE id = $1 AND given_back_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// Keeps the seat for partners again that one of them has given back, as long as any are kept; 0: it is everybody's.
pub async fn keep_partner_again(tx: &mut Tx, id: SessionId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET partner_kept = partner_kept + 1
          WHERE id = $1 AND kept_until > $2 AND booked + walk_in_kept + partner_kept < capacity",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// Ends every place of a class that was sold to partners; how many there were.
pub async fn end_partners(tx: &mut Tx, session: SessionId, now: Instant) -> Result<u64> {
    tx.query("UPDATE partner_places SET given_back_at = $2 WHERE session_id = $1 AND given_back_at IS NULL")
        .bind(session)
        .bind(now)
        .run()
        .await
}
