//! Repetitions, their exceptions and their changes.

use super::*;

const MONDAYS: &str = "SUMMARY:Yoga\nLOCATION:Studio 1\nDTSTART;TZID=Europe/Berlin:20250106T180000\n\
                       DTEND;TZID=Europe/Berlin:20250106T190000\nRRULE:FREQ=WEEKLY;COUNT=5";

fn rule(start: &str, rule: &str) -> Vec<String> {
    let found = years(
        &event(&format!("DTSTART:{start}\nDURATION:PT1H\nRRULE:{rule}")),
        2025,
        2025,
    );
    assert!(found.problems.is_empty(), "{rule}: {:?}", found.problems);
    starts(&found)
}

#[test]
fn rules_a_gym_writes() {
    assert_eq!(
        rule("20250106T180000", "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=4"),
        ["01-06 18:00", "01-08 18:00", "01-10 18:00", "01-13 18:00"]
    );
    assert_eq!(
        rule("20250107T063000", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20250204"),
        ["01-07 06:30", "01-21 06:30", "02-04 06:30"]
    );
    assert_eq!(
        rule("20250104T100000", "FREQ=MONTHLY;BYDAY=1SA;COUNT=3"),
        ["01-04 10:00", "02-01 10:00", "03-01 10:00"]
    );
    assert_eq!(
        rule("20250131T100000", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"),
        ["01-31 10:00", "02-28 10:00", "03-31 10:00"]
    );
    assert_eq!(
        rule("20250131T100000", "FREQ=MONTHLY;COUNT=3"),
        ["01-31 10:00", "03-31 10:00", "05-31 10:00"],
        "months without a 31st are passed over"
    );
    assert_eq!(
        rule("20250102T120000", "freq=daily;byhour=12,17;count=3;"),
        ["01-02 12:00", "01-02 17:00", "01-03 12:00"]
    );
    assert_eq!(
        rule(
            "20250127T120000",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-5,-1;COUNT=3"
        ),
        ["01-27 12:00", "01-31 12:00", "02-24 12:00"]
    );
    assert_eq!(
        rule("20250101T120000", "FREQ=YEARLY;BYYEARDAY=1,-1"),
        ["01-01 12:00", "12-31 12:00"]
    );
    assert_eq!(
        rule("20250512T120000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,SU"),
        ["05-12 12:00", "05-18 12:00"]
    );
    assert_eq!(
        rule("20250101T230000", "FREQ=HOURLY;INTERVAL=5;BYDAY=WE,TH;COUNT=4"),
        ["01-01 23:00", "01-02 04:00", "01-02 09:00", "01-02 14:00"]
    );
}

#[test]
fn a_window_late_in_a_series_shows_the_same_dates() {
    for rule in [
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU",
        "FREQ=WEEKLY;COUNT=2000",
        "FREQ=DAILY;INTERVAL=5",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR",
        "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=1;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=6",
        "FREQ=HOURLY;INTERVAL=31",
    ] {
        let series = event(&format!("DTSTART:20030106T180000\nDURATION:PT1H\nRRULE:{rule}"));
        let all = years(&series, 2003, 2030);
        let late = years(&series, 2024, 2026);
        let (from, to) = (day("2024-01-01"), day("2027-01-01"));
        let expected: Vec<_> = all
            .occurrences
            .iter()
            .filter(|o| (from..to).contains(&o.start))
            .collect();
        assert!(!expected.is_empty(), "{rule}");
        assert_eq!(late.occurrences.iter().collect::<Vec<_>>(), expected, "{rule}");
    }
}

#[test]
fn the_window_includes_its_first_moment_and_not_its_last() {
    let found = expand(
        &event(MONDAYS),
        Tz::Europe__Berlin,
        local("2025-01-13 17:00").and_utc(),
        local("2025-01-27 17:00").and_utc(),
        10,
    );
    assert_eq!(starts(&found), ["01-13 18:00", "01-20 18:00"]);
}

#[test]
fn dates_taken_out_in_every_form() {
    for exclusion in [
        "EXDATE;TZID=Europe/Berlin:20250113T180000,20250120T180000",
        "EXDATE:20250113T170000Z\nEXDATE:20250120T170000Z",
        "EXDATE;TZID=Europe/London:20250113T170000\nEXDATE;TZID=Romance Standard Time:20250120T180000",
        "EXDATE;VALUE=DATE:20250113,20250120",
        "EXDATE:20250113T180000,20250120T180000",
    ] {
        let found = years(&event(&format!("{MONDAYS}\n{exclusion}")), 2025, 2025);
        assert_eq!(
            starts(&found),
            ["01-06 18:00", "01-27 18:00", "02-03 18:00"],
            "{exclusion}"
        );
        assert!(found.problems.is_empty(), "{exclusion}: {:?}", found.problems);
    }
    let found = years(
        &event(&format!("{MONDAYS}\nEXDATE;TZID=Europe/Berlin:20250113T190000")),
        2025,
        2025,
    );
    assert_eq!(found.occurrences.len(), 5);
    assert_eq!(kinds(&found), [ProblemKind::StrayExclusion(local("2025-01-13 19:00"))]);
}

#[test]
fn further_dates_and_periods() {
    let lines = format!(
        "{MONDAYS}\nRDATE;TZID=Europe/Berlin:20250107T200000,20250106T180000\nRDATE;VALUE=DATE:20250108\n\
         RDATE;VALUE=PERIOD:20250109T170000Z/PT30M,20250110T170000Z/20250110T190000Z"
    );
    let found = years(&event(&lines), 2025, 2025);
    let lengths: Vec<i64> = found.occurrences.iter().map(|o| o.minutes).collect();
    assert_eq!(
        starts(&found)[..5],
        [
            "01-06 18:00",
            "01-07 20:00",
            "01-08 18:00",
            "01-09 18:00",
            "01-10 18:00"
        ]
    );
    assert_eq!(
        lengths,
        [60, 60, 60, 30, 120, 60, 60, 60, 60],
        "the date given twice counts once"
    );
    let without_rule = event("DTSTART:20250106T180000Z\nDURATION:PT1H\nRDATE:20250108T180000Z,20250107T180000Z");
    assert_eq!(
        starts(&years(&without_rule, 2025, 2025)),
        ["01-06 19:00", "01-07 19:00", "01-08 19:00"]
    );
}

/// The Mondays with another event of the same UID.
fn with_change(lines: &str) -> Calendar {
    calendar(&format!(
        "BEGIN:VEVENT\nUID:y\n{MONDAYS}\nEND:VEVENT\nBEGIN:VEVENT\nUID:y\n{lines}\nEND:VEVENT"
    ))
}

#[test]
fn a_changed_date_replaces_its_date() {
    for replaces in [
        "RECURRENCE-ID;TZID=Europe/Berlin:20250113T180000",
        "RECURRENCE-ID:20250113T170000Z",
        "RECURRENCE-ID:20250113T180000",
        "RECURRENCE-ID;VALUE=DATE:20250113",
    ] {
        let found = years(
            &with_change(&format!(
                "{replaces}\nDTSTART;TZID=Europe/Berlin:20250114T200000\nSUMMARY:Yoga moved"
            )),
            2025,
            2025,
        );
        assert_eq!(
            starts(&found),
            [
                "01-06 18:00",
                "01-14 20:00",
                "01-20 18:00",
                "01-27 18:00",
                "02-03 18:00"
            ],
            "{replaces}"
        );
        let moved = &found.occurrences[1];
        assert!(moved.changed && !moved.cancelled);
        assert_eq!(moved.recurrence, local("2025-01-13 18:00"));
        assert_eq!(moved.details.summary, "Yoga moved");
        assert_eq!(moved.minutes, 60, "the length of the series when it has none");
        assert_eq!(moved.line, 11);
        assert!(found.occurrences.iter().filter(|o| o.changed).count() == 1);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }
}

#[test]
fn a_date_moved_into_or_out_of_the_window() {
    let moved = with_change("RECURRENCE-ID:20250113T170000Z\nDTSTART;TZID=Europe/Berlin:20250301T200000");
    let between = |from, to| starts(&expand(&moved, Tz::Europe__Berlin, day(from), day(to), 10));
    assert_eq!(between("2025-03-01", "2025-04-01"), ["03-01 20:00"]);
    assert_eq!(between("2025-01-12", "2025-01-15"), [""; 0]);
}

#[test]
fn cancelled_dates_are_kept_as_cancelled() {
    let found = years(
        &with_change("RECURRENCE-ID:20250113T170000Z\nDTSTART:20250113T170000Z\nSTATUS:CANCELLED"),
        2025,
        2025,
    );
    let cancelled: Vec<bool> = found.occurrences.iter().map(|o| o.cancelled).collect();
    assert_eq!(cancelled, [false, true, false, false, false]);
    let bare = years(
        &with_change("RECURRENCE-ID:20250113T170000Z\nSTATUS:CANCELED"),
        2025,
        2025,
    );
    assert!(bare.occurrences[1].cancelled, "without a start of its own");
    let whole = years(&event(&format!("{MONDAYS}\nSTATUS:CANCELLED")), 2025, 2025);
    assert!(whole.occurrences.len() == 5 && whole.occurrences.iter().all(|o| o.cancelled));
    let method = calendar(&format!("METHOD:CANCEL\nBEGIN:VEVENT\nUID:1\n{MONDAYS}\nEND:VEVENT"));
    assert!(years(&method, 2025, 2025).occurrences.iter().all(|o| o.cancelled));
}

#[test]
fn a_change_of_all_later_dates() {
    let found = years(
        &with_change(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20250120T170000Z\nDTSTART;TZID=Europe/Berlin:20250121T190000\n\
             DURATION:PT90M\nSUMMARY:Yoga, new time",
        ),
        2025,
        2025,
    );
    assert_eq!(
        starts(&found),
        [
            "01-06 18:00",
            "01-13 18:00",
            "01-21 19:00",
            "01-28 19:00",
            "02-04 19:00"
        ]
    );
    let minutes: Vec<i64> = found.occurrences.iter().map(|o| o.minutes).collect();
    assert_eq!(minutes, [60, 60, 90, 90, 90]);
    assert_eq!(found.occurrences[4].recurrence, local("2025-02-03 18:00"));
    assert_eq!(found.occurrences[4].details.summary, "Yoga, new time");
    assert!(found.problems.is_empty());
    let prior = with_change("RECURRENCE-ID;RANGE=THISANDPRIOR:20250120T170000Z\nDTSTART:20250120T180000Z");
    assert_eq!(read_kinds(&prior), [ProblemKind::RangeIgnored("THISANDPRIOR".into())]);
}

#[test]
fn a_change_of_no_date_is_added_and_told() {
    let found = years(
        &with_change("RECURRENCE-ID:20250114T170000Z\nDTSTART:20250114T170000Z"),
        2025,
        2025,
    );
    assert_eq!(found.occurrences.len(), 6);
    assert_eq!(kinds(&found), [ProblemKind::StrayOverride(local("2025-01-14 18:00"))]);
    let alone = event("RECURRENCE-ID:20250114T170000Z\nDTSTART:20250114T190000Z\nDURATION:PT1H");
    let found = years(&alone, 2025, 2025);
    assert!(found.problems.is_empty(), "its series is in another file");
    assert_eq!(found.occurrences[0].recurrence, local("2025-01-14 17:00"));
}

#[test]
fn versions_of_an_event() {
    let old = "DTSTART:20250106T180000Z\nDURATION:PT1H\nSEQUENCE:1\nSUMMARY:old";
    let new = "DTSTART:20250107T180000Z\nDURATION:PT1H\nSEQUENCE:2\nSUMMARY:new";
    for (first, second) in [(old, new), (new, old)] {
        let both = calendar(&format!(
            "BEGIN:VEVENT\nUID:1\n{first}\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n{second}\nEND:VEVENT"
        ));
        let found = years(&both, 2025, 2025);
        assert_eq!(found.occurrences.len(), 1);
        assert_eq!(found.occurrences[0].details.summary, "new");
        assert_eq!(kinds(&found), [ProblemKind::Superseded]);
    }
    let date = |new: &str| format!("BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20250106T180000Z\n{new}\nEND:VEVENT");
    let found = years(&calendar(&format!("{}\n{}", date(new), date(old))), 2025, 2025);
    assert_eq!(found.occurrences.len(), 1, "of changed dates too");
    assert_eq!(found.occurrences[0].details.summary, "new");
    assert_eq!(kinds(&found), [ProblemKind::Superseded]);

    let shared = new.replace("SEQUENCE:2", "SEQUENCE:1");
    let both = calendar(&format!(
        "BEGIN:VEVENT\nUID:1\n{old}\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n{shared}\nEND:VEVENT"
    ));
    let found = years(&both, 2025, 2025);
    assert_eq!(found.occurrences.len(), 2, "products which number every date the same");
    assert_eq!(kinds(&found), [ProblemKind::SharedUid]);
}

#[test]
fn a_first_date_off_the_rule_counts_and_is_told() {
    let found = years(
        &event("DTSTART:20250106T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3"),
        2025,
        2025,
    );
    assert_eq!(starts(&found), ["01-06 18:00", "01-07 18:00", "01-09 18:00"]);
    assert_eq!(kinds(&found), [ProblemKind::FirstDateOffRule]);
}

#[test]
fn two_rules_add_up() {
    let found = years(
        &event(
            "DTSTART:20250106T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=DAILY;INTERVAL=7;COUNT=3\nEXRULE:FREQ=DAILY",
        ),
        2025,
        2025,
    );
    assert_eq!(starts(&found), ["01-06 18:00", "01-13 18:00", "01-20 18:00"]);
}
