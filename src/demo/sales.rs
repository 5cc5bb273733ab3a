//! What the demonstration club's members have bought over three years.
//!
//! The rates are assumptions of this demonstration. People join more in January and September and
//! less in summer; each month a few leave, more of them in the first three; packs are bought again
//! as they run out. Passes of one member never overlap.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::plan::{DROP_IN, INTRO, PLANS, TEN, UNLIMITED};
use super::rng::Rng;

/// Where a pass stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassState {
    /// Bought; it starts on a later day.
    Pending,
    /// In use.
    Active,
    /// Paused from a day on, until before another.
    Frozen {
        /// First day of the pause.
        from: NaiveDate,
        /// First day after the pause.
        until: NaiveDate,
    },
    /// In use, notice given: it ends on [`Sold::ends_on`].
    Leaving,
    /// The last bill was not paid.
    PastDue,
    /// Every credit used.
    UsedUp,
    /// Its time ended.
    Expired,
    /// Ended by notice.
    Cancelled,
}

impl PassState {
    /// Whether the pass is the member's current one, if only to be paid or unfrozen.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::UsedUp | Self::Expired | Self::Cancelled)
    }
}

/// A pass that a member bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sold {
    /// Index in [`PLANS`].
    pub plan: usize,
    /// Day of the sale.
    pub sold_on: NaiveDate,
    /// First day it may be used.
    pub starts_on: NaiveDate,
    /// Last day it may be used; `None` while it runs until cancelled.
    pub ends_on: Option<NaiveDate>,
    /// Credits used by today; 0 where classes are not counted.
    pub credits_used: u32,
    /// The last day it was of use: expired, cancelled or its last credit used.
    pub finished_on: Option<NaiveDate>,
    /// Where it stands today.
    pub state: PassState,
}

/// The day a member joined: within the 36 months before `today`, or on it.
pub fn joined_on(rng: &mut Rng, today: NaiveDate) -> NaiveDate {
    /// January to December, 100 being an average month.
    const SEASON: [u32; 12] = [170, 110, 105, 95, 90, 80, 70, 75, 140, 110, 95, 60];
    let first_of_this_month = today.with_day(1).unwrap_or(today);
    let months: Vec<NaiveDate> = (0..36)
        .filter_map(|ago| first_of_this_month.checked_sub_months(Months::new(ago)))
        .collect();
    let weights: Vec<u32> = (0..)
        .zip(&months)
        .map(|(ago, month)| {
            // the club grows, and this month is not over
            let days = if ago == 0 { today.day() } else { 30 };
            SEASON[month.month0() as usize] * (96 - ago) * days / 30
        })
        .collect();
    let chosen = rng.weighted(&weights);
    let Some(&month) = months.get(chosen) else {
        return today;
    };
    let days = if chosen == 0 { today.day() } else { 28 };
    later(month, rng.count(0, days - 1)).min(today)
}

/// Everything that a member who joined on `joined` has bought by `today`, oldest first; the last
/// is the latest.
pub fn history(rng: &mut Rng, joined: NaiveDate, today: NaiveDate) -> Vec<Sold> {
    let shares = PLANS.map(|plan| plan.share);
    let latest = rng.weighted(&shares);
    let age = days_between(joined, today);
    let leaves = leaving_day(rng, joined, today);
    let mut passes = Vec::new();
    let mut day = joined;

    if latest == INTRO || rng.chance(if age < 7 { 80 } else { 45 }) {
        let intro = intro(day, today);
        passes.push(intro);
        match intro.finished_on {
            Some(last) if latest != INTRO => day = later(last, 1),
            _ => return passes,
        }
    }
    if latest == UNLIMITED {
        // some find out with a pass that a month pays better
        if age > 200 && rng.chance(15) {
            let ten = pack(rng, TEN, day, today);
            passes.push(ten);
            match ten.finished_on {
                Some(last) => day = later(last, 1),
                None => return passes,
            }
        }
        if day <= today {
            passes.push(unlimited(rng, day, leaves, today));
        }
        return passes;
    }
    let mut first = true;
    while day <= today && (first || leaves.is_none_or(|leaves| day < leaves)) {
        let pass = pack(rng, latest, day, today);
        passes.push(pass);
        first = false;
        let Some(last) = pass.finished_on else { break };
        let gap = if latest == DROP_IN { (10, 45) } else { (1, 10) };
        day = later(last, rng.count(gap.0, gap.1));
    }
    passes
}

/// The day a member loses interest, if before `today`.
fn leaving_day(rng: &mut Rng, joined: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
    let months = days_between(joined, today) / 30;
    let month = (1..=months).find(|&month| rng.chance(if month <= 3 { 6 } else { 3 }))?;
    let day = later(joined, month * 30 + rng.count(0, 29));
    (day < today).then_some(day)
}

fn intro(day: NaiveDate, today: NaiveDate) -> Sold {
    let ends = later(day, PLANS[INTRO].valid_days.unwrap_or(7) - 1);
    let over = ends < today;
    Sold {
        plan: INTRO,
        sold_on: day,
        starts_on: day,
        ends_on: Some(ends),
        credits_used: 0,
        finished_on: over.then_some(ends),
        state: if over { PassState::Expired } else { PassState::Active },
    }
}

