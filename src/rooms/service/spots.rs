//! The plan of a room: its spots, where they are and whether they can be used. What follows for those who have booked one is
//! `booking`'s, which calls this in its own transaction.

use super::{one, within};
use crate::{
    accounts::model::Who,
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, FieldErrors, Flaw},
        time::Instant,
    },
    rooms::{
        model::{MOST_SPOTS, Numbering, Room, RoomId, RoomPlan, SpotId},
        rules, store,
    },
    studio::model::OrgId,
};

/// A room whose plan this person may change.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn editable<R>(tx: &mut Tx, who: &Who, id: RoomId) -> Answer<Room, R> {
    let room = one(tx, who.org, id).await?;
    within(who, room.location_id).map_err(AppError::widen)?;
    Ok(room)
}

/// The plan of a room.
///
/// # Errors
/// [`AppError::NotFound`] for a foreign or closed one.
pub async fn plan<R>(tx: &mut Tx, org: OrgId, id: RoomId) -> Answer<RoomPlan, R> {
    let room = one(tx, org, id).await?;
    let (lines, places) = store::size(tx, id).await?;
    let spots = store::spots(tx, id).await?;
    Ok(RoomPlan {
        room,
        lines,
        places,
        spots,
    })
}

/// How many spots of a room can be used; `None`: it has no plan.
///
/// # Errors
/// A fault of the database.
pub async fn usable<R>(tx: &mut Tx, room: RoomId) -> Answer<Option<i64>, R> {
    Ok(store::usable(tx, room).await?)
}

/// What is done to a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// So many rows of so many spots; a spot whose name is in the new plan too stays the one it was. No rows: there is no plan.
    LayOut(i64, i64, Numbering),
    /// The spot in this row and place is called so, and is made where there is none.
    Name(i64, i64, String),
    /// A spot is taken off the plan.
    Remove(SpotId),
    /// A spot is out of order for this reason.
    PutOut(SpotId, String),
    /// A spot is in order again.
    PutBack(SpotId),
}

/// Changes the plan of a room.
///
/// # Errors
/// [`AppError::NotFound`] for a spot of another room, or the flaws of the fields.
pub async fn change_plan(tx: &mut Tx, room: RoomId, change: &Change, now: Instant) -> Answer<(), Nothing> {
    store::lock_plan(tx, room).await?;
    let (lines, places) = store::size(tx, room).await?;
    let spots = store::spots(tx, room).await?;
    let known = |id: SpotId| {
        let here = spots.iter().any(|spot| spot.id == id);
        if here { Ok(()) } else { Err(AppError::NotFound) }
    };
    match change {
        Change::LayOut(lines, places, numbering) => {
            let mut errors = FieldErrors::default();
            for (field, n) in [("lines", *lines), ("places", *places)] {
                if !(0..=MOST_SPOTS).contains(&n) {
                    errors.0.push((field.to_owned(), Flaw::Number(0, MOST_SPOTS)));
                }
            }
            if !errors.is_empty() {
                return Err(AppError::Invalid(errors));
            }
            store::remove_spots(tx, room, now).await?;
            for (name, line, place) in rules::grid(*lines, *places, *numbering) {
                match spots.iter().find(|spot| spot.name == name) {
                    Some(spot) => store::put_spot(tx, spot.id, line, place).await?,
                    None => store::add_spot(tx, room, (&name, line, place), now).await?,
                };
            }
            let none = *lines == 0 || *places == 0;
            let (lines, places) = if none { (0, 0) } else { (*lines, *places) };
            store::set_size(tx, room, lines, places).await?;
        }
        Change::Name(line, place, name) => {
            let name = form::text(name, 12).map_err(|flaw| AppError::field("name", flaw))?;
            if !(1..=lines).contains(line) || !(1..=places).contains(place) {
                return Err(AppError::NotFound);
            }
            let here = spots.iter().find(|spot| (spot.line, spot.place) == (*line, *place));
            if spots.iter().any(|spot| spot.name == name && Some(spot) != here) {
                return Err(AppError::field("name", Flaw::NameTaken));
            }
            match here {
                Some(spot) => store::name_spot(tx, spot.id, &name).await?,
                None => store::add_spot(tx, room, (&name, *line, *place), now).await?,
            };
        }
        Change::Remove(id) => {
            known(*id)?;
            store::remove_spot(tx, *id, now).await?;
        }
        Change::PutOut(id, why) => {
            let why = form::text(why, 120).map_err(|flaw| AppError::field("reason", flaw))?;
            known(*id)?;
            store::set_out(tx, *id, Some(&why), now).await?;
        }
        Change::PutBack(id) => {
            known(*id)?;
            store::set_out(tx, *id, None, now).await?;
        }
    }
    Ok(())
}
