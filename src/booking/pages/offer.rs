//! A place that is kept for the reader: on the first screen and among the bookings, taken or passed on by one press.

use super::{
    parts::{SLOT, dotted, minutes_open, set_off, tint, when},
    sheet_forms::on_behalf,
    sheet_refused::Passes,
};
use crate::{
    booking::{
        api::{BookClass, LeaveWaitlist},
        model::{Entry, Mine},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Moment, Span},
    },
    ui::{
        badge::{CategoryWord, Tone},
        button::{Button, ButtonKind, ButtonSize},
        form::Hidden,
        icon::Icon,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The two ways to answer an offer.
#[derive(Clone, Copy)]
pub(super) struct Answers {
    pub take: Submit<BookClass>,
    pub pass_on: Submit<LeaveWaitlist>,
}

impl Answers {
    /// Call it in a route's `data`.
    pub fn new() -> Self {
        Self {
            take: Submit::new(),
            pass_on: Submit::new(),
        }
    }

    /// Grows with every answer: what a page has loaded is old then.
    pub fn version(self) -> usize {
        self.take.version().get() + self.pass_on.version().get()
    }
}

/// Every offer among some classes, each with its answers.
pub(super) fn offers(l: Locale, entries: &[Entry], now: Moment, key: &str, answers: Answers) -> AnyView {
    let cards = entries
        .iter()
        .filter(|entry| matches!(entry.mine, Some(Mine::Offered { .. })))
        .map(|entry| card(l, entry, now, key, answers))
        .collect_view();
    view! {
        {cards}
        {move || said(l, answers)}
    }
    .into_any()
}

/// What the last answer did, or why it did not.
fn said(l: Locale, answers: Answers) -> AnyView {
    let taken = answers.take.value().get();
    let passed_on = answers.pass_on.value().get();
    let (tone, text) = match (taken, passed_on) {
        (Some(Err(error)), _) | (_, Some(Err(error))) => (Tone::Warning, error.text(l)),
        (Some(Ok(_)), _) => (Tone::Success, t::member::offer_taken(l).to_owned()),
        (_, Some(Ok(()))) => (Tone::Neutral, t::member::offer_passed_on(l).to_owned()),
        (None, None) => return ().into_any(),
    };
    view! { <Notice tone=tone title=text/> }.into_any()
}

fn card(l: Locale, entry: &Entry, now: Moment, key: &str, answers: Answers) -> AnyView {
    let Some(Mine::Offered { until, covered }) = entry.mine else {
        return ().into_any();
    };
    let session = &entry.session;
    let (_, to) = session.clocks();
    let of = entry.whose.as_ref().map(|ward| t::member::whose(l, &ward.name));
    let time = dotted(&[
        of.as_deref(),
        Some(&when(l, session.starts, now)),
        Some(&t::member::ends_at(l, to)),
        session.room.as_deref(),
        session.coach.as_deref(),
    ]);
    let heading = match &entry.whose {
        Some(ward) => format!("offer-{}-{}", session.id, ward.id),
        None => format!("offer-{}", session.id),
    };
    let labelled = heading.clone();
    view! {
        <section
            aria-labelledby=labelled
            class="rounded-box border border-waitlisted/40 bg-base-100 p-4 shadow-pop"
        >
            <h2 id=heading class="flex items-center gap-2 text-sm font-semibold text-waitlisted">
                <Icon icon=Icon::Hourglass class="size-5"/>
                {t::member::offer_title(l)}
            </h2>
            <div class="mt-2">
                <CategoryWord category=tint(session.category) label=session.category.text(l)/>
                <p class="text-lg leading-snug font-bold tracking-tight wrap-anywhere">{session.name.clone()}</p>
                <p class="text-sm text-muted wrap-anywhere">{time}</p>
            </div>
            <p class="mt-2">{kept_until(l, until, now)}</p>
            <div class="mt-3 space-y-2">
                {if covered {
                    take_form(l, entry, key, answers.take)
                } else {
                    view! {
                        <p class="text-sm text-muted">{t::member::offer_needs_pass(l)}</p>
                        <Passes first=true/>
                    }
                    .into_any()
                }}
                <PassOn entry=entry.clone() key=key.to_owned() to=answers.pass_on/>
            </div>
        </section>
    }
    .into_any()
}

/// Until when the place is kept; that it is over, when that passes while the page is open.
pub(super) fn kept_until(l: Locale, until: Moment, now: Moment) -> AnyView {
    let open = minutes_open();
    let text = when(l, until, now);
    view! {
        {move || {
            let over = until.at <= now.at + Span::minutes(open.get());
            let sentence = if over { t::member::offer_over(l, SLOT) } else { t::member::offer_until(l, SLOT) };
            set_off(&sentence, text.clone())
        }}
    }
    .into_any()
}

fn take_form(l: Locale, entry: &Entry, key: &str, take: Submit<BookClass>) -> AnyView {
    let (session, behalf) = (entry.session.id, on_behalf(entry));
    let (spoken, key) = (t::member::offer_take_name(l, &entry.session.name), key.to_owned());
    view! {
        <SubmitForm to=take>
            <Hidden name="session" value=session.to_string()/>
            <Hidden name="key" value=key/>
            {behalf}
            <Button
                label=t::member::offer_take(l)
                name=spoken
                kind=ButtonKind::Primary
                size=ButtonSize::Large
                icon=Icon::Check
                pending=Signal::derive(move || take.pending().get())
                pending_label=t::member::offer_taking(l)
            />
        </SubmitForm>
    }
    .into_any()
}

/// Gives the place to the next in line.
#[component]
pub(super) fn PassOn(entry: Entry, key: String, to: Submit<LeaveWaitlist>) -> impl IntoView {
    let l = use_locale();
    let spoken = t::member::offer_pass_on_name(l, &entry.session.name);
    view! {
        <SubmitForm to=to>
            <Hidden name="session" value=entry.session.id.to_string()/>
            <Hidden name="key" value=key/>
            {on_behalf(&entry)}
            <Button
                label=t::member::offer_pass_on(l)
                name=spoken
                kind=ButtonKind::Ghost
                size=ButtonSize::Block
                pending=Signal::derive(move || to.pending().get())
            />
        </SubmitForm>
    }
    .into_any()
}
