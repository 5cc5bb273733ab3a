//! Choosing a spot in a class, keeping one while it is chosen, and moving people from one to another. Each under the lock of the
//! class, so that what a page says of a spot is so.

use super::{
    BookingEvent, For, SPOT_MOVED, command, explained, gather, lock_both, roster::may_take_attendance, stand_in,
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Who},
        service::{Note, audit},
    },
    booking::{
        model::{BookingId, BookingStatus, Moved, Refusal, Rule, Spot, SpotPlan, SpotRule, SpotState},
        rules::{self, SpotFact, Standing, Wish},
        store::{self, Booking, SpotRow},
    },
    members::model::MemberId,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events, form,
        house::House,
        time::{Instant, Moment},
    },
    rooms::model::SpotId,
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
    studio::model::OrgId,
};

fn drawn(class: &ClassSession, rows: &[SpotRow], me: Option<MemberId>, now: Instant) -> SpotPlan {
    let staff = me.is_none();
    let spots: Vec<Spot> = rows
        .iter()
        .map(|row| {
            let state = match (row.taken, row.held_by) {
                (Some(who), _) if Some(who) == me => SpotState::Mine,
                (Some(_), _) => SpotState::Taken,
                _ if row.broken => SpotState::Broken,
                _ if row.kept.is_some() => SpotState::Kept,
                (None, Some(who)) if Some(who) == me => SpotState::Held,
                (None, Some(_)) => SpotState::Choosing,
                (None, None) => SpotState::Free,
            };
            Spot {
                id: row.id,
                name: row.name.clone(),
                line: row.line,
                place: row.place,
                state,
                who: row.booking.zip(row.holder.clone()).filter(|_| staff),
                why: row.kept.clone().filter(|_| staff),
            }
        })
        .collect();
    let held = rows
        .iter()
        .filter(|row| me.is_some() && row.held_by == me && row.taken.is_none());
    let held_until = held.filter_map(|row| row.held_until).max();
    let offset = class.starts.offset;
    SpotPlan {
        session: class.id,
        lines: spots.iter().map(|spot| spot.line).max().unwrap_or_default(),
        places: spots.iter().map(|spot| spot.place).max().unwrap_or_default(),
        spots,
        held_until: held_until.map(|at| Moment { at, offset }),
        seconds: held_until.map_or(0, |at| ((at.0 - now.0) / 1_000_000).max(0)),
    }
}

/// The plan of a class as a member sees it: nobody's name stands in it.
pub(super) async fn member_plan<R>(
    tx: &mut Tx,
    class: &ClassSession,
    me: MemberId,
    now: Instant,
) -> Answer<SpotPlan, R> {
    let rows = store::spots(tx, class.id, now).take(tx).await?;
    Ok(drawn(class, &rows, Some(me), now))
}

/// The plan of a class with who stands where, for the staff.
pub(super) async fn staff_plan<R>(tx: &mut Tx, class: &ClassSession, now: Instant) -> Answer<SpotPlan, R> {
    let rows = store::spots(tx, class.id, now).take(tx).await?;
    Ok(drawn(class, &rows, None, now))
}

/// Where people stand in a class now, for a member or somebody they may act for.
///
/// # Errors
/// [`SpotRule::NoPlan`] where nobody chooses a spot; [`AppError::NotFound`].
pub async fn spots(house: &House, who: &Who, on: impl Into<For>, session: SessionId) -> Answer<SpotPlan, Refusal> {
    let (now, on) = (house.clock.now(), on.into());
    let mut tx = house.db.read().await?;
    stand_in::<Refusal>(&mut tx, who.org, on, now).await?;
    let class = schedule::service::session(&mut tx, who.org, session).await?;
    with_plan(&class)?;
    member_plan(&mut tx, &class, on.member, now).await
}

fn with_plan(class: &ClassSession) -> Answer<(), Refusal> {
    if class.spots() {
        Ok(())
    } else {
        Err(AppError::Refused(Rule::Spot(SpotRule::NoPlan).into()))
    }
}

fn refused(rule: Rule) -> AppError<Refusal> {
    AppError::Refused(rule.into())
}

