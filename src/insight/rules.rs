//! How well a name fits what somebody types.

pub mod backups;
pub mod leaving;

use crate::members::rules::{fold, haystack};

/// A word begins so.
const BEGINS: i64 = 300;
/// It stands inside a word.
const INSIDE: i64 = 200;
/// Its letters come in this order, with others between them.
const STREWN: i64 = 100;
/// Letters that strewn ones need at least: two of them are in every name.
const STREWN_FROM: usize = 3;

/// How well one of the names fits: every word that was typed must be in it. `None`: none does. Chinese names are found by their
/// sound and its initials too.
#[must_use]
pub fn fit(typed: &str, names: &[&str]) -> Option<i64> {
    let typed = fold(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    names.iter().filter_map(|name| one(&words, name)).max()
}

/// Whether it is near enough for what there are many of.
#[must_use]
pub const fn close(fit: i64) -> bool {
    fit > INSIDE / 2 + STREWN / 2
}

fn one(words: &[&str], name: &str) -> Option<i64> {
    // the number of a member, which the same column holds, is nobody's here
    let sounds: Vec<String> = haystack(name, 0, None, None)
        .split_whitespace()
        .filter(|word| !["0", "m-0"].contains(word))
        .map(str::to_owned)
        .collect();
    let worst = words.iter().map(|word| word_in(word, &sounds, name)).min()?;
    let length = i64::try_from(name.chars().count()).unwrap_or(i64::MAX).min(90);
    (worst > 0).then_some(worst - length)
}

fn word_in(word: &str, sounds: &[String], name: &str) -> i64 {
    if sounds.iter().any(|sound| sound.starts_with(word)) {
        return BEGINS;
    }
    if sounds.iter().any(|sound| sound.contains(word)) {
        return INSIDE;
    }
    let mut letters = word.chars().peekable();
    if word.chars().count() >= STREWN_FROM {
        for letter in fold(name).chars() {
            if letters.peek() == Some(&letter) {
                letters.next();
            }
        }
        if letters.peek().is_none() {
            return STREWN;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::{close, fit};

    #[test]
    fn beginnings_come_before_insides_and_strewn_letters() {
        let begins = fit("tim", &["Timetable"]).expect("a beginning");
        let inside = fit("table", &["Timetable"]).expect("inside");
        let strewn = fit("tmtbl", &["Timetable"]).expect("strewn");
        assert!(begins > inside && inside > strewn, "{begins} {inside} {strewn}");
        assert!(close(inside) && !close(strewn));
        assert_eq!(
            fit("tb", &["Timetable"]),
            None,
            "two letters are strewn over everything"
        );
        assert_eq!(fit("time zebra", &["Timetable"]), None, "every word counts");
        assert_eq!(fit("  ", &["Timetable"]), None);
    }

    #[test]
    fn a_name_is_found_in_any_language_and_by_its_sound() {
        let names = ["Timetable", "课表", "時間表"];
        for typed in ["kebiao", "kb", "课表", "課表", "時間", "TIME", "shijian"] {
            assert!(fit(typed, &names).is_some(), "{typed}");
        }
        assert_eq!(fit("m", &["课表"]), None, "no member's number");
    }
}
