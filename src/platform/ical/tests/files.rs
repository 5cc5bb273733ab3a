//! Files as other products write them.

use super::*;

#[test]
fn everything_people_read_of_an_event() {
    let read = event(
        "SUMMARY;LANGUAGE=en:Strength\\, basics\nDESCRIPTION:Bring a towel\\nand water\\; mats\n  are here\n\
         LOCATION:Studio 2\nCATEGORIES:Strength,Beginners\nCATEGORIES:Morning\\, early\n\
         ORGANIZER;CN=\"The gym\":mailto:desk@example.org\nATTENDEE;ROLE=CHAIR;CN=Ada ^'Iron^' Li:mailto:ada@example.org\n\
         ATTENDEE;CN=A Member:mailto:member@example.org\nDTSTART:20250106T180000\nDTEND:20250106T190000\nSEQUENCE:3\n\
         STATUS:TENTATIVE\nDTSTAMP:20250101T000000Z\nLAST-MODIFIED:20250102T000000Z\n\
         BEGIN:VALARM\nDESCRIPTION:Reminder\nSUMMARY:Alarm\nDURATION:PT5M\nEND:VALARM",
    );
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let class = only(&read);
    assert_eq!(class.uid, "class-1");
    assert_eq!(class.label(), "Strength, basics");
    assert_eq!(class.details.description, "Bring a towel\nand water; mats are here");
    assert_eq!(class.details.location, "Studio 2");
    assert_eq!(class.details.categories, ["Strength", "Beginners", "Morning, early"]);
    assert_eq!(class.details.coach.as_deref(), Some("Ada \"Iron\" Li"));
    assert_eq!(class.sequence, 3);
    assert_eq!(class.status, Some(crate::platform::ical::Status::Tentative));
    assert_eq!(class.stamp, Some(local("2025-01-02 00:00")));
    assert_eq!(class.duration, None, "that of the alarm is not the event's");
    assert_eq!(class.line, 3);
}

#[test]
fn the_coach_is_a_name_or_nobody() {
    let coach = |lines: &str| {
        only(&event(&format!("DTSTART:20250106T180000\n{lines}")))
            .details
            .coach
            .clone()
    };
    assert_eq!(
        coach("ORGANIZER;CN=Ada Li:mailto:a@example.org").as_deref(),
        Some("Ada Li")
    );
    assert_eq!(coach("CONTACT:Ada Li").as_deref(), Some("Ada Li"));
    assert_eq!(coach("ORGANIZER;CN=a@example.org:mailto:a@example.org"), None);
    assert_eq!(coach("ORGANIZER:mailto:a@example.org"), None);
}

#[test]
fn what_is_no_event_is_counted() {
    let read = calendar(
        "X-WR-CALNAME:Classes\nX-WR-TIMEZONE:Asia/Shanghai\nBEGIN:VTODO\nUID:1\nSUMMARY:Buy chalk\nEND:VTODO\n\
         BEGIN:VTODO\nUID:2\nDTSTART:20250101T100000\nEND:VTODO\nBEGIN:VJOURNAL\nEND:VJOURNAL\n\
         BEGIN:VFREEBUSY\nEND:VFREEBUSY\nBEGIN:X-OTHER\nBEGIN:VEVENT\nDTSTART:20250101T100000\nEND:VEVENT\nEND:X-OTHER",
    );
    assert!(read.events.is_empty());
    assert_eq!(read.name.as_deref(), Some("Classes"));
    assert_eq!(read.declared_zone, Some(Tz::Asia__Shanghai));
    let counted: Vec<(usize, String)> = read.problems.iter().map(|p| (p.line, p.what.to_string())).collect();
    assert_eq!(counted.len(), 4);
    assert_eq!(counted[0], (5, "2 × VTODO: not an event, not used".to_owned()));
    assert_eq!(counted[3].0, 17);
}

#[test]
fn several_calendars_in_one_file() {
    let one = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:1\nDTSTART:20250106T180000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n";
    let two = one.replace("METHOD:CANCEL\n", "").replace("UID:1", "UID:2");
    let read = read(format!("{one}\n\n{two}").as_bytes());
    assert!(read.problems.is_empty());
    let cancelled: Vec<bool> = years(&read, 2025, 2025)
        .occurrences
        .iter()
        .map(|o| o.cancelled)
        .collect();
    assert_eq!(cancelled, [true, false], "the method is the first calendar's alone");
}

#[test]
fn an_event_without_uid_is_the_same_at_the_next_import() {
    let file = |extra: &str| {
        calendar(&format!(
            "{extra}BEGIN:VEVENT\nSUMMARY:Yoga\nLOCATION:Studio 1\nDTSTART:20250106T180000\nDURATION:PT1H\nEND:VEVENT"
        ))
    };
    let (now, later) = (file(""), file("X-COMMENT:exported later\n"));
    assert_eq!(only(&now).uid, only(&later).uid);
    assert_eq!(only(&now).uid, "2025-01-06 18:00:00 Yoga Studio 1");
    assert_eq!(read_kinds(&now), [ProblemKind::NoUid]);
}

