//! Navigation as data, and the parts the shells are made of: skip link, dock, side navigation.

use leptos::prelude::*;

use super::icon::Icon;

pub use super::menu::{AccountMenu, LocationSwitcher, Menu, MenuItem};

/// One place to go to.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The word.
    pub label: String,
    /// Where to.
    pub href: String,
    /// The icon.
    pub icon: Icon,
    /// Whether the reader is there.
    pub current: Signal<bool>,
    /// Drawn raised in the dock: the one thing a thumb must find.
    pub raised: bool,
    /// A count behind the word, such as unread messages.
    pub count: Option<String>,
}

impl NavItem {
    /// A place that is not the current one.
    pub fn new(label: impl Into<String>, href: impl Into<String>, icon: Icon) -> Self {
        NavItem {
            label: label.into(),
            href: href.into(),
            icon,
            current: Signal::stored(false),
            raised: false,
            count: None,
        }
    }

    /// Marks the place the reader is at; a signal, because a shell outlives the page inside it.
    pub fn current(mut self, current: impl Into<Signal<bool>>) -> Self {
        self.current = current.into();
        self
    }

    /// Raises the item in the dock.
    pub fn raised(mut self) -> Self {
        self.raised = true;
        self
    }

    /// Adds a count behind the word.
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = Some(count.into());
        self
    }
}

/// Places that belong together in a side navigation.
#[derive(Clone, Debug)]
pub struct NavGroup {
    /// The heading; none for the first and the last group.
    pub title: Option<String>,
    /// The places.
    pub items: Vec<NavItem>,
}

impl NavGroup {
    /// A group without a heading.
    pub fn plain(items: Vec<NavItem>) -> Self {
        NavGroup { title: None, items }
    }

    /// A group with a heading.
    pub fn titled(title: impl Into<String>, items: Vec<NavItem>) -> Self {
        NavGroup {
            title: Some(title.into()),
            items,
        }
    }
}

/// Whether `path` lies at or under `href`: the test behind [`NavItem::current`] for most places.
///
/// `"/admin"` itself would hold for every page of the staff; pass `exact` for such roots.
pub fn is_at(path: &str, href: &str, exact: bool) -> bool {
    let href = href.split(['?', '#']).next().unwrap_or(href).trim_end_matches('/');
    let path = path.trim_end_matches('/');
    path == href || (!exact && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

/// Whether the reader is at `href`, followed while the router moves. Must be called below a router.
pub fn at(href: &'static str, exact: bool) -> Signal<bool> {
    let path = leptos_router::hooks::use_location().pathname;
    Signal::derive(move || is_at(&path.get(), href, exact))
}

fn aria_current(current: Signal<bool>) -> impl Fn() -> Option<&'static str> {
    move || current.get().then_some("page")
}

/// The first thing that Tab reaches: jumps over the navigation.
#[component]
pub fn SkipLink(
    /// "Skip to content".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <a
            href="#main"
            rel="external"
            class="btn btn-primary sr-only z-50 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
            {label}
        </a>
    }
    .into_any()
}

/// The bottom navigation of a phone: four or five places, one of them raised.
#[component]
pub fn Dock(
    /// The name of the navigation: "Main".
    #[prop(into)]
    label: String,
    /// The places.
    items: Vec<NavItem>,
) -> impl IntoView {
    let links = items
        .into_iter()
        .map(|NavItem { label, href, icon, current, raised, .. }| {
            if raised {
                view! {
                    <a href=href class="after:hidden" aria-current=aria_current(current)>
                        <span class="-mt-7 grid size-14 place-items-center rounded-full bg-primary text-primary-content shadow-pop ring-4 ring-base-100">
                            <Icon icon=icon class="size-7"/>
                        </span>
                        <span class="dock-label text-xs font-medium">{label}</span>
                    </a>
                }
                .into_any()
            } else {
                view! {
                    <a
                        href=href
                        class=move || if current.get() { "dock-active font-semibold text-primary" } else { "text-muted" }
                        aria-current=aria_current(current)
                    >
                        <Icon icon=icon class="size-6"/>
                        <span class="dock-label text-xs">{label}</span>
                    </a>
                }
                .into_any()
            }
        })
        .collect_view();
    view! {
        <nav
            class="dock dock-lg z-30 mx-auto max-w-md border-base-300 px-2 md:max-w-none lg:hidden"
            aria-label=label
        >
            {links}
        </nav>
    }
    .into_any()
}

/// The navigation at the left of a desktop: groups of places.
#[component]
pub fn SideNav(
    /// The name of the navigation: "Main".
    #[prop(into)]
    label: String,
    /// The groups, in order.
    groups: Vec<NavGroup>,
    /// Taller rows for people who hold a tablet.
    #[prop(optional)]
    roomy: bool,
) -> impl IntoView {
    let groups = groups
        .into_iter()
        .map(|group| {
            let head = match group.title {
                Some(title) => {
                    view! { <p class="px-2.5 pt-3.5 pb-1 text-xs font-semibold text-muted">{title}</p> }.into_any()
                }
                None => view! { <div class="pt-2"></div> }.into_any(),
            };
            let items = group
                .items
                .into_iter()
                .map(|item| side_item(item, roomy))
                .collect_view();
            view! {
                {head}
                <ul class="space-y-0.5">{items}</ul>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <nav class="mt-2 flex-1 overflow-y-auto px-3 pb-3" aria-label=label>
            {groups}
        </nav>
    }
    .into_any()
}

fn side_item(item: NavItem, roomy: bool) -> AnyView {
    let NavItem {
        label,
        href,
        icon,
        current,
        count,
        ..
    } = item;
    let height = if roomy {
        "h-11 text-base"
    } else {
        "h-11 text-sm lg:h-8.5"
    };
    let class = move || {
        let state = if current.get() {
            "bg-primary/10 font-semibold text-primary"
        } else {
            "text-base-content hover:bg-base-200"
        };
        format!("flex {height} items-center gap-2.5 rounded-field px-2.5 {state}")
    };
    view! {
        <li>
            <a href=href class=class aria-current=aria_current(current)>
                <span class=move || if current.get() { "flex" } else { "flex text-muted" }>
                    <Icon icon=icon class="size-4.5"/>
                </span>
                {label}
                {count.map(|count| view! { <span class="ml-auto text-xs text-muted tabular-nums">{count}</span> })}
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn a_place_is_current_for_what_lies_under_it() {
        assert!(is_at("/admin/members/42", "/admin/members", false));
        assert!(is_at("/admin/members/", "/admin/members?status=active", false));
        assert!(!is_at("/admin/membership", "/admin/members", false));
        assert!(!is_at("/admin/members", "/admin", true));
        assert!(is_at("/", "/", true));
    }
}
