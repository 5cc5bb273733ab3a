//! What happened with a member, in one stream.

use crate::{
    accounts::model::Deed,
    messages::model::Body,
    platform::{
        i18n::{Locale, t},
        time::{Day, Moment},
    },
    privacy::model::Purpose,
};
use serde::{Deserialize, Serialize};

/// Lines on a page of the stream.
pub const LINES_A_PAGE: usize = 30;

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Seats and places on waitlists.
    Bookings,
    /// Who came.
    Visits,
    /// Passes and their credits.
    Passes,
    /// What the member was told.
    Notices,
    /// What they agreed to.
    Consents,
    /// Who belongs to them.
    Household,
    /// What was missed, and what was forgiven.
    Strikes,
    /// What the staff noted.
    Notes,
    /// What the staff changed.
    Staff,
}

impl Topic {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Bookings,
        Self::Visits,
        Self::Passes,
        Self::Notices,
        Self::Consents,
        Self::Household,
        Self::Strikes,
        Self::Notes,
        Self::Staff,
    ];

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bookings => "bookings",
            Self::Visits => "visits",
            Self::Passes => "passes",
            Self::Notices => "notices",
            Self::Consents => "consents",
            Self::Household => "household",
            Self::Strikes => "strikes",
            Self::Notes => "notes",
            Self::Staff => "staff",
        }
    }

    /// By its name in addresses.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }

    /// The word that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Bookings => t::timeline::bookings(l),
            Self::Visits => t::timeline::visits(l),
            Self::Passes => t::timeline::passes(l),
            Self::Notices => t::timeline::notices(l),
            Self::Consents => t::timeline::consents(l),
            Self::Household => t::timeline::household(l),
            Self::Strikes => t::timeline::strikes(l),
            Self::Notes => t::timeline::notes(l),
            Self::Staff => t::timeline::staff(l),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Booked a class.
    Booked,
    /// Had a seat from the waitlist.
    Promoted,
    /// Cancelled in time.
    Cancelled,
    /// Cancelled late.
    CancelledLate,
    /// The club cancelled the class.
    ClassCancelled,
    /// Did not come.
    NoShow,
    /// Waits for a seat.
    Waiting,
    /// Left the waitlist.
    LeftLine,
    /// A rule stood in the way of a seat.
    PassedOver,
    /// Came in.
    Came,
    /// Was noted as having come, which was undone.
    CameUndone,
    /// Got a pass.
    Granted,
    /// A pass was taken back.
    TakenBack,
    /// Credits were used.
    Used,
    /// Credits came back.
    Released,
    /// Credits ran out.
    Expired,
    /// Credits were put right.
    Adjusted,
    /// Was told this.
    Told(Box<Body>),
    /// Agreed.
    Agreed(Purpose),
    /// Agreed no longer.
    Withdrew(Purpose),
    /// A household was begun.
    HouseholdBegun,
    /// A child was added.
    ChildAdded,
    /// Somebody was invited into the household.
    Invited,
    /// Somebody joined with the invitation.
    InvitationUsed,
    /// Brought somebody along.
    GuestBrought,
    /// A strike for not coming.
    StruckNoShow,
    /// A strike for cancelling late.
    StruckLate,
    /// A strike was forgiven.
    Forgiven,
    /// Was booked although a rule said no.
    BookedAnyway,
    /// An absence was excused.
    Excused,
    /// A note.
    Noted,
    /// Was taken back in.
    TakenIn,
    /// The membership ended.
    Ended,
    /// Was barred.
    Barred,
    /// Became a member.
    Joined,
    /// Somebody of the staff did this.
    Did(Deed),
}

/// A line of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When, by the clock of the place.
    pub at: Moment,
    /// What it is about.
    pub topic: Topic,
    /// What happened.
    pub what: What,
    /// The class, the pass or the person.
    pub name: String,
    /// Words of somebody: a note, a reason; or the place.
    pub more: String,
    /// When the class is.
    pub starts: Option<Moment>,
    /// Who did it, if not the member.
    pub by: Option<String>,
    /// Credits or points.
    pub n: i64,
    /// Where there is more of it.
    pub href: Option<String>,
}

