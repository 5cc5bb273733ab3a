//! Takes a member list that was read into the house: row by row, so that nothing in one row can lose another.
//!
//! A run writes one batch in transactions of a few hundred rows. People who are members already are shown with whom they match and
//! are not made again, so the same file may be imported twice, and a run that stopped half-way may be started again.
//! [`undo`] takes a batch out, except for those who have done something since.

mod newcomer;
mod words;

use super::{
    batch_store,
    import::{self, Match, RowProblem, Sheet},
    model::ImportId,
    rules, service,
    service::Newcomer,
};
use crate::{
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
        i18n::Locale,
        time::{Day, Instant},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use newcomer::newcomer;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt};
pub(super) use words::{note_words, outcome_words};

/// Rows in one transaction: few enough that nobody at the desk waits for it.
pub(super) const CHUNK: usize = 200;

/// How a list is taken in.
#[derive(Debug, Clone)]
pub struct Options {
    /// The file's name, to recognise the batch by.
    pub file_name: String,
    /// The home location of everybody on the list.
    pub location: Option<LocationId>,
    /// Only tell what would happen.
    pub dry_run: bool,
}

/// What happened to every row.
#[derive(Debug, Clone)]
pub struct Report {
    /// The batch, to undo it by; `None` when nobody was added.
    pub batch: Option<ImportId>,
    /// One for each row of the file.
    pub rows: Vec<RowReport>,
    /// Why the run ended before the last row. What it had written stays, and the same import may be started again.
    pub stopped: Option<AppError>,
}

/// What happened to one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReport {
    /// 1-based line of the file.
    pub line: u64,
    /// The person's name; empty when the row has none.
    pub name: String,
    /// What became of the person.
    pub outcome: Outcome,
    /// What was left out or changed.
    pub notes: Vec<Note>,
}

/// What became of a person on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Is a member now, under this number.
    Added(i64),
    /// Would be a member after a run that is no dry run.
    WouldBeAdded,
    /// Is a member already: not added.
    Known {
        /// The member number of the one who is there.
        number: i64,
        /// Their name.
        name: String,
        /// What both have.
        by: Same,
    },
    /// Cannot be a member.
    Refused(Vec<RowProblem>),
    /// The name is longer than any name here may be.
    NameTooLong,
    /// The run ended before this row.
    NotReached,
}

/// What a person on the list and a member have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Same {
    /// An e-mail address, a phone number, or the id of the other system with the same name.
    Value(Match),
    /// The name and birthday, where neither has an address or a number that could tell them apart.
    Name,
}

/// What was left out or changed although the person was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// While the file was read.
    Read(RowProblem),
    /// The other system had a status that does not exist here; it stands in the member's note.
    CameAsActive(import::MemberStatus),
    /// A value that no form here would take; shortened.
    LeftOut(String),
    /// The end of a very long note.
    NoteCut,
}

/// A report in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows of the file.
    pub read: usize,
    /// Members added, or to be added.
    pub added: usize,
    /// Members already.
    pub known: usize,
    /// Rows that cannot be a member.
    pub refused: usize,
    /// Rows after the end of a run that stopped.
    pub not_reached: usize,
}

impl Report {
    /// The report in numbers.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals {
            read: self.rows.len(),
            ..Totals::default()
        };
        for row in &self.rows {
            *match row.outcome {
                Outcome::Added(_) | Outcome::WouldBeAdded => &mut totals.added,
                Outcome::Known { .. } => &mut totals.known,
                Outcome::Refused(_) | Outcome::NameTooLong => &mut totals.refused,
                Outcome::NotReached => &mut totals.not_reached,
            } += 1;
        }
        totals
    }
}

/// What taking a batch out did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// Members who are gone.
    pub removed: u64,
    /// Members who have booked, bought, visited or signed in since, and stay.
    pub stayed: i64,
}

/// Takes a list in, or tells what that would do. `progress` is told how many of how many rows are done.
///
/// # Errors
/// [`AppError::NotFound`] before the club was set up and for an unknown location; a fault of the database before the first row was
/// written. A later one is in [`Report::stopped`].
pub async fn run(
    house: &House,
    sheet: &Sheet,
    options: &Options,
    mut progress: impl FnMut(u64, u64),
) -> Answer<Report> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    if let Some(location) = options.location {
        studio::service::location::<Nothing>(&mut tx, org.id, location).await?;
    }
    let mut run = Run::over(&mut tx, org.id, &org.locale, sheet, options, None, now).await?;
    drop(tx);

    let mut report = Report {
        batch: None,
        rows: Vec::with_capacity(sheet.rows.len()),
        stopped: None,
    };
    let total = sheet.rows.len() as u64;
    for rows in sheet.rows.chunks(CHUNK) {
        let done = match report.stopped {
            None => run.chunk(house, rows).await,
            Some(_) => Ok(rows
                .iter()
                .map(|row| row_report(row, Outcome::NotReached, Vec::new()))
                .collect()),
        };
        match done {
            Ok(done) => report.rows.extend(done),
            Err(error) if !run.begun => return Err(error),
            Err(error) => {
                report
                    .rows
                    .extend(rows.iter().map(|row| row_report(row, Outcome::NotReached, Vec::new())));
                report.stopped = Some(error);
            }
        }
        progress(report.rows.len() as u64, total);
    }
    report.batch = run.begun.then_some(run.batch);
    Ok(report)
}

