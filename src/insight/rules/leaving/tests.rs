use super::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn today() -> Day {
    day("2026-03-19")
}

fn back(days: i64) -> Day {
    day_plus(today(), -days)
}

/// Somebody of long standing who comes every fourth day, has booked and holds a pass without an end.
fn steady() -> Facts {
    Facts {
        today: today(),
        joined: back(400),
        known: back(400),
        last: Some(back(1)),
        first: Some(back(89)),
        month: 7,
        habit: 23,
        fresh: 0,
        ties: vec![pass(200, None)],
        missed: false,
        ahead: true,
    }
}

/// A pass that began so many days ago and ends in so many.
fn pass(ago: i64, ends_in: Option<i64>) -> Tie {
    Tie {
        from: back(ago),
        to: ends_in.map(|days| back(-days)),
        contract: false,
        usable: true,
    }
}

#[test]
fn somebody_who_comes_as_usual_is_not_asked_about() {
    assert_eq!(warnings(&steady()), []);
    let nothing_booked = Facts {
        ahead: false,
        ..steady()
    };
    assert_eq!(warnings(&nothing_booked), [], "that alone is no reason");
}

#[test]
fn away_is_fourteen_days_and_twice_as_long_as_usual() {
    let of = |last: i64, first: i64, habit: i64| {
        away(&Facts {
            last: Some(back(last)),
            first: Some(back(first)),
            habit,
            ..steady()
        })
    };
    assert_eq!(of(13, 17, 5), None, "daily, but not fourteen days yet");
    assert_eq!(
        of(14, 18, 5),
        Some(Warning::Away {
            days: 14,
            usual: Some(1)
        })
    );
    // ten days between two visits
    assert_eq!(of(19, 59, 5), None);
    assert_eq!(
        of(20, 60, 5),
        Some(Warning::Away {
            days: 20,
            usual: Some(10)
        })
    );
    // seven and a half days between two: fifteen are twice as many, fourteen are not
    assert_eq!(of(14, 29, 3), None);
    assert_eq!(
        of(15, 30, 3),
        Some(Warning::Away {
            days: 15,
            usual: Some(8)
        })
    );
    // one visit alone, or none in ninety days, tells no habit
    assert_eq!(of(27, 27, 1), None);
    assert_eq!(of(28, 28, 1), Some(Warning::Away { days: 28, usual: None }));
    let long = Facts {
        last: Some(back(95)),
        first: None,
        habit: 0,
        ..steady()
    };
    assert_eq!(away(&long), Some(Warning::Away { days: 95, usual: None }));
    let never = Facts {
        last: None,
        first: None,
        habit: 0,
        ..steady()
    };
    assert_eq!(away(&never), None);
}

#[test]
fn fewer_is_half_of_the_own_average_or_less() {
    let of = |month: i64, habit: i64, joined: i64, known: i64| {
        fewer(&Facts {
            month,
            habit,
            joined: back(joined),
            known: back(known),
            ..steady()
        })
    };
    assert_eq!(of(5, 27, 400, 400), None, "5 are more than half of 9");
    assert_eq!(of(4, 27, 400, 400), Some(Warning::Fewer { visits: 4, usual: 9 }));
    assert_eq!(
        of(4, 24, 400, 400),
        Some(Warning::Fewer { visits: 4, usual: 8 }),
        "exactly half"
    );
    assert_eq!(of(4, 23, 400, 400), None);
    assert_eq!(of(0, 2, 400, 400), None, "two visits are no habit");
    assert_eq!(of(0, 3, 400, 400), Some(Warning::Fewer { visits: 0, usual: 1 }));
    assert_eq!(of(4, 24, 90, 90), Some(Warning::Fewer { visits: 4, usual: 8 }));
    assert_eq!(of(4, 24, 89, 89), None, "no ninety days yet");
    assert_eq!(of(4, 24, 400, 89), None, "nor are they known so long");
}

#[test]
fn a_pass_ends_soon_where_nothing_comes_after_it() {
    let of = |ties: Vec<Tie>| ending(&Facts { ties, ..steady() });
    assert_eq!(of(vec![pass(20, Some(30))]), Some(Warning::Ending { on: back(-30) }));
    assert_eq!(of(vec![pass(20, Some(31))]), None);
    assert_eq!(of(vec![pass(20, Some(0))]), Some(Warning::Ending { on: today() }));
    assert_eq!(of(vec![pass(20, Some(-1))]), None, "it has ended already");
    assert_eq!(
        of(vec![pass(20, Some(5)), pass(-6, Some(60))]),
        None,
        "another one follows"
    );
    assert_eq!(of(vec![pass(20, Some(5)), pass(20, None)]), None, "one has no end");
    let spent = Tie {
        usable: false,
        ..pass(20, None)
    };
    assert_eq!(
        of(vec![pass(20, Some(5)), spent]),
        Some(Warning::Ending { on: back(-5) })
    );
    let running = Tie {
        contract: true,
        ..pass(20, None)
    };
    assert_eq!(of(vec![running]), None, "it renews itself");
    let ended = Tie {
        to: Some(back(-12)),
        ..running
    };
    assert_eq!(of(vec![ended]), Some(Warning::Ending { on: back(-12) }));
    assert_eq!(of(vec![]), None);
}

