//! Booking, waiting, cancelling, promoting: one transaction each.
//!
//! Locks are taken in one order, the class before the member, so that nobody waits in a circle; where two promotions meet
//! crosswise all the same, the database ends one of them and it is tried again.

use super::{
    model::{
        Booked, BookingId, BookingStatus, Cancelled, CoachDay, Entry, Home, Joined, MemberTimetable, Mine, MyBookings,
        Refusal, Roster, RosterLine, Rule, Sheet,
    },
    rules::{self, Facts, OwnClass},
    store::{self, Booking, NewBooking},
};
use crate::{
    accounts::model::{Permission, Who},
    coaches::model::CoachId,
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans::{
        self,
        model::{Choice, Pass, PassId},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        house::House,
        once::{self, Begun, Command},
        secret,
        time::{Day, Instant, Moment, Span, Zone, day_plus},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
    studio::{
        self,
        model::{BookingPolicy, LocationId, OrgId},
    },
};
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// A seat was booked.
pub const BOOKED: &str = "booking.booked";
/// A seat was given back.
pub const RELEASED: &str = "booking.released";
/// The waitlist gave a seat.
pub const PROMOTED: &str = "booking.promoted";
/// A seat was free for somebody who waited, but a rule stood in the way.
pub const PASSED_OVER: &str = "booking.passed_over";

/// What the events of this slice say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BookingEvent {
    /// The organisation.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// The booking, where there is one.
    pub booking: Option<BookingId>,
    /// Until when cancelling is free, where there is a seat.
    pub free_until: Option<Moment>,
    /// The rule that stood in the way.
    pub rule: Option<String>,
}

/// Tries of a use case that the database ended because others were in its way.
const TRIES: usize = 4;

/// Runs a use case again while the database ends it for others' sake.
macro_rules! patiently {
    ($run:expr) => {{
        let mut tries = 1;
        loop {
            match $run.await {
                Err(AppError::Busy) if tries < TRIES => tries += 1,
                other => break other,
            }
        }
    }};
}

/// The facts about a class and a member, gathered under the lock of both.
pub(super) struct Gathered {
    now: Instant,
    session: ClassSession,
    zone: Zone,
    policy: BookingPolicy,
    card: MemberCard,
    seat: Option<Booking>,
    place: Option<i64>,
    own: Vec<OwnClass>,
    passes: Vec<Pass>,
    wanted: Option<PassId>,
}

impl Gathered {
    fn facts(&self) -> Facts<'_> {
        Facts {
            now: self.now,
            session: &self.session,
            policy: &self.policy,
            member: self.card.status,
            seated: self.seat.is_some(),
            place: self.place,
            own: &self.own,
            passes: &self.passes,
            wanted: self.wanted,
        }
    }

    fn free_until(&self, promoted: bool) -> Moment {
        self.zone.moment(rules::free_until(
            self.session.starts.at,
            &self.policy,
            self.zone,
            self.now,
            promoted,
        ))
    }
}

async fn gather<R>(
    tx: &mut Tx,
    org: OrgId,
    session: ClassSession,
    card: MemberCard,
    wanted: Option<PassId>,
    now: Instant,
) -> Answer<Gathered, R> {
    let location = studio::service::location(tx, org, session.location_id).await?;
    let zone = studio::service::zone(&location.zone)?;
    let policy = studio::service::booking_policy(tx, org, session.location_id, now).await?;
    let seat = store::seat(tx, session.id, card.id).await?;
    let place = if session.waiting > 0 {
        place(tx, session.id, card.id).await?
    } else {
        None
    };
    // A day around the class for overlaps and the day's cap, and everything ahead for the other cap.
    let own = store::own_classes(tx, card.id, session.id, now.min(session.starts.at) - Span::hours(24)).await?;
    let passes = plans::service::passes(tx, card.id, session.day).await?;
    Ok(Gathered {
        now,
        session,
        zone,
        policy,
        card,
        seat,
        place,
        own,
        passes,
        wanted,
    })
}

async fn place<R>(tx: &mut Tx, session: SessionId, member: MemberId) -> Answer<Option<i64>, R> {
    let waiting = store::waiting(tx, session).await?;
    Ok(waiting.iter().position(|w| w.member_id == member).map(|i| i as i64 + 1))
}

