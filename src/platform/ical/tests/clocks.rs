//! Time zones and the changes of clocks.

use chrono::{Datelike, Offset, TimeDelta, TimeZone};

use super::*;

/// A class every Monday at 18:00, in the middle of the year whose clock changes are of interest.
fn mondays(zone: &str) -> Calendar {
    event(&format!(
        "SUMMARY:Strength\nDTSTART;TZID={zone}:20250106T180000\nDTEND;TZID={zone}:20250106T190000\nRRULE:FREQ=WEEKLY;UNTIL=20260131T000000Z"
    ))
}

#[test]
fn a_weekly_class_keeps_its_time_of_day_over_both_changes_of_the_clocks() {
    for (name, zone, changes) in [
        ("Europe/Berlin", Tz::Europe__Berlin, 2),
        ("America/New_York", Tz::America__New_York, 2),
        ("Australia/Sydney", Tz::Australia__Sydney, 2),
        ("America/Santiago", Tz::America__Santiago, 2),
        // the control: no summer time
        ("Asia/Shanghai", Tz::Asia__Shanghai, 0),
    ] {
        let found = years(&mondays(name), 2025, 2025);
        assert!(found.problems.is_empty(), "{name}: {:?}", found.problems);
        assert_eq!(found.occurrences.len(), 52, "{name}");
        let mut offsets = Vec::new();
        for (week, class) in found.occurrences.iter().enumerate() {
            let expected = local("2025-01-06 18:00") + TimeDelta::weeks(week as i64);
            assert_eq!(class.zone, zone);
            assert_eq!(class.local_start, expected, "{name}");
            assert_eq!(class.recurrence, expected, "{name}");
            assert_eq!(class.minutes, 60);
            assert_eq!(class.end - class.start, TimeDelta::hours(1));
            // chrono-tz, asked in the other direction
            assert_eq!(class.start.with_timezone(&zone).naive_local(), expected, "{name}");
            offsets.push(zone.offset_from_utc_datetime(&class.start.naive_utc()).fix());
        }
        let changed = offsets.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(changed, changes, "{name}");
    }
}

#[test]
fn a_time_which_the_clocks_skip_moves_forward_and_returns() {
    let lines = "DTSTART;TZID=Europe/Berlin:20250329T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3";
    let found = years(&event(lines), 2025, 2025);
    assert_eq!(starts(&found), ["03-29 02:30", "03-30 03:30", "03-31 02:30"]);
    assert_eq!(
        found.occurrences[1].recurrence,
        local("2025-03-30 02:30"),
        "identified as the rule says"
    );
    assert_eq!(found.occurrences[1].start, local("2025-03-30 01:30").and_utc());
}

#[test]
fn of_a_time_that_comes_twice_the_first_is_taken() {
    let lines = "DTSTART;TZID=Europe/Berlin:20251025T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3";
    let found = years(&event(lines), 2025, 2025);
    assert_eq!(starts(&found), ["10-25 02:30", "10-26 02:30", "10-27 02:30"]);
    assert_eq!(found.occurrences[1].start, local("2025-10-26 00:30").and_utc());
    assert_eq!(found.occurrences[2].start, local("2025-10-27 01:30").and_utc());
}

#[test]
fn an_end_keeps_the_stopwatch_and_days_keep_the_wall() {
    // over the night in which the clocks go forward
    let of = |end: &str| {
        years(
            &event(&format!("DTSTART;TZID=Europe/Berlin:20250329T180000\n{end}")),
            2025,
            2025,
        )
    };
    assert_eq!(of("DURATION:P1D").occurrences[0].minutes, 23 * 60);
    assert_eq!(of("DURATION:PT24H").occurrences[0].minutes, 24 * 60);
    assert_eq!(
        of("DTEND;TZID=Europe/Berlin:20250330T180000").occurrences[0].minutes,
        23 * 60
    );
    assert_eq!(
        of("DTEND;TZID=Europe/London:20250329T180000").occurrences[0].minutes,
        60
    );
    assert_eq!(
        of("DTEND:20250329T183000").occurrences[0].minutes,
        30,
        "no zone: that of the start"
    );
    assert_eq!(of("DTEND:20250329T183000Z").occurrences[0].minutes, 90);
}

#[test]
fn floating_times_are_the_gyms() {
    let found = years(&event("DTSTART:20250701T180000\nDURATION:PT45M"), 2025, 2025);
    assert_eq!(found.occurrences[0].zone, Tz::Europe__Berlin);
    assert_eq!(found.occurrences[0].start, local("2025-07-01 16:00").and_utc());
}

#[test]
fn utc_is_shown_in_the_gyms_zone_and_a_series_in_it_is_told_to_move() {
    let found = years(&event("DTSTART:20250701T160000Z\nDURATION:PT45M"), 2025, 2025);
    assert_eq!(starts(&found), ["07-01 18:00"]);
    assert_eq!(found.occurrences[0].recurrence, local("2025-07-01 16:00"));
    assert!(found.problems.is_empty());

    let series = event("DTSTART:20251020T160000Z\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;COUNT=2");
    let found = years(&series, 2025, 2025);
    assert_eq!(starts(&found), ["10-20 18:00", "10-27 17:00"]);
    assert_eq!(kinds(&found), [ProblemKind::MovesWithUtc("Europe/Berlin".into())]);
    let shanghai = expand(&series, Tz::Asia__Shanghai, day("2025-01-01"), day("2026-01-01"), 10);
    assert!(shanghai.problems.is_empty(), "no summer time, nothing moves");
}

