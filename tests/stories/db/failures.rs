//! What a failure leaves behind.

use super::{Home, PollsAtMost, fact, on_each, promise};
use spotter::platform::db::{Db, Options, Result, Tx};
use tokio::task::JoinSet;

on_each!(
    a_failed_statement_ends_its_transaction_and_no_other,
    a_savepoint_survives_a_failed_statement,
    a_dropped_transaction_leaves_nothing,
    a_commit_that_fails_says_so,
    a_statement_cut_short_ends_its_transaction,
    a_closed_database_refuses,
    a_newer_database_is_refused,
);

async fn a_failed_statement_ends_its_transaction_and_no_other(home: Home) {
    let mut all = JoinSet::new();
    for op in 0..60 {
        let db = home.db.clone();
        all.spawn(async move {
            let mut tx = db.write().await?;
            fact(&mut tx, op, 0).await?;
            if op % 3 == 0 {
                let twice = fact(&mut tx, op, 0).await.unwrap_err();
                assert!(twice.is_unique_violation());
                assert!(
                    fact(&mut tx, op, 1).await.is_err(),
                    "it goes on as if nothing had happened"
                );
            }
            tx.commit().await
        });
    }
    let done = all.join_all().await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 40);
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 40);
}

async fn a_savepoint_survives_a_failed_statement(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 1, 0).await.unwrap();
    tx.savepoint().await.unwrap();
    assert!(tx.savepoint().await.is_err(), "only one at a time");
    fact(&mut tx, 2, 0).await.unwrap();
    assert!(fact(&mut tx, 1, 0).await.is_err());
    tx.rollback_to_savepoint().await.unwrap();
    fact(&mut tx, 3, 0).await.unwrap();
    tx.release_savepoint().await.unwrap();
    tx.savepoint().await.unwrap();
    fact(&mut tx, 4, 0).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = home.db.read().await.unwrap();
    let ops: Vec<i64> = tx
        .query("SELECT op FROM trial_facts ORDER BY op")
        .values()
        .await
        .unwrap();
    assert_eq!(ops, [1, 3, 4]);
}

async fn a_dropped_transaction_leaves_nothing(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 1, 0).await.unwrap();
    drop(tx);
    let panicked = tokio::spawn({
        let db = home.db.clone();
        async move {
            let mut tx = db.write().await.unwrap();
            fact(&mut tx, 2, 0).await.unwrap();
            std::panic::resume_unwind(Box::new("gone"));
        }
    });
    assert!(panicked.await.is_err());
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 3, 0).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(home.count("SELECT max(op) + 10 * count(*) FROM trial_facts").await, 13);
}

async fn a_commit_that_fails_says_so(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 1, 0).await.unwrap();
    promise(&mut tx).await.unwrap();
    let broken = tx.commit().await.unwrap_err();
    assert!(broken.is_foreign_key_violation(), "{broken}");
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 2, 0).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(home.count("SELECT max(op) + 10 * count(*) FROM trial_facts").await, 12);
}

async fn a_statement_cut_short_ends_its_transaction(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 1, 0).await.unwrap();
    let cut = PollsAtMost {
        polls: 1,
        future: Box::pin(slow(&mut tx)),
    };
    assert!(cut.await.is_none(), "it was to be cut");
    assert!(fact(&mut tx, 1, 1).await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(home.count("SELECT count(*) FROM trial_facts").await, 0);
}

async fn slow(tx: &mut Tx) -> Result<i64> {
    tx.query("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT sum(i) FROM n")
        .value()
        .await
}

async fn a_closed_database_refuses(home: Home) {
    let mut listener = home.db.listen("trial").await.unwrap();
    home.db.close().await;
    assert!(listener.next().await.is_none());
    assert!(home.db.write().await.is_err());
    assert!(home.db.read().await.is_err());
}

async fn a_newer_database_is_refused(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    tx.query_for(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99991231, 'tomorrow', TRUE, x'00', 0)",
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99991231, 'tomorrow', TRUE, '\\x00', 0)",
    )
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    home.db.close().await;
    let refused = Db::open(&home.url, Options::default()).await.err().unwrap();
    assert!(refused.to_string().contains("newer release"), "{refused}");
}
