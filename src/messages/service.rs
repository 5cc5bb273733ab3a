//! Reading the inbox, and putting notices into it.

use super::{
    campaigns,
    model::{Body, Inbox, Notice, NoticeChoices, NoticeId, Topic},
    store,
};
use crate::{
    accounts::model::Who,
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
        time::{Instant, Zone},
    },
    studio::{self, model::OrgId},
};
use std::collections::BTreeMap;

/// Notices that the inbox shows at most.
const SHOWN: i64 = 100;

/// Puts a notice into a member's inbox; where the member does not sign in, also into those of whoever answers for them.
///
/// # Errors
/// A fault of the database.
pub async fn tell(tx: &mut Tx, org: OrgId, member: MemberId, body: &Body, now: Instant) -> Answer<()> {
    // what happened to a record that was merged meanwhile is for whoever has it now
    let member = members::merge::meant(tx, org, member).await?;
    // who booked for somebody needs not be told that they did
    if let Body::BookedFor { who, .. } = body {
        return write(tx, org, member, body, Some(*who), now).await;
    }
    write(tx, org, member, body, None, now).await?;
    for (reader, name) in members::household::answerable(tx, org, member, now).await? {
        let what = Box::new(body.clone());
        write(tx, org, reader, &Body::About { name, what }, Some(member), now).await?;
    }
    Ok(())
}

/// Whether what somebody writes to a member is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is: by them, or by whoever answers for them.
    Yes,
    /// Whoever would read it does not want to be written to.
    Unwanted,
    /// Nobody signs in who would read it.
    Nobody,
}

/// Whether a member would read what somebody of the club writes to them.
///
/// # Errors
/// A fault of the database.
pub async fn hears<R>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<Heard, R> {
    let mut readers: Vec<MemberId> = members::household::answerable(tx, org, member, now)
        .await
        .map_err(AppError::widen)?
        .into_iter()
        .map(|(reader, _)| reader)
        .collect();
    if members::service::account_of::<R>(tx, member).await?.is_some() {
        readers.push(member);
    }
    let mut heard = Heard::Nobody;
    for reader in readers {
        if !store::unwanted(tx, reader, Topic::Word.code()).await? {
            return Ok(Heard::Yes);
        }
        heard = Heard::Unwanted;
    }
    Ok(heard)
}

/// Puts what somebody of the club writes into a member's inbox, or into those of whoever answers for them. Lock the member first.
///
/// # Errors
/// A fault of the database.
pub async fn write_to<R>(tx: &mut Tx, org: OrgId, member: MemberId, text: String, now: Instant) -> Answer<Heard, R> {
    let heard = hears(tx, org, member, now).await?;
    if heard == Heard::Yes {
        tell(tx, org, member, &Body::Word { text }, now)
            .await
            .map_err(AppError::widen)?;
    }
    Ok(heard)
}

/// `about`: whom it names, where that is not its reader. What the reader does not want to be told is not written.
async fn write(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    body: &Body,
    about: Option<MemberId>,
    now: Instant,
) -> Answer<()> {
    let topic = body.topic();
    if !topic.always() && store::unwanted(tx, member, topic.code()).await? {
        return Ok(());
    }
    let kind = match body {
        Body::ClassCancelled { .. } => "class_cancelled",
        Body::ClassMoved { .. } => "class_moved",
        Body::Promoted { .. } => "promoted",
        Body::PassedOver { .. } => "passed_over",
        Body::Offered { .. } => "offered",
        Body::OfferOver { .. } => "offer_over",
        Body::PlaceFree { .. } => "place_free",
        Body::ClassSoon { .. } => "class_soon",
        Body::GivenAway { .. } => "given_away",
        Body::GivenBack { .. } => "given_back",
        Body::Refilled { .. } => "refilled",
        Body::DeskBooked { .. } => "desk_booked",
        Body::DeskCancelled { .. } => "desk_cancelled",
        Body::DeskMoved { .. } => "desk_moved",
        Body::SpotMoved { .. } => "spot_moved",
        Body::Struck { .. } => "struck",
        Body::Forgiven { .. } => "forgiven",
        Body::Excused { .. } => "excused",
        Body::ExcuseTakenBack { .. } => "excuse_taken_back",
        Body::BookedFor { .. } => "booked_for",
        Body::About { .. } => "about",
        Body::PassEnds { .. } => "pass_ends",
        Body::PassExtended { .. } => "pass_extended",
        Body::PassGoes { .. } => "pass_goes",
        Body::HourLogged { .. } => "hour_logged",
        Body::HourTakenBack { .. } => "hour_taken_back",
        Body::HourSettled { .. } => "hour_settled",
        Body::Word { .. } => "word",
        Body::LetIn => "let_in",
        Body::MembershipEnded => "membership_ended",
        Body::TakenBackIn => "taken_back_in",
    };
    let payload = serde_json::to_string(body).map_err(|e| crate::platform::error::fault(&e))?;
    Ok(store::add(tx, org, member, kind, payload, about, now).await?)
}

