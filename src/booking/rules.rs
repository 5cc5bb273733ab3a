//! Who may book, who may wait, and until when cancelling is free: facts and the time in, a decision out.

use super::model::{InTheWay, Rule};
use crate::{
    members::model::MemberStatus,
    plans::{
        model::{Choice, Need, Pass, PassId},
        rules as plans,
    },
    platform::time::{Day, Instant, Moment, Span, Zone, day_plus},
    schedule::model::{ClassSession, SessionId, SessionStatus},
    studio::model::{BookingPolicy, LocationId},
};

/// Another class in which the member has a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnClass {
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Where.
    pub location: LocationId,
    /// The name of that location.
    pub place: String,
    /// Its day at its location.
    pub day: Day,
    /// Its start.
    pub starts: Moment,
    /// Its end.
    pub ends: Instant,
}

/// Everything that decides about a seat.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The time.
    pub now: Instant,
    /// The class, as it stands under the lock.
    pub session: &'a ClassSession,
    /// The policy in force at its location.
    pub policy: &'a BookingPolicy,
    /// Where the member stands.
    pub member: MemberStatus,
    /// The member has a seat in this class.
    pub seated: bool,
    /// The member's place on its waitlist.
    pub place: Option<i64>,
    /// The member's other seats, around the class and ahead.
    pub own: &'a [OwnClass],
    /// The member's passes.
    pub passes: &'a [Pass],
    /// The pass that the member chose.
    pub wanted: Option<PassId>,
}

/// What a seat in a class asks of a pass.
#[must_use]
pub fn need(session: &ClassSession) -> Need {
    Need {
        location: session.location_id,
        category: session.category.code().to_owned(),
        day: session.day,
        credits: session.credit_cost,
    }
}

impl Facts<'_> {
    /// The passes that can be used, the one to use first.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        plans::choices(self.passes, &need(self.session))
    }

    /// The pass to use: the one chosen, else the first that can be.
    #[must_use]
    pub fn choice(&self) -> Option<Choice> {
        let choices = self.choices();
        match self.wanted {
            Some(wanted) => choices.into_iter().find(|c| c.pass == wanted),
            None => choices.into_iter().next(),
        }
    }

    fn at(&self, at: Instant) -> Moment {
        Moment {
            at,
            offset: self.session.starts.offset,
        }
    }
}

/// From when the door lets people in to a class, and nobody is marked as here before it.
#[must_use]
pub fn door_opens(starts: Instant, policy: &BookingPolicy) -> Instant {
    starts - Span::minutes(policy.check_in_before)
}

/// Whether the class itself takes bookings: it takes place, has not begun, and its window is open.
fn window(facts: &Facts<'_>, rules: &mut Vec<Rule>) {
    let (session, policy) = (facts.session, facts.policy);
    let start = session.starts.at;
    if session.status == SessionStatus::Cancelled {
        rules.push(Rule::ClassCancelled(session.cancel_reason.clone().unwrap_or_default()));
    }
    let closes = start - Span::minutes(policy.closes_before);
    let opens = start - Span::minutes(policy.opens_before);
    if facts.now >= start && closes <= start {
        rules.push(Rule::Started);
    } else if facts.now >= closes {
        rules.push(Rule::Closed(facts.at(closes)));
    } else if facts.now < opens {
        rules.push(Rule::NotOpenYet(facts.at(opens)));
    }
}

