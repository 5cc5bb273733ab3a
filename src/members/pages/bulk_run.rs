//! A change of many members: how far it is, what became of everybody, and the way back.

use super::{bulk::PATH, list::PATH as LIST};
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    members::{
        api::{CancelBulk, UndoBulk, load_bulk},
        model::{BULK_ROWS_A_PAGE, BulkFilter, BulkId, BulkLine, BulkPage, BulkResult, BulkState, BulkWhat},
    },
    platform::{
        error::AppError,
        i18n::{Locale, grouped, t, use_locale},
        time::Moment,
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::Hidden,
        icon::Icon,
        list::Card,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, SkeletonRows},
        submit::{Submit, SubmitForm},
        table::{Column, DataTable, Pager, TableRow},
        tabs::{Tab, Tabs},
    },
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};
use std::time::Duration;

/// How often a page looks how far the server is.
const LOOKS: Duration = Duration::from_millis(1000);

/// `/admin/bulk/<change>?show=&page=`
pub struct BulkRunPage {
    page: Load<BulkPage>,
    cancel: Submit<CancelBulk>,
    undo: Submit<UndoBulk>,
}

fn asked(query: &ParamsMap) -> BulkFilter {
    BulkFilter {
        show: query.get("show").unwrap_or_default(),
        page: query
            .get("page")
            .and_then(|page| page.parse().ok())
            .unwrap_or(1)
            .clamp(1, 1_000_000),
    }
}

/// A tag, a language or a place in words.
pub(super) fn value_text(l: Locale, what: BulkWhat, value: Option<&str>) -> String {
    match (what, value) {
        (BulkWhat::Language, Some(tag)) => match Locale::from_tag(tag) {
            Some(known) => known.name().to_owned(),
            None => tag.to_owned(),
        },
        (BulkWhat::Language, None) => t::lists::language_clubs(l).to_owned(),
        (BulkWhat::Home, None) => t::people::home_none(l).to_owned(),
        (_, Some(value)) => value.to_owned(),
        (_, None) => t::audit::gone(l).to_owned(),
    }
}

/// A day and the time of day there.
pub fn when(l: Locale, at: Moment) -> String {
    format!("{} {}", l.date(at.day()), at.clock())
}

/// Counts in a row, each with the class of its figure.
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

