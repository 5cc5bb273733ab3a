//! Writing to many at once: who is written to and who is kept back, that nobody is written to twice, what it changed, and what stays.

use crate::{
    on_both,
    retention::gone_quiet,
    support::{Club, key},
    web::{self, PASSWORD, Person, Town},
};
use spotter::{
    accounts::model::{Role, Scope},
    insight::{
        leaving::campaign,
        model::{LeavingFilter, LeavingRefusal},
    },
    members::{
        model::{ContactKind, MemberId, MemberStatus},
        service as members,
    },
    messages::{
        campaigns,
        model::{
            Body, CampaignFilter, CampaignId, CampaignPage, CampaignRefusal, CampaignResult as Became, CampaignState,
            CampaignWhy, Difference, Share,
        },
        service as messages,
    },
    platform::error::{Answer, AppError},
    privacy::service as privacy,
};
use std::collections::BTreeMap;

const EVERYBODY: Scope = Scope::Everywhere;

fn away() -> LeavingFilter {
    LeavingFilter {
        reason: "away".to_owned(),
        ..LeavingFilter::default()
    }
}

/// So many members who sign in and have been away for a while.
async fn quiet(club: &Club, n: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for i in 0..n {
        let person = web::member(
            club,
            &format!("Quiet {i:02}"),
            &format!("quiet{i}@example.org"),
            &club.location,
        )
        .await;
        gone_quiet(club, person.member()).await;
        people.push(person);
    }
    people
}

async fn begin(club: &Club, words: &str, one_in: &str, expected: i64, key: &str) -> Answer<CampaignId, LeavingRefusal> {
    campaign::begin(
        &club.house,
        &club.owner,
        &EVERYBODY,
        &away(),
        (words, one_in, expected),
        key,
    )
    .await
}

async fn page(club: &Club, id: CampaignId) -> CampaignPage {
    campaigns::page(&club.house, &club.owner, id, &CampaignFilter::default())
        .await
        .expect("a page")
}

/// What the club wrote to somebody.
async fn words(club: &Club, person: &Person) -> Vec<String> {
    let inbox = messages::inbox(&club.house, &person.who, person.member())
        .await
        .expect("read");
    let word = |body| match body {
        Body::Word { text } => Some(text),
        _ => None,
    };
    inbox
        .notices
        .into_iter()
        .filter_map(|notice| word(notice.body))
        .collect()
}

fn those(page: &CampaignPage, result: Became) -> Vec<MemberId> {
    let lines = page.lines.iter().filter(|line| line.result == result);
    lines.map(|line| line.id).collect()
}

async fn visit(club: &Club, member: MemberId, days: i64) {
    let mut tx = club.write().await;
    tx.query(
        "INSERT INTO visits (id, org_id, location_id, member_id, at, day, via) VALUES ($1, $2, $3, $4, $5, $6, 'desk')",
    )
    .bind(spotter::platform::id::fresh())
    .bind(club.org)
    .bind(club.location.id)
    .bind(member)
    .bind(club.at(days, 18 * 60))
    .bind(spotter::platform::time::day_plus(crate::support::today(), days))
    .run()
    .await
    .expect("written");
    tx.commit().await.expect("committed");
}

