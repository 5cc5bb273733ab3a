//! Members.

use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::{Day, Instant, Moment},
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

mod bulk;
mod contacts;
mod details;
mod household;
mod import;
mod list;
mod merge;
mod papers;

pub use bulk::{
    BULK_ROWS_A_PAGE, BulkAsk, BulkCounts, BulkDraft, BulkFilter, BulkId, BulkLine, BulkPage, BulkRefusal, BulkResult,
    BulkRow, BulkState, BulkWhat, BulkWhy, UNDO_HOURS,
};
pub use contacts::{ContactId, ContactKind};
pub use details::{
    ASKED_AFTER, Details, Goal, Interest, Level, MemberFile, NoteId, OwnDetails, Slot, StaffNote, TAGS_MAX, Tag, TagId,
};
pub use household::{HOUSEHOLD_MAX, Household, HouseholdRefusal, HouseholdRole, Relative, Ward};
pub use import::{
    BatchPage, BatchRow, IMPORT_ROWS_A_PAGE, ImportColumn, ImportCounts, ImportFilter, ImportRefusal, ImportRow,
    ImportsPage, Matching, RowOutcome, Staying, StaysFor, UploadId, UploadPage, UploadRow, UploadState, field_text,
    source_text,
};
pub use list::{AgeGroup, KeptView, ListTools, MemberColumn, MemberFilter, VIEWS_MAX, ViewId, ViewRefusal};
pub use merge::{LikelyPair, Likeness, MergeField, RecordFacts};
pub use papers::{
    MONTHS_MAX, OwnPaper, OwnPapers, PAPER_MAX, PaperDesk, PaperDraft, PaperId, PaperKind, PaperReach, PaperRefusal,
    PaperState, PaperVersion, PapersOf, PapersOffice, QUESTIONS_MAX, SignatureId, Signed, SignedOn, Signer, ToSign,
    VersionStands, first_questions, questions,
};

crate::ids! {
    /// Somebody who comes to the club.
    MemberId,
    /// A list of people that was taken in at once.
    ImportId,
    /// One change of where a member stands.
    StandingId,
    /// A one-time code that the desk hands out.
    CodeId,
    /// People who belong together.
    HouseholdId,
    /// A one-time code with which somebody joins a household.
    HouseholdCodeId,
}

/// Where a member stands with the club.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum MemberStatus {
    /// Welcome.
    Active,
    /// Has left; what happened is kept.
    Ended,
    /// May not come in or book.
    Banned,
}

impl MemberStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Ended, Self::Banned];
    /// The name in URLs and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Banned => "banned",
        }
    }
    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Active => t::members::status_active(l),
            Self::Ended => t::members::status_ended(l),
            Self::Banned => t::members::status_banned(l),
        }
    }
}

/// Why somebody's standing cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingRefusal {
    /// They stand there already.
    Already(MemberStatus),
    /// They work here: who is barred cannot sign in, and whoever works here must.
    WorksHere,
}

impl Reason for StandingRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Already(_) => "already",
            Self::WorksHere => "works_here",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::Already(status) => t::members::refused_already(l, status.text(l)),
            Self::WorksHere => t::members::refused_works_here(l).to_owned(),
        }
    }
}

/// Why somebody cannot be put into the archive, or taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveRefusal {
    /// Their membership has not ended, or they are barred.
    NotEnded(MemberStatus),
    /// So many classes are ahead of them.
    Ahead(i64),
    /// A pass of this name can still be used, until this day.
    Pass(String, Option<Day>),
    /// They are where they are to be put already.
    Already,
}

impl Reason for ArchiveRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotEnded(_) => "not_ended",
            Self::Ahead(_) => "ahead",
            Self::Pass(..) => "pass",
            Self::Already => "already",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::NotEnded(status) => t::archive::refused_not_ended(l, status.text(l)),
            Self::Ahead(n) => t::archive::refused_ahead(l, *n),
            Self::Pass(name, Some(until)) => t::archive::refused_pass(l, name, l.date(*until)),
            Self::Pass(name, None) => t::archive::refused_pass_open(l, name),
            Self::Already => t::archive::refused_already(l).to_owned(),
        }
    }
}

/// One change of where a member stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Standing {
    /// Where they stood.
    pub before: MemberStatus,
    /// Where they stood then.
    pub after: MemberStatus,
    /// Why, in the words of who did it.
    pub reason: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What changed of where a member stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standings {
    /// The changes, the latest first.
    pub changes: Vec<Standing>,
    /// Seconds east of UTC at the club, to write the day of a change as it was there.
    pub offset: i32,
    /// Key for one change: made anew with every load.
    pub key: String,
}

