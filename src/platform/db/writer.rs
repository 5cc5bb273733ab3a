//! SQLite's one writer, whose commits are shared.
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
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, Connection, SqlStr, SqliteConnection,
    sqlite::{SqliteArguments, SqliteConnectOptions},
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::timeout,
};

use super::{
    DbError, Options, Result,
    error::is_locked,
    notices::Channels,
    query::Rows,
    sqlite::{behind, rows, run},
};

/// Those who write, in the order of their coming.
pub(super) struct Queue {
    writer: Arc<Mutex<Writer>>,
    /// How many wait for the writer, the closer not counted.
    waiting: AtomicUsize,
    /// How many groups have been committed.
    commits: AtomicU64,
    connect: SqliteConnectOptions,
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
    /// Where the next use case begins: its savepoint, and the text that makes it, which goes before the first
    /// statement.
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

impl Queue {
    pub(super) fn new(
        connection: SqliteConnection,
        connect: SqliteConnectOptions,
        channels: Arc<Channels>,
        options: &Options,
    ) -> Arc<Self> {
        Arc::new(Self {
            writer: Arc::new(Mutex::new(Writer {
                connection: Some(connection),
                state: State::Idle,
                closer: false,
                closed: false,
            })),
            waiting: AtomicUsize::new(0),
            commits: AtomicU64::new(0),
            connect,
            channels,
            runtime: Handle::current(),
            options: options.clone(),
        })
    }

    /// How many groups have been committed since the start.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Relaxed)
    }

    /// Takes the next turn to write. Errors: `is_busy` when it does not come in time.
    pub(super) async fn join(self: Arc<Self>) -> Result<Member> {
        let wait = self.options.wait;
        match timeout(wait, self.take_turn()).await {
            Ok(holder) => Ok(Member {
                holder: holder?,
                started: false,
            }),
            Err(_) => Err(DbError::busy("no turn to write came up")),
        }
    }

    /// Takes the writer when it comes free, with no transaction open.
    pub(super) async fn quiet(self: Arc<Self>) -> Holder {
        self.hold().await.finish().await
    }

    /// Waits for the writer, nothing more.
    async fn hold(self: Arc<Self>) -> Holder {
        let guard = match Arc::clone(&self.writer).try_lock_owned() {
            Ok(guard) => guard,
            Err(_) => Arc::clone(&self.writer).lock_owned().await,
        };
        Holder { guard, queue: self }
    }

    /// Waits for the writer and for a transaction that a use case can begin in.
    async fn take_turn(self: Arc<Self>) -> Result<Holder> {
        let mut holder = {
            let _waiting = Waiting::new(&self.waiting);
            Arc::clone(&self).hold().await
        };
        holder.undo().await;
        if !holder.is_ready() {
            holder = holder.in_a_task(Holder::make_ready).await?;
        }
        if matches!(holder.guard.state, State::Idle) {
            holder.begin().await?;
        }
        Ok(holder)
    }

