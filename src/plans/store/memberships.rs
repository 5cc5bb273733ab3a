//! What goes on by itself, and the passes of its cycles.

use super::PlanRow;
use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    plans::model::{Cycle, LotId, Membership, MembershipId, PassId, Plan, PlanId},
    platform::{
        db::{Result, Sql, Tx},
        money::Money,
        time::{Day, Instant},
    },
    studio::model::OrgId,
};

#[derive(sqlx::FromRow)]
pub struct MembershipRow {
    pub id: MembershipId,
    pub org_id: OrgId,
    pub member_id: MemberId,
    pub plan_id: PlanId,
    pub name: String,
    pub started_on: Day,
    pub months: i64,
    pub credits: Option<i64>,
    pub rollover: i64,
    pub committed_until: Option<Day>,
    pub notice_days: i64,
    pub price: i64,
    pub currency: String,
    pub cycle: i64,
    pub granted_until: Day,
    pub ends_on: Option<Day>,
}

impl From<MembershipRow> for Membership {
    fn from(row: MembershipRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            started_on: row.started_on,
            cycle: Cycle {
                months: row.months,
                rollover: row.rollover,
                commitment: 0,
                notice: row.notice_days,
            },
            credits: row.credits,
            committed_until: row.committed_until,
            price: Money::new(row.price, &row.currency),
            ends_on: row.ends_on,
            granted: row.cycle,
            granted_until: row.granted_until,
        }
    }
}

const MEMBERSHIP: &str =
    "SELECT id, org_id, member_id, plan_id, name, started_on, months, credits, rollover, committed_until, notice_days,
                                 price, currency, cycle, granted_until, ends_on FROM memberships";

pub async fn membership(tx: &mut Tx, org: OrgId, id: MembershipId) -> Result<Option<MembershipRow>> {
    let mut sql = Sql::new(MEMBERSHIP);
    sql.push(" WHERE org_id = ").push_bind(org);
    sql.push(" AND id = ").push_bind(id);
    tx.query_text(sql).maybe().await
}

/// A member's memberships that have not ended before a day, the latest first.
pub async fn memberships(tx: &mut Tx, member: MemberId, since: Day) -> Result<Vec<Membership>> {
    let mut sql = Sql::new(MEMBERSHIP);
    sql.push(" WHERE member_id = ").push_bind(member);
    sql.push(" AND (ends_on IS NULL OR ends_on >= ").push_bind(since);
    sql.push(") ORDER BY created_at DESC, id DESC");
    let rows: Vec<MembershipRow> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(Membership::from).collect())
}

