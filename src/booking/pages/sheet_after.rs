//! The booking sheet of a class that is the reader's already, or whose waitlist they stand on.

use super::{
    offer::{PassOn, kept_until},
    parts::{dotted, focus_when_drawn},
    sheet::{Said, SheetData},
    sheet_forms::{Confirm, how, named, until},
    sheet_refused::{Passes, Why},
    spots::change,
};
use crate::{
    booking::model::{BookingId, BookingStatus, Line, Sheet, SpotPlan, Together},
    members::model::Ward,
    plans::model::amount,
    platform::{
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    schedule::model::SessionId,
    ui::{
        button::{ButtonKind, ButtonSize, LinkButton},
        icon::Icon,
    },
};
use leptos::prelude::*;

/// After booking, or whenever the class is the reader's already.
pub(super) fn booked(
    l: Locale,
    (booking, status): (BookingId, BookingStatus),
    whose: Option<Ward>,
    spots: Option<(SpotPlan, String)>,
    data: SheetData,
    close: String,
) -> AnyView {
    let member = whose.as_ref().map(|ward| ward.id);
    let spots = spots.map(|(plan, key)| change(l, plan, booking, key, member, data));
    let just = move || data.book.value().get().and_then(Result::ok);
    let left = move || {
        let answer = just()?;
        let choice = data
            .shown
            .with_value(|shown| shown.iter().find(|c| c.pass == answer.pass).cloned())?;
        let left = choice.balance.map_or_else(
            || t::member::unlimited(l).to_owned(),
            |balance| t::member::left(l, amount(choice.purse.as_ref(), balance - answer.credits)),
        );
        Some(dotted(&[
            Some(&named(l, &choice)),
            Some(&left),
            until(l, &choice).as_deref(),
        ]))
    };
    let free = status == BookingStatus::Booked;
    let title = match &whose {
        Some(ward) => t::member::booked_for(l, &ward.name),
        None => t::member::booked_title(l).to_owned(),
    };
    // the code is the reader's own
    let code = whose.is_none().then(|| {
        view! {
            <LinkButton
                href="/code"
                label=t::member::show_code(l)
                kind=ButtonKind::Primary
                size=ButtonSize::Large
                icon=Icon::QrCode
            />
        }
    });
    view! {
        {move || {
            just()
                .map(|_| {
                    let (text, title) = (left(), title.clone());
                    let answer = NodeRef::new();
                    focus_when_drawn(answer);
                    view! {
                        <div node_ref=answer tabindex="-1" class="flex items-center gap-3 rounded-box bg-success/10 p-4">
                            <Icon icon=Icon::CircleCheckBig class="size-7 text-success"/>
                            <div class="min-w-0">
                                <p class="font-semibold">{title}</p>
                                {text.map(|text| view! { <p class="text-caption text-muted wrap-anywhere">{text}</p> })}
                            </div>
                        </div>
                    }
                })
        }}
        {spots}
        {code}
        {free
            .then(|| {
                view! {
                    <LinkButton
                        href=format!("/bookings?move={booking}")
                        label=t::moves::title(l)
                        size=ButtonSize::Block
                        icon=Icon::CalendarClock
                        class="-mt-1"
                    />
                    <LinkButton
                        href=format!("/bookings?cancel={booking}")
                        label=t::member::cancel_booking(l)
                        size=ButtonSize::Block
                        icon=Icon::CalendarX2
                        class="-mt-1"
                    />
                }
            })}
        <Close close=close label=t::member::done(l)/>
    }
    .into_any()
}

/// While the reader waits: the place, and the way out of the line.
pub(super) fn waiting(
    l: Locale,
    (place, covered, with): (i64, bool, Option<Together>),
    sheet: &Sheet,
    data: SheetData,
    close: String,
) -> AnyView {
    let (session, whose) = (sheet.entry.session.id, sheet.entry.whose.as_ref());
    let stands = match whose {
        Some(ward) => t::member::waiting_for(l, &ward.name, place),
        None => t::member::waiting_at(l, place),
    };
    let leave = leave_href(session, whose);
    // a place may have come free without the line having moved yet
    let free = sheet.entry.session.free() > 0;
    let how = match (free, covered) {
        (_, false) => t::member::waitlist_no_pass(l).to_owned(),
        (true, true) if sheet.line == Line::Given => t::member::waiting_free(l).to_owned(),
        _ => how(l, sheet.line),
    };
    let answer = NodeRef::new();
    if data.join.value().with_untracked(|said| matches!(said, Some(Ok(_)))) {
        focus_when_drawn(answer);
    }
    view! {
        <div node_ref=answer tabindex="-1" class="flex items-start gap-3 rounded-box bg-base-200 p-4">
            <Icon icon=Icon::Hourglass class="mt-0.5 size-6 text-waitlisted"/>
            <div class="min-w-0">
                <p class="font-semibold">{stands}</p>
                {with.map(|with| view! { <p class="text-sm">{with.text(l)}</p> })}
                <p class="text-caption text-muted">{how}</p>
            </div>
        </div>
        {(!covered).then(|| view! { <Passes first=true/> })}
        <LinkButton
            href=leave
            label=t::member::leave(l)
            size=ButtonSize::Block
            icon=Icon::CircleX
        />
        <Close close=close label=t::member::done(l)/>
    }
    .into_any()
}

/// While a place is kept for the reader: what taking it means, and the two answers.
pub(super) fn offered(l: Locale, until: Moment, sheet: Sheet, data: SheetData, close: String) -> AnyView {
    let (entry, key) = (sheet.entry.clone(), sheet.key.clone());
    let now = sheet.now;
    let free = sheet.refusals.is_empty();
    let known = sheet.refusals.clone();
    let rest = if free {
        data.shown.set_value(sheet.choices.clone());
        view! { <Confirm sheet=sheet data=data label=t::member::offer_take(l)/> }.into_any()
    } else {
        view! { <Why sheet=sheet data=data/> }.into_any()
    };
    view! {
        <div class="flex items-start gap-3 rounded-box border border-waitlisted/40 bg-waitlisted/8 p-4">
            <Icon icon=Icon::Hourglass class="mt-0.5 size-6 text-waitlisted"/>
            <div class="min-w-0">
                <p class="font-semibold">{t::member::offer_title(l)}</p>
                <p class="text-sm">{kept_until(l, until, now)}</p>
                <p class="mt-0.5 text-caption text-muted">{t::member::offer_free(l)}</p>
            </div>
        </div>
        <Said data=data known=known/>
        {rest}
        <PassOn entry=entry key=key to=data.leave/>
        <NotNow close=close/>
    }
    .into_any()
}

/// Where a place on a waitlist is given up.
pub(super) fn leave_href(session: SessionId, whose: Option<&Ward>) -> String {
    match whose {
        Some(ward) => format!("/bookings?leave={session}&for={}", ward.id),
        None => format!("/bookings?leave={session}"),
    }
}

/// The way back that is not the cross: "Not now".
#[component]
pub(super) fn NotNow(close: String) -> impl IntoView {
    view! { <Close close=close label=t::member::not_now(use_locale())/> }.into_any()
}

#[component]
fn Close(close: String, #[prop(into)] label: String) -> impl IntoView {
    view! {
        <a href=close class="btn btn-ghost btn-block -mt-2" data-noscroll="">
            {label}
        </a>
    }
    .into_any()
}
