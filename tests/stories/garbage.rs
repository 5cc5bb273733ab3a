//! Garbage at every door: whatever is sent, the answer is a refusal in our own words, never a fault of ours.
//!
//! `GARBAGE` sets how many bodies each family of doors gets, `SEED` repeats a run.

use crate::{
    doors::{DOORS, PAGES, filled, page_path},
    on_both,
    support::Club,
    web::{Person, Reply, Town, encoded},
};
use axum::body::Body;
use spotter::demo::rng::Rng;

/// Which doors belong together, by the door that each family's list in the matrix begins with.
const FAMILIES: [(&str, &str); 8] = [
    ("accounts", "sign_in"),
    ("members", "sign_up"),
    ("plans", "load_my_passes"),
    ("rooms", "load_rooms"),
    ("schedule", "load_timetable"),
    ("booking", "load_home"),
    ("insight", "load_dashboard"),
    ("messages", "load_inbox"),
];

/// Doors that end the caller's own session: they get their garbage without a cookie.
const WITHOUT_COOKIE: [&str; 6] = [
    "sign_in",
    "sign_up",
    "sign_out",
    "end_device",
    "change_password",
    "use_code",
];

/// What an answer to a stranger may never hold: statements, files, crates, the insides of a panic.
const INSIDES: [&str; 30] = [
    "select ",
    "insert into",
    "update set",
    "delete from",
    " where ",
    "syntax error",
    "sqlx",
    "sqlite",
    "postgres",
    "pgsql",
    "rusqlite",
    "serde",
    "leptos",
    "axum",
    "tokio",
    "hyper",
    "tower",
    "argon2",
    "chrono",
    "/src/",
    ".rs",
    "/root",
    "/home/",
    "/tmp",
    ".cargo",
    "panicked",
    "unwrap",
    "backtrace",
    "rust_",
    "thread '",
];

/// Fails when an answer that is no success shows what is inside.
pub fn tells_nothing(what: &str, reply: &Reply) {
    if reply.status < 400 || reply.header("content-type").starts_with("text/html") {
        return;
    }
    let said = format!("{} {:?}", reply.text(), reply.headers).to_lowercase();
    // The paths of our own pages are no secret.
    let said = said.replace("/home\"", "").replace("cross-origin", "");
    for word in INSIDES {
        assert!(
            !said.contains(word),
            "{what} tells of {word:?}: {} {}",
            reply.status,
            reply.text()
        );
    }
}

fn family(first: &str) -> &'static [(&'static str, [u16; 7])] {
    let begin = DOORS
        .iter()
        .position(|(name, _)| *name == first)
        .expect("a door of the matrix");
    let end = FAMILIES
        .iter()
        .filter_map(|(_, next)| DOORS.iter().position(|(name, _)| name == next))
        .filter(|p| *p > begin)
        .min();
    &DOORS[begin..end.unwrap_or(DOORS.len())]
}

/// What goes into a field in place of what belongs there.
const NASTY: [&str; 44] = [
    "",
    " ",
    "0",
    "-1",
    "1",
    "999999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "1e3",
    "NaN",
    "Infinity",
    "0x10",
    "१२",
    "true",
    "null",
    "[]",
    "{}",
    "[object Object]",
    "undefined",
    "\u{0}",
    "a\u{0}b",
    "\r\nSet-Cookie: a=b",
    "\t",
    "\u{202e}abc",
    "\u{feff}",
    "' OR '1'='1",
    "\"; DROP TABLE members; --",
    "$1",
    "%",
    "_",
    "\\",
    "%00",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "${7*7}",
    "{{7*7}}",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "2026-02-30",
    "1899-12-31",
    "2199-12-31",
    "24:00",
    "𝕬𝖉𝖆 👩‍👩‍👧‍👦",
    "aé\u{301}\u{1f3f3}",
];

fn nasty(rng: &mut Rng) -> String {
    match rng.below(12) {
        0 => "x".repeat(rng.index(20_000)),
        1 => "é".repeat(rng.index(300)),
        2 => rng.range(-10_000, 10_000).to_string(),
        3 => rng.next_u64().to_string(),
        4 => uuid::Uuid::from_u128(u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64())).to_string(),
        5 => format!("{:04}-{:02}-{:02}", rng.below(10_000), rng.below(14), rng.below(33)),
        _ => (*rng.pick(&NASTY).expect("some")).to_owned(),
    }
}

/// A body that came from a form in order and went wrong on the way, or never was one.
fn spoilt(rng: &mut Rng, good: &str) -> Vec<u8> {
    match rng.below(20) {
        0 => (0..rng.index(400)).map(|_| rng.below(256) as u8).collect(),
        1 => good.as_bytes()[..rng.index(good.len() + 1)].to_vec(),
        2 => format!("{good}{}", "[a]".repeat(rng.index(200))).into_bytes(),
        3 => "&".repeat(rng.index(3000)).into_bytes(),
        4 => format!("{{\"{}\":[[[[{}]]]]}}", good, rng.next_u64()).into_bytes(),
        5 => {
            let mut bytes = good.as_bytes().to_vec();
            if !bytes.is_empty() {
                for _ in 0..=rng.below(4) {
                    let at = rng.index(bytes.len());
                    bytes[at] = rng.below(256) as u8;
                }
            }
            bytes
        }
        _ => fields(rng, good).into_bytes(),
    }
}

