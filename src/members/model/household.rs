//! Households: who belongs together, and who may book for whom.

use super::{AccessCode, MemberId, MemberStatus};
use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::Day,
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

/// People in a household, the most there may be.
pub const HOUSEHOLD_MAX: i64 = 10;

/// What somebody is in a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdRole {
    /// Answers for the children: books for them and reads their notices.
    Guardian,
    /// Of age, and answers for nobody else.
    Adult,
    /// A child of the household.
    Dependant,
}

impl HouseholdRole {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Guardian, Self::Adult, Self::Dependant];

    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Guardian => "guardian",
            Self::Adult => "adult",
            Self::Dependant => "dependant",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Guardian => t::household::role_guardian(l),
            Self::Adult => t::household::role_adult(l),
            Self::Dependant => t::household::role_dependant(l),
        }
    }
}

/// Somebody for whom the reader may book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Ward {
    /// Who it is.
    pub id: MemberId,
    /// The name.
    pub name: String,
}

/// Somebody of a household, as the others of it see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Relative {
    /// Who it is.
    pub id: MemberId,
    /// The member number; `None`: not for this reader.
    pub number: Option<i64>,
    /// The name.
    pub name: String,
    /// What they are in it.
    #[cfg_attr(feature = "ssr", sqlx(rename = "household_role"))]
    pub role: HouseholdRole,
    /// Date of birth.
    pub birthday: Option<Day>,
    /// The others may book for them.
    pub lets_book: bool,
    /// They sign in themselves.
    pub signs_in: bool,
    /// Where they stand with the club.
    pub status: MemberStatus,
    /// Their home; known to the server alone.
    #[serde(skip)]
    pub home_location_id: Option<LocationId>,
}

/// A household as one of its people sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Whose page it is.
    pub me: MemberId,
    /// Everybody in it, guardians first, then by name; empty: the member is in none.
    pub people: Vec<Relative>,
    /// The children for whom the reader answers as long as they are not of age.
    pub children: Vec<MemberId>,
    /// The code with which somebody can join it, and what they will be.
    pub code: Option<(AccessCode, HouseholdRole)>,
    /// Key for one command: made anew with every load.
    pub key: String,
}

impl Household {
    /// What the reader is in it.
    #[must_use]
    pub fn role(&self) -> Option<HouseholdRole> {
        self.people.iter().find(|p| p.id == self.me).map(|p| p.role)
    }
}

/// Why a household stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdRefusal {
    /// They are in a household, which they would have to leave first.
    AlreadyIn,
    /// As many people as a household may have.
    TooMany(i64),
    /// The code is wrong, was used, or is too old.
    WrongCode,
    /// Children would be left with nobody who answers for them.
    LastGuardian,
    /// Only who answers for the children does this.
    NotGuardian,
    /// A child's guardian decides this.
    Child,
    /// Of age, which begins with this birthday: they join by themselves, with a code.
    OfAge(i32),
    /// Their membership has ended: they begin nothing new.
    NotAMember,
    /// Nobody within reach has this member number.
    NoSuchNumber(i64),
}

impl Reason for HouseholdRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::AlreadyIn => "already_in",
            Self::TooMany(_) => "too_many",
            Self::WrongCode => "wrong_code",
            Self::LastGuardian => "last_guardian",
            Self::NotGuardian => "not_guardian",
            Self::Child => "child",
            Self::OfAge(_) => "of_age",
            Self::NotAMember => "not_a_member",
            Self::NoSuchNumber(_) => "no_such_number",
        }
    }

    fn text(&self, l: Locale) -> String {
        match self {
            Self::AlreadyIn => t::household::refused_already_in(l).to_owned(),
            Self::TooMany(max) => t::household::refused_too_many(l, max),
            Self::WrongCode => t::household::refused_wrong_code(l).to_owned(),
            Self::LastGuardian => t::household::refused_last_guardian(l).to_owned(),
            Self::NotGuardian => t::household::refused_not_guardian(l).to_owned(),
            Self::Child => t::household::refused_child(l).to_owned(),
            Self::OfAge(age) => t::household::refused_of_age(l, age),
            Self::NotAMember => t::household::refused_not_a_member(l).to_owned(),
            Self::NoSuchNumber(number) => t::household::refused_no_such_number(l, number),
        }
    }
}
