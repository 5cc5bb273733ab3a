//! Several people in one class.

use super::{Booked, Mine, Rule};
use crate::{members::model::MemberId, plans::model::Choice, schedule::model::SessionId};
use serde::{Deserialize, Serialize};

/// One of several people who may come to a class together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Companion {
    /// Who it is.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// It is the reader.
    pub me: bool,
    /// What the class is to them.
    pub mine: Option<Mine>,
    /// Every rule that says no to them alone, the headline first.
    pub refusals: Vec<Rule>,
    /// The pass that would be used.
    pub pass: Option<Choice>,
    /// They may wait for the class.
    #[serde(default)]
    pub waits: bool,
}

/// Who may come to a class together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The reader first, then their people by name.
    pub people: Vec<Companion>,
    /// The pass that guests would come on.
    pub guest_pass: Option<Choice>,
}

/// One of several who have a seat now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartySeat {
    /// Who it is.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// The seat.
    pub booked: Booked,
}

/// What booking for several people has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyBooked {
    /// The class.
    pub session: SessionId,
    /// Who has a seat now.
    pub seats: Vec<PartySeat>,
}
