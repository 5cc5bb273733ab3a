//! Telling those who watch that something changed, on every node, once it is committed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::broadcast::{self, error::RecvError};

/// How many notices a slow listener may be behind before it has to read everything again.
const BACKLOG: usize = 1024;

/// Something that was said with `Tx::notify` and has been committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub channel: &'static str,
    pub payload: Arc<str>,
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Notice(Notice),
    /// Some notices are lost (the listener was slow, or the connection was cut): read the state again.
    Lagged,
}

/// Hears what is said on one channel, from the moment it was made.
pub struct Listener {
    heard: broadcast::Receiver<Heard>,
}

impl Listener {
    /// Waits for the next notice; `None` once the database is closed.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.heard.recv().await {
            Ok(heard) => Some(heard),
            Err(RecvError::Lagged(_)) => Some(Heard::Lagged),
            Err(RecvError::Closed) => None,
        }
    }
}

/// The channels that somebody in this process listens to.
#[derive(Default)]
pub(super) struct Channels(Mutex<Option<HashMap<&'static str, broadcast::Sender<Heard>>>>);

impl Channels {
    pub(super) fn open() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(HashMap::new()))))
    }

    pub(super) fn listen(&self, channel: &'static str) -> Listener {
        let heard = match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(channels) => channels
                .entry(channel)
                .or_insert_with(|| broadcast::Sender::new(BACKLOG))
                .subscribe(),
            None => broadcast::Sender::new(1).subscribe(),
        };
        Listener { heard }
    }

    pub(super) fn say(&self, channel: &str, payload: &Arc<str>) {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((channel, sender)) = channels.as_ref().and_then(|all| all.get_key_value(channel)) {
            // Nobody listening any more is no failure.
            let _ = sender.send(Heard::Notice(Notice {
                channel,
                payload: Arc::clone(payload),
            }));
        }
    }

    pub(super) fn lagged(&self) {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in channels.iter().flat_map(HashMap::values) {
            let _ = sender.send(Heard::Lagged);
        }
    }

    /// Ends every listener.
    pub(super) fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
