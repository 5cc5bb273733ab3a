//! Checking in: who it is, whether they may, and what else can be done for them.

use super::{At, IN_ALREADY, NEAR, at, check_in, count_in, lock_near, member_key, no, seats_near};
use crate::{
    accounts::{
        self,
        model::{AccountId, AccountSessionId, Who},
    },
    booking::{
        code::{self, Worth},
        model::{BookingStatus, DoorAnswer, DoorReason, Refusal, Rule, Verdict, VisitId},
        rules,
        service::{attendance_from, book_at_desk_in, command, could_walk_in},
        store::{self, NewVisit},
    },
    members::{
        self,
        model::{MemberCard, MemberId, MemberStatus},
    },
    plans::{
        self,
        model::{Need, Pass, PassKind, Unfit},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        house::House,
        money::Money,
        once::{self, Command},
        secret,
        time::{Day, Instant, Moment, Span, day_plus},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
    studio::{
        self,
        model::{Location, LocationId, OrgId},
    },
};
use chrono::Datelike;

/// So many classes that let in now are offered to whoever comes without one: all those of a busy hour, for what is not offered
/// here the desk has to look for elsewhere.
const WALK_INS: usize = 24;

/// And so many that let in later.
const LATER: usize = 3;

/// Days before a pass ends at which the door mentions it.
const ENDS_SOON: i64 = 7;

/// Checks in by a scanned code. A forged, old or used code opens nothing and says so.
///
/// # Errors
/// A fault of the database.
pub async fn by_code(house: &House, who: &Who, location: LocationId, text: &str) -> Answer<DoorAnswer> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let location: Location = studio::service::location(&mut tx, who.org, location).await?;
    let answer = code_in(&mut tx, who.org, &location, text, Some(who.account), now).await?;
    let answer = noted(&mut tx, who.org, (&location, now), answer).await?;
    if answer.verdict != Verdict::No {
        tx.commit().await?;
    }
    Ok(answer)
}

/// Whose code it is, and of which step; or why it opens nothing, and whose it would be.
enum Shown {
    Good(MemberId, i64),
    Bad(DoorReason, Option<MemberId>),
}

/// Looks at a code: one of the server's, or one that a telephone has made by itself.
async fn shown(tx: &mut Tx, org: OrgId, text: &str, now: Instant) -> Answer<Shown> {
    let unknown = Shown::Bad(DoorReason::UnknownCode, None);
    let (member, step, own) = if let Some(claim) = code::read(text) {
        (claim.member, claim.step, Err(claim))
    } else if let Some(claim) = code::read_own(text) {
        match accounts::service::member_at(tx, org, AccountSessionId(claim.browser), now).await? {
            Some(member) => (MemberId(member), claim.step, Ok(claim)),
            None => return Ok(unknown),
        }
    } else {
        return Ok(unknown);
    };
    let key = match member_key::<crate::platform::error::Nothing>(tx, org, member).await {
        Ok(key) => key,
        Err(AppError::NotFound) => return Ok(unknown),
        Err(other) => return Err(other),
    };
    let worth = match &own {
        Ok(claim) => code::check_own(claim, &key, now),
        Err(claim) => code::check(claim, &key, now),
    };
    Ok(match worth {
        Worth::Forged => unknown,
        Worth::Old => Shown::Bad(DoorReason::OldCode, Some(member)),
        Worth::Good => Shown::Good(member, step),
    })
}

