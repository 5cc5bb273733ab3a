//! Tablets at the door.

use crate::{
    accounts::model::AccountId,
    booking::model::KioskId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};

pub struct NewKiosk {
    pub id: KioskId,
    pub org: OrgId,
    pub location: LocationId,
    pub name: String,
    pub by: AccountId,
    pub code_digest: Vec<u8>,
    pub code_until: Instant,
}

pub async fn add_kiosk(tx: &mut Tx, new: NewKiosk, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO kiosks (id, org_id, location_id, name, made_by, made_at, code_digest, code_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.location)
    .bind(new.name)
    .bind(new.by)
    .bind(now)
    .bind(new.code_digest)
    .bind(new.code_until)
    .run()
    .await
}

#[derive(sqlx::FromRow)]
pub struct KioskLine {
    pub id: KioskId,
    pub org_id: OrgId,
    pub location_id: LocationId,
    pub name: String,
    /// Until when its code can be used; `None`: it was.
    pub code_until: Option<Instant>,
    pub paired_at: Option<Instant>,
    pub seen_at: Option<Instant>,
    pub skew_ms: Option<i64>,
}

/// Those in service: paired, or with a code that was not used.
pub async fn kiosks(tx: &mut Tx, location: LocationId) -> Result<Vec<KioskLine>> {
    tx.query(
        "SELECT id, org_id, location_id, name, CASE WHEN code_digest IS NULL THEN NULL ELSE code_until END AS code_until,
                paired_at, seen_at, skew_ms
           FROM kiosks WHERE location_id = $1 AND revoked_at IS NULL ORDER BY name, id",
    )
    .bind(location)
    .all()
    .await
}

pub async fn kiosk(tx: &mut Tx, org: OrgId, id: KioskId) -> Result<Option<KioskLine>> {
    tx.query(
        "SELECT id, org_id, location_id, name, CASE WHEN code_digest IS NULL THEN NULL ELSE code_until END AS code_until,
                paired_at, seen_at, skew_ms
           FROM kiosks WHERE id = $2 AND org_id = $1 AND revoked_at IS NULL",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

/// Whose cookie this is; nobody's when the tablet was taken out of service, or its place is closed.
pub async fn holder(tx: &mut Tx, digest: Vec<u8>) -> Result<Option<KioskLine>> {
    tx.query(
        "SELECT k.id, k.org_id, k.location_id, k.name, NULL AS code_until, k.paired_at, k.seen_at, k.skew_ms
           FROM kiosks k JOIN locations o ON o.id = k.location_id
          WHERE k.token_digest = $1 AND k.revoked_at IS NULL AND o.closed_at IS NULL",
    )
    .bind(digest)
    .maybe()
    .await
}

/// Uses a code up; 0 when it is wrong, used or too old.
pub async fn pair(tx: &mut Tx, org: OrgId, code: Vec<u8>, token: Vec<u8>, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE kiosks SET code_digest = NULL, token_digest = $3, paired_at = $4, seen_at = $4
          WHERE code_digest = $2 AND org_id = $1 AND code_until > $4 AND revoked_at IS NULL",
    )
    .bind(org)
    .bind(code)
    .bind(token)
    .bind(now)
    .run()
    .await
}

pub async fn revoke(tx: &mut Tx, id: KioskId, by: AccountId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE kiosks SET revoked_at = $3, revoked_by = $2, code_digest = NULL WHERE id = $1 AND revoked_at IS NULL",
    )
    .bind(id)
    .bind(by)
    .bind(now)
    .run()
    .await
}

/// Notes when a tablet was heard of, and how far off its clock was.
/// When a tablet was seen last, and how far off its clock was then.
pub async fn seen_of(tx: &mut Tx, id: KioskId) -> Result<(Option<Instant>, Option<i64>)> {
    tx.query("SELECT seen_at, skew_ms FROM kiosks WHERE id = $1")
        .bind(id)
        .one()
        .await
}

pub async fn seen(tx: &mut Tx, id: KioskId, skew_ms: Option<i64>, now: Instant) -> Result<u64> {
    tx.query("UPDATE kiosks SET seen_at = $3, skew_ms = coalesce($2, skew_ms) WHERE id = $1")
        .bind(id)
        .bind(skew_ms)
        .bind(now)
        .run()
        .await
}
