//! Booking, waiting, cancelling, checking in.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    booking::{
        door, jobs,
        model::{BookingStatus, Mine, Rule},
        service as booking,
    },
    members::model::MemberId,
    messages,
    plans::{
        self,
        model::{PassKind, Why},
        service::NewPlan,
    },
    platform::{
        error::{AppError, Nothing},
        time::{Span, day_plus},
    },
    schedule::{
        self,
        model::{Category, ClassType, SessionStatus},
        service::DateForm,
    },
};

const SIX_PM: i64 = 18 * 60;

on_both! {
    async fn a_member_books_cancels_early_and_gets_the_credit_back(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(1, SIX_PM, 2).await;
        let booked = club.book(lena, class).await.expect("a free place");
        assert_eq!((booked.credits, club.credits(lena).await), (1, (9, 1)));
        assert_eq!(club.session(class).await.booked, 1);
        assert_eq!(booked.free_until.at, club.at(1, 16 * 60), "two hours before");
        let cancelled = club.cancel(lena, booked.booking).await.expect("cancelled");
        assert!(!cancelled.late);
        assert_eq!((club.credits(lena).await, club.session(class).await.booked), ((10, 0), 0));
        assert_eq!(headline(&club.cancel(lena, booked.booking).await), "not_booked");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn cancelling_late_says_so_first_and_uses_the_credit(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(0, SIX_PM, 2).await;
        let booked = club.book(lena, class).await.expect("a free place");
        club.set(0, 16 * 60);
        let who = club.as_member(lena);
        let unaware = booking::cancel(&club.house, &who, lena, booked.booking, false, &key()).await;
        assert_eq!(headline(&unaware), "late_now");
        assert_eq!(club.credits(lena).await, (9, 1), "nothing was done");
        let cancelled = club.cancel(lena, booked.booking).await.expect("late, but possible");
        assert!(cancelled.late);
        assert_eq!((club.credits(lena).await, club.session(class).await.booked), ((9, 0), 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn grace_after_booking_makes_a_late_cancellation_free(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(0, 13 * 60, 2).await;
        let booked = club.book(lena, class).await.expect("a free place");
        club.clock.set(club.at(0, 12 * 60) + Span::minutes(9));
        assert!(!club.cancel(lena, booked.booking).await.expect("cancelled").late);
        let again = club.book(lena, class).await.expect("booked again after cancelling");
        club.clock.set(club.at(0, 12 * 60) + Span::minutes(20));
        assert!(club.cancel(lena, again.booking).await.expect("cancelled").late);
        assert_eq!(club.credits(lena).await, (9, 0));
    }

    async fn a_full_class_is_waited_for_and_the_first_in_line_is_promoted(club: Club) {
        let mut people: Vec<MemberId> = Vec::new();
        for name in ["Ada", "Ben", "Cem", "Dua"] {
            people.push(club.member_with(name, club.pack).await);
        }
        let class = club.class(1, SIX_PM, 1).await;
        let booked = club.book(people[0], class).await.expect("a free place");
        assert_eq!(headline(&club.book(people[1], class).await), "full");
        assert_eq!(club.join(people[1], class).await.expect("waits").place, 1);
        assert_eq!(club.join(people[2], class).await.expect("waits").place, 2);
        assert_eq!(headline(&club.join(people[1], class).await), "already_waiting");
        assert_eq!(headline(&club.join(people[0], class).await), "already_booked");
        assert_eq!(club.session(class).await.waiting, 2);
        assert_eq!(club.credits(people[1]).await, (10, 0), "waiting holds nothing");

        club.cancel(people[0], booked.booking).await.expect("cancelled");
        let session = club.session(class).await;
        assert_eq!((session.booked, session.waiting), (1, 1));
        assert_eq!(club.credits(people[1]).await, (9, 1));
        let mine = booking::my_bookings(&club.house, &club.as_member(people[1]), people[1]).await.expect("read");
        assert!(matches!(mine.upcoming[0].mine, Some(Mine::Booked { status: BookingStatus::Booked, .. })));
        let mine = booking::my_bookings(&club.house, &club.as_member(people[2]), people[2]).await.expect("read");
        assert_eq!(mine.upcoming[0].mine, Some(Mine::Waiting { place: 1, covered: true, with: None }));

        club.work().await;
        let inbox = messages::service::inbox(&club.house, &club.as_member(people[1]), people[1]).await.expect("read");
        assert_eq!(inbox.unread, 1, "told once");
        club.work().await;
        assert_eq!(messages::service::inbox(&club.house, &club.as_member(people[1]), people[1]).await.expect("read").unread, 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_may_not_is_passed_over_and_told_and_the_next_gets_the_place(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let cem = club.member_with("Cem", club.pack).await;
        let class = club.class(1, SIX_PM, 1).await;
        let booked = club.book(ada, class).await.expect("a free place");
        club.join(ben, class).await.expect("waits");
        club.join(cem, class).await.expect("waits");
        let other = club.class(1, SIX_PM + 30, 5).await;
        club.book(ben, other).await.expect("goes to another class at that time");
        club.cancel(ada, booked.booking).await.expect("cancelled");
        let session = club.session(class).await;
        assert_eq!((session.booked, session.waiting), (1, 0));
        assert_eq!((club.credits(ben).await, club.credits(cem).await), ((9, 1), (9, 1)));
        club.work().await;
        let inbox = messages::service::inbox(&club.house, &club.as_member(ben), ben).await.expect("read");
        assert!(matches!(inbox.notices[0].body, messages::model::Body::PassedOver { .. }));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_waits_without_a_pass_is_told_that_one_is_needed(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member("Ben").await;
        let class = club.class(1, SIX_PM, 1).await;
        club.book(ada, class).await.expect("a free place");
        club.join(ben, class).await.expect("waits all the same");
        let who = club.as_member(ben);
        let covered = async || {
            let list = booking::my_bookings(&club.house, &who, ben).await.expect("read").upcoming.remove(0);
            let home = booking::home(&club.house, &who, ben).await.expect("read").next.remove(0);
            let day = booking::timetable(&club.house, &who, ben, None, Some(day_plus(today(), 1)), None).await.expect("read").entries.remove(0);
            let sheet = booking::sheet(&club.house, &who, ben, class, false).await.expect("read").entry;
            [list, home, day, sheet].map(|entry| match entry.mine {
                Some(Mine::Waiting { covered, .. }) => covered,
                other => panic!("{other:?}"),
            })
        };
        assert_eq!(covered().await, [false; 4]);
        club.grant(ben, club.pack).await;
        assert_eq!(covered().await, [true; 4]);
    }

    async fn home_offers_the_next_free_class_of_a_kind_that_one_books(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let who = club.as_member(ada);
        let offered = async || {
            let home = booking::home(&club.house, &who, ada).await.expect("read");
            home.again.into_iter().map(|entry| entry.session.id).collect::<Vec<_>>()
        };
        let mine = club.class(1, SIX_PM, 5).await;
        let full = club.class(2, SIX_PM, 1).await;
        let off = club.class(3, SIX_PM, 5).await;
        let waits = club.class(4, SIX_PM, 1).await;
        let free = club.class(5, SIX_PM, 5).await;
        club.class(6, SIX_PM, 5).await;
        club.class(8, SIX_PM, 5).await;
        assert_eq!(offered().await, [], "nothing was booked yet");
        club.book(ada, mine).await.expect("a free place");
        for class in [full, waits] {
            club.book(ben, class).await.expect("a free place");
        }
        club.join(ada, waits).await.expect("waits");
        schedule::service::cancel_session(&club.house, &club.owner, off, "ill").await.expect("cancelled");
        assert_eq!(offered().await, [free], "one of a kind: not one's own, none full, none cancelled");
        let cycling = club.kind("Cycling").await;
        club.class_of(&cycling, 1, SIX_PM + 60, 5, None).await;
        assert_eq!(offered().await, [free], "and of no kind that was never booked");
        let left = booking::my_bookings(&club.house, &who, ada).await.expect("read").upcoming.remove(0);
        assert_eq!(left.session.id, mine);
    }

    async fn what_is_cancelled_ahead_is_not_past(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(1, SIX_PM, 5).await;
        let who = club.as_member(ada);
        for _ in 0..2 {
            let booked = club.book(ada, class).await.expect("a free place");
            club.cancel(ada, booked.booking).await.expect("cancelled");
        }
        let mine = booking::my_bookings(&club.house, &who, ada).await.expect("read");
        assert_eq!((mine.upcoming.len(), mine.cancelled.len(), mine.past.len()), (0, 1, 0), "one class, and not past");
        club.book(ada, class).await.expect("booked again");
        let mine = booking::my_bookings(&club.house, &who, ada).await.expect("read");
        assert_eq!((mine.upcoming.len(), mine.cancelled.len()), (1, 0), "ahead again");
        club.set(2, SIX_PM);
        let mine = booking::my_bookings(&club.house, &who, ada).await.expect("read");
        assert_eq!((mine.upcoming.len(), mine.cancelled.len(), mine.past.len()), (0, 0, 3));
    }

    async fn a_booking_says_why_it_used_its_pass_and_a_pass_what_it_books(club: Club) {
        let ada = club.member("Ada").await;
        let who = club.as_member(ada);
        let pack = club.grant(ada, club.pack).await;
        let why = async |class| {
            let list = booking::my_bookings(&club.house, &who, ada).await.expect("read").upcoming;
            match list.into_iter().find(|e| e.session.id == class).and_then(|e| e.mine) {
                Some(Mine::Booked { why, .. }) => why,
                other => panic!("{other:?}"),
            }
        };
        let classes = [club.class(1, SIX_PM, 5).await, club.class(2, SIX_PM, 5).await, club.class(3, SIX_PM, 5).await];
        club.book(ada, classes[0]).await.expect("a free place");
        let unlimited = club.grant(ada, club.unlimited).await;
        booking::book(&club.house, &who, ada, classes[1], Some(unlimited), &key()).await.expect("the usual one, as the form sends it");
        booking::book(&club.house, &who, ada, classes[2], Some(pack), &key()).await.expect("another one");
        let reasons = [why(classes[0]).await, why(classes[1]).await, why(classes[2]).await];
        assert_eq!(reasons, [Some(Why::Only), Some(Why::Uncounted), Some(Why::Chosen)]);

        let cycling = club.kind("Cycling").await;
        let spin = ClassType { category: Category::Cycle, ..cycling.clone() };
        schedule::service::save_class_type(&club.house, &club.owner, Some(cycling.id), spin.clone()).await.expect("saved");
        let spin = club.class_of(&spin, 4, SIX_PM + 90, 5, None).await;
        let yoga = club.class(4, SIX_PM, 5).await;
        let narrow = {
            let mut tx = club.write().await;
            let plan = NewPlan { name: "Cycling pass".into(), kind: PassKind::Pack, credits: Some(5), days: Some(9), price: 100, location: None, categories: vec!["cycle".into()], bearer: spotter::plans::model::Bearer::Holder };
            let plan = plans::service::add_plan::<Nothing>(&mut tx, club.org, "EUR", plan, club.house.clock.now()).await.expect("a plan");
            tx.commit().await.expect("committed");
            plan
        };
        let narrow = club.grant(ada, narrow).await;
        let ben = club.member_with("Ben", club.pack).await;
        let shown = async |member, pass| {
            let who = club.as_member(member);
            let day = Some(day_plus(today(), 4));
            let page = booking::timetable(&club.house, &who, member, None, day, pass).await.expect("read");
            (page.with.map(|(_, name)| name), page.entries.into_iter().map(|e| e.session.id).collect::<Vec<_>>())
        };
        assert_eq!(shown(ada, None).await, (None, vec![yoga, spin]));
        assert_eq!(shown(ada, Some(narrow)).await, (Some("Cycling pass".into()), vec![spin]));
        assert_eq!(shown(ben, Some(narrow)).await, (None, vec![yoga, spin]), "another's pass is as if it were not asked for");
    }

    async fn the_ledger_names_the_class(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(1, SIX_PM, 5).await;
        let booked = club.book(ada, class).await.expect("a free place");
        club.cancel(ada, booked.booking).await.expect("cancelled");
        let page = spotter::plans::service::page(&club.house, &club.as_member(ada), ada).await.expect("read");
        let lines: Vec<_> = page.passes[0]
            .1
            .iter()
            .map(|line| (line.reason.as_str(), line.class.as_ref().map(|c| (c.name.as_str(), c.starts.clock()))))
            .collect();
        let yoga = Some(("Yoga", "18:00".to_owned()));
        assert_eq!(lines, [("early_cancelled", yoga.clone()), ("booked", yoga), ("granted", None)]);
    }

    async fn a_class_elsewhere_at_the_same_time_is_named_with_its_place(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let other = {
            let now = club.house.clock.now();
            let mut tx = club.write().await;
            let other = spotter::studio::service::open_location(&mut tx, club.org, "Altona", "Europe/Lisbon", "", now).await.expect("a place");
            tx.commit().await.expect("committed");
            other
        };
        let here = club.class(1, SIX_PM, 5).await;
        let away = {
            let mut tx = club.write().await;
            tx.query("UPDATE class_sessions SET location_id = $2 WHERE id = $1").bind(here).bind(other.id).run().await.expect("moved");
            tx.commit().await.expect("committed");
            here
        };
        let here = club.class(1, SIX_PM + 15, 5).await;
        club.book(ada, away).await.expect("a free place");
        let refused = club.book(ada, here).await;
        let Err(AppError::Refused(refusal)) = refused else { panic!("{refused:?}") };
        let Rule::Overlaps(own) = &refusal.rules[0] else { panic!("{refusal:?}") };
        assert_eq!((own.session, own.location.as_deref(), own.starts.clock()), (away, Some("Altona"), "17:00".to_owned()), "by the clock there");
        let same = club.class(1, SIX_PM + 30, 5).await;
        let ben = club.member_with("Ben", club.pack).await;
        club.book(ben, here).await.expect("a free place");
        let Err(AppError::Refused(refusal)) = club.book(ben, same).await else { panic!("they overlap") };
        assert!(matches!(&refusal.rules[0], Rule::Overlaps(own) if own.location.is_none()), "{refusal:?}");
    }

    async fn the_entry_code_says_from_when_it_checks_in(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(0, SIX_PM, 5).await;
        club.book(ada, class).await.expect("booked");
        let who = club.as_member(ada);
        let code = door::entry_code(&club.house, &who, ada).await.expect("a code");
        let before = spotter::studio::model::BookingPolicy::default().check_in_before;
        let opens = club.at(0, SIX_PM - before);
        assert_eq!(code.opens.map(|m| m.at), Some(opens));
        club.clock.set(opens);
        let code = door::entry_code(&club.house, &who, ada).await.expect("a code");
        assert!(code.session.is_some() && code.opens.is_none(), "open now");
    }

    async fn nobody_is_promoted_shortly_before_the_class(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let class = club.class(0, SIX_PM, 1).await;
        let booked = club.book(ada, class).await.expect("a free place");
        club.join(ben, class).await.expect("waits");
        club.set(0, 17 * 60 + 30);
        club.cancel(ada, booked.booking).await.expect("cancelled");
        let session = club.session(class).await;
        assert_eq!((session.booked, session.waiting), (0, 1), "the place stays free: who sleeps must not be charged");
        club.set(0, SIX_PM);
        jobs::close_waitlists(&club.house).await.expect("closed");
        assert_eq!(club.session(class).await.waiting, 0);
        assert_eq!(club.credits(ben).await, (10, 0));
    }

    async fn every_refusal_comes_with_its_rule(club: Club) {
        let none = club.member("Without").await;
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(1, SIX_PM, 5).await;
        assert_eq!(headline(&club.book(none, class).await), "no_pass");
        club.book(lena, class).await.expect("booked");
        assert_eq!(headline(&club.book(lena, class).await), "already_booked");
        let overlapping = club.class(1, SIX_PM + 30, 5).await;
        assert_eq!(headline(&club.book(lena, overlapping).await), "overlaps");
        let far = club.class(40, SIX_PM, 5).await;
        assert_eq!(headline(&club.book(lena, far).await), "not_open_yet");
        let past_end = club.class(27, SIX_PM, 5).await;
        assert_eq!(headline(&club.book(lena, past_end).await), "ok");
        club.set(1, SIX_PM + 1);
        assert_eq!(headline(&club.book(none, class).await), "started");
    }

    async fn the_pass_that_ends_first_is_used_and_another_can_be_chosen(club: Club) {
        let lena = club.member("Lena").await;
        let pack = club.grant(lena, club.pack).await;
        let class = club.class(1, SIX_PM, 5).await;
        let short = club.plan_of(3).await;
        let short = club.grant(lena, short).await;
        let sheet = booking::sheet(&club.house, &club.as_member(lena), lena, class, false).await.expect("read");
        assert_eq!(sheet.choices.iter().map(|c| c.pass).collect::<Vec<_>>(), [pack, short]);
        let booked = booking::book(&club.house, &club.as_member(lena), lena, class, Some(short), &key()).await.expect("booked");
        assert_eq!(booked.pass, short);
        let unlimited = club.grant(lena, club.unlimited).await;
        let next = club.class(2, SIX_PM, 5).await;
        let booked = club.book(lena, next).await.expect("booked");
        assert_eq!((booked.pass, booked.credits), (unlimited, 0), "what costs nothing goes first");
    }

    async fn the_same_key_books_once_and_another_body_is_turned_away(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let (class, other) = (club.class(1, SIX_PM, 5).await, club.class(2, SIX_PM, 5).await);
        let (who, key) = (club.as_member(lena), key());
        let first = booking::book(&club.house, &who, lena, class, None, &key).await.expect("booked");
        let again = booking::book(&club.house, &who, lena, class, None, &key).await.expect("the same answer");
        assert_eq!(first, again);
        assert_eq!(club.session(class).await.booked, 1);
        assert_eq!(headline(&booking::book(&club.house, &who, lena, other, None, &key).await), "repeated");
        // Cancelling and booking again takes a new key and works.
        club.cancel(lena, first.booking).await.expect("cancelled");
        let still = booking::book(&club.house, &who, lena, class, None, &key).await.expect("the old answer");
        assert_eq!(still, first);
        assert_eq!(club.session(class).await.booked, 0);
        assert!(club.book(lena, class).await.is_ok());
    }

    async fn a_refusal_is_kept_with_its_key_too(club: Club) {
        let lena = club.member("Lena").await;
        let class = club.class(1, SIX_PM, 5).await;
        let (who, key) = (club.as_member(lena), key());
        assert_eq!(headline(&booking::book(&club.house, &who, lena, class, None, &key).await), "no_pass");
        club.grant(lena, club.pack).await;
        assert_eq!(headline(&booking::book(&club.house, &who, lena, class, None, &key).await), "no_pass");
        assert!(club.book(lena, class).await.is_ok(), "a new key asks anew");
    }

    async fn the_club_cancels_and_everybody_gets_the_credit_back(club: Club) {
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let class = club.class(1, SIX_PM, 1).await;
        club.book(ada, class).await.expect("booked");
        club.join(ben, class).await.expect("waits");
        spotter::schedule::service::cancel_session(&club.house, &club.owner, class, "Coach ill").await.expect("cancelled");
        assert_eq!(headline(&club.book(ben, class).await), "class_cancelled");
        club.work().await;
        let session = club.session(class).await;
        assert_eq!((session.status, session.booked, session.waiting), (SessionStatus::Cancelled, 0, 0));
        assert_eq!((club.credits(ada).await, club.credits(ben).await), ((10, 0), (10, 0)));
        for member in [ada, ben] {
            let inbox = messages::service::inbox(&club.house, &club.as_member(member), member).await.expect("read");
            assert!(matches!(inbox.notices[0].body, messages::model::Body::ClassCancelled { .. }), "{inbox:?}");
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_larger_class_promotes_and_a_smaller_one_is_refused_below_what_is_booked(club: Club) {
        let mut people = Vec::new();
        for i in 0..4 {
            people.push(club.member_with(&format!("M{i}"), club.pack).await);
        }
        let class = club.class(1, SIX_PM, 2).await;
        club.book(people[0], class).await.expect("booked");
        club.book(people[1], class).await.expect("booked");
        club.join(people[2], class).await.expect("waits");
        club.join(people[3], class).await.expect("waits");
        let form = |capacity: &str| DateForm {
            day: day_plus(today(), 1).to_string(),
            start: "18:00".into(),
            minutes: "60".into(),
            capacity: capacity.into(),
            ..DateForm::default()
        };
        let smaller = spotter::schedule::service::change_session(&club.house, &club.owner, class, &form("1")).await;
        assert!(matches!(smaller, Err(AppError::Refused(spotter::schedule::model::Refusal::BelowBooked(2)))), "{smaller:?}");
        spotter::schedule::service::change_session(&club.house, &club.owner, class, &form("3")).await.expect("larger");
        club.work().await;
        let session = club.session(class).await;
        assert_eq!((session.capacity, session.booked, session.waiting), (3, 3, 1));
        assert_eq!(club.credits(people[2]).await, (9, 1), "the first in line");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn moving_a_class_frees_whoever_booked_the_old_time(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(0, SIX_PM, 2).await;
        let booked = club.book(ada, class).await.expect("booked");
        let form = DateForm { day: today().to_string(), start: "19:00".into(), minutes: "60".into(), capacity: "2".into(), ..DateForm::default() };
        spotter::schedule::service::change_session(&club.house, &club.owner, class, &form).await.expect("moved");
        club.work().await;
        club.set(0, SIX_PM + 30);
        assert!(!club.cancel(ada, booked.booking).await.expect("cancelled").late, "free until the new start");
    }

    async fn the_code_checks_in_once_and_old_or_foreign_codes_open_nothing(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(0, 12 * 60 + 30, 5).await;
        club.book(ada, class).await.expect("booked");
        let code = door::entry_code(&club.house, &club.as_member(ada), ada).await.expect("a code");
        assert_eq!(code.session.as_ref().map(|s| s.id), Some(class));
        let scan = async |text: &str| door::by_code(&club.house, &club.owner, club.location.id, text).await.expect("an answer");
        let answer = scan(&code.text).await;
        assert_eq!(answer.reasons[0].code(), "class");
        assert_eq!(answer.session.as_ref().map(|s| s.id), Some(class));
        assert_eq!(club.credits(ada).await, (9, 0), "used up");
        assert_eq!(scan(&code.text).await.reasons[0].code(), "used_code");
        assert_eq!(scan("S1.nonsense").await.reasons[0].code(), "unknown_code");
        let forged = code.text.replace(&code.text[code.text.len() - 4..], "AAAA");
        assert_eq!(scan(&forged).await.reasons[0].code(), "unknown_code");
        club.clock.set(club.at(0, 12 * 60) + Span::seconds(31));
        assert_eq!(scan(&code.text).await.reasons[0].code(), "old_code");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_check_in_can_be_undone_until_the_class_is_settled(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(0, 12 * 60 + 30, 5).await;
        club.book(ada, class).await.expect("booked");
        let press = key();
        let first = door::by_name(&club.house, &club.owner, club.location.id, ada, &press).await.expect("in");
        let again = door::by_name(&club.house, &club.owner, club.location.id, ada, &press).await.expect("the same answer");
        assert_eq!(first, again, "a second press of the same button is the first");
        let visit = first.visit.expect("a visit");
        door::undo(&club.house, &club.owner, visit).await.expect("undone");
        assert_eq!(club.credits(ada).await, (9, 1));
        assert_eq!(headline(&door::undo(&club.house, &club.owner, visit).await), "not_found");
        let second = door::by_name(&club.house, &club.owner, club.location.id, ada, &key()).await.expect("in").visit.expect("a visit");
        club.set(0, 15 * 60);
        jobs::settle(&club.house).await.expect("settled");
        assert_eq!(headline(&door::undo(&club.house, &club.owner, second).await), "closed");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn no_shows_are_named_only_where_attendance_was_taken(club: Club) {
        let (ada, ben, cem) =
            (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await, club.member_with("Cem", club.pack).await);
        let (taken, untaken) = (club.class(0, 13 * 60, 5).await, club.class(0, 13 * 60 + 5, 5).await);
        club.book(ada, taken).await.expect("booked");
        club.book(ben, taken).await.expect("booked");
        club.book(cem, untaken).await.expect("booked");
        club.set(0, 13 * 60);
        let roster = booking::roster(&club.house, &club.owner, taken).await.expect("a roster");
        let line = roster.lines.iter().find(|l| l.member == ada).expect("Ada is on it");
        assert!(line.first_visit);
        door::mark(&club.house, &club.owner, line.booking, true).await.expect("here");
        club.set(0, 14 * 60 + 36);
        assert_eq!(jobs::settle(&club.house).await.expect("settled"), 2);
        assert_eq!(jobs::settle(&club.house).await.expect("settled"), 0, "once");
        let status = async |member: MemberId| {
            let mine = booking::my_bookings(&club.house, &club.as_member(member), member).await.expect("read");
            match mine.past[0].mine {
                Some(Mine::Booked { status, .. }) => status,
                ref other => panic!("{other:?}"),
            }
        };
        assert_eq!(status(ada).await, BookingStatus::CheckedIn);
        assert_eq!(status(ben).await, BookingStatus::NoShow);
        assert_eq!(status(cem).await, BookingStatus::Booked, "nobody is blamed where nobody looked");
        for member in [ada, ben, cem] {
            assert_eq!(club.credits(member).await, (9, 0), "the seat was used up either way");
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn nobody_is_here_before_the_door_opens(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(1, 18 * 60, 5).await;
        let booked = club.book(ada, class).await.expect("booked").booking;
        for minute in [0, 16 * 60 + 59] {
            club.set(1, minute);
            assert_eq!(headline(&door::mark(&club.house, &club.owner, booked, true).await), "too_early");
            assert_eq!(headline(&door::mark_all(&club.house, &club.owner, class).await), "too_early");
        }
        club.set(1, 17 * 60);
        assert_eq!(door::mark_all(&club.house, &club.owner, class).await.expect("an hour before").len(), 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn everybody_is_here_in_one_press(club: Club) {
        let class = club.class(0, 12 * 60 + 30, 5).await;
        for name in ["Ada", "Ben", "Cem"] {
            let member = club.member_with(name, club.pack).await;
            club.book(member, class).await.expect("booked");
        }
        let marked = door::mark_all(&club.house, &club.owner, class).await.expect("marked");
        assert_eq!(marked.len(), 3);
        let other = club.class(0, 12 * 60 + 30, 5).await;
        let elsewhere = door::unmark(&club.house, &club.owner, other, &marked).await;
        assert_eq!(elsewhere, Err(AppError::NotFound), "bookings of another class");
        door::unmark(&club.house, &club.owner, class, &marked).await.expect("taken back");
        assert_eq!(door::desk(&club.house, &club.owner, None).await.expect("the desk").today, 0, "and so are their visits");
        assert_eq!(club.broken().await, Vec::<String>::new());
        assert_eq!(door::mark_all(&club.house, &club.owner, class).await.expect("marked").len(), 3);
        assert_eq!(door::mark_all(&club.house, &club.owner, class).await.expect("marked").len(), 0);
        let desk = door::desk(&club.house, &club.owner, None).await.expect("the desk");
        assert_eq!(desk.today, 3);
        let roster = booking::roster(&club.house, &club.owner, class).await.expect("a roster");
        door::mark(&club.house, &club.owner, roster.lines[0].booking, false).await.expect("taken back");
        assert_eq!(door::desk(&club.house, &club.owner, None).await.expect("the desk").today, 2);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_ledger_refuses_to_be_changed(club: Club) {
        club.member_with("Lena", club.pack).await;
        for sql in ["UPDATE credit_entries SET balance = 99", "DELETE FROM credit_entries"] {
            let mut tx = club.write().await;
            assert!(tx.query(sql).run().await.is_err(), "{sql}");
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
        // The control: what the check would say if somebody got past it.
        let mut tx = club.write().await;
        tx.query("UPDATE credit_lots SET balance = balance + 1").run().await.expect("sums can be moved, wrongly");
        tx.commit().await.expect("committed");
        assert_eq!(club.broken().await.len(), 1);
    }

    async fn a_rule_never_changes_a_past_promise(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(1, SIX_PM, 2).await;
        let booked = club.book(lena, class).await.expect("booked");
        let stricter = spotter::studio::model::BookingPolicy { cancel_limit: 24 * 60, ..Default::default() };
        let now = club.house.clock.now();
        spotter::studio::service::set_booking_policy(&club.house, club.org, None, &stricter, now).await.expect("set");
        club.set(1, 15 * 60);
        assert!(!club.cancel(lena, booked.booking).await.expect("cancelled").late);
        let again = club.book(lena, class).await.expect("booked under the new rule");
        club.clock.set(club.at(1, 15 * 60 + 20));
        assert!(club.cancel(lena, again.booking).await.expect("cancelled").late);
    }

    async fn a_class_of_another_member_is_nobodys_business(club: Club) {
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let class = club.class(1, SIX_PM, 2).await;
        let booked = club.book(ada, class).await.expect("booked");
        assert_eq!(headline(&club.cancel(ben, booked.booking).await), "not_found");
        let who = club.as_member(ben);
        assert!(matches!(booking::roster(&club.house, &who, class).await, Err(AppError::<Nothing>::NotFound)));
        assert_eq!(club.session(class).await.booked, 1);
        assert!(matches!(Rule::Started.code(), "started"));
    }
}
