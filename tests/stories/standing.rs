//! The matrix's second dimension: what somebody hears at each door for members whose membership has ended, or who is barred.
//!
//! Whoever has left takes nothing more from the club, and reads what is theirs, gives a seat back, changes their address. A ban
//! closes the club, not the account: every door of a member is shut. A door that a member may use and that the list does not name
//! fails the tests.

use crate::{
    doors::{DOORS, PAGES, filled, page_path},
    on_both,
    support::{Club, key},
    web::{PASSWORD, Person, Town, form, join},
};
use axum::body::Body;
use serde_json::Value;
use spotter::{
    booking::{
        door,
        model::{DoorReason, Verdict},
    },
    members::{
        model::{MemberId, MemberStatus},
        service::Newcomer,
    },
};
use std::collections::BTreeSet;

/// What is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    /// As an active member does.
    Yes,
    /// Refused by this rule, and nothing is written.
    No(&'static str),
    /// Shut, as for somebody who was never a member, and nothing is written.
    Shut,
}
use Hears::{No, Shut, Yes};

/// Every server function that a member may use: what is heard by somebody whose membership has ended, and who is barred.
pub const STANDING: &[(&str, Hears, Hears)] = &[
    // accounts: they sign in and out, and look after their password
    ("sign_in", Yes, Yes),
    ("sign_out", Yes, Yes),
    ("load_club", Yes, Yes),
    ("load_privacy_notice", Yes, Yes),
    ("load_me", Yes, Yes),
    ("load_devices", Yes, Yes),
    ("end_device", Yes, Yes),
    ("change_password", Yes, Yes),
    ("load_factor", Yes, Yes),
    ("begin_factor", Yes, Yes),
    ("prove_again", Yes, Yes),
    ("end_other_devices", Yes, Yes),
    ("load_link", Yes, Yes),
    ("accept_link", Yes, Yes),
    ("choose_look", Yes, Yes),
    // members: their own data can be read and put right; the forms of a sign-up and of a code are another person's
    ("sign_up", Yes, Yes),
    ("use_code", Yes, Yes),
    ("load_profile", Yes, Shut),
    ("change_profile", Yes, Shut),
    ("load_own_details", Yes, Shut),
    ("save_own_details", Yes, Shut),
    ("confirm_details", Yes, Shut),
    // their household stays theirs; it does not grow
    ("load_household", Yes, Shut),
    ("add_child", No("not_a_member"), Shut),
    ("invite_adult", No("not_a_member"), Shut),
    ("join_household", No("not_a_member"), Shut),
    ("let_book", Yes, Shut),
    ("leave_household", Yes, Shut),
    // what they have signed stays theirs to see
    ("load_papers", Yes, Shut),
    ("sign_paper", Yes, Shut),
    // plans: what they paid for is shown
    ("load_my_passes", Yes, Shut),
    ("cancel_membership", Yes, Shut),
    ("keep_membership", Yes, Shut),
    // schedule
    ("load_timetable", Yes, Yes),
    // booking: they look, give back what they have, and take nothing new
    ("load_home", Yes, Shut),
    ("load_member_timetable", Yes, Shut),
    ("load_sheet", Yes, Shut),
    ("book_class", No("not_a_member"), Shut),
    ("book_party", No("not_a_member"), Shut),
    ("join_waitlist", No("not_a_member"), Shut),
    ("join_party", No("not_a_member"), Shut),
    ("leave_waitlist", Yes, Shut),
    ("cancel_booking", Yes, Shut),
    ("load_my_bookings", Yes, Shut),
    ("load_moves", Yes, Shut),
    ("move_booking", No("not_a_member"), Shut),
    // what they have had they still answer for
    ("confirm_hour", Yes, Shut),
    ("dispute_hour", Yes, Shut),
    ("load_spots", Yes, Shut),
    ("hold_spot", No("not_a_member"), Shut),
    ("change_spot", Yes, Shut),
    // a code says who somebody is; what it opens is asked below
    ("load_entry_code", Yes, Shut),
    ("load_own", Yes, Shut),
    // what was asked for without a line is answered in words, and the words are no
    ("book_asked", Yes, Shut),
    // whoever holds a tablet's code pairs it, and is signed out by that
    ("pair_kiosk", Yes, Yes),
    // messages
    ("load_inbox", Yes, Shut),
    ("count_unread", Yes, Shut),
    ("mark_inbox_read", Yes, Shut),
    ("load_notice_choices", Yes, Shut),
    ("save_notice_choices", Yes, Shut),
    // privacy: what is known of them stays theirs to see and to take back
    ("load_my_privacy", Yes, Shut),
    ("give_consent", Yes, Shut),
    ("withdraw_consent", Yes, Shut),
    ("save_health", Yes, Shut),
    ("load_erasure", Yes, Shut),
];

