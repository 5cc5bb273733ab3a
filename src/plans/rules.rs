//! Which pass a booking uses.

#[cfg(test)]
mod tests;

use super::model::{Bearer, Choice, Need, Pass, PassKind, Plan, Purse, Terms, Unfit, Use, Why, Would};
use crate::platform::{
    money::Money,
    time::{day_plus, monday_of},
};

/// Why a pass cannot be used for a class; `None`: it can.
#[must_use]
pub fn unfit(pass: &Pass, need: &Need) -> Option<Unfit> {
    if pass.ended {
        return Some(Unfit::Ended);
    }
    if let Some(other) = elsewhere(&pass.terms, need) {
        return Some(other);
    }
    if let Some(other) = other_class(pass, need) {
        return Some(other);
    }
    if pass.starts_on > need.day {
        return Some(Unfit::StartsLater(pass.starts_on));
    }
    let begins = pass.begins_with(need.day);
    if let (Some((_, end)), Some(first)) = (begins, pass.first_use)
        && need
            .uses
            .iter()
            .any(|used| used.pass == pass.id && used.seated && used.day > end)
    {
        // begun so early it would be over before what is booked on it already
        return Some(Unfit::StartsLater(first.on.unwrap_or(first.by)));
    }
    let end = begins.map(|(_, end)| end).or(pass.ends_on);
    if let Some(end) = end.filter(|end| *end < need.day) {
        return Some(Unfit::EndsBefore(end));
    }
    if let Some(hours) = other_hours(pass, need) {
        return Some(hours);
    }
    let cost = cost(pass, need);
    if let Some(balance) = pass.balance.filter(|balance| *balance < cost) {
        return Some(match &pass.purse {
            Some(Purse { currency, .. }) => Unfit::Money(Money::new(balance, currency), Money::new(cost, currency)),
            None => Unfit::Credits(balance, cost),
        });
    }
    too_often(pass, need)
}

/// Whether the class lies at another place, or is of another category or kind than such terms are for.
fn elsewhere(terms: &Terms, need: &Need) -> Option<Unfit> {
    if !terms.places.is_empty() && !terms.places.contains(&need.location) {
        return Some(Unfit::OtherLocation);
    }
    if !terms.categories.is_empty() && !terms.categories.contains(&need.category) {
        return Some(Unfit::OtherCategory);
    }
    if !terms.kinds.is_empty() && !terms.kinds.contains(&need.kind) {
        return Some(Unfit::OtherKind(Would::only(terms.kinds.clone())));
    }
    None
}

/// Whether others teach the class than such terms are for.
fn others_teach(terms: &Terms, need: &Need) -> Option<Unfit> {
    let taught = |coach| terms.coaches.contains(&coach);
    if !terms.coaches.is_empty() && !need.coach.is_some_and(taught) {
        return Some(Unfit::OtherCoach);
    }
    // of whom nobody has said how far they have come is of no level
    let of_level = |level| terms.levels.contains(&level);
    if !terms.levels.is_empty() && !need.level.is_some_and(of_level) {
        let levels = terms.levels.iter().map(|level| level.0).collect();
        return Some(Unfit::OtherLevel(Would::only(levels)));
    }
    None
}

/// Whether whoever bought this plan now could book the class with it: what is told to somebody whose passes are for something else.
#[must_use]
pub fn would_do(plan: &Plan, need: &Need) -> bool {
    let terms = &plan.terms;
    let group = match plan.kind {
        PassKind::Personal => need.personal,
        PassKind::StoredValue => need
            .price
            .as_ref()
            .is_some_and(|price| price.currency == plan.price.currency),
        // a course is booked as a whole, and an intro is for the first visits alone
        PassKind::Course | PassKind::Intro => false,
        _ => !need.personal,
    };
    let hours = terms.windows.is_empty() || terms.windows.iter().any(|window| window.holds(need.day, need.minute));
    group
        && hours
        && !plan.archived
        && plan.credits.is_none_or(|credits| credits >= need.credits)
        && elsewhere(terms, need).is_none()
        && others_teach(terms, need).is_none()
}

/// What the class takes from a pass: credits, or money in minor units.
fn cost(pass: &Pass, need: &Need) -> i64 {
    match (&pass.purse, pass.balance) {
        (Some(_), _) => need.price.as_ref().map_or(0, |price| price.minor),
        (None, Some(_)) => need.credits,
        (None, None) => 0,
    }
}

/// Whether the class is sold for the money that the pass holds.
fn payable(pass: &Pass, need: &Need) -> bool {
    let currencies = pass.purse.as_ref().map(|purse| &purse.currency);
    need.price
        .as_ref()
        .is_some_and(|price| currencies == Some(&price.currency))
}

/// Whether the pass is for classes of another kind: of another coach or course, of several, or for one alone.
fn other_class(pass: &Pass, need: &Need) -> Option<Unfit> {
    if pass.course.is_some() && pass.course != need.series {
        return Some(Unfit::OtherCourse);
    }
    match pass.kind {
        PassKind::StoredValue if !payable(pass, need) => return Some(Unfit::NoPrice),
        PassKind::Personal if !need.personal => return Some(Unfit::PersonalPass),
        PassKind::Personal | PassKind::StoredValue | PassKind::Course => {}
        _ if need.personal => return Some(Unfit::PersonalClass),
        _ => {}
    }
    others_teach(&pass.terms, need)
}

