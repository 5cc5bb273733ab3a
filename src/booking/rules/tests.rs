use super::*;
use crate::{
    plans::model::{LotId, PassKind, Source, Terms},
    schedule::model::{Asks, Category, ClassTypeId, Kept},
    studio::model::StrikePolicy,
};
use uuid::Uuid;

fn zone() -> Zone {
    Zone::parse("Europe/Berlin").expect("a known zone")
}
fn day(d: u32) -> Day {
    Day::from_ymd_opt(2026, 3, d).expect("a real date")
}
fn wall(d: u32, clock: &str) -> Instant {
    zone().at(
        day(d),
        crate::platform::time::parse_clock(clock).expect("a time of day"),
    )
}
fn session(start: Instant) -> ClassSession {
    ClassSession {
        id: SessionId(Uuid::from_u128(1)),
        location_id: LocationId(Uuid::from_u128(1)),
        location: "Harbour".into(),
        series_id: None,
        class_type_id: ClassTypeId(Uuid::from_u128(1)),
        name: "Yoga".into(),
        category: Category::Mind,
        room_id: None,
        room: None,
        coach_id: None,
        coach: None,
        coach_level: None,
        day: zone().day(start),
        starts: zone().moment(start),
        ends: zone().moment(start + Span::minutes(60)),
        minutes: 60,
        capacity: 10,
        booked: 3,
        offered: 0,
        waiting: 0,
        credit_cost: 1,
        price: None,
        personal: false,
        status: SessionStatus::Scheduled,
        cancel_reason: None,
        changed: false,
        attended: false,
        closed: false,
        choose_spots: false,
        plan: false,
        asks: Asks::default(),
        kept: Kept::default(),
    }
}
fn pass() -> Pass {
    Pass {
        id: PassId(Uuid::from_u128(1)),
        name: "10-class pass".into(),
        kind: PassKind::Pack,
        starts_on: day(1),
        ends_on: None,
        terms: Terms::default(),
        first_use: None,
        lot: Some(LotId(Uuid::from_u128(1))),
        granted: Some(10),
        balance: Some(7),
        held: 0,
        granted_at: Instant(0),
        ended: false,
        source: Source::Own,
        holder: None,
        membership: None,
        course: None,
        purse: None,
    }
}
fn codes(rules: &[Rule]) -> Vec<&'static str> {
    rules.iter().map(Rule::code).collect()
}

