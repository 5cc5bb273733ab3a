//! The value types of RFC 5545 §3.3 which an event needs: dates and times, durations, periods, offsets, text.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// A point in time as the file writes it: what it means in UTC needs a zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum When {
    /// A day without a time (`VALUE=DATE`).
    Date(NaiveDate),
    /// Wall time of wherever the reader is.
    Floating(NaiveDateTime),
    /// Written with a `Z`.
    Utc(NaiveDateTime),
    /// Wall time in the zone the file calls `tzid`.
    Zoned {
        /// Wall time.
        local: NaiveDateTime,
        /// Name of the zone in the file, not always an IANA name. Shared: a list may have thousands of dates.
        tzid: Arc<str>,
    },
}

impl When {
    /// The wall time as it is written, midnight for a day.
    pub fn written(&self) -> NaiveDateTime {
        match self {
            Self::Date(day) => day.and_time(NaiveTime::MIN),
            Self::Floating(local) | Self::Utc(local) | Self::Zoned { local, .. } => *local,
        }
    }
}

/// A DURATION: days keep the wall time, seconds are exact (RFC 5545 §3.3.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Whole days, weeks included; negative when the duration is.
    pub days: i64,
    /// Hours, minutes and seconds together, in seconds.
    pub seconds: i64,
}

/// A TZID made ready for [`when`]; `None` when it is empty.
pub(super) fn tzid(text: &str) -> Option<Arc<str>> {
    const LONGEST: usize = 200;
    let name: String = text.trim().chars().take(LONGEST).collect();
    (!name.is_empty()).then(|| name.into())
}

/// A DATE or DATE-TIME; `tzid` is the parameter of its property.
pub(super) fn when(text: &str, tzid: Option<&Arc<str>>) -> Option<When> {
    let text = text.trim();
    // `20250131Z` means nothing, but some calendars have it
    let day = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    if day.len() == 8 {
        return date(day).map(When::Date);
    }
    if let Some(utc) = text.strip_suffix(['Z', 'z']) {
        return date_time(utc).map(When::Utc);
    }
    let local = date_time(text)?;
    Some(match tzid {
        Some(tzid) => When::Zoned {
            local,
            tzid: Arc::clone(tzid),
        },
        None => When::Floating(local),
    })
}

/// `20250131`
fn date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 {
        return None;
    }
    let part = |from, to| number(text.get(from..to)?);
    NaiveDate::from_ymd_opt(
        i32::try_from(part(0, 4)?).ok()?,
        u32::try_from(part(4, 6)?).ok()?,
        u32::try_from(part(6, 8)?).ok()?,
    )
}

/// `20250131T180000`; some clients leave the seconds away.
fn date_time(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once(['T', 't'])?;
    if !matches!(time.len(), 4 | 6) {
        return None;
    }
    let part = |at: usize| u32::try_from(number(time.get(at..at + 2)?)?).ok();
    let second = if time.len() == 6 { part(4)? } else { 0 };
    // a leap second has no place in a timetable
    let time = NaiveTime::from_hms_opt(part(0)?, part(2)?, if second == 60 { 59 } else { second })?;
    Some(date(day)?.and_time(time))
}

/// Digits only, few enough that sums of them cannot overflow.
fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// `P1DT2H30M`, `-PT15M`, `P2W`; `None` also beyond ten years, which no class lasts.
pub(super) fn span(text: &str) -> Option<Span> {
    const LONGEST_DAYS: i64 = 3660;
    let text = text.trim().to_ascii_uppercase();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(&text)),
    };
    let mut rest = text.strip_prefix('P')?;
    let (mut days, mut seconds, mut in_time, mut seen) = (0_i64, 0_i64, false, false);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T').filter(|_| !in_time) {
            (rest, in_time) = (time, true);
            continue;
        }
        let unit = rest.find(|c: char| !c.is_ascii_digit())?;
        let amount = number(&rest[..unit])?;
        match (rest.as_bytes()[unit], in_time) {
            (b'W', false) => days += amount * 7,
            (b'D', false) => days += amount,
            (b'H', true) => seconds += amount * 3600,
            (b'M', true) => seconds += amount * 60,
            (b'S', true) => seconds += amount,
            _ => return None,
        }
        if days > LONGEST_DAYS || seconds > LONGEST_DAYS * 86_400 {
            return None;
        }
        (rest, seen) = (&rest[unit + 1..], true);
    }
    seen.then_some(Span {
        days: sign * days,
        seconds: sign * seconds,
    })
}

/// `start/end` or `start/duration`, with the end as a duration from the start as it is written.
pub(super) fn period(text: &str, tzid: Option<&Arc<str>>) -> Option<(When, Span)> {
    let (from, to) = text.split_once('/')?;
    let start = when(from, tzid)?;
    let length = match span(to) {
        Some(length) => length,
        None => {
            let end = when(to, tzid)?;
            if std::mem::discriminant(&start) != std::mem::discriminant(&end) {
                return None;
            }
            Span {
                days: 0,
                seconds: (end.written() - start.written()).num_seconds(),
            }
        }
    };
    Some((start, length))
}

