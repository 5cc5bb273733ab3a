//! What erasing somebody's data would do, to be read before it is done.

use crate::{
    members::model::{MemberId, MemberStatus},
    platform::time::{Day, Moment},
};
use serde::{Deserialize, Serialize};

/// Something that the member still has, and that goes with their data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The pass.
    pub pass: String,
    /// Until when it could be used.
    pub until: Option<Day>,
    /// Credits that are left.
    pub credits: Option<i64>,
}

/// What would be deleted, what stays, and what is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasePreview {
    /// The member.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// Where they stand: a ban ends with the name that it is known by.
    pub status: MemberStatus,
    /// Classes ahead that are cancelled.
    pub ahead: Vec<(String, Moment)>,
    /// Lines that they wait in.
    pub waiting: i64,
    /// Passes that could still be used.
    pub passes: Vec<Left>,
    /// Notices that are deleted.
    pub notices: i64,
    /// Notes about health that are deleted.
    pub notes: i64,
    /// Visits that stay without a name.
    pub visits: i64,
    /// Bookings that stay without a name.
    pub bookings: i64,
    /// They have an account to sign in with.
    pub account: bool,
    /// They work here: that has to end first.
    pub works_here: bool,
    /// It was done already.
    pub erased: bool,
}
