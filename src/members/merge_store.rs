use super::{
    details_store,
    model::{
        Details, Gender, Goal, HouseholdId, HouseholdRole, Interest, LikelyPair, MemberCard, MemberId, MemberStatus,
        RecordFacts, Slot,
    },
    rules,
};
use crate::{
    accounts::model::{AccountId, Scope},
    platform::{
        db::{Result, Sql, Tx},
        time::{Day, Instant},
    },
    studio::model::{LocationId, OrgId},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct FactsRow {
    id: MemberId,
    number: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    birthday: Option<Day>,
    gender: Option<Gender>,
    locale: Option<String>,
    home: Option<LocationId>,
    home_name: Option<String>,
    note: Option<String>,
    status: MemberStatus,
    joined_on: Day,
    made_at: Instant,
    signs_in: bool,
}

/// What a record says of a person.
pub async fn facts(tx: &mut Tx, id: MemberId) -> Result<Option<RecordFacts>> {
    let row: Option<FactsRow> = tx
        .query(
            "SELECT m.id, m.number, m.name, m.email, m.phone, m.birthday, m.gender, m.locale, m.home_location_id AS home, o.name AS home_name,
                    m.note, m.status, m.joined_on, m.created_at AS made_at, m.account_id IS NOT NULL AS signs_in
               FROM members m LEFT JOIN locations o ON o.id = m.home_location_id WHERE m.id = $1",
        )
        .bind(id)
        .maybe()
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (details, ..) = details_store::details(tx, id).await?;
    Ok(Some(RecordFacts {
        id: row.id,
        number: row.number,
        name: row.name,
        email: row.email,
        phone: row.phone,
        birthday: row.birthday,
        gender: row.gender,
        locale: row.locale,
        home: row.home,
        home_name: row.home_name,
        note: row.note,
        details,
        status: row.status,
        joined_on: row.joined_on,
        made_at: row.made_at,
        signs_in: row.signs_in,
    }))
}

/// Writes what a record says of a person from now on.
pub async fn put_facts(tx: &mut Tx, facts: &RecordFacts) -> Result<u64> {
    let mut search = rules::haystack(
        &facts.name,
        facts.number,
        facts.email.as_deref(),
        facts.phone.as_deref(),
    );
    search.push_str(&other_numbers(tx, facts.id).await?);
    tx.query(
        "UPDATE members SET name = $2, search = $3, email = $4, phone = $5, birthday = $6, gender = $7, locale = $8,
                home_location_id = $9, note = $10, joined_on = $11, status = $12,
                archived_at = CASE WHEN $12 = 'active' THEN NULL ELSE archived_at END WHERE id = $1",
    )
    .bind(facts.id)
    .bind(facts.name.clone())
    .bind(search)
    .bind(facts.email.clone())
    .bind(facts.phone.clone())
    .bind(facts.birthday)
    .bind(facts.gender)
    .bind(facts.locale.clone())
    .bind(facts.home)
    .bind(facts.note.clone())
    .bind(facts.joined_on)
    .bind(facts.status)
    .run()
    .await
}

/// Writes what a member wants and whom to call; when it was last said stays.
pub async fn put_details(tx: &mut Tx, id: MemberId, details: &Details) -> Result<u64> {
    // where nobody has said anything there is no row
    if *details == Details::default() {
        let gone =
            tx.query("DELETE FROM member_details WHERE member_id = $1 AND changed_at IS NULL AND confirmed_at IS NULL");
        if gone.bind(id).run().await? == 1 {
            return Ok(1);
        }
    }
    tx.query(
        "INSERT INTO member_details (member_id, goals, goal_words, interests, times, level, address, emergency_name, emergency_phone,
                                     emergency_relation)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (member_id) DO UPDATE SET goals = excluded.goals, goal_words = excluded.goal_words, interests = excluded.interests,
             times = excluded.times, level = excluded.level, address = excluded.address, emergency_name = excluded.emergency_name,
             emergency_phone = excluded.emergency_phone, emergency_relation = excluded.emergency_relation",
    )
    .bind(id)
    .bind(Goal::list(&details.goals))
    .bind(details.goal_words.clone())
    .bind(Interest::list(&details.interests))
    .bind(Slot::list(&details.times))
    .bind(details.level.map(|level| level.code().to_owned()))
    .bind(details.address.clone())
    .bind(details.emergency_name.clone())
    .bind(details.emergency_phone.clone())
    .bind(details.emergency_relation.clone())
    .run()
    .await
}

