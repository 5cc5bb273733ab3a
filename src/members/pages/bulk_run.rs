//! A change of many members: how far it is, what became of everybody, and the way back.

use super::{
    bulk::PATH,
    list::PATH as LIST,
    run::{self, RunLine, RunList, RunResult, look_again, progress, run_list, tiles, when},
};
use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    members::{
        api::{CancelBulk, UndoBulk, load_bulk},
        model::{BULK_ROWS_A_PAGE, BulkFilter, BulkId, BulkLine, BulkPage, BulkResult, BulkState, BulkWhat},
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

/// `/admin/bulk/<change>?show=&page=`
pub struct BulkRunPage {
    page: Load<BulkPage>,
    cancel: Submit<CancelBulk>,
    undo: Submit<UndoBulk>,
}

fn asked(query: &ParamsMap) -> BulkFilter {
    let (show, page) = run::asked(query);
    BulkFilter { show, page }
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
        look_again(page, |page| page.row.state.is_working());
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::lists::bulk_loading(l)/> };
        view! {
            <StaffPage
                title=t::lists::bulk_title(l)
                current="members"
                crumbs=vec![(t::people::title(l).to_owned(), LIST.to_owned())]
            >
                <Loaded resource=page skeleton=skeleton error=wrong keep=true let:page>
                    <div class="mx-auto max-w-4xl space-y-5">
                        {head(l, &page, cancel, undo)} {list(l, page, filter.get_untracked())}
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
    let far = row.state.is_working().then(|| {
        // on the way back everybody who was changed has a turn
        let (done, all) = if row.state == BulkState::Undoing {
            (counts.undone + counts.left, counts.undone + counts.left + counts.done)
        } else {
            (counts.total - counts.waiting, counts.total)
        };
        progress(l, (done, all), t::lists::progress_label(l), t::lists::close_page(l))
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
                {far}
                {tiles}
                {back}
            </div>
        </Card>
    }
    .into_any()
}

/// What became of everybody.
fn list(l: Locale, page: BulkPage, filter: BulkFilter) -> AnyView {
    let (state, counts) = (page.row.state, &page.counts);
    let results = BulkResult::ALL.into_iter().map(|result| RunResult {
        code: result.code(),
        name: result.text(state, l),
        count: counts.of(result),
    });
    let list = RunList {
        path: format!("{PATH}/{}", page.row.id),
        show: filter.show,
        page: filter.page,
        a_page: BULK_ROWS_A_PAGE,
        total: counts.total,
        of_those: page.of_those,
        results: results.collect(),
        said: t::lists::col_why(l),
        lines: page.lines.into_iter().map(|line| one(l, state, line)).collect(),
    };
    run_list(l, list)
}

fn one(l: Locale, state: BulkState, line: BulkLine) -> RunLine {
    RunLine {
        member: line.id,
        number: line.number,
        name: line.name,
        result: line.result.text(state, l),
        tone: match line.result {
            BulkResult::Done | BulkResult::Undone => Tone::Success,
            BulkResult::Same => Tone::Info,
            BulkResult::Refused | BulkResult::Left => Tone::Warning,
            BulkResult::Waiting => Tone::Neutral,
        },
        said: line.why.map(|why| why.text(l)).unwrap_or_default(),
    }
}
