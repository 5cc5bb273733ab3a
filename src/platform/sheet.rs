//! A list on its way out of the house, whatever it is a list of: as text with commas, as a workbook, or as a page to print. Who may have
//! it, and that it is written down before it goes, is the affair of the list.

use super::{
    error::{Answer, fault},
    i18n::Locale,
    time::Day,
};
use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

/// What a list is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text with commas.
    Csv,
    /// A workbook.
    Xlsx,
    /// A page to print.
    Print,
}

impl Kind {
    /// The name in the audit log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Print => "print",
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Day),
    /// A day and a time, as they were at the club.
    Time(chrono::NaiveDateTime),
}

impl Cell {
    /// Words, where there are some.
    #[must_use]
    pub fn text(text: Option<String>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }

    /// As it is written where there are only words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(n) => n.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Time(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        }
    }
}

/// A list that was settled and written down, and is read some lines at a time.
pub trait Sheet: Send + 'static {
    /// What it is a list of, for the head of the page to print.
    fn title(&self, l: Locale) -> String;

    /// What is below that: how many, what was filtered for, and the day.
    fn about(&self, l: Locale) -> Vec<String>;

    /// The words over the columns.
    fn heads(&self) -> Vec<String>;

    /// The next lines; none when all were written.
    ///
    /// # Errors
    /// A fault of the database.
    fn next(&mut self) -> impl Future<Output = Answer<Vec<Vec<Cell>>>> + Send;
}

/// A cell that no spreadsheet takes for a formula: an apostrophe before the characters that begin one.
#[must_use]
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The head of a CSV file: UTF-8 with a mark, so that spreadsheets read it as such.
///
/// # Errors
/// None that can be thought of.
pub fn csv_head(sheet: &impl Sheet) -> Answer<Vec<u8>> {
    let mut out = Vec::from("\u{feff}".as_bytes());
    out.extend(records([sheet.heads()])?);
    Ok(out)
}

/// Lines of a CSV file, with no cell that a spreadsheet would run as a formula.
///
/// # Errors
/// None that can be thought of.
pub fn csv_lines(lines: &[Vec<Cell>]) -> Answer<Vec<u8>> {
    records(
        lines
            .iter()
            .map(|line| line.iter().map(|cell| harmless(&cell.words())).collect()),
    )
}

fn records(lines: impl IntoIterator<Item = Vec<String>>) -> Answer<Vec<u8>> {
    let mut out = Vec::new();
    let mut writer = csv::Writer::from_writer(&mut out);
    for line in lines {
        writer.write_record(line).map_err(|error| fault(&error))?;
    }
    writer.flush().map_err(|error| fault(&error))?;
    drop(writer);
    Ok(out)
}

/// The whole list as a workbook. Words are written as words: no cell of it is a formula, and one that looks like the beginning of
/// one is marked as text, so that it stays so when it is edited.
///
/// # Errors
/// A fault of the database; a list that is longer than a sheet may be.
pub async fn workbook(mut list: impl Sheet) -> Answer<Vec<u8>> {
    let mut book = Book::new(&list.heads()).map_err(|error| fault(&error))?;
    loop {
        let lines = list.next().await?;
        if lines.is_empty() {
            break;
        }
        book = beside(move || {
            book.add(&lines)?;
            Ok(book)
        })
        .await?;
    }
    beside(move || book.finish()).await
}

/// Packing beside the threads that answer requests.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, XlsxError> + Send + 'static) -> Answer<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| fault(&error))?;
    done.map_err(|error| fault(&error))
}

struct Book {
    workbook: Workbook,
    rows: u32,
    widths: Vec<usize>,
    text: Format,
    day: Format,
    time: Format,
}

impl Book {
    fn new(heads: &[String]) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let bold = Format::new().set_bold();
        for (column, head) in (0_u16..).zip(heads) {
            sheet.write_string_with_format(0, column, head, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(Self {
            workbook,
            rows: 0,
            widths: heads.iter().map(|head| head.chars().count()).collect(),
            text: Format::new().set_quote_prefix(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        })
    }

    fn add(&mut self, lines: &[Vec<Cell>]) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for line in lines {
            self.rows += 1;
            for ((column, cell), width) in (0_u16..).zip(line).zip(&mut self.widths) {
                *width = (*width).max(cell.words().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum());
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) if harmless(text) == *text => {
                        sheet.write_string(self.rows, column, text)?;
                    }
                    Cell::Text(text) => {
                        sheet.write_string_with_format(self.rows, column, text, &self.text)?;
                    }
                    Cell::Number(n) => {
                        sheet.write_number(self.rows, column, *n as f64)?;
                    }
                    Cell::Day(day) => {
                        sheet.write_datetime_with_format(self.rows, column, &excel_day(*day)?, &self.day)?;
                    }
                    Cell::Time(at) => {
                        let time = excel_day(at.date())?.and_hms(at.hour() as u16, at.minute() as u8, 0)?;
                        sheet.write_datetime_with_format(self.rows, column, &time, &self.time)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        let last = self.widths.len().saturating_sub(1) as u16;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, width) in (0_u16..).zip(&self.widths) {
            sheet.set_column_width(column, (*width).clamp(8, 48) as f64 + 2.0)?;
        }
        sheet.autofilter(0, 0, self.rows.max(1), last)?;
        self.workbook.save_to_buffer()
    }
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().clamp(1900, 9999) as u16, day.month() as u8, day.day() as u8)
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_exported_cell_is_a_formula() {
        for bad in ["=1+1", "+49170", "-1", "@SUM(A1)", "\tx", "\rx", "\0x"] {
            assert!(harmless(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(harmless("王芳"), "王芳");
    }
}
