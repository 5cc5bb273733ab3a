//! A place is moved to another class of its kind: as if it were given up and taken anew, in one step, or not at all.

use crate::{
    on_both,
    support::{Club, headline, key, today},
    web::Town,
};
use spotter::{
    accounts::model::Role,
    booking::{
        model::{BookingId, BookingStatus, Mine, Refusal, Rescheduled},
        service as booking,
    },
    members::{household, model::MemberId},
    messages::{self, model::Body},
    plans::model::Bearer,
    plans::{self, model::PassKind, service::NewPlan},
    platform::{
        error::{Answer, AppError, Nothing},
        time::day_plus,
    },
    schedule::model::SessionId,
    studio::{self, model::BookingPolicy},
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

async fn relocate(
    club: &Club,
    member: MemberId,
    booking: BookingId,
    to: SessionId,
    knows_late: bool,
) -> Answer<Rescheduled, Refusal> {
    booking::reschedule(
        &club.house,
        &club.as_member(member),
        member,
        booking,
        to,
        knows_late,
        &key(),
    )
    .await
}

/// What a member is told, the latest first.
async fn told(club: &Club, member: MemberId) -> Vec<Body> {
    club.work().await;
    let who = club.as_member(member);
    let inbox = messages::service::inbox(&club.house, &who, member).await.expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

/// The classes in which a member has a seat ahead.
async fn seats(club: &Club, member: MemberId) -> Vec<SessionId> {
    let list = booking::my_bookings(&club.house, &club.as_member(member), member).await;
    let seat = |mine: &Option<Mine>| {
        matches!(
            mine,
            Some(Mine::Booked {
                status: BookingStatus::Booked,
                ..
            })
        )
    };
    let upcoming = list.expect("read").upcoming.into_iter();
    upcoming
        .filter(|entry| seat(&entry.mine))
        .map(|entry| entry.session.id)
        .collect()
}

async fn points(club: &Club, member: MemberId) -> i64 {
    let list = booking::my_bookings(&club.house, &club.as_member(member), member).await;
    list.expect("read").strikes.points
}

/// Where a seat could be moved to, and whether that would come too late to be free.
async fn ways(club: &Club, member: MemberId, booking: BookingId) -> (Vec<SessionId>, bool) {
    let moves = booking::moves(&club.house, &club.as_member(member), member, booking)
        .await
        .expect("read");
    (moves.classes.into_iter().map(|class| class.id).collect(), moves.late)
}

async fn taken(club: &Club, class: SessionId) -> (i64, i64) {
    let class = club.session(class).await;
    (class.booked, class.waiting)
}

async fn rules(club: &Club, policy: BookingPolicy) {
    let now = club.house.clock.now();
    studio::service::set_booking_policy(&club.house, club.org, None, &policy, now)
        .await
        .expect("a policy");
}

on_both! {
    async fn the_last_credit_moves_with_its_place_and_whoever_waits_has_the_old_one(club: Club) {
        let one = club.plan_of(1).await;
        let (ada, ben) = (club.member_with("Ada", one).await, club.member_with("Ben", club.pack).await);
        let (old, new) = (club.class(1, SIX_PM, 1).await, club.class(2, SIX_PM, 1).await);
        let full = club.class(3, SIX_PM, 1).await;
        club.book(ben, full).await.expect("a free place");
        let spin = club.class_of(&club.kind("Spin").await, 2, 20 * 60, 5, None).await;
        club.class(40, SIX_PM, 5).await;
        let seat = club.book(ada, old).await.expect("a free place").booking;
        club.join(ben, old).await.expect("waits");
        assert_eq!(ways(&club, ada, seat).await, (vec![new], false), "of its kind, free, and not too far ahead");
        let (who, once) = (club.as_member(ada), key());
        let first = booking::reschedule(&club.house, &who, ada, seat, new, false, &once).await.expect("moved");
        let again = booking::reschedule(&club.house, &who, ada, seat, new, false, &once).await.expect("moved once");
        assert_eq!(first, again);
        assert_eq!((first.late, first.used, first.booked.session, first.booked.credits), (false, 0, new, 1));
        assert_eq!((club.credits(ada).await, seats(&club, ada).await, points(&club, ada).await), ((0, 1), vec![new], 0));
        assert_eq!((taken(&club, old).await, taken(&club, new).await), ((1, 0), (1, 0)));
        assert_eq!(seats(&club, ben).await, [old, full], "who waited has the old place");
        assert!(told(&club, ada).await.is_empty(), "they did it themselves");
        assert_eq!(headline(&relocate(&club, ada, seat, new, false).await), "not_booked");
        assert_eq!(headline(&relocate(&club, ada, first.booked.booking, spin, false).await), "other_kind");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_old_place_is_in_the_way_of_nothing(club: Club) {
        rules(&club, BookingPolicy { max_per_day: 1, max_upcoming: 1, ..BookingPolicy::default() }).await;
        let ada = club.member_with("Ada", club.pack).await;
        let (six, half_past, eight) = (club.class(1, SIX_PM, 5).await, club.class(1, SIX_PM + 30, 5).await, club.class(1, 20 * 60, 5).await);
        let seat = club.book(ada, six).await.expect("a free place").booking;
        // the control: beside the old place none of them can be had
        for class in [half_past, eight] {
            assert_ne!(headline(&club.book(ada, class).await), "ok");
        }
        assert_eq!(ways(&club, ada, seat).await.0, [half_past, eight]);
        let moved = relocate(&club, ada, seat, half_past, false).await.expect("a class that overlaps the old one");
        let moved = relocate(&club, ada, moved.booked.booking, eight, false).await.expect("another of the same day");
        assert_eq!((seats(&club, ada).await, club.credits(ada).await), (vec![eight], (9, 1)));
        relocate(&club, ada, moved.booked.booking, six, false).await.expect("and back to where it was given up");
        assert_eq!((taken(&club, six).await.0, taken(&club, half_past).await.0, taken(&club, eight).await.0), (1, 0, 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_no_leaves_everything_as_it_was(club: Club) {
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let (old, full) = (club.class(1, SIX_PM, 1).await, club.class(2, SIX_PM, 1).await);
        let (busy, beside) = (club.class(3, SIX_PM, 5).await, club.class(3, SIX_PM + 30, 5).await);
        let begun = club.class(0, 13 * 60, 5).await;
        let seat = club.book(ada, old).await.expect("a free place").booking;
        club.book(ada, busy).await.expect("a free place");
        club.book(ben, full).await.expect("a free place");
        club.join(ben, old).await.expect("waits");
        club.set(0, 14 * 60);
        for (to, no) in [(full, "full"), (beside, "overlaps"), (busy, "already_booked"), (old, "already_booked"), (begun, "started")] {
            assert_eq!(headline(&relocate(&club, ada, seat, to, false).await), no);
        }
        let nowhere = relocate(&club, ada, seat, SessionId::fresh(), false).await;
        assert_eq!(headline(&nowhere), "not_found");
        assert_eq!(headline(&relocate(&club, ben, seat, beside, false).await), "not_found", "another's place");
        assert_eq!(booking::moves(&club.house, &club.as_member(ben), ben, seat).await, Err(AppError::NotFound));
        assert_eq!((seats(&club, ada).await, club.credits(ada).await), (vec![old, busy], (8, 2)));
        assert_eq!((taken(&club, old).await, taken(&club, full).await), ((1, 1), (1, 0)), "nobody was moved up");
        club.set(1, SIX_PM);
        assert_eq!(headline(&relocate(&club, ada, seat, beside, true).await), "started");
        let over = booking::moves(&club.house, &club.as_member(ada), ada, seat).await.expect("read");
        assert_eq!((over.open, over.classes.len()), (false, 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_late_move_costs_what_a_late_cancellation_costs(club: Club) {
        let one = club.plan_of(1).await;
        let (ada, ben, poor) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await, club.member_with("Cem", one).await);
        let (old, new) = (club.class(0, SIX_PM, 5).await, club.class(1, SIX_PM, 5).await);
        let seat = club.book(ada, old).await.expect("a free place").booking;
        let bens = club.book(ben, old).await.expect("a free place").booking;
        let last = club.book(poor, old).await.expect("a free place").booking;
        club.set(0, 17 * 60);
        assert_eq!(ways(&club, ada, seat).await, (vec![new], true));
        assert_eq!(headline(&relocate(&club, ada, seat, new, false).await), "late_now", "nobody has told them yet");
        assert_eq!((seats(&club, ada).await, club.credits(ada).await), (vec![old], (9, 1)));
        let moved = relocate(&club, ada, seat, new, true).await.expect("late");
        assert_eq!((moved.late, moved.used), (true, 1));
        // the control: who cancels late and books anew stands where they stand
        club.cancel(ben, bens).await.expect("late");
        club.book(ben, new).await.expect("a free place");
        assert_eq!((club.credits(ada).await, points(&club, ada).await), ((8, 1), 1));
        assert_eq!((club.credits(ben).await, points(&club, ben).await), ((8, 1), 1));
        // with the last credit there is nothing left to pay the new place with
        assert_eq!(ways(&club, poor, last).await, (vec![], true));
        assert_eq!(headline(&relocate(&club, poor, last, new, true).await), "no_pass");
        assert_eq!((seats(&club, poor).await, club.credits(poor).await, points(&club, poor).await), (vec![old], (0, 1), 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_comes_back_to_a_shared_pass_is_not_spent_on_whoever_waits(club: Club) {
        let family = NewPlan {
            name: "Family".into(),
            kind: PassKind::Pack,
            credits: Some(1),
            days: Some(90),
            price: 1_000,
            location: None,
            categories: vec![],
            bearer: Bearer::Household,
        };
        let now = club.house.clock.now();
        let mut tx = club.write().await;
        let plan = plans::service::add_plan::<Nothing>(&mut tx, club.org, "EUR", family, now).await.expect("a plan");
        tx.commit().await.expect("committed");
        let ada = club.member_with("Ada", plan).await;
        let mut tx = club.write().await;
        let born = day_plus(today(), -9 * 365);
        let mia = household::add_child_in(&mut tx, club.org, ada, "Mia".into(), born, now).await.expect("a child");
        tx.commit().await.expect("committed");
        let (old, new) = (club.class(1, SIX_PM, 1).await, club.class(2, SIX_PM, 1).await);
        let seat = club.book(ada, old).await.expect("a free place").booking;
        let on = booking::For::other(ada, Some(mia));
        booking::join(&club.house, &club.as_member(ada), on, old, None, &key()).await.expect("waits");
        relocate(&club, ada, seat, new, false).await.expect("the last credit is hers");
        assert_eq!((club.credits(ada).await, taken(&club, new).await.0), ((0, 1), 1));
        let there = club.session(old).await;
        assert_eq!((there.booked, there.offered), (1, 1), "the old place is kept for Mia, who needs a pass");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn who_acts_for_somebody_moves_their_place(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let mut tx = club.write().await;
        let born = day_plus(today(), -9 * 365);
        let mia = household::add_child_in(&mut tx, club.org, ada, "Mia".into(), born, club.house.clock.now()).await.expect("a child");
        tx.commit().await.expect("committed");
        club.grant(mia, club.pack).await;
        let (old, new) = (club.class(1, SIX_PM, 1).await, club.class(2, SIX_PM, 1).await);
        let on = booking::For::other(ada, Some(mia));
        let seat = booking::book(&club.house, &club.as_member(ada), on, old, None, &key()).await.expect("booked").booking;
        let moves = booking::moves(&club.house, &club.as_member(ada), ada, seat).await.expect("read");
        assert_eq!(moves.entry.whose.map(|ward| ward.name).as_deref(), Some("Mia"));
        relocate(&club, ada, seat, new, false).await.expect("moved");
        assert_eq!((club.credits(mia).await, club.credits(ada).await), ((9, 1), (10, 0)));
        assert_eq!((taken(&club, old).await.0, taken(&club, new).await.0), (0, 1));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_desk_moves_a_place_and_may_let_a_late_one_pass(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let (old, new) = (club.class(0, SIX_PM, 5).await, club.class(1, SIX_PM, 5).await);
        let seat = club.book(ada, old).await.expect("a free place").booking;
        let bens = club.book(ben, old).await.expect("a free place").booking;
        club.set(0, 17 * 60);
        let moves = booking::moves_for(&club.house, &desk, seat).await.expect("read");
        assert_eq!((moves.late, moves.classes.len()), (true, 1));
        assert_eq!(headline(&booking::reschedule_for(&club.house, &desk, seat, new, None, &key()).await), "late_now");
        let once = key();
        for _ in 0..2 {
            let moved = booking::reschedule_for(&club.house, &desk, seat, new, Some(true), &once).await.expect("let pass, once");
            assert_eq!((moved.late, moved.used), (false, 0));
        }
        assert_eq!((club.credits(ada).await, points(&club, ada).await, seats(&club, ada).await), ((9, 1), 0, vec![new]));
        let costs = booking::reschedule_for(&club.house, &desk, bens, new, Some(false), &key()).await.expect("late");
        assert_eq!((costs.late, club.credits(ben).await, points(&club, ben).await), (true, (8, 1), 1));
        assert!(matches!(told(&club, ada).await[..], [Body::DeskMoved { late: false, .. }]), "one notice, not two");
        assert!(told(&club, ben).await.iter().any(|body| matches!(body, Body::DeskMoved { late: true, before, starts, .. } if before < starts)));
        let mut tx = club.read().await;
        let notes: Vec<(String,)> = tx.query("SELECT details FROM audit_entries WHERE deed = 'moved_for' ORDER BY n").all().await.expect("read");
        assert!(matches!(&notes[..], [(one,), (two,)] if one.contains("\"waived\"") && one.contains("true") && two.contains("\"late\"")), "{notes:?}");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_letting_it_pass_would_open_is_offered_to_the_desk(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let once = club.plan_of(1).await;
        let ada = club.member_with("Ada", once).await;
        let (old, new) = (club.class(0, SIX_PM, 5).await, club.class(1, SIX_PM, 5).await);
        let seat = club.book(ada, old).await.expect("the last credit").booking;
        club.set(0, 17 * 60);
        let own = booking::moves(&club.house, &club.as_member(ada), ada, seat).await.expect("read");
        assert_eq!((own.late, own.classes.len()), (true, 0), "for herself it is used up");
        let moves = booking::moves_for(&club.house, &desk, seat).await.expect("read");
        assert_eq!((moves.late, moves.classes.len()), (true, 1));
        let ruled = booking::reschedule_for(&club.house, &desk, seat, new, Some(false), &key()).await;
        assert_eq!(headline(&ruled), "no_pass", "as the rules say there is nothing left to pay with");
        booking::reschedule_for(&club.house, &desk, seat, new, Some(true), &key()).await.expect("let pass");
        assert_eq!((club.credits(ada).await, seats(&club, ada).await), ((0, 1), vec![new]));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_desk_moves_nothing_to_or_from_another_place(club: Club) {
        let town = Town::of(club).await;
        let (house, there) = (&town.club.house, &town.desk_there.who);
        let (_, ours) = town.booking_at(&town.club.location, None).await;
        let (_, theirs) = town.booking_at(&town.there, None).await;
        let (class, class_there) = (town.class().await, town.class_of(&town.there, None, 5).await);
        assert_eq!(booking::moves_for(house, there, ours).await, Err(AppError::NotFound));
        assert_eq!(headline(&booking::reschedule_for(house, there, ours, class_there, None, &key()).await), "not_found");
        assert_eq!(headline(&booking::reschedule_for(house, there, theirs, class, None, &key()).await), "not_found");
        let ways = booking::moves_for(house, there, theirs).await.expect("their own");
        assert!(ways.classes.iter().all(|class| class.location_id == town.there.id) && !ways.classes.is_empty());
        booking::reschedule_for(house, there, theirs, class_there, None, &key()).await.expect("moved at their own place");
    }

    async fn of_two_who_want_the_one_place_left_one_stays_where_they_were(club: Club) {
        let club = Arc::new(club);
        // with room for both is the control
        for (round, room) in [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (5, 2)] {
            let (old, new) = (club.class(1 + round, SIX_PM, 2).await, club.class(1 + round, 20 * 60, room).await);
            let barrier = Arc::new(Barrier::new(2));
            let mut tasks = JoinSet::new();
            for name in ["Ada", "Ben"] {
                let member = club.member_with(&format!("{name} {round}"), club.pack).await;
                let seat = club.book(member, old).await.expect("a free place").booking;
                let (club, barrier) = (club.clone(), barrier.clone());
                tasks.spawn(async move {
                    barrier.wait().await;
                    (headline(&relocate(&club, member, seat, new, false).await), member)
                });
            }
            let mut answers = tasks.join_all().await;
            answers.sort_unstable();
            let codes: Vec<_> = answers.iter().map(|(code, _)| *code).collect();
            let expected = if room == 1 { ["full", "ok"] } else { ["ok", "ok"] };
            assert_eq!(codes, expected);
            assert_eq!((taken(&club, old).await.0, taken(&club, new).await.0), (2 - room, room));
            for (code, member) in answers {
                let there = if code == "ok" { new } else { old };
                assert_eq!((seats(&club, member).await, club.credits(member).await), (vec![there], (9, 1)));
            }
            assert_eq!(club.broken().await, Vec::<String>::new());
        }
    }

    async fn two_who_move_crosswise_wait_for_each_other_and_both_arrive(club: Club) {
        let club = Arc::new(club);
        for round in 0..6 {
            let classes = [club.class(1 + round, SIX_PM, 2).await, club.class(1 + round, 20 * 60, 2).await];
            let barrier = Arc::new(Barrier::new(2));
            let mut tasks = JoinSet::new();
            for side in 0..2 {
                let member = club.member_with(&format!("Member {round} {side}"), club.pack).await;
                let seat = club.book(member, classes[side]).await.expect("a free place").booking;
                let (club, barrier) = (club.clone(), barrier.clone());
                tasks.spawn(async move {
                    barrier.wait().await;
                    headline(&relocate(&club, member, seat, classes[1 - side], false).await)
                });
            }
            assert_eq!(tasks.join_all().await, ["ok", "ok"]);
            assert_eq!((taken(&club, classes[0]).await.0, taken(&club, classes[1]).await.0), (1, 1));
            assert_eq!(club.broken().await, Vec::<String>::new());
        }
    }
}
