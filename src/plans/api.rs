//! The doors of plans and passes.

use super::model::{LedgerLine, Pass, PassId, Plan, PlanId, Refusal};
use crate::{members::model::MemberId, platform::error::Answer};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use {
    super::service,
    crate::{
        accounts::{guard, model::Permission},
        members,
        platform::{error::AppError, form, request, time::day_plus},
    },
};

/// A member's passes with the history of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassesPage {
    /// The day at the club.
    pub today: crate::platform::time::Day,
    /// The passes, the latest first; those that ended over a year ago are left out.
    pub passes: Vec<(Pass, Vec<LedgerLine>)>,
    /// What the club offers.
    pub plans: Vec<Plan>,
    /// Names of the locations that passes are bound to.
    pub locations: Vec<crate::studio::model::Location>,
    /// Seconds east of UTC at the club, to write the day of an entry as it was there.
    pub offset: i32,
    /// Key for one grant: made anew with every load.
    pub key: String,
}

/// The reader's own passes.
#[server(endpoint = "load_my_passes")]
pub async fn load_my_passes() -> Answer<PassesPage> {
    let (who, member) = members::guard::member()?;
    page(who, member).await
}

/// A member's passes, for the desk.
#[server(endpoint = "load_passes_of")]
pub async fn load_passes_of(member: MemberId) -> Answer<PassesPage> {
    let who = guard::staff(Permission::GrantPasses)?;
    let house = request::house()?;
    let mut tx = house.db.read().await?;
    members::service::within_reach(&mut tx, &who, Permission::GrantPasses, member).await?;
    drop(tx);
    page(who, member).await
}

#[cfg(feature = "ssr")]
async fn page(who: crate::accounts::model::Who, member: MemberId) -> Answer<PassesPage> {
    let house = request::house()?;
    let mut tx = house.db.read().await?;
    let now = house.clock.now();
    let today = members::service::today(&mut tx, &who, now).await?;
    let offset = members::service::offset(&mut tx, who.org, now).await?;
    let mut passes = Vec::new();
    for pass in service::passes(&mut tx, member, day_plus(today, -365)).await? {
        let ledger = match pass.lot {
            Some(lot) => service::ledger(&mut tx, lot).await?,
            None => Vec::new(),
        };
        passes.push((pass, ledger));
    }
    let plans = service::plans(&mut tx, who.org).await?;
    let locations = crate::studio::service::locations(&mut tx, who.org).await?;
    Ok(PassesPage {
        today,
        passes,
        plans,
        locations,
        offset,
        key: crate::platform::secret::token(),
    })
}

/// What the club offers, for the desk's form.
#[server(endpoint = "load_plans")]
pub async fn load_plans() -> Answer<Vec<Plan>> {
    service::offered(&request::house()?, &guard::staff(Permission::GrantPasses)?).await
}

/// Grants a pass at the desk.
#[server(endpoint = "grant_pass")]
pub async fn grant_pass(member: MemberId, plan: PlanId, starts_on: String, key: String) -> Answer<PassId, Refusal> {
    let who = guard::staff(Permission::GrantPasses)?;
    let starts_on = form::day(&starts_on).map_err(|flaw| AppError::field("starts_on", flaw))?;
    let pass = service::grant_at_desk(&request::house()?, &who, member, plan, starts_on, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(pass)
}

/// Takes a pass back.
#[server(endpoint = "take_back_pass")]
pub async fn take_back_pass(id: PassId) -> Answer<(), Refusal> {
    service::take_back(&request::house()?, &guard::staff(Permission::GrantPasses)?, id).await
}
