use super::{model::AuditRow, rules::BEGINNING};
use crate::{
    platform::{
        db::{Result, Sql, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};
use uuid::Uuid;

/// Takes the next number of the chain, and the seal that it follows. Whoever comes after waits until this transaction has ended.
pub async fn next(tx: &mut Tx, org: OrgId) -> Result<(i64, Vec<u8>)> {
    tx.query(
        "INSERT INTO audit_heads (org_id, n, seal) VALUES ($1, 1, $2)
         ON CONFLICT (org_id) DO UPDATE SET n = audit_heads.n + 1 RETURNING n, seal",
    )
    .bind(org)
    .bind(BEGINNING.to_vec())
    .one()
    .await
}

/// Writes a row behind the one whose number was taken.
pub async fn add(tx: &mut Tx, org: OrgId, row: AuditRow) -> Result<()> {
    let seal = row.seal.clone();
    tx.query(
        "INSERT INTO audit_entries (org_id, n, at, account_id, deed, object_kind, object_id, location_id, address, details, previous, seal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(org)
    .bind(row.n)
    .bind(row.at)
    .bind(row.account_id)
    .bind(row.deed)
    .bind(row.object_kind)
    .bind(row.object_id)
    .bind(row.location_id)
    .bind(row.address)
    .bind(row.details)
    .bind(row.previous)
    .bind(row.seal)
    .run()
    .await?;
    tx.query("UPDATE audit_heads SET seal = $2 WHERE org_id = $1")
        .bind(org)
        .bind(seal)
        .run()
        .await?;
    Ok(())
}

/// The end of the chain.
pub async fn head(tx: &mut Tx, org: OrgId) -> Result<Option<(i64, Vec<u8>)>> {
    tx.query("SELECT n, seal FROM audit_heads WHERE org_id = $1")
        .bind(org)
        .maybe()
        .await
}

/// The rows after a number, in order.
pub async fn after(tx: &mut Tx, org: OrgId, n: i64, limit: i64) -> Result<Vec<AuditRow>> {
    tx.query(
        "SELECT n, at, account_id, deed, object_kind, object_id, location_id, address, details, previous, seal
           FROM audit_entries WHERE org_id = $1 AND n > $2 ORDER BY n LIMIT $3",
    )
    .bind(org)
    .bind(n)
    .bind(limit)
    .all()
    .await
}

/// What is looked for.
#[derive(Clone, Default)]
pub struct Wanted {
    pub who: Option<Uuid>,
    pub deed: Option<String>,
    pub object: Option<Uuid>,
    pub from: Option<Instant>,
    pub until: Option<Instant>,
    /// Only at these places; `None`: everywhere.
    pub places: Option<Vec<LocationId>>,
}

fn wanted(sql: &mut Sql, org: OrgId, wanted: &Wanted) {
    sql.push(" WHERE e.org_id = ").push_bind(org);
    if let Some(who) = wanted.who {
        sql.push(" AND e.account_id = ").push_bind(who);
    }
    if let Some(deed) = &wanted.deed {
        sql.push(" AND e.deed = ").push_bind(deed.clone());
    }
    if let Some(object) = wanted.object {
        sql.push(" AND e.object_id = ").push_bind(object);
    }
    if let Some(from) = wanted.from {
        sql.push(" AND e.at >= ").push_bind(from);
    }
    if let Some(until) = wanted.until {
        sql.push(" AND e.at < ").push_bind(until);
    }
    if let Some(places) = &wanted.places {
        sql.push(" AND e.location_id IN ").push_list(places.clone());
    }
}

#[derive(sqlx::FromRow)]
pub struct Line {
    pub n: i64,
    pub at: Instant,
    pub account_id: Option<Uuid>,
    pub name: Option<String>,
    pub deed: String,
    pub object_kind: Option<String>,
    pub object_id: Option<Uuid>,
    pub object_name: Option<String>,
    pub location_id: Option<LocationId>,
    pub address: String,
    pub details: String,
}

/// A page of what is looked for, the latest first, with the names that people and things have now.
pub async fn lines(tx: &mut Tx, org: OrgId, what: &Wanted, limit: i64, offset: i64) -> Result<Vec<Line>> {
    let mut sql = Sql::new(
        "SELECT e.n, e.at, e.account_id, a.name, e.deed, e.object_kind, e.object_id, e.location_id, e.address, e.details,
                CASE e.object_kind
                  WHEN 'account' THEN (SELECT o.name FROM accounts o WHERE o.id = e.object_id)
                  WHEN 'member' THEN (SELECT o.name FROM members o WHERE o.id = e.object_id)
                  WHEN 'class' THEN (SELECT o.name FROM class_sessions o WHERE o.id = e.object_id)
                  WHEN 'series' THEN (SELECT o.name FROM class_sessions o WHERE o.series_id = e.object_id LIMIT 1)
                  WHEN 'pass' THEN (SELECT o.name FROM passes o WHERE o.id = e.object_id)
                  WHEN 'plan' THEN (SELECT o.name FROM plans o WHERE o.id = e.object_id)
                  WHEN 'location' THEN (SELECT o.name FROM locations o WHERE o.id = e.object_id)
                  WHEN 'role' THEN (SELECT coalesce(o.name, o.base) FROM roles o WHERE o.id = e.object_id)
                  WHEN 'room' THEN (SELECT o.name FROM rooms o WHERE o.id = e.object_id)
                END AS object_name
           FROM audit_entries e LEFT JOIN accounts a ON a.id = e.account_id",
    );
    wanted(&mut sql, org, what);
    sql.push(" ORDER BY e.n DESC LIMIT ").push_bind(limit);
    sql.push(" OFFSET ").push_bind(offset);
    tx.query_text(sql).all().await
}

/// How many rows are looked for.
pub async fn count(tx: &mut Tx, org: OrgId, what: &Wanted) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*) FROM audit_entries e");
    wanted(&mut sql, org, what);
    tx.query_text(sql).value().await
}

/// Whoever has a role or had one, by name: those who can stand in the log.
pub async fn people(tx: &mut Tx, org: OrgId) -> Result<Vec<(Uuid, String)>> {
    tx.query(
        "SELECT a.id, a.name FROM accounts a
          WHERE a.org_id = $1 AND EXISTS (SELECT 1 FROM role_grants g WHERE g.account_id = a.id) ORDER BY a.name, a.id",
    )
    .bind(org)
    .all()
    .await
}
