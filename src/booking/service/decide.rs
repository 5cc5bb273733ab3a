//! Settling whether classes with few people take place.

use crate::{
    booking::rules,
    platform::{
        error::{Answer, Nothing},
        house::House,
        i18n::{Locale, t},
        time::Span,
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
    studio::{self, model::OrgId},
};
use std::collections::{HashMap, hash_map::Entry};

/// Classes looked at in one turn.
const A_TURN: i64 = 1000;

/// So long after its time a class is still called off.
const IN_TIME: Span = Span::minutes(30);

/// How far ahead it may be settled whether a class takes place: a week, and the quiet hours in it.
const SETTLED_AHEAD: Span = Span::hours(24 * 12);

/// Calls off classes that have too few people, as long before them as the rules say; of the others it is settled that they take
/// place, whoever cancels afterwards.
///
/// # Errors
/// A fault of the database.
pub async fn decide(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = schedule::service::undecided::<Nothing>(&mut tx, now, now + SETTLED_AHEAD, A_TURN).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let club = studio::service::organisation::<Nothing>(&mut tx).await?;
    let locale = Locale::from_tag(&club.locale).unwrap_or_default();
    let mut terms = HashMap::new();
    let mut ready = Vec::new();
    for class in due {
        if let Entry::Vacant(at) = terms.entry(class.location_id) {
            at.insert(studio::service::booking_terms::<Nothing>(&mut tx, class.org_id, class.location_id, now).await?);
        }
        if terms
            .get(&class.location_id)
            .is_some_and(|(zone, policy)| now >= rules::decided_at(class.starts_at, policy, *zone))
        {
            ready.push(class);
        }
    }
    drop(tx);
    let mut called_off = 0;
    for due in ready {
        // one class that cannot be settled keeps no other from it
        match settle(house, due.org_id, due.id, due.minimum, locale).await {
            Ok(off) => called_off += i64::from(off),
            Err(error) => {
                tracing::warn!(session = %due.id, ?error, "a class could not be settled; it comes round again")
            }
        }
    }
    Ok(called_off)
}

/// Calls one class off, or settles that it takes place. Whoever was told nothing in time is not sent home: what was planned, or
/// came to notice, so long after its time takes place.
async fn settle(house: &House, org: OrgId, session: SessionId, minimum: i64, locale: Locale) -> Answer<bool> {
    let now = house.clock.now();
    let mut tx = house.db.write_queued(&[session.0]).await?;
    let class: ClassSession = schedule::service::lock(&mut tx, org, session).await?;
    let (zone, policy) = studio::service::booking_terms::<Nothing>(&mut tx, org, class.location_id, now).await?;
    // it may have been moved meanwhile
    let at = rules::decided_at(class.starts.at, &policy, zone);
    if now < at || class.status != SessionStatus::Scheduled {
        return Ok(false);
    }
    // a room may hold fewer than the class would need elsewhere
    let minimum = minimum.min(class.capacity);
    let off = class.seated() < minimum && now < at + IN_TIME;
    if off {
        let reason = t::booking::too_few(locale, minimum, class.seated());
        schedule::service::call_off::<Nothing>(&mut tx, org, class, &reason, now).await?;
    } else {
        schedule::service::decide::<Nothing>(&mut tx, session, now).await?;
    }
    tx.commit().await?;
    Ok(off)
}
