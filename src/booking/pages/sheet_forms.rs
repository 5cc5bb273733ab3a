//! The forms of the booking sheet: the one that books, with the pass it uses, and the one that joins the waitlist.

use super::{parts::dotted, sheet::SheetData, sheet_after::NotNow, spots::choice};
use crate::{
    booking::model::{Entry, Line, Sheet},
    plans::model::{Choice, Why, amount},
    platform::i18n::{Locale, t, use_locale},
    ui::{
        button::{Button, ButtonKind, ButtonSize},
        form::Hidden,
        icon::Icon,
        submit::SubmitForm,
    },
};
use leptos::prelude::*;

/// The form that books.
#[component]
pub(super) fn Confirm(sheet: Sheet, data: SheetData, #[prop(into)] label: String) -> impl IntoView {
    let l = use_locale();
    let pending = Signal::derive(move || data.book.pending().get());
    view! {
        <SubmitForm to=data.book>
            <Hidden name="session" value=sheet.entry.session.id.to_string()/>
            <Hidden name="key" value=sheet.key.clone()/>
            {on_behalf(&sheet.entry)}
            {choice(&sheet, data)}
            <PassChoice choices=sheet.choices/>
            <Button
                label=label
                kind=ButtonKind::Primary
                size=ButtonSize::Large
                pending=pending
                pending_label=t::member::booking(l)
                class="mt-4"
            />
        </SubmitForm>
    }
    .into_any()
}

/// The form that joins the waitlist of a full class.
#[component]
pub(super) fn Wait(sheet: Sheet, data: SheetData, close: String) -> impl IntoView {
    let l = use_locale();
    let place = sheet.waitlist_place.unwrap_or(1);
    view! {
        <p class="rounded-box bg-base-200 p-4 text-sm">{how(l, sheet.line)}</p>
        <JoinForm sheet=sheet data=data place=place first=true/>
        <NotNow close=close/>
    }
    .into_any()
}

/// What waiting means now.
pub(super) fn how(l: Locale, line: Line) -> String {
    match line {
        Line::Given => t::member::waitlist_how(l).to_owned(),
        Line::Offered(minutes) => t::member::waitlist_how_offer(l, minutes),
        Line::Told => t::member::waitlist_how_told(l).to_owned(),
        Line::Open => t::member::waitlist_how_open(l).to_owned(),
    }
}

/// The button that joins, with the place it gives.
#[component]
pub(super) fn JoinForm(sheet: Sheet, data: SheetData, place: i64, first: bool) -> impl IntoView {
    let l = use_locale();
    let pending = Signal::derive(move || data.join.pending().get());
    let kind = if first { ButtonKind::Primary } else { ButtonKind::Plain };
    let label = match &sheet.entry.whose {
        Some(ward) => t::member::join_for(l, &ward.name, place),
        None => t::member::join_at(l, place),
    };
    view! {
        <SubmitForm to=data.join>
            <Hidden name="session" value=sheet.entry.session.id.to_string()/>
            <Hidden name="key" value=sheet.key.clone()/>
            {on_behalf(&sheet.entry)}
            <Button
                label=label
                kind=kind
                size=ButtonSize::Large
                icon=Icon::Hourglass
                pending=pending
            />
        </SubmitForm>
    }
    .into_any()
}

/// For whom a form is, where that is not the reader.
pub(super) fn on_behalf(entry: &Entry) -> AnyView {
    entry
        .whose
        .as_ref()
        .map(|ward| view! { <Hidden name="member" value=ward.id.to_string()/> })
        .into_any()
}

/// The name of a pass, with whose it is where it is another's.
pub(super) fn named(l: Locale, choice: &Choice) -> String {
    match &choice.holder {
        Some(holder) => t::member::pass_of(l, holder, &choice.name),
        None => choice.name.clone(),
    }
}

