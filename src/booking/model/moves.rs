//! Moving a seat to another class of the same kind.

use super::{Booked, BookingId, Entry};
use crate::{platform::time::Moment, schedule::model::ClassSession};
use serde::{Deserialize, Serialize};

/// Where a seat can be moved to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moves {
    /// The seat as it is, and its class.
    pub entry: Entry,
    /// The seat can be given up: it is kept still, and its class has not begun.
    pub open: bool,
    /// Giving it up is no longer free: it costs what cancelling late costs.
    pub late: bool,
    /// Classes of the same kind that could be booked in its place, the next first.
    pub classes: Vec<ClassSession>,
    /// So many days ahead were looked at.
    pub days: i64,
    /// Key for one move.
    pub key: String,
    /// The time at the place of the class now.
    pub now: Moment,
}

/// What moving a seat has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescheduled {
    /// The booking that was given up.
    pub from: BookingId,
    /// Whether that was too late to be free.
    pub late: bool,
    /// Credits that the late one used.
    pub used: i64,
    /// The booking that is there instead.
    pub booked: Booked,
}
