//! Tablets at the door, what they scan, who is in, and what a telephone keeps for when there is no line.

use super::{KioskId, ScanId, VisitId};
use crate::{
    members::model::MemberId,
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::Moment,
    },
    schedule::model::SessionId,
    studio::model::{Location, LocationId, OrgId},
};
use serde::{Deserialize, Serialize};

/// Which tablet is asking: made by the server from the tablet's cookie. It may check in at its place, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// The tablet.
    pub id: KioskId,
    /// The organisation.
    pub org: OrgId,
    /// The one place that it is bound to.
    pub location: LocationId,
    /// What the staff call it.
    pub name: String,
}

/// The one-time code that pairs a tablet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingCode {
    /// Such as `7KQ2-M4XH`.
    pub text: String,
    /// Where it is typed.
    pub url: String,
    /// The address with the code, as the path of a QR code of `size` × `size` units.
    pub path: String,
    /// Units on a side.
    pub size: i64,
    /// It works until then.
    pub until: Moment,
}

/// A tablet as the staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskRow {
    /// The tablet.
    pub id: KioskId,
    /// Its name.
    pub name: String,
    /// The place that it is bound to.
    pub place: String,
    /// Paired at.
    pub paired: Option<Moment>,
    /// Last heard of.
    pub seen: Option<Moment>,
    /// Not heard of for so long that somebody should look.
    pub silent: bool,
    /// So many seconds its clock is ahead of ours; negative: behind.
    pub skew: i64,
    /// Its pairing code, while it can be used.
    pub code: Option<PairingCode>,
}

/// The tablets that the reader may pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kiosks {
    /// Those in service, by place and name.
    pub kiosks: Vec<KioskRow>,
    /// The places where the reader may pair one.
    pub locations: Vec<Location>,
    /// Key for one new tablet.
    pub key: String,
}

/// A class on the tablet's screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskClass {
    /// Its start, such as 17:30.
    pub start: String,
    /// Its name.
    pub name: String,
    /// Its room.
    pub room: String,
}

/// What a paired tablet shows before anybody comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskScreen {
    /// The place.
    pub place: String,
    /// Its id: what is scanned here belongs to it.
    pub location: LocationId,
    /// The server's clock, in milliseconds since 1970.
    pub now: i64,
    /// Minutes by which the place's clock is ahead of UTC.
    pub offset: i32,
    /// The next classes.
    pub classes: Vec<KioskClass>,
}

/// What the tablet showed before the server had answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Thought {
    /// Nothing: it asked at once.
    Live,
    /// "Noted, not checked yet."
    Provisional,
    /// "No": not of our form, old by its clock, or used on this very tablet.
    Rejected,
}

/// One scan as the tablet sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// The key that the tablet gave it.
    pub key: ScanId,
    /// When, by the tablet's clock, in milliseconds since 1970.
    pub at: i64,
    /// What was scanned.
    pub code: String,
    /// What the tablet showed.
    pub thought: Thought,
    /// Where the tablet stood then; nothing where it does not know.
    #[serde(default)]
    pub place: String,
}

/// What became of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum ScanState {
    /// The club has let them in.
    Verified,
    /// The code was used before.
    Duplicate,
    /// Not let in.
    Rejected,
}

/// The server's word on a scan: a first name and the result, and nothing else about the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    /// The tablet's key.
    pub key: ScanId,
    /// What became of it.
    pub state: ScanState,
    /// The reason's code.
    pub reason: String,
    /// What the screen says large.
    pub title: String,
    /// And below.
    pub text: String,
    /// When, at the place, such as 17:11.
    pub clock: String,
}

/// Somebody who is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// The way in.
    pub visit: VisitId,
    /// Who.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// Since when.
    pub since: Moment,
    /// The class that they came for.
    pub session: Option<String>,
}

/// A scan that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedScan {
    /// The tablet's key.
    pub id: ScanId,
    /// The tablet.
    pub kiosk: KioskId,
    /// Its name.
    pub kiosk_name: String,
    /// Whose code it was, where it was anybody's.
    pub member: Option<(MemberId, String)>,
    /// When it was scanned.
    pub at: Moment,
    /// When we heard of it.
    pub received: Moment,
    /// What the tablet showed.
    pub thought: Thought,
    /// What became of it.
    pub state: ScanState,
    /// The reason's code.
    pub reason: String,
    /// Of a code that was used: when first, and where.
    pub first: Option<(Moment, String)>,
}

