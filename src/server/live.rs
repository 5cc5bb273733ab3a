//! The live feed: seat counts of a location as they change, by server-sent events.
//!
//! A reader that was too slow, or whose line was cut, is told to read again (`resync`) rather than left with old numbers.

use crate::{
    platform::{db::Heard, house::House},
    schedule::{model::Seats, service::SEATS},
    studio::model::LocationId,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::stream;
use std::{convert::Infallible, time::Duration};

/// Seat counts of one location. They are public, like the timetable.
pub async fn seats(State(house): State<House>, Path(location): Path<String>) -> Response {
    let Ok(location) = location.parse::<LocationId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(listener) = house.db.listen(SEATS).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    // The first event tells a reader that came back that something may have happened while it was away.
    let hello = stream::iter([Ok::<Event, Infallible>(
        Event::default()
            .event("resync")
            .data("hello")
            .retry(Duration::from_secs(2)),
    )]);
    let news = stream::unfold(listener, move |mut listener| async move {
        loop {
            match listener.next().await? {
                Heard::Lagged => return Some((Ok(Event::default().event("resync").data("lagged")), listener)),
                Heard::Notice(notice) => {
                    let ours =
                        serde_json::from_str::<Seats>(&notice.payload).is_ok_and(|seats| seats.location == location);
                    if ours {
                        return Some((Ok(Event::default().event("seats").data(&*notice.payload)), listener));
                    }
                }
            }
        }
    });
    use futures::StreamExt as _;
    Sse::new(hello.chain(news))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}
