//! Rows in bulk: a history of half a year is written in seconds only when many rows share a statement.

use crate::{
    accounts::model::AccountId,
    booking::model::{BookingId, BookingStatus},
    members::model::{MemberId, NoteId, TagId},
    plans::model::{LotId, PassId, PassKind, PlanId},
    platform::{
        db::{Result, Sql, Tx},
        time::{Day, Instant},
    },
    schedule::model::SessionId,
    studio::model::{LocationId, OrgId},
};

/// Rows in a statement: the widest table stays below what either database takes as parameters.
const ROWS: usize = 40;

macro_rules! in_bulk {
    ($tx:expr, $rows:expr, $head:literal, |$sql:ident, $row:ident| $values:block) => {{
        for chunk in $rows.chunks(ROWS) {
            let mut $sql = Sql::new($head);
            for (i, $row) in chunk.iter().enumerate() {
                $sql.push(if i > 0 { ", (" } else { "(" });
                $values
                $sql.push(")");
            }
            $tx.query_text($sql).run().await?;
        }
        Ok(())
    }};
}

macro_rules! row {
    ($sql:ident, $($value:expr),+ $(,)?) => {{
        let mut first = true;
        $(
            if !std::mem::take(&mut first) {
                $sql.push(", ");
            }
            $sql.push_bind($value);
        )+
        let _ = first;
    }};
}

pub struct Account {
    pub id: AccountId,
    pub org: OrgId,
    pub email: String,
    pub phone: Option<String>,
    pub name: String,
    pub hash: String,
    pub at: Instant,
}

pub async fn accounts(tx: &mut Tx, rows: &[Account]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO accounts (id, org_id, email, phone, name, password_hash, status, created_at, password_set_at) VALUES ",
        |sql, r| {
            row!(
                sql,
                r.id,
                r.org,
                r.email.clone(),
                r.phone.clone(),
                r.name.clone(),
                r.hash.clone(),
                "active",
                r.at,
                r.at
            );
        }
    )
}

pub struct Member {
    pub id: MemberId,
    pub org: OrgId,
    pub number: i64,
    pub account: Option<AccountId>,
    pub name: String,
    pub search: String,
    pub email: String,
    pub phone: String,
    pub birthday: Day,
    pub gender: Option<&'static str>,
    pub locale: &'static str,
    pub home: LocationId,
    pub status: &'static str,
    pub joined_on: Day,
    pub key: Vec<u8>,
    pub at: Instant,
}

pub async fn members(tx: &mut Tx, rows: &[Member]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO members (id, org_id, number, account_id, name, search, email, phone, birthday, gender, locale, home_location_id, status, joined_on, code_key, source, created_at) VALUES ",
        |sql, r| {
            row!(
                sql,
                r.id,
                r.org,
                r.number,
                r.account,
                r.name.clone(),
                r.search.clone(),
                r.email.clone(),
                r.phone.clone(),
                r.birthday,
                r.gender,
                r.locale,
                r.home,
                r.status,
                r.joined_on,
                r.key.clone(),
                "demo",
                r.at
            );
        }
    )
}

pub struct Pass {
    pub id: PassId,
    pub org: OrgId,
    pub member: MemberId,
    pub plan: PlanId,
    pub kind: PassKind,
    pub name: String,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    pub price: i64,
    pub currency: &'static str,
    pub at: Instant,
    pub ended_at: Option<Instant>,
}

pub async fn passes(tx: &mut Tx, rows: &[Pass]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO passes (id, org_id, member_id, plan_id, kind, name, starts_on, ends_on, categories, price, currency, granted_at, ended_at) VALUES ",
        |sql, r| {
            row!(
                sql,
                r.id,
                r.org,
                r.member,
                r.plan,
                r.kind,
                r.name.clone(),
                r.starts_on,
                r.ends_on,
                "",
                r.price,
                r.currency,
                r.at,
                r.ended_at
            );
        }
    )
}

pub struct Lot {
    pub id: LotId,
    pub pass: PassId,
    pub member: MemberId,
    pub granted: i64,
    pub balance: i64,
    pub held: i64,
    pub at: Instant,
}

pub async fn lots(tx: &mut Tx, rows: &[Lot]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO credit_lots (id, pass_id, member_id, granted, balance, held, at) VALUES ",
        |sql, r| {
            row!(sql, r.id, r.pass, r.member, r.granted, r.balance, r.held, r.at);
        }
    )
}

pub struct Line {
    pub lot: LotId,
    pub kind: &'static str,
    pub balance: i64,
    pub held: i64,
    pub booking: Option<BookingId>,
    pub reason: &'static str,
    pub at: Instant,
}

pub async fn ledger(tx: &mut Tx, rows: &[Line]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO credit_entries (id, lot_id, kind, balance, held, booking_id, reason, at) VALUES ",
        |sql, r| {
            row!(
                sql,
                crate::platform::id::fresh(),
                r.lot,
                r.kind,
                r.balance,
                r.held,
                r.booking,
                r.reason,
                r.at
            );
        }
    )
}

pub struct Booking {
    pub id: BookingId,
    pub org: OrgId,
    pub session: SessionId,
    pub member: MemberId,
    pub status: BookingStatus,
    pub pass: PassId,
    pub lot: Option<LotId>,
    pub credits: i64,
    pub at: Instant,
    pub free_until: Instant,
    pub cancelled_at: Option<Instant>,
    pub checked_in_at: Option<Instant>,
}

