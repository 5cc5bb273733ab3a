//! Who stands where: spots of bookings, spots that somebody chooses, spots that the club keeps.

use crate::{
    accounts::model::AccountId,
    booking::{model::BookingId, rules::SpotFact},
    members::model::MemberId,
    platform::{
        db::{Asked, Result, Tx},
        time::Instant,
    },
    rooms::model::{RoomId, SpotId},
    schedule::model::SessionId,
};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SpotRow {
    pub id: SpotId,
    pub name: String,
    pub line: i64,
    pub place: i64,
    pub broken: bool,
    pub kept: Option<String>,
    pub booking: Option<BookingId>,
    pub taken: Option<MemberId>,
    pub holder: Option<String>,
    pub held_by: Option<MemberId>,
    pub held_until: Option<Instant>,
    pub held_since: Option<Instant>,
}

impl From<&SpotRow> for SpotFact {
    fn from(row: &SpotRow) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            line: row.line,
            place: row.place,
            broken: row.broken,
            kept: row.kept.is_some(),
            taken: row.taken,
            held: row.held_by.zip(row.held_until),
        }
    }
}

/// Every spot of a class's room, with who has it. A spot that somebody chose is theirs by its time, whether the row is still there
/// or not.
pub fn spots(tx: &mut Tx, session: SessionId, now: Instant) -> Asked<Vec<SpotRow>> {
    tx.query(
        "SELECT p.id, p.name, p.line, p.place, p.out_at IS NOT NULL AS broken, k.reason AS kept, b.id AS booking, b.member_id AS taken,
                m.name AS holder, h.member_id AS held_by, h.until_at AS held_until, h.held_at AS held_since
           FROM class_sessions s JOIN room_spots p ON p.room_id = s.room_id AND p.removed_at IS NULL
           LEFT JOIN bookings b ON b.session_id = s.id AND b.spot_id = p.id AND b.status IN ('booked', 'checked_in', 'no_show', 'excused')
           LEFT JOIN members m ON m.id = b.member_id
           LEFT JOIN spot_holds h ON h.session_id = s.id AND h.spot_id = p.id AND h.until_at > $2
           LEFT JOIN kept_spots k ON k.session_id = s.id AND k.spot_id = p.id
          WHERE s.id = $1 ORDER BY p.line, p.place",
    )
    .bind(session)
    .bind(now)
    .ask()
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StandingRow {
    pub id: BookingId,
    pub member_id: MemberId,
    pub name: String,
    pub spot_id: Option<SpotId>,
    pub spot: Option<String>,
}

/// Everybody who has a place in a class with the spot that they have, whoever booked first first.
pub async fn standing_in(tx: &mut Tx, session: SessionId) -> Result<Vec<StandingRow>> {
    tx.query(
        "SELECT b.id, b.member_id, m.name, b.spot_id, p.name AS spot
           FROM bookings b JOIN members m ON m.id = b.member_id LEFT JOIN room_spots p ON p.id = b.spot_id
          WHERE b.session_id = $1 AND b.status IN ('booked', 'checked_in') ORDER BY b.booked_at, b.id",
    )
    .bind(session)
    .all()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct BookedRow {
    pub session_id: SessionId,
    pub class: String,
    pub starts_at: Instant,
    pub member_id: MemberId,
    pub name: String,
    pub spot_id: SpotId,
    pub spot: String,
}

/// Who is booked on a spot of a room in classes ahead, the next first.
pub async fn booked_in_room(tx: &mut Tx, room: RoomId, now: Instant, limit: i64) -> Result<Vec<BookedRow>> {
    tx.query(
        "SELECT s.id AS session_id, s.name AS class, s.starts_at, b.member_id, m.name, p.id AS spot_id, p.name AS spot
           FROM class_sessions s JOIN bookings b ON b.session_id = s.id AND b.status IN ('booked', 'checked_in')
           JOIN room_spots p ON p.id = b.spot_id AND p.room_id = s.room_id JOIN members m ON m.id = b.member_id
          WHERE s.room_id = $1 AND s.starts_at > $2 AND s.status = 'scheduled' AND s.choose_spots
          ORDER BY s.starts_at, m.name, b.id LIMIT $3",
    )
    .bind(room)
    .bind(now)
    .bind(limit)
    .all()
    .await
}

/// Puts a booking on a spot, or on none; 0 when it holds no place any more.
pub async fn set_spot(tx: &mut Tx, booking: BookingId, spot: Option<SpotId>) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET spot_id = $2 WHERE id = $1 AND status IN ('booked', 'checked_in', 'no_show', 'excused')",
    )
    .bind(booking)
    .bind(spot)
    .run()
    .await
}

/// The spot that a booking is on.
pub async fn spot_of(tx: &mut Tx, booking: BookingId) -> Result<Option<String>> {
    tx.query("SELECT p.name FROM bookings b JOIN room_spots p ON p.id = b.spot_id WHERE b.id = $1")
        .bind(booking)
        .maybe_value()
        .await
}

/// Keeps a spot for whoever chooses it; what they chose before is free. 0 when somebody else has it kept.
pub async fn hold_spot(
    tx: &mut Tx,
    session: SessionId,
    spot: SpotId,
    member: MemberId,
    (since, until, now): (Instant, Instant, Instant),
) -> Result<u64> {
    tx.query("DELETE FROM spot_holds WHERE session_id = $1 AND member_id = $2 AND spot_id <> $3")
        .bind(session)
        .bind(member)
        .bind(spot)
        .run()
        .await?;
    tx.query(
        "INSERT INTO spot_holds (session_id, spot_id, member_id, held_at, until_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (session_id, spot_id) DO UPDATE SET member_id = excluded.member_id, held_at = excluded.held_at, until_at = excluded.until_at
          WHERE spot_holds.until_at <= $6 OR spot_holds.member_id = excluded.member_id",
    )
    .bind(session)
    .bind(spot)
    .bind(member)
    .bind(since)
    .bind(until)
    .bind(now)
    .run()
    .await
}

/// Deletes what was kept for somebody until long ago; how many.
pub async fn sweep_holds(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.query("DELETE FROM spot_holds WHERE until_at < $1")
        .bind(before)
        .run()
        .await
}

/// Deletes what a member was choosing.
pub async fn forget_holds(tx: &mut Tx, member: MemberId) -> Result<u64> {
    tx.query("DELETE FROM spot_holds WHERE member_id = $1")
        .bind(member)
        .run()
        .await
}

/// The club keeps a spot of a class to itself, or says anew why.
pub async fn keep_spot(
    tx: &mut Tx,
    session: SessionId,
    spot: SpotId,
    reason: &str,
    by: AccountId,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "INSERT INTO kept_spots (session_id, spot_id, reason, kept_by, kept_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (session_id, spot_id) DO UPDATE SET reason = excluded.reason, kept_by = excluded.kept_by, kept_at = excluded.kept_at",
    )
    .bind(session)
    .bind(spot)
    .bind(reason.to_owned())
    .bind(by)
    .bind(now)
    .run()
    .await
}

/// Gives a spot back that the club kept; 0 when it did not.
pub async fn release_spot(tx: &mut Tx, session: SessionId, spot: SpotId) -> Result<u64> {
    tx.query("DELETE FROM kept_spots WHERE session_id = $1 AND spot_id = $2")
        .bind(session)
        .bind(spot)
        .run()
        .await
}
