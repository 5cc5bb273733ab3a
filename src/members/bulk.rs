//! Changing many members at once: looked at before, done some at a time, written down for everybody, and taken back for a day.
//!
//! Whom a change means is settled when it begins and stands in the database from then on; whoever works at it takes some of those
//! who wait, judges them as they are now, and writes down what they had. A worker that dies leaves whole steps.

use super::{
    bulk_store::{self as store, Change, Meant},
    details_store,
    model::{
        BULK_ROWS_A_PAGE, BulkAsk, BulkDraft, BulkFilter, BulkId, BulkPage, BulkRefusal, BulkResult, BulkRow,
        BulkState, BulkWhat, BulkWhy, MemberId, TagId, UNDO_HOURS,
    },
    rules,
    service::{offset, today},
    views, views_store,
};
use crate::{
    accounts::{
        model::{Deed, Permission, Scope, Who},
        service::{Note, audit},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, Flaw},
        house::House,
        i18n::Locale,
        once::{self, Command},
        secret,
        time::{Instant, Moment, Span},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};

/// Members that are changed in one transaction.
const AT_ONCE: i64 = 200;
/// How long what became of everybody is kept.
const KEPT: Span = Span::hours(24 * 30);
/// Changes that are shown as made lately.
const LATELY: i64 = 10;
/// Somebody ticks so many at most: a page of the list holds fewer.
const TICKED: usize = 500;

/// What is asked for, checked.
fn change<R>(who: &Who, ask: &BulkAsk) -> Answer<Option<Change>, R> {
    if ask.what.is_empty() {
        return Ok(None);
    }
    let what = BulkWhat::from_code(&ask.what).ok_or_else(|| AppError::<R>::field("what", Flaw::Choice))?;
    let mut change = Change {
        what,
        word: String::new(),
        folded: String::new(),
        locale: None,
        home: None,
    };
    match what {
        BulkWhat::AddTag | BulkWhat::RemoveTag => {
            let word = form::text(&ask.word, 40).map_err(|flaw| AppError::<R>::field("word", flaw))?;
            change.word = word.split_whitespace().collect::<Vec<_>>().join(" ");
            change.folded = rules::fold(&change.word);
        }
        BulkWhat::Language => {
            let known = |tag: &str| Locale::from_tag(tag).ok_or(Flaw::Choice);
            let chosen = form::unless_empty(&ask.lang, known).map_err(|flaw| AppError::<R>::field("lang", flaw))?;
            change.locale = chosen.map(|locale| locale.tag().to_owned());
        }
        BulkWhat::Home => {
            let home: Option<LocationId> = form::choice(&ask.home, "home")?;
            if home.is_some_and(|home| !who.may_at(Permission::ChangeMany, home)) {
                return Err(AppError::NotFound);
            }
            change.home = home;
        }
    }
    Ok(Some(change))
}

fn ticked(ask: &BulkAsk) -> Vec<MemberId> {
    let mut ids = ask.ticked();
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(TICKED);
    ids
}

/// What a change would do, before it is made.
///
/// # Errors
/// The flaws of the choice; [`AppError::NotFound`] for a place out of reach.
pub async fn draft(house: &House, who: &Who, scope: &Scope, ask: &BulkAsk) -> Answer<BulkDraft> {
    let now = house.clock.now();
    // a choice that is not complete yet is asked for again, not refused
    let change = match change(who, ask) {
        Err(AppError::Invalid(_)) => None,
        other => other?,
    };
    let mut tx = house.db.read().await?;
    let (ticked, list) = (ticked(ask), ask.list.tidy());
    if !ask.ids.is_empty() && ticked.is_empty() {
        return Err(AppError::NotFound);
    }
    let meant = Meant {
        org: who.org,
        scope,
        ticked: &ticked,
        list: &list,
        today: today(&mut tx, who, now).await?,
        now,
    };
    let (total, counts, refused) = match &change {
        Some(change) => {
            let (counts, refused) = store::preview(&mut tx, &meant, change).await?;
            (counts.total, Some(counts), refused)
        }
        None => (store::count(&mut tx, &meant).await?, None, Vec::new()),
    };
    let places = studio::service::locations(&mut tx, who.org).await?;
    let places = places
        .into_iter()
        .filter(|place| who.may_at(Permission::ChangeMany, place.id))
        .map(|place| (place.id, place.name))
        .collect();
    let tags = views_store::tags(&mut tx, who.org).await?;
    let offset = offset(&mut tx, who.org, now).await?;
    let lately = store::lately(&mut tx, who.org, bound_to(who), LATELY).await?;
    Ok(BulkDraft {
        total,
        counts,
        refused,
        tag: views::tag_name(&mut tx, who.org, &list.tag).await?,
        tags: tags.into_iter().map(|tag| tag.name).collect(),
        lately: lately.into_iter().map(|row| shown(row, offset)).collect(),
        places,
        key: secret::token(),
    })
}

