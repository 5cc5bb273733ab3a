//! What a member's telephone keeps for when there is no line.

use super::member_key;
use crate::{
    accounts::{self, model::Who},
    booking::{
        code,
        model::{Entry, Mine, MyBookings, OwnPack, OwnWords},
        service, store,
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans,
    platform::{
        error::Answer,
        house::House,
        i18n::{Locale, t},
        secret,
    },
};

/// So many classes ahead are kept.
const CLASSES: usize = 10;

/// The member's own data for this browser: a lent key for codes, the next classes, the passes.
///
/// # Errors
/// A fault of the database.
pub async fn own_pack(house: &House, who: &Who, member: MemberId, l: Locale) -> Answer<OwnPack> {
    let now = house.clock.now();
    let mine: MyBookings = service::my_bookings(house, who, member).await?;
    let mut tx = house.db.read().await?;
    let card: MemberCard = members::service::card(&mut tx, who.org, member).await?;
    let key = member_key(&mut tx, who.org, member).await?;
    let today = members::service::today_of(&mut tx, who.org, now).await?;
    let passes = plans::service::passes(&mut tx, member, today).await?;
    let unread = store::unread(&mut tx, member).await?;
    // no longer than the session itself: what it makes after that opens nothing
    let ends = accounts::service::session_ends(&mut tx, who).await?.unwrap_or(now);
    let until = (code::step(now) + code::LENT).min(code::step(ends));
    let (day, clock) = (l.day_short(mine.now.day()), mine.now.clock());
    Ok(OwnPack {
        browser: secret::encode(who.session.0.as_bytes()),
        key: secret::encode(&code::lend(&key, who.session.0, until)),
        until,
        now: now.0 / 1000,
        lang: l.tag().to_owned(),
        name: card.name,
        number: t::member::number(l, card.number),
        bookings: mine.upcoming.iter().take(CLASSES).map(|entry| line(l, entry)).collect(),
        passes: passes
            .iter()
            .filter(|pass| !pass.ended)
            .map(|pass| (pass.name.clone(), left(l, pass)))
            .collect(),
        unread,
        words: OwnWords {
            title: t::kiosk::own_title(l).to_owned(),
            as_of: t::kiosk::own_as_of(l, day, clock),
            code: t::member::code_label(l).to_owned(),
            next: t::member::new_in(l, "{n}"),
            stale: t::kiosk::own_stale(l).to_owned(),
            bookings: t::kiosk::own_bookings(l).to_owned(),
            no_bookings: t::kiosk::own_no_bookings(l).to_owned(),
            passes: t::kiosk::own_passes(l).to_owned(),
            forget: t::kiosk::own_forget(l).to_owned(),
        },
    })
}

fn line(l: Locale, entry: &Entry) -> (String, String, String) {
    let class = &entry.session;
    let when = format!("{} {}", l.day_short(class.starts.day()), class.starts.clock());
    let how = match &entry.mine {
        Some(Mine::Waiting { place, .. }) => t::kiosk::own_waiting(l, place),
        Some(Mine::Offered { until, .. }) => t::kiosk::own_offered(l, until.clock()),
        _ => t::kiosk::own_booked(l).to_owned(),
    };
    let place = class.room.as_deref().unwrap_or(&class.location);
    (when, class.name.clone(), format!("{place} · {how}"))
}

fn left(l: Locale, pass: &plans::model::Pass) -> String {
    let credits = pass.balance.map(|left| t::kiosk::own_credits(l, left));
    let ends = pass.ends_on.map(|day| t::kiosk::own_until(l, l.date(day)));
    [credits, ends].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
