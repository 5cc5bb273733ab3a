//! The members list: views that are kept, columns, ways out of the house, and changing many at once with the way back.

use crate::{
    on_both,
    retention::gone_quiet,
    support::{Club, key, today},
    web::{PASSWORD, Person, Town, encoded, form},
};
use spotter::{
    accounts::model::{Scope, Who},
    members::{
        bulk, details,
        model::{
            BulkAsk, BulkCounts, BulkFilter, BulkId, BulkPage, BulkRefusal, BulkResult, BulkState, BulkWhy,
            MemberFilter, MemberId, TAGS_MAX, VIEWS_MAX, ViewId, ViewRefusal,
        },
        service::{self as members, Newcomer},
        views::{self, ViewForm},
    },
    platform::{
        error::{Answer, AppError, Nothing},
        form::Flaw,
    },
    studio,
};
use std::io::Cursor;

fn view(name: &str, shared: bool, list: &str) -> ViewForm {
    ViewForm {
        name: name.to_owned(),
        shared,
        list: Some(list.to_owned()),
    }
}

async fn names(club: &Club, who: &Who) -> Vec<(String, String, bool)> {
    let tools = views::tools(&club.house, who).await.expect("read");
    let names = tools.views.into_iter();
    names
        .map(|view| (view.name, views::written(&view.list), view.may_change))
        .collect()
}

async fn id_of(club: &Club, who: &Who, name: &str) -> ViewId {
    let tools = views::tools(&club.house, who).await.expect("read");
    let view = tools.views.into_iter().find(|view| view.name == name);
    view.expect("kept").id
}

/// So many members at once, at home here.
async fn crowd(club: &Club, n: usize) -> Vec<MemberId> {
    let now = club.house.clock.now();
    let mut tx = club.write().await;
    let mut all = Vec::new();
    for i in 0..n {
        let number = studio::service::member_numbers::<Nothing>(&mut tx, club.org, 1)
            .await
            .expect("a number");
        let newcomer = Newcomer {
            name: format!("Crowd {i:04}"),
            home_location: Some(club.location.id),
            ..Newcomer::default()
        };
        let id = members::add::<Nothing>(&mut tx, club.org, number, newcomer, None, "test", None, today(), now).await;
        all.push(id.expect("a member"));
    }
    tx.commit().await.expect("committed");
    all
}

fn listed(ids: &[MemberId]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(",")
}

fn ask(what: &str, value: &str) -> BulkAsk {
    let value = value.to_owned();
    let mut ask = BulkAsk {
        what: what.to_owned(),
        ..BulkAsk::default()
    };
    match what {
        "language" => ask.lang = value,
        "home" => ask.home = value,
        _ => ask.word = value,
    }
    ask
}

async fn start(club: &Club, ask: &BulkAsk, expected: i64) -> Answer<BulkId, BulkRefusal> {
    bulk::start(&club.house, &club.owner, &Scope::Everywhere, ask, expected, &key()).await
}

async fn page(club: &Club, id: BulkId, show: &str) -> BulkPage {
    let filter = BulkFilter {
        show: show.to_owned(),
        page: 1,
    };
    bulk::page(&club.house, &club.owner, id, &filter).await.expect("a page")
}

async fn would(club: &Club, ask: &BulkAsk) -> BulkCounts {
    let draft = bulk::draft(&club.house, &club.owner, &Scope::Everywhere, ask).await;
    draft.expect("a draft").counts.expect("counted")
}

async fn tags_of(club: &Club, member: MemberId) -> Vec<String> {
    let file = details::file(&club.house, &club.owner, member).await.expect("read");
    file.tags.into_iter().map(|tag| tag.name).collect()
}

/// How many members have chosen which language.
async fn languages(club: &Club, tag: &str) -> i64 {
    let mut tx = club.read().await;
    let count = tx
        .query("SELECT count(*) FROM members WHERE locale = $1")
        .bind(tag.to_owned());
    count.value().await.expect("counted")
}

fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// The parts of a workbook by their names.
fn parts(file: &[u8]) -> Vec<String> {
    let book = zip::ZipArchive::new(Cursor::new(file)).expect("a workbook is a zip");
    book.file_names().map(str::to_owned).collect()
}

/// Whether a table has a column of this name.
fn has_column(html: &str, word: &str) -> bool {
    let html = html.replace("<!>", "").replace("<!---->", "");
    html.contains(&format!("{word}</th>")) || html.contains(&format!("{word}</a></th>"))
}

