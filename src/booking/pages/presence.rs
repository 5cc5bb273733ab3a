//! Who is in, how full the house is, and what its tablets scanned that somebody should look at.

use super::parts::{dotted, on_return};
use crate::{
    accounts::pages::{shell::DeskPage, wrong::wrong},
    booking::{
        api::{CheckOut, PutAsideScan, load_presence},
        model::{Inside, ListedScan, Presence, Thought},
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        form::Hidden,
        icon::Icon,
        list::{Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/desk/inside?location=`
pub struct PresencePage {
    presence: Load<Presence>,
    out: Submit<CheckOut>,
    aside: Submit<PutAsideScan>,
}

impl Page for PresencePage {
    fn data() -> Self {
        let query = use_query_map();
        let place = Memo::new(move |_| query.with(|q| q.get("location").unwrap_or_default()));
        let (out, aside) = (Submit::<CheckOut>::new(), Submit::<PutAsideScan>::new());
        Self {
            presence: Load::new(
                move || (place.get(), out.version().get() + aside.version().get()),
                |(place, _)| load_presence(place),
            ),
            out,
            aside,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let PresencePage { presence, out, aside } = this;
        on_return(move || presence.refetch());
        view! {
            <DeskPage title=t::kiosk::in_title(l) titled=true>
                <Loaded
                    resource=presence
                    skeleton=move || view! { <SkeletonRows rows=6 label=t::kiosk::in_loading(l)/> }
                    error=wrong
                    keep=true
                    let:presence
                >
                    {shown(l, &presence, out, aside)}
                </Loaded>
            </DeskPage>
        }
        .into_any()
    }
}

/// How many are in, with the limit where there is one.
pub(super) fn count(l: Locale, inside: i64, capacity: i64) -> String {
    if capacity > 0 {
        t::kiosk::in_of(l, capacity, inside)
    } else {
        t::kiosk::in_now(l, inside)
    }
}

fn shown(l: Locale, presence: &Presence, out: Submit<CheckOut>, aside: Submit<PutAsideScan>) -> AnyView {
    let full = presence.capacity > 0 && presence.inside >= presence.capacity;
    let bar = (presence.capacity > 0).then(|| {
        view! {
            <progress
                class=format!("progress h-2 w-full {}", if full { "progress-warning" } else { "progress-primary" })
                value=presence.inside.min(presence.capacity).to_string()
                max=presence.capacity.to_string()
                aria-label=count(l, presence.inside, presence.capacity)
            ></progress>
        }
    });
    let people = if presence.lines.is_empty() {
        view! { <EmptyList title=t::kiosk::in_none_title(l) text=t::kiosk::in_none_text(l) icon=Icon::DoorOpen/> }
            .into_any()
    } else {
        let rows = presence.lines.iter().map(|line| person(l, line, out)).collect_view();
        view! { <Sheet label=t::kiosk::in_title(l)>{rows}</Sheet> }.into_any()
    };
    let named = presence.lines.len() as i64;
    let scans = if presence.listed.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::kiosk::listed_none(l)}</p> }.into_any()
    } else {
        let place = presence.location.id.to_string();
        let rows = presence
            .listed
            .iter()
            .map(|scan| listed(l, &place, scan, aside))
            .collect_view();
        view! { <Sheet label=t::kiosk::listed_title(l)>{rows}</Sheet> }.into_any()
    };
    view! {
        <div class="grid items-start gap-8 xl:grid-cols-2">
            <section class="min-w-0 space-y-3">
                <div class="sheet space-y-3 p-5">
                    <p class="flex flex-wrap items-center gap-3" role="status">
                        <span class="text-figure font-bold tabular-nums">{count(l, presence.inside, presence.capacity)}</span>
                        {full.then(|| view! { <Badge tone=Tone::Warning label=t::kiosk::in_full(l)/> })}
                    </p>
                    {bar}
                    <p class="text-sm text-muted">
                        {presence.location.name.clone()} " · " {t::kiosk::in_rule(l, presence.out_after)}
                    </p>
                </div>
                {out.refused(l)}
                {people}
                {(named < presence.inside)
                    .then(|| view! { <p class="px-1 text-sm text-muted">{t::kiosk::in_more(l, named)}</p> })}
            </section>
            <section id="scans" class="min-w-0">
                <SectionHead title=t::kiosk::listed_title(l) status=t::kiosk::listed_count(l, presence.to_look)/>
                <p class="px-1 pb-2 text-sm text-muted">{t::kiosk::listed_text(l)}</p>
                {aside.refused(l)}
                {scans}
            </section>
        </div>
    }
    .into_any()
}

fn person(l: Locale, line: &Inside, out: Submit<CheckOut>) -> AnyView {
    let since = t::kiosk::in_since(l, line.since.clock());
    let detail = dotted(&[Some(&since), line.session.as_deref()]);
    let (visit, name) = (line.visit.to_string(), t::kiosk::out_of(l, &line.name));
    let lead = || view! { <Icon icon=Icon::UserRound class="size-5 text-muted"/> };
    let end = move || {
        view! {
            <SubmitForm to=out>
                <Hidden name="visit" value=visit/>
                <Button
                    label=t::kiosk::out(l)
                    name=name
                    kind=ButtonKind::Ghost
                    size=ButtonSize::Small
                    icon=Icon::LogOut
                    pending=out.pending()
                />
            </SubmitForm>
        }
    };
    view! { <Row title=line.name.clone() detail=detail lead=lead end=end/> }.into_any()
}

fn listed(l: Locale, place: &str, scan: &ListedScan, aside: Submit<PutAsideScan>) -> AnyView {
    let when = format!("{} {}", l.day_short(scan.at.day()), scan.at.clock());
    let at = if scan.received.at - scan.at.at > crate::platform::time::Span::minutes(1) {
        t::kiosk::listed_later(l, &scan.kiosk_name, scan.received.clock(), &when)
    } else {
        t::kiosk::listed_at(l, &scan.kiosk_name, &when)
    };
    let who = match &scan.member {
        Some((_, name)) => name.clone(),
        None => t::kiosk::listed_unknown(l).to_owned(),
    };
    let name = t::kiosk::listed_aside_of(l, &who, &when);
    let shown = (scan.thought == Thought::Provisional).then(|| {
        view! { <span class="block text-caption text-warning">{t::kiosk::listed_shown(l)}</span> }
    });
    let title = match &scan.member {
        Some((id, who)) => {
            view! { <a href=format!("/admin/members/{id}") class="link-hover link font-semibold wrap-anywhere">{who.clone()}</a> }
                .into_any()
        }
        None => view! { <span class="font-semibold">{who.clone()}</span> }.into_any(),
    };
    let (place, kiosk, id) = (place.to_owned(), scan.kiosk.to_string(), scan.id.to_string());
    view! {
        <li class="flex items-start gap-3 p-4">
            <Icon icon=Icon::OctagonX class="mt-0.5 size-5 text-error"/>
            <span class="min-w-0 flex-1">
                {title}
                <span class="block text-sm wrap-anywhere">{scan.why(l)}</span>
                <span class="block text-caption text-muted tabular-nums">{at}</span>
                {shown}
            </span>
            <SubmitForm to=aside>
                <Hidden name="location" value=place/>
                <Hidden name="kiosk" value=kiosk/>
                <Hidden name="scan" value=id/>
                <Button
                    label=t::kiosk::listed_aside(l)
                    name=name
                    kind=ButtonKind::Ghost
                    size=ButtonSize::Small
                    icon=Icon::Check
                    pending=aside.pending()
                />
            </SubmitForm>
        </li>
    }
    .into_any()
}
