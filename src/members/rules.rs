//! How members are found, and who may act for whom.

mod household;
pub mod papers;

pub use household::{Belonging, acts_for, answers_for, minor, of_age_on, of_age_since};

use pinyin::ToPinyinMulti;

/// A text as the search compares it: lower case, without accents, in simplified characters, so that `Müller` is found as
/// `muller` and 陳 as 陈.
#[must_use]
pub fn fold(text: &str) -> String {
    fast2s::convert(text)
        .chars()
        .flat_map(char::to_lowercase)
        .flat_map(|c| plain(c).chars().collect::<Vec<_>>())
        .collect()
}

fn plain(c: char) -> String {
    let ascii = match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ẹ' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' | 'ọ' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ṣ' => "s",
        'ß' => "ss",
        'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        other => return other.to_string(),
    };
    ascii.to_owned()
}

/// Readings of a name that are written down: a name of four characters with two readings each has sixteen.
const READINGS: usize = 16;

/// What the search looks through: the name in its own letters, in simplified characters and in pinyin (by syllables, in one
/// word, by initials), the member number, e-mail, telephone with its digits alone. Every word stands between spaces.
#[must_use]
pub fn haystack(name: &str, number: i64, email: Option<&str>, phone: Option<&str>) -> String {
    let digits: String = phone.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let mut words = vec![fold(name)];
    words.extend(sounds(name));
    words.extend([
        number.to_string(),
        format!("m-{number}"),
        fold(email.unwrap_or_default()),
        digits,
    ]);
    words.retain(|word| !word.is_empty());
    format!(" {} ", words.join(" "))
}

/// How a name in Chinese characters is typed: its syllables apart and together, and their initials, in every reading.
fn sounds(name: &str) -> Vec<String> {
    let mut readings: Vec<Vec<&'static str>> = vec![Vec::new()];
    for syllables in name.chars().filter_map(|c| c.to_pinyin_multi()) {
        let mut plain: Vec<&'static str> = syllables.into_iter().map(|p| p.plain()).collect();
        plain.sort_unstable();
        plain.dedup();
        readings = readings
            .iter()
            .flat_map(|before| plain.iter().map(|syllable| [before.as_slice(), &[syllable]].concat()))
            .take(READINGS)
            .collect();
    }
    let mut words = Vec::new();
    for reading in readings.into_iter().filter(|reading| !reading.is_empty()) {
        let initials: String = reading.iter().filter_map(|syllable| syllable.chars().next()).collect();
        words.push(reading.concat());
        words.push(initials);
        words.extend(reading.into_iter().map(str::to_owned));
    }
    let mut seen = std::collections::HashSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words
}

/// The member number that was typed, as `15` or as the lists print it, `M-15`.
#[must_use]
pub fn number(query: &str) -> Option<i64> {
    let query = query.trim();
    let digits = query
        .strip_prefix(['M', 'm'])
        .and_then(|rest| rest.strip_prefix('-'))
        .unwrap_or(query);
    digits.parse().ok().filter(|number| *number > 0)
}

/// A phone number as people say it at home, `0176 / 040 690 53`: its digits without the zeros that a country code replaces.
fn phone(query: &str) -> Option<String> {
    let like_one = query.chars().all(|c| c.is_ascii_digit() || " +-/().".contains(c));
    let digits: String = query.chars().filter(char::is_ascii_digit).take(20).collect();
    (like_one && digits.len() >= 5).then(|| digits.trim_start_matches('0').to_owned())
}

/// The words that must all be found; a character that a pattern would read is escaped.
fn words(query: &str) -> Vec<String> {
    if let Some(digits) = phone(query) {
        return vec![digits];
    }
    fold(query)
        .split_whitespace()
        .take(5)
        .map(|word| {
            let word = word.strip_prefix('+').unwrap_or(word);
            let mut escaped = String::new();
            // A control character stands in nothing that is stored, and Postgres takes no NUL in a text.
            for c in word.chars().filter(|c| !c.is_control()).take(60) {
                if matches!(c, '%' | '_' | '\\') {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
            escaped
        })
        .collect()
}

/// The words that must all be found, each as a `LIKE` pattern; empty when there is nothing to search for.
#[must_use]
pub fn patterns(query: &str) -> Vec<String> {
    words(query).into_iter().map(|word| format!("%{word}%")).collect()
}

/// The same words as whole words: who is called exactly so comes before who is called something like it.
#[must_use]
pub fn whole(query: &str) -> Vec<String> {
    words(query).into_iter().map(|word| format!("% {word} %")).collect()
}

/// The same words as beginnings of words.
#[must_use]
pub fn beginnings(query: &str) -> Vec<String> {
    words(query).into_iter().map(|word| format!("% {word}%")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_their_accents() {
        assert_eq!(fold("Zoë Müller-Łukasz Straße"), "zoe muller-lukasz strasse");
        assert_eq!(fold("王芳"), "王芳");
        assert_eq!(fold("陳麗華"), "陈丽华");
    }

    #[test]
    fn phone_numbers_are_found_as_they_are_said_at_home() {
        for typed in [
            "0176 040 69053",
            "017604069053",
            "+49 176 04069053",
            "0049 (176) 040-69053",
            "69053",
        ] {
            let [word] = &words(typed)[..] else {
                panic!("{typed}: one number")
            };
            assert!("4917604069053".contains(word), "{typed}: {word}");
        }
        assert_eq!(words("12 34"), ["12", "34"], "too short for one");
        assert_eq!(words("Ana 12345"), ["ana", "12345"]);
    }

    #[test]
    fn chinese_names_are_found_by_their_sound() {
        let words = haystack("蒋艳", 15, None, None);
        for typed in ["jiang yan", "jiangyan", "jy", "蒋", "蔣艷", "M-15", "15"] {
            assert!(
                whole(typed).iter().all(|w| words.contains(w.trim_matches('%'))) || words.contains(&fold(typed)),
                "{typed}: {words}"
            );
        }
        let other = haystack("欧阳建国", 7, None, None);
        assert!(
            other.contains("jiang") && other.contains("yan"),
            "letters that only stand next to each other"
        );
        assert!(
            !whole("jiang yan").iter().all(|w| other.contains(w.trim_matches('%'))),
            "{other}"
        );
        // A surname with a reading of its own is typed either way.
        let ambiguous = haystack("单雪", 8, None, None);
        assert!(
            ambiguous.contains(" shanxue ") && ambiguous.contains(" danxue "),
            "{ambiguous}"
        );
        assert_eq!(
            haystack("Lena Vogt", 3, Some("L@x.de"), Some("+49 17")),
            " lena vogt 3 m-3 l@x.de 4917 "
        );
    }

    #[test]
    fn a_member_number_is_read_as_the_lists_print_it() {
        assert_eq!(
            (number(" M-15 "), number("15"), number("m-15")),
            (Some(15), Some(15), Some(15))
        );
        assert_eq!(
            (number("M15a"), number("0"), number("-3"), number("li")),
            (None, None, None, None)
        );
    }

    #[test]
    fn what_people_type_never_becomes_a_pattern_of_its_own() {
        assert_eq!(patterns(" 50%_a\\ +4917 "), ["%50\\%\\_a\\\\%", "%4917%"]);
        assert_eq!(patterns("le\0na"), ["%lena%"]);
        assert!(patterns("  ").is_empty());
    }
}
