//! Two records of one person: found, compared side by side, made one, and two again.

use super::merge_parts::{compare_path, consequences, number, pair_rows};
use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    members::model::{Hit, MemberId, MemberStatus, MergeField, RecordFacts},
    platform::{
        error::{AppError, Reason},
        i18n::{Locale, t, use_locale},
    },
    privacy::{
        api::{MergeMembers, PartMembers, load_merge_page},
        model::{MERGE_DAYS, MergePage, MergePreview, MergeRefusal, Merged, Side},
    },
    ui::{
        avatar::{Avatar, AvatarSize, AvatarTone},
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field_choice::{Choice, RadioCards},
        form::{FormActions, Hidden, SearchField},
        icon::Icon,
        layout::Crumb,
        list::{Card, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/admin/members/:id/merge?other=<id>&q=<words>&done=<what>`
#[derive(Clone, Copy)]
pub struct MergeRecordsPage {
    page: Load<MergePage>,
    merge: Submit<MergeMembers>,
    part: Submit<PartMembers>,
    words: Memo<String>,
    done: Memo<Option<String>>,
}

impl Page for MergeRecordsPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let member = Memo::new(move |_| params.with(|p| p.get("id")).and_then(|id| id.parse::<MemberId>().ok()));
        let other = Memo::new(move |_| query.with(|q| q.get("other")).map(|id| id.parse::<MemberId>().ok()));
        let words = Memo::new(move |_| query.with(|q| q.get("q")).unwrap_or_default());
        let done = Memo::new(move |_| query.with(|q| q.get("done")));
        let (merge, part) = (Submit::<MergeMembers>::new(), Submit::<PartMembers>::new());
        let page = Load::new(
            move || {
                (
                    member.get(),
                    other.get(),
                    words.get(),
                    // merging leads to another address; asked about at once, the other record would be gone
                    part.done().get(),
                )
            },
            |(member, other, words, _)| async move {
                match (member, other) {
                    (Some(member), None) => load_merge_page(member, None, words).await,
                    (Some(member), Some(Some(other))) => load_merge_page(member, Some(other), words).await,
                    _ => Err(AppError::NotFound),
                }
            },
        );
        Self {
            page,
            merge,
            part,
            words,
            done,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let skeleton = move || {
            in_shell(
                l,
                view! { <SkeletonBlock class="h-96 w-full" label=t::merge::loading(l)/> }.into_any(),
            )
        };
        view! {
            <Loaded resource=this.page skeleton=skeleton error=not_there keep=true let:page>
                <StaffPage title=t::merge::title(l) current="members" crumbs=crumbs(l, &page)>
                    <div class="max-w-4xl space-y-6">{content(l, page, this)}</div>
                </StaffPage>
            </Loaded>
        }
        .into_any()
    }
}

fn crumbs(l: Locale, page: &MergePage) -> Vec<Crumb> {
    vec![
        (t::people::title(l).to_owned(), "/admin/members".to_owned()),
        (page.name.clone(), format!("/admin/members/{}", page.member)),
    ]
}

fn in_shell(l: Locale, inside: AnyView) -> AnyView {
    view! {
        <StaffPage title=t::merge::title(l) current="members">
            {inside}
        </StaffPage>
    }
    .into_any()
}

fn not_there(error: AppError) -> AnyView {
    in_shell(use_locale(), wrong(error))
}

fn content(l: Locale, page: MergePage, desk: MergeRecordsPage) -> AnyView {
    if let Some(preview) = page.preview {
        return compare(l, *preview, desk.merge);
    }
    let done = desk.done.get_untracked().and_then(|done| match done.as_str() {
        "merged" => Some(t::merge::done_merged(l)),
        "parted" => Some(t::merge::done_parted(l)),
        _ => None,
    });
    let (key, member) = (page.key.clone(), page.member);
    let merged = (!page.merged.is_empty()).then(|| {
        let cards = page
            .merged
            .into_iter()
            .map(|one| merged_card(l, one, key.clone(), desk.part))
            .collect_view();
        view! {
            <section class="space-y-3">
                <SectionHead title=t::merge::merged(l)/>
                {desk.part.refusal(l)}
                {cards}
            </section>
        }
    });
    let likely = if page.likely.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::merge::likely_none(l)}</p> }.into_any()
    } else {
        view! { <Sheet label=t::merge::likely(l)>{pair_rows(l, page.likely, Some(member))}</Sheet> }.into_any()
    };
    view! {
        {done.map(|title| view! { <div role="status"><Notice tone=Tone::Success title=title/></div> })}
        {merged}
        {search(l, member, &page.name, page.hits, desk.words.get_untracked())}
        <section>
            <SectionHead title=t::merge::likely(l)/>
            {likely}
        </section>
    }
    .into_any()
}

fn search(l: Locale, member: MemberId, name: &str, hits: Vec<Hit>, words: String) -> AnyView {
    let asked = !words.trim().is_empty();
    let found = if hits.is_empty() {
        asked
            .then(|| view! { <p class="text-sm text-muted">{t::merge::search_none(l, &words)}</p> })
            .into_any()
    } else {
        let rows = hits
            .into_iter()
            .map(|hit| {
                let other = hit.card;
                let (shown, href) = (other.name.clone(), compare_path(member, other.id));
                view! {
                    <Row
                        title=other.name
                        href=href
                        detail=number(l, other.number)
                        lead=move || view! { <Avatar name=shown size=AvatarSize::Small tone=AvatarTone::Grey/> }
                    />
                }
            })
            .collect_view();
        view! {
            <div class="-mx-5 border-t border-base-300" role="group" aria-label=t::merge::found(l)>
                <ul class="divide-y divide-base-300">{rows}</ul>
            </div>
        }
        .into_any()
    };
    view! {
        <Card title=t::merge::search_title(l, name) note=t::merge::search_text(l)>
            <form method="get" action=format!("/admin/members/{member}/merge") role="search" class="flex flex-wrap gap-2 pb-4">
                <SearchField
                    name="q"
                    label=t::merge::search_label(l)
                    placeholder=t::merge::search_hint(l)
                    value=words
                    class="min-w-0 flex-1 basis-56"
                />
                <Button label=t::merge::search(l) icon=Icon::Search/>
            </form>
            <div aria-live="polite">{found}</div>
        </Card>
    }
    .into_any()
}

fn merged_card(l: Locale, one: Merged, key: String, part: Submit<PartMembers>) -> AnyView {
    let title = format!("{} · {}", one.name, number(l, one.number));
    let note = t::merge::merged_by(l, l.date(one.at.day()), &one.by);
    let Some(until) = one.until else {
        return view! { <Card title=title note=note><p class="text-sm text-muted">{t::merge::undo_over(l)}</p></Card> }
            .into_any();
    };
    let used = (!one.used.is_empty()).then(|| t::merge::undo_used(l, one.used.join(", ")));
    let freed = (one.freed > 0).then(|| t::merge::undo_freed(l, one.freed));
    let facts = [Some(t::merge::undo_rows(l, one.rows)), used, freed]
        .into_iter()
        .flatten()
        .map(|line| view! { <li class="wrap-anywhere">{line}</li> })
        .collect_view();
    view! {
        <Card title=title note=note>
            <div class="space-y-3">
                <p class="text-sm">{t::merge::undo_until(l, l.date(until.day()))}</p>
                <ul class="list-disc space-y-1 pl-5 text-sm text-muted">{facts}</ul>
                <SubmitForm to=part>
                    <Hidden name="merge" value=one.id.to_string()/>
                    <Hidden name="key" value=key/>
                    <Button
                        label=t::merge::undo(l)
                        name=t::merge::undo_name(l, &one.name)
                        size=ButtonSize::Small
                        icon=Icon::Undo2
                        pending=part.pending()
                    />
                </SubmitForm>
            </div>
        </Card>
    }
    .into_any()
}

fn compare(l: Locale, preview: MergePreview, merge: Submit<MergeMembers>) -> AnyView {
    let (kept, other) = (preview.kept.id, preview.other.id);
    let heads = view! {
        <section class="grid gap-3 sm:grid-cols-2">
            {head(l, &preview.kept, true)} {head(l, &preview.other, false)}
        </section>
        <div class="flex flex-wrap gap-2">
            <LinkButton
                href=compare_path(other, kept)
                label=t::merge::swap(l, number(l, preview.other.number))
                size=ButtonSize::Small
                icon=Icon::ArrowUpDown
            />
            <LinkButton
                href=format!("/admin/members/{kept}/merge")
                label=t::merge::another(l)
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::Search
            />
        </div>
    };
    if let Some(reason) = &preview.stands {
        let way = in_the_way(l, reason, &preview);
        return view! {
            {heads}
            <Notice tone=Tone::Warning title=reason.text(l) icon=Icon::TriangleAlert actions=move || way/>
        }
        .into_any();
    }
    let (key, fields) = (preview.key.clone(), field_choices(l, &preview));
    view! {
        {heads}
        <SubmitForm to=merge>
            <Hidden name="kept" value=kept.to_string()/>
            <Hidden name="other" value=other.to_string()/>
            <Hidden name="key" value=key/>
            <div class="space-y-6">
                {fields} {seats(l, &preview)} {sign_ins(l, &preview)} {consequences(l, &preview)}
                {merge.refusal(l)}
                <FormActions>
                    <Button
                        label=t::merge::button(l)
                        kind=ButtonKind::Primary
                        icon=Icon::UsersRound
                        pending=merge.pending()
                    />
                    <p class="text-sm text-muted">{t::merge::undo_note(l, MERGE_DAYS)}</p>
                </FormActions>
            </div>
        </SubmitForm>
    }
    .into_any()
}

/// The pages on which what stands in the way can be changed.
fn in_the_way(l: Locale, reason: &MergeRefusal, preview: &MergePreview) -> AnyView {
    let to = |one: &RecordFacts, place: &str| {
        let label = format!("{} · {}", one.name, number(l, one.number));
        view! { <LinkButton href=format!("/admin/members/{}{place}", one.id) label=label size=ButtonSize::Small/> }
    };
    let place = match reason {
        MergeRefusal::TwoHouseholds => "#household",
        MergeRefusal::OneBarred(_) => "?standing=1",
        _ => return ().into_any(),
    };
    view! { {to(&preview.kept, place)} {to(&preview.other, place)} }.into_any()
}

fn head(l: Locale, one: &RecordFacts, stays: bool) -> AnyView {
    let (tone, icon, words) = if stays {
        (Tone::Success, Icon::CircleCheckBig, t::merge::stays(l))
    } else {
        (Tone::Neutral, Icon::ArrowRight, t::merge::leads(l))
    };
    let status =
        (one.status != MemberStatus::Active).then(|| view! { <Badge tone=Tone::Warning label=one.status.text(l)/> });
    let frame = if stays { "border-primary/50" } else { "" };
    view! {
        <article class=format!("sheet flex items-start gap-4 p-5 {frame}")>
            <Avatar
                name=one.name.clone()
                size=AvatarSize::Normal
                tone=if stays { AvatarTone::Hero } else { AvatarTone::Grey }
            />
            <div class="min-w-0 space-y-1.5">
                <h2 class="font-bold wrap-anywhere">
                    <a href=format!("/admin/members/{}", one.id) class="hover:underline">{one.name.clone()}</a>
                </h2>
                <p class="text-sm text-muted tabular-nums">
                    {number(l, one.number)} " · " {t::desk::since(l, l.date(one.joined_on))}
                </p>
                <div class="flex flex-wrap gap-1.5"><Badge tone=tone icon=icon label=words/> {status}</div>
            </div>
        </article>
    }
    .into_any()
}

/// One of the two records, as something to choose: what it says and its number under it.
fn sides(l: Locale, preview: &MergePreview, kept: String, other: String) -> Vec<Choice> {
    vec![
        Choice::new(Side::Kept.code(), kept).detail(number(l, preview.kept.number)),
        Choice::new(Side::Other.code(), other).detail(number(l, preview.other.number)),
    ]
}

fn field_choices(l: Locale, preview: &MergePreview) -> AnyView {
    let (kept, other) = (&preview.kept, &preview.other);
    let shown = |one: &RecordFacts, field: MergeField| {
        let text = one.text(field, l);
        if text.is_empty() {
            t::merge::nothing(l).to_owned()
        } else {
            text
        }
    };
    let rows: Vec<AnyView> = MergeField::ALL
        .into_iter()
        .filter(|field| kept.value(*field) != other.value(*field))
        .map(|field| {
            let from = if other.better(field, kept) {
                Side::Other
            } else {
                Side::Kept
            };
            view! {
                <div class="px-5 py-4">
                    <RadioCards
                        name=format!("fields[{}]", field.code())
                        legend=field.text(l)
                        choices=sides(l, preview, shown(kept, field), shown(other, field))
                        value=from.code()
                    />
                </div>
            }
            .into_any()
        })
        .collect();
    let body = if rows.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::merge::fields_same(l)}</p> }.into_any()
    } else {
        view! {
            <p class="px-1 pb-3 text-sm text-muted">{t::merge::fields_text(l)}</p>
            <div class="sheet divide-y divide-base-300">{rows}</div>
        }
        .into_any()
    };
    view! {
        <section>
            <SectionHead title=t::merge::fields(l)/>
            {body}
        </section>
    }
    .into_any()
}

fn seats(l: Locale, preview: &MergePreview) -> AnyView {
    if preview.clashes.is_empty() {
        return ().into_any();
    }
    let (kept, other) = (number(l, preview.kept.number), number(l, preview.other.number));
    let line = |whose: &str, (name, at): &(String, crate::platform::time::Moment)| {
        t::merge::clash(l, name, whose, format!("{} {}", l.day_short(at.day()), at.clock()))
    };
    let rows = preview
        .clashes
        .iter()
        .map(|clash| {
            let begun = (!clash.choice).then(|| {
                view! { <span class="block text-caption text-muted">{t::merge::clash_begun(l)}</span> }
            });
            view! {
                <li class="text-sm">
                    <span class="block wrap-anywhere">{line(&kept, &clash.kept)}</span>
                    <span class="block wrap-anywhere">{line(&other, &clash.other)}</span>
                    {begun}
                </li>
            }
        })
        .collect_view();
    let choose = preview.clashes.iter().any(|clash| clash.choice).then(|| {
        let choices = sides(l, preview, preview.kept.name.clone(), preview.other.name.clone());
        view! { <RadioCards name="seats" legend=t::merge::seats(l) choices=choices value=Side::Kept.code()/> }
    });
    view! {
        <Card title=t::merge::clashes(l) note=t::merge::clashes_text(l)>
            <div class="space-y-4">
                <ul class="space-y-3">{rows}</ul>
                {choose}
            </div>
        </Card>
    }
    .into_any()
}

fn sign_ins(l: Locale, preview: &MergePreview) -> AnyView {
    if !(preview.has.account && preview.moves.account) {
        return ().into_any();
    }
    let login = |login: &Option<String>| login.clone().unwrap_or_default();
    let choices = sides(l, preview, login(&preview.has.login), login(&preview.moves.login));
    view! {
        <Card title=t::merge::sign_in(l) note=t::merge::sign_in_text(l)>
            <RadioCards name="sign_in" legend=t::merge::sign_in(l) choices=choices value=Side::Kept.code()/>
        </Card>
    }
    .into_any()
}
