//! Absences that are excused: what they cost comes back once, and counts again as long as it may.

use crate::{
    on_both,
    support::{Club, headline, key, plan_draft, today},
    web::{Person, Town, form},
};
use spotter::{
    accounts::model::{Permission, Role},
    booking::{
        door, jobs,
        model::{BookingId, BookingStatus, Refusal, Strikes},
        service as booking,
    },
    insight::{
        model::{Topic, What},
        timeline::timeline,
    },
    members::model::MemberId,
    messages::{self, model::Body},
    plans::{
        self,
        model::{Draft, PassKind},
    },
    platform::{
        error::{Answer, AppError, Nothing},
        time::{Span, day_plus},
    },
    schedule::model::SessionId,
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

/// A member's seat in a class of six in the evening that is over; somebody else came, so attendance was taken. Settled, or not yet.
async fn missed(club: &Club, member: MemberId, day: i64, settled: bool) -> (SessionId, BookingId) {
    club.set(day, 12 * 60);
    let class = club.class(day, SIX_PM, 5).await;
    let here = club.member_with(&format!("Here {day}"), club.pack).await;
    let came = club.book(here, class).await.expect("a free place").booking;
    let booked = club.book(member, class).await.expect("a free place").booking;
    club.set(day, SIX_PM);
    door::mark(&club.house, &club.owner, came, true).await.expect("marked");
    club.set(day, 20 * 60);
    if settled {
        jobs::settle(&club.house).await.expect("settled");
    }
    (class, booked)
}

/// A seat that somebody gave up too late to be free.
pub async fn given_up_late(town: &Town, booking: BookingId) {
    let club = &town.club;
    let mut tx = club.write().await;
    tx.query("UPDATE bookings SET free_until = booked_at WHERE id = $1")
        .bind(booking)
        .run()
        .await
        .expect("written");
    tx.commit().await.expect("committed");
    let late = booking::cancel_for(&club.house, &town.owner.who, booking, Some(false), &key()).await;
    assert!(late.expect("given up").late);
}

async fn excuse(club: &Club, who: &spotter::accounts::model::Who, booking: BookingId) -> Answer<(), Refusal> {
    booking::excuse(&club.house, who, booking, "Was ill", &key()).await
}

async fn undo(club: &Club, who: &spotter::accounts::model::Who, booking: BookingId) -> Answer<(), Refusal> {
    booking::take_excuse_back(&club.house, who, booking, &key()).await
}

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

async fn status(club: &Club, booking: BookingId) -> BookingStatus {
    let mut tx = club.read().await;
    tx.query("SELECT status FROM bookings WHERE id = $1")
        .bind(booking)
        .value()
        .await
        .expect("read")
}

on_both! {
    async fn a_class_that_was_missed_is_excused_once_and_counts_again_as_long_as_it_may(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let (_, booking) = missed(&club, lena, 0, true).await;
        assert_eq!((club.credits(lena).await, strikes(&club, lena).await.points), ((9, 0), 2));
        let manager = club.staff("boss@example.org", Role::Manager, Some(&club.location)).await;
        assert!(matches!(booking::excuse(&club.house, &manager, booking, "  ", &key()).await, Err(AppError::Invalid(_))), "not without a reason");
        let once = key();
        for _ in 0..2 {
            booking::excuse(&club.house, &manager, booking, "Was ill", &once).await.expect("excused once");
        }
        assert_eq!(headline(&excuse(&club, &manager, booking).await), "excuse_already");
        assert_eq!((club.credits(lena).await, strikes(&club, lena).await.points), ((10, 0), 0));
        let told_of = told(&club, lena).await;
        assert!(matches!(&told_of[0], Body::Excused { back: true, reason, .. } if reason == "Was ill"));
        assert!(told_of.iter().any(|body| matches!(body, Body::Struck { points: 2, .. })), "what was told stays told");
        let read = strikes(&club, lena).await.lines;
        assert_eq!(read[0].forgiven.as_ref().map(|(_, why)| why.as_str()), Some("Was ill"));
        let page = timeline(&club.house, &club.owner, lena, "", "").await.expect("a stream");
        let lines: Vec<_> = page.lines.iter().filter(|line| matches!(line.what, What::Excused | What::Forgiven)).collect();
        assert_eq!((lines.len(), lines[0].topic, lines[0].more.as_str()), (1, Topic::Strikes, "Was ill"));
        assert_eq!(club.broken().await, Vec::<String>::new());

        club.clock.set(club.house.clock.now() + Span::hours(24 * 7) - Span::seconds(1));
        undo(&club, &manager, booking).await.expect("taken back on the last day");
        assert_eq!((club.credits(lena).await, strikes(&club, lena).await.points), ((9, 0), 2));
        assert_eq!(status(&club, booking).await, BookingStatus::NoShow);
        assert!(matches!(told(&club, lena).await[0], Body::ExcuseTakenBack { cost: true, .. }));
        assert_eq!(headline(&undo(&club, &manager, booking).await), "excuse_none");
        excuse(&club, &manager, booking).await.expect("excused after all");
        club.clock.set(club.house.clock.now() + Span::hours(24 * 7));
        assert_eq!(headline(&undo(&club, &manager, booking).await), "excuse_too_late");
        let mut tx = club.read().await;
        let deeds: Vec<String> = tx.query("SELECT deed FROM audit_entries WHERE deed LIKE '%excuse%' ORDER BY n").values().await.expect("read");
        assert_eq!(deeds, ["absence_excused", "excuse_taken_back", "absence_excused"]);
        let kept: Vec<String> = tx.query("SELECT details FROM audit_entries").values().await.expect("read");
        assert!(!kept.join(" ").contains("Was ill"), "the log cannot forget, so it does not know");
        drop(tx);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_late_cancellation_is_excused_and_holds_no_seat(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let class = club.class(0, SIX_PM, 1).await;
        let booking = club.book(lena, class).await.expect("a free place").booking;
        assert_eq!(headline(&excuse(&club, &club.owner, booking).await), "excuse_not_missed", "there is nothing to excuse yet");
        club.set(0, 17 * 60);
        assert!(club.cancel(lena, booking).await.expect("late").late);
        let other = club.member_with("Other", club.pack).await;
        let taken = club.book(other, class).await.expect("the place is free").booking;
        excuse(&club, &club.owner, booking).await.expect("excused");
        assert_eq!((club.credits(lena).await, strikes(&club, lena).await.points), ((10, 0), 0));
        assert_eq!((status(&club, booking).await, club.session(class).await.booked), (BookingStatus::EarlyCancelled, 1));
        let mine = booking::my_bookings(&club.house, &club.as_member(lena), lena).await.expect("read");
        assert!(mine.upcoming.is_empty(), "an excuse is no seat");
        club.cancel(other, taken).await.expect("given up");
        club.book(lena, class).await.expect("and no bar to coming after all");
        undo(&club, &club.owner, booking).await.expect("counts again");
        assert_eq!((club.credits(lena).await, status(&club, booking).await), ((8, 1), BookingStatus::LateCancelled));
        assert_eq!(strikes(&club, lena).await.points, 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn before_the_class_is_settled_what_is_promised_comes_back(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let (class, booking) = missed(&club, lena, 0, false).await;
        assert_eq!(club.credits(lena).await, (9, 1));
        let roster = booking::roster(&club.house, &club.owner, class).await.expect("the roster");
        assert_eq!(roster.absences.iter().map(|a| (a.booking, a.status)).collect::<Vec<_>>(), [(booking, BookingStatus::Booked)]);
        excuse(&club, &club.owner, booking).await.expect("excused");
        assert_eq!(club.credits(lena).await, (10, 0));
        undo(&club, &club.owner, booking).await.expect("taken back");
        assert_eq!((club.credits(lena).await, status(&club, booking).await), ((9, 1), BookingStatus::Booked));
        excuse(&club, &club.owner, booking).await.expect("excused");
        club.set(1, 20 * 60);
        jobs::settle(&club.house).await.expect("settled");
        assert_eq!((club.credits(lena).await, strikes(&club, lena).await.lines.len()), ((10, 0), 0), "whoever was excused is not counted");
        undo(&club, &club.owner, booking).await.expect("counts for the first time");
        assert_eq!((club.credits(lena).await, strikes(&club, lena).await.points), ((9, 0), 2));
        assert_eq!(club.broken().await, Vec::<String>::new());

        let absent = club.class(2, SIX_PM, 5).await;
        let unknown = club.book(lena, absent).await.expect("a free place").booking;
        club.set(3, 20 * 60);
        assert_eq!(headline(&excuse(&club, &club.owner, unknown).await), "excuse_not_missed", "where attendance was not taken nobody missed it");
        jobs::settle(&club.house).await.expect("settled");
        assert_eq!(headline(&excuse(&club, &club.owner, unknown).await), "excuse_not_missed");
    }

    async fn what_came_back_and_was_used_stays_excused_and_a_pass_that_is_over_lasts_longer(club: Club) {
        let one = club.plan_of(1).await;
        let lena = club.member_with("Lena", one).await;
        let (_, booking) = missed(&club, lena, 0, true).await;
        excuse(&club, &club.owner, booking).await.expect("excused");
        let class = club.class(3, SIX_PM, 5).await;
        let next = club.book(lena, class).await.expect("with what came back").booking;
        assert_eq!(headline(&undo(&club, &club.owner, booking).await), "excuse_used");
        club.cancel(lena, next).await.expect("in time");
        undo(&club, &club.owner, booking).await.expect("now it is there");
        assert_eq!(headline(&club.book(lena, class).await), "no_pass");

        let mut tx = club.write().await;
        tx.query("UPDATE passes SET starts_on = $2, ends_on = $3 WHERE member_id = $1")
            .bind(lena)
            .bind(day_plus(today(), -40))
            .bind(day_plus(today(), -1))
            .run()
            .await
            .expect("written");
        tx.commit().await.expect("committed");
        excuse(&club, &club.owner, booking).await.expect("excused");
        assert!(told(&club, lena).await.iter().any(|body| matches!(body, Body::PassExtended { .. })), "what comes back can be used");
        club.book(lena, class).await.expect("and is");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_excuse_taken_back_ends_no_pass_before_what_is_booked_on_it(club: Club) {
        let first_use = Draft { credits: Some(10), days: Some(20), starts_within: Some(30), ..plan_draft("First use", PassKind::Pack) };
        let lena = club.member_with("Lena", club.offer(first_use).await).await;
        let (_, booking) = missed(&club, lena, 0, true).await;
        let ends = async || {
            let passes = plans::service::passes::<Nothing>(&mut club.read().await, lena, today()).await.expect("passes");
            passes[0].ends_on
        };
        assert_eq!(ends().await, Some(day_plus(today(), 19)));
        excuse(&club, &club.owner, booking).await.expect("excused");
        let (near, far) = (club.class(10, SIX_PM, 5).await, club.class(25, SIX_PM, 5).await);
        club.book(lena, near).await.expect("it begins with this one now");
        let seat = club.book(lena, far).await.expect("within twenty days of that").booking;
        undo(&club, &club.owner, booking).await.expect("taken back");
        assert_eq!(ends().await, Some(day_plus(today(), 29)), "what is booked keeps its pass");
        excuse(&club, &club.owner, booking).await.expect("excused");
        club.cancel(lena, seat).await.expect("in time");
        undo(&club, &club.owner, booking).await.expect("taken back");
        assert_eq!(ends().await, Some(day_plus(today(), 19)), "nothing is behind it");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn only_whoever_takes_attendance_there_and_may_forgive_does(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let class = town.class().await;
        let booking = booking::book(&club.house, &town.ada.who, town.ada.member(), class, None, &key()).await.expect("booked").booking;
        given_up_late(&town, booking).await;
        let say = async |who: &Person| headline(&excuse(club, &who.who, booking).await);
        let heard = [say(&town.coach).await, say(&town.other_coach).await, say(&town.desk).await, say(&town.desk_there).await];
        assert_eq!(heard, ["not_found"; 4], "whoever may not forgive does not excuse");
        let read = async |who: &Person| booking::roster(&club.house, &who.who, class).await.expect("the roster").absences.len();
        assert_eq!((read(&town.coach).await, read(&town.desk).await, read(&town.manager).await), (0, 0, 1));
        // a coach to whom the club gives it excuses in their own classes, and nowhere else
        let mut coach = town.coach.who.clone();
        for grant in &mut coach.grants {
            let mut list: Vec<_> = grant.permissions.list().collect();
            list.push(Permission::ForgiveStrikes);
            grant.permissions = spotter::accounts::model::Permissions::of(&list);
        }
        let (_, elsewhere) = town.booking_at(&club.location, Some(&town.other_coach)).await;
        given_up_late(&town, elsewhere).await;
        assert_eq!(headline(&excuse(club, &coach, elsewhere).await), "not_found");
        excuse(club, &coach, booking).await.expect("their own class");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_pages_excuse_without_a_script_and_the_member_reads_why(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let booking = town.booking_of(&town.ada).await;
        given_up_late(&town, booking).await;
        let page = format!("/admin/members/{}", town.ada.member());
        let html = town.web.get(Some(&town.manager.token), &page).await.text();
        assert!(html.contains("/api/excuse_absence") && html.contains("Missed and cancelled late"), "on the member's page");
        assert!(!town.web.get(Some(&town.desk.token), &page).await.text().contains("/api/excuse_absence"), "not for everybody");
        let fields = [("booking", booking.to_string()), ("reason", "The train stood still".to_owned()), ("key", key())];
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(town.web.call(Some(&town.manager.token), "excuse_absence", &form(&fields)).await.status, 200);
        let html = town.web.get(Some(&town.manager.token), &page).await.text();
        assert!(html.contains("/api/take_excuse_back") && html.contains("The train stood still"));
        let html = town.web.get(Some(&town.ada.token), "/bookings").await.text();
        assert!(html.contains("Excused: The train stood still"), "the member reads why");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn of_two_who_excuse_at_once_one_gives_the_credit_back(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let mut bookings = Vec::new();
        for day in 0..3 {
            bookings.push(missed(&club, lena, day, true).await.1);
        }
        let club = Arc::new(club);
        // the control: after one another the second is told
        excuse(&club, &club.owner, bookings[0]).await.expect("excused");
        assert_eq!(headline(&excuse(&club, &club.owner, bookings[0]).await), "excuse_already");
        for (round, booking) in bookings.into_iter().enumerate().skip(1) {
            let before = club.credits(lena).await.0;
            let barrier = Arc::new(Barrier::new(4));
            let mut tasks = JoinSet::new();
            for _ in 0..4 {
                let (club, barrier) = (club.clone(), barrier.clone());
                tasks.spawn(async move {
                    barrier.wait().await;
                    headline(&excuse(&club, &club.owner, booking).await)
                });
            }
            let said = tasks.join_all().await;
            assert_eq!(said.iter().filter(|said| **said == "ok").count(), 1, "round {round}: {said:?}");
            assert_eq!(club.credits(lena).await.0, before + 1, "back once");
            // of two who take it back, one does
            let barrier = Arc::new(Barrier::new(2));
            let mut tasks = JoinSet::new();
            for _ in 0..2 {
                let (club, barrier) = (club.clone(), barrier.clone());
                tasks.spawn(async move {
                    barrier.wait().await;
                    headline(&undo(&club, &club.owner, booking).await)
                });
            }
            let said = tasks.join_all().await;
            assert_eq!(said.iter().filter(|said| **said == "ok").count(), 1, "round {round}: {said:?}");
            assert_eq!(club.credits(lena).await.0, before, "used once");
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_reason_goes_with_whoever_it_is_about(club: Club) {
        let town = Town::of(club).await;
        let booking = town.booking_of(&town.ada).await;
        given_up_late(&town, booking).await;
        excuse(&town.club, &town.owner.who, booking).await.expect("excused");
        let mut tx = town.club.write().await;
        booking::forget::<spotter::platform::error::Nothing>(&mut tx, town.club.org, town.ada.member(), town.club.house.clock.now()).await.expect("forgotten");
        tx.commit().await.expect("committed");
        let mut tx = town.club.read().await;
        let left: Vec<String> = tx.query("SELECT reason FROM booking_exceptions").values().await.expect("read");
        assert_eq!(left, [""]);
        let why: Vec<String> = tx.query("SELECT forgiven_why FROM strikes WHERE forgiven_why IS NOT NULL").values().await.expect("read");
        assert_eq!(why, [""]);
    }
}
