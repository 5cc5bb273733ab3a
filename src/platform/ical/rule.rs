//! RRULE as it is written (RFC 5545 §3.3.10), and which days it allows. [`super::recur`] walks through them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use super::value::{When, when};

/// How often a rule starts anew, from the shortest to the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frequency {
    /// Every second.
    Secondly,
    /// Every minute.
    Minutely,
    /// Every hour.
    Hourly,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
}

/// The last moment of a rule, included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The whole of this day.
    Date(NaiveDate),
    /// Wall time of the event.
    Local(NaiveDateTime),
    /// UTC.
    Utc(NaiveDateTime),
}

/// Why a rule is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No FREQ, or one that does not exist.
    #[error("it has no frequency (FREQ) we know")]
    NoFrequency,
    /// Something without an equals sign.
    #[error("{0} is no part of a rule")]
    NotAPart(String),
    /// A part this version of iCalendar does not have; leaving it out would give wrong dates.
    #[error("the part {0} is not known")]
    UnknownPart(String),
    /// The same part twice.
    #[error("the part {0} is there twice")]
    Twice(String),
    /// A value outside what the part allows.
    #[error("{part}={value} is not possible")]
    BadValue {
        /// Name of the part, as in `INTERVAL`.
        part: String,
        /// Its value, shortened.
        value: String,
    },
}

/// A repetition rule. Lists are sorted and hold every value once, so a rule is small however long its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u32,
    pub(super) count: Option<u32>,
    pub(super) until: Option<Until>,
    /// Bit *n* stands for value *n*; 0 means that the part is missing. The same for hours, minutes and seconds.
    pub(super) months: u64,
    pub(super) hours: u64,
    pub(super) minutes: u64,
    pub(super) seconds: u64,
    pub(super) weeks: Vec<i32>,
    pub(super) year_days: Vec<i32>,
    pub(super) month_days: Vec<i32>,
    /// Which one in the month or year (0: each), and the weekday.
    pub(super) weekdays: Vec<(i32, Weekday)>,
    pub(super) positions: Vec<i32>,
    pub(super) week_start: Weekday,
    /// Numbers before weekdays were dropped because the frequency gives them no meaning.
    pub(super) dropped_numbers: bool,
}

