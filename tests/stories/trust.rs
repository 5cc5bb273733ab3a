//! What stands before every door: foreign sites, large bodies, headers, throttles, ways out to other hosts.

use crate::{
    doors::{DOORS, PAGES, caller, filled, page_path},
    on_both,
    support::Club,
    web::{PASSWORD, Reply, Town, Web, encoded, form},
};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Request, header},
};
use spotter::platform::time::Span;
use std::{collections::BTreeSet, sync::Arc};
use tokio::{sync::Barrier, task::JoinSet};

/// What a request of a foreign site looks like: the headers that it has, all others of origin taken away.
const FOREIGN: [&[(&str, &str)]; 12] = [
    &[],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:3000")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://localhost:3000")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "http://localhost:3001")],
    &[("origin", "http://localhost:3000.evil.example")],
    &[("origin", "https://localhost:3000@evil.example")],
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "null"),
        ("content-type", "text/plain"),
    ],
    &[
        ("sec-fetch-site", "nonsense"),
        ("origin", "https://evil.example"),
        ("content-type", "multipart/form-data; boundary=x"),
    ],
];

fn foreign(mut request: Request<Body>, headers: &[(&str, &str)]) -> Request<Body> {
    for name in ["origin", "sec-fetch-site"] {
        request.headers_mut().remove(name);
    }
    for (name, value) in headers {
        let name: HeaderName = name.parse().expect("a name");
        request
            .headers_mut()
            .insert(name, HeaderValue::from_str(value).expect("a value"));
    }
    request
}

/// The headers that no answer goes without.
fn dressed(what: &str, reply: &Reply) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), value, "{what} ({}): {name}", reply.status);
        assert_eq!(reply.headers.get_all(name).iter().count(), 1, "{what}: {name} once");
    }
    assert!(
        reply.header("permissions-policy").contains("microphone=()"),
        "{what}: permissions-policy"
    );
    let policy = reply.header("content-security-policy");
    assert_eq!(
        reply.headers.get_all("content-security-policy").iter().count(),
        1,
        "{what}: one policy"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(
        !policy.contains("unsafe-inline") && !policy.replace("'wasm-unsafe-eval'", "").contains("unsafe-eval"),
        "{what}: {policy}"
    );
    assert!(!policy.contains('*') && !policy.contains("http:"), "{what}: {policy}");
    assert!(
        !reply.headers.contains_key("x-public") && !reply.headers.contains_key("server"),
        "{what}: says more than it need"
    );
}

fn nonce(reply: &Reply) -> String {
    let policy = reply.header("content-security-policy");
    let start = policy.find("'nonce-").expect("a page's policy has a nonce") + "'nonce-".len();
    policy[start..].split('\'').next().expect("its end").to_owned()
}

