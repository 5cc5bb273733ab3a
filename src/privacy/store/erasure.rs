//! Whose data were erased, and what there is to erase.

use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    platform::{
        db::{Result, Sql, Tx},
        time::Instant,
    },
    privacy::model::{Channel, ErasureId},
    studio::model::OrgId,
};

/// When a member's data were erased; `None`: they were not.
pub async fn erased_at(tx: &mut Tx, member: MemberId) -> Result<Option<Instant>> {
    tx.query("SELECT at FROM erasures WHERE member_id = $1")
        .bind(member)
        .maybe_value()
        .await
}

/// Everybody whose data were erased.
pub async fn all_erased(tx: &mut Tx) -> Result<Vec<MemberId>> {
    tx.query("SELECT member_id FROM erasures ORDER BY member_id")
        .values()
        .await
}

/// Ids that one statement asks about.
const ASKED: usize = 500;

/// Of these, who is a member whose data are not erased.
pub async fn back(tx: &mut Tx, ids: &[MemberId]) -> Result<Vec<MemberId>> {
    let mut found = Vec::new();
    for some in ids.chunks(ASKED) {
        let mut sql = Sql::new(
            "SELECT m.id FROM members m WHERE NOT EXISTS (SELECT 1 FROM erasures e WHERE e.member_id = m.id) AND m.id IN ",
        );
        sql.push_list(some.iter().copied());
        sql.push(" ORDER BY m.id");
        let some: Vec<MemberId> = tx.query_text(sql).values().await?;
        found.extend(some);
    }
    Ok(found)
}

pub async fn add_erasure(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    by: AccountId,
    channel: Channel,
    now: Instant,
) -> Result<u64> {
    tx.query("INSERT INTO erasures (id, org_id, member_id, by_account, channel, at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(ErasureId::fresh())
        .bind(org)
        .bind(member)
        .bind(by)
        .bind(channel)
        .bind(now)
        .run()
        .await
}

/// Classes ahead that a member has a seat in.
pub async fn seats_ahead(tx: &mut Tx, member: MemberId, now: Instant) -> Result<Vec<(String, Instant)>> {
    tx.query(
        "SELECT s.name, s.starts_at FROM bookings b JOIN class_sessions s ON s.id = b.session_id
          WHERE b.member_id = $1 AND b.status = 'booked' AND s.status = 'scheduled' AND s.starts_at > $2 ORDER BY s.starts_at, s.id",
    )
    .bind(member)
    .bind(now)
    .all()
    .await
}

/// How much there is of a member.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Counts {
    pub waiting: i64,
    pub notices: i64,
    pub notes: i64,
    pub visits: i64,
    pub bookings: i64,
}

pub async fn counts(tx: &mut Tx, member: MemberId) -> Result<Counts> {
    tx.query(
        "SELECT (SELECT count(*) FROM waitlist_entries w WHERE w.member_id = m.id AND w.status IN ('waiting', 'offered')) AS waiting,
                (SELECT count(*) FROM notices n WHERE n.member_id = m.id) AS notices,
                (SELECT count(*) FROM health_notes h WHERE h.member_id = m.id) AS notes,
                (SELECT count(*) FROM visits v WHERE v.member_id = m.id) AS visits,
                (SELECT count(*) FROM bookings b WHERE b.member_id = m.id) AS bookings
           FROM members m WHERE m.id = $1",
    )
    .bind(member)
    .one()
    .await
}

/// Whether somebody teaches with this account.
pub async fn teaches(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let found: i64 = tx
        .query("SELECT count(*) FROM coaches WHERE account_id = $1 AND ended_at IS NULL")
        .bind(account)
        .value()
        .await?;
    Ok(found > 0)
}

/// Deletes the list of who has opened a member's health notes.
pub async fn delete_reads(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("DELETE FROM health_reads WHERE member_id = $1")
        .bind(member)
        .run()
        .await
}
