//! Accounts and their passwords.

use super::{By, Note, Origin, TRIES_ACCOUNT, TRIES_ADDRESS, account_subject, audit, sessions::only_place, throttle};
use crate::{
    accounts::{
        model::{AccountId, Deed, ObjectKind, Refusal, Who},
        password,
        store::{self, NewAccount},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::{self, FieldErrors, Flaw, Login},
        house::House,
        time::Instant,
    },
    studio::{self, model::OrgId},
};

/// What makes a new account: checked and hashed, ready to be written.
pub struct Applicant {
    /// The name.
    pub name: String,
    /// How they sign in.
    pub login: Login,
    pub(super) hash: Option<String>,
}

/// Checks a sign-up's fields and hashes the password, outside any transaction.
///
/// # Errors
/// The flaws of the fields, or [`AppError::TooOften`] from one address.
pub async fn applicant<R>(
    house: &House,
    name: &str,
    login: &str,
    password: &str,
    origin: &Origin,
) -> Answer<Applicant, R> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let login = errors.check("login", form::login(login));
    errors.check("password", form::new_password(password));
    let (Some(name), Some(login), true) = (name, login, errors.is_empty()) else {
        return Err(AppError::Invalid(errors));
    };
    throttle(house, &format!("sign-up:{}", origin.address), TRIES_ADDRESS).await?;
    Ok(Applicant {
        name,
        login,
        hash: Some(password::hash(password).await?),
    })
}

