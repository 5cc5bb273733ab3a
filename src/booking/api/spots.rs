//! The doors of spots: choosing one, moving people, and the plans of rooms.

#[cfg(feature = "ssr")]
use crate::{
    accounts::{guard, model::Permission},
    booking::service::{self, For},
    members::guard as doorman,
    platform::{
        error::AppError,
        form::{self, FieldErrors, Flaw},
        request,
    },
    rooms::{
        model::{MOST_SPOTS, Numbering},
        service::Change,
    },
};
use crate::{
    booking::model::{BookingId, Moved, PlanChanged, PlanPage, Refusal, SpotPlan},
    platform::{error::Answer, wire::Wire},
    rooms::model::{RoomId, SpotId},
    schedule::model::SessionId,
};
use leptos::prelude::*;

/// Where people stand in a class now, and which spot is the reader's.
#[server(endpoint = "load_spots", protocol = Wire)]
pub async fn load_spots(session: SessionId, #[server(default)] member: String) -> Answer<SpotPlan, Refusal> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::spots(&request::house()?, &who, on, session).await
}

/// Keeps a spot for two minutes for the reader, or for somebody they may act for.
#[server(endpoint = "hold_spot", protocol = Wire)]
pub async fn hold_spot(
    session: SessionId,
    spot: SpotId,
    #[server(default)] member: String,
) -> Answer<SpotPlan, Refusal> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::hold_spot(&request::house()?, &who, on, session, spot).await
}

/// Puts the reader's booking, or that of somebody they may act for, on another spot.
#[server(endpoint = "change_spot", protocol = Wire)]
pub async fn change_spot(booking: BookingId, spot: SpotId, key: String) -> Answer<Moved, Refusal> {
    let (who, member) = doorman::member()?;
    service::change_spot(&request::house()?, &who, member, booking, spot, &key).await
}

/// Moves somebody on the roster to a spot.
#[server(endpoint = "move_spot", protocol = Wire)]
pub async fn move_spot(booking: BookingId, spot: SpotId, key: String) -> Answer<Moved, Refusal> {
    service::move_spot(&request::house()?, &guard::signed_in()?, booking, spot, &key).await
}

/// Keeps a spot of a class to the club.
#[server(endpoint = "keep_spot", protocol = Wire)]
pub async fn keep_spot(
    session: SessionId,
    spot: SpotId,
    #[server(default)] reason: String,
    key: String,
) -> Answer<(), Refusal> {
    service::keep_spot(&request::house()?, &guard::signed_in()?, session, spot, &reason, &key).await
}

/// Gives a spot back that the club kept.
#[server(endpoint = "release_spot", protocol = Wire)]
pub async fn release_spot(session: SessionId, spot: SpotId, key: String) -> Answer<(), Refusal> {
    service::release_spot(&request::house()?, &guard::signed_in()?, session, spot, &key).await
}

/// The plan of a room, with who is booked on its spots.
#[server(endpoint = "load_room_plan", protocol = Wire)]
pub async fn load_room_plan(room: RoomId) -> Answer<PlanPage> {
    service::plan_of(&request::house()?, &guard::staff(Permission::EditRooms)?, room).await
}

/// Lays a room out in rows of spots; no rows: it has no plan.
#[server(endpoint = "lay_out_spots", protocol = Wire)]
pub async fn lay_out_spots(
    room: RoomId,
    lines: String,
    places: String,
    #[server(default)] numbering: String,
    key: String,
) -> Answer<PlanChanged> {
    let who = guard::staff(Permission::EditRooms)?;
    let mut errors = FieldErrors::default();
    let lines = errors.check("lines", form::number(&lines, 0, MOST_SPOTS));
    let places = errors.check("places", form::number(&places, 0, MOST_SPOTS));
    let numbering = match numbering.as_str() {
        "" => Some(Numbering::Through),
        code => errors.check("numbering", Numbering::from_code(code).ok_or(Flaw::Choice)),
    };
    let (Some(lines), Some(places), Some(numbering)) = (lines, places, numbering) else {
        return Err(AppError::Invalid(errors));
    };
    changed(&who, room, Change::LayOut(lines, places, numbering), &key).await
}

/// Names the spot in a row and a place, or makes one there.
#[server(endpoint = "name_spot", protocol = Wire)]
pub async fn name_spot(room: RoomId, line: i64, place: i64, name: String, key: String) -> Answer<PlanChanged> {
    let who = guard::staff(Permission::EditRooms)?;
    changed(&who, room, Change::Name(line, place, name), &key).await
}

/// Takes a spot off the plan of a room.
#[server(endpoint = "remove_spot", protocol = Wire)]
pub async fn remove_spot(room: RoomId, spot: SpotId, key: String) -> Answer<PlanChanged> {
    let who = guard::staff(Permission::EditRooms)?;
    changed(&who, room, Change::Remove(spot), &key).await
}

/// Puts a spot out of order for a reason, or in order again.
#[server(endpoint = "set_spot_out", protocol = Wire)]
pub async fn set_spot_out(
    room: RoomId,
    spot: SpotId,
    #[server(default)] out: bool,
    #[server(default)] reason: String,
    key: String,
) -> Answer<PlanChanged> {
    let who = guard::staff(Permission::EditRooms)?;
    let change = if out {
        Change::PutOut(spot, reason)
    } else {
        Change::PutBack(spot)
    };
    changed(&who, room, change, &key).await
}

#[cfg(feature = "ssr")]
async fn changed(who: &crate::accounts::model::Who, room: RoomId, change: Change, key: &str) -> Answer<PlanChanged> {
    let done = service::change_plan(&request::house()?, who, room, change, key).await?;
    request::go_to(&format!("/admin/rooms/{room}"));
    Ok(done)
}