impl ListedScan {
    /// Why it is listed, for the staff.
    #[must_use]
    pub fn why(&self, l: Locale) -> String {
        match &self.first {
            Some((at, place)) => t::booking::door_used_code(l, place, at.clock()),
            None => scan_text(&self.reason, l).to_owned(),
        }
    }
}

/// A reason's code in words for the staff.
#[must_use]
pub fn scan_text(reason: &str, l: Locale) -> &'static str {
    match reason {
        "old_code" => t::booking::door_old_code(l),
        "banned" => t::booking::door_banned(l),
        "ended" => t::booking::door_ended(l),
        "no_pass" => t::booking::door_no_pass(l),
        "other_hours" => t::kiosk::why_other_hours(l),
        "needs_class" => t::kiosk::why_needs_class(l),
        "used_code" => t::kiosk::why_used(l),
        "clock" => t::kiosk::why_clock(l),
        "too_old" => t::kiosk::why_too_old(l),
        "other_place" => t::kiosk::why_other_place(l),
        _ => t::booking::door_unknown_code(l),
    }
}

/// Who is in at a place, and what its tablets scanned that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// The place.
    pub location: Location,
    /// How many are in.
    pub inside: i64,
    /// How many may be; 0: nobody counts.
    pub capacity: i64,
    /// After so many hours, in minutes, whoever was not noted as gone counts as gone.
    pub out_after: i64,
    /// Who, the latest first; at most a few hundred.
    pub lines: Vec<Inside>,
    /// Scans to look at, the latest first; at most a hundred.
    pub listed: Vec<ListedScan>,
    /// How many there are in all.
    pub to_look: i64,
    /// The time there now.
    pub now: Moment,
}

/// The words of the page that a telephone shows without a line, in the member's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWords {
    /// The heading.
    pub title: String,
    /// From when it is: "As of 17:11, Thursday 19 March".
    pub as_of: String,
    /// What the picture is.
    pub code: String,
    /// When the next one comes; `{n}` stands for the seconds.
    pub next: String,
    /// The key of the code has run out.
    pub stale: String,
    /// Above the classes.
    pub bookings: String,
    /// There are none.
    pub no_bookings: String,
    /// Above the passes.
    pub passes: String,
    /// The button that takes all of it off the telephone.
    pub forget: String,
    /// Above the classes that can be asked for without a line.
    pub later: String,
    /// What asking for one means: it is not booked before there is a line.
    pub later_note: String,
    /// The button on each of them.
    pub ask: String,
    /// Above what was asked for.
    pub asked: String,
    /// How each of them stands: not sent yet.
    pub unsent: String,
    /// It was not sent and will not be; `{name}` stands for the class.
    pub lost: String,
    /// The button that takes one back.
    pub take_back: String,
}

/// A class that can be asked for without a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Askable {
    /// The class.
    pub session: SessionId,
    /// When it begins, in milliseconds since 1970: what has begun is not shown.
    pub starts: i64,
    /// The same in words.
    pub when: String,
    /// Its name.
    pub name: String,
    /// Where it is, and with whom.
    pub place: String,
}

/// What became of a class that was asked for without a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFor {
    /// Whether it is booked.
    pub booked: bool,
    /// What happened, or which rule says no, in the member's language.
    pub text: String,
}

/// What a telephone keeps for when there is no line: a lent key for entry codes, the next classes, the passes. Nothing of
/// anybody else, and nothing that is not on the member's own pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPack {
    /// The signed-in browser that it was made for.
    pub browser: String,
    /// The lent key.
    pub key: String,
    /// The step until which it is good.
    pub until: i64,
    /// The server's clock, in milliseconds since 1970.
    pub now: i64,
    /// The language's tag.
    pub lang: String,
    /// The member's name.
    pub name: String,
    /// And number, in words.
    pub number: String,
    /// The next classes: when, what, where and how it stands.
    pub bookings: Vec<(String, String, String)>,
    /// The classes of the coming days that are not the member's yet.
    pub classes: Vec<Askable>,
    /// The passes: name and what is left.
    pub passes: Vec<(String, String)>,
    /// Unread notices.
    pub unread: i64,
    /// The words around it.
    pub words: OwnWords,
}

/// Why a tablet is not paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KioskRefusal {
    /// The code is wrong, was used, or is too old.
    WrongCode,
}

impl Reason for KioskRefusal {
    fn code(&self) -> &'static str {
        "wrong_code"
    }
    fn text(&self, l: Locale) -> String {
        t::kiosk::wrong_code(l).to_owned()
    }
}
