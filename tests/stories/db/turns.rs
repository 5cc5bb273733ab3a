//! Who may write when: seats that everybody wants, and many who count.

use super::{Home, class, fact, increment, insert_booking, on_each};
use spotter::platform::db::{Db, Result, Tx};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};
use uuid::Uuid;

on_each!(
    the_last_seats_are_sold_once,
    without_the_lock_they_are_sold_twice,
    many_at_once_equal_one_after_the_other,
    a_reader_cannot_write,
    a_reader_sees_one_state,
);

async fn book(db: &Db, class: Uuid, member: String) -> Result<bool> {
    let mut tx = db.write().await?;
    tx.lock("SELECT id FROM trial_classes WHERE id = $1 FOR UPDATE", class)
        .await?;
    let free = free_seats(&mut tx, class).await?;
    tokio::task::yield_now().await;
    if free > 0 {
        insert_booking(&mut tx, class, &member).await?;
    }
    tx.commit().await?;
    Ok(free > 0)
}

/// Decides on what it read in another transaction: the mistake that `write` and `lock` are there for.
async fn book_unguarded(db: &Db, class: Uuid, member: String, all_have_looked: &Barrier) -> Result<bool> {
    let mut tx = db.read().await?;
    let free = free_seats(&mut tx, class).await?;
    drop(tx);
    all_have_looked.wait().await;
    let mut tx = db.write().await?;
    if free > 0 {
        insert_booking(&mut tx, class, &member).await?;
    }
    tx.commit().await?;
    Ok(free > 0)
}

async fn free_seats(tx: &mut Tx, class: Uuid) -> Result<i64> {
    tx.query(
        "SELECT capacity - (SELECT count(*) FROM trial_bookings WHERE class_id = $1) FROM trial_classes WHERE id = $1",
    )
    .bind(class)
    .value()
    .await
}

async fn race(home: &Home, guarded: bool) -> (usize, i64) {
    let class = class(&home.db, 5).await;
    let start = Arc::new(Barrier::new(40));
    let mut tries = JoinSet::new();
    for member in 0..40 {
        let (db, start, member) = (home.db.clone(), Arc::clone(&start), member.to_string());
        tries.spawn(async move {
            if !guarded {
                return book_unguarded(&db, class, member, &start).await.unwrap();
            }
            start.wait().await;
            book(&db, class, member).await.unwrap()
        });
    }
    let sold = tries.join_all().await.into_iter().filter(|sold| *sold);
    let sold = sold.count();
    (sold, home.count("SELECT count(*) FROM trial_bookings").await)
}

async fn the_last_seats_are_sold_once(home: Home) {
    assert_eq!(race(&home, true).await, (5, 5));
}

/// The control of the test above: without the guard the race is there to be lost.
async fn without_the_lock_they_are_sold_twice(home: Home) {
    assert_eq!(race(&home, false).await, (40, 40));
}

async fn count_up(db: &Db, op: i64) -> Result<()> {
    let mut tx = db.write_queued(&[Uuid::nil()]).await?;
    let row = "SELECT id FROM trial_counter WHERE id = 1 FOR UPDATE";
    tx.query_for("SELECT 1", row).run().await?;
    increment(&mut tx).await?;
    fact(&mut tx, op, 0).await?;
    tx.commit().await
}

async fn many_at_once_equal_one_after_the_other(home: Home) {
    let mut all = JoinSet::new();
    for op in 0..500 {
        let db = home.db.clone();
        all.spawn(async move {
            loop {
                match count_up(&db, op).await {
                    // The end of a long queue on a slow disk: nothing was written, so it asks again.
                    Err(busy) if busy.is_busy() => {}
                    done => return done,
                }
            }
        });
    }
    for done in all.join_all().await {
        done.unwrap();
    }
    assert_eq!(home.count("SELECT n FROM trial_counter").await, 500);
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 500);
}

async fn a_reader_cannot_write(home: Home) {
    let mut tx = home.db.read().await.unwrap();
    assert!(fact(&mut tx, 1, 0).await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 0);
}

async fn a_reader_sees_one_state(home: Home) {
    let mut reader = home.db.read().await.unwrap();
    let n = "SELECT count(*) FROM trial_facts";
    let before: i64 = reader.query(n).value().await.unwrap();
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 1, 0).await.unwrap();
    tx.commit().await.unwrap();
    let after: i64 = reader.query(n).value().await.unwrap();
    assert_eq!((before, after), (0, 0));
    drop(reader);
    assert_eq!(home.count(n).await, 1);
}
