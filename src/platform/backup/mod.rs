//! Backups as files: how one is sealed and opened, how a folder of them is kept, and how much room a disk has. What is in them is
//! the database's affair (`platform::db`).

mod disk;
mod folder;
mod seal;

pub use disk::{free, one_disk};
pub use folder::{Folder, Kept, Latest, Made, Unfinished};
pub use seal::{Head, NotOpen, Opener, Sealer};
