//! What passes are good for: places, hours and how often; when they begin and end; what is sold.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    accounts::{model::Role, service::Origin},
    booking::{
        door,
        model::{DoorReason, Rule, Verdict},
    },
    members::{household, model::MemberId},
    messages::{self, model::Body},
    plans::{
        self,
        model::{
            Bearer, Caps, Draft, Fields, Pass, PassId, PassKind, PlanId, Refusal, Source, Terms, Unfit, Window, written,
        },
    },
    platform::{
        error::{AppError, Nothing},
        form::Flaw,
        time::{Day, day_plus},
    },
    schedule::{self, model::SessionId, service::DateForm},
    studio::model::BookingPolicy,
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

/// A plan with no limits and ten credits, which each story narrows.
fn draft(name: &str) -> Draft {
    Draft {
        name: name.into(),
        kind: PassKind::Pack,
        credits: Some(10),
        days: Some(30),
        starts_within: None,
        price: 9_900,
        terms: Terms::default(),
        source: Source::Own,
        cycle: None,
        stored: None,
    }
}

fn capped(name: &str, caps: Caps) -> Draft {
    Draft {
        terms: Terms {
            caps,
            ..Terms::default()
        },
        ..draft(name)
    }
}

async fn offer(club: &Club, draft: Draft) -> PlanId {
    let mut tx = club.write().await;
    let id = plans::service::add_plan::<Nothing>(&mut tx, club.org, "EUR", draft, club.house.clock.now())
        .await
        .expect("a plan");
    tx.commit().await.expect("committed");
    id
}

async fn grant_on(club: &Club, member: MemberId, plan: PlanId, day: Day) -> PassId {
    let mut tx = club.write().await;
    let id = plans::service::grant(&mut tx, club.org, member, plan, day, None, club.house.clock.now())
        .await
        .expect("granted");
    tx.commit().await.expect("committed");
    id
}

async fn pass_of(club: &Club, member: MemberId) -> Pass {
    let mut tx = club.read().await;
    let passes = plans::service::passes::<Nothing>(&mut tx, member, day_plus(today(), -400))
        .await
        .expect("passes");
    passes.into_iter().next().expect("one")
}

async fn begun(club: &Club, member: MemberId) -> (Option<Day>, Option<Day>) {
    let pass = pass_of(club, member).await;
    (pass.first_use.and_then(|first| first.on), pass.ends_on)
}

/// What stands in the way of a booking, the passes' own reason.
async fn unfit(club: &Club, member: MemberId, class: SessionId) -> Option<Unfit> {
    match club.book(member, class).await {
        Err(AppError::Refused(refusal)) => match refusal.rules.into_iter().next() {
            Some(Rule::NoPass(Some((_, unfit)))) => Some(unfit),
            other => panic!("another rule: {other:?}"),
        },
        other => panic!("no refusal: {other:?}"),
    }
}

async fn inbox(club: &Club, member: MemberId) -> Vec<Body> {
    club.work().await;
    let inbox = messages::service::inbox(&club.house, &club.as_member(member), member)
        .await
        .expect("read");
    inbox.notices.into_iter().map(|notice| notice.body).collect()
}

/// Two of one household.
async fn couple(club: &Club, n: usize) -> [MemberId; 2] {
    let (ada, ben) = (
        club.member(&format!("Ada {n}")).await,
        club.member(&format!("Ben {n}")).await,
    );
    household::invite(&club.house, &club.as_member(ada), ada, false)
        .await
        .expect("a code");
    let page = household::page(&club.house, &club.as_member(ada), ada)
        .await
        .expect("read");
    let code = page.code.expect("shown").0.text;
    household::join(&club.house, &club.as_member(ben), ben, &code, Origin::default())
        .await
        .expect("joined");
    [ada, ben]
}

/// Books each at the same moment; the headlines.
async fn at_once(club: &Arc<Club>, wanted: &[(MemberId, SessionId)]) -> Vec<&'static str> {
    let barrier = Arc::new(Barrier::new(wanted.len()));
    let mut phones = JoinSet::new();
    for (member, class) in wanted.iter().copied() {
        let (club, barrier) = (club.clone(), barrier.clone());
        phones.spawn(async move {
            barrier.wait().await;
            headline(&club.book(member, class).await)
        });
    }
    let mut codes = phones.join_all().await;
    codes.sort_unstable();
    codes
}

