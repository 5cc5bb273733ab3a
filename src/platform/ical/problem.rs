//! What an import could not use, said so that the person who exported the file can put it right.

use std::fmt;

use chrono::NaiveDateTime;

/// Something in the file that was not understood or not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, counted from 1.
    pub line: usize,
    /// The event it belongs to: its summary, else its UID; `None` when it concerns the file.
    pub event: Option<String>,
    /// What is wrong.
    pub what: ProblemKind,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.event {
            Some(event) => write!(f, "line {}, {event}: {}", self.line, self.what),
            None => write!(f, "line {}: {}", self.line, self.what),
        }
    }
}

/// The kinds of [`Problem`]. `Display` is plain English; [`ProblemKind::key`] names the kind for translation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Bytes which are not UTF-8 were replaced by a placeholder.
    #[error("the file is not UTF-8: letters that could not be read were replaced")]
    NotUtf8,
    /// vCalendar 1.0, which escapes text and repeats in another way.
    #[error("the file is in the old format vCalendar 1.0: check what was read")]
    OldVersion,
    /// Nothing in the file is part of a calendar.
    #[error("the file holds no calendar")]
    NoCalendar,
    /// Neither a property nor the continuation of one.
    #[error("this line is not part of a calendar and was skipped: {0}")]
    NotALine(String),
    /// An END whose BEGIN is missing.
    #[error("END:{0} without BEGIN:{0}")]
    StrayEnd(String),
    /// A BEGIN whose END is missing.
    #[error("BEGIN:{0} without END:{0}")]
    Unclosed(String),
    /// Components are put inside each other without end.
    #[error("components are nested too deeply: this one was skipped")]
    TooDeep,
    /// To-dos, journals, free/busy times and components of other products.
    #[error("{count} × {component}: not an event, not used")]
    NotAnEvent {
        /// Name of the component, as in `VTODO`.
        component: String,
        /// How many of them the file has.
        count: usize,
    },
    /// An event that does not say when it begins.
    #[error("the event has no start (DTSTART) and was left out")]
    NoStart,
    /// An event without the identifier which recognises it at the next import.
    #[error("the event has no UID: it is recognised by its start, summary and location instead")]
    NoUid,
    /// A value that does not have the form its property asks for.
    #[error("{property} cannot be read and was not used: {value}")]
    BadValue {
        /// Name of the property, as in `DTEND`.
        property: String,
        /// The value, shortened.
        value: String,
    },
    /// An event on a day, without a time.
    #[error("the event lasts all day and has no time: it cannot be booked and was left out")]
    AllDay,
    /// Neither an end nor a duration, or a duration of nothing.
    #[error("the event has no length")]
    NoLength,
    /// It ends before it starts; its length is unknown.
    #[error("the event ends before it starts: its length is not known")]
    EndBeforeStart,
    /// The file has a newer version of the same event.
    #[error("the file holds a newer version of this event: this one was not used")]
    Superseded,
    /// Different events have the same UID.
    #[error("another event has the same UID: both were kept")]
    SharedUid,
    /// EXRULE, which RFC 5545 no longer has.
    #[error("the exception rule (EXRULE) was not used: dates it takes out are still there")]
    ExceptionRule,
    /// A repetition rule that is wrong or unknown.
    #[error("the repetition was not understood, only the first date was taken: {0}")]
    BadRule(String),
    /// `BYDAY=2MO` in a weekly rule.
    #[error("numbers before weekdays mean nothing in this repetition and were ignored")]
    NumberedWeekday,
    /// COUNT together with UNTIL.
    #[error("the repetition has both COUNT and UNTIL: the earlier end was taken")]
    CountAndUntil,
    /// DTSTART is not a date of its own rule.
    #[error("the first date does not fit the repetition: it was kept as a date of its own")]
    FirstDateOffRule,
    /// The rule is written in UTC, so it moves when the clocks change.
    #[error("the repetition is in UTC: its time of day in {0} moves when the clocks change")]
    MovesWithUtc(String),
    /// EXDATE names a date which the series does not have.
    #[error("the series has no date {0} that could be taken out")]
    StrayExclusion(NaiveDateTime),
    /// RECURRENCE-ID names a date which the series does not have.
    #[error("the series has no date {0} that could be changed: it was added")]
    StrayOverride(NaiveDateTime),
    /// A RANGE other than THISANDFUTURE.
    #[error("the change applies to one date only, not to the range {0}")]
    RangeIgnored(String),
    /// A repetition inside the change of a single date.
    #[error("the changed date has a repetition of its own, which was not used")]
    RuleInOverride,
    /// More dates than one event may have.
    #[error("the event repeats more than {0} times: later dates were left out")]
    TooManyDates(usize),
    /// The rule takes too long to work out.
    #[error("the repetition takes too long to work out: dates are missing")]
    TooMuchWork,
    /// The limit of the whole import.
    #[error("the calendar has more than {0} dates: the others were left out")]
    LimitReached(usize),
    /// A time zone that neither we nor the file know.
    #[error("the time zone {tzid} is not known: {used} was used")]
    UnknownZone {
        /// The zone as the file names it.
        tzid: String,
        /// The zone taken instead.
        used: String,
    },
    /// A zone with rules of its own, which the file defines.
    #[error("the time zone {0} is known only to this file: its own offsets were used")]
    OwnZone(String),
    /// More problems than are worth reading.
    #[error("{0} more problems")]
    More(usize),
}

