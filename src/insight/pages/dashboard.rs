//! The owner's first screen: how the club is doing, what waits for a decision, and what is on today.

use super::{
    dashboard_charts::{by_category, by_day, heat},
    dashboard_classes::{by_class, today},
    dashboard_head::{needs, tiles},
    dashboard_next::what_next,
};
use crate::{
    accounts::pages::{
        address::address,
        shell::{Reach, StaffPage},
        wrong::wrong,
    },
    booking::pages::parts::on_return,
    insight::{
        api::{PutAwayNext, load_dashboard, load_what_next},
        model::{Dashboard, WhatNext},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        button::{ButtonKind, LinkButton},
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonBlock},
        submit::Submit,
        tabs::{SegmentLinks, Tab},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/admin?location=&span=7|30|90`
pub struct DashboardPage {
    dashboard: Load<Dashboard>,
    next: Load<Option<WhatNext>>,
    put_away: Submit<PutAwayNext>,
}

/// The path of the page.
const PATH: &str = "/admin";

/// The spans that can be looked back on, in days; the second without a choice.
const SPANS: [i64; 3] = [7, 30, 90];

/// Location and span as the URL asks for them.
fn asked() -> Memo<(String, i64)> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let span = query.get("span").and_then(|span| span.parse().ok());
            let span = span.filter(|span| SPANS.contains(span)).unwrap_or(SPANS[1]);
            (query.get("location").unwrap_or_default(), span)
        })
    })
}

impl Page for DashboardPage {
    fn data() -> Self {
        let asked = asked();
        let put_away = Submit::<PutAwayNext>::new();
        Self {
            next: Load::new(move || put_away.done().get(), |_| load_what_next()),
            put_away,
            dashboard: Load::new(
                move || asked.get(),
                |(location, span)| load_dashboard(location, span.to_string()),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let (dashboard, next, put_away) = (this.dashboard, this.next, this.put_away);
        let asked = asked();
        on_return(move || dashboard.refetch());
        let spans = move || move || spans(l, &asked.get());
        view! {
            <StaffPage title=t::insight::title(l) current="dashboard" reach=Reach::All actions=spans>
                <Loaded resource=next error=nothing keep=true let:next>
                    {next.map(|next| what_next(l, next, put_away))}
                </Loaded>
                <Loaded resource=dashboard skeleton=move || waiting(l) error=wrong keep=true let:dashboard>
                    {shown(l, &dashboard)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

/// Whoever may not set the club up has no list.
fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

/// How far back to look: links, so that a view of the figures can be kept and sent.
fn spans(l: Locale, (location, chosen): &(String, i64)) -> AnyView {
    let tabs = SPANS
        .into_iter()
        .map(|span| {
            let days = if span == SPANS[1] {
                String::new()
            } else {
                span.to_string()
            };
            let href = address(PATH, &[("location", location), ("span", &days)]);
            Tab::new(t::insight::span_days(l, span), href, span == *chosen)
        })
        .collect::<Vec<_>>();
    view! { <SegmentLinks label=t::insight::span_label(l) tabs=tabs/> }.into_any()
}

fn waiting(l: Locale) -> impl IntoView {
    let tiles = (0..8)
        .map(|_| view! { <div class="skeleton h-30 rounded-box" aria-hidden="true"></div> })
        .collect_view();
    view! {
        <div class="grid grid-cols-2 gap-3 md:grid-cols-4">{tiles}</div>
        <SkeletonBlock class="h-14 w-full" label=t::insight::loading(l)/>
        <div class="grid gap-4 xl:grid-cols-[1.75fr_1fr]">
            <div class="skeleton h-80 rounded-box" aria-hidden="true"></div>
            <div class="skeleton h-80 rounded-box" aria-hidden="true"></div>
        </div>
    }
}

/// Nothing was planned, booked or counted yet: a club on its first day.
fn begins(d: &Dashboard) -> bool {
    d.days.is_empty()
        && d.today.is_empty()
        && d.active == 0
        && d.bookings == 0
        && d.heat.iter().flatten().all(|n| *n == 0)
}

fn shown(l: Locale, d: &Dashboard) -> AnyView {
    if begins(d) {
        return first_day(l, d);
    }
    view! {
        {tiles(l, d)}
        {needs(l, d)}
        <div class="grid items-stretch gap-4 xl:grid-cols-[minmax(0,1.75fr)_minmax(0,1fr)]">
            {by_day(l, d)}
            {by_category(l, d)}
        </div>
        <div class="grid items-start gap-4 xl:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
            {today(l, d)}
            {heat(l, d)}
        </div>
        {by_class(l, d)}
    }
    .into_any()
}

/// Where to begin, in the order in which the steps need each other.
fn first_day(l: Locale, d: &Dashboard) -> AnyView {
    let ways = move || {
        view! {
            <LinkButton
                href="/admin/series/new"
                label=t::insight::begin_series(l)
                kind=ButtonKind::Primary
                icon=Icon::CalendarPlus
            />
            <LinkButton href="/admin/classes" label=t::insight::begin_classes(l) icon=Icon::Dumbbell/>
        }
    };
    view! {
        <EmptyState title=t::insight::empty_title(l) text=t::insight::empty_text(l) actions=ways/>
        {(!d.needs.is_empty()).then(|| needs(l, d))}
    }
    .into_any()
}
