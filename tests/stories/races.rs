//! Things that happen at once, each with the control that shows the race when its guard is taken away.

use crate::{
    on_both,
    support::{Club, On, headline, key, today},
};
use spotter::{
    booking::{door, jobs, service as booking},
    members::{self, model::MemberId},
    plans,
    platform::error::Nothing,
    platform::time::day_plus,
    schedule::{model::SessionId, service::DateForm},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

/// Waits until so many wait for a lock in Postgres. SQLite has one writer, who is waited for unseen: there a moment has to do, and
/// the stories hold in either order.
async fn lined_up(club: &Club, n: i64) {
    if club.on == On::Sqlite {
        return tokio::time::sleep(Duration::from_millis(150)).await;
    }
    for _ in 0..200 {
        let mut tx = club.read().await;
        let waiting: i64 = tx
            .query(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .value()
            .await
            .expect("read");
        if waiting >= n {
            return;
        }
        drop(tx);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{n} were to wait for a lock");
}

/// Everybody books at the same moment; how many got a seat.
async fn rush(club: &Arc<Club>, members: &[MemberId], session: SessionId) -> (usize, Vec<&'static str>) {
    let barrier = Arc::new(Barrier::new(members.len()));
    let mut tasks = JoinSet::new();
    for member in members.iter().copied() {
        let (club, barrier) = (club.clone(), barrier.clone());
        tasks.spawn(async move {
            barrier.wait().await;
            headline(&club.book(member, session).await)
        });
    }
    let codes = tasks.join_all().await;
    (codes.iter().filter(|c| **c == "ok").count(), codes)
}

on_both! {
    async fn five_hundred_people_and_twenty_seats(club: Club) {
        let club = Arc::new(club);
        let members = club.members_with_passes(500, club.pack).await;
        let class = club.class(1, SIX_PM, 20).await;
        let (seated, codes) = rush(&club, &members, class).await;
        assert_eq!(seated, 20);
        assert!(codes.iter().all(|c| ["ok", "full"].contains(c)), "{codes:?}");
        let session = club.session(class).await;
        assert_eq!((session.booked, session.capacity), (20, 20));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_last_credit_from_two_phones(club: Club) {
        let club = Arc::new(club);
        let one = club.plan_of(1).await;
        for round in 0..10 {
            let lena = club.member_with(&format!("Lena {round}"), one).await;
            let classes = [club.class(1, SIX_PM, 20).await, club.class(2, SIX_PM, 20).await];
            let barrier = Arc::new(Barrier::new(2));
            let mut phones = JoinSet::new();
            for class in classes {
                let (club, barrier) = (club.clone(), barrier.clone());
                phones.spawn(async move {
                    barrier.wait().await;
                    headline(&club.book(lena, class).await)
                });
            }
            let mut codes = phones.join_all().await;
            codes.sort_unstable();
            assert_eq!(codes, ["no_pass", "ok"]);
            assert_eq!(club.credits(lena).await, (0, 1));
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn two_classes_at_the_same_time_from_two_phones(club: Club) {
        let club = Arc::new(club);
        for round in 0..10 {
            let lena = club.member_with(&format!("Lena {round}"), club.pack).await;
            let classes = [club.class(1, SIX_PM, 20).await, club.class(1, SIX_PM + 15, 20).await];
            let barrier = Arc::new(Barrier::new(2));
            let mut phones = JoinSet::new();
            for class in classes {
                let (club, barrier) = (club.clone(), barrier.clone());
                phones.spawn(async move {
                    barrier.wait().await;
                    headline(&club.book(lena, class).await)
                });
            }
            let mut codes = phones.join_all().await;
            codes.sort_unstable();
            assert_eq!(codes, ["ok", "overlaps"]);
        }
    }

    async fn two_cancel_and_one_waits(club: Club) {
        let club = Arc::new(club);
        for round in 0..10 {
            let mut people = Vec::new();
            for name in ["Ada", "Ben", "Cem"] {
                people.push(club.member_with(&format!("{name} {round}"), club.pack).await);
            }
            let class = club.class(1, SIX_PM, 2).await;
            let ada = club.book(people[0], class).await.expect("booked");
            let ben = club.book(people[1], class).await.expect("booked");
            club.join(people[2], class).await.expect("waits");
            let mut phones = JoinSet::new();
            for (member, booked) in [(people[0], ada), (people[1], ben)] {
                let club = club.clone();
                phones.spawn(async move { club.cancel(member, booked.booking).await.is_ok() });
            }
            assert!(phones.join_all().await.into_iter().all(|ok| ok));
            let session = club.session(class).await;
            assert_eq!((session.booked, session.waiting), (1, 0), "promoted once");
            assert_eq!(club.credits(people[2]).await, (9, 1));
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_same_key_twice_at_once(club: Club) {
        let club = Arc::new(club);
        for round in 0..10 {
            let lena = club.member_with(&format!("Lena {round}"), club.pack).await;
            let class = club.class(1, SIX_PM, 20).await;
            let key = key();
            let mut sent = JoinSet::new();
            for _ in 0..8 {
                let (club, key) = (club.clone(), key.clone());
                sent.spawn(async move {
                    booking::book(&club.house, &club.as_member(lena), lena, class, None, &key).await.expect("one answer for all")
                });
            }
            let mut answers = sent.join_all().await;
            answers.dedup();
            assert_eq!(answers.len(), 1, "one run");
            assert_eq!((club.session(class).await.booked, club.credits(lena).await), (1, (9, 1)));
        }
    }

    /// A class is settled in the moment in which its coach still marks somebody: the credit is used once. Whoever holds the member
    /// meanwhile lines the two up, the coach first.
    async fn marking_meets_settling(club: Club) {
        let club = Arc::new(club);
        for day in 1..=3 {
            club.set(day, 9 * 60);
            let here = club.member_with(&format!("Here {day}"), club.pack).await;
            let late = club.member_with(&format!("Late {day}"), club.pack).await;
            let class = club.class(day, 10 * 60, 9).await;
            let first = club.book(here, class).await.expect("a seat").booking;
            let second = club.book(late, class).await.expect("a seat").booking;
            club.set(day, 10 * 60 + 5);
            door::mark(&club.house, &club.owner, first, true).await.expect("here");
            club.set(day, 22 * 60);
            let mut tx = club.write().await;
            members::service::lock::<Nothing>(&mut tx, club.org, late).await.expect("locked");
            let marking = {
                let club = club.clone();
                tokio::spawn(async move { door::mark(&club.house, &club.owner, second, true).await })
            };
            lined_up(&club, 1).await;
            let settling = {
                let club = club.clone();
                tokio::spawn(async move { jobs::settle(&club.house).await })
            };
            lined_up(&club, 2).await;
            drop(tx);
            let marked = marking.await.expect("an answer");
            assert!(marked.is_ok() || club.on == On::Sqlite, "the coach was first in the line: {marked:?}");
            assert_eq!(settling.await.expect("an answer").expect("settled"), 1, "day {day}");
            for member in [here, late] {
                assert_eq!(club.credits(member).await, (9, 0), "day {day}");
            }
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn capacity_is_lowered_while_people_book(club: Club) {
        let club = Arc::new(club);
        for round in 0..5 {
            let mut members = Vec::new();
            for i in 0..16 {
                members.push(club.member_with(&format!("M{round}-{i}"), club.pack).await);
            }
            let class = club.class(1, 6 * 60 + round * 90, 16).await;
            let start = spotter::platform::time::clock(6 * 60 + round * 90);
            let mut tasks = JoinSet::new();
            for member in members {
                let club = club.clone();
                tasks.spawn(async move { headline(&club.book(member, class).await) == "ok" });
            }
            let shrinking = {
                let club = club.clone();
                tokio::spawn(async move {
                    let form = DateForm {
                        day: day_plus(today(), 1).to_string(),
                        start,
                        minutes: "60".into(),
                        capacity: "8".into(),
                        ..DateForm::default()
                    };
                    spotter::schedule::service::change_session(&club.house, &club.owner, class, &form).await.is_ok()
                })
            };
            let seated = tasks.join_all().await.into_iter().filter(|ok| *ok).count() as i64;
            let shrunk = shrinking.await.expect("no panic");
            let session = club.session(class).await;
            assert_eq!(session.booked, seated);
            assert!(session.booked <= session.capacity);
            assert_eq!(session.capacity, if shrunk { 8 } else { 16 });
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    /// The control of the seat: the same rush with a read, a decision and a write, as an ordinary program would. Postgres sells
    /// seats twice; SQLite has one writer at a time, so that there the guard's control is a transaction that decides outside it.
    async fn without_the_guard_seats_are_sold_twice(club: Club) {
        let club = Arc::new(club);
        let class = club.class(1, SIX_PM, 5).await;
        let mut tx = club.write().await;
        tx.query_for("CREATE TABLE sold (session BLOB)", "CREATE TABLE sold (session uuid)").run().await.expect("a table without a guard");
        tx.commit().await.expect("committed");
        let barrier = Arc::new(Barrier::new(12));
        let mut tasks = JoinSet::new();
        for _ in 0..12 {
            let (club, barrier) = (club.clone(), barrier.clone());
            tasks.spawn(async move {
                let mut tx = club.read().await;
                let sold: i64 = tx.query("SELECT count(*) FROM sold").value().await.expect("counted");
                drop(tx);
                // Everybody has looked before anybody writes: what the lock makes impossible.
                barrier.wait().await;
                if sold < 5 {
                    let mut tx = club.write().await;
                    tx.query("INSERT INTO sold (session) VALUES ($1)").bind(class).run().await.expect("sold");
                    tx.commit().await.expect("committed");
                }
            });
        }
        tasks.join_all().await;
        let mut tx = club.read().await;
        let sold: i64 = tx.query("SELECT count(*) FROM sold").value().await.expect("counted");
        assert!(sold > 5, "the race must be there to be guarded against, or the tests above prove nothing: {sold}");
    }

    /// The controls of the other races: the same moves with a look, a decision and a write, in tables that guard nothing.
    /// Two people do them, and both have looked before either writes.
    async fn without_their_guards_the_other_races_happen_too(club: Club) {
        let club = Arc::new(club);
        for (what, table, look, allows, write, broken) in [
            (
                "one credit is spent from two phones",
                "CREATE TABLE lots AS SELECT 1 AS balance, 0 AS held",
                "SELECT CAST(balance AS bigint) FROM lots",
                1,
                "UPDATE lots SET balance = 0, held = held + 1",
                "SELECT CAST(count(*) AS bigint) FROM lots WHERE held > 1",
            ),
            (
                "two cancel and one who waits is promoted twice",
                "CREATE TABLE seats AS SELECT 1 AS waiting, 0 AS promoted",
                "SELECT CAST(waiting AS bigint) FROM seats",
                1,
                "UPDATE seats SET waiting = 0, promoted = promoted + 1",
                "SELECT CAST(count(*) AS bigint) FROM seats WHERE promoted > 1",
            ),
            (
                "places are taken away while one of them is booked",
                "CREATE TABLE places AS SELECT 16 AS capacity, 15 AS booked, 0 AS shrunk",
                "SELECT CAST(booked AS bigint) FROM places",
                15,
                // The first to write books the sixteenth place, the second lowers the capacity to what it saw booked.
                "UPDATE places SET booked = booked + 1 - shrunk, capacity = capacity - shrunk, shrunk = 1",
                "SELECT CAST(count(*) AS bigint) FROM places WHERE booked > capacity",
            ),
            (
                "an offer is taken and ends as well",
                "CREATE TABLE offers AS SELECT 0 AS answered, 0 AS ends",
                "SELECT CAST(answered AS bigint) FROM offers",
                0,
                "UPDATE offers SET answered = 1, ends = ends + 1",
                "SELECT CAST(count(*) AS bigint) FROM offers WHERE ends > 1",
            ),
            (
                "two families of three sit down in the last four places",
                "CREATE TABLE benches AS SELECT 4 AS free",
                "SELECT CAST(free AS bigint) FROM benches",
                4,
                "UPDATE benches SET free = free - 3",
                "SELECT CAST(count(*) AS bigint) FROM benches WHERE free < 0",
            ),
            (
                "one key runs twice",
                "CREATE TABLE runs AS SELECT 0 AS known, 0 AS effects",
                "SELECT CAST(known AS bigint) FROM runs",
                0,
                "UPDATE runs SET known = 1, effects = effects + 1",
                "SELECT CAST(count(*) AS bigint) FROM runs WHERE effects > 1",
            ),
        ] {
            let mut tx = club.write().await;
            tx.query(table).run().await.expect("a table without a guard");
            tx.commit().await.expect("committed");
            let barrier = Arc::new(Barrier::new(2));
            let mut tasks = JoinSet::new();
            for _ in 0..2 {
                let (club, barrier) = (club.clone(), barrier.clone());
                tasks.spawn(async move {
                    let mut tx = club.read().await;
                    let seen: i64 = tx.query(look).value().await.expect("looked");
                    drop(tx);
                    barrier.wait().await;
                    if seen == allows {
                        let mut tx = club.write().await;
                        tx.query(write).run().await.expect("written");
                        tx.commit().await.expect("committed");
                    }
                });
            }
            tasks.join_all().await;
            let mut tx = club.read().await;
            let found: i64 = tx.query(broken).value().await.expect("counted");
            assert_eq!(found, 1, "{what}: or the tests above prove nothing");
        }
    }

    /// The control of the last credit: a plain update without its condition goes below zero but for the table's own check.
    async fn the_database_itself_refuses_a_negative_balance_and_a_seat_too_many(club: Club) {
        let one = club.plan_of(1).await;
        let lena = club.member_with("Lena", one).await;
        let class = club.class(1, SIX_PM, 1).await;
        club.book(lena, class).await.expect("booked");
        for sql in ["UPDATE credit_lots SET balance = balance - 1", "UPDATE class_sessions SET booked = booked + 1"] {
            let mut tx = club.write().await;
            let refused = tx.query(sql).run().await.expect_err("below zero, or above the capacity");
            assert!(refused.is_check_violation(), "{refused}");
        }
        let mut tx = club.read().await;
        let passes = plans::service::passes::<Nothing>(&mut tx, lena, today()).await.expect("passes");
        assert_eq!(passes[0].balance, Some(0));
    }
}
