//! Tabs and segments are links, steps show progress, chips filter: the URL holds the state of all of them.

use leptos::prelude::*;

use super::icon::Icon;

/// One of several views of a page.
#[derive(Clone, Debug)]
pub struct Tab {
    /// The word.
    pub label: String,
    /// Where to.
    pub href: String,
    /// Whether the reader is there.
    pub current: bool,
    /// How many things are there.
    pub count: Option<String>,
}

impl Tab {
    /// A view.
    pub fn new(label: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        Tab {
            label: label.into(),
            href: href.into(),
            current,
            count: None,
        }
    }

    /// Adds a count behind the word.
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = Some(count.into());
        self
    }
}

/// Views of a page, or saved views of a list, as links under the page's head.
#[component]
pub fn Tabs(
    /// What they are views of.
    #[prop(into)]
    label: String,
    /// The views.
    tabs: Vec<Tab>,
    /// What stands behind the last one: "Save view".
    #[prop(optional, into)]
    end: ViewFnOnce,
    /// More classes: a margin, a background.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|Tab { label, href, current, count }| {
            let (state, dim) = if current {
                ("border-primary font-semibold text-primary", "")
            } else {
                ("border-transparent text-muted hover:text-base-content", "text-muted")
            };
            view! {
                <a
                    href=href
                    class=format!("flex h-11 shrink-0 items-center gap-1.5 border-b-2 px-3 text-sm whitespace-nowrap lg:h-10 {state}")
                    aria-current=current.then_some("page")
                >
                    {label}
                    {count
                        .map(|count| {
                            view! { <span class=format!("text-caption tabular-nums {dim}")>{count}</span> }
                        })}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class=format!("scroll-x flex items-end gap-1 border-b border-base-300 {class}") aria-label=label>
            {links}
            {end.run()}
        </nav>
    }
    .into_any()
}

/// Two to four ways to see the same thing, joined: Room, Coach, List.
#[component]
pub fn SegmentLinks(
    /// "Show by".
    #[prop(into)]
    label: String,
    /// The ways.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|Tab { label, href, current, .. }| {
            let state = if current { "btn-neutral" } else { "border-base-300 bg-base-100" };
            view! {
                <a href=href class=format!("join-item btn btn-sm h-9 {state}") aria-current=current.then_some("true")>
                    {label}
                </a>
            }
        })
        .collect_view();
    view! {
        <div class="scroll-x max-w-full">
            <div class="join" role="group" aria-label=label>
                {links}
            </div>
        </div>
    }
    .into_any()
}

/// Where the reader is in a long task. Not a menu.
#[component]
pub fn Steps(
    /// What the task is.
    #[prop(into)]
    label: String,
    /// The steps in order.
    steps: Vec<String>,
    /// The step the reader is at, counted from 0.
    current: usize,
) -> impl IntoView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let class = match index.cmp(&current) {
                std::cmp::Ordering::Less => "step step-primary",
                std::cmp::Ordering::Equal => "step step-primary font-semibold",
                std::cmp::Ordering::Greater => "step text-muted",
            };
            view! {
                <li class=class aria-current=(index == current).then_some("step")>
                    {step}
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="steps w-full text-sm" aria-label=label>
            {items}
        </ol>
    }
    .into_any()
}

/// A filter as a link: pressing it sets or drops it. Chosen is a dark fill and a check, never colour alone.
#[component]
pub fn Chip(
    /// The URL with the filter set, or dropped where it is chosen.
    #[prop(into)]
    href: String,
    /// The words.
    #[prop(into)]
    label: String,
    /// Whether it holds.
    #[prop(optional)]
    chosen: bool,
    /// The small form of staff screens.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let size = if small { "btn-sm h-9" } else { "h-11 px-4 text-sm" };
    let state = if chosen {
        "btn-neutral"
    } else {
        "border-base-300 bg-base-100"
    };
    view! {
        <a
            href=href
            class=format!("btn {size} shrink-0 rounded-full font-medium {state}")
            aria-current=chosen.then_some("true")
        >
            {chosen.then(|| view! { <Icon icon=Icon::Check class="size-4"/> })}
            {label}
        </a>
    }
    .into_any()
}

/// A row of chips that scrolls sideways on a phone.
#[component]
pub fn ChipRow(
    /// What they filter.
    #[prop(into)]
    label: String,
    /// The chips.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="scroll-x mt-2 flex gap-2 px-4 py-1 lg:flex-wrap" role="group" aria-label=label>
            {children()}
        </div>
    }
    .into_any()
}

/// A filter that holds, with its value and the way to drop it.
#[component]
pub fn FilterTag(
    /// What is filtered: "Location". No colon follows: languages write it differently, weight tells the two apart.
    #[prop(into)]
    name: String,
    /// By what: "Harbour".
    #[prop(into)]
    value: String,
    /// The URL without the filter.
    #[prop(into)]
    href: String,
    /// "Remove the filter Location".
    #[prop(into)]
    remove_label: String,
) -> impl IntoView {
    view! {
        <span class="inline-flex h-9 items-center rounded-field border border-primary/40 bg-primary/6 pl-3 text-sm">
            <span class="text-muted">{name}</span>
            "\u{a0}"
            <span class="font-medium">{value}</span>
            <a href=href class="ml-1 grid size-9 place-items-center" aria-label=remove_label>
                <Icon icon=Icon::X class="size-3.5"/>
            </a>
        </span>
    }
    .into_any()
}
