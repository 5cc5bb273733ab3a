//! Building the timetable, reading it, and moving the one scarce thing in it: seats.

mod allotment;
mod checks;
mod class_types;
mod dates;
mod read;
mod seats;
mod series;
mod spots;

pub use allotment::{
    end_partners, give_back_partner, keep_again, partner, partners, release_kept, take_partner, take_walk_in,
    to_release,
};
pub(in crate::schedule) use checks::conflicts;
pub use class_types::{
    add_class_type, archive_class_type, archived_class_types, class_type_named, class_types, offer_class_type, priced,
    save_class_type,
};
pub use dates::{
    DateForm, SingleSession, add_single, call_off, cancel_session, change_session, decide, needs, undecided,
};
pub use read::{
    ask_lock, between, choices, courses, free_of, free_of_kind, lock, of_coach, session, sessions_of, timetable,
    timetable_in, week,
};
pub use seats::{
    add_place, free_offered_seats, give_back_seats, most_places, move_waiting, offer_seat, seats_of, take_offered_seat,
    take_seat, tell_seats, wait_mode,
};
pub use series::{NewSeries, end_series, fill_ahead, make_series, make_series_in, preview, series_ahead, write_series};

pub use spots::{ahead_in_room, ahead_of_kind, fit_spots};

use super::{
    model::{ClassSession, ClassTypeId, SessionId},
    store,
};
use crate::{
    accounts::model::Scope,
    platform::{db::Tx, error::Answer, time::Instant},
    studio::model::{LocationId, OrgId},
};
use serde::{Deserialize, Serialize};

/// Sessions are written so many days ahead: longer than the longest booking window.
pub const AHEAD: i64 = 90;

/// The channel on which every node is told which class's seats have moved: its id.
pub const SEATS: &str = "seats";

/// A class was cancelled by the club.
pub const CANCELLED: &str = "class.cancelled";
/// A class was moved in time, place or coach, or its places changed.
pub const CHANGED: &str = "class.changed";

/// Whether the members of a kind of class choose their spot has changed, for all that are ahead.
pub const CHOOSING: &str = "class.choosing";

/// What the event [`CHOOSING`] says.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ChoosingEvent {
    /// The organisation.
    pub org: OrgId,
    /// The kind of class.
    pub kind: ClassTypeId,
}

/// What the events [`CANCELLED`] and [`CHANGED`] say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionEvent {
    /// The organisation.
    pub org: OrgId,
    /// The class as it was before.
    pub before: ClassSession,
}

/// Notes that attendance was taken: from now on who is missing is a no-show.
///
/// # Errors
/// A fault of the database.
pub async fn take_attendance<R>(tx: &mut Tx, id: SessionId, now: Instant) -> Answer<(), R> {
    store::take_attendance(tx, id, now).await?;
    Ok(())
}

/// Closes a session that is over. `false`: it was closed already.
///
/// # Errors
/// A fault of the database.
pub async fn close<R>(tx: &mut Tx, id: SessionId, now: Instant) -> Answer<bool, R> {
    Ok(store::close(tx, id, now).await? == 1)
}

/// Sessions that ended by an instant and are not closed.
///
/// # Errors
/// A fault of the database.
pub async fn to_close<R>(tx: &mut Tx, ended_by: Instant, limit: i64) -> Answer<Vec<(SessionId, OrgId)>, R> {
    Ok(store::to_close(tx, ended_by, limit).await?)
}

/// Sessions that have begun and still have people waiting.
///
/// # Errors
/// A fault of the database.
pub async fn with_waiting<R>(tx: &mut Tx, started_by: Instant, limit: i64) -> Answer<Vec<(SessionId, OrgId)>, R> {
    Ok(store::with_waiting(tx, started_by, limit).await?)
}

/// Whether a scope of staff covers a location.
#[must_use]
pub fn covers(scope: &Scope, location: LocationId) -> bool {
    match scope {
        Scope::Everywhere => true,
        Scope::At(places) => places.contains(&location),
    }
}
