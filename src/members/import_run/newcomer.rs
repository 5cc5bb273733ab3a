//! A person of another system as a member of this one: what has no field here goes into the note, what cannot be kept is told.

use super::Note;
use crate::{
    members::{
        import::{self, Person},
        model::{Gender, MemberStatus},
        service::Newcomer,
    },
    platform::{
        form,
        i18n::{Locale, t},
        time::Day,
    },
    studio::model::LocationId,
};
use chrono::Datelike;

/// Characters of a name, as in the form for members.
const NAME: usize = 80;
/// Characters of the id in the other system.
const EXTERNAL_ID: usize = 100;
/// Characters of the note: a few screens of text.
const NOTE: usize = 4000;

/// The member that a person becomes, and what to tell about it; `None` when the name is too long for one.
pub(super) fn newcomer(person: &Person, location: Option<LocationId>, l: Locale) -> (Option<Newcomer>, Vec<Note>) {
    let mut notes = Vec::new();
    let Ok(name) = form::text(&person.name, NAME) else {
        return (None, notes);
    };
    let email = kept(person.email.as_deref(), form::email, &mut notes);
    let phone = kept(person.phone.as_deref(), form::phone, &mut notes);
    let joined_on = person.joined_on.filter(|day| {
        let real = (1900..2200).contains(&day.year());
        if !real {
            notes.push(Note::LeftOut(day.to_string()));
        }
        real
    });
    let external_id = person
        .external_id
        .as_deref()
        .and_then(|id| match form::text(id, EXTERNAL_ID) {
            Ok(id) => Some(id),
            Err(_) => {
                notes.push(Note::LeftOut(short(id)));
                None
            }
        });
    if let Some(status) = &person.status
        && status_of(status).1
    {
        notes.push(Note::CameAsActive(status.clone()));
    }
    let (note, cut) = note(person, l);
    if cut {
        notes.push(Note::NoteCut);
    }
    let newcomer = Newcomer {
        name,
        email,
        phone,
        birthday: person.birthday,
        gender: person.gender.map(|gender| match gender {
            import::Gender::Female => Gender::Female,
            import::Gender::Male => Gender::Male,
            import::Gender::Other => Gender::Other,
        }),
        locale: None,
        home_location: location,
        status: person.status.as_ref().map(|status| status_of(status).0),
        joined_on,
        external_id,
        note,
    };
    (Some(newcomer), notes)
}

/// Where somebody stands here, and whether that says less than it said there.
fn status_of(status: &import::MemberStatus) -> (MemberStatus, bool) {
    match status {
        import::MemberStatus::Active => (MemberStatus::Active, false),
        import::MemberStatus::Ended => (MemberStatus::Ended, false),
        import::MemberStatus::Frozen | import::MemberStatus::Lead | import::MemberStatus::Unknown(_) => {
            (MemberStatus::Active, true)
        }
    }
}

/// A value that the club's own forms would take too.
fn kept<E>(value: Option<&str>, check: impl Fn(&str) -> Result<String, E>, notes: &mut Vec<Note>) -> Option<String> {
    let value = value?;
    let checked = check(value).ok();
    if checked.is_none() {
        notes.push(Note::LeftOut(short(value)));
    }
    checked
}

