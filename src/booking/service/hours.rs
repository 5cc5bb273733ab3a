//! Hours of personal training: whoever gives one logs it, the client confirms it or says that it did not happen, and whoever manages
//! the place decides then.
//!
//! The credit is held from the booking on and used when the hour is logged. Neither a yes nor a no moves it: only a decision that the
//! hour did not take place does, once.

use super::{cancel::repay, command};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Scope, Who},
        service::{Note, audit},
    },
    booking::{
        model::{
            BookingId, BookingStatus, Confirmed, HourLine, HourRule, HourVerdict, LOGGED_WITHIN, OpenHours, Refusal,
            Rule, SILENCE,
        },
        rules,
        store::{self, Booking},
    },
    coaches::model::CoachId,
    members::{self, model::MemberId},
    plans,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        form::{self, FieldErrors, Flaw},
        house::House,
        secret,
        time::{Instant, Moment, Span},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::model::{LocationId, OrgId},
};
use serde::{Deserialize, Serialize};

/// An hour was logged, and the client is asked.
pub const HOUR_LOGGED: &str = "booking.hour_logged";
/// An hour that was logged is so no more.
pub const HOUR_TAKEN_BACK: &str = "booking.hour_taken_back";
/// A dispute about an hour was settled.
pub const HOUR_SETTLED: &str = "booking.hour_settled";

/// What the events about hours say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HourEvent {
    /// The organisation.
    pub org: OrgId,
    /// The client.
    pub member: MemberId,
    /// The booking.
    pub booking: BookingId,
    /// The class.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// Who gave it.
    pub coach: Option<String>,
    /// From when on silence counts as yes, where somebody is asked.
    pub until: Option<Moment>,
    /// How it was settled, and why.
    pub settled: Option<(HourVerdict, String)>,
}

impl HourEvent {
    fn of(org: OrgId, class: &ClassSession, booking: &Booking) -> Self {
        Self {
            org,
            member: booking.member_id,
            booking: booking.id,
            name: class.name.clone(),
            starts: class.starts,
            coach: class.coach.clone(),
            until: None,
            settled: None,
        }
    }
}

/// So many characters somebody has to say what is the matter.
const WORDS: usize = 500;

/// How far back a member reads what became of their hours.
const READ: Span = Span::hours(24 * 90);

fn refused(rule: HourRule) -> AppError<Refusal> {
    AppError::Refused(Rule::Hour(rule).into())
}

/// Until when an hour can be logged: a while after it is over, whether the class is settled or not.
///
/// # Errors
/// [`HourRule::TooLate`].
pub(in crate::booking) fn may_log(class: &ClassSession, now: Instant) -> Answer<(), Refusal> {
    let until = class.ends.at + LOGGED_WITHIN;
    if now < until {
        return Ok(());
    }
    Err(refused(HourRule::TooLate(Moment {
        at: until,
        offset: class.ends.offset,
    })))
}

/// Logs an hour whose client was marked as here, and asks them. `false`: it is logged already.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn log_hour<R>(
    tx: &mut Tx,
    who: &Who,
    class: &ClassSession,
    booking: &Booking,
    now: Instant,
) -> Answer<bool, R> {
    if store::log_hour(tx, booking.id, who.account, now).await? == 0 {
        return Ok(false);
    }
    let event = HourEvent {
        until: Some(Moment {
            at: now + SILENCE,
            offset: class.starts.offset,
        }),
        ..HourEvent::of(who.org, class, booking)
    };
    events::emit(tx, now, HOUR_LOGGED, &event);
    Ok(true)
}

/// Takes the question back with the mark that asked it, under the lock of the class: what was answered stands.
///
/// # Errors
/// What has been said to it.
pub(in crate::booking) async fn take_hour_back(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    now: Instant,
) -> Answer<(), Refusal> {
    let Some(hour) = store::hour_of(tx, booking.id).await? else {
        return Ok(());
    };
    rules::still_asked(Some(&hour)).map_err(refused)?;
    if store::unlog_hour(tx, booking.id).await? == 0 {
        return Err(AppError::Busy);
    }
    events::emit(tx, now, HOUR_TAKEN_BACK, &HourEvent::of(org, class, booking));
    Ok(())
}

