//! Plans and the passes of them.

mod lots;
mod memberships;

pub use lots::{Entry, add_lot, broken_lots, enter, ledger, top_up, write_entry};
pub use memberships::{
    Due, MembershipRow, RollRow, add_membership, advance, due, earliest, end_after, end_membership, keep_membership,
    left_on, membership, memberships, plan_of_cycle, revive_after, rolled, to_roll,
};

use super::model::{
    Bearer, Caps, ClassKind, Cycle, FirstUse, LotId, MembershipId, Pass, PassId, PassKind, Plan, PlanId, Purse, Source,
    Stored, Terms, Window,
};
use crate::{
    accounts::model::AccountId,
    coaches::model::{CoachId, CoachLevelId},
    members::model::{HouseholdId, MemberId},
    platform::{
        db::{Asked, Result, Sql, Tx},
        money::Money,
        time::{Day, Instant},
    },
    studio::model::{LocationId, OrgId},
};
use uuid::Uuid;

fn split(codes: &str) -> impl Iterator<Item = &str> {
    codes.split(',').filter(|code| !code.is_empty())
}

/// The columns of a plan's or a pass's terms.
#[derive(sqlx::FromRow)]
struct TermsRow {
    places: String,
    categories: String,
    kinds: String,
    coaches: String,
    levels: String,
    hours: String,
    bearer: Bearer,
    per_day: Option<i64>,
    per_week: Option<i64>,
    ahead: Option<i64>,
    early: Option<i64>,
    unnamed: bool,
}

impl From<TermsRow> for Terms {
    fn from(row: TermsRow) -> Self {
        Self {
            places: split(&row.places)
                .filter_map(|id| id.parse().ok().map(LocationId))
                .collect(),
            categories: split(&row.categories).map(str::to_owned).collect(),
            kinds: split(&row.kinds).filter_map(|id| id.parse().ok()).collect(),
            levels: split(&row.levels)
                .filter_map(|id| id.parse().ok().map(CoachLevelId))
                .collect(),
            coaches: split(&row.coaches)
                .filter_map(|id| id.parse().ok().map(CoachId))
                .collect(),
            windows: split(&row.hours).filter_map(Window::from_code).collect(),
            bearer: row.bearer,
            caps: Caps {
                day: row.per_day,
                week: row.per_week,
                ahead: row.ahead,
            },
            early: row.early,
            unnamed: row.unnamed,
        }
    }
}

fn ids(ids: impl Iterator<Item = Uuid>) -> String {
    let ids = ids.map(|id| id.simple().to_string());
    ids.collect::<Vec<_>>().join(",")
}

fn places(terms: &Terms) -> String {
    ids(terms.places.iter().map(|place| place.0))
}

fn coaches(terms: &Terms) -> String {
    ids(terms.coaches.iter().map(|coach| coach.0))
}

fn kinds(terms: &Terms) -> String {
    ids(terms.kinds.iter().copied())
}

fn levels(terms: &Terms) -> String {
    ids(terms.levels.iter().map(|level| level.0))
}

fn hours(terms: &Terms) -> String {
    let codes = terms.windows.iter().map(|window| window.code());
    codes.collect::<Vec<_>>().join(",")
}

#[derive(sqlx::FromRow)]
pub(super) struct PlanRow {
    id: PlanId,
    name: String,
    kind: PassKind,
    credits: Option<i64>,
    days: Option<i64>,
    starts_within: Option<i64>,
    price: i64,
    currency: String,
    #[sqlx(flatten)]
    terms: TermsRow,
    source: Source,
    cycle_months: Option<i64>,
    rollover: i64,
    commitment: i64,
    notice_days: i64,
    value: Option<i64>,
    bonus: i64,
    archived: bool,
}

impl From<PlanRow> for Plan {
    fn from(row: PlanRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            credits: row.credits,
            days: row.days,
            starts_within: row.starts_within,
            price: Money {
                minor: row.price,
                currency: row.currency,
            },
            terms: row.terms.into(),
            source: row.source,
            cycle: row.cycle_months.map(|months| Cycle {
                months,
                rollover: row.rollover,
                commitment: row.commitment,
                notice: row.notice_days,
            }),
            stored: row.value.map(|value| Stored {
                value,
                bonus: row.bonus,
            }),
            archived: row.archived,
        }
    }
}

