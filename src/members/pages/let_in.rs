//! With a one-time code from the desk: what somebody signs in with from now on.

use crate::{
    accounts::pages::auth::{AuthPage, Club, club, flaw, login_field, new_password_field, refusal},
    members::{api::UseCode, model::AccessRefusal},
    platform::{
        error::Answer,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize},
        field::TextField,
        page::Page,
        submit::Submit,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// `/access?code=<code>`
pub struct LetInPage {
    club: Club,
    action: Submit<UseCode>,
}

impl Page for LetInPage {
    fn data() -> Self {
        Self {
            club: club(),
            action: Submit::new(),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let answer = this.action.value().get_untracked();
        let code = use_query_map()
            .with_untracked(|query| query.get("code"))
            .unwrap_or_default();
        view! {
            <AuthPage
                club=this.club
                title=t::auth::access_title(l)
                headline=t::auth::access_headline(l)
                lead=t::auth::access_lead(l)
                form=move |_| form(l, code, this.action, answer)
            />
        }
        .into_any()
    }
}

fn form(l: Locale, code: String, action: Submit<UseCode>, answer: Option<Answer<(), AccessRefusal>>) -> AnyView {
    let (login_flaw, password_flaw) = (flaw(&answer, "login", l), flaw(&answer, "password", l));
    view! {
        <form method="post" action=UseCode::url() class="space-y-4">
            {refusal(answer, l)}
            <TextField
                name="code"
                label=t::auth::access_code(l)
                value=action.typed("code", code)
                hint=t::auth::access_code_hint(l)
                autocomplete="one-time-code"
                required=true
                maxlength=20
            />
            {login_field(l, action.typed("login", ""), t::auth::access_login_hint(l), login_flaw)}
            {new_password_field(l, password_flaw)}
            <Button label=t::auth::access_go(l) kind=ButtonKind::Primary size=ButtonSize::Large class="w-full"/>
        </form>
        <p class="mt-4 text-center">
            <a href="/sign-in" class="inline-flex min-h-11 items-center font-semibold text-primary hover:underline">
                {t::auth::have_account(l)}
            </a>
        </p>
    }
    .into_any()
}
