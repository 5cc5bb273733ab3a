//! Notices in a member's inbox.

use crate::platform::{
    i18n::{Locale, t},
    time::Moment,
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
            Self::LetIn => t::messages::let_in_title(l).to_owned(),
            Self::MembershipEnded => t::messages::ended_title(l).to_owned(),
            Self::TakenBackIn => t::messages::taken_back_in_title(l).to_owned(),
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