/// The numbers of the records that were merged into this one, as the search looks for them.
pub async fn other_numbers(tx: &mut Tx, id: MemberId) -> Result<String> {
    let numbers: Vec<i64> = tx
        .query("SELECT number FROM members WHERE merged_into = $1 ORDER BY number")
        .bind(id)
        .values()
        .await?;
    Ok(numbers.iter().map(|n| format!("{n} m-{n} ")).collect())
}

/// Where a record belongs: what goes with it into another and comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Place {
    pub household_id: Option<HouseholdId>,
    pub household_role: Option<HouseholdRole>,
    pub lets_book: bool,
    pub guest_of: Option<MemberId>,
    pub status: MemberStatus,
    pub joined_on: Day,
    pub archived_at: Option<Instant>,
}

pub async fn place(tx: &mut Tx, id: MemberId) -> Result<Place> {
    tx.query("SELECT household_id, household_role, lets_book, guest_of, status, joined_on, archived_at FROM members WHERE id = $1")
        .bind(id)
        .one()
        .await
}

pub async fn put_place(tx: &mut Tx, id: MemberId, place: &Place) -> Result<u64> {
    tx.query(
        "UPDATE members SET household_id = $2, household_role = $3, lets_book = $4, guest_of = $5, status = $6, joined_on = $7,
                archived_at = $8 WHERE id = $1",
    )
    .bind(id)
    .bind(place.household_id)
    .bind(place.household_role)
    .bind(place.lets_book)
    .bind(place.guest_of)
    .bind(place.status)
    .bind(place.joined_on)
    .bind(place.archived_at)
    .run()
    .await
}

/// Leads a record to another, or lets it stand for itself again; its entry codes are worth nothing either way.
pub async fn lead(tx: &mut Tx, id: MemberId, into: Option<MemberId>, code_key: Vec<u8>) -> Result<u64> {
    tx.query("UPDATE members SET merged_into = $2, code_key = $3 WHERE id = $1")
        .bind(id)
        .bind(into)
        .bind(code_key)
        .run()
        .await
}

/// Which record a record leads to.
pub async fn leads_to(tx: &mut Tx, org: OrgId, id: MemberId) -> Result<Option<MemberId>> {
    let found: Option<(Option<MemberId>,)> = tx
        .query("SELECT merged_into FROM members WHERE id = $2 AND org_id = $1")
        .bind(org)
        .bind(id)
        .maybe()
        .await?;
    Ok(found.and_then(|(into,)| into))
}

const CARD_OF_MERGED: &str = "SELECT id, number, name, status, joined_on, home_location_id, household_id, guest_of, EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = members.org_id) AS papers FROM members WHERE merged_into = $1 ORDER BY number";

/// The records that lead to this one.
pub async fn merged(tx: &mut Tx, into: MemberId) -> Result<Vec<MemberCard>> {
    tx.query(CARD_OF_MERGED).bind(into).all().await
}

/// A record that leads to another, and nobody else touches it until the transaction ends.
pub async fn lock_merged(tx: &mut Tx, org: OrgId, id: MemberId) -> Result<Option<MemberCard>> {
    tx.query_for(
        "SELECT id, number, name, status, joined_on, home_location_id, household_id, guest_of, EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = members.org_id) AS papers FROM members
          WHERE id = $2 AND org_id = $1 AND merged_into IS NOT NULL",
        "SELECT id, number, name, status, joined_on, home_location_id, household_id, guest_of, EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = members.org_id) AS papers FROM members
          WHERE id = $2 AND org_id = $1 AND merged_into IS NOT NULL FOR NO KEY UPDATE",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

pub async fn set_account(tx: &mut Tx, id: MemberId, account: Option<AccountId>) -> Result<u64> {
    tx.query("UPDATE members SET account_id = $2 WHERE id = $1")
        .bind(id)
        .bind(account)
        .run()
        .await
}

/// Lets the noted rows of this slice go from one member to another.
pub async fn carry(tx: &mut Tx, merge: Uuid, from: MemberId, to: MemberId) -> Result<()> {
    for sql in [
        "UPDATE member_notes SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'notes')",
        "UPDATE paper_signatures SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'signatures')",
        "UPDATE member_contacts SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'contacts')",
        "UPDATE member_tags SET member_id = $3 WHERE member_id = $2
            AND tag_id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'tags')",
        "UPDATE member_standings SET member_id = $3 WHERE member_id = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'standings')",
        "UPDATE members SET guest_of = $3 WHERE guest_of = $2 AND id <> $3
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'guests')",
        "UPDATE members SET merged_into = $3 WHERE merged_into = $2
            AND id IN (SELECT row_id FROM member_merge_rows WHERE merge_id = $1 AND what = 'records')",
    ] {
        tx.query(sql).bind(merge).bind(from).bind(to).run().await?;
    }
    Ok(())
}

