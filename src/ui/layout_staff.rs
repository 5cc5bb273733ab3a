//! The shells of staff: a side navigation that becomes a drawer on a phone. The drawer is a checkbox, so it opens
//! before the browser module is there.

use leptos::prelude::*;

use super::icon::{Icon, Mark};
use super::nav::{NavGroup, SideNav, SkipLink};

/// The id of the drawer's checkbox: labels of the head and of the veil point at it.
const DRAWER: &str = "nav-drawer";

struct StaffShell {
    skip: String,
    brand: String,
    nav_label: String,
    menu_label: String,
    groups: Vec<NavGroup>,
    location: ViewFnOnce,
    account: ViewFnOnce,
    bar: ViewFnOnce,
}

impl StaffShell {
    fn draw(self, children: Children) -> AnyView {
        let drawer = NodeRef::<leptos::html::Input>::new();
        // a link inside swaps the page and leaves the shell: the drawer would stay over the new page
        let close = move |_| {
            if let Some(drawer) = drawer.get_untracked() {
                drawer.set_checked(false);
            }
        };
        let brand = self.brand.clone();
        let menu_name = self.menu_label.clone();
        view! {
            <SkipLink label=self.skip/>
            <div class="flex min-h-dvh flex-col text-sm lg:h-dvh lg:flex-row lg:overflow-hidden print:h-auto print:overflow-visible">
                <div role="region" aria-label=self.menu_label class="contents">
                <input
                    type="checkbox"
                    id=DRAWER
                    class="peer/drawer sr-only lg:hidden"
                    aria-label=menu_name
                    node_ref=drawer
                />
                <div class="no-print sticky top-0 z-30 flex h-14 shrink-0 items-center gap-2 border-b border-base-300 bg-base-100 pr-3 pl-2 peer-focus-visible/drawer:outline-2 peer-focus-visible/drawer:outline-offset-[-3px] peer-focus-visible/drawer:outline-(--tk-focus) lg:hidden">
                    <label for=DRAWER class="btn btn-ghost btn-square size-11">
                        <Icon icon=Icon::Menu class="size-6"/>
                    </label>
                    <Mark class="size-7"/>
                    <span class="min-w-0 flex-1 truncate font-bold tracking-tight">{brand}</span>
                    {self.bar.run()}
                </div>
                <label
                    for=DRAWER
                    aria-hidden="true"
                    class="fixed inset-0 z-40 hidden bg-black/45 peer-checked/drawer:block lg:hidden! print:hidden!"
                ></label>
                <div
                    class="no-print invisible fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] -translate-x-full flex-col border-r border-base-300 bg-base-100 shadow-pop transition-[translate,visibility] duration-250 ease-out-quick peer-checked/drawer:visible peer-checked/drawer:translate-x-0 lg:visible lg:static lg:w-60 lg:shrink-0 lg:translate-x-0 lg:shadow-none lg:transition-none"
                >
                    <div class="flex h-14 shrink-0 items-center gap-2.5 px-4">
                        <Mark/>
                        <span class="min-w-0 flex-1 truncate text-lg font-bold tracking-tight">{self.brand}</span>
                        <label for=DRAWER aria-hidden="true" class="btn btn-ghost btn-square -mr-2 size-11 lg:hidden">
                            <Icon icon=Icon::X/>
                        </label>
                    </div>
                    {self.location.run()}
                    <div class="contents" on:click=close>
                        <SideNav label=self.nav_label groups=self.groups/>
                    </div>
                    {self.account.run()}
                </div>
                </div>
                <div class="flex min-w-0 flex-1 flex-col">{children()}</div>
            </div>
        }
        .into_any()
    }
}

/// The shell of owners and managers.
#[component]
pub fn AdminShell(
    /// "Skip to content".
    #[prop(into)]
    skip: String,
    /// The product's or the club's name.
    #[prop(into)]
    brand: String,
    /// The name of the navigation: "Main".
    #[prop(into)]
    nav_label: String,
    /// The name of the drawer's button on a phone: "Menu".
    #[prop(into)]
    menu_label: String,
    /// The places.
    groups: Vec<NavGroup>,
    /// The choice of a location, see [`super::nav::LocationSwitcher`].
    #[prop(optional, into)]
    location: ViewFnOnce,
    /// The account, see [`super::nav::AccountMenu`].
    #[prop(optional, into)]
    account: ViewFnOnce,
    /// What stands at the right of the phone's bar, such as a search link.
    #[prop(optional, into)]
    bar: ViewFnOnce,
    /// The page, usually an `<Outlet/>`.
    children: Children,
) -> impl IntoView {
    StaffShell {
        skip,
        brand,
        nav_label,
        menu_label,
        groups,
        location,
        account,
        bar,
    }
    .draw(children)
}

