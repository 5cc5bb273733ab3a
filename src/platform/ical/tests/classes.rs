//! Weekly classes, which become series.

use chrono::{NaiveDate, Weekday};

use super::*;
use crate::platform::ical::{Weekly, weekly};

fn classes(calendar: &Calendar) -> Vec<Weekly> {
    weekly(calendar, Tz::Europe__Berlin, day("2025-01-01"), day("2035-01-01"))
}

fn class(lines: &str) -> Option<Weekly> {
    classes(&event(lines)).pop()
}

fn berlin(rule: &str) -> Option<Weekly> {
    class(&format!(
        "SUMMARY:Spin\nDTSTART;TZID=Europe/Berlin:20250107T183000\nDTEND;TZID=Europe/Berlin:20250107T191500\nRRULE:{rule}"
    ))
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

#[test]
fn a_plain_weekly_class() {
    let spin = berlin("FREQ=WEEKLY;WKST=SU;BYDAY=TH,TU").expect("a weekly class");
    assert_eq!(spin.uid, "class-1");
    assert_eq!(spin.details.summary, "Spin");
    assert_eq!(spin.weekdays, [Weekday::Tue, Weekday::Thu]);
    assert_eq!((spin.interval, spin.start_minute, spin.minutes), (1, 18 * 60 + 30, 45));
    assert_eq!(Some(spin.starts_on), date("2025-01-07"));
    assert_eq!(spin.until, None);
    assert_eq!(spin.zone, Tz::Europe__Berlin);
    let daily = berlin("FREQ=DAILY").expect("every day of the week");
    assert_eq!(daily.weekdays.len(), 7);
    let workdays = berlin("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR").expect("workdays");
    assert_eq!(workdays.weekdays.len(), 5);
    assert_eq!(
        berlin("FREQ=WEEKLY;INTERVAL=2").map(|w| (w.interval, w.weekdays)),
        Some((2, vec![Weekday::Tue]))
    );
}

#[test]
fn its_end() {
    let until = |rule: &str| berlin(rule).and_then(|w| w.until);
    assert_eq!(until("FREQ=WEEKLY;COUNT=3"), date("2025-01-21"));
    assert_eq!(until("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3"), date("2025-01-14"));
    assert_eq!(until("FREQ=WEEKLY;UNTIL=20250121"), date("2025-01-21"));
    assert_eq!(until("FREQ=WEEKLY;UNTIL=20250121T173000Z"), date("2025-01-21"));
    assert_eq!(until("FREQ=WEEKLY;UNTIL=20250121T172959Z"), date("2025-01-20"));
    assert_eq!(until("FREQ=WEEKLY;UNTIL=20240101"), date("2025-01-07"));
    assert_eq!(berlin("FREQ=WEEKLY;COUNT=4000000000"), None, "too long to count");
}

#[test]
fn days_without_the_class() {
    let lines = "DTSTART;TZID=Europe/Berlin:20250107T183000\nDURATION:PT45M\nRRULE:FREQ=WEEKLY\n\
                 EXDATE;TZID=Europe/Berlin:20250121T183000,20250114T183000\nEXDATE:20250128T173000Z\nEXDATE;VALUE=DATE:20250204\n\
                 EXDATE:20250211T120000Z";
    let days: Vec<_> = ["2025-01-14", "2025-01-21", "2025-01-28", "2025-02-04"]
        .into_iter()
        .flat_map(date)
        .collect();
    assert_eq!(
        class(lines).map(|w| w.except),
        Some(days),
        "the last names another time of day"
    );
}

#[test]
fn what_is_not_a_weekly_class() {
    for rule in [
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=WEEKLY;BYMONTH=1",
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=1",
        "FREQ=DAILY;INTERVAL=7",
        "FREQ=WEEKLY;BYHOUR=18,19",
        "FREQ=WEEKLY\nRRULE:FREQ=DAILY;COUNT=2",
        "FREQ=WEEKLY\nRDATE:20250108T183000Z",
        "FREQ=WEEKLY\nSTATUS:CANCELLED",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=1TU",
    ] {
        assert_eq!(berlin(rule), None, "{rule}");
    }
    assert_eq!(
        class("DTSTART:20250107T183000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"),
        None,
        "UTC moves"
    );
    assert_eq!(
        class("DTSTART:20250107T183030\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"),
        None,
        "seconds"
    );
    assert_eq!(class("DTSTART:20250107T183000\nRRULE:FREQ=WEEKLY"), None, "no length");
    assert_eq!(class("DTSTART;VALUE=DATE:20250107\nRRULE:FREQ=WEEKLY"), None, "all day");
    assert_eq!(
        class("DTSTART;TZID=Nowhere:20250107T183000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"),
        None
    );
    assert_eq!(class("DTSTART:20250107T183000\nDURATION:PT1H"), None, "once");
    // the control for all of them
    assert!(class("DTSTART:20250107T183000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY").is_some());
}

#[test]
fn the_day_on_which_a_week_begins() {
    let of = |wkst: &str| berlin(&format!("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST={wkst}"));
    assert!(of("MO").is_some());
    assert!(of("SU").is_none(), "the Sunday falls into another week than ours");
    assert!(
        berlin("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU").is_some(),
        "no day between the beginnings"
    );
    assert!(
        berlin("FREQ=WEEKLY;BYDAY=TU,SU;WKST=SU").is_some(),
        "every week is every week"
    );
}

#[test]
fn the_zone_is_the_gyms_when_it_shows_the_same_time() {
    let zone = |tzid: &str| {
        class(&format!(
            "DTSTART;TZID={tzid}:20250107T183000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
        ))
        .map(|w| w.zone)
    };
    assert_eq!(zone("Europe/Paris"), Some(Tz::Europe__Berlin));
    assert_eq!(zone("W. Europe Standard Time"), Some(Tz::Europe__Berlin));
    assert_eq!(zone("Europe/London"), Some(Tz::Europe__London));
}

#[test]
fn a_series_shows_the_dates_of_its_occurrences() {
    let calendar = event(
        "DTSTART;TZID=Europe/Berlin:20250107T183000\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA;COUNT=9\n\
         EXDATE;VALUE=DATE:20250121",
    );
    let series = classes(&calendar).pop().expect("a weekly class");
    let monday = |d: NaiveDate| d.week(Weekday::Mon).first_day();
    let by_series: Vec<NaiveDate> = series
        .starts_on
        .iter_days()
        .take_while(|d| series.until.is_none_or(|until| *d <= until))
        .filter(|d| series.weekdays.contains(&chrono::Datelike::weekday(d)))
        .filter(|d| (monday(*d) - monday(series.starts_on)).num_weeks() % i64::from(series.interval) == 0)
        .filter(|d| !series.except.contains(d))
        .collect();
    let by_date: Vec<NaiveDate> = years(&calendar, 2025, 2026)
        .occurrences
        .iter()
        .map(|o| o.local_start.date())
        .collect();
    assert_eq!(by_series, by_date);
    assert_eq!(by_date.len(), 8);
}

#[test]
fn only_the_version_that_counts_becomes_a_series() {
    let version = |sequence: u32, start: u32| {
        format!(
            "BEGIN:VEVENT\nUID:1\nSEQUENCE:{sequence}\nDTSTART:202501{start:02}T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n"
        )
    };
    let newest = classes(&calendar(&format!("{}{}", version(1, 6), version(2, 7))));
    assert_eq!(newest.len(), 1);
    assert_eq!(newest[0].weekdays, [Weekday::Tue]);
    assert!(
        classes(&calendar(&format!("{}{}", version(1, 6), version(1, 7)))).is_empty(),
        "one UID for two classes"
    );
    let change =
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20250113T180000\nDTSTART:20250113T190000\nEND:VEVENT\n";
    assert!(
        classes(&calendar(&format!("{}{change}", version(1, 6)))).is_empty(),
        "changes for good"
    );
    let once = change.replace(";RANGE=THISANDFUTURE", "");
    assert_eq!(classes(&calendar(&format!("{}{once}", version(1, 6)))).len(), 1);
}
