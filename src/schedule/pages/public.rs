//! The public start page: the club's timetable with live places. Anybody may read it; a class leads to its booking.

use super::{
    live::{LiveSeats, use_seats_and},
    public_list::{Books, classes},
    public_view::{EVENING, View, families},
};
use crate::{
    accounts::{
        model::Me,
        pages::{
            account_menu::{LanguageLine, ThemeForm, staff_home},
            use_me,
            wrong::wrong,
        },
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::{clock, day_plus},
    },
    rooms::pages::rooms::said,
    schedule::{
        api::load_timetable,
        model::{ClassSession, SessionStatus, Timetable},
    },
    studio::model::{Hours, LocationId},
    ui::{
        button::{ButtonKind, IconLink, LinkButton},
        calendar::{self, DayStrip},
        icon::Icon,
        layout::PublicShell,
        load::Load,
        menu::{Menu, MenuItem},
        nav::NavItem,
        page::Page,
        states::{EmptyState, SkeletonRows},
        tabs::Chip,
    },
};
use chrono::Datelike;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

/// `/?location=&from=&day=&cat=&after=&free=`
pub struct PublicPage {
    view: Memo<View>,
    table: Load<Timetable>,
}

impl Page for PublicPage {
    fn data() -> Self {
        let query = use_query_map();
        let view = Memo::new(move |_| query.with(View::read));
        let asked = Memo::new(move |_| view.with(View::asked));
        let table = Load::new(move || asked.get(), |(location, day)| load_timetable(location, day));
        Self { view, table }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let PublicPage { view, table } = this;
        let me = use_me();
        let place = RwSignal::new(None::<LocationId>);
        Effect::new(move || {
            if let Some(Ok(table)) = table.get() {
                place.set(Some(table.location.id));
            }
        });
        let seats = use_seats_and(place.into(), move || table.refetch());
        let skeleton = move || {
            view! { <main class="mx-auto max-w-6xl px-4 py-24"><SkeletonRows rows=8 label=t::public::loading(l)/></main> }
        };
        view! {
            <Title text=t::public::title(l)/>
            <Transition fallback=skeleton>
                {move || Suspend::new(async move {
                    let (me, table) = (me.await.ok().flatten(), table.await);
                    untrack(move || match table {
                        Ok(table) => page(l, me, table, view, seats),
                        Err(AppError::NotFound) => no_club(l),
                        Err(other) => view! { <main id="main" tabindex="-1">{wrong(other)}</main> }.into_any(),
                    })
                })}
            </Transition>
        }
        .into_any()
    }
}

/// Before the club was set up, and for a location that is not there.
fn no_club(l: Locale) -> AnyView {
    let actions = move || {
        view! {
            <LinkButton href="/claim" label=t::public::claim(l) kind=ButtonKind::Primary/>
            <LinkButton href="/sign-in" label=t::public::sign_in(l)/>
        }
    };
    view! {
        <main id="main" class="touch min-h-dvh" tabindex="-1">
            <EmptyState title=t::public::no_club_title(l) text=t::public::no_club_text(l) actions=actions alone=true/>
            <LanguageLine/>
        </main>
    }
    .into_any()
}

