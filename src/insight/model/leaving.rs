//! Who may leave, why it looks like it, and what was done about it.

use crate::{
    members::model::{ContactKind, MemberId},
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::{Day, Moment},
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

/// Lines on a page of the list.
pub const LEAVING_A_PAGE: i64 = 25;

/// Somebody who is set aside is shown again after so many days.
pub const ASIDE_DAYS: i64 = 30;

/// Characters of what is written to a member.
pub const WORD_MAX: usize = 1000;

/// Something that members do before they leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// They have not come for much longer than they usually stay away.
    Away {
        /// Days since their last visit.
        days: i64,
        /// The days that usually lie between two visits; `None`: not known.
        usual: Option<i64>,
    },
    /// They come half as often as they do usually, or less.
    Fewer {
        /// Days on which they came, of the last thirty.
        visits: i64,
        /// On how many of thirty days they come usually.
        usual: i64,
    },
    /// Their last pass ends soon.
    Ending {
        /// Its last day.
        on: Day,
    },
    /// They hold a pass and have not come since it began.
    Unused {
        /// Days since then.
        days: i64,
    },
    /// They did not come to the last two classes that they had booked.
    NoShows,
    /// They are new and have hardly come.
    Fresh {
        /// Days on which they came, of their first thirty.
        visits: i64,
    },
    /// They have booked nothing. No reason by itself.
    NothingBooked,
}

impl Warning {
    /// The names in addresses, in the order in which they are shown.
    pub const CODES: [&str; 7] = ["away", "fewer", "ending", "unused", "no_shows", "new", "nothing_booked"];

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Away { .. } => "away",
            Self::Fewer { .. } => "fewer",
            Self::Ending { .. } => "ending",
            Self::Unused { .. } => "unused",
            Self::NoShows => "no_shows",
            Self::Fresh { .. } => "new",
            Self::NothingBooked => "nothing_booked",
        }
    }

    /// What one of this name is called, without its numbers.
    #[must_use]
    pub fn name(code: &str, l: Locale) -> &'static str {
        match code {
            "away" => t::leaving::chip_away(l),
            "fewer" => t::leaving::chip_fewer(l),
            "ending" => t::leaving::chip_ending(l),
            "unused" => t::leaving::chip_unused(l),
            "no_shows" => t::leaving::chip_no_shows(l),
            "new" => t::leaving::chip_new(l),
            _ => t::leaving::chip_nothing_booked(l),
        }
    }

    /// The words with the numbers.
    #[must_use]
    pub fn text(self, l: Locale) -> String {
        match self {
            Self::Away {
                days,
                usual: Some(usual),
            } => t::leaving::away_usually(l, t::leaving::every(l, usual), days),
            Self::Away { days, usual: None } => t::leaving::away(l, days),
            Self::Fewer { visits, usual } => t::leaving::fewer(l, visits, usual),
            Self::Ending { on } => t::leaving::ending(l, l.date(on)),
            Self::Unused { days } => t::leaving::unused(l, days),
            Self::NoShows => t::leaving::no_shows(l).to_owned(),
            Self::Fresh { visits } => t::leaving::fresh(l, visits),
            Self::NothingBooked => t::leaving::nothing_booked(l).to_owned(),
        }
    }
}

/// What the list shows: everything that stands in its address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LeavingFilter {
    /// One warning by its code, [`ASIDE`]; empty: all.
    pub reason: String,
    /// Home location; empty: all.
    pub location: String,
    /// Page, from 1.
    pub page: i64,
    /// What was done just now: one of [`LEAVING_ACTS`].
    pub act: String,
    /// About whom.
    pub did: String,
}

/// What is done about somebody, by its name in the address.
pub const LEAVING_ACTS: [&str; 4] = ["written", "spoken", "set_aside", "taken_up"];

/// Those who are set aside, in the address.
pub const ASIDE: &str = "aside";

impl LeavingFilter {
    /// What stands in the address, name by name; what is empty is left out there.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let page = if self.page > 1 {
            self.page.to_string()
        } else {
            String::new()
        };
        vec![
            ("location", self.location.clone()),
            ("reason", self.reason.clone()),
            ("page", page),
            ("act", self.act.clone()),
            ("did", self.did.clone()),
        ]
    }

    /// Puts one value in, by its name in the address; what the list does not know is left out.
    pub fn put(&mut self, name: &str, value: &str) {
        match name {
            "reason" if value == ASIDE || Warning::CODES.contains(&value) => value.clone_into(&mut self.reason),
            "location" => {
                self.location = value.parse::<LocationId>().map(|id| id.to_string()).unwrap_or_default();
            }
            "act" if LEAVING_ACTS.contains(&value) => value.clone_into(&mut self.act),
            "page" => self.page = value.parse().unwrap_or(1).clamp(1, 100_000),
            "did" => {
                self.did = value.parse::<MemberId>().map(|id| id.to_string()).unwrap_or_default();
            }
            _ => {}
        }
    }
}

/// What was done about somebody last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What.
    pub kind: ContactKind,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// Of what is set aside: the day on which they are shown again.
    pub until: Option<Day>,
}

