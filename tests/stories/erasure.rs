//! A copy of one's data with everything in it and nothing of anybody else; the end of it, after which not a word is left.

use crate::{
    on_both,
    support::{Club, key},
    web::{PASSWORD, Person, Reply, Town, form, staff},
};
use spotter::{
    accounts::model::Role,
    booking::{door, service as booking},
    members::{access, details},
    platform::{error::AppError, time::Span},
    privacy::{
        model::{Agreed, Erase, Kind, PrivacyRefusal, Purpose},
        service::{self as privacy, HealthForm},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _},
};

/// Text columns that are a person's and take only what the database allows: no mark can stand there.
const CODES: &[&str] = &[
    "member_details.level",
    "members.birthday",
    "members.gender",
    "members.household_role",
    "member_bulk_rows.result",
    "member_bulk_rows.why",
    "import_rows.outcome",
    "account_sessions.waits_for",
    "health_notes.kind",
    "health_reads.what",
    "member_contacts.kind",
    "member_contacts.until_on",
    "campaign_members.result",
    "campaign_members.why",
    "paper_signatures.signer",
    "paper_signatures.channel",
];

/// A person's text columns that are no part of their copy: what is made of the others to find people by, and the machinery's echoes.
const NOT_COPIED: &[&str] = &[
    "members.search",
    "member_bulk_rows.locale_before",
    "idempotency_keys.answer",
    "outbox.payload",
    "outbox.last_error",
];

/// Every text column of the database.
async fn texts(club: &Club) -> BTreeSet<String> {
    let mut tx = club.read().await;
    let columns: Vec<(String, String)> = tx
        .query_for(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
              WHERE m.type = 'table' AND c.type = 'TEXT' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
            "SELECT table_name::text, column_name::text FROM information_schema.columns
              WHERE table_schema = 'public' AND data_type = 'text' AND table_name NOT LIKE '\\_sqlx%'",
        )
        .all()
        .await
        .expect("the columns");
    columns
        .into_iter()
        .map(|(table, column)| format!("{table}.{column}"))
        .collect()
}

/// The text columns in which a mark stands, and how often.
async fn marked(club: &Club, mark: &str) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    let columns = texts(club).await;
    let mut tx = club.read().await;
    for place in columns {
        let (table, column) = place.split_once('.').expect("a table and a column");
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} LIKE $1");
        let n: i64 = tx
            .query(sql.leak())
            .bind(format!("%{mark}%"))
            .value()
            .await
            .expect("counted");
        if n > 0 {
            found.insert(place, n);
        }
    }
    found
}

/// What the data map says is a person's, is a text, and goes when they do.
async fn personal(club: &Club) -> BTreeSet<String> {
    let texts = texts(club).await;
    let mut found = BTreeSet::new();
    for table in privacy::data_map().tables {
        for columns in &table.columns {
            let goes = matches!(columns.erase, Erase::Delete | Erase::Blank) && columns.kind != Kind::Technical;
            let names = columns.names.iter().map(|name| format!("{}.{name}", table.name));
            found.extend(names.filter(|name| goes && texts.contains(name) && !CODES.contains(&name.as_str())));
        }
    }
    found
}

