//! Brings the timetable of another system in, from a calendar file.
//!
//! A plain weekly class becomes a series, which goes on by itself; everything else becomes single dates. What was imported once is
//! recognised by its UID, so the same file may be imported again: it adds what is new and changes nothing that is there. Whatever
//! could not be taken is told by line and event.
//!
//! A room or a coach that another class has at the time is not given twice: members come to the class all the same, so it is made, on
//! that date without the room or the coach, and told.

mod category;
mod place;
mod plan;
mod problem;
mod report;

use super::{
    model::{ClassType, SeriesId, SessionId, SessionStatus},
    rules,
    service::{self, NewSeries, SingleSession},
    store::{self, NewSession},
};
use crate::{
    coaches::model::CoachId,
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{FieldErrors, Flaw},
        house::House,
        ical::Calendar,
        time::{Day, Instant, Span, Zone, day_plus},
    },
    rooms,
    studio::{
        self,
        model::{Location, LocationId, OrgId},
    },
};
use place::{Place, Rooms, Taken};
use plan::{Class, Dated, Dates, Named, Plan, Weekly};
pub use problem::{Takes, Trouble, What};
pub use report::{Made, Report, WhenMade};
use std::collections::{HashMap, HashSet};

/// Sessions in one transaction, more only for one event: few enough that nobody who books waits for it.
const CHUNK: usize = 200;

/// Places of a new kind of class when nobody says how many.
const PLACES: i64 = 20;

/// Whose timetable it is and how far ahead it is taken.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the classes take place.
    pub location: LocationId,
    /// Places of each class; `None`: as many as its kind of class has, 20 for new ones, and no more than its room holds.
    pub capacity: Option<i64>,
    /// Weeks ahead for which single dates are made. Series go on.
    pub weeks: i64,
    /// Only tell what would happen.
    pub dry_run: bool,
}

/// Takes a calendar into a location's timetable, or tells what that would do. `progress` is told how many of how many events are
/// done.
///
/// # Errors
/// The flaws of the options; [`AppError::NotFound`] for an unknown location; a fault of the database: what was written before it
/// stays, and the same import may be started again.
pub async fn run(
    house: &House,
    calendar: &Calendar,
    options: &Options,
    mut progress: impl FnMut(u64, u64),
) -> Answer<Report> {
    let mut errors = FieldErrors::default();
    for (field, value, max) in [
        ("capacity", options.capacity.unwrap_or(PLACES), 1000),
        ("weeks", options.weeks, 104),
    ] {
        if !(1..=max).contains(&value) {
            errors.0.push((field.to_owned(), Flaw::Number(1, max)));
        }
    }
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation::<Nothing>(&mut tx).await?.id;
    let location = studio::service::location::<Nothing>(&mut tx, org, options.location).await?;
    drop(tx);
    let zone = studio::service::zone::<Nothing>(&location.zone)?;
    let Plan {
        today,
        until,
        classes,
        troubles,
        outside,
    } = plan::plan(calendar, zone, now, options.weeks);

    let report = Report {
        location: location.name.clone(),
        zone: location.zone.clone(),
        from: today,
        until: day_plus(until, -1),
        made: Vec::new(),
        series: 0,
        sessions: 0,
        already: 0,
        problems: troubles,
        outside,
    };
    let mut import = Import {
        org,
        location,
        zone,
        now,
        today,
        capacity: options.capacity,
        dry_run: options.dry_run,
        kinds: None,
        by_name: HashMap::new(),
        coaches: HashMap::new(),
        rooms: None,
        unknown_rooms: HashSet::new(),
        taken: Taken::default(),
        series: HashSet::new(),
        report,
    };
    let total = classes.len() as u64;
    let mut tx = import.begin(house).await?;
    let mut written = 0;
    for (done, class) in (1..).zip(&classes) {
        match &class.dates {
            Dates::Weekly(weekly) => written += import.weekly(&mut tx, class, weekly).await?,
            Dates::Single(dates) => {
                for part in dates.chunks(CHUNK) {
                    if written >= CHUNK {
                        import.commit(tx).await?;
                        (tx, written) = (import.begin(house).await?, 0);
                    }
                    written += import.single(&mut tx, class, part).await?;
                }
            }
        }
        if written >= CHUNK {
            import.commit(tx).await?;
            (tx, written) = (import.begin(house).await?, 0);
        }
        progress(done, total);
    }
    import.commit(tx).await?;
    import.report.problems.sort_by_key(|trouble| trouble.line);
    Ok(import.report)
}

