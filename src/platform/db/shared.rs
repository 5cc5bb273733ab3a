//! Postgres: those who want the same row work in one transaction, one after the other.
//!
//! A class that everybody wants is locked by one transaction at a time, and each would keep it until its own commit has reached
//! the disk: a few hundred bookings a second at best, whatever the machine. So whoever finishes while others of this process
//! wait for the same row does not commit: the next one goes on in the same transaction behind a savepoint, the row stays
//! locked, and one COMMIT answers the whole group. Nobody is told of a success before that.
//!
//! What keeps a group sound, whatever its members do:
//! - A use case that fails or is dropped loses what it did behind its savepoint, and nothing else; the next one rolls it back first.
//! - One that is dropped in the midst of a statement is no different: what was sent is carried out first, and then rolled back.
//!   Where that fails the group is given up, and those who had finished are told that nothing was kept.
//! - Whoever lets go of an open transaction makes sure that a *closer* is lined up behind those who wait, so that a group is
//!   always committed, also when they all go away.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use sqlx::{Executor, PgConnection, SqlStr, postgres::PgArguments};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::timeout,
};

use super::{
    DbError, Options, Result,
    pool::{Lease, Pool},
    postgres::{LOCK_WAIT, begin, rows},
    query::Rows,
    speaker::Speaker,
};

/// How many may share a commit at most: Postgres keeps up to 64 savepoints of a transaction in its quick memory.
const GROUP: usize = 32;
/// How long a transaction may be shared at least: each member asks the server a dozen times.
const GROUP_TIME: Duration = Duration::from_millis(30);

type Answer = oneshot::Sender<std::result::Result<(), Lost>>;

/// Why a group was not kept.
#[derive(Clone)]
enum Lost {
    /// It was given up before its COMMIT: nothing was kept, and all of it may be tried again.
    GivenUp,
    /// Its COMMIT failed.
    Commit(Arc<sqlx::Error>),
}

/// The queue in front of a row.
pub(super) struct Slot {
    open: Arc<Mutex<Open>>,
    /// How many wait for it, the closer not counted.
    waiting: AtomicUsize,
    runtime: Handle,
    group: usize,
    group_time: Duration,
}

#[derive(Default)]
struct Open {
    group: Option<Group>,
    /// A closer is on its way.
    closer: bool,
}

struct Group {
    lease: Lease<PgConnection>,
    speaker: Arc<Speaker>,
    begun: Instant,
    members: Vec<Answer>,
    notices: Vec<String>,
    /// There is a savepoint.
    marked: bool,
    /// Something was done behind the savepoint that is not to be kept.
    stained: bool,
}

impl Slot {
    pub(super) fn new(options: &Options) -> Arc<Self> {
        Arc::new(Self {
            open: Arc::default(),
            waiting: AtomicUsize::new(0),
            runtime: Handle::current(),
            group: options.group.min(GROUP),
            group_time: options.group_time.max(GROUP_TIME),
        })
    }

    fn is_full(&self, group: &Group) -> bool {
        group.members.len() >= self.group || group.begun.elapsed() >= self.group_time
    }

    /// Takes the next turn, in a transaction of its own or in the one that is open.
    ///
    /// Errors: `is_busy` when the turn does not come in time, or no connection is free.
    pub(super) async fn join(
        self: Arc<Self>,
        pool: &Arc<Pool<PgConnection>>,
        speaker: &Arc<Speaker>,
    ) -> Result<Member> {
        let mut holder = {
            let _waiting = Waiting::new(&self.waiting);
            timeout(LOCK_WAIT, Arc::clone(&self).hold())
                .await
                .map_err(|_| DbError::busy("many want the same thing at once"))?
        };
        holder.clean_up().await;
        if holder.open.group.as_ref().is_some_and(|group| self.is_full(group)) {
            holder = holder.finish_in_a_task().await?;
        }
        match &mut holder.open.group {
            Some(group) => {
                // Cut short, it was made or not; a second one of the same name lies above it.
                if !group.marked {
                    group.lease.execute("SAVEPOINT member").await?;
                    group.marked = true;
                }
            }
            None => {
                let lease = begin(pool, "BEGIN").await?;
                holder.open.group = Some(Group {
                    lease,
                    speaker: Arc::clone(speaker),
                    begun: Instant::now(),
                    members: Vec::new(),
                    notices: Vec::new(),
                    marked: false,
                    stained: false,
                });
            }
        }
        Ok(Member { holder })
    }

