//! Bookings, the waitlist, the roster and the answers at the door.

use crate::{
    members::model::{MemberCard, MemberId, Ward},
    plans::model::{Choice, PassId, Unfit, Why, Window, windows_text},
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::{Day, Moment, clock},
    },
    schedule::model::{ClassSession, SessionId},
    studio::model::Location,
};
use serde::{Deserialize, Serialize};

mod kiosk;
mod party;
mod strikes;
mod terms;
mod waiting;

pub use kiosk::{
    Askable, AskedFor, Inside, Kiosk, KioskClass, KioskRefusal, KioskRow, KioskScreen, Kiosks, ListedScan, OwnPack,
    OwnWords, PairingCode, Presence, Scan, ScanState, Scanned, Thought, scan_text,
};
pub use party::{Companion, Party, PartyBooked, PartySeat};
pub use strikes::{Strike, StrikeKind, Strikes};
pub use terms::{
    ClubRules, Fields, NUMBERS, Number, Part, RuleChange, RulesPreview, RulesVersion, Unit, changes, read,
    sanction_text, wait_mode_text, written,
};
pub use waiting::{Line, WaitEnd, WaitStory};

crate::ids! {
    /// A seat of a member in a class, whatever became of it.
    BookingId,
    /// A place on a waitlist.
    EntryId,
    /// A way through the door.
    VisitId,
    /// What not coming, or cancelling too late, counts for.
    StrikeId,
    /// A tablet at a door.
    KioskId,
    /// What a tablet scanned, by the key that the tablet gave it.
    ScanId,
}

/// What became of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// A seat is kept.
    Booked,
    /// Came.
    CheckedIn,
    /// Did not come, where attendance was taken.
    NoShow,
    /// Did not come, and that is all right.
    Excused,
    /// Cancelled in time: the credit is back.
    EarlyCancelled,
    /// Cancelled too late: the credit is used.
    LateCancelled,
    /// The club cancelled the class: the credit is back.
    ClassCancelled,
    /// Did not come, and the place went to somebody who stood at the desk: the credit is used. Never stored: a late cancellation
    /// with the time at which the place was given away.
    GivenAway,
}

impl BookingStatus {
    /// Whether the seat is taken.
    #[must_use]
    pub const fn holds_seat(self) -> bool {
        matches!(self, Self::Booked | Self::CheckedIn | Self::NoShow | Self::Excused)
    }
}

/// What a class is to the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mine {
    /// A seat.
    Booked {
        /// The booking.
        booking: BookingId,
        /// What became of it.
        status: BookingStatus,
        /// Cancelling is free before this.
        free_until: Moment,
        /// The name of the pass that it was booked with.
        pass: String,
        /// Why it was that one; unknown for those of long ago.
        why: Option<Why>,
    },
    /// A place on the waitlist.
    Waiting {
        /// The place, from 1.
        place: i64,
        /// A pass of the reader's can be used for the class: without one a place that comes free is offered to them, not given.
        covered: bool,
    },
    /// A place that is kept for the reader, who takes it or passes it on.
    Offered {
        /// Until then.
        until: Moment,
        /// A pass of the reader's can be used for the class: without one they need one first.
        covered: bool,
    },
}

/// A class with what it is to the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The class.
    pub session: ClassSession,
    /// What it is to the reader, or to whom they act for; `None`: nothing.
    pub mine: Option<Mine>,
    /// Whose it is, where it is not the reader's.
    pub whose: Option<Ward>,
}

/// A day of the timetable as a member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberTimetable {
    /// The location shown.
    pub location: Location,
    /// All locations.
    pub locations: Vec<Location>,
    /// The day at the location now.
    pub today: Day,
    /// The time at the location now.
    pub now: Moment,
    /// The day shown.
    pub day: Day,
    /// Days of the strip, with the reader's classes on each.
    pub days: Vec<(Day, i64)>,
    /// The classes of the day.
    pub entries: Vec<Entry>,
    /// Only those that this pass of the reader's can book.
    pub with: Option<(PassId, String)>,
}

