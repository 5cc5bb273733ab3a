//! Taking a seat.

use super::{
    BOOKED, BOOKED_FOR, BookingEvent, For, GIVEN_AWAY, GIVEN_BACK, Gathered,
    cancel::refilled,
    command, emit, explained, gather, lock_both, settle_spots, stand_in,
    strikes::strike,
    wait::{leave_overlapping, leave_place},
};
use crate::{
    accounts::model::Who,
    booking::{
        model::{Booked, BookingId, Refusal, Rule, StrikeKind, WaitEnd},
        rules::{self, Wish},
        store::{self, Booking, NewBooking},
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans::{
        self,
        model::{Choice, PassId},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Reason},
        events,
        house::House,
        time::{Instant, Span},
    },
    rooms::model::SpotId,
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::model::OrgId,
};

/// Books a class for a member, or for somebody they may act for, with the pass chosen or the usual one. The same key books once.
///
/// # Errors
/// A [`Refusal`] with every rule that says no; [`AppError::NotFound`] for a class that is not there, or somebody else's seat.
pub async fn book(
    house: &House,
    who: &Who,
    on: impl Into<For>,
    session: SessionId,
    pass: Option<PassId>,
    key: &str,
) -> Answer<Booked, Refusal> {
    book_at(house, who, on, session, (pass, None), key).await
}

/// The same, on the spot chosen, or on one that the club chooses.
///
/// # Errors
/// As [`book`]; [`Rule::Spot`] where the spot is somebody else's by now: no place is taken then.
pub async fn book_at(
    house: &House,
    who: &Who,
    on: impl Into<For>,
    session: SessionId,
    (pass, spot): (Option<PassId>, Option<SpotId>),
    key: &str,
) -> Answer<Booked, Refusal> {
    let org = who.org;
    let on = on.into();
    let mut content = format!("{} {session} {pass:?}", on.member);
    if let Some(spot) = spot {
        content.push_str(&format!(" {spot}"));
    }
    command(house, who, &[session.0], ("book", key, content), |tx, now| {
        Box::pin(book_on(tx, org, on, session, (pass, spot), now))
    })
    .await
}

/// Books within a transaction.
///
/// # Errors
/// As [`book`].
pub async fn book_in(
    tx: &mut Tx,
    org: OrgId,
    on: impl Into<For>,
    session: SessionId,
    pass: Option<PassId>,
    now: Instant,
) -> Answer<Booked, Refusal> {
    book_on(tx, org, on.into(), session, (pass, None), now).await
}

async fn book_on(
    tx: &mut Tx,
    org: OrgId,
    on: For,
    session: SessionId,
    (pass, spot): (Option<PassId>, Option<SpotId>),
    now: Instant,
) -> Answer<Booked, Refusal> {
    let (class, card) = lock_both(tx, org, session, on.member, now).await?;
    stand_in(tx, org, on, now).await?;
    let mut gathered = gather(tx, org, class, card, pass, now).await?;
    if let (None, Some(chosen)) = (pass, gathered.offer.as_ref().and_then(|offer| offer.pass_id)) {
        // the pass that was chosen when the waiting began, as long as it can be used
        gathered.wanted = Some(chosen).filter(|chosen| gathered.facts().choices().iter().any(|c| c.pass == *chosen));
    }
    gathered.by = on.by();
    if let Some(spot) = spot.filter(|_| gathered.session.spots()) {
        gathered.wish = Wish::This(spot);
    }
    let stops = stops_of(tx, org, &gathered).await?;
    take(tx, org, gathered, stops).await
}

/// Every rule that says no to a member, or to somebody's guest.
pub(super) async fn stops_of<R>(tx: &mut Tx, org: OrgId, gathered: &Gathered) -> Answer<Vec<Rule>, R> {
    match gathered.card.guest_of {
        Some(host) => as_guest(tx, org, gathered, host).await,
        None => Ok(rules::booking(&gathered.facts())),
    }
}

/// Every rule that says no to a guest: those of everybody, and how many guests their host has in the class.
async fn as_guest<R>(tx: &mut Tx, org: OrgId, gathered: &Gathered, host: MemberId) -> Answer<Vec<Rule>, R> {
    let card: MemberCard = members::service::card(tx, org, host).await?;
    let of_host = gather(tx, org, gathered.session.clone(), card, None, gathered.now).await?;
    let mut stops = rules::hosting(&of_host.facts());
    stops.extend(rules::booking(&gathered.facts()));
    let most = gathered.policy.guests_max;
    if store::guests_in(tx, gathered.session.id, host).await? >= most {
        stops.push(Rule::Guests(most));
    }
    Ok(stops)
}