// --- booking ---------------------------------------------------------------------------------------------------------

/// Books a class for a member, with the pass chosen or the usual one. The same key books once.
///
/// # Errors
/// A [`Refusal`] with every rule that says no; [`AppError::NotFound`] for a class that is not there.
pub async fn book(
    house: &House,
    who: &Who,
    member: MemberId,
    session: SessionId,
    pass: Option<PassId>,
    key: &str,
) -> Answer<Booked, Refusal> {
    patiently!(book_once(house, who, member, session, pass, key))
}

async fn book_once(
    house: &House,
    who: &Who,
    member: MemberId,
    session: SessionId,
    pass: Option<PassId>,
    key: &str,
) -> Answer<Booked, Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let content = format!("{member} {session} {pass:?}");
    match once::begin(
        &mut tx,
        now,
        Command {
            who: who.account.0,
            name: "book",
            key,
            content,
        },
    )
    .await?
    {
        Begun::Again(answer) => answer,
        Begun::New(ticket) => {
            let answer = book_in(&mut tx, who.org, member, session, pass, now).await;
            once::finish(tx, ticket, answer).await
        }
    }
}

/// Books within a transaction.
///
/// # Errors
/// As [`book`].
pub async fn book_in(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    session: SessionId,
    pass: Option<PassId>,
    now: Instant,
) -> Answer<Booked, Refusal> {
    let class = schedule::service::lock(tx, org, session).await?;
    let card = members::service::lock(tx, org, member).await?;
    let gathered = gather(tx, org, class, card, pass, now).await?;
    let stops = rules::booking(&gathered.facts());
    if !stops.is_empty() {
        return Err(AppError::Refused(Refusal { rules: stops }));
    }
    let Some(choice) = gathered.facts().choice() else {
        return Err(AppError::Refused(Rule::NoPass(None).into()));
    };
    if gathered.place.is_some() {
        leave_place(tx, &gathered.session, member, now).await?;
    }
    let booked = seat(tx, org, &gathered, &choice, false).await?;
    emit(tx, BOOKED, org, &gathered, Some(&booked), None).await?;
    schedule::service::tell_seats(tx, org, session).await?;
    Ok(booked)
}

/// Takes the seat, holds the credits and writes the booking.
async fn seat(
    tx: &mut Tx,
    org: OrgId,
    gathered: &Gathered,
    choice: &Choice,
    promoted: bool,
) -> Answer<Booked, Refusal> {
    let session = gathered.session.id;
    if !schedule::service::take_seat(tx, session).await? {
        return Err(AppError::Refused(Rule::JustTaken.into()));
    }
    let booking = BookingId::fresh();
    if let Some(lot) = choice.lot.filter(|_| choice.credits > 0)
        && !plans::service::hold(tx, lot, choice.credits, booking.0, gathered.now).await?
    {
        let spent = crate::plans::model::Unfit::Credits(0, choice.credits);
        return Err(AppError::Refused(
            Rule::NoPass(Some((choice.name.clone(), spent))).into(),
        ));
    }
    let free_until = gathered.free_until(promoted);
    let new = NewBooking {
        id: booking,
        org,
        session,
        member: gathered.card.id,
        pass: choice.pass,
        lot: choice.lot.filter(|_| choice.credits > 0),
        credits: choice.credits,
        free_until: free_until.at,
        promoted_at: promoted.then_some(gathered.now),
    };
    match store::add(tx, new, gathered.now).await {
        Err(e) if e.is_unique_violation() => return Err(AppError::Refused(Rule::AlreadyBooked.into())),
        other => other?,
    }
    Ok(Booked {
        booking,
        session,
        pass: choice.pass,
        credits: choice.credits,
        free_until,
    })
}

async fn emit<R>(
    tx: &mut Tx,
    kind: &'static str,
    org: OrgId,
    gathered: &Gathered,
    booked: Option<&Booked>,
    rule: Option<&Rule>,
) -> Answer<(), R> {
    let event = BookingEvent {
        org,
        member: gathered.card.id,
        session: gathered.session.id,
        name: gathered.session.name.clone(),
        starts: gathered.session.starts,
        booking: booked.map(|b| b.booking),
        free_until: booked.map(|b| b.free_until),
        rule: rule.map(|r| r.code().to_owned()),
    };
    Ok(events::emit(tx, gathered.now, kind, &event).await?)
}