/// Whoever is bound to places reads of their own changes alone.
fn bound_to(who: &Who) -> Option<crate::accounts::model::AccountId> {
    match who.scope(Permission::ChangeMany) {
        Some(Scope::Everywhere) => None,
        _ => Some(who.account),
    }
}

fn shown(row: store::Row, offset: i32) -> BulkRow {
    let value = match row.what {
        BulkWhat::AddTag | BulkWhat::RemoveTag => Some(row.word).filter(|word| !word.is_empty()),
        BulkWhat::Language => row.locale,
        BulkWhat::Home => row.place,
    };
    BulkRow {
        id: row.id,
        what: row.what,
        value,
        total: row.total,
        state: row.state,
        by: row.by,
        at: Moment {
            at: row.made_at,
            offset,
        },
    }
}

/// Begins a change, if as many are meant as the reader has seen. The same key begins it once; the first step is taken at once.
///
/// # Errors
/// The flaws of the choice; [`BulkRefusal::Moved`], [`BulkRefusal::Nobody`].
pub async fn start(
    house: &House,
    who: &Who,
    scope: &Scope,
    ask: &BulkAsk,
    expected: i64,
    key: &str,
) -> Answer<BulkId, BulkRefusal> {
    let Some(change) = change(who, ask)? else {
        return Err(AppError::field("what", Flaw::Missing));
    };
    let (ticked, list) = (ticked(ask), ask.list.tidy());
    if !ask.ids.is_empty() && ticked.is_empty() {
        return Err(AppError::NotFound);
    }
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "start_bulk",
        key,
        content: format!("{ask:?} {expected}"),
    };
    let scope = scope.clone();
    let id = once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            let meant = Meant {
                org: who.org,
                scope: &scope,
                ticked: &ticked,
                list: &list,
                today: today(tx, &who, now).await?,
                now,
            };
            let (counts, _) = store::preview(tx, &meant, &change).await?;
            if counts.total != expected {
                return Err(AppError::Refused(BulkRefusal::Moved(expected, counts.total)));
            }
            if counts.waiting == 0 {
                return Err(AppError::Refused(BulkRefusal::Nobody));
            }
            let id = BulkId::fresh();
            let total = store::begin(tx, id, who.account, &meant, &change).await?;
            let note = Note::new(Deed::MembersChanged)
                .at(scope.one())
                .with("bulk", change.what.code())
                .with("rows", total);
            audit(tx, &who, note, now).await?;
            Ok(id)
        })
    })
    .await?;
    go_on(house, who.org, id).await;
    Ok(id)
}

/// The first step at once, so that a few are done before the page is drawn; the rest is the worker's.
async fn go_on(house: &House, org: OrgId, id: BulkId) {
    if let Err(error) = once::patiently(|| step(house, org, id)).await {
        tracing::debug!(?error, "the worker takes the first step");
    }
    house.call_worker();
}

/// A change that this person may look at.
async fn found<R>(tx: &mut Tx, who: &Who, id: BulkId) -> Answer<store::Row, R> {
    let row = store::bulk(tx, who.org, id).await?;
    let own = bound_to(who);
    row.filter(|row| own.is_none_or(|own| own == row.account_id))
        .ok_or(AppError::NotFound)
}

