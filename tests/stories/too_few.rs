//! Classes with too few people, and places whose holders do not come.

use crate::{
    on_both,
    support::{Club, headline, key},
};
use spotter::{
    booking::{
        door, jobs,
        model::{BookingStatus, DoorReason, Mine, Verdict},
        service as booking,
    },
    members::model::MemberId,
    messages::{self, model::Body},
    platform::time::Span,
    schedule::{
        self,
        model::{ClassType, SessionId, SessionStatus},
    },
};
use std::sync::Arc;
use tokio::sync::Barrier;

const SIX_PM: i64 = 18 * 60;

async fn told(club: &Club, member: MemberId) -> Vec<Body> {
    club.work().await;
    let who = club.as_member(member);
    let inbox = messages::service::inbox(&club.house, &who, member).await.expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

async fn needing(club: &Club, minimum: i64) -> ClassType {
    let kind = club.kind("Rowing").await;
    let with = ClassType {
        minimum,
        ..kind.clone()
    };
    schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), with.clone())
        .await
        .expect("saved");
    with
}

async fn takes_place(club: &Club, class: SessionId) -> bool {
    club.session(class).await.status == SessionStatus::Scheduled
}

/// What became of the member's last class.
async fn outcome(club: &Club, member: MemberId) -> Option<BookingStatus> {
    let who = club.as_member(member);
    let list = booking::my_bookings(&club.house, &who, member).await.expect("read");
    match list.past.first().and_then(|e| e.mine.clone()) {
        Some(Mine::Booked { status, .. }) => Some(status),
        _ => None,
    }
}

