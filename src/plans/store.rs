use super::model::{Bearer, EntryId, LedgerClass, LedgerLine, LotId, Pass, PassId, PassKind, Plan, PlanId};
use crate::{
    accounts::model::AccountId,
    members::model::{HouseholdId, MemberId},
    platform::{
        db::{Asked, Result, Tx},
        money::Money,
        time::{Day, Instant, Zone},
    },
    studio::model::{LocationId, OrgId},
};
use uuid::Uuid;

fn split(categories: &str) -> Vec<String> {
    categories
        .split(',')
        .filter(|c| !c.is_empty())
        .map(str::to_owned)
        .collect()
}

#[derive(sqlx::FromRow)]
struct PlanRow {
    id: PlanId,
    name: String,
    kind: PassKind,
    credits: Option<i64>,
    days: Option<i64>,
    price: i64,
    currency: String,
    location_id: Option<LocationId>,
    categories: String,
    bearer: Bearer,
}

impl From<PlanRow> for Plan {
    fn from(row: PlanRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            credits: row.credits,
            days: row.days,
            price: Money {
                minor: row.price,
                currency: row.currency,
            },
            location: row.location_id,
            categories: split(&row.categories),
            bearer: row.bearer,
        }
    }
}

pub async fn plans(tx: &mut Tx, org: OrgId) -> Result<Vec<Plan>> {
    let rows: Vec<PlanRow> = tx
        .query(
            "SELECT id, name, kind, credits, days, price, currency, location_id, categories, bearer FROM plans
              WHERE org_id = $1 AND archived_at IS NULL ORDER BY price DESC, name, id",
        )
        .bind(org)
        .all()
        .await?;
    Ok(rows.into_iter().map(Plan::from).collect())
}

pub async fn plan(tx: &mut Tx, org: OrgId, id: PlanId) -> Result<Option<Plan>> {
    let row: Option<PlanRow> = tx
        .query(
            "SELECT id, name, kind, credits, days, price, currency, location_id, categories, bearer FROM plans
              WHERE id = $2 AND org_id = $1 AND archived_at IS NULL",
        )
        .bind(org)
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Plan::from))
}