/// Every page that a member may see: the same, by status.
const PAGES_STANDING: &[(&str, u16, u16)] = &[
    ("/", 200, 200),
    ("/sign-in", 200, 200),
    ("/sign-up", 200, 200),
    ("/privacy", 200, 200),
    ("/claim", 200, 200),
    ("/access", 200, 200),
    ("/devices", 200, 200),
    ("/sign-in/code", 200, 200),
    ("/second-factor", 200, 200),
    ("/prove", 200, 200),
    ("/home", 200, 403),
    ("/timetable", 200, 403),
    ("/bookings", 200, 403),
    ("/code", 200, 403),
    ("/passes", 200, 403),
    ("/profile", 200, 403),
    ("/household", 200, 403),
    ("/papers", 200, 403),
    ("/inbox", 200, 403),
    ("/notices/preferences", 200, 403),
    ("/me/privacy", 200, 403),
    ("/me/erase", 200, 403),
];

const STATUSES: [MemberStatus; 2] = [MemberStatus::Ended, MemberStatus::Banned];

async fn set(club: &Club, member: MemberId, status: MemberStatus) {
    let mut tx = club.write().await;
    let moved = tx
        .query("UPDATE members SET status = $2 WHERE id = $1")
        .bind(member)
        .bind(status)
        .run()
        .await;
    assert_eq!(moved.expect("written"), 1);
    tx.commit().await.expect("committed");
}

/// The first rule of a refusal as it stands in the answer.
fn headline(body: &str) -> String {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let rule = value.pointer("/Refused/rules/0").or_else(|| value.pointer("/Refused"));
    let rule = rule.cloned().unwrap_or_default();
    let named = rule
        .as_object()
        .and_then(|rule| rule.keys().next().cloned())
        .or_else(|| rule.as_str().map(str::to_owned));
    named.unwrap_or_else(|| body.to_owned())
}

