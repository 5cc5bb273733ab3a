//! Giving a seat back.

use super::{
    BookingEvent, For, REFILLED, RELEASED, command, settle_spots, stand_in, strikes::strike, wait::promote_in,
};
use crate::{
    accounts::model::Who,
    booking::{
        model::{BookingId, BookingStatus, Cancelled, Refusal, Rule, StrikeKind},
        store::{self, Booking},
    },
    members::{self, model::MemberId},
    plans::{self, service::Returning},
    platform::{
        db::Tx,
        error::{Answer, AppError, Reason},
        events,
        house::House,
        time::{Instant, Moment},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::{
        self,
        model::{BookingPolicy, OrgId},
    },
};

/// Cancels a member's own booking, or that of somebody they may act for: free before the promised time, with the credit used after it. `knows_late` says that the member
/// was told that it is no longer free; otherwise a late cancellation is refused with the consequence. The same key cancels once.
///
/// # Errors
/// [`Rule::LateNow`], [`Rule::CheckedIn`], [`Rule::NotBooked`], [`Rule::Started`]; [`AppError::NotFound`] for another's booking.
pub async fn cancel(
    house: &House,
    who: &Who,
    member: MemberId,
    booking: BookingId,
    knows_late: bool,
    key: &str,
) -> Answer<Cancelled, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    let on = For {
        me: member,
        member: found.member_id,
    };
    stand_in::<Refusal>(&mut tx, who.org, on, house.clock.now()).await?;
    drop(tx);
    let (org, session) = (who.org, found.session_id);
    let content = format!("{member} {booking} {knows_late}");
    command(house, who, &[session.0], ("cancel", key, content), |tx, now| {
        Box::pin(async move {
            // whoever might a moment ago may not any more
            stand_in::<Refusal>(tx, org, on, now).await?;
            let late = if knows_late { Late::Costs } else { Late::Asked };
            cancel_in(tx, org, session, booking, late, now).await
        })
    })
    .await
}

/// What a cancellation means once it is no longer free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Nobody has been told yet: it is refused, with what it costs.
    Asked,
    /// It costs what the rules say.
    Costs,
    /// It costs nothing: the club lets it pass.
    Waived,
}

impl Late {
    /// What the desk says of it; `None`: it was shown that it is free, and is asked first.
    pub(super) const fn said(waived: Option<bool>) -> Self {
        match waived {
            None => Self::Asked,
            Some(false) => Self::Costs,
            Some(true) => Self::Waived,
        }
    }
}

/// Cancels within a transaction and gives the seat to whoever waits.
///
/// # Errors
/// As [`cancel`].
pub async fn cancel_in(
    tx: &mut Tx,
    org: OrgId,
    session: SessionId,
    booking: BookingId,
    late: Late,
    now: Instant,
) -> Answer<Cancelled, Refusal> {
    let class = schedule::service::lock(tx, org, session).await?;
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    members::service::lock::<Refusal>(tx, org, found.member_id).await?;
    let late = may_give_up(&class, &found, late, now)?;
    if !free_seat(tx, org, &class, &found, late, now).await? {
        return Err(AppError::Refused(Rule::NotBooked.into()));
    }
    let late = late && still_late(tx, org, booking).await?;
    Ok(Cancelled {
        booking,
        late,
        credits: found.credits,
    })
}

/// Whether a seat can be given up, and whether that comes too late to be free.
pub(super) fn may_give_up(class: &ClassSession, found: &Booking, late: Late, now: Instant) -> Answer<bool, Refusal> {
    match found.status {
        BookingStatus::Booked => {}
        BookingStatus::CheckedIn => return Err(AppError::Refused(Rule::CheckedIn.into())),
        _ => return Err(AppError::Refused(Rule::NotBooked.into())),
    }
    if class.starts.at <= now {
        return Err(AppError::Refused(Rule::Started.into()));
    }
    let (asked, late) = (late == Late::Asked, now >= found.free_until && late != Late::Waived);
    if late && asked {
        let until = Moment {
            at: found.free_until,
            offset: class.starts.offset,
        };
        return Err(AppError::Refused(Rule::LateNow(until, found.credits).into()));
    }
    Ok(late)
}

/// Whether giving it up counts as too late: somebody who waited may have it by now.
pub(super) async fn still_late<R>(tx: &mut Tx, org: OrgId, booking: BookingId) -> Answer<bool, R> {
    let after = store::one(tx, org, booking).await?;
    Ok(after.is_some_and(|after| after.status == BookingStatus::LateCancelled))
}

/// Gives a seat back, uses or releases what it cost, and hands it to whoever waits. `false`: it was none any more.
pub async fn free_seat<R: Reason>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    late: bool,
    now: Instant,
) -> Answer<bool, R> {
    if !let_go(tx, org, class, booking, late, now).await? {
        return Ok(false);
    }
    hand_on(tx, org, class, booking, late, now).await?;
    Ok(true)
}

