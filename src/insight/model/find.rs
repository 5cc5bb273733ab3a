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

/// Something that one can do with a member who was found.
pub struct MemberAct {
    /// The name between server and browser.
    pub code: &'static str,
    /// Where it is done, after the member's page.
    pub path: &'static str,
    /// What one must be allowed to do.
    pub needs: Permission,
    /// Only with whoever is welcome at the club.
    pub welcome: bool,
    /// What it is called for somebody of this name.
    pub text: fn(Locale, &str) -> String,
}

const fn with(
    code: &'static str,
    path: &'static str,
    needs: Permission,
    text: fn(Locale, &str) -> String,
) -> MemberAct {
    MemberAct {
        code,
        path,
        needs,
        welcome: false,
        text,
    }
}

const fn welcome(act: MemberAct) -> MemberAct {
    MemberAct { welcome: true, ..act }
}

/// All of them, in the order in which they are shown.
pub const MEMBER_ACTS: &[MemberAct] = &[
    welcome(with("book", "/book", P::WorkDesk, |l, name| t::find::book_for(l, name))),
    welcome(with("grant", "?grant=1", P::GrantPasses, |l, name| {
        t::find::grant(l, name)
    })),
    with("edit", "?edit=1", P::EditMembers, |l, name| t::find::edit(l, name)),
    with("wishes", "?wishes=1", P::EditMembers, |l, name| {
        t::find::wishes(l, name)
    }),
    with("standing", "?standing=1", P::EditMembers, |l, name| {
        t::find::standing(l, name)
    }),
    with("privacy", "/privacy", P::AnswerRequests, |l, name| {
        t::find::privacy_of(l, name)
    }),
    with("merge", "/merge", P::MergeMembers, |l, name| t::find::merge_of(l, name)),
];

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
    act("new_plan", "/admin/plans?edit=new", P::EditPlans, t::find::new_plan),
    act("new_view", "/admin/members?view=new", P::SeeMembers, t::find::new_view),
    act("give_role", "/admin/staff?give=1", P::EditStaff, t::find::give_role),
    act(
        "by_coach",
        "/admin/timetable?by=coach",
        P::EditTimetable,
        t::find::by_coach,
    ),
    act("invite", "/admin/staff?invite=1", P::EditStaff, t::find::invite),
    act("new_role", "/admin/roles?make=1", P::EditRoles, t::find::new_role),
    act("club", "/setup?step=club", P::EditRoles, t::find::club),
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
    page(
        "duplicates",
        "/admin/duplicates",
        P::MergeMembers,
        t::merge::pairs_title,
    ),
    page("leaving", "/admin/leaving", P::SeeMembers, t::shell::leaving),
    page("campaigns", "/admin/campaigns", P::ChangeMany, t::find::campaigns),
    page("hours", "/admin/hours", P::SettleHours, t::shell::hours),
    page("coach", "/coach", P::Teach, t::shell::coach_today),
    page("classes", "/admin/classes", P::EditTimetable, t::shell::class_types),
    page("rooms", "/admin/rooms", P::EditRooms, t::shell::rooms),
    page("plans", "/admin/plans", P::EditPlans, t::shell::plans),
    page("expiry", "/admin/expiry", P::EditPlans, t::expiry::title),
    page("import", "/admin/import", P::ImportMembers, t::shell::imports),
    page("kiosks", "/admin/kiosks", P::PairKiosks, t::shell::kiosks),
    page("rules", "/admin/rules", P::EditRules, t::shell::rules),
    page("papers", "/admin/papers", P::EditRules, t::papers::office_title),
    page("staff", "/admin/staff", P::EditStaff, t::shell::staff),
    page("coaches", "/admin/coaches", P::EditStaff, t::levels::title),
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
    /// Codes of [`MEMBER_ACTS`]: what the reader may do with the first of them.
    pub acts: Vec<String>,
    /// Classes of the coming days, the next first, each with the page on which the reader finds it.
    pub classes: Vec<(ClassSession, String)>,
    /// Codes of [`SPOTS`], the likeliest first.
    pub spots: Vec<String>,
}
