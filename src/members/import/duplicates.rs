//! People who are in the file twice, and families who share an address.
//!
//! Same name and same e-mail address, phone number or id: the same person, and the later record is refused.
//! Another name with the same e-mail address: a family. Everyone is kept, but the address stays with the first,
//! because it signs in one person. A shared phone number is only told.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::Row;
use super::names;
use super::person::Person;
use super::problem::{Match, RowProblem};

/// Someone who was read already.
#[derive(Clone)]
struct Seen {
    line: u64,
    name: String,
    birthday: Option<NaiveDate>,
}

impl Seen {
    /// Father and son may have one name; their birthdays differ.
    fn is(&self, name: &str, birthday: Option<NaiveDate>) -> bool {
        let differ = matches!((self.birthday, birthday), (Some(a), Some(b)) if a != b);
        self.name == name && !differ
    }
}

#[derive(Default)]
struct Index {
    /// By what is shared: everyone who has it, in the order of the file.
    by_key: HashMap<String, Vec<Seen>>,
}

impl Index {
    /// Whether someone earlier is the same person, and who the first to have the key is.
    fn look(&self, key: &str, name: &str, birthday: Option<NaiveDate>) -> (Option<u64>, Option<u64>) {
        let seen = self.by_key.get(key).map_or(&[][..], Vec::as_slice);
        (
            seen.iter().find(|seen| seen.is(name, birthday)).map(|seen| seen.line),
            seen.first().map(|seen| seen.line),
        )
    }

    fn add(&mut self, key: String, seen: &Seen) {
        match self.by_key.entry(key) {
            Entry::Occupied(mut entry) => entry.get_mut().push(seen.clone()),
            Entry::Vacant(entry) => _ = entry.insert(vec![seen.clone()]),
        }
    }
}

/// Refuses the duplicates and takes shared addresses from all but the first.
pub(super) fn mark(rows: &mut [Row]) {
    let (mut emails, mut phones, mut ids) = (Index::default(), Index::default(), Index::default());
    for row in rows {
        let line = row.line;
        let Ok(person) = &mut row.outcome else {
            continue;
        };
        let seen = Seen {
            line,
            name: names::key(&person.name),
            birthday: person.birthday,
        };
        let found = [
            (Match::Email, &emails, &person.email),
            (Match::Phone, &phones, &person.phone),
            (Match::ExternalId, &ids, &person.external_id),
        ]
        .into_iter()
        .find_map(|(by, index, key)| {
            let (same, _) = index.look(key.as_deref()?, &seen.name, seen.birthday);
            Some((same?, by))
        });
        if let Some((line, by)) = found {
            row.outcome = Err(vec![RowProblem::Duplicate { line, by }]);
            continue;
        }
        let keys = (person.email.clone(), person.phone.clone(), person.external_id.clone());
        row.notes.extend(shared(person, &seen, &emails, &phones, &ids));
        // Registered with what was written, also where it was taken away: the next of the family may be twice in the file.
        for (index, key) in [(&mut emails, keys.0), (&mut phones, keys.1), (&mut ids, keys.2)] {
            if let Some(key) = key {
                index.add(key, &seen);
            }
        }
    }
}

fn shared(person: &mut Person, seen: &Seen, emails: &Index, phones: &Index, ids: &Index) -> Vec<RowProblem> {
    let first = |index: &Index, key: &str| index.look(key, &seen.name, seen.birthday).1;
    let mut notes = Vec::new();
    if let Some(email) = person.email.take_if(|email| first(emails, email).is_some())
        && let Some(line) = first(emails, &email)
    {
        notes.push(RowProblem::SharedEmail { line, email });
    }
    if let Some(phone) = &person.phone
        && let Some(line) = first(phones, phone)
    {
        notes.push(RowProblem::SharedPhone {
            line,
            phone: phone.clone(),
        });
    }
    if let Some(id) = person.external_id.take_if(|id| first(ids, id).is_some())
        && let Some(line) = first(ids, &id)
    {
        notes.push(RowProblem::SharedExternalId { line, id });
    }
    notes
}
