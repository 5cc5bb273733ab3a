//! What an import tells of its work.

use super::problem::Trouble;
use crate::{
    platform::{
        i18n::Locale,
        time::{Day, Moment, Weekday, clock},
    },
    schedule::{model::Category, rules},
};
use std::fmt;

/// What an import did, or would do.
#[derive(Debug, Clone)]
pub struct Report {
    /// The location's name.
    pub location: String,
    /// The location's zone: all times of the report are on its wall.
    pub zone: String,
    /// The first day of the window.
    pub from: Day,
    /// Its last day.
    pub until: Day,
    /// What was made, by event.
    pub made: Vec<Made>,
    /// Series made.
    pub series: u64,
    /// Class sessions made, those of series included.
    pub sessions: u64,
    /// Series and single dates that were there already.
    pub already: u64,
    /// What was not understood or could not be taken, by line.
    pub problems: Vec<Trouble>,
    /// Events without a date in the window, by line.
    pub outside: Vec<Trouble>,
}

/// What one event became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Line of the event in the file.
    pub line: usize,
    /// The kind of class.
    pub name: String,
    /// Its family, guessed where the kind is new.
    pub category: Category,
    /// Who teaches it.
    pub coach: Option<String>,
    /// The room's name.
    pub room: Option<String>,
    /// When it takes place.
    pub when: WhenMade,
    /// Class sessions made now.
    pub sessions: u64,
}

/// When an imported class takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenMade {
    /// Every week.
    Series {
        /// Bit 0 is Monday.
        weekdays: i64,
        /// Minutes since midnight.
        start_minute: i64,
        /// Length.
        minutes: i64,
        /// First day.
        starts_on: Day,
        /// Last day; `None`: it goes on.
        ends_on: Option<Day>,
    },
    /// On single dates: the first of them.
    Dates(Moment),
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {} ({})", self.line, self.name, self.category.code())?;
        if let Some(coach) = &self.coach {
            write!(f, " with {coach}")?;
        }
        if let Some(room) = &self.room {
            write!(f, " in {room}")?;
        }
        match &self.when {
            WhenMade::Series {
                weekdays,
                start_minute,
                minutes,
                starts_on,
                ends_on,
            } => {
                let days = [
                    Weekday::Mon,
                    Weekday::Tue,
                    Weekday::Wed,
                    Weekday::Thu,
                    Weekday::Fri,
                    Weekday::Sat,
                    Weekday::Sun,
                ];
                let days: Vec<&str> = days
                    .into_iter()
                    .filter(|day| weekdays & rules::bit(*day) != 0)
                    .map(|day| Locale::En.weekday_short(day))
                    .collect();
                write!(
                    f,
                    ": every {} at {}, {minutes} minutes, from {starts_on}",
                    days.join(", "),
                    clock(*start_minute)
                )?;
                if let Some(last) = ends_on {
                    write!(f, " to {last}")?;
                }
                write!(f, "; {} dates written", self.sessions)
            }
            WhenMade::Dates(first) if self.sessions == 1 => write!(f, ": {} {}", first.day(), first.clock()),
            WhenMade::Dates(first) => write!(f, ": {} dates from {} {}", self.sessions, first.day(), first.clock()),
        }
    }
}
