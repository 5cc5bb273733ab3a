//! Parts of the pages on which two records are made one: rows of pairs, and the lists of what goes and what stays.

use crate::{
    members::model::{LikelyPair, MemberId},
    platform::i18n::{Locale, t},
    privacy::model::MergePreview,
    ui::{
        badge::{Badge, Tone},
        button::{ButtonSize, LinkButton},
        icon::Icon,
        list::{SectionHead, Sheet},
    },
};
use leptos::prelude::*;

/// The number as people read it.
pub(super) fn number(l: Locale, number: i64) -> String {
    t::people::number(l, number)
}

/// Where two records are compared; the first stays.
pub(super) fn compare_path(kept: MemberId, other: MemberId) -> String {
    format!("/admin/members/{kept}/merge?other={other}")
}

/// Pairs with why they are likely; on the page of one record only the other is named.
pub(super) fn pair_rows(l: Locale, pairs: Vec<LikelyPair>, of: Option<MemberId>) -> AnyView {
    pairs
        .into_iter()
        .map(|pair| pair_row(l, &pair, of))
        .collect_view()
        .into_any()
}

fn pair_row(l: Locale, pair: &LikelyPair, of: Option<MemberId>) -> AnyView {
    let person = |id: MemberId, name: &str, n: i64| {
        let (name, href) = (name.to_owned(), format!("/admin/members/{id}"));
        view! {
            <span class="flex min-w-0 flex-wrap items-baseline gap-x-2">
                <a href=href class="inline-flex min-h-6 items-center font-medium wrap-anywhere hover:underline">{name}</a>
                <span class="text-caption text-muted tabular-nums">{number(l, n)}</span>
            </span>
        }
    };
    let older = (of != Some(pair.id)).then(|| person(pair.id, &pair.name, pair.number));
    let newer = (of != Some(pair.other)).then(|| person(pair.other, &pair.other_name, pair.other_number));
    // the older record stays unless somebody chooses otherwise: its number is the one on cards and in heads
    let (kept, other) = match of {
        Some(one) if one == pair.other => (pair.other, pair.id),
        _ => (pair.id, pair.other),
    };
    let badges = pair
        .why()
        .into_iter()
        .map(|why| view! { <Badge tone=Tone::Info label=why.text(l)/> })
        .collect_view();
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4">
            <div class="min-w-0 flex-1 basis-60 space-y-1.5">
                {older} {newer} <div class="flex flex-wrap gap-1.5 pt-0.5">{badges}</div>
            </div>
            <LinkButton
                href=compare_path(kept, other)
                label=t::merge::compare(l)
                name=t::merge::compare_name(l, &pair.name, &pair.other_name)
                size=ButtonSize::Small
                icon=Icon::UsersRound
            />
        </li>
    }
    .into_any()
}

/// What goes over, and what stays with the other record.
pub(super) fn consequences(l: Locale, preview: &MergePreview) -> AnyView {
    let (kept, other) = (number(l, preview.kept.number), number(l, preview.other.number));
    let has = &preview.moves;
    let mut goes = Vec::new();
    let mut count = |n: i64, line: String| {
        if n > 0 {
            goes.push(line);
        }
    };
    count(has.passes, t::merge::moves_passes(l, has.credits, has.passes));
    count(has.bookings, t::merge::moves_bookings(l, has.ahead, has.bookings));
    count(has.waits, t::merge::moves_waits(l, has.waits));
    count(has.visits, t::merge::moves_visits(l, has.visits));
    count(has.strikes, t::merge::moves_strikes(l, has.strikes));
    count(has.notes, t::merge::moves_notes(l, has.notes));
    count(has.tags, t::merge::moves_tags(l, has.tags));
    count(has.notices, t::merge::moves_notices(l, has.notices));
    count(i64::from(has.household), t::merge::moves_household(l).to_owned());
    count(has.consents, t::merge::moves_consents(l, has.consents));
    count(has.health, t::merge::moves_health(l, &kept, has.health));
    if let Some(login) = has.login.as_deref().filter(|_| !preview.has.account) {
        goes.push(t::merge::moves_account(l, login));
    }
    let mut stays = vec![t::merge::keeps_record(l, &kept)];
    if preview.past > 0 {
        stays.push(t::merge::keeps_past(l, preview.past));
    }
    stays.push(t::merge::keeps_audit(l).to_owned());
    let goes = if goes.is_empty() {
        let none = t::merge::moves_none(l, &kept, &other);
        view! { <p class="sheet p-5 text-sm text-muted">{none}</p> }.into_any()
    } else {
        let title = t::merge::moves(l, &kept, &other);
        lines(title, Icon::ArrowRight, "text-primary", goes)
    };
    view! {
        <div class="space-y-6">{goes} {lines(t::merge::keeps(l, other), Icon::Archive, "text-muted", stays)}</div>
    }
    .into_any()
}

fn lines(title: String, icon: Icon, tint: &'static str, lines: Vec<String>) -> AnyView {
    let rows = lines
        .into_iter()
        .map(|line| {
            view! {
                <li class="flex items-start gap-3 px-5 py-3">
                    <Icon icon=icon class=format!("mt-0.5 size-5 shrink-0 {tint}")/>
                    <span class="min-w-0 text-sm wrap-anywhere">{line}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <SectionHead title=title.clone()/>
            <Sheet label=title>{rows}</Sheet>
        </section>
    }
    .into_any()
}
