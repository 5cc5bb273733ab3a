//! Notices: what is said with a commit, and only with one.

use super::{Home, fact, on_each};
use spotter::platform::db::Heard;

on_each!(notices_come_with_the_commit_only);

async fn notices_come_with_the_commit_only(home: Home) {
    let mut listener = home.db.listen("seats").await.unwrap();
    let mut other = home.db.listen("other").await.unwrap();

    let mut tx = home.db.write().await.unwrap();
    tx.notify("seats", "dropped".into()).unwrap();
    fact(&mut tx, 1, 0).await.unwrap();
    drop(tx);

    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, 1, 0).await.unwrap();
    tx.notify("seats", "first".into()).unwrap();
    tx.savepoint().await.unwrap();
    tx.notify("seats", "undone".into()).unwrap();
    tx.rollback_to_savepoint().await.unwrap();
    tx.notify("other", "elsewhere".into()).unwrap();
    assert!(tx.notify("seats", "x".repeat(8_000)).is_err());
    tx.commit().await.unwrap();

    // Nothing written, and still something to say.
    let mut tx = home.db.write().await.unwrap();
    tx.notify("seats", "second".into()).unwrap();
    tx.commit().await.unwrap();

    let mut heard = Vec::new();
    for _ in 0..2 {
        match listener.next().await {
            Some(Heard::Notice(notice)) => heard.push((notice.channel, notice.payload.to_string())),
            other => panic!("{other:?}"),
        }
    }
    // What two transactions say may come in either order.
    heard.sort();
    assert_eq!(heard, [("seats", "first".to_owned()), ("seats", "second".to_owned())]);
    match other.next().await {
        Some(Heard::Notice(notice)) => assert_eq!(&*notice.payload, "elsewhere"),
        heard => panic!("{heard:?}"),
    }
}
