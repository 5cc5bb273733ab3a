//! Notices in a member's inbox.

use crate::{
    booking::model::StrikeKind,
    members::model::MemberId,
    plans::model::PassId,
    platform::{
        i18n::{Locale, t},
        time::{Day, Moment},
    },
    schedule::model::SessionId,
    studio::model::Sanction,
};
use serde::{Deserialize, Serialize};

mod campaigns;
mod choices;

pub use campaigns::{
    CAMPAIGN_DAYS, CAMPAIGN_FEWEST, CAMPAIGN_ROWS_A_PAGE, CampaignCounts, CampaignFilter, CampaignId, CampaignLine,
    CampaignList, CampaignPage, CampaignRefusal, CampaignResult, CampaignRow, CampaignState, CampaignWhy, Difference,
    HELD_ONE_IN, Outcome, Share,
};
pub use choices::{NoticeChoices, Topic};

crate::ids! {
    /// A notice.
    NoticeId,
}

/// What a notice says: facts; the words are made in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// The club cancelled a class.
    ClassCancelled {
        /// The class.
        name: String,
        /// When it would have been.
        starts: Moment,
        /// Why, in the club's words.
        reason: String,
    },
    /// A class was moved.
    ClassMoved {
        /// The class.
        name: String,
        /// When it was.
        before: Moment,
        /// When it is.
        after: Moment,
        /// Where it is now.
        room: Option<String>,
        /// Who teaches now.
        coach: Option<String>,
    },
    /// The waitlist gave a seat.
    Promoted {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// Cancelling is free before this.
        free_until: Moment,
    },
    /// A seat was free but a rule stood in the way.
    PassedOver {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// The rule's words' code.
        rule: String,
    },
    /// A seat is kept for whoever waited.
    Offered {
        /// The class's id, to lead there.
        session: SessionId,
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// Until when the seat is kept.
        until: Moment,
        /// A pass can be used for it.
        covered: bool,
    },
    /// An offer ran out.
    OfferOver {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// They still wait, at the end of the line.
        waits: bool,
    },
    /// A place came free that whoever is first may book.
    PlaceFree {
        /// The class's id, to lead there.
        session: SessionId,
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
    },
    /// A class that they have booked begins within a day.
    ClassSoon {
        /// The class's id, to lead there.
        session: SessionId,
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// Until when cancelling is free; `None`: it no longer is.
        free_until: Option<Moment>,
    },
    /// A place went to somebody who stood at the desk.
    GivenAway {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
    },
    /// A place that was given away is theirs again.
    GivenBack {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
    },
    /// Somebody who waited has the place that they gave up too late: it was free after all.
    Refilled {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
    },
    /// The desk booked a class for them.
    DeskBooked {
        /// The class's id, to lead there.
        session: SessionId,
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// Until when cancelling is free; `None`: they wait for a place.
        free_until: Option<Moment>,
    },
    /// The desk gave up their seat, or their place on a waitlist.
    DeskCancelled {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// It was late.
        #[serde(default)]
        late: bool,
        /// Credits that this used.
        used: i64,
    },
    /// The desk moved their seat to another class of the same kind.
    DeskMoved {
        /// The class's id, to lead there.
        session: SessionId,
        /// The class.
        name: String,
        /// When the one was that they had.
        before: Moment,
        /// When it is now.
        starts: Moment,
        /// Until when cancelling is free.
        free_until: Moment,
        /// The old seat was given up too late to be free.
        #[serde(default)]
        late: bool,
    },
    /// They stand elsewhere in a class than they did.
    SpotMoved {
        /// The class's id, to lead there.
        session: SessionId,
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// Where they stand now; `None`: no spot is free.
        spot: Option<String>,
    },
    /// What was missed or cancelled late was counted.
    Struck {
        /// The class.
        name: String,
        /// When it was.
        starts: Moment,
        /// What for.
        strike: StrikeKind,
        /// Points; 0: it was waived.
        points: i64,
        /// Points that count.
        total: i64,
        /// At so many the sanction begins.
        limit: i64,
        /// Once more would bring it.
        near: bool,
        /// What it is.
        sanction: Sanction,
        /// It lasts until then.
        until: Option<Moment>,
    },
    /// Strikes were forgiven.
    Forgiven {
        /// How many.
        strikes: i64,
        /// Why, in the club's words.
        reason: String,
    },
    /// Missing a class, or giving it up too late, was excused.
    Excused {
        /// The class.
        name: String,
        /// When it was.
        starts: Moment,
        /// What it cost is back.
        back: bool,
        /// Why, in the club's words.
        reason: String,
    },
    /// It counts after all.
    ExcuseTakenBack {
        /// The class.
        name: String,
        /// When it was.
        starts: Moment,
        /// What it cost is used again.
        cost: bool,
    },
    /// Somebody of the household booked for them.
    BookedFor {
        /// The class's id, to lead there.
        session: SessionId,
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
        /// Who booked.
        who: MemberId,
        /// The name of whoever booked.
        by: String,
        /// Cancelling is free before this.
        free_until: Moment,
    },
    /// What is for a member that does not sign in: whoever answers for them reads it.
    About {
        /// Their name.
        name: String,
        /// What it is.
        what: Box<Body>,
    },
    /// A pass ends soon.
    PassEnds {
        /// The pass's id, to lead to what it books.
        pass: PassId,
        /// Its name.
        name: String,
        /// Its last day.
        ends_on: Day,
        /// Days until then.
        days: i64,
        /// Credits that are left; `None`: not counted.
        credits: Option<i64>,
    },
    /// A pass lasts longer, because a credit came back too late.
    PassExtended {
        /// The pass's id, to lead to what it books.
        pass: PassId,
        /// Its name.
        name: String,
        /// Its last day now.
        until: Day,
    },
    /// A membership was cancelled, or goes on after all.
    PassGoes {
        /// Its name.
        name: String,
        /// Its last day; `None`: it goes on.
        ends_on: Option<Day>,
    },
    /// A personal hour was logged, and whoever had it is asked.
    HourLogged {
        /// The class.
        name: String,
        /// When it was.
        starts: Moment,
        /// Who gave it.
        coach: Option<String>,
        /// From then on silence counts as yes.
        until: Moment,
    },
    /// It is logged no more.
    HourTakenBack {
        /// The class.
        name: String,
        /// When it is.
        starts: Moment,
    },
    /// What they said about an hour was decided.
    HourSettled {
        /// The class.
        name: String,
        /// When it was.
        starts: Moment,
        /// The credit is back.
        back: bool,
        /// Why, in the club's words.
        reason: String,
    },
    /// Somebody of the club wrote to them.
    Word {
        /// What was written.
        text: String,
    },
    /// A password was set with a code from the desk.
    LetIn,
    /// The membership has ended.
    MembershipEnded,
    /// They are members again.
    TakenBackIn,
}

