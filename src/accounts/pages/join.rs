//! A one-time link: what it is for, and the password that makes it good; or why it is good for nothing.

use super::{
    auth::{AuthPage, Club, club, flaw, new_password_field, refusal},
    wrong::wrong,
};
use crate::{
    accounts::{
        api::{AcceptLink, load_link},
        model::{LinkKind, LinkState, LinkView, Refusal},
    },
    platform::{
        error::Answer,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::PasswordField,
        form::Hidden,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonRows},
        submit::Submit,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// `/join?token=<token>`
pub struct JoinPage {
    club: Club,
    link: Load<LinkView>,
    action: Submit<AcceptLink>,
}

fn token() -> String {
    use_query_map()
        .with_untracked(|query| query.get("token"))
        .unwrap_or_default()
}

impl Page for JoinPage {
    fn data() -> Self {
        let token = token();
        Self {
            club: club(),
            link: Load::new(move || token.clone(), load_link),
            action: Submit::new(),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let answer = this.action.value().get_untracked();
        let skeleton = move || view! { <SkeletonRows rows=3 label=t::staff::loading(l)/> };
        let token = token();
        view! {
            <AuthPage
                club=this.club
                title=t::entry::join_title(l)
                headline=t::auth::headline(l)
                lead=t::auth::lead(l)
                form=move |_| {
                    view! {
                        <Loaded resource=this.link skeleton=skeleton error=wrong let:link>
                            {shown(l, &link, &token, answer.clone())}
                        </Loaded>
                    }
                    .into_any()
                }
            />
        }
        .into_any()
    }
}

fn shown(l: Locale, link: &LinkView, token: &str, answer: Option<Answer<(), Refusal>>) -> AnyView {
    let over = match link.state {
        LinkState::Open => return open(l, link, token, answer),
        LinkState::Used => t::entry::link_used(l),
        LinkState::Expired => t::entry::link_expired(l),
        LinkState::Revoked => t::entry::link_revoked(l),
    };
    view! {
        <Notice tone=Tone::Warning title=over/>
        <LinkButton href="/sign-in" label=t::shell::sign_in(l) class="mt-5 w-full"/>
    }
    .into_any()
}

fn open(l: Locale, link: &LinkView, token: &str, answer: Option<Answer<(), Refusal>>) -> AnyView {
    let password_flaw = flaw(&answer, "password", l);
    let reset = link.kind == LinkKind::Reset;
    let head = match &link.role {
        Some(role) => t::entry::join_for(l, &link.name, role.text(l)),
        None => link.name.clone(),
    };
    let places = if link.places.is_empty() {
        t::staff::everywhere(l).to_owned()
    } else {
        link.places.join(", ")
    };
    let place = (!reset).then(|| view! { <p class="text-muted">{t::entry::join_where(l, places)}</p> });
    let field = if link.known {
        view! {
            <p>{t::entry::join_known(l)}</p>
            <PasswordField
                name="password"
                label=t::auth::password(l)
                show_label=t::auth::show_password(l)
                autocomplete="current-password"
                error=password_flaw
            />
        }
        .into_any()
    } else {
        new_password_field(l, password_flaw)
    };
    let go = if reset {
        t::entry::join_reset_go(l)
    } else {
        t::entry::join_go(l)
    };
    let title = reset.then(|| view! { <p class="text-muted">{t::entry::join_reset_title(l)}</p> });
    view! {
        <form method="post" action=AcceptLink::url() class="space-y-4">
            {refusal(answer, l)}
            <p class="text-lg font-semibold wrap-anywhere">{head}</p>
            {title}
            {place}
            <p class="text-muted wrap-anywhere">{t::entry::join_login(l, &link.login)}</p>
            <Hidden name="token" value=token.to_owned()/>
            {field}
            <Button label=go kind=ButtonKind::Primary size=ButtonSize::Large class="w-full"/>
        </form>
    }
    .into_any()
}
