//! Member lists: sending a new one, what is not finished, what came in, and taking one out again.

use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    members::{
        api::{UndoImport, load_batch, load_imports},
        model::{BatchPage, BatchRow, ImportId, ImportRefusal, ImportsPage, UploadRow, source_text},
    },
    platform::{
        error::Reason,
        i18n::{Locale, grouped, t, use_locale},
        time::Moment,
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Card, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The path of the page.
pub(super) const PATH: &str = "/admin/import";

/// `/admin/import?batch=<list>&refused=<code>&limit=<n>`
pub struct ImportListPage {
    page: Load<ImportsPage>,
    batch: Load<Option<BatchPage>>,
    undo: Submit<UndoImport>,
}

impl Page for ImportListPage {
    fn data() -> Self {
        let undo = Submit::<UndoImport>::new();
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(|query| query.get("batch")?.parse::<ImportId>().ok()));
        Self {
            page: Load::new(move || undo.done().get(), move |_| load_imports()),
            batch: Load::new(
                move || (asked.get(), undo.done().get()),
                |(asked, _)| async move {
                    match asked {
                        Some(batch) => load_batch(batch).await.map(Some),
                        None => Ok(None),
                    }
                },
            ),
            undo,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let ImportListPage { page, batch, undo } = this;
        let query = use_query_map();
        let refused = move || {
            query.with(|query| {
                let limit = query
                    .get("limit")
                    .and_then(|limit| limit.parse().ok())
                    .unwrap_or_default();
                ImportRefusal::of_file(&query.get("refused")?, limit)
            })
        };
        let asked = Memo::new(move |_| query.with(|query| query.get("batch").is_some()));
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::import::loading(l)/> };
        view! {
            <StaffPage title=t::import::title(l) current="import">
                <Loaded resource=page skeleton=skeleton error=wrong keep=true let:page>
                    {shown(l, page, refused())}
                </Loaded>
            </StaffPage>
            {move || {
                asked
                    .get()
                    .then(|| {
                        view! {
                            <Loaded resource=batch error=nothing let:batch>
                                {batch.map(|batch| taking_out(l, batch, undo))}
                            </Loaded>
                        }
                    })
            }}
        }
        .into_any()
    }
}

fn nothing(_: crate::platform::error::AppError) -> AnyView {
    ().into_any()
}

fn shown(l: Locale, page: ImportsPage, refused: Option<ImportRefusal>) -> AnyView {
    let open = (!page.open.is_empty()).then(|| {
        let rows = page.open.iter().map(|row| unfinished(l, row)).collect_view();
        view! {
            <section>
                <SectionHead title=t::import::open_title(l)/>
                <Sheet label=t::import::open_title(l)>{rows}</Sheet>
            </section>
        }
    });
    let batches = if page.batches.is_empty() {
        view! { <p class="px-1 text-sm text-muted">{t::import::batches_none(l)}</p> }.into_any()
    } else {
        let rows = page.batches.iter().map(|row| batch(l, row)).collect_view();
        view! { <Sheet label=t::import::batches_title(l)>{rows}</Sheet> }.into_any()
    };
    view! {
        <div class="max-w-5xl space-y-6">
            <p class="max-w-3xl text-sm text-muted">{t::import::text(l)}</p>
            {send(l, refused)}
            {open}
            <section>
                <SectionHead title=t::import::batches_title(l)/>
                {batches}
            </section>
        </div>
    }
    .into_any()
}

