//! Recognises the plain weekly class, which becomes a series of the timetable instead of many single dates.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use super::expand::{groups, within_calendar};
use super::occurrences::{begins_on_rule, last_local};
use super::problem::Problems;
use super::recur::{Budget, Dates};
use super::rule::{Frequency, Rule, week_of};
use super::value::When;
use super::zone::{Clock, Zones, same_clock};
use super::{Calendar, Details, Event, Status};

/// Work for all classes of a file: it is only spent on rules with a COUNT.
const WORK: u32 = 2_000_000;
const WORK_PER_CLASS: u32 = 100_000;

/// A class at the same time of day on the same weekdays, every `interval` weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weekly {
    /// UID of its event, as in [`super::Occurrence::uid`].
    pub uid: String,
    /// Line of its event in the file, counted from 1.
    pub line: usize,
    /// What people read.
    pub details: Arc<Details>,
    /// In the order Monday to Sunday, at least one.
    pub weekdays: Vec<Weekday>,
    /// Weeks (Monday to Sunday) from one to the next, at least 1.
    pub interval: u32,
    /// Minutes after midnight, wall time in `zone`.
    pub start_minute: u32,
    /// Length in minutes, more than 0 and at most a day.
    pub minutes: i64,
    /// The first date.
    pub starts_on: NaiveDate,
    /// The last day on which it may take place, included.
    pub until: Option<NaiveDate>,
    /// The default zone whenever it shows the same time as the event's own in the window, else the event's own.
    pub zone: Tz,
    /// Days on which it does not take place (EXDATE), in order. Changed dates are not here: [`super::expand`] gives them
    /// with [`super::Occurrence::changed`].
    pub except: Vec<NaiveDate>,
}

/// The events which are weekly classes, in the order of the file. All others stay single dates, as [`super::expand`]
/// gives them.
///
/// Not weekly are: whatever has more than one rule or further dates; series in UTC (they move when the clocks change) or in
/// zones that only the file knows; starts that do not fit the rule or have seconds; lengths that are missing or longer than
/// a day; series that change from some date on; events which share their UID; cancelled and superseded ones.
///
/// `from` and `to` are the window in which zones are compared.
pub fn weekly(calendar: &Calendar, default_zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Weekly> {
    let (from, to) = (within_calendar(from), within_calendar(to));
    let mut finder = Finder {
        zones: Zones::new(&calendar.zones, default_zone, from, to),
        // `read` and `expand` tell them
        problems: Problems::default(),
        same: HashMap::new(),
        work: WORK,
        from,
        to,
    };
    let mut unheard = Problems::default();
    groups(&calendar.events, &mut unheard)
        .iter()
        .filter_map(|group| match group.masters.as_slice() {
            [event]
                if !group
                    .changes
                    .iter()
                    .any(|c| c.replaces.as_ref().is_some_and(|r| r.and_later)) =>
            {
                finder.weekly(event)
            }
            _ => None,
        })
        .collect()
}

struct Finder<'a> {
    zones: Zones<'a>,
    problems: Problems,
    /// Zones that show the time of the default zone.
    same: HashMap<Tz, bool>,
    work: u32,
    from: NaiveDateTime,
    to: NaiveDateTime,
}

