//! Changing many members at once, made ready: who is meant, what is to change, and what it would do, before anything is done.

use super::{
    bulk_run::value_text,
    list::{PATH as LIST, href, wanted, written},
    run::{tiles, when},
};
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    members::{
        api::{StartBulk, preview_bulk},
        model::{BulkAsk, BulkCounts, BulkDraft, BulkLine, BulkResult, BulkRow, BulkState, BulkWhat},
    },
    platform::i18n::{Locale, grouped, t, use_locale},
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::{Choice, SelectField, TextField},
        form::{Hidden, HiddenFields},
        icon::Icon,
        list::{Card, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, SkeletonRows},
        submit::{Submit, SubmitForm},
        tabs::{SegmentLinks, Tab},
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// The path of the page.
pub(super) const PATH: &str = "/admin/bulk";

/// `/admin/bulk?<the list's own>&id=<member>&id=…&what=add_tag|remove_tag|language|home&word=&lang=&home=`
pub struct BulkDraftPage {
    draft: Load<BulkDraft>,
    start: Submit<StartBulk>,
}

/// What the address asks for. Ticked rows come one by one from the list, and together from here on.
fn asked(query: &ParamsMap) -> BulkAsk {
    let text = |name| query.get(name).unwrap_or_default();
    let mut ids = query.get_all("id").unwrap_or_default();
    ids.extend(query.get("ids").filter(|ids| !ids.is_empty()));
    BulkAsk {
        list: wanted(query),
        ids: ids.join(","),
        what: text("what"),
        word: text("word"),
        lang: text("lang"),
        home: text("home"),
    }
}

/// The page with another thing to change.
fn with_what(ask: &BulkAsk, what: BulkWhat) -> String {
    let pairs = ask.list.pairs();
    let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.extend([("ids", ask.ids.as_str()), ("what", what.code())]);
    address(PATH, &pairs)
}

