//! Leaving the club, being shut out of it and being taken back: what becomes of what was booked.

use super::{cancel::free_seat, command, wait::leave_place};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::store,
    members::{
        self,
        model::{MemberId, MemberStatus, StandingRefusal},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form,
        house::House,
        time::Instant,
    },
    schedule,
    studio::model::LocationId,
};
use std::collections::BTreeSet;

/// How long a reason may be.
const REASON: usize = 200;

/// Changes where a member stands. Whoever leaves or is shut out gives back every seat and every place on a waitlist that is still
/// ahead, with the credits: it is not they who cancel. Whoever is taken back books anew. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach; [`StandingRefusal`]; a reason that is missing.
pub async fn change_standing(
    house: &House,
    who: &Who,
    member: MemberId,
    to: MemberStatus,
    reason: &str,
    key: &str,
) -> Answer<(), StandingRefusal> {
    let reason = form::text(reason, REASON).map_err(|flaw| AppError::field("reason", flaw))?;
    let content = format!("{member} {} {reason}", to.code());
    command(house, who, &[], ("change_standing", key, content), |tx, now| {
        let (who, reason) = (who.clone(), reason.clone());
        Box::pin(async move {
            let (from, home) = change_in(tx, &who, member, to, &reason, now).await?;
            let note = Note::new(Deed::StandingChanged)
                .on(ObjectKind::Member, member.0)
                .at(home)
                .changed("standing", from.code(), to.code());
            audit(tx, &who, note, now).await
        })
    })
    .await
}

async fn change_in(
    tx: &mut Tx,
    who: &Who,
    member: MemberId,
    to: MemberStatus,
    reason: &str,
    now: Instant,
) -> Answer<(MemberStatus, Option<LocationId>), StandingRefusal> {
    members::service::within_reach::<StandingRefusal>(tx, who, Permission::EndMemberships, member).await?;
    // Classes before the member, as everybody locks them; what is booked in between shows once the member is locked.
    let ahead: BTreeSet<_> = store::ahead(tx, member, now)
        .await?
        .into_iter()
        .map(|(id,)| id)
        .collect();
    let mut classes = Vec::new();
    for session in &ahead {
        classes.push(schedule::service::lock::<StandingRefusal>(tx, who.org, *session).await?);
    }
    let card = members::service::lock(tx, who.org, member).await?;
    members::service::stand(tx, who, &card, to, reason, now).await?;
    let was = (card.status, card.home_location_id);
    if to == MemberStatus::Active {
        return Ok(was);
    }
    let fresh: BTreeSet<_> = store::ahead(tx, member, now)
        .await?
        .into_iter()
        .map(|(id,)| id)
        .collect();
    if !fresh.is_subset(&ahead) {
        return Err(AppError::Busy);
    }
    for class in &classes {
        for booking in store::still_booked(tx, class.id).await? {
            if booking.member_id == member {
                free_seat::<StandingRefusal>(tx, who.org, class, &booking, false, now).await?;
            }
        }
        if leave_place::<StandingRefusal>(tx, who.org, class, member, now).await? {
            schedule::service::tell_seats::<StandingRefusal>(tx, class.id)?;
        }
    }
    Ok(was)
}
