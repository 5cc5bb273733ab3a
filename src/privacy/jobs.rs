//! What runs by itself: what undoing a merge needs goes when it can no longer be undone, and erasures are on their list.

use super::service;
use crate::platform::{error::Answer, house::House};

/// Forgets what is kept of merges only to undo them, and the notes about health under the record that leads elsewhere.
///
/// # Errors
/// A fault of the database.
pub async fn forget_merges(house: &House) -> Answer<()> {
    service::merge::forget_old(house).await
}

/// Puts erasures on their list that other nodes have done, or whose line could not be written.
///
/// # Errors
/// A fault of the database; the file cannot be read or written.
pub async fn note_erasures(house: &House) -> Answer<()> {
    service::note_erasures(house).await?;
    Ok(())
}
