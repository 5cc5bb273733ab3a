//! The week as days under each other: on a phone, and wherever the reader asks for a list.

use super::{
    class_types::tint,
    planner::{Act, Asked, clashes, full_name},
};
use crate::{
    platform::{
        i18n::{Locale, t},
        time::{Day, day_plus},
    },
    schedule::model::{ClassSession, SessionId, SessionStatus, Week},
    ui::{
        badge::{State, StateBadge, StateText},
        icon::Icon,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Seven days; those that are over are folded together, so that today is at the top.
pub fn day_list(l: Locale, week: &Week, asked: &Asked) -> AnyView {
    let clashes = clashes(&week.sessions);
    let days: Vec<Day> = (0..7).map(|n| day_plus(week.monday, n)).collect();
    let (over, ahead): (Vec<Day>, Vec<Day>) = if days.contains(&week.today) {
        days.into_iter().partition(|day| *day < week.today)
    } else {
        (Vec::new(), days)
    };
    let draw = |days: Vec<Day>| {
        days.into_iter()
            .map(|day| section(l, day, week, asked, &clashes))
            .collect_view()
    };
    let over = (!over.is_empty()).then(|| {
        let count = week.sessions.iter().filter(|s| s.day < week.today).count() as i64;
        view! {
            <details class="group/over">
                <summary class="flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-field px-1 font-medium text-muted hover:text-base-content">
                    <Icon icon=Icon::ChevronRight class="size-4 group-open/over:rotate-90"/>
                    {t::planner::earlier(l)}
                    <span class="text-caption font-normal tabular-nums">{t::planner::classes(l, count)}</span>
                </summary>
                <div class="mt-2 space-y-5">{draw(over)}</div>
            </details>
        }
    });
    view! {
        <div class="space-y-5">
            {over}
            {draw(ahead)}
        </div>
    }
    .into_any()
}

fn section(l: Locale, day: Day, week: &Week, asked: &Asked, clashes: &BTreeSet<SessionId>) -> AnyView {
    let lines: Vec<AnyView> = week
        .sessions
        .iter()
        .filter(|s| s.day == day)
        .map(|s| line(l, s, asked, clashes.contains(&s.id)))
        .collect();
    let today = day == week.today;
    let note = if today {
        t::planner::today_word(l).to_owned()
    } else {
        t::planner::classes(l, lines.len() as i64)
    };
    let body = if lines.is_empty() {
        view! { <p class="px-1 text-caption text-muted">{t::planner::nothing(l)}</p> }.into_any()
    } else {
        view! { <ol class="sheet divide-y divide-base-300/70 overflow-hidden">{lines}</ol> }.into_any()
    };
    let tone = if today { "text-primary" } else { "" };
    view! {
        <section>
            <h3 class=format!("flex items-baseline justify-between gap-3 px-1 pb-1.5 text-base font-semibold {tone}")>
                {l.day_named(day)}
                <span class="text-caption font-normal tabular-nums">{note}</span>
            </h3>
            {body}
        </section>
    }
    .into_any()
}

fn line(l: Locale, s: &ClassSession, asked: &Asked, clash: bool) -> AnyView {
    let cancelled = s.status == SessionStatus::Cancelled;
    let struck = if cancelled { "text-cancelled line-through" } else { "" };
    let place = [s.room.as_deref(), s.coach.as_deref()];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let dot = (!place.is_empty() && s.coach.is_none()).then_some(" · ");
    let coach = s
        .coach
        .is_none()
        .then(|| view! { <span class="font-semibold text-few">{t::planner::no_coach(l)}</span> });
    let state = if cancelled {
        let reason = s.cancel_reason.clone();
        let words = reason.map_or_else(
            || t::planner::cancelled(l).to_owned(),
            |r| t::planner::cancelled_for(l, r),
        );
        view! { <StateText state=State::Cancelled label=words/> }.into_any()
    } else if clash {
        view! { <StateBadge state=State::Conflict label=t::planner::clash(l) small=true/> }.into_any()
    } else if s.waiting > 0 {
        view! { <StateText state=State::Full label=t::planner::full_waiting(l, s.waiting)/> }.into_any()
    } else if s.free() == 0 {
        view! { <StateText state=State::Full label=t::planner::full(l)/> }.into_any()
    } else if s.few() {
        view! { <StateText state=State::Few label=t::planner::left(l, s.free())/> }.into_any()
    } else {
        view! { <StateText state=State::Open label=t::planner::places(l, s.free())/> }.into_any()
    };
    view! {
        <li class=tint(s.category).class()>
            <a
                href=asked.open(s.id, Act::Change).href()
                data-noscroll=""
                class="flex min-h-14 items-center gap-3 py-2.5 pr-3 pl-4 hover:bg-base-200/70"
            >
                <span class="sr-only">{full_name(l, s)}</span>
                <span class="w-12 shrink-0 self-start" aria-hidden="true">
                    <span class=format!("block text-base leading-6 font-bold tabular-nums {struck}")>{s.starts.clock()}</span>
                    <span class="block text-xs text-muted tabular-nums">{s.ends.clock()}</span>
                </span>
                <span class="w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
                <span class="min-w-0 flex-1" aria-hidden="true">
                    <span class=format!("block text-base leading-snug font-semibold wrap-anywhere {struck}")>{s.name.clone()}</span>
                    <span class="block text-caption text-muted">{place} {dot} {coach}</span>
                    <span class="block text-caption">{state}</span>
                </span>
                <span class="shrink-0 text-sm font-semibold tabular-nums" aria-hidden="true">
                    {s.booked} "/" {s.capacity}
                </span>
                <Icon icon=Icon::ChevronRight class="size-5 text-muted"/>
            </a>
        </li>
    }
    .into_any()
}