/// `+0100`, `-043000`: seconds east of Greenwich.
pub(super) fn utc_offset(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if !matches!(digits.len(), 4 | 6) {
        return None;
    }
    let part = |at: usize| number(digits.get(at..at + 2)?);
    let second = if digits.len() == 6 { part(4)? } else { 0 };
    let (hour, minute) = (part(0)?, part(2)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    i32::try_from(sign * (hour * 3600 + minute * 60 + second)).ok()
}

/// TEXT without its escapes and without control characters (a database may refuse them), trimmed.
pub(super) fn text(raw: &str) -> String {
    let mut plain = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(c @ ('\\' | ',' | ';' | ':' | '"')) => plain.push(c),
                // not an escape: a Windows path, say
                Some(c) => {
                    plain.push('\\');
                    push_visible(&mut plain, c);
                }
                None => plain.push('\\'),
            },
            c => push_visible(&mut plain, c),
        }
    }
    plain.trim().to_owned()
}

fn push_visible(text: &mut String, c: char) {
    if !c.is_control() || matches!(c, '\n' | '\t') {
        text.push(c);
    }
}

/// A list of TEXT: commas separate unless they are escaped; empty entries are dropped.
pub(super) fn texts(raw: &str) -> Vec<String> {
    let mut escaped = false;
    raw.split(|c| {
        let splits = c == ',' && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    })
    .map(text)
    .filter(|t| !t.is_empty())
    .collect()
}

/// The moment `span` after `start` on the wall, before any zone is applied.
pub(super) fn after_days(start: NaiveDateTime, days: i64) -> NaiveDateTime {
    TimeDelta::try_days(days)
        .and_then(|d| start.checked_add_signed(d))
        .unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(y: i32, m: u32, d: u32, h: u32, min: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(y, m, d)
            .and_then(|d| d.and_hms_opt(h, min, 0))
            .expect("a date of this test")
    }

    #[test]
    fn dates_and_times() {
        let local = at(2025, 1, 31, 18, 0);
        assert_eq!(when("20250131", None), Some(When::Date(local.date())));
        assert_eq!(when("20250131Z", None), Some(When::Date(local.date())));
        assert_eq!(when("20250131T180000", None), Some(When::Floating(local)));
        assert_eq!(when("20250131t1800", None), Some(When::Floating(local)));
        assert_eq!(when("20250131T180000Z", tzid("X").as_ref()), Some(When::Utc(local)));
        assert_eq!(
            when("20250131T180000", tzid(" X/Y ").as_ref()),
            Some(When::Zoned {
                local,
                tzid: "X/Y".into()
            })
        );
        for bad in [
            "",
            "20250231",
            "20251301T000000",
            "20250131T250000",
            "20250131T18",
            "2025-1-1",
            "+2025131",
            "２０２５０１３１",
            "20250131T180061",
            "20250131T1é0",
        ] {
            assert_eq!(when(bad, None), None, "{bad}");
        }
    }

    #[test]
    fn durations() {
        let d = |text| span(text).map(|s| (s.days, s.seconds));
        assert_eq!(d("PT1H30M"), Some((0, 5400)));
        assert_eq!(d("P2W"), Some((14, 0)));
        assert_eq!(d("+P1DT12H"), Some((1, 43_200)));
        assert_eq!(d("-PT15M"), Some((0, -900)));
        for bad in [
            "",
            "P",
            "PT",
            "1H",
            "PT1D",
            "P1H",
            "PT99999999999999999999S",
            "P999999999W",
            "PT1HT1M",
        ] {
            assert_eq!(d(bad), None, "{bad}");
        }
    }

    #[test]
    fn periods_and_offsets() {
        let (start, length) = period("20250101T180000Z/20250101T193000Z", None).expect("a period");
        assert_eq!(start, When::Utc(at(2025, 1, 1, 18, 0)));
        assert_eq!(length.seconds, 5400);
        assert_eq!(period("20250101T180000/PT45M", None).map(|p| p.1.seconds), Some(2700));
        assert_eq!(period("20250101T180000", None), None);
        assert_eq!(utc_offset("+0530"), Some(19_800));
        assert_eq!(utc_offset("-043000"), Some(-16_200));
        assert_eq!(utc_offset("+5744"), None);
        assert_eq!(utc_offset("aé"), None);
    }

    #[test]
    fn text_loses_its_escapes() {
        assert_eq!(
            text(r"Mat\, towel\; water\nC:\gym \\o/ "),
            "Mat, towel; water\nC:\\gym \\o/"
        );
        assert_eq!(text("a\0b\u{7}\\"), "ab\\");
        assert_eq!(texts(r"Yoga,Hot\, humid,, Flow"), ["Yoga", "Hot, humid", "Flow"]);
    }
}
