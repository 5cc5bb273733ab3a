//! Joining the club: a name, a way to be reached, a password.

use crate::{
    accounts::pages::{
        address::address,
        auth::{AuthPage, Club, club, flaw, login_field, new_password_field, next, refusal},
    },
    members::api::SignUp,
    platform::{
        error::{Answer, AppError},
        form::Flaw,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::TextField,
        form::Hidden,
        icon::Icon,
        page::Page,
        submit::Submit,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/sign-up?next=<path>`
pub struct SignUpPage {
    club: Club,
    action: Submit<SignUp>,
}

impl Page for SignUpPage {
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
                title=t::auth::sign_up_title(l)
                headline=t::auth::sign_up_headline(l)
                lead=t::auth::sign_up_lead(l)
                form=move |_| form(l, &next, this.action, answer)
            />
        }
        .into_any()
    }
}

fn form(l: Locale, next: &str, action: Submit<SignUp>, answer: Option<Answer<()>>) -> AnyView {
    let sign_in = address("/sign-in", &[("next", next)]);
    let flaws = ["name", "login", "password"].map(|field| flaw(&answer, field, l));
    let [name_flaw, login_flaw, password_flaw] = flaws;
    let taken = matches!(&answer, Some(Err(AppError::Invalid(errors)))
        if errors.0.iter().any(|(field, flaw)| field == "login" && *flaw == Flaw::Taken));
    // most who meet this have signed up before
    let instead = taken.then(|| {
        view! {
            <LinkButton href=sign_in.clone() label=t::auth::sign_in_instead(l) kind=ButtonKind::Soft icon=Icon::LogIn class="w-full"/>
            <p class="text-sm text-muted">
                {t::auth::known_at_desk(l)} " "
                <a href="/access" class="font-semibold text-primary hover:underline">{t::auth::have_code(l)}</a>
            </p>
        }
    });
    view! {
        <form method="post" action=SignUp::url() class="space-y-4">
            {refusal(answer, l)}
            <Hidden name="next" value=next/>
            <TextField
                name="name"
                label=t::auth::name(l)
                value=action.typed("name", "")
                autocomplete="name"
                hint=t::auth::name_hint(l)
                error=name_flaw
                required=true
                maxlength=80
            />
            {login_field(l, action.typed("login", ""), t::auth::login_hint(l), login_flaw)}
            {instead}
            {new_password_field(l, password_flaw)}
            <Button label=t::auth::sign_up(l) kind=ButtonKind::Primary size=ButtonSize::Large class="w-full"/>
        </form>
        <p class="mt-4 text-sm text-muted">
            {t::notice::before(l)} " "
            <a href="/privacy" class="font-semibold text-primary hover:underline">{t::notice::link(l)}</a>
        </p>
        <p class="mt-4 text-center">
            <a href=sign_in class="inline-flex min-h-11 items-center font-semibold text-primary hover:underline">
                {t::auth::have_account(l)}
            </a>
        </p>
    }
    .into_any()
}