/// Whether the class begins outside the pass's hours, and on which day from that of the class on it is good.
fn other_hours(pass: &Pass, need: &Need) -> Option<Unfit> {
    let windows = &pass.terms.windows;
    if windows.is_empty() || windows.iter().any(|window| window.holds(need.day, need.minute)) {
        return None;
    }
    let good = |day| windows.iter().any(|window| window.has(chrono::Datelike::weekday(&day)));
    let next = (0..7).map(|days| day_plus(need.day, days)).find(|day| good(*day));
    Some(Unfit::OtherHours(
        windows.clone(),
        need.minute,
        next.unwrap_or(need.day),
    ))
}

/// Whether the member has used the pass as often as it may be.
fn too_often(pass: &Pass, need: &Need) -> Option<Unfit> {
    let caps = pass.terms.caps;
    let same = |used: &&Use| used.pass == pass.id || (pass.membership.is_some() && used.membership == pass.membership);
    let of_pass = || need.uses.iter().filter(same);
    let count = |which: &dyn Fn(&&Use) -> bool| of_pass().filter(which).count() as i64;
    let monday = monday_of(need.day);
    let week = caps.week.map(|max| (count(&|used| monday_of(used.day) == monday), max));
    if let Some((n, max)) = week.filter(|(n, max)| n >= max) {
        return Some(Unfit::PerWeek(n, max, day_plus(monday, 7)));
    }
    let day = caps.day.map(|max| (count(&|used| used.day == need.day), max));
    if let Some((n, max)) = day.filter(|(n, max)| n >= max) {
        return Some(Unfit::PerDay(n, max, day_plus(need.day, 1)));
    }
    let ahead = || of_pass().filter(|used| used.seated && used.starts.at > need.now);
    let first = ahead().map(|used| used.starts).min_by_key(|starts| starts.at)?;
    let n = ahead().count() as i64;
    caps.ahead
        .filter(|max| n >= *max)
        .map(|max| Unfit::Ahead(n, max, first))
}

/// The passes that can be used, the one to use first: those that cost nothing more, then the earliest end, then the narrowest
/// scope, then the oldest, then the lowest id. The same facts give the same order on every machine.
#[must_use]
pub fn choices(passes: &[Pass], need: &Need) -> Vec<Choice> {
    let mut fit: Vec<&Pass> = passes.iter().filter(|pass| unfit(pass, need).is_none()).collect();
    fit.sort_by_key(|pass| {
        (
            pass.balance.is_some(),
            // what is there for guests is kept for them as long as anything else will do
            pass.terms.bearer == Bearer::Anyone,
            // money buys other things, too
            pass.purse.is_some(),
            pass.ends_on.is_none(),
            pass.ends_on,
            pass.terms.breadth(),
            pass.granted_at,
            pass.id,
        )
    });
    let first = why(&fit);
    fit.into_iter()
        .enumerate()
        .map(|(n, pass)| Choice {
            begins: pass.begins_with(need.day),
            pass: pass.id,
            name: pass.name.clone(),
            lot: pass.lot,
            credits: cost(pass, need),
            balance: pass.balance,
            ends_on: pass.begins_with(need.day).map(|(_, end)| end).or(pass.ends_on),
            why: if n == 0 { first } else { Why::Chosen },
            holder: pass.holder.clone(),
            purse: pass.purse.clone(),
        })
        .collect()
}

/// Why the first of some passes in order goes before the second.
fn why(fit: &[&Pass]) -> Why {
    let [first, second, ..] = fit else { return Why::Only };
    if first.balance.is_none() && second.balance.is_some() {
        Why::Uncounted
    } else if second.terms.bearer == Bearer::Anyone && first.terms.bearer != Bearer::Anyone {
        Why::Narrowest
    } else if second.purse.is_some() && first.purse.is_none() {
        Why::Credits
    } else if first.ends_on != second.ends_on {
        Why::EndsFirst
    } else if first.terms.breadth() != second.terms.breadth() {
        Why::Narrowest
    } else {
        Why::Oldest
    }
}

/// The unfit pass that is nearest to fitting, and why not: the headline of a refusal. What the member can mend goes first.
#[must_use]
pub fn nearest<'p>(passes: &'p [Pass], need: &Need) -> Option<(&'p Pass, Unfit)> {
    passes
        .iter()
        .filter_map(|pass| unfit(pass, need).map(|why| (pass, why)))
        .min_by_key(|(pass, why)| {
            let rank = match why {
                Unfit::PerDay(..) | Unfit::PerWeek(..) | Unfit::Ahead(..) => 0,
                Unfit::EndsBefore(_) => 1,
                Unfit::Credits(..) | Unfit::Money(..) => 2,
                Unfit::StartsLater(_) => 3,
                Unfit::OtherHours(..) => 4,
                Unfit::OtherCoach | Unfit::OtherLevel(_) => 5,
                Unfit::PersonalClass => 6,
                Unfit::OtherCategory | Unfit::OtherKind(_) => 7,
                Unfit::NoPrice | Unfit::PersonalPass => 8,
                Unfit::OtherLocation => 9,
                Unfit::OtherCourse => 10,
                Unfit::Ended => 11,
            };
            (rank, std::cmp::Reverse(pass.granted_at), pass.id)
        })
}
