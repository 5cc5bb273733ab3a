//! About midnight: the evening is not over when the date changes, and the next day begins before it does.

use crate::{
    on_both,
    support::{Club, key},
    web::Town,
};
use spotter::{
    accounts::model::Role,
    booking::{door, service as booking},
    coaches::model::CoachId,
    platform::time::day_plus,
    schedule::model::SessionId,
};

const fn clock(hour: i64, minute: i64) -> i64 {
    hour * 60 + minute
}

on_both! {
    async fn the_desk_has_the_classes_on_either_side_of_midnight(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, None).await;
        let ada = club.member_with("Ada", club.pack).await;
        let evening = club.class(0, clock(21, 30), 5).await;
        let late = club.class(0, clock(23, 40), 5).await;
        let next = club.class(1, clock(0, 40), 5).await;
        let morning = club.class(1, clock(7, 0), 5).await;

        club.set(0, clock(23, 50));
        let answer = door::by_name(&club.house, &desk, club.location.id, ada, &key()).await.expect("an answer");
        let ids = |classes: &[spotter::schedule::model::ClassSession]| classes.iter().map(|c| c.id).collect::<Vec<SessionId>>();
        assert_eq!(ids(&answer.classes), [late, next], "the door is open for both");
        assert_eq!(ids(&answer.later), [], "and of tomorrow nothing else is offered");
        let screen = || async { ids(&door::desk(&club.house, &desk, None).await.expect("the desk").sessions) };
        assert_eq!(screen().await, [evening, late, next]);

        club.set(1, clock(0, 20));
        assert_eq!(screen().await, [late, next, morning], "what runs belongs to the evening that it began in");
        club.set(1, clock(0, 41));
        assert_eq!(screen().await, [next, morning], "until it ends");
        let answer = door::walk_in(&club.house, &desk, club.location.id, ada, next, &key()).await.expect("booked and in");
        assert_eq!(answer.session.map(|s| s.id), Some(next));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_coach_finds_the_class_that_runs_or_comes_whatever_its_date(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let coach = Some(CoachId(town.coach.who.coach.expect("a coach")));
        let late = club.class_of(&club.yoga, 0, clock(23, 30), 5, coach).await;
        let next = club.class_of(&club.yoga, 1, clock(0, 40), 5, coach).await;
        let (today, tomorrow) = (crate::support::today(), day_plus(crate::support::today(), 1));
        let opens = || async {
            let day = booking::coach_day(&club.house, &town.coach.who, None, None).await.expect("the day");
            (day.day, day.roster.map(|roster| roster.session.id))
        };
        club.set(0, clock(22, 0));
        assert_eq!(opens().await, (today, Some(late)));
        club.set(1, clock(0, 10));
        assert_eq!(opens().await, (today, Some(late)), "it runs");
        club.set(1, clock(0, 30));
        assert_eq!(opens().await, (tomorrow, Some(next)));
        let chosen = booking::coach_day(&club.house, &town.coach.who, Some(today), None).await.expect("the day");
        assert_eq!((chosen.day, chosen.roster.map(|roster| roster.session.id)), (today, Some(late)), "whoever chooses a day gets it");

        let alone = club.class_of(&club.yoga, 3, clock(0, 10), 5, coach).await;
        club.set(2, clock(23, 0));
        assert_eq!(opens().await, (day_plus(today, 2), None), "more than an hour before it");
        club.set(2, clock(23, 20));
        assert_eq!(opens().await, (day_plus(today, 3), Some(alone)));
    }

    async fn late_in_the_evening_the_timetable_opens_on_the_next_day(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        club.class(0, clock(20, 0), 5).await;
        club.class(1, clock(7, 0), 5).await;
        let who = club.as_member(ada);
        let (today, tomorrow) = (crate::support::today(), day_plus(crate::support::today(), 1));
        let opens = |day| {
            let (club, who) = (&club, &who);
            async move { booking::timetable(&club.house, who, ada, None, day, None).await.expect("a timetable").day }
        };
        club.set(0, clock(19, 59));
        assert_eq!(opens(None).await, today);
        club.set(0, clock(20, 1));
        assert_eq!(opens(None).await, tomorrow, "all of today has begun");
        assert_eq!(opens(Some(today)).await, today, "whoever chooses a day gets it");
        club.set(1, clock(7, 1));
        assert_eq!(opens(None).await, tomorrow, "the day after has nothing either");
    }
}
