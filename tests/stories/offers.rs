//! A place that comes free near the class: offered, taken, passed on, run out, announced.

use crate::{
    on_both,
    support::{Club, headline, key},
};
use spotter::{
    booking::{
        jobs,
        model::{Mine, MyBookings, WaitEnd},
        service as booking,
    },
    members::model::MemberId,
    messages::{self, model::Body},
    platform::{error::AppError, i18n::Locale, time::Span},
    schedule::{
        self,
        model::{ClassType, SessionId},
    },
    studio::{
        self,
        model::{BookingPolicy, WaitMode},
    },
};
use std::sync::Arc;
use tokio::sync::Barrier;

const SIX_PM: i64 = 18 * 60;

async fn list(club: &Club, member: MemberId) -> MyBookings {
    booking::my_bookings(&club.house, &club.as_member(member), member)
        .await
        .expect("read")
}

async fn mine(club: &Club, member: MemberId) -> Option<Mine> {
    list(club, member)
        .await
        .upcoming
        .into_iter()
        .next()
        .and_then(|e| e.mine)
}

async fn told(club: &Club, member: MemberId) -> Vec<Body> {
    club.work().await;
    let who = club.as_member(member);
    let inbox = messages::service::inbox(&club.house, &who, member).await.expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

async fn leave(club: &Club, member: MemberId, class: SessionId) -> &'static str {
    headline(&booking::leave(&club.house, &club.as_member(member), member, class, &key()).await)
}

/// Booked, offered, waiting.
async fn counts(club: &Club, class: SessionId) -> (i64, i64, i64) {
    let session = club.session(class).await;
    (session.booked, session.offered, session.waiting)
}

async fn rules(club: &Club, change: impl FnOnce(&mut BookingPolicy)) {
    let mut policy = BookingPolicy::default();
    change(&mut policy);
    let now = club.house.clock.now();
    studio::service::set_booking_policy(&club.house, club.org, None, &policy, now)
        .await
        .expect("a policy");
}

async fn kind_with(club: &Club, mode: WaitMode) -> ClassType {
    let kind = club.kind("Pilates").await;
    let with = ClassType {
        wait_mode: Some(mode),
        ..kind.clone()
    };
    schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), with)
        .await
        .expect("saved");
    kind
}

/// A class this evening with one place that Ada has, for which Ben and Cem wait, a minute apart.
async fn full_class(club: &Club) -> (SessionId, [MemberId; 3], spotter::booking::model::BookingId) {
    let ada = club.member_with("Ada", club.pack).await;
    let ben = club.member_with("Ben", club.pack).await;
    let cem = club.member_with("Cem", club.pack).await;
    let class = club.class(0, SIX_PM, 1).await;
    let booked = club.book(ada, class).await.expect("a free place");
    club.join(ben, class).await.expect("waits");
    club.set(0, 12 * 60 + 1);
    club.join(cem, class).await.expect("waits");
    (class, [ada, ben, cem], booked.booking)
}