impl Body {
    /// The headline.
    #[must_use]
    pub fn title(&self, l: Locale) -> String {
        match self {
            Self::ClassCancelled { name, .. } => t::messages::cancelled_title(l, name),
            Self::ClassMoved { name, .. } => t::messages::moved_title(l, name),
            Self::Promoted { name, .. } => t::messages::promoted_title(l, name),
            Self::PassedOver { name, .. } => t::messages::passed_over_title(l, name),
            Self::Offered { name, .. } => t::messages::offered_title(l, name),
            Self::OfferOver { name, .. } => t::messages::offer_over_title(l, name),
            Self::PlaceFree { name, .. } => t::messages::place_free_title(l, name),
            Self::ClassSoon { name, .. } => t::messages::soon_title(l, name),
            Self::GivenAway { name, .. } => t::messages::given_away_title(l, name),
            Self::GivenBack { name, .. } => t::messages::given_back_title(l, name),
            Self::Refilled { name, .. } => t::messages::refilled_title(l, name),
            Self::DeskBooked {
                name,
                free_until: Some(_),
                ..
            } => t::messages::desk_booked_title(l, name),
            Self::DeskBooked { name, .. } => t::messages::desk_waits_title(l, name),
            Self::DeskCancelled { name, .. } => t::messages::desk_cancelled_title(l, name),
            Self::DeskMoved { name, .. } => t::messages::desk_moved_title(l, name),
            Self::SpotMoved {
                name, spot: Some(spot), ..
            } => t::messages::spot_moved_title(l, name, spot),
            Self::SpotMoved { name, .. } => t::messages::spot_gone_title(l, name),
            Self::Struck { name, points: 0, .. } => t::messages::waived_title(l, name),
            Self::Struck { name, strike, .. } => t::messages::struck_title(l, name, strike.text(l)),
            Self::Forgiven { strikes, .. } => t::messages::forgiven_title(l, *strikes),
            Self::Excused { name, .. } => t::messages::excused_title(l, name),
            Self::ExcuseTakenBack { name, .. } => t::messages::excuse_undone_title(l, name),
            Self::BookedFor { name, by, .. } => t::messages::booked_for_title(l, by, name),
            Self::About { name, what } => t::messages::about(l, name, what.title(l)),
            Self::PassEnds { name, days: 0, .. } => t::messages::pass_ends_today_title(l, name),
            Self::PassEnds { name, days, .. } => t::messages::pass_ends_title(l, *days, name),
            Self::PassExtended { name, .. } => t::messages::pass_extended_title(l, name),
            Self::PassGoes { name, ends_on: Some(_) } => t::messages::goes_title(l, name),
            Self::PassGoes { name, ends_on: None } => t::messages::kept_title(l, name),
            Self::HourLogged { name, .. } => t::hours::asked_title(l, name),
            Self::HourTakenBack { name, .. } => t::hours::taken_back_title(l, name),
            Self::HourSettled { name, back: true, .. } => t::hours::given_back_title(l, name),
            Self::HourSettled { name, .. } => t::hours::upheld_title(l, name),
            Self::Word { .. } => t::messages::word_title(l).to_owned(),
            Self::LetIn => t::messages::let_in_title(l).to_owned(),
            Self::MembershipEnded => t::messages::ended_title(l).to_owned(),
            Self::TakenBackIn => t::messages::taken_back_in_title(l).to_owned(),
        }
    }

