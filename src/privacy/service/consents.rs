//! Consents: off until given, given for one purpose and one text, taken back as easily.

use super::{health, on_wall, speaks_for};
use crate::{
    accounts::model::{Permission, Who},
    booking::service::For,
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
        time::{Instant, Span},
    },
    privacy::{
        model::{Agreed, Channel, Consent, HealthRead, MemberPrivacy, OwnHealth, OwnPrivacy, PrivacyRefusal, Purpose},
        store::{self, Said},
    },
    studio::model::OrgId,
};

/// Times that somebody has opened the health notes that a page shows at most.
const READS: i64 = 50;

/// Whoever reads a child's notes again within this time has read them once.
const AGAIN: Span = Span::minutes(10);

/// What a member says to a purpose by the last that they said: a yes holds for the text that it was given to, and a child's own only
/// where they may agree alone.
fn agreed(last: Option<&Said>, version: i64, guarded: bool) -> Agreed {
    match last {
        None => Agreed::Never,
        Some(said) if !said.given => Agreed::Withdrawn,
        Some(said) if said.version != version => Agreed::Outdated,
        Some(said) if guarded && !said.by_guardian => Agreed::Alone,
        Some(_) => Agreed::Yes,
    }
}

/// Whether a member has agreed to a purpose, to its text as it is now.
pub(super) async fn has_agreed<R>(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    purpose: Purpose,
    now: Instant,
) -> Answer<bool, R> {
    let said = store::said(tx, member).await?;
    let last = said.iter().find(|said| said.purpose == purpose);
    if agreed(last, purpose.version(), false) != Agreed::Yes {
        return Ok(false);
    }
    let guarded = members::household::agrees_from(tx, org, member, now).await?.is_some();
    Ok(agreed(last, purpose.version(), guarded) == Agreed::Yes)
}

/// Whether a member has agreed to a purpose, for whoever acts on it.
///
/// # Errors
/// A fault of the database.
pub async fn agrees<R>(tx: &mut Tx, org: OrgId, member: MemberId, purpose: Purpose, now: Instant) -> Answer<bool, R> {
    has_agreed(tx, org, member, purpose, now).await
}

/// Every purpose with the member's answer.
pub(super) async fn consents<R>(tx: &mut Tx, org: OrgId, member: MemberId, guarded: bool) -> Answer<Vec<Consent>, R> {
    let said = store::said(tx, member).await?;
    let mut consents = Vec::new();
    for purpose in Purpose::ALL {
        let last = said.iter().find(|said| said.purpose == purpose);
        let at = match last {
            Some(said) => Some((on_wall(tx, org, said.at).await?, said.channel)),
            None => None,
        };
        consents.push(Consent {
            purpose,
            version: purpose.version(),
            agreed: agreed(last, purpose.version(), guarded),
            said: at,
            guardian: last.filter(|said| said.by_guardian).map(|said| said.by.clone()),
        });
    }
    Ok(consents)
}

/// A member's own page, or a child's for whoever answers for it.
///
/// # Errors
/// [`AppError::NotFound`] for somebody for whom the reader does not answer.
pub async fn own(house: &House, who: &Who, on: impl Into<For>) -> Answer<OwnPrivacy> {
    let (on, now) = (on.into(), house.clock.now());
    let member = on.member;
    let mut tx = match on.me == member {
        true => house.db.read().await?,
        false => house.db.write().await?,
    };
    speaks_for::<Nothing>(&mut tx, who.org, on, now).await?;
    let children = members::household::children(&mut tx, who.org, on.me, now).await?;
    let child = children.iter().find(|child| child.id == member).cloned();
    let guarded = members::household::agrees_from(&mut tx, who.org, member, now).await?;
    let declares = match on.me == member && guarded.is_none() {
        true => members::household::ageless(&mut tx, who.org, member).await?,
        false => None,
    };
    let consents = consents(&mut tx, who.org, member, guarded.is_some()).await?;
    let health = health::own(&mut tx, house, who.org, member).await?;
    let notes = matches!(&health, OwnHealth::Open(notes) if notes.at.is_some());
    if on.me != member && notes && !store::read_since(&mut tx, member, who.account, now - AGAIN).await? {
        store::add_read(&mut tx, member, who.account, "notes", now).await?;
    }
    let mut reads = Vec::new();
    for read in store::reads(&mut tx, member, READS).await? {
        reads.push(HealthRead {
            by: read.name,
            at: on_wall(&mut tx, who.org, read.at).await?,
            copied: read.what == "export",
        });
    }
    tx.commit().await?;
    Ok(OwnPrivacy {
        declares,
        child,
        children,
        guarded,
        consents,
        health,
        reads,
    })
}

/// A member's consents, for staff who reach them.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn privacy_of(house: &House, who: &Who, member: MemberId) -> Answer<MemberPrivacy> {
    let mut tx = house.db.read().await?;
    let card = members::service::within_reach::<Nothing>(&mut tx, who, Permission::KeepConsents, member).await?;
    let erased = match store::erased_at(&mut tx, member).await? {
        Some(at) => Some(on_wall(&mut tx, who.org, at).await?),
        None => None,
    };
    let guarded = members::household::agrees_from(&mut tx, who.org, member, house.clock.now()).await?;
    Ok(MemberPrivacy {
        member,
        name: card.name,
        consents: consents(&mut tx, who.org, member, guarded.is_some()).await?,
        guarded,
        health: store::has_notes(&mut tx, member).await? > 0,
        erased,
    })
}