/// How a member signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The e-mail address or number; `None`: nobody has made an account of theirs yet.
    pub login: Option<String>,
    /// The one-time code that can still be used.
    pub code: Option<AccessCode>,
}

/// A one-time code with which a member makes the password that they sign in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessCode {
    /// To be read out: `7KQ2-M4XH`.
    pub text: String,
    /// The address that opens the form with the code in it.
    pub url: String,
    /// That address as the path of a QR code.
    pub path: String,
    /// Its side in the path's units.
    pub size: i64,
    /// It works before this.
    pub until: Moment,
}

/// Why there is no code for somebody, or why a code does not let them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessRefusal {
    /// They are barred, and may not sign in.
    Barred,
    /// They work here: whoever held their code would hold their rights.
    WorksHere,
    /// The code is wrong, was used, or is too old.
    WrongCode,
}

impl Reason for AccessRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Barred => "barred",
            Self::WorksHere => "works_here",
            Self::WrongCode => "wrong_code",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::Barred => t::members::refused_access_barred(l),
            Self::WorksHere => t::members::refused_access_works_here(l),
            Self::WrongCode => t::members::refused_access_code(l),
        }
        .to_owned()
    }
}

/// Gender, as far as somebody told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another.
    Other,
}

impl Gender {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Other];

    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }

    /// By its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.code() == code)
    }

    /// The word that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Female => t::details::gender_female(l),
            Self::Male => t::details::gender_male(l),
            Self::Other => t::details::gender_other(l),
        }
    }
}

/// A member as the desk finds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct MemberCard {
    /// The id.
    pub id: MemberId,
    /// The member number.
    pub number: i64,
    /// The name.
    pub name: String,
    /// Where they stand.
    pub status: MemberStatus,
    /// Since when they are members.
    pub joined_on: Day,
    /// Their home location.
    pub home_location_id: Option<LocationId>,
    /// Their household; known to the server alone.
    #[serde(skip)]
    pub household_id: Option<HouseholdId>,
    /// The member who brought them along, as long as they have not joined; known to the server alone.
    #[serde(skip)]
    pub guest_of: Option<MemberId>,
    /// Whether the club has anything signed at all, so that one which has not pays nothing for asking; known to the server alone.
    #[serde(skip)]
    pub papers: bool,
}

/// Who was found for what somebody typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    /// The first few, the likeliest first.
    pub first: Vec<Hit>,
    /// How many fit in all.
    pub total: i64,
}

/// One of those who were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Hit {
    /// The member.
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub card: MemberCard,
    /// The last digits of their telephone number: tells two of one name apart.
    pub phone_end: Option<String>,
}

/// A member's own profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Profile {
    /// The id.
    pub id: MemberId,
    /// The member number.
    pub number: i64,
    /// The name.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number, `+` and digits.
    pub phone: Option<String>,
    /// Date of birth.
    pub birthday: Option<Day>,
    /// Gender, as far as told.
    pub gender: Option<Gender>,
    /// Language tag for notices.
    pub locale: Option<String>,
    /// Home location.
    pub home_location_id: Option<LocationId>,
    /// Where they stand.
    pub status: MemberStatus,
    /// Since when they are members.
    pub joined_on: Day,
}

/// A line of the members list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct MemberRow {
    /// The id.
    pub id: MemberId,
    /// The member number.
    pub number: i64,
    /// The name.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Where they stand.
    pub status: MemberStatus,
    /// Since when they are members.
    pub joined_on: Day,
    /// The language that they chose.
    pub locale: Option<String>,
    /// The words they are found by, with commas between them.
    pub tags: Option<String>,
    /// The home location's name.
    pub location: Option<String>,
    /// The name of a pass that can be used today.
    pub pass: Option<String>,
    /// The last day of that pass.
    pub pass_ends: Option<Day>,
    /// Last seen at the door.
    pub last_visit: Option<Instant>,
}

/// The members list's status of those who are in the archive: they stand in no other.
pub const ARCHIVED: &str = "archived";

/// Lines on a page of the members list.
pub const MEMBERS_A_PAGE: i64 = 50;

/// A member's last pass that ends within so many days is worth a word: in the list's filter and on the dashboard.
pub const PASS_ENDS_SOON: i64 = 14;

/// A page of the members list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// The lines.
    pub rows: Vec<MemberRow>,
    /// How many there are in all with this filter.
    pub total: i64,
    /// The reader may change many at once.
    pub may_change: bool,
    /// The day at the club.
    pub today: Day,
    /// Seconds east of UTC at the club, to write the day of a visit as it was there.
    pub offset: i32,
}
