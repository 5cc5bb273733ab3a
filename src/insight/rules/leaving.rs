//! Who may leave, and who has left: rules alone, by what the club knows of each member.
//!
//! A day on which somebody came counts once, however often they came on it. A member is the club's as long as something ties them to it:
//! a membership, until thirty days after its end; without one, sixty days after the last visit or the last day of a pass.

use crate::{
    insight::model::Warning,
    platform::time::{Day, day_plus},
};

/// Whoever stays away is asked about from so many days on.
pub const AWAY: i64 = 14;
/// What is counted as a month of visits.
pub const MONTH: i64 = 30;
/// Over so many days somebody's habits are read.
pub const HABIT: i64 = 90;
/// A pass that ends within so many days ends soon.
pub const SOON: i64 = 30;
/// Whoever is new comes so often in their first month.
pub const FIRST_VISITS: i64 = 4;
/// A membership can be renewed for so many days.
pub const RENEWAL: i64 = 30;
/// Without a membership, somebody is gone after so many days.
pub const GONE: i64 = 60;

/// A pass or a membership: from a day to its last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// The first day.
    pub from: Day,
    /// The last day; `None`: it goes on.
    pub to: Option<Day>,
    /// It is a membership, which goes on by itself until it is ended.
    pub contract: bool,
    /// It can be used: nobody has taken it back, and it is not used up.
    pub usable: bool,
}

/// What the club knows of a member.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The day at the club.
    pub today: Day,
    /// Since when they are members.
    pub joined: Day,
    /// Since when the club has known them: what was before their list was taken in, nobody counted.
    pub known: Day,
    /// The last day on which they came.
    pub last: Option<Day>,
    /// The first one of the last ninety.
    pub first: Option<Day>,
    /// Days on which they came, of the last thirty.
    pub month: i64,
    /// And of the last ninety.
    pub habit: i64,
    /// And of their first thirty, where those are less than ninety days ago.
    pub fresh: i64,
    /// Their passes and memberships.
    pub ties: Vec<Tie>,
    /// They did not come to the last two classes that they had booked.
    pub missed: bool,
    /// They have booked something, or wait for it.
    pub ahead: bool,
}

/// How many days lie between two.
fn between(from: Day, to: Day) -> i64 {
    (to - from).num_days()
}

/// What speaks for it that somebody leaves, the heaviest first; nothing where only the least is so.
#[must_use]
pub fn warnings(facts: &Facts) -> Vec<Warning> {
    let rules = [away, fewer, ending, unused, no_shows, fresh];
    let mut found: Vec<Warning> = rules.into_iter().filter_map(|rule| rule(facts)).collect();
    if !found.is_empty() && !facts.ahead {
        found.push(Warning::NothingBooked);
    }
    found.sort_by_key(|warning| std::cmp::Reverse(weight(*warning)));
    found
}

/// How much a warning counts.
#[must_use]
pub const fn weight(warning: Warning) -> i64 {
    match warning {
        Warning::Away { .. } | Warning::Ending { .. } | Warning::Unused { .. } => 3,
        Warning::Fewer { .. } | Warning::NoShows | Warning::Fresh { .. } => 2,
        Warning::NothingBooked => 1,
    }
}

/// By what the list is ordered: more and heavier first, then whoever is away longer.
#[must_use]
pub fn urgency(warnings: &[Warning], facts: &Facts) -> (i64, i64) {
    let weight = warnings.iter().map(|warning| weight(*warning)).sum();
    (weight, between(facts.last.unwrap_or(facts.joined), facts.today))
}

/// At least fourteen days, and twice as long as usual. Where the usual is not known, fourteen days stand for it.
fn away(facts: &Facts) -> Option<Warning> {
    let days = between(facts.last?, facts.today);
    // so many days lie between the first and the last visit of the last ninety days, in so many gaps
    let (span, gaps) = match facts.first {
        Some(first) if facts.habit > 1 => (between(first, facts.last?), facts.habit - 1),
        _ => (AWAY, 1),
    };
    let usual = (facts.habit > 1).then(|| (span + gaps / 2) / gaps);
    (days >= AWAY && days * gaps >= 2 * span).then_some(Warning::Away { days, usual })
}

/// Half of what is usual over ninety days, or less. Below three visits in ninety days nothing is usual.
fn fewer(facts: &Facts) -> Option<Warning> {
    let there = facts.joined.max(facts.known) <= day_plus(facts.today, -HABIT);
    let usual = (facts.habit + 1) / 3;
    (there && facts.habit >= 3 && facts.month * 6 <= facts.habit).then_some(Warning::Fewer {
        visits: facts.month,
        usual,
    })
}

/// Within thirty days, with nothing after it and no membership that goes on.
fn ending(facts: &Facts) -> Option<Warning> {
    let ties = facts.ties.iter().filter(|tie| tie.usable);
    let ends: Option<Vec<Day>> = ties.map(|tie| tie.to).collect();
    let on = ends?.into_iter().max()?;
    (facts.today <= on && on <= day_plus(facts.today, SOON)).then_some(Warning::Ending { on })
}

/// None of what they could use today was used for thirty days, since it began.
fn unused(facts: &Facts) -> Option<Warning> {
    let today = facts.today;
    let usable = facts
        .ties
        .iter()
        .filter(|tie| tie.usable && tie.from <= today && tie.to.is_none_or(|to| to >= today));
    let since = usable.map(|tie| tie.from).min()?.max(facts.known);
    let days = between(since, today);
    (days >= MONTH && facts.last.is_none_or(|last| last < since)).then_some(Warning::Unused { days })
}

fn no_shows(facts: &Facts) -> Option<Warning> {
    facts.missed.then_some(Warning::NoShows)
}

/// Judged when the first thirty days are over, until ninety are, as long as it has not become better.
fn fresh(facts: &Facts) -> Option<Warning> {
    let here = between(facts.joined, facts.today);
    let counted = facts.known <= day_plus(facts.joined, 1);
    (counted && (MONTH..HABIT).contains(&here) && facts.fresh < FIRST_VISITS && facts.month < FIRST_VISITS)
        .then_some(Warning::Fresh { visits: facts.fresh })
}

/// Whether somebody is a member of the club at the beginning of a day; `last`: the last day before it on which they came.
#[must_use]
pub fn holds(ties: &[Tie], last: Option<Day>, day: Day) -> bool {
    let begun = || ties.iter().filter(|tie| tie.from < day);
    let within = |to: Day, days: i64| day_plus(to, days) >= day;
    let contracts = || begun().filter(|tie| tie.contract);
    if contracts().any(|tie| tie.to.is_none_or(|to| within(to, RENEWAL))) {
        return true;
    }
    // what was before the end of a membership says nothing of what is after it
    let over = contracts().filter_map(|tie| tie.to).max();
    let after = |to: Day| over.is_none_or(|over| to > over);
    let held = begun()
        .filter(|tie| !tie.contract)
        .any(|tie| tie.to.is_none_or(|to| after(to) && within(to, GONE)));
    held || last.is_some_and(|last| after(last) && within(last, GONE))
}

#[cfg(test)]
mod tests;
