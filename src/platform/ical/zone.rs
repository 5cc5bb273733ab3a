//! Which clock a TZID means, and what that clock shows.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::own_zone::{OwnZone, Zone};
use super::problem::{ProblemKind, Problems, shorten};
use super::value::When;
use super::windows;

/// Zones of the file's own that one import looks into; more than a handful is an attack on our patience.
const MOST_OWN_ZONES: usize = 40;
const MOST_ZONES: usize = 1000;

/// A clock on the wall.
#[derive(Debug, Clone)]
pub(super) enum Clock {
    Iana(Tz),
    Own(Rc<OwnZone>),
}

impl Clock {
    /// Seconds east of Greenwich at a moment of UTC.
    fn offset(&self, utc: NaiveDateTime) -> i64 {
        match self {
            Self::Iana(tz) => i64::from(tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()),
            Self::Own(zone) => zone.offset(utc),
        }
    }

    /// What the clock shows.
    pub(super) fn local(&self, utc: NaiveDateTime) -> NaiveDateTime {
        utc + TimeDelta::seconds(self.offset(utc))
    }

    /// The moment at which the clock shows `local`: the first when it does so twice; moved forward by the gap when it
    /// never does.
    pub(super) fn utc(&self, local: NaiveDateTime) -> NaiveDateTime {
        // no clock is further than a day from Greenwich: these two moments lie before and after any change at `local`
        let around = TimeDelta::hours(26);
        let (before, after) = (self.offset(local - around), self.offset(local + around));
        let first = local - TimeDelta::seconds(before);
        let second = local - TimeDelta::seconds(after);
        if before != after && self.offset(first) != before && self.offset(second) == after {
            second
        } else {
            first
        }
    }
}

/// Whether two zones show the same time from `from` to `to` (looked at once a week, which sees every summer time).
pub fn same_clock(one: Tz, other: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
    one == other || agree(&Clock::Iana(one), &Clock::Iana(other), from.naive_utc(), to.naive_utc())
}

fn agree(one: &Clock, other: &Clock, from: NaiveDateTime, to: NaiveDateTime) -> bool {
    // a century: nobody plans further, and a window without end must not take long
    const MOST_WEEKS: usize = 5300;
    let week = TimeDelta::weeks(1);
    std::iter::successors(Some(from), |t| t.checked_add_signed(week))
        .take_while(|t| *t <= to)
        .take(MOST_WEEKS)
        .chain([to])
        .all(|t| one.offset(t) == other.offset(t))
}

/// Finds clocks for the zones of one file, each once.
pub(super) struct Zones<'a> {
    defined: HashMap<&'a str, &'a Zone>,
    /// `None` for names that nobody knows.
    known: HashMap<Arc<str>, Option<Clock>>,
    default: Tz,
    from: NaiveDateTime,
    to: NaiveDateTime,
    own: usize,
}

impl<'a> Zones<'a> {
    pub(super) fn new(defined: &'a [Zone], default: Tz, from: NaiveDateTime, to: NaiveDateTime) -> Self {
        let mut by_id = HashMap::new();
        for zone in defined {
            by_id.entry(zone.tzid.trim()).or_insert(zone);
        }
        Self {
            defined: by_id,
            known: HashMap::new(),
            default,
            from,
            to,
            own: 0,
        }
    }

    /// The zone of times that name none.
    pub(super) fn default_zone(&self) -> Tz {
        self.default
    }

    /// The clock by which `when` is written, the default one if nobody knows its zone. `line` and `event` are for the
    /// problem, which is told once for each zone.
    pub(super) fn clock(&mut self, when: &When, line: usize, event: &str, problems: &mut Problems) -> Clock {
        let known = self.certain_clock(when, line, event, problems);
        known.unwrap_or(Clock::Iana(self.default))
    }

