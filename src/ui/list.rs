//! Lists: one sheet with hairlines, never a stack of cards. Right is what can be pressed, left is what is true.

use leptos::prelude::*;

use super::badge::{Category, State, StateBadge, StateText};
use super::icon::Icon;

/// A list on one surface.
#[component]
pub fn Sheet(
    /// What the list is, for screen readers, where no heading stands over it.
    #[prop(optional, into)]
    label: Option<String>,
    /// The order means something (time, rank).
    #[prop(optional)]
    ordered: bool,
    /// `<li>` elements.
    children: Children,
) -> impl IntoView {
    let class = "sheet divide-y divide-base-300/70 overflow-hidden";
    if ordered {
        view! {
            <ol class=class aria-label=label>
                {children()}
            </ol>
        }
        .into_any()
    } else {
        view! {
            <ul class=class aria-label=label>
                {children()}
            </ul>
        }
        .into_any()
    }
}

/// A card: something with a heading and its own content, not a list.
#[component]
pub fn Card(
    /// The heading.
    #[prop(optional, into)]
    title: Option<String>,
    /// A line under the heading.
    #[prop(optional, into)]
    note: Option<String>,
    /// Buttons at the right of the heading.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// The content.
    children: Children,
) -> impl IntoView {
    let head = title.map(|title| {
        view! {
            <div class="mb-3 flex flex-wrap items-start gap-x-3 gap-y-2">
                <div class="min-w-0 flex-1 basis-48">
                    <h2 class="text-base font-semibold">{title}</h2>
                    {note.map(|note| view! { <p class="text-caption text-muted">{note}</p> })}
                </div>
                {actions
                    .map(|actions| view! { <div class="ml-auto flex items-center gap-2">{actions.run()}</div> })}
            </div>
        }
    });
    view! {
        <section class=format!("sheet min-w-0 p-5 {class}")>
            {head}
            {children()}
        </section>
    }
    .into_any()
}

/// Something that is seldom asked for, folded away at the end of a page.
#[component]
pub fn Folded(
    /// What is in it, and how many.
    #[prop(into)]
    title: String,
    /// What unfolds.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="group mt-6">
            <summary class="btn btn-ghost list-none gap-2 px-3 text-sm font-medium text-muted [&::-webkit-details-marker]:hidden">
                {title} <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
            </summary>
            <div class="mt-2 space-y-3">{children()}</div>
        </details>
    }
    .into_any()
}

/// The heading over a list, with a link to all of it at the right.
#[component]
pub fn SectionHead(
    /// The heading.
    #[prop(into)]
    title: String,
    /// A count or a span at the right, announced when it changes: "6 classes after 17:00".
    #[prop(optional, into)]
    status: MaybeProp<String>,
    /// Where all of it is.
    #[prop(optional, into)]
    href: Option<String>,
    /// The words of that link.
    #[prop(optional, into)]
    link: String,
) -> impl IntoView {
    let end = match href {
        Some(href) => view! {
            <a href=href class="btn btn-ghost -mr-3 px-3 text-sm font-medium text-primary">
                {link}
                <Icon icon=Icon::ChevronRight class="size-4"/>
            </a>
        }
        .into_any(),
        None => view! {
            <p class="text-right text-caption text-muted" role="status">
                {move || status.get()}
            </p>
        }
        .into_any(),
    };
    view! {
        <div class="flex min-h-9 items-center justify-between gap-3 px-1 pb-1">
            <h2 class="text-base font-semibold">{title}</h2>
            {end}
        </div>
    }
    .into_any()
}

