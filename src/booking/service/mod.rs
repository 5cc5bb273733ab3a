//! Booking, waiting, cancelling, promoting: one transaction each.
//!
//! Locks are taken in one order, the class before the member, so that nobody waits in a circle; where two promotions meet
//! crosswise all the same, the database ends one of them and it is tried again.

mod absences;
mod allotment;
mod anyway;
mod archive;
mod book;
mod cancel;
mod decide;
mod desk;
mod enrol;
mod forget;
mod hours;
mod member;
pub mod merge;
mod party;
mod party_waits;
mod reschedule;
mod roster;
mod spots;
mod spots_plan;
mod standing;
mod strikes;
mod terms;
mod wait;

pub use absences::{EXCUSE_TAKEN_BACK, EXCUSED, ExcuseEvent, excuse, take_excuse_back};
pub use allotment::{book_partner, give_back_partner, release_in};
pub use anyway::{book_anyway, may_book_anyway};
pub use archive::archive;
pub use book::{book, book_at, book_in};
pub(in crate::booking) use book::{book_at_desk_in, could_walk_in, give_back};
pub(in crate::booking) use cancel::give_credits_back;
pub use cancel::{Late, cancel, cancel_in, free_seat};
pub use decide::decide;
pub use desk::{DESK_BOOKED, DESK_CANCELLED, DESK_MOVED, DeskEvent, book_for, cancel_for, desk_table, leave_for};
pub use enrol::{courses, enrol};
pub use forget::forget;
pub use hours::{
    HOUR_LOGGED, HOUR_SETTLED, HOUR_TAKEN_BACK, HourEvent, confirm_hour, dispute_hour, open_hours, settle_hour,
};
pub(in crate::booking) use hours::{confirm_by_silence, log_hour, may_log, take_hour_back};
pub use member::{bookings_of, home, my_bookings, sheet, timetable};
pub use party::{Party, book_party};
pub use party_waits::join_party;
pub use reschedule::{moves, moves_for, reschedule, reschedule_for};
pub(in crate::booking) use roster::{attendance_from, marked_from, may_take_attendance};
pub use roster::{coach_day, roster, taught_places};
pub(in crate::booking) use spots::tell_all;
pub use spots::{change_spot, hold_spot, keep_spot, move_spot, release_spot, settle_spots, spots};
pub use spots_plan::{change_plan, plan_of};
pub use standing::change_standing;
pub(in crate::booking) use strikes::strike;
pub use strikes::{FORGIVEN, ForgivenEvent, STRUCK, StrikeEvent, forgive};
pub use terms::{club_rules, preview_rules, save_rules, withdraw_rules};
pub use wait::{expire_in, join, join_in, leave, leave_in, promote_in};

use super::{
    model::{Booked, BookingId, Line, Rule},
    rules::{self, Facts, Fitness, OwnClass, SpotFact, StrikeFact, Wish},
    store::{self, Booking, Waiting},
};
use crate::{
    accounts::model::Who,
    members::{
        self,
        model::{MemberCard, MemberId, PaperKind},
    },
    plans::{
        self,
        model::{Pass, PassId, Unfit, Use},
        service::OnSale,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Reason},
        events,
        house::House,
        once::{self, Command},
        time::{Instant, Moment, Span, Zone},
    },
    schedule::{
        self,
        model::{ClassSession, Kept, SessionId},
    },
    studio::{
        self,
        model::{BookingPolicy, OrgId},
    },
};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// A seat was booked.
pub const BOOKED: &str = "booking.booked";
/// Somebody booked for a member who signs in themselves.
pub const BOOKED_FOR: &str = "booking.booked_for";
/// A seat was given back.
pub const RELEASED: &str = "booking.released";
/// The waitlist gave a seat.
pub const PROMOTED: &str = "booking.promoted";
/// A seat is kept for somebody who waited.
pub const OFFERED: &str = "booking.offered";
/// An offer ran out.
pub const OFFER_OVER: &str = "booking.offer_over";
/// A place whose holder did not come went to somebody at the desk.
pub const GIVEN_AWAY: &str = "booking.given_away";
/// A place that was given away is its holder's again.
pub const GIVEN_BACK: &str = "booking.given_back";
/// Somebody who waited took a place that was given up too late: it counts as given up in time.
pub const REFILLED: &str = "booking.refilled";
/// A place came free that whoever is first may book.
pub const PLACE_FREE: &str = "booking.place_free";
/// A class that somebody has booked begins soon.
pub const CLASS_SOON: &str = "booking.class_soon";
/// Somebody stands elsewhere in a class than they did.
pub const SPOT_MOVED: &str = "booking.spot_moved";
/// A seat was free for somebody who waited, but a rule stood in the way.
pub const PASSED_OVER: &str = "booking.passed_over";

