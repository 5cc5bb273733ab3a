//! A new club is set up: each step is stored, gone on with on another device, and done in few presses, without a script.

use crate::{
    on_both,
    support::{Club, On, fresh, key, today},
    web::{PASSWORD, Town, Web, form},
};
use spotter::{
    accounts,
    insight::{
        model::SetupStep,
        setup::{self, ClassForm, PlaceForm},
    },
    platform::{
        error::{AppError, Nothing},
        form::Flaw,
        house::House,
        time::{Clock, Zone},
    },
    schedule, studio,
};
use std::collections::BTreeMap;

fn class(name: &str, days: &[&str]) -> ClassForm {
    ClassForm {
        name: name.into(),
        category: "mind".into(),
        minutes: "60".into(),
        capacity: "12".into(),
        weekdays: days.iter().map(|day| (*day).to_owned()).collect(),
        start: "18:00".into(),
        mine: true,
    }
}

fn place(name: &str, zone: &str) -> PlaceForm {
    PlaceForm {
        name: name.into(),
        zone: zone.into(),
        address: "Am Kai 1".into(),
        week_opens: "06:30".into(),
        week_closes: "22:00".into(),
        end_opens: String::new(),
        end_closes: String::new(),
    }
}

/// What is typed into a form.
type Fields<'f> = Vec<(&'f str, &'f str)>;

fn flaw<T>(field: &str, flaw: Flaw) -> Result<T, AppError<Nothing>> {
    Err(AppError::field(field, flaw))
}

