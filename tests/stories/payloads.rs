//! What people write is shown as they wrote it and never run: not as markup, not as a script, not as a formula.

use crate::{
    doors::{PAGES, look_at, may_leave, page_path},
    markup::tags,
    on_both,
    support::{Club, key, monthly, today},
    web::{PASSWORD, Person, Reply, Town, encoded, form},
};
use axum::body::Body;
use spotter::{
    booking::model::{BookingStatus, Mine},
    coaches,
    members::{
        import_wizard,
        model::{ImportFilter, ImportId, UploadId},
        service::Newcomer,
    },
    plans::{self, model::PassKind, service::NewPlan},
    platform::{error::Nothing, i18n::Locale, time::day_plus},
    studio,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Markup and the like. Each ends the place that it stands in, were it not escaped.
const PAYLOADS: [&str; 14] = [
    "<script>alert('zq0')</script>",
    "</script><script>alert('zq1')</script>",
    "</textarea><script>alert('zq2')</script>",
    "</title><img src=x onerror=alert('zq3')>",
    "\"><img src=x onerror=alert('zq4')>",
    "'><svg/onload=alert('zq5')>",
    "\" onmouseover=\"alert('zq6')",
    "' autofocus onfocus='alert(1)zq7",
    "<!--><img src=x onerror=alert('zq8')>",
    "javascript:alert('zq9')",
    "${{7*7}}{{7*7}}${7*7}`zq10`",
    "</style><style>*{background:url(//evil.example/zq11)}",
    "<a href=javascript:alert('zq12')>x</a>",
    "]]><![CDATA[<b>zq13",
];

/// Fails when a page holds something that would run, or leads to another host.
fn harmless(what: &str, reply: &Reply) {
    let html = reply.text();
    for payload in PAYLOADS {
        for tag in payload.split('<').skip(1).filter(|tag| tag.contains("zq")) {
            let raw = html.find(&format!("<{tag}"));
            let around = raw.map(|at| html[..at].chars().rev().take(80).collect::<Vec<_>>());
            let around = around.map(|c| c.into_iter().rev().collect::<String>());
            assert_eq!(around, None, "{what} holds <{tag} as it is, behind this");
        }
    }
    for (name, attributes) in tags(&html) {
        let tag = || format!("{what}: <{name} {attributes:?}>");
        assert!(
            ![
                "iframe",
                "object",
                "embed",
                "base",
                "style",
                "foreignobject",
                "math",
                "marquee"
            ]
            .contains(&name.as_str()),
            "{}",
            tag()
        );
        if name == "script" {
            assert!(attributes.iter().any(|(key, _)| key == "nonce"), "{}", tag());
        }
        for (key, value) in &attributes {
            assert!(
                !key.starts_with("on") && key != "style" && key != "srcdoc" && !key.contains("zq"),
                "{}",
                tag()
            );
            if ["href", "src", "action", "formaction", "xlink:href"].contains(&key.as_str()) {
                let value = value.trim().to_lowercase();
                let ours = value.is_empty()
                    || value.starts_with(['/', '#', '?']) && !value.starts_with("//") && !value.starts_with("/\\");
                assert!(
                    ours || value.starts_with("tel:") || value.starts_with("mailto:"),
                    "{}",
                    tag()
                );
            }
        }
    }
    assert!(
        !html.contains('\u{202e}') && !html.contains('\u{2066}'),
        "{what} turns the reading direction around"
    );
}

fn readers(town: &Town) -> [(&'static str, Option<&Person>); 7] {
    [
        ("anonymous", None),
        ("a member", Some(&town.ada)),
        ("a coach", Some(&town.coach)),
        ("the desk", Some(&town.desk)),
        ("the other desk", Some(&town.desk_there)),
        ("a manager", Some(&town.manager)),
        ("the owner", Some(&town.owner)),
    ]
}

async fn post(town: &Town, person: Option<&Person>, endpoint: &str, fields: &[(&str, &str)]) -> Reply {
    let reply = town
        .web
        .call(person.map(|p| p.token.as_str()), endpoint, &form(fields))
        .await;
    assert_eq!(reply.status, 200, "{endpoint} with {fields:?}: {}", reply.text());
    reply
}

fn id_in(reply: &Reply) -> String {
    reply.text().trim_matches('"').to_owned()
}

/// A waiver of these words, at a place where nobody books.
async fn paper_of(town: &Town, words: &str) -> String {
    let place = format!("places[at-{}]", town.there.id);
    post(
        town,
        Some(&town.owner),
        "save_paper",
        &[
            ("kind", "waiver"),
            ("asked", "yes"),
            ("from", &today().to_string()),
            ("reach", "places"),
            (&place, "true"),
            ("signatures", "anew"),
            ("texts[en]", words),
            ("key", &key()),
        ],
    )
    .await;
    let office = spotter::members::papers_office::office(&town.club.house, &town.owner.who).await;
    office.expect("read").papers[0].versions[0].id.to_string()
}

/// Writes a payload into every text that a person can write; addresses that open what was written.
async fn write_everywhere(town: &Town, payload: &str) -> Vec<String> {
    let club = &town.club;
    let now = club.house.clock.now();
    let here = club.location.id.to_string();
    let (boss, ada) = (Some(&town.owner), Some(&town.ada));
    let login = format!("{}@example.org", key());
    let name = |max: usize| payload.chars().take(max).collect::<String>();

    post(
        town,
        ada,
        "change_profile",
        &[("name", &name(80)), ("email", "ada@example.org"), ("home", &here)],
    )
    .await;
    post(
        town,
        None,
        "sign_up",
        &[("name", &name(80)), ("login", &login), ("password", PASSWORD)],
    )
    .await;
    let member = id_in(&post(town, boss, "add_member", &[("name", &name(80)), ("location", &here)]).await);
    let twin = id_in(
        &post(
            town,
            boss,
            "add_member",
            &[("name", &format!("{} 2", name(70))), ("location", &here)],
        )
        .await,
    );
    let third = id_in(&post(town, boss, "add_member", &[("name", &name(70)), ("location", &here)]).await);
    let merge = [
        ("kept", third.to_string()),
        ("other", twin.to_string()),
        ("fields[name]", "other".to_owned()),
        ("key", key()),
    ];
    let merge: Vec<_> = merge.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(town, boss, "merge_members", &merge).await;
    let class_name = format!("{}{}", name(60), key());
    let about = format!("\n{payload}\n{payload}");
    let class = [
        ("name", class_name.as_str()),
        ("category", "mind"),
        ("minutes", "60"),
        ("capacity", "2"),
        ("credit_cost", "1"),
        ("about", &about),
    ];
    let class = id_in(&post(town, boss, "save_class_type", &class).await);
    let room_name = format!("{}{}", name(40), key());
    let room = id_in(
        &post(
            town,
            boss,
            "save_room",
            &[("location", &here), ("name", &room_name), ("capacity", "9")],
        )
        .await,
    );
    let login = format!("{}@example.org", key());
    let teacher = post(
        town,
        boss,
        "give_role",
        &[
            ("name", &name(80)),
            ("login", &login),
            ("password", PASSWORD),
            ("role", "coach"),
            ("location", &here),
        ],
    )
    .await;
    let teacher: Uuid = id_in(&teacher).parse().expect("an id");

    let role_name = format!("{}{}", payload.chars().take(28).collect::<String>(), key());
    post(
        town,
        boss,
        "save_role",
        &[
            ("name", &role_name),
            ("base", "front_desk"),
            ("allows[see_members]", "true"),
        ],
    )
    .await;

    let invited = format!("{}@example.org", key());
    post(
        town,
        boss,
        "invite_staff",
        &[
            ("name", &name(80)),
            ("email", &invited),
            ("role", "coach"),
            ("everywhere", "true"),
        ],
    )
    .await;

    let mut tx = club.write().await;
    let plan = NewPlan {
        name: name(60),
        kind: PassKind::Pack,
        credits: Some(5),
        days: Some(9),
        price: 100,
        location: None,
        categories: vec![],
        bearer: spotter::plans::model::Bearer::Holder,
    };
    let plan = plans::service::add_plan::<Nothing>(&mut tx, club.org, "EUR", plan, now)
        .await
        .expect("a plan");
    let goes_on = monthly(&name(60), None, 0, 0, 0);
    let goes_on = plans::service::add_plan::<Nothing>(&mut tx, club.org, "EUR", goes_on, now)
        .await
        .expect("a plan");
    let coach = coaches::service::add::<Nothing>(&mut tx, club.org, None, &name(80), now)
        .await
        .expect("a coach");
    let place = format!("{}{}", name(60), key());
    studio::service::open_location(&mut tx, club.org, &place, "Europe/Berlin", payload, now)
        .await
        .expect("a place");
    tx.commit().await.expect("committed");
    for member in [member.parse().expect("an id"), town.ada.member()] {
        club.grant(member, plan).await;
        club.grant(member, goes_on).await;
    }

    // A weekly class of that name with that coach and room, booked, then one date cancelled for a reason.
    let day = day_plus(today(), 1);
    let weekday = (chrono::Datelike::weekday(&day).num_days_from_monday() + 1).to_string();
    let start = spotter::platform::time::clock(6 * 60 + fresh_minute());
    let series = form(&[
        ("form[class_type]", &class),
        ("form[location]", &here),
        ("form[room]", &room),
        ("form[coach]", &coach.to_string()),
        ("form[weekdays][0]", &weekday),
        ("form[start]", &start),
        ("form[starts_on]", &day.to_string()),
        ("form[ends_on]", &day_plus(day, 7).to_string()),
    ]);
    let made = town.web.call(Some(&town.owner.token), "make_series", &series).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let mut tx = club.read().await;
    let (from, to) = (club.at(1, 0), club.at(9, 0));
    let sessions = spotter::schedule::service::between::<Nothing>(&mut tx, club.org, Some(club.location.id), from, to)
        .await
        .expect("read");
    drop(tx);
    let ours: Vec<_> = sessions
        .into_iter()
        .filter(|s| s.class_type_id.to_string() == class)
        .collect();
    assert_eq!(ours.len(), 2);
    let guest = club.member_with("Guest", club.unlimited).await;
    for session in &ours {
        club.book(guest, session.id).await.expect("a free place");
    }
    post(
        town,
        ada,
        "book_class",
        &[("session", &ours[1].id.to_string()), ("key", &key())],
    )
    .await;
    let reason: String = payload.chars().take(200).collect();
    post(
        town,
        boss,
        "cancel_session",
        &[("id", &ours[1].id.to_string()), ("reason", &reason)],
    )
    .await;
    let waits = club.member_with(&name(80), club.unlimited).await;
    club.book(waits, ours[0].id).await.expect("a free place");
    post(
        town,
        boss,
        "change_standing",
        &[
            ("member", &waits.to_string()),
            ("to", "ended"),
            ("reason", &reason),
            ("key", &key()),
        ],
    )
    .await;
    let about = [
        ("goal_words", payload),
        ("address", payload),
        ("emergency_name", &name(80)),
        ("emergency_phone", "+49 170 1112223"),
        ("emergency_relation", &name(40)),
    ];
    post(town, ada, "save_own_details", &about).await;
    let paper = paper_of(town, payload).await;
    post(
        town,
        ada,
        "sign_paper",
        &[
            ("version", &paper),
            ("name", &name(80)),
            ("agreed", "true"),
            ("key", &key()),
        ],
    )
    .await;
    let of = [("member", member.as_str())];
    post(town, boss, "save_member_details", &[&of[..], &about[..]].concat()).await;
    post(town, boss, "tag_member", &[of[0], ("tag", &name(40))]).await;
    let (view, list, fresh) = (name(40), format!("q={}", encoded(payload)), key());
    let kept = [
        ("name", view.as_str()),
        ("list", list.as_str()),
        ("key", fresh.as_str()),
    ];
    post(town, boss, "keep_view", &kept).await;
    let marked = name(40);
    let bulk = [
        ("ids", town.ada.member().to_string()),
        ("what", "add_tag".to_owned()),
        ("word", marked),
        ("expected", "1".to_owned()),
        ("key", key()),
    ];
    let bulk: Vec<(&str, &str)> = bulk.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(town, boss, "start_bulk", &bulk).await;
    post(
        town,
        boss,
        "add_member_note",
        &[
            of[0],
            ("body", payload),
            ("alert", "true"),
            ("pinned", "true"),
            ("key", &key()),
        ],
    )
    .await;
    for (endpoint, field) in [("write_to_member", "text"), ("note_talk", "words")] {
        let ada = town.ada.member().to_string();
        post(
            town,
            boss,
            endpoint,
            &[("member", ada.as_str()), (field, payload), ("key", &key())],
        )
        .await;
    }
    let meant = may_leave(town, &town.owner).await;
    let many = [
        ("list", "reason=ending"),
        ("text", payload),
        ("one_in", "0"),
        ("expected", meant.as_str()),
        ("key", &key()),
    ];
    post(town, boss, "begin_campaign", &many).await;
    let missed = town.struck_at(&club.location).await;
    post(
        town,
        boss,
        "forgive_strikes",
        &[
            ("member", &missed.0.to_string()),
            ("strike", &missed.1.to_string()),
            ("reason", &reason),
            ("key", &key()),
        ],
    )
    .await;
    let full = town.full_class().await.to_string();
    let caller = town.ada.member().to_string();
    post(
        town,
        boss,
        "book_anyway",
        &[
            ("member", &caller),
            ("session", &full),
            ("reason", &reason),
            ("key", &key()),
        ],
    )
    .await;
    let absent = town.booking_of(&town.ada).await;
    crate::absences::given_up_late(town, absent).await;
    let absent = absent.to_string();
    post(
        town,
        boss,
        "excuse_absence",
        &[("booking", &absent), ("reason", &reason), ("key", &key())],
    )
    .await;
    let hour = town.booking_of(&town.ada).await;
    crate::hours::question(town, hour, false).await;
    let hour = hour.to_string();
    post(
        town,
        ada,
        "dispute_hour",
        &[("booking", &hour), ("words", &reason), ("key", &key())],
    )
    .await;
    post(
        town,
        boss,
        "settle_hour",
        &[
            ("booking", &hour),
            ("verdict", "given_back"),
            ("reason", &reason),
            ("key", &key()),
        ],
    )
    .await;
    let tablet = format!("{}{}", name(40), key());
    let tablet = post(
        town,
        boss,
        "add_kiosk",
        &[("location", &here), ("name", &tablet), ("key", &key())],
    )
    .await;
    let kiosk: Uuid = id_in(&tablet).parse().expect("an id");
    let scan = crate::kiosks::written_by_hand(town, kiosk, &name(80)).await;
    club.work().await;
    sign_in_with(town, payload).await;
    let class_type = ours[0].class_type_id;
    let level = crate::doors::level_of(town).await.parse().expect("an id");
    by_hand(
        club,
        payload,
        [waits.0, coach.0, class_type.0, teacher, ours[0].id.0, level],
    )
    .await;

    let (upload, batch) = list_with(town, payload).await;
    let (standing, planned) = spots_with(town, payload).await;
    vec![
        format!("/desk?class={standing}"),
        format!("/coach?session={standing}"),
        format!("/admin/rooms/{planned}?cell=1-1"),
        format!("/admin/rooms/{planned}?cell=1-2"),
        format!("/admin/members/{member}"),
        format!("/admin/members/{member}?wishes=1"),
        format!("/admin/members/{member}?kind=notes"),
        "/admin/members?cols=tags".to_owned(),
        "/admin/members.html".to_owned(),
        "/profile".to_owned(),
        format!("/admin/members/{}?grant=1", town.ada.member()),
        format!("/admin/members/{waits}?standing=1"),
        format!("/admin/members/{}", missed.0),
        format!("/admin/members/{member}?standing=1"),
        format!("/admin/classes?edit={class}"),
        format!("/admin/classes?archive={class}"),
        format!("/admin/rooms?edit={room}"),
        format!("/admin/rooms?close={room}"),
        format!("/timetable?sheet={}", ours[0].id),
        format!("/timetable?day={}&sheet={}", ours[1].day, ours[1].id),
        format!("/?day={day}"),
        format!("/timetable?day={day}"),
        format!("/desk?class={}", ours[0].id),
        format!("/desk?q={}", encoded(&name(20))),
        format!("/admin/members?q={}", encoded(&name(20))),
        format!("/admin/timetable?day={day}&session={}", ours[0].id),
        "/admin/staff?give=1".to_owned(),
        format!("/admin/kiosks?code={kiosk}"),
        format!("/admin/kiosks?revoke={kiosk}"),
        format!("/desk/inside?scan={scan}"),
        format!("/admin/members/{third}/merge"),
        format!("/admin/members/{third}/merge?other={member}"),
        format!("/admin/members/{third}/merge?q={}", encoded(&name(20))),
        format!("/admin/import/{upload}"),
        format!("/admin/import?batch={batch}"),
        "/bookings".to_owned(),
        "/inbox".to_owned(),
        "/household".to_owned(),
    ]
}

/// A class whose spots are called so, one of them broken and one kept for this reason; the class and its room.
async fn spots_with(town: &Town, payload: &str) -> (Uuid, String) {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let class = town.class().await;
    let (room, spots) = crate::doors::with_spots(town, &town.club.location, class).await;
    let kept = spots[2].parse().expect("an id");
    let sold = crate::doors::keeping(town, &town.club.location).await;
    let done = spotter::booking::service::book_partner(house, owner, sold, payload, &key()).await;
    done.expect("sold to a partner of that name");
    let done = spotter::booking::service::keep_spot(house, owner, class, kept, payload, &key()).await;
    done.expect("kept");
    let change = spotter::rooms::service::Change::PutOut(spots[1].parse().expect("an id"), payload.to_owned());
    let done = spotter::booking::service::change_plan(house, owner, room.parse().expect("an id"), change, &key()).await;
    done.expect("out of order");
    // twelve characters are too few for it
    let mut tx = town.club.write().await;
    let first: spotter::rooms::model::SpotId = spots[0].parse().expect("an id");
    let named = tx
        .query("UPDATE room_spots SET name = $2 WHERE id = $1")
        .bind(first)
        .bind(payload.to_owned());
    assert_eq!(named.run().await.expect("written"), 1);
    tx.commit().await.expect("committed");
    (class.0, room)
}

/// A list that holds it everywhere, on its way in and taken in.
async fn list_with(town: &Town, payload: &str) -> (UploadId, ImportId) {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let quoted = format!("\"{}\"", payload.replace('"', "\"\""));
    let file = format!("Name,Email,{quoted}\n{quoted},{quoted},{quoted}\n").into_bytes();
    let waiting = import_wizard::upload(house, owner, payload, file.clone())
        .await
        .expect("a list");
    let page = format!("/admin/import/{waiting}");
    harmless(&page, &town.web.get(Some(&town.owner.token), &page).await);
    let upload = import_wizard::upload(house, owner, payload, file)
        .await
        .expect("a list");
    look_at(town, upload).await;
    import_wizard::start(house, owner, upload, &key()).await.expect("begun");
    import_wizard::work(house, || true).await.expect("worked");
    let page = import_wizard::page(house, owner, upload, &ImportFilter::default(), Locale::En).await;
    (upload, page.expect("the list").batch.expect("a batch"))
}

/// A browser that calls itself what it likes, and a proxy that lets through what it should have written over.
async fn sign_in_with(town: &Town, payload: &str) {
    let web = crate::web::Web::behind(&town.club.house, 1);
    let request = web
        .request("POST", "/api/sign_in", None)
        .header("user-agent", payload)
        .header("x-forwarded-for", payload)
        .body(Body::from(form(&[("login", &town.ada.login), ("password", PASSWORD)])))
        .expect("a request");
    assert_eq!(web.send(request).await.status, 200, "a browser called {payload:?}");
}

/// Texts that come from lists and from the console alone, or were checked when they came in.
async fn by_hand(club: &Club, payload: &str, ids: [Uuid; 6]) {
    let [member, coach, class_type, account, session, level] = ids;
    let mut tx = club.write().await;
    for (sql, id) in [
        (
            "UPDATE members SET email = $2, phone = $2, note = $2, external_id = $2 WHERE id = $1",
            member,
        ),
        ("UPDATE accounts SET email = $2, phone = $2 WHERE id = $1", account),
        ("UPDATE coach_levels SET name = $2 WHERE id = $1", level),
        ("UPDATE coaches SET about = $2 WHERE id = $1", coach),
        ("UPDATE class_types SET activity = $2 WHERE id = $1", class_type),
        ("UPDATE organisations SET name = $2 WHERE id = $1", club.org.0),
        ("UPDATE locations SET address = $2 WHERE id = $1", club.location.id.0),
        ("UPDATE class_sessions SET source_uid = $2 WHERE id = $1", session),
        (
            "UPDATE series SET source_uid = $2 WHERE id = (SELECT series_id FROM class_sessions WHERE id = $1)",
            session,
        ),
    ] {
        let written = tx
            .query(sql)
            .bind(id)
            .bind(payload.to_owned())
            .run()
            .await
            .expect("written");
        assert_eq!(written, 1, "{sql}");
    }
    tx.commit().await.expect("committed");
}

/// Text columns in which no person's words stand (kinds, states, days, codes, keys, settings that are read as a whole).
const NO_WORDS: &[(&str, &str)] = &[
    ("accounts", "password_hash status"),
    ("audit_entries", "address deed object_kind"),
    ("bookings", "checked_in_via pass_why status"),
    ("class_sessions", "category day recurrence_day source_start status"),
    ("class_types", "category currency min_level only_gender wait_mode"),
    ("consents", "channel purpose"),
    ("credit_entries", "kind reason"),
    ("household_codes", "role"),
    ("erasures", "channel"),
    ("booking_exceptions", "kind rules"),
    ("hour_confirmations", "confirmed_how outcome"),
    ("health_notes", "kind"),
    ("health_reads", "what"),
    ("club_setups", "step"),
    ("member_merge_fields", "field side"),
    ("member_merge_notes", "kind"),
    ("member_merge_rows", "what"),
    ("idempotency_keys", "answer command key"),
    ("locations", "zone"),
    ("member_details", "emergency_phone goals interests level times"),
    ("import_mappings", "columns dates"),
    ("import_rows", "outcome"),
    ("import_uploads", "columns dates problem region source state"),
    ("member_imports", "source"),
    ("member_contacts", "kind until_on"),
    ("member_standings", "after before"),
    ("paper_signatures", "channel locale signer"),
    ("paper_texts", "locale"),
    ("paper_versions", "from_on kind"),
    (
        "members",
        "birthday gender household_role joined_on locale source status",
    ),
    ("member_bulk_rows", "locale_before result why"),
    ("member_bulks", "locale state what"),
    ("campaigns", "reason state"),
    // what is to be written to somebody is gone when they have had their turn
    ("campaign_members", "result why words"),
    ("notice_choices", "topic"),
    ("notices", "kind"),
    ("organisations", "country currency locale"),
    ("outbox", "kind last_error"),
    ("outbox_effects", "consumer"),
    (
        "passes",
        "activate_by activated_on bearer categories coaches currency ends_on hours kind kinds latest_end levels places source starts_on",
    ),
    (
        "memberships",
        "committed_until currency ends_on granted_until started_on",
    ),
    (
        "plans",
        "bearer categories coaches currency hours kind kinds levels places source",
    ),
    ("policies", "body kind"),
    ("role_grants", "role"),
    ("scans", "outcome reason thought"),
    ("roles", "base permissions"),
    ("staff_links", "email kind role"),
    ("account_sessions", "waits_for"),
    ("series", "ends_on filled_until starts_on"),
    ("strikes", "kind"),
    ("turns", "job"),
    ("visits", "day via"),
    ("waitlist_entries", "status why"),
];

/// Text columns with a payload, and those without any.
async fn columns(club: &Club) -> (BTreeSet<String>, BTreeSet<String>) {
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
    assert!(columns.len() > 50, "{columns:?}");
    let (mut with, mut without) = (BTreeSet::new(), BTreeSet::new());
    for (table, column) in columns {
        // The mark alone may come up by chance in a hash.
        let sql = format!(
            "SELECT count(*) FROM {table} WHERE {column} LIKE '%zq%' AND ({column} LIKE '%<%' OR {column} LIKE '%alert%')"
        );
        let found: i64 = tx.query(sql.leak()).value().await.expect("counted");
        let side = if found > 0 { &mut with } else { &mut without };
        side.insert(format!("{table}.{column}"));
    }
    (with, without)
}

fn fresh_minute() -> i64 {
    use std::sync::atomic::{AtomicI64, Ordering};
    static NEXT: AtomicI64 = AtomicI64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed) % 14 * 65
}

on_both! {
    async fn what_people_write_never_runs(club: Club) {
        let town = Town::of(club).await;
        let mut more = Vec::new();
        for payload in PAYLOADS {
            more.extend(write_everywhere(&town, payload).await);
            // A member may hold twenty classes ahead: those of this payload go.
            let mine = spotter::booking::service::my_bookings(&town.club.house, &town.ada.who, town.ada.member()).await.expect("read");
            for entry in mine.upcoming {
                if let Some(Mine::Booked { booking, status: BookingStatus::Booked, .. }) = entry.mine {
                    town.club.cancel(town.ada.member(), booking).await.expect("cancelled");
                }
            }
        }
        let named = NO_WORDS.iter().flat_map(|(table, columns)| columns.split(' ').map(move |column| format!("{table}.{column}")));
        let (named, (with, without)) = (named.collect::<BTreeSet<_>>(), columns(&town.club).await);
        let unnamed: Vec<_> = without.difference(&named).chain(with.intersection(&named)).collect();
        assert!(unnamed.is_empty(), "they hold no payload and are not named, or the other way round: {unnamed:?}");
        let mut shown = BTreeSet::new();
        let pages: Vec<String> = PAGES.iter().map(|(page, _)| page_path(&town, page)).collect();
        // What an address opens is somebody's: those for whom it is drawn at all.
        let some = ["a member", "the desk", "the owner"];
        let everywhere = pages.iter().flat_map(|path| readers(&town).map(|reader| (path, reader)));
        let opened = more.iter().flat_map(|path| readers(&town).into_iter().filter(|(who, _)| some.contains(who)).map(move |reader| (path, reader)));
        for (path, (who, person)) in everywhere.chain(opened) {
            let reply = town.web.get(person.map(|p| p.token.as_str()), path).await;
            assert!(reply.status < 500, "{path} for {who}: {}", reply.status);
            harmless(&format!("{path} for {who}"), &reply);
            let html = reply.text();
            shown.extend((0..PAYLOADS.len()).filter(|n| html.contains(&format!("zq{n}"))));
        }
        // The control: they are there to be seen, as text.
        assert_eq!(shown.len(), PAYLOADS.len(), "every payload was drawn somewhere: {shown:?}");
    }

    async fn what_stands_in_an_address_never_runs(club: Club) {
        let town = Town::of(club).await;
        let names = ["q", "next", "location", "day", "cat", "sheet", "edit", "class", "answer", "code", "session", "span", "sort", "for", "back", "kind", "sign", "__err", "__path"];
        for payload in PAYLOADS {
            let query: Vec<String> = names.iter().map(|name| format!("{name}={}", encoded(payload))).collect();
            for (page, _) in PAGES {
                let path = format!("{}?{}", page_path(&town, page), query.join("&"));
                for (who, person) in [("anonymous", None), ("a member", Some(&town.ada)), ("the owner", Some(&town.owner))] {
                    let reply = town.web.get(person.map(|p| p.token.as_str()), &path).await;
                    assert!(reply.status < 500, "{path} for {who}: {}", reply.status);
                    harmless(&format!("{path} for {who}"), &reply);
                }
            }
        }
    }

    async fn a_direction_that_is_turned_around_never_gets_in(club: Club) {
        let town = Town::of(club).await;
        let name = "Ada\u{202e}exe.gpj\u{2066}\u{0}\u{7}";
        let here = town.club.location.id.to_string();
        post(&town, Some(&town.ada), "change_profile", &[("name", name), ("home", &here)]).await;
        post(&town, Some(&town.owner), "add_member", &[("name", name), ("location", &here)]).await;
        post(&town, Some(&town.owner), "save_room", &[("location", &here), ("name", name), ("capacity", "9")]).await;
        let rows = town.rows().await.text();
        assert!(rows.contains("Adaexe.gpj") && !rows.contains('\u{202e}') && !rows.contains('\u{2066}'));
    }

    async fn no_cell_of_the_export_is_a_formula(club: Club) {
        let town = Town::of(club).await;
        let names = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", "=HYPERLINK(\"http://evil.example\")", "Anna, \"Anni\"\nAbt", "王芳", "'quoted"];
        for name in names {
            let newcomer = Newcomer { name: name.into(), phone: Some("+8613800138000".into()), ..Newcomer::default() };
            crate::web::join(&town.club, newcomer, None).await;
        }
        let mut tx = town.club.write().await;
        let plan = NewPlan { name: "=1+1".into(), kind: PassKind::Unlimited, credits: None, days: Some(9), price: 1, location: None, categories: vec![], bearer: spotter::plans::model::Bearer::Holder };
        let plan = plans::service::add_plan::<Nothing>(&mut tx, town.club.org, "EUR", plan, town.club.house.clock.now()).await.expect("a plan");
        tx.commit().await.expect("committed");
        let holder = town.newcomer().await;
        town.club.grant(holder, plan).await;

        let file = town.web.get(Some(&town.owner.token), "/admin/members.csv").await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        let text = file.text();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        for cell in rows.iter().flat_map(|row| row.iter()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']), "{cell:?}");
        }
        // What was written comes back: only an apostrophe stands before what would have been a formula.
        for name in names {
            assert!(rows.iter().any(|row| row[1].strip_prefix('\'').unwrap_or(&row[1]) == name || &row[1] == name), "{name:?}");
        }
        assert!(rows.iter().any(|row| &row[7] == "'=1+1"), "a pass by its name");
        assert!(rows.iter().any(|row| row[3].ends_with("+8613800138000")));

        // Whoever may export only here takes nobody of elsewhere along.
        let part = town.web.get(Some(&town.manager.token), "/admin/members.csv").await.text();
        assert!(part.contains("Ada Ahrens") && !part.contains("Cora Cordes"));
        let narrowed = format!("/admin/members.csv?location={}", town.there.id);
        assert!(!town.web.get(Some(&town.manager.token), &narrowed).await.text().contains("Cora Cordes"));
        assert!(text.contains("Cora Cordes"), "the control");
    }
}
