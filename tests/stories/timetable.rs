//! Series, their dates, their conflicts, the rooms and the staff.

use crate::{
    on_both,
    support::{Club, today},
};
use spotter::{
    accounts::model::Role,
    platform::{
        error::{AppError, Nothing, Reason},
        form::Flaw,
        i18n::Locale,
        time::{Span, day_plus},
    },
    rooms,
    schedule::{
        model::{Changed, ClassSession, Refusal, SeriesAhead, SeriesForm},
        service::{self, DateForm},
    },
    studio,
};

async fn form(club: &Club) -> SeriesForm {
    SeriesForm {
        class_type: club.yoga.id.to_string(),
        location: club.location.id.to_string(),
        weekdays: vec!["3".into()],
        start: "18:00".into(),
        starts_on: today().to_string(),
        ..SeriesForm::default()
    }
}

async fn all(club: &Club) -> Vec<ClassSession> {
    let mut tx = club.read().await;
    let from = club.at(-1, 0);
    service::between::<Nothing>(
        &mut tx,
        club.org,
        Some(club.location.id),
        from,
        from + Span::hours(24 * 400),
    )
    .await
    .expect("read")
}

on_both! {
    async fn a_weekly_class_stays_at_six_across_both_clock_changes_in_five_zones(club: Club) {
        for zone in ["Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago", "Asia/Shanghai"] {
            let now = club.house.clock.now();
            let mut tx = club.write().await;
            let place = studio::service::open_location(&mut tx, club.org, zone, zone, "", now).await.expect("a place");
            tx.commit().await.expect("committed");
            let series = SeriesForm { location: place.id.to_string(), ..form(&club).await };
            service::make_series(&club.house, &club.owner, &series).await.expect("a series");
            // A year later every week has been written, whatever the clocks did in between.
            for week in [0, 8, 16, 24, 32, 40, 48, 56] {
                club.clock.set(now + Span::hours(24 * 7 * week));
                service::fill_ahead(&club.house).await.expect("written ahead");
                service::fill_ahead(&club.house).await.expect("again, and nothing is doubled");
            }
            club.clock.set(now);
            let mut tx = club.read().await;
            let sessions: Vec<ClassSession> =
                service::between::<Nothing>(&mut tx, club.org, Some(place.id), now, now + Span::hours(24 * 366)).await.expect("read");
            assert_eq!(sessions.len(), 52, "{zone}");
            assert!(sessions.iter().all(|s| s.starts.clock() == "18:00" && s.ends.clock() == "19:00"), "{zone}");
            let offsets: std::collections::BTreeSet<_> = sessions.iter().map(|s| s.starts.offset).collect();
            assert_eq!(offsets.len(), if zone == "Asia/Shanghai" { 1 } else { 2 }, "{zone}");
        }
    }

    async fn every_date_is_checked_against_room_and_coach(club: Club) {
        let coach = club.coach("Li").await;
        // Wednesday of the seventh week, at half past six: in the way of one date only.
        let seventh = 6 + 6 * 7;
        club.class_of(&club.yoga, seventh, 18 * 60 + 30, 5, Some(coach)).await;
        let series = SeriesForm { coach: coach.to_string(), ..form(&club).await };
        let dates = service::preview(&club.house, &club.owner, &series).await.expect("a preview");
        let in_conflict: Vec<usize> = dates.iter().enumerate().filter(|(_, d)| !d.conflicts.is_empty()).map(|(i, _)| i).collect();
        assert_eq!(in_conflict, [6], "the seventh, and no other");
        let refused = service::make_series(&club.house, &club.owner, &series).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::Conflicts(1, _)))), "{refused:?}");
        assert_eq!(all(&club).await.len(), 1, "nothing was written");
        let skipping = SeriesForm { skip_conflicts: Some("on".into()), ..series };
        service::make_series(&club.house, &club.owner, &skipping).await.expect("without that date");
        assert_eq!(all(&club).await.len(), dates.len());
    }

    async fn wrong_fields_are_all_named_at_once(club: Club) {
        let series = SeriesForm { weekdays: vec![], start: "25:00".into(), starts_on: "soon".into(), ..form(&club).await };
        let Err(AppError::Invalid(fields)) = service::make_series(&club.house, &club.owner, &series).await else { panic!("refused") };
        let names: Vec<&str> = fields.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["weekdays", "start", "starts_on"]);
        let backwards = SeriesForm { ends_on: day_plus(today(), -1).to_string(), ..form(&club).await };
        assert!(matches!(service::make_series(&club.house, &club.owner, &backwards).await, Err(AppError::Invalid(_))));
        let none = SeriesForm { ends_on: today().to_string(), ..form(&club).await };
        assert!(matches!(service::make_series(&club.house, &club.owner, &none).await, Err(AppError::Refused(Refusal::NoDates))));
    }

    async fn a_series_does_not_begin_in_the_past_nor_outgrow_its_room(club: Club) {
        for day in [day_plus(today(), -1), day_plus(today(), 4000)] {
            let series = SeriesForm { starts_on: day.to_string(), ..form(&club).await };
            let Err(AppError::Invalid(fields)) = service::make_series(&club.house, &club.owner, &series).await else { panic!("refused") };
            assert_eq!(fields.0[0].0, "starts_on", "{day}");
        }
        let now = club.house.clock.now();
        let mut tx = club.write().await;
        let room = rooms::service::add::<Nothing>(&mut tx, club.org, club.location.id, "Loft", 6, now).await.expect("a room");
        tx.commit().await.expect("committed");
        let series = SeriesForm { room: room.to_string(), capacity: "7".into(), ..form(&club).await };
        for refused in [
            service::make_series(&club.house, &club.owner, &series).await.map(drop),
            service::preview(&club.house, &club.owner, &series).await.map(drop),
        ] {
            assert!(matches!(refused, Err(AppError::Refused(Refusal::RoomTooSmall(6)))), "{refused:?}");
        }
        assert!(all(&club).await.is_empty(), "nothing was written");
        // Ten places are usual for the class, and the room holds six.
        let usual = SeriesForm { capacity: String::new(), ..series };
        service::make_series(&club.house, &club.owner, &usual).await.expect("a series");
        assert!(all(&club).await.iter().all(|s| s.capacity == 6));
    }

    async fn a_series_ends_and_its_later_dates_are_cancelled(club: Club) {
        let id = service::make_series(&club.house, &club.owner, &form(&club).await).await.expect("a series");
        let lena = club.member_with("Lena", club.pack).await;
        let third = all(&club).await[2].clone();
        club.book(lena, third.id).await.expect("booked");
        let last = day_plus(today(), 14);
        let cancelled = service::end_series(&club.house, &club.owner, id, last, "The coach moves away").await.expect("ended");
        club.work().await;
        assert_eq!(cancelled as usize, all(&club).await.len() - 2);
        assert_eq!(club.credits(lena).await, (10, 0));
        club.clock.set(club.at(120, 0));
        service::fill_ahead(&club.house).await.expect("written ahead");
        assert!(all(&club).await.iter().all(|s| s.day <= last || s.status == spotter::schedule::model::SessionStatus::Cancelled));
    }

    async fn ending_a_series_says_first_how_much_it_calls_off(club: Club) {
        let id = service::make_series(&club.house, &club.owner, &form(&club).await).await.expect("a series");
        let dates = all(&club).await;
        for (who, at) in [("Lena", 2), ("Mia", 2), ("Nora", 0)] {
            let member = club.member_with(who, club.pack).await;
            club.book(member, dates[at].id).await.expect("booked");
        }
        let ahead = async |last| service::series_ahead(&club.house, &club.owner, dates[0].id, last).await.expect("read");
        let classes = dates.len() as i64;
        assert_eq!(ahead(None).await, SeriesAhead { classes: classes - 1, people: 2 }, "after the class itself");
        assert_eq!(ahead(Some(dates[2].day)).await, SeriesAhead { classes: classes - 3, people: 0 });
        let cancelled = service::end_series(&club.house, &club.owner, id, dates[2].day, "Moved away").await.expect("ended");
        assert_eq!(cancelled as i64, classes - 3, "and so many it is");
        let single = club.class(3, 18 * 60, 5).await;
        let none = service::series_ahead(&club.house, &club.owner, single, None).await.expect("read");
        assert_eq!(none, SeriesAhead::default(), "of no series");
    }

    async fn a_change_says_whether_anything_changed_and_whether_anybody_is_told(club: Club) {
        let class = club.class(1, 18 * 60, 5).await;
        let form = |start: &str, capacity: &str| DateForm {
            day: day_plus(today(), 1).to_string(),
            start: start.into(),
            minutes: "60".into(),
            capacity: capacity.into(),
            ..DateForm::default()
        };
        let change = async |start, capacity| {
            let done = service::change_session(&club.house, &club.owner, class, &form(start, capacity)).await.expect("changed");
            club.work().await;
            done
        };
        assert_eq!(change("18:00", "5").await, Changed::Nothing);
        assert!(!club.session(class).await.changed, "nothing was written");
        assert_eq!(change("18:30", "5").await, Changed::Quietly, "nobody has booked");
        let lena = club.member_with("Lena", club.pack).await;
        club.book(lena, class).await.expect("booked");
        assert_eq!(change("18:30", "6").await, Changed::Quietly, "no news to who has a place");
        assert_eq!(change("19:00", "6").await, Changed::Told);
        let inbox = spotter::messages::service::inbox(&club.house, &club.as_member(lena), lena).await.expect("read");
        assert_eq!(inbox.unread, 1);
    }

    async fn what_is_in_the_way_of_one_date_is_named_with_its_place(club: Club) {
        let coach = club.coach("Li").await;
        club.class_of(&club.yoga, 1, 18 * 60, 5, Some(coach)).await;
        let class = club.class(1, 12 * 60, 5).await;
        let form = DateForm {
            day: day_plus(today(), 1).to_string(),
            start: "18:30".into(),
            minutes: "60".into(),
            capacity: "5".into(),
            coach: coach.to_string(),
            ..DateForm::default()
        };
        let refused = service::change_session(&club.house, &club.owner, class, &form).await;
        let Err(AppError::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(
            refusal.text(Locale::En),
            "Li teaches Yoga from 18:00 to 19:00, Harbour. Nothing was saved: choose another time or another coach."
        );
    }

    async fn a_second_class_of_one_name_is_told_that_it_is_the_name(club: Club) {
        let again = service::save_class_type(&club.house, &club.owner, None, club.yoga.clone()).await;
        let Err(AppError::Invalid(flaws)) = again else { panic!("{again:?}") };
        assert_eq!(flaws.0, [("name".to_owned(), Flaw::NameTaken)]);
    }

    async fn staff_of_another_place_find_nothing_here(club: Club) {
        let now = club.house.clock.now();
        let mut tx = club.write().await;
        let other = studio::service::open_location(&mut tx, club.org, "Elsewhere", "Europe/Berlin", "", now).await.expect("a place");
        tx.commit().await.expect("committed");
        let manager = club.staff("manager@example.org", Role::Manager, Some(&other)).await;
        let class = club.class(1, 18 * 60, 5).await;
        let refused = service::cancel_session(&club.house, &manager, class, "mine now").await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
        let refused = service::make_series(&club.house, &manager, &form(&club).await).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
        let lena = club.member_with("Lena", club.pack).await;
        let mut tx = club.read().await;
        let reach = spotter::members::service::within_reach::<Nothing>(
            &mut tx,
            &manager,
            spotter::accounts::model::Permission::GrantPasses,
            lena,
        )
        .await;
        assert!(matches!(reach, Err(AppError::NotFound)));
        assert!(matches!(spotter::booking::door::desk(&club.house, &manager, Some(club.location.id)).await, Err(AppError::NotFound)));
    }
}
