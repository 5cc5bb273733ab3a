//! The club's rules: reading them, seeing what others would touch, putting them into force, taking them back before they begin.

use super::{command, first_zone};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Scope, Who},
        service::{Note, audit},
    },
    booking::{
        model::{ClubRules, Fields, Refusal, RulesPreview, RulesVersion, read},
        rules, store,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, Flaw},
        house::House,
        secret,
        time::{Instant, Zone},
    },
    studio::{
        self,
        model::{BookingPolicy, LocationId, PolicyId},
    },
};

/// Whoever may set the rules of a place, or of everywhere, and nobody else.
fn within<R>(who: &Who, location: Option<LocationId>) -> Answer<(), R> {
    let may = match location {
        Some(location) => who.may_at(Permission::EditRules, location),
        None => who.scope(Permission::EditRules) == Some(Scope::Everywhere),
    };
    if may { Ok(()) } else { Err(AppError::NotFound) }
}

async fn zone_of<R>(tx: &mut Tx, who: &Who, location: Option<LocationId>) -> Answer<Zone, R> {
    match location {
        Some(location) => {
            let location = studio::service::location(tx, who.org, location).await?;
            studio::service::zone(&location.zone)
        }
        None => first_zone(tx, who.org).await,
    }
}

/// The rules in force at an instant at a place, or everywhere that has none of its own.
async fn in_force<R>(tx: &mut Tx, who: &Who, location: Option<LocationId>, at: Instant) -> Answer<BookingPolicy, R> {
    if let Some(location) = location {
        return studio::service::booking_policy(tx, who.org, location, at).await;
    }
    let versions = studio::service::versions(tx, who.org, None).await?;
    let found = versions.into_iter().find(|version| version.from <= at);
    Ok(found.map(|version| version.policy).unwrap_or_default())
}

/// The rules of a place, or of everywhere, with those to come and those that were.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn club_rules(house: &House, who: &Who, location: Option<LocationId>) -> Answer<ClubRules> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let everywhere = who.scope(Permission::EditRules) == Some(Scope::Everywhere);
    let mut locations = studio::service::locations(&mut tx, who.org).await?;
    locations.retain(|place| who.may_at(Permission::EditRules, place.id));
    // whoever owns one place reads its rules without choosing it
    let location = match location {
        None if !everywhere => locations.first().map(|place| place.id),
        chosen => chosen,
    };
    within(who, location)?;
    let zone = zone_of(&mut tx, who, location).await?;
    let found = studio::service::versions::<Nothing>(&mut tx, who.org, location).await?;
    let mut versions = Vec::new();
    for (i, version) in found.iter().enumerate() {
        let before = match (found.get(i + 1), location) {
            (Some(before), _) => before.policy.clone(),
            // a place's first rules of its own follow those of everywhere
            (None, Some(_)) => in_force(&mut tx, who, None, version.from).await?,
            (None, None) => BookingPolicy::default(),
        };
        versions.push(RulesVersion {
            id: version.id,
            from: zone.moment(version.from),
            by: version.by.clone(),
            before,
            after: version.policy.clone(),
            ahead: version.from > now,
        });
    }
    Ok(ClubRules {
        location,
        everywhere,
        own: versions.iter().any(|version| !version.ahead),
        policy: in_force(&mut tx, who, location, now).await?,
        locations,
        versions,
        today: zone.day(now),
        key: secret::token(),
    })
}

/// The day from which rules shall hold: from now on where it is today, else from its first minute.
fn begins(zone: Zone, from: &str, now: Instant) -> Result<Instant, Flaw> {
    let today = zone.day(now);
    match form::day(from)? {
        day if day == today => Ok(now),
        day if day > today => Ok(zone.at(day, 0)),
        _ => Err(Flaw::EndsBeforeStart),
    }
}