impl Line {
    /// What happened, in words.
    #[must_use]
    pub fn title(&self, l: Locale) -> String {
        let name = self.name.as_str();
        match &self.what {
            What::Booked => t::timeline::booked(l, name),
            What::Promoted => t::timeline::promoted(l, name),
            What::Cancelled => t::timeline::cancelled(l, name),
            What::CancelledLate => t::timeline::cancelled_late(l, name),
            What::ClassCancelled => t::timeline::class_cancelled(l, name),
            What::NoShow => t::timeline::no_show(l, name),
            What::Waiting => t::timeline::waiting(l, name),
            What::LeftLine => t::timeline::left_line(l, name),
            What::PassedOver => t::timeline::passed_over(l, name),
            What::Came if name.is_empty() => t::timeline::came(l).to_owned(),
            What::Came => t::timeline::came_for(l, name),
            What::CameUndone => t::timeline::came_undone(l).to_owned(),
            What::Granted => t::timeline::granted(l, name),
            What::TakenBack => t::timeline::taken_back(l, name),
            What::Used => t::timeline::used(l, self.n.abs()),
            What::Released => t::timeline::released(l, self.n.abs()),
            What::Expired => t::timeline::expired(l, self.n.abs()),
            What::Adjusted => t::timeline::adjusted(l, format!("{:+}", self.n)),
            What::Told(body) => body.title(l),
            What::Agreed(purpose) => t::timeline::agreed(l, purpose.title(l)),
            What::Withdrew(purpose) => t::timeline::withdrew(l, purpose.title(l)),
            What::HouseholdBegun => t::timeline::household_begun(l).to_owned(),
            What::ChildAdded => t::timeline::child_added(l, name),
            What::Invited => t::timeline::invited(l).to_owned(),
            What::InvitationUsed => t::timeline::invitation_used(l).to_owned(),
            What::GuestBrought => t::timeline::guest_brought(l, name),
            What::StruckNoShow | What::StruckLate if self.n == 0 => t::timeline::strike_waived(l, name),
            What::StruckNoShow => t::timeline::struck_no_show(l, name),
            What::StruckLate => t::timeline::struck_late(l, name),
            What::Forgiven => t::timeline::forgiven(l, name),
            What::BookedAnyway => t::timeline::booked_anyway(l, name),
            What::Excused => t::timeline::excused(l, name),
            What::Noted => t::timeline::noted(l).to_owned(),
            What::TakenIn => t::timeline::taken_in(l).to_owned(),
            What::Ended => t::timeline::ended(l).to_owned(),
            What::Barred => t::timeline::barred(l).to_owned(),
            What::Joined => t::timeline::joined(l).to_owned(),
            What::Did(deed) => t::timeline::did(l, deed.text(l).trim_end_matches('：')),
        }
    }

    /// What else is known of it: when the class is, somebody's words, how many points, who did it.
    #[must_use]
    pub fn detail(&self, l: Locale) -> String {
        let mut parts = Vec::new();
        match self.what {
            What::Used | What::Released | What::Expired | What::Adjusted => parts.push(self.name.clone()),
            What::Granted if self.n > 0 => parts.push(t::timeline::credits(l, self.n)),
            What::StruckNoShow | What::StruckLate if self.n > 0 => parts.push(t::timeline::points(l, self.n)),
            _ => {}
        }
        if !self.more.is_empty() {
            parts.push(self.more.clone());
        }
        if let Some(starts) = self.starts {
            parts.push(t::timeline::class_at(l, starts.clock(), l.day_short(starts.day())));
        }
        if let Some(by) = &self.by {
            parts.push(t::timeline::by(l, by));
        }
        parts.join(" · ")
    }
}

/// A page of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The latest first.
    pub lines: Vec<Line>,
    /// What the reader may see of a member.
    pub topics: Vec<Topic>,
    /// Where the next page begins; `None`: this is the last.
    pub older: Option<String>,
    /// The day at the club.
    pub today: Day,
}
