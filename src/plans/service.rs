//! Granting passes, and holding, using and giving back their credits.

mod ends;
mod expiry;
mod memberships;
mod offer;
mod scope;

pub use ends::{
    ENDS_SOON, EXTENDED, EndsEvent, ExtendedEvent, Returning, ask_return, begin, begin_anew, come_back, follow_first,
    remind_one,
};
pub use expiry::{expiry, preview_expiry, reactivate, save_expiry, template_at, withdraw_expiry};
pub use memberships::{
    MEMBERSHIP_ENDS, MEMBERSHIP_KEPT, MembershipEvent, cancel_at_desk, cancel_own, keep_at_desk, keep_own,
    membership_end, renew, roll_over,
};
pub use offer::{NewPlan, add_plan, archive_plan, plan_list, save_plan, save_plan_in};
pub use scope::{OnSale, named};

use super::{
    model::{Choice, LedgerLine, LotId, Need, Pass, PassId, PassKind, PassesPage, Plan, PlanId, Refusal},
    rules,
    store::{self, Entry, NewPass},
};
use crate::{
    accounts::{
        model::{AccountId, Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    platform::{
        db::{Asked, Tx},
        error::{Answer, AppError, Nothing},
        events,
        house::House,
        once::{self, Command},
        secret,
        time::{Day, Instant, day_plus},
    },
    studio::model::OrgId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The pass of a course was taken back.
pub const COURSE_LEFT: &str = "plans.course_left";

/// What [`COURSE_LEFT`] says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LeftEvent {
    /// The organisation.
    pub org: OrgId,
    /// The pass: the places that were booked on it come free.
    pub pass: PassId,
}

/// What the club offers, dearest first.
///
/// # Errors
/// A fault of the database.
pub async fn plans<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<Plan>, R> {
    Ok(store::plans(tx, org, false).await?)
}

/// A member's passes with the history of each; those that ended over a year ago are left out.
///
/// # Errors
/// A fault of the database.
pub async fn page(house: &House, who: &Who, member: MemberId) -> Answer<PassesPage> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let today = members::service::today(&mut tx, who, now).await?;
    let offset = members::service::offset(&mut tx, who.org, now).await?;
    let since = day_plus(today, -365);
    let mut listed = Vec::new();
    for pass in passes(&mut tx, member, day_plus(today, -36_500)).await? {
        // what sleeps can be taken up again, however long ago it ended
        if pass.ends_on.is_some_and(|end| end < since) && !pass.asleep(today) {
            continue;
        }
        let lines = match pass.lot {
            Some(lot) => ledger(&mut tx, lot).await?,
            None => Vec::new(),
        };
        listed.push((pass, lines));
    }
    Ok(PassesPage {
        today,
        passes: listed,
        memberships: store::memberships(&mut tx, member, day_plus(today, -365)).await?,
        plans: plans(&mut tx, who.org).await?,
        names: named(&mut tx, who.org).await?,
        offset,
        key: secret::token(),
    })
}

/// The same of a member at the desk.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn page_at_desk(house: &House, who: &Who, member: MemberId) -> Answer<PassesPage> {
    let mut tx = house.db.read().await?;
    members::service::within_sight::<Nothing>(&mut tx, who, Permission::GrantPasses, member).await?;
    drop(tx);
    page(house, who, member).await
}

/// The same, for a server function.
///
/// # Errors
/// A fault of the database.
pub async fn offered(house: &House, who: &Who) -> Answer<Vec<Plan>> {
    let mut tx = house.db.read().await?;
    plans(&mut tx, who.org).await
}

