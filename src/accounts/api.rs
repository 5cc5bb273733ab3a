//! The doors of sign-in, devices and roles.

use super::model::{AccountId, AccountSessionId, Device, GrantId, Me, Refusal, Role, StaffRow};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::{
        guard,
        model::{Grant, Permission, Who},
        service::{self, Origin, Token},
    },
    crate::{
        platform::{house::House, i18n::Locale, request},
        studio::model::LocationId,
    },
};

/// The cookie that holds the session's token. Over TLS it is bound to this very host.
#[cfg(feature = "ssr")]
#[must_use]
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-spotter" } else { "spotter" }
}

/// Where the request at hand came from.
#[cfg(feature = "ssr")]
#[must_use]
pub fn origin() -> Origin {
    let address = request::left::<Peer>().map(|peer| peer.0).unwrap_or_default();
    Origin {
        agent: request::header("user-agent").unwrap_or_default(),
        address,
    }
}

/// The network address of the peer, as the server's outermost layer found it.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct Peer(pub String);

/// Puts a new session's token into the browser.
#[cfg(feature = "ssr")]
pub fn keep(house: &House, token: &Token) {
    let secure = if house.secure() { "; Secure" } else { "" };
    let value = format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000{secure}",
        cookie_name(house.secure()),
        token.0
    );
    request::answer_header(http::header::SET_COOKIE, &value);
}

/// Signs in and goes on to where the reader wanted to go, else to the page that their role opens on.
#[server(endpoint = "sign_in", protocol = Wire)]
pub async fn sign_in(login: String, password: String, #[server(default)] next: String) -> Answer<(), Refusal> {
    let house = request::house()?;
    let old = request::cookie(cookie_name(house.secure()));
    let (token, who) = service::sign_in(&house, &login, &password, old, origin()).await?;
    arrive(&house, &token, &who, &next);
    Ok(())
}

/// Keeps the session and sends the browser on.
#[cfg(feature = "ssr")]
pub fn arrive(house: &House, token: &Token, who: &Who, next: &str) {
    keep(house, token);
    request::go_to(if next.starts_with('/') { next } else { who.home() });
}

/// Makes the first owner with the console's one-time code.
#[server(endpoint = "claim_club", protocol = Wire)]
pub async fn claim_club(
    code: String,
    club: String,
    currency: String,
    zone: String,
    name: String,
    login: String,
    password: String,
) -> Answer<(), Refusal> {
    let house = request::house()?;
    let locale = request::locale().tag();
    let (token, who) = service::claim_club(
        &house,
        &code,
        &club,
        &currency,
        &zone,
        locale,
        &name,
        &login,
        &password,
        origin(),
    )
    .await?;
    arrive(&house, &token, &who, "");
    Ok(())
}

/// Signs out here, and has the browser forget what it kept.
#[server(endpoint = "sign_out", protocol = Wire)]
pub async fn sign_out() -> Answer<()> {
    let house = request::house()?;
    service::sign_out(&house, &guard::signed_in()?).await?;
    let secure = if house.secure() { "; Secure" } else { "" };
    let value = format!(
        "{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}",
        cookie_name(house.secure())
    );
    request::answer_header(http::header::SET_COOKIE, &value);
    request::answer_header(
        http::HeaderName::from_static("clear-site-data"),
        "\"cache\", \"storage\"",
    );
    request::go_to("/");
    Ok(())
}

/// The club's name, for pages before the sign-in; `None` before the club was set up.
#[server(endpoint = "load_club", protocol = Wire)]
pub async fn load_club() -> Answer<Option<String>> {
    service::club(&request::house()?).await
}

/// The reader and the club, for the shell; `None` when nobody is signed in.
#[server(endpoint = "load_me", protocol = Wire)]
pub async fn load_me() -> Answer<Option<Me>> {
    match guard::signed_in::<crate::platform::error::Nothing>() {
        Ok(who) => service::me(&request::house()?, &who).await.map(Some),
        Err(_) => Ok(None),
    }
}

/// The reader's signed-in devices.
#[server(endpoint = "load_devices", protocol = Wire)]
pub async fn load_devices() -> Answer<Vec<Device>> {
    service::devices(&request::house()?, &guard::signed_in()?).await
}

/// Ends one of the reader's sessions.
#[server(endpoint = "end_device", protocol = Wire)]
pub async fn end_device(id: AccountSessionId) -> Answer<()> {
    service::end_device(&request::house()?, &guard::signed_in()?, id).await
}

/// Changes the reader's password; every other device has to sign in again.
#[server(endpoint = "change_password", protocol = Wire)]
pub async fn change_password(old: String, new: String) -> Answer<(), Refusal> {
    service::change_password(&request::house()?, &guard::signed_in()?, &old, &new).await
}

/// Everybody with a role.
#[server(endpoint = "load_staff", protocol = Wire)]
pub async fn load_staff() -> Answer<Vec<StaffRow>> {
    service::staff(&request::house()?, &guard::staff(Permission::EditStaff)?).await
}

/// Gives a role; an unknown person gets an account with this first password.
#[server(endpoint = "give_role", protocol = Wire)]
pub async fn give_role(
    #[server(default)] name: String,
    login: String,
    #[server(default)] password: String,
    role: Role,
    #[server(default)] location: String,
) -> Answer<AccountId, Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let location_id: Option<LocationId> = crate::platform::form::choice(&location, "location")?;
    let id = service::give_role(
        &request::house()?,
        &who,
        &name,
        &login,
        &password,
        Grant { role, location_id },
    )
    .await?;
    request::go_to("/admin/staff");
    Ok(id)
}

/// Takes a role away.
#[server(endpoint = "take_role", protocol = Wire)]
pub async fn take_role(id: GrantId) -> Answer<(), Refusal> {
    service::take_role(&request::house()?, &guard::staff(Permission::EditStaff)?, id).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Keeps the reader's language and theme in cookies; works for visitors too.
#[server(endpoint = "choose_look", protocol = Wire)]
pub async fn choose_look(
    #[server(default)] lang: String,
    #[server(default)] theme: String,
    #[server(default)] back: String,
) -> Answer<()> {
    if let Some(locale) = Locale::from_tag(&lang) {
        request::answer_header(
            http::header::SET_COOKIE,
            &format!("lang={locale}; Path=/; SameSite=Lax; Max-Age=31536000"),
        );
    }
    if ["light", "dark", "auto"].contains(&theme.as_str()) {
        request::answer_header(
            http::header::SET_COOKIE,
            &format!("theme={theme}; Path=/; SameSite=Lax; Max-Age=31536000"),
        );
    }
    request::go_to(&back);
    Ok(())
}
