//! Connections that are lent out, one transaction at a time.
//!
//! sqlx's own pool asks each connection whether it is still there whenever it comes back, which is one round trip more
//! for every transaction. Here one that has just committed goes back as it is, and whoever begins on a connection that
//! has died meanwhile takes the next.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{DbError, Result};

/// A connection that can be made fit for the next one.
pub(super) trait Lent: Connection + Send + 'static {
    /// Ends the transaction, whatever state it is in.
    fn rollback(&mut self) -> impl Future<Output = sqlx::Result<()>> + Send;
}

impl Lent for SqliteConnection {
    async fn rollback(&mut self) -> sqlx::Result<()> {
        self.execute("ROLLBACK").await.map(drop)
    }
}

impl Lent for PgConnection {
    async fn rollback(&mut self) -> sqlx::Result<()> {
        self.execute("ROLLBACK").await.map(drop)
    }
}

pub(super) struct Pool<C: Lent> {
    options: C::Options,
    size: u32,
    wait: Duration,
    seats: Arc<Semaphore>,
    idle: Mutex<Vec<C>>,
    runtime: Handle,
}

impl<C: Lent> Pool<C> {
    /// Opens the first connection, to fail now and not at the first request.
    pub(super) async fn open(options: C::Options, size: u32, wait: Duration) -> sqlx::Result<Arc<Self>> {
        let first = options.connect().await?;
        Ok(Arc::new(Self {
            options,
            size,
            wait,
            seats: Arc::new(Semaphore::new(size as usize)),
            idle: Mutex::new(vec![first]),
            runtime: Handle::current(),
        }))
    }

    /// Takes a connection, in the order of asking. Errors: `is_busy` when none comes free in time.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Lease<C>> {
        let seat = timeout(self.wait, Arc::clone(&self.seats).acquire_owned()).await;
        let seat = seat
            .map_err(|_| DbError::busy("no connection came free"))?
            .map_err(|_| DbError::refused("the database is closed"))?;
        let idle = self.idle().pop();
        let used = idle.is_some();
        let connection = match idle {
            Some(connection) => connection,
            None => timeout(self.wait, self.options.connect())
                .await
                .map_err(|_| DbError::busy("no connection could be made in time"))??,
        };
        Ok(Lease {
            connection: Some(connection),
            used,
            clean: true,
            pool: Arc::clone(self),
            seat: Some(seat),
        })
    }

    /// Waits for those who still have a connection, and closes all.
    pub(super) async fn close(&self) {
        let _ = timeout(self.wait, self.seats.acquire_many(self.size)).await;
        self.seats.close();
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            let _ = connection.close().await;
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<C>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, connection: C) {
        if !self.seats.is_closed() {
            self.idle().push(connection);
        }
    }
}

/// A connection on loan. It goes back by itself, after a rollback where one is needed.
pub(super) struct Lease<C: Lent> {
    /// `None` only while it is being dropped.
    connection: Option<C>,
    /// Others had it before, so it may have died in the meantime.
    pub(super) used: bool,
    /// No transaction is open on it.
    pub(super) clean: bool,
    pool: Arc<Pool<C>>,
    seat: Option<OwnedSemaphorePermit>,
}

impl<C: Lent> Lease<C> {
    /// Gives up a connection that is of no more use.
    pub(super) fn discard(mut self) {
        self.connection = None;
    }
}

impl<C: Lent> Deref for Lease<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.connection.as_ref().expect("taken out only by drop")
    }
}

impl<C: Lent> DerefMut for Lease<C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection.as_mut().expect("taken out only by drop")
    }
}

impl<C: Lent> Drop for Lease<C> {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        if self.clean {
            self.pool.give_back(connection);
            return;
        }
        let (pool, seat) = (Arc::clone(&self.pool), self.seat.take());
        self.pool.runtime.spawn(async move {
            if connection.rollback().await.is_ok() {
                pool.give_back(connection);
            }
            drop(seat);
        });
    }
}
