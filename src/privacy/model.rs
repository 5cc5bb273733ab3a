//! What people may ask of whoever keeps their data, as both sides see it.

use crate::{
    members::model::{MemberId, Ward},
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::Moment,
    },
};
use serde::{Deserialize, Serialize};

mod copy;
mod erasure;
mod map;
mod merge;
mod notice;

pub use copy::{column_text, value_text};
pub use erasure::{ErasePreview, Left};
pub use map::{Area, DataMap, Erase, Keep, Kind, MappedColumns, MappedTable, Why, table_text};
pub use merge::{Belongings, MERGE_DAYS, MergeId, MergePage, MergePreview, MergeRefusal, Merged, SeatsAtOnce, Side};
pub use notice::{KeptOf, PrivacyNotice};

crate::ids! {
    /// One yes or no to one purpose.
    ConsentId,
    /// What a member says about their health, of one kind.
    NoteId,
    /// One time that somebody has opened it.
    ReadId,
    /// That somebody's data were erased.
    ErasureId,
}

/// What a member may agree to. What the contract itself needs is not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Offers and news by e-mail.
    MarketingEmail,
    /// Offers and news by text message and telephone.
    MarketingPhone,
    /// Pictures in which they can be recognised.
    Photos,
    /// What they tell the club about their health.
    Health,
    /// Their data with partners of the club.
    ThirdParties,
}

impl Purpose {
    /// All of them, in the order of the pages.
    pub const ALL: [Self; 5] = [
        Self::Health,
        Self::Photos,
        Self::MarketingEmail,
        Self::MarketingPhone,
        Self::ThirdParties,
    ];

    /// The version of its text. Whoever changes what the text asks for counts it up: nobody has agreed to the new one.
    #[must_use]
    pub const fn version(self) -> i64 {
        match self {
            Self::Health | Self::Photos | Self::MarketingEmail | Self::MarketingPhone | Self::ThirdParties => 1,
        }
    }

    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MarketingEmail => "marketing_email",
            Self::MarketingPhone => "marketing_phone",
            Self::Photos => "photos",
            Self::Health => "health",
            Self::ThirdParties => "third_parties",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(self, l: Locale) -> &'static str {
        match self {
            Self::MarketingEmail => t::privacy::purpose_marketing_email(l),
            Self::MarketingPhone => t::privacy::purpose_marketing_phone(l),
            Self::Photos => t::privacy::purpose_photos(l),
            Self::Health => t::privacy::purpose_health(l),
            Self::ThirdParties => t::privacy::purpose_third_parties(l),
        }
    }

    /// What exactly is agreed to, why, and what happens without it.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::MarketingEmail => t::privacy::consent_marketing_email(l),
            Self::MarketingPhone => t::privacy::consent_marketing_phone(l),
            Self::Photos => t::privacy::consent_photos(l),
            Self::Health => t::privacy::consent_health(l),
            Self::ThirdParties => t::privacy::consent_third_parties(l),
        }
    }
}

/// How somebody said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The member, on their own page.
    #[cfg_attr(feature = "ssr", sqlx(rename = "self"))]
    #[serde(rename = "self")]
    Own,
    /// The staff wrote down what they were given on paper or told.
    Desk,
    /// It went with the member's data.
    Erasure,
}

/// Whether somebody has agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreed {
    /// Never asked, or never answered: no.
    Never,
    /// Yes, to the text as it is now.
    Yes,
    /// Taken back.
    Withdrawn,
    /// Yes to a text that has changed since: it counts no more, and is asked anew.
    Outdated,
    /// Yes, by a child alone: it counts when somebody who answers for them says it.
    Alone,
}

/// One purpose and what a member says to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The purpose.
    pub purpose: Purpose,
    /// The version of the text that is shown.
    pub version: i64,
    /// The answer.
    pub agreed: Agreed,
    /// When it was given, and how.
    pub said: Option<(Moment, Channel)>,
    /// Somebody who answers for the member said it: their name.
    pub guardian: Option<String>,
}

