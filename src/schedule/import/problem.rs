//! What an imported calendar holds that the timetable could not take, said by line and event.

use crate::platform::{
    ical::{Problem, ProblemKind},
    time::{Day, Moment},
};
use std::fmt;

/// Something in the file that did not come into the timetable as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Line of the file, counted from 1.
    pub line: usize,
    /// The event; `None` when it concerns the file.
    pub event: Option<String>,
    /// What is the matter.
    pub what: What,
}

/// The kinds of [`Trouble`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Found while the file was read.
    Read(ProblemKind),
    /// No name, so nobody would know what it is.
    NoName,
    /// The name was longer than a class's may be.
    NameCut,
    /// So many of its dates in the window are over and cannot be booked.
    Past(usize),
    /// So many of its dates have a length in minutes that no class has; the first such length.
    Length(usize, i64),
    /// It begins on this day and has no date in the window.
    Outside(Day),
    /// It repeats as no series does: its dates up to this day were taken.
    OnlyDates(Day),
    /// Another event has the same UID and start.
    SameStart,
    /// This date is cancelled in the file and takes place in the timetable.
    CancelledSince(Moment),
    /// This date was imported with another start, and the file now says this one.
    MovedSince(Moment),
    /// An earlier import made a series of it that goes on: its dates were not taken.
    IsSeries,
    /// No room here has the name that stands in LOCATION.
    NoRoom(String),
    /// On this date the room or coach of this name is taken by the class of the other name.
    Taken(Takes, Moment, String, String),
    /// The same of a weekly class from this date on, without an end in sight.
    TakenFrom(Takes, Moment, String, String),
}

/// What two classes cannot have at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A room.
    Room,
    /// A coach.
    Coach,
}

impl Takes {
    const fn word(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Coach => "coach",
        }
    }
}

impl Trouble {
    pub(super) fn new(line: usize, event: &str, what: What) -> Self {
        Self {
            line,
            event: Some(event.to_owned()),
            what,
        }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self {
            line: problem.line,
            event: problem.event,
            what: What::Read(problem.what),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.event {
            Some(event) => write!(f, "line {}, {event}: {}", self.line, self.what),
            None => write!(f, "line {}: {}", self.line, self.what),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |moment: &Moment| format!("{} {}", moment.day(), moment.clock());
        match self {
            Self::Read(kind) => write!(f, "{kind}"),
            Self::NoName => f.write_str("it has no name (SUMMARY): left out"),
            Self::NameCut => f.write_str("a name has at most 80 characters: it was cut"),
            Self::Past(1) => f.write_str("one date today is over and cannot be booked: left out"),
            Self::Past(n) => write!(f, "{n} dates today are over and cannot be booked: left out"),
            Self::Length(1, minutes) => {
                write!(
                    f,
                    "one date lasts {minutes} minutes, and a class lasts 5 to 600: it cannot be booked and was left out"
                )
            }
            Self::Length(n, minutes) => {
                write!(
                    f,
                    "{n} dates last {minutes} minutes, and a class lasts 5 to 600: they cannot be booked and were left out"
                )
            }
            Self::Outside(day) => write!(
                f,
                "begins on {day} and has no date in these weeks: it cannot be booked and was left out"
            ),
            Self::OnlyDates(until) => {
                write!(
                    f,
                    "repeats as no weekly series does: its dates to {until} were taken, import the file again for later ones"
                )
            }
            Self::SameStart => f.write_str("another event has the same UID and start: this one was left out"),
            Self::CancelledSince(moment) => {
                write!(
                    f,
                    "{} is cancelled in the file and takes place here: cancel it in the timetable",
                    at(moment)
                )
            }
            Self::MovedSince(moment) => {
                write!(
                    f,
                    "is at {} in the file and has another time here: change it in the timetable",
                    at(moment)
                )
            }
            Self::IsSeries => f.write_str("is a weekly series here and no longer one in the file: nothing was changed"),
            Self::NoRoom(name) => write!(f, "no room here is called “{name}”: it is without a room"),
            Self::Taken(what, moment, name, by) => write!(
                f,
                "on {} the {what} {name} is taken by {by}: this date is without a {what}",
                at(moment),
                what = what.word()
            ),
            Self::TakenFrom(what, moment, name, by) => write!(
                f,
                "from {} on the {what} {name} is taken by {by}: it is without a {what}",
                at(moment),
                what = what.word()
            ),
        }
    }
}
