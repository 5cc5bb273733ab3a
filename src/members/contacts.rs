//! What the club does about somebody who may leave: that they were written to or spoken with, and until when they are set aside.

use super::{
    contacts_store as store, details_store, household,
    model::{ContactKind, MemberCard, MemberId},
    service::{lock, within_reach},
};
use crate::{
    accounts::model::{AccountId, Permission, Who},
    platform::{
        db::Tx,
        error::Answer,
        time::{Day, Instant},
    },
    studio::model::OrgId,
};

/// Locks a member about whom somebody may do something.
///
/// # Errors
/// [`crate::platform::error::AppError::NotFound`] for a member out of reach, and for one whose data were erased.
pub async fn begin<R>(tx: &mut Tx, who: &Who, member: MemberId) -> Answer<MemberCard, R> {
    within_reach(tx, who, Permission::EditMembers, member).await?;
    let card = lock(tx, who.org, member).await?;
    household::not_erased(tx, member).await?;
    Ok(card)
}

/// Writes down what was done. Lock them first.
///
/// # Errors
/// A fault of the database.
pub async fn add<R>(
    tx: &mut Tx,
    who: &Who,
    member: MemberId,
    (kind, until): (ContactKind, Option<Day>),
    now: Instant,
) -> Answer<(), R> {
    add_by(tx, (who.org, who.account), member, (kind, until), now).await
}

/// As [`add`], by somebody who is not there any more.
///
/// # Errors
/// A fault of the database.
pub async fn add_by<R>(
    tx: &mut Tx,
    (org, by): (OrgId, AccountId),
    member: MemberId,
    (kind, until): (ContactKind, Option<Day>),
    now: Instant,
) -> Answer<(), R> {
    store::add(tx, (org, member), kind, until, by, now).await?;
    Ok(())
}

/// Writes a note of the staff about them. Lock them first.
///
/// # Errors
/// A fault of the database.
pub async fn note<R>(tx: &mut Tx, who: &Who, member: MemberId, body: String, now: Instant) -> Answer<(), R> {
    details_store::add_note(tx, member, (body, false, false), who.account, now).await?;
    Ok(())
}

/// The day on which somebody who is set aside is shown again; `None`: they are not set aside.
///
/// # Errors
/// A fault of the database.
pub async fn aside<R>(tx: &mut Tx, member: MemberId, today: Day) -> Answer<Option<Day>, R> {
    Ok(store::aside(tx, member, today).await?)
}

/// Shows somebody again who is set aside; `false`: they are not.
///
/// # Errors
/// A fault of the database.
pub async fn take_up<R>(tx: &mut Tx, member: MemberId, today: Day, now: Instant) -> Answer<bool, R> {
    Ok(store::take_up(tx, member, today, now).await? > 0)
}

/// Deletes what was done about a member.
pub(super) async fn forget<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    store::forget(tx, member).await?;
    Ok(())
}
