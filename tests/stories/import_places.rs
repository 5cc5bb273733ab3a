//! Where and with whom imported classes take place: rooms by their names, and nothing taken twice.

use crate::{
    imports::{calendar, day, import, sessions},
    on_both,
    support::{Club, key, today},
};
use spotter::{
    coaches::{self, model::CoachId},
    platform::{
        error::Nothing,
        ical,
        time::{Day, day_plus},
    },
    rooms::{self, model::RoomId},
    schedule::{
        self,
        import::{Options, Report, Takes, What},
        model::{ClassSession, SessionStatus},
        service::SingleSession,
    },
    studio,
};

async fn room(club: &Club, name: &str, capacity: i64) -> RoomId {
    let mut tx = club.write().await;
    let now = club.house.clock.now();
    let id = rooms::service::add::<Nothing>(&mut tx, club.org, club.location.id, name, capacity, now).await;
    tx.commit().await.expect("committed");
    id.expect("a room")
}

/// A yoga class of an hour that is in the timetable already.
async fn planned(club: &Club, on: Day, minute: i64, room: Option<RoomId>, coach: Option<CoachId>) {
    let mut tx = club.write().await;
    let single = SingleSession {
        org: club.org,
        location: club.location.id,
        class: &club.yoga,
        room,
        coach,
        day: on,
        start_minute: minute,
        minutes: 60,
        starts_at: club.zone.at(on, minute),
        capacity: 5,
        cancelled: false,
        source: Some((key(), "once".into())),
    };
    let added = schedule::service::add_single(&mut tx, single, club.house.clock.now()).await;
    assert!(added.expect("a class"));
    tx.commit().await.expect("committed");
}

async fn coach_named(club: &Club, name: &str) -> Option<CoachId> {
    let mut tx = club.read().await;
    coaches::service::known::<Nothing>(&mut tx, club.org, name)
        .await
        .expect("read")
}

/// A weekly class on Mondays at a time of day.
fn mondays(uid: &str, name: &str, start: &str, place: &str, coach: &str) -> String {
    format!(
        "UID:{uid}
        SUMMARY:{name}
        LOCATION:{place}
        ORGANIZER;CN={coach}:mailto:somebody@example.org
        DTSTART;TZID=Europe/Berlin:20250106T{start}00
        DURATION:PT1H
        RRULE:FREQ=WEEKLY;BYDAY=MO"
    )
}

/// A class on one day.
fn once(uid: &str, name: &str, at: &str, place: &str) -> String {
    format!("UID:{uid}\nSUMMARY:{name}\nLOCATION:{place}\nDTSTART;TZID=Europe/Berlin:{at}00\nDURATION:PT1H")
}

fn file(events: &[String]) -> String {
    calendar(&events.iter().map(String::as_str).collect::<Vec<_>>())
}

fn told(report: &Report) -> Vec<String> {
    report.problems.iter().map(ToString::to_string).collect()
}

/// Room and coach of the class of this name on a day.
fn of<'a>(all: &'a [ClassSession], name: &str, on: Day) -> (Option<&'a str>, Option<&'a str>) {
    let found: Vec<_> = all.iter().filter(|s| s.name == name && s.day == on).collect();
    assert_eq!(found.len(), 1, "{name} on {on}");
    (found[0].room.as_deref(), found[0].coach.as_deref())
}

/// Classes that have a room or a coach at the same time.
fn twice(all: &[ClassSession]) -> Vec<String> {
    let held: Vec<_> = all.iter().filter(|s| s.status == SessionStatus::Scheduled).collect();
    let mut found = Vec::new();
    for (i, one) in held.iter().enumerate() {
        for other in &held[i + 1..] {
            let at_once = one.starts.at < other.ends.at && other.starts.at < one.ends.at;
            let room = one.room_id.is_some() && one.room_id == other.room_id;
            let coach = one.coach_id.is_some() && one.coach_id == other.coach_id;
            if at_once && (room || coach) {
                found.push(format!("{} {} and {}", one.day, one.name, other.name));
            }
        }
    }
    found
}

