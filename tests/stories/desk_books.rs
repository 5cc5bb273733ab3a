//! The desk books and cancels for members who call.

use crate::{
    on_both,
    support::{Club, headline, key},
    web::Town,
};
use spotter::{
    accounts::model::Role,
    booking::{
        model::{BookingStatus, Mine},
        service as booking,
    },
    members::model::MemberId,
    messages::{self, model::Body},
    platform::error::AppError,
};

const SIX_PM: i64 = 18 * 60;

async fn told(club: &Club, member: MemberId) -> Vec<Body> {
    club.work().await;
    let who = club.as_member(member);
    let inbox = messages::service::inbox(&club.house, &who, member).await.expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

async fn ahead(club: &Club, member: MemberId) -> Vec<Option<Mine>> {
    let list = booking::my_bookings(&club.house, &club.as_member(member), member)
        .await
        .expect("read");
    list.upcoming.into_iter().map(|entry| entry.mine).collect()
}

on_both! {
    async fn a_member_who_calls_is_booked_by_the_rules_and_told(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let class = club.class(1, SIX_PM, 1).await;
        let table = booking::desk_table(&club.house, &desk, ada, None, None).await.expect("read");
        assert_eq!((table.name.as_str(), table.table.location.id, table.table.locations.len()), ("Ada", club.location.id, 1));
        let once = key();
        for _ in 0..2 {
            booking::book_for(&club.house, &desk, ada, class, false, &once).await.expect("booked once");
        }
        assert_eq!((club.credits(ada).await, club.session(class).await.booked), ((9, 1), 1));
        assert!(matches!(told(&club, ada).await[..], [Body::DeskBooked { free_until: Some(_), .. }]));
        // the rules are the member's own
        let poor = club.member("Cleo").await;
        let free = club.class(2, SIX_PM, 1).await;
        assert_eq!(headline(&booking::book_for(&club.house, &desk, poor, free, false, &key()).await), "no_pass");
        assert_eq!(headline(&booking::book_for(&club.house, &desk, ben, class, false, &key()).await), "full");
        booking::book_for(&club.house, &desk, ben, class, true, &key()).await.expect("waits");
        assert!(matches!(ahead(&club, ben).await[..], [Some(Mine::Waiting { place: 1, .. })]));
        assert!(matches!(told(&club, ben).await[..], [Body::DeskBooked { free_until: None, .. }]));
        booking::leave_for(&club.house, &desk, ben, class, &key()).await.expect("taken off");
        assert_eq!((ahead(&club, ben).await.len(), club.session(class).await.waiting), (0, 0));
        assert!(matches!(told(&club, ben).await[0], Body::DeskCancelled { used: 0, .. }));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_late_cancellation_costs_what_the_rules_say_or_is_let_pass(club: Club) {
        let desk = club.staff("desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let (ada, ben, cem) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await, club.member_with("Cem", club.pack).await);
        let class = club.class(0, SIX_PM, 3).await;
        let mut seats = Vec::new();
        for member in [ada, ben, cem] {
            seats.push(club.book(member, class).await.expect("a free place").booking);
        }
        let early = booking::cancel_for(&club.house, &desk, seats[2], None, &key()).await.expect("in time");
        assert_eq!((early.late, club.credits(cem).await), (false, (10, 0)));
        club.set(0, 17 * 60);
        assert_eq!(headline(&booking::cancel_for(&club.house, &desk, seats[0], None, &key()).await), "late_now", "whoever was shown that it is free is asked");
        let counts = booking::cancel_for(&club.house, &desk, seats[0], Some(false), &key()).await.expect("late");
        assert_eq!((counts.late, club.credits(ada).await), (true, (9, 0)));
        assert!(told(&club, ada).await.iter().any(|body| matches!(body, Body::DeskCancelled { late: true, used: 1, .. })));
        let once = key();
        let passed = booking::cancel_for(&club.house, &desk, seats[1], Some(true), &once).await.expect("let pass");
        assert_eq!(booking::cancel_for(&club.house, &desk, seats[1], Some(true), &once).await, Ok(passed.clone()));
        assert_eq!((passed.late, club.credits(ben).await), (false, (10, 0)));
        let strikes = async |member| booking::my_bookings(&club.house, &club.as_member(member), member).await.expect("read").strikes.points;
        assert_eq!((strikes(ada).await, strikes(ben).await), (1, 0));
        assert_eq!(headline(&booking::cancel_for(&club.house, &desk, seats[1], Some(true), &key()).await), "not_booked");
        club.set(0, SIX_PM);
        let dua = club.class(0, SIX_PM + 60, 3).await;
        let seat = club.book(ada, dua).await.expect("a free place").booking;
        club.set(0, SIX_PM + 60);
        assert_eq!(headline(&booking::cancel_for(&club.house, &desk, seat, Some(true), &key()).await), "started");
        assert!(matches!(ahead(&club, ada).await[..], [Some(Mine::Booked { status: BookingStatus::Booked, .. })]));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn only_whoever_works_at_the_place_books_there(club: Club) {
        let town = Town::of(club).await;
        let (house, there) = (&town.club.house, &town.desk_there.who);
        let class = town.class().await;
        let (_, booking) = town.booking_at(&town.club.location, None).await;
        // Cora's home is there, the class is here
        assert_eq!(booking::book_for(house, there, town.cora, class, false, &key()).await, Err(AppError::NotFound));
        assert_eq!(booking::cancel_for(house, there, booking, Some(true), &key()).await, Err(AppError::NotFound));
        assert_eq!(booking::desk_table(house, there, town.cora, Some(town.club.location.id), None).await, Err(AppError::NotFound));
        let table = booking::desk_table(house, there, town.cora, None, None).await.expect("their own place");
        assert_eq!((table.table.location.id, table.table.locations.len()), (town.there.id, 1));
        booking::book_for(house, &town.owner.who, town.cora, class, false, &key()).await.expect("the owner works everywhere");
    }
}
