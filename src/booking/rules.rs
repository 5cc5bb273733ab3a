//! Who may book, who may wait, and until when cancelling is free: facts and the time in, a decision out.

mod absences;
mod asks;
mod clock;
mod hours;
mod parties;
mod scans;
mod spots;
mod strikes;
#[cfg(test)]
mod tests;

pub use absences::{excusable, still_open};
pub use asks::{Fitness, unmet};
pub use clock::{after, before};
pub use hours::{still_asked, to_settle};
pub use parties::{Turn, told, turn};
pub use scans::{ScanTime, scan_time};
pub use spots::{HELD, SpotFact, Standing, Wish, held_until, pick, rehouse, together};
pub use strikes::{Counted, StrikeFact, count, points};

use super::model::{InTheWay, Line, Rule};
use crate::{
    members::model::{MemberStatus, PaperKind},
    plans::{
        model::{Choice, Need, Pass, PassId, Use},
        rules as plans,
    },
    platform::time::{Day, Instant, Moment, Span, Zone, day_plus},
    schedule::model::{ClassSession, SessionId, SessionStatus},
    studio::model::{BookingPolicy, LocationId, Sanction, WaitMode},
};

/// So far ahead the next day with room is looked for: further than anybody books.
const DAYS_LOOKED_AHEAD: i64 = 60;

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
    /// The location's zone.
    pub zone: Zone,
    /// Where the member stands.
    pub member: MemberStatus,
    /// What the club has them sign and they have not; not looked up where it has nothing signed.
    pub papers: &'a [PaperKind],
    /// What the class may ask of them; not looked up where it asks for nothing.
    pub fit: Fitness,
    /// The member's strikes that were not forgiven.
    pub strikes: &'a [StrikeFact],
    /// The member has a seat in this class.
    pub seated: bool,
    /// The member's place on its waitlist.
    pub place: Option<i64>,
    /// A seat is kept for the member until then.
    pub offer: Option<Instant>,
    /// What is free is kept for so many who wait together, and the member is none of them.
    pub kept_for: Option<i64>,
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
        kind: session.class_type_id.0,
        day: session.day,
        minute: session.starts.minute(),
        credits: session.credit_cost,
        price: session.price.clone(),
        coach: session.coach_id,
        level: session.coach_level,
        series: session.series_id.map(|series| series.0),
        personal: session.personal,
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
        let (need, opens) = (self.need(), opens(self.session.starts.at, self.policy, self.zone));
        if self.now < opens {
            // before it opens to everybody only those count that may be earlier; where there is none, it is too early for all of them
            let early = |pass: &&Pass| opens - Span::hours(pass.terms.early.unwrap_or(0)) <= self.now;
            let early: Vec<Pass> = self.passes.iter().filter(early).cloned().collect();
            let those = plans::choices(&early, &need);
            if !those.is_empty() {
                return those;
            }
        }
        plans::choices(self.passes, &need)
    }

    /// So long before booking opens to everybody a pass may book.
    fn early(&self, pass: PassId) -> Span {
        let pass = self.passes.iter().find(|one| one.id == pass);
        Span::hours(pass.and_then(|pass| pass.terms.early).unwrap_or(0))
    }

    /// From when on this member may book.
    fn opens(&self) -> Instant {
        let choices = plans::choices(self.passes, &self.need());
        let usable = choices
            .iter()
            .filter(|choice| self.wanted.is_none_or(|wanted| wanted == choice.pass));
        let earliest = usable
            .map(|choice| self.early(choice.pass))
            .max()
            .unwrap_or(Span::hours(0));
        opens(self.session.starts.at, self.policy, self.zone) - earliest
    }

    /// The pass to use: the one chosen, else the first that can be.
    #[must_use]
    pub fn choice(&self) -> Option<Choice> {
        match self.wanted {
            // whoever keeps to the usual one has not chosen; whether it is too early for the one chosen is asked of it alone
            Some(wanted) => plans::choices(self.passes, &self.need())
                .into_iter()
                .find(|c| c.pass == wanted),
            None => self.choices().into_iter().next(),
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

/// From when on a class can be booked: so long before it, or at the hour of the day that the club has chosen for all of them.
#[must_use]
pub fn opens(starts: Instant, policy: &BookingPolicy, zone: Zone) -> Instant {
    match policy.opens_at {
        None => starts - Span::minutes(policy.opens_before),
        Some(minute) => {
            let days = policy.opens_before / (24 * 60);
            // on the day itself it opens at the latest when the class begins
            zone.at(day_plus(zone.day(starts), -days), minute).min(starts)
        }
    }
}

/// Whether the class itself takes bookings: it takes place, has not begun, and its window is open.
fn window(facts: &Facts<'_>, rules: &mut Vec<Rule>) {
    let (session, policy) = (facts.session, facts.policy);
    let start = session.starts.at;
    if session.status == SessionStatus::Cancelled {
        rules.push(Rule::ClassCancelled(session.cancel_reason.clone().unwrap_or_default()));
    }
    let closes = start - Span::minutes(policy.closes_before);
    let opens = facts.opens();
    if facts.now >= start && closes <= start {
        rules.push(Rule::Started);
    } else if facts.now >= closes {
        rules.push(Rule::Closed(facts.at(closes)));
    } else if facts.now < opens {
        rules.push(Rule::NotOpenYet(facts.at(opens)));
    }
}

/// From when on a class as long as this one fits between the member's others, with the way between two places.
fn fits_from(facts: &Facts<'_>) -> Instant {
    let session = facts.session;
    let long = session.ends.at - session.starts.at;
    let mut others: Vec<(Instant, Instant)> = facts
        .own
        .iter()
        .map(|other| {
            let way = match other.location == session.location_id {
                true => Span::minutes(0),
                false => Span::minutes(facts.policy.travel_gap),
            };
            (other.starts.at - way, other.ends + way)
        })
        .collect();
    others.sort_unstable();
    others.into_iter().fold(session.starts.at, |from, (begins, ends)| {
        match begins < from + long && from < ends {
            true => ends,
            false => from,
        }
    })
}

/// Whether the member may have the seat, wherever it comes from: standing, other classes, caps, pass.
fn person(facts: &Facts<'_>, rules: &mut Vec<Rule>) {
    match facts.member {
        MemberStatus::Active => {}
        MemberStatus::Ended => rules.push(Rule::NotAMember),
        MemberStatus::Banned => rules.push(Rule::Banned),
    }
    rules.extend(facts.papers.iter().map(|kind| Rule::Paper(*kind)));
    rules.extend(unmet(&facts.session.asks, facts.fit, facts.session.day));
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
            free: Some(facts.at(fits_from(facts))),
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
        let taken = |day: Day| facts.own.iter().filter(|o| o.day == day).count() as i64;
        let free = (1..=DAYS_LOOKED_AHEAD)
            .map(|n| day_plus(session.day, n))
            .find(|day| taken(*day) < facts.policy.max_per_day);
        rules.push(Rule::PerDay(that_day, facts.policy.max_per_day, free));
    }
    let mut ahead: Vec<Moment> = facts
        .own
        .iter()
        .map(|o| o.starts)
        .filter(|m| m.at > facts.now)
        .collect();
    let max = facts.policy.max_upcoming;
    if ahead.len() as i64 >= max {
        ahead.sort_by_key(|starts| starts.at);
        // so many must have begun that one fewer than the most is left
        let last = usize::try_from(ahead.len() as i64 - max)
            .ok()
            .and_then(|n| ahead.get(n));
        rules.push(Rule::Upcoming(ahead.len() as i64, max, last.copied()));
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
    let session = facts.session;
    if facts.offer.is_none() && session.status == SessionStatus::Scheduled && session.free() == 0 {
        rules.push(match session.capacity - session.booked {
            left if left > 0 && session.kept.all() > 0 => Rule::KeptPlaces(left, session.kept, session.waiting),
            _ => Rule::Full(session.waiting),
        });
    }
    if let (None, Some(people)) = (facts.offer, facts.kept_for) {
        rules.push(Rule::KeptForParty(people, facts.session.waiting));
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
    // who cannot come does not wait
    rules.extend(facts.papers.iter().map(|kind| Rule::Paper(*kind)));
    rules.extend(unmet(&facts.session.asks, facts.fit, facts.session.day));
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

/// What a promotion that rules stand in the way of becomes: `true` where a pass or a signature is all that is missing, which can be had
/// in time.
#[must_use]
pub fn can_be_claimed(stops: &[Rule]) -> bool {
    stops.iter().all(|rule| match rule {
        // whoever has come as often as their pass allows is not in want of one
        Rule::NoPass(nearest) => nearest.as_ref().is_none_or(|(_, unfit)| !unfit.too_often()),
        Rule::OtherPass | Rule::Paper(_) => true,
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
