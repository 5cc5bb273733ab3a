//! Asks for the member who is asking.

use super::model::MemberId;
use crate::{
    accounts::{guard, model::Who},
    platform::error::{Answer, AppError},
};

/// The member who is signed in.
///
/// # Errors
/// [`AppError::SignIn`] when nobody is, [`AppError::Forbidden`] when the account is no member's.
pub fn member<R>() -> Answer<(Who, MemberId), R> {
    let who = guard::signed_in()?;
    let member = who.member.map(MemberId).ok_or(AppError::Forbidden)?;
    Ok((who, member))
}