/// What the events of this slice say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BookingEvent {
    /// The organisation.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// The booking, where there is one.
    pub booking: Option<BookingId>,
    /// Until when cancelling is free, where there is a seat.
    pub free_until: Option<Moment>,
    /// Until when a seat is kept, where it was offered.
    #[serde(default)]
    pub offer_until: Option<Moment>,
    /// Whether a pass can be used for what was offered.
    #[serde(default)]
    pub covered: bool,
    /// The rule that stood in the way.
    pub rule: Option<String>,
    /// Who booked for them, with their name.
    #[serde(default)]
    pub by: Option<(MemberId, String)>,
    /// The spot that they have now, where that is what it is about; `None`: none is free.
    #[serde(default)]
    pub spot: Option<String>,
}

impl BookingEvent {
    /// About a member and a class, and nothing more yet.
    pub(in crate::booking) fn of(org: OrgId, class: &ClassSession, member: MemberId) -> Self {
        Self {
            org,
            member,
            session: class.id,
            name: class.name.clone(),
            starts: class.starts,
            booking: None,
            free_until: None,
            offer_until: None,
            covered: false,
            rule: None,
            by: None,
            spot: None,
        }
    }
}

/// Who asks, and for whom: themselves, somebody of their household, or their guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct For {
    /// Who asks.
    pub me: MemberId,
    /// Whose seat it is about.
    pub member: MemberId,
}

impl From<MemberId> for For {
    fn from(me: MemberId) -> Self {
        Self { me, member: me }
    }
}

impl For {
    /// For somebody else, where one is named.
    #[must_use]
    pub fn other(me: MemberId, member: Option<MemberId>) -> Self {
        Self {
            me,
            member: member.unwrap_or(me),
        }
    }

    /// Who asked for another.
    fn by(self) -> Option<MemberId> {
        (self.me != self.member).then_some(self.me)
    }
}

/// Lets nobody act for another who has not been asked.
async fn stand_in<R>(tx: &mut Tx, org: OrgId, on: For, now: Instant) -> Answer<(), R> {
    if members::household::acts_for(tx, org, on.me, on.member, now).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Tries of a use case that the database ended because others were in its way.
const TRIES: usize = 4;

/// Runs a command: behind those who want the same class, once for its key, and again while the database ends it for others' sake.
pub(in crate::booking) async fn command<T, R>(
    house: &House,
    who: &Who,
    classes: &[Uuid],
    (name, key, content): (&'static str, &str, String),
    work: impl for<'t> Fn(&'t mut Tx, Instant) -> BoxFuture<'t, Answer<T, R>>,
) -> Answer<T, R>
where
    T: Serialize + DeserializeOwned,
    R: Reason,
{
    let mut tries = 1;
    loop {
        let now = house.clock.now();
        let command = Command {
            who: who.account.0,
            name,
            key,
            content: content.clone(),
        };
        match once::run(&house.db, now, classes, command, |tx| work(tx, now)).await {
            Err(AppError::Busy) if tries < TRIES => tries += 1,
            other => return other,
        }
    }
}

/// A class and a member, in the order in which everybody locks them.
async fn lock_both<R>(
    tx: &mut Tx,
    org: OrgId,
    session: SessionId,
    member: MemberId,
    now: Instant,
) -> Answer<(ClassSession, MemberCard), R> {
    let class = schedule::service::ask_lock(tx, org, session);
    let card = members::service::ask_lock(tx, org, member);
    let mut class = class.take(tx).await?.ok_or(AppError::NotFound)?;
    let card = card.take(tx).await?.ok_or(AppError::NotFound)?;
    if class.waiting > 0 && class.kept.lapsed(now) {
        // whoever waits goes before whoever comes a moment later
        release_in(tx, org, session, now).await?;
        class = schedule::service::session(tx, org, session).await?;
    }
    Ok((class, card))
}

/// The facts about a class and a member, gathered under the lock of both.
struct Gathered {
    now: Instant,
    session: ClassSession,
    zone: Zone,
    policy: BookingPolicy,
    card: MemberCard,
    papers: Vec<PaperKind>,
    fit: Fitness,
    strikes: Vec<StrikeFact>,
    seat: Option<Booking>,
    place: Option<i64>,
    offer: Option<Waiting>,
    kept_for: Option<i64>,
    /// So many wait together with them, themselves among them, and when they were passed by, with so many places free.
    together: (i64, Option<(Instant, i64)>),
    own: Vec<OwnClass>,
    passes: Vec<Pass>,
    uses: Vec<Use>,
    wanted: Option<PassId>,
    /// Who books for them.
    by: Option<MemberId>,
    /// The spots of the class; none where people choose none.
    spots: Vec<SpotFact>,
    /// The spot that they want.
    wish: Wish,
    /// They stand at the desk, where a place is kept for whoever does.
    walk_in: bool,
}

impl Gathered {
    fn facts(&self) -> Facts<'_> {
        Facts {
            now: self.now,
            session: &self.session,
            policy: &self.policy,
            zone: self.zone,
            member: self.card.status,
            papers: &self.papers,
            fit: self.fit,
            strikes: &self.strikes,
            seated: self.seat.is_some(),
            place: self.place,
            offer: self.offer.as_ref().and_then(|offer| offer.offer_until),
            kept_for: self.kept_for,
            own: &self.own,
            passes: &self.passes,
            uses: &self.uses,
            wanted: self.wanted,
        }
    }

    fn free_until(&self, promoted: bool) -> Moment {
        self.zone.moment(rules::free_until(
            self.session.starts.at,
            &self.policy,
            self.zone,
            self.now,
            promoted,
        ))
    }
}

