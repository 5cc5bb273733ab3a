//! The archive: whoever has left for good is kept there, out of the lists.

use super::command;
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::store,
    members::{
        self,
        model::{ArchiveRefusal, MemberId, MemberStatus},
    },
    plans,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        house::House,
        time::Instant,
    },
    studio::model::LocationId,
};

/// Puts somebody whose membership has ended into the archive, or takes them out again. Whoever has a class ahead or a pass that can
/// still be used stays where they are seen. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach; [`ArchiveRefusal`].
pub async fn archive(house: &House, who: &Who, member: MemberId, into: bool, key: &str) -> Answer<(), ArchiveRefusal> {
    let content = format!("{member} {into}");
    command(house, who, &[], ("archive_member", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let home = archive_in(tx, &who, member, into, now).await?;
            let deed = if into {
                Deed::MemberArchived
            } else {
                Deed::MemberUnarchived
            };
            audit(tx, &who, Note::new(deed).on(ObjectKind::Member, member.0).at(home), now).await
        })
    })
    .await
}

async fn archive_in(
    tx: &mut Tx,
    who: &Who,
    member: MemberId,
    into: bool,
    now: Instant,
) -> Answer<Option<LocationId>, ArchiveRefusal> {
    members::service::within_reach::<ArchiveRefusal>(tx, who, Permission::EndMemberships, member).await?;
    let card = members::service::lock(tx, who.org, member).await?;
    members::household::not_erased::<ArchiveRefusal>(tx, member).await?;
    if into {
        if card.status != MemberStatus::Ended {
            return Err(AppError::Refused(ArchiveRefusal::NotEnded(card.status)));
        }
        let ahead = store::ahead(tx, member, now).await?.len() as i64;
        if ahead > 0 {
            return Err(AppError::Refused(ArchiveRefusal::Ahead(ahead)));
        }
        let today = members::service::today(tx, who, now).await?;
        let passes = plans::service::passes(tx, member, today).await?;
        if let Some(pass) = passes.into_iter().find(|pass| pass.alive(today)) {
            return Err(AppError::Refused(ArchiveRefusal::Pass(pass.name, pass.ends_on)));
        }
    }
    if !members::details::archive(tx, member, into.then_some(now)).await? {
        return Err(AppError::Refused(ArchiveRefusal::Already));
    }
    Ok(card.home_location_id)
}
