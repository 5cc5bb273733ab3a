//! Invented people: names in eleven tongues, with addresses and numbers that reach nobody.
//!
//! E-mail addresses are at `example.org` (RFC 2606), which never receives mail. Phone numbers come
//! only from ranges that a regulator keeps for fiction, so that a test message cannot disturb
//! anyone: the Bundesnetzagentur's drama numbers, Ofcom's London ones, 555-01xx of the North
//! American plan, and Arcep's landlines. China and Hong Kong keep no such range, so people from
//! there have North American numbers. The mobile ranges of Ofcom (07700 900) and Arcep (06 39 98)
//! are left out: number checkers based on libphonenumber call them invalid.

use std::collections::HashMap;

use chrono::{Days, Months, NaiveDate};

use super::lists::{DE_PHONES, MEMBERS, Mix, PHONES, TONGUES};
use super::rng::Rng;

/// The most people that one club may have: the phone ranges hold a few more.
pub const MAX_PEOPLE: usize = 50_000;

/// A person's gender as stated on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Left open.
    Unstated,
}

impl Gender {
    /// The gender as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unstated => "unstated",
        }
    }
}

/// An invented person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The whole name in its own order and script, e.g. 王芳 or Anna Schröder.
    pub name: String,
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// For a Chinese name its reading without tones, family name first: Wang Fang.
    pub pinyin: Option<String>,
    /// The language the person reads: `en`, `zh-Hans` or `zh-Hant`.
    pub lang: &'static str,
    /// E-mail address, in lower case; nobody else in the club has it.
    pub email: String,
    /// Phone number in E.164; nobody else in the club has it.
    pub phone: String,
    /// Gender as stated.
    pub gender: Gender,
    /// Date of birth.
    pub birthday: NaiveDate,
}

/// Everyone invented so far, so that no address or number is given twice.
#[derive(Debug, Default)]
pub(super) struct Cast {
    emails: HashMap<String, u32>,
    phones: HashMap<&'static str, u32>,
}

impl Cast {
    /// A new person aged `ages.0` to `ages.1`; `None` once every phone number is taken.
    pub(super) fn person(&mut self, rng: &mut Rng, today: NaiveDate, mix: &Mix, ages: (u32, u32)) -> Option<Person> {
        let tongue = TONGUES.get(rng.weighted(mix))?;
        let female = rng.chance(54);
        let given = word(rng, if female { tongue.female } else { tongue.male });
        let family = word(rng, tongue.family);
        let phone = self.phone(tongue.phones)?;
        let gender = match (rng.chance(3), female) {
            (true, _) => Gender::Unstated,
            (false, true) => Gender::Female,
            (false, false) => Gender::Male,
        };
        let birthday = birthday(rng, today, ages);

        if let (Some((given, given_read)), Some((family, family_read))) =
            (given.split_once(':'), family.split_once(':'))
        {
            return Some(Person {
                name: format!("{family}{given}"),
                given: given.to_owned(),
                family: family.to_owned(),
                pinyin: Some(format!("{family_read} {given_read}")),
                lang: tongue.lang,
                email: self.email(given_read, family_read),
                phone,
                gender,
                birthday,
            });
        }
        let mut family = match family.strip_suffix("ki") {
            Some(stem) if female && tongue.phones == DE_PHONES => format!("{stem}ka"),
            _ => family.to_owned(),
        };
        let second = word(rng, tongue.family);
        if rng.chance(tongue.joined.1) && !family.starts_with(second) && !second.ends_with("ki") {
            family = format!("{family}{}{second}", tongue.joined.0);
        }
        Some(Person {
            name: format!("{given} {family}"),
            given: given.to_owned(),
            email: self.email(given, &family),
            family,
            pinyin: None,
            lang: tongue.lang,
            phone,
            gender,
            birthday,
        })
    }

    /// A free address made of the name, numbered from the second on.
    fn email(&mut self, given: &str, family: &str) -> String {
        let base = format!("{}.{}", ascii(given), ascii(family));
        let count = self.emails.entry(base.clone()).or_insert(0);
        *count += 1;
        match *count {
            1 => format!("{base}@example.org"),
            count => format!("{base}{count}@example.org"),
        }
    }

    /// A free number, from the range `first` on and around.
    fn phone(&mut self, first: usize) -> Option<String> {
        let (before, from) = PHONES.split_at_checked(first)?;
        for &(prefix, digits) in from.iter().chain(before) {
            let taken = self.phones.entry(prefix).or_insert(0);
            let size = 10_u32.pow(digits);
            if *taken < size {
                // 617 shares no factor with 10: each number once, and neighbours look unrelated
                let number = (*taken * 617 + 83) % size;
                *taken += 1;
                return Some(format!("{prefix}{number:0width$}", width = digits as usize));
            }
        }
        None
    }
}

/// `count` people of 16 to 79 years, at most [`MAX_PEOPLE`]; a third have Chinese names.
pub fn people(rng: &mut Rng, count: usize, today: NaiveDate) -> Vec<Person> {
    members(&mut Cast::default(), rng, count, today)
}

/// As [`people`], beside others who have been invented before.
pub(super) fn members(cast: &mut Cast, rng: &mut Rng, count: usize, today: NaiveDate) -> Vec<Person> {
    const AGES: [(u32, u32); 6] = [(16, 19), (20, 29), (30, 39), (40, 49), (50, 64), (65, 79)];
    const SHARES: [u32; 6] = [6, 27, 30, 19, 14, 4];
    (0..count.min(MAX_PEOPLE))
        .map_while(|_| {
            let ages = AGES[rng.weighted(&SHARES)];
            cast.person(rng, today, &MEMBERS, ages)
        })
        .collect()
}

