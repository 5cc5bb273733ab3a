//! What was written to many at once: how far it is, whether it helped, and what became of everybody.

use super::campaigns::LEAVING;
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    members::pages::bulk_run::{tiles, when},
    messages::{
        api::{StopCampaign, load_campaign},
        model::{
            CAMPAIGN_DAYS, CAMPAIGN_ROWS_A_PAGE, CampaignFilter, CampaignId, CampaignLine, CampaignPage,
            CampaignResult, CampaignState, Difference, Outcome, Share,
        },
    },
    platform::{
        error::AppError,
        i18n::{Locale, grouped, t, use_locale},
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

/// The path of the list of them.
pub(super) const PATH: &str = "/admin/campaigns";

/// How often a page looks how far the server is.
const LOOKS: Duration = Duration::from_millis(1000);

/// `/admin/campaigns/<campaign>?show=&page=`
pub struct OneCampaignPage {
    page: Load<CampaignPage>,
    stop: Submit<StopCampaign>,
}

fn asked(query: &ParamsMap) -> CampaignFilter {
    CampaignFilter {
        show: query.get("show").unwrap_or_default(),
        page: query
            .get("page")
            .and_then(|page| page.parse().ok())
            .unwrap_or(1)
            .clamp(1, 1_000_000),
    }
}

/// How far it is, as a mark.
pub(super) fn state_badge(l: Locale, state: CampaignState) -> AnyView {
    let tone = match state {
        CampaignState::Running => Tone::Info,
        CampaignState::Done => Tone::Success,
        CampaignState::Stopped => Tone::Neutral,
    };
    view! { <Badge tone=tone label=state.text(l)/> }.into_any()
}

impl Page for OneCampaignPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let filter = Memo::new(move |_| query.with(asked));
        let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<CampaignId>().ok()));
        let stop = Submit::<StopCampaign>::new();
        let page = Load::new(
            move || (id.get(), filter.get(), stop.version().get()),
            |(id, filter, _)| async move {
                match id {
                    Some(id) => load_campaign(id, filter).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self { page, stop }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let Self { page, stop } = this;
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(asked));
        Effect::new(move || {
            let look = move || {
                let working =
                    page.with(|answer| matches!(answer, Some(Ok(page)) if page.row.state == CampaignState::Running));
                if working {
                    page.refetch();
                }
            };
            // without a timer the page stands still, which a reload mends
            if let Ok(handle) = set_interval_with_handle(move || untrack(look), LOOKS) {
                on_cleanup(move || handle.clear());
            }
        });
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::campaigns::loading(l)/> };
        view! {
            <StaffPage
                title=t::campaigns::one_title(l)
                current="leaving"
                crumbs=vec![
                    (t::leaving::title(l).to_owned(), LEAVING.to_owned()),
                    (t::campaigns::title(l).to_owned(), PATH.to_owned()),
                ]
            >
                <Loaded resource=page skeleton=skeleton error=wrong keep=true let:page>
                    <div class="mx-auto max-w-4xl space-y-5">
                        {head(l, &page, stop)} {page.outcome.map(|outcome| outcome_card(l, outcome))}
                        {list(l, &page, &filter.get_untracked())}
                    </div>
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn head(l: Locale, page: &CampaignPage, stop: Submit<StopCampaign>) -> AnyView {
    let (row, counts) = (&page.row, &page.counts);
    let about = format!("{} · {}", row.by, when(l, row.at));
    let running = row.state == CampaignState::Running;
    let shown = CampaignResult::ALL
        .into_iter()
        .filter(|result| *result == CampaignResult::Written || counts.of(*result) > 0)
        .map(|result| {
            let class = match result {
                CampaignResult::Written => "text-success",
                CampaignResult::Held => "text-info",
                CampaignResult::Left => "text-warning",
                CampaignResult::Waiting | CampaignResult::Stopped => "",
            };
            (result.text(l), counts.of(result), class)
        })
        .collect();
    let progress = running.then(|| {
        let (done, all) = (counts.total - counts.of(CampaignResult::Waiting), counts.total);
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
                    aria-label=t::campaigns::progress_label(l)
                ></progress>
                <p class="mt-1 text-caption text-muted">{t::campaigns::close_page(l)}</p>
            </div>
        }
    });
    let (id, key) = (row.id.to_string(), page.key.clone());
    let again = format!("{PATH}/{id}");
    let ways = running.then(|| {
        view! {
            <LinkButton href=again label=t::lists::refresh(l) size=ButtonSize::Small icon=Icon::RefreshCw/>
            <SubmitForm to=stop>
                <Hidden name="campaign" value=id/>
                <Hidden name="key" value=key/>
                <Button
                    label=t::campaigns::stop(l)
                    kind=ButtonKind::Danger
                    size=ButtonSize::Small
                    icon=Icon::OctagonX
                    pending=stop.pending()
                />
            </SubmitForm>
        }
    });
    let words = if row.words.is_empty() {
        view! { <p class="text-sm text-muted">{t::campaigns::words_fit(l)}</p> }.into_any()
    } else {
        view! {
            <blockquote class="border-l-4 border-base-300 pl-3 text-sm whitespace-pre-line wrap-anywhere">
                {row.words.clone()}
            </blockquote>
        }
        .into_any()
    };
    let (title, state, tiles) = (row.whom(l), state_badge(l, row.state), tiles(shown));
    view! {
        <Card>
            <div class="space-y-5">
                <div class="flex flex-wrap items-start gap-x-4 gap-y-2">
                    <div class="min-w-0 flex-1 basis-60">
                        <h2 class="text-lg font-semibold wrap-anywhere">{title}</h2>
                        <p class="text-sm text-muted">{about}</p>
                    </div>
                    <div class="flex flex-wrap items-center gap-2">{state} {ways}</div>
                </div>
                {stop.refused(l)}
                {progress}
                {words}
                {tiles}
            </div>
        </Card>
    }
    .into_any()
}

/// Whether it helped.
fn outcome_card(l: Locale, outcome: Outcome) -> AnyView {
    let note = if outcome.over {
        t::campaigns::counted(l, l.date(outcome.until), CAMPAIGN_DAYS)
    } else {
        t::campaigns::counting(l, l.date(outcome.until), CAMPAIGN_DAYS)
    };
    let held = outcome.held.of > 0;
    let compared = held.then(|| group(l, t::campaigns::result_held(l), outcome.held, "progress-info"));
    let (text, tone) = if held {
        let icon = match outcome.difference {
            Difference::More { .. } => (Icon::TrendingUp, "text-success"),
            Difference::Fewer { .. } => (Icon::TrendingDown, "text-error"),
            Difference::Chance { .. } | Difference::TooFew => (Icon::Info, "text-muted"),
        };
        (outcome.difference.text(l), icon)
    } else {
        (t::campaigns::nobody_held(l).to_owned(), (Icon::Info, "text-muted"))
    };
    let (icon, tint) = tone;
    view! {
        <Card title=t::campaigns::helped(l) note=note>
            <div class="space-y-4">
                {group(l, t::campaigns::result_written(l), outcome.written, "progress-success")} {compared}
                <p class="flex items-start gap-2 text-sm" role="status">
                    <Icon icon=icon class=format!("mt-0.5 size-4 shrink-0 {tint}")/>
                    <span class="min-w-0">{text}</span>
                </p>
            </div>
        </Card>
    }
    .into_any()
}

fn group(l: Locale, name: &'static str, share: Share, class: &'static str) -> AnyView {
    let came = t::campaigns::came_of(l, grouped(share.came), grouped(share.of));
    let (value, max) = (share.came.to_string(), share.of.max(1).to_string());
    view! {
        <div>
            <p class="flex flex-wrap items-baseline justify-between gap-x-3">
                <span class="font-medium">{name}</span>
                <span class="text-sm text-muted tabular-nums">
                    {came.clone()} ", " <span class="font-semibold text-base-content">{t::campaigns::percent(l, share.percent())}</span>
                </span>
            </p>
            <progress
                class=format!("progress {class} mt-1 h-3 w-full bg-base-300")
                value=value
                max=max
                aria-label=format!("{name}: {came}")
            ></progress>
        </div>
    }
    .into_any()
}

fn to(id: CampaignId, show: &str, page: i64) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    address(&format!("{PATH}/{id}"), &[("show", show), ("page", &page)])
}

