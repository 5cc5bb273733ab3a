//! The club as its people see it, and its first owner.

use super::{
    By, Note, Origin, TRIES_ACCOUNT, Token, audit,
    factor::begin_safely,
    people::{applicant, open_account},
    sessions::{holder, open_session},
    throttle,
};
use crate::{
    accounts::{
        model::{Deed, Grant, Me, Refusal, Role, Who},
        store,
    },
    platform::{
        error::{Answer, AppError},
        house::House,
        secret,
        time::Span,
    },
    studio,
};

/// The console's code for the first owner works so long.
const OWNER_CODE_LASTS: Span = Span::hours(24);

/// The club's name; `None` before the club was set up.
///
/// # Errors
/// A fault of the database.
pub async fn club(house: &House) -> Answer<Option<String>> {
    let mut tx = house.db.read().await?;
    match studio::service::organisation(&mut tx).await {
        Ok(org) => Ok(Some(org.name)),
        Err(AppError::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// What the shell shows of the reader and the club.
///
/// # Errors
/// A fault of the database.
pub async fn me(house: &House, who: &Who) -> Answer<Me> {
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation(&mut tx).await?;
    let mut locations = studio::service::locations(&mut tx, who.org).await?;
    if who.staff() && !who.grants.iter().any(|g| g.location_id.is_none()) {
        locations.retain(|l| who.grants.iter().any(|g| g.location_id == Some(l.id)));
    }
    let highest = who.grants.iter().max_by_key(|g| g.role).and_then(|g| g.role_id);
    let role_name = match highest {
        Some(id) => store::role(&mut tx, who.org, id).await?.and_then(|role| role.name),
        None => None,
    };
    Ok(Me {
        role_name,
        club: org.name,
        locations,
        account: who.account,
        name: who.name.clone(),
        grants: who.grants.clone(),
        member: who.member.is_some(),
        left: who.left,
        coach: who.coach.is_some(),
    })
}

/// A fresh one-time code for the first owner, for the console; `None` when the club has an owner.
///
/// # Errors
/// A fault of the database.
pub async fn owner_code(house: &House) -> Answer<Option<String>> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    if let Ok(org) = studio::service::organisation::<crate::platform::error::Nothing>(&mut tx).await
        && store::owners(&mut tx, org.id).await? > 0
    {
        return Ok(None);
    }
    let code = secret::console_code();
    store::add_owner_code(&mut tx, secret::digest(&code), now).await?;
    tx.commit().await?;
    Ok(Some(code))
}

/// Makes the first owner, and the organisation with its first location when there is none. The code works once.
///
/// # Errors
/// [`Refusal::WrongCode`], the flaws of the fields, or [`AppError::TooOften`].
#[expect(clippy::too_many_arguments, reason = "one form with as many fields")]
pub async fn claim_club(
    house: &House,
    code: &str,
    club: &str,
    currency: &str,
    zone: &str,
    locale: &str,
    name: &str,
    login: &str,
    password: &str,
    origin: Origin,
) -> Answer<(Token, Who), Refusal> {
    throttle(house, &format!("claim:{}", origin.address), TRIES_ACCOUNT).await?;
    let applicant = applicant(house, name, login, password, &origin).await?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let code = code.trim().to_uppercase();
    if store::use_owner_code(&mut tx, secret::digest(&code), now - OWNER_CODE_LASTS, now).await? == 0 {
        return Err(AppError::Refused(Refusal::WrongCode));
    }
    let org = match studio::service::organisation::<Refusal>(&mut tx).await {
        // The console may have made an owner since the code was printed: it is worth nothing then.
        Ok(org) if store::owners(&mut tx, org.id).await? > 0 => return Err(AppError::Refused(Refusal::WrongCode)),
        Ok(org) => org,
        Err(AppError::NotFound) => {
            let org = studio::service::found(&mut tx, club, currency, locale, false, now)
                .await
                .map_err(|error| error.renamed("name", "club").widen())?;
            studio::service::open_location(&mut tx, org.id, club, zone, "", now)
                .await
                .map_err(AppError::widen)?;
            org
        }
        Err(other) => return Err(other),
    };
    let account = open_account(&mut tx, org.id, &applicant, now).await?;
    store::add_grant(&mut tx, account, Grant::of(Role::Owner, None), None, now).await?;
    let token = open_session(&mut tx, account, None, origin, now).await?;
    begin_safely(&mut tx, org.id, now).await?;
    audit(&mut tx, By::account(org.id, account), Note::new(Deed::ClubClaimed), now).await?;
    tx.commit().await?;
    let who = holder(house, &token.0)
        .await
        .map_err(AppError::widen)?
        .ok_or(AppError::SignIn)?;
    Ok((token, who))
}