/// A class session as a line: when, what, who and where, how it stands; at the right what can be done.
#[component]
pub fn ClassRow(
    /// When it starts, on the location's clock: "18:30".
    #[prop(into)]
    time: String,
    /// The same instant for machines: "2026-03-19T18:30+01:00".
    #[prop(into)]
    datetime: String,
    /// How long: "55 min".
    #[prop(into)]
    duration: String,
    /// Its category.
    category: Category,
    /// Its name.
    #[prop(into)]
    title: String,
    /// Coach and room; for a cancelled class the reason.
    #[prop(optional, into)]
    detail: String,
    /// How it stands for the reader.
    #[prop(optional)]
    state: Option<State>,
    /// The word for it: "3 left", "Booked".
    #[prop(optional, into)]
    state_label: String,
    /// More about the state: "2nd of 5".
    #[prop(optional, into)]
    state_note: Option<String>,
    /// What can be pressed: a button, or [`OpenLink`].
    #[prop(optional, into)]
    action: ViewFnOnce,
    /// The DOM id, where something leads to this very row.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let cancelled = state == Some(State::Cancelled);
    let tint = if state == Some(State::Booked) {
        "bg-primary/5"
    } else {
        ""
    };
    let struck = if cancelled { "text-cancelled line-through" } else { "" };
    let standing = state.map(|state| match state {
        State::Open | State::Few | State::Full => view! {
            <p class="text-caption">
                <StateText state=state label=state_label/>
            </p>
        }
        .into_any(),
        _ => view! {
            <p class="mt-1.5 flex flex-wrap items-center gap-2 text-caption">
                <StateBadge state=state label=state_label/>
                {state_note
                    .map(|note| view! { <span class=state.text_class()>{note}</span> })}
            </p>
        }
        .into_any(),
    });
    view! {
        <li id=id class=format!("{} flex scroll-mt-4 items-start gap-3 py-3 pr-3 pl-4 target:bg-accent/15 {tint}", category.class())>
            <div class="w-12 shrink-0 pt-0.5">
                <p class=format!("text-lg leading-6 font-bold tabular-nums {struck}")>
                    <time datetime=datetime>{time}</time>
                </p>
                <p class="text-xs text-muted tabular-nums">{duration}</p>
            </div>
            <span class="w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
            <div class="min-w-0 flex-1">
                <h3 class=format!("leading-snug font-semibold wrap-anywhere {struck}")>{title}</h3>
                <p class="mt-0.5 text-caption text-muted">{detail}</p>
                {standing}
            </div>
            <div class="flex min-h-11 shrink-0 items-center self-center">{action.run()}</div>
        </li>
    }
    .into_any()
}

/// The chevron at the right of a row that opens something.
#[component]
pub fn OpenLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// "Open Yin Yoga, 19:45".
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! {
        <a href=href class="btn btn-ghost btn-square -mr-1" aria-label=name>
            <Icon icon=Icon::ChevronRight class="size-5 text-muted"/>
        </a>
    }
    .into_any()
}

/// A class session as a line of a wide page: what [`ClassRow`] says, in columns from 1024 px on.
#[component]
pub fn WideClassRow(
    /// When it starts, on the location's clock.
    #[prop(into)]
    time: String,
    /// The same instant for machines.
    #[prop(into)]
    datetime: String,
    /// How long: "55 min".
    #[prop(into)]
    duration: String,
    /// Its category.
    category: Category,
    /// Its name.
    #[prop(into)]
    title: String,
    /// Kind and level: "Strength, level 2 of 3".
    #[prop(optional, into)]
    kind: String,
    /// The coach.
    #[prop(optional, into)]
    coach: String,
    /// The room.
    #[prop(optional, into)]
    room: String,
    /// How it stands.
    state: State,
    /// The word for it: "3 left".
    #[prop(into)]
    state_label: String,
    /// What can be pressed.
    #[prop(optional, into)]
    action: ViewFnOnce,
) -> impl IntoView {
    let struck = if state == State::Cancelled {
        "text-cancelled line-through"
    } else {
        ""
    };
    view! {
        <li class=format!(
            "{} grid grid-cols-[3.5rem_1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-4 lg:grid-cols-[4.5rem_0.25rem_1fr_13rem_9rem_8rem] lg:gap-x-5 lg:px-6",
            category.class(),
        )>
            <p>
                <span class=format!("block text-lg leading-6 font-bold tabular-nums lg:text-xl {struck}")>
                    <time datetime=datetime>{time}</time>
                </span>
                <span class="text-caption text-muted tabular-nums">{duration}</span>
            </p>
            <span class="hidden h-11 rounded-full bg-(--cat) lg:block" aria-hidden="true"></span>
            <div class="min-w-0">
                <h3 class=format!("leading-snug font-semibold wrap-anywhere lg:text-lg {struck}")>{title}</h3>
                <p class="text-caption font-medium text-(--cat)">{kind}</p>
                <p class="text-caption lg:hidden">
                    <StateText state=state label=state_label.clone()/>
                </p>
            </div>
            <p class="hidden text-sm lg:block">
                <span class="block wrap-anywhere">{coach}</span>
                <span class="text-caption text-muted">{room}</span>
            </p>
            <p class="hidden lg:block">
                <StateBadge state=state label=state_label/>
            </p>
            <div class="flex justify-end">{action.run()}</div>
        </li>
    }
    .into_any()
}

