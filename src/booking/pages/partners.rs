//! What is kept in a class for the desk to sell, on its roster: how much, what partners have, and selling them one.

use super::marks::Marks;
use crate::{
    booking::model::Roster,
    platform::i18n::{Locale, t},
    schedule::model::SessionStatus,
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        field::TextField,
        form::Hidden,
        icon::Icon,
        list::Sheet,
        submit::SubmitForm,
    },
};
use leptos::prelude::*;

/// What is kept, and the places of partners; nothing where there is neither.
pub(super) fn partners(l: Locale, roster: &Roster, marks: Marks) -> AnyView {
    let session = &roster.session;
    let held = session.status == SessionStatus::Scheduled && session.starts.at > roster.now.at;
    let kept = Some(session.kept.texts(l)).filter(|texts| held && !texts.is_empty());
    if kept.is_none() && roster.partners.is_empty() {
        return ().into_any();
    }
    let kept = kept.map(|texts| {
        let badges = (texts.into_iter())
            .map(|text| view! { <Badge tone=Tone::Info label=text icon=Icon::Lock/> })
            .collect_view();
        view! { <p class="flex flex-wrap gap-1.5 px-1 pb-2">{badges}</p> }
    });
    let rows = (roster.partners.iter())
        .map(|place| {
            let (id, key) = (place.id.to_string(), roster.key.clone());
            let back = roster.sells.then(|| {
                let name = t::coach::partner_back_name(l, &place.partner);
                view! {
                    <SubmitForm to=marks.give_back>
                        <Hidden name="place" value=id/>
                        <Hidden name="key" value=key/>
                        <Button
                            label=t::coach::partner_back(l)
                            name=name
                            kind=ButtonKind::Ghost
                            size=ButtonSize::Small
                            pending=marks.give_back.pending()
                        />
                    </SubmitForm>
                }
            });
            view! {
                <li class="flex min-h-12 items-center gap-3 px-4 py-2">
                    <Icon icon=Icon::UsersRound class="size-5 text-muted"/>
                    <span class="min-w-0 flex-1 leading-snug wrap-anywhere">{place.partner.clone()}</span>
                    {back}
                </li>
            }
        })
        .collect_view();
    let list = (!roster.partners.is_empty()).then(|| view! { <Sheet label=t::coach::partners(l)>{rows}</Sheet> });
    let sells = (roster.sells && session.kept.partner > 0 && !session.kept.lapsed(roster.now.at)).then(|| {
        let (id, key) = (session.id.to_string(), roster.key.clone());
        view! {
            <SubmitForm to=marks.book_partner>
                <Hidden name="session" value=id/>
                <Hidden name="key" value=key/>
                <div class="flex flex-wrap items-end gap-3 px-1 pt-3">
                    <div class="min-w-48 flex-1">
                        <TextField
                            name="partner"
                            label=t::coach::partner(l)
                            value=marks.book_partner.typed("partner", "")
                            error=marks.book_partner.flaw("partner", l)
                            required=true
                            maxlength=80
                            autocomplete="off"
                        />
                    </div>
                    <Button label=t::coach::partner_book(l) pending=marks.book_partner.pending()/>
                </div>
            </SubmitForm>
        }
    });
    view! {
        <section>
            <h2 class="px-1 pb-2 text-base font-semibold">{t::coach::partners(l)}</h2>
            {kept}
            {marks.book_partner.refusal(l)}
            {marks.give_back.refusal(l)}
            {list}
            {sells}
        </section>
    }
    .into_any()
}
