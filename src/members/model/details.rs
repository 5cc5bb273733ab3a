//! What members want of the club, whom to call for them, and what the staff note of them.

use crate::platform::{
    i18n::{Locale, t},
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};

/// Words of a list that stand in the database and in forms by their codes.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident: $($(#[$of:meta])* $variant:ident = $code:literal, $file:ident::$text:ident;)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in the database and in forms.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// By its code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// Those that a list of codes names; what no release knows is left out.
            #[must_use]
            pub fn listed(codes: &str) -> Vec<Self> {
                Self::ALL.iter().copied().filter(|one| codes.split(',').any(|code| code == one.code())).collect()
            }

            /// The list of codes.
            #[must_use]
            pub fn list(of: &[Self]) -> String {
                let codes: Vec<_> = of.iter().map(|one| one.code()).collect();
                codes.join(",")
            }

            /// The words that people read.
            #[must_use]
            pub fn text(self, l: Locale) -> &'static str {
                match self {
                    $(Self::$variant => t::$file::$text(l),)+
                }
            }
        }
    };
}

codes! {
    /// What somebody comes for.
    Goal:
    /// Be stronger.
    Strength = "strength", details::goal_strength;
    /// Last longer.
    Endurance = "endurance", details::goal_endurance;
    /// Weigh less.
    Weight = "weight", details::goal_weight;
    /// Move more freely.
    Mobility = "mobility", details::goal_mobility;
    /// Come to rest.
    Balance = "balance", details::goal_balance;
    /// Prepare for a race or a trip.
    Event = "event", details::goal_event;
    /// Meet people.
    People = "people", details::goal_people;
}

codes! {
    /// What somebody likes to do: the categories of classes, by the same codes.
    Interest:
    /// Weights and strength.
    Strength = "strength", schedule::category_strength;
    /// Endurance and circuits.
    Conditioning = "conditioning", schedule::category_conditioning;
    /// Indoor cycling.
    Cycle = "cycle", schedule::category_cycle;
    /// Yoga, Pilates and the like.
    Mind = "mind", schedule::category_mind;
    /// Dance.
    Dance = "dance", schedule::category_dance;
    /// Recovery, back care, water.
    Care = "care", schedule::category_care;
}

codes! {
    /// When somebody likes to come.
    Slot:
    /// Mornings of working days.
    Morning = "morning", details::slot_morning;
    /// Around noon of working days.
    Noon = "noon", details::slot_noon;
    /// Afternoons of working days.
    Afternoon = "afternoon", details::slot_afternoon;
    /// Evenings of working days.
    Evening = "evening", details::slot_evening;
    /// Mornings of weekends.
    WeekendMorning = "weekend_morning", details::slot_weekend_morning;
    /// Later on weekends.
    WeekendLater = "weekend_later", details::slot_weekend_later;
}

codes! {
    /// How far somebody is.
    Level:
    /// Begins.
    Beginner = "beginner", details::level_beginner;
    /// Has trained for a while.
    Intermediate = "intermediate", details::level_intermediate;
    /// Knows what they do.
    Advanced = "advanced", details::level_advanced;
}

crate::ids! {
    /// A note of the staff about a member.
    NoteId,
    /// A word that members are found by.
    TagId,
}

/// After so long a member is asked whether what is known of them is still right: half a year.
pub const ASKED_AFTER: Span = Span::hours(182 * 24);

/// A member has so many tags at most.
pub const TAGS_MAX: i64 = 20;

/// What a member wants, and whom to call for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What they come for.
    pub goals: Vec<Goal>,
    /// The same in their own words.
    pub goal_words: String,
    /// What they like to do.
    pub interests: Vec<Interest>,
    /// When they like to come.
    pub times: Vec<Slot>,
    /// How far they are.
    pub level: Option<Level>,
    /// Where they live, in lines.
    pub address: String,
    /// Whom to call in an emergency.
    pub emergency_name: String,
    /// Their number.
    pub emergency_phone: String,
    /// What they are to the member.
    pub emergency_relation: String,
}

/// The same as the member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDetails {
    /// What they want.
    pub details: Details,
    /// The club asks whether everything is still right.
    pub asks: bool,
}

/// A word that the member is found by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Tag {
    /// The id.
    pub id: TagId,
    /// The word.
    pub name: String,
}

/// A note of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffNote {
    /// The id.
    pub id: NoteId,
    /// What it says.
    pub body: String,
    /// It stands before the others.
    pub pinned: bool,
    /// It is shown whenever the member stands at the desk.
    pub alert: bool,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Everything that the staff know of a member beside the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFile {
    /// What the member wants.
    pub details: Details,
    /// When the member last said that it is right, or somebody changed it.
    pub settled: Option<Moment>,
    /// The words they are found by.
    pub tags: Vec<Tag>,
    /// Words that the club uses and that they do not have.
    pub known: Vec<String>,
    /// The notes: pinned ones first, then the latest.
    pub notes: Vec<StaffNote>,
    /// Since when they are in the archive.
    pub archived: Option<Moment>,
    /// The reader may change it.
    pub may_change: bool,
    /// Key for one note or one move: made anew with every load.
    pub key: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_codes_are_read_as_they_are_written() {
        let all = Slot::ALL.to_vec();
        assert_eq!(Slot::listed(&Slot::list(&all)), all);
        assert_eq!(Goal::listed("people,moon,strength"), [Goal::Strength, Goal::People]);
        assert_eq!(Interest::listed(""), []);
        assert_eq!(Level::from_code("advanced"), Some(Level::Advanced));
    }
}
