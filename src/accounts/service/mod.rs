//! Signing in and out, devices, passwords, roles, the first owner.

mod audit;
mod club;
mod factor;
mod links;
mod people;
mod roles;
mod sessions;
mod staff;

pub use audit::{By, Note, audit, audit_end, audit_log, check_audit};
pub use club::{claim_club, club, me, owner_code};
pub use factor::{
    begin_factor, confirm_factor, drop_factor, enter_code, factor, prove, proved, renew_codes, reset_factor,
    staff_factor, stops, want_staff_factor,
};
pub use links::{accept, invite, look, make_reset_link, open_links, places, revoke_link, suspend};
pub use people::{
    Applicant, applicant, applicant_by_console, change_password, confirm, count_code, demo_hash, forget, let_in_anew,
    login_of, open_account, open_again, rename, reset_by_console, right_code, set_aside, shut, works_here,
};
pub use roles::{end_role, reset_role, roles, save_role, staff_list};
pub use sessions::{
    Found, devices, end_device, end_other_devices, find, holder, member_at, open_session, session_ends, sign_in,
    sign_out,
};
pub use staff::{ROLE_GIVEN, RoleChoice, RoleEvent, give_role, give_role_by_console, staff, take_role};

use super::store;
use crate::platform::{
    error::{Answer, AppError},
    form::Login,
    house::House,
    secret,
    time::Span,
};

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The browser's description of itself.
    pub agent: String,
    /// The network address.
    pub address: String,
}

/// A new session's secret, for the cookie and nothing else.
pub struct Token(pub String);

/// Tries are counted over so long.
const WINDOW: Span = Span::minutes(15);
/// So many wrong passwords for one account in the window.
const TRIES_ACCOUNT: i64 = 10;
/// So many tries from one address in the window.
const TRIES_ADDRESS: i64 = 100;

/// Counts a try and refuses when there were too many.
async fn throttle<R>(house: &House, subject: &str, limit: i64) -> Answer<(), R> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let (tries, since) = store::count_try(&mut tx, subject, now - WINDOW, now).await?;
    tx.commit().await?;
    if tries > limit {
        let wait = (since + WINDOW) - now;
        return Err(AppError::TooOften(wait.in_minutes().max(0) + 1));
    }
    Ok(())
}

fn account_subject(login: &Login) -> String {
    let name = match login {
        Login::Email(email) => email,
        Login::Phone(phone) => phone,
    };
    format!("account:{}", secret::encode(&secret::digest(name)))
}
