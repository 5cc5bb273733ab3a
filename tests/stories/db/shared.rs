//! Postgres: those who want the same row share a transaction and its commit.

use super::{Home, PollsAtMost, class, fact, patient, promise, waiter};
use spotter::platform::db::{Db, Options, Result};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;
use uuid::Uuid;

const LOCK: &str = "SELECT id FROM trial_classes WHERE id = $1 FOR UPDATE";
const FACTS: &str = "SELECT count(*) FROM trial_facts";

async fn keep(db: Db, class: Uuid, op: i64, broken: bool) -> Result<()> {
    let mut tx = db.write_queued(&[class]).await?;
    tx.lock(LOCK, class).await?;
    fact(&mut tx, op, 0).await?;
    if broken {
        promise(&mut tx).await?;
    }
    tx.commit().await
}

async fn home(options: Options) -> Option<(Home, Uuid)> {
    let home = Home::postgres(options).await?;
    let class = class(&home.db, 5).await;
    Some((home, class))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_wait_for_one_row_share_a_commit() {
    let Some(shared) = there_when_the_first_is_told(256).await else {
        return;
    };
    assert_eq!(
        shared, 20,
        "when the first is told, the work of all who waited is there too"
    );
    // Without sharing the others commit one by one while this test looks: on a busy machine all may be done before it does.
    for _ in 0..20 {
        if there_when_the_first_is_told(1).await.is_some_and(|early| early < 20) {
            return;
        }
    }
    panic!("the control: without sharing the first is never told before the last");
}

/// Twenty for one row, at most so many of them in one transaction: how many are in the books when the first is told.
async fn there_when_the_first_is_told(group: usize) -> Option<i64> {
    let (home, class) = home(Options { group, ..patient() }).await?;
    let mut first = home.db.write_queued(&[class]).await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    let mut all = Vec::new();
    for op in 1..20 {
        all.push(waiter(keep(home.db.clone(), class, op, false)).await);
    }
    first.commit().await.unwrap();
    let early = home.count(FACTS).await;
    for one in all {
        one.await.unwrap().unwrap();
    }
    assert_eq!(home.count(FACTS).await, 20);
    Some(early)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_of_a_success_before_the_commit() {
    let Some((home, class)) = home(patient()).await else {
        return;
    };
    let mut first = home.db.write_queued(&[class]).await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    // The second goes on in the first one's transaction and takes its time.
    let db = home.db.clone();
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let second = waiter(async move {
        let mut tx = db.write_queued(&[class]).await?;
        fact(&mut tx, 1, 0).await?;
        let _ = wait.await;
        tx.commit().await
    })
    .await;
    let mut first = Box::pin(first.commit());
    assert!(
        tokio::time::timeout(Duration::from_millis(200), &mut first)
            .await
            .is_err(),
        "the row is still locked, and the work not on the disk"
    );
    assert_eq!(home.count(FACTS).await, 0, "nobody else sees it yet");
    go.send(()).unwrap();
    first.await.unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(home.count(FACTS).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_is_refused_or_fails_loses_only_its_own() {
    let Some((home, class)) = home(patient()).await else {
        return;
    };
    let mut first = home.db.write_queued(&[class]).await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    let db = home.db.clone();
    let refused = waiter(async move {
        let mut tx = db.write_queued(&[class]).await.unwrap();
        fact(&mut tx, 1, 0).await.unwrap();
        drop(tx);
    })
    .await;
    let db = home.db.clone();
    let fails = waiter(async move {
        let mut tx = db.write_queued(&[class]).await.unwrap();
        fact(&mut tx, 2, 0).await.unwrap();
        // There already: the statement fails, and the transaction with it.
        assert!(fact(&mut tx, 0, 0).await.unwrap_err().is_unique_violation());
        assert!(tx.commit().await.is_err());
    })
    .await;
    let after = waiter(keep(home.db.clone(), class, 3, false)).await;
    first.commit().await.unwrap();
    refused.await.unwrap();
    fails.await.unwrap();
    after.await.unwrap().unwrap();
    assert_eq!(
        home.count("SELECT (sum(op) + 10 * count(*))::bigint FROM trial_facts")
            .await,
        23
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_broken_commit_is_the_whole_groups_and_the_next_goes_on() {
    for broken in [false, true] {
        let Some((home, class)) = home(patient()).await else {
            return;
        };
        let mut first = home.db.write_queued(&[class]).await.unwrap();
        fact(&mut first, 0, 0).await.unwrap();
        let mut group = Vec::new();
        for op in 1..6 {
            group.push(waiter(keep(home.db.clone(), class, op, broken && op == 3)).await);
        }
        let mut done = vec![first.commit().await];
        for member in group {
            done.push(member.await.unwrap());
        }
        let kept = done.iter().filter(|done| done.is_ok()).count() as i64;
        assert_eq!(kept, home.count(FACTS).await, "what is said is what is kept");
        assert_eq!(kept, if broken { 0 } else { 6 });
        keep(home.db.clone(), class, 99, false).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_committed_when_all_who_waited_go_away() {
    for in_a_statement in [false, true] {
        let Some((home, class)) = home(patient()).await else {
            return;
        };
        let mut first = home.db.write_queued(&[class]).await.unwrap();
        fact(&mut first, 0, 0).await.unwrap();
        // They wait, so the first leaves its commit to them; then they leave, one in the queue and one at work.
        let db = home.db.clone();
        let (at_work, seen) = tokio::sync::oneshot::channel();
        let worker = waiter(async move {
            let mut tx = db.write_queued(&[class]).await.unwrap();
            fact(&mut tx, 1, 0).await.unwrap();
            at_work.send(()).unwrap();
            if in_a_statement {
                let _ = tx.query("SELECT pg_sleep(0.5)").run().await;
            }
            std::future::pending::<()>().await;
        })
        .await;
        let queued = waiter(keep(home.db.clone(), class, 2, false)).await;
        let first = tokio::spawn(first.commit());
        seen.await.unwrap();
        queued.abort();
        worker.abort();
        first.await.unwrap().unwrap();
        assert_eq!(
            home.count("SELECT (10 * count(*) + sum(op))::bigint FROM trial_facts")
                .await,
            10
        );
        // And nobody holds the row.
        keep(home.db.clone(), class, 3, false).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_who_goes_away_while_its_group_commits_takes_nobody_along() {
    let Some((home, class)) = home(patient()).await else {
        return;
    };
    let mut first = home.db.write_queued(&[class]).await.unwrap();
    fact(&mut first, 0, 0).await.unwrap();
    let second = waiter(keep(home.db.clone(), class, 1, false)).await;
    let gone = PollsAtMost {
        polls: 1,
        future: Box::pin(first.commit()),
    };
    assert!(gone.await.is_none());
    second.await.unwrap().unwrap();
    assert_eq!(home.count(FACTS).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_goes_away_at_any_moment_takes_nobody_along() {
    let Some((home, class)) = home(Options::default()).await else {
        return;
    };
    let kept = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut all = JoinSet::new();
    for lane in 0..16_i64 {
        let (db, kept) = (home.db.clone(), Arc::clone(&kept));
        all.spawn(async move {
            for n in 0..15 {
                let op = lane * 100 + n;
                let work = keep(db.clone(), class, op, false);
                // Every third is given up after some polls, more each time.
                if n % 3 == 0 {
                    let polls = (lane + n) as u32 % 12 + 1;
                    let gone = PollsAtMost {
                        polls,
                        future: Box::pin(work),
                    };
                    if let Some(Ok(())) = gone.await {
                        kept.lock().unwrap().push(op);
                    }
                } else {
                    work.await.unwrap();
                    kept.lock().unwrap().push(op);
                }
            }
        });
    }
    all.join_all().await;
    keep(home.db.clone(), class, 9999, false).await.unwrap();
    let told = kept.lock().unwrap().clone();
    let mut tx = home.db.read().await.unwrap();
    let there: Vec<(i64,)> = tx.query("SELECT op FROM trial_facts").all().await.unwrap();
    let missing: Vec<i64> = told.iter().copied().filter(|op| !there.contains(&(*op,))).collect();
    assert!(missing.is_empty(), "told of a success and yet not kept: {missing:?}");
    // What was not told may be there, if its caller left while it was being committed.
    assert!(told.len() >= 160, "{}", told.len());
}
