//! What stands where content would: empty, wrong, offline, not allowed, not there yet. Each says what is and what to
//! do.

use leptos::prelude::*;

use super::badge::Tone;
use super::icon::Icon;

/// The arcs over an empty page.
fn arcs() -> AnyView {
    view! {
        <svg viewBox="0 0 160 96" class="w-44" fill="none" aria-hidden="true">
            <g class="stroke-base-300" stroke-width="7">
                <path d="M8 92a84 84 0 0 1 84-84h60"></path>
                <path d="M32 92a60 60 0 0 1 60-60h60"></path>
                <path d="M56 92a36 36 0 0 1 36-36h60"></path>
            </g>
            <circle cx="92" cy="8" r="7" class="fill-primary"></circle>
        </svg>
    }
    .into_any()
}

/// A whole page without content: what would be here and how to begin.
#[component]
pub fn EmptyState(
    /// "No coupons yet".
    #[prop(into)]
    title: String,
    /// What it is for.
    #[prop(into)]
    text: String,
    /// Ways to begin.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// It is all there is: its title is the page's.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let class = "mt-7 text-2xl font-bold tracking-tight";
    let title = if alone {
        view! { <h1 class=class>{title}</h1> }.into_any()
    } else {
        view! { <h2 class=class>{title}</h2> }.into_any()
    };
    view! {
        <section class="mx-auto flex max-w-xl flex-col items-center px-4 py-14 text-center">
            {arcs()}
            {title}
            <p class="mt-2 text-muted">{text}</p>
            {actions
                .map(|actions| {
                    view! { <div class="mt-6 flex flex-wrap justify-center gap-2.5">{actions.run()}</div> }
                })}
        </section>
    }
    .into_any()
}

/// A list or table without rows: "No classes match", with the nearest way to some.
#[component]
pub fn EmptyList(
    /// "No classes match".
    #[prop(into)]
    title: String,
    /// "5 more if you drop “Only free places”."
    #[prop(into)]
    text: String,
    /// The icon.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The way on.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <div class="sheet p-6 text-center sm:p-8">
            <Icon icon=icon.unwrap_or(Icon::CalendarSearch) class="size-8 text-primary"/>
            <p class="mt-2 font-semibold">{title}</p>
            <p class="mt-0.5 text-sm text-muted">{text}</p>
            {actions
                .map(|actions| {
                    view! { <div class="mt-4 flex flex-wrap justify-center gap-2">{actions.run()}</div> }
                })}
        </div>
    }
    .into_any()
}

struct Full {
    icon: Icon,
    circle: &'static str,
    title: String,
    text: String,
    actions: Option<ViewFnOnce>,
    under: AnyView,
    alert: bool,
}

impl Full {
    fn draw(self) -> AnyView {
        view! {
            <section
                class="mx-auto flex max-w-lg flex-col items-center px-4 py-14 text-center"
                role=self.alert.then_some("alert")
            >
                <span class=format!("grid size-16 place-items-center rounded-full {}", self.circle)>
                    <Icon icon=self.icon class="size-8"/>
                </span>
                <h2 class="mt-6 text-2xl font-bold tracking-tight">{self.title}</h2>
                <p class="mt-2 text-muted">{self.text}</p>
                {self
                    .actions
                    .map(|actions| {
                        view! { <div class="mt-6 flex flex-wrap justify-center gap-2.5">{actions.run()}</div> }
                    })}
                {self.under}
            </section>
        }
        .into_any()
    }
}

/// Our fault: says that nothing was changed, and the number under which the log holds the cause.
#[component]
pub fn ErrorState(
    /// "This report did not load".
    #[prop(into)]
    title: String,
    /// "It was not your doing and nothing was changed."
    #[prop(into)]
    text: String,
    /// "If it goes on, give this number to whoever runs your server".
    #[prop(optional, into)]
    reference_label: String,
    /// The number: "E-4F7K-92QD".
    #[prop(optional, into)]
    reference: Option<String>,
    /// Try again, and another way.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    let under = reference
        .map(|reference| {
            view! {
                <div class="sheet mt-8 w-full px-5 py-3.5 text-left">
                    <p class="text-caption text-muted">{reference_label}</p>
                    <p class="font-mono text-lg font-semibold select-all">{reference}</p>
                </div>
            }
        })
        .into_any();
    Full {
        icon: Icon::CloudAlert,
        circle: "bg-error/10 text-error",
        title,
        text,
        actions,
        under,
        alert: true,
    }
    .draw()
}