/// So many people who wait together keep what is free from somebody who is none of them: until nobody is promoted by themselves any
/// more, from when on whoever comes first has it.
fn kept_for(
    session: &ClassSession,
    policy: &BookingPolicy,
    line: &[Waiting],
    member: MemberId,
    now: Instant,
) -> Option<i64> {
    if session.free() == 0 || policy.skip_if_not_fit || now >= rules::promotion_closes(session, policy) {
        return None;
    }
    let asked: Vec<&Waiting> = line.iter().filter(|w| !w.silent).collect();
    let parties: Vec<_> = asked.iter().map(|w| w.party_id).collect();
    let people = rules::turn(&parties, session.free(), false).kept_for?;
    let theirs = parties.first().copied().flatten();
    let one_of_them = asked.iter().any(|w| w.member_id == member && w.party_id == theirs);
    (!one_of_them).then_some(people)
}

async fn gather<R>(
    tx: &mut Tx,
    org: OrgId,
    mut session: ClassSession,
    card: MemberCard,
    wanted: Option<PassId>,
    now: Instant,
) -> Answer<Gathered, R> {
    if session.kept.lapsed(now) {
        // a few seconds before the worker says so
        session.kept = Kept::default();
    }
    let terms = studio::service::ask_booking_terms(tx, org, session.location_id, now);
    let waiting = (session.waiting + session.offered > 0).then(|| store::waiting(tx, session.id));
    // A day around the class for overlaps and the day's cap, and everything ahead for the other cap.
    let own = store::own_seats(tx, card.id, &session, now.min(session.starts.at) - Span::hours(24));
    let passes = plans::service::ask_usable(tx, &card, session.day);
    let strikes = store::strikes_since(tx, card.id, now - strikes::REACH);
    let spots = session.spots().then(|| store::spots(tx, session.id, now));
    let fit = (!session.asks.nothing()).then(|| members::details::ask_fitness(tx, card.id));
    // whoever is brought along has nothing to sign with: they are asked at the door
    let asked = card.papers && card.guest_of.is_none();
    let papers = asked.then(|| members::papers::ask(tx, org, card.id, Some(session.location_id)));
    let (zone, policy) = terms.terms(tx).await?;
    let (offers, line): (Vec<_>, Vec<_>) = match waiting {
        Some(waiting) => waiting
            .take(tx)
            .await?
            .into_iter()
            .partition(|w| w.offer_until.is_some()),
        None => (Vec::new(), Vec::new()),
    };
    let place = line.iter().position(|w| w.member_id == card.id);
    let together = (line.iter())
        .find(|w| w.member_id == card.id && w.party_id.is_some())
        .map_or((0, None), |own| {
            let people = line.iter().filter(|w| w.party_id == own.party_id).count() as i64;
            (people, own.skipped_at.zip(own.skipped_free))
        });
    let kept_for = kept_for(&session, &policy, &line, card.id, now);
    let offer = offers.into_iter().find(|w| w.member_id == card.id);
    let (seat, own, uses) = own.take(tx).await?;
    let passes = passes.take(tx).await?;
    let strikes = strikes.take(tx).await?;
    let fit = match fit {
        Some(fit) => {
            let (born, level, gender) = fit.take(tx).await?;
            Fitness { born, level, gender }
        }
        None => Fitness::default(),
    };
    let papers = match papers {
        Some(papers) => papers.take(tx, zone, now).await?,
        None => Vec::new(),
    };
    let spots = match spots {
        Some(spots) => spots.take(tx).await?.iter().map(SpotFact::from).collect(),
        None => Vec::new(),
    };
    Ok(Gathered {
        now,
        session,
        zone,
        policy,
        card,
        papers,
        fit,
        strikes,
        seat,
        place: place.map(|i| i as i64 + 1),
        offer,
        kept_for,
        together,
        own,
        passes,
        uses,
        wanted,
        by: None,
        spots,
        wish: Wish::Any,
        walk_in: false,
    })
}

