//! `spotter check`: whatever contradicts itself in the books is found. Each rule is broken by hand, behind the product's back.

use crate::{doors::room_at, on_both, support::Club, web::Town};
use uuid::Uuid;

async fn tamper(club: &Club, sql: &'static str, one: Uuid, other: Uuid) {
    let mut tx = club.write().await;
    let changed = tx.query(sql).bind(one).bind(other).run().await.expect("written");
    assert_eq!(changed, 1, "{sql}");
    tx.commit().await.expect("committed");
}

on_both! {
    async fn every_rule_that_is_broken_is_found(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let lena = club.member_with("Lena", club.pack).await;
        let mo = club.member_with("Mo", club.pack).await;
        let next = club.member_with("Next", club.pack).await;
        let [morning, noon, evening, full] = [
            club.class(2, 600, 5).await,
            club.class(2, 720, 5).await,
            club.class(2, 1080, 5).await,
            club.class(3, 600, 1).await,
        ];
        let seat = club.book(lena, morning).await.expect("a seat").booking;
        club.book(lena, noon).await.expect("a seat");
        let held = club.book(mo, full).await.expect("the seat").booking;
        club.join(lena, full).await.expect("first on the list");
        club.set(0, 12 * 60 + 1);
        club.join(next, full).await.expect("second");
        club.work().await;
        assert_eq!(club.broken().await, Vec::<String>::new(), "the control");
        let room: Uuid = room_at(&town, &club.location).await.parse().expect("an id");
        let coach = club.coach("Kim").await;

        let breaks: [(&'static str, Uuid, Uuid, &str); 10] = [
            ("UPDATE bookings SET credits = 0 WHERE id = $1 AND id <> $2", seat.0, room, "the ledger did not take"),
            ("UPDATE class_sessions SET booked = booked + 1 WHERE id = $1 AND id <> $2", evening.0, room, "the seats taken are not"),
            ("UPDATE class_sessions SET offered = offered + 1 WHERE id = $1 AND id <> $2", morning.0, room, "the seats on offer are not"),
            ("UPDATE class_sessions SET waiting = waiting + 1 WHERE id = $1 AND id <> $2", full.0, room, "people who wait is wrong"),
            ("UPDATE class_sessions SET capacity = 2 WHERE id = $1 AND id <> $2", full.0, room, "a seat is free and somebody waits"),
            ("UPDATE class_sessions SET room_id = $2 WHERE id = $1", morning.0, room, ""),
            ("UPDATE class_sessions SET coach_id = $2 WHERE id = $1", morning.0, coach.0, ""),
            (
                "UPDATE class_sessions SET starts_at = (SELECT o.starts_at FROM class_sessions o WHERE o.id = $2),
                        ends_at = (SELECT o.ends_at FROM class_sessions o WHERE o.id = $2) WHERE id = $1",
                noon.0,
                morning.0,
                "this class and another at the same time",
            ),
            ("UPDATE class_sessions SET room_id = $2 WHERE id = $1", noon.0, room, "the room has another class"),
            ("UPDATE class_sessions SET coach_id = $2 WHERE id = $1", noon.0, coach.0, "the coach teaches another"),
        ];
        for (sql, one, other, found) in breaks {
            let before = club.broken().await;
            assert!(found.is_empty() || !before.iter().any(|line| line.contains(found)), "not yet: {before:?}");
            tamper(club, sql, one, other).await;
            let after = club.broken().await;
            assert!(after.iter().any(|line| line.contains(found)) || found.is_empty(), "{sql}: {after:?}");
        }
        // What one statement on one row cannot break: somebody who waits has the seat as well.
        tamper(club, "UPDATE bookings SET member_id = $2 WHERE id = $1", held.0, next.0).await;
        assert!(club.broken().await.iter().any(|line| line.contains("somebody has a seat and waits")));
        let mut tx = club.write().await;
        tx.query("UPDATE credit_lots SET held = held + 1").run().await.expect("written");
        tx.commit().await.expect("committed");
        let found = club.broken().await;
        for words in ["its sums are not the ledger's", "promised credits are not in its lot"] {
            assert!(found.iter().any(|line| line.contains(words)), "{words}: {found:?}");
        }
    }
}
