//! Two records of one person: what they say, and what of it stays.

use super::{Details, Gender, Goal, Interest, MemberId, MemberStatus, Slot};
use crate::{
    platform::{
        i18n::{Locale, t},
        time::{Day, Instant},
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

/// What is chosen from one record or the other, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeField {
    /// The name.
    Name,
    /// E-mail address for notices.
    Email,
    /// Telephone number for notices.
    Phone,
    /// Date of birth.
    Birthday,
    /// Gender.
    Gender,
    /// Language of notices.
    Language,
    /// Home location.
    Home,
    /// The note that came with the record.
    Note,
    /// Goals and what they like.
    Wishes,
    /// Where they live.
    Address,
    /// Whom to call in an emergency.
    Emergency,
}

impl MergeField {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::Email,
        Self::Phone,
        Self::Birthday,
        Self::Gender,
        Self::Language,
        Self::Home,
        Self::Note,
        Self::Wishes,
        Self::Address,
        Self::Emergency,
    ];

    /// The name in forms and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Birthday => "birthday",
            Self::Gender => "gender",
            Self::Language => "language",
            Self::Home => "home",
            Self::Note => "note",
            Self::Wishes => "wishes",
            Self::Address => "address",
            Self::Emergency => "emergency",
        }
    }

    /// By its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// What it is called.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Name => t::merge::field_name(l),
            Self::Email => t::people::email(l),
            Self::Phone => t::people::phone(l),
            Self::Birthday => t::people::birthday(l),
            Self::Gender => t::details::gender(l),
            Self::Language => t::people::language(l),
            Self::Home => t::people::home_location(l),
            Self::Note => t::merge::field_note(l),
            Self::Wishes => t::merge::field_wishes(l),
            Self::Address => t::merge::field_address(l),
            Self::Emergency => t::merge::field_emergency(l),
        }
    }
}

/// What one record says of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFacts {
    /// Who.
    pub id: MemberId,
    /// The number.
    pub number: i64,
    /// The name.
    pub name: String,
    /// E-mail address for notices.
    pub email: Option<String>,
    /// Telephone number for notices.
    pub phone: Option<String>,
    /// Date of birth.
    pub birthday: Option<Day>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Language tag.
    pub locale: Option<String>,
    /// Home location.
    pub home: Option<LocationId>,
    /// What it is called.
    pub home_name: Option<String>,
    /// The note that came with the record.
    pub note: Option<String>,
    /// Goals, address, whom to call.
    pub details: Details,
    /// Where they stand.
    pub status: MemberStatus,
    /// Since when they are a member.
    pub joined_on: Day,
    /// When the record was made.
    pub made_at: Instant,
    /// There is an account to sign in with.
    pub signs_in: bool,
}

impl RecordFacts {
    /// What stands in a field, as JSON: two of them are compared by it.
    ///
    /// # Panics
    /// Never: all of it can be written as JSON.
    #[must_use]
    pub fn value(&self, field: MergeField) -> String {
        let d = &self.details;
        let json = match field {
            MergeField::Name => serde_json::to_string(&self.name),
            MergeField::Email => serde_json::to_string(&self.email),
            MergeField::Phone => serde_json::to_string(&self.phone),
            MergeField::Birthday => serde_json::to_string(&self.birthday),
            MergeField::Gender => serde_json::to_string(&self.gender),
            MergeField::Language => serde_json::to_string(&self.locale),
            MergeField::Home => serde_json::to_string(&self.home),
            MergeField::Note => serde_json::to_string(&self.note),
            MergeField::Wishes => serde_json::to_string(&(&d.goals, &d.goal_words, &d.interests, &d.times, d.level)),
            MergeField::Address => serde_json::to_string(&d.address),
            MergeField::Emergency => {
                serde_json::to_string(&(&d.emergency_name, &d.emergency_phone, &d.emergency_relation))
            }
        };
        json.expect("plain values")
    }

    /// Puts a value into a field; what cannot be read changes nothing.
    pub fn put(&mut self, field: MergeField, value: &str) {
        fn read<T: serde::de::DeserializeOwned>(value: &str, into: &mut T) {
            if let Ok(found) = serde_json::from_str(value) {
                *into = found;
            }
        }
        match field {
            MergeField::Name => read(value, &mut self.name),
            MergeField::Email => read(value, &mut self.email),
            MergeField::Phone => read(value, &mut self.phone),
            MergeField::Birthday => read(value, &mut self.birthday),
            MergeField::Gender => read(value, &mut self.gender),
            MergeField::Language => read(value, &mut self.locale),
            MergeField::Home => read(value, &mut self.home),
            MergeField::Note => read(value, &mut self.note),
            MergeField::Wishes => {
                if let Ok((goals, words, interests, times, level)) = serde_json::from_str(value) {
                    let d = &mut self.details;
                    (d.goals, d.goal_words, d.interests, d.times, d.level) = (goals, words, interests, times, level);
                }
            }
            MergeField::Address => read(value, &mut self.details.address),
            MergeField::Emergency => {
                if let Ok((name, phone, relation)) = serde_json::from_str(value) {
                    let d = &mut self.details;
                    (d.emergency_name, d.emergency_phone, d.emergency_relation) = (name, phone, relation);
                }
            }
        }
    }