impl ProblemKind {
    /// Stable name of the kind in lower case with hyphens, for the key of a translation.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "not-utf8",
            Self::OldVersion => "old-version",
            Self::NoCalendar => "no-calendar",
            Self::NotALine(_) => "not-a-line",
            Self::StrayEnd(_) => "stray-end",
            Self::Unclosed(_) => "unclosed",
            Self::TooDeep => "too-deep",
            Self::NotAnEvent { .. } => "not-an-event",
            Self::NoStart => "no-start",
            Self::NoUid => "no-uid",
            Self::BadValue { .. } => "bad-value",
            Self::AllDay => "all-day",
            Self::NoLength => "no-length",
            Self::EndBeforeStart => "end-before-start",
            Self::Superseded => "superseded",
            Self::SharedUid => "shared-uid",
            Self::ExceptionRule => "exception-rule",
            Self::BadRule(_) => "bad-rule",
            Self::NumberedWeekday => "numbered-weekday",
            Self::CountAndUntil => "count-and-until",
            Self::FirstDateOffRule => "first-date-off-rule",
            Self::MovesWithUtc(_) => "moves-with-utc",
            Self::StrayExclusion(_) => "stray-exclusion",
            Self::StrayOverride(_) => "stray-override",
            Self::RangeIgnored(_) => "range-ignored",
            Self::RuleInOverride => "rule-in-override",
            Self::TooManyDates(_) => "too-many-dates",
            Self::TooMuchWork => "too-much-work",
            Self::LimitReached(_) => "limit-reached",
            Self::UnknownZone { .. } => "unknown-zone",
            Self::OwnZone(_) => "own-zone",
            Self::More(_) => "more",
        }
    }
}

/// A report longer than this is not read by anybody, and a file of nothing but junk must not fill the memory.
const MOST: usize = 500;

/// Collects problems up to a bound and counts the rest.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(super) fn add(&mut self, line: usize, event: Option<&str>, what: ProblemKind) {
        if self.list.len() < MOST {
            self.list.push(Problem {
                line,
                event: event.map(shorten),
                what,
            });
        } else {
            self.more += 1;
        }
    }

    /// In the order of the file.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|p| p.line);
        if self.more > 0 {
            let line = self.list.last().map_or(1, |p| p.line);
            self.list.push(Problem {
                line,
                event: None,
                what: ProblemKind::More(self.more),
            });
        }
        self.list
    }
}

/// The beginning of a text, enough to find it in the file.
pub(super) fn shorten(text: &str) -> String {
    const KEEP: usize = 60;
    let mut letters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = letters.by_ref().take(KEEP).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}
