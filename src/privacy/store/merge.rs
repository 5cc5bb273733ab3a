//! Two records of one person that were made one, and what undoing it needs.

use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    privacy::model::{Belongings, MergeId, NoteId},
    studio::model::OrgId,
};

/// How much there is of a record.
pub async fn belongings(tx: &mut Tx, member: MemberId, now: Instant) -> Result<Belongings> {
    tx.query(
        "SELECT (SELECT count(*) FROM passes p WHERE p.member_id = m.id) AS passes,
                (SELECT CAST(coalesce(sum(l.balance), 0) AS BIGINT) FROM credit_lots l JOIN passes p ON p.id = l.pass_id
                  WHERE l.member_id = m.id AND p.ended_at IS NULL) AS credits,
                (SELECT count(*) FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                  WHERE b.member_id = m.id AND b.status = 'booked' AND s.status = 'scheduled' AND s.starts_at > $2) AS ahead,
                (SELECT count(*) FROM bookings b WHERE b.member_id = m.id) AS bookings,
                (SELECT count(*) FROM waitlist_entries w WHERE w.member_id = m.id AND w.status IN ('waiting', 'offered')) AS waits,
                (SELECT count(*) FROM visits v WHERE v.member_id = m.id AND v.undone_at IS NULL) AS visits,
                (SELECT count(*) FROM strikes k WHERE k.member_id = m.id) AS strikes,
                (SELECT count(*) FROM member_notes n WHERE n.member_id = m.id) AS notes,
                (SELECT count(*) FROM member_tags g WHERE g.member_id = m.id) AS tags,
                (SELECT count(*) FROM notices n WHERE n.member_id = m.id) AS notices,
                (SELECT count(*) FROM consents c WHERE c.member_id = m.id) AS consents,
                (SELECT count(*) FROM health_notes h WHERE h.member_id = m.id) AS health,
                m.household_id IS NOT NULL AS household, m.account_id IS NOT NULL AS account, CAST(NULL AS text) AS login
           FROM members m WHERE m.id = $1",
    )
    .bind(member)
    .bind(now)
    .one()
    .await
}

/// Two records that were made one.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MergeRow {
    pub id: MergeId,
    pub kept: MemberId,
    pub other: MemberId,
    pub kept_number: i64,
    pub number: i64,
    pub name: String,
    pub by: String,
    pub at: Instant,
    pub account_moved: Option<AccountId>,
    pub account_left: Option<AccountId>,
    pub account_shut: bool,
    pub freed: i64,
    pub undone_at: Option<Instant>,
    pub forgotten_at: Option<Instant>,
    pub rows: i64,
}

