//! Changes of many members: each statement is about some hundred of them at once.

use super::{
    model::{
        BulkCounts, BulkId, BulkLine, BulkResult, BulkState, BulkWhat, BulkWhy, MemberFilter, MemberId, TAGS_MAX, TagId,
    },
    store,
};
use crate::{
    accounts::model::{AccountId, Scope},
    platform::{
        db::{Result, Sql, Tx},
        time::{Day, Instant},
    },
    studio::model::{LocationId, OrgId},
};

/// Who is meant: those who were ticked, or everybody on a list; of both only those whom the asker reaches.
pub struct Meant<'a> {
    pub org: OrgId,
    pub scope: &'a Scope,
    pub ticked: &'a [MemberId],
    pub list: &'a MemberFilter,
    pub today: Day,
    pub now: Instant,
}

impl Meant<'_> {
    fn push(&self, sql: &mut Sql) {
        if self.ticked.is_empty() {
            store::filter(sql, self.org, self.scope, self.list, self.today, self.now);
        } else {
            sql.push(" FROM members m WHERE m.org_id = ").push_bind(self.org);
            store::in_scope(sql, self.scope);
            sql.push(" AND m.id IN ").push_list(self.ticked.iter().copied());
        }
    }
}

/// What they are to have.
#[derive(Debug, Clone)]
pub struct Change {
    pub what: BulkWhat,
    pub word: String,
    pub folded: String,
    pub locale: Option<String>,
    pub home: Option<LocationId>,
}

/// What a member is to the change: `waiting` (it would change them), `same`, or why it cannot.
fn verdict(sql: &mut Sql, change: &Change) {
    sql.push("CASE WHEN EXISTS (SELECT 1 FROM erasures e WHERE e.member_id = m.id) THEN 'erased'");
    match change.what {
        BulkWhat::AddTag => {
            sql.push(" WHEN ");
            has_tag(sql, change);
            sql.push(" THEN 'same' WHEN (SELECT count(*) FROM member_tags x WHERE x.member_id = m.id) >= ");
            sql.push_bind(TAGS_MAX).push(" THEN 'full'");
        }
        BulkWhat::RemoveTag => {
            sql.push(" WHEN NOT ");
            has_tag(sql, change);
            sql.push(" THEN 'same'");
        }
        BulkWhat::Language => {
            sql.push(" WHEN m.locale IS NOT DISTINCT FROM ");
            sql.push_bind(change.locale.clone()).push(" THEN 'same'");
        }
        BulkWhat::Home => {
            sql.push(" WHEN m.home_location_id IS NOT DISTINCT FROM ");
            sql.push_bind(change.home).push(" THEN 'same'");
        }
    }
    sql.push(" ELSE 'waiting' END");
}

fn has_tag(sql: &mut Sql, change: &Change) {
    sql.push("EXISTS (SELECT 1 FROM member_tags x JOIN tags g ON g.id = x.tag_id WHERE x.member_id = m.id AND g.org_id = m.org_id AND g.folded = ");
    sql.push_bind(change.folded.clone()).push(")");
}

pub async fn count(tx: &mut Tx, meant: &Meant<'_>) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*)");
    meant.push(&mut sql);
    tx.query_text(sql).value().await
}

/// How many a change would find in which state, and the first of those whom it cannot change.
pub async fn preview(tx: &mut Tx, meant: &Meant<'_>, change: &Change) -> Result<(BulkCounts, Vec<BulkLine>)> {
    let mut sql = Sql::new("SELECT v.verdict, count(*) FROM (SELECT ");
    verdict(&mut sql, change);
    sql.push(" AS verdict");
    meant.push(&mut sql);
    sql.push(") v GROUP BY v.verdict");
    let found: Vec<(String, i64)> = tx.query_text(sql).all().await?;
    let mut counts = BulkCounts::default();
    for (verdict, n) in found {
        counts.total += n;
        match verdict.as_str() {
            "waiting" => counts.waiting += n,
            "same" => counts.same += n,
            _ => counts.refused += n,
        }
    }
    if counts.refused == 0 {
        return Ok((counts, Vec::new()));
    }
    let mut sql = Sql::new(
        "SELECT v.id, v.number, v.name, 'refused' AS result, v.verdict AS why FROM (SELECT m.id, m.number, m.name, ",
    );
    verdict(&mut sql, change);
    sql.push(" AS verdict");
    meant.push(&mut sql);
    sql.push(") v WHERE v.verdict NOT IN ('waiting', 'same') ORDER BY v.name, v.id LIMIT 20");
    let refused = tx.query_text(sql).all().await?;
    Ok((counts, refused))
}

