//! SQLite: many readers, and one writer whose commits are shared.
//!
//! Many connections that write wait for one another inside SQLite, unfairly and for seconds, and each pays for its own
//! flush to the disk. So there is one writing connection. Use cases take it in turns, first come first served, and each
//! works inside a savepoint of one common transaction. Who finishes while others wait does not commit: it leaves that
//! to the *group* and is answered when the one COMMIT has reached the disk.
//!
//! What keeps a group sound, whatever its members do:
//! - A use case that is dropped (an error, a panic, a cut connection) loses its own savepoint and nothing else; the
//!   next one to hold the writer rolls it back first.
//! - Whoever lets go of the writer with a transaction open makes sure that a *closer* is queued behind those who wait,
//!   so that a group is always committed, also when they all go away.
//! - COMMIT, and repairs of a transaction in an unknown state, run in a task of their own that nobody can cancel.
//! - Two savepoint names take turns. After a cancelled statement nobody knows whether its `SAVEPOINT` still ran; a
//!   `ROLLBACK TO` a name of its own undoes the dropped use case or finds nothing, and never undoes its neighbour.

use std::{
    path::PathBuf,
    pin::{Pin, pin},
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Either, Executor, SqlSafeStr, SqlStr, Sqlite,
    SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
        SqliteSynchronous,
    },
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::timeout,
};

use super::{DbError, Options, Result, error::is_locked, notices::Channels, query::Rows};

/// The log of changes is emptied into the database before it grows beyond 64 MiB; this leaves room for the last group.
const LOG_TOO_LONG: u64 = 48 << 20;
/// How often the log's length is looked at.
const LOG_WATCH: Duration = Duration::from_secs(1);
/// How often a thread steps aside for a statement before it goes to sleep; see `soon`.
const YIELDS: usize = 8;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

pub(super) struct Database {
    readers: SqlitePool,
    shared: Arc<Shared>,
}

struct Shared {
    writer: Arc<Mutex<Writer>>,
    /// How many wait for the writer, the closer not counted.
    waiting: AtomicUsize,
    writing: SqliteConnectOptions,
    file: PathBuf,
    channels: Arc<Channels>,
    runtime: Handle,
    options: Options,
}

struct Writer {
    /// `None` after a connection that could no longer be trusted, until the next use case opens another.
    connection: Option<SqliteConnection>,
    state: State,
    /// A closer is on its way to take the writer.
    closer: bool,
    closed: bool,
}

enum State {
    Idle,
    /// A BEGIN was sent and its answer never seen.
    Uncertain,
    Open(Group),
}

struct Group {
    begun: Instant,
    members: Vec<oneshot::Sender<std::result::Result<(), Arc<sqlx::Error>>>>,
    notices: Vec<(&'static str, Arc<str>)>,
    top: Top,
}

/// What is on top of the transaction's stack of savepoints.
#[derive(Clone, Copy, PartialEq)]
enum Top {
    Nothing,
    /// Work that is to be kept.
    Kept(Name),
    /// A savepoint with nothing in it.
    Empty(Name),
    /// Work that is under way, or was dropped. Perhaps its savepoint was never made and `before` is still there.
    Open {
        name: Name,
        before: Option<Name>,
    },
}

#[derive(Clone, Copy, PartialEq)]
enum Name {
    A,
    B,
}

impl Name {
    fn rollback(self) -> &'static str {
        match self {
            Self::A => "ROLLBACK TO a",
            Self::B => "ROLLBACK TO b",
        }
    }

    fn release(self) -> &'static str {
        match self {
            Self::A => "RELEASE a",
            Self::B => "RELEASE b",
        }
    }
}

impl Top {
    /// Where the next use case begins: its savepoint, and the text that makes it. The text goes in front of the first
    /// statement, because every statement sent by itself costs two changes of thread.
    fn next(self) -> (Top, &'static str) {
        let (name, before, text) = match self {
            Self::Kept(Name::A) => (Name::B, Some(Name::A), "RELEASE a; SAVEPOINT b; "),
            Self::Kept(Name::B) => (Name::A, Some(Name::B), "RELEASE b; SAVEPOINT a; "),
            Self::Empty(name) | Self::Open { name, .. } => (name, None, ""),
            Self::Nothing => (Name::A, None, "SAVEPOINT a; "),
        };
        (Self::Open { name, before }, text)
    }
}