const PLAN: &str = "SELECT id, name, kind, credits, days, starts_within, price, currency, places, categories, kinds, coaches, levels, hours, bearer, per_day, \
                    per_week, ahead, early, unnamed, source, cycle_months, rollover, commitment, notice_days, value, bonus, archived_at IS NOT NULL AS archived FROM plans WHERE org_id = ";

/// What the club offers, dearest first; `all` with what it has offered before, which comes last.
pub async fn plans(tx: &mut Tx, org: OrgId, all: bool) -> Result<Vec<Plan>> {
    let mut sql = Sql::new(PLAN);
    sql.push_bind(org);
    if !all {
        sql.push(" AND archived_at IS NULL");
    }
    sql.push(" ORDER BY archived_at IS NOT NULL, price DESC, name, id");
    let rows: Vec<PlanRow> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(Plan::from).collect())
}

/// A plan, whether it is offered or not.
pub async fn plan(tx: &mut Tx, org: OrgId, id: PlanId) -> Result<Option<Plan>> {
    let mut sql = Sql::new(PLAN);
    sql.push_bind(org).push(" AND id = ").push_bind(id);
    let row: Option<PlanRow> = tx.query_text(sql).maybe().await?;
    Ok(row.map(Plan::from))
}

/// Every kind of class that plans may name, those that are no longer offered among them.
pub async fn kinds_of_class(tx: &mut Tx, org: OrgId) -> Result<Vec<ClassKind>> {
    tx.query(
        "SELECT id, name, archived_at IS NOT NULL AS archived FROM class_types WHERE org_id = $1 ORDER BY name, id",
    )
    .bind(org)
    .all()
    .await
}

/// How many passes of each plan can be used on a day.
pub async fn in_use(tx: &mut Tx, org: OrgId, today: Day) -> Result<Vec<(PlanId, i64)>> {
    tx.query(
        "SELECT p.plan_id, count(*) FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id
          WHERE p.org_id = $1 AND p.ended_at IS NULL AND (p.ends_on IS NULL OR p.ends_on >= $2)
            AND (l.balance IS NULL OR l.balance > 0 OR l.held > 0)
          GROUP BY p.plan_id",
    )
    .bind(org)
    .bind(today)
    .all()
    .await
}

pub async fn add_plan(tx: &mut Tx, org: OrgId, plan: &Plan, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO plans (id, org_id, name, kind, credits, days, price, currency, categories, bearer, created_at, places, hours,
                            per_day, per_week, ahead, starts_within, source, coaches, cycle_months, rollover, commitment, notice_days,
                            value, bonus, early, kinds, levels, unnamed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
                 $27, $28, $29)",
    )
    .bind(plan.id)
    .bind(org)
    .bind(plan.name.clone())
    .bind(plan.kind)
    .bind(plan.credits)
    .bind(plan.days)
    .bind(plan.price.minor)
    .bind(plan.price.currency.clone())
    .bind(plan.terms.categories.join(","))
    .bind(plan.terms.bearer)
    .bind(now)
    .bind(places(&plan.terms))
    .bind(hours(&plan.terms))
    .bind(plan.terms.caps.day)
    .bind(plan.terms.caps.week)
    .bind(plan.terms.caps.ahead)
    .bind(plan.starts_within)
    .bind(plan.source)
    .bind(coaches(&plan.terms))
    .bind(plan.cycle.map(|cycle| cycle.months))
    .bind(plan.cycle.map_or(0, |cycle| cycle.rollover))
    .bind(plan.cycle.map_or(0, |cycle| cycle.commitment))
    .bind(plan.cycle.map_or(0, |cycle| cycle.notice))
    .bind(plan.stored.map(|stored| stored.value))
    .bind(plan.stored.map_or(0, |stored| stored.bonus))
    .bind(plan.terms.early)
    .bind(kinds(&plan.terms))
    .bind(levels(&plan.terms))
    .bind(plan.terms.unnamed)
    .run()
    .await?;
    Ok(())
}

