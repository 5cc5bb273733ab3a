//! What is known of members who may leave: a fixed number of statements, however many members there are. Each can ask for one member.

use crate::{
    accounts::model::Scope,
    members::model::{ContactKind, MemberId, MemberStatus},
    platform::{
        db::{Result, Sql, Tx},
        time::{Day, Instant},
    },
    studio::model::{LocationId, OrgId},
};

/// Who is asked about.
#[derive(Debug, Clone)]
pub struct Whom {
    /// The club.
    pub org: OrgId,
    /// Whom the reader reaches.
    pub scope: Scope,
    /// Only those at home here.
    pub location: Option<LocationId>,
    /// Only this one.
    pub only: Option<MemberId>,
    /// Also those whose membership has ended.
    pub gone: bool,
}

impl Whom {
    fn only(&self, sql: &mut Sql, column: &'static str) {
        if let Some(only) = self.only {
            sql.push(" AND ").push(column).push(" = ").push_bind(only);
        }
    }
}

#[derive(sqlx::FromRow)]
pub struct Person {
    pub id: MemberId,
    pub number: i64,
    pub name: String,
    pub locale: Option<String>,
    pub status: MemberStatus,
    pub joined_on: Day,
    pub created_at: Instant,
    pub home: Option<LocationId>,
    pub location: Option<String>,
    pub phone: Option<String>,
    pub last_visit: Option<Day>,
    pub left_at: Option<Instant>,
}

/// The members, with the day on which each came last and since when they have not been members any more.
pub async fn people(tx: &mut Tx, whom: &Whom) -> Result<Vec<Person>> {
    let mut sql = Sql::new(
        "SELECT m.id, m.number, m.name, m.locale, m.status, m.joined_on, m.created_at, m.home_location_id AS home, o.name AS location, m.phone,
                (SELECT v.day FROM visits v WHERE v.member_id = m.id AND v.undone_at IS NULL ORDER BY v.at DESC LIMIT 1) AS last_visit,
                CASE WHEN m.status <> 'active' THEN coalesce((SELECT e.at FROM erasures e WHERE e.member_id = m.id), (SELECT max(t.at) FROM member_standings t WHERE t.member_id = m.id)) END AS left_at
           FROM members m LEFT JOIN locations o ON o.id = m.home_location_id
          WHERE m.merged_into IS NULL AND m.guest_of IS NULL AND m.org_id = ",
    );
    sql.push_bind(whom.org);
    if let Scope::At(places) = &whom.scope {
        sql.push(" AND (m.home_location_id IS NULL OR m.home_location_id IN ");
        sql.push_list(places.iter().copied()).push(")");
    }
    if let Some(location) = whom.location {
        sql.push(" AND m.home_location_id = ").push_bind(location);
    }
    if !whom.gone {
        sql.push(" AND m.status = 'active'");
    }
    whom.only(&mut sql, "m.id");
    tx.query_text(sql).all().await
}

/// The days from which visits are counted, and before which the last one is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Spans {
    /// Nothing before is looked at.
    pub from: Day,
    /// The last ninety days.
    pub habit: Day,
    /// The last thirty.
    pub month: Day,
    /// The month that is reckoned up.
    pub start: Day,
    /// The one after it.
    pub end: Day,
}

#[derive(sqlx::FromRow)]
pub struct Came {
    pub member_id: MemberId,
    pub habit: i64,
    pub month: i64,
    pub first: Option<Day>,
    pub before_start: Option<Day>,
    pub before_end: Option<Day>,
}

/// How often everybody came.
pub async fn came(tx: &mut Tx, whom: &Whom, spans: Spans) -> Result<Vec<Came>> {
    let mut sql = Sql::new("SELECT v.member_id, count(DISTINCT CASE WHEN v.day >= ");
    sql.push_bind(spans.habit)
        .push(" THEN v.day END) AS habit, count(DISTINCT CASE WHEN v.day >= ")
        .push_bind(spans.month)
        .push(" THEN v.day END) AS month, min(CASE WHEN v.day >= ")
        .push_bind(spans.habit)
        .push(" THEN v.day END) AS first, max(CASE WHEN v.day < ")
        .push_bind(spans.start)
        .push(" THEN v.day END) AS before_start, max(CASE WHEN v.day < ")
        .push_bind(spans.end)
        .push(" THEN v.day END) AS before_end FROM visits v WHERE v.undone_at IS NULL AND v.org_id = ")
        .push_bind(whom.org)
        .push(" AND v.day >= ")
        .push_bind(spans.from);
    whom.only(&mut sql, "v.member_id");
    sql.push(" GROUP BY v.member_id");
    tx.query_text(sql).all().await
}

/// The days on which those came who joined in a span of days, since they did.
pub async fn beginnings(tx: &mut Tx, whom: &Whom, from: Day, to: Day) -> Result<Vec<(MemberId, Day)>> {
    let mut sql = Sql::new(
        "SELECT DISTINCT v.member_id, v.day FROM members m JOIN visits v ON v.member_id = m.id
          WHERE v.undone_at IS NULL AND v.day >= m.joined_on AND m.status = 'active' AND m.org_id = ",
    );
    sql.push_bind(whom.org)
        .push(" AND m.joined_on >= ")
        .push_bind(from)
        .push(" AND m.joined_on <= ")
        .push_bind(to);
    whom.only(&mut sql, "m.id");
    tx.query_text(sql).all().await
}

