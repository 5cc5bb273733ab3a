//! Callers who go away at any moment there is.

use super::{Home, PollsAtMost, fact, on_each, promise};
use spotter::platform::{
    db::{Db, Kind, Options},
    id::fresh,
};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU32, Ordering},
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each!(random_cancellation_keeps_every_promise);

/// A small reproducible source of chance.
struct Chance(u64);

impl Chance {
    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % n
    }
}

const RUNNING: u8 = 0;
const COMMITTING: u8 = 1;
const KEPT: u8 = 2;
const REFUSED: u8 = 3;

struct Op {
    fate: AtomicU8,
    parts: AtomicU32,
}

async fn operate(db: &Db, op: &Op, id: i64, mut chance: Chance) {
    let key = Uuid::from_u128(u128::from(chance.below(4)));
    let Ok(mut tx) = db.write_queued(&[key]).await else {
        return;
    };
    let parts = chance.below(4) as u32 + 1;
    op.parts.store(parts, Ordering::Relaxed);
    for part in 0..parts {
        let inner = chance.one_in(8);
        if inner && tx.savepoint().await.is_err() {
            return;
        }
        if fact(&mut tx, id, part.into()).await.is_err() {
            return;
        }
        if inner {
            let undone = chance.one_in(2);
            if undone {
                let _ = fact(&mut tx, id, part.into()).await;
                if tx.rollback_to_savepoint().await.is_err() || fact(&mut tx, id, part.into()).await.is_err() {
                    return;
                }
            }
            if tx.release_savepoint().await.is_err() {
                return;
            }
        }
    }
    let add = tx.query_for("UPDATE trial_counter SET n = n + 1", "SELECT 1");
    if add.run().await.is_err() {
        return;
    }
    if chance.one_in(20) {
        let _ = fact(&mut tx, id, 0).await;
    }
    if chance.one_in(150) && promise(&mut tx).await.is_err() {
        return;
    }
    if tx.kind() == Kind::Sqlite && chance.one_in(300) {
        let _ = tx.query("INSERT INTO trial_traps (id) VALUES (1)").run().await;
    }
    if chance.one_in(10) {
        return;
    }
    if chance.one_in(200) {
        // A panic that nobody is told of: it is meant.
        std::panic::resume_unwind(Box::new("gone"));
    }
    op.fate.store(COMMITTING, Ordering::Relaxed);
    let fate = match tx.commit().await {
        Ok(()) => KEPT,
        Err(_) => REFUSED,
    };
    op.fate.store(fate, Ordering::Relaxed);
}

/// Thousands of transactions, many cut short at any point there is, some failing, some bringing their whole group down:
/// what was acknowledged is there, what was not attempted is not, and what hangs in between is there in full or not at all.
async fn random_cancellation_keeps_every_promise(home: Home) {
    let seed = match std::env::var("SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fresh().as_u128() as u64 | 1,
    };
    let total: usize = match (std::env::var("TEST_FUZZ"), home.db.kind()) {
        (Ok(total), _) => total.parse().unwrap(),
        (_, Kind::Sqlite) => 4_000,
        (_, Kind::Postgres) => 1_000,
    };
    let ops: Arc<Vec<Op>> = Arc::new(
        (0..total)
            .map(|_| Op {
                fate: AtomicU8::new(RUNNING),
                parts: AtomicU32::new(0),
            })
            .collect(),
    );
    let mut lanes = JoinSet::new();
    for lane in 0..24 {
        let (db, ops) = (home.db.clone(), Arc::clone(&ops));
        lanes.spawn(async move {
            let mut chance = Chance(seed ^ (0x9E37_79B9_7F4A_7C15u64.wrapping_mul(lane + 1)));
            for id in (lane as usize..ops.len()).step_by(24) {
                let inner = Chance(chance.0 ^ 0x5DEE_CE66_D1CE_4E5B | 1);
                chance.below(2);
                let polls = match chance.below(3) {
                    0 => u32::MAX,
                    1 => chance.below(6) as u32,
                    _ => chance.below(30) as u32,
                };
                let (db, ops) = (db.clone(), Arc::clone(&ops));
                // In a task of its own, so that a panic ends it and nothing else.
                let _ = tokio::spawn(async move {
                    let future = Box::pin(operate(&db, &ops[id], id as i64, inner));
                    PollsAtMost { polls, future }.await
                })
                .await;
            }
        });
    }
    lanes.join_all().await;

    // The writer is as good as new, and no transaction is left open.
    let mut tx = home.db.write().await.unwrap();
    fact(&mut tx, -1, 0).await.unwrap();
    tx.commit().await.unwrap();
    home.db.close().await;

    let fresh = Db::open(&home.url, Options::default()).await.unwrap();
    let mut tx = fresh.read().await.unwrap();
    let rows: Vec<(i64, i64)> = tx
        .query("SELECT op, count(*) FROM trial_facts WHERE op >= 0 GROUP BY op")
        .all()
        .await
        .unwrap();
    let kept = rows.len();
    let rows: HashMap<i64, i64> = rows.into_iter().collect();
    let mut seen = [0; 4];
    for (id, op) in ops.iter().enumerate() {
        let (fate, parts) = (op.fate.load(Ordering::Relaxed), op.parts.load(Ordering::Relaxed));
        seen[usize::from(fate)] += 1;
        let found = rows.get(&(id as i64)).copied().unwrap_or(0);
        let fits = match fate {
            KEPT => found == i64::from(parts),
            COMMITTING => found == 0 || found == i64::from(parts),
            _ => found == 0,
        };
        assert!(fits, "op {id} fate {fate}: {found} of {parts} rows; seed {seed}");
    }
    if fresh.kind() == Kind::Sqlite {
        let n: i64 = tx.query("SELECT n FROM trial_counter").value().await.unwrap();
        assert_eq!(n, kept as i64, "somebody's work was undone or kept with another's");
    }
    println!(
        "{total} operations: {} given up, {} cut in their commit, {} kept, {} refused",
        seen[0], seen[1], seen[2], seen[3]
    );
    assert!(seen.iter().all(|n| *n > 0), "every fate was to be met: {seen:?}");
}
