use super::model::NoticeId;
use crate::{
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::OrgId,
};

pub async fn add(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    kind: &'static str,
    payload: String,
    about: Option<MemberId>,
    now: Instant,
) -> Result<()> {
    tx.query(
        "INSERT INTO notices (id, org_id, member_id, kind, payload, about, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(NoticeId::fresh())
    .bind(org)
    .bind(member)
    .bind(kind)
    .bind(payload)
    .bind(about)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub struct Row {
    pub id: NoticeId,
    pub payload: String,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

pub async fn inbox(tx: &mut Tx, member: MemberId, limit: i64) -> Result<Vec<Row>> {
    tx.query("SELECT id, payload, at, read_at FROM notices WHERE member_id = $1 ORDER BY at DESC, id DESC LIMIT $2")
        .bind(member)
        .bind(limit)
        .all()
        .await
}

pub async fn unread(tx: &mut Tx, member: MemberId) -> Result<i64> {
    tx.query("SELECT count(*) FROM notices WHERE member_id = $1 AND read_at IS NULL")
        .bind(member)
        .value()
        .await
}

/// Marks what had come when this one was the newest.
pub async fn mark_read(tx: &mut Tx, member: MemberId, newest: NoticeId, now: Instant) -> Result<u64> {
    tx.query("UPDATE notices SET read_at = $2 WHERE member_id = $1 AND read_at IS NULL AND id <= $3")
        .bind(member)
        .bind(now)
        .bind(newest)
        .run()
        .await
}

/// Whom news of a class concern: those with a seat or a place on its waitlist, or who lost one with the class.
pub async fn concerned(tx: &mut Tx, session: crate::schedule::model::SessionId) -> Result<Vec<(MemberId,)>> {
    tx.query(
        "SELECT member_id FROM bookings WHERE session_id = $1 AND status IN ('booked', 'checked_in', 'class_cancelled')
         UNION SELECT member_id FROM waitlist_entries WHERE session_id = $1 AND status IN ('waiting', 'offered', 'closed')",
    )
    .bind(session)
    .all()
    .await
}

/// Deletes everything that a member was told.
pub async fn forget(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("DELETE FROM notices WHERE member_id = $1 OR about = $1")
        .bind(member)
        .run()
        .await
}
