//! The doorman's questions: who is asking, and may they. The first line of every server function.

use super::model::{Asks, Halfway, Permission, Scope, Who};
use crate::{
    platform::{
        error::{Answer, AppError},
        request,
    },
    studio::model::LocationId,
};

/// Whoever is signed in.
///
/// # Errors
/// [`AppError::SignIn`] when nobody is.
pub fn signed_in<R>() -> Answer<Who, R> {
    request::left::<Who>().ok_or(AppError::SignIn)
}

/// Whoever has given the right password and not yet all that is asked for.
///
/// # Errors
/// [`AppError::SignIn`] for everybody else.
pub fn halfway<R>() -> Answer<Halfway, R> {
    request::left::<Halfway>().ok_or(AppError::SignIn)
}

/// Whoever is signed in, or on the way.
///
/// # Errors
/// [`AppError::SignIn`] when nobody is.
pub fn entering<R>() -> Answer<Asks, R> {
    match request::left::<Who>() {
        Some(who) => Ok(Asks::In(Box::new(who))),
        None => halfway().map(Asks::Halfway),
    }
}

/// Whoever is signed in and may do this somewhere.
///
/// # Errors
/// [`AppError::SignIn`] or [`AppError::Forbidden`].
pub fn staff<R>(permission: Permission) -> Answer<Who, R> {
    let who = signed_in()?;
    if who.may(permission) {
        Ok(who)
    } else {
        Err(AppError::Forbidden)
    }
}

/// Whoever is signed in and may do this at a location. A place out of reach looks like one that does not exist.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`] without the permission anywhere, [`AppError::NotFound`] without it here.
pub fn staff_at<R>(permission: Permission, location: LocationId) -> Answer<Who, R> {
    let who = staff(permission)?;
    if who.may_at(permission, location) {
        Ok(who)
    } else {
        Err(AppError::NotFound)
    }
}

/// Where whoever is signed in may do this.
///
/// # Errors
/// [`AppError::SignIn`] or [`AppError::Forbidden`].
pub fn scope<R>(permission: Permission) -> Answer<(Who, Scope), R> {
    let who = signed_in()?;
    let scope = who.scope(permission).ok_or(AppError::Forbidden)?;
    Ok((who, scope))
}
