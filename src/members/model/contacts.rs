//! What the club did about somebody who may leave.

use serde::{Deserialize, Serialize};

crate::ids! {
    /// Something that was done about a member.
    ContactId,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// They were written to.
    Written,
    /// Somebody spoke with them.
    Spoken,
    /// They are not shown for a while.
    SetAside,
}
