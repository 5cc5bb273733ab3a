//! Two records of one person become one: nobody sits in two classes at once, and waits where they sit.

use super::{cancel::free_seat, wait::leave_place};
use crate::{
    booking::{model::Clash, store},
    members::model::MemberId,
    platform::{
        db::Tx,
        error::{Answer, AppError, Reason},
        time::Instant,
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::model::OrgId,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Where two members have seats at the same time, at least one of the two ahead.
///
/// # Errors
/// A fault of the database.
pub async fn clashes<R>(tx: &mut Tx, kept: MemberId, other: MemberId, now: Instant) -> Answer<Vec<Clash>, R> {
    let rows = store::clashes(tx, kept, other, now).await?;
    Ok(rows
        .into_iter()
        .map(|row| Clash {
            kept: (row.kept_name, row.kept_starts),
            other: (row.other_name, row.other_starts),
            choice: row.kept_ahead && row.other_ahead,
        })
        .collect())
}

/// How many seats of the past two members had at the same time.
///
/// # Errors
/// A fault of the database.
pub async fn past_clashes<R>(tx: &mut Tx, kept: MemberId, other: MemberId, now: Instant) -> Answer<i64, R> {
    Ok(store::past_clashes(tx, kept, other, now).await?)
}

/// Locks the classes ahead of these members, in order. The first thing in its transaction: classes are locked before members.
///
/// # Errors
/// A fault of the database.
pub async fn hold<R>(tx: &mut Tx, org: OrgId, members: &[MemberId], now: Instant) -> Answer<Vec<ClassSession>, R> {
    let mut classes = Vec::new();
    for session in ahead::<R>(tx, members, now).await? {
        classes.push(schedule::service::lock::<R>(tx, org, session).await?);
    }
    Ok(classes)
}

/// Whether nothing was booked between locking the classes and locking the members.
///
/// # Errors
/// [`AppError::Busy`] when something was.
pub async fn still_held<R>(tx: &mut Tx, held: &[ClassSession], members: &[MemberId], now: Instant) -> Answer<(), R> {
    let held: BTreeSet<SessionId> = held.iter().map(|class| class.id).collect();
    if ahead::<R>(tx, members, now).await?.is_subset(&held) {
        Ok(())
    } else {
        Err(AppError::Busy)
    }
}

async fn ahead<R>(tx: &mut Tx, members: &[MemberId], now: Instant) -> Answer<BTreeSet<SessionId>, R> {
    let mut all = BTreeSet::new();
    for member in members {
        all.extend(store::ahead(tx, *member, now).await?.into_iter().map(|(id,)| id));
    }
    Ok(all)
}

/// Gives back what one person cannot have: of two seats at once the one of the kept record, or with `others_stay` that of the other;
/// and every place in a line of a class that they sit in or wait for already. Credits come back. How many there were.
///
/// # Errors
/// [`AppError::Busy`] when something was booked meanwhile.
pub async fn untangle<R: Reason>(
    tx: &mut Tx,
    org: OrgId,
    held: &[ClassSession],
    (kept, other): (MemberId, MemberId),
    others_stay: bool,
    now: Instant,
) -> Answer<i64, R> {
    let class = |id: SessionId| held.iter().find(|class| class.id == id).ok_or(AppError::Busy);
    let mut freed = 0;
    for (member, beside, either) in [(other, kept, true), (kept, other, false)] {
        for session in store::waits_twice(tx, member, beside, either).await? {
            // a line whose class has begun is ended by its own job
            if let Ok(class) = class(session)
                && leave_place::<R>(tx, org, class, member, now).await?
            {
                freed += 1;
                schedule::service::tell_seats::<R>(tx, session)?;
            }
        }
    }
    let mut gone = BTreeSet::new();
    for row in store::clashes(tx, kept, other, now).await? {
        let (member, session) = match (row.kept_ahead, row.other_ahead) {
            (true, true) if others_stay => (kept, row.kept),
            (true, false) => (kept, row.kept),
            _ => (other, row.other),
        };
        if !gone.insert((member, session)) {
            continue;
        }
        let class = class(session)?;
        for booking in store::still_booked(tx, session).await? {
            if booking.member_id == member && free_seat::<R>(tx, org, class, &booking, false, now).await? {
                freed += 1;
            }
        }
    }
    Ok(freed)
}

/// Lets the noted rows of this slice go from one record to the other.
///
/// # Errors
/// A fault of the database.
pub async fn carry<R>(tx: &mut Tx, merge: Uuid, from: MemberId, to: MemberId) -> Answer<(), R> {
    Ok(store::carry(tx, merge, from, to).await?)
}

/// Empties what the staff wrote about the strikes of a record.
///
/// # Errors
/// A fault of the database.
pub async fn forget_reasons<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    store::forget_reasons(tx, member).await?;
    Ok(())
}
