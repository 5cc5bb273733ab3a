//! Two records of one person become one, and two again: nothing is lost, nothing stands twice, and what is undone is as it was.

use crate::{
    on_both,
    rows::Rows,
    support::{Club, key, monthly, today},
    web::{Person, Reply, Town, form, join, staff},
};
use spotter::{
    accounts::model::Role,
    booking::{door, jobs, model::Verdict, service as booking},
    members::{
        details::{self, DetailsForm},
        household, merge as records,
        model::{Details, HouseholdRole, MemberFilter, MemberId, MergeField},
        service::{self as members, Newcomer, ProfileForm},
    },
    plans,
    platform::{
        error::{AppError, Nothing},
        time::{Span, day_plus},
    },
    privacy::{
        model::{Agreed, MergeId, MergeRefusal, PrivacyRefusal, Purpose, Side},
        service::{
            self as privacy, HealthForm,
            merge::{self, MergeForm},
        },
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

fn plain(kept: MemberId, other: MemberId) -> MergeForm {
    MergeForm {
        kept,
        other,
        from_other: Vec::new(),
        seats: None,
        sign_in: None,
    }
}

fn refused<T>(reason: MergeRefusal) -> Result<T, AppError<MergeRefusal>> {
    Err(AppError::Refused(reason))
}

/// The tables in which something is different, but those that say that and when it was done.
fn different<'r>(before: &'r Rows, after: &'r Rows) -> Vec<&'r str> {
    let mut tables = before.changed(after);
    tables.retain(|table| {
        ![
            "audit_entries",
            "audit_heads",
            "member_merges",
            "health_reads",
            "outbox",
        ]
        .contains(table)
    });
    tables
}

async fn number(club: &Club, id: MemberId) -> i64 {
    let mut tx = club.read().await;
    records::facts::<Nothing>(&mut tx, id).await.expect("a record").number
}

async fn last(town: &Town, kept: MemberId) -> MergeId {
    let page = merge::page(&town.club.house, &town.owner.who, kept, None, "").await;
    page.expect("a page").merged.first().expect("a merge").id
}

/// A page as a browser asks for it.
async fn visited(town: &Town, path: &str) -> Reply {
    let request = town.web.request("GET", path, Some(&town.owner.token));
    let request = request.header("accept", "text/html").body(axum::body::Body::empty());
    town.web.send(request.expect("a request")).await
}

async fn sound(club: &Club) {
    assert_eq!(club.broken().await, Vec::<String>::new());
    let mut tx = club.read().await;
    assert_eq!(records::check(&mut tx).await.expect("checked"), Vec::<String>::new());
}

async fn says(town: &Town, person: &Person, health: &str, allergies: &str) {
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

/// Somebody with something of everything.
async fn live(town: &Town, person: &Person, note: &str) {
    let (club, id) = (&town.club, person.member());
    let (house, owner) = (&club.house, &town.owner.who);
    town.booking_of(person).await;
    let missed = town.booking_of(person).await;
    town.strike_for(missed).await;
    club.join(id, town.full_class().await)
        .await
        .expect("a place on the list");
    details::add_note(house, owner, id, note, (true, true), &key())
        .await
        .expect("noted");
    details::tag(house, owner, id, "Early bird").await.expect("tagged");
    details::tag(house, owner, id, note).await.expect("tagged");
    club.grant(id, club.unlimited).await;
    let answer = door::by_name(house, owner, club.location.id, id, &key())
        .await
        .expect("an answer");
    assert!(answer.visit.is_some());
    club.work().await;
}

on_both! {
    async fn everything_goes_over_and_comes_back(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (kept, other) = (town.ada.member(), town.ben.member());
        live(&town, &town.ada, "Likes the front row").await;
        live(&town, &town.ben, "Brings a towel").await;
        says(&town, &town.ada, "A knee that clicks", "").await;
        says(&town, &town.ben, "A shoulder", "Latex").await;
        let profile = ProfileForm {
            name: "Ben Bruhn-Ahrens".into(),
            email: "ben@example.org".into(),
            phone: "+49 170 1234567".into(),
            birthday: "1990-05-04".into(),
            ..ProfileForm::default()
        };
        members::change_member(house, owner, other, &profile).await.expect("changed");
        let wants = DetailsForm { goal_words: "Swim".into(), emergency_name: "Otto".into(), emergency_phone: "+49 170 7654321".into(), ..DetailsForm::default() };
        details::save_of(house, owner, other, &wants).await.expect("saved");
        let guest = town.newcomer().await;
        let mut tx = club.write().await;
        tx.query("UPDATE members SET guest_of = $2 WHERE id = $1").bind(guest).bind(other).run().await.expect("a guest");
        tx.commit().await.expect("committed");
        let number_of_other = number(club, other).await;
        let code = door::entry_code(house, &town.ben.who, other).await.expect("a code").text;
        let before = Rows::of(club).await;

        let page = merge::page(house, owner, kept, Some(other), "").await.expect("compared");
        let preview = *page.preview.expect("a preview");
        assert_eq!(preview.stands, None);
        assert_eq!((preview.moves.passes, preview.moves.ahead, preview.moves.waits, preview.moves.visits), (2, 2, 1, 1));
        assert_eq!((preview.moves.strikes, preview.moves.notes, preview.moves.tags, preview.moves.health), (1, 1, 2, 2));
        assert!(preview.other.better(MergeField::Name, &preview.kept) && preview.other.better(MergeField::Phone, &preview.kept));
        assert_eq!(Rows::of(club).await.changed(&before), Vec::<&str>::new(), "looking changes nothing");

        // both sign in: it must be said whose sign-in stays
        let mut wanted = plain(kept, other);
        assert_eq!(merge::merge(house, owner, &wanted, &key()).await, refused(MergeRefusal::ChooseSignIn));
        assert_eq!(different(&before, &Rows::of(club).await), Vec::<&str>::new(), "nothing was begun");
        wanted.sign_in = Some(Side::Other);
        wanted.from_other = vec![MergeField::Name, MergeField::Phone, MergeField::Birthday, MergeField::Wishes, MergeField::Emergency];
        let once = key();
        merge::merge(house, owner, &wanted, &once).await.expect("merged");
        let after = Rows::of(club).await;
        merge::merge(house, owner, &wanted, &once).await.expect("the same answer");
        assert_eq!(Rows::of(club).await.changed(&after), Vec::<&str>::new(), "once for its key");
        sound(club).await;

        // one person with everything of both
        let mut tx = club.read().await;
        let facts = records::facts::<Nothing>(&mut tx, kept).await.expect("the record");
        drop(tx);
        assert_eq!((facts.name.as_str(), facts.email.as_deref(), facts.phone.as_deref()), ("Ben Bruhn-Ahrens", Some("ada@example.org"), Some("+491701234567")));
        assert_eq!((facts.details.goal_words.as_str(), facts.details.emergency_name.as_str()), ("Swim", "Otto"));
        let has = merge::page(house, owner, kept, Some(guest), "").await.expect("compared").preview.expect("a preview").has;
        assert_eq!((has.passes, has.ahead, has.waits, has.visits, has.strikes, has.notes, has.tags), (4, 4, 2, 2, 2, 2, 3));
        assert_eq!(has.login.as_deref(), Some("ben@example.org"));
        let opened = privacy::open_health(house, owner, kept).await.expect("opened");
        assert_eq!((opened.notes.health.as_str(), opened.notes.allergies.as_str(), opened.closed), ("A knee that clicks\n\nA shoulder", "Latex", None));

        // the other leads to it: by its number, its page, and not by its code
        for words in [format!("M-{number_of_other}"), number_of_other.to_string()] {
            let hits = members::find(house, owner, &spotter::accounts::model::Scope::Everywhere, &words).await.expect("found");
            assert_eq!(hits.first.iter().map(|hit| hit.card.id).collect::<Vec<_>>(), [kept], "{words}");
        }
        let led = visited(&town, &format!("/admin/members/{other}")).await;
        assert_eq!((led.status, led.header("location")), (302, format!("/admin/members/{kept}").as_str()));
        let door = door::by_code(house, owner, club.location.id, &code).await.expect("an answer");
        assert_eq!((door.verdict, door.visit), (Verdict::No, None), "its code opens nothing");
        let list = members::list(house, owner, &spotter::accounts::model::Scope::Everywhere, &MemberFilter { q: "Bruhn".into(), page: 1, ..MemberFilter::default() }).await.expect("a list");
        assert_eq!(list.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [kept]);
        assert_eq!(town.web.call(Some(&town.ada.token), "load_devices", "").await.status, 401, "the sign-in that was set aside is ended");
        let mine = town.web.call(Some(&town.ben.token), "load_profile", "").await;
        assert!(mine.status == 200 && mine.text().contains("Bruhn-Ahrens"), "the other one is theirs");

        // and everything is as it was
        let id = last(&town, kept).await;
        merge::part(house, owner, id, &key()).await.expect("undone");
        sound(club).await;
        let again = Rows::of(club).await;
        let rest = different(&before, &again);
        // sessions that were ended stay ended; codes of both records are new
        assert_eq!(rest, ["account_sessions", "members"], "what is not as it was");
        let mut tx = club.read().await;
        for (id, was) in [(kept, preview.kept), (other, preview.other)] {
            assert_eq!(records::facts::<Nothing>(&mut tx, id).await.expect("a record"), was);
        }
        drop(tx);
        assert_eq!(merge::part(house, owner, id, &key()).await, refused(MergeRefusal::Undone));
        let opened = privacy::open_health(house, owner, kept).await.expect("opened");
        assert_eq!((opened.notes.health.as_str(), opened.notes.allergies.as_str()), ("A knee that clicks", ""), "the other's is nothing of theirs");
        let opened = privacy::open_health(house, owner, other).await.expect("opened");
        assert_eq!((opened.notes.health.as_str(), opened.notes.allergies.as_str()), ("A shoulder", "Latex"));
    }

    async fn what_was_used_or_changed_since_stays(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (kept, other) = (join(club, Newcomer { name: "Lena".into(), email: Some("lena@example.org".into()), ..Newcomer::default() }, None).await, town.newcomer().await);
        club.grant(other, club.pack).await;
        club.grant(other, club.unlimited).await;
        let mut wanted = plain(kept, other);
        wanted.from_other = vec![MergeField::Name, MergeField::Home];
        merge::merge(house, owner, &wanted, &key()).await.expect("merged");
        // the pass that ends first is used
        let class = town.class().await;
        club.book(kept, class).await.expect("a seat on the other's pass");
        let profile = ProfileForm { name: "Lena Lang".into(), email: "lena@example.org".into(), ..ProfileForm::default() };
        members::change_member(house, owner, kept, &profile).await.expect("changed");
        let page = merge::page(house, owner, kept, None, "").await.expect("a page");
        assert_eq!(page.merged[0].used.len(), 1, "said before");
        merge::part(house, owner, page.merged[0].id, &key()).await.expect("undone");
        sound(club).await;
        let page = merge::page(house, owner, kept, Some(other), "").await.expect("compared").preview.expect("a preview");
        assert_eq!((page.has.passes, page.moves.passes), (1, 1), "one was used here, one goes back");
        assert_eq!((page.has.ahead, page.moves.ahead), (1, 0));
        assert_eq!((page.kept.name.as_str(), page.other.name.as_str()), ("Lena Lang", "Newcomer"), "what was written since stays");
        let late = last_after(&town, kept, other).await;
        assert_eq!(late, refused(MergeRefusal::TooLate(30)));
    }

    async fn a_membership_goes_with_all_of_its_cycles(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let plan = club.offer(monthly("Eight a month", Some(8), 0, 0, 0)).await;
        let held = |member| async move {
            let page = plans::service::page(house, owner, member).await.expect("read");
            (page.memberships.len(), page.passes.len())
        };
        for used in [false, true] {
            let (kept, other) = (town.newcomer().await, town.newcomer().await);
            club.grant(other, plan).await;
            assert_eq!((held(kept).await, held(other).await), ((0, 0), (1, 2)));
            merge::merge(house, owner, &plain(kept, other), &key()).await.expect("merged");
            assert_eq!((held(kept).await, held(other).await), ((1, 2), (0, 0)));
            // it goes on with the record that stays
            club.set(20, 600);
            plans::jobs::go_on(house).await.expect("the job");
            if used {
                let class = club.class(22, 600, 9).await;
                club.book(kept, class).await.expect("on its pass");
            }
            let cycles = held(kept).await.1;
            let id = last(&town, kept).await;
            merge::part(house, owner, id, &key()).await.expect("undone");
            let (here, there) = (held(kept).await, held(other).await);
            assert_eq!((here, there), if used { ((1, cycles), (0, 0)) } else { ((0, 0), (1, cycles)) }, "used: {used}");
            sound(club).await;
            club.set(0, 720);
        }
    }

    async fn one_person_sits_once(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        for side in [Side::Kept, Side::Other] {
            let (kept, other) = (town.newcomer().await, town.newcomer().await);
            let (a, b) = (club.grant(kept, club.pack).await, club.grant(other, club.pack).await);
            assert_ne!(a, b);
            let class = town.class().await;
            club.book(kept, class).await.expect("a seat");
            club.book(other, class).await.expect("another");
            let line = town.full_class().await;
            club.join(kept, line).await.expect("in line");
            club.join(other, line).await.expect("in line");
            let mut wanted = plain(kept, other);
            assert_eq!(merge::merge(house, owner, &wanted, &key()).await, refused(MergeRefusal::ChooseSeats(1)));
            assert_eq!(club.session(class).await.booked, 2, "nothing was begun");
            wanted.seats = Some(side);
            merge::merge(house, owner, &wanted, &key()).await.expect("merged");
            sound(club).await;
            assert_eq!((club.session(class).await.booked, club.session(line).await.waiting), (1, 1), "{side:?}");
            let preview = merge::page(house, owner, kept, Some(town.ada.member()), "").await.expect("compared").preview.expect("a preview");
            assert_eq!((preview.has.credits, preview.has.ahead, preview.has.waits), (19, 1, 1), "the credit came back");
            let id = last(&town, kept).await;
            let page = merge::page(house, owner, kept, None, "").await.expect("a page");
            assert_eq!(page.merged[0].freed, 2, "said");
            merge::part(house, owner, id, &key()).await.expect("undone");
            sound(club).await;
            assert_eq!(club.session(class).await.booked, 1);
        }
    }

    async fn seats_of_the_past_that_stood_twice_stay_apart(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (kept, other) = (town.newcomer().await, town.newcomer().await);
        club.grant(kept, club.pack).await;
        club.grant(other, club.pack).await;
        let class = town.class_tonight(&club.location).await;
        for one in [kept, other] {
            club.book(one, class).await.expect("a seat");
            door::by_name(house, owner, club.location.id, one, &key()).await.expect("in");
        }
        club.set(2, 12 * 60);
        jobs::settle(house).await.expect("settled");
        let preview = merge::page(house, owner, kept, Some(other), "").await.expect("compared").preview.expect("a preview");
        assert_eq!((preview.past, preview.clashes.len()), (1, 0));
        merge::merge(house, owner, &plain(kept, other), &key()).await.expect("merged");
        sound(club).await;
        let mut tx = club.read().await;
        let left: i64 = tx.query("SELECT count(*) FROM bookings WHERE member_id = $1").bind(other).value().await.expect("counted");
        assert_eq!(left, 1, "its seat and its visit stay with it");
    }

    async fn a_class_under_way_is_settled_for_both_records(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (kept, other) = (town.newcomer().await, town.newcomer().await);
        club.grant(kept, club.pack).await;
        club.grant(other, club.pack).await;
        let class = town.class_tonight(&club.location).await;
        club.book(kept, class).await.expect("a seat");
        club.book(other, class).await.expect("another");
        club.set(0, 18 * 60 + 10);
        merge::merge(house, owner, &plain(kept, other), &key()).await.expect("merged");
        sound(club).await;
        door::mark_all(house, owner, class).await.expect("both are there");
        club.set(2, 12 * 60);
        assert_eq!(jobs::settle(house).await.expect("settled"), 1, "the seat that stayed does not stop it");
        sound(club).await;
    }

    async fn a_no_is_not_lost_under_an_older_yes(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (kept, other) = (town.ada.member(), town.ben.member());
        says(&town, &town.ada, "A knee", "").await;
        club.set(0, 13 * 60);
        says(&town, &town.ben, "A shoulder", "").await;
        club.set(0, 14 * 60);
        privacy::withdraw(house, &town.ben.who, other, Purpose::Health).await.expect("taken back");
        privacy::give(house, &town.ben.who, other, Purpose::Photos, 1).await.expect("given");
        club.set(0, 15 * 60);
        let mut wanted = plain(kept, other);
        wanted.sign_in = Some(Side::Kept);
        merge::merge(house, owner, &wanted, &key()).await.expect("merged");
        let of = privacy::privacy_of(house, owner, kept).await.expect("read");
        let said = |purpose| of.consents.iter().find(|c| c.purpose == purpose).expect("asked").agreed;
        assert_eq!((said(Purpose::Health), said(Purpose::Photos)), (Agreed::Withdrawn, Agreed::Yes), "the last word counts");
        let opened = privacy::open_health(house, owner, kept).await.expect("an answer");
        assert_eq!(opened.closed, Some(PrivacyRefusal::NoConsent));
        merge::part(house, owner, last(&town, kept).await, &key()).await.expect("undone");
        let opened = privacy::open_health(house, owner, kept).await.expect("opened");
        assert_eq!(opened.notes.health, "A knee", "of two people each has said their own");
    }

    async fn what_stands_in_the_way_is_named(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (one, two) = (town.newcomer().await, town.newcomer().await);
        let (first, second) = (number(club, one).await, number(club, two).await);
        let tried = async |kept, other| merge::merge(house, owner, &plain(kept, other), &key()).await;
        assert_eq!(tried(one, one).await, refused(MergeRefusal::Same));
        assert_eq!(tried(one, MemberId::fresh()).await, Err(AppError::NotFound));
        // two households
        for (head, name) in [(one, "Mia"), (two, "Tom")] {
            let mut tx = club.write().await;
            household::add_child_in(&mut tx, club.org, head, name.into(), day_plus(today(), -3000), house.clock.now()).await.expect("a child");
            tx.commit().await.expect("committed");
        }
        assert_eq!(tried(one, two).await, refused(MergeRefusal::TwoHouseholds));
        let alone = town.newcomer().await;
        assert_eq!(tried(alone, two).await, Ok(()), "the place in the household goes over");
        let mut tx = club.read().await;
        let place = records::place::<Nothing>(&mut tx, alone).await.expect("a place");
        drop(tx);
        assert_eq!(place.household_role, Some(HouseholdRole::Guardian));
        assert_eq!(tried(alone, two).await, Err(AppError::NotFound), "it leads elsewhere already");
        // whoever works here keeps that sign-in
        let mut tx = club.write().await;
        spotter::accounts::service::give_role_by_console(&mut tx, town.ben.who.account, Role::Coach, None, house.clock.now()).await.expect("a role");
        tx.commit().await.expect("committed");
        let mut wanted = plain(town.ada.member(), town.ben.member());
        wanted.sign_in = Some(Side::Kept);
        let works = number(club, town.ben.member()).await;
        assert_eq!(merge::merge(house, owner, &wanted, &key()).await, refused(MergeRefusal::WorksHere(works)));
        // one of two is barred
        let gone = town.newcomer().await;
        let barred = number(club, gone).await;
        booking::change_standing(house, owner, gone, spotter::members::model::MemberStatus::Banned, "Threw a kettlebell", &key()).await.expect("barred");
        assert_eq!(tried(one, gone).await, refused(MergeRefusal::OneBarred(barred)));
        // erased
        let erased = town.newcomer().await;
        let erased_number = number(club, erased).await;
        privacy::erase_of(house, owner, erased, crate::web::PASSWORD).await.expect("erased");
        assert_eq!(tried(one, erased).await, refused(MergeRefusal::Erased(erased_number)));
        // out of reach, and without the permission
        let far = staff(club, "far@example.org", Role::Manager, Some(&town.there)).await;
        assert_eq!(merge::merge(house, &far.who, &plain(one, gone), &key()).await, Err(AppError::NotFound));
        assert_eq!(merge::merge(house, &town.desk.who, &plain(one, gone), &key()).await, Err(AppError::NotFound));
        assert_ne!((first, second), (0, 0));
        sound(club).await;
    }

    async fn a_chain_is_undone_from_its_end(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (a, b, c) = (town.newcomer().await, town.newcomer().await, town.newcomer().await);
        club.grant(a, club.pack).await;
        let before = Rows::of(club).await;
        merge::merge(house, owner, &plain(b, a), &key()).await.expect("merged");
        let first = last(&town, b).await;
        merge::merge(house, owner, &plain(c, b), &key()).await.expect("merged");
        sound(club).await;
        assert_eq!(club.credits(c).await, (10, 0));
        let found = visited(&town, &format!("/admin/members/{a}")).await;
        assert_eq!(found.header("location"), format!("/admin/members/{c}"), "the first of them leads to the last");
        assert_eq!(merge::part(house, owner, first, &key()).await, refused(MergeRefusal::Later(number(club, c).await)));
        merge::part(house, owner, last(&town, c).await, &key()).await.expect("undone");
        assert_eq!(club.credits(b).await, (10, 0));
        merge::part(house, owner, first, &key()).await.expect("undone");
        assert_eq!(club.credits(a).await, (10, 0));
        sound(club).await;
        assert_eq!(different(&before, &Rows::of(club).await), ["members"], "but for their codes");
    }

    async fn erasing_one_erases_both_and_nothing_is_parted_then(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (kept, other) = (town.newcomer().await, join(club, Newcomer { name: "Zqother Person".into(), email: Some("zqother@example.org".into()), ..Newcomer::default() }, None).await);
        let mut wanted = plain(kept, other);
        wanted.from_other = vec![MergeField::Name, MergeField::Email];
        merge::merge(house, owner, &wanted, &key()).await.expect("merged");
        let id = last(&town, kept).await;
        privacy::erase_of(house, owner, kept, crate::web::PASSWORD).await.expect("erased");
        assert!(!Rows::of(club).await.text().to_lowercase().contains("zqother"), "a word is left");
        assert_eq!(merge::part(house, owner, id, &key()).await, refused(MergeRefusal::Erased(number(club, kept).await)));
        sound(club).await;
    }

    async fn after_thirty_days_nothing_is_kept_to_undo_it(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let (kept, other) = (town.ada.member(), town.ben.member());
        says(&town, &town.ben, "A shoulder", "Latex").await;
        let mut wanted = plain(kept, other);
        wanted.sign_in = Some(Side::Other);
        wanted.from_other = vec![MergeField::Name];
        merge::merge(house, owner, &wanted, &key()).await.expect("merged");
        let id = last(&town, kept).await;
        let left = async || {
            let mut tx = club.read().await;
            let mut all = Vec::new();
            for sql in [
                "SELECT count(*) FROM member_merge_rows",
                "SELECT count(*) FROM member_merge_fields",
                "SELECT count(*) FROM member_merge_notes",
                "SELECT count(*) FROM health_notes",
                "SELECT count(*) FROM member_keys",
            ] {
                all.push(tx.query(sql).value::<i64>().await.expect("counted"));
            }
            all
        };
        privacy_job(club).await;
        assert!(left().await.iter().all(|n| *n > 0), "the control: {:?}", left().await);
        club.clock.set(house.clock.now() + Span::hours(24 * 30 + 1));
        assert_eq!(merge::part(house, owner, id, &key()).await, refused(MergeRefusal::TooLate(30)));
        privacy_job(club).await;
        assert_eq!(left().await, [0, 0, 0, 2, 1], "the kept record's own notes stay");
        let opened = privacy::open_health(house, owner, kept).await.expect("opened");
        assert_eq!(opened.notes.allergies, "Latex");
    }

    async fn two_who_merge_one_member_at_once_do_it_once(club: Club) {
        let town = Arc::new(Town::of(club).await);
        for round in 0..4 {
            let (one, two, three) = (town.newcomer().await, town.newcomer().await, town.newcomer().await);
            town.club.grant(two, town.club.pack).await;
            // the control: one after the other both go through where they do not want the same
            let pairs = if round == 0 { [(one, two), (three, town.newcomer().await)] } else { [(one, two), (three, two)] };
            let (barrier, mut tasks) = (Arc::new(Barrier::new(2)), JoinSet::new());
            for (kept, other) in pairs {
                let (town, barrier) = (town.clone(), barrier.clone());
                tasks.spawn(async move {
                    barrier.wait().await;
                    merge::merge(&town.club.house, &town.owner.who, &plain(kept, other), &key()).await
                });
            }
            let done = tasks.join_all().await;
            let ok = done.iter().filter(|answer| answer.is_ok()).count();
            assert_eq!(ok, if round == 0 { 2 } else { 1 }, "{done:?}");
            sound(&town.club).await;
        }
        // each into the other
        let (one, two) = (town.newcomer().await, town.newcomer().await);
        let (barrier, mut tasks) = (Arc::new(Barrier::new(2)), JoinSet::new());
        for (kept, other) in [(one, two), (two, one)] {
            let (town, barrier) = (town.clone(), barrier.clone());
            tasks.spawn(async move {
                barrier.wait().await;
                merge::merge(&town.club.house, &town.owner.who, &plain(kept, other), &key()).await
            });
        }
        let done = tasks.join_all().await;
        assert_eq!(done.iter().filter(|answer| answer.is_ok()).count(), 1, "{done:?}");
        sound(&town.club).await;
    }

    async fn a_booking_during_a_merge_is_on_the_record_that_stays_or_is_none(club: Club) {
        let town = Arc::new(Town::of(club).await);
        let mut booked = 0;
        for _ in 0..6 {
            let (kept, other) = (town.newcomer().await, town.newcomer().await);
            town.club.grant(other, town.club.pack).await;
            let class = town.class().await;
            let (barrier, mut tasks) = (Arc::new(Barrier::new(2)), JoinSet::new());
            let (t, b) = (town.clone(), barrier.clone());
            tasks.spawn(async move {
                b.wait().await;
                t.club.book(other, class).await.is_ok()
            });
            let (t, b) = (town.clone(), barrier);
            tasks.spawn(async move {
                b.wait().await;
                merge::merge(&t.club.house, &t.owner.who, &plain(kept, other), &key()).await.expect("merged");
                true
            });
            tasks.join_all().await;
            let mut tx = town.club.read().await;
            let on: Vec<MemberId> = tx.query("SELECT member_id FROM bookings WHERE session_id = $1 AND status = 'booked'").bind(class).values().await.expect("read");
            drop(tx);
            assert!(on.is_empty() || on == [kept], "a seat on the record that leads elsewhere");
            booked += on.len();
            sound(&town.club).await;
        }
        // the control: without a merge beside it everybody gets the seat
        let alone = town.newcomer().await;
        town.club.grant(alone, town.club.pack).await;
        assert!(town.club.book(alone, town.class().await).await.is_ok());
        assert!(booked <= 6);
    }

    async fn likely_pairs_are_found_and_families_left_out(club: Club) {
        let town = Town::of(club).await;
        let (club, house, owner) = (&town.club, &town.club.house, &town.owner.who);
        let new = |name: &str, email: Option<&str>, phone: Option<&str>, born: Option<i64>| Newcomer {
            name: name.into(),
            email: email.map(str::to_owned),
            phone: phone.map(str::to_owned),
            birthday: born.map(|days| day_plus(today(), -days)),
            home_location: Some(club.location.id),
            ..Newcomer::default()
        };
        let a = join(club, new("Zoe Zander", Some("zoe@example.org"), None, Some(9000)), None).await;
        let b = join(club, new("Zoe Zander", None, Some("+491709999999"), Some(9000)), None).await;
        let c = join(club, new("Z. Zander", Some("zoe@example.org"), Some("+491709999999"), None), None).await;
        // another child with the parent's address
        join(club, new("Max Zander", Some("zoe@example.org"), None, Some(3000)), None).await;
        let pairs = merge::pairs(house, owner).await.expect("pairs");
        let mut found: Vec<_> = pairs.iter().map(|pair| (pair.id, pair.other, pair.why().len())).collect();
        found.retain(|(one, two, _)| [a, b, c].contains(one) && [a, b, c].contains(two));
        assert_eq!(found, [(a, c, 1), (b, c, 1), (a, b, 1)]);
        assert!(!pairs.iter().any(|pair| pair.id == a && pair.other_name == "Max Zander"), "another name and another birthday");
        let far = staff(club, "far@example.org", Role::Manager, Some(&town.there)).await;
        assert_eq!(merge::pairs(house, &far.who).await.expect("pairs"), [], "of their own place alone");
        // by the page, with and without script
        let html = town.web.get(Some(&town.manager.token), "/admin/duplicates").await;
        assert!(html.status == 200 && html.text().contains("Zoe Zander"));
        let html = town.web.get(Some(&town.manager.token), &format!("/admin/members/{a}/merge?other={b}")).await;
        assert!(html.status == 200 && html.text().contains("fields[phone]"), "{}", html.status);
        let done = town.web.submit(Some(&town.manager.token), "merge_members", &form(&[("kept", &a.to_string()), ("other", &b.to_string()), ("fields[phone]", "other"), ("key", &key())])).await;
        assert_eq!((done.status, done.header("location")), (302, format!("/admin/members/{a}/merge?done=merged").as_str()));
        let mut tx = club.read().await;
        let facts = records::facts::<Nothing>(&mut tx, a).await.expect("the record");
        assert_eq!((facts.phone.as_deref(), facts.email.as_deref()), (Some("+491709999999"), Some("zoe@example.org")));
        assert_eq!(facts.details, Details::default());
    }
}

async fn privacy_job(club: &Club) {
    spotter::privacy::jobs::forget_merges(&club.house)
        .await
        .expect("the job runs");
}

/// A merge that is tried to be undone a month later.
async fn last_after(town: &Town, kept: MemberId, other: MemberId) -> Result<(), AppError<MergeRefusal>> {
    let (house, owner) = (&town.club.house, &town.owner.who);
    merge::merge(house, owner, &plain(kept, other), &key())
        .await
        .expect("merged");
    let id = last(town, kept).await;
    town.club.clock.set(house.clock.now() + Span::hours(24 * 30));
    merge::part(house, owner, id, &key()).await
}
