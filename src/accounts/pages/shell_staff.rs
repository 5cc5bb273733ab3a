//! The shells of staff in words: the desk, managers and owners. Each place is drawn only for whom it opens.

use super::{
    shell::{account, brand, place, with_me},
    tools::{search_icon, search_link, tools},
    wrong::encoded,
};
use crate::{
    accounts::model::{Me, Permission},
    platform::i18n::{Locale, t, use_locale},
    ui::{
        icon::Icon,
        layout::{self, AdminShell, DeskShell},
        nav::{LocationSwitcher, MenuItem, NavGroup, NavItem},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

/// Which locations a staff page is about; the choice stands in the address as `?location=…`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// The page is not about a location: no choice is drawn.
    #[default]
    None,
    /// One location at a time; the reader's first without a choice.
    One,
    /// One, or all of them together, which holds without a choice.
    All,
}

fn location_choice(me: Option<&Me>, reach: Reach, l: Locale) -> ViewFnOnce {
    let locations = me.map(|me| me.locations.clone()).unwrap_or_default();
    if reach == Reach::None || locations.is_empty() {
        return ViewFnOnce::default();
    }
    let query = use_query_map();
    let path = use_location().pathname.get_untracked();
    ViewFnOnce::from(move || {
        move || {
            let chosen = query.with(|query| query.get("location")).unwrap_or_default();
            let found = locations.iter().find(|place| place.id.to_string() == chosen);
            // with one place there is nothing to choose between
            let found = if reach == Reach::One || locations.len() == 1 {
                found.or(locations.first())
            } else {
                found
            };
            let all = (reach == Reach::All && locations.len() > 1)
                .then(|| MenuItem::new(t::shell::location_all(l), path.clone()).chosen(found.is_none()));
            let items = all.into_iter().chain(locations.iter().map(|place| {
                MenuItem::new(
                    &place.name,
                    format!("{path}?location={}", encoded(&place.id.to_string())),
                )
                .chosen(found.is_some_and(|found| found.id == place.id))
            }));
            let items: Vec<_> = items.collect();
            let current = found.map_or_else(|| t::shell::location_all(l).to_owned(), |place| place.name.clone());
            view! { <LocationSwitcher current=current label=t::shell::location_choose(l) items=items/> }
        }
    })
}

/// The places of staff: only what the reader's roles open.
fn staff_groups(me: Option<&Me>, current: &str, l: Locale) -> Vec<NavGroup> {
    use Permission as P;
    let open = |list: &[(&str, P, &str, &str, Icon)]| -> Vec<NavItem> {
        list.iter()
            .filter(|(_, permission, ..)| me.is_some_and(|me| me.may(*permission)))
            .map(|(key, _, label, href, icon)| place(label, href, *icon, *key == current))
            .collect()
    };
    let work = open(&[
        (
            "dashboard",
            P::SeeReports,
            t::shell::dashboard(l),
            "/admin",
            Icon::LayoutDashboard,
        ),
        ("desk", P::WorkDesk, t::shell::desk(l), "/desk", Icon::ScanLine),
        (
            "timetable",
            P::EditTimetable,
            t::shell::timetable(l),
            "/admin/timetable",
            Icon::CalendarDays,
        ),
        (
            "members",
            P::SeeMembers,
            t::shell::members(l),
            "/admin/members",
            Icon::UsersRound,
        ),
        (
            "leaving",
            P::SeeMembers,
            t::shell::leaving(l),
            "/admin/leaving",
            Icon::HeartHandshake,
        ),
        (
            "hours",
            P::SettleHours,
            t::shell::hours(l),
            "/admin/hours",
            Icon::ClipboardList,
        ),
        ("coach", P::Teach, t::shell::coach_today(l), "/coach", Icon::ListChecks),
    ]);
    let set_up = open(&[
        (
            "classes",
            P::EditTimetable,
            t::shell::class_types(l),
            "/admin/classes",
            Icon::Dumbbell,
        ),
        (
            "rooms",
            P::EditRooms,
            t::shell::rooms(l),
            "/admin/rooms",
            Icon::DoorOpen,
        ),
        (
            "kiosks",
            P::PairKiosks,
            t::shell::kiosks(l),
            "/admin/kiosks",
            Icon::ScanLine,
        ),
        ("plans", P::EditPlans, t::shell::plans(l), "/admin/plans", Icon::Tag),
        ("rules", P::EditRules, t::shell::rules(l), "/admin/rules", Icon::Scale),
        (
            "papers",
            P::EditRules,
            t::papers::office_title(l),
            "/admin/papers",
            Icon::Signature,
        ),
        (
            "staff",
            P::EditStaff,
            t::shell::staff(l),
            "/admin/staff",
            Icon::ShieldCheck,
        ),
        (
            "import",
            P::ImportMembers,
            t::shell::imports(l),
            "/admin/import",
            Icon::DatabaseZap,
        ),
        (
            "privacy",
            P::SeeDataMap,
            t::shell::privacy(l),
            "/admin/privacy",
            Icon::Fingerprint,
        ),
        (
            "roles",
            P::EditRoles,
            t::shell::roles(l),
            "/admin/roles",
            Icon::KeyRound,
        ),
        ("audit", P::SeeAudit, t::shell::audit(l), "/admin/audit", Icon::History),
        (
            "operations",
            P::SeeOperations,
            t::shell::operations(l),
            "/admin/operations",
            Icon::Activity,
        ),
    ]);
    let mut groups = vec![NavGroup::plain(work)];
    if !set_up.is_empty() {
        groups.push(NavGroup::titled(t::shell::set_up(l), set_up));
    }
    groups
}

/// A page of owners and managers: bar with title and actions, then the content.
#[component]
pub fn StaffPage(
    /// The page's title: its `<h1>` and the window's title.
    #[prop(into)]
    title: String,
    /// Which place it belongs to: `dashboard`, `desk`, `timetable`, `members`, `leaving`, `classes`, `rooms`, `staff`,
    /// `operations`, or empty.
    current: &'static str,
    /// Whether the page is about a location.
    #[prop(optional)]
    reach: Reach,
    /// The way here: (word, address) each.
    #[prop(optional)]
    crumbs: Vec<layout::Crumb>,
    /// Buttons at the right of the bar; small ones.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// The content touches the edges: tables and calendars.
    #[prop(optional)]
    flush: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    let shown = title.clone();
    let page = with_me(move |me| {
        view! {
            <AdminShell
                skip=t::common::skip(l)
                brand=brand(me.as_ref(), l)
                nav_label=t::shell::nav_main(l)
                menu_label=t::shell::nav_menu(l)
                groups=staff_groups(me.as_ref(), current, l)
                location=location_choice(me.as_ref(), reach, l)
                account=account(me, l)
                bar=search_icon()
            >
                <layout::AdminPage
                    title=shown
                    search=search_link()
                    crumbs=crumbs
                    crumbs_label=t::shell::nav_back(l)
                    actions=actions
                    flush=flush
                    children=children
                />
                {tools(true)}
            </AdminShell>
        }
        .into_any()
    });
    view! {
        <Title text=title/>
        {page}
    }
    .into_any()
}

/// The front desk's page: the whole width for the search box and the answer.
#[component]
pub fn DeskPage(
    /// The page's title: read, not seen, and the window's title.
    #[prop(into)]
    title: String,
    /// Shows the title.
    #[prop(optional)]
    titled: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    let shown = title.clone();
    let page = with_me(move |me| {
        view! {
            <DeskShell
                skip=t::common::skip(l)
                brand=brand(me.as_ref(), l)
                nav_label=t::shell::nav_main(l)
                menu_label=t::shell::nav_menu(l)
                groups=staff_groups(me.as_ref(), "desk", l)
                location=location_choice(me.as_ref(), Reach::One, l)
                account=account(me, l)
            >
                <layout::DeskPage title=shown titled=titled children=children/>
                {tools(false)}
            </DeskShell>
        }
        .into_any()
    });
    view! {
        <Title text=title/>
        {page}
    }
    .into_any()
}