/// A change, with what became of everybody.
///
/// # Errors
/// [`AppError::NotFound`] for another's, where the reader is bound to places.
pub async fn page(house: &House, who: &Who, id: BulkId, filter: &BulkFilter) -> Answer<BulkPage> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let row = found::<Nothing>(&mut tx, who, id).await?;
    let counts = store::counts(&mut tx, id).await?;
    let shown_alone = BulkResult::ALL.into_iter().find(|result| result.code() == filter.show);
    let skip = (filter.page.clamp(1, 1_000_000) - 1) * BULK_ROWS_A_PAGE;
    let lines = store::lines(&mut tx, id, shown_alone, BULK_ROWS_A_PAGE, skip).await?;
    let offset = offset(&mut tx, who.org, now).await?;
    let may = matches!(row.state, BulkState::Done | BulkState::Cancelled) && counts.done > 0;
    let until = row.ended_at.map(|at| at + Span::hours(UNDO_HOURS));
    Ok(BulkPage {
        undo_until: until
            .filter(|until| may && *until > now)
            .map(|at| Moment { at, offset }),
        row: shown(row, offset),
        of_those: shown_alone.map_or(counts.total, |result| counts.of(result)),
        counts,
        lines,
        key: secret::token(),
    })
}

/// Stops a change: whoever has not had their turn stays as they are.
///
/// # Errors
/// [`BulkRefusal::NotNow`] where it is over already; [`AppError::NotFound`].
pub async fn cancel(house: &House, who: &Who, id: BulkId, key: &str) -> Answer<(), BulkRefusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "cancel_bulk",
        key,
        content: id.to_string(),
    };
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            store::lock(tx, id).await?;
            let row = found(tx, &who, id).await?;
            let stopped = store::turn(tx, id, &[BulkState::Running], BulkState::Cancelled, Some(now)).await?;
            if stopped == 0 {
                return Err(AppError::Refused(BulkRefusal::NotNow(row.state)));
            }
            Ok(())
        })
    })
    .await
}

/// Begins to take a change back.
///
/// # Errors
/// [`BulkRefusal::NotNow`], [`BulkRefusal::TooLate`]; [`AppError::NotFound`].
pub async fn undo(house: &House, who: &Who, id: BulkId, key: &str) -> Answer<(), BulkRefusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "undo_bulk",
        key,
        content: id.to_string(),
    };
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            store::lock(tx, id).await?;
            let row = found(tx, &who, id).await?;
            let over = matches!(row.state, BulkState::Done | BulkState::Cancelled);
            let Some(ended) = row.ended_at.filter(|_| over) else {
                return Err(AppError::Refused(BulkRefusal::NotNow(row.state)));
            };
            if ended + Span::hours(UNDO_HOURS) <= now {
                return Err(AppError::Refused(BulkRefusal::TooLate(UNDO_HOURS)));
            }
            store::turn(tx, id, &[row.state], BulkState::Undoing, None).await?;
            let note = Note::new(Deed::BulkUndone)
                .at(who.scope(Permission::ChangeMany).and_then(|scope| scope.one()))
                .with("bulk", row.what.code())
                .with("rows", store::counts(tx, id).await?.done);
            audit(tx, &who, note, now).await
        })
    })
    .await?;
    go_on(house, who.org, id).await;
    Ok(())
}

/// Works at changes until there is none, or `more` says no: it is asked before each step. How many steps were made.
///
/// # Errors
/// A fault of the database. The change is gone on with the next time.
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

/// Some of those who wait, in one transaction. Whoever comes to the same change meanwhile waits, and finds the next ones.
async fn step(house: &House, org: OrgId, id: BulkId) -> Answer<()> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    store::lock(&mut tx, id).await?;
    let Some(row) = store::bulk(&mut tx, org, id).await? else {
        return Ok(());
    };
    let left = match row.state {
        BulkState::Running => forth(&mut tx, org, &row, now).await?,
        BulkState::Undoing => back(&mut tx, org, &row, now).await?,
        BulkState::Done | BulkState::Cancelled | BulkState::Undone => return Ok(()),
    };
    if !left {
        let to = if row.state == BulkState::Running {
            BulkState::Done
        } else {
            BulkState::Undone
        };
        store::turn(&mut tx, id, &[row.state], to, Some(now)).await?;
    }
    Ok(tx.commit().await?)
}

