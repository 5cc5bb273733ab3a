//! One written date to the days it can mean.
//!
//! Read the same everywhere: year first (2025-04-12, 2024/01/15, 2024年1月15日, 20240115), points
//! (12.4.2025 is day first wherever points are used), named months (15 Jan 2024, Jan 15, 2024), and the day
//! numbers of Excel (45000). Only 4/12/2025 and 4-12-2025 have two readings, which the column must settle.
//! A time of day after the date is dropped. Refused are dates that do not exist, a year alone, and
//! all-two-digit dates with dashes (25-04-12), in which even the place of the year is open.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::words::half_width;

/// The order of day and month in dates such as 03/04/2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Day first: 3 April.
    Dmy,
    /// Month first: March 4.
    Mdy,
}

/// Which century a two-digit year belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Century {
    /// Birthdays: the latest year that is not after this one.
    UpTo(i32),
    /// Everything else, which may be years ahead: 00–69 are 2000–2069, 70–99 are 1970–1999.
    Pivot,
}

/// What a cell of a date column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing, or the date that stands for nothing in the other system (0001-01-01).
    Empty,
    /// One reading.
    Clear(NaiveDate),
    /// Year first. `decided` tells that the last number can only be the day.
    YearFirst { date: NaiveDate, decided: bool },
    /// Year first, and the second number can only be the day (1992-16-03).
    YearDayMonth(NaiveDate),
    /// Both readings exist and differ.
    Either { dmy: NaiveDate, mdy: NaiveDate },
    /// Only day first gives a date, so the column is written that way.
    OnlyDmy(NaiveDate),
    /// Only month first gives a date.
    OnlyMdy(NaiveDate),
    /// No date.
    Unreadable,
}

const YEARS: std::ops::RangeInclusive<i32> = 1800..=2199;

/// Reads one cell.
pub(super) fn read(cell: &str, century: Century) -> Reading {
    let text = half_width(cell);
    let text = without_time(text.trim());
    if text.is_empty() {
        return Reading::Empty;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) || is_serial_with_time(text) {
        return number_alone(text);
    }
    if let Some((parts, separator)) = three_numbers(text) {
        return numeric(parts, separator, century);
    }
    with_month_name(text, century).map_or(Reading::Unreadable, Reading::Clear)
}

/// `2025-04-12T10:00:00Z` and `4/12/2025 12:00:00 AM` to the date alone.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else {
        return text;
    };
    let before = &text[..colon];
    before
        .rfind(|c: char| c.is_whitespace() || c == 'T')
        .map_or(text, |end| before[..end].trim_end_matches([' ', ',']))
}

