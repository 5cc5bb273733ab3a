//! Signing in and out: a session begins with an id of its own and ends everywhere at once.

use crate::{
    doors::grant_at,
    on_both,
    support::{Club, today},
    web::{PASSWORD, Person, Town, Web, form, staff},
};
use spotter::{
    accounts::{self, model::Role},
    platform::{house::House, time::Span},
};

/// Whether the cookie still opens a door that anybody signed in may go through.
async fn knock(town: &Town, person: &Person) -> u16 {
    let page = town.web.get(Some(&person.token), "/devices").await.status;
    let call = town.web.call(Some(&person.token), "load_devices", "").await.status;
    assert_eq!(page, call, "a page and its function agree");
    call
}

async fn run(town: &Town, sql: &'static str, id: uuid::Uuid) {
    let mut tx = town.club.write().await;
    assert_eq!(tx.query(sql).bind(id).run().await.expect("written"), 1);
    tx.commit().await.expect("committed");
}

fn sign_in_form(login: &str, password: &str) -> String {
    form(&[("login", login), ("password", password)])
}

on_both! {
    async fn a_cookie_ends_with_what_it_stood_for(club: Club) {
        let town = Town::of(club).await;

        let gone = town.again(&town.ada).await;
        assert_eq!(knock(&town, &gone).await, 200, "the control");
        let left = town.web.call(Some(&gone.token), "sign_out", "").await;
        assert_eq!(left.status, 200);
        assert!(left.header("set-cookie").contains("Max-Age=0") && left.header("clear-site-data").contains("storage"));
        assert_eq!(knock(&town, &gone).await, 401, "signed out");

        let (here, elsewhere) = (town.again(&town.ada).await, town.again(&town.ada).await);
        let new = form(&[("old", PASSWORD), ("new", "another long river")]);
        assert_eq!(town.web.call(Some(&here.token), "change_password", &new).await.status, 200);
        assert_eq!((knock(&town, &elsewhere).await, knock(&town, &here).await), (401, 200), "the password was changed here");
        assert_eq!(knock(&town, &town.ada).await, 401);

        let ended = town.again(&town.ada).await;
        let end = form(&[("id", &ended.who.session.to_string())]);
        assert_eq!(town.web.call(Some(&here.token), "end_device", &end).await.status, 200);
        assert_eq!((knock(&town, &ended).await, knock(&town, &here).await), (401, 200), "the device was ended from another");

        accounts::service::reset_by_console(&town.club.house, &town.ben.login, "another long river").await.expect("reset");
        assert_eq!(knock(&town, &town.ben).await, 401, "the console set a password");
    }

    async fn a_role_given_or_taken_ends_the_session(club: Club) {
        let town = Town::of(club).await;
        let rows = accounts::service::staff(&town.club.house, &town.owner.who).await.expect("the staff");
        let grant = rows.iter().find(|r| r.account == town.manager.who.account).expect("the manager").grants[0].0;
        let before = town.web.call(Some(&town.manager.token), "load_rooms", "").await;
        assert_eq!(before.status, 200, "the control");
        assert_eq!(town.web.call(Some(&town.owner.token), "take_role", &form(&[("id", &grant.to_string())])).await.status, 200);
        assert_eq!(knock(&town, &town.manager).await, 401);
        let back = town.again(&town.manager).await;
        assert_eq!(town.web.call(Some(&back.token), "load_rooms", "").await.status, 403, "signed in again without the role");

        let given = form(&[("login", &town.ben.login), ("role", "coach")]);
        assert_eq!(town.web.call(Some(&town.owner.token), "give_role", &given).await.status, 200);
        assert_eq!(knock(&town, &town.ben).await, 401, "a new role begins with a new session");
    }

    async fn a_refused_form_comes_back_with_what_was_typed(club: Club) {
        let town = Town::of(club).await;
        let fields = form(&[("name", "Zoë \"Z\" <Q>"), ("login", &town.ada.login), ("password", "short")]);
        let request = town.web.request("POST", "/api/sign_up", None)
            .header("referer", "http://127.0.0.1:3000/sign-up");
        let mut request = request.body(fields.into()).expect("a request");
        request.headers_mut().remove("accept");
        request.headers_mut().insert("accept", "text/html".parse().expect("a value"));
        let back = town.web.send(request).await;
        assert_eq!(back.status, 302);
        let (cookie, on) = (back.header("set-cookie").to_owned(), back.header("location").to_owned());
        assert!(on.contains("__err="), "{on}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("Max-Age=60") && !cookie.contains("short"), "{cookie}");
        let kept = cookie.split(';').next().unwrap_or_default().to_owned();
        let page = |path: String| {
            let request = town.web.request("GET", &path, None).header("cookie", &kept).body(axum::body::Body::empty());
            town.web.send(request.expect("a request"))
        };
        let path = on.split_once(":3000").map_or(on.clone(), |(_, path)| path.to_owned());
        let drawn = page(path.clone()).await.text();
        assert!(drawn.contains("Zoë") && drawn.contains(&town.ada.login), "the fields show what was typed");
        assert!(!drawn.contains("<Q>") && !drawn.contains("short\""), "escaped, and no password");
        let plain = page("/sign-up".to_owned()).await.text();
        assert!(!plain.contains("Zoë"), "a form that was not refused begins empty");
        let other = page(path.replace("/sign-up", "/sign-in")).await.text();
        assert!(!other.contains("Zoë") && !other.contains(&town.ada.login), "another form knows nothing of it");
    }

    async fn who_is_blocked_is_out_at_once_and_who_is_banned_is_no_member(club: Club) {
        let town = Town::of(club).await;
        run(&town, "UPDATE accounts SET status = 'blocked' WHERE id = $1", town.desk.who.account.0).await;
        assert_eq!(knock(&town, &town.desk).await, 401);
        let again = town.web.call(None, "sign_in", &sign_in_form(&town.desk.login, PASSWORD)).await;
        assert_eq!((again.status, again.token()), (409, None), "the right password opens nothing");

        // A ban closes the club, not the account: every door of a member is shut, and a role that they had is not touched.
        run(&town, "UPDATE members SET status = 'banned' WHERE id = $1", town.ada.member().0).await;
        let mut shut = 0;
        for (endpoint, answers) in crate::doors::DOORS.iter().filter(|(_, answers)| answers[1] == 200 && answers[6] == 403) {
            let body = crate::doors::filled(&town, endpoint, Some(&town.owner)).await;
            let before = town.rows().await;
            let status = town.web.call(Some(&town.ada.token), endpoint, &body).await.status;
            assert_eq!((status, answers[0]), (403, 401), "{endpoint}");
            assert!(town.rows().await.changed(&before).is_empty());
            shut += 1;
        }
        assert!(shut > 12, "the doors of a member: {shut}");
    }

    async fn a_session_ends_unused_and_after_its_time(club: Club) {
        let town = Town::of(club).await;
        let (hours, days) = (Span::hours, |n: i64| Span::hours(24 * n));
        let start = town.club.house.clock.now();
        for (person, idle, whole, step) in [(&town.desk, hours(12), hours(24), hours(6)), (&town.ada, days(30), days(90), days(15))] {
            town.club.clock.set(start);
            let (used, unused) = (town.again(person).await, town.again(person).await);
            let mut now = start;
            while now + step < start + whole {
                now = now + step;
                town.club.clock.set(now);
                assert_eq!(knock(&town, &used).await, 200, "in use after {:?}", now - start);
            }
            town.club.clock.set(start + whole + Span::seconds(1));
            assert_eq!(knock(&town, &used).await, 401, "whatever happens");
            town.club.clock.set(start + idle);
            assert_eq!(knock(&town, &unused).await, 200);
            town.club.clock.set(start + idle + Span::seconds(1));
            // The visit a second ago counts: another browser, never used.
            let never = { town.club.clock.set(start); town.again(person).await };
            town.club.clock.set(start + idle + Span::seconds(1));
            assert_eq!(knock(&town, &never).await, 401, "unused for too long");
        }
    }

    async fn a_session_begins_with_an_id_of_its_own(club: Club) {
        let town = Town::of(club).await;
        let planted = "an-id-that-somebody-else-chose-0123456789";
        let good = sign_in_form(&town.ada.login, PASSWORD);
        let entered = town.web.call(Some(planted), "sign_in", &good).await;
        let token = entered.token().expect("a session");
        assert_ne!(token, planted);
        assert_eq!(town.web.call(Some(planted), "load_devices", "").await.status, 401, "the planted one opens nothing");
        let cookie = entered.header("set-cookie");
        assert!(["HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|part| cookie.contains(part)), "{cookie}");
        assert!(!entered.text().contains(&token), "the token stands in the cookie alone");

        let again = town.web.call(Some(&token), "sign_in", &good).await.token().expect("another session");
        assert_ne!(again, token);
        assert_eq!(town.web.call(Some(&token), "load_devices", "").await.status, 401, "the browser's old session ended");
        assert_eq!(town.web.call(Some(&again), "load_devices", "").await.status, 200);

        // A session of somebody else that was planted ends for nobody but its owner's browser: it is not taken over.
        let mallory = town.again(&town.ben).await;
        let over = town.web.call(Some(&mallory.token), "sign_in", &good).await.token().expect("a session");
        let me = town.web.call(Some(&over), "load_me", "").await.text();
        assert!(me.contains("Ada Ahrens"), "{me}");
        assert_eq!(knock(&town, &mallory).await, 401);
    }

    async fn no_cookie_but_the_right_one_is_a_session(club: Club) {
        let town = Town::of(club).await;
        let digest: Vec<u8> = {
            let mut tx = town.club.read().await;
            tx.query("SELECT digest FROM account_sessions WHERE id = $1").bind(town.ada.who.session).value().await.expect("kept")
        };
        let stored = spotter::platform::secret::encode(&digest);
        let session = town.ada.who.session.to_string();
        let cut = &town.ada.token[..town.ada.token.len() - 1];
        let long = "x".repeat(4000);
        for token in [stored.as_str(), &session, cut, &long, "", "\"\"", "null", "' OR 1=1 --", "%00"] {
            assert_eq!(town.web.call(Some(token), "load_devices", "").await.status, 401, "{token:.40}");
        }
        let twice = format!("nothing; spotter={}", town.ada.token);
        assert_eq!(town.web.call(Some(&twice), "load_devices", "").await.status, 401, "the first cookie of the name counts");
    }

    async fn over_tls_the_cookie_is_bound_to_the_host(club: Club) {
        let town = Town::of(club).await;
        let house = House::new(town.club.house.db.clone(), town.club.clock.clone(), "https://club.example", false);
        let web = Web::over(&house);
        let entered = web.call(None, "sign_in", &sign_in_form(&town.ada.login, PASSWORD)).await;
        let cookie = entered.header("set-cookie");
        assert!(cookie.starts_with("__Host-spotter=") && cookie.contains("; Secure"), "{cookie}");
        assert!(entered.header("strict-transport-security").contains("max-age=31536000"));
        let token = entered.token().expect("a session");
        assert_eq!(web.call(Some(&token), "load_devices", "").await.status, 200);
        // The name without the prefix could come from a neighbour on the same domain.
        let request = web.request("POST", "/api/load_devices", None).header("cookie", format!("spotter={token}"));
        assert_eq!(web.send(request.body(axum::body::Body::empty()).expect("a request")).await.status, 401);
    }

    async fn whoever_gives_up_an_own_role_keeps_nothing_of_it(club: Club) {
        let town = Town::of(club).await;
        let second = staff(&town.club, "second@example.org", Role::Owner, None).await;
        let rows = accounts::service::staff(&town.club.house, &second.who).await.expect("the staff");
        let own = rows.iter().find(|r| r.account == second.who.account).expect("listed").grants[0].0.to_string();
        assert_eq!(town.web.call(Some(&second.token), "take_role", &form(&[("id", &own)])).await.status, 200);
        assert_eq!(town.web.call(Some(&second.token), "load_staff", "").await.status, 403);
        let desk = grant_at(&town, &town.club.location).await;
        assert_eq!(town.web.call(Some(&second.token), "take_role", &form(&[("id", &desk)])).await.status, 403);
        let week = form(&[("day", &today().to_string())]);
        assert_eq!(town.web.call(Some(&second.token), "load_week", &week).await.status, 403);
    }
}

on_both! {
    /// A role given at the club's own page is enough: nobody has to be entered a second time to be chosen in the timetable.
    async fn whoever_is_given_the_role_of_a_coach_teaches(club: Club) {
        let town = Town::of(club).await;
        let coaches = |club: &Club| {
            let (house, org) = (club.house.clone(), club.org);
            async move {
                let mut tx = house.db.read().await.expect("a reader");
                spotter::coaches::service::all::<spotter::platform::error::Nothing>(&mut tx, org).await.expect("coaches")
            }
        };
        // A calendar brought the name before the person had an account.
        let known = town.club.coach("Li Wei").await;
        let before = coaches(&town.club).await.len();
        let give = |name: &str, login: &str, role: &str| {
            let fields = [("name", name), ("login", login), ("password", PASSWORD), ("role", role), ("location", "")];
            crate::web::form(&fields)
        };
        for (name, login, role) in [
            ("Li Wei", "li@example.org", "coach"),
            ("Rosa Roth", "rosa@example.org", "coach"),
            ("Dora Desk", "dora@example.org", "front_desk"),
        ] {
            let owner = town.again(&town.owner).await;
            let reply = town.web.call(Some(&owner.token), "give_role", &give(name, login, role)).await;
            assert_eq!(reply.status, 200, "{name}: {}", reply.text());
        }
        town.club.work().await;
        let after = coaches(&town.club).await;
        assert_eq!(after.len(), before + 1, "Rosa is new, Li was known, Dora does not teach");
        assert!(after.iter().any(|coach| coach.name == "Rosa Roth"));
        assert_eq!(after.iter().filter(|coach| coach.name == "Li Wei").map(|coach| coach.id).collect::<Vec<_>>(), [known]);
    }
}
