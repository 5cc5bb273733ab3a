//! The doors of the dashboard, the machinery, and of setting up a club.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its door"
)]

use super::model::{
    Dashboard, Found, LeavingCampaign, LeavingFilter, LeavingPage, LeavingRefusal, LeavingSheet, Operations, SetupPage,
    SetupStep, Timeline, WhatNext,
};
use crate::{
    members::model::MemberId,
    plans::model::Refusal as PlanRefusal,
    platform::{error::Answer, wire::Wire},
    schedule::model::Refusal as ClassRefusal,
};
use leptos::prelude::*;
use std::collections::BTreeMap;
#[cfg(feature = "ssr")]
use {
    super::{
        leaving::{self, campaign},
        service,
        setup::{self, ClassForm, PlaceForm},
        timeline,
    },
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

/// A step of setting up the club; without one, where it was left.
#[server(endpoint = "load_setup", protocol = Wire)]
pub async fn load_setup(#[server(default)] step: String) -> Answer<SetupPage> {
    let who = guard::staff(Permission::EditRoles)?;
    setup::page(&request::house()?, &who, &step).await
}

#[cfg(feature = "ssr")]
fn on_from(step: SetupStep) {
    match step.next() {
        SetupStep::Done => request::go_to("/admin"),
        next => request::go_to(&format!("/setup?step={}", next.code())),
    }
}

/// Stores what the club is called, its language, its currency and the country whose law holds.
#[server(endpoint = "save_setup_club", protocol = Wire)]
pub async fn save_setup_club(
    name: String,
    locale: String,
    currency: String,
    country: Option<String>,
    key: String,
) -> Answer<()> {
    let who = guard::staff(Permission::EditRoles)?;
    setup::save_club(&request::house()?, &who, (&name, &locale, &currency), country, &key).await?;
    on_from(SetupStep::Club);
    Ok(())
}

/// Stores the first location and when it is open.
#[server(endpoint = "save_setup_place", protocol = Wire)]
pub async fn save_setup_place(
    name: String,
    zone: String,
    #[server(default)] address: String,
    #[server(default)] week_opens: String,
    #[server(default)] week_closes: String,
    #[server(default)] end_opens: String,
    #[server(default)] end_closes: String,
    key: String,
) -> Answer<()> {
    let who = guard::staff(Permission::EditRoles)?;
    let place = PlaceForm {
        name,
        zone,
        address,
        week_opens,
        week_closes,
        end_opens,
        end_closes,
    };
    setup::save_place(&request::house()?, &who, place, &key).await?;
    on_from(SetupStep::Place);
    Ok(())
}

/// Stores a room.
#[server(endpoint = "save_setup_room", protocol = Wire)]
pub async fn save_setup_room(name: String, capacity: String, key: String) -> Answer<()> {
    let who = guard::staff(Permission::EditRoles)?;
    setup::save_room(&request::house()?, &who, &name, &capacity, &key).await?;
    on_from(SetupStep::Room);
    Ok(())
}

/// Plans a weekly class; another one may follow.
#[server(endpoint = "save_setup_class", protocol = Wire)]
pub async fn save_setup_class(
    name: String,
    category: String,
    minutes: String,
    capacity: String,
    #[server(default)] days: BTreeMap<String, String>,
    #[server(default)] start: String,
    #[server(default)] coach: String,
    key: String,
) -> Answer<(), ClassRefusal> {
    let who = guard::staff(Permission::EditRoles)?;
    let class = ClassForm {
        name,
        category,
        minutes,
        capacity,
        weekdays: days.keys().map(|day| day.trim_start_matches('d').to_owned()).collect(),
        start,
        mine: coach == "me",
    };
    setup::save_class(&request::house()?, &who, class, &key).await?;
    request::go_to("/setup?step=classes&more=1");
    Ok(())
}

/// Stores something to sell.
#[server(endpoint = "save_setup_plan", protocol = Wire)]
pub async fn save_setup_plan(fields: BTreeMap<String, String>, key: String) -> Answer<(), PlanRefusal> {
    let who = guard::staff(Permission::EditRoles)?;
    setup::save_plan(&request::house()?, &who, &fields, &key).await?;
    on_from(SetupStep::Plan);
    Ok(())
}

/// Goes on to the next step.
#[server(endpoint = "go_on_setup", protocol = Wire)]
pub async fn go_on_setup(step: SetupStep) -> Answer<()> {
    let who = guard::staff(Permission::EditRoles)?;
    setup::go_on(&request::house()?, &who, step).await?;
    on_from(step);
    Ok(())
}

/// What comes next in a new club; nothing where it was put away.
#[server(endpoint = "load_what_next", protocol = Wire)]
pub async fn load_what_next() -> Answer<Option<WhatNext>> {
    let who = guard::staff(Permission::EditRoles)?;
    setup::what_next(&request::house()?, &who).await
}

/// Puts that list away.
#[server(endpoint = "put_away_next", protocol = Wire)]
pub async fn put_away_next() -> Answer<()> {
    let who = guard::staff(Permission::EditRoles)?;
    setup::put_away(&request::house()?, &who).await?;
    request::go_to("/admin");
    Ok(())
}

/// A page of those who may leave.
#[server(endpoint = "load_leaving", protocol = Wire)]
pub async fn load_leaving(#[server(default)] filter: LeavingFilter) -> Answer<LeavingPage> {
    let (who, scope) = guard::scope(Permission::SeeMembers)?;
    leaving::page(&request::house()?, &who, &scope, &filter).await
}

/// Everything for a sheet about one of them.
#[server(endpoint = "load_leaving_sheet", protocol = Wire)]
pub async fn load_leaving_sheet(member: MemberId) -> Answer<LeavingSheet> {
    let who = guard::staff(Permission::EditMembers)?;
    leaving::sheet(&request::house()?, &who, member).await
}

/// What writing to all of a list of those who may leave would do.
#[server(endpoint = "load_campaign_draft", protocol = Wire)]
pub async fn load_campaign_draft(#[server(default)] filter: LeavingFilter) -> Answer<LeavingCampaign> {
    let (who, scope) = guard::scope(Permission::ChangeMany)?;
    campaign::look(&request::house()?, &who, &scope, &filter).await
}

/// Writes to all of a list of those who may leave, or to all but some.
#[server(endpoint = "begin_campaign", protocol = Wire)]
pub async fn begin_campaign(
    #[server(default)] list: String,
    #[server(default)] text: String,
    one_in: String,
    expected: i64,
    key: String,
) -> Answer<(), LeavingRefusal> {
    let (who, scope) = guard::scope(Permission::ChangeMany)?;
    let asked = (text.as_str(), one_in.as_str(), expected);
    let id = campaign::begin(&request::house()?, &who, &scope, &filter_of(&list), asked, &key).await?;
    request::go_to(&format!("/admin/campaigns/{id}"));
    Ok(())
}

/// The list as a form sends it: what stood in its address.
#[cfg(feature = "ssr")]
fn filter_of(list: &str) -> LeavingFilter {
    let mut filter = LeavingFilter::default();
    for pair in list.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or_default();
        filter.put(name, value);
    }
    filter
}

