//! A member in full: what they want, what the staff note, what happened with them, and the archive.

use crate::{
    on_both,
    support::{Club, key, today},
    web::{Town, form, join, staff},
};
use spotter::{
    accounts::model::{Role, Who},
    booking::{door, model::DoorAnswer, service as booking},
    insight::{
        model::{LINES_A_PAGE, Topic, What},
        timeline::timeline,
    },
    members::{
        details::{self, DetailsForm},
        model::{ARCHIVED, ArchiveRefusal, Goal, Interest, MemberFilter, MemberId, MemberStatus, Slot},
        service::{self as members, Newcomer},
    },
    platform::{
        error::{Answer, AppError},
        form::Flaw,
        time::day_plus,
    },
    privacy::{
        model::Purpose,
        service::{self as privacy, HealthForm},
    },
    schedule::model::Category,
};
use std::collections::BTreeMap;

fn ticked(codes: &[&str]) -> BTreeMap<String, String> {
    codes
        .iter()
        .map(|code| ((*code).to_owned(), "true".to_owned()))
        .collect()
}

async fn archive(club: &Club, who: &Who, member: MemberId, into: bool) -> Answer<(), ArchiveRefusal> {
    booking::archive(&club.house, who, member, into, &key()).await
}

async fn at_the_desk(club: &Club, member: MemberId) -> DoorAnswer {
    door::by_name(&club.house, &club.owner, club.location.id, member, &key())
        .await
        .expect("an answer")
}

/// The names in the members list with this status, and those that the desk's box finds.
async fn listed(club: &Club, status: &str) -> (Vec<String>, Vec<String>) {
    let scope = spotter::accounts::model::Scope::Everywhere;
    let filter = MemberFilter {
        status: status.into(),
        ..MemberFilter::default()
    };
    let page = members::list(&club.house, &club.owner, &scope, &filter)
        .await
        .expect("a list");
    let hits = members::find(&club.house, &club.owner, &scope, "lena")
        .await
        .expect("found");
    (
        page.rows.into_iter().map(|row| row.name).collect(),
        hits.first.into_iter().map(|hit| hit.card.name).collect(),
    )
}

#[test]
fn what_somebody_likes_are_the_categories_of_classes() {
    let codes: Vec<_> = Interest::ALL.iter().map(|one| one.code()).collect();
    let categories: Vec<_> = Category::ALL.iter().map(|one| one.code()).collect();
    assert_eq!(codes, categories);
}