pub async fn add_plan(tx: &mut Tx, org: OrgId, plan: &Plan, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO plans (id, org_id, name, kind, credits, days, price, currency, location_id, categories, bearer, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(plan.id)
    .bind(org)
    .bind(plan.name.clone())
    .bind(plan.kind)
    .bind(plan.credits)
    .bind(plan.days)
    .bind(plan.price.minor)
    .bind(plan.price.currency.clone())
    .bind(plan.location)
    .bind(plan.categories.join(","))
    .bind(plan.bearer)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub async fn archive_plan(tx: &mut Tx, org: OrgId, id: PlanId, now: Instant) -> Result<u64> {
    tx.query("UPDATE plans SET archived_at = $3 WHERE id = $2 AND org_id = $1 AND archived_at IS NULL")
        .bind(org)
        .bind(id)
        .bind(now)
        .run()
        .await
}

pub struct NewPass<'a> {
    pub id: PassId,
    pub org: OrgId,
    pub member: MemberId,
    pub plan: &'a Plan,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    pub by: Option<AccountId>,
}

pub async fn add_pass(tx: &mut Tx, pass: NewPass<'_>, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO passes (id, org_id, member_id, plan_id, kind, name, starts_on, ends_on, location_id, categories, price,
                             currency, granted_at, granted_by, bearer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(pass.id)
    .bind(pass.org)
    .bind(pass.member)
    .bind(pass.plan.id)
    .bind(pass.plan.kind)
    .bind(pass.plan.name.clone())
    .bind(pass.starts_on)
    .bind(pass.ends_on)
    .bind(pass.plan.location)
    .bind(pass.plan.categories.join(","))
    .bind(pass.plan.price.minor)
    .bind(pass.plan.price.currency.clone())
    .bind(now)
    .bind(pass.by)
    .bind(pass.plan.bearer)
    .run()
    .await?;
    Ok(())
}

pub async fn add_lot(tx: &mut Tx, id: LotId, pass: PassId, member: MemberId, credits: i64, now: Instant) -> Result<()> {
    tx.query("INSERT INTO credit_lots (id, pass_id, member_id, granted, balance, held, at) VALUES ($1, $2, $3, $4, $4, 0, $5)")
        .bind(id)
        .bind(pass)
        .bind(member)
        .bind(credits)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// One line of the ledger: what it adds to the lot's free and promised credits, and why.
pub struct Entry<'a> {
    pub lot: LotId,
    pub kind: &'static str,
    pub balance: i64,
    pub held: i64,
    pub booking: Option<Uuid>,
    pub reason: &'a str,
    pub by: Option<AccountId>,
}

/// Writes the line and moves the lot's sums with it, with the next statement: neither may go below zero. Credits that are free may
/// have been taken meanwhile; where promised ones are missing, the ledger is wrong.
pub fn enter(tx: &mut Tx, entry: Entry<'_>, now: Instant) {
    let moved = tx
        .query(
            "UPDATE credit_lots SET balance = balance + $2, held = held + $3
              WHERE id = $1 AND balance + $2 >= 0 AND held + $3 >= 0",
        )
        .bind(entry.lot)
        .bind(entry.balance)
        .bind(entry.held);
    if entry.balance < 0 {
        moved.later(1);
    } else {
        moved.must(1, "a lot does not hold what a booking says it does");
    }
    write_entry(tx, entry, now);
}

/// Writes the line alone, for a lot that was inserted with its sums.
pub fn write_entry(tx: &mut Tx, entry: Entry<'_>, now: Instant) {
    tx.query(
        "INSERT INTO credit_entries (id, lot_id, kind, balance, held, booking_id, reason, by_account, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(EntryId::fresh())
    .bind(entry.lot)
    .bind(entry.kind)
    .bind(entry.balance)
    .bind(entry.held)
    .bind(entry.booking)
    .bind(entry.reason.to_owned())
    .bind(entry.by)
    .bind(now)
    .later(1);
}

#[derive(sqlx::FromRow)]
struct PassRow {
    id: PassId,
    name: String,
    kind: PassKind,
    starts_on: Day,
    ends_on: Option<Day>,
    location_id: Option<LocationId>,
    categories: String,
    lot_id: Option<LotId>,
    granted: Option<i64>,
    balance: Option<i64>,
    held: Option<i64>,
    granted_at: Instant,
    ended: bool,
    bearer: Bearer,
    holder: Option<String>,
}

impl From<PassRow> for Pass {
    fn from(row: PassRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            location: row.location_id,
            categories: split(&row.categories),
            lot: row.lot_id,
            granted: row.granted,
            balance: row.balance,
            held: row.held.unwrap_or(0),
            granted_at: row.granted_at,
            ended: row.ended,
            bearer: row.bearer,
            holder: row.holder,
        }
    }
}

/// The member's passes, the latest first. `since` leaves out those that ended before that day.
pub fn passes(tx: &mut Tx, member: MemberId, since: Day) -> Asked<Vec<Pass>> {
    tx.query(
            "SELECT p.id, p.name, p.kind, p.starts_on, p.ends_on, p.location_id, p.categories, l.id AS lot_id, l.granted, l.balance,
                    l.held, p.granted_at, p.ended_at IS NOT NULL AS ended, p.bearer, NULL AS holder
               FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id
              WHERE p.member_id = $1 AND (p.ends_on IS NULL OR p.ends_on >= $2)
              ORDER BY p.granted_at DESC, p.id DESC",
        )
        .bind(member)
        .bind(since)
        .ask::<PassRow>()
        .map(|rows| rows.into_iter().map(Pass::from).collect())
}

/// The same, with what the household holds for everybody in it, and what whoever brings a guest along holds for guests.
pub fn passes_of_all(
    tx: &mut Tx,
    member: MemberId,
    household: Option<HouseholdId>,
    host: Option<MemberId>,
    since: Day,
) -> Asked<Vec<Pass>> {
    tx.query(
            "SELECT p.id, p.name, p.kind, p.starts_on, p.ends_on, p.location_id, p.categories, l.id AS lot_id, l.granted, l.balance,
                    l.held, p.granted_at, p.ended_at IS NOT NULL AS ended, p.bearer, CASE WHEN h.id = $1 THEN NULL ELSE h.name END AS holder
               FROM members h JOIN passes p ON p.member_id = h.id LEFT JOIN credit_lots l ON l.pass_id = p.id
              WHERE (h.id = $1 OR h.household_id = $3 OR h.id = $4)
                AND (h.id = $1 OR h.status = 'active')
                AND (h.id = $1 OR (p.bearer <> 'holder' AND h.household_id = $3) OR (p.bearer = 'anyone' AND h.id = $4))
                AND (p.ends_on IS NULL OR p.ends_on >= $2)
              ORDER BY p.granted_at DESC, p.id DESC",
        )
        .bind(member)
        .bind(since)
        .bind(household)
        .bind(host)
        .ask::<PassRow>()
        .map(|rows| rows.into_iter().map(Pass::from).collect())
}

#[derive(sqlx::FromRow)]
pub struct PassOwner {
    pub member_id: MemberId,
    pub lot_id: Option<LotId>,
    pub held: Option<i64>,
    pub balance: Option<i64>,
    pub name: String,
}

pub async fn pass_owner(tx: &mut Tx, org: OrgId, id: PassId) -> Result<Option<PassOwner>> {
    tx.query(
        "SELECT p.member_id, p.name, l.id AS lot_id, l.held, l.balance FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id
          WHERE p.id = $2 AND p.org_id = $1 AND p.ended_at IS NULL",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

pub async fn end_pass(tx: &mut Tx, id: PassId, now: Instant) -> Result<u64> {
    tx.query("UPDATE passes SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
struct LedgerRow {
    kind: String,
    balance: i64,
    held: i64,
    reason: String,
    at: Instant,
    class: Option<String>,
    starts_at: Option<Instant>,
    zone: Option<String>,
}

impl From<LedgerRow> for LedgerLine {
    fn from(row: LedgerRow) -> Self {
        let zone = row.zone.as_deref().and_then(Zone::parse);
        let class = row.class.zip(row.starts_at).map(|(name, starts)| LedgerClass {
            name,
            starts: zone.unwrap_or(Zone(chrono_tz::UTC)).moment(starts),
        });
        Self {
            kind: row.kind,
            balance: row.balance,
            held: row.held,
            reason: row.reason,
            at: row.at,
            class,
        }
    }
}

/// What happened to a lot, the latest first, each with the class it was for.
pub async fn ledger(tx: &mut Tx, lot: LotId) -> Result<Vec<LedgerLine>> {
    let rows: Vec<LedgerRow> = tx
        .query(
            "SELECT e.kind, e.balance, e.held, e.reason, e.at, s.name AS class, s.starts_at, o.zone
               FROM credit_entries e LEFT JOIN bookings b ON b.id = e.booking_id
               LEFT JOIN class_sessions s ON s.id = b.session_id LEFT JOIN locations o ON o.id = s.location_id
              WHERE e.lot_id = $1 ORDER BY e.id DESC LIMIT 200",
        )
        .bind(lot)
        .all()
        .await?;
    Ok(rows.into_iter().map(LedgerLine::from).collect())
}

pub async fn intro_passes(tx: &mut Tx, member: MemberId) -> Result<i64> {
    tx.query("SELECT count(*) FROM passes WHERE member_id = $1 AND kind = 'intro'")
        .bind(member)
        .value()
        .await
}

/// Lots whose sums differ from the ledger's: none, always.
pub async fn broken_lots(tx: &mut Tx) -> Result<Vec<(LotId,)>> {
    tx.query(
        "SELECT l.id FROM credit_lots l LEFT JOIN
           (SELECT lot_id, CAST(sum(balance) AS BIGINT) AS balance, CAST(sum(held) AS BIGINT) AS held FROM credit_entries GROUP BY lot_id) e
           ON e.lot_id = l.id
          WHERE l.balance <> coalesce(e.balance, 0) OR l.held <> coalesce(e.held, 0)",
    )
    .all()
    .await
}
