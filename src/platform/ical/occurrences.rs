//! The dates of one event: rules, further dates, dates taken out, dates changed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use super::expand::{Run, newer};
use super::problem::ProblemKind;
use super::recur::{Budget, Dates};
use super::rule::{Rule, Until};
use super::value::{Span, When, after_days};
use super::zone::Clock;
use super::{Event, Occurrence, Status};

/// Days looked at for one event (see [`Budget`]).
const WORK_PER_EVENT: u32 = 200_000;
/// Dates of one event: a class every day for half a century.
const DATES_PER_EVENT: usize = 20_000;

/// A date of a series by its rule.
struct Date {
    /// Wall time of the series.
    local: NaiveDateTime,
    /// Its own length, when it comes from a period.
    length: Option<Span>,
}

/// How long a date lasts.
#[derive(Clone, Copy)]
enum Length {
    Unknown,
    /// From DTEND: the same time on a stopwatch, in seconds.
    Exact(i64),
    /// From DURATION: days keep the wall time.
    Nominal(Span),
}

/// Moments of UTC to dates.
type Set = BTreeMap<NaiveDateTime, Date>;

/// What the dates of an event have in common.
struct Common<'e> {
    uid: &'e Arc<str>,
    event: &'e Event,
    clock: Clock,
    length: Length,
    cancelled: bool,
}

/// The last moment of a rule as the clock of its event shows it.
pub(super) fn last_local(until: Until, clock: &Clock) -> NaiveDateTime {
    match until {
        Until::Date(day) => day.and_hms_opt(23, 59, 59).unwrap_or_default(),
        Until::Local(local) => local,
        Until::Utc(utc) => clock.local(utc),
    }
}

/// Whether `start` is a date of its own rule.
pub(super) fn begins_on_rule(rule: &Rule, start: NaiveDateTime, budget: &mut Budget) -> bool {
    Dates::new(rule, start, None, None).next(start, budget) == Some(start)
}

