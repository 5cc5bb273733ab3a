//! When a backup is too old.

use crate::platform::time::Span;

/// A day, and two hours because no two daily runs take equally long.
pub const TOO_OLD: Span = Span::hours(26);

/// Whether the last backup was made so long ago that one must have been left out.
#[must_use]
pub fn too_old(age: Span) -> bool {
    age > TOO_OLD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daily_backup_that_is_late_by_an_hour_is_not_missing() {
        assert!(!too_old(Span::hours(25)) && !too_old(TOO_OLD));
        assert!(too_old(Span::seconds(26 * 3_600 + 1)));
    }
}
