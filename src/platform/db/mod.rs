//! The database: SQLite or Postgres, chosen by the URL when the server starts.
//!
//! Every statement is written once and runs on both. Each database keeps its own native column types; what differs
//! between them (opening, migrating, locking, how writers take turns) is in this folder and nowhere else.
//!
//! A use case opens one transaction, `read` or `write`, and hands `&mut Tx` to the stores. Nothing is kept unless
//! `commit` has returned `Ok`; a transaction that is dropped leaves nothing behind.

mod batch;
pub mod copy;
mod error;
mod integrity;
mod notices;
mod pool;
mod postgres;
mod query;
mod shared;
mod speaker;
mod sqlite;
mod writer;

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};
use uuid::Uuid;

pub use batch::Asked;
pub use error::DbError;
pub use notices::{Heard, Listener, Notice};
pub use query::{Column, Param, Query, Record, Sql};

use batch::Statement;
use notices::Channels;
use query::{Args, Rows};

pub type Result<T> = std::result::Result<T, DbError>;

/// The longest payload of a notice in bytes: what Postgres carries, less the channel's name.
const LONGEST_NOTICE: usize = 7_900;

/// Which of the two databases it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// How a database is opened. The defaults suit a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// SQLite: connections that read.
    pub readers: u32,
    /// Postgres: connections in all, two more for notices not counted.
    pub connections: u32,
    /// How long to wait for a connection or for the turn to write before it is "busy".
    pub wait: Duration,
    /// How many use cases may share one commit; 1 turns sharing off. Postgres, where only those share one who want the same
    /// row: 32 at most.
    pub group: usize,
    /// How long a shared transaction may last before it is committed, unless one use case takes longer itself. Postgres: 30 ms
    /// at least.
    pub group_time: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 8,
            connections: 16,
            wait: Duration::from_secs(5),
            group: 256,
            group_time: Duration::from_millis(5),
        }
    }
}

/// An open database. Clones are cheap and mean the same one; it lives in the runtime it was opened in.
#[derive(Clone)]
pub struct Db(Arc<Open>);

struct Open {
    database: Database,
    channels: Arc<Channels>,
}

enum Database {
    Sqlite(sqlite::Database),
    Postgres(Box<postgres::Database>),
}

impl Db {
    /// Opens `sqlite:path` (made if it is not there) or `postgres://…` and brings it up to date.
    ///
    /// Errors, in words fit for the console: a URL that is neither, a file or server that cannot be reached, and a
    /// database that a newer release has already changed.
    pub async fn open(url: &str, options: Options) -> Result<Self> {
        let channels = Channels::open();
        let database = if url.starts_with("sqlite:") {
            let opened = sqlite::Database::open(url, &options, Arc::clone(&channels));
            Database::Sqlite(opened.await?)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let opened = postgres::Database::open(url, &options, Arc::clone(&channels));
            Database::Postgres(Box::new(opened.await?))
        } else {
            return Err(DbError::refused(
                "the database's address begins with sqlite: or postgres://",
            ));
        };
        Ok(Self(Arc::new(Open { database, channels })))
    }

    /// Which database this is.
    pub fn kind(&self) -> Kind {
        match self.0.database {
            Database::Sqlite(_) => Kind::Sqlite,
            Database::Postgres(_) => Kind::Postgres,
        }
    }

    /// Begins a transaction that only reads; all its statements see the same state. Writing in it fails.
    pub async fn read(&self) -> Result<Tx> {
        Ok(Tx::new(match &self.0.database {
            Database::Sqlite(database) => Inner::Reader(database.read().await?),
            Database::Postgres(database) => Inner::Postgres(database.read().await?),
        }))
    }

    /// Begins a transaction that writes, the only way to one.
    ///
    /// In SQLite others wait meanwhile: gather what needs no transaction before it, and await nothing but the database
    /// in it. Asking for a second one while holding the first waits for itself, and is refused as busy in the end.
    pub async fn write(&self) -> Result<Tx> {
        self.write_queued(&[]).await
    }

