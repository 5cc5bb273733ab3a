//! Booking for a member although a rule says no: by whoever may, with a reason, and no seat is sold twice by it.

use crate::{
    on_both,
    support::{Club, headline, key},
    web::{Town, form},
};
use spotter::{
    accounts::model::{Permission, Role, Who},
    booking::{
        model::{Against, Hurdle, Refusal, Rule, Yields},
        service as booking,
    },
    insight::{
        model::{Topic, What},
        timeline::timeline,
    },
    members::model::MemberId,
    messages::{self, model::Body},
    plans::model::{Caps, Terms},
    platform::error::{Answer, AppError, Nothing},
    rooms,
    schedule::model::SessionId,
    studio::{self, model::BookingPolicy},
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

async fn rules(club: &Club, change: impl FnOnce(&mut BookingPolicy)) {
    let mut policy = BookingPolicy::default();
    change(&mut policy);
    let now = club.house.clock.now();
    studio::service::set_booking_policy(&club.house, club.org, None, &policy, now)
        .await
        .expect("a policy");
}

async fn anyway(club: &Club, who: &Who, member: MemberId, class: SessionId) -> Answer<(), Refusal> {
    booking::book_anyway(&club.house, who, member, class, "Promised by the club", &key()).await
}

async fn against(club: &Club, who: &Who, member: MemberId, class: SessionId) -> Vec<Hurdle> {
    let day = club.session(class).await.day;
    let table = booking::desk_table(&club.house, who, member, None, Some(day))
        .await
        .expect("the day");
    let found = table
        .against
        .into_iter()
        .find(|against: &Against| against.session == class);
    found.map(|against| against.hurdles).unwrap_or_default()
}

async fn seats(club: &Club, class: SessionId) -> (i64, i64) {
    let class = club.session(class).await;
    (class.booked, class.capacity)
}

/// Without this permission.
fn without(who: &Who, permission: Permission) -> Who {
    let mut less = who.clone();
    for grant in &mut less.grants {
        let list: Vec<_> = grant.permissions.list().filter(|one| *one != permission).collect();
        grant.permissions = spotter::accounts::model::Permissions::of(&list);
    }
    less
}

on_both! {
    async fn a_full_class_gets_one_place_more_for_whoever_may_and_the_line_is_not_passed_silently(club: Club) {
        let manager = club.staff("boss@example.org", Role::Manager, Some(&club.location)).await;
        let desk = club.staff("desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let (ada, ben, cem) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await, club.member_with("Cem", club.pack).await);
        let class = club.class(1, SIX_PM, 1).await;
        club.book(ada, class).await.expect("the place");
        club.join(ben, class).await.expect("waits");
        assert!(matches!(against(&club, &manager, cem, class).await[..], [Hurdle { rule: Rule::Full(1), yields: Yields::You }]), "and that one waits is said");
        assert!(matches!(against(&club, &desk, cem, class).await[..], [Hurdle { yields: Yields::Others(Permission::Overbook), .. }]));
        assert_eq!(headline(&anyway(&club, &desk, cem, class).await), "full", "whoever may not is refused");
        let less = without(&manager, Permission::Overbook);
        assert_eq!(headline(&anyway(&club, &less, cem, class).await), "full", "the one permission is not the other");
        assert!(matches!(booking::book_anyway(&club.house, &manager, cem, class, " ", &key()).await, Err(AppError::Invalid(_))), "not without a reason");
        assert_eq!(seats(&club, class).await, (1, 1));

        let once = key();
        for _ in 0..2 {
            booking::book_anyway(&club.house, &manager, cem, class, "Promised by the club", &once).await.expect("booked once");
        }
        assert_eq!((seats(&club, class).await, club.credits(cem).await), ((2, 2), (9, 1)), "it costs what it costs");
        assert_eq!(club.session(class).await.waiting, 1, "whoever waits keeps their place");
        assert_eq!(headline(&anyway(&club, &manager, cem, class).await), "already_booked");
        // whoever waits is taken off the line by it, not seated twice
        anyway(&club, &manager, ben, class).await.expect("one more");
        assert_eq!((seats(&club, class).await, club.session(class).await.waiting), ((3, 3), 0));

        club.work().await;
        let inbox = messages::service::inbox(&club.house, &club.as_member(cem), cem).await.expect("read");
        assert!(inbox.notices.iter().any(|notice| matches!(notice.body, Body::DeskBooked { free_until: Some(_), .. })));
        let page = timeline(&club.house, &club.owner, cem, "", "").await.expect("a stream");
        let line = page.lines.iter().find(|line| line.what == What::BookedAnyway).expect("in the stream");
        assert_eq!((line.topic, line.more.as_str(), line.by.as_deref()), (Topic::Bookings, "Promised by the club", Some("boss@example.org")));
        let mut tx = club.read().await;
        let kept: Vec<String> = tx.query("SELECT details FROM audit_entries WHERE deed = 'booked_anyway' ORDER BY n").values().await.expect("read");
        assert!(kept.len() == 2 && kept[0].contains("full") && kept[0].contains("capacity"), "{kept:?}");
        assert!(!kept.join(" ").contains("Promised"), "the log cannot forget, so it does not know why");
        drop(tx);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn windows_caps_and_strikes_yield_and_what_is_about_the_person_or_the_class_does_not(club: Club) {
        let manager = club.staff("boss@example.org", Role::Manager, Some(&club.location)).await;
        let less = without(&manager, Permission::OverrideRules);
        let ada = club.member_with("Ada", club.pack).await;
        rules(&club, |policy| (policy.opens_before, policy.max_per_day, policy.max_upcoming) = (24 * 60, 1, 2)).await;
        let far = club.class(5, SIX_PM, 3).await;
        assert!(matches!(against(&club, &manager, ada, far).await[..], [Hurdle { rule: Rule::NotOpenYet(_), yields: Yields::You }]));
        assert_eq!(headline(&anyway(&club, &less, ada, far).await), "not_open_yet");
        anyway(&club, &manager, ada, far).await.expect("although it is not open");
        let same_day = club.class(5, 9 * 60, 3).await;
        assert_eq!(headline(&anyway(&club, &less, ada, same_day).await), "not_open_yet");
        anyway(&club, &manager, ada, same_day).await.expect("the window and the cap of the day");
        let third = club.class(0, SIX_PM, 3).await;
        assert_eq!(headline(&club.book(ada, third).await), "upcoming");
        anyway(&club, &manager, ada, third).await.expect("and the cap ahead");
        let codes: Vec<String> = club.read().await.query("SELECT rules FROM booking_exceptions ORDER BY made_at, rules").values().await.expect("read");
        assert!(codes.contains(&"not_open_yet".to_owned()) && codes.contains(&"not_open_yet per_day".to_owned()) && codes.contains(&"upcoming".to_owned()), "{codes:?}");

        let beside = club.class(0, SIX_PM + 30, 3).await;
        let hurdles = against(&club, &manager, ada, beside).await;
        assert!(hurdles.iter().any(|h| matches!(h, Hurdle { rule: Rule::Overlaps(_), yields: Yields::Never })), "{hurdles:?}");
        assert_eq!(headline(&anyway(&club, &club.owner, ada, beside).await), "overlaps", "nobody is in two places");
        let poor = club.member("Poor").await;
        assert_eq!(headline(&anyway(&club, &club.owner, poor, third).await), "no_pass", "nobody comes for nothing");
        club.set(0, SIX_PM);
        assert_eq!(headline(&anyway(&club, &club.owner, club.member_with("Late", club.pack).await, third).await), "started");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_room_holds_what_it_holds_and_a_pass_pays_also_against_its_own_limit(club: Club) {
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let class = club.class(1, SIX_PM, 1).await;
        club.book(ada, class).await.expect("the place");
        let mut tx = club.write().await;
        let room = rooms::service::add::<Nothing>(&mut tx, club.org, club.location.id, "Nook", 1, club.house.clock.now()).await.expect("a room");
        tx.query("UPDATE class_sessions SET room_id = $2 WHERE id = $1").bind(class).bind(room).run().await.expect("moved there");
        tx.commit().await.expect("committed");
        let hurdles = against(&club, &club.owner, ben, class).await;
        assert!(hurdles.iter().any(|h| matches!(h, Hurdle { rule: Rule::RoomHolds(1), yields: Yields::Never })), "{hurdles:?}");
        assert_eq!(headline(&anyway(&club, &club.owner, ben, class).await), "full");
        assert_eq!(seats(&club, class).await, (1, 1));

        let capped = club.offer(spotter::plans::model::Draft {
            terms: Terms {
                caps: Caps { week: Some(1), ..Caps::default() },
                ..Terms::default()
            },
            ..crate::support::plan_draft(&key(), spotter::plans::model::PassKind::Unlimited)
        }).await;
        let cem = club.member_with("Cem", capped).await;
        let (first, next) = (club.class(0, SIX_PM, 3).await, club.class(0, SIX_PM + 120, 3).await);
        club.book(cem, first).await.expect("the first of the week");
        assert_eq!(headline(&club.book(cem, next).await), "pass_cap");
        anyway(&club, &club.owner, cem, next).await.expect("against the limit of the pass");
        let mut tx = club.read().await;
        let passes: i64 = tx.query("SELECT count(DISTINCT pass_id) FROM bookings WHERE member_id = $1").bind(cem).value().await.expect("read");
        assert_eq!(passes, 1, "the same pass pays");
        drop(tx);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_page_says_what_stands_in_the_way_and_who_may_set_it_aside(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let class = town.full_class().await;
        let day = club.session(class).await.day;
        let waits = club.member_with("Waits", club.pack).await;
        club.join(waits, class).await.expect("waits");
        let page = format!("/admin/members/{}/book?location={}&day={day}&anyway={class}", town.ada.member(), club.location.id);
        let html = town.web.get(Some(&town.manager.token), &page).await.text();
        assert!(html.contains("/api/book_anyway") && html.contains("1 person waits") && html.contains("You may set this aside."), "the form, without a script");
        let html = town.web.get(Some(&town.desk.token), &page).await.text();
        assert!(!html.contains("/api/book_anyway") && html.contains("Only somebody with this permission can set it aside"), "who could, for whoever may not");
        let fields = [("member", town.ada.member().to_string()), ("session", class.to_string()), ("reason", "Promised".to_owned()), ("key", key())];
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(town.web.call(Some(&town.manager.token), "book_anyway", &form(&fields)).await.status, 200);
        assert_eq!(seats(club, class).await, (2, 2));
        // the reason goes with whoever it is about
        let mut tx = club.write().await;
        booking::forget::<Nothing>(&mut tx, club.org, town.ada.member(), club.house.clock.now()).await.expect("forgotten");
        tx.commit().await.expect("committed");
        let left: Vec<String> = club.read().await.query("SELECT reason FROM booking_exceptions").values().await.expect("read");
        assert_eq!(left, [""]);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn of_many_who_overbook_at_once_each_adds_one_place_and_no_seat_is_sold_twice(club: Club) {
        let club = Arc::new(club);
        let holders = club.members_with_passes(9, club.pack).await;
        let class = club.class(1, SIX_PM, 2).await;
        for holder in &holders[..2] {
            club.book(*holder, class).await.expect("a free place");
        }
        // the control: without the exception nobody gets in
        assert_eq!(headline(&club.book(holders[8], class).await), "full");
        let barrier = Arc::new(Barrier::new(8));
        let mut tasks = JoinSet::new();
        // six people, two of them asked for twice
        for index in [2, 3, 4, 5, 6, 7, 2, 3] {
            let (club, barrier, member) = (club.clone(), barrier.clone(), holders[index]);
            tasks.spawn(async move {
                barrier.wait().await;
                headline(&anyway(&club, &club.owner, member, class).await)
            });
        }
        let said = tasks.join_all().await;
        assert_eq!(said.iter().filter(|said| **said == "ok").count(), 6, "{said:?}");
        assert_eq!(seats(&club, class).await, (8, 8), "each one place, and nobody two");
        // one gives up while two are let in: a place that is free is taken before another is added
        let seat: spotter::booking::model::BookingId = club.read().await.query("SELECT id FROM bookings WHERE member_id = $1").bind(holders[0]).value().await.expect("read");
        club.cancel(holders[0], seat).await.expect("given up");
        anyway(&club, &club.owner, holders[8], class).await.expect("the free one");
        assert_eq!(seats(&club, class).await, (8, 8));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