async fn last_export(club: &Club) -> String {
    let mut tx = club.read().await;
    tx.query("SELECT details FROM audit_entries WHERE deed = 'members_exported' ORDER BY n DESC LIMIT 1")
        .value()
        .await
        .expect("a line")
}

on_both! {
    async fn views_are_kept_shared_and_changed_by_whoever_may(club: Club) {
        let town = Town::of(club).await;
        let (club, house) = (&town.club, &town.club.house);
        let (desk, owner) = (&town.desk.who, &town.owner.who);
        let same = key();
        for _ in 0..2 {
            views::keep(house, desk, &view("Quiet ones", false, "status=active&away=30&cols=phone,status&page=4&moon=1"), &same).await.expect("kept once");
        }
        assert_eq!(names(club, desk).await, [("Quiet ones".to_owned(), "status=active&away=30&cols=status%2Cphone".to_owned(), true)]);
        assert!(names(club, owner).await.is_empty(), "another's stays theirs");
        // one name stands for one view, however it is written
        let refused = views::keep(house, desk, &view("QUIET ones", false, ""), &key()).await;
        assert_eq!(refused, Err(AppError::Refused(ViewRefusal::NameTaken("Quiet ones".to_owned()))));
        assert_eq!(views::keep(house, desk, &view(" ", false, ""), &key()).await, Err(AppError::field("name", Flaw::Missing)));
        // whoever is bound to a place keeps none for everybody, whatever the role
        for who in [desk, &town.manager.who] {
            let refused = views::keep(house, who, &view("For all", true, ""), &key()).await;
            assert_eq!(refused, Err(AppError::Refused(ViewRefusal::NotForEverybody)));
        }
        views::keep(house, owner, &view("New people", true, "sort=-joined"), &key()).await.expect("kept");
        assert!(names(club, desk).await.contains(&("New people".to_owned(), "sort=-joined".to_owned(), false)));
        let shared = id_of(club, owner, "New people").await;
        for outcome in [
            views::change(house, desk, shared, &view("Mine", false, "")).await,
            views::remove(house, desk, shared).await,
            views::remove(house, owner, id_of(club, desk, "Quiet ones").await).await,
        ] {
            assert_eq!(outcome, Err(AppError::NotFound));
        }
        let renamed = ViewForm { name: "Newest".to_owned(), shared: true, list: None };
        views::change(house, owner, shared, &renamed).await.expect("renamed");
        assert_eq!(names(club, owner).await, [("Newest".to_owned(), "sort=-joined".to_owned(), true)], "it shows what it showed");
        views::change(house, owner, shared, &view("Newest", false, "status=ended")).await.expect("changed");
        assert_eq!(names(club, owner).await[0].1, "status=ended");
        assert_eq!(names(club, desk).await.len(), 1, "no longer shared");
        views::remove(house, owner, shared).await.expect("gone");
        for i in 1..VIEWS_MAX {
            views::keep(house, desk, &view(&format!("View {i}"), false, ""), &key()).await.expect("kept");
        }
        let refused = views::keep(house, desk, &view("One more", false, ""), &key()).await;
        assert_eq!(refused, Err(AppError::Refused(ViewRefusal::TooMany(VIEWS_MAX))));
    }

    async fn of_two_who_keep_one_name_one_does(club: Club) {
        let house = &club.house;
        let (a, b) = (key(), key());
        let (form, other) = (view("Morning", false, "status=active"), view("Morning", false, "status=ended"));
        let (one, two) = tokio::join!(views::keep(house, &club.owner, &form, &a), views::keep(house, &club.owner, &other, &b));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        // the control: of two names both
        let (form, other) = (view("Noon", false, ""), view("Night", false, ""));
        let (c, d) = (key(), key());
        let (one, two) = tokio::join!(views::keep(house, &club.owner, &form, &c), views::keep(house, &club.owner, &other, &d));
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    }

    async fn the_list_works_without_script(club: Club) {
        let town = Town::of(club).await;
        let owner = Some(town.owner.token.as_str());
        let fresh = key();
        let kept = form(&[("name", "Phones"), ("list", "status=active&cols=phone"), ("key", &fresh)]);
        let kept = town.web.submit(owner, "keep_view", &kept).await;
        assert_eq!((kept.status, kept.header("location")), (302, "/admin/members?status=active&cols=phone"), "{}", kept.text());
        let html = town.web.get(owner, "/admin/members?status=active&cols=phone").await.text();
        assert!(html.contains("Phones"), "the view");
        assert!(has_column(&html, "Phone") && !has_column(&html, "Member since"), "its columns");
        // a form without script sends each column by itself
        let html = town.web.get(owner, "/admin/members?col=joined&col=tags").await.text();
        assert!(has_column(&html, "Tags") && has_column(&html, "Member since") && !has_column(&html, "Phone"));
        assert!(html.contains("name=\"id\"") && html.contains("action=\"/admin/bulk\""), "rows can be ticked");
        let html = town.web.get(Some(&town.desk.token), "/admin/members").await.text();
        assert!(!html.contains("aria-label=\"Select ") && !html.contains("members.csv"), "not by whoever may not");
        let ada = town.ada.member();
        let draft = town.web.get(owner, &format!("/admin/bulk?id={ada}&what=add_tag&word=Early")).await.text();
        assert!(draft.contains("name=\"expected\" value=\"1\""), "{draft}");
        let again = town.web.get(owner, &format!("/admin/members?view=new&q={}", encoded("<b>"))).await.text();
        assert!(again.contains("Keep this view"), "the sheet is open");
    }

    async fn the_list_goes_out_whole_in_its_order_and_is_written_down(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let owner = Some(town.owner.token.as_str());
        let many = crowd(club, 1100).await;
        details::tag(&club.house, &club.owner, many[7], "=HYPERLINK(1)").await.expect("tagged");
        let file = town.web.get(owner, "/admin/members.csv?cols=tags,location&sort=-number").await;
        assert_eq!((file.status, file.header("cache-control")), (200, "no-store"));
        let rows = cells(&file.text());
        assert_eq!(rows[0], ["Number", "Name", "Location", "Tags"]);
        assert_eq!(rows.len(), 1 + 1100 + 3, "everybody once: more than are read at once");
        let numbers: Vec<i64> = rows[1..].iter().map(|row| row[0].parse().expect("a number")).collect();
        assert!(numbers.is_sorted_by(|a, b| a > b), "in the order of the list");
        assert!(rows.iter().any(|row| row[3] == "'=HYPERLINK(1)"));
        assert_eq!(last_export(club).await.matches("1103").count(), 1, "{}", last_export(club).await);

        let book = town.web.get(owner, "/admin/members.xlsx?q=crowd&status=active&cols=tags,joined").await;
        assert_eq!((book.status, book.header("content-disposition")), (200, "attachment; filename=\"members.xlsx\""));
        let parts = parts(&book.body);
        assert!(parts.iter().any(|part| part == "xl/worksheets/sheet1.xml"), "{parts:?}");
        assert!(!parts.iter().any(|part| part.contains("calcChain")), "a workbook without formulas");
        let told = last_export(club).await;
        assert!(told.contains("xlsx") && told.contains("1100") && told.contains("active") && told.contains("searched"), "{told}");
        assert!(!told.contains("crowd"), "what was typed may be a name: {told}");

        details::tag(&club.house, &club.owner, town.ada.member(), "<script>alert(1)</script>").await.expect("tagged");
        let print = town.web.get(owner, "/admin/members.html?cols=tags").await;
        let html = print.text();
        assert_eq!((print.status, print.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "as text");
        assert!(html.ends_with("</html>") && html.matches("<tr").count() == 1 + 1103 && html.contains("Ctrl+P"));
        // no shell around it
        assert!(!html.contains("<nav") && !html.contains("<aside"));

        for path in ["/admin/members.csv", "/admin/members.xlsx", "/admin/members.html"] {
            assert_eq!(town.web.get(Some(&town.desk.token), path).await.status, 403, "{path}");
            assert_eq!(town.web.get(None, path).await.status, 401, "{path}");
        }
        let part = town.web.get(Some(&town.manager.token), "/admin/members.html").await.text();
        assert!(part.contains("Ada Ahrens") && !part.contains("Cora Cordes"), "only those of the place");
    }

    async fn those_who_may_leave_go_out_as_they_are_listed_and_it_is_written_down(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let owner = Some(town.owner.token.as_str());
        let (ada, cora) = (town.ada.member(), town.cora);
        for member in [ada, cora] {
            gone_quiet(club, member).await;
        }
        let quiet = crowd(club, 3).await;
        for member in &quiet {
            gone_quiet(club, *member).await;
        }
        let mut tx = club.write().await;
        tx.query("UPDATE members SET name = '=HYPERLINK(1)' WHERE id = $1").bind(quiet[0]).run().await.expect("renamed");
        tx.commit().await.expect("committed");

        let file = town.web.get(owner, "/admin/leaving.csv?reason=away").await;
        assert_eq!((file.status, file.header("content-disposition")), (200, "attachment; filename=\"leaving.csv\""), "{}", file.text());
        let rows = cells(&file.text());
        assert_eq!(rows[0], ["Number", "Name", "Location", "Why", "Last visit", "Visits in 30 days", "Done so far"]);
        assert_eq!(rows.len(), 1 + 5, "{rows:?}");
        let formula = rows.iter().find(|row| row[1].contains("HYPERLINK")).expect("listed");
        assert_eq!(formula[1], "'=HYPERLINK(1)");
        assert!(formula[3].starts_with("Away "), "why: {formula:?}");
        let told = last_export(club).await;
        assert!(["leaving", "csv", "away", "\"5\""].iter().all(|word| told.contains(word)), "{told}");

        // in the order of the page, the whole list and not a page of it
        let page = town.web.get(owner, "/admin/leaving?reason=away").await.text();
        let places: Vec<usize> = rows[1..].iter().map(|row| page.find(row[1].trim_start_matches('\'')).expect("on the page")).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(page.contains("/admin/leaving.csv?reason=away"), "the way there");
        let set_aside = town.web.call(owner, "set_aside", &form(&[("member", &ada.to_string()), ("key", &key())])).await;
        assert_eq!(set_aside.status, 200, "{}", set_aside.text());
        let rows = cells(&town.web.get(owner, "/admin/leaving.csv").await.text());
        assert!(!rows.iter().any(|row| row[1] == "Ada Ahrens"), "whoever is set aside is not listed");
        let rows = cells(&town.web.get(owner, "/admin/leaving.csv?reason=aside").await.text());
        assert_eq!((rows.len(), rows[1][1].as_str()), (2, "Ada Ahrens"));
        assert!(rows[1][6].starts_with("Set aside until"), "what was done: {rows:?}");

        let book = town.web.get(owner, "/admin/leaving.xlsx").await;
        assert_eq!((book.status, book.header("content-disposition")), (200, "attachment; filename=\"leaving.xlsx\""));
        assert!(parts(&book.body).iter().any(|part| part == "xl/worksheets/sheet1.xml"));
        let print = town.web.get(owner, "/admin/leaving.html?reason=made-up").await;
        assert_eq!(print.status, 200);
        assert!(!last_export(club).await.contains("made-up"), "what is no reason is not in the log");
        let print = town.web.get(Some(&town.manager.token), "/admin/leaving.html").await.text();
        assert!(print.contains("Who may leave") && print.contains("Crowd") && print.ends_with("</html>") && !print.contains("<nav"));
        assert!(!print.contains("Cora Cordes"), "only those of the place");
        let there = format!("/admin/leaving.csv?location={}", town.there.id);
        assert_eq!(town.web.get(Some(&town.manager.token), &there).await.status, 404, "nor of another");
        for path in ["/admin/leaving.csv", "/admin/leaving.xlsx", "/admin/leaving.html"] {
            assert_eq!(town.web.get(Some(&town.desk.token), path).await.status, 403, "{path}");
            assert_eq!(town.web.get(None, path).await.status, 401, "{path}");
        }
        let page = town.web.get(Some(&town.desk.token), "/admin/leaving").await.text();
        assert!(!page.contains("leaving.csv"), "not by whoever may not");
    }

    async fn many_get_a_tag_and_lose_it_again(club: Club) {
        let town = Town::of(club).await;
        let (club, house) = (&town.club, &town.club.house);
        let (lena, full, gone) = (town.newcomer().await, town.newcomer().await, town.newcomer().await);
        details::tag(house, &club.owner, lena, "Früh dran").await.expect("tagged");
        for i in 0..TAGS_MAX {
            details::tag(house, &club.owner, full, &format!("tag {i}")).await.expect("tagged");
        }
        let erase = form(&[("member", &gone.to_string()), ("password", PASSWORD)]);
        assert_eq!(town.web.call(Some(&town.owner.token), "erase_member", &erase).await.status, 200);
        let (ada, ben) = (town.ada.member(), town.ben.member());
        let mut wish = ask("add_tag", " fruh  DRAN ");
        wish.ids = listed(&[lena, full, gone, ada, ben]);
        let seen = would(club, &wish).await;
        assert_eq!((seen.total, seen.waiting, seen.same, seen.refused), (5, 2, 1, 2));
        assert_eq!(tags_of(club, ada).await, Vec::<String>::new(), "looking changes nothing");
        // somebody looked at another list
        assert_eq!(start(club, &wish, 4).await, Err(AppError::Refused(BulkRefusal::Moved(4, 5))));
        let same = key();
        let first = bulk::start(house, &club.owner, &Scope::Everywhere, &wish, 5, &same).await.expect("begun");
        let again = bulk::start(house, &club.owner, &Scope::Everywhere, &wish, 5, &same).await.expect("the same");
        assert_eq!(first, again, "a press that comes twice is one");
        let done = page(club, first, "").await;
        assert_eq!((done.row.state, done.counts.done, done.counts.same, done.counts.refused), (BulkState::Done, 2, 1, 2));
        let why: Vec<_> = done.lines.iter().filter(|line| line.result == BulkResult::Refused).map(|line| (line.id, line.why)).collect();
        assert!(why.contains(&(full, Some(BulkWhy::Full))) && why.contains(&(gone, Some(BulkWhy::Erased))), "{why:?}");
        assert_eq!((tags_of(club, ada).await, tags_of(club, lena).await), (vec!["Früh dran".to_owned()], vec!["Früh dran".to_owned()]));
        assert_eq!(start(club, &wish, 5).await, Err(AppError::Refused(BulkRefusal::Nobody)));

        // Ada lost it and got it again by hand since: that is not the change's to take
        let file = details::file(house, &club.owner, ada).await.expect("read");
        club.set(0, 13 * 60);
        details::untag(house, &club.owner, ada, file.tags[0].id).await.expect("gone");
        details::tag(house, &town.desk.who, ada, "Früh dran").await.expect("tagged");
        bulk::undo(house, &club.owner, first, &key()).await.expect("begun");
        let back = page(club, first, "left").await;
        assert_eq!((back.row.state, back.counts.undone, back.counts.left, back.of_those), (BulkState::Undone, 1, 1, 1));
        assert_eq!((back.lines[0].id, back.lines[0].why), (ada, Some(BulkWhy::Since)));
        assert_eq!((tags_of(club, ada).await.len(), tags_of(club, ben).await.len(), tags_of(club, lena).await.len()), (1, 0, 1));
        assert_eq!(bulk::undo(house, &club.owner, first, &key()).await, Err(AppError::Refused(BulkRefusal::NotNow(BulkState::Undone))));

        // taken from all who have it, and given back as it was
        let mut take = ask("remove_tag", "Früh dran");
        take.list.tag = file.tags[0].id.to_string();
        let taken = start(club, &take, 2).await.expect("begun");
        assert_eq!((tags_of(club, ada).await.len(), tags_of(club, lena).await.len()), (0, 0));
        bulk::undo(house, &club.owner, taken, &key()).await.expect("begun");
        assert_eq!((tags_of(club, ada).await.len(), tags_of(club, lena).await.len()), (1, 1));
        let mut tx = club.read().await;
        let by: i64 = tx.query("SELECT count(*) FROM member_tags WHERE member_id = $1 AND by_account = $2").bind(ada).bind(town.desk.who.account).value().await.expect("counted");
        assert_eq!(by, 1, "still of whoever gave it");
        let told: Vec<String> = tx.query("SELECT deed FROM audit_entries WHERE deed IN ('members_changed', 'bulk_undone') ORDER BY n").values().await.expect("read");
        assert_eq!(told, ["members_changed", "bulk_undone", "members_changed", "bulk_undone"]);
    }

    async fn a_change_of_many_is_stopped_gone_on_with_and_taken_back(club: Club) {
        let many = crowd(&club, 450).await;
        let house = &club.house;
        let mut wish = ask("language", "zh-Hant");
        wish.list.q = "crowd".to_owned();
        let id = start(&club, &wish, 450).await.expect("begun");
        assert_eq!((page(&club, id, "").await.counts.done, languages(&club, "zh-Hant").await), (200, 200), "the first step at once");
        assert_eq!(bulk::undo(house, &club.owner, id, &key()).await, Err(AppError::Refused(BulkRefusal::NotNow(BulkState::Running))));
        bulk::cancel(house, &club.owner, id, &key()).await.expect("stopped");
        assert_eq!(bulk::work(house, || true).await.expect("nothing to do"), 0);
        let stopped = page(&club, id, "waiting").await;
        assert_eq!((stopped.row.state, stopped.counts.waiting, stopped.of_those), (BulkState::Cancelled, 250, 250));
        assert_eq!(bulk::cancel(house, &club.owner, id, &key()).await, Err(AppError::Refused(BulkRefusal::NotNow(BulkState::Cancelled))));

        // two workers at one change: everybody has one turn
        let next = start(&club, &wish, 450).await.expect("begun");
        let (one, other) = tokio::join!(bulk::work(house, || true), bulk::work(house, || true));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        let done = page(&club, next, "").await;
        assert_eq!((done.row.state, done.counts.done, done.counts.same, done.counts.waiting), (BulkState::Done, 250, 200, 0));
        assert_eq!(languages(&club, "zh-Hant").await, 450);

        // one of them reads English meanwhile, by their own choice
        let mut tx = club.write().await;
        let changed = page(&club, next, "done").await.lines[0].id;
        tx.query("UPDATE members SET locale = 'en' WHERE id = $1").bind(changed).run().await.expect("written");
        tx.commit().await.expect("committed");
        // of two who take it back one does
        let (a, b) = (key(), key());
        let (one, other) = tokio::join!(bulk::undo(house, &club.owner, next, &a), bulk::undo(house, &club.owner, next, &b));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
        bulk::work(house, || true).await.expect("worked");
        let back = page(&club, next, "").await;
        assert_eq!((back.row.state, back.counts.undone, back.counts.left), (BulkState::Undone, 249, 1));
        assert_eq!((languages(&club, "zh-Hant").await, languages(&club, "en").await), (200, 1), "those of the stopped change stay");
        // a day later the other one stays as it is
        club.set(1, 12 * 60 + 1);
        assert_eq!(bulk::undo(house, &club.owner, id, &key()).await, Err(AppError::Refused(BulkRefusal::TooLate(24))));
        assert!(page(&club, id, "").await.undo_until.is_none());
        // and a month later it is forgotten
        club.set(40, 12 * 60);
        bulk::forget_old(house).await.expect("forgotten");
        assert_eq!(bulk::page(house, &club.owner, id, &BulkFilter::default()).await, Err(AppError::NotFound));
        assert_eq!(many.len(), 450);
    }

    async fn whoever_is_bound_to_a_place_changes_nobody_elsewhere(club: Club) {
        let town = Town::of(club).await;
        let (club, house) = (&town.club, &town.club.house);
        let manager: &Person = &town.manager;
        let scope = manager.who.scope(spotter::accounts::model::Permission::ChangeMany).expect("they may");
        let (ada, cora) = (town.ada.member(), town.cora);
        let mut wish = ask("add_tag", "Ours");
        wish.ids = listed(&[ada, cora]);
        let draft = bulk::draft(house, &manager.who, &scope, &wish).await.expect("a draft");
        assert_eq!(draft.total, 1, "whoever is out of reach is not there");
        assert_eq!(draft.places.len(), 1, "and no place of others is a home to give");
        let id = bulk::start(house, &manager.who, &scope, &wish, 1, &key()).await.expect("begun");
        assert_eq!((tags_of(club, ada).await.len(), tags_of(club, cora).await.len()), (1, 0));
        let away = ask("home", &town.there.id.to_string());
        assert_eq!(bulk::start(house, &manager.who, &scope, &away, 1, &key()).await, Err(AppError::NotFound));
        // everybody's list is theirs alone
        let list = MemberFilter { location: town.there.id.to_string(), ..MemberFilter::default() };
        let all = BulkAsk { list, ..ask("add_tag", "Theirs") };
        assert_eq!(bulk::draft(house, &manager.who, &scope, &all).await.expect("a draft").total, 0);
        // the owner sees both, the manager only what they did
        let mut of_owner = ask("home", &town.there.id.to_string());
        of_owner.ids = listed(&[ada]);
        let of_owner = start(club, &of_owner, 1).await.expect("begun");
        assert_eq!(bulk::page(house, &manager.who, of_owner, &BulkFilter::default()).await, Err(AppError::NotFound));
        assert_eq!(bulk::undo(house, &manager.who, of_owner, &key()).await, Err(AppError::NotFound));
        bulk::undo(house, &town.owner.who, of_owner, &key()).await.expect("taken back");
        bulk::undo(house, &manager.who, id, &key()).await.expect("taken back");
        assert_eq!(tags_of(club, ada).await.len(), 0);
        // ids of nobody mean nobody, not everybody
        let nobody = BulkAsk { ids: "x,y".to_owned(), ..ask("add_tag", "All") };
        assert_eq!(bulk::draft(house, &manager.who, &scope, &nobody).await, Err(AppError::NotFound));
    }
}
