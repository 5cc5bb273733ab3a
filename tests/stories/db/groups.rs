//! SQLite's one writer: use cases that share a commit, and turns in order.

use super::{Home, PollsAtMost, fact, increment, patient, promise, waiter};
use spotter::platform::db::{Db, DbError, Options, Result};
use sqlx::{Connection, Executor, SqliteConnection};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// Another process, as far as SQLite can tell.
async fn stranger(home: &Home) -> SqliteConnection {
    SqliteConnection::connect(&home.url).await.unwrap()
}

async fn keep(db: Db, op: i64, broken: bool) -> Result<()> {
    let mut tx = db.write().await?;
    fact(&mut tx, op, 0).await?;
    if broken {
        promise(&mut tx).await?;
    }
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_broken_commit_is_the_whole_groups() {
    for broken in [false, true] {
        let home = Home::sqlite(patient()).await;
        let mut first = home.db.write().await.unwrap();
        fact(&mut first, 0, 0).await.unwrap();
        let mut group = Vec::new();
        for op in 1..10 {
            group.push(waiter(keep(home.db.clone(), op, broken && op == 4)).await);
        }
        let mut done = vec![first.commit().await];
        for member in group {
            done.push(member.await.unwrap());
        }
        let kept = done.iter().filter(|done| done.is_ok()).count() as i64;
        assert_eq!(kept, home.count("SELECT count(*) FROM trial_facts").await);
        // The control, without the broken member, keeps them all.
        assert_eq!(kept, if broken { 0 } else { 10 });
        if broken {
            let told = |done: &Result<()>| done.as_ref().is_err_and(DbError::is_foreign_key_violation);
            assert!(done.iter().all(told), "{done:?}");
        }
        keep(home.db.clone(), 99, false).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_lost_in_the_middle_is_nobodys_success() {
    let home = Home::sqlite(patient()).await;
    let mut first = home.db.write().await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    let before = waiter(keep(home.db.clone(), 1, false)).await;
    let db = home.db.clone();
    let trap = waiter(async move {
        let mut tx = db.write().await?;
        fact(&mut tx, 2, 0).await?;
        let trap = tx.query("INSERT INTO trial_traps (id) VALUES (1)").run();
        assert!(trap.await.is_err());
        // What it tries now must not run outside any transaction.
        assert!(fact(&mut tx, 2, 1).await.is_err());
        tx.commit().await
    })
    .await;
    let after = waiter(keep(home.db.clone(), 3, false)).await;
    assert!(first.commit().await.is_err());
    assert!(before.await.unwrap().is_err());
    assert!(trap.await.unwrap().is_err());
    after.await.unwrap().unwrap();
    assert_eq!(home.count("SELECT max(op) + 10 * count(*) FROM trial_facts").await, 13);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_fails_those_it_must_and_then_it_goes_on() {
    let home = Home::sqlite(patient()).await;
    let mut tx = home.db.write().await.unwrap();
    let pages: i64 = tx.query("PRAGMA page_count").value().await.unwrap();
    // Room for a few rows and not for a megabyte.
    let full = format!("PRAGMA max_page_count = {}", pages + 30);
    tx.query(full.leak()).run().await.unwrap();
    tx.query("CREATE TABLE trial_blobs (id INTEGER PRIMARY KEY, blob BLOB NOT NULL) STRICT")
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut first = home.db.write().await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    let db = home.db.clone();
    let big = waiter(async move {
        let mut tx = db.write().await?;
        let blob = tx.query("INSERT INTO trial_blobs (blob) VALUES (zeroblob(1000000))");
        blob.run().await?;
        tx.commit().await
    })
    .await;
    let after = waiter(keep(home.db.clone(), 3, false)).await;
    let first = first.commit().await;
    assert!(big.await.unwrap().unwrap_err().to_string().contains("full"));
    after.await.unwrap().unwrap();
    // Whether SQLite gave up the statement or the transaction is its business; the answer has to be true.
    let kept = home.count("SELECT count(*) FROM trial_facts WHERE op = 0").await;
    assert_eq!(first.is_ok(), kept == 1);
    assert_eq!(home.count("SELECT count(*) FROM trial_facts WHERE op = 3").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_committed_when_all_who_waited_go_away() {
    let home = Home::sqlite(patient()).await;
    let mut first = home.db.write().await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    // They wait, so the first leaves its commit to them; then they leave, one in the queue and one at work.
    let db = home.db.clone();
    let (at_work, seen) = tokio::sync::oneshot::channel();
    let worker = waiter(async move {
        let mut tx = db.write().await.unwrap();
        fact(&mut tx, 1, 0).await.unwrap();
        at_work.send(()).unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let queued = waiter(keep(home.db.clone(), 2, false)).await;
    let first = tokio::spawn(first.commit());
    seen.await.unwrap();
    queued.abort();
    worker.abort();
    first.await.unwrap().unwrap();
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 1);
    // And nobody holds the file's write lock.
    let mut stranger = stranger(&home).await;
    stranger.execute("PRAGMA busy_timeout = 0").await.unwrap();
    stranger.execute("BEGIN IMMEDIATE").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_who_goes_away_while_its_group_commits_takes_nobody_along() {
    let home = Home::sqlite(patient()).await;
    let mut first = home.db.write().await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    let second = waiter(keep(home.db.clone(), 1, false)).await;
    let gone = PollsAtMost {
        polls: 1,
        future: Box::pin(first.commit()),
    };
    assert!(gone.await.is_none());
    second.await.unwrap().unwrap();
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_too_long_is_told_it_is_busy() {
    let home = Home::sqlite(Options {
        wait: Duration::from_millis(300),
        ..Options::default()
    })
    .await;
    let mut stranger = stranger(&home).await;
    stranger.execute("BEGIN IMMEDIATE").await.unwrap();
    let busy = home.db.write().await.err().unwrap();
    assert!(busy.is_busy(), "{busy}");
    let waits = waiter(keep(home.db.clone(), 1, false)).await;
    stranger.execute("ROLLBACK").await.unwrap();
    waits.await.unwrap().unwrap();

    // A second transaction inside the first waits for itself: told, not hung.
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 2, 0).await.unwrap();
    assert!(home.db.write().await.err().unwrap().is_busy());
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_one_file() {
    let home = Home::sqlite(Options::default()).await;
    let other = Db::open(&home.url, Options::default()).await.unwrap();
    let mut all = JoinSet::new();
    for lane in 0..16 {
        let db = if lane % 2 == 0 { &home.db } else { &other }.clone();
        all.spawn(async move {
            for _ in 0..25 {
                let mut tx = db.write().await?;
                increment(&mut tx).await?;
                tx.commit().await?;
            }
            Ok::<_, DbError>(())
        });
    }
    for done in all.join_all().await {
        done.unwrap();
    }
    assert_eq!(home.count("SELECT n FROM trial_counter").await, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turns_come_in_order() {
    let home = Home::sqlite(Options::default()).await;
    let first = home.db.write().await.unwrap();
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut all = Vec::new();
    for op in 0..20 {
        let (db, order) = (home.db.clone(), Arc::clone(&order));
        all.push(
            waiter(async move {
                let mut tx = db.write().await.unwrap();
                order.lock().unwrap().push(op);
                fact(&mut tx, op, 0).await.unwrap();
                tx.commit().await.unwrap();
            })
            .await,
        );
    }
    drop(first);
    for one in all {
        one.await.unwrap();
    }
    assert!(order.lock().unwrap().is_sorted());
}
