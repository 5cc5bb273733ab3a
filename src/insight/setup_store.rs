use super::model::{NextSteps, PlannedClass, SetupStep};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};

/// How far a club has been set up, and when the list of what comes next was put away; `None`: it has not been begun.
pub async fn state(tx: &mut Tx, org: OrgId) -> Result<Option<(SetupStep, Option<Instant>)>> {
    tx.query("SELECT step, put_away_at FROM club_setups WHERE org_id = $1")
        .bind(org)
        .maybe()
        .await
}

/// Notes how far it is.
pub async fn reach(tx: &mut Tx, org: OrgId, step: SetupStep, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO club_setups (org_id, step, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (org_id) DO UPDATE SET step = excluded.step, changed_at = excluded.changed_at",
    )
    .bind(org)
    .bind(step)
    .bind(now)
    .run()
    .await
}

pub async fn put_away(tx: &mut Tx, org: OrgId, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO club_setups (org_id, step, changed_at, put_away_at) VALUES ($1, 'done', $2, $2)
         ON CONFLICT (org_id) DO UPDATE SET put_away_at = excluded.put_away_at",
    )
    .bind(org)
    .bind(now)
    .run()
    .await
}

/// The weekly classes of a location, the first made first.
pub async fn planned(tx: &mut Tx, location: LocationId) -> Result<Vec<PlannedClass>> {
    tx.query(
        "SELECT c.name, s.weekdays, s.start_minute, s.minutes, s.capacity FROM series s JOIN class_types c ON c.id = s.class_type_id
          WHERE s.location_id = $1 AND s.ended_at IS NULL ORDER BY s.created_at, s.id LIMIT 12",
    )
    .bind(location)
    .all()
    .await
}

/// Whether classes are planned at a location.
pub async fn in_use(tx: &mut Tx, location: LocationId) -> Result<bool> {
    let found: i64 = tx
        .query("SELECT count(*) FROM class_sessions WHERE location_id = $1")
        .bind(location)
        .value()
        .await?;
    Ok(found > 0)
}

/// Whether anything was ever sold or offered.
pub async fn sells(tx: &mut Tx, org: OrgId) -> Result<bool> {
    let found: i64 = tx
        .query("SELECT count(*) FROM plans WHERE org_id = $1")
        .bind(org)
        .value()
        .await?;
    Ok(found > 0)
}

/// What there is of what a new club does first. `me`: the reader, who is no member of staff to be invited.
pub async fn next_steps(tx: &mut Tx, org: OrgId, me: AccountId, now: Instant) -> Result<NextSteps> {
    tx.query(
        "SELECT EXISTS (SELECT 1 FROM class_sessions s WHERE s.org_id = $1 AND s.status = 'scheduled') AS class,
                EXISTS (SELECT 1 FROM plans p WHERE p.org_id = $1 AND p.archived_at IS NULL) AS plan,
                EXISTS (SELECT 1 FROM members m WHERE m.org_id = $1 AND m.status = 'active' AND (m.account_id IS NULL OR m.account_id <> $2)) AS member,
                (EXISTS (SELECT 1 FROM role_grants g WHERE g.ended_at IS NULL AND g.account_id <> $2)
                 OR EXISTS (SELECT 1 FROM staff_links l WHERE l.org_id = $1 AND l.kind = 'invite' AND l.revoked_at IS NULL
                                AND (l.used_at IS NOT NULL OR l.expires_at > $3))) AS staff,
                EXISTS (SELECT 1 FROM kiosks k WHERE k.org_id = $1 AND k.paired_at IS NOT NULL AND k.revoked_at IS NULL) AS kiosk",
    )
    .bind(org)
    .bind(me)
    .bind(now)
    .one()
    .await
}
