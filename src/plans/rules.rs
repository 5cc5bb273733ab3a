//! Which pass a booking uses.

use super::model::{Bearer, Choice, Need, Pass, Unfit, Why};

/// Why a pass cannot be used for a class; `None`: it can.
#[must_use]
pub fn unfit(pass: &Pass, need: &Need) -> Option<Unfit> {
    if pass.ended {
        return Some(Unfit::Ended);
    }
    if pass.location.is_some_and(|l| l != need.location) {
        return Some(Unfit::OtherLocation);
    }
    if !pass.categories.is_empty() && !pass.categories.contains(&need.category) {
        return Some(Unfit::OtherCategory);
    }
    if pass.starts_on > need.day {
        return Some(Unfit::StartsLater(pass.starts_on));
    }
    if let Some(end) = pass.ends_on.filter(|end| *end < need.day) {
        return Some(Unfit::EndsBefore(end));
    }
    pass.balance
        .filter(|balance| *balance < need.credits)
        .map(|balance| Unfit::Credits(balance, need.credits))
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
            pass.bearer == Bearer::Anyone,
            pass.ends_on.is_none(),
            pass.ends_on,
            pass.location.is_none(),
            if pass.categories.is_empty() {
                usize::MAX
            } else {
                pass.categories.len()
            },
            pass.granted_at,
            pass.id,
        )
    });
    let first = why(&fit);
    fit.into_iter()
        .enumerate()
        .map(|(n, pass)| Choice {
            pass: pass.id,
            name: pass.name.clone(),
            lot: pass.lot,
            credits: if pass.balance.is_some() { need.credits } else { 0 },
            balance: pass.balance,
            ends_on: pass.ends_on,
            why: if n == 0 { first } else { Why::Chosen },
            holder: pass.holder.clone(),
        })
        .collect()
}

/// Why the first of some passes in order goes before the second.
fn why(fit: &[&Pass]) -> Why {
    let [first, second, ..] = fit else { return Why::Only };
    let wide = |pass: &Pass| (pass.location.is_none(), pass.categories.len());
    if first.balance.is_none() && second.balance.is_some() {
        Why::Uncounted
    } else if second.bearer == Bearer::Anyone && first.bearer != Bearer::Anyone {
        Why::Narrowest
    } else if first.ends_on != second.ends_on {
        Why::EndsFirst
    } else if wide(first) != wide(second) {
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
                Unfit::EndsBefore(_) => 0,
                Unfit::Credits(..) => 1,
                Unfit::StartsLater(_) => 2,
                Unfit::OtherCategory => 3,
                Unfit::OtherLocation => 4,
                Unfit::Ended => 5,
            };
            (rank, std::cmp::Reverse(pass.granted_at), pass.id)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plans::model::{LotId, PassId, PassKind},
        platform::time::{Day, Instant},
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
            day: day(20),
            credits: 1,
        }
    }
    fn pack(id: u128, balance: i64, ends: Option<Day>) -> Pass {
        Pass {
            id: PassId(Uuid::from_u128(id)),
            name: format!("pass {id}"),
            kind: PassKind::Pack,
            starts_on: day(1),
            ends_on: ends,
            location: None,
            categories: vec![],
            lot: Some(LotId(Uuid::from_u128(id))),
            granted: Some(10),
            balance: Some(balance),
            held: 0,
            granted_at: Instant(1),
            ended: false,
            bearer: Bearer::Holder,
            holder: None,
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
            bearer: Bearer::Anyone,
            ..pack(1, 5, Some(day(25)))
        };
        assert_eq!(order(&[guests, pack(2, 5, None)]), [2, 1]);
    }

    #[test]
    fn ties_go_to_the_narrowest_then_the_oldest_then_the_lowest() {
        let here = Pass {
            location: Some(need().location),
            ..pack(5, 5, Some(day(25)))
        };
        let mind = Pass {
            categories: vec!["mind".into()],
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
        let elsewhere = Some(LocationId(Uuid::from_u128(2)));
        assert_eq!(
            unfit(
                &Pass {
                    location: elsewhere,
                    ..pack(1, 5, None)
                },
                &need
            ),
            Some(Unfit::OtherLocation)
        );
        assert_eq!(
            unfit(
                &Pass {
                    categories: vec!["cycle".into()],
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
            categories: vec!["mind".into()],
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
}
