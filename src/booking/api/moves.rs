//! The doors through which a seat is moved to another class of its kind.

#[cfg(feature = "ssr")]
use crate::{
    accounts::{guard, model::Permission},
    booking::service,
    members::guard as doorman,
    platform::request,
};
use crate::{
    booking::model::{BookingId, Moves, Refusal, Rescheduled},
    members::model::MemberId,
    platform::{error::Answer, wire::Wire},
    schedule::model::SessionId,
};
use leptos::prelude::*;

/// Where a seat of the reader's, or of somebody they may act for, can be moved to.
#[server(endpoint = "load_moves", protocol = Wire)]
pub async fn load_moves(booking: BookingId) -> Answer<Moves> {
    let (who, me) = doorman::member()?;
    service::moves(&request::house()?, &who, me, booking).await
}

/// Moves it there. `late` says that the reader knows that giving the old seat up is no longer free.
#[server(endpoint = "move_booking", protocol = Wire)]
pub async fn move_booking(
    booking: BookingId,
    session: SessionId,
    key: String,
    #[server(default)] late: bool,
) -> Answer<Rescheduled, Refusal> {
    let (who, me) = doorman::member()?;
    let moved = service::reschedule(&request::house()?, &who, me, booking, session, late, &key).await?;
    request::go_to(&format!("/bookings?moved={}", moved.booked.booking));
    Ok(moved)
}

/// Where the desk can move a member's seat to.
#[server(endpoint = "load_moves_for", protocol = Wire)]
pub async fn load_moves_for(booking: BookingId) -> Answer<Moves> {
    let who = guard::staff(Permission::WorkDesk)?;
    service::moves_for(&request::house()?, &who, booking).await
}

/// Moves it there for the member. `waived`: what giving the old seat up too late costs, once that was asked: nothing, or what the rules
/// say.
#[server(endpoint = "move_for_member", protocol = Wire)]
pub async fn move_for_member(
    booking: BookingId,
    member: MemberId,
    session: SessionId,
    #[server(default)] waived: Option<bool>,
    key: String,
) -> Answer<Rescheduled, Refusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    let moved = service::reschedule_for(&request::house()?, &who, booking, session, waived, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(moved)
}