/// Changes what is sold from now on: passes keep their own terms.
pub async fn change_plan(tx: &mut Tx, org: OrgId, plan: &Plan) -> Result<u64> {
    tx.query(
        "UPDATE plans SET name = $3, kind = $4, credits = $5, days = $6, price = $7, currency = $8, categories = $9, bearer = $10,
                places = $11, hours = $12, per_day = $13, per_week = $14, ahead = $15, starts_within = $16, source = $17,
                coaches = $18, cycle_months = $19, rollover = $20, commitment = $21, notice_days = $22, value = $23, bonus = $24, early = $25,
                kinds = $26, levels = $27, unnamed = $28, location_id = NULL
          WHERE id = $1 AND org_id = $2 AND archived_at IS NULL",
    )
    .bind(plan.id)
    .bind(org)
    .bind(plan.name.clone())
    .bind(plan.kind)
    .bind(plan.credits)
    .bind(plan.days)
    .bind(plan.price.minor)
    .bind(plan.price.currency.clone())
    .bind(plan.terms.categories.join(","))
    .bind(plan.terms.bearer)
    .bind(places(&plan.terms))
    .bind(hours(&plan.terms))
    .bind(plan.terms.caps.day)
    .bind(plan.terms.caps.week)
    .bind(plan.terms.caps.ahead)
    .bind(plan.starts_within)
    .bind(plan.source)
    .bind(coaches(&plan.terms))
    .bind(plan.cycle.map(|cycle| cycle.months))
    .bind(plan.cycle.map_or(0, |cycle| cycle.rollover))
    .bind(plan.cycle.map_or(0, |cycle| cycle.commitment))
    .bind(plan.cycle.map_or(0, |cycle| cycle.notice))
    .bind(plan.stored.map(|stored| stored.value))
    .bind(plan.stored.map_or(0, |stored| stored.bonus))
    .bind(plan.terms.early)
    .bind(kinds(&plan.terms))
    .bind(levels(&plan.terms))
    .bind(plan.terms.unnamed)
    .run()
    .await
}

/// Stops offering a plan, or offers it again; 0 where that is so already.
pub async fn archive_plan(tx: &mut Tx, org: OrgId, id: PlanId, at: Option<Instant>) -> Result<u64> {
    tx.query(
        "UPDATE plans SET archived_at = $3
          WHERE id = $2 AND org_id = $1 AND (archived_at IS NULL) = ($4 = 1)",
    )
    .bind(org)
    .bind(id)
    .bind(at)
    .bind(i64::from(at.is_some()))
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
    /// The last day on which it begins, where it begins with its first class.
    pub activate_by: Option<Day>,
    /// The membership whose cycle it is for, and which one.
    pub cycle: Option<(MembershipId, i64)>,
    /// The series of a course.
    pub series: Option<Uuid>,
    pub by: Option<AccountId>,
}

pub async fn add_pass(tx: &mut Tx, pass: NewPass<'_>, now: Instant) -> Result<()> {
    let (plan, terms) = (pass.plan, &pass.plan.terms);
    let first_use = pass.activate_by.is_some();
    tx.query(
        "INSERT INTO passes (id, org_id, member_id, plan_id, kind, name, starts_on, ends_on, categories, price, currency, granted_at,
                             granted_by, bearer, places, hours, per_day, per_week, ahead, source, days, activate_by, latest_end, coaches,
                             membership_id, cycle, series_id, bonus, early, kinds, levels, unnamed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
                 $27, $28, $29, $30, $31, $32)",
    )
    .bind(pass.id)
    .bind(pass.org)
    .bind(pass.member)
    .bind(plan.id)
    .bind(plan.kind)
    .bind(plan.name.clone())
    .bind(pass.starts_on)
    .bind(pass.ends_on)
    .bind(terms.categories.join(","))
    .bind(plan.price.minor)
    .bind(plan.price.currency.clone())
    .bind(now)
    .bind(pass.by)
    .bind(terms.bearer)
    .bind(places(terms))
    .bind(hours(terms))
    .bind(terms.caps.day)
    .bind(terms.caps.week)
    .bind(terms.caps.ahead)
    .bind(plan.source)
    .bind(plan.days.filter(|_| first_use))
    .bind(pass.activate_by)
    .bind(pass.ends_on.filter(|_| first_use))
    .bind(coaches(terms))
    .bind(pass.cycle.map(|(membership, _)| membership))
    .bind(pass.cycle.map(|(_, cycle)| cycle))
    .bind(pass.series)
    .bind(plan.stored.map_or(0, |stored| stored.bonus))
    .bind(terms.early)
    .bind(kinds(terms))
    .bind(levels(terms))
    .bind(terms.unnamed)
    .run()
    .await?;
    Ok(())
}