    fn is_full(&self, group: &Group) -> bool {
        group.members.len() >= self.options.group || group.begun.elapsed() >= self.options.group_time
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
pub(super) struct Holder {
    guard: OwnedMutexGuard<Writer>,
    queue: Arc<Queue>,
}

impl Drop for Holder {
    fn drop(&mut self) {
        if matches!(self.guard.state, State::Idle) || self.guard.closer {
            return;
        }
        self.guard.closer = true;
        let queue = Arc::clone(&self.queue);
        self.queue.runtime.spawn(async move {
            let mut holder = queue.hold().await;
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
        let task = self.queue.runtime.clone().spawn(step(self));
        task.await.map_err(|_| DbError::refused("the program is stopping"))
    }

    fn is_ready(&self) -> bool {
        match &self.guard.state {
            State::Idle => self.guard.connection.is_some(),
            State::Uncertain => false,
            State::Open(group) => !matches!(group.top, Top::Open { .. }) && !self.queue.is_full(group),
        }
    }

    async fn make_ready(mut self) -> Holder {
        self.repair().await;
        match &self.guard.state {
            State::Open(group) if self.queue.is_full(group) => self.finish().await,
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
            writer.connection = Some(self.queue.connect.connect().await?);
        }
        let Some(connection) = &mut writer.connection else {
            return Err(sqlx::Error::WorkerCrashed.into());
        };
        let deadline = Instant::now() + self.queue.options.wait;
        writer.state = State::Uncertain;
        loop {
            match run(connection, "BEGIN IMMEDIATE").await {
                Ok(()) => break,
                Err(error) if is_locked(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
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

    /// Runs a statement outside any transaction that is good to have and no loss if it fails.
    pub(super) async fn run(&mut self, sql: &'static str) {
        if let Some(connection) = &mut self.guard.connection
            && let Err(error) = run(connection, sql).await
        {
            tracing::warn!(%error, sql, "housekeeping failed");
        }
    }

    /// Closes the connection; nobody writes any more.
    pub(super) async fn close(mut self) {
        self.guard.closed = true;
        if let Some(connection) = self.guard.connection.take() {
            let _ = connection.close().await;
        }
    }

    /// Takes back what a dropped use case wrote, in the plain case: a refusal is an everyday thing and should not cost
    /// a task. Cut short, it is simply done again.
    async fn undo(&mut self) {
        let writer = &mut *self.guard;
        if let (State::Open(group), Some(connection)) = (&mut writer.state, &mut writer.connection)
            && let Top::Open { name, .. } = group.top
            && run(connection, name.rollback()).await.is_ok()
        {
            group.top = Top::Empty(name);
        }
    }

    /// Brings the connection from whatever a dropped use case left into a state that is known.
    async fn repair(&mut self) {
        self.undo().await;
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
                let Top::Open { before, .. } = group.top else {
                    return;
                };
                // No such savepoint: either it never came to be, or a full disk or the like has rolled back everything.
                // SQLite refuses a BEGIN inside a transaction, and that is how to tell.
                if let Err(sqlx::Error::Database(_)) = run(connection, "BEGIN").await {
                    if let Some(before) = before {
                        let _ = run(connection, before.release()).await;
                    }
                    group.top = Top::Nothing;
                    return;
                }
                let lost = "the database rolled back the whole transaction";
                self.fail(std::io::Error::other(lost).into()).await;
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
        self.queue.commits.fetch_add(1, Relaxed);
        if let State::Open(group) = std::mem::replace(&mut writer.state, State::Idle) {
            for (channel, payload) in &group.notices {
                self.queue.channels.say(channel, payload);
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

/// One use case's part of a group.
pub(super) struct Member {
    holder: Holder,
    started: bool,
}

impl Member {
    /// Errors from here are the caller's to remember: after one, only `ROLLBACK TO` its own inner savepoint may follow.
    pub(super) async fn execute(&mut self, sql: SqlStr, args: SqliteArguments) -> sqlx::Result<Vec<Rows>> {
        let writer = &mut *self.holder.guard;
        let (State::Open(group), Some(connection)) = (&mut writer.state, &mut writer.connection) else {
            return Err(sqlx::Error::WorkerCrashed);
        };
        let mut sql = sql;
        if !self.started {
            // Noted before it is sent, so that a future dropped in between leaves the truth behind.
            let (top, text) = group.top.next();
            group.top = top;
            self.started = true;
            if !text.is_empty() {
                sql = behind(text, &sql);
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
        let queue = Arc::clone(&self.holder.queue);
        let State::Open(group) = &self.holder.guard.state else {
            return Err(sqlx::Error::WorkerCrashed.into());
        };
        if queue.waiting.load(Relaxed) > 0 && !queue.is_full(group) {
            drop(self.holder);
        } else {
            let holder = self.holder;
            queue.runtime.spawn(async move { drop(holder.finish().await) });
        }
        match answered.await {
            Ok(answer) => answer.map_err(DbError::group),
            Err(_) => Err(DbError::refused(
                "the program stopped while committing: it is unknown whether the work was kept",
            )),
        }
    }
}
