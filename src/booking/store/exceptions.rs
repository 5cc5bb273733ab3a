//! Exceptions from the rules that somebody made for a member, with the reason.

use crate::{
    accounts::model::AccountId,
    booking::model::{Absence, BookingId, BookingStatus, EXCUSE_OPEN, Excuse},
    coaches::model::CoachId,
    members::model::MemberId,
    platform::{
        db::{Result, Sql, Tx},
        time::{Instant, Zone},
    },
    schedule::model::SessionId,
    studio::model::LocationId,
};

/// What was made an exception of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ExceptionKind {
    /// Booked although rules said no.
    Anyway,
    /// Missed, or cancelled too late, and that is all right.
    Excused,
}

/// Writes an exception; 0 where this one was made before. `rules`: the codes of what was set aside, with spaces between them.
pub async fn add_exception(
    tx: &mut Tx,
    booking: BookingId,
    kind: ExceptionKind,
    (rules, reason): (&str, String),
    by: AccountId,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "INSERT INTO booking_exceptions (booking_id, kind, rules, reason, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
    )
    .bind(booking)
    .bind(kind)
    .bind(rules.to_owned())
    .bind(reason)
    .bind(by)
    .bind(now)
    .run()
    .await
}

/// Deletes an exception; 0 where there is none.
pub async fn drop_exception(tx: &mut Tx, booking: BookingId, kind: ExceptionKind) -> Result<u64> {
    tx.query("DELETE FROM booking_exceptions WHERE booking_id = $1 AND kind = $2")
        .bind(booking)
        .bind(kind)
        .run()
        .await
}

/// What a booking was before it was excused, and when that was done.
pub async fn excuse_of(tx: &mut Tx, booking: BookingId) -> Result<Option<(BookingStatus, Instant)>> {
    tx.query("SELECT rules, made_at FROM booking_exceptions WHERE booking_id = $1 AND kind = 'excused'")
        .bind(booking)
        .maybe()
        .await
}

/// Empties what the staff wrote when they made exceptions for a member.
pub async fn forget_exceptions(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query(
        "UPDATE booking_exceptions SET reason = '' WHERE booking_id IN (SELECT id FROM bookings WHERE member_id = $1)",
    )
    .bind(member)
    .run()
    .await
}

/// What became of a booking, its place given away or not.
pub async fn outcome(tx: &mut Tx, booking: BookingId) -> Result<BookingStatus> {
    tx.query("SELECT CASE WHEN given_away_at IS NULL THEN status ELSE 'given_away' END FROM bookings WHERE id = $1")
        .bind(booking)
        .value()
        .await
}

/// Moves a booking on from the status it was read with and leaves when it was given up as it is; 0 when somebody else did first.
pub async fn turn(tx: &mut Tx, booking: BookingId, from: BookingStatus, to: BookingStatus) -> Result<u64> {
    tx.query("UPDATE bookings SET status = $3 WHERE id = $1 AND status = $2")
        .bind(booking)
        .bind(from)
        .bind(to)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
struct AbsenceRow {
    id: BookingId,
    session_id: SessionId,
    member_id: MemberId,
    who: String,
    name: String,
    starts_at: Instant,
    zone: String,
    place: String,
    location_id: LocationId,
    coach_id: Option<CoachId>,
    status: BookingStatus,
    made_at: Option<Instant>,
    reason: Option<String>,
    maker: Option<String>,
}

/// Where a class is, and whose.
pub type OfClass = (LocationId, Option<CoachId>);

impl AbsenceRow {
    /// Times are by the clock of the place.
    fn line(self) -> (OfClass, Absence) {
        let zone = Zone::parse(&self.zone).unwrap_or(Zone(chrono_tz::UTC));
        let excuse = self.made_at.map(|at| Excuse {
            at: zone.moment(at),
            by: self.maker.unwrap_or_default(),
            reason: self.reason.unwrap_or_default(),
            until: zone.moment(at + EXCUSE_OPEN),
        });
        let line = Absence {
            booking: self.id,
            session: self.session_id,
            name: self.name,
            starts: zone.moment(self.starts_at),
            place: self.place,
            member: self.member_id,
            who: self.who,
            status: self.status,
            excuse,
        };
        ((self.location_id, self.coach_id), line)
    }
}

const ABSENCES: &str = "SELECT b.id, b.session_id, b.member_id, m.name AS who, s.name, s.starts_at, o.zone, o.name AS place, \
    s.location_id, s.coach_id, CASE WHEN b.given_away_at IS NULL THEN coalesce(x.rules, b.status) ELSE 'given_away' END AS status, \
    x.made_at, x.reason, a.name AS maker \
    FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN class_types k ON k.id = s.class_type_id \
    JOIN locations o ON o.id = s.location_id JOIN members m ON m.id = b.member_id \
    LEFT JOIN booking_exceptions x ON x.booking_id = b.id AND x.kind = 'excused' LEFT JOIN accounts a ON a.id = x.made_by \
    WHERE NOT k.personal AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.member_id = b.member_id) AND (x.made_at IS NOT NULL \
      OR (b.status IN ('no_show', 'late_cancelled') AND (b.given_away_at IS NULL OR s.closed_at IS NOT NULL)) \
      OR (b.status = 'booked' AND s.status = 'scheduled' AND s.attendance_at IS NOT NULL AND s.closed_at IS NULL AND s.ends_at <= ";

/// Who missed a class or gave it up too late, by name, those who were excused among them.
pub async fn absences_in(tx: &mut Tx, session: SessionId, now: Instant) -> Result<Vec<Absence>> {
    let mut sql = Sql::new(ABSENCES);
    sql.push_bind(now)
        .push(")) AND b.session_id = ")
        .push_bind(session)
        .push(" ORDER BY m.name, b.id");
    let rows: Vec<AbsenceRow> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(|row| row.line().1).collect())
}

/// What a member missed or gave up too late in classes since an instant, the latest first.
pub async fn absences_of(
    tx: &mut Tx,
    member: MemberId,
    (since, now): (Instant, Instant),
) -> Result<Vec<(OfClass, Absence)>> {
    let mut sql = Sql::new(ABSENCES);
    sql.push_bind(now)
        .push(")) AND b.member_id = ")
        .push_bind(member)
        .push(" AND s.starts_at > ")
        .push_bind(since)
        .push(" ORDER BY s.starts_at DESC, b.id LIMIT 40");
    let rows: Vec<AbsenceRow> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(AbsenceRow::line).collect())
}