/// Books for somebody who stands at the desk: as long as the door lets in, it is not too late.
///
/// # Errors
/// As [`book`].
pub async fn book_at_desk_in(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    session: SessionId,
    now: Instant,
) -> Answer<Booked, Refusal> {
    let (class, card) = lock_both(tx, org, session, member, now).await?;
    let (mut gathered, stops) = at_desk(tx, org, class, card, now).await?;
    if let Some(unclaimed) = to_give_away(tx, &gathered, &stops).await? {
        give_away(tx, org, &gathered, &unclaimed).await?;
        for spot in &mut gathered.spots {
            spot.taken = spot.taken.filter(|who| *who != unclaimed.member_id);
        }
        let booked = take(tx, org, gathered, Vec::new()).await?;
        store::given_to(tx, unclaimed.id, booked.booking).await?;
        return Ok(booked);
    }
    take(tx, org, gathered, stops).await
}

/// Whether [`book_at_desk_in`] would find nothing against it.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn could_walk_in<R>(
    tx: &mut Tx,
    org: OrgId,
    class: ClassSession,
    card: MemberCard,
    now: Instant,
) -> Answer<bool, R> {
    let (gathered, stops) = at_desk(tx, org, class, card, now).await?;
    Ok(stops.is_empty() || to_give_away(tx, &gathered, &stops).await?.is_some())
}

/// What there is to know of somebody at the desk and a class, and every rule that says no to them.
async fn at_desk<R>(
    tx: &mut Tx,
    org: OrgId,
    class: ClassSession,
    mut card: MemberCard,
    now: Instant,
) -> Answer<(Gathered, Vec<Rule>), R> {
    // whoever brought them along is not there to say so
    card.guest_of = None;
    let mut gathered = gather(tx, org, class, card, None, now).await?;
    // whoever stands there goes before whoever is looking at the last spot
    gathered.wish = Wish::Promised;
    let mut stops = rules::booking(&gathered.facts());
    if now < gathered.session.starts.at + Span::minutes(gathered.policy.check_in_after) {
        stops.retain(|rule| !matches!(rule, Rule::Closed(_) | Rule::Started));
    }
    // what is kept for whoever stands there goes first: what is everybody's stays with those who book ahead
    let class = &gathered.session;
    if class.kept.walk_in > 0 && class.booked < class.capacity {
        gathered.walk_in = true;
        stops.retain(|rule| !matches!(rule, Rule::KeptPlaces(..) | Rule::KeptForParty(..)));
    }
    // whoever stands there with shoes on wastes nobody's place
    stops.retain(|rule| !matches!(rule, Rule::Struck(..) | Rule::DayOnly(..)));
    Ok((gathered, stops))
}

/// The place whose holder has not come, where it is all that is missing.
async fn to_give_away<R>(tx: &mut Tx, gathered: &Gathered, stops: &[Rule]) -> Answer<Option<Booking>, R> {
    let full = matches!(stops, [Rule::Full(_)]);
    if full && rules::gives_away(&gathered.session, &gathered.policy, gathered.now) {
        return Ok(store::unclaimed(tx, gathered.session.id).await?);
    }
    Ok(None)
}

/// Takes a place back whose holder has not come: what it cost is used, as if they had missed the class, and they are told.
async fn give_away(tx: &mut Tx, org: OrgId, gathered: &Gathered, unclaimed: &Booking) -> Answer<(), Refusal> {
    let (class, now) = (&gathered.session, gathered.now);
    members::service::hold::<Refusal>(tx, org, unclaimed.member_id).await?;
    if store::give_away(tx, unclaimed.id, now).await? == 0 {
        return Err(AppError::Busy);
    }
    if let Some(lot) = unclaimed.lot_id {
        plans::service::consume(tx, lot, unclaimed.credits, unclaimed.id.0, "no_show", now);
    }
    let policy = &gathered.policy.strikes;
    strike(tx, org, class, unclaimed, StrikeKind::NoShow, policy, now).await?;
    schedule::service::give_back_seats(tx, class.id, 1).await?;
    let mut event = BookingEvent::of(org, class, unclaimed.member_id);
    event.booking = Some(unclaimed.id);
    events::emit(tx, now, GIVEN_AWAY, &event);
    Ok(())
}

/// Gives a place back to whoever had it, when the booking that took it is undone: as if it had never been given away.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn give_back<R: Reason>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    by: BookingId,
    now: Instant,
) -> Answer<(), R> {
    let Some(found) = store::taken_by(tx, by).await? else {
        return Ok(());
    };
    members::service::hold::<R>(tx, org, found.member_id).await?;
    if store::give_back(tx, found.id).await? == 0 {
        return Ok(());
    }
    schedule::service::take_seat(tx, class.id, now);
    if let Some(lot) = found.lot_id {
        plans::service::hold_again(tx, lot, found.credits, found.id.0, "check_in_undone", now);
    }
    store::drop_strike(tx, found.id).await?;
    if class.spots() {
        settle_spots::<R>(tx, class, now).await?;
    }
    let mut event = BookingEvent::of(org, class, found.member_id);
    event.booking = Some(found.id);
    events::emit(tx, now, GIVEN_BACK, &event);
    Ok(())
}