impl Contact {
    /// What was done, in words.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let day = l.day_short(self.at.day());
        match (self.kind, self.until) {
            (ContactKind::SetAside, Some(until)) => t::leaving::aside_until(l, &self.by, l.day_short(until)),
            (ContactKind::Spoken, _) => t::leaving::spoken_on(l, &self.by, day),
            _ => t::leaving::written_on(l, &self.by, day),
        }
    }
}

/// Somebody who may leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingRow {
    /// The member.
    pub member: MemberId,
    /// The number.
    pub number: i64,
    /// The name.
    pub name: String,
    /// The home location.
    pub location: Option<String>,
    /// Why, the heaviest first.
    pub warnings: Vec<Warning>,
    /// What was done about them in the last ninety days, the latest first.
    pub contacts: Vec<Contact>,
    /// The day on which they are shown again, if they are set aside.
    pub aside: Option<Day>,
    /// Key for one command.
    pub key: String,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingPage {
    /// The most urgent first.
    pub rows: Vec<LeavingRow>,
    /// How many fit the filter.
    pub total: i64,
    /// How many there are without one, those who are set aside left out.
    pub all: i64,
    /// How many have this warning, by its code; only those that somebody has.
    pub counts: Vec<(String, i64)>,
    /// How many are set aside.
    pub aside: i64,
    /// The page that is shown, from 1.
    pub page: i64,
    /// Whether the reader may do something about them.
    pub may_act: bool,
    /// Whether the reader may write to many of them at once.
    pub may_write: bool,
    /// Whether the reader may take the list out of the house.
    pub may_export: bool,
    /// Somebody about whom something was done just now.
    pub did: Option<Did>,
}

/// What was done just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Did {
    /// The member.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// The day on which they are shown again, if they are set aside.
    pub until: Option<Day>,
    /// Key for one command.
    pub key: String,
}

/// Everything for a sheet about one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingSheet {
    /// The member.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// The number to call.
    pub phone: Option<String>,
    /// Why they may leave.
    pub warnings: Vec<Warning>,
    /// What could be written to them, in their language.
    pub text: String,
    /// That language, by its tag.
    pub language: String,
    /// Why nothing can be written to them.
    pub stands: Option<LeavingRefusal>,
    /// Key for one command.
    pub key: String,
}

/// What writing to all of a list would do, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingCampaign {
    /// Whom it means.
    pub meant: i64,
    /// Left out: the club wrote to them lately.
    pub lately: i64,
    /// Left out: another campaign is not over for them.
    pub taken: i64,
    /// What the first of them would read.
    pub sample: String,
    /// Who that is; empty: nobody is meant.
    pub name: String,
    /// Their language, by its tag.
    pub language: String,
    /// Key for one command.
    pub key: String,
}

/// Whoever was written to in so many days is left out of a campaign.
pub const RESTED_DAYS: i64 = 14;

/// Where this stands in a text for many, the name of each is put.
pub const NAME_HERE: &str = "{name}";

/// How many may leave, and how many left, for the dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingFigures {
    /// Those who may leave and are not set aside; `None`: the reader does not see members.
    pub leaving: Option<i64>,
    /// Those who are set aside.
    pub aside: i64,
    /// The last whole month; `None`: the club is too young.
    pub churn: Option<Churn>,
    /// The first day of that month.
    pub month: Day,
}

/// Who left in a month by their own choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Churn {
    /// Active at its start and lost in it.
    pub lost: i64,
    /// Active at its start.
    pub active: i64,
}

/// Why nothing was done about somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeavingRefusal {
    /// Their membership has ended, or they are barred.
    NotActive,
    /// They do not want the club to write to them.
    Unwanted,
    /// Nobody signs in who would read it.
    NobodyReads,
    /// They are set aside already, until this day.
    SetAside(Day),
    /// The list has changed: so many were seen, and so many are meant now.
    Moved(i64, i64),
    /// Nobody on the list can be written to now.
    Nobody,
}

impl Reason for LeavingRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotActive => "not_active",
            Self::Unwanted => "unwanted",
            Self::NobodyReads => "nobody_reads",
            Self::SetAside(_) => "set_aside",
            Self::Moved(..) => "moved",
            Self::Nobody => "nobody",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::NotActive => t::leaving::refused_not_active(l).to_owned(),
            Self::Unwanted => t::leaving::refused_unwanted(l).to_owned(),
            Self::NobodyReads => t::leaving::refused_nobody_reads(l).to_owned(),
            Self::SetAside(until) => t::leaving::refused_aside(l, l.day_short(*until)),
            Self::Moved(_, now) => t::leaving::refused_moved(l, *now),
            Self::Nobody => t::leaving::refused_nobody(l).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_in_the_address_is_no_filter() {
        let mut filter = LeavingFilter::default();
        for (name, value) in [
            ("reason", "mood"),
            ("location", "x"),
            ("page", "-3"),
            ("did", "<b>"),
            ("moon", "1"),
        ] {
            filter.put(name, value);
        }
        assert_eq!(
            filter,
            LeavingFilter {
                page: 1,
                ..LeavingFilter::default()
            }
        );
        filter.put("reason", ASIDE);
        assert_eq!(filter.reason, ASIDE);
        assert!(filter.pairs().iter().filter(|(_, value)| !value.is_empty()).count() == 1);
    }
}
