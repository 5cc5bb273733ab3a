//! Reading and adding coaches.

use super::{
    model::{Coach, CoachId},
    store,
};
use crate::{
    accounts::model::AccountId,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form,
        time::Instant,
    },
    studio::model::OrgId,
};

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
