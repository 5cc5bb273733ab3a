//! Statements that are sent together: in order, each with its own answer, and all or nothing.

use super::{Home, class, fact, insert_booking, on_each};
use spotter::platform::{db::Tx, id::fresh};
use uuid::Uuid;

on_each!(
    answers_come_to_those_who_asked,
    what_was_put_off_is_kept_with_the_commit,
    an_effect_that_is_missing_undoes_everything,
    effects_that_stand_together_count_for_themselves,
    what_was_put_off_behind_a_mark_goes_with_it,
    what_was_put_off_and_dropped_never_was,
);

fn put_off(tx: &mut Tx, op: i64, part: i64) {
    let sql = "INSERT INTO trial_facts (op, part) VALUES ($1, $2)";
    tx.query(sql).bind(op).bind(part).later(1);
}

async fn answers_come_to_those_who_asked(home: Home) {
    let class = class(&home.db, 7).await;
    let mut tx = home.db.write().await.unwrap();
    put_off(&mut tx, 1, 5);
    let nobody = tx.query("SELECT member FROM trial_bookings WHERE class_id = $1 AND member = $2");
    let nobody = nobody.bind(class).bind("$1".to_owned()).ask_maybe::<(String,)>();
    put_off(&mut tx, 1, 6);
    let facts = tx.query("SELECT op, part FROM trial_facts WHERE op = $1 ORDER BY part");
    let facts = facts.bind(1i64).ask::<(i64, i64)>().map(|rows| rows.len());
    put_off(&mut tx, 1, 7);
    let seats = tx.query("SELECT capacity FROM trial_classes WHERE id = $1").bind(class);
    assert_eq!(seats.value::<i64>().await.unwrap(), 7);
    // In the order in which they were asked: the third fact was not there yet.
    assert_eq!(facts.take(&mut tx).await.unwrap(), 2);
    assert_eq!(nobody.take(&mut tx).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 3);

    // In a reading transaction too, and without a statement behind them.
    let mut tx = home.db.read().await.unwrap();
    let first = tx
        .query("SELECT op, part FROM trial_facts WHERE part = $1")
        .bind(5i64)
        .ask::<(i64, i64)>();
    let second = tx
        .query("SELECT op, part FROM trial_facts WHERE part = $1")
        .bind(7i64)
        .ask::<(i64, i64)>();
    assert_eq!(second.take(&mut tx).await.unwrap(), [(1, 7)]);
    assert_eq!(first.take(&mut tx).await.unwrap(), [(1, 5)]);
}

async fn what_was_put_off_is_kept_with_the_commit(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    put_off(&mut tx, 1, 1);
    assert!(!tx.is_untouched());
    put_off(&mut tx, 1, 2);
    tx.commit().await.unwrap();
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 2);
}

async fn an_effect_that_is_missing_undoes_everything(home: Home) {
    let class = class(&home.db, 1).await;
    for (booked, keeps) in [(0i64, true), (1, false)] {
        let mut tx = home.db.write().await.unwrap();
        fact(&mut tx, 9, booked).await.unwrap();
        put_off(&mut tx, 8, booked);
        let seat = "UPDATE trial_classes SET booked = booked + 1 WHERE id = $1 AND booked < capacity";
        tx.query(seat).bind(class).later(1);
        put_off(&mut tx, 7, booked);
        let sent = tx.settle().await;
        assert_eq!(sent.is_ok(), keeps);
        assert!(sent.err().is_none_or(|e| e.is_busy()), "it may be tried again");
        assert_eq!(tx.commit().await.is_ok(), keeps);
        assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 3);
    }

    // Where no other try would help it is no business of being busy.
    let mut tx = home.db.write().await.unwrap();
    tx.query("UPDATE trial_facts SET op = 5 WHERE op = 99")
        .must(1, "the books are wrong");
    let wrong = tx.settle().await.unwrap_err();
    assert!(
        !wrong.is_busy() && wrong.to_string() == "the books are wrong",
        "{wrong}"
    );
    assert!(tx.commit().await.is_err());

    // A rule of the table is told as such.
    let mut tx = home.db.write().await.unwrap();
    put_off(&mut tx, 6, 1);
    put_off(&mut tx, 7, 0);
    assert!(tx.settle().await.unwrap_err().is_unique_violation());
    assert!(tx.commit().await.is_err());
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 3);
}

