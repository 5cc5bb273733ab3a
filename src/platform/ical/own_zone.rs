//! VTIMEZONE: zones that a file brings along, for the names which nobody else knows.

use chrono::{NaiveDateTime, TimeDelta};

use super::recur::{Budget, Dates};
use super::rule::{Rule, Until};
use super::value::When;

/// Work and size allowed for one zone: four centuries of summer time (Outlook begins in 1601), not an endless rule.
const MOST_WORK: u32 = 100_000;
const MOST_CHANGES: usize = 4000;

/// A VTIMEZONE as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// The name by which events refer to it.
    pub tzid: String,
    /// X-LIC-LOCATION: the IANA name, when the zone bears another.
    pub location: Option<String>,
    /// Line of its BEGIN, counted from 1.
    pub line: usize,
    pub(super) changes: Vec<Observance>,
}

/// A STANDARD or DAYLIGHT part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Observance {
    /// Wall time by the offset `from`.
    pub(super) start: NaiveDateTime,
    /// Seconds east of Greenwich before and after.
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) rules: Vec<Rule>,
    pub(super) dates: Vec<When>,
}

/// The changes of offset of a zone, worked out.
#[derive(Debug)]
pub(super) struct OwnZone {
    /// Offset before the first change.
    first: i64,
    /// Moment in UTC and offset from then on, in order.
    changes: Vec<(NaiveDateTime, i64)>,
}

impl OwnZone {
    /// Works out the changes up to `to` (UTC); `None` when the zone says nothing or too much.
    pub(super) fn build(zone: &Zone, to: NaiveDateTime) -> Option<Self> {
        let horizon = to + TimeDelta::days(2);
        let mut budget = Budget::new(MOST_WORK);
        let mut changes: Vec<(NaiveDateTime, i64, i64)> = Vec::new();
        for part in &zone.changes {
            let from = i64::from(part.from);
            let before = TimeDelta::seconds(from);
            let mut add = |utc| changes.push((utc, from, i64::from(part.to)));
            add(part.start - before);
            for date in &part.dates {
                match date {
                    When::Utc(utc) => add(*utc),
                    local => add(local.written() - before),
                }
            }
            for rule in &part.rules {
                let last = rule.until.map(|until| match until {
                    Until::Utc(utc) => utc + before,
                    Until::Local(local) => local,
                    Until::Date(day) => day.and_hms_opt(23, 59, 59).unwrap_or_default(),
                });
                let mut dates = Dates::new(rule, part.start, last, rule.count);
                while let Some(local) = dates.next(horizon, &mut budget) {
                    if changes.len() >= MOST_CHANGES {
                        return None;
                    }
                    changes.push((local - before, from, i64::from(part.to)));
                }
            }
            if budget.is_spent() {
                return None;
            }
        }
        changes.sort_unstable();
        let (_, first, _) = *changes.first()?;
        Some(Self {
            first,
            changes: changes.into_iter().map(|(utc, _, to)| (utc, to)).collect(),
        })
    }

    /// Seconds east of Greenwich at a moment of UTC.
    pub(super) fn offset(&self, utc: NaiveDateTime) -> i64 {
        let past = self.changes.partition_point(|(at, _)| *at <= utc);
        match past.checked_sub(1) {
            Some(last) => self.changes[last].1,
            None => self.first,
        }
    }

    /// The offset of a zone that never changes.
    pub(super) fn single_offset(&self) -> Option<i64> {
        let all = self.changes.iter().all(|(_, offset)| *offset == self.first);
        all.then_some(self.first)
    }
}
