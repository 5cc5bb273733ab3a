//! Moving a place to another class of the same kind: the sheet with the classes to choose from, and the one that says that it is done.

use super::{
    bookings::Bookings,
    bookings_sheets::{Answered, forget_when_changed, head},
    parts::{SLOT, dotted, free_places, set_off, tint, when},
};
use crate::{
    accounts::pages::wrong::wrong,
    booking::{
        api::moves::MoveBooking,
        model::{BookingId, Mine, Moves, MyBookings},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Day, Moment},
    },
    schedule::model::ClassSession,
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::Dialog,
        form::Hidden,
        icon::Icon,
        list::{ClassRow, Sheet},
        loaded::Loaded,
        states::{EmptyList, Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

const BACK: &str = "/bookings";

/// The booking of a seat that is shown.
fn booking_of(moves: &Moves) -> Option<(BookingId, Moment)> {
    match &moves.entry.mine {
        Some(Mine::Booked {
            booking, free_until, ..
        }) => Some((*booking, *free_until)),
        _ => None,
    }
}

/// `?move=<booking>`: the classes that could be had in its place, with one press for each.
#[component]
pub(super) fn MoveSheet(data: Bookings) -> impl IntoView {
    let l = use_locale();
    forget_when_changed(data.moving, move || data.relocate.clear());
    move || {
        data.moving.get().map(|asked| {
            let ready = move |moves: Option<Moves>| {
                moves.filter(|moves| booking_of(moves).is_some_and(|(booking, _)| booking == asked))
            };
            view! {
                <Dialog
                    id="move"
                    title=t::moves::title(l)
                    close_href=BACK
                    close_label=t::member::close(l)
                    bare=true
                    head=move || {
                        view! {
                            <Loaded resource=data.moves error=|_| ().into_any() keep=true let:moves>
                                {ready(moves).map(|moves| head(l, &moves.entry, moves.now))}
                            </Loaded>
                        }
                    }
                >
                    <Loaded resource=data.moves skeleton=move || waiting(l) error=wrong keep=true let:moves>
                        {ready(moves).map_or_else(|| waiting(l), |moves| choose(l, moves, data.relocate))}
                    </Loaded>
                </Dialog>
            }
        })
    }
}

fn waiting(l: Locale) -> AnyView {
    view! { <SkeletonRows label=t::member::loading(l)/> }.into_any()
}

fn choose(l: Locale, moves: Moves, to: Submit<MoveBooking>) -> AnyView {
    let Some((booking, until)) = booking_of(&moves).filter(|_| moves.open) else {
        return view! {
            <div class="space-y-4">
                <Notice tone=Tone::Neutral title=t::moves::over_title(l) text=t::moves::over_text(l)/>
                <a href=BACK class="btn btn-ghost btn-block -mt-2" data-noscroll="">{t::member::done(l)}</a>
            </div>
        }
        .into_any();
    };
    let late = moves.late;
    let list = if moves.classes.is_empty() {
        let way = format!(
            "/timetable?location={}&day={}",
            moves.entry.session.location_id, moves.entry.session.day
        );
        let actions = move || {
            view! { <LinkButton href=way.clone() label=t::member::see_timetable(l) icon=Icon::CalendarDays/> }
        };
        view! {
            <EmptyList title=t::moves::none_title(l) text=t::moves::none_text(l, moves.days) actions=actions/>
        }
        .into_any()
    } else {
        by_day(l, &moves, booking, to)
    };
    view! {
        <Answered value=move || to.value().get().and_then(Result::err)/>
        <div class="space-y-4">
            {costs(l, until, moves.now, late)}
            {list}
            <a href=BACK class="btn btn-ghost btn-block -mt-2" data-noscroll="">{t::moves::keep(l)}</a>
        </div>
    }
    .into_any()
}

/// What moving means for the old place: what must be read before the press.
fn costs(l: Locale, until: Moment, now: Moment, late: bool) -> AnyView {
    let (frame, tint, icon, sentence, note) = match late {
        true => (
            "border-warning/40 bg-warning/8",
            "text-warning",
            Icon::TriangleAlert,
            t::moves::late_now(l, SLOT),
            t::moves::late_note(l),
        ),
        false => (
            "border-transparent bg-base-200",
            "text-primary",
            Icon::CalendarClock,
            t::moves::free_now(l, SLOT),
            t::moves::free_note(l),
        ),
    };
    view! {
        <div class=format!("flex items-start gap-3 rounded-box border p-4 {frame}")>
            <Icon icon=icon class=format!("mt-0.5 size-6 {tint}")/>
            <div class="min-w-0">
                <p>{set_off(&sentence, when(l, until, now))}</p>
                <p class="mt-0.5 text-caption text-muted">{note}</p>
            </div>
        </div>
    }
    .into_any()
}

fn by_day(l: Locale, moves: &Moves, booking: BookingId, to: Submit<MoveBooking>) -> AnyView {
    let mut days: Vec<(Day, Vec<(usize, ClassSession)>)> = Vec::new();
    for (n, class) in moves.classes.iter().cloned().enumerate() {
        match days.last_mut() {
            Some((day, of_day)) if *day == class.day => of_day.push((n, class)),
            _ => days.push((class.day, vec![(n, class)])),
        }
    }
    // where all of it is at the place of the old class, that goes without saying
    let here = moves.entry.session.location_id;
    let placed = moves.classes.iter().any(|class| class.location_id != here);
    let (key, late, now) = (moves.key.clone(), moves.late, moves.now);
    days.into_iter()
        .map(|(day, classes)| {
            let rows = classes
                .into_iter()
                .map(|(n, class)| row(l, class, (booking, format!("{key}-{n}"), late), (now, placed), to))
                .collect_view();
            view! {
                <div>
                    <h3 class="px-1 pb-1.5 text-sm font-medium text-muted">{l.day_named(day)}</h3>
                    <Sheet ordered=true>{rows}</Sheet>
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn row(
    l: Locale,
    class: ClassSession,
    (booking, key, late): (BookingId, String, bool),
    (now, placed): (Moment, bool),
    to: Submit<MoveBooking>,
) -> AnyView {
    let stands = free_places(l, &class);
    let (start, _) = class.clocks();
    let name = t::moves::here_name(l, &class.name, when(l, class.starts, now));
    let session = class.id.to_string();
    let action = move || {
        view! {
            <SubmitForm to=to>
                <Hidden name="booking" value=booking.to_string()/>
                <Hidden name="session" value=session/>
                <Hidden name="key" value=key/>
                {late.then(|| view! { <Hidden name="late" value="true"/> })}
                <Button
                    label=t::moves::here(l)
                    kind=ButtonKind::Outline
                    size=ButtonSize::Small
                    name=name
                    pending=to.pending()
                />
            </SubmitForm>
        }
    };
    view! {
        <ClassRow
            time=start
            datetime=class.starts.at.iso()
            duration=t::member::minutes(l, class.minutes)
            category=tint(class.category)
            title=class.name.clone()
            detail=dotted(&[class.room.as_deref(), placed.then_some(class.location.as_str()), class.coach.as_deref()])
            state=stands.state
            state_label=stands.label
            state_note=stands.note.unwrap_or_default()
            action=action
        />
    }
    .into_any()
}

/// `?moved=<booking>`: the class that is there instead.
#[component]
pub(super) fn MovedSheet(data: Bookings) -> impl IntoView {
    let l = use_locale();
    move || {
        data.moved.get().map(|booking| {
            let find = move |list: &MyBookings| {
                let its = |mine: &Option<Mine>| matches!(mine, Some(Mine::Booked { booking: b, .. }) if *b == booking);
                list.upcoming.iter().find(|entry| its(&entry.mine)).cloned()
            };
            view! {
                <Dialog
                    id="moved"
                    title=t::moves::done(l)
                    close_href=BACK
                    close_label=t::member::close(l)
                    bare=true
                    head=move || {
                        view! {
                            <Loaded resource=data.list error=|_| ().into_any() keep=true let:list>
                                {find(&list).map(|entry| head(l, &entry, list.now))}
                            </Loaded>
                        }
                    }
                >
                    <Loaded resource=data.list error=wrong keep=true let:list>
                        {find(&list)
                            .map(|entry| {
                                let until = match entry.mine {
                                    Some(Mine::Booked { free_until, .. }) if free_until.at > list.now.at => {
                                        t::moves::done_text(l, when(l, free_until, list.now))
                                    }
                                    _ => t::member::late_short(l).to_owned(),
                                };
                                view! {
                                    <div class="space-y-4">
                                        <Notice tone=Tone::Success title=t::moves::done(l) text=until/>
                                        <a href=BACK class="btn btn-ghost btn-block -mt-2" data-noscroll="">
                                            {t::member::done(l)}
                                        </a>
                                    </div>
                                }
                            })}
                    </Loaded>
                </Dialog>
            }
        })
    }
}
