//! The figures at the head of the dashboard, each against the span before, and what waits for a decision.

use super::figures::{decimal, every_day, points, share, signed, signed_count, spark, tenths};
use crate::{
    accounts::pages::address::address,
    insight::model::{Dashboard, DayFigures, NeedsYou, Share},
    platform::i18n::{Locale, grouped, t},
    schedule::model::{ClassSession, SessionStatus},
    ui::{
        badge::Tone,
        icon::Icon,
        stat::{Delta, StatRow, StatTile, Trend},
    },
};
use leptos::prelude::*;

/// More is better in every figure that has a change.
fn delta(change: i64, written: String) -> Delta {
    match change {
        0 => Delta::new(written, Trend::Flat, true),
        n if n > 0 => Delta::new(written, Trend::Up, true),
        _ => Delta::new(written, Trend::Down, false),
    }
}

fn count_tile(l: Locale, label: &'static str, now: i64, before: i64, spark: Vec<i64>) -> AnyView {
    view! {
        <StatTile
            label=label
            value=grouped(now)
            delta=delta(now - before, signed_count(now - before))
            note=t::insight::was(l, grouped(before))
            spark=spark
        />
    }
    .into_any()
}

fn share_tile(l: Locale, label: &'static str, now: Share, before: Share, spark: Vec<i64>) -> AnyView {
    let Some(share) = now else {
        return view! { <StatTile label=label value="–" note=t::insight::no_figure(l)/> }.into_any();
    };
    let change = points(now, before).map(|n| delta(n, t::insight::points(l, signed(n, decimal(n)))));
    let was = before.map(|before| t::insight::was(l, t::insight::percent(l, decimal(tenths(before)))));
    match (change, was) {
        (Some(change), Some(was)) => view! {
            <StatTile label=label value=decimal(tenths(share)) unit="%" delta=change note=was spark=spark/>
        }
        .into_any(),
        _ => view! {
            <StatTile label=label value=decimal(tenths(share)) unit="%" note=t::insight::no_before(l) spark=spark/>
        }
        .into_any(),
    }
}

/// Who may leave, and who left in the last whole month.
fn leaving(l: Locale, d: &Dashboard) -> AnyView {
    let figures = &d.leaving;
    let place = d
        .location
        .as_ref()
        .map(|place| place.id.to_string())
        .unwrap_or_default();
    let may_leave = figures.leaving.map(|n| {
        let note = if figures.aside > 0 {
            t::leaving::tile_aside(l, figures.aside)
        } else {
            t::leaving::tile_why(l).to_owned()
        };
        view! {
            <StatTile
                label=t::leaving::tile(l)
                value=grouped(n)
                note=note
                href=address("/admin/leaving", &[("location", &place)])
            />
        }
    });
    let churn = match figures.churn {
        Some(churn) => {
            let share = share(churn.lost, churn.active).unwrap_or(0);
            view! {
                <StatTile
                    label=t::leaving::churn(l)
                    value=decimal(tenths(share))
                    unit="%"
                    delta=Delta::fact(t::leaving::churn_of(l, grouped(churn.active), grouped(churn.lost)), Tone::Neutral)
                    note=l.month_of(figures.month)
                />
            }
            .into_any()
        }
        None => view! { <StatTile label=t::leaving::churn(l) value="–" note=t::leaving::churn_none(l)/> }.into_any(),
    };
    view! {
        {may_leave}
        {churn}
    }
    .into_any()
}

