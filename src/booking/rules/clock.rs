//! Clocks that stand still in quiet hours.

use crate::platform::time::{Instant, Span, Zone, day_plus};

/// The instant so many minutes before another, not counting the minutes of quiet hours `[from, to)` on the location's wall.
/// Minutes are real ones: a night with a clock change is as long as it is.
#[must_use]
pub fn before(zone: Zone, at: Instant, minutes: i64, quiet: Option<(i64, i64)>) -> Instant {
    let Some((from, to)) = quiet.filter(|(from, to)| from != to) else {
        return at - Span::minutes(minutes);
    };
    let mut at = at;
    let mut left = Span::minutes(minutes);
    // Each turn crosses at least one quiet period: a month's limit needs no more than 31.
    for _ in 0..400 {
        if left.0 <= 0 {
            break;
        }
        let today = zone.day(at);
        let quiet = [0, -1, -2]
            .into_iter()
            .map(|back| day_plus(today, back))
            .map(|day| {
                (
                    zone.at(day, from),
                    zone.at(if from < to { day } else { day_plus(day, 1) }, to),
                )
            })
            .find(|(begins, _)| *begins < at);
        let Some((begins, ends)) = quiet else { break };
        if at <= ends {
            at = begins;
            continue;
        }
        let step = Span(left.0.min((at - ends).0));
        at = at - step;
        left = Span(left.0 - step.0);
    }
    at
}

/// The instant so many minutes after another, not counting the minutes of quiet hours: [`before`] the other way round.
#[must_use]
pub fn after(zone: Zone, at: Instant, minutes: i64, quiet: Option<(i64, i64)>) -> Instant {
    let Some((from, to)) = quiet.filter(|(from, to)| from != to) else {
        return at + Span::minutes(minutes);
    };
    let mut at = at;
    let mut left = Span::minutes(minutes);
    for _ in 0..400 {
        if left.0 <= 0 {
            break;
        }
        let today = zone.day(at);
        let quiet = [-1, 0, 1, 2]
            .into_iter()
            .map(|ahead| day_plus(today, ahead))
            .map(|day| {
                (
                    zone.at(day, from),
                    zone.at(if from < to { day } else { day_plus(day, 1) }, to),
                )
            })
            .find(|(_, ends)| *ends > at);
        let Some((begins, ends)) = quiet else { break };
        if at >= begins {
            at = ends;
            continue;
        }
        let step = Span(left.0.min((begins - at).0));
        at = at + step;
        left = Span(left.0 - step.0);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::{Day, parse_clock};

    fn zone() -> Zone {
        Zone::parse("Europe/Berlin").expect("a known zone")
    }
    fn wall(d: u32, clock: &str) -> Instant {
        let day = Day::from_ymd_opt(2026, 3, d).expect("a real date");
        zone().at(day, parse_clock(clock).expect("a time of day"))
    }

    #[test]
    fn cancelling_by_the_published_example() {
        // Class at 08:00, limit of 3 hours, quiet from 23:00 to 07:00: free until 21:00 the night before.
        assert_eq!(
            before(zone(), wall(20, "08:00"), 180, Some((23 * 60, 7 * 60))),
            wall(19, "21:00")
        );
        assert_eq!(
            before(zone(), wall(20, "18:00"), 120, Some((23 * 60, 7 * 60))),
            wall(20, "16:00")
        );
        assert_eq!(
            before(zone(), wall(20, "06:30"), 60, Some((23 * 60, 7 * 60))),
            wall(19, "22:00")
        );
        assert_eq!(
            before(zone(), wall(20, "13:00"), 60, Some((12 * 60, 14 * 60))),
            wall(20, "11:00")
        );
        assert_eq!(
            before(zone(), wall(20, "18:00"), 0, Some((23 * 60, 7 * 60))),
            wall(20, "18:00")
        );
        // Three whole waking days of 16 hours.
        assert_eq!(
            before(zone(), wall(20, "23:00"), 3 * 16 * 60, Some((23 * 60, 7 * 60))),
            wall(18, "07:00")
        );
    }

    #[test]
    fn the_night_of_the_clock_change_is_quiet_as_a_whole() {
        // 29 March 2026: 02:00 becomes 03:00 in Berlin.
        assert_eq!(
            before(zone(), wall(29, "08:00"), 180, Some((23 * 60, 7 * 60))),
            wall(28, "21:00")
        );
    }

    #[test]
    fn an_offers_clock_stands_still_in_quiet_hours() {
        let quiet = Some((23 * 60, 7 * 60));
        assert_eq!(after(zone(), wall(19, "14:02"), 30, quiet), wall(19, "14:32"));
        assert_eq!(after(zone(), wall(19, "22:50"), 30, quiet), wall(20, "07:20"));
        assert_eq!(after(zone(), wall(20, "02:00"), 30, quiet), wall(20, "07:30"));
        assert_eq!(
            after(zone(), wall(20, "11:45"), 30, Some((12 * 60, 14 * 60))),
            wall(20, "14:15")
        );
        // 29 March 2026: the night is an hour shorter, and quiet all the same.
        assert_eq!(after(zone(), wall(28, "22:50"), 30, quiet), wall(29, "07:20"));
        for minutes in [1, 10, 61, 600, 2000] {
            let late = after(zone(), wall(19, "09:00"), minutes, quiet);
            assert_eq!(
                before(zone(), late, minutes, quiet),
                wall(19, "09:00"),
                "there and back"
            );
        }
    }
}
