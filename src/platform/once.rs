//! Commands that may be sent twice and run once.
//!
//! Whoever sends a command gives it a key. The first with a key runs, and its answer, also a refusal, is kept in the same
//! transaction; the same key with the same content gets that answer again, and with other content is turned away. Of two at
//! once only one has an effect, and both get its answer. A fault keeps nothing, so that it may be tried again with the same
//! key. Answers are kept for 30 days.

use super::{
    db::{Db, Tx},
    error::{Answer, AppError, Reason, fault},
    secret,
    time::{Instant, Span},
};
use futures::future::BoxFuture;
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

#[derive(sqlx::FromRow)]
struct Kept {
    content: Vec<u8>,
    answer: Option<String>,
}

/// Whether a key is of the length and the characters that keys have: no database takes every character in a text.
fn well_formed(key: &str) -> bool {
    (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// How often work is tried while others are in its way.
const TRIES: usize = 5;

/// Does a piece of work, and again while the database ends it for others' sake: what comes of the last try is the answer.
///
/// # Errors
/// The work's own; [`AppError::Busy`] when somebody was in the way each time.
pub async fn patiently<T, R, F>(mut work: impl FnMut() -> F) -> Answer<T, R>
where
    F: Future<Output = Answer<T, R>>,
{
    for _ in 1..TRIES {
        match work().await {
            Err(AppError::Busy) => {}
            other => return other,
        }
    }
    work().await
}

/// Runs a command in one transaction, unless its key has an answer already.
///
/// The key is written last, with the answer, and nobody looks for it before: a command seldom comes twice. Two of a key
/// meet either at what the command locks or at the key, and the second undoes its own work and takes the first one's answer. `queue` names the rows that the work will lock, as for
/// [`Db::write_queued`].
///
/// # Errors
/// The work's own; [`AppError::Repeated`] when the key came with other content before; [`AppError::Invalid`] for a key of the
/// wrong length.
pub async fn run<T, R>(
    db: &Db,
    now: Instant,
    queue: &[Uuid],
    command: Command<'_>,
    work: impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Answer<T, R>>,
) -> Answer<T, R>
where
    T: Serialize + DeserializeOwned,
    R: Reason,
{
    if !well_formed(command.key) {
        return Err(AppError::field("key", super::form::Flaw::TooShort(8)));
    }
    let content = secret::digest(&format!("{}\n{}", command.name, command.content));
    let mut tx = db.write_queued(queue).await?;
    let answer = work(&mut tx).await;
    match &answer {
        // A fault keeps nothing. Where the same command has run before, that may be all that is the matter.
        Err(AppError::Fault(_) | AppError::Busy | AppError::Unreachable) => {
            drop(tx);
            let Ok(mut tx) = db.read().await else { return answer };
            return match earlier(&mut tx, &command, &content).await {
                Ok(Some(before)) => before,
                Err(AppError::Repeated) => Err(AppError::Repeated),
                Ok(None) | Err(_) => answer,
            };
        }
        // What a refused command had begun to write goes; that it was refused stays.
        Err(_) if !tx.is_untouched() => {
            drop(tx);
            tx = db.write().await?;
        }
        _ => {}
    }
    let text = serde_json::to_string(&answer).map_err(|e| fault(&e))?;
    let first = tx
        .query(
            "INSERT INTO idempotency_keys (who, key, command, content, answer, at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (who, key) DO NOTHING",
        )
        .bind(command.who)
        .bind(command.key.to_owned())
        .bind(command.name)
        .bind(content.clone())
        .bind(text)
        .bind(now)
        .run_together()
        .await?;
    if first == 1 {
        tx.commit().await?;
        return answer;
    }
    // The first may be in the same group and not on the disk yet: its answer is told when it is.
    drop(tx);
    let mut tx = db.write_queued(queue).await?;
    let answer = earlier(&mut tx, &command, &content).await?;
    tx.commit().await?;
    answer.ok_or_else(|| fault(&"an idempotency key without its answer"))?
}

/// The answer that the key had, if it is not new.
async fn earlier<T, R>(tx: &mut Tx, command: &Command<'_>, content: &[u8]) -> Answer<Option<Answer<T, R>>, R>
where
    T: DeserializeOwned,
    R: Reason,
{
    let kept: Option<Kept> = tx
        .query("SELECT content, answer FROM idempotency_keys WHERE who = $1 AND key = $2")
        .bind(command.who)
        .bind(command.key.to_owned())
        .maybe()
        .await?;
    let Some(kept) = kept else {
        return Ok(None);
    };
    if kept.content != content {
        return Err(AppError::Repeated);
    }
    let text = kept
        .answer
        .ok_or_else(|| fault(&"an idempotency key without its answer"))?;
    serde_json::from_str(&text).map(Some).map_err(|e| fault(&e))
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

/// Forgets the answers that somebody had, and those in which they are named by an id. Every answer is looked at: for what is done
/// once in a lifetime.
///
/// # Errors
/// A fault of the database.
pub async fn forget_about<R>(tx: &mut Tx, who: Option<Uuid>, named: Uuid) -> Answer<u64, R> {
    Ok(tx
        .query("DELETE FROM idempotency_keys WHERE who = $1 OR answer LIKE $2")
        .bind(who)
        .bind(format!("%{named}%"))
        .run()
        .await?)
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
