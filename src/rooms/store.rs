use super::model::{Room, RoomId, RoomSpot, SpotId};
use crate::{
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::OrgId,
};

pub async fn add(tx: &mut Tx, org: OrgId, room: &Room, now: Instant) -> Result<()> {
    tx.query("INSERT INTO rooms (id, org_id, location_id, name, capacity, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(room.id)
        .bind(org)
        .bind(room.location_id)
        .bind(room.name.clone())
        .bind(room.capacity)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub async fn all(tx: &mut Tx, org: OrgId) -> Result<Vec<Room>> {
    tx.query(
        "SELECT id, location_id, name, capacity FROM rooms WHERE org_id = $1 AND closed_at IS NULL ORDER BY name, id",
    )
    .bind(org)
    .all()
    .await
}

pub async fn closed(tx: &mut Tx, org: OrgId) -> Result<Vec<Room>> {
    tx.query(
        "SELECT id, location_id, name, capacity FROM rooms WHERE org_id = $1 AND closed_at IS NOT NULL ORDER BY name, id",
    )
    .bind(org)
    .all()
    .await
}

pub async fn one(tx: &mut Tx, org: OrgId, id: RoomId) -> Result<Option<Room>> {
    tx.query("SELECT id, location_id, name, capacity FROM rooms WHERE id = $2 AND org_id = $1 AND closed_at IS NULL")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

pub async fn change(tx: &mut Tx, id: RoomId, name: &str, capacity: i64) -> Result<u64> {
    tx.query("UPDATE rooms SET name = $2, capacity = $3 WHERE id = $1")
        .bind(id)
        .bind(name.to_owned())
        .bind(capacity)
        .run()
        .await
}

pub async fn close(tx: &mut Tx, id: RoomId, now: Instant) -> Result<u64> {
    tx.query("UPDATE rooms SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

pub async fn open_again(tx: &mut Tx, id: RoomId) -> Result<u64> {
    tx.query("UPDATE rooms SET closed_at = NULL WHERE id = $1 AND closed_at IS NOT NULL")
        .bind(id)
        .run()
        .await
}

/// Rows and places of a room's plan.
pub async fn size(tx: &mut Tx, room: RoomId) -> Result<(i64, i64)> {
    tx.query("SELECT plan_lines, plan_places FROM rooms WHERE id = $1")
        .bind(room)
        .one()
        .await
}

pub async fn set_size(tx: &mut Tx, room: RoomId, lines: i64, places: i64) -> Result<u64> {
    tx.query("UPDATE rooms SET plan_lines = $2, plan_places = $3 WHERE id = $1")
        .bind(room)
        .bind(lines)
        .bind(places)
        .run()
        .await
}

/// Nobody else changes this room's plan until the transaction ends.
pub async fn lock_plan(tx: &mut Tx, room: RoomId) -> Result<()> {
    tx.lock("SELECT id FROM rooms WHERE id = $1 FOR NO KEY UPDATE", room.0)
        .await
}

pub async fn spots(tx: &mut Tx, room: RoomId) -> Result<Vec<RoomSpot>> {
    tx.query(
        "SELECT id, name, line, place, out_at IS NOT NULL AS broken, out_why AS why FROM room_spots
          WHERE room_id = $1 AND removed_at IS NULL ORDER BY line, place",
    )
    .bind(room)
    .all()
    .await
}

/// Spots that somebody can use; `None`: the room has no plan.
pub async fn usable(tx: &mut Tx, room: RoomId) -> Result<Option<i64>> {
    tx.query(
        "SELECT (SELECT count(*) FROM room_spots p WHERE p.room_id = r.id AND p.removed_at IS NULL AND p.out_at IS NULL) AS usable
           FROM rooms r WHERE r.id = $1 AND r.plan_lines > 0",
    )
    .bind(room)
    .maybe_value()
    .await
}

pub async fn add_spot(tx: &mut Tx, room: RoomId, (name, line, place): (&str, i64, i64), now: Instant) -> Result<u64> {
    tx.query("INSERT INTO room_spots (id, room_id, name, line, place, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(SpotId::fresh())
        .bind(room)
        .bind(name.to_owned())
        .bind(line)
        .bind(place)
        .bind(now)
        .run()
        .await
}

/// Takes every spot off a plan.
pub async fn remove_spots(tx: &mut Tx, room: RoomId, now: Instant) -> Result<u64> {
    tx.query("UPDATE room_spots SET removed_at = $2 WHERE room_id = $1 AND removed_at IS NULL")
        .bind(room)
        .bind(now)
        .run()
        .await
}

/// Puts a spot back onto the plan, where it now belongs.
pub async fn put_spot(tx: &mut Tx, id: SpotId, line: i64, place: i64) -> Result<u64> {
    tx.query("UPDATE room_spots SET removed_at = NULL, line = $2, place = $3 WHERE id = $1")
        .bind(id)
        .bind(line)
        .bind(place)
        .run()
        .await
}

pub async fn name_spot(tx: &mut Tx, id: SpotId, name: &str) -> Result<u64> {
    tx.query("UPDATE room_spots SET name = $2 WHERE id = $1")
        .bind(id)
        .bind(name.to_owned())
        .run()
        .await
}

pub async fn remove_spot(tx: &mut Tx, id: SpotId, now: Instant) -> Result<u64> {
    tx.query("UPDATE room_spots SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// Puts a spot out of order for a reason, or in order again.
pub async fn set_out(tx: &mut Tx, id: SpotId, out: Option<&str>, now: Instant) -> Result<u64> {
    tx.query("UPDATE room_spots SET out_at = $2, out_why = $3 WHERE id = $1 AND removed_at IS NULL")
        .bind(id)
        .bind(out.map(|_| now))
        .bind(out.map(str::to_owned))
        .run()
        .await
}
