//! Who may book, who may wait, and until when cancelling is free: facts and the time in, a decision out.

mod clock;
mod scans;
mod strikes;

pub use clock::{after, before};
pub use scans::{ScanTime, scan_time};
pub use strikes::{Counted, StrikeFact, count, points};

use super::model::{InTheWay, Line, Rule};
use crate::{
    members::model::MemberStatus,
    plans::{
        model::{Choice, Need, Pass, PassId, Use},
        rules as plans,
    },
    platform::time::{Day, Instant, Moment, Span, Zone},
    schedule::model::{ClassSession, SessionId, SessionStatus},
    studio::model::{BookingPolicy, LocationId, Sanction, WaitMode},
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
    /// The member's strikes that were not forgiven.
    pub strikes: &'a [StrikeFact],
    /// The member has a seat in this class.
    pub seated: bool,
    /// The member's place on its waitlist.
    pub place: Option<i64>,
    /// A seat is kept for the member until then.
    pub offer: Option<Instant>,
    /// The member's other seats, around the class and ahead.
    pub own: &'a [OwnClass],
    /// The member's passes.
    pub passes: &'a [Pass],
    /// What they have been used for around the class, and ahead.
    pub uses: &'a [Use],
    /// The pass that the member chose.
    pub wanted: Option<PassId>,
}

/// What a seat in a class asks of a pass, whatever else was booked on it.
#[must_use]
pub fn need(session: &ClassSession) -> Need {
    Need {
        location: session.location_id,
        category: session.category.code().to_owned(),
        day: session.day,
        minute: session.starts.minute(),
        credits: session.credit_cost,
        now: session.starts.at,
        uses: Vec::new(),
    }
}

impl Facts<'_> {
    /// What the seat asks of a pass, with what was booked on each.
    #[must_use]
    pub fn need(&self) -> Need {
        Need {
            now: self.now,
            uses: self.uses.to_vec(),
            ..need(self.session)
        }
    }

    /// The passes that can be used, the one to use first.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        plans::choices(self.passes, &self.need())
    }

    /// The pass to use: the one chosen, else the first that can be.
    #[must_use]
    pub fn choice(&self) -> Option<Choice> {
        let choices = self.choices();
        match self.wanted {
            // whoever keeps to the usual one has not chosen
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

/// Whether places of a class whose holders have not come go to whoever stands at the desk: only where attendance is being taken, for
/// else nobody knows who has come.
#[must_use]
pub fn gives_away(session: &ClassSession, policy: &BookingPolicy, now: Instant) -> bool {
    session.status == SessionStatus::Scheduled
        && session.attended
        && session.free() == 0
        && now >= session.starts.at + Span::minutes(policy.given_away_after)
        && now < session.ends.at
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
    rules.extend(sanction(facts));
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
            let nearest = plans::nearest(facts.passes, &facts.need()).map(|(pass, unfit)| (pass.name.clone(), unfit));
            rules.push(Rule::NoPass(nearest));
        }
    }
}

/// What strikes say to a seat in this class.
fn sanction(facts: &Facts<'_>) -> Option<Rule> {
    let policy = &facts.policy.strikes;
    let counted = count(facts.strikes, policy, facts.now);
    let until = facts.at(counted.until?);
    match policy.sanction {
        Sanction::None => None,
        Sanction::Lock => Some(Rule::Struck(until, counted.points, policy.limit)),
        Sanction::DayOnly => {
            let today = facts.at(facts.now).day();
            let begins = facts.session.starts.at - Span::minutes(facts.session.starts.minute());
            let from = facts.at(begins.min(until.at));
            (facts.session.day > today).then_some(Rule::DayOnly(from, counted.points, policy.limit))
        }
    }
}

/// Every rule that says no to a booking, in the order in which they are asked; empty: the seat may be taken if one is free.
#[must_use]
pub fn booking(facts: &Facts<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    window(facts, &mut rules);
    if let Some(until) = facts.offer {
        // the seat is there, and the promise is older than the end of booking
        rules.retain(|rule| !matches!(rule, Rule::Closed(_) | Rule::NotOpenYet(_)));
        if facts.now >= until {
            rules.push(Rule::OfferOver(facts.at(until)));
        }
    }
    person(facts, &mut rules);
    if facts.offer.is_none() && facts.session.status == SessionStatus::Scheduled && facts.session.free() == 0 {
        rules.push(Rule::Full(facts.session.waiting));
    }
    rules
}

