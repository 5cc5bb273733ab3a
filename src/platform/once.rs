//! Commands that may be sent twice and run once.
//!
//! Whoever sends a command gives it a key. The first with a key runs, and its answer, also a refusal, is kept in the same
//! transaction; the same key with the same content gets that answer again, and with other content is turned away. Two at
//! once: the second waits for the first in the database and then gets its answer. A fault keeps nothing, so that it may be
//! tried again with the same key. Answers are kept for 30 days.

use super::{
    db::Tx,
    error::{Answer, AppError, Reason, fault},
    secret,
    time::{Instant, Span},
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// How long answers are kept.
pub const KEPT: Span = Span::hours(24 * 30);

/// Who sends which command with which key and content.
pub struct Command<'a> {
    /// Keys of different people never meet.
    pub who: Uuid,
    /// The use case's name.
    pub name: &'static str,
    /// The sender's key: 8 to 64 characters.
    pub key: &'a str,
    /// Everything that decides what the command does, in a fixed order.
    pub content: String,
}

/// What the key says.
pub enum Begun<T, R> {
    /// Seen before: this was the answer.
    Again(Answer<T, R>),
    /// New: run it, then [`finish`].
    New(Ticket),
}

/// Proof that a key was taken in this transaction.
pub struct Ticket {
    who: Uuid,
    key: String,
}

#[derive(sqlx::FromRow)]
struct Kept {
    content: Vec<u8>,
    answer: Option<String>,
}

/// Whether a key is of the length and the characters that keys have: no database takes every character in a text.
fn well_formed(key: &str) -> bool {
    (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Takes the key, or finds the answer that it had.
///
/// # Errors
/// [`AppError::Repeated`] when the key came with other content; [`AppError::Invalid`] for a key of the wrong length.
pub async fn begin<T, R>(tx: &mut Tx, now: Instant, command: Command<'_>) -> Answer<Begun<T, R>, R>
where
    T: DeserializeOwned,
    R: Reason,
{
    if !well_formed(command.key) {
        return Err(AppError::field("key", super::form::Flaw::TooShort(8)));
    }
    let content = secret::digest(&format!("{}\n{}", command.name, command.content));
    let taken = tx
        .query(
            "INSERT INTO idempotency_keys (who, key, command, content, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (who, key) DO NOTHING",
        )
        .bind(command.who)
        .bind(command.key.to_owned())
        .bind(command.name)
        .bind(content.clone())
        .bind(now)
        .run()
        .await?;
    if taken == 1 {
        tx.savepoint().await?;
        return Ok(Begun::New(Ticket {
            who: command.who,
            key: command.key.to_owned(),
        }));
    }
    let kept: Kept = tx
        .query("SELECT content, answer FROM idempotency_keys WHERE who = $1 AND key = $2")
        .bind(command.who)
        .bind(command.key.to_owned())
        .one()
        .await?;
    if kept.content != content {
        return Err(AppError::Repeated);
    }
    let answer = kept
        .answer
        .ok_or_else(|| fault(&"an idempotency key without its answer"))?;
    let answer: Answer<T, R> = serde_json::from_str(&answer).map_err(|e| fault(&e))?;
    Ok(Begun::Again(answer))
}

/// Keeps the answer and commits. A refusal undoes what the command had begun to write; a fault undoes the key too.
///
/// # Errors
/// The command's own error, or a fault of the database.
pub async fn finish<T, R>(mut tx: Tx, ticket: Ticket, answer: Answer<T, R>) -> Answer<T, R>
where
    T: Serialize,
    R: Reason,
{
    if matches!(answer, Err(AppError::Fault(_) | AppError::Busy | AppError::Unreachable)) {
        return answer;
    }
    if answer.is_err() {
        tx.rollback_to_savepoint().await?;
    } else {
        tx.release_savepoint().await?;
    }
    let text = serde_json::to_string(&answer).map_err(|e| fault(&e))?;
    tx.query("UPDATE idempotency_keys SET answer = $3 WHERE who = $1 AND key = $2")
        .bind(ticket.who)
        .bind(ticket.key)
        .bind(text)
        .run()
        .await?;
    tx.commit().await?;
    answer
}

/// The answer that a command had, if it is kept; a refusal is none.
///
/// # Errors
/// A fault of the database.
pub async fn kept<T: DeserializeOwned>(tx: &mut Tx, who: Uuid, name: &str, key: &str) -> Answer<Option<T>> {
    if !well_formed(key) {
        return Ok(None);
    }
    let kept: Option<Kept> = tx
        .query("SELECT content, answer FROM idempotency_keys WHERE who = $1 AND key = $2 AND command = $3")
        .bind(who)
        .bind(key.to_owned())
        .bind(name.to_owned())
        .maybe()
        .await?;
    let Some(text) = kept.and_then(|kept| kept.answer) else {
        return Ok(None);
    };
    let answer: Answer<T> = serde_json::from_str(&text).map_err(|e| fault(&e))?;
    Ok(answer.ok())
}

/// Forgets answers older than [`KEPT`].
///
/// # Errors
/// A fault of the database.
pub async fn forget_old(tx: &mut Tx, now: Instant) -> Answer<u64> {
    Ok(tx
        .query("DELETE FROM idempotency_keys WHERE at < $1")
        .bind(now - KEPT)
        .run()
        .await?)
}
