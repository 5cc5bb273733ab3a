//! What each column holds and how its dates are written, settled before any record is read.
//!
//! A column is day first or month first as a whole. The order is known when a value of the column has only one
//! reading (25/12/2024) or the column's name states it (`Joined (dd/mm/yyyy)`); otherwise [`Options::dates`]
//! has to say it. Other columns say nothing: exports with both orders side by side exist.

use chrono::{Datelike, NaiveDate};

use super::Options;
use super::dates::{self, Century, DateOrder, Reading};
use super::headers::{self, Field};
use super::problem::{ImportError, RowProblem, shorten};
use super::table::Table;
use super::words;

/// One column of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnUse {
    /// Its name, as written.
    pub header: String,
    /// What it is taken for; `None` when it is not read.
    pub field: Option<Field>,
    /// How its dates are written, if it is a column of dates.
    pub dates: Option<DatesFound>,
}

/// How dates are written, in a column or in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatesFound {
    /// There are none.
    None,
    /// No date depends on an order: they are ISO dates, have named months, and the like.
    Iso,
    /// Day first.
    Dmy,
    /// Month first.
    Mdy,
    /// Both: the columns of the file differ, or the values of one column contradict each other. Then its values
    /// with two readings are read by [`Options::dates`], and without it their records are refused.
    Mixed,
}

impl DatesFound {
    /// What a file has whose columns have these.
    pub(super) fn of_all(columns: impl Iterator<Item = Self>) -> Self {
        columns.fold(Self::None, |all, column| match (all, column) {
            (all, Self::None) => all,
            (Self::None, column) => column,
            (all, Self::Iso) => all,
            (Self::Iso, column) => column,
            (all, column) if all == column => all,
            _ => Self::Mixed,
        })
    }
}

/// The columns, and what reading a record needs to know about them.
pub(super) struct Layout {
    pub columns: Vec<ColumnUse>,
    /// By position, for columns of dates.
    orders: Vec<Option<Order>>,
    pub today: NaiveDate,
}

/// How the dates with two readings of one column are read.
#[derive(Clone, Copy, Debug)]
struct Order {
    day_first: Option<DateOrder>,
    /// Lines that are only day first and only month first, when there are both.
    contradiction: Option<(u64, u64)>,
    /// A line that is year, day, month, when no line can only be year, month, day.
    year_day_month: Option<u64>,
}

/// Settles every column of dates.
pub(super) fn settle(table: &Table, fields: &[Option<Field>], options: &Options) -> Result<Layout, ImportError> {
    let mut columns = Vec::with_capacity(fields.len());
    let mut orders = Vec::with_capacity(fields.len());
    for (index, (header, field)) in table.header.iter().zip(fields).enumerate() {
        let settled = match field {
            Some(field) if field.is_date() => {
                Some(column(table, index, century(*field, options.today), options.dates)?)
            }
            _ => None,
        };
        columns.push(ColumnUse {
            header: header.trim().to_owned(),
            field: *field,
            dates: settled.map(|(found, _)| found),
        });
        orders.push(settled.map(|(_, order)| order));
    }
    Ok(Layout {
        columns,
        orders,
        today: options.today,
    })
}

/// How the dates of one column are written: `None` for a column of something else, `Err` with examples where it has to be said.
pub(super) fn dates_of(
    table: &Table,
    index: usize,
    field: Option<Field>,
    options: &Options,
) -> Result<Option<DatesFound>, Vec<String>> {
    let Some(field) = field.filter(|field| field.is_date()) else {
        return Ok(None);
    };
    match column(table, index, century(field, options.today), options.dates) {
        Ok((found, _)) => Ok(Some(found)),
        Err(ImportError::AmbiguousDates { examples, .. }) => Err(examples),
        // a column has no other way to be unclear
        Err(_) => Ok(None),
    }
}

fn century(field: Field, today: NaiveDate) -> Century {
    match field {
        Field::Birthday => Century::UpTo(today.year()),
        _ => Century::Pivot,
    }
}

