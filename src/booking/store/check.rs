//! What must never be.

use crate::platform::{
    db::{Result, Tx},
    time::Instant,
};

/// What contradicts itself: an empty list, or something is broken. Each statement gives the id of a class, a booking or a lot, and
/// reads what it looks at once, in order: a club of years is checked while it is open.
pub async fn broken(tx: &mut Tx) -> Result<Vec<(&'static str, uuid::Uuid)>> {
    let checks: [(&'static str, &'static str); 16] = [
        (
            "the seats taken are not the bookings that hold one and the offers",
            "SELECT s.id FROM class_sessions s WHERE s.status = 'scheduled' AND s.booked - s.offered <>
               (SELECT count(*) FROM bookings b WHERE b.session_id = s.id AND b.status IN ('booked', 'checked_in', 'no_show', 'excused'))
             + (SELECT count(*) FROM partner_places p WHERE p.session_id = s.id AND p.given_back_at IS NULL)",
        ),
        (
            "the seats on offer are not those that were offered to somebody",
            "SELECT s.id FROM class_sessions s WHERE s.offered <>
               (SELECT count(*) FROM waitlist_entries w WHERE w.session_id = s.id AND w.status = 'offered')",
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
              WHERE w.status IN ('waiting', 'offered') AND b.status IN ('booked', 'checked_in', 'no_show', 'excused')",
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
        (
            "the ledger did not take for this booking what it cost",
            "SELECT b.id FROM bookings b JOIN class_sessions s ON s.id = b.session_id
               LEFT JOIN (SELECT booking_id, CAST(sum(balance) AS BIGINT) AS balance, CAST(sum(held) AS BIGINT) AS held
                            FROM credit_entries WHERE booking_id IS NOT NULL GROUP BY booking_id) e ON e.booking_id = b.id
              WHERE b.lot_id IS NOT NULL AND b.status <> 'excused'
                AND (coalesce(e.balance, 0) <> CASE WHEN b.status IN ('early_cancelled', 'class_cancelled') THEN 0 ELSE -b.credits END
                  OR coalesce(e.held, 0) <> CASE WHEN b.status = 'booked' AND s.closed_at IS NULL THEN b.credits ELSE 0 END)",
        ),
        // A class that was moved may have come to lie beside another that its people have: they were told, and leave free of charge.
        (
            "somebody has this class and another at the same time",
            "SELECT id FROM (
               SELECT s.id, s.starts_at, max(s.ends_at) OVER (PARTITION BY b.member_id ORDER BY s.starts_at, s.id
                                                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy
                 FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                WHERE b.status IN ('booked', 'checked_in', 'no_show') AND NOT s.changed) x
              WHERE busy > starts_at",
        ),
        (
            "an hour was given back, and its credit is not",
            "SELECT b.id FROM hour_confirmations h JOIN bookings b ON b.id = h.booking_id
               LEFT JOIN (SELECT booking_id, CAST(sum(balance) AS BIGINT) AS balance, CAST(sum(held) AS BIGINT) AS held
                            FROM credit_entries WHERE booking_id IS NOT NULL GROUP BY booking_id) e ON e.booking_id = b.id
              WHERE h.outcome = 'given_back'
                AND (b.status <> 'excused' OR coalesce(e.balance, 0) <> 0 OR coalesce(e.held, 0) <> 0)",
        ),
        (
            "an absence is excused, and what it cost is not back",
            "SELECT b.id FROM booking_exceptions x JOIN bookings b ON b.id = x.booking_id
               LEFT JOIN (SELECT booking_id, CAST(sum(balance) AS BIGINT) AS balance, CAST(sum(held) AS BIGINT) AS held
                            FROM credit_entries WHERE booking_id IS NOT NULL GROUP BY booking_id) e ON e.booking_id = b.id
              WHERE x.kind = 'excused'
                AND (b.status <> CASE WHEN x.rules = 'late_cancelled' THEN 'early_cancelled' ELSE 'excused' END
                  OR coalesce(e.balance, 0) <> 0 OR coalesce(e.held, 0) <> 0)",
        ),
        (
            "an hour is logged to which nobody came",
            "SELECT b.id FROM hour_confirmations h JOIN bookings b ON b.id = h.booking_id
              WHERE coalesce(h.outcome, '') <> 'given_back' AND b.status <> 'checked_in'",
        ),
        (
            "two have one spot",
            "SELECT session_id FROM bookings WHERE spot_id IS NOT NULL AND status IN ('booked', 'checked_in', 'no_show', 'excused')
              GROUP BY session_id, spot_id HAVING count(*) > 1",
        ),
        // Where a room has been changed, people are moved by an event: what is not done yet is not wrong.
        (
            "somebody has a spot that is not on the plan of the room",
            "SELECT b.id FROM bookings b JOIN room_spots p ON p.id = b.spot_id JOIN class_sessions s ON s.id = b.session_id
               JOIN rooms r ON r.id = s.room_id
              WHERE b.status IN ('booked', 'checked_in') AND s.status = 'scheduled' AND s.closed_at IS NULL AND s.choose_spots
                AND r.plan_lines > 0 AND (p.room_id <> s.room_id OR p.removed_at < s.starts_at)
                AND NOT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL)",
        ),
        (
            "the room has another class at the same time",
            "SELECT id FROM (
               SELECT id, starts_at, max(ends_at) OVER (PARTITION BY room_id ORDER BY starts_at, id
                                                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy
                 FROM class_sessions WHERE status = 'scheduled' AND room_id IS NOT NULL) x
              WHERE busy > starts_at",
        ),
        (
            "the coach teaches another class at the same time",
            "SELECT id FROM (
               SELECT id, starts_at, max(ends_at) OVER (PARTITION BY coach_id ORDER BY starts_at, id
                                                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy
                 FROM class_sessions WHERE status = 'scheduled' AND coach_id IS NOT NULL) x
              WHERE busy > starts_at",
        ),
    ];
    let mut found = Vec::new();
    for (what, sql) in checks {
        let rows: Vec<(uuid::Uuid,)> = tx.query(sql).all().await?;
        found.extend(rows.into_iter().map(|(id,)| (what, id)));
    }
    Ok(found)
}

/// Classes that keep more places for the desk to sell than are free. What is kept no longer waits for the worker and counts for nothing.
pub async fn over_kept(tx: &mut Tx, now: Instant) -> Result<Vec<(uuid::Uuid,)>> {
    tx.query(
        "SELECT id FROM class_sessions WHERE walk_in_kept < 0 OR partner_kept < 0
             OR (status = 'scheduled' AND kept_until > $1 AND booked + walk_in_kept + partner_kept > capacity)",
    )
    .bind(now)
    .all()
    .await
}

/// Classes with a free seat for which somebody waits, while nothing is left to be handed on that would give it to them. Whether a
/// seat is given so late is the policy's to say.
pub async fn idle(tx: &mut Tx) -> Result<Vec<(uuid::Uuid,)>> {
    tx.query(
        "SELECT id FROM class_sessions WHERE status = 'scheduled' AND closed_at IS NULL AND waiting > 0 AND booked + walk_in_kept + partner_kept < capacity
            AND EXISTS (SELECT 1 FROM waitlist_entries w WHERE w.session_id = class_sessions.id AND w.status = 'waiting'
                           AND coalesce(w.why, '') <> 'silent')
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL)",
    )
    .all()
    .await
}