on_both! {
    async fn with_too_few_people_a_class_is_called_off_in_time(club: Club) {
        let kind = needing(&club, 3).await;
        let class = club.class_of(&kind, 0, SIX_PM, 5, None).await;
        let mut people = Vec::new();
        for name in ["Ada", "Ben"] {
            let member = club.member_with(name, club.pack).await;
            club.book(member, class).await.expect("a free place");
            people.push(member);
        }
        let sheet = booking::sheet(&club.house, &club.as_member(people[0]), people[0], class, false).await.expect("read");
        assert_eq!(sheet.needs.map(|(n, at)| (n, at.at)), Some((3, club.at(0, 15 * 60))));
        club.set(0, 15 * 60 - 1);
        assert_eq!(jobs::decide(&club.house).await.expect("not yet"), 0);
        assert!(takes_place(&club, class).await);
        club.set(0, 15 * 60);
        assert_eq!(jobs::decide(&club.house).await.expect("called off"), 1);
        assert!(!takes_place(&club, class).await);
        for member in people {
            let notices = told(&club, member).await;
            assert!(matches!(&notices[..], [Body::ClassCancelled { reason, .. }] if reason == "2 of at least 3 had booked"), "{notices:?}");
            assert_eq!(club.credits(member).await, (10, 0));
        }
        assert_eq!(jobs::decide(&club.house).await.expect("once"), 0);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_is_settled_stays_so_whoever_cancels_afterwards(club: Club) {
        let kind = needing(&club, 2).await;
        let class = club.class_of(&kind, 0, SIX_PM, 5, None).await;
        let mut seats = Vec::new();
        for name in ["Ada", "Ben"] {
            let member = club.member_with(name, club.pack).await;
            seats.push((member, club.book(member, class).await.expect("a free place").booking));
        }
        club.set(0, 15 * 60);
        assert_eq!(jobs::decide(&club.house).await.expect("settled"), 0);
        club.cancel(seats[0].0, seats[0].1).await.expect("in time");
        club.set(0, 16 * 60);
        assert_eq!(jobs::decide(&club.house).await.expect("settled before"), 0);
        assert!(takes_place(&club, class).await);
        let sheet = booking::sheet(&club.house, &club.as_member(seats[1].0), seats[1].0, class, false).await.expect("read");
        assert_eq!(sheet.needs, None, "nothing is open any more");
    }

    async fn a_class_early_in_the_morning_is_settled_the_evening_before(club: Club) {
        let kind = needing(&club, 1).await;
        let class = club.class_of(&kind, 1, 6 * 60 + 30, 5, None).await;
        club.set(0, 20 * 60 - 1);
        assert_eq!(jobs::decide(&club.house).await.expect("not yet"), 0);
        club.set(0, 20 * 60);
        assert_eq!(jobs::decide(&club.house).await.expect("nobody comes"), 1);
        assert!(!takes_place(&club, class).await);
    }

    async fn nobody_is_sent_home_who_was_not_told_in_time(club: Club) {
        let kind = needing(&club, 8).await;
        let full = club.class_of(&kind, 0, SIX_PM, 1, None).await;
        let ada = club.member_with("Ada", club.pack).await;
        club.book(ada, full).await.expect("a free place");
        let empty = club.class_of(&kind, 0, SIX_PM + 30, 5, None).await;
        // the club planned this one when its hour had passed
        let late = club.class_of(&kind, 0, 13 * 60, 5, None).await;
        assert_eq!(jobs::decide(&club.house).await.expect("settled"), 0);
        club.set(0, 15 * 60);
        assert_eq!(jobs::decide(&club.house).await.expect("settled"), 0, "full is enough");
        club.set(0, 16 * 60 + 1);
        assert_eq!(jobs::decide(&club.house).await.expect("settled"), 0, "nobody watched at its time");
        for class in [full, empty, late] {
            assert!(takes_place(&club, class).await);
        }
        // whoever changes the kind changes what is planned from now on
        let yoga = club.class(0, SIX_PM + 60, 5).await;
        let needs = ClassType { minimum: 3, ..club.yoga.clone() };
        schedule::service::save_class_type(&club.house, &club.owner, Some(club.yoga.id), needs).await.expect("saved");
        club.set(0, 16 * 60 + 10);
        assert_eq!(jobs::decide(&club.house).await.expect("settled"), 0);
        assert!(takes_place(&club, yoga).await);
    }

    async fn a_place_whose_holder_does_not_come_goes_to_whoever_stands_there(club: Club) {
        let [ada, ben, cem] = [
            club.member_with("Ada", club.pack).await,
            club.member_with("Ben", club.pack).await,
            club.member_with("Cem", club.pack).await,
        ];
        let class = club.class(0, SIX_PM, 2).await;
        let came = club.book(ada, class).await.expect("a free place").booking;
        club.book(ben, class).await.expect("a free place");
        club.set(0, SIX_PM + 15);
        let unknown = door::walk_in(&club.house, &club.owner, club.location.id, cem, class, &key()).await;
        assert_eq!(headline(&unknown), "full", "nobody was marked: who knows who is here");
        club.set(0, SIX_PM);
        door::mark(&club.house, &club.owner, came, true).await.expect("marked");
        let offered = async || {
            let answer = door::by_name(&club.house, &club.owner, club.location.id, cem, &key()).await.expect("an answer");
            assert!(matches!(answer.reasons[..], [DoorReason::NeedsClass(_)]), "{:?}", answer.reasons);
            answer.classes.len()
        };
        let walk_in = async || door::walk_in(&club.house, &club.owner, club.location.id, cem, class, &key()).await;
        club.set(0, SIX_PM + 9);
        assert_eq!((offered().await, headline(&walk_in().await)), (0, "full"), "Ben may still come");
        club.set(0, SIX_PM + 10);
        assert_eq!(offered().await, 1);
        let answer = walk_in().await.expect("Ben's place");
        assert!(answer.verdict != Verdict::No && answer.session.is_some());
        assert_eq!((club.session(class).await.booked, club.credits(ben).await, club.credits(cem).await), (2, (9, 0), (9, 0)));
        let notices = told(&club, ben).await;
        assert!(notices.iter().any(|n| matches!(n, Body::GivenAway { .. })), "{notices:?}");
        assert!(notices.iter().any(|n| matches!(n, Body::Struck { points: 2, .. })), "{notices:?}");
        // the desk pressed the wrong name: as if nothing had been
        door::undo(&club.house, &club.owner, answer.visit.expect("a visit")).await.expect("undone");
        assert_eq!((club.session(class).await.booked, club.credits(ben).await, club.credits(cem).await), (2, (9, 1), (10, 0)));
        assert!(told(&club, ben).await.iter().any(|n| matches!(n, Body::GivenBack { .. })));
        let list = booking::my_bookings(&club.house, &club.as_member(ben), ben).await.expect("read");
        assert_eq!((list.strikes.points, outcome(&club, ben).await), (0, None), "it is ahead again, and nothing counts");
        assert_eq!(club.broken().await, Vec::<String>::new());
        walk_in().await.expect("once more");
        let notices = told(&club, ben).await;
        let dan = club.member_with("Dan", club.pack).await;
        let again = door::walk_in(&club.house, &club.owner, club.location.id, dan, class, &key()).await;
        assert_eq!(headline(&again), "full", "everybody is here now");
        club.set(0, 20 * 60);
        jobs::settle(&club.house).await.expect("settled");
        assert_eq!(outcome(&club, ben).await, Some(BookingStatus::GivenAway));
        assert_eq!(told(&club, ben).await.len(), notices.len(), "counted once");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    /// Ben comes through the door in the very moment in which his place is given away: one of them has it.
    async fn late_and_given_away_at_once(club: Club) {
        let club = Arc::new(club);
        for round in 0..8 {
            let ben = club.member_with(&format!("Ben {round}"), club.pack).await;
            let cem = club.member_with(&format!("Cem {round}"), club.pack).await;
            club.set(round, 12 * 60);
            let class = club.class(round, SIX_PM, 2).await;
            let dua = club.member_with(&format!("Dua {round}"), club.pack).await;
            let here = club.book(dua, class).await.expect("a free place").booking;
            club.book(ben, class).await.expect("a free place");
            club.set(round, SIX_PM);
            door::mark(&club.house, &club.owner, here, true).await.expect("marked");
            club.clock.set(club.at(round, SIX_PM) + Span::minutes(10));
            let barrier = Arc::new(Barrier::new(2));
            let late = tokio::spawn({
                let (club, barrier) = (club.clone(), barrier.clone());
                async move {
                    barrier.wait().await;
                    door::by_name(&club.house, &club.owner, club.location.id, ben, &key()).await.expect("an answer")
                }
            });
            barrier.wait().await;
            let walked = door::walk_in(&club.house, &club.owner, club.location.id, cem, class, &key()).await;
            let ben_is_in = late.await.expect("answered").session.is_some();
            assert_ne!(walked.is_ok(), ben_is_in, "{walked:?}");
            assert_eq!(club.session(class).await.booked, 2);
            assert_eq!(club.credits(ben).await, (9, 0), "used either way");
            assert_eq!(club.broken().await, Vec::<String>::new());
        }
    }
}