/// What stands in the way of bringing guests along: where the host stands with the club, and their strikes.
#[must_use]
pub fn hosting(facts: &Facts<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    match facts.member {
        MemberStatus::Active => {}
        MemberStatus::Ended => rules.push(Rule::NotAMember),
        MemberStatus::Banned => rules.push(Rule::Banned),
    }
    rules.extend(sanction(facts));
    rules
}

/// Every rule that says no to joining the waitlist. Caps, overlaps and the pass are asked at promotion, when they count.
#[must_use]
pub fn joining(facts: &Facts<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    window(facts, &mut rules);
    rules.extend(hosting(facts));
    if facts.seated {
        rules.push(Rule::AlreadyBooked);
    }
    if let Some(until) = facts.offer {
        rules.push(Rule::OnOffer(facts.at(until)));
    } else if let Some(place) = facts.place {
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

/// When it is settled whether a class with too few people takes place.
#[must_use]
pub fn decided_at(starts: Instant, policy: &BookingPolicy, zone: Zone) -> Instant {
    before(zone, starts, policy.minimum_before, policy.quiet)
}

/// From when on nobody is promoted by itself: somebody who sleeps must not wake up to a class that is over.
#[must_use]
pub fn promotion_closes(session: &ClassSession, policy: &BookingPolicy) -> Instant {
    session.starts.at - Span::minutes(policy.promotion_closes_before.max(policy.closes_before))
}

/// How a place that comes free now goes to those who wait: as the kind of class says, else the policy; near the class it is offered
/// rather than given, and shortly before it whoever comes first has it.
#[must_use]
pub fn line(
    session: &ClassSession,
    policy: &BookingPolicy,
    zone: Zone,
    of_kind: Option<WaitMode>,
    now: Instant,
) -> Line {
    if now >= session.starts.at - Span::minutes(policy.closes_before) {
        // nothing can be booked any more: there is nothing to tell
        return Line::Open;
    }
    if now >= promotion_closes(session, policy) {
        return if policy.announce_late { Line::Told } else { Line::Open };
    }
    // nobody is given a place that they may no longer leave free of charge
    let offers_from = || {
        let minutes = policy.offer_from.max(policy.cancel_limit);
        before(zone, session.starts.at, minutes, policy.quiet)
    };
    match of_kind.unwrap_or(policy.wait_mode) {
        WaitMode::Broadcast => Line::Told,
        WaitMode::Auto if now < offers_from() => Line::Given,
        WaitMode::Auto | WaitMode::Offer => Line::Offered(policy.offer_minutes),
    }
}

/// Until when a seat that is offered now is kept: so many minutes, not counting quiet ones, and never past the time from which on
/// whoever comes first has it.
#[must_use]
pub fn offer_until(session: &ClassSession, policy: &BookingPolicy, zone: Zone, now: Instant) -> Instant {
    after(zone, now, policy.offer_minutes, policy.quiet).min(promotion_closes(session, policy))
}

/// What a promotion that rules stand in the way of becomes: `true` where a pass is all that is missing, which can be had in time.
#[must_use]
pub fn can_be_claimed(stops: &[Rule]) -> bool {
    stops.iter().all(|rule| match rule {
        // whoever has come as often as their pass allows is not in want of one
        Rule::NoPass(nearest) => nearest.as_ref().is_none_or(|(_, unfit)| !unfit.too_often()),
        Rule::OtherPass => true,
        _ => false,
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plans::model::{LotId, PassKind, Source, Terms},
        schedule::model::{Category, ClassTypeId},
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
            day: zone().day(start),
            starts: zone().moment(start),
            ends: zone().moment(start + Span::minutes(60)),
            minutes: 60,
            capacity: 10,
            booked: 3,
            offered: 0,
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
            strikes: &[],
            seated: false,
            place: None,
            offer: None,
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
                strikes: &[],
                seated: false,
                place: None,
                offer: None,
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
                member: MemberStatus::Active,
                strikes: &strikes,
                seated: false,
                place: None,
                offer: None,
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
}
