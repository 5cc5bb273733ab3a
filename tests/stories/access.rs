//! One-time codes from the desk: an account for whoever was added there, a new password for whoever lost theirs.

use crate::{
    doors::code_for,
    on_both,
    support::{Club, key},
    web::{PASSWORD, Reply, Town, form, staff},
};
use spotter::{
    accounts::model::Role,
    members::{
        access,
        model::{AccessRefusal, MemberId, MemberStatus},
        service as members,
    },
    messages,
    platform::{error::AppError, time::Span},
};

async fn use_code(town: &Town, code: &str, login: &str) -> Reply {
    let fields = form(&[("code", code), ("login", login), ("password", "three new words")]);
    town.web.call(None, "use_code", &fields).await
}

async fn sign_in(town: &Town, login: &str, password: &str) -> Reply {
    let fields = form(&[("login", login), ("password", password)]);
    town.web.call(None, "sign_in", &fields).await
}

async fn inbox(town: &Town, member: MemberId) -> Vec<messages::model::Body> {
    town.club.work().await;
    let who = town.club.as_member(member);
    let inbox = messages::service::inbox(&town.club.house, &who, member)
        .await
        .expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

on_both! {
    async fn whoever_was_added_at_the_desk_gets_an_account_of_their_own(club: Club) {
        let town = Town::of(club).await;
        let (house, desk) = (&town.club.house, &town.desk.who);
        let gerd = members::add_at_desk(house, desk, "Gerd Gast", "gerd@example.org", "", None).await.expect("added");
        town.club.grant(gerd, town.club.pack).await;
        let before = access::access(house, desk, gerd).await.expect("read");
        assert_eq!((before.login, before.code), (None, None));

        // He is not a second member because he types the same address into the sign-up.
        let fields = form(&[("name", "Gerd"), ("login", "gerd@example.org"), ("password", PASSWORD)]);
        let twice = town.web.call(None, "sign_up", &fields).await;
        assert!(twice.status == 422 && twice.text().contains("taken"), "{} {}", twice.status, twice.text());

        access::hand_out(house, desk, gerd).await.expect("made");
        let code = access::access(house, desk, gerd).await.expect("read").code.expect("a code");
        assert_eq!(code.url, format!("http://localhost:3000/access?code={}", code.text));
        let typed = code.text.to_lowercase().replace('-', " ");
        let weak = form(&[("code", &typed), ("login", "gerd@example.org"), ("password", "short")]);
        assert_eq!(town.web.call(None, "use_code", &weak).await.status, 422);
        let taken = use_code(&town, &typed, &town.ada.login).await;
        assert!(taken.status == 422 && taken.text().contains("taken"), "what was refused leaves the code as it was: {}", taken.text());

        let reply = use_code(&town, &typed, "+49 170 1112223").await;
        let token = reply.token().expect("signed in");
        let passes = town.web.call(Some(&token), "load_my_passes", "").await;
        assert!(passes.text().contains("10-class pass"), "what the desk sold is there: {}", passes.text());
        assert_eq!(sign_in(&town, "+491701112223", "three new words").await.status, 200);
        let profile = members::profile(house, gerd).await.expect("read");
        let contact = (profile.email.as_deref(), profile.phone.as_deref());
        assert_eq!(contact, (Some("gerd@example.org"), Some("+491701112223")), "the number was not known before");
        let after = access::access(house, desk, gerd).await.expect("read");
        assert_eq!((after.login.as_deref(), after.code), (Some("+491701112223"), None));
        assert_eq!(inbox(&town, gerd).await, [messages::model::Body::LetIn]);

        let again = use_code(&town, &typed, "gerd@example.org").await;
        assert!(again.status == 409 && again.text().contains("wrong_code"), "it works once: {}", again.text());
    }

    async fn a_code_in_place_of_a_password_ends_what_went_before(club: Club) {
        let town = Town::of(club).await;
        let ben = &town.ben;
        let first = code_for(&town, ben.member()).await;
        let second = code_for(&town, ben.member()).await;
        assert_ne!(first, second);
        assert_eq!(use_code(&town, &first, &ben.login).await.status, 409, "another was made since");
        assert_eq!(use_code(&town, &second, "ben.new@example.org").await.status, 200);
        assert_eq!(town.web.call(Some(&ben.token), "load_profile", "").await.status, 401, "signed out everywhere else");
        assert_eq!(sign_in(&town, &ben.login, PASSWORD).await.status, 409, "neither the old address");
        assert_eq!(sign_in(&town, "ben.new@example.org", PASSWORD).await.status, 409, "nor the old password");
        assert_eq!(sign_in(&town, "ben.new@example.org", "three new words").await.status, 200);

        let late = code_for(&town, town.ada.member()).await;
        let made = town.club.clock.now();
        town.club.clock.set(made + Span::minutes(60));
        assert_eq!(use_code(&town, &late, &town.ada.login).await.status, 409, "an hour is over");
        town.club.clock.set(made + Span::minutes(59));
        assert_eq!(use_code(&town, &late, &town.ada.login).await.status, 200, "the control");
    }

    async fn nobody_comes_to_rights_or_past_a_ban_with_a_code(club: Club) {
        let town = Town::of(club).await;
        let (house, desk) = (&town.club.house, &town.desk.who);
        let (ada, ben) = (town.ada.member(), town.ben.member());
        // A role that comes while the code is out: the code was not made for it.
        let before = code_for(&town, ben).await;
        let role = form(&[("login", &town.ben.login), ("role", "owner")]);
        assert_eq!(town.web.call(Some(&town.owner.token), "give_role", &role).await.status, 200);
        assert_eq!(use_code(&town, &before, &town.ben.login).await.status, 409);
        assert_eq!(access::hand_out(house, desk, ben).await, Err(AppError::Refused(AccessRefusal::WorksHere)));

        let out = code_for(&town, ada).await;
        let bar = form(&[("member", &ada.to_string()), ("to", MemberStatus::Banned.code()), ("reason", "Kettlebell"), ("key", &key())]);
        assert_eq!(town.web.call(Some(&town.manager.token), "change_standing", &bar).await.status, 200);
        assert_eq!(use_code(&town, &out, &town.ada.login).await.status, 409);
        assert_eq!(access::hand_out(house, desk, ada).await, Err(AppError::Refused(AccessRefusal::Barred)));

        let there = staff(&town.club, "there@example.org", Role::FrontDesk, Some(&town.there)).await;
        assert_eq!(access::hand_out(house, &there.who, ben).await, Err(AppError::NotFound));
        assert_eq!(access::access(house, &there.who, ben).await, Err(AppError::NotFound));
    }

    /// Guessing ends after ten tries from one address, and a right code forgives what was mistyped before it.
    async fn codes_are_not_guessed(club: Club) {
        let town = Town::of(club).await;
        let guess = async |code: &str| {
            let fields = form(&[("code", code), ("login", "guess@example.org"), ("password", PASSWORD)]);
            town.web.call_from([192, 0, 2, 7], None, "use_code", &fields).await.status
        };
        for _ in 0..9 {
            assert_eq!(guess("7KQ2-M4XH").await, 409);
        }
        let code = code_for(&town, town.newcomer().await).await;
        assert_eq!(guess(&code).await, 200);
        for _ in 0..10 {
            assert_eq!(guess("7KQ2-M4XH").await, 409, "counted anew");
        }
        let code = code_for(&town, town.newcomer().await).await;
        assert_eq!(guess(&code).await, 429, "too many, also for a right one");
    }

    /// Whoever comes from another place can be looked up and given a pass where they come, and nothing more.
    async fn a_visitor_is_looked_up_and_not_changed(club: Club) {
        let town = Town::of(club).await;
        let cora = town.cora.to_string();
        let read = async || {
            let mut heard = Vec::new();
            for (endpoint, id) in [("load_member", "member"), ("load_passes_of", "member"), ("load_access", "member"), ("hand_out_code", "member")] {
                heard.push(town.web.call(Some(&town.desk.token), endpoint, &form(&[(id, &cora)])).await.status);
            }
            heard
        };
        assert_eq!(read().await, [404, 404, 404, 404], "a stranger");
        town.club.grant(town.cora, town.club.unlimited).await;
        let class = town.class().await;
        town.club.book(town.cora, class).await.expect("a seat here");
        assert_eq!(read().await, [200, 200, 404, 404]);
        let pass = town.club.grant(town.cora, town.club.pack).await.to_string();
        assert_eq!(town.web.call(Some(&town.desk.token), "take_back_pass", &form(&[("id", &pass)])).await.status, 404);
        let change = form(&[("member", &cora), ("name", "Cora")]);
        assert_eq!(town.web.call(Some(&town.desk.token), "change_member", &change).await.status, 404);
    }

    async fn the_desk_puts_a_profile_right(club: Club) {
        let town = Town::of(club).await;
        let house = &town.club.house;
        let id = members::add_at_desk(house, &town.desk.who, "Lena Brand", "", "", Some(town.club.location.id)).await.expect("added");
        let fields = form(&[
            ("member", &id.to_string()),
            ("name", "Lena Brandt"),
            ("email", "Lena@Example.org"),
            ("phone", "+49 170 999 888 7"),
            ("birthday", "1990-02-03"),
            ("locale", "zh-Hant"),
            ("home", &town.club.location.id.to_string()),
        ]);
        assert_eq!(town.web.call(Some(&town.desk.token), "change_member", &fields).await.status, 200);
        let profile = members::profile(house, id).await.expect("read");
        assert_eq!((profile.name.as_str(), profile.email.as_deref(), profile.phone.as_deref()), ("Lena Brandt", Some("lena@example.org"), Some("+491709998887")));
        assert_eq!((profile.birthday.map(|d| d.to_string()).as_deref(), profile.locale.as_deref()), (Some("1990-02-03"), Some("zh-Hant")));
        let found = town.web.call(Some(&town.desk.token), "find_members", &form(&[("query", "brandt")])).await;
        assert!(found.text().contains(&id.to_string()), "and is found by it");

        let bad = form(&[("member", &id.to_string()), ("name", ""), ("email", "lena"), ("phone", "0170"), ("birthday", "31.2.1990")]);
        let refused = town.web.call(Some(&town.desk.token), "change_member", &bad).await;
        assert_eq!(refused.status, 422);
        for field in ["name", "email", "phone", "birthday"] {
            assert!(refused.text().contains(field), "every flaw at once: {}", refused.text());
        }
        assert_eq!(members::profile(house, id).await.expect("read"), profile, "and nothing was changed");
    }
}
