//! Bookings.

use crate::{
    accounts::model::AccountId,
    booking::{
        model::{BookingId, BookingStatus},
        rules::OwnClass,
    },
    coaches::model::CoachId,
    members::model::MemberId,
    plans::model::{LotId, MembershipId, PassId, Use, Why},
    platform::{
        db::{Asked, Result, Sql, Tx},
        time::{Day, Instant, Moment, Span, Zone},
    },
    rooms::model::SpotId,
    schedule::model::{ClassSession, ClassTypeId, SessionId},
    studio::model::{LocationId, OrgId},
};
use std::collections::HashSet;

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Booking {
    pub id: BookingId,
    pub session_id: SessionId,
    pub member_id: MemberId,
    pub status: BookingStatus,
    pub pass_id: PassId,
    pub lot_id: Option<LotId>,
    pub credits: i64,
    pub free_until: Instant,
}

const BOOKING: &str = "SELECT id, session_id, member_id, status, pass_id, lot_id, credits, free_until FROM bookings";

pub struct NewBooking {
    pub id: BookingId,
    pub org: OrgId,
    pub session: SessionId,
    pub member: MemberId,
    pub pass: PassId,
    pub lot: Option<LotId>,
    pub credits: i64,
    pub free_until: Instant,
    pub promoted_at: Option<Instant>,
    pub why: Why,
    pub by: Option<MemberId>,
    pub spot: Option<SpotId>,
    /// It takes a place that was kept for walk-ins.
    pub walk_in: bool,
}

