//! The doors of personal hours: confirming one, disputing it, deciding.

#[cfg(feature = "ssr")]
use crate::{
    accounts::{guard, model::Permission},
    booking::service,
    members::guard as doorman,
    platform::request,
};
use crate::{
    booking::model::{BookingId, OpenHours, Refusal},
    platform::{error::Answer, wire::Wire},
};
use leptos::prelude::*;

/// The reader says that an hour of theirs, or of somebody whom they answer for, took place.
#[server(endpoint = "confirm_hour", protocol = Wire)]
pub async fn confirm_hour(booking: BookingId, key: String) -> Answer<(), Refusal> {
    let (who, me) = doorman::member()?;
    service::confirm_hour(&request::house()?, &who, me, booking, &key).await
}

/// The reader says that it did not.
#[server(endpoint = "dispute_hour", protocol = Wire)]
pub async fn dispute_hour(booking: BookingId, #[server(default)] words: String, key: String) -> Answer<(), Refusal> {
    let (who, me) = doorman::member()?;
    service::dispute_hour(&request::house()?, &who, me, booking, &words, &key).await
}

/// Decides about an hour that is disputed: `stands` or `given_back`.
#[server(endpoint = "settle_hour", protocol = Wire)]
pub async fn settle_hour(
    booking: BookingId,
    #[server(default)] verdict: String,
    #[server(default)] reason: String,
    key: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::SettleHours)?;
    service::settle_hour(&request::house()?, &who, booking, (&verdict, &reason), &key).await
}

/// The hours that somebody has to do something about, at the places where the reader decides.
#[server(endpoint = "load_open_hours", protocol = Wire)]
pub async fn load_open_hours() -> Answer<OpenHours> {
    let who = guard::staff(Permission::SettleHours)?;
    service::open_hours(&request::house()?, &who).await
}
