//! The tables of member lists on their way in.

use super::model::{ImportId, MemberId, RowOutcome, Staying, UploadId, UploadState};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Result, Tx},
        time::{Instant, Span},
    },
    studio::model::{LocationId, OrgId},
};
use uuid::Uuid;

/// A file as it stands in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Upload {
    pub id: UploadId,
    pub org_id: OrgId,
    pub file_name: String,
    pub source: String,
    pub header: Vec<u8>,
    pub columns: String,
    pub dates: Option<String>,
    pub region: String,
    pub location_id: Option<LocationId>,
    pub state: UploadState,
    pub rows_read: i64,
    pub rows_done: i64,
    pub import_id: Option<ImportId>,
    pub begun_at: Option<Instant>,
}

/// What is written of a new file.
pub struct NewUpload {
    pub id: UploadId,
    pub org: OrgId,
    pub account: AccountId,
    pub file_name: String,
    pub source: String,
    pub header: Vec<u8>,
    pub columns: String,
    pub dates: Option<String>,
    pub region: String,
    pub rows: i64,
    pub body: Vec<u8>,
}

pub async fn add(tx: &mut Tx, new: NewUpload, now: Instant) -> Result<()> {
    let size = new.body.len() as i64;
    tx.query(
        "INSERT INTO import_uploads (id, org_id, account_id, file_name, size, source, header, columns, dates, region, state, rows_read,
                                     created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.account)
    .bind(new.file_name)
    .bind(size)
    .bind(new.source)
    .bind(new.header)
    .bind(new.columns)
    .bind(new.dates)
    .bind(new.region)
    .bind(UploadState::Matching)
    .bind(new.rows)
    .bind(now)
    .run()
    .await?;
    tx.query("INSERT INTO import_files (upload_id, body) VALUES ($1, $2)")
        .bind(new.id)
        .bind(new.body)
        .run()
        .await?;
    Ok(())
}

pub async fn upload(tx: &mut Tx, org: OrgId, id: UploadId) -> Result<Option<Upload>> {
    tx.query(
        "SELECT id, org_id, file_name, source, header, columns, dates, region, location_id, state, rows_read, rows_done, import_id,
                begun_at
           FROM import_uploads WHERE id = $2 AND org_id = $1",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

pub async fn body(tx: &mut Tx, id: UploadId) -> Result<Option<Vec<u8>>> {
    tx.query("SELECT body FROM import_files WHERE upload_id = $1")
        .bind(id)
        .maybe_value()
        .await
}

pub async fn drop_body(tx: &mut Tx, id: UploadId) -> Result<u64> {
    tx.query("DELETE FROM import_files WHERE upload_id = $1")
        .bind(id)
        .run()
        .await
}

/// Waits for whoever is changing a file, and lets nobody else.
pub async fn lock(tx: &mut Tx, id: UploadId) -> Result<()> {
    tx.lock("SELECT id FROM import_uploads WHERE id = $1 FOR UPDATE", id.0)
        .await
}

/// Lists that are being taken in.
pub async fn running(tx: &mut Tx, org: OrgId) -> Result<Vec<(UploadId,)>> {
    tx.query("SELECT id FROM import_uploads WHERE org_id = $1 AND state = 'running'")
        .bind(org)
        .all()
        .await
}

/// Files that did not become a list.
pub async fn open(tx: &mut Tx, org: OrgId) -> Result<Vec<(UploadId, String, UploadState, Instant)>> {
    tx.query(
        "SELECT id, file_name, state, created_at FROM import_uploads WHERE org_id = $1 AND import_id IS NULL AND state NOT IN ('done', 'cancelled')
          ORDER BY created_at DESC",
    )
    .bind(org)
    .all()
    .await
}

/// The columns that were chosen the last time for such a header.
pub async fn remembered(tx: &mut Tx, org: OrgId, header: &[u8]) -> Result<Option<(String, Option<String>)>> {
    tx.query("SELECT columns, dates FROM import_mappings WHERE org_id = $1 AND header = $2")
        .bind(org)
        .bind(header.to_vec())
        .maybe()
        .await
}

pub async fn remember(
    tx: &mut Tx,
    org: OrgId,
    header: &[u8],
    columns: &str,
    dates: Option<&str>,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "INSERT INTO import_mappings (org_id, header, columns, dates, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (org_id, header) DO UPDATE SET columns = excluded.columns, dates = excluded.dates, changed_at = excluded.changed_at",
    )
    .bind(org)
    .bind(header.to_vec())
    .bind(columns.to_owned())
    .bind(dates.map(str::to_owned))
    .bind(now)
    .run()
    .await
}

/// What somebody has said about a file.
pub struct Matched {
    pub columns: String,
    pub dates: Option<String>,
    pub region: String,
    pub location: Option<LocationId>,
}

/// The columns are matched, and every row is to be looked at; not once the run has begun.
pub async fn matched(tx: &mut Tx, id: UploadId, to: Matched, now: Instant) -> Result<u64> {
    tx.query("DELETE FROM import_rows WHERE upload_id = $1")
        .bind(id)
        .run()
        .await?;
    tx.query(
        "UPDATE import_uploads SET columns = $2, dates = $3, region = $4, location_id = $5, state = 'checking', rows_done = 0,
                worker = NULL, worker_till = NULL, begun_at = $6, changed_at = $6
          WHERE id = $1 AND state IN ('matching', 'checking', 'checked')",
    )
    .bind(id)
    .bind(to.columns)
    .bind(to.dates)
    .bind(to.region)
    .bind(to.location)
    .bind(now)
    .run()
    .await
}

/// The run begins, if it has not.
pub async fn begin(tx: &mut Tx, id: UploadId, batch: ImportId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE import_uploads SET state = 'running', rows_done = 0, import_id = $2, worker = NULL, worker_till = NULL,
                begun_at = $3, changed_at = $3 WHERE id = $1 AND state = 'checked'",
    )
    .bind(id)
    .bind(batch)
    .bind(now)
    .run()
    .await
}