/// Writes a booking with the next statement: a second seat of a member in a class is none.
pub fn add(tx: &mut Tx, new: NewBooking, now: Instant) {
    tx.query(
        "INSERT INTO bookings (id, org_id, session_id, member_id, status, pass_id, lot_id, credits, booked_at, promoted_at, free_until, pass_why, booked_by, spot_id, walk_in)
         VALUES ($1, $2, $3, $4, 'booked', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.session)
    .bind(new.member)
    .bind(new.pass)
    .bind(new.lot)
    .bind(new.credits)
    .bind(now)
    .bind(new.promoted_at)
    .bind(new.free_until)
    .bind(new.why)
    .bind(new.by)
    .bind(new.spot)
    .bind(new.walk_in)
    .later(1);
}

pub async fn one(tx: &mut Tx, org: OrgId, id: BookingId) -> Result<Option<Booking>> {
    tx.query("SELECT id, session_id, member_id, status, pass_id, lot_id, credits, free_until FROM bookings WHERE id = $2 AND org_id = $1")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

/// The name of the pass that a seat was booked with, and why it was that one.
pub async fn pass_of(tx: &mut Tx, booking: BookingId) -> Result<(String, Option<Why>)> {
    tx.query("SELECT p.name, b.pass_why FROM bookings b JOIN passes p ON p.id = b.pass_id WHERE b.id = $1")
        .bind(booking)
        .one()
        .await
}

/// Seats in a class of those whom a member brings along.
pub async fn guests_in(tx: &mut Tx, session: SessionId, host: MemberId) -> Result<i64> {
    tx.query(
        "SELECT count(*) FROM bookings b JOIN members m ON m.id = b.member_id
          WHERE b.session_id = $1 AND b.status IN ('booked', 'checked_in', 'no_show', 'excused') AND m.guest_of = $2",
    )
    .bind(session)
    .bind(host)
    .value()
    .await
}

/// Everybody with a seat that is still only booked.
pub async fn still_booked(tx: &mut Tx, session: SessionId) -> Result<Vec<Booking>> {
    let mut sql = Sql::new(BOOKING);
    sql.push(" WHERE status = 'booked' AND session_id = ")
        .push_bind(session)
        .push(" ORDER BY id");
    tx.query_text(sql).all().await
}

/// Seats that are still only booked on a membership's passes, in classes after a day.
pub async fn on_membership_after(
    tx: &mut Tx,
    membership: MembershipId,
    day: Day,
) -> Result<Vec<(SessionId, BookingId)>> {
    tx.query(
        "SELECT b.session_id, b.id FROM passes p JOIN bookings b ON b.pass_id = p.id JOIN class_sessions s ON s.id = b.session_id
          WHERE p.membership_id = $1 AND p.starts_on > $2 AND s.day > $2 AND b.status = 'booked'
          ORDER BY b.session_id, b.id",
    )
    .bind(membership)
    .bind(day)
    .all()
    .await
}

/// Seats that are still only booked on a pass, in classes from an instant on.
pub async fn on_pass(tx: &mut Tx, pass: PassId, now: Instant) -> Result<Vec<(SessionId, BookingId)>> {
    tx.query(
        "SELECT b.session_id, b.id FROM passes p JOIN bookings b ON b.member_id = p.member_id AND b.pass_id = p.id
           JOIN class_sessions s ON s.id = b.session_id
          WHERE p.id = $1 AND s.starts_at > $2 AND b.status = 'booked'
          ORDER BY b.session_id, b.id",
    )
    .bind(pass)
    .bind(now)
    .all()
    .await
}

/// The place of a class that was booked last among those whose holders have not come.
pub async fn unclaimed(tx: &mut Tx, session: SessionId) -> Result<Option<Booking>> {
    let mut sql = Sql::new(BOOKING);
    sql.push(" WHERE status = 'booked' AND session_id = ")
        .push_bind(session)
        .push(" ORDER BY booked_at DESC, id DESC LIMIT 1");
    tx.query_text(sql).maybe().await
}

/// Of the places that are vacant, so many, the one that was given up too late first, by somebody else than whoever takes one now. Which
/// places are vacant is told from the end: those that were given up last and that nobody who waited has come for.
pub async fn late_unfilled(tx: &mut Tx, session: SessionId, vacant: i64, taker: MemberId) -> Result<Option<Booking>> {
    let mut sql = Sql::new(BOOKING);
    sql.push(" WHERE session_id = ")
        .push_bind(session)
        .push(" AND given_away_at IS NULL AND refilled_at IS NULL AND status IN ('late_cancelled', 'early_cancelled')")
        .push(" ORDER BY cancelled_at DESC, id DESC LIMIT ")
        .push_bind(vacant);
    let given_up: Vec<Booking> = tx.query_text(sql).all().await?;
    let late = |found: &Booking| found.status == BookingStatus::LateCancelled && found.member_id != taker;
    Ok(given_up.into_iter().rev().find(late))
}

/// Notes that a place which was given up too late was taken by somebody who waited: it counts as given up in time; 0 when it did.
pub async fn refill(tx: &mut Tx, id: BookingId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET status = 'early_cancelled', refilled_at = $2 WHERE id = $1 AND status = 'late_cancelled'",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// Gives a place away whose holder has not come; 0 when they have.
pub async fn give_away(tx: &mut Tx, id: BookingId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET status = 'late_cancelled', cancelled_at = $2, given_away_at = $2 WHERE id = $1 AND status = 'booked'",
    )
    .bind(id)
    .bind(now)
    .run()
    .await
}

/// Notes who took a place that was given away.
pub async fn given_to(tx: &mut Tx, id: BookingId, to: BookingId) -> Result<u64> {
    tx.query("UPDATE bookings SET given_to = $2 WHERE id = $1 AND given_away_at IS NOT NULL")
        .bind(id)
        .bind(to)
        .run()
        .await
}

/// The booking whose place another one took.
pub async fn taken_by(tx: &mut Tx, by: BookingId) -> Result<Option<Booking>> {
    let mut sql = Sql::new(BOOKING);
    sql.push(" WHERE given_away_at IS NOT NULL AND given_to = ")
        .push_bind(by);
    tx.query_text(sql).maybe().await
}

/// Takes back that a place was given away; 0 when it was not.
pub async fn give_back(tx: &mut Tx, id: BookingId) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET status = 'booked', cancelled_at = NULL, given_away_at = NULL, given_to = NULL, spot_id = NULL
          WHERE id = $1 AND status = 'late_cancelled' AND given_away_at IS NOT NULL",
    )
    .bind(id)
    .run()
    .await
}

