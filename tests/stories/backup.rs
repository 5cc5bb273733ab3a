//! A copy of the database that survives it: made while the club works, opened with its key alone, and told whose data were erased.

use crate::{
    on_both,
    support::{Club, On, empty_postgres},
    web::{PASSWORD, Town, Web},
};
use spotter::{
    backup::{self, Taken, Tools},
    config::Config,
    members::{model::MemberId, service as members},
    platform::{
        backup::Folder,
        error::Nothing,
        gone::GoneList,
        house::House,
        time::{Instant, Span},
    },
    privacy::service as privacy,
    restore, server,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use uuid::Uuid;

const KEEP: Span = Span::hours(24 * 30);

/// The settings of somebody who runs this club, with their files in a folder of their own.
async fn settings(club: &Club, files: &Path) -> Config {
    Config {
        database_url: address(club).await,
        data_key_file: Some(files.join("club.key")),
        gone_list_file: Some(files.join("club.gone")),
        backup_folder: Some(files.join("copies")),
        backup_key_file: Some(files.join("backup.key")),
        ..Config::default()
    }
}

/// Where the club's database is.
async fn address(club: &Club) -> String {
    if club.on == On::Sqlite {
        return format!("sqlite:{}", club.file().display());
    }
    let mut tx = club.read().await;
    let name: String = tx
        .query("SELECT current_database()::text")
        .value()
        .await
        .expect("a name");
    let server = std::env::var("TEST_POSTGRES").expect("a server");
    format!("{}/{name}", server.rsplit_once('/').expect("a path").0)
}

/// A database of the same kind with nothing in it.
async fn elsewhere(club: &Club, files: &Path) -> String {
    match club.on {
        On::Sqlite => format!("sqlite:{}", files.join("elsewhere.db").display()),
        On::Postgres => empty_postgres().await.expect("the club has a server too"),
    }
}

async fn taken(config: &Config, at: Instant) -> Taken {
    backup::take(config, &Tools::default(), None, KEEP, at)
        .await
        .expect("a backup")
}

async fn not_taken(config: &Config, tools: &Tools, at: Instant) -> String {
    backup::take(config, tools, None, KEEP, at)
        .await
        .expect_err("no backup")
        .to_string()
}

async fn not_restored(config: &Config, file: &Path, into: Option<&str>, at: Instant) -> String {
    restore::restore(config, &Tools::default(), file, into, at)
        .await
        .expect_err("nothing is restored")
        .to_string()
}

/// What lies in a folder, without what every folder of backups has.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".lock" && name != "status.json")
        .collect();
    names.sort();
    names
}

async fn booked(house: &House) -> Vec<Uuid> {
    let mut tx = house.db.read().await.expect("a reader");
    tx.query("SELECT id FROM bookings ORDER BY id")
        .values()
        .await
        .expect("bookings")
}

async fn name(house: &House, town: &Town, member: MemberId) -> String {
    let mut tx = house.db.read().await.expect("a reader");
    let card = members::card::<Nothing>(&mut tx, town.club.org, member).await;
    card.expect("a number stays").name
}

