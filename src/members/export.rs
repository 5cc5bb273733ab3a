//! The members list on its way out of the house: for a spreadsheet, or to be printed. What goes out is written down before it goes.

use super::{
    model::{MemberColumn, MemberFilter, MemberId, MemberRow},
    service::{harmless, today},
    store,
};
use crate::{
    accounts::{
        model::{Deed, Scope, Who},
        service::{Note, audit},
    },
    platform::{
        error::{Answer, Nothing, fault},
        house::House,
        i18n::{Locale, t},
        time::{Day, Instant, Zone},
    },
    studio,
};
use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use std::collections::HashMap;

/// What the list is written as.
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

/// Members that are read at once: never the whole club.
const AT_ONCE: usize = 500;

/// Without a choice of columns everything that the list knows goes out, in this order.
const ALL: [MemberColumn; 10] = [
    MemberColumn::Email,
    MemberColumn::Phone,
    MemberColumn::Status,
    MemberColumn::Joined,
    MemberColumn::Location,
    MemberColumn::Pass,
    MemberColumn::Ends,
    MemberColumn::Visit,
    MemberColumn::Language,
    MemberColumn::Tags,
];

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
    fn text(text: Option<String>) -> Self {
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

/// A list that is on its way: who is on it was settled and written down when it began; their lines are read some at a time.
pub struct Outgoing {
    house: House,
    who: Who,
    scope: Scope,
    l: Locale,
    today: Day,
    zone: Zone,
    columns: Vec<MemberColumn>,
    members: Vec<MemberId>,
    at: usize,
    /// What was filtered for, in words.
    pub filtered: Vec<String>,
    /// The club's name.
    pub club: String,
}

/// Begins to write a list out: who is on it is settled, and the audit log says so.
///
/// # Errors
/// A fault of the database.
pub async fn begin(
    house: &House,
    who: &Who,
    scope: &Scope,
    filter: &MemberFilter,
    kind: Kind,
    l: Locale,
) -> Answer<Outgoing> {
    let filter = filter.tidy();
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let today = today(&mut tx, who, now).await?;
    let members = store::listed(&mut tx, who.org, scope, &filter, (today, now), None).await?;
    let club = studio::service::organisation::<Nothing>(&mut tx).await?.name;
    let locations = studio::service::locations::<Nothing>(&mut tx, who.org).await?;
    let zone = match locations.first() {
        Some(first) => studio::service::zone(&first.zone)?,
        None => Zone(chrono_tz::UTC),
    };
    let place = locations.iter().find(|one| one.id.to_string() == filter.location);
    let tag = super::views::tag_name(&mut tx, who.org, &filter.tag).await?;
    drop(tx);
    let mut note = Note::new(Deed::MembersExported)
        .at(scope.one())
        .with("rows", members.len())
        .with("format", kind.code());
    // what was typed may be somebody's name, and so may a tag: the log cannot forget either
    for (field, code) in [
        ("standing", &filter.status),
        ("holds", &filter.pass),
        ("level", &filter.level),
        ("goal", &filter.goal),
        ("age", &filter.age),
        ("gender", &filter.gender),
    ] {
        note = if code.is_empty() { note } else { note.with(field, code) };
    }
    if let Some(place) = place {
        note = note.with("place", &place.name);
    }
    if filter.away > 0 {
        note = note.with("away", filter.away);
    }
    for (field, asked) in [("searched", &filter.q), ("tagged", &filter.tag)] {
        note = if asked.is_empty() {
            note
        } else {
            note.with(field, "yes")
        };
    }
    let mut tx = house.db.write().await?;
    audit::<Nothing>(&mut tx, who, note, now).await?;
    tx.commit().await?;
    let columns = if filter.cols.is_empty() {
        ALL.to_vec()
    } else {
        filter.columns()
    };
    Ok(Outgoing {
        filtered: filter.words(l, place.map(|one| one.name.as_str()), tag.as_deref()),
        house: house.clone(),
        who: who.clone(),
        scope: scope.clone(),
        l,
        today,
        zone,
        columns,
        members,
        at: 0,
        club,
    })
}

impl Outgoing {
    /// How many are on the list.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.members.len() as i64
    }

    /// The day at the club.
    #[must_use]
    pub const fn today(&self) -> Day {
        self.today
    }

    /// The words over the columns.
    #[must_use]
    pub fn heads(&self) -> Vec<String> {
        let fixed = [t::lists::col_number(self.l), t::people::name(self.l)];
        let columns = self.columns.iter().map(|one| one.text(self.l));
        fixed.into_iter().chain(columns).map(str::to_owned).collect()
    }

    /// The next lines; none when everybody was written. Whoever has gone meanwhile is left out.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn next(&mut self) -> Answer<Vec<Vec<Cell>>> {
        loop {
            let to = (self.at + AT_ONCE).min(self.members.len());
            let Some(some) = self.members.get(self.at..to).filter(|some| !some.is_empty()) else {
                return Ok(Vec::new());
            };
            let mut tx = self.house.db.read().await?;
            let rows = store::lines(&mut tx, self.who.org, &self.scope, some, self.today).await?;
            drop(tx);
            let mut by_id: HashMap<MemberId, MemberRow> = rows.into_iter().map(|row| (row.id, row)).collect();
            let lines: Vec<_> = some
                .iter()
                .filter_map(|id| by_id.remove(id))
                .map(|row| self.line(row))
                .collect();
            self.at = to;
            if !lines.is_empty() {
                return Ok(lines);
            }
        }
    }

    fn line(&self, row: MemberRow) -> Vec<Cell> {
        let l = self.l;
        let mut row = row;
        let mut cells = vec![Cell::Number(row.number), Cell::Text(std::mem::take(&mut row.name))];
        cells.extend(self.columns.iter().map(|column| match column {
            MemberColumn::Status => Cell::Text(row.status.text(l).to_owned()),
            MemberColumn::Pass => Cell::text(row.pass.take()),
            MemberColumn::Ends => row.pass_ends.map_or(Cell::Empty, Cell::Day),
            MemberColumn::Visit => row.last_visit.map_or(Cell::Empty, |at| self.time(at)),
            MemberColumn::Joined => Cell::Day(row.joined_on),
            MemberColumn::Location => Cell::text(row.location.take()),
            MemberColumn::Email => Cell::text(row.email.take()),
            MemberColumn::Phone => Cell::text(row.phone.take()),
            MemberColumn::Language => {
                let known = row.locale.as_deref().and_then(Locale::from_tag);
                Cell::text(known.map(|known| known.name().to_owned()))
            }
            MemberColumn::Tags => Cell::text(row.tags.take()),
        }));
        cells
    }

    fn time(&self, at: Instant) -> Cell {
        Cell::Time(self.zone.moment(at).local())
    }
}

/// The head of a CSV file: UTF-8 with a mark, so that spreadsheets read it as such.
///
/// # Errors
/// None that can be thought of.
pub fn csv_head(outgoing: &Outgoing) -> Answer<Vec<u8>> {
    let mut out = Vec::from("\u{feff}".as_bytes());
    out.extend(records([outgoing.heads()])?);
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
pub async fn workbook(mut outgoing: Outgoing) -> Answer<Vec<u8>> {
    let mut book = Book::new(&outgoing.heads()).map_err(|error| fault(&error))?;
    loop {
        let lines = outgoing.next().await?;
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
