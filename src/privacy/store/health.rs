//! Health notes as they are stored: sealed. Nothing here can read them.

use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    privacy::model::{NoteId, ReadId},
};

/// The fingerprint of the key that something is sealed under; `None`: nothing is.
pub async fn sealed_under(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    tx.query("SELECT fingerprint FROM data_keys WHERE EXISTS (SELECT 1 FROM member_keys)")
        .maybe_value()
        .await
}

/// The fingerprint that the database knows.
pub async fn fingerprint(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    tx.query("SELECT fingerprint FROM data_keys WHERE place = 1")
        .maybe_value()
        .await
}

/// The same, and no other node puts another one there until the transaction ends.
pub async fn lock_fingerprint(tx: &mut Tx) -> Result<Option<Vec<u8>>> {
    tx.query_for(
        "SELECT fingerprint FROM data_keys WHERE place = 1",
        "SELECT fingerprint FROM data_keys WHERE place = 1 FOR UPDATE",
    )
    .maybe_value()
    .await
}

/// The row of the fingerprint, where there is none: of two nodes that seal for the first time one waits for the other.
pub async fn begin_fingerprint(tx: &mut Tx, print: Vec<u8>, now: Instant) -> Result<u64> {
    tx.query("INSERT INTO data_keys (place, fingerprint, at) VALUES (1, $1, $2) ON CONFLICT (place) DO NOTHING")
        .bind(print)
        .bind(now)
        .run()
        .await
}

/// Notes the key under which is sealed from now on, where nothing is sealed under another one.
pub async fn put_fingerprint(tx: &mut Tx, print: Vec<u8>, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO data_keys (place, fingerprint, at) VALUES (1, $1, $2)
         ON CONFLICT (place) DO UPDATE SET fingerprint = $1, at = $2 WHERE NOT EXISTS (SELECT 1 FROM member_keys)",
    )
    .bind(print)
    .bind(now)
    .run()
    .await
}

/// A member's own key, sealed.
pub async fn member_key(tx: &mut Tx, member: MemberId) -> Result<Option<Vec<u8>>> {
    tx.query("SELECT sealed FROM member_keys WHERE member_id = $1")
        .bind(member)
        .maybe_value()
        .await
}

pub async fn put_member_key(tx: &mut Tx, member: MemberId, sealed: Vec<u8>, now: Instant) -> Result<u64> {
    tx.query("INSERT INTO member_keys (member_id, sealed, at) VALUES ($1, $2, $3)")
        .bind(member)
        .bind(sealed)
        .bind(now)
        .run()
        .await
}

/// A note, sealed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Note {
    pub id: NoteId,
    pub kind: String,
    pub body: Vec<u8>,
    pub at: Instant,
}

pub async fn notes(tx: &mut Tx, member: MemberId) -> Result<Vec<Note>> {
    tx.query("SELECT id, kind, body, at FROM health_notes WHERE member_id = $1 ORDER BY kind")
        .bind(member)
        .all()
        .await
}

pub async fn has_notes(tx: &mut Tx, member: MemberId) -> Result<i64> {
    tx.query("SELECT count(*) FROM health_notes WHERE member_id = $1")
        .bind(member)
        .value()
        .await
}

pub async fn put_note(tx: &mut Tx, member: MemberId, note: Note) -> Result<u64> {
    tx.query("INSERT INTO health_notes (id, member_id, kind, body, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(note.id)
        .bind(member)
        .bind(note.kind)
        .bind(note.body)
        .bind(note.at)
        .run()
        .await
}

pub async fn take_note(tx: &mut Tx, member: MemberId, kind: &'static str) -> Result<u64> {
    tx.query("DELETE FROM health_notes WHERE member_id = $1 AND kind = $2")
        .bind(member)
        .bind(kind)
        .run()
        .await
}

/// Deletes what a member said about their health, under whichever record of theirs, and the keys without which nobody reads a copy of it.
pub async fn delete_health(tx: &mut Tx, member: MemberId) -> Result<()> {
    for sql in [
        "DELETE FROM health_notes WHERE member_id = $1 OR member_id IN (SELECT id FROM members WHERE merged_into = $1)",
        "DELETE FROM member_merge_notes WHERE merge_id IN (SELECT id FROM member_merges WHERE kept = $1)",
        "DELETE FROM member_keys WHERE member_id = $1 OR member_id IN (SELECT id FROM members WHERE merged_into = $1)",
    ] {
        tx.query(sql).bind(member).run().await?;
    }
    Ok(())
}

pub async fn add_read(tx: &mut Tx, member: MemberId, by: AccountId, what: &'static str, now: Instant) -> Result<u64> {
    tx.query("INSERT INTO health_reads (id, member_id, by_account, what, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(ReadId::fresh())
        .bind(member)
        .bind(by)
        .bind(what)
        .bind(now)
        .run()
        .await
}

/// Whether somebody has opened them since an instant.
pub async fn read_since(tx: &mut Tx, member: MemberId, by: AccountId, since: Instant) -> Result<bool> {
    tx.query("SELECT EXISTS (SELECT 1 FROM health_reads WHERE member_id = $1 AND by_account = $2 AND at > $3)")
        .bind(member)
        .bind(by)
        .bind(since)
        .value()
        .await
}

/// Somebody has opened a member's notes.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Read {
    pub name: String,
    pub what: String,
    pub at: Instant,
}

/// Who has opened a member's notes, the latest first.
pub async fn reads(tx: &mut Tx, member: MemberId, limit: i64) -> Result<Vec<Read>> {
    tx.query(
        "SELECT a.name, r.what, r.at FROM health_reads r JOIN accounts a ON a.id = r.by_account
          WHERE r.member_id = $1 ORDER BY r.at DESC, r.id DESC LIMIT $2",
    )
    .bind(member)
    .bind(limit)
    .all()
    .await
}
