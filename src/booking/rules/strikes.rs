//! Adding up strikes.

use crate::{
    booking::model::StrikeKind,
    platform::time::{Instant, Span},
    studio::model::{Sanction, StrikePolicy},
};

/// A strike that counts or counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StrikeFact {
    /// When it was counted.
    pub at: Instant,
    /// Points.
    pub points: i64,
}

/// What a member's strikes add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Points of the last days that count.
    pub points: i64,
    /// The sanction lasts until then; `None`: there is none.
    pub until: Option<Instant>,
    /// Not coming once more would bring the sanction.
    pub near: bool,
}

/// Adds up strikes, in any order. A sanction begins with each strike at which the points of the days before it reach the limit; it
/// lasts its days from then on, whatever falls out of the window meanwhile.
#[must_use]
pub fn count(strikes: &[StrikeFact], policy: &StrikePolicy, now: Instant) -> Counted {
    let window = Span::hours(24 * policy.window_days);
    let points_at = |at: Instant| {
        let within = |s: &&StrikeFact| s.at <= at && s.at > at - window;
        strikes.iter().filter(within).map(|s| s.points).sum::<i64>()
    };
    let points = points_at(now);
    if policy.sanction == Sanction::None {
        return Counted {
            points,
            until: None,
            near: false,
        };
    }
    let until = strikes
        .iter()
        .filter(|s| s.points > 0 && s.at <= now && points_at(s.at) >= policy.limit)
        .map(|s| s.at + Span::hours(24 * policy.sanction_days))
        .max()
        .filter(|until| *until > now);
    Counted {
        points,
        until,
        near: until.is_none() && points + policy.no_show.max(policy.late_cancel) >= policy.limit,
    }
}

/// Points for a strike now: none for the first few of any 30 days that the club waives.
#[must_use]
pub fn points(kind: StrikeKind, earlier: &[Instant], policy: &StrikePolicy, now: Instant) -> i64 {
    let lately = earlier.iter().filter(|at| **at > now - Span::hours(24 * 30)).count() as i64;
    match kind {
        _ if lately < policy.waived => 0,
        StrikeKind::NoShow => policy.no_show,
        StrikeKind::LateCancel => policy.late_cancel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::{Day, Zone, parse_clock};

    fn wall(d: u32, clock: &str) -> Instant {
        let day = Day::from_ymd_opt(2026, 3, d).expect("a real date");
        let zone = Zone::parse("Europe/Berlin").expect("a known zone");
        zone.at(day, parse_clock(clock).expect("a time of day"))
    }

    #[test]
    fn strikes_add_up_within_their_window_and_lock_from_the_one_that_reached_the_limit() {
        let policy = StrikePolicy::default();
        let strike = |d: u32, points| StrikeFact {
            at: wall(d, "12:00"),
            points,
        };
        let three = [strike(3, 2), strike(10, 2), strike(12, 2)];
        let at = |d, strikes: &[StrikeFact]| count(strikes, &policy, wall(d, "12:00"));
        assert_eq!(at(11, &three[..2]).points, 4);
        assert!(at(11, &three[..2]).near, "one more");
        assert!(!at(11, &three[..1]).near);
        assert_eq!(at(12, &three).until, Some(wall(19, "12:00")));
        assert_eq!(at(18, &three).until, Some(wall(19, "12:00")));
        assert_eq!(at(19, &three).until, None, "served");
        assert_eq!(at(19, &three).points, 6, "and they still count");
        let again = [three[0], three[1], three[2], strike(20, 1)];
        assert_eq!(
            at(20, &again).until,
            Some(wall(27, "12:00")),
            "the next one locks at once"
        );
        // What one strike ago fell out of the window adds nothing.
        let narrow = StrikePolicy {
            window_days: 5,
            ..policy
        };
        assert_eq!(count(&three, &narrow, wall(12, "13:00")).until, None);
        assert_eq!(count(&three, &narrow, wall(12, "13:00")).points, 4);
        let off = StrikePolicy {
            sanction: Sanction::None,
            ..policy
        };
        assert_eq!(count(&three, &off, wall(12, "13:00")).until, None);
    }

    #[test]
    fn the_first_few_are_waived() {
        let policy = StrikePolicy {
            waived: 2,
            ..StrikePolicy::default()
        };
        let earlier = [wall(1, "12:00"), wall(5, "12:00")];
        let now = wall(20, "12:00");
        assert_eq!(points(StrikeKind::LateCancel, &earlier[..1], &policy, now), 0);
        assert_eq!(points(StrikeKind::LateCancel, &earlier, &policy, now), 1);
        assert_eq!(points(StrikeKind::NoShow, &earlier, &policy, now), 2);
        let far = now + Span::hours(24 * 12);
        assert_eq!(
            points(StrikeKind::NoShow, &earlier, &policy, far),
            0,
            "31 days on the first is forgotten"
        );
    }
}
