//! Reading and adding coaches, and the levels that the club tells apart.

use super::{
    model::{Coach, CoachId, CoachLevel, CoachLevelId, CoachList, LevelUse, Refusal},
    store,
};
use crate::{
    accounts::{
        model::{AccountId, Deed, Permission, Scope, Who},
        service::{Note, audit},
    },
    members,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::{self, Flaw},
        house::House,
        once::{self, Command},
        secret,
        time::Instant,
    },
    studio::model::OrgId,
};

/// So many levels there are at most: the list stays short enough to choose from.
const LEVELS: i64 = 12;

/// Everybody who teaches, by name.
///
/// # Errors
/// A fault of the database.
pub async fn all<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<Coach>, R> {
    Ok(store::all(tx, org).await?)
}

/// One coach.
///
/// # Errors
/// [`AppError::NotFound`] for a foreign or former one.
pub async fn one<R>(tx: &mut Tx, org: OrgId, id: CoachId) -> Answer<Coach, R> {
    store::one(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// Adds a coach, with the account that they sign in with if they have one.
///
/// # Errors
/// The flaw of the name.
pub async fn add<R>(
    tx: &mut Tx,
    org: OrgId,
    account: Option<AccountId>,
    name: &str,
    now: Instant,
) -> Answer<CoachId, R> {
    let name = form::text(name, 80).map_err(|flaw| AppError::field("name", flaw))?;
    let id = CoachId::fresh();
    store::add(tx, org, id, account, &name, "", now).await?;
    Ok(id)
}

/// The coach of this name, if there is one.
///
/// # Errors
/// A fault of the database.
pub async fn known<R>(tx: &mut Tx, org: OrgId, name: &str) -> Answer<Option<CoachId>, R> {
    Ok(store::named(tx, org, name).await?.map(|coach| coach.id))
}

/// The coach of this name, added when there is none yet: for imports.
///
/// # Errors
/// The flaw of the name.
pub async fn named<R>(tx: &mut Tx, org: OrgId, name: &str, now: Instant) -> Answer<CoachId, R> {
    match known(tx, org, name).await? {
        Some(coach) => Ok(coach),
        None => add(tx, org, None, name, now).await,
    }
}

/// The levels of coaches, by name.
///
/// # Errors
/// A fault of the database.
pub async fn levels<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<CoachLevel>, R> {
    Ok(store::levels(tx, org).await?)
}

/// Levels are the whole club's, as what is sold for them: whoever looks after the staff of one place does not decide about them.
fn everywhere<R>(who: &Who) -> Answer<(), R> {
    match who.scope(Permission::EditStaff) {
        Some(Scope::Everywhere) => Ok(()),
        Some(Scope::At(_)) | None => Err(AppError::NotFound),
    }
}

/// The levels with what leans on each, and who has which.
///
/// # Errors
/// [`AppError::NotFound`] for whoever decides for single places alone.
pub async fn list(house: &House, who: &Who) -> Answer<CoachList> {
    everywhere(who)?;
    let mut tx = house.db.read().await?;
    let today = members::service::today(&mut tx, who, house.clock.now()).await?;
    let mut levels = Vec::new();
    for level in store::levels(&mut tx, who.org).await? {
        let uses = store::uses(&mut tx, who.org, level.id, today).await?;
        levels.push(LevelUse {
            level,
            coaches: uses.coaches,
            plans: uses.plans,
            passes: uses.passes,
        });
    }
    let coaches = store::all_with_levels(&mut tx, who.org).await?;
    Ok(CoachList {
        levels,
        coaches: coaches
            .into_iter()
            .map(|(id, name, level)| (Coach { id, name }, level))
            .collect(),
        key: secret::token(),
    })
}

/// Makes a level, or renames the one whose id is given. The same key does it once.
///
/// # Errors
/// A flaw of the name; [`Refusal::TooMany`]; [`AppError::NotFound`].
pub async fn save_level(
    house: &House,
    who: &Who,
    id: Option<CoachLevelId>,
    name: &str,
    key: &str,
) -> Answer<CoachLevelId, Refusal> {
    everywhere(who)?;
    let name = form::text(name, 40).map_err(|flaw| AppError::field("name", flaw))?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "save_coach_level",
        key,
        content: format!("{id:?} {name}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move { save_in(tx, &who, id, name, now).await })
    })
    .await
}

async fn save_in(
    tx: &mut Tx,
    who: &Who,
    id: Option<CoachLevelId>,
    name: String,
    now: Instant,
) -> Answer<CoachLevelId, Refusal> {
    let known = store::levels(tx, who.org).await?;
    if known.iter().any(|level| level.name == name && Some(level.id) != id) {
        return Err(AppError::field("name", Flaw::NameTaken));
    }
    let note = Note::new(Deed::CoachLevelSaved);
    let Some(id) = id else {
        if known.len() as i64 >= LEVELS {
            return Err(AppError::Refused(Refusal::TooMany(LEVELS)));
        }
        let level = CoachLevel {
            id: CoachLevelId::fresh(),
            name,
        };
        match store::add_level(tx, who.org, &level, now).await {
            Err(e) if e.is_unique_violation() => return Err(AppError::field("name", Flaw::NameTaken)),
            other => other?,
        }
        audit(tx, who, note.with("name", &level.name), now).await?;
        return Ok(level.id);
    };
    let before = store::lock_level(tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    match store::rename_level(tx, id, &name).await {
        Err(e) if e.is_unique_violation() => return Err(AppError::field("name", Flaw::NameTaken)),
        other => other?,
    };
    audit(tx, who, note.changed("name", &before.name, &name), now).await?;
    Ok(id)
}

/// Takes a level off the list. The same key does it once.
///
/// # Errors
/// [`Refusal::InUse`] while something leans on it; [`AppError::NotFound`].
pub async fn end_level(house: &House, who: &Who, id: CoachLevelId, key: &str) -> Answer<(), Refusal> {
    everywhere(who)?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "end_coach_level",
        key,
        content: id.to_string(),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let level = store::lock_level(tx, who.org, id).await?.ok_or(AppError::NotFound)?;
            let today = members::service::today_of::<Refusal>(tx, who.org, now).await?;
            let uses = store::uses(tx, who.org, id, today).await?;
            if uses.coaches + uses.plans + uses.passes > 0 {
                return Err(AppError::Refused(Refusal::InUse(uses.coaches, uses.plans, uses.passes)));
            }
            store::end_level(tx, id, now).await?;
            audit(tx, &who, Note::new(Deed::CoachLevelEnded).with("name", level.name), now).await
        })
    })
    .await
}

/// Says how far a coach has come; `None`: nobody says. Passes for coaches of a level follow from the next booking on; what is booked
/// stays. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a coach or a level that is not there.
pub async fn give_level(
    house: &House,
    who: &Who,
    coach: CoachId,
    level: Option<CoachLevelId>,
    key: &str,
) -> Answer<(), Refusal> {
    everywhere(who)?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "give_coach_level",
        key,
        content: format!("{coach} {level:?}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let found: Coach = one(tx, who.org, coach).await?;
            let level = match level {
                Some(id) => Some(store::lock_level(tx, who.org, id).await?.ok_or(AppError::NotFound)?),
                None => None,
            };
            if store::give_level(tx, who.org, coach, level.as_ref().map(|level| level.id)).await? == 0 {
                return Err(AppError::NotFound);
            }
            let note = Note::new(Deed::CoachLevelGiven)
                .with("name", found.name)
                .with("level", level.map(|level| level.name).unwrap_or_default());
            audit(tx, &who, note, now).await
        })
    })
    .await
}
