//! Places that are kept for the desk to sell: walk-ins and partners take them, members do not, and what is left is released.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    accounts::model::{Role, Who},
    booking::{
        door, jobs,
        model::{Mine, Refusal, Rule},
        service as booking,
    },
    members::model::MemberId,
    platform::{error::Answer, error::AppError, i18n::Locale, time::Span},
    schedule::{
        self,
        model::{Allotment, ClassSession, ClassType, SessionId},
        service::DateForm,
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SEVEN_PM: i64 = 19 * 60;

/// A class with so many places, of which so many are kept for walk-ins and for partners until so many minutes before it.
async fn keeping(club: &Club, days: i64, capacity: i64, kept: (i64, i64, i64)) -> SessionId {
    let kind = ClassType {
        allotment: Allotment {
            walk_in: kept.0,
            partner: kept.1,
            minutes: kept.2,
        },
        ..club.yoga.clone()
    };
    club.class_of(&kind, days, SEVEN_PM, capacity, None).await
}

async fn desk(club: &Club) -> Who {
    club.staff("desk@example.org", Role::FrontDesk, None).await
}

async fn walk_in(club: &Club, who: &Who, member: MemberId, class: SessionId) -> &'static str {
    let answer = door::walk_in(&club.house, who, club.location.id, member, class, &key()).await;
    headline(&answer)
}

async fn sell(club: &Club, who: &Who, class: SessionId, partner: &str) -> Answer<(), Refusal> {
    booking::book_partner(&club.house, who, class, partner, &key()).await
}

/// Taken, kept for walk-ins, kept for partners, free for members.
async fn counts(club: &Club, class: SessionId) -> (i64, i64, i64, i64) {
    let class: ClassSession = club.session(class).await;
    (class.booked, class.kept.walk_in, class.kept.partner, class.free())
}

async fn change(
    club: &Club,
    class: SessionId,
    form: DateForm,
) -> Answer<schedule::model::Changed, schedule::model::Refusal> {
    schedule::service::change_session(&club.house, &club.owner, class, &form).await
}

async fn waits(club: &Club, member: MemberId) -> bool {
    let list = booking::my_bookings(&club.house, &club.as_member(member), member)
        .await
        .expect("read");
    matches!(list.upcoming[0].mine, Some(Mine::Waiting { .. }))
}