    /// Nothing stands in a field.
    #[must_use]
    pub fn is_empty(&self, field: MergeField) -> bool {
        let d = &self.details;
        match field {
            MergeField::Name => self.name.is_empty(),
            MergeField::Email => self.email.is_none(),
            MergeField::Phone => self.phone.is_none(),
            MergeField::Birthday => self.birthday.is_none(),
            MergeField::Gender => self.gender.is_none(),
            MergeField::Language => self.locale.is_none(),
            MergeField::Home => self.home.is_none(),
            MergeField::Note => self.note.is_none(),
            MergeField::Wishes => {
                d.goals.is_empty()
                    && d.goal_words.is_empty()
                    && d.interests.is_empty()
                    && d.times.is_empty()
                    && d.level.is_none()
            }
            MergeField::Address => d.address.is_empty(),
            MergeField::Emergency => d.emergency_name.is_empty(),
        }
    }

    /// Whether a field of this record is the better one to begin with: where the other has nothing, the longer name, else what stands
    /// in the later record.
    #[must_use]
    pub fn better(&self, field: MergeField, other: &Self) -> bool {
        match (self.is_empty(field), other.is_empty(field)) {
            (true, _) => false,
            (false, true) => true,
            (false, false) => {
                let (mine, theirs) = (self.name.chars().count(), other.name.chars().count());
                if field == MergeField::Name && mine != theirs {
                    mine > theirs
                } else {
                    self.made_at > other.made_at
                }
            }
        }
    }

    /// What stands in a field, in words.
    #[must_use]
    pub fn text(&self, field: MergeField, l: Locale) -> String {
        let d = &self.details;
        let listed = |parts: Vec<String>| {
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(" · ")
        };
        match field {
            MergeField::Name => self.name.clone(),
            MergeField::Email => self.email.clone().unwrap_or_default(),
            MergeField::Phone => self.phone.clone().unwrap_or_default(),
            MergeField::Birthday => self.birthday.map(|day| l.date(day)).unwrap_or_default(),
            MergeField::Gender => self.gender.map(|gender| gender.text(l).to_owned()).unwrap_or_default(),
            MergeField::Language => {
                let known = self.locale.as_deref().and_then(Locale::from_tag);
                known.map(|l| l.name().to_owned()).unwrap_or_default()
            }
            MergeField::Home => self.home_name.clone().unwrap_or_default(),
            MergeField::Note => self.note.clone().unwrap_or_default(),
            MergeField::Wishes => {
                let mut parts: Vec<String> = d
                    .goals
                    .iter()
                    .copied()
                    .map(|one: Goal| one.text(l).to_owned())
                    .collect();
                parts.push(d.goal_words.clone());
                parts.extend(d.interests.iter().copied().map(|one: Interest| one.text(l).to_owned()));
                parts.extend(d.times.iter().copied().map(|one: Slot| one.text(l).to_owned()));
                parts.extend(d.level.map(|level| level.text(l).to_owned()));
                listed(parts)
            }
            MergeField::Address => d.address.clone(),
            MergeField::Emergency => listed(vec![
                d.emergency_name.clone(),
                d.emergency_relation.clone(),
                d.emergency_phone.clone(),
            ]),
        }
    }
}

/// Why two records may be of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same telephone number.
    Phone,
    /// The same e-mail address.
    Email,
    /// The same name and birthday.
    Birthday,
}

impl Likeness {
    /// In words.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Phone => t::merge::like_phone(l),
            Self::Email => t::merge::like_email(l),
            Self::Birthday => t::merge::like_birthday(l),
        }
    }
}

/// Two records that may be of one person, the older first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct LikelyPair {
    /// The older record.
    pub id: MemberId,
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// The newer record.
    pub other: MemberId,
    /// Its number.
    pub other_number: i64,
    /// Its name.
    pub other_name: String,
    /// The same telephone number.
    pub phone: bool,
    /// The same e-mail address.
    pub email: bool,
    /// The same name and birthday.
    pub birthday: bool,
}

impl LikelyPair {
    /// Why they may be of one person.
    #[must_use]
    pub fn why(&self) -> Vec<Likeness> {
        [
            (self.birthday, Likeness::Birthday),
            (self.phone, Likeness::Phone),
            (self.email, Likeness::Email),
        ]
        .into_iter()
        .filter_map(|(is, why)| is.then_some(why))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, made: i64) -> RecordFacts {
        RecordFacts {
            id: MemberId(uuid::Uuid::nil()),
            number: 1,
            name: name.into(),
            email: None,
            phone: None,
            birthday: None,
            gender: None,
            locale: None,
            home: None,
            home_name: None,
            note: None,
            details: Details::default(),
            status: MemberStatus::Active,
            joined_on: Day::default(),
            made_at: Instant(made),
            signs_in: false,
        }
    }

    #[test]
    fn what_is_taken_from_a_record_stands_in_the_other() {
        let (mut old, mut new) = (record("Lena Lang", 1), record("Lena", 2));
        new.email = Some("lena@example.org".into());
        new.details.emergency_name = "Otto".into();
        new.details.goal_words = "Run \"far\"".into();
        for field in MergeField::ALL {
            assert_eq!(MergeField::from_code(field.code()), Some(field));
            old.put(field, &new.value(field));
            assert_eq!(old.value(field), new.value(field), "{field:?}");
        }
        old.put(MergeField::Birthday, "nonsense");
        assert_eq!(old.birthday, None);
    }

    #[test]
    fn the_fuller_and_then_the_later_is_the_better() {
        let (old, mut new) = (record("Lena Lang", 1), record("Lena", 2));
        assert!(old.better(MergeField::Name, &new) && !new.better(MergeField::Name, &old));
        assert!(!new.better(MergeField::Email, &old), "both have none");
        new.email = Some("lena@example.org".into());
        assert!(new.better(MergeField::Email, &old) && !old.better(MergeField::Email, &new));
        let mut older = old;
        older.email = Some("old@example.org".into());
        assert!(new.better(MergeField::Email, &older), "the later record");
    }
}
