//! Classes on the dashboard: today's with their fill, and every kind of class ranked by how full it was.

use super::{
    dashboard_charts::{shares, words},
    figures::{percent, share},
};
use crate::{
    accounts::pages::address::address,
    booking::pages::parts::{dotted, tint},
    insight::model::{ClassFigures, Dashboard},
    platform::i18n::{Locale, grouped, t},
    schedule::model::{ClassSession, SessionStatus},
    ui::{
        button::{ButtonKind, ButtonSize, LinkButton},
        chart::{RankBars, RankItem},
        icon::Icon,
        plot,
        states::EmptyList,
        table::{Column, DataTable, TableRow},
    },
};
use leptos::prelude::*;

/// Bars that stand beside the table: more of them say less.
const BARS: usize = 8;

/// Today's classes, each leading to its roster at the desk.
pub fn today(l: Locale, d: &Dashboard) -> AnyView {
    let planned: Vec<&ClassSession> = d
        .today
        .iter()
        .filter(|s| s.status == SessionStatus::Scheduled)
        .collect();
    if d.today.is_empty() {
        let plan = move || view! { <LinkButton href="/admin/timetable" label=t::insight::to_timetable(l) icon=Icon::CalendarDays/> };
        return view! {
            <EmptyList title=t::insight::today_none_title(l) text=t::insight::today_none_text(l) icon=Icon::CalendarDays actions=plan/>
        }
        .into_any();
    }
    let (booked, places): (i64, i64) = (
        planned.iter().map(|s| s.seated()).sum(),
        planned.iter().map(|s| s.capacity).sum(),
    );
    let note = t::insight::today_note(l, grouped(booked), planned.len() as i64, grouped(places));
    let rows = d.today.iter().map(|session| class_row(l, session, d)).collect_view();
    let week = address(
        "/admin/timetable",
        &[(
            "location",
            &d.location
                .as_ref()
                .map(|place| place.id.to_string())
                .unwrap_or_default(),
        )],
    );
    view! {
        <section class="sheet flex min-w-0 flex-col overflow-hidden">
            <div class="flex flex-wrap items-start gap-3 p-5 pb-3">
                <div class="min-w-0">
                    <h2 id="today" class="text-base font-semibold">
                        {t::insight::today_title(l)}
                    </h2>
                    <p class="text-caption text-muted tabular-nums">{note}</p>
                </div>
                <span class="ml-auto">
                    <LinkButton href=week label=t::insight::to_week(l) kind=ButtonKind::Soft size=ButtonSize::Small/>
                </span>
            </div>
            <div class="relative max-h-105 overflow-y-auto" tabindex="0" role="region" aria-labelledby="today">
                <ol class="divide-y divide-base-300/70">{rows}</ol>
            </div>
        </section>
    }
    .into_any()
}

fn class_row(l: Locale, session: &ClassSession, d: &Dashboard) -> AnyView {
    let href = address(
        "/desk",
        &[
            ("location", &session.location_id.to_string()),
            ("class", &session.id.to_string()),
        ],
    );
    let cancelled = session.status == SessionStatus::Cancelled;
    let over = session.ends.at <= d.now.at;
    let running = !over && session.starts.at <= d.now.at;
    // with one location its name is in the head of the page
    let place = d.location.is_none().then_some(session.location.as_str());
    let detail = dotted(&[session.room.as_deref(), place, session.coach.as_deref()]);
    let state = if cancelled {
        Some(("text-cancelled", t::insight::cancelled(l).to_owned()))
    } else if running {
        Some(("font-semibold text-primary", t::insight::on_now(l).to_owned()))
    } else if session.coach_id.is_none() && !over {
        Some(("font-semibold text-few", t::insight::without_coach(l).to_owned()))
    } else if session.waiting > 0 && !over {
        Some(("text-full", t::insight::waiting_for(l, session.waiting)))
    } else {
        None
    };
    let dot = (state.is_some() && !detail.is_empty()).then_some(" · ");
    let (time, name) = match (cancelled, over) {
        (true, _) => ("text-cancelled", "text-cancelled line-through"),
        (false, true) => ("text-muted", ""),
        (false, false) => ("", ""),
    };
    let fill = if running {
        "bg-primary/6"
    } else {
        "hover:bg-base-200/70"
    };
    view! {
        <li class=tint(session.category).class()>
            <a href=href class=format!("flex items-center gap-3 px-5 py-2.5 {fill}")>
                <span class=format!("w-11 shrink-0 font-bold tabular-nums {time}")>{session.starts.clock()}</span>
                <span class="w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
                <span class="min-w-0 flex-1">
                    <span class=format!("block text-sm leading-snug font-medium wrap-anywhere {name}")>{session.name.clone()}</span>
                    <span class="block text-caption text-muted">
                        {detail} {dot} {state.map(|(tone, word)| view! { <span class=tone>{word}</span> })}
                    </span>
                </span>
                {(!cancelled).then(|| filled(l, session.seated(), session.capacity))}
                <Icon icon=Icon::ChevronRight class="size-4 text-muted"/>
            </a>
        </li>
    }
    .into_any()
}

