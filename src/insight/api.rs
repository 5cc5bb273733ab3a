//! The doors of the dashboard and the machinery.

use super::model::{Dashboard, Found, Operations, Timeline};
use crate::{
    members::model::MemberId,
    platform::{error::Answer, wire::Wire},
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::{service, timeline},
    crate::{
        accounts::{guard, model::Permission},
        platform::{events, form, request},
    },
};

/// The owner's first screen: a location or all, looking back 7, 30 or 90 days.
#[server(endpoint = "load_dashboard", protocol = Wire)]
pub async fn load_dashboard(#[server(default)] location: String, #[server(default)] span: String) -> Answer<Dashboard> {
    let (who, scope) = guard::scope(Permission::SeeReports)?;
    let location = form::choice(&location, "location")?;
    service::dashboard(&request::house()?, &who, &scope, location, span.parse().unwrap_or(30)).await
}

/// The state of the machinery.
#[server(endpoint = "load_operations", protocol = Wire)]
pub async fn load_operations() -> Answer<Operations> {
    service::operations(&request::house()?, &guard::staff(Permission::SeeOperations)?).await
}

/// Puts the events that the worker gave up back into its queue; how many.
#[server(endpoint = "revive_events", protocol = Wire)]
pub async fn revive_events() -> Answer<u64> {
    guard::staff::<crate::platform::error::Nothing>(Permission::SeeOperations)?;
    events::revive(&request::house()?).await
}

/// A page of what happened with a member, the latest first.
#[server(endpoint = "load_member_timeline", protocol = Wire)]
pub async fn load_member_timeline(
    member: MemberId,
    #[server(default)] kind: String,
    #[server(default)] before: String,
) -> Answer<Timeline> {
    let who = guard::staff(Permission::SeeMembers)?;
    timeline::timeline(&request::house()?, &who, member, &kind, &before).await
}

/// Pages, members, classes of the coming days and what can be done, for what is typed: only what the reader may.
#[server(endpoint = "find", protocol = Wire)]
pub async fn find(#[server(default)] words: String) -> Answer<Found> {
    let who = guard::signed_in()?;
    service::find(&request::house()?, &who, &words).await
}
