//! The timetable of a day as a member sees it: what runs, what is theirs, what is free.

use super::{
    parts::{dotted, seats_of, standing, tint, with_seats},
    sheet::{BookingSheet, SheetData},
    timetable_view::{View, filters, strip},
};
use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    booking::{
        api::load_member_timetable,
        model::{Entry, MemberTimetable},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Moment, day_plus},
    },
    schedule::{
        model::{Seats, SessionStatus},
        pages::live::{LiveSeats, use_seats_and},
    },
    studio::model::LocationId,
    ui::{
        button::{ButtonKind, LinkButton},
        icon::Icon,
        list::{ClassRow, OpenLink, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, SkeletonRows},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/timetable`
pub struct TimetablePage {
    view: Memo<View>,
    table: Load<MemberTimetable>,
    sheet: SheetData,
}

impl Page for TimetablePage {
    fn data() -> Self {
        let query = use_query_map();
        let view = Memo::new(move |_| query.with(View::read));
        // filters choose among what is there: only another place or day is asked for
        let asked = Memo::new(move |_| view.with(View::asked));
        let sheet = SheetData::new();
        let table = Load::new(
            move || (asked.get(), sheet.answers()),
            |((location, day, pass), _)| load_member_timetable(location, day, pass),
        );
        Self { view, table, sheet }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let TimetablePage { view, table, sheet } = this;
        let place = RwSignal::new(None::<LocationId>);
        Effect::new(move || {
            if let Some(Ok(table)) = table.get() {
                place.set(Some(table.location.id));
            }
        });
        let seats = use_seats_and(place.into(), move || table.refetch());
        let back = Signal::derive(move || view.with(|view| view.href(None)));
        view! {
            <MemberPage title=t::member::timetable_title(l) current="timetable" bare=true>
                <header class="sticky top-0 z-20 -mx-4 bg-base-200/95 pt-4 pb-2 backdrop-blur">
                    <Loaded resource=table skeleton=move || strip_skeleton(l) error=|_| ().into_any() keep=true let:table>
                        {
                            let with = table.with.clone().map(|(_, name)| name);
                            view! {
                                {move || strip(l, &view.get(), &table)}
                                {move || filters(l, &view.get(), with.as_deref())}
                            }
                        }
                    </Loaded>
                </header>
                <Loaded resource=table skeleton=move || view! { <SkeletonRows label=t::member::loading(l)/> } error=wrong keep=true let:table>
                    {move || day(l, &view.get(), &table, seats)}
                </Loaded>
            </MemberPage>
            <BookingSheet data=sheet back=back seats=seats/>
        }
        .into_any()
    }
}

fn strip_skeleton(l: Locale) -> AnyView {
    view! {
        <div class="px-5 pb-2">
            <p class="text-2xl font-bold tracking-tight" aria-hidden="true">
                {t::member::timetable_title(l)}
            </p>
            <div class="skeleton mt-4 h-16 w-full" aria-hidden="true"></div>
        </div>
    }
    .into_any()
}

/// The classes of the day that pass the filters; what is over stands folded above them.
fn day(l: Locale, view: &View, table: &MemberTimetable, seats: LiveSeats) -> AnyView {
    let now = table.now;
    let chosen: Vec<&Entry> = table.entries.iter().filter(|e| view.shows(&e.session)).collect();
    let (over, ahead): (Vec<&Entry>, Vec<&Entry>) = chosen
        .into_iter()
        .partition(|e| e.session.starts.at <= now.at && e.mine.is_none());
    let list = |entries: &[&Entry]| {
        let rows = entries
            .iter()
            .map(|entry| {
                let (entry, view) = ((*entry).clone(), view.clone());
                let news = seats_of(seats, entry.session.id);
                move || row(l, &view, entry.clone(), now, news.get())
            })
            .collect_view();
        view! { <Sheet ordered=true>{rows}</Sheet> }
    };
    let count = ahead.len() as i64;
    let body = if ahead.is_empty() {
        nothing(l, view, table, !over.is_empty())
    } else {
        list(&ahead).into_any()
    };
    let earlier = (!over.is_empty()).then(|| {
        view! {
            <details class="group">
                <summary class="btn btn-ghost btn-block list-none justify-between px-3 text-sm font-medium text-muted [&::-webkit-details-marker]:hidden">
                    {t::member::earlier(l, over.len() as i64)}
                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                </summary>
                <div class="pt-1 pb-3">{list(&over)}</div>
            </details>
        }
    });
    let (before, after) = (day_plus(table.day, -1), day_plus(table.day, 1));
    view! {
        <section>
            <div class="flex flex-wrap items-baseline justify-between gap-x-3 px-1 pb-2">
                <h2 class="text-base font-semibold">{l.day_named(table.day)}</h2>
                <p class="text-caption text-muted" role="status">
                    {t::member::classes(l, count)}
                </p>
            </div>
            {earlier}
            {body}
        </section>
        <nav class="flex justify-between gap-2" aria-label=t::member::other_days(l)>
            {if table.day > table.today {
                view! {
                    <a href=view.on(before) class="btn btn-ghost px-3 text-sm font-medium text-primary">
                        <Icon icon=Icon::ChevronLeft class="size-4"/>
                        {l.day_short(before)}
                    </a>
                }
                    .into_any()
            } else {
                view! { <span></span> }.into_any()
            }}
            <a href=view.on(after) class="btn btn-ghost px-3 text-sm font-medium text-primary">
                {l.day_short(after)}
                <Icon icon=Icon::ChevronRight class="size-4"/>
            </a>
        </nav>
    }
    .into_any()
}

fn row(l: Locale, view: &View, entry: Entry, now: Moment, news: Option<Seats>) -> AnyView {
    let mut entry = entry;
    entry.session = with_seats(entry.session, news);
    let stands = standing(l, &entry);
    let session = &entry.session;
    let cancelled = session.status == SessionStatus::Cancelled;
    let detail = match (&session.cancel_reason, cancelled) {
        (Some(reason), true) => reason.clone(),
        _ => dotted(&[session.coach.as_deref(), session.room.as_deref()]),
    };
    let (start, _) = session.clocks();
    let href = view.href(Some(session.id));
    let over = session.starts.at <= now.at;
    let (free, mine) = (session.free(), entry.mine.is_some());
    let name = session.name.clone();
    let clock = start.clone();
    let action = move || {
        if mine || cancelled {
            let name = t::member::open_name(l, name, clock);
            view! { <OpenLink href=href name=name attr:data-noscroll=""/> }.into_any()
        } else if over {
            ().into_any()
        } else if free > 0 {
            let name = t::member::book_name(l, name, clock);
            view! { <LinkButton href=href label=t::member::book(l) name=name kind=ButtonKind::Primary class="px-5" attr:data-noscroll=""/> }
                .into_any()
        } else {
            let name = t::member::waitlist_name(l, name, clock);
            view! { <LinkButton href=href label=t::member::waitlist(l) name=name kind=ButtonKind::Outline class="px-3.5 text-sm" attr:data-noscroll=""/> }
                .into_any()
        }
    };
    view! {
        <ClassRow
            time=start
            datetime=session.starts.at.iso()
            duration=t::member::minutes(l, session.minutes)
            category=tint(session.category)
            title=session.name.clone()
            detail=detail
            state=stands.state
            state_label=stands.label
            state_note=stands.note.unwrap_or_default()
            action=action
        />
    }
    .into_any()
}

/// No classes: none at all on this day, none any more, or none that pass the filters, each with the nearest way to some.
fn nothing(l: Locale, view: &View, table: &MemberTimetable, over: bool) -> AnyView {
    let ahead = |view: &View| {
        let now = table.now.at;
        table
            .entries
            .iter()
            .filter(|e| view.shows(&e.session) && (e.session.starts.at > now || e.mine.is_some()))
            .count() as i64
    };
    let all = ahead(&view.unfiltered());
    if view.filtered() && all > 0 {
        let nearest = view
            .looser(l)
            .into_iter()
            .map(|(word, looser)| (ahead(&looser), word, looser))
            .find(|(n, ..)| *n > 0);
        let everything = view.unfiltered().href(None);
        let text = match &nearest {
            Some((n, word, _)) => t::member::looser(l, *n, word),
            None => t::member::looser_all(l, all),
        };
        let looser = nearest.map(|(n, _, looser)| (n, looser.href(None)));
        let actions = move || {
            view! {
                {looser.filter(|(n, _)| *n < all).map(|(n, href)| view! { <LinkButton href=href label=t::member::show_n(l, n)/> })}
                <LinkButton href=everything label=t::member::show_all(l, all) kind=ButtonKind::Primary/>
            }
        };
        return view! { <EmptyList title=t::member::no_match(l) text=text actions=actions/> }.into_any();
    }
    let next = view.on(day_plus(table.day, 1));
    let label = l.day_named(day_plus(table.day, 1));
    let (title, text) = if over {
        (t::member::day_over(l), t::member::day_over_text(l))
    } else {
        (t::member::day_empty(l), t::member::day_empty_text(l))
    };
    let actions = move || view! { <LinkButton href=next label=label kind=ButtonKind::Primary/> };
    view! { <EmptyList title=title text=text icon=Icon::CalendarOff actions=actions/> }.into_any()
}
