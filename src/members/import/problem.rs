//! What can be wrong with a file or with one of its records, and how that is said.
//!
//! Each variant carries what a translated message needs; `Display` is the plain English one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a file cannot be read at all. The message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No bytes, or only blank lines.
    #[error("the file is empty")]
    Empty,
    /// The first record is a person already.
    #[error(
        "the file has no header: its first line holds {value:?}, which is a value and no column name. \
         Add a first line that names the columns, such as \"First Name,Last Name,Email\""
    )]
    NoHeader {
        /// The cell that gave it away, shortened.
        value: String,
    },
    /// No column name is known.
    #[error(
        "none of the column names is known: {}. Rename the columns to names such as First Name, Last Name, \
         Email, Mobile Phone, Date of Birth",
        list(headers)
    )]
    NothingRecognised {
        /// The column names found, shortened.
        headers: Vec<String>,
    },
    /// Columns are known, but none of them names a person.
    #[error(
        "no column holds names of people: {}. A member list needs a column Name, or First Name and Last Name",
        list(headers)
    )]
    NoNameColumn {
        /// The column names found, shortened.
        headers: Vec<String>,
    },
    /// A column's dates can be read day first and month first, and no value decides.
    #[error(
        "the dates in column {column:?} can be read day first or month first: {}. \
         Say which it is with --dates dmy (day first) or --dates mdy (month first)",
        examples.join(", ")
    )]
    AmbiguousDates {
        /// Name of the column.
        column: String,
        /// One or two of its values that can be read in both ways.
        examples: Vec<String>,
    },
    /// More than this program reads in one go.
    #[error("the file is too large: {found} {what}, and at most {limit} can be read. Split it and import the parts")]
    TooLarge {
        /// What there is too much of: `bytes`, `records` or `columns`.
        what: &'static str,
        /// How many there are, or how many were counted before giving up.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// The bytes are no CSV text in an encoding that is read.
    #[error("the file is not CSV text: {why}. Save the list as \"CSV UTF-8\" and import that file")]
    NotText {
        /// What it seems to be instead.
        why: &'static str,
    },
    /// [`Options::region`](super::Options::region) is no country.
    #[error("{region:?} is not a country code: use two letters such as DE, US or CN")]
    UnknownRegion {
        /// The region as given.
        region: String,
    },
}

/// By what a record was found to be a person of an earlier line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// Same name and e-mail address.
    Email,
    /// Same name and phone number.
    Phone,
    /// Same name and id of the other system.
    ExternalId,
}

impl Match {
    const fn words(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::Phone => "phone number",
            Self::ExternalId => "id",
        }
    }
}

/// What is wrong with a record, or was changed in it. Values are shortened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "`column` is the column's name, `value` what the cell holds, `line` the line of another record: each message says the rest"
)]
pub enum RowProblem {
    // The record is refused.
    #[error("no name: a person needs one")]
    NoName,
    #[error("{found} cells where the header has {expected}: a comma in a value that is not quoted?")]
    LongRow { found: usize, expected: usize },
    #[error("a quote is opened and never closed, so the rest of the file became one record")]
    UnclosedQuote,
    #[error("the value of {column:?} runs over several lines ({value:?}): a quote that is not closed?")]
    LineBreak { column: String, value: String },
    #[error("the same person as on line {line}: same name and {}", by.words())]
    Duplicate { line: u64, by: Match },
    #[error(
        "{value:?} in {column:?} can be read day first or month first, and the column has both: \
         line {day_first} is day first, line {month_first} is month first"
    )]
    DateUnclear {
        column: String,
        value: String,
        day_first: u64,
        month_first: u64,
    },

    // The person is kept.
    #[error("{found} cells where the header has {expected}: the missing ones were taken as empty")]
    ShortRow { found: usize, expected: usize },
    #[error("neither an e-mail address nor a phone number: this person cannot be reached")]
    NoContact,
    #[error("{value:?} in {column:?} is not an e-mail address: left out")]
    InvalidEmail { column: String, value: String },
    #[error("{value:?} in {column:?} has another e-mail address as well: only {used} was taken")]
    OtherEmail {
        column: String,
        value: String,
        used: String,
    },
    #[error("{value:?} in {column:?} is not a valid phone number: left out")]
    InvalidPhone { column: String, value: String },
    #[error("{value:?} in {column:?} is not a valid phone number: kept as it is written")]
    PhoneKeptAsText { column: String, value: String },
    #[error("{value:?} in {column:?} is not a date: left out")]
    InvalidDate { column: String, value: String },
    #[error("{value:?} in {column:?} was read as {date}, but other dates of the column are written in the other order")]
    DateAgainstColumn {
        column: String,
        value: String,
        date: NaiveDate,
    },
    #[error("{value:?} in {column:?} was read as {date}: year, day, month")]
    YearDayMonth {
        column: String,
        value: String,
        date: NaiveDate,
    },
    #[error(
        "{value:?} in {column:?} was read as year, month, day, but line {line} can only be year, day, month: \
         check this one"
    )]
    YearFirstUnclear { column: String, value: String, line: u64 },
    #[error("the birthday {date} in {column:?} is in the future: left out")]
    BirthdayInFuture { column: String, date: NaiveDate },
    #[error("the birthday {date} in {column:?} is more than 120 years ago: left out")]
    BirthdayTooLongAgo { column: String, date: NaiveDate },
    #[error("{value:?} in {column:?} is no gender that is known: left out")]
    UnknownGender { column: String, value: String },
    #[error("{value:?} in {column:?} is no status that is known: say what it means")]
    UnknownStatus { column: String, value: String },
    #[error("{value:?} in {column:?} is neither yes nor no: left out")]
    UnknownFlag { column: String, value: String },
    #[error(
        "{email} already belongs to the person on line {line}: left out here, because one address can sign in one person only"
    )]
    SharedEmail { line: u64, email: String },
    #[error("{phone} is the phone number of the person on line {line} as well")]
    SharedPhone { line: u64, phone: String },
    #[error("the id {id:?} already belongs to the person on line {line}: left out here")]
    SharedExternalId { line: u64, id: String },
    #[error("the value of {column:?} has characters that were damaged before this import: {value:?}")]
    Damaged { column: String, value: String },
}

/// The beginning of a value, on one line: messages must stay readable whatever a cell holds.
pub(super) fn shorten(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = value
        .trim()
        .chars()
        // nor must a value turn the reading direction of the message around
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST + 1)
        .collect();
    if short.chars().count() > LONGEST {
        short.pop();
        short.push('…');
    }
    short
}

fn list(headers: &[String]) -> String {
    const MOST: usize = 12;
    let mut text = headers
        .iter()
        .take(MOST)
        .map(|header| format!("{header:?}"))
        .collect::<Vec<_>>()
        .join(", ");
    if headers.len() > MOST {
        text.push_str(&format!(" and {} more", headers.len() - MOST));
    }
    text
}
