//! The doors of excusing what was missed or given up too late.

#[cfg(feature = "ssr")]
use crate::{
    accounts::{guard, model::Permission},
    booking::service,
    platform::request,
};
use crate::{
    booking::model::{BookingId, Refusal},
    platform::{error::Answer, wire::Wire},
};
use leptos::prelude::*;

/// Excuses that somebody missed a class or gave it up too late, with a reason that they read.
#[server(endpoint = "excuse_absence", protocol = Wire)]
pub async fn excuse_absence(booking: BookingId, #[server(default)] reason: String, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::ForgiveStrikes)?;
    service::excuse(&request::house()?, &who, booking, &reason, &key).await
}

/// Counts an absence again that was excused.
#[server(endpoint = "take_excuse_back", protocol = Wire)]
pub async fn take_excuse_back(booking: BookingId, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::ForgiveStrikes)?;
    service::take_excuse_back(&request::house()?, &who, booking, &key).await
}
