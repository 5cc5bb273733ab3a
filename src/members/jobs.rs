//! What runs by itself: lists that were sent are looked at and taken in.

use super::{bulk, import_wizard};
use crate::platform::{error::Answer, house::House};

/// Works at the lists and at the changes of many that wait, as long as `go_on` says so.
///
/// # Errors
/// A fault of the database.
pub async fn imports(house: &House, mut go_on: impl FnMut() -> bool + Send) -> Answer<usize> {
    let changes = bulk::work(house, &mut go_on).await?;
    Ok(changes + import_wizard::work(house, go_on).await?)
}

/// Forgets what was kept of lists and of changes of many for a while.
///
/// # Errors
/// A fault of the database.
pub async fn forget_imports(house: &House) -> Answer<()> {
    bulk::forget_old(house).await?;
    import_wizard::forget_old(house).await
}
