//! Members are reminded of their classes a day before: once, and only who booked earlier than that.

use crate::{
    on_both,
    support::{Club, today},
};
use spotter::{
    booking::jobs,
    members::model::MemberId,
    messages::{
        self,
        model::{Body, Topic},
    },
    platform::time::{Span, day_plus},
    schedule::{self, service::DateForm},
};

const SIX_PM: i64 = 18 * 60;

/// Runs the clockwork's turn, and how often the member was reminded so far; the latest says until when cancelling is free, if it is.
async fn reminded(club: &Club, member: MemberId) -> Vec<bool> {
    jobs::remind(&club.house).await.expect("reminded");
    club.work().await;
    let inbox = messages::service::inbox(&club.house, &club.as_member(member), member)
        .await
        .expect("read");
    let notices = inbox.notices.into_iter();
    notices
        .filter_map(|notice| match notice.body {
            Body::ClassSoon { free_until, .. } => Some(free_until.is_some()),
            _ => None,
        })
        .collect()
}

on_both! {
    async fn a_day_before_a_class_its_people_are_reminded_once(club: Club) {
        let (ada, ben, cem) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await, club.member_with("Cem", club.pack).await);
        let off = [(Topic::PassEnds.code().to_owned(), "true".to_owned())].into_iter().collect();
        messages::service::choose(&club.house, &club.as_member(cem), cem, &off).await.expect("chosen");
        let class = club.class(2, SIX_PM, 5).await;
        club.book(ada, class).await.expect("a place");
        club.book(cem, class).await.expect("a place");
        club.set(1, SIX_PM - 1);
        assert_eq!(reminded(&club, ada).await, Vec::<bool>::new(), "more than a day before");
        club.set(1, SIX_PM + 5);
        club.book(ben, class).await.expect("a place");
        assert_eq!(reminded(&club, ada).await, [true]);
        assert_eq!(reminded(&club, ada).await, [true], "once");
        assert_eq!(reminded(&club, ben).await, Vec::<bool>::new(), "booked just now");
        assert_eq!(reminded(&club, cem).await, Vec::<bool>::new(), "did not want to be told");
        // a few minutes later is no news of its own: of the move she was told
        let by = |days: i64, start: &str| DateForm { day: day_plus(today(), days).to_string(), start: start.into(), minutes: "60".into(), capacity: "5".into(), ..DateForm::default() };
        schedule::service::change_session(&club.house, &club.owner, class, &by(2, "18:05")).await.expect("moved a little");
        assert_eq!(reminded(&club, ada).await, [true], "not twice for one evening");
        // a class that is moved to a later day is reminded of anew
        let form = DateForm { day: day_plus(today(), 4).to_string(), start: "18:00".into(), minutes: "60".into(), capacity: "5".into(), ..DateForm::default() };
        schedule::service::change_session(&club.house, &club.owner, class, &form).await.expect("moved");
        let moved = club.session(class).await.starts.at;
        club.clock.set(moved - Span::hours(1));
        assert_eq!(reminded(&club, ada).await, [false, true], "free no more");
        club.clock.set(moved);
        assert_eq!(reminded(&club, ada).await.len(), 2);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn nobody_is_reminded_of_what_they_gave_up_or_what_is_called_off(club: Club) {
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let (class, off) = (club.class(2, SIX_PM, 5).await, club.class(2, SIX_PM + 90, 5).await);
        let seat = club.book(ada, class).await.expect("a place").booking;
        club.book(ben, class).await.expect("a place");
        club.book(ben, off).await.expect("a place");
        club.cancel(ada, seat).await.expect("given up");
        schedule::service::cancel_session(&club.house, &club.owner, off, "The coach is ill").await.expect("called off");
        club.set(2, SIX_PM - 60);
        assert!(reminded(&club, ada).await.is_empty());
        assert_eq!(reminded(&club, ben).await.len(), 1, "of the one that takes place");
    }
}
