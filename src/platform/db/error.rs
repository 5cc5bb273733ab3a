//! What can go wrong in the database, asked about in words that hold for both.

use std::{fmt, sync::Arc};

use sqlx::{migrate::MigrateError, postgres::PgDatabaseError, sqlite::SqliteError};

/// A failed call to the database.
///
/// It is never shown to a person: ask it what kind of failure it was, and log it.
#[derive(Debug)]
pub struct DbError(Cause);

#[derive(Debug)]
enum Cause {
    Sqlx(sqlx::Error),
    /// One failed COMMIT answers every use case of its group.
    Group(Arc<sqlx::Error>),
    Busy(&'static str),
    /// A statement that was put off did not change what it had to.
    Unmet,
    Refused(String),
}

impl DbError {
    pub(super) fn refused(why: impl Into<String>) -> Self {
        Self(Cause::Refused(why.into()))
    }

    pub(super) fn busy(what: &'static str) -> Self {
        Self(Cause::Busy(what))
    }

    pub(super) fn unmet() -> Self {
        Self(Cause::Unmet)
    }

    pub(super) fn group(error: Arc<sqlx::Error>) -> Self {
        Self(Cause::Group(error))
    }

    fn sqlx(&self) -> Option<&sqlx::Error> {
        match &self.0 {
            Cause::Sqlx(error) => Some(error),
            Cause::Group(error) => Some(error),
            Cause::Busy(_) | Cause::Unmet | Cause::Refused(_) => None,
        }
    }

    /// A second row with a key that must be unique. Neither database says portably *which* key: where a statement
    /// can break two of them, look first.
    pub fn is_unique_violation(&self) -> bool {
        self.database()
            .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }

    /// A CHECK of the table says no.
    pub fn is_check_violation(&self) -> bool {
        self.database()
            .is_some_and(sqlx::error::DatabaseError::is_check_violation)
    }

    /// A row points at nothing, or something still points at a row that was to go.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.database()
            .is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
    }

    /// `one()` or `value()` found no row.
    pub fn is_not_found(&self) -> bool {
        matches!(self.sqlx(), Some(sqlx::Error::RowNotFound))
    }

    /// Somebody else was in the way for too long: nothing was written, and the same call may succeed in a moment.
    pub fn is_busy(&self) -> bool {
        match (&self.0, self.sqlx()) {
            (Cause::Busy(_) | Cause::Unmet, _) | (_, Some(sqlx::Error::PoolTimedOut)) => true,
            (_, Some(error)) => is_locked(error),
            _ => false,
        }
    }

    fn database(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        self.sqlx()?.as_database_error()
    }
}

/// SQLite's BUSY and LOCKED; Postgres' lock timeout, deadlock, serialization failure and "too many connections".
pub(super) fn is_locked(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else {
        return false;
    };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        // The low byte is the primary code; the rest says which kind of BUSY it is.
        let code = error.code().and_then(|code| code.parse::<u32>().ok());
        return code.is_some_and(|code| matches!(code & 0xff, 5 | 6));
    }
    error
        .try_downcast_ref::<PgDatabaseError>()
        .is_some_and(|error| matches!(error.code(), "55P03" | "40P01" | "40001" | "53300"))
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Sqlx(error) => write!(f, "{error}"),
            Cause::Group(error) => write!(f, "the commit failed: {error}"),
            Cause::Busy(what) => write!(f, "the database is busy: {what}"),
            Cause::Unmet => f.write_str("what was read is no longer so: nothing was kept, try again"),
            Cause::Refused(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for DbError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.sqlx()?)
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        Self(Cause::Sqlx(error))
    }
}

impl From<MigrateError> for DbError {
    fn from(error: MigrateError) -> Self {
        Self::refused(match error {
            MigrateError::VersionMissing(version) => format!(
                "this database was last opened by a newer release: its migration {version} is unknown here. \
                 Start that release again, or restore a backup made with this one."
            ),
            MigrateError::VersionMismatch(version) => format!(
                "migration {version} is not the one this database was made with: the file was changed after it had run"
            ),
            MigrateError::Dirty(version) => {
                format!("migration {version} stopped half-way the last time; restore a backup made before it")
            }
            other => format!("the database could not be brought up to date: {other}"),
        })
    }
}