/// A member with a pass, well before the class: nothing says no. Each test changes one thing.
fn check(change: impl FnOnce(&mut Facts<'_>, &mut ClassSession)) -> Vec<&'static str> {
    let base = session(wall(20, "18:00"));
    let mut changed = base.clone();
    let (policy, passes) = (BookingPolicy::default(), [pass()]);
    let mut facts = Facts {
        now: wall(19, "12:00"),
        session: &base,
        policy: &policy,
        zone: zone(),
        member: MemberStatus::Active,
        papers: &[],
        fit: Fitness::default(),
        strikes: &[],
        seated: false,
        place: None,
        offer: None,
        kept_for: None,
        own: &[],
        passes: &passes,
        uses: &[],
        wanted: None,
    };
    change(&mut facts, &mut changed);
    codes(&booking(&Facts {
        session: &changed,
        ..facts
    }))
}

#[test]
fn nothing_stops_a_member_with_a_pass() {
    assert!(check(|_, _| {}).is_empty());
}

#[test]
fn the_window_opens_and_closes() {
    assert_eq!(check(|f, _| f.now = wall(20, "18:00")), ["started"]);
    assert_eq!(check(|f, _| f.now = f.now - Span::hours(24 * 60)), ["not_open_yet"]);
    assert_eq!(check(|_, s| s.status = SessionStatus::Cancelled), ["class_cancelled"]);
}

#[test]
fn every_failure_is_returned_the_headline_first() {
    let all = check(|f, s| {
        f.member = MemberStatus::Banned;
        f.seated = true;
        f.passes = &[];
        s.booked = 10;
        f.now = wall(20, "18:30");
    });
    assert_eq!(all, ["started", "banned", "already_booked", "no_pass", "full"]);
}

#[test]
fn a_full_class_says_how_many_wait() {
    let mut full = session(wall(20, "18:00"));
    full.booked = 10;
    full.waiting = 4;
    assert_eq!(full.free(), 0);
    assert_eq!(check(|_, s| s.booked = 10), ["full"]);
}

#[test]
fn other_classes_stand_in_the_way_when_they_touch() {
    let own = |start: &str, minutes: i64, place: u128| OwnClass {
        session: SessionId(Uuid::from_u128(9)),
        name: "Spin".into(),
        location: LocationId(Uuid::from_u128(place)),
        place: format!("place {place}"),
        day: day(20),
        starts: zone().moment(wall(20, start)),
        ends: wall(20, start) + Span::minutes(minutes),
    };
    let with = |own: OwnClass| {
        let own = [own];
        check(|f, _| f.own = Box::leak(Box::new(own)))
    };
    assert_eq!(with(own("17:30", 45, 1)), ["overlaps"]);
    assert!(with(own("17:00", 60, 1)).is_empty(), "one ends when the other begins");
    assert_eq!(with(own("17:00", 60, 2)), ["too_far"]);
    assert!(with(own("16:30", 60, 2)).is_empty());
}

#[test]
fn booking_opens_at_the_hour_that_the_club_has_chosen() {
    let policy = BookingPolicy {
        opens_before: 2 * 24 * 60,
        opens_at: Some(20 * 60),
        ..BookingPolicy::default()
    };
    let from = |class: Instant, policy: &BookingPolicy| opens(class, policy, zone());
    assert_eq!(from(wall(20, "18:00"), &policy), wall(18, "20:00"));
    // the clocks go forward in the night before the 29th, and eight in the evening stays eight in the evening
    assert_eq!(from(wall(30, "07:00"), &policy), wall(28, "20:00"));
    let same_day = BookingPolicy {
        opens_before: 0,
        ..policy.clone()
    };
    assert_eq!(
        from(wall(20, "18:00"), &same_day),
        wall(20, "18:00"),
        "never after the class has begun"
    );
    let plain = BookingPolicy {
        opens_at: None,
        ..policy.clone()
    };
    assert_eq!(from(wall(20, "18:00"), &plain), wall(18, "18:00"));
    let asks = |now: &str, d: u32, early: Option<i64>| {
        let policy = policy.clone();
        check(|f, _| {
            let mut pass = f.passes[0].clone();
            pass.terms.early = early;
            f.passes = Box::leak(Box::new([pass]));
            f.policy = Box::leak(Box::new(policy));
            f.now = wall(d, now);
        })
    };
    assert_eq!(asks("19:59", 18, None), ["not_open_yet"]);
    assert!(asks("20:00", 18, None).is_empty());
    assert_eq!(asks("17:59", 18, Some(2)), ["not_open_yet"]);
    assert!(asks("18:00", 18, Some(2)).is_empty());
}

#[test]
fn who_is_told_no_is_told_from_when_on_it_works() {
    let own = |d: u32, start: &str, minutes: i64, place: u128| OwnClass {
        session: SessionId(Uuid::from_u128(9)),
        name: "Spin".into(),
        location: LocationId(Uuid::from_u128(place)),
        place: format!("place {place}"),
        day: day(d),
        starts: zone().moment(wall(d, start)),
        ends: wall(d, start) + Span::minutes(minutes),
    };
    let mine = [
        own(20, "17:30", 45, 1),
        // what follows at once leaves no room for an hour, and there is a way to the other place
        own(20, "19:00", 60, 2),
        own(21, "09:00", 60, 1),
        own(21, "12:00", 60, 1),
    ];
    let class = session(wall(20, "18:00"));
    let policy = BookingPolicy {
        travel_gap: 30,
        max_per_day: 2,
        max_upcoming: 3,
        ..BookingPolicy::default()
    };
    let facts = Facts {
        now: wall(19, "12:00"),
        session: &class,
        policy: &policy,
        zone: zone(),
        member: MemberStatus::Active,
        papers: &[],
        fit: Fitness::default(),
        strikes: &[],
        seated: false,
        place: None,
        offer: None,
        kept_for: None,
        own: &mine,
        passes: &[],
        uses: &[],
        wanted: None,
    };
    let rules = booking(&facts);
    let free = |rule: &Rule| match rule {
        Rule::Overlaps(way) | Rule::TooFar(way, _) => way.free.map(|at| at.clock()),
        Rule::PerDay(2, 2, free) => free.map(|day| day.to_string()),
        Rule::Upcoming(4, 3, free) => free.map(|at| at.clock()),
        other => Some(format!("{other:?}")),
    };
    let said: Vec<_> = rules.iter().take(4).filter_map(free).collect();
    assert_eq!(said, ["20:30", "20:30", "2026-03-22", "19:00"]);
    // what an older release has written down is read all the same
    assert_eq!(
        serde_json::from_str::<Rule>(r#"{"per_day":[4,4]}"#).expect("read"),
        Rule::PerDay(4, 4, None)
    );
}

#[test]
fn grace_counts_from_the_booking_and_never_past_the_start() {
    let policy = BookingPolicy::default();
    let start = wall(20, "18:00");
    assert_eq!(
        free_until(start, &policy, zone(), wall(19, "12:00"), false),
        wall(20, "16:00")
    );
    assert_eq!(
        free_until(start, &policy, zone(), wall(20, "17:00"), false),
        wall(20, "17:10")
    );
    assert_eq!(
        free_until(start, &policy, zone(), wall(20, "16:45"), true),
        wall(20, "17:15")
    );
    assert_eq!(free_until(start, &policy, zone(), wall(20, "17:55"), false), start);
}

#[test]
fn waiting_is_for_full_classes_that_still_promote() {
    let mut class = session(wall(20, "18:00"));
    let policy = BookingPolicy {
        waitlist_max: 2,
        ..BookingPolicy::default()
    };
    let asks = |class: &ClassSession, now: Instant| {
        codes(&joining(&Facts {
            now,
            session: class,
            policy: &policy,
            zone: zone(),
            member: MemberStatus::Active,
            papers: &[],
            fit: Fitness::default(),
            strikes: &[],
            seated: false,
            place: None,
            offer: None,
            kept_for: None,
            own: &[],
            passes: &[],
            uses: &[],
            wanted: None,
        }))
    };
    assert_eq!(asks(&class, wall(19, "12:00")), ["not_full"]);
    class.booked = 10;
    assert!(asks(&class, wall(19, "12:00")).is_empty());
    assert_eq!(asks(&class, wall(20, "17:30")), ["waitlist_closed"]);
    class.waiting = 2;
    assert_eq!(asks(&class, wall(19, "12:00")), ["waitlist_full"]);
}

#[test]
fn the_nearer_the_class_the_less_is_decided_for_those_who_wait() {
    let class = session(wall(20, "18:00"));
    let policy = BookingPolicy::default();
    let at = |now, mode| line(&class, &policy, zone(), mode, now);
    assert_eq!(at(wall(20, "15:59"), None), Line::Given);
    assert_eq!(at(wall(20, "16:00"), None), Line::Offered(30));
    assert_eq!(at(wall(20, "16:59"), None), Line::Offered(30));
    assert_eq!(at(wall(20, "17:00"), None), Line::Told);
    assert_eq!(at(wall(19, "12:00"), Some(WaitMode::Offer)), Line::Offered(30));
    assert_eq!(at(wall(19, "12:00"), Some(WaitMode::Broadcast)), Line::Told);
    let silent = BookingPolicy {
        announce_late: false,
        ..policy.clone()
    };
    assert_eq!(line(&class, &silent, zone(), None, wall(20, "17:00")), Line::Open);
    // A class at eight in the morning: what comes free from ten in the evening on is offered.
    let early = session(wall(20, "08:00"));
    assert_eq!(line(&early, &policy, zone(), None, wall(19, "21:59")), Line::Given);
    assert_eq!(
        line(&early, &policy, zone(), None, wall(19, "22:00")),
        Line::Offered(30)
    );
    assert_eq!(
        offer_until(&early, &policy, zone(), wall(19, "22:45")),
        wall(20, "07:00"),
        "never past the end of offers"
    );
    assert_eq!(
        offer_until(&class, &policy, zone(), wall(20, "16:10")),
        wall(20, "16:40")
    );
}

#[test]
fn an_offered_seat_is_booked_though_the_class_is_full_and_as_long_as_the_offer_stands() {
    let until = wall(19, "12:30");
    let offered = |now: Instant| {
        check(|f, s| {
            s.booked = 10;
            s.offered = 1;
            f.offer = Some(until);
            f.now = now;
        })
    };
    assert!(offered(wall(19, "12:29")).is_empty());
    assert_eq!(offered(until), ["offer_over"]);
    assert_eq!(
        check(|f, s| {
            s.booked = 10;
            f.offer = Some(until);
            f.passes = &[];
        }),
        ["no_pass"],
        "an offer is no pass"
    );
}

#[test]
fn a_sanction_says_until_when_or_from_when() {
    let strikes = [StrikeFact {
        at: wall(19, "10:00"),
        points: 6,
    }];
    let with = |sanction, day_of: bool| {
        let policy = BookingPolicy {
            strikes: StrikePolicy {
                sanction,
                ..StrikePolicy::default()
            },
            ..BookingPolicy::default()
        };
        let class = session(wall(20, "18:00"));
        let facts = Facts {
            now: if day_of { wall(20, "09:00") } else { wall(19, "12:00") },
            session: &class,
            policy: &policy,
            zone: zone(),
            member: MemberStatus::Active,
            papers: &[],
            fit: Fitness::default(),
            strikes: &strikes,
            seated: false,
            place: None,
            offer: None,
            kept_for: None,
            own: &[],
            passes: &[pass()],
            uses: &[],
            wanted: None,
        };
        booking(&facts)
    };
    let until = |at| zone().moment(at);
    assert_eq!(
        with(Sanction::Lock, false),
        [Rule::Struck(until(wall(26, "10:00")), 6, 6)]
    );
    assert_eq!(
        with(Sanction::DayOnly, false),
        [Rule::DayOnly(until(wall(20, "00:00")), 6, 6)]
    );
    assert_eq!(with(Sanction::DayOnly, true), []);
    assert_eq!(with(Sanction::None, false), []);
}