impl Database {
    pub(super) async fn open(
        url: &str,
        options: &Options,
        channels: Arc<Channels>,
    ) -> Result<Self> {
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
        let in_words = |error: sqlx::Error| {
            DbError::refused(format!(
                "cannot open the database {}: {error}",
                file.display()
            ))
        };
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
            // Other processes may write too. SQLite's own waiting grows to 100 ms between two looks and would starve
            // beside a busy server, so it is kept short and `begin` asks again.
            .busy_timeout(Duration::from_millis(20));
        let connection = writing.connect().await.map_err(in_words)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.readers)
            .acquire_timeout(options.wait)
            .test_before_acquire(false)
            .connect_with(
                base.pragma("query_only", "ON")
                    .pragma("cache_size", "-4096"),
            )
            .await
            .map_err(in_words)?;
        let shared = Arc::new(Shared {
            writer: Arc::new(Mutex::new(Writer {
                connection: Some(connection),
                state: State::Idle,
                closer: false,
                closed: false,
            })),
            waiting: AtomicUsize::new(0),
            writing,
            file,
            channels,
            runtime: Handle::current(),
            options: options.clone(),
        });
        tokio::spawn(watch_log(Arc::downgrade(&shared)));
        Ok(Self { readers, shared })
    }

    pub(super) async fn read(&self) -> Result<sqlx::Transaction<'static, Sqlite>> {
        Ok(self.readers.begin_with("BEGIN DEFERRED").await?)
    }

    pub(super) async fn write(&self) -> Result<Member> {
        let wait = self.shared.options.wait;
        match timeout(wait, self.shared.clone().join()).await {
            Ok(holder) => Ok(Member {
                holder: holder?,
                started: false,
            }),
            Err(_) => Err(DbError::busy("no turn to write came up")),
        }
    }

    pub(super) async fn close(&self) {
        let mut holder = self.shared.clone().hold().await.finish().await;
        holder.guard.closed = true;
        self.readers.close().await;
        if let Some(mut connection) = holder.guard.connection.take() {
            let _ = run(&mut connection, "PRAGMA wal_checkpoint(TRUNCATE)").await;
            let _ = run(&mut connection, "PRAGMA optimize").await;
            let _ = connection.close().await;
        }
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

/// One statement (behind the text that makes its savepoint), read to its end.
pub(super) async fn rows(
    connection: &mut SqliteConnection,
    sql: SqlStr,
    args: SqliteArguments,
) -> sqlx::Result<Rows> {
    let mut answer = pin!(collect(connection, sql, args));
    match soon(answer.as_mut()) {
        Some(rows) => rows,
        None => answer.await,
    }
}

/// Polls a few times, letting the connection's thread run in between.
///
/// A statement takes some 10 µs, and sleeping until it is done (with waking the other thread, and being woken by it)
/// takes longer than that and twice the processor time. To yield is nearly a plain call into that thread.
fn soon<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    let mut nobody = Context::from_waker(Waker::noop());
    for _ in 0..YIELDS {
        if let Poll::Ready(output) = future.as_mut().poll(&mut nobody) {
            return Some(output);
        }
        std::thread::yield_now();
    }
    None
}

async fn collect(
    connection: &mut SqliteConnection,
    sql: SqlStr,
    args: SqliteArguments,
) -> sqlx::Result<Rows> {
    let mut rows = Vec::new();
    let mut changed = 0;
    let mut answers = connection.fetch_many(sqlx::query_with(sql, args));
    while let Some(answer) = answers.try_next().await? {
        match answer {
            // Of several statements the last one counts: SQLite repeats the number of the one before for a SAVEPOINT.
            Either::Left(done) => changed = done.rows_affected(),
            Either::Right(row) => rows.push(row),
        }
    }
    Ok(Rows::Sqlite(rows, changed))
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) -> sqlx::Result<()> {
    let sql = SqlStr::from_static(sql);
    rows(connection, sql, SqliteArguments::default())
        .await
        .map(drop)
}

impl Shared {
    /// Waits for the writer, nothing more.
    async fn hold(self: Arc<Self>) -> Holder {
        let guard = match Arc::clone(&self.writer).try_lock_owned() {
            Ok(guard) => guard,
            Err(_) => Arc::clone(&self.writer).lock_owned().await,
        };
        Holder {
            guard,
            shared: self,
        }
    }

    /// Waits for the writer and for a transaction that a use case can begin in.
    async fn join(self: Arc<Self>) -> Result<Holder> {
        let mut holder = {
            let _waiting = Waiting::new(&self.waiting);
            Arc::clone(&self).hold().await
        };
        if !holder.is_ready() {
            holder = holder.in_a_task(Holder::make_ready).await?;
        }
        if matches!(holder.guard.state, State::Idle) {
            holder.begin().await?;
        }
        Ok(holder)
    }
}

