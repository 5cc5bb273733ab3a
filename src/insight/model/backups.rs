//! What the operations page shows of the database's backups.

use crate::platform::time::Moment;
use serde::{Deserialize, Serialize};

/// What is known of the database's backups without opening one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Backups {
    /// No folder is set.
    Unset,
    /// The folder's status cannot be read: what is there is not known.
    Unreadable,
    /// None was made in that folder yet; when one was tried and failed, if ever.
    Never(Option<Moment>),
    /// One was made.
    Made(LastBackup),
}

/// The last backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// When it was made.
    pub at: Moment,
    /// Seconds since.
    pub age: i64,
    /// Whether that is longer than a daily backup's last one may be.
    pub old: bool,
    /// Its length.
    pub bytes: i64,
    /// Its file's name.
    pub name: String,
    /// When a later one was tried and failed.
    pub failed: Option<Moment>,
    /// When one was last restored on trial and everything held.
    pub checked: Option<Moment>,
}
