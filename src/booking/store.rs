use super::{
    model::{BookingId, BookingStatus, EntryId, VisitId},
    rules::OwnClass,
};
use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    plans::model::{LotId, PassId},
    platform::{
        db::{Asked, Result, Tx},
        time::{Day, Instant, Zone},
    },
    schedule::model::SessionId,
    studio::model::{LocationId, OrgId},
};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Booking {
    pub id: BookingId,
    pub session_id: SessionId,
    pub member_id: MemberId,
    pub status: BookingStatus,
    pub lot_id: Option<LotId>,
    pub credits: i64,
    pub free_until: Instant,
}

const BOOKING: &str = "SELECT id, session_id, member_id, status, lot_id, credits, free_until FROM bookings";

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
}

/// Writes a booking with the next statement: a second seat of a member in a class is none.
pub fn add(tx: &mut Tx, new: NewBooking, now: Instant) {
    tx.query(
        "INSERT INTO bookings (id, org_id, session_id, member_id, status, pass_id, lot_id, credits, booked_at, promoted_at, free_until)
         VALUES ($1, $2, $3, $4, 'booked', $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
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
    .later(1);
}

pub async fn one(tx: &mut Tx, org: OrgId, id: BookingId) -> Result<Option<Booking>> {
    tx.query("SELECT id, session_id, member_id, status, lot_id, credits, free_until FROM bookings WHERE id = $2 AND org_id = $1")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

/// The name of the pass that a seat was booked with.
pub async fn pass_of(tx: &mut Tx, booking: BookingId) -> Result<String> {
    tx.query("SELECT p.name FROM bookings b JOIN passes p ON p.id = b.pass_id WHERE b.id = $1")
        .bind(booking)
        .value()
        .await
}

/// Everybody with a seat that is still only booked.
pub async fn still_booked(tx: &mut Tx, session: SessionId) -> Result<Vec<Booking>> {
    let mut sql = crate::platform::db::Sql::new(BOOKING);
    sql.push(" WHERE status = 'booked' AND session_id = ")
        .push_bind(session)
        .push(" ORDER BY id");
    tx.query_text(sql).all().await
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
}

impl From<OwnRow> for OwnClass {
    fn from(row: OwnRow) -> Self {
        let zone = Zone::parse(&row.zone).unwrap_or(Zone(chrono_tz::UTC));
        Self {
            session: row.id,
            name: row.name,
            location: row.location_id,
            place: row.place,
            day: row.day,
            starts: zone.moment(row.starts_at),
            ends: row.ends_at,
        }
    }
}

/// The member's seat in a class, and their seats in other classes that end after an instant.
pub fn own_seats(
    tx: &mut Tx,
    member: MemberId,
    session: SessionId,
    after: Instant,
) -> Asked<(Option<Booking>, Vec<OwnClass>)> {
    tx.query(
        "SELECT s.id, s.name, s.location_id, o.name AS place, o.zone, s.day, s.starts_at, s.ends_at,
                b.id AS booking_id, b.member_id, b.status, b.lot_id, b.credits, b.free_until
           FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN locations o ON o.id = s.location_id
          WHERE b.member_id = $1 AND
                ((s.id = $2 AND b.status IN ('booked', 'checked_in', 'no_show', 'excused')) OR
                 (s.id <> $2 AND b.status IN ('booked', 'checked_in') AND s.status = 'scheduled' AND s.ends_at > $3))
          ORDER BY s.starts_at, s.id",
    )
    .bind(member)
    .bind(session)
    .bind(after)
    .ask::<OwnRow>()
    .map(move |rows| {
        let (here, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.id == session);
        let seat = here.into_iter().next().map(|OwnRow { booking, .. }| Booking {
            id: booking.booking_id,
            session_id: session,
            member_id: booking.member_id,
            status: booking.status,
            lot_id: booking.lot_id,
            credits: booking.credits,
            free_until: booking.free_until,
        });
        (seat, others.into_iter().map(OwnClass::from).collect())
    })
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Waiting {
    pub id: EntryId,
    pub member_id: MemberId,
    pub pass_id: Option<PassId>,
}

/// Who waits for a class, in order.
pub fn waiting(tx: &mut Tx, session: SessionId) -> Asked<Vec<Waiting>> {
    tx.query("SELECT id, member_id, pass_id FROM waitlist_entries WHERE session_id = $1 AND status = 'waiting' ORDER BY joined_at, id")
        .bind(session)
        .ask()
}

pub async fn add_waiting(
    tx: &mut Tx,
    session: SessionId,
    member: MemberId,
    pass: Option<PassId>,
    now: Instant,
) -> Result<()> {
    tx.query("INSERT INTO waitlist_entries (id, session_id, member_id, pass_id, status, joined_at) VALUES ($1, $2, $3, $4, 'waiting', $5)")
        .bind(EntryId::fresh())
        .bind(session)
        .bind(member)
        .bind(pass)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// Ends a place on a waitlist; 0 when it had ended.
pub async fn end_waiting(
    tx: &mut Tx,
    id: EntryId,
    status: &'static str,
    booking: Option<BookingId>,
    why: Option<&str>,
    now: Instant,
) -> Result<u64> {
    tx.query("UPDATE waitlist_entries SET status = $2, booking_id = $3, why = $4, ended_at = $5 WHERE id = $1 AND status = 'waiting'")
        .bind(id)
        .bind(status)
        .bind(booking)
        .bind(why.map(str::to_owned))
        .bind(now)
        .run()
        .await
}

/// Places on other waitlists whose class overlaps a span of time.
pub async fn overlapping_waits(
    tx: &mut Tx,
    member: MemberId,
    starts: Instant,
    ends: Instant,
) -> Result<Vec<(EntryId, SessionId)>> {
    tx.query(
        "SELECT w.id, w.session_id FROM waitlist_entries w JOIN class_sessions s ON s.id = w.session_id
          WHERE w.member_id = $1 AND w.status = 'waiting' AND s.starts_at < $3 AND s.ends_at > $2",
    )
    .bind(member)
    .bind(starts)
    .bind(ends)
    .all()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MineRow {
    pub session_id: SessionId,
    pub id: BookingId,
    pub status: BookingStatus,
    pub free_until: Instant,
    pub starts_at: Instant,
    pub pass: String,
}

/// The member's bookings of classes that start in a span of time; the seat goes before a cancelled booking of the same class.
pub async fn mine(tx: &mut Tx, member: MemberId, from: Instant, to: Instant) -> Result<Vec<MineRow>> {
    tx.query(
        "SELECT b.session_id, b.id, b.status, b.free_until, s.starts_at, p.name AS pass
           FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN passes p ON p.id = b.pass_id
          WHERE b.member_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3
          ORDER BY s.starts_at DESC, b.booked_at DESC, b.id DESC LIMIT 300",
    )
    .bind(member)
    .bind(from)
    .bind(to)
    .all()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PlaceRow {
    pub session_id: SessionId,
    pub place: i64,
}

/// The member's places on waitlists, counted from 1.
pub async fn places(tx: &mut Tx, member: MemberId) -> Result<Vec<PlaceRow>> {
    tx.query(
        "SELECT w.session_id,
                (SELECT count(*) FROM waitlist_entries o WHERE o.session_id = w.session_id AND o.status = 'waiting'
                    AND (o.joined_at < w.joined_at OR (o.joined_at = w.joined_at AND o.id <= w.id))) AS place
           FROM waitlist_entries w WHERE w.member_id = $1 AND w.status = 'waiting'",
    )
    .bind(member)
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
}

/// Who has a seat in a class, by name, and how often they came before.
pub async fn roster(tx: &mut Tx, session: SessionId) -> Result<Vec<RosterRow>> {
    tx.query(
        "SELECT b.id, b.member_id, m.name, b.status, m.birthday, b.checked_in_at,
                (SELECT count(*) FROM (SELECT 1 AS one FROM visits v WHERE v.member_id = b.member_id AND v.undone_at IS NULL
                    AND (v.booking_id IS NULL OR v.booking_id <> b.id) LIMIT 1) AS before) AS earlier
           FROM bookings b JOIN members m ON m.id = b.member_id
          WHERE b.session_id = $1 AND b.status IN ('booked', 'checked_in', 'no_show', 'excused') ORDER BY m.name, b.id",
    )
    .bind(session)
    .all()
    .await
}

pub async fn waiting_names(tx: &mut Tx, session: SessionId) -> Result<Vec<(String,)>> {
    tx.query(
        "SELECT m.name FROM waitlist_entries w JOIN members m ON m.id = w.member_id
          WHERE w.session_id = $1 AND w.status = 'waiting' ORDER BY w.joined_at, w.id",
    )
    .bind(session)
    .all()
    .await
}

pub struct NewVisit {
    pub id: VisitId,
    pub org: OrgId,
    pub location: LocationId,
    pub member: MemberId,
    pub booking: Option<BookingId>,
    pub day: Day,
    pub via: &'static str,
    pub by: Option<AccountId>,
    pub code_step: Option<i64>,
}

/// Notes somebody at the door; 0 when the code's step was used.
pub async fn add_visit(tx: &mut Tx, new: NewVisit, now: Instant) -> Result<u64> {
    tx.query(
        "INSERT INTO visits (id, org_id, location_id, member_id, booking_id, at, day, via, by_account, code_step)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.location)
    .bind(new.member)
    .bind(new.booking)
    .bind(now)
    .bind(new.day)
    .bind(new.via)
    .bind(new.by)
    .bind(new.code_step)
    .run()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Visit {
    pub id: VisitId,
    pub member_id: MemberId,
    pub location_id: LocationId,
    pub booking_id: Option<BookingId>,
    pub at: Instant,
}

pub async fn visit(tx: &mut Tx, org: OrgId, id: VisitId) -> Result<Option<Visit>> {
    tx.query(
        "SELECT id, member_id, location_id, booking_id, at FROM visits WHERE id = $2 AND org_id = $1 AND undone_at IS NULL",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

pub async fn undo_visit(tx: &mut Tx, id: VisitId, now: Instant) -> Result<u64> {
    tx.query("UPDATE visits SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// Gives a visit without a class the class that it was for, and the code that was shown for it.
pub async fn attach(tx: &mut Tx, visit: VisitId, booking: BookingId, code_step: Option<i64>) -> Result<u64> {
    tx.query(
        "UPDATE visits SET booking_id = $2, code_step = coalesce($3, code_step)
          WHERE id = $1 AND booking_id IS NULL AND undone_at IS NULL",
    )
    .bind(visit)
    .bind(booking)
    .bind(code_step)
    .run()
    .await
}

/// Takes back the visit of a booking that the coach made; one that the door made stays, without the class.
pub async fn undo_visit_of(tx: &mut Tx, booking: BookingId, now: Instant) -> Result<u64> {
    tx.query("UPDATE visits SET booking_id = NULL WHERE booking_id = $1 AND via <> 'coach' AND undone_at IS NULL")
        .bind(booking)
        .run()
        .await?;
    tx.query("UPDATE visits SET undone_at = $2 WHERE booking_id = $1 AND undone_at IS NULL")
        .bind(booking)
        .bind(now)
        .run()
        .await
}

#[derive(sqlx::FromRow)]
pub struct UsedCode {
    pub at: Instant,
    pub location: String,
    pub zone: String,
}

/// When and where a code's step was used.
pub async fn used_code(tx: &mut Tx, member: MemberId, step: i64) -> Result<Option<UsedCode>> {
    tx.query(
        "SELECT v.at, o.name AS location, o.zone FROM visits v JOIN locations o ON o.id = v.location_id
          WHERE v.member_id = $1 AND v.code_step = $2",
    )
    .bind(member)
    .bind(step)
    .maybe()
    .await
}

/// The member's latest way through a location's door since an instant.
pub async fn last_visit(tx: &mut Tx, member: MemberId, location: LocationId, since: Instant) -> Result<Option<Visit>> {
    tx.query(
        "SELECT id, member_id, location_id, booking_id, at FROM visits
          WHERE member_id = $1 AND location_id = $2 AND at >= $3 AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1",
    )
    .bind(member)
    .bind(location)
    .bind(since)
    .maybe()
    .await
}

pub async fn visits_since(tx: &mut Tx, member: MemberId, since: Instant) -> Result<i64> {
    tx.query("SELECT count(*) FROM visits WHERE member_id = $1 AND at >= $2 AND undone_at IS NULL")
        .bind(member)
        .bind(since)
        .value()
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
          WHERE b.member_id = $1 AND s.location_id = $2 AND b.status IN ('booked', 'checked_in') AND s.status = 'scheduled'
            AND s.starts_at >= $3 AND s.starts_at < $4 ORDER BY s.starts_at, b.id LIMIT 5",
    )
    .bind(member)
    .bind(location)
    .bind(from)
    .bind(to)
    .all()
    .await
}

#[derive(sqlx::FromRow)]
pub struct VisitRow {
    pub id: VisitId,
    pub member_id: MemberId,
    pub name: String,
    pub at: Instant,
    pub session: Option<String>,
    pub via: String,
}

pub async fn visits(tx: &mut Tx, location: LocationId, since: Instant, limit: i64) -> Result<Vec<VisitRow>> {
    tx.query(
        "SELECT v.id, v.member_id, m.name, v.at, s.name AS session, v.via
           FROM visits v JOIN members m ON m.id = v.member_id
           LEFT JOIN bookings b ON b.id = v.booking_id LEFT JOIN class_sessions s ON s.id = b.session_id
          WHERE v.location_id = $1 AND v.at >= $2 AND v.undone_at IS NULL ORDER BY v.at DESC, v.id DESC LIMIT $3",
    )
    .bind(location)
    .bind(since)
    .bind(limit)
    .all()
    .await
}

pub async fn count_visits(tx: &mut Tx, location: LocationId, since: Instant) -> Result<i64> {
    tx.query("SELECT count(*) FROM visits WHERE location_id = $1 AND at >= $2 AND undone_at IS NULL")
        .bind(location)
        .bind(since)
        .value()
        .await
}

/// Kinds of classes that the member booked most since an instant.
pub async fn favourites(
    tx: &mut Tx,
    member: MemberId,
    since: Instant,
) -> Result<Vec<(crate::schedule::model::ClassTypeId, i64)>> {
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

/// What contradicts itself: an empty list, or something is broken. Each statement gives the session's id.
pub async fn broken(tx: &mut Tx) -> Result<Vec<(&'static str, uuid::Uuid)>> {
    let checks: [(&'static str, &'static str); 6] = [
        (
            "the seats taken are not the bookings that hold one",
            "SELECT s.id FROM class_sessions s WHERE s.status = 'scheduled' AND s.booked <>
               (SELECT count(*) FROM bookings b WHERE b.session_id = s.id AND b.status IN ('booked', 'checked_in', 'no_show', 'excused'))",
        ),
        ("more seats are taken than there are", "SELECT id FROM class_sessions WHERE booked > capacity OR booked < 0"),
        (
            "the number of people who wait is wrong",
            "SELECT s.id FROM class_sessions s WHERE s.waiting <>
               (SELECT count(*) FROM waitlist_entries w WHERE w.session_id = s.id AND w.status = 'waiting')",
        ),
        (
            "somebody has a seat and waits",
            "SELECT w.session_id FROM waitlist_entries w JOIN bookings b ON b.session_id = w.session_id AND b.member_id = w.member_id
              WHERE w.status = 'waiting' AND b.status IN ('booked', 'checked_in', 'no_show', 'excused')",
        ),
        (
            "somebody has more than one seat",
            "SELECT session_id FROM bookings WHERE status IN ('booked', 'checked_in', 'no_show', 'excused')
              GROUP BY session_id, member_id HAVING count(*) > 1",
        ),
        (
            "a booking's promised credits are not in its lot",
            "SELECT l.id FROM credit_lots l
               LEFT JOIN (SELECT b.lot_id, sum(b.credits) AS promised FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                           WHERE b.status = 'booked' AND s.closed_at IS NULL AND b.lot_id IS NOT NULL GROUP BY b.lot_id) p
                 ON p.lot_id = l.id
              WHERE l.held <> coalesce(p.promised, 0)",
        ),
    ];
    let mut found = Vec::new();
    for (what, sql) in checks {
        let rows: Vec<(uuid::Uuid,)> = tx.query(sql).all().await?;
        found.extend(rows.into_iter().map(|(id,)| (what, id)));
    }
    Ok(found)
}

/// Notices in the member's inbox that were not read.
pub async fn unread(tx: &mut Tx, member: MemberId) -> Result<i64> {
    tx.query("SELECT count(*) FROM notices WHERE member_id = $1 AND read_at IS NULL")
        .bind(member)
        .value()
        .await
}

pub async fn birthday(tx: &mut Tx, member: MemberId) -> Result<Option<Day>> {
    tx.query("SELECT birthday FROM members WHERE id = $1")
        .bind(member)
        .value()
        .await
}

/// Credits free on a lot.
pub async fn lot_balance(tx: &mut Tx, lot: LotId) -> Result<i64> {
    tx.query("SELECT balance FROM credit_lots WHERE id = $1")
        .bind(lot)
        .value()
        .await
}

/// Ends every place on a class's waitlist; how many there were.
pub async fn end_all_waiting(tx: &mut Tx, session: SessionId, now: Instant) -> Result<u64> {
    tx.query(
        "UPDATE waitlist_entries SET status = 'closed', ended_at = $2 WHERE session_id = $1 AND status = 'waiting'",
    )
    .bind(session)
    .bind(now)
    .run()
    .await
}
