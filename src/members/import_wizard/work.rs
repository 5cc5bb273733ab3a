//! The long part: every row is looked at, or taken in, step by step.

use super::{Said, beside, found, read_codes};
use crate::{
    members::{
        import::{self, Sheet},
        import_run::{self, CHUNK, Outcome, RowReport, Run},
        import_store::{self as store, LEASE, NewRow, Upload},
        model::{RowOutcome, UploadId, UploadState},
    },
    platform::{
        error::{Answer, AppError, Nothing, fault},
        house::House,
        id,
        time::Span,
    },
    studio,
};
use uuid::Uuid;

/// How long a file waits for somebody to go on with it.
const WAITS: Span = Span::hours(24);
/// How long what became of the rows is kept.
const KEPT: Span = Span::hours(24 * 30);
/// Tries of a step while others are in the way.
const TRIES: usize = 5;

/// Works at files until there is none, or `go_on` says no: it is asked before each step. How many steps were made.
///
/// # Errors
/// A fault of the database. The file is taken up again when its time with this worker is over.
pub async fn work(house: &House, mut go_on: impl FnMut() -> bool + Send) -> Answer<usize> {
    let mut steps = 0;
    while go_on() {
        let worker = id::fresh();
        let Some(upload) = claim(house, worker).await? else {
            break;
        };
        steps += at(house, upload, worker, &mut go_on).await?;
    }
    Ok(steps)
}

/// A file that is this worker's for a minute after each of its steps.
async fn claim(house: &House, worker: Uuid) -> Answer<Option<Upload>> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let Some((id, org)) = store::waiting(&mut tx, now).await? else {
        return Ok(None);
    };
    drop(tx);
    let mut tx = house.db.write().await?;
    // one list of a club at a time: of two that name the same people both would make them
    store::queue(&mut tx, org).await?;
    let still = store::waiting(&mut tx, now).await?.is_some_and(|(next, _)| next == id);
    if !still || store::take(&mut tx, id, worker, now, now + LEASE).await? == 0 {
        return Ok(None);
    }
    let upload = found::<Nothing>(&mut tx, org, id).await?;
    tx.commit().await?;
    Ok(Some(upload))
}

/// The steps that are left of one file.
async fn at(house: &House, upload: Upload, worker: Uuid, go_on: &mut (impl FnMut() -> bool + Send)) -> Answer<usize> {
    let now = house.clock.now();
    let (id, state) = (upload.id, upload.state);
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    let today = crate::members::service::today_of::<Nothing>(&mut tx, org.id, now).await?;
    let Some(body) = store::body(&mut tx, id).await? else {
        drop(tx);
        return leave(house, &upload, worker, UploadState::Failed, "its file is gone").await;
    };
    drop(tx);
    let options = import::Options {
        dates: upload.dates.as_deref().and_then(super::order),
        region: upload.region.clone(),
        today,
    };
    let fields = read_codes(&upload.columns);
    let sheet = beside(move || import::outline(&body)?.read(&fields, &options)).await?;
    let sheet = match sheet {
        Ok(sheet) => sheet,
        Err(error) => return leave(house, &upload, worker, UploadState::Failed, &error.to_string()).await,
    };
    let options = import_run::Options {
        file_name: upload.file_name.clone(),
        location: upload.location_id,
        dry_run: state == UploadState::Checking,
    };
    let mut tx = house.db.read().await?;
    let mut run = Run::over(&mut tx, org.id, &org.locale, &sheet, &options, upload.import_id, now).await?;
    drop(tx);
    let mut steps = 0;
    let mut done = usize::try_from(upload.rows_done).unwrap_or_default();
    while done < sheet.rows.len() {
        if !go_on() {
            leave(house, &upload, worker, state, "").await?;
            return Ok(steps);
        }
        match patiently(house, &mut run, &sheet, (id, worker, state), done).await? {
            Some(next) => done = next,
            // stopped, or in other hands
            None => return Ok(steps),
        }
        steps += 1;
    }
    let to = if state == UploadState::Checking {
        UploadState::Checked
    } else {
        UploadState::Done
    };
    leave(house, &upload, worker, to, "").await?;
    Ok(steps + 1)
}

async fn patiently(
    house: &House,
    run: &mut Run<'_>,
    sheet: &Sheet,
    claim: (UploadId, Uuid, UploadState),
    done: usize,
) -> Answer<Option<usize>> {
    let mut tries = 1;
    loop {
        match step(house, run, sheet, claim, done).await {
            Err(AppError::Busy) if tries < TRIES => tries += 1,
            other => return other,
        }
    }
}

/// Some rows, with what became of them and how far the file is, in one transaction; `None` where it is this worker's no longer.
async fn step(
    house: &House,
    run: &mut Run<'_>,
    sheet: &Sheet,
    (id, worker, state): (UploadId, Uuid, UploadState),
    done: usize,
) -> Answer<Option<usize>> {
    let to = (done + CHUNK).min(sheet.rows.len());
    let rows = &sheet.rows[done..to];
    let till = house.clock.now() + LEASE;
    let mut tx = house.db.write().await?;
    if !store::step(&mut tx, id, worker, state, to as i64, till).await? {
        return Ok(None);
    }
    let (mut reports, newcomers) = run.judge(&mut tx, rows).await?;
    if state == UploadState::Running {
        run.write(&mut tx, newcomers, &mut reports).await?;
    }
    for (nth, report) in (done..).zip(reports) {
        store::put_row(&mut tx, id, row(nth, report)?).await?;
    }
    tx.commit().await?;
    Ok(Some(to))
}

fn row(nth: usize, report: RowReport) -> Answer<NewRow> {
    let (outcome, number) = match &report.outcome {
        Outcome::Added(number) => (RowOutcome::Added, Some(*number)),
        Outcome::WouldBeAdded | Outcome::NotReached => (RowOutcome::New, None),
        Outcome::Known { number, .. } => (RowOutcome::Known, Some(*number)),
        Outcome::Refused(_) | Outcome::NameTooLong => (RowOutcome::Refused, None),
    };
    let said = Said {
        outcome: report.outcome,
        notes: report.notes,
    };
    Ok(NewRow {
        nth: nth as i64,
        line: report.line.cast_signed(),
        name: report.name,
        outcome,
        noted: !said.notes.is_empty(),
        number,
        said: serde_json::to_string(&said).map_err(|e| fault(&e))?,
    })
}

/// Ends the work at a file, or gives it back. What is in, is not kept as a file any longer.
async fn leave(house: &House, upload: &Upload, worker: Uuid, to: UploadState, problem: &str) -> Answer<usize> {
    let mut tx = house.db.write().await?;
    let now = house.clock.now();
    let left = store::leave(&mut tx, upload.id, worker, upload.state, to, problem, now).await?;
    if left && to.is_over() {
        store::drop_body(&mut tx, upload.id).await?;
    }
    tx.commit().await?;
    Ok(0)
}

/// Forgets files that nobody went on with, and what became of rows a month ago.
///
/// # Errors
/// A fault of the database.
pub async fn forget_old(house: &House) -> Answer<()> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    for id in store::outdated(&mut tx, now - WAITS, now - KEPT).await? {
        store::forget(&mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(())
}
