//! A list on its way in: its columns, the dry run, the run and what became of every row.

use super::{import_match, import_rows, imports::PATH, run::look_again};
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    members::{
        api::{CancelImport, DiscardUpload, MatchColumns, StartImport, load_upload},
        model::{ImportFilter, UploadId, UploadPage, UploadState},
    },
    platform::{
        error::AppError,
        i18n::{Locale, grouped, t, use_locale},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::Hidden,
        icon::Icon,
        list::Card,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
        tabs::Steps,
    },
};
use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

/// `/admin/import/<file>?show=&q=&page=&step=match`
pub struct ImportWizardPage {
    page: Load<UploadPage>,
    forms: Forms,
}

#[derive(Clone, Copy)]
struct Forms {
    send: Submit<MatchColumns>,
    start: Submit<StartImport>,
    cancel: Submit<CancelImport>,
    discard: Submit<DiscardUpload>,
}

fn wanted(query: &ParamsMap) -> ImportFilter {
    let text = |name| query.get(name).unwrap_or_default();
    ImportFilter {
        show: text("show"),
        q: text("q"),
        step: text("step"),
        page: text("page").parse().unwrap_or(1).clamp(1, 1_000_000),
    }
}

impl Page for ImportWizardPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let filter = Memo::new(move |_| query.with(wanted));
        let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<UploadId>().ok()));
        let forms = Forms {
            send: Submit::new(),
            start: Submit::new(),
            cancel: Submit::new(),
            discard: Submit::new(),
        };
        let done = move || forms.send.done().get() + forms.start.done().get() + forms.cancel.version().get();
        let page = Load::new(
            move || (id.get(), filter.get(), done()),
            |(id, filter, _)| async move {
                match id {
                    Some(id) => load_upload(id, filter).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self { page, forms }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let ImportWizardPage { page, forms } = this;
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(wanted));
        look_again(page, |page| page.state.is_working());
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::import::loading(l)/> };
        view! {
            <StaffPage
                title=t::import::title(l)
                current="import"
                crumbs=vec![(t::import::title(l).to_owned(), PATH.to_owned())]
            >
                <Loaded resource=page skeleton=skeleton error=wrong keep=true let:page>
                    {shown(l, page, &filter.get_untracked(), forms)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn shown(l: Locale, mut page: UploadPage, filter: &ImportFilter, forms: Forms) -> AnyView {
    let matching = page.matching.take();
    let at = match page.state {
        _ if matching.is_some() => 1,
        UploadState::Matching => 1,
        UploadState::Checking | UploadState::Checked => 2,
        UploadState::Running => 3,
        UploadState::Done | UploadState::Cancelled | UploadState::Failed => 4,
    };
    let steps = vec![
        t::import::step_upload(l).to_owned(),
        t::import::step_match(l).to_owned(),
        t::import::step_check(l).to_owned(),
        t::import::step_import(l).to_owned(),
        t::import::step_done(l).to_owned(),
    ];
    let content = match matching {
        Some(matching) => import_match::form(l, &page, matching, forms.send, forms.discard),
        None => stage(l, &page, filter, forms),
    };
    view! {
        <div class="mx-auto max-w-5xl space-y-5">
            <div class="scroll-x">
                <Steps label=t::import::step_label(l) steps=steps current=at/>
            </div>
            <p class="text-sm text-muted wrap-anywhere">{page.file_name.clone()}</p>
            {content}
        </div>
    }
    .into_any()
}

fn stage(l: Locale, page: &UploadPage, filter: &ImportFilter, forms: Forms) -> AnyView {
    let head = match page.state {
        UploadState::Matching => ().into_any(),
        UploadState::Checking | UploadState::Running => progress(l, page, forms),
        UploadState::Checked => checked(l, page, forms),
        UploadState::Done | UploadState::Cancelled => over(l, page),
        UploadState::Failed => view! {
            <Notice
                tone=Tone::Error
                title=t::import::failed_title(l)
                text=t::import::failed_text(l)
                actions=move || view! { <LinkButton href=PATH label=t::import::send_title(l) icon=Icon::Upload/> }
            />
        }
        .into_any(),
    };
    let rows = (!matches!(page.state, UploadState::Checking | UploadState::Failed))
        .then(|| import_rows::rows(l, page, filter));
    view! {
        {head}
        {rows}
    }
    .into_any()
}

fn counts(l: Locale, page: &UploadPage) -> AnyView {
    let counts = page.counts;
    let late = page.state.is_over();
    let tiles = [
        (
            t::import::outcome_added(l),
            counts.added,
            "text-success",
            counts.added > 0 || late,
        ),
        (
            if late {
                t::import::outcome_not_reached(l)
            } else {
                t::import::outcome_new(l)
            },
            counts.new,
            "text-success",
            !late || counts.new > 0,
        ),
        (t::import::outcome_known(l), counts.known, "text-info", true),
        (t::import::outcome_refused(l), counts.refused, "text-warning", true),
        (t::import::outcome_noted(l), counts.noted, "", true),
    ];
    let tiles = tiles
        .into_iter()
        .filter(|(.., shown)| *shown)
        .map(|(label, n, class, _)| {
            view! {
                <div class="rounded-field bg-base-200 px-4 py-3">
                    <dt class="text-caption text-muted">{label}</dt>
                    <dd class=format!("text-xl font-bold tabular-nums {class}")>{grouped(n)}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="mt-5 grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">{tiles}</dl> }.into_any()
}

/// How far the server is. The page looks by itself where it can, and the link looks again.
fn progress(l: Locale, page: &UploadPage, forms: Forms) -> AnyView {
    let running = page.state == UploadState::Running;
    let title = if running {
        t::import::running_title(l, grouped(page.read))
    } else {
        t::import::checking_title(l, grouped(page.read))
    };
    let percent = page.done * 100 / page.read.max(1);
    let mut words = t::import::progress(l, grouped(page.done), grouped(page.read));
    if let Some(minutes) = page.minutes_left {
        words.push_str(import_match::comma(l));
        words.push_str(&t::import::minutes_left(l, minutes));
    }
    let (id, key) = (page.id.to_string(), page.key.clone());
    let stop = running.then(|| {
        view! {
            <SubmitForm to=forms.cancel>
                <Hidden name="upload" value=id/>
                <Hidden name="key" value=key/>
                <Button
                    label=t::import::stop(l)
                    kind=ButtonKind::Danger
                    size=ButtonSize::Small
                    icon=Icon::OctagonX
                    pending=forms.cancel.pending()
                />
            </SubmitForm>
        }
    });
    let again = format!("{PATH}/{}", page.id);
    let counts = running.then(|| counts(l, page));
    let (value, max) = (page.done.to_string(), page.read.max(1).to_string());
    view! {
        <section class="sheet p-5" aria-labelledby="stage">
            {forms.cancel.refused(l)}
            <div class="flex flex-wrap items-start gap-4">
                <div class="min-w-0 flex-1 basis-60">
                    <h2 id="stage" class="text-lg font-semibold">
                        {title}
                    </h2>
                    <p class="text-sm text-muted">{t::import::close_page(l)}</p>
                </div>
                <div class="flex gap-2">
                    <a href=again class=format!("{} {}", ButtonKind::Plain.class(), ButtonSize::Small.class())>
                            {t::import::refresh(l)}
                        </a>
                    {stop}
                </div>
            </div>
            <div class="mt-5 flex flex-wrap items-baseline gap-x-3">
                <p class="text-figure font-bold tracking-tight tabular-nums" role="status">
                    {t::import::percent(l, percent)}
                </p>
                <p class="text-sm text-muted tabular-nums">{words}</p>
            </div>
            <progress
                class="progress progress-primary mt-2 h-3 w-full bg-base-300"
                value=value
                max=max
                aria-label=t::import::progress_label(l)
            ></progress>
            {counts}
        </section>
    }
    .into_any()
}

/// What would happen, and the press that makes it happen.
fn checked(l: Locale, page: &UploadPage, forms: Forms) -> AnyView {
    let new = page.counts.new;
    let title = if new > 0 {
        t::import::checked_title(l, new)
    } else {
        t::import::checked_nobody(l).to_owned()
    };
    let (id, key) = (page.id.to_string(), page.key.clone());
    let (other, discard_key) = (id.clone(), format!("d-{key}"));
    let again = address(&format!("{PATH}/{}", page.id), &[("step", "match")]);
    let counts = counts(l, page);
    let start = (new > 0).then(|| {
        view! {
            <SubmitForm to=forms.start>
                <Hidden name="upload" value=id/>
                <Hidden name="key" value=key/>
                <Button
                    label=t::import::start(l, new)
                    kind=ButtonKind::Primary
                    icon=Icon::Check
                    pending=forms.start.pending()
                />
            </SubmitForm>
        }
    });
    view! {
        <Card>
            <div class="space-y-4" role="status">
                {forms.start.refused(l)}
                {forms.discard.refused(l)}
                <div>
                    <h2 class="text-lg font-semibold">{title}</h2>
                    <p class="text-sm text-muted">{t::import::checked_text(l)}</p>
                </div>
            </div>
            {counts}
            <div class="mt-5 flex flex-wrap items-center gap-2">
                {start}
                <LinkButton href=again label=t::import::rematch(l) icon=Icon::Columns3/>
                <SubmitForm to=forms.discard>
                    <Hidden name="upload" value=other/>
                    <Hidden name="key" value=discard_key/>
                    <Button
                        label=t::import::discard(l)
                        kind=ButtonKind::Ghost
                        icon=Icon::X
                        pending=forms.discard.pending()
                    />
                </SubmitForm>
            </div>
        </Card>
    }
    .into_any()
}

fn over(l: Locale, page: &UploadPage) -> AnyView {
    let (title, text) = if page.state == UploadState::Done {
        (t::import::done_title(l, page.counts.added), t::import::done_text(l))
    } else {
        (
            t::import::cancelled_title(l, grouped(page.done), grouped(page.read)),
            t::import::cancelled_text(l),
        )
    };
    let text = if page.undone { t::import::taken_out(l) } else { text };
    let counts = counts(l, page);
    let undo = page.batch.filter(|_| !page.undone).map(|batch| {
        view! {
            <LinkButton
                href=address(PATH, &[("batch", &batch.to_string())])
                label=t::import::batch_undo(l)
                kind=ButtonKind::Danger
                icon=Icon::Undo2
            />
        }
    });
    view! {
        <Card>
            <div class="flex flex-wrap items-start gap-4">
                <div class="min-w-0 flex-1 basis-60" role="status">
                    <h2 class="text-lg font-semibold">{title}</h2>
                    <p class="text-sm text-muted">{text}</p>
                </div>
                <div class="flex flex-wrap gap-2">{undo}</div>
            </div>
            {counts}
        </Card>
    }
    .into_any()
}
