//! Timetables and member lists from other systems: what comes in, what is told, and that a second time changes nothing.

use crate::{
    on_both,
    support::{Club, today},
};
use spotter::{
    accounts::model::Scope,
    members::{
        self,
        import::{self, Sheet},
        import_run::{self, Outcome, Report as MembersReport},
        model::{ImportId, MemberFilter, MemberRow},
    },
    platform::{
        error::{AppError, Nothing},
        ical,
        time::{Day, Span, day_plus},
    },
    schedule::{
        self,
        import::{Options, Report, What, WhenMade},
        model::{Category, ClassSession, SessionStatus},
    },
    studio,
};

// --- timetables ------------------------------------------------------------------------------------------------------

/// A calendar of these events, each the lines between BEGIN and END.
pub fn calendar(events: &[&str]) -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Harbour classes\r\n");
    for event in events {
        text.push_str("BEGIN:VEVENT\r\n");
        for line in event.lines().map(str::trim).filter(|line| !line.is_empty()) {
            text.push_str(line);
            text.push_str("\r\n");
        }
        text.push_str("END:VEVENT\r\n");
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

pub async fn import(club: &Club, text: &str, dry_run: bool) -> Report {
    let options = Options {
        location: club.location.id,
        capacity: None,
        weeks: 12,
        dry_run,
    };
    let calendar = ical::read(text.as_bytes());
    schedule::import::run(&club.house, &calendar, &options, |_, _| {})
        .await
        .expect("imported")
}

pub async fn sessions(club: &Club) -> Vec<ClassSession> {
    let mut tx = club.read().await;
    let from = club.at(-400, 0);
    let to = from + Span::hours(24 * 1200);
    schedule::service::between::<Nothing>(&mut tx, club.org, Some(club.location.id), from, to)
        .await
        .expect("read")
}

fn on(sessions: &[ClassSession], day: Day) -> Vec<(&str, String, SessionStatus)> {
    sessions
        .iter()
        .filter(|s| s.day == day)
        .map(|s| (s.name.as_str(), s.starts.clock(), s.status))
        .collect()
}

pub fn day(month: u32, day: u32) -> Day {
    Day::from_ymd_opt(2026, month, day).expect("a real date")
}

const MONDAYS: &str = "UID:mondays@old
    SUMMARY:Vinyasa Flow
    ORGANIZER;CN=Lena Brandt:mailto:lena@example.org
    DTSTART;TZID=Europe/Berlin:20250106T180000
    DTEND;TZID=Europe/Berlin:20250106T190000
    RRULE:FREQ=WEEKLY;BYDAY=MO
    EXDATE;TZID=Europe/Berlin:20260406T180000
    EXDATE;TZID=Europe/Berlin:20260831T180000";

const MOVED_MONDAY: &str = "UID:mondays@old
    RECURRENCE-ID;TZID=Europe/Berlin:20260413T180000
    SUMMARY:Vinyasa Flow
    DTSTART;TZID=Europe/Berlin:20260414T193000
    DTEND;TZID=Europe/Berlin:20260414T203000";

const CANCELLED_MONDAY: &str = "UID:mondays@old
    RECURRENCE-ID;TZID=Europe/Berlin:20260420T180000
    SUMMARY:Vinyasa Flow
    STATUS:CANCELLED
    DTSTART;TZID=Europe/Berlin:20260420T180000
    DTEND;TZID=Europe/Berlin:20260420T190000";

const WORKSHOP: &str = "UID:workshop@old
    SUMMARY:Handstand workshop
    DTSTART;TZID=Europe/Berlin:20260328T100000
    DURATION:PT2H";

on_both! {
    async fn a_calendar_comes_in_once_however_often_it_is_imported(club: Club) {
        let file = calendar(&[MONDAYS, MOVED_MONDAY, CANCELLED_MONDAY, WORKSHOP]);
        let first = import(&club, &file, false).await;
        assert_eq!((first.series, first.already), (1, 0), "{first:?}");
        assert!(first.problems.is_empty() && first.outside.is_empty(), "{:?}", first.problems);
        let made = &first.made[0];
        assert_eq!((made.name.as_str(), made.category, made.coach.as_deref()), ("Vinyasa Flow", Category::Mind, Some("Lena Brandt")));
        assert!(matches!(made.when, WhenMade::Series { start_minute: 1080, minutes: 60, ends_on: None, .. }), "{made:?}");

        let before = sessions(&club).await;
        let again = import(&club, &file, false).await;
        assert_eq!((again.series, again.sessions, again.already), (0, 0, 2), "{again:?}");
        assert_eq!(sessions(&club).await, before);

        // The control: it is the UID that is recognised.
        let other = file.replace("@old", "@new");
        let doubled = import(&club, &other, false).await;
        assert_eq!((doubled.series, doubled.sessions), (first.series, first.sessions));
        assert!(sessions(&club).await.len() > before.len());
    }

    async fn a_weekly_class_goes_on_at_six_with_its_exceptions(club: Club) {
        import(&club, &calendar(&[MONDAYS, MOVED_MONDAY, CANCELLED_MONDAY]), false).await;
        for week in [6, 12, 18, 24] {
            club.set(7 * week, 720);
            schedule::service::fill_ahead(&club.house).await.expect("written ahead");
        }
        let all = sessions(&club).await;
        // The clocks change on 29 March and on 25 October.
        for usual in [day(3, 23), day(3, 30), day(4, 27), day(8, 24), day(9, 7), day(10, 19), day(10, 26)] {
            assert_eq!(on(&all, usual), [("Vinyasa Flow", "18:00".to_owned(), SessionStatus::Scheduled)], "{usual}");
        }
        assert!(on(&all, day(3, 16)).is_empty(), "nothing is written for days that are over");
        assert!(on(&all, day(4, 6)).is_empty(), "taken out of the rule");
        assert!(on(&all, day(4, 13)).is_empty(), "moved to the next day");
        assert_eq!(on(&all, day(4, 14)), [("Vinyasa Flow", "19:30".to_owned(), SessionStatus::Scheduled)]);
        assert_eq!(on(&all, day(4, 20)), [("Vinyasa Flow", "18:00".to_owned(), SessionStatus::Cancelled)]);
        // Taken out of the rule on a day that the series reaches only months later.
        assert!(on(&all, day(8, 31)).iter().all(|(_, _, status)| *status == SessionStatus::Cancelled), "{:?}", on(&all, day(8, 31)));
    }

    async fn a_weekly_class_of_another_zone_becomes_dates_that_move_with_the_clocks(club: Club) {
        let file = calendar(&["UID:ny
            SUMMARY:Online HIIT
            DTSTART;TZID=America/New_York:20260302T120000
            DURATION:PT45M
            RRULE:FREQ=WEEKLY"]);
        let report = import(&club, &file, false).await;
        assert_eq!((report.series, report.sessions), (0, 12));
        let all = sessions(&club).await;
        // New York changed its clocks on 8 March, Berlin follows on the 29th.
        assert_eq!(on(&all, day(3, 23))[0].1, "17:00");
        assert_eq!(on(&all, day(3, 30))[0].1, "18:00");
        assert!(matches!(report.problems.as_slice(), [one] if one.what == What::OnlyDates(day(6, 10))), "{:?}", report.problems);
        let again = import(&club, &file, false).await;
        assert_eq!((again.sessions, again.already), (0, 12));
    }

    async fn what_cannot_be_booked_is_told_by_line_and_event(club: Club) {
        let file = calendar(&[
            "UID:1\nSUMMARY:Open day\nDTSTART;VALUE=DATE:20260404",
            "UID:2\nSUMMARY:Night of yoga\nDTSTART:20260404T100000\nDURATION:PT11H",
            "UID:3\nSUMMARY:Blink\nDTSTART:20260404T100000\nDURATION:PT2M",
            "UID:4\nSUMMARY:This morning\nDTSTART:20260319T080000\nDURATION:PT1H",
            "UID:5\nSUMMARY:Last year\nDTSTART:20250319T080000\nDURATION:PT1H",
            "UID:6\nSUMMARY:Next year\nDTSTART:20270319T080000\nDURATION:PT1H",
            "UID:7\nDTSTART:20260404T100000\nDURATION:PT1H",
            "UID:8\nSUMMARY:Called off\nSTATUS:CANCELLED\nDTSTART:20260404T110000\nDURATION:PT1H",
            "UID:9\nSUMMARY:This evening\nDTSTART:20260319T180000\nDURATION:PT1H",
        ]);
        let report = import(&club, &file, false).await;
        let told: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        for part in [
            "line 4, Open day: the event lasts all day",
            "line 9, Night of yoga: one date lasts 660 minutes",
            "line 15, Blink: one date lasts 2 minutes",
            "line 21, This morning: one date today is over",
            "line 39: it has no name",
        ] {
            assert!(told.iter().any(|line| line.starts_with(part)), "{part} is missing in {told:#?}");
        }
        assert_eq!(told.len(), 5, "{told:#?}");
        let outside: Vec<&str> = report.outside.iter().filter_map(|one| one.event.as_deref()).collect();
        assert_eq!(outside, ["Last year", "Next year"]);
        let all = sessions(&club).await;
        assert_eq!(on(&all, day(4, 4)), [("Called off", "11:00".to_owned(), SessionStatus::Cancelled)]);
        assert_eq!(on(&all, today()), [("This evening", "18:00".to_owned(), SessionStatus::Scheduled)]);
        assert_eq!(all.len(), 2);
    }

    async fn a_dry_run_says_the_same_and_writes_nothing(club: Club) {
        let file = calendar(&[MONDAYS, MOVED_MONDAY, WORKSHOP]);
        let dry = import(&club, &file, true).await;
        assert!(sessions(&club).await.is_empty());
        let mut tx = club.read().await;
        assert_eq!(schedule::service::class_types::<Nothing>(&mut tx, club.org).await.expect("read").len(), 1, "only the club's own");
        drop(tx);
        let wet = import(&club, &file, false).await;
        assert_eq!((dry.made, dry.series, dry.sessions), (wet.made, wet.series, wet.sessions));
        assert_eq!(import(&club, &file, true).await.already, 2);
    }

    async fn changes_in_the_file_are_told_and_left_to_a_person(club: Club) {
        import(&club, &calendar(&[WORKSHOP]), false).await;
        let moved = "UID:workshop@old
            SEQUENCE:1
            RECURRENCE-ID;TZID=Europe/Berlin:20260328T100000
            SUMMARY:Handstand workshop
            DTSTART;TZID=Europe/Berlin:20260329T110000
            DURATION:PT2H";
        let report = import(&club, &calendar(&[WORKSHOP, moved]), false).await;
        assert!(matches!(report.problems.as_slice(), [one] if matches!(one.what, What::MovedSince(_))), "{:?}", report.problems);
        let cancelled = format!("{WORKSHOP}\nSTATUS:CANCELLED");
        let report = import(&club, &calendar(&[&cancelled]), false).await;
        assert!(matches!(report.problems.as_slice(), [one] if matches!(one.what, What::CancelledSince(_))), "{:?}", report.problems);
        assert_eq!(on(&sessions(&club).await, day(3, 28)), [("Handstand workshop", "10:00".to_owned(), SessionStatus::Scheduled)]);
    }

    async fn a_series_that_the_club_has_ended_stays_ended(club: Club) {
        let file = calendar(&[MONDAYS]);
        import(&club, &file, false).await;
        let all = sessions(&club).await;
        let series = all.iter().find_map(|s| s.series_id).expect("a series");
        schedule::service::end_series(&club.house, &club.owner, series, today(), "Moved away").await.expect("ended");
        let again = import(&club, &file, false).await;
        assert_eq!((again.series, again.already), (0, 1));
        assert!(sessions(&club).await.iter().all(|s| s.status == SessionStatus::Cancelled));
    }

    async fn the_clubs_own_kind_of_class_is_used_where_the_name_is_the_same(club: Club) {
        let file = calendar(&["UID:1\nSUMMARY:YOGA\nDTSTART:20260404T100000\nDURATION:PT90M"]);
        import(&club, &file, false).await;
        let all = sessions(&club).await;
        assert_eq!((all[0].class_type_id, all[0].name.as_str(), all[0].minutes, all[0].capacity), (club.yoga.id, "Yoga", 90, 10));
    }

    async fn strange_options_are_refused_in_the_fields_that_they_are(club: Club) {
        let options = Options { location: club.location.id, capacity: Some(0), weeks: 0, dry_run: true };
        let refused = schedule::import::run(&club.house, &ical::read(b""), &options, |_, _| {}).await;
        let Err(AppError::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert!(fields.of("capacity").is_some() && fields.of("weeks").is_some());
    }
}

// --- member lists ----------------------------------------------------------------------------------------------------

fn sheet(text: &str) -> Sheet {
    let options = import::Options {
        dates: None,
        region: "DE".to_owned(),
        today: today(),
    };
    import::read(text.as_bytes(), &options).expect("a list that can be read")
}

async fn take_in(club: &Club, text: &str, dry_run: bool) -> MembersReport {
    let options = import_run::Options {
        file_name: "members.csv".to_owned(),
        location: Some(club.location.id),
        dry_run,
    };
    import_run::run(&club.house, &sheet(text), &options, |_, _| {})
        .await
        .expect("taken in")
}

async fn everybody(club: &Club) -> Vec<MemberRow> {
    let filter = MemberFilter {
        page: 1,
        ..MemberFilter::default()
    };
    members::service::list(&club.house, &club.owner, &Scope::Everywhere, &filter)
        .await
        .expect("the list")
        .rows
}

const LIST: &str =
    "First Name,Last Name,Email,Mobile Phone,Date of Birth,Join Date,Status,Emergency Contact Name,Client ID
Anna,Keller,anna@example.org,0170 1234567,1990-04-01,2024-01-15,Active,Jo Keller,1
Ben,Ott,ben@example.org,,1985-12-24,2023-06-01,Frozen,,2
,,nobody@example.org,,,,Active,,3
Cem,Aydin,,,1979-07-07,2020-02-02,Cancelled,,4
Dora,Lang,,,,,Active,,
";

on_both! {
    async fn a_list_comes_in_with_its_faults_told_and_a_second_time_adds_nobody(club: Club) {
        let first = take_in(&club, LIST, false).await;
        let totals = first.totals();
        assert_eq!((totals.read, totals.added, totals.known, totals.refused), (5, 4, 0, 1));
        assert_eq!((first.rows[2].line, first.rows[2].is_noteworthy()), (4, true), "the row without a name is told by its line");
        let told = first.rows[1].to_string();
        assert!(told.contains("added as number 2") && told.contains("paused"), "{told}");

        let all = everybody(&club).await;
        assert_eq!(all.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["Anna Keller", "Ben Ott", "Cem Aydin", "Dora Lang"]);
        assert_eq!(all.iter().map(|m| m.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(all[0].phone.as_deref(), Some("+491701234567"));
        assert_eq!((all[0].joined_on, all[3].joined_on), (day_plus(day(1, 15), -731), today()));
        assert_eq!(all.iter().map(|m| m.status.code()).collect::<Vec<_>>(), ["active", "active", "ended", "active"]);

        let again = take_in(&club, LIST, false).await;
        assert_eq!((again.totals().added, again.totals().known, again.batch), (0, 4, None));
        assert!(matches!(&again.rows[0].outcome, Outcome::Known { number: 1, name, .. } if name == "Anna Keller"), "{:?}", again.rows[0]);
        assert!(matches!(&again.rows[3].outcome, Outcome::Known { number: 3, .. }), "by the id of the other system");
        assert!(matches!(&again.rows[4].outcome, Outcome::Known { number: 4, .. }), "by the name alone");
        assert_eq!(everybody(&club).await.len(), 4);
    }

    async fn a_dry_run_tells_row_by_row_and_writes_nothing(club: Club) {
        let dry = take_in(&club, LIST, true).await;
        let outcomes: Vec<bool> = dry.rows.iter().map(|row| row.outcome == Outcome::WouldBeAdded).collect();
        assert_eq!((outcomes, dry.batch), (vec![true, true, false, true, true], None));
        assert!(everybody(&club).await.is_empty());
        // The control: the same list, and not dry.
        assert_eq!(take_in(&club, LIST, false).await.totals().added, 4);
        // No number was used up by the dry run.
        assert_eq!(everybody(&club).await[0].number, 1);
    }

    async fn a_member_with_the_address_or_the_number_is_shown_and_not_made_again(club: Club) {
        let add = |name: &'static str, email: &'static str, phone: &'static str| {
            members::service::add_at_desk(&club.house, &club.owner, name, email, phone, None)
        };
        add("A. Keller", "anna@example.org", "").await.expect("added");
        add("Benjamin", "", "+491709999999").await.expect("added");
        let list = "Name,Email,Mobile Phone\nAnna Keller,ANNA@example.org,\nBen Ott,,0170 9999999\nCem Aydin,cem@example.org,0170 9999999\n";
        let report = take_in(&club, list, false).await;
        let told: Vec<String> = report.rows.iter().map(ToString::to_string).collect();
        assert!(told[0].contains("not added: the same e-mail address as number 1, A. Keller"), "{told:?}");
        assert!(told[1].contains("not added: the same phone number as number 2, Benjamin"), "{told:?}");
        assert_eq!((report.totals().added, report.totals().known), (0, 3));
    }

    async fn a_family_on_one_list_shares_its_number(club: Club) {
        let list = "Name,Email,Mobile Phone\nAnna Keller,anna@example.org,0170 1234567\nMia Keller,anna@example.org,0170 1234567\n";
        assert_eq!(take_in(&club, list, false).await.totals().added, 2);
        assert_eq!(take_in(&club, list, false).await.totals().known, 2);
    }

    async fn undoing_takes_out_those_who_have_done_nothing_since(club: Club) {
        let report = take_in(&club, LIST, false).await;
        let batch = report.batch.expect("a batch");
        let ben = everybody(&club).await[1].id;
        club.grant(ben, club.pack).await;
        let class = club.class(1, 1080, 10).await;
        club.book(ben, class).await.expect("a seat");
        let by_hand = club.member("Eva").await;

        let undone = import_run::undo(&club.house, batch).await.expect("undone");
        assert_eq!((undone.removed, undone.stayed), (3, 1));
        let mut left: Vec<_> = everybody(&club).await.into_iter().map(|m| m.id).collect();
        left.sort();
        assert_eq!(left, [ben, by_hand]);
        assert!(club.broken().await.is_empty());
        assert_eq!(import_run::undo(&club.house, batch).await, Err(AppError::NotFound), "only once");
        assert_eq!(import_run::undo(&club.house, ImportId::fresh()).await, Err(AppError::NotFound));
    }

    async fn a_long_list_is_written_in_one_batch_and_numbered_in_its_order(club: Club) {
        let mut list = String::from("Name,Email\n");
        for i in 0..501 {
            list.push_str(&format!("Person {i:03},p{i}@example.org\n"));
        }
        let report = take_in(&club, &list, false).await;
        let numbers: Vec<i64> = report.rows.iter().filter_map(|row| if let Outcome::Added(n) = row.outcome { Some(n) } else { None }).collect();
        assert_eq!(numbers, (1..=501).collect::<Vec<i64>>());
        let undone = import_run::undo(&club.house, report.batch.expect("a batch")).await.expect("undone");
        assert_eq!((undone.removed, undone.stayed), (501, 0));
    }
}

/// Calendars of other products, if there is a folder of them beside the repository: they may not be shipped with it.
fn foreign_calendars() -> Vec<std::path::PathBuf> {
    let default = || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ical");
    let mut folders = vec![std::env::var_os("ICAL_CORPUS").map_or_else(default, Into::into)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ics")) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

on_both! {
    async fn every_foreign_calendar_comes_in_once_at_the_time_it_was_made_for(club: Club) {
        let files = foreign_calendars();
        if files.is_empty() {
            println!("skipped: there are no calendars of other products here");
        }
        let (mut series, mut sessions, mut problems) = (0, 0, 0);
        for (i, file) in files.iter().enumerate() {
            let calendar = ical::read(&std::fs::read(file).expect("a readable file"));
            let real = |day: &Day| (1990..2100).contains(&chrono::Datelike::year(day));
            let first = calendar.events.iter().map(|e| e.start.written().date()).filter(real).min().unwrap_or(today());
            club.clock.set(club.zone.at(day_plus(first, -1), 720));
            let now = club.house.clock.now();
            let mut tx = club.write().await;
            // A place for each file: some of them share their UIDs.
            let name = format!("Place {i}");
            let place = studio::service::open_location(&mut tx, club.org, &name, "Europe/Berlin", "", now).await.expect("a place");
            tx.commit().await.expect("committed");
            let options = Options { location: place.id, capacity: None, weeks: 12, dry_run: false };
            let report = schedule::import::run(&club.house, &calendar, &options, |_, _| {}).await;
            let report = report.unwrap_or_else(|error| panic!("{}: {error:?}", file.display()));
            let again = schedule::import::run(&club.house, &calendar, &options, |_, _| {}).await.expect("imported again");
            assert_eq!((again.series, again.sessions), (0, 0), "{}: {again:#?}", file.display());
            assert!(report.problems.iter().all(|one| one.line > 0 && !one.to_string().is_empty()), "{}", file.display());
            series += report.series;
            sessions += report.sessions;
            problems += report.problems.len();
        }
        println!("{} calendars: {series} series, {sessions} class sessions, {problems} problems", files.len());
        assert!(club.broken().await.is_empty());
    }
}
