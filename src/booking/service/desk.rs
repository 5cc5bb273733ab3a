//! What the desk does for a member who calls or writes: a seat in a class ahead, a place on its waitlist, and giving either up.
//!
//! The rules are the member's own: the desk books nothing that they could not book themselves, unless somebody sets a rule aside
//! (`anyway.rs`). What it may do besides is to let a late cancellation pass.

use super::{
    anyway::against,
    book::book_in,
    cancel::{Late, cancel_in},
    command, timetable,
    wait::{join_in, leave_in},
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::{
        model::{BookingId, Cancelled, DeskTable, Refusal},
        store,
    },
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events,
        house::House,
        secret,
        time::{Day, Moment},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use serde::{Deserialize, Serialize};

/// The desk booked a class for a member, or wrote them on its waitlist.
pub const DESK_BOOKED: &str = "booking.desk_booked";
/// The desk gave up a member's seat, or their place on a waitlist.
pub const DESK_CANCELLED: &str = "booking.desk_cancelled";
/// The desk moved a member's seat to another class.
pub const DESK_MOVED: &str = "booking.desk_moved";

/// What [`DESK_BOOKED`], [`DESK_CANCELLED`] and [`DESK_MOVED`] say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeskEvent {
    /// The organisation.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// Until when cancelling is free; `None`: they wait for a place.
    pub free_until: Option<Moment>,
    /// It was cancelled late.
    #[serde(default)]
    pub late: bool,
    /// Credits that this used.
    pub used: i64,
    /// When the class was that they had a seat in before, where the seat was moved.
    #[serde(default)]
    pub before: Option<Moment>,
}

impl DeskEvent {
    pub(super) fn of(org: OrgId, member: MemberId, class: &ClassSession) -> Self {
        Self {
            org,
            member,
            session: class.id,
            name: class.name.clone(),
            starts: class.starts,
            free_until: None,
            late: false,
            used: 0,
            before: None,
        }
    }
}

/// A day of the timetable as the desk books it for a member: at the places where the reader works.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of sight or a place that is not the reader's.
pub async fn desk_table(
    house: &House,
    who: &Who,
    member: MemberId,
    location: Option<LocationId>,
    day: Option<Day>,
) -> Answer<DeskTable> {
    let mut tx = house.db.read().await?;
    let card = members::service::within_sight::<Nothing>(&mut tx, who, Permission::WorkDesk, member).await?;
    let mine = |place: LocationId| who.may_at(Permission::WorkDesk, place);
    let places = studio::service::locations::<Nothing>(&mut tx, who.org).await?;
    let location = match location {
        Some(asked) => Some(asked).filter(|asked| mine(*asked)),
        None => card
            .home_location_id
            .filter(|home| mine(*home))
            .or_else(|| places.iter().map(|place| place.id).find(|place| mine(*place))),
    };
    let location = location.ok_or(AppError::NotFound)?;
    drop(tx);
    let mut table = timetable(house, who, member, Some(location), day, None).await?;
    table.locations.retain(|place| mine(place.id));
    let against = against(house, who, &card, &table.entries).await?;
    Ok(DeskTable {
        against,
        member,
        name: card.name,
        table,
        key: secret::token(),
    })
}

/// The class, where the reader works at its place; and the member, where they can be seen there.
pub(super) async fn both<R>(
    tx: &mut Tx,
    who: &Who,
    member: MemberId,
    session: SessionId,
) -> Answer<(ClassSession, Option<LocationId>), R> {
    let class: ClassSession = schedule::service::session(tx, who.org, session).await?;
    if !who.may_at(Permission::WorkDesk, class.location_id) {
        return Err(AppError::NotFound);
    }
    let card = members::service::within_sight::<R>(tx, who, Permission::WorkDesk, member).await?;
    Ok((class, card.home_location_id))
}

/// Books a class for a member, or with `wait` writes them on its waitlist, as they could themselves. The same key does it once.
///
/// # Errors
/// A [`Refusal`] with every rule that says no; [`AppError::NotFound`] for a member or a class out of reach.
pub async fn book_for(
    house: &House,
    who: &Who,
    member: MemberId,
    session: SessionId,
    wait: bool,
    key: &str,
) -> Answer<(), Refusal> {
    let content = format!("{member} {session} {wait}");
    command(house, who, &[session.0], ("book_for", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let (class, home) = both(tx, &who, member, session).await?;
            let mut event = DeskEvent::of(who.org, member, &class);
            if wait {
                join_in(tx, who.org, member, session, None, now).await?;
                // whoever had a place at once, or has one kept, is told that
                let line = store::waiting(tx, session).take(tx).await?;
                if line
                    .iter()
                    .any(|entry| entry.member_id == member && entry.offer_until.is_none())
                {
                    events::emit(tx, now, DESK_BOOKED, &event);
                }
            } else {
                let booked = book_in(tx, who.org, member, session, None, now).await?;
                event.free_until = Some(booked.free_until);
                events::emit(tx, now, DESK_BOOKED, &event);
            }
            let note = Note::new(Deed::BookedFor)
                .on(ObjectKind::Member, member.0)
                .at(home)
                .with("class", &event.name)
                .with("starts", format!("{} {}", class.day, class.starts.clock()))
                .with("waits", wait);
            audit(tx, &who, note, now).await
        })
    })
    .await
}

/// Gives up a member's seat. Once it is late `waived` says whether that costs nothing or what the rules say; `None`: whoever pressed was
/// shown that it is free, and is asked first. The same key does it once.
///
/// # Errors
/// As [`super::cancel`]; [`AppError::NotFound`] for a class of a place where the reader does not work.
pub async fn cancel_for(
    house: &House,
    who: &Who,
    booking: BookingId,
    waived: Option<bool>,
    key: &str,
) -> Answer<Cancelled, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let (session, member) = (found.session_id, found.member_id);
    let content = format!("{booking} {waived:?}");
    command(house, who, &[session.0], ("cancel_for", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let (class, home) = both(tx, &who, member, session).await?;
            let late = Late::said(waived);
            let cancelled = cancel_in(tx, who.org, session, booking, late, now).await?;
            let event = DeskEvent {
                late: cancelled.late,
                used: if cancelled.late { cancelled.credits } else { 0 },
                ..DeskEvent::of(who.org, member, &class)
            };
            events::emit(tx, now, DESK_CANCELLED, &event);
            let note = Note::new(Deed::CancelledFor)
                .on(ObjectKind::Member, member.0)
                .at(home)
                .with("class", &class.name)
                .with("starts", format!("{} {}", class.day, class.starts.clock()))
                .with("late", cancelled.late)
                .with("waived", late == Late::Waived && now >= found.free_until);
            audit(tx, &who, note, now).await?;
            Ok(cancelled)
        })
    })
    .await
}

/// Takes a member off a waitlist. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] where they do not wait, or the reader does not work at the place.
pub async fn leave_for(
    house: &House,
    who: &Who,
    member: MemberId,
    session: SessionId,
    key: &str,
) -> Answer<(), Refusal> {
    let content = format!("{member} {session}");
    command(house, who, &[session.0], ("leave_for", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let (class, home) = both(tx, &who, member, session).await?;
            leave_in(tx, who.org, member, session, now).await?;
            events::emit(tx, now, DESK_CANCELLED, &DeskEvent::of(who.org, member, &class));
            let note = Note::new(Deed::CancelledFor)
                .on(ObjectKind::Member, member.0)
                .at(home)
                .with("class", &class.name)
                .with("starts", format!("{} {}", class.day, class.starts.clock()));
            audit(tx, &who, note, now).await
        })
    })
    .await
}
