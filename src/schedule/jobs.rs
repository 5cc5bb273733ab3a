//! What comes round: series are written ahead.

use super::service;
use crate::platform::{error::Answer, house::House};

/// Writes every series ahead to the horizon.
///
/// # Errors
/// A fault of the database.
pub async fn fill_ahead(house: &House) -> Answer<()> {
    let written = service::fill_ahead(house).await?;
    if written > 0 {
        tracing::info!(written, "class sessions were written ahead");
    }
    Ok(())
}
