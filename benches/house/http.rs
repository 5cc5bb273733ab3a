//! What a browser feels: pages and bookings over HTTP on loopback, the load made on the same machine.

use crate::{
    client::Line,
    median, percentile, row,
    seats::{name, timetable},
    support::{Club, On, key, today},
    wanted,
};
use spotter::{
    accounts::{self, service::Origin},
    members::{self, service::Newcomer},
    plans,
    platform::{error::Nothing, house::House, time::day_plus},
    server::{Edge, leptos_options, router},
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
use tokio::{net::TcpListener, task::JoinSet};

const CLIENTS: usize = 32;
const ROUNDS: usize = 3;
const BOOKINGS: usize = 2000;

pub async fn rows(on: On) {
    let db = name(on);
    if !["bookings", "last_places", "public", "home"]
        .iter()
        .any(|what| wanted(&format!("{db}.{what}.http")))
    {
        return;
    }
    let club = Club::open(on).await.expect("a database");
    let address = serve(&club).await;
    // Everybody stands at the same door in one place: the limit of tries per address is for sign-in alone.
    let cookies = signed_in(&club, BOOKINGS * ROUNDS + 128).await;
    let mut groups = cookies.chunks(BOOKINGS);

    let classes = timetable(&club, 100, 1000).await;
    let mut rates = Vec::new();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let wishes = groups.next().expect("members enough").iter().enumerate();
        let wishes: Vec<_> = wishes
            .map(|(i, cookie)| (cookie.clone(), classes[i % classes.len()].to_string()))
            .collect();
        let (rate, some, seated) = book(address, wishes, CLIENTS).await;
        assert_eq!(seated, BOOKINGS);
        rates.push(rate);
        times.extend(some);
    }
    row(&format!("{db}.bookings.http"), median(rates), "bookings/s");
    row(&format!("{db}.bookings.http.p99"), percentile(&mut times, 99), "ms");

    let last = timetable(&club, 1, 20).await[0].to_string();
    let wishes = groups.next().expect("members enough").iter();
    let wishes: Vec<_> = wishes.map(|cookie| (cookie.clone(), last.clone())).collect();
    let tries = wishes.len();
    let (rate, mut times, seated) = book(address, wishes, tries).await;
    assert_eq!(seated, 20, "the last places are sold exactly once");
    row(&format!("{db}.last_places.http"), rate, "answers/s");
    row(&format!("{db}.last_places.http.p99"), percentile(&mut times, 99), "ms");

    // The least that an answer costs here: a line, the layers, no database. What stands before and behind is measured against it.
    let (rate, mut times) = ask(address, "/healthz", None, 40_000, 0).await;
    row(&format!("{db}.http.raw"), rate, "answers/s");
    row(&format!("{db}.http.raw.p99"), percentile(&mut times, 99), "ms");

    let tomorrow = day_plus(today(), 1);
    let (rate, mut times) = read(address, &format!("/?day={tomorrow}"), None, 20_000).await;
    row(&format!("{db}.public.http.cached"), rate, "pages/s");
    row(
        &format!("{db}.public.http.cached.p99"),
        percentile(&mut times, 99),
        "ms",
    );
    // A cookie of a signed-in reader keeps the page out of the cache.
    let (rate, mut times) = read(address, &format!("/?day={tomorrow}"), Some(&cookies[0]), 1_000).await;
    row(&format!("{db}.public.http.rendered"), rate, "pages/s");
    row(
        &format!("{db}.public.http.rendered.p99"),
        percentile(&mut times, 99),
        "ms",
    );
    let (rate, mut times) = read(address, "/home", Some(&cookies[0]), 1_500).await;
    row(&format!("{db}.home.http"), rate, "pages/s");
    row(&format!("{db}.home.http.p99"), percentile(&mut times, 99), "ms");
}

