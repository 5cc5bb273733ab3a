//! The door: checking in by code and by name, taking attendance, undoing it.

use super::{
    code::{self, Worth},
    model::{
        BookingId, BookingStatus, Desk, DoorAnswer, DoorReason, EntryCode, Refusal, Rule, Verdict, VisitId, VisitLine,
    },
    rules,
    service::{attendance_from, book_at_desk_in, may_take_attendance},
    store::{self, NewVisit},
};
use crate::{
    accounts::model::{AccountId, Permission, Who},
    members::{
        self,
        model::{MemberCard, MemberId, MemberStatus},
    },
    plans::{
        self,
        model::{Need, Pass},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, fault},
        house::House,
        once::{self, Command},
        secret,
        time::{Day, Instant, Moment, Span, Zone, day_plus},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
    studio::{
        self,
        model::{BookingPolicy, Location, LocationId, OrgId},
    },
};
use chrono::Datelike;

/// Whoever came so recently is in already; a second time is worth a look.
const IN_ALREADY: Span = Span::hours(2);

/// So many of today's classes are offered to whoever comes without one.
const WALK_INS: usize = 4;

/// Days before a pass ends at which the door mentions it.
const ENDS_SOON: i64 = 7;

/// The member's code for the next seconds.
///
/// # Errors
/// A fault of the database.
pub async fn entry_code(house: &House, who: &Who, member: MemberId) -> Answer<EntryCode> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let card: MemberCard = members::service::card(&mut tx, who.org, member).await?;
    let key = member_key(&mut tx, who.org, member).await?;
    let text = code::make(&key, member, code::step(now));
    let locations = studio::service::locations(&mut tx, who.org).await?;
    let (mut session, mut opens) = (None, None);
    for location in &locations {
        let policy: BookingPolicy = studio::service::booking_policy(&mut tx, who.org, location.id, now).await?;
        let from = now - Span::minutes(policy.check_in_after);
        let near = store::seats_at(&mut tx, member, location.id, from, now + Span::hours(12)).await?;
        if let Some(row) = near.first() {
            let class: ClassSession = schedule::service::session(&mut tx, who.org, row.session_id).await?;
            if session
                .as_ref()
                .is_none_or(|s: &ClassSession| class.starts.at < s.starts.at)
            {
                let door = class.starts.at - Span::minutes(policy.check_in_before);
                let offset = class.starts.offset;
                opens = (now < door).then_some(Moment { at: door, offset });
                session = Some(class);
            }
        }
    }
    let (path, size) = picture(&text)?;
    Ok(EntryCode {
        text,
        path,
        size,
        seconds: code::seconds_left(now),
        name: card.name,
        number: card.number,
        session,
        opens,
    })
}

async fn member_key<R>(tx: &mut Tx, org: OrgId, member: MemberId) -> Answer<Vec<u8>, R> {
    let organisation = studio::service::code_key(tx, org).await?;
    let own = members::service::code_key(tx, org, member).await?;
    Ok(code::key(&organisation, &own))
}

/// A text as the path of a QR code with a quiet border of four units, and its side in units.
fn picture<R>(text: &str) -> Answer<(String, i64), R> {
    use std::fmt::Write as _;
    let qr = fast_qr::QRBuilder::new(text)
        .ecl(fast_qr::ECL::M)
        .build()
        .map_err(|e| fault(&format_args!("{e:?}")))?;
    let mut path = String::new();
    for y in 0..qr.size {
        let mut x = 0;
        while x < qr.size {
            let dark = |x: usize| qr[y][x].value();
            if dark(x) {
                let start = x;
                while x < qr.size && dark(x) {
                    x += 1;
                }
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + 4, y + 4, x - start, x - start);
            } else {
                x += 1;
            }
        }
    }
    Ok((path, qr.size as i64 + 8))
}

/// Where and how somebody comes in.
struct At<'a> {
    location: &'a Location,
    zone: Zone,
    policy: BookingPolicy,
    via: &'static str,
    by: Option<AccountId>,
    step: Option<i64>,
    now: Instant,
}

impl At<'_> {
    fn moment(&self) -> Moment {
        self.zone.moment(self.now)
    }
    fn today(&self) -> Day {
        self.zone.day(self.now)
    }
}

fn no(at: &At<'_>, reason: DoorReason, member: Option<MemberCard>) -> DoorAnswer {
    DoorAnswer {
        verdict: Verdict::No,
        reasons: vec![reason],
        member,
        session: None,
        visit: None,
        credits_left: None,
        classes: Vec::new(),
        key: String::new(),
        at: at.moment(),
    }
}

