//! Hours of personal training: logged by whoever gave them, confirmed by the client.

use super::{BookingId, BookingStatus};
use crate::{
    members::model::{MemberId, Ward},
    platform::{
        i18n::{Locale, t},
        time::{Moment, Span},
    },
    schedule::model::SessionId,
};
use serde::{Deserialize, Serialize};

/// Silence for so long after an hour was logged counts as yes.
pub const SILENCE: Span = Span::hours(72);

/// For so long after it is over an hour can be logged.
pub const LOGGED_WITHIN: Span = Span::hours(24 * 14);

/// How an hour was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Confirmed {
    /// The client, or whoever answers for them, said yes.
    App,
    /// Nobody said anything for [`SILENCE`].
    Silence,
}

/// How a dispute about an hour was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum HourVerdict {
    /// The hour took place: its credit stays used.
    Stands,
    /// It did not: the credit is back on its pass.
    GivenBack,
}

impl HourVerdict {
    /// The verdict that a form names.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        match code {
            "stands" => Some(Self::Stands),
            "given_back" => Some(Self::GivenBack),
            _ => None,
        }
    }
}

/// An hour that was logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    /// When it was logged.
    pub logged: Moment,
    /// By whom.
    pub by: String,
    /// What was said to it.
    pub state: HourState,
}

impl Hour {
    /// Leaves out what the client said, which is for the coach and whoever decides.
    pub fn without_words(&mut self) {
        if let HourState::Disputed { words, .. } | HourState::Settled { words, .. } = &mut self.state {
            words.clear();
        }
    }
}

/// What was said to an hour that was logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HourState {
    /// Nothing yet.
    Waiting {
        /// From then on silence counts as yes.
        until: Moment,
    },
    /// It took place.
    Confirmed {
        /// When that was said.
        at: Moment,
        /// Who said it; `None`: nobody, and silence counted.
        by: Option<String>,
    },
    /// It did not take place.
    Disputed {
        /// When that was said.
        at: Moment,
        /// In which words.
        words: String,
    },
    /// It was disputed, and whoever manages the place has decided.
    Settled {
        /// When.
        at: Moment,
        /// Who.
        by: String,
        /// How.
        verdict: HourVerdict,
        /// Why.
        reason: String,
        /// What it was disputed with.
        words: String,
    },
}

/// An hour of personal training as it stands in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourLine {
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
    /// Who has booked it.
    pub client: String,
    /// Their record.
    pub member: MemberId,
    /// Who gives it.
    pub coach: Option<String>,
    /// What became of the booking.
    pub status: BookingStatus,
    /// What was logged of it.
    pub hour: Option<Hour>,
    /// Whose it is, where it is not the reader's.
    #[serde(default)]
    pub whose: Option<Ward>,
}

impl HourLine {
    /// Whether somebody is asked about it.
    #[must_use]
    pub fn asks(&self) -> bool {
        let state = self.hour.as_ref().map(|hour| &hour.state);
        matches!(state, Some(HourState::Waiting { .. }))
    }

    /// Whether it is disputed, and nobody has decided.
    #[must_use]
    pub fn disputed(&self) -> bool {
        let state = self.hour.as_ref().map(|hour| &hour.state);
        matches!(state, Some(HourState::Disputed { .. }))
    }
}

/// The hours that somebody has to do something about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// Disputed, the oldest first.
    pub disputed: Vec<HourLine>,
    /// Over and not logged, the oldest first.
    pub unlogged: Vec<HourLine>,
    /// The time at the club now.
    pub now: Moment,
    /// Key for one command on this page.
    pub key: String,
}

/// Why an hour cannot be confirmed, disputed, settled or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HourRule {
    /// It is not logged any more.
    TakenBack,
    /// It was confirmed then.
    Confirmed(Moment),
    /// It was disputed then.
    Disputed(Moment),
    /// It was decided then.
    Settled(Moment),
    /// Nobody disputes it: the client is still asked until then.
    NotDisputed(Moment),
    /// Too much time has gone by: it could be logged until then.
    TooLate(Moment),
}

impl HourRule {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TakenBack => "hour_taken_back",
            Self::Confirmed(_) => "hour_confirmed",
            Self::Disputed(_) => "hour_disputed",
            Self::Settled(_) => "hour_settled",
            Self::NotDisputed(_) => "hour_not_disputed",
            Self::TooLate(_) => "hour_too_late",
        }
    }

    /// The rule with its times, in the reader's language.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let when = |m: &Moment| format!("{} {}", l.day_short(m.day()), m.clock());
        match self {
            Self::TakenBack => t::hours::rule_taken_back(l).to_owned(),
            Self::Confirmed(at) => t::hours::rule_confirmed(l, when(at)),
            Self::Disputed(at) => t::hours::rule_disputed(l, when(at)),
            Self::Settled(at) => t::hours::rule_settled(l, when(at)),
            Self::NotDisputed(until) => t::hours::rule_not_disputed(l, when(until)),
            Self::TooLate(until) => t::hours::rule_too_late(l, when(until)),
        }
    }
}