/// Begins a pass with a class of this day, with the next statement. Whoever began it with an earlier class meanwhile was first.
pub fn begin_pass(tx: &mut Tx, id: PassId, on: Day, until: Day) {
    tx.query(
        "UPDATE passes SET activated_on = $2, ends_on = $3, reminded = NULL
          WHERE id = $1 AND activate_by IS NOT NULL AND (activated_on IS NULL OR activated_on > $2)",
    )
    .bind(id)
    .bind(on)
    .bind(until)
    .later(1);
}

/// Lets a pass begin with a later class, with the next statement.
pub fn rebegin_pass(tx: &mut Tx, id: PassId, was: Day, on: Day, until: Day) {
    tx.query("UPDATE passes SET activated_on = $3, ends_on = $4, reminded = NULL WHERE id = $1 AND activated_on = $2")
        .bind(id)
        .bind(was)
        .bind(on)
        .bind(until)
        .later(1);
}

/// Lets a pass wait for its first class again, with the next statement.
pub fn unbegin_pass(tx: &mut Tx, id: PassId, on: Day) {
    tx.query("UPDATE passes SET activated_on = NULL, ends_on = latest_end, reminded = NULL WHERE id = $1 AND activated_on = $2")
        .bind(id)
        .bind(on)
        .later(1);
}

/// Moves a pass's last day, with the next statement.
pub fn extend_pass(tx: &mut Tx, id: PassId, from: Day, until: Day) {
    tx.query("UPDATE passes SET ends_on = $3, reminded = NULL WHERE id = $1 AND ends_on = $2")
        .bind(id)
        .bind(from)
        .bind(until)
        .later(1);
}

/// A pass in use, as it stands before a class on it is given up.
#[derive(Debug, sqlx::FromRow)]
pub struct LotPass {
    pub id: PassId,
    pub org_id: OrgId,
    pub member_id: MemberId,
    pub name: String,
    pub ends_on: Option<Day>,
    pub ended: bool,
    pub activate_by: Option<Day>,
    pub activated_on: Option<Day>,
    pub days: Option<i64>,
    /// The day of the first class that is left on it.
    pub first_day: Option<Day>,
}

/// The pass that a booking uses, and its lot where it counts credits, without waiting for it; with the day of the first class that is
/// left on it beside one booking's.
pub fn pass_in_use(tx: &mut Tx, pass: PassId, lot: Option<LotId>, booking: Uuid) -> Asked<Option<LotPass>> {
    let asked = match lot {
        Some(lot) => tx
            .query_for(
                "SELECT p.id, p.org_id, p.member_id, p.name, p.ends_on, p.ended_at IS NOT NULL AS ended, p.activate_by, p.activated_on, p.days,
                        CASE WHEN p.activated_on IS NULL THEN NULL ELSE
                            (SELECT min(s.day) FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                              WHERE b.id IN (SELECT id FROM bookings WHERE lot_id = l.id
                                             UNION ALL SELECT id FROM bookings WHERE pass_id = p.id AND lot_id IS NULL)
                                AND b.id <> $2 AND s.status = 'scheduled'
                                AND b.status IN ('booked', 'checked_in', 'no_show', 'late_cancelled')) END AS first_day
                   FROM credit_lots l JOIN passes p ON p.id = l.pass_id WHERE l.id = $1",
                "SELECT p.id, p.org_id, p.member_id, p.name, p.ends_on, p.ended_at IS NOT NULL AS ended, p.activate_by, p.activated_on, p.days,
                        CASE WHEN p.activated_on IS NULL THEN NULL ELSE
                            (SELECT min(s.day) FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                              WHERE b.id IN (SELECT id FROM bookings WHERE lot_id = l.id
                                             UNION ALL SELECT id FROM bookings WHERE pass_id = p.id AND lot_id IS NULL)
                                AND b.id <> $2 AND s.status = 'scheduled'
                                AND b.status IN ('booked', 'checked_in', 'no_show', 'late_cancelled')) END AS first_day
                   FROM credit_lots l JOIN passes p ON p.id = l.pass_id WHERE l.id = $1 FOR NO KEY UPDATE OF l",
            )
            .bind(lot),
        None => tx
            .query_for(
                "SELECT p.id, p.org_id, p.member_id, p.name, p.ends_on, p.ended_at IS NOT NULL AS ended, p.activate_by, p.activated_on, p.days,
                        (SELECT min(s.day) FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                          WHERE b.id IN (SELECT id FROM bookings WHERE pass_id = p.id AND lot_id IS NULL
                                         UNION ALL SELECT x.id FROM credit_lots l JOIN bookings x ON x.lot_id = l.id WHERE l.pass_id = p.id)
                            AND b.id <> $2 AND s.status = 'scheduled'
                            AND b.status IN ('booked', 'checked_in', 'no_show', 'late_cancelled')) AS first_day
                   FROM passes p WHERE p.id = $1 AND p.activated_on IS NOT NULL",
                "SELECT p.id, p.org_id, p.member_id, p.name, p.ends_on, p.ended_at IS NOT NULL AS ended, p.activate_by, p.activated_on, p.days,
                        (SELECT min(s.day) FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                          WHERE b.id IN (SELECT id FROM bookings WHERE pass_id = p.id AND lot_id IS NULL
                                         UNION ALL SELECT x.id FROM credit_lots l JOIN bookings x ON x.lot_id = l.id WHERE l.pass_id = p.id)
                            AND b.id <> $2 AND s.status = 'scheduled'
                            AND b.status IN ('booked', 'checked_in', 'no_show', 'late_cancelled')) AS first_day
                   FROM passes p WHERE p.id = $1 AND p.activated_on IS NOT NULL FOR NO KEY UPDATE OF p",
            )
            .bind(pass),
    };
    asked.bind(booking).ask::<LotPass>().map(|rows| rows.into_iter().next())
}