/// What a member says about their health.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthNotes {
    /// What the coach should know.
    pub health: String,
    /// Allergies.
    pub allergies: String,
    /// When it was written last.
    pub at: Option<Moment>,
}

impl HealthNotes {
    /// Nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.health.is_empty() && self.allergies.is_empty()
    }
}

/// Whether notes about health can be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnHealth {
    /// The club has no key to seal them with.
    Off,
    /// The member has not agreed.
    Closed,
    /// They can, and these are theirs.
    Open(HealthNotes),
    /// What is stored cannot be opened.
    Broken(PrivacyRefusal),
}

/// One time that somebody of the club has opened a member's health notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthRead {
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
    /// As part of a copy of all data.
    pub copied: bool,
}

/// A member's own page, or a child's for whoever answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPrivacy {
    /// Whose it is, where they are not the reader.
    pub child: Option<Ward>,
    /// The children for whom the reader answers.
    pub children: Vec<Ward>,
    /// They agree to nothing alone before this birthday.
    pub guarded: Option<i32>,
    /// Nobody knows when they were born: by agreeing they say that they are so old.
    #[serde(default)]
    pub declares: Option<i32>,
    /// Every purpose.
    pub consents: Vec<Consent>,
    /// What they say about their health.
    pub health: OwnHealth,
    /// Who has read it, the latest first.
    pub reads: Vec<HealthRead>,
}

/// A member's consents as the staff see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPrivacy {
    /// The member.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// Every purpose.
    pub consents: Vec<Consent>,
    /// They agree to nothing alone before this birthday.
    pub guarded: Option<i32>,
    /// They have written something about their health.
    pub health: bool,
    /// Their data were erased then.
    pub erased: Option<Moment>,
}

/// A member's health notes, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedHealth {
    /// Their name.
    pub name: String,
    /// Their number.
    pub number: i64,
    /// The notes; empty: nothing was written, and nothing was noted.
    pub notes: HealthNotes,
    /// Why they stay closed.
    pub closed: Option<PrivacyRefusal>,
}

/// Why something of this slice is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyRefusal {
    /// The text has changed since the page was opened.
    TextChanged,
    /// The member has not agreed to it.
    NoConsent,
    /// The club has no key, or another one than the data were sealed with.
    NoKey,
    /// What is stored does not fit the key: it was changed by somebody else.
    Tampered,
    /// The password is wrong.
    WrongPassword,
    /// The member works here.
    WorksHere,
    /// Their data are erased already.
    Erased,
    /// Children of their household would be left with nobody who answers for them.
    LastGuardian,
    /// Before this birthday somebody who answers for them has to agree.
    NeedsGuardian(i32),
    /// They are old enough to decide, and have said no.
    TheirNo,
}

impl Reason for PrivacyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TextChanged => "text_changed",
            Self::NoConsent => "no_consent",
            Self::NoKey => "no_key",
            Self::Tampered => "tampered",
            Self::WrongPassword => "wrong_password",
            Self::WorksHere => "works_here",
            Self::Erased => "erased",
            Self::LastGuardian => "last_guardian",
            Self::NeedsGuardian(_) => "needs_guardian",
            Self::TheirNo => "their_no",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::TextChanged => t::privacy::refused_text_changed(l),
            Self::NoConsent => t::privacy::refused_no_consent(l),
            Self::NoKey => t::privacy::refused_no_key(l),
            Self::Tampered => t::privacy::refused_tampered(l),
            Self::WrongPassword => t::privacy::refused_wrong_password(l),
            Self::WorksHere => t::privacy::refused_works_here(l),
            Self::Erased => t::privacy::refused_erased(l),
            Self::LastGuardian => t::privacy::refused_last_guardian(l),
            Self::NeedsGuardian(age) => return t::privacy::refused_needs_guardian(l, age),
            Self::TheirNo => t::privacy::refused_their_no(l),
        }
        .to_owned()
    }
}