/// What became of everybody, line by line.
fn list(l: Locale, page: &CampaignPage, filter: &CampaignFilter) -> AnyView {
    let (id, counts) = (page.row.id, &page.counts);
    let chosen = CampaignResult::ALL
        .into_iter()
        .find(|result| result.code() == filter.show);
    let all = Tab::new(t::lists::result_all(l), to(id, "", 1), chosen.is_none()).count(grouped(counts.total));
    let tabs = std::iter::once(all)
        .chain(
            CampaignResult::ALL
                .into_iter()
                .filter(|result| counts.of(*result) > 0 || chosen == Some(*result))
                .map(|result| {
                    let href = to(id, result.code(), 1);
                    Tab::new(result.text(l), href, chosen == Some(result)).count(grouped(counts.of(result)))
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

fn table(l: Locale, page: &CampaignPage, filter: &CampaignFilter) -> AnyView {
    let (id, at) = (page.row.id, filter.page.max(1));
    let first = (at - 1) * CAMPAIGN_ROWS_A_PAGE + 1;
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
        Column::new(t::campaigns::since(l)),
    ];
    let rows = page.lines.iter().map(|line| row(l, line)).collect_view();
    view! {
        <DataTable caption=t::lists::lines(l) columns=columns pager=pager>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn row(l: Locale, line: &CampaignLine) -> AnyView {
    let tone = match line.result {
        CampaignResult::Written => Tone::Success,
        CampaignResult::Held => Tone::Info,
        CampaignResult::Left => Tone::Warning,
        CampaignResult::Waiting | CampaignResult::Stopped => Tone::Neutral,
    };
    let said = match (line.why, line.came) {
        (Some(why), _) => why.text(l),
        (None, true) => t::campaigns::came_again(l),
        (None, false) => "",
    };
    let (href, name, number) = (
        format!("/admin/members/{}", line.id),
        line.name.clone(),
        t::people::number(l, line.number),
    );
    let result = line.result.text(l);
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
            <td class="w-full text-muted whitespace-normal wrap-anywhere">{said}</td>
        </TableRow>
    }
    .into_any()
}
