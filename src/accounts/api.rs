//! The doors of sign-in, devices and roles.

use super::model::{
    AccountId, AccountSessionId, AuditFilter, AuditPage, Device, FactorView, GrantId, LinkId, LinkView, Me, Refusal,
    RoleId, RoleRow, StaffList,
};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
use std::collections::BTreeMap;
#[cfg(feature = "ssr")]
use {
    super::{
        guard,
        model::{Asks, Permission, WaitsFor, Who},
        service::{self, Found, Origin, Token},
    },
    crate::{
        platform::{error::AppError, house::House, i18n::Locale, request},
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
    let (token, found) = service::sign_in(&house, &login, &password, old, origin()).await?;
    match found {
        Found::In(who) => arrive(&house, &token, &who, &next),
        Found::Halfway(halfway) => half_arrive(&house, &token, halfway.waits_for, &next),
        Found::Nobody => return Err(AppError::SignIn),
    }
    Ok(())
}

/// Keeps the session and sends the browser on.
#[cfg(feature = "ssr")]
pub fn arrive(house: &House, token: &Token, who: &Who, next: &str) {
    keep(house, token);
    request::go_to(if next.starts_with('/') { next } else { who.home() });
}

/// Keeps the session that waits and sends the browser on to what it waits for.
#[cfg(feature = "ssr")]
fn half_arrive(house: &House, token: &Token, waits_for: WaitsFor, next: &str) {
    keep(house, token);
    let next = if next.starts_with('/') {
        format!(
            "?next={}",
            form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>()
        )
    } else {
        String::new()
    };
    request::go_to(&match waits_for {
        WaitsFor::Code => format!("/sign-in/code{next}"),
        WaitsFor::Enrol => format!("/second-factor{next}"),
    });
}

/// The token that the browser brought.
#[cfg(feature = "ssr")]
fn brought(house: &House) -> String {
    request::cookie(cookie_name(house.secure())).unwrap_or_default()
}

/// The second step of a sign-in.
#[server(endpoint = "enter_code", protocol = Wire)]
pub async fn enter_code(code: String, #[server(default)] next: String) -> Answer<(), Refusal> {
    let halfway = guard::halfway()?;
    let house = request::house()?;
    let (token, who) = service::enter_code(&house, &halfway, &code, brought(&house), origin()).await?;
    arrive(&house, &token, &who, &next);
    Ok(())
}

/// How the reader's second factor stands.
#[server(endpoint = "load_factor", protocol = Wire)]
pub async fn load_factor() -> Answer<FactorView> {
    let asks = guard::entering()?;
    service::factor(&request::house()?, &asks).await
}

/// Begins to set a second factor up.
#[server(endpoint = "begin_factor", protocol = Wire)]
pub async fn begin_factor(
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let asks = guard::entering()?;
    let house = request::house()?;
    if let Asks::In(who) = &asks {
        service::prove(&house, who, &proof, &proof_code).await?;
    }
    service::begin_factor(&house, &asks).await?;
    request::go_to("/second-factor");
    Ok(())
}

/// Switches the second factor on with the first code of the app.
#[server(endpoint = "confirm_factor", protocol = Wire)]
pub async fn confirm_factor(code: String) -> Answer<(), Refusal> {
    let asks = guard::entering()?;
    let house = request::house()?;
    if let Some((token, _)) = service::confirm_factor(&house, &asks, &code, brought(&house), origin()).await? {
        keep(&house, &token);
    }
    request::go_to("/second-factor");
    Ok(())
}

/// Makes other recovery codes.
#[server(endpoint = "renew_codes", protocol = Wire)]
pub async fn renew_codes(
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::signed_in()?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::renew_codes(&house, &who).await?;
    request::go_to("/second-factor");
    Ok(())
}

/// Switches the second factor off.
#[server(endpoint = "drop_factor", protocol = Wire)]
pub async fn drop_factor(proof: String, proof_code: String) -> Answer<(), Refusal> {
    let who = guard::signed_in()?;
    service::drop_factor(&request::house()?, &who, &proof, &proof_code).await?;
    request::go_to("/second-factor");
    Ok(())
}

/// Proves again who the reader is, and goes on to where they wanted to go.
#[server(endpoint = "prove_again", protocol = Wire)]
pub async fn prove_again(
    proof: String,
    #[server(default)] proof_code: String,
    #[server(default)] next: String,
) -> Answer<(), Refusal> {
    let who = guard::signed_in()?;
    service::prove(&request::house()?, &who, &proof, &proof_code).await?;
    request::go_to(if next.starts_with('/') { &next } else { "/devices" });
    Ok(())
}

/// Ends every other session of the reader.
#[server(endpoint = "end_other_devices", protocol = Wire)]
pub async fn end_other_devices() -> Answer<()> {
    service::end_other_devices(&request::house()?, &guard::signed_in()?).await
}

/// What a one-time link is for.
#[server(endpoint = "load_link", protocol = Wire)]
pub async fn load_link(token: String) -> Answer<LinkView> {
    service::look(&request::house()?, &token).await
}

/// Uses a one-time link up.
#[server(endpoint = "accept_link", protocol = Wire)]
pub async fn accept_link(token: String, password: String) -> Answer<(), Refusal> {
    let house = request::house()?;
    let old = request::cookie(cookie_name(house.secure()));
    let (session, who, waits) = service::accept(&house, &token, &password, old, origin()).await?;
    match (who, waits) {
        (Some(who), _) => arrive(&house, &session, &who, ""),
        (None, Some(waits)) => half_arrive(&house, &session, waits, ""),
        (None, None) => return Err(AppError::SignIn),
    }
    Ok(())
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
    // a new club is set up first
    arrive(&house, &token, &who, "/setup");
    Ok(())
}

/// Has the browser forget the session and what it kept of it.
#[cfg(feature = "ssr")]
pub fn leave(house: &House) {
    let secure = if house.secure() { "; Secure" } else { "" };
    let value = format!(
        "{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}",
        cookie_name(house.secure())
    );
    request::answer_header(http::header::SET_COOKIE, &value);
    // A tablet at the door keeps what it has not sent: that goes with no sign-out. What is the reader's goes by `public/own.js`.
    let tablet = request::header("cookie").is_some_and(|cookies| cookies.contains("spotter-kiosk="));
    let forgotten = if tablet { "\"cache\"" } else { "\"cache\", \"storage\"" };
    request::answer_header(http::HeaderName::from_static("clear-site-data"), forgotten);
}

/// Signs out here, and has the browser forget what it kept.
#[server(endpoint = "sign_out", protocol = Wire)]
pub async fn sign_out() -> Answer<()> {
    let house = request::house()?;
    service::sign_out(&house, &guard::signed_in()?).await?;
    leave(&house);
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

/// Everybody with a role, and the roles that the reader may give.
#[server(endpoint = "load_staff", protocol = Wire)]
pub async fn load_staff() -> Answer<StaffList> {
    service::staff_list(&request::house()?, &guard::staff(Permission::EditStaff)?).await
}

/// Gives a role; an unknown person gets an account with this first password.
#[server(endpoint = "give_role", protocol = Wire)]
pub async fn give_role(
    #[server(default)] name: String,
    login: String,
    #[server(default)] password: String,
    role: String,
    #[server(default)] location: String,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<AccountId, Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let location_id: Option<LocationId> = crate::platform::form::choice(&location, "location")?;
    let role = service::RoleChoice::read(&role)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    let id = service::give_role(&house, &who, &name, &login, &password, role, location_id).await?;
    request::go_to("/admin/staff");
    Ok(id)
}

/// Takes a role away.
#[server(endpoint = "take_role", protocol = Wire)]
pub async fn take_role(
    id: GrantId,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::take_role(&house, &who, id).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Invites somebody to work here; the link stands on the staff page.
#[server(endpoint = "invite_staff", protocol = Wire)]
pub async fn invite_staff(
    name: String,
    email: String,
    role: String,
    #[server(default)] everywhere: bool,
    #[server(default)] places: BTreeMap<String, String>,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let places = service::places(everywhere, &places)?;
    let role = service::RoleChoice::read(&role)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::invite(&house, &who, &name, &email, role, &places).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Takes a one-time link back.
#[server(endpoint = "revoke_link", protocol = Wire)]
pub async fn revoke_link(id: LinkId) -> Answer<(), Refusal> {
    service::revoke_link(&request::house()?, &guard::staff(Permission::EditStaff)?, id).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Makes a link with which somebody who works here sets another password.
#[server(endpoint = "make_reset_link", protocol = Wire)]
pub async fn make_reset_link(
    account: AccountId,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::make_reset_link(&house, &who, account).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Shuts somebody out who works here, or lets them in again.
#[server(endpoint = "suspend_staff", protocol = Wire)]
pub async fn suspend_staff(
    account: AccountId,
    #[server(default)] out: bool,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::suspend(&house, &who, account, out).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Takes somebody's second factor away who has lost it.
#[server(endpoint = "reset_factor", protocol = Wire)]
pub async fn reset_factor(
    account: AccountId,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::reset_factor(&house, &who, account).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Says whether the club wants a second factor of whoever works here.
#[server(endpoint = "want_staff_factor", protocol = Wire)]
pub async fn want_staff_factor(
    #[server(default)] wanted: bool,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditRoles)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::want_staff_factor(&house, &who, wanted).await?;
    request::go_to("/admin/staff");
    Ok(())
}

/// Every role with what it allows and who has it.
#[server(endpoint = "load_roles", protocol = Wire)]
pub async fn load_roles() -> Answer<Vec<RoleRow>> {
    service::roles(&request::house()?, &guard::staff(Permission::EditRoles)?).await
}

/// Makes a role of the club's own, or changes what one allows.
#[server(endpoint = "save_role", protocol = Wire)]
pub async fn save_role(
    #[server(default)] role: String,
    #[server(default)] name: String,
    #[server(default)] base: String,
    #[server(default)] allows: BTreeMap<String, String>,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditRoles)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::save_role(&house, &who, &role, &name, &base, &allows).await?;
    request::go_to("/admin/roles");
    Ok(())
}

/// Takes back what the club has edited in one of the program's roles.
#[server(endpoint = "reset_role", protocol = Wire)]
pub async fn reset_role(
    role: String,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditRoles)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::reset_role(&house, &who, &role).await?;
    request::go_to("/admin/roles");
    Ok(())
}

/// Deletes a role of the club's own that nobody has.
#[server(endpoint = "end_role", protocol = Wire)]
pub async fn end_role(
    id: RoleId,
    #[server(default)] proof: String,
    #[server(default)] proof_code: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditRoles)?;
    let house = request::house()?;
    service::prove(&house, &who, &proof, &proof_code).await?;
    service::end_role(&house, &who, id).await?;
    request::go_to("/admin/roles");
    Ok(())
}

/// What the staff did.
#[server(endpoint = "load_audit", protocol = Wire)]
pub async fn load_audit(#[server(default)] filter: AuditFilter) -> Answer<AuditPage> {
    let who = guard::staff(Permission::SeeAudit)?;
    service::audit_log(&request::house()?, &who, &filter).await
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
