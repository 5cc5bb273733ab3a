//! SQLite's file and its log of changes.

use super::Home;
use spotter::platform::db::{Db, Options};
use std::time::{Duration, Instant};

fn file(home: &Home) -> String {
    home.url.replace("sqlite:", "")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_short() {
    let home = Home::sqlite(Options::default()).await;
    let log = || std::fs::metadata(file(&home) + "-wal").unwrap().len();
    let mut tx = home.db.write().await.unwrap();
    tx.query("CREATE TABLE trial_blobs (id INTEGER PRIMARY KEY, blob BLOB NOT NULL) STRICT")
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Somebody who reads an old state keeps the log from being reused.
    let mut reader = home.db.read().await.unwrap();
    let _: i64 = reader.query("SELECT count(*) FROM trial_blobs").value().await.unwrap();
    for _ in 0..70 {
        let mut tx = home.db.write().await.unwrap();
        let blob = tx.query("INSERT INTO trial_blobs (blob) VALUES (zeroblob(1000000))");
        blob.run().await.unwrap();
        tx.commit().await.unwrap();
    }
    assert!(log() > 64 << 20, "the control: with a reader in the way it grows");
    drop(reader);
    let patience = Instant::now() + Duration::from_secs(30);
    while log() > 0 && Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(log(), 0);
    home.db.close().await;
    assert!(!std::fs::exists(file(&home) + "-wal").unwrap());
}

#[tokio::test]
async fn an_address_that_cannot_work_is_refused_in_words() {
    for (url, word) in [
        ("sqlite::memory:", "memory"),
        ("sqlite:nowhere/at/all.db", "nowhere/at/all.db"),
        ("mysql://x", "sqlite:"),
    ] {
        let refused = Db::open(url, Options::default()).await.err().unwrap();
        assert!(refused.to_string().contains(word), "{refused}");
    }
}
