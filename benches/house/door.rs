//! The door over HTTP: check-ins a second by scanned codes, and how long a tablet takes to send what it scanned without a line.

use crate::{
    client::Line,
    http::serve,
    median, percentile, row,
    seats::name,
    support::{Club, On, key},
    wanted,
};
use spotter::{
    accounts::{self, model::Role, service::Origin},
    booking::{api::kiosk_cookie, code, door, model::ScanId},
    members::{self, model::MemberId},
    platform::{error::Nothing, time::Instant as At},
    studio,
};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const CLIENTS: usize = 32;
const ROUNDS: usize = 3;
const CHECK_INS: usize = 1000;
const SCANS: usize = 500;
const AT_ONCE: usize = 50;

pub async fn rows(on: On) {
    let db = name(on);
    if !["check_ins", "sync"]
        .iter()
        .any(|what| wanted(&format!("{db}.{what}.http")))
    {
        return;
    }
    let club = Club::open(on).await.expect("a database");
    let address = serve(&club).await;
    let people = club
        .members_with_passes(CHECK_INS * ROUNDS + SCANS * ROUNDS, club.unlimited)
        .await;
    let (many, few) = people.split_at(CHECK_INS * ROUNDS);
    let now = club.house.clock.now();
    let desk = desk(&club).await;

    let (mut rates, mut times) = (Vec::new(), Vec::new());
    for some in many.chunks(CHECK_INS) {
        let codes = codes(&club, some, now).await;
        let location = club.location.id;
        let forms = codes
            .iter()
            .map(|code| format!("location={location}&code={code}"))
            .collect();
        let (rate, took) = check_in(address, &desk, forms).await;
        rates.push(rate);
        times.extend(took);
    }
    row(&format!("{db}.check_ins.http"), median(rates), "check-ins/s");
    row(&format!("{db}.check_ins.http.p99"), percentile(&mut times, 99), "ms");

    let id = door::add_kiosk(&club.house, &club.owner, club.location.id, "Main door", &key())
        .await
        .expect("a tablet");
    let all = door::kiosks(&club.house, &club.owner).await.expect("read").kiosks;
    let pairing = all
        .into_iter()
        .find(|row| row.id == id)
        .and_then(|row| row.code)
        .expect("a code");
    let token = door::pair(&club.house, &pairing.text, Origin::default())
        .await
        .expect("paired");
    let cookie = format!("{}={}", kiosk_cookie(false), token.0);
    let mut seconds = Vec::new();
    for some in few.chunks(SCANS) {
        let codes = codes(&club, some, now).await;
        seconds.push(sync(address, &cookie, &codes, now).await.as_secs_f64());
    }
    row(&format!("{db}.sync.http.500"), median(seconds), "s");
    let mut tx = club.read().await;
    let visits: i64 = tx.query("SELECT count(*) FROM visits").value().await.expect("counted");
    assert_eq!(visits, people.len() as i64, "everybody is in, once");
}

/// The cookie of somebody at the desk.
async fn desk(club: &Club) -> String {
    let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
    let mut tx = club.write().await;
    let now = club.house.clock.now();
    let token = accounts::service::open_session::<Nothing>(&mut tx, desk.account, None, Origin::default(), now)
        .await
        .expect("a session");
    tx.commit().await.expect("committed");
    format!("{}={}", accounts::api::cookie_name(false), token.0)
}

async fn codes(club: &Club, members: &[MemberId], at: At) -> Vec<String> {
    let mut tx = club.read().await;
    let organisation = studio::service::code_key::<Nothing>(&mut tx, club.org)
        .await
        .expect("a key");
    let mut codes = Vec::with_capacity(members.len());
    for member in members {
        let own = members::service::code_key::<Nothing>(&mut tx, club.org, *member)
            .await
            .expect("a key");
        codes.push(code::make(&code::key(&organisation, &own), *member, code::step(at)));
    }
    codes
}

async fn check_in(address: SocketAddr, cookie: &str, forms: Vec<String>) -> (f64, Vec<Duration>) {
    let forms = Arc::new(forms);
    let next = Arc::new(AtomicUsize::new(0));
    let mut lines = Vec::new();
    for _ in 0..CLIENTS {
        lines.push(Line::open(address).await);
    }
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for mut line in lines {
        let (forms, next, cookie) = (forms.clone(), next.clone(), cookie.to_owned());
        tasks.spawn(async move {
            let mut times = Vec::new();
            while let Some(form) = forms.get(next.fetch_add(1, Ordering::Relaxed)) {
                let begun = Instant::now();
                let reply = line.post("/api/check_in_code", &cookie, form).await;
                times.push(begun.elapsed());
                let text = String::from_utf8_lossy(&reply.body);
                assert!(
                    reply.status == 200 && !text.contains("\"visit\":null"),
                    "{}: {text}",
                    reply.status
                );
            }
            times
        });
    }
    let times: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
    (forms.len() as f64 / begun.elapsed().as_secs_f64(), times)
}

/// A tablet sends everything it has, a part after the other, as its script does.
async fn sync(address: SocketAddr, cookie: &str, codes: &[String], now: At) -> Duration {
    let ms = now.0 / 1000;
    let forms: Vec<String> = codes
        .chunks(AT_ONCE)
        .map(|some| {
            let mut form = format!("now={ms}&lang=en");
            for (i, code) in some.iter().enumerate() {
                let scan = ScanId::fresh();
                form += &format!(
                    "&scans[{i}][key]={scan}&scans[{i}][at]={ms}&scans[{i}][code]={code}&scans[{i}][thought]=provisional&scans[{i}][place]="
                );
            }
            form
        })
        .collect();
    let mut line = Line::open(address).await;
    let begun = Instant::now();
    for form in forms {
        let reply = line.post("/api/sync_scans", cookie, &form).await;
        let text = String::from_utf8_lossy(&reply.body);
        assert_eq!(reply.status, 200, "{text}");
        assert_eq!(text.matches("\"verified\"").count(), AT_ONCE, "{text}");
    }
    begun.elapsed()
}
