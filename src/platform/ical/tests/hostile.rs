//! Files made to hang, to panic or to fill the memory. That these tests end is what they assert first.

use super::*;

/// Everything that can be asked of a file, with the widest window there is.
fn all(calendar: &Calendar) -> Expanded {
    expand(
        calendar,
        Tz::Europe__Berlin,
        chrono::DateTime::<Utc>::MIN_UTC,
        chrono::DateTime::<Utc>::MAX_UTC,
        50_000,
    )
}

fn repeating(rule: &str) -> Calendar {
    event(&format!("DTSTART:20250101T180000\nDURATION:PT1H\nRRULE:{rule}"))
}

#[test]
fn endless_rules_end_with_a_problem() {
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;COUNT=4000000000",
        "FREQ=MINUTELY;INTERVAL=1;UNTIL=99991231T235959Z",
        "FREQ=DAILY;COUNT=99999999999999999999",
    ] {
        let found = all(&repeating(rule));
        assert!(
            kinds(&found).contains(&ProblemKind::TooManyDates(20_000)),
            "{rule}: {:?}",
            kinds(&found)
        );
        assert_eq!(found.occurrences.len(), 20_000, "{rule}");
    }
    let dense =
        "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3,4,5,6,7,8,9;BYDAY=MO,TU,WE";
    assert!(all(&repeating(dense)).occurrences.len() <= 20_001);
}

#[test]
fn rules_that_never_come_true_end_with_a_problem() {
    for rule in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4",
        "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
        "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=7",
        "FREQ=WEEKLY;BYDAY=MO;BYYEARDAY=366;BYMONTH=1",
        "FREQ=YEARLY;BYDAY=53MO;BYYEARDAY=1",
        "FREQ=HOURLY;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2;COUNT=4294967295",
    ] {
        let found = all(&repeating(rule));
        assert_eq!(found.occurrences.len(), 1, "{rule}: only the start");
        let told = kinds(&found);
        let fits = told
            .iter()
            .any(|k| matches!(k, ProblemKind::FirstDateOffRule | ProblemKind::TooMuchWork));
        assert!(fits, "{rule}: {told:?}");
    }
}

#[test]
fn impossible_rules_leave_the_first_date() {
    for rule in [
        "",
        ";;;",
        "FREQ",
        "FREQ=FORTNIGHTLY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=-1",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=é",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYSECOND=61",
        "FREQ=DAILY;BYMINUTE=99",
        "FREQ=DAILY;BYMONTH=64",
        "FREQ=MONTHLY;BYMONTHDAY=-2147483648",
        "FREQ=MONTHLY;BYDAY=-2147483648MO",
        "FREQ=YEARLY;BYSETPOS=367",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;BYEASTER=1",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=MONTHLY;BYDAY=99999999999999999999MO",
    ] {
        let calendar = repeating(rule);
        assert!(
            matches!(read_kinds(&calendar)[..], [ProblemKind::BadRule(_)]),
            "{rule}: {:?}",
            calendar.problems
        );
        assert!(only(&calendar).rule_refused);
        assert_eq!(all(&calendar).occurrences.len(), 1, "{rule}");
    }
    // the control: parts that change nothing
    let fine = repeating("RSCALE=GREGORIAN;SKIP=OMIT;X-WHAT=EVER;FREQ=WEEKLY;COUNT=2;");
    assert!(fine.problems.is_empty());
    assert_eq!(all(&fine).occurrences.len(), 2);
}

#[test]
fn the_ends_of_time() {
    for start in [
        "00000101T000000",
        "00010101T000000",
        "99991231T235959",
        "99991231T235959Z",
    ] {
        for rest in [
            "RRULE:FREQ=YEARLY;INTERVAL=4294967295",
            "RRULE:FREQ=MONTHLY;INTERVAL=4294967295",
            "RRULE:FREQ=WEEKLY;INTERVAL=4294967295;COUNT=3",
            "RRULE:FREQ=DAILY;INTERVAL=4294967295",
            "RRULE:FREQ=HOURLY;INTERVAL=4294967295",
            "RRULE:FREQ=SECONDLY;BYWEEKNO=53;COUNT=9",
            "RRULE:FREQ=YEARLY;BYWEEKNO=-53,1",
            "RRULE:FREQ=DAILY\nDURATION:P3660D",
            "DURATION:P99999999999W",
            "DTEND;TZID=Pacific/Apia:99991231T235959",
            "EXDATE;VALUE=DATE:00000101\nRDATE;VALUE=PERIOD:00000101T000000/99991231T235959\nRRULE:FREQ=WEEKLY",
            "RRULE:FREQ=WEEKLY\nEND:VEVENT\nBEGIN:VEVENT\nUID:class-1\nRECURRENCE-ID;RANGE=THISANDFUTURE:00000101T000000\nDTSTART:99991231T000000",
        ] {
            let calendar = event(&format!("DTSTART:{start}\n{rest}"));
            let found = all(&calendar);
            assert!(found.occurrences.iter().all(|o| o.end >= o.start), "{start} {rest}");
            let classes = crate::platform::ical::weekly(
                &calendar,
                Tz::Asia__Kathmandu,
                chrono::DateTime::<Utc>::MIN_UTC,
                chrono::DateTime::<Utc>::MAX_UTC,
            );
            assert!(classes.len() <= 1);
        }
    }
}

