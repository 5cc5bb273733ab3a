//! The charts of the dashboard: places by day, families of classes, visits by hour. Each has its table behind it.

use super::figures::{day_month, decimal, every_day, percent, share, tenths, weeks};
use crate::{
    booking::pages::parts::tint,
    insight::model::Dashboard,
    platform::{
        i18n::{Locale, grouped, t},
        time::Weekday,
    },
    ui::{
        chart::{ChartWords, HeatMap, LineChart, RankBars, RankItem, Series, Span, Units},
        icon::Icon,
        states::EmptyList,
    },
};
use leptos::prelude::*;

/// The words of a chart's switch and of the head of its table's first column.
pub fn words(l: Locale, title: &str, first: &str) -> ChartWords {
    ChartWords {
        chart: t::insight::chart(l).to_owned(),
        table: t::insight::table(l).to_owned(),
        show_as: t::insight::show_as(l, title),
        first: first.to_owned(),
    }
}

/// Shares as a chart writes them.
pub fn shares(l: Locale) -> Units {
    Units::new(move |bp| t::insight::percent(l, decimal(tenths(bp))))
}

/// Places, places taken and people who came: by day, over a quarter by week.
pub fn by_day(l: Locale, d: &Dashboard) -> AnyView {
    let days = every_day(d);
    let weekly = days.len() > 31;
    let columns = if weekly { weeks(&days) } else { days };
    let places: i64 = columns.iter().map(|c| c.places).sum();
    if places == 0 {
        return view! {
            <EmptyList
                title=t::insight::days_none_title(l)
                text=t::insight::days_none_text(l)
                icon=Icon::CalendarPlus
            />
        }
        .into_any();
    }
    let (booked, came): (i64, i64) = (
        columns.iter().map(|c| c.booked).sum(),
        columns.iter().map(|c| c.came).sum(),
    );
    let label = |day| {
        if columns.len() <= 7 {
            l.day_short(day)
        } else {
            day_month(l, day)
        }
    };
    let labels: Vec<String> = columns.iter().map(|c| label(c.day)).collect();
    let last = columns.len() - 1;
    // today is not over: a line that falls to what came so far would say that people stay away
    let here = columns
        .iter()
        .enumerate()
        .map(|(n, c)| (weekly || n < last).then_some(c.came))
        .collect();
    let series = vec![
        Series::new(t::insight::series_booked(l), columns.iter().map(|c| c.booked)),
        Series::with_gaps(t::insight::series_came(l), here),
        Series::new(t::insight::series_places(l), columns.iter().map(|c| c.places)).plan(),
    ];
    let finding = t::insight::days_finding(
        l,
        grouped(booked),
        grouped(came),
        percent(l, share(booked, places)),
        grouped(places),
        d.span,
    );
    let (note, first) = if weekly {
        (
            t::insight::weeks_note(l, columns.len() as i64),
            t::insight::week_from(l),
        )
    } else {
        (t::insight::days_note(l, d.span), t::insight::day(l))
    };
    let title = t::insight::days_title(l);
    view! {
        <LineChart
            id="by-day"
            title=title
            note=note
            finding=finding
            labels=labels
            series=series
            units=Units::new(grouped)
            words=words(l, title, first)
            from_zero=true
        />
    }
    .into_any()
}

/// How full each family of classes is, in its own colour.
pub fn by_category(l: Locale, d: &Dashboard) -> AnyView {
    let ranked: Vec<_> = d.categories.iter().filter_map(|c| Some((c, c.fill?))).collect();
    let (Some((best, most)), Some((last, least))) = (ranked.first(), ranked.last()) else {
        return view! {
            <EmptyList title=t::insight::fill_none_title(l) text=t::insight::fill_none_text(l) icon=Icon::ChartColumn/>
        }
        .into_any();
    };
    let finding = t::insight::rank_finding(
        l,
        best.category.text(l),
        last.category.text(l),
        percent(l, Some(*least)),
        percent(l, Some(*most)),
    );
    let items = ranked
        .iter()
        .map(|(c, fill)| RankItem::new(c.category.text(l), *fill).category(tint(c.category)))
        .collect();
    let classes = d.categories.iter().map(|c| c.classes).sum();
    let title = t::insight::category_title(l);
    view! {
        <RankBars
            id="by-category"
            title=title
            note=t::insight::classes_in(l, classes, t::insight::span_days(l, d.span))
            finding=finding
            items=items
            out_of=10_000
            measure=t::insight::filled(l)
            units=shares(l)
            words=words(l, title, t::insight::category(l))
        />
    }
    .into_any()
}

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// When people come: the hours between the first and the last visit, by weekday.
pub fn heat(l: Locale, d: &Dashboard) -> AnyView {
    let at = |weekday: usize, hour: usize| d.heat.get(weekday).and_then(|row| row.get(hour)).copied().unwrap_or(0);
    let busy: Vec<usize> = (0..24).filter(|hour| (0..7).any(|day| at(day, *hour) > 0)).collect();
    let (Some(first), Some(last)) = (busy.first().copied(), busy.last().copied()) else {
        return view! {
            <EmptyList title=t::insight::heat_none_title(l) text=t::insight::heat_none_text(l) icon=Icon::ScanLine/>
        }
        .into_any();
    };
    let hours: Vec<usize> = (first..=last).collect();
    let values: Vec<Vec<i64>> = (0..7)
        .map(|day| hours.iter().map(|hour| at(day, *hour)).collect())
        .collect();
    let (mut most, mut day, mut hour) = (0, 0, first);
    for (n, row) in values.iter().enumerate() {
        for (visits, at) in row.iter().zip(&hours) {
            if *visits > most {
                (most, day, hour) = (*visits, n, *at);
            }
        }
    }
    let finding = t::insight::heat_finding(l, l.weekday(WEEK[day]), hour, most, hour + 1);
    let title = t::insight::heat_title(l);
    view! {
        <HeatMap
            id="heat"
            title=title
            note=t::insight::heat_note(l)
            finding=finding
            rows=WEEK.iter().map(|day| l.weekday_short(*day).to_owned()).collect()
            columns=hours.iter().map(ToString::to_string).collect()
            values=values
            units=Units::new(grouped)
            least=t::insight::quiet(l)
            most=t::insight::busy(l)
            words=words(l, title, t::insight::weekday(l))
            span=Span::Half
        />
    }
    .into_any()
}