on_both! {
    async fn one_in_five_is_kept_back_and_the_rest_read_it_once(club: Club) {
        let people = quiet(&club, 15).await;
        let look = campaign::look(&club.house, &club.owner, &EVERYBODY, &away()).await.expect("a look");
        assert_eq!((look.meant, look.lately, look.taken), (15, 0, 0));
        assert!(look.sample.contains(&look.name) && !look.name.is_empty(), "{look:?}");

        let same = key();
        let (one, two) = tokio::join!(begin(&club, "", "5", 15, &same), begin(&club, "", "5", 15, &same));
        let id = one.or(two).expect("begun");
        assert_eq!(begin(&club, "", "5", 15, &same).await, Ok(id), "the same key begins it once");
        // as many workers as there may be
        let (a, b) = tokio::join!(campaigns::work(&club.house, || true), campaigns::work(&club.house, || true));
        a.and(b).expect("worked");

        let after = page(&club, id).await;
        assert_eq!(after.row.state, CampaignState::Done);
        let of = |result| after.counts.of(result);
        assert_eq!((of(Became::Written), of(Became::Held), of(Became::Left), of(Became::Waiting)), (12, 3, 0, 0));
        let held = those(&after, Became::Held);
        for person in &people {
            let name = format!("Quiet {:02}", people.iter().position(|one| one.member() == person.member()).expect("one of them"));
            let read = words(&club, person).await;
            if held.contains(&person.member()) {
                assert_eq!(read, Vec::<String>::new(), "{name} was kept back");
            } else {
                assert!(read.len() == 1 && read[0].contains(&name), "{name}: {read:?}");
            }
        }
        // it stands among what was done about them, and nobody is written to again so soon, nor is whoever was kept back
        let again = campaign::look(&club.house, &club.owner, &EVERYBODY, &away()).await.expect("a look");
        assert_eq!((again.meant, again.lately, again.taken), (0, 12, 3));
        let nobody = begin(&club, "", "0", 0, &key()).await;
        assert_eq!(nobody, Err(AppError::Refused(LeavingRefusal::Nobody)));
        // after two weeks those who were written to may be again; the others when the thirty days are over
        club.set(15, 600);
        let later = campaign::look(&club.house, &club.owner, &EVERYBODY, &LeavingFilter::default()).await.expect("a look");
        assert_eq!((later.lately, later.taken), (0, 3));
        club.set(31, 600);
        let later = campaign::look(&club.house, &club.owner, &EVERYBODY, &LeavingFilter::default()).await.expect("a look");
        assert_eq!((later.lately, later.taken), (0, 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_cannot_be_written_to_is_in_neither_group(club: Club) {
        let people = quiet(&club, 3).await;
        let silent = &people[0];
        messages::choose(&club.house, &silent.who, silent.member(), &BTreeMap::new()).await.expect("chosen");
        let unread = club.member("Unread").await;
        gone_quiet(&club, unread).await;
        // everybody but one block of two is kept back by lot: whoever is left out does not become a control
        let id = begin(&club, "Hello {name}, come back.", "2", 4, &key()).await.expect("begun");
        campaigns::work(&club.house, || true).await.expect("worked");
        let after = page(&club, id).await;
        let why: BTreeMap<_, _> = after.lines.iter().filter_map(|line| line.why.map(|why| (line.id, why))).collect();
        let wanted = BTreeMap::from([(silent.member(), CampaignWhy::Unwanted), (unread, CampaignWhy::NobodyReads)]);
        assert_eq!(why, wanted);
        let of = |result| after.counts.of(result);
        assert_eq!((of(Became::Left), of(Became::Written) + of(Became::Held)), (2, 2));
        for person in &people[1..] {
            let read = words(&club, person).await;
            let held = those(&after, Became::Held).contains(&person.member());
            let name = if person.member() == people[1].member() { "Quiet 01" } else { "Quiet 02" };
            let own = format!("Hello {name}, come back.");
            assert_eq!(read, if held { vec![] } else { vec![own] });
        }
        let file = spotter::insight::leaving::page(&club.house, &club.owner, &EVERYBODY, &away()).await.expect("a page");
        for row in file.rows {
            let written = row.contacts.iter().any(|contact| contact.kind == ContactKind::Written);
            assert_eq!(written, those(&after, Became::Written).contains(&row.member), "{}", row.name);
        }
    }

    async fn somebody_who_leaves_before_their_turn_is_not_written_to(club: Club) {
        let people = quiet(&club, 2).await;
        // as a worker finds it that comes late
        let id = begin(&club, "Hello", "0", 2, &key()).await.expect("begun");
        let mut tx = club.write().await;
        for sql in [
            "UPDATE campaigns SET state = 'running', ended_at = NULL WHERE id = $1",
            "UPDATE campaign_members SET result = 'waiting', at = NULL, until_at = NULL, words = 'Too late' WHERE campaign_id = $1",
        ] {
            tx.query(sql).bind(id).run().await.expect("written");
        }
        tx.commit().await.expect("committed");
        let gone = people[0].member();
        spotter::booking::service::change_standing(&club.house, &club.owner, gone, MemberStatus::Ended, "Moved", &key()).await.expect("gone");
        campaigns::work(&club.house, || true).await.expect("worked");
        let after = page(&club, id).await;
        assert_eq!((after.counts.of(Became::Left), after.counts.of(Became::Written)), (1, 1));
        assert_eq!(words(&club, &people[0]).await, ["Hello"]);
        assert_eq!(words(&club, &people[1]).await.len(), 2);
    }

    async fn what_was_seen_is_what_is_sent(club: Club) {
        quiet(&club, 2).await;
        let moved = begin(&club, "", "5", 1, &key()).await;
        assert_eq!(moved, Err(AppError::Refused(LeavingRefusal::Moved(1, 2))));
        for wrong in ["3", "", "-5", "every"] {
            let refused = begin(&club, "", wrong, 2, &key()).await;
            assert!(matches!(refused, Err(AppError::Invalid(_))), "{wrong}: {refused:?}");
        }
        let long = "x".repeat(1001);
        assert!(matches!(begin(&club, &long, "5", 2, &key()).await, Err(AppError::Invalid(_))));
        let aside = LeavingFilter { reason: "aside".to_owned(), ..LeavingFilter::default() };
        let refused = campaign::begin(&club.house, &club.owner, &EVERYBODY, &aside, ("", "5", 2), &key()).await;
        assert_eq!(refused, Err(AppError::NotFound));
        let none = campaigns::list(&club.house, &club.owner, 1).await.expect("a list");
        assert_eq!((none.total, none.rows.len()), (0, 0));
    }

    async fn the_groups_are_compared_by_who_came_again(club: Club) {
        let people = quiet(&club, 20).await;
        let id = begin(&club, "", "2", 20, &key()).await.expect("begun");
        campaigns::work(&club.house, || true).await.expect("worked");
        let sent = page(&club, id).await;
        let (written, held) = (those(&sent, Became::Written), those(&sent, Became::Held));
        assert_eq!((written.len(), held.len()), (10, 10));
        let outcome = sent.outcome.expect("an outcome");
        assert_eq!((outcome.written, outcome.held, outcome.over), (Share { came: 0, of: 10 }, Share { came: 0, of: 10 }, false));
        assert!(matches!(outcome.difference, Difference::Chance { .. }), "{outcome:?}");
        // nine come again; twice is once, and what is undone or too late is nothing
        for member in &written[..9] {
            visit(&club, *member, 3).await;
        }
        visit(&club, written[0], 5).await;
        visit(&club, written[9], 40).await;
        visit(&club, held[0], 6).await;
        let mut tx = club.write().await;
        tx.query("UPDATE visits SET undone_at = at WHERE member_id = $1").bind(held[0]).run().await.expect("written");
        tx.commit().await.expect("committed");
        visit(&club, held[1], 7).await;
        club.set(41, 600);
        let outcome = page(&club, id).await.outcome.expect("an outcome");
        assert_eq!((outcome.written, outcome.held, outcome.over), (Share { came: 9, of: 10 }, Share { came: 1, of: 10 }, true));
        let Difference::More { low, high } = outcome.difference else { panic!("{outcome:?}") };
        assert!(low > 20 && high < 100, "{low} to {high}");
        let list = campaigns::list(&club.house, &club.owner, 1).await.expect("a list");
        assert_eq!(list.rows[0].1, Some(outcome));
        assert!(people.len() == 20 && page(&club, id).await.lines.iter().filter(|line| line.came).count() == 10);
    }

    async fn whoever_stops_it_stops_it_for_the_rest(club: Club) {
        let people = quiet(&club, 3).await;
        let id = begin(&club, "Hello", "0", 3, &key()).await.expect("begun");
        let over = campaigns::stop(&club.house, &club.owner, id, &key()).await;
        assert_eq!(over, Err(AppError::Refused(CampaignRefusal::Over)));
        // as if two had not had their turn
        let mut tx = club.write().await;
        tx.query("UPDATE campaigns SET state = 'running', ended_at = NULL WHERE id = $1").bind(id).run().await.expect("written");
        tx.query("UPDATE campaign_members SET result = 'waiting', at = NULL, until_at = NULL WHERE campaign_id = $1 AND member_id <> $2")
            .bind(id)
            .bind(people[0].member())
            .run()
            .await
            .expect("written");
        tx.commit().await.expect("committed");
        let same = key();
        for _ in 0..2 {
            campaigns::stop(&club.house, &club.owner, id, &same).await.expect("stopped");
        }
        campaigns::work(&club.house, || true).await.expect("worked");
        let after = page(&club, id).await;
        assert_eq!(after.row.state, CampaignState::Stopped);
        assert_eq!((after.counts.of(Became::Written), after.counts.of(Became::Stopped)), (1, 2));
        assert_eq!(words(&club, &people[1]).await.len(), 1, "nothing new");
    }

    async fn a_manager_writes_to_those_of_their_place(club: Club) {
        let town = Town::of(club).await;
        let (club, house) = (&town.club, &town.club.house);
        let (ada, cora) = (town.ada.member(), town.cora);
        gone_quiet(club, ada).await;
        gone_quiet(club, cora).await;
        let scope = town.manager.who.scope(spotter::accounts::model::Permission::ChangeMany).expect("a scope");
        let look = campaign::look(house, &town.manager.who, &scope, &away()).await.expect("a look");
        assert_eq!((look.meant, look.name.as_str()), (1, "Ada Ahrens"));
        let id = campaign::begin(house, &town.manager.who, &scope, &away(), ("", "0", 1), &key()).await.expect("begun");
        assert!(campaigns::page(house, &town.manager.who, id, &CampaignFilter::default()).await.is_ok());
        // the owner's is not theirs to see or to stop
        let owners = campaign::begin(house, &town.owner.who, &EVERYBODY, &away(), ("", "0", 1), &key()).await.expect("begun");
        assert_eq!(campaigns::page(house, &town.manager.who, owners, &CampaignFilter::default()).await, Err(AppError::NotFound));
        assert_eq!(campaigns::stop(house, &town.manager.who, owners, &key()).await, Err(AppError::NotFound));
        assert_eq!(campaigns::list(house, &town.manager.who, 1).await.expect("a list").total, 1);
        assert_eq!(campaigns::list(house, &town.owner.who, 1).await.expect("a list").total, 2);
        let elsewhere = web::staff(club, "there@example.org", Role::Manager, Some(&town.there)).await;
        assert_eq!(campaigns::page(house, &elsewhere.who, id, &CampaignFilter::default()).await, Err(AppError::NotFound));
    }

    async fn erasing_somebody_leaves_no_line_of_it(club: Club) {
        let town = Town::of(club).await;
        let (club, house, boss) = (&town.club, &town.club.house, &town.owner.who);
        let ada = town.ada.member();
        gone_quiet(club, ada).await;
        let id = begin(club, "A zebra misses you, {name}", "0", 1, &key()).await.expect("begun");
        assert_eq!(words(club, &town.ada).await, ["A zebra misses you, Ada Ahrens"]);
        privacy::erase_of(house, boss, ada, PASSWORD).await.expect("erased");
        let after = page(club, id).await;
        assert_eq!((after.lines.len(), after.counts.total, after.row.total), (0, 0, 1));
        let mut tx = club.read().await;
        let left: i64 = tx.query("SELECT count(*) FROM notices WHERE payload LIKE '%zebra%'").value().await.expect("counted");
        assert_eq!(left, 0);
        assert!(members::card::<spotter::platform::error::Nothing>(&mut tx, club.org, ada).await.is_ok(), "a number stays");
    }
}
