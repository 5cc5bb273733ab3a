//! What members are told about, and what of it they choose.

use super::Body;
use crate::platform::i18n::{Locale, t};
use serde::{Deserialize, Serialize};

/// What a notice is about, as somebody chooses among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A class of theirs is called off or moved.
    Classes,
    /// The waitlist gives them a place, or keeps one for them.
    Places,
    /// Their place went to somebody else, or is theirs again.
    Taken,
    /// Somebody booked for them.
    BookedFor,
    /// What they missed was counted.
    Strikes,
    /// A personal hour was logged, or decided about.
    Hours,
    /// Their membership, and how they sign in.
    Membership,
    /// A place that whoever is first may book.
    PlaceFree,
    /// A rule stood in the way of a place.
    PassedOver,
    /// An offer ran out.
    OfferOver,
    /// Strikes were forgiven.
    Forgiven,
    /// A class of theirs begins within a day.
    ClassSoon,
    /// A pass ends soon.
    PassEnds,
    /// A pass lasts longer.
    PassExtended,
    /// Somebody of the club writes to them.
    Word,
}

impl Topic {
    /// All of them: first those that nobody can do without.
    pub const ALL: [Self; 15] = [
        Self::Classes,
        Self::Places,
        Self::Taken,
        Self::BookedFor,
        Self::Strikes,
        Self::Hours,
        Self::Membership,
        Self::ClassSoon,
        Self::PlaceFree,
        Self::PassedOver,
        Self::OfferOver,
        Self::PassEnds,
        Self::PassExtended,
        Self::Forgiven,
        Self::Word,
    ];

    /// Whether it is told whatever somebody chooses: they would stand at a closed door, lose a place or a right without knowing.
    #[must_use]
    pub const fn always(self) -> bool {
        matches!(
            self,
            Self::Classes
                | Self::Places
                | Self::Taken
                | Self::BookedFor
                | Self::Strikes
                | Self::Hours
                | Self::Membership
        )
    }

    /// The name in forms and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Classes => "classes",
            Self::Places => "places",
            Self::Taken => "taken",
            Self::BookedFor => "booked_for",
            Self::Strikes => "strikes",
            Self::Hours => "hours",
            Self::Membership => "membership",
            Self::ClassSoon => "class_soon",
            Self::PlaceFree => "place_free",
            Self::PassedOver => "passed_over",
            Self::OfferOver => "offer_over",
            Self::Forgiven => "forgiven",
            Self::PassEnds => "pass_ends",
            Self::PassExtended => "pass_extended",
            Self::Word => "word",
        }
    }

    /// What people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Classes => t::choices::classes(l),
            Self::Places => t::choices::places(l),
            Self::Taken => t::choices::taken(l),
            Self::BookedFor => t::choices::booked_for(l),
            Self::Strikes => t::choices::strikes(l),
            Self::Hours => t::choices::hours(l),
            Self::Membership => t::choices::membership(l),
            Self::ClassSoon => t::choices::class_soon(l),
            Self::PlaceFree => t::choices::place_free(l),
            Self::PassedOver => t::choices::passed_over(l),
            Self::OfferOver => t::choices::offer_over(l),
            Self::Forgiven => t::choices::forgiven(l),
            Self::PassEnds => t::choices::pass_ends(l),
            Self::PassExtended => t::choices::pass_extended(l),
            Self::Word => t::choices::word(l),
        }
    }

    /// When it is told, or why it always is.
    #[must_use]
    pub fn note(self, l: Locale) -> &'static str {
        match self {
            Self::Classes => t::choices::classes_note(l),
            Self::Places => t::choices::places_note(l),
            Self::Taken => t::choices::taken_note(l),
            Self::BookedFor => t::choices::booked_for_note(l),
            Self::Strikes => t::choices::strikes_note(l),
            Self::Hours => t::choices::hours_note(l),
            Self::Membership => t::choices::membership_note(l),
            Self::ClassSoon => t::choices::class_soon_note(l),
            Self::PlaceFree => t::choices::place_free_note(l),
            Self::PassedOver => t::choices::passed_over_note(l),
            Self::OfferOver => t::choices::offer_over_note(l),
            Self::Forgiven => t::choices::forgiven_note(l),
            Self::PassEnds => t::choices::pass_ends_note(l),
            Self::PassExtended => t::choices::pass_extended_note(l),
            Self::Word => t::choices::word_note(l),
        }
    }
}

impl Body {
    /// What it is about.
    #[must_use]
    pub fn topic(&self) -> Topic {
        match self {
            Self::ClassCancelled { .. } | Self::ClassMoved { .. } | Self::SpotMoved { .. } => Topic::Classes,
            Self::Promoted { .. } | Self::Offered { .. } => Topic::Places,
            Self::GivenAway { .. } | Self::GivenBack { .. } => Topic::Taken,
            Self::BookedFor { .. } | Self::DeskBooked { .. } | Self::DeskCancelled { .. } | Self::DeskMoved { .. } => {
                Topic::BookedFor
            }
            Self::Struck { .. } | Self::ExcuseTakenBack { .. } => Topic::Strikes,
            Self::HourLogged { .. } | Self::HourTakenBack { .. } | Self::HourSettled { .. } => Topic::Hours,
            Self::LetIn | Self::MembershipEnded | Self::TakenBackIn | Self::PassGoes { .. } => Topic::Membership,
            Self::ClassSoon { .. } => Topic::ClassSoon,
            Self::PlaceFree { .. } => Topic::PlaceFree,
            Self::PassedOver { .. } => Topic::PassedOver,
            Self::OfferOver { .. } => Topic::OfferOver,
            Self::Forgiven { .. } | Self::Excused { .. } | Self::Refilled { .. } => Topic::Forgiven,
            Self::PassEnds { .. } => Topic::PassEnds,
            Self::PassExtended { .. } => Topic::PassExtended,
            Self::Word { .. } => Topic::Word,
            // whoever answers for somebody chooses for themselves
            Self::About { what, .. } => what.topic(),
        }
    }
}

/// What somebody has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeChoices {
    /// What they do not want to be told.
    pub off: Vec<Topic>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_their_own() {
        let codes: std::collections::BTreeSet<_> = Topic::ALL.iter().map(|topic| topic.code()).collect();
        assert_eq!(codes.len(), Topic::ALL.len());
    }
}
