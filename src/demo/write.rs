//! Puts the demo club into the database: half a year behind it, weeks of bookings ahead.

use super::{
    club::{self, Club, StaffRole},
    fill::{self, Turnout},
    plan::{CURRENCY, PlanKind},
    rng::Rng,
    sales::PassState,
    store,
};
use crate::{
    accounts::{
        self,
        model::{AccountId, Role},
    },
    booking::{
        model::{BookingId, BookingStatus},
        rules,
    },
    coaches::{self, model::CoachId},
    members::{model::MemberId, rules as search},
    plans::{
        self,
        model::{LotId, PassId, PassKind, PlanId},
        service::NewPlan,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing, fault},
        house::House,
        secret,
        time::{Day, Instant, Span, Zone, day_plus},
    },
    rooms,
    schedule::{
        self,
        model::{Category, ClassSession, ClassType, ClassTypeId},
        service::NewSeries,
    },
    studio::{
        self,
        model::{BookingPolicy, Location, OrgId},
    },
};
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

/// A pass in memory while its credits are used.
struct Held {
    pass: PassId,
    lot: Option<LotId>,
    granted: i64,
    left: i64,
    held: i64,
    starts_on: Day,
    ends_on: Option<Day>,
    sold_at: Instant,
}

impl Held {
    fn fits(&self, day: Day, cost: i64) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| end >= day) && (self.lot.is_none() || self.left >= cost)
    }
}

struct Person {
    id: MemberId,
    site: usize,
    passes: Vec<Held>,
    likes: [Category; 2],
    active: bool,
}

/// Rows that wait to be written.
#[derive(Default)]
struct Rows {
    bookings: Vec<store::Booking>,
    visits: Vec<store::Visit>,
    lines: Vec<store::Line>,
    waiting: Vec<store::Waiting>,
    filled: Vec<store::Filled>,
}

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
    write_lots(&mut tx, &people).await?;
    tx.commit().await?;
    progress(total, total, "done");

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
    let without = someone(&|_, p| p.site == 0 && p.active && !p.passes.iter().any(|h| h.fits(today, 1)));
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
    add("member without a pass", without);
    Ok(report)
}

async fn add_coaches(tx: &mut Tx, org: OrgId, club: &Club, hash: &str, now: Instant) -> Answer<Vec<CoachId>> {
    let mut rows = Vec::new();
    let mut ids = Vec::new();
    for coach in &club.coaches {
        rows.push(account(
            org,
            &coach.person.email,
            Some(coach.person.phone.clone()),
            &coach.person.name,
            hash,
            now,
        ));
    }
    store::accounts(tx, &rows).await?;
    for (coach, row) in club.coaches.iter().zip(&rows) {
        accounts::service::give_role_by_console(tx, row.id, Role::Coach, None, now).await?;
        ids.push(coaches::service::add::<Nothing>(tx, org, Some(row.id), &coach.person.name, now).await?);
    }
    Ok(ids)
}

fn account(org: OrgId, email: &str, phone: Option<String>, name: &str, hash: &str, at: Instant) -> store::Account {
    store::Account {
        id: AccountId::fresh(),
        org,
        email: email.to_owned(),
        phone,
        name: name.to_owned(),
        hash: hash.to_owned(),
        at,
    }
}

