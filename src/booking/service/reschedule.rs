//! Moving a seat to another class of the same kind: the seat there is taken and the old one given up in one transaction, or nothing
//! changes at all.
//!
//! What giving up costs follows from the old class, as if it were cancelled; what the new class asks is asked as if it were booked by
//! somebody who has given the old one up. Whoever waits for the old seat has it only once the new one is taken, so that what came back
//! to a shared pass is not spent on somebody else first.

use super::{
    For, Gathered,
    book::{stops_of, take},
    cancel::{Late, hand_on, let_go, may_give_up, still_late},
    command,
    desk::{DESK_MOVED, DeskEvent, both},
    gather, stand_in,
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::{
        model::{BookingId, BookingStatus, Entry, Mine, Moves, Refusal, Rescheduled, Rule},
        store::{self, Booking},
    },
    members::{
        self,
        model::{MemberId, Ward},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events,
        house::House,
        secret,
        time::{Instant, Moment, Span},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::model::{LocationId, OrgId},
};

/// So many days ahead a seat is moved to, as far as classes can be booked by then.
const AHEAD: i64 = 14;
/// Classes looked at, and classes named, at most.
const LOOKED_AT: i64 = 60;
const NAMED: usize = 20;

/// A booking that somebody may look after, and for whom.
async fn own<R>(tx: &mut Tx, org: OrgId, me: MemberId, booking: BookingId, now: Instant) -> Answer<(Booking, For), R> {
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    let on = For {
        me,
        member: found.member_id,
    };
    stand_in::<R>(tx, org, on, now).await?;
    Ok((found, on))
}

/// Where a seat of the reader's, or of somebody they may act for, can be moved to. Nothing is promised by looking.
///
/// # Errors
/// [`AppError::NotFound`] for another's booking.
pub async fn moves(house: &House, who: &Who, me: MemberId, booking: BookingId) -> Answer<Moves> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let (found, on) = own::<Nothing>(&mut tx, who.org, me, booking, now).await?;
    from_here(&mut tx, who.org, &found, on, (|_| true, false), now).await
}

/// Where the desk can move a member's seat to: classes at the places where the reader works.
///
/// # Errors
/// [`AppError::NotFound`] for a class of another place, or a member out of sight.
pub async fn moves_for(house: &House, who: &Who, booking: BookingId) -> Answer<Moves> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    both::<Nothing>(&mut tx, who, found.member_id, found.session_id).await?;
    let here = |place: LocationId| who.may_at(Permission::WorkDesk, place);
    // the desk may let it pass: what that would open is offered, and whoever does not hears the rule
    from_here(&mut tx, who.org, &found, found.member_id.into(), (here, true), now).await
}

async fn from_here(
    tx: &mut Tx,
    org: OrgId,
    found: &Booking,
    on: For,
    (here, waives): (impl Fn(LocationId) -> bool, bool),
    now: Instant,
) -> Answer<Moves> {
    let old: ClassSession = schedule::service::session(tx, org, found.session_id).await?;
    let card = members::service::card(tx, org, found.member_id).await?;
    let (pass, why) = store::pass_of(tx, found.id).await?;
    let at = |at: Instant| Moment {
        at,
        offset: old.starts.offset,
    };
    let open = found.status == BookingStatus::Booked && old.starts.at > now;
    let late = open && now >= found.free_until;
    let mut classes = Vec::new();
    if open {
        let reach = (now, now + Span::hours(24 * AHEAD));
        let free = schedule::service::free_of_kind::<Nothing>(tx, org, old.class_type_id, reach, LOOKED_AT).await?;
        for class in free
            .into_iter()
            .filter(|class| class.id != old.id && here(class.location_id))
        {
            let mut gathered = gather::<Nothing>(tx, org, class, card.clone(), None, now).await?;
            as_if_given_up(&mut gathered, found, &old, late && !waives);
            // who has a place in its line, or one on offer, takes that where it is
            let held = gathered.place.is_some() || gathered.offer.is_some();
            if !held && stops_of::<Nothing>(tx, org, &gathered).await?.is_empty() {
                classes.push(gathered.session);
            }
            if classes.len() == NAMED {
                break;
            }
        }
    }
    let mine = Mine::Booked {
        booking: found.id,
        status: found.status,
        free_until: at(found.free_until),
        pass,
        why,
        spot: None,
        excused: None,
    };
    let whose = (on.me != on.member).then(|| Ward {
        id: card.id,
        name: card.name.clone(),
    });
    Ok(Moves {
        open,
        late,
        classes,
        days: AHEAD,
        key: secret::token(),
        now: at(now),
        entry: Entry {
            session: old,
            mine: Some(mine),
            whose,
        },
    })
}

/// The facts as they would be, had the old seat been given up: it is in the way of nothing, and what it cost is back unless it is late.
fn as_if_given_up(gathered: &mut Gathered, found: &Booking, old: &ClassSession, late: bool) {
    gathered.own.retain(|own| own.session != old.id);
    let its = gathered
        .uses
        .iter()
        .position(|used| used.pass == found.pass_id && used.starts.at == old.starts.at && used.seated);
    match its {
        // what is given up too late was used all the same
        Some(its) if late => gathered.uses[its].seated = false,
        Some(its) => {
            gathered.uses.remove(its);
        }
        None => {}
    }
    let Some(lot) = found.lot_id.filter(|_| !late) else {
        return;
    };
    for pass in gathered.passes.iter_mut().filter(|pass| pass.lot == Some(lot)) {
        pass.balance = pass.balance.map(|balance| balance + found.credits);
    }
}

