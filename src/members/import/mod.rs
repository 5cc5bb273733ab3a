//! Reads a member list that another system exported as CSV.
//!
//! Everything here is a function of the bytes and the [`Options`]: nothing is stored, no clock is read.
//! The way through the files is the way of the bytes: `encoding` makes text of them, `table` cuts the
//! text into records, `headers` and `sources` say what each column means, `dates` and `columns` settle
//! how each column writes its dates, `rows` makes a person of each record (with `contact`, `names` and
//! `words`), and `duplicates` finds the people who are in the file twice.
//!
//! Two promises hold for every file that is read at all: there is one [`Row`] for each record below the
//! header, and nothing is guessed silently. What can be read in two ways is refused with the question
//! to answer; what was left out or read against its neighbours is said in [`Row::notes`].

mod columns;
mod contact;
mod dates;
mod duplicates;
mod encoding;
mod headers;
mod names;
mod person;
mod problem;
mod rows;
mod sources;
mod table;
mod words;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use columns::{ColumnUse, DatesFound};
pub use dates::DateOrder;
pub use headers::Field;
pub use person::{Gender, MemberStatus, Person};
pub use problem::{ImportError, Match, RowProblem};
pub use sources::{Source, sample_headers};
pub use table::{Record, Table};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// The largest number of records that is read.
pub const MAX_RECORDS: usize = 200_000;
/// The largest number of columns that is read.
pub const MAX_COLUMNS: usize = 500;

/// What the file cannot say about itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// How to read dates like 03/04/2024 in columns where no value decides it. `None` refuses them.
    pub dates: Option<DateOrder>,
    /// ISO 3166 code of the country whose phone numbers are written without `+`, for example `DE`.
    pub region: String,
    /// The day of the import: birthdays after it are refused, two-digit years are read by it.
    pub today: NaiveDate,
}

/// A member list as it was understood.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The system whose header this is.
    pub source: Source,
    /// Name of the character encoding, for example `UTF-8` or `GB18030`.
    pub encoding: &'static str,
    /// Whether the encoding was inferred from the characters, because nothing in the file states it.
    /// Then a person should look at a few names before importing.
    pub encoding_guessed: bool,
    /// What separates the cells: a comma, a semicolon or a tab.
    pub delimiter: char,
    /// 1-based line of the header.
    pub header_line: u64,
    /// 1-based lines of the records above the header (a report's title, say), which are not people.
    pub preamble: Vec<u64>,
    /// Every column of the header, in the order of the file.
    pub columns: Vec<ColumnUse>,
    /// How the dates of the whole file are written; [`ColumnUse::dates`] has it by column.
    pub dates: DatesFound,
    /// One for each record below the header, in the order of the file.
    pub rows: Vec<Row>,
}

/// What became of one record.
#[derive(Clone, Debug)]
pub struct Row {
    /// 1-based line of the file where the record begins.
    pub line: u64,
    /// The person, or why the record cannot be one.
    pub outcome: Result<Person, Vec<RowProblem>>,
    /// What was left out or changed although the person is kept.
    pub notes: Vec<RowProblem>,
}

/// A file whose cells were read and whose people were not: what each column seems to hold.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The system whose header this is.
    pub source: Source,
    /// The cells.
    pub table: Table,
    /// What each column seems to hold, in the order of the file; `None` when it is not read.
    pub fields: Vec<Option<Field>>,
}

/// Reads a whole member list.
///
/// # Errors
/// When the file as a whole cannot be read: it is no text, has no header, needs [`Options::dates`], …
/// A record that cannot be read is no error of the file: see [`Row::outcome`].
pub fn read(bytes: &[u8], options: &Options) -> Result<Sheet, ImportError> {
    // what says that nothing can be read comes before what is said of the bytes
    contact::region(&options.region)?;
    let outline = outline(bytes)?;
    outline.read(&outline.fields, options)
}

/// Reads the cells of a file and what its columns seem to hold, for somebody to correct before it is read.
///
/// # Errors
/// When the file is empty, too large, or no text.
pub fn outline(bytes: &[u8]) -> Result<Outline, ImportError> {
    let table = table(bytes)?;
    let source = sources::detect(&table.header);
    let fields = headers::fields(&table.header, source);
    Ok(Outline { source, table, fields })
}

impl Outline {
    /// The people of the file, with these fields for its columns: a column without one is not read.
    ///
    /// # Errors
    /// As [`read`]; columns beyond `fields` are not read.
    pub fn read(&self, fields: &[Option<Field>], options: &Options) -> Result<Sheet, ImportError> {
        let region = contact::region(&options.region)?;
        let table = &self.table;
        let mut fields = fields.to_vec();
        fields.resize(table.header.len(), None);
        headers::check(table, &fields)?;
        let layout = columns::settle(table, &fields, options)?;
        let mut rows: Vec<Row> = table
            .records
            .iter()
            .map(|record| rows::read(record, &layout, region))
            .collect();
        duplicates::mark(&mut rows);
        let columns = layout.columns;
        Ok(Sheet {
            source: self.source,
            encoding: table.encoding,
            encoding_guessed: table.encoding_guessed,
            delimiter: table.delimiter,
            header_line: table.header_line,
            preamble: table.preamble.clone(),
            dates: DatesFound::of_all(columns.iter().filter_map(|column| column.dates)),
            columns,
            rows,
        })
    }

    /// How the dates of each column are written, with these fields; the columns in which nothing decides between day first and
    /// month first, with examples.
    #[must_use]
    pub fn dates(&self, fields: &[Option<Field>], options: &Options) -> Vec<Result<Option<DatesFound>, Vec<String>>> {
        (0..self.table.header.len())
            .map(|index| {
                let field = fields.get(index).copied().flatten();
                columns::dates_of(&self.table, index, field, options)
            })
            .collect()
    }

    /// The first values of a column that are not empty, shortened.
    #[must_use]
    pub fn samples(&self, index: usize, most: usize) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for record in &self.table.records {
            let Some(value) = record.cells.get(index).map(|cell| problem::shorten(cell)) else {
                continue;
            };
            if !value.is_empty() && !found.contains(&value) {
                found.push(value);
            }
            if found.len() >= most {
                break;
            }
        }
        found
    }

    /// The column names without what varies between exports of one system: what tells that the next file is of the same kind.
    #[must_use]
    pub fn header_key(&self) -> String {
        let names: Vec<String> = self.table.header.iter().map(|name| headers::normalise(name)).collect();
        names.join("\u{1f}")
    }
}

/// Reads the cells of a CSV file without asking what they mean: for a preview, and for files
/// whose header [`read`] does not recognise. Without a recognised header the first record is taken as one.
///
/// # Errors
/// When the file is empty, too large, or no text.
pub fn table(bytes: &[u8]) -> Result<Table, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge {
            what: "bytes",
            found: bytes.len(),
            limit: MAX_BYTES,
        });
    }
    let decoded = encoding::decode(bytes)?;
    table::cut(&decoded)
}
