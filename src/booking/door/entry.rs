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
        error::{Answer, fault},
        house::House,
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
    let (path, size) = picture(&text)?;
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

/// A text as the path of a QR code with a quiet border of four units, and its side in units.
fn picture<R>(text: &str) -> Answer<(String, i64), R> {
    use std::fmt::Write as _;
    let qr = fast_qr::QRBuilder::new(text)
        .ecl(fast_qr::ECL::M)
        .build()
        .map_err(|e| fault(&format_args!("{e:?}")))?;
    let mut path = String::new();
    for y in 0..qr.size {
        let mut x = 0;
        while x < qr.size {
            let dark = |x: usize| qr[y][x].value();
            if dark(x) {
                let start = x;
                while x < qr.size && dark(x) {
                    x += 1;
                }
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + 4, y + 4, x - start, x - start);
            } else {
                x += 1;
            }
        }
    }
    Ok((path, qr.size as i64 + 8))
}