/// Everything that the booking sheet shows of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The class with what it is to the reader.
    pub entry: Entry,
    /// What it is, in a sentence or two.
    pub about: String,
    /// The time at the location now.
    pub now: Moment,
    /// What booking now would do: every rule that says no, the headline first. Empty: it can be booked.
    pub refusals: Vec<Rule>,
    /// The passes that can be used, the one that would be used first.
    pub choices: Vec<Choice>,
    /// Cancelling would be free until then.
    pub free_until: Moment,
    /// The place that the reader would have on the waitlist; `None`: it cannot be joined.
    pub waitlist_place: Option<i64>,
    /// So many people it needs, and when it is settled whether it takes place; `None`: it does.
    pub needs: Option<(i64, Moment)>,
    /// How a place that comes free now would go to those who wait.
    pub line: Line,
    /// The reader's last place on this waitlist, when it has ended without a seat.
    pub story: Option<WaitStory>,
    /// Those for whom the reader may book besides themselves.
    pub wards: Vec<Ward>,
    /// Several people at once, where that was asked for.
    pub party: Option<Party>,
    /// The reader can bring guests: so many with one booking.
    pub guests: i64,
    /// Key for one booking: made anew with every sheet.
    pub key: String,
}

/// What booking a class has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The booking.
    pub booking: BookingId,
    /// The class.
    pub session: SessionId,
    /// The pass that was used.
    pub pass: PassId,
    /// Credits held; 0 for passes that do not count.
    pub credits: i64,
    /// Cancelling is free before this.
    pub free_until: Moment,
}

/// What joining a waitlist has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The class.
    pub session: SessionId,
    /// The place, from 1.
    pub place: i64,
}

/// What cancelling has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// The booking.
    pub booking: BookingId,
    /// Whether it was too late to be free.
    pub late: bool,
    /// Credits that came back (early) or were used (late).
    pub credits: i64,
}

/// One of a member's bookings or places on a waitlist, for the list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyBookings {
    /// What is ahead, the next first.
    pub upcoming: Vec<Entry>,
    /// Seats in classes ahead that are no more, the next first.
    pub cancelled: Vec<Entry>,
    /// What was, the latest first.
    pub past: Vec<Entry>,
    /// Places on waitlists that have ended, the latest first.
    pub waited: Vec<WaitStory>,
    /// What was missed and cancelled late, and what follows.
    pub strikes: Strikes,
    /// Key for one command on this page.
    pub key: String,
    /// The time at the club now.
    pub now: Moment,
}

/// The first screen of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// The member's name.
    pub name: String,
    /// The time at the club now.
    pub now: Moment,
    /// The next class with a seat, and further seats and places ahead.
    pub next: Vec<Entry>,
    /// The pass that would be used next.
    pub pass: Option<crate::plans::model::Pass>,
    /// Classes that the member likes to book, with free places or a waitlist.
    pub again: Vec<Entry>,
    /// Unread notices.
    pub unread: i64,
    /// Visits in the last 30 days.
    pub visits: i64,
    /// Key for one command on this page.
    pub key: String,
}

/// The code that opens the door, for a few seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryCode {
    /// What the scanner reads.
    pub text: String,
    /// The same as a picture: the path of a QR code of `size` × `size` units.
    pub path: String,
    /// Units on a side.
    pub size: i64,
    /// Seconds until the next one.
    pub seconds: i64,
    /// The member's name and number, for the eye.
    pub name: String,
    /// The member number.
    pub number: i64,
    /// The class that it will check into, when one is near.
    pub session: Option<ClassSession>,
    /// From when on it does, while that is still ahead.
    pub opens: Option<Moment>,
}

/// A line of a class's roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterLine {
    /// The booking.
    pub booking: BookingId,
    /// The member.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// What became of it.
    pub status: BookingStatus,
    /// Never came before.
    pub first_visit: bool,
    /// Has a birthday on the day of the class.
    pub birthday: bool,
    /// When they were checked in.
    pub checked_in: Option<Moment>,
    /// They say something about their health that the reader may open.
    pub health: bool,
}

/// A class with who comes and who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// The class.
    pub session: ClassSession,
    /// Who has a seat, by name.
    pub lines: Vec<RosterLine>,
    /// Who waits, in order.
    pub waiting: Vec<String>,
    /// Attendance is taken from then on: from when the door lets people in.
    pub attendance_from: Moment,
    /// The time at the location now.
    pub now: Moment,
}

/// A coach's day: opens on the next class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoachDay {
    /// The coach's name.
    pub name: String,
    /// The day shown.
    pub day: Day,
    /// The day at the club now.
    pub today: Day,
    /// The time now.
    pub now: Moment,
    /// The classes of the day.
    pub sessions: Vec<ClassSession>,
    /// The roster of the class that is running, next, or chosen.
    pub roster: Option<Roster>,
}

/// The answer at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Come in.
    In,
    /// Come in, but somebody should look.
    Look,
    /// Not now.
    No,
}

