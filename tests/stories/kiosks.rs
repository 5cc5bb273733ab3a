//! Tablets at the door: what they may do, what becomes of what they scanned, and who is in.

use crate::{
    doors::{DOORS, filled},
    on_both,
    support::{Club, key, today},
    web::{Town, Web, form},
};
use axum::{body::Body, http::header};
use serde_json::Value;
use spotter::{
    accounts::{model::Role, service::Origin},
    booking::{
        code, door,
        model::{Kiosk, KioskId, KioskRow, Scan, ScanId, ScanState, Scanned, Thought},
    },
    members::{self, model::MemberId},
    platform::{
        error::AppError,
        i18n::Locale,
        time::{Instant, Span, day_plus},
    },
    schedule::model::SessionId,
    studio::{self, model::Location},
};
use std::{collections::BTreeSet, sync::Arc};
use tokio::{sync::Barrier, task::JoinSet};
use uuid::Uuid;

/// A tablet at a place that waits to be paired.
pub async fn waiting(town: &Town, place: &Location) -> KioskRow {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let id = door::add_kiosk(house, owner, place.id, "Main door", &key())
        .await
        .expect("made");
    let all = door::kiosks(house, owner).await.expect("read").kiosks;
    all.into_iter().find(|row| row.id == id).expect("the one just made")
}

/// A scan at a place that somebody should look at.
pub async fn listed(town: &Town, place: &Location) -> (KioskId, ScanId) {
    let row = waiting(town, place).await;
    let scan = written_by_hand(town, row.id.0, "Harbour").await;
    (row.id, ScanId(scan))
}

/// A scan of a code that was used at a place of this name.
pub async fn written_by_hand(town: &Town, kiosk: Uuid, first_where: &str) -> Uuid {
    let id = spotter::platform::id::fresh();
    let now = town.club.house.clock.now();
    let mut tx = town.club.write().await;
    let written = tx
        .query(
            "INSERT INTO scans (kiosk_id, id, org_id, location_id, device_at, at, received_at, thought, outcome, reason, member_id,
                                first_at, first_where)
             SELECT id, $2, org_id, location_id, $3, $3, $3, 'provisional', 'duplicate', 'used_code', $4, $3, $5
               FROM kiosks WHERE id = $1",
        )
        .bind(kiosk)
        .bind(id)
        .bind(now)
        .bind(town.ada.member())
        .bind(first_where.to_owned())
        .run()
        .await
        .expect("written");
    assert_eq!(written, 1);
    tx.commit().await.expect("committed");
    id
}

/// A paired tablet at a place of the club, and its token.
async fn paired(club: &Club, place: &Location, name: &str) -> (Kiosk, String) {
    let id = door::add_kiosk(&club.house, &club.owner, place.id, name, &key())
        .await
        .expect("made");
    let all = door::kiosks(&club.house, &club.owner).await.expect("read").kiosks;
    let code = all
        .into_iter()
        .find(|row| row.id == id)
        .and_then(|row| row.code)
        .expect("a code");
    let token = door::pair(&club.house, &code.text, Origin::default())
        .await
        .expect("paired");
    let kiosk = door::holder(&club.house, &token.0)
        .await
        .expect("read")
        .expect("a tablet");
    assert_eq!((kiosk.id, kiosk.location), (id, place.id));
    (kiosk, token.0)
}

/// The code that a member's telephone shows at an instant.
async fn shown_at(club: &Club, member: MemberId, at: Instant) -> String {
    let mut tx = club.read().await;
    let organisation = studio::service::code_key::<spotter::platform::error::Nothing>(&mut tx, club.org)
        .await
        .expect("a key");
    let own = members::service::code_key::<spotter::platform::error::Nothing>(&mut tx, club.org, member)
        .await
        .expect("a key");
    code::make(&code::key(&organisation, &own), member, code::step(at))
}

fn scan(code: &str, at: Instant, thought: Thought) -> Scan {
    Scan {
        key: ScanId::fresh(),
        at: at.0 / 1000,
        code: code.to_owned(),
        thought,
        place: String::new(),
    }
}

async fn sync(club: &Club, kiosk: &Kiosk, scans: &[Scan]) -> Vec<Scanned> {
    let now = club.house.clock.now().0 / 1000;
    let mut answers = Vec::new();
    for some in scans.chunks(100) {
        answers.extend(
            door::sync(&club.house, kiosk, Locale::En, (now, 0), some.to_vec())
                .await
                .expect("taken in"),
        );
    }
    answers
}