struct Import {
    org: OrgId,
    location: Location,
    zone: Zone,
    now: Instant,
    today: Day,
    capacity: Option<i64>,
    dry_run: bool,
    /// Every kind of class; read when the first transaction begins.
    kinds: Option<Vec<ClassType>>,
    /// Their places in that list, by name in lower case: a file may bring thousands.
    by_name: HashMap<String, usize>,
    coaches: HashMap<String, CoachId>,
    /// The location's rooms; read with the kinds.
    rooms: Option<Rooms>,
    /// Events whose room is not known, with its name: each is told once.
    unknown_rooms: HashSet<(usize, String)>,
    /// What a dry run would have taken.
    taken: Taken,
    /// UIDs that are series at this location, also ended ones.
    series: HashSet<String>,
    report: Report,
}

impl Import {
    async fn begin(&mut self, house: &House) -> Answer<Tx> {
        let mut tx = if self.dry_run {
            house.db.read().await?
        } else {
            let mut tx = house.db.write().await?;
            // Two imports at once would both find that a series is not there.
            store::hold_imports(&mut tx, self.location.id).await?;
            tx
        };
        if self.kinds.is_none() {
            let kinds = service::class_types::<Nothing>(&mut tx, self.org).await?;
            self.by_name = kinds
                .iter()
                .enumerate()
                .map(|(i, kind)| (kind.name.to_lowercase(), i))
                .collect();
            self.kinds = Some(kinds);
            let mut rooms = rooms::service::all::<Nothing>(&mut tx, self.org).await?;
            rooms.retain(|room| room.location_id == self.location.id);
            self.rooms = Some(Rooms::of(&self.location.name, rooms));
        }
        self.series = store::series_sources(&mut tx, self.location.id)
            .await?
            .into_iter()
            .collect();
        Ok(tx)
    }

    async fn commit(&self, tx: Tx) -> Answer<()> {
        if !self.dry_run {
            tx.commit().await?;
        }
        Ok(())
    }

    /// Makes a series with what differs from it; how many sessions were written.
    async fn weekly(&mut self, tx: &mut Tx, class: &Class, weekly: &Weekly) -> Answer<usize> {
        if self.series.contains(&class.uid) {
            self.report.already += 1;
            return Ok(0);
        }
        // An earlier import may have taken dates of it singly, when it was no plain weekly class yet.
        let mut skip = weekly.skip.clone();
        skip.extend(
            store::singles_of(tx, self.location.id, &class.uid)
                .await?
                .into_iter()
                .map(|single| single.day),
        );
        let mut days = rules::dates(weekly.weekdays, weekly.starts_on, weekly.horizon(self.today), 2000);
        days.retain(|day| !skip.contains(day));
        let named = self.place(tx, class.line, &class.named).await?;
        let (place, apart) = self.weekly_place(tx, class, weekly, named, &days).await?;
        let mut sessions = days.len() as u64;
        let series = if self.dry_run {
            None
        } else {
            let kind = self.kind(tx, &class.named, weekly.minutes).await?;
            let new = NewSeries {
                location: self.location.clone(),
                room: place.room_id(),
                coach: place.coach_id(),
                weekdays: weekly.weekdays,
                start_minute: weekly.start_minute,
                minutes: weekly.minutes,
                capacity: place.capacity(self.capacity, &kind),
                starts_on: weekly.starts_on,
                ends_on: weekly.ends_on,
                source_uid: Some(class.uid.clone()),
                class: kind,
            };
            skip.extend(apart.iter().map(|(day, _)| *day));
            let (id, written) = service::write_series(tx, self.org, &new, &skip, self.now).await?;
            sessions = written;
            for (day, here) in &apart {
                sessions += self.one_of(tx, id, &new, *day, here, false).await?;
            }
            for day in &weekly.off {
                self.one_of(tx, id, &new, *day, &place, true).await?;
            }
            Some(id)
        };
        for dated in &weekly.changed {
            self.changed(tx, class, series, dated).await?;
        }
        let sessions = sessions + weekly.changed.len() as u64;
        self.series.insert(class.uid.clone());
        self.report.series += 1;
        let &Weekly {
            weekdays,
            start_minute,
            minutes,
            starts_on,
            ends_on,
            ..
        } = weekly;
        self.made(
            class,
            WhenMade::Series {
                weekdays,
                start_minute,
                minutes,
                starts_on,
                ends_on,
            },
            sessions,
        );
        Ok(sessions as usize + weekly.off.len())
    }

    /// One date of a series that is not like the others: without what is taken then, or one on which it does not take place and that
    /// lies beyond those that are written now.
    async fn one_of(
        &mut self,
        tx: &mut Tx,
        series: SeriesId,
        new: &NewSeries,
        day: Day,
        place: &Place,
        cancelled: bool,
    ) -> Answer<u64> {
        let starts_at = self.zone.at(day, new.start_minute);
        let session = NewSession {
            org: self.org,
            location: self.location.id,
            series: Some(series),
            recurrence_day: Some(day),
            class: &new.class,
            name: &new.class.name,
            room: place.room_id(),
            coach: place.coach_id(),
            day,
            start_minute: new.start_minute,
            minutes: new.minutes,
            starts_at,
            ends_at: starts_at + Span::minutes(new.minutes),
            capacity: new.capacity,
            cancelled,
            changed: true,
            source: None,
        };
        Ok(store::add_session(tx, SessionId::fresh(), session, self.now).await?)
    }

