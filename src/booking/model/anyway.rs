//! What stands in the way of a class that somebody books for a member, and who may set it aside.

use super::Rule;
use crate::{accounts::model::Permission, schedule::model::SessionId};
use serde::{Deserialize, Serialize};

/// Whether a rule can be set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Yields {
    /// By the reader, with a reason.
    You,
    /// By whoever may do this.
    Others(Permission),
    /// By nobody.
    Never,
}

/// A rule that says no to a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hurdle {
    /// The rule, with its numbers.
    pub rule: Rule,
    /// Who may set it aside.
    pub yields: Yields,
}

/// Everything that stands in the way of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// The class.
    pub session: SessionId,
    /// Every rule that says no, the headline first.
    pub hurdles: Vec<Hurdle>,
}

impl Against {
    /// Whether the reader may book it all the same.
    #[must_use]
    pub fn may(&self) -> bool {
        self.hurdles.iter().all(|hurdle| hurdle.yields == Yields::You)
    }

    /// Whether that needs a place more.
    #[must_use]
    pub fn full(&self) -> bool {
        self.hurdles.iter().any(|hurdle| matches!(hurdle.rule, Rule::Full(_)))
    }

    /// Whether what is free is kept for people who wait together, so that the line is the way in.
    #[must_use]
    pub fn kept_for_party(&self) -> bool {
        let kept = |hurdle: &Hurdle| matches!(hurdle.rule, Rule::KeptForParty(..));
        self.hurdles.iter().any(kept)
    }

    /// What stands in the way besides that all places are taken.
    #[must_use]
    pub fn besides(&self) -> Option<&Rule> {
        let rules = self.hurdles.iter().map(|hurdle| &hurdle.rule);
        rules
            .into_iter()
            .find(|rule| !matches!(rule, Rule::Full(_) | Rule::RoomHolds(_)))
    }
}
