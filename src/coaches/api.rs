//! The doors of coaches and their levels.

use super::model::{CoachId, CoachLevelId, CoachList, Refusal};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::service,
    crate::{
        accounts::{guard, model::Permission},
        platform::{form, request},
    },
};

/// The page of it.
#[cfg(feature = "ssr")]
const PAGE: &str = "/admin/coaches";

/// The levels, and who has which.
#[server(endpoint = "load_coaches", protocol = Wire)]
pub async fn load_coaches() -> Answer<CoachList> {
    service::list(&request::house()?, &guard::staff(Permission::EditStaff)?).await
}

/// Makes a level, or renames the one whose id is given.
#[server(endpoint = "save_coach_level", protocol = Wire)]
pub async fn save_coach_level(
    #[server(default)] id: String,
    #[server(default)] name: String,
    key: String,
) -> Answer<CoachLevelId, Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let level = form::choice(&id, "id")?;
    let id = service::save_level(&request::house()?, &who, level, &name, &key).await?;
    request::go_to(PAGE);
    Ok(id)
}

/// Takes a level off the list.
#[server(endpoint = "end_coach_level", protocol = Wire)]
pub async fn end_coach_level(id: CoachLevelId, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    service::end_level(&request::house()?, &who, id, &key).await?;
    request::go_to(PAGE);
    Ok(())
}

/// Says how far a coach has come.
#[server(endpoint = "give_coach_level", protocol = Wire)]
pub async fn give_coach_level(coach: CoachId, #[server(default)] level: String, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditStaff)?;
    let level = form::choice(&level, "level")?;
    service::give_level(&request::house()?, &who, coach, level, &key).await?;
    request::go_to(PAGE);
    Ok(())
}
