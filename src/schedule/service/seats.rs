//! The one scarce thing: seats, and the number of those who wait for one.

use super::SEATS;
use crate::{
    platform::{
        db::Tx,
        error::{Answer, fault},
        house::House,
    },
    schedule::{
        model::{Seats, SessionId},
        store,
    },
};

/// Takes one free seat, with the next statement, which fails where none is free or the class does not take place.
///
/// The condition stands in the statement itself, so that two who ask at once can never both get the last one.
pub fn take_seat(tx: &mut Tx, id: SessionId) {
    store::take_seat(tx, id);
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
