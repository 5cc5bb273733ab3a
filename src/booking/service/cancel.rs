//! Giving a seat back.

use super::{BookingEvent, RELEASED, command, wait::promote_in};
use crate::{
    accounts::model::Who,
    booking::{
        model::{BookingId, BookingStatus, Cancelled, Refusal, Rule},
        store,
    },
    members::{self, model::MemberId},
    plans,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        house::House,
        time::{Instant, Moment},
    },
    schedule::{self, model::SessionId},
    studio::model::OrgId,
};

/// Cancels a member's own booking: free before the promised time, with the credit used after it. `knows_late` says that the member
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
    let found = store::one(&mut tx, who.org, booking)
        .await?
        .filter(|b| b.member_id == member)
        .ok_or(AppError::NotFound)?;
    drop(tx);
    let (org, session) = (who.org, found.session_id);
    let content = format!("{member} {booking} {knows_late}");
    command(house, who, session, ("cancel", key, content), |tx, now| {
        Box::pin(cancel_in(tx, org, session, booking, knows_late, now))
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
    let status = if late {
        BookingStatus::LateCancelled
    } else {
        BookingStatus::EarlyCancelled
    };
    if store::set_status(tx, booking, BookingStatus::Booked, status, Some(now)).await? == 0 {
        return Err(AppError::Refused(Rule::NotBooked.into()));
    }
    if let Some(lot) = found.lot_id {
        if late {
            plans::service::consume(tx, lot, found.credits, booking.0, "late_cancelled", now);
        } else {
            plans::service::release(tx, lot, found.credits, booking.0, "early_cancelled", now);
        }
    }
    schedule::service::give_back_seats(tx, session, 1).await?;
    let event = BookingEvent {
        org,
        member: found.member_id,
        session,
        name: class.name.clone(),
        starts: class.starts,
        booking: Some(booking),
        free_until: None,
        rule: None,
    };
    events::emit(tx, now, RELEASED, &event);
    promote_in(tx, org, session, now).await?;
    schedule::service::tell_seats(tx, session)?;
    Ok(Cancelled {
        booking,
        late,
        credits: found.credits,
    })
}
