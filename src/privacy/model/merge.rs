//! Two records of one person become one, as both sides see it.

use crate::{
    members::model::{Hit, LikelyPair, MemberId, RecordFacts},
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::Moment,
    },
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// Two records that were made one.
    MergeId,
}

/// Days within which it can be undone.
pub const MERGE_DAYS: i64 = 30;

/// Which of two records is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The one that stays.
    Kept,
    /// The one that leads to it afterwards.
    Other,
}

impl Side {
    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Other => "other",
        }
    }

    /// By its name in forms.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Kept, Self::Other].into_iter().find(|side| side.code() == code)
    }
}

/// How much there is of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Belongings {
    /// Passes, used up or not.
    pub passes: i64,
    /// Credits that are free on them.
    pub credits: i64,
    /// Seats in classes ahead.
    pub ahead: i64,
    /// Bookings of all times.
    pub bookings: i64,
    /// Places in lines.
    pub waits: i64,
    /// Visits.
    pub visits: i64,
    /// Strikes.
    pub strikes: i64,
    /// Notes of the staff.
    pub notes: i64,
    /// Words they are found by.
    pub tags: i64,
    /// Notices.
    pub notices: i64,
    /// Answers to consents.
    pub consents: i64,
    /// Notes about health.
    pub health: i64,
    /// In a household.
    pub household: bool,
    /// There is an account to sign in with.
    pub account: bool,
    /// Who signs in with it: the address or number.
    pub login: Option<String>,
}

/// Seats of both at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatsAtOnce {
    /// The class of the kept record and when it starts.
    pub kept: (String, Moment),
    /// Of the other.
    pub other: (String, Moment),
    /// It can be chosen which of them stays.
    pub choice: bool,
}

/// What merging two records would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePreview {
    /// The record that stays.
    pub kept: RecordFacts,
    /// The one that leads to it afterwards.
    pub other: RecordFacts,
    /// What goes with the other.
    pub moves: Belongings,
    /// What the kept one has.
    pub has: Belongings,
    /// Where both have a seat ahead at the same time.
    pub clashes: Vec<SeatsAtOnce>,
    /// How many seats of the past stay with the other, because the kept one had one at the same time.
    pub past: i64,
    /// What stands in the way.
    pub stands: Option<MergeRefusal>,
    /// For one merge.
    pub key: String,
}

/// Two records that were made one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The id.
    pub id: MergeId,
    /// The name of the record that leads here.
    pub name: String,
    /// Its number.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// Who did it.
    pub by: String,
    /// It can be undone until then; `None`: no longer.
    pub until: Option<Moment>,
    /// Rows that would go back.
    pub rows: i64,
    /// Passes that were used since: they stay.
    pub used: Vec<String>,
    /// Seats and places in lines that were given back when they were merged.
    pub freed: i64,
}

/// The page of one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePage {
    /// Whose page it is.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// Their number.
    pub number: i64,
    /// Whoever was found for the words that were searched for.
    pub hits: Vec<Hit>,
    /// Records that may be of the same person.
    pub likely: Vec<LikelyPair>,
    /// What merging with the one that was chosen would do.
    pub preview: Option<Box<MergePreview>>,
    /// What was merged into this record.
    pub merged: Vec<Merged>,
    /// For undoing one.
    pub key: String,
}

/// Why two records cannot be made one, or two again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeRefusal {
    /// It is the same record.
    Same,
    /// The data of the record of this number are erased.
    Erased(i64),
    /// The one of this number is barred, the other is not.
    OneBarred(i64),
    /// They are of two households.
    TwoHouseholds,
    /// Both sign-ins are of somebody who works here.
    BothWorkHere,
    /// The sign-in of the record of this number is of somebody who works here: it is the one that stays.
    WorksHere(i64),
    /// Both have an account, and it was not said which stays.
    ChooseSignIn,
    /// So many seats are at the same time, and it was not said which stay.
    ChooseSeats(i64),
    /// The health notes of the record of this number cannot be opened.
    Health(i64),
    /// It was undone already.
    Undone,
    /// More than these days have passed.
    TooLate(i64),
    /// The record that it was merged into was itself merged into the one of this number since.
    Later(i64),
}

impl Reason for MergeRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Erased(_) => "erased",
            Self::OneBarred(_) => "one_barred",
            Self::TwoHouseholds => "two_households",
            Self::BothWorkHere => "both_work_here",
            Self::WorksHere(_) => "works_here",
            Self::ChooseSignIn => "choose_sign_in",
            Self::ChooseSeats(_) => "choose_seats",
            Self::Health(_) => "health",
            Self::Undone => "undone",
            Self::TooLate(_) => "too_late",
            Self::Later(_) => "later",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::Same => t::merge::refused_same(l).to_owned(),
            Self::Erased(n) => t::merge::refused_erased(l, format!("M-{n}")),
            Self::OneBarred(n) => t::merge::refused_one_barred(l, format!("M-{n}")),
            Self::TwoHouseholds => t::merge::refused_two_households(l).to_owned(),
            Self::BothWorkHere => t::merge::refused_both_work_here(l).to_owned(),
            Self::WorksHere(n) => t::merge::refused_works_here(l, format!("M-{n}")),
            Self::ChooseSignIn => t::merge::refused_choose_sign_in(l).to_owned(),
            Self::ChooseSeats(n) => t::merge::refused_choose_seats(l, *n),
            Self::Health(n) => t::merge::refused_health(l, format!("M-{n}")),
            Self::Undone => t::merge::refused_undone(l).to_owned(),
            Self::TooLate(days) => t::merge::refused_too_late(l, *days),
            Self::Later(n) => t::merge::refused_later(l, format!("M-{n}")),
        }
    }
}
