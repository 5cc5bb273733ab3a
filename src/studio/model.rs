//! The organisation, its locations and its policies.

use crate::platform::time::Instant;
use serde::{Deserialize, Serialize};

mod country;

pub use country::{Ages, ages_of, countries, country_of_zone, country_text};

crate::ids! {
    /// An organisation: a studio, a gym or a chain.
    OrgId,
    /// One of its places.
    LocationId,
    /// Rules that were put into force.
    PolicyId,
}

/// Who runs the club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// Its name as members know it.
    pub name: String,
    /// ISO 4217 code of the currency it sells in.
    pub currency: String,
    /// Language tag for notices to members who chose none.
    pub locale: String,
    /// Filled with invented people.
    pub demo: bool,
}

/// A place with rooms, a zone and a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// IANA name of its zone.
    pub zone: String,
    /// Street and town, as people would write it.
    pub address: String,
}

/// When a location is open on a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Hours {
    /// Monday is 1.
    pub weekday: i64,
    /// Minutes since midnight.
    pub opens: i64,
    /// Minutes since midnight; 1440 is midnight.
    pub closes: i64,
}

/// Weekdays that follow one another and have the same hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenHours {
    /// The first of the days; Monday is 1.
    pub first: i64,
    /// The last of them.
    pub last: i64,
    /// From when to when, in minutes since midnight; two where there is a break.
    pub open: Vec<(i64, i64)>,
}

/// Opening hours as people say them: days with the same hours together, and nothing of those that are closed.
#[must_use]
pub fn spoken_hours(hours: &[Hours]) -> Vec<SpokenHours> {
    let mut spoken: Vec<SpokenHours> = Vec::new();
    for weekday in 1..=7 {
        let mut open: Vec<_> = hours
            .iter()
            .filter(|h| h.weekday == weekday)
            .map(|h| (h.opens, h.closes))
            .collect();
        open.sort_unstable();
        match spoken.last_mut() {
            _ if open.is_empty() => {}
            Some(before) if before.last == weekday - 1 && before.open == open => before.last = weekday,
            _ => spoken.push(SpokenHours {
                first: weekday,
                last: weekday,
                open,
            }),
        }
    }
    spoken
}

/// How a place that comes free goes to those who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum WaitMode {
    /// The first who may have it has it at once.
    Auto,
    /// It is kept for the first for a while, who takes it or passes it on.
    Offer,
    /// Everybody who waits is told, and whoever is first books it.
    Broadcast,
}

impl WaitMode {
    /// All of them, the one that asks least of members first.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Offer, Self::Broadcast];

    /// A stable name for forms and programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Offer => "offer",
            Self::Broadcast => "broadcast",
        }
    }

    /// The mode of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// The rules for booking, waiting, cancelling and checking in. All lengths are minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BookingPolicy {
    /// Booking opens so long before the class.
    pub opens_before: i64,
    /// At this minute of the location's day, as many days before the class as [`Self::opens_before`] has; `None`: at the minute at
    /// which the class begins.
    pub opens_at: Option<i64>,
    /// Booking ends so long before the class; negative: so long after its start.
    pub closes_before: i64,
    /// Cancelling is free until so long before the class, not counting quiet minutes.
    pub cancel_limit: i64,
    /// Quiet hours `[from, to)` as minutes since midnight: no clock runs in them.
    pub quiet: Option<(i64, i64)>,
    /// Cancelling is free for so long after booking.
    pub grace_after_booking: i64,
    /// Cancelling is free for so long after the waitlist gave the seat.
    pub grace_after_promotion: i64,
    /// A pass that was over before a credit came back to it lasts so many days longer.
    pub courtesy_days: i64,
    /// At most so many may wait for one class.
    pub waitlist_max: i64,
    /// How a place goes to those who wait, where the kind of class says nothing else.
    pub wait_mode: WaitMode,
    /// From so long before the class on, not counting quiet minutes, a place is no longer given but offered: whoever is asleep or
    /// busy must not find themselves in a class that they can no longer leave free of charge.
    pub offer_from: i64,
    /// An offer is kept for so long, not counting quiet minutes.
    pub offer_minutes: i64,
    /// Whoever lets an offer pass goes to the end of the line; else they have left it.
    pub expired_keeps_place: bool,
    /// Nobody is given or offered a place later than so long before the class: it is free to whoever comes first.
    pub promotion_closes_before: i64,
    /// People who wait together and for whom too few places are free are passed by, and keep their place in the line; else what is
    /// free is kept until there is room for them, and nobody behind them is served.
    pub skip_if_not_fit: bool,
    /// Cancelling late is free after all once somebody who waited has the place.
    pub late_refilled_free: bool,
    /// Those who wait are told of a place that comes free even then.
    pub announce_late: bool,
    /// At most so many classes a day.
    pub max_per_day: i64,
    /// At most so many classes ahead.
    pub max_upcoming: i64,
    /// At most so many guests with one booking, on a pass that lets guests come.
    pub guests_max: i64,
    /// Between two classes at different locations there must be so long.
    pub travel_gap: i64,
    /// The door lets people in so long before their class.
    pub check_in_before: i64,
    /// And until so long after its start.
    pub check_in_after: i64,
    /// So long after the start a place whose holder did not come goes to whoever stands at the desk, where no other is free.
    pub given_away_after: i64,
    /// A class with fewer people than it needs is called off so long before it, not counting quiet minutes.
    pub minimum_before: i64,
    /// Who was not checked in so long after the end was a no-show, where attendance was taken.
    pub no_show_after: i64,
    /// Whoever came so long ago counts as gone, where nobody noted that they left.
    pub out_after: i64,
    /// So many people may be in at once; 0: nobody counts.
    pub house_capacity: i64,
    /// What not coming and cancelling late count for.
    pub strikes: StrikePolicy,
}

