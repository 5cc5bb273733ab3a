//! Writing to many at once. Whom a campaign means is settled when it begins, and by lot who of them is kept back, so that the
//! difference can be seen; whoever works at it takes some of those who wait, and judges first, of both groups alike, whether they
//! could be written to at all. A worker that dies leaves whole steps.

use super::{
    campaigns_store::{self as store, Fresh},
    model::{
        CAMPAIGN_DAYS, CAMPAIGN_ROWS_A_PAGE, CampaignFilter, CampaignId, CampaignList, CampaignPage, CampaignRefusal,
        CampaignResult, CampaignRow, CampaignState, CampaignWhy, Outcome, Share,
    },
    rules,
    service::{Heard, hears, write_to},
};
use crate::{
    accounts::{
        model::{AccountId, Deed, Permission, Scope, Who},
        service::{Note, audit},
    },
    members::{
        self, contacts, household,
        model::{ContactKind, MemberId, MemberStatus},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
        once::{self, Command},
        secret,
        time::{Instant, Moment, Span},
    },
    studio::model::{LocationId, OrgId},
};
use std::collections::BTreeSet;

/// Members who have their turn in one transaction.
const AT_ONCE: i64 = 50;

/// What a campaign is about.
pub struct Ask {
    /// The warning that they have in common, by its code; empty: any.
    pub reason: String,
    /// Only those at home here.
    pub location: Option<LocationId>,
    /// What is written to all of them; empty: to each what fits.
    pub words: String,
    /// One of so many is kept back; 0: nobody.
    pub one_in: i64,
}

/// Begins a campaign with these people, the most urgent first, each with what is written to them; the worker writes.
///
/// # Errors
/// A fault of the database.
pub async fn begin<R>(
    tx: &mut Tx,
    who: &Who,
    ask: &Ask,
    people: Vec<(MemberId, String)>,
    now: Instant,
) -> Answer<CampaignId, R> {
    let one_in = usize::try_from(ask.one_in).unwrap_or(0);
    let held = rules::held(people.len(), one_in, |n| {
        let lot = u64::from_le_bytes(secret::random());
        usize::try_from(lot % n.max(1) as u64).unwrap_or(0)
    });
    let people: Vec<_> = people
        .into_iter()
        .zip(held)
        .map(|((member, words), held)| store::Meant { member, words, held })
        .collect();
    let id = CampaignId::fresh();
    let fresh = Fresh {
        id,
        org: who.org,
        by: who.account,
        reason: &ask.reason,
        location: ask.location,
        words: &ask.words,
        one_in: ask.one_in,
        now,
    };
    store::begin(tx, &fresh, &people).await?;
    let note = Note::new(Deed::CampaignBegun)
        .at(ask.location)
        .with("rows", people.len() as i64);
    audit(tx, who, note, now).await?;
    Ok(id)
}

/// Who is part of a campaign that is not over for them, and is left out of others until it is.
///
/// # Errors
/// A fault of the database.
pub async fn taken<R>(tx: &mut Tx, org: OrgId, now: Instant) -> Answer<BTreeSet<MemberId>, R> {
    Ok(store::taken(tx, org, now).await?.into_iter().collect())
}

/// The first step at once, so that a few have been written to before the page is drawn; the rest is the worker's.
pub async fn go_on(house: &House, org: OrgId, id: CampaignId) {
    if let Err(error) = once::patiently(|| step(house, org, id)).await {
        tracing::debug!(?error, "the worker takes the first step");
    }
    house.call_worker();
}

/// Works at campaigns until there is none, or `more` says no: it is asked before each step. How many steps were made.
///
/// # Errors
/// A fault of the database. The campaign is gone on with the next time.
pub async fn work(house: &House, mut more: impl FnMut() -> bool + Send) -> Answer<usize> {
    let mut steps = 0;
    while more() {
        let mut tx = house.db.read().await?;
        let open = store::open(&mut tx).await?;
        drop(tx);
        let Some((id, org)) = open else { break };
        once::patiently(|| step(house, org, id)).await?;
        steps += 1;
    }
    Ok(steps)
}

