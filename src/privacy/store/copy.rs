//! Everything that the house knows of one member, area by area, for the copy that they may ask for. Each statement asks for one member,
//! and for nothing of others but the names of classes, places and of who looked at their health notes.

use crate::{
    accounts::model::AccountId,
    members::model::MemberId,
    platform::{
        db::{Result, Tx},
        money::Money,
        time::{Day, Instant},
    },
};

/// An area: a table of texts.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name in files; the table that most of it comes from.
    pub code: &'static str,
    /// The columns' names in files.
    pub columns: &'static [&'static str],
    /// The rows, as long as the columns.
    pub rows: Vec<Vec<String>>,
}

type Text = Option<String>;
type When = Option<Instant>;

fn text(value: Text) -> String {
    value.unwrap_or_default()
}

fn when(value: When) -> String {
    value.map(Instant::iso).unwrap_or_default()
}

fn day(value: Option<Day>) -> String {
    value.map(|day| day.to_string()).unwrap_or_default()
}

pub async fn profile(tx: &mut Tx, member: MemberId) -> Result<Part> {
    #[derive(sqlx::FromRow)]
    struct Row {
        number: i64,
        name: String,
        email: Text,
        phone: Text,
        birthday: Option<Day>,
        gender: Text,
        locale: Text,
        location: Text,
        status: String,
        joined_on: Day,
        source: String,
        external_id: Text,
        household_role: Text,
        lets_book: bool,
        note: Text,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT m.number, m.name, m.email, m.phone, m.birthday, m.gender, m.locale, o.name AS location, m.status, m.joined_on,
                    m.source, m.external_id, m.household_role, m.lets_book, m.note
               FROM members m LEFT JOIN locations o ON o.id = m.home_location_id WHERE m.id = $1",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "members",
        columns: &[
            "number",
            "name",
            "email",
            "phone",
            "birthday",
            "gender",
            "language",
            "location",
            "status",
            "joined_on",
            "source",
            "external_id",
            "household_role",
            "lets_book",
            "note",
        ],
        rows: rows
            .into_iter()
            .map(|r| {
                vec![
                    r.number.to_string(),
                    r.name,
                    text(r.email),
                    text(r.phone),
                    day(r.birthday),
                    text(r.gender),
                    text(r.locale),
                    text(r.location),
                    r.status,
                    r.joined_on.to_string(),
                    r.source,
                    text(r.external_id),
                    text(r.household_role),
                    r.lets_book.to_string(),
                    text(r.note),
                ]
            })
            .collect(),
    })
}

pub async fn details(tx: &mut Tx, member: MemberId) -> Result<Part> {
    #[derive(sqlx::FromRow)]
    struct Row {
        goals: String,
        goal_words: String,
        interests: String,
        times: String,
        level: Text,
        address: String,
        emergency_name: String,
        emergency_phone: String,
        emergency_relation: String,
        changed_at: When,
        confirmed_at: When,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT goals, goal_words, interests, times, level, address, emergency_name, emergency_phone, emergency_relation, changed_at,
                    confirmed_at FROM member_details WHERE member_id = $1",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "member_details",
        columns: &[
            "goals",
            "goal_words",
            "interests",
            "times",
            "level",
            "home_address",
            "emergency_name",
            "emergency_phone",
            "emergency_relation",
            "changed_at",
            "confirmed_at",
        ],
        rows: rows
            .into_iter()
            .map(|r| {
                vec![
                    r.goals,
                    r.goal_words,
                    r.interests,
                    r.times,
                    text(r.level),
                    r.address,
                    r.emergency_name,
                    r.emergency_phone,
                    r.emergency_relation,
                    when(r.changed_at),
                    when(r.confirmed_at),
                ]
            })
            .collect(),
    })
}

pub async fn tags(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String)> = tx
        .query(
            "SELECT mt.at, g.name FROM member_tags mt JOIN tags g ON g.id = mt.tag_id WHERE mt.member_id = $1 ORDER BY mt.at, g.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "member_tags",
        columns: &["at", "name"],
        rows: rows.into_iter().map(|(at, name)| vec![at.iso(), name]).collect(),
    })
}