on_both! {
    async fn each_step_is_stored_and_gone_on_with(club: Club) {
        let town = Town::of(club).await;
        let (house, owner) = (&town.club.house, &town.owner.who);
        let at = async || setup::page(house, owner, "").await.expect("a step").step;
        assert_eq!(at().await, SetupStep::Club);
        let ahead = setup::page(house, owner, "plan").await.expect("a step").step;
        assert_eq!(ahead, SetupStep::Club, "nobody jumps over what has to be answered");
        assert_eq!(setup::go_on(house, owner, SetupStep::Club).await, flaw("step", Flaw::Choice));
        assert_eq!(setup::go_on(house, owner, SetupStep::Room).await, flaw("step", Flaw::Choice));
        // something is sold in euros by now
        assert_eq!(setup::save_club(house, owner, ("Südkai", "en", "USD"), None, &key()).await, flaw("currency", Flaw::Choice));
        assert_eq!(setup::save_club(house, owner, ("Südkai", "xx", "EUR"), None, &key()).await, flaw("locale", Flaw::Choice));
        let nowhere = setup::save_club(house, owner, ("Südkai", "en", "EUR"), Some("XX".into()), &key()).await;
        assert_eq!(nowhere, flaw("country", Flaw::Choice));
        setup::save_club(house, owner, ("Südkai", "zh-Hant", "EUR"), Some("AT".into()), &key()).await.expect("stored");
        let country = async || {
            let page = setup::page(house, owner, "club").await.expect("gone back to");
            (page.country, page.country_there)
        };
        assert_eq!(country().await, (Some("AT".into()), Some("DE".into())));
        assert_eq!(at().await, SetupStep::Place);
        assert_eq!(setup::save_place(house, owner, place("Hill", "Europe/Berlin"), &key()).await, flaw("name", Flaw::NameTaken));
        assert_eq!(setup::save_place(house, owner, place("Quay", "Europe/Nowhere"), &key()).await, flaw("zone", Flaw::Choice));
        let backwards = PlaceForm { week_opens: "22:00".into(), week_closes: "06:00".into(), ..place("Quay", "Europe/Vienna") };
        assert_eq!(setup::save_place(house, owner, backwards, &key()).await, flaw("week_closes", Flaw::EndsBeforeStart));
        setup::save_place(house, owner, place("Quay", "Europe/Vienna"), &key()).await.expect("stored");
        let page = setup::page(house, owner, "place").await.expect("gone back to");
        assert_eq!((page.step, page.reached, page.club.as_str(), page.place.name.as_str()), (SetupStep::Place, SetupStep::Room, "Südkai", "Quay"));
        assert_eq!(page.hours.len(), 5, "closed at the weekend");
        assert!(page.zones.iter().any(|zone| zone == "Asia/Taipei") && page.currency_stays && !page.zone_stays);

        setup::save_room(house, owner, "Studio 1", "12", &key()).await.expect("stored");
        setup::save_room(house, owner, "Studio A", "14", &key()).await.expect("the same room, changed");
        assert_eq!(setup::page(house, owner, "").await.expect("a step").room.map(|room| (room.name, room.capacity)), Some(("Studio A".into(), 14)));
        let once = key();
        setup::save_class(house, owner, class("Dawn Yoga", &["1", "3"]), &once).await.expect("planned");
        setup::save_class(house, owner, class("Dawn Yoga", &["1", "3"]), &once).await.expect("the same answer");
        let page = setup::page(house, owner, "").await.expect("a step");
        assert_eq!((page.step, page.classes.len(), page.zone_stays), (SetupStep::Classes, 1, true), "another one may follow");
        assert!(setup::save_class(house, owner, class("Dawn Yoga", &["1"]), &key()).await.is_err(), "the room is taken then");
        assert_eq!(setup::page(house, owner, "").await.expect("a step").classes.len(), 1, "nothing of it was written");
        let mut tx = town.club.read().await;
        let sessions: Vec<(Option<uuid::Uuid>, i64)> = tx.query("SELECT coach_id, count(*) FROM class_sessions WHERE name = 'Dawn Yoga' GROUP BY coach_id").all().await.expect("read");
        drop(tx);
        assert!(matches!(sessions.as_slice(), [(Some(_), n)] if *n >= 8), "{sessions:?}");
        assert_eq!(setup::save_place(house, owner, place("Quay", "Asia/Tokyo"), &key()).await, flaw("zone", Flaw::Choice), "classes are planned by it");
        setup::go_on(house, owner, SetupStep::Classes).await.expect("on");
        let fields: BTreeMap<String, String> = [("name", "Ten times"), ("kind", "pack"), ("credits", "10"), ("days", "90"), ("price", "120")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        setup::save_plan(house, owner, &fields, &key()).await.expect("on sale");
        assert_eq!(setup::page(house, owner, "").await.expect("a step").reached, SetupStep::Done);
        setup::save_club(house, owner, ("Südkai", "en", "EUR"), None, &key()).await.expect("changed later");
        assert_eq!(country().await, (Some("AT".into()), Some("AT".into())), "a page of an older release leaves it as it is");
        setup::save_club(house, owner, ("Südkai", "en", "EUR"), Some(String::new()), &key()).await.expect("changed later");
        assert_eq!(country().await.0, None, "by the zone again");
        assert_eq!(setup::page(house, owner, "").await.expect("a step").reached, SetupStep::Done, "nothing is gone back");

        let next = setup::what_next(house, owner).await.expect("read").expect("shown");
        assert!(next.steps.class && next.steps.plan && next.steps.member && next.steps.staff && !next.steps.kiosk);
        setup::put_away(house, owner).await.expect("put away");
        assert_eq!(setup::what_next(house, owner).await, Ok(None));
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }
}

/// The journey of somebody who has just started the program, by forms alone. The presses that it takes.
async fn from_the_first_code(on: On) -> Option<usize> {
    let (db, _folder) = fresh(on).await?;
    let clock = Clock::fixed(Zone::parse("Europe/Berlin").expect("a known zone").at(today(), 12 * 60));
    let house = House::new(db, clock, "http://localhost:3000", false);
    let web = Web::over(&house);
    let code = accounts::service::owner_code(&house)
        .await
        .expect("asked")
        .expect("a code");
    let claim = form(&[
        ("code", &code),
        ("club", "Westkai"),
        ("currency", "EUR"),
        ("zone", "Europe/Berlin"),
        ("name", "Olga"),
        ("login", "olga@example.org"),
        ("password", PASSWORD),
    ]);
    let claimed = web.submit(None, "claim_club", &claim).await;
    assert_eq!(
        (claimed.status, claimed.header("location")),
        (302, "/setup"),
        "{}",
        claimed.text()
    );
    let token = claimed.token().expect("signed in");
    let keys: Vec<String> = (0..5).map(|_| key()).collect();
    let steps: [(&str, Fields, &str); 6] = [
        (
            "save_setup_club",
            vec![
                ("name", "Westkai"),
                ("locale", "en"),
                ("currency", "GBP"),
                ("key", &keys[0]),
            ],
            "/setup?step=place",
        ),
        (
            "save_setup_place",
            vec![
                ("name", "Dock"),
                ("zone", "Europe/London"),
                ("address", "1 Quay"),
                ("week_opens", "06:00"),
                ("week_closes", "22:00"),
                ("key", &keys[1]),
            ],
            "/setup?step=room",
        ),
        (
            "save_setup_room",
            vec![("name", "Studio"), ("capacity", "16"), ("key", &keys[2])],
            "/setup?step=classes",
        ),
        (
            "save_setup_class",
            vec![
                ("name", "Spin"),
                ("category", "cycle"),
                ("minutes", "45"),
                ("capacity", "16"),
                ("days[d2]", "true"),
                ("start", "18:30"),
                ("coach", "me"),
                ("key", &keys[3]),
            ],
            "/setup?step=classes&more=1",
        ),
        ("go_on_setup", vec![("step", "classes")], "/setup?step=plan"),
        (
            "save_setup_plan",
            vec![
                ("fields[name]", "10 classes"),
                ("fields[kind]", "pack"),
                ("fields[credits]", "10"),
                ("fields[days]", "180"),
                ("fields[price]", "99.00"),
                ("key", &keys[4]),
            ],
            "/admin",
        ),
    ];
    let mut presses = 1;
    let mut path = "/setup".to_owned();
    for (door, fields, next) in steps {
        let shown = web.get(Some(&token), &path).await;
        assert!(
            shown.status == 200 && shown.text().contains(&format!("/api/{door}")),
            "{path} has the form of {door}: {}",
            shown.status
        );
        let done = web.submit(Some(&token), door, &form(&fields)).await;
        assert_eq!(
            (done.status, done.header("location")),
            (302, next),
            "{door}: {}",
            done.text()
        );
        path = next.to_owned();
        presses += 1;
    }
    let home = web.get(Some(&token), "/admin").await;
    assert!(
        home.status == 200 && home.text().contains("2 of 5 done"),
        "what comes next: {}",
        home.status
    );
    let mut tx = house.db.read().await.expect("a reader");
    let org = studio::service::organisation::<Nothing>(&mut tx).await.expect("a club");
    let kinds = schedule::service::class_types::<Nothing>(&mut tx, org.id)
        .await
        .expect("kinds");
    drop(tx);
    assert_eq!((org.currency.as_str(), kinds.len()), ("GBP", 1));
    let away = web.submit(Some(&token), "put_away_next", "").await;
    assert_eq!((away.status, away.header("location")), (302, "/admin"));
    assert!(!web.get(Some(&token), "/admin").await.text().contains("2 of 5 done"));
    Some(presses)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_club_stands_after_seven_presses_without_a_script() {
    assert_eq!(from_the_first_code(On::Sqlite).await, Some(7));
    if let Some(presses) = from_the_first_code(On::Postgres).await {
        assert_eq!(presses, 7);
    }
}
