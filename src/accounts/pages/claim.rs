//! The first owner: with the one-time code that the server printed, a club begins.

use super::auth::{AuthPage, Club, club, flaw, login_field, new_password_field, refusal};
use crate::{
    accounts::{api::ClaimClub, model::Refusal},
    platform::{
        error::Answer,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::TextField,
        form::{FieldGroup, Hidden},
        page::Page,
        states::Notice,
        submit::Submit,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// `/claim?code=<code>`
pub struct ClaimPage {
    club: Club,
    action: Submit<ClaimClub>,
}

impl Page for ClaimPage {
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
                title=t::auth::claim_title(l)
                headline=t::auth::claim_headline(l)
                lead=t::auth::claim_lead(l)
                form=move |club| match club {
                    Some(club) => claimed(l, &club),
                    None => form(l, code, this.action, answer),
                }
            />
        }
        .into_any()
    }
}

fn claimed(l: Locale, club: &str) -> AnyView {
    let actions = move || view! { <LinkButton href="/sign-in" label=t::auth::sign_in(l) kind=ButtonKind::Primary/> };
    view! {
        <Notice
            tone=Tone::Info
            title=t::auth::claimed_title(l, club)
            text=t::auth::claimed_text(l)
            actions=actions
        />
    }
    .into_any()
}

/// Currency and zone that a reader of this language most likely means: the first steps of setting up ask for both.
const fn likely(l: Locale) -> (&'static str, &'static str) {
    match l {
        Locale::En => ("EUR", "Europe/Berlin"),
        Locale::ZhHans => ("CNY", "Asia/Shanghai"),
        Locale::ZhHant => ("HKD", "Asia/Hong_Kong"),
    }
}

fn form(l: Locale, code: String, action: Submit<ClaimClub>, answer: Option<Answer<(), Refusal>>) -> AnyView {
    let (currency, zone) = likely(l);
    let flaw = |field: &str| flaw(&answer, field, l);
    let (name_flaw, login_flaw, password_flaw) = (flaw("name"), flaw("login"), flaw("password"));
    let club_flaw = flaw("club");
    view! {
        <form method="post" action=ClaimClub::url() class="space-y-6">
            {refusal(answer, l)}
            <Hidden name="currency" value=currency/>
            <Hidden name="zone" value=zone/>
            <TextField
                name="code"
                label=t::auth::claim_code(l)
                value=code
                hint=t::auth::claim_code_hint(l)
                autocomplete="one-time-code"
                required=true
                maxlength=40
            />
            <FieldGroup legend=t::auth::claim_club_legend(l) single=true>
                <TextField
                    name="club"
                    label=t::auth::club_name(l)
                    value=action.typed("club", "")
                    hint=t::auth::club_name_hint(l)
                    error=club_flaw
                    autocomplete="organization"
                    required=true
                    maxlength=80
                />
            </FieldGroup>
            <FieldGroup legend=t::auth::claim_owner_legend(l) single=true>
                <TextField
                    name="name"
                    label=t::auth::owner_name(l)
                    value=action.typed("name", "")
                    autocomplete="name"
                    error=name_flaw
                    required=true
                    maxlength=80
                />
                {login_field(l, action.typed("login", ""), t::auth::login_hint(l), login_flaw)}
                {new_password_field(l, password_flaw)}
            </FieldGroup>
            <Button label=t::auth::claim(l) kind=ButtonKind::Primary size=ButtonSize::Large class="w-full"/>
        </form>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::likely;
    use crate::platform::i18n::Locale;

    #[test]
    fn every_likely_zone_is_one_that_the_server_knows() {
        for l in Locale::ALL {
            assert!(likely(l).1.parse::<chrono_tz::Tz>().is_ok(), "{l}");
        }
    }
}
