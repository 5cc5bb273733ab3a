//! Time: instants, days and wall clocks, kept apart by type.
//!
//! An [`Instant`] is a point on the world's clock in microseconds, what both databases keep exactly. A day and a minute of the day
//! belong to a location and its zone. A [`Moment`] is an instant together with the offset that was in force at the
//! location, so that a page can draw it in any browser without a table of zones.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

pub use chrono::NaiveDate as Day;
pub use chrono::Weekday;

/// A point in time: microseconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// A length of time in microseconds. Lengths in calendar days are counts of [`Day`]s instead: a day may have 23 or 25 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// Whole seconds.
    #[must_use]
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1_000_000)
    }
    /// Whole minutes.
    #[must_use]
    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }
    /// Whole hours of 60 minutes.
    #[must_use]
    pub const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }
    /// How many whole minutes fit in.
    #[must_use]
    pub const fn in_minutes(self) -> i64 {
        self.0.div_euclid(60_000_000)
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}
impl Sub<Span> for Instant {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}
impl Sub for Instant {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Instant {
    /// The UTC date and time, `1970-01-01T00:00` when out of the calendar's range.
    #[must_use]
    pub fn utc(self) -> NaiveDateTime {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default().naive_utc()
    }
    /// From a UTC date and time.
    #[must_use]
    pub fn from_utc(utc: NaiveDateTime) -> Self {
        Self(utc.and_utc().timestamp_micros())
    }
    /// `2026-03-19T17:30:00Z`, for machine-readable attributes.
    #[must_use]
    pub fn iso(self) -> String {
        self.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// An instant as it reads on a location's wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// When it is.
    pub at: Instant,
    /// Seconds east of UTC at the location at that instant.
    pub offset: i32,
}

impl Moment {
    /// Date and time on the wall.
    #[must_use]
    pub fn local(self) -> NaiveDateTime {
        self.at.utc() + TimeDelta::seconds(i64::from(self.offset))
    }
    /// The location's date.
    #[must_use]
    pub fn day(self) -> Day {
        self.local().date()
    }
    /// Minutes since the location's midnight, as its clock shows them.
    #[must_use]
    pub fn minute(self) -> i64 {
        minute_of(self.local().time())
    }
    /// `18:30`.
    #[must_use]
    pub fn clock(self) -> String {
        clock(self.minute())
    }
}

/// Minutes since midnight of a time on the wall.
#[must_use]
pub fn minute_of(time: NaiveTime) -> i64 {
    i64::from(time.hour() * 60 + time.minute())
}

/// `18:30` for minute 1110; minutes past midnight wrap.
#[must_use]
pub fn clock(minute: i64) -> String {
    let minute = minute.rem_euclid(24 * 60);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Parses `18:30` or `8:05` into minutes since midnight.
#[must_use]
pub fn parse_clock(text: &str) -> Option<i64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// The Monday of the week that holds a day.
#[must_use]
pub fn monday_of(day: Day) -> Day {
    day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))
}

/// A day so many days later (earlier when negative); the same day at the calendar's end.
#[must_use]
pub fn day_plus(day: Day, days: i64) -> Day {
    day.checked_add_signed(TimeDelta::try_days(days).unwrap_or_default())
        .unwrap_or(day)
}

/// The first day that this product will take from a person: nothing earlier is a real booking, birthday or pass.
pub const FIRST_DAY: Day = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

#[cfg(feature = "ssr")]
pub use server::{Clock, Zone};

#[cfg(feature = "ssr")]
mod server {
    use super::{Day, Instant, Moment, minute_of};
    use chrono::{DateTime, LocalResult, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
    use sqlx::{Decode, Encode, Postgres, Sqlite, Type, encode::IsNull, error::BoxDynError};
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    /// Where the current time comes from: the machine's clock, or in tests a clock that is moved by hand.
    #[derive(Debug, Clone, Default)]
    pub struct Clock(Option<Arc<AtomicI64>>);

    impl Clock {
        /// A clock that stands at this instant until it is set.
        #[must_use]
        pub fn fixed(at: Instant) -> Self {
            Self(Some(Arc::new(AtomicI64::new(at.0))))
        }
        /// Moves a fixed clock; the machine's clock is left alone.
        pub fn set(&self, at: Instant) {
            if let Some(fixed) = &self.0 {
                fixed.store(at.0, Ordering::SeqCst);
            }
        }
        /// The time now, in whole microseconds: what both databases give back unchanged.
        #[must_use]
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where the machine's clock is read"
        )]
        pub fn now(&self) -> Instant {
            match &self.0 {
                Some(fixed) => Instant(fixed.load(Ordering::SeqCst)),
                None => Instant(Utc::now().timestamp_micros()),
            }
        }
    }

    /// A time zone of the IANA database, by its name.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Zone(pub chrono_tz::Tz);

