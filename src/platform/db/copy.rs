//! Whole databases: copied while a server writes, looked at before one is put in another's place, put aside. Nothing here brings a
//! database up to date, so that a copy made by a newer release is one of the database as it was.

use super::{DbError, Kind, Result};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqliteConnection,
    postgres::{PgConnectOptions, PgSslMode},
    sqlite::SqliteConnectOptions,
};
use std::{
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

/// How the connections of these commands are called, so that they do not take themselves for a server.
const TOOL: &str = "spotter-tool";

/// What a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It is not there, or has no table.
    Nothing,
    /// Our tables, and no club in them.
    NoClub,
    /// A club.
    Club,
    /// Tables of something else.
    Foreign,
}

/// Which database an address means; `None`: neither.
#[must_use]
pub fn kind_of(url: &str) -> Option<Kind> {
    if url.starts_with("sqlite:") {
        Some(Kind::Sqlite)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Some(Kind::Postgres)
    } else {
        None
    }
}

/// The file that a SQLite address names.
///
/// # Errors
/// It is no such address.
pub fn sqlite_file(url: &str) -> Result<PathBuf> {
    Ok(SqliteConnectOptions::from_str(url)?.get_filename().to_path_buf())
}

async fn sqlite(file: &Path) -> Result<SqliteConnection> {
    let connect = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    Ok(connect.connect().await?)
}

async fn postgres(url: &str) -> Result<PgConnection> {
    let connect = PgConnectOptions::from_str(url)?
        .application_name(TOOL)
        .disable_statement_logging();
    Ok(connect.connect().await?)
}

/// How many bytes a copy of the database has at most, without what sealing adds.
///
/// # Errors
/// The database is not there or does not answer.
pub async fn length(url: &str) -> Result<u64> {
    let bytes: i64 = match kind_of(url) {
        Some(Kind::Sqlite) => {
            let mut connection = sqlite(&sqlite_file(url)?).await?;
            let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
                .fetch_one(&mut connection)
                .await?;
            let bytes: i64 = sqlx::query_scalar("PRAGMA page_size")
                .fetch_one(&mut connection)
                .await?;
            connection.close().await?;
            pages.saturating_mul(bytes)
        }
        _ => {
            let mut connection = postgres(url).await?;
            let bytes = sqlx::query_scalar("SELECT pg_database_size(current_database())")
                .fetch_one(&mut connection)
                .await?;
            connection.close().await?;
            bytes
        }
    };
    Ok(u64::try_from(bytes).unwrap_or_default())
}

/// A new file that nobody but its owner reads, taken away with all that SQLite puts beside it once this is dropped.
#[derive(Debug)]
pub struct Plain(PathBuf);

impl Plain {
    /// An empty one beside this file, or in this folder.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn beside(file: &Path, mark: &str) -> std::io::Result<Self> {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{mark}-{}", crate::platform::secret::reference_number()));
        let place = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&place)?;
        Ok(Self(place))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Gives it another name, under which it stays.
    ///
    /// # Errors
    /// It cannot be renamed.
    pub fn keep_as(self, name: &Path) -> std::io::Result<()> {
        fs::rename(&self.0, name)
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
        for ending in BESIDE {
            let _ = fs::remove_file(with(&self.0, ending));
        }
    }
}

/// What SQLite puts beside a database while it is open.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

fn with(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Copies a SQLite database, as it is at one moment, into an empty file; a server may go on writing. What was deleted is not in the
/// copy, not even in freed pages.
///
/// # Errors
/// The database is not there, the disk is full, or the copy does not believe itself.
pub async fn copy_sqlite(url: &str, into: &Path) -> Result<()> {
    let name = into
        .to_str()
        .ok_or_else(|| DbError::refused("the name of the folder is not text"))?;
    let mut connection = sqlite(&sqlite_file(url)?).await?;
    sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    sound_sqlite(into).await
}

/// Whether a SQLite file believes itself.
///
/// # Errors
/// It is none, or says what is damaged.
pub async fn sound_sqlite(file: &Path) -> Result<()> {
    let mut copy = sqlite(file).await?;
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut copy)
        .await?;
    copy.close().await?;
    if said != ["ok"] {
        return Err(DbError::refused(format!(
            "the database is damaged: {}",
            said.first().map_or("it does not say how", String::as_str)
        )));
    }
    Ok(())
}

