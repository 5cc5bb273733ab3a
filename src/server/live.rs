//! The live feed: seat counts of a location as they change, by server-sent events.
//!
//! What is told between nodes is only which class has moved. Each node reads the counts of those classes once, for everybody who
//! watches there: a hot class that is booked a hundred times a second is read and sent a few times. A reader that was too slow,
//! or whose line was cut, is told to read again (`resync`) rather than left with old numbers.

use crate::{
    platform::{
        db::{Heard, Listener},
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
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt as _, stream};
use std::{collections::HashSet, convert::Infallible, sync::Arc, time::Duration};
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
/// How many news a slow reader may be behind.
const BACKLOG: usize = 512;

/// Reads the counts for everybody who watches on this node.
#[derive(Clone)]
pub struct Watch(Arc<Inner>);

struct Inner {
    house: House,
    news: Sender<News>,
    started: OnceCell<()>,
}

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
        }))
    }

    /// Everything from now on. The first reader sets the watch going.
    async fn subscribe(&self) -> Result<Receiver<News>, crate::platform::db::DbError> {
        let inner = &self.0;
        let start = || async {
            let listener = inner.house.db.listen(SEATS).await?;
            tokio::spawn(watch(listener, inner.house.clone(), inner.news.clone()));
            Ok::<_, crate::platform::db::DbError>(())
        };
        inner.started.get_or_try_init(start).await?;
        Ok(inner.news.subscribe())
    }
}

/// Runs until the database is closed.
async fn watch(mut listener: Listener, house: House, news: Sender<News>) {
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
        // Whoever comes later reads the counts first and then listens.
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
pub async fn seats(watch: Watch, Path(location): Path<String>) -> Response {
    let Ok(location) = location.parse::<LocationId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(receiver) = watch.subscribe().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    // The first event tells a reader that came back that something may have happened while it was away.
    let hello = stream::iter([Ok::<Event, Infallible>(
        read_again("hello").retry(Duration::from_secs(2)),
    )]);
    let news = stream::unfold(receiver, move |mut receiver| async move {
        loop {
            let event = match receiver.recv().await {
                Ok(News::Seats(seats)) if seats.location == location => Event::default()
                    .event("seats")
                    .data(serde_json::to_string(&seats).unwrap_or_default()),
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

fn read_again(why: &str) -> Event {
    Event::default().event("resync").data(why)
}
