//! Waiting for a seat, and getting one when somebody gives theirs back.

use super::{PASSED_OVER, PROMOTED, book::seat, command, emit, gather, lock_both};
use crate::{
    accounts::model::Who,
    booking::{
        model::{Joined, Refusal, Rule},
        rules, store,
    },
    members::{self, model::MemberId},
    plans::model::PassId,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        house::House,
        time::Instant,
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::{self, model::OrgId},
};

/// Joins the waitlist of a full class. The same key joins once.
///
/// # Errors
/// A [`Refusal`] with every rule that says no.
pub async fn join(
    house: &House,
    who: &Who,
    member: MemberId,
    session: SessionId,
    pass: Option<PassId>,
    key: &str,
) -> Answer<Joined, Refusal> {
    let org = who.org;
    let content = format!("{member} {session} {pass:?}");
    command(house, who, &[session.0], ("join", key, content), |tx, now| {
        Box::pin(join_in(tx, org, member, session, pass, now))
    })
    .await
}

/// Joins within a transaction.
///
/// # Errors
/// As [`join`].
pub async fn join_in(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    session: SessionId,
    pass: Option<PassId>,
    now: Instant,
) -> Answer<Joined, Refusal> {
    let (class, card) = lock_both(tx, org, session, member).await?;
    let gathered = gather(tx, org, class, card, pass, now).await?;
    let stops = rules::joining(&gathered.facts());
    if !stops.is_empty() {
        return Err(AppError::Refused(Refusal { rules: stops }));
    }
    if pass.is_some_and(|wanted| !gathered.passes.iter().any(|p| p.id == wanted)) {
        return Err(AppError::Refused(Rule::OtherPass.into()));
    }
    store::add_waiting(tx, session, member, pass, now).await?;
    schedule::service::move_waiting(tx, session, 1).await?;
    schedule::service::tell_seats(tx, session)?;
    Ok(Joined {
        session,
        place: gathered.session.waiting + 1,
    })
}

/// Leaves a waitlist: always free. The same key leaves once.
///
/// # Errors
/// [`AppError::NotFound`] when the member does not wait for this class.
pub async fn leave(house: &House, who: &Who, member: MemberId, session: SessionId, key: &str) -> Answer<(), Refusal> {
    let org = who.org;
    let content = format!("{member} {session}");
    command(house, who, &[session.0], ("leave", key, content), |tx, now| {
        Box::pin(leave_in(tx, org, member, session, now))
    })
    .await
}

/// Leaves within a transaction.
///
/// # Errors
/// As [`leave`].
pub async fn leave_in(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    session: SessionId,
    now: Instant,
) -> Answer<(), Refusal> {
    let (class, _) = lock_both::<Refusal>(tx, org, session, member).await?;
    if !leave_place(tx, &class, member, now).await? {
        return Err(AppError::NotFound);
    }
    schedule::service::tell_seats(tx, session)
}

/// Ends the member's place on a waitlist. `false`: there was none.
pub(super) async fn leave_place<R>(
    tx: &mut Tx,
    class: &ClassSession,
    member: MemberId,
    now: Instant,
) -> Answer<bool, R> {
    let Some(entry) = store::waiting(tx, class.id)
        .take(tx)
        .await?
        .into_iter()
        .find(|w| w.member_id == member)
    else {
        return Ok(false);
    };
    if store::end_waiting(tx, entry.id, "left", None, None, now).await? == 1 {
        schedule::service::move_waiting(tx, class.id, -1).await?;
    }
    Ok(true)
}

/// Gives free seats to those who wait, in order, each asked again whether they may have it. Whoever may not is passed over and told.
///
/// # Errors
/// A fault of the database.
pub async fn promote_in<R>(tx: &mut Tx, org: OrgId, session: SessionId, now: Instant) -> Answer<i64, R> {
    let mut promoted = 0;
    loop {
        let class: ClassSession = schedule::service::lock(tx, org, session).await?;
        if class.free() == 0 || class.waiting == 0 {
            return Ok(promoted);
        }
        let policy = studio::service::booking_policy(tx, org, class.location_id, now).await?;
        if now >= rules::promotion_closes(&class, &policy) {
            return Ok(promoted);
        }
        let Some(entry) = store::waiting(tx, session).take(tx).await?.into_iter().next() else {
            return Ok(promoted);
        };
        let card = members::service::lock(tx, org, entry.member_id).await?;
        let mut gathered = gather(tx, org, class, card, entry.pass_id, now).await?;
        // The pass chosen when joining may be gone by now; any other will do then.
        if gathered.facts().choice().is_none() {
            gathered.wanted = None;
        }
        let stops = rules::promoting(&gathered.facts());
        let outcome = match gathered.facts().choice() {
            Some(choice) if stops.is_empty() => Ok(seat(tx, org, &gathered, &choice, true)),
            _ => Err(stops),
        };
        schedule::service::move_waiting(tx, session, -1).await?;
        match outcome {
            Ok(booked) => {
                store::end_waiting(tx, entry.id, "promoted", Some(booked.booking), None, now).await?;
                leave_overlapping(tx, entry.member_id, &gathered.session, now).await?;
                emit(tx, PROMOTED, org, &gathered, Some(&booked), None);
                promoted += 1;
            }
            Err(stops) => {
                let why = stops.first();
                store::end_waiting(tx, entry.id, "passed_over", None, why.map(Rule::code), now).await?;
                emit(tx, PASSED_OVER, org, &gathered, None, why);
            }
        }
    }
}

/// Ends the member's places on other waitlists that overlap the class they now have a seat in.
async fn leave_overlapping<R>(tx: &mut Tx, member: MemberId, class: &ClassSession, now: Instant) -> Answer<(), R> {
    for (entry, session) in store::overlapping_waits(tx, member, class.starts.at, class.ends.at).await? {
        if session != class.id && store::end_waiting(tx, entry, "left", None, Some("overlaps"), now).await? == 1 {
            schedule::service::move_waiting(tx, session, -1).await?;
            schedule::service::tell_seats(tx, session)?;
        }
    }
    Ok(())
}
