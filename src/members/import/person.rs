//! A person as a record of another system describes them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One person of a member list. Empty cells, null dates and values that were refused are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The full name, never empty. A name in Chinese characters is family name first, without a space.
    pub name: String,
    /// The given name, where it could be told from the family name.
    pub given: Option<String>,
    /// The family name, where it could be told from the given name.
    pub family: Option<String>,
    /// What the person is called.
    pub nickname: Option<String>,
    /// E-mail address in lower case; no two people of a sheet have the same.
    pub email: Option<String>,
    /// Phone number in E.164, the mobile one where there are several.
    pub phone: Option<String>,
    /// Further phone numbers in E.164.
    pub other_phones: Vec<String>,
    /// Not in the future and at most 120 years ago.
    pub birthday: Option<NaiveDate>,
    /// Gender, where stated.
    pub gender: Option<Gender>,
    /// First day as a member.
    pub joined_on: Option<NaiveDate>,
    /// Where the person stands with the gym.
    pub status: Option<MemberStatus>,
    /// The person's id in the other system; no two people of a sheet have the same.
    pub external_id: Option<String>,
    /// What the member's card or tag encodes.
    pub barcode: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// City or town.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code, as text: leading zeros matter.
    pub postal_code: Option<String>,
    /// Country, as written.
    pub country: Option<String>,
    /// Whom to call in an emergency.
    pub emergency_name: Option<String>,
    /// What that person is to the member.
    pub emergency_relation: Option<String>,
    /// Their phone number: E.164 if it is a valid number, else as written, because a number that a
    /// person can still make sense of is better than none.
    pub emergency_phone: Option<String>,
    /// Free text.
    pub notes: Option<String>,
    /// Name of the membership or pass in the other system.
    pub plan_name: Option<String>,
    /// First day of that plan.
    pub plan_starts_on: Option<NaiveDate>,
    /// Last day of that plan.
    pub plan_ends_on: Option<NaiveDate>,
    /// Labels.
    pub tags: Vec<String>,
}

/// Gender as member lists state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Non-binary, diverse, other.
    Other,
}

/// Where a person stands with the gym.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberStatus {
    /// A member.
    Active,
    /// A member who pauses.
    Frozen,
    /// Not a member any more: cancelled, expired, inactive.
    Ended,
    /// Not a member yet: a prospect, someone on a trial.
    Lead,
    /// A status of the other system that has no plain meaning here, such as `Pending`; shortened.
    Unknown(String),
}
