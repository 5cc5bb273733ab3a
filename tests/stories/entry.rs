//! Coming in: one-time links for staff, the second factor, and the proof that is asked for again.

use crate::{
    doors::invitation,
    on_both,
    support::{Club, key},
    web::{PASSWORD, Person, Reply, Town, form, staff},
};
use spotter::{
    accounts::{
        model::{Asks, Deed, LinkState, Role},
        service,
    },
    platform::time::Span,
};
use tokio::sync::Barrier;

const OTHER: &str = "another quiet river";

async fn sign_in(town: &Town, login: &str, password: &str) -> Reply {
    let fields = form(&[("login", login), ("password", password)]);
    town.web.call(None, "sign_in", &fields).await
}

async fn accept(town: &Town, token: &str, password: &str) -> Reply {
    town.web
        .call(None, "accept_link", &form(&[("token", token), ("password", password)]))
        .await
}

fn later(town: &Town, by: Span) {
    town.club.clock.set(town.club.house.clock.now() + by);
}

/// What the authenticator app shows: RFC 6238 by another's hand than the product's.
fn app(secret: &str, at: spotter::platform::time::Instant) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret
        .chars()
        .map(|c| format!("{:05b}", letters.find(c).expect("a letter")))
        .collect();
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|b| u8::from_str_radix(std::str::from_utf8(b).expect("bits"), 2).expect("a byte"))
        .collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&bytes).expect("a key");
    mac.update(&((at.0 / 30_000_000) as u64).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = (hash[19] & 15) as usize;
    let number = u32::from_be_bytes(hash[offset..offset + 4].try_into().expect("four")) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

async fn view(town: &Town, person: &Person) -> spotter::accounts::model::FactorView {
    let asks = Asks::In(Box::new(person.who.clone()));
    service::factor(&town.club.house, &asks).await.expect("read")
}

fn code(town: &Town, secret: &str) -> String {
    app(secret, town.club.house.clock.now())
}

/// Switches a second factor on; its secret, as an app keeps it, and the recovery codes.
async fn enrol(town: &Town, person: &Person) -> (String, Vec<String>) {
    let begun = town.web.call(Some(&person.token), "begin_factor", "").await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    let secret = view(town, person).await.setup.expect("being set up").secret;
    let wrong = town
        .web
        .call(Some(&person.token), "confirm_factor", &form(&[("code", "000000")]))
        .await;
    assert_eq!(wrong.status, 409);
    let now = form(&[("code", &code(town, &secret))]);
    let on = town.web.call(Some(&person.token), "confirm_factor", &now).await;
    assert_eq!(on.status, 200, "{}", on.text());
    let view = view(town, person).await;
    assert!(view.since.is_some() && view.setup.is_none());
    (secret, view.codes)
}

async fn enter(town: &Town, half: &str, typed: &str) -> Reply {
    town.web.call(Some(half), "enter_code", &form(&[("code", typed)])).await
}

on_both! {
    async fn whoever_is_invited_sets_a_password_and_works_here(club: Club) {
        let town = Town::of(club).await;
        let email = format!("{}@example.org", key());
        let here = format!("places[at-{}]", town.club.location.id);
        let invite = form(&[("name", "Nia"), ("email", &email), ("role", "front_desk"), (&here, "true")]);
        let made = town.web.call(Some(&town.owner.token), "invite_staff", &invite).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let list = service::staff_list(&town.club.house, &town.owner.who).await.expect("read");
        let token = list.links[0].url.rsplit_once("token=").expect("a token").1.to_owned();
        assert!(!town.rows().await.text().contains(&token), "the link stands nowhere");
        let view = service::look(&town.club.house, &token).await.expect("there");
        assert_eq!((view.state, view.name.as_str(), view.login.as_str()), (LinkState::Open, "Nia", email.as_str()));
        assert_eq!(accept(&town, &token, "short").await.status, 422, "a flaw leaves the link as it was");
        let in_ = accept(&town, &token, OTHER).await;
        let session = in_.token().expect("signed in");
        assert_eq!(town.web.get(Some(&session), "/desk").await.status, 200);
        assert_eq!(town.web.get(Some(&session), "/admin").await.status, 403);
        assert!(sign_in(&town, &email, OTHER).await.token().is_some());
        assert_eq!(accept(&town, &token, OTHER).await.status, 409, "once");
        assert_eq!(service::look(&town.club.house, &token).await.expect("told").state, LinkState::Used);
        let page = town.web.get(None, &format!("/join?token={token}")).await;
        assert!(page.status == 200 && page.text().contains("was used already"));
        assert_eq!(town.web.get(None, "/join?token=nothing").await.status, 404);
    }

    async fn a_link_ends_with_its_time_its_taking_back_and_its_makers_rights(club: Club) {
        let town = Town::of(club).await;
        let here = town.club.location.clone();
        let state = async |token: &str| service::look(&town.club.house, token).await.expect("told").state;
        let (id, revoked) = invitation(&town, &here).await;
        assert_eq!(town.web.call(Some(&town.owner.token), "revoke_link", &form(&[("id", &id)])).await.status, 200);
        assert_eq!((state(&revoked).await, accept(&town, &revoked, OTHER).await.status), (LinkState::Revoked, 409));
        // Whoever made a link and was shut out since has invited nobody.
        let second = staff(&town.club, "second@example.org", Role::Owner, None).await;
        let role = service::RoleChoice::Ours(Role::Owner);
        service::invite(&town.club.house, &second.who, "Mallory", "mallory@example.org", role, &[]).await.expect("invited");
        let links = service::open_links(&town.club.house, &second.who, &[]).await.expect("read");
        let token = links[0].url.rsplit_once("token=").expect("a token").1.to_owned();
        assert_eq!(state(&token).await, LinkState::Open, "the control");
        let out = form(&[("account", &second.who.account.to_string()), ("out", "true")]);
        assert_eq!(town.web.call(Some(&town.owner.token), "suspend_staff", &out).await.status, 200);
        assert_eq!((state(&token).await, accept(&town, &token, OTHER).await.status), (LinkState::Revoked, 409));
        let (_, late) = invitation(&town, &here).await;
        later(&town, Span::hours(24 * 7));
        assert_eq!((state(&late).await, accept(&town, &late, OTHER).await.status), (LinkState::Expired, 409));
    }

    async fn fifty_who_open_one_link_make_one_account(club: Club) {
        let town = Town::of(club).await;
        let (_, token) = invitation(&town, &town.club.location).await;
        let before = town.rows().await;
        let barrier = Barrier::new(12);
        let tries = (0..12).map(|_| async {
            barrier.wait().await;
            accept(&town, &token, OTHER).await.status
        });
        let answers = futures::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert!(town.rows().await.changed(&before).contains(&"accounts"));
        let people = service::staff(&town.club.house, &town.owner.who).await.expect("read");
        assert_eq!(people.iter().filter(|row| row.name == "Nia").count(), 1);
    }

    async fn somebody_with_an_account_joins_with_its_password(club: Club) {
        let town = Town::of(club).await;
        let role = service::RoleChoice::Ours(Role::Coach);
        service::invite(&town.club.house, &town.owner.who, "Ada", "ada@example.org", role, &[]).await.expect("invited");
        let links = service::open_links(&town.club.house, &town.owner.who, &[]).await.expect("read");
        let token = links[0].url.rsplit_once("token=").expect("a token").1.to_owned();
        assert_eq!(accept(&town, &token, OTHER).await.status, 409, "whoever holds the link has not taken the account over");
        assert!(sign_in(&town, "ada@example.org", PASSWORD).await.token().is_some());
        assert_eq!(accept(&town, &token, PASSWORD).await.status, 200);
        let rows = service::staff(&town.club.house, &town.owner.who).await.expect("read");
        assert!(rows.iter().any(|row| row.contact == "ada@example.org"));
    }

    async fn a_suspension_holds_at_once_and_nobody_reaches_up(club: Club) {
        let town = Town::of(club).await;
        let desk = town.desk.who.account.to_string();
        let out = |account: &str, out: &str| form(&[("account", account), ("out", out)]);
        assert_eq!(town.web.call(Some(&town.owner.token), "suspend_staff", &out(&desk, "true")).await.status, 200);
        assert_eq!(town.web.get(Some(&town.desk.token), "/desk").await.status, 401, "at the next request");
        assert_eq!(sign_in(&town, &town.desk.login, PASSWORD).await.token(), None);
        assert_eq!(town.web.call(Some(&town.owner.token), "suspend_staff", &out(&desk, "false")).await.status, 200);
        assert!(sign_in(&town, &town.desk.login, PASSWORD).await.token().is_some());
        // Somebody who decides about the staff of one place does not shut out whoever may more.
        let local = staff(&town.club, "local@example.org", Role::Owner, Some(&town.club.location)).await;
        let boss = town.owner.who.account.to_string();
        for endpoint in ["suspend_staff", "make_reset_link", "reset_factor"] {
            let status = town.web.call(Some(&local.token), endpoint, &out(&boss, "true")).await.status;
            assert!([404, 409].contains(&status), "{endpoint}: {status}");
        }
        assert_eq!(town.web.get(Some(&town.owner.token), "/admin").await.status, 200);
        assert_eq!(town.web.call(Some(&town.owner.token), "suspend_staff", &out(&boss, "true")).await.status, 404, "nobody shuts themselves out");
    }

    async fn a_lost_password_is_set_anew_with_a_link(club: Club) {
        let town = Town::of(club).await;
        let desk = form(&[("account", &town.desk.who.account.to_string())]);
        assert_eq!(town.web.call(Some(&town.owner.token), "make_reset_link", &desk).await.status, 200);
        let links = service::open_links(&town.club.house, &town.owner.who, &[]).await.expect("read");
        let token = links[0].url.rsplit_once("token=").expect("a token").1.to_owned();
        assert_eq!(accept(&town, &token, OTHER).await.status, 200);
        assert_eq!(town.web.get(Some(&town.desk.token), "/desk").await.status, 401, "every session has ended");
        assert_eq!(sign_in(&town, &town.desk.login, PASSWORD).await.token(), None);
        assert!(sign_in(&town, &town.desk.login, OTHER).await.token().is_some());
    }

    async fn a_second_factor_stands_between_the_password_and_the_session(club: Club) {
        let town = Town::of(club).await;
        let other = town.again(&town.desk).await;
        let (secret, codes) = enrol(&town, &town.desk).await;
        assert_eq!(codes.len(), 10);
        assert!(!town.rows().await.text().contains(&secret) && !town.rows().await.text().contains(&codes[0]));
        assert_eq!(town.web.get(Some(&other.token), "/desk").await.status, 401, "other devices give the code too");
        let half = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        assert_eq!(town.web.get(Some(&half), "/desk").await.status, 401, "the password alone opens nothing");
        for door in ["load_devices", "load_factor", "load_staff", "sign_out"] {
            assert_eq!(town.web.call(Some(&half), door, "").await.status, 401, "{door}");
        }
        assert_eq!(enter(&town, &half, &code(&town, &secret)).await.status, 409, "the code of the enrolment was used");
        later(&town, Span::seconds(30));
        let now = code(&town, &secret);
        let inside = enter(&town, &half, &now).await;
        let token = inside.token().expect("signed in");
        assert_ne!(token, half, "with an id of its own");
        assert_eq!(town.web.get(Some(&token), "/desk").await.status, 200);
        assert_eq!(town.web.call(Some(&half), "enter_code", &form(&[("code", &now)])).await.status, 401, "the old one is over");
        let half = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        assert_eq!(enter(&town, &half, &now).await.status, 409, "no code is good twice");
        // A recovery code is, once.
        let typed = codes[3].to_lowercase().replace('-', " ");
        assert_eq!(enter(&town, &half, &typed).await.status, 200);
        let half = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        assert_eq!(enter(&town, &half, &codes[3]).await.status, 409);
        assert_eq!(enter(&town, &half, &codes[4]).await.status, 200);
        let log = service::audit_log(&town.club.house, &town.owner.who, &Default::default()).await.expect("read");
        for deed in [Deed::FactorAdded, Deed::FactorFailed, Deed::SignedIn] {
            assert!(log.lines.iter().any(|line| line.deed == deed), "{deed:?}");
        }
    }

    async fn codes_are_guessed_five_times_and_no_more(club: Club) {
        let town = Town::of(club).await;
        let (secret, _) = enrol(&town, &town.desk).await;
        later(&town, Span::seconds(60));
        let half = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        for n in 0..5 {
            assert_eq!(enter(&town, &half, &format!("00000{n}")).await.status, 409, "guess {n}");
        }
        assert_eq!(enter(&town, &half, &code(&town, &secret)).await.status, 429, "even the right one waits");
        let again = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        assert_eq!(enter(&town, &again, &code(&town, &secret)).await.status, 429, "whatever the session");
        later(&town, Span::minutes(16));
        let half = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        assert_eq!(enter(&town, &half, &code(&town, &secret)).await.status, 200);
    }

    async fn staff_set_a_factor_up_where_the_club_wants_it(club: Club) {
        let town = Town::of(club).await;
        let want = form(&[("wanted", "true")]);
        assert_eq!(town.web.call(Some(&town.owner.token), "want_staff_factor", &want).await.status, 200);
        assert!(sign_in(&town, "ada@example.org", PASSWORD).await.token().is_some_and(|token| !token.is_empty()));
        let ada = sign_in(&town, "ada@example.org", PASSWORD).await.token().expect("signed in");
        assert_eq!(town.web.get(Some(&ada), "/home").await.status, 200, "members are not asked");
        let half = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        assert_eq!(town.web.get(Some(&half), "/desk").await.status, 401);
        let page = town.web.get(Some(&half), "/second-factor").await;
        assert_eq!(page.status, 200);
        let told = town.web.call(Some(&half), "load_factor", "").await.text();
        let secret = told.split("\"secret\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a secret").to_owned();
        let on = town.web.call(Some(&half), "confirm_factor", &form(&[("code", &code(&town, &secret))])).await;
        let token = on.token().expect("signed in");
        assert_ne!(token, half);
        assert_eq!(town.web.get(Some(&token), "/desk").await.status, 200);
        // The owner takes it away from whoever lost the phone: the next sign-in sets another up.
        let lost = form(&[("account", &town.desk.who.account.to_string())]);
        assert_eq!(town.web.call(Some(&town.owner.token), "reset_factor", &lost).await.status, 200);
        assert_eq!(town.web.get(Some(&token), "/desk").await.status, 401);
        let half = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("a cookie");
        assert_eq!(town.web.get(Some(&half), "/desk").await.status, 401);
        assert!(town.web.call(Some(&half), "load_factor", "").await.text().contains("\"secret\""));
    }

    async fn a_factor_goes_with_password_and_code_alone(club: Club) {
        let town = Town::of(club).await;
        let (secret, codes) = enrol(&town, &town.desk).await;
        let off = |proof: &str, code: &str| form(&[("proof", proof), ("proof_code", code)]);
        for (proof, code) in [("", ""), (PASSWORD, ""), ("wrong", codes[0].as_str()), (PASSWORD, "000000")] {
            let status = town.web.call(Some(&town.desk.token), "drop_factor", &off(proof, code)).await.status;
            assert_eq!(status, 409, "{proof} {code}");
        }
        later(&town, Span::seconds(60));
        let now = code(&town, &secret);
        assert_eq!(town.web.call(Some(&town.desk.token), "drop_factor", &off(PASSWORD, &now)).await.status, 200);
        let token = sign_in(&town, &town.desk.login, PASSWORD).await.token().expect("signed in");
        assert_eq!(town.web.get(Some(&token), "/desk").await.status, 200);
    }

    async fn what_is_sensitive_asks_for_the_password_again(club: Club) {
        let town = Town::of(club).await;
        later(&town, Span::minutes(10));
        assert_eq!(town.web.get(Some(&town.owner.token), "/admin/members.csv").await.status, 200, "ten minutes are not too long");
        later(&town, Span::seconds(1));
        let stale = town.web.get(Some(&town.owner.token), "/admin/members.csv?status=active").await;
        assert_eq!((stale.status, stale.header("location")), (303, "/prove?next=%2Fadmin%2Fmembers.csv%3Fstatus%3Dactive"));
        let before = town.rows().await;
        let fields = [("name", "Counter"), ("base", "front_desk"), ("allows[see_members]", "true")];
        let refused = town.web.call(Some(&town.owner.token), "save_role", &form(&fields)).await;
        assert!(refused.status == 409 && refused.text().contains("prove_again"), "{}", refused.text());
        let wrong = [&fields[..], &[("proof", "not this one")]].concat();
        assert_eq!(town.web.call(Some(&town.owner.token), "save_role", &form(&wrong)).await.status, 409);
        assert!(town.rows().await.changed(&before).is_empty());
        let right = [&fields[..], &[("proof", PASSWORD)]].concat();
        assert_eq!(town.web.call(Some(&town.owner.token), "save_role", &form(&right)).await.status, 200, "the same form goes on");
        assert_eq!(town.web.get(Some(&town.owner.token), "/admin/members.csv").await.status, 200, "and nobody asks again");
        let other = town.again(&town.owner).await;
        later(&town, Span::minutes(11));
        let fresh = form(&[("proof", PASSWORD), ("next", "/admin/members.csv")]);
        assert_eq!(town.web.call(Some(&other.token), "prove_again", &fresh).await.status, 200);
        assert_eq!(town.web.get(Some(&other.token), "/admin/members.csv").await.status, 200);
        assert_eq!(town.web.get(Some(&town.owner.token), "/admin/members.csv").await.status, 303, "a proof is that device's own");
    }

    async fn other_devices_end_together(club: Club) {
        let town = Town::of(club).await;
        let others = [town.again(&town.ada).await, town.again(&town.ada).await];
        assert_eq!(town.web.call(Some(&town.ada.token), "end_other_devices", "").await.status, 200);
        assert_eq!(town.web.call(Some(&town.ada.token), "load_devices", "").await.status, 200);
        for other in others {
            assert_eq!(town.web.call(Some(&other.token), "load_devices", "").await.status, 401);
        }
        assert_eq!(town.web.call(Some(&town.ben.token), "load_devices", "").await.status, 200);
    }
}
