//! What was written to many at once: how far it is, whether it helped, and what became of everybody.

use super::campaigns::LEAVING;
use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    members::pages::run::{self, RunLine, RunList, RunResult, look_again, progress, run_list, tiles, when},
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
        states::SkeletonRows,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

/// The path of the list of them.
pub(super) const PATH: &str = "/admin/campaigns";

/// `/admin/campaigns/<campaign>?show=&page=`
pub struct OneCampaignPage {
    page: Load<CampaignPage>,
    stop: Submit<StopCampaign>,
}

fn asked(query: &ParamsMap) -> CampaignFilter {
    let (show, page) = run::asked(query);
    CampaignFilter { show, page }
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
        look_again(page, |page| page.row.state == CampaignState::Running);
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
                        {list(l, page, filter.get_untracked())}
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
    let far = running.then(|| {
        let far = (counts.total - counts.of(CampaignResult::Waiting), counts.total);
        progress(l, far, t::campaigns::progress_label(l), t::campaigns::close_page(l))
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
                {far}
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

/// What became of everybody.
fn list(l: Locale, page: CampaignPage, filter: CampaignFilter) -> AnyView {
    let counts = &page.counts;
    let results = CampaignResult::ALL.into_iter().map(|result| RunResult {
        code: result.code(),
        name: result.text(l),
        count: counts.of(result),
    });
    let list = RunList {
        path: format!("{PATH}/{}", page.row.id),
        show: filter.show,
        page: filter.page,
        a_page: CAMPAIGN_ROWS_A_PAGE,
        total: counts.total,
        of_those: page.of_those,
        results: results.collect(),
        said: t::campaigns::since(l),
        lines: page.lines.into_iter().map(|line| one(l, line)).collect(),
    };
    run_list(l, list)
}

fn one(l: Locale, line: CampaignLine) -> RunLine {
    RunLine {
        member: line.id,
        number: line.number,
        name: line.name,
        result: line.result.text(l),
        tone: match line.result {
            CampaignResult::Written => Tone::Success,
            CampaignResult::Held => Tone::Info,
            CampaignResult::Left => Tone::Warning,
            CampaignResult::Waiting | CampaignResult::Stopped => Tone::Neutral,
        },
        said: match (line.why, line.came) {
            (Some(why), _) => why.text(l),
            (None, true) => t::campaigns::came_again(l),
            (None, false) => "",
        }
        .to_owned(),
    }
}
