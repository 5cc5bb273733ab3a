//! Bookings, the waitlist, the roster and the answers at the door.

use crate::{
    members::model::{MemberCard, MemberId, PaperKind, ToSign, Ward},
    plans::model::{Choice, PassId, Why, Window, windows_text},
    platform::{
        i18n::{Locale, t},
        money::Money,
        time::{Day, Moment},
    },
    schedule::model::{ClassSession, PartnerPlace, SessionId},
    studio::model::Location,
};
use serde::{Deserialize, Serialize};

mod absences;
mod anyway;
mod enrol;
mod hours;
mod kiosk;
mod merge;
mod moves;
mod party;
mod rule;
mod spots;
mod strikes;
mod terms;
mod waiting;

pub use absences::{Absence, EXCUSE_OPEN, Excuse, ExcuseRule};
pub use anyway::{Against, Hurdle, Yields};
pub use enrol::{CourseOffer, Courses, Enrolled};
pub use hours::{Confirmed, Hour, HourLine, HourRule, HourState, HourVerdict, LOGGED_WITHIN, OpenHours, SILENCE};
pub use kiosk::{
    Askable, AskedFor, Inside, Kiosk, KioskClass, KioskRefusal, KioskRow, KioskScreen, Kiosks, ListedScan, OwnPack,
    OwnWords, PairingCode, Presence, Scan, ScanState, Scanned, Thought, scan_text,
};
pub use merge::Clash;
pub use moves::{Moves, Rescheduled};
pub use party::{Companion, Party, PartyBooked, PartySeat};
pub use rule::{InTheWay, Refusal, Rule};
pub use spots::{Moved, PlanChanged, PlanPage, Spot, SpotPlan, SpotRule, SpotState};
pub use strikes::{Strike, StrikeKind, Strikes};
pub use terms::{
    ClubRules, Fields, NUMBERS, Number, Part, RuleChange, RulesPreview, RulesVersion, Unit, changes, read,
    sanction_text, wait_mode_text, written,
};
pub use waiting::{Line, Skipped, Together, WaitEnd, WaitStory};

crate::ids! {
    /// A seat of a member in a class, whatever became of it.
    BookingId,
    /// A place on a waitlist.
    EntryId,
    /// People who wait for one class together.
    PartyId,
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
        /// The spot in the room, where each place is one.
        #[serde(default)]
        spot: Option<String>,
        /// Why the club excused that they were absent, where it did.
        #[serde(default)]
        excused: Option<String>,
    },
    /// A place on the waitlist.
    Waiting {
        /// The place, from 1.
        place: i64,
        /// A pass of the reader's can be used for the class: without one a place that comes free is offered to them, not given.
        covered: bool,
        /// Those who wait with them, where they do not wait alone.
        #[serde(default)]
        with: Option<Together>,
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

/// A day of the timetable as the desk books it for a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskTable {
    /// The member.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// The day as they see it, with the places of whoever reads.
    pub table: MemberTimetable,
    /// What the keys of the commands begin with.
    pub key: String,
    /// What stands in the way of the day's classes, of those where anything does.
    #[serde(default)]
    pub against: Vec<Against>,
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
    /// Where people stand, where each place is a spot of the room.
    #[serde(default)]
    pub spots: Option<SpotPlan>,
    /// The reader may sign what the club has signed first: for themselves, or for a child for whom they answer.
    #[serde(default)]
    pub signs: bool,
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
    /// The spot in the room, where each place is one.
    #[serde(default)]
    pub spot: Option<String>,
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
    /// What became of personal hours, the latest first: those that somebody is asked about among them.
    #[serde(default)]
    pub hours: Vec<HourLine>,
    /// What they missed or gave up too late, for staff who may excuse it; nothing for everybody else.
    #[serde(default)]
    pub absences: Vec<Absence>,
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
    /// Personal hours that the reader is asked about.
    #[serde(default)]
    pub hours: Vec<HourLine>,
    /// What the reader is to sign, and the children for whom they answer.
    #[serde(default)]
    pub papers: Vec<ToSign>,
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
    /// Where they stand, where each place is a spot of the room.
    #[serde(default)]
    pub spot: Option<String>,
    /// What was logged, of a personal hour.
    #[serde(default)]
    pub hour: Option<Hour>,
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
    /// Who stands where, where each place is a spot of the room.
    #[serde(default)]
    pub spots: Option<SpotPlan>,
    /// The places that partners have.
    #[serde(default)]
    pub partners: Vec<PartnerPlace>,
    /// The reader sells places at the desk.
    #[serde(default)]
    pub sells: bool,
    /// Key for one command on this page.
    #[serde(default)]
    pub key: String,
    /// Attendance is taken from then on: from when the door lets people in.
    pub attendance_from: Moment,
    /// The time at the location now.
    pub now: Moment,
    /// The reader decides about hours that are disputed.
    #[serde(default)]
    pub settles: bool,
    /// Who missed it or gave it up too late, for whoever may excuse it; nothing for everybody else.
    #[serde(default)]
    pub absences: Vec<Absence>,
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
    /// Personal hours that are disputed, or over and not logged, the oldest first.
    #[serde(default)]
    pub hours: Vec<HourLine>,
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
    /// The spot in its room.
    #[serde(default)]
    pub spot: Option<String>,
    /// The visit, for undoing it.
    pub visit: Option<VisitId>,
    /// What the club has noted about them; empty: nothing.
    #[serde(default)]
    pub note: String,
    /// What the staff want to be seen whenever they stand at the desk.
    #[serde(default)]
    pub alerts: Vec<String>,
    /// What the club has signed here and they have not: nobody is sent home for it, and the desk can take it at once.
    #[serde(default)]
    pub papers: Vec<PaperKind>,
    /// Credits left on the pass that was used; `None`: not counted, or none used.
    pub credits_left: Option<i64>,
    /// Money left on it, where it holds money.
    #[serde(default)]
    pub money_left: Option<Money>,
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