/// Moves a booking on from the status it was read with; 0 when somebody else did first.
pub async fn set_status(
    tx: &mut Tx,
    id: BookingId,
    from: BookingStatus,
    to: BookingStatus,
    cancelled_at: Option<Instant>,
) -> Result<u64> {
    tx.query("UPDATE bookings SET status = $3, cancelled_at = $4 WHERE id = $1 AND status = $2")
        .bind(id)
        .bind(from)
        .bind(to)
        .bind(cancelled_at)
        .run()
        .await
}

pub async fn set_free_until(tx: &mut Tx, session: SessionId, until: Instant) -> Result<u64> {
    tx.query("UPDATE bookings SET free_until = $2 WHERE session_id = $1 AND status = 'booked' AND free_until < $2")
        .bind(session)
        .bind(until)
        .run()
        .await
}

pub async fn check_in(
    tx: &mut Tx,
    id: BookingId,
    via: &'static str,
    by: Option<AccountId>,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET status = 'checked_in', checked_in_at = $2, checked_in_via = $3, checked_in_by = $4
          WHERE id = $1 AND status = 'booked'",
    )
    .bind(id)
    .bind(now)
    .bind(via)
    .bind(by)
    .run()
    .await
}

pub async fn undo_check_in(tx: &mut Tx, id: BookingId) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET status = 'booked', checked_in_at = NULL, checked_in_via = NULL, checked_in_by = NULL
          WHERE id = $1 AND status = 'checked_in'",
    )
    .bind(id)
    .run()
    .await
}

#[derive(sqlx::FromRow)]
struct OwnRow {
    id: SessionId,
    name: String,
    location_id: LocationId,
    place: String,
    zone: String,
    day: Day,
    starts_at: Instant,
    ends_at: Instant,
    #[sqlx(flatten)]
    booking: BookingRow,
}

/// As [`Booking`], beside the columns of its class.
#[derive(sqlx::FromRow)]
struct BookingRow {
    booking_id: BookingId,
    member_id: MemberId,
    status: BookingStatus,
    lot_id: Option<LotId>,
    credits: i64,
    free_until: Instant,
    pass_id: PassId,
    membership_id: Option<MembershipId>,
}

impl OwnRow {
    /// Its start, by the clock of its location.
    fn moment(&self) -> Moment {
        Zone::parse(&self.zone)
            .unwrap_or(Zone(chrono_tz::UTC))
            .moment(self.starts_at)
    }
}

impl From<OwnRow> for OwnClass {
    fn from(row: OwnRow) -> Self {
        let starts = row.moment();
        Self {
            session: row.id,
            name: row.name,
            location: row.location_id,
            place: row.place,
            day: row.day,
            starts,
            ends: row.ends_at,
        }
    }
}

/// A week and a day: whatever the zone, a class's week began no longer ago.
const WEEK: Span = Span::hours(8 * 24);

