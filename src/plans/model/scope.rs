//! What terms may name, and what would do where a pass is for something else.

use super::terms::comma;
use crate::{
    coaches::model::{Coach, CoachLevel, CoachLevelId},
    platform::i18n::{Locale, t},
    studio::model::Location,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A kind of class as plans name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ClassKind {
    /// The id.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// Whether it is no longer offered: a plan that is for it still says so.
    pub archived: bool,
}

/// Everything that terms may name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The places.
    pub locations: Vec<Location>,
    /// Those who teach.
    pub coaches: Vec<Coach>,
    /// The kinds of class, by name.
    pub kinds: Vec<ClassKind>,
    /// The levels of coaches, by name.
    pub levels: Vec<CoachLevel>,
}

impl Named {
    /// The names of some kinds of class.
    #[must_use]
    pub fn kinds_of(&self, ids: &[Uuid]) -> Vec<&str> {
        let of = self.kinds.iter().filter(|kind| ids.contains(&kind.id));
        of.map(|kind| kind.name.as_str()).collect()
    }

    /// The names of some levels.
    #[must_use]
    pub fn levels_of(&self, ids: &[CoachLevelId]) -> Vec<&str> {
        let of = self.levels.iter().filter(|level| ids.contains(&level.id));
        of.map(|level| level.name.as_str()).collect()
    }
}

/// What a pass is for that is for something else, and what would do. The rule knows ids alone; the names are looked up where somebody
/// is told, so that booking asks the database nothing more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Would {
    /// The kinds of class, or the levels, that the pass is for.
    pub of: Vec<Uuid>,
    /// Their names.
    pub only: Vec<String>,
    /// Names of what is on sale and would do.
    pub plans: Vec<String>,
}

impl Would {
    /// That the pass is for these alone.
    #[must_use]
    pub fn only(of: Vec<Uuid>) -> Self {
        Self { of, ..Self::default() }
    }

    /// What it is for, in words; nothing where nobody looked it up.
    #[must_use]
    pub fn names(&self, l: Locale) -> Option<String> {
        (!self.only.is_empty()).then(|| self.only.join(comma(l)))
    }

    /// What would do, as a sentence.
    #[must_use]
    pub fn instead(&self, l: Locale) -> Option<String> {
        (!self.plans.is_empty()).then(|| t::booking::rule_pass_would(l, self.plans.join(comma(l))))
    }
}