    async fn hold(self: Arc<Self>) -> Holder {
        let open = Arc::clone(&self.open).lock_owned().await;
        Holder { open, slot: self }
    }
}

/// One who waits for a turn, counted also when the wait is cut short.
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

/// Whoever has the turn.
struct Holder {
    open: OwnedMutexGuard<Open>,
    slot: Arc<Slot>,
}

impl Drop for Holder {
    fn drop(&mut self) {
        if self.open.group.is_none() || self.open.closer {
            return;
        }
        self.open.closer = true;
        let slot = Arc::clone(&self.slot);
        self.slot.runtime.spawn(async move {
            let mut holder = slot.hold().await;
            holder.open.closer = false;
            holder.clean_up().await;
            holder.finish().await;
        });
    }
}

impl Holder {
    /// Takes back what the last one did and did not finish, or gives up what cannot be trusted.
    async fn clean_up(&mut self) {
        let Some(group) = &mut self.open.group else {
            return;
        };
        if !group.stained {
            return;
        }
        if group.members.is_empty() {
            // Nobody has anything to keep: the connection goes back, and rolls back.
            self.open.group = None;
            return;
        }
        match group.lease.execute("ROLLBACK TO SAVEPOINT member").await {
            Ok(_) => group.stained = false,
            Err(error) => self.give_up(&error, Lost::GivenUp),
        }
    }

    /// Commits, whatever becomes of the caller.
    async fn finish_in_a_task(mut self) -> Result<Holder> {
        let runtime = self.slot.runtime.clone();
        let task = runtime.spawn(async move {
            self.finish().await;
            self
        });
        task.await.map_err(|_| DbError::refused("the program is stopping"))
    }

    /// Commits what is open, and answers its members.
    async fn finish(&mut self) {
        let Some(mut group) = self.open.group.take() else {
            return;
        };
        match group.lease.execute("COMMIT").await {
            Ok(_) => {
                group.lease.clean = true;
                group.speaker.say(group.notices);
                for member in group.members {
                    // One that went away has its work kept all the same, as with a cut connection.
                    let _ = member.send(Ok(()));
                }
            }
            Err(error) => {
                self.open.group = Some(group);
                let error = Arc::new(error);
                self.give_up(&error, Lost::Commit(Arc::clone(&error)));
            }
        }
    }

    /// Tells every member what became of the group. The connection is not used again.
    fn give_up(&mut self, why: &dyn std::fmt::Display, lost: Lost) {
        let Some(group) = self.open.group.take() else {
            return;
        };
        if !group.members.is_empty() {
            tracing::warn!(%why, members = group.members.len(), "a shared transaction was given up");
        }
        group.lease.discard();
        for member in group.members {
            let _ = member.send(Err(lost.clone()));
        }
    }
}

/// One use case in a shared transaction. Dropped, it leaves nothing behind.
pub(super) struct Member {
    holder: Holder,
}

impl Member {
    pub(super) async fn execute(&mut self, sql: SqlStr, args: PgArguments) -> sqlx::Result<Rows> {
        let Some(group) = &mut self.holder.open.group else {
            return Err(sqlx::Error::WorkerCrashed);
        };
        // Noted before it is sent, so that a future dropped in between leaves the truth behind.
        group.stained = true;
        rows(&mut group.lease, sql, args).await
    }

    /// Returns when the work is on the disk, with the group's or alone.
    ///
    /// Errors: `is_busy` when the group had to be given up for another's sake: nothing was kept.
    pub(super) async fn commit(mut self, notices: Vec<String>) -> Result<()> {
        let Some(group) = &mut self.holder.open.group else {
            return Err(sqlx::Error::WorkerCrashed.into());
        };
        let (answer, answered) = oneshot::channel();
        group.members.push(answer);
        group.notices.extend(notices);
        // What comes next is behind a new savepoint of the same name; the older one stays below it.
        (group.stained, group.marked) = (false, false);
        let group = &*group;
        let slot = &self.holder.slot;
        let goes_on = slot.waiting.load(Relaxed) > 0 && !slot.is_full(group);
        if goes_on {
            drop(self.holder);
        } else {
            let mut holder = self.holder;
            let runtime = holder.slot.runtime.clone();
            runtime.spawn(async move { holder.finish().await });
        }
        match answered.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Lost::GivenUp)) => Err(DbError::busy("the transaction was given up for another's sake")),
            Ok(Err(Lost::Commit(error))) => Err(DbError::group(error)),
            Err(_) => Err(DbError::refused(
                "the program stopped while committing: it is unknown whether the work was kept",
            )),
        }
    }
}