/// The pass that is used and what is left of it; others behind "Change", which opens without a script.
#[component]
fn PassChoice(choices: Vec<Choice>) -> impl IntoView {
    let l = use_locale();
    let Some(first) = choices.first().cloned() else {
        return ().into_any();
    };
    let many = choices.len() > 1;
    let (chosen, set_chosen) = signal(first.clone());
    let face = move || {
        let choice = chosen.get();
        view! {
            <span class="grid size-11 shrink-0 place-items-center rounded-field bg-primary text-primary-content">
                <Icon icon=Icon::Ticket class="size-6"/>
            </span>
            <span class="min-w-0 flex-1">
                <span class="block font-semibold">{uses(l, &choice)}</span>
                <span class="block text-caption text-muted wrap-anywhere">{after_this(l, &choice)}</span>
                {used_for(l, &choice)}
            </span>
        }
    };
    if !many {
        return view! {
            <Hidden name="pass" value=first.pass.to_string()/>
            <p class="flex items-center gap-3 rounded-box bg-base-200 p-4">{face}</p>
        }
        .into_any();
    }
    let radios = choices
        .into_iter()
        .enumerate()
        .map(|(n, choice)| {
            let (name, detail, value) = (named(l, &choice), left_now(l, &choice), choice.pass.to_string());
            view! {
                <label class="flex min-h-12 cursor-pointer items-center gap-3 rounded-field border border-base-300 bg-base-100 px-3 py-2 has-checked:border-primary">
                    <input
                        type="radio"
                        name="pass"
                        value=value
                        checked=n == 0
                        class="radio radio-primary radio-sm shrink-0"
                        on:change=move |_| set_chosen.set(choice.clone())
                    />
                    <span class="min-w-0">
                        <span class="block wrap-anywhere">{name}</span>
                        <span class="block text-caption text-muted">{detail}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="group rounded-box bg-base-200">
            <summary class="flex cursor-pointer list-none items-center gap-3 p-4 [&::-webkit-details-marker]:hidden">
                {face}
                <span class="flex shrink-0 items-center gap-1 text-sm font-medium text-primary">
                    {t::member::change(l)}
                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                </span>
            </summary>
            <fieldset class="space-y-2 px-4 pb-4">
                <legend class="sr-only">{t::member::change_pass(l)}</legend>
                {radios}
            </fieldset>
        </details>
    }
    .into_any()
}

fn uses(l: Locale, choice: &Choice) -> String {
    match choice.balance {
        None => t::member::uses_pass(l).to_owned(),
        Some(balance) if choice.purse.is_some() => {
            let words = |n| amount(choice.purse.as_ref(), n);
            t::member::uses_money(l, words(choice.credits), words(balance))
        }
        Some(balance) if balance == choice.credits => t::member::uses_last(l, balance),
        Some(balance) => t::member::uses(l, balance, choice.credits),
    }
}

pub(super) fn until(l: Locale, choice: &Choice) -> Option<String> {
    choice.ends_on.map(|end| t::member::until(l, l.date(end)))
}

/// Why this pass goes before the others.
fn used_for(l: Locale, choice: &Choice) -> AnyView {
    if matches!(choice.why, Why::Only | Why::Chosen) {
        return ().into_any();
    }
    view! { <span class="block text-caption text-muted">{t::member::used_for(l, choice.why.text(l))}</span> }.into_any()
}

fn after_this(l: Locale, choice: &Choice) -> String {
    let left = choice
        .balance
        .map(|balance| t::member::left_after(l, amount(choice.purse.as_ref(), balance - choice.credits)));
    let begins = choice.begins.map(|_| t::member::begins_here(l));
    dotted(&[
        Some(&named(l, choice)),
        left.as_deref(),
        begins,
        until(l, choice).as_deref(),
    ])
}

fn left_now(l: Locale, choice: &Choice) -> String {
    let left = choice.balance.map_or_else(
        || t::member::unlimited(l).to_owned(),
        |balance| t::member::left(l, amount(choice.purse.as_ref(), balance)),
    );
    let begins = choice.begins.map(|_| t::member::begins_here(l));
    dotted(&[Some(&left), begins, until(l, choice).as_deref()])
}