on_both! {
    async fn a_foreign_site_changes_nothing(club: Club) {
        let town = Town::of(club).await;
        for (endpoint, _) in DOORS {
            let person = match *endpoint {
                "book_class" | "cancel_booking" | "change_profile" | "join_waitlist" | "leave_waitlist" => &town.ada,
                _ => &town.owner,
            };
            let body = filled(&town, endpoint, Some(person)).await;
            let before = town.rows().await;
            for headers in FOREIGN {
                for accept in ["application/json", "text/html"] {
                    let request = town.web.request("POST", &format!("/api/{endpoint}"), Some(&person.token));
                    let mut request = foreign(request.body(Body::from(body.clone())).expect("a request"), headers);
                    request.headers_mut().insert(header::ACCEPT, accept.parse().expect("a value"));
                    let reply = town.web.send(request).await;
                    assert_eq!(reply.status, 403, "{endpoint} with {headers:?}: {}", reply.text());
                    assert!(reply.token().is_none() && reply.header("location").is_empty());
                }
            }
            let after = town.rows().await;
            assert!(after.changed(&before).is_empty(), "{endpoint} let a foreign site write to {:?}", after.changed(&before));
        }
    }

    /// The control: the same forms from our own page are let in, by either header alone too.
    async fn our_own_pages_are_let_in(club: Club) {
        let town = Town::of(club).await;
        let own: [&[(&str, &str)]; 3] =
            [&[("sec-fetch-site", "same-origin")], &[("origin", "http://localhost:3000")], &[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:3000")]];
        for headers in own {
            let request = town.web.request("POST", "/api/load_inbox", Some(&town.ada.token)).body(Body::empty()).expect("a request");
            assert_eq!(town.web.send(foreign(request, headers)).await.status, 200, "{headers:?}");
        }
        // Pages are read from anywhere: a link from another site arrives.
        let link = town.web.request("GET", "/", Some(&town.ada.token)).header("sec-fetch-site", "cross-site");
        assert_eq!(town.web.send(link.body(Body::empty()).expect("a request")).await.status, 200);
    }

    async fn a_body_larger_than_any_form_is_not_read(club: Club) {
        let town = Town::of(club).await;
        let before = town.rows().await;
        for (endpoint, _) in DOORS {
            let large = format!("name={}", "x".repeat(256 * 1024));
            let request = town.web.request("POST", &format!("/api/{endpoint}"), Some(&town.owner.token)).header(header::CONTENT_LENGTH, large.len());
            let reply = town.web.send(request.body(Body::from(large)).expect("a request")).await;
            assert_eq!(reply.status, 413, "{endpoint}");
            dressed(endpoint, &reply);
        }
        // One that does not tell its length is cut off on the way.
        for endpoint in ["save_room", "change_profile", "sign_in"] {
            let chunks = (0..80).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 8 * 1024]));
            let body = Body::from_stream(futures::stream::iter(chunks));
            let request = town.web.request("POST", &format!("/api/{endpoint}"), Some(&town.owner.token)).body(body).expect("a request");
            let reply = town.web.send(request).await;
            assert!([413, 422].contains(&reply.status), "{endpoint}: {} {}", reply.status, reply.text());
        }
        assert!(town.rows().await.changed(&before).is_empty());
        // The control: a little less is read, and then judged.
        let fits = format!("query={}", "x".repeat(250 * 1024));
        assert_eq!(town.web.call(Some(&town.owner.token), "find_members", &fits).await.status, 200);
    }

    async fn every_answer_is_dressed(club: Club) {
        let town = Town::of(club).await;
        let owner = Some(town.owner.token.as_str());
        let ada = Some(town.ada.token.as_str());
        for (page, _) in PAGES {
            for token in [None, ada, owner] {
                let reply = town.web.get(token, &page_path(&town, page)).await;
                dressed(page, &reply);
                assert!(reply.header("content-security-policy").contains("'nonce-"), "{page}: {} {}", reply.status, reply.text());
                assert!(reply.header("content-type").starts_with("text/html"), "{page}");
                if token.is_some() {
                    assert_eq!(reply.header("cache-control"), "no-store", "{page}");
                }
            }
        }
        for (endpoint, _) in DOORS {
            for person in [None, Some(town.again(&town.ada).await), Some(town.again(&town.owner).await)] {
                let reply = town.web.call(person.as_ref().map(|p| p.token.as_str()), endpoint, "").await;
                dressed(endpoint, &reply);
                assert_eq!(reply.header("cache-control"), "no-store", "{endpoint}");
            }
        }
        // one of the doors ends every other session
        let (ada, owner) = (town.again(&town.ada).await, town.again(&town.owner).await);
        let (ada, owner) = (Some(ada.token.as_str()), Some(owner.token.as_str()));
        for (what, token, path) in [
            ("a file that is not there", None, "/pkg/nothing.js"),
            ("a way out of the folder", None, "/pkg/..%2f..%2fCargo.toml"),
            ("a page that is not there", None, "/nothing"),
            ("a function that is not there", None, "/api/nothing"),
            ("health", None, "/healthz"),
            ("the list as a file", owner, "/admin/members.csv"),
            ("the list as a file, refused", None, "/admin/members.csv"),
            ("the list as a file, forbidden", ada, "/admin/members.csv"),
            ("a query that cannot be read", owner, "/admin/members.csv?page=x"),
            ("a function that is asked with GET", owner, "/api/load_me"),
        ] {
            dressed(what, &town.web.get(token, path).await);
        }
        // A browser that asks for what is not there gets it drawn, with a page's policy and its real status.
        let lost = town.web.request("GET", "/nothing%3Cscript%3E", ada).header(header::ACCEPT, "text/html");
        let lost = town.web.send(lost.body(Body::empty()).expect("a request")).await;
        assert_eq!((lost.status, lost.header("cache-control")), (404, "no-store"));
        assert!(!nonce(&lost).is_empty() && !lost.text().contains("nothing<script"));
        dressed("a page that is not there, drawn", &lost);
        let there = town.web.get(owner, "/admin/members.csv").await;
        assert_eq!((there.status, there.header("cache-control")), (200, "no-store"));
        assert!(there.header("content-disposition").starts_with("attachment"));
        let sent_on = town.web.submit(None, "sign_in", &form(&[("login", &town.ben.login), ("password", PASSWORD)])).await;
        assert_eq!((sent_on.status, sent_on.header("location")), (302, "/home"));
        dressed("a redirect", &sent_on);
        let refused = foreign(town.web.request("POST", "/api/sign_out", ada).body(Body::empty()).expect("a request"), &[]);
        dressed("a refused site", &town.web.send(refused).await);
        let feed = town.web.request("GET", &format!("/live/{}", town.club.location.id), None).body(Body::empty()).expect("a request");
        let (parts, _) = town.web.begin(feed).await.into_parts();
        assert_eq!(parts.headers["content-type"], "text/event-stream");
        dressed("the live feed", &Reply { status: parts.status.as_u16(), headers: parts.headers, body: Vec::new() });
    }

    async fn a_house_without_its_database_says_so_and_no_more(club: Club) {
        let town = Town::of(club).await;
        town.club.house.db.close().await;
        for (what, reply) in [
            ("a function", town.web.call(None, "load_club", "").await),
            ("a function for a cookie", town.web.call(Some(&town.ada.token), "load_home", "").await),
            ("signing in", town.web.call(None, "sign_in", &form(&[("login", "ada@example.org"), ("password", PASSWORD)])).await),
            ("health", town.web.get(None, "/healthz").await),
            ("a page", town.web.get(None, "/").await),
            ("a page for a cookie", town.web.get(Some(&town.ada.token), "/home").await),
        ] {
            assert!([500, 503].contains(&reply.status), "{what}: {} {}", reply.status, reply.text());
            dressed(what, &reply);
            crate::garbage::tells_nothing(what, &reply);
        }
    }

    /// Other routers over the same house are made meanwhile: listing their pages must not touch the pages being drawn.
    async fn pages_are_drawn_however_many_ask_at_once(club: Club) {
        let town = Arc::new(Town::of(club).await);
        let mut readers = JoinSet::new();
        for reader in 0..14 {
            let town = town.clone();
            readers.spawn(async move {
                let mut wrong = Vec::new();
                let token = caller(&town, reader % 7).map(|person| person.token.as_str());
                for (page, answers) in PAGES {
                    if reader < 2 {
                        drop(Web::over(&town.club.house));
                    }
                    let status = town.web.get(token, &page_path(&town, page)).await.status;
                    if status != answers[reader % 7] {
                        wrong.push(format!("{page} for reader {reader}: {status}"));
                    }
                }
                wrong
            });
        }
        assert_eq!(readers.join_all().await.concat(), Vec::<String>::new());
    }

    async fn a_page_runs_no_script_but_its_own(club: Club) {
        let town = Town::of(club).await;
        let mut seen = BTreeSet::new();
        for (page, _) in PAGES {
            for token in [None, Some(town.ada.token.as_str()), Some(town.owner.token.as_str())] {
                let reply = town.web.get(token, &page_path(&town, page)).await;
                let (nonce, html) = (nonce(&reply), reply.text());
                assert!(nonce.len() >= 22, "128 bits: {nonce}");
                assert!(html.contains(&format!("nonce=\"{nonce}\"")), "{page} carries its nonce");
                assert!(seen.insert(nonce.clone()), "{page}: a nonce came twice");
                for script in html.split("<script").skip(1) {
                    let tag = script.split('>').next().unwrap_or_default();
                    assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{page}: <script{tag}>");
                }
                assert!(!html.contains("<style"), "{page}: the policy refuses styles in the page");
                for handler in [" style=\"", " onclick=", " onload=", " onerror=", "javascript:"] {
                    assert!(!html.contains(handler), "{page}: {handler}");
                }
            }
        }
    }

    async fn nobody_is_sent_to_another_host(club: Club) {
        let town = Town::of(club).await;
        let own = |to: &str| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.contains("evil") && !to.contains(['\r', '\n', '\t']);
        let corpus = [
            "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example",
            "https://evil.example", "https:evil.example", "http:/evil.example", "HTTPS://evil.example", "evil.example", "@evil.example",
            ":evil.example", "javascript:alert('evil')", "data:text/html,evil", "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: evil=1",
            "\t//evil.example", " //evil.example", "/\u{0}/evil.example", "\u{2028}//evil.example", "?next=//evil.example", "#//evil.example",
            ".//evil.example", "..//evil.example", "",
        ];
        for to in corpus {
            for (endpoint, field) in [("sign_in", "next"), ("choose_look", "back")] {
                let body = form(&[("login", &town.ben.login), ("password", PASSWORD), ("lang", "en"), (field, to)]);
                for reply in [town.web.submit(None, endpoint, &body).await, town.web.call(None, endpoint, &body).await] {
                    let location = reply.header("location");
                    assert!(own(location), "{endpoint} with {to:?} leads to {location:?} ({})", reply.status);
                    assert!(reply.header("set-cookie").find("evil").is_none());
                }
            }
            let reply = town.web.get(Some(&town.ada.token), &format!("/sign-in?next={}", encoded(to))).await;
            assert!(reply.header("location").is_empty() || own(reply.header("location")), "{to:?}");
            let html = reply.text();
            assert!(!html.contains("href=\"//evil") && !html.contains("href=\"/\\evil") && !html.contains("href=\"http"), "{to:?}");
        }
        for to in ["/timetable?day=2026-03-20", "/home", "/passes#top"] {
            let body = form(&[("login", &town.ben.login), ("password", PASSWORD), ("next", to)]);
            assert_eq!(town.web.submit(None, "sign_in", &body).await.header("location"), to, "the control");
        }
        let joined = form(&[("name", "Finn"), ("login", "finn@example.org"), ("password", PASSWORD), ("next", "//evil.example")]);
        assert!(own(town.web.submit(None, "sign_up", &joined).await.header("location")));
    }

    async fn an_account_can_be_guessed_at_ten_times_wherever_from(club: Club) {
        let town = Town::of(club).await;
        let wrong = form(&[("login", &town.ada.login), ("password", "a wrong river")]);
        let right = form(&[("login", &town.ada.login), ("password", PASSWORD)]);
        for n in 0..10_u8 {
            let forwarded = format!("203.0.113.{n}");
            let reply = town.web.call_from([10, 0, 0, n], Some(&forwarded), "sign_in", &wrong).await;
            assert_eq!(reply.status, 409, "try {n}: {}", reply.text());
        }
        for (n, body) in [&wrong, &right, &wrong].into_iter().enumerate() {
            let n = n as u8;
            let reply = town.web.call_from([10, 0, 1, n], Some(&format!("198.51.100.{n}, 6.6.6.{n}")), "sign_in", body).await;
            assert_eq!((reply.status, reply.token()), (429, None), "even the right password waits: {}", reply.text());
        }
        let ben = form(&[("login", &town.ben.login), ("password", PASSWORD)]);
        assert_eq!(town.web.call_from([10, 0, 0, 1], None, "sign_in", &ben).await.status, 200, "another account is not touched");
        town.club.clock.set(town.club.house.clock.now() + Span::minutes(15));
        assert_eq!(town.web.call_from([10, 0, 0, 1], None, "sign_in", &right).await.status, 200, "a stranger cannot lock it for good");
    }

    async fn guesses_at_once_count_like_guesses_in_turn(club: Club) {
        let town = Arc::new(Town::of(club).await);
        let wrong = form(&[("login", &town.ada.login), ("password", "a wrong river")]);
        let barrier = Arc::new(Barrier::new(40));
        let mut guesses = JoinSet::new();
        for n in 0..40 {
            let (town, wrong, barrier) = (town.clone(), wrong.clone(), barrier.clone());
            guesses.spawn(async move {
                barrier.wait().await;
                town.web.call_from([10, 0, 0, n], None, "sign_in", &wrong).await.status
            });
        }
        let answers = guesses.join_all().await;
        assert_eq!(answers.iter().filter(|s| **s == 409).count(), 10, "{answers:?}");
        assert_eq!(answers.iter().filter(|s| **s == 429).count(), 30, "{answers:?}");
    }

    async fn one_address_cannot_try_everybodys_account(club: Club) {
        let town = Town::of(club).await;
        let mut last = 0;
        for n in 0..101 {
            // A name that nobody has and that cannot be one needs no hash: the throttle is what is tested.
            let body = form(&[("login", &format!("nobody{n}@example.org")), ("password", &"x".repeat(1025))]);
            last = town.web.call_from([10, 0, 0, 9], Some(&format!("203.0.113.{n}")), "sign_in", &body).await.status;
            if n < 100 {
                assert_eq!(last, 409, "try {n}");
            }
        }
        assert_eq!(last, 429, "a made-up address in front helps nobody");
        // Behind a proxy that is known, what the proxy itself wrote counts.
        let web = Web::behind(&town.club.house, 1);
        let body = form(&[("login", "nobody@example.org"), ("password", &"x".repeat(1025))]);
        assert_eq!(web.call_from([10, 0, 0, 9], Some("10.0.0.9, 192.0.2.7"), "sign_in", &body).await.status, 409);
        assert_eq!(web.call_from([10, 0, 0, 9], Some("192.0.2.7, 10.0.0.9"), "sign_in", &body).await.status, 429);
    }

    async fn who_has_an_account_is_not_told(club: Club) {
        let town = Town::of(club).await;
        let no_password = "cara@example.org";
        town.club.sign_in_as(no_password).await;
        let mut seen = Vec::new();
        for login in [town.ada.login.as_str(), "nobody@example.org", no_password, "+49 170 0000000"] {
            let body = form(&[("login", login), ("password", "a wrong river")]);
            let mut answers = Vec::new();
            for n in 0..12 {
                for reply in [town.web.call_from([10, 9, 0, n], None, "sign_in", &body).await, town.web.submit(None, "sign_in", &body).await] {
                    answers.push((reply.status, reply.body.clone(), format!("{:?}", reply.headers)));
                }
            }
            seen.push(answers);
        }
        for other in &seen[1..] {
            assert!(*other == seen[0], "{:?}\n{:?}", other.first(), seen[0].first());
        }
    }
}