/// When the location is open; nothing where nobody has said so.
fn open_hours(l: Locale, hours: &[Hours]) -> AnyView {
    if hours.is_empty() {
        return ().into_any();
    }
    let lines = said(l, hours)
        .into_iter()
        .map(|(days, open)| {
            view! {
                <div class="flex gap-3">
                    <dt class="min-w-20">{days}</dt>
                    <dd class="tabular-nums">{open}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="min-w-0 flex-1 basis-56">
            <p class="font-semibold text-base-content">{t::public::hours(l)}</p>
            <dl>{lines}</dl>
        </div>
    }
    .into_any()
}

fn page(l: Locale, me: Option<Me>, table: Timetable, view: Memo<View>, seats: LiveSeats) -> AnyView {
    let places = vec![
        NavItem::new(t::public::title(l), "/", Icon::CalendarDays).current(Signal::stored(true)),
        NavItem::new(t::public::find_us(l), "#find-us", Icon::MapPin),
    ];
    let own = me.as_ref().map(|me| match staff_home(me) {
        Some(home) if !me.member => (home, t::public::work(l)),
        _ => ("/home", t::public::own(l)),
    });
    let actions = move || match own {
        Some((home, label)) => view! { <LinkButton href=home label=label kind=ButtonKind::Primary/> }.into_any(),
        None => view! {
            <LinkButton href="/sign-in" label=t::public::sign_in(l) kind=ButtonKind::Ghost class="px-3"/>
            <LinkButton href="/sign-up" label=t::public::join(l) kind=ButtonKind::Primary/>
        }
        .into_any(),
    };
    let (location, address) = (table.location.name.clone(), table.location.address.clone());
    let open = open_hours(l, &table.hours);
    let foot = move || {
        view! {
            <div id="find-us" class="min-w-0 flex-1 basis-56">
                <p class="font-semibold text-base-content">{location}</p>
                <p>{address}</p>
            </div>
            {open}
            <a href="/privacy" class="inline-flex min-h-11 items-center hover:underline">{t::notice::link(l)}</a>
            <LanguageLine/>
            <div class="w-36">
                <ThemeForm/>
            </div>
        }
    };
    let (books, description) = (
        Books::of(me.as_ref()),
        t::public::description(l, &table.club, &table.location.name),
    );
    view! {
        <Meta name="description" content=description/>
        <PublicShell
            skip=t::common::skip(l)
            brand=table.club.clone()
            home="/"
            nav_label=t::public::nav(l)
            items=places
            actions=actions
            foot=foot
        >
            <main id="main" tabindex="-1">
                {hero(l, &table, view)}
                <div class="mx-auto max-w-6xl px-4 pb-14 lg:px-6">{day(l, books, table, view, seats)}</div>
            </main>
        </PublicShell>
    }
    .into_any()
}

/// The name of the place on pine, with what there is today, and the way to the other places.
fn hero(l: Locale, table: &Timetable, view: Memo<View>) -> AnyView {
    let (today, now, shown) = (table.today, table.now.at, table.clone());
    let lead = move || {
        let day = view.with(|view| view.shown(&shown));
        let on_day = |s: &&ClassSession| s.day == day && s.starts.at > now && s.status == SessionStatus::Scheduled;
        let n = shown.sessions.iter().filter(on_day).count() as i64;
        if day == today {
            t::public::lead_today(l, n)
        } else {
            t::public::lead_day(l, l.day_named(day), n)
        }
    };
    let (current, locations) = (table.location.clone(), table.locations.clone());
    let several = locations.len() > 1;
    let choice = move || {
        several.then(|| {
            let items = locations.iter().map(|place| {
                MenuItem::new(&place.name, view.with(|view| view.at(place.id).href())).chosen(place.id == current.id)
            });
            let items: Vec<_> = items.collect();
            let name = current.name.clone();
            let face = move || {
                view! {
                    <Icon icon=Icon::MapPin class="size-4"/>
                    <span class="sr-only">{t::public::location(l)}</span>
                    {name}
                    <Icon icon=Icon::ChevronDown class="size-4"/>
                }
            };
            let class = format!("{} gap-2", ButtonKind::OnPine.class());
            view! { <Menu face=face class=class items=items/> }
        })
    };
    view! {
        <section class="lanes">
            <div class="mx-auto max-w-6xl px-4 pt-8 pb-12 lg:px-6 lg:pt-12 lg:pb-16">
                <div class="flex flex-wrap items-start justify-between gap-x-6 gap-y-5">
                    <div class="min-w-0 flex-1 basis-72">
                        <h1 class="text-3xl font-bold tracking-tight text-balance lg:text-5xl">
                            {t::public::hero(l, &table.location.name)}
                        </h1>
                        <p class="mt-3 max-w-2xl text-hero-muted lg:text-lg">{lead}</p>
                    </div>
                    {choice}
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// The strip of days, the filters, and the day's classes.
fn day(l: Locale, books: Books, table: Timetable, view: Memo<View>, seats: LiveSeats) -> AnyView {
    let table = StoredValue::new(table);
    let strip = move || {
        let view = view.get();
        table.with_value(|table| {
            let shown = view.shown(table);
            let days = (0..7).map(|n| {
                let day = day_plus(table.day, n);
                calendar::Day {
                    href: view.on(day, table).href(),
                    name: l.day_named(day),
                    short: l.weekday_short(day.weekday()).to_owned(),
                    number: day.day().to_string(),
                    current: day == shown,
                    mark: None,
                }
            });
            let days: Vec<_> = days.collect();
            view! { <DayStrip label=t::public::days(l) days=days carded=true/> }
        })
    };
    view! {
        {strip}
        {move || table.with_value(|table| filters(l, &view.get(), table))}
        {move || table.with_value(|table| head(l, &view.get(), table))}
        {move || table.with_value(|table| classes(l, books, &view.get(), table, seats))}
        <p class="mt-4 px-1 text-caption text-muted">
            {table.with_value(|table| t::public::zone(l, &table.location.name))}
        </p>
    }
    .into_any()
}

fn filters(l: Locale, view: &View, table: &Timetable) -> AnyView {
    let free = View {
        free: !view.free,
        ..view.clone()
    }
    .href();
    let evening = View {
        evening: !view.evening,
        ..view.clone()
    }
    .href();
    let kinds = families(table)
        .into_iter()
        .map(|category| {
            let chosen = view.category == Some(category);
            let href = View {
                category: (!chosen).then_some(category),
                ..view.clone()
            }
            .href();
            view! { <Chip href=href label=category.text(l) chosen=chosen/> }
        })
        .collect_view();
    view! {
        <div
            class="scroll-x -mx-4 mt-5 flex gap-2 px-4 py-1 lg:mx-0 lg:flex-wrap lg:px-0"
            role="group"
            aria-label=t::public::filters(l)
        >
            <Chip href=free label=t::public::free(l) chosen=view.free/>
            <Chip href=evening label=t::public::after(l, clock(EVENING * 60)) chosen=view.evening/>
            {kinds}
        </div>
    }
    .into_any()
}

/// The day in words with the number of its classes, and the way to the days around.
fn head(l: Locale, view: &View, table: &Timetable) -> AnyView {
    let count = table.sessions.iter().filter(|s| view.shows(s, table)).count() as i64;
    let way = |weeks: i64, name: &'static str, icon: Icon| {
        view.weeks_on(weeks, table).map(
            |view| view! { <IconLink href=view.href() name=name icon=icon kind=ButtonKind::Plain class="size-11"/> },
        )
    };
    view! {
        <div class="mt-6 mb-3 flex min-h-11 items-center gap-x-3 px-1">
            <div class="min-w-0 flex-1 lg:flex lg:items-baseline lg:gap-3">
                <h2 class="text-xl font-bold tracking-tight">{l.day_named(view.shown(table))}</h2>
                <p class="text-sm text-muted" role="status">
                    {t::public::count(l, count)}
                </p>
            </div>
            {way(-1, t::public::earlier(l), Icon::ChevronLeft)}
            {way(1, t::public::later(l), Icon::ChevronRight)}
        </div>
    }
    .into_any()
}