impl Rule {
    /// How often it starts anew.
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// Reads the value of an RRULE property.
    ///
    /// # Errors
    /// When a part is missing, unknown, doubled or out of range: a rule understood by half gives wrong dates.
    pub fn parse(text: &str) -> Result<Rule, RuleError> {
        let mut rule = Rule {
            frequency: Frequency::Yearly,
            interval: 1,
            count: None,
            until: None,
            months: 0,
            hours: 0,
            minutes: 0,
            seconds: 0,
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Mon,
            dropped_numbers: false,
        };
        let mut seen: Vec<String> = Vec::new();
        // some calendars end the rule with a semicolon
        for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return Err(RuleError::NotAPart(super::problem::shorten(part)));
            };
            let name = name.trim().to_ascii_uppercase();
            if name.starts_with("X-") {
                continue;
            }
            if seen.contains(&name) {
                return Err(RuleError::Twice(name));
            }
            let value = value.trim().to_ascii_uppercase();
            if rule.set(&name, &value)?.is_none() {
                return Err(RuleError::BadValue {
                    part: super::problem::shorten(&name),
                    value: super::problem::shorten(&value),
                });
            }
            seen.push(name);
        }
        if !seen.iter().any(|name| name == "FREQ") {
            return Err(RuleError::NoFrequency);
        }
        rule.drop_meaningless_numbers();
        Ok(rule)
    }

    /// `Ok(None)` when the value is not possible.
    fn set(&mut self, name: &str, value: &str) -> Result<Option<()>, RuleError> {
        let done = match name {
            "FREQ" => frequency(value).map(|f| self.frequency = f),
            "INTERVAL" => positive(value).map(|n| self.interval = n),
            "COUNT" => positive(value).map(|n| self.count = Some(n)),
            "UNTIL" => until(value).map(|u| self.until = Some(u)),
            "BYMONTH" => bits(value, 1, 12).map(|b| self.months = b),
            "BYHOUR" => bits(value, 0, 23).map(|b| self.hours = b),
            "BYMINUTE" => bits(value, 0, 59).map(|b| self.minutes = b),
            "BYSECOND" => bits(value, 0, 60).map(|b| self.seconds = without_leap_second(b)),
            "BYWEEKNO" => signed(value, 53).map(|l| self.weeks = l),
            "BYYEARDAY" => signed(value, 366).map(|l| self.year_days = l),
            "BYMONTHDAY" => signed(value, 31).map(|l| self.month_days = l),
            "BYSETPOS" => signed(value, 366).map(|l| self.positions = l),
            "BYDAY" => weekdays(value).map(|l| self.weekdays = l),
            "WKST" => weekday(value).map(|d| self.week_start = d),
            // RFC 7529: the values that say what is the case anyway
            "RSCALE" => (value == "GREGORIAN").then_some(()),
            "SKIP" => (value == "OMIT").then_some(()),
            _ => return Err(RuleError::UnknownPart(super::problem::shorten(name))),
        };
        Ok(done)
    }

    fn drop_meaningless_numbers(&mut self) {
        let counted = matches!(self.frequency, Frequency::Monthly | Frequency::Yearly) && self.weeks.is_empty();
        if !counted && self.weekdays.iter().any(|(n, _)| *n != 0) {
            self.dropped_numbers = true;
            for (n, _) in &mut self.weekdays {
                *n = 0;
            }
            sort(&mut self.weekdays, |(n, day)| (*n, day.num_days_from_monday()));
        }
    }

    /// Adds what the rule leaves open and takes from the first date: the month, the day, the weekday.
    pub(super) fn filled_from(&self, start: NaiveDate) -> Rule {
        let mut rule = self.clone();
        let no_days = rule.month_days.is_empty() && rule.weekdays.is_empty() && rule.year_days.is_empty();
        match rule.frequency {
            Frequency::Yearly if no_days && !rule.weeks.is_empty() => rule.weekdays.push((0, start.weekday())),
            Frequency::Yearly if rule.weeks.is_empty() && rule.year_days.is_empty() && rule.weekdays.is_empty() => {
                if rule.months == 0 {
                    rule.months = 1 << start.month();
                }
                if rule.month_days.is_empty() {
                    rule.month_days.push(day_of_month(start));
                }
            }
            Frequency::Monthly if no_days && rule.weeks.is_empty() => {
                rule.month_days.push(day_of_month(start));
            }
            Frequency::Weekly if no_days => rule.weekdays.push((0, start.weekday())),
            _ => {}
        }
        rule
    }

    /// Whether the parts about days allow this one.
    pub(super) fn allows(&self, day: NaiveDate) -> bool {
        self.allows_month(day.month())
            && self.allows_week(day)
            && fits(&self.year_days, signed_ordinal(day), days_in_year(day.year()))
            && fits(&self.month_days, day_of_month(day), days_in_month(day))
            && self.allows_weekday(day)
    }

    /// `month` counts from 1.
    pub(super) fn allows_month(&self, month: u32) -> bool {
        self.months == 0 || self.months >> month & 1 == 1
    }

    fn allows_week(&self, day: NaiveDate) -> bool {
        if self.weeks.is_empty() {
            return true;
        }
        let year = week_year(day, self.week_start);
        let first = first_week(year, self.week_start);
        let weeks = (first_week(year + 1, self.week_start) - first).num_days() / 7;
        let week = (day - first).num_days() / 7 + 1;
        // both are at most 53
        fits(&self.weeks, week as i32, weeks as i32)
    }

    fn allows_weekday(&self, day: NaiveDate) -> bool {
        if self.weekdays.is_empty() {
            return true;
        }
        let in_month = self.frequency == Frequency::Monthly || self.months != 0;
        let (index, length) = if in_month {
            (day_of_month(day), days_in_month(day))
        } else {
            (signed_ordinal(day), days_in_year(day.year()))
        };
        let from_front = (index - 1) / 7 + 1;
        let from_back = -((length - index) / 7 + 1);
        self.weekdays
            .iter()
            .any(|(n, weekday)| *weekday == day.weekday() && (*n == 0 || *n == from_front || *n == from_back))
    }
}

/// A value counted from the front, or from the back when it is negative; an empty list allows everything.
fn fits(list: &[i32], value: i32, length: i32) -> bool {
    list.is_empty() || list.binary_search(&value).is_ok() || list.binary_search(&(value - length - 1)).is_ok()
}

