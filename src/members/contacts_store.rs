use super::model::{ContactId, ContactKind, MemberId};
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
    (org, member): (OrgId, MemberId),
    kind: ContactKind,
    until: Option<Day>,
    by: AccountId,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "INSERT INTO member_contacts (id, org_id, member_id, kind, until_on, by_account, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(ContactId::fresh())
    .bind(org)
    .bind(member)
    .bind(kind)
    .bind(until)
    .bind(by)
    .bind(now)
    .run()
    .await
}

/// The day on which somebody who is set aside is shown again.
pub async fn aside(tx: &mut Tx, member: MemberId, today: Day) -> Result<Option<Day>> {
    tx.query(
        "SELECT until_on FROM member_contacts WHERE member_id = $1 AND undone_at IS NULL AND until_on > $2 ORDER BY until_on DESC LIMIT 1",
    )
    .bind(member)
    .bind(today)
    .maybe_value()
    .await
}

pub async fn take_up(tx: &mut Tx, member: MemberId, today: Day, now: Instant) -> Result<u64> {
    tx.query("UPDATE member_contacts SET undone_at = $3 WHERE member_id = $1 AND undone_at IS NULL AND until_on > $2")
        .bind(member)
        .bind(today)
        .bind(now)
        .run()
        .await
}

pub async fn forget(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("DELETE FROM member_contacts WHERE member_id = $1")
        .bind(member)
        .run()
        .await
}