/// Grants a pass of a plan to a member from a day on.
///
/// # Errors
/// [`Refusal::IntroUsed`], [`Refusal::OfCourse`], [`Refusal::Lasts`]; [`AppError::NotFound`] for a plan that is not offered.
pub async fn grant(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    plan: PlanId,
    starts_on: Day,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<PassId, Refusal> {
    let plan = store::plan(tx, org, plan).await?.filter(|plan| !plan.archived);
    let plan = plan.ok_or(AppError::NotFound)?;
    if plan.kind == PassKind::Intro && store::intro_passes(tx, member).await? > 0 {
        return Err(AppError::Refused(Refusal::IntroUsed));
    }
    if let Some(against) = plan.against(template_at(tx, org, now).await?) {
        return Err(AppError::Refused(Refusal::Lasts(against)));
    }
    members::household::stand_alone::<Refusal>(tx, member).await?;
    match plan.kind {
        PassKind::Membership => memberships::begin(tx, (org, member), &plan, starts_on, by, now).await,
        // it comes with a place in every class: see whoever books them
        PassKind::Course => Err(AppError::Refused(Refusal::OfCourse)),
        PassKind::StoredValue => pay_in(tx, (org, member), &plan, starts_on, by, now).await,
        _ => {
            let activate_by = (plan.starts_within)
                .filter(|_| plan.days.is_some())
                .map(|within| day_plus(starts_on, within));
            let last = activate_by.unwrap_or(starts_on);
            let ends_on = plan.days.map(|days| day_plus(last, days - 1));
            let id = write(
                tx,
                (org, member),
                &plan,
                (starts_on, ends_on),
                (activate_by, None, by),
                now,
            )
            .await?;
            if let Some(credits) = plan.credits {
                fill(tx, id, member, credits, by, now).await?;
            }
            Ok(id)
        }
    }
}

/// Writes a pass of a plan.
async fn write<R>(
    tx: &mut Tx,
    (org, member): (OrgId, MemberId),
    plan: &Plan,
    (starts_on, ends_on): (Day, Option<Day>),
    (activate_by, series, by): (Option<Day>, Option<Uuid>, Option<AccountId>),
    now: Instant,
) -> Answer<PassId, R> {
    let id = PassId::fresh();
    let new = NewPass {
        id,
        org,
        member,
        plan,
        starts_on,
        ends_on,
        activate_by,
        cycle: None,
        series,
        by,
    };
    store::add_pass(tx, new, now).await?;
    Ok(id)
}

/// Writes a pass's lot with what was granted.
async fn fill<R>(
    tx: &mut Tx,
    pass: PassId,
    member: MemberId,
    amount: i64,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<LotId, R> {
    let lot = LotId::fresh();
    store::add_lot(tx, lot, pass, member, amount, now).await?;
    let entry = Entry {
        lot,
        kind: "grant",
        balance: amount,
        held: 0,
        booking: None,
        reason: "granted",
        by,
    };
    store::write_entry(tx, entry, now);
    Ok(lot)
}

/// Pays money in: onto the pass that the member has of this plan, as long as it can be used, else onto a new one. A class is paid from
/// one pass, so what belongs together lies together.
async fn pay_in(
    tx: &mut Tx,
    (org, member): (OrgId, MemberId),
    plan: &Plan,
    starts_on: Day,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<PassId, Refusal> {
    let stored = plan.stored.ok_or(AppError::NotFound)?;
    let amount = stored.value.saturating_add(stored.bonus);
    let ends_on = plan.days.map(|days| day_plus(starts_on, days - 1));
    // whoever pays in twice at once pays in twice
    members::service::lock::<Refusal>(tx, org, member).await?;
    let today = members::service::today_of(tx, org, now).await?;
    // what has lapsed is not revived, and what is for later is not spent before
    let held = passes::<Refusal>(tx, member, starts_on.max(today)).await?;
    let held = held.into_iter().filter(|_| starts_on <= today).find(|pass| {
        let same = |purse: &super::model::Purse| purse.currency == plan.price.currency;
        !pass.ended && pass.starts_on <= starts_on && pass.purse.as_ref().is_some_and(same) && pass.terms == plan.terms
    });
    let Some((pass, lot)) = held.and_then(|pass| pass.lot.map(|lot| (pass, lot))) else {
        let dates = (starts_on, ends_on);
        let id = write(tx, (org, member), plan, dates, (None, None, by), now).await?;
        fill(tx, id, member, amount, by, now).await?;
        return Ok(id);
    };
    // what is paid in later ends no earlier than what was there
    let until = pass.ends_on.zip(ends_on).map(|(was, will)| was.max(will));
    store::top_up(tx, pass.id, lot, (amount, stored.bonus), until);
    let entry = Entry {
        lot,
        kind: "grant",
        balance: amount,
        held: 0,
        booking: None,
        reason: "topped_up",
        by,
    };
    store::write_entry(tx, entry, now);
    Ok(pass.id)
}

/// Grants the pass of a course: for the classes of a series, until the last of them.
///
/// # Errors
/// [`AppError::NotFound`] for a plan that is not offered, or is not of this kind.
pub async fn grant_course(
    tx: &mut Tx,
    (org, member): (OrgId, MemberId),
    plan: PlanId,
    series: Uuid,
    days: (Day, Day),
    by: Option<AccountId>,
    now: Instant,
) -> Answer<Pass, Refusal> {
    let plan = store::plan(tx, org, plan).await?;
    let plan = plan.filter(|plan| !plan.archived && plan.kind == PassKind::Course);
    let plan = plan.ok_or(AppError::NotFound)?;
    members::household::stand_alone::<Refusal>(tx, member).await?;
    let dates = (days.0, Some(days.1));
    let id = write(tx, (org, member), &plan, dates, (None, Some(series), by), now).await?;
    let passes = passes::<Refusal>(tx, member, days.0).await?;
    passes.into_iter().find(|pass| pass.id == id).ok_or(AppError::Busy)
}

/// The desk grants a pass. The same key grants once.
///
/// # Errors
/// As [`grant`]; [`AppError::NotFound`] for a member out of reach.
pub async fn grant_at_desk(
    house: &House,
    who: &Who,
    member: MemberId,
    plan: PlanId,
    starts_on: Day,
    key: &str,
) -> Answer<PassId, Refusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "grant_pass",
        key,
        content: format!("{member} {plan} {starts_on}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move { grant_checked(tx, &who, member, plan, starts_on, now).await })
    })
    .await
}

async fn grant_checked(
    tx: &mut Tx,
    who: &Who,
    member: MemberId,
    plan: PlanId,
    from: Day,
    now: Instant,
) -> Answer<PassId, Refusal> {
    let card = members::service::within_sight(tx, who, Permission::GrantPasses, member).await?;
    members::household::not_erased::<Refusal>(tx, member).await?;
    let pass = grant(tx, who.org, member, plan, from, Some(who.account), now).await?;
    let plans = plans::<Refusal>(tx, who.org).await?;
    let name = plans.into_iter().find(|known| known.id == plan).map(|known| known.name);
    let note = Note::new(Deed::PassGranted)
        .on(ObjectKind::Member, member.0)
        .at(card.home_location_id)
        .with("pass", name.unwrap_or_default())
        .with("from", from);
    audit(tx, who, note, now).await?;
    Ok(pass)
}

/// Takes a pass back, with the credits that are left.
///
/// # Errors
/// [`Refusal::InUse`] while bookings lean on it; [`Refusal::OfMembership`]; [`AppError::NotFound`] out of reach.
pub async fn take_back(house: &House, who: &Who, id: PassId) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let owner = store::pass_owner(&mut tx, who.org, id)
        .await?
        .ok_or(AppError::NotFound)?;
    let card = members::service::within_reach(&mut tx, who, Permission::GrantPasses, owner.member_id).await?;
    // Whoever books meanwhile waits, and what was read before the lock is read again.
    members::service::lock::<Refusal>(&mut tx, who.org, owner.member_id).await?;
    let owner = store::pass_owner(&mut tx, who.org, id)
        .await?
        .ok_or(AppError::NotFound)?;
    if owner.membership_id.is_some() {
        return Err(AppError::Refused(Refusal::OfMembership));
    }
    if let Some(held) = owner.held.filter(|held| *held > 0) {
        return Err(AppError::Refused(Refusal::InUse(held)));
    }
    if let (Some(lot), Some(balance)) = (owner.lot_id, owner.balance.filter(|b| *b > 0)) {
        let entry = Entry {
            lot,
            kind: "adjust",
            balance: -balance,
            held: 0,
            booking: None,
            reason: "taken_back",
            by: Some(who.account),
        };
        store::enter(&mut tx, entry, now);
    }
    store::end_pass(&mut tx, id, now).await?;
    if owner.course {
        let event = LeftEvent { org: who.org, pass: id };
        events::emit(&mut tx, now, COURSE_LEFT, &event);
    }
    let note = Note::new(Deed::PassTakenBack)
        .on(ObjectKind::Member, owner.member_id.0)
        .at(card.home_location_id)
        .with("pass", owner.name)
        .with("credits", -owner.balance.unwrap_or_default());
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// A member's passes that have not ended before a day, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn passes<R>(tx: &mut Tx, member: MemberId, since: Day) -> Answer<Vec<Pass>, R> {
    Ok(ask_passes(tx, member, since).take(tx).await?)
}