/// A member's inbox, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn inbox(house: &House, who: &Who, member: MemberId) -> Answer<Inbox> {
    let mut tx = house.db.read().await?;
    let locations = studio::service::locations(&mut tx, who.org).await?;
    let zone = locations
        .first()
        .and_then(|l| Zone::parse(&l.zone))
        .unwrap_or(Zone(chrono_tz::UTC));
    let unread = store::unread(&mut tx, member).await?;
    let rows = store::inbox(&mut tx, member, SHOWN).await?;
    let notices = rows
        .into_iter()
        // A notice that this version cannot read any more is left out rather than breaking the inbox.
        .filter_map(|row| {
            let body = serde_json::from_str(&row.payload).ok()?;
            Some(Notice {
                id: row.id,
                body,
                at: zone.moment(row.at),
                read: row.read_at.is_some(),
            })
        })
        .collect();
    Ok(Inbox { notices, unread })
}

/// How many notices a member has not read.
///
/// # Errors
/// A fault of the database.
pub async fn unread(house: &House, member: MemberId) -> Answer<i64> {
    let mut tx = house.db.read().await?;
    Ok(store::unread(&mut tx, member).await?)
}

/// Marks the inbox as read, up to the newest notice that was shown.
///
/// # Errors
/// A fault of the database.
pub async fn mark_read(house: &House, member: MemberId, newest: NoticeId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    store::mark_read(&mut tx, member, newest, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Deletes everything that a member was told, with their data.
///
/// # Errors
/// A fault of the database.
pub async fn forget<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    store::forget(tx, member).await?;
    campaigns::forget(tx, member).await
}

/// What a member wants to be told.
///
/// # Errors
/// A fault of the database.
pub async fn choices(house: &House, member: MemberId) -> Answer<NoticeChoices> {
    let mut tx = house.db.read().await?;
    let off = store::choices(&mut tx, member).await?;
    let known = Topic::ALL.into_iter().filter(|topic| !topic.always());
    Ok(NoticeChoices {
        off: known
            .filter(|topic| off.iter().any(|code| code == topic.code()))
            .collect(),
    })
}

/// Chooses what a member wants to be told, by the codes that are ticked. What has to be told is not asked.
///
/// # Errors
/// A fault of the database.
pub async fn choose(house: &House, who: &Who, member: MemberId, on: &BTreeMap<String, String>) -> Answer<()> {
    let mut tx = house.db.write().await?;
    // whoever was erased while the form was open chooses nothing again
    members::service::lock::<Nothing>(&mut tx, who.org, member).await?;
    members::household::not_erased::<Nothing>(&mut tx, member).await?;
    for topic in Topic::ALL.into_iter().filter(|topic| !topic.always()) {
        let wanted = on.contains_key(topic.code());
        store::choose(&mut tx, member, topic.code(), wanted, house.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// Lets the noted notices go from one record of a person to another.
///
/// # Errors
/// A fault of the database.
pub async fn carry<R>(tx: &mut Tx, merge: uuid::Uuid, from: MemberId, to: MemberId) -> Answer<(), R> {
    Ok(store::carry(tx, merge, from, to).await?)
}
