//! The limit of the database itself: the least that a booking has to do, in bare SQL and with the same durability.

use crate::{median, row, seats::name, support::On};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};
use tokio::task::JoinSet;

const CLASSES: i64 = 1000;
const ROUNDS: usize = 3;

pub async fn rows(on: On, callers: usize) {
    let db = name(on);
    match on {
        On::Sqlite => {
            let rates = sqlite(callers).await;
            row(&format!("{db}.bookings.raw.group_commit"), rates, "bookings/s");
        }
        On::Postgres => {
            for (what, classes) in [("1000_classes", CLASSES), ("one_class", 1)] {
                let rate = postgres(callers, classes).await;
                row(&format!("{db}.bookings.raw.{what}"), rate, "bookings/s");
            }
        }
    }
}

/// One writer; as many bookings in a commit as there are callers.
async fn sqlite(callers: usize) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("raw.db").display());
    let options = SqliteConnectOptions::from_str(&url)
        .expect("a path")
        .create_if_missing(true)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL");
    let mut db = SqliteConnection::connect_with(&options).await.expect("opened");
    db.execute("CREATE TABLE classes (id INTEGER PRIMARY KEY, capacity INTEGER, booked INTEGER)")
        .await
        .expect("made");
    db.execute("CREATE TABLE bookings (id INTEGER PRIMARY KEY, class INTEGER, member INTEGER)")
        .await
        .expect("made");
    db.execute("CREATE UNIQUE INDEX once ON bookings (class, member)")
        .await
        .expect("made");
    for id in 0..CLASSES {
        sqlx::query("INSERT INTO classes VALUES ($1, 1000000, 0)")
            .bind(id)
            .execute(&mut db)
            .await
            .expect("written");
    }
    let mut member = 0_i64;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let mut done = 0;
        while done < 20_000 {
            db.execute("BEGIN IMMEDIATE").await.expect("begun");
            for _ in 0..callers {
                member += 1;
                let class = member % CLASSES;
                let taken = sqlx::query("UPDATE classes SET booked = booked + 1 WHERE id = $1 AND booked < capacity")
                    .bind(class)
                    .execute(&mut db)
                    .await
                    .expect("written");
                assert_eq!(taken.rows_affected(), 1);
                sqlx::query("INSERT INTO bookings (class, member) VALUES ($1, $2)")
                    .bind(class)
                    .bind(member)
                    .execute(&mut db)
                    .await
                    .expect("written");
                done += 1;
            }
            db.execute("COMMIT").await.expect("kept");
        }
        rates.push(f64::from(done) / begun.elapsed().as_secs_f64());
    }
    median(rates)
}

/// A connection a caller: lock the class, insert, count, commit.
async fn postgres(callers: usize, classes: i64) -> f64 {
    let server = std::env::var("TEST_POSTGRES").expect("asked for before");
    let mut db = PgConnection::connect(&server).await.expect("opened");
    db.execute("DROP TABLE IF EXISTS raw_bookings; DROP TABLE IF EXISTS raw_classes")
        .await
        .expect("made");
    db.execute("CREATE TABLE raw_classes (id bigint PRIMARY KEY, capacity bigint, booked bigint)")
        .await
        .expect("made");
    db.execute("CREATE TABLE raw_bookings (class bigint, member bigint, PRIMARY KEY (class, member))")
        .await
        .expect("made");
    db.execute("INSERT INTO raw_classes SELECT n, 1000000, 0 FROM generate_series(0, 999) AS n")
        .await
        .expect("written");
    let member = Arc::new(AtomicI64::new(0));
    let mut connections = Vec::new();
    for _ in 0..callers {
        connections.push(PgConnection::connect(&server).await.expect("opened"));
    }
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let end = member.load(Ordering::Relaxed) + 6_000;
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for mut db in connections.drain(..) {
            let member = member.clone();
            tasks.spawn(async move {
                loop {
                    let member = member.fetch_add(1, Ordering::Relaxed);
                    if member >= end {
                        return db;
                    }
                    let class = member % classes;
                    db.execute("BEGIN").await.expect("begun");
                    for sql in [
                        "SELECT booked FROM raw_classes WHERE id = $1 FOR NO KEY UPDATE",
                        "UPDATE raw_classes SET booked = booked + 1 WHERE id = $1 AND booked < capacity",
                    ] {
                        sqlx::query(sql).bind(class).execute(&mut db).await.expect("done");
                    }
                    sqlx::query("INSERT INTO raw_bookings VALUES ($1, $2)")
                        .bind(class)
                        .bind(member)
                        .execute(&mut db)
                        .await
                        .expect("written");
                    db.execute("COMMIT").await.expect("kept");
                }
            });
        }
        connections = tasks.join_all().await;
        rates.push(6_000.0 / begun.elapsed().as_secs_f64());
    }
    median(rates)
}
