//! Hours of personal training: what was logged of them, and what was said to it.

use crate::{
    accounts::model::AccountId,
    booking::model::{BookingId, BookingStatus, Confirmed, Hour, HourLine, HourState, HourVerdict, SILENCE},
    coaches::model::CoachId,
    members::model::MemberId,
    platform::{
        db::{Result, Sql, Tx},
        time::{Instant, Zone},
    },
    schedule::model::SessionId,
    studio::model::{LocationId, OrgId},
};

/// Logs an hour; 0: it is logged already.
pub async fn log_hour(tx: &mut Tx, booking: BookingId, by: AccountId, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO hour_confirmations (booking_id, logged_at, logged_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(booking)
    .bind(now)
    .bind(by)
    .run()
    .await
}

/// Takes back that an hour was logged, while nobody has said anything to it.
pub async fn unlog_hour(tx: &mut Tx, booking: BookingId) -> Result<u64> {
    tx.query("DELETE FROM hour_confirmations WHERE booking_id = $1 AND confirmed_at IS NULL AND disputed_at IS NULL")
        .bind(booking)
        .run()
        .await
}

/// Confirms an hour to which nobody has said anything yet.
pub async fn confirm_hour(
    tx: &mut Tx,
    booking: BookingId,
    by: Option<AccountId>,
    how: Confirmed,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE hour_confirmations SET confirmed_at = $2, confirmed_by = $3, confirmed_how = $4
          WHERE booking_id = $1 AND confirmed_at IS NULL AND disputed_at IS NULL",
    )
    .bind(booking)
    .bind(now)
    .bind(by)
    .bind(how)
    .run()
    .await
}

/// Disputes an hour to which nobody has said anything yet.
pub async fn dispute_hour(tx: &mut Tx, booking: BookingId, by: AccountId, words: String, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE hour_confirmations SET disputed_at = $2, disputed_by = $3, words = $4
          WHERE booking_id = $1 AND confirmed_at IS NULL AND disputed_at IS NULL",
    )
    .bind(booking)
    .bind(now)
    .bind(by)
    .bind(words)
    .run()
    .await
}

/// Ends a dispute that nobody has ended yet.
pub async fn settle_hour(
    tx: &mut Tx,
    booking: BookingId,
    by: AccountId,
    (verdict, reason): (HourVerdict, String),
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE hour_confirmations SET settled_at = $2, settled_by = $3, outcome = $4, reason = $5
          WHERE booking_id = $1 AND disputed_at IS NOT NULL AND settled_at IS NULL",
    )
    .bind(booking)
    .bind(now)
    .bind(by)
    .bind(verdict)
    .bind(reason)
    .run()
    .await
}

/// Hours that were logged before an instant and to which nobody has said anything since, the oldest first.
pub async fn silent_hours(tx: &mut Tx, before: Instant, limit: i64) -> Result<Vec<(BookingId, SessionId, OrgId)>> {
    tx.query(
        "SELECT h.booking_id, b.session_id, b.org_id FROM hour_confirmations h JOIN bookings b ON b.id = h.booking_id
          WHERE h.confirmed_at IS NULL AND h.disputed_at IS NULL AND h.logged_at <= $1 ORDER BY h.logged_at, h.booking_id LIMIT $2",
    )
    .bind(before)
    .bind(limit)
    .all()
    .await
}

/// Empties the words about a member's hours.
pub async fn forget_words(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query(
        "UPDATE hour_confirmations SET words = CASE WHEN words IS NULL THEN NULL ELSE '' END, reason = CASE WHEN reason IS NULL THEN NULL ELSE '' END
          WHERE booking_id IN (SELECT id FROM bookings WHERE member_id = $1)",
    )
    .bind(member)
    .run()
    .await
}

#[derive(sqlx::FromRow)]
struct HourRow {
    id: BookingId,
    session_id: SessionId,
    member_id: MemberId,
    location_id: LocationId,
    status: BookingStatus,
    name: String,
    starts_at: Instant,
    zone: String,
    place: String,
    client: String,
    coach: Option<String>,
    logged_at: Option<Instant>,
    logger: Option<String>,
    confirmed_at: Option<Instant>,
    confirmer: Option<String>,
    disputed_at: Option<Instant>,
    words: Option<String>,
    settled_at: Option<Instant>,
    settler: Option<String>,
    outcome: Option<HourVerdict>,
    reason: Option<String>,
}

const HOURS: &str = "SELECT b.id, b.session_id, b.member_id, s.location_id, b.status, s.name, s.starts_at, o.zone, o.name AS place, \
    m.name AS client, c.name AS coach, h.logged_at, la.name AS logger, h.confirmed_at, ca.name AS confirmer, h.disputed_at, h.words, \
    h.settled_at, sa.name AS settler, h.outcome, h.reason \
    FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN class_types k ON k.id = s.class_type_id \
    JOIN locations o ON o.id = s.location_id JOIN members m ON m.id = b.member_id LEFT JOIN coaches c ON c.id = s.coach_id \
    LEFT JOIN hour_confirmations h ON h.booking_id = b.id LEFT JOIN accounts la ON la.id = h.logged_by \
    LEFT JOIN accounts ca ON ca.id = h.confirmed_by LEFT JOIN accounts sa ON sa.id = h.settled_by";

