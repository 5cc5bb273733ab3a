//! The end of somebody's data. What can be deleted is deleted, what is counted or must stay in the books stays without a name, and the
//! key of what was sealed goes, so that no copy of it can be read.

use super::{again::note_now, consents::withdraw_all, health::plain, on_wall, speaks_for};
use crate::{
    accounts::{
        self,
        model::{Permission, Who},
    },
    booking::{self, service::For},
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    messages, plans,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        house::House,
        i18n::{Locale, t},
        once,
        time::Instant,
    },
    privacy::{
        model::{Channel, ErasePreview, Left, PrivacyRefusal},
        store,
    },
    studio,
};

/// What erasing the reader's own data would do, or those of a child for whom they answer.
///
/// # Errors
/// [`AppError::NotFound`] for somebody for whom they do not answer.
pub async fn preview(house: &House, who: &Who, on: impl Into<For>) -> Answer<ErasePreview> {
    let on = on.into();
    let mut tx = house.db.read().await?;
    speaks_for(&mut tx, who.org, on, house.clock.now()).await?;
    let card = members::service::card(&mut tx, who.org, on.member).await?;
    look(&mut tx, house, who, card).await.map_err(plain)
}

/// The same of a member, for staff who reach them.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn preview_of(house: &House, who: &Who, member: MemberId) -> Answer<ErasePreview> {
    let mut tx = house.db.read().await?;
    let card = members::service::within_reach(&mut tx, who, Permission::AnswerRequests, member).await?;
    look(&mut tx, house, who, card).await.map_err(plain)
}

async fn look(tx: &mut Tx, house: &House, who: &Who, card: MemberCard) -> Answer<ErasePreview, PrivacyRefusal> {
    let (now, member) = (house.clock.now(), card.id);
    let today = members::service::today(tx, who, now).await?;
    let mut ahead = Vec::new();
    for (name, starts) in store::seats_ahead(tx, member, now).await? {
        ahead.push((name, on_wall(tx, who.org, starts).await?));
    }
    let passes = plans::service::passes(tx, member, today).await?;
    let passes = passes.into_iter().filter(|pass| pass.alive(today)).map(|pass| Left {
        pass: pass.name,
        until: pass.ends_on,
        credits: pass.balance,
    });
    let counts = store::counts(tx, member).await?;
    let account = members::service::account_of(tx, member).await?;
    Ok(ErasePreview {
        member,
        name: card.name,
        status: card.status,
        ahead,
        waiting: counts.waiting,
        passes: passes.collect(),
        notices: counts.notices,
        notes: counts.notes,
        visits: counts.visits,
        bookings: counts.bookings,
        account: account.is_some(),
        works_here: works_here(tx, member).await?,
        erased: store::erased_at(tx, member).await?.is_some(),
    })
}

/// Whether a member has a role or teaches: their account is then more than a member's.
async fn works_here(tx: &mut Tx, member: MemberId) -> Answer<bool, PrivacyRefusal> {
    match members::service::account_of(tx, member).await? {
        Some(account) => Ok(accounts::service::works_here(tx, account).await? || store::teaches(tx, account).await?),
        None => Ok(false),
    }
}

/// Erases the reader's own data, and signs them out everywhere; or those of a child for whom they answer.
///
/// # Errors
/// [`PrivacyRefusal::WrongPassword`], [`PrivacyRefusal::WorksHere`], [`AppError::TooOften`]; [`AppError::NotFound`] for somebody for whom
/// they do not answer.
pub async fn erase_own(house: &House, who: &Who, on: impl Into<For>, password: &str) -> Answer<(), PrivacyRefusal> {
    let on = on.into();
    let mut tx = house.db.read().await?;
    speaks_for::<PrivacyRefusal>(&mut tx, who.org, on, house.clock.now()).await?;
    drop(tx);
    if !accounts::service::confirm(house, who, password).await? {
        return Err(AppError::Refused(PrivacyRefusal::WrongPassword));
    }
    patiently(house, who, on, Channel::Own).await?;
    note_now(house).await;
    Ok(())
}

