//! The dashboard's figures and the state of the machinery.

use super::{
    leaving,
    model::{
        Backups, CategoryFigures, ClassFigures, Dashboard, DayFigures, DeadLetter, Found, LastBackup, MEMBER_ACTS,
        NeedsYou, Operations, SPOTS, Share,
    },
    rules,
    store::{self, Places},
};
use crate::{
    accounts::model::{Permission, Scope, Who},
    coaches::model::CoachId,
    members::{
        self,
        model::{MemberCard, MemberStatus, PASS_ENDS_SOON},
    },
    platform::{
        db::{Kind, Tx},
        error::{Answer, AppError},
        house::House,
        i18n::Locale,
        time::{Instant, Moment, Span, Zone, day_plus},
    },
    schedule::{
        self,
        model::{Category, ClassSession, SessionStatus},
    },
    studio::{
        self,
        model::{Location, LocationId},
    },
};
use chrono::{Datelike, Timelike};

fn share(part: i64, whole: i64) -> Share {
    (whole > 0).then(|| part.saturating_mul(10_000) / whole)
}

fn fill(days: &[DayFigures]) -> Share {
    share(days.iter().map(|d| d.booked).sum(), days.iter().map(|d| d.places).sum())
}

fn show(days: &[DayFigures]) -> Share {
    let came: i64 = days.iter().map(|d| d.came).sum();
    share(came, came + days.iter().map(|d| d.missed).sum::<i64>())
}

/// The dashboard of a location, or of all that the reader may see.
///
/// # Errors
/// [`AppError::NotFound`] for a location out of reach.
pub async fn dashboard(
    house: &House,
    who: &Who,
    scope: &Scope,
    location: Option<LocationId>,
    span: i64,
) -> Answer<Dashboard> {
    let span = if [7, 30, 90].contains(&span) { span } else { 30 };
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let mut locations: Vec<Location> = studio::service::locations(&mut tx, who.org).await?;
    locations.retain(|l| schedule::service::covers(scope, l.id));
    let chosen = match location {
        Some(id) => Some(locations.iter().find(|l| l.id == id).ok_or(AppError::NotFound)?.clone()),
        None => None,
    };
    let shown: Vec<&Location> = chosen.as_ref().map_or_else(|| locations.iter().collect(), |l| vec![l]);
    let zone = shown
        .first()
        .map_or(Ok(Zone(chrono_tz::UTC)), |l| studio::service::zone(&l.zone))?;
    let places: Places = match (&chosen, scope) {
        (Some(location), _) => vec![location.id],
        (None, Scope::Everywhere) => Vec::new(),
        (None, Scope::At(places)) => places.clone(),
    };
    let today = zone.day(now);
    let since = day_plus(today, 1 - span);
    let before = day_plus(since, -span);
    let earlier = Instant(now.0 - Span::hours(24 * span).0);

    let days = store::days(&mut tx, who.org, &places, since, today).await?;
    let days_before = store::days(&mut tx, who.org, &places, before, day_plus(since, -1)).await?;
    let classes = store::classes(&mut tx, who.org, &places, since, today).await?;
    let (waiting, full) = store::ahead(&mut tx, who.org, &places, now).await?;
    let visits = store::visits(&mut tx, who.org, &places, now - Span::hours(24 * 56)).await?;
    let heat = heat(&visits);
    let in_today = visits
        .iter()
        .filter(|(at, zone)| Zone::parse(zone).is_some_and(|z| z.day(*at) == z.day(now)))
        .count() as i64;
    let sessions = todays(&mut tx, who, &shown, now).await?;
    let needs = needs(&mut tx, who, &places, &shown, now, today).await?;
    let leaving = leaving::figures(&mut tx, who, scope, location, now).await?;
    Ok(Dashboard {
        now: zone.moment(now),
        span,
        active: store::active(&mut tx, who.org, &places, today, now).await?,
        active_before: store::active(&mut tx, who.org, &places, day_plus(today, -span), earlier).await?,
        bookings: store::bookings(&mut tx, who.org, &places, earlier, now).await?,
        bookings_before: store::bookings(&mut tx, who.org, &places, earlier - Span::hours(24 * span), earlier).await?,
        fill: fill(&days),
        fill_before: fill(&days_before),
        show: show(&days),
        show_before: show(&days_before),
        waiting,
        full,
        in_today,
        categories: categories(&classes),
        days,
        classes,
        heat,
        today: sessions,
        needs,
        leaving,
        location: chosen,
        locations,
    })
}

