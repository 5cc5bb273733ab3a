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
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Said {
    pub purpose: Purpose,
    pub version: i64,
    pub given: bool,
    pub channel: Channel,
    pub at: Instant,
}

/// Everything that a member has said, the latest first.
pub async fn said(tx: &mut Tx, member: MemberId) -> Result<Vec<Said>> {
    tx.query("SELECT purpose, version, given, channel, at FROM consents WHERE member_id = $1 ORDER BY at DESC, id DESC")
        .bind(member)
        .all()
        .await
}

pub async fn add_consent(tx: &mut Tx, org: OrgId, member: MemberId, said: Said, by: AccountId) -> Result<()> {
    tx.query(
        "INSERT INTO consents (id, org_id, member_id, purpose, version, given, channel, by_account, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
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
    .run()
    .await?;
    Ok(())
}