on_both! {
    async fn members_book_what_is_theirs_and_the_desk_sells_what_is_kept(club: Club) {
        let desk = desk(&club).await;
        club.set(0, 18 * 60 + 20);
        let class = keeping(&club, 0, 4, (1, 1, 15)).await;
        let people = club.members_with_passes(6, club.pack).await;
        for member in &people[..2] {
            club.book(*member, class).await.expect("one of two");
        }
        assert_eq!(counts(&club, class).await, (2, 1, 1, 0));
        let refused = club.book(people[2], class).await;
        let Err(AppError::Refused(refusal)) = &refused else { panic!("{refused:?}") };
        assert!(matches!(&refusal.rules[..], [Rule::KeptPlaces(2, kept, 0)] if kept.until.is_some_and(|m| m.at == club.at(0, 18 * 60 + 45))));
        let said = refusal.rules[0].text(Locale::En);
        assert!(said.starts_with("The last 2 places are kept for walk-ins and partners until") && said.contains("18:45"), "{said}");
        assert_eq!(booking::book_for(&club.house, &desk, people[2], class, false, &key()).await.err().map(|e| matches!(e, AppError::Refused(r) if r.rules[0].code() == "kept_places")), Some(true), "whoever calls is no walk-in");

        assert_eq!(walk_in(&club, &desk, people[2], class).await, "ok");
        assert_eq!(counts(&club, class).await, (3, 0, 1, 0));
        assert_eq!(walk_in(&club, &desk, people[3], class).await, "kept_places", "what is left is the partners'");
        sell(&club, &desk, class, "Fit Pass").await.expect("theirs");
        assert_eq!(counts(&club, class).await, (4, 0, 0, 0));
        assert_eq!(headline(&sell(&club, &desk, class, "Fit Pass").await), "no_partner_place");
        assert_eq!(headline(&club.book(people[4], class).await), "full");
        assert_eq!(club.broken().await, Vec::<String>::new());

        let roster = booking::roster(&club.house, &desk, class).await.expect("read");
        assert_eq!((roster.partners.len(), roster.lines.len(), roster.sells), (1, 3, true));
        booking::give_back_partner(&club.house, &desk, roster.partners[0].id, &key()).await.expect("taken back");
        assert_eq!(counts(&club, class).await, (3, 0, 1, 0), "a partner's again");
        let gone = booking::give_back_partner(&club.house, &desk, roster.partners[0].id, &key()).await;
        assert_eq!(headline(&gone), "not_found");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_undone_walk_in_is_a_walk_ins_again_in_the_allotment(club: Club) {
        let desk = desk(&club).await;
        club.set(0, 18 * 60 + 20);
        let class = keeping(&club, 0, 2, (1, 0, 15)).await;
        let people = club.members_with_passes(3, club.pack).await;
        let answer = door::walk_in(&club.house, &desk, club.location.id, people[0], class, &key()).await.expect("in");
        assert_eq!(counts(&club, class).await, (1, 0, 0, 1), "members keep theirs");
        door::undo(&club.house, &desk, answer.visit.expect("a visit")).await.expect("undone");
        assert_eq!(counts(&club, class).await, (0, 1, 0, 1));
        club.book(people[1], class).await.expect("theirs");
        assert_eq!(headline(&club.book(people[2], class).await), "kept_places");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_is_left_of_the_allotment_is_released_to_those_who_wait_first(club: Club) {
        let class = keeping(&club, 1, 3, (1, 1, 240)).await;
        let people = club.members_with_passes(4, club.pack).await;
        club.book(people[0], class).await.expect("the one that is theirs");
        assert_eq!(headline(&club.book(people[1], class).await), "kept_places");
        assert_eq!(club.join(people[1], class).await.expect("waits").place, 1);
        club.work().await;
        assert_eq!(jobs::hand_out(&club.house).await.expect("handed out"), 0);
        assert_eq!(jobs::release_kept(&club.house).await.expect("nothing yet"), 0);
        assert!(waits(&club, people[1]).await);
        assert_eq!(club.broken().await, Vec::<String>::new(), "a place that is kept is not idle");

        club.set(1, 15 * 60);
        // somebody is quicker than the worker: who waits goes first all the same
        assert_eq!(headline(&club.book(people[2], class).await), "ok");
        assert!(!waits(&club, people[1]).await);
        assert_eq!(counts(&club, class).await, (3, 0, 0, 0));
        assert_eq!(headline(&club.book(people[3], class).await), "full");
        assert_eq!(jobs::release_kept(&club.house).await.expect("nothing is left to"), 0);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_worker_releases_the_allotment_in_time_and_once(club: Club) {
        let class = keeping(&club, 1, 3, (1, 1, 240)).await;
        let people = club.members_with_passes(3, club.pack).await;
        club.book(people[0], class).await.expect("booked");
        club.join(people[1], class).await.expect("waits");
        club.set(1, 15 * 60 - 1);
        assert_eq!(jobs::release_kept(&club.house).await.expect("not yet"), 0);
        club.set(1, 15 * 60);
        assert_eq!(jobs::release_kept(&club.house).await.expect("now"), 1);
        assert!(!waits(&club, people[1]).await);
        assert_eq!(counts(&club, class).await, (2, 0, 0, 1));
        assert_eq!(jobs::release_kept(&club.house).await.expect("once"), 0);
        club.book(people[2], class).await.expect("everybody's");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_allotment_is_set_for_a_kind_and_for_one_class(club: Club) {
        let of = |walk_in, partner, minutes| ClassType { allotment: Allotment { walk_in, partner, minutes }, ..club.yoga.clone() };
        let save = |kind: ClassType| schedule::service::save_class_type(&club.house, &club.owner, Some(club.yoga.id), kind);
        let most = club.yoga.capacity;
        assert!(matches!(save(of(most, 1, 15)).await, Err(AppError::Invalid(flaws)) if flaws.0[0].0 == "keep_partner"));
        save(of(2, 1, 15)).await.expect("saved");
        let kinds = schedule::service::class_types::<spotter::platform::error::Nothing>(&mut club.read().await, club.org).await.expect("read");
        assert!(kinds.iter().any(|kind| kind.allotment == of(2, 1, 15).allotment));

        let small = keeping(&club, 1, 2, (5, 5, 15)).await;
        assert_eq!(counts(&club, small).await, (0, 2, 0, 0), "as many as it has places");
        let class = keeping(&club, 2, 4, (2, 1, 15)).await;
        let member = club.member_with("Ada", club.pack).await;
        club.book(member, class).await.expect("booked");
        let form = |start: &str, walk_in: &str, partner: &str, minutes: &str| DateForm {
            day: spotter::platform::time::day_plus(today(), 2).to_string(),
            start: start.into(),
            minutes: club.yoga.minutes.to_string(),
            capacity: "4".into(),
            keep_walk_in: walk_in.into(),
            keep_partner: partner.into(),
            keep_minutes: minutes.into(),
            ..DateForm::default()
        };
        let refused = change(&club, class, form("19:00", "3", "1", "")).await;
        assert!(matches!(refused, Err(AppError::Refused(schedule::model::Refusal::KeptTooMany(3)))), "{refused:?}");
        change(&club, class, form("20:00", "", "", "")).await.expect("an hour later");
        let moved = club.session(class).await;
        assert_eq!(moved.kept.until.map(|m| m.at), Some(moved.starts.at - Span::minutes(15)), "as long before it as before");
        change(&club, class, form("20:00", "0", "0", "30")).await.expect("none is kept");
        assert_eq!(counts(&club, class).await, (1, 0, 0, 3));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_class_that_is_called_off_ends_the_places_of_partners_in_its_allotment(club: Club) {
        let desk = desk(&club).await;
        let class = keeping(&club, 1, 4, (0, 2, 15)).await;
        sell(&club, &desk, class, "Fit Pass").await.expect("sold");
        let member = club.member_with("Ada", club.pack).await;
        club.book(member, class).await.expect("booked");
        schedule::service::cancel_session(&club.house, &club.owner, class, "The heating").await.expect("cancelled");
        club.work().await;
        assert_eq!(club.session(class).await.booked, 0);
        assert_eq!(headline(&sell(&club, &desk, class, "Fit Pass").await), "class_cancelled");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn everybody_at_once_and_no_channel_over_its_share_of_the_allotment(club: Club) {
        let club = Arc::new(club);
        let desk = desk(&club).await;
        club.set(0, 18 * 60 + 20);
        let class = keeping(&club, 0, 20, (3, 2, 15)).await;
        let people = club.members_with_passes(60, club.pack).await;
        let barrier = Arc::new(Barrier::new(65));
        let mut tasks = JoinSet::new();
        for (i, member) in people.iter().copied().enumerate() {
            let (club, barrier, desk) = (club.clone(), barrier.clone(), desk.clone());
            tasks.spawn(async move {
                barrier.wait().await;
                match i % 6 {
                    0 => ("desk", walk_in(&club, &desk, member, class).await),
                    _ => ("online", headline(&club.book(member, class).await)),
                }
            });
        }
        for _ in 0..5 {
            let (club, barrier, desk) = (club.clone(), barrier.clone(), desk.clone());
            tasks.spawn(async move {
                barrier.wait().await;
                ("partner", headline(&sell(&club, &desk, class, "Fit Pass").await))
            });
        }
        let codes = tasks.join_all().await;
        let ok = |of: &str| codes.iter().filter(|(who, code)| *who == of && *code == "ok").count();
        assert_eq!(ok("partner"), 2, "{codes:?}");
        assert!(ok("desk") >= 3 && ok("online") <= 15, "{codes:?}");
        assert_eq!(ok("desk") + ok("online") + ok("partner"), 20, "{codes:?}");
        assert_eq!(counts(&club, class).await, (20, 0, 0, 0));
        let kept: i64 = club.read().await.query("SELECT count(*) FROM bookings WHERE walk_in").value().await.expect("read");
        assert_eq!(kept, 3, "walk-ins took theirs first");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_statement_alone_keeps_the_allotment_from_whoever_asked_nothing(club: Club) {
        // The control: what the rules say is left out, as if the facts were a moment old.
        let class = keeping(&club, 1, 3, (1, 1, 15)).await;
        let now = club.house.clock.now();
        for n in 0..3 {
            let mut tx = club.write().await;
            schedule::service::take_seat(&mut tx, class, now);
            assert_eq!(tx.commit().await.is_ok(), n < 1, "the others are kept");
        }
        let mut tx = club.write().await;
        schedule::service::take_walk_in(&mut tx, class, now);
        tx.commit().await.expect("kept for it");
        let mut tx = club.write().await;
        schedule::service::take_walk_in(&mut tx, class, now);
        assert!(tx.commit().await.is_err(), "there was one");
        let later = club.at(1, SEVEN_PM - 15);
        let mut tx = club.write().await;
        schedule::service::take_seat(&mut tx, class, later);
        tx.commit().await.expect("its time is over, whatever the worker has done");
        assert_eq!(club.session(class).await.booked, 3);
    }
}
