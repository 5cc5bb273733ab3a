//! One record to one person.

use chrono::NaiveDate;
use phonenumber::country;

use super::Row;
use super::columns::Layout;
use super::contact::{self, Address};
use super::headers::Field;
use super::names::{self, Name};
use super::person::{Gender, MemberStatus, Person};
use super::problem::{RowProblem, shorten};
use super::table::Record;
use super::words;

/// Older than anyone: then the year is wrong.
const OLDEST_YEARS: u32 = 120;

/// Reads one record.
pub(super) fn read(record: &Record, layout: &Layout, region: country::Id) -> Row {
    let mut reader = Reader {
        cells: record.cells.iter().map(|cell| words::clean(cell)).collect(),
        layout,
        region,
        problems: Vec::new(),
        notes: Vec::new(),
    };
    reader.check_shape(record);
    let person = reader.person();
    Row {
        line: record.line,
        outcome: if reader.problems.is_empty() {
            Ok(person)
        } else {
            Err(reader.problems)
        },
        notes: reader.notes,
    }
}

struct Reader<'a> {
    cells: Vec<String>,
    layout: &'a Layout,
    region: country::Id,
    problems: Vec<RowProblem>,
    notes: Vec<RowProblem>,
}

impl Reader<'_> {
    fn check_shape(&mut self, record: &Record) {
        let (found, expected) = (self.cells.len(), self.layout.columns.len());
        if record.unclosed_quote {
            self.problems.push(RowProblem::UnclosedQuote);
        }
        if self.cells.iter().skip(expected).any(|cell| !cell.is_empty()) {
            self.problems.push(RowProblem::LongRow { found, expected });
        } else if found < expected {
            self.notes.push(RowProblem::ShortRow { found, expected });
        }
        for (index, cell) in self.cells.iter().enumerate() {
            let Some(field) = self.layout.columns.get(index).and_then(|column| column.field) else {
                continue;
            };
            let (column, value) = (self.layout.name(index), shorten(cell));
            if cell.contains('\n') && !field.is_free_text() {
                self.problems.push(RowProblem::LineBreak { column, value });
            } else if cell.contains('\u{FFFD}') {
                self.notes.push(RowProblem::Damaged { column, value });
            }
        }
    }

    fn person(&mut self) -> Person {
        let name = self.name();
        if !names::has_letter(&name.full) {
            self.problems.push(RowProblem::NoName);
        }
        let mut phones = Vec::new();
        for field in [Field::MobilePhone, Field::Phone, Field::HomePhone, Field::WorkPhone] {
            for phone in self.phones(field) {
                if !phones.contains(&phone) {
                    phones.push(phone);
                }
            }
        }
        let person = Person {
            name: name.full,
            given: name.given,
            family: name.family,
            nickname: self.text(Field::Nickname),
            email: self.email(),
            phone: (!phones.is_empty()).then(|| phones.remove(0)),
            other_phones: phones,
            birthday: self.birthday(),
            gender: self.gender(),
            joined_on: self.date(Field::JoinedOn).map(|(date, _)| date),
            status: self.status(),
            external_id: self.text(Field::ExternalId),
            barcode: self.text(Field::Barcode),
            address: self.address(),
            city: self.text(Field::City),
            state: self.text(Field::State),
            postal_code: self.text(Field::PostalCode),
            country: self.text(Field::Country),
            emergency_name: self.text(Field::EmergencyName),
            emergency_relation: self.text(Field::EmergencyRelation),
            emergency_phone: self.emergency_phone(),
            notes: self.text(Field::Notes),
            plan_name: self.text(Field::PlanName),
            plan_starts_on: self.date(Field::PlanStartsOn).map(|(date, _)| date),
            plan_ends_on: self.date(Field::PlanEndsOn).map(|(date, _)| date),
            tags: self
                .values(Field::Tags)
                .into_iter()
                .flat_map(|(_, cell)| words::tags(&cell))
                .collect(),
        };
        if person.email.is_none() && person.phone.is_none() {
            self.notes.push(RowProblem::NoContact);
        }
        person
    }

    /// The values of every column of a field that has one, with the column.
    fn values(&self, field: Field) -> Vec<(usize, String)> {
        let is_field = |index: &usize| self.layout.columns.get(*index).and_then(|column| column.field) == Some(field);
        (0..self.cells.len())
            .filter(is_field)
            .map(|index| (index, self.cells[index].as_str()))
            .map(|(index, cell)| (index, if field.is_name() { cell } else { words::value(cell) }))
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(index, cell)| (index, cell.to_owned()))
            .collect()
    }

    fn first(&self, field: Field) -> Option<(usize, String)> {
        self.values(field).into_iter().next()
    }

    fn text(&self, field: Field) -> Option<String> {
        self.first(field).map(|(_, cell)| cell)
    }

    fn name(&self) -> Name {
        let text = |field| self.text(field).unwrap_or_default();
        let (whole, given, family) = (text(Field::Name), text(Field::GivenName), text(Field::FamilyName));
        if given.is_empty() && family.is_empty() {
            return names::from_whole(&whole);
        }
        let has_family_column = self
            .layout
            .columns
            .iter()
            .any(|column| column.field == Some(Field::FamilyName));
        if has_family_column || whole.is_empty() {
            return names::from_parts(&given, &text(Field::MiddleName), &family);
        }
        // `Name, Vorname`: the name beside a given name is the family name, unless it has the given name in it.
        if format!(" {} ", names::key(&whole)).contains(&format!(" {} ", names::key(&given))) {
            return Name {
                given: Some(given),
                ..names::from_whole(&whole)
            };
        }
        names::from_parts(&given, &text(Field::MiddleName), &whole)
    }

    fn email(&mut self) -> Option<String> {
        let mut email: Option<String> = None;
        for (index, cell) in self.values(Field::Email) {
            let (column, value) = (self.layout.name(index), shorten(&cell));
            let (address, has_more) = match contact::email(&cell) {
                Address::One(address) => (address, false),
                Address::First(address) => (address, true),
                Address::Invalid => {
                    self.notes.push(RowProblem::InvalidEmail { column, value });
                    continue;
                }
            };
            let used = email.get_or_insert_with(|| address.clone()).clone();
            if has_more || used != address {
                self.notes.push(RowProblem::OtherEmail { column, value, used });
            }
        }
        email
    }

    fn phones(&mut self, field: Field) -> Vec<String> {
        let mut phones = Vec::new();
        for (index, cell) in self.values(field) {
            match contact::phone(&cell, self.region) {
                Some(phone) => phones.push(phone),
                None => self.notes.push(RowProblem::InvalidPhone {
                    column: self.layout.name(index),
                    value: shorten(&cell),
                }),
            }
        }
        phones
    }

    fn emergency_phone(&mut self) -> Option<String> {
        let (index, cell) = self.first(Field::EmergencyPhone)?;
        Some(contact::phone(&cell, self.region).unwrap_or_else(|| {
            self.notes.push(RowProblem::PhoneKeptAsText {
                column: self.layout.name(index),
                value: shorten(&cell),
            });
            cell
        }))
    }

    /// The first column of the field that holds a date, with the column.
    fn date(&mut self, field: Field) -> Option<(NaiveDate, usize)> {
        let mut first = None;
        for (index, cell) in self.values(field) {
            match self.layout.date(index, field, &cell) {
                Ok((date, note)) => {
                    self.notes.extend(note);
                    first = first.or(date.map(|date| (date, index)));
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        first
    }

    fn birthday(&mut self) -> Option<NaiveDate> {
        let (date, index) = self.date(Field::Birthday)?;
        let column = self.layout.name(index);
        let age = self.layout.today.years_since(date);
        let note = match age {
            None => RowProblem::BirthdayInFuture { column, date },
            Some(years) if years > OLDEST_YEARS => RowProblem::BirthdayTooLongAgo { column, date },
            Some(_) => return Some(date),
        };
        self.notes.push(note);
        None
    }

    fn gender(&mut self) -> Option<Gender> {
        let (index, cell) = self.first(Field::Gender)?;
        words::gender(&cell).unwrap_or_else(|()| {
            self.notes.push(RowProblem::UnknownGender {
                column: self.layout.name(index),
                value: shorten(&cell),
            });
            None
        })
    }

    /// The status in words, else what the yes-or-no columns add up to.
    fn status(&mut self) -> Option<MemberStatus> {
        if let Some((index, cell)) = self.first(Field::Status) {
            let status = words::status(&cell);
            if let MemberStatus::Unknown(value) = &status {
                self.notes.push(RowProblem::UnknownStatus {
                    column: self.layout.name(index),
                    value: value.clone(),
                });
            }
            return Some(status);
        }
        let inactive = self.flag(Field::Inactive);
        let prospect = self.flag(Field::Prospect);
        let active = self.flag(Field::Active);
        if inactive == Some(true) || active == Some(false) {
            Some(MemberStatus::Ended)
        } else if prospect == Some(true) {
            Some(MemberStatus::Lead)
        } else if inactive == Some(false) || active == Some(true) {
            Some(MemberStatus::Active)
        } else {
            None
        }
    }

    fn flag(&mut self, field: Field) -> Option<bool> {
        let (index, cell) = self.first(field)?;
        let flag = words::flag(&cell);
        if flag.is_none() {
            self.notes.push(RowProblem::UnknownFlag {
                column: self.layout.name(index),
                value: shorten(&cell),
            });
        }
        flag
    }

    fn address(&self) -> Option<String> {
        let lines: Vec<String> = [Field::Address, Field::AddressMore]
            .into_iter()
            .filter_map(|field| self.text(field))
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
