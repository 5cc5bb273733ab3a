//! What stands where a page would when its data cannot be had: the same for every slice.

use crate::{
    platform::{
        error::{AppError, Reason},
        i18n::{Locale, t, use_locale},
    },
    ui::{
        button::{ButtonKind, LinkButton},
        icon::Icon,
        states::{EmptyState, ErrorState, NoPermission},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The path and query that the reader is at, to come back to.
#[must_use]
pub fn here() -> String {
    let location = use_location();
    location.pathname.get_untracked() + &query(&location.search.get_untracked())
}

/// A query with its question mark; a form's answer that hangs on the address without a script is left out.
#[must_use]
pub fn query(search: &str) -> String {
    let kept: Vec<&str> = search
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("__"))
        .collect();
    if kept.is_empty() {
        String::new()
    } else {
        format!("?{}", kept.join("&"))
    }
}

/// The address of the sign-in page that leads back to `next`.
#[must_use]
pub fn sign_in_for(next: &str) -> String {
    format!("/sign-in?next={}", encoded(next))
}

/// Text as part of a query's value.
#[must_use]
pub fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // writing into a string cannot fail
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// The page's error as a page: the sign-in door, a missing role, nothing there, or our fault with its number.
///
/// On the server it also gives the answer its status.
pub fn wrong<R: Reason>(error: AppError<R>) -> AnyView {
    #[cfg(feature = "ssr")]
    crate::platform::request::answer_with(error.status());
    let l = use_locale();
    let again = || {
        let (l, here) = (use_locale(), here());
        view! { <LinkButton href=here label=t::shell::again(l) kind=ButtonKind::Primary icon=Icon::RotateCw/> }
    };
    match error {
        AppError::SignIn => view! { <SignInDoor/> }.into_any(),
        AppError::Forbidden => view! {
            <NoPermission title=t::shell::forbidden_title(l) text=t::shell::forbidden_text(l) actions=start/>
        }
        .into_any(),
        AppError::NotFound => not_found(l, false),
        AppError::Busy => {
            let text = error.text(l);
            view! { <ErrorState title=t::shell::busy_title(l) text=text actions=again/> }.into_any()
        }
        AppError::Fault(number) => view! {
            <ErrorState
                title=t::shell::fault_title(l)
                text=t::shell::fault_text(l)
                reference_label=t::shell::fault_number(l)
                reference=number
                actions=again
            />
        }
        .into_any(),
        other => {
            let text = other.text(l);
            view! { <ErrorState title=t::shell::fault_title(l) text=text actions=again/> }.into_any()
        }
    }
}

fn start() -> impl IntoView {
    view! { <LinkButton href="/" label=t::shell::start_page(use_locale())/> }
}

fn not_found(l: Locale, alone: bool) -> AnyView {
    let (title, text) = (t::shell::not_found_title(l), t::shell::not_found_text(l));
    view! { <EmptyState title=title text=text actions=start alone=alone/> }.into_any()
}

/// What stands at an address that leads nowhere, with its real status: a page of its own.
#[must_use]
pub fn nowhere() -> AnyView {
    #[cfg(feature = "ssr")]
    crate::platform::request::answer_with(AppError::<crate::platform::error::Nothing>::NotFound.status());
    not_found(use_locale(), true)
}

/// What a page shows to somebody who is not signed in: the way in that leads back here.
#[component]
pub fn SignInDoor() -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="pt-10">
        <section class="mx-auto flex max-w-md flex-col items-center rounded-box bg-base-100 px-6 py-10 text-center shadow-card">
            <span class="grid size-16 place-items-center rounded-full bg-primary/10 text-primary">
                <Icon icon=Icon::LogIn class="size-8"/>
            </span>
            <h2 class="mt-5 text-2xl font-bold tracking-tight">{t::shell::door_title(l)}</h2>
            <p class="mt-2 text-muted">{t::shell::door_text(l)}</p>
            <LinkButton
                href=sign_in_for(&here())
                label=t::shell::sign_in(l)
                kind=ButtonKind::Primary
                class="mt-6 w-full"
            />
        </section>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_survives_the_door_and_a_forms_answer_does_not() {
        assert_eq!(
            sign_in_for("/timetable?day=2026-03-19&sheet=a b"),
            "/sign-in?next=/timetable%3Fday%3D2026-03-19%26sheet%3Da%20b"
        );
        assert_eq!(query("?day=1&__path=x&__err=y"), "?day=1");
        assert_eq!(query("__err=y"), "");
    }
}
