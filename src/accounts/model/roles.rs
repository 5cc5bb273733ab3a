//! What roles allow, as data: a club edits the program's roles and makes its own.

use super::{AccountId, GrantId, Permission, Role};
use crate::{
    platform::i18n::{Locale, t},
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A role that the club has made or edited.
    RoleId,
}

impl Permission {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 30] = [
        Self::WorkDesk,
        Self::SeeMembers,
        Self::EditMembers,
        Self::GrantPasses,
        Self::EndMemberships,
        Self::MergeMembers,
        Self::ExportMembers,
        Self::ForgiveStrikes,
        Self::SettleHours,
        Self::OverrideRules,
        Self::Overbook,
        Self::Teach,
        Self::SeeRosters,
        Self::EditTimetable,
        Self::EditRooms,
        Self::EditRules,
        Self::EditPlans,
        Self::SeeReports,
        Self::EditStaff,
        Self::EditRoles,
        Self::SeeAudit,
        Self::SeeOperations,
        Self::PairKiosks,
        Self::SeeHealth,
        Self::KeepConsents,
        Self::AnswerRequests,
        Self::SeeDataMap,
        Self::ImportMembers,
        Self::ChangeMany,
        Self::ShareViews,
    ];

    /// The name in the database and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SeeReports => "see_reports",
            Self::SeeMembers => "see_members",
            Self::EditMembers => "edit_members",
            Self::EndMemberships => "end_memberships",
            Self::ExportMembers => "export_members",
            Self::GrantPasses => "grant_passes",
            Self::WorkDesk => "work_desk",
            Self::SeeRosters => "see_rosters",
            Self::Teach => "teach",
            Self::EditTimetable => "edit_timetable",
            Self::ForgiveStrikes => "forgive_strikes",
            Self::SettleHours => "settle_hours",
            Self::OverrideRules => "override_rules",
            Self::Overbook => "overbook",
            Self::EditRules => "edit_rules",
            Self::EditPlans => "edit_plans",
            Self::EditRooms => "edit_rooms",
            Self::EditStaff => "edit_staff",
            Self::EditRoles => "edit_roles",
            Self::SeeOperations => "see_operations",
            Self::SeeAudit => "see_audit",
            Self::PairKiosks => "pair_kiosks",
            Self::SeeHealth => "see_health",
            Self::KeepConsents => "keep_consents",
            Self::AnswerRequests => "answer_requests",
            Self::SeeDataMap => "see_data_map",
            Self::ImportMembers => "import_members",
            Self::ShareViews => "share_views",
            Self::ChangeMany => "change_many",
            Self::MergeMembers => "merge_members",
        }
    }

    /// What it lets somebody do, in words.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::SeeReports => t::roles::see_reports(l),
            Self::SeeMembers => t::roles::see_members(l),
            Self::EditMembers => t::roles::edit_members(l),
            Self::EndMemberships => t::roles::end_memberships(l),
            Self::ExportMembers => t::roles::export_members(l),
            Self::GrantPasses => t::roles::grant_passes(l),
            Self::WorkDesk => t::roles::work_desk(l),
            Self::SeeRosters => t::roles::see_rosters(l),
            Self::Teach => t::roles::teach(l),
            Self::EditTimetable => t::roles::edit_timetable(l),
            Self::ForgiveStrikes => t::roles::forgive_strikes(l),
            Self::SettleHours => t::roles::settle_hours(l),
            Self::OverrideRules => t::roles::override_rules(l),
            Self::Overbook => t::roles::overbook(l),
            Self::EditRules => t::roles::edit_rules(l),
            Self::EditPlans => t::roles::edit_plans(l),
            Self::EditRooms => t::roles::edit_rooms(l),
            Self::EditStaff => t::roles::edit_staff(l),
            Self::EditRoles => t::roles::edit_roles(l),
            Self::SeeOperations => t::roles::see_operations(l),
            Self::SeeAudit => t::roles::see_audit(l),
            Self::PairKiosks => t::roles::pair_kiosks(l),
            Self::SeeHealth => t::roles::see_health(l),
            Self::KeepConsents => t::roles::keep_consents(l),
            Self::AnswerRequests => t::roles::answer_requests(l),
            Self::SeeDataMap => t::roles::see_data_map(l),
            Self::ImportMembers => t::roles::import_members(l),
            Self::ShareViews => t::roles::share_views(l),
            Self::ChangeMany => t::roles::change_many(l),
            Self::MergeMembers => t::roles::merge_members(l),
        }
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permissions(u64);

