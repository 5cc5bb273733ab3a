//! E-mail addresses and phone numbers.

use std::sync::PoisonError;

use phonenumber::metadata::DATABASE;
use phonenumber::{PhoneNumber, Type, country};

use super::problem::{ImportError, shorten};
use super::words::half_width;

/// The plus and the 15 digits that the numbering plan of the world allows.
const LONGEST_E164: usize = 16;

/// The country whose numbers are written without `+`.
pub(super) fn region(code: &str) -> Result<country::Id, ImportError> {
    let unknown = || ImportError::UnknownRegion { region: shorten(code) };
    let id: country::Id = code.trim().to_uppercase().parse().map_err(|_| unknown())?;
    calling_code(id).map(|_| id).ok_or_else(unknown)
}

fn calling_code(region: country::Id) -> Option<u16> {
    DATABASE.by_id(region.as_ref()).map(phonenumber::Metadata::country_code)
}

/// What a cell for an e-mail address holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// One address, in lower case.
    One(String),
    /// Several: the first.
    First(String),
    /// Something else.
    Invalid,
}

/// Reads an e-mail address: `Anna@Example.org`, `mailto:…`, `Anna Keller <anna@example.org>`.
pub(super) fn email(cell: &str) -> Address {
    let text = half_width(cell).to_lowercase();
    let text = text.trim();
    if let Some(address) = one_email(text) {
        return Address::One(address);
    }
    text.split([',', ';', ' ', '/', '\n'])
        .find_map(one_email)
        .map_or(Address::Invalid, |address| {
            // `Anna Keller <anna@…>` has one address, not several.
            if text.matches('@').count() == 1 {
                Address::One(address)
            } else {
                Address::First(address)
            }
        })
}

fn one_email(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = text.trim_start_matches('<').trim_end_matches('>');
    let (local, domain) = text.split_once('@')?;
    let local_ok = (1..=64).contains(&local.len())
        && local
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let labels: Vec<&str> = domain.split('.').collect();
    let label_ok = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top_ok = labels
        .last()
        .is_some_and(|top| top.len() >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit()));
    (local_ok && labels.len() >= 2 && labels.iter().all(label_ok) && top_ok && text.len() <= 254)
        .then(|| text.to_owned())
}

/// A phone number in E.164, if it is a valid one. Without `+`, `00` or the American `011` it is a number of
/// `region`, with or without the country's code in front.
pub(super) fn phone(cell: &str, region: country::Id) -> Option<String> {
    let text = half_width(cell);
    let (digits, has_plus) = dialled(&text)?;
    if has_plus {
        return valid(&format!("+{digits}"), None);
    }
    let code = calling_code(region)?;
    let abroad = if code == 1 { "011" } else { "00" };
    if let Some(international) = digits.strip_prefix(abroad)
        && let Some(number) = valid(&format!("+{international}"), None)
    {
        return Some(number);
    }
    valid(&digits, Some(region)).or_else(|| {
        digits.strip_prefix(&code.to_string())?;
        valid(&format!("+{digits}"), None)
    })
}

/// The digits of what is written, and whether `+` is in front. `None` when it is no phone number: the library
/// below is given digits only, whatever a file holds.
fn dialled(text: &str) -> Option<(String, bool)> {
    let text = text.trim().trim_start_matches("tel:");
    let text = text
        .strip_suffix(".0")
        .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or(text);
    let lower = text.to_ascii_lowercase();
    let end = ["ext", "x", "#", ";"]
        .iter()
        .filter_map(|mark| lower.find(mark))
        .min()
        .unwrap_or(lower.len());
    let text = &lower[..end];
    let start = text.find(|c: char| c == '+' || c.is_ascii_digit())?;
    let has_plus = text[start..].starts_with('+');
    // +49 (0)170 …: the zero is not dialled after the country's code.
    let text = if has_plus {
        text.replacen("(0)", "", 1)
    } else {
        text.to_owned()
    };
    let mut digits = String::new();
    for (index, c) in text.char_indices() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if index == start => {}
            ' ' | '-' | '.' | '/' | '(' | ')' | '·' | '\u{A0}' | '\u{2010}'..='\u{2015}' => {}
            _ => return None,
        }
    }
    (5..=17).contains(&digits.len()).then_some((digits, has_plus))
}

fn valid(number: &str, region: Option<country::Id>) -> Option<String> {
    let number = phonenumber::parse(region, number).ok()?;
    let e164 = || number.format().mode(phonenumber::Mode::E164).to_string();
    (phonenumber::is_valid(&number) && fits_whole(&number))
        .then(e164)
        .filter(|e164| e164.len() <= LONGEST_E164)
}

