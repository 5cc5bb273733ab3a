//! Languages: the three that the product speaks, its texts as checked functions, and how numbers and dates are written in each.
//!
//! The texts live in `locales/`, one folder a language and one file a slice; the build turns each into a function of
//! [`t`] that takes the language and the text's parameters. Formats are our own few lines: the browser's tables and the
//! server's differ in spaces and abbreviations, and a page must come out the same on both.

use super::time::Day;
use chrono::{Datelike, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// A language with its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Locale {
    /// English
    #[default]
    #[serde(rename = "en")]
    En,
    /// 简体中文
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// 繁體中文
    #[serde(rename = "zh-Hant")]
    ZhHant,
}

impl Locale {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::En, Self::ZhHans, Self::ZhHant];

    /// The tag for `lang` attributes, cookies and the database.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
        }
    }

    /// Its own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhHans => "简体中文",
            Self::ZhHant => "繁體中文",
        }
    }

    /// From one of our tags.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.tag() == tag)
    }

    /// The best match for a browser's `Accept-Language`, English when none fits.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut wishes: Vec<(i32, usize, Self)> = header
            .split(',')
            .take(20)
            .enumerate()
            .filter_map(|(place, part)| {
                let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
                let quality = quality.trim().parse::<f32>().map_or(0, |q| (q * 1000.0) as i32);
                let tag = tag.trim().to_ascii_lowercase();
                let locale = match tag.as_str() {
                    "zh-tw" | "zh-hk" | "zh-mo" => Self::ZhHant,
                    t if t.starts_with("zh-hant") => Self::ZhHant,
                    t if t == "zh" || t.starts_with("zh-") => Self::ZhHans,
                    t if t == "en" || t.starts_with("en-") => Self::En,
                    _ => return None,
                };
                Some((-quality, place, locale))
            })
            .collect();
        wishes.sort_by_key(|(quality, place, _)| (*quality, *place));
        wishes.first().map_or(Self::En, |(_, _, locale)| *locale)
    }

    const fn chinese(self) -> bool {
        !matches!(self, Self::En)
    }

    /// `Thu`, `周四`, `週四`.
    #[must_use]
    pub fn weekday_short(self, day: Weekday) -> &'static str {
        let i = day.num_days_from_monday() as usize;
        match self {
            Self::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][i],
            Self::ZhHans => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][i],
            Self::ZhHant => ["週一", "週二", "週三", "週四", "週五", "週六", "週日"][i],
        }
    }

    /// The same by its number, Monday being 1; empty for what is no weekday.
    #[must_use]
    pub fn weekday_of(self, number: i64) -> &'static str {
        let day = u8::try_from(number - 1).ok().and_then(|n| Weekday::try_from(n).ok());
        day.map_or("", |day| self.weekday_short(day))
    }

    /// `Thursday`, `星期四`.
    #[must_use]
    pub fn weekday(self, day: Weekday) -> &'static str {
        let i = day.num_days_from_monday() as usize;
        if self.chinese() {
            ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"][i]
        } else {
            [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ][i]
        }
    }

    fn month(self, day: Day) -> &'static str {
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ][day.month0() as usize]
    }

    /// `Thursday 19 March`, `3月19日 星期四`.
    #[must_use]
    pub fn day_named(self, day: Day) -> String {
        if self.chinese() {
            format!("{}月{}日 {}", day.month(), day.day(), self.weekday(day.weekday()))
        } else {
            format!("{} {} {}", self.weekday(day.weekday()), day.day(), self.month(day))
        }
    }

    /// `Thu 19 Mar`, `3月19日 周四`.
    #[must_use]
    pub fn day_short(self, day: Day) -> String {
        if self.chinese() {
            format!("{}月{}日 {}", day.month(), day.day(), self.weekday_short(day.weekday()))
        } else {
            format!(
                "{} {} {}",
                self.weekday_short(day.weekday()),
                day.day(),
                &self.month(day)[..3]
            )
        }
    }

    /// `30 June 2026`, `2026年6月30日`.
    #[must_use]
    pub fn date(self, day: Day) -> String {
        if self.chinese() {
            format!("{}年{}月{}日", day.year(), day.month(), day.day())
        } else {
            format!("{} {} {}", day.day(), self.month(day), day.year())
        }
    }

    /// `March 2026`, `2026年3月`.
    #[must_use]
    pub fn month_of(self, day: Day) -> String {
        if self.chinese() {
            format!("{}年{}月", day.year(), day.month())
        } else {
            format!("{} {}", self.month(day), day.year())
        }
    }
}

impl Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

/// The reader's language, as the app's root has put it into the context: the same on the server and in the browser.
#[must_use]
pub fn use_locale() -> Locale {
    leptos::prelude::use_context::<Locale>().unwrap_or_default()
}

/// The length of a file as people count it, in steps of a thousand.
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1_000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// `12,480`: digits in groups of three, the same in all three languages.
#[must_use]
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Puts the parameters into a text: `{name}` becomes the value of `name`.
fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            out.push_str(&rest[open..]);
            return out;
        };
        match values.iter().find(|(name, _)| *name == &after[..close]) {
            Some((_, value)) => out.push_str(&value.to_string()),
            None => out.push_str(&rest[open..open + close + 2]),
        }
        rest = &after[close + 1..];
    }
    out.push_str(rest);
    out
}

/// Every text of the product: one module a slice, one function a text.
#[allow(clippy::all, missing_docs, clippy::pedantic)]
pub mod t {
    use super::{Locale, fill};
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_as_people_count_them() {
        let shown = [0, 999, 1_000, 1_549, 12_345_678, 7_000_000_000, 99_999_999_999_999_999].map(size);
        assert_eq!(
            shown,
            ["0 B", "999 B", "1.0 kB", "1.5 kB", "12.3 MB", "7.0 GB", "99999.9 TB"]
        );
    }

    #[test]
    fn the_browsers_wish_is_understood() {
        assert_eq!(Locale::accepted("zh-TW,zh;q=0.9,en;q=0.8"), Locale::ZhHant);
        assert_eq!(Locale::accepted("de-DE,de;q=0.9,zh-CN;q=0.8,en;q=0.7"), Locale::ZhHans);
        assert_eq!(Locale::accepted("en;q=0.1, zh-Hant-HK;q=0.2"), Locale::ZhHant);
        assert_eq!(Locale::accepted(";;;q=x,,"), Locale::En);
    }

    #[test]
    fn dates_and_numbers_are_written_as_each_language_does() {
        let day = Day::from_ymd_opt(2026, 3, 19).expect("a real date");
        assert_eq!(Locale::En.day_named(day), "Thursday 19 March");
        assert_eq!(Locale::ZhHant.day_short(day), "3月19日 週四");
        assert_eq!(Locale::ZhHans.date(day), "2026年3月19日");
        assert_eq!(grouped(-1_234_567), "-1,234,567");
        assert_eq!(grouped(999), "999");
    }

    #[test]
    fn parameters_are_put_in_and_their_values_are_not_read_again() {
        assert_eq!(fill("{a} of {b}", &[("a", &"{b}"), ("b", &2)]), "{b} of 2");
        assert_eq!(fill("open { brace", &[]), "open { brace");
    }
}
