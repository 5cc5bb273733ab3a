//! What coaches and the desk see: the roster of a class, a coach's day.

use super::{
    absences::may_excuse,
    allotment::may_sell,
    first_zone,
    hours::{may_settle, open_of_coach},
    spots::staff_plan,
};
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
        secret,
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
use std::collections::HashMap;

/// Whether this person may see and take the attendance of a class: its coach, or staff of its location.
pub(in crate::booking) fn may_take_attendance(who: &Who, class: &ClassSession) -> bool {
    takes_attendance(who, class.coach_id, class.location_id)
}

/// The same of a class of this coach at this place.
pub(super) fn takes_attendance(who: &Who, coach: Option<CoachId>, location: LocationId) -> bool {
    let own = who.coach.is_some() && coach == who.coach.map(CoachId) && who.may(Permission::Teach);
    own || who.may_at(Permission::SeeRosters, location)
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

/// From when people are marked on the roster of a class: from when its door lets them in, and of a personal hour from its start, because
/// nobody has given one before.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn marked_from<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    now: Instant,
) -> Answer<Moment, R> {
    match class.personal {
        true => Ok(class.starts),
        false => attendance_from(tx, org, class, now).await,
    }
}

async fn roster_of(tx: &mut Tx, who: &Who, class: ClassSession, now: Instant) -> Answer<Roster> {
    let org = who.org;
    let opens = who.may_at(Permission::SeeHealth, class.location_id);
    let here = |at: Instant| Moment {
        at,
        offset: class.starts.offset,
    };
    let mut hours: HashMap<_, _> = match class.personal {
        true => store::hours_in(tx, class.id).await?.into_iter().collect(),
        false => HashMap::new(),
    };
    if !(may_settle(who, class.location_id) || class.coach_id.is_some_and(|coach| who.coach == Some(coach.0))) {
        for hour in hours.values_mut() {
            hour.without_words();
        }
    }
    let lines = store::roster(tx, class.id)
        .await?
        .into_iter()
        .map(|row| RosterLine {
            hour: hours.remove(&row.id),
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
            spot: row.spot.filter(|_| class.spots()),
        })
        .collect();
    let waiting = store::waiting_names(tx, class.id)
        .await?
        .into_iter()
        .map(|(name,)| name)
        .collect();
    let spots = match class.spots() {
        true => Some(staff_plan(tx, &class, now).await?),
        false => None,
    };
    let absences = match may_excuse(who, (class.location_id, class.coach_id)) {
        true => store::absences_in(tx, class.id, now).await?,
        false => Vec::new(),
    };
    Ok(Roster {
        partners: schedule::service::partners(tx, class.id).await?,
        sells: may_sell(who, &class) && class.starts.at > now && class.status == SessionStatus::Scheduled,
        spots,
        absences,
        settles: class.personal && may_settle(who, class.location_id),
        key: secret::token(),
        attendance_from: marked_from(tx, org, &class, now).await?,
        now: here(now),
        session: class,
        lines,
        waiting,
    })
}

/// The next class opens a coach's day so long before it begins, also when that is another date.
const OPENS_BEFORE: Span = Span::hours(1);

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
    // a class that runs past midnight, or begins soon after it, opens the day that it stands in
    let tonight = || {
        let near = |s: &&ClassSession| {
            s.status == SessionStatus::Scheduled && s.ends.at > now && s.starts.at <= now + OPENS_BEFORE
        };
        ahead.iter().find(near).map(|s| zone.day(s.starts.at))
    };
    let day = day.or_else(tonight).unwrap_or(today);
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
        hours: open_of_coach(&mut tx, who.org, coach, now).await?,
    })
}
