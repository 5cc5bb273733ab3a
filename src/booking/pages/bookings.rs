//! A member's bookings: ahead, waiting, cancelled, past; and the two sheets that give a place back.

use super::{
    bookings_sheets::{CancelSheet, LeaveSheet},
    hours::{HourAnswers, asks, told as told_of},
    moves::{MoveSheet, MovedSheet},
    offer::{Answers, offers},
    parts::{anchor, dotted, on_return, outcome, standing, tint, when},
    sheet_after::leave_href,
    strikes::own,
};
use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    booking::{
        api::{
            CancelBooking, LeaveWaitlist, load_my_bookings,
            moves::{MoveBooking, load_moves},
        },
        model::{BookingId, BookingStatus, Entry, Mine, Moves, MyBookings, WaitStory},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Day, Moment},
    },
    schedule::model::SessionId,
    ui::{
        badge::{Badge, State, Tone},
        button::{ButtonKind, LinkButton},
        icon::Icon,
        list::{ClassRow, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, Notice, SkeletonRows},
        submit::Submit,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the page and its sheets share.
#[derive(Clone, Copy)]
pub(super) struct Bookings {
    pub list: Load<MyBookings>,
    pub cancel: Submit<CancelBooking>,
    pub leave: Submit<LeaveWaitlist>,
    pub answers: Answers,
    pub hours: HourAnswers,
    /// The booking whose cancel sheet is open.
    pub cancelling: Memo<Option<BookingId>>,
    /// The class whose waitlist is about to be left.
    pub leaving: Memo<Option<SessionId>>,
    /// Whose place that is, where it is not the reader's.
    pub leaving_for: Memo<String>,
    /// The booking that is about to be moved, and where it could be.
    pub moving: Memo<Option<BookingId>>,
    pub moves: Load<Option<Moves>>,
    pub relocate: Submit<MoveBooking>,
    /// The booking that is there since.
    pub moved: Memo<Option<BookingId>>,
}

/// `/bookings`
pub struct BookingsPage(Bookings);

impl Page for BookingsPage {
    fn data() -> Self {
        let query = use_query_map();
        let (cancel, leave) = (Submit::<CancelBooking>::new(), Submit::<LeaveWaitlist>::new());
        let (answers, hours) = (Answers::new(), HourAnswers::new());
        let relocate = Submit::<MoveBooking>::new();
        let of =
            move |name: &'static str| Memo::new(move |_| query.with(|q| q.get(name).and_then(|id| id.parse().ok())));
        let moving: Memo<Option<BookingId>> = of("move");
        let moves = Load::new(
            move || (moving.get(), relocate.version().get()),
            |(moving, _)| async move {
                match moving {
                    Some(booking) => load_moves(booking).await.map(Some),
                    None => Ok(None),
                }
            },
        );
        let list = Load::new(
            move || {
                let answered = answers.version() + hours.version() + relocate.version().get();
                (cancel.version().get(), leave.version().get(), answered)
            },
            |_| load_my_bookings(),
        );
        Self(Bookings {
            list,
            cancel,
            leave,
            answers,
            hours,
            cancelling: of("cancel"),
            moving,
            moves,
            relocate,
            moved: of("moved"),
            leaving_for: Memo::new(move |_| query.with(|q| q.get("for").unwrap_or_default())),
            leaving: Memo::new(move |_| query.with(|q| q.get("leave").and_then(|id| id.parse().ok()))),
        })
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let bookings = this.0;
        on_return(move || bookings.list.refetch());
        view! {
            <MemberPage title=t::member::bookings_title(l) current="home" back="/home">
                <Loaded
                    resource=bookings.list
                    skeleton=move || view! { <SkeletonRows label=t::member::loading(l)/> }
                    error=wrong
                    keep=true
                    let:list
                >
                    {lists(l, list, (bookings.answers, bookings.hours))}
                </Loaded>
            </MemberPage>
            <CancelSheet data=bookings/>
            <LeaveSheet data=bookings/>
            <MoveSheet data=bookings/>
            <MovedSheet data=bookings/>
        }
        .into_any()
    }
}

fn lists(l: Locale, list: MyBookings, (answers, hours): (Answers, HourAnswers)) -> AnyView {
    let now = list.now;
    let offered = offers(l, &list.upcoming, now, &list.key, answers);
    let asked = asks(l, &list.hours, now, &list.key, hours);
    // where everything is at one place, that goes without saying
    let mut places: Vec<&str> = list.upcoming.iter().map(|e| e.session.location.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    let placed = places.len() > 1;
    let (waiting, seats): (Vec<Entry>, Vec<Entry>) = list
        .upcoming
        .into_iter()
        .filter(|e| !matches!(e.mine, Some(Mine::Offered { .. })))
        .partition(|e| matches!(e.mine, Some(Mine::Waiting { .. })));
    let upcoming = if seats.is_empty() {
        let actions = move || {
            view! { <LinkButton href="/timetable" label=t::member::see_timetable(l) kind=ButtonKind::Primary icon=Icon::CalendarDays/> }
        };
        view! { <EmptyList title=t::member::nothing_title(l) text=t::member::nothing_text(l) actions=actions/> }
            .into_any()
    } else {
        view! { <div class="space-y-3">{by_day(l, seats, now, placed)}</div> }.into_any()
    };
    let uncovered = waiting
        .iter()
        .any(|e| matches!(e.mine, Some(Mine::Waiting { covered: false, .. })));
    let waiting = (!waiting.is_empty()).then(|| {
        let needed = uncovered.then(|| {
            let way = move || view! { <LinkButton href="/passes" label=t::member::way_passes(l) icon=Icon::WalletCards/> };
            view! { <Notice tone=Tone::Warning title=t::member::no_pass(l) text=t::member::waitlist_no_pass_some(l) actions=way/> }
        });
        view! {
            <section>
                <SectionHead title=t::member::waiting_head(l)/>
                {needed.map(|needed| view! { <div class="pb-3">{needed}</div> })}
                <div class="space-y-3">{by_day(l, waiting, now, placed)}</div>
            </section>
        }
    });
    let cancelled = (!list.cancelled.is_empty()).then(|| {
        let rows = list
            .cancelled
            .into_iter()
            .map(|entry| behind(l, entry, None))
            .collect_view();
        view! {
            <section>
                <SectionHead title=t::member::cancelled_head(l)/>
                <Sheet>{rows}</Sheet>
            </section>
        }
    });
    let past = (!list.past.is_empty()).then(|| {
        let of_hour = |entry: &Entry| match &entry.mine {
            Some(Mine::Booked { booking, .. }) => list.hours.iter().find(|line| line.booking == *booking),
            _ => None,
        };
        let rows = list
            .past
            .into_iter()
            .map(|entry| {
                let hour = of_hour(&entry).and_then(|line| told_of(l, line, now));
                behind(l, entry, hour)
            })
            .collect_view();
        view! {
            <section id="past" class="scroll-mt-4">
                <SectionHead title=t::member::past_head(l) status=t::member::past_span(l).to_owned()/>
                <Sheet>{rows}</Sheet>
            </section>
        }
    });
    let strikes = own(l, &list.strikes);
    let waited = (!list.waited.is_empty()).then(|| {
        let rows = list
            .waited
            .into_iter()
            .take(5)
            .map(|story| told(l, &story))
            .collect_view();
        view! {
            <section>
                <SectionHead title=t::member::waited_head(l) status=t::member::past_span_month(l).to_owned()/>
                <Sheet>{rows}</Sheet>
            </section>
        }
    });
    view! {
        {offered}
        {asked}
        <section>
            <SectionHead title=t::member::upcoming_head(l)/>
            {upcoming}
        </section>
        {waiting}
        {cancelled}
        {strikes}
        {waited}
        {past}
    }
    .into_any()
}

/// Seats or places in lines under the days that they are on: the day is said once, the time leads each row.
fn by_day(l: Locale, entries: Vec<Entry>, now: Moment, placed: bool) -> AnyView {
    let mut days: Vec<(Day, Vec<Entry>)> = Vec::new();
    for entry in entries {
        match days.last_mut() {
            Some((day, of_day)) if *day == entry.session.day => of_day.push(entry),
            _ => days.push((entry.session.day, vec![entry])),
        }
    }
    days.into_iter()
        .map(|(day, entries)| {
            let rows = entries
                .into_iter()
                .map(|entry| ahead(l, entry, now, placed))
                .collect_view();
            let title = match (day - now.day()).num_days() {
                0 => t::member::today_is(l, l.day_named(day)),
                1 => t::member::tomorrow_is(l, l.day_named(day)),
                _ => l.day_named(day),
            };
            view! {
                <div>
                    <h3 class="px-1 pb-1.5 text-sm font-medium text-muted">{title}</h3>
                    <Sheet ordered=true>{rows}</Sheet>
                </div>
            }
        })
        .collect_view()
        .into_any()
}

/// A seat or a place in a line, with the way to give it back.
fn ahead(l: Locale, entry: Entry, now: Moment, placed: bool) -> AnyView {
    let stands = standing(l, &entry);
    let (session, whose) = (entry.session, entry.whose);
    let moment = when(l, session.starts, now);
    let seat = match &entry.mine {
        Some(Mine::Booked {
            booking,
            status: BookingStatus::Booked,
            free_until,
            ..
        }) if session.starts.at > now.at => Some((*booking, *free_until)),
        _ => None,
    };
    let way = match (seat, &entry.mine) {
        (Some((booking, _)), _) => {
            let name = t::member::cancel_name(l, &session.name, &moment);
            Some((format!("?cancel={booking}"), t::member::cancel(l), name))
        }
        (None, Some(Mine::Waiting { .. })) => {
            let name = t::member::leave_name(l, &session.name, &moment);
            Some((leave_href(session.id, whose.as_ref()), t::member::leave_short(l), name))
        }
        _ => None,
    };
    // on a page of bookings it goes without saying that they are booked: until when they are free to cancel does not
    let (state, label, note) = match seat {
        Some((_, until)) if stands.state == State::Booked && until.at > now.at => {
            // under the heading of that very day the time is enough
            let until = if until.day() == session.day {
                until.clock()
            } else {
                when(l, until, now)
            };
            (State::Open, t::member::free_short(l, until), None)
        }
        Some(_) if stands.state == State::Booked => (State::Few, t::member::late_short(l).to_owned(), None),
        _ => (stands.state, stands.label, stands.note),
    };
    let spot = match &entry.mine {
        Some(Mine::Booked { spot: Some(spot), .. }) => Some(t::spots::spot(l, spot)),
        _ => None,
    };
    let (start, _) = session.clocks();
    let of = whose.as_ref().map(|ward| t::member::whose(l, &ward.name));
    let id = match &whose {
        Some(ward) => format!("{}-{}", anchor(session.id), ward.id),
        None => anchor(session.id),
    };
    view! {
        <ClassRow
            id=id
            time=start
            datetime=session.starts.at.iso()
            duration=t::member::minutes(l, session.minutes)
            category=tint(session.category)
            title=session.name
            detail=dotted(&[of.as_deref(), session.room.as_deref(), spot.as_deref(), placed.then_some(session.location.as_str()), session.coach.as_deref()])
            state=state
            state_label=label
            state_note=note.unwrap_or_default()
            action=move || {
                way.map(|(href, label, name)| {
                    view! { <LinkButton href=href label=label name=name class="px-3.5 text-sm" attr:data-noscroll=""/> }
                })
            }
        />
    }
    .into_any()
}

/// A place on a waitlist that has ended, and how it went.
fn told(l: Locale, story: &WaitStory) -> AnyView {
    let title = format!(
        "{}, {} {}",
        story.name,
        l.day_short(story.starts.day()),
        story.starts.clock()
    );
    view! {
        <Row
            title=title
            detail=story.text(l)
            lead=move || view! { <Icon icon=Icon::Hourglass class="size-5 text-muted"/> }
        />
    }
    .into_any()
}

/// What was, and what became of it; of a personal hour what was said to it.
fn behind(l: Locale, entry: Entry, hour: Option<String>) -> AnyView {
    let session = entry.session;
    let of = entry.whose.map(|ward| t::member::whose(l, &ward.name));
    let (badge, excused) = match entry.mine {
        // what was given up too late and excused counts as given up in time: that it was excused is what they want to read
        Some(Mine::Booked {
            excused: Some(reason), ..
        }) => {
            let why = (!reason.is_empty()).then(|| t::member::excused_why(l, reason));
            (Some(outcome(l, BookingStatus::Excused)), why)
        }
        Some(Mine::Booked { status, .. }) => (Some(outcome(l, status)), None),
        _ => (None, None),
    };
    view! {
        <Row
            category=tint(session.category)
            title=session.name
            detail=dotted(&[
                of.as_deref(),
                Some(&format!("{} {}", l.day_short(session.day), session.starts.clock())),
                session.coach.as_deref(),
                hour.as_deref(),
                excused.as_deref(),
            ])
            badges=move || badge.map(|(tone, label)| view! { <Badge tone=tone label=label/> })
        />
    }
    .into_any()
}
