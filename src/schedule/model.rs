//! Class types, series and class sessions.

mod allotment;
mod asks;

pub use allotment::{Allotment, KEPT_MINUTES, Kept, PartnerPlace};
pub use asks::Asks;

use crate::{
    coaches::model::{CoachId, CoachLevelId},
    platform::{
        error::Reason,
        i18n::{Locale, t},
        money::Money,
        time::{Day, Moment},
    },
    rooms::model::RoomId,
    studio::model::{LocationId, WaitMode},
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A kind of class.
    ClassTypeId,
    /// A weekly rule.
    SeriesId,
    /// One class on one day.
    SessionId,
    /// A place of a class that was sold to a partner.
    PartnerPlaceId,
}

/// The six families of classes; each has its colour everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Weights and strength.
    Strength,
    /// Endurance and circuits.
    Conditioning,
    /// Indoor cycling.
    Cycle,
    /// Yoga, Pilates and the like.
    Mind,
    /// Dance.
    Dance,
    /// Recovery, back care, water.
    Care,
}

impl Category {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Strength,
        Self::Conditioning,
        Self::Cycle,
        Self::Mind,
        Self::Dance,
        Self::Care,
    ];

    /// The name in URLs, forms and passes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Strength => "strength",
            Self::Conditioning => "conditioning",
            Self::Cycle => "cycle",
            Self::Mind => "mind",
            Self::Dance => "dance",
            Self::Care => "care",
        }
    }

    /// By its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Strength => t::schedule::category_strength(l),
            Self::Conditioning => t::schedule::category_conditioning(l),
            Self::Cycle => t::schedule::category_cycle(l),
            Self::Mind => t::schedule::category_mind(l),
            Self::Dance => t::schedule::category_dance(l),
            Self::Care => t::schedule::category_care(l),
        }
    }
}

/// A kind of class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassType {
    /// The id.
    pub id: ClassTypeId,
    /// The name.
    pub name: String,
    /// The family.
    pub category: Category,
    /// Usual length in minutes.
    pub minutes: i64,
    /// Usual number of places.
    pub capacity: i64,
    /// Credits that a place costs.
    pub credit_cost: i64,
    /// What it is, in a sentence or two.
    pub about: String,
    /// How a place that comes free goes to those who wait; `None`: as the club's rules say.
    pub wait_mode: Option<WaitMode>,
    /// With fewer people it is called off; 0: it always takes place.
    pub minimum: i64,
    /// What a place costs whoever pays with money; `None`: it is not sold for money.
    pub price: Option<Money>,
    /// Whether it is one member alone with the coach: passes for groups are not good for it.
    pub personal: bool,
    /// In a room with a plan, whoever books chooses their spot.
    #[serde(default)]
    pub choose_spots: bool,
    /// Who may come.
    #[serde(default)]
    pub asks: Asks,
    /// What is kept in its classes for the desk to sell.
    #[serde(default)]
    pub allotment: Allotment,
}

/// Whether a class takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// It does.
    Scheduled,
    /// It does not.
    Cancelled,
}

/// One class on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassSession {
    /// The id.
    pub id: SessionId,
    /// Where.
    pub location_id: LocationId,
    /// The location's name.
    pub location: String,
    /// The series that made it; `None`: it stands alone.
    pub series_id: Option<SeriesId>,
    /// The kind of class.
    pub class_type_id: ClassTypeId,
    /// The name.
    pub name: String,
    /// The family.
    pub category: Category,
    /// The room.
    pub room_id: Option<RoomId>,
    /// The room's name.
    pub room: Option<String>,
    /// The coach.
    pub coach_id: Option<CoachId>,
    /// The coach's name.
    pub coach: Option<String>,
    /// How far the coach has come, for passes that ask it; the server alone does.
    #[serde(skip)]
    pub coach_level: Option<CoachLevelId>,
    /// The location's date.
    pub day: Day,
    /// Start, as the location's wall shows it.
    pub starts: Moment,
    /// End, as the location's wall shows it.
    pub ends: Moment,
    /// Length in minutes.
    pub minutes: i64,
    /// Places.
    pub capacity: i64,
    /// Places taken, those on offer among them.
    pub booked: i64,
    /// Places kept for somebody who was offered one.
    #[serde(default)]
    pub offered: i64,
    /// People waiting.
    pub waiting: i64,
    /// Credits that a place costs.
    pub credit_cost: i64,
    /// What it costs whoever pays with money; `None`: it is not sold for money.
    #[serde(default)]
    pub price: Option<Money>,
    /// Whether it is one member alone with the coach.
    #[serde(default)]
    pub personal: bool,
    /// Whether it takes place.
    pub status: SessionStatus,
    /// Why not, in the club's words.
    pub cancel_reason: Option<String>,
    /// Differs from its series.
    pub changed: bool,
    /// Attendance was taken.
    pub attended: bool,
    /// It is over and settled.
    pub closed: bool,
    /// Whoever books it chooses a spot, where its room has a plan of them.
    #[serde(default)]
    pub choose_spots: bool,
    /// Its room has a plan of spots.
    #[serde(default)]
    pub plan: bool,
    /// Who may come, as its kind says.
    #[serde(default)]
    pub asks: Asks,
    /// Places that are kept for the desk to sell, and not sold yet.
    #[serde(default)]
    pub kept: Kept,
}