#[test]
fn the_limit_of_the_import() {
    let found = expand(
        &repeating("FREQ=DAILY"),
        Tz::UTC,
        day("2025-01-01"),
        day("2030-01-01"),
        100,
    );
    assert_eq!(found.occurrences.len(), 100);
    assert_eq!(kinds(&found), [ProblemKind::LimitReached(100)]);
    let exact = expand(
        &repeating("FREQ=DAILY;COUNT=100"),
        Tz::UTC,
        day("2025-01-01"),
        day("2030-01-01"),
        100,
    );
    assert!(exact.problems.is_empty());
    assert!(
        expand(
            &repeating("FREQ=DAILY"),
            Tz::UTC,
            day("2030-01-01"),
            day("2025-01-01"),
            100
        )
        .occurrences
        .is_empty()
    );
}

#[test]
fn many_endless_events_share_the_work() {
    let one = "BEGIN:VEVENT\nUID:#\nDTSTART:20000101T000000\nRRULE:FREQ=SECONDLY;INTERVAL=2;BYSECOND=1\nEND:VEVENT\n";
    let many: String = (0..2000).map(|n| one.replace('#', &n.to_string())).collect();
    let found = all(&calendar(&many));
    assert!(kinds(&found).contains(&ProblemKind::TooMuchWork));
    assert_eq!(found.occurrences.len(), 2000, "every event keeps its first date");
}

#[test]
fn a_report_has_an_end() {
    let read = read("junk\n".repeat(100_000).as_bytes());
    assert_eq!(read.problems.len(), 501);
    assert_eq!(read.problems[500].what, ProblemKind::More(99_501));
}

#[test]
fn deep_and_wide_nesting() {
    let deep = "BEGIN:X\n".repeat(50_000) + &"END:Y\n".repeat(50_000);
    assert!(read_kinds(&read(deep.as_bytes())).contains(&ProblemKind::TooDeep));
    let wide: String = (0..50_000).map(|n| format!("BEGIN:X{n}\nEND:X{n}\n")).collect();
    assert!(read(wide.as_bytes()).problems.len() < 150);
}

#[test]
fn long_lists_and_long_texts_are_not_multiplied() {
    let list = "MO,".repeat(200_000) + "TU";
    let calendar = repeating(&format!("FREQ=WEEKLY;BYDAY={list};COUNT=4"));
    assert_eq!(only(&calendar).rules[0].weekdays.len(), 2);

    let text = "x".repeat(1_000_000);
    let calendar = event(&format!(
        "DTSTART:20250101T180000\nDESCRIPTION:{text}\nRRULE:FREQ=DAILY;COUNT=20000"
    ));
    let found = all(&calendar);
    assert!(found.occurrences.len() > 19_000);
    assert!(
        found
            .occurrences
            .iter()
            .all(|o| std::sync::Arc::ptr_eq(&o.details, &calendar.events[0].details))
    );

    let dates = "20250101T180000,".repeat(50_000);
    let calendar = event(&format!(
        "DTSTART;TZID={text}:20250101T180000\nRDATE;TZID={text}:{dates}\nEXDATE;TZID={text}:{dates}"
    ));
    assert_eq!(only(&calendar).dates.len(), 50_000);
    assert!(
        all(&calendar).occurrences.is_empty(),
        "all of them are the same date, which is taken out"
    );
}

#[test]
fn zones_without_end() {
    let zone = |n: usize, rule: &str| {
        format!(
            "BEGIN:VTIMEZONE\nTZID:Z{n}\nBEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0001\nTZOFFSETTO:-0002\n{rule}\nEND:STANDARD\nEND:VTIMEZONE\n\
             BEGIN:VEVENT\nUID:{n}\nDTSTART;TZID=Z{n}:20250101T180000\nDURATION:PT1H\nEND:VEVENT\n"
        )
    };
    for rule in [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2",
        "RRULE:FREQ=YEARLY",
    ] {
        let many: String = (0..1500).map(|n| zone(n, rule)).collect();
        assert_eq!(all(&calendar(&many)).occurrences.len(), 1500);
    }
}
