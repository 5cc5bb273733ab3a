//! Consents: off until given, given for one purpose and one text, taken back as easily.

use super::{health, on_wall};
use crate::{
    accounts::model::{Permission, Who},
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
    },
    privacy::{
        model::{Agreed, Channel, Consent, HealthRead, MemberPrivacy, OwnPrivacy, PrivacyRefusal, Purpose},
        store::{self, Said},
    },
    studio::model::OrgId,
};

/// Times that somebody has opened the health notes that a page shows at most.
const READS: i64 = 50;

/// What a member says to a purpose by the last that they said: a yes holds for the text that it was given to.
fn agreed(last: Option<&Said>, version: i64) -> Agreed {
    match last {
        None => Agreed::Never,
        Some(said) if !said.given => Agreed::Withdrawn,
        Some(said) if said.version == version => Agreed::Yes,
        Some(_) => Agreed::Outdated,
    }
}

/// Whether a member has agreed to a purpose, to its text as it is now.
pub(super) async fn has_agreed<R>(tx: &mut Tx, member: MemberId, purpose: Purpose) -> Answer<bool, R> {
    let said = store::said(tx, member).await?;
    let last = said.iter().find(|said| said.purpose == purpose);
    Ok(agreed(last, purpose.version()) == Agreed::Yes)
}

/// Every purpose with the member's answer.
pub(super) async fn consents<R>(tx: &mut Tx, org: OrgId, member: MemberId) -> Answer<Vec<Consent>, R> {
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
            agreed: agreed(last, purpose.version()),
            said: at,
        });
    }
    Ok(consents)
}

/// A member's own page.
///
/// # Errors
/// A fault of the database.
pub async fn own(house: &House, who: &Who, member: MemberId) -> Answer<OwnPrivacy> {
    let mut tx = house.db.read().await?;
    let consents = consents(&mut tx, who.org, member).await?;
    let health = health::own(&mut tx, house, who.org, member).await?;
    let mut reads = Vec::new();
    for read in store::reads(&mut tx, member, READS).await? {
        reads.push(HealthRead {
            by: read.name,
            at: on_wall(&mut tx, who.org, read.at).await?,
            copied: read.what == "export",
        });
    }
    Ok(OwnPrivacy {
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
    Ok(MemberPrivacy {
        member,
        name: card.name,
        consents: consents(&mut tx, who.org, member).await?,
        health: store::has_notes(&mut tx, member).await? > 0,
        erased,
    })
}

/// The member agrees to a purpose, having read this version of its text. Whoever has agreed already has agreed once.
///
/// # Errors
/// [`PrivacyRefusal::TextChanged`] for another version.
pub async fn give(
    house: &House,
    who: &Who,
    member: MemberId,
    purpose: Purpose,
    version: i64,
) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.write().await?;
    say(&mut tx, house, who, member, (purpose, Some(version)), Channel::Own).await?;
    Ok(tx.commit().await?)
}

/// The member takes it back. With the consent to health data the notes go.
///
/// # Errors
/// A fault of the database.
pub async fn withdraw(house: &House, who: &Who, member: MemberId, purpose: Purpose) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.write().await?;
    say(&mut tx, house, who, member, (purpose, None), Channel::Own).await?;
    Ok(tx.commit().await?)
}

/// The staff write down what a member has signed or said; without a version: that they took it back.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach; as [`give`].
pub async fn record(
    house: &House,
    who: &Who,
    member: MemberId,
    purpose: Purpose,
    version: Option<i64>,
) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.write().await?;
    members::service::within_reach::<PrivacyRefusal>(&mut tx, who, Permission::KeepConsents, member).await?;
    say(&mut tx, house, who, member, (purpose, version), Channel::Desk).await?;
    Ok(tx.commit().await?)
}

async fn say(
    tx: &mut Tx,
    house: &House,
    who: &Who,
    member: MemberId,
    (purpose, version): (Purpose, Option<i64>),
    channel: Channel,
) -> Answer<(), PrivacyRefusal> {
    if version.is_some_and(|version| version != purpose.version()) {
        return Err(AppError::Refused(PrivacyRefusal::TextChanged));
    }
    members::service::lock::<PrivacyRefusal>(tx, who.org, member).await?;
    if store::erased_at(tx, member).await?.is_some() {
        return Err(AppError::Refused(PrivacyRefusal::Erased));
    }
    let said = store::said(tx, member).await?;
    let last = said.iter().find(|said| said.purpose == purpose);
    let settled = match (agreed(last, purpose.version()), version) {
        (Agreed::Yes, Some(_)) | (Agreed::Never | Agreed::Withdrawn, None) => true,
        (Agreed::Never | Agreed::Withdrawn | Agreed::Outdated, Some(_)) | (Agreed::Yes | Agreed::Outdated, None) => {
            false
        }
    };
    if settled {
        return Ok(());
    }
    let said = Said {
        purpose,
        // what is taken back is what was given
        version: version.or(last.map(|said| said.version)).unwrap_or(purpose.version()),
        given: version.is_some(),
        channel,
        at: house.clock.now(),
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
                ..*last
            };
            store::add_consent(tx, who.org, member, back, who.account).await?;
        }
    }
    Ok(())
}