/// Some of those who wait, in one transaction.
async fn step(house: &House, org: OrgId, id: CampaignId) -> Answer<()> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    store::lock(&mut tx, id).await?;
    let Some(row) = store::campaign(&mut tx, org, id).await? else {
        return Ok(());
    };
    if row.state != CampaignState::Running {
        return Ok(());
    }
    let some = store::some(&mut tx, id, AT_ONCE).await?;
    // everybody locks members in the order of their ids
    let mut locked: Vec<MemberId> = some.iter().map(|one| one.member_id).collect();
    locked.sort_unstable();
    for member in locked {
        members::service::hold::<Nothing>(&mut tx, org, member).await?;
    }
    let until = now + Span::hours(24 * CAMPAIGN_DAYS);
    for one in &some {
        let became = turn(&mut tx, (org, row.account_id), one, now).await?;
        store::put(&mut tx, (id, one.member_id), became, now, until).await?;
    }
    if (some.len() as i64) < AT_ONCE {
        store::end(&mut tx, id, CampaignState::Done, now).await?;
    }
    Ok(tx.commit().await?)
}

/// What becomes of somebody who has their turn. Whether they could be written to is asked before who is kept back: the groups would
/// not be alike otherwise.
async fn turn(
    tx: &mut Tx,
    (org, by): (OrgId, AccountId),
    one: &store::Waiting,
    now: Instant,
) -> Answer<(CampaignResult, Option<CampaignWhy>)> {
    let member = one.member_id;
    let left = |why| Ok((CampaignResult::Left, Some(why)));
    let card = members::service::card::<Nothing>(tx, org, member).await?;
    match household::not_erased::<Nothing>(tx, member).await {
        Err(AppError::NotFound) => return left(CampaignWhy::NotActive),
        other => other?,
    }
    if card.status != MemberStatus::Active || one.merged {
        return left(CampaignWhy::NotActive);
    }
    match hears::<Nothing>(tx, org, member, now).await? {
        Heard::Yes => {}
        Heard::Unwanted => return left(CampaignWhy::Unwanted),
        Heard::Nobody => return left(CampaignWhy::NobodyReads),
    }
    if one.held {
        return Ok((CampaignResult::Held, None));
    }
    write_to::<Nothing>(tx, org, member, one.words.clone(), now).await?;
    contacts::add_by::<Nothing>(tx, (org, by), member, (ContactKind::Written, None), now).await?;
    Ok((CampaignResult::Written, None))
}

/// Whoever is bound to places reads of their own campaigns alone.
fn bound_to(who: &Who) -> Option<AccountId> {
    match who.scope(Permission::ChangeMany) {
        Some(Scope::Everywhere) => None,
        _ => Some(who.account),
    }
}

/// A campaign that this person may look at.
async fn found<R>(tx: &mut Tx, who: &Who, id: CampaignId) -> Answer<store::Row, R> {
    let row = store::campaign(tx, who.org, id).await?;
    let own = bound_to(who);
    row.filter(|row| own.is_none_or(|own| own == row.account_id))
        .ok_or(AppError::NotFound)
}

fn shown(row: store::Row, offset: i32) -> CampaignRow {
    CampaignRow {
        id: row.id,
        reason: row.reason,
        place: row.place,
        words: row.words,
        one_in: row.one_in,
        total: row.total,
        state: row.state,
        by: row.by,
        at: Moment {
            at: row.made_at,
            offset,
        },
    }
}

