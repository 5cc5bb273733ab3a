//! The list of those who may leave on its way out of the house. Who is on it is settled, and written down, before it goes.

use super::{Clock, Contact, Known, all, contact, fits};
use crate::{
    accounts::{
        model::{Deed, Permission, Scope, Who},
        service::{Note, audit},
    },
    insight::model::{ASIDE, LeavingFilter, Warning},
    platform::{
        error::{Answer, Nothing},
        house::House,
        i18n::{Locale, grouped, t},
        sheet::{Cell, Kind, Sheet},
        time::Day,
    },
    studio::{self, model::Location},
};

/// Lines that are handed out at once.
const AT_ONCE: usize = 500;

/// The list as it was when it began.
pub struct Outgoing {
    l: Locale,
    today: Day,
    /// The lines that were not handed out yet.
    lines: std::vec::IntoIter<Vec<Cell>>,
    total: i64,
    filtered: Vec<String>,
    club: String,
}

/// Begins to write the list out.
///
/// # Errors
/// `NotFound` for a location out of reach; a fault of the database.
pub async fn begin(
    house: &House,
    who: &Who,
    scope: &Scope,
    filter: &LeavingFilter,
    kind: Kind,
    l: Locale,
) -> Answer<Outgoing> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let clock = Clock::read(&mut tx, who, now).await?;
    let all = all(&mut tx, who, scope, filter, Permission::ExportMembers, clock).await?;
    let club = studio::service::organisation::<Nothing>(&mut tx).await?.name;
    let locations: Vec<Location> = studio::service::locations::<Nothing>(&mut tx, who.org).await?;
    drop(tx);
    let wanted = all.into_iter().filter(|(warnings, one)| match one.aside() {
        Some(_) => filter.reason == ASIDE,
        None => filter.reason != ASIDE && fits(filter, warnings),
    });
    let lines: Vec<Vec<Cell>> = wanted.map(|(warnings, one)| line(l, clock, &warnings, &one)).collect();
    let place = locations.into_iter().find(|one| one.id.to_string() == filter.location);
    let mut note = Note::new(Deed::MembersExported)
        .at(scope.one())
        .with("list", "leaving")
        .with("rows", lines.len())
        .with("format", kind.code());
    if let Some(place) = &place {
        note = note.with("place", &place.name);
    }
    let mut filtered: Vec<String> = place.into_iter().map(|place| place.name).collect();
    // one that is made up is not written into a log that cannot forget
    if filter.reason == ASIDE || Warning::CODES.contains(&filter.reason.as_str()) {
        note = note.with("warning", &filter.reason);
        filtered.push(match filter.reason.as_str() {
            ASIDE => t::leaving::chip_aside(l).to_owned(),
            reason => Warning::name(reason, l).to_owned(),
        });
    }
    let mut tx = house.db.write().await?;
    audit::<Nothing>(&mut tx, who, note, now).await?;
    tx.commit().await?;
    Ok(Outgoing {
        l,
        today: clock.today,
        total: lines.len() as i64,
        lines: lines.into_iter(),
        filtered,
        club,
    })
}

fn line(l: Locale, clock: Clock, warnings: &[Warning], one: &Known) -> Vec<Cell> {
    let why: Vec<String> = warnings.iter().map(|warning| warning.text(l)).collect();
    let done: Vec<Contact> = one.done.iter().map(|done| contact(done, clock)).collect();
    let done: Vec<String> = done.iter().map(|done| done.text(l)).collect();
    vec![
        Cell::Number(one.person.number),
        Cell::Text(one.person.name.clone()),
        Cell::text(one.person.location.clone()),
        Cell::Text(why.join("; ")),
        one.facts.last.map_or(Cell::Empty, Cell::Day),
        Cell::Number(one.facts.month),
        Cell::text((!done.is_empty()).then(|| done.join("; "))),
    ]
}

impl Sheet for Outgoing {
    fn title(&self, l: Locale) -> String {
        format!("{} · {}", t::leaving::title(l), self.club)
    }

    fn about(&self, l: Locale) -> Vec<String> {
        let mut about = vec![t::people::count_all(l, self.total, grouped(self.total))];
        about.extend(self.filtered.iter().cloned());
        about.push(l.date(self.today));
        about
    }

    fn heads(&self) -> Vec<String> {
        let l = self.l;
        [
            t::lists::col_number(l),
            t::people::name(l),
            t::people::location(l),
            t::leaving::why(l),
            t::leaving::last_visit(l),
            t::leaving::visits_month(l),
            t::leaving::done(l),
        ]
        .map(str::to_owned)
        .to_vec()
    }

    async fn next(&mut self) -> Answer<Vec<Vec<Cell>>> {
        Ok(self.lines.by_ref().take(AT_ONCE).collect())
    }
}
