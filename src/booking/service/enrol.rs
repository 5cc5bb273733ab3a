//! A place in every class of a course, with one pass: all of them, or none.

use super::{book::take, command, gather};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::{
        model::{CourseOffer, Courses, Enrolled, Refusal, Rule},
        rules,
    },
    members::{self, model::MemberId},
    plans::{
        self,
        model::{PassKind, PlanId},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
        secret,
        time::Instant,
    },
    schedule::{
        self,
        model::{ClassSession, SeriesId, SessionId},
    },
};

/// Classes that may be taken at once.
const MOST: i64 = 120;

/// Rules that a refusal names.
const NAMED: usize = 5;

/// What a member may be enrolled in.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn courses(house: &House, who: &Who, member: MemberId) -> Answer<Courses> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    members::service::within_sight(&mut tx, who, Permission::GrantPasses, member).await?;
    let mut plans = plans::service::plans(&mut tx, who.org).await?;
    plans.retain(|plan| plan.kind == PassKind::Course);
    let mut offers = Vec::new();
    if !plans.is_empty() {
        for (series, classes) in schedule::service::courses::<Nothing>(&mut tx, who.org, None, now, MOST).await? {
            let here = |class: &ClassSession| who.may_at(Permission::GrantPasses, class.location_id);
            if classes.iter().all(here) {
                offers.extend(offer(series, &classes));
            }
        }
        offers.sort_by_key(|offer| (offer.next.at, offer.series));
    }
    Ok(Courses {
        plans,
        offers,
        key: secret::token(),
    })
}

fn offer(series: SeriesId, classes: &[ClassSession]) -> Option<CourseOffer> {
    let (first, last) = (classes.first()?, classes.last()?);
    Some(CourseOffer {
        series,
        name: first.name.clone(),
        location: first.location.clone(),
        coach: first.coach.clone(),
        next: first.starts,
        last: last.day,
        classes: classes.len() as i64,
        free: classes.iter().map(ClassSession::free).min().unwrap_or(0),
    })
}

/// Enrols a member in a course at the desk: a pass for its classes, and a place in each that is ahead and they have none in yet. The
/// same key enrols once.
///
/// # Errors
/// A [`Refusal`] with what stands in the way of which class; [`AppError::NotFound`] for a member out of reach, or a plan that is not
/// for courses.
pub async fn enrol(
    house: &House,
    who: &Who,
    member: MemberId,
    plan: PlanId,
    series: SeriesId,
    key: &str,
) -> Answer<Enrolled, Refusal> {
    let mut tx = house.db.read().await?;
    let ahead = classes_of(&mut tx, who, series, house.clock.now()).await?;
    drop(tx);
    let ids: Vec<uuid::Uuid> = ahead.iter().map(|id| id.0).collect();
    let content = format!("{member} {plan} {series}");
    command(house, who, &ids, ("enrol", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move { enrol_in(tx, &who, member, plan, series, now).await })
    })
    .await
}

/// The classes of a course that are ahead, where whoever asks may sell.
async fn classes_of(tx: &mut Tx, who: &Who, series: SeriesId, now: Instant) -> Answer<Vec<SessionId>, Refusal> {
    let found = schedule::service::courses(tx, who.org, Some(series), now, MOST).await?;
    let classes: Vec<ClassSession> = found.into_iter().flat_map(|(_, classes)| classes).collect();
    if classes
        .iter()
        .any(|class| !who.may_at(Permission::GrantPasses, class.location_id))
    {
        return Err(AppError::NotFound);
    }
    Ok(classes.into_iter().map(|class| class.id).collect())
}

async fn enrol_in(
    tx: &mut Tx,
    who: &Who,
    member: MemberId,
    plan: PlanId,
    series: SeriesId,
    now: Instant,
) -> Answer<Enrolled, Refusal> {
    let card = members::service::within_sight(tx, who, Permission::GrantPasses, member).await?;
    members::household::not_erased::<Refusal>(tx, member).await?;
    let mut ids = classes_of(tx, who, series, now).await?;
    // by their ids, the order in which whoever needs several classes locks them
    ids.sort_unstable();
    let mut classes: Vec<ClassSession> = Vec::new();
    for id in ids {
        classes.push(schedule::service::lock(tx, who.org, id).await?);
    }
    classes.sort_by_key(|class| class.starts.at);
    classes.retain(|class| class.starts.at > now);
    let (Some(first), Some(last)) = (classes.first(), classes.last()) else {
        return Err(AppError::Refused(Rule::CourseOver.into()));
    };
    let days = (first.day, last.day);
    members::service::lock::<Refusal>(tx, who.org, member).await?;
    let held = plans::service::passes::<Refusal>(tx, member, days.0).await?;
    if held.iter().any(|pass| !pass.ended && pass.course == Some(series.0)) {
        return Err(AppError::Refused(Rule::AlreadyBooked.into()));
    }
    let pass = plans::service::grant_course(tx, (who.org, member), plan, series.0, days, Some(who.account), now)
        .await
        .map_err(of_plans)?;
    let (mut booked, mut stops) = (0, Vec::new());
    for class in classes {
        let starts = class.starts;
        let card = members::service::card(tx, who.org, member).await?;
        let gathered = gather(tx, who.org, class, card, Some(pass.id), now).await?;
        let mut said = rules::booking(&gathered.facts());
        // whoever has a seat in it already keeps that; and a course is taken as a whole, however far ahead it goes
        let shut = |rule: &Rule| matches!(rule, Rule::NotAMember | Rule::Banned);
        if said.iter().any(|rule| matches!(rule, Rule::AlreadyBooked)) && !said.iter().any(shut) {
            continue;
        }
        said.retain(|rule| {
            !matches!(
                rule,
                Rule::NotOpenYet(_) | Rule::PerDay(..) | Rule::Upcoming(..) | Rule::Struck(..) | Rule::DayOnly(..)
            )
        });
        if said.is_empty() {
            if stops.is_empty() {
                take(tx, who.org, gathered, said).await?;
                booked += 1;
            }
        } else {
            stops.extend(said.into_iter().map(|rule| Rule::OfClass(starts, Box::new(rule))));
        }
    }
    if !stops.is_empty() {
        stops.truncate(NAMED);
        return Err(AppError::Refused(Refusal { rules: stops }));
    }
    if booked == 0 {
        // they have a place in every class already, each with another pass
        return Err(AppError::Refused(Rule::AlreadyBooked.into()));
    }
    let note = Note::new(Deed::PassGranted)
        .on(ObjectKind::Member, member.0)
        .at(card.home_location_id)
        .with("pass", &pass.name)
        .with("from", days.0);
    audit(tx, who, note, now).await?;
    Ok(Enrolled {
        pass: pass.id,
        classes: booked,
    })
}

/// What granting says no to has no words here: the form offers nothing that it would say no to.
fn of_plans<R>(error: AppError<R>) -> AppError<Refusal> {
    match error {
        AppError::Refused(_) | AppError::NotFound => AppError::NotFound,
        AppError::Fault(number) => AppError::Fault(number),
        _ => AppError::Busy,
    }
}
