//! What the pages before the sign-in have in common: the pine with one sentence, the way to choose a language, and how a
//! refused form says so.

use super::{account_menu::LanguageLine, use_me};
use crate::{
    accounts::api::load_club,
    platform::{
        error::{Answer, AppError, Reason},
        i18n::{Locale, t, use_locale},
    },
    ui::{
        badge::Tone,
        button::{ButtonKind, LinkButton},
        field::{PasswordField, TextField},
        layout::AuthShell,
        load::Load,
        states::Notice,
    },
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

/// The club's name, to be made in `Page::data`.
pub type Club = Load<Option<String>>;

/// Loads the club's name.
#[must_use]
pub fn club() -> Club {
    Load::new(|| (), |()| load_club())
}

/// Where the reader wanted to go: a path of ours from the address, or empty.
#[must_use]
pub fn next() -> String {
    let next = use_query_map()
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    if next.starts_with('/') { next } else { String::new() }
}

/// The words of a refusal over its form; nothing while nothing was refused.
pub fn refusal<T, R: Reason>(answer: Option<Answer<T, R>>, l: Locale) -> AnyView {
    match answer {
        Some(Err(error)) => {
            let text = error.text(l);
            view! { <Notice tone=Tone::Error title=text/> }.into_any()
        }
        Some(Ok(_)) | None => ().into_any(),
    }
}

/// What is wrong with one field of a form.
pub fn flaw<T, R: Reason>(answer: &Option<Answer<T, R>>, field: &str, l: Locale) -> MaybeProp<String> {
    let error: Option<&AppError<R>> = answer.as_ref().and_then(|answer| answer.as_ref().err());
    match error.and_then(|error| error.of_field(field, l)) {
        Some(text) => text.into(),
        None => MaybeProp::default(),
    }
}

/// The field for what somebody signs in with.
pub fn login_field(l: Locale, typed: String, hint: &'static str, flaw: MaybeProp<String>) -> AnyView {
    view! {
        <TextField
            name="login"
            label=t::auth::login(l)
            value=typed
            autocomplete="username"
            inputmode="email"
            hint=hint
            error=flaw
            required=true
            maxlength=200
        />
    }
    .into_any()
}

/// The field for a password that begins to be one.
pub fn new_password_field(l: Locale, flaw: MaybeProp<String>) -> AnyView {
    view! {
        <PasswordField
            name="password"
            label=t::auth::password(l)
            show_label=t::auth::show_password(l)
            autocomplete="new-password"
            hint=t::auth::new_password_hint(l)
            error=flaw
        />
    }
    .into_any()
}

/// A page before the sign-in.
#[component]
pub fn AuthPage(
    /// The club's name.
    club: Club,
    /// The page's title.
    #[prop(into)]
    title: String,
    /// The sentence on pine.
    #[prop(into)]
    headline: String,
    /// What the reader can do once inside.
    #[prop(into)]
    lead: String,
    /// Draws the form; it is given the club's name, `None` before the club was set up.
    form: impl FnOnce(Option<String>) -> AnyView + Send + 'static,
) -> impl IntoView {
    let l = use_locale();
    let me = use_me();
    let (shown, described) = (title.clone(), lead.clone());
    let draw = move |club: Option<String>, name: Option<String>| {
        let brand = club.clone().unwrap_or_else(|| t::common::app(l).to_owned());
        let inside = name.map(|name| {
            let on = || view! { <LinkButton href="/home" label=t::auth::go_on(use_locale()) kind=ButtonKind::Soft/> };
            view! { <div class="mb-5"><Notice tone=Tone::Info title=t::auth::signed_in_as(l, name) actions=on/></div> }
        });
        view! {
            <AuthShell
                skip=t::common::skip(l)
                brand=brand
                headline=headline
                lead=lead
                note=t::auth::note(l)
                title=shown
            >
                {inside}
                {form(club)}
                <div class="mt-6">
                    <LanguageLine/>
                </div>
            </AuthShell>
        }
        .into_any()
    };
    view! {
        <Title text=title/>
        <Meta name="description" content=described/>
        <Suspense>
            {Suspend::new(async move {
                let (club, me) = (club.await, me.await);
                untrack(move || draw(club.ok().flatten(), me.ok().flatten().map(|me| me.name)))
            })}
        </Suspense>
    }
    .into_any()
}
