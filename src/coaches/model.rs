//! Coaches.

use serde::{Deserialize, Serialize};

crate::ids! {
    /// Somebody who teaches.
    CoachId,
}

/// A coach as lists and choices show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Coach {
    /// The id.
    pub id: CoachId,
    /// The name.
    pub name: String,
}
