//! Waiting for a seat, and getting one when somebody gives theirs back.

use super::{
    BookingEvent, For, Gathered, OFFER_OVER, OFFERED, PASSED_OVER, PLACE_FREE, PROMOTED,
    book::{seat, spot_for},
    cancel::refilled,
    command, emit, gather, lock_both,
    party_waits::promote_party,
    stand_in,
};
use crate::{
    accounts::model::Who,
    booking::{
        model::{Joined, Line, Refusal, Rule, WaitEnd},
        rules,
        store::{self, Waiting},
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans::model::{Choice, PassId},
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        house::House,
        time::Instant,
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::{
        self,
        model::{BookingPolicy, OrgId},
    },
};

/// Joins the waitlist of a full class. The same key joins once.
///
/// # Errors
/// A [`Refusal`] with every rule that says no.
pub async fn join(
    house: &House,
    who: &Who,
    on: impl Into<For>,
    session: SessionId,
    pass: Option<PassId>,
    key: &str,
) -> Answer<Joined, Refusal> {
    let org = who.org;
    let on = on.into();
    let content = format!("{} {session} {pass:?}", on.member);
    command(house, who, &[session.0], ("join", key, content), |tx, now| {
        Box::pin(join_in(tx, org, on, session, pass, now))
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
    on: impl Into<For>,
    session: SessionId,
    pass: Option<PassId>,
    now: Instant,
) -> Answer<Joined, Refusal> {
    let on = on.into();
    let member = on.member;
    let (class, card) = lock_both(tx, org, session, member, now).await?;
    stand_in(tx, org, on, now).await?;
    let gathered = gather(tx, org, class, card, pass, now).await?;
    let stops = rules::joining(&gathered.facts());
    if !stops.is_empty() {
        return Err(AppError::Refused(Refusal { rules: stops }));
    }
    if pass.is_some_and(|wanted| !gathered.passes.iter().any(|p| p.id == wanted)) {
        return Err(AppError::Refused(Rule::OtherPass.into()));
    }
    let place = gathered.session.waiting + 1;
    store::add_waiting(tx, session, (member, pass), place, false, now).await?;
    schedule::service::move_waiting(tx, session, 1).await?;
    if gathered.session.free() > 0 {
        // those before them were asked and said nothing: the seat is for whoever comes now
        promote_in(tx, org, session, false, now).await?;
    }
    schedule::service::tell_seats(tx, session)?;
    Ok(Joined { session, place })
}

/// Leaves a waitlist, or passes on the place that is kept: always free. The same key leaves once.
///
/// # Errors
/// [`AppError::NotFound`] when the member does not wait for this class.
pub async fn leave(house: &House, who: &Who, on: impl Into<For>, session: SessionId, key: &str) -> Answer<(), Refusal> {
    let org = who.org;
    let on = on.into();
    let content = format!("{} {session}", on.member);
    command(house, who, &[session.0], ("leave", key, content), |tx, now| {
        Box::pin(leave_in(tx, org, on, session, now))
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
    on: impl Into<For>,
    session: SessionId,
    now: Instant,
) -> Answer<(), Refusal> {
    let on = on.into();
    let member = on.member;
    let (class, _) = lock_both::<Refusal>(tx, org, session, member, now).await?;
    stand_in::<Refusal>(tx, org, on, now).await?;
    if !leave_place(tx, org, &class, member, now).await? {
        return Err(AppError::NotFound);
    }
    if class.free() > 0 {
        // what was kept for several who waited together may be for fewer now, or for whoever stood behind them
        promote_in(tx, org, session, false, now).await?;
    }
    schedule::service::tell_seats(tx, session)
}

/// Ends the member's place on a waitlist; a seat that was kept for them goes to the next. `false`: there was none.
pub(super) async fn leave_place<R>(
    tx: &mut Tx,
    org: OrgId,
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
    if entry.offer_until.is_some() {
        if store::end_waiting(tx, entry.id, WaitEnd::Declined, None, None, now).await? == 1 {
            schedule::service::free_offered_seats(tx, class.id, 1).await?;
            promote_in(tx, org, class.id, true, now).await?;
        }
    } else if store::end_waiting(tx, entry.id, WaitEnd::Left, None, None, now).await? == 1 {
        schedule::service::move_waiting(tx, class.id, -1).await?;
    }
    Ok(true)
}

/// Hands free seats to those who wait, as the rules for this time say: given to the first who may have one, each asked again,
/// offered to them, or announced to all. Whoever may not is passed over and told; where a pass is all that is missing, the seat is
/// offered, so that it can be had. Several who wait together all get theirs, or are passed by, or waited for, as the rules say. `freed` says that a seat came free just now: only then it is news that one is.
///
/// # Errors
/// A fault of the database.
pub async fn promote_in<R>(tx: &mut Tx, org: OrgId, session: SessionId, freed: bool, now: Instant) -> Answer<i64, R> {
    let mut handed = 0;
    loop {
        let class: ClassSession = schedule::service::lock(tx, org, session).await?;
        if class.free() == 0 || class.waiting == 0 || now >= class.starts.at {
            return Ok(handed);
        }
        let (zone, policy) = studio::service::booking_terms(tx, org, class.location_id, now).await?;
        let mode = schedule::service::wait_mode(tx, class.class_type_id).await?;
        let line = rules::line(&class, &policy, zone, mode, now);
        if matches!(line, Line::Told | Line::Open) {
            if line == Line::Told && freed {
                announce(tx, org, &class, &policy, now).await?;
            }
            return Ok(handed);
        }
        // whoever let an offer of this class run out is not asked again: the seat is then for whoever is first
        let entries = store::waiting(tx, session).take(tx).await?;
        let asked: Vec<Waiting> = entries
            .into_iter()
            .filter(|w| w.offer_until.is_none() && !w.silent)
            .collect();
        let parties: Vec<_> = asked.iter().map(|w| w.party_id).collect();
        let turn = rules::turn(&parties, class.free(), policy.skip_if_not_fit);
        for party in turn.skipped {
            store::skip(tx, party, class.free(), now).await?;
        }
        let next: Vec<Waiting> = turn.next.into_iter().filter_map(|at| asked.get(at).cloned()).collect();
        match &next[..] {
            [] => {
                if freed && turn.kept_for.is_none() {
                    announce(tx, org, &class, &policy, now).await?;
                }
                return Ok(handed);
            }
            [one] => handed += promote_one(tx, org, class, one, line, now).await?,
            _ => handed += promote_party(tx, org, &class, &next, line, now).await?,
        }
    }
}

/// Hands the seat to one who waits alone, offers it, or passes them over; how many seats went.
async fn promote_one<R>(
    tx: &mut Tx,
    org: OrgId,
    class: ClassSession,
    entry: &Waiting,
    line: Line,
    now: Instant,
) -> Answer<i64, R> {
    let card = members::service::lock(tx, org, entry.member_id).await?;
    let gathered = gather_waiting(tx, org, class, card, entry, now).await?;
    let stops = rules::promoting(&gathered.facts());
    match gathered.facts().choice() {
        Some(choice) if stops.is_empty() && line == Line::Given => {
            give(tx, org, &gathered, entry, &choice).await?;
            Ok(1)
        }
        choice if rules::can_be_claimed(&stops) => {
            offer_to(tx, org, &gathered, entry, choice.is_some()).await?;
            Ok(1)
        }
        _ => {
            pass_over(tx, org, &gathered, entry, stops.first()).await?;
            Ok(0)
        }
    }
}

/// The facts about somebody who waits, with the pass chosen when they joined, or any other where that one is gone by now.
pub(super) async fn gather_waiting<R>(
    tx: &mut Tx,
    org: OrgId,
    class: ClassSession,
    card: MemberCard,
    entry: &Waiting,
    now: Instant,
) -> Answer<Gathered, R> {
    let mut gathered = gather(tx, org, class, card, entry.pass_id, now).await?;
    if gathered.facts().choice().is_none() {
        gathered.wanted = None;
    }
    Ok(gathered)
}

/// Gives a free seat to somebody who waits.
pub(super) async fn give<R>(
    tx: &mut Tx,
    org: OrgId,
    gathered: &Gathered,
    entry: &Waiting,
    choice: &Choice,
) -> Answer<(), R> {
    let (session, now) = (gathered.session.id, gathered.now);
    // under a promise there is no rule against any spot
    let spot = spot_for(gathered, rules::Wish::Promised).unwrap_or_default();
    let booked = seat(tx, org, gathered, (choice, spot), true);
    schedule::service::move_waiting(tx, session, -1).await?;
    store::end_waiting(tx, entry.id, WaitEnd::Promoted, Some(booked.booking), None, now).await?;
    leave_overlapping(tx, entry.member_id, &gathered.session, now).await?;
    emit(tx, PROMOTED, org, gathered, Some(&booked), None);
    refilled(tx, org, &gathered.session, &gathered.policy, entry.member_id, now).await
}

/// Keeps a free seat for somebody who waits.
pub(super) async fn offer_to<R>(
    tx: &mut Tx,
    org: OrgId,
    gathered: &Gathered,
    entry: &Waiting,
    covered: bool,
) -> Answer<(), R> {
    let now = gathered.now;
    let until = rules::offer_until(&gathered.session, &gathered.policy, gathered.zone, now);
    store::offer(tx, entry.id, until, now).await?;
    schedule::service::offer_seat(tx, gathered.session.id, now).await?;
    let mut event = BookingEvent::of(org, &gathered.session, entry.member_id);
    event.offer_until = Some(gathered.zone.moment(until));
    event.covered = covered;
    events::emit(tx, now, OFFERED, &event);
    Ok(())
}

/// Ends the place of somebody who may not have the seat, and tells them.
pub(super) async fn pass_over<R>(
    tx: &mut Tx,
    org: OrgId,
    gathered: &Gathered,
    entry: &Waiting,
    why: Option<&Rule>,
) -> Answer<(), R> {
    schedule::service::move_waiting(tx, gathered.session.id, -1).await?;
    let code = why.map(Rule::code);
    store::end_waiting(tx, entry.id, WaitEnd::PassedOver, None, code, gathered.now).await?;
    emit(tx, PASSED_OVER, org, gathered, None, why);
    Ok(())
}

/// Tells everybody who waits and for whom there is room that a place can be booked.
async fn announce<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    policy: &BookingPolicy,
    now: Instant,
) -> Answer<(), R> {
    let mut line = store::waiting(tx, class.id).take(tx).await?;
    line.retain(|entry| entry.offer_until.is_none());
    let parties: Vec<_> = line.iter().map(|entry| entry.party_id).collect();
    let told = rules::told(&parties, class.free(), policy.skip_if_not_fit);
    for party in told.skipped {
        store::skip(tx, party, class.free(), now).await?;
    }
    for entry in told.next.into_iter().filter_map(|at| line.get(at)) {
        events::emit(tx, now, PLACE_FREE, &BookingEvent::of(org, class, entry.member_id));
    }
    Ok(())
}

/// Ends the offers of a class that have run out and hands the seats on; how many there were. Under the lock of the class, so that an
/// offer is either taken or over, never both.
///
/// # Errors
/// A fault of the database.
pub async fn expire_in<R>(tx: &mut Tx, org: OrgId, session: SessionId, now: Instant) -> Answer<i64, R> {
    let class: ClassSession = schedule::service::lock(tx, org, session).await?;
    let mut over = Vec::new();
    for entry in store::waiting(tx, session).take(tx).await? {
        let lapsed = entry.offer_until.is_some_and(|until| until <= now);
        if lapsed && store::end_waiting(tx, entry.id, WaitEnd::Expired, None, None, now).await? == 1 {
            over.push(entry);
        }
    }
    if over.is_empty() {
        return Ok(0);
    }
    schedule::service::free_offered_seats(tx, session, over.len() as i64).await?;
    let policy = studio::service::booking_policy(tx, org, class.location_id, now).await?;
    let stays = policy.expired_keeps_place && now < rules::promotion_closes(&class, &policy);
    for entry in &over {
        let mut event = BookingEvent::of(org, &class, entry.member_id);
        if stays {
            let place = schedule::service::session::<R>(tx, org, session).await?.waiting + 1;
            store::add_waiting(tx, session, (entry.member_id, entry.pass_id), place, true, now).await?;
            schedule::service::move_waiting(tx, session, 1).await?;
            event.covered = true;
        }
        events::emit(tx, now, OFFER_OVER, &event);
    }
    promote_in(tx, org, session, true, now).await?;
    schedule::service::tell_seats(tx, session)?;
    Ok(over.len() as i64)
}

/// Ends the member's places on other waitlists that overlap the class they now have a seat in.
pub(super) async fn leave_overlapping<R>(
    tx: &mut Tx,
    member: MemberId,
    class: &ClassSession,
    now: Instant,
) -> Answer<(), R> {
    let span = (class.starts.at, class.ends.at);
    store::end_overlapping_offers(tx, member, class.id, span, now).await?;
    for (entry, session) in store::overlapping_waits(tx, member, class.starts.at, class.ends.at).await? {
        let why = Some("overlaps");
        if session != class.id && store::end_waiting(tx, entry, WaitEnd::Left, None, why, now).await? == 1 {
            schedule::service::move_waiting(tx, session, -1).await?;
            schedule::service::tell_seats(tx, session)?;
        }
    }
    Ok(())
}