/// A pass with credits, used evenly until they or its days are gone.
fn pack(rng: &mut Rng, plan: usize, day: NaiveDate, today: NaiveDate) -> Sold {
    let credits = PLANS[plan].credits().unwrap_or(1);
    let valid = PLANS[plan].valid_days.unwrap_or(1);
    let ends = later(day, valid - 1);
    // days until the last credit would be used: one pass in six is not finished in time
    let pace = match plan {
        DROP_IN => rng.count(0, 6),
        _ => rng.count(valid / 5, valid * 116 / 100),
    };
    let last = later(day, pace.min(valid - 1));
    let over = last < today;
    let days_used = days_between(day, today.min(ends));
    let (used, state) = match (over, pace < valid) {
        (true, true) => (credits, PassState::UsedUp),
        (true, false) => ((credits * valid / (pace + 1)).min(credits - 1), PassState::Expired),
        (false, _) => ((credits * days_used / (pace + 1)).min(credits - 1), PassState::Active),
    };
    Sold {
        plan,
        sold_on: day,
        starts_on: day,
        ends_on: Some(ends),
        credits_used: used,
        finished_on: over.then_some(last),
        state,
    }
}

/// The monthly plan, from `day` until the member leaves.
fn unlimited(rng: &mut Rng, day: NaiveDate, leaves: Option<NaiveDate>, today: NaiveDate) -> Sold {
    let mut sold = Sold {
        plan: UNLIMITED,
        sold_on: day,
        starts_on: day,
        ends_on: None,
        credits_used: 0,
        finished_on: None,
        state: PassState::Active,
    };
    let age = days_between(day, today);
    if let Some(left) = leaves.map(|leaves| leaves.max(later(day, 30)))
        && left < today
    {
        sold.ends_on = Some(left);
        sold.finished_on = Some(left);
        sold.state = PassState::Cancelled;
    } else if age < 10 && rng.chance(25) {
        sold.starts_on = later(today, rng.count(1, 14));
        sold.state = PassState::Pending;
    } else if age > 60 {
        match rng.weighted(&[84, 7, 5, 4]) {
            1 => {
                sold.state = PassState::Frozen {
                    from: earlier(today, rng.count(1, 40)),
                    until: later(today, rng.count(5, 50)),
                };
            }
            2 => {
                sold.ends_on = Some(later(today, rng.count(1, 40)));
                sold.state = PassState::Leaving;
            }
            3 => sold.state = PassState::PastDue,
            _ => {}
        }
    }
    sold
}

fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

fn earlier(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// Days from one day to a later one; 0 when it is not later.
fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from((to - from).num_days()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 19).unwrap()
    }

    fn histories(count: usize) -> Vec<(NaiveDate, Vec<Sold>)> {
        let mut rng = Rng::new(9);
        (0..count)
            .map(|_| {
                let joined = joined_on(&mut rng, today());
                (joined, history(&mut rng, joined, today()))
            })
            .collect()
    }

    #[test]
    fn shares_are_met() {
        let histories = histories(10_000);
        for (index, plan) in PLANS.iter().enumerate() {
            let latest = |passes: &Vec<Sold>| passes.last().is_some_and(|last| last.plan == index);
            let percent = histories.iter().filter(|(_, passes)| latest(passes)).count() / 100;
            let off = percent.abs_diff(plan.share as usize);
            assert!(off <= 4, "{}: {percent} % for {} %", plan.key, plan.share);
        }
    }

    #[test]
    fn every_state_occurs_and_agrees_with_its_dates() {
        let mut seen = [0_u32; 8];
        for (joined, passes) in histories(10_000) {
            assert!(!passes.is_empty());
            assert!(joined <= today() && days_between(joined, today()) <= 36 * 31);
            for pass in &passes {
                assert!(joined <= pass.sold_on && pass.sold_on <= today(), "{pass:?}");
                let over = pass.ends_on.is_some_and(|ends| ends < today());
                let credits = PLANS[pass.plan].credits();
                assert!(pass.credits_used <= credits.unwrap_or(0), "{pass:?}");
                assert_eq!(pass.state.is_live(), pass.finished_on.is_none(), "{pass:?}");
                assert!(pass.finished_on.is_none_or(|day| day < today()), "{pass:?}");
                let index = match pass.state {
                    PassState::Pending => {
                        assert!(pass.starts_on > today());
                        0
                    }
                    PassState::Active => {
                        assert!(!over && credits.is_none_or(|all| pass.credits_used < all));
                        1
                    }
                    PassState::Frozen { from, until } => {
                        assert!(pass.starts_on < from && from < today() && today() < until);
                        2
                    }
                    PassState::Leaving => {
                        assert!(pass.ends_on.is_some_and(|ends| ends > today()));
                        3
                    }
                    PassState::PastDue => 4,
                    PassState::UsedUp => {
                        assert_eq!(Some(pass.credits_used), credits);
                        5
                    }
                    PassState::Expired => {
                        assert!(over && credits.is_none_or(|all| pass.credits_used < all));
                        6
                    }
                    PassState::Cancelled => {
                        assert_eq!(pass.ends_on, pass.finished_on);
                        7
                    }
                };
                seen[index] += 1;
            }
        }
        assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
    }

    #[test]
    fn passes_of_a_member_follow_each_other() {
        for (_, passes) in histories(5_000) {
            for pair in passes.windows(2) {
                let ended = pair[0].finished_on;
                assert!(ended.is_some_and(|ended| ended < pair[1].starts_on), "{pair:?}");
            }
            let intros = passes.iter().filter(|pass| pass.plan == INTRO).count();
            assert!(intros <= 1, "an intro is sold once a person");
        }
    }

    #[test]
    fn the_edges_of_the_calendar_do_not_panic() {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let mut rng = Rng::new(9);
            for _ in 0..200 {
                let joined = joined_on(&mut rng, day);
                history(&mut rng, joined, day);
            }
        }
    }
}
