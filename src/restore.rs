//! Trying a backup, and putting one in a database's place. Neither brings anything up to date or erases anybody: the server does both at
//! its next start, with its list of whose data were erased.

use crate::{
    backup::{Failure, Program, Tools, around, key, not_started, room},
    check,
    config::Config,
    platform::{
        backup::{Folder, Head, NotOpen, Opener},
        db::{
            Db, DbError, Kind, Options,
            copy::{self, Held, Plain},
        },
        gone::GoneList,
        house::House,
        secret,
        time::{Clock, Instant},
        vault::DataKey,
    },
};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use uuid::Uuid;

/// What trying a backup showed.
#[derive(Debug, Clone)]
pub struct Tried {
    /// When it was made, and of which database.
    pub head: Head,
    /// What does not hold in it.
    pub found: check::Found,
}

/// What was done with a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When it was made, and of which database.
    pub head: Head,
    /// Where the club is that was there before; `None`: none was.
    pub aside: Option<String>,
    /// The list of whose data were erased, for the server that is started next.
    pub gone_list: PathBuf,
    /// People on it; 0: there is none.
    pub gone: usize,
    /// Where the server looks for the key of the health data.
    pub data_key: PathBuf,
    /// Whether it is there.
    pub has_data_key: bool,
}

/// `pg_restore` does all or nothing, with the names of this server's users.
const RESTORE: [&str; 5] = [
    "--no-owner",
    "--no-privileges",
    "--exit-on-error",
    "--single-transaction",
    "--no-password",
];

/// Opens a backup, or says why not and what to do.
fn open(file: &Path, key: &DataKey, config: &Config, undone: &str) -> Result<Opener<BufReader<File>>, Failure> {
    let shown = file.display();
    let from = File::open(file).map_err(|error| format!("The backup {shown} cannot be read: {error}. {undone}"))?;
    Opener::begin(BufReader::new(from), key).map_err(|why| {
        let way = match why {
            NotOpen::OtherKey => format!(
                " than the one in {}. Name the file of the right one with SPOTTER_BACKUP_KEY_FILE.",
                config.backup_key_file().display()
            ),
            _ => ".".to_owned(),
        };
        format!("The backup {shown} is not opened: {why}{way} {undone}").into()
    })
}

/// Copies all of a backup, and says so where it is not whole.
fn pour(mut from: Opener<BufReader<File>>, to: &mut impl Write, file: &Path, undone: &str) -> Result<(), Failure> {
    io::copy(&mut from, to).map(drop).map_err(|error| {
        if error.kind() == io::ErrorKind::InvalidData {
            format!(
                "The backup {} is damaged: {error}. {undone} Take an older one.",
                file.display()
            )
        } else {
            format!("The backup {} could not be unpacked: {error}. {undone}", file.display())
        }
        .into()
    })
}

fn length(file: &Path) -> Result<u64, Failure> {
    let file_is = |error| {
        format!(
            "The backup {} cannot be read: {error}. Nothing was done.",
            file.display()
        )
    };
    Ok(fs::metadata(file).map_err(file_is)?.len())
}

/// Puts a SQLite backup into this file, and asks whether it believes itself.
async fn unpack(backup: &Path, key: &DataKey, config: &Config, plain: &Plain, undone: &str) -> Result<(), Failure> {
    let from = open(backup, key, config, undone)?;
    let (file, into) = (backup.to_path_buf(), plain.path().to_path_buf());
    let undone_there = undone.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut to = OpenOptions::new().write(true).open(into)?;
        pour(from, &mut to, &file, &undone_there)?;
        Ok::<_, Failure>(to.sync_all()?)
    })
    .await??;
    copy::sound_sqlite(plain.path())
        .await
        .map_err(|error| format!("The backup {} is no use: {error}. {undone}", backup.display()).into())
}

/// Puts a Postgres backup into the database at this address, which has no tables.
async fn load(
    backup: &Path,
    key: &DataKey,
    config: &Config,
    tools: &Tools,
    url: &str,
    undone: &str,
) -> Result<(), Failure> {
    // all of it is read once before a byte of it is used: what is cut off is known only at its end
    let whole = open(backup, key, config, undone)?;
    let from = open(backup, key, config, undone)?;
    let environment = copy::postgres_environment(url)?;
    let database = environment
        .iter()
        .find(|(name, _)| *name == "PGDATABASE")
        .map_or_else(String::new, |(_, name)| name.clone());
    let (file, program, undone) = (backup.to_path_buf(), tools.pg_restore.clone(), undone.to_owned());
    tokio::task::spawn_blocking(move || {
        pour(whole, &mut io::sink(), &file, &undone)?;
        let mut command = Command::new(&program);
        command.envs(environment).args(RESTORE).stdin(Stdio::piped());
        // without a database's name it would write SQL to its output instead
        command.arg(format!("--dbname={database}"));
        let mut restore = Program::start(&mut command).map_err(|error| not_started("pg_restore", &error, &undone))?;
        let mut to = restore.child.stdin.take().ok_or("pg_restore does not listen")?;
        let poured = pour(from, &mut to, &file, &undone);
        drop(to);
        // one that failed listens no longer: its own words say more
        restore.end("pg_restore", &undone)?;
        poured
    })
    .await?
}

