//! What everybody may watch: the public timetable, drawn once for many, and its seats as they change.

use crate::{
    on_both,
    support::{Club, key},
    web::{Person, Town, form},
};
use axum::body::{Body, BodyDataStream};
use futures::StreamExt as _;
use spotter::schedule::model::{Seats, SessionId};
use std::time::Duration;
use tokio::time::timeout;

/// The events of a live feed, as text.
struct Feed {
    body: BodyDataStream,
    text: String,
}

impl Feed {
    async fn of(town: &Town, token: Option<&str>) -> Self {
        let path = format!("/live/{}", town.club.location.id);
        let request = town
            .web
            .request("GET", &path, token)
            .body(Body::empty())
            .expect("a request");
        let body = town.web.begin(request).await.into_body().into_data_stream();
        Self {
            body,
            text: String::new(),
        }
    }

    /// The next event that is no sign of life: its name and what it says.
    async fn next(&mut self) -> (String, String) {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let line = |name: &str| {
                    let found = event.lines().find_map(|line| line.strip_prefix(name));
                    found.map(|value| value.trim().to_owned())
                };
                let found = line("event:").zip(line("data:"));
                self.text = rest.to_owned();
                match found {
                    Some(found) => return found,
                    None => continue,
                }
            }
            let more = timeout(Duration::from_secs(10), self.body.next())
                .await
                .expect("news in time");
            let more = more.expect("the feed has no end").expect("readable");
            self.text.push_str(&String::from_utf8_lossy(&more));
        }
    }

    async fn seats(&mut self) -> Seats {
        loop {
            let (name, data) = self.next().await;
            if name == "seats" {
                return serde_json::from_str(&data).expect("seats");
            }
        }
    }
}

async fn book(town: &Town, class: SessionId) -> u16 {
    book_for(town, &town.ada, class).await
}

async fn book_for(town: &Town, who: &Person, class: SessionId) -> u16 {
    let body = form(&[("session", &class.to_string()), ("key", &key())]);
    town.web.call(Some(&who.token), "book_class", &body).await.status
}

/// The number in an answer's policy.
fn nonce(policy: &str) -> &str {
    let (_, rest) = policy.split_once("'nonce-").expect("a number");
    rest.split_once('\'').expect("its end").0
}

on_both! {
    async fn whoever_watches_hears_of_a_seat_that_was_taken_elsewhere(club: Club) {
        let town = Town::of(club).await;
        let (class, other) = (town.class().await, town.class().await);
        let mut feeds = [Feed::of(&town, None).await, Feed::of(&town, None).await];
        // The watch has just begun: nobody knows what moved while the first page was on its way.
        assert_eq!(feeds[0].next().await.0, "resync");
        assert_eq!(book(&town, class).await, 200);
        for feed in &mut feeds {
            let seats = feed.seats().await;
            assert_eq!((seats.session, seats.booked, seats.capacity), (class, 1, 10));
        }
        // What is refused moves no seat: the next that is heard of is the class that was booked after it.
        assert_ne!(book(&town, class).await, 200);
        assert_eq!(book(&town, other).await, 200);
        assert_eq!(feeds[0].seats().await.session, other);
        // Whoever comes now was drawn a page before that, perhaps: it is told once more.
        let mut late = Feed::of(&town, None).await;
        let told = [late.seats().await, late.seats().await];
        assert!(told.iter().all(|seats| seats.booked == 1) && told.iter().any(|seats| seats.session == class));
        // Whoever comes back after a cut reads everything again.
        let path = format!("/live/{}", town.club.location.id);
        let request = town.web.request("GET", &path, None).header("last-event-id", "0").body(Body::empty()).expect("a request");
        let body = town.web.begin(request).await.into_body().into_data_stream();
        let mut back = Feed { body, text: String::new() };
        assert_eq!(back.next().await.0, "resync");
    }

    async fn another_places_seats_are_not_told_here(club: Club) {
        let town = Town::of(club).await;
        let (there, here) = (town.class_at(&town.there, None).await, town.class().await);
        let mut feed = Feed::of(&town, None).await;
        assert_eq!(book_for(&town, &town.ada, there).await, 200);
        assert_eq!(book_for(&town, &town.ben, here).await, 200);
        assert_eq!(feed.seats().await.session, here);
    }

    async fn many_read_one_drawing_and_each_has_a_number_of_its_own(club: Club) {
        let town = Town::of(club).await;
        let first = town.web.get(None, "/").await;
        let second = town.web.get(None, "/").await;
        let (one, two) = (nonce(first.header("content-security-policy")), nonce(second.header("content-security-policy")));
        assert_ne!(one, two);
        assert!(first.text().contains(one) && second.text().contains(two));
        assert!(!second.text().contains(one), "an old number would let an old script run");
        assert_eq!(first.text().replace(one, ""), second.text().replace(two, ""));
        assert!(first.text().matches(one).count() >= 2, "the scripts carry it");
    }

    async fn a_signed_in_readers_page_is_nobody_elses(club: Club) {
        let town = Town::of(club).await;
        let mine = town.web.get(Some(&town.ada.token), "/").await;
        assert_eq!(mine.header("cache-control"), "no-store");
        let theirs = town.web.get(None, "/").await;
        assert!(!theirs.text().contains("Ada Ahrens"));
        let again = town.web.get(Some(&town.ada.token), "/").await;
        assert_eq!(again.header("cache-control"), "no-store", "not the drawing that was kept for everybody");
        let chinese = town.web.request("GET", "/", None).header("accept-language", "zh-CN").body(Body::empty()).expect("a request");
        assert!(town.web.send(chinese).await.text().contains("lang=\"zh-Hans\""));
        assert!(town.web.get(None, "/").await.text().contains("lang=\"en\""));
    }
}
