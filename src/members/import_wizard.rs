//! A member list through the browser: the file is sent, its columns are matched, every row is looked at, and then it is taken in.
//!
//! The file waits in the database, so that any node may go on with it; what takes long is done by the worker ([`work`]) in steps of a
//! few hundred rows. Each step writes its members, what became of its rows and how far it is in one transaction: whoever goes on
//! after a node has died begins with the first row that is not written.

mod result;
mod work;

pub use result::result;
pub use work::{forget_old, work};

use super::{
    batch_store,
    import::{self, DateOrder, DatesFound, Field, ImportError, Outline},
    import_run::{self, note_words, outcome_words},
    import_store::{self as store, Matched, NewUpload, Upload, Which},
    model::{
        BatchPage, BatchRow, IMPORT_ROWS_A_PAGE, ImportColumn, ImportCounts, ImportFilter, ImportId, ImportRefusal,
        ImportRow, ImportsPage, Matching, RowOutcome, UploadId, UploadPage, UploadRow, UploadState,
    },
    service,
};
use crate::{
    accounts::{
        model::{Deed, Who},
        service::{Note, audit},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing, fault},
        form::{self, Flaw},
        house::House,
        i18n::Locale,
        id,
        once::{self, Command},
        secret,
        time::{Instant, Zone},
    },
    studio::{self, model::OrgId},
};
use std::collections::BTreeMap;

/// Values of a column that are shown.
const SAMPLES: usize = 3;
/// Names that are shown where the encoding was guessed.
const NAMES: usize = 6;
/// Members of a list that stay, as many as are named.
const STAYING: i64 = 50;
/// Characters of a column's name that are shown.
const HEADER: usize = 80;
/// Characters of a file's name.
const FILE_NAME: usize = 200;

/// What there is to say of a row, as it is kept: the words come with the reader.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Said {
    outcome: import_run::Outcome,
    notes: Vec<import_run::Note>,
}

impl Said {
    fn words(&self, l: Locale) -> Vec<String> {
        let mut words = outcome_words(&self.outcome, l);
        words.extend(self.notes.iter().map(|note| note_words(note, l)));
        words
    }
}

/// What somebody says about a file: texts, checked here.
#[derive(Debug, Clone, Default)]
pub struct MatchForm {
    /// The code of a field by column: `c0`, `c1`, …; empty: left out.
    pub columns: BTreeMap<String, String>,
    /// `dmy`, `mdy`, or empty.
    pub dates: String,
    /// Two letters of a country.
    pub region: String,
    /// A location's id, or empty.
    pub location: String,
}

