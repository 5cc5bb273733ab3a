//! What can be excused, and for how long that can be taken back.

use crate::{
    booking::model::{BookingStatus, EXCUSE_OPEN, ExcuseRule},
    platform::time::{Instant, Moment},
    schedule::model::ClassSession,
};

/// Whether a booking can be excused: somebody missed the class, or gave it up too late. `excused`: when that was done already.
///
/// # Errors
/// Why it cannot.
pub fn excusable(
    status: BookingStatus,
    excused: Option<Instant>,
    class: &ClassSession,
    now: Instant,
) -> Result<(), ExcuseRule> {
    if let Some(at) = excused {
        let offset = class.starts.offset;
        return Err(ExcuseRule::Already(Moment { at, offset }));
    }
    if class.personal {
        return Err(ExcuseRule::Personal);
    }
    match status {
        BookingStatus::NoShow | BookingStatus::LateCancelled => Ok(()),
        BookingStatus::GivenAway if class.closed => Ok(()),
        BookingStatus::GivenAway => Err(ExcuseRule::NotSettled(class.ends)),
        // attendance was taken and they are not among those who came: it is known before the class is settled
        BookingStatus::Booked if class.attended && !class.closed && class.ends.at <= now => Ok(()),
        _ => Err(ExcuseRule::NotMissed),
    }
}

/// Whether what was excused then can still be counted again.
///
/// # Errors
/// Why it cannot.
pub fn still_open(excused: Option<Instant>, class: &ClassSession, now: Instant) -> Result<(), ExcuseRule> {
    let at = excused.ok_or(ExcuseRule::NotExcused)? + EXCUSE_OPEN;
    if now < at {
        return Ok(());
    }
    let offset = class.starts.offset;
    Err(ExcuseRule::TooLate(Moment { at, offset }))
}
