//! Accounts, sessions, roles and permissions.

mod audit;
mod entry;
mod roles;

#[cfg(feature = "ssr")]
pub use audit::AuditRow;
pub use audit::{AuditFilter, AuditLine, AuditPage, Deed, Detail, ObjectKind};
pub use entry::{Asks, FactorSetup, FactorView, Halfway, LinkId, LinkKind, LinkState, LinkView, OpenLink, WaitsFor};
pub use roles::{Grant, HeldRole, Permissions, RoleId, RoleRow, StaffList};

use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::{Instant, Moment},
    },
    studio::model::{Location, LocationId, OrgId},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

crate::ids! {
    /// Somebody who may sign in.
    AccountId,
    /// A signed-in device.
    AccountSessionId,
    /// A role given to an account.
    GrantId,
}

/// Something that a role allows. The pages and the server ask the same question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Permission {
    /// See the day's figures.
    SeeReports,
    /// Read the list of members.
    SeeMembers,
    /// Add and change members, import lists.
    EditMembers,
    /// End memberships, shut people out, and take them back in.
    EndMemberships,
    /// Take the list of members out of the house.
    ExportMembers,
    /// Give passes and credits.
    GrantPasses,
    /// Check anybody in, book and cancel for them.
    WorkDesk,
    /// See the rosters of all classes.
    SeeRosters,
    /// Teach: see and check in the roster of one's own classes.
    Teach,
    /// Build the timetable and the class types.
    EditTimetable,
    /// Forgive what members missed and cancelled late.
    ForgiveStrikes,
    /// Change the rules for booking, waiting and cancelling.
    EditRules,
    /// Set up rooms and opening hours.
    EditRooms,
    /// Pair the tablets at the door, and take them out of service.
    PairKiosks,
    /// Give and take roles.
    EditStaff,
    /// See and revive what the worker gave up.
    SeeOperations,
    /// Open what members say about their health.
    SeeHealth,
    /// See what members have agreed to, and write down what they say at the desk.
    KeepConsents,
    /// Give members a copy of their data, and erase it.
    AnswerRequests,
    /// Read what is kept of people and why.
    SeeDataMap,
    /// Read what the staff did.
    SeeAudit,
    /// Decide what each role allows.
    EditRoles,
    /// Decide what is sold, for how much, and what it is good for.
    EditPlans,
    /// Take in lists of members from other systems, and take them out again.
    ImportMembers,
    /// Keep views of the members list for everybody.
    ShareViews,
    /// Change many members at once, and take it back.
    ChangeMany,
    /// Make two records of one person one, and two again.
    MergeMembers,
    /// Decide about personal hours that are disputed.
    SettleHours,
    /// Book somebody where a rule about windows, caps or strikes says no.
    OverrideRules,
    /// Book somebody into a class that is full, which gets a place more.
    Overbook,
}

/// A set of permissions under a name that a club uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Teaches classes.
    Coach,
    /// Stands at the desk.
    FrontDesk,
    /// Runs a location.
    Manager,
    /// Owns the club.
    Owner,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Coach, Self::FrontDesk, Self::Manager, Self::Owner];

    /// What it allows as the program ships it; a club may have edited it since.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Coach => &[P::Teach, P::SeeHealth],
            Self::FrontDesk => &[
                P::SeeMembers,
                P::EditMembers,
                P::GrantPasses,
                P::WorkDesk,
                P::SeeRosters,
                P::KeepConsents,
            ],
            Self::Manager => &[
                P::SeeMembers,
                P::EditMembers,
                P::EndMemberships,
                P::ExportMembers,
                P::GrantPasses,
                P::WorkDesk,
                P::SeeRosters,
                P::SeeReports,
                P::EditTimetable,
                P::ForgiveStrikes,
                P::SettleHours,
                P::OverrideRules,
                P::Overbook,
                P::EditRooms,
                P::SeeHealth,
                P::KeepConsents,
                P::AnswerRequests,
                P::PairKiosks,
                P::SeeAudit,
                P::ChangeMany,
                P::ShareViews,
                P::MergeMembers,
            ],
            Self::Owner => &[
                P::SeeMembers,
                P::EditMembers,
                P::EndMemberships,
                P::ExportMembers,
                P::GrantPasses,
                P::WorkDesk,
                P::SeeRosters,
                P::SeeReports,
                P::EditTimetable,
                P::ForgiveStrikes,
                P::SettleHours,
                P::OverrideRules,
                P::Overbook,
                P::EditRules,
                P::EditPlans,
                P::EditRooms,
                P::PairKiosks,
                P::EditStaff,
                P::SeeOperations,
                P::SeeHealth,
                P::KeepConsents,
                P::AnswerRequests,
                P::SeeDataMap,
                P::SeeAudit,
                P::EditRoles,
                P::ImportMembers,
                P::ChangeMany,
                P::ShareViews,
                P::MergeMembers,
            ],
        }
    }

    /// The name in URLs and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Coach => "coach",
            Self::FrontDesk => "front_desk",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }

    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Coach => t::accounts::role_coach(l),
            Self::FrontDesk => t::accounts::role_front_desk(l),
            Self::Manager => t::accounts::role_manager(l),
            Self::Owner => t::accounts::role_owner(l),
        }
    }
}

