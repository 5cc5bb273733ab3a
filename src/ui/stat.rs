//! Figures that say how it goes: a tile with its change and a sparkline, and progress with numbers.

use leptos::prelude::*;

use super::badge::Tone;
use super::chart::{Mood, Sparkline};
use super::icon::Icon;

/// Which way a figure moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// It rose.
    Up,
    /// It fell.
    Down,
    /// It stayed.
    Flat,
}

/// How a figure changed, and whether that is good: more leavers is a rise and bad.
#[derive(Clone, Debug)]
pub struct Delta {
    /// With sign and unit: "+0.4 points".
    pub text: String,
    /// Which way; without one no arrow is drawn.
    pub trend: Option<Trend>,
    /// What it means.
    pub tone: Tone,
}

impl Delta {
    /// A change with its arrow; `good` says what it means.
    pub fn new(text: impl Into<String>, trend: Trend, good: bool) -> Self {
        let tone = match (trend, good) {
            (Trend::Flat, _) => Tone::Neutral,
            (_, true) => Tone::Success,
            (_, false) => Tone::Error,
        };
        Delta {
            text: text.into(),
            trend: Some(trend),
            tone,
        }
    }

    /// A fact in place of a change: "17 members".
    pub fn fact(text: impl Into<String>, tone: Tone) -> Self {
        Delta {
            text: text.into(),
            trend: None,
            tone,
        }
    }
}

/// One figure of a dashboard.
#[component]
pub fn StatTile(
    /// What it is: "Seats filled".
    #[prop(into)]
    label: String,
    /// The figure as written: "74", "€68.4".
    #[prop(into)]
    value: String,
    /// Its unit, small: "%", "k".
    #[prop(optional, into)]
    unit: String,
    /// How it changed.
    #[prop(optional, into)]
    delta: Option<Delta>,
    /// The line under the change: "goal 78 %".
    #[prop(optional, into)]
    note: Option<String>,
    /// The months before, oldest first.
    #[prop(optional)]
    spark: Vec<i64>,
    /// Where the figure comes from.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let mood = match &delta {
        Some(Delta { tone: Tone::Error, .. }) => Mood::Bad,
        _ => Mood::Plain,
    };
    let change = delta.map(|Delta { text, trend, tone }| {
        let arrow = trend.map(|trend| {
            let icon = match trend {
                Trend::Up => Icon::TrendingUp,
                Trend::Down => Icon::TrendingDown,
                Trend::Flat => Icon::Minus,
            };
            view! { <Icon icon=icon class="size-3.5"/> }
        });
        view! {
            <span class=format!("flex items-center gap-1 font-semibold whitespace-nowrap {}", tone.text_class())>
                {arrow}
                {text}
            </span>
        }
    });
    let body = view! {
        <span class="text-caption text-muted">{label}</span>
        <span class="mt-0.5 flex items-baseline gap-1">
            <span class="text-2xl font-bold tracking-tight whitespace-nowrap tabular-nums">{value}</span>
            <span class="text-sm text-muted">{unit}</span>
        </span>
        <span class="mt-auto flex items-end justify-between gap-2 pt-2">
            <span class="shrink-0 text-caption leading-tight whitespace-nowrap">
                {change}
                {note.map(|note| view! { <span class="block text-muted">{note}</span> })}
            </span>
            <Sparkline values=spark mood=mood/>
        </span>
    };
    let class = "sheet flex min-w-0 flex-col px-4 pt-3.5 pb-3";
    match href {
        Some(href) => view! { <a href=href class=format!("{class} hover:shadow-pop")>{body}</a> }.into_any(),
        None => view! { <div class=class>{body}</div> }.into_any(),
    }
}

/// The row of figures at the head of a dashboard.
#[component]
pub fn StatRow(
    /// "How we are doing".
    #[prop(into)]
    label: String,
    /// The tiles.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="grid grid-cols-2 gap-3 md:grid-cols-4" aria-label=label>
            {children()}
        </section>
    }
    .into_any()
}

/// How far something is, with its numbers: imports, the way to the next tier.
#[component]
pub fn Progress(
    /// What runs: "Import".
    #[prop(into)]
    label: String,
    /// How far, in words: "63 %", "740 of 1,000".
    #[prop(into)]
    text: Signal<String>,
    /// How far.
    #[prop(into)]
    value: Signal<i64>,
    /// Of how much.
    #[prop(into)]
    max: Signal<i64>,
) -> impl IntoView {
    let name = label.clone();
    view! {
        <div>
            <p class="flex justify-between gap-3 text-sm">
                <span>{label}</span>
                <span class="tabular-nums">{move || text.get()}</span>
            </p>
            <progress
                class="progress progress-primary mt-1 h-2 bg-base-300 text-primary"
                value=move || value.get().to_string()
                max=move || max.get().max(1).to_string()
                aria-label=name
            ></progress>
        </div>
    }
    .into_any()
}
