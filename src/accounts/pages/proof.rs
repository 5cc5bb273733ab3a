//! The password asked for again before something sensitive: in the form itself, or on a page of its own before a file.

use super::{
    super::{
        api::{EnterCode, ProveAgain},
        model::Refusal,
    },
    auth::{AuthPage, Club, club, next, refusal},
};
use crate::{
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize},
        field::{PasswordField, TextField},
        form::Hidden,
        page::Page,
        submit::Submit,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The fields for the password and the code.
#[must_use]
pub fn proof_fields(l: Locale) -> AnyView {
    view! {
        <PasswordField
            name="proof"
            label=t::entry::proof(l)
            show_label=t::auth::show_password(l)
            autocomplete="current-password"
        />
        <TextField
            name="proof_code"
            label=t::entry::proof_code(l)
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength=24
        />
    }
    .into_any()
}

/// The same in a form that was refused for want of a proof; nothing before that. What else was typed stays where it is.
#[must_use]
pub fn proof_asked<F>(form: Submit<F>, l: Locale) -> AnyView
where
    F: ServerFn<Error = AppError<Refusal>> + 'static,
    F::Output: Send + Sync + 'static,
{
    let asked = Memo::new(move |before: Option<&bool>| {
        let now = form.value().with(|answer| {
            matches!(
                answer,
                Some(Err(AppError::Refused(
                    Refusal::ProveAgain | Refusal::WrongPassword | Refusal::WrongFactor
                )))
            )
        });
        now || (before.copied().unwrap_or(false) && form.value().with(|answer| !matches!(answer, Some(Ok(_)))))
    });
    (move || {
        asked
            .get()
            .then(|| view! { <div class="space-y-4 rounded-field bg-base-200 p-4">{proof_fields(l)}</div> })
    })
    .into_any()
}

/// `/prove?next=<path>`
pub struct ProvePage {
    club: Club,
    action: Submit<ProveAgain>,
}

impl Page for ProvePage {
    fn data() -> Self {
        Self {
            club: club(),
            action: Submit::new(),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let (next, answer) = (next(), this.action.value().get_untracked());
        view! {
            <AuthPage
                club=this.club
                title=t::entry::prove_title(l)
                headline=t::auth::headline(l)
                lead=t::entry::prove_text(l)
                form=move |_| {
                    view! {
                        <form method="post" action=ProveAgain::url() class="space-y-4">
                            {refusal(answer, l)}
                            <p class="text-muted">{t::entry::prove_text(l)}</p>
                            <Hidden name="next" value=next/>
                            {proof_fields(l)}
                            <Button
                                label=t::entry::prove_go(l)
                                kind=ButtonKind::Primary
                                size=ButtonSize::Large
                                class="w-full"
                            />
                        </form>
                    }
                    .into_any()
                }
            />
        }
        .into_any()
    }
}

/// `/sign-in/code?next=<path>`
pub struct EnterCodePage {
    club: Club,
    action: Submit<EnterCode>,
}

impl Page for EnterCodePage {
    fn data() -> Self {
        Self {
            club: club(),
            action: Submit::new(),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let (next, answer) = (next(), this.action.value().get_untracked());
        view! {
            <AuthPage
                club=this.club
                title=t::entry::code_title(l)
                headline=t::auth::headline(l)
                lead=t::entry::code_lead(l)
                form=move |_| {
                    view! {
                        <form method="post" action=EnterCode::url() class="space-y-4">
                            {refusal(answer, l)}
                            <p class="text-muted">{t::entry::code_lead(l)}</p>
                            <Hidden name="next" value=next/>
                            <TextField
                                name="code"
                                label=t::entry::code(l)
                                hint=t::entry::code_hint(l)
                                autocomplete="one-time-code"
                                required=true
                                maxlength=24
                                autofocus=true
                            />
                            <Button
                                label=t::entry::code_go(l)
                                kind=ButtonKind::Primary
                                size=ButtonSize::Large
                                class="w-full"
                            />
                        </form>
                        <p class="mt-4 text-center">
                            <a
                                href="/sign-in"
                                class="inline-flex min-h-11 items-center font-semibold text-primary hover:underline"
                            >
                                {t::entry::code_other(l)}
                            </a>
                        </p>
                    }
                    .into_any()
                }
            />
        }
        .into_any()
    }
}