impl Permissions {
    /// The set of these.
    #[must_use]
    pub fn of(list: &[Permission]) -> Self {
        Self(list.iter().fold(0, |set, one| set | 1 << *one as u32))
    }

    /// The set that these codes with spaces between them name. What no release knows is left out.
    #[must_use]
    pub fn named(codes: &str) -> Self {
        let known = |code: &str| Permission::ALL.into_iter().find(|one| one.code() == code);
        let list: Vec<_> = codes.split(' ').filter_map(known).collect();
        Self::of(&list)
    }

    /// The codes with spaces between them.
    #[must_use]
    pub fn codes(self) -> String {
        let codes: Vec<_> = self.list().map(Permission::code).collect();
        codes.join(" ")
    }

    /// Whether it is among them.
    #[must_use]
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// One by one, in the order in which they are shown.
    pub fn list(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |one| self.has(*one))
    }

    /// Those that one of the two has and the other has not.
    #[must_use]
    pub const fn differing(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    /// Those that this has and the other has not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A role at a location, or at all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role, or the one that the club's own role resembles.
    pub role: Role,
    /// The club's own role; `None`: one of the program's.
    pub role_id: Option<RoleId>,
    /// Where; `None` is everywhere.
    pub location_id: Option<LocationId>,
    /// What it allows there.
    pub permissions: Permissions,
}

impl Grant {
    /// A role of the program, as the program ships it.
    #[must_use]
    pub fn of(role: Role, location_id: Option<LocationId>) -> Self {
        Self {
            role,
            role_id: None,
            location_id,
            permissions: Permissions::of(role.permissions()),
        }
    }

    /// Whether it is the same role at the same place.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        (self.role, self.role_id, self.location_id) == (other.role, other.role_id, other.location_id)
    }
}

/// A role as the club's pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    /// The role, or the one that it resembles.
    pub base: Role,
    /// The club's own; `None`: one of the program's.
    pub id: Option<RoleId>,
    /// The name of the club's own.
    pub name: Option<String>,
    /// What it allows.
    pub permissions: Permissions,
    /// Whether it allows something other than what the program ships.
    pub edited: bool,
    /// Who has it.
    pub holders: Vec<String>,
}

impl RoleRow {
    /// The name in forms and addresses.
    #[must_use]
    pub fn code(&self) -> String {
        self.id.map_or_else(|| self.base.code().to_owned(), |id| id.to_string())
    }

    /// The name that people read.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        self.name.clone().unwrap_or_else(|| self.base.text(l).to_owned())
    }

    /// Whether anybody may edit it: the owner's role allows everything, always.
    #[must_use]
    pub fn editable(&self) -> bool {
        self.base != Role::Owner
    }
}

/// Somebody's role with its id, for the staff page.
pub type HeldRole = (GrantId, Grant);

/// What the staff page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffList {
    /// Everybody with a role.
    pub rows: Vec<super::StaffRow>,
    /// The roles that the reader may give.
    pub roles: Vec<RoleRow>,
    /// Links that nobody has used yet.
    pub links: Vec<super::OpenLink>,
    /// Whether the club wants a second factor of whoever works here.
    pub staff_factor: bool,
    /// The reader's account, for "this is you".
    pub me: AccountId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_code_and_a_place_of_its_own() {
        let set = Permissions::of(&Permission::ALL);
        assert_eq!(set.list().count(), Permission::ALL.len());
        assert_eq!(Permissions::named(&set.codes()), set);
        for one in Permission::ALL {
            assert_eq!(Permissions::named(one.code()), Permissions::of(&[one]));
        }
        assert_eq!(
            Permissions::named("see_moon  teach"),
            Permissions::of(&[Permission::Teach])
        );
    }

    #[test]
    fn the_owner_may_everything_and_everybody_may_be_given_something() {
        let owner = Permissions::of(Role::Owner.permissions());
        for role in Role::ALL {
            let wanting = Permissions::of(role.permissions()).without(owner);
            let wanting: Vec<_> = wanting.list().filter(|one| *one != Permission::Teach).collect();
            assert!(wanting.is_empty(), "{role:?} may {wanting:?}, the owner not");
        }
    }
}
