//! The one scarce thing: seats, and the number of those who wait for one.

use super::SEATS;
use crate::{
    platform::{
        db::Tx,
        error::{Answer, fault},
        house::House,
        time::Instant,
    },
    schedule::{
        model::{ClassTypeId, Seats, SessionId},
        store,
    },
    studio::model::WaitMode,
};

/// Takes one free seat, with the next statement, which fails where none is free or the class does not take place.
///
/// The condition stands in the statement itself, so that two who ask at once can never both get the last one.
/// What is kept for the desk to sell is not free as long as it is kept.
pub fn take_seat(tx: &mut Tx, id: SessionId, now: Instant) {
    store::take_seat(tx, id, now);
}

/// A class has no more places than that.
const MOST_PLACES: i64 = 1000;

/// The most places that a class may have: as many as its room holds.
///
/// # Errors
/// A fault of the database.
pub async fn most_places<R>(tx: &mut Tx, id: SessionId) -> Answer<i64, R> {
    let room = store::room_of(tx, id).await?;
    Ok(room.map_or(MOST_PLACES, |room| room.min(MOST_PLACES)))
}

/// Gives a full class one place more. `false`: it is not full, or has as many as it may have.
///
/// # Errors
/// A fault of the database.
pub async fn add_place<R>(tx: &mut Tx, id: SessionId) -> Answer<bool, R> {
    Ok(store::add_place(tx, id, MOST_PLACES).await? == 1)
}

/// Gives so many seats back.
///
/// # Errors
/// A fault when fewer were taken: the count is then wrong and nothing is written.
pub async fn give_back_seats<R>(tx: &mut Tx, id: SessionId, n: i64) -> Answer<(), R> {
    match store::give_back_seats(tx, id, n).await? {
        1 => Ok(()),
        _ => Err(fault(&format_args!(
            "session {id}: fewer seats are taken than are given back"
        ))),
    }
}

/// Keeps a free seat for the first of those who wait, who is one less of them.
///
/// # Errors
/// A fault where no seat is free or nobody waits: under the lock that was asked before.
pub async fn offer_seat<R>(tx: &mut Tx, id: SessionId, now: Instant) -> Answer<(), R> {
    match store::offer_seat(tx, id, now).await? {
        1 => Ok(()),
        _ => Err(fault(&format_args!("session {id}: there is no seat to offer"))),
    }
}

/// Makes a seat that was kept into one that is taken, with the next statement, which fails where none was kept.
pub fn take_offered_seat(tx: &mut Tx, id: SessionId) {
    store::take_offered_seat(tx, id);
}

/// Frees so many seats that were kept.
///
/// # Errors
/// A fault when fewer were: the count is then wrong and nothing is written.
pub async fn free_offered_seats<R>(tx: &mut Tx, id: SessionId, n: i64) -> Answer<(), R> {
    match store::free_offered_seats(tx, id, n).await? {
        1 => Ok(()),
        _ => Err(fault(&format_args!("session {id}: fewer seats are on offer than end"))),
    }
}

/// How a place of this kind of class goes to those who wait; `None`: as the club's rules say.
///
/// # Errors
/// A fault of the database.
pub async fn wait_mode<R>(tx: &mut Tx, kind: ClassTypeId) -> Answer<Option<WaitMode>, R> {
    Ok(store::wait_mode(tx, kind).await?)
}

/// Moves the number of people who wait.
///
/// # Errors
/// A fault when it would fall below zero.
pub async fn move_waiting<R>(tx: &mut Tx, id: SessionId, by: i64) -> Answer<(), R> {
    match store::move_waiting(tx, id, by).await? {
        1 => Ok(()),
        _ => Err(fault(&format_args!("session {id}: fewer people wait than leave"))),
    }
}

/// Tells everybody who looks at the timetable that the seats of a class have moved, once the transaction commits.
///
/// # Errors
/// A fault of the database.
pub fn tell_seats<R>(tx: &mut Tx, id: SessionId) -> Answer<(), R> {
    Ok(tx.notify(SEATS, id.to_string())?)
}

/// How many seats of some classes are taken by now.
///
/// # Errors
/// A fault of the database.
pub async fn seats_of(house: &House, ids: &[SessionId]) -> Answer<Vec<Seats>> {
    let mut tx = house.db.read().await?;
    Ok(store::seats_of(&mut tx, ids).await?)
}