pub async fn merge(tx: &mut Tx, org: OrgId, id: MergeId) -> Result<Option<MergeRow>> {
    tx.query(
        "SELECT x.id, x.kept, x.other, k.number AS kept_number, o.number, o.name, a.name AS by, x.at, x.account_moved, x.account_left,
                x.account_shut, x.freed, x.undone_at, x.forgotten_at,
                (SELECT count(*) FROM member_merge_rows r WHERE r.merge_id = x.id) AS rows
           FROM member_merges x JOIN members k ON k.id = x.kept JOIN members o ON o.id = x.other JOIN accounts a ON a.id = x.by_account
          WHERE x.id = $2 AND x.org_id = $1",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

/// What was merged into a record and not undone, the latest first.
pub async fn merges_of(tx: &mut Tx, kept: MemberId) -> Result<Vec<MergeRow>> {
    tx.query(
        "SELECT x.id, x.kept, x.other, k.number AS kept_number, o.number, o.name, a.name AS by, x.at, x.account_moved, x.account_left,
                x.account_shut, x.freed, x.undone_at, x.forgotten_at,
                (SELECT count(*) FROM member_merge_rows r WHERE r.merge_id = x.id) AS rows
           FROM member_merges x JOIN members k ON k.id = x.kept JOIN members o ON o.id = x.other JOIN accounts a ON a.id = x.by_account
          WHERE x.kept = $1 AND x.undone_at IS NULL ORDER BY x.at DESC, x.id DESC LIMIT 20",
    )
    .bind(kept)
    .all()
    .await
}

/// What is written of a merge.
pub struct NewMerge {
    pub id: MergeId,
    pub org: OrgId,
    pub kept: MemberId,
    pub other: MemberId,
    pub by: AccountId,
    pub account_moved: Option<AccountId>,
    pub account_left: Option<AccountId>,
    pub account_shut: bool,
    pub freed: i64,
}

pub async fn add_merge(tx: &mut Tx, new: NewMerge, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO member_merges (id, org_id, kept, other, by_account, at, account_moved, account_left, account_shut, freed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.kept)
    .bind(new.other)
    .bind(new.by)
    .bind(now)
    .bind(new.account_moved)
    .bind(new.account_left)
    .bind(new.account_shut)
    .bind(new.freed)
    .run()
    .await
}

/// Notes which rows go with the other record. What one person cannot have twice stays with it: a seat at the time of a seat of the kept
/// one, with its visit and its strike; a word that both are found by.
pub async fn note_rows(tx: &mut Tx, id: MergeId, kept: MemberId, other: MemberId) -> Result<()> {
    // the first is asked about in the next ones
    let seats = "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'bookings', b.id FROM bookings b JOIN class_sessions s ON s.id = b.session_id
          WHERE b.member_id = $2 AND (b.status NOT IN ('booked', 'checked_in', 'no_show', 'excused') OR NOT EXISTS (
                  SELECT 1 FROM bookings k JOIN class_sessions x ON x.id = k.session_id
                   WHERE k.member_id = $3 AND k.status IN ('booked', 'checked_in', 'no_show', 'excused')
                     AND x.starts_at < s.ends_at AND s.starts_at < x.ends_at))";
    let tags = "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'tags', g.tag_id FROM member_tags g
          WHERE g.member_id = $2 AND NOT EXISTS (SELECT 1 FROM member_tags k WHERE k.member_id = $3 AND k.tag_id = g.tag_id)";
    let guests = "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'guests', g.id FROM members g WHERE g.guest_of = $2 AND g.id <> $3";
    for sql in [seats, tags, guests] {
        tx.query(sql).bind(id).bind(other).bind(kept).run().await?;
    }
    for sql in [
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'passes', p.id FROM passes p WHERE p.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'lots', l.id FROM credit_lots l WHERE l.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'memberships', g.id FROM memberships g WHERE g.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'waits', w.id FROM waitlist_entries w WHERE w.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'visits', v.id FROM visits v WHERE v.member_id = $2
            AND (v.booking_id IS NULL OR v.booking_id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'bookings'))
            AND (v.booked_id IS NULL OR v.booked_id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'bookings'))",
        "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'strikes', k.id FROM strikes k WHERE k.member_id = $2
            AND k.booking_id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'bookings')",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT DISTINCT $1, 'scans', c.id FROM scans c WHERE c.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'notes', n.id FROM member_notes n WHERE n.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'standings', t.id FROM member_standings t WHERE t.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'signatures', s.id FROM paper_signatures s WHERE s.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'contacts', c.id FROM member_contacts c WHERE c.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'records', m.id FROM members m WHERE m.merged_into = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'notices', n.id FROM notices n WHERE n.member_id = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'abouts', n.id FROM notices n WHERE n.about = $2",
        "INSERT INTO member_merge_rows (merge_id, what, row_id) SELECT $1, 'reads', r.id FROM health_reads r WHERE r.member_id = $2",
    ] {
        tx.query(sql).bind(id).bind(other).run().await?;
    }
    Ok(())
}

/// Lets the noted rows of this slice go from one member to another.
pub async fn carry(tx: &mut Tx, id: MergeId, from: MemberId, to: MemberId) -> Result<u64> {
    tx.query(
        "UPDATE health_reads SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'reads')",
    )
    .bind(id)
    .bind(from)
    .bind(to)
    .run()
    .await
}

/// The passes of a merge that the kept record has used since: their names.
pub async fn used_passes(tx: &mut Tx, id: MergeId, at: Instant) -> Result<Vec<String>> {
    tx.query(
        "SELECT p.name FROM passes p JOIN member_merge_rows r ON r.row_id = p.id AND r.what = 'passes' AND r.merge_id = $1
          WHERE EXISTS (SELECT 1 FROM bookings b WHERE b.pass_id = p.id AND b.booked_at >= $2
                           AND b.status NOT IN ('early_cancelled', 'class_cancelled')
                           AND NOT EXISTS (SELECT 1 FROM member_merge_rows k WHERE k.merge_id = $1 AND k.what = 'bookings' AND k.row_id = b.id))
          ORDER BY p.name, p.id",
    )
    .bind(id)
    .bind(at)
    .values()
    .await
}

