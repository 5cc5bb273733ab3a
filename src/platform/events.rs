//! The outbox: what happened, written in the transaction in which it happened, handed on afterwards.
//!
//! A slice [`emit`]s an event; slices to its right consume it. The worker gives each event to each consumer in a transaction
//! of its own that also notes that this consumer has had it, so that an effect takes place once however often the worker
//! dies. A consumer that fails is tried again after a growing pause; after [`TRIES`] it becomes a dead letter for an admin to see.

use super::{
    db::{Result, Tx},
    error::Answer,
    house::House,
    time::{Instant, Span},
};
use futures::future::BoxFuture;
use serde::Serialize;
use uuid::Uuid;

/// How often a consumer is tried before its event becomes a dead letter.
pub const TRIES: i64 = 8;

/// How long a worker may hold an event before another takes it over.
const LEASE: Span = Span::seconds(60);

/// Something that happened.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Event {
    /// Sorts by the time it happened.
    pub id: Uuid,
    /// Such as `booking.promoted`.
    pub kind: String,
    /// The facts, as JSON.
    pub payload: String,
    /// When it happened.
    pub at: Instant,
    /// Tries so far.
    pub attempts: i64,
}

/// Somebody who acts on events.
pub struct Consumer {
    /// Its name in the table of effects: never changed once released.
    pub name: &'static str,
    /// Whether this kind of event concerns it.
    pub wants: fn(&str) -> bool,
    /// Acts, writing through the transaction it is given.
    pub act: for<'a> fn(&'a House, &'a mut Tx, &'a Event) -> BoxFuture<'a, Answer<()>>,
}

/// Writes an event into the outbox, with the next statement; it happens when the transaction commits.
pub fn emit(tx: &mut Tx, now: Instant, kind: &'static str, payload: &impl Serialize) {
    let payload = serde_json::to_string(payload).unwrap_or_else(|_| "null".to_owned());
    tx.query("INSERT INTO outbox (id, kind, payload, at, due_at, attempts) VALUES ($1, $2, $3, $4, $4, 0)")
        .bind(super::id::fresh())
        .bind(kind)
        .bind(payload)
        .bind(now)
        .later(1);
}

/// Takes up to `limit` due events for this worker. Others leave them alone until the lease ends.
async fn claim(house: &House, limit: i64) -> Answer<Vec<Event>> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let events: Vec<Event> = tx
        .query_for(
            "UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE id IN
               (SELECT id FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $3)
             RETURNING id, kind, payload, at, attempts",
            "UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE id IN
               (SELECT id FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $3
                FOR UPDATE SKIP LOCKED)
             RETURNING id, kind, payload, at, attempts",
        )
        .bind(now)
        .bind(now + LEASE)
        .bind(limit)
        .all()
        .await?;
    tx.commit().await?;
    Ok(events)
}

/// Gives due events to their consumers; how many events were taken up. Zero means that there is nothing to do now.
///
/// # Errors
/// A fault of the database. A consumer's own failure is noted at its event instead.
pub async fn work(house: &House, consumers: &[Consumer], limit: i64) -> Answer<usize> {
    // Asking with a reader first keeps an idle worker away from the one writer.
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due: i64 = tx
        .query("SELECT count(*) FROM (SELECT 1 AS one FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= $1 LIMIT 1) AS due")
        .bind(now)
        .value()
        .await?;
    drop(tx);
    if due == 0 {
        return Ok(0);
    }
    let mut events = claim(house, limit).await?;
    events.sort_by_key(|event| event.id);
    for event in &events {
        let mut failed = None;
        for consumer in consumers.iter().filter(|c| (c.wants)(&event.kind)) {
            if let Err(error) = effect(house, consumer, event).await {
                tracing::warn!(event = %event.id, kind = event.kind, consumer = consumer.name, ?error, "an event's effect failed");
                failed = Some(format!("{}: {error:?}", consumer.name));
            }
        }
        settle(house, event, failed).await?;
    }
    Ok(events.len())
}

