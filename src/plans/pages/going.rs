//! How a membership goes on: said beside its pass, ended, and let go on after all.

use crate::{
    plans::model::{Membership, PassesPage, Renewal, cycle_text},
    platform::{
        i18n::{Locale, t},
        time::Day,
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        form::{FormActions, Hidden},
        icon::Icon,
    },
};
use leptos::prelude::*;

/// How a membership goes on, and the way to end it or to let it go on.
pub(super) fn goes_on(l: Locale, held: &Membership, today: Day, path: &str) -> AnyView {
    let id = held.id.to_string();
    let (words, way) = match held.next(today) {
        Renewal::On(day) => {
            let credits = held.credits.map(|n| t::passes::next_credits(l, l.date(day), n));
            let words = credits.unwrap_or_else(|| t::passes::next_cycle(l, l.date(day)));
            let committed = held
                .committed_until
                .filter(|until| *until >= today)
                .map(|until| t::passes::committed(l, l.date(until)));
            let words = [Some(words), committed].into_iter().flatten().collect::<Vec<_>>();
            (words.join(" · "), Some(("cancel", t::passes::cancel(l))))
        }
        Renewal::Ends(day) => (
            t::passes::cancelled_until(l, l.date(day)),
            Some(("keep", t::passes::keep(l))),
        ),
        Renewal::Over(day) => (t::passes::ended(l, l.date(day)), None),
    };
    let way = way.map(|(what, label)| {
        let name = format!("{label}: {}", held.name);
        view! {
            <LinkButton
                href=format!("{path}?{what}={id}")
                label=label
                name=name
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
            />
        }
    });
    let price = t::passes::price_each(l, cycle_text(l, held.cycle.months), held.price.text());
    view! {
        <div class="mt-2 flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3">
            <p class="flex min-w-0 items-start gap-2 text-sm">
                <Icon icon=Icon::RotateCw class="mt-0.5 size-4 shrink-0 text-muted"/>
                <span class="min-w-0">{words} <span class="block text-caption text-muted tabular-nums">{price}</span></span>
            </p>
            {way}
        </div>
    }
    .into_any()
}

/// The membership that an address names.
pub(super) fn named<'p>(page: &'p PassesPage, id: Option<&str>) -> Option<&'p Membership> {
    page.memberships
        .iter()
        .find(|held| Some(held.id.to_string().as_str()) == id)
}

/// The fields of the form that ends a membership, and its button.
pub(super) fn ending(l: Locale, held: &Membership, key: String) -> AnyView {
    view! {
        <Hidden name="id" value=held.id.to_string()/>
        <Hidden name="key" value=key/>
        <FormActions>
            <Button label=t::passes::cancel_yes(l) kind=ButtonKind::DangerSolid/>
        </FormActions>
    }
    .into_any()
}

/// The fields of the form that lets it go on, and its button.
pub(super) fn keeping(l: Locale, held: &Membership, key: String) -> AnyView {
    view! {
        <Hidden name="id" value=held.id.to_string()/>
        <Hidden name="key" value=key/>
        <FormActions>
            <Button label=t::passes::keep_yes(l) kind=ButtonKind::Primary/>
        </FormActions>
    }
    .into_any()
}

/// What cancelling brings: the last day, why not earlier, and what becomes of classes after it.
pub(super) fn cancel_dialog(
    l: Locale,
    held: &Membership,
    today: Day,
    (said, form): (AnyView, AnyView),
    close: &str,
) -> AnyView {
    let end = held.end_if_cancelled(today, false);
    let why = match held.committed_until.filter(|until| *until >= today) {
        Some(until) => Some(t::passes::cancel_committed(l, l.date(until))),
        None if held.cycle.notice > 0 => Some(t::passes::cancel_notice(l, held.cycle.notice)),
        None => None,
    };
    view! {
        <Dialog
            id="cancel-membership"
            title=t::passes::cancel_title(l, &held.name)
            text=t::passes::cancel_text(l, l.date(end))
            close_href=close.to_owned()
            close_label=t::people::close(l)
            kind=DialogKind::Box
        >
            {said}
            {why.map(|why| view! { <p class="mb-2 text-sm text-muted">{why}</p> })}
            <p class="mb-4 text-sm">{t::passes::cancel_after(l)}</p>
            {form}
        </Dialog>
    }
    .into_any()
}

/// What letting it go on brings.
pub(super) fn keep_dialog(l: Locale, held: &Membership, (said, form): (AnyView, AnyView), close: &str) -> AnyView {
    view! {
        <Dialog
            id="keep-membership"
            title=t::passes::keep_title(l, &held.name)
            text=t::passes::keep_text(l)
            close_href=close.to_owned()
            close_label=t::people::close(l)
            kind=DialogKind::Box
        >
            {said}
            {form}
        </Dialog>
    }
    .into_any()
}