/// Why the door answers as it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoorReason {
    /// Checked into the class.
    Class,
    /// Has a pass and may train.
    Pass,
    /// Not a code of ours.
    UnknownCode,
    /// The code is old: a picture of one.
    OldCode,
    /// The code was used: at this time, at this place.
    UsedCode(Moment, String),
    /// May not come in.
    Banned,
    /// Is no longer a member.
    Ended,
    /// No pass that can be used here today.
    NoPass,
    /// Has a place in this class, which can be checked into from this time on.
    TooEarly(Moment, String),
    /// This pass lets in at these hours.
    OtherHours(String, Vec<Window>),
    /// This pass lets in with a booked class alone.
    NeedsClass(String),
    /// Is in already since.
    AlreadyIn(Moment),
    /// It was the last credit.
    LastCredit,
    /// The pass ends on this day.
    PassEnds(Day),
    /// Comes for the first time.
    FirstVisit,
    /// Has a birthday today.
    Birthday,
}

impl DoorReason {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Pass => "pass",
            Self::UnknownCode => "unknown_code",
            Self::OldCode => "old_code",
            Self::UsedCode(..) => "used_code",
            Self::Banned => "banned",
            Self::Ended => "ended",
            Self::NoPass => "no_pass",
            Self::TooEarly(..) => "too_early",
            Self::OtherHours(..) => "other_hours",
            Self::NeedsClass(_) => "needs_class",
            Self::AlreadyIn(_) => "already_in",
            Self::LastCredit => "last_credit",
            Self::PassEnds(_) => "pass_ends",
            Self::FirstVisit => "first_visit",
            Self::Birthday => "birthday",
        }
    }

    /// A sentence for the staff.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        match self {
            Self::Class => t::booking::door_class(l).to_owned(),
            Self::Pass => t::booking::door_pass(l).to_owned(),
            Self::UnknownCode => t::booking::door_unknown_code(l).to_owned(),
            Self::OldCode => t::booking::door_old_code(l).to_owned(),
            Self::UsedCode(at, place) => t::booking::door_used_code(l, place, at.clock()),
            Self::Banned => t::booking::door_banned(l).to_owned(),
            Self::Ended => t::booking::door_ended(l).to_owned(),
            Self::NoPass => t::booking::door_no_pass(l).to_owned(),
            Self::TooEarly(from, class) => t::booking::door_too_early(l, class, from.clock()),
            Self::OtherHours(pass, hours) => t::booking::door_other_hours(l, windows_text(l, hours), pass),
            Self::NeedsClass(pass) => t::booking::door_needs_class(l, pass),
            Self::AlreadyIn(at) => t::booking::door_already_in(l, at.clock()),
            Self::LastCredit => t::booking::door_last_credit(l).to_owned(),
            Self::PassEnds(day) => t::booking::door_pass_ends(l, l.date(*day)),
            Self::FirstVisit => t::booking::door_first_visit(l).to_owned(),
            Self::Birthday => t::booking::door_birthday(l).to_owned(),
        }
    }
}

/// What the door says to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorAnswer {
    /// In, look, or no.
    pub verdict: Verdict,
    /// Why, the most important first.
    pub reasons: Vec<DoorReason>,
    /// Who; `None` for an unknown code.
    pub member: Option<MemberCard>,
    /// The class checked into.
    pub session: Option<ClassSession>,
    /// The visit, for undoing it.
    pub visit: Option<VisitId>,
    /// What the club has noted about them; empty: nothing.
    #[serde(default)]
    pub note: String,
    /// What the staff want to be seen whenever they stand at the desk.
    #[serde(default)]
    pub alerts: Vec<String>,
    /// Credits left on the pass that was used; `None`: not counted, or none used.
    pub credits_left: Option<i64>,
    /// Where a booked class is what is missing: those that have a place, that a pass covers and that let in now.
    pub classes: Vec<ClassSession>,
    /// The same for whoever comes too early: the door opens for these later today.
    pub later: Vec<ClassSession>,
    /// What lets such a class be booked once.
    pub key: String,
    /// When.
    pub at: Moment,
}

/// The desk's screen of a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// The location.
    pub location: Location,
    /// The reader's locations.
    pub locations: Vec<Location>,
    /// The time there now.
    pub now: Moment,
    /// The classes of the day.
    pub sessions: Vec<ClassSession>,
    /// The latest through the door, the latest first.
    pub visits: Vec<VisitLine>,
    /// How many came today.
    pub today: i64,
    /// How many are in now.
    pub inside: i64,
    /// How many may be in; 0: nobody counts.
    pub capacity: i64,
    /// Scans of the tablets that somebody should look at.
    pub listed: i64,
    /// Key for one check-in.
    pub key: String,
}