/// Keeps a file and what its columns seem to hold.
///
/// # Errors
/// An [`ImportRefusal`] about the file.
pub async fn upload(house: &House, who: &Who, name: &str, bytes: Vec<u8>) -> Answer<UploadId, ImportRefusal> {
    if bytes.is_empty() && name.trim().is_empty() {
        return Err(AppError::Refused(ImportRefusal::NoFile));
    }
    let now = house.clock.now();
    let (bytes, outline) = beside(move || {
        let outline = import::outline(&bytes);
        (bytes, outline)
    })
    .await?;
    let outline = outline.map_err(of_file)?;
    let header = secret::digest(&outline.header_key());
    let mut tx = house.db.write().await?;
    let remembered = store::remembered(&mut tx, who.org, &header).await?;
    let (columns, dates) = remembered.unwrap_or_else(|| (codes(&outline.fields), None));
    let locations = studio::service::locations::<ImportRefusal>(&mut tx, who.org).await?;
    let region = locations
        .iter()
        .find_map(|place| studio::model::country_of_zone(&place.zone));
    let id = UploadId::fresh();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let new = NewUpload {
        id,
        org: who.org,
        account: who.account,
        file_name: shown_text(name, FILE_NAME),
        source: import_run::source_code(outline.source),
        header,
        columns,
        dates,
        region: region.unwrap_or_default().to_owned(),
        rows: outline.table.records.len() as i64,
        body: bytes,
    };
    store::add(&mut tx, new, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Says what the columns hold, and has every row looked at.
///
/// # Errors
/// [`AppError::NotFound`]; flaws of the fields; [`ImportRefusal::NoName`], [`ImportRefusal::Dates`], [`ImportRefusal::NotNow`].
pub async fn match_columns(
    house: &House,
    who: &Who,
    id: UploadId,
    form: &MatchForm,
    key: &str,
) -> Answer<(), ImportRefusal> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let upload = found(&mut tx, who.org, id).await?;
    if !may_match(upload.state) {
        return Err(AppError::Refused(ImportRefusal::NotNow(upload.state)));
    }
    let location = form::choice(&form.location, "location")?;
    if let Some(location) = location {
        studio::service::location::<ImportRefusal>(&mut tx, who.org, location)
            .await
            .map_err(|_| AppError::field("location", Flaw::Choice))?;
    }
    let dates = order(&form.dates);
    let body = store::body(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let options = import::Options {
        dates,
        region: form.region.trim().to_uppercase(),
        today: service::today_of(&mut tx, who.org, now).await?,
    };
    drop(tx);
    let chosen = form.columns.clone();
    let region = options.region.clone();
    let fields = beside(move || {
        let outline = import::outline(&body).map_err(of_file)?;
        let fields = chosen_fields(&outline, &chosen);
        outline.read(&fields, &options).map_err(of_file)?;
        Ok::<_, AppError<ImportRefusal>>(fields)
    })
    .await??;
    let columns = codes(&fields);
    let told = dates.map(|order| order_code(order).to_owned());
    let content = format!("{id}\n{columns}\n{told:?}\n{region}\n{location:?}");
    let command = Command {
        who: who.account.0,
        name: "match_columns",
        key,
        content,
    };
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            store::remember(tx, upload.org_id, &upload.header, &columns, told.as_deref(), now).await?;
            let to = Matched {
                columns,
                dates: told,
                region,
                location,
            };
            if store::matched(tx, id, to, now).await? == 0 {
                return Err(AppError::Refused(ImportRefusal::NotNow(
                    found(tx, upload.org_id, id).await?.state,
                )));
            }
            Ok(())
        })
    })
    .await?;
    house.call_worker();
    Ok(())
}

/// Begins the run: of two who begin one, one does.
///
/// # Errors
/// [`AppError::NotFound`]; [`ImportRefusal::NotNow`].
pub async fn start(house: &House, who: &Who, id: UploadId, key: &str) -> Answer<(), ImportRefusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "start_import",
        key,
        content: id.to_string(),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let upload = found(tx, who.org, id).await?;
            let batch = ImportId::fresh();
            let (file, source, read) = (&upload.file_name, &upload.source, upload.rows_read);
            batch_store::add_import(tx, batch, who.org, file, source, read, 0, now).await?;
            if store::begin(tx, id, batch, now).await? == 0 {
                let state = found(tx, who.org, id).await?.state;
                return Err(AppError::Refused(ImportRefusal::NotNow(state)));
            }
            let rows = counted(tx, id).await?.new;
            audit(tx, &who, Note::new(Deed::MembersImported).with("rows", rows), now).await
        })
    })
    .await?;
    house.call_worker();
    Ok(())
}

/// Stops the run between two steps. Whoever is a member by then stays one, until the list is taken out.
///
/// # Errors
/// [`AppError::NotFound`]; [`ImportRefusal::NotNow`].
pub async fn cancel(house: &House, who: &Who, id: UploadId, key: &str) -> Answer<(), ImportRefusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "cancel_import",
        key,
        content: id.to_string(),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let upload = found(tx, who.org, id).await?;
            if store::cancel(tx, id, now).await? == 0 {
                return Err(AppError::Refused(ImportRefusal::NotNow(upload.state)));
            }
            store::drop_body(tx, id).await?;
            Ok(())
        })
    })
    .await
}

/// Forgets a file that has not become a list.
///
/// # Errors
/// [`AppError::NotFound`]; [`ImportRefusal::NotNow`].
pub async fn discard(house: &House, who: &Who, id: UploadId, key: &str) -> Answer<(), ImportRefusal> {
    let command = Command {
        who: who.account.0,
        name: "discard_upload",
        key,
        content: id.to_string(),
    };
    let org = who.org;
    once::run(&house.db, house.clock.now(), &[], command, |tx| {
        Box::pin(async move {
            store::lock(tx, id).await?;
            let upload = found(tx, org, id).await?;
            if upload.import_id.is_some() {
                return Err(AppError::Refused(ImportRefusal::NotNow(upload.state)));
            }
            store::forget(tx, id).await?;
            Ok(())
        })
    })
    .await
}