    /// A date that takes the place of one of a series; a dry run has no series.
    async fn changed(&mut self, tx: &mut Tx, class: &Class, series: Option<SeriesId>, dated: &Dated) -> Answer<()> {
        let (named, place) = self.dated_place(tx, class, dated).await?;
        let Some(series) = series else { return Ok(()) };
        let kind = self.kind(tx, &dated.named, dated.minutes).await?;
        let session = NewSession {
            org: self.org,
            location: self.location.id,
            series: Some(series),
            recurrence_day: Some(dated.recurrence.date()),
            class: &kind,
            name: &kind.name,
            room: place.room_id(),
            coach: place.coach_id(),
            day: dated.starts.day(),
            start_minute: dated.starts.minute(),
            minutes: dated.minutes,
            starts_at: dated.starts.at,
            ends_at: dated.starts.at + Span::minutes(dated.minutes),
            capacity: named.capacity(self.capacity, &kind),
            cancelled: dated.cancelled,
            changed: true,
            source: None,
        };
        store::add_session(tx, SessionId::fresh(), session, self.now).await?;
        Ok(())
    }

    /// Makes single dates; how many.
    async fn single(&mut self, tx: &mut Tx, class: &Class, dates: &[Dated]) -> Answer<usize> {
        if self.series.contains(&class.uid) {
            self.report.already += dates.len() as u64;
            self.report
                .problems
                .push(Trouble::new(class.line, &class.named.name, What::IsSeries));
            return Ok(0);
        }
        let there = store::singles_of(tx, self.location.id, &class.uid).await?;
        let mut written = 0;
        let mut first = None;
        for dated in dates {
            let start = dated.recurrence.format("%Y-%m-%dT%H:%M:%S").to_string();
            if let Some(known) = there.iter().find(|single| single.source_start == start) {
                self.report.already += 1;
                let what = if dated.cancelled && known.status == SessionStatus::Scheduled {
                    What::CancelledSince(dated.starts)
                } else if !dated.cancelled && known.starts_at != dated.starts.at {
                    What::MovedSince(dated.starts)
                } else {
                    continue;
                };
                self.report
                    .problems
                    .push(Trouble::new(class.line, &dated.named.name, what));
                continue;
            }
            let (named, place) = self.dated_place(tx, class, dated).await?;
            if !self.dry_run {
                let kind = self.kind(tx, &dated.named, dated.minutes).await?;
                let session = SingleSession {
                    org: self.org,
                    location: self.location.id,
                    class: &kind,
                    room: place.room_id(),
                    coach: place.coach_id(),
                    day: dated.starts.day(),
                    start_minute: dated.starts.minute(),
                    minutes: dated.minutes,
                    starts_at: dated.starts.at,
                    capacity: named.capacity(self.capacity, &kind),
                    cancelled: dated.cancelled,
                    source: Some((class.uid.clone(), start)),
                };
                service::add_single(tx, session, self.now).await?;
            }
            first.get_or_insert(dated.starts);
            written += 1;
        }
        if let Some(first) = first {
            self.made(class, WhenMade::Dates(first), written as u64);
        }
        Ok(written)
    }

    fn made(&mut self, class: &Class, when: WhenMade, sessions: u64) {
        self.report.sessions += sessions;
        if let Some(last) = self.report.made.last_mut().filter(|last| last.line == class.line) {
            last.sessions += sessions;
            return;
        }
        let Named {
            name,
            coach,
            place,
            category,
        } = class.named.clone();
        let category = self.kind_named(&name).map_or(category, |kind| kind.category);
        let room = place.and_then(|place| Some(self.rooms.as_ref()?.named(&place)?.name.clone()));
        self.report.made.push(Made {
            line: class.line,
            name,
            category,
            coach,
            room,
            when,
            sessions,
        });
    }

    /// The kind of class of this name, whatever its capitals.
    fn kind_named(&self, name: &str) -> Option<&ClassType> {
        self.kinds.as_ref()?.get(*self.by_name.get(&name.to_lowercase())?)
    }

    async fn kind(&mut self, tx: &mut Tx, named: &Named, minutes: i64) -> Answer<ClassType> {
        if let Some(kind) = self.kind_named(&named.name) {
            return Ok(kind.clone());
        }
        let places = self.capacity.unwrap_or(PLACES);
        let kinds = self.kinds.get_or_insert_default();
        self.by_name.insert(named.name.to_lowercase(), kinds.len());
        service::class_type_named(
            tx,
            self.org,
            kinds,
            &named.name,
            minutes,
            places,
            named.category,
            self.now,
        )
        .await
    }

    fn tell(&mut self, line: usize, event: &str, what: What) {
        self.report.problems.push(Trouble::new(line, event, what));
    }
}