/// Somebody who came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLine {
    /// The visit.
    pub visit: VisitId,
    /// The member.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// When.
    pub at: Moment,
    /// The class.
    pub session: Option<String>,
    /// How: `code`, `desk` or `coach`.
    pub via: String,
}

/// Another class of one's own that is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InTheWay {
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Where it is; `None`: at the location of the class that is asked about.
    pub location: Option<String>,
    /// Its start, by the clock there.
    pub starts: Moment,
}

/// A rule that says no, with the numbers behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The club cancelled the class, for this reason.
    ClassCancelled(String),
    /// The class has begun.
    Started,
    /// Booking opens then.
    NotOpenYet(Moment),
    /// Attendance is taken from then on.
    TooEarly(Moment),
    /// Booking ended then.
    Closed(Moment),
    /// The membership has ended.
    NotAMember,
    /// Barred by the club.
    Banned,
    /// Locked until then, because of so many strike points of as many.
    Struck(Moment, i64, i64),
    /// Because of so many strike points of as many, until then only classes of the same day: this one from that time on.
    DayOnly(Moment, i64, i64),
    /// Has a seat already.
    AlreadyBooked,
    /// Waits already, at this place.
    AlreadyWaiting(i64),
    /// Another class of one's own at the same time.
    Overlaps(InTheWay),
    /// Another class of one's own at another place, too near in time; minutes needed.
    TooFar(InTheWay, i64),
    /// So many classes on this day are taken, of as many.
    PerDay(i64, i64),
    /// So many classes ahead are taken, of as many; the next seat opens when the next class is over.
    Upcoming(i64, i64),
    /// No pass fits: the nearest one's name and what stops it; `None`: there is no pass at all.
    NoPass(Option<(String, Unfit)>),
    /// All places are taken; so many wait.
    Full(i64),
    /// Places are free: nothing to wait for.
    NotFull,
    /// So many wait already, the most there may be.
    WaitlistFull(i64),
    /// Nobody is promoted any more: the waitlist closed then.
    WaitlistClosed(Moment),
    /// A place is kept for them already, until then.
    OnOffer(Moment),
    /// The offer ended then.
    OfferOver(Moment),
    /// Cancelling is no longer free: it was until then, and uses so many credits.
    LateNow(Moment, i64),
    /// Came already: it cannot be cancelled.
    CheckedIn,
    /// It was cancelled before.
    NotBooked,
    /// The pass that was chosen cannot be used.
    OtherPass,
    /// So many places are free, and so many people are to come: all of them or none.
    TooFewPlaces(i64, i64),
    /// So many guests may come with one booking.
    Guests(i64),
    /// What stands in the way of one of several people: who it is, their name, and the rule.
    Of(MemberId, String, Box<Rule>),
}

