//! Making a backup: a copy of the database as it is at one moment, sealed with a key that is not in it, in a folder that keeps some days
//! of them. Restoring one is in `restore`.

use crate::{
    config::Config,
    platform::{
        backup::{self, Folder, Made, Sealer},
        db::{
            Kind,
            copy::{self, Plain},
        },
        i18n::size,
        time::{Instant, Span},
        vault::DataKey,
    },
};
use std::{
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

/// What stops a command, in words for the console: what happened, what was not done, what to do.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// For what the club's key is made into the one of its backups.
const PURPOSE: &str = "spotter backup";

/// What the commands use of the machine.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Postgres' program that copies a database.
    pub pg_dump: PathBuf,
    /// And the one that puts a copy back.
    pub pg_restore: PathBuf,
    /// How many bytes are free where a folder or file lies.
    pub free: fn(&Path) -> io::Result<u64>,
}

impl Default for Tools {
    fn default() -> Self {
        Self {
            pg_dump: PathBuf::from("pg_dump"),
            pg_restore: PathBuf::from("pg_restore"),
            free: backup::free,
        }
    }
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its file.
    pub file: PathBuf,
    /// Its name, length and time.
    pub made: Made,
    /// Older ones that were deleted.
    pub deleted: Vec<PathBuf>,
}

/// The folder that is named, or else the one of the settings.
///
/// # Errors
/// Neither is.
pub fn folder(config: &Config, named: Option<&Path>) -> Result<Folder, Failure> {
    named
        .map(Path::to_path_buf)
        .or_else(|| config.backup_folder.clone())
        .map(Folder::at)
        .ok_or_else(|| {
            "No folder for backups is set. Nothing was done. Name one with --folder, or better with SPOTTER_BACKUP_FOLDER or \
             backup_folder in the settings file, so that the operations page knows of it too."
                .into()
        })
}

/// The key that backups are sealed with: made from the one in its file, so that this one opens nothing else.
///
/// # Errors
/// There is none and none may be made; the file cannot be read.
pub fn key(config: &Config, make: bool) -> Result<DataKey, Failure> {
    let file = config.backup_key_file();
    let shown = file.display();
    let set = "Its place is SPOTTER_BACKUP_KEY_FILE or backup_key_file in the settings file; without one it is the club's key, \
               SPOTTER_DATA_KEY_FILE.";
    let found = DataKey::read(&file)
        .map_err(|error| format!("The key for backups in {shown} cannot be read: {error}. Nothing was done. {set}"))?;
    match found {
        Some(key) => Ok(key.derive(PURPOSE)),
        // the club's key is made by the server alone, which knows whether something is sealed under another one
        None if make && config.backup_key_file.is_some() => {
            let key = DataKey::make(&file)
                .map_err(|error| format!("No key for backups could be made in {shown}: {error}. Nothing was done. {set}"))?;
            Ok(key.derive(PURPOSE))
        }
        None if make => Err(format!(
            "There is no key in {shown} to seal a backup with. Nothing was done. `spotter serve` makes it at its first start. {set}"
        )
        .into()),
        None => Err(format!(
            "There is no key in {shown}, and without the key that a backup was sealed with nobody opens it. Nothing was done. \
             Put your copy of the key there. {set}"
        )
        .into()),
    }
}

/// Whether there is room for as many bytes at each place; those on one disk are added up.
///
/// # Errors
/// There is too little: where, how much is free and how much it takes.
pub fn room(tools: &Tools, wanted: &[(&Path, u64)], undone: &str) -> Result<(), Failure> {
    for (place, _) in wanted {
        let needs: u64 = wanted
            .iter()
            .filter(|(other, _)| backup::one_disk(place, other))
            // what sealing adds, and a little for whoever else writes
            .map(|(_, bytes)| bytes.saturating_add(bytes / 64).saturating_add(1 << 20))
            .sum();
        let free = (tools.free)(place).map_err(|error| {
            format!(
                "How much is free in {} cannot be told: {error}. {undone}",
                place.display()
            )
        })?;
        if free < needs {
            return Err(format!(
                "Too little is free in {}: {} of the {} that this takes. {undone} Free some, or name a folder on another disk.",
                place.display(),
                size(free),
                size(needs)
            )
            .into());
        }
    }
    Ok(())
}

