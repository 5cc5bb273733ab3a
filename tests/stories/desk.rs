//! The front desk: who is found for what is typed, who is let in, and what is offered to whoever is not.

use crate::{
    on_both,
    support::{Club, key},
};
use spotter::{
    accounts::model::{Permission, Role},
    booking::{
        door,
        model::{BookingStatus, DoorReason, Mine, Verdict},
        service as booking,
    },
    members,
    schedule::model::ClassType,
    studio,
};

/// The names that the desk's box shows for what is typed, and how many fit in all.
async fn found(club: &Club, typed: &str) -> (Vec<String>, i64) {
    let who = &club.owner;
    let scope = who.scope(Permission::SeeMembers).expect("a reach");
    let hits = members::service::find(&club.house, who, &scope, typed)
        .await
        .expect("an answer");
    (hits.first.into_iter().map(|hit| hit.card.name).collect(), hits.total)
}

on_both! {
    async fn the_one_who_was_meant_stands_first(club: Club) {
        for name in ["欧阳建国", "蒋艳", "Laura Laurel", "Paul Auraly", "陳麗華"] {
            club.member(name).await;
        }
        let names = |found: (Vec<String>, i64)| found.0;
        assert_eq!(names(found(&club, "jiang yan").await)[0], "蒋艳", "whole syllables before letters that stand together");
        assert_eq!(names(found(&club, "jy").await)[0], "蒋艳", "initials");
        assert_eq!(names(found(&club, "oyjg").await), ["欧阳建国"]);
        assert_eq!(names(found(&club, "陈丽华").await), ["陳麗華"], "written in the other script");
        assert_eq!(names(found(&club, "aura").await), ["Laura Laurel", "Paul Auraly"].map(str::to_owned).into_iter().rev().collect::<Vec<_>>(),
            "a word that begins so before a word that holds it");

        for i in 0..12 {
            club.member(&format!("Crowd Person{i}")).await;
        }
        let (first, total) = found(&club, "crowd").await;
        assert_eq!((first.len(), total), (8, 12), "a few are shown, all are counted");
        let third = found(&club, "M-3").await.0;
        let by_number = found(&club, "3").await.0;
        assert_eq!((third.first(), by_number.first()), (Some(&"Laura Laurel".to_owned()), Some(&"Laura Laurel".to_owned())));
    }

    async fn a_pass_that_asks_for_a_class_is_offered_the_next_one(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(0, 18 * 60, 1).await;
        club.set(0, 18 * 60 + 5);
        let answer = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert_eq!(answer.verdict, Verdict::No);
        assert!(matches!(answer.reasons[..], [DoorReason::NeedsClass(_)]), "{:?}", answer.reasons);
        assert_eq!(answer.classes.iter().map(|c| c.id).collect::<Vec<_>>(), [class]);

        let same = key();
        let walk_in = || door::walk_in(&club.house, &desk, club.location.id, ada, class, &same);
        let answer = walk_in().await.expect("booked and in, five minutes late");
        assert!(answer.verdict != Verdict::No && answer.session.as_ref().is_some_and(|s| s.id == class), "{answer:?}");
        assert_eq!(walk_in().await.expect("the same answer"), answer);
        let (free, held) = club.credits(ada).await;
        assert_eq!((free, held), (9, 0), "one credit used");
        let mine = booking::my_bookings(&club.house, &club.as_member(ada), ada).await.expect("bookings");
        assert!(matches!(mine.upcoming[0].mine, Some(Mine::Booked { status: BookingStatus::CheckedIn, .. })));

        let ben = club.member_with("Ben", club.pack).await;
        let full = door::by_name(&club.house, &desk, club.location.id, ben, &key()).await.expect("an answer");
        assert!(full.classes.is_empty(), "a full class is not offered");
        let refused = door::walk_in(&club.house, &desk, club.location.id, ben, class, &key()).await;
        assert_eq!(crate::support::headline(&refused), "full");
        assert_eq!(club.credits(ben).await, (10, 0), "nothing was taken");
        let stranger = club.member("Cleo").await;
        let none = door::by_name(&club.house, &desk, club.location.id, stranger, &key()).await.expect("an answer");
        assert!(matches!(none.reasons[..], [DoorReason::NoPass]), "{:?}", none.reasons);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_desk_offers_only_what_lets_in_now(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let two = club.plan_of(2).await;
        let ada = club.member_with("Ada", two).await;
        let of = |minutes, credit_cost| ClassType { minutes, credit_cost, ..club.yoga.clone() };
        club.class_of(&of(5, 1), 0, 17 * 60 + 55, 5, None).await;
        club.class_of(&of(60, 3), 0, 18 * 60 + 10, 5, None).await;
        let mut open = vec![];
        for minute in [17 * 60 + 50, 18 * 60 + 30, 19 * 60 + 5] {
            open.push(club.class(0, minute, 5).await);
        }
        let late = club.class(0, 19 * 60 + 6, 5).await;
        club.set(0, 18 * 60 + 5);
        let answer = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert_eq!(answer.classes.iter().map(|c| c.id).collect::<Vec<_>>(), open,
            "neither the one that is over, nor the one beyond the pass, nor the one before which the door opens later");
        assert_eq!(answer.later.iter().map(|c| c.id).collect::<Vec<_>>(), [late], "which is offered as such");
        for class in open {
            let member = club.member_with("Visitor", two).await;
            let answer = door::walk_in(&club.house, &desk, club.location.id, member, class, &key()).await.expect("booked and in");
            assert_eq!(answer.session.map(|s| s.id), Some(class), "every one of them lets in");
        }
        let answer = door::walk_in(&club.house, &desk, club.location.id, ada, late, &key()).await.expect("booked and in early");
        assert!(matches!(answer.reasons[..], [DoorReason::TooEarly(..), ..]), "{:?}", answer.reasons);
        assert!(answer.verdict == Verdict::Look && answer.session.is_none() && answer.visit.is_some());
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_busy_hour_hides_no_class_from_the_desk(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let ada = club.member_with("Ada", club.pack).await;
        let mut open = vec![];
        for five in 0..12 {
            open.push(club.class(0, 18 * 60 + 5 * five, 5).await);
        }
        club.set(0, 18 * 60);
        let answer = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert_eq!(answer.classes.iter().map(|c| c.id).collect::<Vec<_>>(), open, "the next first, and none left out");
    }

    async fn the_desk_offers_nothing_that_a_rule_would_refuse(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let once = studio::model::BookingPolicy { max_per_day: 1, ..Default::default() };
        studio::service::set_booking_policy(&club.house, club.org, None, &once, club.house.clock.now()).await.expect("a policy");
        let morning = club.class(0, 13 * 60, 5).await;
        club.book(ada, morning).await.expect("the one of today");
        let evening = club.class(0, 18 * 60, 5).await;
        club.set(0, 17 * 60 + 30);
        let offered = async |member| {
            let answer = door::by_name(&club.house, &desk, club.location.id, member, &key()).await.expect("an answer");
            answer.classes.iter().map(|class| class.id).collect::<Vec<_>>()
        };
        assert_eq!(offered(ada).await, [], "a second class of today is refused, so it is not offered");
        assert_eq!(crate::support::headline(&door::walk_in(&club.house, &desk, club.location.id, ada, evening, &key()).await), "per_day");
        assert_eq!(offered(ben).await, [evening]);
    }

    async fn a_class_that_lets_nobody_in_is_not_booked_at_the_door(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(1, 20 * 60, 5).await;
        club.set(1, 7 * 60);
        let answer = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert!(answer.classes.is_empty() && answer.later.is_empty(), "thirteen hours ahead");
        let refused = door::walk_in(&club.house, &desk, club.location.id, ada, class, &key()).await;
        assert_eq!(crate::support::headline(&refused), "too_early");
        assert_eq!((club.credits(ada).await, club.session(class).await.booked), ((10, 0), 0), "nothing was done");
        club.set(1, 9 * 60);
        let answer = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert_eq!(answer.later.len(), 1, "eleven hours ahead");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_visitor_with_a_class_here_is_found(club: Club) {
        let mut tx = club.write().await;
        let far = studio::service::open_location(&mut tx, club.org, "Hill", "Europe/Berlin", "", club.house.clock.now()).await.expect("a place");
        tx.commit().await.expect("committed");
        let desk = club.staff("desk@example.org", Role::FrontDesk, Some(&far)).await;
        let scope = desk.scope(Permission::SeeMembers).expect("a reach");
        let ada = club.member_with("Ada", club.pack).await;
        let seen = async || members::service::find(&club.house, &desk, &scope, "ada").await.expect("an answer").total;
        assert_eq!(seen().await, 0, "a member of another place");
        let class = club.class(1, 18 * 60, 5).await;
        club.book(ada, class).await.expect("a place");
        let mut tx = club.write().await;
        tx.query("UPDATE class_sessions SET location_id = $1").bind(far.id).run().await.expect("moved");
        tx.commit().await.expect("committed");
        assert_eq!(seen().await, 0, "not a day ahead");
        club.set(1, 17 * 60);
        assert_eq!(seen().await, 1, "who has a class here tonight");
    }

    async fn undoing_a_walk_in_gives_the_class_back_too(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let soon = club.class(0, 18 * 60, 5).await;
        let late = club.class(0, 20 * 60, 5).await;
        club.book(ben, soon).await.expect("a place");
        club.set(0, 18 * 60 + 5);
        for class in [soon, late] {
            let answer = door::walk_in(&club.house, &desk, club.location.id, ada, class, &key()).await.expect("booked and in");
            door::undo(&club.house, &desk, answer.visit.expect("a visit")).await.expect("undone");
            assert_eq!(club.credits(ada).await, (10, 0), "the credit is free again");
            let mine = booking::my_bookings(&club.house, &club.as_member(ada), ada).await.expect("bookings");
            assert!(mine.upcoming.is_empty(), "{:?}", mine.upcoming);
        }
        assert_eq!((club.session(soon).await.booked, club.session(late).await.booked), (1, 0));
        // Early for one class, then here for another: what is undone is the coming to that one.
        door::walk_in(&club.house, &desk, club.location.id, ada, late, &key()).await.expect("booked and in early");
        let between = club.class(0, 18 * 60 + 30, 5).await;
        club.book(ada, between).await.expect("a place");
        let answer = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert_eq!(answer.session.map(|s| s.id), Some(between));
        door::undo(&club.house, &desk, answer.visit.expect("a visit")).await.expect("undone");
        assert_eq!((club.session(between).await.booked, club.session(late).await.booked), (1, 1), "both places stay");
        assert_eq!(club.credits(ada).await, (8, 2));
        let answer = door::by_name(&club.house, &desk, club.location.id, ben, &key()).await.expect("an answer");
        door::undo(&club.house, &desk, answer.visit.expect("a visit")).await.expect("undone");
        assert_eq!((club.credits(ben).await, club.session(soon).await.booked), ((9, 1), 1), "who had booked keeps the place");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn nobody_is_counted_twice(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let ada = club.member_with("Ada", club.unlimited).await;
        let class = club.class(0, 18 * 60, 5).await;
        let booked = club.book(ada, class).await.expect("a place").booking;
        club.set(0, 16 * 60 + 50);
        let early = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert!(early.reasons.iter().any(|r| matches!(r, DoorReason::TooEarly(..))), "{:?}", early.reasons);
        assert!(early.session.is_none() && early.visit.is_some());
        let today = || async { door::desk(&club.house, &desk, Some(club.location.id)).await.expect("the desk") };
        assert_eq!(today().await.today, 1);

        club.set(0, 17 * 60 + 10);
        door::mark(&club.house, &club.owner, booked, true).await.expect("marked");
        let seen = today().await;
        assert_eq!((seen.today, seen.visits[0].session.is_some()), (1, true), "the class is added to the visit");
        door::mark(&club.house, &club.owner, booked, false).await.expect("taken back");
        let seen = today().await;
        assert_eq!((seen.today, seen.visits[0].session.is_some()), (1, false), "who came through the door is still here");

        let again = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        assert!(again.session.is_some(), "{:?}", again.reasons);
        assert_eq!(today().await.today, 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