impl Rule {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ClassCancelled(_) => "class_cancelled",
            Self::Started => "started",
            Self::NotOpenYet(_) => "not_open_yet",
            Self::TooEarly(_) => "too_early",
            Self::Closed(_) => "closed",
            Self::NotAMember => "not_a_member",
            Self::Banned => "banned",
            Self::Struck(..) => "struck",
            Self::DayOnly(..) => "day_only",
            Self::AlreadyBooked => "already_booked",
            Self::AlreadyWaiting(_) => "already_waiting",
            Self::Overlaps(_) => "overlaps",
            Self::TooFar(..) => "too_far",
            Self::PerDay(..) => "per_day",
            Self::Upcoming(..) => "upcoming",
            Self::NoPass(Some((_, unfit))) if unfit.too_often() => "pass_cap",
            Self::NoPass(_) => "no_pass",
            Self::Full(_) => "full",
            Self::NotFull => "not_full",
            Self::WaitlistFull(_) => "waitlist_full",
            Self::WaitlistClosed(_) => "waitlist_closed",
            Self::OnOffer(_) => "on_offer",
            Self::OfferOver(_) => "offer_over",
            Self::LateNow(..) => "late_now",
            Self::CheckedIn => "checked_in",
            Self::NotBooked => "not_booked",
            Self::OtherPass => "other_pass",
            Self::TooFewPlaces(..) => "too_few_places",
            Self::Guests(_) => "guests",
            Self::Of(_, _, rule) => rule.code(),
        }
    }

    /// The rule with its numbers, in the reader's language.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let when = |m: &Moment| format!("{} {}", l.day_short(m.day()), m.clock());
        match self {
            Self::ClassCancelled(reason) => t::booking::rule_class_cancelled(l, reason),
            Self::Started => t::booking::rule_started(l).to_owned(),
            Self::NotOpenYet(at) => t::booking::rule_not_open_yet(l, when(at)),
            Self::TooEarly(at) => t::booking::rule_too_early(l, when(at)),
            Self::Closed(at) => t::booking::rule_closed(l, when(at)),
            Self::NotAMember => t::booking::rule_not_a_member(l).to_owned(),
            Self::Banned => t::booking::rule_banned(l).to_owned(),
            Self::Struck(until, points, limit) => t::booking::rule_struck(l, limit, points, when(until)),
            Self::DayOnly(from, points, limit) => t::booking::rule_day_only(l, limit, points, when(from)),
            Self::AlreadyBooked => t::booking::rule_already_booked(l).to_owned(),
            Self::AlreadyWaiting(place) => t::booking::rule_already_waiting(l, place),
            Self::Overlaps(own) => match &own.location {
                None => t::booking::rule_overlaps(l, &own.name, when(&own.starts)),
                Some(place) => t::booking::rule_overlaps_elsewhere(l, &own.name, place, when(&own.starts)),
            },
            Self::TooFar(own, minutes) => {
                let place = own.location.as_deref().unwrap_or_default();
                t::booking::rule_too_far(l, minutes, &own.name, place, when(&own.starts))
            }
            Self::PerDay(taken, max) => t::booking::rule_per_day(l, max, taken),
            Self::Upcoming(taken, max) => t::booking::rule_upcoming(l, max, taken),
            Self::NoPass(None) => t::booking::rule_no_pass(l).to_owned(),
            Self::NoPass(Some((name, unfit))) => match unfit {
                Unfit::StartsLater(day) => t::booking::rule_pass_starts_later(l, l.date(*day), name),
                Unfit::EndsBefore(day) => t::booking::rule_pass_ends_before(l, l.date(*day), name),
                Unfit::OtherLocation => t::booking::rule_pass_other_location(l, name),
                Unfit::OtherCategory => t::booking::rule_pass_other_category(l, name),
                Unfit::OtherHours(hours, begins, _) => {
                    t::booking::rule_pass_hours(l, clock(*begins), windows_text(l, hours), name)
                }
                Unfit::Credits(left, needed) => t::booking::rule_pass_credits(l, left, name, needed),
                Unfit::PerDay(taken, max, free) => t::booking::rule_pass_per_day(l, l.date(*free), max, name, taken),
                Unfit::PerWeek(taken, max, free) => t::booking::rule_pass_per_week(l, l.date(*free), max, name, taken),
                Unfit::Ahead(taken, max, first) => t::booking::rule_pass_ahead(l, max, name, taken, when(first)),
                Unfit::Ended => t::booking::rule_pass_ended(l, name),
            },
            Self::Full(waiting) => t::booking::rule_full(l, *waiting + 1),
            Self::NotFull => t::booking::rule_not_full(l).to_owned(),
            Self::WaitlistFull(max) => t::booking::rule_waitlist_full(l, max),
            Self::WaitlistClosed(at) => t::booking::rule_waitlist_closed(l, when(at)),
            Self::OnOffer(until) => t::booking::rule_on_offer(l, when(until)),
            Self::OfferOver(at) => t::booking::rule_offer_over(l, when(at)),
            Self::LateNow(until, credits) => t::booking::rule_late_now(l, *credits, when(until)),
            Self::CheckedIn => t::booking::rule_checked_in(l).to_owned(),
            Self::NotBooked => t::booking::rule_not_booked(l).to_owned(),
            Self::OtherPass => t::booking::rule_other_pass(l).to_owned(),
            Self::TooFewPlaces(free, wanted) => t::booking::rule_too_few_places(l, *free, wanted),
            Self::Guests(max) => t::booking::rule_guests(l, *max),
            Self::Of(_, name, rule) => t::booking::rule_of(l, name, rule.text(l)),
        }
    }
}

/// Every rule that says no, the headline first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// At least one.
    pub rules: Vec<Rule>,
}

impl From<Rule> for Refusal {
    fn from(rule: Rule) -> Self {
        Self { rules: vec![rule] }
    }
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        self.rules.first().map_or("refused", Rule::code)
    }
    fn text(&self, l: Locale) -> String {
        self.rules.iter().map(|rule| rule.text(l)).collect::<Vec<_>>().join(" ")
    }
}
