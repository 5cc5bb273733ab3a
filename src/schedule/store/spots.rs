//! Places of a class, where each is a spot of its room.

use crate::{
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    rooms::model::RoomId,
    schedule::model::{ClassTypeId, SessionId},
    studio::model::OrgId,
};

/// A new class has no more places than its room has spots in order.
pub async fn fit_new(tx: &mut Tx, id: SessionId) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET planned = capacity,
                capacity = (SELECT count(*) FROM room_spots p WHERE p.room_id = class_sessions.room_id AND p.removed_at IS NULL AND p.out_at IS NULL)
          WHERE id = $1 AND capacity > (SELECT count(*) FROM room_spots p WHERE p.room_id = class_sessions.room_id AND p.removed_at IS NULL AND p.out_at IS NULL)
            AND EXISTS (SELECT 1 FROM room_spots p WHERE p.room_id = class_sessions.room_id AND p.removed_at IS NULL AND p.out_at IS NULL)",
    )
    .bind(id)
    .run()
    .await
}

/// Gives a class as many places as were planned, as far as so many spots can be used, and never fewer than are taken.
pub async fn fit(tx: &mut Tx, id: SessionId, usable: i64) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET planned = CASE WHEN $2 >= coalesce(planned, capacity) THEN NULL ELSE coalesce(planned, capacity) END,
                capacity = CASE WHEN $2 >= coalesce(planned, capacity) THEN coalesce(planned, capacity)
                                WHEN booked > $2 THEN booked ELSE $2 END
          WHERE id = $1",
    )
    .bind(id)
    .bind(usable.max(1))
    .run()
    .await
}

/// Whether whoever books choose their spot, for every class of a kind that is ahead; how many differed.
pub async fn set_choosing(tx: &mut Tx, kind: ClassTypeId, choose: bool, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE class_sessions SET choose_spots = $2 WHERE class_type_id = $1 AND status = 'scheduled' AND starts_at > $3 AND choose_spots <> $2",
    )
    .bind(kind)
    .bind(choose)
    .bind(now)
    .run()
    .await
}

/// Classes ahead in a room, in the order in which they are locked.
pub async fn ahead_in_room(tx: &mut Tx, org: OrgId, room: RoomId, now: Instant) -> Result<Vec<SessionId>> {
    tx.query("SELECT id FROM class_sessions WHERE org_id = $1 AND room_id = $2 AND status = 'scheduled' AND starts_at > $3 AND choose_spots ORDER BY id")
        .bind(org)
        .bind(room)
        .bind(now)
        .values()
        .await
}

/// Classes ahead of a kind that have a room, in the order in which they are locked.
pub async fn ahead_of_kind(tx: &mut Tx, org: OrgId, kind: ClassTypeId, now: Instant) -> Result<Vec<SessionId>> {
    tx.query("SELECT id FROM class_sessions WHERE org_id = $1 AND class_type_id = $2 AND status = 'scheduled' AND starts_at > $3 AND room_id IS NOT NULL ORDER BY id")
        .bind(org)
        .bind(kind)
        .bind(now)
        .values()
        .await
}
