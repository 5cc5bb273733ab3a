//! What may stand in the way of a class at a place and a time.

use crate::{
    coaches::model::CoachId,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::Flaw,
        time::Instant,
    },
    rooms::{
        self,
        model::{Room, RoomId},
    },
    schedule::{
        model::{ClassSession, Conflict, SessionId},
        store,
    },
    studio::model::{LocationId, OrgId},
};

/// A room of this location. Another location's room is told of no more than one that does not exist.
pub(super) async fn room_at<R>(tx: &mut Tx, org: OrgId, location: LocationId, room: RoomId) -> Answer<Room, R> {
    match rooms::service::one(tx, org, room).await {
        Ok(room) if room.location_id == location => Ok(room),
        Ok(_) | Err(AppError::NotFound) => Err(AppError::field("room", Flaw::Choice)),
        Err(other) => Err(other),
    }
}

/// The classes that have this room or this coach in a span of time.
pub(in crate::schedule) async fn conflicts<R>(
    tx: &mut Tx,
    org: OrgId,
    but: Option<SessionId>,
    room: Option<RoomId>,
    coach: Option<CoachId>,
    starts_at: Instant,
    ends_at: Instant,
) -> Answer<Vec<Conflict>, R> {
    let others = store::in_the_way(tx, org, but, room, coach, starts_at, ends_at).await?;
    let what = |s: &ClassSession| {
        if room.is_some() && s.room_id == room {
            ("room", s.room.clone())
        } else {
            ("coach", s.coach.clone())
        }
    };
    Ok(others
        .iter()
        .map(|s| (s, what(s)))
        .map(|(s, (what, taken))| Conflict {
            what: what.to_owned(),
            taken: taken.unwrap_or_default(),
            name: s.name.clone(),
            place: s.room.clone().unwrap_or_else(|| s.location.clone()),
            starts: s.starts,
            ends: s.ends,
        })
        .collect())
}