/// Takes a list out again: whoever has done something since stays.
///
/// # Errors
/// [`AppError::NotFound`] also where it was taken out before; [`ImportRefusal::Running`].
pub async fn undo(house: &House, who: &Who, batch: ImportId, key: &str) -> Answer<(), ImportRefusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "undo_import",
        key,
        content: batch.to_string(),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let found = store::batches(tx, who.org, Some(batch)).await?;
            let found = found.first().ok_or(AppError::NotFound)?;
            if found.state == Some(UploadState::Running) {
                return Err(AppError::Refused(ImportRefusal::Running));
            }
            let undone = import_run::take_out(tx, who.org, batch, now).await?;
            let note = Note::new(Deed::ImportUndone).with("rows", undone.removed);
            audit(tx, &who, note, now).await
        })
    })
    .await
}

/// Files on their way in, and lists that came in before.
///
/// # Errors
/// A fault of the database.
pub async fn list(house: &House, who: &Who) -> Answer<ImportsPage> {
    let mut tx = house.db.read().await?;
    let zone = zone(&mut tx, who.org).await?;
    let open = store::open(&mut tx, who.org).await?;
    let batches = store::batches(&mut tx, who.org, None).await?;
    Ok(ImportsPage {
        open: open
            .into_iter()
            .map(|(id, file_name, state, at)| UploadRow {
                id,
                file_name,
                state,
                at: zone.moment(at),
            })
            .collect(),
        batches: batches.into_iter().map(|batch| batch_row(zone, batch)).collect(),
    })
}

fn batch_row(zone: Zone, batch: store::Batch) -> BatchRow {
    BatchRow {
        id: batch.id,
        file_name: batch.file_name,
        source: batch.source,
        read: batch.rows_read,
        made: batch.rows_made,
        at: zone.moment(batch.at),
        undone: batch.undone_at.map(|at| zone.moment(at)),
        upload: batch.upload,
        running: batch.state == Some(UploadState::Running),
    }
}

/// A list, and what taking it out would do.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn batch(house: &House, who: &Who, id: ImportId) -> Answer<BatchPage> {
    let mut tx = house.db.read().await?;
    let zone = zone(&mut tx, who.org).await?;
    let batch = store::batches(&mut tx, who.org, Some(id)).await?.pop();
    let batch = batch_row(zone, batch.ok_or(AppError::NotFound)?);
    let mut staying = store::staying(&mut tx, id, i64::MAX).await?;
    let stays = staying.len() as i64;
    staying.truncate(STAYING as usize);
    let there = batch_store::imported_left(&mut tx, id).await?;
    Ok(BatchPage {
        batch,
        goes: there - stays,
        stays,
        staying,
        key: id::fresh().to_string(),
    })
}

/// A file on its way in, with what the reader asks for of its rows.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn page(house: &House, who: &Who, id: UploadId, filter: &ImportFilter, l: Locale) -> Answer<UploadPage> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let upload = found::<Nothing>(&mut tx, who.org, id).await?;
    let again = filter.step == "match" && upload.state == UploadState::Checked;
    let counts = counted(&mut tx, id).await?;
    let which = Which {
        outcome: RowOutcome::ALL.into_iter().find(|one| one.code() == filter.show),
        noted: filter.show == "noted",
        like: like(&filter.q),
    };
    let total = store::count(&mut tx, id, &which).await?;
    let offset = (filter.page.clamp(1, 1_000_000) - 1) * IMPORT_ROWS_A_PAGE;
    let rows = store::rows(&mut tx, who.org, id, &which, IMPORT_ROWS_A_PAGE, offset).await?;
    let undone = match upload.import_id {
        Some(batch) => {
            let found = store::batches(&mut tx, who.org, Some(batch)).await?;
            found.first().is_some_and(|batch| batch.undone_at.is_some())
        }
        None => false,
    };
    let matching = if upload.state == UploadState::Matching || again {
        Some(matching(tx, who.org, &upload, now).await?)
    } else {
        None
    };
    Ok(UploadPage {
        id,
        file_name: upload.file_name,
        source: upload.source,
        state: upload.state,
        matching,
        read: upload.rows_read,
        done: upload.rows_done,
        minutes_left: upload
            .begun_at
            .filter(|_| upload.state.is_working())
            .and_then(|begun| left(begun, now, upload.rows_done, upload.rows_read)),
        counts,
        rows: rows.into_iter().map(|row| shown(row, l)).collect(),
        total,
        batch: upload.import_id,
        undone,
        key: id::fresh().to_string(),
    })
}

