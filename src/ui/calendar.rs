//! Days and weeks. A class's place is made of classes of the style sheet, never of a style attribute; its name is
//! whole: "18:30 to 19:25, Rückenfit, Studio 2, Maximiliane Schönberger, 14 of 14 taken, booked".

use leptos::prelude::*;

use super::button::{ButtonKind, ButtonSize, IconLink, LinkButton};
use super::icon::Icon;

pub use super::calendar_rooms::{RoomCell, RoomEntry, RoomRow, RoomWeek};
pub use super::calendar_week::{DayHead, WeekBlock, WeekEntry, WeekGrid};

/// A day to choose.
#[derive(Clone, Debug)]
pub struct Day {
    /// The URL of the day.
    pub href: String,
    /// The whole name: "Thursday 19 March".
    pub name: String,
    /// The short one: "Thu".
    pub short: String,
    /// The day of the month.
    pub number: String,
    /// The chosen one.
    pub current: bool,
    /// The reader has something on that day: a dot, and these words for those who cannot see it.
    pub mark: Option<String>,
}

/// Seven days as links, under the head of a phone's page.
#[component]
pub fn DayStrip(
    /// "Choose a day".
    #[prop(into)]
    label: String,
    /// The days; seven.
    days: Vec<Day>,
    /// A card over the edge of a public page's hero, wider from 1024 px on.
    #[prop(optional)]
    carded: bool,
) -> impl IntoView {
    let links = days.into_iter().map(|day| day_link(day, carded)).collect_view();
    let class = if carded {
        "-mt-6 grid grid-cols-7 gap-0.5 rounded-box bg-base-100 p-1.5 shadow-pop lg:gap-1"
    } else {
        "mt-2 grid grid-cols-7 gap-1 px-3"
    };
    view! {
        <nav class=class aria-label=label>
            {links}
        </nav>
    }
    .into_any()
}

fn day_link(day: Day, carded: bool) -> AnyView {
    let Day {
        href,
        name,
        short,
        number,
        current,
        mark,
    } = day;
    let (state, weekday, dot) = match (current, mark.is_some()) {
        (true, marked) => {
            let dot = if marked { "bg-primary-content" } else { "bg-transparent" };
            ("bg-primary text-primary-content", "", dot)
        }
        (false, true) => ("hover:bg-base-300/60", "text-muted", "bg-primary"),
        (false, false) => ("hover:bg-base-300/60", "text-muted", "bg-transparent"),
    };
    let (place, roomy) = if carded {
        ("flex-col py-2 lg:flex-row lg:gap-2 lg:py-3", "lg:text-base")
    } else {
        ("h-16 flex-col", "")
    };
    let name = match mark {
        Some(mark) => format!("{name}, {mark}"),
        None => name,
    };
    view! {
        <a
            href=href
            aria-current=current.then_some("date")
            class=format!("flex min-w-0 items-center justify-center rounded-field {place} {state}")
        >
            <span class="sr-only">{name}</span>
            <span class=format!("text-xs {weekday} {roomy}") aria-hidden="true">
                {short}
            </span>
            <span class="text-lg leading-6 font-semibold tabular-nums" aria-hidden="true">
                {number}
            </span>
            {(!carded).then(|| view! { <span class=format!("mt-0.5 size-1.5 rounded-full {dot}")></span> })}
        </a>
    }
    .into_any()
}

/// The way from week to week (or day to day), with the span in words.
#[component]
pub fn WeekNav(
    /// "Week 12, 16 to 22 March".
    #[prop(into)]
    title: String,
    /// The URL of the week before.
    #[prop(into)]
    previous: String,
    /// "Week before".
    #[prop(into)]
    previous_label: String,
    /// The URL of today.
    #[prop(into)]
    today: String,
    /// "Today".
    #[prop(into)]
    today_label: String,
    /// The URL of the week after.
    #[prop(into)]
    next: String,
    /// "Week after".
    #[prop(into)]
    next_label: String,
) -> impl IntoView {
    let (kind, size) = (ButtonKind::Plain, ButtonSize::Small);
    view! {
        <div class="flex flex-wrap items-center gap-2">
            <IconLink href=previous name=previous_label icon=Icon::ChevronLeft kind=kind size=size/>
            <LinkButton href=today label=today_label kind=kind size=size/>
            <IconLink href=next name=next_label icon=Icon::ChevronRight kind=kind size=size/>
            <h2 class="ml-1 text-base font-semibold tabular-nums">{title}</h2>
        </div>
    }
    .into_any()
}
