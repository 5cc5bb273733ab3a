//! A folder of backups: how they are called, which of them go, and what is known of the last.

use crate::platform::{
    secret,
    time::{Instant, Span},
};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

const BEFORE: &str = "spotter-";
const AFTER: &str = ".backup";
/// The time in a name, in UTC: to the millisecond, because somebody may make two in one second.
const TIME: &str = "%Y%m%dT%H%M%S%.3fZ";
/// How a file ends that is still being written.
const UNFINISHED: &str = ".unfinished";
/// What the operations page reads.
const STATUS: &str = "status.json";
/// Held by whoever makes a backup.
const LOCK: &str = ".lock";

/// A folder with backups in it.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// When it was made, by its name.
    pub at: Instant,
    /// Its file.
    pub file: PathBuf,
}

/// The last backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// When, in microseconds.
    pub at: i64,
    /// Its file's name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
}

/// What is known of a folder without opening anything in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Latest {
    /// The last backup that was made.
    pub made: Option<Made>,
    /// When one was tried and failed, in microseconds.
    #[serde(default)]
    pub failed: Option<i64>,
    /// When one was last restored on trial and everything held, in microseconds.
    #[serde(default)]
    pub checked: Option<i64>,
}

/// A file that is being written; it is taken away again unless it was finished.
#[derive(Debug)]
pub struct Unfinished {
    place: PathBuf,
    file: File,
    done: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.place);
        }
    }
}

impl Unfinished {
    fn new(place: PathBuf) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&place)?;
        Ok(Self {
            place,
            file,
            done: false,
        })
    }

    /// To write to.
    pub const fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives it its name, once all of it is on the disk; its length.
    fn finish(mut self, name: &Path) -> io::Result<u64> {
        self.file.sync_all()?;
        let bytes = self.file.metadata()?.len();
        fs::rename(&self.place, name)?;
        self.done = true;
        if let Some(folder) = name.parent() {
            settle(folder)?;
        }
        Ok(bytes)
    }
}

