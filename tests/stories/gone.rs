//! A database that is restored from an older copy forgets that somebody's data were erased: the list outside of it does not.

use crate::{
    on_both,
    support::{Club, On},
    web::{PASSWORD, Town},
};
use spotter::{
    accounts,
    config::Config,
    members::{model::MemberId, service as members},
    platform::{error::Nothing, gone::GoneList, house::House},
    privacy::service::{self as privacy, Again},
};
use std::{collections::BTreeSet, path::Path};
use uuid::Uuid;

async fn name(house: &House, town: &Town, member: MemberId) -> String {
    let mut tx = house.db.read().await.expect("a reader");
    let card = members::card::<Nothing>(&mut tx, town.club.org, member).await;
    card.expect("a number stays").name
}

fn listed(file: &Path) -> BTreeSet<Uuid> {
    GoneList::at(file.to_owned()).read().expect("read")
}

on_both! {
    async fn whoever_was_erased_and_is_back_is_erased_again(club: Club) {
        let town = Town::of(club).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("club.gone");
        let house = town.club.house.clone().with_gone_list(GoneList::at(file.clone()));
        let (ada, ben) = (town.ada.member(), town.ben.member());

        privacy::erase_own(&house, &town.ada.who, ada, PASSWORD).await.expect("erased");
        assert_eq!(listed(&file), BTreeSet::from([ada.0]), "with the erasure, not some time later");
        assert_eq!(privacy::reconcile(&house).await, Ok(Again::default()), "nothing to do");

        // an older copy, in which Ben is a member still; somebody of another club; and a coach, who cannot be erased as long as they teach
        let stranger = Uuid::from_u128(7);
        let worker = town.newcomer().await;
        let mut tx = town.club.write().await;
        tx.query("UPDATE members SET account_id = $2 WHERE id = $1")
            .bind(worker)
            .bind(town.coach.who.account)
            .run()
            .await
            .expect("written");
        tx.commit().await.expect("committed");
        GoneList::at(file.clone()).add(&[ben.0, stranger, worker.0]).expect("written");
        assert_eq!(name(&house, &town, ben).await, "Ben Bruhn");
        assert_eq!(privacy::reconcile(&house).await, Ok(Again { noted: 0, erased: 1, left: 1 }));
        assert_ne!(name(&house, &town, ben).await, "Ben Bruhn");
        assert_eq!(name(&house, &town, worker).await, "Newcomer");
        let token = accounts::service::holder(&house, &town.ben.token).await.expect("an answer");
        assert!(token.is_none(), "signed out everywhere");
        assert_eq!(listed(&file), BTreeSet::from([ada.0, ben.0, worker.0, stranger]), "nobody leaves the list");
        assert_eq!(privacy::reconcile(&house).await, Ok(Again { noted: 0, erased: 0, left: 1 }));
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }

    async fn a_list_that_was_lost_is_made_anew(club: Club) {
        let town = Town::of(club).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("club.gone");
        // erased by another node, whose list is elsewhere
        privacy::erase_of(&town.club.house, &town.owner.who, town.ada.member(), PASSWORD).await.expect("erased");
        let house = town.club.house.clone().with_gone_list(GoneList::at(file.clone()));
        assert_eq!(privacy::reconcile(&house).await, Ok(Again { noted: 1, erased: 0, left: 0 }));
        assert_eq!(listed(&file), BTreeSet::from([town.ada.member().0]));
        // a list that cannot be written hinders no erasure
        let nowhere = town.club.house.clone().with_gone_list(GoneList::at(folder.path().join("no/such/folder")));
        privacy::erase_of(&nowhere, &town.owner.who, town.ben.member(), PASSWORD).await.expect("erased all the same");
        assert!(privacy::reconcile(&nowhere).await.is_err(), "and it is said");
    }
}

/// As an operator does it: a copy from before, put back in the place of the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_from_before_is_told() {
    let club = Club::open(On::Sqlite).await.expect("SQLite is always there");
    let town = Town::of(club).await;
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("before.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", town.club.file().display()))
        .await
        .expect("open");
    sqlx::query("VACUUM INTO $1")
        .bind(copy.display().to_string())
        .execute(&pool)
        .await
        .expect("a copy");
    pool.close().await;
    let list = folder.path().join("club.gone");
    let house = town.club.house.clone().with_gone_list(GoneList::at(list.clone()));
    privacy::erase_own(&house, &town.ada.who, town.ada.member(), PASSWORD)
        .await
        .expect("erased");

    let config = Config {
        database_url: format!("sqlite:{}", copy.display()),
        data_key_file: Some(folder.path().join("key")),
        gone_list_file: Some(list),
        ..Config::default()
    };
    let restored = spotter::server::open(&config).await.expect("open");
    assert_eq!(
        name(&restored, &town, town.ada.member()).await,
        "Ada Ahrens",
        "the copy does not know"
    );
    let again = privacy::reconcile(&restored).await.expect("told");
    assert_eq!((again.erased, again.left), (1, 0));
    assert_ne!(name(&restored, &town, town.ada.member()).await, "Ada Ahrens");
    restored.db.close().await;
    let bytes = std::fs::read(&copy).expect("its bytes");
    assert!(
        !bytes.windows(10).any(|part| part == b"Ada Ahrens"),
        "not in a freed page either"
    );
}