/// What a code opens at an instant, which may be past: a tablet without a line sends what it scanned later. Writes only where
/// somebody is let in.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn code_in(
    tx: &mut Tx,
    org: OrgId,
    location: &Location,
    text: &str,
    by: Option<AccountId>,
    now: Instant,
) -> Answer<DoorAnswer> {
    let mut at = at(tx, org, location, "code", by, None, now).await?;
    let (member, step) = match shown(tx, org, text, now).await? {
        Shown::Good(member, step) => (member, step),
        Shown::Bad(reason, member) => {
            let card = match member {
                Some(member) => Some(members::service::card(tx, org, member).await?),
                None => None,
            };
            return Ok(no(&at, reason, card));
        }
    };
    at.step = Some(step);
    lock_near(tx, org, member, &at).await?;
    let card: MemberCard = members::service::lock(tx, org, member).await?;
    if let Some(used) = store::used_code(tx, card.id, step).await? {
        let zone = studio::service::zone(&used.zone)?;
        return Ok(no(
            &at,
            DoorReason::UsedCode(zone.moment(used.at), used.location),
            Some(card),
        ));
    }
    let_in(tx, org, card, &at).await
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
    let at = at(tx, who.org, &location, "desk", Some(who.account), None, now).await?;
    lock_near(tx, who.org, member, &at).await?;
    // Members of other places come to visit: whoever may use this door is found here, wherever their home is.
    let card = members::service::lock(tx, who.org, member).await?;
    let answer = let_in(tx, who.org, card, &at).await?;
    noted(tx, who.org, (&location, now), answer).await
}

/// The answer with what the club has noted about whoever stands at the desk, and what they have not signed.
async fn noted(
    tx: &mut Tx,
    org: OrgId,
    (location, now): (&Location, Instant),
    mut answer: DoorAnswer,
) -> Answer<DoorAnswer> {
    if let Some(card) = &answer.member {
        answer.note = store::note(tx, card.id).await?.unwrap_or_default();
        answer.alerts = members::details::alerts(tx, card.id).await?;
        let zone = studio::service::zone(&location.zone)?;
        answer.papers = members::papers::due(tx, org, card, Some(location.id), (zone, now)).await?;
        if !answer.papers.is_empty() && answer.verdict == Verdict::In {
            answer.verdict = Verdict::Look;
        }
    }
    Ok(answer)
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
    let content = format!("{location} {member} {session}");
    command(house, who, &[session.0], ("walk_in", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let class: ClassSession = schedule::service::session(tx, who.org, session).await?;
            if class.location_id != location {
                return Err(AppError::NotFound);
            }
            let booked = book_at_desk_in(tx, who.org, member, session, now).await?;
            let answer = by_name_in(tx, &who, location, member, now)
                .await
                .map_err(AppError::widen)?;
            if answer.verdict == Verdict::No {
                // a class at the other end of the day lets nobody in: then it is not booked either
                let from = attendance_from(tx, who.org, &class, now).await?;
                return Err(AppError::Refused(Rule::TooEarly(from).into()));
            }
            if let Some(visit) = answer.visit {
                store::booked_with(tx, visit, booked.booking).await?;
            }
            Ok(answer)
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
    let (from, until) = (at.now - IN_ALREADY, at.now + IN_ALREADY);
    let since = store::last_visit(tx, card.id, at.location.id, from, until, at.now).await?;
    let first = store::visits_since(tx, card.id, Instant(0)).await? == 0;
    let passes = plans::service::passes(tx, card.id, at.today()).await?;
    let seats = seats_near(tx, card.id, at).await?;
    // what was scanned without a line may be known only after its class was settled
    let missing = || seats.iter().find(|s| s.status == BookingStatus::NoShow);
    let near = seats
        .iter()
        .find(|s| s.status == BookingStatus::Booked)
        .or_else(missing);

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
            // no visit is written for this code, and it is used up all the same
            if let Some(step) = at.step
                && store::note_use(tx, card.id, step, at.location.id, at.now).await? == 0
            {
                return Ok(no(
                    at,
                    DoorReason::UsedCode(at.moment(), at.location.name.clone()),
                    Some(card),
                ));
            }
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
    let spot = match (booking, &class) {
        (Some(booking), Some(class)) if class.spots() => store::spot_of(tx, booking).await?,
        _ => None,
    };
    let mut left = None;
    if let Some(booking) = booking {
        if store::came_after_all(tx, booking, at.via, at.now).await? == 1 {
            store::drop_strike(tx, booking).await?;
        } else {
            left = check_in(tx, org, booking, at.via, at.by, at.now).await?;
        }
    }
    let (left, money) = match left {
        Some((left, Some(currency))) => (None, Some(Money::new(left, &currency))),
        Some((left, None)) => (Some(left), None),
        None => (None, None),
    };
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
        spot,
        visit: Some(visit),
        note: String::new(),
        alerts: Vec::new(),
        papers: Vec::new(),
        credits_left: left,
        money_left: money,
        classes: Vec::new(),
        later: Vec::new(),
        key: String::new(),
        at: at.moment(),
    })
}

