//! Setting up a club: the steps, what each has to begin with, and what comes after.

use crate::{
    platform::{
        i18n::{Locale, t},
        money::Money,
    },
    rooms::model::Room,
    studio::model::{Hours, Location},
};
use serde::{Deserialize, Serialize};

/// A step of setting up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum SetupStep {
    /// Name, language and currency.
    Club,
    /// The first location.
    Place,
    /// A room.
    Room,
    /// The first classes.
    Classes,
    /// What is sold.
    Plan,
    /// All of it was answered or skipped.
    Done,
}

impl SetupStep {
    /// The steps that ask something.
    pub const ALL: [Self; 5] = [Self::Club, Self::Place, Self::Room, Self::Classes, Self::Plan];

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Club => "club",
            Self::Place => "place",
            Self::Room => "room",
            Self::Classes => "classes",
            Self::Plan => "plan",
            Self::Done => "done",
        }
    }

    /// By its name in addresses.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Club => Self::Place,
            Self::Place => Self::Room,
            Self::Room => Self::Classes,
            Self::Classes => Self::Plan,
            Self::Plan | Self::Done => Self::Done,
        }
    }

    /// The one before it; `None`: it is the first.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self)
    }

    /// Whether it can be left for later.
    #[must_use]
    pub const fn skippable(self) -> bool {
        matches!(self, Self::Room | Self::Classes | Self::Plan)
    }

    /// What it is called.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Club => t::start::step_club(l),
            Self::Place => t::start::step_place(l),
            Self::Room => t::start::step_room(l),
            Self::Classes => t::start::step_classes(l),
            Self::Plan | Self::Done => t::start::step_plan(l),
        }
    }
}

/// A class that has been planned: its name, its days from Monday (bit 0), and when it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct PlannedClass {
    /// The name.
    pub name: String,
    /// Bit 0 is Monday.
    pub weekdays: i64,
    /// Minutes since midnight.
    pub start_minute: i64,
    /// Length.
    pub minutes: i64,
    /// Places.
    pub capacity: i64,
}

/// A step, with what was answered before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupPage {
    /// The step that is shown.
    pub step: SetupStep,
    /// The first that has not been answered or skipped.
    pub reached: SetupStep,
    /// The club's name.
    pub club: String,
    /// Language of notices to members who chose none.
    pub locale: String,
    /// Currency it sells in.
    pub currency: String,
    /// Something is sold in it: it stays.
    pub currency_stays: bool,
    /// The country whose law holds, where the club has said one.
    pub country: Option<String>,
    /// The one that the first location's zone lies in, where it tells.
    pub country_there: Option<String>,
    /// The first location.
    pub place: Location,
    /// Classes are planned there: its zone stays.
    pub zone_stays: bool,
    /// When it is open.
    pub hours: Vec<Hours>,
    /// Every zone there is.
    pub zones: Vec<String>,
    /// Its first room.
    pub room: Option<Room>,
    /// Weekly classes of the first location.
    pub classes: Vec<PlannedClass>,
    /// What is sold: name and price.
    pub plans: Vec<(String, Money)>,
    /// For one answer.
    pub key: String,
}

/// What comes next in a new club, each ticked by what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct NextSteps {
    /// A class is planned.
    pub class: bool,
    /// Something is sold.
    pub plan: bool,
    /// There is a member.
    pub member: bool,
    /// Somebody else works here, or is invited.
    pub staff: bool,
    /// A tablet stands at a door.
    pub kiosk: bool,
}

impl NextSteps {
    /// How many of the five are done.
    #[must_use]
    pub fn done(self) -> i64 {
        [self.class, self.plan, self.member, self.staff, self.kiosk]
            .into_iter()
            .map(i64::from)
            .sum()
    }
}

/// What comes next, and whether setting up was finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatNext {
    /// What there is.
    pub steps: NextSteps,
    /// The step at which setting up was left.
    pub reached: SetupStep,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_lead_forward_and_back() {
        let mut step = SetupStep::Club;
        for expected in SetupStep::ALL {
            assert_eq!((step, SetupStep::from_code(step.code())), (expected, Some(expected)));
            assert_eq!(step.next().before(), Some(step));
            step = step.next();
        }
        assert_eq!(
            (step, step.next(), SetupStep::Club.before()),
            (SetupStep::Done, SetupStep::Done, None)
        );
    }
}
