//! Reading the inbox, and putting notices into it.

use super::{
    model::{Body, Inbox, Notice, NoticeId},
    store,
};
use crate::{
    accounts::model::Who,
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::Answer,
        house::House,
        time::{Instant, Zone},
    },
    studio::{self, model::OrgId},
};

/// Notices that the inbox shows at most.
const SHOWN: i64 = 100;

/// Puts a notice into a member's inbox; where the member does not sign in, also into those of whoever answers for them.
///
/// # Errors
/// A fault of the database.
pub async fn tell(tx: &mut Tx, org: OrgId, member: MemberId, body: &Body, now: Instant) -> Answer<()> {
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

/// `about`: whom it names, where that is not its reader.
async fn write(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    body: &Body,
    about: Option<MemberId>,
    now: Instant,
) -> Answer<()> {
    let kind = match body {
        Body::ClassCancelled { .. } => "class_cancelled",
        Body::ClassMoved { .. } => "class_moved",
        Body::Promoted { .. } => "promoted",
        Body::PassedOver { .. } => "passed_over",
        Body::Offered { .. } => "offered",
        Body::OfferOver { .. } => "offer_over",
        Body::PlaceFree { .. } => "place_free",
        Body::GivenAway { .. } => "given_away",
        Body::GivenBack { .. } => "given_back",
        Body::Struck { .. } => "struck",
        Body::Forgiven { .. } => "forgiven",
        Body::BookedFor { .. } => "booked_for",
        Body::About { .. } => "about",
        Body::PassEnds { .. } => "pass_ends",
        Body::PassExtended { .. } => "pass_extended",
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
    Ok(())
}
