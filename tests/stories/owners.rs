//! The first owner, and the last.

use crate::{
    on_both,
    support::{Club, On, fresh, today},
    web::{PASSWORD, Town, Web, form, staff},
};
use spotter::{
    accounts::{self, model::Role},
    platform::{
        house::House,
        time::{Clock, Span, Zone},
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

/// A house that nobody has moved into.
async fn empty(on: On) -> Option<(House, Clock, Option<tempfile::TempDir>)> {
    let (db, folder) = fresh(on).await?;
    let clock = Clock::fixed(Zone::parse("Europe/Berlin").expect("a known zone").at(today(), 12 * 60));
    Some((
        House::new(db, clock.clone(), "http://localhost:3000", false),
        clock,
        folder,
    ))
}

fn claim(code: &str, n: usize) -> String {
    form(&[
        ("code", code),
        ("club", "Nordkai"),
        ("currency", "EUR"),
        ("zone", "Europe/Berlin"),
        ("name", &format!("Owner {n}")),
        ("login", &format!("owner{n}@example.org")),
        ("password", PASSWORD),
    ])
}

async fn count(house: &House, sql: &'static str) -> i64 {
    house
        .db
        .read()
        .await
        .expect("a reader")
        .query(sql)
        .value()
        .await
        .expect("counted")
}

async fn owners(house: &House) -> i64 {
    count(
        house,
        "SELECT count(*) FROM role_grants WHERE role = 'owner' AND location_id IS NULL AND ended_at IS NULL",
    )
    .await
}

async fn the_first_owner(on: On) {
    let Some((house, clock, _folder)) = empty(on).await else {
        return;
    };
    let web = Arc::new(Web::over(&house));
    let old = accounts::service::owner_code(&house)
        .await
        .expect("asked")
        .expect("a code: nobody owns the club");
    let code = accounts::service::owner_code(&house)
        .await
        .expect("asked")
        .expect("another at the next start");
    assert!(code.replace('-', "").len() >= 16, "80 bits");
    assert_eq!(
        web.call_from([10, 0, 0, 1], None, "claim_club", &claim(&old, 0))
            .await
            .status,
        409,
        "the latest code counts"
    );
    let flawed = claim(&code, 0).replace("EUR", "eur");
    assert_eq!(
        web.call_from([10, 0, 0, 2], None, "claim_club", &flawed).await.status,
        422,
        "a flaw does not use the code up"
    );
    assert_eq!(owners(&house).await, 0);

    let barrier = Arc::new(Barrier::new(50));
    let mut claims = JoinSet::new();
    for n in 0..50_usize {
        let (web, barrier, body) = (web.clone(), barrier.clone(), claim(&code, n));
        claims.spawn(async move {
            barrier.wait().await;
            web.call_from([10, 0, 1, n as u8], None, "claim_club", &body).await
        });
    }
    let answers = claims.join_all().await;
    let won: Vec<_> = answers.iter().filter(|a| a.status == 200).collect();
    assert_eq!(
        won.len(),
        1,
        "{:?}",
        answers.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    assert!(
        answers.iter().all(|a| [200, 409].contains(&a.status)),
        "{:?}",
        answers.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    let one = (1, 1, 1, 1);
    let made = (
        owners(&house).await,
        count(&house, "SELECT count(*) FROM accounts").await,
        count(&house, "SELECT count(*) FROM organisations").await,
        count(&house, "SELECT count(*) FROM locations").await,
    );
    assert_eq!(made, one, "one owner, one account, one club, one place");
    let token = won[0].token().expect("signed in");
    assert_eq!(web.call(Some(&token), "load_staff", "").await.status, 200);

    assert_eq!(
        web.call_from([10, 0, 2, 1], None, "claim_club", &claim(&code, 77))
            .await
            .status,
        409,
        "it works once"
    );
    assert_eq!(
        accounts::service::owner_code(&house).await.expect("asked"),
        None,
        "an owned club gives no code"
    );
    clock.set(house.clock.now() + Span::hours(1));
    assert_eq!(owners(&house).await, 1);
}

async fn a_code_is_good_for_a_day_and_ten_guesses(on: On) {
    let Some((house, clock, _folder)) = empty(on).await else {
        return;
    };
    let web = Web::over(&house);
    let code = accounts::service::owner_code(&house)
        .await
        .expect("asked")
        .expect("a code");
    for n in 0..10 {
        let status = web
            .call_from(
                [10, 0, 0, 1],
                Some(&format!("192.0.2.{n}")),
                "claim_club",
                &claim("AAAA-BBBB-CCCC-DDDD", n),
            )
            .await
            .status;
        assert_eq!(status, 409, "guess {n}");
    }
    let more = web
        .call_from([10, 0, 0, 1], Some("192.0.2.99"), "claim_club", &claim(&code, 11))
        .await;
    assert_eq!(more.status, 429, "even the right one waits");
    clock.set(house.clock.now() + Span::hours(24) + Span::minutes(1));
    assert_eq!(
        web.call_from([10, 0, 0, 1], None, "claim_club", &claim(&code, 12))
            .await
            .status,
        409,
        "a day has passed"
    );
    let lower = accounts::service::owner_code(&house)
        .await
        .expect("asked")
        .expect("a fresh code")
        .to_lowercase();
    let entered = web
        .call_from([10, 0, 0, 1], None, "claim_club", &claim(&format!(" {lower} "), 13))
        .await;
    assert_eq!(entered.status, 200, "as people type it: {}", entered.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_first_owner_on_sqlite() {
    the_first_owner(On::Sqlite).await;
    a_code_is_good_for_a_day_and_ten_guesses(On::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_first_owner_on_postgres() {
    the_first_owner(On::Postgres).await;
    a_code_is_good_for_a_day_and_ten_guesses(On::Postgres).await;
}

on_both! {
    async fn a_code_from_before_makes_no_second_owner(club: Club) {
        // The club's owner was made by the console while a code was still good.
        let mut tx = club.write().await;
        tx.query("UPDATE role_grants SET ended_at = $1").bind(club.house.clock.now()).run().await.expect("nobody owns it");
        tx.commit().await.expect("committed");
        let code = accounts::service::owner_code(&club.house).await.expect("asked").expect("a code");
        staff(&club, "console@example.org", Role::Owner, None).await;
        let web = Web::over(&club.house);
        let late = web.call_from([10, 0, 0, 1], None, "claim_club", &claim(&code, 1)).await;
        assert_eq!((late.status, owners(&club.house).await), (409, 1), "{}", late.text());
    }

    async fn somebody_always_owns_the_club(club: Club) {
        let town = Town::of(club).await;
        // The club of every story has an owner of its own beside the town's.
        let (mut owner, grants) = (town.owner.clone(), owner_grants(&town).await);
        assert_eq!(grants.len(), 2);
        for grant in grants.iter().filter(|g| g.0 != owner.who.account) {
            assert_eq!(take(&town, &owner.token, grant.1).await, 200);
        }
        let last = owner_grants(&town).await;
        assert_eq!(last.len(), 1);
        let before = town.rows().await;
        assert_eq!(take(&town, &owner.token, last[0].1).await, 409, "the last one stays");
        assert!(town.rows().await.changed(&before).is_empty());

        // Two at once, each resigning or each taking the other's role, ten times over.
        for round in 0..10 {
            let other = staff(&town.club, &format!("second{round}@example.org"), Role::Owner, None).await;
            let grants = owner_grants(&town).await;
            let of = |person: &crate::web::Person| grants.iter().find(|g| g.0 == person.who.account).expect("an owner").1;
            let pairs = if round % 2 == 0 { [(owner.token.clone(), of(&owner)), (other.token.clone(), of(&other))] } else { [(owner.token.clone(), of(&other)), (other.token.clone(), of(&owner))] };
            let barrier = Barrier::new(2);
            let resign = |(token, grant): (String, accounts::model::GrantId)| {
                let (town, barrier) = (&town, &barrier);
                async move {
                    barrier.wait().await;
                    take(town, &token, grant).await
                }
            };
            let [one, two] = pairs;
            let answers = tokio::join!(resign(one), resign(two));
            assert_eq!(owners(&town.club.house).await, 1, "round {round}: {answers:?}");
            let stays = owner_grants(&town).await[0].0;
            let person = if stays == owner.who.account { owner } else { other };
            owner = town.again(&person).await;
        }
    }

    /// The control: whoever counts first and writes afterwards lets both go.
    async fn without_the_lock_both_owners_go(club: Club) {
        let town = Town::of(club).await;
        let grants = owner_grants(&town).await;
        let barrier = Barrier::new(2);
        let resign = |grant: accounts::model::GrantId| {
            let (town, barrier) = (&town, &barrier);
            async move {
                let left = owners(&town.club.house).await;
                barrier.wait().await;
                if left > 1 {
                    let mut tx = town.club.write().await;
                    let now = town.club.house.clock.now();
                    tx.query("UPDATE role_grants SET ended_at = $2 WHERE id = $1").bind(grant).bind(now).run().await.expect("ended");
                    tx.commit().await.expect("committed");
                }
            }
        };
        tokio::join!(resign(grants[0].1), resign(grants[1].1));
        assert_eq!(owners(&town.club.house).await, 0, "the race must be there to be guarded against");
    }
}

async fn owner_grants(town: &Town) -> Vec<(accounts::model::AccountId, accounts::model::GrantId)> {
    let rows = accounts::service::staff(&town.club.house, &town.owner.who)
        .await
        .expect("the staff");
    rows.iter()
        .flat_map(|row| {
            row.grants
                .iter()
                .filter(|(_, g)| g.role == Role::Owner)
                .map(|(id, _)| (row.account, *id))
        })
        .collect()
}

async fn take(town: &Town, token: &str, grant: accounts::model::GrantId) -> u16 {
    town.web
        .call(Some(token), "take_role", &form(&[("id", &grant.to_string())]))
        .await
        .status
}