/// What the database holds that something is to be put in place of.
///
/// # Errors
/// It cannot be opened.
pub async fn held(url: &str) -> Result<Held> {
    let tables: Vec<String>;
    let clubs: i64;
    const CLUBS: &str = "SELECT count(*) FROM organisations";
    if kind_of(url) == Some(Kind::Sqlite) {
        let file = sqlite_file(url)?;
        if !file.exists() {
            return match BESIDE
                .into_iter()
                .map(|ending| with(&file, ending))
                .find(|left| left.exists())
            {
                // it would be taken for the log of whatever comes in that place
                Some(left) => Err(DbError::refused(format!(
                    "{} lies there without its database: move it away first",
                    left.display()
                ))),
                None => Ok(Held::Nothing),
            };
        }
        let mut connection = sqlite(&file).await?;
        tables = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'")
            .fetch_all(&mut connection)
            .await?;
        clubs = if ours(&tables) {
            sqlx::query_scalar(CLUBS).fetch_one(&mut connection).await?
        } else {
            0
        };
        connection.close().await?;
    } else {
        let mut connection = postgres(url).await?;
        tables = sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()")
            .fetch_all(&mut connection)
            .await?;
        clubs = if ours(&tables) {
            sqlx::query_scalar(CLUBS).fetch_one(&mut connection).await?
        } else {
            0
        };
        connection.close().await?;
    }
    Ok(match (tables.is_empty(), ours(&tables), clubs) {
        (true, ..) => Held::Nothing,
        (_, false, _) => Held::Foreign,
        (_, true, 0) => Held::NoClub,
        (_, true, _) => Held::Club,
    })
}

fn ours(tables: &[String]) -> bool {
    ["organisations", "_sqlx_migrations"]
        .iter()
        .all(|name| tables.iter().any(|table| table == name))
}

/// Puts a SQLite database aside, with its log emptied into it: where it is now. Fails while anybody has it open.
///
/// # Errors
/// Somebody has it open, or it cannot be renamed.
pub async fn put_sqlite_aside(file: &Path, mark: &str) -> Result<PathBuf> {
    let mut connection = sqlite(file).await?;
    // Leaving the log is done by the only one who has the file open, and by nobody else.
    let mode: std::result::Result<String, sqlx::Error> = sqlx::query_scalar("PRAGMA journal_mode = DELETE")
        .fetch_one(&mut connection)
        .await;
    let alone = matches!(mode.as_deref(), Ok("delete"));
    connection.close().await?;
    if !alone {
        return Err(in_use());
    }
    let aside = with(file, &format!(".{mark}"));
    if aside.exists() {
        return Err(DbError::refused(format!("{} is there already", aside.display())));
    }
    fs::rename(file, &aside).map_err(|error| DbError::refused(error.to_string()))?;
    Ok(aside)
}

fn in_use() -> DbError {
    DbError::refused("a server has it open: stop it first")
}

/// Puts what a Postgres database holds aside, into a schema of its own, and leaves an empty one in its place: its name now.
///
/// # Errors
/// A server uses it, or the user may not do so.
pub async fn put_postgres_aside(url: &str, mark: &str) -> Result<String> {
    let mut connection = postgres(url).await?;
    let others: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'spotter' AND pid <> pg_backend_pid()",
    )
    .fetch_one(&mut connection)
    .await?;
    if others > 0 {
        return Err(in_use());
    }
    let schema: String = sqlx::query_scalar("SELECT current_schema()::text")
        .fetch_one(&mut connection)
        .await?;
    let aside = format!("{schema}_{mark}");
    let sql = format!("BEGIN; ALTER SCHEMA \"{schema}\" RENAME TO \"{aside}\"; CREATE SCHEMA \"{schema}\"; COMMIT");
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await?;
    Ok(aside)
}

/// Puts back what was put aside, in place of what came instead.
///
/// # Errors
/// The server does not do it.
pub async fn put_postgres_back(url: &str, aside: &str, mark: &str) -> Result<()> {
    let schema = aside.strip_suffix(&format!("_{mark}")).unwrap_or("public");
    let mut connection = postgres(url).await?;
    let sql =
        format!("BEGIN; DROP SCHEMA \"{schema}\" CASCADE; ALTER SCHEMA \"{aside}\" RENAME TO \"{schema}\"; COMMIT");
    connection.execute(AssertSqlSafe(sql)).await?;
    Ok(connection.close().await?)
}

/// Deletes what was put aside.
///
/// # Errors
/// The server does not do it.
pub async fn drop_aside(url: &str, aside: &str) -> Result<()> {
    let mut connection = postgres(url).await?;
    let sql = format!("DROP SCHEMA \"{aside}\" CASCADE");
    connection.execute(AssertSqlSafe(sql)).await?;
    Ok(connection.close().await?)
}