/// The folder in which a file lies.
#[must_use]
pub fn around(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a backup of the configured database and deletes those that are older than `keep`. A server may go on writing meanwhile; what
/// was committed before this began is in it.
///
/// # Errors
/// In words. What was begun is taken away again, no older backup is deleted, and the folder knows that a try failed.
pub async fn take(
    config: &Config,
    tools: &Tools,
    named: Option<&Path>,
    keep: Span,
    now: Instant,
) -> Result<Taken, Failure> {
    let folder = folder(config, named)?;
    let shown = folder.path().display().to_string();
    folder
        .make()
        .map_err(|error| format!("The folder {shown} cannot be made: {error}. No backup was made."))?;
    let lock = folder
        .lock()
        .map_err(|error| format!("The folder {shown} cannot be written to: {error}. No backup was made."))?;
    let Some(_lock) = lock else {
        return Err(
            format!("Another backup is being made in {shown}. Nothing was done; wait until it is ready.").into(),
        );
    };
    match make(config, tools, &folder, keep, now).await {
        Ok(taken) => Ok(taken),
        Err(failure) => {
            let _ = folder.note(|latest| latest.failed = Some(now.0));
            Err(failure)
        }
    }
}

async fn make(config: &Config, tools: &Tools, folder: &Folder, keep: Span, now: Instant) -> Result<Taken, Failure> {
    let url = config.database_url.clone();
    let key = key(config, true)?;
    let unread = |error: &dyn std::error::Error| format!("The database cannot be copied: {error}. No backup was made.");
    let length = copy::length(&url).await.map_err(|error| unread(&error))?;
    let kind = copy::kind_of(&url).unwrap_or(Kind::Sqlite);
    let mut places = vec![(folder.path().to_path_buf(), length)];
    if kind == Kind::Sqlite {
        let file = copy::sqlite_file(&url).map_err(|error| unread(&error))?;
        places.push((around(&file).to_path_buf(), length));
    }
    let wanted: Vec<(&Path, u64)> = places.iter().map(|(place, bytes)| (place.as_path(), *bytes)).collect();
    room(tools, &wanted, "No backup was made.")?;

    let written = folder.begin().map_err(|error| unwritten(&error))?;
    let written = match kind {
        Kind::Sqlite => {
            let file = copy::sqlite_file(&url).map_err(|error| unread(&error))?;
            sweep(&file);
            // beside the database: what is not sealed yet stays where the same may be read already
            let plain = Plain::beside(&file, COPYING).map_err(|error| unwritten(&error))?;
            copy::copy_sqlite(&url, plain.path())
                .await
                .map_err(|error| unread(&error))?;
            tokio::task::spawn_blocking(move || seal(written, &key, kind, now, File::open(plain.path())?)).await?
        }
        Kind::Postgres => {
            let program = tools.pg_dump.clone();
            let environment = copy::postgres_environment(&url).map_err(|error| unread(&error))?;
            tokio::task::spawn_blocking(move || {
                let mut dump = Program::start(Command::new(&program).envs(environment).args(DUMP).stdin(Stdio::null()))
                    .map_err(|error| not_started("pg_dump", &error, "No backup was made."))?;
                let from = dump.child.stdout.take().ok_or("pg_dump says nothing")?;
                // a program that failed wrote something too: it is ended before what it wrote is called a backup
                let sealed = seal(written, &key, kind, now, from)?;
                dump.end("pg_dump", "No backup was made.")?;
                Ok(sealed)
            })
            .await?
        }
    }?;
    let (file, made) = folder.finish(written, now).map_err(|error| unwritten(&error))?;
    let note = made.clone();
    folder
        .note(|latest| {
            latest.made = Some(note);
            latest.failed = None;
        })
        .map_err(|error| {
            format!("The backup was made, and what the operations page shows could not be written: {error}.")
        })?;
    let deleted = folder
        .prune(now, keep)
        .map_err(|error| format!("The backup was made, and older ones could not be deleted: {error}."))?;
    Ok(Taken { file, made, deleted })
}

/// How a copy is called that is not sealed yet.
const COPYING: &str = "copying";

/// A copy that was left when the program or the machine was ended in the middle is deleted by the next one.
fn sweep(database: &Path) {
    let Some(name) = database.file_name().and_then(|name| name.to_str()) else {
        return;
    };
    let begins = format!("{name}.{COPYING}-");
    let Ok(entries) = std::fs::read_dir(around(database)) else {
        return;
    };
    for entry in entries.flatten() {
        let is_left = entry.file_name().to_str().is_some_and(|name| name.starts_with(&begins));
        // another folder's backup may be under way at this moment
        let old = entry
            .metadata()
            .and_then(|file| file.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() > 24 * 3_600));
        if is_left && old {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// What `pg_dump` is told: a format that is compressed and that older and newer servers read, without the names of the server's users,
/// and without what a restore has put aside.
const DUMP: [&str; 5] = [
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--no-password",
    "--exclude-schema=*_before_*",
];

fn unwritten(error: &io::Error) -> String {
    format!("The backup cannot be written: {error}. No backup was made.")
}

fn seal(
    mut written: backup::Unfinished,
    key: &DataKey,
    kind: Kind,
    now: Instant,
    mut from: impl Read,
) -> Result<backup::Unfinished, Failure> {
    let sealed = Sealer::begin(io::BufWriter::new(written.file()), key, kind, now).and_then(|mut sealer| {
        io::copy(&mut from, &mut sealer)?;
        sealer.finish()?.flush()
    });
    sealed.map_err(|error| unwritten(&error))?;
    Ok(written)
}

/// One of Postgres' programs, which is ended when nobody waits for it any more.
pub struct Program {
    /// The process.
    pub child: Child,
    said: Option<thread::JoinHandle<String>>,
}

impl Program {
    /// Starts it, with what it says kept for when it fails.
    ///
    /// # Errors
    /// It is not there, or may not be run.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        // read beside: a program that is not listened to stops
        let said = child.stderr.take().map(|mut from| {
            thread::spawn(move || {
                let mut bytes = Vec::new();
                let _ = from.read_to_end(&mut bytes);
                String::from_utf8_lossy(&bytes).trim().to_owned()
            })
        });
        Ok(Self { child, said })
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// It failed: in its own words.
    pub fn end(mut self, name: &str, undone: &str) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        drop(self.child.stdout.take());
        let status = self.child.wait()?;
        let said = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        if status.success() {
            return Ok(());
        }
        Err(format!("{name} failed and says: {said}\n{undone}").into())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Why one of Postgres' programs could not be started.
#[must_use]
pub fn not_started(name: &str, error: &io::Error, undone: &str) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return format!(
            "{name} is not installed here. {undone} Install the client programs of PostgreSQL (postgresql-client on Debian and \
             Ubuntu), at least as new as the server, and run this again."
        )
        .into();
    }
    format!("{name} cannot be started: {error}. {undone}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_one_disk_are_added_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let tools = Tools {
            free: |_| Ok(10 << 20),
            ..Tools::default()
        };
        let one = [(folder.path(), 6 << 20)];
        assert!(room(&tools, &one, "Nothing.").is_ok());
        let words = room(&tools, &[one[0], one[0]], "Nothing was done.")
            .expect_err("too little")
            .to_string();
        assert!(
            words.contains("10.4 MB of the") && words.contains("Nothing was done."),
            "{words}"
        );
    }
}