impl HourRow {
    /// Times are by the clock of the place.
    fn line(self) -> (LocationId, HourLine) {
        let zone = Zone::parse(&self.zone).unwrap_or(Zone(chrono_tz::UTC));
        let hour = self.logged_at.map(|logged| {
            let words = self.words.unwrap_or_default();
            let state = match (self.settled_at, self.disputed_at, self.confirmed_at) {
                (Some(at), ..) => HourState::Settled {
                    at: zone.moment(at),
                    by: self.settler.unwrap_or_default(),
                    verdict: self.outcome.unwrap_or(HourVerdict::Stands),
                    reason: self.reason.unwrap_or_default(),
                    words,
                },
                (None, Some(at), _) => HourState::Disputed {
                    at: zone.moment(at),
                    words,
                },
                (None, None, Some(at)) => HourState::Confirmed {
                    at: zone.moment(at),
                    by: self.confirmer,
                },
                (None, None, None) => HourState::Waiting {
                    until: zone.moment(logged + SILENCE),
                },
            };
            Hour {
                logged: zone.moment(logged),
                by: self.logger.unwrap_or_default(),
                state,
            }
        });
        let line = HourLine {
            booking: self.id,
            session: self.session_id,
            name: self.name,
            starts: zone.moment(self.starts_at),
            place: self.place,
            client: self.client,
            member: self.member_id,
            coach: self.coach,
            status: self.status,
            hour,
            whose: None,
        };
        (self.location_id, line)
    }
}

async fn lines(tx: &mut Tx, sql: Sql) -> Result<Vec<(LocationId, HourLine)>> {
    let rows: Vec<HourRow> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(HourRow::line).collect())
}

/// What was logged of a booking.
pub async fn hour_of(tx: &mut Tx, booking: BookingId) -> Result<Option<Hour>> {
    let mut sql = Sql::new(HOURS);
    sql.push(" WHERE b.id = ").push_bind(booking);
    Ok(lines(tx, sql).await?.into_iter().next().and_then(|(_, line)| line.hour))
}

/// What was logged of the bookings of a class.
pub async fn hours_in(tx: &mut Tx, session: SessionId) -> Result<Vec<(BookingId, Hour)>> {
    let mut sql = Sql::new(HOURS);
    sql.push(" WHERE h.booking_id IS NOT NULL AND b.session_id = ")
        .push_bind(session);
    let lines = lines(tx, sql).await?.into_iter();
    Ok(lines.filter_map(|(_, line)| Some((line.booking, line.hour?))).collect())
}

/// A member's hours that were logged since an instant, the latest first.
pub async fn hours_of(tx: &mut Tx, member: MemberId, since: Instant) -> Result<Vec<HourLine>> {
    let mut sql = Sql::new(HOURS);
    sql.push(" WHERE b.member_id = ")
        .push_bind(member)
        .push(" AND h.logged_at >= ")
        .push_bind(since)
        .push(" ORDER BY s.starts_at DESC, b.id LIMIT 100");
    Ok(lines(tx, sql).await?.into_iter().map(|(_, line)| line).collect())
}

/// Hours of a coach, or of everybody, that somebody has to do something about: disputed, or over since an instant and not logged.
/// Disputes first, of either the oldest; at the places that are named, where some are. Whose data are erased asks for nothing any more.
pub async fn open_hours(
    tx: &mut Tx,
    org: OrgId,
    coach: Option<CoachId>,
    places: Option<&[LocationId]>,
    (since, now): (Instant, Instant),
) -> Result<Vec<HourLine>> {
    let mut sql = Sql::new(HOURS);
    sql.push(" WHERE NOT EXISTS (SELECT 1 FROM erasures e WHERE e.member_id = b.member_id) AND b.org_id = ")
        .push_bind(org);
    if let Some(places) = places {
        sql.push(" AND s.location_id IN ").push_list(places.iter().copied());
    }
    if let Some(coach) = coach {
        sql.push(" AND s.coach_id = ").push_bind(coach);
    }
    sql.push(" AND k.personal AND s.status = 'scheduled' AND ((h.booking_id IS NULL AND b.status IN ('booked', 'checked_in') AND s.ends_at <= ")
        .push_bind(now)
        .push(" AND s.ends_at > ")
        .push_bind(since)
        .push(") OR (h.disputed_at IS NOT NULL AND h.settled_at IS NULL)) ORDER BY CASE WHEN h.booking_id IS NULL THEN 1 ELSE 0 END, s.starts_at, b.id LIMIT 200");
    Ok(lines(tx, sql).await?.into_iter().map(|(_, line)| line).collect())
}