#[test]
fn every_door_for_members_says_what_it_answers_to_those_who_are_none_any_more() {
    let open = |doors: &[(&'static str, [u16; 7])]| -> BTreeSet<&'static str> {
        doors
            .iter()
            .filter(|(_, heard)| heard[1] == 200)
            .map(|(name, _)| *name)
            .collect()
    };
    let named: BTreeSet<&str> = STANDING.iter().map(|(name, ..)| *name).collect();
    assert_eq!(named, open(DOORS), "say in STANDING what the ended and the barred hear");
    let pages: BTreeSet<&str> = PAGES_STANDING.iter().map(|(path, ..)| *path).collect();
    assert_eq!(
        pages,
        open(PAGES),
        "say in PAGES_STANDING what the ended and the barred see"
    );
}

/// Somebody with a pass, a seat, a place on a list and an account.
async fn somebody(town: &Town) -> (Person, Vec<String>) {
    let club = &town.club;
    let login = format!("{}@example.org", key());
    let person = crate::web::member(club, "Ida Ihde", &login, &club.location).await;
    let pass = club.grant(person.member(), club.pack).await;
    let booking = town.booking_of(&person).await;
    let waits = town.full_class().await;
    club.join(person.member(), waits).await.expect("a place on the list");
    (person, vec![pass.to_string(), booking.to_string(), waits.to_string()])
}

on_both! {
    async fn the_ended_and_the_barred_hear_what_the_list_says(club: Club) {
        let town = Town::of(club).await;
        let mut wrong = Vec::new();
        for (endpoint, ended, banned) in STANDING {
            for (status, expected) in STATUSES.into_iter().zip([ended, banned]) {
                let (person, _) = somebody(&town).await;
                let body = match *endpoint {
                    "sign_in" => form(&[("login", &person.login), ("password", PASSWORD), ("next", "/home")]),
                    _ => filled(&town, endpoint, Some(&person)).await,
                };
                set(&town.club, person.member(), status).await;
                let before = town.rows().await;
                let reply = town.web.call(Some(&person.token), endpoint, &body).await;
                let heard = match reply.status {
                    200 => "yes".to_owned(),
                    403 => "shut".to_owned(),
                    _ => headline(&reply.text()),
                };
                let words = match expected {
                    Yes => "yes",
                    No(rule) => rule,
                    Shut => "shut",
                };
                if heard != words {
                    wrong.push(format!("{endpoint} for {}: {} {heard} and not {words}", status.code(), reply.status));
                }
                if reply.status != 200 {
                    let after = town.rows().await;
                    let changed = after.changed(&before);
                    if !changed.is_empty() {
                        wrong.push(format!("{endpoint} for {}: refused and yet written to {changed:?}", status.code()));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }

    async fn the_pages_say_what_the_list_says(club: Club) {
        let town = Town::of(club).await;
        let mut wrong = Vec::new();
        for status in STATUSES {
            let (person, _) = somebody(&town).await;
            set(&town.club, person.member(), status).await;
            for (page, ended, banned) in PAGES_STANDING {
                let expected = if status == MemberStatus::Ended { ended } else { banned };
                let request = town.web.request("GET", &page_path(&town, page), Some(&person.token));
                let reply = town.web.begin(request.body(Body::empty()).expect("a request")).await;
                if reply.status().as_u16() != *expected {
                    wrong.push(format!("{page} for {}: {} and not {expected}", status.code(), reply.status()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Their own data: the pass, the seat and the place on the list are still told, and a sheet says why it cannot be booked.
    async fn what_is_theirs_can_still_be_read(club: Club) {
        let town = Town::of(club).await;
        let status = MemberStatus::Ended;
        let (person, own) = somebody(&town).await;
        set(&town.club, person.member(), status).await;
        for (endpoint, what) in [("load_my_passes", &own[..1]), ("load_my_bookings", &own[1..]), ("load_home", &own[1..])] {
            let reply = town.web.call(Some(&person.token), endpoint, "").await;
            for id in what {
                assert!(reply.text().contains(id), "{endpoint} for {}: {id} is missing", status.code());
            }
        }
        let profile = town.web.call(Some(&person.token), "load_profile", "").await.text();
        assert!(profile.contains(&person.login), "{profile}");
        let sheet = filled(&town, "load_sheet", Some(&person)).await;
        let sheet: Value = serde_json::from_str(&town.web.call(Some(&person.token), "load_sheet", &sheet).await.text()).expect("a sheet");
        assert_eq!(sheet["refusals"][0], "not_a_member");
        assert_eq!(sheet["waitlist_place"], Value::Null);
    }

    /// A code says who somebody is; the door says no to it, and to their name at the desk. Nothing is written, a class near or not.
    async fn no_code_and_no_name_opens_the_door_to_them(club: Club) {
        let town = Town::of(club).await;
        let desk = &town.desk.who;
        let place = town.club.location.id;
        for (status, reason) in STATUSES.into_iter().zip([DoorReason::Ended, DoorReason::Banned]) {
            let (person, _) = somebody(&town).await;
            let member = person.member();
            town.club.grant(member, town.club.unlimited).await;
            let soon = town.club.class(0, 12 * 60 + 30, 5).await;
            town.club.book(member, soon).await.expect("a seat while all is well");
            set(&town.club, member, status).await;
            let code = door::entry_code(&town.club.house, &person.who, member).await.expect("a code").text;
            let before = town.rows().await;
            let answers = [
                door::by_code(&town.club.house, desk, place, &code).await.expect("an answer"),
                door::by_name(&town.club.house, desk, place, member, &key()).await.expect("an answer"),
            ];
            for answer in answers {
                assert_eq!((answer.verdict, &answer.reasons[..]), (Verdict::No, &[reason.clone()][..]));
                assert!(answer.visit.is_none() && answer.credits_left.is_none());
            }
            let after = town.rows().await;
            assert_eq!(after.changed(&before), Vec::<&str>::new(), "{}", status.code());
            // The control: the same person, active again.
            set(&town.club, member, MemberStatus::Active).await;
            let answer = door::by_code(&town.club.house, desk, place, &code).await.expect("an answer");
            assert_eq!(answer.session.map(|class| class.id), Some(soon), "{:?}", answer.reasons);
        }
    }

    /// Whoever waits and is barred in the meantime is passed over; the next one gets the seat.
    async fn no_seat_comes_to_them_from_a_waitlist(club: Club) {
        for status in STATUSES {
            let class = club.class(1, if status == MemberStatus::Ended { 600 } else { 900 }, 1).await;
            let [holder, gone, next] = [
                club.member_with("Holder", club.pack).await,
                club.member_with("Gone", club.pack).await,
                club.member_with("Next", club.pack).await,
            ];
            let held = club.book(holder, class).await.expect("the seat").booking;
            club.join(gone, class).await.expect("first on the list");
            club.join(next, class).await.expect("second");
            set(&club, gone, status).await;
            club.cancel(holder, held).await.expect("given back");
            let roster = spotter::booking::service::roster(&club.house, &club.owner, class).await.expect("a roster");
            let names: Vec<_> = roster.lines.iter().map(|line| line.name.as_str()).collect();
            assert_eq!((names, roster.waiting), (vec!["Next"], Vec::<String>::new()));
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    /// A person who is barred does not begin anew under the same address or number; whoever has left may.
    async fn nobody_barred_joins_again_under_the_same_address(club: Club) {
        let town = Town::of(club).await;
        let mut seen = Vec::new();
        for status in STATUSES {
            let email = format!("{}@example.org", key());
            let known = Newcomer {
                name: "Jo Jansen".to_owned(),
                email: Some(email.clone()),
                status: Some(status),
                ..Newcomer::default()
            };
            join(&town.club, known, None).await;
            let fields = form(&[("name", "Jo Jansen"), ("login", &email), ("password", PASSWORD), ("next", "/home")]);
            let before = town.rows().await;
            let reply = town.web.call(None, "sign_up", &fields).await;
            seen.push((reply.status, town.rows().await.changed(&before).contains(&"members")));
        }
        assert_eq!(seen, [(200, true), (422, false)]);
    }
}