fn column(
    table: &Table,
    index: usize,
    century: Century,
    told: Option<DateOrder>,
) -> Result<(DatesFound, Order), ImportError> {
    let name = table.header.get(index).map_or("", String::as_str);
    let stated = headers::stated_order(name);
    // The header is evidence like a value of its line is.
    let mut day_first = (stated == Some(DateOrder::Dmy)).then_some(table.header_line);
    let mut month_first = (stated == Some(DateOrder::Mdy)).then_some(table.header_line);
    let (mut year_month_day, mut year_day_month) = (false, None);
    let mut examples: Vec<String> = Vec::new();
    let (mut dates, mut open) = (0_usize, 0_usize);
    for record in &table.records {
        let Some(cell) = record.cells.get(index) else {
            continue;
        };
        let cell = words::clean(cell);
        let reading = dates::read(words::value(&cell), century);
        dates += usize::from(!matches!(reading, Reading::Empty | Reading::Unreadable));
        match reading {
            Reading::OnlyDmy(_) => _ = day_first.get_or_insert(record.line),
            Reading::OnlyMdy(_) => _ = month_first.get_or_insert(record.line),
            Reading::Either { .. } => {
                open += 1;
                let example = shorten(&cell);
                if examples.len() < 2 && !examples.contains(&example) {
                    examples.push(example);
                }
            }
            Reading::YearDayMonth(_) => _ = year_day_month.get_or_insert(record.line),
            Reading::YearFirst { decided, .. } => year_month_day |= decided,
            Reading::Empty | Reading::Clear(_) | Reading::Unreadable => {}
        }
    }
    let (order, contradiction, found) = match (day_first, month_first) {
        (Some(day), Some(month)) => (told, Some((day, month)), DatesFound::Mixed),
        (Some(_), None) => (Some(DateOrder::Dmy), None, DatesFound::Dmy),
        (None, Some(_)) => (Some(DateOrder::Mdy), None, DatesFound::Mdy),
        (None, None) if open == 0 => (told, None, DatesFound::Iso),
        (None, None) => match told {
            Some(DateOrder::Dmy) => (told, None, DatesFound::Dmy),
            Some(DateOrder::Mdy) => (told, None, DatesFound::Mdy),
            None => {
                return Err(ImportError::AmbiguousDates {
                    column: shorten(name),
                    examples,
                });
            }
        },
    };
    Ok((
        if dates == 0 { DatesFound::None } else { found },
        Order {
            day_first: order,
            contradiction,
            year_day_month: year_day_month.filter(|_| !year_month_day),
        },
    ))
}

impl Layout {
    /// Reads a date of a column: the day, if there is one, and what there is to say about it. `Err` when it
    /// has two readings and the column contradicts itself.
    pub(super) fn date(
        &self,
        index: usize,
        field: Field,
        cell: &str,
    ) -> Result<(Option<NaiveDate>, Option<RowProblem>), RowProblem> {
        let column = || self.name(index);
        let value = || shorten(cell);
        let Some(Some(order)) = self.orders.get(index) else {
            return Ok((None, None));
        };
        let against = |date, its_order| {
            let expected = order.contradiction.is_some() && order.day_first != Some(its_order);
            let note = expected.then(|| RowProblem::DateAgainstColumn {
                column: column(),
                value: value(),
                date,
            });
            Ok((Some(date), note))
        };
        match dates::read(cell, century(field, self.today)) {
            Reading::Empty => Ok((None, None)),
            Reading::Clear(date) => Ok((Some(date), None)),
            Reading::YearFirst { date, decided } => {
                let line = order.year_day_month.filter(|_| !decided && date.day() != date.month());
                let note = line.map(|line| RowProblem::YearFirstUnclear {
                    column: column(),
                    value: value(),
                    line,
                });
                Ok((Some(date), note))
            }
            Reading::YearDayMonth(date) => Ok((
                Some(date),
                Some(RowProblem::YearDayMonth {
                    column: column(),
                    value: value(),
                    date,
                }),
            )),
            Reading::OnlyDmy(date) => against(date, DateOrder::Dmy),
            Reading::OnlyMdy(date) => against(date, DateOrder::Mdy),
            Reading::Either { dmy, mdy } => match (order.day_first, order.contradiction) {
                (Some(DateOrder::Dmy), _) => Ok((Some(dmy), None)),
                (Some(DateOrder::Mdy), _) => Ok((Some(mdy), None)),
                (None, contradiction) => {
                    // Without a contradiction an open order was refused for the whole file.
                    let (day_first, month_first) = contradiction.unwrap_or_default();
                    Err(RowProblem::DateUnclear {
                        column: column(),
                        value: value(),
                        day_first,
                        month_first,
                    })
                }
            },
            Reading::Unreadable => Ok((
                None,
                Some(RowProblem::InvalidDate {
                    column: column(),
                    value: value(),
                }),
            )),
        }
    }

    /// The name of a column, shortened for a message.
    pub(super) fn name(&self, index: usize) -> String {
        self.columns
            .get(index)
            .map(|column| shorten(&column.header))
            .unwrap_or_default()
    }
}
