use super::model::{AccountId, AccountSessionId, WaitsFor};
use crate::{
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::OrgId,
};
use uuid::Uuid;

#[derive(Clone, sqlx::FromRow)]
pub struct Factor {
    pub id: Uuid,
    pub confirmed_at: Option<Instant>,
    pub codes_at: Option<Instant>,
}

pub async fn factor(tx: &mut Tx, account: AccountId) -> Result<Option<Factor>> {
    tx.query("SELECT id, confirmed_at, codes_at FROM account_factors WHERE account_id = $1")
        .bind(account)
        .maybe()
        .await
}

/// Begins to set a factor up, in the place of one that nobody confirmed; 0 where there is one already.
pub async fn begin(tx: &mut Tx, account: AccountId, id: Uuid, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO account_factors (account_id, id, made_at, last_step) VALUES ($1, $2, $3, 0)
         ON CONFLICT (account_id) DO UPDATE SET id = $2, made_at = $3, last_step = 0, codes_at = NULL
           WHERE account_factors.confirmed_at IS NULL",
    )
    .bind(account)
    .bind(id)
    .bind(now)
    .run()
    .await
}

pub async fn confirm(tx: &mut Tx, account: AccountId, now: Instant) -> Result<u64> {
    tx.query("UPDATE account_factors SET confirmed_at = $2 WHERE account_id = $1 AND confirmed_at IS NULL")
        .bind(account)
        .bind(now)
        .run()
        .await
}

/// Uses the code of a step up; 0 when one of this step or a later one was used.
pub async fn use_step(tx: &mut Tx, account: AccountId, step: i64) -> Result<u64> {
    tx.query("UPDATE account_factors SET last_step = $2 WHERE account_id = $1 AND last_step < $2")
        .bind(account)
        .bind(step)
        .run()
        .await
}

pub async fn forget(tx: &mut Tx, account: AccountId) -> Result<u64> {
    tx.query("DELETE FROM recovery_codes WHERE account_id = $1")
        .bind(account)
        .run()
        .await?;
    tx.query("DELETE FROM account_factors WHERE account_id = $1")
        .bind(account)
        .run()
        .await
}

/// Puts other recovery codes in the place of those that there were.
pub async fn set_codes(tx: &mut Tx, account: AccountId, digests: Vec<Vec<u8>>, now: Instant) -> Result<()> {
    tx.query("DELETE FROM recovery_codes WHERE account_id = $1")
        .bind(account)
        .run()
        .await?;
    for digest in digests {
        tx.query("INSERT INTO recovery_codes (digest, account_id, made_at) VALUES ($1, $2, $3)")
            .bind(digest)
            .bind(account)
            .bind(now)
            .run()
            .await?;
    }
    tx.query("UPDATE account_factors SET codes_at = $2 WHERE account_id = $1")
        .bind(account)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub async fn use_code(tx: &mut Tx, account: AccountId, digest: Vec<u8>, now: Instant) -> Result<u64> {
    tx.query("UPDATE recovery_codes SET used_at = $3 WHERE digest = $2 AND account_id = $1 AND used_at IS NULL")
        .bind(account)
        .bind(digest)
        .bind(now)
        .run()
        .await
}

pub async fn codes_left(tx: &mut Tx, account: AccountId) -> Result<i64> {
    tx.query("SELECT count(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL")
        .bind(account)
        .value()
        .await
}

/// Whether the club wants a second factor of whoever works here; `None`: nobody has said so.
pub async fn wanted(tx: &mut Tx, org: OrgId) -> Result<Option<bool>> {
    tx.query("SELECT staff_factor FROM security_settings WHERE org_id = $1")
        .bind(org)
        .maybe_value()
        .await
}

pub async fn want(tx: &mut Tx, org: OrgId, staff_factor: bool, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO security_settings (org_id, staff_factor, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (org_id) DO UPDATE SET staff_factor = $2, changed_at = $3",
    )
    .bind(org)
    .bind(staff_factor)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// The session is none yet: it waits for something, until then.
pub async fn hold(tx: &mut Tx, id: AccountSessionId, waits_for: WaitsFor, until: Instant) -> Result<()> {
    tx.query("UPDATE account_sessions SET waits_for = $2, expires_at = $3 WHERE id = $1")
        .bind(id)
        .bind(waits_for)
        .bind(until)
        .run()
        .await?;
    Ok(())
}

/// When whoever holds the session last proved who they are.
pub async fn proved(tx: &mut Tx, id: AccountSessionId) -> Result<Option<Instant>> {
    tx.query("SELECT coalesce(proved_at, created_at) FROM account_sessions WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .maybe_value()
        .await
}

pub async fn set_proved(tx: &mut Tx, id: AccountSessionId, now: Instant) -> Result<()> {
    tx.query("UPDATE account_sessions SET proved_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now)
        .run()
        .await?;
    Ok(())
}