/// Whether the member may have the seat, wherever it comes from: standing, other classes, caps, pass.
fn person(facts: &Facts<'_>, rules: &mut Vec<Rule>) {
    match facts.member {
        MemberStatus::Active => {}
        MemberStatus::Ended => rules.push(Rule::NotAMember),
        MemberStatus::Banned => rules.push(Rule::Banned),
    }
    if facts.seated {
        rules.push(Rule::AlreadyBooked);
    }
    let session = facts.session;
    for other in facts.own {
        let way = || InTheWay {
            session: other.session,
            name: other.name.clone(),
            location: (other.location != session.location_id).then(|| other.place.clone()),
            starts: other.starts,
        };
        if other.starts.at < session.ends.at && session.starts.at < other.ends {
            rules.push(Rule::Overlaps(way()));
        } else if other.location != session.location_id {
            let gap = Span::minutes(facts.policy.travel_gap);
            if other.starts.at < session.ends.at + gap && session.starts.at < other.ends + gap {
                rules.push(Rule::TooFar(way(), facts.policy.travel_gap));
            }
        }
    }
    let that_day = facts.own.iter().filter(|o| o.day == session.day).count() as i64;
    if that_day >= facts.policy.max_per_day {
        rules.push(Rule::PerDay(that_day, facts.policy.max_per_day));
    }
    let ahead = facts.own.iter().filter(|o| o.starts.at > facts.now).count() as i64;
    if ahead >= facts.policy.max_upcoming {
        rules.push(Rule::Upcoming(ahead, facts.policy.max_upcoming));
    }
    if facts.choice().is_none() {
        if facts.wanted.is_some() && !facts.choices().is_empty() {
            rules.push(Rule::OtherPass);
        } else {
            let nearest =
                plans::nearest(facts.passes, &need(facts.session)).map(|(pass, unfit)| (pass.name.clone(), unfit));
            rules.push(Rule::NoPass(nearest));
        }
    }
}

/// Every rule that says no to a booking, in the order in which they are asked; empty: the seat may be taken if one is free.
#[must_use]
pub fn booking(facts: &Facts<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    window(facts, &mut rules);
    person(facts, &mut rules);
    if facts.session.status == SessionStatus::Scheduled && facts.session.free() == 0 {
        rules.push(Rule::Full(facts.session.waiting));
    }
    rules
}

/// Every rule that says no to joining the waitlist. Caps, overlaps and the pass are asked at promotion, when they count.
#[must_use]
pub fn joining(facts: &Facts<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    window(facts, &mut rules);
    match facts.member {
        MemberStatus::Active => {}
        MemberStatus::Ended => rules.push(Rule::NotAMember),
        MemberStatus::Banned => rules.push(Rule::Banned),
    }
    if facts.seated {
        rules.push(Rule::AlreadyBooked);
    }
    if let Some(place) = facts.place {
        rules.push(Rule::AlreadyWaiting(place));
    }
    let closes = promotion_closes(facts.session, facts.policy);
    if facts.now >= closes && facts.now < facts.session.starts.at {
        rules.push(Rule::WaitlistClosed(facts.at(closes)));
    }
    if facts.session.waiting >= facts.policy.waitlist_max {
        rules.push(Rule::WaitlistFull(facts.policy.waitlist_max));
    }
    if facts.session.free() > 0 && facts.session.waiting == 0 {
        rules.push(Rule::NotFull);
    }
    rules
}

/// Every rule that says no to giving the seat to somebody who waits.
#[must_use]
pub fn promoting(facts: &Facts<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    person(facts, &mut rules);
    rules
}

/// From when on nobody is promoted by itself: somebody who sleeps must not wake up to a class that is over.
#[must_use]
pub fn promotion_closes(session: &ClassSession, policy: &BookingPolicy) -> Instant {
    session.starts.at - Span::minutes(policy.promotion_closes_before)
}

/// Until when cancelling is free: the limit before the class with quiet hours left out, or the grace after the seat was given,
/// whichever is later; never after the start.
#[must_use]
pub fn free_until(start: Instant, policy: &BookingPolicy, zone: Zone, given: Instant, promoted: bool) -> Instant {
    let limit = before(zone, start, policy.cancel_limit, policy.quiet);
    let grace = if promoted {
        policy.grace_after_promotion
    } else {
        policy.grace_after_booking
    };
    limit.max((given + Span::minutes(grace)).min(start))
}

