//! Walks through the dates of one [`Rule`] in wall time: a class at 18:00 stays at 18:00, whatever the clocks do.
//!
//! A rule restarts in *periods* (its year, month, week, day, hour, minute or second). Each period gives days and times of day;
//! their product, narrowed by BYSETPOS, is what the rule yields. Work is paid for out of a [`Budget`], because a rule of
//! thirty letters may ask for more dates than a computer can count, or for one that never comes.

use std::collections::VecDeque;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::rule::{Frequency, Rule, first_week, week_of, week_year};

/// The last year that iCalendar can write.
const LAST_YEAR: i32 = 9999;

/// How much work is left, in days looked at.
#[derive(Debug)]
pub(super) struct Budget {
    left: u32,
    spent: bool,
}

impl Budget {
    /// So many days may be looked at.
    pub(super) fn new(work: u32) -> Self {
        Self {
            left: work,
            spent: false,
        }
    }

    /// Whether something was left undone for lack of budget.
    pub(super) fn is_spent(&self) -> bool {
        self.spent
    }

    /// What is left.
    pub(super) fn left(&self) -> u32 {
        self.left
    }

    /// `false` when the work may not be done any more.
    pub(super) fn pay(&mut self, work: u32) -> bool {
        match self.left.checked_sub(work) {
            Some(left) => self.left = left,
            None => {
                self.left = 0;
                self.spent = true;
            }
        }
        !self.spent
    }
}

/// The dates of a rule, in order.
#[derive(Debug)]
pub(super) struct Dates {
    rule: Rule,
    start: NaiveDateTime,
    last: NaiveDateTime,
    /// How many may still be given.
    left: Option<u32>,
    /// Periods of a day and longer: how many intervals have passed.
    turn: i64,
    /// Periods shorter than a day: the beginning of the next one.
    clock: Option<NaiveDateTime>,
    /// Times of day of every period of a day and longer.
    times: Vec<NaiveTime>,
    ready: VecDeque<NaiveDateTime>,
    days: Vec<NaiveDate>,
    /// Place of the next moment in `days` × `times`.
    place: usize,
}

impl Dates {
    /// Starts at `start` (wall time), which the rule need not contain. `last` ends it as UNTIL does, both in wall time;
    /// `count` as COUNT does.
    pub(super) fn new(rule: &Rule, start: NaiveDateTime, last: Option<NaiveDateTime>, count: Option<u32>) -> Self {
        let rule = rule.filled_from(start.date());
        let clock = (rule.frequency < Frequency::Daily).then(|| truncated(start, rule.frequency));
        Self {
            rule,
            start,
            last: last.unwrap_or(NaiveDateTime::MAX),
            left: count,
            turn: 0,
            clock,
            times: Vec::new(),
            ready: VecDeque::new(),
            days: Vec::new(),
            place: 0,
        }
    }

    /// Leaps over periods that end before `from`, unless dates are counted. The next dates may still lie before it.
    pub(super) fn leap_to(&mut self, from: NaiveDateTime) {
        if self.left.is_some() || from <= self.start {
            return;
        }
        let (start, from_day) = (self.start.date(), from.date());
        let passed = match self.rule.frequency {
            Frequency::Yearly => i64::from(from_day.year()) - i64::from(start.year()) - 2,
            Frequency::Monthly => months(from_day) - months(start) - 1,
            Frequency::Weekly => (from_day - start).num_days() / 7 - 2,
            Frequency::Daily => (from_day - start).num_days() - 1,
            _ => {
                if let Some(clock) = self.clock {
                    let later = self.on_the_grid(clock, from - TimeDelta::hours(1));
                    self.clock = Some(later.unwrap_or(NaiveDateTime::MAX));
                }
                return;
            }
        };
        self.turn = passed.max(0) / i64::from(self.rule.interval);
    }

    /// The next date up to `horizon` (wall time, included); `None` at the end of the rule, the horizon or the budget.
    pub(super) fn next(&mut self, horizon: NaiveDateTime, budget: &mut Budget) -> Option<NaiveDateTime> {
        if self.left == Some(0) {
            return None;
        }
        let end = self.last.min(horizon);
        loop {
            while let Some(moment) = self.next_of_period() {
                if !budget.pay(1) {
                    return None;
                }
                if moment > end {
                    return None;
                }
                if moment >= self.start {
                    if let Some(left) = &mut self.left {
                        *left -= 1;
                    }
                    return Some(moment);
                }
            }
            self.next_period(end, budget)?;
        }
    }

