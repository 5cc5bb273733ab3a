//! Which pages arrive together in the browser.
//!
//! A group is a module of its own, loaded when the first of its pages is visited; what several groups use is shared between them.
//! A page a module would make hundreds of small files, because every set of pages that share something is one.

use crate::{
    accounts::pages::{
        audit::AuditLogPage,
        claim::ClaimPage,
        devices::DevicesPage,
        factor::FactorPage,
        join::JoinPage,
        proof::{EnterCodePage, ProvePage},
        roles::RolesPage,
        sign_in::SignInPage,
        staff::StaffRolesPage,
    },
    booking::pages::{
        book_for::BookForPage, bookings::BookingsPage, club_rules::ClubRulesPage, coach::CoachDayPage, code::CodePage,
        desk::CheckInPage, home::HomePage, hours_office::HoursPage, kiosks::KiosksPage, presence::PresencePage,
        spots_room::RoomPlanPage, timetable::TimetablePage,
    },
    coaches::pages::coaches::CoachesPage,
    insight::pages::{
        dashboard::DashboardPage, find::FindPage, keys::KeysPage, leaving::LeavingListPage, member::MemberDeskPage,
        operations::OperationsPage, setup::ClubSetupPage, tools::ToolsArrive,
    },
    members::pages::{
        bulk::BulkDraftPage, bulk_run::BulkRunPage, household::HouseholdPage, import_wizard::ImportWizardPage,
        imports::ImportListPage, let_in::LetInPage, list::MembersPage, papers::PapersPage,
        papers_office::PapersOfficePage, profile::ProfilePage, sign_up::SignUpPage,
    },
    messages::pages::{
        campaign::OneCampaignPage, campaigns::CampaignsPage, choices::NoticeChoicesPage, inbox::InboxPage,
    },
    plans::pages::{expiry::ExpiryRulesPage, offer::PlansPage, passes::PassesPage},
    privacy::pages::{
        desk::MemberPrivacyPage, erasure::ErasePage, health::HealthPage, map::DataMapPage, merge::MergeRecordsPage,
        notice::PrivacyNoticePage, own::OwnPrivacyPage, pairs::PairsPage,
    },
    rooms::pages::rooms::RoomsPage,
    schedule::pages::{class_types::ClassTypesPage, public::PublicPage, series::SeriesPage, week::WeekPage},
    ui::page::Page,
};
use leptos::{lazy, prelude::*};
use leptos_router::LazyRoute;

/// A group: the function that draws its pages, the one that loads it, and a route for each page. What comes after the semicolon
/// travels with them and is no page.
macro_rules! group {
    ($(#[$doc:meta])* $draw:ident $load:ident: $($route:ident = $page:ty),+ $(,)? $(; $part:ident = $of:ty)?) => {
        $(#[$doc])*
        #[lazy]
        fn $draw(route: &'static str) -> AnyView {
            match route {
                $(stringify!($route) => <$page>::open(),)+
                $(stringify!($part) => <$of>::open(),)?
                _ => ().into_any(),
            }
        }

        $(
            #[doc = concat!("The route of [`", stringify!($page), "`].")]
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    $draw(stringify!($route)).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $load().await;
                }
            }
        )+
    };
}

group! {
    /// For everybody, and the ways in.
    visitor_pages __preload_visitor_pages:
    Public = PublicPage, SignIn = SignInPage, SignUp = SignUpPage, Claim = ClaimPage,
    LetIn = LetInPage, Join = JoinPage, EnterCode = EnterCodePage, PrivacyNotice = PrivacyNoticePage
}

group! {
    /// What members do between two classes.
    member_pages __preload_member_pages:
    Home = HomePage, Timetable = TimetablePage, Bookings = BookingsPage, Code = CodePage
}

group! {
    /// What members look after now and then.
    own_pages __preload_own_pages:
    Passes = PassesPage, Profile = ProfilePage, Household = HouseholdPage, Papers = PapersPage, Inbox = InboxPage, Notices = NoticeChoicesPage, Devices = DevicesPage,
    Factor = FactorPage, Prove = ProvePage, OwnPrivacy = OwnPrivacyPage, EraseOwn = ErasePage
}

group! {
    /// Coaches and the desk.
    floor_pages __preload_floor_pages:
    Coach = CoachDayPage, Desk = CheckInPage, Inside = PresencePage, Members = MembersPage, Member = MemberDeskPage,
    MemberPrivacy = MemberPrivacyPage, Health = HealthPage
}

group! {
    /// Whoever plans and owns.
    office_pages __preload_office_pages:
    Dashboard = DashboardPage, Week = WeekPage, Series = SeriesPage, Classes = ClassTypesPage, Rooms = RoomsPage,
    RoomPlan = RoomPlanPage, Plans = PlansPage, Expiry = ExpiryRulesPage, Coaches = CoachesPage, Rules = ClubRulesPage, PapersOffice = PapersOfficePage, Kiosks = KiosksPage, Hours = HoursPage, Staff = StaffRolesPage, Operations = OperationsPage,
    Privacy = DataMapPage, Audit = AuditLogPage, Roles = RolesPage, Imports = ImportListPage, Import = ImportWizardPage,
    Bulk = BulkDraftPage, BulkRun = BulkRunPage, Find = FindPage, Keys = KeysPage, MergeRecords = MergeRecordsPage, Pairs = PairsPage,
    Leaving = LeavingListPage, Campaigns = CampaignsPage, OneCampaign = OneCampaignPage, Setup = ClubSetupPage, BookFor = BookForPage; StaffTools = ToolsArrive
}

/// Brings what draws the tools of staff, which travels with the office.
pub fn bring_tools(ready: RwSignal<bool>) {
    leptos::task::spawn_local(async move {
        drop(office_pages("StaffTools").await);
        let _ = ready.try_set(true);
    });
}
