//! Which pass a booking uses, and why another does not fit.

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
    let nearest = nearest(&[pack(1, 0, None), pack(2, 5, Some(day(19)))], &need).map(|(p, w)| (p.id.0.as_u128(), w));
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
    assert!(
        !would_do(&plan(PassKind::StoredValue, Terms::default()), &need()),
        "no price"
    );
}
