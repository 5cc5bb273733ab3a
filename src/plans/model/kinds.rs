//! How passes count, and who may come on them.

use crate::platform::i18n::{Locale, t};
use serde::{Deserialize, Serialize};

/// How a pass counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum PassKind {
    /// As often as the member likes until a date.
    Unlimited,
    /// So many credits.
    Pack,
    /// One credit.
    DropIn,
    /// A few credits for a short time, for somebody's first visits.
    Intro,
    /// It goes on by itself from cycle to cycle until it is cancelled; each cycle has a pass of its own.
    Membership,
    /// So many hours alone with a coach.
    Personal,
    /// Every class of one course.
    Course,
    /// Money that classes are paid with.
    StoredValue,
}

impl PassKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Unlimited,
        Self::Membership,
        Self::Pack,
        Self::DropIn,
        Self::Intro,
        Self::Personal,
        Self::Course,
        Self::StoredValue,
    ];
    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unlimited => "unlimited",
            Self::Pack => "pack",
            Self::DropIn => "drop_in",
            Self::Intro => "intro",
            Self::Membership => "membership",
            Self::Personal => "personal",
            Self::Course => "course",
            Self::StoredValue => "stored_value",
        }
    }
    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Unlimited => t::plans::kind_unlimited(l),
            Self::Pack => t::plans::kind_pack(l),
            Self::DropIn => t::plans::kind_drop_in(l),
            Self::Intro => t::plans::kind_intro(l),
            Self::Membership => t::plans::kind_membership(l),
            Self::Personal => t::plans::kind_personal(l),
            Self::Course => t::plans::kind_course(l),
            Self::StoredValue => t::plans::kind_stored_value(l),
        }
    }

    /// Whether a plan of it says how many credits there are: of a membership it may.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(
            self,
            Self::Pack | Self::DropIn | Self::Intro | Self::Personal | Self::Membership
        )
    }
}

/// Who may come on a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// Whoever holds it.
    #[default]
    Holder,
    /// Everybody of the holder's household.
    Household,
    /// The household, and whomever the holder brings along.
    Anyone,
}

impl Bearer {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Holder, Self::Household, Self::Anyone];

    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Household => "household",
            Self::Anyone => "anyone",
        }
    }

    /// What is said of it on the pass; nothing where it is only the holder's.
    #[must_use]
    pub fn text(self, l: Locale) -> Option<&'static str> {
        match self {
            Self::Holder => None,
            Self::Household => Some(t::plans::bearer_household(l)),
            Self::Anyone => Some(t::plans::bearer_anyone(l)),
        }
    }
}
