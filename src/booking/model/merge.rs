//! Two records of one person with seats at the same time.

use crate::platform::time::Instant;

/// A seat of each at the same time: the class and when it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Of the record that stays.
    pub kept: (String, Instant),
    /// Of the other.
    pub other: (String, Instant),
    /// Both are ahead: it can be chosen which of them stays.
    pub choice: bool,
}