pub async fn staff_notes(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String)> = tx
        .query("SELECT at, body FROM member_notes WHERE member_id = $1 ORDER BY at, id")
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "member_notes",
        columns: &["at", "note"],
        rows: rows.into_iter().map(|(at, body)| vec![at.iso(), body]).collect(),
    })
}

pub async fn account(tx: &mut Tx, account: AccountId) -> Result<Part> {
    let rows: Vec<(Text, Text, String, Instant)> = tx
        .query("SELECT email, phone, name, created_at FROM accounts WHERE id = $1")
        .bind(account)
        .all()
        .await?;
    Ok(Part {
        code: "accounts",
        columns: &["email", "phone", "name", "since"],
        rows: rows
            .into_iter()
            .map(|(email, phone, name, since)| vec![text(email), text(phone), name, since.iso()])
            .collect(),
    })
}

pub async fn devices(tx: &mut Tx, account: AccountId) -> Result<Part> {
    let rows: Vec<(String, String, Instant, Instant, When)> = tx
        .query(
            "SELECT device, address, created_at, seen_at, ended_at FROM account_sessions WHERE account_id = $1 ORDER BY created_at, id",
        )
        .bind(account)
        .all()
        .await?;
    Ok(Part {
        code: "account_sessions",
        columns: &["device", "address", "since", "seen_at", "ended_at"],
        rows: rows
            .into_iter()
            .map(|(device, address, since, seen, ended)| vec![device, address, since.iso(), seen.iso(), when(ended)])
            .collect(),
    })
}

/// What a list that was taken in said of them, as long as it is kept.
pub async fn import_rows(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, String, String)> = tx
        .query(
            "SELECT u.created_at, u.file_name, r.name, r.outcome, r.said
               FROM members m JOIN import_rows r ON r.number = m.number
               JOIN import_uploads u ON u.id = r.upload_id AND u.org_id = m.org_id
              WHERE m.id = $1 ORDER BY u.created_at, r.nth",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "import_rows",
        columns: &["at", "source", "name", "kind", "content"],
        rows: rows
            .into_iter()
            .map(|(at, file, name, outcome, said)| vec![at.iso(), file, name, outcome, said])
            .collect(),
    })
}

pub async fn standings(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, String)> = tx
        .query("SELECT at, before, after, reason FROM member_standings WHERE member_id = $1 ORDER BY at, id")
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "member_standings",
        columns: &["at", "before", "after", "reason"],
        rows: rows
            .into_iter()
            .map(|(at, before, after, reason)| vec![at.iso(), before, after, reason])
            .collect(),
    })
}

pub async fn passes(tx: &mut Tx, member: MemberId) -> Result<Part> {
    #[derive(sqlx::FromRow)]
    struct Row {
        name: String,
        kind: String,
        starts_on: Day,
        ends_on: Option<Day>,
        price: i64,
        currency: String,
        balance: Option<i64>,
        granted_at: Instant,
        ended_at: When,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT p.name, p.kind, p.starts_on, p.ends_on, p.price, p.currency, l.balance, p.granted_at, p.ended_at
               FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id WHERE p.member_id = $1 ORDER BY p.granted_at, p.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "passes",
        columns: &[
            "name",
            "kind",
            "starts_on",
            "ends_on",
            "price",
            "credits",
            "at",
            "ended_at",
        ],
        rows: rows
            .into_iter()
            .map(|r| {
                vec![
                    r.name,
                    r.kind,
                    r.starts_on.to_string(),
                    day(r.ends_on),
                    Money::new(r.price, &r.currency).text(),
                    r.balance.map(|n| n.to_string()).unwrap_or_default(),
                    r.granted_at.iso(),
                    when(r.ended_at),
                ]
            })
            .collect(),
    })
}