async fn at<'a, R>(
    tx: &mut Tx,
    org: OrgId,
    location: &'a Location,
    via: &'static str,
    by: Option<AccountId>,
    step: Option<i64>,
    now: Instant,
) -> Answer<At<'a>, R> {
    let zone = studio::service::zone(&location.zone)?;
    let policy = studio::service::booking_policy(tx, org, location.id, now).await?;
    Ok(At {
        location,
        zone,
        policy,
        via,
        by,
        step,
        now,
    })
}

/// Checks in by a scanned code. A forged, old or used code opens nothing and says so.
///
/// # Errors
/// A fault of the database.
pub async fn by_code(house: &House, who: &Who, location: LocationId, text: &str) -> Answer<DoorAnswer> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let location: Location = studio::service::location(&mut tx, who.org, location).await?;
    let claim = code::read(text);
    let at = at(
        &mut tx,
        who.org,
        &location,
        "code",
        Some(who.account),
        claim.as_ref().map(|c| c.step),
        now,
    )
    .await?;
    let Some(claim) = claim else {
        return Ok(no(&at, DoorReason::UnknownCode, None));
    };
    let key = match member_key::<crate::platform::error::Nothing>(&mut tx, who.org, claim.member).await {
        Ok(key) => key,
        Err(AppError::NotFound) => return Ok(no(&at, DoorReason::UnknownCode, None)),
        Err(other) => return Err(other),
    };
    match code::check(&claim, &key, now) {
        Worth::Forged => return Ok(no(&at, DoorReason::UnknownCode, None)),
        Worth::Old => {
            let card = members::service::card(&mut tx, who.org, claim.member).await?;
            return Ok(no(&at, DoorReason::OldCode, Some(card)));
        }
        Worth::Good => {}
    }
    let card: MemberCard = members::service::lock(&mut tx, who.org, claim.member).await?;
    if let Some(used) = store::used_code(&mut tx, card.id, claim.step).await? {
        let zone = studio::service::zone(&used.zone)?;
        return Ok(no(
            &at,
            DoorReason::UsedCode(zone.moment(used.at), used.location),
            Some(card),
        ));
    }
    let answer = let_in(&mut tx, who.org, card, &at).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Checks in somebody whom the desk found by name. The same key checks in once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn by_name(
    house: &House,
    who: &Who,
    location: LocationId,
    member: MemberId,
    key: &str,
) -> Answer<DoorAnswer> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "check_in",
        key,
        content: format!("{location} {member}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move { by_name_in(tx, &who, location, member, now).await })
    })
    .await
}

async fn by_name_in(
    tx: &mut Tx,
    who: &Who,
    location: LocationId,
    member: MemberId,
    now: Instant,
) -> Answer<DoorAnswer> {
    let location: Location = studio::service::location(tx, who.org, location).await?;
    members::service::lock::<crate::platform::error::Nothing>(tx, who.org, member).await?;
    // Members of other places come to visit: whoever may use this door is found here, wherever their home is.
    let card = members::service::card(tx, who.org, member).await?;
    let at = at(tx, who.org, &location, "desk", Some(who.account), None, now).await?;
    let_in(tx, who.org, card, &at).await
}

/// Books a class for somebody who stands at the desk and checks them in. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach or a class of another place; a [`Refusal`] with every rule that says no.
pub async fn walk_in(
    house: &House,
    who: &Who,
    location: LocationId,
    member: MemberId,
    session: SessionId,
    key: &str,
) -> Answer<DoorAnswer, Refusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "walk_in",
        key,
        content: format!("{location} {member} {session}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[session.0], command, |tx| {
        Box::pin(async move {
            let class: ClassSession = schedule::service::session(tx, who.org, session).await?;
            if class.location_id != location {
                return Err(AppError::NotFound);
            }
            book_at_desk_in(tx, who.org, member, session, now).await?;
            by_name_in(tx, &who, location, member, now)
                .await
                .map_err(AppError::widen)
        })
    })
    .await
}