    fn next_of_period(&mut self) -> Option<NaiveDateTime> {
        if let Some(moment) = self.ready.pop_front() {
            return Some(moment);
        }
        if !self.rule.positions.is_empty() {
            return None;
        }
        let moment = moment(&self.days, &self.times, self.place)?;
        self.place += 1;
        Some(moment)
    }

    /// Fills `days` (and `times`) from the next period; `None` when it begins after `end`.
    fn next_period(&mut self, end: NaiveDateTime, budget: &mut Budget) -> Option<()> {
        self.days.clear();
        self.place = 0;
        match self.clock {
            Some(clock) => self.short_period(clock, end, budget)?,
            None => self.long_period(end, budget)?,
        }
        // positions count within the period, before anything is cut off at the start
        let size = self.days.len() * self.times.len();
        let mut places: Vec<usize> = (self.rule.positions.iter())
            .filter_map(|p| match usize::try_from(*p) {
                Ok(front) => front.checked_sub(1).filter(|i| *i < size),
                Err(_) => size.checked_sub(usize::try_from(p.unsigned_abs()).ok()?),
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        let moments = places.into_iter().filter_map(|i| moment(&self.days, &self.times, i));
        self.ready.extend(moments);
        Some(())
    }

    fn long_period(&mut self, end: NaiveDateTime, budget: &mut Budget) -> Option<()> {
        if self.times.is_empty() {
            let rule = &self.rule;
            self.times = times([rule.hours, rule.minutes, rule.seconds], self.start.time());
            // up to 86,400 of them
            if !budget.pay(u32::try_from(self.times.len() / 16).ok()?) {
                return None;
            }
        }
        let by = self.turn.checked_mul(i64::from(self.rule.interval))?;
        self.turn += 1;
        let start = self.start.date();
        let (from, length) = match self.rule.frequency {
            Frequency::Yearly if !self.rule.weeks.is_empty() => {
                let wkst = self.rule.week_start;
                let year = year_after(week_year(start, wkst), by)?;
                let first = first_week(year, wkst);
                (first, (first_week(year + 1, wkst) - first).num_days())
            }
            Frequency::Yearly => {
                let year = year_after(start.year(), by)?;
                return self.days_of_months(end, budget, NaiveDate::from_ymd_opt(year, 1, 1)?, 12);
            }
            Frequency::Monthly => {
                let month = months(start).checked_add(by)?;
                let year = year_after(0, month.div_euclid(12))?;
                let month = u32::try_from(month.rem_euclid(12)).ok()? + 1;
                return self.days_of_months(end, budget, NaiveDate::from_ymd_opt(year, month, 1)?, 1);
            }
            Frequency::Weekly => (days_after(week_of(start, self.rule.week_start), by.checked_mul(7)?)?, 7),
            _ => (days_after(start, by)?, 1),
        };
        self.days_from(end, budget, from, length)
    }

    fn days_from(&mut self, end: NaiveDateTime, budget: &mut Budget, from: NaiveDate, length: i64) -> Option<()> {
        if from > end.date() || from.year() > LAST_YEAR || !budget.pay(u32::try_from(length).ok()?) {
            return None;
        }
        let days = from.iter_days().take(usize::try_from(length).ok()?);
        self.days.extend(days.filter(|day| self.rule.allows(*day)));
        Some(())
    }

    fn days_of_months(
        &mut self,
        end: NaiveDateTime,
        budget: &mut Budget,
        first: NaiveDate,
        months: usize,
    ) -> Option<()> {
        if first > end.date() || !budget.pay(1) {
            return None;
        }
        for month in std::iter::successors(Some(first), |m| m.checked_add_months(chrono::Months::new(1))).take(months) {
            // whole months are passed over, which makes a yearly rule cheap
            if self.rule.allows_month(month.month()) {
                if !budget.pay(31) {
                    return None;
                }
                let days = month.iter_days().take_while(|day| day.month() == month.month());
                self.days.extend(days.filter(|day| self.rule.allows(*day)));
            }
        }
        Some(())
    }

    /// An hour, a minute or a second which the rule allows; days, hours and minutes it does not allow are leapt over.
    fn short_period(&mut self, mut clock: NaiveDateTime, end: NaiveDateTime, budget: &mut Budget) -> Option<()> {
        let frequency = self.rule.frequency;
        loop {
            if clock > end || clock.year() > LAST_YEAR || !budget.pay(1) {
                return None;
            }
            let wrong = if !self.rule.allows(clock.date()) {
                Some(Unit::Day)
            } else if !has(self.rule.hours, clock.hour()) {
                Some(Unit::Hour)
            } else if frequency < Frequency::Hourly && !has(self.rule.minutes, clock.minute()) {
                Some(Unit::Minute)
            } else if frequency == Frequency::Secondly && !has(self.rule.seconds, clock.second()) {
                Some(Unit::Second)
            } else {
                None
            };
            let Some(unit) = wrong else { break };
            clock = self.on_the_grid(clock, unit.end_of(clock)?)?;
        }
        self.days.push(clock.date());
        let minutes = if frequency == Frequency::Hourly {
            self.rule.minutes
        } else {
            1 << clock.minute()
        };
        let seconds = if frequency == Frequency::Secondly {
            1 << clock.second()
        } else {
            self.rule.seconds
        };
        self.times = times([1 << clock.hour(), minutes, seconds], self.start.time());
        let next = self.on_the_grid(clock, clock + TimeDelta::seconds(1));
        self.clock = Some(next.unwrap_or(NaiveDateTime::MAX));
        Some(())
    }

    /// The first beginning of a period at `from` or later, counted in intervals from `clock`.
    fn on_the_grid(&self, clock: NaiveDateTime, from: NaiveDateTime) -> Option<NaiveDateTime> {
        let step = i64::from(self.rule.interval)
            * match self.rule.frequency {
                Frequency::Secondly => 1,
                Frequency::Minutely => 60,
                _ => 3600,
            };
        let missing = (from - clock).num_seconds().max(0);
        let steps = missing / step + i64::from(missing % step != 0);
        clock.checked_add_signed(TimeDelta::try_seconds(steps.checked_mul(step)?)?)
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Hour,
    Minute,
    Second,
}

impl Unit {
    fn end_of(self, moment: NaiveDateTime) -> Option<NaiveDateTime> {
        let into = match self {
            Self::Day => return Some(moment.date().checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN)),
            Self::Hour => i64::from(3600 - moment.minute() * 60 - moment.second()),
            Self::Minute => i64::from(60 - moment.second()),
            Self::Second => 1,
        };
        moment.checked_add_signed(TimeDelta::seconds(into))
    }
}

fn truncated(moment: NaiveDateTime, frequency: Frequency) -> NaiveDateTime {
    let cut = match frequency {
        Frequency::Secondly => 0,
        Frequency::Minutely => moment.second(),
        _ => moment.minute() * 60 + moment.second(),
    };
    moment - TimeDelta::seconds(i64::from(cut))
}

/// The product of hours, minutes and seconds (as bits); a part that is missing is taken from `start`.
fn times([hours, minutes, seconds]: [u64; 3], start: NaiveTime) -> Vec<NaiveTime> {
    let set = |bits: u64, own: u32| if bits == 0 { 1 << own } else { bits };
    let (hours, minutes, seconds) = (
        set(hours, start.hour()),
        set(minutes, start.minute()),
        set(seconds, start.second()),
    );
    let mut times = Vec::new();
    for hour in members(hours) {
        for minute in members(minutes) {
            times.extend(members(seconds).filter_map(|second| NaiveTime::from_hms_opt(hour, minute, second)));
        }
    }
    times
}

fn members(bits: u64) -> impl Iterator<Item = u32> {
    (0..60).filter(move |n| bits >> n & 1 == 1)
}

fn has(bits: u64, value: u32) -> bool {
    bits == 0 || bits >> value & 1 == 1
}

fn moment(days: &[NaiveDate], times: &[NaiveTime], place: usize) -> Option<NaiveDateTime> {
    let day = days.get(place.checked_div(times.len())?)?;
    Some(day.and_time(*times.get(place % times.len())?))
}

fn months(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

fn year_after(year: i32, by: i64) -> Option<i32> {
    let year = i32::try_from(i64::from(year).checked_add(by)?).ok()?;
    (year <= LAST_YEAR).then_some(year)
}

fn days_after(day: NaiveDate, by: i64) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(u64::try_from(by).ok()?))
}