    /// `write`, for a use case that will lock the rows with these ids.
    ///
    /// In Postgres those who want the same row then take turns in this process, in order and without a connection of their
    /// own; those who want one row share a transaction and its commit. Else one class that everybody wants fills the pool with
    /// waiters, and is sold no faster than the disk can flush. It does not guard anything: the row is still to be locked, for
    /// other nodes ask too.
    pub async fn write_queued(&self, keys: &[Uuid]) -> Result<Tx> {
        Ok(Tx::new(match &self.0.database {
            Database::Sqlite(database) => Inner::Writer(database.write().await?),
            Database::Postgres(database) => Inner::Postgres(database.write(keys).await?),
        }))
    }

    /// Hears what any node says on the channel after this call has returned.
    pub async fn listen(&self, channel: &'static str) -> Result<Listener> {
        let listener = self.0.channels.listen(channel);
        if let Database::Postgres(database) = &self.0.database {
            database.hear().await?;
        }
        Ok(listener)
    }

    /// Finishes what is under way and closes; SQLite's log is emptied into its file. Listeners end.
    pub async fn close(&self) {
        self.0.channels.close();
        match &self.0.database {
            Database::Sqlite(database) => database.close().await,
            Database::Postgres(database) => database.close().await,
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.kind())
    }
}

/// One transaction. Dropped without `commit`, it is rolled back.
pub struct Tx {
    inner: Inner,
    /// A statement failed, or was cut short. Postgres then answers COMMIT with a ROLLBACK and no error, and SQLite may
    /// already have rolled back: neither may pass for a success.
    failed: bool,
    /// A statement other than a SELECT was sent.
    wrote: bool,
    /// There is an inner savepoint, made when so many notices were queued.
    savepoint: Option<usize>,
    /// What is to be sent with the next statement.
    queue: Vec<Statement>,
    notices: Vec<(&'static str, Arc<str>)>,
}

enum Inner {
    Reader(sqlite::Reader),
    Writer(writer::Member),
    Postgres(postgres::Session),
}

impl Tx {
    fn new(inner: Inner) -> Self {
        Self {
            inner,
            failed: false,
            wrote: false,
            savepoint: None,
            queue: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Which database this is.
    pub fn kind(&self) -> Kind {
        self.inner.kind()
    }

    /// A statement that both databases understand.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        Query::new(self, sql)
    }

    /// A statement for the rare case that they have to be asked in different words.
    pub fn query_for(&mut self, sqlite: &'static str, postgres: &'static str) -> Query<'_> {
        let sql = match self.kind() {
            Kind::Sqlite => sqlite,
            Kind::Postgres => postgres,
        };
        Query::new(self, sql)
    }

    /// A statement put together with `Sql`.
    pub fn query_text(&mut self, sql: Sql) -> Query<'_> {
        Query::built(self, sql)
    }

    /// Makes every other transaction that locks the same row wait until this one ends; `sql` is a
    /// `SELECT … WHERE id = $1 FOR UPDATE`. In SQLite a writer is alone already, and nothing is asked.
    ///
    /// For several rows use `lock_all`. Errors: `is_busy` after 3 s.
    pub async fn lock(&mut self, sql: &'static str, id: Uuid) -> Result<()> {
        match self.kind() {
            Kind::Sqlite => Ok(()),
            Kind::Postgres => self.query(sql).bind(id).run().await.map(drop),
        }
    }