/// Decides and writes: the class if one is near, else the pass; nobody is let in without either.
async fn let_in(tx: &mut Tx, org: OrgId, card: MemberCard, at: &At<'_>) -> Answer<DoorAnswer> {
    match card.status {
        MemberStatus::Banned => return Ok(no(at, DoorReason::Banned, Some(card))),
        MemberStatus::Ended => return Ok(no(at, DoorReason::Ended, Some(card))),
        MemberStatus::Active => {}
    }
    let since = store::last_visit(tx, card.id, at.location.id, at.now - IN_ALREADY).await?;
    let first = store::visits_since(tx, card.id, Instant(0)).await? == 0;
    let passes = plans::service::passes(tx, card.id, at.today()).await?;
    let from = at.now - Span::minutes(at.policy.check_in_after);
    let seats = store::seats_at(tx, card.id, at.location.id, from, at.now + Span::hours(12)).await?;
    let near = seats.iter().find(|s| s.status == BookingStatus::Booked);

    let mut reasons = Vec::new();
    let mut class = None;
    let mut booking = None;
    if let Some(seat) = near {
        let session: ClassSession = schedule::service::session(tx, org, seat.session_id).await?;
        let opens = rules::door_opens(session.starts.at, &at.policy);
        if at.now < opens {
            let opens = Moment {
                at: opens,
                offset: session.starts.offset,
            };
            reasons.push(DoorReason::TooEarly(opens, session.name));
        } else {
            booking = Some(seat.id);
            reasons.push(DoorReason::Class);
            class = Some(session);
        }
    }
    let usable = passes.iter().find(|p| usable_here(p, at));
    if booking.is_none() {
        if let Some(since) = &since {
            reasons.insert(0, DoorReason::AlreadyIn(at.zone.moment(since.at)));
            return Ok(DoorAnswer {
                verdict: Verdict::Look,
                reasons,
                ..no(at, DoorReason::NoPass, Some(card))
            });
        }
        match usable {
            Some(_) => reasons.push(DoorReason::Pass),
            None if reasons.is_empty() => return refuse(tx, org, card, &passes, at).await,
            // Somebody with a seat for later today is no stranger: let in, with the reason in sight.
            None => {}
        }
    }
    let new = NewVisit {
        id: VisitId::fresh(),
        org,
        location: at.location.id,
        member: card.id,
        booking,
        day: at.today(),
        via: at.via,
        by: at.by,
        code_step: at.step,
    };
    let Some(visit) = count_in(tx, new, since, at.now).await? else {
        return Ok(no(
            at,
            DoorReason::UsedCode(at.moment(), at.location.name.clone()),
            Some(card),
        ));
    };
    let mut left = None;
    if let Some(booking) = booking {
        left = check_in(tx, org, booking, at.via, at.by, at.now).await?;
    }
    if left == Some(0) {
        reasons.push(DoorReason::LastCredit);
    }
    if let Some(end) = usable
        .and_then(|p| p.ends_on)
        .filter(|end| *end <= day_plus(at.today(), ENDS_SOON))
    {
        reasons.push(DoorReason::PassEnds(end));
    }
    if first {
        reasons.push(DoorReason::FirstVisit);
    }
    if birthday(tx, card.id, at.today()).await? {
        reasons.push(DoorReason::Birthday);
    }
    let look = reasons.iter().any(|r| {
        matches!(
            r,
            DoorReason::TooEarly(..) | DoorReason::LastCredit | DoorReason::PassEnds(_) | DoorReason::FirstVisit
        )
    });
    Ok(DoorAnswer {
        verdict: if look { Verdict::Look } else { Verdict::In },
        reasons,
        member: Some(card),
        session: class,
        visit: Some(visit),
        credits_left: left,
        classes: Vec::new(),
        key: String::new(),
        at: at.moment(),
    })
}

/// Writes who came. Whoever is in already, without a class, came for this one: nobody is counted twice. `None`: the code
/// was used meanwhile.
async fn count_in<R>(
    tx: &mut Tx,
    new: NewVisit,
    since: Option<store::Visit>,
    now: Instant,
) -> Answer<Option<VisitId>, R> {
    if let (Some(visit), Some(booking)) = (since.filter(|v| v.booking_id.is_none()), new.booking)
        && store::attach(tx, visit.id, booking, new.code_step).await? > 0
    {
        return Ok(Some(visit.id));
    }
    let id = new.id;
    Ok((store::add_visit(tx, new, now).await? > 0).then_some(id))
}

