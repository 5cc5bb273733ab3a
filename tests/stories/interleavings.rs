//! Random interleavings of everything that moves a seat, sixteen at a time, against the invariants.
//!
//! `OPERATIONS` sets how many; `SEED` repeats a run's choices (the interleaving itself is the machine's).

use crate::{
    on_both,
    support::{Club, key, today},
};
use spotter::{
    booking::{
        door, jobs,
        model::{BookingId, VisitId},
        service as booking,
    },
    demo::rng::Rng,
    members::model::MemberId,
    platform::{
        error::AppError,
        time::{Span, clock, day_plus},
    },
    schedule::{
        model::{ClassType, SessionId},
        service::DateForm,
    },
    studio::model::{BookingPolicy, WaitMode},
};
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinSet;

/// How many commands run beside one another.
const AT_ONCE: u64 = 16;
/// The minute of the day at which the club's clock stands.
const EVENING: i64 = 20 * 60;
/// So many minutes pass in the club while the commands run.
const MINUTES: u64 = 40;
/// After the last command the worker is some way behind, and takes as long as it takes; for so long it may hand nothing on.
const STUCK: Duration = Duration::from_secs(120);

struct World {
    club: Club,
    members: Vec<MemberId>,
    classes: Vec<(SessionId, i64)>,
    acknowledged: AtomicU64,
    /// The seats of which somebody was told that they have them.
    promised: Mutex<Vec<BookingId>>,
    refused: AtomicU64,
}

impl World {
    fn promise(&self, booking: BookingId) {
        self.promised.lock().expect("nobody panicked").push(booking);
    }
}

/// A seat of the member's, if there is one. Asked of the table: after a million commands a member has thousands of bookings behind them.
async fn own_booking(world: &World, member: MemberId) -> Option<(BookingId, SessionId)> {
    let mut tx = world.club.read().await;
    tx.query("SELECT id, session_id FROM bookings WHERE member_id = $1 AND status IN ('booked', 'checked_in') LIMIT 1")
        .bind(member)
        .maybe()
        .await
        .expect("read")
}

/// Somebody to whom a place is offered, if there is one. Nobody answers for every third member, so that some offers run out.
async fn open_offer(world: &World) -> Option<(MemberId, SessionId)> {
    let mut tx = world.club.read().await;
    let open: Vec<(MemberId, SessionId)> = tx
        .query("SELECT member_id, session_id FROM waitlist_entries WHERE status = 'offered'")
        .all()
        .await
        .expect("read");
    let answers = |member: MemberId| world.members.iter().step_by(3).all(|silent| *silent != member);
    open.into_iter().find(|(member, _)| answers(*member))
}

/// A coming of the member's that the desk may take back, if there is one.
async fn own_visit(world: &World, member: MemberId) -> Option<VisitId> {
    let mut tx = world.club.read().await;
    let found: Option<(VisitId,)> = tx
        .query("SELECT id FROM visits WHERE member_id = $1 AND undone_at IS NULL LIMIT 1")
        .bind(member)
        .maybe()
        .await
        .expect("read");
    found.map(|(id,)| id)
}

