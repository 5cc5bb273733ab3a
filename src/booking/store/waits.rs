//! Places on waitlists.

use crate::{
    booking::model::{BookingId, EntryId},
    members::model::MemberId,
    plans::model::PassId,
    platform::{
        db::{Asked, Result, Tx},
        time::Instant,
    },
    schedule::model::SessionId,
};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Waiting {
    pub id: EntryId,
    pub member_id: MemberId,
    pub pass_id: Option<PassId>,
}

/// Who waits for a class, in order.
pub fn waiting(tx: &mut Tx, session: SessionId) -> Asked<Vec<Waiting>> {
    tx.query("SELECT id, member_id, pass_id FROM waitlist_entries WHERE session_id = $1 AND status = 'waiting' ORDER BY joined_at, id")
        .bind(session)
        .ask()
}

pub async fn add_waiting(
    tx: &mut Tx,
    session: SessionId,
    member: MemberId,
    pass: Option<PassId>,
    now: Instant,
) -> Result<()> {
    tx.query("INSERT INTO waitlist_entries (id, session_id, member_id, pass_id, status, joined_at) VALUES ($1, $2, $3, $4, 'waiting', $5)")
        .bind(EntryId::fresh())
        .bind(session)
        .bind(member)
        .bind(pass)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// Ends a place on a waitlist; 0 when it had ended.
pub async fn end_waiting(
    tx: &mut Tx,
    id: EntryId,
    status: &'static str,
    booking: Option<BookingId>,
    why: Option<&str>,
    now: Instant,
) -> Result<u64> {
    tx.query("UPDATE waitlist_entries SET status = $2, booking_id = $3, why = $4, ended_at = $5 WHERE id = $1 AND status = 'waiting'")
        .bind(id)
        .bind(status)
        .bind(booking)
        .bind(why.map(str::to_owned))
        .bind(now)
        .run()
        .await
}

/// Places on other waitlists whose class overlaps a span of time.
pub async fn overlapping_waits(
    tx: &mut Tx,
    member: MemberId,
    starts: Instant,
    ends: Instant,
) -> Result<Vec<(EntryId, SessionId)>> {
    tx.query(
        "SELECT w.id, w.session_id FROM waitlist_entries w JOIN class_sessions s ON s.id = w.session_id
          WHERE w.member_id = $1 AND w.status = 'waiting' AND s.starts_at < $3 AND s.ends_at > $2",
    )
    .bind(member)
    .bind(starts)
    .bind(ends)
    .all()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PlaceRow {
    pub session_id: SessionId,
    pub place: i64,
}

/// The member's places on waitlists, counted from 1.
pub async fn places(tx: &mut Tx, member: MemberId) -> Result<Vec<PlaceRow>> {
    tx.query(
        "SELECT w.session_id,
                (SELECT count(*) FROM waitlist_entries o WHERE o.session_id = w.session_id AND o.status = 'waiting'
                    AND (o.joined_at < w.joined_at OR (o.joined_at = w.joined_at AND o.id <= w.id))) AS place
           FROM waitlist_entries w WHERE w.member_id = $1 AND w.status = 'waiting'",
    )
    .bind(member)
    .all()
    .await
}

pub async fn waiting_names(tx: &mut Tx, session: SessionId) -> Result<Vec<(String,)>> {
    tx.query(
        "SELECT m.name FROM waitlist_entries w JOIN members m ON m.id = w.member_id
          WHERE w.session_id = $1 AND w.status = 'waiting' ORDER BY w.joined_at, w.id",
    )
    .bind(session)
    .all()
    .await
}

/// Ends every place on a class's waitlist; how many there were.
pub async fn end_all_waiting(tx: &mut Tx, session: SessionId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE waitlist_entries SET status = 'closed', ended_at = $2 WHERE session_id = $1 AND status = 'waiting'",
    )
    .bind(session)
    .bind(now)
    .run()
    .await
}