    impl Zone {
        /// By name, such as `Europe/Berlin`.
        #[must_use]
        pub fn parse(name: &str) -> Option<Self> {
            name.parse().ok().map(Self)
        }
        /// The names of all zones that are places, by name: `Europe/Berlin`, and `UTC`.
        #[must_use]
        pub fn names() -> Vec<String> {
            let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let place = |name: &&str| {
                *name == "UTC" || (name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("US/"))
            };
            names.filter(place).map(str::to_owned).collect()
        }
        /// The instant at which the wall shows this day and minute. A minute that the clock skips is moved forward by the gap;
        /// one that comes twice means the first.
        #[must_use]
        pub fn at(self, day: Day, minute: i64) -> Instant {
            let midnight = day.and_time(NaiveTime::MIN);
            self.resolve(midnight + TimeDelta::minutes(minute))
        }
        /// The same for a date and time.
        #[must_use]
        pub fn resolve(self, local: NaiveDateTime) -> Instant {
            match self.0.from_local_datetime(&local) {
                LocalResult::Single(at) => Instant(at.timestamp_micros()),
                LocalResult::Ambiguous(first, _) => Instant(first.timestamp_micros()),
                // In a gap: read it with the offset in force before the gap, which lands just as far behind it.
                LocalResult::None => {
                    let before = self.0.from_local_datetime(&(local - TimeDelta::hours(26))).earliest();
                    let offset = before.map_or(0, |at| at.offset().fix().local_minus_utc());
                    Instant::from_utc(local - TimeDelta::seconds(i64::from(offset)))
                }
            }
        }
        /// An instant as the wall shows it.
        #[must_use]
        pub fn moment(self, at: Instant) -> Moment {
            let offset = self.0.offset_from_utc_datetime(&at.utc()).fix().local_minus_utc();
            Moment { at, offset }
        }
        /// The location's date at an instant.
        #[must_use]
        pub fn day(self, at: Instant) -> Day {
            self.moment(at).day()
        }
        /// The minute of the location's day at an instant.
        #[must_use]
        pub fn minute(self, at: Instant) -> i64 {
            minute_of(self.moment(at).local().time())
        }
    }

    // SQLite keeps whole microseconds in an INTEGER: its drivers' text form varies in length. Postgres keeps its own timestamptz.
    impl Type<Sqlite> for Instant {
        fn type_info() -> <Sqlite as sqlx::Database>::TypeInfo {
            <i64 as Type<Sqlite>>::type_info()
        }
        fn compatible(ty: &<Sqlite as sqlx::Database>::TypeInfo) -> bool {
            <i64 as Type<Sqlite>>::compatible(ty)
        }
    }
    impl<'q> Encode<'q, Sqlite> for Instant {
        fn encode_by_ref(&self, buf: &mut <Sqlite as sqlx::Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
            <i64 as Encode<'q, Sqlite>>::encode_by_ref(&self.0, buf)
        }
    }
    impl<'r> Decode<'r, Sqlite> for Instant {
        fn decode(value: <Sqlite as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
            <i64 as Decode<'r, Sqlite>>::decode(value).map(Self)
        }
    }
    impl Type<Postgres> for Instant {
        fn type_info() -> <Postgres as sqlx::Database>::TypeInfo {
            <DateTime<Utc> as Type<Postgres>>::type_info()
        }
        fn compatible(ty: &<Postgres as sqlx::Database>::TypeInfo) -> bool {
            <DateTime<Utc> as Type<Postgres>>::compatible(ty)
        }
    }
    impl<'q> Encode<'q, Postgres> for Instant {
        fn encode_by_ref(&self, buf: &mut <Postgres as sqlx::Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
            let at = DateTime::<Utc>::from_timestamp_micros(self.0).ok_or("an instant outside the calendar")?;
            <DateTime<Utc> as Encode<'q, Postgres>>::encode_by_ref(&at, buf)
        }
    }
    impl<'r> Decode<'r, Postgres> for Instant {
        fn decode(value: <Postgres as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
            <DateTime<Utc> as Decode<'r, Postgres>>::decode(value).map(|at| Self(at.timestamp_micros()))
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::from_ymd_opt(y, m, d).expect("a real date")
    }

    #[test]
    fn a_weekly_class_keeps_its_wall_time_across_both_clock_changes() {
        for (zone, shifted) in [
            ("Europe/Berlin", true),
            ("America/New_York", true),
            ("Australia/Sydney", true),
            ("America/Santiago", true),
            ("Asia/Shanghai", false),
        ] {
            let zone = Zone::parse(zone).expect("a known zone");
            let mut offsets = std::collections::BTreeSet::new();
            for week in 0..53 {
                let on = day_plus(day(2026, 1, 7), week * 7);
                let moment = zone.moment(zone.at(on, 18 * 60));
                assert_eq!((moment.day(), moment.clock().as_str()), (on, "18:00"));
                offsets.insert(moment.offset);
            }
            assert_eq!(
                offsets.len() == 2,
                shifted,
                "the year crossed the clock changes of {zone:?}"
            );
        }
    }

    #[test]
    fn skipped_minutes_move_forward_and_doubled_ones_mean_the_first() {
        let berlin = Zone::parse("Europe/Berlin").expect("a known zone");
        assert_eq!(berlin.moment(berlin.at(day(2026, 3, 29), 150)).clock(), "03:30");
        assert_eq!(berlin.at(day(2026, 10, 25), 150).iso(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn clocks_are_parsed_strictly() {
        assert_eq!(parse_clock("8:05"), Some(485));
        for bad in ["", "24:00", "8", "8:5", "8:60", "-1:00", "a:b"] {
            assert_eq!(parse_clock(bad), None, "{bad}");
        }
    }
}
