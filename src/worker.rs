//! What runs beside the requests: events are handed on, and jobs come round. Any number of nodes may run it.

use crate::{
    booking, coaches, members, messages, plans,
    platform::{
        error::{Answer, Nothing},
        events::{self, Consumer},
        house::House,
        once,
        time::Span,
    },
    privacy, schedule,
};
use std::time::Duration;
use tokio::sync::watch;

/// Everybody who acts on events, from the left to the right of the house.
pub const CONSUMERS: [Consumer; 3] = [
    coaches::jobs::CONSUMER,
    booking::jobs::CONSUMER,
    messages::jobs::CONSUMER,
];

/// Events taken up at once.
const A_BATCH: i64 = 50;

/// The pause of a worker that found nothing to do.
const IDLE: Duration = Duration::from_millis(250);

/// Hands events on until told to stop.
pub async fn hand_on(house: House, mut stop: watch::Receiver<bool>) {
    loop {
        let busy = match events::work(&house, &CONSUMERS, A_BATCH).await {
            Ok(n) => n > 0,
            Err(error) => {
                tracing::warn!(?error, "events could not be handed on; trying again");
                false
            }
        };
        let pause = if busy { Duration::ZERO } else { IDLE };
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Takes a turn of a job if it is due: of several nodes one gets it.
async fn turn(house: &House, job: &'static str, every: Span) -> Answer<bool> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let due = crate::platform::events::turn_due(&mut tx, job).await?;
    drop(tx);
    if due.is_some_and(|due| due > now) {
        return Ok(false);
    }
    let mut tx = house.db.write().await?;
    let taken = crate::platform::events::take_turn(&mut tx, job, now, now + every).await?;
    tx.commit().await?;
    Ok(taken)
}

/// Every job that is due, once.
///
/// # Errors
/// A fault of the database.
pub async fn come_round(house: &House) -> Answer<()> {
    if turn(house, "expire_offers", Span::seconds(10)).await? {
        booking::jobs::expire_offers(house).await?;
        booking::jobs::release_kept(house).await?;
    }
    if turn(house, "settle", Span::minutes(1)).await? {
        booking::jobs::settle(house).await?;
        booking::jobs::confirm_hours(house).await?;
        booking::jobs::close_waitlists(house).await?;
        booking::jobs::decide(house).await?;
        booking::jobs::hand_out(house).await?;
        booking::jobs::sweep_holds(house).await?;
    }
    if turn(house, "remind_of_classes", Span::minutes(5)).await? {
        booking::jobs::remind(house).await?;
    }
    if turn(house, "fill_ahead", Span::hours(6)).await? {
        schedule::jobs::fill_ahead(house).await?;
    }
    if turn(house, "remind", Span::hours(1)).await? {
        plans::jobs::go_on(house).await?;
        plans::jobs::remind(house).await?;
    }
    if turn(house, "forget", Span::hours(24)).await? {
        let now = house.clock.now();
        let mut tx = house.db.write().await?;
        once::forget_old(&mut tx, now).await?;
        events::forget_old(&mut tx, now).await?;
        tx.commit().await?;
        privacy::jobs::forget_merges(house).await?;
    }
    if turn(house, "forget_imports", Span::hours(1)).await? {
        members::jobs::forget_imports(house).await?;
    }
    Ok::<(), crate::platform::error::AppError<Nothing>>(())
}

/// Rounds of the clockwork after which a node looks whether its list of erasures is whole: about an hour.
const A_LOOK: u64 = 360;

/// Lets the jobs come round until told to stop.
pub async fn clockwork(house: House, mut stop: watch::Receiver<bool>) {
    let mut round = 0_u64;
    loop {
        // each node has a list of its own
        if round.is_multiple_of(A_LOOK)
            && let Err(error) = privacy::jobs::note_erasures(&house).await
        {
            tracing::error!(
                ?error,
                "erasures could not be written to their list; tried again in an hour"
            );
        }
        round += 1;
        if let Err(error) = come_round(&house).await {
            tracing::warn!(?error, "a job failed; it comes round again");
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(Duration::from_secs(10)) => {}
        }
    }
}

/// Takes in the lists that were sent and writes to many at once, until told to stop: beside the clockwork, because it takes minutes.
pub async fn take_in(house: House, mut stop: watch::Receiver<bool>) {
    loop {
        let ending = stop.clone();
        if let Err(error) = members::jobs::imports(&house, move || !*ending.borrow()).await {
            tracing::warn!(?error, "a list could not be gone on with; it is taken up again");
        }
        let ending = stop.clone();
        if let Err(error) = messages::jobs::campaigns(&house, move || !*ending.borrow()).await {
            tracing::warn!(?error, "a campaign could not be gone on with; it is taken up again");
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = house.called() => {}
            () = tokio::time::sleep(Duration::from_secs(10)) => {}
        }
    }
}

/// Hands on everything that is due now: for tests and the console, where nobody waits for a worker.
///
/// # Errors
/// A fault of the database.
pub async fn run_until_idle(house: &House) -> Answer<usize> {
    let mut handed = 0;
    loop {
        match events::work(house, &CONSUMERS, A_BATCH).await? {
            0 => return Ok(handed),
            n => handed += n,
        }
    }
}