/// A plain form: the browser sends the file by itself and goes where the answer says.
fn send(l: Locale, refused: Option<ImportRefusal>) -> AnyView {
    let refused = refused.map(|refusal| view! { <Notice tone=Tone::Error title=refusal.text(l)/> });
    view! {
        <Card title=t::import::send_title(l) note=t::import::send_note(l)>
            <form
                method="post"
                action="/admin/import/upload"
                enctype="multipart/form-data"
                class="space-y-4"
            >
                {refused}
                <div>
                    <label for="f-file" class="mb-1 block text-sm font-medium">
                        {t::import::file(l)}
                    </label>
                    <input
                        id="f-file"
                        type="file"
                        name="file"
                        required
                        accept=".csv,.txt,.tsv,text/csv,text/plain"
                        aria-describedby="f-file-hint"
                        class="file-input w-full max-w-xl bg-base-100"
                    />
                    <p id="f-file-hint" class="mt-1.5 text-caption text-muted">
                        {t::import::file_hint(l)}
                    </p>
                </div>
                <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                    <Button label=t::import::send(l) kind=ButtonKind::Primary icon=Icon::Upload/>
                    <p class="min-w-0 flex-1 basis-60 text-caption text-muted">{t::import::kept_note(l)}</p>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

fn when(l: Locale, at: Moment) -> String {
    format!("{} {}", l.date(at.day()), at.clock())
}

fn unfinished(l: Locale, row: &UploadRow) -> AnyView {
    let href = format!("{PATH}/{}", row.id);
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <Icon icon=Icon::FileSpreadsheet class="size-6 shrink-0 text-primary"/>
            <a
                href=href
                class="min-w-0 flex-1 basis-48 font-semibold wrap-anywhere hover:underline"
                aria-label=t::import::open_name(l, &row.file_name)
            >
                {row.file_name.clone()}
            </a>
            <span class="text-caption text-muted">{when(l, row.at)}</span>
            <Badge tone=Tone::Info label=row.state.text(l)/>
        </li>
    }
    .into_any()
}

fn batch(l: Locale, row: &BatchRow) -> AnyView {
    let state = match row.undone {
        Some(at) => Some((Tone::Neutral, t::import::batch_undone(l, l.date(at.day())))),
        None if row.running => Some((Tone::Info, t::import::batch_running(l).to_owned())),
        None => None,
    };
    let state = state.map(|(tone, label)| view! { <Badge tone=tone label=label/> });
    let rows = row.upload.map(|upload| {
        view! {
            <LinkButton
                href=format!("{PATH}/{upload}")
                label=t::import::batch_rows(l)
                size=ButtonSize::Small
                icon=Icon::ListChecks
            />
        }
    });
    let undo = (row.undone.is_none() && !row.running).then(|| {
        view! {
            <LinkButton
                href=address(PATH, &[("batch", &row.id.to_string())])
                label=t::import::batch_undo(l)
                name=t::import::batch_undo_name(l, &row.file_name)
                kind=ButtonKind::Danger
                size=ButtonSize::Small
                icon=Icon::Undo2
            />
        }
    });
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <div class="min-w-0 flex-1 basis-60">
                <p class="flex flex-wrap items-center gap-2 font-semibold wrap-anywhere">{row.file_name.clone()} {state}</p>
                <p class="text-caption text-muted">
                    {t::import::batch_from(l, source_text(&row.source, l), when(l, row.at))}
                </p>
                <p class="text-caption text-muted tabular-nums">
                    {t::import::batch_made(l, grouped(row.made), grouped(row.read))}
                </p>
            </div>
            <div class="flex flex-wrap gap-2">{rows} {undo}</div>
        </li>
    }
    .into_any()
}

/// What taking a list out does, before; who stayed, after.
fn taking_out(l: Locale, page: BatchPage, undo: Submit<UndoImport>) -> AnyView {
    let BatchPage {
        batch,
        goes,
        stays,
        staying,
        key,
    } = page;
    let done = batch.undone.is_some();
    let title = if done {
        t::import::undone_title(l, &batch.file_name)
    } else {
        t::import::undo_title(l, &batch.file_name)
    };
    let more = stays - staying.len() as i64;
    let named = staying
        .into_iter()
        .map(|one| {
            view! {
                <li class="flex flex-wrap items-baseline gap-x-2 py-1">
                    <a href=format!("/admin/members/{}", one.id) class="font-medium wrap-anywhere hover:underline">
                        {one.name}
                    </a>
                    <span class="text-caption text-muted">
                        {t::import::member_number(l, one.number)} ", " {one.why.text(l)}
                    </span>
                </li>
            }
        })
        .collect_view();
    let who = if stays > 0 {
        view! {
            <div>
                <p class="font-medium">{t::import::undo_stays(l, stays)}</p>
                <ul class="mt-1 max-h-60 divide-y divide-base-300/70 overflow-y-auto">{named}</ul>
                {(more > 0).then(|| view! { <p class="text-caption text-muted">{t::import::undo_more(l, more)}</p> })}
            </div>
        }
        .into_any()
    } else if done {
        view! { <p>{t::import::undone_none(l)}</p> }.into_any()
    } else {
        ().into_any()
    };
    let inside = if done {
        view! {
            <div class="space-y-4">
                {who}
                <FormActions>
                    <LinkButton href=PATH label=t::import::close(l) kind=ButtonKind::Primary/>
                </FormActions>
            </div>
        }
        .into_any()
    } else {
        let id = batch.id.to_string();
        view! {
            <SubmitForm to=undo>
                <Hidden name="batch" value=id/>
                <Hidden name="key" value=key/>
                <div class="space-y-4">
                    {undo.refusal(l)}
                    <p>{t::import::undo_goes(l, goes)}</p>
                    {who}
                    <FormActions>
                        <Button
                            label=t::import::undo_button(l)
                            kind=ButtonKind::DangerSolid
                            icon=Icon::Undo2
                            pending=undo.pending()
                        />
                        <LinkButton href=PATH label=t::import::undo_keep(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        }
        .into_any()
    };
    view! {
        <Dialog id="undo" title=title close_href=PATH close_label=t::import::close(l) kind=DialogKind::Box wide=true>
            {inside}
        </Dialog>
    }
    .into_any()
}
