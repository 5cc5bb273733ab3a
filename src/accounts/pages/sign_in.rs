//! Signing in. A plain form: it changes who is reading, so the whole page is loaded anew.

use super::{
    address::address,
    auth::{AuthPage, Club, club, flaw, next, refusal},
};
use crate::{
    accounts::{api::SignIn, model::Refusal},
    platform::{
        error::Answer,
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

/// `/sign-in?next=<path>`
pub struct SignInPage {
    club: Club,
    action: Submit<SignIn>,
}

impl Page for SignInPage {
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
                title=t::auth::sign_in_title(l)
                headline=t::auth::headline(l)
                lead=t::auth::lead(l)
                form=move |_| form(l, &next, this.action, answer)
            />
        }
        .into_any()
    }
}

fn form(l: Locale, next: &str, action: Submit<SignIn>, answer: Option<Answer<(), Refusal>>) -> AnyView {
    let join = address("/sign-up", &[("next", next)]);
    let (login_flaw, password_flaw) = (flaw(&answer, "login", l), flaw(&answer, "password", l));
    view! {
        <form method="post" action=SignIn::url() class="space-y-4">
            {refusal(answer, l)}
            <Hidden name="next" value=next/>
            <TextField
                name="login"
                label=t::auth::login(l)
                value=action.typed("login", "")
                autocomplete="username"
                inputmode="email"
                error=login_flaw
                required=true
                maxlength=200
            />
            <PasswordField
                name="password"
                label=t::auth::password(l)
                show_label=t::auth::show_password(l)
                autocomplete="current-password"
                error=password_flaw
            />
            <Button label=t::auth::sign_in(l) kind=ButtonKind::Primary size=ButtonSize::Large class="w-full"/>
        </form>
        <p class="mt-4 text-center text-caption text-muted">{t::auth::forgotten(l)}</p>
        <p class="text-center">
            <a href="/access" class="inline-flex min-h-11 items-center font-semibold text-primary hover:underline">
                {t::auth::have_code(l)}
            </a>
        </p>
        <p class="mt-3 text-center">
            <a href=join class="inline-flex min-h-11 items-center font-semibold text-primary hover:underline">
                {t::auth::no_account(l)}
            </a>
        </p>
    }
    .into_any()
}
