//! Reads a folder of calendars made by other products, if there is one beside the repository: they may not be shipped with it.
//! `ICAL_CORPUS` names another folder.
#![cfg(feature = "ssr")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use spotter::platform::ical::{Calendar, Expanded, ProblemKind, expand, read, weekly};

/// Far more than any of them takes; a shared machine may be slow.
const PATIENCE: Duration = Duration::from_secs(2);

fn folder() -> Option<PathBuf> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ical");
    let folder = std::env::var_os("ICAL_CORPUS").map_or_else(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no folder {}", folder.display());
    None
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ics")) {
            found.push(path);
        }
    }
}

fn year(year: i32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(year, 1, 1).expect("a year of this test");
    day.and_time(NaiveTime::MIN).and_utc()
}

/// What must hold whatever the file.
fn check(calendar: &Calendar, found: &Expanded, lines: usize) {
    let order = |o: &spotter::platform::ical::Occurrence| (o.start, o.uid.clone(), o.recurrence);
    assert!(found.occurrences.is_sorted_by_key(order));
    for one in &found.occurrences {
        assert!(one.start >= year(1990) && one.start < year(2040));
        assert!(one.end >= one.start);
        assert_eq!(one.start.with_timezone(&one.zone).naive_local(), one.local_start);
        assert!((1..=lines).contains(&one.line));
        assert!(calendar.events.iter().any(|e| e.line == one.line && *e.uid == *one.uid));
    }
    let identities: BTreeSet<_> = found.occurrences.iter().map(|o| (&o.uid, o.recurrence)).collect();
    let shared = found.problems.iter().any(|p| p.what == ProblemKind::SharedUid);
    assert!(
        shared || identities.len() == found.occurrences.len(),
        "every date has its own identity"
    );
    for problem in calendar.problems.iter().chain(&found.problems) {
        assert!((1..=lines).contains(&problem.line), "{problem}");
        assert!(!problem.what.to_string().is_empty());
    }
}

#[test]
fn every_calendar_is_read_and_expanded() {
    let Some(folder) = folder() else { return };
    let mut files = Vec::new();
    files_below(&folder, &mut files);
    files.sort();
    assert!(!files.is_empty(), "the folder holds calendars");

    println!(
        "{:>6} {:>6} {:>6} {:>6} {:>8}  file",
        "events", "dates", "weekly", "probl.", "µs"
    );
    let (mut events, mut dates) = (0, 0);
    for file in &files {
        let bytes = fs::read(file).expect("a readable file");
        let begun = Instant::now();
        let calendar = read(&bytes);
        let found = expand(&calendar, Tz::Europe__Berlin, year(1990), year(2040), 200_000);
        let classes = weekly(&calendar, Tz::Europe__Berlin, year(1990), year(2040));
        let took = begun.elapsed();
        let name = file.strip_prefix(&folder).unwrap_or(file).display();
        println!(
            "{:>6} {:>6} {:>6} {:>6} {:>8}  {name}",
            calendar.events.len(),
            found.occurrences.len(),
            classes.len(),
            calendar.problems.len() + found.problems.len(),
            took.as_micros(),
        );
        for problem in calendar.problems.iter().chain(&found.problems) {
            println!("{:37}{problem}", "");
        }
        assert!(took < PATIENCE, "{name} took {took:?}");
        check(&calendar, &found, bytes.split(|b| matches!(b, b'\n' | b'\r')).count());
        events += calendar.events.len();
        dates += found.occurrences.len();
    }
    println!("{} files, {events} events, {dates} dates", files.len());
}

/// Rules of the vectors where another result is right for a gym, by their text, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "FREQ=DAILY;BYMINUTE=1,2,3,4;INTERVAL=2;COUNT=3",
        "on days without time: such events are reported, never expanded",
    ),
    (
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101",
        "the vector has no result",
    ),
    (
        "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=6;BYDAY=TH;COUNT=1",
        "starts off its rule, which has no defined result; years are counted from the year of the first week",
    ),
    ("FREQ=YEARLY;BYWEEKNO=53;INTERVAL=5;BYDAY=TH;COUNT=1", "the same"),
];

fn moment(text: &str) -> NaiveDateTime {
    let text = text.trim().trim_end_matches('Z');
    let day = |t: &str| NaiveDate::parse_from_str(t, "%Y%m%d").expect("a date of the vectors");
    match text.len() {
        8 => day(text).and_time(NaiveTime::MIN),
        _ => NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").expect("a time of the vectors"),
    }
}

