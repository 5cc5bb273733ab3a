//! Absences that are excused: somebody missed a class or gave it up too late, and whoever may forgive that lets it pass.
//!
//! What it cost comes back to where it came from and its strike counts no more; what was told of the strike stays told. For a while it
//! can be counted again, as long as what came back has not been used.

use super::{
    cancel::{give_credits_back, repay},
    command,
    roster::takes_attendance,
    strikes::strike,
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::{
        model::{Absence, BookingId, BookingStatus, ExcuseRule, Refusal, Rule, StrikeKind},
        rules,
        store::{self, Booking, ExceptionKind, OfClass},
    },
    members::{self, model::MemberId},
    plans,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events, form,
        house::House,
        time::{Instant, Moment, Span},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::{self, model::OrgId},
};
use serde::{Deserialize, Serialize};

/// An absence was excused.
pub const EXCUSED: &str = "booking.excused";
/// An absence that was excused counts again.
pub const EXCUSE_TAKEN_BACK: &str = "booking.excuse_taken_back";

/// How long a reason may be.
pub(super) const REASON: usize = 200;

/// How far back a member's page shows what was missed.
const SHOWN: Span = Span::hours(24 * 60);

/// What the events about excused absences say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExcuseEvent {
    /// The organisation.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The class.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// It had cost something.
    pub cost: bool,
    /// Why, in the club's words; empty where it counts again.
    pub reason: String,
}

fn refused(rule: ExcuseRule) -> AppError<Refusal> {
    AppError::Refused(Rule::Excuse(rule).into())
}

/// Whether somebody may excuse absences from a class: they take its attendance, and may forgive what was missed there.
pub(super) fn may_excuse(who: &Who, (location, coach): OfClass) -> bool {
    takes_attendance(who, coach, location) && who.may_at(Permission::ForgiveStrikes, location)
}

/// What somebody missed lately, as far as the reader may excuse it.
pub(super) async fn absences_of<R>(tx: &mut Tx, who: &Who, member: MemberId, now: Instant) -> Answer<Vec<Absence>, R> {
    if !who.may(Permission::ForgiveStrikes) {
        return Ok(Vec::new());
    }
    let found = store::absences_of(tx, member, (now - SHOWN, now)).await?;
    let mine = found.into_iter().filter(|(class, _)| may_excuse(who, *class));
    Ok(mine.map(|(_, absence)| absence).collect())
}

/// The class of a booking whose absence somebody may excuse.
async fn class_of(house: &House, who: &Who, booking: BookingId) -> Answer<SessionId, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    let class: ClassSession = schedule::service::session(&mut tx, who.org, found.session_id).await?;
    if may_excuse(who, (class.location_id, class.coach_id)) {
        Ok(class.id)
    } else {
        Err(AppError::NotFound)
    }
}

/// The class and the booking, both locked.
async fn locked(
    tx: &mut Tx,
    org: OrgId,
    (session, booking): (SessionId, BookingId),
) -> Answer<(ClassSession, Booking), Refusal> {
    let class: ClassSession = schedule::service::lock(tx, org, session).await?;
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    members::service::hold::<Refusal>(tx, org, found.member_id).await?;
    members::household::not_erased::<Refusal>(tx, found.member_id).await?;
    Ok((class, found))
}

/// Excuses that somebody missed a class of a group or gave it up too late, with a reason that they read. The same key does it once.
///
/// # Errors
/// An [`ExcuseRule`]; a reason that is missing; [`AppError::NotFound`] for a class where the reader may not.
pub async fn excuse(house: &House, who: &Who, booking: BookingId, reason: &str, key: &str) -> Answer<(), Refusal> {
    let reason = form::text(reason, REASON).map_err(|flaw| AppError::field("reason", flaw))?;
    let session = class_of(house, who, booking).await?;
    let content = format!("{booking} {reason}");
    command(house, who, &[session.0], ("excuse", key, content), |tx, now| {
        let (who, reason) = (who.clone(), reason.clone());
        Box::pin(async move { excuse_in(tx, &who, (session, booking), reason, now).await })
    })
    .await
}

