//! Coming in: links for staff, the second factor, and what stands between a password and a session.

use super::{AccountId, AccountSessionId, RoleRow, Who};
use crate::{
    platform::time::Moment,
    studio::model::{LocationId, OrgId},
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A one-time link for staff.
    LinkId,
}

/// What a session still waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// A code of the second factor.
    Code,
    /// A second factor to be set up.
    Enrol,
}

/// Whoever has given the right password and not yet all that is asked for: not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Halfway {
    /// The organisation.
    pub org: OrgId,
    /// The account.
    pub account: AccountId,
    /// The session that waits.
    pub session: AccountSessionId,
    /// What for.
    pub waits_for: WaitsFor,
}

/// Who asks about a second factor: somebody signed in, or somebody whose sign-in waits for it.
#[derive(Debug, Clone)]
pub enum Asks {
    /// Signed in.
    In(Box<Who>),
    /// On the way.
    Halfway(Halfway),
}

impl Asks {
    /// Whose factor it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        match self {
            Self::In(who) => who.account,
            Self::Halfway(halfway) => halfway.account,
        }
    }
    /// The organisation.
    #[must_use]
    pub const fn org(&self) -> OrgId {
        match self {
            Self::In(who) => who.org,
            Self::Halfway(halfway) => halfway.org,
        }
    }
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Somebody is to work here.
    Invite,
    /// Somebody who works here sets another password.
    Reset,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It can be used.
    Open,
    /// It was used.
    Used,
    /// Its time is over.
    Expired,
    /// It was taken back, or whoever made it may not make it any more.
    Revoked,
}

/// A link as whoever opens it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// What it is for.
    pub kind: LinkKind,
    /// How it stands; what follows is empty unless it is open.
    pub state: LinkState,
    /// The club.
    pub club: String,
    /// Whom it is for.
    pub name: String,
    /// What they will sign in with.
    pub login: String,
    /// The role, without its holders.
    pub role: Option<RoleRow>,
    /// Where; empty: everywhere.
    pub places: Vec<String>,
    /// Whether there is an account already, whose password is asked for.
    pub known: bool,
}

/// An open link as whoever may make links sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLink {
    /// The link.
    pub id: LinkId,
    /// What it is for.
    pub kind: LinkKind,
    /// Whom it is for.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The role, without its holders.
    pub role: Option<RoleRow>,
    /// Where; empty: everywhere.
    pub places: Vec<LocationId>,
    /// The address to hand over.
    pub url: String,
    /// It can be used until then.
    pub until: Moment,
}

/// The second factor of whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorView {
    /// Since when it is on; `None`: it is off.
    pub since: Option<Moment>,
    /// Recovery codes that were not used.
    pub codes_left: i64,
    /// The recovery codes themselves, for some minutes after they were made.
    pub codes: Vec<String>,
    /// What an app needs to make codes, while it is being set up.
    pub setup: Option<FactorSetup>,
    /// Whether the club wants it of whoever asks.
    pub required: bool,
    /// Whether the sign-in waits for it.
    pub waits: bool,
}

/// What an app needs to make codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorSetup {
    /// The secret as letters, to type.
    pub secret: String,
    /// The same as an address, for a phone that opens this page itself.
    pub url: String,
    /// The same as a picture: an SVG path.
    pub path: String,
    /// The picture's modules a side.
    pub size: i64,
}
