//! People who wait together: all of them get a place, or are passed by, or are waited for, as the club's rules say.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    booking::{
        jobs,
        model::{BookingId, Joined, Mine, Refusal, Rule, WaitEnd},
        service::{self as booking, Party},
    },
    members::{household, model::MemberId},
    messages::{self, model::Body},
    platform::{
        error::{Answer, AppError},
        i18n::Locale,
        time::day_plus,
    },
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
use tokio::{sync::Barrier, task::JoinSet};

const NOON: i64 = 12 * 60;
const SIX_PM: i64 = 18 * 60;

async fn rules(club: &Club, skip: bool) {
    let policy = BookingPolicy {
        skip_if_not_fit: skip,
        ..BookingPolicy::default()
    };
    let now = club.house.clock.now();
    studio::service::set_booking_policy(&club.house, club.org, None, &policy, now)
        .await
        .expect("a policy");
}

async fn mode(club: &Club, mode: WaitMode) {
    let with = ClassType {
        wait_mode: Some(mode),
        ..club.yoga.clone()
    };
    schedule::service::save_class_type(&club.house, &club.owner, Some(club.yoga.id), with)
        .await
        .expect("saved");
}

async fn child(club: &Club, of: MemberId, name: &str) -> MemberId {
    let mut tx = club.write().await;
    let born = day_plus(today(), -9 * 365);
    let id = household::add_child_in(&mut tx, club.org, of, name.into(), born, club.house.clock.now())
        .await
        .expect("a child");
    tx.commit().await.expect("committed");
    club.grant(id, club.pack).await;
    id
}

async fn wait_together(club: &Club, me: MemberId, class: SessionId, people: &[MemberId]) -> Answer<Joined, Refusal> {
    let party = Party {
        people: people.to_vec(),
        guests: Vec::new(),
    };
    booking::join_party(&club.house, &club.as_member(me), me, class, party, &key()).await
}

/// What the class is to a member by now.
async fn mine(club: &Club, member: MemberId) -> Option<Mine> {
    let list = booking::my_bookings(&club.house, &club.as_member(member), member)
        .await
        .expect("read");
    list.upcoming
        .into_iter()
        .find(|e| e.whose.is_none())
        .and_then(|e| e.mine)
}

/// The place in the line, how many wait together, and how many places were free when they were passed by.
async fn place(club: &Club, member: MemberId) -> (i64, i64, Option<i64>) {
    match mine(club, member).await {
        Some(Mine::Waiting { place, with, .. }) => (
            place,
            with.map_or(1, |with| with.people),
            with.and_then(|with| with.skipped).map(|skipped| skipped.free),
        ),
        other => panic!("{other:?}"),
    }
}

async fn booked(club: &Club, member: MemberId) -> bool {
    matches!(mine(club, member).await, Some(Mine::Booked { .. }))
}

async fn told(club: &Club, member: MemberId) -> usize {
    club.work().await;
    let who = club.as_member(member);
    let inbox = messages::service::inbox(&club.house, &who, member).await.expect("read");
    let free = |body: &Body| matches!(body, Body::PlaceFree { .. });
    inbox.notices.iter().filter(|notice| free(&notice.body)).count()
}

/// Booked, offered, waiting.
async fn counts(club: &Club, class: SessionId) -> (i64, i64, i64) {
    let session = club.session(class).await;
    (session.booked, session.offered, session.waiting)
}

struct Line {
    class: SessionId,
    ada: MemberId,
    mia: MemberId,
    dua: MemberId,
    seats: [(MemberId, BookingId); 2],
}

/// A class tomorrow with two places that Ben and Cem have, for which Ada and Mia wait together, and Dua behind them a minute later.
async fn line(club: &Club, minute: i64) -> Line {
    club.set(0, minute);
    let (ada, ben) = (
        club.member_with("Ada", club.pack).await,
        club.member_with("Ben", club.pack).await,
    );
    let (cem, dua) = (
        club.member_with("Cem", club.pack).await,
        club.member_with("Dua", club.pack).await,
    );
    let mia = child(club, ada, "Mia").await;
    let class = club.class(1, SIX_PM, 2).await;
    let first = club.book(ben, class).await.expect("a free place").booking;
    let second = club.book(cem, class).await.expect("a free place").booking;
    let joined = wait_together(club, ada, class, &[ada, mia]).await.expect("they wait");
    assert_eq!(joined.place, 1);
    club.set(0, minute + 1);
    assert_eq!(club.join(dua, class).await.expect("waits").place, 3);
    Line {
        class,
        ada,
        mia,
        dua,
        seats: [(ben, first), (cem, second)],
    }
}