/// The same, without waiting for it.
pub fn ask_passes(tx: &mut Tx, member: MemberId, since: Day) -> Asked<Vec<Pass>> {
    store::passes(tx, member, since)
}

/// What a member may come on: their own passes, what their household holds for everybody in it, and what whoever brings them along
/// holds for guests.
pub fn ask_usable(tx: &mut Tx, card: &MemberCard, since: Day) -> Asked<Vec<Pass>> {
    if card.household_id.is_none() && card.guest_of.is_none() {
        return store::passes(tx, card.id, since);
    }
    store::passes_of_all(tx, card.id, card.household_id, card.guest_of, since)
}

/// What happened to a lot's credits, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn ledger<R>(tx: &mut Tx, lot: LotId) -> Answer<Vec<LedgerLine>, R> {
    Ok(store::ledger(tx, lot).await?)
}

/// The passes that a member can use for a class, the one to use first.
#[must_use]
pub fn choices(passes: &[Pass], need: &Need) -> Vec<Choice> {
    rules::choices(passes, need)
}

/// Why none fits: the nearest pass and what stops it.
#[must_use]
pub fn nearest<'p>(passes: &'p [Pass], need: &Need) -> Option<(&'p Pass, super::model::Unfit)> {
    rules::nearest(passes, need)
}