/// Takes them off the list of what goes back: they stay where they were used, with what is left on them.
pub async fn keep_used_passes(tx: &mut Tx, id: MergeId, at: Instant) -> Result<()> {
    tx.query(
        "DELETE FROM member_merge_rows WHERE merge_id = $1 AND what = 'passes' AND row_id IN (
            SELECT p.id FROM passes p JOIN bookings b ON b.pass_id = p.id
             WHERE b.booked_at >= $2 AND b.status NOT IN ('early_cancelled', 'class_cancelled')
               AND NOT EXISTS (SELECT 1 FROM member_merge_rows k WHERE k.merge_id = $1 AND k.what = 'bookings' AND k.row_id = b.id))",
    )
    .bind(id)
    .bind(at)
    .run()
    .await?;
    // a membership is its cycles: one that was used stays with all of them, one that was not goes with those granted since
    tx.query(
        "DELETE FROM member_merge_rows WHERE merge_id = $1 AND what = 'memberships' AND row_id IN (
            SELECT p.membership_id FROM passes p WHERE p.membership_id IS NOT NULL
               AND p.id NOT IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'passes')
               AND EXISTS (SELECT 1 FROM bookings b WHERE b.pass_id = p.id AND b.booked_at >= $2
                              AND b.status NOT IN ('early_cancelled', 'class_cancelled')
                              AND NOT EXISTS (SELECT 1 FROM member_merge_rows k WHERE k.merge_id = $1 AND k.what = 'bookings' AND k.row_id = b.id)))",
    )
    .bind(id)
    .bind(at)
    .run()
    .await?;
    for sql in [
        "DELETE FROM member_merge_rows WHERE merge_id = $1 AND what = 'passes' AND row_id IN (
            SELECT p.id FROM passes p WHERE p.membership_id IS NOT NULL
               AND p.membership_id NOT IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'memberships'))",
        "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'passes', p.id FROM passes p
          WHERE p.membership_id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'memberships')
            AND p.id NOT IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'passes')",
        "INSERT INTO member_merge_rows (merge_id, what, row_id)
         SELECT $1, 'lots', l.id FROM credit_lots l
          WHERE l.pass_id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'passes')
            AND l.id NOT IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'lots')",
    ] {
        tx.query(sql).bind(id).run().await?;
    }
    // a lot goes with its pass
    tx.query(
        "DELETE FROM member_merge_rows WHERE merge_id = $1 AND what = 'lots' AND row_id IN (
            SELECT l.id FROM credit_lots l
             WHERE l.pass_id NOT IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'passes'))",
    )
    .bind(id)
    .run()
    .await?;
    Ok(())
}

pub async fn put_field(
    tx: &mut Tx,
    id: MergeId,
    (side, field): (&'static str, &'static str),
    (was, became): (String, String),
) -> Result<u64> {
    tx.query("INSERT INTO member_merge_fields (merge_id, side, field, was, became) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(side)
        .bind(field)
        .bind(was)
        .bind(became)
        .run()
        .await
}

/// Side, field, what stood there and what was written.
pub async fn fields(tx: &mut Tx, id: MergeId) -> Result<Vec<(String, String, String, String)>> {
    tx.query("SELECT side, field, was, became FROM member_merge_fields WHERE merge_id = $1 ORDER BY side, field")
        .bind(id)
        .all()
        .await
}

/// A health note that was written when two records became one, and what stood there before.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MergeNote {
    pub kind: String,
    pub put_id: NoteId,
    pub was_id: Option<NoteId>,
    pub was_body: Option<Vec<u8>>,
    pub was_at: Option<Instant>,
}

pub async fn put_merge_note(tx: &mut Tx, id: MergeId, note: MergeNote) -> Result<u64> {
    tx.query("INSERT INTO member_merge_notes (merge_id, kind, put_id, was_id, was_body, was_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(note.kind)
        .bind(note.put_id)
        .bind(note.was_id)
        .bind(note.was_body)
        .bind(note.was_at)
        .run()
        .await
}

pub async fn merge_notes(tx: &mut Tx, id: MergeId) -> Result<Vec<MergeNote>> {
    tx.query("SELECT kind, put_id, was_id, was_body, was_at FROM member_merge_notes WHERE merge_id = $1 ORDER BY kind")
        .bind(id)
        .all()
        .await
}

/// Takes a note away that is still the one that was written; 0: it was changed since.
pub async fn take_put_note(tx: &mut Tx, member: MemberId, id: NoteId) -> Result<u64> {
    tx.query("DELETE FROM health_notes WHERE id = $1 AND member_id = $2")
        .bind(id)
        .bind(member)
        .run()
        .await
}

pub async fn end_merge(tx: &mut Tx, id: MergeId, by: AccountId, now: Instant) -> Result<u64> {
    tx.query("UPDATE member_merges SET undone_at = $2, undone_by = $3 WHERE id = $1 AND undone_at IS NULL")
        .bind(id)
        .bind(now)
        .bind(by)
        .run()
        .await
}

/// Deletes what undoing a merge needs.
pub async fn purge(tx: &mut Tx, id: MergeId, now: Instant) -> Result<()> {
    for sql in [
        "DELETE FROM member_merge_rows WHERE merge_id = $1",
        "DELETE FROM member_merge_fields WHERE merge_id = $1",
        "DELETE FROM member_merge_notes WHERE merge_id = $1",
    ] {
        tx.query(sql).bind(id).run().await?;
    }
    tx.query("UPDATE member_merges SET forgotten_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// Merges that can no longer be undone and of which more is kept than that they were: id, and the record that leads elsewhere.
pub async fn to_forget(tx: &mut Tx, before: Instant, limit: i64) -> Result<Vec<(MergeId, MemberId)>> {
    tx.query("SELECT id, other FROM member_merges WHERE forgotten_at IS NULL AND at < $1 ORDER BY at LIMIT $2")
        .bind(before)
        .bind(limit)
        .all()
        .await
}

/// Every merge of a record, on either side.
pub async fn merges_with(tx: &mut Tx, member: MemberId) -> Result<Vec<MergeId>> {
    tx.query("SELECT id FROM member_merges WHERE (kept = $1 OR other = $1) AND forgotten_at IS NULL ORDER BY id")
        .bind(member)
        .values()
        .await
}
