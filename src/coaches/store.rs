use super::model::{Coach, CoachId};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::OrgId,
};

pub async fn add(
    tx: &mut Tx,
    org: OrgId,
    id: CoachId,
    account: Option<AccountId>,
    name: &str,
    about: &str,
    now: Instant,
) -> Result<()> {
    tx.query("INSERT INTO coaches (id, org_id, account_id, name, about, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(org)
        .bind(account)
        .bind(name.to_owned())
        .bind(about.to_owned())
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub async fn all(tx: &mut Tx, org: OrgId) -> Result<Vec<Coach>> {
    tx.query("SELECT id, name FROM coaches WHERE org_id = $1 AND ended_at IS NULL ORDER BY name, id")
        .bind(org)
        .all()
        .await
}

pub async fn one(tx: &mut Tx, org: OrgId, id: CoachId) -> Result<Option<Coach>> {
    tx.query("SELECT id, name FROM coaches WHERE id = $2 AND org_id = $1 AND ended_at IS NULL")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

pub async fn named(tx: &mut Tx, org: OrgId, name: &str) -> Result<Option<Coach>> {
    tx.query("SELECT id, name FROM coaches WHERE org_id = $1 AND name = $2 AND ended_at IS NULL ORDER BY id LIMIT 1")
        .bind(org)
        .bind(name.to_owned())
        .maybe()
        .await
}