// --- waiting ---------------------------------------------------------------------------------------------------------

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
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let content = format!("{member} {session} {pass:?}");
    match once::begin(
        &mut tx,
        now,
        Command {
            who: who.account.0,
            name: "join",
            key,
            content,
        },
    )
    .await?
    {
        Begun::Again(answer) => answer,
        Begun::New(ticket) => {
            let answer = join_in(&mut tx, who.org, member, session, pass, now).await;
            once::finish(tx, ticket, answer).await
        }
    }
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
    let class = schedule::service::lock(tx, org, session).await?;
    let card = members::service::lock(tx, org, member).await?;
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
    schedule::service::tell_seats(tx, org, session).await?;
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
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let content = format!("{member} {session}");
    match once::begin(
        &mut tx,
        now,
        Command {
            who: who.account.0,
            name: "leave",
            key,
            content,
        },
    )
    .await?
    {
        Begun::Again(answer) => answer,
        Begun::New(ticket) => {
            let answer = leave_in(&mut tx, who.org, member, session, now).await;
            once::finish(tx, ticket, answer).await
        }
    }
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
    let class = schedule::service::lock(tx, org, session).await?;
    members::service::lock::<Refusal>(tx, org, member).await?;
    if !leave_place(tx, &class, member, now).await? {
        return Err(AppError::NotFound);
    }
    schedule::service::tell_seats(tx, org, session).await
}

/// Ends the member's place on a waitlist. `false`: there was none.
async fn leave_place<R>(tx: &mut Tx, class: &ClassSession, member: MemberId, now: Instant) -> Answer<bool, R> {
    let Some(entry) = store::waiting(tx, class.id)
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
        let Some(entry) = store::waiting(tx, session).await?.into_iter().next() else {
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
            Some(choice) if stops.is_empty() => match seat(tx, org, &gathered, &choice, true).await {
                Ok(booked) => Ok(booked),
                Err(AppError::Refused(refusal)) => Err(refusal.rules),
                Err(other) => return Err(other.map_refusal(|_| AppError::Busy)),
            },
            _ => Err(stops),
        };
        schedule::service::move_waiting(tx, session, -1).await?;
        match outcome {
            Ok(booked) => {
                store::end_waiting(tx, entry.id, "promoted", Some(booked.booking), None, now).await?;
                leave_overlapping(tx, entry.member_id, &gathered.session, now).await?;
                emit(tx, PROMOTED, org, &gathered, Some(&booked), None).await?;
                promoted += 1;
            }
            Err(stops) => {
                let why = stops.first();
                store::end_waiting(tx, entry.id, "passed_over", None, why.map(Rule::code), now).await?;
                emit(tx, PASSED_OVER, org, &gathered, None, why).await?;
            }
        }
    }
}

/// Ends the member's places on other waitlists that overlap the class they now have a seat in.
async fn leave_overlapping<R>(tx: &mut Tx, member: MemberId, class: &ClassSession, now: Instant) -> Answer<(), R> {
    for (entry, session) in store::overlapping_waits(tx, member, class.starts.at, class.ends.at).await? {
        if session != class.id && store::end_waiting(tx, entry, "left", None, Some("overlaps"), now).await? == 1 {
            schedule::service::move_waiting(tx, session, -1).await?;
        }
    }
    Ok(())
}

// --- cancelling ------------------------------------------------------------------------------------------------------

/// Cancels a member's own booking: free before the promised time, with the credit used after it. `knows_late` says that the member
/// was told that it is no longer free; otherwise a late cancellation is refused with the consequence. The same key cancels once.
///
/// # Errors
/// [`Rule::LateNow`], [`Rule::CheckedIn`], [`Rule::NotBooked`], [`Rule::Started`]; [`AppError::NotFound`] for another's booking.
pub async fn cancel(
    house: &House,
    who: &Who,
    member: MemberId,
    booking: BookingId,
    knows_late: bool,
    key: &str,
) -> Answer<Cancelled, Refusal> {
    patiently!(cancel_once(house, who, member, booking, knows_late, key))
}

