//! Where people stand in a class.

use super::BookingId;
use crate::{
    members::model::MemberId,
    platform::{
        i18n::{Locale, t},
        time::Moment,
    },
    rooms::model::{RoomPlan, SpotId},
    schedule::model::SessionId,
};
use serde::{Deserialize, Serialize};

/// What a spot is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpotState {
    /// Whoever presses has it.
    Free,
    /// The reader's.
    Mine,
    /// Kept for the reader while they choose.
    Held,
    /// Somebody's.
    Taken,
    /// Kept for somebody else while they choose.
    Choosing,
    /// The club keeps it to itself.
    Kept,
    /// Out of order.
    Broken,
}

impl SpotState {
    /// Whether the reader may have it.
    #[must_use]
    pub const fn open(self) -> bool {
        matches!(self, Self::Free | Self::Mine | Self::Held)
    }

    /// The word that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Free => t::spots::free(l),
            Self::Mine => t::spots::mine(l),
            Self::Held => t::spots::held(l),
            Self::Taken => t::spots::taken(l),
            Self::Choosing => t::spots::choosing(l),
            Self::Kept => t::spots::kept(l),
            Self::Broken => t::spots::broken(l),
        }
    }
}

/// A spot as a plan shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The id.
    pub id: SpotId,
    /// What stands on it.
    pub name: String,
    /// The row, from 1.
    pub line: i64,
    /// The place in the row, from 1.
    pub place: i64,
    /// What it is to the reader.
    pub state: SpotState,
    /// Who has it, for the staff alone.
    pub who: Option<(BookingId, String)>,
    /// Why the club keeps it, for the staff alone.
    pub why: Option<String>,
}

/// Where people stand in a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotPlan {
    /// The class.
    pub session: SessionId,
    /// Rows.
    pub lines: i64,
    /// Places in each row.
    pub places: i64,
    /// The spots, row by row.
    pub spots: Vec<Spot>,
    /// Until when the one that the reader chooses is kept for them.
    pub held_until: Option<Moment>,
    /// So many seconds more, counted from when this was read.
    pub seconds: i64,
}

impl SpotPlan {
    /// The spot that the reader has, or that is kept for them.
    #[must_use]
    pub fn own(&self) -> Option<&Spot> {
        let of = |state| self.spots.iter().find(|spot| spot.state == state);
        of(SpotState::Held).or_else(|| of(SpotState::Mine))
    }

    /// How many are free.
    #[must_use]
    pub fn free(&self) -> i64 {
        self.spots.iter().filter(|spot| spot.state == SpotState::Free).count() as i64
    }
}

/// Somebody stands elsewhere now, or nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub class: String,
    /// Its start.
    pub starts: Moment,
    /// Who.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// Where they stood; `None`: nowhere yet.
    pub from: Option<String>,
    /// Where they stand; `None`: no spot is free.
    pub to: Option<String>,
}

/// The plan of a room for whoever sets it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPage {
    /// The plan.
    pub plan: RoomPlan,
    /// Who is booked on which spot in classes ahead, the next first.
    pub booked: Vec<(SpotId, Moved)>,
    /// The time at the room now.
    pub now: Moment,
    /// Key for one command on this page.
    pub key: String,
}

/// What changing the plan of a room has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanChanged {
    /// Classes ahead in the room.
    pub classes: i64,
    /// Who stands elsewhere in them now, or nowhere.
    pub moved: Vec<Moved>,
}

/// Why somebody cannot have a spot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpotRule {
    /// This one has somebody; these are free.
    Taken(String, Vec<String>),
    /// Somebody chooses this one, and has it until then at the longest; these are free.
    Held(String, Moment, Vec<String>),
    /// This one is out of order or kept by the club; these are free.
    Shut(String, Vec<String>),
    /// Others choose the last ones, until then.
    AllHeld(Moment),
    /// It is not on the plan of this class; these are free.
    Gone(Vec<String>),
    /// People choose no spot in this class.
    NoPlan,
    /// So many places are promised to those who wait: the last spots stay theirs.
    Promised(i64),
}

/// So many free spots are named in a refusal.
const NAMED: usize = 6;

impl SpotRule {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Taken(..) => "spot_taken",
            Self::Held(..) => "spot_held",
            Self::Shut(..) => "spot_shut",
            Self::AllHeld(_) => "spots_held",
            Self::Gone(_) => "spot_gone",
            Self::NoPlan => "no_spots",
            Self::Promised(_) => "spot_promised",
        }
    }

    /// The sentence, with the spots that are free.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let (said, free) = match self {
            Self::Taken(name, free) => (t::spots::rule_taken(l, name), free),
            Self::Held(name, until, free) => (t::spots::rule_held(l, name, until.clock()), free),
            Self::Shut(name, free) => (t::spots::rule_shut(l, name), free),
            Self::Gone(free) => (t::spots::rule_gone(l).to_owned(), free),
            Self::AllHeld(until) => return t::spots::rule_all_held(l, until.clock()),
            Self::NoPlan => return t::spots::rule_no_plan(l).to_owned(),
            Self::Promised(n) => return t::spots::rule_promised(l, *n),
        };
        let more = match free.len() {
            0 => t::spots::rule_none_free(l).to_owned(),
            n if n > NAMED => t::spots::rule_free_more(l, n - NAMED, free[..NAMED].join(", ")),
            _ => t::spots::rule_free(l, free.join(", ")),
        };
        format!("{said} {more}")
    }
}
