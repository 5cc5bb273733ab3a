//! What every use case works with: the database, the clock, the key for signatures and the settings that matter at run time.

use super::{db::Db, time::Clock};
use std::sync::Arc;

/// The server's state. Cheap to clone; nothing in it is lost when the process ends.
#[derive(Clone)]
pub struct House {
    /// The database.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Clock,
    inner: Arc<Inner>,
}

struct Inner {
    public_url: String,
    demo: bool,
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
            }),
        }
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
