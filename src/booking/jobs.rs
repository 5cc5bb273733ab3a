//! What follows from the timetable: classes cancelled or changed by the club, no-shows settled, waitlists closed.

use super::{
    model::{BookingStatus, StrikeKind},
    service::{expire_in, give_credits_back, promote_in, strike},
    store,
};
use crate::{
    members, plans,
    platform::{
        db::Tx,
        error::{Answer, Nothing},
        events::{Consumer, Event},
        house::House,
        time::{Instant, Span},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
        service::{CANCELLED, CHANGED, SessionEvent},
    },
    studio::{self, model::OrgId},
};
use futures::future::BoxFuture;

pub use super::service::decide;

/// Sessions settled in one turn.
const A_TURN: i64 = 200;

/// Gives credits back when the club cancels a class, and seats to those who wait when it grows.
pub const CONSUMER: Consumer = Consumer {
    name: "booking",
    wants: |kind| kind == CANCELLED || kind == CHANGED,
    act,
};

fn act<'a>(house: &'a House, tx: &'a mut Tx, event: &'a Event) -> BoxFuture<'a, Answer<()>> {
    Box::pin(async move {
        let fact: SessionEvent = serde_json::from_str(&event.payload).map_err(|e| crate::platform::error::fault(&e))?;
        let now = house.clock.now();
        if event.kind == CANCELLED {
            class_cancelled(tx, fact.org, fact.before.id, now).await
        } else {
            class_changed(tx, fact.org, &fact.before, now).await
        }
    })
}

async fn class_cancelled(tx: &mut Tx, org: OrgId, session: SessionId, now: Instant) -> Answer<()> {
    let class: ClassSession = schedule::service::lock(tx, org, session).await?;
    let mut given_back = 0;
    for booking in store::still_booked(tx, session).await? {
        members::service::lock::<Nothing>(tx, org, booking.member_id).await?;
        let returning = booking
            .lot_id
            .map(|lot| plans::service::ask_return(tx, lot, booking.id.0));
        if store::set_status(
            tx,
            booking.id,
            BookingStatus::Booked,
            BookingStatus::ClassCancelled,
            Some(now),
        )
        .await?
            == 0
        {
            continue;
        }
        if let (Some(lot), Some(returning)) = (booking.lot_id, returning) {
            let returning = returning.take(tx).await?;
            plans::service::release(tx, lot, booking.credits, booking.id.0, "class_cancelled", now);
            give_credits_back::<Nothing>(tx, org, &class, &booking, returning, true, now).await?;
        }
        given_back += 1;
    }
    schedule::service::give_back_seats::<Nothing>(tx, session, given_back).await?;
    close_waitlist(tx, session, now).await?;
    schedule::service::tell_seats(tx, session)
}

async fn class_changed(tx: &mut Tx, org: OrgId, before: &ClassSession, now: Instant) -> Answer<()> {
    let class: ClassSession = schedule::service::lock(tx, org, before.id).await?;
    if class.starts.at != before.starts.at {
        // Whoever booked another time may leave this one free of charge until it begins.
        store::set_free_until(tx, class.id, class.starts.at).await?;
    }
    promote_in::<Nothing>(tx, org, class.id, class.capacity > before.capacity, now).await?;
    schedule::service::tell_seats(tx, class.id)
}

async fn close_waitlist(tx: &mut Tx, session: SessionId, now: Instant) -> Answer<()> {
    let (waited, offered) = store::end_all_waiting(tx, session, now).await?;
    if waited > 0 {
        schedule::service::move_waiting::<Nothing>(tx, session, -(waited as i64)).await?;
    }
    if offered > 0 {
        schedule::service::free_offered_seats::<Nothing>(tx, session, offered as i64).await?;
    }
    Ok(())
}

/// Hands free seats to those who wait beside them: the rules may have changed since a seat came free, or begun to hold.
///
/// # Errors
/// A fault of the database.
pub async fn hand_out(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let beside = store::beside_free(&mut tx, now, A_TURN).await?;
    drop(tx);
    let mut handed = 0;
    for (session, org) in beside {
        let mut tx = house.db.write_queued(&[session.0]).await?;
        match promote_in::<Nothing>(&mut tx, org, session, false, now).await {
            Ok(0) => {}
            Ok(n) => {
                schedule::service::tell_seats::<Nothing>(&mut tx, session)?;
                tx.commit().await?;
                handed += n;
            }
            Err(error) => tracing::warn!(%session, ?error, "a free seat could not be handed on; it comes round again"),
        }
    }
    Ok(handed)
}

/// Ends offers that have run out and hands the seats on.
///
/// # Errors
/// A fault of the database.
pub async fn expire_offers(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = store::lapsed(&mut tx, now, A_TURN).await?;
    drop(tx);
    let mut over = 0;
    for (session, org) in due {
        let mut tx = house.db.write_queued(&[session.0]).await?;
        // a line that the database ended for another's sake comes round again
        match expire_in::<Nothing>(&mut tx, org, session, now).await {
            Ok(n) => {
                tx.commit().await?;
                over += n;
            }
            Err(error) => tracing::warn!(%session, ?error, "offers could not be ended; they come round again"),
        }
    }
    Ok(over)
}

/// Settles classes that are over: where attendance was taken, whoever is missing was a no-show; where it was not, nobody is
/// blamed. Either way the credit that was promised is used.
///
/// # Errors
/// A fault of the database.
pub async fn settle(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = schedule::service::to_close::<Nothing>(&mut tx, now, A_TURN).await?;
    drop(tx);
    let mut settled = 0;
    for (session, org) in due {
        // One class whose books are wrong keeps nobody else's from being closed.
        match settle_one(house, org, session, now).await {
            Ok(done) => settled += i64::from(done),
            Err(error) => tracing::error!(%session, ?error, "a class could not be settled; it comes round again"),
        }
    }
    Ok(settled)
}

async fn settle_one(house: &House, org: OrgId, session: SessionId, now: Instant) -> Answer<bool> {
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let class: ClassSession = schedule::service::lock(&mut tx, org, session).await?;
    let policy = studio::service::booking_policy::<Nothing>(&mut tx, org, class.location_id, now).await?;
    if now < class.ends.at + Span::minutes(policy.no_show_after)
        || !schedule::service::close::<Nothing>(&mut tx, session, now).await?
    {
        return Ok(false);
    }
    for booking in store::still_booked(&mut tx, session).await? {
        members::service::lock::<Nothing>(&mut tx, org, booking.member_id).await?;
        let reason = if class.attended { "no_show" } else { "class_over" };
        let missing = (BookingStatus::Booked, BookingStatus::NoShow);
        if class.attended && store::set_status(&mut tx, booking.id, missing.0, missing.1, None).await? == 0 {
            continue;
        }
        if class.attended {
            strike::<Nothing>(&mut tx, org, &class, &booking, StrikeKind::NoShow, &policy.strikes, now).await?;
        }
        if let Some(lot) = booking.lot_id {
            plans::service::consume(&mut tx, lot, booking.credits, booking.id.0, reason, now);
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Closes the waitlists of classes that have begun: nobody who waited is blamed for anything.
///
/// # Errors
/// A fault of the database.
pub async fn close_waitlists(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = schedule::service::with_waiting::<Nothing>(&mut tx, now, A_TURN).await?;
    drop(tx);
    let mut closed = 0;
    for (session, org) in due {
        let mut tx = house.db.write_queued(&[session.0]).await?;
        schedule::service::lock::<Nothing>(&mut tx, org, session).await?;
        close_waitlist(&mut tx, session, now).await?;
        tx.commit().await?;
        closed += 1;
    }
    Ok(closed)
}