fn categories(classes: &[ClassFigures]) -> Vec<CategoryFigures> {
    let mut figures: Vec<CategoryFigures> = Category::ALL
        .into_iter()
        .filter_map(|category| {
            let of: Vec<&ClassFigures> = classes.iter().filter(|c| c.category == category).collect();
            let fill = share(of.iter().map(|c| c.booked).sum(), of.iter().map(|c| c.places).sum());
            (!of.is_empty()).then(|| CategoryFigures {
                category,
                classes: of.iter().map(|c| c.classes).sum(),
                fill,
            })
        })
        .collect();
    figures.sort_by_key(|f| (std::cmp::Reverse(f.fill), f.category));
    figures
}

/// Visits by weekday and hour, each on the wall of its own door.
fn heat(visits: &[(Instant, String)]) -> Vec<Vec<i64>> {
    let mut heat = vec![vec![0; 24]; 7];
    for (at, zone) in visits {
        let Some(zone) = Zone::parse(zone) else { continue };
        let local = zone.moment(*at).local();
        let cell = heat
            .get_mut(local.weekday().num_days_from_monday() as usize)
            .and_then(|row| row.get_mut(local.hour() as usize));
        if let Some(cell) = cell {
            *cell += 1;
        }
    }
    heat
}

/// Today's classes, location by location: each has its own clock, and mixed they would look unsorted.
async fn todays(tx: &mut Tx, who: &Who, shown: &[&Location], now: Instant) -> Answer<Vec<ClassSession>> {
    let mut sessions: Vec<ClassSession> = Vec::new();
    for location in shown {
        let zone = studio::service::zone(&location.zone)?;
        let day = zone.day(now);
        let (from, to) = (zone.at(day, 0), zone.at(day_plus(day, 1), 0));
        sessions.extend(schedule::service::between(tx, who.org, Some(location.id), from, to).await?);
    }
    Ok(sessions)
}

async fn needs(
    tx: &mut Tx,
    who: &Who,
    places: &Places,
    shown: &[&Location],
    now: Instant,
    today: crate::platform::time::Day,
) -> Answer<Vec<NeedsYou>> {
    let mut needs = Vec::new();
    let mut without: Vec<ClassSession> = Vec::new();
    for location in shown {
        let week = schedule::service::between(tx, who.org, Some(location.id), now, now + Span::hours(24 * 7)).await?;
        without.extend(
            week.into_iter()
                .filter(|s| s.coach_id.is_none() && s.status == SessionStatus::Scheduled),
        );
    }
    without.sort_by_key(|s| (s.starts.at, s.id));
    let count = without.len() as i64;
    if let Some(first) = without.into_iter().next() {
        needs.push(NeedsYou::NoCoach(count, Box::new(first)));
    }
    let ending = store::ending(tx, who.org, places, today, day_plus(today, PASS_ENDS_SOON)).await?;
    if ending > 0 {
        needs.push(NeedsYou::PassesEnding(ending));
    }
    if who.may(Permission::SeeOperations) {
        let dead = store::dead_letters(tx).await?.len() as i64;
        if dead > 0 {
            needs.push(NeedsYou::DeadLetters(dead));
        }
    }
    Ok(needs)
}

/// The state of the machinery.
///
/// # Errors
/// A fault of the database.
pub async fn operations(house: &House, who: &Who) -> Answer<Operations> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let locations: Vec<Location> = studio::service::locations(&mut tx, who.org).await?;
    let zone = locations
        .first()
        .map_or(Ok(Zone(chrono_tz::UTC)), |l| studio::service::zone(&l.zone))?;
    let here = |at: Instant| -> Moment { zone.moment(at) };
    let (queued, oldest) = store::queue(&mut tx).await?;
    let dead = store::dead_letters(&mut tx)
        .await?
        .into_iter()
        .map(|(kind, at, attempts, error)| DeadLetter {
            kind,
            at: here(at),
            attempts,
            error: error.unwrap_or_default(),
        })
        .collect();
    let database = match house.db.kind() {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
    };
    Ok(Operations {
        database: database.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        queued,
        oldest: oldest.map_or(0, |at| (now - at).0 / 1_000_000),
        dead,
        imports: store::imports(&mut tx, who.org).await?,
        backups: backups(house, now, here),
    })
}

