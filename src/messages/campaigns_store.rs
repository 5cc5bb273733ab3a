use super::model::{CampaignCounts, CampaignId, CampaignLine, CampaignResult, CampaignState, CampaignWhy, Share};
use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    platform::{
        db::{Result, Sql, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};

/// A campaign as it stands in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub id: CampaignId,
    pub account_id: AccountId,
    pub by: String,
    pub reason: String,
    pub place: Option<String>,
    pub words: String,
    pub one_in: i64,
    pub state: CampaignState,
    pub total: i64,
    pub made_at: Instant,
}

/// Somebody whom a campaign means.
pub struct Meant {
    pub member: MemberId,
    pub words: String,
    pub held: bool,
}

pub struct Fresh<'a> {
    pub id: CampaignId,
    pub org: OrgId,
    pub by: AccountId,
    pub reason: &'a str,
    pub location: Option<LocationId>,
    pub words: &'a str,
    pub one_in: i64,
    pub now: Instant,
}

/// Rows that one statement writes: six values each, and a statement takes some ten thousand.
const ROWS: usize = 500;

/// Writes a campaign down with everybody whom it means.
pub async fn begin(tx: &mut Tx, fresh: &Fresh<'_>, people: &[Meant]) -> Result<()> {
    tx.query(
        "INSERT INTO campaigns (id, org_id, account_id, reason, location_id, words, one_in, state, total, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(fresh.id)
    .bind(fresh.org)
    .bind(fresh.by)
    .bind(fresh.reason.to_owned())
    .bind(fresh.location)
    .bind(fresh.words.to_owned())
    .bind(fresh.one_in)
    .bind(CampaignState::Running)
    .bind(people.len() as i64)
    .bind(fresh.now)
    .run()
    .await?;
    let mut nth = 0_i64;
    for some in people.chunks(ROWS) {
        let mut sql =
            Sql::new("INSERT INTO campaign_members (campaign_id, member_id, nth, held, words, result) VALUES ");
        for (at, one) in some.iter().enumerate() {
            nth += 1;
            sql.push(if at > 0 { ", (" } else { "(" }).push_bind(fresh.id);
            sql.push(", ").push_bind(one.member);
            sql.push(", ").push_bind(nth);
            sql.push(", ").push_bind(one.held);
            sql.push(", ").push_bind(one.words.clone());
            sql.push(", ").push_bind(CampaignResult::Waiting).push(")");
        }
        tx.query_text(sql).run().await?;
    }
    Ok(())
}

const ROW: &str =
    "SELECT c.id, c.account_id, a.name AS by, c.reason, o.name AS place, c.words, c.one_in, c.state, c.total, c.made_at
       FROM campaigns c JOIN accounts a ON a.id = c.account_id LEFT JOIN locations o ON o.id = c.location_id
      WHERE c.org_id = ";

pub async fn campaign(tx: &mut Tx, org: OrgId, id: CampaignId) -> Result<Option<Row>> {
    let mut sql = Sql::new(ROW);
    sql.push_bind(org).push(" AND c.id = ").push_bind(id);
    tx.query_text(sql).maybe().await
}

/// The latest campaigns; `by`: of one person alone.
pub async fn campaigns(tx: &mut Tx, org: OrgId, by: Option<AccountId>, limit: i64, offset: i64) -> Result<Vec<Row>> {
    let mut sql = Sql::new(ROW);
    sql.push_bind(org);
    if let Some(by) = by {
        sql.push(" AND c.account_id = ").push_bind(by);
    }
    sql.push(" ORDER BY c.made_at DESC, c.id DESC LIMIT ").push_bind(limit);
    sql.push(" OFFSET ").push_bind(offset);
    tx.query_text(sql).all().await
}

pub async fn count(tx: &mut Tx, org: OrgId, by: Option<AccountId>) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*) FROM campaigns c WHERE c.org_id = ");
    sql.push_bind(org);
    if let Some(by) = by {
        sql.push(" AND c.account_id = ").push_bind(by);
    }
    tx.query_text(sql).value().await
}

/// The campaign at which somebody has to go on, the oldest first.
pub async fn open(tx: &mut Tx) -> Result<Option<(CampaignId, OrgId)>> {
    tx.query("SELECT id, org_id FROM campaigns WHERE state = 'running' ORDER BY made_at, id LIMIT 1")
        .maybe()
        .await
}

/// Waits for whoever works at a campaign, and lets nobody else.
pub async fn lock(tx: &mut Tx, id: CampaignId) -> Result<()> {
    tx.lock("SELECT id FROM campaigns WHERE id = $1 FOR UPDATE", id.0).await
}

/// Ends a campaign that is under way.
pub async fn end(tx: &mut Tx, id: CampaignId, to: CampaignState, now: Instant) -> Result<u64> {
    tx.query("UPDATE campaigns SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'running'")
        .bind(id)
        .bind(to)
        .bind(now)
        .run()
        .await
}

