//! Which classes their people were reminded of.

use crate::{
    booking::model::BookingId,
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::{Instant, Span},
    },
    schedule::model::SessionId,
    studio::model::OrgId,
};

/// No class lasts longer: what ends later than this after an instant has not begun by then.
const LONGEST: Span = Span::hours(24);

/// Classes that begin until an instant, with somebody in them, and of which nobody was reminded yet: the first first. A class that was
/// moved is reminded of anew, but not within a day: of the move everybody was told.
pub async fn to_remind(tx: &mut Tx, (now, until): (Instant, Instant), limit: i64) -> Result<Vec<(SessionId, OrgId)>> {
    tx.query(
        "SELECT s.id, s.org_id FROM class_sessions s
          WHERE s.closed_at IS NULL AND s.status = 'scheduled' AND s.ends_at > $1 AND s.ends_at <= $2
            AND s.starts_at > $1 AND s.starts_at <= $3 AND s.booked > 0
            AND NOT EXISTS (SELECT 1 FROM class_reminders r WHERE r.session_id = s.id AND (r.starts_at = s.starts_at OR r.at > $5))
          ORDER BY s.starts_at, s.id LIMIT $4",
    )
    .bind(now)
    .bind(until + LONGEST)
    .bind(until)
    .bind(limit)
    .bind(now - (until - now))
    .all()
    .await
}

/// Notes that the people of a class are reminded of it; 0: they were.
pub async fn note_reminded(tx: &mut Tx, session: SessionId, starts: Instant, now: Instant) -> Result<u64> {
    tx.query("INSERT INTO class_reminders (starts_at, session_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(starts)
        .bind(session)
        .bind(now)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
pub struct Reminded {
    pub id: BookingId,
    pub member_id: MemberId,
    pub free_until: Instant,
}

/// Whoever has had a seat in a class since before an instant.
pub async fn seated_since(tx: &mut Tx, session: SessionId, before: Instant) -> Result<Vec<Reminded>> {
    tx.query(
        "SELECT id, member_id, free_until FROM bookings
          WHERE session_id = $1 AND status = 'booked' AND coalesce(promoted_at, booked_at) <= $2 ORDER BY booked_at, id",
    )
    .bind(session)
    .bind(before)
    .all()
    .await
}

/// Forgets reminders of classes that were before an instant.
pub async fn forget_reminders(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.query("DELETE FROM class_reminders WHERE starts_at < $1")
        .bind(before)
        .run()
        .await
}
