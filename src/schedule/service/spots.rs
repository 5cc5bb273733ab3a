//! Places that are spots of a room.

use crate::{
    platform::{db::Tx, error::Answer, time::Instant},
    rooms::model::RoomId,
    schedule::{
        model::{ClassTypeId, SessionId},
        store,
    },
    studio::model::OrgId,
};

/// Gives a class as many places as were planned, as far as so many spots can be used; `None`: it has none, and as many as planned.
/// Never fewer than are taken.
///
/// # Errors
/// A fault of the database.
pub async fn fit_spots<R>(tx: &mut Tx, id: SessionId, usable: Option<i64>) -> Answer<(), R> {
    store::fit(tx, id, usable.unwrap_or(i64::MAX)).await?;
    store::clamp_kept(tx, id).await?;
    Ok(())
}

/// Classes ahead in a room whose members choose their spot, in the order in which they are locked.
///
/// # Errors
/// A fault of the database.
pub async fn ahead_in_room<R>(tx: &mut Tx, org: OrgId, room: RoomId, now: Instant) -> Answer<Vec<SessionId>, R> {
    Ok(store::ahead_in_room(tx, org, room, now).await?)
}

/// Classes ahead of a kind that have a room, in the order in which they are locked.
///
/// # Errors
/// A fault of the database.
pub async fn ahead_of_kind<R>(tx: &mut Tx, org: OrgId, kind: ClassTypeId, now: Instant) -> Answer<Vec<SessionId>, R> {
    Ok(store::ahead_of_kind(tx, org, kind, now).await?)
}