/// What the folder of backups says of itself. Only this node's folder is looked at: it is the one that its operator backs up into.
fn backups(house: &House, now: Instant, here: impl Fn(Instant) -> Moment) -> Backups {
    let Some(folder) = house.backups() else {
        return Backups::Unset;
    };
    let latest = match folder.latest() {
        Ok(latest) => latest.unwrap_or_default(),
        Err(error) => {
            tracing::warn!(folder = %folder.path().display(), %error, "the status of the backups cannot be read");
            return Backups::Unreadable;
        }
    };
    let failed = latest.failed.map(Instant);
    let Some(made) = latest.made else {
        return Backups::Never(failed.map(&here));
    };
    let at = Instant(made.at);
    Backups::Made(LastBackup {
        at: here(at),
        age: (now - at).0 / 1_000_000,
        old: rules::backups::too_old(now - at),
        bytes: i64::try_from(made.bytes).unwrap_or(i64::MAX),
        name: made.name,
        failed: failed.filter(|failed| *failed > at).map(&here),
        checked: latest.checked.map(|checked| here(Instant(checked))),
    })
}

/// Spots that are shown for words.
const SPOTS_SHOWN: usize = 8;

/// Classes that are shown.
const CLASSES_SHOWN: usize = 5;

/// What the box that finds anything shows for some words: only what the reader may.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever does not work here.
pub async fn find(house: &House, who: &Who, words: &str) -> Answer<Found> {
    if !who.staff() {
        return Err(AppError::Forbidden);
    }
    let words: String = words.chars().take(100).collect();
    let mut found = Found {
        words: words.clone(),
        ..Found::default()
    };
    let open = SPOTS
        .iter()
        .filter(|spot| spot.needs.is_none_or(|needs| who.may(needs)));
    if words.trim().is_empty() {
        found.spots = open.map(|spot| spot.code.to_owned()).collect();
        return Ok(found);
    }
    let mut spots: Vec<(i64, &str)> = open
        .filter_map(|spot| {
            let names = Locale::ALL.map(spot.text);
            rules::fit(&words, &names).map(|fit| (-fit, spot.code))
        })
        .collect();
    spots.sort_by_key(|(fit, _)| *fit);
    found.spots = spots
        .into_iter()
        .take(SPOTS_SHOWN)
        .map(|(_, code)| code.to_owned())
        .collect();
    if let Some(scope) = who.scope(Permission::SeeMembers) {
        found.members = members::service::find(house, who, &scope, &words).await?;
        let welcome = |card: &MemberCard| card.status == MemberStatus::Active;
        let first = found.members.first.first().map(|hit| welcome(&hit.card));
        found.acts = MEMBER_ACTS
            .iter()
            .filter(|act| who.may(act.needs) && first.is_some_and(|welcome| welcome || !act.welcome))
            .map(|act| act.code.to_owned())
            .collect();
    }
    found.classes = classes_for(house, who, &words).await?;
    Ok(found)
}

/// Classes of the coming week that fit the words, with the page that shows them to this reader.
async fn classes_for(house: &House, who: &Who, words: &str) -> Answer<Vec<(ClassSession, String)>> {
    let now = house.clock.now();
    let until = now + Span::hours(24 * 7);
    let mut tx = house.db.read().await?;
    let sessions = match (who.scope(Permission::EditTimetable), who.coach) {
        (Some(_), _) => schedule::service::between(&mut tx, who.org, None, now - Span::hours(2), until).await?,
        (None, Some(coach)) if who.may(Permission::Teach) => {
            schedule::service::of_coach(&mut tx, who.org, CoachId(coach), now - Span::hours(2), until).await?
        }
        _ => Vec::new(),
    };
    let fits = |session: &ClassSession| {
        let coach = session.coach.as_deref().unwrap_or_default();
        rules::fit(words, &[&session.name, coach, &format!("{} {coach}", session.name)]).is_some_and(rules::close)
    };
    let page = |session: &ClassSession| {
        let (day, id) = (session.day, session.id);
        if who.may_at(Permission::EditTimetable, session.location_id) {
            let place = session.location_id;
            Some(format!("/admin/timetable?location={place}&day={day}&session={id}"))
        } else if who.may(Permission::Teach) && session.coach_id.map(|coach| coach.0) == who.coach {
            Some(format!("/coach?day={day}&session={id}"))
        } else {
            None
        }
    };
    let found = sessions.into_iter().filter(fits);
    let found = found.filter_map(|session| page(&session).map(|href| (session, href)));
    Ok(found.take(CLASSES_SHOWN).collect())
}
