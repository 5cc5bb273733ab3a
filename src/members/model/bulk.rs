//! Changing many members at once: what is changed, what became of each, and taking it back.

use super::{MemberFilter, MemberId, TAGS_MAX};
use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::Moment,
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// One change of many members.
    BulkId,
}

/// Lines of a change that are shown at once.
pub const BULK_ROWS_A_PAGE: i64 = 50;

/// A change can be taken back for so many hours.
pub const UNDO_HOURS: i64 = 24;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum BulkWhat {
    /// They get a tag.
    AddTag,
    /// They lose a tag.
    RemoveTag,
    /// They are written to in another language.
    Language,
    /// They are at home elsewhere.
    Home,
}

impl BulkWhat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AddTag, Self::RemoveTag, Self::Language, Self::Home];

    /// The name in forms and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AddTag => "add_tag",
            Self::RemoveTag => "remove_tag",
            Self::Language => "language",
            Self::Home => "home",
        }
    }

    /// By its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }

    /// The words that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::AddTag => t::lists::what_add_tag(l),
            Self::RemoveTag => t::lists::what_remove_tag(l),
            Self::Language => t::lists::what_language(l),
            Self::Home => t::lists::what_home(l),
        }
    }
}

/// How far a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum BulkState {
    /// Under way.
    Running,
    /// Everybody had their turn.
    Done,
    /// Stopped by somebody.
    Cancelled,
    /// Being taken back.
    Undoing,
    /// Taken back.
    Undone,
}

impl BulkState {
    /// Whether the server is at work and the page has something new to show soon.
    #[must_use]
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Running | Self::Undoing)
    }

    /// The word that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Running => t::lists::state_running(l),
            Self::Done => t::lists::state_done(l),
            Self::Cancelled => t::lists::state_cancelled(l),
            Self::Undoing => t::lists::state_undoing(l),
            Self::Undone => t::lists::state_undone(l),
        }
    }
}

/// What became of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum BulkResult {
    /// Has not had their turn.
    Waiting,
    /// Changed.
    Done,
    /// Was so already.
    Same,
    /// Cannot be changed.
    Refused,
    /// As before again.
    Undone,
    /// Was changed by somebody since, and stays as they are.
    Left,
}

impl BulkResult {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Done,
        Self::Same,
        Self::Refused,
        Self::Undone,
        Self::Left,
        Self::Waiting,
    ];

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Same => "same",
            Self::Refused => "refused",
            Self::Undone => "undone",
            Self::Left => "left",
        }
    }

    /// The word that people read; nobody waits any more once it is over.
    #[must_use]
    pub fn text(self, state: BulkState, l: Locale) -> &'static str {
        match self {
            Self::Waiting if state != BulkState::Running => t::lists::result_not_reached(l),
            Self::Waiting => t::lists::result_waiting(l),
            Self::Done => t::lists::result_done(l),
            Self::Same => t::lists::result_same(l),
            Self::Refused => t::lists::result_refused(l),
            Self::Undone => t::lists::result_undone(l),
            Self::Left => t::lists::result_left(l),
        }
    }
}

/// Why a member is not changed, or not changed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum BulkWhy {
    /// Their data were erased.
    Erased,
    /// They have as many tags as anybody may.
    Full,
    /// Somebody has changed it since.
    Since,
}

impl BulkWhy {
    /// The words that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> String {
        match self {
            Self::Erased => t::lists::why_erased(l).to_owned(),
            Self::Full => t::lists::why_full(l, TAGS_MAX),
            Self::Since => t::lists::why_since(l).to_owned(),
        }
    }
}

/// Who is to be changed and how: everything that stands in the address of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkAsk {
    /// The list whose members are meant, where no ids are.
    pub list: MemberFilter,
    /// The ids of those who were ticked, with commas between them; empty: all of the list.
    pub ids: String,
    /// What, by its code; empty: not chosen yet.
    pub what: String,
    /// The tag.
    pub word: String,
    /// The language by its tag; empty: the club's.
    pub lang: String,
    /// The home location; empty: none.
    pub home: String,
}