impl Finder<'_> {
    fn weekly(&mut self, event: &Event) -> Option<Weekly> {
        let [rule] = event.rules.as_slice() else { return None };
        if !event.dates.is_empty() || event.rule_refused || event.status == Some(Status::Cancelled) {
            return None;
        }
        let start = match &event.start {
            When::Floating(local) | When::Zoned { local, .. } if local.second() == 0 => *local,
            _ => return None,
        };
        let (weekdays, interval) = weekdays(rule, start.date())?;
        let clock = self.clock(&event.start, event)?;
        let Clock::Iana(own) = clock else { return None };

        let mut budget = Budget::new(WORK_PER_CLASS.min(self.work));
        let before = budget.left();
        let dated = begins_on_rule(rule, start, &mut budget)
            .then(|| last_date(rule, start, &clock, &mut budget))
            .filter(|_| !budget.is_spent());
        self.work -= before - budget.left();
        Some(Weekly {
            uid: event.uid.clone(),
            line: event.line,
            details: Arc::clone(&event.details),
            weekdays,
            interval,
            start_minute: start.hour() * 60 + start.minute(),
            minutes: self.minutes(event, &clock)?,
            starts_on: start.date(),
            until: dated?,
            zone: self.zone(own),
            except: self.exceptions(event, &clock),
        })
    }

    fn clock(&mut self, when: &When, event: &Event) -> Option<Clock> {
        self.zones
            .certain_clock(when, event.line, event.label(), &mut self.problems)
    }

    fn zone(&mut self, own: Tz) -> Tz {
        let default = self.zones.default_zone();
        let (from, to) = (self.from.and_utc(), self.to.and_utc());
        let same = self
            .same
            .entry(own)
            .or_insert_with(|| same_clock(own, default, from, to));
        if *same { default } else { own }
    }

    fn minutes(&mut self, event: &Event, clock: &Clock) -> Option<i64> {
        let seconds = match (&event.end, event.duration) {
            (Some(When::Date(_)), _) => return None,
            (Some(end), _) => (self.utc(end, event, clock)? - clock.utc(event.start.written())).num_seconds(),
            (None, duration) => duration.map(|d| d.days * 86_400 + d.seconds)?,
        };
        let minutes = (seconds + 30) / 60;
        (1..=24 * 60).contains(&minutes).then_some(minutes)
    }

    fn utc(&mut self, when: &When, event: &Event, own: &Clock) -> Option<NaiveDateTime> {
        Some(match when {
            When::Utc(utc) => *utc,
            When::Date(_) | When::Floating(_) => own.utc(when.written()),
            When::Zoned { local, .. } => self.clock(when, event)?.utc(*local),
        })
    }

    /// The days of EXDATE. A moment at another time of day takes out nothing.
    fn exceptions(&mut self, event: &Event, clock: &Clock) -> Vec<NaiveDate> {
        let time = event.start.written().time();
        let mut days: Vec<NaiveDate> = Vec::new();
        for when in &event.exclusions {
            let Some(utc) = self.utc(when, event, clock) else {
                continue;
            };
            let day = clock.local(utc).date();
            if matches!(when, When::Date(_)) || clock.utc(day.and_time(time)) == utc {
                days.push(day);
            }
        }
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// The last day on which the class may take place, `None` when it has no end.
fn last_date(rule: &Rule, start: NaiveDateTime, clock: &Clock, budget: &mut Budget) -> Option<NaiveDate> {
    let last = rule.until.map(|until| last_local(until, clock));
    let day = if rule.count.is_some() {
        let mut dates = Dates::new(rule, start, last, rule.count);
        std::iter::from_fn(|| dates.next(NaiveDateTime::MAX, budget))
            .last()?
            .date()
    } else {
        let last = last?;
        // the class of that day begins only after the end
        if last.time() < start.time() {
            last.date().pred_opt()?
        } else {
            last.date()
        }
    };
    // a rule may end before it begins: its first date counts all the same
    Some(day.max(start.date()))
}

/// Weekdays and weeks between them, if the rule has nothing else.
fn weekdays(rule: &Rule, start: NaiveDate) -> Option<(Vec<Weekday>, u32)> {
    let bare = rule.months | rule.hours | rule.minutes | rule.seconds == 0
        && rule.weeks.is_empty()
        && rule.year_days.is_empty()
        && rule.month_days.is_empty()
        && rule.positions.is_empty()
        && !rule.dropped_numbers;
    if !bare {
        return None;
    }
    let mut days: Vec<Weekday> = match rule.frequency {
        Frequency::Weekly => rule.filled_from(start).weekdays,
        Frequency::Daily if rule.interval == 1 && rule.weekdays.is_empty() => {
            start.iter_days().take(7).map(|day| (0, day.weekday())).collect()
        }
        Frequency::Daily if rule.interval == 1 => rule.weekdays.clone(),
        _ => return None,
    }
    .into_iter()
    .map(|(_, day)| day)
    .collect();
    days.sort_by_key(Weekday::num_days_from_monday);

    // with an interval it matters on which day a week begins: ours begin on Monday
    let date = |day: &Weekday, first: Weekday| {
        week_of(start, first).checked_add_days(Days::new(u64::from(day.days_since(first))))
    };
    let same = rule.interval == 1
        || days
            .iter()
            .all(|day| date(day, rule.week_start) == date(day, Weekday::Mon));
    same.then_some((days, rule.interval))
}
