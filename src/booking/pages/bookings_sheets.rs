//! Giving a place back: the sheet that cancels a booking, free or late, and the one that leaves a waitlist.

use super::{
    bookings::Bookings,
    parts::{SLOT, dotted, paid, set_off, tint, when},
    sheet_forms::on_behalf,
};
use crate::{
    accounts::pages::wrong::wrong,
    booking::model::{BookingStatus, Entry, Mine, MyBookings, Refusal},
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    schedule::model::SessionStatus,
    ui::{
        badge::{CategoryWord, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::Dialog,
        form::Hidden,
        icon::Icon,
        loaded::Loaded,
        states::Notice,
        submit::SubmitForm,
    },
};
use leptos::prelude::*;

const BACK: &str = "/bookings";

/// `?cancel=<booking>`: what cancelling means now, and the button that says so.
#[component]
pub(super) fn CancelSheet(data: Bookings) -> impl IntoView {
    let l = use_locale();
    forget_when_changed(data.cancelling, move || data.cancel.clear());
    move || {
        data.cancelling.get().map(|booking| {
            let find = move |list: &MyBookings| {
                let is_it = |e: &&Entry| matches!(&e.mine, Some(Mine::Booked { booking: b, .. }) if *b == booking);
                let all = list.upcoming.iter().chain(&list.cancelled).chain(&list.past);
                { all }.find(is_it).cloned()
            };
            view! {
                <Dialog
                    id="cancel"
                    title=t::member::cancel_title(l)
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
                        {match find(&list) {
                            Some(entry) => cancel(l, entry, &list, data),
                            None => wrong(AppError::<Refusal>::NotFound),
                        }}
                    </Loaded>
                </Dialog>
            }
        })
    }
}

/// An answer belongs to the sheet it was given on.
pub(super) fn forget_when_changed<T: PartialEq + Copy + Send + Sync + 'static>(
    asked: Memo<Option<T>>,
    forget: impl Fn() + 'static,
) {
    Effect::new(move |before: Option<Option<T>>| {
        let asked = asked.get();
        if before.is_some_and(|before| before != asked) {
            forget();
        }
        asked
    });
}

pub(super) fn head(l: Locale, entry: &Entry, now: Moment) -> AnyView {
    let session = &entry.session;
    let of = entry.whose.as_ref().map(|ward| t::member::whose(l, &ward.name));
    view! {
        <CategoryWord category=tint(session.category) label=session.category.text(l)/>
        <p class="mt-0.5 text-xl leading-snug font-bold tracking-tight wrap-anywhere">{session.name.clone()}</p>
        <p class="mt-1 text-sm text-muted">
            {dotted(&[of.as_deref(), Some(&when(l, session.starts, now)), session.room.as_deref(), Some(&session.location)])}
        </p>
    }
    .into_any()
}

fn cancel(l: Locale, entry: Entry, list: &MyBookings, data: Bookings) -> AnyView {
    let Some(Mine::Booked {
        booking,
        status,
        free_until,
        pass,
        why,
        ..
    }) = entry.mine
    else {
        return ().into_any();
    };
    let session = &entry.session;
    let (now, key) = (list.now, list.key.clone());
    let again = (
        format!(
            "/timetable?location={}&day={}&sheet={}",
            session.location_id, session.day, session.id
        ),
        t::member::see_class(l),
    );
    match status {
        BookingStatus::Booked if session.status == SessionStatus::Scheduled && session.starts.at > now.at => {
            let late = free_until.at <= now.at;
            view! {
                <Answered value=move || data.cancel.value().get().and_then(Result::err)/>
                <div class="space-y-4">
                    {consequence(l, &paid(l, &pass, why), free_until, now, late)}
                    <SubmitForm to=data.cancel>
                        <Hidden name="booking" value=booking.to_string()/>
                        <Hidden name="key" value=key/>
                        {late.then(|| view! { <Hidden name="late" value="true"/> })}
                        <Button
                            label=if late { t::member::cancel_anyway(l) } else { t::member::cancel_class(l) }
                            kind=ButtonKind::DangerSolid
                            size=ButtonSize::Large
                            pending=Signal::derive(move || data.cancel.pending().get())
                            pending_label=t::member::cancelling(l)
                        />
                    </SubmitForm>
                    <LinkButton
                        href=format!("?move={booking}")
                        label=t::moves::instead(l)
                        size=ButtonSize::Block
                        icon=Icon::CalendarClock
                        attr:data-noscroll=""
                    />
                    <Keep/>
                </div>
            }
            .into_any()
        }
        BookingStatus::EarlyCancelled => gone(
            l,
            Tone::Success,
            t::member::cancelled_title(l),
            t::member::cancelled_early(l),
            again,
        ),
        BookingStatus::LateCancelled => gone(
            l,
            Tone::Neutral,
            t::member::cancelled_title(l),
            t::member::cancelled_late(l),
            again,
        ),
        BookingStatus::ClassCancelled => gone(
            l,
            Tone::Info,
            t::member::no_cancelled(l),
            t::member::cancelled_by_club(l),
            again,
        ),
        BookingStatus::CheckedIn => gone(
            l,
            Tone::Neutral,
            t::member::state_checked_in(l),
            t::member::cancel_checked_in(l),
            again,
        ),
        _ => gone(
            l,
            Tone::Neutral,
            t::member::no_started(l),
            t::member::cancel_started(l),
            again,
        ),
    }
}