/// Whether the whole number fits a pattern of its country. The library's own check is content when the beginning
/// does, so it takes numbers with digits too many.
fn fits_whole(number: &PhoneNumber) -> bool {
    const KINDS: [Type; 9] = [
        Type::Mobile,
        Type::FixedLine,
        Type::Voip,
        Type::PersonalNumber,
        Type::Uan,
        Type::TollFree,
        Type::SharedCost,
        Type::PremiumRate,
        Type::Pager,
    ];
    let national = number.national().to_string();
    let length = u16::try_from(national.len()).unwrap_or(u16::MAX);
    let cache = DATABASE.cache();
    // The lock only keeps compiled patterns; one that another thread left half-way is as good.
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    DATABASE
        .by_code(&number.country().code())
        .unwrap_or_default()
        .into_iter()
        .flat_map(|country| KINDS.map(|kind| country.descriptors().get(kind)))
        .flatten()
        .filter(|kind| kind.possible_length().is_empty() || kind.possible_length().contains(&length))
        .any(|kind| {
            let whole = format!("^(?x:{})$", kind.national_number().as_str());
            cache.compile(&whole).is_ok_and(|pattern| pattern.is_match(&national))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails() {
        for (cell, address) in [
            ("Anna@Example.ORG", "anna@example.org"),
            (" anna+gym@mail.example.org ", "anna+gym@mail.example.org"),
            ("mailto:anna@example.org", "anna@example.org"),
            ("Anna Keller <anna@example.org>", "anna@example.org"),
            ("anna＠example.org", "anna@example.org"),
            ("o'neill@example.co", "o'neill@example.co"),
        ] {
            assert_eq!(email(cell), Address::One(address.to_owned()), "{cell}");
        }
        assert_eq!(
            email("anna@example.org; ben@example.org"),
            Address::First("anna@example.org".to_owned())
        );
        for cell in [
            "anna",
            "anna@",
            "@example.org",
            "anna@example",
            "anna@@example.org",
            "anna@exa mple.org",
            "an..na@example.org",
            ".anna@example.org",
            "anna@-example.org",
            "anna@example.1",
            "anna@1.2.3.4",
            "anna@example..org",
            "ännä@example.org",
            "yes",
            "+49 170 1234567",
            "@",
            "",
        ] {
            assert_eq!(email(cell), Address::Invalid, "{cell}");
        }
        assert_eq!(email(&format!("{}@example.org", "a".repeat(65))), Address::Invalid);
        assert_eq!(email(&format!("a@{}org", "example.".repeat(40))), Address::Invalid);
    }

    #[test]
    fn phones() {
        for (region, cell, number) in [
            (country::DE, "0170 1234567", "+491701234567"),
            (country::DE, "0170/123 45 67", "+491701234567"),
            (country::DE, "+49 (0)170 1234567", "+491701234567"),
            (country::DE, "+49 0170 1234567", "+491701234567"),
            (country::DE, "0049 170 1234567", "+491701234567"),
            (country::DE, "491701234567", "+491701234567"),
            (country::DE, "1701234567", "+491701234567"),
            (country::DE, "1701234567.0", "+491701234567"),
            (country::DE, "tel:+49-170-1234567", "+491701234567"),
            (country::DE, "030 12345678 ext. 12", "+493012345678"),
            (country::DE, "+39 02 36618300", "+390236618300"),
            (country::DE, "0039 02 36618300", "+390236618300"),
            (country::DE, "+1 202-555-0143", "+12025550143"),
            (country::US, "(202) 555-0143", "+12025550143"),
            (country::US, "1-202-555-0143 x5", "+12025550143"),
            (country::US, "011 49 170 1234567", "+491701234567"),
            (country::GB, "07400 123456", "+447400123456"),
            (country::CN, "138 0013 8000", "+8613800138000"),
            (country::CN, "8613800138000", "+8613800138000"),
            (country::CN, "１３８００１３８０００", "+8613800138000"),
            (country::CN, "010-62345678", "+861062345678"),
            (country::TW, "0912-345-678", "+886912345678"),
            (country::HK, "9123 4567", "+85291234567"),
            (country::FR, "06 12 34 56 78", "+33612345678"),
        ] {
            assert_eq!(phone(cell, region).as_deref(), Some(number), "{cell}");
        }
        for cell in [
            "12",
            "no phone",
            "4.9171E+11",
            "+49 1234",
            "0170",
            "mum 0170 1234567",
            "++49 170 1234567",
            "anna@example.org",
            "+",
            "",
            "999999999999999999999",
            "+97233142764978",
            "+49170123456789012",
            "0170 123456789012",
            "+861380013800011",
            "+1 202-555-01433",
            "00",
            "000000",
        ] {
            assert_eq!(phone(cell, country::DE), None, "{cell}");
        }
    }

    #[test]
    fn regions() {
        assert_eq!(region(" de "), Ok(country::DE));
        for code in ["", "Germany", "ZZ", "001", "D"] {
            assert!(matches!(region(code), Err(ImportError::UnknownRegion { .. })), "{code}");
        }
    }
}
