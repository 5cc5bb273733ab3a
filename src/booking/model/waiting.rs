//! How places go to those who wait, and what became of each place in a line.

use crate::{
    platform::{
        i18n::{Locale, t},
        time::Moment,
    },
    schedule::model::SessionId,
};
use serde::{Deserialize, Serialize};

/// How the next place of a class that comes free goes to those who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// The first who may have it has it at once.
    Given,
    /// It is kept for the first for so many minutes.
    Offered(i64),
    /// Everybody who waits is told, and whoever is first books it.
    Told,
    /// Whoever comes first books it, and nobody is told.
    Open,
}

/// When places came free that were too few for those who wait together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// When.
    pub at: Moment,
    /// So many places were free.
    pub free: i64,
}

/// People who wait for a class together: all of them get a place, or none does yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// So many people.
    pub people: i64,
    /// They were passed by, and why.
    pub skipped: Option<Skipped>,
}

impl Together {
    /// That they wait together, and when and why they were passed by.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let together = t::booking::together(l, self.people);
        match &self.skipped {
            None => together,
            Some(skipped) => {
                let at = format!("{} {}", l.day_short(skipped.at.day()), skipped.at.clock());
                format!("{together} {}", t::booking::together_skipped(l, skipped.free, at))
            }
        }
    }
}

/// What became of a place on a waitlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum WaitEnd {
    /// It became a seat.
    Promoted,
    /// The member left, or another booking of theirs took its place.
    Left,
    /// The member passed an offer on.
    Declined,
    /// An offer ran out.
    Expired,
    /// A seat was free, but a rule stood in the way.
    PassedOver,
    /// The class began or was cancelled.
    Closed,
}

/// A place on a waitlist that has ended, as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitStory {
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// When the waiting began.
    pub joined: Moment,
    /// The place it began at, from 1; unknown for those of long ago.
    pub place: Option<i64>,
    /// When a seat was offered, and until when it was kept.
    pub offered: Option<(Moment, Moment)>,
    /// How it ended.
    pub end: WaitEnd,
    /// When.
    pub ended: Moment,
    /// The rule that stood in the way.
    pub why: Option<String>,
    /// They were passed by because too few places were free for all who waited together.
    #[serde(default)]
    pub skipped: Option<Skipped>,
}

impl WaitStory {
    /// The story in one line: "Number 3 from 14:00; offered 14:02; expired 14:32".
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let day = std::cell::Cell::new(None);
        // the day is said with the first time of it
        let at = |m: &Moment| {
            let said = day.replace(Some(m.day()));
            if said == Some(m.day()) {
                m.clock()
            } else {
                format!("{} {}", l.day_short(m.day()), m.clock())
            }
        };
        let began = match self.place {
            Some(place) => t::booking::story_from(l, place, at(&self.joined)),
            None => t::booking::story_waited(l, at(&self.joined)),
        };
        let offered = self
            .offered
            .as_ref()
            .map(|(from, _)| t::booking::story_offered(l, at(from)));
        let skipped = self
            .skipped
            .as_ref()
            .map(|skipped| t::booking::story_skipped(l, skipped.free, at(&skipped.at)));
        let ended = at(&self.ended);
        let ended = match self.end {
            WaitEnd::Promoted => t::booking::story_promoted(l, ended),
            WaitEnd::Left => t::booking::story_left(l, ended),
            WaitEnd::Declined => t::booking::story_declined(l, ended),
            WaitEnd::Expired => t::booking::story_expired(l, ended),
            WaitEnd::PassedOver => t::booking::story_passed_over(l, ended),
            WaitEnd::Closed => t::booking::story_closed(l, ended),
        };
        let parts = [Some(began), skipped, offered, Some(ended)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        parts.join(t::booking::story_then(l))
    }
}
