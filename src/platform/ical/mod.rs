//! Reading foreign calendars (iCalendar, RFC 5545), so that a gym can bring its timetable along.
//!
//! Two steps: [`read`] takes a file apart into [`Event`]s, [`expand`] turns those into dated [`Occurrence`]s between two
//! moments. [`weekly`] recognises the plain weekly class, which becomes a series instead of many dates.
//!
//! Everything here is pure: no clock, no database. A file comes from a stranger, so nothing in it may fail, hang or fill the
//! memory: what cannot be used becomes a [`Problem`] with its line, and every repetition is bounded in work and in dates.
//! The caller bounds the size of the file.
//!
//! Times: rules are walked through in wall time of the event's zone, so a class keeps its time of day when the clocks change.
//! A wall time which the clocks skip is moved forward by the gap; of one which they show twice, the first is taken.

mod draft;
mod expand;
mod lines;
mod occurrences;
mod own_zone;
mod parse;
mod problem;
mod recur;
mod rule;
mod value;
mod weekly;
mod windows;
mod zone;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

pub use expand::expand;
pub use own_zone::Zone;
pub use parse::read;
pub use problem::{Problem, ProblemKind};

pub use rule::{Frequency, Rule, RuleError, Until};
pub use value::{Span, When};
pub use weekly::{Weekly, weekly};
pub use zone::{iana, same_clock};

/// What a file holds. Several VCALENDARs in one file are read as one.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// Name of the first calendar that has one (NAME or X-WR-CALNAME).
    pub name: Option<String>,
    /// The zone which the calendar names for itself (X-WR-TIMEZONE): a good first choice for the default zone.
    pub declared_zone: Option<Tz>,
    /// In the order of the file; all-day events too, although they have no occurrences.
    pub events: Vec<Event>,
    /// Zones which the file defines.
    pub zones: Vec<Zone>,
    /// In the order of the file.
    pub problems: Vec<Problem>,
}

/// What people read of an event. Shared between its occurrences: a rule of one line may have thousands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// SUMMARY, empty when missing.
    pub summary: String,
    /// DESCRIPTION, empty when missing. May hold HTML of the other product: never put it into a page unescaped.
    pub description: String,
    /// LOCATION, empty when missing: a room or an address.
    pub location: String,
    /// A name that may be the coach's: the attendee who chairs, else the organizer, else the contact.
    pub coach: Option<String>,
    /// CATEGORIES.
    pub categories: Vec<String>,
}

/// STATUS of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not certain yet.
    Tentative,
    /// Certain.
    Confirmed,
    /// Does not take place.
    Cancelled,
}

/// Which date of a series an event replaces (RECURRENCE-ID).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaces {
    /// Start which the date had by the rule.
    pub start: When,
    /// All later dates too (RANGE=THISANDFUTURE).
    pub and_later: bool,
}

/// A VEVENT.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// UID, or one made of start, summary and location when the file has none: the same at the next import.
    pub uid: String,
    /// Line of its BEGIN, counted from 1.
    pub line: usize,
    /// What people read.
    pub details: Arc<Details>,
    /// DTSTART.
    pub start: When,
    /// DTEND.
    pub end: Option<When>,
    /// DURATION; DTEND wins when a file has both.
    pub duration: Option<Span>,
    /// RRULE; almost always none or one.
    pub rules: Vec<Rule>,
    /// RDATE: further dates, some with a length of their own.
    pub dates: Vec<(When, Option<Span>)>,
    /// EXDATE: dates taken out.
    pub exclusions: Vec<When>,
    /// RECURRENCE-ID, for a changed date of a series.
    pub replaces: Option<Replaces>,
    /// STATUS; cancelled also when the whole calendar cancels (METHOD:CANCEL).
    pub status: Option<Status>,
    /// SEQUENCE: the higher, the newer.
    pub sequence: i64,
    /// LAST-MODIFIED, else DTSTAMP, as it is written.
    pub stamp: Option<NaiveDateTime>,
    /// A rule was refused, so its dates are missing.
    pub rule_refused: bool,
}

impl Event {
    /// How people recognise it: its summary, else its UID.
    pub fn label(&self) -> &str {
        if self.details.summary.is_empty() {
            &self.uid
        } else {
            &self.details.summary
        }
    }

    /// Whether it has more dates than one.
    pub fn repeats(&self) -> bool {
        !self.rules.is_empty() || !self.dates.is_empty()
    }
}

/// One date of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// UID of its event: the same for all dates of a series.
    pub uid: Arc<str>,
    /// The start by the rule, in the wall time the series is written in (UTC for series written in UTC). With the UID it
    /// identifies the date at the next import, even when it was moved.
    pub recurrence: NaiveDateTime,
    /// What people read.
    pub details: Arc<Details>,
    /// The zone of `local_start`: the event's, or the default zone when the event is in UTC, floating or in a zone that
    /// only its file knows.
    pub zone: Tz,
    /// Wall time in `zone`.
    pub local_start: NaiveDateTime,
    /// Length in minutes, rounded; 0 when the file does not say.
    pub minutes: i64,
    /// The start.
    pub start: DateTime<Utc>,
    /// The end, equal to the start when the length is not known.
    pub end: DateTime<Utc>,
    /// It does not take place: keep it only to cancel what an earlier import made.
    pub cancelled: bool,
    /// It differs from what its series says.
    pub changed: bool,
    /// Line of its event in the file, counted from 1.
    pub line: usize,
}

/// What [`expand`] gives.
#[derive(Debug, Clone, Default)]
pub struct Expanded {
    /// Sorted by start, then UID, then recurrence. UID and recurrence together occur once, unless the file gives one UID to
    /// several series ([`ProblemKind::SharedUid`]).
    pub occurrences: Vec<Occurrence>,
    /// In the order of the file; those of [`Calendar::problems`] are not repeated.
    pub problems: Vec<Problem>,
}
