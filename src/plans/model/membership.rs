//! Memberships: what goes on by itself, a pass a cycle, until it is cancelled.

use crate::platform::{
    money::Money,
    time::{Day, day_plus},
};
use chrono::Months;
use serde::{Deserialize, Serialize};

crate::ids! {
    /// What a member goes on paying for.
    MembershipId,
}

/// How a membership goes on and ends, as its plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// Months from one pass to the next.
    pub months: i64,
    /// So many credits that are left go over into the next cycle.
    pub rollover: i64,
    /// Months from the first day in which it does not end; 0: none.
    pub commitment: i64,
    /// Days from cancelling to the earliest end.
    pub notice: i64,
}

/// The day so many months after another: the last of the month where it has no such day.
#[must_use]
pub fn months_after(day: Day, months: i64) -> Day {
    let months = Months::new(u32::try_from(months.max(0)).unwrap_or(0));
    day.checked_add_months(months).unwrap_or(day)
}

/// The first and last day of a cycle, counted from 1. Cycles keep to the day of the month of the first: one from the 31st begins on the
/// last day of shorter months, and on the 31st again after them.
#[must_use]
pub fn cycle_days(started_on: Day, months: i64, cycle: i64) -> (Day, Day) {
    let first = months_after(started_on, months * (cycle - 1));
    (first, day_plus(months_after(started_on, months * cycle), -1))
}

/// A member's membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The id.
    pub id: MembershipId,
    /// The plan's name when it began.
    pub name: String,
    /// Its first day.
    pub started_on: Day,
    /// How it goes on and ends. `commitment` is not counted here: see `committed_until`.
    pub cycle: Cycle,
    /// Credits in each cycle; `None`: not counted.
    pub credits: Option<i64>,
    /// It does not end before this day; `None`: it may.
    pub committed_until: Option<Day>,
    /// What a cycle costs.
    pub price: Money,
    /// Its last day; `None`: it goes on.
    pub ends_on: Option<Day>,
    /// So many cycles have their pass.
    pub granted: i64,
    /// The last day of the last of them.
    pub granted_until: Day,
}

/// What comes next for a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Its next cycle begins then.
    On(Day),
    /// It ends then.
    Ends(Day),
    /// It has ended.
    Over(Day),
}

impl Membership {
    /// The first and last day of a cycle, counted from 1.
    #[must_use]
    pub fn days(&self, cycle: i64) -> (Day, Day) {
        cycle_days(self.started_on, self.cycle.months, cycle)
    }

    /// The cycle that a day lies in; the first before it began.
    #[must_use]
    pub fn cycle_of(&self, day: Day) -> i64 {
        // there are no more cycles than days
        (1..).find(|cycle| self.days(*cycle).1 >= day).unwrap_or(1)
    }

    /// The day it would end, were it cancelled on another: the last of the cycle in which both the notice and what was agreed to are over.
    /// `waived`: the last day of the running cycle.
    #[must_use]
    pub fn end_if_cancelled(&self, today: Day, waived: bool) -> Day {
        let earliest = match waived {
            true => today,
            false => day_plus(today, self.cycle.notice).max(self.committed_until.unwrap_or(today)),
        };
        self.days(self.cycle_of(earliest)).1
    }

    /// What comes next, seen from a day.
    #[must_use]
    pub fn next(&self, today: Day) -> Renewal {
        match self.ends_on {
            Some(end) if end < today => Renewal::Over(end),
            Some(end) => Renewal::Ends(end),
            None if self.started_on > today => Renewal::On(self.started_on),
            None => Renewal::On(self.days(self.cycle_of(today) + 1).0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(m: u32, d: u32) -> Day {
        Day::from_ymd_opt(2026, m, d).expect("a real date")
    }

    fn monthly(started_on: Day) -> Membership {
        Membership {
            id: MembershipId(Uuid::nil()),
            name: "Monthly".into(),
            started_on,
            cycle: Cycle {
                months: 1,
                rollover: 0,
                commitment: 3,
                notice: 14,
            },
            credits: Some(8),
            committed_until: Some(day_plus(months_after(started_on, 3), -1)),
            price: Money::new(6900, "EUR"),
            ends_on: None,
            granted: 1,
            granted_until: day_plus(months_after(started_on, 1), -1),
        }
    }

    #[test]
    fn cycles_keep_to_the_day_on_which_the_first_began() {
        let days = |n| cycle_days(day(1, 31), 1, n);
        assert_eq!(days(1), (day(1, 31), day(2, 27)));
        assert_eq!(days(2), (day(2, 28), day(3, 30)));
        assert_eq!(days(3), (day(3, 31), day(4, 29)));
        assert_eq!(cycle_days(day(1, 15), 3, 2), (day(4, 15), day(7, 14)));
    }

    #[test]
    fn it_ends_with_the_cycle_in_which_notice_and_commitment_are_over() {
        let held = monthly(day(1, 10));
        assert_eq!(held.committed_until, Some(day(4, 9)));
        assert_eq!(held.end_if_cancelled(day(1, 20), false), day(4, 9), "committed");
        assert_eq!(held.end_if_cancelled(day(1, 20), true), day(2, 9), "waived");
        assert_eq!(held.end_if_cancelled(day(5, 20), false), day(6, 9), "two weeks' notice");
        assert_eq!(
            held.end_if_cancelled(day(5, 27), false),
            day(7, 9),
            "a day into the next cycle"
        );
        assert_eq!(held.end_if_cancelled(day(5, 26), false), day(6, 9), "its last day");
    }

    #[test]
    fn what_comes_next_is_the_next_cycle_or_the_end() {
        let held = monthly(day(1, 10));
        assert_eq!(held.next(day(1, 5)), Renewal::On(day(1, 10)));
        assert_eq!(held.next(day(1, 10)), Renewal::On(day(2, 10)));
        assert_eq!(held.next(day(2, 9)), Renewal::On(day(2, 10)));
        let ended = Membership {
            ends_on: Some(day(4, 9)),
            ..held
        };
        assert_eq!(ended.next(day(4, 9)), Renewal::Ends(day(4, 9)));
        assert_eq!(ended.next(day(4, 10)), Renewal::Over(day(4, 9)));
    }
}