pub async fn serve(club: &Club) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let house = House::new(
        club.house.db.clone(),
        club.clock.clone(),
        &format!("http://localhost:{}", address.port()),
        false,
    );
    let app = router(&house, leptos_options(address), Edge::new(&house, 0));
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Members with a pass and a signed-in browser each: their cookies.
async fn signed_in(club: &Club, n: usize) -> Vec<String> {
    let now = club.house.clock.now();
    let mut cookies = Vec::with_capacity(n);
    while cookies.len() < n {
        let mut tx = club.write().await;
        for _ in 0..200.min(n - cookies.len()) {
            let i = cookies.len();
            let applicant =
                accounts::service::applicant_by_console(&format!("Member {i}"), &format!("m{i}@example.org"), None)
                    .await
                    .expect("an applicant");
            let account = accounts::service::open_account::<Nothing>(&mut tx, club.org, &applicant, now)
                .await
                .expect("an account");
            let newcomer = Newcomer {
                name: format!("Member {i}"),
                home_location: Some(club.location.id),
                ..Newcomer::default()
            };
            let number = studio::service::member_numbers::<Nothing>(&mut tx, club.org, 1)
                .await
                .expect("a number");
            let member = members::service::add::<Nothing>(
                &mut tx,
                club.org,
                number,
                newcomer,
                Some(account),
                "bench",
                None,
                today(),
                now,
            )
            .await
            .expect("a member");
            plans::service::grant(&mut tx, club.org, member, club.pack, day_plus(today(), -1), None, now)
                .await
                .expect("a pass");
            let token = accounts::service::open_session::<Nothing>(&mut tx, account, None, Origin::default(), now)
                .await
                .expect("a session");
            cookies.push(format!("{}={}", accounts::api::cookie_name(false), token.0));
        }
        tx.commit().await.expect("committed");
    }
    cookies
}

/// Everybody books, so many at once; the rate of answers, how long each took, and how many got a seat.
async fn book(address: SocketAddr, wishes: Vec<(String, String)>, clients: usize) -> (f64, Vec<Duration>, usize) {
    let wishes = Arc::new(wishes);
    let next = Arc::new(AtomicUsize::new(0));
    let mut lines = Vec::new();
    for _ in 0..clients {
        lines.push(Line::open(address).await);
    }
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for mut line in lines {
        let (wishes, next) = (wishes.clone(), next.clone());
        tasks.spawn(async move {
            let (mut times, mut seated) = (Vec::new(), 0);
            while let Some((cookie, class)) = wishes.get(next.fetch_add(1, Ordering::Relaxed)) {
                let begun = Instant::now();
                let form = format!("session={class}&key={}", key());
                let reply = line.post("/api/book_class", cookie, &form).await;
                times.push(begun.elapsed());
                match reply.status {
                    200 => seated += 1,
                    409 | 422 => {}
                    other => panic!("{other}: {}", String::from_utf8_lossy(&reply.body)),
                }
            }
            (times, seated)
        });
    }
    let answers = tasks.join_all().await;
    let rate = wishes.len() as f64 / begun.elapsed().as_secs_f64();
    let seated = answers.iter().map(|(_, n)| n).sum();
    (rate, answers.into_iter().flat_map(|(times, _)| times).collect(), seated)
}

/// Reads a page so many times over eight lines.
async fn read(address: SocketAddr, path: &str, cookie: Option<&str>, times: usize) -> (f64, Vec<Duration>) {
    ask(address, path, cookie, times, 2000).await
}

/// The same for anything of at least so many bytes.
async fn ask(
    address: SocketAddr,
    path: &str,
    cookie: Option<&str>,
    times: usize,
    bytes: usize,
) -> (f64, Vec<Duration>) {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    for _ in 0..8 {
        let (path, cookie, next) = (path.to_owned(), cookie.map(str::to_owned), next.clone());
        let mut line = Line::open(address).await;
        tasks.spawn(async move {
            let mut took = Vec::new();
            while next.fetch_add(1, Ordering::Relaxed) < times {
                let begun = Instant::now();
                let reply = line.get(&path, cookie.as_deref()).await;
                assert_eq!(reply.status, 200, "{path}");
                assert!(reply.body.len() >= bytes, "{path} is a page");
                took.push(begun.elapsed());
            }
            took
        });
    }
    let took = tasks.join_all().await.into_iter().flatten().collect();
    (times as f64 / begun.elapsed().as_secs_f64(), took)
}
