use super::model::{Details, Goal, Interest, Level, MemberId, NoteId, Slot, Tag, TagId};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Asked, Result, Tx},
        time::{Day, Instant},
    },
    studio::model::OrgId,
};

#[derive(sqlx::FromRow)]
struct Row {
    goals: String,
    goal_words: String,
    interests: String,
    times: String,
    level: Option<String>,
    address: String,
    emergency_name: String,
    emergency_phone: String,
    emergency_relation: String,
    changed_at: Option<Instant>,
    confirmed_at: Option<Instant>,
}

/// What a member wants, when it was last changed, and when they last said that it is right.
pub async fn details(tx: &mut Tx, member: MemberId) -> Result<(Details, Option<Instant>, Option<Instant>)> {
    let row: Option<Row> = tx
        .query(
            "SELECT goals, goal_words, interests, times, level, address, emergency_name, emergency_phone, emergency_relation, changed_at,
                    confirmed_at
               FROM member_details WHERE member_id = $1",
        )
        .bind(member)
        .maybe()
        .await?;
    Ok(row.map_or_else(Default::default, |row| {
        let details = Details {
            goals: Goal::listed(&row.goals),
            goal_words: row.goal_words,
            interests: Interest::listed(&row.interests),
            times: Slot::listed(&row.times),
            level: row.level.as_deref().and_then(Level::from_code),
            address: row.address,
            emergency_name: row.emergency_name,
            emergency_phone: row.emergency_phone,
            emergency_relation: row.emergency_relation,
        };
        (details, row.changed_at, row.confirmed_at)
    }))
}

/// Writes what a member wants; `own`: they said so themselves.
pub async fn save(tx: &mut Tx, member: MemberId, details: &Details, own: bool, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO member_details (member_id, goals, goal_words, interests, times, level, address, emergency_name, emergency_phone,
                                     emergency_relation, changed_at, confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (member_id) DO UPDATE SET goals = excluded.goals, goal_words = excluded.goal_words, interests = excluded.interests,
             times = excluded.times, level = excluded.level, address = excluded.address, emergency_name = excluded.emergency_name,
             emergency_phone = excluded.emergency_phone, emergency_relation = excluded.emergency_relation,
             changed_at = excluded.changed_at, confirmed_at = coalesce(excluded.confirmed_at, member_details.confirmed_at)",
    )
    .bind(member)
    .bind(Goal::list(&details.goals))
    .bind(details.goal_words.clone())
    .bind(Interest::list(&details.interests))
    .bind(Slot::list(&details.times))
    .bind(details.level.map(|level| level.code().to_owned()))
    .bind(details.address.clone())
    .bind(details.emergency_name.clone())
    .bind(details.emergency_phone.clone())
    .bind(details.emergency_relation.clone())
    .bind(now)
    .bind(own.then_some(now))
    .run()
    .await
}

/// The member says that everything is right.
pub async fn confirm(tx: &mut Tx, member: MemberId, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO member_details (member_id, goals, goal_words, interests, times, address, emergency_name, emergency_phone,
                                     emergency_relation, confirmed_at)
         VALUES ($1, '', '', '', '', '', '', '', '', $2)
         ON CONFLICT (member_id) DO UPDATE SET confirmed_at = excluded.confirmed_at",
    )
    .bind(member)
    .bind(now)
    .run()
    .await
}

/// Since when somebody's row is there, and since when it is in the archive.
pub async fn since(tx: &mut Tx, member: MemberId) -> Result<(Instant, Option<Instant>)> {
    tx.query("SELECT created_at, archived_at FROM members WHERE id = $1")
        .bind(member)
        .one()
        .await
}

/// Puts somebody whose membership has ended into the archive, or takes them out; 0: they are not where they were thought to be.
pub async fn archive(tx: &mut Tx, member: MemberId, at: Option<Instant>) -> Result<u64> {
    let into = "UPDATE members SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL AND status = 'ended'";
    let out = "UPDATE members SET archived_at = $2 WHERE id = $1 AND archived_at IS NOT NULL";
    let sql = if at.is_some() { into } else { out };
    tx.query(sql).bind(member).bind(at).run().await
}

pub async fn tags(tx: &mut Tx, member: MemberId) -> Result<Vec<Tag>> {
    tx.query(
        "SELECT g.id, g.name FROM member_tags mt JOIN tags g ON g.id = mt.tag_id WHERE mt.member_id = $1 ORDER BY g.folded",
    )
    .bind(member)
    .all()
    .await
}

/// Words that are in use and that the member does not have, the most used first.
pub async fn known_tags(tx: &mut Tx, org: OrgId, member: MemberId) -> Result<Vec<String>> {
    tx.query(
        "SELECT g.name FROM tags g JOIN member_tags mt ON mt.tag_id = g.id
          WHERE g.org_id = $1 AND NOT EXISTS (SELECT 1 FROM member_tags own WHERE own.tag_id = g.id AND own.member_id = $2)
          GROUP BY g.id, g.name, g.folded ORDER BY count(*) DESC, g.folded LIMIT 60",
    )
    .bind(org)
    .bind(member)
    .values()
    .await
}