/// The instant so many minutes before another, not counting the minutes of quiet hours `[from, to)` on the location's wall.
/// Minutes are real ones: a night with a clock change is as long as it is.
#[must_use]
pub fn before(zone: Zone, at: Instant, minutes: i64, quiet: Option<(i64, i64)>) -> Instant {
    let Some((from, to)) = quiet.filter(|(from, to)| from != to) else {
        return at - Span::minutes(minutes);
    };
    let mut at = at;
    let mut left = Span::minutes(minutes);
    // Each turn crosses at least one quiet period: a month's limit needs no more than 31.
    for _ in 0..400 {
        if left.0 <= 0 {
            break;
        }
        let today = zone.day(at);
        let quiet = [0, -1, -2]
            .into_iter()
            .map(|back| day_plus(today, back))
            .map(|day| {
                (
                    zone.at(day, from),
                    zone.at(if from < to { day } else { day_plus(day, 1) }, to),
                )
            })
            .find(|(begins, _)| *begins < at);
        let Some((begins, ends)) = quiet else { break };
        if at <= ends {
            at = begins;
            continue;
        }
        let step = Span(left.0.min((at - ends).0));
        at = at - step;
        left = Span(left.0 - step.0);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plans::model::{LotId, PassKind},
        schedule::model::{Category, ClassTypeId},
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
            day: zone().day(start),
            starts: zone().moment(start),
            ends: zone().moment(start + Span::minutes(60)),
            minutes: 60,
            capacity: 10,
            booked: 3,
            waiting: 0,
            credit_cost: 1,
            status: SessionStatus::Scheduled,
            cancel_reason: None,
            changed: false,
            attended: false,
            closed: false,
        }
    }
    fn pass() -> Pass {
        Pass {
            id: PassId(Uuid::from_u128(1)),
            name: "10-class pass".into(),
            kind: PassKind::Pack,
            starts_on: day(1),
            ends_on: None,
            location: None,
            categories: vec![],
            lot: Some(LotId(Uuid::from_u128(1))),
            granted: Some(10),
            balance: Some(7),
            held: 0,
            granted_at: Instant(0),
            ended: false,
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
            member: MemberStatus::Active,
            seated: false,
            place: None,
            own: &[],
            passes: &passes,
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
    fn cancelling_by_the_published_example() {
        // Class at 08:00, limit of 3 hours, quiet from 23:00 to 07:00: free until 21:00 the night before.
        assert_eq!(
            before(zone(), wall(20, "08:00"), 180, Some((23 * 60, 7 * 60))),
            wall(19, "21:00")
        );
        assert_eq!(
            before(zone(), wall(20, "18:00"), 120, Some((23 * 60, 7 * 60))),
            wall(20, "16:00")
        );
        assert_eq!(
            before(zone(), wall(20, "06:30"), 60, Some((23 * 60, 7 * 60))),
            wall(19, "22:00")
        );
        assert_eq!(
            before(zone(), wall(20, "13:00"), 60, Some((12 * 60, 14 * 60))),
            wall(20, "11:00")
        );
        assert_eq!(
            before(zone(), wall(20, "18:00"), 0, Some((23 * 60, 7 * 60))),
            wall(20, "18:00")
        );
        // Three whole waking days of 16 hours.
        assert_eq!(
            before(zone(), wall(20, "23:00"), 3 * 16 * 60, Some((23 * 60, 7 * 60))),
            wall(18, "07:00")
        );
    }

    #[test]
    fn the_night_of_the_clock_change_is_quiet_as_a_whole() {
        // 29 March 2026: 02:00 becomes 03:00 in Berlin.
        assert_eq!(
            before(zone(), wall(29, "08:00"), 180, Some((23 * 60, 7 * 60))),
            wall(28, "21:00")
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
                member: MemberStatus::Active,
                seated: false,
                place: None,
                own: &[],
                passes: &[],
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
}