/// The staff, and one sign-in a role to show.
async fn add_staff(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    sites: &[Location],
    hash: &str,
    now: Instant,
) -> Answer<Vec<(&'static str, String)>> {
    let mut shown: Vec<(&'static str, String)> = Vec::new();
    for staff in &club.staff {
        let (role, name) = match staff.role {
            StaffRole::Owner => (Role::Owner, "owner"),
            StaffRole::Manager => (Role::Manager, "manager"),
            StaffRole::Desk => (Role::FrontDesk, "front desk"),
            // Books are kept elsewhere until there is money to keep books of.
            StaffRole::Accounts => continue,
        };
        let row = account(
            org,
            &staff.person.email,
            Some(staff.person.phone.clone()),
            &staff.person.name,
            hash,
            now,
        );
        let id = row.id;
        store::accounts(tx, &[row]).await?;
        let place = staff.site.and_then(|i| sites.get(i)).map(|l| l.id);
        accounts::service::give_role_by_console(tx, id, role, place, now).await?;
        if !shown.iter().any(|(shown, _)| *shown == name) {
            shown.push((name, staff.person.email.clone()));
        }
    }
    Ok(shown)
}

fn category(category: super::classes::Category) -> Category {
    Category::from_code(category.as_str()).unwrap_or(Category::Conditioning)
}

async fn add_timetable(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    sites: &[Location],
    coaches: &[CoachId],
    first: Day,
    now: Instant,
) -> Answer<HashMap<ClassTypeId, (usize, i64)>> {
    let mut rooms = Vec::new();
    for room in club.rooms {
        let location = &sites[room.site];
        rooms.push(
            rooms::service::add::<Nothing>(tx, org, location.id, room.name.en, i64::from(room.capacity), now).await?,
        );
    }
    let mut classes = Vec::new();
    let mut known = HashMap::new();
    for (i, class) in club.classes.iter().enumerate() {
        let made = ClassType {
            id: ClassTypeId::fresh(),
            name: class.name.en.to_owned(),
            category: category(class.category),
            minutes: i64::from(class.minutes),
            capacity: i64::from(class.capacity.1),
            credit_cost: i64::from(class.credit_cost),
            about: class.about.en.to_owned(),
        };
        schedule::service::add_class_type::<Nothing>(tx, org, made.clone(), Some(class.activity_url()), now).await?;
        known.insert(made.id, (i, class.pull));
        classes.push(made);
    }
    for slot in &club.week {
        let series = NewSeries {
            location: sites[slot.site].clone(),
            class: classes[slot.class].clone(),
            room: rooms.get(slot.room).copied(),
            coach: coaches.get(slot.coach).copied(),
            weekdays: schedule::rules::bit(slot.weekday),
            start_minute: i64::from(slot.start),
            minutes: i64::from(slot.minutes),
            capacity: i64::from(slot.capacity),
            starts_on: first,
            ends_on: None,
            source_uid: None,
        };
        schedule::service::write_series(tx, org, &series, &[], now).await?;
    }
    Ok(known)
}

async fn add_plans(tx: &mut Tx, org: OrgId, club: &Club, now: Instant) -> Answer<Vec<(PlanId, PassKind, Option<i64>)>> {
    let mut ids = Vec::new();
    for plan in club.plans {
        let (kind, credits) = match plan.kind {
            PlanKind::Unlimited => (PassKind::Unlimited, None),
            PlanKind::Pack { credits } => (PassKind::Pack, Some(i64::from(credits))),
            PlanKind::DropIn => (PassKind::DropIn, Some(1)),
            PlanKind::Intro => (PassKind::Intro, Some(10)),
        };
        let new = NewPlan {
            name: plan.name.en.to_owned(),
            kind,
            credits,
            // A plan that is billed monthly is granted a month at a time.
            days: plan.valid_days.map_or(Some(31), |d| Some(i64::from(d))),
            price: plan.price_minor,
            location: None,
            categories: Vec::new(),
        };
        ids.push((
            plans::service::add_plan::<Nothing>(tx, org, CURRENCY, new, now).await?,
            kind,
            credits,
        ));
    }
    Ok(ids)
}

async fn add_members(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    sites: &[Location],
    hash: &str,
    first: Day,
    now: Instant,
) -> Answer<(Vec<Person>, Vec<String>)> {
    let plans = add_plans(tx, org, club, now).await?;
    let number = studio::service::member_numbers::<Nothing>(tx, org, club.members.len() as i64).await?;
    let (mut accounts, mut members, mut passes, mut people, mut emails) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, member) in club.members.iter().enumerate() {
        let person = &member.person;
        let row = account(org, &person.email, Some(person.phone.clone()), &person.name, hash, now);
        let id = MemberId::fresh();
        let number = number + i as i64;
        let known_as = person
            .pinyin
            .as_ref()
            .map_or_else(|| person.name.clone(), |p| format!("{} {p}", person.name));
        let live = member.live_pass().is_some();
        // Who left for good has no reason to be at the door; the others may come back.
        let ended = !live
            && member
                .passes
                .last()
                .is_some_and(|p| p.finished_on.is_some_and(|d| d < day_plus(club.today, -365)));
        members.push(store::Member {
            id,
            org,
            number,
            account: Some(row.id),
            name: person.name.clone(),
            search: search::haystack(&known_as, number, Some(&person.email), Some(&person.phone)),
            email: person.email.clone(),
            phone: person.phone.clone(),
            birthday: person.birthday,
            gender: match person.gender {
                super::names::Gender::Female => Some("female"),
                super::names::Gender::Male => Some("male"),
                super::names::Gender::Unstated => None,
            },
            locale: person.lang,
            home: sites[member.site].id,
            status: if ended { "ended" } else { "active" },
            joined_on: member.joined_on,
            key: secret::random::<32>().to_vec(),
            at: now,
        });
        let mut held = Vec::new();
        for sold in &member.passes {
            let (plan, kind, credits) = plans[sold.plan];
            let sold_at = Instant::from_utc(sold.sold_on.and_time(chrono::NaiveTime::MIN)) + Span::hours(10);
            let running = matches!(sold.state, PassState::Active | PassState::PastDue);
            let ends_on = sold
                .ends_on
                .or(sold.finished_on)
                .or(running.then(|| day_plus(club.today, 12 + (i as i64 * 7) % 50)));
            let ends_on = ends_on.map(|end| end.max(sold.starts_on));
            let pass = PassId::fresh();
            passes.push(store::Pass {
                id: pass,
                org,
                member: id,
                plan,
                kind,
                name: club.plans[sold.plan].name.en.to_owned(),
                starts_on: sold.starts_on,
                ends_on,
                price: club.plans[sold.plan].price_minor,
                currency: CURRENCY,
                at: sold_at,
                ended_at: None,
            });
            // What was used before the history begins is written off at once; the rest is used by the bookings themselves.
            let left = credits.map_or(0, |granted| {
                if ends_on.is_some_and(|e| e < first) || sold.sold_on < first {
                    (granted - i64::from(sold.credits_used)).max(0)
                } else {
                    granted
                }
            });
            held.push(Held {
                pass,
                lot: credits.map(|_| LotId::fresh()),
                granted: credits.unwrap_or(0),
                left,
                held: 0,
                starts_on: sold.starts_on,
                ends_on,
                sold_at,
            });
        }
        accounts.push(row);
        emails.push(person.email.clone());
        people.push(Person {
            id,
            site: member.site,
            passes: held,
            likes: member.habit.likes.map(category),
            active: !ended,
        });
    }
    store::accounts(tx, &accounts).await?;
    store::members(tx, &members).await?;
    store::passes(tx, &passes).await?;
    // The ledger refers to lots: they are written now as granted and brought up to date at the end.
    for person in &people {
        let lots: Vec<store::Lot> = person
            .passes
            .iter()
            .filter_map(|h| {
                let lot = h.lot?;
                Some(store::Lot {
                    id: lot,
                    pass: h.pass,
                    member: person.id,
                    granted: h.granted,
                    balance: h.granted,
                    held: 0,
                    at: h.sold_at,
                })
            })
            .collect();
        store::lots(tx, &lots).await?;
    }
    let mut lines = Vec::new();
    for held in people.iter().flat_map(|p| &p.passes) {
        if let Some(lot) = held.lot {
            lines.push(store::Line {
                lot,
                kind: "grant",
                balance: held.granted,
                held: 0,
                booking: None,
                reason: "granted",
                at: held.sold_at,
            });
            if held.left < held.granted {
                let used = held.left - held.granted;
                lines.push(store::Line {
                    lot,
                    kind: "adjust",
                    balance: used,
                    held: 0,
                    booking: None,
                    reason: "carried_over",
                    at: held.sold_at,
                });
            }
        }
    }
    store::ledger(tx, &lines).await?;
    Ok((people, emails))
}