impl ClassSession {
    /// Places that members may book; none when it does not take place. What is kept for the desk to sell is none of them.
    #[must_use]
    pub fn free(&self) -> i64 {
        if self.status == SessionStatus::Scheduled {
            (self.capacity - self.booked - self.kept.all()).max(0)
        } else {
            0
        }
    }
    /// Whether each place is a spot in its room.
    #[must_use]
    pub fn spots(&self) -> bool {
        self.choose_spots && self.plan
    }
    /// Places that somebody has booked: those on offer are nobody's yet.
    #[must_use]
    pub fn seated(&self) -> i64 {
        self.booked - self.offered
    }
    /// Only a few places are left: at most three, or a fifth.
    #[must_use]
    pub fn few(&self) -> bool {
        let free = self.free();
        free > 0 && (free <= 3 || free * 5 <= self.capacity)
    }
    /// Whether a change to this is no news to whoever booked: it is at the same time, in the same room, with the same coach.
    #[must_use]
    pub fn as_booked(&self, after: &Self) -> bool {
        self.starts == after.starts && self.room_id == after.room_id && self.coach_id == after.coach_id
    }
    /// The start and end on the wall: `18:30`, `19:25`.
    #[must_use]
    pub fn clocks(&self) -> (String, String) {
        (self.starts.clock(), self.ends.clock())
    }
}

/// What changing one date has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// It was like this before.
    Nothing,
    /// It was changed; nobody is told, since nobody booked it or since it is no news to them.
    Quietly,
    /// It was changed, and whoever booked or waits is told.
    Told,
}

/// What ending a series after a day would call off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct SeriesAhead {
    /// Classes.
    pub classes: i64,
    /// People with a place in one of them.
    pub people: i64,
}

/// The seats of a class, as the live feed tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Seats {
    /// The class.
    #[cfg_attr(feature = "ssr", sqlx(rename = "id"))]
    pub session: SessionId,
    /// Where: streams are by location.
    #[cfg_attr(feature = "ssr", sqlx(rename = "location_id"))]
    pub location: LocationId,
    /// Places.
    pub capacity: i64,
    /// Places taken.
    pub booked: i64,
    /// People waiting.
    pub waiting: i64,
    /// Places kept for walk-ins.
    #[serde(default)]
    pub walk_in_kept: i64,
    /// Places kept for partners.
    #[serde(default)]
    pub partner_kept: i64,
    /// How often something was heard of the class: spots move while the numbers stand still. Counted where it is heard.
    #[serde(skip)]
    #[cfg_attr(feature = "ssr", sqlx(skip))]
    pub heard: u32,
}

impl Seats {
    /// Whether members can book none of its places.
    #[must_use]
    pub const fn full(&self) -> bool {
        self.booked + self.walk_in_kept + self.partner_kept >= self.capacity
    }
}

/// A day of a location's timetable, or the part of it that passes the filters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// The club's name.
    pub club: String,
    /// The location shown.
    pub location: crate::studio::model::Location,
    /// All locations.
    pub locations: Vec<crate::studio::model::Location>,
    /// The day at the location now.
    pub today: Day,
    /// The time at the location now.
    pub now: Moment,
    /// The first day shown.
    pub day: Day,
    /// The classes, by start.
    pub sessions: Vec<ClassSession>,
    /// When the location is open.
    pub hours: Vec<crate::studio::model::Hours>,
}

