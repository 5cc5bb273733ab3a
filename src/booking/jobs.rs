//! What follows from the timetable: classes cancelled or changed by the club, no-shows settled, waitlists closed.

use super::{
    model::{BookingId, BookingStatus, SILENCE, StrikeKind},
    service::{
        BookingEvent, CLASS_SOON, confirm_by_silence, expire_in, free_seat, give_credits_back, promote_in, release_in,
        settle_spots, strike, tell_all,
    },
    store,
};
use crate::{
    members,
    plans::{
        self,
        service::{COURSE_LEFT, LeftEvent, MEMBERSHIP_ENDS, MembershipEvent},
    },
    platform::{
        db::Tx,
        error::{Answer, Nothing},
        events::{self, Consumer, Event},
        house::House,
        time::{Instant, Moment, Span},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
        service::{CANCELLED, CHANGED, CHOOSING, ChoosingEvent, SessionEvent},
    },
    studio::{self, model::OrgId},
};
use futures::future::BoxFuture;

pub use super::service::decide;

/// Sessions settled in one turn.
const A_TURN: i64 = 200;

/// Gives credits back when the club cancels a class, seats to those who wait when it grows, and the seats back that were booked for
/// after a membership.
pub const CONSUMER: Consumer = Consumer {
    name: "booking",
    wants: |kind| [CANCELLED, CHANGED, CHOOSING, MEMBERSHIP_ENDS, COURSE_LEFT].contains(&kind),
    act,
};

fn act<'a>(house: &'a House, tx: &'a mut Tx, event: &'a Event) -> BoxFuture<'a, Answer<()>> {
    Box::pin(async move {
        if event.kind == MEMBERSHIP_ENDS {
            let fact: MembershipEvent =
                serde_json::from_str(&event.payload).map_err(|e| crate::platform::error::fault(&e))?;
            return membership_ends(tx, &fact, house.clock.now()).await;
        }
        if event.kind == COURSE_LEFT {
            let fact: LeftEvent =
                serde_json::from_str(&event.payload).map_err(|e| crate::platform::error::fault(&e))?;
            let now = house.clock.now();
            let seats = store::on_pass(tx, fact.pass, now).await?;
            return give_up(tx, fact.org, &seats, now).await;
        }
        if event.kind == CHOOSING {
            let fact: ChoosingEvent =
                serde_json::from_str(&event.payload).map_err(|e| crate::platform::error::fault(&e))?;
            return choosing(house, tx, fact).await;
        }
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
        members::service::hold::<Nothing>(tx, org, booking.member_id).await?;
        let returning = plans::service::ask_return(tx, booking.pass_id, booking.lot_id, booking.id.0);
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
        let returning = returning.take(tx).await?;
        if let Some(lot) = booking.lot_id {
            plans::service::release(tx, lot, booking.credits, booking.id.0, "class_cancelled", now);
        }
        give_credits_back::<Nothing>(tx, org, &class, &booking, returning, true, now).await?;
        given_back += 1;
    }
    given_back += schedule::service::end_partners::<Nothing>(tx, session, now).await?;
    schedule::service::give_back_seats::<Nothing>(tx, session, given_back).await?;
    close_waitlist(tx, session, now).await?;
    schedule::service::tell_seats(tx, session)
}

/// Gives back what was booked for after a membership that was cancelled, free of charge. Whoever has kept it meanwhile keeps the seats.
async fn membership_ends(tx: &mut Tx, fact: &MembershipEvent, now: Instant) -> Answer<()> {
    let ends_on = plans::service::membership_end::<Nothing>(tx, fact.org, fact.membership).await?;
    let Some(day) = ends_on else { return Ok(()) };
    let after = store::on_membership_after(tx, fact.membership, day).await?;
    give_up(tx, fact.org, &after, now).await
}

/// Gives seats back free of charge.
async fn give_up(tx: &mut Tx, org: OrgId, seats: &[(SessionId, BookingId)], now: Instant) -> Answer<()> {
    // every class before any member, as everybody locks them
    let mut classes: Vec<ClassSession> = Vec::new();
    for (session, _) in seats {
        if classes.last().is_none_or(|class| class.id != *session) {
            classes.push(schedule::service::lock(tx, org, *session).await?);
        }
    }
    for class in &classes {
        for booking in store::still_booked(tx, class.id).await? {
            if seats.contains(&(class.id, booking.id)) && class.starts.at > now {
                members::service::hold::<Nothing>(tx, org, booking.member_id).await?;
                free_seat::<Nothing>(tx, org, class, &booking, false, now).await?;
            }
        }
    }
    Ok(())
}

