//! What tablets scanned, and who is in.

use crate::{
    accounts::model::AccountId,
    booking::model::{KioskId, ScanId, ScanState, Thought, VisitId},
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};

pub struct NewScan {
    pub kiosk: KioskId,
    pub id: ScanId,
    pub org: OrgId,
    pub location: LocationId,
    pub device_at: Instant,
    pub at: Instant,
    pub thought: Thought,
    pub outcome: ScanState,
    pub reason: &'static str,
    pub member: Option<MemberId>,
    pub visit: Option<VisitId>,
    pub first: Option<(Instant, String)>,
}

/// Writes a scan; 0 when the tablet has sent it before.
pub async fn add_scan(tx: &mut Tx, new: NewScan, now: Instant) -> Result<u64> {
    let (first_at, first_where) = new.first.unzip();
    tx.query(
        "INSERT INTO scans (kiosk_id, id, org_id, location_id, device_at, at, received_at, thought, outcome, reason, member_id,
                            visit_id, first_at, first_where)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
    )
    .bind(new.kiosk)
    .bind(new.id)
    .bind(new.org)
    .bind(new.location)
    .bind(new.device_at)
    .bind(new.at)
    .bind(now)
    .bind(new.thought)
    .bind(new.outcome)
    .bind(new.reason)
    .bind(new.member)
    .bind(new.visit)
    .bind(first_at)
    .bind(first_where)
    .run()
    .await
}

#[derive(sqlx::FromRow)]
pub struct ScanRow {
    pub id: ScanId,
    pub kiosk_id: KioskId,
    pub kiosk: String,
    pub at: Instant,
    pub received_at: Instant,
    pub thought: Thought,
    pub outcome: ScanState,
    pub reason: String,
    pub member_id: Option<MemberId>,
    pub name: Option<String>,
    pub first_at: Option<Instant>,
    pub first_where: Option<String>,
    /// The class that the visit was for.
    pub session: Option<String>,
    pub starts_at: Option<Instant>,
    /// The spot in its room, where each place is one.
    pub spot: Option<String>,
}

/// What became of a scan that a tablet has sent.
pub async fn scan(tx: &mut Tx, kiosk: KioskId, id: ScanId) -> Result<Option<ScanRow>> {
    tx.query(
        "SELECT s.id, s.kiosk_id, k.name AS kiosk, s.at, s.received_at, s.thought, s.outcome, s.reason, s.member_id, m.name,
                s.first_at, s.first_where, c.name AS session, c.starts_at, CASE WHEN c.choose_spots THEN p.name ELSE NULL END AS spot
           FROM scans s JOIN kiosks k ON k.id = s.kiosk_id LEFT JOIN members m ON m.id = s.member_id
           LEFT JOIN visits v ON v.id = s.visit_id LEFT JOIN bookings b ON b.id = v.booking_id
           LEFT JOIN class_sessions c ON c.id = b.session_id LEFT JOIN room_spots p ON p.id = b.spot_id
          WHERE s.kiosk_id = $1 AND s.id = $2",
    )
    .bind(kiosk)
    .bind(id)
    .maybe()
    .await
}

/// What the tablet showed before it heard the answer.
pub async fn thought(tx: &mut Tx, kiosk: KioskId, id: ScanId, thought: Thought) -> Result<u64> {
    tx.query("UPDATE scans SET thought = $3 WHERE kiosk_id = $1 AND id = $2")
        .bind(kiosk)
        .bind(id)
        .bind(thought)
        .run()
        .await
}