/// The member's seat in a class, their seats in other classes that end after an instant, and what their passes were used for in the
/// week of the class and ahead.
pub fn own_seats(
    tx: &mut Tx,
    member: MemberId,
    session: &ClassSession,
    after: Instant,
) -> Asked<(Option<Booking>, Vec<OwnClass>, Vec<Use>)> {
    let (session, week) = (session.id, session.starts.at - WEEK);
    tx.query(
        "SELECT s.id, s.name, s.location_id, o.name AS place, o.zone, s.day, s.starts_at, s.ends_at,
                b.id AS booking_id, b.member_id, b.status, b.lot_id, b.credits, b.free_until, b.pass_id, p.membership_id
           FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN locations o ON o.id = s.location_id
           JOIN passes p ON p.id = b.pass_id
          WHERE b.member_id = $1 AND
                ((s.id = $2 AND b.status IN ('booked', 'checked_in', 'no_show', 'excused')) OR
                 (s.id <> $2 AND b.status IN ('booked', 'checked_in', 'no_show', 'late_cancelled') AND s.status = 'scheduled' AND s.ends_at > $3))
          ORDER BY s.starts_at, s.id",
    )
    .bind(member)
    .bind(session)
    .bind(after.min(week))
    .ask::<OwnRow>()
    .map(move |rows| {
        let (here, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.id == session);
        let seat = here.into_iter().next().map(|OwnRow { booking, .. }| Booking {
            id: booking.booking_id,
            session_id: session,
            member_id: booking.member_id,
            pass_id: booking.pass_id,
            status: booking.status,
            lot_id: booking.lot_id,
            credits: booking.credits,
            free_until: booking.free_until,
        });
        let seated = |row: &OwnRow| matches!(row.booking.status, BookingStatus::Booked | BookingStatus::CheckedIn);
        // what was missed or given up too late was used all the same; a class counts once, and its seat goes before what was given up
        let sat: HashSet<SessionId> = others.iter().filter(|row| seated(row)).map(|row| row.id).collect();
        let mut gone = HashSet::new();
        let counted = others
            .iter()
            .filter(|row| seated(row) || (!sat.contains(&row.id) && gone.insert(row.id)));
        let uses = counted.map(|row| Use {
            pass: row.booking.pass_id,
            membership: row.booking.membership_id,
            day: row.day,
            starts: row.moment(),
            seated: seated(row),
        });
        let uses: Vec<Use> = uses.collect();
        let others = others.into_iter().filter(|row| seated(row) && row.ends_at > after);
        (seat, others.map(OwnClass::from).collect(), uses)
    })
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MineRow {
    pub session_id: SessionId,
    pub id: BookingId,
    pub status: BookingStatus,
    pub free_until: Instant,
    /// The day that the class has at its own location.
    pub day: Day,
    pub pass: String,
    pub pass_why: Option<Why>,
    pub spot: Option<String>,
    /// Why the absence was excused.
    pub excused: Option<String>,
}

/// The member's bookings of classes that start in a span of time; the seat goes before a cancelled booking of the same class.
pub async fn mine(tx: &mut Tx, member: MemberId, from: Instant, to: Instant) -> Result<Vec<MineRow>> {
    tx.query(
        "SELECT b.session_id, b.id, CASE WHEN b.given_away_at IS NULL THEN b.status ELSE 'given_away' END AS status, b.free_until, s.day,
                p.name AS pass, b.pass_why, r.name AS spot, x.reason AS excused
           FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN passes p ON p.id = b.pass_id
           LEFT JOIN room_spots r ON r.id = b.spot_id LEFT JOIN booking_exceptions x ON x.booking_id = b.id AND x.kind = 'excused'
          WHERE b.member_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3
          ORDER BY s.starts_at DESC, b.booked_at DESC, b.id DESC LIMIT 300",
    )
    .bind(member)
    .bind(from)
    .bind(to)
    .all()
    .await
}

#[derive(sqlx::FromRow)]
pub struct RosterRow {
    pub id: BookingId,
    pub member_id: MemberId,
    pub name: String,
    pub status: BookingStatus,
    pub birthday: Option<Day>,
    pub checked_in_at: Option<Instant>,
    pub earlier: i64,
    pub health: bool,
    pub spot: Option<String>,
}

/// Who has a seat in a class, by name, and how often they came before.
pub async fn roster(tx: &mut Tx, session: SessionId) -> Result<Vec<RosterRow>> {
    tx.query(
        "SELECT b.id, b.member_id, m.name, b.status, m.birthday, b.checked_in_at,
                (SELECT count(*) FROM (SELECT 1 AS one FROM visits v WHERE v.member_id = b.member_id AND v.undone_at IS NULL
                    AND (v.booking_id IS NULL OR v.booking_id <> b.id) LIMIT 1) AS before) AS earlier,
                EXISTS (SELECT 1 FROM health_notes h WHERE h.member_id = b.member_id) AS health, p.name AS spot
           FROM bookings b JOIN members m ON m.id = b.member_id LEFT JOIN room_spots p ON p.id = b.spot_id
          WHERE b.session_id = $1 AND b.status IN ('booked', 'checked_in', 'no_show', 'excused') ORDER BY m.name, b.id",
    )
    .bind(session)
    .all()
    .await
}

#[derive(sqlx::FromRow)]
pub struct NextRow {
    pub session_id: SessionId,
    pub id: BookingId,
    pub status: BookingStatus,
}

/// The member's seats at a location in classes that start in a span of time, the earliest first.
pub async fn seats_at(
    tx: &mut Tx,
    member: MemberId,
    location: LocationId,
    from: Instant,
    to: Instant,
) -> Result<Vec<NextRow>> {
    tx.query(
        "SELECT b.session_id, b.id, b.status FROM bookings b JOIN class_sessions s ON s.id = b.session_id
          WHERE b.member_id = $1 AND s.location_id = $2 AND b.status IN ('booked', 'checked_in', 'no_show') AND s.status = 'scheduled'
            AND s.starts_at >= $3 AND s.starts_at < $4 ORDER BY s.starts_at, b.id LIMIT 5",
    )
    .bind(member)
    .bind(location)
    .bind(from)
    .bind(to)
    .all()
    .await
}

/// Somebody counted as missing had come: what the door noted then is known only now. 0: they do not count as missing.
pub async fn came_after_all(tx: &mut Tx, id: BookingId, via: &'static str, at: Instant) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET status = 'checked_in', checked_in_at = $3, checked_in_via = $2 WHERE id = $1 AND status = 'no_show'",
    )
    .bind(id)
    .bind(via)
    .bind(at)
    .run()
    .await
}