/// Weekdays from nine to four.
fn off_peak() -> Window {
    Window {
        days: 0b001_1111,
        from: 540,
        to: 960,
    }
}

on_both! {
    /// The stories begin on a Thursday: the week has three days left, and the next begins on the 23rd.
    async fn so_many_classes_a_week_and_what_was_missed_counts(club: Club) {
        let plan = offer(&club, capped("Thrice a week", Caps { week: Some(2), ..Caps::default() })).await;
        let lena = club.member_with("Lena", plan).await;
        let (friday, saturday, sunday) = (club.class(1, SIX_PM, 9).await, club.class(2, SIX_PM, 9).await, club.class(3, SIX_PM, 9).await);
        let monday = club.class(4, SIX_PM, 9).await;
        let late = club.book(lena, friday).await.expect("the first");
        club.book(lena, saturday).await.expect("the second");
        let next = day_plus(today(), 4);
        assert_eq!(unfit(&club, lena, sunday).await, Some(Unfit::PerWeek(2, 2, next)));
        club.book(lena, monday).await.expect("another week");
        // given up too late it was used; given up in time it was not
        club.set(1, SIX_PM - 10);
        assert!(club.cancel(lena, late.booking).await.expect("cancelled").late);
        assert_eq!(headline(&club.book(lena, sunday).await), "pass_cap");
        // a class of the week that is the member's on another pass counts there
        club.grant(lena, club.unlimited).await;
        assert_eq!(headline(&club.book(lena, sunday).await), "ok");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn so_many_a_day_and_so_many_ahead(club: Club) {
        let plan = offer(&club, capped("One a day", Caps { day: Some(1), ahead: Some(2), ..Caps::default() })).await;
        let lena = club.member_with("Lena", plan).await;
        let (morning, evening) = (club.class(1, 480, 9).await, club.class(1, SIX_PM, 9).await);
        let (second, third) = (club.class(5, SIX_PM, 9).await, club.class(6, SIX_PM, 9).await);
        let first = club.book(lena, morning).await.expect("the first");
        assert_eq!(unfit(&club, lena, evening).await, Some(Unfit::PerDay(1, 1, day_plus(today(), 2))));
        club.book(lena, second).await.expect("the second");
        let starts = club.session(morning).await.starts;
        assert_eq!(unfit(&club, lena, third).await, Some(Unfit::Ahead(2, 2, starts)));
        club.cancel(lena, first.booking).await.expect("in time");
        assert_eq!(headline(&club.book(lena, third).await), "ok");
    }

    /// The guard is the lock of the member: what is on the pass is read under it.
    async fn the_last_class_of_the_week_from_two_phones(club: Club) {
        let club = Arc::new(club);
        let plan = offer(&club, capped("Once a week", Caps { week: Some(1), ..Caps::default() })).await;
        for round in 0..8 {
            let lena = club.member_with(&format!("Lena {round}"), plan).await;
            let classes = [club.class(1, SIX_PM, 9).await, club.class(2, SIX_PM, 9).await];
            let codes = at_once(&club, &[(lena, classes[0]), (lena, classes[1])]).await;
            assert_eq!(codes, ["ok", "pass_cap"], "one of the two");
            // the control: without the cap both are had
            let mia = club.member_with(&format!("Mia {round}"), club.pack).await;
            assert_eq!(at_once(&club, &[(mia, classes[0]), (mia, classes[1])]).await, ["ok", "ok"]);
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn who_waits_is_asked_for_their_cap_when_a_place_comes(club: Club) {
        let plan = offer(&club, capped("Once a week", Caps { week: Some(1), ..Caps::default() })).await;
        let (holder, lena, mia) = (club.member_with("Holder", club.pack).await, club.member_with("Lena", plan).await, club.member_with("Mia", plan).await);
        let (full, other) = (club.class(2, SIX_PM, 1).await, club.class(3, SIX_PM, 9).await);
        let booked = club.book(holder, full).await.expect("the only place");
        club.join(lena, full).await.expect("waits");
        club.join(mia, full).await.expect("waits");
        club.book(lena, other).await.expect("her class of the week");
        club.cancel(holder, booked.booking).await.expect("in time");
        assert_eq!(headline(&club.book(mia, full).await), "already_booked", "the next one has it");
        let told = inbox(&club, lena).await;
        assert!(told.iter().any(|body| matches!(body, Body::PassedOver { rule, .. } if rule == "pass_cap")), "{told:?}");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_pass_of_a_household_counts_for_each(club: Club) {
        let mut plan = capped("Family, once a week", Caps { week: Some(1), ..Caps::default() });
        plan.terms.bearer = Bearer::Household;
        let plan = offer(&club, plan).await;
        let [ada, ben] = couple(&club, 0).await;
        club.grant(ada, plan).await;
        let (friday, saturday) = (club.class(1, SIX_PM, 9).await, club.class(2, SIX_PM, 9).await);
        club.book(ada, friday).await.expect("hers");
        club.book(ben, friday).await.expect("his");
        assert_eq!([headline(&club.book(ada, saturday).await), headline(&club.book(ben, saturday).await)], ["pass_cap", "pass_cap"]);
    }

    async fn off_peak_is_neither_booked_nor_entered_at_other_hours(club: Club) {
        let plan = Draft {
            kind: PassKind::Unlimited,
            credits: None,
            terms: Terms { windows: vec![off_peak()], ..Terms::default() },
            ..draft("Off-peak")
        };
        let plan = offer(&club, plan).await;
        let lena = club.member_with("Lena", plan).await;
        let (noon, evening, saturday) = (club.class(1, 720, 9).await, club.class(1, SIX_PM, 9).await, club.class(2, 720, 9).await);
        assert_eq!(unfit(&club, lena, evening).await, Some(Unfit::OtherHours(vec![off_peak()], SIX_PM, day_plus(today(), 1))));
        assert_eq!(unfit(&club, lena, saturday).await, Some(Unfit::OtherHours(vec![off_peak()], 720, day_plus(today(), 4))));
        let refused = club.book(lena, evening).await.expect_err("refused").text(spotter::platform::i18n::Locale::En);
        assert_eq!(refused, "Your Off-peak is for classes that begin Mon–Fri 09:00–16:00; this one begins 18:00.");
        club.book(lena, noon).await.expect("within its hours");
        // the door: by its hours, and before them for a class that is booked
        for (days, minute, verdict) in [(0, 960, Verdict::No), (1, 539, Verdict::Look), (2, 720, Verdict::No), (4, 539, Verdict::No), (4, 959, Verdict::Look), (5, 960, Verdict::No)] {
            club.set(days, minute);
            let answer = door::by_name(&club.house, &club.owner, club.location.id, lena, &key()).await.expect("answered");
            let in_or_look = if answer.verdict == Verdict::In { Verdict::Look } else { answer.verdict };
            assert_eq!(in_or_look, verdict, "day {days} {minute}: {:?}", answer.reasons);
            if verdict == Verdict::No {
                assert!(matches!(&answer.reasons[..], [DoorReason::OtherHours(name, hours)] if name == "Off-peak" && hours == &[off_peak()]), "{:?}", answer.reasons);
            }
        }
    }

    /// Booking opens a week before at eight in the evening, and with one of two passes a day earlier.
    async fn who_may_be_earlier_than_the_others_is(club: Club) {
        let policy = BookingPolicy { opens_before: 7 * 24 * 60, opens_at: Some(20 * 60), ..BookingPolicy::default() };
        let from = club.house.clock.now();
        spotter::studio::service::set_booking_policy(&club.house, club.org, None, &policy, from).await.expect("a policy");
        // it lasts longer than the other, which would be used first
        let gold = Draft { days: Some(3600), terms: Terms { early: Some(24), ..Terms::default() }, ..draft("Gold") };
        let gold = offer(&club, gold).await;
        let (lena, max) = (club.member_with("Lena", club.pack).await, club.member_with("Max", club.pack).await);
        let class = club.class(9, SIX_PM, 5).await;
        club.set(1, 20 * 60 - 1);
        assert_eq!(headline(&club.book(lena, class).await), "not_open_yet");
        let pass = grant_on(&club, lena, gold, today()).await;
        let told = club.book(lena, class).await.expect_err("a minute too early");
        let AppError::Refused(refusal) = told else { panic!("{told:?}") };
        assert!(matches!(&refusal.rules[..], [Rule::NotOpenYet(from)] if from.at == club.at(1, 20 * 60)), "{refusal:?}");
        club.set(1, 20 * 60);
        let booked = club.book(lena, class).await.expect("a day before the others");
        assert_eq!(booked.pass, pass, "it is that one which lets her");
        assert_eq!(headline(&club.book(max, class).await), "not_open_yet");
        // whoever chooses a pass that may not be earlier is told when it may
        let next = club.class(9, SIX_PM + 120, 5).await;
        let pack = plans::service::passes::<Nothing>(&mut club.read().await, lena, today()).await.expect("passes");
        let pack = pack.iter().find(|one| one.id != pass).expect("the pack").id;
        let chosen = spotter::booking::service::book(&club.house, &club.as_member(lena), lena, next, Some(pack), &key()).await;
        assert_eq!(headline(&chosen), "not_open_yet");
        let gold_again = club.book(lena, next).await.expect("without a choice");
        assert_eq!(gold_again.pass, pass);
        club.set(2, 20 * 60);
        club.book(max, class).await.expect("open to everybody");
        let later = club.class(9, SIX_PM - 120, 5).await;
        let usual = club.book(lena, later).await.expect("open to everybody");
        assert_ne!(usual.pass, pass, "from then on the one that ends first");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_pack_begins_with_its_first_class(club: Club) {
        let plan = offer(&club, Draft { days: Some(20), starts_within: Some(10), ..draft("First use") }).await;
        let lena = club.member("Lena").await;
        grant_on(&club, lena, plan, today()).await;
        // on the tenth day at the latest, and twenty days from there
        assert_eq!(begun(&club, lena).await, (None, Some(day_plus(today(), 29))));
        let (fifth, second, last) = (club.class(5, SIX_PM, 9).await, club.class(2, SIX_PM, 9).await, club.class(21, SIX_PM, 9).await);
        let one = club.book(lena, fifth).await.expect("the first");
        assert_eq!(begun(&club, lena).await, (Some(day_plus(today(), 5)), Some(day_plus(today(), 24))));
        let two = club.book(lena, second).await.expect("an earlier one");
        assert_eq!(begun(&club, lena).await, (Some(day_plus(today(), 2)), Some(day_plus(today(), 21))));
        club.cancel(lena, one.booking).await.expect("in time");
        assert_eq!(begun(&club, lena).await.0, Some(day_plus(today(), 2)), "something is still booked");
        club.cancel(lena, two.booking).await.expect("in time");
        assert_eq!(begun(&club, lena).await, (None, Some(day_plus(today(), 29))), "it waits again");
        // begun by itself on the tenth day
        club.set(12, 720);
        club.book(lena, last).await.expect("within the twenty days");
        assert_eq!(begun(&club, lena).await, (None, Some(day_plus(today(), 29))));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_pack_counts_from_the_first_class_that_is_left(club: Club) {
        let plan = offer(&club, Draft { days: Some(15), starts_within: Some(20), ..draft("First use") }).await;
        let lena = club.member("Lena").await;
        grant_on(&club, lena, plan, today()).await;
        let (third, tenth, late, second) =
            (club.class(3, SIX_PM, 9).await, club.class(10, SIX_PM, 9).await, club.class(22, SIX_PM, 9).await, club.class(2, SIX_PM, 9).await);
        let first = club.book(lena, third).await.expect("the first").booking;
        club.book(lena, tenth).await.expect("a later one");
        assert_eq!(begun(&club, lena).await, (Some(day_plus(today(), 3)), Some(day_plus(today(), 17))));
        club.cancel(lena, first).await.expect("in time");
        let from_tenth = (Some(day_plus(today(), 10)), Some(day_plus(today(), 24)));
        assert_eq!(begun(&club, lena).await, from_tenth, "no paid day is lost with the class that went");
        club.book(lena, late).await.expect("within its days");
        assert_eq!(headline(&club.book(lena, second).await), "no_pass", "begun so early it would be over before what is booked");
        assert_eq!(begun(&club, lena).await, from_tenth);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_pack_follows_its_first_class_to_another_day(club: Club) {
        let plan = offer(&club, Draft { days: Some(15), starts_within: Some(20), ..draft("First use") }).await;
        let lena = club.member("Lena").await;
        grant_on(&club, lena, plan, today()).await;
        let (third, tenth) = (club.class(3, SIX_PM, 9).await, club.class(10, SIX_PM, 9).await);
        club.book(lena, third).await.expect("the first");
        club.book(lena, tenth).await.expect("a later one");
        for (to, on) in [(5, 5), (12, 10), (2, 10)] {
            let form = DateForm {
                day: day_plus(today(), to).to_string(),
                start: "18:00".to_owned(),
                minutes: "60".to_owned(),
                capacity: "9".to_owned(),
                ..DateForm::default()
            };
            schedule::service::change_session(&club.house, &club.owner, third, &form).await.expect("moved");
            club.work().await;
            assert_eq!(begun(&club, lena).await, (Some(day_plus(today(), on)), Some(day_plus(today(), on + 14))), "moved to day {to}");
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn an_unlimited_pass_waits_for_its_first_class_again(club: Club) {
        let plan = offer(&club, Draft { kind: PassKind::Unlimited, credits: None, days: Some(30), starts_within: Some(20), ..draft("A month") }).await;
        let lena = club.member("Lena").await;
        grant_on(&club, lena, plan, today()).await;
        let waits = begun(&club, lena).await;
        let (third, fifth) = (club.class(3, SIX_PM, 9).await, club.class(5, SIX_PM, 9).await);
        let first = club.book(lena, third).await.expect("the first").booking;
        let second = club.book(lena, fifth).await.expect("a later one").booking;
        assert_eq!(begun(&club, lena).await.0, Some(day_plus(today(), 3)));
        club.cancel(lena, first).await.expect("in time");
        assert_eq!(begun(&club, lena).await.0, Some(day_plus(today(), 5)), "it counts from the first that is left");
        club.cancel(lena, second).await.expect("in time");
        assert_eq!((waits.0, begun(&club, lena).await), (None, waits));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    /// The guard is the condition of the UPDATE: without it the later class may stand as the first.
    async fn two_of_a_household_begin_a_pack_at_once(club: Club) {
        let club = Arc::new(club);
        let mut plan = Draft { days: Some(20), starts_within: Some(15), ..draft("First use") };
        plan.terms.bearer = Bearer::Household;
        let plan = offer(&club, plan).await;
        let (second, fifth) = (club.class(2, SIX_PM, 30).await, club.class(5, SIX_PM, 30).await);
        for round in 0..8 {
            let [ada, ben] = couple(&club, round).await;
            grant_on(&club, ada, plan, today()).await;
            assert_eq!(at_once(&club, &[(ada, fifth), (ben, second)]).await, ["ok", "ok"]);
            assert_eq!(begun(&club, ada).await, (Some(day_plus(today(), 2)), Some(day_plus(today(), 21))), "it counts from the earlier class");
            assert_eq!(club.credits(ada).await, (8, 2));
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_credit_that_comes_back_too_late_makes_the_pass_last(club: Club) {
        let plan = offer(&club, Draft { days: Some(3), ..draft("Three days") }).await;
        let lena = club.member("Lena").await;
        grant_on(&club, lena, plan, today()).await;
        let last = day_plus(today(), 2);
        let (class, other) = (club.class(2, SIX_PM, 9).await, club.class(2, 600, 9).await);
        club.book(lena, class).await.expect("on the last day");
        let own = club.book(lena, other).await.expect("on the last day");
        club.set(2, 300);
        club.cancel(lena, own.booking).await.expect("in time");
        assert_eq!(pass_of(&club, lena).await.ends_on, Some(last), "whoever gives up a place has the day still");
        schedule::service::cancel_session(&club.house, &club.owner, class, "The coach is ill").await.expect("cancelled");
        let told = inbox(&club, lena).await;
        let until = day_plus(last, 7);
        assert_eq!(pass_of(&club, lena).await.ends_on, Some(until));
        assert_eq!(told.iter().filter(|body| matches!(body, Body::PassExtended { until: day, .. } if *day == until)).count(), 1, "{told:?}");
        let page = plans::service::page(&club.house, &club.as_member(lena), lena).await.expect("read");
        let reasons: Vec<_> = page.passes[0].1.iter().map(|line| line.reason.clone()).collect();
        assert_eq!(reasons.iter().filter(|reason| **reason == format!("courtesy:{until}")).count(), 1, "{reasons:?}");
        club.work().await;
        assert_eq!(pass_of(&club, lena).await.ends_on, Some(until), "once");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn whoever_holds_a_pass_is_reminded_once_a_mark(club: Club) {
        let plan = offer(&club, Draft { days: Some(90), ..draft("Ninety days") }).await;
        let (lena, used) = (club.member("Lena").await, club.member("Used up").await);
        grant_on(&club, lena, plan, today()).await;
        let over = grant_on(&club, used, plan, today()).await;
        plans::service::take_back(&club.house, &club.owner, over).await.expect("taken back");
        let mut marks = Vec::new();
        for day in [58, 59, 60, 74, 75, 76, 86, 86, 89] {
            club.set(day, 540);
            let told = plans::jobs::remind(&club.house).await.expect("the job");
            assert!(told <= 1, "{told} on day {day}");
            marks.push((day, told));
        }
        assert_eq!(marks.iter().filter(|(_, told)| *told == 1).map(|(day, _)| *day).collect::<Vec<_>>(), [59, 75, 86]);
        let told = inbox(&club, lena).await;
        let days: Vec<_> = told.iter().filter_map(|body| match body { Body::PassEnds { days, credits: Some(10), .. } => Some(*days), _ => None }).collect();
        assert_eq!(days, [3, 14, 30]);
        assert_eq!(inbox(&club, used).await, []);
    }

    async fn what_is_sold_keeps_what_it_promised(club: Club) {
        let mut fields = written(None, "EUR");
        fields.insert("name".into(), "Morning pack".into());
        fields.insert("price".into(), "89,50".into());
        fields.insert("per_week".into(), "2".into());
        let (house, owner, key_of_one) = (&club.house, &club.owner, key());
        let save = |plan, fields: &Fields, key: String| { let fields = fields.clone(); async move { plans::service::save_plan(house, owner, plan, &fields, &key).await } };
        let id = save(None, &fields, key_of_one.clone()).await.expect("made");
        assert_eq!(save(None, &fields, key_of_one).await.expect("the same answer"), id);
        let list = || async { plans::service::plan_list(house, owner).await.expect("read").plans };
        let mine = |plans: Vec<(plans::model::Plan, i64)>| plans.into_iter().find(|(plan, _)| plan.id == id).expect("there");
        let (plan, held) = mine(list().await);
        assert_eq!((plan.price.minor, plan.terms.caps.week, held, list().await.len()), (8950, Some(2), 0, 3));
        let lena = club.member_with("Lena", id).await;

        let taken = save(None, &fields, key()).await;
        assert!(matches!(&taken, Err(AppError::Invalid(flaws)) if flaws.of("name") == Some(&Flaw::NameTaken)), "{taken:?}");
        fields.insert("per_week".into(), "1".into());
        fields.insert("credits".into(), "4".into());
        save(Some(id), &fields, key()).await.expect("changed");
        let pass = pass_of(&club, lena).await;
        assert_eq!((pass.terms.caps.week, pass.granted), (Some(2), Some(10)), "as it was sold");
        assert_eq!(mine(list().await).1, 1);

        plans::service::archive_plan(house, owner, id, true, &key()).await.expect("off sale");
        let mut tx = club.write().await;
        let refused = plans::service::grant(&mut tx, club.org, lena, id, today(), None, house.clock.now()).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
        drop(tx);
        assert!(matches!(save(Some(id), &fields, key()).await, Err(AppError::Refused(Refusal::Archived))));
        assert!(matches!(plans::service::archive_plan(house, owner, id, true, &key()).await, Err(AppError::NotFound)), "once");
        plans::service::archive_plan(house, owner, id, false, &key()).await.expect("back");
        assert!(!mine(list().await).0.archived);

        // plans are the whole club's
        let here = club.staff("owner-here@example.org", Role::Owner, Some(&club.location)).await;
        assert!(matches!(plans::service::plan_list(house, &here).await, Err(AppError::NotFound)));
        assert!(matches!(plans::service::save_plan(house, &here, None, &fields, &key()).await, Err(AppError::NotFound)));
        let mut tx = club.read().await;
        let deeds: i64 = tx.query("SELECT count(*) FROM audit_entries WHERE object_kind = 'plan'").value().await.expect("counted");
        assert_eq!(deeds, 4);
        drop(tx);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
