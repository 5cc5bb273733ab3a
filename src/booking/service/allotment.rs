//! Places that are kept for the desk to sell: what it sells to partners, and when they become everybody's.

use super::{command, promote_in};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::model::{Refusal, Rule},
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form,
        house::House,
        time::Instant,
    },
    schedule::{
        self,
        model::{ClassSession, PartnerPlaceId, SessionId, SessionStatus},
    },
    studio::model::OrgId,
};

/// A partner's name is no longer than that.
const NAME: usize = 80;

/// Makes what was kept in a class everybody's where its time is over, those who wait first: given, offered or announced, as the rules
/// say for that hour. Under the lock of the class.
///
/// # Errors
/// A fault of the database.
pub async fn release_in<R>(tx: &mut Tx, org: OrgId, session: SessionId, now: Instant) -> Answer<(), R> {
    let _: ClassSession = schedule::service::lock(tx, org, session).await?;
    if schedule::service::release_kept(tx, session, now).await? {
        promote_in(tx, org, session, true, now).await?;
        schedule::service::tell_seats(tx, session)?;
    }
    Ok(())
}

/// Whether this person sells places of a class at the desk.
pub(super) fn may_sell(who: &Who, class: &ClassSession) -> bool {
    who.may_at(Permission::WorkDesk, class.location_id)
}

/// Sells a place that is kept for partners, under a partner's name. The same key sells one.
///
/// # Errors
/// [`Rule::NoPartnerPlace`] where none is kept; [`AppError::NotFound`] for a class out of reach; a name that is missing or too long.
pub async fn book_partner(
    house: &House,
    who: &Who,
    session: SessionId,
    partner: &str,
    key: &str,
) -> Answer<(), Refusal> {
    let partner = form::text(partner, NAME).map_err(|flaw| AppError::field("partner", flaw))?;
    let content = format!("{session} {partner}");
    command(house, who, &[session.0], ("book_partner", key, content), |tx, now| {
        let (who, partner) = (who.clone(), partner.clone());
        Box::pin(async move {
            let class: ClassSession = schedule::service::lock(tx, who.org, session).await?;
            if !may_sell(&who, &class) {
                return Err(AppError::NotFound);
            }
            if class.status == SessionStatus::Cancelled {
                let reason = class.cancel_reason.unwrap_or_default();
                return Err(AppError::Refused(Rule::ClassCancelled(reason).into()));
            }
            if class.starts.at <= now {
                return Err(AppError::Refused(Rule::Started.into()));
            }
            let sold = schedule::service::take_partner(tx, session, &partner, who.account, now).await?;
            if sold.is_none() {
                return Err(AppError::Refused(Rule::NoPartnerPlace.into()));
            }
            schedule::service::tell_seats::<Refusal>(tx, session)?;
            audit(tx, &who, note(Deed::PartnerBooked, &class, &partner), now).await
        })
    })
    .await
}

fn note(deed: Deed, class: &ClassSession, partner: &str) -> Note {
    Note::new(deed)
        .on(ObjectKind::Class, class.id.0)
        .at(Some(class.location_id))
        .with("starts", format!("{} {}", class.day, class.starts.clock()))
        .with("partner", partner)
}

/// Takes a partner's place back: it is kept for partners again as long as any are, and else goes to whoever waits. The same key does it
/// once.
///
/// # Errors
/// [`AppError::NotFound`] for one that was given back, or out of reach; [`Rule::Started`].
pub async fn give_back_partner(house: &House, who: &Who, place: PartnerPlaceId, key: &str) -> Answer<(), Refusal> {
    let mut tx = house.db.read().await?;
    let found = schedule::service::partner::<Refusal>(&mut tx, who.org, place).await;
    drop(tx);
    // one that is given back already is said so by the command, under its key
    let lock: Vec<_> = found.iter().map(|(session, _)| session.0).collect();
    let content = format!("{place}");
    command(house, who, &lock, ("give_back_partner", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let (session, partner) = schedule::service::partner(tx, who.org, place).await?;
            let class: ClassSession = schedule::service::lock(tx, who.org, session).await?;
            if !may_sell(&who, &class) {
                return Err(AppError::NotFound);
            }
            if class.starts.at <= now {
                return Err(AppError::Refused(Rule::Started.into()));
            }
            if !schedule::service::give_back_partner(tx, session, place, now).await? {
                return Err(AppError::NotFound);
            }
            promote_in(tx, who.org, session, true, now).await?;
            schedule::service::tell_seats::<Refusal>(tx, session)?;
            audit(tx, &who, note(Deed::PartnerGivenBack, &class, &partner), now).await
        })
    })
    .await
}