#[derive(sqlx::FromRow)]
pub struct Held {
    pub member_id: MemberId,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    pub ended_at: Option<Instant>,
    pub used_at: Option<Instant>,
    pub began_on: Option<Day>,
    pub goes_until: Option<Day>,
}

/// The passes that have not ended before a day, each with its membership: since when, and its last day if it was cancelled.
pub async fn held(tx: &mut Tx, whom: &Whom, from: Day) -> Result<Vec<Held>> {
    let mut sql = Sql::new(
        "SELECT p.member_id, p.starts_on, p.ends_on, p.ended_at,
                CASE WHEN l.balance = 0 AND l.held = 0 THEN (SELECT max(e.at) FROM credit_entries e WHERE e.lot_id = l.id) END AS used_at,
                g.started_on AS began_on, g.ends_on AS goes_until
           FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id LEFT JOIN memberships g ON g.id = p.membership_id
          WHERE p.org_id = ",
    );
    sql.push_bind(whom.org)
        .push(" AND (p.ends_on IS NULL OR p.ends_on >= ")
        .push_bind(from)
        .push(")");
    whom.only(&mut sql, "p.member_id");
    tx.query_text(sql).all().await
}

/// Who did not come to the last two classes, of those since a day, that they had a seat in.
pub async fn missed(tx: &mut Tx, whom: &Whom, from: Day, now: Instant) -> Result<Vec<MemberId>> {
    let mut sql = Sql::new(
        "SELECT x.member_id FROM (
             SELECT b.member_id, CASE WHEN b.status = 'checked_in' THEN 0 ELSE 1 END AS missed,
                    row_number() OVER (PARTITION BY b.member_id ORDER BY s.starts_at DESC, b.id DESC) AS nth
               FROM class_sessions s JOIN bookings b ON b.session_id = s.id
              WHERE (b.status IN ('checked_in', 'no_show') OR b.given_away_at IS NOT NULL) AND s.status = 'scheduled' AND s.org_id = ",
    );
    sql.push_bind(whom.org)
        .push(" AND s.day >= ")
        .push_bind(from)
        .push(" AND s.starts_at <= ")
        .push_bind(now);
    whom.only(&mut sql, "b.member_id");
    sql.push(") x WHERE x.nth <= 2 GROUP BY x.member_id HAVING sum(x.missed) = 2");
    tx.query_text(sql).values().await
}

/// Who has a seat in a class ahead, or waits for one.
pub async fn ahead(tx: &mut Tx, whom: &Whom, today: Day, now: Instant) -> Result<Vec<MemberId>> {
    let mut sql = Sql::new("");
    for (i, text) in [
        "SELECT b.member_id FROM class_sessions s JOIN bookings b ON b.session_id = s.id
          WHERE b.status = 'booked' AND s.status = 'scheduled' AND s.org_id = ",
        "SELECT b.member_id FROM class_sessions s JOIN waitlist_entries b ON b.session_id = s.id
          WHERE b.status IN ('waiting', 'offered') AND s.status = 'scheduled' AND s.org_id = ",
    ]
    .into_iter()
    .enumerate()
    {
        if i > 0 {
            sql.push(" UNION ");
        }
        // the club's day may be yesterday's where the place is
        sql.push(text)
            .push_bind(whom.org)
            .push(" AND s.day >= ")
            .push_bind(crate::platform::time::day_plus(today, -1))
            .push(" AND s.starts_at > ")
            .push_bind(now);
        whom.only(&mut sql, "b.member_id");
    }
    tx.query_text(sql).values().await
}

#[derive(sqlx::FromRow)]
pub struct Done {
    pub member_id: MemberId,
    pub kind: ContactKind,
    pub until_on: Option<Day>,
    pub at: Instant,
    pub by: String,
}

/// What was done about them since an instant, the latest first.
pub async fn done(tx: &mut Tx, whom: &Whom, since: Instant) -> Result<Vec<Done>> {
    let mut sql = Sql::new(
        "SELECT c.member_id, c.kind, c.until_on, c.at, a.name AS by FROM member_contacts c JOIN accounts a ON a.id = c.by_account
          WHERE c.undone_at IS NULL AND c.org_id = ",
    );
    sql.push_bind(whom.org).push(" AND c.at >= ").push_bind(since);
    whom.only(&mut sql, "c.member_id");
    sql.push(" ORDER BY c.at DESC, c.id DESC");
    tx.query_text(sql).all().await
}

/// The first day on which somebody came to the club.
pub async fn first_day(tx: &mut Tx, org: OrgId) -> Result<Option<Day>> {
    tx.query("SELECT min(day) FROM visits WHERE org_id = $1 AND undone_at IS NULL")
        .bind(org)
        .value()
        .await
}
