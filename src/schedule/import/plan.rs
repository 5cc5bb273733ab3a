//! What a calendar means for a location: which events become weekly series, which become single dates, which neither. Nothing is
//! read or written here.

use super::{
    category,
    problem::{Trouble, What},
};
use crate::{
    platform::{
        form,
        ical::{self, Calendar, Details, Occurrence, ProblemKind, Status, When},
        secret,
        time::{Day, Instant, Moment, Span, Zone, day_plus, minute_of},
    },
    schedule::{model::Category, rules, service::AHEAD},
};
use chrono::{DateTime, NaiveDateTime, Utc};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Dates that one import takes: a full house for a year.
const MOST_DATES: usize = 20_000;
/// Dates that are looked at to find what differs from the weekly rules.
const MOST_LOOKED_AT: usize = 200_000;
/// Days for which the exceptions of a weekly class are taken along, although its sessions are written later.
const EXCEPTIONS_AHEAD: i64 = 731;
/// Characters of a class's name.
const NAME: usize = 80;
/// A UID of more characters is kept as a digest: it stands in an index, which has its limits.
const UID: usize = 200;

/// What is to be made.
pub(super) struct Plan {
    /// The day at the location.
    pub today: Day,
    /// The first day after the window.
    pub until: Day,
    pub classes: Vec<Class>,
    pub troubles: Vec<Trouble>,
    /// Events without a date in the window.
    pub outside: Vec<Trouble>,
}

/// What people read of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub name: String,
    pub coach: Option<String>,
    /// Where it takes place, as the calendar writes it: a room, the house, an address.
    pub place: Option<String>,
    pub category: Category,
}

/// One event of the calendar.
pub(super) struct Class {
    pub line: usize,
    pub uid: String,
    pub named: Named,
    pub dates: Dates,
}

pub(super) enum Dates {
    Weekly(Weekly),
    Single(Vec<Dated>),
}

/// A plain weekly class, from the first day that can still be booked.
pub(super) struct Weekly {
    pub weekdays: i64,
    pub start_minute: i64,
    pub minutes: i64,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    /// Days up to the horizon of a new series on which the rule does not hold.
    pub skip: Vec<Day>,
    /// The same for later days: the series must not write them when it gets there.
    pub off: Vec<Day>,
    /// Dates that take the place of one of the rule's.
    pub changed: Vec<Dated>,
}

/// One date.
#[derive(Debug, Clone)]
pub(super) struct Dated {
    /// The start by the rule, on the calendar's wall: with the UID it identifies the date at the next import.
    pub recurrence: NaiveDateTime,
    pub named: Named,
    /// On the location's wall.
    pub starts: Moment,
    pub minutes: i64,
    pub cancelled: bool,
}

impl Weekly {
    /// The last day up to which a new series is written.
    pub fn horizon(&self, today: Day) -> Day {
        let horizon = day_plus(today.max(self.starts_on), AHEAD);
        self.ends_on.map_or(horizon, |end| end.min(horizon))
    }
}

