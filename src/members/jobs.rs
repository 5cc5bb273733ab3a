//! What runs by itself: lists that were sent are looked at and taken in.

use super::import_wizard;
use crate::platform::{error::Answer, house::House};

/// Works at the lists that wait, as long as `go_on` says so.
///
/// # Errors
/// A fault of the database.
pub async fn imports(house: &House, go_on: impl FnMut() -> bool + Send) -> Answer<usize> {
    import_wizard::work(house, go_on).await
}

/// Forgets what was kept of lists for a while.
///
/// # Errors
/// A fault of the database.
pub async fn forget_imports(house: &House) -> Answer<()> {
    import_wizard::forget_old(house).await
}
