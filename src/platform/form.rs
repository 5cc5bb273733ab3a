//! What people type, parsed at the edge into values that cannot be wrong.
//!
//! Each parser returns the value or a [`Flaw`]; a use case collects the flaws of all its fields into [`FieldErrors`] so that the
//! person sees every one at once. Both sides compile it: the browser may tell early, the server decides.

use serde::{Deserialize, Serialize};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// Nothing was entered.
    Missing,
    /// More characters than this.
    TooLong(i64),
    /// Fewer characters than this.
    TooShort(i64),
    /// Not an e-mail address: the part after the @ has no ending, or there is none.
    Email,
    /// Not a telephone number with its country code.
    Phone,
    /// Neither an e-mail address nor a telephone number.
    EmailOrPhone,
    /// Not a whole number, or outside these bounds.
    Number(i64, i64),
    /// Not an amount of money.
    Amount,
    /// Not a date.
    Date,
    /// Not a time of day.
    Time,
    /// Ends before it begins.
    EndsBeforeStart,
    /// A password that everybody tries first.
    Common,
    /// Somebody else uses it already.
    Taken,
    /// There is one of this name already.
    NameTaken,
    /// None of the choices offered.
    Choice,
    /// Another person has to change it.
    Fixed,
}

/// The flaws of a form, by field name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<(String, Flaw)>);

impl FieldErrors {
    /// One flaw of one field.
    #[must_use]
    pub fn one(field: &str, flaw: Flaw) -> Self {
        Self(vec![(field.to_owned(), flaw)])
    }
    /// The flaw of a field, if it has one.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&Flaw> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, flaw)| flaw)
    }
    /// Notes a flaw and gives the value where there was none.
    pub fn check<T>(&mut self, field: &str, parsed: Result<T, Flaw>) -> Option<T> {
        parsed.map_err(|flaw| self.0.push((field.to_owned(), flaw))).ok()
    }
    /// Whether every field was good.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The path if it is one of ours, else `/`: never another host, never a scheme.
#[must_use]
pub fn own_path(path: &str) -> &str {
    let mut chars = path.chars();
    let good = chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && !path.chars().any(|c| c.is_control() || c == '\\');
    if good { path } else { "/" }
}

/// A text of 1 to `max` characters, without surrounding space and control characters.
///
/// # Errors
/// [`Flaw::Missing`] or [`Flaw::TooLong`].
pub fn text(raw: &str, max: usize) -> Result<String, Flaw> {
    let clean = optional_text(raw, max)?;
    clean.ok_or(Flaw::Missing)
}

/// The same, where nothing is an answer too.
///
/// # Errors
/// [`Flaw::TooLong`].
pub fn optional_text(raw: &str, max: usize) -> Result<Option<String>, Flaw> {
    let clean: String = raw
        .chars()
        .filter(|c| (!c.is_control() || *c == '\n') && !is_direction_override(*c))
        .collect::<String>()
        .trim()
        .to_owned();
    if clean.chars().count() > max {
        return Err(Flaw::TooLong(max as i64));
    }
    Ok((!clean.is_empty()).then_some(clean))
}

/// Characters that turn the reading direction around: in a name they make a page show something that is not there.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A value that may be left out: nothing was entered, or what the parser makes of it.
///
/// # Errors
/// The parser's.
pub fn unless_empty<T>(raw: &str, parse: impl FnOnce(&str) -> Result<T, Flaw>) -> Result<Option<T>, Flaw> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    parse(raw).map(Some)
}

/// A whole number within bounds.
///
/// # Errors
/// [`Flaw::Number`] with the bounds.
pub fn number(raw: &str, min: i64, max: i64) -> Result<i64, Flaw> {
    raw.trim()
        .parse()
        .ok()
        .filter(|n| (min..=max).contains(n))
        .ok_or(Flaw::Number(min, max))
}

/// A date as `<input type=date>` sends it.
///
/// # Errors
/// [`Flaw::Date`].
pub fn day(raw: &str) -> Result<super::time::Day, Flaw> {
    use chrono::Datelike;
    raw.trim()
        .parse::<super::time::Day>()
        .ok()
        .filter(|d| (1900..2200).contains(&d.year()))
        .ok_or(Flaw::Date)
}

/// A time of day as minutes since midnight.
///
/// # Errors
/// [`Flaw::Time`].
pub fn minute(raw: &str) -> Result<i64, Flaw> {
    super::time::parse_clock(raw).ok_or(Flaw::Time)
}

/// An e-mail address, in lower case.
///
/// # Errors
/// [`Flaw::Missing`], [`Flaw::TooLong`], [`Flaw::Email`].
pub fn email(raw: &str) -> Result<String, Flaw> {
    let clean = text(raw, 254)?.to_lowercase();
    let (local, domain) = clean.rsplit_once('@').ok_or(Flaw::Email)?;
    let label = |l: &str| !l.is_empty() && !l.starts_with('-') && !l.ends_with('-');
    let good_domain = domain.contains('.')
        && domain.split('.').all(label)
        && domain.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-');
    let good_local = !local.is_empty()
        && local.chars().count() <= 64
        && !local.contains(|c: char| c.is_whitespace() || "<>()[],;:\\\"@".contains(c));
    if good_domain && good_local {
        Ok(clean)
    } else {
        Err(Flaw::Email)
    }
}