/// Nobody is let in without a pass; whose pass asks for a class is told so, with the classes that can still be had.
async fn refuse(tx: &mut Tx, org: OrgId, card: MemberCard, passes: &[Pass], at: &At<'_>) -> Answer<DoorAnswer> {
    let Some(pass) = passes
        .iter()
        .find(|p| p.balance.is_some_and(|left| left > 0) && fits_here(p, at))
    else {
        return Ok(no(at, DoorReason::NoPass, Some(card)));
    };
    let from = at.now - Span::minutes(at.policy.check_in_after);
    let midnight = at.zone.at(day_plus(at.today(), 1), 0);
    let mut classes = schedule::service::between(tx, org, Some(at.location.id), from, midnight).await?;
    classes.retain(|class| class.status == SessionStatus::Scheduled && class.free() > 0);
    classes.truncate(WALK_INS);
    Ok(DoorAnswer {
        classes,
        key: secret::token(),
        ..no(at, DoorReason::NeedsClass(pass.name.clone()), Some(card))
    })
}

/// Whether a pass lets its holder train here today, class or not: only passes that do not count credits do.
fn usable_here(pass: &Pass, at: &At<'_>) -> bool {
    pass.balance.is_none() && fits_here(pass, at)
}

/// Whether a pass is good at this place today, for whatever class.
fn fits_here(pass: &Pass, at: &At<'_>) -> bool {
    let need = Need {
        location: at.location.id,
        category: String::new(),
        day: at.today(),
        credits: 0,
    };
    let open = Pass {
        categories: Vec::new(),
        ..pass.clone()
    };
    crate::plans::rules::unfit(&open, &need).is_none()
}

async fn birthday(tx: &mut Tx, member: MemberId, today: Day) -> Answer<bool> {
    let born = store::birthday(tx, member).await?;
    Ok(born.is_some_and(|b| (b.month(), b.day()) == (today.month(), today.day())))
}

/// Marks a booking as come and uses its credits up; the credits left on its lot.
async fn check_in<R>(
    tx: &mut Tx,
    org: OrgId,
    id: BookingId,
    via: &'static str,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<Option<i64>, R> {
    let booking = store::one(tx, org, id).await?.ok_or(AppError::NotFound)?;
    if store::check_in(tx, id, via, by, now).await? == 0 {
        return Ok(None);
    }
    schedule::service::take_attendance(tx, booking.session_id, now).await?;
    let Some(lot) = booking.lot_id else { return Ok(None) };
    plans::service::consume(tx, lot, booking.credits, id.0, "checked_in", now).await?;
    Ok(Some(store::lot_balance(tx, lot).await?))
}

/// Takes a check-in back: the seat is only booked again, and the credits only promised.
async fn take_back<R>(tx: &mut Tx, org: OrgId, id: BookingId, now: Instant) -> Answer<bool, R> {
    let booking = store::one(tx, org, id).await?.ok_or(AppError::NotFound)?;
    if store::undo_check_in(tx, id).await? == 0 {
        return Ok(false);
    }
    if let Some(lot) = booking.lot_id {
        plans::service::hold_again(tx, lot, booking.credits, id.0, "check_in_undone", now).await?;
    }
    Ok(true)
}

/// Undoes a check-in at the desk.
///
/// # Errors
/// [`AppError::NotFound`] out of reach or undone before; [`Rule::Closed`] when the class is over and settled.
pub async fn undo(house: &House, who: &Who, visit: VisitId) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let found = store::visit(&mut tx, who.org, visit).await?.ok_or(AppError::NotFound)?;
    if !who.may_at(Permission::WorkDesk, found.location_id) {
        return Err(AppError::NotFound);
    }
    members::service::lock::<Refusal>(&mut tx, who.org, found.member_id).await?;
    if store::undo_visit(&mut tx, visit, now).await? == 0 {
        return Err(AppError::NotFound);
    }
    if let Some(booking) = found.booking_id {
        not_closed(&mut tx, who.org, booking).await?;
        take_back::<Refusal>(&mut tx, who.org, booking, now).await?;
    }
    Ok(tx.commit().await?)
}

async fn not_closed(tx: &mut Tx, org: OrgId, booking: BookingId) -> Answer<ClassSession, Refusal> {
    let booking = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    let class: ClassSession = schedule::service::session(tx, org, booking.session_id).await?;
    if class.closed {
        Err(AppError::Refused(Rule::Closed(class.ends).into()))
    } else {
        Ok(class)
    }
}

async fn not_too_early(tx: &mut Tx, org: OrgId, class: &ClassSession, now: Instant) -> Answer<(), Refusal> {
    let from = attendance_from(tx, org, class, now).await?;
    if now < from.at {
        Err(AppError::Refused(Rule::TooEarly(from).into()))
    } else {
        Ok(())
    }
}