// What moves credits is sent with the next statement of its use case, which fails and keeps nothing where the lot does not
// hold them.

/// Promises credits of a lot to a booking.
pub fn hold(tx: &mut Tx, lot: LotId, credits: i64, booking: Uuid, now: Instant) {
    let entry = Entry {
        lot,
        kind: "hold",
        balance: -credits,
        held: credits,
        booking: Some(booking),
        reason: "booked",
        by: None,
    };
    store::enter(tx, entry, now);
}

/// Gives promised credits back to their lot.
pub fn release(tx: &mut Tx, lot: LotId, credits: i64, booking: Uuid, reason: &str, now: Instant) {
    let entry = Entry {
        lot,
        kind: "release",
        balance: credits,
        held: -credits,
        booking: Some(booking),
        reason,
        by: None,
    };
    store::enter(tx, entry, now);
}

/// Uses promised credits up.
///
/// # Errors
/// As [`release`].
pub fn consume(tx: &mut Tx, lot: LotId, credits: i64, booking: Uuid, reason: &str, now: Instant) {
    let entry = Entry {
        lot,
        kind: "consume",
        balance: 0,
        held: -credits,
        booking: Some(booking),
        reason,
        by: None,
    };
    store::enter(tx, entry, now);
}

/// Gives used credits back to their lot, where what used them counts no more.
///
/// # Errors
/// As [`release`].
pub fn refund(tx: &mut Tx, lot: LotId, credits: i64, booking: Uuid, reason: &str, now: Instant) {
    let entry = Entry {
        lot,
        kind: "release",
        balance: credits,
        held: 0,
        booking: Some(booking),
        reason,
        by: None,
    };
    store::enter(tx, entry, now);
}

/// Uses free credits again that had come back, where what gave them back counts no more. As [`hold`], it is tried again where they were
/// taken meanwhile.
pub fn charge(tx: &mut Tx, lot: LotId, credits: i64, booking: Uuid, reason: &str, now: Instant) {
    let entry = Entry {
        lot,
        kind: "consume",
        balance: -credits,
        held: 0,
        booking: Some(booking),
        reason,
        by: None,
    };
    store::enter(tx, entry, now);
}

/// Promises used credits again, when what used them is undone.
///
/// # Errors
/// As [`release`].
pub fn hold_again(tx: &mut Tx, lot: LotId, credits: i64, booking: Uuid, reason: &str, now: Instant) {
    let entry = Entry {
        lot,
        kind: "hold",
        balance: 0,
        held: credits,
        booking: Some(booking),
        reason,
        by: None,
    };
    store::enter(tx, entry, now);
}

/// Lets the noted passes go from one record of a person to another, with what is left on them.
///
/// # Errors
/// A fault of the database.
pub async fn carry<R>(tx: &mut Tx, merge: Uuid, from: MemberId, to: MemberId) -> Answer<(), R> {
    Ok(store::carry(tx, merge, from, to).await?)
}

/// Lots whose sums are not the ledger's: an empty list, or something is broken.
///
/// # Errors
/// A fault of the database.
pub async fn check(tx: &mut Tx) -> Answer<Vec<String>> {
    Ok(store::broken_lots(tx)
        .await?
        .into_iter()
        .map(|(lot,)| format!("credit lot {lot}: its sums are not the ledger's"))
        .collect())
}
