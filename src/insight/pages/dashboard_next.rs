//! What comes next in a new club: five things that tick themselves, until somebody puts the list away.

use crate::{
    insight::{
        api::PutAwayNext,
        model::{SetupStep, WhatNext},
    },
    platform::i18n::{Locale, t},
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        icon::Icon,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The list.
pub(super) fn what_next(l: Locale, next: WhatNext, put_away: Submit<PutAwayNext>) -> AnyView {
    let steps = next.steps;
    let rows = [
        (steps.class, t::start::next_class(l), "/admin/series/new"),
        (steps.plan, t::start::next_plan(l), "/admin/plans"),
        (steps.member, t::start::next_member(l), "/admin/members?add=1"),
        (steps.staff, t::start::next_staff(l), "/admin/staff?invite=1"),
        (steps.kiosk, t::start::next_kiosk(l), "/admin/kiosks?add=1"),
    ]
    .into_iter()
    .map(|(done, words, href)| {
        let inside = if done {
            view! {
                <span class="flex min-h-11 items-center gap-3 text-sm text-muted">
                    <Icon icon=Icon::CircleCheckBig class="size-5 shrink-0 text-success"/>
                    <span class="line-through">{words}</span>
                    <span class="sr-only">{t::start::next_is_done(l)}</span>
                </span>
            }
            .into_any()
        } else {
            view! {
                <a href=href class="flex min-h-11 items-center gap-3 text-sm font-medium hover:underline">
                    <span class="size-5 shrink-0 rounded-full border-2 border-base-300" aria-hidden="true"></span>
                    <span class="min-w-0 flex-1">{words}</span>
                    <Icon icon=Icon::ChevronRight class="size-4 text-muted"/>
                </a>
            }
            .into_any()
        };
        view! { <li>{inside}</li> }
    })
    .collect_view();
    let on = (next.reached != SetupStep::Done).then(|| {
        let href = format!("/setup?step={}", next.reached.code());
        view! {
            <LinkButton
                href=href
                label=t::start::next_setup(l)
                kind=ButtonKind::Primary
                size=ButtonSize::Small
                icon=Icon::ArrowRight
            />
        }
    });
    view! {
        <section class="sheet p-5" aria-labelledby="next-steps">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <div>
                    <h2 id="next-steps" class="font-semibold">{t::start::next_title(l)}</h2>
                    <p class="text-sm text-muted tabular-nums">{t::start::next_done(l, steps.done())}</p>
                </div>
                <div class="flex flex-wrap gap-2">
                    {on}
                    <SubmitForm to=put_away>
                        <Button
                            label=t::start::next_put_away(l)
                            kind=ButtonKind::Ghost
                            size=ButtonSize::Small
                            icon=Icon::X
                            pending=put_away.pending()
                        />
                    </SubmitForm>
                </div>
            </div>
            <ul class="mt-3 grid gap-x-8 sm:grid-cols-2">{rows}</ul>
        </section>
    }
    .into_any()
}
