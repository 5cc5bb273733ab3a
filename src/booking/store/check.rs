//! What must never be.

use crate::platform::db::{Result, Tx};

/// What contradicts itself: an empty list, or something is broken. Each statement gives the session's id.
pub async fn broken(tx: &mut Tx) -> Result<Vec<(&'static str, uuid::Uuid)>> {
    let checks: [(&'static str, &'static str); 6] = [
        (
            "the seats taken are not the bookings that hold one",
            "SELECT s.id FROM class_sessions s WHERE s.status = 'scheduled' AND s.booked <>
               (SELECT count(*) FROM bookings b WHERE b.session_id = s.id AND b.status IN ('booked', 'checked_in', 'no_show', 'excused'))",
        ),
        ("more seats are taken than there are", "SELECT id FROM class_sessions WHERE booked > capacity OR booked < 0"),
        (
            "the number of people who wait is wrong",
            "SELECT s.id FROM class_sessions s WHERE s.waiting <>
               (SELECT count(*) FROM waitlist_entries w WHERE w.session_id = s.id AND w.status = 'waiting')",
        ),
        (
            "somebody has a seat and waits",
            "SELECT w.session_id FROM waitlist_entries w JOIN bookings b ON b.session_id = w.session_id AND b.member_id = w.member_id
              WHERE w.status = 'waiting' AND b.status IN ('booked', 'checked_in', 'no_show', 'excused')",
        ),
        (
            "somebody has more than one seat",
            "SELECT session_id FROM bookings WHERE status IN ('booked', 'checked_in', 'no_show', 'excused')
              GROUP BY session_id, member_id HAVING count(*) > 1",
        ),
        (
            "a booking's promised credits are not in its lot",
            "SELECT l.id FROM credit_lots l
               LEFT JOIN (SELECT b.lot_id, sum(b.credits) AS promised FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                           WHERE b.status = 'booked' AND s.closed_at IS NULL AND b.lot_id IS NOT NULL GROUP BY b.lot_id) p
                 ON p.lot_id = l.id
              WHERE l.held <> coalesce(p.promised, 0)",
        ),
    ];
    let mut found = Vec::new();
    for (what, sql) in checks {
        let rows: Vec<(uuid::Uuid,)> = tx.query(sql).all().await?;
        found.extend(rows.into_iter().map(|(id,)| (what, id)));
    }
    Ok(found)
}
