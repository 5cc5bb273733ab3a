//! The doors of the data map, consents and health notes.

use super::model::{
    DataMap, ErasePreview, MemberPrivacy, MergeId, MergePage, MergeRefusal, OpenedHealth, OwnPrivacy, PrivacyNotice,
    PrivacyRefusal, Purpose,
};
use crate::{
    members::model::{LikelyPair, MemberId},
    platform::{error::Answer, wire::Wire},
};
use leptos::prelude::*;
use std::collections::BTreeMap;
#[cfg(feature = "ssr")]
use {
    super::{
        model::Side,
        service::{self, HealthForm, merge::MergeForm},
    },
    crate::{
        accounts::{api as accounts_api, guard, model::Permission},
        booking::service::For,
        members::{guard as doorman, model::MergeField},
        platform::{form, request},
    },
};

/// What anybody may read of how the club keeps people's data.
#[server(endpoint = "load_privacy_notice", protocol = Wire)]
pub async fn load_privacy_notice() -> Answer<PrivacyNotice> {
    service::notice(&request::house()?).await
}

/// What is kept of people, why and how long.
#[server(endpoint = "load_data_map", protocol = Wire)]
pub async fn load_data_map() -> Answer<DataMap> {
    guard::staff(Permission::SeeDataMap)?;
    Ok(service::data_map())
}

/// What the reader has agreed to, what they say about their health, and who has read it; or the same of a child for whom they answer.
#[server(endpoint = "load_my_privacy", protocol = Wire)]
pub async fn load_my_privacy(#[server(default)] member: String) -> Answer<OwnPrivacy> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::own(&request::house()?, &who, on).await
}

/// Agrees to a purpose.
#[server(endpoint = "give_consent", protocol = Wire)]
pub async fn give_consent(
    purpose: Purpose,
    version: i64,
    #[server(default)] member: String,
) -> Answer<(), PrivacyRefusal> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::give(&request::house()?, &who, on, purpose, version).await
}

/// Takes it back.
#[server(endpoint = "withdraw_consent", protocol = Wire)]
pub async fn withdraw_consent(purpose: Purpose, #[server(default)] member: String) -> Answer<(), PrivacyRefusal> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::withdraw(&request::house()?, &who, on, purpose).await
}

/// Writes what the reader says about their health, or that of a child for whom they answer.
#[server(endpoint = "save_health", protocol = Wire)]
pub async fn save_health(
    #[server(default)] health: String,
    #[server(default)] allergies: String,
    #[server(default)] member: String,
) -> Answer<(), PrivacyRefusal> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::save_health(&request::house()?, &who, on, &HealthForm { health, allergies }).await
}

/// What a member has agreed to.
#[server(endpoint = "load_privacy_of", protocol = Wire)]
pub async fn load_privacy_of(member: MemberId) -> Answer<MemberPrivacy> {
    let who = guard::staff(Permission::KeepConsents)?;
    service::privacy_of(&request::house()?, &who, member).await
}

/// Writes down what a member has signed or said at the desk, or a `guardian` for them; without a version: that they took it back.
#[server(endpoint = "record_consent", protocol = Wire)]
pub async fn record_consent(
    member: MemberId,
    purpose: Purpose,
    #[server(default)] version: Option<i64>,
    #[server(default)] guardian: bool,
) -> Answer<(), PrivacyRefusal> {
    let who = guard::staff(Permission::KeepConsents)?;
    service::record(&request::house()?, &who, member, guardian, purpose, version).await
}

/// Opens what a member says about their health. It is noted who did.
#[server(endpoint = "open_health", protocol = Wire)]
pub async fn open_health(member: MemberId) -> Answer<OpenedHealth> {
    let who = guard::staff(Permission::SeeHealth)?;
    service::open_health(&request::house()?, &who, member).await
}

/// What erasing the reader's own data would do, or those of a child for whom they answer.
#[server(endpoint = "load_erasure", protocol = Wire)]
pub async fn load_erasure(#[server(default)] member: String) -> Answer<ErasePreview> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::preview(&request::house()?, &who, on).await
}

/// Erases the reader's own data; the browser forgets what it kept. Or those of a child for whom they answer.
#[server(endpoint = "erase_me", protocol = Wire)]
pub async fn erase_me(password: String, #[server(default)] member: String) -> Answer<(), PrivacyRefusal> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    let house = request::house()?;
    service::erase_own(&house, &who, on, &password).await?;
    if on.me != on.member {
        request::go_to("/me/privacy?done=erased");
        return Ok(());
    }
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

/// Records that may be of one person.
#[server(endpoint = "load_likely_pairs", protocol = Wire)]
pub async fn load_likely_pairs() -> Answer<Vec<LikelyPair>> {
    let who = guard::staff(Permission::MergeMembers)?;
    service::merge::pairs(&request::house()?, &who).await
}

/// Whom a member may be, what merging with the other would do, and what was merged.
#[server(endpoint = "load_merge_page", protocol = Wire)]
pub async fn load_merge_page(
    member: MemberId,
    #[server(default)] other: Option<MemberId>,
    #[server(default)] words: String,
) -> Answer<MergePage> {
    let who = guard::staff(Permission::MergeMembers)?;
    service::merge::page(&request::house()?, &who, member, other, &words).await
}

/// Makes two records of one person one. `fields` says for each where it is taken from, `kept` or `other`.
#[server(endpoint = "merge_members", protocol = Wire)]
pub async fn merge_members(
    kept: MemberId,
    other: MemberId,
    #[server(default)] fields: BTreeMap<String, String>,
    #[server(default)] seats: String,
    #[server(default)] sign_in: String,
    key: String,
) -> Answer<(), MergeRefusal> {
    let who = guard::staff(Permission::MergeMembers)?;
    let taken = |(_, from): &(&String, &String)| Side::from_code(from) == Some(Side::Other);
    let mut from_other: Vec<MergeField> = fields
        .iter()
        .filter(taken)
        .filter_map(|(field, _)| MergeField::from_code(field))
        .collect();
    from_other.sort_unstable();
    let form = MergeForm {
        kept,
        other,
        from_other,
        seats: Side::from_code(&seats),
        sign_in: Side::from_code(&sign_in),
    };
    service::merge::merge(&request::house()?, &who, &form, &key).await?;
    request::go_to(&format!("/admin/members/{kept}/merge?done=merged"));
    Ok(())
}

/// Makes them two again.
#[server(endpoint = "part_members", protocol = Wire)]
pub async fn part_members(merge: MergeId, key: String) -> Answer<(), MergeRefusal> {
    let who = guard::staff(Permission::MergeMembers)?;
    let house = request::house()?;
    service::merge::part(&house, &who, merge, &key).await?;
    if let Ok(kept) = service::merge::kept_of(&house, &who, merge).await {
        request::go_to(&format!("/admin/members/{kept}/merge?done=parted"));
    }
    Ok(())
}