/// The shell of the front desk: the same places, and the whole page for the search box.
#[component]
pub fn DeskShell(
    /// "Skip to content".
    #[prop(into)]
    skip: String,
    /// The product's or the club's name.
    #[prop(into)]
    brand: String,
    /// The name of the navigation: "Main".
    #[prop(into)]
    nav_label: String,
    /// The name of the drawer's button on a phone: "Menu".
    #[prop(into)]
    menu_label: String,
    /// The places.
    groups: Vec<NavGroup>,
    /// The choice of a location, see [`super::nav::LocationSwitcher`].
    #[prop(optional, into)]
    location: ViewFnOnce,
    /// The account, see [`super::nav::AccountMenu`].
    #[prop(optional, into)]
    account: ViewFnOnce,
    /// The page, usually an `<Outlet/>`.
    children: Children,
) -> impl IntoView {
    let bar = ViewFnOnce::default();
    StaffShell {
        skip,
        brand,
        nav_label,
        menu_label,
        groups,
        location,
        account,
        bar,
    }
    .draw(children)
}

/// A link of a trail of places over a title.
pub type Crumb = (String, String);

/// A page of the admin shell: bar with title, search and actions, then `<main>`.
#[component]
pub fn AdminPage(
    /// The page's title, its one `<h1>`.
    #[prop(into)]
    title: String,
    /// The way here: (word, address), then the word of this page in `crumb_here`.
    #[prop(optional)]
    crumbs: Vec<Crumb>,
    /// The name of the trail: "Breadcrumb".
    #[prop(optional, into)]
    crumbs_label: String,
    /// The last word of the trail, such as a number.
    #[prop(optional, into)]
    crumb_here: String,
    /// The way into the command palette, see [`PaletteLink`].
    #[prop(optional, into)]
    search: Option<ViewFnOnce>,
    /// Buttons at the right; small ones.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// The content touches the edges: tables and calendars. Otherwise it stands in a padded column.
    #[prop(optional)]
    flush: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let trail = (!crumbs.is_empty()).then(|| {
        let last = crumbs.len() - usize::from(crumb_here.is_empty());
        let links = crumbs
            .into_iter()
            .enumerate()
            .map(|(n, (word, href))| {
                view! {
                    <a href=href class="inline-flex min-h-6 items-center hover:underline">
                        {word}
                    </a>
                    {(n < last).then_some(" / ")}
                }
            })
            .collect_view();
        view! {
            <nav aria-label=crumbs_label class="text-xs text-muted">
                {links}
                {crumb_here}
            </nav>
        }
    });
    let push = if search.is_some() { "ml-auto lg:ml-0" } else { "ml-auto" };
    let body = if flush {
        children()
    } else {
        view! { <div class="space-y-4 p-4 lg:p-6">{children()}</div> }.into_any()
    };
    view! {
        <header class="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 border-b border-base-300 bg-base-100 px-4 py-2 lg:flex-nowrap lg:px-6 lg:py-0">
            <div class="min-w-0">
                {trail}
                <h1 class="text-lg leading-tight font-bold tracking-tight wrap-anywhere lg:truncate">{title}</h1>
            </div>
            {search.map(|search| view! { <div class="ml-auto hidden lg:block">{search.run()}</div> })}
            <div class=format!("no-print {push} flex flex-wrap items-center justify-end gap-2")>{actions.run()}</div>
        </header>
        <main id="main" class="relative min-h-0 flex-1 lg:overflow-y-auto print:overflow-visible" tabindex="-1">
            {body}
        </main>
    }
    .into_any()
}

/// The box that opens the command palette: a link, so that it works before the script does.
#[component]
pub fn PaletteLink(
    /// Where the palette is drawn by the server.
    #[prop(into)]
    href: String,
    /// "Find anything, do anything".
    #[prop(into)]
    label: String,
    /// The keys as the reader's keyboard names them: "Ctrl K".
    #[prop(into)]
    keys: String,
) -> impl IntoView {
    view! {
        <a
            href=href
            class="btn btn-sm h-9 w-52 justify-start 2xl:w-72 gap-2 border-base-300 bg-base-200 font-normal text-muted"
            aria-keyshortcuts="Control+K"
        >
            <Icon icon=Icon::Search class="size-4"/>
            <span class="truncate">{label}</span>
            <kbd class="kbd kbd-sm ml-auto bg-base-100 text-base-content">{keys}</kbd>
        </a>
    }
    .into_any()
}

/// A page of the desk: the title is read, not seen, because the search box is what the page is about.
#[component]
pub fn DeskPage(
    /// The page's title, its one `<h1>`.
    #[prop(into)]
    title: String,
    /// Shows the title.
    #[prop(optional)]
    titled: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let class = if titled {
        "mb-4 text-2xl font-bold tracking-tight"
    } else {
        "sr-only"
    };
    view! {
        <main
            id="main"
            class="relative flex min-w-0 flex-1 flex-col p-4 lg:overflow-y-auto lg:p-6 print:overflow-visible"
            tabindex="-1"
        >
            <h1 class=class>{title}</h1>
            {children()}
        </main>
    }
    .into_any()
}
