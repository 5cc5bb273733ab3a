//! Two records of one person: what this slice has of them goes from one to the other and back. The use case stands at the right of
//! everything that has rows of a member, in `privacy`.

use super::{
    household_store, merge_store as store,
    model::{HouseholdRole, LikelyPair, MemberCard, MemberId, MemberStatus, RecordFacts},
    service::{lock, within_reach},
};
use crate::{
    accounts::{
        self,
        model::{AccountId, Permission, Scope, Who},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        secret,
        time::Instant,
    },
    studio::model::OrgId,
};
use uuid::Uuid;

pub use store::Place;

/// What a record says of a person.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn facts<R>(tx: &mut Tx, id: MemberId) -> Answer<RecordFacts, R> {
    store::facts(tx, id).await?.ok_or(AppError::NotFound)
}

/// Writes what a record says of a person, and what whoever signs in for it is called.
///
/// # Errors
/// A fault of the database.
pub async fn put_facts<R>(tx: &mut Tx, before: &RecordFacts, after: &RecordFacts) -> Answer<(), R> {
    store::put_facts(tx, after).await?;
    if before.details != after.details {
        store::put_details(tx, after.id, &after.details).await?;
    }
    if let Some(account) = super::service::account_of(tx, after.id).await? {
        accounts::service::rename(tx, account, &after.name).await?;
    }
    Ok(())
}

/// Where a record belongs.
///
/// # Errors
/// A fault of the database.
pub async fn place<R>(tx: &mut Tx, id: MemberId) -> Answer<Place, R> {
    Ok(store::place(tx, id).await?)
}

/// Writes where a record belongs.
///
/// # Errors
/// A fault of the database.
pub async fn put_place<R>(tx: &mut Tx, id: MemberId, place: &Place) -> Answer<(), R> {
    if let Some(household) = place.household_id {
        household_store::lock(tx, household).await?;
    }
    store::put_place(tx, id, place).await?;
    Ok(())
}

/// Where somebody belongs of whom there were two records; `None`: they are of two households, and one must be left first.
#[must_use]
pub fn joined(kept: &Place, other: &Place, (kept_id, other_id): (MemberId, MemberId)) -> Option<Place> {
    let mut place = kept.clone();
    match (kept.household_id, other.household_id) {
        (Some(one), Some(two)) if one != two => return None,
        (Some(_), Some(_)) => {
            // whoever answers for the children still does
            let roles = [kept.household_role, other.household_role];
            let role = HouseholdRole::ALL.into_iter().find(|role| roles.contains(&Some(*role)));
            place.household_role = role.or(kept.household_role);
        }
        (None, Some(_)) => {
            place.household_id = other.household_id;
            place.household_role = other.household_role;
            place.lets_book = other.lets_book;
        }
        (_, None) => {}
    }
    place.guest_of = match (kept.guest_of, other.guest_of) {
        (Some(host), Some(_)) if place.household_id.is_none() && host != other_id && host != kept_id => Some(host),
        _ => None,
    };
    if [kept.status, other.status].contains(&MemberStatus::Active) {
        place.status = MemberStatus::Active;
        place.archived_at = None;
    }
    place.joined_on = kept.joined_on.min(other.joined_on);
    Some(place)
}

/// What is left of a record's own place once it leads to another.
#[must_use]
pub fn left(place: &Place, now: Instant) -> Place {
    Place {
        household_id: None,
        household_role: None,
        lets_book: false,
        guest_of: None,
        status: MemberStatus::Ended,
        joined_on: place.joined_on,
        archived_at: Some(now),
    }
}

/// Locks two members, always in the same order, so that two who merge or book do not wait in a circle.
///
/// # Errors
/// [`AppError::NotFound`] when one is not there or leads to another.
pub async fn lock_both<R>(
    tx: &mut Tx,
    org: OrgId,
    one: MemberId,
    two: MemberId,
) -> Answer<(MemberCard, MemberCard), R> {
    if one < two {
        let first = lock(tx, org, one).await?;
        Ok((first, lock(tx, org, two).await?))
    } else {
        let first = lock(tx, org, two).await?;
        Ok((lock(tx, org, one).await?, first))
    }
}

