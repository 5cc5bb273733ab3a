//! The second factor, and the proof that is asked for again before something sensitive.

use super::{
    By, Note, Origin, TRIES_ACCOUNT, TRIES_ADDRESS, Token, audit,
    sessions::{holder, home_zone, only_place, open_session},
    throttle,
};
use crate::{
    accounts::{
        factor_store::{self as factors, Factor},
        model::{
            AccountId, Asks, Deed, FactorSetup, FactorView, Halfway, ObjectKind, Permission, Refusal, Scope, WaitsFor,
            Who,
        },
        password, store, totp,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
        id, qr, secret,
        time::{Instant, Span},
    },
    studio::{self, model::OrgId},
};
use uuid::Uuid;

/// A proof is good for so long: whoever was asked a moment ago is not asked again.
const PROOF_LASTS: Span = Span::minutes(10);
/// What was begun with a password has to be finished within this time.
const HALFWAY_LASTS: Span = Span::minutes(15);
/// So many wrong codes for one account in the window.
const TRIES_CODE: i64 = 5;
/// Recovery codes are shown for so long after they were made.
const CODES_SHOWN: Span = Span::minutes(10);
/// How many recovery codes there are.
const CODES: i64 = 10;

async fn secret_of<R>(tx: &mut Tx, org: OrgId, factor: Uuid) -> Answer<Vec<u8>, R> {
    let key = studio::service::code_key(tx, org).await?;
    let mut secret = secret::sign(&key, format!("second factor {factor}").as_bytes());
    secret.truncate(totp::SECRET);
    Ok(secret)
}

/// The recovery codes of a factor: made of it with the club's key, so that they may be shown for some minutes and stand nowhere.
async fn codes_of<R>(tx: &mut Tx, org: OrgId, factor: Uuid, made: Instant) -> Answer<Vec<String>, R> {
    let key = studio::service::code_key(tx, org).await?;
    let half =
        |n: i64, side: char| secret::desk_code(&key, format!("recovery {factor} {} {n}{side}", made.0).as_bytes());
    Ok((0..CODES)
        .map(|n| format!("{}-{}", half(n, 'a'), half(n, 'b')))
        .collect())
}

fn digest_of(code: &str) -> Vec<u8> {
    let clean: String = code
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    secret::digest(&format!("recovery {clean}"))
}

/// What a sign-in with the right password still waits for.
///
/// # Errors
/// A fault of the database.
pub(super) async fn waits_for<R>(
    tx: &mut Tx,
    org: OrgId,
    account: AccountId,
    staff: bool,
) -> Answer<Option<WaitsFor>, R> {
    let on = factors::factor(tx, account)
        .await?
        .is_some_and(|factor| factor.confirmed_at.is_some());
    if on {
        return Ok(Some(WaitsFor::Code));
    }
    let wanted = staff && factors::wanted(tx, org).await?.unwrap_or(false);
    Ok(wanted.then_some(WaitsFor::Enrol))
}

/// Makes a fresh session wait, and a secret to be set up where that is what it waits for.
pub(super) async fn hold<R>(
    tx: &mut Tx,
    token: &Token,
    account: AccountId,
    waits_for: WaitsFor,
    now: Instant,
) -> Answer<(), R> {
    if let Some(session) = store::holder(tx, secret::digest(&token.0), now).await? {
        factors::hold(tx, session.session_id, waits_for, now + HALFWAY_LASTS).await?;
    }
    if waits_for == WaitsFor::Enrol {
        factors::begin(tx, account, id::fresh(), now).await?;
    }
    Ok(())
}

/// Whether a second factor stands before an account, whatever else somebody has.
///
/// # Errors
/// A fault of the database.
pub async fn stops<R>(tx: &mut Tx, account: AccountId) -> Answer<bool, R> {
    Ok(factors::factor(tx, account)
        .await?
        .is_some_and(|factor| factor.confirmed_at.is_some()))
}

/// Uses a code of the app or a recovery code up. Which of them it was: `true` for a recovery code.
async fn use_up(
    tx: &mut Tx,
    org: OrgId,
    account: AccountId,
    factor: &Factor,
    typed: &str,
    now: Instant,
) -> Answer<bool, Refusal> {
    let wrong = || AppError::Refused(Refusal::WrongFactor);
    let secret = secret_of(tx, org, factor.id).await?;
    if let Some(step) = totp::fits(&secret, typed, now) {
        let used = factors::use_step(tx, account, step).await?;
        return if used == 1 { Ok(false) } else { Err(wrong()) };
    }
    if typed.len() <= 64 && factors::use_code(tx, account, digest_of(typed), now).await? == 1 {
        return Ok(true);
    }
    Err(wrong())
}

