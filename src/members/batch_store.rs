//! Batches of members who came from a list: what was read, who is known already, and taking a batch back.

use super::model::ImportId;
use crate::{
    platform::{
        db::{Result, Tx},
        time::{Day, Instant},
    },
    studio::model::OrgId,
};

#[expect(clippy::too_many_arguments, reason = "one row with as many columns")]
pub async fn add_import(
    tx: &mut Tx,
    id: ImportId,
    org: OrgId,
    file: &str,
    source: &str,
    read: i64,
    made: i64,
    now: Instant,
) -> Result<()> {
    tx.query("INSERT INTO member_imports (id, org_id, file_name, source, rows_read, rows_made, at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(org)
        .bind(file.to_owned())
        .bind(source.to_owned())
        .bind(read)
        .bind(made)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub async fn undo_import(tx: &mut Tx, org: OrgId, id: ImportId, now: Instant) -> Result<u64> {
    tx.query("UPDATE member_imports SET undone_at = $3 WHERE id = $2 AND org_id = $1 AND undone_at IS NULL")
        .bind(org)
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// Deletes the members of a batch, but for those who have done something since; how many went.
pub async fn remove_imported(tx: &mut Tx, import: ImportId) -> Result<u64> {
    tx.query(
        "DELETE FROM members WHERE import_id = $1 AND account_id IS NULL AND household_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM member_merges x WHERE x.kept = members.id OR x.other = members.id)
            AND NOT EXISTS (SELECT 1 FROM members k WHERE k.guest_of = members.id)
            AND NOT EXISTS (SELECT 1 FROM passes p WHERE p.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM access_codes c WHERE c.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM waitlist_entries w WHERE w.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM consents a WHERE a.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM member_details d WHERE d.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM member_tags g WHERE g.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM member_notes o WHERE o.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM paper_signatures s WHERE s.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM member_standings t WHERE t.member_id = members.id)
            AND NOT EXISTS (SELECT 1 FROM household_codes h WHERE h.made_by = members.id)
            AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.member_id = members.id OR n.about = members.id)",
    )
    .bind(import)
    .run()
    .await
}

pub async fn imported_left(tx: &mut Tx, import: ImportId) -> Result<i64> {
    tx.query("SELECT count(*) FROM members WHERE import_id = $1")
        .bind(import)
        .value()
        .await
}

pub async fn count_imported(tx: &mut Tx, id: ImportId, made: i64) -> Result<u64> {
    tx.query("UPDATE member_imports SET rows_made = rows_made + $2 WHERE id = $1")
        .bind(id)
        .bind(made)
        .run()
        .await
}

/// The ids that members have in the system they came from, with their number and name.
///
/// Those of one batch are left out: it may be going on where it stopped.
pub async fn external_ids(tx: &mut Tx, org: OrgId, source: &str, but: ImportId) -> Result<Vec<(String, i64, String)>> {
    tx.query(
        "SELECT external_id, number, name FROM members
          WHERE org_id = $1 AND source = $2 AND external_id IS NOT NULL AND (import_id IS NULL OR import_id <> $3)",
    )
    .bind(org)
    .bind(source.to_owned())
    .bind(but)
    .all()
    .await
}

/// A member whom somebody on a list may be.
#[derive(Debug, sqlx::FromRow)]
pub struct Known {
    pub number: i64,
    pub name: String,
    pub email: Option<String>,
}

/// A member of another batch than this with the same address or number; a namesake first, for families share both.
pub async fn same_contact(
    tx: &mut Tx,
    org: OrgId,
    but: ImportId,
    name: &str,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<Option<Known>> {
    tx.query(
        "SELECT number, name, email FROM members
          WHERE org_id = $1 AND (email = $2 OR phone = $3) AND (import_id IS NULL OR import_id <> $4)
          ORDER BY CASE WHEN name = $5 THEN 0 ELSE 1 END, number LIMIT 1",
    )
    .bind(org)
    .bind(email.map(str::to_owned))
    .bind(phone.map(str::to_owned))
    .bind(but)
    .bind(name.to_owned())
    .maybe()
    .await
}

/// A member of another batch than this of whom no more is known than of somebody on a list: the same name and birthday.
pub async fn same_name(
    tx: &mut Tx,
    org: OrgId,
    but: ImportId,
    name: &str,
    birthday: Option<Day>,
) -> Result<Option<Known>> {
    tx.query(
        "SELECT number, name, email FROM members
          WHERE org_id = $1 AND name = $2 AND email IS NULL AND phone IS NULL AND external_id IS NULL
            AND (birthday = $3 OR (birthday IS NULL AND $3 IS NULL)) AND (import_id IS NULL OR import_id <> $4)
          ORDER BY number LIMIT 1",
    )
    .bind(org)
    .bind(name.to_owned())
    .bind(birthday)
    .bind(but)
    .maybe()
    .await
}