    /// The same, or `None` if nobody knows the zone.
    pub(super) fn certain_clock(
        &mut self,
        when: &When,
        line: usize,
        event: &str,
        problems: &mut Problems,
    ) -> Option<Clock> {
        match when {
            When::Utc(_) => Some(Clock::Iana(Tz::UTC)),
            When::Date(_) | When::Floating(_) => Some(Clock::Iana(self.default)),
            When::Zoned { tzid, .. } => {
                if let Some(known) = self.known.get(tzid) {
                    return known.clone();
                }
                let found = match self.known.len() {
                    0..MOST_ZONES => self.find(tzid, line, event, problems),
                    _ => None,
                };
                if found.is_none() {
                    let what = ProblemKind::UnknownZone {
                        tzid: shorten(tzid),
                        used: self.default.name().to_owned(),
                    };
                    problems.add(line, Some(event), what);
                }
                self.known.insert(Arc::clone(tzid), found.clone());
                found
            }
        }
    }

    fn find(&mut self, tzid: &str, line: usize, event: &str, problems: &mut Problems) -> Option<Clock> {
        let defined = self.defined.get(tzid.trim()).copied();
        let location = defined.and_then(|zone| zone.location.as_deref());
        if let Some(tz) = iana(tzid).or_else(|| location.and_then(iana)) {
            return Some(Clock::Iana(tz));
        }
        let defined = defined.filter(|_| self.own < MOST_OWN_ZONES);
        self.own += usize::from(defined.is_some());
        let Some(own) = defined.and_then(|zone| OwnZone::build(zone, self.to)) else {
            return stated_offset(tzid).and_then(whole_hours).map(Clock::Iana);
        };
        if let Some(tz) = own.single_offset().and_then(whole_hours) {
            return Some(Clock::Iana(tz));
        }
        let own = Clock::Own(Rc::new(own));
        if agree(&own, &Clock::Iana(self.default), self.from, self.to) {
            return Some(Clock::Iana(self.default));
        }
        problems.add(line, Some(event), ProblemKind::OwnZone(shorten(tzid)));
        Some(own)
    }
}

/// The IANA zone that a name stands for: itself, the end of a path, a Windows name or a city in it.
pub fn iana(name: &str) -> Option<Tz> {
    const LONGEST: usize = 200;
    let name = name.trim().trim_matches('"');
    if name.len() > LONGEST {
        return None;
    }
    let parts: Vec<&str> = name.split('/').collect();
    // `/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires`, `posix/Europe/Vaduz`
    let path = (2..=3).rev().filter_map(|n| parts.len().checked_sub(n));
    by_name(name)
        .or_else(|| path.filter_map(|at| by_name(&parts[at..].join("/"))).next())
        .or_else(|| windows::iana(name).and_then(by_name))
        .or_else(|| {
            // `(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna`
            let places = name.strip_prefix('(')?.split_once(')')?.1.trim();
            let city = || places.split(',').find_map(|city| by_city(city.trim()));
            windows::iana(places).and_then(by_name).or_else(city)
        })
}

fn by_name(name: &str) -> Option<Tz> {
    if let Ok(tz) = name.parse() {
        return Some(tz);
    }
    TZ_VARIANTS.into_iter().find(|tz| tz.name().eq_ignore_ascii_case(name))
}

fn by_city(city: &str) -> Option<Tz> {
    let city = city.replace(' ', "_");
    TZ_VARIANTS.into_iter().find(|tz| {
        let (region, place) = tz.name().split_once('/').unwrap_or_default();
        !place.is_empty() && region != "Etc" && place.rsplit('/').next().is_some_and(|p| p.eq_ignore_ascii_case(&city))
    })
}

/// `UTC+11`, `GMT-3`, `(GMT +01:00)`: seconds east of Greenwich.
fn stated_offset(name: &str) -> Option<i64> {
    let name = name.trim().trim_start_matches('(').trim_end_matches(')');
    let name = name
        .get(..3)
        .filter(|n| n.eq_ignore_ascii_case("UTC") || n.eq_ignore_ascii_case("GMT"))
        .map(|_| name[3..].trim())?;
    let (sign, digits) = match name.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, name.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.split_once([':', '.']) {
        Some(split) => split,
        None => digits
            .split_at_checked(digits.len().saturating_sub(2))
            .filter(|_| digits.len() > 2)
            .unwrap_or((digits, "0")),
    };
    let number = |text: &str| text.parse::<u8>().ok().map(i64::from);
    Some(sign * (number(hours)? * 3600 + number(minutes)? * 60))
}

