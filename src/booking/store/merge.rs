//! Two records of one person: where both have a seat at the same time, and the rows that go from one to the other.

use crate::{
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    schedule::model::SessionId,
};
use uuid::Uuid;

/// A seat of each of two members at the same time, at least one of them ahead.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClashRow {
    pub kept: SessionId,
    pub kept_name: String,
    pub kept_starts: Instant,
    pub kept_ahead: bool,
    pub other: SessionId,
    pub other_name: String,
    pub other_starts: Instant,
    pub other_ahead: bool,
}

/// Where two members have seats at the same time and at least one of the two is ahead.
pub async fn clashes(tx: &mut Tx, kept: MemberId, other: MemberId, now: Instant) -> Result<Vec<ClashRow>> {
    tx.query(
        "SELECT ks.id AS kept, ks.name AS kept_name, ks.starts_at AS kept_starts, (k.status = 'booked' AND ks.starts_at > $3) AS kept_ahead,
                os.id AS other, os.name AS other_name, os.starts_at AS other_starts, (o.status = 'booked' AND os.starts_at > $3) AS other_ahead
           FROM bookings k JOIN class_sessions ks ON ks.id = k.session_id
           JOIN bookings o ON o.member_id = $2 JOIN class_sessions os ON os.id = o.session_id
          WHERE k.member_id = $1 AND k.status IN ('booked', 'checked_in') AND o.status IN ('booked', 'checked_in')
            AND ks.status = 'scheduled' AND os.status = 'scheduled'
            AND ks.starts_at < os.ends_at AND os.starts_at < ks.ends_at
            AND ((k.status = 'booked' AND ks.starts_at > $3) OR (o.status = 'booked' AND os.starts_at > $3))
          ORDER BY ks.starts_at, ks.id, os.id",
    )
    .bind(kept)
    .bind(other)
    .bind(now)
    .all()
    .await
}

/// How many classes two members had a seat in at the same time that are not ahead.
pub async fn past_clashes(tx: &mut Tx, kept: MemberId, other: MemberId, now: Instant) -> Result<i64> {
    tx.query(
        "SELECT count(DISTINCT o.id) FROM bookings k JOIN class_sessions ks ON ks.id = k.session_id
           JOIN bookings o ON o.member_id = $2 JOIN class_sessions os ON os.id = o.session_id
          WHERE k.member_id = $1 AND k.status IN ('booked', 'checked_in', 'no_show', 'excused')
            AND o.status IN ('booked', 'checked_in', 'no_show', 'excused')
            AND ks.starts_at < os.ends_at AND os.starts_at < ks.ends_at
            AND NOT (k.status = 'booked' AND ks.starts_at > $3) AND NOT (o.status = 'booked' AND os.starts_at > $3)",
    )
    .bind(kept)
    .bind(other)
    .bind(now)
    .value()
    .await
}

/// Classes in whose line a member waits although the other has a seat, or waits there too.
pub async fn waits_twice(tx: &mut Tx, member: MemberId, other: MemberId, either: bool) -> Result<Vec<SessionId>> {
    tx.query(
        "SELECT w.session_id FROM waitlist_entries w WHERE w.member_id = $1 AND w.status IN ('waiting', 'offered')
            AND (EXISTS (SELECT 1 FROM bookings b WHERE b.session_id = w.session_id AND b.member_id = $2
                            AND b.status IN ('booked', 'checked_in', 'no_show', 'excused'))
              OR ($3 AND EXISTS (SELECT 1 FROM waitlist_entries x WHERE x.session_id = w.session_id AND x.member_id = $2
                                    AND x.status IN ('waiting', 'offered'))))
          ORDER BY w.session_id",
    )
    .bind(member)
    .bind(other)
    .bind(either)
    .values()
    .await
}

/// Lets the noted rows of this slice go from one member to another. A visit whose code's step the other has used as well no longer says
/// which it was: neither code is worth anything by then.
pub async fn carry(tx: &mut Tx, merge: Uuid, from: MemberId, to: MemberId) -> Result<()> {
    for sql in [
        "UPDATE bookings SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'bookings')",
        "UPDATE waitlist_entries SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'waits')",
        "UPDATE visits SET code_step = NULL WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'visits')
            AND EXISTS (SELECT 1 FROM visits v WHERE v.member_id = $3 AND v.code_step = visits.code_step)",
        "UPDATE visits SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'visits')",
        "UPDATE strikes SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'strikes')",
        "UPDATE scans SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'scans')",
    ] {
        tx.query(sql).bind(merge).bind(from).bind(to).run().await?;
    }
    Ok(())
}
