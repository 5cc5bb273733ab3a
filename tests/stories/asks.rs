//! Classes that ask for an age or a level: who may book, wait and be seated, and what the others are told.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    booking::{door, service as booking},
    members::model::{Gender, MemberId},
    platform::{
        error::AppError,
        form::Flaw,
        time::{Day, day_plus},
    },
    schedule::{
        self,
        model::{Asks, ClassType},
    },
};

const SIX_PM: i64 = 18 * 60;

/// A kind of class that asks for something.
async fn asking(club: &Club, asks: Asks) -> ClassType {
    let kind = club.kind("Heavy lifting").await;
    let with = ClassType { asks, ..kind.clone() };
    schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), with.clone())
        .await
        .expect("saved");
    with
}

/// What the club knows of somebody.
async fn known(club: &Club, member: MemberId, born: Option<Day>, level: Option<&str>) {
    let mut tx = club.write().await;
    tx.query("UPDATE members SET birthday = $2 WHERE id = $1")
        .bind(member)
        .bind(born)
        .run()
        .await
        .expect("written");
    tx.query("DELETE FROM member_details WHERE member_id = $1")
        .bind(member)
        .run()
        .await
        .expect("written");
    if let Some(level) = level {
        tx.query("INSERT INTO member_details (member_id, level, goals, goal_words, interests, times, address, emergency_name, emergency_phone, emergency_relation)
             VALUES ($1, $2, '', '', '', '', '', '', '', '')")
            .bind(member)
            .bind(level.to_owned())
            .run()
            .await
            .expect("written");
    }
    tx.commit().await.expect("committed");
}

fn years_before(day: Day, years: u32) -> Day {
    day.checked_sub_months(chrono::Months::new(12 * years)).expect("a date")
}

on_both! {
    async fn an_age_is_asked_on_the_day_of_the_class(club: Club) {
        let teens = asking(&club, Asks { min_age: Some(14), max_age: Some(17), ..Asks::default() }).await;
        let class = club.class_of(&teens, 2, SIX_PM, 5, None).await;
        let on = day_plus(today(), 2);
        let ada = club.member_with("Ada", club.pack).await;
        let mut said = Vec::new();
        for born in [None, Some(day_plus(years_before(on, 14), 1)), Some(years_before(on, 18))] {
            known(&club, ada, born, None).await;
            said.push(headline(&club.book(ada, class).await).to_owned());
        }
        assert_eq!(said, ["no_birthday", "too_young", "too_old"]);
        assert_eq!((club.credits(ada).await, club.session(class).await.booked), ((10, 0), 0), "nothing was taken");
        known(&club, ada, Some(years_before(on, 14)), None).await;
        club.book(ada, class).await.expect("fourteen that day");
        let everybody = club.class(3, SIX_PM, 5).await;
        let ben = club.member_with("Ben", club.pack).await;
        club.book(ben, everybody).await.expect("a class that asks for nothing asks for no birthday");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_class_for_women_is_kept_to_them(club: Club) {
        let women = asking(&club, Asks { gender: Some(Gender::Female), ..Asks::default() }).await;
        let class = club.class_of(&women, 2, SIX_PM, 5, None).await;
        let ada = club.member_with("Ada", club.pack).await;
        let is = async |gender: &'static str| {
            let mut tx = club.write().await;
            tx.query("UPDATE members SET gender = $2 WHERE id = $1").bind(ada).bind(gender.to_owned()).run().await.expect("written");
            tx.commit().await.expect("committed");
        };
        assert_eq!(headline(&club.book(ada, class).await), "no_gender");
        is("male").await;
        assert_eq!(headline(&club.book(ada, class).await), "other_gender");
        assert_eq!((club.credits(ada).await, club.session(class).await.booked), ((10, 0), 0), "nothing was taken");
        is("female").await;
        club.book(ada, class).await.expect("a woman");
        let with = ClassType { asks: Asks { gender: Some(Gender::Other), ..Asks::default() }, ..women.clone() };
        let refused = schedule::service::save_class_type(&club.house, &club.owner, Some(women.id), with).await;
        assert_eq!(refused, Err(AppError::field("gender", Flaw::Choice)));
    }

    async fn who_may_not_come_neither_waits_nor_walks_in(club: Club) {
        let kind = asking(&club, Asks { level: Some(spotter::members::model::Level::Intermediate), ..Asks::default() }).await;
        let full = club.class_of(&kind, 0, SIX_PM, 1, None).await;
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        known(&club, ada, None, Some("advanced")).await;
        known(&club, ben, None, Some("beginner")).await;
        let seat = club.book(ada, full).await.expect("as far as that");
        assert_eq!(headline(&club.join(ben, full).await), "low_level");
        club.cancel(ada, seat.booking).await.expect("given up");
        club.set(0, SIX_PM - 10);
        let desk = club.staff("desk@example.org", spotter::accounts::model::Role::FrontDesk, None).await;
        let answer = door::by_name(&club.house, &desk, club.location.id, ben, &key()).await.expect("an answer");
        assert!(answer.classes.is_empty(), "not offered to a beginner");
        let walked = door::walk_in(&club.house, &desk, club.location.id, ben, full, &key()).await;
        assert_eq!(headline(&walked), "low_level");
        known(&club, ben, None, Some("intermediate")).await;
        let offered = door::by_name(&club.house, &desk, club.location.id, ben, &key()).await.expect("an answer");
        assert_eq!(offered.classes.len(), 1, "with the level it is");
    }

    async fn what_a_class_asks_is_asked_again_when_a_seat_is_given(club: Club) {
        let kind = club.kind("Heavy lifting").await;
        let class = club.class_of(&kind, 2, SIX_PM, 1, None).await;
        let (ada, ben, cleo) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await, club.member_with("Cleo", club.pack).await);
        let seat = club.book(ada, class).await.expect("free");
        club.join(ben, class).await.expect("first");
        club.join(cleo, class).await.expect("second");
        let with = ClassType { asks: Asks { min_age: Some(18), ..Asks::default() }, ..kind.clone() };
        schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), with).await.expect("saved");
        known(&club, ben, Some(years_before(today(), 16)), None).await;
        known(&club, cleo, Some(years_before(today(), 30)), None).await;
        club.cancel(ada, seat.booking).await.expect("given up");
        club.work().await;
        let has = async |who| {
            let list = booking::my_bookings(&club.house, &club.as_member(who), who).await.expect("read");
            list.upcoming.iter().any(|entry| entry.mine.as_ref().is_some_and(|mine| matches!(mine, spotter::booking::model::Mine::Booked { .. })))
        };
        assert_eq!((has(ben).await, has(cleo).await), (false, true), "whoever may not come is passed over");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_is_asked_makes_sense(club: Club) {
        let kind = club.kind("Heavy lifting").await;
        let save = async |min_age, max_age| {
            let with = ClassType { asks: Asks { min_age, max_age, ..Asks::default() }, ..kind.clone() };
            schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), with).await
        };
        assert_eq!(save(Some(18), Some(12)).await, Err(AppError::field("max_age", Flaw::Number(18, 120))));
        assert_eq!(save(Some(0), None).await, Err(AppError::field("min_age", Flaw::Number(1, 120))));
        assert!(save(Some(12), Some(12)).await.is_ok());
        let stored = schedule::service::class_types::<spotter::platform::error::Nothing>(&mut club.read().await, club.org).await.expect("read");
        let asks = stored.iter().find(|one| one.id == kind.id).map(|one| one.asks);
        assert_eq!(asks, Some(Asks { min_age: Some(12), max_age: Some(12), ..Asks::default() }));
    }
}
