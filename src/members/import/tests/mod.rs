//! Whole files through [`read`]. The people are invented.

mod choices;
mod column_dates;
mod encodings;
mod mutations;
mod people;
mod records;
mod systems;

use chrono::NaiveDate;

use super::{DateOrder, Field, ImportError, MemberStatus, Options, Person, Row, RowProblem, Sheet, read};

fn options() -> Options {
    Options {
        dates: None,
        region: "DE".to_owned(),
        today: day(2026, 7, 1),
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn sheet(text: &str) -> Sheet {
    read(text.as_bytes(), &options()).unwrap()
}

fn error(text: &str) -> ImportError {
    read(text.as_bytes(), &options()).unwrap_err()
}

/// The one person of a file with one record.
fn only(text: &str) -> (Person, Vec<RowProblem>) {
    let mut rows = sheet(text).rows;
    assert_eq!(rows.len(), 1, "{text}");
    let row = rows.remove(0);
    (row.outcome.unwrap(), row.notes)
}

fn person(row: &Row) -> &Person {
    row.outcome.as_ref().unwrap()
}

fn problems(row: &Row) -> &[RowProblem] {
    row.outcome.as_ref().unwrap_err()
}

fn lines(sheet: &Sheet) -> Vec<u64> {
    sheet.rows.iter().map(|row| row.line).collect()
}

fn field_of(sheet: &Sheet, header: &str) -> Option<Field> {
    let column = sheet.columns.iter().find(|column| column.header == header);
    column.unwrap_or_else(|| panic!("no column {header}")).field
}
