//! SQLite: opening, reading, and what keeps its log short. Writing is in `writer`.

use std::{
    path::PathBuf,
    pin::{Pin, pin},
    str::FromStr,
    sync::{Arc, Weak},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Either, Executor, SqlSafeStr, SqlStr, SqliteConnection,
    migrate::Migrator,
    sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{
    DbError, Options, Result,
    notices::Channels,
    pool::{Lease, Pool},
    query::Rows,
    writer::{Member, Queue},
};

/// The log of changes is emptied into the database before it grows beyond 64 MiB; this leaves room for the last group.
const LOG_TOO_LONG: u64 = 48 << 20;
/// What may stay of it when nobody writes.
const LOG_WHEN_IDLE: u64 = 4 << 20;
/// How often the log's length is looked at.
const LOG_WATCH: Duration = Duration::from_secs(1);
/// How long a thread steps aside for a statement before it goes to sleep; see `soon`.
const AWAKE: Duration = Duration::from_micros(150);

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

pub(super) struct Database {
    readers: Arc<Pool<SqliteConnection>>,
    writers: Arc<Queue>,
}

impl Database {
    pub(super) async fn open(url: &str, options: &Options, channels: Arc<Channels>) -> Result<Self> {
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Err(DbError::refused(
                "a database in memory cannot be shared by several connections and would be lost at the end: \
                 give a file, as in sqlite:spotter.db",
            ));
        }
        let base = SqliteConnectOptions::from_str(url)?
            .foreign_keys(true)
            .busy_timeout(options.wait)
            .statement_cache_capacity(512)
            .row_buffer_size(512)
            .pragma("temp_store", "MEMORY")
            .disable_statement_logging();
        let file = base.get_filename().to_path_buf();
        let mut log = file.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        let in_words =
            |error: sqlx::Error| DbError::refused(format!("cannot open the database {}: {error}", file.display()));
        migrate(&base).await.map_err(|error| match error {
            Opening::Sqlx(error) => in_words(error),
            Opening::Told(error) => error,
        })?;

        let writing = base
            .clone()
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", "-16384")
            // 16 MiB: seldom enough that few commits pay for it, often enough that the log stays in the page cache.
            .pragma("wal_autocheckpoint", "4000")
            // What is deleted is written over: else the words of whoever had their data erased stay in the file's free space.
            .pragma("secure_delete", "ON")
            // Other processes may write too. SQLite's own waiting grows to 100 ms between two looks and would starve
            // beside a busy server, so it is kept short and `begin` asks again.
            .busy_timeout(Duration::from_millis(20));
        let connection = writing.connect().await.map_err(in_words)?;
        let reading = base.pragma("query_only", "ON").pragma("cache_size", "-4096");
        let readers = Pool::open(reading, options.readers, options.wait);
        let readers = readers.await.map_err(in_words)?;
        let writers = Queue::new(connection, writing, channels, options);
        tokio::spawn(watch_log(Arc::downgrade(&writers), log));
        Ok(Self { readers, writers })
    }

    pub(super) async fn read(&self) -> Result<Reader> {
        Ok(Reader(self.readers.take().await?))
    }

    pub(super) async fn write(&self) -> Result<Member> {
        Arc::clone(&self.writers).join().await
    }

    pub(super) async fn close(&self) {
        let mut holder = Arc::clone(&self.writers).quiet().await;
        self.readers.close().await;
        holder.run("PRAGMA wal_checkpoint(TRUNCATE)").await;
        holder.run("PRAGMA optimize").await;
        holder.close().await;
    }
}

enum Opening {
    Sqlx(sqlx::Error),
    Told(DbError),
}

impl From<sqlx::Error> for Opening {
    fn from(error: sqlx::Error) -> Self {
        Self::Sqlx(error)
    }
}

