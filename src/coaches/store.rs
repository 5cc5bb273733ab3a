use super::model::{Coach, CoachId, CoachLevel, CoachLevelId};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Result, Tx},
        time::{Day, Instant},
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

/// Everybody who teaches, each with their level.
pub async fn all_with_levels(tx: &mut Tx, org: OrgId) -> Result<Vec<(CoachId, String, Option<CoachLevelId>)>> {
    tx.query("SELECT id, name, level_id FROM coaches WHERE org_id = $1 AND ended_at IS NULL ORDER BY name, id")
        .bind(org)
        .all()
        .await
}

pub async fn levels(tx: &mut Tx, org: OrgId) -> Result<Vec<CoachLevel>> {
    tx.query("SELECT id, name FROM coach_levels WHERE org_id = $1 AND ended_at IS NULL ORDER BY name, id")
        .bind(org)
        .all()
        .await
}

/// One level, and nobody else takes it off the list until this transaction ends.
pub async fn lock_level(tx: &mut Tx, org: OrgId, id: CoachLevelId) -> Result<Option<CoachLevel>> {
    tx.query_for(
        "SELECT id, name FROM coach_levels WHERE id = $2 AND org_id = $1 AND ended_at IS NULL",
        "SELECT id, name FROM coach_levels WHERE id = $2 AND org_id = $1 AND ended_at IS NULL FOR UPDATE",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

pub async fn add_level(tx: &mut Tx, org: OrgId, level: &CoachLevel, now: Instant) -> Result<()> {
    tx.query("INSERT INTO coach_levels (id, org_id, name, created_at) VALUES ($1, $2, $3, $4)")
        .bind(level.id)
        .bind(org)
        .bind(level.name.clone())
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub async fn rename_level(tx: &mut Tx, id: CoachLevelId, name: &str) -> Result<u64> {
    tx.query("UPDATE coach_levels SET name = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .bind(name.to_owned())
        .run()
        .await
}

pub async fn end_level(tx: &mut Tx, id: CoachLevelId, now: Instant) -> Result<u64> {
    tx.query("UPDATE coach_levels SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

pub async fn give_level(tx: &mut Tx, org: OrgId, coach: CoachId, level: Option<CoachLevelId>) -> Result<u64> {
    tx.query("UPDATE coaches SET level_id = $3 WHERE id = $2 AND org_id = $1 AND ended_at IS NULL")
        .bind(org)
        .bind(coach)
        .bind(level)
        .run()
        .await
}

/// What leans on a level: coaches who have it, plans on sale and passes in use that are for it.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Uses {
    pub coaches: i64,
    pub plans: i64,
    pub passes: i64,
}

pub async fn uses(tx: &mut Tx, org: OrgId, id: CoachLevelId, today: Day) -> Result<Uses> {
    // terms name levels by their ids without hyphens, with commas between them
    let named = format!("%{}%", id.0.simple());
    tx.query(
        "SELECT (SELECT count(*) FROM coaches c WHERE c.org_id = $1 AND c.level_id = $2 AND c.ended_at IS NULL) AS coaches,
                (SELECT count(*) FROM plans p WHERE p.org_id = $1 AND p.archived_at IS NULL AND p.levels LIKE $3) AS plans,
                (SELECT count(*) FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id
                  WHERE p.org_id = $1 AND p.ended_at IS NULL AND (p.ends_on IS NULL OR p.ends_on >= $4)
                    AND (l.balance IS NULL OR l.balance > 0 OR l.held > 0) AND p.levels LIKE $3) AS passes",
    )
    .bind(org)
    .bind(id)
    .bind(named)
    .bind(today)
    .one()
    .await
}
