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

pub async fn contacts(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, Option<Day>)> = tx
        .query("SELECT at, kind, until_on FROM member_contacts WHERE member_id = $1 ORDER BY at, id")
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "member_contacts",
        columns: &["at", "kind", "ends_on"],
        rows: rows
            .into_iter()
            .map(|(at, kind, until)| vec![at.iso(), kind, day(until)])
            .collect(),
    })
}

/// What they have signed, each with the text as they read it.
pub async fn signatures(tx: &mut Tx, member: MemberId) -> Result<Part> {
    type Row = (Instant, String, i64, String, String, String, bool, Text);
    let rows: Vec<Row> = tx
        .query(
            "SELECT s.at, v.kind, v.number, s.name, s.signer, s.channel, s.advice, x.body
               FROM paper_signatures s JOIN paper_versions v ON v.id = s.version_id
               LEFT JOIN paper_texts x ON x.version_id = v.id AND x.locale = s.locale
              WHERE s.member_id = $1 ORDER BY s.at, s.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "paper_signatures",
        columns: &["at", "paper", "version", "name", "signer", "via", "advice", "text"],
        rows: rows
            .into_iter()
            .map(|(at, kind, number, name, signer, channel, advice, body)| {
                let said = if advice { "yes" } else { "no" };
                vec![
                    at.iso(),
                    kind,
                    number.to_string(),
                    name,
                    signer,
                    channel,
                    said.to_owned(),
                    text(body),
                ]
            })
            .collect(),
    })
}

pub async fn campaigns(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, Text, String)> = tx
        .query(
            "SELECT c.made_at, r.result, r.why, r.words
               FROM campaign_members r JOIN campaigns c ON c.id = r.campaign_id WHERE r.member_id = $1 ORDER BY c.made_at, c.id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "campaign_members",
        columns: &["at", "result", "reason", "text"],
        rows: rows
            .into_iter()
            .map(|(at, result, why, words)| vec![at.iso(), result, why.unwrap_or_default(), words])
            .collect(),
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

pub async fn memberships(tx: &mut Tx, member: MemberId) -> Result<Part> {
    #[derive(sqlx::FromRow)]
    struct Row {
        name: String,
        started_on: Day,
        ends_on: Option<Day>,
        price: i64,
        currency: String,
        credits: Option<i64>,
        created_at: Instant,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT name, started_on, ends_on, price, currency, credits, created_at FROM memberships WHERE member_id = $1
              ORDER BY created_at, id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "memberships",
        columns: &["name", "starts_on", "ends_on", "price", "credits", "at"],
        rows: rows
            .into_iter()
            .map(|r| {
                vec![
                    r.name,
                    r.started_on.to_string(),
                    day(r.ends_on),
                    Money::new(r.price, &r.currency).text(),
                    r.credits.map(|n| n.to_string()).unwrap_or_default(),
                    r.created_at.iso(),
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
        spot: Option<String>,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT s.starts_at, s.name AS class, o.name AS location, b.status, p.name AS pass, b.credits, b.booked_at, b.cancelled_at,
                    b.checked_in_at, t.name AS spot
               FROM bookings b JOIN class_sessions s ON s.id = b.session_id JOIN locations o ON o.id = s.location_id
               JOIN passes p ON p.id = b.pass_id LEFT JOIN room_spots t ON t.id = b.spot_id
              WHERE b.member_id = $1 ORDER BY s.starts_at, b.id",
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
            "spot",
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
                    r.spot.unwrap_or_default(),
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

/// What was logged of their personal hours, and what was said to it.
pub async fn hours(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, When, When, Text, When, Text)> = tx
        .query(
            "SELECT h.logged_at, s.name, h.confirmed_at, h.disputed_at, h.words, h.settled_at, h.reason
               FROM hour_confirmations h JOIN bookings b ON b.id = h.booking_id JOIN class_sessions s ON s.id = b.session_id
              WHERE b.member_id = $1 ORDER BY h.logged_at, h.booking_id",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "hour_confirmations",
        columns: &[
            "at",
            "class",
            "confirmed_at",
            "disputed_at",
            "words",
            "ended_at",
            "reason",
        ],
        rows: rows
            .into_iter()
            .map(|(at, class, confirmed, disputed, words, settled, reason)| {
                vec![
                    at.iso(),
                    class,
                    when(confirmed),
                    when(disputed),
                    text(words),
                    when(settled),
                    text(reason),
                ]
            })
            .collect(),
    })
}

/// Exceptions that were made of the rules for their bookings.
pub async fn exceptions(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String, String, String)> = tx
        .query(
            "SELECT x.made_at, s.name, x.kind, x.reason FROM booking_exceptions x JOIN bookings b ON b.id = x.booking_id
               JOIN class_sessions s ON s.id = b.session_id WHERE b.member_id = $1 ORDER BY x.made_at, b.id, x.kind",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "booking_exceptions",
        columns: &["at", "class", "kind", "reason"],
        rows: rows
            .into_iter()
            .map(|(at, class, kind, reason)| vec![at.iso(), class, kind, reason])
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

/// What they do not want to be told.
pub async fn notice_choices(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, String)> = tx
        .query("SELECT at, topic FROM notice_choices WHERE member_id = $1 ORDER BY at, topic")
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "notice_choices",
        columns: &["at", "topic"],
        rows: rows.into_iter().map(|(at, topic)| vec![at.iso(), topic]).collect(),
    })
}

/// What stood in the record before another one of the same person was merged into it, as long as that can be undone.
pub async fn merges(tx: &mut Tx, member: MemberId) -> Result<Part> {
    let rows: Vec<(Instant, i64, String, String, String)> = tx
        .query(
            "SELECT x.at, o.number, f.field, f.was, f.became FROM member_merges x JOIN members o ON o.id = x.other
               JOIN member_merge_fields f ON f.merge_id = x.id WHERE x.kept = $1 ORDER BY x.at, f.side, f.field",
        )
        .bind(member)
        .all()
        .await?;
    Ok(Part {
        code: "member_merge_fields",
        columns: &["at", "number", "name", "before", "after"],
        rows: rows
            .into_iter()
            .map(|(at, number, field, was, became)| vec![at.iso(), number.to_string(), field, was, became])
            .collect(),
    })
}
