//! What happened with a member: each topic in one statement, bounded by where the page begins.

use super::model::Topic;
use crate::{
    members::model::MemberId,
    platform::{
        db::{Result, Sql, Tx},
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};
use uuid::Uuid;

/// A line as it is read; what the columns say depends on the topic.
#[derive(Debug, sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    pub at: Instant,
    pub what: String,
    pub name: Option<String>,
    pub more: Option<String>,
    pub starts: Option<Instant>,
    pub zone: Option<String>,
    pub by: Option<String>,
    pub n: Option<i64>,
    /// The class.
    pub session: Option<Uuid>,
    /// Where it is.
    pub place: Option<Uuid>,
}

const BOOKINGS: &str = "
SELECT * FROM (
    SELECT b.id AS id, b.booked_at AS at, CASE WHEN b.promoted_at IS NULL THEN 'booked' ELSE 'promoted' END AS what, s.name AS name,
           CAST(NULL AS text) AS more, s.starts_at AS starts, o.zone AS zone, p.name AS by, CAST(NULL AS bigint) AS n, s.id AS session,
           o.id AS place
      FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN locations o ON o.id = s.location_id
      LEFT JOIN members p ON p.id = b.booked_by WHERE b.member_id = $1
    UNION ALL
    SELECT b.id, b.cancelled_at, b.status, s.name, NULL, s.starts_at, o.zone, NULL, NULL, s.id, o.id
      FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN locations o ON o.id = s.location_id
     WHERE b.member_id = $1 AND b.cancelled_at IS NOT NULL
    UNION ALL
    SELECT b.id, s.ends_at, 'no_show', s.name, NULL, s.starts_at, o.zone, NULL, NULL, s.id, o.id
      FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN locations o ON o.id = s.location_id
     WHERE b.member_id = $1 AND b.status = 'no_show'
    UNION ALL
    SELECT b.id, x.made_at, 'booked_anyway', s.name, x.reason, s.starts_at, o.zone, a.name, NULL, s.id, o.id
      FROM booking_exceptions x JOIN bookings b ON b.id = x.booking_id JOIN class_sessions s ON s.id = b.session_id
      JOIN locations o ON o.id = s.location_id JOIN accounts a ON a.id = x.made_by
     WHERE b.member_id = $1 AND x.kind = 'anyway'
    UNION ALL
    SELECT w.id, w.joined_at, 'waiting', s.name, NULL, s.starts_at, o.zone, NULL, NULL, s.id, o.id
      FROM waitlist_entries w JOIN class_sessions s ON s.id = w.session_id JOIN locations o ON o.id = s.location_id
     WHERE w.member_id = $1
    UNION ALL
    SELECT w.id, w.ended_at, w.status, s.name, NULL, s.starts_at, o.zone, NULL, NULL, s.id, o.id
      FROM waitlist_entries w JOIN class_sessions s ON s.id = w.session_id JOIN locations o ON o.id = s.location_id
     WHERE w.member_id = $1 AND w.status IN ('left', 'passed_over') AND w.ended_at IS NOT NULL
) e WHERE e.at <= $2 ORDER BY e.at DESC, e.id DESC, e.what LIMIT $3";

const VISITS: &str = "
SELECT v.id AS id, v.at AS at, CASE WHEN v.undone_at IS NULL THEN 'came' ELSE 'came_undone' END AS what, s.name AS name, o.name AS more,
       s.starts_at AS starts, o.zone AS zone, a.name AS by, CAST(NULL AS bigint) AS n, s.id AS session, o.id AS place
  FROM visits v JOIN locations o ON o.id = v.location_id LEFT JOIN bookings b ON b.id = v.booking_id
  LEFT JOIN class_sessions s ON s.id = b.session_id LEFT JOIN accounts a ON a.id = v.by_account
 WHERE v.member_id = $1 AND v.at <= $2 ORDER BY v.at DESC, v.id DESC LIMIT $3";