/// Makes a database of this name on the same Postgres server: its address.
///
/// # Errors
/// The user may not make databases.
pub async fn make_postgres(url: &str, name: &str) -> Result<String> {
    let mut connection = postgres(url).await?;
    connection
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await?;
    connection.close().await?;
    let (base, query) = url
        .split_once('?')
        .map_or((url, None), |(base, query)| (base, Some(query)));
    let (scheme, rest) = base.split_once("://").unwrap_or(("postgres", base));
    let host = rest.split('/').next().unwrap_or_default();
    // a database named behind the question mark would go before the one in the path
    let query: Vec<&str> = query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|part| !part.starts_with("dbname="))
        .collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    Ok(format!("{scheme}://{host}/{name}{query}"))
}

/// Deletes a database of the same server again.
///
/// # Errors
/// The server does not do it.
pub async fn drop_postgres(url: &str, name: &str) -> Result<()> {
    let mut connection = postgres(url).await?;
    connection
        .execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
        .await?;
    Ok(connection.close().await?)
}

/// The address as Postgres' own programs read it from their environment: on their command line everybody on the machine would read
/// the password.
///
/// # Errors
/// It is no such address.
pub fn postgres_environment(url: &str) -> Result<Vec<(&'static str, String)>> {
    let connect = PgConnectOptions::from_str(url)?;
    let host = connect
        .get_socket()
        .map_or_else(|| connect.get_host().to_owned(), |socket| socket.display().to_string());
    let mut said = vec![
        ("PGHOST", host),
        ("PGPORT", connect.get_port().to_string()),
        ("PGUSER", connect.get_username().to_owned()),
        ("PGAPPNAME", TOOL.to_owned()),
        (
            "PGDATABASE",
            connect
                .get_database()
                .unwrap_or_else(|| connect.get_username())
                .to_owned(),
        ),
        (
            "PGSSLMODE",
            match connect.get_ssl_mode() {
                PgSslMode::Disable => "disable",
                PgSslMode::Allow => "allow",
                PgSslMode::Prefer => "prefer",
                PgSslMode::Require => "require",
                PgSslMode::VerifyCa => "verify-ca",
                PgSslMode::VerifyFull => "verify-full",
            }
            .to_owned(),
        ),
    ];
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let before = base
        .split_once("://")
        .map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    if let Some((_, password)) = before.rsplit_once('@').and_then(|(user, _)| user.split_once(':')) {
        said.push(("PGPASSWORD", unescaped(password)));
    }
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let name = match &*name {
            "password" => "PGPASSWORD",
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => "PGSSLROOTCERT",
            "sslcert" | "ssl-cert" => "PGSSLCERT",
            "sslkey" | "ssl-key" => "PGSSLKEY",
            _ => continue,
        };
        said.push((name, value.into_owned()));
    }
    Ok(said)
}

/// A part of an address in which `%40` stands for `@`.
fn unescaped(part: &str) -> String {
    // a plus is a plus here, unlike in a form
    let form = format!("p={}", part.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(form.as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(url: &str, name: &str) -> Option<String> {
        let all = postgres_environment(url).expect("an address");
        all.into_iter()
            .rfind(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    #[test]
    fn an_address_is_told_to_the_programs_without_a_word_on_their_line() {
        let url = "postgres://ann:p%40ss+1@db.example:5433/club?sslmode=verify-full&sslrootcert=/etc/ca.pem";
        for (name, value) in [
            ("PGHOST", "db.example"),
            ("PGPORT", "5433"),
            ("PGUSER", "ann"),
            ("PGPASSWORD", "p@ss+1"),
            ("PGDATABASE", "club"),
            ("PGSSLMODE", "verify-full"),
            ("PGSSLROOTCERT", "/etc/ca.pem"),
        ] {
            assert_eq!(said(url, name).as_deref(), Some(value), "{name}");
        }
        assert_eq!(said("postgres://ann@db/club", "PGPASSWORD"), None);
        assert_eq!(
            said("postgres://ann@db/club?password=x%20y", "PGPASSWORD").as_deref(),
            Some("x y")
        );
    }

    #[test]
    fn addresses_are_told_apart() {
        assert_eq!(kind_of("sqlite:club.db"), Some(Kind::Sqlite));
        assert_eq!(kind_of("postgresql://a@b/c"), Some(Kind::Postgres));
        assert_eq!(kind_of("mysql://a@b/c"), None);
        assert_eq!(
            sqlite_file("sqlite:/var/club.db?mode=rw").expect("a file"),
            Path::new("/var/club.db")
        );
    }
}
