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

/// What a member does not want to be told.
pub async fn choices(tx: &mut Tx, member: MemberId) -> Result<Vec<String>> {
    tx.query("SELECT topic FROM notice_choices WHERE member_id = $1")
        .bind(member)
        .values()
        .await
}

pub async fn unwanted(tx: &mut Tx, member: MemberId, topic: &'static str) -> Result<bool> {
    let found: i64 = tx
        .query("SELECT count(*) FROM notice_choices WHERE member_id = $1 AND topic = $2")
        .bind(member)
        .bind(topic)
        .value()
        .await?;
    Ok(found > 0)
}

/// A row stands for what is not wanted.
pub async fn choose(tx: &mut Tx, member: MemberId, topic: &'static str, wanted: bool, now: Instant) -> Result<u64> {
    if wanted {
        return tx
            .query("DELETE FROM notice_choices WHERE member_id = $1 AND topic = $2")
            .bind(member)
            .bind(topic)
            .run()
            .await;
    }
    tx.query("INSERT INTO notice_choices (member_id, topic, at) VALUES ($1, $2, $3) ON CONFLICT (member_id, topic) DO NOTHING")
        .bind(member)
        .bind(topic)
        .bind(now)
        .run()
        .await
}

/// Deletes everything that a member was told, and what they chose.
pub async fn forget(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("DELETE FROM notice_choices WHERE member_id = $1")
        .bind(member)
        .run()
        .await?;
    tx.query("DELETE FROM notices WHERE member_id = $1 OR about = $1")
        .bind(member)
        .run()
        .await
}

/// Lets the noted notices go from one record of a person to another.
pub async fn carry(tx: &mut Tx, merge: uuid::Uuid, from: MemberId, to: MemberId) -> Result<()> {
    for sql in [
        "UPDATE notices SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'notices')",
        "UPDATE notices SET about = $3 WHERE about = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'abouts')",
    ] {
        tx.query(sql).bind(merge).bind(from).bind(to).run().await?;
    }
    Ok(())
}
