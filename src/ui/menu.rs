//! Menus that open without a script: more to do, the choice of a location, the account.

use leptos::prelude::*;

use super::avatar::{Avatar, AvatarSize, AvatarTone};
use super::icon::Icon;

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
        MenuItem {
            label: label.into(),
            href: href.into(),
            icon: None,
            chosen: false,
            lang: None,
        }
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
    let MenuItem {
        label,
        href,
        icon,
        chosen,
        lang,
    } = item;
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
            <summary class=format!("list-none {class}")>
                {name.map(|name| view! { <span class="sr-only">{name}</span> })}
                {face.run()}
            </summary>
            <ul
                class="dropdown-content menu z-50 my-1 w-max max-w-[min(20rem,calc(100vw-2rem))] min-w-44 flex-nowrap rounded-box bg-base-100 p-2 text-base-content shadow-pop outline outline-base-300"
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
            <div class="min-w-0 flex-1 text-sm leading-snug">
                <p class="truncate font-medium">{name}</p>
                {detail.map(|detail| view! { <p class="line-clamp-2 text-xs text-muted">{detail}</p> })}
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
