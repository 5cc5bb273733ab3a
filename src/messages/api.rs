//! The doors of the inbox.

use super::model::{Inbox, NoticeId};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::service,
    crate::{members::guard as doorman, platform::request},
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