#[test]
fn a_pass_is_unused_after_thirty_days() {
    let of = |ties: Vec<Tie>, last: Option<Day>| unused(&Facts { ties, last, ..steady() });
    assert_eq!(of(vec![pass(29, None)], None), None);
    assert_eq!(of(vec![pass(30, None)], None), Some(Warning::Unused { days: 30 }));
    assert_eq!(
        of(vec![pass(30, None)], Some(back(31))),
        Some(Warning::Unused { days: 30 })
    );
    assert_eq!(
        of(vec![pass(30, None)], Some(back(30))),
        None,
        "they came on its first day"
    );
    assert_eq!(
        of(vec![pass(90, None), pass(30, None)], Some(back(50))),
        None,
        "the older one is used"
    );
    assert_eq!(of(vec![pass(90, Some(-1))], None), None, "it is over");
    let taken_in = Facts {
        known: back(10),
        last: None,
        ..steady()
    };
    assert_eq!(unused(&taken_in), None, "who came before is not known");
}

#[test]
fn who_is_new_is_judged_when_their_first_thirty_days_are_over() {
    let of = |joined: i64, fresh_visits: i64, month: i64| {
        fresh(&Facts {
            joined: back(joined),
            known: back(joined),
            fresh: fresh_visits,
            month,
            ..steady()
        })
    };
    assert_eq!(of(29, 2, 2), None);
    assert_eq!(of(30, 3, 3), Some(Warning::Fresh { visits: 3 }));
    assert_eq!(of(30, 4, 3), None);
    assert_eq!(of(60, 2, 4), None, "they come now");
    assert_eq!(of(89, 0, 0), Some(Warning::Fresh { visits: 0 }));
    assert_eq!(of(90, 0, 0), None);
    let taken_in = Facts {
        joined: back(40),
        known: back(38),
        month: 0,
        ..steady()
    };
    assert_eq!(fresh(&taken_in), None, "their first days were not counted here");
}

#[test]
fn nothing_booked_adds_to_what_else_there_is_and_the_heaviest_stands_first() {
    let facts = Facts {
        last: Some(back(40)),
        month: 0,
        habit: 12,
        first: Some(back(73)),
        missed: true,
        ahead: false,
        ties: vec![pass(100, Some(3))],
        ..steady()
    };
    let found = warnings(&facts);
    let codes: Vec<_> = found.iter().map(|warning| warning.code()).collect();
    assert_eq!(codes, ["away", "ending", "fewer", "no_shows", "nothing_booked"]);
    assert_eq!(urgency(&found, &facts), (3 + 3 + 2 + 2 + 1, 40));
}

#[test]
fn without_a_membership_somebody_is_gone_after_sixty_days() {
    let start = today();
    assert!(holds(&[], Some(back(60)), start));
    assert!(!holds(&[], Some(back(61)), start));
    assert!(!holds(&[], None, start));
    assert!(holds(&[pass(100, Some(-60))], None, start));
    assert!(!holds(&[pass(100, Some(-61))], None, start));
    assert!(holds(&[pass(100, None)], None, start));
    assert!(holds(&[pass(1, Some(5))], None, start));
    assert!(!holds(&[pass(0, Some(5))], None, start), "it begins with that day");
}

#[test]
fn a_membership_can_be_renewed_for_thirty_days() {
    let start = today();
    let contract = |ended: Option<i64>| Tie {
        contract: true,
        ..pass(300, ended.map(|ago| -ago))
    };
    assert!(holds(&[contract(None)], None, start));
    assert!(holds(&[contract(Some(30))], None, start));
    assert!(
        !holds(&[contract(Some(31))], Some(back(31)), start),
        "their visits were part of it"
    );
    assert!(
        holds(&[contract(Some(31))], Some(back(20)), start),
        "they have come again since"
    );
    assert!(
        holds(&[contract(Some(31)), pass(10, Some(40))], None, start),
        "another pass took its place"
    );
    assert!(
        !holds(&[contract(Some(31)), pass(80, Some(-40))], None, start),
        "and none that ended before it"
    );
}
