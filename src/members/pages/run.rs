//! What pages of long work over many members share: how far it is, what became of everybody, line by line, and looking again.

use crate::{
    accounts::pages::address::address,
    members::{model::MemberId, pages::list::PATH as LIST},
    platform::{
        i18n::{Locale, grouped, t},
        time::Moment,
    },
    ui::{
        badge::{Badge, Tone},
        button::LinkButton,
        icon::Icon,
        load::Load,
        states::EmptyList,
        table::{Column, DataTable, Pager, TableRow},
        tabs::{Tab, Tabs},
    },
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use leptos_router::params::ParamsMap;
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// How often a page looks how far the server is.
const LOOKS: Duration = Duration::from_millis(1000);

/// A result by whose lines the list can be looked at.
pub struct RunResult {
    /// Its word in the address.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How many lines have it.
    pub count: i64,
}

/// Somebody, and what became of them.
pub struct RunLine {
    /// The member.
    pub member: MemberId,
    /// Their number.
    pub number: i64,
    /// Their name.
    pub name: String,
    /// The result in words.
    pub result: &'static str,
    /// How the result looks.
    pub tone: Tone,
    /// Why, or what followed; may be empty.
    pub said: String,
}

/// The part of a list that a page shows.
pub struct RunList {
    /// The page's path.
    pub path: String,
    /// The result that is looked at, by its code; empty: all.
    pub show: String,
    /// The page of the list, from 1.
    pub page: i64,
    /// Lines a page.
    pub a_page: i64,
    /// Members in all.
    pub total: i64,
    /// Members with the result that is looked at.
    pub of_those: i64,
    /// The results there are.
    pub results: Vec<RunResult>,
    /// What the last column tells.
    pub said: &'static str,
    /// The lines of this page.
    pub lines: Vec<RunLine>,
}

/// What an address asks of such a list: `show`, and the page from 1.
#[must_use]
pub fn asked(query: &ParamsMap) -> (String, i64) {
    let page = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    (query.get("show").unwrap_or_default(), page.clamp(1, 1_000_000))
}

/// Loads a page again every second for as long as the server works at what it shows.
pub fn look_again<T>(page: Load<T>, working: impl Fn(&T) -> bool + Copy + Send + Sync + 'static)
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Effect::new(move || {
        let look = move || {
            let works = page.with(|answer| matches!(answer, Some(Ok(page)) if working(page)));
            if works {
                page.refetch();
            }
        };
        // without a timer the page stands still, which a reload mends
        if let Ok(handle) = set_interval_with_handle(move || untrack(look), LOOKS) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// A day and the time of day there.
#[must_use]
pub fn when(l: Locale, at: Moment) -> String {
    format!("{} {}", l.date(at.day()), at.clock())
}

/// Counts in a row, each with the class of its figure.
#[must_use]
pub fn tiles(counts: Vec<(&'static str, i64, &'static str)>) -> AnyView {
    let tiles = counts
        .into_iter()
        .map(|(label, n, class)| {
            view! {
                <div class="rounded-field bg-base-200 px-4 py-3">
                    <dt class="text-caption text-muted">{label}</dt>
                    <dd class=format!("text-xl font-bold tabular-nums {class}")>{grouped(n)}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4">{tiles}</dl> }.into_any()
}

/// How far the work is, and that it goes on without the page.
#[must_use]
pub fn progress(l: Locale, (done, all): (i64, i64), label: &'static str, goes_on: &'static str) -> AnyView {
    let (value, max) = (done.to_string(), all.max(1).to_string());
    view! {
        <div>
            <p class="text-sm text-muted tabular-nums" role="status">
                {t::lists::progress(l, grouped(done), grouped(all))}
            </p>
            <progress class="progress progress-primary mt-1 h-3 w-full bg-base-300" value=value max=max aria-label=label></progress>
            <p class="mt-1 text-caption text-muted">{goes_on}</p>
        </div>
    }
    .into_any()
}

fn to(path: &str, show: &str, page: i64) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    address(path, &[("show", show), ("page", &page)])
}

/// What became of everybody, line by line.
#[must_use]
pub fn run_list(l: Locale, list: RunList) -> AnyView {
    let path = list.path.as_str();
    let chosen = list
        .results
        .iter()
        .find(|result| result.code == list.show)
        .map(|result| result.code);
    let all = Tab::new(t::lists::result_all(l), to(path, "", 1), chosen.is_none()).count(grouped(list.total));
    let some = list
        .results
        .iter()
        .filter(|result| result.count > 0 || chosen == Some(result.code));
    let tabs = std::iter::once(all)
        .chain(some.map(|result| {
            Tab::new(result.name, to(path, result.code, 1), chosen == Some(result.code)).count(grouped(result.count))
        }))
        .collect();
    let lines = if list.lines.is_empty() {
        let all = to(path, "", 1);
        let way = move || view! { <LinkButton href=all label=t::lists::result_all(l) icon=Icon::X/> };
        view! { <EmptyList title=t::lists::lines_none(l) text=t::lists::lines_none_text(l) icon=Icon::ListChecks actions=way/> }
            .into_any()
    } else {
        table(l, list)
    };
    view! {
        <div class="sheet overflow-hidden">
            <Tabs label=t::lists::lines(l) tabs=tabs class="px-2"/>
            {lines}
        </div>
    }
    .into_any()
}

fn table(l: Locale, list: RunList) -> AnyView {
    let (path, at) = (list.path.as_str(), list.page.max(1));
    let first = (at - 1) * list.a_page + 1;
    let last = first + list.lines.len() as i64 - 1;
    let pager = Pager {
        range: t::people::range(l, grouped(first), grouped(last), grouped(list.of_those)),
        previous: (at > 1).then(|| to(path, &list.show, at - 1)),
        next: (last < list.of_those).then(|| to(path, &list.show, at + 1)),
        previous_label: t::people::previous(l).to_owned(),
        next_label: t::people::next(l).to_owned(),
    };
    let columns = vec![
        Column::new(t::people::name(l)),
        Column::new(t::lists::col_result(l)),
        Column::new(list.said),
    ];
    let rows = list.lines.into_iter().map(|line| row(l, line)).collect_view();
    view! {
        <DataTable caption=t::lists::lines(l) columns=columns pager=pager>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn row(l: Locale, line: RunLine) -> AnyView {
    let (href, number) = (format!("{LIST}/{}", line.member), t::people::number(l, line.number));
    view! {
        <TableRow>
            <th scope="row" class="min-w-40 font-normal whitespace-normal">
                <a href=href class="font-medium wrap-anywhere hover:underline">
                    {line.name}
                </a>
                <span class="block text-xs text-muted">{number}</span>
            </th>
            <td>
                <Badge tone=line.tone label=line.result/>
            </td>
            <td class="w-full text-muted whitespace-normal wrap-anywhere">{line.said}</td>
        </TableRow>
    }
    .into_any()
}
