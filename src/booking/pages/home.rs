//! The member's first screen: the next class and the way in, what is left on the pass, and what can be booked again.

use super::{
    hours::{HourAnswers, asks},
    offer::{Answers, offers},
    parts::{dotted, free_places, minutes_open, on_return, seats_of, standing, tint, when, with_seats},
    sheet::{BookingSheet, SheetData},
};
use crate::{
    accounts::pages::{
        address::address,
        shell::{HeadMenu, MemberPage},
        wrong::wrong,
    },
    booking::{
        api::load_home,
        model::{BookingStatus, Entry, Home, Mine},
    },
    members::model::ToSign,
    plans::model::{Pass, amount},
    platform::{
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    schedule::{
        model::Seats,
        pages::live::{LiveSeats, use_seats_and},
    },
    studio::model::LocationId,
    ui::{
        badge::{State, StateBadge, StateText},
        button::{ButtonKind, IconLink, LinkButton, WayOn},
        hero::{NextClass, NothingBooked},
        icon::Icon,
        list::{OpenLink, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        pass_card::BalanceTile,
        states::SkeletonBlock,
    },
};
use leptos::prelude::*;

/// `/home`
pub struct HomePage {
    home: Load<Home>,
    sheet: SheetData,
    answers: Answers,
    hours: HourAnswers,
}

impl Page for HomePage {
    fn data() -> Self {
        let sheet = SheetData::new();
        let (answers, hours) = (Answers::new(), HourAnswers::new());
        let home = Load::new(
            move || sheet.answers() + answers.version() + hours.version(),
            |_| load_home(),
        );
        Self {
            home,
            sheet,
            answers,
            hours,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let home = this.home;
        let answers = (this.answers, this.hours);
        on_return(move || home.refetch());
        let place = RwSignal::new(None::<LocationId>);
        Effect::new(move || {
            let first = home
                .get()
                .and_then(Result::ok)
                .and_then(|h| h.again.first().map(|e| e.session.location_id));
            if first.is_some() {
                place.set(first);
            }
        });
        let seats = use_seats_and(place.into(), move || home.refetch());
        view! {
            <MemberPage title=t::member::home_title(l) current="home" bare=true>
                <Loaded resource=home skeleton=move || skeleton(l) error=wrong keep=true let:home>
                    {content(l, home, seats, answers)}
                </Loaded>
            </MemberPage>
            <BookingSheet data=this.sheet back=Signal::stored("/home".to_owned()) seats=seats/>
        }
        .into_any()
    }
}

fn skeleton(l: Locale) -> AnyView {
    view! {
        <SkeletonBlock class="mt-20 h-64 w-full" label=t::member::loading(l)/>
        <SkeletonBlock class="h-32 w-full" label=""/>
    }
    .into_any()
}

fn content(l: Locale, home: Home, seats: LiveSeats, (answers, hours): (Answers, HourAnswers)) -> AnyView {
    let now = home.now;
    // a place in the line is no class yet: the hero is for a seat
    let seated = home
        .next
        .iter()
        .position(|e| e.whose.is_none() && matches!(e.mine, Some(Mine::Booked { .. })))
        .or_else(|| {
            home.next
                .iter()
                .position(|e| matches!(e.mine, Some(Mine::Booked { .. })))
        });
    let offered = offers(l, &home.next, now, &home.key, answers);
    let asked = asks(l, &home.hours, now, &home.key, hours);
    let mut ahead = home.next;
    let hero = match seated.map(|at| ahead.remove(at)) {
        Some(entry) => next_class(l, entry, now),
        None => view! {
            <NothingBooked
                title=t::member::nothing_title(l)
                text=t::member::nothing_text(l)
                href="/timetable"
                label=t::member::see_timetable(l)
            />
        }
        .into_any(),
    };
    let (waiting, seats_ahead): (Vec<Entry>, Vec<Entry>) = ahead
        .into_iter()
        .filter(|e| !matches!(e.mine, Some(Mine::Offered { .. })))
        .partition(|e| matches!(e.mine, Some(Mine::Waiting { .. })));
    view! {
        {head(l, &home.name, now, home.unread)}
        {to_sign(l, home.papers)}
        {offered}
        {asked}
        {hero}
        <div class="grid grid-cols-2 gap-3">{pass_tile(l, home.pass, now)} {visits_tile(l, home.visits)}</div>
        {after(l, t::member::also_ahead(l), seats_ahead, now)}
        {after(l, t::member::waiting_head(l), waiting, now)}
        {again(l, home.again, now, seats)}
    }
    .into_any()
}

/// What the club has signed before somebody trains: the reader's own, and their children's.
fn to_sign(l: Locale, papers: Vec<ToSign>) -> AnyView {
    let between = if l == Locale::En { ", " } else { "、" };
    papers
        .into_iter()
        .map(|one| {
            let names: Vec<_> = one.kinds.iter().map(|kind| kind.text(l)).collect();
            let (whose, label) = match &one.whose {
                Some(child) => (child.id.to_string(), t::papers::home_for(l, &child.name)),
                None => (String::new(), t::papers::home(l).to_owned()),
            };
            let href = address("/papers", &[("for", &whose), ("back", "/home")]);
            view! { <WayOn href=href label=label detail=names.join(between) icon=Icon::Signature/> }
        })
        .collect_view()
        .into_any()
}

/// Date and greeting, the bell, the account.
fn head(l: Locale, name: &str, now: Moment, unread: i64) -> AnyView {
    // the first word: a given name in Latin letters, the whole name in Chinese ones
    let name = name.split_whitespace().next().unwrap_or_default();
    let greeting = match now.minute() / 60 {
        5..12 => t::member::good_morning(l, name),
        12..18 => t::member::good_afternoon(l, name),
        _ => t::member::good_evening(l, name),
    };
    let bell = if unread > 0 {
        t::shell::inbox_unread(l, unread)
    } else {
        t::shell::inbox(l).to_owned()
    };
    view! {
        <header class="flex items-center gap-2 px-1 pt-5">
            <div class="min-w-0 flex-1">
                <p class="text-caption text-muted">{l.day_named(now.day())}</p>
                <p class="text-xl font-bold tracking-tight wrap-anywhere min-[380px]:text-2xl">{greeting}</p>
            </div>
            <span class="relative">
                <IconLink href="/inbox" name=bell icon=Icon::Bell class="btn-circle size-11"/>
                {(unread > 0)
                    .then(|| {
                        view! {
                            <span
                                class="pointer-events-none absolute top-0.5 right-0 grid h-5 min-w-5 place-items-center rounded-full bg-error px-1 text-xs font-semibold text-error-content tabular-nums"
                                aria-hidden="true"
                            >
                                {unread.min(99)}
                            </span>
                        }
                    })}
            </span>
            <HeadMenu/>
        </header>
    }
    .into_any()
}

/// "in 2 h 10 min", counted on while the page is open; "now" while the class runs.
fn away(l: Locale, starts: Moment, now: Moment, open: i64) -> Option<String> {
    let minutes = (starts.at - now.at).in_minutes() - open;
    match minutes {
        ..=0 => Some(t::member::running(l).to_owned()),
        1..60 => Some(t::member::in_minutes(l, minutes)),
        60..720 if minutes % 60 == 0 => Some(t::member::in_hours(l, minutes / 60)),
        60..720 => Some(t::member::in_hours_minutes(l, minutes / 60, minutes % 60)),
        _ => None,
    }
}

fn next_class(l: Locale, entry: Entry, now: Moment) -> AnyView {
    let (session, whose) = (entry.session, entry.whose);
    let (from, to) = session.clocks();
    let end = t::member::ends_at(l, to);
    let day = session.starts.day();
    let of = whose.as_ref().map(|ward| t::member::whose(l, &ward.name));
    let on = (day != now.day()).then(|| l.day_named(day));
    let eyebrow = dotted(&[Some(t::member::next_class(l)), of.as_deref(), on.as_deref()]);
    let open = minutes_open();
    let starts = session.starts;
    let away = MaybeProp::derive(move || away(l, starts, now, open.get()));
    let spot = match &entry.mine {
        Some(Mine::Booked { spot: Some(spot), .. }) => Some(t::spots::spot(l, spot)),
        _ => None,
    };
    let place = dotted(&[
        spot.as_deref(),
        session.room.as_deref(),
        Some(&session.location),
        session.coach.as_deref(),
    ]);
    // whoever is in has nothing left to show and nothing to cancel
    let (done, code, change) = match entry.mine {
        Some(Mine::Booked {
            status: BookingStatus::CheckedIn,
            ..
        }) => (Some(t::member::state_checked_in(l).to_owned()), None, None),
        Some(Mine::Booked { booking, .. }) => (
            None,
            // the code is the reader's own
            whose.is_none().then(|| "/code".to_owned()),
            Some(format!("/bookings?cancel={booking}")),
        ),
        _ => (None, Some("/code".to_owned()), Some("/bookings".to_owned())),
    };
    let label = t::member::change_booking(l, &session.name);
    view! {
        <NextClass
            eyebrow=eyebrow
            away=away
            start=from
            datetime=session.starts.at.iso()
            end=end
            title=session.name
            place=place
            done=done
            code_href=code
            code_label=t::member::show_code(l)
            change_href=change
            change_label=label
        />
    }
    .into_any()
}

fn pass_tile(l: Locale, pass: Option<Pass>, now: Moment) -> AnyView {
    let Some(pass) = pass else {
        return view! {
            <BalanceTile
                href="/passes"
                icon=Icon::Ticket
                label=t::member::tile_no_pass(l)
                figure="0"
                unit=t::member::tile_credits(l)
                note=t::member::tile_no_pass_note(l)
                note_class="font-medium text-primary"
            />
        }
        .into_any();
    };
    let today = now.day();
    let count = |n: i64| u32::try_from(n).unwrap_or(0);
    let usable = pass.alive(today);
    let (note, note_class) = match pass.ends_on {
        Some(end) if end < today => (t::passes::ended(l, l.date(end)), "font-medium text-few"),
        _ if !usable => (t::member::tile_used_up(l).to_owned(), "font-medium text-few"),
        None => (t::member::no_end(l).to_owned(), "text-muted"),
        Some(end) if (end - today).num_days() <= 7 => (t::member::until(l, l.date(end)), "font-medium text-few"),
        Some(end) => (t::member::until(l, l.date(end)), "text-muted"),
    };
    match (pass.balance, pass.granted) {
        (Some(balance), _) if pass.purse.is_some() => view! {
            <BalanceTile
                href="/passes"
                label=pass.name
                figure=amount(pass.purse.as_ref(), balance)
                unit=t::member::money_left(l)
                note=note
                note_class=note_class
            />
        }
        .into_any(),
        // what is left on a pass that has ended is no longer there to be used
        (Some(balance), Some(granted)) if !usable => view! {
            <BalanceTile
                href="/passes"
                label=pass.name
                figure=balance.to_string()
                unit=t::member::of_left(l, granted)
                note=note
                note_class=note_class
            />
        }
        .into_any(),
        (Some(balance), Some(granted)) => view! {
            <BalanceTile
                href="/passes"
                label=pass.name
                figure=balance.to_string()
                unit=t::member::of_left(l, granted)
                pips=(count(balance), count(granted))
                note=note
                note_class=note_class
            />
        }
        .into_any(),
        _ => view! {
            <BalanceTile
                href="/passes"
                label=pass.name
                figure="∞"
                unit=t::member::unlimited(l)
                note=note
                note_class=note_class
            />
        }
        .into_any(),
    }
}

fn visits_tile(l: Locale, visits: i64) -> AnyView {
    view! {
        <BalanceTile
            href="/bookings#past"
            icon=Icon::Footprints
            label=t::member::tile_visits(l)
            figure=visits.to_string()
            unit=t::member::tile_visits_unit(l)
            note=t::member::tile_visits_note(l)
        />
    }
    .into_any()
}

/// What is ahead besides the next class: further seats, or places in lines.
fn after(l: Locale, title: &'static str, ahead: Vec<Entry>, now: Moment) -> AnyView {
    if ahead.is_empty() {
        return ().into_any();
    }
    let rows = ahead
        .into_iter()
        .map(|entry| {
            let stands = standing(l, &entry);
            let (session, whose) = (entry.session, entry.whose);
            let moment = when(l, session.starts, now);
            let name = t::member::open_name(l, &session.name, &moment);
            let of = whose.as_ref().map(|ward| t::member::whose(l, &ward.name));
            let detail = dotted(&[of.as_deref(), Some(&moment), session.room.as_deref()]);
            let href = match &whose {
                Some(ward) => format!("?sheet={}&for={}", session.id, ward.id),
                None => format!("?sheet={}", session.id),
            };
            let (title, category) = (session.name, tint(session.category));
            let end = move || view! { <OpenLink href=href name=name attr:data-noscroll=""/> };
            // under "Also booked" it goes without saying that they are
            if stands.state == State::Booked {
                return view! { <Row category=category title=title detail=detail end=end/> }.into_any();
            }
            let badges = move || {
                view! {
                    <StateBadge state=stands.state label=stands.label/>
                    {stands.note.map(|note| view! { <span class="self-center text-caption text-waitlisted">{note}</span> })}
                }
            };
            view! { <Row category=category title=title detail=detail badges=badges end=end/> }.into_any()
        })
        .collect_view();
    view! {
        <section>
            <SectionHead title=title href="/bookings" link=t::member::all_bookings(l)/>
            <Sheet>{rows}</Sheet>
        </section>
    }
    .into_any()
}

fn again(l: Locale, again: Vec<Entry>, now: Moment, seats: LiveSeats) -> AnyView {
    if again.is_empty() {
        return ().into_any();
    }
    let rows = again
        .into_iter()
        .map(|entry| {
            let news = seats_of(seats, entry.session.id);
            move || again_row(l, entry.clone(), now, news.get())
        })
        .collect_view();
    view! {
        <section>
            <SectionHead title=t::member::book_again(l) href="/timetable" link=t::member::timetable_title(l)/>
            <Sheet>{rows}</Sheet>
        </section>
    }
    .into_any()
}

fn again_row(l: Locale, entry: Entry, now: Moment, news: Option<Seats>) -> AnyView {
    let session = with_seats(entry.session, news);
    let free = free_places(l, &session);
    let moment = when(l, session.starts, now);
    let href = format!("?sheet={}", session.id);
    let (label, kind, name) = if session.free() > 0 {
        (
            t::member::book(l),
            ButtonKind::Soft,
            t::member::book_name(l, &session.name, &moment),
        )
    } else {
        (
            t::member::waitlist(l),
            ButtonKind::Outline,
            t::member::waitlist_name(l, &session.name, &moment),
        )
    };
    view! {
        <Row
            category=tint(session.category)
            title=session.name
            badges=move || {
                view! {
                    <span class="text-caption text-muted tabular-nums">{moment} " · " <StateText state=free.state label=free.label/></span>
                }
            }
            end=move || view! { <LinkButton href=href label=label name=name kind=kind class="px-4" attr:data-noscroll=""/> }
        />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::Instant;

    #[test]
    fn the_way_to_the_class_grows_shorter_while_the_page_is_open() {
        let now = Moment {
            at: Instant(0),
            offset: 0,
        };
        let starts = Moment {
            at: Instant(130 * 60_000_000),
            offset: 0,
        };
        assert_eq!(away(Locale::En, starts, now, 0).as_deref(), Some("in 2 h 10 min"));
        assert_eq!(away(Locale::En, starts, now, 10).as_deref(), Some("in 2 h"));
        assert_eq!(away(Locale::En, starts, now, 80).as_deref(), Some("in 50 min"));
        assert_eq!(away(Locale::En, starts, now, 130).as_deref(), Some("on now"));
        let far = Moment {
            at: Instant(13 * 3_600_000_000),
            offset: 0,
        };
        assert_eq!(away(Locale::En, far, now, 0), None, "the day says it better");
    }
}