/// Device time, own time and outcome of every scan, by own time.
async fn rows(club: &Club) -> Vec<(Instant, Instant, Instant, ScanState)> {
    let mut tx = club.read().await;
    tx.query("SELECT device_at, at, received_at, outcome FROM scans ORDER BY at, id")
        .all()
        .await
        .expect("read")
}

async fn visits(club: &Club) -> Vec<Instant> {
    let mut tx = club.read().await;
    tx.query("SELECT at FROM visits WHERE undone_at IS NULL ORDER BY at")
        .values()
        .await
        .expect("read")
}

fn cookie(web: &Web, endpoint: &str, token: &str, body: &str) -> axum::http::Request<Body> {
    web.request("POST", &format!("/api/{endpoint}"), None)
        .header(header::COOKIE, format!("spotter-kiosk={token}"))
        .body(Body::from(body.to_owned()))
        .expect("a request")
}

on_both! {
    async fn a_tablet_can_check_in_and_do_nothing_else(club: Club) {
        let town = Town::of(club).await;
        let (kiosk, token) = paired(&town.club, &town.club.location, "Main door").await;
        let now = town.club.house.clock.now().0 / 1000;
        let mut wrong = Vec::new();
        for (endpoint, heard) in DOORS {
            if ["pair_kiosk", "claim_club", "sign_in", "sign_up", "use_code"].contains(endpoint) {
                continue; // whoever has a code or a password may use it in any browser
            }
            let body = filled(&town, endpoint, None).await;
            let before = town.rows().await;
            let reply = town.web.send(cookie(&town.web, endpoint, &token, &body)).await;
            let expected = if ["load_kiosk", "sync_scans"].contains(endpoint) { 200 } else { heard[0] };
            if reply.status != expected || expected == 200 && heard[0] != 200 && !["load_kiosk", "sync_scans"].contains(endpoint) {
                wrong.push(format!("{endpoint}: {} and not {expected}", reply.status));
            }
            if reply.status != 200 && !town.rows().await.changed(&before).is_empty() {
                wrong.push(format!("{endpoint}: refused and yet written"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for path in ["/desk", "/admin", "/admin/members", "/home", "/coach", "/admin/members.csv"] {
            let request = town.web.request("GET", path, None).header(header::COOKIE, format!("spotter-kiosk={token}"));
            let status = town.web.begin(request.body(Body::empty()).expect("a request")).await.status().as_u16();
            assert_eq!(status, 401, "{path}");
        }
        let screen = town.web.send(cookie(&town.web, "load_kiosk", &token, "")).await;
        assert!(screen.text().contains("Harbour") && !screen.text().contains("Ada"), "{}", screen.text());
        assert_eq!(screen.header("cache-control"), "no-store");
        let shown: Value = serde_json::from_str(&screen.text()).expect("JSON");
        assert_eq!((shown["now"].as_i64(), shown["offset"].as_i64()), (Some(now), Some(60)), "Berlin in winter");
        // as its script sends it
        let code = shown_at(&town.club, town.ada.member(), town.club.house.clock.now()).await;
        let body = form(&[
            ("now", &now.to_string()), ("lang", "zh-Hans"),
            ("scans[0][key]", &ScanId::fresh().to_string()), ("scans[0][at]", &now.to_string()), ("scans[0][code]", &code),
            ("scans[0][thought]", "live"), ("scans[0][place]", &kiosk.location.to_string()),
        ]);
        let reply = town.web.send(cookie(&town.web, "sync_scans", &token, &body)).await;
        let answer: Value = serde_json::from_str(&reply.text()).expect("JSON");
        assert_eq!(answer.pointer("/0/state").and_then(Value::as_str), Some("rejected"), "a pack wants a class: {}", reply.text());
        assert!(!reply.text().contains("Ahrens"), "no more than a first name");

        door::revoke(&town.club.house, &town.manager.who, kiosk.id).await.expect("taken out");
        for endpoint in ["load_kiosk", "sync_scans"] {
            let before = town.rows().await;
            assert_eq!(town.web.send(cookie(&town.web, endpoint, &token, &body)).await.status, 401, "{endpoint}");
            assert!(town.rows().await.changed(&before).is_empty(), "{endpoint}");
        }
        let again = door::revoke(&town.club.house, &town.manager.who, kiosk.id).await;
        assert!(matches!(again, Err(AppError::NotFound)));
    }

    async fn the_tablets_page_is_the_same_for_everybody_and_alone_may_use_the_camera(club: Club) {
        let town = Town::of(club).await;
        let page = town.web.get(None, "/kiosk?lang=zh-Hans").await;
        let same = town.web.get(Some(&town.owner.token), "/kiosk?lang=zh-Hans").await;
        assert_eq!((page.status, &page.body), (200, &same.body), "whoever is signed in");
        for reply in [&page, &same] {
            assert!(reply.header("cache-control").starts_with("public"), "it may be kept for when there is no line");
            assert!(reply.header("permissions-policy").contains("camera=(self)"));
            let policy = reply.header("content-security-policy");
            assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
        }
        assert!(page.text().contains("lang=\"zh-Hans\"") && page.text().contains("请出示入场码"), "{}", page.text());
        assert!(town.web.get(None, "/kiosk").await.text().contains("Show your code"));
        assert!(town.web.get(None, "/sign-in").await.header("permissions-policy").contains("camera=()"));
        for path in ["/kiosk?lang=%3Cscript%3E", "/kiosk?lang=zq&code=%22%3E%3Cscript%3E"] {
            assert!(!town.web.get(None, path).await.text().contains("script>alert"), "{path}");
        }
    }

    async fn a_pairing_code_works_once_for_a_quarter_of_an_hour_and_signs_out_whoever_was_here(club: Club) {
        let town = Town::of(club).await;
        let code = waiting(&town, &town.club.location).await.code.expect("a code").text;
        let body = form(&[("code", &code)]);
        let reply = town.web.call(Some(&town.manager.token), "pair_kiosk", &body).await;
        assert_eq!(reply.status, 200);
        let cookies: Vec<&str> = reply.headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok()).collect();
        assert!(cookies.iter().any(|c| c.starts_with("spotter-kiosk=") && c.contains("HttpOnly") && c.contains("SameSite=Strict")), "{cookies:?}");
        assert!(cookies.iter().any(|c| c.starts_with("spotter=;")), "{cookies:?}");
        assert_eq!(town.web.call(Some(&town.manager.token), "load_devices", "").await.status, 401, "signed out");
        assert_eq!(town.web.call(None, "pair_kiosk", &body).await.status, 409, "used");
        let late = waiting(&town, &town.club.location).await.code.expect("a code").text;
        town.club.set(0, 12 * 60 + 15);
        assert_eq!(town.web.call(None, "pair_kiosk", &form(&[("code", &late)])).await.status, 409, "too old");
        assert!(waiting(&town, &town.club.location).await.code.is_some());
        let rows = door::kiosks(&town.club.house, &town.owner.who).await.expect("read").kiosks;
        assert!(rows.iter().any(|row| row.paired.is_none() && row.code.is_none()), "it is not shown any more");
        let here = staff_of(&town).await;
        assert!(here.iter().all(|row| row.place == "Harbour"));
    }

    async fn two_hundred_scans_become_two_hundred_rows_at_their_own_times(club: Club) {
        let (kiosk, _) = paired(&club, &club.location, "Main door").await;
        let people = club.members_with_passes(200, club.unlimited).await;
        let begun = club.house.clock.now();
        let mut scans = Vec::new();
        let mut times = Vec::new();
        for (i, member) in (0..).zip(&people) {
            let at = begun + Span::seconds(i * 61);
            times.push(at);
            scans.push(scan(&shown_at(&club, *member, at).await, at, Thought::Provisional));
        }
        // the line comes back eight hours later
        club.set(0, 20 * 60);
        let answers = sync(&club, &kiosk, &scans).await;
        assert!(answers.iter().zip(&scans).all(|(a, s)| a.key == s.key && a.state == ScanState::Verified), "{:?}", answers[0]);
        let written = rows(&club).await;
        assert_eq!(written.iter().map(|r| r.0).collect::<Vec<_>>(), times, "the device's time");
        assert_eq!(written.iter().map(|r| r.1).collect::<Vec<_>>(), times, "its own time");
        assert!(written.iter().all(|r| r.2 == club.at(0, 20 * 60)), "and when we heard of it");
        assert_eq!(visits(&club).await, times);
        // nothing was heard of that, and everything is sent again: whole, backwards, by two lines at once
        let mut backwards = scans.clone();
        backwards.reverse();
        let club = Arc::new(club);
        let mut lines = JoinSet::new();
        for some in [scans.clone(), backwards] {
            let (club, kiosk) = (club.clone(), kiosk.clone());
            lines.spawn(async move { sync(&club, &kiosk, &some).await });
        }
        let by_key = |answers: &[Scanned]| answers.iter().map(|a| (a.key, a.state as u8, a.text.clone())).collect::<BTreeSet<_>>();
        for again in lines.join_all().await {
            assert_eq!(by_key(&again), by_key(&answers), "the same answers");
        }
        assert_eq!((rows(&club).await.len(), visits(&club).await), (200, times));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn one_code_at_two_tablets_without_a_line_lets_one_in_and_lists_the_other(club: Club) {
        let club = Arc::new(club);
        let (front, _) = paired(&club, &club.location, "Front").await;
        let (back, _) = paired(&club, &club.location, "Back").await;
        for round in 0..8 {
            let member = club.member_with(&format!("Lena {round}"), club.unlimited).await;
            let at = club.at(0, 13 * 60 + round * 5);
            let code = shown_at(&club, member, at).await;
            club.set(0, 14 * 60 + round * 5);
            let barrier = Arc::new(Barrier::new(2));
            let mut both = JoinSet::new();
            for kiosk in [&front, &back] {
                let (club, kiosk, barrier) = (club.clone(), kiosk.clone(), barrier.clone());
                let scan = scan(&code, at + Span::seconds(3), Thought::Provisional);
                both.spawn(async move {
                    barrier.wait().await;
                    sync(&club, &kiosk, &[scan]).await.remove(0).state
                });
            }
            let mut states = both.join_all().await;
            states.sort_by_key(|s| *s != ScanState::Verified);
            assert_eq!(states, [ScanState::Verified, ScanState::Duplicate]);
        }
        let presence = door::presence(&club.house, &club.owner, Some(club.location.id)).await.expect("read");
        assert_eq!(presence.listed.len(), 8, "who, when and where");
        for line in &presence.listed {
            let (at, place) = line.first.as_ref().expect("when and where first");
            assert!(place == "Harbour" && at.clock() == line.at.clock() && line.member.as_ref().is_some_and(|(_, n)| n.starts_with("Lena")));
            door::put_aside(&club.house, &club.owner, club.location.id, line.kiosk, line.id).await.expect("looked at");
        }
        let after = door::presence(&club.house, &club.owner, Some(club.location.id)).await.expect("read");
        assert_eq!((after.listed.len(), rows(&club).await.len()), (0, 16), "off the list, and still there");

        // The control: without the index that each code works once, and without the question before it, both are let in.
        let mut tx = club.write().await;
        tx.query("DROP INDEX visits_one_use").run().await.expect("dropped");
        tx.commit().await.expect("committed");
        let member = club.member_with("Mona", club.unlimited).await;
        let at = club.house.clock.now();
        let code = shown_at(&club, member, at).await;
        let first = sync(&club, &front, &[scan(&code, at, Thought::Live)]).await.remove(0);
        let mut tx = club.write().await;
        tx.query("UPDATE visits SET code_step = NULL, out_at = at WHERE member_id = $1").bind(member).run().await.expect("forgotten");
        tx.commit().await.expect("committed");
        let second = sync(&club, &back, &[scan(&code, at, Thought::Live)]).await.remove(0);
        assert_eq!((first.state, second.state), (ScanState::Verified, ScanState::Verified), "the control");
    }

    async fn what_is_refused_later_is_listed_with_its_reason_and_never_dropped(club: Club) {
        let mut tx = club.write().await;
        let hill = studio::service::open_location(&mut tx, club.org, "Hill", "Europe/Berlin", "", club.house.clock.now()).await.expect("a place");
        tx.commit().await.expect("committed");
        let (kiosk, _) = paired(&club, &club.location, "Main door").await;
        let at = club.house.clock.now();
        let revoked = club.member("Ada").await;
        let pass = club.grant(revoked, club.unlimited).await;
        let barred = club.member_with("Ben", club.unlimited).await;
        let visitor = club.member_with("Cleo", club.unlimited).await;
        let early = club.member_with("Dora", club.unlimited).await;
        let mut scans = Vec::new();
        for member in [revoked, barred, visitor, early] {
            scans.push(scan(&shown_at(&club, member, at).await, at, Thought::Provisional));
        }
        // a member whose home is elsewhere may come; a scan of when the tablet stood elsewhere may not
        let mut tx = club.write().await;
        tx.query("UPDATE members SET home_location_id = $2 WHERE id = $1").bind(visitor).bind(hill.id).run().await.expect("moved");
        tx.query("UPDATE members SET status = 'banned' WHERE id = $1").bind(barred).run().await.expect("barred");
        tx.query("UPDATE passes SET ended_at = $2 WHERE id = $1").bind(pass).bind(at).run().await.expect("taken back");
        tx.commit().await.expect("committed");
        scans[3].place = hill.id.to_string();
        let picture = scan(&shown_at(&club, visitor, at - Span::seconds(40)).await, at, Thought::Rejected);
        let old = scan(&shown_at(&club, visitor, at - Span::hours(80)).await, at - Span::hours(80), Thought::Provisional);
        let future = scan(&shown_at(&club, visitor, at + Span::hours(9)).await, at + Span::hours(9), Thought::Provisional);
        let nonsense = scan("hello", at, Thought::Rejected);
        let long = scan(&"x".repeat(5000), at, Thought::Rejected);
        scans.extend([picture, old, future, nonsense, long]);
        club.set(0, 15 * 60);
        let answers = sync(&club, &kiosk, &scans).await;
        let reasons: Vec<(&str, ScanState)> = answers.iter().map(|a| (a.reason.as_str(), a.state)).collect();
        use ScanState::{Rejected, Verified};
        assert_eq!(reasons, [
            ("no_pass", Rejected), ("desk", Rejected), ("pass", Verified), ("other_place", Rejected), ("old_code", Rejected),
            ("too_old", Rejected), ("clock", Rejected), ("unknown_code", Rejected), ("unknown_code", Rejected),
        ]);
        assert!(!format!("{answers:?}").contains("barred") && !format!("{answers:?}").contains("banned"), "not on the screen");
        assert_eq!((rows(&club).await.len(), visits(&club).await), (9, vec![at]));
        let presence = door::presence(&club.house, &club.owner, None).await.expect("read");
        assert_eq!(presence.listed.len(), 8, "everything but the one who is in");
        assert!(presence.listed.iter().any(|line| line.reason == "banned"), "the staff read why");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_was_scanned_without_a_line_is_not_missing_when_it_is_known_too_late(club: Club) {
        let (kiosk, _) = paired(&club, &club.location, "Main door").await;
        let (lena, here) = (club.member_with("Lena", club.pack).await, club.member_with("Here", club.pack).await);
        let class = club.class(1, 18 * 60, 5).await;
        club.book(lena, class).await.expect("a place");
        let came = club.book(here, class).await.expect("a place").booking;
        let at = club.at(1, 17 * 60 + 55);
        let sent = scan(&shown_at(&club, lena, at).await, at, Thought::Provisional);
        club.set(1, 18 * 60);
        door::mark(&club.house, &club.owner, came, true).await.expect("marked");
        club.set(1, 20 * 60);
        spotter::booking::jobs::settle(&club.house).await.expect("settled");
        let counted = || async {
            let list = spotter::booking::service::my_bookings(&club.house, &club.as_member(lena), lena).await.expect("read");
            (list.strikes.points, list.past.len())
        };
        assert_eq!(counted().await, (2, 1), "as far as anybody knew she did not come");
        for _ in 0..2 {
            assert_eq!(sync(&club, &kiosk, std::slice::from_ref(&sent)).await[0].state, ScanState::Verified);
            assert_eq!(counted().await, (0, 1), "she did");
            assert_eq!(club.credits(lena).await, (9, 0), "and her credit was used once");
        }
        assert_eq!(visits(&club).await.iter().filter(|v| **v == at).count(), 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_is_in_already_is_not_let_in_twice_by_a_picture(club: Club) {
        let (kiosk, _) = paired(&club, &club.location, "Main door").await;
        let (other, _) = paired(&club, &club.location, "Back door").await;
        let ada = club.member_with("Ada", club.unlimited).await;
        let first = club.house.clock.now();
        let live = |code: String, at: Instant| scan(&code, at, Thought::Live);
        assert_eq!(sync(&club, &kiosk, &[live(shown_at(&club, ada, first).await, first)]).await[0].state, ScanState::Verified);
        let later = first + Span::minutes(20);
        club.clock.set(later);
        let picture = shown_at(&club, ada, later).await;
        let answers = sync(&club, &kiosk, &[live(picture.clone(), later)]).await;
        assert_eq!((answers[0].state, answers[0].reason.as_str()), (ScanState::Rejected, "already_in"));
        let again = sync(&club, &other, &[live(picture, later)]).await;
        assert_eq!((again[0].state, again[0].reason.as_str()), (ScanState::Duplicate, "used_code"), "nor at another door");
        assert_eq!(visits(&club).await.len(), 1);
    }

    async fn a_wrong_clock_is_measured(club: Club) {
        let (kiosk, _) = paired(&club, &club.location, "Main door").await;
        let member = club.member_with("Ada", club.unlimited).await;
        let at = club.house.clock.now() - Span::minutes(30);
        let ahead = Span::minutes(5);
        let sent = scan(&shown_at(&club, member, at).await, at + ahead, Thought::Provisional);
        let now = (club.house.clock.now() + ahead).0 / 1000;
        let answers = door::sync(&club.house, &kiosk, Locale::En, (now, 300_000), vec![sent]).await.expect("taken in");
        assert_eq!(answers[0].state, ScanState::Verified, "{answers:?}");
        assert_eq!(visits(&club).await, [at], "the time by our clock");
        assert_eq!(rows(&club).await[0].0, at + ahead, "the device's own beside it");
        let row = door::kiosks(&club.house, &club.owner).await.expect("read").kiosks.remove(0);
        assert_eq!(row.skew, 300);
        for now in [i64::MIN, i64::MAX, 0] {
            let sent = scan("S1.x", Instant(0), Thought::Live);
            let odd = Scan { at: now, ..sent };
            door::sync(&club.house, &kiosk, Locale::En, (now, 0), vec![odd]).await.expect("written all the same");
        }
    }

    async fn what_was_asked_for_without_a_line_is_booked_once_or_refused_in_words(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let (free, full) = (club.class(1, 18 * 60, 3).await, club.class(2, 18 * 60, 1).await);
        let other = club.member_with("Olga", club.pack).await;
        club.book(other, full).await.expect("the last place");
        let reply = town.web.call(Some(&town.ada.token), "load_own", "").await;
        let pack: Value = serde_json::from_str(&reply.text()).expect("JSON");
        let offered = |id: SessionId| pack["classes"].as_array().expect("classes").iter().any(|c| c["session"] == id.to_string());
        assert!(offered(free) && offered(full), "{pack}");
        let (ada, me) = (&town.ada.who, town.ada.member());
        let browser = pack["browser"].as_str().expect("a browser").to_owned();
        let old = door::book_asked(&club.house, ada, me, (free, "another-browser"), "asked-for-by-another", Locale::En).await;
        assert!(matches!(old, Err(AppError::Busy)), "a page of whoever was signed in before books nothing");
        let ask = |class: SessionId, key: &'static str| door::book_asked(&club.house, ada, me, (class, &browser), key, Locale::En);
        // two pages of one telephone send it at the same time
        let (first, again) = tokio::join!(ask(free, "asked-for-in-a-tunnel"), ask(free, "asked-for-in-a-tunnel"));
        let first = first.expect("an answer");
        assert!(first.booked, "{first:?}");
        assert_eq!(first, again.expect("the same answer"));
        assert_eq!(club.session(free).await.booked, 1);
        let no = ask(full, "asked-for-under-water").await.expect("an answer in words");
        assert!(!no.booked && no.text.contains("Full"), "{no:?}");
        assert!(matches!(ask(full, "asked-for-in-a-tunnel").await, Err(AppError::Repeated)), "a key is for one class");
        let gone = ask(SessionId::fresh(), "asked-for-long-ago").await.expect("an answer in words");
        assert!(!gone.booked);
        let reply = town.web.call(Some(&town.ada.token), "load_own", "").await;
        let pack: Value = serde_json::from_str(&reply.text()).expect("JSON");
        assert!(!pack["classes"].to_string().contains(&free.to_string()), "what is hers already is not asked for");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_telephone_without_a_line_makes_its_own_codes_until_its_browser_is_signed_out(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let (kiosk, _) = paired(club, &club.location, "Main door").await;
        club.grant(town.ada.member(), club.unlimited).await;
        let reply = town.web.call(Some(&town.ada.token), "load_own", "").await;
        let pack: Value = serde_json::from_str(&reply.text()).expect("JSON");
        // keys and ids are letters by chance
        let words = (&pack["name"], &pack["number"], &pack["bookings"], &pack["passes"], &pack["classes"]);
        assert!(!format!("{words:?}").contains("Ben"), "nothing of anybody else: {words:?}");
        let lent = spotter::platform::secret::decode(pack["key"].as_str().expect("a key")).expect("bytes");
        let until = pack["until"].as_i64().expect("a step");
        let browser = town.ada.who.session.0;
        let made = |at: Instant| code::make_own(&lent, browser, until, code::step(at));
        let start = club.house.clock.now();
        let here = |code: String| async move { door::by_code(&club.house, &club.owner, club.location.id, &code).await.expect("an answer") };
        let answer = here(made(start)).await;
        assert!(answer.visit.is_some() && answer.member.as_ref().is_some_and(|m| m.id == town.ada.member()), "{answer:?}");
        assert_eq!(here(made(start)).await.reasons[0].code(), "used_code", "once");
        assert_eq!(here(shown_at(club, town.ada.member(), start).await).await.reasons[0].code(), "used_code", "whoever made the code of that moment");
        club.clock.set(start + Span::seconds(31));
        assert_eq!(here(made(start)).await.reasons[0].code(), "old_code", "a picture");
        // three days later, still without a line, at a tablet without one
        let then = club.at(3, 9 * 60);
        let waits = scan(&made(then), then, Thought::Provisional);
        club.set(3, 9 * 60 + 30);
        let after = scan(&made(club.at(3, 9 * 60 + 25)), club.at(3, 9 * 60 + 25), Thought::Provisional);
        club.set(3, 9 * 60 + 20);
        spotter::accounts::service::sign_out(&club.house, &town.ada.who).await.expect("signed out");
        club.set(3, 9 * 60 + 30);
        let answers = sync(club, &kiosk, &[waits, after]).await;
        assert_eq!(answers.iter().map(|a| a.reason.as_str()).collect::<Vec<_>>(), ["pass", "unknown_code"],
            "a code of before the browser was signed out, and one of after");
        club.set(8, 9 * 60);
        assert_eq!(here(made(club.house.clock.now())).await.reasons[0].code(), "unknown_code");
        let other = town.again(&town.ada).await;
        let forged = code::make_own(&lent, other.who.session.0, until, code::step(club.house.clock.now()));
        assert_eq!(here(forged).await.reasons[0].code(), "unknown_code", "a key is its browser's own");
    }

    async fn who_is_in_is_counted_once_and_goes_by_itself(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let policy = studio::model::BookingPolicy { house_capacity: 2, out_after: 120, ..Default::default() };
        studio::service::set_booking_policy(&club.house, club.org, None, &policy, club.house.clock.now()).await.expect("rules");
        let ada = club.member_with("Ada", club.unlimited).await;
        let ben = club.member_with("Ben", club.unlimited).await;
        let here = club.location.id;
        for member in [ada, ben, ada] {
            door::by_name(&club.house, &desk, here, member, &key()).await.expect("an answer");
            club.clock.set(club.house.clock.now() + Span::minutes(1));
        }
        let seen = door::presence(&club.house, &desk, None).await.expect("read");
        assert_eq!((seen.inside, seen.capacity, seen.lines.len()), (2, 2, 2));
        assert_eq!(seen.lines.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["Ben", "Ada"]);
        let visit = seen.lines[0].visit;
        door::check_out(&club.house, &desk, visit).await.expect("gone");
        assert!(matches!(door::check_out(&club.house, &desk, visit).await, Err(AppError::NotFound)), "once");
        assert_eq!(door::desk(&club.house, &desk, None).await.expect("read").inside, 1);
        let back = door::by_name(&club.house, &desk, here, ben, &key()).await.expect("an answer");
        assert!(back.visit.is_some(), "who has left comes in anew: {:?}", back.reasons);
        assert_eq!(door::presence(&club.house, &desk, None).await.expect("read").inside, 2);
        club.set(0, 14 * 60 + 10);
        let seen = door::presence(&club.house, &desk, None).await.expect("read");
        assert_eq!((seen.inside, seen.lines.len()), (0, 0), "after two hours everybody has gone");
        assert_eq!(today(), day_plus(today(), 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}

/// The tablets that the manager of here sees.
async fn staff_of(town: &Town) -> Vec<KioskRow> {
    waiting(town, &town.there).await;
    let manager = town.again(&town.manager).await;
    door::kiosks(&town.club.house, &manager.who).await.expect("read").kiosks
}