/// Erases, and again where something was booked or somebody was in the way meanwhile.
pub(super) async fn patiently(house: &House, who: &Who, on: For, channel: Channel) -> Answer<(), PrivacyRefusal> {
    once::patiently(|| async move {
        let mut tx = house.db.write().await?;
        erase(&mut tx, house, who, on, channel).await?;
        tx.commit().await.map_err(AppError::from)
    })
    .await
}

/// Erases a member's data, by staff who reach them and who type their own password again.
///
/// # Errors
/// [`AppError::NotFound`] out of reach; as [`erase_own`]; [`PrivacyRefusal::Erased`].
pub async fn erase_of(house: &House, who: &Who, member: MemberId, password: &str) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.read().await?;
    members::service::within_reach::<PrivacyRefusal>(&mut tx, who, Permission::AnswerRequests, member).await?;
    drop(tx);
    if !accounts::service::confirm(house, who, password).await? {
        return Err(AppError::Refused(PrivacyRefusal::WrongPassword));
    }
    patiently(house, who, For::from(member), Channel::Desk).await?;
    note_now(house).await;
    Ok(())
}

async fn erase(tx: &mut Tx, house: &House, who: &Who, on: For, channel: Channel) -> Answer<(), PrivacyRefusal> {
    let (now, member) = (house.clock.now(), on.member);
    let card = booking::service::forget::<PrivacyRefusal>(tx, who.org, member, now).await?;
    // under the member's lock: whoever was a child a moment ago may not be one any more
    speaks_for::<PrivacyRefusal>(tx, who.org, on, now).await?;
    if store::erased_at(tx, member).await?.is_some() {
        return Err(AppError::Refused(PrivacyRefusal::Erased));
    }
    if works_here(tx, member).await? {
        return Err(AppError::Refused(PrivacyRefusal::WorksHere));
    }
    if !members::household::go_for_good::<PrivacyRefusal>(tx, who.org, member).await? {
        return Err(AppError::Refused(PrivacyRefusal::LastGuardian));
    }
    let club = studio::service::organisation::<PrivacyRefusal>(tx).await?;
    let name = t::privacy::former_member(Locale::from_tag(&club.locale).unwrap_or_default());
    withdraw_all(tx, house, who, member).await?;
    store::delete_health(tx, member).await?;
    // the same person under other numbers
    let mut records = members::merge::merged::<PrivacyRefusal>(tx, member).await?;
    records.push(card);
    for record in &records {
        forget_record(tx, who, record, name, now).await?;
        store::add_erasure(tx, who.org, record.id, who.account, channel, now).await?;
    }
    Ok(())
}

/// Empties one record of a person.
async fn forget_record(
    tx: &mut Tx,
    who: &Who,
    card: &MemberCard,
    name: &'static str,
    now: Instant,
) -> Answer<(), PrivacyRefusal> {
    let member = card.id;
    store::delete_reads(tx, member).await?;
    for merge in store::merges_with(tx, member).await? {
        store::purge(tx, merge, now).await?;
    }
    booking::service::merge::forget_reasons::<PrivacyRefusal>(tx, member).await?;
    // what was put off until now has to be there to be found; and whoever is telling of it is waited for before its notices go
    tx.settle().await?;
    events::forget_about(tx, member.0).await?;
    messages::service::forget(tx, member).await?;
    let account = members::service::account_of(tx, member).await?;
    if let Some(account) = account {
        accounts::service::forget(tx, account, name).await?;
    }
    members::service::forget(tx, who.org, card, name, now).await?;
    tx.settle().await?;
    once::forget_about(tx, account.map(|account| account.0), member.0).await?;
    events::forget_about(tx, member.0).await?;
    Ok(())
}