async fn effects_that_stand_together_count_for_themselves(home: Home) {
    let class = class(&home.db, 9).await;
    let mut tx = home.db.write().await.unwrap();
    for part in 0..5 {
        put_off(&mut tx, 1, part);
    }
    // A row that points at one of the same batch.
    let other = fresh();
    let add = "INSERT INTO trial_classes (id, capacity, booked) VALUES ($1, 3, 0)";
    tx.query(add).bind(other).later(1);
    let booking = "INSERT INTO trial_bookings (id, class_id, member) VALUES ($1, $2, $3)";
    tx.query(booking)
        .bind(fresh())
        .bind(other)
        .bind("ann".to_owned())
        .later(1);
    tx.query("UPDATE trial_classes SET booked = $2 WHERE id = $1")
        .bind(class)
        .bind(4i64)
        .later(1);
    let again =
        tx.query("INSERT INTO trial_bookings (id, class_id, member) VALUES ($1, $2, 'bob') ON CONFLICT DO NOTHING");
    assert_eq!(again.bind(fresh()).bind(class).run_together().await.unwrap(), 1);
    put_off(&mut tx, 2, 0);
    let gone = tx
        .query("DELETE FROM trial_facts WHERE op = $1")
        .bind(1i64)
        .run_together();
    assert_eq!(gone.await.unwrap(), 5);
    let again =
        tx.query("INSERT INTO trial_bookings (id, class_id, member) VALUES ($1, $2, 'bob') ON CONFLICT DO NOTHING");
    assert_eq!(again.bind(fresh()).bind(class).run_together().await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(
        home.count("SELECT booked FROM trial_classes WHERE capacity = 9").await,
        4
    );
    assert_eq!(home.count("SELECT count(*) FROM trial_bookings").await, 2);
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 1);
}

async fn what_was_put_off_behind_a_mark_goes_with_it(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    put_off(&mut tx, 1, 1);
    tx.savepoint().await.unwrap();
    put_off(&mut tx, 1, 2);
    tx.rollback_to_savepoint().await.unwrap();
    put_off(&mut tx, 1, 3);
    // An effect that is missing behind the mark, too.
    tx.query("UPDATE trial_facts SET op = 5 WHERE op = 99").later(1);
    assert!(tx.settle().await.unwrap_err().is_busy());
    tx.rollback_to_savepoint().await.unwrap();
    tx.release_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(home.count("SELECT part FROM trial_facts").await, 1);
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 1);
}

async fn what_was_put_off_and_dropped_never_was(home: Home) {
    let class = class(&home.db, 1).await;
    let mut tx = home.db.write_queued(&[class]).await.unwrap();
    insert_booking(&mut tx, class, "ann").await.unwrap();
    put_off(&mut tx, 1, 1);
    drop(tx);
    let mut tx = home.db.write_queued(&[class]).await.unwrap();
    put_off(&mut tx, 1, 2);
    let mine = tx.query("SELECT op, part FROM trial_facts").ask::<(i64, i64)>();
    assert_eq!(mine.take(&mut tx).await.unwrap(), [(1, 2)]);
    // An answer that came with the commit can be taken afterwards.
    let theirs = tx.query("SELECT id FROM trial_bookings").ask::<(Uuid,)>();
    tx.commit().await.unwrap();
    let mut tx = home.db.read().await.unwrap();
    assert_eq!(theirs.take(&mut tx).await.unwrap(), []);
}
