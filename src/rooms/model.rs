//! Rooms.

use crate::studio::model::{Hours, LocationId};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A room.
    RoomId,
    /// A place to stand in a room: a bike, a mat.
    SpotId,
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

/// Rows that a plan may have, and spots in each.
pub const MOST_SPOTS: i64 = 12;

/// A spot of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct RoomSpot {
    /// The id.
    pub id: SpotId,
    /// What stands on it: `7`, `A1`.
    pub name: String,
    /// The row, from 1, counted from the coach.
    pub line: i64,
    /// The place in the row, from 1.
    pub place: i64,
    /// Nobody can use it.
    pub broken: bool,
    /// Why not, in the club's words.
    pub why: Option<String>,
}

/// Where people stand in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPlan {
    /// The room.
    pub room: Room,
    /// Rows; 0: there is no plan.
    pub lines: i64,
    /// Places in each row.
    pub places: i64,
    /// The spots, row by row.
    pub spots: Vec<RoomSpot>,
}

impl RoomPlan {
    /// Spots that somebody can use.
    #[must_use]
    pub fn usable(&self) -> i64 {
        self.spots.iter().filter(|spot| !spot.broken).count() as i64
    }
}

/// How the spots of a new plan are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// 1, 2, 3 through all rows.
    Through,
    /// A1, A2, then B1, B2: each row has its letter.
    Rows,
}

impl Numbering {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Through, Self::Rows];

    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Through => "through",
            Self::Rows => "rows",
        }
    }

    /// By its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|n| n.code() == code)
    }
}
