//! Places of a class that are kept for the desk to sell: for whoever walks in, and for partners.

use super::PartnerPlaceId;
use crate::platform::{
    i18n::{Locale, t},
    time::{Instant, Moment},
};
use serde::{Deserialize, Serialize};

/// How long before a class what is left of them becomes everybody's, where nobody has said: while those who wait can still be given or
/// offered a place.
pub const KEPT_MINUTES: i64 = 90;

/// What is kept in the classes of a kind, as they are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allotment {
    /// Places for whoever walks in.
    pub walk_in: i64,
    /// Places for partners.
    pub partner: i64,
    /// So many minutes before the class what is left is everybody's.
    pub minutes: i64,
}

impl Default for Allotment {
    fn default() -> Self {
        Self {
            walk_in: 0,
            partner: 0,
            minutes: KEPT_MINUTES,
        }
    }
}

impl Allotment {
    /// As much of it as a class of so many places holds.
    #[must_use]
    pub fn within(self, capacity: i64) -> Self {
        let walk_in = self.walk_in.min(capacity);
        Self {
            walk_in,
            partner: self.partner.min(capacity - walk_in),
            ..self
        }
    }

    /// Whether anything is kept.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.walk_in + self.partner > 0
    }
}

/// What is kept in one class and not sold yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Places for whoever walks in.
    pub walk_in: i64,
    /// Places for partners.
    pub partner: i64,
    /// Until then; `None`: nothing was kept.
    pub until: Option<Moment>,
}

impl Kept {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> i64 {
        self.walk_in + self.partner
    }

    /// Whether they are kept no longer.
    #[must_use]
    pub fn lapsed(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| until.at <= now)
    }

    /// What is kept for whom and until when, a line each.
    #[must_use]
    pub fn texts(&self, l: Locale) -> Vec<String> {
        let until = self.until.map(|until| until.clock()).unwrap_or_default();
        let walk_in = (self.walk_in > 0).then(|| t::schedule::kept_walk_in(l, self.walk_in, &until));
        let partner = (self.partner > 0).then(|| t::schedule::kept_partner(l, self.partner, &until));
        walk_in.into_iter().chain(partner).collect()
    }
}

/// A place of a class that was sold to a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerPlace {
    /// The place.
    pub id: PartnerPlaceId,
    /// The partner, as the desk has named them.
    pub partner: String,
}