/// The figures.
pub fn tiles(l: Locale, d: &Dashboard) -> AnyView {
    let days = every_day(d);
    let line = |figure: fn(&DayFigures) -> Option<i64>| spark(&days, figure);
    let planned: Vec<&ClassSession> = d
        .today
        .iter()
        .filter(|s| s.status == SessionStatus::Scheduled)
        .collect();
    let full = if d.full > 0 { Tone::Warning } else { Tone::Neutral };
    let active = count_tile(l, t::insight::active(l), d.active, d.active_before, Vec::new());
    let bookings = count_tile(l, t::insight::bookings(l), d.bookings, d.bookings_before, Vec::new());
    let fill = share_tile(
        l,
        t::insight::fill(l),
        d.fill,
        d.fill_before,
        line(|d| share(d.booked, d.places)),
    );
    let show = share_tile(
        l,
        t::insight::show(l),
        d.show,
        d.show_before,
        line(|d| share(d.came, d.came + d.missed)),
    );
    let waiting = view! {
        <StatTile
            label=t::insight::waiting(l)
            value=grouped(d.waiting)
            delta=Delta::fact(t::insight::full_ahead(l, d.full), full)
            note=t::insight::ahead(l)
        />
    };
    let in_today = view! {
        <StatTile
            label=t::insight::in_today(l)
            value=grouped(d.in_today)
            delta=Delta::fact(t::insight::classes(l, planned.len() as i64), Tone::Neutral)
            note=t::insight::booked_today(l, grouped(planned.iter().map(|s| s.seated()).sum()))
            spark=line(|d| Some(d.came))
        />
    };
    let leaving = leaving(l, d);
    view! {
        <StatRow label=t::insight::tiles(l)>
            {active}
            {bookings}
            {fill}
            {show}
            {waiting}
            {in_today}
            {leaving}
        </StatRow>
        <details class="group -mt-1 text-caption text-muted">
            <summary class="inline-flex min-h-11 cursor-pointer list-none items-center gap-1.5 hover:text-base-content [&::-webkit-details-marker]:hidden">
                <Icon icon=Icon::Info class="size-4"/>
                {t::leaving::churn_help_title(l)}
                <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
            </summary>
            <p class="max-w-3xl pb-1">{t::leaving::churn_help(l)}</p>
        </details>
    }
    .into_any()
}

/// What waits for a decision, each a link to where it is taken.
pub fn needs(l: Locale, d: &Dashboard) -> AnyView {
    let body = if d.needs.is_empty() {
        view! {
            <p class="flex items-center gap-2 text-sm text-muted">
                <Icon icon=Icon::CircleCheckBig class="size-4 text-success"/>
                {t::insight::needs_nothing(l)}
            </p>
        }
        .into_any()
    } else {
        let place = d
            .location
            .as_ref()
            .map(|place| place.id.to_string())
            .unwrap_or_default();
        let links = d.needs.iter().map(|need| need_link(l, need, &place)).collect_view();
        view! { <ul class="flex min-w-0 flex-wrap gap-2">{links}</ul> }.into_any()
    };
    view! {
        <section class="sheet flex flex-col items-start gap-x-3 gap-y-2.5 px-5 py-3 sm:flex-row sm:items-center" aria-labelledby="needs">
            <h2 id="needs" class="shrink-0 text-sm font-semibold">
                {t::insight::needs(l)}
            </h2>
            {body}
        </section>
    }
    .into_any()
}

fn need_link(l: Locale, need: &NeedsYou, place: &str) -> AnyView {
    let (tint, icon, words, href) = match need {
        NeedsYou::NoCoach(n, first) => {
            let moment = format!("{} {}", l.day_short(first.day), first.starts.clock());
            let at = [
                ("location", &*first.location_id.to_string()),
                ("day", &first.day.to_string()),
                ("session", &first.id.to_string()),
            ];
            (
                "bg-error/10 text-error",
                Icon::UserRoundX,
                t::insight::no_coach(l, moment, *n, &first.name),
                address("/admin/timetable", &at),
            )
        }
        NeedsYou::PassesEnding(n) => (
            "bg-warning/10 text-warning",
            Icon::WalletCards,
            t::insight::passes_ending(l, *n),
            address(
                "/admin/members",
                &[
                    ("status", "active"),
                    ("pass", "ending"),
                    ("location", place),
                    ("sort", "pass"),
                ],
            ),
        ),
        NeedsYou::DeadLetters(n) => (
            "bg-error/10 text-error",
            Icon::Activity,
            t::insight::dead_letters(l, *n),
            "/admin/operations".to_owned(),
        ),
    };
    view! {
        <li class="min-w-0">
            <a
                href=href
                class=format!("flex min-h-9 items-center gap-2 rounded-field px-3 py-1.5 text-caption font-medium hover:underline {tint}")
            >
                <Icon icon=icon class="size-4"/>
                <span class="min-w-0 wrap-anywhere">{words}</span>
            </a>
        </li>
    }
    .into_any()
}