async fn excuse_in(
    tx: &mut Tx,
    who: &Who,
    at: (SessionId, BookingId),
    reason: String,
    now: Instant,
) -> Answer<(), Refusal> {
    let (class, found) = locked(tx, who.org, at).await?;
    let excused = store::excuse_of(tx, found.id).await?.map(|(_, at)| at);
    let outcome = store::outcome(tx, found.id).await?;
    rules::excusable(outcome, excused, &class, now).map_err(refused)?;
    // asked before the credits move, and with the same way to the database
    let returning = plans::service::ask_return(tx, found.pass_id, found.lot_id, found.id.0);
    // whoever gave the place up has none: it counts as given up in time
    let (to, was) = match found.status {
        BookingStatus::LateCancelled => (BookingStatus::EarlyCancelled, "late_cancelled"),
        BookingStatus::NoShow => (BookingStatus::Excused, "no_show"),
        _ => (BookingStatus::Excused, "booked"),
    };
    if store::turn(tx, found.id, found.status, to).await? == 0 {
        return Err(AppError::Busy);
    }
    let kind = ExceptionKind::Excused;
    if store::add_exception(tx, found.id, kind, (was, reason.clone()), who.account, now).await? == 0 {
        return Err(AppError::Busy);
    }
    let returning = returning.take(tx).await?;
    if found.status == BookingStatus::Booked {
        // not used yet, only promised
        if let Some(lot) = found.lot_id {
            plans::service::release(tx, lot, found.credits, found.id.0, "excused", now);
        }
        give_credits_back(tx, who.org, &class, &found, returning, true, now).await?;
    } else {
        repay(tx, who.org, &class, &found, returning, ("excused", true), now).await?;
    }
    store::excuse_strike(tx, found.id, who.account, &reason, now).await?;
    let event = ExcuseEvent {
        reason,
        ..event_of(who.org, &class, &found)
    };
    events::emit(tx, now, EXCUSED, &event);
    noted(tx, who, Deed::AbsenceExcused, (&class, &found), now).await
}

/// Counts an absence again that was excused, with what it cost. The same key does it once.
///
/// # Errors
/// An [`ExcuseRule`]; [`AppError::NotFound`] for a class where the reader may not.
pub async fn take_excuse_back(house: &House, who: &Who, booking: BookingId, key: &str) -> Answer<(), Refusal> {
    let session = class_of(house, who, booking).await?;
    command(
        house,
        who,
        &[session.0],
        ("take_excuse_back", key, booking.to_string()),
        |tx, now| {
            let who = who.clone();
            Box::pin(async move { count_again(tx, &who, (session, booking), now).await })
        },
    )
    .await
}

async fn count_again(tx: &mut Tx, who: &Who, at: (SessionId, BookingId), now: Instant) -> Answer<(), Refusal> {
    let (class, found) = locked(tx, who.org, at).await?;
    let excuse = store::excuse_of(tx, found.id).await?;
    rules::still_open(excuse.map(|(_, at)| at), &class, now).map_err(refused)?;
    let (was, since) = excuse.ok_or_else(|| refused(ExcuseRule::NotExcused))?;
    // until the class is settled whoever did not come is only not here
    let to = match was {
        BookingStatus::LateCancelled => BookingStatus::LateCancelled,
        _ if class.closed => BookingStatus::NoShow,
        _ => BookingStatus::Booked,
    };
    if store::turn(tx, found.id, found.status, to).await? == 0
        || store::drop_exception(tx, found.id, ExceptionKind::Excused).await? == 0
    {
        return Err(AppError::Busy);
    }
    if let Some(lot) = found.lot_id {
        // nobody else moves the lots of a member whose record is held
        if store::lot_balance(tx, lot).await?.0 < found.credits {
            let (pass, _) = store::pass_of(tx, found.id).await?;
            return Err(refused(ExcuseRule::Used(pass)));
        }
        match to {
            BookingStatus::Booked => plans::service::hold(tx, lot, found.credits, found.id.0, now),
            _ => plans::service::charge(tx, lot, found.credits, found.id.0, "excuse_undone", now),
        }
    }
    plans::service::begin_anew(tx, found.pass_id, class.day).await?;
    if to != BookingStatus::Booked && store::count_strike(tx, found.id, since).await? == 0 {
        let policy = studio::service::booking_policy(tx, who.org, class.location_id, now).await?;
        let kind = match to {
            BookingStatus::LateCancelled => StrikeKind::LateCancel,
            _ => StrikeKind::NoShow,
        };
        strike(tx, who.org, &class, &found, kind, &policy.strikes, now).await?;
    }
    events::emit(tx, now, EXCUSE_TAKEN_BACK, &event_of(who.org, &class, &found));
    noted(tx, who, Deed::ExcuseTakenBack, (&class, &found), now).await
}

fn event_of(org: OrgId, class: &ClassSession, booking: &Booking) -> ExcuseEvent {
    ExcuseEvent {
        org,
        member: booking.member_id,
        name: class.name.clone(),
        starts: class.starts,
        cost: booking.lot_id.is_some() && booking.credits > 0,
        reason: String::new(),
    }
}

/// The log cannot forget: the words stand with the booking, and go with whoever they are about.
async fn noted(
    tx: &mut Tx,
    who: &Who,
    deed: Deed,
    (class, booking): (&ClassSession, &Booking),
    now: Instant,
) -> Answer<(), Refusal> {
    let note = Note::new(deed)
        .on(ObjectKind::Member, booking.member_id.0)
        .at(Some(class.location_id))
        .with("class", &class.name)
        .with("starts", format!("{} {}", class.day, class.starts.clock()));
    audit(tx, who, note, now).await
}