/// Stops the run between two steps.
pub async fn cancel(tx: &mut Tx, id: UploadId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE import_uploads SET state = 'cancelled', worker = NULL, worker_till = NULL, changed_at = $2
          WHERE id = $1 AND state = 'running'",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// Everything that is kept of a file and of what became of its rows.
pub async fn forget(tx: &mut Tx, id: UploadId) -> Result<u64> {
    // waits for a step under way, and ends its claim
    tx.query("UPDATE import_uploads SET worker = NULL, worker_till = NULL WHERE id = $1")
        .bind(id)
        .run()
        .await?;
    tx.query("DELETE FROM import_rows WHERE upload_id = $1")
        .bind(id)
        .run()
        .await?;
    drop_body(tx, id).await?;
    tx.query("DELETE FROM import_uploads WHERE id = $1")
        .bind(id)
        .run()
        .await
}

/// Files that nobody went on with for a day, and lists whose rows were kept long enough.
pub async fn outdated(tx: &mut Tx, waiting: Instant, over: Instant) -> Result<Vec<UploadId>> {
    tx.query(
        "SELECT id FROM import_uploads
          WHERE (state IN ('matching', 'checking', 'checked', 'failed') AND changed_at < $1)
             OR (state IN ('done', 'cancelled') AND changed_at < $2)",
    )
    .bind(waiting)
    .bind(over)
    .values()
    .await
}

// --- the work ---------------------------------------------------------------------------------------------------------------

/// The next file that nobody works at; one of a club at a time.
pub async fn waiting(tx: &mut Tx, now: Instant) -> Result<Option<(UploadId, OrgId)>> {
    tx.query(
        "SELECT u.id, u.org_id FROM import_uploads u
          WHERE u.state IN ('checking', 'running') AND (u.worker_till IS NULL OR u.worker_till < $1)
            AND NOT EXISTS (SELECT 1 FROM import_uploads o
                             WHERE o.org_id = u.org_id AND o.state IN ('checking', 'running') AND o.worker_till >= $1)
          ORDER BY u.begun_at LIMIT 1",
    )
    .bind(now)
    .maybe()
    .await
}

/// Whoever takes a list of a club waits here for whoever else does.
pub async fn queue(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.lock("SELECT id FROM organisations WHERE id = $1 FOR UPDATE", org.0)
        .await
}

/// Takes a file for a worker, if it is still free.
pub async fn take(tx: &mut Tx, id: UploadId, worker: Uuid, now: Instant, till: Instant) -> Result<u64> {
    tx.query(
        "UPDATE import_uploads SET worker = $2, worker_till = $4
          WHERE id = $1 AND state IN ('checking', 'running') AND (worker_till IS NULL OR worker_till < $3)",
    )
    .bind(id)
    .bind(worker)
    .bind(now)
    .bind(till)
    .run()
    .await
}

/// A worker goes on, unless the file was taken from it or stopped: the first statement of each step.
pub async fn step(
    tx: &mut Tx,
    id: UploadId,
    worker: Uuid,
    state: UploadState,
    done: i64,
    till: Instant,
) -> Result<bool> {
    let moved = tx
        .query("UPDATE import_uploads SET rows_done = $4, worker_till = $5, changed_at = $6 WHERE id = $1 AND worker = $2 AND state = $3")
        .bind(id)
        .bind(worker)
        .bind(state)
        .bind(done)
        .bind(till)
        .bind(till - LEASE)
        .run()
        .await?;
    Ok(moved == 1)
}

/// How long a worker that says nothing keeps a file.
pub const LEASE: Span = Span::minutes(1);

/// A worker is through, or gives the file back: then its state is what it was.
pub async fn leave(
    tx: &mut Tx,
    id: UploadId,
    worker: Uuid,
    from: UploadState,
    to: UploadState,
    problem: &str,
    now: Instant,
) -> Result<bool> {
    let moved = tx
        .query(
            "UPDATE import_uploads SET state = $4, worker = NULL, worker_till = NULL, problem = $5, changed_at = $6
              WHERE id = $1 AND worker = $2 AND state = $3",
        )
        .bind(id)
        .bind(worker)
        .bind(from)
        .bind(to)
        .bind(problem.to_owned())
        .bind(now)
        .run()
        .await?;
    Ok(moved == 1)
}

/// What became of a row.
pub struct NewRow {
    pub nth: i64,
    pub line: i64,
    pub name: String,
    pub outcome: RowOutcome,
    pub noted: bool,
    pub number: Option<i64>,
    pub said: String,
}

pub async fn put_row(tx: &mut Tx, upload: UploadId, row: NewRow) -> Result<u64> {
    tx.query(
        "INSERT INTO import_rows (upload_id, nth, line, name, outcome, noted, number, said) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (upload_id, nth) DO UPDATE SET line = excluded.line, name = excluded.name, outcome = excluded.outcome,
                     noted = excluded.noted, number = excluded.number, said = excluded.said",
    )
    .bind(upload)
    .bind(row.nth)
    .bind(row.line)
    .bind(row.name)
    .bind(row.outcome)
    .bind(row.noted)
    .bind(row.number)
    .bind(row.said)
    .run()
    .await
}

pub async fn counts(tx: &mut Tx, upload: UploadId) -> Result<Vec<(RowOutcome, bool, i64)>> {
    tx.query("SELECT outcome, noted, count(*) FROM import_rows WHERE upload_id = $1 GROUP BY outcome, noted")
        .bind(upload)
        .all()
        .await
}

/// A row as it is shown.
#[derive(Debug, sqlx::FromRow)]
pub struct Shown {
    pub line: i64,
    pub name: String,
    pub outcome: RowOutcome,
    pub number: Option<i64>,
    pub said: String,
    pub member: Option<MemberId>,
}

/// Which rows: of an outcome or all, those with remarks or all, with a part of the name.
pub struct Which {
    pub outcome: Option<RowOutcome>,
    pub noted: bool,
    pub like: String,
}

pub async fn count(tx: &mut Tx, upload: UploadId, which: &Which) -> Result<i64> {
    tx.query(
        "SELECT count(*) FROM import_rows WHERE upload_id = $1 AND ($2 IS NULL OR outcome = $2) AND (noted OR NOT $3)
            AND lower(name) LIKE $4 ESCAPE '!'",
    )
    .bind(upload)
    .bind(which.outcome)
    .bind(which.noted)
    .bind(which.like.clone())
    .value()
    .await
}

pub async fn rows(
    tx: &mut Tx,
    org: OrgId,
    upload: UploadId,
    which: &Which,
    limit: i64,
    offset: i64,
) -> Result<Vec<Shown>> {
    tx.query(
        "SELECT r.line, r.name, r.outcome, r.number, r.said, m.id AS member
           FROM import_rows r LEFT JOIN members m ON m.org_id = $5 AND m.number = r.number
          WHERE r.upload_id = $1 AND ($2 IS NULL OR r.outcome = $2) AND (r.noted OR NOT $3)
            AND lower(r.name) LIKE $4 ESCAPE '!'
          ORDER BY r.nth LIMIT $6 OFFSET $7",
    )
    .bind(upload)
    .bind(which.outcome)
    .bind(which.noted)
    .bind(which.like.clone())
    .bind(org)
    .bind(limit)
    .bind(offset)
    .all()
    .await
}

/// What lists say of a member: their own rows, and those of whoever shared an address, a number or an id with somebody on them.
pub async fn forget_member(tx: &mut Tx, org: OrgId, number: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM import_rows WHERE upload_id IN (SELECT id FROM import_uploads WHERE org_id = $1)
            AND (number = $2 OR (said LIKE '%\"shared\\_%' ESCAPE '\\'
                                 AND upload_id IN (SELECT r.upload_id FROM import_rows r WHERE r.number = $2)))",
    )
    .bind(org)
    .bind(number)
    .run()
    .await
}

