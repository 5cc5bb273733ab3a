//! For whom a class is booked: the reader, one of those they may act for, or several at once.

use super::{
    parts::dotted,
    sheet::{Said, SheetData},
    sheet_after::NotNow,
    sheet_forms::{how, named},
};
use crate::{
    booking::{
        api::PARTY,
        model::{BookingStatus, Companion, Mine, Party, Rule, Sheet},
    },
    members::model::Ward,
    plans::model::amount,
    platform::i18n::{Locale, t},
    schedule::model::SessionStatus,
    ui::{
        badge::{State, StateBadge},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::TextField,
        form::Hidden,
        icon::Icon,
        submit::SubmitForm,
        tabs::{Chip, ChipRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The address of this sheet for somebody else.
fn address(on: &str) -> String {
    use_query_map().with_untracked(|query| {
        let mut query = query.clone();
        query.remove("for");
        if !on.is_empty() {
            query.insert("for", on.to_owned());
        }
        query.to_query_string()
    })
}

/// The first word of a name, where that tells one of the household from the others.
fn given(all: &[Ward], name: &str) -> String {
    let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
    let mine = first(name);
    let same = all.iter().filter(|ward| first(&ward.name) == mine).count();
    if same > 1 { name.to_owned() } else { mine }
}

/// Whom the sheet is about, where the reader may book for others; nothing where they come alone.
pub(super) fn people(l: Locale, sheet: &Sheet) -> AnyView {
    if sheet.wards.is_empty() && sheet.guests == 0 && sheet.party.is_none() {
        return ().into_any();
    }
    let chosen = match (&sheet.party, &sheet.entry.whose) {
        (Some(_), _) => PARTY.to_owned(),
        (None, Some(ward)) => ward.id.to_string(),
        (None, None) => String::new(),
    };
    let chip = |on: String, label: String| {
        let current = on == chosen;
        let href = address(&on);
        view! { <Chip label=label href=href chosen=current attr:data-noscroll=""/> }
    };
    let me = chip(String::new(), t::member::me(l).to_owned());
    let party = chip(PARTY.to_owned(), t::member::several(l).to_owned());
    let wards = sheet
        .wards
        .iter()
        .map(|ward| chip(ward.id.to_string(), given(&sheet.wards, &ward.name)))
        .collect_view();
    view! {
        <div>
            <p class="pb-1.5 text-sm font-medium text-muted">{t::member::who_for(l)}</p>
            // the row's own margin is that of a page
            <div class="-mx-4 -mt-2">
                <ChipRow label=t::member::who_for(l)>{me} {wards} {party}</ChipRow>
            </div>
        </div>
    }
    .into_any()
}

/// Whether there is no place for them now, so that several may wait together for one each.
fn no_place(sheet: &Sheet, party: &Party) -> bool {
    let kept = |one: &Companion| one.refusals.iter().any(|rule| matches!(rule, Rule::KeptForParty(..)));
    let waiting = party.people.iter().filter(|one| one.waits).count();
    let guests = sheet.guests > 0 && party.guest_pass.is_some();
    (sheet.entry.session.free() == 0 || party.people.iter().any(kept)) && waiting + usize::from(guests) > 1
}

/// The form with which several wait together for a class that has no place for them now.
fn wait_together(l: Locale, sheet: &Sheet, party: Party, data: SheetData, close: String) -> AnyView {
    let (session, key) = (sheet.entry.session.id.to_string(), sheet.key.clone());
    let fields = match &party.guest_pass {
        Some(pass) if sheet.guests > 0 => guest_fields(l, sheet.guests, &named(l, pass)),
        _ => ().into_any(),
    };
    let rows = (party.people.into_iter())
        .map(|one| match one.waits {
            true => ticked(l, &one, None),
            false => person(l, one),
        })
        .collect_view();
    let pending = data.together.pending();
    view! {
        <Said data=data known=Vec::new()/>
        <p class="rounded-box bg-base-200 p-4 text-sm">{how(l, sheet.line)}</p>
        <SubmitForm to=data.together>
            <Hidden name="session" value=session/>
            <Hidden name="key" value=key/>
            <div class="space-y-3">
                <fieldset>
                    <legend class="sr-only">{t::member::party_wait_legend(l)}</legend>
                    <div class="space-y-2">{rows}</div>
                </fieldset>
                {fields}
                <p class="text-caption text-muted">{t::member::party_wait_note(l)}</p>
                <Button
                    label=t::member::party_wait(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Large
                    icon=Icon::Hourglass
                    pending=pending
                />
            </div>
        </SubmitForm>
        <NotNow close=close/>
    }
    .into_any()
}

/// Names of guests, behind a line that opens without a script.
fn guest_fields(l: Locale, most: i64, pass: &str) -> AnyView {
    let note = t::member::guests_note(l, most, pass);
    let fields = (1..=most)
        .map(|n| {
            view! {
                <TextField name=format!("guests[{}]", n - 1) label=t::member::guest_name(l, n) maxlength=80/>
            }
        })
        .collect_view();
    view! {
        <details class="group rounded-box bg-base-200">
            <summary class="flex min-h-12 cursor-pointer list-none items-center gap-3 px-4 py-3 [&::-webkit-details-marker]:hidden">
                <Icon icon=Icon::UserPlus class="size-5 text-muted"/>
                <span class="min-w-0 flex-1">
                    <span class="block font-medium">{t::member::guests_title(l)}</span>
                    <span class="block text-caption text-muted wrap-anywhere">{note}</span>
                </span>
                <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
            </summary>
            <div class="space-y-3 px-4 pb-4">{fields}</div>
        </details>
    }
    .into_any()
}

/// The form that books for several people at once.
pub(super) fn several(l: Locale, sheet: &Sheet, party: Party, data: SheetData, close: String) -> AnyView {
    if no_place(sheet, &party) {
        return wait_together(l, sheet, party, data, close);
    }
    let open = |one: &Companion| one.refusals.is_empty() && !matches!(one.mine, Some(Mine::Booked { .. }));
    let anybody = party.people.iter().any(open);
    let session = &sheet.entry.session;
    let takes = session.status == SessionStatus::Scheduled && session.starts.at > sheet.now.at && session.free() > 0;
    let guests = match &party.guest_pass {
        Some(pass) if sheet.guests > 0 && takes => guest_fields(l, sheet.guests, &named(l, pass)),
        _ => ().into_any(),
    };
    let (session, key) = (sheet.entry.session.id.to_string(), sheet.key.clone());
    let nobody = !(anybody || (takes && party.guest_pass.is_some()));
    let rows = party.people.into_iter().map(|one| person(l, one)).collect_view();
    let pending = data.party.pending();
    let button = (!nobody).then(|| {
        view! {
            <p class="text-caption text-muted">{t::member::party_note(l)}</p>
            <Button
                label=t::member::party_book(l)
                kind=ButtonKind::Primary
                size=ButtonSize::Large
                pending=pending
                pending_label=t::member::booking(l)
            />
        }
    });
    let done = move || {
        let all = data.party.value().get()?.ok()?;
        let names: Vec<String> = all.seats.iter().map(|seat| seat.name.clone()).collect();
        Some(view! {
            <div class="flex items-center gap-3 rounded-box bg-success/10 p-4">
                <Icon icon=Icon::CircleCheckBig class="size-7 text-success"/>
                <div class="min-w-0">
                    <p class="font-semibold">{t::member::party_done(l, names.len() as i64)}</p>
                    <p class="text-caption text-muted wrap-anywhere">{names.join(" · ")}</p>
                </div>
            </div>
        })
    };
    view! {
        {done}
        <Said data=data known=Vec::new()/>
        <SubmitForm to=data.party>
            <Hidden name="session" value=session/>
            <Hidden name="key" value=key/>
            <div class="space-y-3">
                <fieldset>
                    <legend class="sr-only">{t::member::party_legend(l)}</legend>
                    <div class="space-y-2">{rows}</div>
                </fieldset>
                {guests}
                {nobody.then(|| view! { <p class="text-sm text-muted">{t::member::party_nobody(l)}</p> })}
                {button}
            </div>
        </SubmitForm>
        <NotNow close=close/>
    }
    .into_any()
}

/// One of those who may come: a box to tick with the pass that is used, or what they have already, or what stands in the way.
fn person(l: Locale, one: Companion) -> AnyView {
    let name = if one.me {
        t::member::me(l).to_owned()
    } else {
        one.name.clone()
    };
    let stands = match &one.mine {
        Some(Mine::Booked {
            status: BookingStatus::CheckedIn,
            ..
        }) => Some((State::CheckedIn, t::member::state_checked_in(l))),
        Some(Mine::Booked { .. }) => Some((State::Booked, t::member::party_is_in(l))),
        Some(Mine::Waiting { .. }) => Some((State::Waitlisted, t::member::party_waits(l))),
        Some(Mine::Offered { .. }) => Some((State::Waitlisted, t::member::party_offered(l))),
        None => None,
    };
    let badge = stands.map(|(state, label)| view! { <StateBadge state=state label=label/> });
    let frame = "flex min-h-12 items-center gap-3 rounded-field border border-base-300 px-3 py-2";
    if let Some(Mine::Booked { booking, status, .. }) = &one.mine {
        let free = *status == BookingStatus::Booked;
        let (href, spoken) = (
            format!("/bookings?cancel={booking}"),
            format!("{}: {name}", t::member::cancel(l)),
        );
        return view! {
            <div class=frame>
                <span class="min-w-0 flex-1 font-medium wrap-anywhere">{name}</span>
                {badge}
                {free
                    .then(|| {
                        view! {
                            <LinkButton
                                href=href
                                label=t::member::cancel(l)
                                name=spoken
                                kind=ButtonKind::Ghost
                                size=ButtonSize::Small
                            />
                        }
                    })}
            </div>
        }
        .into_any();
    }
    if !one.refusals.is_empty() {
        let why: Vec<String> = one.refusals.iter().map(|rule: &Rule| rule.text(l)).collect();
        let on = if one.me { String::new() } else { one.member.to_string() };
        return view! {
            <div class=frame>
                <span class="min-w-0 flex-1">
                    <span class="block font-medium wrap-anywhere">{name}</span>
                    <span class="block text-caption text-muted">{why.join(" ")}</span>
                </span>
                {badge}
                <a href=address(&on) data-noscroll="" class="btn btn-ghost px-3 text-sm font-medium text-primary">
                    {t::member::see_way(l)}
                </a>
            </div>
        }
        .into_any();
    }
    let pass = one.pass.as_ref().map(|pass| {
        let left = pass
            .balance
            .map(|balance| t::member::left_after(l, amount(pass.purse.as_ref(), balance - pass.credits)));
        dotted(&[Some(&named(l, pass)), left.as_deref()])
    });
    ticked(l, &one, pass)
}

/// A box to tick for one of those who may come or wait.
fn ticked(l: Locale, one: &Companion, pass: Option<String>) -> AnyView {
    let name = if one.me {
        t::member::me(l).to_owned()
    } else {
        one.name.clone()
    };
    let frame = "flex min-h-12 items-center gap-3 rounded-field border border-base-300 px-3 py-2";
    // whoever waits, or has a place kept, may be booked with the others
    let badge = match &one.mine {
        Some(Mine::Waiting { .. }) => Some(t::member::party_waits(l)),
        Some(Mine::Offered { .. }) => Some(t::member::party_offered(l)),
        _ => None,
    };
    let badge = badge.map(|label| view! { <StateBadge state=State::Waitlisted label=label/> });
    view! {
        <label class=format!("{frame} cursor-pointer bg-base-100 has-checked:border-primary")>
            <input
                type="checkbox"
                name="people[]"
                value=one.member.to_string()
                checked=true
                class="checkbox checkbox-primary checkbox-sm shrink-0"
            />
            <span class="min-w-0 flex-1">
                <span class="block font-medium wrap-anywhere">{name}</span>
                {pass.map(|pass| view! { <span class="block text-caption text-muted wrap-anywhere">{pass}</span> })}
            </span>
            {badge}
        </label>
    }
    .into_any()
}