on_both! {
    async fn near_the_class_a_place_is_kept_for_the_first_who_takes_it(club: Club) {
        let (class, [ada, ben, cem], seat) = full_class(&club).await;
        club.set(0, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late, but possible");
        assert_eq!(counts(&club, class).await, (1, 1, 1));
        let until = club.at(0, 16 * 60 + 40);
        assert!(matches!(mine(&club, ben).await, Some(Mine::Offered { until: kept, covered: true }) if kept.at == until));
        assert_eq!(mine(&club, cem).await, Some(Mine::Waiting { place: 1, covered: true, with: None }));
        assert!(matches!(&told(&club, ben).await[0], Body::Offered { until: kept, covered: true, .. } if kept.at == until));
        let dua = club.member_with("Dua", club.pack).await;
        assert_eq!(headline(&club.book(dua, class).await), "full", "it is kept for Ben");
        assert_eq!(headline(&club.book(cem, class).await), "full");
        assert_eq!(headline(&club.join(ben, class).await), "on_offer");
        assert_eq!(club.credits(ben).await, (10, 0), "an offer holds nothing");
        assert_eq!(club.broken().await, Vec::<String>::new());

        let booked = club.book(ben, class).await.expect("it was kept");
        assert_eq!(booked.free_until.at, club.at(0, 16 * 60 + 40), "half an hour to think again");
        assert_eq!((counts(&club, class).await, club.credits(ben).await), ((1, 0, 1), (9, 1)));
        assert_eq!(list(&club, ben).await.waited[0].end, WaitEnd::Promoted);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn late_but_refilled_is_free_where_the_club_says_so(club: Club) {
        // without the rule a late cancellation costs what it costs, whoever comes after
        let (class, [ada, ben, _], seat) = full_class(&club).await;
        club.set(0, 16 * 60 + 10);
        assert!(club.cancel(ada, seat).await.expect("late, but possible").late);
        club.book(ben, class).await.expect("it was kept");
        assert_eq!((club.credits(ada).await, list(&club, ada).await.strikes.points), ((9, 0), 1));
        assert_eq!(club.broken().await, Vec::<String>::new());

        rules(&club, |policy| policy.late_refilled_free = true).await;
        club.set(1, 12 * 60);
        let class = club.class(1, SIX_PM, 2).await;
        let (cem, dua) = (club.member_with("Cem", club.pack).await, club.member_with("Dua", club.pack).await);
        let first = club.book(ada, class).await.expect("a free place").booking;
        let second = club.book(cem, class).await.expect("a free place").booking;
        for member in [ben, dua] {
            club.join(member, class).await.expect("waits");
        }
        club.set(1, 16 * 60 + 10);
        assert!(club.cancel(ada, first).await.expect("late").late, "nobody has taken it yet");
        assert_eq!(club.credits(ada).await, (8, 0));
        club.set(1, 16 * 60 + 11);
        assert!(club.cancel(cem, second).await.expect("late").late);
        assert_eq!(counts(&club, class).await, (2, 2, 0));
        club.book(dua, class).await.expect("it was kept");
        // whoever gave up first is made free first, and only one is for one who came
        assert_eq!((club.credits(ada).await, list(&club, ada).await.strikes.points), ((9, 0), 1));
        assert_eq!((club.credits(cem).await, list(&club, cem).await.strikes.points), ((9, 0), 1));
        assert!(matches!(told(&club, ada).await[0], Body::Refilled { .. }));
        assert!(!told(&club, cem).await.iter().any(|body| matches!(body, Body::Refilled { .. })));
        club.book(ben, class).await.expect("it was kept");
        assert_eq!((club.credits(cem).await, list(&club, cem).await.strikes.points), ((10, 0), 0));
        assert_eq!(club.broken().await, Vec::<String>::new());

        // nobody frees themselves, and whoever did not wait frees nobody
        club.set(3, 12 * 60);
        let class = club.class(3, SIX_PM, 1).await;
        let seat = club.book(ada, class).await.expect("a free place").booking;
        club.join(ben, class).await.expect("waits");
        club.set(3, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late");
        club.join(ada, class).await.expect("waits for her own place");
        assert_eq!(leave(&club, ben, class).await, "ok");
        let before = club.credits(ada).await.0;
        club.book(ada, class).await.expect("it was kept for her");
        assert_eq!(club.credits(ada).await.0, before - 1, "she pays for both");
        let eve = club.member_with("Eve", club.pack).await;
        let class = club.class(3, SIX_PM + 30, 1).await;
        let seat = club.book(cem, class).await.expect("a free place").booking;
        club.set(3, 16 * 60 + 45);
        club.cancel(cem, seat).await.expect("late");
        let (left, seat) = (club.credits(cem).await.0, club.book(dua, class).await.expect("she did not wait").booking);
        club.join(eve, class).await.expect("waits");
        club.set(3, 16 * 60 + 56);
        assert!(club.cancel(dua, seat).await.expect("late").late);
        let paid = club.credits(dua).await.0;
        club.book(eve, class).await.expect("it was kept for her");
        assert_eq!((club.credits(cem).await.0, club.credits(dua).await.0), (left, paid + 1), "Eve has Dua's place, not Cem's");
        assert_eq!(club.broken().await, Vec::<String>::new());

        // promised under rules by which it is late, and given at once by those of today: it never was
        rules(&club, |policy| policy.cancel_limit = 6 * 60).await;
        club.set(4, 8 * 60);
        let class = club.class(4, SIX_PM, 1).await;
        let left = club.credits(ada).await.0;
        let seat = club.book(ada, class).await.expect("a free place").booking;
        club.join(ben, class).await.expect("waits");
        rules(&club, |policy| policy.late_refilled_free = true).await;
        club.set(4, 13 * 60);
        assert!(!club.cancel(ada, seat).await.expect("cancelled").late);
        assert_eq!((club.credits(ada).await.0, counts(&club, class).await), (left, (1, 0, 0)));
        assert!(!matches!(told(&club, ada).await[0], Body::Struck { .. }), "nothing was counted");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_offer_that_runs_out_goes_to_the_next_and_the_story_can_be_told(club: Club) {
        let (class, [ada, ben, cem], seat) = full_class(&club).await;
        club.set(0, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late, but possible");
        club.set(0, 16 * 60 + 39);
        assert_eq!(jobs::expire_offers(&club.house).await.expect("nothing is over"), 0);
        club.set(0, 16 * 60 + 40);
        assert_eq!(headline(&club.book(ben, class).await), "offer_over", "though nobody has swept yet");
        assert_eq!(jobs::expire_offers(&club.house).await.expect("swept"), 1);
        assert_eq!(jobs::expire_offers(&club.house).await.expect("once"), 0);
        assert_eq!(counts(&club, class).await, (1, 1, 0));
        let until = club.at(0, 17 * 60);
        assert!(matches!(mine(&club, cem).await, Some(Mine::Offered { until: kept, .. }) if kept.at == until), "until offers end");
        let story = list(&club, ben).await.waited.remove(0);
        assert_eq!(story.text(Locale::En), "Number 1 from Thu 19 Mar 12:00; offered 16:10; expired 16:40");
        let sheet = booking::sheet(&club.house, &club.as_member(ben), ben, class, false).await.expect("read");
        assert_eq!(sheet.story, Some(story));
        assert!(matches!(told(&club, ben).await[0], Body::OfferOver { waits: false, .. }));

        club.set(0, 17 * 60);
        jobs::expire_offers(&club.house).await.expect("swept");
        assert_eq!(counts(&club, class).await, (0, 0, 0));
        club.book(ben, class).await.expect("whoever comes first now");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn passing_it_on_is_one_press_and_costs_nothing(club: Club) {
        let (class, [ada, ben, cem], seat) = full_class(&club).await;
        club.set(0, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late, but possible");
        assert_eq!(leave(&club, ben, class).await, "ok");
        assert_eq!((counts(&club, class).await, club.credits(ben).await), ((1, 1, 0), (10, 0)));
        assert!(matches!(mine(&club, cem).await, Some(Mine::Offered { .. })));
        assert_eq!(list(&club, ben).await.waited[0].end, WaitEnd::Declined);
        assert_eq!(leave(&club, ben, class).await, "not_found", "once");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_lets_it_pass_goes_to_the_end_where_the_club_says_so(club: Club) {
        rules(&club, |policy| policy.expired_keeps_place = true).await;
        let (_, [ada, ben, cem], seat) = full_class(&club).await;
        club.set(0, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late, but possible");
        club.set(0, 16 * 60 + 40);
        jobs::expire_offers(&club.house).await.expect("swept");
        assert!(matches!(mine(&club, cem).await, Some(Mine::Offered { .. })));
        assert_eq!(mine(&club, ben).await, Some(Mine::Waiting { place: 1, covered: true, with: None }));
        assert!(matches!(told(&club, ben).await[0], Body::OfferOver { waits: true, .. }));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_stays_silent_does_not_keep_the_place_from_everybody(club: Club) {
        rules(&club, |policy| policy.expired_keeps_place = true).await;
        let kind = kind_with(&club, WaitMode::Offer).await;
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let class = club.class_of(&kind, 3, SIX_PM, 1, None).await;
        let seat = club.book(ada, class).await.expect("a free place").booking;
        club.join(ben, class).await.expect("waits");
        club.cancel(ada, seat).await.expect("cancelled");
        club.set(0, 12 * 60 + 30);
        jobs::expire_offers(&club.house).await.expect("swept");
        assert_eq!(counts(&club, class).await, (0, 0, 1), "not offered to him again");
        assert_eq!(jobs::hand_out(&club.house).await.expect("nobody to give it to"), 0);
        assert!(matches!(told(&club, ben).await[0], Body::PlaceFree { .. }));
        assert_eq!(club.broken().await, Vec::<String>::new());
        let dua = club.member_with("Dua", club.pack).await;
        club.book(dua, class).await.expect("whoever is first");
    }

    async fn whoever_let_an_offer_run_out_and_joins_anew_is_asked_like_anybody(club: Club) {
        rules(&club, |policy| policy.expired_keeps_place = false).await;
        let (class, [ada, ben, cem], seat) = full_class(&club).await;
        club.set(0, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late, but possible");
        club.set(0, 16 * 60 + 41);
        jobs::expire_offers(&club.house).await.expect("swept");
        club.join(ben, class).await.expect("in the very instant in which the offer ended");
        assert_eq!(leave(&club, cem, class).await, "ok", "it is Cem's by now, who declines");
        assert_eq!(counts(&club, class).await, (1, 1, 0), "and Ben's again");
        assert!(matches!(mine(&club, ben).await, Some(Mine::Offered { .. })));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn when_the_rules_change_those_who_wait_beside_a_free_seat_have_it(club: Club) {
        let kind = kind_with(&club, WaitMode::Broadcast).await;
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let class = club.class_of(&kind, 2, SIX_PM, 1, None).await;
        let seat = club.book(ada, class).await.expect("a free place").booking;
        club.join(ben, class).await.expect("waits");
        club.cancel(ada, seat).await.expect("cancelled");
        assert_eq!(jobs::hand_out(&club.house).await.expect("it is announced"), 0);
        let given = ClassType { wait_mode: Some(WaitMode::Auto), ..kind.clone() };
        schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), given).await.expect("saved");
        assert_eq!(jobs::hand_out(&club.house).await.expect("handed on"), 1);
        assert_eq!((counts(&club, class).await, club.credits(ben).await), ((1, 0, 0), (9, 1)));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_takes_one_of_two_offers_at_one_time_lets_the_other_go(club: Club) {
        let (class, [ada, ben, cem], seat) = full_class(&club).await;
        let dan = club.member_with("Dan", club.pack).await;
        let other = club.class(0, SIX_PM + 30, 1).await;
        let taken = club.book(dan, other).await.expect("the place").booking;
        club.join(ben, other).await.expect("waits for both");
        club.set(0, 16 * 60 + 35);
        club.cancel(ada, seat).await.expect("late, but possible");
        club.cancel(dan, taken).await.expect("late, but possible");
        assert_eq!((counts(&club, class).await, counts(&club, other).await), ((1, 1, 1), (1, 1, 0)));
        club.book(ben, other).await.expect("one of the two");
        assert_eq!(headline(&club.book(ben, class).await), "offer_over");
        // nothing is freed under the lock of another class: the worker does it next
        assert_eq!(jobs::expire_offers(&club.house).await.expect("swept"), 1);
        assert!(matches!(mine(&club, cem).await, Some(Mine::Offered { .. })));
        assert_eq!((counts(&club, class).await, counts(&club, other).await), ((1, 1, 0), (1, 0, 0)));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_joins_beside_a_place_that_nobody_answered_for_has_it(club: Club) {
        rules(&club, |policy| policy.expired_keeps_place = true).await;
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let class = club.class(0, SIX_PM, 1).await;
        let seat = club.book(ada, class).await.expect("a free place").booking;
        club.join(ben, class).await.expect("waits");
        club.set(0, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late, but possible");
        club.set(0, 16 * 60 + 40);
        jobs::expire_offers(&club.house).await.expect("swept");
        assert_eq!(counts(&club, class).await, (0, 0, 1));
        let dua = club.member_with("Dua", club.pack).await;
        club.join(dua, class).await.expect("joins, though there is a place");
        assert!(matches!(mine(&club, dua).await, Some(Mine::Offered { .. })));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_has_no_credit_left_may_get_one_while_the_place_is_kept(club: Club) {
        let one = club.plan_of(1).await;
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", one).await;
        let cem = club.member_with("Cem", club.pack).await;
        let class = club.class(3, SIX_PM, 1).await;
        let seat = club.book(ada, class).await.expect("a free place").booking;
        club.join(ben, class).await.expect("waits");
        club.set(0, 12 * 60 + 1);
        club.join(cem, class).await.expect("waits");
        let other = club.class(2, SIX_PM, 5).await;
        club.book(ben, other).await.expect("spends the only credit elsewhere");
        club.cancel(ada, seat).await.expect("cancelled");
        assert!(matches!(mine(&club, cem).await, Some(Mine::Waiting { place: 1, .. })), "next in line, and still there");
        let entry = list(&club, ben).await.upcoming.into_iter().find(|e| e.session.id == class).expect("kept");
        assert!(matches!(entry.mine, Some(Mine::Offered { covered: false, .. })));
        assert!(matches!(told(&club, ben).await[0], Body::Offered { covered: false, .. }));
        assert_eq!(headline(&club.book(ben, class).await), "no_pass", "no place without a pass");
        assert_eq!(counts(&club, class).await, (1, 1, 1));
        club.grant(ben, one).await;
        club.book(ben, class).await.expect("claimed with the new one");
        assert_eq!((counts(&club, class).await, club.credits(cem).await), ((1, 0, 1), (10, 0)));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn in_a_class_that_announces_everybody_is_told_and_the_first_has_it(club: Club) {
        let kind = kind_with(&club, WaitMode::Broadcast).await;
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let cem = club.member_with("Cem", club.pack).await;
        let class = club.class_of(&kind, 2, SIX_PM, 1, None).await;
        let seat = club.book(ada, class).await.expect("a free place").booking;
        club.join(ben, class).await.expect("waits");
        club.join(cem, class).await.expect("waits");
        club.cancel(ada, seat).await.expect("cancelled");
        assert_eq!(counts(&club, class).await, (0, 0, 2));
        for member in [ben, cem] {
            assert!(matches!(told(&club, member).await[..], [Body::PlaceFree { .. }]), "once");
        }
        assert_eq!(club.broken().await, Vec::<String>::new(), "a place that whoever is first may book is not idle");
        club.book(cem, class).await.expect("first");
        assert_eq!(counts(&club, class).await, (1, 0, 1));
        assert_eq!(headline(&club.book(ben, class).await), "full");
        assert_eq!(mine(&club, ben).await, Some(Mine::Waiting { place: 1, covered: true, with: None }));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn shortly_before_the_class_those_who_wait_are_told(club: Club) {
        let (_, [ada, ben, _], seat) = full_class(&club).await;
        club.set(0, 17 * 60 + 30);
        club.cancel(ada, seat).await.expect("late, but possible");
        assert!(matches!(told(&club, ben).await[..], [Body::PlaceFree { .. }]));
    }

    async fn an_offer_ends_with_the_class_and_with_the_membership(club: Club) {
        let (class, [ada, ben, cem], seat) = full_class(&club).await;
        club.set(0, 16 * 60 + 10);
        club.cancel(ada, seat).await.expect("late, but possible");
        let ended = spotter::members::model::MemberStatus::Ended;
        booking::change_standing(&club.house, &club.owner, ben, ended, "moves away", &key()).await.expect("ended");
        assert_eq!(counts(&club, class).await, (1, 1, 0), "to the next");
        assert!(matches!(mine(&club, cem).await, Some(Mine::Offered { .. })));
        schedule::service::cancel_session(&club.house, &club.owner, class, "ill").await.expect("cancelled");
        assert_eq!(headline(&club.book(cem, class).await), "class_cancelled");
        club.work().await;
        assert_eq!(counts(&club, class).await, (0, 0, 0));
        assert!(matches!(told(&club, cem).await[0], Body::ClassCancelled { .. }));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_offer_that_nobody_swept_ends_when_the_class_begins(club: Club) {
        rules(&club, |policy| policy.promotion_closes_before = 0).await;
        let (class, [ada, ben, _], seat) = full_class(&club).await;
        club.set(0, SIX_PM - 5);
        club.cancel(ada, seat).await.expect("late, but possible");
        assert!(matches!(mine(&club, ben).await, Some(Mine::Offered { until, .. }) if until.at == club.at(0, SIX_PM)));
        club.set(0, SIX_PM);
        jobs::close_waitlists(&club.house).await.expect("closed");
        assert_eq!(counts(&club, class).await, (0, 0, 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    /// The worker ends an offer in the very moment in which it is taken: one of them, never both and never neither.
    async fn taken_and_over_at_once(club: Club) {
        let club = Arc::new(club);
        let (mut taken, mut over) = (0, 0);
        for round in 0..12 {
            let ada = club.member_with(&format!("Ada {round}"), club.pack).await;
            let ben = club.member_with(&format!("Ben {round}"), club.pack).await;
            club.set(round, 12 * 60);
            let class = club.class(round, SIX_PM, 1).await;
            let seat = club.book(ada, class).await.expect("a free place").booking;
            club.join(ben, class).await.expect("waits");
            club.set(round, 16 * 60 + 10);
            club.cancel(ada, seat).await.expect("late, but possible");
            // the one reads the clock before the offer ends, the other after; in one round of three both after
            let over_already = round % 3 == 0;
            club.clock.set(club.at(round, 16 * 60 + 40) - Span::seconds(i64::from(!over_already)));
            let barrier = Arc::new(Barrier::new(2));
            let phone = tokio::spawn({
                let (club, barrier) = (club.clone(), barrier.clone());
                async move {
                    barrier.wait().await;
                    headline(&club.book(ben, class).await)
                }
            });
            barrier.wait().await;
            tokio::time::sleep(std::time::Duration::from_millis(u64::from(round % 3 == 2) * 20)).await;
            club.set(round, 16 * 60 + 40);
            jobs::expire_offers(&club.house).await.expect("swept");
            match phone.await.expect("answered") {
                "ok" => {
                    taken += 1;
                    assert_eq!(counts(&club, class).await, (1, 0, 0));
                    assert_eq!(club.credits(ben).await, (9, 1));
                }
                "offer_over" | "full" => {
                    over += 1;
                    jobs::expire_offers(&club.house).await.expect("swept");
                    assert_eq!(counts(&club, class).await, (0, 0, 0));
                    assert_eq!(club.credits(ben).await, (10, 0));
                }
                other => panic!("{other}"),
            }
            assert_eq!(club.broken().await, Vec::<String>::new());
        }
        assert!(taken > 0 && over > 0, "both happen: {taken} taken, {over} over");
    }

    async fn the_policy_is_refused_where_its_lengths_make_no_sense(club: Club) {
        let policy = BookingPolicy { offer_minutes: 0, ..BookingPolicy::default() };
        let now = club.house.clock.now();
        let refused = studio::service::set_booking_policy(&club.house, club.org, None, &policy, now).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
}