pub async fn credits(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, i64, i64, String)> = tx
        .query(
            "SELECT e.at, p.name, e.kind, e.balance, e.held, e.reason FROM credit_lots l JOIN passes p ON p.id = l.pass_id
               JOIN credit_entries e ON e.lot_id = l.id WHERE p.member_id = $1 ORDER BY e.at, e.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "credit_entries",
        columns: &["at", "pass", "kind", "balance", "held", "reason"],
        rows: rows
            .into_iter()
            .map(|(at, pass, kind, balance, held, reason)| {
                vec![at.iso(), pass, kind, balance.to_string(), held.to_string(), reason]
            })
            .collect(),
    })
}

pub async fn bookings(tx: &mut Tx, member: MemberId) -> Result<Part> {
    #[derive(sqlx::FromRow)]
    struct Row {
        starts_at: Instant,
        class: String,
        location: String,
        status: String,
        pass: String,
        credits: i64,
        booked_at: Instant,
        cancelled_at: When,
        checked_in_at: When,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT s.starts_at, s.name AS class, o.name AS location, b.status, p.name AS pass, b.credits, b.booked_at, b.cancelled_at,
                    b.checked_in_at
               FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN locations o ON o.id = s.location_id
               JOIN passes p ON p.id = b.pass_id WHERE b.member_id = $1 ORDER BY s.starts_at, b.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "bookings",
        columns: &[
            "starts_at",
            "class",
            "location",
            "status",
            "pass",
            "credits",
            "booked_at",
            "cancelled_at",
            "checked_in_at",
        ],
        rows: rows
            .into_iter()
            .map(|r| {
                vec![
                    r.starts_at.iso(),
                    r.class,
                    r.location,
                    r.status,
                    r.pass,
                    r.credits.to_string(),
                    r.booked_at.iso(),
                    when(r.cancelled_at),
                    when(r.checked_in_at),
                ]
            })
            .collect(),
    })
}

pub async fn waits(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, Instant, When)> = tx
        .query(
            "SELECT s.starts_at, s.name, w.status, w.joined_at, w.ended_at FROM waitlist_entries w
               JOIN class_sessions s ON s.id = w.session_id WHERE w.member_id = $1 ORDER BY w.joined_at, w.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "waitlist_entries",
        columns: &["starts_at", "class", "status", "booked_at", "ended_at"],
        rows: rows
            .into_iter()
            .map(|(starts, class, status, joined, ended)| vec![starts.iso(), class, status, joined.iso(), when(ended)])
            .collect(),
    })
}

pub async fn visits(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, When)> = tx
        .query(
            "SELECT v.at, o.name, v.via, v.undone_at FROM visits v JOIN locations o ON o.id = v.location_id
              WHERE v.member_id = $1 ORDER BY v.at, v.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "visits",
        columns: &["at", "location", "via", "ended_at"],
        rows: rows
            .into_iter()
            .map(|(at, location, via, undone)| vec![at.iso(), location, via, when(undone)])
            .collect(),
    })
}

pub async fn strikes(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, i64, When, Text)> = tx
        .query(
            "SELECT k.at, s.name, k.kind, k.points, k.forgiven_at, k.forgiven_why FROM strikes k JOIN bookings b ON b.id = k.booking_id
               JOIN class_sessions s ON s.id = b.session_id WHERE k.member_id = $1 ORDER BY k.at, k.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "strikes",
        columns: &["at", "class", "kind", "points", "ended_at", "reason"],
        rows: rows
            .into_iter()
            .map(|(at, class, kind, points, ended, why)| {
                vec![at.iso(), class, kind, points.to_string(), when(ended), text(why)]
            })
            .collect(),
    })
}

pub async fn notices(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, When)> = tx
        .query("SELECT at, kind, payload, read_at FROM notices WHERE member_id = $1 ORDER BY at, id")
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "notices",
        columns: &["at", "kind", "content", "read_at"],
        rows: rows
            .into_iter()
            .map(|(at, kind, payload, read)| vec![at.iso(), kind, payload, when(read)])
            .collect(),
    })
}
