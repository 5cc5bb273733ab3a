//! The doors of plans and passes.

use super::model::{
    ExpiryPage, ExpiryPreview, Fields, MembershipId, PassId, PassesPage, Plan, PlanId, PlanList, Refusal,
};
use crate::{
    members::model::MemberId,
    platform::{error::Answer, time::Day, wire::Wire},
    studio::model::PolicyId,
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::service,
    crate::{
        accounts::{guard, model::Permission},
        members,
        platform::{error::AppError, form, request},
    },
};

/// The reader's own passes.
#[server(endpoint = "load_my_passes", protocol = Wire)]
pub async fn load_my_passes() -> Answer<PassesPage> {
    let (who, member) = members::guard::member()?;
    service::page(&request::house()?, &who, member).await
}

/// A member's passes, for the desk.
#[server(endpoint = "load_passes_of", protocol = Wire)]
pub async fn load_passes_of(member: MemberId) -> Answer<PassesPage> {
    let who = guard::staff(Permission::GrantPasses)?;
    service::page_at_desk(&request::house()?, &who, member).await
}

/// What the club offers, for the desk's form.
#[server(endpoint = "load_plans", protocol = Wire)]
pub async fn load_plans() -> Answer<Vec<Plan>> {
    service::offered(&request::house()?, &guard::staff(Permission::GrantPasses)?).await
}

/// Grants a pass at the desk.
#[server(endpoint = "grant_pass", protocol = Wire)]
pub async fn grant_pass(member: MemberId, plan: PlanId, starts_on: String, key: String) -> Answer<PassId, Refusal> {
    let who = guard::staff(Permission::GrantPasses)?;
    let starts_on = form::day(&starts_on).map_err(|flaw| AppError::field("starts_on", flaw))?;
    let pass = service::grant_at_desk(&request::house()?, &who, member, plan, starts_on, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(pass)
}

/// Takes a pass back.
#[server(endpoint = "take_back_pass", protocol = Wire)]
pub async fn take_back_pass(id: PassId) -> Answer<(), Refusal> {
    service::take_back(&request::house()?, &guard::staff(Permission::GrantPasses)?, id).await
}

/// Takes up a pass again that ended without a name on it.
#[server(endpoint = "reactivate_pass", protocol = Wire)]
pub async fn reactivate_pass(id: PassId, key: String) -> Answer<Day, Refusal> {
    let who = guard::staff(Permission::GrantPasses)?;
    service::reactivate(&request::house()?, &who, id, &key).await
}

/// How long what is sold may last.
#[server(endpoint = "load_expiry", protocol = Wire)]
pub async fn load_expiry() -> Answer<ExpiryPage> {
    service::expiry(&request::house()?, &guard::staff(Permission::EditPlans)?).await
}

/// What another template would touch.
#[server(endpoint = "preview_expiry", protocol = Wire)]
pub async fn preview_expiry(
    #[server(default)] template: String,
    #[server(default)] from: String,
) -> Answer<ExpiryPreview> {
    let who = guard::staff(Permission::EditPlans)?;
    service::preview_expiry(&request::house()?, &who, &template, &from).await
}

/// Chooses a template from a day on.
#[server(endpoint = "save_expiry", protocol = Wire)]
pub async fn save_expiry(
    #[server(default)] template: String,
    #[server(default)] from: String,
    key: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditPlans)?;
    service::save_expiry(&request::house()?, &who, &template, &from, &key).await?;
    request::go_to("/admin/expiry");
    Ok(())
}

/// Takes back a template that has not begun.
#[server(endpoint = "withdraw_expiry", protocol = Wire)]
pub async fn withdraw_expiry(id: PolicyId, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditPlans)?;
    service::withdraw_expiry(&request::house()?, &who, id, &key).await?;
    request::go_to("/admin/expiry");
    Ok(())
}

/// Cancels a membership of the reader's.
#[server(endpoint = "cancel_membership", protocol = Wire)]
pub async fn cancel_membership(id: MembershipId, key: String) -> Answer<Day, Refusal> {
    let (who, member) = members::guard::member()?;
    let end = service::cancel_own(&request::house()?, &who, member, id, &key).await?;
    request::go_to("/passes");
    Ok(end)
}

/// Lets a membership of the reader's that was cancelled go on.
#[server(endpoint = "keep_membership", protocol = Wire)]
pub async fn keep_membership(id: MembershipId, key: String) -> Answer<Day, Refusal> {
    let (who, member) = members::guard::member()?;
    let next = service::keep_own(&request::house()?, &who, member, id, &key).await?;
    request::go_to("/passes");
    Ok(next)
}

/// Cancels a member's membership at the desk; `waived`: with the running cycle.
#[server(endpoint = "cancel_membership_of", protocol = Wire)]
pub async fn cancel_membership_of(
    id: MembershipId,
    #[server(default)] waived: String,
    key: String,
) -> Answer<Day, Refusal> {
    let who = guard::staff(Permission::GrantPasses)?;
    service::cancel_at_desk(&request::house()?, &who, id, !waived.is_empty(), &key).await
}

/// Lets a member's membership that was cancelled go on.
#[server(endpoint = "keep_membership_of", protocol = Wire)]
pub async fn keep_membership_of(id: MembershipId, key: String) -> Answer<Day, Refusal> {
    let who = guard::staff(Permission::GrantPasses)?;
    service::keep_at_desk(&request::house()?, &who, id, &key).await
}

/// What the club offers and has offered, for whoever decides.
#[server(endpoint = "load_plan_list", protocol = Wire)]
pub async fn load_plan_list() -> Answer<PlanList> {
    service::plan_list(&request::house()?, &guard::staff(Permission::EditPlans)?).await
}

/// Makes a plan, or changes the one whose id is given.
#[server(endpoint = "save_plan", protocol = Wire)]
pub async fn save_plan(
    #[server(default)] id: String,
    #[server(default)] fields: Fields,
    key: String,
) -> Answer<PlanId, Refusal> {
    let who = guard::staff(Permission::EditPlans)?;
    let plan = form::choice(&id, "id")?;
    let id = service::save_plan(&request::house()?, &who, plan, &fields, &key).await?;
    request::go_to("/admin/plans");
    Ok(id)
}

/// Takes a plan off sale, or brings it back.
#[server(endpoint = "archive_plan", protocol = Wire)]
pub async fn archive_plan(id: PlanId, #[server(default)] off: String, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditPlans)?;
    service::archive_plan(&request::house()?, &who, id, !off.is_empty(), &key).await?;
    request::go_to("/admin/plans");
    Ok(())
}