/// Brings the file up to date in one transaction: all of it or nothing, and a second process waits.
async fn migrate(base: &SqliteConnectOptions) -> std::result::Result<(), Opening> {
    let mut connection = base
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Off while tables are rebuilt: with it on, dropping the old copy of a table deletes what points at it.
        .foreign_keys(false)
        .connect()
        .await?;
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    let changes = "SELECT total_changes()";
    let before: i64 = sqlx::query_scalar(changes).fetch_one(&mut *tx).await?;
    if let Err(error) = MIGRATIONS.run_direct(None, &mut *tx, false).await {
        return Err(Opening::Told(error.into()));
    }
    let after: i64 = sqlx::query_scalar(changes).fetch_one(&mut *tx).await?;
    if after != before {
        let check = sqlx::query("PRAGMA foreign_key_check");
        let orphans = check.fetch_all(&mut *tx).await?.len();
        if orphans > 0 {
            return Err(Opening::Told(DbError::refused(format!(
                "{orphans} rows would point at nothing after bringing the database up to date; it was left as it is"
            ))));
        }
    }
    tx.commit().await?;
    connection.close().await?;
    Ok(())
}

/// A reading transaction, which begins with its first statement.
pub(super) struct Reader(Lease<SqliteConnection>);

impl Reader {
    pub(super) async fn execute(&mut self, sql: SqlStr, args: SqliteArguments) -> sqlx::Result<Vec<Rows>> {
        let lease = &mut self.0;
        if !lease.clean {
            return rows(lease, sql, args).await;
        }
        lease.clean = false;
        rows(lease, behind("BEGIN; ", &sql), args).await
    }
}

/// The statement with something before it, in one go: what is sent by itself costs two changes of thread.
pub(super) fn behind(first: &'static str, sql: &SqlStr) -> SqlStr {
    AssertSqlSafe([first, sql.as_str()].concat()).into_sql_str()
}

/// One statement or several, read to their end; the answer of each.
pub(super) async fn rows(
    connection: &mut SqliteConnection,
    sql: SqlStr,
    args: SqliteArguments,
) -> sqlx::Result<Vec<Rows>> {
    let mut answer = pin!(collect(connection, sql, args));
    match soon(answer.as_mut()) {
        Some(rows) => rows,
        None => answer.await,
    }
}

/// Polls for a short while, letting the connection's thread run in between.
///
/// A statement takes some 10 µs and a booking's batch some 100 µs, and each row of an answer would wake a sleeper. Sleeping (with
/// waking the other thread, and being woken by it) takes longer than that and twice the processor time. To yield is nearly
/// a plain call into that thread; where others want the core, they get it.
fn soon<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    let mut nobody = Context::from_waker(Waker::noop());
    let begun = Instant::now();
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut nobody) {
            return Some(output);
        }
        // Where others want the core, one step aside may take a thousand times as long as on a core with nothing else to do.
        if begun.elapsed() >= AWAKE {
            return None;
        }
        std::thread::yield_now();
    }
}

async fn collect(connection: &mut SqliteConnection, sql: SqlStr, args: SqliteArguments) -> sqlx::Result<Vec<Rows>> {
    let (mut answers, mut rows) = (Vec::new(), Vec::new());
    let mut stream = connection.fetch_many(sqlx::query_with(sql, args));
    while let Some(answer) = stream.try_next().await? {
        match answer {
            Either::Left(done) => answers.push(Rows::Sqlite(std::mem::take(&mut rows), done.rows_affected())),
            Either::Right(row) => rows.push(row),
        }
    }
    Ok(answers)
}

pub(super) async fn run(connection: &mut SqliteConnection, sql: &'static str) -> sqlx::Result<()> {
    let sql = SqlStr::from_static(sql);
    rows(connection, sql, SqliteArguments::default()).await.map(drop)
}

/// Empties the log of changes into the database when it has grown, or when nobody writes.
///
/// The writer does that itself as it goes along, but cannot while somebody reads an old state; then the log only grows.
async fn watch_log(writers: Weak<Queue>, log: PathBuf) {
    let mut look = tokio::time::interval(LOG_WATCH);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut before = 0;
    loop {
        look.tick().await;
        let Some(writers) = writers.upgrade() else {
            return;
        };
        let length = tokio::fs::metadata(&log).await.map_or(0, |log| log.len());
        let commits = writers.commits();
        let idle = commits == std::mem::replace(&mut before, commits);
        if length > LOG_TOO_LONG || (idle && length > LOG_WHEN_IDLE) {
            let mut holder = writers.quiet().await;
            holder.run("PRAGMA wal_checkpoint(TRUNCATE)").await;
        }
    }
}
