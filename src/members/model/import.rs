//! Member lists on their way in, as the pages see them.

use super::{ImportId, MemberId};
use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::Moment,
    },
    studio::model::{Location, LocationId},
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A file that somebody has sent to be taken in.
    UploadId,
}

/// Rows of a list that are shown at once.
pub const IMPORT_ROWS_A_PAGE: i64 = 50;

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Somebody says what its columns hold.
    Matching,
    /// Every row is looked at, and nothing written.
    Checking,
    /// What would happen is known.
    Checked,
    /// Members are being made.
    Running,
    /// Every row had its turn.
    Done,
    /// Stopped by somebody.
    Cancelled,
    /// It cannot be read after all.
    Failed,
}

impl UploadState {
    /// Whether the server is at work and the page has something new to show soon.
    #[must_use]
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }

    /// Whether the run is over, whichever way.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }

    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Matching => t::import::state_matching(l),
            Self::Checking => t::import::state_checking(l),
            Self::Checked => t::import::state_checked(l),
            Self::Running => t::import::state_running(l),
            Self::Done => t::import::state_done(l),
            Self::Cancelled => t::import::state_cancelled(l),
            Self::Failed => t::import::state_failed(l),
        }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// Would be a member.
    New,
    /// Is a member now.
    Added,
    /// Was a member before.
    Known,
    /// Cannot be a member.
    Refused,
}

impl RowOutcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::New, Self::Added, Self::Known, Self::Refused];

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Added => "added",
            Self::Known => "known",
            Self::Refused => "refused",
        }
    }

    /// The name that people read; whoever is new when the run was stopped is not in.
    #[must_use]
    pub fn text(self, state: UploadState, l: Locale) -> &'static str {
        match self {
            Self::New if state.is_over() => t::import::outcome_not_reached(l),
            Self::New => t::import::outcome_new(l),
            Self::Added => t::import::outcome_added(l),
            Self::Known => t::import::outcome_known(l),
            Self::Refused => t::import::outcome_refused(l),
        }
    }
}

/// A file that is on its way in, or was lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRow {
    /// Its id.
    pub id: UploadId,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    pub state: UploadState,
    /// When it was sent.
    pub at: Moment,
}

/// A list that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    /// Its id.
    pub id: ImportId,
    /// The file's name.
    pub file_name: String,
    /// The system that it came from, by its code.
    pub source: String,
    /// Rows of the file.
    pub read: i64,
    /// Members made of it.
    pub made: i64,
    /// When.
    pub at: Moment,
    /// When it was taken out again.
    pub undone: Option<Moment>,
    /// Where what became of its rows can be read, as long as it is kept.
    pub upload: Option<UploadId>,
    /// Whether it is still being taken in.
    pub running: bool,
}

/// What the import page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportsPage {
    /// Files that are not in yet.
    pub open: Vec<UploadRow>,
    /// Lists that were taken in, the latest first.
    pub batches: Vec<BatchRow>,
}

/// Why a member of a list stays when the list is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum StaysFor {
    /// Signs in with an account.
    Account,
    /// Has a pass.
    Pass,
    /// Has booked, or waits for a place.
    Booking,
    /// Was here.
    Visit,
    /// Was handed a code, was written to, or has said yes or no to something.
    Dealings,
}

impl StaysFor {
    /// What people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Account => t::import::stays_account(l),
            Self::Pass => t::import::stays_pass(l),
            Self::Booking => t::import::stays_booking(l),
            Self::Visit => t::import::stays_visit(l),
            Self::Dealings => t::import::stays_dealings(l),
        }
    }
}

/// A member of a list who stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Staying {
    /// Who.
    pub id: MemberId,
    /// Their number.
    pub number: i64,
    /// Their name.
    pub name: String,
    /// Why.
    pub why: StaysFor,
}

/// A list, and what taking it out would do or has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPage {
    /// The list.
    pub batch: BatchRow,
    /// Members who would go.
    pub goes: i64,
    /// How many stay.
    pub stays: i64,
    /// The first of them.
    pub staying: Vec<Staying>,
    /// Key for one command: made anew with every load.
    pub key: String,
}

