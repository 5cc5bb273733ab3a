//! What was missed or given up too late, and that the club lets it pass.

use super::{BookingId, BookingStatus};
use crate::{
    members::model::MemberId,
    platform::{
        i18n::{Locale, t},
        time::{Moment, Span},
    },
    schedule::model::SessionId,
};
use serde::{Deserialize, Serialize};

/// So long an absence that was excused can be counted again: then whoever was told may rely on it.
pub const EXCUSE_OPEN: Span = Span::hours(24 * 7);

/// That an absence was excused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excuse {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// Why, in words that the member reads.
    pub reason: String,
    /// Until when it can be taken back.
    pub until: Moment,
}

/// A class that somebody missed or gave up too late, for whoever may excuse it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The booking.
    pub booking: BookingId,
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// Where.
    pub place: String,
    /// Who it was.
    pub member: MemberId,
    /// Their name.
    pub who: String,
    /// What became of the booking, as if nobody had excused it.
    pub status: BookingStatus,
    /// That it was excused.
    pub excuse: Option<Excuse>,
}

/// Why an absence cannot be excused, or counted again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcuseRule {
    /// Nobody missed it or gave it up too late.
    NotMissed,
    /// A personal hour: that is decided about where it is disputed.
    Personal,
    /// The place went to somebody else, who may still give it back: the class is not settled.
    NotSettled(Moment),
    /// It was excused then.
    Already(Moment),
    /// It is not excused.
    NotExcused,
    /// It could be taken back until then.
    TooLate(Moment),
    /// What came back to this pass has been used since.
    Used(String),
}

impl ExcuseRule {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotMissed => "excuse_not_missed",
            Self::Personal => "excuse_personal",
            Self::NotSettled(_) => "excuse_not_settled",
            Self::Already(_) => "excuse_already",
            Self::NotExcused => "excuse_none",
            Self::TooLate(_) => "excuse_too_late",
            Self::Used(_) => "excuse_used",
        }
    }

    /// The rule with its times, in the reader's language.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let when = |m: &Moment| format!("{} {}", l.day_short(m.day()), m.clock());
        match self {
            Self::NotMissed => t::absences::rule_not_missed(l).to_owned(),
            Self::Personal => t::absences::rule_personal(l).to_owned(),
            Self::NotSettled(ends) => t::absences::rule_not_settled(l, when(ends)),
            Self::Already(at) => t::absences::rule_already(l, when(at)),
            Self::NotExcused => t::absences::rule_none(l).to_owned(),
            Self::TooLate(until) => t::absences::rule_too_late(l, when(until)),
            Self::Used(pass) => t::absences::rule_used(l, pass),
        }
    }
}
