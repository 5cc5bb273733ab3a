use super::model::{AccountId, LinkId, LinkKind, Role, RoleId};
use crate::{
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};

#[derive(Clone, sqlx::FromRow)]
pub struct Link {
    pub id: LinkId,
    pub kind: LinkKind,
    pub account_id: Option<AccountId>,
    pub name: String,
    pub email: String,
    pub role: Option<Role>,
    pub role_id: Option<RoleId>,
    pub made_by: AccountId,
    pub expires_at: Instant,
    pub used_at: Option<Instant>,
    pub revoked_at: Option<Instant>,
}

pub async fn add(
    tx: &mut Tx,
    org: OrgId,
    link: Link,
    digest: Vec<u8>,
    places: &[LocationId],
    now: Instant,
) -> Result<()> {
    let id = link.id;
    tx.query(
        "INSERT INTO staff_links (id, org_id, kind, account_id, name, email, role, role_id, digest, made_by, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(link.id)
    .bind(org)
    .bind(link.kind)
    .bind(link.account_id)
    .bind(link.name)
    .bind(link.email)
    .bind(link.role)
    .bind(link.role_id)
    .bind(digest)
    .bind(link.made_by)
    .bind(now)
    .bind(link.expires_at)
    .run()
    .await?;
    for place in places {
        tx.query("INSERT INTO staff_link_places (link_id, location_id) VALUES ($1, $2)")
            .bind(id)
            .bind(*place)
            .run()
            .await?;
    }
    Ok(())
}

/// Takes back what is still open for an address, or for an account.
pub async fn revoke_earlier(
    tx: &mut Tx,
    org: OrgId,
    kind: LinkKind,
    email: &str,
    account: Option<AccountId>,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE staff_links SET revoked_at = $5 WHERE org_id = $1 AND kind = $2 AND used_at IS NULL AND revoked_at IS NULL
            AND CASE WHEN kind = 'invite' THEN email = $3 ELSE account_id = $4 END",
    )
    .bind(org)
    .bind(kind)
    .bind(email.to_owned())
    .bind(account)
    .bind(now)
    .run()
    .await
}

pub async fn open(tx: &mut Tx, org: OrgId, now: Instant) -> Result<Vec<Link>> {
    tx.query(
        "SELECT id, kind, account_id, name, email, role, role_id, made_by, expires_at, used_at, revoked_at FROM staff_links
          WHERE org_id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 ORDER BY made_at DESC, id DESC",
    )
    .bind(org)
    .bind(now)
    .all()
    .await
}

pub async fn by_digest(tx: &mut Tx, digest: Vec<u8>) -> Result<Option<Link>> {
    tx.query(
        "SELECT id, kind, account_id, name, email, role, role_id, made_by, expires_at, used_at, revoked_at FROM staff_links
          WHERE digest = $1",
    )
    .bind(digest)
    .maybe()
    .await
}

pub async fn places(tx: &mut Tx, id: LinkId) -> Result<Vec<LocationId>> {
    tx.query("SELECT location_id FROM staff_link_places WHERE link_id = $1 ORDER BY location_id")
        .bind(id)
        .values()
        .await
}

/// Uses a link up; 0 when somebody was quicker, or it was taken back.
pub async fn take(tx: &mut Tx, id: LinkId, account: AccountId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE staff_links SET used_at = $3, account_id = $2
          WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
    )
    .bind(id)
    .bind(account)
    .bind(now)
    .run()
    .await
}

pub async fn revoke(tx: &mut Tx, id: LinkId, now: Instant) -> Result<u64> {
    tx.query("UPDATE staff_links SET revoked_at = $2 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}