fn subject(account: AccountId) -> String {
    format!("factor:{account}")
}

/// The second step of a sign-in. The session begins anew, with an id of its own.
///
/// # Errors
/// [`Refusal::WrongFactor`], [`AppError::TooOften`]; [`AppError::SignIn`] for whoever waits for something else.
pub async fn enter_code(
    house: &House,
    halfway: &Halfway,
    typed: &str,
    old: String,
    origin: Origin,
) -> Answer<(Token, Who), Refusal> {
    if halfway.waits_for != WaitsFor::Code {
        return Err(AppError::SignIn);
    }
    throttle(house, &format!("address:{}", origin.address), TRIES_ADDRESS).await?;
    throttle(house, &subject(halfway.account), TRIES_CODE).await?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let factor = factors::factor(&mut tx, halfway.account).await?;
    let factor = factor
        .filter(|factor| factor.confirmed_at.is_some())
        .ok_or(AppError::SignIn)?;
    let recovery = match use_up(&mut tx, halfway.org, halfway.account, &factor, typed, now).await {
        Ok(recovery) => recovery,
        Err(refused) => {
            drop(tx);
            failed(house, halfway, now).await?;
            return Err(refused);
        }
    };
    store::forget_tries(&mut tx, &subject(halfway.account)).await?;
    let entered = arrive(&mut tx, halfway, old, origin, recovery, now).await?;
    tx.commit().await?;
    let who = holder(house, &entered.0)
        .await
        .map_err(AppError::widen)?
        .ok_or(AppError::SignIn)?;
    Ok((entered, who))
}

/// Notes a wrong code of somebody who works here.
async fn failed(house: &House, halfway: &Halfway, now: Instant) -> Answer<(), Refusal> {
    let mut tx = house.db.write().await?;
    let grants = store::grants(&mut tx, halfway.account).await?;
    if !grants.is_empty() {
        let note = Note::new(Deed::FactorFailed)
            .on(ObjectKind::Account, halfway.account.0)
            .at(only_place(&grants));
        audit(&mut tx, By::account(halfway.org, halfway.account), note, now).await?;
    }
    Ok(tx.commit().await?)
}

/// A whole session in the place of one that waited.
async fn arrive(
    tx: &mut Tx,
    halfway: &Halfway,
    old: String,
    origin: Origin,
    recovery: bool,
    now: Instant,
) -> Answer<Token, Refusal> {
    let token = open_session(tx, halfway.account, Some(old), origin, now).await?;
    let grants = store::grants(tx, halfway.account).await?;
    if !grants.is_empty() {
        let mut note = Note::new(Deed::SignedIn).at(only_place(&grants));
        if recovery {
            note = note.with("factor", "recovery_code");
        }
        audit(tx, By::account(halfway.org, halfway.account), note, now).await?;
    }
    Ok(token)
}

/// How the second factor of whoever asks stands.
///
/// # Errors
/// A fault of the database.
pub async fn factor(house: &House, asks: &Asks) -> Answer<FactorView> {
    let (org, account, now) = (asks.org(), asks.account(), house.clock.now());
    let mut tx = house.db.read().await?;
    let zone = home_zone(&mut tx, org).await?;
    let factor = factors::factor(&mut tx, account).await?;
    let since = factor.as_ref().and_then(|factor| factor.confirmed_at);
    // Whoever has given the password alone may set a factor up, and learns nothing of one that is there.
    if let Asks::Halfway(halfway) = asks
        && halfway.waits_for == WaitsFor::Code
    {
        return Err(AppError::SignIn);
    }
    let setup = match factor.as_ref().filter(|factor| factor.confirmed_at.is_none()) {
        Some(factor) => {
            let secret = secret_of(&mut tx, org, factor.id).await?;
            let club = studio::service::organisation::<Nothing>(&mut tx).await?.name;
            let login = store::login(&mut tx, account)
                .await?
                .and_then(|(email, phone)| email.or(phone));
            let url = totp::url(&secret, &club, &login.unwrap_or_default());
            let (path, size) = qr::picture(&url)?;
            Some(FactorSetup {
                secret: totp::letters(&secret),
                url,
                path,
                size,
            })
        }
        None => None,
    };
    let codes = match factor
        .as_ref()
        .and_then(|factor| factor.codes_at.map(|at| (factor.id, at)))
    {
        Some((id, made)) if since.is_some() && now - made <= CODES_SHOWN => codes_of(&mut tx, org, id, made).await?,
        _ => Vec::new(),
    };
    let staff = !store::grants(&mut tx, account).await?.is_empty();
    Ok(FactorView {
        since: since.map(|at| zone.moment(at)),
        codes_left: factors::codes_left(&mut tx, account).await?,
        codes,
        setup,
        required: staff && factors::wanted(&mut tx, org).await?.unwrap_or(false),
        waits: matches!(asks, Asks::Halfway(_)),
    })
}

