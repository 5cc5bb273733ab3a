use super::{
    model::{HouseholdCodeId, HouseholdId, HouseholdRole, MemberId, Relative, Ward},
    rules::Belonging,
};
use crate::{
    platform::{
        db::{Result, Tx},
        time::{Day, Instant},
    },
    studio::model::OrgId,
};

#[derive(sqlx::FromRow)]
struct BelongingRow {
    id: MemberId,
    household_id: Option<HouseholdId>,
    household_role: Option<HouseholdRole>,
    birthday: Option<Day>,
    lets_book: bool,
    guest_of: Option<MemberId>,
}

impl From<BelongingRow> for Belonging {
    fn from(row: BelongingRow) -> Self {
        Self {
            id: row.id,
            household: row.household_id,
            role: row.household_role,
            birthday: row.birthday,
            lets_book: row.lets_book,
            guest_of: row.guest_of,
        }
    }
}

pub async fn belonging(tx: &mut Tx, org: OrgId, id: MemberId) -> Result<Option<Belonging>> {
    let row: Option<BelongingRow> = tx
        .query(
            "SELECT id, household_id, household_role, birthday, lets_book, guest_of FROM members
              WHERE id = $2 AND org_id = $1 AND status <> 'banned'",
        )
        .bind(org)
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Belonging::from))
}

#[derive(sqlx::FromRow)]
struct OtherRow {
    #[sqlx(flatten)]
    at: BelongingRow,
    name: String,
}

/// What somebody is in their household, and when they were born.
pub async fn age(tx: &mut Tx, org: OrgId, id: MemberId) -> Result<Option<(Option<HouseholdRole>, Option<Day>)>> {
    tx.query("SELECT household_role, birthday FROM members WHERE id = $2 AND org_id = $1")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

/// The others of the member's household who have not left the club, or those too, by name.
pub async fn others(tx: &mut Tx, member: MemberId, ended: bool) -> Result<Vec<(Belonging, String)>> {
    let rows: Vec<OtherRow> = tx
        .query(
            "SELECT o.id, o.household_id, o.household_role, o.birthday, o.lets_book, o.guest_of, o.name
               FROM members m JOIN members o ON o.household_id = m.household_id
              WHERE m.id = $1 AND o.id <> m.id AND (o.status = 'active' OR ($2 AND o.status = 'ended')) ORDER BY o.name, o.id",
        )
        .bind(member)
        .bind(ended)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (Belonging::from(row.at), row.name))
        .collect())
}

/// The member's guests with a seat in a class that is not over at an instant, by name.
pub async fn guests(tx: &mut Tx, host: MemberId, now: Instant) -> Result<Vec<Ward>> {
    tx.query(
        "SELECT m.id, m.name FROM members m WHERE m.guest_of = $1
            AND EXISTS (SELECT 1 FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                         WHERE b.member_id = m.id AND b.status IN ('booked', 'checked_in') AND s.ends_at > $2)
          ORDER BY m.name, m.id",
    )
    .bind(host)
    .bind(now)
    .all()
    .await
}

/// Everybody in a household, guardians first, then by name.
pub async fn people(tx: &mut Tx, household: HouseholdId) -> Result<Vec<Relative>> {
    tx.query(
        "SELECT id, number, name, household_role, birthday, lets_book, account_id IS NOT NULL AS signs_in, status, home_location_id
           FROM members
          WHERE household_id = $1
          ORDER BY CASE household_role WHEN 'guardian' THEN 0 WHEN 'adult' THEN 1 ELSE 2 END, name, id",
    )
    .bind(household)
    .all()
    .await
}

/// Who reads what is for a member that does not sign in: the guardians of the household, or whoever brought the guest along.
/// Whoever was born on `of_age` or before is of age.
pub async fn answerable(tx: &mut Tx, member: MemberId, of_age: Day) -> Result<Vec<(MemberId, String)>> {
    tx.query(
        "SELECT g.id, m.name FROM members m JOIN members g ON g.household_id = m.household_id
          WHERE m.id = $1 AND m.account_id IS NULL AND m.household_role = 'dependant' AND g.household_role = 'guardian'
            AND (m.birthday IS NULL OR m.birthday > $2) AND g.account_id IS NOT NULL AND g.status = 'active'
         UNION
         SELECT g.id, m.name FROM members m JOIN members g ON g.id = m.guest_of
          WHERE m.id = $1 AND m.account_id IS NULL AND g.account_id IS NOT NULL AND g.status = 'active'",
    )
    .bind(member)
    .bind(of_age)
    .all()
    .await
}

pub async fn add(tx: &mut Tx, org: OrgId, id: HouseholdId, now: Instant) -> Result<u64> {
    tx.query("INSERT INTO households (id, org_id, made_at) VALUES ($1, $2, $3)")
        .bind(id)
        .bind(org)
        .bind(now)
        .run()
        .await
}