/// The tag of a word: the one that reads alike, or a new one.
pub async fn tag_of(tx: &mut Tx, org: OrgId, name: &str, folded: &str, now: Instant) -> Result<TagId> {
    tx.query("INSERT INTO tags (id, org_id, name, folded, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, folded) DO NOTHING")
        .bind(TagId::fresh())
        .bind(org)
        .bind(name.to_owned())
        .bind(folded.to_owned())
        .bind(now)
        .run()
        .await?;
    tx.query("SELECT id FROM tags WHERE org_id = $1 AND folded = $2")
        .bind(org)
        .bind(folded.to_owned())
        .value()
        .await
}

pub async fn tag(tx: &mut Tx, member: MemberId, tag: TagId, by: AccountId, now: Instant) -> Result<u64> {
    tx.query("INSERT INTO member_tags (member_id, tag_id, by_account, at) VALUES ($1, $2, $3, $4) ON CONFLICT (member_id, tag_id) DO NOTHING")
        .bind(member)
        .bind(tag)
        .bind(by)
        .bind(now)
        .run()
        .await
}

pub async fn untag(tx: &mut Tx, member: MemberId, tag: TagId) -> Result<u64> {
    tx.query("DELETE FROM member_tags WHERE member_id = $1 AND tag_id = $2")
        .bind(member)
        .bind(tag)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
pub struct NoteRow {
    pub id: NoteId,
    pub body: String,
    pub pinned: bool,
    pub alert: bool,
    pub by: String,
    pub at: Instant,
}

pub async fn notes(tx: &mut Tx, member: MemberId) -> Result<Vec<NoteRow>> {
    tx.query(
        "SELECT n.id, n.body, n.pinned, n.alert, a.name AS by, n.at FROM member_notes n JOIN accounts a ON a.id = n.by_account
          WHERE n.member_id = $1 ORDER BY n.pinned DESC, n.at DESC, n.id DESC LIMIT 200",
    )
    .bind(member)
    .all()
    .await
}

/// What is to be seen when the member stands at the desk.
pub async fn alerts(tx: &mut Tx, member: MemberId) -> Result<Vec<String>> {
    tx.query("SELECT body FROM member_notes WHERE member_id = $1 AND alert = $2 ORDER BY pinned DESC, at DESC, id DESC LIMIT 5")
        .bind(member)
        .bind(true)
        .values()
        .await
}

pub async fn add_note(
    tx: &mut Tx,
    member: MemberId,
    (body, pinned, alert): (String, bool, bool),
    by: AccountId,
    now: Instant,
) -> Result<u64> {
    tx.query("INSERT INTO member_notes (id, member_id, body, pinned, alert, by_account, at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(NoteId::fresh())
        .bind(member)
        .bind(body)
        .bind(pinned)
        .bind(alert)
        .bind(by)
        .bind(now)
        .run()
        .await
}

pub async fn mark_note(tx: &mut Tx, member: MemberId, note: NoteId, pinned: bool, alert: bool) -> Result<u64> {
    tx.query("UPDATE member_notes SET pinned = $3, alert = $4 WHERE member_id = $1 AND id = $2")
        .bind(member)
        .bind(note)
        .bind(pinned)
        .bind(alert)
        .run()
        .await
}

pub async fn remove_note(tx: &mut Tx, member: MemberId, note: NoteId) -> Result<u64> {
    tx.query("DELETE FROM member_notes WHERE member_id = $1 AND id = $2")
        .bind(member)
        .bind(note)
        .run()
        .await
}

/// Deletes what a member wants and what the staff noted of them.
pub async fn forget(tx: &mut Tx, member: MemberId) -> Result<()> {
    for sql in [
        "DELETE FROM member_details WHERE member_id = $1",
        "DELETE FROM member_tags WHERE member_id = $1",
        "DELETE FROM member_notes WHERE member_id = $1",
        // a word that nobody has any more may have been somebody's name
        "DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM member_tags mt WHERE mt.tag_id = tags.id)",
    ] {
        let query = tx.query(sql);
        if sql.contains("$1") {
            query.bind(member).run().await?;
        } else {
            query.run().await?;
        }
    }
    Ok(())
}

/// When somebody was born and how far they are: what a class may ask.
pub type FitnessRow = (Option<Day>, Option<String>, Option<String>);

pub fn fitness(tx: &mut Tx, id: MemberId) -> Asked<Option<FitnessRow>> {
    tx.query(
        "SELECT m.birthday, d.level, m.gender FROM members m LEFT JOIN member_details d ON d.member_id = m.id WHERE m.id = $1",
    )
    .bind(id)
    .ask_maybe()
}