on_both! {
    async fn a_member_says_what_they_want_and_is_asked_twice_a_year(club: Club) {
        let lena = club.member("Lena").await;
        let (house, who) = (&club.house, club.as_member(lena));
        assert!(!details::own(house, lena).await.expect("read").asks, "they have just joined");
        let form = DetailsForm {
            goals: ticked(&["people", "strength", "moon"]),
            goal_words: " A marathon ".into(),
            interests: ticked(&["cycle"]),
            times: ticked(&["evening"]),
            level: "beginner".into(),
            emergency_name: "Otto".into(),
            emergency_phone: "0049 170 1112223".into(),
            emergency_relation: "Father".into(),
            ..DetailsForm::default()
        };
        details::save_own(house, &who, lena, &form).await.expect("saved");
        let own = details::own(house, lena).await.expect("read").details;
        assert_eq!((own.goals, own.interests, own.times), (vec![Goal::Strength, Goal::People], vec![Interest::Cycle], vec![Slot::Evening]));
        assert_eq!((own.goal_words.as_str(), own.emergency_phone.as_str()), ("A marathon", "+491701112223"));
        // a contact that cannot be called is none
        let wrong = DetailsForm { emergency_phone: String::new(), ..form.clone() };
        assert_eq!(details::save_own(house, &who, lena, &wrong).await, Err(AppError::field("emergency_phone", Flaw::Missing)));
        let wrong = DetailsForm { level: "genius".into(), ..form.clone() };
        assert_eq!(details::save_own(house, &who, lena, &wrong).await, Err(AppError::field("level", Flaw::Choice)));

        club.set(181, 12 * 60);
        assert!(!details::own(house, lena).await.expect("read").asks);
        club.set(183, 12 * 60);
        assert!(details::own(house, lena).await.expect("read").asks, "half a year");
        // what the desk changes is not what the member confirms
        details::save_of(house, &club.owner, lena, &form).await.expect("saved");
        assert!(details::own(house, lena).await.expect("read").asks);
        details::confirm(house, &who, lena).await.expect("right");
        assert!(!details::own(house, lena).await.expect("read").asks);
    }

    async fn tags_that_read_alike_are_one(club: Club) {
        let (lena, ben) = (club.member("Lena").await, club.member("Ben").await);
        let (house, owner) = (&club.house, &club.owner);
        for (member, tag) in [(lena, "Früh  dran"), (lena, "fruh dran"), (ben, "FRUH DRAN"), (ben, "Company")] {
            details::tag(house, owner, member, tag).await.expect("tagged");
        }
        let file = details::file(house, owner, lena).await.expect("read");
        let names: Vec<_> = file.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!((names, file.known), (vec!["Früh dran"], vec!["Company".to_owned()]));
        details::untag(house, owner, lena, file.tags[0].id).await.expect("gone");
        assert!(details::file(house, owner, lena).await.expect("read").tags.is_empty());
        assert_eq!(details::file(house, owner, ben).await.expect("read").tags.len(), 2, "the other's stay");
        assert_eq!(details::tag(house, owner, lena, " ").await, Err(AppError::field("tag", Flaw::Missing)));
        for i in 0..20 {
            details::tag(house, owner, lena, &format!("tag {i}")).await.expect("tagged");
        }
        assert_eq!(details::tag(house, owner, lena, "one more").await, Err(AppError::field("tag", Flaw::Number(0, 20))));
    }

    async fn a_note_is_written_once_and_an_alert_is_seen_at_the_desk(club: Club) {
        let lena = club.member_with("Lena", club.unlimited).await;
        let (house, owner) = (&club.house, &club.owner);
        let same = key();
        for _ in 0..2 {
            details::add_note(house, owner, lena, "Asks for the quiet room", (false, false), &same).await.expect("once");
        }
        details::add_note(house, owner, lena, "Owes a towel", (true, true), &key()).await.expect("written");
        let file = details::file(house, owner, lena).await.expect("read");
        let notes: Vec<_> = file.notes.iter().map(|note| (note.body.as_str(), note.by.as_str())).collect();
        assert_eq!(notes, [("Owes a towel", "owner@example.org"), ("Asks for the quiet room", "owner@example.org")], "pinned first");
        assert_eq!(at_the_desk(&club, lena).await.alerts, ["Owes a towel"]);
        details::mark_note(house, owner, lena, file.notes[0].id, (true, false)).await.expect("quiet");
        assert!(at_the_desk(&club, lena).await.alerts.is_empty());
        let ben = club.member("Ben").await;
        assert_eq!(details::remove_note(house, owner, ben, file.notes[0].id).await, Err(AppError::NotFound), "not his");
        details::remove_note(house, owner, lena, file.notes[0].id).await.expect("gone");
        assert_eq!(details::file(house, owner, lena).await.expect("read").notes.len(), 1);
    }

    async fn the_desk_writes_the_gender_and_the_log_names_the_field_alone(club: Club) {
        let town = Town::of(club).await;
        let member = town.newcomer().await;
        let fields = form(&[("member", &member.to_string()), ("name", "Nora"), ("gender", "female")]);
        assert_eq!(town.web.call(Some(&town.desk.token), "change_member", &fields).await.status, 200);
        let wrong = form(&[("member", &member.to_string()), ("name", "Nora"), ("gender", "f")]);
        assert_eq!(town.web.call(Some(&town.desk.token), "change_member", &wrong).await.status, 422);
        let page = town.web.get(Some(&town.desk.token), &format!("/admin/members/{member}")).await.text();
        assert!(page.contains("Female"), "the page shows it");
    }

    async fn everything_that_happened_stands_in_one_stream(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let (house, owner, member) = (&club.house, &town.owner.who, ada.member());
        town.booking_of(ada).await;
        let missed = town.booking_of(ada).await;
        town.strike_for(missed).await;
        booking::forgive(house, owner, member, None, "Was ill", &key()).await.expect("forgiven");
        club.grant(member, club.unlimited).await;
        details::add_note(house, owner, member, "Asks for the quiet room", (false, false), &key()).await.expect("noted");
        privacy::give(house, &ada.who, member, Purpose::Photos, 1).await.expect("agreed");
        privacy::give(house, &ada.who, member, Purpose::Health, 1).await.expect("agreed");
        let health = HealthForm { health: "A knee".into(), allergies: String::new() };
        privacy::save_health(house, &ada.who, member, &health).await.expect("written");
        at_the_desk(club, member).await;
        club.work().await;
        let page = timeline(house, owner, member, "", "").await.expect("a stream");
        assert_eq!(page.topics, Topic::ALL);
        let has = |what: fn(&What) -> bool| page.lines.iter().any(|line| what(&line.what));
        assert!(has(|w| *w == What::Booked) && has(|w| *w == What::Came) && has(|w| *w == What::Granted), "{:?}", page.lines);
        assert!(has(|w| *w == What::Noted) && has(|w| *w == What::Joined) && has(|w| *w == What::Forgiven), "{:?}", page.lines);
        assert!(has(|w| *w == What::Agreed(Purpose::Photos)) && has(|w| matches!(w, What::Told(_))), "{:?}", page.lines);
        assert!(!has(|w| *w == What::Agreed(Purpose::Health)), "of health nothing");
        assert!(page.lines.is_sorted_by(|a, b| a.at.at >= b.at.at), "the latest first");
        assert!(page.lines.iter().all(|line| line.at.offset == 3600), "by the clock of the place");
        let note = page.lines.iter().find(|line| line.what == What::Noted).expect("there");
        assert_eq!((note.more.as_str(), note.by.as_deref()), ("Asks for the quiet room", Some("boss@example.org")));
        let only = timeline(house, owner, member, "notes", "").await.expect("a topic");
        assert!(only.lines.iter().all(|line| line.topic == Topic::Notes) && only.lines.len() == 1);

        // The desk may do less than the owner, and so sees less; whoever reaches nobody here sees nobody.
        let desk = timeline(house, &town.desk.who, member, "staff", "").await.expect("a stream");
        assert!(desk.lines.iter().all(|line| !matches!(line.what, What::Did(_))), "the log is not the desk's");
        let boss = timeline(house, owner, member, "staff", "").await.expect("a stream");
        assert!(boss.lines.iter().any(|line| matches!(line.what, What::Did(_))), "{:?}", boss.lines);
        let far = staff(club, "far@example.org", Role::FrontDesk, Some(&town.there)).await;
        let out = timeline(house, &far.who, town.ben.member(), "", "").await;
        assert_eq!(out.map(|page| page.lines.len()), Err(AppError::NotFound));
    }

    async fn pages_of_the_stream_lose_and_repeat_nothing(club: Club) {
        let lena = club.member("Lena").await;
        // many at one instant: the clock stands still
        for i in 0..75 {
            details::add_note(&club.house, &club.owner, lena, &format!("note {i}"), (false, false), &key()).await.expect("noted");
        }
        let (mut seen, mut before, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = timeline(&club.house, &club.owner, lena, "notes", &before).await.expect("a page");
            assert!(page.lines.len() <= LINES_A_PAGE);
            seen.extend(page.lines.into_iter().map(|line| line.more));
            pages += 1;
            match page.older {
                Some(older) => before = older,
                None => break,
            }
        }
        assert_eq!((seen.len(), pages), (75, 3));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 75, "each once");
        let nonsense = timeline(&club.house, &club.owner, lena, "moon", "x.y").await.expect("the beginning of everything");
        assert_eq!(nonsense.lines.len(), LINES_A_PAGE);
    }

    async fn the_archive_keeps_those_who_left_out_of_sight(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let owner = club.owner.clone();
        let refused = |why: ArchiveRefusal| Err(AppError::Refused(why));
        assert_eq!(archive(&club, &owner, lena, true).await, refused(ArchiveRefusal::NotEnded(MemberStatus::Active)));
        booking::change_standing(&club.house, &owner, lena, MemberStatus::Ended, "Moved", &key()).await.expect("left");
        let until = day_plus(today(), 88);
        assert_eq!(archive(&club, &owner, lena, true).await, refused(ArchiveRefusal::Pass("10-class pass".into(), Some(until))));
        club.set(90, 12 * 60);
        assert_eq!(listed(&club, "").await, (vec!["Lena".to_owned()], vec!["Lena".to_owned()]));
        let same = key();
        for _ in 0..2 {
            booking::archive(&club.house, &owner, lena, true, &same).await.expect("once");
        }
        assert_eq!(archive(&club, &owner, lena, true).await, refused(ArchiveRefusal::Already));
        assert_eq!(listed(&club, "").await, (vec![], vec![]));
        assert_eq!(listed(&club, ARCHIVED).await.0, ["Lena"]);
        assert!(details::file(&club.house, &owner, lena).await.expect("kept").archived.is_some());
        archive(&club, &owner, lena, false).await.expect("out again");
        assert_eq!(listed(&club, "ended").await.0, ["Lena"]);
        archive(&club, &owner, lena, true).await.expect("in again");
        // whoever is a member again is in no archive
        booking::change_standing(&club.house, &owner, lena, MemberStatus::Active, "Is back", &key()).await.expect("back");
        assert_eq!(listed(&club, "").await, (vec!["Lena".to_owned()], vec!["Lena".to_owned()]));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_has_a_class_ahead_is_not_put_away(club: Club) {
        let town = Town::of(club).await;
        let gone = Newcomer { name: "Gone".into(), home_location: Some(town.club.location.id), ..Newcomer::default() };
        let gone = join(&town.club, gone, None).await;
        let class = town.class().await;
        let pass = town.club.grant(gone, town.club.pack).await;
        town.club.book(gone, class).await.expect("a seat");
        // left by the hand of an import, which looks at no class
        let mut tx = town.club.write().await;
        tx.query("UPDATE members SET status = 'ended' WHERE id = $1").bind(gone).run().await.expect("written");
        tx.commit().await.expect("committed");
        let ahead = archive(&town.club, &town.manager.who, gone, true).await;
        assert_eq!(ahead, Err(AppError::Refused(ArchiveRefusal::Ahead(1))), "{pass}");
        let far = staff(&town.club, "far@example.org", Role::Manager, Some(&town.there)).await;
        assert_eq!(archive(&town.club, &far.who, gone, true).await, Err(AppError::NotFound));
    }
}
