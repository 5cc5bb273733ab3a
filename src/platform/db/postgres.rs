//! Postgres: a pool, timeouts on everything that can wait, and a queue in front of hot rows.

use std::{str::FromStr, sync::Arc, time::Duration};

use futures::TryStreamExt;
use sqlx::{
    Acquire, ConnectOptions, Connection, Either, Executor, PgConnection, SqlStr,
    migrate::Migrator,
    postgres::{PgArguments, PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{
    sync::{AcquireError, OnceCell, OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
    time::timeout,
};
use uuid::Uuid;

use super::{
    DbError, Options, Result,
    notices::Channels,
    pool::{Lease, Pool},
    query::Rows,
    shared::{Member, Slot},
    speaker::Speaker,
};

/// How long a statement waits for somebody else's lock, and a use case for its turn in this process.
pub(super) const LOCK_WAIT: Duration = Duration::from_secs(3);
/// More queues than connections by far, so that two different keys seldom share one.
const QUEUES: usize = 4096;
/// How long to wait before connecting again for notices.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
/// The one channel that everything is said on; the payload begins with the name of ours.
pub(super) const CHANNEL: &str = "spotter";

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

pub(super) struct Database {
    pool: Arc<Pool<PgConnection>>,
    connect: PgConnectOptions,
    /// For those who want one row.
    slots: Vec<Arc<Slot>>,
    /// For those who want several.
    queues: Vec<Arc<Semaphore>>,
    channels: Arc<Channels>,
    ear: OnceCell<JoinHandle<()>>,
    speaker: Arc<Speaker>,
}

/// A transaction.
pub(super) enum Session {
    /// Of its own, with its places in the queues, which end after it.
    Alone {
        lease: Lease<PgConnection>,
        speaker: Arc<Speaker>,
        _turns: Vec<OwnedSemaphorePermit>,
    },
    /// Shared with others who want the same row.
    Shared(Box<Member>),
}

impl Database {
    pub(super) async fn open(url: &str, options: &Options, channels: Arc<Channels>) -> Result<Self> {
        let connect = PgConnectOptions::from_str(url)?
            .application_name("spotter")
            .statement_cache_capacity(512)
            .disable_statement_logging();
        migrate(&connect).await?;
        let working = connect.clone().options([
            ("lock_timeout", "3s"),
            ("statement_timeout", "15s"),
            ("idle_in_transaction_session_timeout", "30s"),
        ]);
        let pool = Pool::open(working, options.connections, options.wait).await?;
        Ok(Self {
            pool,
            speaker: Arc::new(Speaker::start(connect.clone())),
            connect,
            slots: (0..QUEUES).map(|_| Slot::new(options)).collect(),
            queues: (0..QUEUES).map(|_| Arc::new(Semaphore::new(1))).collect(),
            channels,
            ear: OnceCell::new(),
        })
    }

    /// All statements of a reading transaction see the same state, as they do in SQLite.
    pub(super) async fn read(&self) -> Result<Session> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", Vec::new())
            .await
    }

    pub(super) async fn write(&self, keys: &[Uuid]) -> Result<Session> {
        let queues = self.queues.len() as u128;
        if let [key] = keys {
            let slot = Arc::clone(&self.slots[(key.as_u128() % queues) as usize]);
            let member = slot.join(&self.pool, &self.speaker).await?;
            return Ok(Session::Shared(Box::new(member)));
        }
        let mut places: Vec<usize> = keys.iter().map(|key| (key.as_u128() % queues) as usize).collect();
        // In one order for everybody, and each once: no two use cases can wait for one another.
        places.sort_unstable();
        places.dedup();
        let mut turns = Vec::with_capacity(places.len());
        if !places.is_empty() {
            let all = async {
                for place in places {
                    let queue = Arc::clone(&self.queues[place]);
                    turns.push(queue.acquire_owned().await?);
                }
                Ok::<_, AcquireError>(())
            };
            if !matches!(timeout(LOCK_WAIT, all).await, Ok(Ok(()))) {
                return Err(DbError::busy("many want the same thing at once"));
            }
        }
        self.begin("BEGIN", turns).await
    }

    async fn begin(&self, sql: &'static str, turns: Vec<OwnedSemaphorePermit>) -> Result<Session> {
        Ok(Session::Alone {
            lease: begin(&self.pool, sql).await?,
            speaker: Arc::clone(&self.speaker),
            _turns: turns,
        })
    }

    /// Begins to hear what any node says. The first call connects; later ones find the ear open.
    pub(super) async fn hear(&self) -> Result<()> {
        let open = || async {
            let pool = PgPoolOptions::new()
                .max_connections(1)
                .max_lifetime(None)
                .idle_timeout(None)
                .connect_with(self.connect.clone())
                .await?;
            let mut listener = PgListener::connect_with(&pool).await?;
            listener.ignore_pool_close_event(true);
            listener.eager_reconnect(false);
            listener.listen(CHANNEL).await?;
            Ok::<_, sqlx::Error>(tokio::spawn(hear(listener, Arc::clone(&self.channels))))
        };
        self.ear.get_or_try_init(open).await?;
        Ok(())
    }

    pub(super) async fn close(&self) {
        if let Some(ear) = self.ear.get() {
            ear.abort();
        }
        self.pool.close().await;
        self.speaker.close().await;
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(ear) = self.ear.get() {
            ear.abort();
        }
    }
}

impl Session {
    pub(super) async fn execute(&mut self, sql: SqlStr, args: PgArguments) -> sqlx::Result<Rows> {
        match self {
            Self::Alone { lease, .. } => rows(lease, sql, args).await,
            Self::Shared(member) => member.execute(sql, args).await,
        }
    }

    pub(super) async fn commit(self, notices: Vec<(&'static str, Arc<str>)>) -> Result<()> {
        let notices = notices
            .iter()
            .map(|(channel, payload)| format!("{channel}\n{payload}"))
            .collect();
        match self {
            Self::Alone { mut lease, speaker, .. } => {
                lease.execute("COMMIT").await?;
                lease.clean = true;
                speaker.say(notices);
                Ok(())
            }
            Self::Shared(member) => member.commit(notices).await,
        }
    }
}

/// Takes a connection and begins a transaction on it.
pub(super) async fn begin(pool: &Arc<Pool<PgConnection>>, sql: &'static str) -> Result<Lease<PgConnection>> {
    loop {
        let mut lease = pool.take().await?;
        lease.clean = false;
        match lease.execute(sql).await {
            Ok(_) => return Ok(lease),
            // The server was restarted, or the line was cut, since somebody last used it.
            Err(_) if lease.used => lease.discard(),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Brings the database up to date under sqlx's lock; other nodes that start meanwhile wait.
///
/// On a connection of its own: rebuilding a large table may take longer than any use case is given.
async fn migrate(connect: &PgConnectOptions) -> Result<()> {
    let mut connection = connect.connect().await?;
    MIGRATIONS.run_direct(None, &mut connection, false).await?;
    connection.close().await?;
    Ok(())
}

pub(super) async fn rows(connection: &mut PgConnection, sql: SqlStr, args: PgArguments) -> sqlx::Result<Rows> {
    let mut rows = Vec::new();
    let mut changed = 0;
    let mut answers = connection.fetch_many(sqlx::query_with(sql, args));
    while let Some(answer) = answers.try_next().await? {
        match answer {
            Either::Left(done) => changed = done.rows_affected(),
            Either::Right(row) => rows.push(row),
        }
    }
    Ok(Rows::Postgres(rows, changed))
}

/// Passes on what is said, for as long as the database is open.
async fn hear(mut listener: PgListener, channels: Arc<Channels>) {
    loop {
        match listener.try_recv().await {
            Ok(Some(said)) => {
                if let Some((channel, payload)) = said.payload().split_once('\n') {
                    channels.say(channel, &payload.into());
                }
            }
            Ok(None) => {
                // Asking for its connection makes it connect and listen again.
                while let Err(error) = (&mut listener).acquire().await {
                    tracing::warn!(%error, "cannot listen for notices");
                    tokio::time::sleep(LISTEN_AGAIN).await;
                }
                // Only now: what is said while they read again must not be lost.
                channels.lagged();
            }
            // The next call finds out whether the connection is gone.
            Err(error) => {
                tracing::warn!(%error, "the connection for notices failed");
                channels.lagged();
                tokio::time::sleep(LISTEN_AGAIN).await;
            }
        }
    }
}
