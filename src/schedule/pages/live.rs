//! Live seats: the numbers of a location's classes as they change, without a reload.
//!
//! The browser listens to one stream a location. On the server, and without a script, nothing listens and the page's own
//! numbers stand.

use crate::{
    schedule::model::{Seats, SessionId},
    studio::model::LocationId,
};
use leptos::prelude::*;
use std::collections::HashMap;

/// The last numbers of each class whose seats have changed since the page was loaded.
pub type LiveSeats = ReadSignal<HashMap<SessionId, Seats>>;

/// Listens to a location; `None` listens to nothing. Ends with the component that called it.
#[must_use]
pub fn use_seats(place: Signal<Option<LocationId>>) -> LiveSeats {
    listen(place, None)
}

/// The same, and calls `resync` when something may have been missed: after every connect, and when the reader was too
/// slow. The page then loads its data again.
#[must_use]
pub fn use_seats_and(place: Signal<Option<LocationId>>, resync: impl Fn() + Send + Sync + 'static) -> LiveSeats {
    listen(place, Some(Callback::new(move |()| resync())))
}

/// Calls `news` whenever what is watched of the numbers has changed, and not for what stood there at first.
pub fn on_move<K: PartialEq + Send + Sync + 'static>(
    watched: impl Fn() -> K + Send + Sync + 'static,
    news: impl Fn() + Send + Sync + 'static,
) {
    let watched = Memo::new(move |_| watched());
    Effect::new(move |before: Option<()>| {
        // read, not only followed: what is never read is never computed, and changes for nobody
        watched.with(|_| ());
        if before.is_some() {
            untrack(&news);
        }
    });
}

fn listen(place: Signal<Option<LocationId>>, resync: Option<Callback<()>>) -> LiveSeats {
    let (seats, set_seats) = signal(HashMap::new());
    // the same location again must not cut the line
    let place = Memo::new(move |_| place.get());
    Effect::new(move || {
        if let Some(place) = place.get() {
            browser::open(place, set_seats, resync);
        }
    });
    seats
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    type Listener = Closure<dyn Fn(MessageEvent)>;

    /// The line and the two functions that the browser calls; the browser holds no share in them.
    struct Line {
        source: EventSource,
        _listeners: [Listener; 2],
    }

    /// Opens the line; it closes when the effect around it runs again or ends. The browser reconnects by itself.
    pub fn open(place: LocationId, seats: WriteSignal<HashMap<SessionId, Seats>>, resync: Option<Callback<()>>) {
        let Ok(source) = EventSource::new(&format!("/live/{place}")) else {
            return;
        };
        let on_seats = Listener::new(move |event: MessageEvent| {
            let news = event
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str::<Seats>(&text).ok());
            if let Some(mut news) = news {
                seats.update(|all| {
                    news.heard = all.get(&news.session).map_or(1, |before| before.heard.wrapping_add(1));
                    all.insert(news.session, news);
                });
            }
        });
        let on_resync = Listener::new(move |_| {
            if let Some(resync) = resync {
                resync.try_run(());
            }
        });
        // adding a listener fails for detached documents only
        let _ = source.add_event_listener_with_callback("seats", on_seats.as_ref().unchecked_ref());
        let _ = source.add_event_listener_with_callback("resync", on_resync.as_ref().unchecked_ref());
        let line = StoredValue::new_local(Some(Line {
            source,
            _listeners: [on_seats, on_resync],
        }));
        on_cleanup(move || {
            if let Some(line) = line.try_update_value(Option::take).flatten() {
                line.source.close();
            }
        });
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::*;

    /// Nothing listens on the server.
    pub fn open(_: LocationId, _: WriteSignal<HashMap<SessionId, Seats>>, _: Option<Callback<()>>) {}
}
