//! The club's rules: looked at before they hold, in force from a day on, taken back before that, a place's own before everywhere's.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    accounts::model::{Role, Who},
    booking::{
        model::{ClubRules, Fields, written},
        service as booking,
    },
    platform::{
        error::AppError,
        form::Flaw,
        time::{Day, day_plus},
    },
    studio::model::{BookingPolicy, LocationId},
};

const SIX_PM: i64 = 18 * 60;

async fn rules(club: &Club, who: &Who, location: Option<LocationId>) -> ClubRules {
    booking::club_rules(&club.house, who, location)
        .await
        .expect("within reach")
}

fn with(change: impl FnOnce(&mut BookingPolicy)) -> Fields {
    let mut policy = BookingPolicy::default();
    change(&mut policy);
    written(&policy)
}

async fn save(club: &Club, location: Option<LocationId>, from: Day, fields: &Fields) {
    booking::save_rules(&club.house, &club.owner, location, &from.to_string(), fields, &key())
        .await
        .expect("in force from then on");
}

on_both! {
    async fn what_new_rules_touch_is_told_first_and_promises_stay(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let mo = club.member_with("Mo", club.pack).await;
        let [one, two] = [club.class(3, SIX_PM, 1).await, club.class(4, SIX_PM, 5).await];
        let booked = club.book(lena, one).await.expect("a free place");
        club.book(lena, two).await.expect("a free place");
        club.join(mo, one).await.expect("waits");
        let fields = with(|p| (p.cancel_limit, p.max_upcoming) = (240, 1));
        let look = async |from: i64| {
            let from = day_plus(today(), from).to_string();
            booking::preview_rules(&club.house, &club.owner, None, &from, &fields).await.expect("looked at")
        };
        let preview = look(0).await;
        assert!(preview.now);
        assert_eq!((preview.before.cancel_limit, preview.after.cancel_limit), (120, 240));
        assert_eq!((preview.sessions, preview.bookings, preview.kept, preview.waiting, preview.over), (2, 2, 2, 1, 1));
        let later = look(4).await;
        assert_eq!((later.now, later.from.at), (false, club.at(4, 0)));
        assert_eq!((later.sessions, later.bookings, later.kept), (1, 1, 1));
        assert_eq!(rules(&club, &club.owner, None).await.versions, [], "looking changes nothing");

        save(&club, None, today(), &fields).await;
        let next = club.class(5, SIX_PM, 5).await;
        assert_eq!(headline(&club.book(lena, next).await), "upcoming");
        let now = club.book(mo, next).await.expect("a free place");
        assert_eq!(now.free_until.at, club.at(5, 14 * 60), "four hours by the new rules");
        club.set(3, 15 * 60);
        assert!(!club.cancel(lena, booked.booking).await.expect("cancelled").late, "two hours by the old ones");
    }

    async fn rules_hold_from_their_day_on_and_can_be_taken_back_before(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let strict = with(|p| p.max_per_day = 1);
        save(&club, None, day_plus(today(), 2), &strict).await;
        let same = key();
        let mild = with(|p| p.max_per_day = 9);
        let from = day_plus(today(), 5).to_string();
        for _ in 0..2 {
            booking::save_rules(&club.house, &club.owner, None, &from, &mild, &same).await.expect("the same key once");
        }
        let seen = rules(&club, &club.owner, None).await;
        let versions: Vec<_> = seen.versions.iter().map(|v| (v.ahead, v.before.max_per_day, v.after.max_per_day)).collect();
        assert_eq!(versions, [(true, 1, 9), (true, 4, 1)]);
        assert_eq!((seen.policy.max_per_day, seen.versions[0].by.as_deref()), (4, Some("owner@example.org")));

        let days = [club.class(6, 8 * 60, 5).await, club.class(6, 12 * 60, 5).await, club.class(6, 16 * 60, 5).await];
        club.book(lena, days[0]).await.expect("a free place");
        club.set(1, 23 * 60 + 59);
        club.book(lena, days[1]).await.expect("still by the old rules");
        club.set(2, 0);
        assert_eq!(headline(&club.book(lena, days[2]).await), "per_day");

        let [ahead, begun] = [seen.versions[0].id, seen.versions[1].id];
        let withdraw = async |id, key: String| booking::withdraw_rules(&club.house, &club.owner, None, id, &key).await;
        assert!(matches!(withdraw(begun, key()).await, Err(AppError::NotFound)), "what holds is not undone but replaced");
        withdraw(ahead, key()).await.expect("taken back");
        assert!(matches!(withdraw(ahead, key()).await, Err(AppError::NotFound)), "once");
        club.set(5, 12 * 60);
        let seen = rules(&club, &club.owner, None).await;
        assert_eq!((seen.policy.max_per_day, seen.versions.len()), (1, 1));
        assert_eq!(headline(&club.book(lena, days[2]).await), "per_day");
    }

    async fn a_place_has_rules_of_its_own(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        save(&club, None, today(), &with(|p| p.cancel_limit = 240)).await;
        let here = Some(club.location.id);
        let seen = rules(&club, &club.owner, here).await;
        assert_eq!((seen.own, seen.policy.cancel_limit), (false, 240), "everywhere's");
        save(&club, here, today(), &with(|p| p.cancel_limit = 60)).await;
        let seen = rules(&club, &club.owner, here).await;
        assert_eq!((seen.own, seen.policy.cancel_limit, seen.versions[0].before.cancel_limit), (true, 60, 240));
        assert_eq!(rules(&club, &club.owner, None).await.policy.cancel_limit, 240);
        let class = club.class(1, SIX_PM, 5).await;
        assert_eq!(club.book(lena, class).await.expect("a free place").free_until.at, club.at(1, 17 * 60));
    }

    async fn what_everywheres_rules_touch_leaves_out_places_with_their_own(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(3, SIX_PM, 5).await;
        club.book(lena, class).await.expect("a free place");
        let look = async |location| {
            let fields = with(|p| p.cancel_limit = 300);
            let from = today().to_string();
            booking::preview_rules(&club.house, &club.owner, location, &from, &fields).await.expect("looked at")
        };
        assert_eq!(look(None).await.bookings, 1);
        let here = Some(club.location.id);
        save(&club, here, today(), &with(|p| p.cancel_limit = 60)).await;
        let everywhere = look(None).await;
        assert_eq!((everywhere.sessions, everywhere.bookings, everywhere.kept), (0, 0, 0));
        assert_eq!((look(here).await.bookings, look(here).await.kept), (1, 1));
        // the deadline is not what changes
        let fields = with(|p| (p.cancel_limit, p.max_per_day) = (60, 2));
        let same = booking::preview_rules(&club.house, &club.owner, here, &today().to_string(), &fields).await.expect("looked at");
        assert_eq!((same.bookings, same.kept), (1, 0));
    }

    async fn whoever_owns_one_place_sets_its_rules_and_no_others(club: Club) {
        let one = club.staff("one@example.org", Role::Owner, Some(&club.location)).await;
        let seen = rules(&club, &one, None).await;
        assert_eq!((seen.location, seen.everywhere, seen.locations.len()), (Some(club.location.id), false, 1));
        let fields = with(|p| p.cancel_limit = 60);
        let from = today().to_string();
        let everywhere = booking::save_rules(&club.house, &one, None, &from, &fields, &key()).await;
        assert!(matches!(everywhere, Err(AppError::NotFound)));
        booking::save_rules(&club.house, &one, seen.location, &from, &fields, &key()).await.expect("their own");
        let manager = club.staff("manager@example.org", Role::Manager, None).await;
        assert!(matches!(booking::club_rules(&club.house, &manager, None).await, Err(AppError::NotFound)));
    }

    async fn bad_rules_change_nothing_and_say_what_is_wrong(club: Club) {
        let mut fields = with(|_| {});
        fields.insert("cancel_limit".into(), "soon".into());
        let yesterday = day_plus(today(), -1).to_string();
        let refused = booking::save_rules(&club.house, &club.owner, None, &yesterday, &fields, &key()).await;
        let Err(AppError::Invalid(errors)) = refused else { panic!("{refused:?}") };
        assert_eq!(errors.of("cancel_limit"), Some(&Flaw::Number(0, 43200)));
        assert_eq!(errors.of("from"), Some(&Flaw::EndsBeforeStart));
        let empty = booking::preview_rules(&club.house, &club.owner, None, &today().to_string(), &Fields::new()).await;
        assert!(matches!(empty, Err(AppError::Invalid(_))), "{empty:?}");
        assert_eq!(rules(&club, &club.owner, None).await.versions, []);
    }
}
