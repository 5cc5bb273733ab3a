use super::model::{MemberId, PaperId, PaperKind, SignatureId, SignedOn, Signer};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Asked, Result, Tx},
        time::{Day, Instant},
    },
    studio::model::{LocationId, OrgId},
};

/// A version as rules read it: with whether it is asked for at a place, and when a member last signed what still holds for it.
pub type FactRow = (PaperId, PaperKind, i64, bool, Day, Option<i64>, bool, Option<Instant>);

/// Every version, for a member and a place.
pub fn facts(tx: &mut Tx, org: OrgId, member: MemberId, location: Option<LocationId>) -> Asked<Vec<FactRow>> {
    tx.query(
        "SELECT v.id, v.kind, v.number, v.asked, v.from_on, v.months,
                (v.everywhere OR EXISTS (SELECT 1 FROM paper_places p WHERE p.version_id = v.id AND p.location_id = $3)) AS here,
                (SELECT max(s.at) FROM paper_signatures s JOIN paper_versions w ON w.id = s.version_id
                  WHERE s.member_id = $2 AND w.org_id = v.org_id AND w.kind = v.kind AND w.number BETWEEN v.holds_from AND v.number) AS signed_at
           FROM paper_versions v WHERE v.org_id = $1",
    )
    .bind(org)
    .bind(member)
    .bind(location)
    .ask()
}

/// A signature as it stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SignatureRow {
    pub kind: PaperKind,
    pub at: Instant,
    pub name: String,
    pub signer: Signer,
    pub channel: SignedOn,
    pub advice: bool,
}

/// Everything that a member has signed, the latest first.
pub async fn signatures(tx: &mut Tx, member: MemberId) -> Result<Vec<SignatureRow>> {
    tx.query(
        "SELECT w.kind, s.at, s.name, s.signer, s.channel, s.advice FROM paper_signatures s JOIN paper_versions w ON w.id = s.version_id
          WHERE s.member_id = $1 ORDER BY s.at DESC, s.id DESC",
    )
    .bind(member)
    .all()
    .await
}

/// What is written of a signature.
#[derive(Debug, Clone)]
pub struct NewSignature {
    pub version: PaperId,
    pub member: MemberId,
    pub locale: &'static str,
    pub signer: Signer,
    pub channel: SignedOn,
    pub name: String,
    pub advice: bool,
    pub by: AccountId,
}

pub async fn sign(tx: &mut Tx, new: NewSignature, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO paper_signatures (id, version_id, member_id, locale, signer, channel, name, advice, by_account, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(SignatureId::fresh())
    .bind(new.version)
    .bind(new.member)
    .bind(new.locale)
    .bind(new.signer)
    .bind(new.channel)
    .bind(new.name)
    .bind(new.advice)
    .bind(new.by)
    .bind(now)
    .run()
    .await
}

/// The texts of a version, each with the tag of its language.
pub async fn texts(tx: &mut Tx, version: PaperId) -> Result<Vec<(String, String)>> {
    tx.query("SELECT locale, body FROM paper_texts WHERE version_id = $1 ORDER BY locale")
        .bind(version)
        .all()
        .await
}

/// The places of all versions, with their names.
pub async fn places(tx: &mut Tx, org: OrgId) -> Result<Vec<(PaperId, LocationId, String)>> {
    tx.query(
        "SELECT p.version_id, l.id, l.name FROM paper_places p JOIN paper_versions v ON v.id = p.version_id JOIN locations l ON l.id = p.location_id
          WHERE v.org_id = $1 ORDER BY l.name, l.id",
    )
    .bind(org)
    .all()
    .await
}

/// A version as it was written.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct VersionRow {
    pub id: PaperId,
    pub kind: PaperKind,
    pub number: i64,
    pub asked: bool,
    pub from_on: Day,
    pub holds_from: i64,
    pub months: Option<i64>,
    pub everywhere: bool,
    pub by: String,
    pub made_at: Instant,
    pub signatures: i64,
}

/// Every version of every kind, the latest first.
pub async fn versions(tx: &mut Tx, org: OrgId) -> Result<Vec<VersionRow>> {
    tx.query(
        "SELECT v.id, v.kind, v.number, v.asked, v.from_on, v.holds_from, v.months, v.everywhere, a.name AS by, v.made_at,
                (SELECT count(*) FROM paper_signatures s WHERE s.version_id = v.id) AS signatures
           FROM paper_versions v JOIN accounts a ON a.id = v.by_account WHERE v.org_id = $1 ORDER BY v.number DESC, v.kind",
    )
    .bind(org)
    .all()
    .await
}

/// What is written of a version.
#[derive(Debug, Clone)]
pub struct NewVersion {
    pub id: PaperId,
    pub org: OrgId,
    pub kind: PaperKind,
    pub number: i64,
    pub asked: bool,
    pub from: Day,
    pub holds_from: i64,
    pub months: Option<i64>,
    pub everywhere: bool,
    pub by: AccountId,
}

/// Writes a version; two with one number are one too many, and the second is tried again.
pub async fn add_version(tx: &mut Tx, new: &NewVersion, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO paper_versions (id, org_id, kind, number, asked, from_on, holds_from, months, everywhere, by_account, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (org_id, kind, number) DO NOTHING",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.kind)
    .bind(new.number)
    .bind(new.asked)
    .bind(new.from)
    .bind(new.holds_from)
    .bind(new.months)
    .bind(new.everywhere)
    .bind(new.by)
    .bind(now)
    .run()
    .await
}

pub async fn add_text(tx: &mut Tx, version: PaperId, locale: &'static str, body: String) -> Result<u64> {
    tx.query("INSERT INTO paper_texts (version_id, locale, body) VALUES ($1, $2, $3)")
        .bind(version)
        .bind(locale)
        .bind(body)
        .run()
        .await
}

pub async fn add_place(tx: &mut Tx, version: PaperId, location: LocationId) -> Result<u64> {
    tx.query("INSERT INTO paper_places (version_id, location_id) VALUES ($1, $2)")
        .bind(version)
        .bind(location)
        .run()
        .await
}

/// Members who are welcome, by their home: how many, and how many of them have signed a kind from a number on since an instant.
pub async fn reach(
    tx: &mut Tx,
    org: OrgId,
    (kind, holds_from): (PaperKind, i64),
    since: Instant,
) -> Result<Vec<(Option<LocationId>, i64, i64)>> {
    tx.query(
        "SELECT m.home_location_id, count(*),
                count(CASE WHEN EXISTS (SELECT 1 FROM paper_signatures s JOIN paper_versions w ON w.id = s.version_id
                                         WHERE s.member_id = m.id AND w.kind = $2 AND w.number >= $3 AND s.at >= $4) THEN 1 END)
           FROM members m
          WHERE m.org_id = $1 AND m.status = 'active' AND m.merged_into IS NULL AND m.archived_at IS NULL AND m.guest_of IS NULL
          GROUP BY m.home_location_id",
    )
    .bind(org)
    .bind(kind)
    .bind(holds_from)
    .bind(since)
    .all()
    .await
}

/// Deletes what a member has signed, and their name where they have signed for another.
pub async fn forget(tx: &mut Tx, member: MemberId, account: Option<AccountId>) -> Result<u64> {
    tx.query("UPDATE paper_signatures SET name = '' WHERE by_account = $1 AND channel = 'own' AND signer = 'guardian'")
        .bind(account)
        .run()
        .await?;
    tx.query("DELETE FROM paper_signatures WHERE member_id = $1")
        .bind(member)
        .run()
        .await
}
