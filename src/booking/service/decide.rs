//! Settling whether classes with few people take place.

use crate::{
    booking::rules,
    platform::{
        error::{Answer, Nothing},
        house::House,
        i18n::{Locale, t},
        time::Span,
    },
    schedule::{self, model::ClassSession},
    studio,
};
use std::collections::{HashMap, hash_map::Entry};

/// Classes looked at in one turn.
const A_TURN: i64 = 200;

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
        let mut tx = house.db.write_queued(&[due.id.0]).await?;
        let class: ClassSession = schedule::service::lock(&mut tx, due.org_id, due.id).await?;
        let people = class.booked - class.offered;
        if people < due.minimum {
            let reason = t::booking::too_few(locale, due.minimum, people);
            schedule::service::call_off::<Nothing>(&mut tx, due.org_id, class, &reason, now).await?;
            called_off += 1;
        } else {
            schedule::service::decide::<Nothing>(&mut tx, due.id, now).await?;
        }
        tx.commit().await?;
    }
    Ok(called_off)
}
