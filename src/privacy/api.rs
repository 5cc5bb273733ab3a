//! The doors of the data map, consents and health notes.

use super::model::{DataMap, ErasePreview, MemberPrivacy, OpenedHealth, OwnPrivacy, PrivacyRefusal, Purpose};
use crate::{
    members::model::MemberId,
    platform::{error::Answer, wire::Wire},
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::service::{self, HealthForm},
    crate::{
        accounts::{api as accounts_api, guard, model::Permission},
        members::guard as doorman,
        platform::request,
    },
};

/// What is kept of people, why and how long.
#[server(endpoint = "load_data_map", protocol = Wire)]
pub async fn load_data_map() -> Answer<DataMap> {
    guard::staff(Permission::SeeDataMap)?;
    Ok(service::data_map())
}

/// What the reader has agreed to, what they say about their health, and who has read it.
#[server(endpoint = "load_my_privacy", protocol = Wire)]
pub async fn load_my_privacy() -> Answer<OwnPrivacy> {
    let (who, member) = doorman::member()?;
    service::own(&request::house()?, &who, member).await
}

/// Agrees to a purpose.
#[server(endpoint = "give_consent", protocol = Wire)]
pub async fn give_consent(purpose: Purpose, version: i64) -> Answer<(), PrivacyRefusal> {
    let (who, member) = doorman::member()?;
    service::give(&request::house()?, &who, member, purpose, version).await
}

/// Takes it back.
#[server(endpoint = "withdraw_consent", protocol = Wire)]
pub async fn withdraw_consent(purpose: Purpose) -> Answer<(), PrivacyRefusal> {
    let (who, member) = doorman::member()?;
    service::withdraw(&request::house()?, &who, member, purpose).await
}

/// Writes what the reader says about their health.
#[server(endpoint = "save_health", protocol = Wire)]
pub async fn save_health(
    #[server(default)] health: String,
    #[server(default)] allergies: String,
) -> Answer<(), PrivacyRefusal> {
    let (who, member) = doorman::member()?;
    service::save_health(&request::house()?, &who, member, &HealthForm { health, allergies }).await
}

/// What a member has agreed to.
#[server(endpoint = "load_privacy_of", protocol = Wire)]
pub async fn load_privacy_of(member: MemberId) -> Answer<MemberPrivacy> {
    let who = guard::staff(Permission::KeepConsents)?;
    service::privacy_of(&request::house()?, &who, member).await
}

/// Writes down what a member has signed or said at the desk; without a version: that they took it back.
#[server(endpoint = "record_consent", protocol = Wire)]
pub async fn record_consent(
    member: MemberId,
    purpose: Purpose,
    #[server(default)] version: Option<i64>,
) -> Answer<(), PrivacyRefusal> {
    let who = guard::staff(Permission::KeepConsents)?;
    service::record(&request::house()?, &who, member, purpose, version).await
}

/// Opens what a member says about their health. It is noted who did.
#[server(endpoint = "open_health", protocol = Wire)]
pub async fn open_health(member: MemberId) -> Answer<OpenedHealth> {
    let who = guard::staff(Permission::SeeHealth)?;
    service::open_health(&request::house()?, &who, member).await
}

/// What erasing the reader's own data would do.
#[server(endpoint = "load_erasure", protocol = Wire)]
pub async fn load_erasure() -> Answer<ErasePreview> {
    let (who, member) = doorman::member()?;
    service::preview(&request::house()?, &who, member).await
}

/// Erases the reader's own data; the browser forgets what it kept.
#[server(endpoint = "erase_me", protocol = Wire)]
pub async fn erase_me(password: String) -> Answer<(), PrivacyRefusal> {
    let (who, member) = doorman::member()?;
    let house = request::house()?;
    service::erase_own(&house, &who, member, &password).await?;
    accounts_api::leave(&house);
    request::go_to("/");
    Ok(())
}

/// What erasing a member's data would do.
#[server(endpoint = "load_erasure_of", protocol = Wire)]
pub async fn load_erasure_of(member: MemberId) -> Answer<ErasePreview> {
    let who = guard::staff(Permission::AnswerRequests)?;
    service::preview_of(&request::house()?, &who, member).await
}

/// Erases a member's data.
#[server(endpoint = "erase_member", protocol = Wire)]
pub async fn erase_member(member: MemberId, password: String) -> Answer<(), PrivacyRefusal> {
    let who = guard::staff(Permission::AnswerRequests)?;
    service::erase_of(&request::house()?, &who, member, &password).await?;
    request::go_to(&format!("/admin/members/{member}/privacy"));
    Ok(())
}