/// What campaigns have changed so far; of those without an outcome nobody has had their turn.
async fn outcomes(tx: &mut Tx, ids: &[CampaignId], offset: i32, now: Instant) -> Answer<Vec<(CampaignId, Outcome)>> {
    let groups = store::groups(tx, ids).await?;
    let of = |id: CampaignId| {
        let share = |result: CampaignResult| {
            let group = groups.iter().find(|(of, one, ..)| *of == id && *one == result);
            group.map_or(Share::default(), |(_, _, share, _)| *share)
        };
        let until = groups
            .iter()
            .filter(|(of, ..)| *of == id)
            .filter_map(|(.., until)| *until)
            .max()?;
        let (written, held) = (share(CampaignResult::Written), share(CampaignResult::Held));
        let outcome = Outcome {
            written,
            held,
            difference: rules::difference(written, held),
            until: Moment { at: until, offset }.day(),
            over: until <= now,
        };
        Some((id, outcome))
    };
    Ok(ids.iter().filter_map(|id| of(*id)).collect())
}

/// A page of campaigns, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn list(house: &House, who: &Who, page: i64) -> Answer<CampaignList> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let offset = members::service::offset(&mut tx, who.org, now).await?;
    let total = store::count(&mut tx, who.org, bound_to(who)).await?;
    let last = ((total + CAMPAIGN_ROWS_A_PAGE - 1) / CAMPAIGN_ROWS_A_PAGE).max(1);
    let page = page.clamp(1, last);
    let skip = (page - 1) * CAMPAIGN_ROWS_A_PAGE;
    let rows = store::campaigns(&mut tx, who.org, bound_to(who), CAMPAIGN_ROWS_A_PAGE, skip).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let outcomes = outcomes(&mut tx, &ids, offset, now).await?;
    let of = |id: CampaignId| outcomes.iter().find(|(of, _)| *of == id).map(|(_, outcome)| *outcome);
    Ok(CampaignList {
        rows: rows
            .into_iter()
            .map(|row| (shown(row.clone(), offset), of(row.id)))
            .collect(),
        total,
        page,
    })
}

/// A campaign, with what became of everybody and what it changed.
///
/// # Errors
/// [`AppError::NotFound`] for another's, where the reader is bound to places.
pub async fn page(house: &House, who: &Who, id: CampaignId, filter: &CampaignFilter) -> Answer<CampaignPage> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let row = found::<Nothing>(&mut tx, who, id).await?;
    let offset = members::service::offset(&mut tx, who.org, now).await?;
    let counts = store::counts(&mut tx, id).await?;
    let alone = CampaignResult::ALL
        .into_iter()
        .find(|result| result.code() == filter.show);
    let skip = (filter.page.clamp(1, 1_000_000) - 1) * CAMPAIGN_ROWS_A_PAGE;
    let lines = store::lines(&mut tx, id, alone, CAMPAIGN_ROWS_A_PAGE, skip).await?;
    let outcome = outcomes(&mut tx, &[id], offset, now).await?.into_iter().next();
    Ok(CampaignPage {
        row: shown(row, offset),
        of_those: alone.map_or(counts.total, |result| counts.of(result)),
        counts,
        outcome: outcome.map(|(_, outcome)| outcome),
        lines,
        key: secret::token(),
    })
}

/// Stops a campaign: whoever has not had their turn is not written to. The same key stops it once.
///
/// # Errors
/// [`CampaignRefusal::Over`]; [`AppError::NotFound`].
pub async fn stop(house: &House, who: &Who, id: CampaignId, key: &str) -> Answer<(), CampaignRefusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "stop_campaign",
        key,
        content: id.to_string(),
    };
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            store::lock(tx, id).await?;
            found::<CampaignRefusal>(tx, &who, id).await?;
            if store::end(tx, id, CampaignState::Stopped, now).await? == 0 {
                return Err(AppError::Refused(CampaignRefusal::Over));
            }
            let left = store::stop_waiting(tx, id).await?;
            let note = Note::new(Deed::CampaignStopped).with("rows", left.cast_signed());
            audit(tx, &who, note, now).await
        })
    })
    .await
}

/// Deletes what campaigns meant for a member.
pub(super) async fn forget<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    store::forget(tx, member).await?;
    Ok(())
}