// --- lists that were taken in ---------------------------------------------------------------------------------------------

/// A list that was taken in.
#[derive(Debug, sqlx::FromRow)]
pub struct Batch {
    pub id: ImportId,
    pub file_name: String,
    pub source: String,
    pub rows_read: i64,
    pub rows_made: i64,
    pub at: Instant,
    pub undone_at: Option<Instant>,
    pub upload: Option<UploadId>,
    pub state: Option<UploadState>,
}

pub async fn batches(tx: &mut Tx, org: OrgId, only: Option<ImportId>) -> Result<Vec<Batch>> {
    tx.query(
        "SELECT i.id, i.file_name, i.source, i.rows_read, i.rows_made, i.at, i.undone_at, u.id AS upload, u.state
           FROM member_imports i LEFT JOIN import_uploads u ON u.import_id = i.id
          WHERE i.org_id = $1 AND ($2 IS NULL OR i.id = $2)
          ORDER BY i.at DESC, i.id DESC LIMIT 100",
    )
    .bind(org)
    .bind(only)
    .all()
    .await
}

/// Members of a list who have done something since, and what: they stay when it is taken out.
pub async fn staying(tx: &mut Tx, batch: ImportId, limit: i64) -> Result<Vec<Staying>> {
    tx.query(
        "SELECT id, number, name, why FROM (
             SELECT m.id, m.number, m.name, CASE
                 WHEN m.account_id IS NOT NULL THEN 'account'
                 WHEN EXISTS (SELECT 1 FROM passes p WHERE p.member_id = m.id) THEN 'pass'
                 WHEN EXISTS (SELECT 1 FROM visits v WHERE v.member_id = m.id) THEN 'visit'
                 WHEN EXISTS (SELECT 1 FROM bookings b WHERE b.member_id = m.id) THEN 'booking'
                 WHEN EXISTS (SELECT 1 FROM waitlist_entries w WHERE w.member_id = m.id) THEN 'booking'
                 WHEN EXISTS (SELECT 1 FROM access_codes c WHERE c.member_id = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM consents a WHERE a.member_id = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM erasures e WHERE e.member_id = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM member_details d WHERE d.member_id = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM member_tags g WHERE g.member_id = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM member_notes o WHERE o.member_id = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM member_standings t WHERE t.member_id = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM household_codes h WHERE h.made_by = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM member_merges x WHERE x.kept = m.id OR x.other = m.id) THEN 'dealings'
                 WHEN m.household_id IS NOT NULL THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM members k WHERE k.guest_of = m.id) THEN 'dealings'
                 WHEN EXISTS (SELECT 1 FROM notices n WHERE n.member_id = m.id OR n.about = m.id) THEN 'dealings' END AS why
               FROM members m WHERE m.import_id = $1) x
          WHERE why IS NOT NULL ORDER BY number LIMIT $2",
    )
    .bind(batch)
    .bind(limit)
    .all()
    .await
}