impl<'a> Run<'a> {
    /// Adds the dates of `master`; `changes` replace some of them.
    pub(super) fn series(&mut self, uid: &Arc<str>, master: &'a Event, changes: &[&'a Event]) {
        if matches!(master.start, When::Date(_)) {
            // without a time there is no date to replace: the changed ones may have a time
            for change in changes {
                self.single(uid, change, None, None);
            }
            return;
        }
        if !master.repeats() && changes.is_empty() {
            self.single(uid, master, None, None);
            return;
        }
        let common = self.common(uid, master, None);
        let replaced = self.replaced(&common.clock, master, changes);
        let later: Vec<Later> = replaced
            .iter()
            .filter_map(|(at, e)| self.later(&common, *at, e))
            .collect();
        let mut set = self.dates(&common, &later);
        self.take_out(&common, &mut set, &replaced);

        for (at, change) in &replaced {
            let original = match set.remove(at) {
                Some(date) => date.local,
                None => {
                    let local = common.clock.local(*at);
                    if (self.from..self.to).contains(at) && change.status != Some(Status::Cancelled) {
                        let what = ProblemKind::StrayOverride(local);
                        self.problems.add(change.line, Some(change.label()), what);
                    }
                    local
                }
            };
            if change.repeats() {
                self.problems
                    .add(change.line, Some(change.label()), ProblemKind::RuleInOverride);
            }
            self.single(uid, change, Some(&common), Some(original));
        }
        self.emit_all(&common, &set, &later);
    }

    /// One date: an event which does not repeat, or the change of a date; `recurrence` where its series knows better.
    fn single(&mut self, uid: &Arc<str>, event: &'a Event, of: Option<&Common<'_>>, recurrence: Option<NaiveDateTime>) {
        if matches!(event.start, When::Date(_)) {
            return;
        }
        let common = self.common(uid, event, of);
        let local = event.start.written();
        let original = match (recurrence, &event.replaces) {
            (Some(recurrence), _) => recurrence,
            (None, Some(replaces)) => common.clock.local(self.utc(&replaces.start, &common.clock, event)),
            (None, None) => local,
        };
        let changed = event.replaces.is_some();
        if let Some((occurrence, _)) = self.occurrence(&common, original, local, None, changed)
            && self.keep(occurrence)
        {
            self.tell_length(&common);
        }
    }

    fn common<'e>(&mut self, uid: &'e Arc<str>, event: &'e Event, of: Option<&Common<'_>>) -> Common<'e> {
        let clock = self
            .zones
            .clock(&event.start, event.line, event.label(), &mut self.problems);
        let length = match (self.length(event, &clock), of) {
            (Length::Unknown, Some(series)) => series.length,
            (length, _) => length,
        };
        let cancelled = event.status == Some(Status::Cancelled) || of.is_some_and(|series| series.cancelled);
        Common {
            uid,
            event,
            clock,
            length,
            cancelled,
        }
    }

    fn length(&mut self, event: &Event, clock: &Clock) -> Length {
        let Some(end) = &event.end else {
            return event.duration.map_or(Length::Unknown, Length::Nominal);
        };
        let start = clock.utc(event.start.written());
        Length::Exact((self.utc(end, clock, event) - start).num_seconds())
    }

    /// The moment of a time which belongs to an event with this clock.
    fn utc(&mut self, when: &When, clock: &Clock, event: &Event) -> NaiveDateTime {
        match when {
            When::Utc(utc) => *utc,
            When::Date(_) | When::Floating(_) => clock.utc(when.written()),
            When::Zoned { local, .. } => {
                let own = self.zones.clock(when, event.line, event.label(), &mut self.problems);
                own.utc(*local)
            }
        }
    }

    /// Which moments are replaced; of several versions the newest counts.
    fn replaced(&mut self, clock: &Clock, master: &Event, changes: &[&'a Event]) -> BTreeMap<NaiveDateTime, &'a Event> {
        let mut replaced: BTreeMap<NaiveDateTime, &Event> = BTreeMap::new();
        for change in changes {
            let Some(replaces) = &change.replaces else { continue };
            let at = match &replaces.start {
                // the day of a class is enough to know which one is meant
                When::Date(day) => clock.utc(day.and_time(master.start.written().time())),
                start => self.utc(start, clock, change),
            };
            match replaced.get(&at) {
                Some(other) if newer(other, change) => {}
                _ => {
                    replaced.insert(at, change);
                }
            }
        }
        replaced
    }

    /// The dates by rules and lists, somewhat beyond the window so that moved dates are found.
    fn dates(&mut self, common: &Common<'_>, later: &[Later]) -> Set {
        let (event, clock) = (common.event, &common.clock);
        let start = event.start.written();
        let slack = TimeDelta::days(1) + later.iter().map(|l| l.by.abs()).max().unwrap_or_default();
        let (lower, upper) = (clock.local(self.from) - slack, clock.local(self.to) + slack);
        let mut budget = Budget::new(WORK_PER_EVENT.min(self.work));
        let before = budget.left();
        let mut set = Set::new();
        let add = |set: &mut Set, local, length| {
            if (lower..=upper).contains(&local) {
                set.entry(clock.utc(local)).or_insert(Date { local, length });
            }
            set.len() < DATES_PER_EVENT
        };

        let (mut room, mut on_rule) = (true, event.rules.is_empty());
        for rule in &event.rules {
            let fits = begins_on_rule(rule, start, &mut budget);
            on_rule |= fits;
            // DTSTART counts as the first date, on the rule or off it
            let count = rule.count.map(|n| if fits { n } else { n - 1 });
            let last = rule.until.map(|until| last_local(until, clock));
            let mut dates = Dates::new(rule, start, last, count);
            dates.leap_to(lower);
            while room && let Some(local) = dates.next(upper, &mut budget) {
                room = add(&mut set, local, None);
            }
        }
        add(&mut set, start, None);
        let mut listed = Vec::new();
        for (when, length) in &event.dates {
            let local = match when {
                When::Date(day) => day.and_time(start.time()),
                When::Floating(local) => *local,
                When::Zoned { local, tzid } if same_tzid(&event.start, tzid) => *local,
                _ => clock.local(self.utc(when, clock, event)),
            };
            listed.push((local, *length));
        }
        for (local, length) in listed {
            room = room && add(&mut set, local, length);
        }

        let mut tell = |what| self.problems.add(event.line, Some(event.label()), what);
        if !room {
            tell(ProblemKind::TooManyDates(DATES_PER_EVENT));
        }
        if budget.is_spent() {
            tell(ProblemKind::TooMuchWork);
        }
        if !on_rule && !budget.is_spent() && (lower..=upper).contains(&start) {
            tell(ProblemKind::FirstDateOffRule);
        }
        self.work -= before - budget.left();
        set
    }

    /// EXDATE.
    fn take_out(&mut self, common: &Common<'_>, set: &mut Set, replaced: &BTreeMap<NaiveDateTime, &Event>) {
        let (event, clock) = (common.event, &common.clock);
        let (mut moments, mut days): (HashSet<NaiveDateTime>, HashMap<NaiveDate, bool>) = Default::default();
        for when in &event.exclusions {
            match when {
                When::Date(day) => {
                    days.insert(*day, false);
                }
                _ => {
                    moments.insert(self.utc(when, clock, event));
                }
            }
        }
        set.retain(|at, date| {
            if let Some(met) = days.get_mut(&date.local.date()) {
                *met = true;
                return false;
            }
            !moments.remove(at)
        });
        let missed = days
            .into_iter()
            .filter(|(_, met)| !met)
            .map(|(day, _)| clock.utc(day.into()));
        let mut stray: Vec<NaiveDateTime> = moments.into_iter().chain(missed).collect();
        stray.retain(|at| (self.from..self.to).contains(at) && !replaced.contains_key(at));
        stray.sort_unstable();
        for at in stray {
            let what = ProblemKind::StrayExclusion(clock.local(at));
            self.problems.add(event.line, Some(event.label()), what);
        }
    }

    /// What a change of this and all later dates does to the later ones.
    fn later(&mut self, series: &Common<'_>, at: NaiveDateTime, change: &'a Event) -> Option<Later<'a>> {
        if !change.replaces.as_ref()?.and_later || matches!(change.start, When::Date(_)) {
            return None;
        }
        let start = self.utc(&change.start, &series.clock, change);
        let length = self.length(change, &series.clock);
        Some(Later {
            from: at,
            by: series.clock.local(start) - series.clock.local(at),
            length,
            change,
        })
    }

    fn emit_all(&mut self, common: &Common<'_>, set: &Set, later: &[Later<'a>]) {
        let (mut offset, mut moved, mut any) = (None, false, false);
        for (at, date) in set {
            let after = later[..later.partition_point(|l| l.from <= *at)].last();
            let changed = after.map(|l| Common {
                uid: common.uid,
                event: l.change,
                clock: common.clock.clone(),
                length: if let Length::Unknown = l.length {
                    common.length
                } else {
                    l.length
                },
                cancelled: common.cancelled || l.change.status == Some(Status::Cancelled),
            });
            let by = after.map_or(TimeDelta::zero(), |l| l.by);
            let with = changed.as_ref().unwrap_or(common);
            let Some((occurrence, shown)) =
                self.occurrence(with, date.local, date.local + by, date.length, after.is_some())
            else {
                continue;
            };
            moved |= offset.replace(shown).is_some_and(|before| before != shown);
            any = true;
            if !self.keep(occurrence) {
                break;
            }
        }
        if any {
            self.tell_length(common);
        }
        if moved && matches!(common.event.start, When::Utc(_)) && !common.event.rules.is_empty() {
            let zone = self.zones.default_zone().name().to_owned();
            let (line, label) = (common.event.line, common.event.label());
            self.problems.add(line, Some(label), ProblemKind::MovesWithUtc(zone));
        }
    }

    /// An occurrence, if it begins in the window, and how far its wall clock is from Greenwich.
    fn occurrence(
        &self,
        common: &Common<'_>,
        recurrence: NaiveDateTime,
        local: NaiveDateTime,
        length: Option<Span>,
        changed: bool,
    ) -> Option<(Occurrence, TimeDelta)> {
        let event = common.event;
        let start = common.clock.utc(local);
        if !(self.from..self.to).contains(&start) {
            return None;
        }
        let end = match length.map_or(common.length, Length::Nominal) {
            Length::Unknown => start,
            Length::Exact(seconds) => start + TimeDelta::seconds(seconds),
            Length::Nominal(span) => common.clock.utc(after_days(local, span.days)) + TimeDelta::seconds(span.seconds),
        }
        .max(start);
        let zone = self.shown_zone(&event.start, &common.clock);
        let local_start = Clock::Iana(zone).local(start);
        let occurrence = Occurrence {
            uid: Arc::clone(common.uid),
            recurrence,
            details: Arc::clone(&event.details),
            zone,
            local_start,
            minutes: ((end - start).num_seconds() + 30) / 60,
            start: start.and_utc(),
            end: end.and_utc(),
            cancelled: common.cancelled,
            changed,
            line: event.line,
        };
        Some((occurrence, local_start - start))
    }

    fn shown_zone(&self, start: &When, clock: &Clock) -> Tz {
        match (start, clock) {
            (When::Zoned { .. }, Clock::Iana(tz)) => *tz,
            _ => self.zones.default_zone(),
        }
    }

    fn tell_length(&mut self, common: &Common<'_>) {
        let seconds = match common.length {
            Length::Unknown => 0,
            Length::Exact(seconds) => seconds,
            Length::Nominal(span) => span.days * 86_400 + span.seconds,
        };
        let what = match seconds {
            0 => ProblemKind::NoLength,
            ..0 => ProblemKind::EndBeforeStart,
            _ => return,
        };
        self.problems.add(common.event.line, Some(common.event.label()), what);
    }
}

/// RANGE=THISANDFUTURE: dates from `from` on (UTC) move `by` on the wall and take over the rest of the change.
struct Later<'a> {
    from: NaiveDateTime,
    by: TimeDelta,
    length: Length,
    change: &'a Event,
}

fn same_tzid(start: &When, tzid: &str) -> bool {
    matches!(start, When::Zoned { tzid: own, .. } if **own == *tzid)
}
