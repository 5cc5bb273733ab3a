use super::{
    merge_store,
    model::{
        ARCHIVED, AgeGroup, Gender, Goal, Hits, ImportId, Level, MEMBERS_A_PAGE, MemberCard, MemberFilter, MemberId,
        MemberRow, MemberStatus, PASS_ENDS_SOON, Profile, Standing, StandingId, TagId,
    },
    rules,
};
use crate::{
    accounts::model::{AccountId, Scope},
    platform::{
        db::{Asked, Result, Sql, Tx},
        time::{Day, Instant, Span, day_plus},
    },
    studio::model::{LocationId, OrgId},
};

/// Everything that is written of a new member.
#[derive(Debug, Clone)]
pub struct NewMember {
    pub id: MemberId,
    pub org: OrgId,
    pub number: i64,
    pub account: Option<AccountId>,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub birthday: Option<Day>,
    pub gender: Option<Gender>,
    pub locale: Option<String>,
    pub home_location: Option<LocationId>,
    pub status: MemberStatus,
    pub joined_on: Day,
    pub code_key: Vec<u8>,
    pub source: String,
    pub external_id: Option<String>,
    pub note: Option<String>,
    pub import: Option<ImportId>,
}

pub async fn add(tx: &mut Tx, new: NewMember, now: Instant) -> Result<()> {
    let search = rules::haystack(&new.name, new.number, new.email.as_deref(), new.phone.as_deref());
    tx.query(
        "INSERT INTO members (id, org_id, number, account_id, name, search, email, phone, birthday, gender, locale, home_location_id,
                              status, joined_on, code_key, source, external_id, note, import_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.number)
    .bind(new.account)
    .bind(new.name)
    .bind(search)
    .bind(new.email)
    .bind(new.phone)
    .bind(new.birthday)
    .bind(new.gender)
    .bind(new.locale)
    .bind(new.home_location)
    .bind(new.status)
    .bind(new.joined_on)
    .bind(new.code_key)
    .bind(new.source)
    .bind(new.external_id)
    .bind(new.note)
    .bind(new.import)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub async fn card(tx: &mut Tx, org: OrgId, id: MemberId) -> Result<Option<MemberCard>> {
    tx.query("SELECT id, number, name, status, joined_on, home_location_id, household_id, guest_of, EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = members.org_id) AS papers FROM members WHERE id = $2 AND org_id = $1 AND merged_into IS NULL")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

/// The same, and nobody else books, waits or comes in for this member until the transaction ends.
pub fn lock(tx: &mut Tx, org: OrgId, id: MemberId) -> Asked<Option<MemberCard>> {
    tx.query_for(
        "SELECT id, number, name, status, joined_on, home_location_id, household_id, guest_of, EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = members.org_id) AS papers FROM members WHERE id = $2 AND org_id = $1 AND merged_into IS NULL",
        "SELECT id, number, name, status, joined_on, home_location_id, household_id, guest_of, EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = members.org_id) AS papers FROM members WHERE id = $2 AND org_id = $1 AND merged_into IS NULL FOR NO KEY UPDATE",
    )
    .bind(org)
    .bind(id)
    .ask_maybe()
}

/// The same of any record, also of one that leads elsewhere.
pub async fn hold(tx: &mut Tx, org: OrgId, id: MemberId) -> Result<Option<(MemberId,)>> {
    tx.query_for(
        "SELECT id FROM members WHERE id = $2 AND org_id = $1",
        "SELECT id FROM members WHERE id = $2 AND org_id = $1 FOR NO KEY UPDATE",
    )
    .bind(org)
    .bind(id)
    .maybe()
    .await
}

pub async fn profile(tx: &mut Tx, id: MemberId) -> Result<Option<Profile>> {
    tx.query(
        "SELECT id, number, name, email, phone, birthday, gender, locale, home_location_id, status, joined_on
           FROM members WHERE id = $1",
    )
    .bind(id)
    .maybe()
    .await
}

pub async fn code_key(tx: &mut Tx, org: OrgId, id: MemberId) -> Result<Option<Vec<u8>>> {
    tx.query("SELECT code_key FROM members WHERE id = $2 AND org_id = $1 AND merged_into IS NULL")
        .bind(org)
        .bind(id)
        .maybe_value()
        .await
}

#[expect(clippy::too_many_arguments, reason = "one row with as many columns")]
pub async fn change(
    tx: &mut Tx,
    id: MemberId,
    name: &str,
    email: Option<String>,
    phone: Option<String>,
    birthday: Option<Day>,
    gender: Option<Gender>,
    locale: Option<String>,
    home: Option<LocationId>,
    number: i64,
) -> Result<u64> {
    let mut search = rules::haystack(name, number, email.as_deref(), phone.as_deref());
    // by the numbers of the records that were merged into this one, too
    search.push_str(&merge_store::other_numbers(tx, id).await?);
    tx.query(
        "UPDATE members SET name = $2, search = $3, email = $4, phone = $5, birthday = $6, gender = $9, locale = $7, home_location_id = $8 WHERE id = $1",
    )
    .bind(id)
    .bind(name.to_owned())
    .bind(search)
    .bind(email)
    .bind(phone)
    .bind(birthday)
    .bind(locale)
    .bind(home)
    .bind(gender)
    .run()
    .await
}

pub(super) fn in_scope(sql: &mut Sql, scope: &Scope) {
    if let Scope::At(places) = scope {
        sql.push(" AND (m.home_location_id IS NULL OR m.home_location_id IN ");
        sql.push_list(places.iter().copied());
        sql.push(")");
    }
}

/// Whoever has a class so near in time may stand at the desk of its location.
const VISITING: Span = Span::hours(12);

/// Those of one's own places, and whoever has a seat there about now: visitors stand at the desk like everybody else.
fn in_sight(sql: &mut Sql, scope: &Scope, now: Instant) {
    let Scope::At(places) = scope else { return };
    sql.push(" AND (m.home_location_id IS NULL OR m.home_location_id IN ");
    sql.push_list(places.iter().copied());
    sql.push(
        " OR m.id IN (SELECT b.member_id FROM class_sessions s JOIN bookings b ON b.session_id = s.id
                       WHERE b.status IN ('booked', 'checked_in') AND s.location_id IN ",
    );
    sql.push_list(places.iter().copied());
    sql.push(" AND s.starts_at >= ").push_bind(now - VISITING);
    sql.push(" AND s.starts_at < ").push_bind(now + VISITING);
    sql.push("))");
}

/// Whether somebody has come to one of these places, or has ever had a seat there.
pub async fn came_to(tx: &mut Tx, places: &[LocationId], id: MemberId) -> Result<bool> {
    let mut sql = Sql::new("SELECT count(*) FROM members m WHERE m.id = ");
    sql.push_bind(id);
    sql.push(
        " AND (EXISTS (SELECT 1 FROM visits v WHERE v.member_id = m.id AND v.undone_at IS NULL AND v.location_id IN ",
    );
    sql.push_list(places.iter().copied());
    sql.push(
        ") OR EXISTS (SELECT 1 FROM bookings b JOIN class_sessions s ON s.id = b.session_id
                       WHERE b.member_id = m.id AND b.status NOT IN ('early_cancelled', 'class_cancelled') AND s.location_id IN ",
    );
    sql.push_list(places.iter().copied());
    sql.push("))");
    let found: i64 = tx.query_text(sql).value().await?;
    Ok(found > 0)
}

fn words(sql: &mut Sql, query: &str) {
    for pattern in rules::patterns(query) {
        sql.push(" AND m.search LIKE ");
        sql.push_bind(pattern);
        sql.push(" ESCAPE '\\'");
    }
}

/// The first few that fit, for the desk's one box, and how many fit in all: first the member number, then whole words, then
/// words that begin so.
pub async fn find(tx: &mut Tx, org: OrgId, scope: &Scope, query: &str, now: Instant, limit: i64) -> Result<Hits> {
    let mut sql = Sql::new(
        "SELECT count(*) FROM members m WHERE m.archived_at IS NULL AND m.merged_into IS NULL AND m.org_id = ",
    );
    sql.push_bind(org);
    in_sight(&mut sql, scope, now);
    words(&mut sql, query);
    let total = tx.query_text(sql).value().await?;

    let mut sql = Sql::new(
        "SELECT m.id, m.number, m.name, m.status, m.joined_on, m.home_location_id, m.household_id, m.guest_of,
                EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = m.org_id) AS papers,
                substr(m.phone, length(m.phone) - 3) AS phone_end FROM members m WHERE m.archived_at IS NULL AND m.merged_into IS NULL AND m.org_id = ",
    );
    sql.push_bind(org);
    in_sight(&mut sql, scope, now);
    words(&mut sql, query);
    likeliest_first(&mut sql, query);
    sql.push(", CASE WHEN m.status = 'active' THEN 0 ELSE 1 END, m.name, m.id LIMIT ");
    sql.push_bind(limit);
    let first = tx.query_text(sql).all().await?;
    Ok(Hits { first, total })
}

fn likeliest_first(sql: &mut Sql, query: &str) {
    sql.push(" ORDER BY CASE WHEN m.number = ");
    sql.push_bind(rules::number(query).unwrap_or(0));
    sql.push(" THEN 0");
    for (patterns, place) in [(rules::whole(query), " THEN 1"), (rules::beginnings(query), " THEN 2")] {
        sql.push(" WHEN 1 = 1");
        for pattern in patterns {
            sql.push(" AND m.search LIKE ");
            sql.push_bind(pattern);
            sql.push(" ESCAPE '\\'");
        }
        sql.push(place);
    }
    sql.push(" ELSE 3 END");
}

/// From whom on: the members that a list shows, as `m`.
pub(super) fn filter(sql: &mut Sql, org: OrgId, scope: &Scope, filter: &MemberFilter, today: Day, now: Instant) {
    sql.push(" FROM members m LEFT JOIN locations o ON o.id = m.home_location_id WHERE m.org_id = ");
    sql.push_bind(org);
    in_scope(sql, scope);
    words(sql, &filter.q);
    // whoever is in the archive is there for those who ask for it
    sql.push(if filter.status == ARCHIVED {
        " AND m.archived_at IS NOT NULL AND m.merged_into IS NULL"
    } else {
        " AND m.archived_at IS NULL AND m.merged_into IS NULL"
    });
    if let Some(status) = MemberStatus::ALL.into_iter().find(|s| s.code() == filter.status) {
        sql.push(" AND m.status = ");
        sql.push_bind(status);
    }
    if let Ok(location) = filter.location.parse::<LocationId>() {
        sql.push(" AND m.home_location_id = ");
        sql.push_bind(location);
    }
    if let Ok(tag) = filter.tag.parse::<TagId>() {
        sql.push(" AND EXISTS (SELECT 1 FROM member_tags mt WHERE mt.member_id = m.id AND mt.tag_id = ");
        sql.push_bind(tag).push(")");
    }
    if filter.away > 0 {
        sql.push(
            " AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.member_id = m.id AND v.undone_at IS NULL AND v.at >= ",
        );
        sql.push_bind(now - Span::hours(24 * filter.away.min(3650)));
        sql.push(")");
    }
    if let Some(level) = Level::from_code(&filter.level) {
        sql.push(" AND EXISTS (SELECT 1 FROM member_details d WHERE d.member_id = m.id AND d.level = ");
        sql.push_bind(level.code()).push(")");
    }
    if let Some(goal) = Goal::from_code(&filter.goal) {
        sql.push(
            " AND EXISTS (SELECT 1 FROM member_details d WHERE d.member_id = m.id AND ',' || d.goals || ',' LIKE ",
        );
        sql.push_bind(format!("%,{},%", goal.code())).push(")");
    }
    if let Some(age) = AgeGroup::from_code(&filter.age) {
        let (first, last) = age.born(today);
        sql.push(" AND m.birthday <= ").push_bind(last);
        if let Some(first) = first {
            sql.push(" AND m.birthday >= ").push_bind(first);
        }
    }
    if let Some(gender) = Gender::from_code(&filter.gender) {
        sql.push(" AND m.gender = ").push_bind(gender);
    }
    match filter.pass.as_str() {
        "with" => {
            sql.push(" AND EXISTS (");
            live_pass(sql, "1", today);
            sql.push(")");
        }
        "without" => {
            sql.push(" AND NOT EXISTS (");
            live_pass(sql, "1", today);
            sql.push(")");
        }
        // The last pass counts: whoever has another one after it loses nothing.
        "ending" => {
            let last = day_plus(today, PASS_ENDS_SOON);
            sql.push(
                " AND EXISTS (SELECT 1 FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id
                   WHERE p.member_id = m.id AND p.ended_at IS NULL AND (l.balance IS NULL OR l.balance > 0) AND p.ends_on >= ",
            );
            sql.push_bind(today).push(" AND p.ends_on <= ").push_bind(last);
            sql.push(
                ") AND NOT EXISTS (SELECT 1 FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id
                   WHERE p.member_id = m.id AND p.ended_at IS NULL AND (l.balance IS NULL OR l.balance > 0)
                     AND (p.ends_on IS NULL OR p.ends_on > ",
            );
            sql.push_bind(last).push("))");
        }
        _ => {}
    }
}

/// A sub-select over the member's passes that can be used today.
fn live_pass(sql: &mut Sql, what: &'static str, today: Day) {
    sql.push("SELECT ");
    sql.push(what);
    sql.push(" FROM passes p LEFT JOIN credit_lots l ON l.pass_id = p.id WHERE p.member_id = m.id AND p.ended_at IS NULL AND p.starts_on <= ");
    sql.push_bind(today);
    sql.push(" AND (p.ends_on IS NULL OR p.ends_on >= ");
    sql.push_bind(today);
    sql.push(") AND (l.balance IS NULL OR l.balance > 0)");
}

/// What stands in a line of the list.
fn row(sql: &mut Sql, today: Day) {
    sql.push(
        "m.id, m.number, m.name, m.email, m.phone, m.status, m.joined_on, m.locale, o.name AS location,
         (SELECT string_agg(g.name, ', ' ORDER BY g.folded) FROM member_tags mt JOIN tags g ON g.id = mt.tag_id WHERE mt.member_id = m.id) AS tags, (",
    );
    live_pass(sql, "p.name", today);
    sql.push(" ORDER BY p.ends_on IS NULL, p.ends_on, p.id LIMIT 1) AS pass, (");
    live_pass(sql, "p.ends_on", today);
    sql.push(" ORDER BY p.ends_on IS NULL, p.ends_on, p.id LIMIT 1) AS pass_ends, ");
    sql.push(LAST_VISIT).push(" AS last_visit");
}

const LAST_VISIT: &str = "(SELECT max(v.at) FROM visits v WHERE v.member_id = m.id AND v.undone_at IS NULL)";

fn order(sql: &mut Sql, wanted: &MemberFilter) {
    // Empty values last in either direction, the same in both databases.
    sql.push(match wanted.sort.as_str() {
        "-name" => " ORDER BY m.name DESC, m.id DESC",
        "number" => " ORDER BY m.number",
        "-number" => " ORDER BY m.number DESC",
        "joined" => " ORDER BY m.joined_on, m.id",
        "-joined" => " ORDER BY m.joined_on DESC, m.id DESC",
        "visit" => " ORDER BY last_visit NULLS LAST, m.id",
        "-visit" => " ORDER BY last_visit DESC NULLS LAST, m.id",
        "pass" => " ORDER BY pass_ends NULLS LAST, m.id",
        "-pass" => " ORDER BY pass_ends DESC NULLS LAST, m.id",
        // Without an order asked for, what was searched for decides.
        "" if !wanted.q.trim().is_empty() => "",
        _ => " ORDER BY m.name, m.id",
    });
    if wanted.sort.is_empty() && !wanted.q.trim().is_empty() {
        likeliest_first(sql, &wanted.q);
        sql.push(", m.name, m.id");
    }
}

/// Those on a list, in its order: all of them, or so many from a place on.
pub async fn listed(
    tx: &mut Tx,
    org: OrgId,
    scope: &Scope,
    wanted: &MemberFilter,
    (today, now): (Day, Instant),
    part: Option<(i64, i64)>,
) -> Result<Vec<MemberId>> {
    let mut sql = Sql::new("SELECT m.id");
    if wanted.sort.ends_with("visit") {
        sql.push(", ").push(LAST_VISIT).push(" AS last_visit");
    }
    if wanted.sort.ends_with("pass") {
        sql.push(", (");
        live_pass(&mut sql, "p.ends_on", today);
        sql.push(" ORDER BY p.ends_on IS NULL, p.ends_on, p.id LIMIT 1) AS pass_ends");
    }
    filter(&mut sql, org, scope, wanted, today, now);
    order(&mut sql, wanted);
    if let Some((limit, offset)) = part {
        sql.push(" LIMIT ").push_bind(limit).push(" OFFSET ").push_bind(offset);
    }
    tx.query_text(sql).values().await
}

/// The lines of some of them, in no order; whoever is out of reach by now is left out.
pub async fn lines(tx: &mut Tx, org: OrgId, scope: &Scope, some: &[MemberId], today: Day) -> Result<Vec<MemberRow>> {
    let mut sql = Sql::new("SELECT ");
    row(&mut sql, today);
    sql.push(" FROM members m LEFT JOIN locations o ON o.id = m.home_location_id WHERE m.org_id = ");
    sql.push_bind(org);
    in_scope(&mut sql, scope);
    sql.push(" AND m.id IN ").push_list(some.iter().copied());
    tx.query_text(sql).all().await
}

/// A page of the list and how many there are in all. What stands in a line is asked for those of the page alone: a short word may
/// fit half the club.
pub async fn list(
    tx: &mut Tx,
    org: OrgId,
    scope: &Scope,
    wanted: &MemberFilter,
    (today, now): (Day, Instant),
) -> Result<(Vec<MemberRow>, i64)> {
    let mut sql = Sql::new("SELECT count(*)");
    filter(&mut sql, org, scope, wanted, today, now);
    let total: i64 = tx.query_text(sql).value().await?;
    let skip = (wanted.page.clamp(1, 1_000_000) - 1) * MEMBERS_A_PAGE;
    let ids = listed(tx, org, scope, wanted, (today, now), Some((MEMBERS_A_PAGE, skip))).await?;
    if ids.is_empty() {
        return Ok((Vec::new(), total));
    }
    let mut rows = lines(tx, org, scope, &ids, today).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok((rows, total))
}

pub async fn known_contact(
    tx: &mut Tx,
    org: OrgId,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<Option<MemberCard>> {
    tx.query(
        "SELECT id, number, name, status, joined_on, home_location_id, household_id, guest_of, EXISTS (SELECT 1 FROM paper_versions v WHERE v.org_id = members.org_id) AS papers FROM members
          WHERE org_id = $1 AND (email = $2 OR phone = $3) ORDER BY id LIMIT 1",
    )
    .bind(org)
    .bind(email.map(str::to_owned))
    .bind(phone.map(str::to_owned))
    .maybe()
    .await
}

/// Somebody with this address or number who has not left.
pub async fn contact_in_use(
    tx: &mut Tx,
    org: OrgId,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<Option<(MemberId,)>> {
    tx.query("SELECT id FROM members WHERE org_id = $1 AND status <> 'ended' AND (email = $2 OR phone = $3) LIMIT 1")
        .bind(org)
        .bind(email.map(str::to_owned))
        .bind(phone.map(str::to_owned))
        .maybe()
        .await
}

/// The account that a member signs in with.
pub async fn account_of(tx: &mut Tx, id: MemberId) -> Result<Option<AccountId>> {
    tx.query("SELECT account_id FROM members WHERE id = $1")
        .bind(id)
        .value()
        .await
}

/// Writes where a member stands from now on, and who said so; with the next statement.
pub fn stand(
    tx: &mut Tx,
    id: MemberId,
    (before, after): (MemberStatus, MemberStatus),
    reason: &str,
    by: AccountId,
    now: Instant,
) {
    // whoever is taken back comes out of the archive
    tx.query("UPDATE members SET status = $3, archived_at = CASE WHEN $3 = 'active' THEN NULL ELSE archived_at END WHERE id = $1 AND status = $2")
        .bind(id)
        .bind(before)
        .bind(after)
        .later(1);
    tx.query(
        "INSERT INTO member_standings (id, member_id, before, after, reason, by_account, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(StandingId::fresh())
    .bind(id)
    .bind(before)
    .bind(after)
    .bind(reason.to_owned())
    .bind(by)
    .bind(now)
    .later(1);
}

/// Where a member stood before, the latest change first.
pub async fn standings(tx: &mut Tx, id: MemberId) -> Result<Vec<Standing>> {
    tx.query(
        "SELECT s.before, s.after, s.reason, a.name AS by, s.at FROM member_standings s JOIN accounts a ON a.id = s.by_account
          WHERE s.member_id = $1 ORDER BY s.at DESC, s.id DESC LIMIT 20",
    )
    .bind(id)
    .all()
    .await
}

/// The language of a member's notices, and the organisation's.
pub async fn languages(tx: &mut Tx, id: MemberId) -> Result<(Option<String>, String)> {
    tx.query("SELECT m.locale, o.locale FROM members m JOIN organisations o ON o.id = m.org_id WHERE m.id = $1")
        .bind(id)
        .one()
        .await
}

/// Empties a member: what is left is a number that bookings and books hang on.
pub async fn forget(tx: &mut Tx, id: MemberId, name: &str, code_key: Vec<u8>) -> Result<u64> {
    tx.query("DELETE FROM access_codes WHERE member_id = $1")
        .bind(id)
        .run()
        .await?;
    tx.query("DELETE FROM household_codes WHERE made_by = $1")
        .bind(id)
        .run()
        .await?;
    // whom they brought along are nobody's guests then
    tx.query("UPDATE members SET guest_of = NULL WHERE guest_of = $1")
        .bind(id)
        .run()
        .await?;
    tx.query("UPDATE member_standings SET reason = '' WHERE member_id = $1")
        .bind(id)
        .run()
        .await?;
    tx.query(
        "UPDATE members SET name = $2, search = '', email = NULL, phone = NULL, birthday = NULL, gender = NULL, locale = NULL,
                home_location_id = NULL, account_id = NULL, code_key = $3, external_id = NULL, note = NULL, import_id = NULL,
                household_id = NULL, household_role = NULL, lets_book = $4, guest_of = NULL, archived_at = NULL, status = 'ended' WHERE id = $1",
    )
    .bind(id)
    .bind(name.to_owned())
    .bind(code_key)
    .bind(false)
    .run()
    .await
}
