//! The end of somebody's data: what is ahead is given back, what stays has no words in it.

use super::{cancel::free_seat, wait::leave_place};
use crate::{
    booking::store,
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Reason},
        time::Instant,
    },
    schedule,
    studio::model::OrgId,
};
use std::collections::BTreeSet;

/// Gives back every seat and every place in a line that is ahead, with the credits, and empties what was written about strikes, hours and exceptions. The
/// first thing in its transaction, because it locks the classes before the member; who it is.
///
/// # Errors
/// [`AppError::Busy`] when something was booked meanwhile.
pub async fn forget<R: Reason>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<MemberCard, R> {
    let guests: Vec<MemberId> = members::household::guests::<R>(tx, member, now)
        .await?
        .into_iter()
        .map(|guest| guest.id)
        .collect();
    let mut ahead: BTreeSet<_> = ahead(tx, member, now).await?;
    for guest in &guests {
        ahead.extend(self::ahead::<R>(tx, *guest, now).await?);
    }
    let mut classes = Vec::new();
    for session in &ahead {
        classes.push(schedule::service::lock::<R>(tx, org, *session).await?);
    }
    let card = members::service::lock(tx, org, member).await?;
    if !self::ahead::<R>(tx, member, now).await?.is_subset(&ahead) {
        return Err(AppError::Busy);
    }
    for class in &classes {
        for booking in store::still_booked(tx, class.id).await? {
            // those whom they bring along come on their passes
            if booking.member_id == member || guests.contains(&booking.member_id) {
                free_seat::<R>(tx, org, class, &booking, false, now).await?;
            }
        }
        if leave_place::<R>(tx, org, class, member, now).await? {
            schedule::service::tell_seats::<R>(tx, class.id)?;
        }
    }
    store::forget_reasons(tx, member).await?;
    store::forget_words(tx, member).await?;
    store::forget_exceptions(tx, member).await?;
    store::forget_holds(tx, member).await?;
    Ok(card)
}

async fn ahead<R>(
    tx: &mut Tx,
    member: MemberId,
    now: Instant,
) -> Answer<BTreeSet<crate::schedule::model::SessionId>, R> {
    let rows = store::ahead(tx, member, now).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
