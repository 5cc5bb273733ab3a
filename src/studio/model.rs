//! The organisation, its locations and its policies.

use serde::{Deserialize, Serialize};

crate::ids! {
    /// An organisation: a studio, a gym or a chain.
    OrgId,
    /// One of its places.
    LocationId,
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

/// The rules for booking, waiting, cancelling and checking in. All lengths are minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BookingPolicy {
    /// Booking opens so long before the class.
    pub opens_before: i64,
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
    /// At most so many may wait for one class.
    pub waitlist_max: i64,
    /// Nobody is promoted by itself later than so long before the class.
    pub promotion_closes_before: i64,
    /// At most so many classes a day.
    pub max_per_day: i64,
    /// At most so many classes ahead.
    pub max_upcoming: i64,
    /// Between two classes at different locations there must be so long.
    pub travel_gap: i64,
    /// The door lets people in so long before their class.
    pub check_in_before: i64,
    /// And until so long after its start.
    pub check_in_after: i64,
    /// Who was not checked in so long after the end was a no-show, where attendance was taken.
    pub no_show_after: i64,
}

impl Default for BookingPolicy {
    fn default() -> Self {
        Self {
            opens_before: 28 * 24 * 60,
            closes_before: 0,
            cancel_limit: 120,
            quiet: Some((23 * 60, 7 * 60)),
            grace_after_booking: 10,
            grace_after_promotion: 30,
            waitlist_max: 20,
            promotion_closes_before: 60,
            max_per_day: 4,
            max_upcoming: 20,
            travel_gap: 30,
            check_in_before: 60,
            check_in_after: 20,
            no_show_after: 30,
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
