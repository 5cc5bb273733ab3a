//! Bookings a second through the service: many classes, one hot class, the last places.

use crate::{
    median, percentile, raw, row,
    support::{Club, On, key},
    wanted,
};
use spotter::{
    members::{self, model::MemberId, service::Newcomer},
    plans,
    platform::{error::Nothing, time::day_plus},
    schedule::{self, model::SessionId, service::SingleSession},
    studio,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Callers at once.
const CALLERS: usize = 32;
/// Classes of the busy week.
const CLASSES: usize = 1000;
/// Bookings in one round of the busy week.
const BOOKINGS: usize = 6000;
/// Bookings in one round of the hot class: as many as a class can have.
const HOT: usize = 1000;
const ROUNDS: usize = 3;

pub fn name(on: On) -> &'static str {
    match on {
        On::Sqlite => "sqlite",
        On::Postgres => "postgres",
    }
}

pub async fn rows(on: On) {
    let db = name(on);
    if !wanted(&format!("{db}.bookings.service")) {
        return;
    }
    let club = Arc::new(Club::open(on).await.expect("a database"));
    let everybody = people(&club, (BOOKINGS + HOT) * ROUNDS).await;
    let (members, crowd) = everybody.split_at(BOOKINGS * ROUNDS);
    let mut members = members.chunks(BOOKINGS);
    let mut crowd = crowd.chunks(HOT);

    let classes = timetable(&club, CLASSES, 1000).await;
    let mut rates = Vec::new();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let wishes: Vec<_> = members
            .next()
            .expect("members enough")
            .iter()
            .enumerate()
            .map(|(i, member)| (*member, classes[i % CLASSES]))
            .collect();
        rates.push(book_all(&club, wishes, &mut times).await);
    }
    row(
        &format!("{db}.bookings.service.1000_classes"),
        median(rates),
        "bookings/s",
    );
    row(
        &format!("{db}.bookings.service.1000_classes.p99"),
        percentile(&mut times, 99),
        "ms",
    );

    let mut rates = Vec::new();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let hot = timetable(&club, 1, HOT as i64).await[0];
        let wishes: Vec<_> = crowd
            .next()
            .expect("members enough")
            .iter()
            .map(|member| (*member, hot))
            .collect();
        rates.push(book_all(&club, wishes, &mut times).await);
    }
    row(&format!("{db}.bookings.service.one_class"), median(rates), "bookings/s");
    row(
        &format!("{db}.bookings.service.one_class.p99"),
        percentile(&mut times, 99),
        "ms",
    );
    assert_eq!(club.broken().await, Vec::<String>::new());
    raw::rows(on, CALLERS).await;
}

/// Everybody gets what they wish, so many at a time; the rate.
async fn book_all(club: &Arc<Club>, wishes: Vec<(MemberId, SessionId)>, times: &mut Vec<Duration>) -> f64 {
    let wishes = Arc::new(wishes);
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (club, wishes, next) = (club.clone(), wishes.clone(), next.clone());
        callers.spawn(async move {
            let mut times = Vec::new();
            while let Some((member, class)) = wishes.get(next.fetch_add(1, Ordering::Relaxed)) {
                let begun = Instant::now();
                club.book(*member, *class).await.expect("a free seat");
                times.push(begun.elapsed());
            }
            times
        });
    }
    for some in callers.join_all().await {
        times.extend(some);
    }
    wishes.len() as f64 / begun.elapsed().as_secs_f64()
}

/// Members with a pass of ten credits, written together.
pub async fn people(club: &Club, n: usize) -> Vec<MemberId> {
    let now = club.house.clock.now();
    let today = crate::support::today();
    let mut all = Vec::with_capacity(n);
    while all.len() < n {
        let mut tx = club.write().await;
        for _ in 0..500.min(n - all.len()) {
            let i = all.len();
            let newcomer = Newcomer {
                name: format!("Member {i:05}"),
                home_location: Some(club.location.id),
                ..Newcomer::default()
            };
            let number = studio::service::member_numbers::<Nothing>(&mut tx, club.org, 1)
                .await
                .expect("a number");
            let member =
                members::service::add::<Nothing>(&mut tx, club.org, number, newcomer, None, "bench", None, today, now)
                    .await
                    .expect("a member");
            plans::service::grant(&mut tx, club.org, member, club.pack, day_plus(today, -1), None, now)
                .await
                .expect("a pass");
            all.push(member);
        }
        tx.commit().await.expect("committed");
    }
    all
}

/// Classes of the week to come, a hundred a day from six in the morning.
pub async fn timetable(club: &Club, n: usize, capacity: i64) -> Vec<SessionId> {
    let now = club.house.clock.now();
    let mut before = ids(club).await;
    let mut tx = club.write().await;
    for i in 0..n {
        let (days, minute) = (1 + (i / 150) as i64, 6 * 60 + (i % 150) as i64 * 6);
        let day = day_plus(crate::support::today(), days);
        let single = SingleSession {
            org: club.org,
            location: club.location.id,
            class: &club.yoga,
            room: None,
            coach: None,
            day,
            start_minute: minute,
            minutes: 60,
            starts_at: club.zone.at(day, minute),
            capacity,
            cancelled: false,
            source: Some((key(), "once".into())),
        };
        schedule::service::add_single(&mut tx, single, now)
            .await
            .expect("a class");
    }
    tx.commit().await.expect("committed");
    let mut new = ids(club).await;
    before.sort_unstable();
    new.retain(|id| before.binary_search(id).is_err());
    assert_eq!(new.len(), n);
    new
}

async fn ids(club: &Club) -> Vec<SessionId> {
    let mut tx = club.read().await;
    let sessions = schedule::service::between::<Nothing>(&mut tx, club.org, None, club.at(0, 0), club.at(30, 0));
    sessions.await.expect("read").iter().map(|s| s.id).collect()
}
