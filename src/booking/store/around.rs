//! What the tables of other slices say of a member.

use crate::{
    members::model::MemberId,
    plans::model::LotId,
    platform::{
        db::{Result, Tx},
        time::Day,
    },
};

/// Notices in the member's inbox that were not read.
pub async fn unread(tx: &mut Tx, member: MemberId) -> Result<i64> {
    tx.query("SELECT count(*) FROM notices WHERE member_id = $1 AND read_at IS NULL")
        .bind(member)
        .value()
        .await
}

pub async fn birthday(tx: &mut Tx, member: MemberId) -> Result<Option<Day>> {
    tx.query("SELECT birthday FROM members WHERE id = $1")
        .bind(member)
        .value()
        .await
}

/// What is free on a lot, and in which currency where that is money.
pub async fn lot_balance(tx: &mut Tx, lot: LotId) -> Result<(i64, Option<String>)> {
    tx.query(
        "SELECT l.balance, CASE WHEN p.kind = 'stored_value' THEN p.currency ELSE NULL END
           FROM credit_lots l JOIN passes p ON p.id = l.pass_id WHERE l.id = $1",
    )
    .bind(lot)
    .one()
    .await
}

pub async fn note(tx: &mut Tx, member: MemberId) -> Result<Option<String>> {
    tx.query("SELECT note FROM members WHERE id = $1")
        .bind(member)
        .value()
        .await
}