/// The member agrees to a purpose, having read this version of its text, or whoever answers for them does. Whoever has agreed already has
/// agreed once.
///
/// # Errors
/// [`PrivacyRefusal::TextChanged`] for another version; [`PrivacyRefusal::NeedsGuardian`] for a child that says so alone;
/// [`AppError::NotFound`] for somebody for whom the reader does not answer.
pub async fn give(
    house: &House,
    who: &Who,
    on: impl Into<For>,
    purpose: Purpose,
    version: i64,
) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.write().await?;
    let by = Speaker::Own(on.into());
    say(&mut tx, house, who, by, (purpose, Some(version))).await?;
    Ok(tx.commit().await?)
}

/// The member takes it back, or whoever answers for them. With the consent to health data the notes go.
///
/// # Errors
/// [`AppError::NotFound`] for somebody for whom the reader does not answer.
pub async fn withdraw(house: &House, who: &Who, on: impl Into<For>, purpose: Purpose) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.write().await?;
    say(&mut tx, house, who, Speaker::Own(on.into()), (purpose, None)).await?;
    Ok(tx.commit().await?)
}

/// The staff write down what a member has signed or said, or whoever answers for them; without a version: that they took it back.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach; as [`give`].
pub async fn record(
    house: &House,
    who: &Who,
    member: MemberId,
    guardian: bool,
    purpose: Purpose,
    version: Option<i64>,
) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.write().await?;
    members::service::within_reach::<PrivacyRefusal>(&mut tx, who, Permission::KeepConsents, member).await?;
    let by = Speaker::Desk { member, guardian };
    say(&mut tx, house, who, by, (purpose, version)).await?;
    Ok(tx.commit().await?)
}

/// Whose word it is.
#[derive(Clone, Copy)]
enum Speaker {
    /// The member's, or that of whoever answers for them.
    Own(For),
    /// On paper or in person at the desk.
    Desk { member: MemberId, guardian: bool },
}

async fn say(
    tx: &mut Tx,
    house: &House,
    who: &Who,
    by: Speaker,
    (purpose, version): (Purpose, Option<i64>),
) -> Answer<(), PrivacyRefusal> {
    if version.is_some_and(|version| version != purpose.version()) {
        return Err(AppError::Refused(PrivacyRefusal::TextChanged));
    }
    let now = house.clock.now();
    let (member, channel, by_guardian) = match by {
        Speaker::Own(on) => (on.member, Channel::Own, on.me != on.member),
        Speaker::Desk { member, guardian } => (member, Channel::Desk, guardian),
    };
    members::service::lock::<PrivacyRefusal>(tx, who.org, member).await?;
    if let Speaker::Own(on) = by {
        speaks_for::<PrivacyRefusal>(tx, who.org, on, now).await?;
    }
    let guarded = members::household::agrees_from::<PrivacyRefusal>(tx, who.org, member, now).await?;
    // a no is anybody's; a yes is not a child's alone
    if let (Some(age), Some(_), false) = (guarded, version, by_guardian) {
        return Err(AppError::Refused(PrivacyRefusal::NeedsGuardian(age)));
    }
    if store::erased_at(tx, member).await?.is_some() {
        return Err(AppError::Refused(PrivacyRefusal::Erased));
    }
    let said = store::said(tx, member).await?;
    let last = said.iter().find(|said| said.purpose == purpose);
    let settled = match (agreed(last, purpose.version(), guarded.is_some()), version) {
        (Agreed::Yes, Some(_)) | (Agreed::Never | Agreed::Withdrawn, None) => true,
        (Agreed::Never | Agreed::Withdrawn | Agreed::Outdated | Agreed::Alone, Some(_))
        | (Agreed::Yes | Agreed::Outdated | Agreed::Alone, None) => false,
    };
    if settled {
        return Ok(());
    }
    let refused = last.is_some_and(|said| !said.given && !said.by_guardian && said.channel == Channel::Own);
    if by_guardian && version.is_some() && guarded.is_none() && refused {
        return Err(AppError::Refused(PrivacyRefusal::TheirNo));
    }
    let said = Said {
        purpose,
        // what is taken back is what was given
        version: version.or(last.map(|said| said.version)).unwrap_or(purpose.version()),
        given: version.is_some(),
        channel,
        by_guardian,
        by: String::new(),
        at: now,
    };
    store::add_consent(tx, who.org, member, said, who.account).await?;
    if purpose == Purpose::Health && version.is_none() {
        store::delete_health(tx, member).await?;
    }
    Ok(())
}

/// Takes back everything that a member has agreed to, with their data.
pub(super) async fn withdraw_all(
    tx: &mut Tx,
    house: &House,
    who: &Who,
    member: MemberId,
) -> Answer<(), PrivacyRefusal> {
    let said = store::said(tx, member).await?;
    for purpose in Purpose::ALL {
        if let Some(last) = said.iter().find(|said| said.purpose == purpose)
            && last.given
        {
            let back = Said {
                given: false,
                channel: Channel::Erasure,
                at: house.clock.now(),
                ..last.clone()
            };
            store::add_consent(tx, who.org, member, back, who.account).await?;
        }
    }
    Ok(())
}
