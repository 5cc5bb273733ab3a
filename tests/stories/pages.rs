//! What pages offer to whom: nothing that its reader could not do.

use crate::{
    on_both,
    support::{Club, key},
    web::{Town, form, staff},
};
use spotter::{accounts, accounts::model::Role, booking::door};

on_both! {
    async fn visitors_read_when_the_place_is_open(club: Club) {
        let town = Town::of(club).await;
        let here = town.club.location.id.to_string();
        // somebody signed in reads it past the cache of pages that anybody sees
        let shown = async || town.web.get(Some(&town.ada.token), &format!("/?location={here}")).await.text();
        assert!(shown().await.contains("Mon–Sun"), "as a place begins");
        let mut fields = vec![("location", here.as_str()), ("opens[0]", "06:30"), ("closes[0]", "21:00"), ("opens[1]", "06:30"), ("closes[1]", "21:00")];
        assert_eq!(town.web.call(Some(&town.manager.token), "save_hours", &form(&fields)).await.status, 200);
        let page = shown().await;
        assert!(page.contains("Mon–Tue") && page.contains("06:30–21:00") && !page.contains("Mon–Sun"), "{page}");
        fields[2].1 = "06:00";
        let refused = town.web.call(Some(&town.manager.token), "save_hours", &form(&fields)).await;
        assert!(refused.status == 422 && refused.text().contains("closes[0]"), "{}", refused.text());
        assert!(shown().await.contains("06:30–21:00"), "and nothing was changed");
    }

    async fn the_public_timetable_offers_places_to_whoever_may_take_one(club: Club) {
        let town = Town::of(club).await;
        town.club.class(0, 18 * 60, 5).await;
        let offered = async |token: Option<&str>| town.web.get(token, "/").await.text().contains("aria-label=\"Book Yoga");
        assert!(offered(None).await, "by signing in");
        assert!(offered(Some(&town.ada.token)).await);
        assert!(!offered(Some(&town.coach.token)).await, "the account is no member");
        assert!(!offered(Some(&town.owner.token)).await);
    }

    async fn nobody_is_offered_filters_and_places_of_a_page_that_is_closed_to_them(club: Club) {
        let town = Town::of(club).await;
        for (token, path, filters) in [(None, "/timetable", "Filter classes"), (Some(&town.coach.token), "/admin/members", "Without a pass")] {
            let page = town.web.get(token.map(String::as_str), path).await;
            assert!([401, 403].contains(&page.status), "{path}: {}", page.status);
            assert!(!page.text().contains(filters), "{path}");
            assert!(!page.text().contains("href=\"/passes\""), "{path}: a member's dock");
        }
        assert!(town.web.get(Some(&town.ada.token), "/timetable").await.text().contains("Filter classes"));
        assert!(town.web.get(Some(&town.desk.token), "/admin/members").await.text().contains("Without a pass"));
    }

    async fn whoever_is_checked_in_is_told_so_and_offered_no_code(club: Club) {
        let town = Town::of(club).await;
        let class = town.club.class(0, 12 * 60 + 30, 5).await;
        town.club.book(town.ada.member(), class).await.expect("booked");
        let home = async || town.web.get(Some(&town.ada.token), "/home").await.text();
        let before = home().await;
        assert!(before.contains("Show entry code") && before.contains("/bookings?cancel="), "the way in, and out");
        door::by_name(&town.club.house, &town.club.owner, town.club.location.id, town.ada.member(), &key()).await.expect("in");
        let after = home().await;
        assert!(after.contains("Checked in"));
        assert!(!after.contains("Show entry code") && !after.contains("/bookings?cancel="), "neither is of use now");
    }

    async fn the_last_owner_is_not_offered_for_removal(club: Club) {
        let town = Town::of(club).await;
        let boss = &town.owner;
        let offered = async |login: &str| {
            let page = town.web.get(Some(&boss.token), "/admin/staff").await.text();
            page.contains(&format!("Remove the role Owner from {login}"))
        };
        assert!(!offered(&boss.login).await, "the other owner of the story cannot sign in");
        assert!(offered("owner@example.org").await, "and may go");
        let second = staff(&town.club, "second@example.org", Role::Owner, None).await;
        assert!(offered(&boss.login).await && offered(&second.login).await, "either may go now");
        let rows = accounts::service::staff(&town.club.house, &boss.who).await.expect("read");
        let row = rows.iter().find(|row| row.account == second.who.account).expect("the second owner");
        accounts::service::take_role(&town.club.house, &boss.who, row.grants[0].0).await.expect("taken");
        assert!(!offered(&boss.login).await, "one is left");
    }

    async fn who_has_an_account_already_is_shown_the_way_to_it(club: Club) {
        let town = Town::of(club).await;
        let refused = async |login: &str| {
            let fields = form(&[("name", "Ada"), ("login", login), ("password", "three words here")]);
            let request = town.web.request("POST", "/api/sign_up", None).header("referer", "http://127.0.0.1:3000/sign-up");
            let mut request = request.body(fields.into()).expect("a request");
            request.headers_mut().insert("accept", "text/html".parse().expect("a value"));
            let on = town.web.send(request).await.header("location").to_owned();
            assert!(on.contains("__err="), "{on}");
            let path = on.split_once(":3000").map_or(on.clone(), |(_, path)| path.to_owned());
            town.web.get(None, &path).await.text()
        };
        assert!(refused(&town.ada.login).await.contains("Sign in with it instead"));
        assert!(!refused("no address").await.contains("Sign in with it instead"), "another flaw");
    }
}
