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
            Self::GivenAway { name, .. } => t::messages::given_away_title(l, name),
            Self::GivenBack { name, .. } => t::messages::given_back_title(l, name),
            Self::Struck { name, points: 0, .. } => t::messages::waived_title(l, name),
            Self::Struck { name, strike, .. } => t::messages::struck_title(l, name, strike.text(l)),
            Self::Forgiven { strikes, .. } => t::messages::forgiven_title(l, *strikes),
            Self::BookedFor { name, by, .. } => t::messages::booked_for_title(l, by, name),
            Self::About { name, what } => t::messages::about(l, name, what.title(l)),
            Self::PassEnds { name, days: 0, .. } => t::messages::pass_ends_today_title(l, name),
            Self::PassEnds { name, days, .. } => t::messages::pass_ends_title(l, *days, name),
            Self::PassExtended { name, .. } => t::messages::pass_extended_title(l, name),
            Self::LetIn => t::messages::let_in_title(l).to_owned(),
            Self::MembershipEnded => t::messages::ended_title(l).to_owned(),
            Self::TakenBackIn => t::messages::taken_back_in_title(l).to_owned(),
        }
    }

    /// Where the reader can do something about it: the class's sheet over the first screen.
    #[must_use]
    pub fn way(&self) -> Option<String> {
        match self {
            Self::Offered { session, .. } | Self::PlaceFree { session, .. } | Self::BookedFor { session, .. } => {
                Some(format!("/home?sheet={session}"))
            }
            Self::PassEnds { pass, .. } | Self::PassExtended { pass, .. } => Some(format!("/timetable?pass={pass}")),
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
            Self::GivenAway { starts, .. } => t::messages::given_away_text(l, when(starts)),
            Self::GivenBack { starts, .. } => t::messages::given_back_text(l, when(starts)),
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
            Self::BookedFor { starts, free_until, .. } => {
                t::messages::booked_for_text(l, when(free_until), when(starts))
            }
            Self::About { what, .. } => what.text(l),
            Self::PassEnds { ends_on, credits, .. } => match credits {
                Some(credits) => t::messages::pass_ends_credits_text(l, l.date(*ends_on), *credits),
                None => t::messages::pass_ends_text(l, l.date(*ends_on)),
            },
            Self::PassExtended { until, .. } => t::messages::pass_extended_text(l, l.date(*until)),
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