#[test]
fn zones_by_windows_name_path_and_location() {
    let of = |tzid: &str| {
        let found = years(
            &event(&format!("DTSTART;TZID={tzid}:20250701T180000\nDURATION:PT45M")),
            2025,
            2025,
        );
        (found.occurrences[0].zone, kinds(&found))
    };
    assert_eq!(of("Eastern Standard Time"), (Tz::America__New_York, vec![]));
    assert_eq!(of("\"China Standard Time\""), (Tz::Asia__Shanghai, vec![]));
    assert_eq!(
        of("/freeassociation.sourceforge.net/Tzfile/Europe/London"),
        (Tz::Europe__London, vec![])
    );
    assert_eq!(
        of("(UTC+09:00) Osaka, Sapporo, Tokyo"),
        (Tz::Asia__Tokyo, vec![]),
        "a colon without quotes"
    );
    assert_eq!(of("UTC+3"), (Tz::Etc__GMTMinus3, vec![]));
    let (zone, problems) = of("Middle Earth");
    assert_eq!(zone, Tz::Europe__Berlin);
    let unknown = ProblemKind::UnknownZone {
        tzid: "Middle Earth".into(),
        used: "Europe/Berlin".into(),
    };
    assert_eq!(problems, [unknown]);

    let located = calendar(
        "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Ours:20250701T180000\nDURATION:PT1H\nEND:VEVENT\n\
         BEGIN:VTIMEZONE\nTZID:Ours\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE",
    );
    assert_eq!(years(&located, 2025, 2025).occurrences[0].zone, Tz::Asia__Tokyo);
}

/// A zone without an IANA name, with the given hours of standard and summer time, changing as in the EU.
fn own_zone(standard: &str, summer: &str, start: &str) -> Calendar {
    calendar(&format!(
        "BEGIN:VTIMEZONE\nTZID:Ours\n\
         BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:{summer}\nTZOFFSETTO:{standard}\n\
         RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
         BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:{standard}\nTZOFFSETTO:{summer}\n\
         RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n\
         BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Ours:{start}\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=60\nEND:VEVENT"
    ))
}

#[test]
fn a_zone_of_the_files_own_is_worked_out() {
    let found = years(&own_zone("+0230", "+0330", "20250106T180000"), 2025, 2025);
    assert_eq!(kinds(&found), [ProblemKind::OwnZone("Ours".into())]);
    assert_eq!(found.occurrences.len(), 52);
    for class in &found.occurrences {
        let summer = class.recurrence > local("2025-03-30 03:00") && class.recurrence < local("2025-10-26 03:00");
        let hours = TimeDelta::minutes(if summer { 210 } else { 150 });
        assert_eq!(class.start.naive_utc() + hours, class.recurrence);
        assert_eq!(class.recurrence.format("%H:%M").to_string(), "18:00");
        assert_eq!(class.zone, Tz::Europe__Berlin, "shown on the gym's clock");
        assert_eq!(class.start.with_timezone(&class.zone).naive_local(), class.local_start);
    }
}

#[test]
fn a_zone_of_the_files_own_that_is_the_gyms_is_taken_for_it() {
    let found = years(&own_zone("+0100", "+0200", "20250106T180000"), 2025, 2026);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert!(
        found
            .occurrences
            .iter()
            .all(|o| o.local_start.format("%H:%M").to_string() == "18:00")
    );
    let fixed = years(&own_zone("+0500", "+0500", "20250106T180000"), 2025, 2025);
    assert_eq!(fixed.occurrences[0].zone, Tz::Etc__GMTMinus5);
}

#[test]
fn gaps_and_repeats_in_a_zone_of_the_files_own() {
    let skipped = years(&own_zone("+0230", "+0330", "20250330T021500"), 2025, 2025);
    assert_eq!(
        skipped.occurrences[0].start,
        local("2025-03-29 23:45").and_utc(),
        "03:15 by the new offset"
    );
    let twice = years(&own_zone("+0230", "+0330", "20251026T021500"), 2025, 2025);
    assert_eq!(
        twice.occurrences[0].start,
        local("2025-10-25 22:45").and_utc(),
        "the first"
    );
}

#[test]
fn until_in_utc_ends_on_the_local_day() {
    // 18:00 on 30 June in New York is 22:00 UTC; UNTIL is that moment, then a second before it
    let of = |until: &str| {
        let lines =
            format!("DTSTART;TZID=America/New_York:20250616T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL={until}");
        starts(&years(&event(&lines), 2025, 2025))
    };
    assert_eq!(of("20250630T220000Z"), ["06-16 18:00", "06-23 18:00", "06-30 18:00"]);
    assert_eq!(of("20250630T215959Z"), ["06-16 18:00", "06-23 18:00"]);
    assert_eq!(
        of("20250630"),
        ["06-16 18:00", "06-23 18:00", "06-30 18:00"],
        "a day counts whole"
    );
    assert_eq!(
        of("20250630T175900"),
        ["06-16 18:00", "06-23 18:00"],
        "without Z: wall time"
    );
}

#[test]
fn every_zone_keeps_a_weekly_class_at_its_time() {
    for tz in chrono_tz::TZ_VARIANTS {
        let found = expand(&mondays(tz.name()), tz, day("2025-01-01"), day("2026-01-01"), 100);
        assert_eq!(found.occurrences.len(), 52, "{tz}");
        for class in &found.occurrences {
            assert_eq!(class.local_start.format("%H:%M").to_string(), "18:00", "{tz}");
            assert_eq!(class.local_start.weekday(), chrono::Weekday::Mon, "{tz}");
        }
    }
}
