//! Which pass a booking uses.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plans::model::{Caps, FirstUse, LotId, PassId, PassKind, Source, Terms, Window},
        platform::time::{Day, Instant, Moment},
        studio::model::LocationId,
    };
    use uuid::Uuid;

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2026, 3, d).expect("a real date")
    }
    fn need() -> Need {
        Need {
            location: LocationId(Uuid::from_u128(1)),
            category: "mind".into(),
            kind: Uuid::from_u128(40),
            day: day(20),
            minute: 18 * 60,
            credits: 1,
            price: None,
            coach: None,
            level: None,
            series: None,
            personal: false,
            now: Instant(0),
            uses: Vec::new(),
        }
    }
    fn pack(id: u128, balance: i64, ends: Option<Day>) -> Pass {
        Pass {
            id: PassId(Uuid::from_u128(id)),
            name: format!("pass {id}"),
            kind: PassKind::Pack,
            starts_on: day(1),
            ends_on: ends,
            terms: Terms::default(),
            first_use: None,
            lot: Some(LotId(Uuid::from_u128(id))),
            granted: Some(10),
            balance: Some(balance),
            held: 0,
            granted_at: Instant(1),
            ended: false,
            source: Source::Own,
            holder: None,
            membership: None,
            course: None,
            purse: None,
        }
    }
    fn at(place: LocationId) -> Terms {
        Terms {
            places: vec![place],
            ..Terms::default()
        }
    }
    fn of(category: &str) -> Terms {
        Terms {
            categories: vec![category.into()],
            ..Terms::default()
        }
    }
    fn order(passes: &[Pass]) -> Vec<u128> {
        choices(passes, &need()).iter().map(|c| c.pass.0.as_u128()).collect()
    }

    #[test]
    fn what_costs_nothing_goes_first_then_what_ends_first() {
        let unlimited = Pass {
            balance: None,
            granted: None,
            lot: None,
            kind: PassKind::Unlimited,
            ..pack(9, 0, Some(day(30)))
        };
        assert_eq!(
            order(&[
                pack(3, 5, None),
                pack(2, 5, Some(day(31))),
                pack(1, 5, Some(day(25))),
                unlimited
            ]),
            [9, 1, 2, 3]
        );
    }

    #[test]
    fn what_is_for_guests_goes_last() {
        let guests = Pass {
            terms: Terms {
                bearer: Bearer::Anyone,
                ..Terms::default()
            },
            ..pack(1, 5, Some(day(25)))
        };
        assert_eq!(order(&[guests, pack(2, 5, None)]), [2, 1]);
    }

    #[test]
    fn ties_go_to_the_narrowest_then_the_oldest_then_the_lowest() {
        let here = Pass {
            terms: at(need().location),
            ..pack(5, 5, Some(day(25)))
        };
        let mind = Pass {
            terms: of("mind"),
            ..pack(4, 5, Some(day(25)))
        };
        let old = Pass {
            granted_at: Instant(0),
            ..pack(3, 5, Some(day(25)))
        };
        assert_eq!(
            order(&[pack(2, 5, Some(day(25))), pack(1, 5, Some(day(25))), old, mind, here]),
            [5, 4, 3, 1, 2]
        );
    }

    #[test]
    fn each_thing_that_stops_a_pass_is_named() {
        let need = need();
        assert_eq!(
            unfit(&pack(1, 5, Some(day(19))), &need),
            Some(Unfit::EndsBefore(day(19)))
        );
        assert_eq!(unfit(&pack(1, 5, Some(day(20))), &need), None, "the last day counts");
        assert_eq!(unfit(&pack(1, 0, None), &need), Some(Unfit::Credits(0, 1)));
        assert_eq!(
            unfit(
                &Pass {
                    starts_on: day(21),
                    ..pack(1, 5, None)
                },
                &need
            ),
            Some(Unfit::StartsLater(day(21)))
        );
        let elsewhere = at(LocationId(Uuid::from_u128(2)));
        assert_eq!(
            unfit(
                &Pass {
                    terms: elsewhere,
                    ..pack(1, 5, None)
                },
                &need
            ),
            Some(Unfit::OtherLocation)
        );
        assert_eq!(
            unfit(
                &Pass {
                    terms: of("cycle"),
                    ..pack(1, 5, None)
                },
                &need
            ),
            Some(Unfit::OtherCategory)
        );
        assert_eq!(
            unfit(
                &Pass {
                    ended: true,
                    ..pack(1, 5, None)
                },
                &need
            ),
            Some(Unfit::Ended)
        );
        let nearest =
            nearest(&[pack(1, 0, None), pack(2, 5, Some(day(19)))], &need).map(|(p, w)| (p.id.0.as_u128(), w));
        assert_eq!(nearest, Some((2, Unfit::EndsBefore(day(19)))));
    }

    #[test]
    fn the_first_pass_says_why_it_is_the_first() {
        let said = |passes: &[Pass]| choices(passes, &need()).iter().map(|c| c.why).collect::<Vec<_>>();
        let unlimited = Pass {
            balance: None,
            ..pack(9, 1, None)
        };
        let narrow = Pass {
            terms: of("mind"),
            ..pack(8, 3, None)
        };
        assert_eq!(said(&[pack(1, 3, None)]), [Why::Only]);
        assert_eq!(said(&[pack(1, 3, None), unlimited]), [Why::Uncounted, Why::Chosen]);
        assert_eq!(
            said(&[pack(1, 3, Some(day(25))), pack(2, 3, Some(day(28)))])[0],
            Why::EndsFirst
        );
        assert_eq!(said(&[pack(1, 3, None), narrow])[0], Why::Narrowest);
        assert_eq!(said(&[pack(1, 3, None), pack(2, 3, None)])[0], Why::Oldest);
    }

    #[test]
    fn a_pass_for_some_hours_says_which_and_when_next() {
        // Friday, 18:00; good Monday to Thursday 09:00–16:00
        let window = Window {
            days: 0b000_1111,
            from: 540,
            to: 960,
        };
        let off_peak = Pass {
            terms: Terms {
                windows: vec![window],
                ..Terms::default()
            },
            ..pack(1, 5, None)
        };
        let needs = |d: u32, minute: i64| Need {
            day: day(d),
            minute,
            ..need()
        };
        assert_eq!(
            unfit(&off_peak, &needs(20, 1080)),
            Some(Unfit::OtherHours(vec![window], 1080, day(23)))
        );
        assert_eq!(
            unfit(&off_peak, &needs(19, 1080)),
            Some(Unfit::OtherHours(vec![window], 1080, day(19))),
            "earlier on the same day"
        );
        assert_eq!(unfit(&off_peak, &needs(19, 540)), None);
        assert_eq!(
            order(&[
                pack(2, 5, None),
                Pass {
                    terms: Terms {
                        windows: vec![Window {
                            days: 127,
                            from: 0,
                            to: 1440
                        }],
                        ..Terms::default()
                    },
                    ..pack(3, 5, None)
                }
            ]),
            [3, 2],
            "the narrower first"
        );
    }

    #[test]
    fn caps_count_what_is_on_the_pass_that_day_that_week_and_ahead() {
        let capped = |caps: Caps| Pass {
            terms: Terms {
                caps,
                ..Terms::default()
            },
            ..pack(1, 5, None)
        };
        let starts = |d: u32| Moment {
            at: Instant::from_utc(day(d).and_time(chrono::NaiveTime::MIN)),
            offset: 0,
        };
        let used = |pass: u128, d: u32, seated: bool| Use {
            pass: PassId(Uuid::from_u128(pass)),
            membership: None,
            day: day(d),
            starts: starts(d),
            seated,
        };
        // Monday the 16th, two on Friday the 20th, Monday the 23rd; and one on another pass
        let need = Need {
            now: starts(17).at,
            uses: vec![
                used(1, 16, true),
                used(1, 20, true),
                used(1, 20, false),
                used(1, 23, true),
                used(2, 20, true),
            ],
            ..need()
        };
        let says = |caps| unfit(&capped(caps), &need);
        let none = Caps::default();
        assert_eq!(says(none), None);
        assert_eq!(
            says(Caps { week: Some(3), ..none }),
            Some(Unfit::PerWeek(3, 3, day(23)))
        );
        assert_eq!(says(Caps { week: Some(4), ..none }), None);
        assert_eq!(says(Caps { day: Some(2), ..none }), Some(Unfit::PerDay(2, 2, day(21))));
        assert_eq!(says(Caps { day: Some(3), ..none }), None);
        assert_eq!(
            says(Caps { ahead: Some(2), ..none }),
            Some(Unfit::Ahead(2, 2, starts(20))),
            "what is over and what was given up is not ahead"
        );
        assert_eq!(says(Caps { ahead: Some(3), ..none }), None);
    }

    #[test]
    fn a_pass_that_begins_with_its_first_class_counts_from_there() {
        let fresh = |on: Option<u32>, ends: u32| Pass {
            first_use: Some(FirstUse {
                by: day(22),
                on: on.map(day),
                days: 5,
            }),
            ..pack(1, 5, Some(day(ends)))
        };
        let begins = |pass: &Pass, d: u32| {
            choices(std::slice::from_ref(pass), &Need { day: day(d), ..need() })
                .first()
                .map(|c| (c.begins, c.ends_on))
        };
        let waiting = fresh(None, 26);
        assert_eq!(begins(&waiting, 20), Some((Some((day(20), day(24))), Some(day(24)))));
        assert_eq!(
            begins(&waiting, 25),
            Some((None, Some(day(26)))),
            "it has begun by itself by then"
        );
        assert_eq!(begins(&waiting, 27), None);
        let begun = fresh(Some(20), 24);
        assert_eq!(begins(&begun, 23), Some((None, Some(day(24)))));
        assert_eq!(
            begins(&begun, 18),
            Some((Some((day(18), day(22))), Some(day(22)))),
            "an earlier class is the first"
        );
        assert_eq!(begins(&begun, 25), None);
        assert_eq!(
            (waiting.waits(day(22)), waiting.waits(day(23)), begun.waits(day(1))),
            (Some(day(22)), None, None)
        );
    }

    #[test]
    fn a_pass_for_hours_alone_is_for_those_and_for_its_coaches() {
        let coach = |n| crate::coaches::model::CoachId(Uuid::from_u128(n));
        let alone = Need {
            personal: true,
            coach: Some(coach(1)),
            ..need()
        };
        let hours = |coaches: Vec<_>| Pass {
            kind: PassKind::Personal,
            terms: Terms {
                coaches,
                ..Terms::default()
            },
            ..pack(1, 5, None)
        };
        assert_eq!(unfit(&hours(vec![]), &alone), None);
        assert_eq!(unfit(&hours(vec![coach(1), coach(2)]), &alone), None);
        assert_eq!(unfit(&hours(vec![coach(2)]), &alone), Some(Unfit::OtherCoach));
        assert_eq!(unfit(&hours(vec![]), &need()), Some(Unfit::PersonalPass));
        assert_eq!(unfit(&pack(2, 5, None), &alone), Some(Unfit::PersonalClass));
    }

    #[test]
    fn money_pays_what_the_class_costs_and_goes_after_credits() {
        let purse = Pass {
            kind: PassKind::StoredValue,
            purse: Some(Purse {
                currency: "EUR".into(),
                bonus: 500,
            }),
            ..pack(1, 1_500, Some(day(25)))
        };
        let priced = |price: Option<i64>| Need {
            price: price.map(|minor| Money::new(minor, "EUR")),
            ..need()
        };
        assert_eq!(unfit(&purse, &priced(None)), Some(Unfit::NoPrice));
        let euros = |minor| Money::new(minor, "EUR");
        assert_eq!(
            unfit(&purse, &priced(Some(1_501))),
            Some(Unfit::Money(euros(1_500), euros(1_501)))
        );
        let choices = super::choices(&[purse, pack(2, 5, None)], &priced(Some(1_500)));
        let said: Vec<_> = choices.iter().map(|c| (c.pass.0.as_u128(), c.credits, c.why)).collect();
        assert_eq!(said, [(2, 1, Why::Credits), (1, 1_500, Why::Chosen)]);
        let held = choices[1].purse.as_ref().expect("money");
        assert_eq!(
            [1_500, 500, 400, 0].map(|left| held.bonus_left(left)),
            [500, 500, 400, 0]
        );
    }

    #[test]
    fn caps_count_across_the_cycles_of_a_membership() {
        let membership = Some(crate::plans::model::MembershipId(Uuid::from_u128(7)));
        let next = Pass {
            membership,
            terms: Terms {
                caps: Caps {
                    week: Some(1),
                    ..Caps::default()
                },
                ..Terms::default()
            },
            ..pack(2, 5, None)
        };
        let used = |membership| Use {
            pass: PassId(Uuid::from_u128(1)),
            membership,
            day: day(17),
            starts: Moment {
                at: Instant(0),
                offset: 0,
            },
            seated: true,
        };
        let with = |membership| Need {
            uses: vec![used(membership)],
            ..need()
        };
        assert_eq!(unfit(&next, &with(membership)), Some(Unfit::PerWeek(1, 1, day(23))));
        assert_eq!(unfit(&next, &with(None)), None);
    }

    #[test]
    fn a_course_books_its_own_classes_alone() {
        let course = Pass {
            kind: PassKind::Course,
            course: Some(Uuid::from_u128(3)),
            balance: None,
            ..pack(1, 0, None)
        };
        let of = |series: Option<u128>| Need {
            series: series.map(Uuid::from_u128),
            ..need()
        };
        assert_eq!(unfit(&course, &of(Some(3))), None);
        assert_eq!(unfit(&course, &of(Some(4))), Some(Unfit::OtherCourse));
        assert_eq!(unfit(&course, &of(None)), Some(Unfit::OtherCourse));
    }

    #[test]
    fn a_pass_for_single_kinds_is_for_those_and_goes_first() {
        let (reformer, mat) = (Uuid::from_u128(40), Uuid::from_u128(41));
        let only = |kinds: Vec<Uuid>| Pass {
            terms: Terms {
                kinds,
                ..Terms::default()
            },
            ..pack(1, 5, None)
        };
        assert_eq!(unfit(&only(vec![reformer, mat]), &need()), None);
        let other = Unfit::OtherKind(Would::only(vec![mat]));
        assert_eq!(unfit(&only(vec![mat]), &need()), Some(other));
        // the narrower is used first, however young it is
        let narrow = Pass {
            granted_at: Instant(9),
            ..only(vec![reformer])
        };
        assert_eq!(order(&[pack(2, 5, None), narrow]), [1, 2]);
        // the category is asked besides: both must hold
        let both = Pass {
            terms: Terms {
                kinds: vec![reformer],
                ..of("cycle")
            },
            ..pack(1, 5, None)
        };
        assert_eq!(unfit(&both, &need()), Some(Unfit::OtherCategory));
    }

    #[test]
    fn a_pass_for_coaches_of_a_level_is_for_those() {
        let level = |n| crate::coaches::model::CoachLevelId(Uuid::from_u128(n));
        let hours = Pass {
            kind: PassKind::Personal,
            terms: Terms {
                levels: vec![level(2), level(3)],
                ..Terms::default()
            },
            ..pack(1, 5, None)
        };
        let taught = |level| Need {
            personal: true,
            level,
            ..need()
        };
        assert_eq!(unfit(&hours, &taught(Some(level(3)))), None);
        let other = Some(Unfit::OtherLevel(Would::only(vec![level(2).0, level(3).0])));
        assert_eq!(unfit(&hours, &taught(Some(level(1)))), other);
        assert_eq!(unfit(&hours, &taught(None)), other, "of no level");
        // without levels whoever teaches will do
        let any = Pass {
            terms: Terms::default(),
            ..hours
        };
        assert_eq!(unfit(&any, &taught(None)), None);
    }

    #[test]
    fn what_is_on_sale_would_do_where_its_terms_hold() {
        let plan = |kind: PassKind, terms: Terms| Plan {
            id: crate::plans::model::PlanId(Uuid::from_u128(1)),
            name: "Ten".into(),
            kind,
            credits: kind.counts().then_some(10),
            days: None,
            starts_within: None,
            price: Money::new(9_000, "EUR"),
            terms,
            source: Source::Own,
            cycle: None,
            stored: None,
            archived: false,
        };
        let pack = |terms| would_do(&plan(PassKind::Pack, terms), &need());
        let kinds = |n| Terms {
            kinds: vec![Uuid::from_u128(n)],
            ..Terms::default()
        };
        assert!(pack(Terms::default()) && pack(kinds(40)));
        assert!(!pack(kinds(41)) && !pack(of("cycle")));
        assert!(!would_do(&plan(PassKind::Personal, Terms::default()), &need()));
        assert!(!would_do(&plan(PassKind::Course, Terms::default()), &need()));
        assert!(!would_do(&plan(PassKind::StoredValue, Terms::default()), &need()), "no price");
    }
}