/// A column of a file, and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Its name in the file.
    pub header: String,
    /// The first values in it.
    pub samples: Vec<String>,
    /// The code of what it is taken for; empty: it is left out.
    pub field: String,
    /// How its dates are written: `iso`, `dmy`, `mdy`, `mixed`; empty for other columns.
    pub dates: String,
    /// Dates that can be read in two ways, where nothing in the column decides.
    pub unclear: Vec<String>,
}

/// What a file seems to be, for somebody to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// The system that wrote it, by its code.
    pub source: String,
    /// The encoding's name.
    pub encoding: String,
    /// Whether that was guessed.
    pub guessed: bool,
    /// Some names, to see whether the guess was right.
    pub names: Vec<String>,
    /// What separates the cells: `,`, `;` or a tab.
    pub delimiter: char,
    /// Records in it.
    pub records: i64,
    /// Lines above the header that are no people.
    pub skipped: i64,
    /// Its columns.
    pub columns: Vec<ImportColumn>,
    /// What can be chosen for a column: codes.
    pub fields: Vec<String>,
    /// How dates with two readings are read: `dmy`, `mdy`, or empty: nobody has said.
    pub dates: String,
    /// The country of phone numbers without `+`.
    pub region: String,
    /// The home of everybody on the list.
    pub location: Option<LocationId>,
    /// The places there are.
    pub locations: Vec<Location>,
    /// Columns are as they were chosen the last time for such a file.
    pub remembered: bool,
}

/// A list in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Would be members.
    pub new: i64,
    /// Are members now.
    pub added: i64,
    /// Were members before.
    pub known: i64,
    /// Cannot be.
    pub refused: i64,
    /// Of all of them, those of whom there is something to say.
    pub noted: i64,
}

/// A row of a list, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its line in the file.
    pub line: i64,
    /// The name on it.
    pub name: String,
    /// What becomes of it.
    pub outcome: RowOutcome,
    /// The number of the member that they became or are.
    pub number: Option<i64>,
    /// That member, where there still is one.
    pub member: Option<MemberId>,
    /// What there is to say, in the reader's language.
    pub remarks: Vec<String>,
}

/// Which rows are looked for: texts as they stand in the address of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFilter {
    /// The code of an outcome, `noted`, or empty: all.
    #[serde(default)]
    pub show: String,
    /// A part of the name.
    #[serde(default)]
    pub q: String,
    /// `match`: the columns once more.
    #[serde(default)]
    pub step: String,
    /// The page, from 1.
    #[serde(default)]
    pub page: i64,
}

/// A file on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadPage {
    /// Its id.
    pub id: UploadId,
    /// The file's name.
    pub file_name: String,
    /// The system that it came from, by its code.
    pub source: String,
    /// How far it is.
    pub state: UploadState,
    /// The columns, while they may be matched and are asked for.
    pub matching: Option<Matching>,
    /// Records of the file, as soon as they were counted.
    pub read: i64,
    /// How many of them had their turn.
    pub done: i64,
    /// About how many minutes the rest takes, where that can be told.
    pub minutes_left: Option<i64>,
    /// The rows in numbers.
    pub counts: ImportCounts,
    /// A page of the rows that are asked for.
    pub rows: Vec<ImportRow>,
    /// How many those are in all.
    pub total: i64,
    /// The list that became of it.
    pub batch: Option<ImportId>,
    /// Whether that was taken out again.
    pub undone: bool,
    /// Key for one command: made anew with every load.
    pub key: String,
}

/// Why a file is not sent on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportRefusal {
    /// No column holds names of people.
    NoName,
    /// Dates of this column can be read in two ways, such as these.
    Dates(String, String),
    /// It is at work, in, or gone: what is asked for comes too late or too early.
    NotNow(UploadState),
    /// It is still being taken in: stop it first.
    Running,
    /// No file came.
    NoFile,
    /// The file is empty.
    Empty,
    /// More than this many bytes.
    TooLarge(i64),
    /// More than this many records.
    TooManyRecords(i64),
    /// More than this many columns.
    TooManyColumns(i64),
    /// A workbook, a PDF or something else that is no list in text.
    NotText,
}

