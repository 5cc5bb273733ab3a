//! What goes on by itself, what is spent as money, hours alone with a coach, and courses.

use crate::{
    on_both,
    support::{Club, headline, key, monthly, plan_draft as plan, today},
    web::Town,
};
use spotter::{
    accounts::model::Who,
    booking::{
        self, door,
        model::{Rule, Verdict},
    },
    members::model::MemberId,
    messages::{self, model::Body},
    plans::{
        self,
        model::{Caps, Draft, Membership, Pass, PassKind, PlanId, Refusal, Stored, Unfit, months_after},
    },
    platform::{
        error::AppError,
        money::Money,
        time::{Day, day_plus},
    },
    schedule::{self, model::ClassType, service::NewSeries},
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

fn purse(value: i64, bonus: i64) -> Draft {
    Draft {
        stored: Some(Stored { value, bonus }),
        ..plan("Stored value", PassKind::StoredValue)
    }
}

async fn begin(club: &Club, member: MemberId, plan: PlanId, day: Day) {
    plans::service::grant_at_desk(&club.house, &club.owner, member, plan, day, &key())
        .await
        .expect("granted");
}

async fn page(club: &Club, member: MemberId) -> plans::model::PassesPage {
    plans::service::page(&club.house, &club.as_member(member), member)
        .await
        .expect("read")
}

async fn held(club: &Club, member: MemberId) -> Membership {
    page(club, member).await.memberships.into_iter().next().expect("one")
}

/// The passes by their first day: that day, free credits, promised ones, and whether it was taken back.
async fn cycles(club: &Club, member: MemberId) -> Vec<(Day, Option<i64>, i64, bool)> {
    let mut passes: Vec<Pass> = page(club, member)
        .await
        .passes
        .into_iter()
        .map(|(pass, _)| pass)
        .collect();
    passes.sort_by_key(|pass| pass.starts_on);
    passes
        .into_iter()
        .map(|pass| (pass.starts_on, pass.balance, pass.held, pass.ended))
        .collect()
}

async fn inbox(club: &Club, member: MemberId) -> Vec<Body> {
    club.work().await;
    let inbox = messages::service::inbox(&club.house, &club.as_member(member), member)
        .await
        .expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

async fn unfit(club: &Club, member: MemberId, class: schedule::model::SessionId) -> Option<Unfit> {
    match club.book(member, class).await {
        Err(AppError::Refused(refusal)) => match refusal.rules.into_iter().next() {
            Some(Rule::NoPass(Some((_, unfit)))) => Some(unfit),
            other => panic!("another rule: {other:?}"),
        },
        other => panic!("no refusal: {other:?}"),
    }
}

on_both! {
    async fn a_membership_goes_on_cycle_by_cycle(club: Club) {
        let plan = club.offer(monthly("Eight a month", Some(8), 0, 0, 0)).await;
        let lena = club.member("Lena").await;
        begin(&club, lena, plan, today()).await;
        // the club opens its classes four weeks ahead: the cycle after this one is there already
        let second = months_after(today(), 1);
        assert_eq!(cycles(&club, lena).await, [(today(), Some(8), 0, false), (second, Some(8), 0, false)]);
        let (now, next) = (club.class(2, SIX_PM, 9).await, club.class(31, SIX_PM, 9).await);
        club.set(4, 720);
        let late = club.class(6, SIX_PM, 9).await;
        club.book(lena, next).await.expect("in the next cycle");
        club.book(lena, late).await.expect("in this one");
        assert_eq!(cycles(&club, lena).await, [(today(), Some(7), 1, false), (second, Some(7), 1, false)], "each class by its own cycle");
        assert_eq!(headline(&club.book(lena, now).await), "started");
        // nothing is granted twice, by however many workers
        assert_eq!(plans::jobs::go_on(&club.house).await.expect("the job"), 0);
        club.set(31, 300);
        let club = Arc::new(club);
        let barrier = Arc::new(Barrier::new(4));
        let mut workers = JoinSet::new();
        for _ in 0..4 {
            let (club, barrier) = (club.clone(), barrier.clone());
            workers.spawn(async move {
                barrier.wait().await;
                plans::jobs::go_on(&club.house).await.expect("the job")
            });
        }
        assert_eq!(workers.join_all().await.into_iter().sum::<i64>(), 1);
        assert_eq!(cycles(&club, lena).await.iter().map(|c| c.0).collect::<Vec<_>>(), [today(), second, months_after(today(), 2)]);
        // whoever has left is granted nothing, and goes on with the running cycle once they are back
        booking::service::change_standing(&club.house, &club.owner, lena, spotter::members::model::MemberStatus::Ended, "moved away", &key()).await.expect("left");
        club.set(200, 300);
        assert_eq!(plans::jobs::go_on(&club.house).await.expect("the job"), 0);
        booking::service::change_standing(&club.house, &club.owner, lena, spotter::members::model::MemberStatus::Active, "back", &key()).await.expect("back");
        assert_eq!(plans::jobs::go_on(&club.house).await.expect("the job"), 2, "the cycle that runs and the next, none of those in between");
        assert_eq!(cycles(&club, lena).await.iter().map(|c| c.0).skip(3).collect::<Vec<_>>(), [months_after(today(), 6), months_after(today(), 7)]);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_is_left_goes_over_as_far_as_agreed(club: Club) {
        let plan = club.offer(monthly("Four a month", Some(4), 3, 0, 0)).await;
        let (lena, ida) = (club.member("Lena").await, club.member("Ida").await);
        begin(&club, lena, plan, today()).await;
        begin(&club, ida, plan, today()).await;
        for day in [2, 3] {
            let class = club.class(day, SIX_PM, 9).await;
            club.book(ida, class).await.expect("booked");
        }
        club.set(40, 720);
        plans::jobs::go_on(&club.house).await.expect("the job");
        plans::jobs::go_on(&club.house).await.expect("the job, again");
        let of = |found: Vec<(Day, Option<i64>, i64, bool)>| found.into_iter().map(|c| c.1.unwrap_or_default()).take(2).collect::<Vec<_>>();
        assert_eq!(of(cycles(&club, lena).await), [1, 7], "three of four, once");
        assert_eq!(of(cycles(&club, ida).await), [0, 6], "the two that were left");
        let lines = page(&club, lena).await.passes.into_iter().flat_map(|(_, lines)| lines).map(|line| line.reason).collect::<Vec<_>>();
        assert_eq!(lines.iter().filter(|reason| *reason == "carried_over").count(), 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_began_long_ago_is_granted_from_today_on(club: Club) {
        let plan = club.offer(monthly("Four a month", Some(4), 4, 0, 0)).await;
        let lena = club.member("Lena").await;
        begin(&club, lena, plan, day_plus(today(), -170)).await;
        let first = cycles(&club, lena).await;
        assert!(first[0].0 <= today() && first[0].0 > day_plus(today(), -31), "{first:?}");
        plans::jobs::go_on(&club.house).await.expect("the job");
        assert_eq!(cycles(&club, lena).await, first, "and nothing is carried over from what never was");
    }

    async fn caps_hold_across_the_edge_of_a_cycle(club: Club) {
        let mut draft = monthly("Once a week", None, 0, 0, 0);
        draft.terms.caps = Caps { week: Some(1), ..Caps::default() };
        let plan = club.offer(draft).await;
        let lena = club.member("Lena").await;
        // the 19th of March is a Thursday, the 19th of April a Sunday: the week from the 13th lies in two cycles
        begin(&club, lena, plan, today()).await;
        club.set(10, 720);
        let (friday, sunday) = (club.class(29, SIX_PM, 9).await, club.class(31, SIX_PM, 9).await);
        club.book(lena, friday).await.expect("in the first cycle");
        assert!(matches!(unfit(&club, lena, sunday).await, Some(Unfit::PerWeek(1, 1, _))));
    }

    async fn a_membership_ends_as_agreed_and_gives_back_what_lies_behind(club: Club) {
        let plan = club.offer(monthly("Eight a month", Some(8), 0, 0, 14)).await;
        let (lena, ida) = (club.member("Lena").await, club.member("Ida").await);
        begin(&club, lena, plan, today()).await;
        let second = months_after(today(), 1);
        club.set(10, 720);
        let (before, behind) = (club.class(20, SIX_PM, 1).await, club.class(35, SIX_PM, 1).await);
        club.book(lena, before).await.expect("in this cycle");
        club.book(lena, behind).await.expect("in the next");
        club.grant(ida, club.unlimited).await;
        club.join(ida, behind).await.expect("waits");
        let id = held(&club, lena).await.id;
        let (house, hers) = (&club.house, club.as_member(lena));
        assert!(matches!(plans::service::cancel_own(house, &club.as_member(ida), ida, id, &key()).await, Err(AppError::NotFound)), "another's");
        let once = key();
        let end = plans::service::cancel_own(house, &hers, lena, id, &once).await.expect("cancelled");
        assert_eq!(end, day_plus(second, -1));
        assert_eq!(plans::service::cancel_own(house, &hers, lena, id, &once).await.expect("the same answer"), end);
        let again = plans::service::cancel_own(house, &hers, lena, id, &key()).await;
        assert!(matches!(again, Err(AppError::Refused(Refusal::Cancelled(day))) if day == end), "{again:?}");
        let told = inbox(&club, lena).await;
        assert_eq!(told.iter().filter(|body| matches!(body, Body::PassGoes { ends_on: Some(day), .. } if *day == end)).count(), 1, "{told:?}");
        assert_eq!(cycles(&club, lena).await, [(today(), Some(7), 1, false), (second, Some(8), 0, true)], "what lay behind came back");
        assert!(inbox(&club, ida).await.iter().any(|body| matches!(body, Body::Promoted { .. })), "the seat went to who waited");
        assert_eq!(headline(&club.book(lena, behind).await), "no_pass");
        // a change of mind
        let next = plans::service::keep_own(house, &hers, lena, id, &key()).await.expect("kept");
        assert_eq!(next, second);
        assert!(!cycles(&club, lena).await[1].3);
        assert!(matches!(plans::service::keep_own(house, &hers, lena, id, &key()).await, Err(AppError::Refused(Refusal::NothingToKeep))));
        let third = club.class(36, SIX_PM, 9).await;
        club.book(lena, third).await.expect("it goes on");
        // a week later the notice reaches into the next cycle; the desk may waive it
        club.set(20, 720);
        let pass = page(&club, lena).await.passes[0].0.id;
        assert!(matches!(plans::service::take_back(house, &club.owner, pass).await, Err(AppError::Refused(Refusal::OfMembership))));
        assert_eq!(held(&club, lena).await.end_if_cancelled(day_plus(today(), 20), false), day_plus(months_after(today(), 2), -1));
        let end = plans::service::cancel_at_desk(house, &club.owner, id, true, &key()).await.expect("waived");
        assert_eq!(end, day_plus(second, -1));
        club.work().await;
        assert_eq!(plans::jobs::go_on(house).await.expect("the job"), 0, "what ends is not gone on with");
        club.set(40, 720);
        assert!(matches!(plans::service::keep_own(house, &hers, lena, id, &key()).await, Err(AppError::Refused(Refusal::NothingToKeep))), "it is over");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_membership_does_not_end_before_what_was_agreed(club: Club) {
        let plan = club.offer(monthly("A year", None, 0, 12, 30)).await;
        let lena = club.member("Lena").await;
        begin(&club, lena, plan, today()).await;
        let id = held(&club, lena).await.id;
        let end = plans::service::cancel_own(&club.house, &club.as_member(lena), lena, id, &key()).await.expect("cancelled");
        assert_eq!(end, day_plus(months_after(today(), 12), -1));
        // until then it is gone on with
        club.set(100, 720);
        let class = club.class(101, SIX_PM, 9).await;
        plans::jobs::go_on(&club.house).await.expect("the job");
        club.book(lena, class).await.expect("it has not ended");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn nobody_is_reminded_of_a_cycle_that_goes_on(club: Club) {
        let plan = club.offer(monthly("Eight a month", Some(8), 0, 0, 0)).await;
        let (lena, ida) = (club.member("Lena").await, club.member("Ida").await);
        begin(&club, lena, plan, today()).await;
        begin(&club, ida, plan, today()).await;
        let id = held(&club, ida).await.id;
        plans::service::cancel_own(&club.house, &club.as_member(ida), ida, id, &key()).await.expect("cancelled");
        club.set(28, 720);
        plans::jobs::remind(&club.house).await.expect("the job");
        let ends = |told: Vec<Body>| told.iter().filter(|body| matches!(body, Body::PassEnds { .. })).count();
        assert_eq!((ends(inbox(&club, lena).await), ends(inbox(&club, ida).await)), (0, 1));
    }

    async fn money_is_spent_and_comes_back_to_where_it_was(club: Club) {
        let plan = club.offer(purse(3_000, 600)).await;
        let lena = club.member("Lena").await;
        begin(&club, lena, plan, today()).await;
        let (free, dear) = (club.class(1, SIX_PM, 9).await, club.class(2, SIX_PM, 9).await);
        assert_eq!(unfit(&club, lena, free).await, Some(Unfit::NoPrice));
        let priced = ClassType { price: Some(Money::new(2_000, "EUR")), ..club.yoga.clone() };
        schedule::service::save_class_type(&club.house, &club.owner, Some(club.yoga.id), priced).await.expect("saved");
        let booked = club.book(lena, free).await.expect("paid with money");
        assert_eq!(club.credits(lena).await, (1_600, 2_000));
        assert_eq!(unfit(&club, lena, dear).await, Some(Unfit::Money(Money::new(1_600, "EUR"), Money::new(2_000, "EUR"))));
        // paid in again: onto the same pass, so that what is there together pays one class
        begin(&club, lena, plan, today()).await;
        assert_eq!(club.credits(lena).await, (5_200, 2_000));
        let pass = page(&club, lena).await.passes.into_iter().map(|(pass, _)| pass).collect::<Vec<_>>();
        let [pass] = &pass[..] else { panic!("one pass: {pass:?}") };
        assert_eq!((pass.granted, pass.purse.as_ref().map(|purse| (purse.bonus, purse.bonus_left(5_200)))), (Some(7_200), Some((1_200, 1_200))));
        club.cancel(lena, booked.booking).await.expect("in time");
        assert_eq!(club.credits(lena).await, (7_200, 0));
        // the door takes it and says what is left, in money
        let booked = club.book(lena, free).await.expect("again");
        club.set(1, SIX_PM - 10);
        let answer = door::by_name(&club.house, &club.owner, club.location.id, lena, &key()).await.expect("answered");
        assert_ne!(answer.verdict, Verdict::No, "{:?}", answer.reasons);
        assert_eq!((answer.credits_left, answer.money_left), (None, Some(Money::new(5_200, "EUR"))));
        assert_eq!(club.credits(lena).await, (5_200, 0), "{booked:?}");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn credits_are_used_before_money(club: Club) {
        let money = club.offer(purse(9_000, 0)).await;
        let lena = club.member("Lena").await;
        begin(&club, lena, money, today()).await;
        let priced = ClassType { price: Some(Money::new(2_000, "EUR")), ..club.yoga.clone() };
        schedule::service::save_class_type(&club.house, &club.owner, Some(club.yoga.id), priced).await.expect("saved");
        let class = club.class(1, SIX_PM, 9).await;
        let pack = club.grant(lena, club.pack).await;
        let booked = club.book(lena, class).await.expect("booked");
        assert_eq!((booked.pass, booked.credits), (pack, 1));
        let mut tx = club.read().await;
        let why: String = tx.query("SELECT pass_why FROM bookings WHERE id = $1").bind(booked.booking).value().await.expect("kept");
        assert_eq!(why, "credits");
    }

    async fn hours_alone_are_booked_with_passes_for_them_and_their_coaches(club: Club) {
        let (li, ruth) = (club.coach("Li Na").await, club.coach("Ruth").await);
        let alone = ClassType { personal: true, capacity: 1, ..club.kind("Personal training").await };
        schedule::service::save_class_type(&club.house, &club.owner, Some(alone.id), alone.clone()).await.expect("saved");
        let too_many = schedule::service::save_class_type(&club.house, &club.owner, Some(alone.id), ClassType { capacity: 2, ..alone.clone() }).await;
        assert!(matches!(too_many, Err(AppError::Invalid(_))), "one alone is one");
        let mut draft = Draft { credits: Some(5), ..plan("Five hours with Li", PassKind::Personal) };
        draft.terms.coaches = vec![li];
        let hours = club.offer(draft).await;
        let lena = club.member("Lena").await;
        club.grant(lena, club.unlimited).await;
        let (hers, others, group) =
            (club.class_of(&alone, 1, SIX_PM, 1, Some(li)).await, club.class_of(&alone, 2, SIX_PM, 1, Some(ruth)).await, club.class(3, SIX_PM, 9).await);
        assert_eq!(unfit(&club, lena, hers).await, Some(Unfit::PersonalClass), "no flat rate pays an hour alone");
        begin(&club, lena, hours, today()).await;
        let booked = club.book(lena, hers).await.expect("with Li");
        assert_eq!(booked.credits, 1);
        assert_eq!(unfit(&club, lena, others).await, Some(Unfit::OtherCoach));
        let ida = club.member("Ida").await;
        begin(&club, ida, hours, today()).await;
        assert_eq!(unfit(&club, ida, group).await, Some(Unfit::PersonalPass));
        assert_eq!(headline(&club.book(ida, hers).await), "full");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_courses_of_a_place_are_sold_by_whoever_sells_there(club: Club) {
        let plan = club.offer(plan("Six weeks", PassKind::Course)).await;
        let kind = club.kind("Back school").await;
        let series = club.course(&kind, 6, 2).await;
        let town = Town::of(club).await;
        let house = &town.club.house;
        let offers = async |who: &Who| booking::service::courses(house, who, town.cora).await.expect("read").offers.len();
        let enrol = async |who: &Who| booking::service::enrol(house, who, town.cora, plan, series, &key()).await;
        assert_eq!((offers(&town.desk_there.who).await, offers(&town.owner.who).await), (0, 1), "the desk of another place");
        assert!(matches!(enrol(&town.desk_there.who).await, Err(AppError::NotFound)));
        enrol(&town.owner.who).await.expect("enrolled");
    }

    async fn a_course_is_taken_as_a_whole_or_not_at_all(club: Club) {
        let house = &club.house;
        let plan = club.offer(plan("Six weeks", PassKind::Course)).await;
        let kind = club.kind("Back school").await;
        let series = club.course(&kind, 6, 2).await;
        let endless = {
            let mut tx = club.write().await;
            let series = NewSeries { location: club.location.clone(), class: club.yoga.clone(), room: None, coach: None, weekdays: 1, start_minute: 600, minutes: 60, capacity: 9, starts_on: today(), ends_on: None, source_uid: None };
            let (id, _) = schedule::service::write_series(&mut tx, club.org, &series, &[], house.clock.now()).await.expect("a series");
            tx.commit().await.expect("committed");
            id
        };
        let (lena, ida, ben) = (club.member("Lena").await, club.member("Ida").await, club.member("Ben").await);
        let offers = booking::service::courses(house, &club.owner, lena).await.expect("read").offers;
        assert_eq!(offers.iter().map(|o| (o.series, o.classes, o.free)).collect::<Vec<_>>(), [(series, 6, 2)], "what has no end is no course");
        let owner = &club.owner;
        let enrol = |member, series, key: String| async move { booking::service::enrol(house, owner, member, plan, series, &key).await };
        let of_desk = plans::service::grant_at_desk(house, &club.owner, lena, plan, today(), &key()).await;
        assert!(matches!(of_desk, Err(AppError::Refused(Refusal::OfCourse))), "{of_desk:?}");
        assert_eq!(headline(&enrol(lena, endless, key()).await), "course_over");
        let once = key();
        let enrolled = enrol(lena, series, once.clone()).await.expect("enrolled");
        assert_eq!(enrolled.classes, 6);
        assert_eq!(enrol(lena, series, once).await.expect("the same answer"), enrolled);
        assert_eq!(headline(&enrol(lena, series, key()).await), "already_booked", "nobody is sold it twice");
        // beyond the window in which members book, and none of the pass's classes is another's
        let yoga = club.class(1, SIX_PM, 9).await;
        assert_eq!(unfit(&club, lena, yoga).await, Some(Unfit::OtherCourse));
        // one class of it is full: nobody is enrolled in five of six
        club.set(0, 720);
        enrol(ida, series, key()).await.expect("the last place");
        let full = enrol(ben, series, key()).await;
        match &full {
            Err(AppError::Refused(refusal)) => {
                assert_eq!(refusal.rules.len(), 5, "five are named");
                assert!(matches!(&refusal.rules[0], Rule::OfClass(_, rule) if matches!(**rule, Rule::Full(_))));
            }
            other => panic!("{other:?}"),
        }
        assert!(page(&club, ben).await.passes.is_empty(), "and no pass is left over");
        // who leaves it gives their places back
        plans::service::take_back(house, &club.owner, enrolled.pass).await.expect("taken back");
        club.work().await;
        let offers = booking::service::courses(house, &club.owner, ben).await.expect("read").offers;
        assert_eq!(offers[0].free, 1);
        enrol(ben, series, key()).await.expect("now there is room");
        // the desk enrols whom it may see
        let stranger = club.staff("other@example.org", spotter::accounts::model::Role::Coach, None).await;
        assert!(matches!(booking::service::enrol(house, &stranger, ben, plan, series, &key()).await, Err(AppError::NotFound)));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_last_place_of_a_course_is_sold_once(club: Club) {
        let plan = club.offer(plan("Six weeks", PassKind::Course)).await;
        let kind = club.kind("Back school").await;
        let series = club.course(&kind, 6, 3).await;
        let club = Arc::new(club);
        let mut members = Vec::new();
        for n in 0..8 {
            members.push(club.member(&format!("Member {n}")).await);
        }
        let barrier = Arc::new(Barrier::new(members.len()));
        let mut desks = JoinSet::new();
        for member in members {
            let (club, barrier) = (club.clone(), barrier.clone());
            desks.spawn(async move {
                barrier.wait().await;
                headline(&booking::service::enrol(&club.house, &club.owner, member, plan, series, &key()).await)
            });
        }
        let mut codes = desks.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, ["full", "full", "full", "full", "full", "ok", "ok", "ok"]);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