/// Reads the calendar for a location with this zone, from today so many weeks ahead.
pub(super) fn plan(calendar: &Calendar, zone: Zone, now: Instant, weeks: i64) -> Plan {
    let today = zone.day(now);
    let until = day_plus(today, weeks * 7);
    let (from, to) = (utc(zone.at(today, 0)), utc(zone.at(until, 0)));
    let far = utc(zone.at(day_plus(today, EXCEPTIONS_AHEAD), 0));
    let expanded = ical::expand(calendar, zone.0, from, to, MOST_DATES);
    let mut planner = Planner {
        calendar,
        zone,
        now,
        today,
        until,
        named: HashMap::new(),
        troubles: calendar.problems.iter().cloned().map(Trouble::from).collect(),
    };
    let superseded: HashSet<usize> = expanded
        .problems
        .iter()
        .filter(|p| p.what == ProblemKind::Superseded)
        .map(|p| p.line)
        .collect();
    planner
        .troubles
        .extend(expanded.problems.into_iter().map(Trouble::from));

    let mut classes = Vec::new();
    let mut series: HashSet<String> = HashSet::new();
    let mut extra: Vec<Occurrence> = Vec::new();
    let weekly = ical::weekly(calendar, zone.0, from, far);
    let differing = planner.differing(&weekly, from, far);
    for one in weekly {
        let Some((made, rest)) = planner.weekly(&one, &differing) else {
            continue;
        };
        let Some(named) = planner.named(one.line, &one.details) else {
            continue;
        };
        series.insert(one.uid.clone());
        extra.extend(rest);
        classes.push(Class {
            line: one.line,
            uid: stored(&one.uid),
            named,
            dates: Dates::Weekly(made),
        });
    }
    let seen: HashSet<usize> = expanded.occurrences.iter().map(|o| o.line).collect();
    let single = expanded.occurrences.into_iter().filter(|o| !series.contains(&*o.uid));
    classes.extend(planner.singles(single.chain(extra)));
    let outside = planner.outside(&series, &seen, &superseded);
    classes.sort_by_key(|class| class.line);
    Plan {
        today,
        until,
        classes,
        troubles: planner.troubles,
        outside,
    }
}

fn utc(at: Instant) -> DateTime<Utc> {
    at.utc().and_utc()
}

/// A UID as it is kept.
fn stored(uid: &str) -> String {
    if uid.chars().count() <= UID {
        return uid.to_owned();
    }
    let beginning: String = uid.chars().take(UID / 2).collect();
    format!("{beginning}…{}", secret::encode(&secret::digest(uid)))
}

/// The dates of a weekly class with exceptions.
#[derive(Default)]
struct Differing {
    /// Days on which it takes place as the rule says.
    as_ruled: BTreeSet<Day>,
    /// Dates that were moved, changed or cancelled.
    other: Vec<Occurrence>,
}

struct Planner<'a> {
    calendar: &'a Calendar,
    zone: Zone,
    now: Instant,
    today: Day,
    until: Day,
    /// By the line of the event; `None`: it has no name.
    named: HashMap<usize, Option<Named>>,
    troubles: Vec<Trouble>,
}

