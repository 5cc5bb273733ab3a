//! What stands around the answer at the desk: who was found, who came lately, today's classes.

use super::{
    desk::Found,
    desk_answer::AnswerActions,
    desk_box::{focus, hit_id, key_for, like_a_code},
    parts::{dotted, seats_of, tint, with_seats},
};
use crate::{
    accounts::pages::address::address,
    booking::model::{Desk, VisitLine},
    members::model::{MemberCard, MemberStatus},
    platform::i18n::{Locale, t, use_locale},
    schedule::{
        model::{ClassSession, SessionStatus},
        pages::live::LiveSeats,
    },
    studio::model::LocationId,
    ui::{
        avatar::{Avatar, AvatarSize},
        badge::{Badge, Tone},
        button::{ButtonKind, ButtonSize, IconButton, LinkButton},
        icon::Icon,
        states::EmptyList,
        submit::SubmitForm,
    },
};
use leptos::{ev::KeyboardEvent, prelude::*};

/// Who was found; each is a button that checks in, the first the one that Enter presses.
pub fn found_list(l: Locale, location: LocationId, key: String, found: Found, actions: AnswerActions) -> AnyView {
    let (words, hits) = found;
    if like_a_code(&words) {
        return scanned(l, location, words, actions);
    }
    if words.trim().is_empty() {
        return ().into_any();
    }
    if hits.first.is_empty() {
        let add = move || {
            view! { <LinkButton href="/admin/members?add=1" label=t::desk::add(l) icon=Icon::UserPlus/> }
        };
        return view! {
            <EmptyList title=t::desk::none_title(l, words) text=t::desk::none_text(l) icon=Icon::Search actions=add/>
        }
        .into_any();
    }
    let shown = hits.first.len() as i64;
    let (count, rest) = if hits.total > shown {
        let all = address("/admin/members", &[("q", words.trim())]);
        let rest = view! { <LinkButton href=all label=t::desk::see_all(l, hits.total) kind=ButtonKind::Ghost size=ButtonSize::Small/> };
        (t::desk::found_first(l, shown, hits.total), Some(rest))
    } else {
        (t::desk::found(l, shown), None)
    };
    let names: Vec<String> = hits.first.iter().map(|hit| hit.card.name.clone()).collect();
    let rows = hits
        .first
        .into_iter()
        .enumerate()
        .map(|(index, found)| {
            // two of one name are told apart by what they can be asked for
            let twice = names.iter().filter(|name| **name == found.card.name).count() > 1;
            let phone = found.phone_end.filter(|_| twice).map(|end| t::desk::phone_end(l, end));
            hit(l, location, key.clone(), index, found.card, phone, actions)
        })
        .collect_view();
    view! {
        <section class="overflow-hidden rounded-box bg-base-100 shadow-card">
            <div class="flex flex-wrap items-center justify-between gap-x-4 px-5 pt-3 pb-1.5">
                <p class="text-caption text-muted" role="status">
                    {count}
                </p>
                {rest}
            </div>
            <ul class="px-2 pb-2">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Arrows go through the hits, up from the first and Esc go back to the box.
fn walk(event: &KeyboardEvent, index: usize) {
    let to = match event.key().as_str() {
        "ArrowDown" => hit_id(index + 1),
        "ArrowUp" if index > 0 => hit_id(index - 1),
        "ArrowUp" | "Escape" => crate::ui::field::field_id("q"),
        _ => return,
    };
    event.prevent_default();
    focus(&to);
}

fn hit(
    l: Locale,
    location: LocationId,
    key: String,
    index: usize,
    card: MemberCard,
    phone: Option<String>,
    actions: AnswerActions,
) -> AnyView {
    let number = t::people::number(l, card.number);
    let status = (card.status != MemberStatus::Active).then(|| {
        let tone = if card.status == MemberStatus::Banned {
            Tone::Error
        } else {
            Tone::Neutral
        };
        view! { <Badge tone=tone label=card.status.text(l)/> }
    });
    let enter = (index == 0).then(|| {
        view! { <kbd class="kbd kbd-sm hidden bg-base-100 text-base-content lg:inline-flex" aria-hidden="true">"Enter"</kbd> }
    });
    let first = if index == 0 {
        "bg-primary/8"
    } else {
        "hover:bg-base-200"
    };
    view! {
        <li>
            <SubmitForm to=actions.by_name>
                <input type="hidden" name="location" value=location.to_string()/>
                <input type="hidden" name="member" value=card.id.to_string()/>
                <input type="hidden" name="key" value=key_for(&key, card.id.0)/>
                <button
                    id=hit_id(index)
                    class=format!("flex min-h-14 w-full cursor-pointer items-center gap-3 rounded-field px-3 py-2 text-left {first}")
                    autofocus=index == 0
                    on:keydown=move |event| walk(&event, index)
                >
                    <Avatar name=card.name.clone()/>
                    <span class="min-w-0 flex-1">
                        <span class="flex flex-wrap items-center gap-x-2 gap-y-1">
                            <span class="leading-snug font-medium wrap-anywhere">{card.name.clone()}</span>
                            {status}
                        </span>
                        <span class="block text-caption text-muted tabular-nums">
                            {number} " · " {t::desk::since(l, l.date(card.joined_on))} {phone.map(|phone| format!(" · {phone}"))}
                        </span>
                    </span>
                    {enter}
                    <span class="flex shrink-0 items-center gap-1.5 text-sm font-semibold text-primary">
                        <Icon icon=Icon::LogIn class="size-4"/>
                        <span class="max-sm:sr-only">{t::desk::check_in(l)}</span>
                    </span>
                </button>
            </SubmitForm>
        </li>
    }
    .into_any()
}

/// A code that came as a search, from a browser without script: the next Enter sends it.
fn scanned(l: Locale, location: LocationId, code: String, actions: AnswerActions) -> AnyView {
    view! {
        <section class="flex flex-wrap items-center gap-4 rounded-box bg-base-100 p-5 shadow-card">
            <div class="min-w-0 flex-1 basis-56">
                <p class="font-semibold">{t::desk::code_title(l)}</p>
                <p class="text-sm text-muted">{t::desk::code_text(l)}</p>
            </div>
            <SubmitForm to=actions.by_code>
                <input type="hidden" name="location" value=location.to_string()/>
                <input type="hidden" name="code" value=code/>
                <button class=ButtonKind::Primary.class() autofocus=true>
                    <Icon icon=Icon::ScanLine/>
                    {t::desk::code_button(l)}
                </button>
            </SubmitForm>
        </section>
    }
    .into_any()
}

/// The latest through the door, each with the way back.
#[component]
pub fn Latest(desk: Desk, actions: AnswerActions) -> impl IntoView {
    let l = use_locale();
    let inside = if desk.capacity > 0 {
        t::desk::inside_of(l, desk.capacity, desk.inside)
    } else {
        t::desk::inside(l, desk.inside)
    };
    let place = desk.location.id.to_string();
    let to_look = (desk.listed > 0).then(|| {
        let href = format!("{}#scans", address("/desk/inside", &[("location", &place)]));
        view! {
            <a href=href class="link flex items-center gap-1.5 text-caption font-semibold text-warning">
                <Icon icon=Icon::TriangleAlert class="size-4"/>
                {t::desk::listed(l, desk.listed)}
            </a>
        }
    });
    let who = address("/desk/inside", &[("location", &place)]);
    let today = (desk.today > 0).then(|| t::desk::in_today(l, desk.today));
    let list = if desk.visits.is_empty() {
        view! {
            <div class="px-5 pb-5 text-sm">
                <p class="font-medium">{t::desk::no_visits_title(l)}</p>
                <p class="text-muted">{t::desk::no_visits_text(l)}</p>
            </div>
        }
        .into_any()
    } else {
        let rows = desk
            .visits
            .into_iter()
            .map(|visit| visit_row(l, visit, actions))
            .collect_view();
        view! { <ul class="px-2 pb-2">{rows}</ul> }.into_any()
    };
    view! {
        <section class="rounded-box bg-base-100 shadow-card" aria-labelledby="latest">
            <div class="flex flex-wrap items-baseline gap-x-4 px-5 pt-4 pb-2">
                <h2 id="latest" class="text-base font-semibold">
                    {t::desk::just_now(l)}
                </h2>
                <p class="text-caption text-muted tabular-nums" role="status">
                    {today}
                </p>
                <span class="ml-auto flex flex-wrap items-center justify-end gap-x-4 gap-y-1">
                    {to_look}
                    <a href=who class="link text-caption font-semibold tabular-nums">{inside}</a>
                    // public/tones.js listens to it, and says what it is set to
                    <button type="button" data-sound="" aria-pressed="true" class="btn btn-ghost btn-sm">
                        <Icon icon=Icon::Bell class="size-4"/>
                        {t::desk::sound(l)}
                    </button>
                </span>
            </div>
            {list}
        </section>
    }
    .into_any()
}

fn visit_row(l: Locale, visit: VisitLine, actions: AnswerActions) -> AnyView {
    let via = match visit.via.as_str() {
        "code" => (Icon::QrCode, t::desk::via_code(l)),
        "coach" => (Icon::ListChecks, t::desk::via_coach(l)),
        _ => (Icon::Store, t::desk::via_desk(l)),
    };
    let class = visit.session.unwrap_or_else(|| t::desk::open_gym(l).to_owned());
    let undo = t::desk::undo_name(l, &visit.name);
    view! {
        <li class="grid grid-cols-[3rem_minmax(0,1fr)_auto] items-center gap-x-3 rounded-field px-3 py-1 text-sm hover:bg-base-200 md:grid-cols-[3rem_2rem_minmax(0,14rem)_minmax(0,1fr)_auto_auto]">
            <span class="text-muted tabular-nums">{visit.at.clock()}</span>
            <span class="hidden md:block">
                <Avatar name=visit.name.clone() size=AvatarSize::Small/>
            </span>
            <a href=format!("/admin/members/{}", visit.member) class="min-w-0 font-medium wrap-anywhere hover:underline">
                {visit.name}
                <span class="block text-caption font-normal text-muted md:hidden">{class.clone()}</span>
            </a>
            <span class="hidden text-muted wrap-anywhere md:block">{class}</span>
            <span class="hidden items-center gap-1.5 text-caption text-muted md:flex">
                <Icon icon=via.0 class="size-4"/>
                {via.1}
            </span>
            <SubmitForm to=actions.undo>
                <input type="hidden" name="visit" value=visit.visit.to_string()/>
                <IconButton name=undo icon=Icon::Undo2 size=ButtonSize::Small/>
            </SubmitForm>
        </li>
    }
    .into_any()
}

/// Today's classes at the location, each leading to its roster.
pub fn today_list(l: Locale, desk: &Desk, class: Memo<String>, seats: LiveSeats) -> AnyView {
    let location = desk.location.id.to_string();
    let now = desk.now.at;
    let rows = desk
        .sessions
        .iter()
        .map(|session| {
            let href = address("/desk", &[("location", &location), ("class", &session.id.to_string())]);
            let id = session.id.to_string();
            let chosen = Memo::new(move |_| class.with(|class| *class == id));
            let (session, news) = (session.clone(), seats_of(seats, session.id));
            move || {
                let session = with_seats(session.clone(), news.get());
                let running = session.starts.at <= now && now < session.ends.at;
                let over = session.ends.at <= now;
                class_row(l, &session, href.clone(), running, over, chosen)
            }
        })
        .collect_view();
    let list = if desk.sessions.is_empty() {
        view! { <p class="px-5 pb-5 text-sm text-muted">{t::desk::no_classes(l)}</p> }.into_any()
    } else {
        view! {
            <ol class="min-h-0 flex-1 px-3 pb-3 lg:overflow-y-auto" aria-labelledby="today" tabindex="0">
                {rows}
            </ol>
        }
        .into_any()
    };
    view! {
        <aside
            class="flex min-h-0 flex-col overflow-hidden rounded-box bg-base-100 shadow-card lg:rounded-none lg:border-l lg:border-base-300 lg:shadow-none"
            aria-labelledby="today"
        >
            <div class="flex items-baseline justify-between gap-3 px-5 pt-5 pb-2">
                <h2 id="today" class="text-base font-semibold">
                    {t::desk::classes(l)}
                </h2>
                <p class="text-caption text-muted tabular-nums">{l.day_short(desk.now.day())}</p>
            </div>
            {list}
        </aside>
    }
    .into_any()
}

fn class_row(
    l: Locale,
    session: &ClassSession,
    href: String,
    running: bool,
    over: bool,
    chosen: Memo<bool>,
) -> AnyView {
    let cancelled = session.status == SessionStatus::Cancelled;
    let state = if cancelled {
        Some(view! { <span class="text-cancelled">{t::desk::cancelled(l)}</span> }.into_any())
    } else if running {
        Some(view! { <strong class="font-semibold text-primary">{t::desk::on_now(l)}</strong> }.into_any())
    } else if over {
        Some(view! { <span>{t::desk::ended(l)}</span> }.into_any())
    } else {
        None
    };
    let place = dotted(&[session.room.as_deref()]);
    let dot = (state.is_some() && !place.is_empty()).then_some(" · ");
    let fill = t::coach::fill(l, session.seated(), session.capacity);
    let fill_name = t::coach::fill_name(l, session.seated(), session.capacity);
    let free = if cancelled || over {
        None
    } else if session.waiting > 0 {
        Some(view! { <span class="text-full">{t::desk::waiting(l, session.waiting)}</span> }.into_any())
    } else if session.free() == 0 {
        Some(view! { <span class="text-full">{t::desk::full(l)}</span> }.into_any())
    } else if session.few() {
        Some(view! { <span class="text-few">{t::desk::left(l, session.free())}</span> }.into_any())
    } else {
        Some(view! { <span class="text-open">{t::desk::places(l, session.free())}</span> }.into_any())
    };
    // what the desk may sell besides
    let kept = (!cancelled && !over && !running && session.kept.walk_in > 0).then(|| {
        view! { <span class="block text-muted">{t::desk::kept(l, session.kept.walk_in)}</span> }
    });
    let (time, name) = if cancelled {
        ("text-cancelled", "text-cancelled line-through")
    } else if over {
        ("text-muted", "")
    } else {
        ("", "")
    };
    view! {
        <li class=tint(session.category).class()>
            <a
                href=href
                class=move || {
                    let fill = if running || chosen.get() { "bg-primary/8" } else { "hover:bg-base-200" };
                    format!("flex items-start gap-3 rounded-field px-2 py-2.5 {fill}")
                }
                aria-current=move || chosen.get().then_some("true")
            >
                <span class=format!("w-11 shrink-0 font-bold tabular-nums {time}")>{session.starts.clock()}</span>
                <span class="mt-0.5 w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
                <span class="min-w-0 flex-1 text-sm">
                    <span class=format!("block leading-snug font-medium wrap-anywhere {name}")>{session.name.clone()}</span>
                    <span class="block text-caption text-muted">{place} {dot} {state}</span>
                </span>
                <span class="shrink-0 text-right text-caption tabular-nums">
                    <span class="block font-semibold" aria-hidden="true">
                        {fill}
                    </span>
                    <span class="sr-only">{fill_name}</span>
                    {free}
                    {kept}
                </span>
            </a>
        </li>
    }
    .into_any()
}