fn day_of_month(day: NaiveDate) -> i32 {
    // 1 to 31
    day.day() as i32
}

fn signed_ordinal(day: NaiveDate) -> i32 {
    // 1 to 366
    day.ordinal() as i32
}

fn days_in_year(year: i32) -> i32 {
    if NaiveDate::from_ymd_opt(year, 2, 29).is_some() {
        366
    } else {
        365
    }
}

fn days_in_month(day: NaiveDate) -> i32 {
    match day.month() {
        2 => days_in_year(day.year()) - 337,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The first day of week 1: the week which holds January 4.
pub(super) fn first_week(year: i32, week_start: Weekday) -> NaiveDate {
    // years of this module are 0 to 10000, far inside what chrono counts
    let fourth = NaiveDate::from_ymd_opt(year, 1, 4).unwrap_or_default();
    week_of(fourth, week_start)
}

/// The year that the week of `day` belongs to.
pub(super) fn week_year(day: NaiveDate, week_start: Weekday) -> i32 {
    let year = day.year();
    if day >= first_week(year + 1, week_start) {
        year + 1
    } else if day < first_week(year, week_start) {
        year - 1
    } else {
        year
    }
}

/// The first day of the week of `day`.
pub(super) fn week_of(day: NaiveDate, week_start: Weekday) -> NaiveDate {
    day - chrono::Days::new(u64::from(day.weekday().days_since(week_start)))
}

fn frequency(text: &str) -> Option<Frequency> {
    Some(match text {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

fn positive(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        return None;
    }
    // a number with more digits than fit is as good as the largest: the bounds of the expansion end it
    let number = text.parse().unwrap_or(u32::MAX);
    (number > 0).then_some(number)
}

fn until(text: &str) -> Option<Until> {
    Some(match when(text, None)? {
        When::Date(day) => Until::Date(day),
        When::Utc(utc) => Until::Utc(utc),
        When::Floating(local) | When::Zoned { local, .. } => Until::Local(local),
    })
}

/// Reads a list and gives it back sorted, every value once; one bad value refuses it.
fn list<T: Clone, K: Ord>(text: &str, item: impl Fn(&str) -> Option<T>, key: impl Fn(&T) -> K) -> Option<Vec<T>> {
    let mut list = Vec::new();
    for entry in text.split(',') {
        list.push(item(entry.trim())?);
        // a list of a million equal values must stay small
        if list.len() > 4096 {
            sort(&mut list, &key);
        }
    }
    sort(&mut list, &key);
    Some(list)
}

fn sort<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    list.sort_by_key(&key);
    list.dedup_by(|a, b| key(a) == key(b));
}

fn bits(text: &str, least: u32, most: u32) -> Option<u64> {
    text.split(',').try_fold(0_u64, |bits, entry| {
        let entry = entry.trim();
        let digits = (1..=2).contains(&entry.len()) && entry.bytes().all(|b| b.is_ascii_digit());
        let value: u32 = if digits { entry.parse().ok()? } else { return None };
        (least..=most).contains(&value).then(|| bits | 1 << value)
    })
}

/// A leap second has no place in a timetable: RFC 5545 lets 60 count as 59.
fn without_leap_second(seconds: u64) -> u64 {
    const LEAP: u64 = 1 << 60;
    if seconds & LEAP == 0 {
        seconds
    } else {
        (seconds & !LEAP) | 1 << 59
    }
}

/// Numbers from 1 to `most`, or counted from the end with a minus.
fn signed(text: &str, most: u32) -> Option<Vec<i32>> {
    let item = |entry: &str| {
        let value: i32 = entry.parse().ok()?;
        (value != 0 && value.unsigned_abs() <= most).then_some(value)
    };
    list(text, item, |n| *n)
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

fn weekdays(text: &str) -> Option<Vec<(i32, Weekday)>> {
    let item = |entry: &str| {
        let (number, name) = entry.split_at_checked(entry.len().checked_sub(2)?)?;
        let number: i32 = if number.is_empty() {
            0
        } else {
            number.parse().ok().filter(|n| *n != 0)?
        };
        (number.unsigned_abs() <= 53).then_some((number, weekday(name)?))
    };
    list(text, item, |(n, day)| (*n, day.num_days_from_monday()))
}