const PASSES: &str = "
SELECT * FROM (
    SELECT p.id AS id, p.granted_at AS at, 'granted' AS what, p.name AS name, CAST(NULL AS text) AS more, c.starts_at AS starts,
           o.zone AS zone, a.name AS by, CASE WHEN p.kind = 'stored_value' THEN NULL ELSE l.granted END AS n, c.id AS session, o.id AS place
      FROM passes p LEFT JOIN accounts a ON a.id = p.granted_by LEFT JOIN credit_lots l ON l.pass_id = p.id
      LEFT JOIN class_sessions c ON 1 = 0 LEFT JOIN locations o ON o.id = c.location_id
     WHERE p.member_id = $1 AND coalesce(p.cycle, 1) = 1
    UNION ALL
    SELECT p.id, p.ended_at, 'taken_back', p.name, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM passes p WHERE p.member_id = $1 AND p.ended_at IS NOT NULL
    UNION ALL
    SELECT e.id, e.at, e.kind, p.name, s.name, s.starts_at, o.zone, a.name, CASE WHEN e.balance <> 0 THEN e.balance ELSE e.held END,
           s.id, o.id
      FROM passes p JOIN credit_lots l ON l.pass_id = p.id JOIN credit_entries e ON e.lot_id = l.id
      LEFT JOIN bookings b ON b.id = e.booking_id LEFT JOIN class_sessions s ON s.id = b.session_id
      LEFT JOIN locations o ON o.id = s.location_id LEFT JOIN accounts a ON a.id = e.by_account
     WHERE p.member_id = $1 AND e.kind IN ('consume', 'release', 'expire', 'adjust')
) e WHERE e.at <= $2 ORDER BY e.at DESC, e.id DESC, e.what LIMIT $3";

const NOTICES: &str = "
SELECT n.id AS id, n.at AS at, 'told' AS what, CAST(NULL AS text) AS name, n.payload AS more, CAST(NULL AS timestamptz) AS starts,
       CAST(NULL AS text) AS zone, CAST(NULL AS text) AS by, CAST(NULL AS bigint) AS n, CAST(NULL AS uuid) AS session,
       CAST(NULL AS uuid) AS place
  FROM notices n WHERE n.member_id = $1 AND n.at <= $2 ORDER BY n.at DESC, n.id DESC LIMIT $3";

// What somebody says about their health is nothing that the staff come by in passing, nor that they say something.
const CONSENTS: &str = "
SELECT c.id AS id, c.at AS at, CASE WHEN c.given THEN 'agreed' ELSE 'withdrew' END AS what, c.purpose AS name, CAST(NULL AS text) AS more,
       CAST(NULL AS timestamptz) AS starts, CAST(NULL AS text) AS zone, CASE WHEN c.channel = 'desk' OR c.by_guardian THEN a.name END AS by,
       CAST(NULL AS bigint) AS n, CAST(NULL AS uuid) AS session, CAST(NULL AS uuid) AS place
  FROM consents c JOIN accounts a ON a.id = c.by_account
 WHERE (c.member_id = $1 OR c.member_id IN (SELECT id FROM members WHERE merged_into = $1)) AND c.purpose <> 'health' AND c.at <= $2 ORDER BY c.at DESC, c.id DESC LIMIT $3";

const HOUSEHOLD: &str = "
SELECT * FROM (
    SELECT h.id AS id, h.made_at AS at, 'household_begun' AS what, CAST(NULL AS text) AS name, CAST(NULL AS text) AS more,
           CAST(NULL AS timestamptz) AS starts, CAST(NULL AS text) AS zone, CAST(NULL AS text) AS by, CAST(NULL AS bigint) AS n,
           CAST(NULL AS uuid) AS session, CAST(NULL AS uuid) AS place
      FROM members m JOIN households h ON h.id = m.household_id WHERE m.id = $1
    UNION ALL
    SELECT o.id, o.created_at, 'child_added', o.name, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM members m JOIN members o ON o.household_id = m.household_id WHERE m.id = $1 AND o.id <> m.id AND o.source = 'household'
    UNION ALL
    SELECT o.id, o.created_at, 'guest_brought', o.name, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM members o WHERE o.guest_of = $1
    UNION ALL
    SELECT k.id, k.made_at, 'invited', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM household_codes k WHERE k.made_by = $1
    UNION ALL
    SELECT k.id, k.used_at, 'invitation_used', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM household_codes k WHERE k.made_by = $1 AND k.used_at IS NOT NULL
) e WHERE e.at <= $2 ORDER BY e.at DESC, e.id DESC, e.what LIMIT $3";

