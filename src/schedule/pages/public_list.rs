//! The classes of a day of the public timetable, each with its live places and the way to its booking.

use super::{
    live::LiveSeats,
    public_view::{View, booking},
};
use crate::{
    accounts::{model::Me, pages::wrong::sign_in_for},
    platform::{
        i18n::{Locale, t},
        time::day_plus,
    },
    schedule::model::{Category, ClassSession, Seats, SessionStatus, Timetable},
    ui::{
        badge::{self, State, StateBadge, StateText},
        button::{ButtonKind, LinkButton},
        icon::Icon,
        states::EmptyList,
    },
};
use leptos::prelude::*;

/// How the reader comes to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Books {
    /// A member: on the sheet of the class.
    Member,
    /// Nobody yet: by signing in, and then on that sheet.
    Visitor,
    /// An account without a membership, such as a coach's: not at all.
    NoMember,
}

impl Books {
    /// How this reader does.
    #[must_use]
    pub fn of(me: Option<&Me>) -> Self {
        match me {
            None => Self::Visitor,
            Some(me) if me.member => Self::Member,
            Some(_) => Self::NoMember,
        }
    }
}

/// The day's classes, or what stands there without any.
pub fn classes(l: Locale, books: Books, view: &View, table: &Timetable, seats: LiveSeats) -> AnyView {
    let shown: Vec<&ClassSession> = table.sessions.iter().filter(|s| view.shows(s, table)).collect();
    if shown.is_empty() {
        return nothing(l, view, table);
    }
    let rows = shown
        .into_iter()
        .map(|session| {
            let session = session.clone();
            let id = session.id;
            // one class's news does not redraw the others
            let news = Memo::new(move |_| seats.with(|seats| seats.get(&id).copied()));
            move || row(l, books, session.clone(), news.get())
        })
        .collect_view();
    view! { <ol class="sheet divide-y divide-base-300/70">{rows}</ol> }.into_any()
}

fn nothing(l: Locale, view: &View, table: &Timetable) -> AnyView {
    let all = view.unfiltered();
    let n = table.sessions.iter().filter(|s| all.shows(s, table)).count() as i64;
    if view.filtered() && n > 0 {
        let href = all.href();
        let actions =
            move || view! { <LinkButton href=href label=t::public::show_all(l, n) kind=ButtonKind::Primary/> };
        return view! {
            <EmptyList title=t::public::no_match(l) text=t::public::no_match_text(l, n) actions=actions/>
        }
        .into_any();
    }
    let day = view.shown(table);
    let over = table.sessions.iter().any(|session| session.day == day);
    let title = if over {
        t::public::day_over(l)
    } else {
        t::public::day_empty(l)
    };
    let next = day_plus(day, 1);
    let on = if next < day_plus(table.day, 7) {
        Some(all.on(next, table))
    } else {
        all.weeks_on(1, table)
    };
    let href = on.unwrap_or_default().href();
    let actions = move || view! { <LinkButton href=href label=l.day_named(next) kind=ButtonKind::Primary/> };
    view! { <EmptyList title=title text=t::public::day_text(l) icon=Icon::CalendarOff actions=actions/> }.into_any()
}

/// The kit's colour of a category.
const fn tint(category: Category) -> badge::Category {
    match category {
        Category::Strength => badge::Category::Strength,
        Category::Conditioning => badge::Category::Conditioning,
        Category::Cycle => badge::Category::Cycle,
        Category::Mind => badge::Category::Mind,
        Category::Dance => badge::Category::Dance,
        Category::Care => badge::Category::Care,
    }
}

/// How a class stands: its state, the word for it, and more about it.
fn standing(l: Locale, session: &ClassSession) -> (State, String, Option<String>) {
    if session.status == SessionStatus::Cancelled {
        return (
            State::Cancelled,
            t::public::cancelled(l).to_owned(),
            session.cancel_reason.clone(),
        );
    }
    match session.free() {
        0 => {
            let waiting = (session.waiting > 0).then(|| t::public::waiting(l, session.waiting));
            (State::Full, t::public::full(l).to_owned(), waiting)
        }
        n if session.few() => (State::Few, t::public::left(l, n), None),
        n => (State::Open, t::public::places(l, n), None),
    }
}

fn row(l: Locale, books: Books, mut session: ClassSession, news: Option<Seats>) -> AnyView {
    if let Some(Seats {
        capacity,
        booked,
        waiting,
        walk_in_kept,
        partner_kept,
        ..
    }) = news
    {
        (session.capacity, session.booked, session.waiting) = (capacity, booked, waiting);
        (session.kept.walk_in, session.kept.partner) = (walk_in_kept, partner_kept);
    }
    let (state, word, note) = standing(l, &session);
    let whole = note
        .as_ref()
        .map_or_else(|| word.clone(), |note| format!("{word} · {note}"));
    let category = tint(session.category);
    let (start, _) = session.clocks();
    let (name, cancelled) = (session.name.clone(), session.status == SessionStatus::Cancelled);
    let there = booking(&session);
    let href = if books == Books::Visitor {
        sign_in_for(&there)
    } else {
        there
    };
    let action = match (cancelled || books == Books::NoMember, session.free()) {
        (true, _) => ().into_any(),
        (false, 0) => {
            let whole = t::public::waitlist_name(l, &name, &start);
            view! {
                <LinkButton href=href label=t::public::waitlist(l) name=whole kind=ButtonKind::Outline class="w-full px-3"/>
            }
            .into_any()
        }
        (false, _) => {
            let whole = t::public::book_name(l, &name, &start);
            view! {
                <LinkButton href=href label=t::public::book(l) name=whole kind=ButtonKind::Primary class="w-full px-4"/>
            }
            .into_any()
        }
    };
    let struck = if cancelled { "text-cancelled line-through" } else { "" };
    let (coach, room) = (
        session.coach.clone().unwrap_or_default(),
        session.room.clone().unwrap_or_default(),
    );
    let who = [coach.as_str(), room.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <li class=format!(
            "{} grid grid-cols-[3.25rem_0.25rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-3.5 lg:grid-cols-[4.5rem_0.25rem_minmax(0,1fr)_13rem_9rem_8rem] lg:gap-x-5 lg:px-6",
            category.class(),
        )>
            <p>
                <time
                    datetime=session.starts.at.iso()
                    class=format!("block text-lg leading-6 font-bold tabular-nums lg:text-xl {struck}")
                >
                    {start}
                </time>
                <span class="text-caption text-muted tabular-nums">{t::public::minutes(l, session.minutes)}</span>
            </p>
            <span class="self-stretch rounded-full bg-(--cat) lg:h-11 lg:self-auto" aria-hidden="true"></span>
            <div class="min-w-0">
                <h3 class=format!("leading-snug font-semibold wrap-anywhere lg:text-lg {struck}")>{name}</h3>
                <p class="text-caption font-medium text-(--cat)">{session.category.text(l)}</p>
                <p class="text-caption text-muted lg:hidden">{who}</p>
                <p class="text-caption lg:hidden">
                    <StateText state=state label=whole/>
                </p>
            </div>
            <p class="hidden text-sm lg:block">
                <span class="block wrap-anywhere">{coach}</span>
                <span class="text-caption text-muted">{room}</span>
            </p>
            <div class="hidden lg:block">
                <StateBadge state=state label=word/>
                {note.map(|note| view! { <p class="mt-0.5 text-caption text-muted wrap-anywhere">{note}</p> })}
            </div>
            <div class="min-w-0">{action}</div>
        </li>
    }
    .into_any()
}