/// What makes or changes a series, as its form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesForm {
    /// Class type.
    pub class_type: String,
    /// Location.
    pub location: String,
    /// Room; empty: none.
    pub room: String,
    /// Coach; empty: none yet.
    pub coach: String,
    /// Weekdays from Monday: `1` to `7`.
    pub weekdays: Vec<String>,
    /// `18:30`.
    pub start: String,
    /// Length in minutes; empty: the class type's.
    pub minutes: String,
    /// Places; empty: the class type's.
    pub capacity: String,
    /// First day.
    pub starts_on: String,
    /// Last day; empty: goes on.
    pub ends_on: String,
    /// Leave out the days on which the room or the coach is taken; otherwise such a series is refused.
    pub skip_conflicts: Option<String>,
}

/// Something that is in the way of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What is taken: `room` or `coach`.
    pub what: String,
    /// Its name.
    pub taken: String,
    /// By which class.
    pub name: String,
    /// Where that class is: its room, or its location where it has none.
    pub place: String,
    /// From when.
    pub starts: Moment,
    /// Until when.
    pub ends: Moment,
}

/// One day of a series before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// The day.
    pub day: Day,
    /// The start on the wall.
    pub starts: Moment,
    /// What is in the way.
    pub conflicts: Vec<Conflict>,
}

/// A week of a location for whoever plans it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Its Monday.
    pub monday: Day,
    /// The day at the location now.
    pub today: Day,
    /// The location.
    pub location: crate::studio::model::Location,
    /// The classes by start.
    pub sessions: Vec<ClassSession>,
}

/// Everything that the planner's forms choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Class types.
    pub class_types: Vec<ClassType>,
    /// Rooms of the reader's locations.
    pub rooms: Vec<crate::rooms::model::Room>,
    /// Coaches.
    pub coaches: Vec<crate::coaches::model::Coach>,
    /// The reader's locations.
    pub locations: Vec<crate::studio::model::Location>,
}

/// Why a class cannot be planned or changed like this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// So many dates of a series are in conflict; the first of them.
    Conflicts(i64, Box<Occurrence>),
    /// The room or the coach of this one date is taken.
    Taken(Box<Conflict>),
    /// No day of the rule lies between the first and the last.
    NoDates,
    /// So many places are taken already.
    BelowBooked(i64),
    /// So many places are free to be kept.
    KeptTooMany(i64),
    /// The room holds so many.
    RoomTooSmall(i64),
    /// It is cancelled already.
    Cancelled,
    /// It has begun.
    Started,
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Conflicts(..) => "conflicts",
            Self::Taken(_) => "taken",
            Self::NoDates => "no_dates",
            Self::BelowBooked(_) => "below_booked",
            Self::KeptTooMany(_) => "kept_too_many",
            Self::RoomTooSmall(_) => "room_too_small",
            Self::Cancelled => "cancelled",
            Self::Started => "started",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::Conflicts(n, first) => {
                let (name, day) = (
                    first.conflicts.first().map(|c| c.name.clone()).unwrap_or_default(),
                    l.day_short(first.day),
                );
                t::schedule::refused_conflicts(l, day, *n, name)
            }
            Self::Taken(by) => {
                let (from, to) = (by.starts.clock(), by.ends.clock());
                if by.what == "room" {
                    t::schedule::refused_room_taken(l, from, &by.name, &by.taken, to)
                } else {
                    t::schedule::refused_coach_taken(l, &by.taken, from, &by.name, &by.place, to)
                }
            }
            Self::NoDates => t::schedule::refused_no_dates(l).to_owned(),
            Self::BelowBooked(n) => t::schedule::refused_below_booked(l, *n),
            Self::KeptTooMany(n) => t::schedule::refused_kept_too_many(l, *n),
            Self::RoomTooSmall(n) => t::schedule::refused_room_too_small(l, n),
            Self::Cancelled => t::schedule::refused_cancelled(l).to_owned(),
            Self::Started => t::schedule::refused_started(l).to_owned(),
        }
    }
}