/// Scans of a place that were not let in and that nobody has put aside, the latest first.
pub async fn listed(tx: &mut Tx, location: LocationId, since: Instant, limit: i64) -> Result<Vec<ScanRow>> {
    tx.query(
        "SELECT s.id, s.kiosk_id, k.name AS kiosk, s.at, s.received_at, s.thought, s.outcome, s.reason, s.member_id, m.name,
                s.first_at, s.first_where, NULL AS session, NULL AS starts_at, NULL AS spot
           FROM scans s JOIN kiosks k ON k.id = s.kiosk_id LEFT JOIN members m ON m.id = s.member_id
          WHERE s.location_id = $1 AND s.received_at >= $2 AND s.outcome <> 'verified' AND s.put_aside_at IS NULL
            AND (s.member_id IS NOT NULL OR s.thought <> 'live')
          ORDER BY s.at DESC, s.id DESC LIMIT $3",
    )
    .bind(location)
    .bind(since)
    .bind(limit)
    .all()
    .await
}

/// How many those are.
pub async fn count_listed(tx: &mut Tx, location: LocationId, since: Instant) -> Result<i64> {
    tx.query(
        "SELECT count(*) FROM scans WHERE location_id = $1 AND received_at >= $2 AND outcome <> 'verified' AND put_aside_at IS NULL
            AND (member_id IS NOT NULL OR thought <> 'live')",
    )
    .bind(location)
    .bind(since)
    .value()
    .await
}

/// Somebody has looked at a scan; 0 when it is not of that place, or was put aside before.
pub async fn put_aside(
    tx: &mut Tx,
    location: LocationId,
    kiosk: KioskId,
    id: ScanId,
    by: AccountId,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE scans SET put_aside_at = $5, put_aside_by = $4
          WHERE kiosk_id = $2 AND id = $3 AND location_id = $1 AND put_aside_at IS NULL",
    )
    .bind(location)
    .bind(kiosk)
    .bind(id)
    .bind(by)
    .bind(now)
    .run()
    .await
}

#[derive(sqlx::FromRow)]
pub struct InsideRow {
    pub id: VisitId,
    pub member_id: MemberId,
    pub name: String,
    pub at: Instant,
    pub session: Option<String>,
}

/// Who came since then and was not noted as gone, each once, the latest first.
pub async fn inside(
    tx: &mut Tx,
    location: LocationId,
    since: Instant,
    now: Instant,
    limit: i64,
) -> Result<Vec<InsideRow>> {
    tx.query(
        "SELECT v.id, v.member_id, m.name, v.at, s.name AS session
           FROM visits v JOIN members m ON m.id = v.member_id
           LEFT JOIN bookings b ON b.id = v.booking_id LEFT JOIN class_sessions s ON s.id = b.session_id
          WHERE v.location_id = $1 AND v.at >= $2 AND v.at <= $3 AND v.undone_at IS NULL AND v.out_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM visits w WHERE w.member_id = v.member_id AND w.at >= $2 AND w.at <= $3
                               AND w.location_id = $1 AND w.undone_at IS NULL AND w.out_at IS NULL
                               AND (w.at > v.at OR w.at = v.at AND w.id > v.id))
          ORDER BY v.at DESC, v.id DESC LIMIT $4",
    )
    .bind(location)
    .bind(since)
    .bind(now)
    .bind(limit)
    .all()
    .await
}

/// How many those are.
pub async fn count_inside(tx: &mut Tx, location: LocationId, since: Instant, now: Instant) -> Result<i64> {
    tx.query(
        "SELECT count(DISTINCT member_id) FROM visits
          WHERE location_id = $1 AND at >= $2 AND at <= $3 AND undone_at IS NULL AND out_at IS NULL",
    )
    .bind(location)
    .bind(since)
    .bind(now)
    .value()
    .await
}

/// Notes that somebody has left a place: every way in since then is closed.
pub async fn check_out(
    tx: &mut Tx,
    location: LocationId,
    member: MemberId,
    since: Instant,
    by: AccountId,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE visits SET out_at = $5, out_by = $4
          WHERE member_id = $2 AND location_id = $1 AND at >= $3 AND undone_at IS NULL AND out_at IS NULL",
    )
    .bind(location)
    .bind(member)
    .bind(since)
    .bind(by)
    .bind(now)
    .run()
    .await
}