#[tokio::test]
async fn the_files_of_the_site_are_dressed_too() {
    let club = Club::open(crate::support::On::Sqlite)
        .await
        .expect("SQLite is always there");
    let web = Web::over(&club.house);
    // A debug build reads the files from the disk, where this test puts one; a release carries what was built before it.
    let folder = std::path::Path::new(env!("SPOTTER_SITE"));
    let name = format!("of-a-test-{}.css", std::process::id());
    std::fs::write(folder.join(&name), "p { color: red }").expect("a file");
    let reply = web.get(Some("nobody"), &format!("/{name}")).await;
    let head = web
        .send(
            web.request("HEAD", &format!("/{name}"), None)
                .body(Body::empty())
                .expect("a request"),
        )
        .await;
    let again = web
        .request("GET", &format!("/{name}"), None)
        .header("if-none-match", reply.header("etag"));
    let again = web.send(again.body(Body::empty()).expect("a request")).await;
    let post = web
        .send(
            web.request("POST", &format!("/{name}"), None)
                .body(Body::empty())
                .expect("a request"),
        )
        .await;
    std::fs::remove_file(folder.join(&name)).expect("gone again");
    for (what, reply) in [
        ("a file", &reply),
        ("its head", &head),
        ("a file that the browser has", &again),
        ("a file that is written to", &post),
    ] {
        dressed(what, reply);
    }
    if cfg!(debug_assertions) {
        assert_eq!((reply.status, again.status, post.status), (200, 304, 405));
        assert_eq!(reply.header("content-type"), "text/css; charset=utf-8");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"));
    }
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/./../src/lib.rs",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/pkg/..\\..\\Cargo.toml",
    ] {
        let request = Request::builder()
            .uri(path)
            .header("host", "localhost:3000")
            .body(Body::empty());
        let Ok(request) = request else { continue };
        let reply = web.send(request).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.text().contains("[package]") && !reply.text().contains("root:"));
    }
}
