//! Setting up rooms.

mod spots;

pub use spots::{Change, change_plan, editable, plan, usable};

use super::{
    model::{Opening, Room, RoomId},
    rules, store,
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::{self, FieldErrors, Flaw},
        house::House,
        time::Instant,
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};

/// Every open room of the organisation, by name.
///
/// # Errors
/// A fault of the database.
pub async fn all<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<Room>, R> {
    Ok(store::all(tx, org).await?)
}

/// One room.
///
/// # Errors
/// [`AppError::NotFound`] for a foreign or closed one.
pub async fn one<R>(tx: &mut Tx, org: OrgId, id: RoomId) -> Answer<Room, R> {
    store::one(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// The rooms where the reader may set them up.
///
/// # Errors
/// A fault of the database.
pub async fn list(house: &House, who: &Who) -> Answer<Vec<Room>> {
    let mut tx = house.db.read().await?;
    let mut rooms = store::all(&mut tx, who.org).await?;
    rooms.retain(|room| who.may_at(Permission::EditRooms, room.location_id));
    Ok(rooms)
}

/// Writes a new room.
///
/// # Errors
/// The flaws of the fields; [`Flaw::NameTaken`] when the location has a room of this name.
pub async fn add<R>(
    tx: &mut Tx,
    org: OrgId,
    location: LocationId,
    name: &str,
    capacity: i64,
    now: Instant,
) -> Answer<RoomId, R> {
    let (name, capacity) = fields(name, capacity)?;
    let room = Room {
        id: RoomId::fresh(),
        location_id: location,
        name,
        capacity,
    };
    taken(store::add(tx, org, &room, now).await)?;
    Ok(room.id)
}

/// Opens a room, or changes the one with this id. Classes already planned keep their capacity.
///
/// # Errors
/// [`AppError::NotFound`] out of reach, or the flaws of the fields.
pub async fn save(
    house: &House,
    who: &Who,
    id: Option<RoomId>,
    location: LocationId,
    name: &str,
    capacity: i64,
) -> Answer<RoomId> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let id = save_in(&mut tx, who, id, location, name, capacity, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The same within a transaction.
///
/// # Errors
/// As [`save`].
pub async fn save_in(
    tx: &mut Tx,
    who: &Who,
    id: Option<RoomId>,
    location: LocationId,
    name: &str,
    capacity: i64,
    now: Instant,
) -> Answer<RoomId> {
    let id = match id {
        Some(id) => {
            let room: Room = one(tx, who.org, id).await?;
            within(who, room.location_id)?;
            let (name, capacity) = fields(name, capacity)?;
            taken(store::change(tx, id, &name, capacity).await)?;
            id
        }
        None => {
            within(who, location)?;
            studio::service::location::<crate::platform::error::Nothing>(tx, who.org, location).await?;
            add(tx, who.org, location, name, capacity, now).await?
        }
    };
    let note = Note::new(Deed::RoomSaved)
        .on(ObjectKind::Room, id.0)
        .at(Some(location))
        .with("capacity", capacity);
    audit(tx, who, note, now).await?;
    Ok(id)
}

/// Closes a room: it is no longer offered; what was planned in it stays.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn close(house: &House, who: &Who, id: RoomId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let room: Room = one(&mut tx, who.org, id).await?;
    within(who, room.location_id)?;
    let now = house.clock.now();
    store::close(&mut tx, id, now).await?;
    let note = Note::new(Deed::RoomClosed)
        .on(ObjectKind::Room, id.0)
        .at(Some(room.location_id));
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// The closed rooms where the reader may set them up.
///
/// # Errors
/// A fault of the database.
pub async fn closed(house: &House, who: &Who) -> Answer<Vec<Room>> {
    let mut tx = house.db.read().await?;
    let mut rooms = store::closed(&mut tx, who.org).await?;
    rooms.retain(|room| who.may_at(Permission::EditRooms, room.location_id));
    Ok(rooms)
}

/// Opens a closed room again.
///
/// # Errors
/// [`AppError::NotFound`] out of reach; [`Flaw::NameTaken`] when the location has another room of this name by now.
pub async fn open_again(house: &House, who: &Who, id: RoomId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let rooms = store::closed(&mut tx, who.org).await?;
    let room = rooms.iter().find(|room| room.id == id).ok_or(AppError::NotFound)?;
    within(who, room.location_id)?;
    taken(store::open_again(&mut tx, id).await)?;
    Ok(tx.commit().await?)
}

/// When the locations are open that the reader may set up.
///
/// # Errors
/// A fault of the database.
pub async fn openings(house: &House, who: &Who) -> Answer<Vec<Opening>> {
    let mut tx = house.db.read().await?;
    let mut openings = Vec::new();
    for location in studio::service::locations(&mut tx, who.org).await? {
        if who.may_at(Permission::EditRooms, location.id) {
            openings.push(Opening {
                location_id: location.id,
                hours: studio::service::hours(&mut tx, location.id).await?,
            });
        }
    }
    Ok(openings)
}

/// Sets when a location is open: a time of opening and of closing for each weekday from Monday on, both empty where it is closed.
///
/// # Errors
/// [`AppError::NotFound`] out of reach, or the flaws of the fields `opens[0]` to `closes[6]`.
pub async fn set_hours(
    house: &House,
    who: &Who,
    location: LocationId,
    opens: &[String],
    closes: &[String],
) -> Answer<()> {
    within(who, location)?;
    let hours = rules::week(opens, closes).map_err(AppError::Invalid)?;
    let mut tx = house.db.write().await?;
    studio::service::location::<crate::platform::error::Nothing>(&mut tx, who.org, location).await?;
    studio::service::set_hours::<crate::platform::error::Nothing>(&mut tx, location, &hours).await?;
    let note = Note::new(Deed::HoursSet)
        .on(ObjectKind::Location, location.0)
        .at(Some(location));
    audit(&mut tx, who, note, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

fn within(who: &Who, location: LocationId) -> Answer<()> {
    if who.may_at(Permission::EditRooms, location) {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

fn fields<R>(name: &str, capacity: i64) -> Answer<(String, i64), R> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 60));
    let good = (1..=1000).contains(&capacity);
    let capacity = errors.check("capacity", if good { Ok(capacity) } else { Err(Flaw::Number(1, 1000)) });
    match (name, capacity) {
        (Some(name), Some(capacity)) => Ok((name, capacity)),
        _ => Err(AppError::Invalid(errors)),
    }
}

fn taken<T, R>(written: crate::platform::db::Result<T>) -> Answer<T, R> {
    written.map_err(|e| {
        if e.is_unique_violation() {
            AppError::field("name", Flaw::NameTaken)
        } else {
            e.into()
        }
    })
}
