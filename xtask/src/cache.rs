//! Results kept by the content of what they were made from, so that a step runs again only when its input differs.

use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// Files by their path relative to some folder, with `/` between the parts.
pub type Files = BTreeMap<String, Vec<u8>>;

const KEEP: Duration = Duration::from_secs(14 * 24 * 3600);

/// A folder of results named by their key.
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub fn open(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(Self { folder })
    }

    /// The result for this kind of work on these inputs: the one kept, or what `make` gives. Tells whether it was kept.
    pub fn get(&self, kind: &str, inputs: &[&[u8]], make: impl FnOnce() -> Result<Vec<u8>>) -> Result<(Vec<u8>, bool)> {
        let path = self.folder.join(format!("{kind}-{:016x}", key(inputs)));
        if let Ok(kept) = fs::read(&path) {
            return Ok((kept, true));
        }
        let made = make()?;
        // Written beside and renamed: a build that was interrupted leaves no half result under the key.
        let beside = path.with_extension("new");
        fs::write(&beside, &made)
            .and_then(|()| fs::rename(&beside, &path))
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Ok((made, false))
    }

    /// Deletes results that were made two weeks ago or earlier: the few still in use are made again.
    pub fn sweep(&self) -> Result<()> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the age of files on this disk is measured by this machine's clock"
        )]
        let now = SystemTime::now();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let age = now.duration_since(entry.metadata()?.modified()?).unwrap_or_default();
            if age > KEEP {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// A key for these inputs, in this order.
#[must_use]
pub fn key(inputs: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    inputs.hash(&mut hasher);
    hasher.finish()
}

/// All files below a folder; none when the folder does not exist.
pub fn read_files(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&next).with_context(|| format!("{} cannot be read", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                let parts: Vec<_> = relative
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy())
                    .collect();
                files.insert(parts.join("/"), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

/// Makes the folder hold exactly these files. A file that is already right keeps its time, so that the server, which embeds it,
/// is not compiled again for nothing. Returns how many were written and how many deleted.
pub fn write_files(folder: &Path, files: &Files) -> Result<(usize, usize)> {
    let old = read_files(folder)?;
    let (mut written, mut deleted) = (0, 0);
    for (name, content) in files {
        if old.get(name) != Some(content) {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, content).with_context(|| format!("{} cannot be written", path.display()))?;
            written += 1;
        }
    }
    for name in old.keys().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
        deleted += 1;
    }
    Ok((written, deleted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn the_second_asking_makes_nothing_and_another_input_does() {
        let cache = Cache::open(folder("cache")).unwrap();
        let make = || Ok(b"made".to_vec());
        assert_eq!(cache.get("k", &[b"a"], make).unwrap(), (b"made".to_vec(), false));
        assert_eq!(
            cache.get("k", &[b"a"], || panic!("made twice")).unwrap(),
            (b"made".to_vec(), true)
        );
        assert!(!cache.get("k", &[b"b"], make).unwrap().1);
        assert!(!cache.get("other kind", &[b"a"], make).unwrap().1);
        assert_ne!(
            key(&[b"ab", b"c"]),
            key(&[b"a", b"bc"]),
            "the border between inputs counts"
        );
    }

    #[test]
    fn what_is_right_stays_untouched_and_what_is_gone_is_deleted() {
        let folder = folder("files");
        let mut files = Files::from([("a.txt".into(), b"a".to_vec()), ("in/b.txt".into(), b"b".to_vec())]);
        assert_eq!(write_files(&folder, &files).unwrap(), (2, 0));
        assert_eq!(write_files(&folder, &files).unwrap(), (0, 0));
        files.remove("a.txt");
        files.insert("in/b.txt".into(), b"changed".to_vec());
        assert_eq!(write_files(&folder, &files).unwrap(), (1, 1));
        assert_eq!(read_files(&folder).unwrap(), files);
    }
}