async fn cancel_once(
    house: &House,
    who: &Who,
    member: MemberId,
    booking: BookingId,
    knows_late: bool,
    key: &str,
) -> Answer<Cancelled, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking)
        .await?
        .filter(|b| b.member_id == member)
        .ok_or(AppError::NotFound)?;
    drop(tx);
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[found.session_id.0]).await?;
    let content = format!("{member} {booking} {knows_late}");
    match once::begin(
        &mut tx,
        now,
        Command {
            who: who.account.0,
            name: "cancel",
            key,
            content,
        },
    )
    .await?
    {
        Begun::Again(answer) => answer,
        Begun::New(ticket) => {
            let answer = cancel_in(&mut tx, who.org, found.session_id, booking, knows_late, now).await;
            once::finish(tx, ticket, answer).await
        }
    }
}

/// Cancels within a transaction and gives the seat to whoever waits.
///
/// # Errors
/// As [`cancel`].
pub async fn cancel_in(
    tx: &mut Tx,
    org: OrgId,
    session: SessionId,
    booking: BookingId,
    knows_late: bool,
    now: Instant,
) -> Answer<Cancelled, Refusal> {
    let class = schedule::service::lock(tx, org, session).await?;
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    members::service::lock::<Refusal>(tx, org, found.member_id).await?;
    match found.status {
        BookingStatus::Booked => {}
        BookingStatus::CheckedIn => return Err(AppError::Refused(Rule::CheckedIn.into())),
        _ => return Err(AppError::Refused(Rule::NotBooked.into())),
    }
    if class.starts.at <= now {
        return Err(AppError::Refused(Rule::Started.into()));
    }
    let late = now >= found.free_until;
    if late && !knows_late {
        let until = Moment {
            at: found.free_until,
            offset: class.starts.offset,
        };
        return Err(AppError::Refused(Rule::LateNow(until, found.credits).into()));
    }
    let status = if late {
        BookingStatus::LateCancelled
    } else {
        BookingStatus::EarlyCancelled
    };
    if store::set_status(tx, booking, BookingStatus::Booked, status, Some(now)).await? == 0 {
        return Err(AppError::Refused(Rule::NotBooked.into()));
    }
    if let Some(lot) = found.lot_id {
        if late {
            plans::service::consume(tx, lot, found.credits, booking.0, "late_cancelled", now).await?;
        } else {
            plans::service::release(tx, lot, found.credits, booking.0, "early_cancelled", now).await?;
        }
    }
    schedule::service::give_back_seats(tx, session, 1).await?;
    let event = BookingEvent {
        org,
        member: found.member_id,
        session,
        name: class.name.clone(),
        starts: class.starts,
        booking: Some(booking),
        free_until: None,
        rule: None,
    };
    events::emit(tx, now, RELEASED, &event).await?;
    promote_in(tx, org, session, now).await?;
    schedule::service::tell_seats(tx, org, session).await?;
    Ok(Cancelled {
        booking,
        late,
        credits: found.credits,
    })
}

// --- what a member sees ----------------------------------------------------------------------------------------------

async fn entries<R>(tx: &mut Tx, member: MemberId, sessions: Vec<ClassSession>) -> Answer<Vec<Entry>, R> {
    let (Some(first), Some(last)) = (
        sessions.iter().map(|s| s.starts.at).min(),
        sessions.iter().map(|s| s.starts.at).max(),
    ) else {
        return Ok(Vec::new());
    };
    let mine = store::mine(tx, member, first, last + Span::seconds(1)).await?;
    let places = store::places(tx, member).await?;
    Ok(sessions
        .into_iter()
        .map(|session| {
            let seat = mine
                .iter()
                .find(|m| m.session_id == session.id && m.status.holds_seat());
            let place = places.iter().find(|p| p.session_id == session.id);
            let mine = match (seat, place) {
                (Some(seat), _) => Some(booked(seat, &session)),
                (None, Some(place)) => Some(Mine::Waiting { place: place.place }),
                (None, None) => None,
            };
            Entry { session, mine }
        })
        .collect())
}

