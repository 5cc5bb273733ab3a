//! The doors of what the desk books and cancels for a member.

#[cfg(feature = "ssr")]
use crate::{
    accounts::{guard, model::Permission},
    booking::service,
    platform::{error::AppError, form, request},
};
use crate::{
    booking::model::{BookingId, Cancelled, DeskTable, Refusal},
    members::model::MemberId,
    platform::{error::Answer, wire::Wire},
    schedule::model::{PartnerPlaceId, SessionId},
};
use leptos::prelude::*;

/// A day of the timetable at a place of the reader's, as a member would book it.
#[server(endpoint = "load_desk_table", protocol = Wire)]
pub async fn load_desk_table(
    member: MemberId,
    #[server(default)] location: String,
    #[server(default)] day: String,
) -> Answer<DeskTable> {
    let who = guard::staff(Permission::WorkDesk)?;
    let (location, day) = (location.parse().ok(), form::day(&day).ok());
    service::desk_table(&request::house()?, &who, member, location, day).await
}

/// Books a class for a member, or writes them on its waitlist.
#[server(endpoint = "book_for_member", protocol = Wire)]
pub async fn book_for_member(
    member: MemberId,
    session: SessionId,
    #[server(default)] wait: bool,
    key: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    service::book_for(&request::house()?, &who, member, session, wait, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}

/// Books a class for a member although rules say no that the reader may set aside.
#[server(endpoint = "book_anyway", protocol = Wire)]
pub async fn book_anyway(
    member: MemberId,
    session: SessionId,
    #[server(default)] reason: String,
    key: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    if !service::may_book_anyway(&who) {
        return Err(AppError::Forbidden);
    }
    service::book_anyway(&request::house()?, &who, member, session, &reason, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}

/// Gives up a member's seat. `waived`: what a late one costs, once that was asked: nothing, or what the rules say.
#[server(endpoint = "cancel_for_member", protocol = Wire)]
pub async fn cancel_for_member(
    booking: BookingId,
    member: MemberId,
    #[server(default)] waived: Option<bool>,
    key: String,
) -> Answer<Cancelled, Refusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    let cancelled = service::cancel_for(&request::house()?, &who, booking, waived, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(cancelled)
}

/// Sells a place that is kept for partners, under a partner's name.
#[server(endpoint = "book_partner", protocol = Wire)]
pub async fn book_partner(session: SessionId, #[server(default)] partner: String, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    service::book_partner(&request::house()?, &who, session, &partner, &key).await
}

/// Takes a partner's place back.
#[server(endpoint = "give_back_partner", protocol = Wire)]
pub async fn give_back_partner(place: PartnerPlaceId, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    service::give_back_partner(&request::house()?, &who, place, &key).await
}

/// Takes a member off a waitlist.
#[server(endpoint = "leave_for_member", protocol = Wire)]
pub async fn leave_for_member(member: MemberId, session: SessionId, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    service::leave_for(&request::house()?, &who, member, session, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}