impl Page for BulkDraftPage {
    fn data() -> Self {
        let query = use_query_map();
        let ask = Memo::new(move |_| query.with(asked));
        Self {
            draft: Load::new(move || ask.get(), preview_bulk),
            start: Submit::new(),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let BulkDraftPage { draft, start } = this;
        let query = use_query_map();
        let ask = Memo::new(move |_| query.with(asked));
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::lists::bulk_loading(l)/> };
        view! {
            <StaffPage
                title=t::lists::bulk_title(l)
                current="members"
                crumbs=vec![(t::people::title(l).to_owned(), LIST.to_owned())]
            >
                <Loaded resource=draft skeleton=skeleton error=wrong keep=true let:draft>
                    {shown(l, draft, &ask.get_untracked(), start)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn shown(l: Locale, draft: BulkDraft, ask: &BulkAsk, start: Submit<StartBulk>) -> AnyView {
    let lately = lately(l, &draft.lately);
    let back = href(LIST, &ask.list);
    let content = if draft.total == 0 {
        let way = move || view! { <LinkButton href=back label=t::lists::to_list(l) kind=ButtonKind::Primary/> };
        view! {
            <EmptyList title=t::lists::nobody_title(l) text=t::lists::nobody_text(l) icon=Icon::UsersRound actions=way/>
        }
        .into_any()
    } else {
        let what = BulkWhat::from_code(&ask.what).unwrap_or(BulkWhat::AddTag);
        let result = draft
            .counts
            .clone()
            .map(|counts| outcome(l, ask, what, &draft, counts, start));
        view! {
            {who(l, &draft, ask, back)}
            {choice(l, &draft, ask, what)}
            {result}
        }
        .into_any()
    };
    view! {
        <div class="mx-auto max-w-3xl space-y-5">
            {content}
            {lately}
        </div>
    }
    .into_any()
}

/// Who is meant, in words.
fn who(l: Locale, draft: &BulkDraft, ask: &BulkAsk, back: String) -> AnyView {
    let how = if !ask.ids.is_empty() {
        t::lists::who_ticked(l).to_owned()
    } else {
        let place = draft.places.iter().find(|(id, _)| id.to_string() == ask.list.location);
        let words = ask
            .list
            .words(l, place.map(|(_, name)| name.as_str()), draft.tag.as_deref());
        if words.is_empty() {
            t::lists::who_everybody(l).to_owned()
        } else {
            t::lists::who_filtered(l, words.join(" · "))
        }
    };
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <div class="min-w-0">
                <p class="text-xl font-bold tabular-nums" role="status">
                    {t::people::count_all(l, draft.total, grouped(draft.total))}
                </p>
                <p class="text-sm text-muted wrap-anywhere">{how}</p>
            </div>
            <LinkButton href=back label=t::lists::to_list(l) size=ButtonSize::Small icon=Icon::ArrowLeft/>
        </div>
    }
    .into_any()
}

/// What is to change: a plain GET form, so that looking at it changes nothing.
fn choice(l: Locale, draft: &BulkDraft, ask: &BulkAsk, what: BulkWhat) -> AnyView {
    let tabs = BulkWhat::ALL
        .into_iter()
        .map(|one| Tab::new(one.text(l), with_what(ask, one), one == what))
        .collect();
    let mut carried: Vec<(String, String)> = ask
        .list
        .pairs()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    carried.extend([
        ("ids".to_owned(), ask.ids.clone()),
        ("what".to_owned(), what.code().to_owned()),
    ]);
    carried.retain(|(_, value)| !value.is_empty());
    let field = match what {
        BulkWhat::AddTag => view! {
            <TextField
                name="word"
                label=t::lists::tag_word(l)
                value=ask.word.clone()
                hint=t::lists::tag_hint(l)
                autocomplete="off"
                required=true
                maxlength=40
            />
        }
        .into_any(),
        BulkWhat::RemoveTag if draft.tags.is_empty() => {
            view! { <p class="text-sm text-muted">{t::lists::no_tags(l)}</p> }.into_any()
        }
        BulkWhat::RemoveTag => {
            let choices = draft.tags.iter().map(|tag| Choice::new(tag, tag)).collect();
            view! { <SelectField name="word" label=t::lists::tag_word(l) choices=choices value=ask.word.clone()/> }
                .into_any()
        }
        BulkWhat::Language => {
            let known = Locale::ALL.into_iter().map(|one| Choice::new(one.tag(), one.name()));
            let choices = known.chain([Choice::new("", t::lists::language_clubs(l))]).collect();
            view! {
                <SelectField
                    name="lang"
                    label=t::people::language(l)
                    choices=choices
                    value=ask.lang.clone()
                    hint=t::lists::language_hint(l)
                />
            }
            .into_any()
        }
        BulkWhat::Home => {
            let places = draft.places.iter().map(|(id, name)| Choice::new(id.to_string(), name));
            let choices = places.chain([Choice::new("", t::people::home_none(l))]).collect();
            view! {
                <SelectField name="home" label=t::people::home_location(l) choices=choices value=ask.home.clone()/>
            }
            .into_any()
        }
    };
    let possible = what != BulkWhat::RemoveTag || !draft.tags.is_empty();
    view! {
        <Card title=t::lists::what_title(l)>
            <SegmentLinks label=t::lists::what_title(l) tabs=tabs/>
            <form method="get" action=PATH class="mt-4 space-y-3">
                <HiddenFields fields=carried/>
                <div class="max-w-sm">{field}</div>
                {possible.then(|| view! { <Button label=t::lists::look(l) icon=Icon::Eye/> })}
            </form>
        </Card>
    }
    .into_any()
}

/// What it would do, who stays out, and the press that does it.
fn outcome(
    l: Locale,
    ask: &BulkAsk,
    what: BulkWhat,
    draft: &BulkDraft,
    counts: BulkCounts,
    start: Submit<StartBulk>,
) -> AnyView {
    let value = match what {
        BulkWhat::AddTag | BulkWhat::RemoveTag => Some(ask.word.clone()),
        BulkWhat::Language => Some(ask.lang.clone()).filter(|lang| !lang.is_empty()),
        BulkWhat::Home => draft
            .places
            .iter()
            .find(|(id, _)| id.to_string() == ask.home)
            .map(|(_, name)| name.clone()),
    };
    let title = format!("{}: {}", what.text(l), value_text(l, what, value.as_deref()));
    let shown = [
        (t::lists::would_change(l), counts.waiting, "text-success"),
        (BulkResult::Same.text(BulkState::Running, l), counts.same, "text-info"),
        (
            BulkResult::Refused.text(BulkState::Running, l),
            counts.refused,
            "text-warning",
        ),
    ];
    let refused = refused(l, &draft.refused, counts.refused);
    let list = if ask.ids.is_empty() {
        written(&ask.list)
    } else {
        String::new()
    };
    let (ids, word, lang, home) = (ask.ids.clone(), ask.word.clone(), ask.lang.clone(), ask.home.clone());
    let (key, total) = (draft.key.clone(), counts.total.to_string());
    let press = if counts.waiting > 0 {
        view! {
            <SubmitForm to=start>
                <Hidden name="list" value=list/>
                <Hidden name="ids" value=ids/>
                <Hidden name="what" value=what.code()/>
                <Hidden name="word" value=word/>
                <Hidden name="lang" value=lang/>
                <Hidden name="home" value=home/>
                <Hidden name="expected" value=total/>
                <Hidden name="key" value=key/>
                <div class="space-y-3">
                    {start.refused(l)}
                    <Button
                        label=t::lists::start(l, counts.waiting, grouped(counts.waiting))
                        kind=ButtonKind::Primary
                        icon=Icon::Check
                        pending=start.pending()
                    />
                    <p class="text-caption text-muted">{t::lists::start_note(l)}</p>
                </div>
            </SubmitForm>
        }
        .into_any()
    } else {
        view! { <p class="font-medium">{t::lists::nothing_to_change(l)}</p> }.into_any()
    };
    let tiles = tiles(shown.into());
    view! {
        <Card title=title>
            <div class="space-y-5" role="status">
                {tiles}
                {refused}
            </div>
            <div class="mt-5">{press}</div>
        </Card>
    }
    .into_any()
}

fn refused(l: Locale, lines: &[BulkLine], total: i64) -> Option<AnyView> {
    let more = total - lines.len() as i64;
    let rows = lines
        .iter()
        .map(|line| {
            view! {
                <li class="flex flex-wrap items-baseline gap-x-2 py-1">
                    <a href=format!("{LIST}/{}", line.id) class="font-medium wrap-anywhere hover:underline">
                        {line.name.clone()}
                    </a>
                    <span class="text-caption text-muted">
                        {t::people::number(l, line.number)} ", " {line.why.map(|why| why.text(l))}
                    </span>
                </li>
            }
        })
        .collect_view();
    (total > 0).then(|| {
        view! {
            <div>
                <p class="font-medium">{t::lists::refused_title(l)}</p>
                <ul class="mt-1 max-h-60 divide-y divide-base-300/70 overflow-y-auto">{rows}</ul>
                {(more > 0).then(|| view! { <p class="text-caption text-muted">{t::lists::and_more(l, more)}</p> })}
            </div>
        }
        .into_any()
    })
}

/// What was changed lately, with the way to take it back.
fn lately(l: Locale, rows: &[BulkRow]) -> Option<AnyView> {
    (!rows.is_empty()).then(|| {
        let rows = rows
            .iter()
            .map(|row| {
                let tone = if row.state.is_working() {
                    Tone::Info
                } else {
                    Tone::Neutral
                };
                let what = format!(
                    "{}: {}",
                    row.what.text(l),
                    value_text(l, row.what, row.value.as_deref())
                );
                let about = format!(
                    "{} · {} · {}",
                    t::people::count_all(l, row.total, grouped(row.total)),
                    row.by,
                    when(l, row.at)
                );
                view! {
                    <li class="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
                        <div class="min-w-0 flex-1 basis-60">
                            <a href=format!("{PATH}/{}", row.id) class="font-medium wrap-anywhere hover:underline">
                                {what}
                            </a>
                            <p class="text-caption text-muted tabular-nums">{about}</p>
                        </div>
                        <Badge tone=tone label=row.state.text(l)/>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section>
                <SectionHead title=t::lists::lately(l)/>
                <Sheet label=t::lists::lately(l)>{rows}</Sheet>
            </section>
        }
        .into_any()
    })
}
