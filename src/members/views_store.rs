use super::model::{Tag, TagId, ViewId};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::OrgId,
};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub id: ViewId,
    pub account_id: AccountId,
    pub name: String,
    pub query: String,
    pub shared: bool,
}

/// The views that somebody has: their own, and those for everybody.
pub async fn views(tx: &mut Tx, org: OrgId, account: AccountId) -> Result<Vec<Row>> {
    tx.query(
        "SELECT id, account_id, name, query, shared FROM member_views
          WHERE org_id = $1 AND (account_id = $2 OR shared = $3) ORDER BY name, id LIMIT 200",
    )
    .bind(org)
    .bind(account)
    .bind(true)
    .all()
    .await
}

pub async fn view(tx: &mut Tx, org: OrgId, id: ViewId) -> Result<Option<Row>> {
    tx.query("SELECT id, account_id, name, query, shared FROM member_views WHERE id = $2 AND org_id = $1")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

/// Whoever keeps views for a club takes turns: two of one name cannot be made past each other.
pub async fn queue(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.lock("SELECT id FROM organisations WHERE id = $1 FOR NO KEY UPDATE", org.0)
        .await
}

pub async fn own(tx: &mut Tx, account: AccountId) -> Result<i64> {
    tx.query("SELECT count(*) FROM member_views WHERE account_id = $1")
        .bind(account)
        .value()
        .await
}

pub async fn add(tx: &mut Tx, org: OrgId, row: Row, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO member_views (id, org_id, account_id, name, query, shared, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id)
    .bind(org)
    .bind(row.account_id)
    .bind(row.name)
    .bind(row.query)
    .bind(row.shared)
    .bind(now)
    .run()
    .await
}

pub async fn change(tx: &mut Tx, row: Row) -> Result<u64> {
    tx.query("UPDATE member_views SET name = $2, query = $3, shared = $4 WHERE id = $1")
        .bind(row.id)
        .bind(row.name)
        .bind(row.query)
        .bind(row.shared)
        .run()
        .await
}

pub async fn remove(tx: &mut Tx, id: ViewId) -> Result<u64> {
    tx.query("DELETE FROM member_views WHERE id = $1").bind(id).run().await
}

/// Deletes what somebody kept, with their account.
pub async fn forget(tx: &mut Tx, account: AccountId) -> Result<u64> {
    tx.query("DELETE FROM member_views WHERE account_id = $1")
        .bind(account)
        .run()
        .await
}

/// The tags that members have, by name.
pub async fn tags(tx: &mut Tx, org: OrgId) -> Result<Vec<Tag>> {
    tx.query(
        "SELECT g.id, g.name FROM tags g WHERE g.org_id = $1 AND EXISTS (SELECT 1 FROM member_tags mt WHERE mt.tag_id = g.id)
          ORDER BY g.folded LIMIT 500",
    )
    .bind(org)
    .all()
    .await
}

pub async fn tag_name(tx: &mut Tx, org: OrgId, id: TagId) -> Result<Option<String>> {
    tx.query("SELECT name FROM tags WHERE id = $2 AND org_id = $1")
        .bind(org)
        .bind(id)
        .maybe_value()
        .await
}