/// Nobody is let in without a pass; whose pass asks for a class is told so, with the classes that can still be had.
async fn refuse(tx: &mut Tx, org: OrgId, card: MemberCard, passes: &[Pass], at: &At<'_>) -> Answer<DoorAnswer> {
    let Some(pass) = passes
        .iter()
        .find(|p| p.balance.is_some_and(|left| left > 0) && fits_here(p, at).is_none_or(later_today))
    else {
        let reason = (passes.iter())
            .filter(|p| p.balance.is_none())
            .find_map(|p| match fits_here(p, at) {
                Some(Unfit::OtherHours(hours, ..)) => Some(DoorReason::OtherHours(p.name.clone(), hours)),
                _ => None,
            });
        return Ok(no(at, reason.unwrap_or(DoorReason::NoPass), Some(card)));
    };
    let from = at.now - Span::minutes(at.policy.check_in_after);
    let midnight = at.zone.at(day_plus(at.today(), 1), 0);
    let near = schedule::service::between(tx, org, Some(at.location.id), from, at.now + NEAR).await?;
    let (mut classes, mut later) = (Vec::new(), Vec::new());
    for class in near {
        // shortly before midnight the door is open for classes of the next day
        let soon = rules::door_opens(class.starts.at, &at.policy) <= at.now;
        if !soon && class.starts.at >= midnight {
            continue;
        }
        let (list, most) = if soon {
            (&mut classes, WALK_INS)
        } else {
            (&mut later, LATER)
        };
        // what is offered here is booked by one press: every rule is asked before
        if list.len() < most
            && can_walk_in(&class, passes, at)
            && could_walk_in(tx, org, class.clone(), card.clone(), at.now).await?
        {
            list.push(class);
        }
    }
    Ok(DoorAnswer {
        classes,
        later,
        key: secret::token(),
        ..no(at, DoorReason::NeedsClass(pass.name.clone()), Some(card))
    })
}

/// Whether somebody without a class can still have this one.
fn can_walk_in(class: &ClassSession, passes: &[Pass], at: &At<'_>) -> bool {
    let need = rules::need(class);
    class.status == SessionStatus::Scheduled
        && at.now < class.ends.at
        && class.starts.at < at.now + NEAR
        && passes
            .iter()
            .any(|pass| crate::plans::rules::unfit(pass, &need).is_none())
}

/// Whether a pass lets its holder train here today, class or not: only passes that do not count credits do.
fn usable_here(pass: &Pass, at: &At<'_>) -> bool {
    pass.balance.is_none() && pass.kind != PassKind::Course && fits_here(pass, at).is_none()
}

/// Whether all that keeps a pass from being good here is the hour: a class of another hour may be booked on it.
fn later_today(unfit: Unfit) -> bool {
    matches!(unfit, Unfit::OtherHours(..))
}

/// Why a pass is not good at this place now, for whatever class.
fn fits_here(pass: &Pass, at: &At<'_>) -> Option<Unfit> {
    let mut open = pass.clone();
    open.terms.categories.clear();
    open.terms.kinds.clear();
    open.terms.coaches.clear();
    open.terms.levels.clear();
    open.course = None;
    let need = Need {
        location: at.location.id,
        category: String::new(),
        kind: uuid::Uuid::nil(),
        day: at.today(),
        minute: at.moment().minute(),
        credits: 0,
        price: open.purse.as_ref().map(|purse| Money::new(0, &purse.currency)),
        coach: None,
        level: None,
        series: None,
        personal: open.kind == PassKind::Personal,
        now: at.now,
        uses: Vec::new(),
    };
    crate::plans::rules::unfit(&open, &need)
}

async fn birthday(tx: &mut Tx, member: MemberId, today: Day) -> Answer<bool> {
    let born = store::birthday(tx, member).await?;
    Ok(born.is_some_and(|b| (b.month(), b.day()) == (today.month(), today.day())))
}
