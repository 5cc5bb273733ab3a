//! Puts the demo club into the database: half a year behind it, weeks of bookings ahead.

mod families;
mod house;
mod offers;
mod people;
mod seats;
mod wishes;

use super::{club, plan::CURRENCY, rng::Rng};
use crate::{
    accounts,
    platform::{
        error::{Answer, AppError, Nothing, fault},
        house::House,
        time::{Day, Zone, day_plus},
    },
    schedule::{self, model::ClassSession},
    studio,
};
use house::{add_coaches, add_staff, add_timetable};
use people::{Person, add_members, write_lots};
use seats::{Rows, seat_session, write_rows};
use std::collections::{HashMap, HashSet};

/// How large the club is and how long its history.
#[derive(Debug, Clone)]
pub struct Options {
    /// Members.
    pub members: usize,
    /// Weeks behind today.
    pub weeks: i64,
    /// Weeks of bookings ahead of today.
    pub ahead: i64,
    /// The same seed makes the same club on the same day.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            members: 2_000,
            weeks: 26,
            ahead: 4,
            seed: 1,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Members.
    pub members: usize,
    /// Class sessions behind and ahead.
    pub sessions: usize,
    /// Bookings.
    pub bookings: usize,
    /// One sign-in a role: role, login, password.
    pub sign_ins: Vec<(String, String, String)>,
}

/// The password of everybody in the demo club. A club with real people never has it.
pub const PASSWORD: &str = "spotter-demo";

