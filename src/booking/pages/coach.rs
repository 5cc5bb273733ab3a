//! The coach's day: opens on the class that runs or comes next, with its roster under the thumb.

use super::{
    hours_roster::{disputed, unlogged},
    marks::{MarkToast, Marks, here_of},
    parts::{dotted, minutes_open, on_return, tint},
    roster::{AllHere, RosterList, door_is_open, passing},
};
use crate::{
    accounts::pages::{
        address::address,
        shell::{CoachPage, HeadMenu},
        wrong::wrong,
    },
    booking::{
        api::{MarkAttendance, load_coach_day},
        model::{CoachDay, HourLine, Roster},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Day, Instant, Span, day_plus},
    },
    schedule::{
        model::{ClassSession, SessionId, SessionStatus},
        pages::live::{on_move, use_seats_and},
    },
    ui::{
        button::{ButtonKind, ButtonSize, IconLink, LinkButton},
        hero::ClassHead,
        icon::Icon,
        list::{SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, Notice, SkeletonBlock, SkeletonRows},
        submit::Submit,
        tabs::Chip,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/coach?day=&session=`
pub struct CoachDayPage {
    day: Load<CoachDay>,
    marks: Marks,
    log: Submit<MarkAttendance>,
}

impl Page for CoachDayPage {
    fn data() -> Self {
        let query = use_query_map();
        let marks = Marks::new();
        let log = Submit::<MarkAttendance>::new();
        let key = move || {
            let (day, session) =
                query.with(|q| (q.get("day").unwrap_or_default(), q.get("session").unwrap_or_default()));
            (day, session, (marks.version.get(), log.version().get()))
        };
        let day = Load::new(key, |(day, session, _)| load_coach_day(day, session));
        Self { day, marks, log }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let CoachDayPage { day, marks, log } = this;
        let open = minutes_open();
        on_return(move || day.refetch());
        let open_class = RwSignal::new(None);
        Effect::new(move || {
            if let Some(Ok(day)) = day.get() {
                open_class.set(day.roster.map(|roster| (roster.session.location_id, roster.session.id)));
            }
        });
        let place = Signal::derive(move || open_class.get().map(|(place, _)| place));
        let seats = use_seats_and(place, move || day.refetch());
        on_move(
            move || {
                open_class
                    .get()
                    .and_then(|(_, id)| seats.with(|all| all.get(&id).copied()))
            },
            move || day.refetch(),
        );
        Effect::new(move || {
            if day.is_here() {
                marks.settle();
            }
        });
        view! {
            <CoachPage title=t::coach::title(l) current="today" bare=true>
                <Loaded resource=day skeleton=waiting error=wrong keep=true let:day>
                    {shown(l, day, marks, open, log)}
                </Loaded>
            </CoachPage>
            <MarkToast marks=marks/>
        }
        .into_any()
    }
}

fn waiting() -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="-mx-4">
            <SkeletonBlock class="h-72 w-full" label=t::coach::loading(l)/>
        </div>
        <SkeletonRows label=t::coach::loading(l)/>
    }
}

fn shown(l: Locale, day: CoachDay, marks: Marks, open: ReadSignal<i64>, log: Submit<MarkAttendance>) -> AnyView {
    let hours = hours(l, &day, log);
    let CoachDay {
        day,
        today,
        sessions,
        roster,
        ..
    } = day;
    let chosen = roster.as_ref().map(|roster| roster.session.id);
    let chips = (sessions.len() > 1).then(|| chips(&sessions, day, chosen));
    let agenda = agenda(l, &sessions, day, today, chosen);
    let Some(roster) = roster else {
        return view! {
            <div class="flex items-center justify-between gap-3 px-1 pt-4">
                <p class="text-2xl font-bold tracking-tight">{l.day_named(day)}</p>
                <HeadMenu/>
            </div>
            <EmptyList title=t::coach::none_title(l) text=t::coach::none_text(l) icon=Icon::CalendarOff/>
            {hours}
            {agenda}
        }
        .into_any();
    };
    view! {
        <div class="-mx-4">{head(l, &roster, today, marks, open)}</div>
        {chips}
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div class="min-w-0 space-y-6">
                <RosterList roster=roster today=today open=open marks=marks/>
                {hours}
            </div>
            {agenda}
        </div>
    }
    .into_any()
}

/// Personal hours that are disputed, and those that are over and not logged.
fn hours(l: Locale, day: &CoachDay, log: Submit<MarkAttendance>) -> AnyView {
    let now = day.now;
    let (open, late): (Vec<HourLine>, Vec<HourLine>) = day.hours.iter().cloned().partition(HourLine::disputed);
    let open = (!open.is_empty()).then(|| {
        let rows = open
            .iter()
            .map(|line| {
                let waits = view! { <p class="text-caption text-muted">{t::hours::disputed_wait(l)}</p> };
                disputed(l, line, now, waits.into_any())
            })
            .collect_view();
        view! {
            <section>
                <SectionHead title=t::hours::disputed(l)/>
                <Sheet label=t::hours::disputed(l)>{rows}</Sheet>
            </section>
        }
    });
    let late = (!late.is_empty()).then(|| {
        view! {
            <section>
                <SectionHead title=t::hours::to_log(l)/>
                <p class="px-1 pb-2 text-sm text-muted">{t::hours::to_log_note(l)}</p>
                {unlogged(l, &late, now, false, log)}
            </section>
        }
    });
    view! {
        {log.refused(l)}
        {late}
        {open}
    }
    .into_any()
}

/// The class on pine: when, what, where, how many are here, and the one press.
fn head(l: Locale, roster: &Roster, today: Day, marks: Marks, open: ReadSignal<i64>) -> AnyView {
    let session = roster.session.clone();
    let lines = roster.lines.clone();
    let booked = lines.len() as i64;
    let here = Memo::new(move |_| here_of(&lines, marks));
    let cancelled = session.status == SessionStatus::Cancelled;
    // an hour is logged with its client, where what was said of it stands
    let personal = session.personal;
    let away = {
        let (session, now) = (session.clone(), passing(roster, open));
        Signal::derive(move || Some(away(l, &session, now.get(), today)))
    };
    let note = (session.waiting > 0).then(|| t::coach::waiting(l, session.waiting));
    let place = dotted(&[session.room.as_deref(), Some(&session.location)]);
    let (start, end) = session.clocks();
    let id = session.id;
    let door = door_is_open(roster, open);
    let press = move || {
        let some_missing = move || !cancelled && !personal && door.get() && here.get() < booked;
        move || {
            some_missing().then(|| {
                view! {
                    <div class="lg:w-96">
                        <AllHere session=id marks=marks kind=ButtonKind::Accent/>
                    </div>
                }
            })
        }
    };
    let called_off = cancelled.then(|| {
        let text = match session.cancel_reason.clone().filter(|reason| !reason.is_empty()) {
            Some(reason) => t::coach::cancelled(l, reason),
            None => t::coach::cancelled_plain(l).to_owned(),
        };
        view! { <div class="px-4 pt-4"><Notice title=text icon=Icon::CircleX/></div> }
    });
    view! {
        <ClassHead
            away=away
            start=start
            datetime=session.starts.at.iso()
            end=t::coach::until(l, end)
            title=session.name
            place=place
            here=here
            booked=Signal::stored(booked)
            here_label=Signal::derive(move || t::coach::here_of(l, here.get(), booked))
            note=note
            more=head_menu
            actions=press
        />
        {called_off}
    }
    .into_any()
}

/// The account menu, with a ring that shows it on pine.
fn head_menu() -> impl IntoView {
    view! {
        <span class="rounded-full ring-1 ring-hero-content/30 lg:hidden">
            <HeadMenu/>
        </span>
    }
}

/// How far away a class is, or how long it still goes.
fn away(l: Locale, session: &ClassSession, now: Instant, today: Day) -> String {
    // a started minute counts as a whole one: "in 1 min" until it is time
    let minutes = |span: Span| Span(span.0.saturating_add(59_999_999)).in_minutes();
    if session.status == SessionStatus::Cancelled {
        return t::coach::cancelled_plain(l).to_owned();
    }
    let (to_start, to_end) = (minutes(session.starts.at - now), minutes(session.ends.at - now));
    match (to_start, to_end) {
        (_, ..=0) => t::coach::over(l).to_owned(),
        (..=0, left) => t::coach::on_now(l, left),
        _ if session.day != today => l.day_named(session.day),
        (ahead @ ..60, _) => t::coach::starts_in(l, ahead),
        (ahead, _) => t::coach::starts_in_hours(l, ahead / 60, ahead % 60),
    }
}

fn href(day: Day, session: Option<SessionId>) -> String {
    let session = session.map(|id| id.to_string()).unwrap_or_default();
    address("/coach", &[("day", &day.to_string()), ("session", &session)])
}

/// The classes of the day in a row under the head: the quick way between two of them on a phone.
fn chips(sessions: &[ClassSession], day: Day, chosen: Option<SessionId>) -> AnyView {
    let chips = sessions
        .iter()
        .map(|s| {
            let label = format!("{} {}", s.starts.clock(), s.name);
            view! { <Chip href=href(day, Some(s.id)) label=label chosen=chosen == Some(s.id)/> }
        })
        .collect_view();
    view! {
        <nav class="scroll-x -mx-4 flex gap-2 px-4 py-1 lg:hidden" aria-label=t::coach::day_classes(use_locale())>
            {chips}
        </nav>
    }
    .into_any()
}

/// The days and the classes of the one shown.
fn agenda(l: Locale, sessions: &[ClassSession], day: Day, today: Day, chosen: Option<SessionId>) -> AnyView {
    let rows = sessions
        .iter()
        .map(|s| class_line(l, s, day, chosen == Some(s.id)))
        .collect_view();
    let list =
        (!sessions.is_empty()).then(|| view! { <Sheet label=t::coach::day_classes(l) ordered=true>{rows}</Sheet> });
    view! {
        <section>
            <nav class="flex items-center gap-1 pb-2" aria-label=t::coach::days(l)>
                <IconLink
                    href=href(day_plus(day, -1), None)
                    name=t::coach::previous_day(l)
                    icon=Icon::ChevronLeft
                    class="size-11"
                />
                <h2 class="min-w-0 flex-1 text-center text-base font-semibold tabular-nums">{l.day_named(day)}</h2>
                {(day != today)
                    .then(|| {
                        view! { <LinkButton href="/coach" label=t::coach::today(l) size=ButtonSize::Small/> }
                    })}
                <IconLink href=href(day_plus(day, 1), None) name=t::coach::next_day(l) icon=Icon::ChevronRight class="size-11"/>
            </nav>
            {list}
        </section>
    }
    .into_any()
}

fn class_line(l: Locale, session: &ClassSession, day: Day, current: bool) -> AnyView {
    let cancelled = session.status == SessionStatus::Cancelled;
    let (tone, struck) = if cancelled {
        ("text-cancelled", "text-cancelled line-through")
    } else {
        ("", "")
    };
    let here = if current {
        "bg-primary/8"
    } else {
        "hover:bg-base-200/70"
    };
    let detail = if cancelled {
        t::coach::cancelled_plain(l).to_owned()
    } else {
        dotted(&[session.room.as_deref(), Some(&session.location)])
    };
    let fill = t::coach::fill(l, session.seated(), session.capacity);
    let fill_name = t::coach::fill_name(l, session.seated(), session.capacity);
    view! {
        <li class=tint(session.category).class()>
            <a
                href=href(day, Some(session.id))
                class=format!("flex min-h-15 items-center gap-3 px-4 py-2.5 {here}")
                aria-current=current.then_some("true")
            >
                <span class=format!("w-12 shrink-0 font-bold tabular-nums {tone}")>{session.starts.clock()}</span>
                <span class="w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
                <span class="min-w-0 flex-1">
                    <span class=format!("block leading-snug font-medium wrap-anywhere {struck}")>{session.name.clone()}</span>
                    <span class="block text-caption text-muted">{detail}</span>
                </span>
                {(!cancelled)
                    .then(|| {
                        view! {
                            <span class="shrink-0 text-caption font-semibold tabular-nums" aria-hidden="true">
                                {fill}
                            </span>
                            <span class="sr-only">{fill_name}</span>
                        }
                    })}
            </a>
        </li>
    }
    .into_any()
}