/// How much of a class's seats is booked so far, so many hours before it.
fn share_booked(hours: i64) -> i64 {
    match hours {
        ..24 => 95,
        24..48 => 80,
        48..96 => 60,
        96..168 => 42,
        168..336 => 22,
        _ => 9,
    }
}

#[expect(clippy::too_many_arguments, reason = "one step of a long walk")]
fn seat_session(
    org: OrgId,
    session: &ClassSession,
    zone: Zone,
    pull: i64,
    now: Instant,
    people: &mut [Person],
    candidates: &[usize],
    busy: &mut HashMap<Day, HashSet<usize>>,
    rows: &mut Rows,
    rng: &mut Rng,
) -> Vec<usize> {
    use chrono::Datelike;
    let minute = u32::try_from(session.starts.minute()).unwrap_or(0);
    let demo_category = super::classes::Category::ALL
        .into_iter()
        .find(|c| c.as_str() == session.category.code());
    let Some(demo_category) = demo_category else {
        return Vec::new();
    };
    let capacity = u32::try_from(session.capacity).unwrap_or(0);
    let mut turnout = fill::turnout(session.day.weekday(), minute, demo_category, pull, capacity, rng);
    let (ahead, over) = (session.starts.at > now, session.ends.at + Span::minutes(30) <= now);
    if ahead {
        let share = share_booked((session.starts.at - now).in_minutes() / 60);
        let full = turnout.waiting > 0 && share >= 60;
        let booked = if full {
            capacity
        } else {
            turnout.booked * u32::try_from(share).unwrap_or(0) / 100
        };
        turnout = Turnout {
            booked,
            attended: 0,
            no_show: 0,
            late_cancelled: 0,
            waiting: if full { turnout.waiting.min(6) } else { 0 },
        };
    }
    let policy = BookingPolicy::default();
    let wanted = (turnout.booked + turnout.late_cancelled + turnout.waiting) as usize;
    let of_day = busy.entry(session.day).or_default();
    let mut chosen = Vec::new();
    let mut tries = 0;
    while chosen.len() < wanted && tries < wanted * 12 + 40 && !candidates.is_empty() {
        tries += 1;
        let member = candidates[rng.index(candidates.len())];
        let person = &people[member];
        let likes = person.likes.contains(&session.category);
        // Tastes are kept as long as enough people share them.
        if of_day.contains(&member)
            || (!likes && tries < wanted * 6)
            || !person.passes.iter().any(|h| h.fits(session.day, session.credit_cost))
        {
            continue;
        }
        of_day.insert(member);
        chosen.push(member);
    }
    let mut seated = Vec::new();
    let (mut booked, mut waiting) = (0, 0);
    for (i, member) in chosen.into_iter().enumerate() {
        let place = i as u32;
        let lead = Span::hours(fill::lead_hours(rng).into());
        let at = (session.starts.at - lead).min(now - Span::minutes(rng.range(5, 600)));
        if place >= turnout.booked + turnout.late_cancelled {
            rows.waiting.push(store::Waiting {
                session: session.id,
                member: people[member].id,
                at,
            });
            waiting += 1;
            continue;
        }
        let late = place >= turnout.booked;
        let status = if late {
            BookingStatus::LateCancelled
        } else if !ahead && place < turnout.attended {
            BookingStatus::CheckedIn
        } else if over {
            BookingStatus::NoShow
        } else {
            BookingStatus::Booked
        };
        let id = BookingId::fresh();
        let person = &mut people[member];
        let Some(held) = person
            .passes
            .iter_mut()
            .find(|h| h.fits(session.day, session.credit_cost))
        else {
            continue;
        };
        let came = (status == BookingStatus::CheckedIn).then(|| session.starts.at - Span::minutes(rng.range(2, 14)));
        let credits = if held.lot.is_some() { session.credit_cost } else { 0 };
        if let Some(lot) = held.lot {
            held.left -= credits;
            held.held += credits;
            rows.lines.push(store::Line {
                lot,
                kind: "hold",
                balance: -credits,
                held: credits,
                booking: Some(id),
                reason: "booked",
                at,
            });
            let used = match status {
                BookingStatus::CheckedIn => Some(("checked_in", came.unwrap_or(session.starts.at))),
                BookingStatus::NoShow => Some(("no_show", session.ends.at)),
                BookingStatus::LateCancelled => Some(("late_cancelled", session.starts.at - Span::minutes(50))),
                _ => None,
            };
            if let Some((reason, at)) = used {
                held.held -= credits;
                rows.lines.push(store::Line {
                    lot,
                    kind: "consume",
                    balance: 0,
                    held: -credits,
                    booking: Some(id),
                    reason,
                    at,
                });
            }
        }
        rows.bookings.push(store::Booking {
            id,
            org,
            session: session.id,
            member: person.id,
            status,
            pass: held.pass,
            lot: held.lot,
            credits,
            at,
            free_until: rules::free_until(session.starts.at, &policy, zone, at, false),
            cancelled_at: late.then(|| session.starts.at - Span::minutes(50)),
            checked_in_at: came,
        });
        if let Some(came) = came {
            rows.visits.push(store::Visit {
                org,
                location: session.location_id,
                member: person.id,
                booking: id,
                at: came,
                day: session.day,
            });
        }
        if !late {
            booked += 1;
            seated.push(member);
        }
    }
    let attended = (!ahead && turnout.attended > 0).then(|| session.starts.at - Span::minutes(14));
    rows.filled.push(store::Filled {
        id: session.id,
        booked,
        waiting,
        attendance_at: attended,
        closed_at: over.then(|| session.ends.at + Span::minutes(30)),
    });
    seated
}

async fn write_rows(tx: &mut Tx, rows: &mut Rows) -> Answer<()> {
    store::bookings(tx, &rows.bookings).await?;
    store::visits(tx, &rows.visits).await?;
    store::ledger(tx, &rows.lines).await?;
    store::waiting(tx, &rows.waiting).await?;
    store::filled(tx, &rows.filled).await?;
    *rows = Rows::default();
    Ok(())
}

/// Brings the lots' sums up to what the ledger says.
async fn write_lots(tx: &mut Tx, people: &[Person]) -> Answer<()> {
    for held in people.iter().flat_map(|p| &p.passes) {
        if let Some(lot) = held.lot
            && (held.left != held.granted || held.held != 0)
        {
            store::set_lot(tx, lot, held.left, held.held).await?;
        }
    }
    Ok(())
}