/// The same for people whom the console or the demo makes.
///
/// # Errors
/// The flaws of the fields.
pub async fn applicant_by_console(name: &str, login: &str, password: Option<&str>) -> Answer<Applicant> {
    let name = form::text(name, 80).map_err(|f| AppError::field("name", f))?;
    let login = form::login(login).map_err(|f| AppError::field("login", f))?;
    let hash = match password {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    Ok(Applicant { name, login, hash })
}

/// Changes the name of whoever signs in with an account.
///
/// # Errors
/// A fault of the database.
pub async fn rename<R>(tx: &mut Tx, account: AccountId, name: &str) -> Answer<(), R> {
    store::rename(tx, account, name).await?;
    Ok(())
}

/// Writes a new account.
///
/// # Errors
/// [`Flaw::Taken`] when the e-mail address or number has one already.
pub async fn open_account<R>(tx: &mut Tx, org: OrgId, applicant: &Applicant, now: Instant) -> Answer<AccountId, R> {
    if store::credentials(tx, org, &applicant.login).await?.is_some() {
        return Err(AppError::field("login", Flaw::Taken));
    }
    let id = AccountId::fresh();
    let (email, phone) = match applicant.login.clone() {
        Login::Email(email) => (Some(email), None),
        Login::Phone(phone) => (None, Some(phone)),
    };
    let account = NewAccount {
        id,
        org,
        email,
        phone,
        name: applicant.name.clone(),
        password_hash: applicant.hash.clone(),
    };
    match store::add(tx, account, now).await {
        Err(e) if e.is_unique_violation() => Err(AppError::field("login", Flaw::Taken)),
        other => other.map(|()| id).map_err(AppError::from),
    }
}

/// Counts a try of a one-time code from an address.
///
/// # Errors
/// [`AppError::TooOften`].
pub async fn count_code<R>(house: &House, origin: &Origin) -> Answer<(), R> {
    throttle(house, &code_subject(origin), TRIES_ACCOUNT).await
}

/// A right code: what was mistyped before it from this address is forgotten, for a club's own network is one address.
///
/// # Errors
/// A fault of the database.
pub async fn right_code<R>(tx: &mut Tx, origin: &Origin) -> Answer<(), R> {
    Ok(store::forget_tries(tx, &code_subject(origin)).await?)
}

fn code_subject(origin: &Origin) -> String {
    format!("code:{}", origin.address)
}

/// What an account signs in with; the e-mail address before the number.
///
/// # Errors
/// A fault of the database.
pub async fn login_of<R>(tx: &mut Tx, account: AccountId) -> Answer<Option<String>, R> {
    Ok(store::login(tx, account)
        .await?
        .and_then(|(email, phone)| email.or(phone)))
}

/// Gives an account another password, and the e-mail address or number to sign in with where it had another one of that kind.
/// Every session ends.
///
/// # Errors
/// [`Flaw::Taken`] when another account has the address or number.
pub async fn let_in_anew<R>(
    tx: &mut Tx,
    org: OrgId,
    account: AccountId,
    with: Applicant,
    now: Instant,
) -> Answer<(), R> {
    match store::credentials(tx, org, &with.login).await? {
        Some(other) if other.id != account => return Err(AppError::field("login", Flaw::Taken)),
        Some(_) => {}
        None => match store::set_login(tx, account, &with.login).await {
            Err(e) if e.is_unique_violation() => return Err(AppError::field("login", Flaw::Taken)),
            other => {
                other?;
            }
        },
    }
    if let Some(hash) = with.hash {
        store::set_password(tx, account, hash, now).await?;
    }
    store::end_sessions(tx, account, None, now).await?;
    store::forget_tries(tx, &account_subject(&with.login)).await?;
    Ok(())
}

/// Changes the reader's password and ends every other session.
///
/// # Errors
/// [`Refusal::WrongPassword`] when the old one is wrong, or the flaw of the new one.
pub async fn change_password(house: &House, who: &Who, old: &str, new: &str) -> Answer<(), Refusal> {
    form::new_password(new).map_err(|flaw| AppError::field("new", flaw))?;
    throttle(house, &format!("password:{}", who.account), TRIES_ACCOUNT).await?;
    let mut tx = house.db.read().await?;
    let stored = store::password_hash(&mut tx, who.account).await?;
    drop(tx);
    if !password::fits(old, stored).await? {
        return Err(AppError::Refused(Refusal::WrongPassword));
    }
    let hash = password::hash(new).await?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    store::set_password(&mut tx, who.account, hash, now).await?;
    store::end_sessions(&mut tx, who.account, Some(who.session), now).await?;
    if who.staff() {
        let note = Note::new(Deed::PasswordChanged).at(only_place(&who.grants));
        audit(&mut tx, who, note, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Asks whoever is signed in for their password again, before something that cannot be undone or that nobody else may have. `false`:
/// it is wrong.
///
/// # Errors
/// [`AppError::TooOften`].
pub async fn confirm<R>(house: &House, who: &Who, password: &str) -> Answer<bool, R> {
    let subject = format!("password:{}", who.account);
    throttle(house, &subject, TRIES_ACCOUNT).await?;
    let mut tx = house.db.read().await?;
    let stored = store::password_hash(&mut tx, who.account).await?;
    drop(tx);
    if password.len() > 1024 || !password::fits(password, stored).await? {
        return Ok(false);
    }
    let mut tx = house.db.write().await?;
    store::forget_tries(&mut tx, &subject).await?;
    tx.commit().await?;
    Ok(true)
}

/// Sets a password from the console and ends every session of the account.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such account, or the flaw of the password.
pub async fn reset_by_console(house: &House, login: &str, password: &str) -> Answer<()> {
    form::new_password(password).map_err(|flaw| AppError::field("password", flaw))?;
    let login = form::login(login).map_err(|flaw| AppError::field("login", flaw))?;
    let hash = password::hash(password).await?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let org = studio::service::organisation(&mut tx).await?;
    let known = store::credentials(&mut tx, org.id, &login)
        .await?
        .ok_or(AppError::NotFound)?;
    store::set_password(&mut tx, known.id, hash, now).await?;
    store::end_sessions(&mut tx, known.id, None, now).await?;
    store::forget_tries(&mut tx, &account_subject(&login)).await?;
    let note = Note::new(Deed::PasswordReset).on(ObjectKind::Account, known.id.0);
    audit(&mut tx, By::console(org.id), note, now).await?;
    Ok(tx.commit().await?)
}

/// A hash that a whole demo club shares: hashing two thousand passwords would take minutes.
///
/// # Errors
/// A fault when hashing fails.
pub async fn demo_hash(password: &str) -> Answer<String> {
    password::hash(password).await
}

/// Whether an account has a role.
///
/// # Errors
/// A fault of the database.
pub async fn works_here<R>(tx: &mut Tx, account: AccountId) -> Answer<bool, R> {
    Ok(!store::grants(tx, account).await?.is_empty())
}

/// Shuts an account: every session ends, and nobody signs in with it.
///
/// # Errors
/// A fault of the database.
pub async fn shut<R>(tx: &mut Tx, account: AccountId, now: Instant) -> Answer<(), R> {
    store::set_blocked(tx, account, true).await?;
    store::end_sessions(tx, account, None, now).await?;
    Ok(())
}

/// Sets an account aside: as [`shut`], where it was open. Whether it was.
///
/// # Errors
/// A fault of the database.
pub async fn set_aside<R>(tx: &mut Tx, account: AccountId, now: Instant) -> Answer<bool, R> {
    let open = store::is_open(tx, account).await?;
    if open {
        shut(tx, account, now).await?;
    }
    Ok(open)
}

/// Lets an account in again; its sessions stay ended.
///
/// # Errors
/// A fault of the database.
pub async fn open_again<R>(tx: &mut Tx, account: AccountId) -> Answer<(), R> {
    store::set_blocked(tx, account, false).await?;
    Ok(())
}

/// Empties an account with its holder's data: every device is signed out, and nobody signs in with it again.
///
/// # Errors
/// A fault of the database.
pub async fn forget<R>(tx: &mut Tx, account: AccountId, name: &str) -> Answer<(), R> {
    if let Some((email, phone)) = store::login(tx, account).await? {
        for login in email.map(Login::Email).into_iter().chain(phone.map(Login::Phone)) {
            store::forget_tries(tx, &account_subject(&login)).await?;
        }
    }
    store::forget_tries(tx, &format!("password:{account}")).await?;
    store::forget(tx, account, name).await?;
    Ok(())
}
