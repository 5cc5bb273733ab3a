//! People who are in the file twice, and families who share an address.
//!
//! Same name and same e-mail address, phone number or id: the same person, and the later record is refused.
//! Another name with the same e-mail address: a family. Everyone is kept, but the address stays with the first,
//! because it signs in one person. A shared phone number is only told.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Row;
use super::names;
use super::person::Person;
use super::problem::{Match, RowProblem};

/// Who a person is, apart from the value that is shared.
struct Who {
    line: u64,
    name: String,
    birthday: Option<NaiveDate>,
}

/// The lines of people of one name who share one value.
struct Namesakes {
    first: u64,
    without_birthday: Option<u64>,
    by_birthday: HashMap<NaiveDate, u64>,
}

/// Everyone who was read already, by the values that may be shared. Looking up takes the same time however many
/// share a value: lists exist in which half the gym has the address of the front desk.
#[derive(Default)]
struct Index {
    first: HashMap<String, u64>,
    namesakes: HashMap<(String, String), Namesakes>,
}

impl Index {
    /// The line of the first person with this value.
    fn first(&self, value: &str) -> Option<u64> {
        self.first.get(value).copied()
    }

    /// The line of the same person. Father and son may have one name; their birthdays differ.
    fn same(&self, value: &str, who: &Who) -> Option<u64> {
        let namesakes = self.namesakes.get(&(value.to_owned(), who.name.clone()))?;
        match who.birthday {
            None => Some(namesakes.first),
            Some(birthday) => namesakes
                .by_birthday
                .get(&birthday)
                .copied()
                .or(namesakes.without_birthday),
        }
    }

    fn add(&mut self, value: String, who: &Who) {
        let namesakes = self
            .namesakes
            .entry((value.clone(), who.name.clone()))
            .or_insert(Namesakes {
                first: who.line,
                without_birthday: None,
                by_birthday: HashMap::new(),
            });
        match who.birthday {
            None => _ = namesakes.without_birthday.get_or_insert(who.line),
            Some(birthday) => _ = namesakes.by_birthday.entry(birthday).or_insert(who.line),
        }
        self.first.entry(value).or_insert(who.line);
    }
}

/// Refuses the duplicates and takes shared addresses from all but the first.
pub(super) fn mark(rows: &mut [Row]) {
    let (mut emails, mut phones, mut ids) = (Index::default(), Index::default(), Index::default());
    for row in rows {
        let Ok(person) = &mut row.outcome else {
            continue;
        };
        let who = Who {
            line: row.line,
            name: names::key(&person.name),
            birthday: person.birthday,
        };
        let same = [
            (Match::Email, &emails, &person.email),
            (Match::Phone, &phones, &person.phone),
            (Match::ExternalId, &ids, &person.external_id),
        ]
        .into_iter()
        .find_map(|(by, index, value)| Some((index.same(value.as_deref()?, &who)?, by)));
        if let Some((line, by)) = same {
            row.outcome = Err(vec![RowProblem::Duplicate { line, by }]);
            continue;
        }
        // What was written counts, also where it is taken away now: a child may be in the file twice.
        let written = [
            (&mut emails, person.email.clone()),
            (&mut phones, person.phone.clone()),
            (&mut ids, person.external_id.clone()),
        ];
        let firsts = written.map(|(index, value)| {
            let value = value?;
            let first = index.first(&value);
            index.add(value, &who);
            first
        });
        row.notes.extend(give_up(person, firsts));
    }
}

/// Takes from a person what belongs to the first who had it.
fn give_up(person: &mut Person, [email, phone, id]: [Option<u64>; 3]) -> Vec<RowProblem> {
    let mut notes = Vec::new();
    if let (Some(line), Some(email)) = (email, person.email.take_if(|_| email.is_some())) {
        notes.push(RowProblem::SharedEmail { line, email });
    }
    if let (Some(line), Some(phone)) = (phone, person.phone.clone()) {
        notes.push(RowProblem::SharedPhone { line, phone });
    }
    if let (Some(line), Some(id)) = (id, person.external_id.take_if(|_| id.is_some())) {
        notes.push(RowProblem::SharedExternalId { line, id });
    }
    notes
}
