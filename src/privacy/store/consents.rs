//! Consents: a list that only grows.

use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    privacy::model::{Channel, ConsentId, Purpose},
    studio::model::OrgId,
};

/// One yes or no.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Said {
    pub purpose: Purpose,
    pub version: i64,
    pub given: bool,
    pub channel: Channel,
    /// Somebody who answers for the member has said it.
    pub by_guardian: bool,
    /// Whose account wrote it down.
    pub by: String,
    pub at: Instant,
}

/// Everything that a member has said, the latest first: under every record that leads to theirs. The list only grows, so nothing of it
/// moves when two records become one.
pub async fn said(tx: &mut Tx, member: MemberId) -> Result<Vec<Said>> {
    tx.query("SELECT c.purpose, c.version, c.given, c.channel, c.by_guardian, a.name AS by, c.at FROM consents c JOIN accounts a ON a.id = c.by_account
          WHERE c.member_id = $1 OR c.member_id IN (SELECT id FROM members WHERE merged_into = $1) ORDER BY c.at DESC, c.id DESC")
        .bind(member)
        .all()
        .await
}

pub async fn add_consent(tx: &mut Tx, org: OrgId, member: MemberId, said: Said, by: AccountId) -> Result<()> {
    tx.query(
        "INSERT INTO consents (id, org_id, member_id, purpose, version, given, channel, by_account, at, by_guardian)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(ConsentId::fresh())
    .bind(org)
    .bind(member)
    .bind(said.purpose)
    .bind(said.version)
    .bind(said.given)
    .bind(said.channel)
    .bind(by)
    .bind(said.at)
    .bind(said.by_guardian)
    .run()
    .await?;
    Ok(())
}