fn booked(row: &store::MineRow, session: &ClassSession) -> Mine {
    Mine::Booked {
        booking: row.id,
        status: row.status,
        free_until: Moment {
            at: row.free_until,
            offset: session.starts.offset,
        },
    }
}

/// A day of the timetable as a member sees it, with a strip of days around it.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown location.
pub async fn timetable(
    house: &House,
    who: &Who,
    member: MemberId,
    location: Option<LocationId>,
    day: Option<Day>,
) -> Answer<MemberTimetable> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let location = match location {
        Some(location) => Some(location),
        None => members::service::card(&mut tx, who.org, member).await?.home_location_id,
    };
    let page = schedule::service::timetable_in(&mut tx, now, location, day, 1).await?;
    let zone = studio::service::zone(&page.location.zone)?;
    // The strip begins today and moves on by whole weeks, so that a chosen day always stands in it.
    let weeks = (page.day - page.today).num_days().div_euclid(7);
    let first = day_plus(page.today, weeks * 7);
    let mine = store::mine(&mut tx, member, zone.at(first, 0), zone.at(day_plus(first, 7), 0)).await?;
    let mut days = Vec::new();
    for offset in 0..7 {
        let day = day_plus(first, offset);
        let (from, to) = (zone.at(day, 0), zone.at(day_plus(day, 1), 0));
        let sessions: Vec<SessionId> = mine
            .iter()
            .filter(|m| m.status.holds_seat())
            .map(|m| m.session_id)
            .collect();
        let own = if sessions.is_empty() {
            0
        } else {
            let of_day =
                schedule::service::between::<crate::platform::error::Nothing>(&mut tx, who.org, None, from, to).await?;
            of_day.iter().filter(|s| sessions.contains(&s.id)).count() as i64
        };
        days.push((day, own));
    }
    let entries = entries(&mut tx, member, page.sessions).await?;
    Ok(MemberTimetable {
        location: page.location,
        locations: page.locations,
        today: page.today,
        now: page.now,
        day: page.day,
        days,
        entries,
    })
}

/// Everything that the booking sheet of a class shows. Nothing is promised by looking.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn sheet(house: &House, who: &Who, member: MemberId, session: SessionId) -> Answer<Sheet> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let class: ClassSession = schedule::service::session(&mut tx, who.org, session).await?;
    let card = members::service::card(&mut tx, who.org, member).await?;
    let about = schedule::service::class_types(&mut tx, who.org)
        .await?
        .into_iter()
        .find(|c| c.id == class.class_type_id)
        .map(|c| c.about)
        .unwrap_or_default();
    let gathered = gather(&mut tx, who.org, class, card, None, now).await?;
    let facts = gathered.facts();
    let waitlist_place = rules::joining(&facts)
        .is_empty()
        .then_some(gathered.session.waiting + 1);
    let mine = match (&gathered.seat, gathered.place) {
        (Some(seat), _) => Some(Mine::Booked {
            booking: seat.id,
            status: seat.status,
            free_until: gathered.zone.moment(seat.free_until),
        }),
        (None, Some(place)) => Some(Mine::Waiting { place }),
        (None, None) => None,
    };
    Ok(Sheet {
        about,
        now: gathered.zone.moment(now),
        refusals: rules::booking(&facts),
        choices: facts.choices(),
        free_until: gathered.free_until(false),
        waitlist_place,
        key: secret::token(),
        entry: Entry {
            mine,
            session: gathered.session.clone(),
        },
    })
}

/// A member's bookings: the next four weeks and more ahead, and the last 90 days behind.
///
/// # Errors
/// A fault of the database.
pub async fn my_bookings(house: &House, who: &Who, member: MemberId) -> Answer<MyBookings> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let zone = first_zone(&mut tx, who.org).await?;
    let mut upcoming = Vec::new();
    let mut past = Vec::new();
    for row in store::mine(&mut tx, member, now - Span::hours(24 * 90), now + Span::hours(24 * 400)).await? {
        let session: ClassSession = schedule::service::session(&mut tx, who.org, row.session_id).await?;
        let mine = Some(booked(&row, &session));
        let ahead = session.ends.at > now && row.status.holds_seat();
        let entry = Entry { session, mine };
        if ahead { upcoming.push(entry) } else { past.push(entry) }
    }
    for place in store::places(&mut tx, member).await? {
        let session: ClassSession = schedule::service::session(&mut tx, who.org, place.session_id).await?;
        upcoming.push(Entry {
            session,
            mine: Some(Mine::Waiting { place: place.place }),
        });
    }
    upcoming.sort_by_key(|e| (e.session.starts.at, e.session.id));
    past.sort_by_key(|e| (std::cmp::Reverse(e.session.starts.at), e.session.id));
    past.truncate(60);
    Ok(MyBookings {
        upcoming,
        past,
        key: secret::token(),
        now: zone.moment(now),
    })
}

