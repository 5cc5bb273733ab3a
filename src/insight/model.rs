//! Figures of the club. Shares are in basis points (1/100 of a percent), so that nothing here is a float.

use crate::{
    platform::time::{Day, Moment},
    schedule::model::{Category, ClassSession},
    studio::model::Location,
};
use serde::{Deserialize, Serialize};

mod backups;
mod find;
mod leaving;
mod setup;
mod timeline;

pub use backups::{Backups, LastBackup};
pub use find::{Found, MEMBER_ACTS, MemberAct, SPOTS, Spot};
pub use leaving::{
    ASIDE, ASIDE_DAYS, Churn, Contact, Did, LEAVING_A_PAGE, LEAVING_ACTS, LeavingCampaign, LeavingFigures,
    LeavingFilter, LeavingPage, LeavingRefusal, LeavingRow, LeavingSheet, NAME_HERE, RESTED_DAYS, WORD_MAX, Warning,
};
pub use setup::{NextSteps, PlannedClass, SetupPage, SetupStep, WhatNext};
pub use timeline::{LINES_A_PAGE, Line, Timeline, Topic, What};

/// A share in basis points: 7,412 is 74.12 %. `None` where there is nothing to divide by.
pub type Share = Option<i64>;

/// One day's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct DayFigures {
    /// The locations' date.
    pub day: Day,
    /// Classes that took or take place.
    pub classes: i64,
    /// Places in them.
    pub places: i64,
    /// Places taken.
    pub booked: i64,
    /// People checked in.
    pub came: i64,
    /// No-shows.
    pub missed: i64,
}

/// One kind of class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ClassFigures {
    /// The name.
    pub name: String,
    /// The family.
    pub category: Category,
    /// Classes.
    pub classes: i64,
    /// Places in them.
    pub places: i64,
    /// Places taken.
    pub booked: i64,
    /// People checked in.
    pub came: i64,
    /// No-shows.
    pub missed: i64,
}

/// One family of classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryFigures {
    /// The family.
    pub category: Category,
    /// Classes.
    pub classes: i64,
    /// Places taken of all places.
    pub fill: Share,
}

/// Something that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedsYou {
    /// Classes of the next seven days without a coach, the first of them.
    NoCoach(i64, Box<ClassSession>),
    /// Passes that end within 14 days and whose holders have none after.
    PassesEnding(i64),
    /// Events that the worker gave up.
    DeadLetters(i64),
}

/// The owner's first screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    /// The location shown; `None`: all that the reader may see.
    pub location: Option<Location>,
    /// The locations that the reader may see.
    pub locations: Vec<Location>,
    /// The time at the club now.
    pub now: Moment,
    /// Days looked back on: 7, 30 or 90.
    pub span: i64,
    /// Members who are active and hold a pass that can be used today.
    pub active: i64,
    /// The same `span` days ago.
    pub active_before: i64,
    /// Bookings made in the span.
    pub bookings: i64,
    /// In the span before.
    pub bookings_before: i64,
    /// Places taken of all places in the span.
    pub fill: Share,
    /// In the span before.
    pub fill_before: Share,
    /// Came, of all who came or were no-shows.
    pub show: Share,
    /// In the span before.
    pub show_before: Share,
    /// People on waitlists of classes ahead.
    pub waiting: i64,
    /// Classes ahead that are full.
    pub full: i64,
    /// Through the door today.
    pub in_today: i64,
    /// By day, the earliest first; today last.
    pub days: Vec<DayFigures>,
    /// By kind of class, the fullest first.
    pub classes: Vec<ClassFigures>,
    /// By family.
    pub categories: Vec<CategoryFigures>,
    /// Visits by weekday (Monday 0) and hour (0 to 23) over the last eight weeks.
    pub heat: Vec<Vec<i64>>,
    /// Today's classes.
    pub today: Vec<ClassSession>,
    /// What waits for a decision.
    pub needs: Vec<NeedsYou>,
    /// Who may leave, and who left.
    pub leaving: LeavingFigures,
}

/// An event that the worker gave up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// What happened.
    pub kind: String,
    /// When.
    pub at: Moment,
    /// Tries.
    pub attempts: i64,
    /// The last error's number or words.
    pub error: String,
}

/// The state of the machinery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operations {
    /// `sqlite` or `postgres`.
    pub database: String,
    /// The version of the program.
    pub version: String,
    /// Events that wait to be handed on.
    pub queued: i64,
    /// Seconds since the oldest of them happened.
    pub oldest: i64,
    /// Events given up.
    pub dead: Vec<DeadLetter>,
    /// Lists of members taken in, the latest first.
    pub imports: i64,
    /// What is known of the database's backups.
    pub backups: Backups,
}