/// Opens a backup, restores it into a database of its own, which is taken away again, and recomputes there what `spotter check` does.
///
/// # Errors
/// In words: it cannot be opened, is damaged, or cannot be restored here.
pub async fn try_out(config: &Config, tools: &Tools, file: &Path, clock: &Clock) -> Result<Tried, Failure> {
    const UNDONE: &str = "Nothing was restored.";
    let key = key(config, false)?;
    let head = open(file, &key, config, UNDONE)?.head();
    let found = match head.holds {
        Kind::Sqlite => {
            // beside the club's own database, where the same may be read already; else where the system keeps what passes
            let near = match copy::kind_of(&config.database_url) {
                Some(Kind::Sqlite) => copy::sqlite_file(&config.database_url)?,
                _ => std::env::temp_dir().join("spotter"),
            };
            let length = length(file)?;
            // twice: bringing an old one up to date writes some of it anew
            room(tools, &[(around(&near), length.saturating_mul(2))], UNDONE)?;
            let plain = Plain::beside(&near, "trial")
                .map_err(|error| format!("There is no place to restore it on trial: {error}. {UNDONE}"))?;
            unpack(file, &key, config, &plain, UNDONE).await?;
            judge(&format!("sqlite:{}", plain.path().display()), clock).await
        }
        Kind::Postgres => {
            if copy::kind_of(&config.database_url) != Some(Kind::Postgres) {
                return Err("This is a backup of a Postgres database, and trying it takes a server: set SPOTTER_DATABASE_URL to \
                            one. Nothing was restored."
                    .into());
            }
            pour(open(file, &key, config, UNDONE)?, &mut io::sink(), file, UNDONE)?;
            let name = format!(
                "spotter_trial_{}",
                secret::reference_number().replace('-', "").to_lowercase()
            );
            let scratch = copy::make_postgres(&config.database_url, &name).await.map_err(|error| {
                format!(
                    "The backup opens and is whole. It was not restored on trial, because no database could be made for that: \
                     {error}. Let the user make databases: ALTER ROLE … CREATEDB."
                )
            })?;
            let found = match load(file, &key, config, tools, &scratch, UNDONE).await {
                Ok(()) => judge(&scratch, clock).await,
                Err(failure) => Err(failure),
            };
            if let Err(error) = copy::drop_postgres(&config.database_url, &name).await {
                tracing::warn!(%name, %error, "the database of the trial could not be deleted: delete it");
            }
            found
        }
    }?;
    if found.broken.is_empty() {
        let folder = Folder::at(around(file).to_path_buf());
        if folder.latest().is_ok_and(|latest| latest.is_some()) {
            // what the operations page shows; the trial is good without it
            let _ = folder.note(|latest| latest.checked = Some(clock.now().0));
        }
    }
    Ok(Tried { head, found })
}

async fn judge(url: &str, clock: &Clock) -> Result<check::Found, Failure> {
    let options = Options {
        readers: 2,
        connections: 2,
        ..Options::default()
    };
    let db = Db::open(url, options).await?;
    let house = House::new(db, clock.clone(), "http://localhost", false);
    let found = check::everything(&house).await;
    house.db.close().await;
    found.map_err(|error| match error {
        crate::platform::error::AppError::NotFound => "The backup holds no club.".into(),
        other => other.text(crate::platform::i18n::Locale::En).into(),
    })
}