fn shown(row: store::Shown, l: Locale) -> ImportRow {
    let said: Option<Said> = serde_json::from_str(&row.said).ok();
    ImportRow {
        line: row.line,
        name: row.name,
        outcome: row.outcome,
        number: row.number,
        member: row.member,
        remarks: said.map(|said| said.words(l)).unwrap_or_default(),
    }
}

/// Minutes that the rest takes if it goes on as it did.
fn left(begun: Instant, now: Instant, done: i64, of: i64) -> Option<i64> {
    let gone = (now - begun).0;
    (done > 0 && gone > 0).then(|| gone / done * (of - done).max(0) / 60_000_000 + 1)
}

/// A part of a name as the database looks for it; `!` takes the meaning from the two signs that have one.
fn like(part: &str) -> String {
    let part = part.trim().to_lowercase();
    let part: String = part.chars().filter(|c| !c.is_control()).take(80).collect();
    let plain = part.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

async fn counted<R>(tx: &mut Tx, id: UploadId) -> Answer<ImportCounts, R> {
    let mut counts = ImportCounts::default();
    for (outcome, noted, n) in store::counts(tx, id).await? {
        *match outcome {
            RowOutcome::New => &mut counts.new,
            RowOutcome::Added => &mut counts.added,
            RowOutcome::Known => &mut counts.known,
            RowOutcome::Refused => &mut counts.refused,
        } += n;
        counts.noted += if noted { n } else { 0 };
    }
    Ok(counts)
}

async fn matching(mut tx: Tx, org: OrgId, upload: &Upload, now: Instant) -> Answer<Matching> {
    let body = store::body(&mut tx, upload.id).await?.ok_or(AppError::NotFound)?;
    let locations = studio::service::locations(&mut tx, org).await?;
    let today = service::today_of(&mut tx, org, now).await?;
    let remembered = store::remembered(&mut tx, org, &upload.header).await?.is_some();
    drop(tx);
    let fields = read_codes(&upload.columns);
    let dates = upload.dates.clone().unwrap_or_default();
    let options = import::Options {
        dates: order(&dates),
        region: upload.region.clone(),
        today,
    };
    let (region, location) = (upload.region.clone(), upload.location_id);
    let source = upload.source.clone();
    beside(move || {
        let outline = import::outline(&body).map_err(|error| fault(&error))?;
        Ok(Matching {
            source,
            encoding: outline.table.encoding.to_owned(),
            guessed: outline.table.encoding_guessed,
            names: names(&outline, &fields),
            delimiter: outline.table.delimiter,
            records: outline.table.records.len() as i64,
            skipped: outline.table.preamble.len() as i64,
            columns: columns(&outline, &fields, &options),
            fields: Field::ALL.iter().map(|field| field.code()).collect(),
            dates,
            region,
            location,
            locations,
            remembered,
        })
    })
    .await?
}

/// Some names of the file, to see whether its encoding was guessed right.
fn names(outline: &Outline, fields: &[Option<Field>]) -> Vec<String> {
    let is_name = |field: &Option<Field>| matches!(field, Some(Field::Name | Field::GivenName | Field::FamilyName));
    let column = fields
        .iter()
        .position(|field| *field == Some(Field::FamilyName))
        .or_else(|| fields.iter().position(is_name));
    outline.samples(column.unwrap_or(0), NAMES)
}

fn columns(outline: &Outline, fields: &[Option<Field>], options: &import::Options) -> Vec<ImportColumn> {
    // asked as if nobody had said it: whoever comes back may say it otherwise
    let open = import::Options {
        dates: None,
        ..options.clone()
    };
    let dates = outline.dates(fields, &open);
    let headers = outline.table.header.iter();
    (headers.zip(dates).enumerate())
        .map(|(index, (header, dates))| ImportColumn {
            header: shown_text(header, HEADER),
            samples: outline.samples(index, SAMPLES),
            field: fields
                .get(index)
                .copied()
                .flatten()
                .map(Field::code)
                .unwrap_or_default(),
            dates: match &dates {
                Ok(Some(DatesFound::Iso)) => "iso",
                Ok(Some(DatesFound::Dmy)) => "dmy",
                Ok(Some(DatesFound::Mdy)) => "mdy",
                Ok(Some(DatesFound::Mixed)) => "mixed",
                Ok(Some(DatesFound::None) | None) | Err(_) => "",
            }
            .to_owned(),
            unclear: dates.err().unwrap_or_default(),
        })
        .collect()
}

/// A text of the file as a page may show it.
fn shown_text(raw: &str, most: usize) -> String {
    let short: String = raw.trim().chars().take(most).collect();
    form::optional_text(&short.replace('\n', " "), most)
        .ok()
        .flatten()
        .unwrap_or_default()
}

const fn may_match(state: UploadState) -> bool {
    matches!(
        state,
        UploadState::Matching | UploadState::Checking | UploadState::Checked
    )
}

fn chosen_fields(outline: &Outline, chosen: &BTreeMap<String, String>) -> Vec<Option<Field>> {
    (0..outline.table.header.len())
        .map(|index| chosen.get(&format!("c{index}")).and_then(|code| Field::from_code(code)))
        .collect()
}

fn codes(fields: &[Option<Field>]) -> String {
    let codes: Vec<Option<String>> = fields.iter().map(|field| field.map(Field::code)).collect();
    serde_json::to_string(&codes).unwrap_or_default()
}

fn read_codes(text: &str) -> Vec<Option<Field>> {
    let codes: Vec<Option<String>> = serde_json::from_str(text).unwrap_or_default();
    (codes.iter())
        .map(|code| code.as_deref().and_then(Field::from_code))
        .collect()
}

fn order(code: &str) -> Option<DateOrder> {
    match code {
        "dmy" => Some(DateOrder::Dmy),
        "mdy" => Some(DateOrder::Mdy),
        _ => None,
    }
}

const fn order_code(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
    }
}

