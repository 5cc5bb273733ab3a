//! The shells of people who hold a phone: member and coach. A dock under the thumb; from 1024 px on a calm page with
//! the same places at its left.
//!
//! A shell belongs to a layout route and outlives the pages inside it; a page draws its own head and `<main>` with
//! [`Page`].

use leptos::prelude::*;

use super::icon::Mark;
use super::nav::{Dock, NavGroup, NavItem, SideNav, SkipLink};

pub use super::layout_public::{AuthShell, PublicHero, PublicShell};
pub use super::layout_staff::{AdminPage, AdminShell, Crumb, DeskPage, DeskShell, PaletteLink};

struct PhoneShell {
    skip: String,
    brand: String,
    nav_label: String,
    items: Vec<NavItem>,
    account: Option<ViewFnOnce>,
    width: &'static str,
}

impl PhoneShell {
    fn draw(self, children: Children) -> AnyView {
        let side = vec![NavGroup::plain(self.items.clone())];
        view! {
            <SkipLink label=self.skip/>
            <div class="touch min-h-dvh lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
                <aside class="no-print sticky top-0 hidden h-dvh flex-col border-r border-base-300 bg-base-100 lg:flex">
                    <p class="flex h-18 shrink-0 items-center gap-2.5 px-5 text-lg font-bold tracking-tight">
                        <Mark/>
                        <span class="min-w-0 leading-tight wrap-anywhere">{self.brand}</span>
                    </p>
                    <SideNav label=self.nav_label.clone() groups=side roomy=true/>
                    {self.account.map(ViewFnOnce::run)}
                </aside>
                <div class=format!("mx-auto w-full max-w-md pb-28 md:max-w-2xl lg:px-6 lg:pt-4 lg:pb-16 {}", self.width)>
                    {children()}
                </div>
            </div>
            <Dock label=self.nav_label items=self.items/>
        }
        .into_any()
    }
}

/// The shell of a member: Home, Timetable, Entry code (raised), Passes, Progress.
#[component]
pub fn MemberShell(
    /// "Skip to content".
    #[prop(into)]
    skip: String,
    /// The club's name, at the head of a desktop's navigation.
    #[prop(into)]
    brand: String,
    /// The name of the navigation: "Main".
    #[prop(into)]
    nav_label: String,
    /// The places; the dock has room for five.
    items: Vec<NavItem>,
    /// The account menu at the foot of a desktop's navigation.
    #[prop(optional, into)]
    account: Option<ViewFnOnce>,
    /// The page, usually an `<Outlet/>`.
    children: Children,
) -> impl IntoView {
    PhoneShell {
        skip,
        brand,
        nav_label,
        items,
        account,
        width: "lg:max-w-3xl",
    }
    .draw(children)
}

/// The shell of a coach: Today, Week, Clients, Pay. Wider on a desktop, for the week.
#[component]
pub fn CoachShell(
    /// "Skip to content".
    #[prop(into)]
    skip: String,
    /// The club's name, at the head of a desktop's navigation.
    #[prop(into)]
    brand: String,
    /// The name of the navigation: "Coach".
    #[prop(into)]
    nav_label: String,
    /// The places; the dock has room for five.
    items: Vec<NavItem>,
    /// The account menu at the foot of a desktop's navigation.
    #[prop(optional, into)]
    account: Option<ViewFnOnce>,
    /// The page, usually an `<Outlet/>`.
    children: Children,
) -> impl IntoView {
    PhoneShell {
        skip,
        brand,
        nav_label,
        items,
        account,
        width: "lg:max-w-6xl",
    }
    .draw(children)
}

/// A page of the member's or the coach's shell: head, then `<main>`.
#[component]
pub fn Page(
    /// The page's title, its one `<h1>`.
    #[prop(into)]
    title: String,
    /// A small line over the title, such as the date.
    #[prop(optional, into)]
    eyebrow: Option<String>,
    /// What stands before the title, such as the way one step back.
    #[prop(optional, into)]
    before: ViewFnOnce,
    /// Buttons at the right of the title.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// What belongs to the head and stays in sight while the page scrolls: days, filters.
    #[prop(optional, into)]
    under: Option<ViewFnOnce>,
    /// The page draws its own head, such as the coach's class on pine; the title is read, not seen.
    #[prop(optional)]
    bare: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let eyebrow = eyebrow.filter(|eyebrow| !eyebrow.is_empty());
    let (head, unseen) = if bare {
        // inside main, so that nothing stands outside the landmarks
        let unseen = view! { <h1 class="sr-only">{title}</h1> };
        (().into_any(), unseen.into_any())
    } else {
        let sticky = under.is_some();
        let class = if sticky {
            "sticky top-0 z-20 bg-base-200/95 pt-4 pb-2 backdrop-blur"
        } else {
            "pt-5 pb-4"
        };
        let size = if eyebrow.is_some() {
            "text-xl min-[380px]:text-2xl"
        } else {
            "text-2xl"
        };
        let head = view! {
            <header class=class>
                <div class="flex items-center gap-2 px-5">
                    {before.run()}
                    <div class="min-w-0 flex-1">
                        {eyebrow.map(|eyebrow| view! { <p class="text-caption text-muted">{eyebrow}</p> })}
                        <h1 class=format!("{size} font-bold tracking-tight wrap-anywhere")>{title}</h1>
                    </div>
                    {actions.run()}
                </div>
                {under.map(ViewFnOnce::run)}
            </header>
        }
        .into_any();
        (head, ().into_any())
    };
    view! {
        {head}
        <main id="main" class="space-y-4 px-4" tabindex="-1">
            {unseen}
            {children()}
        </main>
    }
    .into_any()
}
