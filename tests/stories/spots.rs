//! Where people stand: plans of rooms, spots chosen and kept, and nobody on another's.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    accounts::model::Role,
    booking::{
        door,
        model::{BookingId, Mine, Moved, Refusal, Rule, SpotPlan, SpotRule, SpotState},
        service::{self as booking, Party},
    },
    members::model::MemberId,
    messages,
    platform::{
        error::{Answer, AppError, Nothing},
        i18n::Locale,
        time::{Span, day_plus},
    },
    rooms::{
        self,
        model::{Numbering, RoomId, SpotId},
        service::Change,
    },
    schedule::{
        self,
        model::{ClassType, ClassTypeId, SessionId},
        service::{DateForm, SingleSession},
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

/// A room with so many rows of so many bikes, numbered through.
async fn room(club: &Club, name: &str, lines: i64, places: i64) -> RoomId {
    let room = rooms::service::save(&club.house, &club.owner, None, club.location.id, name, 40)
        .await
        .expect("a room");
    plan(club, room, Change::LayOut(lines, places, Numbering::Through)).await;
    room
}

async fn plan(club: &Club, room: RoomId, change: Change) -> Vec<Moved> {
    booking::change_plan(&club.house, &club.owner, room, change, &key())
        .await
        .expect("a plan")
        .moved
}

/// A kind of class whose members choose their spot.
async fn spin(club: &Club) -> ClassType {
    let kind = ClassType {
        id: ClassTypeId::fresh(),
        name: key(),
        choose_spots: true,
        ..club.yoga.clone()
    };
    let mut tx = club.write().await;
    schedule::service::add_class_type::<Nothing>(&mut tx, club.org, kind.clone(), None, club.house.clock.now())
        .await
        .expect("a kind");
    tx.commit().await.expect("committed");
    kind
}

async fn class_in(club: &Club, kind: &ClassType, room: Option<RoomId>, days: i64, capacity: i64) -> SessionId {
    let (day, uid) = (day_plus(today(), days), key());
    let mut tx = club.write().await;
    let single = SingleSession {
        org: club.org,
        location: club.location.id,
        class: kind,
        room,
        coach: None,
        day,
        start_minute: SIX_PM,
        minutes: 60,
        starts_at: club.zone.at(day, SIX_PM),
        capacity,
        cancelled: false,
        source: Some((uid.clone(), "once".into())),
    };
    schedule::service::add_single(&mut tx, single, club.house.clock.now())
        .await
        .expect("a class");
    let id = tx
        .query("SELECT id FROM class_sessions WHERE source_uid = $1")
        .bind(uid)
        .value()
        .await
        .expect("there");
    tx.commit().await.expect("committed");
    id
}

/// A class tomorrow in a room of so many bikes in one row.
async fn bikes(club: &Club, n: i64) -> SessionId {
    let (room, kind) = (room(club, &key(), 1, n).await, spin(club).await);
    class_in(club, &kind, Some(room), 1, 30).await
}

async fn seen(club: &Club, member: MemberId, class: SessionId) -> SpotPlan {
    booking::spots(&club.house, &club.as_member(member), member, class)
        .await
        .expect("a plan")
}

async fn spot(club: &Club, class: SessionId, name: &str) -> SpotId {
    let mut tx = club.read().await;
    tx.query(
        "SELECT p.id FROM room_spots p JOIN class_sessions s ON s.room_id = p.room_id WHERE s.id = $1 AND p.name = $2 AND p.removed_at IS NULL",
    )
    .bind(class)
    .bind(name.to_owned())
    .value()
    .await
    .expect("a spot of this name")
}

async fn take(
    club: &Club,
    member: MemberId,
    class: SessionId,
    name: &str,
) -> Answer<spotter::booking::model::Booked, Refusal> {
    let spot = spot(club, class, name).await;
    booking::book_at(
        &club.house,
        &club.as_member(member),
        member,
        class,
        (None, Some(spot)),
        &key(),
    )
    .await
}

async fn hold(club: &Club, member: MemberId, class: SessionId, name: &str) -> Answer<SpotPlan, Refusal> {
    let spot = spot(club, class, name).await;
    booking::hold_spot(&club.house, &club.as_member(member), member, class, spot).await
}

async fn change(
    club: &Club,
    member: MemberId,
    seat: BookingId,
    class: SessionId,
    name: &str,
) -> Answer<Moved, Refusal> {
    let spot = spot(club, class, name).await;
    booking::change_spot(&club.house, &club.as_member(member), member, seat, spot, &key()).await
}

fn state(plan: &SpotPlan, name: &str) -> SpotState {
    plan.spots
        .iter()
        .find(|spot| spot.name == name)
        .map(|spot| spot.state)
        .expect("on the plan")
}

/// Who stands where, as the roster says it: `Ada 1`.
async fn standing(club: &Club, class: SessionId) -> Vec<String> {
    let roster = booking::roster(&club.house, &club.owner, class)
        .await
        .expect("a roster");
    let said = |line: &spotter::booking::model::RosterLine| {
        format!("{} {}", line.name, line.spot.as_deref().unwrap_or("nowhere"))
    };
    roster.lines.iter().map(said).collect()
}

fn refusal<T: std::fmt::Debug>(answer: Answer<T, Refusal>) -> Rule {
    match answer {
        Err(AppError::Refused(refusal)) => refusal.rules[0].clone(),
        other => panic!("not refused: {other:?}"),
    }
}

/// A date's form as it stands, with another room.
async fn moved_to(club: &Club, class: SessionId, room: Option<RoomId>, capacity: Option<i64>) -> DateForm {
    let session = club.session(class).await;
    DateForm {
        day: session.day.to_string(),
        start: session.starts.clock(),
        minutes: session.minutes.to_string(),
        capacity: capacity.unwrap_or(session.capacity).to_string(),
        room: room.map(|room| room.to_string()).unwrap_or_default(),
        coach: String::new(),
        choose_spots: true,
        ..DateForm::default()
    }
}

on_both! {
    async fn a_class_has_no_more_places_than_its_room_has_spots_in_order(club: Club) {
        let (studio, kind) = (room(&club, "Cycle", 2, 5).await, spin(&club).await);
        let class = class_in(&club, &kind, Some(studio), 1, 30).await;
        assert_eq!(club.session(class).await.capacity, 10);
        let broken = spot(&club, class, "3").await;
        plan(&club, studio, Change::PutOut(broken, "The chain is off".into())).await;
        assert_eq!(club.session(class).await.capacity, 9);
        plan(&club, studio, Change::Remove(spot(&club, class, "10").await)).await;
        assert_eq!(club.session(class).await.capacity, 8);
        plan(&club, studio, Change::PutBack(broken)).await;
        plan(&club, studio, Change::Name(2, 5, "Coach's".into())).await;
        assert_eq!(club.session(class).await.capacity, 10, "as before");
        plan(&club, studio, Change::LayOut(0, 0, Numbering::Through)).await;
        let session = club.session(class).await;
        assert_eq!((session.capacity, session.spots()), (30, false), "as it was planned");
        let late = class_in(&club, &club.yoga, Some(studio), 2, 30).await;
        assert!(!club.session(late).await.spots(), "nobody chooses in other classes");
        let twice = booking::change_plan(&club.house, &club.owner, studio, Change::LayOut(13, 1, Numbering::Rows), &key()).await;
        assert!(matches!(twice, Err(AppError::Invalid(_))), "{twice:?}");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_member_chooses_a_spot_or_leaves_it_to_the_club(club: Club) {
        let class = bikes(&club, 4).await;
        let [ada, ben, cem] = [club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await, club.member_with("Cem", club.pack).await];
        assert_eq!(take(&club, ada, class, "3").await.expect("free").spot.as_deref(), Some("3"));
        assert_eq!(club.book(ben, class).await.expect("any").spot.as_deref(), Some("1"));
        let no = refusal(take(&club, cem, class, "3").await);
        assert_eq!(no, Rule::Spot(SpotRule::Taken("3".into(), vec!["2".into(), "4".into()])));
        assert!(no.text(Locale::En).contains("3") && no.text(Locale::En).contains("2, 4"), "{}", no.text(Locale::En));
        assert_eq!(club.session(class).await.booked, 2, "no place was taken, and none was lost");
        assert_eq!(take(&club, cem, class, "4").await.expect("free").spot.as_deref(), Some("4"));
        assert_eq!(standing(&club, class).await, ["Ada 3", "Ben 1", "Cem 4"]);
        let plan = seen(&club, ada, class).await;
        assert_eq!([state(&plan, "1"), state(&plan, "2"), state(&plan, "3")], [SpotState::Taken, SpotState::Free, SpotState::Mine]);
        assert!(plan.spots.iter().all(|spot| spot.who.is_none()), "a member reads nobody's name");
        let mine = booking::my_bookings(&club.house, &club.as_member(ada), ada).await.expect("read");
        assert!(matches!(&mine.upcoming[0].mine, Some(Mine::Booked { spot: Some(spot), .. }) if spot == "3"));
        let pack = door::own_pack(&club.house, &club.as_member(ada), ada, Locale::En).await.expect("a pack");
        assert!(pack.bookings[0].2.contains("Spot 3"), "{:?}", pack.bookings);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_spot_is_kept_for_two_minutes_while_somebody_looks_at_it(club: Club) {
        let class = bikes(&club, 3).await;
        let [ada, ben] = [club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await];
        let plan = hold(&club, ada, class, "2").await.expect("free");
        assert_eq!((state(&plan, "2"), plan.seconds), (SpotState::Held, 120));
        assert_eq!(state(&seen(&club, ben, class).await, "2"), SpotState::Choosing);
        assert_eq!(refusal(take(&club, ben, class, "2").await).code(), "spot_held");
        assert_eq!(refusal(hold(&club, ben, class, "2").await).code(), "spot_held");
        // one a person a class
        hold(&club, ada, class, "3").await.expect("free");
        assert_eq!(state(&seen(&club, ben, class).await, "2"), SpotState::Free);
        // by its time, whoever has swept up or not
        club.clock.set(club.house.clock.now() + Span::seconds(119));
        assert_eq!(refusal(take(&club, ben, class, "3").await).code(), "spot_held");
        club.clock.set(club.house.clock.now() + Span::seconds(1));
        assert_eq!(state(&seen(&club, ada, class).await, "3"), SpotState::Free);
        assert_eq!(take(&club, ben, class, "3").await.expect("over").spot.as_deref(), Some("3"));
        // renewed as long as ten minutes, and no longer
        hold(&club, ada, class, "1").await.expect("free");
        for _ in 0..9 {
            club.clock.set(club.house.clock.now() + Span::seconds(60));
            assert_eq!(state(&hold(&club, ada, class, "1").await.expect("theirs"), "1"), SpotState::Held);
        }
        club.clock.set(club.house.clock.now() + Span::seconds(61));
        assert_eq!(state(&seen(&club, ada, class).await, "1"), SpotState::Free);
        // the spot that is kept is the one that is given
        hold(&club, ada, class, "2").await.expect("free");
        assert_eq!(club.book(ada, class).await.expect("any").spot.as_deref(), Some("2"));
        club.clock.set(club.house.clock.now() + Span::hours(2));
        assert!(spotter::booking::jobs::sweep_holds(&club.house).await.expect("swept") > 0);
        let stranger = club.member("Nia").await;
        assert_eq!(refusal(hold(&club, stranger, class, "1").await).code(), "no_pass", "whoever cannot book keeps nobody out");
    }

    async fn the_last_spot_is_left_to_whoever_chooses_it(club: Club) {
        let class = bikes(&club, 2).await;
        let mut people = Vec::new();
        for name in ["Ada", "Ben", "Cem"] {
            people.push(club.member_with(name, club.pack).await);
        }
        take(&club, people[0], class, "1").await.expect("free");
        hold(&club, people[1], class, "2").await.expect("free");
        assert_eq!(headline(&club.book(people[2], class).await), "spots_held");
        assert_eq!(club.book(people[1], class).await.expect("kept for them").spot.as_deref(), Some("2"));
        assert_eq!(headline(&club.book(people[2], class).await), "full");
    }

    async fn fifty_people_press_for_one_spot(club: Club) {
        let club = Arc::new(club);
        let members = club.members_with_passes(50, club.pack).await;
        let class = bikes(&club, 12).await;
        let spot = spot(&club, class, "7").await;
        let barrier = Arc::new(Barrier::new(50));
        let mut tasks = JoinSet::new();
        for member in members {
            let (club, barrier) = (club.clone(), barrier.clone());
            tasks.spawn(async move {
                barrier.wait().await;
                headline(&booking::book_at(&club.house, &club.as_member(member), member, class, (None, Some(spot)), &key()).await)
            });
        }
        let codes = tasks.join_all().await;
        assert_eq!(codes.iter().filter(|code| **code == "ok").count(), 1, "{codes:?}");
        assert!(codes.iter().all(|code| ["ok", "spot_taken"].contains(code)), "{codes:?}");
        assert_eq!(club.session(class).await.booked, 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    /// The control of the spot: without the lock's decision the index refuses, and without the index the check finds both faults.
    async fn without_the_guards_two_stand_on_one_spot(club: Club) {
        let class = bikes(&club, 4).await;
        let [ada, ben] = [club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await];
        take(&club, ada, class, "1").await.expect("free");
        take(&club, ben, class, "2").await.expect("free");
        let crowd = "UPDATE bookings SET spot_id = (SELECT min(spot_id) FROM bookings)";
        let crowd_postgres = "UPDATE bookings SET spot_id = (SELECT spot_id FROM bookings ORDER BY spot_id LIMIT 1)";
        let mut tx = club.write().await;
        let refused = tx.query_for(crowd, crowd_postgres).run().await.expect_err("the index is there");
        assert!(refused.is_unique_violation(), "{refused}");
        drop(tx);
        let mut tx = club.write().await;
        tx.query("DROP INDEX bookings_one_spot").run().await.expect("dropped");
        tx.query_for(crowd, crowd_postgres).run().await.expect("nothing is in the way");
        tx.query("UPDATE room_spots SET removed_at = created_at").run().await.expect("taken off the plan");
        tx.commit().await.expect("committed");
        // people are moved by what is handed on: before that nothing of it is wrong
        club.work().await;
        let found = club.broken().await;
        assert!(found.iter().any(|line| line.contains("two have one spot")), "{found:?}");
        assert!(found.iter().any(|line| line.contains("not on the plan")), "{found:?}");
    }

    async fn a_spot_that_comes_free_by_the_clock_goes_to_one_of_two(club: Club) {
        let club = Arc::new(club);
        for round in 0..10 {
            let class = bikes(&club, 3).await;
            let (ada, ben) = (club.member_with(&format!("Ada {round}"), club.unlimited).await, club.member_with(&format!("Ben {round}"), club.unlimited).await);
            hold(&club, ada, class, "2").await.expect("free");
            club.clock.set(club.house.clock.now() + Span::seconds(120));
            let barrier = Arc::new(Barrier::new(2));
            let (one, two) = (club.clone(), club.clone());
            let (left, right) = (barrier.clone(), barrier);
            let renews = tokio::spawn(async move {
                left.wait().await;
                headline(&hold(&one, ada, class, "2").await)
            });
            let books = tokio::spawn(async move {
                right.wait().await;
                headline(&take(&two, ben, class, "2").await)
            });
            let codes = (renews.await.expect("joined"), books.await.expect("joined"));
            assert!([("ok", "spot_held"), ("spot_taken", "ok")].contains(&codes), "{codes:?}");
            // whoever was told that it is kept for them gets it
            let after = headline(&take(&club, ada, class, "2").await);
            assert_eq!(after, if codes.0 == "ok" { "ok" } else { "spot_taken" });
        }
    }

    async fn two_who_want_each_others_spot_wait_for_nobody(club: Club) {
        let club = Arc::new(club);
        let class = bikes(&club, 3).await;
        let [ada, ben] = [club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await];
        let a = take(&club, ada, class, "1").await.expect("free").booking;
        let b = take(&club, ben, class, "2").await.expect("free").booking;
        for _ in 0..20 {
            let plan = (seen(&club, ada, class).await, seen(&club, ben, class).await);
            let own = |plan: &SpotPlan| plan.own().map(|spot| spot.name.clone()).expect("a spot");
            let (of_ada, of_ben) = (own(&plan.0), own(&plan.1));
            let barrier = Arc::new(Barrier::new(2));
            let mut tasks = JoinSet::new();
            for (member, seat, wanted) in [(ada, a, of_ben), (ben, b, of_ada)] {
                let (club, barrier) = (club.clone(), barrier.clone());
                tasks.spawn(async move {
                    barrier.wait().await;
                    headline(&change(&club, member, seat, class, &wanted).await)
                });
            }
            let codes = tasks.join_all().await;
            assert_eq!(codes, ["spot_taken", "spot_taken"], "each is somebody's");
            // one leaves for the third, and the other may or may not have theirs: never both, never nobody
            let free = seen(&club, ada, class).await.spots.iter().find(|s| s.state == SpotState::Free).map(|s| s.name.clone()).expect("one is free");
            let left = seen(&club, ada, class).await.own().map(|s| s.name.clone()).expect("a spot");
            let (one, two) = (club.clone(), club.clone());
            let (wanted, leaves) = (left.clone(), free.clone());
            let away = tokio::spawn(async move { headline(&change(&one, ada, a, class, &leaves).await) });
            let after = tokio::spawn(async move { headline(&change(&two, ben, b, class, &wanted).await) });
            assert_eq!(away.await.expect("joined"), "ok");
            assert!(["ok", "spot_taken"].contains(&after.await.expect("joined")));
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_spot_can_be_changed_until_the_class_begins(club: Club) {
        let class = bikes(&club, 3).await;
        let [ada, ben] = [club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await];
        let seat = take(&club, ada, class, "1").await.expect("free").booking;
        let moved = change(&club, ada, seat, class, "3").await.expect("free");
        assert_eq!((moved.from.as_deref(), moved.to.as_deref()), (Some("1"), Some("3")));
        assert_eq!(take(&club, ben, class, "1").await.expect("free with the same commit").spot.as_deref(), Some("1"));
        let id = spot(&club, class, "2").await;
        let other = booking::change_spot(&club.house, &club.as_member(ben), ben, seat, id, &key()).await;
        assert_eq!(headline(&other), "not_found", "another's booking");
        club.set(1, SIX_PM);
        assert_eq!(headline(&change(&club, ada, seat, class, "2").await), "started");
        club.set(1, 12 * 60);
        club.cancel(ada, seat).await.expect("cancelled");
        assert_eq!(state(&seen(&club, ben, class).await, "3"), SpotState::Free, "at once");
        assert_eq!(headline(&change(&club, ada, seat, class, "2").await), "not_booked");
    }

    async fn the_staff_move_people_and_keep_spots(club: Club) {
        let class = bikes(&club, 3).await;
        let mut people = Vec::new();
        for name in ["Ada", "Ben", "Cem"] {
            people.push(club.member_with(name, club.pack).await);
        }
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let a = take(&club, people[0], class, "1").await.expect("free").booking;
        take(&club, people[1], class, "2").await.expect("free");
        let two = spot(&club, class, "2").await;
        booking::move_spot(&club.house, &desk, a, two, &key()).await.expect("they swap");
        assert_eq!(standing(&club, class).await, ["Ada 2", "Ben 1"]);
        club.work().await;
        let told = messages::service::inbox(&club.house, &club.as_member(people[1]), people[1]).await.expect("read");
        assert!(told.notices.iter().any(|n| n.body.title(Locale::En).contains("spot 1")), "{told:?}");
        let three = spot(&club, class, "3").await;
        let nameless = booking::keep_spot(&club.house, &desk, class, three, " ", &key()).await;
        assert!(matches!(nameless, Err(AppError::Invalid(_))), "a reason is needed");
        booking::keep_spot(&club.house, &desk, class, three, "For the physio", &key()).await.expect("kept");
        assert_eq!(club.session(class).await.capacity, 2);
        assert_eq!(headline(&club.book(people[2], class).await), "full");
        assert_eq!(state(&seen(&club, people[0], class).await, "3"), SpotState::Kept);
        let roster = booking::roster(&club.house, &desk, class).await.expect("read");
        let shown = roster.spots.expect("a plan").spots;
        assert_eq!(shown[2].why.as_deref(), Some("For the physio"));
        assert_eq!(shown[0].who.as_ref().map(|(_, name)| name.as_str()), Some("Ben"));
        assert_eq!(refusal(booking::keep_spot(&club.house, &desk, class, two, "Why not", &key()).await).code(), "spot_taken");
        club.join(people[2], class).await.expect("waits");
        booking::release_spot(&club.house, &desk, class, three, &key()).await.expect("free again");
        assert_eq!(standing(&club, class).await, ["Ada 2", "Ben 1", "Cem 3"], "whoever waited has it");
        let coach = club.staff("coach@example.org", Role::Coach, None).await;
        let seen = booking::move_spot(&club.house, &coach, a, three, &key()).await;
        assert_eq!(headline(&seen), "not_found", "another's class");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_spot_out_of_order_moves_whoever_is_on_it_or_says_that_there_is_none(club: Club) {
        let (studio, kind) = (room(&club, "Cycle", 1, 3).await, spin(&club).await);
        let class = class_in(&club, &kind, Some(studio), 1, 30).await;
        let mut seats = Vec::new();
        for name in ["Ada", "Ben"] {
            let member = club.member_with(name, club.pack).await;
            seats.push((member, club.book(member, class).await.expect("any").booking));
        }
        let moved = plan(&club, studio, Change::PutOut(spot(&club, class, "1").await, "Pedal lost".into())).await;
        let said: Vec<_> = moved.iter().map(|m| (m.name.as_str(), m.from.as_deref(), m.to.as_deref())).collect();
        assert_eq!(said, [("Ada", Some("1"), Some("3"))]);
        let session = club.session(class).await;
        assert_eq!((session.capacity, session.booked), (2, 2));
        let moved = plan(&club, studio, Change::PutOut(spot(&club, class, "2").await, "Saddle lost".into())).await;
        let said: Vec<_> = moved.iter().map(|m| (m.name.as_str(), m.from.as_deref(), m.to.as_deref())).collect();
        assert_eq!(said, [("Ben", Some("2"), None)], "there is none");
        assert_eq!(club.session(class).await.capacity, 2, "nobody loses their place");
        club.work().await;
        let ben = seats[1].0;
        let told = messages::service::inbox(&club.house, &club.as_member(ben), ben).await.expect("read");
        assert!(told.notices.iter().any(|n| n.body.title(Locale::En).contains("cannot be used")), "{told:?}");
        // whoever cancels leaves their spot to whoever has none, and the place goes with them
        club.cancel(seats[0].0, seats[0].1).await.expect("cancelled");
        assert_eq!(standing(&club, class).await, ["Ben 3"]);
        assert_eq!(club.session(class).await.capacity, 1);
        plan(&club, studio, Change::PutBack(spot(&club, class, "1").await)).await;
        assert_eq!(club.session(class).await.capacity, 2);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn in_another_room_the_name_of_the_spot_stays(club: Club) {
        let (small, kind) = (room(&club, "Small", 1, 4).await, spin(&club).await);
        let large = room(&club, "Large", 2, 3).await;
        let class = class_in(&club, &kind, Some(small), 1, 30).await;
        for (name, at) in [("Ada", "4"), ("Ben", "2"), ("Cem", "1")] {
            let member = club.member_with(name, club.pack).await;
            take(&club, member, class, at).await.expect("free");
        }
        plan(&club, large, Change::Remove({
            let other = class_in(&club, &kind, Some(large), 3, 30).await;
            spot(&club, other, "2").await
        })).await;
        let form = moved_to(&club, class, Some(large), None).await;
        schedule::service::change_session(&club.house, &club.owner, class, &form).await.expect("moved");
        club.work().await;
        assert_eq!(standing(&club, class).await, ["Ada 4", "Ben 3", "Cem 1"]);
        assert_eq!(club.session(class).await.capacity, 5, "as many as planned, as far as there are spots");
        let form = moved_to(&club, class, None, Some(8)).await;
        schedule::service::change_session(&club.house, &club.owner, class, &form).await.expect("moved out");
        club.work().await;
        assert_eq!(standing(&club, class).await, ["Ada nowhere", "Ben nowhere", "Cem nowhere"]);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_kind_of_class_begins_to_have_spots_for_what_is_planned_too(club: Club) {
        let studio = room(&club, "Cycle", 1, 3).await;
        let class = class_in(&club, &club.yoga, Some(studio), 1, 12).await;
        let ada = club.member_with("Ada", club.pack).await;
        club.book(ada, class).await.expect("booked");
        assert_eq!(headline(&booking::spots(&club.house, &club.as_member(ada), ada, class).await), "no_spots");
        let kind = ClassType { choose_spots: true, ..club.yoga.clone() };
        schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), kind.clone()).await.expect("saved");
        club.work().await;
        assert_eq!(standing(&club, class).await, ["Ada 1"]);
        assert_eq!(club.session(class).await.capacity, 3);
        schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), club.yoga.clone()).await.expect("saved");
        club.work().await;
        assert_eq!(club.session(class).await.capacity, 12);
    }

    async fn whoever_waits_or_walks_in_gets_the_first_free_spot(club: Club) {
        club.open_the_door_early().await;
        let class = bikes(&club, 2).await;
        let mut people = Vec::new();
        for name in ["Ada", "Ben", "Cem", "Dov"] {
            people.push(club.member_with(name, club.pack).await);
        }
        let a = take(&club, people[0], class, "1").await.expect("free").booking;
        let b = take(&club, people[1], class, "2").await.expect("free").booking;
        club.join(people[2], class).await.expect("waits");
        club.cancel(people[0], a).await.expect("cancelled");
        assert_eq!(standing(&club, class).await, ["Ben 2", "Cem 1"]);
        club.cancel(people[1], b).await.expect("cancelled");
        // somebody is looking at it: whoever stands at the desk goes first
        let eve = club.member_with("Eve", club.pack).await;
        hold(&club, eve, class, "2").await.expect("free");
        club.set(1, SIX_PM - 10);
        drop(hold(&club, eve, class, "2").await);
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let answer = door::walk_in(&club.house, &desk, club.location.id, people[3], class, &key()).await.expect("in");
        assert_eq!(answer.spot.as_deref(), Some("2"), "the door says where to stand");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_party_stands_side_by_side(club: Club) {
        let (studio, kind) = (room(&club, "Cycle", 2, 4).await, spin(&club).await);
        let class = class_in(&club, &kind, Some(studio), 1, 30).await;
        let other = club.member_with("Other", club.pack).await;
        take(&club, other, class, "2").await.expect("free");
        let host = club.member("Hanna").await;
        let mut tx = club.write().await;
        let now = club.house.clock.now();
        let free = spotter::plans::service::NewPlan {
            name: "For all".into(),
            kind: spotter::plans::model::PassKind::Pack,
            credits: Some(9),
            days: Some(90),
            price: 1,
            location: None,
            categories: vec![],
            bearer: spotter::plans::model::Bearer::Anyone,
        };
        let all = spotter::plans::service::add_plan::<Nothing>(&mut tx, club.org, "EUR", free, now).await.expect("a plan");
        tx.commit().await.expect("committed");
        club.grant(host, all).await;
        let party = Party { people: vec![host], guests: vec!["Gus".into(), "Gil".into()] };
        let done = booking::book_party(&club.house, &club.as_member(host), host, class, party, &key()).await.expect("all of them");
        let spots: Vec<_> = done.seats.iter().filter_map(|seat| seat.booked.spot.clone()).collect();
        assert_eq!(spots, ["5", "6", "7"]);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_plan_is_for_whoever_sets_up_rooms_here(club: Club) {
        let studio = room(&club, "Cycle", 1, 3).await;
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let no = booking::change_plan(&club.house, &desk, studio, Change::LayOut(1, 1, Numbering::Through), &key()).await;
        assert!(matches!(no, Err(AppError::NotFound)), "{no:?}");
        let again = key();
        let change = Change::Name(1, 3, "Three".into());
        for _ in 0..2 {
            booking::change_plan(&club.house, &club.owner, studio, change.clone(), &again).await.expect("once under its key");
        }
        let taken = booking::change_plan(&club.house, &club.owner, studio, Change::Name(1, 1, "Three".into()), &key()).await;
        assert!(matches!(taken, Err(AppError::Invalid(_))), "{taken:?}");
        let plan = booking::plan_of(&club.house, &club.owner, studio).await.expect("read");
        let names: Vec<_> = plan.plan.spots.iter().map(|spot| spot.name.as_str()).collect();
        assert_eq!(names, ["1", "2", "Three"]);
    }
}