/// What follows when a member's strike points reach the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sanction {
    /// Nothing: no points are counted.
    None,
    /// Nothing can be booked for some days.
    Lock,
    /// For some days only classes of the same day can be booked.
    DayOnly,
}

impl Sanction {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::None, Self::DayOnly, Self::Lock];

    /// A stable name for forms and programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lock => "lock",
            Self::DayOnly => "day_only",
        }
    }

    /// The sanction of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sanction| sanction.code() == code)
    }
}

/// The rules for strikes: points for not coming and for cancelling late, counted over the last days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StrikePolicy {
    /// Points for not coming.
    pub no_show: i64,
    /// Points for cancelling too late.
    pub late_cancel: i64,
    /// Points of so many days are counted together.
    pub window_days: i64,
    /// At so many points the sanction begins.
    pub limit: i64,
    /// What follows.
    pub sanction: Sanction,
    /// For so many days.
    pub sanction_days: i64,
    /// The first so many of any 30 days count for nothing.
    pub waived: i64,
}

impl Default for StrikePolicy {
    fn default() -> Self {
        Self {
            no_show: 2,
            late_cancel: 1,
            window_days: 30,
            limit: 6,
            sanction: Sanction::Lock,
            sanction_days: 7,
            waived: 0,
        }
    }
}

/// Rules for booking as they were put into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The id.
    pub id: PolicyId,
    /// The rules.
    pub policy: BookingPolicy,
    /// In force from then on.
    pub from: Instant,
    /// Who put them into force; `None`: the console.
    pub by: Option<String>,
}

/// Something that was decided for the whole club and holds from an instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The id.
    pub id: PolicyId,
    /// What was decided, as the slice that reads it writes it.
    pub body: String,
    /// Holds from then on.
    pub from: Instant,
    /// Who decided it; `None`: the console.
    pub by: Option<String>,
}

impl Default for BookingPolicy {
    fn default() -> Self {
        Self {
            opens_before: 28 * 24 * 60,
            opens_at: None,
            closes_before: 0,
            cancel_limit: 120,
            quiet: Some((23 * 60, 7 * 60)),
            grace_after_booking: 10,
            grace_after_promotion: 30,
            courtesy_days: 7,
            waitlist_max: 20,
            wait_mode: WaitMode::Auto,
            offer_from: 120,
            offer_minutes: 30,
            expired_keeps_place: false,
            skip_if_not_fit: false,
            late_refilled_free: false,
            promotion_closes_before: 60,
            announce_late: true,
            max_per_day: 4,
            max_upcoming: 20,
            guests_max: 2,
            travel_gap: 30,
            check_in_before: 60,
            check_in_after: 20,
            given_away_after: 10,
            minimum_before: 180,
            no_show_after: 30,
            out_after: 180,
            house_capacity: 0,
            strikes: StrikePolicy::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_with_the_same_hours_are_said_together() {
        let on = |weekday, opens, closes| Hours { weekday, opens, closes };
        let week = [
            on(1, 360, 1320),
            on(2, 360, 720),
            on(2, 960, 1320),
            on(3, 360, 720),
            on(3, 960, 1320),
            on(5, 360, 1320),
            on(6, 360, 1320),
        ];
        let broken = vec![(360, 720), (960, 1320)];
        let whole = vec![(360, 1320)];
        let said: Vec<_> = (spoken_hours(&week).into_iter())
            .map(|s| (s.first, s.last, s.open))
            .collect();
        assert_eq!(
            said,
            [(1, 1, whole.clone()), (2, 3, broken), (5, 6, whole)],
            "Thursday and Sunday are closed"
        );
        assert_eq!(spoken_hours(&[]), []);
    }
}