impl Planner<'_> {
    fn tell(&mut self, line: usize, event: &str, what: What) {
        self.troubles.push(Trouble::new(line, event, what));
    }

    /// What people read of an event; `None`, and told once, when it has no name.
    fn named(&mut self, line: usize, details: &Details) -> Option<Named> {
        if let Some(named) = self.named.get(&line) {
            return named.clone();
        }
        let words: Vec<&str> = details.summary.split_whitespace().collect();
        let name = form::text(&words.join(" "), usize::MAX).ok();
        let named = name.map(|full| {
            let name: String = full.chars().take(NAME).collect();
            if name != full {
                self.tell(line, &name, What::NameCut);
            }
            // Some products name the calendar itself as the organizer of everything in it.
            let coach = details
                .coach
                .as_deref()
                .filter(|coach| self.calendar.name.as_deref() != Some(coach));
            let coach = coach.and_then(|coach| form::text(&coach.replace('\n', " "), NAME).ok());
            let place = form::text(&details.location.replace('\n', " "), usize::MAX).ok();
            Named {
                category: category::guess(&name, &details.categories),
                name,
                coach,
                place: place.map(|place| place.chars().take(NAME).collect()),
            }
        });
        if named.is_none() {
            self.troubles.push(Trouble {
                line,
                event: None,
                what: What::NoName,
            });
        }
        self.named.insert(line, named.clone());
        named
    }

    /// How the weekly classes that have exceptions differ from their rules, by UID. A class is missing where that took too long to
    /// find out.
    fn differing(
        &self,
        weekly: &[ical::Weekly],
        from: DateTime<Utc>,
        far: DateTime<Utc>,
    ) -> HashMap<String, Option<Differing>> {
        let changed: HashSet<&str> = self
            .calendar
            .events
            .iter()
            .filter(|e| e.replaces.is_some())
            .map(|e| e.uid.as_str())
            .collect();
        let mut found: HashMap<String, Option<Differing>> = weekly
            .iter()
            .filter(|w| !w.except.is_empty() || changed.contains(w.uid.as_str()))
            .map(|w| (w.uid.clone(), Some(Differing::default())))
            .collect();
        if found.is_empty() {
            return found;
        }
        let events = self
            .calendar
            .events
            .iter()
            .filter(|e| found.contains_key(&e.uid))
            .cloned()
            .collect();
        let part = Calendar {
            events,
            zones: self.calendar.zones.clone(),
            ..Calendar::default()
        };
        let expanded = ical::expand(&part, self.zone.0, from, far, MOST_LOOKED_AT);
        for occurrence in expanded.occurrences {
            if let Some(Some(differing)) = found.get_mut(&*occurrence.uid) {
                if occurrence.changed || occurrence.cancelled {
                    differing.other.push(occurrence);
                } else {
                    differing.as_ruled.insert(occurrence.recurrence.date());
                }
            }
        }
        let lines: HashMap<usize, &str> = weekly.iter().map(|w| (w.line, w.uid.as_str())).collect();
        for problem in expanded.problems {
            match problem.what {
                ProblemKind::LimitReached(_) => found.values_mut().for_each(|differing| *differing = None),
                ProblemKind::TooMuchWork | ProblemKind::TooManyDates(_) => {
                    if let Some(differing) = lines.get(&problem.line).and_then(|uid| found.get_mut(*uid)) {
                        *differing = None;
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The series that a weekly class becomes, with dates that are none of its own; `None` when it is to be single dates.
    fn weekly(
        &mut self,
        one: &ical::Weekly,
        differing: &HashMap<String, Option<Differing>>,
    ) -> Option<(Weekly, Vec<Occurrence>)> {
        let plain = one.interval == 1 && one.zone == self.zone.0 && (5..=600).contains(&one.minutes);
        if !plain || one.starts_on >= self.until {
            return None;
        }
        let start_minute = i64::from(one.start_minute);
        let mut starts_on = one.starts_on.max(self.today);
        if self.zone.at(starts_on, start_minute) <= self.now {
            starts_on = day_plus(starts_on, 1);
        }
        let mut made = Weekly {
            weekdays: one
                .weekdays
                .iter()
                .map(|day| rules::bit(*day))
                .fold(0, |set, bit| set | bit),
            start_minute,
            minutes: one.minutes,
            starts_on,
            ends_on: one.until,
            skip: Vec::new(),
            off: Vec::new(),
            changed: Vec::new(),
        };
        let horizon = made.horizon(self.today);
        let mut rest = Vec::new();
        if let Some(differing) = differing.get(&one.uid) {
            let differing = differing.as_ref()?;
            let last = day_plus(self.today, EXCEPTIONS_AHEAD - 1);
            let last = one.until.map_or(last, |until| until.min(last));
            for day in rules::dates(made.weekdays, starts_on, last, usize::MAX) {
                if !differing.as_ruled.contains(&day) {
                    if day <= horizon {
                        made.skip.push(day)
                    } else {
                        made.off.push(day)
                    }
                }
            }
            for other in &differing.other {
                let day = other.recurrence.date();
                let of_rule = minute_of(other.recurrence.time()) == start_minute && !differing.as_ruled.contains(&day);
                if !of_rule {
                    rest.push(other.clone());
                } else if let Some(dated) = self.dated(other) {
                    made.off.retain(|off| *off != day);
                    made.changed.push(dated);
                }
            }
        }
        let any = rules::dates(made.weekdays, starts_on, horizon, made.skip.len() + 1).len() > made.skip.len();
        (any || !made.changed.is_empty()).then_some((made, rest))
    }

    /// A date that can be booked, or a cancelled one; `None`, and told, for one of no length that a class has.
    fn dated(&mut self, one: &Occurrence) -> Option<Dated> {
        let starts = self.starts(one);
        let named = self.named(one.line, &one.details)?;
        if starts.at <= self.now {
            return None;
        }
        if !(5..=600).contains(&one.minutes) {
            self.tell(one.line, &named.name, What::Length(1, one.minutes));
            return None;
        }
        Some(Dated {
            recurrence: one.recurrence,
            named,
            starts,
            minutes: one.minutes,
            cancelled: one.cancelled,
        })
    }

    /// The start on the location's wall, on the full minute.
    fn starts(&self, one: &Occurrence) -> Moment {
        let at = Instant::from_utc(one.start.naive_utc());
        self.zone.moment(Instant(at.0 - at.0.rem_euclid(Span::minutes(1).0)))
    }

    /// Everything that is no series, by event.
    fn singles(&mut self, occurrences: impl Iterator<Item = Occurrence>) -> Vec<Class> {
        let mut classes: Vec<Class> = Vec::new();
        let mut by_line: HashMap<usize, usize> = HashMap::new();
        let mut seen: HashSet<(String, NaiveDateTime)> = HashSet::new();
        let mut past: HashMap<usize, (String, usize)> = HashMap::new();
        let mut lengths: HashMap<usize, (String, usize, i64)> = HashMap::new();
        for one in occurrences {
            let Some(named) = self.named(one.line, &one.details) else {
                continue;
            };
            let uid = stored(&one.uid);
            if !seen.insert((uid.clone(), one.recurrence)) {
                self.tell(one.line, &named.name, What::SameStart);
                continue;
            }
            let starts = self.starts(&one);
            if starts.at <= self.now {
                past.entry(one.line).or_insert((named.name, 0)).1 += 1;
                continue;
            }
            if !(5..=600).contains(&one.minutes) {
                lengths.entry(one.line).or_insert((named.name, 0, one.minutes)).1 += 1;
                continue;
            }
            let index = *by_line.entry(one.line).or_insert_with(|| {
                let (line, named) = (one.line, named.clone());
                classes.push(Class {
                    line,
                    uid,
                    named,
                    dates: Dates::Single(Vec::new()),
                });
                classes.len() - 1
            });
            if let Dates::Single(dates) = &mut classes[index].dates {
                let (recurrence, minutes, cancelled) = (one.recurrence, one.minutes, one.cancelled);
                dates.push(Dated {
                    recurrence,
                    named,
                    starts,
                    minutes,
                    cancelled,
                });
            }
        }
        for (line, (name, n)) in past {
            self.tell(line, &name, What::Past(n));
        }
        for (line, (name, n, minutes)) in lengths {
            self.tell(line, &name, What::Length(n, minutes));
        }
        for event in self
            .calendar
            .events
            .iter()
            .filter(|e| e.repeats() && e.replaces.is_none())
        {
            if let Some(index) = by_line.get(&event.line) {
                let (name, last) = (classes[*index].named.name.clone(), day_plus(self.until, -1));
                self.tell(event.line, &name, What::OnlyDates(last));
            }
        }
        classes
    }

    /// Events without a date in the window. Changes of single dates and what was told already are not among them.
    fn outside(&self, series: &HashSet<String>, seen: &HashSet<usize>, superseded: &HashSet<usize>) -> Vec<Trouble> {
        self.calendar
            .events
            .iter()
            .filter(|event| {
                let timed = !matches!(event.start, When::Date(_));
                let own = event.replaces.is_none() && event.status != Some(Status::Cancelled);
                let told = seen.contains(&event.line) || superseded.contains(&event.line);
                timed && own && !told && !series.contains(&event.uid)
            })
            .map(|event| Trouble::new(event.line, event.label(), What::Outside(event.start.written().date())))
            .collect()
    }
}
