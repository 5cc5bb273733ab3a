//! Says to every node, over Postgres, what use cases of this one have committed.
//!
//! `NOTIFY` inside a transaction makes Postgres commit one such transaction after the other, each with its own flush to the
//! disk. So the use case commits without it, and one connection says it afterwards for all that committed meanwhile.

use std::time::Duration;

use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::postgres::CHANNEL;

/// How many notices one statement carries.
const AT_ONCE: usize = 500;
/// How long to wait before trying again on a new connection.
const AGAIN: Duration = Duration::from_secs(1);
/// How long those who close the database wait for what is still to be said.
const LAST_WORDS: Duration = Duration::from_secs(2);

pub(super) struct Speaker {
    said: UnboundedSender<Option<String>>,
    task: JoinHandle<()>,
}

impl Speaker {
    /// Connects when there is something to say.
    pub(super) fn start(connect: PgConnectOptions) -> Self {
        let (said, queue) = unbounded_channel();
        Self {
            said,
            task: tokio::spawn(speak(connect, queue)),
        }
    }

    /// Lines up what is to be said, in this order.
    pub(super) fn say(&self, texts: Vec<String>) {
        for text in texts {
            // Nobody takes them only when the database is closed.
            let _ = self.said.send(Some(text));
        }
    }

    /// Says what is left, if it can be said soon, and ends.
    pub(super) async fn close(&self) {
        let _ = self.said.send(None);
        let ended = async {
            while !self.task.is_finished() {
                sleep(Duration::from_millis(2)).await;
            }
        };
        if timeout(LAST_WORDS, ended).await.is_err() {
            self.task.abort();
        }
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn speak(connect: PgConnectOptions, mut queue: UnboundedReceiver<Option<String>>) {
    let mut connection: Option<PgConnection> = None;
    let mut batch = Vec::with_capacity(AT_ONCE);
    while queue.recv_many(&mut batch, AT_ONCE).await > 0 {
        let last = batch.iter().any(Option::is_none);
        let mut texts: Vec<String> = batch.drain(..).flatten().collect();
        texts.dedup();
        while !texts.is_empty() {
            match say(&connect, &mut connection, &texts).await {
                Ok(()) => break,
                Err(error) => {
                    tracing::warn!(%error, "cannot say what has changed");
                    connection = None;
                    sleep(AGAIN).await;
                }
            }
        }
        if last {
            break;
        }
    }
    if let Some(connection) = connection {
        let _ = connection.close().await;
    }
}

async fn say(connect: &PgConnectOptions, connection: &mut Option<PgConnection>, texts: &[String]) -> sqlx::Result<()> {
    let connection = match connection {
        Some(open) => open,
        None => connection.insert(connect.connect().await?),
    };
    sqlx::query("SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said")
        .bind(CHANNEL)
        .bind(texts)
        .execute(connection)
        .await?;
    Ok(())
}