fn is_serial_with_time(text: &str) -> bool {
    text.split_once('.').is_some_and(|(days, fraction)| {
        days.len() == 5
            && [days, fraction]
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// 45000 is a day number of Excel, 20240115 a date without separators. A year alone (2024) is neither.
fn number_alone(text: &str) -> Reading {
    let days = text.split('.').next().unwrap_or(text);
    match days.len() {
        5 => days
            .parse()
            .ok()
            .filter(|days| (10_000..=73_050).contains(days))
            .and_then(|days| NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)))
            .map_or(Reading::Unreadable, Reading::Clear),
        8 => {
            let part = |range: std::ops::Range<usize>| days.get(range).and_then(|part| part.parse().ok());
            match (part(0..4), part(4..6), part(6..8)) {
                (Some(year), Some(month), Some(day)) => {
                    date(i32::try_from(year).unwrap_or(0), month, day).map_or(Reading::Unreadable, Reading::Clear)
                }
                _ => Reading::Unreadable,
            }
        }
        _ => Reading::Unreadable,
    }
}

/// Three groups of digits with the same separator twice.
fn three_numbers(text: &str) -> Option<([&str; 3], char)> {
    if let Some(rest) = text.strip_suffix(['日', '号', '號']) {
        let (year, rest) = rest.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        return all_digits([year, month, day], '年');
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '/' | '-' | '.') {
        return None;
    }
    let mut parts = text.split(separator).map(str::trim);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    // 15.04.2024. is written with a last point in some languages.
    if parts.next().is_some_and(|rest| separator != '.' || !rest.is_empty()) {
        return None;
    }
    all_digits(three, separator)
}

fn all_digits(parts: [&str; 3], separator: char) -> Option<([&str; 3], char)> {
    parts
        .iter()
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some((parts, separator))
}

fn numeric(parts: [&str; 3], separator: char, century: Century) -> Reading {
    let numbers = parts.map(|part| part.parse::<u32>().unwrap_or(0));
    let lengths = parts.map(str::len);
    match lengths {
        [4, 1..=2, 1..=2] => year_first(numbers),
        [1..=2, 1..=2, 4] => match i32::try_from(numbers[2]) {
            // 1/1/0001
            Ok(0..=1) => Reading::Empty,
            Ok(year) => year_last(numbers[0], numbers[1], year, separator),
            Err(_) => Reading::Unreadable,
        },
        [1..=2, 1..=2, 2] if separator != '-' => {
            year_last(numbers[0], numbers[1], full_year(numbers[2], century), separator)
        }
        _ => Reading::Unreadable,
    }
}

fn year_first([year, a, b]: [u32; 3]) -> Reading {
    let Ok(year) = i32::try_from(year) else {
        return Reading::Unreadable;
    };
    if year <= 1 {
        return Reading::Empty;
    }
    match (date(year, a, b), date(year, b, a)) {
        (Some(date), other) => Reading::YearFirst {
            date,
            decided: other.is_none(),
        },
        (None, Some(date)) => Reading::YearDayMonth(date),
        (None, None) => Reading::Unreadable,
    }
}

fn year_last(a: u32, b: u32, year: i32, separator: char) -> Reading {
    let dmy = date(year, b, a);
    if separator == '.' {
        return dmy.map_or(Reading::Unreadable, Reading::Clear);
    }
    match (dmy, date(year, a, b)) {
        (Some(dmy), Some(mdy)) if dmy == mdy => Reading::Clear(dmy),
        (Some(dmy), Some(mdy)) => Reading::Either { dmy, mdy },
        (Some(dmy), None) => Reading::OnlyDmy(dmy),
        (None, Some(mdy)) => Reading::OnlyMdy(mdy),
        (None, None) => Reading::Unreadable,
    }
}

fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| YEARS.contains(&date.year()))
}

/// `15 Jan 2024`, `15-Jan-24`, `Jan 15, 2024`, `Monday, January 15th 2024`, `2024-Jan-15`.
fn with_month_name(text: &str, century: Century) -> Option<NaiveDate> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.'))
        .filter(|word| !word.is_empty() && !is_weekday(word))
        .collect();
    let [first, second, third] = words.as_slice() else {
        return None;
    };
    let (month, day, year) = if let Some(month) = month(second) {
        if first.len() == 4 {
            (month, third, first)
        } else {
            (month, first, third)
        }
    } else {
        (month(first)?, second, third)
    };
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !(1..=2).contains(&day.len()) || !matches!(year.len(), 2 | 4) {
        return None;
    }
    let (day, digits) = (day.parse().ok()?, year.parse().ok()?);
    let year = if year.len() == 2 {
        full_year(digits, century)
    } else {
        i32::try_from(digits).ok()?
    };
    date(year, month, day)
}

fn full_year(two_digits: u32, century: Century) -> i32 {
    let digits = i32::try_from(two_digits.min(99)).unwrap_or(0);
    let after_1999 = match century {
        Century::UpTo(year) => 2000 + digits <= year,
        Century::Pivot => digits < 70,
    };
    digits + if after_1999 { 2000 } else { 1900 }
}

fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    if word.len() < 3 {
        return None;
    }
    // Sept is a prefix too; Mar and May differ in the third letter.
    (1..)
        .zip(MONTHS)
        .find(|(_, name)| name.starts_with(&word))
        .map(|(number, _)| number)
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let word = word.to_lowercase();
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word))
}

/// A normalised column name that ends in the pattern of its dates: what is before it, and the order it states.
pub(super) fn pattern_at_end(name: &str) -> Option<(&str, Option<DateOrder>)> {
    const PATTERNS: [(&str, Option<DateOrder>); 5] = [
        ("ddmmyyyy", Some(DateOrder::Dmy)),
        ("mmddyyyy", Some(DateOrder::Mdy)),
        ("yyyymmdd", None),
        ("ddmmyy", Some(DateOrder::Dmy)),
        ("mmddyy", Some(DateOrder::Mdy)),
    ];
    PATTERNS
        .iter()
        .find_map(|(pattern, order)| Some((name.strip_suffix(pattern)?, *order)))
}

#[cfg(test)]
#[path = "tests/dates.rs"]
mod tests;
