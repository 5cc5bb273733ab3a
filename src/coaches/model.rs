//! Coaches, and the levels that the club tells apart.

use crate::platform::{
    error::Reason,
    i18n::{Locale, t},
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// Somebody who teaches.
    CoachId,
    /// How far somebody who teaches has come, by the club's own words.
    CoachLevelId,
}

/// A coach as lists and choices show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Coach {
    /// The id.
    pub id: CoachId,
    /// The name.
    pub name: String,
}

/// A level of coaches, such as junior, senior or master. The words are the club's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct CoachLevel {
    /// The id.
    pub id: CoachLevelId,
    /// The name.
    pub name: String,
}

/// A level, and what leans on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelUse {
    /// The level.
    pub level: CoachLevel,
    /// Coaches who have it.
    pub coaches: i64,
    /// Plans on sale that are for coaches of it.
    pub plans: i64,
    /// Passes that members can still use and that are for coaches of it.
    pub passes: i64,
}

/// The levels, and who has which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoachList {
    /// The levels, by name.
    pub levels: Vec<LevelUse>,
    /// Everybody who teaches, by name, each with their level.
    pub coaches: Vec<(Coach, Option<CoachLevelId>)>,
    /// Key for one command on this page.
    pub key: String,
}

/// Why a level cannot be taken off the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// So many coaches have it, so many plans on sale and so many passes are for coaches of it.
    InUse(i64, i64, i64),
    /// There are as many levels as there may be.
    TooMany(i64),
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::InUse(..) => "level_in_use",
            Self::TooMany(_) => "too_many_levels",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::InUse(coaches, plans, passes) => t::levels::refused_in_use(l, coaches, passes, plans),
            Self::TooMany(max) => t::levels::refused_too_many(l, max),
        }
    }
}
