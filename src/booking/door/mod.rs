//! The door: checking in by code and by name, taking attendance, undoing it.

mod answer;
mod desk;
mod entry;
mod kiosks;
mod marks;
mod own;
mod presence;
mod scans;

pub use answer::{by_code, by_name, walk_in};
pub use desk::desk;
pub use entry::entry_code;
pub use kiosks::{add_kiosk, holder, kiosk_screen, kiosks, pair, revoke};
pub use marks::{mark, mark_all, undo, unmark};
pub use own::{book_asked, own_pack};
pub use presence::{check_out, presence, put_aside};
pub use scans::sync;

use super::{
    code,
    model::{BookingId, BookingStatus, DoorAnswer, DoorReason, Verdict, VisitId},
    store::{self, NewVisit},
};
use crate::{
    accounts::model::AccountId,
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        time::{Day, Instant, Moment, Span, Zone},
    },
    schedule,
    studio::{
        self,
        model::{BookingPolicy, Location, OrgId},
    },
};

/// Whoever came so recently is in already; a second time is worth a look.
const IN_ALREADY: Span = Span::hours(2);

/// Whoever has a seat so soon may have come for it.
const NEAR: Span = Span::hours(12);

async fn member_key<R>(tx: &mut Tx, org: OrgId, member: MemberId) -> Answer<Vec<u8>, R> {
    let organisation = studio::service::code_key(tx, org).await?;
    let own = members::service::code_key(tx, org, member).await?;
    Ok(code::key(&organisation, &own))
}

/// Where and how somebody comes in.
struct At<'a> {
    location: &'a Location,
    zone: Zone,
    policy: BookingPolicy,
    via: &'static str,
    by: Option<AccountId>,
    step: Option<i64>,
    now: Instant,
}

impl At<'_> {
    fn moment(&self) -> Moment {
        self.zone.moment(self.now)
    }
    fn today(&self) -> Day {
        self.zone.day(self.now)
    }
}

fn no(at: &At<'_>, reason: DoorReason, member: Option<MemberCard>) -> DoorAnswer {
    DoorAnswer {
        verdict: Verdict::No,
        reasons: vec![reason],
        member,
        session: None,
        spot: None,
        visit: None,
        note: String::new(),
        alerts: Vec::new(),
        papers: Vec::new(),
        credits_left: None,
        money_left: None,
        classes: Vec::new(),
        later: Vec::new(),
        key: String::new(),
        at: at.moment(),
    }
}

async fn at<'a, R>(
    tx: &mut Tx,
    org: OrgId,
    location: &'a Location,
    via: &'static str,
    by: Option<AccountId>,
    step: Option<i64>,
    now: Instant,
) -> Answer<At<'a>, R> {
    let zone = studio::service::zone(&location.zone)?;
    let policy = studio::service::booking_policy(tx, org, location.id, now).await?;
    Ok(At {
        location,
        zone,
        policy,
        via,
        by,
        step,
        now,
    })
}

/// Writes who came. Whoever is in already, without a class, came for this one: nobody is counted twice. `None`: the code
/// was used meanwhile.
async fn count_in<R>(
    tx: &mut Tx,
    new: NewVisit,
    since: Option<store::Visit>,
    now: Instant,
) -> Answer<Option<VisitId>, R> {
    if let (Some(visit), Some(booking)) = (since.filter(|v| v.booking_id.is_none()), new.booking)
        && store::attach(tx, visit.id, booking, new.code_step).await? > 0
    {
        return Ok(Some(visit.id));
    }
    let id = new.id;
    Ok((store::add_visit(tx, new, now).await? > 0).then_some(id))
}

/// Locks the class that somebody comes for, before the member, as everybody locks them: nobody settles it meanwhile.
async fn lock_near<R>(tx: &mut Tx, org: OrgId, member: MemberId, at: &At<'_>) -> Answer<(), R> {
    if let Some(seat) = seats_near(tx, member, at)
        .await?
        .iter()
        .find(|s| s.status == BookingStatus::Booked)
    {
        schedule::service::lock(tx, org, seat.session_id).await?;
    }
    Ok(())
}

/// The member's seats that somebody at this door may have come for, the earliest first.
async fn seats_near<R>(tx: &mut Tx, member: MemberId, at: &At<'_>) -> Answer<Vec<store::NextRow>, R> {
    let from = at.now - Span::minutes(at.policy.check_in_after);
    Ok(store::seats_at(tx, member, at.location.id, from, at.now + NEAR).await?)
}

/// Marks a booking as come and uses its credits up; what is left on its lot, with the currency where that is money.
async fn check_in<R>(
    tx: &mut Tx,
    org: OrgId,
    id: BookingId,
    via: &'static str,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<Option<(i64, Option<String>)>, R> {
    let booking = store::one(tx, org, id).await?.ok_or(AppError::NotFound)?;
    if schedule::service::session(tx, org, booking.session_id).await?.closed
        || store::check_in(tx, id, via, by, now).await? == 0
    {
        return Ok(None);
    }
    schedule::service::take_attendance(tx, booking.session_id, now).await?;
    let Some(lot) = booking.lot_id else { return Ok(None) };
    plans::service::consume(tx, lot, booking.credits, id.0, "checked_in", now);
    Ok(Some(store::lot_balance(tx, lot).await?))
}
