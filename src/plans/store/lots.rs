//! Credits: lots with their sums, and the ledger they are summed from.

use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    plans::model::{EntryId, LedgerClass, LedgerLine, LotId, PassId},
    platform::{
        db::{Result, Tx},
        time::{Day, Instant, Zone},
    },
};
use uuid::Uuid;

pub async fn add_lot(tx: &mut Tx, id: LotId, pass: PassId, member: MemberId, credits: i64, now: Instant) -> Result<()> {
    tx.query("INSERT INTO credit_lots (id, pass_id, member_id, granted, balance, held, at) VALUES ($1, $2, $3, $4, $4, 0, $5)")
        .bind(id)
        .bind(pass)
        .bind(member)
        .bind(credits)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// One line of the ledger: what it adds to the lot's free and promised credits, and why.
pub struct Entry<'a> {
    pub lot: LotId,
    pub kind: &'static str,
    pub balance: i64,
    pub held: i64,
    pub booking: Option<Uuid>,
    pub reason: &'a str,
    pub by: Option<AccountId>,
}

/// Writes the line and moves the lot's sums with it, with the next statement: neither may go below zero. Credits that are free may
/// have been taken meanwhile; where promised ones are missing, the ledger is wrong.
pub fn enter(tx: &mut Tx, entry: Entry<'_>, now: Instant) {
    let moved = tx
        .query(
            "UPDATE credit_lots SET balance = balance + $2, held = held + $3
              WHERE id = $1 AND balance + $2 >= 0 AND held + $3 >= 0",
        )
        .bind(entry.lot)
        .bind(entry.balance)
        .bind(entry.held);
    if entry.balance < 0 {
        moved.later(1);
    } else {
        moved.must(1, "a lot does not hold what a booking says it does");
    }
    write_entry(tx, entry, now);
}

/// Writes the line alone, for a lot that was inserted with its sums.
pub fn write_entry(tx: &mut Tx, entry: Entry<'_>, now: Instant) {
    tx.query(
        "INSERT INTO credit_entries (id, lot_id, kind, balance, held, booking_id, reason, by_account, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(EntryId::fresh())
    .bind(entry.lot)
    .bind(entry.kind)
    .bind(entry.balance)
    .bind(entry.held)
    .bind(entry.booking)
    .bind(entry.reason.to_owned())
    .bind(entry.by)
    .bind(now)
    .later(1);
}

/// Adds to what was granted and is free, and to what the club added of it, with the next statement; the line of the ledger is written
/// besides.
pub fn top_up(tx: &mut Tx, pass: PassId, lot: LotId, (amount, bonus): (i64, i64), ends_on: Option<Day>) {
    tx.query("UPDATE credit_lots SET granted = granted + $2, balance = balance + $2 WHERE id = $1")
        .bind(lot)
        .bind(amount)
        .later(1);
    tx.query("UPDATE passes SET bonus = bonus + $2, ends_on = $3, reminded = NULL WHERE id = $1 AND ended_at IS NULL")
        .bind(pass)
        .bind(bonus)
        .bind(ends_on)
        .later(1);
}

#[derive(sqlx::FromRow)]
struct LedgerRow {
    kind: String,
    balance: i64,
    held: i64,
    reason: String,
    at: Instant,
    class: Option<String>,
    starts_at: Option<Instant>,
    zone: Option<String>,
    personal: Option<bool>,
}

impl From<LedgerRow> for LedgerLine {
    fn from(row: LedgerRow) -> Self {
        let zone = row.zone.as_deref().and_then(Zone::parse);
        let class = row.class.zip(row.starts_at).map(|(name, starts)| LedgerClass {
            name,
            starts: zone.unwrap_or(Zone(chrono_tz::UTC)).moment(starts),
            personal: row.personal.unwrap_or_default(),
        });
        Self {
            kind: row.kind,
            balance: row.balance,
            held: row.held,
            reason: row.reason,
            at: row.at,
            class,
        }
    }
}

/// What happened to a lot, the latest first, each with the class it was for.
pub async fn ledger(tx: &mut Tx, lot: LotId) -> Result<Vec<LedgerLine>> {
    let rows: Vec<LedgerRow> = tx
        .query(
            "SELECT e.kind, e.balance, e.held, e.reason, e.at, s.name AS class, s.starts_at, o.zone, k.personal
               FROM credit_entries e LEFT JOIN bookings b ON b.id = e.booking_id
               LEFT JOIN class_sessions s ON s.id = b.session_id LEFT JOIN locations o ON o.id = s.location_id
               LEFT JOIN class_types k ON k.id = s.class_type_id
              WHERE e.lot_id = $1 ORDER BY e.id DESC LIMIT 200",
        )
        .bind(lot)
        .all()
        .await?;
    Ok(rows.into_iter().map(LedgerLine::from).collect())
}

/// Lots whose sums differ from the ledger's: none, always.
pub async fn broken_lots(tx: &mut Tx) -> Result<Vec<(LotId,)>> {
    tx.query(
        "SELECT l.id FROM credit_lots l LEFT JOIN
           (SELECT lot_id, CAST(sum(balance) AS BIGINT) AS balance, CAST(sum(held) AS BIGINT) AS held FROM credit_entries GROUP BY lot_id) e
           ON e.lot_id = l.id
          WHERE l.balance <> coalesce(e.balance, 0) OR l.held <> coalesce(e.held, 0)",
    )
    .all()
    .await
}
