//! Navigation as data, and the parts the shells are made of: skip link, dock, side navigation, menus.

use leptos::prelude::*;

use super::avatar::{Avatar, AvatarSize, AvatarTone};
use super::icon::Icon;

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
        NavGroup { title: Some(title.into()), items }
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
            let items = group.items.into_iter().map(|item| side_item(item, roomy)).collect_view();
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
    let NavItem { label, href, icon, current, count, .. } = item;
    let height = if roomy { "h-11 text-base" } else { "h-11 text-sm lg:h-8.5" };
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

/// A line of a menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// The words.
    pub label: String,
    /// Where to.
    pub href: String,
    /// The icon before them.
    pub icon: Option<Icon>,
    /// The chosen one of a list of choices.
    pub chosen: bool,
    /// The language of the words where it differs from the page's.
    pub lang: Option<String>,
}

impl MenuItem {
    /// A line that leads somewhere.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        MenuItem { label: label.into(), href: href.into(), icon: None, chosen: false, lang: None }
    }

    /// Adds an icon.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Marks the line as the chosen one.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// Says in which language the words are.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.lang = Some(lang.into());
        self
    }
}

fn menu_line(item: MenuItem) -> AnyView {
    let MenuItem { label, href, icon, chosen, lang } = item;
    let icon = icon.or(chosen.then_some(Icon::Check));
    view! {
        <li>
            <a href=href lang=lang aria-current=chosen.then_some("true") class="min-h-9 items-center">
                {icon.map(|icon| view! { <Icon icon=icon class="size-4"/> })}
                {label}
            </a>
        </li>
    }
    .into_any()
}

/// A menu that opens under (or over) what the caller draws. It is a `<details>`: it opens without a script.
///
/// Links inside close it, so that it is not left open when the router swaps the page under it.
#[component]
pub fn Menu(
    /// What stands in the closed menu.
    #[prop(into)]
    face: ViewFnOnce,
    /// The name of the button where the face is an icon only.
    #[prop(optional, into)]
    name: Option<String>,
    /// Classes of the button.
    #[prop(into)]
    class: String,
    /// Where it opens: daisyUI's `dropdown-end`, `dropdown-top`.
    #[prop(optional, into)]
    place: String,
    /// The lines.
    #[prop(optional)]
    items: Vec<MenuItem>,
    /// Lines that are forms, such as signing out: drawn after `items` as `<li>`.
    #[prop(optional, into)]
    more: ViewFnOnce,
) -> impl IntoView {
    let details = NodeRef::<leptos::html::Details>::new();
    let close = move |_| {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    view! {
        <details class=format!("dropdown {place}") node_ref=details>
            <summary class=format!("list-none {class}") aria-label=name>
                {face.run()}
            </summary>
            <ul
                class="dropdown-content menu z-50 my-1 w-60 max-w-[calc(100vw-2rem)] flex-nowrap rounded-box bg-base-100 p-2 text-base-content shadow-pop outline outline-base-300"
                on:click=close
            >
                {items.into_iter().map(menu_line).collect_view()}
                {more.run()}
            </ul>
        </details>
    }
    .into_any()
}

/// The choice of a location at the head of a staff shell.
#[component]
pub fn LocationSwitcher(
    /// The location the page is about.
    #[prop(into)]
    current: String,
    /// "Choose a location".
    #[prop(into)]
    label: String,
    /// The locations the reader may see; the chosen one marked.
    items: Vec<MenuItem>,
) -> impl IntoView {
    let face = move || {
        view! {
            <Icon icon=Icon::MapPin class="size-4 text-muted"/>
            <span class="sr-only">{label}</span>
            <span class="truncate">{current}</span>
            <Icon icon=Icon::ChevronsUpDown class="ml-auto size-4 text-muted"/>
        }
    };
    view! {
        <div class="px-3">
            <Menu
                face=face
                class="btn btn-sm h-10 w-full justify-start gap-2 border-base-300 bg-base-100 px-2.5 font-medium"
                place="w-full"
                items=items
            />
        </div>
    }
    .into_any()
}

/// Who is signed in, at the foot of a side navigation, with the account menu.
#[component]
pub fn AccountMenu(
    /// The person's name.
    #[prop(into)]
    name: String,
    /// Role and reach: "Owner · 3 locations".
    #[prop(optional, into)]
    detail: Option<String>,
    /// "Account menu".
    #[prop(into)]
    label: String,
    /// Profile, language, theme.
    items: Vec<MenuItem>,
    /// Forms such as "Sign out", as `<li>`.
    #[prop(optional, into)]
    more: ViewFnOnce,
) -> impl IntoView {
    view! {
        <div class="flex items-center gap-2.5 border-t border-base-300 p-3">
            <Avatar name=name.clone() size=AvatarSize::Small tone=AvatarTone::Hero/>
            <div class="min-w-0 flex-1 text-sm leading-tight">
                <p class="truncate font-medium">{name}</p>
                {detail.map(|detail| view! { <p class="truncate text-xs text-muted">{detail}</p> })}
            </div>
            <Menu
                face=|| view! { <Icon icon=Icon::EllipsisVertical class="size-4"/> }
                name=label
                class="btn btn-ghost btn-sm btn-square"
                place="dropdown-top dropdown-end"
                items=items
                more=more
            />
        </div>
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