    /// Locks several rows, in the order of their ids whatever order they come in: two transactions that lock the same
    /// rows in different orders would wait for one another.
    pub async fn lock_all(&mut self, sql: &'static str, ids: &[Uuid]) -> Result<()> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            self.lock(sql, id).await?;
        }
        Ok(())
    }

    /// Says something on a channel once this transaction is committed, and never otherwise.
    ///
    /// It is news, not a record: a node that dies between its commit and the saying says nothing, and what two transactions
    /// say may arrive in either order. Say what has changed, and let the listener read how it is now.
    ///
    /// Errors: a payload of more than 7,900 bytes, which Postgres would not carry: send the id of what changed.
    pub fn notify(&mut self, channel: &'static str, payload: String) -> Result<()> {
        if payload.len() > LONGEST_NOTICE {
            return Err(DbError::refused(format!(
                "a notice of {} bytes is too long: send the id of what changed",
                payload.len()
            )));
        }
        self.notices.push((channel, payload.into()));
        Ok(())
    }

    /// Sets a mark to return to, also after a statement that failed. There is one at a time.
    pub async fn savepoint(&mut self) -> Result<()> {
        if self.savepoint.is_some() {
            return Err(DbError::refused("there is a savepoint already"));
        }
        self.query("SAVEPOINT inner_work").run().await?;
        self.savepoint = Some(self.notices.len());
        Ok(())
    }

    /// Undoes everything since the mark, and the transaction goes on from there. The mark stays.
    pub async fn rollback_to_savepoint(&mut self) -> Result<()> {
        let Some(said) = self.savepoint else {
            return Err(DbError::refused("there is no savepoint"));
        };
        self.failed = false;
        self.queue.clear();
        self.query("ROLLBACK TO SAVEPOINT inner_work").run().await?;
        self.notices.truncate(said);
        Ok(())
    }

    /// Takes the mark away and keeps what was done since.
    pub async fn release_savepoint(&mut self) -> Result<()> {
        // What was put off behind the mark may fail, and is then to be undone with it.
        self.settle().await?;
        self.query("RELEASE SAVEPOINT inner_work").run().await?;
        self.savepoint = None;
        Ok(())
    }

    /// Whether nothing was written yet and nothing failed: what follows stands alone then.
    pub fn is_untouched(&self) -> bool {
        !self.wrote && !self.failed
    }

    /// Keeps everything. When this returns `Ok` it survives a power cut.
    pub async fn commit(mut self) -> Result<()> {
        self.settle().await?;
        if self.failed {
            return Err(DbError::refused(
                "a statement of the transaction failed: nothing can be kept",
            ));
        }
        match self.inner {
            // There is nothing to keep, and dropping it ends it.
            Inner::Reader(_) => Ok(()),
            Inner::Writer(member) => member.commit(self.notices).await,
            Inner::Postgres(session) => session.commit(self.notices).await,
        }
    }

    /// Sends what was put off, for a use case that wants to know now whether it went through.
    pub async fn settle(&mut self) -> Result<()> {
        if self.queue.is_empty() {
            return Ok(());
        }
        self.send().await.map(drop)
    }

    fn put_off(&mut self, statement: Statement) {
        self.wrote |= statement.writes();
        self.queue.push(statement);
    }

    /// Sends everything that is to be sent; the last statement's answer.
    async fn send(&mut self) -> Result<Rows> {
        let mut queue = std::mem::take(&mut self.queue);
        if self.failed {
            return Err(DbError::refused(
                "a statement of the transaction failed: go back to a savepoint or give it up",
            ));
        }
        // Stays so if this future is dropped: nobody knows how far the statements came.
        self.failed = true;
        let mut last = Rows::default();
        let mut rest = queue.as_mut_slice();
        while !rest.is_empty() {
            let n = match self.kind() {
                Kind::Sqlite => rest.len(),
                Kind::Postgres => batch::together(rest),
            };
            let (some, others) = rest.split_at_mut(n);
            let answers = self.inner.send(some).await?;
            for (statement, mut rows) in some.iter().zip(answers) {
                statement.answer(&mut rows)?;
                last = rows;
            }
            rest = others;
        }
        self.failed = false;
        Ok(last)
    }
}

impl Inner {
    /// Sends some statements as one; the answer of each.
    async fn send(&mut self, some: &mut [Statement]) -> Result<Vec<Rows>> {
        let kind = self.kind();
        let mut args = Args::new(kind);
        let text = match kind {
            Kind::Sqlite => batch::script(some, &mut args)?,
            Kind::Postgres => batch::with(some, &mut args)?,
        };
        // Safe: text comes only from the program itself, and values only as parameters.
        let sql = match text {
            Cow::Borrowed(text) => SqlStr::from_static(text),
            Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
        };
        let mut answers = match (self, args) {
            (Self::Reader(tx), Args::Sqlite(args)) => tx.execute(sql, args).await?,
            (Self::Writer(member), Args::Sqlite(args)) => member.execute(sql, args).await?,
            (Self::Postgres(session), Args::Postgres(args)) => {
                let rows = session.execute(sql, args).await?;
                match some.len() {
                    1 => vec![rows],
                    n => rows.counts(n)?,
                }
            }
            _ => {
                return Err(DbError::refused("these parameters are for the other database"));
            }
        };
        // Before them SQLite also answers for the savepoint.
        let others = answers.len().checked_sub(some.len());
        let others = others.ok_or_else(|| DbError::refused("a statement without an answer"))?;
        Ok(answers.split_off(others))
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Reader(_) | Self::Writer(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }
}
