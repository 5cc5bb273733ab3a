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

/// The coach who signs in with an account, also a former one.
pub async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Option<CoachId>> {
    tx.query("SELECT id FROM coaches WHERE account_id = $1")
        .bind(account)
        .maybe_value()
        .await
}

/// Those of a name who have no account, two at most.
pub async fn without_account(tx: &mut Tx, org: OrgId, name: &str) -> Result<Vec<(CoachId,)>> {
    tx.query(
        "SELECT id FROM coaches WHERE org_id = $1 AND name = $2 AND account_id IS NULL AND ended_at IS NULL ORDER BY id LIMIT 2",
    )
    .bind(org)
    .bind(name.to_owned())
    .all()
    .await
}

pub async fn link(tx: &mut Tx, id: CoachId, account: AccountId) -> Result<()> {
    tx.query("UPDATE coaches SET account_id = $2 WHERE id = $1 AND account_id IS NULL")
        .bind(id)
        .bind(account)
        .run()
        .await?;
    Ok(())
}

/// The name of whoever signs in with an account.
pub async fn account_name(tx: &mut Tx, account: AccountId) -> Result<String> {
    tx.query("SELECT name FROM accounts WHERE id = $1")
        .bind(account)
        .value()
        .await
}
