//! Giving a seat back.

use super::{BookingEvent, For, RELEASED, command, stand_in, strikes::strike, wait::promote_in};
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
    studio::{self, model::OrgId},
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
            cancel_in(tx, org, session, booking, knows_late, now).await
        })
    })
    .await
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
    knows_late: bool,
    now: Instant,
) -> Answer<Cancelled, Refusal> {
    let class = schedule::service::lock(tx, org, session).await?;
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    members::service::lock::<Refusal>(tx, org, found.member_id).await?;
    match found.status {
        BookingStatus::Booked => {}
        BookingStatus::CheckedIn => return Err(AppError::Refused(Rule::CheckedIn.into())),
        _ => return Err(AppError::Refused(Rule::NotBooked.into())),
    }
    if class.starts.at <= now {
        return Err(AppError::Refused(Rule::Started.into()));
    }
    let late = now >= found.free_until;
    if late && !knows_late {
        let until = Moment {
            at: found.free_until,
            offset: class.starts.offset,
        };
        return Err(AppError::Refused(Rule::LateNow(until, found.credits).into()));
    }
    if !free_seat(tx, org, &class, &found, late, now).await? {
        return Err(AppError::Refused(Rule::NotBooked.into()));
    }
    Ok(Cancelled {
        booking,
        late,
        credits: found.credits,
    })
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
    let status = if late {
        BookingStatus::LateCancelled
    } else {
        BookingStatus::EarlyCancelled
    };
    let (id, session) = (booking.id, class.id);
    // asked before the credits move, and with the same way to the database
    let returning = booking
        .lot_id
        .filter(|_| !late)
        .map(|lot| plans::service::ask_return(tx, lot, id.0));
    if store::set_status(tx, id, BookingStatus::Booked, status, Some(now)).await? == 0 {
        return Ok(false);
    }
    if let Some(lot) = booking.lot_id {
        if late {
            plans::service::consume(tx, lot, booking.credits, id.0, "late_cancelled", now);
        } else if let Some(returning) = returning {
            let returning = returning.take(tx).await?;
            plans::service::release(tx, lot, booking.credits, id.0, "early_cancelled", now);
            give_credits_back(tx, org, class, booking, returning, false, now).await?;
        }
    }
    if late {
        let policy = studio::service::booking_policy(tx, org, class.location_id, now).await?;
        strike(tx, org, class, booking, StrikeKind::LateCancel, &policy.strikes, now).await?;
    }
    schedule::service::give_back_seats(tx, session, 1).await?;
    let mut event = BookingEvent::of(org, class, booking.member_id);
    event.booking = Some(id);
    events::emit(tx, now, RELEASED, &event);
    promote_in(tx, org, session, true, now).await?;
    schedule::service::tell_seats(tx, session)?;
    Ok(true)
}

/// What follows for the pass from credits that were released: it waits for its first class again, or lasts some days longer where it
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
    let (Some(pass), Some(lot)) = (pass, booking.lot_id) else {
        return Ok(());
    };
    let offset = class.starts.offset;
    let today = Moment { at: now, offset }.day();
    let courtesy = if pass.too_late(today, by_club) {
        let policy = studio::service::booking_policy(tx, org, class.location_id, now).await?;
        Some(policy.courtesy_days)
    } else {
        None
    };
    plans::service::come_back(tx, &pass, (lot, booking.id.0), today, courtesy, now);
    Ok(())
}