/// How full a class is: the numbers over a bar.
fn filled(l: Locale, booked: i64, capacity: i64) -> AnyView {
    let length = plot::Scale::new((0, capacity.max(1)), (0, 1000)).place(booked.clamp(0, capacity.max(1)));
    view! {
        <span class="w-16 shrink-0 text-right sm:w-24">
            <span class="block text-caption leading-tight font-semibold tabular-nums" aria-hidden="true">
                {booked} "/" {capacity}
            </span>
            <span class="sr-only">{t::insight::taken(l, booked, capacity)}</span>
            <svg width="100%" height="6" class="mt-1 w-full" aria-hidden="true">
                <rect width="100%" height="6" rx="3" class="fill-base-300"></rect>
                <rect width=format!("{}%", plot::text(length)) height="6" rx="3" class="fill-(--cat)"></rect>
            </svg>
        </span>
    }
    .into_any()
}

/// Every kind of class: the fullest as bars, all of them as a table.
pub fn by_class(l: Locale, d: &Dashboard) -> AnyView {
    let ranked: Vec<(&ClassFigures, i64)> = d
        .classes
        .iter()
        .filter_map(|c| Some((c, share(c.booked, c.places)?)))
        .collect();
    let (Some((best, most)), Some((last, least))) = (ranked.first(), ranked.last()) else {
        return ().into_any();
    };
    let finding = t::insight::rank_finding(
        l,
        &best.name,
        &last.name,
        percent(l, Some(*least)),
        percent(l, Some(*most)),
    );
    let items = ranked
        .iter()
        .take(BARS)
        .map(|(c, fill)| RankItem::new(&c.name, *fill).category(tint(c.category)))
        .collect();
    let title = t::insight::class_title(l);
    let shown = t::insight::class_note(l, ranked.len().min(BARS) as i64, ranked.len());
    let total = ranked.iter().map(|(c, _)| c.classes).sum();
    let rows = ranked.iter().map(|(c, fill)| figures_row(l, c, *fill)).collect_view();
    let columns = vec![
        Column::new(t::insight::class(l)),
        Column::new(t::insight::filled(l)).numeric(),
        Column::new(t::insight::show(l)).numeric(),
        Column::new(t::insight::classes_head(l)).numeric(),
        Column::new(t::insight::series_places(l)).numeric(),
        Column::new(t::insight::series_booked(l)).numeric(),
        Column::new(t::insight::series_came(l)).numeric(),
        Column::new(t::insight::missed(l)).numeric(),
    ];
    view! {
        <div class="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.75fr)]">
            <RankBars
                id="by-class"
                title=title
                note=shown
                finding=finding
                items=items
                out_of=10_000
                measure=t::insight::filled(l)
                units=shares(l)
                words=words(l, title, t::insight::class(l))
            />
            <section class="sheet min-w-0 overflow-hidden">
                <div class="px-5 pt-5 pb-3">
                    <h2 class="text-base font-semibold">
                        {t::insight::table_title(l)}
                    </h2>
                    <p class="text-caption text-muted">{t::insight::classes_in(l, total, t::insight::span_days(l, d.span))}</p>
                </div>
                <DataTable caption=t::insight::table_title(l) columns=columns>
                    {rows}
                </DataTable>
            </section>
        </div>
    }
    .into_any()
}

fn figures_row(l: Locale, c: &ClassFigures, fill: i64) -> AnyView {
    let numbers = [c.classes, c.places, c.booked, c.came, c.missed]
        .map(|n| view! { <td class="text-right">{grouped(n)}</td> })
        .collect_view();
    let (cat, kind, name) = (tint(c.category).class(), c.category.text(l), c.name.clone());
    let show = percent(l, share(c.came, c.came + c.missed));
    view! {
        <TableRow>
            <th scope="row" class="font-medium max-lg:max-w-40">
                <span class=format!("{cat} flex items-center gap-2.5")>
                    <span class="size-2.5 shrink-0 rounded-sm bg-(--cat)" aria-hidden="true"></span>
                    <span class="sr-only">{kind}": "</span>
                    <span class="min-w-0 wrap-anywhere">{name}</span>
                </span>
            </th>
            <td class="text-right font-semibold">{percent(l, Some(fill))}</td>
            <td class="text-right">{show}</td>
            {numbers}
        </TableRow>
    }
    .into_any()
}