/// Goes back to the list as it was shown, which says what was done.
#[cfg(feature = "ssr")]
fn back_to(list: &str, member: MemberId, act: &str) {
    let mut filter = filter_of(list);
    filter.did = member.to_string();
    filter.put("act", act);
    let pairs = filter.pairs().into_iter().filter(|(_, value)| !value.is_empty());
    // codes, ids and numbers: nothing in them has to be escaped
    let pairs: Vec<_> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
    request::go_to(&format!("/admin/leaving?{}", pairs.join("&")));
}

/// Writes to a member who may leave.
#[server(endpoint = "write_to_member", protocol = Wire)]
pub async fn write_to_member(
    member: MemberId,
    text: String,
    key: String,
    #[server(default)] list: String,
) -> Answer<(), LeavingRefusal> {
    let who = guard::staff(Permission::EditMembers)?;
    leaving::write(&request::house()?, &who, member, &text, &key).await?;
    back_to(&list, member, "written");
    Ok(())
}

/// Notes what a member said with whom somebody spoke.
#[server(endpoint = "note_talk", protocol = Wire)]
pub async fn note_talk(
    member: MemberId,
    words: String,
    key: String,
    #[server(default)] list: String,
) -> Answer<(), LeavingRefusal> {
    let who = guard::staff(Permission::EditMembers)?;
    leaving::spoke(&request::house()?, &who, member, &words, &key).await?;
    back_to(&list, member, "spoken");
    Ok(())
}

/// Sets a member aside for thirty days.
#[server(endpoint = "set_aside", protocol = Wire)]
pub async fn set_aside(member: MemberId, key: String, #[server(default)] list: String) -> Answer<(), LeavingRefusal> {
    let who = guard::staff(Permission::EditMembers)?;
    leaving::set_aside(&request::house()?, &who, member, &key).await?;
    back_to(&list, member, "set_aside");
    Ok(())
}

/// Takes a member up again who was set aside.
#[server(endpoint = "take_up", protocol = Wire)]
pub async fn take_up(member: MemberId, key: String, #[server(default)] list: String) -> Answer<(), LeavingRefusal> {
    let who = guard::staff(Permission::EditMembers)?;
    leaving::take_up(&request::house()?, &who, member, &key).await?;
    back_to(&list, member, "taken_up");
    Ok(())
}