fn birthday(rng: &mut Rng, today: NaiveDate, ages: (u32, u32)) -> NaiveDate {
    let months = rng.count(ages.0, ages.1).saturating_mul(12);
    let days = rng.below(365);
    today
        .checked_sub_months(Months::new(months))
        .and_then(|day| day.checked_sub_days(Days::new(days)))
        .unwrap_or(today)
}

/// One of the words of a table's line.
fn word(rng: &mut Rng, words: &'static str) -> &'static str {
    let index = rng.index(words.split_whitespace().count());
    words.split_whitespace().nth(index).unwrap_or_default()
}

/// The name as an address can hold it: lower-case ASCII letters only.
fn ascii(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        plain.push_str(match letter {
            'a'..='z' => {
                plain.push(letter);
                continue;
            }
            'ä' => "ae",
            'ö' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            'á' | 'à' | 'â' | 'ã' | 'ą' => "a",
            'ç' | 'ć' => "c",
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ẹ' => "e",
            'ğ' => "g",
            'í' | 'ì' | 'î' | 'ï' | 'ı' => "i",
            'ł' => "l",
            'ñ' | 'ń' => "n",
            'ó' | 'ò' | 'ô' | 'õ' | 'ọ' => "o",
            'ş' | 'ś' | 'ṣ' => "s",
            'ú' | 'ù' | 'û' => "u",
            'ź' | 'ż' => "z",
            // tone marks, hyphens, apostrophes, the blank between two family names
            _ => "",
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::Datelike;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 19).unwrap()
    }

    #[test]
    fn the_same_seed_makes_the_same_people() {
        let make = |seed| people(&mut Rng::new(seed), 300, today());
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
    }

    #[test]
    fn addresses_and_numbers_are_unique_and_reserved() {
        let all = people(&mut Rng::new(1), 20_000, today());
        assert_eq!(all.len(), 20_000);
        let emails: HashSet<&str> = all.iter().map(|person| person.email.as_str()).collect();
        let phones: HashSet<&str> = all.iter().map(|person| person.phone.as_str()).collect();
        assert_eq!((emails.len(), phones.len()), (20_000, 20_000));
        for person in &all {
            let local = person.email.strip_suffix("@example.org").unwrap();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            let mut parts = local.split('.');
            assert!(parts.clone().count() == 2, "{}", person.email);
            assert!(parts.all(|part| part.len() > 1 && part.chars().all(plain)), "{local}");
            let reserved = PHONES.iter().any(|&(prefix, digits)| {
                person.phone.starts_with(prefix) && person.phone.len() == prefix.len() + digits as usize
            });
            assert!(reserved, "{}", person.phone);
        }
    }

    #[test]
    fn no_more_people_than_numbers() {
        let all = people(&mut Rng::new(1), MAX_PEOPLE + 10, today());
        assert_eq!(all.len(), MAX_PEOPLE);
        let phones: HashSet<&str> = all.iter().map(|person| person.phone.as_str()).collect();
        assert_eq!(phones.len(), MAX_PEOPLE);
    }

    #[test]
    fn a_third_are_chinese_in_both_scripts_with_their_reading() {
        let all = people(&mut Rng::new(1), 2_000, today());
        let count = |lang| all.iter().filter(|person| person.lang == lang).count();
        assert!((350..450).contains(&count("zh-Hans")), "{}", count("zh-Hans"));
        assert!((250..350).contains(&count("zh-Hant")), "{}", count("zh-Hant"));
        for person in &all {
            assert_eq!(person.pinyin.is_some(), person.lang != "en", "{person:?}");
            match &person.pinyin {
                Some(pinyin) => {
                    assert_eq!(person.name, format!("{}{}", person.family, person.given));
                    assert!(pinyin.is_ascii() && pinyin.split(' ').count() == 2, "{pinyin}");
                    let syllables = person.name.chars().count();
                    assert!((2..=4).contains(&syllables), "{}", person.name);
                }
                None => assert_eq!(person.name, format!("{} {}", person.given, person.family)),
            }
        }
    }

    #[test]
    fn every_letter_of_the_lists_has_a_plain_form() {
        // tone marks and what joins two names are dropped on purpose
        let dropped = "\u{300}\u{301}\u{307}' -";
        for tongue in &TONGUES {
            for words in [tongue.female, tongue.male, tongue.family] {
                for word in words.split_whitespace() {
                    let read = word.split_once(':').map_or(word, |(_, read)| read);
                    let read = read.to_lowercase();
                    for letter in read.chars().filter(|&c| !dropped.contains(c)) {
                        assert!(!ascii(&letter.to_string()).is_empty(), "{letter} of {read}");
                    }
                }
            }
        }
        assert_eq!(ascii("Brömmelkamp-O'Ọ̀ṣún"), "broemmelkampoosun");
    }

    #[test]
    fn everyone_is_of_age() {
        for person in people(&mut Rng::new(1), 2_000, today()) {
            let age = today().years_since(person.birthday).unwrap();
            assert!(
                (16..=79).contains(&age),
                "{} was born in {}",
                person.name,
                person.birthday.year()
            );
        }
    }
}