/// One consumer's effect of one event, once.
async fn effect(house: &House, consumer: &Consumer, event: &Event) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let first = tx
        .query("INSERT INTO outbox_effects (event_id, consumer, at) VALUES ($1, $2, $3) ON CONFLICT (event_id, consumer) DO NOTHING")
        .bind(event.id)
        .bind(consumer.name)
        .bind(house.clock.now())
        .run()
        .await?;
    // an event that names somebody may have been forgotten with them since it was taken up: what it says is not written down then
    let there = tx
        .query_for(
            "SELECT 1 AS one FROM outbox WHERE id = $1",
            "SELECT 1::bigint AS one FROM outbox WHERE id = $1 FOR SHARE",
        )
        .bind(event.id)
        .maybe_value::<i64>()
        .await?;
    if first == 1 && there.is_some() {
        (consumer.act)(house, &mut tx, event).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Notes how an event went: done, to be tried again, or dead.
async fn settle(house: &House, event: &Event, failed: Option<String>) -> Answer<()> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    match failed {
        None => {
            tx.query("UPDATE outbox SET done_at = $2, last_error = NULL WHERE id = $1")
                .bind(event.id)
                .bind(now)
                .run()
                .await?;
        }
        Some(error) => {
            let dead = (event.attempts >= TRIES).then_some(now);
            let pause = Span::seconds(5 << event.attempts.clamp(0, 10));
            tx.query("UPDATE outbox SET due_at = $2, dead_at = $3, last_error = $4 WHERE id = $1")
                .bind(event.id)
                .bind(now + pause)
                .bind(dead)
                .bind(error.chars().take(500).collect::<String>())
                .run()
                .await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Puts the dead letters back into the queue; how many.
///
/// # Errors
/// A fault of the database.
pub async fn revive(house: &House) -> Answer<u64> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let revived = tx
        .query("UPDATE outbox SET dead_at = NULL, attempts = 0, due_at = $1 WHERE dead_at IS NOT NULL")
        .bind(now)
        .run()
        .await?;
    tx.commit().await?;
    Ok(revived)
}

/// Forgets the events in which somebody is named by an id, those that wait to be handed on too. Every event is looked at: for what
/// is done once in a lifetime.
///
/// # Errors
/// A fault of the database.
pub async fn forget_about<R>(tx: &mut Tx, named: Uuid) -> Answer<u64, R> {
    let pattern = format!("%{named}%");
    tx.query("DELETE FROM outbox_effects WHERE event_id IN (SELECT id FROM outbox WHERE payload LIKE $1)")
        .bind(pattern.clone())
        .run()
        .await?;
    Ok(tx
        .query("DELETE FROM outbox WHERE payload LIKE $1")
        .bind(pattern)
        .run()
        .await?)
}

/// Forgets what was handed on more than 30 days ago.
///
/// # Errors
/// A fault of the database.
pub async fn forget_old(tx: &mut Tx, now: Instant) -> Answer<u64> {
    let before = now - super::once::KEPT;
    tx.query("DELETE FROM outbox_effects WHERE event_id IN (SELECT id FROM outbox WHERE done_at < $1)")
        .bind(before)
        .run()
        .await?;
    Ok(tx
        .query("DELETE FROM outbox WHERE done_at < $1")
        .bind(before)
        .run()
        .await?)
}

/// When a job is due next; `None`: it never ran.
///
/// # Errors
/// A fault of the database.
pub async fn turn_due(tx: &mut Tx, job: &'static str) -> Result<Option<Instant>> {
    tx.query("SELECT due_at FROM turns WHERE job = $1")
        .bind(job)
        .maybe_value()
        .await
}

/// Takes a job's turn and sets the next. `false`: another node took it.
///
/// # Errors
/// A fault of the database.
pub async fn take_turn(tx: &mut Tx, job: &'static str, now: Instant, next: Instant) -> Result<bool> {
    let taken = tx
        .query(
            "INSERT INTO turns (job, due_at) VALUES ($1, $3)
             ON CONFLICT (job) DO UPDATE SET due_at = $3 WHERE turns.due_at <= $2",
        )
        .bind(job)
        .bind(now)
        .bind(next)
        .run()
        .await?;
    Ok(taken == 1)
}