/// Pairs that are looked for at most.
const PAIRS: i64 = 60;

fn at_home(sql: &mut Sql, scope: &Scope) {
    let Scope::At(places) = scope else { return };
    sql.push(" AND (a.home_location_id IS NULL OR a.home_location_id IN ");
    sql.push_list(places.iter().copied());
    sql.push(") AND (b.home_location_id IS NULL OR b.home_location_id IN ");
    sql.push_list(places.iter().copied());
    sql.push(")");
}

/// Records of the same telephone number, the same e-mail address, or the same name and birthday, the newest pair first. People of one
/// household share the first two; whoever shares nothing but one of them and has another birthday is somebody else.
pub async fn pairs(tx: &mut Tx, org: OrgId, scope: &Scope, of: Option<MemberId>) -> Result<Vec<LikelyPair>> {
    let mut sql = Sql::new(
        "SELECT a.id, a.number, a.name, b.id AS other, b.number AS other_number, b.name AS other_name,
                coalesce(a.phone = b.phone, 1 = 0) AS phone, coalesce(a.email = b.email, 1 = 0) AS email,
                coalesce(a.name = b.name AND a.birthday = b.birthday, 1 = 0) AS birthday
           FROM (",
    );
    // each by an index of its own
    let ways = [
        "SELECT x.id AS a, y.id AS b FROM members x JOIN members y ON y.org_id = x.org_id AND y.phone = x.phone
          WHERE x.phone IS NOT NULL AND y.number > x.number AND x.org_id = ",
        " UNION SELECT x.id, y.id FROM members x JOIN members y ON y.org_id = x.org_id AND y.email = x.email
          WHERE x.email IS NOT NULL AND y.number > x.number AND x.org_id = ",
        " UNION SELECT x.id, y.id FROM members x JOIN members y ON y.org_id = x.org_id AND y.name = x.name AND y.birthday = x.birthday
          WHERE y.number > x.number AND x.org_id = ",
    ];
    for way in ways {
        sql.push(way).push_bind(org);
        if let Some(one) = of {
            sql.push(" AND (x.id = ").push_bind(one);
            sql.push(" OR y.id = ").push_bind(one).push(")");
        }
    }
    sql.push(
        ") pair JOIN members a ON a.id = pair.a JOIN members b ON b.id = pair.b
          WHERE a.merged_into IS NULL AND b.merged_into IS NULL
            AND NOT coalesce(a.household_id = b.household_id, 1 = 0)
            AND NOT (coalesce(a.birthday <> b.birthday, 1 = 0) AND a.name <> b.name)",
    );
    at_home(&mut sql, scope);
    sql.push(" ORDER BY b.number DESC, a.number LIMIT ").push_bind(PAIRS);
    tx.query_text(sql).all().await
}

/// What must never be: somebody's things on a record that leads elsewhere.
pub async fn stranded(tx: &mut Tx) -> Result<Vec<(MemberId,)>> {
    tx.query(
        "SELECT m.id FROM members m WHERE m.merged_into IS NOT NULL
            AND (m.status <> 'ended' OR m.household_id IS NOT NULL OR m.merged_into = m.id
              OR EXISTS (SELECT 1 FROM passes p WHERE p.member_id = m.id)
              OR EXISTS (SELECT 1 FROM credit_lots l WHERE l.member_id = m.id)
              OR EXISTS (SELECT 1 FROM waitlist_entries w WHERE w.member_id = m.id AND w.status IN ('waiting', 'offered'))
              OR EXISTS (SELECT 1 FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                          WHERE b.member_id = m.id AND b.status = 'booked' AND s.status = 'scheduled' AND s.closed_at IS NULL
                            AND s.starts_at > m.archived_at)
              OR EXISTS (SELECT 1 FROM members k WHERE k.id = m.merged_into AND k.merged_into IS NOT NULL))",
    )
    .all()
    .await
}