/// Puts somebody who is in none into a household; 0 when they are in one.
pub async fn enter(tx: &mut Tx, member: MemberId, household: HouseholdId, role: HouseholdRole) -> Result<u64> {
    tx.query("UPDATE members SET household_id = $2, household_role = $3, lets_book = $4, guest_of = NULL WHERE id = $1 AND household_id IS NULL")
        .bind(member)
        .bind(household)
        .bind(role)
        .bind(false)
        .run()
        .await
}

/// Takes somebody out of their household; nobody books for them any more.
pub async fn leave(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("UPDATE members SET household_id = NULL, household_role = NULL, lets_book = $2 WHERE id = $1 AND household_id IS NOT NULL")
        .bind(member)
        .bind(false)
        .run()
        .await
}

/// Nobody else comes into or goes out of the household until the transaction ends.
pub async fn lock(tx: &mut Tx, household: HouseholdId) -> Result<u64> {
    tx.query("UPDATE households SET made_at = made_at WHERE id = $1")
        .bind(household)
        .run()
        .await
}

pub async fn let_book(tx: &mut Tx, member: MemberId, on: bool) -> Result<u64> {
    tx.query("UPDATE members SET lets_book = $2 WHERE id = $1 AND household_id IS NOT NULL")
        .bind(member)
        .bind(on)
        .run()
        .await
}

/// Whoever has a pass of their own is nobody's guest any more.
pub async fn stand_alone(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("UPDATE members SET guest_of = NULL WHERE id = $1 AND guest_of IS NOT NULL")
        .bind(member)
        .run()
        .await
}

/// A guest whom this member has brought along before, by their name.
pub async fn guest_named(tx: &mut Tx, host: MemberId, name: &str) -> Result<Option<(MemberId,)>> {
    tx.query("SELECT id FROM members WHERE guest_of = $1 AND name = $2 ORDER BY id LIMIT 1")
        .bind(host)
        .bind(name.to_owned())
        .maybe()
        .await
}

/// Whether somebody's data were erased.
pub async fn erased(tx: &mut Tx, member: MemberId) -> Result<bool> {
    let found: i64 = tx
        .query("SELECT count(*) FROM erasures WHERE member_id = $1")
        .bind(member)
        .value()
        .await?;
    Ok(found > 0)
}

pub async fn be_guest_of(tx: &mut Tx, member: MemberId, host: MemberId) -> Result<u64> {
    tx.query("UPDATE members SET guest_of = $2 WHERE id = $1")
        .bind(member)
        .bind(host)
        .run()
        .await
}

pub async fn numbered(tx: &mut Tx, org: OrgId, number: i64) -> Result<Option<(MemberId,)>> {
    tx.query("SELECT coalesce(merged_into, id) FROM members WHERE org_id = $1 AND number = $2")
        .bind(org)
        .bind(number)
        .maybe()
        .await
}

pub struct NewCode {
    pub id: HouseholdCodeId,
    pub household: HouseholdId,
    pub role: HouseholdRole,
    pub digest: Vec<u8>,
    pub by: MemberId,
    pub expires_at: Instant,
}

/// Writes a code; the household's earlier ones that nobody used are worth nothing from now on.
pub async fn add_code(tx: &mut Tx, code: NewCode, now: Instant) -> Result<()> {
    tx.query(
        "UPDATE household_codes SET expires_at = $2 WHERE household_id = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(code.household)
    .bind(now)
    .run()
    .await?;
    tx.query(
        "INSERT INTO household_codes (id, household_id, role, digest, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(code.id)
    .bind(code.household)
    .bind(code.role)
    .bind(code.digest)
    .bind(code.by)
    .bind(now)
    .bind(code.expires_at)
    .run()
    .await?;
    Ok(())
}

/// A household's code that can still be used.
pub async fn live_code(
    tx: &mut Tx,
    household: HouseholdId,
    now: Instant,
) -> Result<Option<(HouseholdCodeId, HouseholdRole, Instant)>> {
    tx.query(
        "SELECT id, role, expires_at FROM household_codes WHERE household_id = $1 AND used_at IS NULL AND expires_at > $2
          ORDER BY made_at DESC, id DESC LIMIT 1",
    )
    .bind(household)
    .bind(now)
    .maybe()
    .await
}

/// Whose household a code opens, as long as nobody has used it.
pub async fn of_digest(tx: &mut Tx, digest: Vec<u8>) -> Result<Option<(HouseholdId,)>> {
    tx.query("SELECT household_id FROM household_codes WHERE digest = $1 AND used_at IS NULL")
        .bind(digest)
        .maybe()
        .await
}

/// Uses a code up; `None` when it is wrong, used or too old, or whoever made it answers for the household no more.
pub async fn take_code(tx: &mut Tx, digest: Vec<u8>, now: Instant) -> Result<Option<(HouseholdId, HouseholdRole)>> {
    tx.query(
        "UPDATE household_codes SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2
            AND EXISTS (SELECT 1 FROM members g WHERE g.id = household_codes.made_by AND g.household_id = household_codes.household_id
                           AND g.household_role = 'guardian' AND g.status = 'active')
         RETURNING household_id, role",
    )
    .bind(digest)
    .bind(now)
    .maybe()
    .await
}