/// No connection: what still works.
#[component]
pub fn OfflineState(
    /// "No connection".
    #[prop(into)]
    title: String,
    /// "Your entry code works without one."
    #[prop(into)]
    text: String,
    /// The way to what works.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    let (icon, circle) = (Icon::WifiOff, "bg-base-300 text-base-content");
    Full {
        icon,
        circle,
        title,
        text,
        actions,
        under: ().into_any(),
        alert: false,
    }
    .draw()
}

/// Signed in, and not allowed: which right is missing and who can give it.
#[component]
pub fn NoPermission(
    /// "You may not see pay".
    #[prop(into)]
    title: String,
    /// "The right “Pay runs” is needed. Amara Diallo can give it."
    #[prop(into)]
    text: String,
    /// The way back.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    let (icon, circle) = (Icon::LockKeyhole, "bg-warning/12 text-warning");
    Full {
        icon,
        circle,
        title,
        text,
        actions,
        under: ().into_any(),
        alert: false,
    }
    .draw()
}

/// A message inside a page: a refusal with its ways on, a warning, something that worked.
#[component]
pub fn Notice(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// The first line.
    #[prop(into)]
    title: String,
    /// Which rule, with the numbers.
    #[prop(optional, into)]
    text: Option<String>,
    /// Another icon than the tone's.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The ways on.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    let (frame, circle) = match tone {
        Tone::Neutral | Tone::Secondary => ("border-base-300 bg-base-200", "bg-base-300 text-base-content"),
        Tone::Info => ("border-info/40 bg-info/8", "bg-info/15 text-info"),
        Tone::Success => ("border-success/40 bg-success/8", "bg-success/15 text-success"),
        Tone::Warning => ("border-warning/40 bg-warning/8", "bg-warning/15 text-warning"),
        Tone::Error => ("border-error/40 bg-error/8", "bg-error/15 text-error"),
    };
    let role = if matches!(tone, Tone::Warning | Tone::Error) {
        "alert"
    } else {
        "status"
    };
    view! {
        <div class=format!("flex flex-wrap items-center gap-x-4 gap-y-3 rounded-box border p-4 {frame}") role=role>
            <span class=format!("grid size-11 shrink-0 place-items-center rounded-full {circle}")>
                <Icon icon=icon.unwrap_or(tone.icon()) class="size-6"/>
            </span>
            <div class="min-w-0 flex-1 basis-56">
                <p class="font-semibold">{title}</p>
                {text.map(|text| view! { <p class="text-sm text-muted">{text}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="flex flex-wrap gap-2">{actions.run()}</div> })}
        </div>
    }
    .into_any()
}

/// Rows that wait for their content, in the size that the content will have.
#[component]
pub fn SkeletonRows(
    /// How many.
    #[prop(optional)]
    rows: Option<u32>,
    /// "Loading classes".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let lines = (0..rows.unwrap_or(5))
        .map(|_| {
            view! {
                <div class="flex gap-3 py-3.5 pr-3 pl-4">
                    <div class="skeleton h-11 w-12"></div>
                    <div class="flex-1 space-y-2 py-0.5">
                        <div class="skeleton h-4 w-3/4"></div>
                        <div class="skeleton h-3 w-1/2"></div>
                    </div>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="sheet divide-y divide-base-300/70" aria-hidden="true">
            {lines}
        </div>
        <p class="sr-only" role="status">
            {label}
        </p>
    }
    .into_any()
}

/// One block that waits: a hero, a chart, a tile.
#[component]
pub fn SkeletonBlock(
    /// Its size: `h-52 w-full`.
    #[prop(into)]
    class: String,
    /// "Loading the report".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <div class=format!("skeleton rounded-box {class}") aria-hidden="true"></div>
        <p class="sr-only" role="status">
            {label}
        </p>
    }
    .into_any()
}
