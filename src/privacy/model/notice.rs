//! What anybody may read of how the club keeps people's data.

use super::{Area, Keep, Kind, Why};
use serde::{Deserialize, Serialize};

/// What is kept of people for one reason, in one part of the club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOf {
    /// In which part.
    pub area: Area,
    /// Why.
    pub why: Why,
    /// How long.
    pub keep: Keep,
    /// What it says of them.
    pub kinds: Vec<Kind>,
}

/// The club's notice to everybody whose data it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacyNotice {
    /// Whose notice it is.
    pub club: String,
    /// Where it can be asked: each location by name and address.
    pub places: Vec<(String, String)>,
    /// What is kept, as the data map has it.
    pub kept: Vec<KeptOf>,
    /// Nobody younger agrees to anything without a guardian, in years.
    pub consent_from: i32,
}
