//! What every use case works with: the database, the clock, the key for signatures and the settings that matter at run time.

use super::{backup::Folder, db::Db, gone::GoneList, time::Clock, vault::DataKey};
use std::sync::Arc;
use tokio::sync::Notify;

/// The server's state. Cheap to clone; nothing in it is lost when the process ends.
#[derive(Clone)]
pub struct House {
    /// The database.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Clock,
    inner: Arc<Inner>,
    work: Arc<Notify>,
}

struct Inner {
    public_url: String,
    demo: bool,
    data_key: Option<DataKey>,
    gone_list: Option<GoneList>,
    backups: Option<Folder>,
}

impl House {
    /// A house over an open database.
    #[must_use]
    pub fn new(db: Db, clock: Clock, public_url: &str, demo: bool) -> Self {
        Self {
            db,
            clock,
            inner: Arc::new(Inner {
                public_url: public_url.trim_end_matches('/').to_owned(),
                demo,
                data_key: None,
                gone_list: None,
                backups: None,
            }),
            work: Arc::default(),
        }
    }

    /// The same house with the key that health data are sealed under.
    #[must_use]
    pub fn with_data_key(self, key: DataKey) -> Self {
        let inner = Inner {
            public_url: self.inner.public_url.clone(),
            demo: self.inner.demo,
            data_key: Some(key),
            gone_list: self.inner.gone_list.clone(),
            backups: self.inner.backups.clone(),
        };
        Self {
            inner: Arc::new(inner),
            ..self
        }
    }

    /// The same house with the list of whose data were erased.
    #[must_use]
    pub fn with_gone_list(self, list: GoneList) -> Self {
        let inner = Inner {
            public_url: self.inner.public_url.clone(),
            demo: self.inner.demo,
            data_key: self.inner.data_key.clone(),
            gone_list: Some(list),
            backups: self.inner.backups.clone(),
        };
        Self {
            inner: Arc::new(inner),
            ..self
        }
    }

    /// The same house with the folder that its backups are in.
    #[must_use]
    pub fn with_backups(self, folder: Option<Folder>) -> Self {
        let inner = Inner {
            public_url: self.inner.public_url.clone(),
            demo: self.inner.demo,
            data_key: self.inner.data_key.clone(),
            gone_list: self.inner.gone_list.clone(),
            backups: folder,
        };
        Self {
            inner: Arc::new(inner),
            ..self
        }
    }

    /// The folder that the database's backups are in; `None`: none is set.
    #[must_use]
    pub fn backups(&self) -> Option<&Folder> {
        self.inner.backups.as_ref()
    }

    /// The list of whose data were erased, for when the database is restored; `None`: none is kept.
    #[must_use]
    pub fn gone_list(&self) -> Option<&GoneList> {
        self.inner.gone_list.as_ref()
    }

    /// The key that health data are sealed under; `None`: the club has none, and keeps no such data.
    #[must_use]
    pub fn data_key(&self) -> Option<&DataKey> {
        self.inner.data_key.as_ref()
    }

    /// Says that there is long work to do, so that this node's worker need not find it at its next round.
    pub fn call_worker(&self) {
        self.work.notify_one();
    }

    /// Waits until somebody says so; at once where they have since the last time.
    pub async fn called(&self) {
        self.work.notified().await;
    }

    /// Where people reach the club, without a slash at the end: `https://club.example`.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.inner.public_url
    }

    /// Whether cookies may travel over TLS only.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.inner.public_url.starts_with("https://")
    }

    /// Whether this is the demo club, whose sign-ins are printed.
    #[must_use]
    pub fn demo(&self) -> bool {
        self.inner.demo
    }
}