/// Begins to set a second factor up.
///
/// # Errors
/// [`AppError::NotFound`] where one is on: it is switched off first.
pub async fn begin_factor(house: &House, asks: &Asks) -> Answer<(), Refusal> {
    let mut tx = house.db.write().await?;
    if factors::begin(&mut tx, asks.account(), id::fresh(), house.clock.now()).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Switches the second factor on with the first code of the app. Whoever's sign-in waited for it is signed in.
///
/// # Errors
/// [`Refusal::WrongFactor`], [`AppError::TooOften`].
pub async fn confirm_factor(
    house: &House,
    asks: &Asks,
    typed: &str,
    old: String,
    origin: Origin,
) -> Answer<Option<(Token, Who)>, Refusal> {
    let (org, account) = (asks.org(), asks.account());
    throttle(house, &subject(account), TRIES_CODE).await?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let wrong = || AppError::Refused(Refusal::WrongFactor);
    let factor = factors::factor(&mut tx, account).await?;
    let factor = factor
        .filter(|factor| factor.confirmed_at.is_none())
        .ok_or_else(wrong)?;
    let secret = secret_of(&mut tx, org, factor.id).await?;
    let step = totp::fits(&secret, typed, now).ok_or_else(wrong)?;
    if factors::confirm(&mut tx, account, now).await? == 0 || factors::use_step(&mut tx, account, step).await? == 0 {
        return Err(wrong());
    }
    new_codes(&mut tx, org, account, factor.id, now).await?;
    store::forget_tries(&mut tx, &subject(account)).await?;
    let token = match asks {
        Asks::Halfway(halfway) => Some(arrive(&mut tx, halfway, old, origin, false, now).await?),
        Asks::In(who) => {
            // whoever was in with the password alone, on another device, gives the code too
            store::end_sessions(&mut tx, account, Some(who.session), now).await?;
            None
        }
    };
    noted(&mut tx, org, account, Deed::FactorAdded, now).await?;
    tx.commit().await?;
    match token {
        Some(token) => {
            let who = holder(house, &token.0)
                .await
                .map_err(AppError::widen)?
                .ok_or(AppError::SignIn)?;
            Ok(Some((token, who)))
        }
        None => Ok(None),
    }
}

async fn new_codes<R>(tx: &mut Tx, org: OrgId, account: AccountId, factor: Uuid, now: Instant) -> Answer<(), R> {
    let codes = codes_of(tx, org, factor, now).await?;
    let digests = codes.iter().map(|code| digest_of(code)).collect();
    Ok(factors::set_codes(tx, account, digests, now).await?)
}

/// A line of the log about somebody's own factor, if they work here.
async fn noted(tx: &mut Tx, org: OrgId, account: AccountId, deed: Deed, now: Instant) -> Answer<(), Refusal> {
    let grants = store::grants(tx, account).await?;
    if grants.is_empty() {
        return Ok(());
    }
    let note = Note::new(deed).at(only_place(&grants));
    audit(tx, By::account(org, account), note, now).await
}

/// Other recovery codes in the place of those that there were. Prove who you are first.
///
/// # Errors
/// [`AppError::NotFound`] without a second factor.
pub async fn renew_codes(house: &House, who: &Who) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let factor = factors::factor(&mut tx, who.account).await?;
    let factor = factor
        .filter(|factor| factor.confirmed_at.is_some())
        .ok_or(AppError::NotFound)?;
    new_codes(&mut tx, who.org, who.account, factor.id, now).await?;
    noted(&mut tx, who.org, who.account, Deed::CodesRenewed, now).await?;
    Ok(tx.commit().await?)
}