/// Takes the seat unless a rule says no.
pub(super) async fn take(tx: &mut Tx, org: OrgId, gathered: Gathered, stops: Vec<Rule>) -> Answer<Booked, Refusal> {
    let (session, member, now) = (gathered.session.id, gathered.card.id, gathered.now);
    if !stops.is_empty() {
        let rules = explained(tx, org, &gathered.session, stops).await?;
        return Err(AppError::Refused(Refusal { rules }));
    }
    let Some(choice) = gathered.facts().choice() else {
        return Err(AppError::Refused(Rule::NoPass(None).into()));
    };
    let promised = gathered.offer.is_some() && gathered.wish == Wish::Any;
    let wish = if promised { Wish::Promised } else { gathered.wish };
    let spot = spot_for(&gathered, wish).map_err(|rule| AppError::Refused(rule.into()))?;
    if let Some(offer) = &gathered.offer {
        let booked = seat(tx, org, &gathered, (&choice, spot), true);
        store::end_waiting(tx, offer.id, WaitEnd::Promoted, Some(booked.booking), None, now).await?;
        leave_overlapping(tx, member, &gathered.session, now).await?;
        emit(tx, BOOKED, org, &gathered, Some(&booked), None);
        tell_whose_it_is(tx, org, &gathered, &booked).await?;
        refilled(tx, org, &gathered.session, &gathered.policy, member, now).await?;
        schedule::service::tell_seats(tx, session)?;
        return Ok(booked);
    }
    let waited = gathered.place.is_some();
    if waited {
        leave_place(tx, org, &gathered.session, member, now).await?;
    }
    let booked = seat(tx, org, &gathered, (&choice, spot), false);
    emit(tx, BOOKED, org, &gathered, Some(&booked), None);
    tell_whose_it_is(tx, org, &gathered, &booked).await?;
    if waited {
        refilled(tx, org, &gathered.session, &gathered.policy, member, now).await?;
    }
    schedule::service::tell_seats(tx, session)?;
    Ok(booked)
}

/// Somebody for whom another booked is told who it was.
async fn tell_whose_it_is(tx: &mut Tx, org: OrgId, gathered: &Gathered, booked: &Booked) -> Answer<(), Refusal> {
    let Some(by) = gathered.by else { return Ok(()) };
    let by: MemberCard = members::service::card(tx, org, by).await?;
    let event = BookingEvent {
        booking: Some(booked.booking),
        free_until: Some(booked.free_until),
        by: Some((by.id, by.name)),
        ..BookingEvent::of(org, &gathered.session, gathered.card.id)
    };
    events::emit(tx, gathered.now, BOOKED_FOR, &event);
    Ok(())
}

/// The spot that comes with the seat, where the class has spots; none for others.
pub(super) fn spot_for(gathered: &Gathered, wish: Wish) -> Result<Option<(SpotId, String)>, Rule> {
    let offset = gathered.session.starts.offset;
    let found = rules::pick(&gathered.spots, gathered.card.id, wish, offset)?;
    Ok(found.map(|spot| (spot.id, spot.name.clone())))
}

/// Takes the seat, or the one that is kept for the member, holds the credits and writes the booking, all with the next statement. Under the locks nothing of it can
/// fail; where another program took the seat or the credit all the same, that statement does, and the use case starts again.
pub(super) fn seat(
    tx: &mut Tx,
    org: OrgId,
    gathered: &Gathered,
    (choice, spot): (&Choice, Option<(SpotId, String)>),
    promoted: bool,
) -> Booked {
    let session = gathered.session.id;
    let booking = BookingId::fresh();
    let walk_in = gathered.walk_in && gathered.offer.is_none();
    if gathered.offer.is_some() {
        schedule::service::take_offered_seat(tx, session);
    } else if walk_in {
        schedule::service::take_walk_in(tx, session, gathered.now);
    } else {
        schedule::service::take_seat(tx, session, gathered.now);
    }
    let lot = choice.lot.filter(|_| choice.credits > 0);
    if let Some(lot) = lot {
        plans::service::hold(tx, lot, choice.credits, booking.0, gathered.now);
    }
    plans::service::begin(tx, choice);
    let free_until = gathered.free_until(promoted);
    let new = NewBooking {
        id: booking,
        org,
        session,
        member: gathered.card.id,
        pass: choice.pass,
        lot,
        credits: choice.credits,
        free_until: free_until.at,
        promoted_at: promoted.then_some(gathered.now),
        why: choice.why,
        by: gathered.by,
        spot: spot.as_ref().map(|(id, _)| *id),
        walk_in,
    };
    store::add(tx, new, gathered.now);
    Booked {
        booking,
        session,
        pass: choice.pass,
        credits: choice.credits,
        free_until,
        spot: spot.map(|(_, name)| name),
    }
}