async fn step(world: &World, rng: &mut Rng) {
    let club = &world.club;
    let Ok(at) = usize::try_from(rng.below(world.members.len() as u64)) else {
        return;
    };
    let member = world.members[at];
    let Some(&(class, minute)) = rng.pick(&world.classes) else {
        return;
    };
    let done = match rng.below(100) {
        0..4 => match open_offer(world).await {
            Some((member, class)) => club
                .book(member, class)
                .await
                .map(|booked| world.promise(booked.booking)),
            None => Ok(()),
        },
        4..36 => club
            .book(member, class)
            .await
            .map(|booked| world.promise(booked.booking)),
        36..53 => match own_booking(world, member).await {
            Some((booking, _)) => club.cancel(member, booking).await.map(drop),
            None => Ok(()),
        },
        53..70 => club.join(member, class).await.map(drop),
        70..73 => match open_offer(world).await {
            Some((member, class)) => booking::leave(&club.house, &club.as_member(member), member, class, &key()).await,
            None => Ok(()),
        },
        73..77 => booking::leave(&club.house, &club.as_member(member), member, class, &key()).await,
        77..84 => match own_booking(world, member).await {
            Some((booking, _)) => door::mark(&club.house, &club.owner, booking, rng.chance(70)).await,
            None => Ok(()),
        },
        84..89 => door::walk_in(&club.house, &club.owner, club.location.id, member, class, &key())
            .await
            .map(drop),
        // The desk is mistaken about every second member alone, so that the comings of the others stand at the end.
        89..93 => match own_visit(world, member).await {
            Some(visit) if at.is_multiple_of(2) => door::undo(&club.house, &club.owner, visit).await,
            Some(_) | None => Ok(()),
        },
        _ => {
            let form = DateForm {
                day: day_plus(today(), 1).to_string(),
                start: clock(minute),
                minutes: "60".into(),
                capacity: (1 + rng.below(10)).to_string(),
                ..DateForm::default()
            };
            match spotter::schedule::service::change_session(&club.house, &club.owner, class, &form).await {
                Ok(_) | Err(AppError::Refused(_)) => Ok(()),
                Err(other) => Err(other.map_refusal(|_| AppError::Busy)),
            }
        }
    };
    match done {
        Ok(()) => world.acknowledged.fetch_add(1, Ordering::Relaxed),
        Err(AppError::Refused(_) | AppError::NotFound | AppError::Busy) => {
            world.refused.fetch_add(1, Ordering::Relaxed)
        }
        Err(other) => panic!("neither done nor refused: {other:?}"),
    };
}

