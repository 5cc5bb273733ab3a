//! Changing the plan of a room, with what follows for every class ahead in it: one transaction.

use super::{
    command,
    spots::{settle_spots, tell_all},
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Who},
        service::{Note, audit},
    },
    booking::{
        model::{Moved, PlanChanged, PlanPage},
        store,
    },
    platform::{
        error::{Answer, Nothing},
        house::House,
        secret,
    },
    rooms::{self, model::RoomId, service::Change},
    schedule::{self, model::ClassSession},
    studio,
};

/// The plan of a room, for whoever may change it.
///
/// # Errors
/// [`AppError::NotFound`](crate::platform::error::AppError::NotFound) out of reach.
pub async fn plan_of(house: &House, who: &Who, room: RoomId) -> Answer<PlanPage> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let place = rooms::service::editable::<Nothing>(&mut tx, who, room).await?;
    let location = studio::service::location::<Nothing>(&mut tx, who.org, place.location_id).await?;
    let zone = studio::service::zone::<Nothing>(&location.zone)?;
    let booked = store::booked_in_room(&mut tx, room, now, LISTED)
        .await?
        .into_iter()
        .map(|row| {
            let one = Moved {
                session: row.session_id,
                class: row.class,
                starts: zone.moment(row.starts_at),
                member: row.member_id,
                name: row.name,
                from: Some(row.spot),
                to: None,
            };
            (row.spot_id, one)
        })
        .collect();
    Ok(PlanPage {
        plan: rooms::service::plan(&mut tx, who.org, room).await?,
        booked,
        now: zone.moment(now),
        key: secret::token(),
    })
}

/// So many of those who are booked in a room are listed, the next first.
const LISTED: i64 = 500;

/// Changes the plan of a room. In every class ahead in it whoever has lost their spot gets another, and the class has as many places
/// as spots can be used. The same key changes once.
///
/// # Errors
/// [`AppError::NotFound`](crate::platform::error::AppError::NotFound) out of reach, or the flaws of the fields.
pub async fn change_plan(house: &House, who: &Who, room: RoomId, change: Change, key: &str) -> Answer<PlanChanged> {
    let content = format!("{room} {change:?}");
    command(house, who, &[], ("change_plan", key, content), |tx, now| {
        let (who, change) = (who.clone(), change.clone());
        Box::pin(async move {
            let place = rooms::service::editable::<Nothing>(tx, &who, room).await?;
            // classes before the room, in one order: whoever books locks the class alone
            let ahead = schedule::service::ahead_in_room::<Nothing>(tx, who.org, room, now).await?;
            let mut classes: Vec<ClassSession> = Vec::new();
            for id in &ahead {
                classes.push(schedule::service::lock(tx, who.org, *id).await?);
            }
            rooms::service::change_plan(tx, room, &change, now).await?;
            let plan = rooms::service::plan::<Nothing>(tx, who.org, room).await?;
            let mut moved: Vec<Moved> = Vec::new();
            for class in &mut classes {
                class.plan = plan.lines > 0;
                let here = settle_spots::<Nothing>(tx, class, now).await?;
                tell_all(tx, who.org, class, &here, now);
                // whoever had none has one now: no news to the staff, who look for whom they have moved
                moved.extend(here.into_iter().filter(|one| one.from.is_some() || one.to.is_none()));
                schedule::service::tell_seats::<Nothing>(tx, class.id)?;
            }
            moved.sort_by(|a, b| (a.starts.at, &a.name).cmp(&(b.starts.at, &b.name)));
            let note = Note::new(Deed::PlanLaidOut)
                .on(ObjectKind::Room, room.0)
                .at(Some(place.location_id))
                .with("spots", plan.usable());
            audit(tx, &who, note, now).await?;
            Ok(PlanChanged {
                classes: classes.len() as i64,
                moved,
            })
        })
    })
    .await
}