/// How somebody is known at sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// By e-mail address, lower case.
    Email(String),
    /// By telephone number as `+` and digits.
    Phone(String),
}

/// A telephone number with its country code, `+` and 8 to 15 digits. Spaces, dots, hyphens and brackets are dropped; `00` becomes `+`.
///
/// # Errors
/// [`Flaw::Missing`], [`Flaw::Phone`].
pub fn phone(raw: &str) -> Result<String, Flaw> {
    let clean: String = raw
        .chars()
        .filter(|c| !c.is_whitespace() && !"-.()/\u{a0}".contains(*c))
        .collect();
    if clean.is_empty() {
        return Err(Flaw::Missing);
    }
    let digits = clean
        .strip_prefix('+')
        .or_else(|| clean.strip_prefix("00"))
        .ok_or(Flaw::Phone)?;
    let good =
        (8..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit()) && !digits.starts_with('0');
    if good {
        Ok(format!("+{digits}"))
    } else {
        Err(Flaw::Phone)
    }
}

/// An e-mail address or a telephone number, whichever it looks like.
///
/// # Errors
/// The flaw of the kind it looks like; [`Flaw::EmailOrPhone`] when it looks like neither.
pub fn login(raw: &str) -> Result<Login, Flaw> {
    if raw.contains('@') {
        return email(raw).map(Login::Email);
    }
    if raw.trim().is_empty() {
        return Err(Flaw::Missing);
    }
    if raw.trim().starts_with(['+', '0']) {
        phone(raw).map(Login::Phone)
    } else {
        Err(Flaw::EmailOrPhone)
    }
}

/// Passwords that are tried first everywhere.
const COMMON: [&str; 40] = [
    "password",
    "12345678",
    "123456789",
    "1234567890",
    "qwertyuiop",
    "qwerty123",
    "password1",
    "password123",
    "iloveyou",
    "11111111",
    "00000000",
    "88888888",
    "abc12345",
    "abcd1234",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "welcome1",
    "superman",
    "letmein1",
    "trustno1",
    "passw0rd",
    "1q2w3e4r",
    "1qaz2wsx",
    "q1w2e3r4",
    "zaq12wsx",
    "asdfghjk",
    "asdf1234",
    "woaini520",
    "woaini1314",
    "5201314520",
    "a1234567",
    "a12345678",
    "aa123456",
    "qq123456",
    "123123123",
    "987654321",
    "12341234",
    "66666666",
];

/// A new password: 8 to 128 characters, not one of the commonest. No rule about kinds of characters: they make passwords worse.
///
/// # Errors
/// [`Flaw::TooShort`], [`Flaw::TooLong`], [`Flaw::Common`].
pub fn new_password(raw: &str) -> Result<(), Flaw> {
    match raw.chars().count() {
        0 => Err(Flaw::Missing),
        1..8 => Err(Flaw::TooShort(8)),
        8..=128 if COMMON.contains(&raw.to_lowercase().as_str()) => Err(Flaw::Common),
        8..=128 => Ok(()),
        _ => Err(Flaw::TooLong(128)),
    }
}

/// A choice from a list by its id; the empty one is none.
///
/// # Errors
/// [`Flaw::Choice`] for what is no id.
pub fn choice<T: std::str::FromStr, R>(raw: &str, field: &str) -> Result<Option<T>, super::error::AppError<R>> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    raw.parse()
        .map(Some)
        .map_err(|_| super::error::AppError::field(field, Flaw::Choice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_for_what_people_forget() {
        assert_eq!(
            email(" Lena.Brandt@Example.ORG "),
            Ok("lena.brandt@example.org".to_owned())
        );
        for bad in [
            "lena",
            "lena@",
            "@example.org",
            "lena@example",
            "le na@example.org",
            "a@b..c",
            "a@-b.c",
            "a,b@c.d",
        ] {
            assert_eq!(email(bad), Err(Flaw::Email), "{bad}");
        }
        assert_eq!(email(""), Err(Flaw::Missing));
    }

    #[test]
    fn numbers_need_their_country() {
        assert_eq!(phone("+49 (170) 123-45.67"), Ok("+491701234567".to_owned()));
        assert_eq!(phone("0086 138 0013 8000"), Ok("+8613800138000".to_owned()));
        for bad in [
            "0170 1234567",
            "+0123456789",
            "+1",
            "+12345678901234567",
            "+49x1701234567",
        ] {
            assert_eq!(phone(bad), Err(Flaw::Phone), "{bad}");
        }
        assert_eq!(login("lena"), Err(Flaw::EmailOrPhone));
    }

    #[test]
    fn control_and_direction_characters_never_get_in() {
        assert_eq!(text(" a\u{202e}b\u{0}c\r\n ", 10), Ok("abc".to_owned()));
        assert_eq!(text(&"x".repeat(11), 10), Err(Flaw::TooLong(10)));
        assert_eq!(text(" \t ", 10), Err(Flaw::Missing));
    }

    #[test]
    fn passwords_are_long_and_not_the_first_guess() {
        assert_eq!(new_password("Password123"), Err(Flaw::Common));
        assert_eq!(new_password("short"), Err(Flaw::TooShort(8)));
        assert_eq!(new_password("a long quiet river"), Ok(()));
        assert_eq!(new_password(&"x".repeat(129)), Err(Flaw::TooLong(128)));
    }
}
