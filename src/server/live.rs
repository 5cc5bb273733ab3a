//! The live feed: seat counts of a location as they change, by server-sent events.
//!
//! What is told between nodes is only which class has moved. Each node reads the counts of those classes once, for everybody who
//! watches there: a hot class that is booked a hundred times a second is read and sent a few times. Whoever begins to watch gets
//! what has moved in the last minute, while the page was on its way. A reader that was too slow, or whose line was cut, is told to
//! read again (`resync`) rather than left with old numbers.

use crate::{
    platform::{
        db::{DbError, Heard, Listener},
        error::Answer,
        house::House,
    },
    schedule::{
        model::{Seats, SessionId},
        service::{SEATS, seats_of},
    },
    studio::model::LocationId,
};
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt as _, stream};
use std::{
    collections::{HashSet, VecDeque},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{
        OnceCell,
        broadcast::{Receiver, Sender, error::RecvError},
    },
    time::{Instant, timeout_at},
};

/// For so long the classes that move are gathered before their counts are read.
const GATHER: Duration = Duration::from_millis(50);
/// How many classes are read with one statement.
const AT_ONCE: usize = 200;
/// So long a page may be on its way before its browser begins to watch.
const ON_THE_WAY: Duration = Duration::from_secs(60);
/// More than so many moved classes are not remembered: whoever comes then reads again.
const REMEMBERED: usize = 2000;
/// How many news a slow reader may be behind.
const BACKLOG: usize = 512;

/// Reads the counts for everybody who watches on this node.
#[derive(Clone)]
pub struct Watch(Arc<Inner>);

struct Inner {
    house: House,
    news: Sender<News>,
    started: OnceCell<()>,
    recent: Recent,
}

/// Which classes have moved in the last minute.
type Recent = Arc<Mutex<VecDeque<(Instant, SessionId)>>>;

#[derive(Clone, Copy)]
enum News {
    Seats(Seats),
    ReadAgain,
}

impl Watch {
    pub fn new(house: House) -> Self {
        Self(Arc::new(Inner {
            house,
            news: Sender::new(BACKLOG),
            started: OnceCell::new(),
            recent: Recent::default(),
        }))
    }

    /// Everything from now on, and the counts of what has moved lately; `None`: that is not known. The first reader sets the
    /// watch going.
    async fn subscribe(&self) -> Answer<(Receiver<News>, Option<Vec<Seats>>)> {
        let inner = &self.0;
        let known = inner.started.initialized();
        let start = || async {
            let listener = inner.house.db.listen(SEATS).await?;
            tokio::spawn(watch(
                listener,
                inner.house.clone(),
                inner.news.clone(),
                Arc::clone(&inner.recent),
            ));
            Ok::<_, DbError>(())
        };
        inner.started.get_or_try_init(start).await?;
        let news = inner.news.subscribe();
        let moved: HashSet<SessionId> = {
            let recent = inner.recent.lock().unwrap_or_else(PoisonError::into_inner);
            let lately = recent.iter().filter(|(at, _)| at.elapsed() < ON_THE_WAY);
            lately.map(|(_, id)| *id).collect()
        };
        if !known || moved.len() >= REMEMBERED {
            return Ok((news, None));
        }
        let moved: Vec<SessionId> = moved.into_iter().collect();
        let mut counts = Vec::new();
        for some in moved.chunks(AT_ONCE) {
            counts.extend(seats_of(&inner.house, some).await?);
        }
        Ok((news, Some(counts)))
    }
}

/// Runs until the database is closed.
async fn watch(mut listener: Listener, house: House, news: Sender<News>, recent: Recent) {
    while let Some(heard) = listener.next().await {
        let mut moved = HashSet::new();
        let mut lagged = note(heard, &mut moved);
        let until = Instant::now() + GATHER;
        while let Ok(heard) = timeout_at(until, listener.next()).await {
            match heard {
                Some(heard) => lagged |= note(heard, &mut moved),
                None => return,
            }
        }
        remember(&recent, &moved);
        // Whoever comes later gets the counts of what is remembered.
        if news.receiver_count() == 0 {
            continue;
        }
        let moved: Vec<SessionId> = moved.into_iter().collect();
        for some in moved.chunks(AT_ONCE) {
            match seats_of(&house, some).await {
                Ok(counts) => counts.into_iter().for_each(|seats| drop(news.send(News::Seats(seats)))),
                Err(error) => {
                    tracing::warn!(?error, "seat counts could not be read for those who watch");
                    lagged = true;
                }
            }
        }
        if lagged {
            let _ = news.send(News::ReadAgain);
        }
    }
}

fn remember(recent: &Recent, moved: &HashSet<SessionId>) {
    let now = Instant::now();
    let mut recent = recent.lock().unwrap_or_else(PoisonError::into_inner);
    while recent.front().is_some_and(|(at, _)| now - *at >= ON_THE_WAY) {
        recent.pop_front();
    }
    recent.extend(moved.iter().map(|id| (now, *id)));
    while recent.len() > REMEMBERED {
        recent.pop_front();
    }
}

/// Whether something was missed.
fn note(heard: Heard, moved: &mut HashSet<SessionId>) -> bool {
    match heard {
        Heard::Lagged => true,
        Heard::Notice(notice) => {
            moved.extend(notice.payload.parse::<SessionId>().ok());
            false
        }
    }
}

/// Seat counts of one location. They are public, like the timetable.
pub async fn seats(watch: Watch, headers: HeaderMap, Path(location): Path<String>) -> Response {
    let Ok(location) = location.parse::<LocationId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok((receiver, lately)) = watch.subscribe().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    // A browser that comes back says so by the number of what it heard last: nobody knows how long it was away.
    let came_back = headers.contains_key("last-event-id");
    let mut first = vec![
        Event::default()
            .id("0")
            .retry(Duration::from_secs(2))
            .comment("listening"),
    ];
    match lately {
        Some(counts) if !came_back => {
            first.extend(counts.iter().filter(|seats| seats.location == location).map(told));
        }
        _ => first.push(read_again("hello")),
    }
    let hello = stream::iter(first.into_iter().map(Ok::<Event, Infallible>));
    let news = stream::unfold(receiver, move |mut receiver| async move {
        loop {
            let event = match receiver.recv().await {
                Ok(News::Seats(seats)) if seats.location == location => told(&seats),
                Ok(News::Seats(_)) => continue,
                Ok(News::ReadAgain) | Err(RecvError::Lagged(_)) => read_again("lagged"),
                Err(RecvError::Closed) => return None,
            };
            return Some((Ok(event), receiver));
        }
    });
    Sse::new(hello.chain(news))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

fn told(seats: &Seats) -> Event {
    Event::default()
        .event("seats")
        .data(serde_json::to_string(seats).unwrap_or_default())
}

fn read_again(why: &str) -> Event {
    Event::default().event("resync").data(why)
}
