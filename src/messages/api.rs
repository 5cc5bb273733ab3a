//! The doors of the inbox, and of what somebody wants in it.

use super::model::{
    CampaignFilter, CampaignId, CampaignList, CampaignPage, CampaignRefusal, Inbox, NoticeChoices, NoticeId,
};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
use std::collections::BTreeMap;
#[cfg(feature = "ssr")]
use {
    super::{campaigns, service},
    crate::{
        accounts::{guard, model::Permission},
        members::guard as doorman,
        platform::request,
    },
};

/// The reader's inbox.
#[server(endpoint = "load_inbox", protocol = Wire)]
pub async fn load_inbox() -> Answer<Inbox> {
    let (who, member) = doorman::member()?;
    service::inbox(&request::house()?, &who, member).await
}

/// How many notices the reader has not read, for the bell.
#[server(endpoint = "count_unread", protocol = Wire)]
pub async fn count_unread() -> Answer<i64> {
    let (_, member) = doorman::member()?;
    service::unread(&request::house()?, member).await
}

/// Marks the reader's inbox as read, up to the newest notice that was shown: what has come since is still new.
#[server(endpoint = "mark_inbox_read", protocol = Wire)]
pub async fn mark_inbox_read(newest: NoticeId) -> Answer<()> {
    let (_, member) = doorman::member()?;
    service::mark_read(&request::house()?, member, newest).await
}

/// What the reader wants to be told.
#[server(endpoint = "load_notice_choices", protocol = Wire)]
pub async fn load_notice_choices() -> Answer<NoticeChoices> {
    let (_, member) = doorman::member()?;
    service::choices(&request::house()?, member).await
}

/// Chooses what the reader wants to be told: what is not ticked is not, where it is theirs to choose.
#[server(endpoint = "save_notice_choices", protocol = Wire)]
pub async fn save_notice_choices(#[server(default)] on: BTreeMap<String, String>) -> Answer<()> {
    let (who, member) = doorman::member()?;
    service::choose(&request::house()?, &who, member, &on).await?;
    request::go_to("/notices/preferences?saved=1");
    Ok(())
}

/// What was written to many at once, the latest first.
#[server(endpoint = "load_campaigns", protocol = Wire)]
pub async fn load_campaigns(#[server(default)] page: i64) -> Answer<CampaignList> {
    let who = guard::staff(Permission::ChangeMany)?;
    campaigns::list(&request::house()?, &who, page).await
}

/// A campaign, with what became of everybody and what it changed.
#[server(endpoint = "load_campaign", protocol = Wire)]
pub async fn load_campaign(campaign: CampaignId, #[server(default)] filter: CampaignFilter) -> Answer<CampaignPage> {
    let who = guard::staff(Permission::ChangeMany)?;
    campaigns::page(&request::house()?, &who, campaign, &filter).await
}

/// Stops a campaign: whoever has not had their turn is not written to.
#[server(endpoint = "stop_campaign", protocol = Wire)]
pub async fn stop_campaign(campaign: CampaignId, key: String) -> Answer<(), CampaignRefusal> {
    let who = guard::staff(Permission::ChangeMany)?;
    campaigns::stop(&request::house()?, &who, campaign, &key).await?;
    request::go_to(&format!("/admin/campaigns/{campaign}"));
    Ok(())
}
