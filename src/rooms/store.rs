use super::model::{Room, RoomId};
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