/// Brings a folder's names to the disk.
fn settle(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// What a backup made at this time is called.
fn name(at: Instant) -> String {
    format!("{BEFORE}{}{AFTER}", at.utc().format(TIME))
}

fn time(name: &str) -> Option<Instant> {
    let time = name.strip_prefix(BEFORE)?.strip_suffix(AFTER)?;
    NaiveDateTime::parse_from_str(time, TIME).ok().map(Instant::from_utc)
}

impl Folder {
    /// This folder, which need not be there yet.
    #[must_use]
    pub const fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes it where it is not there, for its owner alone.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0)
    }

    /// Takes the folder for oneself until the file is dropped; `None`: somebody else has it.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn lock(&self) -> io::Result<Option<File>> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.0.join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// A file to write a backup into, under a name that is not a backup's.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn begin(&self) -> io::Result<Unfinished> {
        let name = format!("{BEFORE}{}{UNFINISHED}", secret::reference_number());
        Unfinished::new(self.0.join(name))
    }

    /// Gives a backup its name, once all of it is on the disk.
    ///
    /// # Errors
    /// It cannot be written, or there is one of this moment already.
    pub fn finish(&self, written: Unfinished, at: Instant) -> io::Result<(PathBuf, Made)> {
        let name = name(at);
        let file = self.0.join(&name);
        if file.exists() {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "there is one of this moment already",
            ));
        }
        let bytes = written.finish(&file)?;
        Ok((file, Made { at: at.0, name, bytes }))
    }

    /// The backups in it, the oldest first. Whatever is called differently is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn list(&self) -> io::Result<Vec<Kept>> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            if let Some(at) = entry.file_name().to_str().and_then(time) {
                kept.push(Kept { at, file: entry.path() });
            }
        }
        kept.sort_by_key(|kept| kept.at);
        Ok(kept)
    }

    /// Deletes the backups that were made longer ago than this, and what unfinished ones have left behind; the newest stays however
    /// old it is. Those that went. To be called by whoever has the lock.
    ///
    /// # Errors
    /// One cannot be deleted.
    pub fn prune(&self, now: Instant, keep: Span) -> io::Result<Vec<PathBuf>> {
        let mut kept = self.list()?;
        kept.pop();
        let mut gone = Vec::new();
        for old in kept.into_iter().filter(|old| old.at < now - keep) {
            fs::remove_file(&old.file)?;
            gone.push(old.file);
        }
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let is_left = |name: &str| name.starts_with(BEFORE) && name.ends_with(UNFINISHED);
            if entry.file_name().to_str().is_some_and(is_left) {
                fs::remove_file(entry.path())?;
            }
        }
        if !gone.is_empty() {
            settle(&self.0)?;
        }
        Ok(gone)
    }

    /// What is known of the last backup; `None`: none was ever tried here.
    ///
    /// # Errors
    /// The folder cannot be read, or holds something else under this name.
    pub fn latest(&self) -> io::Result<Option<Latest>> {
        match fs::read(self.0.join(STATUS)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes down what is known now. Whoever reads meanwhile reads the old or the new.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn note(&self, change: impl FnOnce(&mut Latest)) -> io::Result<()> {
        // one that cannot be read is written anew
        let mut latest = self.latest().ok().flatten().unwrap_or_default();
        change(&mut latest);
        let mut text = serde_json::to_vec(&latest)?;
        text.push(b'\n');
        let mut written = self.begin()?;
        written.file().write_all(&text)?;
        written.finish(&self.0.join(STATUS)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Instant {
        Instant(1_780_000_000_123_000) + Span::hours(24 * n)
    }

    fn made(folder: &Folder, at: Instant) -> PathBuf {
        let mut written = folder.begin().expect("begun");
        written.file().write_all(b"x").expect("written");
        folder.finish(written, at).expect("finished").0
    }

    #[test]
    fn a_name_tells_the_time_and_other_files_are_none() {
        assert_eq!(time(&name(day(0))), Some(day(0)));
        for other in [
            "spotter-x.backup",
            "spotter-.backup",
            "status.json",
            "notes.backup",
            "spotter-1.unfinished",
        ] {
            assert_eq!(time(other), None, "{other}");
        }
    }

    #[test]
    fn old_ones_go_and_the_newest_never() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = Folder::at(root.path().join("copies"));
        folder.make().expect("made");
        let files: Vec<PathBuf> = (0..4).map(|n| made(&folder, day(n))).collect();
        fs::write(folder.path().join("letter.txt"), "mine").expect("written");
        let left = folder.begin().expect("begun");
        std::mem::forget(left);
        assert_eq!(
            folder.prune(day(3), Span::hours(48)).expect("pruned"),
            files[..1],
            "older than two days"
        );
        assert_eq!(
            folder.prune(day(400), Span::hours(48)).expect("pruned"),
            files[1..3],
            "all but the newest"
        );
        assert!(files[3].exists() && folder.path().join("letter.txt").exists());
        let names = fs::read_dir(folder.path()).expect("read").count();
        assert_eq!(names, 2, "what was left behind is gone");
        assert!(
            folder.finish(folder.begin().expect("begun"), day(3)).is_err(),
            "never over another"
        );
        drop(folder.begin().expect("begun"));
        assert_eq!(
            fs::read_dir(folder.path()).expect("read").count(),
            2,
            "nothing half done stays"
        );
    }

    #[test]
    fn one_at_a_time_and_what_is_known_is_written_whole() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = Folder::at(root.path().to_owned());
        let mine = folder.lock().expect("a lock").expect("nobody has it");
        assert!(folder.lock().expect("a lock").is_none());
        drop(mine);
        assert!(folder.lock().expect("a lock").is_some());
        assert_eq!(folder.latest().expect("read"), None);
        folder.note(|latest| latest.failed = Some(1)).expect("written");
        folder.note(|latest| latest.checked = Some(2)).expect("written");
        let known = folder.latest().expect("read").expect("something");
        assert_eq!((known.made, known.failed, known.checked), (None, Some(1), Some(2)));
        fs::write(root.path().join(STATUS), "{").expect("written");
        assert!(folder.latest().is_err());
    }
}