#[test]
fn events_that_cannot_be_booked_say_why() {
    let all_day = event("SUMMARY:Holiday\nDTSTART;VALUE=DATE:20250101\nRRULE:FREQ=YEARLY");
    assert_eq!(read_kinds(&all_day), [ProblemKind::AllDay]);
    assert_eq!(
        all_day.problems[0].to_string().split(':').next(),
        Some("line 3, Holiday")
    );
    assert!(years(&all_day, 2025, 2026).occurrences.is_empty());

    assert_eq!(read_kinds(&event("SUMMARY:When?")), [ProblemKind::NoStart]);
    let bad = event("DTSTART:tomorrow\nDTEND:20250101T100000");
    assert!(matches!(
        read_kinds(&bad)[..],
        [ProblemKind::NoStart, ProblemKind::BadValue { .. }]
    ));

    let none = years(&event("DTSTART:20250101T100000"), 2025, 2025);
    assert_eq!(
        (none.occurrences[0].minutes, kinds(&none)),
        (0, vec![ProblemKind::NoLength])
    );
    let backwards = years(&event("DTSTART:20250101T100000\nDTEND:20250101T090000"), 2025, 2025);
    assert_eq!(kinds(&backwards), [ProblemKind::EndBeforeStart]);
    assert_eq!(backwards.occurrences[0].start, backwards.occurrences[0].end);
}

#[test]
fn problems_have_the_line_and_the_event() {
    let read = read(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250101T100000\nDTEND:late\nSUMMARY:Spin\nUID:1\nEND:VEVENT\nEND:VCALENDAR");
    assert_eq!(read.problems.len(), 1);
    assert_eq!(
        read.problems[0].to_string(),
        "line 4, Spin: DTEND cannot be read and was not used: late"
    );
    assert_eq!(read.problems[0].what.key(), "bad-value");
}

#[test]
fn missing_and_stray_ends() {
    let read = calendar(
        "END:VEVENT\nBEGIN:VEVENT\nUID:1\nDTSTART:20250101T100000\nDURATION:PT1H\nBEGIN:VALARM\n\
         BEGIN:VEVENT\nBEGIN:VTODO\nBEGIN:VEVENT\nUID:2\nDTSTART:20250102T100000\nDURATION:PT1H",
    );
    // neither the alarm nor the to-do swallows what comes after it
    assert_eq!(read.events.len(), 2);
    assert!(read_kinds(&read).contains(&ProblemKind::StrayEnd("VEVENT".into())));
    assert!(read_kinds(&read).contains(&ProblemKind::Unclosed("VEVENT".into())));
}

#[test]
fn files_that_are_no_calendar() {
    for (file, first) in [
        (&b""[..], ProblemKind::NoCalendar),
        (b"<!DOCTYPE html>", ProblemKind::NotALine("<!DOCTYPE html>".into())),
        (b"PK\x03\x04\x00\x00", ProblemKind::NotALine("PK    ".into())),
        (
            b"BEGIN:VCARD\nFN:Ada\nEND:VCARD",
            ProblemKind::NotAnEvent {
                component: "VCARD".into(),
                count: 1,
            },
        ),
    ] {
        let read = read(file);
        assert!(read.events.is_empty());
        let kinds = read_kinds(&read);
        assert!(kinds.contains(&ProblemKind::NoCalendar), "{kinds:?}");
        assert!(kinds.contains(&first), "{kinds:?}");
    }
    assert!(
        read(b"BEGIN:VCALENDAR\nEND:VCALENDAR").problems.is_empty(),
        "empty is not wrong"
    );
    let old = read(b"BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR");
    assert_eq!(read_kinds(&old), [ProblemKind::OldVersion]);
}

#[test]
fn an_event_after_its_zone_or_before_it() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:20200101T000000\nTZOFFSETFROM:+0545\nTZOFFSETTO:+0545\nEND:STANDARD\nEND:VTIMEZONE";
    let class = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Ours:20250101T180000\nDURATION:PT1H\nEND:VEVENT";
    for lines in [format!("{zone}\n{class}"), format!("{class}\n{zone}")] {
        let found = years(&calendar(&lines), 2025, 2025);
        assert_eq!(found.occurrences[0].start, local("2025-01-01 12:15").and_utc());
    }
}

#[test]
fn keys_of_problems_are_distinct_and_plain() {
    let kinds = [
        ProblemKind::NotUtf8,
        ProblemKind::NoStart,
        ProblemKind::AllDay,
        ProblemKind::TooMuchWork,
        ProblemKind::More(3),
    ];
    for (index, kind) in kinds.iter().enumerate() {
        assert!(
            kind.key()
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        );
        assert!(kinds[index + 1..].iter().all(|other| other.key() != kind.key()));
    }
}