/// Marks somebody on a roster as here, or takes that back.
///
/// # Errors
/// [`AppError::NotFound`] for another coach's class; [`Rule::TooEarly`]; [`Rule::Closed`] when it is over and settled;
/// [`Rule::NotBooked`].
pub async fn mark(house: &House, who: &Who, booking: BookingId, here: bool) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    let class: ClassSession = schedule::service::session(&mut tx, who.org, found.session_id).await?;
    if !may_take_attendance(who, &class) {
        return Err(AppError::NotFound);
    }
    members::service::lock::<Refusal>(&mut tx, who.org, found.member_id).await?;
    not_closed(&mut tx, who.org, booking).await?;
    if here {
        not_too_early(&mut tx, who.org, &class, now).await?;
        mark_here(&mut tx, who, &class, &found, now).await?;
    } else if take_back::<Refusal>(&mut tx, who.org, booking, now).await? {
        store::undo_visit_of(&mut tx, booking, now).await?;
    }
    Ok(tx.commit().await?)
}

async fn mark_here(
    tx: &mut Tx,
    who: &Who,
    class: &ClassSession,
    booking: &store::Booking,
    now: Instant,
) -> Answer<bool, Refusal> {
    let fresh = store::one(tx, who.org, booking.id).await?.ok_or(AppError::NotFound)?;
    match fresh.status {
        BookingStatus::Booked => {}
        BookingStatus::CheckedIn => return Ok(false),
        _ => return Err(AppError::Refused(Rule::NotBooked.into())),
    }
    check_in::<Refusal>(tx, who.org, booking.id, "coach", Some(who.account), now).await?;
    let new = NewVisit {
        id: VisitId::fresh(),
        org: who.org,
        location: class.location_id,
        member: booking.member_id,
        booking: Some(booking.id),
        day: class.day,
        via: "coach",
        by: Some(who.account),
        code_step: None,
    };
    let since = store::last_visit(tx, booking.member_id, class.location_id, now - IN_ALREADY).await?;
    count_in::<Refusal>(tx, new, since, now).await?;
    Ok(true)
}

/// Marks everybody on a roster as here; how many were marked.
///
/// # Errors
/// As [`mark`].
pub async fn mark_all(house: &House, who: &Who, session: SessionId) -> Answer<i64, Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let class: ClassSession = schedule::service::lock(&mut tx, who.org, session).await?;
    if !may_take_attendance(who, &class) {
        return Err(AppError::NotFound);
    }
    if class.closed {
        return Err(AppError::Refused(Rule::Closed(class.ends).into()));
    }
    not_too_early(&mut tx, who.org, &class, now).await?;
    let mut marked = 0;
    for booking in store::still_booked(&mut tx, session).await? {
        members::service::lock::<Refusal>(&mut tx, who.org, booking.member_id).await?;
        marked += i64::from(mark_here(&mut tx, who, &class, &booking, now).await?);
    }
    tx.commit().await?;
    Ok(marked)
}

/// The desk's screen of a location; without one, the first that the reader may work at.
///
/// # Errors
/// [`AppError::NotFound`] for a location out of reach.
pub async fn desk(house: &House, who: &Who, location: Option<LocationId>) -> Answer<Desk> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let mut locations: Vec<Location> = studio::service::locations(&mut tx, who.org).await?;
    locations.retain(|l| who.may_at(Permission::WorkDesk, l.id));
    let location = match location {
        Some(id) => locations.iter().find(|l| l.id == id),
        None => locations.first(),
    };
    let location = location.ok_or(AppError::NotFound)?.clone();
    let zone = studio::service::zone(&location.zone)?;
    let (from, to) = (zone.at(zone.day(now), 0), zone.at(day_plus(zone.day(now), 1), 0));
    let sessions = schedule::service::between(&mut tx, who.org, Some(location.id), from, to).await?;
    let visits = store::visits(&mut tx, location.id, from, 12).await?;
    let today = store::count_visits(&mut tx, location.id, from).await?;
    let visits = visits
        .into_iter()
        .map(|row| VisitLine {
            visit: row.id,
            member: row.member_id,
            name: row.name,
            at: zone.moment(row.at),
            session: row.session,
            via: row.via,
        })
        .collect();
    Ok(Desk {
        location,
        locations,
        now: zone.moment(now),
        sessions,
        visits,
        today,
        key: secret::token(),
    })
}