async fn first_zone<R>(tx: &mut Tx, org: OrgId) -> Answer<Zone, R> {
    let locations = studio::service::locations(tx, org).await?;
    locations
        .first()
        .map_or(Ok(Zone(chrono_tz::UTC)), |l| studio::service::zone(&l.zone))
}

/// A member's first screen.
///
/// # Errors
/// A fault of the database.
pub async fn home(house: &House, who: &Who, member: MemberId) -> Answer<Home> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let card: MemberCard = members::service::card(&mut tx, who.org, member).await?;
    let locations = studio::service::locations(&mut tx, who.org).await?;
    let home = locations
        .iter()
        .find(|l| Some(l.id) == card.home_location_id)
        .or_else(|| locations.first());
    let zone = home.map_or(Ok(Zone(chrono_tz::UTC)), |l| studio::service::zone(&l.zone))?;
    let today = zone.day(now);

    let mut next = Vec::new();
    for row in store::mine(&mut tx, member, now - Span::hours(3), now + Span::hours(24 * 60))
        .await?
        .into_iter()
        .rev()
    {
        if next.len() >= 4 || !row.status.holds_seat() {
            continue;
        }
        let session: ClassSession = schedule::service::session(&mut tx, who.org, row.session_id).await?;
        if session.ends.at > now && session.status == SessionStatus::Scheduled {
            let mine = Some(booked(&row, &session));
            next.push(Entry { session, mine });
        }
    }
    for place in store::places(&mut tx, member).await?.into_iter().take(4) {
        let session: ClassSession = schedule::service::session(&mut tx, who.org, place.session_id).await?;
        next.push(Entry {
            session,
            mine: Some(Mine::Waiting { place: place.place }),
        });
    }
    next.sort_by_key(|e| {
        (
            !matches!(e.mine, Some(Mine::Booked { .. })),
            e.session.starts.at,
            e.session.id,
        )
    });

    // The pass to show is the one that runs out first among those that can be used; else the latest there is.
    let passes = plans::service::passes(&mut tx, member, day_plus(today, -60)).await?;
    let mut alive: Vec<&Pass> = passes.iter().filter(|p| p.alive(today)).collect();
    alive.sort_by_key(|p| (p.balance.is_none(), p.ends_on.is_none(), p.ends_on, p.id));
    let pass = alive.first().copied().or_else(|| passes.first()).cloned();

    let favourites = store::favourites(&mut tx, member, now - Span::hours(24 * 90)).await?;
    let mut again = Vec::new();
    if let (Some(home), false) = (home, favourites.is_empty()) {
        let ahead = schedule::service::between(
            &mut tx,
            who.org,
            Some(home.id),
            now + Span::hours(2),
            now + Span::hours(24 * 7),
        )
        .await?;
        for entry in entries(&mut tx, member, ahead).await? {
            let liked = favourites
                .iter()
                .any(|(class, _)| *class == entry.session.class_type_id);
            let new = !again
                .iter()
                .any(|e: &Entry| e.session.class_type_id == entry.session.class_type_id);
            if liked && new && entry.mine.is_none() && entry.session.free() > 0 {
                again.push(entry);
            }
        }
        again.truncate(3);
    }
    Ok(Home {
        name: card.name,
        now: zone.moment(now),
        next,
        pass,
        again,
        unread: unread(&mut tx, member).await?,
        visits: store::visits_since(&mut tx, member, now - Span::hours(24 * 30)).await?,
    })
}

/// Notices not read yet. The inbox lies to the right, so its table is read, never written, from here.
async fn unread<R>(tx: &mut Tx, member: MemberId) -> Answer<i64, R> {
    Ok(store::unread(tx, member).await?)
}

