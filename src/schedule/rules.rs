//! The dates of a weekly rule.

use crate::platform::time::{Day, Weekday, day_plus};
use chrono::Datelike;

/// The bit of a weekday in a rule's set: Monday is 1.
#[must_use]
pub fn bit(day: Weekday) -> i64 {
    1 << day.num_days_from_monday()
}

/// The set of weekdays given as `1` (Monday) to `7`; `None` when there is none or one of them is no weekday.
#[must_use]
pub fn weekday_set(days: &[String]) -> Option<i64> {
    let mut set = 0;
    for day in days {
        let n: i64 = day.trim().parse().ok().filter(|n| (1..=7).contains(n))?;
        set |= 1 << (n - 1);
    }
    (set > 0).then_some(set)
}

/// The days from the first to the last, both included, that the set of weekdays names; at most `limit`.
#[must_use]
pub fn dates(weekdays: i64, first: Day, last: Day, limit: usize) -> Vec<Day> {
    let mut dates = Vec::new();
    let mut day = first;
    while day <= last && dates.len() < limit {
        if weekdays & bit(day.weekday()) != 0 {
            dates.push(day);
        }
        let next = day_plus(day, 1);
        if next == day {
            break;
        }
        day = next;
    }
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2026, 3, d).expect("a real date")
    }

    #[test]
    fn a_rule_names_its_days_and_no_others() {
        let set = weekday_set(&["1".into(), "4".into()]).expect("two weekdays");
        assert_eq!(dates(set, day(16), day(26), 100), [day(16), day(19), day(23), day(26)]);
        assert_eq!(dates(set, day(16), day(26), 2).len(), 2);
        assert!(dates(set, day(26), day(16), 100).is_empty());
        assert!(dates(set, Day::MAX, Day::MAX, 100).len() <= 1);
    }

    #[test]
    fn no_weekday_is_no_rule() {
        assert_eq!(weekday_set(&[]), None);
        assert_eq!(weekday_set(&["0".into()]), None);
        assert_eq!(weekday_set(&["8".into()]), None);
        assert_eq!(weekday_set(&["x".into()]), None);
    }
}