/// Waits until the worker, which runs beside the commands as it does in a club, has handed everything on. An event whose effect
/// the database ended for others' sake comes again after a pause, and must be through in a few tries.
async fn drained(world: &World) {
    let (mut fewest, mut since) = (i64::MAX, std::time::Instant::now());
    loop {
        let mut tx = world.club.read().await;
        let (open, dead): (i64, i64) = tx
            .query(
                "SELECT count(*), coalesce(sum(CASE WHEN dead_at IS NULL THEN 0 ELSE 1 END), 0) FROM outbox WHERE done_at IS NULL",
            )
            .one()
            .await
            .expect("read");
        drop(tx);
        assert_eq!(dead, 0, "an event that nobody could act on");
        if open == 0 {
            return;
        }
        if open < fewest {
            (fewest, since) = (open, std::time::Instant::now());
        }
        assert!(since.elapsed() < STUCK, "{open} events are still to be handed on");
        // The club's clock stands still but for this, and the pauses are told by it.
        world.club.clock.set(world.club.clock.now() + Span::seconds(1));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What must hold at every commit, read by a connection of its own while the others write.
async fn watch(world: &World) {
    let mut tx = world.club.read().await;
    let over: i64 = tx
        .query("SELECT count(*) FROM class_sessions WHERE booked > capacity OR booked < 0")
        .value()
        .await
        .expect("read");
    let below: i64 = tx
        .query("SELECT count(*) FROM credit_lots WHERE balance < 0 OR held < 0")
        .value()
        .await
        .expect("read");
    assert_eq!((over, below), (0, 0));
}

on_both! {
    async fn whatever_happens_at_once_the_books_agree(club: Club) {
        let operations: u64 = std::env::var("OPERATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
        let seed: u64 = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(7);
        // Attendance may be taken of tomorrow's classes, and an offer runs out in the minute that passes now and then.
        let policy = BookingPolicy { check_in_before: 60 * 24 * 60, offer_minutes: 1, ..BookingPolicy::default() };
        let from = club.house.clock.now();
        spotter::studio::service::set_booking_policy(&club.house, club.org, None, &policy, from).await.expect("a policy");
        let kind = club.kind("Pilates").await;
        let offering = ClassType { wait_mode: Some(WaitMode::Offer), ..kind.clone() };
        spotter::schedule::service::save_class_type(&club.house, &club.owner, Some(kind.id), offering).await.expect("saved");
        // The first of tomorrow's classes are near enough for whoever walks in, and none so near that giving a seat back costs.
        club.set(0, EVENING);
        let plan = club.plan_of(40).await;
        let members = club.members_with_passes(40, plan).await;
        let mut classes = Vec::new();
        for i in 0..20 {
            // Every second class overlaps its neighbour.
            let minute = 6 * 60 + (i / 2) * 90 + (i % 2) * 30;
            // In one of three a place that comes free is offered, in the others it is given.
            let kind = if i % 3 == 0 { kind.clone() } else { club.yoga.clone() };
            classes.push((club.class_of(&kind, 1, minute, 1 + i % 10, None).await, minute));
        }
        let world = Arc::new(World { club, members, classes, acknowledged: AtomicU64::new(0), promised: Mutex::default(), refused: AtomicU64::new(0) });
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let handing_on = tokio::spawn(spotter::worker::hand_on(world.club.house.clone(), stopped));
        let mut tasks = JoinSet::new();
        for worker in 0..AT_ONCE {
            let world = world.clone();
            tasks.spawn(async move {
                let mut rng = Rng::stream(seed, &format!("worker {worker}"));
                for i in 0..operations / AT_ONCE {
                    step(&world, &mut rng).await;
                    if i % 50 == 0 && worker == 0 {
                        watch(&world).await;
                    }
                    if worker == 0 && i % (operations / AT_ONCE / MINUTES).max(1) == 0 {
                        world.club.clock.set(world.club.clock.now() + Span::seconds(61));
                        jobs::expire_offers(&world.club.house).await.expect("offers end");
                    }
                    if operations >= 100_000 && worker == 0 && i % (operations / AT_ONCE / 20) == 0 {
                        eprintln!("{:?}: {} of {operations} commands", world.club.on, i * AT_ONCE);
                    }
                }
            });
        }
        tasks.join_all().await;
        drained(&world).await;
        stop.send(true).expect("the worker listens");
        handing_on.await.expect("the worker ends");
        assert_eq!(world.club.broken().await, Vec::<String>::new());
        // No free seat while somebody waits: every release and every enlargement promoted in its own transaction or the worker's.
        let mut tx = world.club.read().await;
        let idle: i64 = tx.query("SELECT count(*) FROM class_sessions WHERE waiting > 0 AND booked < capacity").value().await.expect("read");
        assert_eq!(idle, 0, "a free seat and somebody who waits for it");
        // What was acknowledged can be read.
        let rows: Vec<(BookingId,)> = tx.query("SELECT id FROM bookings").all().await.expect("read");
        let kept: HashSet<BookingId> = rows.into_iter().map(|(id,)| id).collect();
        let promised = world.promised.lock().expect("nobody panicked").clone();
        assert!(promised.len() as u64 > operations / 100);
        assert_eq!(promised.iter().filter(|id| !kept.contains(id)).count(), 0, "promised, and gone");
        let overlapping: i64 = tx
            .query(
                "SELECT count(*) FROM bookings a JOIN class_sessions s ON s.id = a.session_id
                   JOIN bookings b ON b.member_id = a.member_id AND b.id > a.id JOIN class_sessions o ON o.id = b.session_id
                  WHERE a.status IN ('booked', 'checked_in') AND b.status IN ('booked', 'checked_in')
                    AND s.starts_at < o.ends_at AND o.starts_at < s.ends_at",
            )
            .value()
            .await
            .expect("read");
        assert_eq!(overlapping, 0, "nobody is in two places at once");
        let ends: Vec<(String, i64)> = tx
            .query("SELECT status, count(*) FROM waitlist_entries WHERE offered_at IS NOT NULL GROUP BY status ORDER BY status")
            .all()
            .await
            .expect("read");
        eprintln!("{:?}: offers {ends:?}", world.club.on);
        for end in ["declined", "expired", "promoted"] {
            assert!(ends.iter().any(|(status, n)| status == end && *n > 0), "no offer {end}: {ends:?}");
        }
        let (walked_in, taken_back): (i64, i64) = tx
            .query(
                "SELECT count(*), coalesce(sum(CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END), 0) FROM visits WHERE booked_id IS NOT NULL",
            )
            .one()
            .await
            .expect("read");
        assert!(walked_in > taken_back && taken_back > 0, "{walked_in} walked in, {taken_back} of them were taken back");
        let (done, refused) = (world.acknowledged.load(Ordering::Relaxed), world.refused.load(Ordering::Relaxed));
        eprintln!("{:?}: {done} commands done, {refused} refused", world.club.on);
        assert!(done > operations / 10, "a run in which little happens proves little");
    }
}