/// Puts a backup in the place of the configured database, which must hold no club, or of the one that `into` names, whose club is put
/// aside. The server must not run on it.
///
/// # Errors
/// In words. What was there before is there again.
pub async fn restore(
    config: &Config,
    tools: &Tools,
    file: &Path,
    into: Option<&str>,
    now: Instant,
) -> Result<Restored, Failure> {
    const UNDONE: &str = "Nothing was restored.";
    let url = into.unwrap_or(&config.database_url);
    let key = key(config, false)?;
    let head = open(file, &key, config, UNDONE)?.head();
    let named = |kind| match kind {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "Postgres",
    };
    let kind = copy::kind_of(url)
        .ok_or("The address behind --into begins with sqlite: or postgres://. Nothing was restored.")?;
    if kind != head.holds {
        return Err(format!(
            "This is a backup of a {} database, and the address is one of {}. {UNDONE} Name an address of the same kind with --into.",
            named(head.holds),
            named(kind)
        )
        .into());
    }
    let unready = |error: DbError| format!("The database cannot be put in place of: {error}. {UNDONE}");
    let held = copy::held(url).await.map_err(unready)?;
    match held {
        Held::Foreign => {
            return Err(format!(
                "The database holds tables that are not Spotter's. {UNDONE} Name one of its own with --into."
            )
            .into());
        }
        Held::Club if into.is_none() => {
            return Err(format!(
                "There is a club in the database. {UNDONE} To put the backup in its place, name the address with --into: what is \
                 there now is put aside and not deleted."
            )
            .into());
        }
        Held::Club | Held::NoClub | Held::Nothing => {}
    }
    let mark = format!("before_{}", now.utc().format("%Y%m%dt%H%M%S"));
    let aside = match kind {
        Kind::Sqlite => into_sqlite(config, tools, file, &key, url, held, &mark).await?,
        Kind::Postgres => into_postgres(config, tools, file, &key, url, held, &mark).await?,
    };
    let there = Config {
        database_url: url.to_owned(),
        ..config.clone()
    };
    let gone_list = there.gone_list_file();
    let gone = carry(&GoneList::at(config.gone_list_file()), &GoneList::at(gone_list.clone())).map_err(|error| {
        format!(
            "The backup was restored, and the list of whose data were erased could not be brought along: {error}. Do not start the \
             server before {} is a copy of {}: whoever was erased since is back.",
            gone_list.display(),
            config.gone_list_file().display()
        )
    })?;
    let data_key = there.data_key_file();
    Ok(Restored {
        head,
        aside,
        gone_list,
        gone,
        has_data_key: data_key.exists(),
        data_key,
    })
}

async fn into_sqlite(
    config: &Config,
    tools: &Tools,
    backup: &Path,
    key: &DataKey,
    url: &str,
    held: Held,
    mark: &str,
) -> Result<Option<String>, Failure> {
    const UNDONE: &str = "Nothing was restored.";
    let target = copy::sqlite_file(url)?;
    room(tools, &[(around(&target), length(backup)?)], UNDONE)?;
    let plain = Plain::beside(&target, "restoring").map_err(|error| {
        format!(
            "Nothing can be written to {}: {error}. {UNDONE}",
            around(&target).display()
        )
    })?;
    unpack(backup, key, config, &plain, UNDONE).await?;
    let mut aside = None;
    if target.exists() {
        aside = Some(
            copy::put_sqlite_aside(&target, mark)
                .await
                .map_err(|error| format!("The database cannot be put aside: {error}. {UNDONE}"))?,
        );
    }
    if let Err(error) = plain.keep_as(&target) {
        if let Some(aside) = &aside {
            fs::rename(aside, &target)?;
        }
        return Err(format!("The backup could not be put in its place: {error}. {UNDONE}").into());
    }
    if cfg!(unix) {
        File::open(around(&target))?.sync_all()?;
    }
    match (aside, held) {
        (Some(aside), Held::Club) => Ok(Some(aside.display().to_string())),
        (Some(aside), _) => {
            fs::remove_file(aside)?;
            Ok(None)
        }
        (None, _) => Ok(None),
    }
}

async fn into_postgres(
    config: &Config,
    tools: &Tools,
    backup: &Path,
    key: &DataKey,
    url: &str,
    held: Held,
    mark: &str,
) -> Result<Option<String>, Failure> {
    const UNDONE: &str = "Nothing was restored.";
    let mut aside = None;
    if held != Held::Nothing {
        aside = Some(
            copy::put_postgres_aside(url, mark)
                .await
                .map_err(|error| format!("The database cannot be put aside: {error}. {UNDONE}"))?,
        );
    }
    if let Err(failure) = load(backup, key, config, tools, url, UNDONE).await {
        if let Some(aside) = &aside {
            copy::put_postgres_back(url, aside, mark).await.map_err(|error| {
                format!(
                    "{failure}\nWhat was there before is in the schema {aside}, and could not be put back: {error}."
                )
            })?;
        }
        return Err(failure);
    }
    match (aside, held) {
        (Some(aside), Held::Club) => Ok(Some(format!("the schema {aside}"))),
        (Some(aside), _) => {
            copy::drop_aside(url, &aside).await?;
            Ok(None)
        }
        (None, _) => Ok(None),
    }
}

/// Brings everybody on one list to another; how many are on it then.
fn carry(from: &GoneList, to: &GoneList) -> io::Result<usize> {
    let mut all = to.read()?;
    let fresh: Vec<Uuid> = from.read()?.into_iter().filter(|id| !all.contains(id)).collect();
    to.add(&fresh)?;
    all.extend(fresh);
    Ok(all.len())
}
