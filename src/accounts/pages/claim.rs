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
        field::{Choice, SelectField, TextField},
        form::FieldGroup,
        page::Page,
        states::Notice,
        submit::Submit,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// The zones that are offered, by continent and from west to east; the console takes any other.
const ZONES: [&str; 44] = [
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Mexico_City",
    "America/Chicago",
    "America/Bogota",
    "America/Toronto",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Atlantic/Reykjavik",
    "Europe/Lisbon",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Brussels",
    "Europe/Amsterdam",
    "Europe/Zurich",
    "Europe/Rome",
    "Europe/Berlin",
    "Europe/Copenhagen",
    "Europe/Oslo",
    "Europe/Vienna",
    "Europe/Stockholm",
    "Europe/Warsaw",
    "Europe/Athens",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
];

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

/// Currency and zone that a reader of this language most likely means.
const fn likely(l: Locale) -> (&'static str, &'static str) {
    match l {
        Locale::En => ("EUR", "Europe/Berlin"),
        Locale::ZhHans => ("CNY", "Asia/Shanghai"),
        Locale::ZhHant => ("HKD", "Asia/Hong_Kong"),
    }
}

fn currencies(l: Locale) -> Vec<Choice> {
    [
        ("EUR", t::auth::currency_eur(l)),
        ("USD", t::auth::currency_usd(l)),
        ("GBP", t::auth::currency_gbp(l)),
        ("CNY", t::auth::currency_cny(l)),
        ("HKD", t::auth::currency_hkd(l)),
        ("TWD", t::auth::currency_twd(l)),
        ("SGD", t::auth::currency_sgd(l)),
    ]
    .into_iter()
    .map(|(code, name)| Choice::new(code, format!("{name} ({code})")))
    .collect()
}

fn form(l: Locale, code: String, action: Submit<ClaimClub>, answer: Option<Answer<(), Refusal>>) -> AnyView {
    let (currency, zone) = likely(l);
    let zones = ZONES.map(|zone| Choice::new(zone, zone.replace('_', " "))).to_vec();
    let flaw = |field: &str| flaw(&answer, field, l);
    let (name_flaw, login_flaw, password_flaw) = (flaw("name"), flaw("login"), flaw("password"));
    let club_flaw = flaw("club");
    let (currency_flaw, zone_flaw) = (flaw("currency"), flaw("zone"));
    view! {
        <form method="post" action=ClaimClub::url() class="space-y-6">
            {refusal(answer, l)}
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
                <div class="grid gap-4 sm:grid-cols-2">
                    <SelectField
                        name="currency"
                        label=t::auth::currency(l)
                        choices=currencies(l)
                        value=action.typed("currency", currency)
                        error=currency_flaw
                    />
                    <SelectField name="zone" label=t::auth::zone(l) choices=zones value=action.typed("zone", zone) error=zone_flaw/>
                </div>
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
    use super::{ZONES, likely};
    use crate::platform::i18n::Locale;

    #[test]
    fn every_offered_zone_is_one_that_the_server_knows() {
        for zone in ZONES {
            assert!(zone.parse::<chrono_tz::Tz>().is_ok(), "{zone}");
        }
        for l in Locale::ALL {
            assert!(ZONES.contains(&likely(l).1), "{l}");
        }
    }
}
