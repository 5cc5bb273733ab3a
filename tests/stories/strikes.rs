//! What not coming and cancelling late count for, what follows, and forgiving.

use crate::{
    on_both,
    support::{Club, headline, key},
};
use spotter::{
    accounts::model::Role,
    booking::{
        door, jobs,
        model::{BookingId, StrikeKind, Strikes},
        service as booking,
    },
    members::model::MemberId,
    messages::{self, model::Body},
    platform::error::AppError,
    studio::{
        self,
        model::{BookingPolicy, Sanction, StrikePolicy},
    },
};

const SIX_PM: i64 = 18 * 60;

async fn strikes(club: &Club, member: MemberId) -> Strikes {
    let who = club.as_member(member);
    let list = booking::my_bookings(&club.house, &who, member).await.expect("read");
    list.strikes
}

async fn told(club: &Club, member: MemberId) -> Vec<Body> {
    club.work().await;
    let who = club.as_member(member);
    let inbox = messages::service::inbox(&club.house, &who, member).await.expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

async fn rules(club: &Club, change: impl FnOnce(&mut StrikePolicy)) {
    let mut policy = BookingPolicy::default();
    change(&mut policy.strikes);
    let now = club.house.clock.now();
    studio::service::set_booking_policy(&club.house, club.org, None, &policy, now)
        .await
        .expect("a policy");
}

/// Books the class of a day and does not come; somebody else did, so attendance was taken.
async fn stay_away(club: &Club, member: MemberId, day: i64) -> BookingId {
    club.set(day, 12 * 60);
    let class = club.class(day, SIX_PM, 5).await;
    let here = club.member_with(&format!("Here {day}"), club.pack).await;
    let came = club.book(here, class).await.expect("a free place").booking;
    let booked = club.book(member, class).await.expect("a free place").booking;
    club.set(day, SIX_PM);
    door::mark(&club.house, &club.owner, came, true).await.expect("marked");
    club.set(day, 20 * 60);
    jobs::settle(&club.house).await.expect("settled");
    booked
}

on_both! {
    async fn the_third_time_booking_is_closed_for_a_week_and_every_step_is_told(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let next = club.class(9, SIX_PM, 5).await;
        club.book(lena, next).await.expect("booked long before");
        let full = club.class(5, 9 * 60, 1).await;
        let holder = club.member_with("Holder", club.pack).await;
        let held = club.book(holder, full).await.expect("the place").booking;
        club.join(lena, full).await.expect("waits");

        stay_away(&club, lena, 0).await;
        let now = strikes(&club, lena).await;
        assert_eq!((now.points, now.limit, now.locked, now.lines[0].kind), (2, 6, None, StrikeKind::NoShow));
        assert!(matches!(told(&club, lena).await[0], Body::Struck { points: 2, total: 2, near: false, until: None, .. }));
        stay_away(&club, lena, 1).await;
        assert!(matches!(told(&club, lena).await[0], Body::Struck { total: 4, near: true, until: None, .. }), "the warning before the last");
        stay_away(&club, lena, 2).await;
        let until = club.at(9, 20 * 60);
        assert!(matches!(told(&club, lena).await[0], Body::Struck { total: 6, until: Some(until_then), .. } if until_then.at == until));
        assert_eq!(strikes(&club, lena).await.locked.map(|m| m.at), Some(until));

        let soon = club.class(4, SIX_PM, 5).await;
        assert_eq!(headline(&club.book(lena, soon).await), "struck");
        let fuller = club.class(4, 9 * 60, 1).await;
        club.book(holder, fuller).await.expect("the place");
        assert_eq!(headline(&club.join(lena, fuller).await), "struck");
        club.cancel(holder, held).await.expect("cancelled");
        assert_eq!(club.session(full).await.booked, 0, "a lock is not got round by waiting");
        assert!(matches!(told(&club, lena).await[0], Body::PassedOver { .. }));
        assert!(booking::my_bookings(&club.house, &club.as_member(lena), lena).await.expect("read").upcoming.iter().any(|e| e.session.id == next), "what is booked stays");

        club.set(9, 20 * 60 - 1);
        let after = club.class(10, SIX_PM, 5).await;
        assert_eq!(headline(&club.book(lena, after).await), "struck");
        club.set(9, 20 * 60);
        club.book(lena, after).await.expect("served");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn where_attendance_was_not_taken_nothing_counts(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(0, SIX_PM, 5).await;
        club.book(lena, class).await.expect("a free place");
        club.set(0, 20 * 60);
        jobs::settle(&club.house).await.expect("settled");
        assert_eq!(strikes(&club, lena).await.lines.len(), 0);
    }

    async fn cancelling_late_counts_half_and_the_first_may_be_waived(club: Club) {
        rules(&club, |strikes| strikes.waived = 1).await;
        let lena = club.member_with("Lena", club.pack).await;
        for (day, points) in [(0, 0), (1, 1), (2, 2)] {
            club.set(day, 12 * 60);
            let class = club.class(day, SIX_PM, 5).await;
            let booked = club.book(lena, class).await.expect("a free place").booking;
            club.set(day, 17 * 60);
            assert!(club.cancel(lena, booked).await.expect("late").late);
            assert_eq!(strikes(&club, lena).await.points, points);
        }
        let bodies = told(&club, lena).await;
        assert!(matches!(&bodies[2], Body::Struck { points: 0, .. }), "{bodies:?}");
        assert!(matches!(&bodies[0], Body::Struck { points: 1, total: 2, .. }), "{bodies:?}");
        let early = club.class(4, SIX_PM, 5).await;
        let booked = club.book(lena, early).await.expect("a free place").booking;
        club.cancel(lena, booked).await.expect("in time");
        assert_eq!(strikes(&club, lena).await.points, 2, "in time counts nothing");
    }

    async fn a_mild_club_leaves_the_day_itself_open_and_the_desk_lets_in_whoever_stands_there(club: Club) {
        rules(&club, |strikes| (strikes.sanction, strikes.limit) = (Sanction::DayOnly, 2)).await;
        let lena = club.member_with("Lena", club.pack).await;
        stay_away(&club, lena, 0).await;
        club.set(1, 9 * 60);
        let (today, tomorrow) = (club.class(1, SIX_PM, 5).await, club.class(2, 12 * 60, 5).await);
        assert_eq!(headline(&club.book(lena, tomorrow).await), "day_only");
        club.book(lena, today).await.expect("on its day");
        club.set(2, 9 * 60);
        club.book(lena, tomorrow).await.expect("now it is its day");

        rules(&club, |strikes| strikes.limit = 2).await;
        club.set(3, 11 * 60 + 30);
        let noon = club.class(3, 12 * 60, 5).await;
        assert_eq!(headline(&club.book(lena, noon).await), "struck");
        let answer = door::walk_in(&club.house, &club.owner, club.location.id, lena, noon, &key()).await.expect("in shoes at the desk");
        assert_eq!(answer.session.map(|s| s.id), Some(noon));
    }

    async fn a_lock_that_outlasts_its_points_can_be_forgiven(club: Club) {
        rules(&club, |strikes| (strikes.window_days, strikes.sanction_days, strikes.limit) = (5, 30, 2)).await;
        let lena = club.member_with("Lena", club.pack).await;
        stay_away(&club, lena, 0).await;
        club.set(10, 12 * 60);
        let now = strikes(&club, lena).await;
        assert_eq!((now.points, now.lines[0].counts, now.lines[0].forgivable), (0, false, true));
        assert!(now.locked.is_some());
        booking::forgive(&club.house, &club.owner, lena, None, "A new start", &key()).await.expect("forgiven");
        let now = strikes(&club, lena).await;
        assert_eq!((now.locked, now.lines[0].forgivable), (None, false));
    }

    async fn what_is_forgiven_counts_no_more(club: Club) {
        rules(&club, |strikes| strikes.limit = 4).await;
        let lena = club.member_with("Lena", club.pack).await;
        stay_away(&club, lena, 0).await;
        stay_away(&club, lena, 1).await;
        let class = club.class(3, SIX_PM, 5).await;
        assert_eq!(headline(&club.book(lena, class).await), "struck");

        let clerk = club.staff("desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let manager = club.staff("boss@example.org", Role::Manager, Some(&club.location)).await;
        let one = strikes(&club, lena).await.lines[0].id;
        let forgive = async |who, strike, reason: &str, key: &str| booking::forgive(&club.house, who, lena, strike, reason, key).await;
        assert!(matches!(forgive(&clerk, Some(one), "Was ill", &key()).await, Err(AppError::NotFound)), "the desk may not");
        assert!(matches!(forgive(&manager, Some(one), "  ", &key()).await, Err(AppError::Invalid(_))), "not without a reason");
        let same = key();
        forgive(&manager, Some(one), "Was ill", &same).await.expect("forgiven");
        forgive(&manager, Some(one), "Was ill", &same).await.expect("the same key is the same answer");
        assert!(matches!(forgive(&manager, Some(one), "Was ill", &key()).await, Err(AppError::NotFound)), "once");
        let now = strikes(&club, lena).await;
        assert_eq!((now.points, now.locked), (2, None));
        assert_eq!(now.lines[0].forgiven.as_ref().map(|(_, why)| why.as_str()), Some("Was ill"));
        assert!(matches!(&told(&club, lena).await[0], Body::Forgiven { strikes: 1, reason } if reason == "Was ill"));
        club.book(lena, class).await.expect("open again");
        forgive(&manager, None, "A new start", &key()).await.expect("all of them");
        assert_eq!(strikes(&club, lena).await.points, 0);
        assert!(matches!(forgive(&manager, None, "A new start", &key()).await, Err(AppError::NotFound)), "nothing is left");
        let mo = club.member("Mo").await;
        assert!(matches!(booking::forgive(&club.house, &manager, mo, Some(one), "Not his", &key()).await, Err(AppError::NotFound)), "another's strike");
    }
}