/// Keeps a spot for a member while they look at it; what they looked at before is free again. Whoever could not book the class keeps
/// nothing in it.
///
/// # Errors
/// [`Rule::Spot`] with the spots that are free, or every rule that says no to the class itself.
pub async fn hold_spot(
    house: &House,
    who: &Who,
    on: impl Into<For>,
    session: SessionId,
    spot: SpotId,
) -> Answer<SpotPlan, Refusal> {
    let (now, on) = (house.clock.now(), on.into());
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let (class, card) = lock_both::<Refusal>(&mut tx, who.org, session, on.member, now).await?;
    stand_in::<Refusal>(&mut tx, who.org, on, now).await?;
    with_plan(&class)?;
    let gathered = gather::<Refusal>(&mut tx, who.org, class, card, None, now).await?;
    if gathered.seat.is_none() {
        let stops = rules::booking(&gathered.facts());
        if !stops.is_empty() {
            let rules = explained(&mut tx, who.org, &gathered.session, stops).await?;
            return Err(AppError::Refused(Refusal { rules }));
        }
    } else if gathered.session.starts.at <= now {
        return Err(refused(Rule::Started));
    }
    let class = gathered.session;
    let rows = store::spots(&mut tx, session, now).take(&mut tx).await?;
    let facts: Vec<SpotFact> = rows.iter().map(SpotFact::from).collect();
    let found = rules::pick(&facts, on.member, Wish::This(spot), class.starts.offset).map_err(refused)?;
    if found.is_some_and(|found| found.taken.is_none()) {
        let again = rows.iter().find(|row| row.id == spot && row.held_by == Some(on.member));
        let since = again.and_then(|row| row.held_since).unwrap_or(now);
        let until = rules::held_until(since, now);
        if until > now && store::hold_spot(&mut tx, session, spot, on.member, (since, until, now)).await? == 0 {
            return Err(AppError::Busy);
        }
        schedule::service::tell_seats::<Refusal>(&mut tx, session)?;
    }
    let plan = member_plan(&mut tx, &class, on.member, now).await?;
    tx.commit().await?;
    Ok(plan)
}

/// A booking with its class, both locked, and everybody who may not know of it sent away.
async fn locked(
    tx: &mut Tx,
    who: &Who,
    session: SessionId,
    booking: BookingId,
) -> Answer<(ClassSession, Booking), Refusal> {
    let class: ClassSession = schedule::service::lock(tx, who.org, session).await?;
    let found = store::one(tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    Ok((class, found))
}

async fn moved(
    tx: &mut Tx,
    class: &ClassSession,
    found: &Booking,
    from: Option<String>,
    to: Option<String>,
) -> Answer<Moved, Refusal> {
    let name = store::standing_in(tx, class.id)
        .await?
        .into_iter()
        .find(|row| row.id == found.id);
    Ok(Moved {
        session: class.id,
        class: class.name.clone(),
        starts: class.starts,
        member: found.member_id,
        name: name.map(|row| row.name).unwrap_or_default(),
        from,
        to,
    })
}

/// Puts a member's own booking, or that of somebody they may act for, on another spot, until the class begins. The old spot is free
/// with the same commit that takes the new one. The same key moves once.
///
/// # Errors
/// [`Rule::Spot`] with the spots that are free, [`Rule::Started`], [`Rule::NotBooked`]; [`AppError::NotFound`] for another's booking.
pub async fn change_spot(
    house: &House,
    who: &Who,
    member: MemberId,
    booking: BookingId,
    spot: SpotId,
    key: &str,
) -> Answer<Moved, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    let on = For {
        me: member,
        member: found.member_id,
    };
    stand_in::<Refusal>(&mut tx, who.org, on, house.clock.now()).await?;
    drop(tx);
    let session = found.session_id;
    let content = format!("{member} {booking} {spot}");
    command(house, who, &[session.0], ("change_spot", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let (class, found) = locked(tx, &who, session, booking).await?;
            stand_in::<Refusal>(tx, who.org, on, now).await?;
            with_plan(&class)?;
            if !matches!(found.status, BookingStatus::Booked | BookingStatus::CheckedIn) {
                return Err(refused(Rule::NotBooked));
            }
            if class.starts.at <= now {
                return Err(refused(Rule::Started));
            }
            let rows = store::spots(tx, session, now).take(tx).await?;
            let facts: Vec<SpotFact> = rows.iter().map(SpotFact::from).collect();
            let to = rules::pick(&facts, found.member_id, Wish::This(spot), class.starts.offset).map_err(refused)?;
            let to = to.map(|to| to.name.clone());
            let from = of_member(&facts, found.member_id);
            store::set_spot(tx, booking, Some(spot)).await?;
            schedule::service::tell_seats::<Refusal>(tx, session)?;
            moved(tx, &class, &found, from, to).await
        })
    })
    .await
}

fn of_member(facts: &[SpotFact], member: MemberId) -> Option<String> {
    facts
        .iter()
        .find(|spot| spot.taken == Some(member))
        .map(|spot| spot.name.clone())
}

