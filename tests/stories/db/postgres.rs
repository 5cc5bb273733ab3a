//! Postgres: hot rows, locks that do not come, lines that are cut, nodes that start together.

use super::{Home, class};
use spotter::platform::db::{Db, Heard, Options};
use sqlx::{Connection, Executor, PgConnection};
use std::time::Duration;
use tokio::task::JoinSet;

const LOCK: &str = "SELECT id FROM trial_classes WHERE id = $1 FOR UPDATE";

async fn admin(home: &Home) -> PgConnection {
    PgConnection::connect(&home.url).await.unwrap()
}

/// With more who want one class than there are connections, somebody who wants another class still gets through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hot_class_leaves_connections_to_the_others() {
    let options = Options {
        connections: 4,
        wait: Duration::from_millis(700),
        ..Options::default()
    };
    for queued in [true, false] {
        let Some(home) = Home::postgres(options.clone()).await else {
            return;
        };
        let (hot, other) = (class(&home.db, 5).await, class(&home.db, 5).await);
        let mut holder = home.db.write_queued(&[hot]).await.unwrap();
        holder.lock(LOCK, hot).await.unwrap();
        let mut crowd = JoinSet::new();
        for _ in 0..8 {
            let db = home.db.clone();
            crowd.spawn(async move {
                let keys = [hot];
                let mut tx = db.write_queued(if queued { &keys } else { &[] }).await?;
                tx.lock(LOCK, hot).await?;
                tx.commit().await
            });
        }
        if !queued {
            // The control needs the crowd to have taken the connections.
            let mut admin = admin(&home).await;
            let waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
            while sqlx::query_scalar::<_, i64>(waiting)
                .fetch_one(&mut admin)
                .await
                .unwrap()
                < 3
            {}
        }
        let through = async {
            let mut tx = home.db.write_queued(&[other]).await?;
            tx.lock(LOCK, other).await?;
            tx.commit().await
        };
        let through = through.await;
        assert_eq!(through.is_ok(), queued, "{through:?}");
        if let Err(busy) = through {
            assert!(busy.is_busy());
        }
        holder.commit().await.unwrap();
        for done in crowd.join_all().await {
            assert!(done.is_ok() || !queued);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_keys_in_any_order_do_not_wait_for_one_another() {
    let Some(home) = Home::postgres(Options::default()).await else {
        return;
    };
    let (a, b) = (class(&home.db, 5).await, class(&home.db, 5).await);
    let mut all = JoinSet::new();
    for n in 0..100 {
        let db = home.db.clone();
        all.spawn(async move {
            let keys = if n % 2 == 0 { [a, b, a] } else { [b, a, b] };
            let mut tx = db.write_queued(&keys).await?;
            tx.lock_all(LOCK, &keys).await?;
            tx.commit().await
        });
    }
    for done in all.join_all().await {
        done.unwrap();
    }

    // The control: locked one by one, each in its own order, they end in a deadlock.
    let mut one = home.db.write().await.unwrap();
    one.lock(LOCK, a).await.unwrap();
    let mut two = home.db.write().await.unwrap();
    two.lock(LOCK, b).await.unwrap();
    let (one, two) = tokio::join!(one.lock(LOCK, b), async {
        let locked = two.lock(LOCK, a).await;
        drop(two);
        locked
    });
    let failed = one.err().or(two.err()).unwrap();
    assert!(failed.is_busy(), "{failed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_does_not_come_is_busy() {
    let Some(home) = Home::postgres(Options::default()).await else {
        return;
    };
    let class = class(&home.db, 5).await;
    let mut holder = home.db.write().await.unwrap();
    holder.lock(LOCK, class).await.unwrap();
    let mut tx = home.db.write().await.unwrap();
    let busy = tx.lock(LOCK, class).await.unwrap_err();
    assert!(busy.is_busy() && !busy.is_unique_violation(), "{busy}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_whose_connection_was_cut_is_told() {
    let Some(home) = Home::postgres(Options::default()).await else {
        return;
    };
    let mut listener = home.db.listen("seats").await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    admin(&home).await.execute(cut).await.unwrap();
    assert_eq!(listener.next().await, Some(Heard::Lagged));
    let mut tx = home.db.write().await.unwrap();
    tx.notify("seats", "again".into()).unwrap();
    tx.commit().await.unwrap();
    match listener.next().await {
        Some(Heard::Notice(notice)) => assert_eq!(&*notice.payload, "again"),
        heard => panic!("{heard:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_restarted_is_found_again() {
    let Some(home) = Home::postgres(Options::default()).await else {
        return;
    };
    class(&home.db, 5).await;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin(&home).await.execute(cut).await.unwrap();
    let mut left = 20;
    loop {
        left -= 1;
        let asked = async { home.db.read().await?.query("SELECT 1").run().await };
        if asked.await.is_ok() {
            break;
        }
        assert!(left > 0, "the pool keeps handing out dead connections");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_may_start_at_once() {
    let Some(home) = Home::postgres(Options::default()).await else {
        return;
    };
    let mut nodes = JoinSet::new();
    for _ in 0..4 {
        let url = home.url.clone();
        nodes.spawn(async move { Db::open(&url, Options::default()).await.map(drop) });
    }
    for node in nodes.join_all().await {
        node.unwrap();
    }
}