/// Takes a batch out again. Whoever has done something since stays a member.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such batch or it was undone before.
pub async fn undo(house: &House, id: ImportId) -> Answer<Undone> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    let undone = take_out(&mut tx, org.id, id, now).await?;
    tx.commit().await?;
    Ok(undone)
}

/// The same, in a transaction of the caller's.
pub(super) async fn take_out<R>(tx: &mut Tx, org: OrgId, id: ImportId, now: Instant) -> Answer<Undone, R> {
    if batch_store::undo_import(tx, org, id, now).await? == 0 {
        return Err(AppError::NotFound);
    }
    let removed = batch_store::remove_imported(tx, id).await?;
    let stayed = batch_store::imported_left(tx, id).await?;
    Ok(Undone { removed, stayed })
}

/// The name of the other system in the database, `mindbody` for example.
pub(super) fn source_code(source: import::Source) -> String {
    match serde_json::to_value(source) {
        Ok(serde_json::Value::String(code)) => code,
        _ => "import".to_owned(),
    }
}

/// Who came from the same system before: by the id there and the name, for two lists may both begin with 1.
type ById = HashMap<(String, String), i64>;

async fn ids(tx: &mut Tx, org: OrgId, source: &str, but: ImportId) -> Answer<ById> {
    let rows = batch_store::external_ids(tx, org, source, but).await?;
    Ok(rows
        .into_iter()
        .map(|(id, number, name)| ((id, rules::fold(&name)), number))
        .collect())
}

/// A list on its way in.
pub(super) struct Run<'a> {
    org: OrgId,
    locale: Locale,
    today: Day,
    now: Instant,
    batch: ImportId,
    /// The batch is in the database.
    begun: bool,
    source: String,
    by_id: ById,
    rows_read: usize,
    options: &'a Options,
}

impl<'a> Run<'a> {
    /// A run over a sheet. With a batch it goes on with that one, which is in the database already.
    pub(super) async fn over(
        tx: &mut Tx,
        org: OrgId,
        language: &str,
        sheet: &Sheet,
        options: &'a Options,
        batch: Option<ImportId>,
        now: Instant,
    ) -> Answer<Self> {
        let (source, begun) = (source_code(sheet.source), batch.is_some());
        let batch = batch.unwrap_or_else(ImportId::fresh);
        Ok(Self {
            org,
            locale: Locale::from_tag(language).unwrap_or_default(),
            today: service::today_of(tx, org, now).await?,
            now,
            batch,
            begun,
            by_id: ids(tx, org, &source, batch).await?,
            source,
            rows_read: sheet.rows.len(),
            options,
        })
    }

    /// Some rows, all in one transaction.
    async fn chunk(&mut self, house: &House, rows: &[import::Row]) -> Answer<Vec<RowReport>> {
        let mut tx = if self.options.dry_run {
            house.db.read().await?
        } else {
            house.db.write().await?
        };
        let (mut reports, newcomers) = self.judge(&mut tx, rows).await?;
        if self.options.dry_run || newcomers.is_empty() {
            return Ok(reports);
        }
        self.write(&mut tx, newcomers, &mut reports).await?;
        tx.commit().await?;
        self.begun = true;
        Ok(reports)
    }

    /// What becomes of some rows, and the members to be made of them, by their place among the rows.
    pub(super) async fn judge(
        &self,
        tx: &mut Tx,
        rows: &[import::Row],
    ) -> Answer<(Vec<RowReport>, Vec<(usize, Newcomer)>)> {
        let mut reports = Vec::with_capacity(rows.len());
        let mut newcomers: Vec<(usize, Newcomer)> = Vec::new();
        for row in rows {
            let mut notes: Vec<Note> = row.notes.iter().cloned().map(Note::Read).collect();
            let outcome = match &row.outcome {
                Err(problems) => Outcome::Refused(problems.clone()),
                Ok(person) => {
                    let (made, told) = newcomer(person, self.options.location, self.locale);
                    notes.extend(told);
                    match made {
                        None => Outcome::NameTooLong,
                        Some(made) => match self.known(tx, &made).await? {
                            Some(known) => known,
                            None => {
                                newcomers.push((reports.len(), made));
                                Outcome::WouldBeAdded
                            }
                        },
                    }
                }
            };
            reports.push(row_report(row, outcome, notes));
        }
        Ok((reports, newcomers))
    }