/// Moves a seat of the member's, or of somebody they may act for, to another class of the same kind. `knows_late` says that they were
/// told that giving the old one up is no longer free. The same key moves once.
///
/// # Errors
/// As [`super::cancel`] for the old class, as [`super::book`] for the new one; [`Rule::OtherKind`]. Nothing has changed then.
pub async fn reschedule(
    house: &House,
    who: &Who,
    me: MemberId,
    booking: BookingId,
    to: SessionId,
    knows_late: bool,
    key: &str,
) -> Answer<Rescheduled, Refusal> {
    let mut tx = house.db.read().await?;
    let (found, on) = own::<Refusal>(&mut tx, who.org, me, booking, house.clock.now()).await?;
    drop(tx);
    let (org, from) = (who.org, found.session_id);
    let content = format!("{me} {booking} {to} {knows_late}");
    let late = if knows_late { Late::Costs } else { Late::Asked };
    command(house, who, &[from.0, to.0], ("reschedule", key, content), |tx, now| {
        Box::pin(async move {
            // whoever might a moment ago may not any more
            stand_in::<Refusal>(tx, org, on, now).await?;
            Ok(move_in(tx, org, (from, to), (booking, on), late, now).await?.0)
        })
    })
    .await
}

/// The same by the desk, for a member who calls; `waived` as in [`super::cancel_for`]. The same key does it once.
///
/// # Errors
/// As [`reschedule`]; [`AppError::NotFound`] for a class of a place where the reader does not work.
pub async fn reschedule_for(
    house: &House,
    who: &Who,
    booking: BookingId,
    to: SessionId,
    waived: Option<bool>,
    key: &str,
) -> Answer<Rescheduled, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let (from, member) = (found.session_id, found.member_id);
    let late = Late::said(waived);
    let content = format!("{booking} {to} {waived:?}");
    command(
        house,
        who,
        &[from.0, to.0],
        ("reschedule_for", key, content),
        |tx, now| {
            let who = who.clone();
            Box::pin(async move {
                both::<Refusal>(tx, &who, member, from).await?;
                let (_, home) = both::<Refusal>(tx, &who, member, to).await?;
                let (moved, old, new) = move_in(tx, who.org, (from, to), (booking, member.into()), late, now).await?;
                let event = DeskEvent {
                    before: Some(old.starts),
                    free_until: Some(moved.booked.free_until),
                    late: moved.late,
                    used: moved.used,
                    ..DeskEvent::of(who.org, member, &new)
                };
                events::emit(tx, now, DESK_MOVED, &event);
                let day = |class: &ClassSession| format!("{} {}", class.day, class.starts.clock());
                let note = Note::new(Deed::MovedFor)
                    .on(ObjectKind::Member, member.0)
                    .at(home)
                    .with("class", &new.name)
                    .changed("starts", day(&old), day(&new))
                    .with("late", moved.late)
                    .with("waived", late == Late::Waived && now >= found.free_until);
                audit(tx, &who, note, now).await?;
                Ok(moved)
            })
        },
    )
    .await
}

/// Moves a seat within a transaction: both classes are locked before the member, by their ids.
async fn move_in(
    tx: &mut Tx,
    org: OrgId,
    (from, to): (SessionId, SessionId),
    (booking, on): (BookingId, For),
    late: Late,
    now: Instant,
) -> Answer<(Rescheduled, ClassSession, ClassSession), Refusal> {
    if from == to {
        return Err(AppError::Refused(Rule::AlreadyBooked.into()));
    }
    // the order in which whoever needs several classes locks them
    let first: ClassSession = schedule::service::lock(tx, org, from.min(to)).await?;
    let second: ClassSession = schedule::service::lock(tx, org, from.max(to)).await?;
    let (old, new) = if first.id == from {
        (first, second)
    } else {
        (second, first)
    };
    let found = store::one(tx, org, booking).await?.ok_or(AppError::NotFound)?;
    let card = members::service::lock(tx, org, on.member).await?;
    let late = may_give_up(&old, &found, late, now)?;
    if new.class_type_id != old.class_type_id {
        return Err(AppError::Refused(Rule::OtherKind(old.name).into()));
    }
    if !let_go(tx, org, &old, &found, late, now).await? {
        return Err(AppError::Refused(Rule::NotBooked.into()));
    }
    let mut gathered = gather(tx, org, new.clone(), card, None, now).await?;
    // the pass that was chosen for the old seat pays for the new one as long as it can
    gathered.wanted = Some(found.pass_id).filter(|pass| gathered.facts().choices().iter().any(|c| c.pass == *pass));
    gathered.by = on.by();
    let stops = stops_of(tx, org, &gathered).await?;
    let booked = take(tx, org, gathered, stops).await?;
    hand_on(tx, org, &old, &found, late, now).await?;
    let late = late && still_late(tx, org, booking).await?;
    let moved = Rescheduled {
        from: booking,
        late,
        used: if late { found.credits } else { 0 },
        booked,
    };
    Ok((moved, old, new))
}
