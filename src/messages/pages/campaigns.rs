//! What was written to many at once, the latest first, each with what it changed.

use super::campaign::{PATH, state_badge};
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    members::pages::run::when,
    messages::{
        api::load_campaigns,
        model::{CAMPAIGN_ROWS_A_PAGE, CampaignList, CampaignRow, CampaignState, Outcome},
    },
    platform::i18n::{Locale, grouped, t, use_locale},
    ui::{
        button::{ButtonKind, LinkButton},
        icon::Icon,
        list::Sheet,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, SkeletonRows},
        table::Pager,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where campaigns begin.
pub(super) const LEAVING: &str = "/admin/leaving";

/// `/admin/campaigns?page=`
pub struct CampaignsPage {
    page: Load<CampaignList>,
}

impl Page for CampaignsPage {
    fn data() -> Self {
        let query = use_query_map();
        let at =
            Memo::new(move |_| query.with(|query| query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1)));
        Self {
            page: Load::new(move || at.get(), load_campaigns),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let Self { page } = this;
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::campaigns::loading(l)/> };
        view! {
            <StaffPage
                title=t::campaigns::title(l)
                current="leaving"
                crumbs=vec![(t::leaving::title(l).to_owned(), LEAVING.to_owned())]
            >
                <Loaded resource=page skeleton=skeleton error=wrong keep=true let:page>
                    {shown(l, page)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn shown(l: Locale, page: CampaignList) -> AnyView {
    if page.rows.is_empty() {
        let way = move || {
            view! { <LinkButton href=LEAVING label=t::campaigns::to_leaving(l) kind=ButtonKind::Primary/> }
        };
        return view! {
            <EmptyList title=t::campaigns::none_title(l) text=t::campaigns::none_text(l) icon=Icon::Send actions=way/>
        }
        .into_any();
    }
    let first = (page.page - 1) * CAMPAIGN_ROWS_A_PAGE + 1;
    let last = first + page.rows.len() as i64 - 1;
    let to = |at: i64| address(PATH, &[("page", &if at > 1 { at.to_string() } else { String::new() })]);
    let pager = Pager {
        range: t::people::range(l, grouped(first), grouped(last), grouped(page.total)),
        previous: (page.page > 1).then(|| to(page.page - 1)),
        next: (last < page.total).then(|| to(page.page + 1)),
        previous_label: t::people::previous(l).to_owned(),
        next_label: t::people::next(l).to_owned(),
    };
    let rows = page
        .rows
        .iter()
        .map(|(campaign, outcome)| row(l, campaign, *outcome))
        .collect_view();
    view! {
        <div class="mx-auto max-w-4xl">
            <p class="mb-3 max-w-3xl text-sm text-muted">{t::campaigns::text(l)}</p>
            <Sheet label=t::campaigns::title(l)>{rows}</Sheet>
            {pager.on_phone()}
        </div>
    }
    .into_any()
}

fn row(l: Locale, campaign: &CampaignRow, outcome: Option<Outcome>) -> AnyView {
    let (href, whom) = (format!("{PATH}/{}", campaign.id), campaign.whom(l));
    let about = format!("{} · {}", campaign.by, when(l, campaign.at));
    let count = t::campaigns::meant(l, grouped(campaign.total), campaign.total);
    let state = (campaign.state != CampaignState::Done).then(|| state_badge(l, campaign.state));
    let came = outcome.map(|outcome| {
        let (written, held) = (outcome.written, outcome.held);
        let text = if held.of > 0 {
            t::campaigns::came_both(l, held.percent(), written.percent())
        } else {
            t::campaigns::came_one(l, written.percent())
        };
        view! { <p class="text-sm tabular-nums">{text}</p> }
    });
    view! {
        <li class="flex items-center gap-3 px-4 py-3">
            <Icon icon=Icon::Send class="size-5 shrink-0 text-muted"/>
            <div class="min-w-0 flex-1">
                <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <a href=href class="inline-flex min-h-6 items-center font-semibold wrap-anywhere hover:underline">
                        {whom}
                    </a>
                    <span class="text-sm text-muted tabular-nums">{count}</span>
                    {state}
                </p>
                {came}
                <p class="text-caption text-muted">{about}</p>
            </div>
        </li>
    }
    .into_any()
}