/// A change as it stands in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub id: BulkId,
    pub account_id: AccountId,
    pub by: String,
    pub what: BulkWhat,
    pub word: String,
    pub locale: Option<String>,
    pub location_id: Option<LocationId>,
    pub place: Option<String>,
    pub state: BulkState,
    pub total: i64,
    pub made_at: Instant,
    pub ended_at: Option<Instant>,
}

/// Writes a change down with everybody whom it means; how many they are.
pub async fn begin(tx: &mut Tx, id: BulkId, by: AccountId, meant: &Meant<'_>, change: &Change) -> Result<i64> {
    tx.query(
        "INSERT INTO member_bulks (id, org_id, account_id, what, word, locale, location_id, state, total, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id)
    .bind(meant.org)
    .bind(by)
    .bind(change.what)
    .bind(change.word.clone())
    .bind(change.locale.clone())
    .bind(change.home)
    .bind(BulkState::Running)
    .bind(0_i64)
    .bind(meant.now)
    .run()
    .await?;
    let mut sql = Sql::new("INSERT INTO member_bulk_rows (bulk_id, member_id, nth, result) SELECT ");
    sql.push_bind(id)
        .push(", m.id, row_number() OVER (ORDER BY m.name, m.id), 'waiting'");
    meant.push(&mut sql);
    let total = tx.query_text(sql).run().await?.cast_signed();
    tx.query("UPDATE member_bulks SET total = $2 WHERE id = $1")
        .bind(id)
        .bind(total)
        .run()
        .await?;
    Ok(total)
}

pub async fn bulk(tx: &mut Tx, org: OrgId, id: BulkId) -> Result<Option<Row>> {
    tx.query(
        "SELECT b.id, b.account_id, a.name AS by, b.what, b.word, b.locale, b.location_id, o.name AS place, b.state, b.total, b.made_at,
                b.ended_at
           FROM member_bulks b JOIN accounts a ON a.id = b.account_id LEFT JOIN locations o ON o.id = b.location_id
          WHERE b.id = $2 AND b.org_id = $1",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

/// The latest changes; `by`: of one person alone.
pub async fn lately(tx: &mut Tx, org: OrgId, by: Option<AccountId>, limit: i64) -> Result<Vec<Row>> {
    let mut sql = Sql::new(
        "SELECT b.id, b.account_id, a.name AS by, b.what, b.word, b.locale, b.location_id, o.name AS place, b.state, b.total, b.made_at,
                b.ended_at
           FROM member_bulks b JOIN accounts a ON a.id = b.account_id LEFT JOIN locations o ON o.id = b.location_id
          WHERE b.org_id = ",
    );
    sql.push_bind(org);
    if let Some(by) = by {
        sql.push(" AND b.account_id = ").push_bind(by);
    }
    sql.push(" ORDER BY b.made_at DESC, b.id DESC LIMIT ").push_bind(limit);
    tx.query_text(sql).all().await
}

/// The change at which somebody has to go on, the oldest first.
pub async fn open(tx: &mut Tx) -> Result<Option<(BulkId, OrgId)>> {
    tx.query("SELECT id, org_id FROM member_bulks WHERE state IN ('running', 'undoing') ORDER BY made_at, id LIMIT 1")
        .maybe()
        .await
}

/// Waits for whoever works at a change, and lets nobody else.
pub async fn lock(tx: &mut Tx, id: BulkId) -> Result<()> {
    tx.lock("SELECT id FROM member_bulks WHERE id = $1 FOR UPDATE", id.0)
        .await
}

/// Moves a change on from where it was.
pub async fn turn(tx: &mut Tx, id: BulkId, from: &[BulkState], to: BulkState, ended: Option<Instant>) -> Result<u64> {
    let mut sql = Sql::new("UPDATE member_bulks SET state = ");
    sql.push_bind(to);
    if ended.is_some() {
        sql.push(", ended_at = ").push_bind(ended);
    }
    sql.push(" WHERE id = ").push_bind(id);
    sql.push(" AND state IN ").push_list(from.iter().copied());
    tx.query_text(sql).run().await
}

/// Some of those who are at this point, with nobody else changing them until the transaction ends.
pub async fn some(tx: &mut Tx, id: BulkId, result: BulkResult, limit: i64) -> Result<Vec<MemberId>> {
    tx.query_for(
        "SELECT r.member_id FROM member_bulk_rows r WHERE r.bulk_id = $1 AND r.result = $2 ORDER BY r.member_id LIMIT $3",
        "SELECT r.member_id FROM member_bulk_rows r JOIN members m ON m.id = r.member_id
          WHERE r.bulk_id = $1 AND r.result = $2 ORDER BY r.member_id LIMIT $3 FOR NO KEY UPDATE OF m",
    )
    .bind(id)
    .bind(result)
    .bind(limit)
    .values()
    .await
}

/// What each of these is to the change, as they are now.
pub async fn judge(tx: &mut Tx, some: &[MemberId], change: &Change) -> Result<Vec<(MemberId, String)>> {
    let mut sql = Sql::new("SELECT m.id, ");
    verdict(&mut sql, change);
    sql.push(" FROM members m WHERE m.id IN ")
        .push_list(some.iter().copied());
    tx.query_text(sql).all().await
}

/// Writes down what became of these.
pub async fn put(tx: &mut Tx, id: BulkId, some: &[MemberId], result: BulkResult, why: Option<BulkWhy>) -> Result<()> {
    if some.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE member_bulk_rows SET result = ");
    sql.push_bind(result).push(", why = ").push_bind(why);
    sql.push(" WHERE bulk_id = ").push_bind(id);
    sql.push(" AND member_id IN ").push_list(some.iter().copied());
    tx.query_text(sql).run().await?;
    Ok(())
}

/// Writes down what these have now, before they are changed.
pub async fn remember(
    tx: &mut Tx,
    id: BulkId,
    some: &[MemberId],
    what: BulkWhat,
    tag: Option<TagId>,
    now: Instant,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE member_bulk_rows SET result = 'done', changed_at = ");
    sql.push_bind(now);
    match what {
        BulkWhat::AddTag => {}
        BulkWhat::RemoveTag => {
            for column in [", tagged_at = (SELECT x.at", ", tagged_by = (SELECT x.by_account"] {
                sql.push(column);
                sql.push(" FROM member_tags x WHERE x.member_id = member_bulk_rows.member_id AND x.tag_id = ");
                sql.push_bind(tag).push(")");
            }
        }
        BulkWhat::Language => {
            sql.push(", locale_before = (SELECT m.locale FROM members m WHERE m.id = member_bulk_rows.member_id)");
        }
        BulkWhat::Home => {
            sql.push(
                ", location_before = (SELECT m.home_location_id FROM members m WHERE m.id = member_bulk_rows.member_id)",
            );
        }
    }
    sql.push(" WHERE bulk_id = ").push_bind(id);
    sql.push(" AND member_id IN ").push_list(some.iter().copied());
    tx.query_text(sql).run().await?;
    Ok(())
}

/// Changes these.
pub async fn change(
    tx: &mut Tx,
    some: &[MemberId],
    change: &Change,
    tag: Option<TagId>,
    by: AccountId,
    now: Instant,
) -> Result<u64> {
    let mut sql = match change.what {
        BulkWhat::AddTag => {
            let mut sql = Sql::new("INSERT INTO member_tags (member_id, tag_id, by_account, at) SELECT m.id, ");
            sql.push_bind(tag).push(", ").push_bind(by).push(", ").push_bind(now);
            sql.push(" FROM members m WHERE m.id IN ");
            sql
        }
        BulkWhat::RemoveTag => {
            let mut sql = Sql::new("DELETE FROM member_tags WHERE tag_id = ");
            sql.push_bind(tag).push(" AND member_id IN ");
            sql
        }
        BulkWhat::Language => {
            let mut sql = Sql::new("UPDATE members SET locale = ");
            sql.push_bind(change.locale.clone()).push(" WHERE id IN ");
            sql
        }
        BulkWhat::Home => {
            let mut sql = Sql::new("UPDATE members SET home_location_id = ");
            sql.push_bind(change.home).push(" WHERE id IN ");
            sql
        }
    };
    sql.push_list(some.iter().copied());
    tx.query_text(sql).run().await
}

/// Of these, whom nobody has changed since: they still have what the change gave them.
pub async fn untouched(
    tx: &mut Tx,
    id: BulkId,
    some: &[MemberId],
    change: &Change,
    tag: Option<TagId>,
    by: AccountId,
) -> Result<Vec<MemberId>> {
    let mut sql =
        Sql::new("SELECT m.id FROM member_bulk_rows r JOIN members m ON m.id = r.member_id WHERE r.bulk_id = ");
    sql.push_bind(id);
    sql.push(" AND r.member_id IN ").push_list(some.iter().copied());
    match change.what {
        BulkWhat::AddTag => {
            sql.push(" AND EXISTS (SELECT 1 FROM member_tags x WHERE x.member_id = m.id AND x.at = r.changed_at AND x.tag_id = ");
            sql.push_bind(tag).push(" AND x.by_account = ").push_bind(by).push(")");
        }
        BulkWhat::RemoveTag => {
            sql.push(" AND NOT EXISTS (SELECT 1 FROM member_tags x WHERE x.member_id = m.id AND x.tag_id = ");
            sql.push_bind(tag);
            sql.push(
                ") AND r.tagged_at IS NOT NULL AND (SELECT count(*) FROM member_tags x WHERE x.member_id = m.id) < ",
            );
            sql.push_bind(TAGS_MAX);
        }
        BulkWhat::Language => {
            sql.push(" AND m.locale IS NOT DISTINCT FROM ")
                .push_bind(change.locale.clone());
        }
        BulkWhat::Home => {
            sql.push(" AND m.home_location_id IS NOT DISTINCT FROM ")
                .push_bind(change.home);
        }
    }
    tx.query_text(sql).values().await
}

/// Gives these back what they had.
pub async fn change_back(tx: &mut Tx, id: BulkId, some: &[MemberId], what: BulkWhat, tag: Option<TagId>) -> Result<()> {
    if some.is_empty() {
        return Ok(());
    }
    let mut sql = match what {
        BulkWhat::AddTag => {
            let mut sql = Sql::new("DELETE FROM member_tags WHERE tag_id = ");
            sql.push_bind(tag).push(" AND member_id IN ");
            sql
        }
        BulkWhat::RemoveTag => {
            let mut sql = Sql::new("INSERT INTO member_tags (member_id, tag_id, by_account, at) SELECT r.member_id, ");
            sql.push_bind(tag);
            sql.push(", r.tagged_by, r.tagged_at FROM member_bulk_rows r WHERE r.bulk_id = ")
                .push_bind(id);
            sql.push(" AND r.member_id IN ");
            sql
        }
        BulkWhat::Language => {
            let mut sql = Sql::new(
                "UPDATE members SET locale = (SELECT r.locale_before FROM member_bulk_rows r WHERE r.member_id = members.id AND r.bulk_id = ",
            );
            sql.push_bind(id).push(") WHERE id IN ");
            sql
        }
        BulkWhat::Home => {
            let mut sql = Sql::new(
                "UPDATE members SET home_location_id = (SELECT r.location_before FROM member_bulk_rows r WHERE r.member_id = members.id AND r.bulk_id = ",
            );
            sql.push_bind(id).push(") WHERE id IN ");
            sql
        }
    };
    sql.push_list(some.iter().copied());
    tx.query_text(sql).run().await?;
    Ok(())
}

/// How many came to what.
pub async fn counts(tx: &mut Tx, id: BulkId) -> Result<BulkCounts> {
    let found: Vec<(BulkResult, i64)> = tx
        .query("SELECT result, count(*) FROM member_bulk_rows WHERE bulk_id = $1 GROUP BY result")
        .bind(id)
        .all()
        .await?;
    let mut counts = BulkCounts::default();
    for (result, n) in found {
        counts.total += n;
        *match result {
            BulkResult::Waiting => &mut counts.waiting,
            BulkResult::Done => &mut counts.done,
            BulkResult::Same => &mut counts.same,
            BulkResult::Refused => &mut counts.refused,
            BulkResult::Undone => &mut counts.undone,
            BulkResult::Left => &mut counts.left,
        } += n;
    }
    Ok(counts)
}

/// What became of everybody, or of those with one result; in the order of the list, whoever was refused first.
pub async fn lines(
    tx: &mut Tx,
    id: BulkId,
    result: Option<BulkResult>,
    limit: i64,
    offset: i64,
) -> Result<Vec<BulkLine>> {
    let mut sql = Sql::new(
        "SELECT m.id, m.number, m.name, r.result, r.why FROM member_bulk_rows r JOIN members m ON m.id = r.member_id WHERE r.bulk_id = ",
    );
    sql.push_bind(id);
    if let Some(result) = result {
        sql.push(" AND r.result = ").push_bind(result);
    }
    sql.push(" ORDER BY CASE WHEN r.result IN ('refused', 'left') THEN 0 ELSE 1 END, r.nth LIMIT ");
    sql.push_bind(limit).push(" OFFSET ").push_bind(offset);
    tx.query_text(sql).all().await
}

/// Deletes changes that are over since before then.
pub async fn forget_old(tx: &mut Tx, before: Instant) -> Result<()> {
    for sql in [
        "DELETE FROM member_bulk_rows WHERE bulk_id IN (SELECT id FROM member_bulks WHERE ended_at < $1 AND state NOT IN ('running', 'undoing'))",
        "DELETE FROM member_bulks WHERE ended_at < $1 AND state NOT IN ('running', 'undoing')",
    ] {
        tx.query(sql).bind(before).run().await?;
    }
    Ok(())
}

/// Deletes what somebody had before changes, with their data; and the words of tags that may have been their name.
pub async fn forget(tx: &mut Tx, member: MemberId) -> Result<()> {
    for sql in [
        "UPDATE member_bulks SET word = '' WHERE state NOT IN ('running', 'undoing')
            AND id IN (SELECT bulk_id FROM member_bulk_rows WHERE member_id = $1)
            AND NOT EXISTS (SELECT 1 FROM tags g WHERE g.org_id = member_bulks.org_id AND g.name = member_bulks.word)",
        "DELETE FROM member_bulk_rows WHERE member_id = $1",
    ] {
        tx.query(sql).bind(member).run().await?;
    }
    Ok(())
}
