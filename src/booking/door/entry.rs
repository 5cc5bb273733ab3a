//! The entry code on a member's phone.

use super::member_key;
use crate::{
    accounts::model::Who,
    booking::{code, model::EntryCode, rules, store},
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    platform::{
        error::Answer,
        house::House,
        qr,
        time::{Moment, Span},
    },
    schedule::{self, model::ClassSession},
    studio::{self, model::BookingPolicy},
};

/// The member's code for the next seconds.
///
/// # Errors
/// A fault of the database.
pub async fn entry_code(house: &House, who: &Who, member: MemberId) -> Answer<EntryCode> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let card: MemberCard = members::service::card(&mut tx, who.org, member).await?;
    let key = member_key(&mut tx, who.org, member).await?;
    let text = code::make(&key, member, code::step(now));
    let locations = studio::service::locations(&mut tx, who.org).await?;
    let (mut session, mut opens) = (None, None);
    for location in &locations {
        let policy: BookingPolicy = studio::service::booking_policy(&mut tx, who.org, location.id, now).await?;
        let from = now - Span::minutes(policy.check_in_after);
        let near = store::seats_at(&mut tx, member, location.id, from, now + Span::hours(12)).await?;
        if let Some(row) = near.first() {
            let class: ClassSession = schedule::service::session(&mut tx, who.org, row.session_id).await?;
            if session
                .as_ref()
                .is_none_or(|s: &ClassSession| class.starts.at < s.starts.at)
            {
                let door = rules::door_opens(class.starts.at, &policy);
                let offset = class.starts.offset;
                opens = (now < door).then_some(Moment { at: door, offset });
                session = Some(class);
            }
        }
    }
    let (path, size) = qr::picture(&text)?;
    Ok(EntryCode {
        text,
        path,
        size,
        seconds: code::seconds_left(now),
        name: card.name,
        number: card.number,
        session,
        opens,
    })
}