/// Locks a member and a record that leads to it, in the same order.
///
/// # Errors
/// [`AppError::NotFound`] when it does not.
pub async fn lock_parted<R>(tx: &mut Tx, org: OrgId, kept: MemberId, other: MemberId) -> Answer<(), R> {
    let merged = async |tx: &mut Tx| {
        let found = store::lock_merged(tx, org, other).await?;
        found.map(|_| ()).ok_or(AppError::NotFound)
    };
    if kept < other {
        lock::<R>(tx, org, kept).await?;
        merged(tx).await
    } else {
        merged(tx).await?;
        lock::<R>(tx, org, kept).await?;
        Ok(())
    }
}

/// Leads a record to another, or (`None`) lets it stand for itself again. Its entry codes are worth nothing from now on.
///
/// # Errors
/// A fault of the database.
pub async fn lead<R>(tx: &mut Tx, id: MemberId, into: Option<MemberId>) -> Answer<(), R> {
    store::lead(tx, id, into, secret::random::<32>().to_vec()).await?;
    Ok(())
}

/// Gives the sign-ins of two records: each is taken away before one is given, because nobody has two.
///
/// # Errors
/// A fault of the database.
pub async fn put_accounts<R>(
    tx: &mut Tx,
    (kept, kepts): (MemberId, Option<AccountId>),
    (other, others): (MemberId, Option<AccountId>),
) -> Answer<(), R> {
    store::set_account(tx, kept, None).await?;
    store::set_account(tx, other, None).await?;
    store::set_account(tx, kept, kepts).await?;
    store::set_account(tx, other, others).await?;
    Ok(())
}

/// Lets the noted rows of this slice go from one record to the other.
///
/// # Errors
/// A fault of the database.
pub async fn carry<R>(tx: &mut Tx, merge: Uuid, from: MemberId, to: MemberId) -> Answer<(), R> {
    Ok(store::carry(tx, merge, from, to).await?)
}

/// The records that lead to this one.
///
/// # Errors
/// A fault of the database.
pub async fn merged<R>(tx: &mut Tx, into: MemberId) -> Answer<Vec<MemberCard>, R> {
    Ok(store::merged(tx, into).await?)
}

/// Where an old record leads, for whoever reaches that.
///
/// # Errors
/// [`AppError::NotFound`] where it leads nowhere, or out of reach.
pub async fn leads_to<R>(tx: &mut Tx, who: &Who, permission: Permission, id: MemberId) -> Answer<MemberId, R> {
    let into = store::leads_to(tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    within_reach::<R>(tx, who, permission, into).await?;
    Ok(into)
}

/// The same, where nobody is asking: who is meant by a record.
///
/// # Errors
/// A fault of the database.
pub async fn meant<R>(tx: &mut Tx, org: OrgId, id: MemberId) -> Answer<MemberId, R> {
    Ok(store::leads_to(tx, org, id).await?.unwrap_or(id))
}

/// Records that may be of one person: of all whom the reader reaches, or with one of them.
///
/// # Errors
/// A fault of the database.
pub async fn pairs<R>(tx: &mut Tx, who: &Who, scope: &Scope, of: Option<MemberId>) -> Answer<Vec<LikelyPair>, R> {
    Ok(store::pairs(tx, who.org, scope, of).await?)
}

/// What contradicts itself: an empty list, or something is broken.
///
/// # Errors
/// A fault of the database.
pub async fn check(tx: &mut Tx) -> Answer<Vec<String>> {
    let stranded = store::stranded(tx).await?;
    Ok(stranded
        .into_iter()
        .map(|(id,)| format!("a record that leads to another still has something of its own: {id}"))
        .collect())
}