#[test]
fn rules_give_the_dates_of_the_vectors() {
    let Some(text) = folder().and_then(|f| fs::read_to_string(f.join("icalrecur_test.txt")).ok()) else {
        println!("skipped: no vectors");
        return;
    };
    let (mut passed, mut excepted) = (0, BTreeSet::new());
    for block in text.split("\n\n") {
        let value = |name: &str| block.lines().find_map(|l| l.strip_prefix(name));
        let (Some(rule), Some(start), Some(dates)) = (value("RRULE:"), value("DTSTART:"), value("INSTANCES:")) else {
            continue;
        };
        if let Some((rule, _)) = EXCEPTIONS.iter().find(|(r, _)| *r == rule) {
            excepted.insert(*rule);
            continue;
        }
        // the vectors leave out a first date that is off its rule; here it counts
        let start = moment(start);
        let mut expected: Vec<NaiveDateTime> = dates.split(',').map(moment).collect();
        if !expected.contains(&start) {
            expected.insert(0, start);
            if rule.contains("COUNT=") {
                expected.pop();
            }
        }
        let start = start.format("%Y%m%dT%H%M%S");
        let file = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:{start}\nDURATION:PT1M\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR"
        );
        let found = expand(&read(file.as_bytes()), Tz::UTC, year(1990), year(2100), 1000);
        let got: Vec<NaiveDateTime> = found.occurrences.iter().map(|o| o.local_start).collect();
        assert_eq!(got, expected, "{rule} from {start}");
        // looked at from the middle, the rest must be the same
        let middle = got[got.len() / 2];
        let late = expand(&read(file.as_bytes()), Tz::UTC, middle.and_utc(), year(2100), 1000);
        let rest: Vec<NaiveDateTime> = late.occurrences.iter().map(|o| o.local_start).collect();
        assert_eq!(rest, got[got.len() / 2..], "{rule} from {start}, later");
        passed += 1;
    }
    for (rule, why) in EXCEPTIONS {
        println!("not compared: {rule} ({why})");
    }
    println!("{passed} vectors passed, {} not compared", excepted.len());
    assert_eq!(
        excepted.len(),
        EXCEPTIONS.len(),
        "every exception is still in the vectors"
    );
}

#[test]
fn cut_and_mixed_up_calendars_neither_panic_nor_hang() {
    let Some(folder) = folder() else { return };
    let mut files = Vec::new();
    files_below(&folder, &mut files);
    files.sort();
    let texts: Vec<Vec<u8>> = files.iter().map(|f| fs::read(f).expect("a readable file")).collect();
    let rounds: u64 = std::env::var("ICAL_MUTATIONS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(3000);
    // xorshift: the same files every time
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut chance = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let mut file = texts[chance(texts.len())].clone();
        for _ in 0..=chance(6) {
            let at = chance(file.len());
            match chance(7) {
                0 => file.truncate(at),
                1 if !file.is_empty() => file[at] = chance(256) as u8,
                2 => file.insert(at, b"0123456789;:,=-+TZ\n\r\" \\"[chance(23)]),
                3 if !file.is_empty() => drop(file.remove(at)),
                4 => {
                    let mut lines: Vec<&[u8]> = file.split_inclusive(|b| *b == b'\n').collect();
                    let (a, b) = (chance(lines.len()), chance(lines.len()));
                    if !lines.is_empty() {
                        lines.swap(a, b);
                    }
                    file = lines.concat();
                }
                5 => {
                    let other = &texts[chance(texts.len())];
                    let lines: Vec<&[u8]> = other.split_inclusive(|b| *b == b'\n').collect();
                    let line = lines.get(chance(lines.len())).copied().unwrap_or_default();
                    file.splice(at..at, line.iter().copied());
                }
                _ => {
                    const WORDS: [&str; 8] = [
                        "\nRRULE:FREQ=SECONDLY\n",
                        "\nRRULE:FREQ=YEARLY;BYWEEKNO=53;BYSETPOS=-1\n",
                        "\nDTSTART:99991231T235959\n",
                        "\nDURATION:-P9D\n",
                        "\nTZOFFSETTO:-2359\n",
                        "\nRECURRENCE-ID;RANGE=THISANDFUTURE:20120101T000000Z\n",
                        "\nEND:VEVENT\nBEGIN:VEVENT\n",
                        "INTERVAL=4294967295;",
                    ];
                    file.splice(at..at, WORDS[chance(WORDS.len())].bytes());
                }
            }
        }
        let begun = Instant::now();
        let calendar = read(&file);
        let found = expand(&calendar, Tz::America__New_York, year(1990), year(2040), 20_000);
        let classes = weekly(&calendar, Tz::America__New_York, year(1990), year(2040));
        let took = begun.elapsed();
        slowest = slowest.max(took);
        assert!(
            took < PATIENCE,
            "round {round} took {took:?}:\n{}",
            String::from_utf8_lossy(&file)
        );
        assert!(found.occurrences.len() <= 20_000 && classes.len() <= calendar.events.len());
        for one in &found.occurrences {
            assert!(one.end >= one.start && one.minutes >= 0, "round {round}");
            assert!(one.end - one.start < TimeDelta::days(366 * 10_000), "round {round}");
        }
    }
    println!("{rounds} files, the slowest took {slowest:?}");
}