on_both! {
    async fn a_room_is_found_by_its_name_and_bounds_the_places(club: Club) {
        let studio = room(&club, "Studio 1", 8).await;
        room(&club, "Hall", 200).await;
        let now = club.house.clock.now();
        let mut tx = club.write().await;
        let there = studio::service::open_location(&mut tx, club.org, "Hill", "Europe/Berlin", "", now).await.expect("a place");
        rooms::service::add::<Nothing>(&mut tx, club.org, there.id, "Attic", 4, now).await.expect("a room elsewhere");
        tx.commit().await.expect("committed");
        let events = [
            mondays("1", "Flow", "1800", "ＳＴＵＤＩＯ　１", "Lena"),
            once("2", "Yoga", "20260404T1000", "hall"),
            once("3", "Picnic", "20260405T1000", "Attic"),
            once("4", "Open day", "20260406T1000", "HARBOUR"),
            "UID:5\nSUMMARY:Anywhere\nDTSTART;TZID=Europe/Berlin:20260407T100000\nDURATION:PT1H".to_owned(),
        ];
        let report = import(&club, &file(&events), false).await;
        assert_eq!(told(&report), ["line 20, Picnic: no room here is called “Attic”: it is without a room"]);
        assert_eq!(report.made[0].to_string(), "line 4, Flow (conditioning) with Lena in Studio 1: every Mon at 18:00, 60 minutes, from 2026-03-19; 13 dates written");

        let all = sessions(&club).await;
        let (flow, rest): (Vec<_>, Vec<_>) = all.iter().partition(|s| s.name == "Flow");
        assert!(flow.len() == 13 && flow.iter().all(|s| s.room_id == Some(studio) && s.capacity == 8), "{flow:?}");
        let rest: Vec<_> = rest.iter().map(|s| (s.name.as_str(), s.room.as_deref(), s.capacity)).collect();
        let expected = [("Yoga", Some("Hall"), 10), ("Picnic", None, 20), ("Open day", None, 20), ("Anywhere", None, 20)];
        assert_eq!(rest, expected, "as many places as the kind of class has, and no more than the room holds");
    }

    /// A number that somebody wrote is not lowered unseen.
    async fn places_that_were_asked_for_stay(club: Club) {
        room(&club, "Studio 1", 8).await;
        let options = Options { location: club.location.id, capacity: Some(15), weeks: 12, dry_run: false };
        let text = file(&[once("1", "Flow", "20260404T1000", "Studio 1")]);
        schedule::import::run(&club.house, &ical::read(text.as_bytes()), &options, |_, _| {}).await.expect("imported");
        assert_eq!(sessions(&club).await[0].capacity, 15);
    }

    async fn a_date_on_which_room_or_coach_is_taken_is_made_without_and_told(club: Club) {
        let studio = room(&club, "Studio 1", 8).await;
        let lena = club.coach("Lena").await;
        planned(&club, day(4, 13), 17 * 60 + 30, Some(studio), None).await;
        planned(&club, day(4, 20), 18 * 60 + 59, None, Some(lena)).await;
        planned(&club, day(4, 4), 10 * 60, Some(studio), Some(lena)).await;
        // one after the other is in nobody's way
        planned(&club, day(4, 27), 17 * 60, Some(studio), Some(lena)).await;
        let moved = "UID:1
            RECURRENCE-ID;TZID=Europe/Berlin:20260511T180000
            SUMMARY:Flow
            LOCATION:Studio 1
            DTSTART;TZID=Europe/Berlin:20260404T103000
            DURATION:PT1H".to_owned();
        let cancelled = format!("{}\nSTATUS:CANCELLED", once("3", "Called off", "20260404T1000", "Studio 1"));
        let events = [mondays("1", "Flow", "1800", "Studio 1", "Lena"), moved, once("2", "Handstand", "20260404T1015", "Studio 1"), cancelled];
        let text = file(&events);

        let dry = import(&club, &text, true).await;
        let report = import(&club, &text, false).await;
        let expected = [
            "line 4, Flow: on 2026-04-13 18:00 the room Studio 1 is taken by Yoga: this date is without a room",
            "line 4, Flow: on 2026-04-20 18:00 the coach Lena is taken by Yoga: this date is without a coach",
            "line 4, Flow: on 2026-04-04 10:30 the room Studio 1 is taken by Yoga: this date is without a room",
            "line 21, Handstand: on 2026-04-04 10:15 the room Studio 1 is taken by Yoga: this date is without a room",
        ];
        assert_eq!(told(&report), expected);
        assert_eq!((&dry.made, told(&dry), dry.sessions), (&report.made, told(&report), report.sessions));

        let all = sessions(&club).await;
        assert_eq!(of(&all, "Flow", day(4, 13)), (None, Some("Lena")));
        assert_eq!(of(&all, "Flow", day(4, 20)), (Some("Studio 1"), None));
        assert_eq!(of(&all, "Flow", day(4, 27)), (Some("Studio 1"), Some("Lena")));
        assert_eq!(of(&all, "Flow", day(4, 4)).0, None);
        assert_eq!(of(&all, "Handstand", day(4, 4)).0, None);
        assert_eq!(of(&all, "Called off", day(4, 4)).0, Some("Studio 1"), "what is cancelled takes no room");
        assert!(all.iter().filter(|s| s.name == "Flow").all(|s| s.capacity == 8));
        assert_eq!(twice(&all), Vec::<String>::new());
        assert_eq!(report.sessions as usize, all.len() - 4, "no class was left out");
        let again = import(&club, &text, false).await;
        assert_eq!((again.sessions, told(&again), sessions(&club).await), (0, Vec::new(), all));
    }

    /// Of two weekly classes in one room the second is without it from the start: the dates that are written months later have nobody
    /// who is told.
    async fn what_two_weekly_classes_of_one_file_share_is_the_firsts(club: Club) {
        room(&club, "Studio 1", 8).await;
        let events = [mondays("1", "Flow", "1800", "Studio 1", "Lena"), mondays("2", "Core", "1830", "studio 1", "Lena"), mondays("3", "Dance", "1930", "Studio 1", "Lena")];
        let text = file(&events);
        let dry = import(&club, &text, true).await;
        let report = import(&club, &text, false).await;
        let taken: Vec<_> = report.problems.iter().map(|one| match &one.what {
            What::TakenFrom(what, from, _, by) => (one.line, *what, from.day(), by.as_str()),
            other => panic!("{other:?}"),
        }).collect();
        assert_eq!(taken, [(13, Takes::Room, day(3, 23), "Flow"), (13, Takes::Coach, day(3, 23), "Flow")]);
        assert_eq!((&dry.made, told(&dry), dry.sessions), (&report.made, told(&report), report.sessions));
        assert!(coach_named(&club, "Lena").await.is_some());
        for week in [6, 12, 18, 24] {
            club.set(7 * week, 720);
            schedule::service::fill_ahead(&club.house).await.expect("written ahead");
        }
        let all = sessions(&club).await;
        let late = day_plus(day(3, 23), 7 * 30);
        assert!(late > day_plus(today(), 180));
        assert_eq!(of(&all, "Flow", late), (Some("Studio 1"), Some("Lena")));
        assert_eq!(of(&all, "Core", late), (None, None));
        assert_eq!(of(&all, "Dance", late), (Some("Studio 1"), Some("Lena")), "one after the other");
        assert_eq!(twice(&all), Vec::<String>::new());
    }

    /// The control of what finds what is taken twice.
    async fn what_is_taken_twice_is_found(club: Club) {
        let studio = room(&club, "Studio 1", 8).await;
        planned(&club, day(4, 13), 18 * 60, Some(studio), None).await;
        planned(&club, day(4, 13), 18 * 60 + 30, Some(studio), None).await;
        assert_eq!(twice(&sessions(&club).await), ["2026-04-13 Yoga and Yoga"]);
    }
}
