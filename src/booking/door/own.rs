//! What a member's telephone keeps for when there is no line.

use super::member_key;
use crate::{
    accounts::{self, model::Who},
    booking::{
        code,
        model::{Askable, AskedFor, Entry, Mine, MyBookings, OwnPack, OwnWords, Refusal},
        service, store,
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans,
    platform::{
        error::{Answer, AppError, Nothing},
        house::House,
        i18n::{Locale, t},
        secret,
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
};

/// So many classes ahead are kept.
const CLASSES: usize = 10;
/// The classes of so many days can be asked for without a line,
const DAYS: i64 = 3;
/// at most so many.
const ASKABLE: usize = 30;

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
    let coming = schedule::service::timetable_in::<Nothing>(&mut tx, now, card.home_location_id, None, DAYS).await?;
    let held = |class: &ClassSession| mine.upcoming.iter().any(|entry| entry.session.id == class.id);
    let classes = coming
        .sessions
        .iter()
        .filter(|class| class.status == SessionStatus::Scheduled && class.starts.at > now && !held(class))
        .take(ASKABLE)
        .map(|class| askable(l, class))
        .collect();
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
        classes,
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
            later: t::kiosk::own_later(l).to_owned(),
            later_note: t::kiosk::own_later_note(l).to_owned(),
            ask: t::kiosk::own_ask(l).to_owned(),
            asked: t::kiosk::own_asked(l).to_owned(),
            unsent: t::kiosk::own_unsent(l).to_owned(),
            lost: t::kiosk::own_lost(l, "{name}"),
            take_back: t::kiosk::own_take_back(l).to_owned(),
        },
    })
}

/// Books a class that the member asked for without a line, under the key that the telephone gave it then: sent twice, it is booked
/// once. A rule that says no is an answer here, in words, because nobody stands before a form.
///
/// # Errors
/// [`AppError::Repeated`] when the key came for another class; a fault keeps nothing, and the telephone sends it again.
pub async fn book_asked(
    house: &House,
    who: &Who,
    member: MemberId,
    (session, browser): (SessionId, &str),
    key: &str,
    l: Locale,
) -> Answer<AskedFor> {
    if browser != secret::encode(who.session.0.as_bytes()) {
        // an old page of somebody who was signed in here before: it stays unsent
        return Err(AppError::Busy);
    }
    let answer = service::book(house, who, member, session, None, key).await;
    let mut tx = house.db.read().await?;
    let class = schedule::service::session::<Nothing>(&mut tx, who.org, session).await;
    let named = |class: &ClassSession| (when(l, class), class.name.clone());
    match (answer, class) {
        (Ok(_), Ok(class)) => {
            let (when, name) = named(&class);
            Ok(AskedFor {
                booked: true,
                text: t::kiosk::asked_booked(l, name, when),
            })
        }
        (Err(AppError::Refused(no)), Ok(class)) => {
            let (when, name) = named(&class);
            let why = AppError::<Refusal>::Refused(no).text(l);
            Ok(AskedFor {
                booked: false,
                text: t::kiosk::asked_refused(l, name, when, why),
            })
        }
        (Err(AppError::NotFound), _) | (_, Err(AppError::NotFound)) => Ok(AskedFor {
            booked: false,
            text: t::kiosk::asked_gone(l).to_owned(),
        }),
        (Err(other), _) => Err(other.map_refusal(|_| AppError::Busy)),
        (_, Err(other)) => Err(other),
    }
}

fn when(l: Locale, class: &ClassSession) -> String {
    format!("{} {}", l.day_short(class.starts.day()), class.starts.clock())
}

fn askable(l: Locale, class: &ClassSession) -> Askable {
    let place = class.room.as_deref().unwrap_or(&class.location);
    Askable {
        session: class.id,
        starts: class.starts.at.0 / 1000,
        when: when(l, class),
        name: class.name.clone(),
        place: match &class.coach {
            Some(coach) => format!("{place} · {coach}"),
            None => place.to_owned(),
        },
    }
}

fn line(l: Locale, entry: &Entry) -> (String, String, String) {
    let class = &entry.session;
    let how = match &entry.mine {
        Some(Mine::Waiting { place, .. }) => t::kiosk::own_waiting(l, place),
        Some(Mine::Offered { until, .. }) => t::kiosk::own_offered(l, until.clock()),
        Some(Mine::Booked { spot: Some(spot), .. }) => {
            format!("{} · {}", t::kiosk::own_booked(l), t::spots::spot(l, spot))
        }
        _ => t::kiosk::own_booked(l).to_owned(),
    };
    let place = class.room.as_deref().unwrap_or(&class.location);
    (when(l, class), class.name.clone(), format!("{place} · {how}"))
}

fn left(l: Locale, pass: &plans::model::Pass) -> String {
    let credits = pass
        .balance
        .map(|left| t::kiosk::own_credits(l, plans::model::amount(pass.purse.as_ref(), left)));
    let ends = pass.ends_on.map(|day| t::kiosk::own_until(l, l.date(day)));
    [credits, ends].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
