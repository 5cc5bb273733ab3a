//! Hours of personal training: held, logged, confirmed, disputed, decided; and never given back twice.

use crate::{
    on_both,
    support::{Club, headline, key, plan_draft},
    web::{Person, Town},
};
use spotter::{
    booking::{
        door, jobs,
        model::{BookingId, BookingStatus, Hour, HourState, HourVerdict, Refusal},
        service as booking,
    },
    coaches::model::CoachId,
    members::{household, model::HouseholdRole},
    messages::{self, model::Body},
    plans::{
        self,
        model::{Draft, PassKind},
    },
    platform::{
        error::{Answer, AppError, Nothing},
        i18n::Locale,
        time::Span,
    },
    schedule::{
        self,
        model::{ClassType, ClassTypeId, SessionId},
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

/// A kind of class for one alone with the coach.
async fn kind(club: &Club) -> ClassType {
    let kind = ClassType {
        id: ClassTypeId::fresh(),
        name: key(),
        capacity: 1,
        personal: true,
        ..club.yoga.clone()
    };
    let mut tx = club.write().await;
    schedule::service::add_class_type::<Nothing>(&mut tx, club.org, kind.clone(), None, club.house.clock.now())
        .await
        .expect("a class type");
    tx.commit().await.expect("committed");
    kind
}

/// An hour with the coach that somebody has booked, with five hours on their pass before.
struct Booked {
    kind: ClassType,
    session: SessionId,
    booking: BookingId,
}

async fn booked(town: &Town, client: &Person) -> Booked {
    let club = &town.club;
    let plan = club
        .offer(Draft {
            credits: Some(5),
            days: Some(90),
            ..plan_draft(&key(), PassKind::Personal)
        })
        .await;
    club.grant(client.member(), plan).await;
    let kind = kind(club).await;
    let (session, booking) = another(town, client, &kind, 0).await;
    Booked { kind, session, booking }
}

async fn another(town: &Town, client: &Person, kind: &ClassType, days: i64) -> (SessionId, BookingId) {
    let club = &town.club;
    let coach = town.coach.who.coach.map(CoachId);
    let session = club.class_of(kind, days, SIX_PM, 1, coach).await;
    let answer = booking::book(&club.house, &client.who, client.member(), session, None, &key()).await;
    (session, answer.expect("a free place").booking)
}

/// Free and held credits on the client's passes for hours.
async fn hours_left(club: &Club, client: &Person) -> (i64, i64) {
    let mut tx = club.read().await;
    let passes = plans::service::passes::<Nothing>(&mut tx, client.member(), crate::support::today())
        .await
        .expect("passes");
    let hours = passes.iter().filter(|pass| pass.kind == PassKind::Personal);
    hours.fold((0, 0), |(free, held), pass| {
        (free + pass.balance.unwrap_or(0), held + pass.held)
    })
}

async fn mark(town: &Town, booking: BookingId, here: bool) -> Answer<(), Refusal> {
    door::mark(&town.club.house, &town.coach.who, booking, here).await
}

async fn confirm(town: &Town, who: &Person, booking: BookingId, key: &str) -> Answer<(), Refusal> {
    booking::confirm_hour(&town.club.house, &who.who, who.member(), booking, key).await
}

async fn dispute(town: &Town, who: &Person, booking: BookingId, words: &str) -> Answer<(), Refusal> {
    booking::dispute_hour(&town.club.house, &who.who, who.member(), booking, words, &key()).await
}

async fn decide(town: &Town, who: &Person, booking: BookingId, verdict: &str) -> Answer<(), Refusal> {
    booking::settle_hour(&town.club.house, &who.who, booking, (verdict, "The door knows"), &key()).await
}

/// What the coach's roster says of the hour.
async fn on_roster(town: &Town, session: SessionId) -> (BookingStatus, Option<Hour>) {
    let roster = booking::roster(&town.club.house, &town.coach.who, session)
        .await
        .expect("the roster");
    let line = roster.lines.into_iter().next().expect("somebody");
    (line.status, line.hour)
}

async fn state(town: &Town, session: SessionId) -> Option<HourState> {
    on_roster(town, session).await.1.map(|hour| hour.state)
}

async fn asked(town: &Town, who: &Person) -> usize {
    let home = booking::home(&town.club.house, &who.who, who.member())
        .await
        .expect("the first screen");
    home.hours.len()
}

async fn told(club: &Club, who: &Person) -> Vec<Body> {
    club.work().await;
    let inbox = messages::service::inbox(&club.house, &who.who, who.member())
        .await
        .expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

/// A question about somebody's booking, whatever its class, written by hand: for stories about who may answer it.
pub async fn question(town: &Town, booking: BookingId, disputed: bool) {
    door::mark(&town.club.house, &town.owner.who, booking, true)
        .await
        .expect("came");
    let mut tx = town.club.write().await;
    let sql = if disputed {
        "INSERT INTO hour_confirmations (booking_id, logged_at, logged_by, disputed_at, disputed_by, words)
         SELECT id, booked_at, $2, booked_at, $2, 'Nobody was there' FROM bookings WHERE id = $1"
    } else {
        "INSERT INTO hour_confirmations (booking_id, logged_at, logged_by) SELECT id, booked_at, $2 FROM bookings WHERE id = $1"
    };
    let written = tx
        .query(sql)
        .bind(booking)
        .bind(town.owner.who.account)
        .run()
        .await
        .expect("written");
    assert_eq!(written, 1);
    tx.commit().await.expect("committed");
}

on_both! {
    async fn the_credit_is_held_used_when_the_hour_is_logged_and_the_client_confirms_once(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        assert_eq!(hours_left(club, ada).await, (4, 1), "held, and not to be spent twice");
        assert_eq!(headline(&mark(&town, hour.booking, true).await), "too_early", "no hour is given before it begins");
        assert_eq!(state(&town, hour.session).await, None);
        let page = plans::service::page(&club.house, &ada.who, ada.member()).await.expect("the passes");
        let lines = page.passes.iter().flat_map(|(_, lines)| lines);
        assert!(lines.filter_map(|line| line.class.as_ref()).any(|class| class.personal && class.name == hour.kind.name));
        let html = town.web.get(Some(&ada.token), "/passes").await.text();
        assert!(html.contains("Held for ") && html.contains(&hour.kind.name));

        club.set(0, SIX_PM);
        mark(&town, hour.booking, true).await.expect("given");
        assert_eq!(hours_left(club, ada).await, (4, 0), "used with the hour");
        let until = club.at(3, SIX_PM);
        assert!(matches!(state(&town, hour.session).await, Some(HourState::Waiting { until: then }) if then.at == until));
        assert!(matches!(&told(club, ada).await[0], Body::HourLogged { until: then, .. } if then.at == until));
        assert_eq!(asked(&town, ada).await, 1);
        let html = town.web.get(Some(&ada.token), "/home").await.text();
        assert!(html.contains("/api/confirm_hour") && html.contains("/api/dispute_hour"), "one press, and without a script");
        assert!(town.web.get(Some(&ada.token), "/bookings").await.text().contains("/api/confirm_hour"));
        mark(&town, hour.booking, true).await.expect("again");
        assert_eq!(told(club, ada).await.iter().filter(|body| matches!(body, Body::HourLogged { .. })).count(), 1);

        let once = key();
        confirm(&town, ada, hour.booking, &once).await.expect("confirmed");
        confirm(&town, ada, hour.booking, &once).await.expect("the same press");
        assert_eq!(headline(&confirm(&town, ada, hour.booking, &key()).await), "hour_confirmed");
        assert_eq!(headline(&dispute(&town, ada, hour.booking, "No").await), "hour_confirmed");
        assert_eq!(headline(&mark(&town, hour.booking, false).await), "hour_confirmed", "what was answered is not taken back");
        assert!(matches!(state(&town, hour.session).await, Some(HourState::Confirmed { by: Some(by), .. }) if by == ada.who.name));
        assert_eq!((asked(&town, ada).await, hours_left(club, ada).await), (0, (4, 0)));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn silence_counts_after_three_days_and_not_a_moment_before(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        club.set(0, SIX_PM);
        mark(&town, hour.booking, true).await.expect("given");
        club.clock.set(club.at(3, SIX_PM) - Span::seconds(1));
        assert_eq!(jobs::confirm_hours(&club.house).await.expect("a turn"), 0);
        club.set(3, SIX_PM);
        assert_eq!(jobs::confirm_hours(&club.house).await.expect("a turn"), 1);
        assert_eq!(jobs::confirm_hours(&club.house).await.expect("a turn"), 0);
        assert!(matches!(state(&town, hour.session).await, Some(HourState::Confirmed { by: None, .. })));
        assert_eq!(headline(&dispute(&town, ada, hour.booking, "No").await), "hour_confirmed");
        assert_eq!(asked(&town, ada).await, 0);
        let html = town.web.get(Some(&ada.token), "/bookings").await.text();
        assert!(html.contains("nobody answered within 72 hours"), "told when they look");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_dispute_moves_nothing_and_its_credit_comes_back_once(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        club.set(0, SIX_PM);
        mark(&town, hour.booking, true).await.expect("given");
        assert!(matches!(decide(&town, &town.manager, hour.booking, "given_back").await, Err(AppError::Refused(_))), "nobody disputes it");
        assert!(matches!(dispute(&town, ada, hour.booking, " ").await, Err(AppError::Invalid(_))));
        dispute(&town, ada, hour.booking, "The coach did not come").await.expect("noted");
        assert_eq!(headline(&mark(&town, hour.booking, false).await), "hour_disputed");
        assert_eq!(hours_left(club, ada).await, (4, 0), "no credit moves by a dispute");
        club.set(5, SIX_PM);
        assert_eq!(jobs::confirm_hours(&club.house).await.expect("a turn"), 0, "whoever disputes is not silent");
        let day = booking::coach_day(&club.house, &town.coach.who, None, None).await.expect("the day");
        assert!(day.hours.iter().any(|line| line.booking == hour.booking && line.disputed()), "the coach sees it");

        let words = async |who: &Person| {
            let roster = booking::roster(&club.house, &who.who, hour.session).await.expect("the roster");
            match roster.lines.into_iter().next().and_then(|line| line.hour).map(|hour| hour.state) {
                Some(HourState::Disputed { words, .. }) => words,
                other => format!("{other:?}"),
            }
        };
        let read = [words(&town.coach).await, words(&town.manager).await, words(&town.desk).await];
        assert_eq!(read, ["The coach did not come", "The coach did not come", ""], "not for everybody who takes attendance");
        assert_eq!(headline(&decide(&town, &town.desk, hour.booking, "given_back").await), "not_found");
        assert_eq!(headline(&decide(&town, &town.coach, hour.booking, "stands").await), "not_found");
        assert!(matches!(decide(&town, &town.manager, hour.booking, "whatever").await, Err(AppError::Invalid(_))));
        let open = booking::open_hours(&club.house, &town.manager.who).await.expect("the list");
        assert_eq!((open.disputed.len(), open.unlogged.len()), (1, 0));
        let manager = town.again(&town.manager).await;
        let html = town.web.get(Some(&manager.token), "/admin/hours").await.text();
        assert!(html.contains("The coach did not come") && html.contains("/api/settle_hour"));
        decide(&town, &town.manager, hour.booking, "given_back").await.expect("decided");
        assert_eq!(hours_left(club, ada).await, (5, 0));
        assert_eq!(headline(&decide(&town, &town.manager, hour.booking, "given_back").await), "hour_settled");
        assert_eq!(hours_left(club, ada).await, (5, 0), "once");
        assert_eq!(headline(&mark(&town, hour.booking, true).await), "not_booked");
        assert!(matches!(&told(club, ada).await[0], Body::HourSettled { back: true, reason, .. } if reason == "The door knows"));
        let (status, logged) = on_roster(&town, hour.session).await;
        assert_eq!(status, BookingStatus::Excused);
        assert!(matches!(logged.map(|hour| hour.state), Some(HourState::Settled { verdict: HourVerdict::GivenBack, .. })));
        let mut tx = club.read().await;
        let audited: i64 = tx.query("SELECT count(*) FROM audit_entries WHERE deed = 'hour_given_back'").value().await.expect("read");
        assert_eq!(audited, 1);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_hour_that_stands_stays_used_with_the_reason_told(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        club.set(0, SIX_PM);
        mark(&town, hour.booking, true).await.expect("given");
        dispute(&town, ada, hour.booking, "I was ill").await.expect("noted");
        decide(&town, &town.owner, hour.booking, "stands").await.expect("decided");
        assert_eq!(hours_left(club, ada).await, (4, 0));
        assert!(matches!(&told(club, ada).await[0], Body::HourSettled { back: false, .. }));
        assert_eq!(headline(&decide(&town, &town.owner, hour.booking, "given_back").await), "hour_settled");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn what_is_taken_back_is_not_asked_and_may_be_logged_anew(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        club.set(0, SIX_PM);
        mark(&town, hour.booking, true).await.expect("given");
        mark(&town, hour.booking, false).await.expect("a mistake");
        assert_eq!(hours_left(club, ada).await, (4, 1), "held again");
        assert_eq!((asked(&town, ada).await, headline(&confirm(&town, ada, hour.booking, &key()).await)), (0, "hour_taken_back"));
        assert!(told(club, ada).await.iter().any(|body| matches!(body, Body::HourTakenBack { .. })));
        mark(&town, hour.booking, true).await.expect("given after all");
        assert_eq!((asked(&town, ada).await, hours_left(club, ada).await), (1, (4, 0)));
        // whoever comes through the door by themselves has not had their hour by that
        let (session, next) = another(&town, ada, &hour.kind, 1).await;
        club.set(1, SIX_PM - 10);
        door::by_name(&club.house, &town.desk.who, club.location.id, ada.member(), &key()).await.expect("let in");
        assert_eq!(on_roster(&town, session).await, (BookingStatus::CheckedIn, None));
        assert_eq!(asked(&town, ada).await, 1);
        club.set(1, SIX_PM + 60);
        mark(&town, next, true).await.expect("given");
        assert_eq!((asked(&town, ada).await, hours_left(club, ada).await), (2, (3, 0)));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_hour_is_logged_after_the_class_was_settled_and_its_credit_can_come_back(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        let (_, second) = another(&town, ada, &hour.kind, 1).await;
        club.set(2, SIX_PM);
        jobs::settle(&club.house).await.expect("settled");
        assert_eq!(hours_left(club, ada).await, (3, 0), "what was promised is used");
        let day = booking::coach_day(&club.house, &town.coach.who, None, None).await.expect("the day");
        assert_eq!(day.hours.len(), 2, "the coach reads what is still to be logged");
        let coach = town.again(&town.coach).await;
        assert!(town.web.get(Some(&coach.token), "/coach").await.text().contains("Hours to log"));
        mark(&town, hour.booking, true).await.expect("given, said late");
        mark(&town, hour.booking, false).await.expect("taken back");
        assert_eq!(hours_left(club, ada).await, (3, 0), "a settled class holds nothing again");
        mark(&town, hour.booking, true).await.expect("given, said late");
        dispute(&town, ada, hour.booking, "It was not").await.expect("noted");
        decide(&town, &town.manager, hour.booking, "given_back").await.expect("decided");
        assert_eq!(hours_left(club, ada).await, (4, 0));
        club.set(15, SIX_PM + 121);
        assert_eq!(headline(&mark(&town, second, true).await), "hour_too_late");
        let day = booking::coach_day(&club.house, &town.coach.who, None, None).await.expect("the day");
        assert_eq!(day.hours.len(), 0);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_did_not_come_is_not_asked(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        club.set(0, SIX_PM);
        mark(&town, hour.booking, true).await.expect("given");
        mark(&town, hour.booking, false).await.expect("nobody there");
        club.set(0, 23 * 60);
        jobs::settle(&club.house).await.expect("settled");
        assert_eq!(on_roster(&town, hour.session).await, (BookingStatus::NoShow, None));
        assert_eq!((asked(&town, ada).await, hours_left(club, ada).await), (0, (4, 0)));
        assert_eq!(headline(&mark(&town, hour.booking, true).await), "not_booked");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_hour_is_its_clients_own(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        club.set(0, SIX_PM);
        mark(&town, hour.booking, true).await.expect("given");
        assert_eq!(headline(&confirm(&town, &town.ben, hour.booking, &key()).await), "not_found");
        assert_eq!(headline(&dispute(&town, &town.ben, hour.booking, "No").await), "not_found");
        assert_eq!(asked(&town, &town.ben).await, 0);
        // who may book for her knows her classes, and not what became of her hours
        let mut tx = club.read().await;
        let number: i64 = tx.query("SELECT number FROM members WHERE id = $1").bind(town.ben.member()).value().await.expect("read");
        drop(tx);
        household::put_in(&club.house, &town.owner.who, ada.member(), number, HouseholdRole::Adult, &key()).await.expect("one household");
        household::let_book(&club.house, &ada.who, ada.member(), true).await.expect("allowed");
        let wards = household::wards::<Nothing>(&mut club.read().await, club.org, town.ben.member(), club.house.clock.now()).await.expect("read");
        assert_eq!(wards.len(), 1, "the control");
        assert_eq!(headline(&dispute(&town, &town.ben, hour.booking, "No").await), "not_found");
        assert_eq!(asked(&town, &town.ben).await, 0);
        let foreign = door::mark(&club.house, &town.other_coach.who, hour.booking, false).await;
        assert_eq!(headline(&foreign), "not_found");
        assert!(matches!(state(&town, hour.session).await, Some(HourState::Waiting { .. })));
        confirm(&town, ada, hour.booking, &key()).await.expect("the control");
        // what was written about somebody goes with them
        let (_, next) = another(&town, ada, &hour.kind, 1).await;
        club.set(1, SIX_PM);
        mark(&town, next, true).await.expect("given");
        dispute(&town, ada, next, "He was drunk").await.expect("noted");
        let mut tx = club.write().await;
        booking::forget::<Nothing>(&mut tx, club.org, ada.member(), club.house.clock.now()).await.expect("forgotten");
        tx.commit().await.expect("committed");
        let mut tx = club.read().await;
        let words: Vec<String> = tx.query("SELECT words FROM hour_confirmations WHERE words IS NOT NULL").values().await.expect("read");
        assert_eq!(words, [""]);
    }

    async fn of_everything_at_once_one_wins(club: Club) {
        let town = Arc::new(Town::of(club).await);
        let (club, ada) = (&town.club, &town.ada);
        let hour = booked(&town, ada).await;
        let mut left = 4;
        let mut last = hour.booking;
        for round in 0..16 {
            if round > 0 {
                if left == 0 {
                    booked_more(&town).await;
                    left = 5;
                }
                last = another(&town, ada, &hour.kind, 4 * round).await.1;
                left -= 1;
            }
            club.set(4 * round, SIX_PM);
            mark(&town, last, true).await.expect("given");
            // what is done at once: the round says which two
            let contest = round % 4;
            if contest == 2 {
                club.clock.set(club.house.clock.now() + Span::hours(72));
            }
            if contest == 3 {
                dispute(&town, ada, last, "No").await.expect("noted");
            }
            let before = hours_left(club, ada).await;
            let barrier = Arc::new(Barrier::new(2));
            let mut tasks = JoinSet::new();
            for side in 0..2 {
                let (town, barrier) = (town.clone(), barrier.clone());
                tasks.spawn(async move {
                    barrier.wait().await;
                    match (contest, side) {
                        (0 | 1, 0) => headline(&confirm(&town, &town.ada, last, &key()).await) == "ok",
                        (0, _) => headline(&mark(&town, last, false).await) == "ok",
                        (1, _) => headline(&confirm(&town, &town.ada, last, &key()).await) == "ok",
                        (2, 0) => headline(&dispute(&town, &town.ada, last, "No").await) == "ok",
                        (2, _) => jobs::confirm_hours(&town.club.house).await.expect("a turn") == 1,
                        (_, 0) => headline(&decide(&town, &town.manager, last, "given_back").await) == "ok",
                        (_, _) => headline(&decide(&town, &town.owner, last, "given_back").await) == "ok",
                    }
                });
            }
            let won = tasks.join_all().await.into_iter().filter(|won| *won).count();
            assert_eq!(won, 1, "one of contest {contest} in round {round}");
            if contest == 3 {
                let after = hours_left(club, ada).await;
                assert_eq!(after, (before.0 + 1, before.1), "back once");
                left += 1;
            }
            assert_eq!(club.broken().await, Vec::<String>::new(), "after contest {contest}");
        }
    }

    async fn every_rule_is_said_in_every_language(club: Club) {
        let town = Town::of(club).await;
        let hour = booked(&town, &town.ada).await;
        let Err(error) = confirm(&town, &town.ada, hour.booking, &key()).await else {
            panic!("nothing is logged");
        };
        let said: std::collections::BTreeSet<String> = Locale::ALL.into_iter().map(|l| error.text(l)).collect();
        assert_eq!(said.len(), Locale::ALL.len());
    }
}

async fn booked_more(town: &Town) {
    let draft = Draft {
        credits: Some(5),
        days: Some(90),
        ..plan_draft(&key(), PassKind::Personal)
    };
    let plan = town.club.offer(draft).await;
    town.club.grant(town.ada.member(), plan).await;
}
