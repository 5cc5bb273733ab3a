//! What is kept of people, what they agree to, and what they say about their health.

use crate::{
    on_both,
    support::{Club, On},
    web::{Person, Town, form},
};
use spotter::{
    accounts::model::Role,
    config::Config,
    members::model::MemberId,
    platform::{error::AppError, secret, vault::DataKey},
    privacy::{
        model::{Agreed, Channel, OwnHealth, PrivacyRefusal, Purpose},
        service::{self as privacy, HealthForm},
    },
};
use std::collections::BTreeSet;

/// Every column of the database at hand.
pub async fn columns(club: &Club) -> BTreeSet<(String, String)> {
    let rows: Vec<(String, String)> = club
        .read()
        .await
        .query_for(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
              WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c
              WHERE c.table_schema = 'public' AND c.table_name NOT LIKE '\\_sqlx%'",
        )
        .all()
        .await
        .expect("the columns");
    rows.into_iter().collect()
}

async fn agreed(town: &Town, person: &Person, purpose: Purpose) -> Agreed {
    let own = privacy::own(&town.club.house, &person.who, person.member())
        .await
        .expect("read");
    own.consents
        .iter()
        .find(|c| c.purpose == purpose)
        .expect("every purpose")
        .agreed
}

async fn said(club: &Club, member: MemberId) -> Vec<(Purpose, bool, Channel)> {
    let mut tx = club.read().await;
    tx.query("SELECT purpose, given, channel FROM consents WHERE member_id = $1 ORDER BY id")
        .bind(member)
        .all()
        .await
        .expect("read")
}

