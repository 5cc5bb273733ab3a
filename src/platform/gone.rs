//! A list outside the database of whose data were erased, by their ids alone: a database that is restored from an older copy does not
//! know, and is told.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// The file, with one id a line. Ids are added, and none is ever taken away.
#[derive(Debug, Clone)]
pub struct GoneList(PathBuf);

impl GoneList {
    /// The list in this file, which need not be there yet.
    #[must_use]
    pub const fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// Its file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.0
    }

    /// Everybody on it. A line that was cut off while it was written is left out: whoever it was about is added again from the database.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self) -> io::Result<BTreeSet<Uuid>> {
        match fs::read(&self.0) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes)
                .lines()
                .filter_map(|line| line.trim().parse().ok())
                .collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(error),
        }
    }

    /// Adds these, and returns when they are on the disk.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add(&self, ids: &[Uuid]) -> io::Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        // begins with a new line, should the last one have been cut off
        let mut lines = String::from("\n");
        for id in ids {
            lines.push_str(&id.to_string());
            lines.push('\n');
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(&self.0)?;
        file.write_all(lines.as_bytes())?;
        file.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = GoneList::at(folder.path().join("club.gone"));
        assert_eq!(list.read().expect("read"), BTreeSet::new(), "not there yet");
        let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
        list.add(&[a, b]).expect("written");
        let text = fs::read_to_string(list.file()).expect("read");
        fs::write(list.file(), &text[..text.len() - 9]).expect("cut");
        assert_eq!(list.read().expect("read"), BTreeSet::from([a]));
        list.add(&[c]).expect("written");
        list.add(&[]).expect("nothing to write");
        assert_eq!(list.read().expect("read"), BTreeSet::from([a, c]));
    }
}