impl ImportRefusal {
    /// The refusal of a file with this code, as it stands in an address.
    #[must_use]
    pub fn of_file(code: &str, limit: i64) -> Option<Self> {
        let refusals = [
            Self::NoFile,
            Self::Empty,
            Self::TooLarge(limit),
            Self::TooManyRecords(limit),
            Self::TooManyColumns(limit),
            Self::NotText,
        ];
        refusals.into_iter().find(|refusal| refusal.code() == code)
    }

    /// The number that it names.
    #[must_use]
    pub const fn limit(&self) -> i64 {
        match self {
            Self::TooLarge(n) | Self::TooManyRecords(n) | Self::TooManyColumns(n) => *n,
            _ => 0,
        }
    }
}

impl Reason for ImportRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NoName => "no_name",
            Self::Dates(..) => "dates",
            Self::NotNow(_) => "not_now",
            Self::Running => "running",
            Self::NoFile => "no_file",
            Self::Empty => "empty",
            Self::TooLarge(_) => "too_large",
            Self::TooManyRecords(_) => "too_many_records",
            Self::TooManyColumns(_) => "too_many_columns",
            Self::NotText => "not_text",
        }
    }

    fn text(&self, l: Locale) -> String {
        match self {
            Self::NoName => t::import::refused_no_name(l).to_owned(),
            Self::Dates(column, examples) => t::import::refused_dates(l, column, examples),
            Self::NotNow(state) => t::import::refused_not_now(l, state.text(l)),
            Self::Running => t::import::refused_running(l).to_owned(),
            Self::NoFile => t::import::refused_no_file(l).to_owned(),
            Self::Empty => t::import::refused_empty(l).to_owned(),
            Self::TooLarge(bytes) => t::import::refused_too_large(l, bytes / (1024 * 1024)),
            Self::TooManyRecords(most) => t::import::refused_too_many_records(l, most),
            Self::TooManyColumns(most) => t::import::refused_too_many_columns(l, most),
            Self::NotText => t::import::refused_not_text(l).to_owned(),
        }
    }
}

/// Draws a table of codes into the words that people read; a code that no release knows stands for itself.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident: $($code:literal = $text:ident),+ $(,)?) => {
        $(#[$doc])*
        #[must_use]
        pub fn $name(code: &str, l: Locale) -> String {
            match code {
                $($code => t::import::$text(l).to_owned(),)+
                other => other.to_owned(),
            }
        }
    };
}

coded! {
    /// What a column holds, in words.
    field_text:
    "name" = field_name, "given_name" = field_given_name, "middle_name" = field_middle_name, "family_name" = field_family_name,
    "nickname" = field_nickname, "email" = field_email, "mobile_phone" = field_mobile_phone, "phone" = field_phone,
    "home_phone" = field_home_phone, "work_phone" = field_work_phone, "birthday" = field_birthday, "gender" = field_gender,
    "joined_on" = field_joined_on, "status" = field_status, "active" = field_active, "inactive" = field_inactive,
    "prospect" = field_prospect, "external_id" = field_external_id, "barcode" = field_barcode, "address" = field_address,
    "address_more" = field_address_more, "city" = field_city, "state" = field_state, "postal_code" = field_postal_code,
    "country" = field_country, "emergency_name" = field_emergency_name, "emergency_relation" = field_emergency_relation,
    "emergency_phone" = field_emergency_phone, "notes" = field_notes, "plan_name" = field_plan_name,
    "plan_starts_on" = field_plan_starts_on, "plan_ends_on" = field_plan_ends_on, "tags" = field_tags,
}

coded! {
    /// The system that wrote a file, by the name that people know.
    source_text:
    "mindbody" = source_mindbody, "mindbody_report" = source_mindbody_report, "glofox" = source_glofox,
    "glofox_sales" = source_glofox, "team_up" = source_team_up, "wodify" = source_wodify,
    "wodify_memberships" = source_wodify, "push_press" = source_push_press, "zen_planner" = source_zen_planner,
    "gym_point" = source_gym_point, "wod_board" = source_wod_board, "gymflow" = source_gymflow,
    "fitness_gm" = source_fitness_gm, "quoox" = source_quoox, "wod_guru" = source_wod_guru, "wger" = source_wger,
    "fab_manager" = source_fab_manager, "odoo" = source_odoo, "generic" = source_generic,
}