/// The class of the staff's command, whose roster they may see; not over.
fn on_roster(who: &Who, class: &ClassSession, now: Instant) -> Answer<(), Refusal> {
    if !may_take_attendance(who, class) {
        return Err(AppError::NotFound);
    }
    with_plan(class)?;
    if class.ends.at <= now {
        return Err(refused(Rule::Started));
    }
    if class.status == SessionStatus::Cancelled {
        return Err(refused(Rule::ClassCancelled(
            class.cancel_reason.clone().unwrap_or_default(),
        )));
    }
    Ok(())
}

/// Moves somebody on the roster to a spot. Whoever stands there stands where they stood: the two swap. What the club kept is kept no
/// longer; what somebody is only looking at is theirs no longer. The same key moves once.
///
/// # Errors
/// [`Rule::Spot`], [`Rule::NotBooked`]; [`AppError::NotFound`] for another coach's class.
pub async fn move_spot(
    house: &House,
    who: &Who,
    booking: BookingId,
    spot: SpotId,
    key: &str,
) -> Answer<Moved, Refusal> {
    let mut tx = house.db.read().await?;
    let found = store::one(&mut tx, who.org, booking).await?.ok_or(AppError::NotFound)?;
    let session = found.session_id;
    let class: ClassSession = schedule::service::session(&mut tx, who.org, session).await?;
    if !may_take_attendance(who, &class) {
        return Err(AppError::NotFound);
    }
    drop(tx);
    let content = format!("{booking} {spot}");
    command(house, who, &[session.0], ("move_spot", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let (class, found) = locked(tx, &who, session, booking).await?;
            on_roster(&who, &class, now)?;
            if !found.status.holds_seat() {
                return Err(refused(Rule::NotBooked));
            }
            let rows = store::spots(tx, session, now).take(tx).await?;
            let facts: Vec<SpotFact> = rows.iter().map(SpotFact::from).collect();
            let open = || -> Vec<String> {
                let free = facts.iter().filter(|spot| !spot.broken && spot.taken.is_none());
                free.map(|spot| spot.name.clone()).collect()
            };
            let Some(row) = rows.iter().find(|row| row.id == spot) else {
                return Err(refused(Rule::Spot(SpotRule::Gone(open()))));
            };
            if row.broken {
                return Err(refused(Rule::Spot(SpotRule::Shut(row.name.clone(), open()))));
            }
            let from = rows.iter().find(|row| row.taken == Some(found.member_id));
            match row.booking.filter(|other| *other != booking) {
                Some(other) => {
                    let Some(from) = from else {
                        return Err(refused(Rule::Spot(SpotRule::Taken(row.name.clone(), open()))));
                    };
                    // one after the other: for no moment do two have one spot
                    store::set_spot(tx, booking, None).await?;
                    store::set_spot(tx, other, Some(from.id)).await?;
                    store::set_spot(tx, booking, Some(spot)).await?;
                    if let Some(member) = row.taken {
                        tell_moved(tx, &who, &class, member, from.name.clone(), now);
                    }
                }
                None => {
                    store::set_spot(tx, booking, Some(spot)).await?;
                    if store::release_spot(tx, session, spot).await? == 1 {
                        settle_spots::<Refusal>(tx, &class, now).await?;
                    }
                }
            }
            if from.map(|from| from.id) != Some(spot) {
                tell_moved(tx, &who, &class, found.member_id, row.name.clone(), now);
            }
            schedule::service::tell_seats::<Refusal>(tx, session)?;
            moved(
                tx,
                &class,
                &found,
                from.map(|from| from.name.clone()),
                Some(row.name.clone()),
            )
            .await
        })
    })
    .await
}

fn tell_moved(tx: &mut Tx, who: &Who, class: &ClassSession, member: MemberId, spot: String, now: Instant) {
    let mut event = BookingEvent::of(who.org, class, member);
    event.spot = Some(spot);
    events::emit(tx, now, SPOT_MOVED, &event);
}

