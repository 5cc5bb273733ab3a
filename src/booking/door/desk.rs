//! What the desk sees around the answer.

use super::scans::LISTED;
use crate::{
    accounts::model::{Permission, Who},
    booking::{
        model::{Desk, VisitLine},
        store,
    },
    platform::{
        error::{Answer, AppError},
        house::House,
        secret,
        time::{Span, day_plus},
    },
    schedule,
    studio::{
        self,
        model::{Location, LocationId},
    },
};

/// A class that begins so soon belongs to today's, whatever its date; and one that began so lately, until it ends.
const TONIGHT: Span = Span::hours(2);

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
    // about midnight the day before is not over, and the next one has begun, for whoever stands at the desk
    let mut sessions = schedule::service::between(
        &mut tx,
        who.org,
        Some(location.id),
        from.min(now - TONIGHT),
        to.max(now + TONIGHT),
    )
    .await?;
    sessions.retain(|s| s.starts.at >= from || s.ends.at > now);
    let visits = store::visits(&mut tx, location.id, from, 12).await?;
    let today = store::count_visits(&mut tx, location.id, from).await?;
    let policy = studio::service::booking_policy(&mut tx, who.org, location.id, now).await?;
    let inside = store::count_inside(&mut tx, location.id, now - Span::minutes(policy.out_after), now).await?;
    let listed = store::count_listed(&mut tx, location.id, now - LISTED).await?;
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
        inside,
        capacity: policy.house_capacity,
        listed,
        key: secret::token(),
    })
}
