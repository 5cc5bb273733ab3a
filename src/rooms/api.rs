//! The doors of the rooms page.

use super::model::{Opening, Room, RoomId};
use crate::{
    platform::{error::Answer, wire::Wire},
    studio::model::LocationId,
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::service,
    crate::{
        accounts::{guard, model::Permission},
        platform::{form, request},
    },
};

/// The rooms that the reader may set up.
#[server(endpoint = "load_rooms", protocol = Wire)]
pub async fn load_rooms() -> Answer<Vec<Room>> {
    service::list(&request::house()?, &guard::staff(Permission::EditRooms)?).await
}

/// Opens a room, or changes the one whose id is given.
#[server(endpoint = "save_room", protocol = Wire)]
pub async fn save_room(
    #[server(default)] id: String,
    location: LocationId,
    name: String,
    capacity: String,
) -> Answer<RoomId> {
    let who = guard::staff(Permission::EditRooms)?;
    let id = form::choice(&id, "id")?;
    let capacity =
        form::number(&capacity, 1, 1000).map_err(|flaw| crate::platform::error::AppError::field("capacity", flaw))?;
    let room = service::save(&request::house()?, &who, id, location, &name, capacity).await?;
    request::go_to("/admin/rooms");
    Ok(room)
}

/// Closes a room.
#[server(endpoint = "close_room", protocol = Wire)]
pub async fn close_room(id: RoomId) -> Answer<()> {
    service::close(&request::house()?, &guard::staff(Permission::EditRooms)?, id).await
}

/// The closed rooms that the reader may open again.
#[server(endpoint = "load_closed_rooms", protocol = Wire)]
pub async fn load_closed_rooms() -> Answer<Vec<Room>> {
    service::closed(&request::house()?, &guard::staff(Permission::EditRooms)?).await
}

/// Opens a closed room again.
#[server(endpoint = "open_room", protocol = Wire)]
pub async fn open_room(id: RoomId) -> Answer<()> {
    service::open_again(&request::house()?, &guard::staff(Permission::EditRooms)?, id).await
}

/// When the locations are open that the reader may set up.
#[server(endpoint = "load_openings", protocol = Wire)]
pub async fn load_openings() -> Answer<Vec<Opening>> {
    service::openings(&request::house()?, &guard::staff(Permission::EditRooms)?).await
}

/// Sets when a location is open: a time of opening and of closing for each weekday from Monday on.
#[server(endpoint = "save_hours", protocol = Wire)]
pub async fn save_hours(
    location: LocationId,
    #[server(default)] opens: Vec<String>,
    #[server(default)] closes: Vec<String>,
) -> Answer<()> {
    let who = guard::staff(Permission::EditRooms)?;
    service::set_hours(&request::house()?, &who, location, &opens, &closes).await?;
    request::go_to("/admin/rooms");
    Ok(())
}