pub async fn add_membership(tx: &mut Tx, row: &MembershipRow, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO memberships (id, org_id, member_id, plan_id, name, started_on, months, credits, rollover, committed_until, notice_days,
                                  price, currency, cycle, granted_until, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(row.id)
    .bind(row.org_id)
    .bind(row.member_id)
    .bind(row.plan_id)
    .bind(row.name.clone())
    .bind(row.started_on)
    .bind(row.months)
    .bind(row.credits)
    .bind(row.rollover)
    .bind(row.committed_until)
    .bind(row.notice_days)
    .bind(row.price)
    .bind(row.currency.clone())
    .bind(row.cycle)
    .bind(row.granted_until)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// A membership whose next cycle is to be granted.
#[derive(sqlx::FromRow)]
pub struct Due {
    pub id: MembershipId,
    pub org_id: OrgId,
    pub member_id: MemberId,
}

/// Memberships of active members that go on, or end later, and have no pass yet for a day, from one on.
pub async fn due(tx: &mut Tx, until: Day, after: Option<MembershipId>, limit: i64) -> Result<Vec<Due>> {
    let mut sql = Sql::new(
        "SELECT g.id, g.org_id, g.member_id FROM memberships g JOIN members m ON m.id = g.member_id
          WHERE (g.ends_on IS NULL OR g.ends_on > g.granted_until) AND m.status = 'active' AND g.granted_until < ",
    );
    sql.push_bind(until);
    if let Some(after) = after {
        sql.push(" AND g.id > ").push_bind(after);
    }
    sql.push(" ORDER BY g.id LIMIT ").push_bind(limit);
    tx.query_text(sql).all().await
}

/// Notes that the next cycle has its pass; 0 where somebody else has, or where it ends.
pub async fn advance(tx: &mut Tx, id: MembershipId, cycle: i64, until: Day) -> Result<u64> {
    tx.query(
        "UPDATE memberships SET cycle = $2, granted_until = $3
          WHERE id = $1 AND cycle = $2 - 1 AND (ends_on IS NULL OR ends_on >= $3)",
    )
    .bind(id)
    .bind(cycle)
    .bind(until)
    .run()
    .await
}

/// So many hours before everybody else a membership of the club's may book at most.
pub async fn earliest(tx: &mut Tx, org: OrgId) -> Result<i64> {
    tx.query("SELECT coalesce(max(early), 0) FROM (SELECT early FROM plans WHERE org_id = $1 AND kind = 'membership'
          UNION ALL SELECT p.early FROM memberships g JOIN passes p ON p.membership_id = g.id WHERE g.org_id = $1 AND p.early IS NOT NULL) e",
    )
    .bind(org)
        .value()
        .await
}

/// What the pass of the next cycle is: as that of the last.
pub async fn plan_of_cycle(tx: &mut Tx, id: MembershipId) -> Result<Option<Plan>> {
    let row: Option<PlanRow> = tx
        .query(
            "SELECT p.plan_id AS id, p.name, p.kind, g.credits, CAST(NULL AS BIGINT) AS days, CAST(NULL AS BIGINT) AS starts_within, p.price,
                    p.currency, p.places, p.categories, p.kinds, p.coaches, p.levels, p.hours, p.bearer, p.per_day, p.per_week, p.ahead, p.early,
                    p.unnamed, p.source,
                    g.months AS cycle_months, g.rollover, CAST(0 AS BIGINT) AS commitment, g.notice_days, CAST(NULL AS BIGINT) AS value,
                    CAST(0 AS BIGINT) AS bonus, p.id IS NULL AS archived
               FROM memberships g JOIN passes p ON p.membership_id = g.id WHERE g.id = $1 ORDER BY p.cycle DESC LIMIT 1",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Plan::from))
}

/// Ends a membership with a day; `by`: who of the staff, or the member themselves. 0 where it ends already.
pub async fn end_membership(
    tx: &mut Tx,
    id: MembershipId,
    on: Day,
    by: Option<AccountId>,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE memberships SET ends_on = $2, cancelled_at = $3, cancelled_by = $4 WHERE id = $1 AND ends_on IS NULL",
    )
    .bind(id)
    .bind(on)
    .bind(now)
    .bind(by)
    .run()
    .await
}

/// Lets a membership that was to end go on; 0 where it does, or has ended.
pub async fn keep_membership(tx: &mut Tx, id: MembershipId, today: Day) -> Result<u64> {
    tx.query(
        "UPDATE memberships SET ends_on = NULL, cancelled_at = NULL, cancelled_by = NULL WHERE id = $1 AND ends_on >= $2",
    )
    .bind(id)
    .bind(today)
    .run()
    .await
}

/// Takes back the passes of cycles that begin after a day.
pub async fn end_after(tx: &mut Tx, id: MembershipId, day: Day, now: Instant) -> Result<u64> {
    tx.query("UPDATE passes SET ended_at = $3 WHERE membership_id = $1 AND starts_on > $2 AND ended_at IS NULL")
        .bind(id)
        .bind(day)
        .bind(now)
        .run()
        .await
}

/// Gives them back.
pub async fn revive_after(tx: &mut Tx, id: MembershipId, day: Day) -> Result<u64> {
    tx.query("UPDATE passes SET ended_at = NULL WHERE membership_id = $1 AND starts_on > $2 AND ended_at IS NOT NULL")
        .bind(id)
        .bind(day)
        .run()
        .await
}

/// A cycle that is over with credits that are left, and the next one's.
#[derive(sqlx::FromRow)]
pub struct RollRow {
    pub pass_id: PassId,
    pub lot_id: LotId,
    pub member_id: MemberId,
    pub rollover: i64,
    pub next_lot: Option<LotId>,
}

/// Cycles of memberships that carry credits over, are over since before a day and were not looked at: once it is settled whether there is
/// a next one.
pub async fn to_roll(tx: &mut Tx, today: Day, limit: i64) -> Result<Vec<RollRow>> {
    tx.query(
        "SELECT p.id AS pass_id, l.id AS lot_id, p.member_id, g.rollover, n.id AS next_lot
           FROM passes p JOIN memberships g ON g.id = p.membership_id JOIN credit_lots l ON l.pass_id = p.id
           LEFT JOIN passes q ON q.membership_id = p.membership_id AND q.cycle = p.cycle + 1 AND q.ended_at IS NULL
           LEFT JOIN credit_lots n ON n.pass_id = q.id
          WHERE g.rollover > 0 AND p.rolled_at IS NULL AND p.ends_on < $1 AND p.ended_at IS NULL
            AND (q.id IS NOT NULL OR g.cycle > p.cycle OR g.ends_on <= p.ends_on)
          ORDER BY p.id LIMIT $2",
    )
    .bind(today)
    .bind(limit)
    .all()
    .await
}

/// What is free on a lot.
pub async fn left_on(tx: &mut Tx, lot: LotId) -> Result<i64> {
    tx.query("SELECT balance FROM credit_lots WHERE id = $1")
        .bind(lot)
        .value()
        .await
}

/// Notes that a cycle was looked at; 0 where it was before.
pub async fn rolled(tx: &mut Tx, pass: PassId, now: Instant) -> Result<u64> {
    tx.query("UPDATE passes SET rolled_at = $2 WHERE id = $1 AND rolled_at IS NULL")
        .bind(pass)
        .bind(now)
        .run()
        .await
}