pub async fn bookings(tx: &mut Tx, rows: &[Booking]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO bookings (id, org_id, session_id, member_id, status, pass_id, lot_id, credits, booked_at, free_until, cancelled_at, checked_in_at, checked_in_via) VALUES ",
        |sql, r| {
            row!(
                sql,
                r.id,
                r.org,
                r.session,
                r.member,
                r.status,
                r.pass,
                r.lot,
                r.credits,
                r.at,
                r.free_until,
                r.cancelled_at,
                r.checked_in_at,
                r.checked_in_at.map(|_| "code")
            );
        }
    )
}

pub struct Visit {
    pub org: OrgId,
    pub location: LocationId,
    pub member: MemberId,
    pub booking: BookingId,
    pub at: Instant,
    pub day: Day,
}

pub async fn visits(tx: &mut Tx, rows: &[Visit]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO visits (id, org_id, location_id, member_id, booking_id, at, day, via) VALUES ",
        |sql, r| {
            row!(
                sql,
                crate::platform::id::fresh(),
                r.org,
                r.location,
                r.member,
                r.booking,
                r.at,
                r.day,
                "code"
            );
        }
    )
}

pub struct Waiting {
    pub session: SessionId,
    pub member: MemberId,
    pub at: Instant,
}

pub async fn waiting(tx: &mut Tx, rows: &[Waiting]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO waitlist_entries (id, session_id, member_id, status, joined_at) VALUES ",
        |sql, r| {
            row!(sql, crate::platform::id::fresh(), r.session, r.member, "waiting", r.at);
        }
    )
}

/// What a session's counts and marks become.
pub struct Filled {
    pub id: SessionId,
    pub booked: i64,
    pub waiting: i64,
    pub attendance_at: Option<Instant>,
    pub closed_at: Option<Instant>,
}

pub async fn filled(tx: &mut Tx, rows: &[Filled]) -> Result<()> {
    for r in rows {
        tx.query(
            "UPDATE class_sessions SET booked = $2, waiting = $3, attendance_at = $4, closed_at = $5 WHERE id = $1",
        )
        .bind(r.id)
        .bind(r.booked)
        .bind(r.waiting)
        .bind(r.attendance_at)
        .bind(r.closed_at)
        .run()
        .await?;
    }
    Ok(())
}

pub async fn set_lot(tx: &mut Tx, lot: LotId, balance: i64, held: i64) -> Result<()> {
    tx.query("UPDATE credit_lots SET balance = $2, held = $3 WHERE id = $1")
        .bind(lot)
        .bind(balance)
        .bind(held)
        .run()
        .await?;
    Ok(())
}

pub struct Details {
    pub member: MemberId,
    pub goals: String,
    pub interests: String,
    pub times: String,
    pub level: &'static str,
    pub emergency: Option<String>,
    pub at: Instant,
}

pub async fn details(tx: &mut Tx, rows: &[Details]) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO member_details (member_id, goals, goal_words, interests, times, level, address, emergency_name, emergency_phone,
                                     emergency_relation, changed_at, confirmed_at) VALUES ",
        |sql, r| {
            let (name, relation) = match r.emergency {
                Some(_) => ("Robin", "Partner"),
                None => ("", ""),
            };
            row!(
                sql,
                r.member,
                r.goals.clone(),
                "",
                r.interests.clone(),
                r.times.clone(),
                r.level,
                "",
                name,
                r.emergency.clone().unwrap_or_default(),
                relation,
                r.at,
                r.at
            );
        }
    )
}

pub async fn tags(tx: &mut Tx, org: OrgId, rows: &[(TagId, &'static str, String)], now: Instant) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO tags (id, org_id, name, folded, made_at) VALUES ",
        |sql, r| {
            row!(sql, r.0, org, r.1, r.2.clone(), now);
        }
    )
}

pub async fn member_tags(tx: &mut Tx, rows: &[(MemberId, TagId)], by: AccountId, now: Instant) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO member_tags (member_id, tag_id, by_account, at) VALUES ",
        |sql, r| {
            row!(sql, r.0, r.1, by, now);
        }
    )
}

pub struct Note {
    pub member: MemberId,
    pub body: &'static str,
    pub alert: bool,
    pub at: Instant,
}

pub async fn notes(tx: &mut Tx, rows: &[Note], by: AccountId) -> Result<()> {
    in_bulk!(
        tx,
        rows,
        "INSERT INTO member_notes (id, member_id, body, pinned, alert, by_account, at) VALUES ",
        |sql, r| {
            row!(sql, NoteId::fresh(), r.member, r.body, false, r.alert, by, r.at);
        }
    )
}

/// Somebody who works at the desk.
pub async fn somebody_at_work(tx: &mut Tx) -> Result<Option<AccountId>> {
    tx.query("SELECT account_id FROM role_grants WHERE role = 'front_desk' ORDER BY granted_at, id LIMIT 1")
        .maybe_value()
        .await
}

/// Everybody in a class whose members choose their spot has one, scattered over the room.
pub async fn spots(tx: &mut Tx) -> Result<u64> {
    tx.query(
        "UPDATE bookings SET spot_id = x.spot FROM (
           SELECT r.id, p.id AS spot FROM
             (SELECT b.id, s.room_id, row_number() OVER (PARTITION BY b.session_id ORDER BY b.id) AS n
                FROM bookings b JOIN class_sessions s ON s.id = b.session_id
               WHERE s.choose_spots AND b.status IN ('booked', 'checked_in', 'no_show', 'excused')) r
             JOIN (SELECT id, room_id, row_number() OVER (PARTITION BY room_id ORDER BY (line * 7 + place * 5) % 11, line, place) AS n
                     FROM room_spots WHERE removed_at IS NULL AND out_at IS NULL) p
               ON p.room_id = r.room_id AND p.n = r.n) x
          WHERE bookings.id = x.id",
    )
    .run()
    .await
}