    /// Makes members of newcomers and says so in their reports.
    pub(super) async fn write(
        &mut self,
        tx: &mut Tx,
        newcomers: Vec<(usize, Newcomer)>,
        reports: &mut [RowReport],
    ) -> Answer<()> {
        let made = newcomers.len() as i64;
        if made == 0 {
            return Ok(());
        }
        if !self.begun {
            let (file, source, read) = (&self.options.file_name, &self.source, self.rows_read as i64);
            batch_store::add_import(tx, self.batch, self.org, file, source, read, 0, self.now).await?;
        }
        batch_store::count_imported(tx, self.batch, made).await?;
        let first = studio::service::member_numbers::<Nothing>(tx, self.org, made).await?;
        for (number, (index, newcomer)) in (first..).zip(newcomers) {
            let (source, batch) = (self.source.clone(), Some(self.batch));
            service::add::<Nothing>(
                tx, self.org, number, newcomer, None, &source, batch, self.today, self.now,
            )
            .await?;
            reports[index].outcome = Outcome::Added(number);
        }
        Ok(())
    }

    /// Whom this person is already, among those who were there before this list.
    async fn known(&self, tx: &mut Tx, person: &Newcomer) -> Answer<Option<Outcome>> {
        let name = rules::fold(&person.name);
        if let Some(id) = &person.external_id
            && let Some(number) = self.by_id.get(&(id.clone(), name))
        {
            let by = Same::Value(Match::ExternalId);
            return Ok(Some(Outcome::Known {
                number: *number,
                name: person.name.clone(),
                by,
            }));
        }
        let (email, phone) = (person.email.as_deref(), person.phone.as_deref());
        let (found, nameless) = if email.is_some() || phone.is_some() {
            (
                batch_store::same_contact(tx, self.org, self.batch, &person.name, email, phone).await?,
                false,
            )
        } else if person.external_id.is_none() {
            (
                batch_store::same_name(tx, self.org, self.batch, &person.name, person.birthday).await?,
                true,
            )
        } else {
            (None, false)
        };
        Ok(found.map(|found| {
            let by = if nameless {
                Same::Name
            } else if found.email.is_some() && found.email == person.email {
                Same::Value(Match::Email)
            } else {
                Same::Value(Match::Phone)
            };
            Outcome::Known {
                number: found.number,
                name: found.name,
                by,
            }
        }))
    }
}

fn row_report(row: &import::Row, outcome: Outcome, notes: Vec<Note>) -> RowReport {
    let name = row
        .outcome
        .as_ref()
        .map(|person| person.name.chars().take(80).collect())
        .unwrap_or_default();
    RowReport {
        line: row.line,
        name,
        outcome,
        notes,
    }
}

impl RowReport {
    /// Whether there is more to say than that the person was added.
    #[must_use]
    pub fn is_noteworthy(&self) -> bool {
        !self.notes.is_empty() || !matches!(self.outcome, Outcome::Added(_) | Outcome::WouldBeAdded)
    }
}

impl fmt::Display for RowReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.name.is_empty() {
            write!(f, ", {}", self.name)?;
        }
        write!(f, ": {}", self.outcome)?;
        self.notes.iter().try_for_each(|note| write!(f, "\n    {note}"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(number) => write!(f, "added as number {number}"),
            Self::WouldBeAdded => f.write_str("would be added"),
            Self::Known { number, name, by } => write!(f, "not added: {by} as number {number}, {name}"),
            Self::Refused(problems) => {
                let problems: Vec<String> = problems.iter().map(RowProblem::to_string).collect();
                write!(f, "not added: {}", problems.join("; "))
            }
            Self::NameTooLong => f.write_str("not added: a name has at most 80 characters"),
            Self::NotReached => f.write_str("not reached"),
        }
    }
}

impl fmt::Display for Same {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(Match::Email) => "the same e-mail address",
            Self::Value(Match::Phone) => "the same phone number",
            Self::Value(Match::ExternalId) => "the same name and id",
            Self::Name => "the same name, and nothing to tell them apart,",
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = |status: &import::MemberStatus| match status {
            import::MemberStatus::Frozen => "paused".to_owned(),
            import::MemberStatus::Lead => "not a member yet".to_owned(),
            import::MemberStatus::Unknown(text) => format!("{text:?}"),
            import::MemberStatus::Active => "active".to_owned(),
            import::MemberStatus::Ended => "ended".to_owned(),
        };
        match self {
            Self::Read(problem) => write!(f, "{problem}"),
            Self::CameAsActive(before) => write!(
                f,
                "was {}: came as an active member, and the note says so",
                status(before)
            ),
            Self::LeftOut(value) => write!(f, "{value:?} cannot be kept: left out"),
            Self::NoteCut => f.write_str("the note was too long: its end is missing"),
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            read,
            added,
            known,
            refused,
            not_reached,
        } = self;
        write!(
            f,
            "{read} rows: {added} new, {known} members already, {refused} refused"
        )?;
        if *not_reached > 0 {
            write!(f, ", {not_reached} not reached")?;
        }
        Ok(())
    }
}