/// What rules would touch, were they put into force on a day. Nothing is changed by looking.
///
/// # Errors
/// [`AppError::NotFound`] out of reach; the flaws of the fields.
pub async fn preview_rules(
    house: &House,
    who: &Who,
    location: Option<LocationId>,
    from: &str,
    fields: &Fields,
) -> Answer<RulesPreview> {
    let now = house.clock.now();
    within(who, location)?;
    let mut tx = house.db.read().await?;
    let zone = zone_of(&mut tx, who, location).await?;
    let (after, from) = checked(zone, from, fields, now)?;
    let before = in_force(&mut tx, who, location, from).await?;
    let places = touched(&mut tx, who, location, from).await?;
    let (sessions, bookings, waiting) = store::touched(&mut tx, who.org, &places, from).await?;
    let mut kept = 0;
    for promise in store::promises(&mut tx, who.org, &places, from).await? {
        let zone = studio::service::zone::<Nothing>(&promise.zone)?;
        let until = |policy| rules::free_until(promise.starts_at, policy, zone, promise.given, promise.promoted);
        kept += i64::from(until(&before) != until(&after));
    }
    Ok(RulesPreview {
        over: store::over(&mut tx, &places, now, after.max_upcoming, after.max_per_day).await?,
        before,
        after,
        from: zone.moment(from),
        now: from == now,
        sessions,
        bookings,
        kept,
        waiting,
    })
}

/// The places that rules of this scope hold for: everywhere's hold where there are none of a place's own by then.
async fn touched<R>(tx: &mut Tx, who: &Who, location: Option<LocationId>, from: Instant) -> Answer<Vec<LocationId>, R> {
    if let Some(location) = location {
        return Ok(vec![location]);
    }
    let mut places = Vec::new();
    for place in studio::service::locations::<R>(tx, who.org).await? {
        let own = studio::service::versions::<R>(tx, who.org, Some(place.id)).await?;
        if !own.iter().any(|version| version.from <= from) {
            places.push(place.id);
        }
    }
    Ok(places)
}

/// The rules and their beginning, or every flaw of both.
fn checked<R>(zone: Zone, from: &str, fields: &Fields, now: Instant) -> Answer<(BookingPolicy, Instant), R> {
    let mut errors = form::FieldErrors::default();
    let policy = read(fields).map_err(|flaws| errors.0.extend(flaws.0)).ok();
    let from = errors.check("from", begins(zone, from, now));
    match (policy, from) {
        (Some(policy), Some(from)) => Ok((policy, from)),
        _ => Err(AppError::Invalid(errors)),
    }
}

/// Puts rules into force on a day. What was promised for a booking stays as it was. The same key does it once.
///
/// # Errors
/// As [`preview_rules`].
pub async fn save_rules(
    house: &House,
    who: &Who,
    location: Option<LocationId>,
    from: &str,
    fields: &Fields,
    key: &str,
) -> Answer<(), Refusal> {
    within(who, location)?;
    let content = format!("{location:?} {from} {fields:?}");
    command(house, who, &[], ("save_rules", key, content), |tx, now| {
        let (who, from, fields) = (who.clone(), from.to_owned(), fields.clone());
        Box::pin(async move {
            let zone = zone_of(tx, &who, location).await?;
            let (policy, from) = checked(zone, &from, &fields, now)?;
            let by = Some(who.account.0);
            let day = zone.day(from);
            studio::service::set_booking_policy_in(tx, who.org, location, &policy, from, by, now).await?;
            audit(tx, &who, of_place(Deed::RulesSaved, location).with("from", day), now).await
        })
    })
    .await
}

/// What was done to the rules of a place, or of everywhere.
fn of_place(deed: Deed, location: Option<LocationId>) -> Note {
    let note = Note::new(deed).at(location);
    match location {
        Some(location) => note.on(ObjectKind::Location, location.0),
        None => note,
    }
}

/// Takes back rules that have not begun. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] out of reach, or once they have begun.
pub async fn withdraw_rules(
    house: &House,
    who: &Who,
    location: Option<LocationId>,
    id: PolicyId,
    key: &str,
) -> Answer<(), Refusal> {
    within(who, location)?;
    let content = format!("{location:?} {id}");
    command(house, who, &[], ("withdraw_rules", key, content), |tx, now| {
        let who = who.clone();
        Box::pin(async move {
            studio::service::withdraw(tx, who.org, location, id, now).await?;
            audit(tx, &who, of_place(Deed::RulesWithdrawn, location), now).await
        })
    })
    .await
}