fn fields(rng: &mut Rng, good: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for pair in good.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match rng.below(10) {
            0 => {}
            1 => out.extend([pair.to_owned(), pair.to_owned()]),
            2 => out.push(format!("{name}[]={value}")),
            3 => out.push(format!("{name}[{}]={value}", encoded(&nasty(rng)))),
            4..7 => out.push(format!("{name}={}", encoded(&nasty(rng)))),
            _ => out.push(pair.to_owned()),
        }
    }
    if rng.chance(20) {
        let extra = [
            "price", "amount", "member", "who", "role", "account", "org", "id", "late", "here", "credits",
        ];
        out.push(format!("{}={}", rng.pick(&extra).expect("some"), encoded(&nasty(rng))));
    }
    out.join("&")
}

async fn throw(town: &Town, name: &str, first: &str, bodies: u64, seed: u64) {
    let mut rng = Rng::stream(seed, name);
    let mut people = Vec::new();
    for person in [&town.owner, &town.ada, &town.coach, &town.desk] {
        people.push(town.again(person).await);
    }
    let callers: Vec<Option<&Person>> = people.iter().map(Some).chain([None]).collect();
    let doors = family(first);
    let mut good = Vec::new();
    for (endpoint, _) in doors {
        let mut forms = vec![filled(town, endpoint, Some(&town.ada)).await];
        forms.push(filled(town, endpoint, Some(&town.owner)).await);
        good.push((*endpoint, forms));
    }
    let mut read = 0;
    for _ in 0..bodies {
        let (endpoint, forms) = rng.pick(&good).expect("a family has doors").clone();
        let caller = rng
            .pick(&callers)
            .copied()
            .flatten()
            .filter(|_| !WITHOUT_COOKIE.contains(&endpoint));
        let form = rng.pick(&forms).expect("two forms").clone();
        let body = spoilt(&mut rng, &form);
        let request = town
            .web
            .request("POST", &format!("/api/{endpoint}"), caller.map(|c| c.token.as_str()));
        let reply = town
            .web
            .send(request.body(Body::from(body.clone())).expect("a request"))
            .await;
        let told = || {
            format!(
                "{endpoint} with {:?} (seed {seed})",
                String::from_utf8_lossy(&body).chars().take(600).collect::<String>()
            )
        };
        assert!(reply.status < 500, "{}: {} {}", told(), reply.status, reply.text());
        tells_nothing(&told(), &reply);
        read += u64::from(reply.status == 200);
    }
    assert!(
        read > 0,
        "{name}: some of the garbage is still a form, or nothing behind the decoder was tried"
    );
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

on_both! {
    async fn garbage_is_refused_and_never_our_fault(club: Club) {
        let town = Town::of(club).await;
        let (bodies, seed) = (setting("GARBAGE", 800), setting("SEED", 20_260_319));
        for (name, first) in FAMILIES {
            throw(&town, name, first, bodies, seed).await;
        }
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }

    async fn garbage_in_an_address_is_a_page_all_the_same(club: Club) {
        let town = Town::of(club).await;
        let mut rng = Rng::stream(setting("SEED", 20_260_319), "pages");
        let names = ["day", "location", "cat", "after", "free", "sheet", "q", "page", "sort", "status", "pass", "away", "edit", "archive", "close",
            "take", "give", "cancel", "leave", "session", "class", "answer", "span", "grant", "end", "next", "code", "lang", "from", "add", "__err", "__path"];
        let callers: [Option<&Person>; 4] = [Some(&town.owner), Some(&town.ada), Some(&town.coach), None];
        for _ in 0..setting("GARBAGE", 800) / 2 {
            let pages: Vec<&str> = PAGES.iter().map(|(page, _)| *page).chain(["/admin/members.csv", "/live/x", "/x"]).collect();
            let page = rng.pick(&pages).expect("a page");
            let path = if rng.chance(50) { page_path(&town, page) } else { page.replace(":id", &encoded(&nasty(&mut rng))) };
            let query: Vec<String> = (0..rng.below(4))
                .map(|_| format!("{}={}", rng.pick(&names).expect("a name"), encoded(&nasty(&mut rng).chars().take(2000).collect::<String>())))
                .collect();
            let path = format!("{path}?{}", query.join("&"));
            let token = rng.pick(&callers).copied().flatten().map(|c| c.token.as_str());
            let reply = town.web.get(token, &path).await;
            assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.text().chars().take(600).collect::<String>());
            tells_nothing(&path, &reply);
        }
    }
}
