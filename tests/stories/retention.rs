//! Who may leave: each reason by its numbers, who sees whom, what is done about somebody and what stays of it, and how many left.

use crate::{
    on_both,
    support::{Club, key, monthly, today},
    web::{PASSWORD, Town, form},
};
use spotter::{
    accounts::model::Scope,
    insight::{
        leaving,
        model::{Churn, LeavingFilter, LeavingPage, LeavingRefusal, Warning},
        service::dashboard,
    },
    members::model::{ContactKind, MemberId, MemberStatus},
    messages::{model::Body, service as messages},
    platform::{
        error::AppError,
        time::{Day, day_plus},
    },
    privacy::service as privacy,
};
use std::collections::BTreeMap;

fn back(days: i64) -> Day {
    day_plus(today(), -days)
}

async fn run<T>(club: &Club, sql: &'static str, member: MemberId, more: T)
where
    T: spotter::platform::db::Param + Send + 'static,
{
    let mut tx = club.write().await;
    tx.query(sql).bind(member).bind(more).run().await.expect("written");
    tx.commit().await.expect("committed");
}

/// A member since so many days, known since then.
async fn since(club: &Club, name: &str, days: i64) -> MemberId {
    let member = club.member(name).await;
    make_old(club, member, days).await;
    member
}

async fn make_old(club: &Club, member: MemberId, days: i64) {
    run(
        club,
        "UPDATE members SET joined_on = $2 WHERE id = $1",
        member,
        back(days),
    )
    .await;
    run(
        club,
        "UPDATE members SET created_at = $2 WHERE id = $1",
        member,
        club.at(-days, 600),
    )
    .await;
}

/// They came so many days ago.
async fn came(club: &Club, member: MemberId, days: impl IntoIterator<Item = i64>) {
    let mut tx = club.write().await;
    for ago in days {
        tx.query("INSERT INTO visits (id, org_id, location_id, member_id, at, day, via) VALUES ($1, $2, $3, $4, $5, $6, 'desk')")
            .bind(spotter::platform::id::fresh())
            .bind(club.org)
            .bind(club.location.id)
            .bind(member)
            .bind(club.at(-ago, 18 * 60))
            .bind(back(ago))
            .run()
            .await
            .expect("written");
    }
    tx.commit().await.expect("committed");
}

/// A pass from a day to another, or without an end.
async fn holds(club: &Club, member: MemberId, from: Day, to: Option<Day>) {
    let pass = club.grant(member, club.unlimited).await;
    let mut tx = club.write().await;
    tx.query("UPDATE passes SET starts_on = $2, ends_on = $3 WHERE id = $1")
        .bind(pass)
        .bind(from)
        .bind(to)
        .run()
        .await
        .expect("written");
    tx.commit().await.expect("committed");
}

async fn page(club: &Club, reason: &str) -> LeavingPage {
    let filter = LeavingFilter {
        reason: reason.to_owned(),
        ..LeavingFilter::default()
    };
    leaving::page(&club.house, &club.owner, &Scope::Everywhere, &filter)
        .await
        .expect("a page")
}

/// Names with the warnings of each.
fn names(page: &LeavingPage) -> BTreeMap<String, Vec<Warning>> {
    page.rows
        .iter()
        .map(|row| (row.name.clone(), row.warnings.clone()))
        .collect()
}

/// Somebody who came every fourth day and has been away for twenty-three.
pub async fn gone_quiet(club: &Club, member: MemberId) {
    make_old(club, member, 400).await;
    came(club, member, (23..90).step_by(4)).await;
    holds(club, member, back(200), None).await;
}

on_both! {
    async fn each_reason_applies_by_its_numbers(club: Club) {
        let always = (1..90).step_by(4);
        let steady = since(&club, "Steady", 400).await;
        came(&club, steady, always.clone()).await;
        holds(&club, steady, back(200), None).await;
        gone_quiet(&club, club.member("Away").await).await;
        // daily until thirteen days ago
        let nearly = since(&club, "Nearly", 400).await;
        came(&club, nearly, 13..40).await;
        // twice on one day is one visit, and an undone one is none
        let fewer = since(&club, "Fewer", 400).await;
        came(&club, fewer, [2, 2, 10, 20, 27, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63, 65, 67, 69]).await;
        let as_often = since(&club, "As often", 400).await;
        came(&club, as_often, [2, 6, 10, 20, 27, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63, 65, 67]).await;
        for (name, days) in [("Ends in 30", 30), ("Ends in 31", 31)] {
            let member = since(&club, name, 400).await;
            came(&club, member, always.clone()).await;
            holds(&club, member, back(200), Some(back(-days))).await;
        }
        let renewed = since(&club, "Renewed", 400).await;
        came(&club, renewed, always.clone()).await;
        holds(&club, renewed, back(200), Some(back(-5))).await;
        holds(&club, renewed, back(-6), Some(back(-60))).await;
        // a membership that goes on is no pass that ends
        let runs = since(&club, "Runs", 400).await;
        came(&club, runs, always.clone()).await;
        let plan = club.offer(monthly("Monthly", None, 0, 0, 0)).await;
        club.grant(runs, plan).await;
        for (name, days) in [("Unused 30", 30), ("Unused 29", 29)] {
            let member = since(&club, name, 400).await;
            holds(&club, member, back(days), None).await;
        }
        for (name, joined, visits) in [("New 3", 30, 3), ("New 4", 30, 4), ("Too new", 29, 1)] {
            let member = since(&club, name, joined).await;
            came(&club, member, (1..=visits).map(|n| n * 3)).await;
        }
        // whoever has left already is not asked about any more
        let gone = since(&club, "Gone", 400).await;
        came(&club, gone, [61]).await;
        let found = names(&page(&club, "").await);
        let nothing = Warning::NothingBooked;
        let expected: BTreeMap<String, Vec<Warning>> = [
            ("Away", vec![Warning::Away { days: 23, usual: Some(4) }, Warning::Fewer { visits: 2, usual: 6 }, nothing]),
            ("Fewer", vec![Warning::Fewer { visits: 4, usual: 8 }, nothing]),
            ("Ends in 30", vec![Warning::Ending { on: back(-30) }, nothing]),
            ("Unused 30", vec![Warning::Unused { days: 30 }, nothing]),
            ("New 3", vec![Warning::Fresh { visits: 3 }, nothing]),
        ]
        .into_iter()
        .map(|(name, warnings)| (name.to_owned(), warnings))
        .collect();
        assert_eq!(found, expected);
        // the heaviest first, and as many by each reason as the chips say
        let all = page(&club, "").await;
        assert_eq!(all.rows[0].name, "Away", "{:?}", all.rows);
        assert_eq!((all.total, all.all, all.aside), (5, 5, 0));
        let counts: BTreeMap<_, _> = all.counts.iter().cloned().collect();
        assert_eq!(counts.get("fewer"), Some(&2));
        assert_eq!(counts.get("nothing_booked"), Some(&5));
        assert_eq!(names(&page(&club, "fewer").await).into_keys().collect::<Vec<_>>(), ["Away", "Fewer"]);
    }

    async fn two_no_shows_in_a_row_are_a_reason_and_coming_again_is_none(club: Club) {
        let ada = since(&club, "Ada", 400).await;
        came(&club, ada, (1..90).step_by(4)).await;
        holds(&club, ada, back(200), None).await;
        let mut seats = Vec::new();
        for day in 1..4 {
            let class = club.class(day, 9 * 60, 5).await;
            seats.push(club.book(ada, class).await.expect("a seat").booking);
        }
        assert_eq!(names(&page(&club, "").await), BTreeMap::new());
        club.set(4, 12 * 60);
        let becomes = async |n: usize, status: &'static str| {
            let mut tx = club.write().await;
            tx.query("UPDATE bookings SET status = $2 WHERE id = $1").bind(seats[n]).bind(status).run().await.expect("written");
            tx.commit().await.expect("committed");
            names(&page(&club, "no_shows").await).contains_key("Ada")
        };
        assert!(!becomes(0, "checked_in").await);
        assert!(!becomes(1, "no_show").await, "one is none in a row");
        assert!(becomes(2, "no_show").await);
        // the latest two count
        assert!(becomes(0, "no_show").await);
        assert!(!becomes(2, "checked_in").await, "she came to the last one");
    }

    async fn what_is_booked_takes_the_least_reason_away(club: Club) {
        let ada = club.member("Ada").await;
        gone_quiet(&club, ada).await;
        let has = async || names(&page(&club, "").await)["Ada"].contains(&Warning::NothingBooked);
        assert!(has().await);
        let class = club.class(2, 18 * 60, 5).await;
        let seat = club.book(ada, class).await.expect("a seat");
        assert!(!has().await);
        club.cancel(ada, seat.booking).await.expect("cancelled");
        assert!(has().await);
    }

    async fn everybody_sees_those_of_their_places(club: Club) {
        let town = Town::of(club).await;
        let (club, house) = (&town.club, &town.club.house);
        gone_quiet(club, town.ada.member()).await;
        gone_quiet(club, town.cora).await;
        let of = async |person: &crate::web::Person, location: &str| {
            let scope = person.who.scope(spotter::accounts::model::Permission::SeeMembers).expect("sees members");
            let filter = LeavingFilter { location: location.to_owned(), ..LeavingFilter::default() };
            leaving::page(house, &person.who, &scope, &filter).await.map(|page| names(&page).into_keys().collect::<Vec<_>>())
        };
        let there = town.there.id.to_string();
        assert_eq!(of(&town.manager, "").await.expect("a page"), ["Ada Ahrens"]);
        assert_eq!(of(&town.desk_there, "").await.expect("a page"), ["Cora Cordes"]);
        assert_eq!(of(&town.owner, "").await.expect("a page"), ["Ada Ahrens", "Cora Cordes"]);
        assert_eq!(of(&town.owner, &there).await.expect("a page"), ["Cora Cordes"]);
        assert!(matches!(of(&town.manager, &there).await, Err(AppError::NotFound)));
        for (person, n) in [(&town.manager, 1), (&town.owner, 2)] {
            let scope = person.who.scope(spotter::accounts::model::Permission::SeeReports).expect("sees figures");
            let figures = dashboard(house, &person.who, &scope, None, 30).await.expect("figures").leaving;
            assert_eq!(figures.leaving, Some(n), "as many as the list shows");
        }
        // nor may they do anything about each other's
        let foreign = leaving::set_aside(house, &town.manager.who, town.cora, &key()).await;
        assert!(matches!(foreign, Err(AppError::NotFound)), "{foreign:?}");
        let html = town.web.get(Some(&town.manager.token), "/admin/leaving").await.text();
        assert!(html.contains("Ada Ahrens") && !html.contains("Cora Cordes") && html.contains("Away 23 days, usually every 4 days"));
    }

    async fn what_is_written_arrives_once(club: Club) {
        let town = Town::of(club).await;
        let (club, house, boss) = (&town.club, &town.club.house, &town.owner.who);
        let ada = town.ada.member();
        gone_quiet(club, ada).await;
        gone_quiet(club, town.cora).await;
        let sheet = leaving::sheet(house, boss, ada).await.expect("a sheet");
        assert!(sheet.text.contains("Ada Ahrens") && sheet.stands.is_none(), "{sheet:?}");
        let once = key();
        let words = "Hello Ada,\nhow <b>are</b> you?";
        for _ in 0..2 {
            leaving::write(house, boss, ada, words, &once).await.expect("written");
        }
        let other = leaving::write(house, boss, ada, "Something else", &once).await;
        assert!(matches!(other, Err(AppError::Repeated)), "{other:?}");
        let read = async || {
            let inbox = messages::inbox(house, &town.ada.who, ada).await.expect("read");
            inbox.notices.into_iter().filter(|notice| matches!(&notice.body, Body::Word { .. })).count()
        };
        assert_eq!(read().await, 1);
        let html = town.web.get(Some(&town.ada.token), "/inbox").await.text();
        assert!(html.contains("how &lt;b&gt;are&lt;/b&gt; you?"), "as it was written");
        let row = page(club, "").await.rows.into_iter().find(|row| row.member == ada).expect("a row");
        assert_eq!(row.contacts.iter().map(|contact| contact.kind).collect::<Vec<_>>(), [ContactKind::Written]);
        // by a form, without a script: back to the list, which says so
        let sent = town
            .web
            .submit(Some(&town.owner.token), "note_talk", &form(&[("member", &ada.to_string()), ("words", "Has a sore knee"), ("key", &key()), ("list", "reason=away&moon=1")]))
            .await;
        assert_eq!((sent.status, sent.header("location")), (302, format!("/admin/leaving?reason=away&act=spoken&did={ada}").as_str()), "{}", sent.text());
        let html = town.web.get(Some(&town.owner.token), sent.header("location")).await.text();
        assert!(html.contains("Noted for Ada Ahrens."), "{html}");
        let file = spotter::members::details::file(house, boss, ada).await.expect("read");
        assert_eq!(file.notes.iter().map(|note| note.body.as_str()).collect::<Vec<_>>(), ["Has a sore knee"]);
        // who wants no words gets none, and nobody writes where nobody reads
        messages::choose(house, &town.ada.who, ada, &BTreeMap::new()).await.expect("chosen");
        let unwanted = leaving::write(house, boss, ada, "Hello again", &key()).await;
        assert_eq!(unwanted, Err(AppError::Refused(LeavingRefusal::Unwanted)));
        let nobody = leaving::write(house, boss, town.cora, "Hello", &key()).await;
        assert_eq!(nobody, Err(AppError::Refused(LeavingRefusal::NobodyReads)));
        assert_eq!(leaving::sheet(house, boss, town.cora).await.expect("a sheet").stands, Some(LeavingRefusal::NobodyReads));
        assert_eq!(read().await, 1);
        let empty = leaving::write(house, boss, ada, " \n ", &key()).await;
        assert!(matches!(empty, Err(AppError::Invalid(_))), "{empty:?}");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_is_set_aside_comes_back_after_thirty_days(club: Club) {
        let ada = club.member("Ada").await;
        gone_quiet(&club, ada).await;
        let (house, boss) = (&club.house, &club.owner);
        let shown = async || {
            let (all, aside) = (page(&club, "").await, page(&club, "aside").await);
            assert_eq!(all.aside, aside.total);
            (all.total, aside.total)
        };
        assert_eq!(shown().await, (1, 0));
        // two people at once, each with a key of their own: one of them
        let (one, two) = (key(), key());
        let (first, second) = tokio::join!(leaving::set_aside(house, boss, ada, &one), leaving::set_aside(house, boss, ada, &two));
        let until = back(-30);
        let refused = Err(AppError::Refused(LeavingRefusal::SetAside(until)));
        assert!((first == Ok(()) && second == refused) || (second == Ok(()) && first == refused), "{first:?} {second:?}");
        assert_eq!(shown().await, (0, 1));
        assert_eq!(page(&club, "aside").await.rows[0].aside, Some(until));
        let undo = key();
        for _ in 0..2 {
            leaving::take_up(house, boss, ada, &undo).await.expect("taken up");
        }
        assert_eq!(shown().await, (1, 0));
        let again = key();
        for _ in 0..2 {
            leaving::set_aside(house, boss, ada, &again).await.expect("set aside");
        }
        assert_eq!(shown().await, (0, 1));
        club.set(29, 23 * 60);
        assert_eq!(shown().await, (0, 1));
        club.set(30, 1);
        assert_eq!(shown().await, (1, 0), "and is shown again");
        // a membership that has ended is nothing to do something about
        run(&club, "UPDATE members SET status = $2 WHERE id = $1", ada, MemberStatus::Ended).await;
        assert_eq!(shown().await, (0, 0));
        assert_eq!(leaving::set_aside(house, boss, ada, &key()).await, Err(AppError::Refused(LeavingRefusal::NotActive)));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn erasing_somebody_leaves_no_word_of_it(club: Club) {
        let town = Town::of(club).await;
        let (club, house, boss) = (&town.club, &town.club.house, &town.owner.who);
        let ada = town.ada.member();
        gone_quiet(club, ada).await;
        leaving::write(house, boss, ada, "A zebra misses you", &key()).await.expect("written");
        leaving::spoke(house, boss, ada, "Spoke of a zebra", &key()).await.expect("noted");
        leaving::set_aside(house, boss, ada, &key()).await.expect("set aside");
        let left = async || {
            let mut tx = club.read().await;
            let mut found = Vec::new();
            for sql in [
                "SELECT count(*) FROM member_contacts WHERE member_id = $1",
                "SELECT count(*) FROM notices WHERE member_id = $1 AND payload LIKE '%zebra%'",
                "SELECT count(*) FROM member_notes WHERE member_id = $1 AND body LIKE '%zebra%'",
            ] {
                found.push(tx.query(sql).bind(ada).value::<i64>().await.expect("counted"));
            }
            found.push(tx.query("SELECT count(*) FROM idempotency_keys WHERE answer LIKE '%zebra%'").value::<i64>().await.expect("counted"));
            found
        };
        assert_eq!(left().await, [3, 1, 1, 0]);
        privacy::erase_of(house, boss, ada, PASSWORD).await.expect("erased");
        assert_eq!(left().await, [0, 0, 0, 0]);
        assert_eq!(leaving::set_aside(house, boss, ada, &key()).await, Err(AppError::NotFound));
        assert!(page(club, "").await.rows.iter().all(|row| row.member != ada));
    }

    /// The club's clock stands on 19 March: the last whole month is February.
    async fn churn_is_what_a_hand_counts(club: Club) {
        let day = |text: &str| -> Day { text.parse().expect("a day") };
        let ago = |text: &str| (today() - day(text)).num_days();
        let of = async || {
            let d = dashboard(&club.house, &club.owner, &Scope::Everywhere, None, 30).await.expect("figures");
            assert_eq!(d.leaving.month, day("2026-02-01"));
            d.leaving.churn
        };
        assert_eq!(of().await, None, "a club without a visit");
        // the first visit lies less than sixty days before the month
        let stays = since(&club, "Last seen in January", 400).await;
        came(&club, stays, [ago("2025-12-04"), ago("2026-01-20")]).await;
        assert_eq!(of().await, None, "too young");
        let before = since(&club, "Gone before", 400).await;
        came(&club, before, [ago("2025-11-01")]).await;
        assert_eq!(of().await, Some(Churn { lost: 0, active: 1 }));
        let lost = since(&club, "Last seen in December", 400).await;
        came(&club, lost, [ago("2025-12-10")]).await;
        let pass = async |name: &'static str, to: Option<&str>| {
            let member = since(&club, name, 400).await;
            holds(&club, member, day("2025-10-01"), to.map(day)).await;
            member
        };
        pass("Pass until 20 December", Some("2025-12-20")).await;
        pass("Pass until 31 December", Some("2025-12-31")).await;
        pass("Pass without an end", None).await;
        // sixty days from the first of December are over before February begins
        pass("Pass until 1 December", Some("2025-12-01")).await;
        for (name, ends) in [("Membership until 20 January", "2026-01-20"), ("Membership until 31 January", "2026-01-31")] {
            let member = since(&club, name, 400).await;
            came(&club, member, [ago("2026-01-19")]).await;
            let plan = club.offer(monthly(name, None, 0, 0, 0)).await;
            club.grant(member, plan).await;
            for sql in [
                "UPDATE memberships SET started_on = '2025-06-01', ends_on = $2, cancelled_at = created_at WHERE member_id = $1",
                "UPDATE passes SET starts_on = '2025-12-21', ends_on = $2 WHERE member_id = $1",
            ] {
                run(&club, sql, member, day(ends)).await;
            }
        }
        let barred = since(&club, "Barred", 400).await;
        came(&club, barred, [ago("2025-12-10")]).await;
        run(&club, "UPDATE members SET status = $2 WHERE id = $1", barred, MemberStatus::Banned).await;
        let ended = pass("Ended in December", None).await;
        run(&club, "UPDATE members SET status = $2 WHERE id = $1", ended, MemberStatus::Ended).await;
        let mut tx = club.write().await;
        tx.query("INSERT INTO member_standings (id, member_id, before, after, reason, by_account, at) VALUES ($1, $2, 'active', 'ended', 'Moved', $3, $4)")
            .bind(spotter::platform::id::fresh())
            .bind(ended)
            .bind(club.owner.account)
            .bind(club.at(-ago("2025-12-15"), 600))
            .run()
            .await
            .expect("written");
        tx.commit().await.expect("committed");
        let new = since(&club, "Joined in February", ago("2026-02-10")).await;
        came(&club, new, [ago("2026-02-11")]).await;
        // active: January, December, two passes, one without an end, both memberships, barred, ended; lost: December, one pass, one
        // membership, ended
        assert_eq!(of().await, Some(Churn { lost: 4, active: 9 }));
        let html = Town::of(club).await;
        let page = html.web.get(Some(&html.owner.token), "/admin").await.text();
        assert!(page.contains("44.4") && page.contains("4 of 9") && page.contains("/admin/leaving"), "{page}");
    }
}