/// Switches the second factor off, with the password and a code, however fresh the last proof is.
///
/// # Errors
/// [`Refusal::WrongPassword`], [`Refusal::WrongFactor`], [`AppError::TooOften`]; [`AppError::NotFound`] without one.
pub async fn drop_factor(house: &House, who: &Who, proof: &str, code: &str) -> Answer<(), Refusal> {
    let mut tx = house.db.read().await?;
    let factor = factors::factor(&mut tx, who.account).await?;
    drop(tx);
    if factor.is_none_or(|factor| factor.confirmed_at.is_none()) {
        return Err(AppError::NotFound);
    }
    verify(house, who, proof, code).await?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    factors::forget(&mut tx, who.account).await?;
    noted(&mut tx, who.org, who.account, Deed::FactorRemoved, now).await?;
    Ok(tx.commit().await?)
}

/// Takes somebody's second factor away who has lost it; they set another up when they sign in next. Their sessions end.
///
/// # Errors
/// [`Refusal::Beyond`] for somebody who may more; [`AppError::NotFound`] out of reach, or without one.
pub async fn reset_factor(house: &House, who: &Who, account: AccountId) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let grants = super::links::over(&mut tx, who, account).await?;
    if factors::forget(&mut tx, account).await? == 0 {
        return Err(AppError::NotFound);
    }
    store::end_sessions(&mut tx, account, None, now).await?;
    let note = Note::new(Deed::FactorReset)
        .on(ObjectKind::Account, account.0)
        .at(only_place(&grants));
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// Whether the club wants a second factor of whoever works here.
///
/// # Errors
/// A fault of the database.
pub async fn staff_factor<R>(tx: &mut Tx, org: OrgId) -> Answer<bool, R> {
    Ok(factors::wanted(tx, org).await?.unwrap_or(false))
}

/// Says whether the club wants a second factor of whoever works here; it stands in the log.
///
/// # Errors
/// [`AppError::Forbidden`] unless the reader decides about roles everywhere.
pub async fn want_staff_factor(house: &House, who: &Who, wanted: bool) -> Answer<(), Refusal> {
    if who.scope(Permission::EditRoles) != Some(Scope::Everywhere) {
        return Err(AppError::Forbidden);
    }
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let before = factors::wanted(&mut tx, who.org).await?.unwrap_or(false);
    factors::want(&mut tx, who.org, wanted, now).await?;
    let word = |on: bool| if on { "on" } else { "off" };
    let note = Note::new(Deed::SecurityChanged).changed("staff_factor", word(before), word(wanted));
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// A new club wants a second factor of its staff.
pub(super) async fn begin_safely<R>(tx: &mut Tx, org: OrgId, now: Instant) -> Answer<(), R> {
    Ok(factors::want(tx, org, true, now).await?)
}

/// Whether the last proof is fresh enough for something sensitive.
///
/// # Errors
/// A fault of the database.
pub async fn proved<R>(house: &House, who: &Who) -> Answer<bool, R> {
    let mut tx = house.db.read().await?;
    let last = factors::proved(&mut tx, who.session).await?;
    Ok(last.is_some_and(|last| house.clock.now() - last <= PROOF_LASTS))
}

/// Asks for the password, and the code where there is a second factor, unless that was done a moment ago.
///
/// # Errors
/// [`Refusal::ProveAgain`] while nothing was typed; [`Refusal::WrongPassword`], [`Refusal::WrongFactor`], [`AppError::TooOften`].
pub async fn prove(house: &House, who: &Who, proof: &str, code: &str) -> Answer<(), Refusal> {
    if proved(house, who).await? {
        return Ok(());
    }
    if proof.is_empty() {
        return Err(AppError::Refused(Refusal::ProveAgain));
    }
    verify(house, who, proof, code).await
}

async fn verify(house: &House, who: &Who, proof: &str, code: &str) -> Answer<(), Refusal> {
    throttle(house, &format!("password:{}", who.account), TRIES_ACCOUNT).await?;
    let mut tx = house.db.read().await?;
    let stored = store::password_hash(&mut tx, who.account).await?;
    let factor = factors::factor(&mut tx, who.account)
        .await?
        .filter(|factor| factor.confirmed_at.is_some());
    drop(tx);
    if proof.len() > 1024 || !password::fits(proof, stored).await? {
        return Err(AppError::Refused(Refusal::WrongPassword));
    }
    if factor.is_some() {
        throttle(house, &subject(who.account), TRIES_CODE).await?;
    }
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    if let Some(factor) = factor {
        use_up(&mut tx, who.org, who.account, &factor, code, now).await?;
        store::forget_tries(&mut tx, &subject(who.account)).await?;
    }
    store::forget_tries(&mut tx, &format!("password:{}", who.account)).await?;
    factors::set_proved(&mut tx, who.session, now).await?;
    Ok(tx.commit().await?)
}
