//! Memberships: begun with a pass, gone on with by the clockwork, ended by whoever pays.

use crate::{
    accounts::{
        model::{AccountId, Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    members::{self, model::MemberId},
    plans::{
        model::{LotId, Membership, MembershipId, PassId, Plan, Refusal, cycle_days, months_after},
        store::{self, Due, Entry, MembershipRow, NewPass, RollRow},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events,
        house::House,
        once::{self, Command},
        time::{Day, Instant, day_plus},
    },
    studio::{self, model::OrgId},
};
use serde::{Deserialize, Serialize};

/// A membership was cancelled, and ends.
pub const MEMBERSHIP_ENDS: &str = "plans.membership_ends";
/// A membership that was to end goes on.
pub const MEMBERSHIP_KEPT: &str = "plans.membership_kept";

/// What they say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MembershipEvent {
    /// The organisation.
    pub org: OrgId,
    /// Whose it is.
    pub member: MemberId,
    /// The membership.
    pub membership: MembershipId,
    /// Its name.
    pub name: String,
    /// Its last day; `None`: it goes on.
    pub ends_on: Option<Day>,
}

/// Cycles granted at once, where a club's bookings open long before the class.
const AT_ONCE: i64 = 24;

/// The last day that can be booked anywhere in the club, and a few more: until then passes are granted.
pub(super) async fn horizon<R>(tx: &mut Tx, org: OrgId, today: Day, now: Instant) -> Answer<Day, R> {
    let mut longest = 0;
    for place in studio::service::locations(tx, org).await? {
        let policy = studio::service::booking_policy(tx, org, place.id, now).await?;
        // at an hour of its own, booking opens up to a day before the minute of the class
        longest = longest.max(policy.opens_before + policy.opens_at.map_or(0, |_| 24 * 60));
    }
    // and earlier still on what may book before the others
    let early = store::earliest(tx, org).await?;
    Ok(day_plus(today, longest / (24 * 60) + (early + 23) / 24 + 3))
}

/// Begins a membership of a plan; the pass of its first cycle.
pub(super) async fn begin(
    tx: &mut Tx,
    (org, member): (OrgId, MemberId),
    plan: &Plan,
    starts_on: Day,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<PassId, Refusal> {
    let cycle = plan.cycle.ok_or(AppError::NotFound)?;
    let today = members::service::today_of(tx, org, now).await?;
    // nobody needs a pass for a cycle that was over before it was sold
    let over = |n: i64| cycle_days(starts_on, cycle.months, n).1 < today;
    let first = (1..).find(|n| !over(*n)).unwrap_or(1);
    let committed = (cycle.commitment > 0).then(|| day_plus(months_after(starts_on, cycle.commitment), -1));
    let row = MembershipRow {
        id: MembershipId::fresh(),
        org_id: org,
        member_id: member,
        plan_id: plan.id,
        name: plan.name.clone(),
        started_on: starts_on,
        months: cycle.months,
        credits: plan.credits,
        rollover: cycle.rollover,
        committed_until: committed,
        notice_days: cycle.notice,
        price: plan.price.minor,
        currency: plan.price.currency.clone(),
        cycle: first - 1,
        granted_until: day_plus(cycle_days(starts_on, cycle.months, first).0, -1),
        ends_on: None,
    };
    store::add_membership(tx, &row, now).await?;
    let until = horizon(tx, org, today, now).await?;
    let pass = next_cycle(tx, &row, plan, first, by, now)
        .await?
        .ok_or(AppError::Busy)?;
    go_on(tx, &row, first, plan, until, by, now).await?;
    Ok(pass)
}

/// Grants the cycles after one until a day has a pass.
async fn go_on<R>(
    tx: &mut Tx,
    row: &MembershipRow,
    after: i64,
    plan: &Plan,
    until: Day,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<i64, R> {
    let mut granted = 0;
    for cycle in after + 1..=after + AT_ONCE {
        let (begins, _) = cycle_days(row.started_on, row.months, cycle);
        if begins > until || next_cycle(tx, row, plan, cycle, by, now).await?.is_none() {
            break;
        }
        granted += 1;
    }
    Ok(granted)
}

/// Grants a cycle's pass with its credits; `None` where another has, or where it ends.
async fn next_cycle<R>(
    tx: &mut Tx,
    row: &MembershipRow,
    plan: &Plan,
    cycle: i64,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<Option<PassId>, R> {
    let (starts_on, ends_on) = cycle_days(row.started_on, row.months, cycle);
    if store::advance(tx, row.id, cycle, ends_on).await? == 0 {
        return Ok(None);
    }
    let id = PassId::fresh();
    let new = NewPass {
        id,
        org: row.org_id,
        member: row.member_id,
        plan,
        starts_on,
        ends_on: Some(ends_on),
        activate_by: None,
        cycle: Some((row.id, cycle)),
        series: None,
        by,
    };
    store::add_pass(tx, new, now).await?;
    if let Some(credits) = row.credits {
        super::fill(tx, id, row.member_id, credits, by, now).await?;
    }
    Ok(Some(id))
}

/// Goes on with the memberships that need a pass for what can be booked by now: how many cycles were granted. What could not be gone on
/// with comes round again.
///
/// # Errors
/// A fault of the database.
pub async fn renew(house: &House, org: OrgId) -> Answer<i64> {
    let now = house.clock.now();
    let (mut granted, mut after) = (0, None);
    loop {
        let mut tx = house.db.read().await?;
        let today = members::service::today_of(&mut tx, org, now).await?;
        let until = horizon(&mut tx, org, today, now).await?;
        let due = store::due(&mut tx, until, after, 200).await?;
        drop(tx);
        let Some(last) = due.last() else { return Ok(granted) };
        after = Some(last.id);
        for due in due {
            // one that cannot be gone on with keeps no other from it
            match renew_one(house, &due, (today, until), now).await {
                Ok(n) => granted += n,
                Err(error) => {
                    tracing::warn!(membership = %due.id, ?error, "a membership could not be gone on with; it comes round again")
                }
            }
        }
    }
}

async fn renew_one(house: &House, due: &Due, (today, until): (Day, Day), now: Instant) -> Answer<i64> {
    let mut tx = house.db.write().await?;
    members::service::lock::<Nothing>(&mut tx, due.org_id, due.member_id).await?;
    let row = store::membership(&mut tx, due.org_id, due.id).await?;
    let plan = store::plan_of_cycle(&mut tx, due.id).await?;
    let (Some(row), Some(plan)) = (row, plan) else {
        return Ok(0);
    };
    let mut cycle = row.cycle;
    // nobody needs a pass for a cycle that is over: whoever comes back later goes on from there
    while cycle_days(row.started_on, row.months, cycle + 1).1 < today {
        let (_, ends_on) = cycle_days(row.started_on, row.months, cycle + 1);
        if store::advance(&mut tx, row.id, cycle + 1, ends_on).await? == 0 {
            break;
        }
        cycle += 1;
    }
    let granted = go_on(&mut tx, &row, cycle, &plan, until, None, now).await?;
    tx.commit().await?;
    Ok(granted)
}

/// Carries over what is left of cycles that are over, as much as their memberships allow: of how many.
///
/// # Errors
/// A fault of the database.
pub async fn roll_over(house: &House, org: OrgId) -> Answer<i64> {
    let now = house.clock.now();
    let mut rolled = 0;
    loop {
        let mut tx = house.db.read().await?;
        let today = members::service::today_of(&mut tx, org, now).await?;
        let rows = store::to_roll(&mut tx, today, 200).await?;
        drop(tx);
        if rows.is_empty() {
            return Ok(rolled);
        }
        let mut looked_at = 0;
        for row in rows {
            // one that cannot be carried over keeps no other from it
            match roll_one(house, org, &row, now).await {
                Ok(carried) => (looked_at, rolled) = (looked_at + 1, rolled + i64::from(carried)),
                Err(error) => {
                    tracing::warn!(pass = %row.pass_id, ?error, "a cycle could not be carried over; it comes round again")
                }
            }
        }
        if looked_at == 0 {
            return Ok(rolled);
        }
    }
}

/// Carries over what is left of one cycle; whether anything was.
async fn roll_one(house: &House, org: OrgId, row: &RollRow, now: Instant) -> Answer<bool> {
    let mut tx = house.db.write().await?;
    members::service::hold::<Nothing>(&mut tx, org, row.member_id).await?;
    // what was read before the lock may have moved
    let left = store::left_on(&mut tx, row.lot_id).await?;
    if store::rolled(&mut tx, row.pass_id, now).await? == 0 {
        return Ok(false);
    }
    let carried = left.min(row.rollover);
    let next = row.next_lot.filter(|_| carried > 0);
    if let Some(next) = next {
        let entry = |lot: LotId, kind, balance, reason| Entry {
            lot,
            kind,
            balance,
            held: 0,
            booking: None,
            reason,
            by: None,
        };
        store::enter(&mut tx, entry(row.lot_id, "expire", -carried, "carried_on"), now);
        store::enter(&mut tx, entry(next, "adjust", carried, "carried_over"), now);
    }
    tx.commit().await?;
    Ok(next.is_some())
}

/// The last day of a membership; `None`: it goes on.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn membership_end<R>(tx: &mut Tx, org: OrgId, id: MembershipId) -> Answer<Option<Day>, R> {
    let row = store::membership(tx, org, id).await?.ok_or(AppError::NotFound)?;
    Ok(row.ends_on)
}

/// Cancels a membership of one's own: it ends as early as its terms let it. The same key does it once. The last day.
///
/// # Errors
/// [`Refusal::Cancelled`]; [`AppError::NotFound`] for another's.
pub async fn cancel_own(
    house: &House,
    who: &Who,
    member: MemberId,
    id: MembershipId,
    key: &str,
) -> Answer<Day, Refusal> {
    change(
        house,
        who,
        ("cancel_membership", key),
        id,
        Some(member),
        Change::Cancel { waived: false },
    )
    .await
}

/// Cancels a member's membership at the desk; `waived`: with the running cycle, whatever was agreed to.
///
/// # Errors
/// As [`cancel_own`]; [`AppError::NotFound`] for a member out of reach.
pub async fn cancel_at_desk(
    house: &House,
    who: &Who,
    id: MembershipId,
    waived: bool,
    key: &str,
) -> Answer<Day, Refusal> {
    change(
        house,
        who,
        ("cancel_membership_of", key),
        id,
        None,
        Change::Cancel { waived },
    )
    .await
}

/// Lets a membership of one's own that was cancelled go on. Classes that were given back stay so. The day its next cycle begins.
///
/// # Errors
/// [`Refusal::NothingToKeep`]; [`AppError::NotFound`] for another's.
pub async fn keep_own(house: &House, who: &Who, member: MemberId, id: MembershipId, key: &str) -> Answer<Day, Refusal> {
    change(house, who, ("keep_membership", key), id, Some(member), Change::Keep).await
}

/// The same at the desk.
///
/// # Errors
/// As [`keep_own`]; [`AppError::NotFound`] for a member out of reach.
pub async fn keep_at_desk(house: &House, who: &Who, id: MembershipId, key: &str) -> Answer<Day, Refusal> {
    change(house, who, ("keep_membership_of", key), id, None, Change::Keep).await
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Cancel { waived: bool },
    Keep,
}

/// Changes whether a membership ends, once for a key. `own`: the member who asks, whose it must be.
async fn change(
    house: &House,
    who: &Who,
    (name, key): (&'static str, &str),
    id: MembershipId,
    own: Option<MemberId>,
    what: Change,
) -> Answer<Day, Refusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name,
        key,
        content: format!("{id} {what:?}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move { change_in(tx, &who, id, own, what, now).await })
    })
    .await
}

async fn change_in(
    tx: &mut Tx,
    who: &Who,
    id: MembershipId,
    own: Option<MemberId>,
    what: Change,
    now: Instant,
) -> Answer<Day, Refusal> {
    let row = store::membership(tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    let member = row.member_id;
    let home = match own {
        Some(own) if own == member => None,
        Some(_) => return Err(AppError::NotFound),
        None => {
            members::service::within_reach::<Refusal>(tx, who, Permission::GrantPasses, member)
                .await?
                .home_location_id
        }
    };
    members::service::lock::<Refusal>(tx, who.org, member).await?;
    // read again under the lock
    let row = store::membership(tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    let held: Membership = row.into();
    let today = members::service::today_of(tx, who.org, now).await?;
    let (deed, day) = match what {
        Change::Cancel { waived } => {
            if let Some(end) = held.ends_on {
                return Err(AppError::Refused(Refusal::Cancelled(end)));
            }
            let end = held.end_if_cancelled(today, waived);
            if store::end_membership(tx, id, end, own.is_none().then_some(who.account), now).await? == 0 {
                return Err(AppError::Busy);
            }
            store::end_after(tx, id, end, now).await?;
            (Deed::MembershipCancelled, end)
        }
        Change::Keep => {
            let end = held.ends_on.ok_or(AppError::Refused(Refusal::NothingToKeep))?;
            if store::keep_membership(tx, id, today).await? == 0 {
                return Err(AppError::Refused(Refusal::NothingToKeep));
            }
            store::revive_after(tx, id, end).await?;
            (Deed::MembershipKept, day_plus(end, 1))
        }
    };
    let event = MembershipEvent {
        org: who.org,
        member,
        membership: id,
        name: held.name.clone(),
        ends_on: matches!(what, Change::Cancel { .. }).then_some(day),
    };
    let kind = match what {
        Change::Cancel { .. } => MEMBERSHIP_ENDS,
        Change::Keep => MEMBERSHIP_KEPT,
    };
    events::emit(tx, now, kind, &event);
    if own.is_none() {
        let note = Note::new(deed)
            .on(ObjectKind::Member, member.0)
            .at(home)
            .with("pass", held.name)
            .with(if matches!(what, Change::Keep) { "from" } else { "last" }, day);
        audit(tx, who, note, now).await?;
    }
    Ok(day)
}
