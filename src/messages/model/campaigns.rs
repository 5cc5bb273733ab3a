//! What is written to many at once: whom it means, what became of each, and what it changed.

use crate::{
    members::model::MemberId,
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::{Day, Moment},
    },
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// Something that was written to many at once.
    CampaignId,
}

/// Lines of a campaign that are shown at once, and campaigns.
pub const CAMPAIGN_ROWS_A_PAGE: i64 = 50;

/// Visits are counted for so many days after somebody had their turn.
pub const CAMPAIGN_DAYS: i64 = 30;

/// Nothing is said of a group with fewer people than this.
pub const CAMPAIGN_FEWEST: i64 = 10;

/// One of so many is not written to, so that the difference can be seen; 0: everybody is written to.
pub const HELD_ONE_IN: [i64; 4] = [5, 10, 2, 0];

/// How far a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// Under way.
    Running,
    /// Everybody had their turn.
    Done,
    /// Stopped by somebody.
    Stopped,
}

impl CampaignState {
    /// The word that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Running => t::campaigns::state_running(l),
            Self::Done => t::campaigns::state_done(l),
            Self::Stopped => t::campaigns::state_stopped(l),
        }
    }
}

/// What became of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum CampaignResult {
    /// Has not had their turn.
    Waiting,
    /// Written to.
    Written,
    /// Could have been written to, and was not, to compare.
    Held,
    /// Could not be written to.
    Left,
    /// Had not had their turn when it was stopped.
    Stopped,
}

impl CampaignResult {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Written, Self::Held, Self::Left, Self::Waiting, Self::Stopped];

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Written => "written",
            Self::Held => "held",
            Self::Left => "left",
            Self::Stopped => "stopped",
        }
    }

    /// The word that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Waiting => t::campaigns::result_waiting(l),
            Self::Written => t::campaigns::result_written(l),
            Self::Held => t::campaigns::result_held(l),
            Self::Left => t::campaigns::result_left(l),
            Self::Stopped => t::campaigns::result_stopped(l),
        }
    }
}

/// Why somebody could not be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum CampaignWhy {
    /// Their membership has ended, they are barred, or their data are gone.
    NotActive,
    /// Whoever would read it does not want to be written to.
    Unwanted,
    /// Nobody signs in who would read it.
    NobodyReads,
}

impl CampaignWhy {
    /// The words that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::NotActive => t::leaving::refused_not_active(l),
            Self::Unwanted => t::leaving::refused_unwanted(l),
            Self::NobodyReads => t::leaving::refused_nobody_reads(l),
        }
    }
}

/// How many came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignCounts {
    /// All of them.
    pub total: i64,
    /// By what became of them, as in [`CampaignResult::ALL`].
    pub of: [i64; 5],
}

impl CampaignCounts {
    /// With this result.
    #[must_use]
    pub fn of(&self, result: CampaignResult) -> i64 {
        let at = CampaignResult::ALL.iter().position(|one| *one == result);
        at.and_then(|at| self.of.get(at)).copied().unwrap_or(0)
    }
}

/// How many of a group came again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Came again.
    pub came: i64,
    /// All of the group.
    pub of: i64,
}

impl Share {
    /// In whole percent.
    #[must_use]
    pub const fn percent(self) -> i64 {
        if self.of == 0 {
            0
        } else {
            (self.came * 200 + self.of) / (2 * self.of)
        }
    }
}

/// What the difference between two groups says, in percentage points; each interval covers the true difference in 95 of 100 cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Nobody was kept back, or a group is smaller than [`CAMPAIGN_FEWEST`].
    TooFew,
    /// It may be chance.
    Chance {
        /// The least difference that fits.
        low: i64,
        /// The largest.
        high: i64,
    },
    /// More of those came who were written to.
    More {
        /// The least difference that fits.
        low: i64,
        /// The largest.
        high: i64,
    },
    /// Fewer of them came.
    Fewer {
        /// The least difference that fits, as a positive number.
        low: i64,
        /// The largest.
        high: i64,
    },
}

impl Difference {
    /// What may be said of it, in words.
    #[must_use]
    pub fn text(self, l: Locale) -> String {
        match self {
            Self::TooFew => t::campaigns::too_few(l, CAMPAIGN_FEWEST),
            Self::Chance { low, high } => t::campaigns::chance(l, high, low),
            Self::More { low, high } => t::campaigns::more(l, high, low),
            Self::Fewer { low, high } => t::campaigns::fewer(l, high, low),
        }
    }
}

/// What a campaign changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Those who were written to.
    pub written: Share,
    /// Those who were kept back.
    pub held: Share,
    /// What the difference says.
    pub difference: Difference,
    /// The last day that counts.
    pub until: Day,
    /// Whether that day is over.
    pub over: bool,
}

/// A campaign in the list of them, and over its own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignRow {
    /// Which one.
    pub id: CampaignId,
    /// The warning that they had in common, by its code; empty: any.
    pub reason: String,
    /// Only those at home here.
    pub place: Option<String>,
    /// What was written; empty: to each what fits.
    pub words: String,
    /// One of so many was kept back; 0: nobody.
    pub one_in: i64,
    /// How many are meant.
    pub total: i64,
    /// How far it is.
    pub state: CampaignState,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: Moment,
}

impl CampaignRow {
    /// Whom it means, in words.
    #[must_use]
    pub fn whom(&self, l: Locale) -> String {
        let reason = match self.reason.as_str() {
            "away" => t::leaving::chip_away(l),
            "fewer" => t::leaving::chip_fewer(l),
            "ending" => t::leaving::chip_ending(l),
            "unused" => t::leaving::chip_unused(l),
            "no_shows" => t::leaving::chip_no_shows(l),
            "new" => t::leaving::chip_new(l),
            "nothing_booked" => t::leaving::chip_nothing_booked(l),
            _ => t::campaigns::anybody(l),
        };
        match &self.place {
            Some(place) => format!("{reason} · {place}"),
            None => reason.to_owned(),
        }
    }
}

/// A member in a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct CampaignLine {
    /// The member.
    pub id: MemberId,
    /// The number.
    pub number: i64,
    /// The name.
    pub name: String,
    /// What became of them.
    pub result: CampaignResult,
    /// Why they could not be written to.
    pub why: Option<CampaignWhy>,
    /// Whether they have come again, in the days that count.
    pub came: bool,
}

/// Which lines of a campaign are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CampaignFilter {
    /// One result by its code; empty: all.
    pub show: String,
    /// Page, from 1.
    pub page: i64,
}

/// Everything for the page of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPage {
    /// The campaign.
    pub row: CampaignRow,
    /// How many came to what.
    pub counts: CampaignCounts,
    /// What it changed; `None`: nobody has had their turn.
    pub outcome: Option<Outcome>,
    /// The lines that are shown.
    pub lines: Vec<CampaignLine>,
    /// How many lines fit the filter.
    pub of_those: i64,
    /// Key for one command.
    pub key: String,
}

/// A page of campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignList {
    /// The latest first, each with what it has changed so far.
    pub rows: Vec<(CampaignRow, Option<Outcome>)>,
    /// How many there are.
    pub total: i64,
    /// The page that is shown, from 1.
    pub page: i64,
}

/// Why a campaign was not stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignRefusal {
    /// It is over already.
    Over,
}

impl Reason for CampaignRefusal {
    fn code(&self) -> &'static str {
        "over"
    }
    fn text(&self, l: Locale) -> String {
        t::campaigns::refused_over(l).to_owned()
    }
}