/// Somebody who has agreed and written something.
async fn writes(town: &Town, person: &Person, health: &str, allergies: &str) {
    let house = &town.club.house;
    privacy::give(house, &person.who, person.member(), Purpose::Health, 1)
        .await
        .expect("agreed");
    let form = HealthForm {
        health: health.into(),
        allergies: allergies.into(),
    };
    privacy::save_health(house, &person.who, person.member(), &form)
        .await
        .expect("written");
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_opens_with_its_own_key_and_the_club_opens_without() {
    let club = Club::open(On::Sqlite).await.expect("SQLite is always there");
    let keys = tempfile::tempdir().expect("a folder");
    let file = club.file().display().to_string();
    let config = |name: &str| Config {
        database_url: format!("sqlite:{file}"),
        data_key_file: Some(keys.path().join(name)),
        gone_list_file: Some(keys.path().join("club.gone")),
        ..Config::default()
    };
    let first = spotter::server::open(&config("first"))
        .await
        .expect("nothing is sealed yet");
    assert!(first.data_key().is_some(), "a key is made");
    assert!(keys.path().join("first").exists());

    let town = Town::of(club).await;
    writes(&town, &town.ada, "A knee", "").await;
    // without its key, or with another one, the club does everything but open what is sealed
    let missing = spotter::server::open(&config("nowhere"))
        .await
        .expect("open all the same");
    assert!(missing.data_key().is_none());
    assert!(
        !keys.path().join("nowhere").exists(),
        "none is made beside what it could not open"
    );
    let wrong = spotter::server::open(&config("first"))
        .await
        .expect("open all the same");
    assert!(
        wrong.data_key().is_none(),
        "another key opens nothing and seals nothing"
    );
    let closed = privacy::open_health(&wrong, &town.owner.who, town.ada.member())
        .await
        .expect("an answer");
    assert!(closed.notes.is_empty() && closed.closed.is_some());
    let key = town.club.house.data_key().expect("the club's key");
    std::fs::write(keys.path().join("right"), secret::encode(key.bytes())).expect("written");
    let right = spotter::server::open(&config("right")).await.expect("its own key");
    let opened = privacy::open_health(&right, &town.owner.who, town.ada.member())
        .await
        .expect("an answer");
    assert_eq!(opened.notes.health, "A knee");
}

on_both! {
    async fn every_column_stands_in_the_data_map_and_nothing_else_does(club: Club) {
        let mapped: BTreeSet<(String, String)> = privacy::data_map()
            .tables
            .iter()
            .flat_map(|table| table.columns.iter().flat_map(|c| c.names.iter().map(|name| (table.name.clone(), name.clone()))))
            .collect();
        let real = columns(&club).await;
        let missing: Vec<_> = real.difference(&mapped).collect();
        assert!(missing.is_empty(), "say in privacy/rules/map.rs what these are, why they are kept, and what erasing does: {missing:?}");
        let gone: Vec<_> = mapped.difference(&real).collect();
        assert!(gone.is_empty(), "the data map names what is not there: {gone:?}");
    }

    async fn nothing_is_agreed_to_until_it_is_given_and_it_is_taken_back_as_easily(club: Club) {
        let town = Town::of(club).await;
        let (house, ada) = (&town.club.house, &town.ada);
        for purpose in Purpose::ALL {
            assert_eq!(agreed(&town, ada, purpose).await, Agreed::Never);
        }
        for _ in 0..2 {
            let reply = town.web.call(Some(&ada.token), "give_consent", &form(&[("purpose", "photos"), ("version", "1")])).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
        assert_eq!(agreed(&town, ada, Purpose::Photos).await, Agreed::Yes);
        assert_eq!(agreed(&town, ada, Purpose::MarketingEmail).await, Agreed::Never, "each purpose by itself");
        assert_eq!(agreed(&town, &town.ben, Purpose::Photos).await, Agreed::Never);
        for _ in 0..2 {
            assert_eq!(town.web.call(Some(&ada.token), "withdraw_consent", &form(&[("purpose", "photos")])).await.status, 200);
        }
        assert_eq!(agreed(&town, ada, Purpose::Photos).await, Agreed::Withdrawn);
        let old = privacy::give(house, &ada.who, ada.member(), Purpose::Photos, 2).await;
        assert_eq!(old, Err(AppError::Refused(PrivacyRefusal::TextChanged)), "not a text that is not shown");
        privacy::record(house, &town.desk.who, ada.member(), false, Purpose::Photos, Some(1)).await.expect("on paper");
        let all = [(Purpose::Photos, true, Channel::Own), (Purpose::Photos, false, Channel::Own), (Purpose::Photos, true, Channel::Desk)];
        assert_eq!(said(&town.club, ada.member()).await, all, "each once, and all of it kept");
        let mut tx = town.club.write().await;
        let changed = tx.query("UPDATE consents SET given = $1").bind(false).run().await;
        assert!(changed.is_err(), "what was said is not changed");
    }

    async fn a_yes_to_another_text_counts_no_more_and_is_asked_for_anew(club: Club) {
        let town = Town::of(club).await;
        let (house, ada) = (&town.club.house, &town.ada);
        writes(&town, ada, "A knee", "").await;
        // as though the text had been another one when they said yes
        let mut tx = town.club.write().await;
        tx.query(
            "INSERT INTO consents (id, org_id, member_id, purpose, version, given, channel, by_account, at)
             SELECT $1, org_id, member_id, purpose, 99, given, channel, by_account, at FROM consents WHERE member_id = $2",
        )
        .bind(spotter::platform::id::fresh())
        .bind(ada.member())
        .run()
        .await
        .expect("written");
        tx.commit().await.expect("committed");
        assert_eq!(agreed(&town, ada, Purpose::Health).await, Agreed::Outdated);
        let opened = privacy::open_health(house, &town.owner.who, ada.member()).await.expect("an answer");
        assert_eq!((opened.closed, opened.notes.is_empty()), (Some(PrivacyRefusal::NoConsent), true));
        privacy::give(house, &ada.who, ada.member(), Purpose::Health, 1).await.expect("anew");
        let opened = privacy::open_health(house, &town.owner.who, ada.member()).await.expect("an answer");
        assert_eq!(opened.notes.health, "A knee", "what was written waits for it");
    }

    async fn health_notes_are_sealed_opened_by_few_and_every_look_is_told(club: Club) {
        let town = Town::of(club).await;
        let (house, ada) = (&town.club.house, &town.ada);
        let none = HealthForm { health: "zqKnee".into(), allergies: String::new() };
        let refused = privacy::save_health(house, &ada.who, ada.member(), &none).await;
        assert_eq!(refused, Err(AppError::Refused(PrivacyRefusal::NoConsent)), "nothing without a yes");
        writes(&town, ada, "zqKnee of 2019", "zqPenicillin").await;

        let bytes = town.club.bytes().await;
        assert!(holds(&bytes, "Ada Ahrens"), "the control");
        assert!(!holds(&bytes, "zqKnee") && !holds(&bytes, "zqPenicillin"), "not a word of it is in the database");

        let open = async |person: &Person| privacy::open_health(house, &person.who, ada.member()).await;
        assert_eq!(open(&town.coach).await, Err(AppError::NotFound), "a coach of other classes");
        assert_eq!(town.web.call(Some(&town.desk.token), "open_health", &form(&[("member", &ada.member().to_string())])).await.status, 403);
        town.booking_of(ada).await;
        assert_eq!(open(&town.other_coach).await, Err(AppError::NotFound), "somebody else's class");
        let page = town.web.get(Some(&town.coach.token), &format!("/health/{}", ada.member())).await;
        assert!(page.text().contains("zqPenicillin"), "{}", page.status);
        assert_eq!(open(&town.manager).await.expect("theirs").notes.health, "zqKnee of 2019");

        let own = privacy::own(house, &ada.who, ada.member()).await.expect("read");
        let by: Vec<_> = own.reads.iter().map(|read| read.by.as_str()).collect();
        assert_eq!(by, ["manager@example.org", "mia@example.org"], "who looked, the latest first; a look that was refused is none");
        assert!(matches!(own.health, OwnHealth::Open(notes) if notes.allergies == "zqPenicillin"));

        let roster = async |person: &Person| {
            let page = town.web.get(Some(&person.token), "/coach?day=2026-03-20").await.text();
            page.contains(&format!("/health/{}", ada.member()))
        };
        assert!(roster(&town.coach).await, "the roster says that there is something to know");
        assert!(!roster(&town.other_coach).await);

        privacy::withdraw(house, &ada.who, ada.member(), Purpose::Health).await.expect("taken back");
        let mut tx = town.club.read().await;
        let left: i64 = tx.query("SELECT (SELECT count(*) FROM health_notes) + (SELECT count(*) FROM member_keys)").value().await.expect("counted");
        assert_eq!(left, 0, "the notes and their key go with the consent");
        assert!(!roster(&town.coach).await);
    }

    async fn what_was_moved_or_changed_in_the_database_does_not_open(club: Club) {
        let town = Town::of(club).await;
        let (house, ada, ben) = (&town.club.house, &town.ada, &town.ben);
        writes(&town, ada, "Ada's knee", "").await;
        writes(&town, ben, "Ben's back", "").await;
        let open = async |member: MemberId| privacy::open_health(house, &town.owner.who, member).await.expect("an answer");
        let swap = async |sql: &'static str| {
            let mut tx = town.club.write().await;
            tx.query(sql).bind(ada.member()).bind(ben.member()).run().await.expect("written");
            tx.commit().await.expect("committed");
        };
        let refused = Some(PrivacyRefusal::Tampered);
        // Ben's words under Ada's name
        swap("UPDATE health_notes SET body = (SELECT o.body FROM health_notes o WHERE o.member_id = $2) WHERE member_id = $1").await;
        assert_eq!((open(ada.member()).await.closed, open(ben.member()).await.closed), (refused.clone(), None));
        // with Ben's key too
        swap("UPDATE member_keys SET sealed = (SELECT o.sealed FROM member_keys o WHERE o.member_id = $2) WHERE member_id = $1").await;
        assert_eq!(open(ada.member()).await.closed, refused);
        // another master key opens nothing, and writes nothing beside what it cannot open
        let other = house.clone().with_data_key(DataKey::fresh());
        let opened = privacy::open_health(&other, &town.owner.who, ben.member()).await.expect("an answer");
        assert_eq!((opened.closed, opened.notes.is_empty()), (refused, true));
        let form = HealthForm { health: "New".into(), allergies: String::new() };
        let written = privacy::save_health(&other, &ben.who, ben.member(), &form).await;
        assert_eq!(written, Err(AppError::Refused(PrivacyRefusal::NoKey)));
        assert_eq!(open(ben.member()).await.notes.health, "Ben's back", "the control");
        let reads = privacy::own(house, &ben.who, ben.member()).await.expect("read").reads.len();
        assert_eq!(reads, 2, "what did not open was not read");
    }

    async fn staff_of_another_place_see_no_consents_and_no_notes(club: Club) {
        let town = Town::of(club).await;
        let (house, ada) = (&town.club.house, &town.ada);
        writes(&town, ada, "A knee", "").await;
        let far = crate::web::staff(&town.club, "far@example.org", Role::Manager, Some(&town.there)).await;
        assert_eq!(privacy::privacy_of(house, &far.who, ada.member()).await, Err(AppError::NotFound));
        assert_eq!(privacy::open_health(house, &far.who, ada.member()).await, Err(AppError::NotFound));
        let record = privacy::record(house, &far.who, ada.member(), false, Purpose::Photos, Some(1)).await;
        assert_eq!(record, Err(AppError::NotFound));
        assert!(privacy::privacy_of(house, &town.desk.who, ada.member()).await.expect("theirs").health, "the desk sees that there is something");
    }
}
