//! What the box that finds anything can lead to.

use crate::{
    accounts::model::Permission,
    members::model::Hits,
    platform::i18n::{Locale, t},
    schedule::model::ClassSession,
};
use serde::{Deserialize, Serialize};

/// A page, or something that one can begin there.
pub struct Spot {
    /// The name between server and browser.
    pub code: &'static str,
    /// Where it is.
    pub href: &'static str,
    /// What one must be allowed to do; `None`: whoever works here.
    pub needs: Option<Permission>,
    /// Something to do, and not a page to read.
    pub act: bool,
    /// Its name.
    pub text: fn(Locale) -> &'static str,
}

const fn page(code: &'static str, href: &'static str, needs: Permission, text: fn(Locale) -> &'static str) -> Spot {
    Spot {
        code,
        href,
        needs: Some(needs),
        act: false,
        text,
    }
}

const fn act(code: &'static str, href: &'static str, needs: Permission, text: fn(Locale) -> &'static str) -> Spot {
    Spot {
        act: true,
        ..page(code, href, needs, text)
    }
}

const fn own(code: &'static str, href: &'static str, text: fn(Locale) -> &'static str) -> Spot {
    Spot {
        needs: None,
        ..page(code, href, Permission::WorkDesk, text)
    }
}

use Permission as P;

/// All of them: whoever adds a page of staff adds its line. Without words they are shown in this order.
pub const SPOTS: &[Spot] = &[
    act("check_in", "/desk", P::WorkDesk, t::find::check_in),
    act(
        "add_member",
        "/admin/members?add=1",
        P::EditMembers,
        t::find::add_member,
    ),
    act("new_class", "/admin/series/new", P::EditTimetable, t::find::new_class),
    act(
        "new_class_type",
        "/admin/classes?edit=new",
        P::EditTimetable,
        t::find::new_class_type,
    ),
    act("new_room", "/admin/rooms?edit=new", P::EditRooms, t::find::new_room),
    act("invite", "/admin/staff?invite=1", P::EditStaff, t::find::invite),
    act("new_role", "/admin/roles?make=1", P::EditRoles, t::find::new_role),
    act("new_kiosk", "/admin/kiosks?add=1", P::PairKiosks, t::find::new_kiosk),
    act(
        "ending",
        "/admin/members?status=active&pass=ending&sort=pass",
        P::SeeMembers,
        t::find::ending,
    ),
    act(
        "away",
        "/admin/members?status=active&away=30",
        P::SeeMembers,
        t::find::away,
    ),
    page("dashboard", "/admin", P::SeeReports, t::shell::dashboard),
    page("desk", "/desk", P::WorkDesk, t::shell::desk),
    page("inside", "/desk/inside", P::WorkDesk, t::find::inside),
    page("timetable", "/admin/timetable", P::EditTimetable, t::shell::timetable),
    page("members", "/admin/members", P::SeeMembers, t::shell::members),
    page("coach", "/coach", P::Teach, t::shell::coach_today),
    page("classes", "/admin/classes", P::EditTimetable, t::shell::class_types),
    page("rooms", "/admin/rooms", P::EditRooms, t::shell::rooms),
    page("plans", "/admin/plans", P::EditPlans, t::shell::plans),
    page("import", "/admin/import", P::ImportMembers, t::shell::imports),
    page("kiosks", "/admin/kiosks", P::PairKiosks, t::shell::kiosks),
    page("rules", "/admin/rules", P::EditRules, t::shell::rules),
    page("staff", "/admin/staff", P::EditStaff, t::shell::staff),
    page("roles", "/admin/roles", P::EditRoles, t::shell::roles),
    page("privacy", "/admin/privacy", P::SeeDataMap, t::shell::privacy),
    page("audit", "/admin/audit", P::SeeAudit, t::shell::audit),
    page(
        "operations",
        "/admin/operations",
        P::SeeOperations,
        t::shell::operations,
    ),
    own("devices", "/devices", t::shell::devices),
    own("keys", "/help/keys", t::find::keys),
];

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The words that it was found for.
    pub words: String,
    /// The members who fit best.
    pub members: Hits,
    /// What else can be done with the first of them: give a pass, change the profile.
    pub may_grant: bool,
    /// Whether the reader may change them.
    pub may_edit: bool,
    /// Classes of the coming days, the next first, each with the page on which the reader finds it.
    pub classes: Vec<(ClassSession, String)>,
    /// Codes of [`SPOTS`], the likeliest first.
    pub spots: Vec<String>,
}