/// Gives a seat back, and uses or releases what it cost. `false`: it was none any more. [`hand_on`] has to follow.
pub(super) async fn let_go<R: Reason>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    late: bool,
    now: Instant,
) -> Answer<bool, R> {
    let status = if late {
        BookingStatus::LateCancelled
    } else {
        BookingStatus::EarlyCancelled
    };
    let (id, session) = (booking.id, class.id);
    // asked before the credits move, and with the same way to the database
    let returning = (!late).then(|| plans::service::ask_return(tx, booking.pass_id, booking.lot_id, id.0));
    if store::set_status(tx, id, BookingStatus::Booked, status, Some(now)).await? == 0 {
        return Ok(false);
    }
    if let Some(returning) = returning {
        let returning = returning.take(tx).await?;
        if let Some(lot) = booking.lot_id {
            plans::service::release(tx, lot, booking.credits, id.0, "early_cancelled", now);
        }
        give_credits_back(tx, org, class, booking, returning, false, now).await?;
    } else if let Some(lot) = booking.lot_id {
        plans::service::consume(tx, lot, booking.credits, id.0, "late_cancelled", now);
    }
    schedule::service::give_back_seats(tx, session, 1).await?;
    if class.kept.until.is_some_and(|until| until.at > now) {
        // a walk-in's place is a walk-in's again
        schedule::service::keep_again(tx, session, id.0, now).await?;
    }
    if class.spots() {
        // a place for which there was no spot any more goes with whoever had it
        settle_spots::<R>(tx, class, now).await?;
    }
    let mut event = BookingEvent::of(org, class, booking.member_id);
    event.booking = Some(id);
    events::emit(tx, now, RELEASED, &event);
    Ok(true)
}

/// Hands a seat that was given back to whoever waits; where it came too late and nobody has it, that is counted.
pub(super) async fn hand_on<R: Reason>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    late: bool,
    now: Instant,
) -> Answer<(), R> {
    promote_in(tx, org, class.id, true, now).await?;
    if late && still_late(tx, org, booking.id).await? {
        let policy = studio::service::booking_policy(tx, org, class.location_id, now).await?;
        strike(tx, org, class, booking, StrikeKind::LateCancel, &policy.strikes, now).await?;
    }
    schedule::service::tell_seats(tx, class.id)
}

/// Somebody who waited takes one of the class's vacant seats, `class` being as it was before: whoever gave one up too late, first among
/// those whose seats are vacant still, pays nothing for it after all, where the rules say so. Nobody frees themselves. Under the lock
/// of the class.
///
/// # Errors
/// A fault of the database.
pub(super) async fn refilled<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    policy: &BookingPolicy,
    taker: MemberId,
    now: Instant,
) -> Answer<(), R> {
    if !policy.late_refilled_free {
        return Ok(());
    }
    // a seat on offer is nobody's yet
    let vacant = class.capacity - (class.booked - class.offered);
    let Some(found) = store::late_unfilled(tx, class.id, vacant, taker).await? else {
        return Ok(());
    };
    members::service::hold::<R>(tx, org, found.member_id).await?;
    let returning = plans::service::ask_return(tx, found.pass_id, found.lot_id, found.id.0);
    if store::refill(tx, found.id, now).await? == 0 {
        return Ok(());
    }
    let returning = returning.take(tx).await?;
    repay(tx, org, class, &found, returning, ("refilled", false), now).await?;
    store::drop_strike(tx, found.id).await?;
    let event = BookingEvent {
        booking: Some(found.id),
        ..BookingEvent::of(org, class, found.member_id)
    };
    events::emit(tx, now, REFILLED, &event);
    Ok(())
}

/// Gives back what a booking used, and what follows for its pass. `pass` was asked for before anything of it moved.
pub(super) async fn repay<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    pass: Option<Returning>,
    (reason, by_club): (&'static str, bool),
    now: Instant,
) -> Answer<(), R> {
    if let Some(lot) = booking.lot_id {
        plans::service::refund(tx, lot, booking.credits, booking.id.0, reason, now);
    }
    give_credits_back(tx, org, class, booking, pass, by_club, now).await
}

/// What follows for the pass from a class that was given up: it waits for its first class again, or lasts some days longer where it
/// was over before they came back.
pub(in crate::booking) async fn give_credits_back<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    pass: Option<Returning>,
    by_club: bool,
    now: Instant,
) -> Answer<(), R> {
    let Some(pass) = pass else {
        return Ok(());
    };
    let offset = class.starts.offset;
    let today = Moment { at: now, offset }.day();
    let courtesy = if booking.lot_id.is_some() && pass.too_late(today, by_club) {
        let policy = studio::service::booking_policy(tx, org, class.location_id, now).await?;
        Some(policy.courtesy_days)
    } else {
        None
    };
    plans::service::come_back(tx, &pass, (booking.lot_id, booking.id.0), today, courtesy, now);
    Ok(())
}
