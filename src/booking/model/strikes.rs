//! What not coming and cancelling late count for.

use super::StrikeId;
use crate::{
    platform::{
        i18n::{Locale, t},
        time::Moment,
    },
    studio::model::Sanction,
};
use serde::{Deserialize, Serialize};

/// What a strike is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum StrikeKind {
    /// Did not come.
    NoShow,
    /// Cancelled too late.
    LateCancel,
}

impl StrikeKind {
    /// What happened, in a word or two.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::NoShow => t::booking::strike_no_show(l),
            Self::LateCancel => t::booking::strike_late_cancel(l),
        }
    }
}

/// A strike as members and staff read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strike {
    /// The id.
    pub id: StrikeId,
    /// The class.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// What it is for.
    pub kind: StrikeKind,
    /// Points; 0: it was waived.
    pub points: i64,
    /// Counts until then.
    pub until: Moment,
    /// Still counts.
    pub counts: bool,
    /// Forgiving it would change something.
    pub forgivable: bool,
    /// Why the club forgave it, and when.
    pub forgiven: Option<(Moment, String)>,
}

/// A member's strikes and what follows from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strikes {
    /// The latest first.
    pub lines: Vec<Strike>,
    /// Points that count now.
    pub points: i64,
    /// At so many the sanction begins.
    pub limit: i64,
    /// Points count for so many days.
    pub days: i64,
    /// The sanction lasts until then; `None`: there is none.
    pub locked: Option<Moment>,
    /// What the sanction is.
    pub sanction: Sanction,
    /// For how many days.
    pub sanction_days: i64,
}
