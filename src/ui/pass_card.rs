//! What a member has: a pass on pine with its credits as pips, and the small tiles of the first screen.

use leptos::prelude::*;

use super::icon::Icon;

/// More pips than this are too thin to count; a bar takes their place.
const MOST_PIPS: u32 = 20;

/// Credits as a row of pips, or as a bar where there are many. Decorative: the number stands beside it.
#[component]
pub fn Pips(
    /// How many are left.
    left: u32,
    /// How many there were.
    total: u32,
    /// Stands on pine.
    #[prop(optional)]
    on_pine: bool,
    /// The pass has ended: what is left can no longer be used, and has no colour of its own.
    #[prop(optional)]
    over: bool,
) -> impl IntoView {
    let (height, full, empty, bar) = match (on_pine, over) {
        (true, _) => (
            "h-2",
            "bg-accent",
            "bg-hero-content/20",
            "progress h-2 w-full bg-hero-content/20 text-accent",
        ),
        (false, true) => (
            "h-1.5",
            "bg-base-content/25",
            "bg-base-300",
            "progress h-1.5 w-full bg-base-300 text-base-content/25",
        ),
        (false, false) => (
            "h-1.5",
            "bg-primary",
            "bg-base-300",
            "progress progress-primary h-1.5 w-full bg-base-300 text-primary",
        ),
    };
    if total > MOST_PIPS {
        return view! {
            <progress class=bar value=left.to_string() max=total.to_string() aria-hidden="true"></progress>
        }
        .into_any();
    }
    let pips = (0..total)
        .map(|n| {
            let fill = if n < left { full } else { empty };
            view! { <span class=format!("{height} flex-1 rounded-full {fill}")></span> }
        })
        .collect_view();
    view! {
        <span class="flex gap-1" aria-hidden="true">
            {pips}
        </span>
    }
    .into_any()
}

/// A pass as the member's page of passes shows it.
#[component]
pub fn PassCard(
    /// The DOM id of its name, unique in the page: `pass-1`.
    #[prop(into)]
    id: String,
    /// Its name: "10-class pass".
    #[prop(into)]
    title: String,
    /// What it is for: "All group classes at Harbour and Altona".
    #[prop(optional, into)]
    scope: String,
    /// How it stands: "Active", "Frozen until 1 April".
    #[prop(into)]
    status: String,
    /// The number: "7"; for a membership what stands in its place: "Unlimited".
    #[prop(into)]
    figure: String,
    /// What the number counts: "of 10 classes left".
    #[prop(optional, into)]
    unit: String,
    /// (left, total) where it counts credits.
    #[prop(optional, into)]
    pips: Option<(u32, u32)>,
    /// Until when, with the day in full: "Use by 30 June 2026, in 103 days."
    #[prop(into)]
    until: String,
    /// Renew, Freeze, Details: at most three.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    // a word in place of a number takes a smaller size, or it would break the line
    let size = if figure.chars().count() > 5 {
        "text-3xl"
    } else {
        "text-5xl"
    };
    let labelled_by = id.clone();
    view! {
        <article class="lanes rounded-box p-5 shadow-pop" aria-labelledby=labelled_by>
            <div class="flex items-start justify-between gap-3">
                <div class="min-w-0">
                    <h2 id=id class="text-lg leading-snug font-semibold wrap-anywhere">
                        {title}
                    </h2>
                    <p class="text-caption text-hero-muted">{scope}</p>
                </div>
                <span class="shrink-0 rounded-full bg-hero-content/12 px-2.5 py-1 text-caption font-medium">
                    {status}
                </span>
            </div>
            <p class="mt-3 flex flex-wrap items-baseline gap-x-2">
                <span class=format!("{size} font-bold tracking-tight tabular-nums")>{figure}</span>
                <span class="text-hero-muted">{unit}</span>
            </p>
            {pips
                .map(|(left, total)| {
                    view! {
                        <div class="mt-3">
                            <Pips left=left total=total on_pine=true/>
                        </div>
                    }
                })}
            <p class="mt-2.5 text-caption text-hero-muted">{until}</p>
            {actions
                .map(|actions| {
                    view! { <div class="mt-4 grid auto-cols-fr grid-flow-col gap-2">{actions.run()}</div> }
                })}
        </article>
    }
    .into_any()
}

/// A balance on the first screen or among the passes: one number, one line under it, a link as a whole.
#[component]
pub fn BalanceTile(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What it is: "10-class pass", "Stored value".
    #[prop(into)]
    label: String,
    /// An icon before it.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The number: "7", "€42.50".
    #[prop(into)]
    figure: String,
    /// What it counts: "of 10 left".
    #[prop(optional, into)]
    unit: String,
    /// (left, total) as pips.
    #[prop(optional, into)]
    pips: Option<(u32, u32)>,
    /// (value, of) as a bar: the way to the next tier.
    #[prop(optional, into)]
    bar: Option<(u32, u32)>,
    /// The line at the foot: "until 30 June 2026".
    #[prop(optional, into)]
    note: String,
    /// Classes of that line where it says more than a fact: `font-medium text-primary`, `text-few`.
    #[prop(optional, into)]
    note_class: Option<String>,
) -> impl IntoView {
    let note_class = note_class.unwrap_or_else(|| "text-muted".to_owned());
    let meter = match (pips, bar) {
        (Some((left, total)), _) => view! {
            <span class="mt-2 mb-2 block">
                <Pips left=left total=total/>
            </span>
        }
        .into_any(),
        (None, Some((value, of))) => view! {
            <progress
                class="progress progress-primary mt-2 mb-2 h-1.5 bg-base-300 text-primary"
                value=value.to_string()
                max=of.max(1).to_string()
                aria-hidden="true"
            ></progress>
        }
        .into_any(),
        (None, None) => view! { <span class="mt-1"></span> }.into_any(),
    };
    view! {
        <a href=href class="sheet flex min-w-0 flex-col p-4 hover:shadow-pop">
            <span class="flex items-center gap-1.5 text-sm text-muted">
                {icon.map(|icon| view! { <Icon icon=icon class="size-4"/> })}
                {label}
            </span>
            <span class="mt-1 flex flex-wrap items-baseline gap-x-1.5">
                <span class="text-figure font-bold tracking-tight tabular-nums">{figure}</span>
                <span class="text-sm text-muted">{unit}</span>
            </span>
            {meter}
            <span class=format!("mt-auto text-caption {note_class}")>{note}</span>
        </a>
    }
    .into_any()
}
