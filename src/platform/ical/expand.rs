//! Events to dated occurrences: which events belong together, and how much work one import may take.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::problem::{ProblemKind, Problems};
use super::value::When;
use super::zone::Zones;
use super::{Calendar, Event, Expanded, Occurrence};

/// Days looked at in one import (see [`super::Budget`]): a thousand weekly classes over ten years take half of it,
/// and all of it a second or so.
const WORK: u32 = 8_000_000;

/// The dates which begin from `from` (included) to `to` (not included).
///
/// `default_zone` is the gym's: for times without a zone. When there are more than `limit` dates, the rest is left out with a
/// problem; the same goes for rules which take too long. Cancelled dates are given too, with
/// [`Occurrence::cancelled`]; dates which EXDATE takes out are not.
pub fn expand(calendar: &Calendar, default_zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>, limit: usize) -> Expanded {
    let (from, to) = (within_calendar(from), within_calendar(to));
    let mut run = Run {
        zones: Zones::new(&calendar.zones, default_zone, from, to),
        problems: Problems::default(),
        work: WORK,
        from,
        to,
        limit,
        full: false,
        occurrences: Vec::new(),
    };
    for group in groups(&calendar.events, &mut run.problems) {
        run.group(&group);
        if run.full {
            break;
        }
    }
    let mut occurrences = run.occurrences;
    occurrences.sort_by(|a, b| (a.start, &a.uid, a.recurrence).cmp(&(b.start, &b.uid, b.recurrence)));
    Expanded {
        occurrences,
        problems: run.problems.finish(),
    }
}

/// iCalendar has four digits for a year; beyond them the arithmetic of dates could overflow.
pub(super) fn within_calendar(moment: DateTime<Utc>) -> NaiveDateTime {
    let midnight = |year| {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .unwrap_or_default()
            .and_time(NaiveTime::MIN)
    };
    moment.naive_utc().clamp(midnight(1), midnight(9999))
}

/// One import under way.
pub(super) struct Run<'a> {
    pub(super) zones: Zones<'a>,
    pub(super) problems: Problems,
    /// What is left of [`WORK`].
    pub(super) work: u32,
    /// UTC.
    pub(super) from: NaiveDateTime,
    pub(super) to: NaiveDateTime,
    limit: usize,
    full: bool,
    occurrences: Vec<Occurrence>,
}

impl<'a> Run<'a> {
    fn group(&mut self, group: &Group<'a>) {
        let uid: Arc<str> = group.uid.into();
        let series = group.masters.iter().position(|m| m.repeats()).unwrap_or(0);
        for (index, master) in group.masters.iter().enumerate() {
            let changes: &[&Event] = if index == series { &group.changes } else { &[] };
            self.series(&uid, master, changes);
        }
        if group.masters.is_empty() {
            for change in &group.changes {
                // a file may hold one date of a series only; some products write even the series that way
                self.series(&uid, change, &[]);
            }
        }
    }

    /// Keeps an occurrence; `false` when there is room for no more.
    pub(super) fn keep(&mut self, occurrence: Occurrence) -> bool {
        if self.occurrences.len() < self.limit {
            self.occurrences.push(occurrence);
        } else if !self.full {
            self.full = true;
            self.problems
                .add(occurrence.line, None, ProblemKind::LimitReached(self.limit));
        }
        !self.full
    }
}

/// All events with the same UID.
pub(super) struct Group<'a> {
    pub(super) uid: &'a str,
    /// Usually one: the event itself, as opposed to changes of single dates.
    pub(super) masters: Vec<&'a Event>,
    /// Events with a RECURRENCE-ID.
    pub(super) changes: Vec<&'a Event>,
    /// The SEQUENCE of the newest version.
    newest: i64,
}

/// Whether `a` is a newer version than `b`.
pub(super) fn newer(a: &Event, b: &Event) -> bool {
    (a.sequence, a.stamp, a.line) > (b.sequence, b.stamp, b.line)
}

/// In the order in which UIDs first appear.
pub(super) fn groups<'a>(events: &'a [Event], problems: &mut Problems) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_uid: HashMap<&str, usize> = HashMap::new();
    for event in events {
        let index = *by_uid.entry(event.uid.as_str()).or_insert_with(|| {
            groups.push(Group {
                uid: &event.uid,
                masters: Vec::new(),
                changes: Vec::new(),
                newest: i64::MIN,
            });
            groups.len() - 1
        });
        let group = &mut groups[index];
        if event.replaces.is_some() {
            group.changes.push(event);
        } else {
            group.newest = group.newest.max(event.sequence);
            group.masters.push(event);
        }
    }
    for group in &mut groups {
        keep_newest(group, problems);
    }
    groups
}

/// Versions of one event: the newest counts. Events that only share their UID (a fault of some products) all count.
fn keep_newest(group: &mut Group<'_>, problems: &mut Problems) {
    let newest = group.newest;
    let mut by_start: HashMap<&When, usize> = HashMap::new();
    let mut kept: Vec<&Event> = Vec::new();
    for event in std::mem::take(&mut group.masters) {
        let older = if event.sequence < newest {
            Some(event)
        } else {
            match by_start.get(&event.start) {
                Some(&index) if newer(event, kept[index]) => Some(std::mem::replace(&mut kept[index], event)),
                Some(_) => Some(event),
                None => {
                    if !kept.is_empty() && !matches!(event.start, When::Date(_)) {
                        problems.add(event.line, Some(event.label()), ProblemKind::SharedUid);
                    }
                    by_start.insert(&event.start, kept.len());
                    kept.push(event);
                    None
                }
            }
        };
        // all-day events are out in any case
        if let Some(older) = older.filter(|e| !matches!(e.start, When::Date(_))) {
            problems.add(older.line, Some(older.label()), ProblemKind::Superseded);
        }
    }
    group.masters = kept;

    let mut by_date: HashMap<&When, &Event> = HashMap::new();
    for change in &group.changes {
        let Some(replaces) = &change.replaces else { continue };
        let newest = by_date.entry(&replaces.start).or_insert(change);
        if newer(change, newest) {
            *newest = change;
        }
    }
    group.changes.retain(|change| {
        let date = change.replaces.as_ref().map(|r| &r.start);
        let keep = date
            .and_then(|d| by_date.get(d))
            .is_some_and(|newest| newest.line == change.line);
        if !keep {
            problems.add(change.line, Some(change.label()), ProblemKind::Superseded);
        }
        keep
    });
}