impl Page for BulkRunPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let filter = Memo::new(move |_| query.with(asked));
        let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<BulkId>().ok()));
        let (cancel, undo) = (Submit::<CancelBulk>::new(), Submit::<UndoBulk>::new());
        let done = move || cancel.version().get() + undo.version().get();
        let page = Load::new(
            move || (id.get(), filter.get(), done()),
            |(id, filter, _)| async move {
                match id {
                    Some(id) => load_bulk(id, filter).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self { page, cancel, undo }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let BulkRunPage { page, cancel, undo } = this;
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(asked));
        Effect::new(move || {
            let look = move || {
                let working = page.with(|answer| matches!(answer, Some(Ok(page)) if page.row.state.is_working()));
                if working {
                    page.refetch();
                }
            };
            // without a timer the page stands still, which a reload mends
            if let Ok(handle) = set_interval_with_handle(move || untrack(look), LOOKS) {
                on_cleanup(move || handle.clear());
            }
        });
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::lists::bulk_loading(l)/> };
        view! {
            <StaffPage
                title=t::lists::bulk_title(l)
                current="members"
                crumbs=vec![(t::people::title(l).to_owned(), LIST.to_owned())]
            >
                <Loaded resource=page skeleton=skeleton error=wrong keep=true let:page>
                    <div class="mx-auto max-w-4xl space-y-5">
                        {head(l, &page, cancel, undo)} {list(l, &page, &filter.get_untracked())}
                    </div>
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn head(l: Locale, page: &BulkPage, cancel: Submit<CancelBulk>, undo: Submit<UndoBulk>) -> AnyView {
    let (row, counts) = (&page.row, &page.counts);
    let title = format!(
        "{}: {}",
        row.what.text(l),
        value_text(l, row.what, row.value.as_deref())
    );
    let about = format!("{} · {}", row.by, when(l, row.at));
    let tone = match row.state {
        BulkState::Running | BulkState::Undoing => Tone::Info,
        BulkState::Done => Tone::Success,
        BulkState::Cancelled | BulkState::Undone => Tone::Neutral,
    };
    let shown = BulkResult::ALL
        .into_iter()
        .filter(|result| *result == BulkResult::Done || counts.of(*result) > 0)
        .map(|result| {
            let class = match result {
                BulkResult::Done | BulkResult::Undone => "text-success",
                BulkResult::Same => "text-info",
                BulkResult::Refused | BulkResult::Left => "text-warning",
                BulkResult::Waiting => "",
            };
            (result.text(row.state, l), counts.of(result), class)
        })
        .collect();
    let (id, again) = (row.id.to_string(), format!("{PATH}/{}", row.id));
    let progress = row.state.is_working().then(|| {
        // on the way back everybody who was changed has a turn
        let (done, all) = if row.state == BulkState::Undoing {
            (counts.undone + counts.left, counts.undone + counts.left + counts.done)
        } else {
            (counts.total - counts.waiting, counts.total)
        };
        let (value, max) = (done.to_string(), all.max(1).to_string());
        view! {
            <div>
                <p class="text-sm text-muted tabular-nums" role="status">
                    {t::lists::progress(l, grouped(done), grouped(all))}
                </p>
                <progress
                    class="progress progress-primary mt-1 h-3 w-full bg-base-300"
                    value=value
                    max=max
                    aria-label=t::lists::progress_label(l)
                ></progress>
                <p class="mt-1 text-caption text-muted">{t::lists::close_page(l)}</p>
            </div>
        }
    });
    let stop = (row.state == BulkState::Running).then(|| {
        let (id, key) = (id.clone(), page.key.clone());
        view! {
            <SubmitForm to=cancel>
                <Hidden name="bulk" value=id/>
                <Hidden name="key" value=key/>
                <Button
                    label=t::lists::stop(l)
                    kind=ButtonKind::Danger
                    size=ButtonSize::Small
                    icon=Icon::OctagonX
                    pending=cancel.pending()
                />
            </SubmitForm>
        }
    });
    let look = row.state.is_working().then(|| {
        view! { <LinkButton href=again label=t::lists::refresh(l) size=ButtonSize::Small icon=Icon::RefreshCw/> }
    });
    let back = page.undo_until.map(|until| {
        let (key, label) = (page.key.clone(), t::lists::undo(l, counts.done, grouped(counts.done)));
        view! {
            <SubmitForm to=undo>
                <Hidden name="bulk" value=id/>
                <Hidden name="key" value=key/>
                <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                    <Button
                        label=label
                        icon=Icon::Undo2
                        pending=undo.pending()
                    />
                    <p class="min-w-0 flex-1 basis-60 text-caption text-muted">
                        {t::lists::undo_note(l, when(l, until))}
                    </p>
                </div>
            </SubmitForm>
        }
    });
    let (state, tiles) = (row.state.text(l), tiles(shown));
    view! {
        <Card>
            <div class="space-y-5">
                <div class="flex flex-wrap items-start gap-x-4 gap-y-2">
                    <div class="min-w-0 flex-1 basis-60">
                        <h2 class="text-lg font-semibold wrap-anywhere">{title}</h2>
                        <p class="text-sm text-muted">{about}</p>
                    </div>
                    <div class="flex items-center gap-2">
                        <Badge tone=tone label=state/>
                        {look}
                        {stop}
                    </div>
                </div>
                {cancel.refused(l)}
                {undo.refused(l)}
                {progress}
                {tiles}
                {back}
            </div>
        </Card>
    }
    .into_any()
}

fn to(id: BulkId, show: &str, page: i64) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    address(&format!("{PATH}/{id}"), &[("show", show), ("page", &page)])
}

/// What became of everybody, line by line.
fn list(l: Locale, page: &BulkPage, filter: &BulkFilter) -> AnyView {
    let (id, counts, state) = (page.row.id, &page.counts, page.row.state);
    let chosen = BulkResult::ALL.into_iter().find(|result| result.code() == filter.show);
    let all = Tab::new(t::lists::result_all(l), to(id, "", 1), chosen.is_none()).count(grouped(counts.total));
    let tabs = std::iter::once(all)
        .chain(
            BulkResult::ALL
                .into_iter()
                .filter(|result| counts.of(*result) > 0 || chosen == Some(*result))
                .map(|result| {
                    let href = to(id, result.code(), 1);
                    Tab::new(result.text(state, l), href, chosen == Some(result)).count(grouped(counts.of(result)))
                }),
        )
        .collect();
    let lines = if page.lines.is_empty() {
        let way = {
            let all = to(id, "", 1);
            move || view! { <LinkButton href=all label=t::lists::result_all(l) icon=Icon::X/> }
        };
        view! { <EmptyList title=t::lists::lines_none(l) text=t::lists::lines_none_text(l) icon=Icon::ListChecks actions=way/> }
            .into_any()
    } else {
        table(l, page, filter)
    };
    view! {
        <div class="sheet overflow-hidden">
            <Tabs label=t::lists::lines(l) tabs=tabs class="px-2"/>
            {lines}
        </div>
    }
    .into_any()
}

fn table(l: Locale, page: &BulkPage, filter: &BulkFilter) -> AnyView {
    let (id, at) = (page.row.id, filter.page.max(1));
    let first = (at - 1) * BULK_ROWS_A_PAGE + 1;
    let last = first + page.lines.len() as i64 - 1;
    let pager = Pager {
        range: t::people::range(l, grouped(first), grouped(last), grouped(page.of_those)),
        previous: (at > 1).then(|| to(id, &filter.show, at - 1)),
        next: (last < page.of_those).then(|| to(id, &filter.show, at + 1)),
        previous_label: t::people::previous(l).to_owned(),
        next_label: t::people::next(l).to_owned(),
    };
    let columns = vec![
        Column::new(t::people::name(l)),
        Column::new(t::lists::col_result(l)),
        Column::new(t::lists::col_why(l)),
    ];
    let state = page.row.state;
    let rows = page.lines.iter().map(|line| row(l, state, line)).collect_view();
    view! {
        <DataTable caption=t::lists::lines(l) columns=columns pager=pager>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn row(l: Locale, state: BulkState, line: &BulkLine) -> AnyView {
    let tone = match line.result {
        BulkResult::Done | BulkResult::Undone => Tone::Success,
        BulkResult::Same => Tone::Info,
        BulkResult::Refused | BulkResult::Left => Tone::Warning,
        BulkResult::Waiting => Tone::Neutral,
    };
    let why = line.why.map(|why| why.text(l));
    let (href, name, number) = (
        format!("{LIST}/{}", line.id),
        line.name.clone(),
        t::people::number(l, line.number),
    );
    let result = line.result.text(state, l);
    view! {
        <TableRow>
            <th scope="row" class="min-w-40 font-normal whitespace-normal">
                <a href=href class="font-medium wrap-anywhere hover:underline">
                    {name}
                </a>
                <span class="block text-xs text-muted">{number}</span>
            </th>
            <td>
                <Badge tone=tone label=result/>
            </td>
            <td class="w-full text-muted whitespace-normal wrap-anywhere">{why}</td>
        </TableRow>
    }
    .into_any()
}
