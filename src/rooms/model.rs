//! Rooms.

use crate::studio::model::{Hours, LocationId};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A room.
    RoomId,
}

/// When a location is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The location.
    pub location_id: LocationId,
    /// The hours, by weekday.
    pub hours: Vec<Hours>,
}

/// A room at a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Room {
    /// The id.
    pub id: RoomId,
    /// Where it is.
    pub location_id: LocationId,
    /// The name on its door.
    pub name: String,
    /// How many people it may hold, the coach not counted.
    pub capacity: i64,
}
