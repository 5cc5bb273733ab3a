//! The members list on its way out of the house: for a spreadsheet, or to be printed. What goes out is written down before it goes.

use super::{
    model::{MemberColumn, MemberFilter, MemberId, MemberRow},
    service::today,
    store,
};
use crate::{
    accounts::{
        model::{Deed, Scope, Who},
        service::{Note, audit},
    },
    platform::{
        error::{Answer, Nothing},
        house::House,
        i18n::{Locale, grouped, t},
        sheet::{Cell, Kind, Sheet},
        time::{Day, Instant, Zone},
    },
    studio,
};
use std::collections::HashMap;

/// Members that are read at once: never the whole club.
const AT_ONCE: usize = 500;

/// Without a choice of columns everything that the list knows goes out, in this order.
const ALL: [MemberColumn; 10] = [
    MemberColumn::Email,
    MemberColumn::Phone,
    MemberColumn::Status,
    MemberColumn::Joined,
    MemberColumn::Location,
    MemberColumn::Pass,
    MemberColumn::Ends,
    MemberColumn::Visit,
    MemberColumn::Language,
    MemberColumn::Tags,
];

/// A list that is on its way: who is on it was settled and written down when it began; their lines are read some at a time.
pub struct Outgoing {
    house: House,
    who: Who,
    scope: Scope,
    l: Locale,
    today: Day,
    zone: Zone,
    columns: Vec<MemberColumn>,
    members: Vec<MemberId>,
    at: usize,
    /// What was filtered for, in words.
    filtered: Vec<String>,
    /// The club's name.
    club: String,
}

/// Begins to write a list out: who is on it is settled, and the audit log says so.
///
/// # Errors
/// A fault of the database.
pub async fn begin(
    house: &House,
    who: &Who,
    scope: &Scope,
    filter: &MemberFilter,
    kind: Kind,
    l: Locale,
) -> Answer<Outgoing> {
    let filter = filter.tidy();
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let today = today(&mut tx, who, now).await?;
    let members = store::listed(&mut tx, who.org, scope, &filter, (today, now), None).await?;
    let club = studio::service::organisation::<Nothing>(&mut tx).await?.name;
    let locations = studio::service::locations::<Nothing>(&mut tx, who.org).await?;
    let zone = match locations.first() {
        Some(first) => studio::service::zone(&first.zone)?,
        None => Zone(chrono_tz::UTC),
    };
    let place = locations.iter().find(|one| one.id.to_string() == filter.location);
    let tag = super::views::tag_name(&mut tx, who.org, &filter.tag).await?;
    drop(tx);
    let mut note = Note::new(Deed::MembersExported)
        .at(scope.one())
        .with("rows", members.len())
        .with("format", kind.code());
    // what was typed may be somebody's name, and so may a tag: the log cannot forget either
    for (field, code) in [
        ("standing", &filter.status),
        ("holds", &filter.pass),
        ("level", &filter.level),
        ("goal", &filter.goal),
        ("age", &filter.age),
        ("gender", &filter.gender),
    ] {
        note = if code.is_empty() { note } else { note.with(field, code) };
    }
    if let Some(place) = place {
        note = note.with("place", &place.name);
    }
    if filter.away > 0 {
        note = note.with("away", filter.away);
    }
    for (field, asked) in [("searched", &filter.q), ("tagged", &filter.tag)] {
        note = if asked.is_empty() {
            note
        } else {
            note.with(field, "yes")
        };
    }
    let mut tx = house.db.write().await?;
    audit::<Nothing>(&mut tx, who, note, now).await?;
    tx.commit().await?;
    let columns = if filter.cols.is_empty() {
        ALL.to_vec()
    } else {
        filter.columns()
    };
    Ok(Outgoing {
        filtered: filter.words(l, place.map(|one| one.name.as_str()), tag.as_deref()),
        house: house.clone(),
        who: who.clone(),
        scope: scope.clone(),
        l,
        today,
        zone,
        columns,
        members,
        at: 0,
        club,
    })
}

impl Sheet for Outgoing {
    fn title(&self, l: Locale) -> String {
        format!("{} · {}", t::people::title(l), self.club)
    }

    fn about(&self, l: Locale) -> Vec<String> {
        let total = self.members.len() as i64;
        let mut about = vec![t::people::count_all(l, total, grouped(total))];
        about.extend(self.filtered.iter().cloned());
        about.push(l.date(self.today));
        about
    }

    fn heads(&self) -> Vec<String> {
        let fixed = [t::lists::col_number(self.l), t::people::name(self.l)];
        let columns = self.columns.iter().map(|one| one.text(self.l));
        fixed.into_iter().chain(columns).map(str::to_owned).collect()
    }

    /// Whoever has gone meanwhile is left out.
    async fn next(&mut self) -> Answer<Vec<Vec<Cell>>> {
        loop {
            let to = (self.at + AT_ONCE).min(self.members.len());
            let Some(some) = self.members.get(self.at..to).filter(|some| !some.is_empty()) else {
                return Ok(Vec::new());
            };
            let mut tx = self.house.db.read().await?;
            let rows = store::lines(&mut tx, self.who.org, &self.scope, some, self.today).await?;
            drop(tx);
            let mut by_id: HashMap<MemberId, MemberRow> = rows.into_iter().map(|row| (row.id, row)).collect();
            let lines: Vec<_> = some
                .iter()
                .filter_map(|id| by_id.remove(id))
                .map(|row| self.line(row))
                .collect();
            self.at = to;
            if !lines.is_empty() {
                return Ok(lines);
            }
        }
    }
}

impl Outgoing {
    fn line(&self, row: MemberRow) -> Vec<Cell> {
        let l = self.l;
        let mut row = row;
        let mut cells = vec![Cell::Number(row.number), Cell::Text(std::mem::take(&mut row.name))];
        cells.extend(self.columns.iter().map(|column| match column {
            MemberColumn::Status => Cell::Text(row.status.text(l).to_owned()),
            MemberColumn::Pass => Cell::text(row.pass.take()),
            MemberColumn::Ends => row.pass_ends.map_or(Cell::Empty, Cell::Day),
            MemberColumn::Visit => row.last_visit.map_or(Cell::Empty, |at| self.time(at)),
            MemberColumn::Joined => Cell::Day(row.joined_on),
            MemberColumn::Location => Cell::text(row.location.take()),
            MemberColumn::Email => Cell::text(row.email.take()),
            MemberColumn::Phone => Cell::text(row.phone.take()),
            MemberColumn::Language => {
                let known = row.locale.as_deref().and_then(Locale::from_tag);
                Cell::text(known.map(|known| known.name().to_owned()))
            }
            MemberColumn::Tags => Cell::text(row.tags.take()),
        }));
        cells
    }

    fn time(&self, at: Instant) -> Cell {
        Cell::Time(self.zone.moment(at).local())
    }
}