on_both! {
    async fn a_party_that_does_not_fit_is_waited_for_and_nobody_behind_it_is_served(club: Club) {
        let Line { class, ada, mia, dua, seats } = line(&club, NOON).await;
        let [(ben, first), (cem, second)] = seats;
        club.cancel(ben, first).await.expect("in time");
        assert_eq!(counts(&club, class).await, (1, 0, 3));
        assert_eq!((place(&club, ada).await, place(&club, mia).await), ((1, 2, None), (2, 2, None)));
        assert_eq!(place(&club, dua).await, (3, 1, None));
        let eve = club.member_with("Eve", club.pack).await;
        assert!(matches!(club.book(eve, class).await, Err(AppError::Refused(r)) if r.rules == [Rule::KeptForParty(2, 3)]));
        assert_eq!(headline(&club.book(dua, class).await), "kept_for_party");
        assert_eq!(club.join(eve, class).await.expect("behind them").place, 4);
        assert_eq!(jobs::hand_out(&club.house).await.expect("handed out"), 0, "the minute changes nothing");
        assert_eq!(counts(&club, class).await, (1, 0, 4));
        assert_eq!(club.broken().await, Vec::<String>::new());

        club.cancel(cem, second).await.expect("in time");
        assert!(booked(&club, ada).await && booked(&club, mia).await, "both, at once");
        assert_eq!(counts(&club, class).await, (2, 0, 2));
        assert_eq!((place(&club, dua).await.0, place(&club, eve).await.0), (1, 2));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_party_that_does_not_fit_is_passed_by_where_the_rule_is_on_and_keeps_its_place(club: Club) {
        rules(&club, true).await;
        let Line { class, ada, mia, dua, seats } = line(&club, NOON).await;
        let [(ben, first), (cem, second)] = seats;
        club.cancel(ben, first).await.expect("in time");
        assert!(booked(&club, dua).await, "there is room for one");
        assert_eq!((place(&club, ada).await, place(&club, mia).await), ((1, 2, Some(1)), (2, 2, Some(1))));
        let eve = club.member_with("Eve", club.pack).await;
        club.cancel(cem, second).await.expect("in time");
        assert_eq!((place(&club, ada).await, counts(&club, class).await), ((1, 2, Some(1)), (1, 0, 2)));
        assert_eq!(club.broken().await, Vec::<String>::new(), "a place that is too little for them is no fault");
        let eves = club.book(eve, class).await.expect("it is kept for nobody");
        assert_eq!(place(&club, ada).await.0, 1);

        let duas = booking::my_bookings(&club.house, &club.as_member(dua), dua).await.expect("read");
        let Some(Mine::Booked { booking: duas, .. }) = duas.upcoming[0].mine else { panic!("a seat") };
        club.cancel(dua, duas).await.expect("in time");
        assert_eq!(counts(&club, class).await, (1, 0, 2));
        club.cancel(eve, eves.booking).await.expect("in time");
        assert!(booked(&club, ada).await && booked(&club, mia).await, "now there is room for both");
        let story = booking::my_bookings(&club.house, &club.as_member(ada), ada).await.expect("read").waited.remove(0);
        assert_eq!((story.end, story.skipped.map(|skipped| skipped.free)), (WaitEnd::Promoted, Some(1)));
        assert!(story.text(Locale::En).contains("passed by"), "{}", story.text(Locale::En));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn fit_is_asked_where_places_are_offered(club: Club) {
        mode(&club, WaitMode::Offer).await;
        for (skip, minute) in [(false, NOON), (true, NOON + 10)] {
            club.set(0, minute);
            rules(&club, skip).await;
            let Line { class, ada, mia, dua, seats } = line(&club, minute).await;
            let [(ben, first), (cem, second)] = seats;
            club.cancel(ben, first).await.expect("in time");
            let offered = matches!(mine(&club, dua).await, Some(Mine::Offered { .. }));
            assert_eq!((offered, counts(&club, class).await), (skip, if skip { (2, 1, 2) } else { (1, 0, 3) }));
            assert_eq!(place(&club, ada).await, (1, 2, skip.then_some(1)));
            club.cancel(cem, second).await.expect("in time");
            if skip {
                // Dua passes hers on: then there is room
                booking::leave(&club.house, &club.as_member(dua), dua, class, &key()).await.expect("passed on");
            }
            for one in [ada, mia] {
                assert!(matches!(mine(&club, one).await, Some(Mine::Offered { .. })), "one each");
            }
            assert_eq!(counts(&club, class).await, (2, 2, i64::from(!skip)));
            let both = Party { people: vec![ada, mia], guests: Vec::new() };
            booking::book_party(&club.house, &club.as_member(ada), ada, class, both, &key()).await.expect("both take theirs");
            assert_eq!(club.broken().await, Vec::<String>::new());
        }
    }

    async fn fit_is_asked_where_places_are_announced(club: Club) {
        mode(&club, WaitMode::Broadcast).await;
        for (skip, minute) in [(false, NOON), (true, NOON + 10)] {
            club.set(0, minute);
            rules(&club, skip).await;
            let Line { class, ada, mia, dua, seats } = line(&club, minute).await;
            let [(ben, first), (cem, second)] = seats;
            club.cancel(ben, first).await.expect("in time");
            assert_eq!((told(&club, ada).await, told(&club, dua).await), (0, usize::from(skip)));
            assert_eq!((place(&club, ada).await, place(&club, dua).await.0), ((1, 2, skip.then_some(1)), 3));
            let taken = club.book(dua, class).await;
            assert_eq!(headline(&taken), if skip { "ok" } else { "kept_for_party" });
            if let Ok(taken) = taken {
                club.cancel(dua, taken.booking).await.expect("in time");
            }
            club.cancel(cem, second).await.expect("in time");
            assert_eq!(told(&club, ada).await, 1, "there is room for both");
            let both = Party { people: vec![ada, mia], guests: Vec::new() };
            booking::book_party(&club.house, &club.as_member(ada), ada, class, both, &key()).await.expect("both");
            assert_eq!(club.broken().await, Vec::<String>::new());
        }
    }

    async fn fit_follows_whoever_leaves_and_one_who_may_not_keeps_all_from_it(club: Club) {
        let Line { class, ada, mia, dua, seats } = line(&club, NOON).await;
        club.cancel(seats[0].0, seats[0].1).await.expect("in time");
        booking::leave(&club.house, &club.as_member(ada), ada, class, &key()).await.expect("she leaves");
        assert!(booked(&club, mia).await, "one place does for one");
        assert_eq!(place(&club, dua).await, (1, 1, None));
        assert_eq!(club.broken().await, Vec::<String>::new());

        let next = club.class(2, SIX_PM, 2).await;
        let (fay, gus) = (club.member_with("Fay", club.pack).await, club.member_with("Gus", club.pack).await);
        let one = club.book(fay, next).await.expect("booked");
        let two = club.book(gus, next).await.expect("booked");
        wait_together(&club, ada, next, &[ada, mia]).await.expect("they wait");
        club.join(dua, next).await.expect("waits");
        let other = club.class(2, SIX_PM + 10, 5).await;
        booking::book(&club.house, &club.as_member(ada), booking::For::other(ada, Some(mia)), other, None, &key()).await.expect("another class");
        club.cancel(fay, one.booking).await.expect("in time");
        club.cancel(gus, two.booking).await.expect("in time");
        assert_eq!(counts(&club, next).await, (1, 0, 0), "Mia has another class then, so that it is Dua's turn");
        let story = booking::my_bookings(&club.house, &club.as_member(ada), ada).await.expect("read").waited.remove(0);
        assert_eq!((story.end, story.why.as_deref()), (WaitEnd::PassedOver, Some("overlaps")));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_party_joins_a_line_as_a_whole_or_not_at_all_by_how_it_fits(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let (mia, tom) = (child(&club, ada, "Mia").await, child(&club, ada, "Tom").await);
        let ben = club.member_with("Ben", club.pack).await;
        let class = club.class(1, SIX_PM, 2).await;
        assert_eq!(headline(&wait_together(&club, ada, class, &[ada, mia]).await), "not_full");
        club.book(ben, class).await.expect("booked");
        club.book(club.member_with("Cem", club.pack).await, class).await.expect("booked");
        assert_eq!(headline(&wait_together(&club, ada, class, &[ada, mia, tom]).await), "party_over");
        assert_eq!(headline(&wait_together(&club, ada, class, &[ada, ben]).await), "not_found");
        club.join(ada, class).await.expect("alone");
        assert_eq!(headline(&wait_together(&club, ada, class, &[ada, mia]).await), "already_waiting");
        assert_eq!(counts(&club, class).await, (2, 0, 1), "nobody joined by halves");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn two_places_come_free_at_once_and_a_party_fits_once(club: Club) {
        let club = Arc::new(club);
        for round in 0..5 {
            let Line { class, ada, mia, seats, .. } = line(&club, NOON + 5 * round).await;
            let barrier = Arc::new(Barrier::new(3));
            let mut phones = JoinSet::new();
            for (member, seat) in seats {
                let (club, barrier) = (club.clone(), barrier.clone());
                phones.spawn(async move {
                    barrier.wait().await;
                    headline(&club.cancel(member, seat).await)
                });
            }
            let eve = club.member_with("Eve", club.pack).await;
            let (other, barrier) = (club.clone(), barrier.clone());
            phones.spawn(async move {
                barrier.wait().await;
                headline(&other.book(eve, class).await)
            });
            let mut codes = phones.join_all().await;
            codes.sort_unstable();
            assert!(codes[1..] == ["ok", "ok"] && ["full", "kept_for_party"].contains(&codes[0]), "{codes:?}");
            assert!(booked(&club, ada).await && booked(&club, mia).await);
            assert_eq!(counts(&club, class).await, (2, 0, 1));
            assert_eq!(club.broken().await, Vec::<String>::new());
        }
    }
}
