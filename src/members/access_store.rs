use super::model::{CodeId, MemberId};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::OrgId,
};

pub struct NewCode {
    pub id: CodeId,
    pub member: MemberId,
    pub digest: Vec<u8>,
    pub by: AccountId,
    pub expires_at: Instant,
}

/// Writes a code; the member's earlier ones that nobody used are worth nothing from now on.
pub async fn add(tx: &mut Tx, code: NewCode, now: Instant) -> Result<()> {
    tx.query("UPDATE access_codes SET expires_at = $2 WHERE member_id = $1 AND used_at IS NULL AND expires_at > $2")
        .bind(code.member)
        .bind(now)
        .run()
        .await?;
    tx.query(
        "INSERT INTO access_codes (id, member_id, digest, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(code.id)
    .bind(code.member)
    .bind(code.digest)
    .bind(code.by)
    .bind(now)
    .bind(code.expires_at)
    .run()
    .await?;
    Ok(())
}

/// A member's code that can still be used.
pub async fn live(tx: &mut Tx, member: MemberId, now: Instant) -> Result<Option<(CodeId, Instant)>> {
    tx.query(
        "SELECT id, expires_at FROM access_codes WHERE member_id = $1 AND used_at IS NULL AND expires_at > $2
          ORDER BY made_at DESC, id DESC LIMIT 1",
    )
    .bind(member)
    .bind(now)
    .maybe()
    .await
}

/// Whose code this is, as long as it can be used.
pub async fn whose(tx: &mut Tx, digest: Vec<u8>, now: Instant) -> Result<Option<(MemberId,)>> {
    tx.query("SELECT member_id FROM access_codes WHERE digest = $1 AND used_at IS NULL AND expires_at > $2")
        .bind(digest)
        .bind(now)
        .maybe()
        .await
}

#[derive(sqlx::FromRow)]
pub struct Used {
    pub made_by: AccountId,
}

/// Uses a code up; `None` when it is wrong, used or too old.
pub async fn take(tx: &mut Tx, digest: Vec<u8>, now: Instant) -> Result<Option<Used>> {
    tx.query(
        "UPDATE access_codes SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2
         RETURNING made_by",
    )
    .bind(digest)
    .bind(now)
    .maybe()
    .await
}

/// Binds a member to the account that they sign in with; 0 when they have one.
pub async fn bind(tx: &mut Tx, org: OrgId, member: MemberId, account: AccountId) -> Result<u64> {
    tx.query("UPDATE members SET account_id = $3, guest_of = NULL WHERE id = $2 AND org_id = $1 AND account_id IS NULL")
        .bind(org)
        .bind(member)
        .bind(account)
        .run()
        .await
}