/// What follows from the press: the only thing that must be read before it.
fn consequence(l: Locale, pass: &str, until: Moment, now: Moment, late: bool) -> AnyView {
    let (frame, icon, sentence, note) = if late {
        (
            "border-warning/40 bg-warning/8",
            Icon::TriangleAlert,
            t::member::late_now(l, SLOT),
            t::member::late_now_note(l),
        )
    } else {
        (
            "border-transparent bg-base-200",
            Icon::Undo2,
            t::member::free_now(l, SLOT),
            t::member::free_now_note(l),
        )
    };
    let tint = if late { "text-warning" } else { "text-primary" };
    view! {
        <div class=format!("flex items-start gap-3 rounded-box border p-4 {frame}")>
            <Icon icon=icon class=format!("mt-0.5 size-6 {tint}")/>
            <div class="min-w-0">
                <p>{set_off(&sentence, when(l, until, now))}</p>
                <p class="mt-0.5 text-caption text-muted">{note}</p>
                <p class="mt-0.5 text-caption text-muted wrap-anywhere">{pass.to_owned()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// What stands there afterwards, and the way to take it back while it can be.
fn gone(
    l: Locale,
    tone: Tone,
    title: &'static str,
    text: &'static str,
    (again, label): (String, &'static str),
) -> AnyView {
    view! {
        <div class="space-y-4">
            <Notice tone=tone title=title text=text/>
            <LinkButton href=again label=label size=ButtonSize::Block icon=Icon::CalendarDays/>
            <a href=BACK class="btn btn-ghost btn-block -mt-2" data-noscroll="">
                {t::member::done(l)}
            </a>
        </div>
    }
    .into_any()
}

/// What the server said no with.
#[component]
pub(super) fn Answered<F>(value: F) -> impl IntoView
where
    F: Fn() -> Option<AppError<Refusal>> + Send + Sync + 'static,
{
    let l = use_locale();
    move || {
        value().map(|error| {
            view! {
                <div class="pb-4">
                    <Notice tone=Tone::Warning title=error.text(l)/>
                </div>
            }
        })
    }
}

#[component]
fn Keep() -> impl IntoView {
    view! {
        <a href=BACK class="btn btn-ghost btn-block -mt-2" data-noscroll="">
            {t::member::keep(use_locale())}
        </a>
    }
    .into_any()
}

/// `?leave=<class>`: giving up a place in a line.
#[component]
pub(super) fn LeaveSheet(data: Bookings) -> impl IntoView {
    let l = use_locale();
    forget_when_changed(data.leaving, move || data.leave.clear());
    move || {
        data.leaving.get().map(|session| {
            let find = move |list: &MyBookings| {
                let on = data.leaving_for.get();
                let theirs = |e: &Entry| e.whose.as_ref().map(|w| w.id.to_string()).unwrap_or_default() == on;
                let waits =
                    |e: &&Entry| e.session.id == session && theirs(e) && matches!(e.mine, Some(Mine::Waiting { .. }));
                list.upcoming.iter().find(waits).cloned()
            };
            view! {
                <Dialog
                    id="leave"
                    title=t::member::leave_title(l)
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
                        {leave(l, find(&list), &list, data)}
                    </Loaded>
                </Dialog>
            }
        })
    }
}

fn leave(l: Locale, entry: Option<Entry>, list: &MyBookings, data: Bookings) -> AnyView {
    let Some(entry) = entry else {
        return gone(
            l,
            Tone::Success,
            t::member::left_title(l),
            t::member::left_text(l),
            ("/timetable".to_owned(), t::member::see_timetable(l)),
        );
    };
    let place = match entry.mine {
        Some(Mine::Waiting { place, .. }) => place,
        _ => 1,
    };
    let stands = match &entry.whose {
        Some(ward) => t::member::waiting_for(l, &ward.name, place),
        None => t::member::waiting_at(l, place),
    };
    let key = list.key.clone();
    view! {
        <Answered value=move || data.leave.value().get().and_then(Result::err)/>
        <div class="space-y-4">
            <div class="flex items-start gap-3 rounded-box bg-base-200 p-4">
                <Icon icon=Icon::Hourglass class="mt-0.5 size-6 text-waitlisted"/>
                <div class="min-w-0">
                    <p class="font-semibold">{stands}</p>
                    <p class="text-caption text-muted">{t::member::leave_note(l)}</p>
                </div>
            </div>
            <SubmitForm to=data.leave>
                <Hidden name="session" value=entry.session.id.to_string()/>
                <Hidden name="key" value=key/>
                {on_behalf(&entry)}
                <Button
                    label=t::member::leave(l)
                    kind=ButtonKind::DangerSolid
                    size=ButtonSize::Large
                    pending=Signal::derive(move || data.leave.pending().get())
                />
            </SubmitForm>
            <a href=BACK class="btn btn-ghost btn-block -mt-2" data-noscroll="">
                {t::member::keep_place(l)}
            </a>
        </div>
    }
    .into_any()
}