/// A pass that begins with its first class, whoever holds it.
#[derive(Debug, sqlx::FromRow)]
pub struct Beginning {
    pub activate_by: Day,
    pub activated_on: Option<Day>,
    pub days: i64,
    /// The day of the last class with a seat on it.
    pub last_day: Option<Day>,
}

/// When a pass began that begins with its first class, and until when it is needed.
pub async fn beginning(tx: &mut Tx, pass: PassId) -> Result<Option<Beginning>> {
    tx.query(
        "SELECT p.activate_by, p.activated_on, p.days,
                (SELECT max(s.day) FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                  WHERE b.id IN (SELECT id FROM bookings WHERE pass_id = p.id AND lot_id IS NULL
                                 UNION ALL SELECT x.id FROM credit_lots l JOIN bookings x ON x.lot_id = l.id WHERE l.pass_id = p.id)
                    AND b.status IN ('booked', 'checked_in')) AS last_day
           FROM passes p WHERE p.id = $1 AND p.activate_by IS NOT NULL AND p.days IS NOT NULL",
    )
    .bind(pass)
    .maybe()
    .await
}

/// A pass that ends soon.
#[derive(Debug, sqlx::FromRow)]
pub struct EndingRow {
    pub id: PassId,
    pub org_id: OrgId,
    pub member_id: MemberId,
    pub name: String,
    pub starts_on: Day,
    pub ends_on: Day,
    pub balance: Option<i64>,
    pub reminded: Option<i64>,
}

/// Passes of active members that can be used and end on one of these days, the first to end first.
pub async fn ending(
    tx: &mut Tx,
    org: OrgId,
    from: Day,
    until: Day,
    after: Option<PassId>,
    limit: i64,
) -> Result<Vec<EndingRow>> {
    let mut sql = Sql::new(
        "SELECT p.id, p.org_id, p.member_id, p.name, coalesce(p.activated_on, p.activate_by, p.starts_on) AS starts_on, p.ends_on,
                CASE WHEN p.kind = 'stored_value' THEN NULL ELSE l.balance END AS balance, p.reminded
           FROM passes p JOIN members m ON m.id = p.member_id LEFT JOIN credit_lots l ON l.pass_id = p.id
           LEFT JOIN memberships g ON g.id = p.membership_id
          WHERE (g.id IS NULL OR g.ends_on = p.ends_on) AND p.ended_at IS NULL AND m.status = 'active' AND (l.balance IS NULL OR l.balance > 0) AND p.org_id = ",
    );
    sql.push_bind(org).push(" AND p.ends_on >= ").push_bind(from);
    sql.push(" AND p.ends_on <= ").push_bind(until);
    if let Some(after) = after {
        sql.push(" AND p.id > ").push_bind(after);
    }
    sql.push(" ORDER BY p.id LIMIT ").push_bind(limit);
    tx.query_text(sql).all().await
}

