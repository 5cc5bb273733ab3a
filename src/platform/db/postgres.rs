//! Postgres: a pool, timeouts on everything that can wait, and a queue in front of hot rows.

use std::{str::FromStr, sync::Arc, time::Duration};

use futures::TryStreamExt;
use sqlx::{
    ConnectOptions, Connection, Either, Executor, PgConnection, PgPool, Postgres, SqlStr,
    migrate::Migrator,
    postgres::{PgArguments, PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{
    sync::{Mutex, OnceCell, OwnedMutexGuard},
    task::JoinHandle,
    time::timeout,
};
use uuid::Uuid;

use super::{DbError, Options, Result, notices::Channels, query::Rows};

/// How long a statement waits for somebody else's lock, and a use case for its turn in this process.
const LOCK_WAIT: Duration = Duration::from_secs(3);
/// More queues than connections by far, so that two different keys seldom share one.
const QUEUES: usize = 4096;
/// The one channel that everything is said on; the payload begins with the name of ours.
const CHANNEL: &str = "spotter";

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

pub(super) struct Database {
    pool: PgPool,
    connect: PgConnectOptions,
    queues: Vec<Arc<Mutex<()>>>,
    channels: Arc<Channels>,
    ear: OnceCell<JoinHandle<()>>,
}

/// A transaction, and its places in the queues, which end after it.
pub(super) struct Session {
    pub(super) tx: sqlx::Transaction<'static, Postgres>,
    _turns: Vec<OwnedMutexGuard<()>>,
}

impl Database {
    pub(super) async fn open(
        url: &str,
        options: &Options,
        channels: Arc<Channels>,
    ) -> Result<Self> {
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
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.wait)
            // Asking each time costs a round trip; a connection used a moment ago is alive.
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > Duration::from_secs(5) {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(working)
            .await?;
        Ok(Self {
            pool,
            connect,
            queues: (0..QUEUES).map(|_| Arc::default()).collect(),
            channels,
            ear: OnceCell::new(),
        })
    }

    /// All statements of a reading transaction see the same state, as they do in SQLite.
    pub(super) async fn read(&self) -> Result<Session> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(Session {
            tx: self.pool.begin_with(begin).await?,
            _turns: Vec::new(),
        })
    }

    pub(super) async fn write(&self, keys: &[Uuid]) -> Result<Session> {
        let queues = self.queues.len() as u128;
        let mut places: Vec<usize> = keys
            .iter()
            .map(|key| (key.as_u128() % queues) as usize)
            .collect();
        // In one order for everybody, and each once: no two use cases can wait for one another.
        places.sort_unstable();
        places.dedup();
        let mut turns = Vec::with_capacity(places.len());
        if !places.is_empty() {
            let all = async {
                for place in places {
                    turns.push(Arc::clone(&self.queues[place]).lock_owned().await);
                }
            };
            if timeout(LOCK_WAIT, all).await.is_err() {
                return Err(DbError::busy("many want the same thing at once"));
            }
        }
        Ok(Session {
            tx: self.pool.begin().await?,
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
    pub(super) async fn commit(mut self, notices: Vec<(&'static str, Arc<str>)>) -> Result<()> {
        if !notices.is_empty() {
            let texts: Vec<String> = notices
                .iter()
                .map(|(channel, payload)| format!("{channel}\n{payload}"))
                .collect();
            sqlx::query("SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said")
                .bind(CHANNEL)
                .bind(texts)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(self.tx.commit().await?)
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

pub(super) async fn rows(
    connection: &mut PgConnection,
    sql: SqlStr,
    args: PgArguments,
) -> sqlx::Result<Rows> {
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
            // Connected again, but what was said in between is lost.
            Ok(None) => channels.lagged(),
            Err(error) => {
                tracing::warn!(%error, "cannot listen for notices");
                channels.lagged();
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