/// The note of the staff, a fact a line, and whether its end was cut off. What matters at the door stands first.
fn note(person: &Person, l: Locale) -> (Option<String>, bool) {
    let mut lines: Vec<String> = Vec::new();
    let contact = [
        person.emergency_name.as_deref(),
        person.emergency_relation.as_deref(),
        person.emergency_phone.as_deref(),
    ];
    if let Some(contact) = joined(contact, ", ") {
        lines.push(t::import::note_emergency(l, contact));
    }
    match &person.status {
        Some(import::MemberStatus::Frozen) => lines.push(t::import::note_status(l, t::import::status_frozen(l))),
        Some(import::MemberStatus::Lead) => lines.push(t::import::note_status(l, t::import::status_lead(l))),
        Some(import::MemberStatus::Unknown(status)) => lines.push(t::import::note_status(l, status)),
        Some(import::MemberStatus::Active | import::MemberStatus::Ended) | None => {}
    }
    let day = |day: Option<Day>, text: fn(Locale, Day) -> String| day.map(|day| text(l, day));
    let from = day(person.plan_starts_on, t::import::note_plan_from);
    let until = day(person.plan_ends_on, t::import::note_plan_until);
    if let Some(plan) = joined([person.plan_name.as_deref(), from.as_deref(), until.as_deref()], ", ") {
        lines.push(t::import::note_plan(l, plan));
    }
    if let Some(nickname) = &person.nickname {
        lines.push(t::import::note_nickname(l, nickname));
    }
    if !person.other_phones.is_empty() {
        lines.push(t::import::note_phones(l, person.other_phones.join(", ")));
    }
    if let Some(card) = &person.barcode {
        lines.push(t::import::note_card(l, card));
    }
    let town = joined([person.postal_code.as_deref(), person.city.as_deref()], " ");
    let address = [
        person.address.as_deref(),
        town.as_deref(),
        person.state.as_deref(),
        person.country.as_deref(),
    ];
    if let Some(address) = joined(address, ", ") {
        lines.push(t::import::note_address(l, address));
    }
    if !person.tags.is_empty() {
        lines.push(t::import::note_tags(l, person.tags.join(", ")));
    }
    lines.extend(person.notes.clone());
    let text = lines.join("\n");
    let cut = text.chars().count() > NOTE;
    let text: String = text.chars().take(NOTE).collect();
    (form::optional_text(&text, NOTE).ok().flatten(), cut)
}

fn joined<const N: usize>(parts: [Option<&str>; N], between: &str) -> Option<String> {
    let there: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!there.is_empty()).then(|| there.join(between))
}

fn short(value: &str) -> String {
    value.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Person {
        Person {
            name: "Anna Keller".to_owned(),
            ..Person::default()
        }
    }

    #[test]
    fn an_emergency_contact_is_written_only_where_there_is_one() {
        assert_eq!(note(&person(), Locale::En), (None, false));
        let known = Person {
            emergency_name: Some("Jo".to_owned()),
            emergency_phone: Some("+491701234567".to_owned()),
            notes: Some("Left knee".to_owned()),
            ..person()
        };
        assert_eq!(
            note(&known, Locale::En).0.as_deref(),
            Some("In an emergency: Jo, +491701234567\nLeft knee")
        );
        assert_eq!(
            note(&known, Locale::ZhHans).0.as_deref(),
            Some("紧急联系人：Jo, +491701234567\nLeft knee")
        );
    }

    #[test]
    fn a_status_that_does_not_exist_here_becomes_active_and_is_told() {
        for (status, here, told) in [
            (import::MemberStatus::Frozen, MemberStatus::Active, true),
            (import::MemberStatus::Lead, MemberStatus::Active, true),
            (
                import::MemberStatus::Unknown("VIP".to_owned()),
                MemberStatus::Active,
                true,
            ),
            (import::MemberStatus::Ended, MemberStatus::Ended, false),
            (import::MemberStatus::Active, MemberStatus::Active, false),
        ] {
            let (made, notes) = newcomer(
                &Person {
                    status: Some(status),
                    ..person()
                },
                None,
                Locale::En,
            );
            let made = made.expect("a member");
            assert_eq!(
                (made.status, notes.len() == 1, made.note.is_some()),
                (Some(here), told, told)
            );
        }
    }

    #[test]
    fn what_is_too_long_is_told_and_never_loses_the_person() {
        let wordy = Person {
            external_id: Some("9".repeat(101)),
            joined_on: Day::from_ymd_opt(1, 1, 1),
            notes: Some("x".repeat(5000)),
            ..person()
        };
        let (made, notes) = newcomer(&wordy, None, Locale::En);
        let made = made.expect("a member");
        assert_eq!((made.external_id, made.joined_on, notes.len()), (None, None, 3));
        assert_eq!(made.note.map(|note| note.chars().count()), Some(NOTE));
        let (nobody, _) = newcomer(
            &Person {
                name: "x".repeat(81),
                ..person()
            },
            None,
            Locale::En,
        );
        assert!(nobody.is_none());
    }
}