fn of_row(row: &store::Row) -> Change {
    Change {
        what: row.what,
        folded: rules::fold(&row.word),
        word: row.word.clone(),
        locale: row.locale.clone(),
        home: row.location_id,
    }
}

/// Whether it is about a tag that still has a name.
fn tagging(row: &store::Row) -> bool {
    matches!(row.what, BulkWhat::AddTag | BulkWhat::RemoveTag) && !row.word.is_empty()
}

/// Changes some of those who wait; whether there may be more.
async fn forth(tx: &mut Tx, org: OrgId, row: &store::Row, now: Instant) -> Answer<bool> {
    let some = store::some(tx, row.id, BulkResult::Waiting, AT_ONCE).await?;
    if some.is_empty() {
        return Ok(false);
    }
    let wanted = of_row(row);
    let judged = store::judge(tx, &some, &wanted).await?;
    let those = |verdict: &str| -> Vec<MemberId> {
        let alike = judged.iter().filter(|(_, one)| one == verdict);
        alike.map(|(id, _)| *id).collect()
    };
    let (changing, same) = (those("waiting"), those("same"));
    store::put(tx, row.id, &same, BulkResult::Same, None).await?;
    for (code, why) in [("erased", BulkWhy::Erased), ("full", BulkWhy::Full)] {
        store::put(tx, row.id, &those(code), BulkResult::Refused, Some(why)).await?;
    }
    if !changing.is_empty() {
        let tag = tag_for(tx, org, row, now).await?;
        store::remember(tx, row.id, &changing, row.what, tag, now).await?;
        store::change(tx, &changing, &wanted, tag, row.account_id, now).await?;
    }
    Ok(some.len() as i64 == AT_ONCE)
}

/// Changes some back whom nobody has changed since; whether there may be more.
async fn back(tx: &mut Tx, org: OrgId, row: &store::Row, now: Instant) -> Answer<bool> {
    let some = store::some(tx, row.id, BulkResult::Done, AT_ONCE).await?;
    if some.is_empty() {
        return Ok(false);
    }
    let tag = tag_for(tx, org, row, now).await?;
    let nameless = matches!(row.what, BulkWhat::AddTag | BulkWhat::RemoveTag) && tag.is_none();
    let untouched = if nameless {
        Vec::new()
    } else {
        store::untouched(tx, row.id, &some, &of_row(row), tag, row.account_id).await?
    };
    let left: Vec<MemberId> = some.iter().filter(|id| !untouched.contains(id)).copied().collect();
    store::change_back(tx, row.id, &untouched, row.what, tag).await?;
    store::put(tx, row.id, &untouched, BulkResult::Undone, None).await?;
    store::put(tx, row.id, &left, BulkResult::Left, Some(BulkWhy::Since)).await?;
    Ok(some.len() as i64 == AT_ONCE)
}

/// The tag that it is about, made anew where it went with the last who had it.
async fn tag_for(tx: &mut Tx, org: OrgId, row: &store::Row, now: Instant) -> Answer<Option<TagId>> {
    if !tagging(row) {
        return Ok(None);
    }
    let folded = rules::fold(&row.word);
    Ok(Some(details_store::tag_of(tx, org, &row.word, &folded, now).await?))
}

/// Forgets what became of everybody in changes of a month ago.
///
/// # Errors
/// A fault of the database.
pub async fn forget_old(house: &House) -> Answer<()> {
    let mut tx = house.db.write().await?;
    store::forget_old(&mut tx, house.clock.now() - KEPT).await?;
    Ok(tx.commit().await?)
}

/// Forgets what somebody had before changes, with their data.
pub(super) async fn forget<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    Ok(store::forget(tx, member).await?)
}