/// Where a permission holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// At every location.
    Everywhere,
    /// At these only, at least one.
    At(Vec<LocationId>),
}

impl Scope {
    /// The location, where it is a single one.
    #[must_use]
    pub fn one(&self) -> Option<LocationId> {
        match self {
            Self::At(places) if places.len() == 1 => places.first().copied(),
            Self::Everywhere | Self::At(_) => None,
        }
    }
}

/// Who is asking: made by the server from the session, never from anything the browser says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The organisation.
    pub org: OrgId,
    /// The account.
    pub account: AccountId,
    /// The signed-in device.
    pub session: AccountSessionId,
    /// The name to greet.
    pub name: String,
    /// The roles.
    pub grants: Vec<Grant>,
    /// The member that the account belongs to, if it does.
    pub member: Option<Uuid>,
    /// Whether that membership has ended: what is theirs is still shown.
    pub left: bool,
    /// The coach that the account belongs to, if it does.
    pub coach: Option<Uuid>,
}

impl Who {
    /// Where the roles allow this; `None`: nowhere.
    #[must_use]
    pub fn scope(&self, permission: Permission) -> Option<Scope> {
        let mut places = Vec::new();
        for grant in self.grants.iter().filter(|g| g.permissions.has(permission)) {
            match grant.location_id {
                None => return Some(Scope::Everywhere),
                Some(place) => places.push(place),
            }
        }
        (!places.is_empty()).then_some(Scope::At(places))
    }

    /// Whether the roles allow this somewhere.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.scope(permission).is_some()
    }

    /// Whether the roles allow this at a location.
    #[must_use]
    pub fn may_at(&self, permission: Permission, location: LocationId) -> bool {
        match self.scope(permission) {
            Some(Scope::Everywhere) => true,
            Some(Scope::At(places)) => places.contains(&location),
            None => false,
        }
    }

    /// Whether the roles allow all of this at a location, or everywhere: nobody gives what they do not hold.
    #[must_use]
    pub fn holds(&self, all: Permissions, location: Option<LocationId>) -> bool {
        all.list().all(|one| match location {
            Some(location) => self.may_at(one, location),
            None => self.scope(one) == Some(Scope::Everywhere),
        })
    }

    /// Whether there is any role at all.
    #[must_use]
    pub fn staff(&self) -> bool {
        !self.grants.is_empty()
    }

    /// The page that this person opens on.
    #[must_use]
    pub fn home(&self) -> &'static str {
        if self.may(Permission::SeeReports) {
            "/admin"
        } else if self.may(Permission::WorkDesk) {
            "/desk"
        } else if self.may(Permission::Teach) {
            "/coach"
        } else {
            "/home"
        }
    }
}

/// What the shell of every page shows of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The club's name.
    pub club: String,
    /// Its locations that the reader may choose from.
    pub locations: Vec<Location>,
    /// The reader's account id, for "this is you" in lists.
    pub account: AccountId,
    /// The reader's name.
    pub name: String,
    /// The reader's roles.
    pub grants: Vec<Grant>,
    /// What the club calls the highest of them, where it is one of its own.
    pub role_name: Option<String>,
    /// Whether the reader is a member.
    pub member: bool,
    /// Whether the membership has ended.
    pub left: bool,
    /// Whether the reader teaches.
    pub coach: bool,
}