impl BulkAsk {
    /// Who was ticked.
    #[must_use]
    pub fn ticked(&self) -> Vec<MemberId> {
        self.ids.split(',').filter_map(|id| id.trim().parse().ok()).collect()
    }
}

/// Somebody who is not changed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct BulkLine {
    /// The member.
    pub id: MemberId,
    /// Their number.
    pub number: i64,
    /// Their name.
    pub name: String,
    /// What became of them.
    pub result: BulkResult,
    /// Why.
    pub why: Option<BulkWhy>,
}

/// What a change would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkCounts {
    /// Members in all.
    pub total: i64,
    /// Would be changed, or have not had their turn.
    pub waiting: i64,
    /// Are changed.
    pub done: i64,
    /// Are so already.
    pub same: i64,
    /// Cannot be.
    pub refused: i64,
    /// Are as before again.
    pub undone: i64,
    /// Stay as somebody has changed them since.
    pub left: i64,
}

impl BulkCounts {
    /// Those of one result.
    #[must_use]
    pub const fn of(&self, result: BulkResult) -> i64 {
        match result {
            BulkResult::Waiting => self.waiting,
            BulkResult::Done => self.done,
            BulkResult::Same => self.same,
            BulkResult::Refused => self.refused,
            BulkResult::Undone => self.undone,
            BulkResult::Left => self.left,
        }
    }
}

/// A change that was made lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRow {
    /// The id.
    pub id: BulkId,
    /// What was changed.
    pub what: BulkWhat,
    /// To what: the tag, the language, the place.
    pub value: Option<String>,
    /// How many members were meant.
    pub total: i64,
    /// How far it is.
    pub state: BulkState,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The page on which a change of many is made ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkDraft {
    /// How many are meant.
    pub total: i64,
    /// What it would do; `None`: nothing is chosen yet, or the choice has a flaw.
    pub counts: Option<BulkCounts>,
    /// The first of those who cannot be changed.
    pub refused: Vec<BulkLine>,
    /// The tags that are in use.
    pub tags: Vec<String>,
    /// What is filtered for: the name of the tag.
    pub tag: Option<String>,
    /// Changes that were made lately.
    pub lately: Vec<BulkRow>,
    /// The places that the reader may make a home.
    pub places: Vec<(LocationId, String)>,
    /// Key for one start: made anew with every load.
    pub key: String,
}

/// A change of many, with what became of everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkPage {
    /// The change.
    pub row: BulkRow,
    /// What became of everybody.
    pub counts: BulkCounts,
    /// The lines that are asked for.
    pub lines: Vec<BulkLine>,
    /// How many there are of those.
    pub of_those: i64,
    /// Until when it can be taken back; `None`: not now.
    pub undo_until: Option<Moment>,
    /// Key for one command: made anew with every load.
    pub key: String,
}

/// Which lines of a change are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkFilter {
    /// One result by its code; empty: all.
    pub show: String,
    /// Page, from 1.
    pub page: i64,
}

/// Why many are not changed, or not changed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkRefusal {
    /// So many were meant when the reader looked, so many are now.
    Moved(i64, i64),
    /// There is nobody whom it would change.
    Nobody,
    /// It is not at the point where this can be done.
    NotNow(BulkState),
    /// The hours in which it could be taken back are over.
    TooLate(i64),
}

impl Reason for BulkRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Moved(..) => "moved",
            Self::Nobody => "nobody",
            Self::NotNow(_) => "not_now",
            Self::TooLate(_) => "too_late",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::Moved(was, is) => t::lists::refused_moved(l, is, was),
            Self::Nobody => t::lists::refused_nobody(l).to_owned(),
            Self::NotNow(state) => t::lists::refused_not_now(l, state.text(l)),
            Self::TooLate(hours) => t::lists::refused_too_late(l, *hours),
        }
    }
}
