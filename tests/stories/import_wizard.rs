//! Member lists through the browser: any encoding, stopped, gone on with, and never twice.

use crate::{
    on_both,
    support::{Club, key},
    web::{Town, form, staff},
};
use axum::{body::Body, http::header};
use encoding_rs::{BIG5, GB18030};
use spotter::{
    accounts::model::Role,
    members::{
        import_wizard::{self as wizard, MatchForm},
        model::{ImportFilter, ImportRefusal, RowOutcome, StaysFor, UploadId, UploadPage, UploadState},
    },
    platform::{error::AppError, form::Flaw, i18n::Locale, time::Span},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Sends a file as the form does.
async fn send(town: &Town, token: Option<&str>, name: &str, file: &[u8]) -> crate::web::Reply {
    let mut body = format!(
        "--zone\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--zone--\r\n");
    let mut request = town
        .web
        .request("POST", "/admin/import/upload", token)
        .body(Body::from(body))
        .expect("a request");
    let kind = "multipart/form-data; boundary=zone".parse().expect("a header");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    town.web.send(request).await
}

fn id_of(reply: &crate::web::Reply) -> UploadId {
    let path = reply.header("location");
    let id = path
        .strip_prefix("/admin/import/")
        .unwrap_or_else(|| panic!("{} {path}", reply.status));
    id.parse().expect("an id")
}

async fn page(town: &Town, id: UploadId) -> UploadPage {
    wizard::page(
        &town.club.house,
        &town.owner.who,
        id,
        &ImportFilter::default(),
        Locale::En,
    )
    .await
    .expect("a page")
}

/// The columns as they were recognised.
async fn as_it_seems(town: &Town, id: UploadId) -> MatchForm {
    let matching = page(town, id).await.matching.expect("columns");
    MatchForm {
        columns: (matching.columns.iter().enumerate())
            .map(|(index, column)| (format!("c{index}"), column.field.clone()))
            .collect(),
        region: "DE".to_owned(),
        ..MatchForm::default()
    }
}

/// Looked at, and begun.
async fn begun(town: &Town, file: &str) -> UploadId {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let id = wizard::upload(house, owner, "list.csv", file.as_bytes().to_vec())
        .await
        .expect("a list");
    let form = as_it_seems(town, id).await;
    wizard::match_columns(house, owner, id, &form, &key())
        .await
        .expect("matched");
    wizard::work(house, || true).await.expect("looked at");
    wizard::start(house, owner, id, &key()).await.expect("begun");
    id
}

/// A list of so many people; three steps are needed for 450.
fn people(n: usize) -> String {
    let rows: Vec<String> = (0..n)
        .map(|i| format!("Given{i},Family{i},person{i}@example.org"))
        .collect();
    format!("First Name,Last Name,Email\n{}\n", rows.join("\n"))
}

/// Asked before each step: says yes so many times.
fn so_often(n: usize) -> impl FnMut() -> bool + Send {
    let mut asked = 0;
    move || {
        asked += 1;
        asked <= n
    }
}

async fn members_of_lists(club: &Club) -> (i64, i64) {
    let mut tx = club.read().await;
    let all = tx
        .query("SELECT count(*) FROM members WHERE import_id IS NOT NULL")
        .value()
        .await;
    let names = tx
        .query("SELECT count(DISTINCT name) FROM members WHERE import_id IS NOT NULL")
        .value()
        .await;
    (all.expect("counted"), names.expect("counted"))
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

on_both! {
    async fn a_list_in_any_encoding_comes_in_through_the_door(club: Club) {
        let town = Town::of(club).await;
        let simplified = "姓名,手机,电子邮件,生日\n王芳,13800138000,wang.fang@example.org,1990-05-04\n欧阳修,13900139000,,1988-12-30\n";
        let traditional = "姓名,手機,電子郵件,備註\n陳怡君,0912345678,yijun@example.org,左膝受過傷\n歐陽菲菲,0987654321,,\n";
        let polish = "FirstName,LastName,Membership,BeginDate\nŁukasz,Żółć,Open Gym,2024-02-01\n";
        for (name, file, encoding, guessed, first, region) in [
            ("gb.csv", GB18030.encode(simplified).0.into_owned(), "gb18030", true, "王芳", "CN"),
            ("big5.csv", BIG5.encode(traditional).0.into_owned(), "Big5", true, "陳怡君", "TW"),
            ("utf16.csv", utf16(polish), "UTF-16LE", false, "Łukasz Żółć", "PL"),
        ] {
            let sent = send(&town, Some(&town.owner.token), name, &file).await;
            assert_eq!(sent.status, 303, "{name}: {}", sent.text());
            let id = id_of(&sent);
            let found = page(&town, id).await.matching.expect("columns");
            assert_eq!((found.encoding.as_str(), found.guessed), (encoding, guessed), "{name}");
            // without script: the page is drawn, and its form posts
            let html = town.web.get(Some(&town.owner.token), &format!("/admin/import/{id}")).await.text();
            assert!(html.contains(first.split(' ').next().expect("a name")) && html.contains("columns[c0]"), "{name}");
            let fields: Vec<(String, String)> = (found.columns.iter().enumerate())
                .map(|(index, column)| (format!("columns[c{index}]"), column.field.clone()))
                .collect();
            let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let (upload, fresh) = (id.to_string(), key());
            all.extend([("upload", upload.as_str()), ("region", region), ("key", fresh.as_str())]);
            let matched = town.web.submit(Some(&town.owner.token), "match_columns", &form(&all)).await;
            assert_eq!((matched.status, matched.header("location")), (302, format!("/admin/import/{id}").as_str()), "{name}: {}", matched.text());
            assert_eq!(page(&town, id).await.state, UploadState::Checking);
            wizard::work(&town.club.house, || true).await.expect("looked at");
            let seen = page(&town, id).await;
            assert_eq!((seen.state, seen.counts.added), (UploadState::Checked, 0), "{name}");
            assert_eq!(seen.rows[0].name, first);
            let fresh = key();
            let start = form(&[("upload", &upload), ("key", &fresh)]);
            assert_eq!(town.web.call(Some(&town.owner.token), "start_import", &start).await.status, 200);
            wizard::work(&town.club.house, || true).await.expect("worked");
            let done = page(&town, id).await;
            assert_eq!((done.state, done.counts.added), (UploadState::Done, seen.counts.new), "{name}");
            assert!(done.rows.iter().all(|row| row.member.is_some()), "{name}");
            // the file is gone with the run
            let mut tx = town.club.read().await;
            let kept: i64 = tx.query("SELECT count(*) FROM import_files").value().await.expect("counted");
            assert_eq!(kept, 0, "{name}");
        }
        assert_eq!(members_of_lists(&town.club).await, (5, 5));
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }

    async fn a_run_that_is_stopped_keeps_what_it_has_and_can_be_taken_out(club: Club) {
        let town = Town::of(club).await;
        let (house, owner) = (&town.club.house, &town.owner.who);
        let id = begun(&town, &people(450)).await;
        wizard::work(house, so_often(2)).await.expect("a step");
        assert_eq!(page(&town, id).await.counts.added, 200);
        wizard::cancel(house, owner, id, &key()).await.expect("stopped");
        assert_eq!(wizard::work(house, || true).await.expect("nothing to do"), 0);
        let stopped = page(&town, id).await;
        assert_eq!((stopped.state, stopped.done, stopped.counts.added, stopped.counts.new), (UploadState::Cancelled, 200, 200, 250));
        assert_eq!(members_of_lists(&town.club).await, (200, 200));
        assert_eq!(wizard::cancel(house, owner, id, &key()).await, Err(AppError::Refused(ImportRefusal::NotNow(UploadState::Cancelled))));

        // somebody of the list buys a pass, and stays
        let member = stopped.rows[3].member.expect("a member");
        town.club.grant(member, town.club.pack).await;
        let batch = stopped.batch.expect("a batch");
        let before = wizard::batch(house, owner, batch).await.expect("the list");
        assert_eq!((before.goes, before.stays, before.staying[0].id, before.staying[0].why), (199, 1, member, StaysFor::Pass));
        wizard::undo(house, owner, batch, &key()).await.expect("taken out");
        let after = wizard::batch(house, owner, batch).await.expect("the list");
        assert!(after.batch.undone.is_some() && after.staying[0].id == member);
        assert_eq!(members_of_lists(&town.club).await, (1, 1));
        assert_eq!(wizard::undo(house, owner, batch, &key()).await, Err(AppError::NotFound));
        let mut tx = town.club.read().await;
        let told: Vec<String> = tx.query("SELECT deed FROM audit_entries WHERE deed LIKE '%import%' ORDER BY n").values().await.expect("read");
        assert_eq!(told, ["members_imported", "import_undone"]);
    }

    async fn whoever_goes_on_after_a_node_has_died_makes_nobody_twice(club: Club) {
        let town = Town::of(club).await;
        let house = town.club.house.clone();
        let id = begun(&town, &people(450)).await;
        let asked = Arc::new(AtomicUsize::new(0));
        let (dying, count) = (house.clone(), Arc::clone(&asked));
        let node = tokio::spawn(async move {
            wizard::work(&dying, move || {
                assert!(count.fetch_add(1, Ordering::SeqCst) < 2, "the node dies");
                true
            })
            .await
        });
        assert!(node.await.is_err(), "it died behind its first step");
        assert_eq!(page(&town, id).await.done, 200);
        // the control: as long as it may be alive, nobody else begins
        assert_eq!(wizard::work(&house, || true).await.expect("nothing free"), 0);
        assert_eq!(members_of_lists(&town.club).await.0, 200);
        town.club.clock.set(house.clock.now() + Span::minutes(2));
        let (one, other) = tokio::join!(wizard::work(&house, || true), wizard::work(&house, || true));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        let done = page(&town, id).await;
        assert_eq!((done.state, done.counts.added, done.counts.known), (UploadState::Done, 450, 0));
        assert_eq!(members_of_lists(&town.club).await, (450, 450));
        let page = wizard::batch(&house, &town.owner.who, done.batch.expect("a batch")).await.expect("the list");
        assert_eq!((page.batch.made, page.goes), (450, 450));
    }

    async fn of_two_who_begin_a_run_one_does(club: Club) {
        let town = Town::of(club).await;
        let (house, owner) = (&town.club.house, &town.owner.who);
        let id = wizard::upload(house, owner, "list.csv", people(3).into_bytes()).await.expect("a list");
        assert_eq!(wizard::start(house, owner, id, &key()).await, Err(AppError::Refused(ImportRefusal::NotNow(UploadState::Matching))));
        let form = as_it_seems(&town, id).await;
        wizard::match_columns(house, owner, id, &form, &key()).await.expect("matched");
        wizard::work(house, || true).await.expect("looked at");
        let (a, b) = (key(), key());
        let (one, other) = tokio::join!(wizard::start(house, owner, id, &a), wizard::start(house, owner, id, &b));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
        let refused = one.and(other).expect_err("the other");
        assert_eq!(refused, AppError::Refused(ImportRefusal::NotNow(UploadState::Running)));
        // the control: the same press sent twice is one press
        let again = if wizard::start(house, owner, id, &a).await.is_ok() { &a } else { &b };
        wizard::start(house, owner, id, again).await.expect("the first answer");
        wizard::work(house, || true).await.expect("worked");
        assert_eq!(members_of_lists(&town.club).await, (3, 3));
        assert_eq!(wizard::list(house, owner).await.expect("lists").batches.len(), 1);
        // nor does the same file make anybody twice
        let second = begun(&town, &people(3)).await;
        wizard::work(house, || true).await.expect("worked");
        let second = page(&town, second).await;
        assert_eq!((second.counts.known, second.counts.added), (3, 0));
        assert_eq!(members_of_lists(&town.club).await, (3, 3));
    }

    async fn whoever_may_not_take_lists_in_gets_nothing(club: Club) {
        let town = Town::of(club).await;
        let file = people(2).into_bytes();
        let owner_here = staff(&town.club, "owner-here@example.org", Role::Owner, Some(&town.club.location)).await;
        let id = id_of(&send(&town, Some(&town.owner.token), "list.csv", &file).await);
        let before = town.rows().await;
        for (who, person, status) in [
            ("anonymous", None, 401),
            ("a member", Some(&town.ada), 403),
            ("a coach", Some(&town.coach), 403),
            ("the desk", Some(&town.desk), 403),
            ("a manager", Some(&town.manager), 403),
            ("an owner of one place", Some(&owner_here), 403),
        ] {
            let token = person.map(|p| p.token.as_str());
            assert_eq!(send(&town, token, "list.csv", &file).await.status, status, "{who}");
            let result = format!("/admin/import/{id}/result.csv");
            assert_eq!(town.web.get(token, &result).await.status, status, "{who}");
            assert_eq!(town.web.get(token, &format!("/admin/import/{id}")).await.status, status, "{who}");
            let call = town.web.call(token, "load_upload", &form(&[("upload", &id.to_string())])).await;
            assert_eq!(call.status, status, "{who}");
        }
        assert!(town.rows().await.changed(&before).is_empty());
    }

    async fn what_is_wrong_with_a_file_is_said_where_it_was_sent(club: Club) {
        let town = Town::of(club).await;
        for (file, code) in [
            (&b""[..], "empty"),
            (&b"PK\x03\x04 a workbook"[..], "not_text"),
            (&b"\n\n\n"[..], "empty"),
        ] {
            let sent = send(&town, Some(&town.owner.token), "list.csv", file).await;
            let to = sent.header("location").to_owned();
            assert!(to.starts_with(&format!("/admin/import?refused={code}&")), "{to}");
            let html = town.web.get(Some(&town.owner.token), &to).await.text();
            assert!(html.contains("role=\"alert\""), "{code}");
        }
        let large = vec![b'a'; 33 * 1024 * 1024];
        let sent = send(&town, Some(&town.owner.token), "list.csv", &large).await;
        assert!(sent.status == 413 || sent.header("location").contains("refused=too_large"), "{} {}", sent.status, sent.header("location"));
        // the control: a form of any other kind is as small as ever
        let reply = town.web.call(Some(&town.owner.token), "add_member", &"a".repeat(300 * 1024)).await;
        assert!([413, 422].contains(&reply.status), "{}", reply.status);
    }

    async fn columns_are_asked_about_and_remembered(club: Club) {
        let town = Town::of(club).await;
        let (house, owner) = (&town.club.house, &town.owner.who);
        let list = "Wer,Geboren,Kürzel\nAnna Keller,03/04/1990,AK\n";
        let id = wizard::upload(house, owner, "C:\\Lists\\mine.csv", list.as_bytes().to_vec()).await.expect("a list");
        let first = page(&town, id).await;
        assert_eq!(first.file_name, "mine.csv");
        assert!(!first.matching.expect("columns").remembered);
        let mut form = MatchForm { region: "DE".to_owned(), ..MatchForm::default() };
        assert_eq!(wizard::match_columns(house, owner, id, &form, &key()).await, Err(AppError::Refused(ImportRefusal::NoName)));
        form.columns.insert("c0".to_owned(), "name".to_owned());
        form.columns.insert("c1".to_owned(), "birthday".to_owned());
        form.columns.insert("c900".to_owned(), "email".to_owned());
        let asked = wizard::match_columns(house, owner, id, &form, &key()).await;
        assert_eq!(asked, Err(AppError::Refused(ImportRefusal::Dates("Geboren".to_owned(), "03/04/1990".to_owned()))));
        form.dates = "dmy".to_owned();
        form.region = "Atlantis".to_owned();
        assert_eq!(wizard::match_columns(house, owner, id, &form, &key()).await, Err(AppError::field("region", Flaw::Choice)));
        form.region = "de".to_owned();
        wizard::match_columns(house, owner, id, &form, &key()).await.expect("matched");
        wizard::work(house, || true).await.expect("looked at");
        // the next file with these columns, from another spelling
        let next = wizard::upload(house, owner, "next.csv", "wer;GEBOREN;Kürzel\nBo Lind;05/06/1985;BL\n".as_bytes().to_vec()).await.expect("a list");
        let matching = page(&town, next).await.matching.expect("columns");
        let fields: Vec<&str> = matching.columns.iter().map(|column| column.field.as_str()).collect();
        assert_eq!((fields.as_slice(), matching.dates.as_str(), matching.remembered), (&["name", "birthday", ""][..], "dmy", true));
        // the columns may be matched once more before the run, and not after it began
        wizard::match_columns(house, owner, id, &form, &key()).await.expect("once more");
        wizard::work(house, || true).await.expect("looked at");
        wizard::start(house, owner, id, &key()).await.expect("begun");
        let late = wizard::match_columns(house, owner, id, &form, &key()).await;
        assert_eq!(late, Err(AppError::Refused(ImportRefusal::NotNow(UploadState::Running))));
        assert_eq!(wizard::undo(house, owner, page(&town, id).await.batch.expect("a batch"), &key()).await, Err(AppError::Refused(ImportRefusal::Running)));
        wizard::work(house, || true).await.expect("worked");
        let mut tx = town.club.read().await;
        let born: spotter::platform::time::Day = tx.query("SELECT birthday FROM members WHERE name = 'Anna Keller'").value().await.expect("read");
        assert_eq!(born.to_string(), "1990-04-03");
    }

    async fn what_became_of_the_rows_is_told_and_no_cell_is_a_formula(club: Club) {
        let town = Town::of(club).await;
        let (house, owner) = (&town.club.house, &town.owner.who);
        let list = "Name,Email\n=cmd|calc,\nAnna Keller,no address\n,nobody@example.org\nAda Ahrens,ada@example.org\n";
        let id = begun(&town, list).await;
        wizard::work(house, || true).await.expect("worked");
        let done = page(&town, id).await;
        assert_eq!((done.counts.added, done.counts.known, done.counts.refused), (2, 1, 1));
        let of = async |show: &str, q: &str| {
            let filter = ImportFilter { show: show.to_owned(), q: q.to_owned(), ..ImportFilter::default() };
            wizard::page(house, owner, id, &filter, Locale::ZhHant).await.expect("a page")
        };
        let refused = of("refused", "").await;
        assert_eq!((refused.total, refused.rows[0].line, refused.rows[0].outcome), (1, 4, RowOutcome::Refused));
        assert_eq!(refused.rows[0].remarks, ["沒有姓名：每個人都要有"]);
        assert_eq!(of("", "KELLER").await.rows[0].name, "Anna Keller");
        assert_eq!(of("", "%").await.total, 0, "a sign of the database is a sign");
        let file = town.web.get(Some(&town.owner.token), &format!("/admin/import/{id}/result.csv")).await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        let text = file.text();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().flat_map(|row| row.iter()).all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t'])));
        assert_eq!(&rows[0][1], "'=cmd|calc");
    }

    async fn nothing_of_a_list_is_kept_longer_than_is_said(club: Club) {
        let town = Town::of(club).await;
        let (house, owner) = (&town.club.house, &town.owner.who);
        let waiting = wizard::upload(house, owner, "waiting.csv", people(2).into_bytes()).await.expect("a list");
        let done = begun(&town, &people(2)).await;
        wizard::work(house, || true).await.expect("worked");
        let kept = async |id| wizard::page(house, owner, id, &ImportFilter::default(), Locale::En).await.is_ok();
        wizard::forget_old(house).await.expect("nothing old");
        assert!(kept(waiting).await && kept(done).await, "the control");
        town.club.clock.set(house.clock.now() + Span::hours(25));
        wizard::forget_old(house).await.expect("forgotten");
        assert!(!kept(waiting).await && kept(done).await);
        town.club.clock.set(house.clock.now() + Span::hours(24 * 30));
        wizard::forget_old(house).await.expect("forgotten");
        assert!(!kept(done).await);
        let batches = wizard::list(house, owner).await.expect("lists").batches;
        assert_eq!((batches.len(), batches[0].made, batches[0].upload), (1, 2, None), "the list itself is known, and can be taken out");
    }
}
