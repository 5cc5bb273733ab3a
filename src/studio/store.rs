use super::model::{BookingPolicy, Hours, Location, LocationId, OrgId, Organisation, PolicyId};
use crate::platform::{
    db::{Asked, Result, Tx},
    time::Instant,
};

pub async fn first_organisation(tx: &mut Tx) -> Result<Option<Organisation>> {
    tx.query("SELECT id, name, currency, locale, demo FROM organisations ORDER BY id LIMIT 1")
        .maybe()
        .await
}

pub async fn add_organisation(tx: &mut Tx, org: &Organisation, code_key: Vec<u8>, now: Instant) -> Result<()> {
    tx.query("INSERT INTO organisations (id, name, currency, locale, code_key, demo, numbered, created_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)")
        .bind(org.id)
        .bind(org.name.clone())
        .bind(org.currency.clone())
        .bind(org.locale.clone())
        .bind(code_key)
        .bind(org.demo)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub async fn change_organisation(
    tx: &mut Tx,
    org: OrgId,
    name: String,
    currency: String,
    locale: String,
) -> Result<u64> {
    tx.query("UPDATE organisations SET name = $2, currency = $3, locale = $4 WHERE id = $1")
        .bind(org)
        .bind(name)
        .bind(currency)
        .bind(locale)
        .run()
        .await
}

pub async fn change_location(tx: &mut Tx, org: OrgId, location: &Location) -> Result<u64> {
    tx.query(
        "UPDATE locations SET name = $3, zone = $4, address = $5 WHERE id = $2 AND org_id = $1 AND closed_at IS NULL",
    )
    .bind(org)
    .bind(location.id)
    .bind(location.name.clone())
    .bind(location.zone.clone())
    .bind(location.address.clone())
    .run()
    .await
}

/// The country that the club has said, and the zone of its first location.
pub async fn country(tx: &mut Tx, org: OrgId) -> Result<Option<(Option<String>, Option<String>)>> {
    tx.query(
        "SELECT o.country, (SELECT l.zone FROM locations l WHERE l.org_id = o.id AND l.closed_at IS NULL ORDER BY l.created_at, l.id LIMIT 1)
           FROM organisations o WHERE o.id = $1",
    )
    .bind(org)
    .maybe()
    .await
}

pub async fn set_country(tx: &mut Tx, org: OrgId, country: Option<String>) -> Result<u64> {
    tx.query("UPDATE organisations SET country = $2 WHERE id = $1")
        .bind(org)
        .bind(country)
        .run()
        .await
}

pub async fn code_key(tx: &mut Tx, org: OrgId) -> Result<Vec<u8>> {
    tx.query("SELECT code_key FROM organisations WHERE id = $1")
        .bind(org)
        .value()
        .await
}

pub async fn locations(tx: &mut Tx, org: OrgId) -> Result<Vec<Location>> {
    tx.query(
        "SELECT id, name, zone, address FROM locations WHERE org_id = $1 AND closed_at IS NULL ORDER BY created_at, id",
    )
    .bind(org)
    .all()
    .await
}

pub async fn location(tx: &mut Tx, org: OrgId, id: LocationId) -> Result<Option<Location>> {
    tx.query("SELECT id, name, zone, address FROM locations WHERE id = $1 AND org_id = $2 AND closed_at IS NULL")
        .bind(id)
        .bind(org)
        .maybe()
        .await
}

pub async fn add_location(tx: &mut Tx, org: OrgId, location: &Location, now: Instant) -> Result<()> {
    tx.query("INSERT INTO locations (id, org_id, name, zone, address, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(location.id)
        .bind(org)
        .bind(location.name.clone())
        .bind(location.zone.clone())
        .bind(location.address.clone())
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub async fn hours(tx: &mut Tx, location: LocationId) -> Result<Vec<Hours>> {
    tx.query("SELECT weekday, opens, closes FROM opening_hours WHERE location_id = $1 ORDER BY weekday, opens")
        .bind(location)
        .all()
        .await
}

/// Takes the hours of a location away; whoever else sets them waits.
pub async fn remove_hours(tx: &mut Tx, location: LocationId) -> Result<u64> {
    let locked: Option<(LocationId,)> = tx
        .query_for(
            "SELECT id FROM locations WHERE id = $1",
            "SELECT id FROM locations WHERE id = $1 FOR NO KEY UPDATE",
        )
        .bind(location)
        .maybe()
        .await?;
    if locked.is_none() {
        return Ok(0);
    }
    tx.query("DELETE FROM opening_hours WHERE location_id = $1")
        .bind(location)
        .run()
        .await
}

pub async fn add_hours(tx: &mut Tx, location: LocationId, hours: Hours) -> Result<()> {
    tx.query("INSERT INTO opening_hours (location_id, weekday, opens, closes) VALUES ($1, $2, $3, $4)")
        .bind(location)
        .bind(hours.weekday)
        .bind(hours.opens)
        .bind(hours.closes)
        .run()
        .await?;
    Ok(())
}

/// The latest that has begun; a location's own goes before the organisation's.
pub async fn policy(tx: &mut Tx, org: OrgId, location: LocationId, at: Instant) -> Result<Option<String>> {
    tx.query(
        "SELECT body FROM policies
          WHERE org_id = $1 AND kind = 'booking' AND effective_from <= $3 AND withdrawn_at IS NULL AND (location_id IS NULL OR location_id = $2)
          ORDER BY CASE WHEN location_id IS NULL THEN 1 ELSE 0 END, effective_from DESC, id DESC LIMIT 1",
    )
    .bind(org)
    .bind(location)
    .bind(at)
    .maybe_value()
    .await
}

/// A location's zone, and the policy as of [`policy`].
pub fn terms(tx: &mut Tx, org: OrgId, location: LocationId, at: Instant) -> Asked<Option<(String, Option<String>)>> {
    tx.query(
        "SELECT l.zone,
                (SELECT p.body FROM policies p
                  WHERE p.org_id = l.org_id AND p.kind = 'booking' AND p.effective_from <= $3 AND p.withdrawn_at IS NULL
                    AND (p.location_id IS NULL OR p.location_id = l.id)
                  ORDER BY CASE WHEN p.location_id IS NULL THEN 1 ELSE 0 END, p.effective_from DESC, p.id DESC LIMIT 1) AS body
           FROM locations l WHERE l.id = $2 AND l.org_id = $1 AND l.closed_at IS NULL",
    )
    .bind(org)
    .bind(location)
    .bind(at)
    .ask_maybe()
}

pub async fn add_policy(
    tx: &mut Tx,
    org: OrgId,
    location: Option<LocationId>,
    policy: &BookingPolicy,
    from: Instant,
    by: Option<uuid::Uuid>,
    now: Instant,
) -> Result<()> {
    let body = serde_json::to_string(policy).unwrap_or_default();
    tx.query(
        "INSERT INTO policies (id, org_id, location_id, kind, body, effective_from, created_at, created_by)
         VALUES ($1, $2, $3, 'booking', $4, $5, $6, $7)",
    )
    .bind(crate::platform::id::fresh())
    .bind(org)
    .bind(location)
    .bind(body)
    .bind(from)
    .bind(now)
    .bind(by)
    .run()
    .await?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
pub struct VersionRow {
    pub id: PolicyId,
    pub body: String,
    pub effective_from: Instant,
    pub by: Option<String>,
}

/// The rules of a location's own, or of everywhere, the latest to begin first.
pub async fn versions(tx: &mut Tx, org: OrgId, location: Option<LocationId>) -> Result<Vec<VersionRow>> {
    tx.query(
        "SELECT p.id, p.body, p.effective_from, a.name AS by FROM policies p LEFT JOIN accounts a ON a.id = p.created_by
          WHERE p.org_id = $1 AND p.kind = 'booking' AND p.withdrawn_at IS NULL
            AND ((p.location_id IS NULL AND $2 IS NULL) OR p.location_id = $2)
          ORDER BY p.effective_from DESC, p.id DESC LIMIT 100",
    )
    .bind(org)
    .bind(location)
    .all()
    .await
}

/// Takes back rules that have not begun; 0 where there are none such.
pub async fn withdraw(
    tx: &mut Tx,
    org: OrgId,
    location: Option<LocationId>,
    id: PolicyId,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE policies SET withdrawn_at = $4 WHERE org_id = $1 AND id = $3 AND kind = 'booking' AND withdrawn_at IS NULL AND effective_from > $4
            AND ((location_id IS NULL AND $2 IS NULL) OR location_id = $2)",
    )
    .bind(org)
    .bind(location)
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// What was decided everywhere about something that other slices read; `kind` says what. The latest to begin first.
pub async fn decisions(tx: &mut Tx, org: OrgId, kind: &'static str) -> Result<Vec<VersionRow>> {
    tx.query(
        "SELECT p.id, p.body, p.effective_from, a.name AS by FROM policies p LEFT JOIN accounts a ON a.id = p.created_by
          WHERE p.org_id = $1 AND p.kind = $2 AND p.withdrawn_at IS NULL AND p.location_id IS NULL
          ORDER BY p.effective_from DESC, p.id DESC LIMIT 100",
    )
    .bind(org)
    .bind(kind.to_owned())
    .all()
    .await
}

/// The one that has begun last.
pub async fn decision(tx: &mut Tx, org: OrgId, kind: &'static str, at: Instant) -> Result<Option<String>> {
    tx.query(
        "SELECT body FROM policies
          WHERE org_id = $1 AND kind = $2 AND effective_from <= $3 AND withdrawn_at IS NULL AND location_id IS NULL
          ORDER BY effective_from DESC, id DESC LIMIT 1",
    )
    .bind(org)
    .bind(kind.to_owned())
    .bind(at)
    .maybe_value()
    .await
}

pub async fn decide(
    tx: &mut Tx,
    org: OrgId,
    (kind, body): (&'static str, String),
    from: Instant,
    by: uuid::Uuid,
    now: Instant,
) -> Result<()> {
    tx.query(
        "INSERT INTO policies (id, org_id, location_id, kind, body, effective_from, created_at, created_by)
         VALUES ($1, $2, NULL, $3, $4, $5, $6, $7)",
    )
    .bind(crate::platform::id::fresh())
    .bind(org)
    .bind(kind.to_owned())
    .bind(body)
    .bind(from)
    .bind(now)
    .bind(by)
    .run()
    .await?;
    Ok(())
}

/// Takes back one that has not begun; 0 where there is none such.
pub async fn undecide(tx: &mut Tx, org: OrgId, kind: &'static str, id: PolicyId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE policies SET withdrawn_at = $4
          WHERE org_id = $1 AND kind = $2 AND id = $3 AND withdrawn_at IS NULL AND effective_from > $4",
    )
    .bind(org)
    .bind(kind.to_owned())
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// Takes the next `n` member numbers; the last of them. Others wait for the row, so that no number is given twice.
pub async fn take_numbers(tx: &mut Tx, org: OrgId, n: i64) -> Result<i64> {
    tx.query("UPDATE organisations SET numbered = numbered + $2 WHERE id = $1 RETURNING numbered")
        .bind(org)
        .bind(n)
        .value()
        .await
}