/// A life in the club, with a mark in everything that can be written of somebody.
async fn live(town: &Town, person: &Person, mark: &str) {
    let (club, member) = (&town.club, person.member());
    let (house, owner) = (&club.house, &town.owner.who);
    privacy::give(house, &person.who, member, Purpose::Health, 1)
        .await
        .expect("agreed");
    privacy::give(house, &person.who, member, Purpose::Photos, 1)
        .await
        .expect("agreed");
    let health = HealthForm {
        health: format!("{mark}.health_notes.health"),
        allergies: format!("{mark}.health_notes.allergies"),
    };
    privacy::save_health(house, &person.who, member, &health)
        .await
        .expect("written");
    let opened = privacy::open_health(house, owner, member).await.expect("opened");
    assert_eq!(opened.closed, None);
    town.booking_of(person).await;
    let missed = town.booking_of(person).await;
    town.strike_for(missed).await;
    booking::forgive(
        house,
        owner,
        member,
        None,
        &format!("{mark}.strikes.forgiven_why"),
        &key(),
    )
    .await
    .expect("forgiven");
    let disputed = town.booking_of(person).await;
    crate::hours::question(town, disputed, false).await;
    let words = format!("{mark}.hour_confirmations.words");
    booking::dispute_hour(house, &person.who, member, disputed, &words, &key())
        .await
        .expect("disputed");
    let reason = format!("{mark}.hour_confirmations.reason");
    booking::settle_hour(house, owner, disputed, ("given_back", &reason), &key())
        .await
        .expect("decided");
    let absent = town.booking_of(person).await;
    crate::absences::given_up_late(town, absent).await;
    let reason = format!("{mark}.booking_exceptions.reason");
    booking::excuse(house, owner, absent, &reason, &key())
        .await
        .expect("excused");
    let full = town.full_class().await;
    club.join(member, full).await.expect("a place on the list");
    access::hand_out(house, owner, member).await.expect("a code");
    details::confirm(house, &person.who, member).await.expect("confirmed");
    details::add_note(
        house,
        owner,
        member,
        &format!("{mark}.member_notes.body"),
        (true, false),
        &key(),
    )
    .await
    .expect("noted");
    details::tag(house, owner, member, "Early bird").await.expect("tagged");
    let mut tx = club.write().await;
    let details = [
        "goals",
        "goal_words",
        "interests",
        "times",
        "address",
        "emergency_name",
        "emergency_phone",
        "emergency_relation",
    ];
    tx.query(
        "UPDATE member_details SET goals = $2, goal_words = $3, interests = $4, times = $5, address = $6, emergency_name = $7,
                emergency_phone = $8, emergency_relation = $9 WHERE member_id = $1",
    )
    .bind(member)
    .bind_all(details.map(|column| format!("{mark}.member_details.{column}")))
    .run()
    .await
    .expect("written");
    let texts: [(&'static str, &[&str]); 3] = [
        (
            "UPDATE members SET name = $2, search = $3, email = $4, phone = $5, locale = $6, external_id = $7, note = $8 WHERE id = $1",
            &[
                "members.name",
                "members.search",
                "members.email",
                "members.phone",
                "members.locale",
                "members.external_id",
                "members.note",
            ],
        ),
        (
            "UPDATE accounts SET name = $2, email = $3, phone = $4 WHERE id = $1",
            &["accounts.name", "accounts.email", "accounts.phone"],
        ),
        (
            "UPDATE account_sessions SET device = $2, address = $3 WHERE account_id = $1",
            &["account_sessions.device", "account_sessions.address"],
        ),
    ];
    for (i, (sql, columns)) in texts.into_iter().enumerate() {
        let id = if i == 0 { member.0 } else { person.who.account.0 };
        let values = columns.iter().map(|column| format!("{mark}.{column}"));
        assert!(
            tx.query(sql).bind(id).bind_all(values).run().await.expect("written") > 0,
            "{sql}"
        );
    }
    tx.query("INSERT INTO member_standings (id, member_id, before, after, reason, by_account, at) SELECT $1, id, 'ended', 'active', $3, $4, created_at FROM members WHERE id = $2")
        .bind(spotter::platform::id::fresh())
        .bind(member)
        .bind(format!("{mark}.member_standings.reason"))
        .bind(owner.account)
        .run()
        .await
        .expect("written");
    tx.query("INSERT INTO notices (id, org_id, member_id, kind, payload, at) SELECT $1, org_id, id, $3, $4, created_at FROM members WHERE id = $2")
        .bind(spotter::platform::id::fresh())
        .bind(member)
        .bind(format!("{mark}.notices.kind"))
        .bind(format!("{mark}.notices.payload"))
        .run()
        .await
        .expect("written");
    tx.query("INSERT INTO notice_choices (member_id, topic, at) SELECT id, $2, created_at FROM members WHERE id = $1")
        .bind(member)
        .bind(format!("{mark}.notice_choices.topic"))
        .run()
        .await
        .expect("written");
    let bulk = spotter::platform::id::fresh();
    tx.query(
        "INSERT INTO member_bulks (id, org_id, account_id, what, state, total, made_at)
         SELECT $1, org_id, $3, 'language', 'done', 1, created_at FROM members WHERE id = $2",
    )
    .bind(bulk)
    .bind(member)
    .bind(owner.account)
    .run()
    .await
    .expect("written");
    tx.query(
        "INSERT INTO member_bulk_rows (bulk_id, member_id, nth, result, locale_before) VALUES ($1, $2, 1, 'done', $3)",
    )
    .bind(bulk)
    .bind(member)
    .bind(format!("{mark}.member_bulk_rows.locale_before"))
    .run()
    .await
    .expect("written");
    let campaign = spotter::platform::id::fresh();
    tx.query(
        "INSERT INTO campaigns (id, org_id, account_id, reason, words, one_in, state, total, made_at)
         SELECT $1, org_id, $3, '', '', 0, 'done', 1, created_at FROM members WHERE id = $2",
    )
    .bind(campaign)
    .bind(member)
    .bind(owner.account)
    .run()
    .await
    .expect("written");
    tx.query(
        "INSERT INTO campaign_members (campaign_id, member_id, nth, held, words, result) VALUES ($1, $2, 1, $4, $3, 'waiting')",
    )
    .bind(campaign)
    .bind(member)
    .bind(format!("{mark}.campaign_members.words"))
    .bind(false)
    .run()
    .await
    .expect("written");
    let paper = spotter::platform::id::fresh();
    tx.query(
        "INSERT INTO paper_versions (id, org_id, kind, number, asked, from_on, holds_from, everywhere, by_account, made_at)
         SELECT $1, m.org_id, 'waiver', 1 + (SELECT count(*) FROM paper_versions), $4, m.joined_on, 1, $4, $3, m.created_at
           FROM members m WHERE m.id = $2",
    )
    .bind(paper)
    .bind(member)
    .bind(owner.account)
    .bind(false)
    .run()
    .await
    .expect("written");
    tx.query(
        "INSERT INTO paper_signatures (id, version_id, member_id, locale, signer, channel, name, advice, by_account, at)
         SELECT $1, $3, id, 'en', 'self', 'own', $4, $5, $6, created_at FROM members WHERE id = $2",
    )
    .bind(spotter::platform::id::fresh())
    .bind(member)
    .bind(paper)
    .bind(format!("{mark}.paper_signatures.name"))
    .bind(false)
    .bind(person.who.account)
    .run()
    .await
    .expect("written");
    let merge = spotter::platform::id::fresh();
    tx.query(
        "INSERT INTO member_merges (id, org_id, kept, other, by_account, at, account_shut, freed)
         SELECT $1, org_id, id, id, $3, created_at, $4, 0 FROM members WHERE id = $2",
    )
    .bind(merge)
    .bind(member)
    .bind(owner.account)
    .bind(false)
    .run()
    .await
    .expect("written");
    tx.query(
        "INSERT INTO member_merge_fields (merge_id, side, field, was, became) VALUES ($1, 'kept', 'name', $2, $3)",
    )
    .bind(merge)
    .bind(format!("{mark}.member_merge_fields.was"))
    .bind(format!("{mark}.member_merge_fields.became"))
    .run()
    .await
    .expect("written");
    let upload = spotter::platform::id::fresh();
    tx.query(
        "INSERT INTO import_uploads (id, org_id, account_id, file_name, size, source, header, columns, region, state, created_at, changed_at)
         SELECT $1, org_id, $3, 'list.csv', 9, 'generic', $4, '[]', 'DE', 'done', created_at, created_at FROM members WHERE id = $2",
    )
    .bind(upload)
    .bind(member)
    .bind(owner.account)
    .bind(vec![1_u8])
    .run()
    .await
    .expect("written");
    tx.query(
        "INSERT INTO import_rows (upload_id, nth, line, name, outcome, noted, number, said)
         SELECT $1, 0, 2, $3, 'added', $5, number, $4 FROM members WHERE id = $2",
    )
    .bind(upload)
    .bind(member)
    .bind(format!("{mark}.import_rows.name"))
    .bind(format!("{mark}.import_rows.said"))
    .bind(false)
    .run()
    .await
    .expect("written");
    tx.query("UPDATE outbox SET last_error = $2 WHERE payload LIKE $1")
        .bind(format!("%{member}%"))
        .bind(format!("{mark}.outbox.last_error"))
        .run()
        .await
        .expect("written");
    tx.commit().await.expect("committed");
    // the name stands in what the desk was answered, under the desk's own key
    club.grant(member, club.unlimited).await;
    let answer = door::by_name(house, &town.desk.who, club.location.id, member, &key())
        .await
        .expect("an answer");
    assert!(answer.visit.is_some(), "{:?}", answer.reasons);
}

/// What must come out of it as it went in: money, credits, and how much went on in the house.
async fn totals(club: &Club) -> Vec<(String, i64)> {
    let mut tx = club.read().await;
    let mut all = Vec::new();
    for (what, sql) in [
        ("prices", "SELECT CAST(coalesce(sum(price), 0) AS BIGINT) FROM passes"),
        ("passes", "SELECT count(*) FROM passes"),
        (
            "granted",
            "SELECT CAST(coalesce(sum(granted), 0) AS BIGINT) FROM credit_lots",
        ),
        (
            "credits",
            "SELECT CAST(coalesce(sum(balance + held), 0) AS BIGINT) FROM credit_lots",
        ),
        ("bookings", "SELECT count(*) FROM bookings"),
        ("visits", "SELECT count(*) FROM visits"),
        ("members", "SELECT count(*) FROM members"),
    ] {
        all.push((what.to_owned(), tx.query(sql).value().await.expect("added up")));
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

async fn post(town: &Town, person: Option<&Person>, path: &str, fields: &[(&str, &str)]) -> Reply {
    let request = town.web.request("POST", path, person.map(|p| p.token.as_str()));
    town.web
        .send(request.body(axum::body::Body::from(form(fields))).expect("a request"))
        .await
}

/// The files of a ZIP, by name.
fn unpacked(reply: &Reply) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(reply.body.clone())).expect("a ZIP");
    let mut files = BTreeMap::new();
    for i in 0..zip.len() {
        let mut file = zip.by_index(i).expect("a file");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("a text");
        files.insert(file.name().to_owned(), text);
    }
    files
}

on_both! {
    async fn a_copy_holds_everything_of_one_person_and_nothing_of_another(club: Club) {
        let town = Town::of(club).await;
        live(&town, &town.ada, "zqada").await;
        live(&town, &town.ben, "zqben").await;
        let wrong = post(&town, Some(&town.ada), "/me/copy", &[("password", "a wrong river")]).await;
        assert_eq!((wrong.status, wrong.header("location")), (303, "/me/privacy?copy=wrong_password#copy"));
        assert_eq!(post(&town, None, "/me/copy", &[("password", PASSWORD)]).await.status, 401);
        let got = post(&town, Some(&town.ada), "/me/copy", &[("password", PASSWORD)]).await;
        assert_eq!((got.status, got.header("content-type"), got.header("cache-control")), (200, "application/zip", "no-store"));
        let files = unpacked(&got);
        for column in personal(&town.club).await.into_iter().filter(|column| !NOT_COPIED.contains(&column.as_str())) {
            let mark = match column.as_str() {
                "health_notes.body" => continue,
                column => format!("zqada.{column}"),
            };
            assert!(files["data.json"].contains(&mark), "{column} is not in the data");
            assert!(files["index.html"].contains(&mark), "{column} is not on the page");
            let (table, _) = column.split_once('.').expect("a table");
            assert!(files[&format!("{table}.csv")].contains(&mark), "{column} is not in its table");
        }
        for name in ["health", "allergies"] {
            assert!(files["data.json"].contains(&format!("zqada.health_notes.{name}")), "{name}, opened");
        }
        for (name, text) in &files {
            assert!(!text.contains("zqben"), "{name} tells of another member");
            assert!(!text.contains("argon2"), "{name} holds a secret");
        }
        let bookings = csv::Reader::from_reader(files["bookings.csv"].trim_start_matches('\u{feff}').as_bytes()).into_records().count();
        assert_eq!(bookings, 4);
        // A note that a spreadsheet would run.
        let mut tx = town.club.write().await;
        tx.query("UPDATE members SET note = '=1+1' WHERE id = $1").bind(town.ada.member()).run().await.expect("written");
        tx.commit().await.expect("committed");
        let files = unpacked(&post(&town, Some(&town.ada), "/me/copy", &[("password", PASSWORD)]).await);
        assert!(files["members.csv"].contains(",'=1+1"), "{}", files["members.csv"]);
    }

    async fn staff_hand_a_copy_to_those_within_their_reach_and_are_noted(club: Club) {
        let town = Town::of(club).await;
        live(&town, &town.ada, "zqada").await;
        let path = format!("/admin/members/{}/copy", town.ada.member());
        let far = staff(&town.club, "far@example.org", Role::Manager, Some(&town.there)).await;
        for (person, status) in [(None, 401), (Some(&town.ben), 403), (Some(&town.desk), 403), (Some(&far), 404), (Some(&town.manager), 200)] {
            assert_eq!(post(&town, person, &path, &[]).await.status, status, "{:?}", person.map(|p| &p.login));
        }
        assert_eq!(post(&town, Some(&town.manager), "/admin/members/nonsense/copy", &[]).await.status, 404);
        let own = privacy::own(&town.club.house, &town.ada.who, town.ada.member()).await.expect("read");
        let reads: Vec<_> = own.reads.iter().map(|read| (read.by.as_str(), read.copied)).collect();
        assert_eq!(reads, [("manager@example.org", true), ("boss@example.org", false)]);

        town.club.clock.set(town.club.house.clock.now() + Span::minutes(11));
        let late = post(&town, Some(&town.manager), &path, &[]).await;
        let proof = format!("/prove?next=/admin/members/{}/privacy", town.ada.member());
        assert_eq!((late.status, late.header("location")), (303, proof.as_str()), "whoever finds an open screen takes nothing away");
    }

    async fn erasing_tells_first_what_it_does_and_leaves_not_a_word(club: Club) {
        let town = Town::of(club).await;
        let (house, ada, ben) = (&town.club.house, &town.ada, &town.ben);
        live(&town, ada, "zqada").await;
        live(&town, ben, "zqben").await;
        let before = marked(&town.club, "zqada").await;
        let seeded: BTreeSet<String> = before.keys().cloned().collect();
        let expected: BTreeSet<String> = personal(&town.club).await;
        assert_eq!(expected.difference(&seeded).collect::<Vec<_>>(), Vec::<&String>::new(), "the data map says that these are a person's, and no mark was put there");
        assert_eq!(seeded.difference(&expected).collect::<Vec<_>>(), Vec::<&String>::new(), "a person's words stand where the data map does not say so");
        let (bens, totals_before) = (marked(&town.club, "zqben").await, totals(&town.club).await);

        let preview = privacy::preview(house, &ada.who, ada.member()).await.expect("looked at");
        assert_eq!((preview.ahead.len(), preview.waiting, preview.passes.len()), (2, 1, 2));
        assert_eq!((preview.notices, preview.notes, preview.visits, preview.bookings), (1, 2, 2, 4));
        assert!(preview.account && !preview.works_here && !preview.erased);
        assert_eq!(marked(&town.club, "zqada").await, before, "looking changes nothing");

        let wrong = privacy::erase_own(house, &ada.who, ada.member(), "a wrong river").await;
        assert_eq!(wrong, Err(AppError::Refused(PrivacyRefusal::WrongPassword)));
        assert_eq!(marked(&town.club, "zqada").await, before, "nor does a wrong password");
        let erased = town.web.call(Some(&ada.token), "erase_me", &form(&[("password", PASSWORD)])).await;
        assert_eq!(erased.status, 200, "{}", erased.text());
        assert!(erased.header("clear-site-data").contains("storage"));

        assert_eq!(marked(&town.club, "zqada").await, BTreeMap::new(), "a word is left");
        assert_eq!(marked(&town.club, "zqben").await, bens, "of the other member nothing is gone");
        assert_eq!(totals(&town.club).await, totals_before, "the books are as they were");
        assert_eq!(town.club.broken().await, Vec::<String>::new());

        assert_eq!(town.web.call(Some(&ada.token), "load_devices", "").await.status, 401, "signed out");
        for login in ["ada@example.org", "zqada.accounts.email"] {
            let again = town.web.call(None, "sign_in", &form(&[("login", login), ("password", PASSWORD)])).await;
            assert_ne!(again.status, 200, "{login}");
        }
        let of = privacy::privacy_of(house, &town.owner.who, ada.member()).await.expect("the staff see that it was done");
        assert_eq!((of.name.as_str(), of.erased.is_some(), of.health), ("Former member", true, false));
        assert!(of.consents.iter().all(|c| matches!(c.agreed, Agreed::Never | Agreed::Withdrawn)));
        let twice = privacy::erase_of(house, &town.owner.who, ada.member(), PASSWORD).await;
        assert_eq!(twice, Err(AppError::Refused(PrivacyRefusal::Erased)));
        let record = privacy::record(house, &town.desk.who, ada.member(), false, Purpose::Photos, Some(1)).await;
        assert_eq!(record, Err(AppError::Refused(PrivacyRefusal::Erased)));
        town.club.work().await;
        assert_eq!(marked(&town.club, "zqada").await, BTreeMap::new(), "nor does the worker bring one back");

        let of_postgres = (town.club.on == crate::support::On::Postgres).then_some(town.club.bytes().await);
        house.db.close().await;
        let bytes = match of_postgres {
            Some(bytes) => bytes,
            None => town.club.bytes().await,
        };
        assert!(holds(&bytes, "zqben"), "the control");
        assert!(!holds(&bytes, "zqada") && !holds(&bytes, "Ada Ahrens"), "bytes of it are left on the disk");
    }

    async fn staff_erase_those_within_their_reach_and_nobody_who_works_here(club: Club) {
        let town = Town::of(club).await;
        let house = &town.club.house;
        live(&town, &town.ben, "zqben").await;
        let far = staff(&town.club, "far@example.org", Role::Manager, Some(&town.there)).await;
        let member = town.ben.member();
        let erase = async |who: &Person, password: &str| privacy::erase_of(house, &who.who, member, password).await;
        assert_eq!(erase(&far, PASSWORD).await, Err(AppError::NotFound));
        assert_eq!(privacy::preview_of(house, &far.who, member).await, Err(AppError::NotFound));
        assert_eq!(erase(&town.manager, "a wrong river").await, Err(AppError::Refused(PrivacyRefusal::WrongPassword)));
        // who works here is no mere member
        let mut tx = town.club.write().await;
        let now = house.clock.now();
        spotter::accounts::service::give_role_by_console(&mut tx, town.ben.who.account, Role::Coach, None, now).await.expect("a role");
        tx.commit().await.expect("committed");
        assert_eq!(erase(&town.manager, PASSWORD).await, Err(AppError::Refused(PrivacyRefusal::WorksHere)));
        assert!(!marked(&town.club, "zqben").await.is_empty(), "nothing was begun");
        let mut tx = town.club.write().await;
        tx.query("UPDATE role_grants SET ended_at = granted_at WHERE account_id = $1").bind(town.ben.who.account).run().await.expect("written");
        tx.commit().await.expect("committed");
        erase(&town.manager, PASSWORD).await.expect("erased");
        assert_eq!(marked(&town.club, "zqben").await, BTreeMap::new());
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }

    async fn a_seat_of_whoever_is_erased_goes_to_the_next_in_line_and_nothing_is_booked_for_nobody(club: Club) {
        let town = Town::of(club).await;
        let (club, ada, ben) = (&town.club, &town.ada, &town.ben);
        let class = club.class(3, 18 * 60, 1).await;
        let held = booking::book(&club.house, &ada.who, ada.member(), class, None, &key()).await.expect("the seat");
        club.join(ben.member(), class).await.expect("waits");
        privacy::erase_own(&club.house, &ada.who, ada.member(), PASSWORD).await.expect("erased");
        let roster = booking::roster(&club.house, &town.owner.who, class).await.expect("read");
        let names: Vec<_> = roster.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!((names, roster.waiting.len()), (vec!["Ben Bruhn"], 0));
        let next = club.class(4, 18 * 60, 5).await;
        assert_eq!(crate::support::headline(&club.book(ada.member(), next).await), "not_a_member");
        assert_eq!(crate::support::headline(&club.cancel(ada.member(), held.booking).await), "not_booked");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