    /// Where the reader can do something about it: the class's sheet over the first screen.
    #[must_use]
    pub fn way(&self) -> Option<String> {
        match self {
            Self::Offered { session, .. }
            | Self::PlaceFree { session, .. }
            | Self::ClassSoon { session, .. }
            | Self::BookedFor { session, .. }
            | Self::DeskBooked { session, .. }
            | Self::DeskMoved { session, .. }
            | Self::SpotMoved { session, .. } => Some(format!("/home?sheet={session}")),
            Self::PassEnds { pass, .. } | Self::PassExtended { pass, .. } => Some(format!("/timetable?pass={pass}")),
            Self::PassGoes { .. } | Self::HourSettled { back: true, .. } | Self::Excused { back: true, .. } => {
                Some("/passes".to_owned())
            }
            Self::HourLogged { .. } => Some("/bookings".to_owned()),
            Self::About { what, .. } => what.way().map(|_| "/bookings".to_owned()),
            _ => None,
        }
    }

    /// What happened and what it means for the reader.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let when = |m: &Moment| format!("{} {}", l.day_short(m.day()), m.clock());
        match self {
            Self::ClassCancelled { starts, reason, .. } => {
                // a sentence follows, whether the club has ended its own or not
                let reason = reason.trim_end_matches(['.', '。']);
                t::messages::cancelled_text(l, reason, when(starts))
            }
            Self::ClassMoved {
                before,
                after,
                room,
                coach,
                ..
            } => {
                let after = [Some(when(after)), room.clone(), coach.clone()]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · ");
                t::messages::moved_text(l, after, when(before))
            }
            Self::Promoted { starts, free_until, .. } => t::messages::promoted_text(l, when(free_until), when(starts)),
            Self::PassedOver { starts, .. } => t::messages::passed_over_text(l, when(starts)),
            Self::Offered {
                starts, until, covered, ..
            } => {
                if *covered {
                    t::messages::offered_text(l, when(until), when(starts))
                } else {
                    t::messages::offered_to_claim_text(l, when(until), when(starts))
                }
            }
            Self::OfferOver { starts, waits, .. } => {
                if *waits {
                    t::messages::offer_over_waits_text(l, when(starts))
                } else {
                    t::messages::offer_over_text(l, when(starts))
                }
            }
            Self::PlaceFree { starts, .. } => t::messages::place_free_text(l, when(starts)),
            Self::ClassSoon {
                starts,
                free_until: Some(until),
                ..
            } => t::messages::soon_free_text(l, when(until), when(starts)),
            Self::ClassSoon { starts, .. } => t::messages::soon_text(l, when(starts)),
            Self::GivenAway { starts, .. } => t::messages::given_away_text(l, when(starts)),
            Self::GivenBack { starts, .. } => t::messages::given_back_text(l, when(starts)),
            Self::Refilled { starts, .. } => t::messages::refilled_text(l, when(starts)),
            Self::DeskBooked {
                starts,
                free_until: Some(until),
                ..
            } => t::messages::desk_booked_text(l, when(until), when(starts)),
            Self::DeskBooked { starts, .. } => t::messages::desk_waits_text(l, when(starts)),
            Self::DeskCancelled {
                starts, late: false, ..
            } => t::messages::desk_cancelled_text(l, when(starts)),
            Self::DeskCancelled { starts, used: 0, .. } => t::messages::desk_cancelled_counts(l, when(starts)),
            Self::DeskCancelled { starts, .. } => t::messages::desk_cancelled_late(l, when(starts)),
            Self::DeskMoved {
                before,
                starts,
                free_until,
                late,
                ..
            } => {
                let (from, until, when) = (when(before), when(free_until), when(starts));
                match late {
                    false => t::messages::desk_moved_text(l, from, until, when),
                    true => t::messages::desk_moved_late(l, from, until, when),
                }
            }
            Self::SpotMoved {
                starts, spot: Some(_), ..
            } => t::messages::spot_moved_text(l, when(starts)),
            Self::SpotMoved { starts, .. } => t::messages::spot_gone_text(l, when(starts)),
            Self::Struck {
                starts,
                strike,
                points: 0,
                ..
            } => t::messages::waived_text(l, strike.text(l), when(starts)),
            Self::Struck {
                starts,
                points,
                total,
                limit,
                near,
                sanction,
                until,
                ..
            } => {
                let counted = t::messages::struck_text(l, limit, points, total, when(starts));
                let follows = match (until, sanction) {
                    (Some(until), Sanction::DayOnly) => t::messages::struck_day_only(l, when(until)),
                    (Some(until), _) => t::messages::struck_lock(l, when(until)),
                    (None, _) if *near => t::messages::struck_near(l).to_owned(),
                    (None, _) => String::new(),
                };
                let between = if l == Locale::En && !follows.is_empty() {
                    " "
                } else {
                    ""
                };
                format!("{counted}{between}{follows}")
            }
            Self::Forgiven { reason, .. } => t::messages::forgiven_text(l, reason),
            Self::Excused {
                starts,
                back: true,
                reason,
                ..
            } => t::messages::excused_back_text(l, reason, when(starts)),
            Self::Excused { starts, reason, .. } => t::messages::excused_text(l, reason, when(starts)),
            Self::ExcuseTakenBack { starts, cost: true, .. } => t::messages::excuse_undone_cost_text(l, when(starts)),
            Self::ExcuseTakenBack { starts, .. } => t::messages::excuse_undone_text(l, when(starts)),
            Self::BookedFor { starts, free_until, .. } => {
                t::messages::booked_for_text(l, when(free_until), when(starts))
            }
            Self::About { what, .. } => what.text(l),
            Self::PassEnds { ends_on, credits, .. } => match credits {
                Some(credits) => t::messages::pass_ends_credits_text(l, l.date(*ends_on), *credits),
                None => t::messages::pass_ends_text(l, l.date(*ends_on)),
            },
            Self::PassExtended { until, .. } => t::messages::pass_extended_text(l, l.date(*until)),
            Self::PassGoes {
                ends_on: Some(ends_on), ..
            } => t::messages::goes_text(l, l.date(*ends_on)),
            Self::PassGoes { ends_on: None, .. } => t::messages::kept_text(l).to_owned(),
            Self::HourLogged {
                starts, coach, until, ..
            } => match coach {
                Some(coach) => t::hours::asked_by_text(l, coach, when(until), when(starts)),
                None => t::hours::asked_text(l, when(until), when(starts)),
            },
            Self::HourTakenBack { starts, .. } => t::hours::taken_back_text(l, when(starts)),
            Self::HourSettled {
                starts,
                back: true,
                reason,
                ..
            } => t::hours::given_back_text(l, reason, when(starts)),
            Self::HourSettled { starts, reason, .. } => t::hours::upheld_text(l, reason, when(starts)),
            Self::Word { text } => text.clone(),
            Self::LetIn => t::messages::let_in_text(l).to_owned(),
            Self::MembershipEnded => t::messages::ended_text(l).to_owned(),
            Self::TakenBackIn => t::messages::taken_back_in_text(l).to_owned(),
        }
    }
}

/// A notice as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The id.
    pub id: NoticeId,
    /// What it says.
    pub body: Body,
    /// When it came.
    pub at: Moment,
    /// Whether it was read.
    pub read: bool,
}

/// A member's inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// The latest first.
    pub notices: Vec<Notice>,
    /// How many are unread.
    pub unread: i64,
}