on_both! {
    async fn a_backup_made_while_people_book_loses_nothing_and_holds(club: Club) {
        let files = tempfile::tempdir().expect("a folder");
        let config = settings(&club, files.path()).await;
        let session = club.class(2, 600, 200).await;
        let people = club.members_with_passes(60, club.pack).await;
        for member in &people[..20] {
            club.book(*member, session).await.expect("a seat");
        }
        let before = booked(&club.house).await;
        let club = Arc::new(club);
        let begun = Arc::new(AtomicBool::new(false));
        let writing = tokio::spawn({
            let (club, people, begun) = (Arc::clone(&club), people.clone(), Arc::clone(&begun));
            async move {
                for member in &people[20..] {
                    let seat = club.book(*member, session).await.expect("a seat, backup or not").booking;
                    begun.store(true, Ordering::SeqCst);
                    if member.0.as_u128() % 3 == 0 {
                        club.cancel(*member, seat).await.expect("given up");
                    }
                }
            }
        });
        while !begun.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        let taken = taken(&config, club.clock.now()).await;
        writing.await.expect("all have booked");

        let sealed = fs::read(&taken.file).expect("its bytes");
        assert_eq!(sealed.len() as u64, taken.made.bytes);
        for word in ["SQLite format", "Nordkai", "PGDMP", "bookings"] {
            assert!(!sealed.windows(word.len()).any(|part| part == word.as_bytes()), "{word} can be read");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |place: &Path| fs::metadata(place).expect("there").permissions().mode() & 0o777;
            assert_eq!((mode(&taken.file), mode(taken.file.parent().expect("a folder"))), (0o600, 0o700));
        }
        assert_eq!(names(&files.path().join("copies")), std::slice::from_ref(&taken.made.name));
        if club.on == On::Sqlite {
            let beside = names(club.file().parent().expect("a folder"));
            assert!(!beside.iter().any(|name| name.contains("copying")), "{beside:?}");
        }

        // tried: nothing of the trial is left, and the folder knows
        let tried = restore::try_out(&config, &Tools::default(), &taken.file, &club.clock).await.expect("opens");
        assert_eq!(tried.found.broken, Vec::<String>::new());
        assert_eq!((tried.found.org.name.as_str(), tried.head.at), ("Nordkai", club.clock.now()));
        let known = Folder::at(files.path().join("copies")).latest().expect("read").expect("known");
        assert_eq!(known.checked, Some(club.clock.now().0));
        if club.on == On::Sqlite {
            let beside = names(club.file().parent().expect("a folder"));
            assert!(!beside.iter().any(|name| name.contains("trial")), "{beside:?}");
        }

        // restored: everything that was committed before it began
        let there = elsewhere(&club, files.path()).await;
        let done = restore::restore(&config, &Tools::default(), &taken.file, Some(&there), club.clock.now()).await.expect("restored");
        assert_eq!((done.aside, done.gone), (None, 0));
        let restored = server::open(&Config { database_url: there, ..config.clone() }).await.expect("open");
        let found = spotter::check::everything(&restored).await.expect("a club");
        assert_eq!(found.broken, Vec::<String>::new());
        let after = booked(&restored).await;
        assert!(before.iter().all(|id| after.contains(id)), "{} of {}", after.len(), before.len());
        restored.db.close().await;
        assert_eq!(club.broken().await, Vec::<String>::new(), "and the club itself");
    }

    async fn whoever_was_erased_is_not_back_with_the_backup(club: Club) {
        let town = Town::of(club).await;
        let files = tempfile::tempdir().expect("a folder");
        let config = settings(&town.club, files.path()).await;
        let now = town.club.clock.now();
        let house = town.club.house.clone().with_gone_list(GoneList::at(config.gone_list_file()));
        let ada = town.ada.member();
        let taken = taken(&config, now).await;
        privacy::erase_own(&house, &town.ada.who, ada, PASSWORD).await.expect("erased");

        // into a database whose list stands elsewhere: it is brought along
        let there = elsewhere(&town.club, files.path()).await;
        let done = restore::restore(&config, &Tools::default(), &taken.file, Some(&there), now).await.expect("restored");
        assert_eq!((done.gone, done.gone_list.clone()), (1, config.gone_list_file()));
        let restored = server::open(&Config { database_url: there.clone(), ..config.clone() }).await.expect("open");
        assert_eq!(name(&restored, &town, ada).await, "Ada Ahrens", "the control: the backup does not know");
        let again = privacy::reconcile(&restored).await.expect("told");
        assert_eq!((again.erased, again.left), (1, 0), "what a server does before it listens");
        assert_ne!(name(&restored, &town, ada).await, "Ada Ahrens");
        restored.db.close().await;

        // a later backup does not have her at all
        let later = backup::take(&config, &Tools::default(), None, KEEP, now + Span::minutes(1)).await.expect("a backup");
        let third = match town.club.on {
            On::Sqlite => format!("sqlite:{}", files.path().join("third.db").display()),
            On::Postgres => empty_postgres().await.expect("a server"),
        };
        let own = Config { gone_list_file: None, database_url: address(&town.club).await, ..config.clone() };
        restore::restore(&own, &Tools::default(), &later.file, Some(&third), now).await.expect("restored");
        let restored = server::open(&Config { database_url: third, gone_list_file: Some(files.path().join("third.gone")), ..config.clone() }).await.expect("open");
        assert_ne!(name(&restored, &town, ada).await, "Ada Ahrens");
        restored.db.close().await;
        if town.club.on == On::Sqlite {
            let bytes = fs::read(files.path().join("third.db")).expect("its bytes");
            assert!(!bytes.windows(10).any(|part| part == b"Ada Ahrens"), "not in a freed page either");
        }
    }

    async fn a_club_is_put_aside_only_by_name_and_with_its_server_stopped(club: Club) {
        let files = tempfile::tempdir().expect("a folder");
        let config = settings(&club, files.path()).await;
        let now = club.clock.now();
        let early = taken(&config, now).await;
        club.member("Late Larsen").await;
        let words = not_restored(&config, &early.file, None, now).await;
        assert!(words.contains("There is a club in the database") && words.contains("--into"), "{words}");
        let here = config.database_url.clone();
        let words = not_restored(&config, &early.file, Some(&here), now).await;
        assert!(words.contains("a server has it open"), "{words}");
        assert_eq!(club.broken().await, Vec::<String>::new(), "it goes on");

        club.house.db.close().await;
        // a damaged one changes nothing
        let broken = files.path().join("broken.backup");
        let mut bytes = fs::read(&early.file).expect("its bytes");
        bytes.truncate(bytes.len() - 1);
        fs::write(&broken, bytes).expect("written");
        let words = not_restored(&config, &broken, Some(&here), now).await;
        assert!(words.contains("is damaged") && words.contains("Nothing was restored"), "{words}");
        let count = |url: String| {
            let config = Config { database_url: url, ..config.clone() };
            async move {
                let house = server::open(&config).await.expect("open");
                let mut tx = house.db.read().await.expect("a reader");
                let n: i64 = tx.query("SELECT count(*) FROM members").value().await.expect("a count");
                drop(tx);
                house.db.close().await;
                n
            }
        };
        assert_eq!(count(here.clone()).await, 1, "as it was");

        let done = restore::restore(&config, &Tools::default(), &early.file, Some(&here), now).await.expect("restored");
        let aside = done.aside.expect("named");
        assert!(aside.contains("before_20260319t1100"), "{aside}");
        assert_eq!(count(here.clone()).await, 0, "as it was then");
        if club.on == On::Sqlite {
            assert_eq!(count(format!("sqlite:{aside}")).await, 1, "put aside, not deleted");
        }
        // and what was put aside is in no later backup
        let again = taken(&config, now + Span::minutes(1)).await;
        let tried = restore::try_out(&config, &Tools::default(), &again.file, &club.clock).await.expect("opens");
        assert_eq!(tried.found.broken, Vec::<String>::new());
    }

    async fn a_database_that_a_server_has_made_and_nobody_uses_is_empty(club: Club) {
        let files = tempfile::tempdir().expect("a folder");
        let config = settings(&club, files.path()).await;
        let now = club.clock.now();
        let taken = taken(&config, now).await;
        let there = elsewhere(&club, files.path()).await;
        let fresh = Config { database_url: there, ..config.clone() };
        server::open(&fresh).await.expect("made").db.close().await;
        let done = restore::restore(&fresh, &Tools::default(), &taken.file, None, now).await.expect("restored");
        assert_eq!(done.aside, None, "nothing was in it");
        let house = server::open(&fresh).await.expect("open");
        assert!(spotter::check::everything(&house).await.is_ok_and(|found| found.broken.is_empty()));
        house.db.close().await;
    }

    async fn what_stands_in_the_way_is_said_and_leaves_nothing_behind(club: Club) {
        let files = tempfile::tempdir().expect("a folder");
        let config = settings(&club, files.path()).await;
        let copies = files.path().join("copies");
        let now = club.clock.now();
        let tools = Tools::default();

        let unset = Config { backup_folder: None, ..config.clone() };
        assert!(not_taken(&unset, &tools, now).await.contains("SPOTTER_BACKUP_FOLDER"));
        let keyless = Config { backup_key_file: None, ..config.clone() };
        let words = not_taken(&keyless, &tools, now).await;
        assert!(words.contains("club.key") && words.contains("spotter serve"), "{words}");
        assert!(!config.data_key_file().exists(), "the club's key is the server's to make");

        let full = Tools { free: |_| Ok(3_000_000), ..Tools::default() };
        let words = not_taken(&config, &full, now).await;
        assert!(words.contains("Too little is free") && words.contains("3.0 MB of the") && words.contains("No backup was made"), "{words}");
        assert_eq!(names(&copies), Vec::<String>::new());
        let failed = Folder::at(copies.clone()).latest().expect("read").expect("known");
        assert_eq!((failed.made, failed.failed), (None, Some(now.0)));

        let taken = taken(&config, now).await;
        let known = Folder::at(copies.clone()).latest().expect("read").expect("known");
        assert_eq!((known.made, known.failed), (Some(taken.made.clone()), None));
        let words = not_taken(&config, &full, now + Span::hours(1)).await;
        assert!(words.contains("Too little"), "{words}");
        assert_eq!(names(&copies), std::slice::from_ref(&taken.made.name), "the older one stays");
        let there = elsewhere(&club, files.path()).await;
        if club.on == On::Sqlite {
            let none = Tools { free: |_| Ok(1_000_000), ..Tools::default() };
            for failure in [
                restore::restore(&config, &none, &taken.file, Some(&there), now).await.map(drop),
                restore::try_out(&config, &none, &taken.file, &club.clock).await.map(drop),
            ] {
                let words = failure.expect_err("too little").to_string();
                assert!(words.contains("Too little is free") && words.contains("Nothing was restored"), "{words}");
            }
        }

        let held = Folder::at(copies.clone()).lock().expect("a lock").expect("free");
        assert!(not_taken(&config, &tools, now + Span::hours(1)).await.contains("Another backup is being made"));
        drop(held);

        // another key, no key, a file that is none, one that was cut off at each of some places
        fs::rename(config.backup_key_file(), files.path().join("right.key")).expect("moved");
        let words = not_restored(&config, &taken.file, Some(&there), now).await;
        assert!(words.contains("There is no key in") && words.contains("Put your copy of the key there"), "{words}");
        let other = Config { backup_folder: Some(files.path().join("others")), ..config.clone() };
        backup::take(&other, &tools, None, KEEP, now).await.expect("a new key is made");
        let words = not_restored(&config, &taken.file, Some(&there), now).await;
        assert!(words.contains("sealed with another key") && words.contains("SPOTTER_BACKUP_KEY_FILE"), "{words}");
        fs::rename(files.path().join("right.key"), config.backup_key_file()).expect("moved back");
        let whole = fs::read(&taken.file).expect("its bytes");
        let part = files.path().join("part.backup");
        for length in [0, 30, 52, 5_000, whole.len() - 1] {
            fs::write(&part, &whole[..length]).expect("written");
            let words = not_restored(&config, &part, Some(&there), now).await;
            assert!(words.contains("cut off"), "{length}: {words}");
            let words = restore::try_out(&config, &tools, &part, &club.clock).await.expect_err("no").to_string();
            assert!(words.contains("cut off") && words.contains("Nothing was restored"), "{length}: {words}");
        }
        fs::write(&part, b"SQLite format 3\0").expect("written");
        assert!(not_restored(&config, &part, Some(&there), now).await.contains("no backup that this program made"));
        let wrong = match club.on {
            On::Sqlite => "postgres://nobody@127.0.0.1:1/x",
            On::Postgres => "sqlite:/tmp/nothing-there.db",
        };
        let words = not_restored(&config, &taken.file, Some(wrong), now).await;
        assert!(words.contains("Name an address of the same kind"), "{words}");
        if club.on == On::Sqlite {
            assert!(!PathBuf::from(there.trim_start_matches("sqlite:")).exists(), "nothing was made");
            let slip = Config { database_url: "sqlite:/tmp/no/such/club.db".into(), ..config.clone() };
            let words = not_taken(&slip, &tools, now).await;
            assert!(words.contains("cannot be copied") && words.contains("No backup was made"), "{words}");
        } else {
            let bare = Tools { pg_dump: "/nowhere/pg_dump".into(), pg_restore: "/nowhere/pg_restore".into(), ..Tools::default() };
            let words = not_taken(&config, &bare, now + Span::hours(2)).await;
            assert!(words.contains("pg_dump is not installed here. No backup was made.") && words.contains("postgresql-client"), "{words}");
            let words = restore::restore(&config, &bare, &taken.file, Some(&there), now).await.expect_err("no").to_string();
            assert!(words.contains("pg_restore is not installed here. Nothing was restored."), "{words}");
        }
        assert_eq!(names(&copies), [taken.made.name], "and nothing half done");
    }

    async fn the_operations_page_knows_the_last_backup_and_says_when_it_is_old(club: Club) {
        let town = Town::of(club).await;
        let files = tempfile::tempdir().expect("a folder");
        let config = settings(&town.club, files.path()).await;
        let page = |house: House| {
            let token = town.owner.token.clone();
            async move { Web::over(&house).get(Some(&token), "/admin/operations").await.text() }
        };
        let house = town.club.house.clone();
        assert!(page(house.clone()).await.contains("No folder for backups is set"));
        let house = house.with_backups(config.backup_folder.clone().map(Folder::at));
        assert!(page(house.clone()).await.contains("No backup was made yet"));
        let full = Tools { free: |_| Ok(0), ..Tools::default() };
        not_taken(&config, &full, town.club.clock.now()).await;
        assert!(page(house.clone()).await.contains("A backup failed on 19 March 2026 12:00"));
        let last = taken(&config, town.club.clock.now()).await;
        let text = page(house.clone()).await;
        assert!(text.contains("Last backup") && text.contains(&last.made.name), "its name");
        assert!(text.contains(&spotter::platform::i18n::size(last.made.bytes)), "its size");
        for word in ["old</p>", "A backup failed"] {
            assert!(!text.contains(word), "{word}");
        }
        let (other, now) = (tempfile::tempdir().expect("a folder"), town.club.clock.now());
        let elsewhere = settings(&town.club, other.path()).await;
        let there = house.clone().with_backups(elsewhere.backup_folder.clone().map(Folder::at));
        taken(&elsewhere, now - Span::hours(26) - Span::seconds(1)).await;
        assert!(page(there.clone()).await.contains("The last backup is 1 day old"));
        taken(&elsewhere, now - Span::hours(26)).await;
        let text = page(there).await;
        assert!(text.contains("Last backup") && !text.contains("The last backup is"), "a day, and late by two hours");
        fs::write(files.path().join("copies/status.json"), "{").expect("written");
        assert!(page(house).await.contains("The state of the backups cannot be read"));
    }

    async fn thirty_days_of_them_are_kept(club: Club) {
        let files = tempfile::tempdir().expect("a folder");
        let config = settings(&club, files.path()).await;
        let now = club.clock.now();
        let first = taken(&config, now).await;
        let second = taken(&config, now + Span::hours(24)).await;
        let third = taken(&config, now + Span::hours(24 * 30)).await;
        assert_eq!(third.deleted, Vec::<PathBuf>::new(), "thirty days old, and no older");
        let fourth = taken(&config, now + Span::hours(24 * 30 + 1)).await;
        assert_eq!(fourth.deleted, std::slice::from_ref(&first.file));
        assert!(second.file.exists() && !first.file.exists());
        let last = backup::take(&config, &Tools::default(), None, Span::hours(24), now + Span::hours(24 * 90)).await.expect("a backup");
        assert_eq!(last.deleted.len(), 3);
        assert_eq!(names(&files.path().join("copies")), [last.made.name], "the newest is the one just made");
    }
}
