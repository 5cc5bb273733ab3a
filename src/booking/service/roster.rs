//! What coaches and the desk see: the roster of a class, a coach's day.

use super::first_zone;
use crate::{
    accounts::model::{Permission, Who},
    booking::{
        model::{CoachDay, Roster, RosterLine},
        rules, store,
    },
    coaches::model::CoachId,
    members::model::MemberId,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        house::House,
        time::{Day, Instant, Moment, Span, day_plus},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use chrono::Datelike;

/// Whether this person may see and take the attendance of a class: its coach, or staff of its location.
pub(in crate::booking) fn may_take_attendance(who: &Who, class: &ClassSession) -> bool {
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
    roster_of(&mut tx, who, class, house.clock.now()).await
}

/// A coach looks after those who come to their classes this long: from the end of a long day to four weeks ahead.
const LOOKS_AFTER: (Span, Span) = (Span::hours(12), Span::hours(24 * 28));

/// Where this person teaches, about now, classes that a member has a seat in; nowhere for whoever does not teach.
///
/// # Errors
/// A fault of the database.
pub async fn taught_places<R>(tx: &mut Tx, who: &Who, member: MemberId, now: Instant) -> Answer<Vec<LocationId>, R> {
    match who.coach.map(CoachId).filter(|_| who.may(Permission::Teach)) {
        None => Ok(Vec::new()),
        Some(coach) => Ok(store::taught_places(tx, coach, member, now - LOOKS_AFTER.0, now + LOOKS_AFTER.1).await?),
    }
}

/// From when attendance of a class may be taken, on its location's wall.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn attendance_from<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    now: Instant,
) -> Answer<Moment, R> {
    let (zone, policy) = studio::service::booking_terms(tx, org, class.location_id, now).await?;
    Ok(zone.moment(rules::door_opens(class.starts.at, &policy)))
}

async fn roster_of(tx: &mut Tx, who: &Who, class: ClassSession, now: Instant) -> Answer<Roster> {
    let org = who.org;
    let opens = who.may_at(Permission::SeeHealth, class.location_id);
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
            health: opens && row.health,
        })
        .collect();
    let waiting = store::waiting_names(tx, class.id)
        .await?
        .into_iter()
        .map(|(name,)| name)
        .collect();
    Ok(Roster {
        attendance_from: attendance_from(tx, org, &class, now).await?,
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
        Some(class) => Some(roster_of(&mut tx, who, class, now).await?),
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
