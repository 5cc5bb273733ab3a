//! What no page and no answer may hold, because the reader may not know it: secrets of the house, and other people's data.

use crate::{
    doors::{DOORS, PAGES, filled, page_path},
    on_both,
    support::Club,
    web::{Person, Town, join},
};
use spotter::members::service::Newcomer;

/// The forms in which bytes could leak.
fn shapes(bytes: &[u8]) -> Vec<String> {
    use std::fmt::Write as _;
    let hex = bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    });
    let list = bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
    vec![hex.to_uppercase(), hex, list, spotter::platform::secret::encode(bytes)]
}

/// Everything that the house keeps to itself.
async fn secrets(club: &Club) -> Vec<String> {
    let mut tx = club.read().await;
    let mut found: Vec<String> = tx
        .query("SELECT password_hash FROM accounts WHERE password_hash IS NOT NULL")
        .values()
        .await
        .expect("hashes");
    assert!(found.len() > 5 && found.iter().all(|hash| hash.starts_with("$argon2id$")));
    found.push("$argon2".into());
    for sql in [
        "SELECT digest FROM account_sessions",
        "SELECT code_key FROM members",
        "SELECT code_key FROM organisations",
    ] {
        let bytes: Vec<Vec<u8>> = tx.query(sql).values().await.expect("bytes");
        assert!(!bytes.is_empty());
        found.extend(bytes.iter().flat_map(|b| shapes(b)));
    }
    found
}

/// Every page and every answer that a reader gets to forms that are in order.
async fn everything_read(town: &Town, person: Option<&Person>) -> Vec<(String, String)> {
    let mut read = Vec::new();
    for (page, _) in PAGES {
        let token = person.map(|p| p.token.as_str());
        read.push((
            (*page).to_owned(),
            town.web.get(token, &page_path(town, page)).await.text(),
        ));
    }
    // the first members of all: reading has made many more
    let token = person.map(|p| p.token.as_str());
    let first = town.web.get(token, "/admin/members?sort=number").await.text();
    read.push(("the first members".to_owned(), first));
    for (endpoint, _) in DOORS {
        // Throttled and hashed, and nothing in their answers.
        if [
            "sign_in",
            "sign_up",
            "use_code",
            "claim_club",
            "change_password",
            "sign_out",
            "end_device",
            "give_role",
        ]
        .contains(endpoint)
        {
            continue;
        }
        let body = filled(town, endpoint, person).await;
        let reply = town.web.call(person.map(|p| p.token.as_str()), endpoint, &body).await;
        read.push(((*endpoint).to_owned(), format!("{:?}{}", reply.headers, reply.text())));
    }
    if let Some(person) = person {
        read.push((
            "members.csv".into(),
            town.web.get(Some(&person.token), "/admin/members.csv").await.text(),
        ));
    }
    read
}

fn absent(who: &str, read: &[(String, String)], canaries: &[String]) {
    for (what, text) in read {
        for canary in canaries {
            assert!(!text.contains(canary.as_str()), "{what} shows {who} {canary}");
        }
    }
}

/// A member with marks in everything that is known of them.
async fn marked(town: &Town, mark: &str, place: &spotter::studio::model::Location) -> Vec<String> {
    let (email, phone, name) = (
        format!("{mark}.mail@example.org"),
        format!("+4917{}", 10_000_000 + mark.len() * 777),
        format!("{mark} Marked"),
    );
    let newcomer = Newcomer {
        name: name.clone(),
        email: Some(email.clone()),
        phone: Some(phone.clone()),
        birthday: spotter::platform::time::Day::from_ymd_opt(1984, 7, 21),
        note: Some(format!("{mark}-note-of-the-staff")),
        external_id: Some(format!("{mark}-external")),
        home_location: Some(place.id),
        ..Newcomer::default()
    };
    let member = join(&town.club, newcomer, None).await;
    town.club.grant(member, town.club.pack).await;
    let class = town.class_at(place, Some(&town.coach)).await;
    town.club.book(member, class).await.expect("a free place");
    vec![
        email,
        phone,
        format!("{mark}-external"),
        format!("{mark}-note-of-the-staff"),
    ]
}

on_both! {
    async fn secrets_of_the_house_stay_in_the_house(club: Club) {
        let town = Town::of(club).await;
        let callers =
            [("anybody", None), ("a member", Some(&town.ada)), ("a coach", Some(&town.coach)), ("the desk", Some(&town.desk)), ("the owner", Some(&town.owner))];
        for (who, person) in callers {
            let read = everything_read(&town, person).await;
            absent(who, &read, &secrets(&town.club).await);
            // Nor does a page hold the very cookie that it was asked with: a script could read it there.
            if let Some(person) = person {
                absent(who, &read, std::slice::from_ref(&person.token));
            }
        }
    }

    async fn what_is_known_of_people_goes_to_those_who_may_know(club: Club) {
        let town = Town::of(club).await;
        let here = town.club.location.clone();
        let (near, far) = (marked(&town, "nearby", &here).await, marked(&town, "faraway-away", &town.there).await);
        let both: Vec<String> = near.iter().chain(&far).cloned().collect();
        for (who, person) in [("anybody", None), ("a member", Some(&town.ada)), ("a coach", Some(&town.coach)), ("another coach", Some(&town.other_coach))] {
            let read = everything_read(&town, person).await;
            absent(who, &read, &both);
            let strangers = if person.is_some_and(|p| p.login == town.ada.login) { &town.ben } else { &town.ada };
            absent(who, &read, std::slice::from_ref(&strangers.login));
        }
        // A coach sees by name who comes to the own class, and no more: that much is there, or nothing above was tried.
        let read = everything_read(&town, Some(&town.coach)).await;
        assert!(!read.iter().any(|(_, text)| text.contains("1984-07-21")), "a birthday is a mark on its day, not a date");
        for (who, person) in [("the desk here", &town.desk), ("the manager here", &town.manager)] {
            let read = everything_read(&town, Some(person)).await;
            absent(who, &read, &far);
            assert!(read.iter().any(|(_, text)| text.contains(&near[0])), "{who}: the control");
            assert!(!read.iter().any(|(_, text)| text.contains(&near[3])), "{who}: a note that no page shows");
        }
        let read = everything_read(&town, Some(&town.desk_there)).await;
        absent("the desk there", &read, &near);
        absent("the desk there", &read, std::slice::from_ref(&town.ada.login));
        assert!(read.iter().any(|(_, text)| text.contains(&far[0])), "the desk there: the control");
    }
}