async fn class_changed(tx: &mut Tx, org: OrgId, before: &ClassSession, now: Instant) -> Answer<()> {
    let class: ClassSession = schedule::service::lock(tx, org, before.id).await?;
    if class.starts.at != before.starts.at {
        // Whoever booked another time may leave this one free of charge until it begins.
        store::set_free_until(tx, class.id, class.starts.at).await?;
    }
    if class.day != before.day {
        for booking in store::still_booked(tx, class.id).await? {
            members::service::hold::<Nothing>(tx, org, booking.member_id).await?;
            plans::service::follow_first::<Nothing>(tx, booking.pass_id, booking.lot_id).await?;
        }
    }
    if class.choose_spots || before.choose_spots {
        let moved = settle_spots::<Nothing>(tx, &class, now).await?;
        tell_all(tx, org, &class, &moved, now);
    }
    promote_in::<Nothing>(
        tx,
        org,
        class.id,
        class.capacity > before.capacity || class.kept.all() < before.kept.all(),
        now,
    )
    .await?;
    schedule::service::tell_seats(tx, class.id)
}

/// Gives everybody a spot in the classes of a kind whose members choose theirs from now on, or as many places as before where they
/// no longer do.
async fn choosing(house: &House, tx: &mut Tx, fact: ChoosingEvent) -> Answer<()> {
    let now = house.clock.now();
    for session in schedule::service::ahead_of_kind::<Nothing>(tx, fact.org, fact.kind, now).await? {
        let class: ClassSession = schedule::service::lock(tx, fact.org, session).await?;
        settle_spots::<Nothing>(tx, &class, now).await?;
        schedule::service::tell_seats::<Nothing>(tx, session)?;
    }
    Ok(())
}

/// Deletes what somebody was choosing long ago; nobody has been kept from it since.
///
/// # Errors
/// A fault of the database.
pub async fn sweep_holds(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let gone = store::sweep_holds(&mut tx, now - Span::hours(1)).await?;
    if gone > 0 {
        tx.commit().await?;
    }
    Ok(gone as i64)
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

/// Makes what was kept for the desk to sell everybody's, once it is time: those who wait first.
///
/// # Errors
/// A fault of the database.
pub async fn release_kept(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = schedule::service::to_release::<Nothing>(&mut tx, now, A_TURN).await?;
    drop(tx);
    let mut released = 0;
    for (session, org) in due {
        let mut tx = house.db.write_queued(&[session.0]).await?;
        match release_in::<Nothing>(&mut tx, org, session, now).await {
            Ok(()) => {
                tx.commit().await?;
                released += 1;
            }
            Err(error) => tracing::warn!(%session, ?error, "kept places could not be released; they come round again"),
        }
    }
    Ok(released)
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
        members::service::hold::<Nothing>(&mut tx, org, booking.member_id).await?;
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

/// Counts silence as yes where somebody was asked about a personal hour long enough ago.
///
/// # Errors
/// A fault of the database.
pub async fn confirm_hours(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = store::silent_hours(&mut tx, now - SILENCE, A_TURN).await?;
    drop(tx);
    let mut confirmed = 0;
    for (booking, session, org) in due {
        match confirm_by_silence(house, (org, session, booking), now).await {
            Ok(done) => confirmed += i64::from(done),
            Err(error) => {
                tracing::warn!(%session, ?error, "silence about an hour could not be counted; it comes round again")
            }
        }
    }
    Ok(confirmed)
}

/// How long before a class its people are reminded of it. Whoever booked later than that knows.
const REMINDED: Span = Span::hours(24);

/// Reminds people of the classes of the coming day: once a class, late where no worker ran in time.
///
/// # Errors
/// A fault of the database.
pub async fn remind(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = store::to_remind(&mut tx, (now, now + REMINDED), A_TURN).await?;
    drop(tx);
    let mut told = 0;
    for (session, org) in due {
        match remind_of(house, org, session, now).await {
            Ok(n) => told += n,
            Err(error) => {
                tracing::warn!(%session, ?error, "nobody could be reminded of a class; it comes round again")
            }
        }
    }
    let mut tx = house.db.write().await?;
    store::forget_reminders(&mut tx, now - Span::hours(24 * 7)).await?;
    tx.commit().await?;
    Ok(told)
}

async fn remind_of(house: &House, org: OrgId, session: SessionId, now: Instant) -> Answer<i64> {
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let class: ClassSession = schedule::service::lock(&mut tx, org, session).await?;
    let soon = class.status == SessionStatus::Scheduled && class.starts.at > now && class.starts.at <= now + REMINDED;
    if !soon || store::note_reminded(&mut tx, session, class.starts.at, now).await? == 0 {
        return Ok(0);
    }
    let mut told = 0;
    for seat in store::seated_since(&mut tx, session, class.starts.at - REMINDED).await? {
        let free = (seat.free_until > now).then_some(Moment {
            at: seat.free_until,
            offset: class.starts.offset,
        });
        let event = BookingEvent {
            booking: Some(seat.id),
            free_until: free,
            ..BookingEvent::of(org, &class, seat.member_id)
        };
        events::emit(&mut tx, now, CLASS_SOON, &event);
        told += 1;
    }
    tx.commit().await?;
    Ok(told)
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