/// Kinds of classes that the member booked most since an instant.
pub async fn favourites(tx: &mut Tx, member: MemberId, since: Instant) -> Result<Vec<(ClassTypeId, i64)>> {
    tx.query(
        "SELECT s.class_type_id, count(*) AS times FROM bookings b JOIN class_sessions s ON s.id = b.session_id
          WHERE b.member_id = $1 AND b.booked_at >= $2 AND b.status IN ('booked', 'checked_in')
          GROUP BY s.class_type_id ORDER BY count(*) DESC, s.class_type_id LIMIT 3",
    )
    .bind(member)
    .bind(since)
    .all()
    .await
}

/// The classes ahead in which a member has a seat or waits for one.
pub async fn ahead(tx: &mut Tx, member: MemberId, now: Instant) -> Result<Vec<(SessionId,)>> {
    tx.query(
        "SELECT s.id FROM class_sessions s WHERE s.starts_at > $2 AND s.status = 'scheduled' AND s.id IN
           (SELECT b.session_id FROM bookings b WHERE b.member_id = $1 AND b.status = 'booked'
             UNION SELECT w.session_id FROM waitlist_entries w WHERE w.member_id = $1 AND w.status IN ('waiting', 'offered'))
          ORDER BY s.id",
    )
    .bind(member)
    .bind(now)
    .all()
    .await
}

/// Where a coach teaches classes, in a span of time, that a member has a seat in.
pub async fn taught_places(
    tx: &mut Tx,
    coach: CoachId,
    member: MemberId,
    from: Instant,
    to: Instant,
) -> Result<Vec<LocationId>> {
    tx.query(
        "SELECT DISTINCT s.location_id FROM bookings b JOIN class_sessions s ON s.id = b.session_id
          WHERE b.member_id = $1 AND b.status IN ('booked', 'checked_in') AND s.coach_id = $2 AND s.status = 'scheduled'
            AND s.starts_at >= $3 AND s.starts_at < $4",
    )
    .bind(member)
    .bind(coach)
    .bind(from)
    .bind(to)
    .values()
    .await
}
