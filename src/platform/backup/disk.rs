//! How much room there is: a backup that fills the disk would stop the club whose data it should keep.

use std::{io, path::Path};

/// Bytes that whoever runs the program may still write where this folder or file lies.
///
/// # Errors
/// It is not there, or the system does not tell.
#[cfg(unix)]
pub fn free(place: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(place)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Elsewhere nobody is asked, and a full disk is told by the write that fails.
#[cfg(not(unix))]
pub fn free(_place: &Path) -> io::Result<u64> {
    Ok(u64::MAX)
}

/// Whether two places share one disk, so that what is written in both needs room twice.
#[must_use]
pub fn one_disk(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let disk = |place: &Path| place.metadata().map(|place| place.dev());
        // where it cannot be told the careful answer holds
        disk(a).ok().zip(disk(b).ok()).is_none_or(|(a, b)| a == b)
    }
    #[cfg(not(unix))]
    {
        let _ = (a, b);
        true
    }
}