/// The zone with this offset all year; IANA has them for whole hours.
fn whole_hours(offset: i64) -> Option<Tz> {
    let hours = offset / 3600;
    if offset % 3600 != 0 {
        return None;
    }
    match hours {
        0 => Some(Tz::UTC),
        // the sign in these names is the other way round
        1.. => format!("Etc/GMT-{hours}").parse().ok(),
        _ => format!("Etc/GMT+{}", -hours).parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{LocalResult, NaiveDate};

    #[test]
    fn names_of_many_origins() {
        for (name, zone) in [
            ("Europe/Berlin", Tz::Europe__Berlin),
            ("europe/berlin", Tz::Europe__Berlin),
            (
                "/freeassociation.sourceforge.net/Tzfile/Europe/London",
                Tz::Europe__London,
            ),
            (
                "/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires",
                Tz::America__Argentina__Buenos_Aires,
            ),
            ("/mozilla.org/20070129_1/America/New_York", Tz::America__New_York),
            ("posix/Europe/Vaduz", Tz::Europe__Vaduz),
            ("W. Europe Standard Time", Tz::Europe__Berlin),
            (
                "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
                Tz::Europe__Amsterdam,
            ),
            ("(UTC-05:00) Eastern Time (US & Canada)", Tz::America__New_York),
            ("(UTC-03:00) Brasília", Tz::America__Sao_Paulo),
            ("\"Asia/Shanghai\"", Tz::Asia__Shanghai),
            ("UTC", Tz::UTC),
        ] {
            assert_eq!(iana(name), Some(zone), "{name}");
        }
        for name in ["", "/", "Nowhere/Middle", "MyTimezone", "(", "()", "Berlin"] {
            assert_eq!(iana(name), None, "{name}");
        }
    }

    #[test]
    fn offsets_in_names() {
        for (name, zone) in [
            ("UTC+11", Some(Tz::Etc__GMTMinus11)),
            ("GMT -0300", Some(Tz::Etc__GMTPlus3)),
            ("(GMT +01:00)", Some(Tz::Etc__GMTMinus1)),
            ("UTC+05:30", None),
            ("UTC+999", None),
            ("GMT +0100 (Standard) / GMT +0200 (Daylight)", None),
            ("UTC", None),
            ("Gé+1", None),
        ] {
            assert_eq!(stated_offset(name).and_then(whole_hours), zone, "{name}");
        }
    }

    /// chrono-tz answers the same question by another way; it has no answer in a gap.
    #[test]
    fn wall_time_to_utc_agrees_with_the_zone_database() {
        for tz in [
            Tz::Europe__Berlin,
            Tz::America__New_York,
            Tz::Australia__Lord_Howe,
            Tz::America__Santiago,
            Tz::Asia__Kathmandu,
            Tz::Africa__Casablanca,
            Tz::Pacific__Apia,
        ] {
            let clock = Clock::Iana(tz);
            let start = NaiveDate::from_ymd_opt(2010, 1, 1)
                .expect("a date")
                .and_time(chrono::NaiveTime::MIN);
            let mut gaps = 0;
            for half_hour in 0..2 * 24 * 365 * 3 {
                let local = start + TimeDelta::minutes(30 * half_hour);
                let utc = clock.utc(local);
                match tz.from_local_datetime(&local) {
                    LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => {
                        assert_eq!(utc, t.naive_utc(), "{tz} {local}")
                    }
                    LocalResult::None => {
                        gaps += 1;
                        let shown = clock.local(utc);
                        assert!(
                            shown > local && shown - local <= TimeDelta::hours(24),
                            "{tz} {local} {shown}"
                        );
                    }
                }
            }
            assert_eq!(gaps > 0, tz != Tz::Asia__Kathmandu, "{tz}");
        }
    }

    #[test]
    fn aliases_are_the_same_clock() {
        let at = |year: i64| DateTime::from_timestamp(year * 31_557_600, 0).expect("a time");
        assert!(same_clock(Tz::US__Eastern, Tz::America__New_York, at(40), at(60)));
        assert!(!same_clock(Tz::Europe__London, Tz::Europe__Berlin, at(40), at(60)));
        assert!(
            !same_clock(Tz::America__Phoenix, Tz::America__Denver, at(40), at(60)),
            "only in summer"
        );
    }
}