/// Nobody who waits has their turn any more.
pub async fn stop_waiting(tx: &mut Tx, id: CampaignId) -> Result<u64> {
    tx.query("UPDATE campaign_members SET result = 'stopped', words = '' WHERE campaign_id = $1 AND result = 'waiting'")
        .bind(id)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
pub struct Waiting {
    pub member_id: MemberId,
    pub held: bool,
    pub words: String,
    pub merged: bool,
}

/// Some of those who wait, the most urgent first.
pub async fn some(tx: &mut Tx, id: CampaignId, limit: i64) -> Result<Vec<Waiting>> {
    tx.query(
        "SELECT r.member_id, r.held, r.words, m.merged_into IS NOT NULL AS merged
           FROM campaign_members r JOIN members m ON m.id = r.member_id
          WHERE r.campaign_id = $1 AND r.result = 'waiting' ORDER BY r.nth LIMIT $2",
    )
    .bind(id)
    .bind(limit)
    .all()
    .await
}

/// Writes down what became of somebody who waited.
pub async fn put(
    tx: &mut Tx,
    (id, member): (CampaignId, MemberId),
    (result, why): (CampaignResult, Option<CampaignWhy>),
    now: Instant,
    until: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE campaign_members SET result = $3, why = $4, words = '', at = $5, until_at = $6
          WHERE campaign_id = $1 AND member_id = $2 AND result = 'waiting'",
    )
    .bind(id)
    .bind(member)
    .bind(result)
    .bind(why)
    .bind(now)
    .bind(until)
    .run()
    .await
}

/// Who is part of a campaign that is not over for them: they wait, or they are kept back and their visits still count.
pub async fn taken(tx: &mut Tx, org: OrgId, now: Instant) -> Result<Vec<MemberId>> {
    tx.query(
        "SELECT DISTINCT coalesce(m.merged_into, m.id) FROM campaigns c JOIN campaign_members r ON r.campaign_id = c.id JOIN members m ON m.id = r.member_id
          WHERE c.org_id = $1 AND (r.result = 'waiting' OR (r.result = 'held' AND r.until_at > $2))",
    )
    .bind(org)
    .bind(now)
    .values()
    .await
}

/// How many came to what.
pub async fn counts(tx: &mut Tx, id: CampaignId) -> Result<CampaignCounts> {
    let found: Vec<(CampaignResult, i64)> = tx
        .query("SELECT result, count(*) FROM campaign_members WHERE campaign_id = $1 GROUP BY result")
        .bind(id)
        .all()
        .await?;
    let mut counts = CampaignCounts::default();
    for (result, n) in found {
        counts.total += n;
        for (one, of) in CampaignResult::ALL.into_iter().zip(&mut counts.of) {
            if one == result {
                *of += n;
            }
        }
    }
    Ok(counts)
}

/// Whether somebody came again in the days that count; whoever was made one with another record came as that one.
const CAME: &str = "EXISTS (SELECT 1 FROM visits v WHERE v.member_id = coalesce(m.merged_into, m.id)
        AND v.undone_at IS NULL AND v.at > r.at AND v.at <= r.until_at)";

#[derive(sqlx::FromRow)]
pub struct Group {
    pub campaign_id: CampaignId,
    pub result: CampaignResult,
    pub came: i64,
    pub of: i64,
    pub until_at: Option<Instant>,
}

/// How many of those who were written to, and of those who were kept back, came again, and until when visits count.
pub async fn groups(
    tx: &mut Tx,
    ids: &[CampaignId],
) -> Result<Vec<(CampaignId, CampaignResult, Share, Option<Instant>)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT r.campaign_id, r.result, sum(CASE WHEN ");
    sql.push(CAME).push(
        " THEN 1 ELSE 0 END) AS came, count(*) AS of, max(r.until_at) AS until_at
           FROM campaign_members r JOIN members m ON m.id = r.member_id
          WHERE r.result IN ('written', 'held') AND r.campaign_id IN ",
    );
    sql.push_list(ids.iter().copied());
    sql.push(" GROUP BY r.campaign_id, r.result");
    let found: Vec<Group> = tx.query_text(sql).all().await?;
    let group = |one: Group| {
        let share = Share {
            came: one.came,
            of: one.of,
        };
        (one.campaign_id, one.result, share, one.until_at)
    };
    Ok(found.into_iter().map(group).collect())
}

/// What became of everybody, or of those with one result; the most urgent first.
pub async fn lines(
    tx: &mut Tx,
    id: CampaignId,
    result: Option<CampaignResult>,
    limit: i64,
    offset: i64,
) -> Result<Vec<CampaignLine>> {
    let mut sql = Sql::new("SELECT m.id, m.number, m.name, r.result, r.why, ");
    sql.push(CAME);
    sql.push(" AS came FROM campaign_members r JOIN members m ON m.id = r.member_id WHERE r.campaign_id = ");
    sql.push_bind(id);
    if let Some(result) = result {
        sql.push(" AND r.result = ").push_bind(result);
    }
    sql.push(" ORDER BY r.nth LIMIT ").push_bind(limit);
    sql.push(" OFFSET ").push_bind(offset);
    tx.query_text(sql).all().await
}

/// Deletes what campaigns meant for a member.
pub async fn forget(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("DELETE FROM campaign_members WHERE member_id = $1")
        .bind(member)
        .run()
        .await
}
