//! A list of purposes with the answer to each and the press that changes it; the member's and the staff's are the same list.

use crate::{
    platform::i18n::{Locale, t},
    privacy::model::{Agreed, Channel, Consent},
    ui::{
        badge::{Badge, Tone},
        icon::Icon,
        list::Sheet,
    },
};
use leptos::prelude::*;

/// The list; `press` draws the form of one purpose.
pub(super) fn list(l: Locale, consents: Vec<Consent>, press: impl Fn(&Consent) -> AnyView) -> AnyView {
    let rows = consents
        .into_iter()
        .map(|consent| {
            let button = press(&consent);
            view! {
                <li class="flex flex-col gap-3 px-5 py-4 sm:flex-row sm:items-start sm:gap-6">
                    <div class="min-w-0 flex-1">
                        <h3 class="leading-snug font-semibold">{consent.purpose.title(l)}</h3>
                        <p class="mt-1 text-sm text-muted">{consent.purpose.text(l)}</p>
                        <p class="mt-2 flex flex-wrap items-center gap-2">{state(l, &consent)}</p>
                    </div>
                    <div class="shrink-0">{button}</div>
                </li>
            }
        })
        .collect_view();
    view! { <Sheet label=t::privacy::consents(l)>{rows}</Sheet> }.into_any()
}

/// The answer in a word, and when and how it was given.
fn state(l: Locale, consent: &Consent) -> AnyView {
    let (tone, label, icon) = match consent.agreed {
        Agreed::Yes => (Tone::Success, t::privacy::agreed_yes(l), Icon::Check),
        Agreed::Never => (Tone::Neutral, t::privacy::agreed_never(l), Icon::Minus),
        Agreed::Withdrawn => (Tone::Neutral, t::privacy::agreed_withdrawn(l), Icon::Undo2),
        Agreed::Outdated => (Tone::Warning, t::privacy::agreed_outdated(l), Icon::History),
        Agreed::Alone => (Tone::Warning, t::privacy::agreed_alone(l), Icon::UsersRound),
    };
    let said = consent.said.map(|(at, channel)| {
        let day = l.date(at.day());
        let text = match (channel, &consent.guardian) {
            (Channel::Own, Some(name)) => t::privacy::said_guardian(l, day, name),
            (Channel::Own, None) => t::privacy::said_own(l, day),
            (Channel::Desk, Some(_)) => t::privacy::said_guardian_desk(l, day),
            (Channel::Desk, None) => t::privacy::said_desk(l, day),
            (Channel::Erasure, _) => t::privacy::said_erasure(l, day),
        };
        view! { <span class="text-caption text-muted">{text}</span> }
    });
    view! {
        <Badge tone=tone label=label icon=icon/>
        {said}
    }
    .into_any()
}