/// Fills an empty database with the demo club. `progress` is told how many of how many steps are done, and with what.
///
/// # Errors
/// A fault of the database, or of an organisation that is there already: nothing is written then.
pub async fn fill(house: &House, options: &Options, mut progress: impl FnMut(u64, u64, &str)) -> Answer<Report> {
    let now = house.clock.now();
    let total = 100;
    let mut tx = house.db.write().await?;
    match studio::service::organisation::<Nothing>(&mut tx).await {
        Err(AppError::NotFound) => {}
        Ok(_) => return Err(fault(&"the database has an organisation already")),
        Err(other) => return Err(other),
    }
    let today = Zone::parse(super::week::SITES[0].zone).map_or_else(|| now.utc().date(), |z| z.day(now));
    let club = club::club(options.seed, options.members, today);
    let first = day_plus(today, -7 * options.weeks.clamp(0, 520));
    progress(2, total, "people");

    let org = studio::service::found(&mut tx, club::NAME, CURRENCY, "en", true, now).await?;
    let mut sites = Vec::new();
    for site in club.sites {
        sites.push(studio::service::open_location(&mut tx, org.id, site.name.en, site.zone, site.address, now).await?);
    }
    let hash = accounts::service::demo_hash(PASSWORD).await?;
    let coaches = add_coaches(&mut tx, org.id, &club, &hash, now).await?;
    let staff = add_staff(&mut tx, org.id, &club, &sites, &hash, now).await?;
    progress(6, total, "timetable");
    let classes = add_timetable(&mut tx, org.id, &club, &sites, &coaches, first, now).await?;
    progress(20, total, "members");
    let (mut people, emails) = add_members(&mut tx, org.id, &club, &sites, &hash, first, now).await?;
    progress(35, total, "bookings");

    let mut rng = Rng::stream(options.seed, "bookings");
    let last = day_plus(today, 7 * options.ahead.clamp(0, 12));
    let mut sessions: Vec<(usize, Zone, ClassSession)> = Vec::new();
    for (site, location) in sites.iter().enumerate() {
        let zone = studio::service::zone(&location.zone)?;
        let mut from = first;
        while from <= last {
            let to = day_plus(from, 7);
            let week = schedule::service::between(&mut tx, org.id, Some(location.id), zone.at(from, 0), zone.at(to, 0))
                .await?;
            sessions.extend(week.into_iter().filter(|s| s.day <= last).map(|s| (site, zone, s)));
            from = to;
        }
    }
    // In the order of time, so that credits are used in the order in which they were.
    sessions.sort_by_key(|(_, _, s)| (s.starts.at, s.id));
    let mut rows = Rows::default();
    let mut report = Report {
        members: people.len(),
        sessions: sessions.len(),
        ..Report::default()
    };
    let by_site: Vec<Vec<usize>> = (0..sites.len())
        .map(|site| {
            (0..people.len())
                .filter(|i| people[*i].site == site && people[*i].active)
                .collect()
        })
        .collect();
    let mut busy: HashMap<Day, HashSet<usize>> = HashMap::new();
    let mut ahead_of: HashMap<usize, usize> = HashMap::new();
    let steps = sessions.len().max(1);
    for (i, (site, zone, session)) in sessions.iter().enumerate() {
        let pull = classes.get(&session.class_type_id).map_or(0, |(_, pull)| *pull);
        let seated = seat_session(
            org.id,
            session,
            *zone,
            pull,
            now,
            &mut people,
            &by_site[*site],
            &mut busy,
            &mut rows,
            &mut rng,
        );
        report.bookings += seated.len();
        if session.starts.at > now {
            for member in seated {
                *ahead_of.entry(member).or_default() += 1;
            }
        }
        if rows.bookings.len() >= 2_000 {
            write_rows(&mut tx, &mut rows).await?;
            progress(35 + (60 * i / steps) as u64, total, "bookings");
        }
    }
    write_rows(&mut tx, &mut rows).await?;
    crate::demo::store::spots(&mut tx).await?;
    write_lots(&mut tx, &people).await?;

    let someone = |wanted: &dyn Fn(usize, &Person) -> bool| {
        (0..people.len())
            .find(|i| wanted(*i, &people[*i]))
            .map(|i| emails[i].clone())
            .unwrap_or_default()
    };
    let pack = |p: &Person| {
        p.passes
            .iter()
            .any(|h| h.lot.is_some() && h.left >= 3 && h.fits(day_plus(today, 14), 1))
            && p.site == 0
    };
    // The member to look at has credits to see going down and a class ahead; a small club may have nobody with all of it.
    let usable = |p: &Person| p.site == 0 && p.active && p.passes.iter().any(|h| h.fits(day_plus(today, 7), 1));
    let ahead = |i: usize| ahead_of.get(&i).copied().unwrap_or(0) >= 1;
    let english = |i: usize| club.members[i].person.lang == "en";
    let member = [
        someone(&|i, p| pack(p) && ahead(i) && english(i)),
        someone(&|i, p| pack(p) && english(i)),
        someone(&|i, p| usable(p) && english(i)),
        someone(&|_, p| usable(p)),
    ]
    .into_iter()
    .find(|login| !login.is_empty())
    .unwrap_or_default();
    let without = [
        someone(&|_, p| p.site == 0 && p.active && p.passes.is_empty()),
        someone(&|_, p| p.site == 0 && p.active && !p.passes.iter().any(|h| h.fits(today, 1))),
    ]
    .into_iter()
    .find(|login| !login.is_empty())
    .unwrap_or_default();
    let shown = emails.iter().position(|email| *email == member);
    families::write(&mut tx, org.id, &club, &people, shown, now).await?;
    offers::write(&mut tx, org.id, &sites, &people, shown, today, now).await?;
    wishes::write(&mut tx, org.id, &people, shown, now).await?;
    tx.commit().await?;
    progress(total, total, "done");

    let mut add = |role: &str, login: String| report.sign_ins.push((role.to_owned(), login, PASSWORD.to_owned()));
    for (role, login) in staff {
        add(role, login);
    }
    // The coach who teaches next is the one to look at.
    let next = sessions
        .iter()
        .find(|(site, _, s)| *site == 0 && s.starts.at > now)
        .and_then(|(_, _, s)| s.coach_id);
    let teacher = coaches.iter().position(|c| Some(*c) == next).unwrap_or(0);
    if let Some(coach) = club.coaches.get(teacher) {
        add("coach", coach.person.email.clone());
    }
    add("member", member);
    add("member who cannot book", without);
    Ok(report)
}
