//! Who is in, who has left, and the scans that somebody should look at.

use super::scans::LISTED;
use crate::{
    accounts::model::{Permission, Who},
    booking::{
        model::{Inside, KioskId, ListedScan, Presence, ScanId, VisitId},
        store,
    },
    members,
    platform::{
        error::{Answer, AppError, Nothing},
        house::House,
        time::Span,
    },
    studio::{
        self,
        model::{Location, LocationId},
    },
};

/// So many people are named; all are counted.
const NAMED: i64 = 300;
/// So many scans are listed.
const MOST: i64 = 100;

/// Who is in at a place; without one, the first that the reader may work at.
///
/// # Errors
/// [`AppError::NotFound`] for a place out of reach.
pub async fn presence(house: &House, who: &Who, location: Option<LocationId>) -> Answer<Presence> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let locations: Vec<Location> = studio::service::locations(&mut tx, who.org).await?;
    let location = locations
        .into_iter()
        .filter(|l| who.may_at(Permission::WorkDesk, l.id))
        .find(|l| location.is_none_or(|id| id == l.id))
        .ok_or(AppError::NotFound)?;
    let zone = studio::service::zone(&location.zone)?;
    let policy = studio::service::booking_policy(&mut tx, who.org, location.id, now).await?;
    let since = now - Span::minutes(policy.out_after);
    let inside = store::count_inside(&mut tx, location.id, since, now).await?;
    let lines = store::inside(&mut tx, location.id, since, now, NAMED).await?;
    let listed = store::listed(&mut tx, location.id, now - LISTED, MOST).await?;
    let to_look = store::count_listed(&mut tx, location.id, now - LISTED).await?;
    let lines = lines
        .into_iter()
        .map(|row| Inside {
            visit: row.id,
            member: row.member_id,
            name: row.name,
            since: zone.moment(row.at),
            session: row.session,
        })
        .collect();
    let listed = listed
        .into_iter()
        .map(|row| ListedScan {
            id: row.id,
            kiosk: row.kiosk_id,
            kiosk_name: row.kiosk,
            member: row.member_id.zip(row.name),
            at: zone.moment(row.at),
            received: zone.moment(row.received_at),
            thought: row.thought,
            state: row.outcome,
            reason: row.reason,
            first: row.first_at.map(|at| zone.moment(at)).zip(row.first_where),
        })
        .collect();
    Ok(Presence {
        location,
        inside,
        capacity: policy.house_capacity,
        out_after: policy.out_after,
        lines,
        listed,
        to_look,
        now: zone.moment(now),
    })
}

/// Notes that somebody has left. Where they had several ways in, all of them are closed.
///
/// # Errors
/// [`AppError::NotFound`] out of reach, undone, or noted before.
pub async fn check_out(house: &House, who: &Who, visit: VisitId) -> Answer<()> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let found = store::visit(&mut tx, who.org, visit).await?.ok_or(AppError::NotFound)?;
    if !who.may_at(Permission::WorkDesk, found.location_id) {
        return Err(AppError::NotFound);
    }
    members::service::hold::<Nothing>(&mut tx, who.org, found.member_id).await?;
    let since = found.at - Span::hours(24);
    if store::check_out(&mut tx, found.location_id, found.member_id, since, who.account, now).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Takes a scan off the list: somebody has looked at it. The row stays.
///
/// # Errors
/// [`AppError::NotFound`] for a scan of another place, or one that was put aside before.
pub async fn put_aside(house: &House, who: &Who, location: LocationId, kiosk: KioskId, scan: ScanId) -> Answer<()> {
    if !who.may_at(Permission::WorkDesk, location) {
        return Err(AppError::NotFound);
    }
    let mut tx = house.db.write().await?;
    if store::put_aside(&mut tx, location, kiosk, scan, who.account, house.clock.now()).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}