impl Me {
    /// Whether the roles allow this somewhere.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.grants.iter().any(|g| g.permissions.has(permission))
    }

    /// The highest role, for the line under the name.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.grants.iter().map(|g| g.role).max()
    }
}

/// A signed-in device as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The session.
    pub id: AccountSessionId,
    /// Browser and system in plain words.
    pub device: String,
    /// The address it came from.
    pub address: String,
    /// Signed in at.
    pub since: Moment,
    /// Last seen at, to ten minutes.
    pub seen: Moment,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// A person with roles, for the staff page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    /// The account.
    pub account: AccountId,
    /// The name.
    pub name: String,
    /// E-mail or telephone.
    pub contact: String,
    /// The roles with their ids.
    pub grants: Vec<HeldRole>,
    /// Whether the account may sign in at all.
    pub active: bool,
    /// Whether somebody has shut it.
    pub suspended: bool,
    /// Whether a second factor is on.
    pub factor: bool,
    /// Last seen signed in.
    pub seen: Option<Instant>,
}

/// Why a sign-in, a sign-up or a change of roles is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The name or the password is wrong; which of them is not told.
    WrongPassword,
    /// The password is right, and the club has shut the account.
    Shut,
    /// The one-time code is wrong or was used.
    WrongCode,
    /// The club would be left without an owner.
    LastOwner,
    /// The owner's role stays as it is.
    OwnerRole,
    /// Nobody gives or takes what they may not do themselves.
    Beyond,
    /// So many people have the role.
    RoleInUse(i64),
    /// The code of the second factor is wrong, or was used.
    WrongFactor,
    /// The last proof is too long ago for this: the password is asked for.
    ProveAgain,
    /// The link was used, taken back, or its time is over.
    LinkOver,
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::WrongPassword => "wrong_password",
            Self::Shut => "shut",
            Self::WrongCode => "wrong_code",
            Self::LastOwner => "last_owner",
            Self::OwnerRole => "owner_role",
            Self::Beyond => "beyond",
            Self::RoleInUse(_) => "role_in_use",
            Self::WrongFactor => "wrong_factor",
            Self::ProveAgain => "prove_again",
            Self::LinkOver => "link_over",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::WrongPassword => t::accounts::refused_wrong_password(l),
            Self::Shut => t::accounts::refused_shut(l),
            Self::WrongCode => t::accounts::refused_wrong_code(l),
            Self::LastOwner => t::accounts::refused_last_owner(l),
            Self::OwnerRole => t::roles::refused_owner(l),
            Self::Beyond => t::roles::refused_beyond(l),
            Self::WrongFactor => t::entry::refused_wrong_factor(l),
            Self::ProveAgain => t::entry::refused_prove_again(l),
            Self::LinkOver => t::entry::refused_link_over(l),
            Self::RoleInUse(n) => return t::roles::refused_in_use(l, *n),
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(grants: Vec<Grant>) -> Who {
        let nil = Uuid::nil();
        Who {
            org: OrgId(nil),
            account: AccountId(nil),
            session: AccountSessionId(nil),
            name: String::new(),
            grants,
            member: None,
            left: false,
            coach: None,
        }
    }

    #[test]
    fn a_role_holds_where_it_was_given_and_nowhere_else() {
        let here = LocationId(Uuid::from_u128(1));
        let there = LocationId(Uuid::from_u128(2));
        let desk = who(vec![Grant::of(Role::FrontDesk, Some(here))]);
        assert!(desk.may_at(Permission::WorkDesk, here));
        assert!(!desk.may_at(Permission::WorkDesk, there));
        assert!(!desk.may(Permission::EditStaff));
        let owner = who(vec![Grant::of(Role::Owner, None)]);
        assert!(owner.may_at(Permission::EditStaff, there));
        assert_eq!(who(vec![]).scope(Permission::Teach), None);
    }
}