// --- the coach and the roster ----------------------------------------------------------------------------------------

/// Whether this person may see and take the attendance of a class: its coach, or staff of its location.
pub(super) fn may_take_attendance(who: &Who, class: &ClassSession) -> bool {
    let own = who.coach.is_some() && class.coach_id == who.coach.map(CoachId) && who.may(Permission::Teach);
    own || who.may_at(Permission::SeeRosters, class.location_id)
}

/// The roster of a class.
///
/// # Errors
/// [`AppError::NotFound`] for another coach's class.
pub async fn roster(house: &House, who: &Who, session: SessionId) -> Answer<Roster> {
    let mut tx = house.db.read().await?;
    let class: ClassSession = schedule::service::session(&mut tx, who.org, session).await?;
    if !may_take_attendance(who, &class) {
        return Err(AppError::NotFound);
    }
    roster_of(&mut tx, class, house.clock.now()).await
}

async fn roster_of(tx: &mut Tx, class: ClassSession, now: Instant) -> Answer<Roster> {
    let here = |at: Instant| Moment {
        at,
        offset: class.starts.offset,
    };
    let lines = store::roster(tx, class.id)
        .await?
        .into_iter()
        .map(|row| RosterLine {
            booking: row.id,
            member: row.member_id,
            name: row.name,
            status: row.status,
            first_visit: row.earlier == 0,
            birthday: row
                .birthday
                .is_some_and(|b| (b.month(), b.day()) == (class.day.month(), class.day.day())),
            checked_in: row.checked_in_at.map(here),
        })
        .collect();
    let waiting = store::waiting_names(tx, class.id)
        .await?
        .into_iter()
        .map(|(name,)| name)
        .collect();
    Ok(Roster {
        now: here(now),
        session: class,
        lines,
        waiting,
    })
}

/// A coach's day, opened on the class that runs, comes next, or was chosen.
///
/// # Errors
/// [`AppError::NotFound`] when the account is no coach's, or the chosen class another's.
pub async fn coach_day(house: &House, who: &Who, day: Option<Day>, session: Option<SessionId>) -> Answer<CoachDay> {
    let coach = who.coach.map(CoachId).ok_or(AppError::NotFound)?;
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let ahead = schedule::service::of_coach(
        &mut tx,
        who.org,
        coach,
        now - Span::hours(12),
        now + Span::hours(24 * 28),
    )
    .await?;
    // Coaches of several places live by the clock of the place where they teach next.
    let zone = match ahead.iter().find(|s| s.ends.at > now) {
        Some(next) => {
            let location = studio::service::location(&mut tx, who.org, next.location_id).await?;
            studio::service::zone(&location.zone)?
        }
        None => first_zone(&mut tx, who.org).await?,
    };
    let today = zone.day(now);
    let day = day.unwrap_or(today);
    let sessions =
        schedule::service::of_coach(&mut tx, who.org, coach, zone.at(day, 0), zone.at(day_plus(day, 1), 0)).await?;
    let chosen = match session {
        Some(id) => {
            let class: ClassSession = schedule::service::session(&mut tx, who.org, id).await?;
            if class.coach_id != Some(coach) {
                return Err(AppError::NotFound);
            }
            Some(class)
        }
        None => {
            let scheduled = |s: &&ClassSession| s.status == SessionStatus::Scheduled;
            let next = sessions.iter().filter(scheduled).find(|s| s.ends.at > now);
            next.or_else(|| sessions.iter().rfind(scheduled)).cloned()
        }
    };
    let roster = match chosen {
        Some(class) => Some(roster_of(&mut tx, class, now).await?),
        None => None,
    };
    Ok(CoachDay {
        name: who.name.clone(),
        day,
        today,
        now: zone.moment(now),
        sessions,
        roster,
    })
}

/// Everything that contradicts itself in bookings and waitlists: an empty list, or something is broken.
///
/// # Errors
/// A fault of the database.
pub async fn check(tx: &mut Tx) -> Answer<Vec<String>> {
    Ok(store::broken(tx)
        .await?
        .into_iter()
        .map(|(what, id)| format!("{id}: {what}"))
        .collect())
}
