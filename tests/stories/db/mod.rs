//! The database layer on its own: who may write when, what a commit promises, and what a failure leaves behind.

mod batch;
mod cancelled;
mod failures;
mod groups;
mod notices;
mod postgres;
mod shared;
mod sqlite;
mod statements;
mod turns;

use crate::support::empty_postgres;
use spotter::platform::{
    db::{Db, Kind, Options, Result, Tx},
    id::fresh,
};
use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use uuid::Uuid;

const SQLITE: &[&str] = &[
    "CREATE TABLE trial_classes (id BLOB PRIMARY KEY NOT NULL, capacity INTEGER NOT NULL CHECK (capacity < 1000),
     booked INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE TABLE trial_bookings (id BLOB PRIMARY KEY NOT NULL, class_id BLOB NOT NULL REFERENCES trial_classes (id),
     member TEXT NOT NULL, UNIQUE (class_id, member)) STRICT",
    "CREATE TABLE trial_facts (op INTEGER NOT NULL, part INTEGER NOT NULL, PRIMARY KEY (op, part)) STRICT",
    "CREATE TABLE trial_counter (id INTEGER PRIMARY KEY NOT NULL, n INTEGER NOT NULL) STRICT",
    "INSERT INTO trial_counter (id, n) VALUES (1, 0)",
    // Looked at only by COMMIT: what makes one fail on purpose.
    "CREATE TABLE trial_promises (id BLOB PRIMARY KEY NOT NULL,
     class_id BLOB NOT NULL REFERENCES trial_classes (id) DEFERRABLE INITIALLY DEFERRED) STRICT",
    // Rolls back the whole transaction from inside, as a full disk does.
    "CREATE TABLE trial_traps (id INTEGER PRIMARY KEY NOT NULL) STRICT",
    "CREATE TRIGGER trial_trap BEFORE INSERT ON trial_traps BEGIN SELECT RAISE(ROLLBACK, 'trap'); END",
];
const POSTGRES: &[&str] = &[
    "CREATE TABLE trial_classes (id uuid PRIMARY KEY, capacity bigint NOT NULL CHECK (capacity < 1000),
     booked bigint NOT NULL DEFAULT 0)",
    "CREATE TABLE trial_bookings (id uuid PRIMARY KEY, class_id uuid NOT NULL REFERENCES trial_classes (id),
     member text NOT NULL, UNIQUE (class_id, member))",
    "CREATE TABLE trial_facts (op bigint NOT NULL, part bigint NOT NULL, PRIMARY KEY (op, part))",
    "CREATE TABLE trial_counter (id bigint PRIMARY KEY, n bigint NOT NULL)",
    "INSERT INTO trial_counter (id, n) VALUES (1, 0)",
    "CREATE TABLE trial_promises (id uuid PRIMARY KEY,
     class_id uuid NOT NULL REFERENCES trial_classes (id) DEFERRABLE INITIALLY DEFERRED)",
];

/// A database of its own for one test.
struct Home {
    db: Db,
    url: String,
    _folder: Option<tempfile::TempDir>,
}

impl Home {
    async fn sqlite(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/trial.db", folder.path().display());
        Self::made(url, Some(folder), options).await
    }

    /// `None` where no server is given.
    async fn postgres(options: Options) -> Option<Self> {
        Some(Self::made(empty_postgres().await?, None, options).await)
    }

    async fn made(url: String, folder: Option<tempfile::TempDir>, options: Options) -> Self {
        let db = Db::open(&url, options).await.unwrap();
        let tables = match db.kind() {
            Kind::Sqlite => SQLITE,
            Kind::Postgres => POSTGRES,
        };
        let mut tx = db.write().await.unwrap();
        for table in tables {
            tx.query(table).run().await.unwrap();
        }
        tx.commit().await.unwrap();
        let _folder = folder;
        Self { db, url, _folder }
    }

    async fn count(&self, sql: &'static str) -> i64 {
        count(&self.db, sql).await
    }
}

/// Makes one test for each database of async functions of a [`Home`].
macro_rules! on_each {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(super::Home::sqlite(Default::default()).await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                match super::Home::postgres(Default::default()).await {
                    Some(home) => super::$name(home).await,
                    None => eprintln!("skipped: TEST_POSTGRES is not set"),
                }
            })+
        }
    };
}
use on_each;

async fn count(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.unwrap();
    tx.query(sql).value().await.unwrap()
}

async fn class(db: &Db, capacity: i64) -> Uuid {
    let id = fresh();
    let mut tx = db.write().await.unwrap();
    let class = tx.query("INSERT INTO trial_classes (id, capacity) VALUES ($1, $2)");
    class.bind(id).bind(capacity).run().await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn insert_booking(tx: &mut Tx, class: Uuid, member: &str) -> Result<()> {
    let booking = tx.query("INSERT INTO trial_bookings (id, class_id, member) VALUES ($1, $2, $3)");
    let booking = booking.bind(fresh()).bind(class);
    booking.bind(member.to_string()).run().await.map(drop)
}

async fn fact(tx: &mut Tx, op: i64, part: i64) -> Result<()> {
    let fact = tx.query("INSERT INTO trial_facts (op, part) VALUES ($1, $2)");
    fact.bind(op).bind(part).run().await.map(drop)
}

async fn increment(tx: &mut Tx) -> Result<()> {
    let n: i64 = tx.query("SELECT n FROM trial_counter WHERE id = 1").value().await?;
    let set = tx.query("UPDATE trial_counter SET n = $1 WHERE id = 1");
    set.bind(n + 1).run().await.map(drop)
}

async fn promise(tx: &mut Tx) -> Result<()> {
    let promise = tx.query("INSERT INTO trial_promises (id, class_id) VALUES ($1, $2)");
    let promise = promise.bind(fresh()).bind(fresh());
    promise.run().await.map(drop)
}

/// Starts a use case that waits for its turn, and returns once it does.
async fn waiter<F>(work: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let started = Arc::new(tokio::sync::Notify::new());
    let seen = Arc::clone(&started);
    let mut work = Box::pin(work);
    let task = tokio::spawn(async move {
        std::future::poll_fn(|context| {
            let poll = work.as_mut().poll(context);
            started.notify_one();
            poll
        })
        .await
    });
    seen.notified().await;
    task
}

/// Long enough for no bound of time to end a group in a slow moment of the machine.
fn patient() -> Options {
    Options {
        group_time: Duration::from_secs(60),
        ..Options::default()
    }
}

/// Drops its future after so many polls: a caller who goes away at that very moment.
struct PollsAtMost<F> {
    polls: u32,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for PollsAtMost<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        match self.future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            // The last poll is spent: whatever it started is under way now, and nobody will look.
            Poll::Pending if self.polls == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}