/// Says of each rule by which a pass is for something else what it is for, and what would do. Nothing is read where there is none.
async fn explain<R>(tx: &mut Tx, org: OrgId, rules: Vec<(&ClassSession, &mut Rule)>) -> Answer<(), R> {
    let mut told = Vec::new();
    for (class, rule) in rules {
        if let Some(unfit) = unfit_of(rule).filter(|unfit| OnSale::speaks_of(unfit)) {
            told.push((class, unfit));
        }
    }
    if told.is_empty() {
        return Ok(());
    }
    let on_sale = OnSale::of(tx, org).await?;
    for (class, unfit) in told {
        on_sale.explain(&rules::need(class), unfit);
    }
    Ok(())
}

/// What stops the nearest pass, where a rule says that none fits.
fn unfit_of(rule: &mut Rule) -> Option<&mut Unfit> {
    match rule {
        Rule::NoPass(Some((_, unfit))) => Some(unfit),
        Rule::Of(_, _, rule) | Rule::OfClass(_, rule) => unfit_of(rule),
        _ => None,
    }
}

/// The same of the rules of one class.
async fn explained<R>(tx: &mut Tx, org: OrgId, class: &ClassSession, mut rules: Vec<Rule>) -> Answer<Vec<Rule>, R> {
    explain(tx, org, rules.iter_mut().map(|rule| (class, rule)).collect()).await?;
    Ok(rules)
}

fn emit(
    tx: &mut Tx,
    kind: &'static str,
    org: OrgId,
    gathered: &Gathered,
    booked: Option<&Booked>,
    rule: Option<&Rule>,
) {
    let event = BookingEvent {
        booking: booked.map(|b| b.booking),
        free_until: booked.map(|b| b.free_until),
        rule: rule.map(|r| r.code().to_owned()),
        ..BookingEvent::of(org, &gathered.session, gathered.card.id)
    };
    events::emit(tx, gathered.now, kind, &event);
}

async fn first_zone<R>(tx: &mut Tx, org: OrgId) -> Answer<Zone, R> {
    let locations = studio::service::locations(tx, org).await?;
    locations
        .first()
        .map_or(Ok(Zone(chrono_tz::UTC)), |l| studio::service::zone(&l.zone))
}

/// Everything that contradicts itself in bookings and waitlists: an empty list, or something is broken.
///
/// # Errors
/// A fault of the database.
pub async fn check(tx: &mut Tx, now: Instant) -> Answer<Vec<String>> {
    let mut found: Vec<String> = store::broken(tx)
        .await?
        .into_iter()
        .map(|(what, id)| format!("{id}: {what}"))
        .collect();
    for (id,) in store::over_kept(tx, now).await? {
        found.push(format!("{id}: more places are kept than are free"));
    }
    for (id,) in store::idle(tx).await? {
        let org = studio::service::organisation(tx).await?.id;
        let class: ClassSession = schedule::service::session(tx, org, SessionId(id)).await?;
        let (zone, policy) = studio::service::booking_terms(tx, org, class.location_id, now).await?;
        let mode = schedule::service::wait_mode(tx, class.class_type_id).await?;
        let mut waiting = store::waiting(tx, class.id).take(tx).await?;
        waiting.retain(|w| w.offer_until.is_none() && !w.silent);
        let parties: Vec<_> = waiting.iter().map(|w| w.party_id).collect();
        let fits = !rules::turn(&parties, class.free(), policy.skip_if_not_fit)
            .next
            .is_empty();
        // what whoever is first may book waits for whoever that is, and what is too little for several waits for more
        if fits
            && matches!(
                rules::line(&class, &policy, zone, mode, now),
                Line::Given | Line::Offered(_)
            )
        {
            found.push(format!("{id}: a seat is free and somebody waits for it"));
        }
    }
    Ok(found)
}