const STRIKES: &str = "
SELECT * FROM (
    SELECT k.id AS id, k.at AS at, CASE WHEN k.kind = 'no_show' THEN 'struck_no_show' ELSE 'struck_late' END AS what, s.name AS name,
           CAST(NULL AS text) AS more, s.starts_at AS starts, o.zone AS zone, CAST(NULL AS text) AS by, k.points AS n, s.id AS session,
           o.id AS place
      FROM strikes k JOIN bookings b ON b.id = k.booking_id JOIN class_sessions s ON s.id = b.session_id
      JOIN locations o ON o.id = s.location_id WHERE k.member_id = $1
    UNION ALL
    SELECT k.id, k.forgiven_at, 'forgiven', s.name, k.forgiven_why, s.starts_at, o.zone, a.name, k.points, s.id, o.id
      FROM strikes k JOIN bookings b ON b.id = k.booking_id JOIN class_sessions s ON s.id = b.session_id
      JOIN locations o ON o.id = s.location_id LEFT JOIN accounts a ON a.id = k.forgiven_by
     WHERE k.member_id = $1 AND k.forgiven_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM booking_exceptions x WHERE x.booking_id = k.booking_id AND x.kind = 'excused' AND x.made_at = k.forgiven_at)
    UNION ALL
    SELECT b.id, x.made_at, x.kind, s.name, x.reason, s.starts_at, o.zone, a.name, NULL, s.id, o.id
      FROM booking_exceptions x JOIN bookings b ON b.id = x.booking_id JOIN class_sessions s ON s.id = b.session_id
      JOIN locations o ON o.id = s.location_id JOIN accounts a ON a.id = x.made_by WHERE b.member_id = $1 AND x.kind = 'excused'
) e WHERE e.at <= $2 ORDER BY e.at DESC, e.id DESC, e.what LIMIT $3";

const NOTES: &str = "
SELECT n.id AS id, n.at AS at, 'noted' AS what, CAST(NULL AS text) AS name, n.body AS more, CAST(NULL AS timestamptz) AS starts,
       CAST(NULL AS text) AS zone, a.name AS by, CAST(NULL AS bigint) AS n, CAST(NULL AS uuid) AS session, CAST(NULL AS uuid) AS place
  FROM member_notes n JOIN accounts a ON a.id = n.by_account
 WHERE n.member_id = $1 AND n.at <= $2 ORDER BY n.at DESC, n.id DESC LIMIT $3";

const STAFF: &str = "
SELECT * FROM (
    SELECT t.id AS id, t.at AS at, t.after AS what, CAST(NULL AS text) AS name, t.reason AS more, CAST(NULL AS timestamptz) AS starts,
           CAST(NULL AS text) AS zone, a.name AS by, CAST(NULL AS bigint) AS n, CAST(NULL AS uuid) AS session, CAST(NULL AS uuid) AS place
      FROM member_standings t JOIN accounts a ON a.id = t.by_account WHERE t.member_id = $1
    UNION ALL
    SELECT m.id, m.created_at, 'joined', NULL, NULL, NULL, NULL, a.name, NULL, NULL, NULL
      FROM members m LEFT JOIN audit_entries e ON e.org_id = m.org_id AND e.object_id = m.id AND e.deed = 'member_added'
      LEFT JOIN accounts a ON a.id = e.account_id WHERE m.id = $1
) e WHERE e.at <= $2 ORDER BY e.at DESC, e.id DESC, e.what LIMIT $3";

/// The lines of a topic, the latest first, from an instant backwards.
pub async fn lines(tx: &mut Tx, topic: Topic, member: MemberId, until: Instant, limit: i64) -> Result<Vec<Row>> {
    let sql = match topic {
        Topic::Bookings => BOOKINGS,
        Topic::Visits => VISITS,
        Topic::Passes => PASSES,
        Topic::Notices => NOTICES,
        Topic::Consents => CONSENTS,
        Topic::Household => HOUSEHOLD,
        Topic::Strikes => STRIKES,
        Topic::Notes => NOTES,
        Topic::Staff => STAFF,
    };
    tx.query(sql).bind(member).bind(until).bind(limit).all().await
}

/// What the staff did to a member by the audit log, where no other topic tells it; at these places, or everywhere.
pub async fn deeds(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    places: Option<Vec<LocationId>>,
    until: Instant,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut sql = Sql::new(
        "SELECT e.object_id AS id, e.at AS at, e.deed AS what, CAST(NULL AS text) AS name, CAST(NULL AS text) AS more,
                CAST(NULL AS timestamptz) AS starts, CAST(NULL AS text) AS zone, a.name AS by, e.n AS n, CAST(NULL AS uuid) AS session,
                CAST(NULL AS uuid) AS place
           FROM audit_entries e LEFT JOIN accounts a ON a.id = e.account_id
          WHERE e.deed NOT IN ('member_added', 'standing_changed', 'pass_granted', 'pass_taken_back', 'strikes_forgiven', 'absence_excused', 'booked_anyway') AND e.org_id = ",
    );
    sql.push_bind(org).push(" AND e.object_id = ").push_bind(member);
    sql.push(" AND e.at <= ").push_bind(until);
    if let Some(places) = places {
        sql.push(" AND e.location_id IN ").push_list(places);
    }
    sql.push(" ORDER BY e.at DESC, e.n DESC LIMIT ").push_bind(limit);
    tx.query_text(sql).all().await
}
