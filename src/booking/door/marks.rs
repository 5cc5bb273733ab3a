//! Taking attendance on a roster, and taking check-ins back.

use super::{IN_ALREADY, check_in, count_in};
use crate::{
    accounts::model::{Permission, Who},
    booking::{
        model::{BookingId, BookingStatus, Refusal, Rule, VisitId},
        service::{free_seat, give_back, log_hour, marked_from, may_log, may_take_attendance, take_hour_back},
        store::{self, NewVisit},
    },
    members, plans,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        house::House,
        time::Instant,
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::model::OrgId,
};

/// Takes a check-in back: the seat is only booked again, and the credits only promised, unless the class is settled. What was asked
/// about a personal hour is taken back with it.
async fn take_back(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    id: BookingId,
    now: Instant,
) -> Answer<bool, Refusal> {
    let booking = store::one(tx, org, id).await?.ok_or(AppError::NotFound)?;
    take_hour_back(tx, org, class, &booking, now).await?;
    if store::undo_check_in(tx, id).await? == 0 {
        return Ok(false);
    }
    if let (Some(lot), false) = (booking.lot_id, class.closed) {
        plans::service::hold_again(tx, lot, booking.credits, id.0, "check_in_undone", now);
    }
    Ok(true)
}

/// Undoes a check-in at the desk. A class that was booked with it is given back as well, whatever the hour: nobody else has
/// decided for it.
///
/// # Errors
/// [`AppError::NotFound`] out of reach or undone before; [`Rule::Closed`] when the class is over and settled.
pub async fn undo(house: &House, who: &Who, visit: VisitId) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let found = store::visit(&mut tx, who.org, visit).await?.ok_or(AppError::NotFound)?;
    if !who.may_at(Permission::WorkDesk, found.location_id) {
        return Err(AppError::NotFound);
    }
    let mut booking = None;
    // who was early for one class and then came to another has the coming undone, and keeps both places
    let came_for = found.booking_id.or(found.booked_id);
    let with_it = came_for == found.booked_id;
    if let Some(id) = came_for {
        booking = Some(store::one(&mut tx, who.org, id).await?.ok_or(AppError::NotFound)?);
    }
    // The class before the member, as everybody locks them: nobody settles it meanwhile.
    let mut class = None;
    if let Some(booking) = &booking {
        class = Some(open_class(&mut tx, who.org, booking.session_id).await?);
    }
    members::service::hold::<Refusal>(&mut tx, who.org, found.member_id).await?;
    if store::undo_visit(&mut tx, visit, now).await? == 0 {
        return Err(AppError::NotFound);
    }
    if let (Some(booking), Some(class)) = (found.booking_id, &class) {
        take_back(&mut tx, who.org, class, booking, now).await?;
    }
    if let (Some(booking), Some(class), true) = (booking, class, with_it) {
        // the credit is held again first, then released
        tx.settle().await?;
        free_seat::<Refusal>(&mut tx, who.org, &class, &booking, false, now).await?;
        give_back::<Refusal>(&mut tx, who.org, &class, booking.id, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Locks a class that is not settled yet.
async fn open_class(tx: &mut Tx, org: OrgId, session: SessionId) -> Answer<ClassSession, Refusal> {
    let class: ClassSession = schedule::service::lock(tx, org, session).await?;
    if class.closed {
        Err(AppError::Refused(Rule::Closed(class.ends).into()))
    } else {
        Ok(class)
    }
}

/// Whether attendance is still taken of a class: until it is settled, and of a personal hour until it can be logged no more.
fn markable(class: &ClassSession, now: Instant) -> Answer<(), Refusal> {
    match (class.personal, class.closed) {
        (true, _) => may_log(class, now),
        (false, true) => Err(AppError::Refused(Rule::Closed(class.ends).into())),
        (false, false) => Ok(()),
    }
}

async fn not_too_early(tx: &mut Tx, org: OrgId, class: &ClassSession, now: Instant) -> Answer<(), Refusal> {
    let from = marked_from(tx, org, class, now).await?;
    if now < from.at {
        Err(AppError::Refused(Rule::TooEarly(from).into()))
    } else {
        Ok(())
    }
}

/// Marks somebody on a roster as here, or takes that back.
///
/// # Errors
/// [`AppError::NotFound`] for another coach's class; [`Rule::TooEarly`]; [`Rule::Closed`] when it is over and settled;
/// [`Rule::NotBooked`].
pub async fn mark(house: &House, who: &Who, booking: BookingId, here: bool) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    let class: ClassSession = schedule::service::session(&mut tx, who.org, found.session_id).await?;
    if !may_take_attendance(who, &class) {
        return Err(AppError::NotFound);
    }
    let class: ClassSession = schedule::service::lock(&mut tx, who.org, class.id).await?;
    markable(&class, now)?;
    members::service::hold::<Refusal>(&mut tx, who.org, found.member_id).await?;
    if here {
        not_too_early(&mut tx, who.org, &class, now).await?;
        mark_here(&mut tx, who, &class, &found, now).await?;
    } else if take_back(&mut tx, who.org, &class, booking, now).await? {
        store::undo_visit_of(&mut tx, booking, now).await?;
    }
    Ok(tx.commit().await?)
}

async fn mark_here(
    tx: &mut Tx,
    who: &Who,
    class: &ClassSession,
    booking: &store::Booking,
    now: Instant,
) -> Answer<bool, Refusal> {
    let fresh = store::one(tx, who.org, booking.id).await?.ok_or(AppError::NotFound)?;
    match fresh.status {
        BookingStatus::Booked => {}
        // whoever came through the door by themselves has not had their hour by that
        BookingStatus::CheckedIn if class.personal => return log_hour(tx, who, class, &fresh, now).await,
        BookingStatus::CheckedIn => return Ok(false),
        _ => return Err(AppError::Refused(Rule::NotBooked.into())),
    }
    // a class that is settled has used the credit
    if class.closed {
        store::check_in(tx, booking.id, "coach", Some(who.account), now).await?;
    } else {
        check_in::<Refusal>(tx, who.org, booking.id, "coach", Some(who.account), now).await?;
    }
    if class.personal {
        log_hour::<Refusal>(tx, who, class, &fresh, now).await?;
    }
    // what is logged afterwards was then
    let now = if class.closed { class.starts.at } else { now };
    let new = NewVisit {
        id: VisitId::fresh(),
        org: who.org,
        location: class.location_id,
        member: booking.member_id,
        booking: Some(booking.id),
        day: class.day,
        via: "coach",
        by: Some(who.account),
        code_step: None,
    };
    let since = store::last_visit(
        tx,
        booking.member_id,
        class.location_id,
        now - IN_ALREADY,
        now + IN_ALREADY,
        // whoever has left since was here all the same
        Instant(0),
    )
    .await?;
    count_in::<Refusal>(tx, new, since, now).await?;
    Ok(true)
}

/// Marks everybody on a roster as here; those who were marked by it.
///
/// # Errors
/// As [`mark`].
pub async fn mark_all(house: &House, who: &Who, session: SessionId) -> Answer<Vec<BookingId>, Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let class: ClassSession = schedule::service::lock(&mut tx, who.org, session).await?;
    if !may_take_attendance(who, &class) {
        return Err(AppError::NotFound);
    }
    markable(&class, now)?;
    not_too_early(&mut tx, who.org, &class, now).await?;
    let mut marked = Vec::new();
    for booking in store::still_booked(&mut tx, session).await? {
        members::service::hold::<Refusal>(&mut tx, who.org, booking.member_id).await?;
        if mark_here(&mut tx, who, &class, &booking, now).await? {
            marked.push(booking.id);
        }
    }
    tx.commit().await?;
    Ok(marked)
}

/// Takes back what [`mark_all`] did: of these bookings those that are still marked as here.
///
/// # Errors
/// As [`mark`].
pub async fn unmark(house: &House, who: &Who, session: SessionId, bookings: &[BookingId]) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let class: ClassSession = schedule::service::lock(&mut tx, who.org, session).await?;
    if !may_take_attendance(who, &class) {
        return Err(AppError::NotFound);
    }
    markable(&class, now)?;
    for id in bookings {
        let booking = store::one(&mut tx, who.org, *id).await?.ok_or(AppError::NotFound)?;
        if booking.session_id != session {
            return Err(AppError::NotFound);
        }
        members::service::hold::<Refusal>(&mut tx, who.org, booking.member_id).await?;
        if take_back(&mut tx, who.org, &class, *id, now).await? {
            store::undo_visit_of(&mut tx, *id, now).await?;
        }
    }
    Ok(tx.commit().await?)
}
