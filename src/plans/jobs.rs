//! What comes round: memberships go on, and holders of passes that end soon are told.

use super::service;
use crate::{
    members,
    platform::{
        error::{Answer, AppError, Nothing},
        house::House,
    },
    studio,
};

/// Passes looked at in one transaction.
const AT_ONCE: i64 = 200;

/// Goes on with memberships, and carries over what is left of their cycles: how many cycles were granted.
///
/// # Errors
/// A fault of the database.
pub async fn go_on(house: &House) -> Answer<i64> {
    let mut tx = house.db.read().await?;
    let org = match studio::service::organisation::<Nothing>(&mut tx).await {
        Ok(organisation) => organisation.id,
        Err(AppError::NotFound) => return Ok(0),
        Err(other) => return Err(other),
    };
    drop(tx);
    let granted = service::renew(house, org).await?;
    service::roll_over(house, org).await?;
    Ok(granted)
}

/// Reminds whoever holds a pass that ends in 30, 14 or 3 days: once each, and late where no worker ran in time.
///
/// # Errors
/// A fault of the database.
pub async fn remind(house: &House) -> Answer<i64> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let org = match studio::service::organisation::<Nothing>(&mut tx).await {
        Ok(organisation) => organisation.id,
        Err(AppError::NotFound) => return Ok(0),
        Err(other) => return Err(other),
    };
    let today = members::service::today_of::<Nothing>(&mut tx, org, now).await?;
    drop(tx);
    let (mut told, mut after) = (0, None);
    loop {
        let mut tx = house.db.write().await?;
        let (n, last) = service::remind_one::<Nothing>(&mut tx, org, today, after, AT_ONCE, now).await?;
        tx.commit().await?;
        told += n;
        match last {
            Some(last) => after = Some(last),
            None => return Ok(told),
        }
    }
}
