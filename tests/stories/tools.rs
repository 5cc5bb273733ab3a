//! The box that finds anything: what each reader finds, and that it is never more than they may open.

use crate::{
    on_both,
    support::Club,
    web::{Person, Town, encoded, form},
};
use serde_json::Value;
use spotter::insight::model::{Found, SPOTS};

async fn find(town: &Town, person: &Person, words: &str) -> Found {
    let reply = town
        .web
        .call(Some(&person.token), "find", &form(&[("words", words)]))
        .await;
    assert_eq!(reply.status, 200, "{words}: {}", reply.text());
    let value: Value = serde_json::from_str(&reply.text()).expect("an answer");
    serde_json::from_value(value).expect("what was found")
}

on_both! {
    async fn nobody_finds_a_page_that_is_closed_to_them(club: Club) {
        let town = Town::of(club).await;
        for person in [&town.coach, &town.desk, &town.desk_there, &town.manager, &town.owner] {
            let found = find(&town, person, "").await;
            assert!(!found.spots.is_empty(), "something for everybody who works here");
            for spot in SPOTS {
                let listed = found.spots.iter().any(|code| code == spot.code);
                let page = town.web.get(Some(&person.token), spot.href).await;
                if listed {
                    assert_eq!(page.status, 200, "{} is offered", spot.href);
                } else if !spot.act {
                    assert_eq!(page.status, 403, "{} is not offered", spot.href);
                }
            }
        }
        let owner = find(&town, &town.owner, "").await;
        let desk = find(&town, &town.desk, "").await;
        assert!(owner.spots.len() > desk.spots.len());
    }

    async fn pages_are_found_in_every_language_members_by_name_and_number(club: Club) {
        let town = Town::of(club).await;
        for words in ["rooms", "教室", "場室", "jiaoshi", "roms"] {
            let found = find(&town, &town.owner, words).await;
            assert!(found.spots.iter().any(|code| code == "rooms"), "{words}: {:?}", found.spots);
        }
        assert_eq!(find(&town, &town.owner, "zzzz").await.spots, Vec::<String>::new());
        let ada = find(&town, &town.desk, "ada").await;
        assert_eq!(ada.members.first[0].card.id, town.ada.member());
        assert_eq!(ada.acts, ["book", "grant", "edit", "wishes", "standing"]);
        let all = find(&town, &town.owner, "ada").await;
        assert_eq!(all.acts[5..], ["privacy", "merge"], "what the desk may not do is not offered there");
        let there = find(&town, &town.desk_there, "ada").await;
        assert_eq!(there.members.total, 0, "a member of another place");
        let coach = find(&town, &town.coach, "ada").await;
        assert!(coach.members.first.is_empty() && coach.acts.is_empty(), "coaches look nobody up");
    }

    async fn classes_are_found_by_whoever_plans_or_teaches_them(club: Club) {
        let town = Town::of(club).await;
        let session = town.class_of(&town.club.location, Some(&town.coach), 5).await;
        let name = town.club.session(session).await.name;
        let manager = find(&town, &town.manager, &name).await;
        let (found, href) = manager.classes.iter().find(|(class, _)| class.id == session).expect("planned here");
        assert!(href.starts_with("/admin/timetable?") && href.contains(&found.id.to_string()));
        assert_eq!(town.web.get(Some(&town.manager.token), href).await.status, 200);
        let coach = find(&town, &town.coach, &name).await;
        let (_, href) = coach.classes.iter().find(|(class, _)| class.id == session).expect("taught");
        assert!(href.starts_with("/coach?"));
        assert_eq!(find(&town, &town.desk, &name).await.classes, Vec::new(), "the desk plans nothing");
    }

    async fn without_a_script_the_page_finds_the_same(club: Club) {
        let town = Town::of(club).await;
        let page = town.web.get(Some(&town.desk.token), &format!("/find?q={}", encoded("ada"))).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains(&format!("/admin/members/{}", town.ada.member())) && text.contains("role=\"combobox\""));
        let list = town.web.get(Some(&town.desk.token), "/admin/members").await.text();
        assert!(list.contains("href=\"/find\""), "the way there");
        let home = town.web.get(Some(&town.ada.token), "/home").await.text();
        assert!(!home.contains("/find"), "nothing of it on a member's page");
        let keys = town.web.get(Some(&town.desk.token), "/help/keys").await.text();
        assert!(keys.contains("Front desk") && !keys.contains(">Dashboard</dd>"), "only the keys of pages that open");
    }
}