/// Notes that a pass's holder was reminded so many days before its end; 0 where they were, or where it has another end by now.
pub async fn reminded(tx: &mut Tx, id: PassId, ends_on: Day, days: i64) -> Result<u64> {
    tx.query(
        "UPDATE passes SET reminded = $3
          WHERE id = $1 AND ends_on = $2 AND ended_at IS NULL AND (reminded IS NULL OR reminded > $3)",
    )
    .bind(id)
    .bind(ends_on)
    .bind(days)
    .run()
    .await
}

#[derive(sqlx::FromRow)]
struct PassRow {
    id: PassId,
    name: String,
    kind: PassKind,
    starts_on: Day,
    ends_on: Option<Day>,
    #[sqlx(flatten)]
    terms: TermsRow,
    lot_id: Option<LotId>,
    granted: Option<i64>,
    balance: Option<i64>,
    held: Option<i64>,
    granted_at: Instant,
    ended: bool,
    days: Option<i64>,
    activate_by: Option<Day>,
    activated_on: Option<Day>,
    source: Source,
    membership_id: Option<MembershipId>,
    series_id: Option<Uuid>,
    currency: String,
    bonus: i64,
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
            terms: row.terms.into(),
            first_use: row.activate_by.zip(row.days).map(|(by, days)| FirstUse {
                by,
                on: row.activated_on,
                days,
            }),
            lot: row.lot_id,
            granted: row.granted,
            balance: row.balance,
            held: row.held.unwrap_or(0),
            granted_at: row.granted_at,
            ended: row.ended,
            source: row.source,
            holder: row.holder,
            membership: row.membership_id,
            course: row.series_id,
            purse: (row.kind == PassKind::StoredValue).then_some(Purse {
                currency: row.currency,
                bonus: row.bonus,
            }),
        }
    }
}

/// The member's passes, the latest first. `since` leaves out those that ended before that day.
pub fn passes(tx: &mut Tx, member: MemberId, since: Day) -> Asked<Vec<Pass>> {
    tx.query(
            "SELECT p.id, p.name, p.kind, p.starts_on, p.ends_on, p.places, p.categories, p.kinds, p.coaches, p.levels, p.hours, p.bearer, p.per_day,
                    p.per_week, p.ahead, p.early, p.unnamed, l.id AS lot_id, l.granted, l.balance, l.held, p.granted_at, p.ended_at IS NOT NULL AS ended,
                    p.days, p.activate_by, p.activated_on, p.source, p.membership_id, p.series_id, p.currency, p.bonus, NULL AS holder
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
            "SELECT p.id, p.name, p.kind, p.starts_on, p.ends_on, p.places, p.categories, p.kinds, p.coaches, p.levels, p.hours, p.bearer, p.per_day,
                    p.per_week, p.ahead, p.early, p.unnamed, l.id AS lot_id, l.granted, l.balance, l.held, p.granted_at, p.ended_at IS NOT NULL AS ended,
                    p.days, p.activate_by, p.activated_on, p.source, p.membership_id, p.series_id, p.currency, p.bonus, CASE WHEN h.id = $1 THEN NULL ELSE h.name END AS holder
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
    pub membership_id: Option<MembershipId>,
    pub course: bool,
    pub lot_id: Option<LotId>,
    pub held: Option<i64>,
    pub balance: Option<i64>,
    pub name: String,
    pub ends_on: Option<Day>,
    pub unnamed: bool,
}

pub async fn pass_owner(tx: &mut Tx, org: OrgId, id: PassId) -> Result<Option<PassOwner>> {
    tx.query(
        "SELECT p.member_id, p.membership_id, p.series_id IS NOT NULL AS course, p.name, p.ends_on, p.unnamed, l.id AS lot_id, l.held, l.balance
           FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id
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

pub async fn intro_passes(tx: &mut Tx, member: MemberId) -> Result<i64> {
    tx.query("SELECT count(*) FROM passes WHERE member_id = $1 AND kind = 'intro'")
        .bind(member)
        .value()
        .await
}

/// Lets the noted rows of this slice go from one member to another. The ledger hangs on its lots and is not touched.
pub async fn carry(tx: &mut Tx, merge: uuid::Uuid, from: MemberId, to: MemberId) -> Result<()> {
    for sql in [
        "UPDATE passes SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'passes')",
        "UPDATE credit_lots SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'lots')",
        "UPDATE memberships SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'memberships')",
    ] {
        tx.query(sql).bind(merge).bind(from).bind(to).run().await?;
    }
    Ok(())
}