/// A booking with its class, both locked, for whoever answers for the client.
async fn asked(
    tx: &mut Tx,
    org: OrgId,
    me: MemberId,
    booking: BookingId,
    now: Instant,
) -> Answer<(ClassSession, Booking), Refusal> {
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    let class = schedule::service::lock(tx, org, found.session_id).await?;
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    members::service::hold::<Refusal>(tx, org, found.member_id).await?;
    answers(tx, org, me, found.member_id, now).await?;
    let hour = store::hour_of(tx, booking).await?;
    rules::still_asked(hour.as_ref()).map_err(refused)?;
    Ok((class, found))
}

/// The class of a booking that somebody may answer for.
async fn class_of(house: &House, who: &Who, me: MemberId, booking: BookingId) -> Answer<SessionId, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    answers(&mut tx, who.org, me, found.member_id, house.clock.now()).await?;
    Ok(found.session_id)
}

/// Lets nobody speak of an hour but the client and whoever answers for them: booking for somebody is less than knowing what they did.
async fn answers(tx: &mut Tx, org: OrgId, me: MemberId, member: MemberId, now: Instant) -> Answer<(), Refusal> {
    if me == member || members::household::answers_for(tx, org, me, member, now).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// The client, or whoever answers for them, says that an hour took place. The same key does it once.
///
/// # Errors
/// What was said before, as [`HourRule`]; [`AppError::NotFound`] for another's hour.
pub async fn confirm_hour(
    house: &House,
    who: &Who,
    me: MemberId,
    booking: BookingId,
    key: &str,
) -> Answer<(), Refusal> {
    let session = class_of(house, who, me, booking).await?;
    let (org, by) = (who.org, who.account);
    let content = format!("{me} {booking}");
    command(house, who, &[session.0], ("confirm_hour", key, content), |tx, now| {
        Box::pin(async move {
            asked(tx, org, me, booking, now).await?;
            match store::confirm_hour(tx, booking, Some(by), Confirmed::App, now).await? {
                0 => Err(AppError::Busy),
                _ => Ok(()),
            }
        })
    })
    .await
}

/// The same, that it did not, with a few words. No credit moves by that: whoever manages the place decides.
///
/// # Errors
/// As [`confirm_hour`]; words that are missing.
pub async fn dispute_hour(
    house: &House,
    who: &Who,
    me: MemberId,
    booking: BookingId,
    words: &str,
    key: &str,
) -> Answer<(), Refusal> {
    let words = form::text(words, WORDS).map_err(|flaw| AppError::field("words", flaw))?;
    let session = class_of(house, who, me, booking).await?;
    let (org, by) = (who.org, who.account);
    let content = format!("{me} {booking} {words}");
    command(house, who, &[session.0], ("dispute_hour", key, content), |tx, now| {
        let words = words.clone();
        Box::pin(async move {
            asked(tx, org, me, booking, now).await?;
            match store::dispute_hour(tx, booking, by, words, now).await? {
                0 => Err(AppError::Busy),
                _ => Ok(()),
            }
        })
    })
    .await
}

/// Whoever manages the place decides about an hour that is disputed: it stands, with a reason, or its credit goes back to its pass.
/// The same key does it once.
///
/// # Errors
/// As [`HourRule`] where there is nothing to decide; [`AppError::NotFound`] for another place.
pub async fn settle_hour(
    house: &House,
    who: &Who,
    booking: BookingId,
    (verdict, reason): (&str, &str),
    key: &str,
) -> Answer<(), Refusal> {
    let mut flaws = FieldErrors::default();
    let verdict = flaws.check("verdict", HourVerdict::named(verdict).ok_or(Flaw::Choice));
    let reason = flaws.check("reason", form::text(reason, WORDS));
    let (Some(verdict), Some(reason)) = (verdict, reason) else {
        return Err(AppError::Invalid(flaws));
    };
    let session = {
        let mut tx = house.db.read().await?;
        let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
        let class: ClassSession = schedule::service::session(&mut tx, who.org, found.session_id).await?;
        if !may_settle(who, class.location_id) {
            return Err(AppError::NotFound);
        }
        class.id
    };
    let content = format!("{booking} {verdict:?} {reason}");
    command(house, who, &[session.0], ("settle_hour", key, content), |tx, now| {
        let (who, reason) = (who.clone(), reason.clone());
        Box::pin(async move { settle_in(tx, &who, (session, booking), (verdict, reason), now).await })
    })
    .await
}

/// Whether somebody decides about disputes at a place.
pub(super) fn may_settle(who: &Who, location: LocationId) -> bool {
    who.may_at(Permission::SettleHours, location)
}

async fn settle_in(
    tx: &mut Tx,
    who: &Who,
    (session, booking): (SessionId, BookingId),
    (verdict, reason): (HourVerdict, String),
    now: Instant,
) -> Answer<(), Refusal> {
    let class: ClassSession = schedule::service::lock(tx, who.org, session).await?;
    let found = store::one(tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    members::service::hold::<Refusal>(tx, who.org, found.member_id).await?;
    members::household::not_erased::<Refusal>(tx, found.member_id).await?;
    let hour = store::hour_of(tx, booking).await?;
    rules::to_settle(hour.as_ref()).map_err(refused)?;
    if store::settle_hour(tx, booking, who.account, (verdict, reason.clone()), now).await? == 0 {
        return Err(AppError::Busy);
    }
    if verdict == HourVerdict::GivenBack {
        give_back_used(tx, who.org, &class, &found, now).await?;
    }
    let event = HourEvent {
        settled: Some((verdict, reason)),
        ..HourEvent::of(who.org, &class, &found)
    };
    events::emit(tx, now, HOUR_SETTLED, &event);
    let deed = match verdict {
        HourVerdict::Stands => Deed::HourUpheld,
        HourVerdict::GivenBack => Deed::HourGivenBack,
    };
    let note = Note::new(deed)
        .on(ObjectKind::Member, found.member_id.0)
        .at(Some(class.location_id))
        .with("day", class.day);
    audit(tx, who, note, now).await
}

/// Gives the credit of an hour back that was used and did not take place. The booking moves with it, once.
async fn give_back_used(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    now: Instant,
) -> Answer<(), Refusal> {
    // asked before the credits move, and with the same way to the database
    let returning = plans::service::ask_return(tx, booking.pass_id, booking.lot_id, booking.id.0);
    let (came, excused) = (BookingStatus::CheckedIn, BookingStatus::Excused);
    if store::set_status(tx, booking.id, came, excused, None).await? == 0 {
        return Err(AppError::Refused(Rule::NotBooked.into()));
    }
    store::undo_visit_of(tx, booking.id, now).await?;
    let returning = returning.take(tx).await?;
    repay(tx, org, class, booking, returning, ("hour_given_back", true), now).await
}

/// Counts silence as yes where it has lasted long enough; whether it was.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn confirm_by_silence(
    house: &House,
    (org, session, booking): (OrgId, SessionId, BookingId),
    now: Instant,
) -> Answer<bool> {
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let _: ClassSession = schedule::service::lock(&mut tx, org, session).await?;
    if store::confirm_hour(&mut tx, booking, None, Confirmed::Silence, now).await? == 0 {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// What became of a member's hours, and of those of the children for whom they answer.
pub(super) async fn hours_of<R>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<Vec<HourLine>, R> {
    let mut all = store::hours_of(tx, member, now - READ).await?;
    for ward in members::household::children(tx, org, member, now).await? {
        for mut line in store::hours_of(tx, ward.id, now - READ).await? {
            line.whose = Some(ward.clone());
            all.push(line);
        }
    }
    Ok(all)
}

/// A coach's hours that somebody has to do something about: disputed ones, and those that are over and not logged.
pub(super) async fn open_of_coach<R>(
    tx: &mut Tx,
    org: OrgId,
    coach: CoachId,
    now: Instant,
) -> Answer<Vec<HourLine>, R> {
    Ok(store::open_hours(tx, org, Some(coach), None, (now - LOGGED_WITHIN, now)).await?)
}

/// The same of every coach at the places where the reader decides.
///
/// # Errors
/// A fault of the database.
pub async fn open_hours(house: &House, who: &Who) -> Answer<OpenHours> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let zone = super::first_zone(&mut tx, who.org).await?;
    let places = match who.scope(Permission::SettleHours) {
        Some(Scope::Everywhere) => None,
        Some(Scope::At(places)) => Some(places.into_iter().collect::<Vec<_>>()),
        None => return Err(AppError::Forbidden),
    };
    let since = (now - LOGGED_WITHIN, now);
    let open = store::open_hours(&mut tx, who.org, None, places.as_deref(), since).await?;
    let (disputed, unlogged) = open.into_iter().partition(HourLine::disputed);
    Ok(OpenHours {
        disputed,
        unlogged,
        now: zone.moment(now),
        key: secret::token(),
    })
}