/// Keeps a free spot of a class to the club, for a reason: the class has a place less. The same key keeps once.
///
/// # Errors
/// [`Rule::Spot`] where somebody has it, or where it is the last for those to whom a place is promised; the flaw of the reason;
/// [`AppError::NotFound`] for another coach's class.
pub async fn keep_spot(
    house: &House,
    who: &Who,
    session: SessionId,
    spot: SpotId,
    reason: &str,
    key: &str,
) -> Answer<(), Refusal> {
    let reason = form::text(reason, 120).map_err(|flaw| AppError::field("reason", flaw))?;
    let content = format!("{session} {spot} {reason}");
    command(house, who, &[session.0], ("keep_spot", key, content), |tx, now| {
        let (who, reason) = (who.clone(), reason.clone());
        Box::pin(async move {
            let class: ClassSession = schedule::service::lock(tx, who.org, session).await?;
            on_roster(&who, &class, now)?;
            let rows = store::spots(tx, session, now).take(tx).await?;
            let facts: Vec<SpotFact> = rows.iter().map(SpotFact::from).collect();
            let usable = facts
                .iter()
                .filter(|spot| !spot.broken && !spot.kept && spot.taken.is_none());
            let left: Vec<&SpotFact> = usable.collect();
            let names = || left.iter().map(|spot| spot.name.clone()).collect::<Vec<_>>();
            let Some(row) = facts.iter().find(|row| row.id == spot) else {
                return Err(refused(Rule::Spot(SpotRule::Gone(names()))));
            };
            if row.taken.is_some() {
                return Err(refused(Rule::Spot(SpotRule::Taken(row.name.clone(), names()))));
            }
            if !row.kept && !row.broken && (left.len() as i64) <= class.offered {
                return Err(refused(Rule::Spot(SpotRule::Promised(class.offered))));
            }
            store::keep_spot(tx, session, spot, &reason, who.account, now).await?;
            settle_spots::<Refusal>(tx, &class, now).await?;
            schedule::service::tell_seats::<Refusal>(tx, session)?;
            let note = Note::new(Deed::SpotKept)
                .on(ObjectKind::Class, session.0)
                .at(Some(class.location_id))
                .with("spot", &row.name)
                .with("reason", &reason);
            audit(tx, &who, note, now).await
        })
    })
    .await
}

/// Gives a spot back that the club kept; whoever waits is asked by the next minute. The same key gives it back once.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not kept, or another coach's class.
pub async fn release_spot(
    house: &House,
    who: &Who,
    session: SessionId,
    spot: SpotId,
    key: &str,
) -> Answer<(), Refusal> {
    let content = format!("{session} {spot}");
    command(house, who, &[session.0], ("release_spot", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            let class: ClassSession = schedule::service::lock(tx, who.org, session).await?;
            on_roster(&who, &class, now)?;
            if store::release_spot(tx, session, spot).await? == 0 {
                return Err(AppError::NotFound);
            }
            settle_spots::<Refusal>(tx, &class, now).await?;
            super::promote_in::<Refusal>(tx, who.org, session, true, now).await?;
            schedule::service::tell_seats(tx, session)
        })
    })
    .await
}

/// Gives everybody with a place in a class a good spot, as near to what they had as can be, and the class as many places as spots can
/// be used; who stands elsewhere now. Under the lock of the class. Where nobody chooses a spot, the places are those that were planned.
///
/// # Errors
/// A fault of the database.
pub async fn settle_spots<R>(tx: &mut Tx, class: &ClassSession, now: Instant) -> Answer<Vec<Moved>, R> {
    if !class.spots() {
        schedule::service::fit_spots(tx, class.id, None).await?;
        return Ok(Vec::new());
    }
    let rows = store::spots(tx, class.id, now).take(tx).await?;
    let facts: Vec<SpotFact> = rows.iter().map(SpotFact::from).collect();
    let people = store::standing_in(tx, class.id).await?;
    let before: Vec<Standing> = people
        .iter()
        .map(|row| Standing {
            member: row.member_id,
            spot: row.spot_id.zip(row.spot.clone()),
        })
        .collect();
    let mut moved = Vec::new();
    for (person, to) in people.into_iter().zip(rules::rehouse(&facts, &before)) {
        if person.spot_id == to {
            continue;
        }
        store::set_spot(tx, person.id, to).await?;
        moved.push(Moved {
            session: class.id,
            class: class.name.clone(),
            starts: class.starts,
            member: person.member_id,
            name: person.name,
            from: person.spot,
            to: facts
                .iter()
                .find(|spot| Some(spot.id) == to)
                .map(|spot| spot.name.clone()),
        });
    }
    let usable = facts.iter().filter(|spot| !spot.broken && !spot.kept).count() as i64;
    schedule::service::fit_spots(tx, class.id, Some(usable)).await?;
    Ok(moved)
}

/// Tells everybody who was moved, unless the spot is called the same.
pub(in crate::booking) fn tell_all(tx: &mut Tx, org: OrgId, class: &ClassSession, moved: &[Moved], now: Instant) {
    for one in moved {
        if one.from.is_some() && one.from != one.to {
            let mut event = BookingEvent::of(org, class, one.member);
            event.spot.clone_from(&one.to);
            events::emit(tx, now, SPOT_MOVED, &event);
        }
    }
}
