//! Calendars written for these tests, read and expanded as a caller does.

mod classes;
mod clocks;
mod files;
mod hostile;
mod series;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::{Calendar, Event, Expanded, ProblemKind, expand, read};

/// A calendar around the given lines.
fn calendar(lines: &str) -> Calendar {
    read(format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{lines}\r\nEND:VCALENDAR\r\n").as_bytes())
}

/// A calendar with one event, whose UID is `class-1`.
fn event(lines: &str) -> Calendar {
    calendar(&format!("BEGIN:VEVENT\nUID:class-1\n{}\nEND:VEVENT", lines.trim()))
}

fn only(calendar: &Calendar) -> &Event {
    assert_eq!(calendar.events.len(), 1);
    &calendar.events[0]
}

/// `2025-01-31 18:00`
fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time of this test")
}

/// `2025-01-31`, midnight UTC.
fn day(text: &str) -> DateTime<Utc> {
    local(&format!("{text} 00:00")).and_utc()
}

/// The whole of these years, with Berlin as the gym's zone.
fn years(calendar: &Calendar, from: i32, to: i32) -> Expanded {
    expand(
        calendar,
        Tz::Europe__Berlin,
        day(&format!("{from}-01-01")),
        day(&format!("{}-01-01", to + 1)),
        100_000,
    )
}

/// Local starts as `01-31 18:00`.
fn starts(expanded: &Expanded) -> Vec<String> {
    expanded
        .occurrences
        .iter()
        .map(|o| o.local_start.format("%m-%d %H:%M").to_string())
        .collect()
}

fn kinds(expanded: &Expanded) -> Vec<ProblemKind> {
    expanded.problems.iter().map(|p| p.what.clone()).collect()
}

fn read_kinds(calendar: &Calendar) -> Vec<ProblemKind> {
    calendar.problems.iter().map(|p| p.what.clone()).collect()
}