/// What the library says of a file, as a refusal.
fn of_file(error: ImportError) -> AppError<ImportRefusal> {
    AppError::Refused(match error {
        ImportError::Empty => ImportRefusal::Empty,
        ImportError::TooLarge { what, limit, .. } => {
            let limit = limit as i64;
            match what {
                "bytes" => ImportRefusal::TooLarge(limit),
                "columns" => ImportRefusal::TooManyColumns(limit),
                _ => ImportRefusal::TooManyRecords(limit),
            }
        }
        ImportError::NotText { .. } => ImportRefusal::NotText,
        ImportError::NoHeader { .. } | ImportError::NothingRecognised { .. } | ImportError::NoNameColumn { .. } => {
            ImportRefusal::NoName
        }
        ImportError::AmbiguousDates { column, examples } => ImportRefusal::Dates(column, examples.join(", ")),
        ImportError::UnknownRegion { .. } => return AppError::field("region", Flaw::Choice),
    })
}

async fn found<R>(tx: &mut Tx, org: OrgId, id: UploadId) -> Answer<Upload, R> {
    store::upload(tx, org, id).await?.ok_or(AppError::NotFound)
}

async fn zone(tx: &mut Tx, org: OrgId) -> Answer<Zone> {
    match studio::service::locations::<Nothing>(tx, org).await?.first() {
        Some(first) => studio::service::zone(&first.zone),
        None => Ok(Zone(chrono_tz::UTC)),
    }
}

/// Long reading beside the threads that answer requests.
async fn beside<T: Send + 'static, R>(read: impl FnOnce() -> T + Send + 'static) -> Answer<T, R> {
    tokio::task::spawn_blocking(read).await.map_err(|error| fault(&error))
}

/// Forgets what lists say of a member, and every file that has not become a list: it may name them. A list that is being taken in
/// stops, or it could make them anew further down.
///
/// # Errors
/// A fault of the database.
pub async fn forget<R>(tx: &mut Tx, org: OrgId, number: i64, now: Instant) -> Answer<(), R> {
    for (id,) in store::running(tx, org).await? {
        store::cancel(tx, id, now).await?;
        store::drop_body(tx, id).await?;
    }
    for (id, ..) in store::open(tx, org).await? {
        store::forget(tx, id).await?;
    }
    store::forget_member(tx, org, number).await?;
    Ok(())
}
