//! The doors of plans and passes.

use super::model::{PassId, PassesPage, Plan, PlanId, Refusal};
use crate::{
    members::model::MemberId,
    platform::{error::Answer, wire::Wire},
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