/// Any other line of a list: something at the left, two lines of words, something at the right.
#[component]
pub fn Row(
    /// The first line.
    #[prop(into)]
    title: String,
    /// The second line.
    #[prop(optional, into)]
    detail: Option<String>,
    /// What stands at the left: an icon or an avatar.
    #[prop(optional, into)]
    lead: ViewFnOnce,
    /// A bar in the colour of a category at the left.
    #[prop(optional)]
    category: Option<Category>,
    /// Badges under the words.
    #[prop(optional, into)]
    badges: Option<ViewFnOnce>,
    /// The right edge: a button, a chevron, or an amount.
    #[prop(optional, into)]
    end: ViewFnOnce,
    /// The title leads there.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let cat = category.map(Category::class).unwrap_or_default();
    let bar =
        category.map(|_| view! { <span class="h-11 w-1 shrink-0 rounded-full bg-(--cat)" aria-hidden="true"></span> });
    // a class is a heading of its own, a person or a fact is a line
    let weight = if category.is_some() {
        "font-semibold"
    } else {
        "font-medium"
    };
    let title = match href {
        Some(href) => view! { <a href=href class="hover:underline">{title}</a> }.into_any(),
        None => title.into_any(),
    };
    view! {
        <li class=format!("{cat} flex min-h-14 items-center gap-3 py-2.5 pr-3 pl-4")>
            {bar}
            {lead.run()}
            <div class="min-w-0 flex-1">
                <p class=format!("line-clamp-2 leading-snug {weight} wrap-anywhere")>{title}</p>
                {detail.map(|detail| view! { <p class="text-caption text-muted">{detail}</p> })}
                {badges.map(|badges| view! { <div class="mt-1 flex flex-wrap gap-1.5">{badges.run()}</div> })}
            </div>
            {end.run()}
        </li>
    }
    .into_any()
}

/// A line that is a link as a whole: settings, ledgers, help.
#[component]
pub fn LinkRow(
    /// Where to.
    #[prop(into)]
    href: String,
    /// The first line.
    #[prop(into)]
    title: String,
    /// The second line.
    #[prop(optional, into)]
    detail: Option<String>,
    /// An icon at the left.
    #[prop(optional)]
    icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <li>
            <a href=href class="flex min-h-14 items-center gap-3 px-4 py-2.5 hover:bg-base-200/70">
                {icon.map(|icon| view! { <Icon icon=icon class="size-5 text-muted"/> })}
                <span class="min-w-0 flex-1">
                    <span class="block leading-snug font-medium wrap-anywhere">{title}</span>
                    {detail.map(|detail| view! { <span class="block text-caption text-muted">{detail}</span> })}
                </span>
                <Icon icon=Icon::ChevronRight class="size-5 text-muted"/>
            </a>
        </li>
    }
    .into_any()
}

/// Facts in two columns: what, and its value at the right.
#[component]
pub fn Facts(
    /// (what, value) each.
    facts: Vec<(String, String)>,
) -> impl IntoView {
    let lines = facts
        .into_iter()
        .map(|(what, value)| {
            view! {
                <div class="flex justify-between gap-4 py-1">
                    <dt class="text-muted">{what}</dt>
                    <dd class="text-right font-medium tabular-nums wrap-anywhere">{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="text-sm">{lines}</dl> }.into_any()
}