/// One who waits for the writer, counted also when the wait is cut short.
struct Waiting<'s>(&'s AtomicUsize);

impl<'s> Waiting<'s> {
    fn new(count: &'s AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// Whoever holds the writer.
struct Holder {
    guard: OwnedMutexGuard<Writer>,
    shared: Arc<Shared>,
}

impl Drop for Holder {
    fn drop(&mut self) {
        if matches!(self.guard.state, State::Idle) || self.guard.closer {
            return;
        }
        self.guard.closer = true;
        let shared = Arc::clone(&self.shared);
        self.shared.runtime.spawn(async move {
            let mut holder = shared.hold().await;
            holder.guard.closer = false;
            holder.finish().await;
        });
    }
}

impl Holder {
    /// Runs a step that must not stop half-way, whatever becomes of the caller.
    async fn in_a_task<F>(self, step: impl FnOnce(Holder) -> F) -> Result<Holder>
    where
        F: Future<Output = Holder> + Send + 'static,
    {
        let task = self.shared.runtime.clone().spawn(step(self));
        task.await
            .map_err(|_| DbError::refused("the program is stopping"))
    }

    fn is_ready(&self) -> bool {
        match &self.guard.state {
            State::Idle => self.guard.connection.is_some(),
            State::Uncertain => false,
            State::Open(group) => {
                !matches!(group.top, Top::Open { .. }) && !self.shared.is_full(group)
            }
        }
    }

    async fn make_ready(mut self) -> Holder {
        self.repair().await;
        match &self.guard.state {
            State::Open(group) if self.shared.is_full(group) => self.finish().await,
            _ => self,
        }
    }

    /// Opens the group's transaction. The write lock is taken here and not at the first write: SQLite refuses a reader
    /// that begins to write after somebody else did, and no timeout helps it.
    async fn begin(&mut self) -> Result<()> {
        let writer = &mut *self.guard;
        if writer.closed {
            return Err(DbError::refused("the database is closed"));
        }
        if writer.connection.is_none() {
            writer.connection = Some(self.shared.writing.connect().await?);
        }
        let Some(connection) = &mut writer.connection else {
            return Err(sqlx::Error::WorkerCrashed.into());
        };
        let deadline = Instant::now() + self.shared.options.wait;
        writer.state = State::Uncertain;
        loop {
            match run(connection, "BEGIN IMMEDIATE").await {
                Ok(()) => break,
                // The waiting itself is SQLite's, a few milliseconds at a time.
                Err(error) if is_locked(&error) && Instant::now() < deadline => {}
                Err(error) => {
                    if matches!(error, sqlx::Error::WorkerCrashed) {
                        writer.connection = None;
                    }
                    writer.state = State::Idle;
                    return Err(error.into());
                }
            }
        }
        writer.state = State::Open(Group {
            begun: Instant::now(),
            members: Vec::new(),
            notices: Vec::new(),
            top: Top::Nothing,
        });
        Ok(())
    }

    /// Brings the connection from whatever a dropped use case left into a state that is known.
    async fn repair(&mut self) {
        let writer = &mut *self.guard;
        let Some(connection) = &mut writer.connection else {
            return;
        };
        match &mut writer.state {
            State::Idle => {}
            State::Uncertain => {
                // Fails where no BEGIN had come through, which is as good.
                let _ = run(connection, "ROLLBACK").await;
                writer.state = State::Idle;
            }
            State::Open(group) => {
                let Top::Open { name, before } = group.top else {
                    return;
                };
                if run(connection, name.rollback()).await.is_ok() {
                    group.top = Top::Empty(name);
                    return;
                }
                // No such savepoint: either it never came to be, or a full disk or the like has rolled back everything.
                // SQLite refuses a BEGIN inside a transaction, and that is how to tell.
                match run(connection, "BEGIN").await {
                    Err(sqlx::Error::Database(_)) => {
                        if let Some(before) = before {
                            let _ = run(connection, before.release()).await;
                        }
                        group.top = Top::Nothing;
                    }
                    _ => {
                        let lost = sqlx::Error::Io(std::io::Error::other(
                            "the database rolled back the whole transaction",
                        ));
                        self.fail(lost).await;
                    }
                }
            }
        }
    }

    /// Commits the open group, if there is one, and answers its members.
    async fn finish(mut self) -> Holder {
        self.repair().await;
        let writer = &mut *self.guard;
        let (State::Open(_), Some(connection)) = (&writer.state, &mut writer.connection) else {
            return self;
        };
        if let Err(error) = run(connection, "COMMIT").await {
            self.fail(error).await;
            return self;
        }
        if let State::Open(group) = std::mem::replace(&mut writer.state, State::Idle) {
            for (channel, payload) in &group.notices {
                self.shared.channels.say(channel, payload);
            }
            for member in group.members {
                // A member that went away has its work committed all the same, as with a cut connection.
                let _ = member.send(Ok(()));
            }
        }
        self
    }

    /// Gives the group up: every member is told, and nothing of it stays.
    async fn fail(&mut self, error: sqlx::Error) {
        tracing::error!(%error, "a group of use cases could not be committed");
        // A connection that failed here is not trusted again. Closing it rolls back whatever it still holds.
        if let Some(connection) = self.guard.connection.take() {
            let _ = connection.close().await;
        }
        let error = Arc::new(error);
        if let State::Open(group) = std::mem::replace(&mut self.guard.state, State::Idle) {
            for member in group.members {
                let _ = member.send(Err(Arc::clone(&error)));
            }
        }
    }
}

impl Shared {
    fn is_full(&self, group: &Group) -> bool {
        group.members.len() >= self.options.group
            || group.begun.elapsed() >= self.options.group_time
    }
}

/// One use case's part of a group.
pub(super) struct Member {
    holder: Holder,
    started: bool,
}

impl Member {
    /// Errors from here are the caller's to remember: after one, only `ROLLBACK TO` its own inner savepoint may follow.
    pub(super) async fn execute(
        &mut self,
        sql: SqlStr,
        args: SqliteArguments,
    ) -> sqlx::Result<Rows> {
        let writer = &mut *self.holder.guard;
        let (State::Open(group), Some(connection)) = (&mut writer.state, &mut writer.connection)
        else {
            return Err(sqlx::Error::WorkerCrashed);
        };
        let mut sql = sql;
        if !self.started {
            // Noted before it is sent, so that a future dropped in between leaves the truth behind.
            let (top, text) = group.top.next();
            group.top = top;
            self.started = true;
            if !text.is_empty() {
                sql = AssertSqlSafe([text, sql.as_str()].concat()).into_sql_str();
            }
        }
        rows(connection, sql, args).await
    }

    /// Commits, alone or with the group, and returns when the work is on the disk.
    ///
    /// Cancelled while it waits, the work may be committed or not, as with a cut connection.
    pub(super) async fn commit(mut self, notices: Vec<(&'static str, Arc<str>)>) -> Result<()> {
        let State::Open(group) = &mut self.holder.guard.state else {
            return Err(sqlx::Error::WorkerCrashed.into());
        };
        if self.started
            && let Top::Open { name, .. } = group.top
        {
            group.top = Top::Kept(name);
        } else if notices.is_empty() {
            return Ok(());
        }
        let (answer, answered) = oneshot::channel();
        group.members.push(answer);
        group.notices.extend(notices);
        let shared = Arc::clone(&self.holder.shared);
        let State::Open(group) = &self.holder.guard.state else {
            return Err(sqlx::Error::WorkerCrashed.into());
        };
        if shared.waiting.load(Relaxed) > 0 && !shared.is_full(group) {
            drop(self.holder);
        } else {
            let holder = self.holder;
            shared
                .runtime
                .spawn(async move { drop(holder.finish().await) });
        }
        match answered.await {
            Ok(answer) => answer.map_err(DbError::group),
            Err(_) => Err(DbError::refused(
                "the program stopped while committing: it is unknown whether the work was kept",
            )),
        }
    }
}

/// Empties the log of changes into the database when it has grown, or when nobody writes.
///
/// The writer does that itself as it goes along, but cannot while somebody reads an old state; then the log only grows.
async fn watch_log(shared: std::sync::Weak<Shared>) {
    let mut look = tokio::time::interval(LOG_WATCH);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut before = 0;
    loop {
        look.tick().await;
        let Some(shared) = shared.upgrade() else {
            return;
        };
        let mut log = shared.file.clone().into_os_string();
        log.push("-wal");
        let length = tokio::fs::metadata(log).await.map_or(0, |log| log.len());
        let idle = length == before && shared.waiting.load(Relaxed) == 0;
        before = length;
        if length > LOG_TOO_LONG || (idle && length > LOG_TOO_LONG / 4) {
            let mut holder = shared.hold().await.finish().await;
            if let Some(connection) = &mut holder.guard.connection
                && let Err(error) = run(connection, "PRAGMA wal_checkpoint(TRUNCATE)").await
            {
                tracing::warn!(%error, length, "the log of changes could not be emptied");
            }
        }
    }
}
