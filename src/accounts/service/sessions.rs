//! Who is signed in, on which devices, and for how long.

use super::{
    By, Note, Origin, TRIES_ACCOUNT, TRIES_ADDRESS, Token, account_subject, audit,
    factor::{hold, waits_for},
    throttle,
};
use crate::{
    accounts::{
        model::{AccountId, AccountSessionId, Deed, Device, Grant, Halfway, ObjectKind, Refusal, Who},
        password,
        store::{self, NewSession},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::{self, Flaw},
        house::House,
        secret,
        time::{Instant, Span, Zone},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use uuid::Uuid;

/// A session of somebody with roles lasts so long, whatever happens.
const STAFF_LASTS: Span = Span::hours(24);
/// And so long without being used.
const STAFF_IDLE: Span = Span::hours(12);
/// A member's session lasts so long.
const MEMBER_LASTS: Span = Span::hours(24 * 90);
/// And so long without being used.
const MEMBER_IDLE: Span = Span::hours(24 * 30);
/// A device is noted as seen at most this often: reading a page must not wait for the writer.
const SEEN_EVERY: Span = Span::minutes(10);

/// Whose a token is.
#[derive(Debug, Clone)]
pub enum Found {
    /// Nobody's, or nobody's any more.
    Nobody,
    /// Somebody's who is signed in.
    In(Box<Who>),
    /// Somebody's who still has to give a code, or to set one up.
    Halfway(Halfway),
}

/// Who is signed in with this token, if anybody still is.
///
/// # Errors
/// A fault of the database.
pub async fn holder(house: &House, token: &str) -> Answer<Option<Who>> {
    Ok(match find(house, token).await? {
        Found::In(who) => Some(*who),
        Found::Nobody | Found::Halfway(_) => None,
    })
}

/// Who holds this token, and whether they are in.
///
/// # Errors
/// A fault of the database.
pub async fn find(house: &House, token: &str) -> Answer<Found> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let Some(holder) = store::holder(&mut tx, secret::digest(token), now).await? else {
        return Ok(Found::Nobody);
    };
    if let Some(waits_for) = holder.waits_for {
        return Ok(Found::Halfway(Halfway {
            org: holder.org_id,
            account: holder.account_id,
            session: holder.session_id,
            waits_for,
        }));
    }
    let grants = store::grants(&mut tx, holder.account_id).await?;
    drop(tx);
    let idle = if grants.is_empty() { MEMBER_IDLE } else { STAFF_IDLE };
    if now - holder.seen_at > idle {
        return Ok(Found::Nobody);
    }
    if now - holder.seen_at > SEEN_EVERY {
        let mut tx = house.db.write().await?;
        store::seen(&mut tx, holder.session_id, now).await?;
        tx.commit().await?;
    }
    Ok(Found::In(Box::new(Who {
        org: holder.org_id,
        account: holder.account_id,
        session: holder.session_id,
        name: holder.name,
        grants,
        member: holder.member_id,
        left: holder.member_left.unwrap_or_default(),
        coach: holder.coach_id,
    })))
}

/// Signs in, or goes halfway where a second factor is on or asked for; the old session of the browser, if it had one, ends. Wrong
/// names and wrong passwords cannot be told apart.
///
/// # Errors
/// [`Refusal::WrongPassword`], [`Refusal::Shut`], [`AppError::TooOften`], or the flaw of a field.
pub async fn sign_in(
    house: &House,
    name: &str,
    password: &str,
    old: Option<String>,
    origin: Origin,
) -> Answer<(Token, Found), Refusal> {
    let login = form::login(name).map_err(|flaw| AppError::field("login", flaw))?;
    if password.is_empty() {
        return Err(AppError::field("password", Flaw::Missing));
    }
    let subject = account_subject(&login);
    throttle(house, &format!("address:{}", origin.address), TRIES_ADDRESS).await?;
    throttle(house, &subject, TRIES_ACCOUNT).await?;
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation(&mut tx).await?.id;
    let known = store::credentials(&mut tx, org, &login).await?;
    drop(tx);
    let hash = known.as_ref().and_then(|c| c.password_hash.clone());
    let fits = password.len() <= 1024 && password::fits(password, hash).await?;
    let (Some(known), true) = (known.as_ref(), fits) else {
        failed(house, org, known.map(|c| c.id), house.clock.now()).await?;
        return Err(AppError::Refused(Refusal::WrongPassword));
    };
    // said to whoever has the password, and to nobody else
    if known.status != "active" {
        return Err(AppError::Refused(Refusal::Shut));
    }

    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    store::forget_tries(&mut tx, &subject).await?;
    let token = open_session(&mut tx, known.id, old, origin, now).await?;
    let grants = store::grants(&mut tx, known.id).await?;
    match waits_for(&mut tx, org, known.id, !grants.is_empty()).await? {
        Some(waits) => hold(&mut tx, &token, known.id, waits, now).await?,
        None if grants.is_empty() => {}
        None => {
            let note = Note::new(Deed::SignedIn).at(only_place(&grants));
            audit(&mut tx, By::account(org, known.id), note, now).await?;
        }
    }
    tx.commit().await?;
    match find(house, &token.0).await.map_err(AppError::widen)? {
        Found::Nobody => Err(AppError::SignIn),
        found => Ok((token, found)),
    }
}

/// Notes a wrong password for somebody who works here. A name that nobody has costs the same commit: how long the answer takes
/// tells nothing of who works here.
async fn failed(house: &House, org: OrgId, known: Option<AccountId>, now: Instant) -> Answer<(), Refusal> {
    let mut tx = house.db.write().await?;
    let grants = store::grants(&mut tx, known.unwrap_or(AccountId(uuid::Uuid::nil()))).await?;
    match known.filter(|_| !grants.is_empty()) {
        Some(account) => {
            let note = Note::new(Deed::SignInFailed)
                .on(ObjectKind::Account, account.0)
                .at(only_place(&grants));
            audit(&mut tx, By::account(org, account), note, now).await?;
        }
        None => {
            store::count_try(&mut tx, "sign-in:failed", now - super::WINDOW, now).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// The place that somebody works at, where it is one.
pub(super) fn only_place(grants: &[Grant]) -> Option<LocationId> {
    let place = grants.first()?.location_id?;
    grants.iter().all(|g| g.location_id == Some(place)).then_some(place)
}

/// Opens a session and ends the one that the browser had.
///
/// # Errors
/// A fault of the database.
pub async fn open_session<R>(
    tx: &mut Tx,
    account: AccountId,
    old: Option<String>,
    origin: Origin,
    now: Instant,
) -> Answer<Token, R> {
    if let Some(old) = old
        && let Some(holder) = store::holder(tx, secret::digest(&old), now).await?
    {
        store::end_session(tx, holder.account_id, holder.session_id, now).await?;
    }
    let staff = !store::grants(tx, account).await?.is_empty();
    let token = secret::token();
    let session = NewSession {
        id: AccountSessionId::fresh(),
        account,
        digest: secret::digest(&token),
        device: device_name(&origin.agent),
        address: origin.address.chars().take(64).collect(),
        expires_at: now + if staff { STAFF_LASTS } else { MEMBER_LASTS },
    };
    store::add_session(tx, session, now).await?;
    Ok(Token(token))
}

/// A browser's description of itself in plain words: `Firefox, Android`.
fn device_name(agent: &str) -> String {
    let find = |table: &[(&str, &'static str)]| {
        table
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("MicroMessenger", "WeChat"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().filter(|c| !c.is_control()).take(40).collect(),
    }
}

/// Ends the session that asks.
///
/// # Errors
/// A fault of the database.
pub async fn sign_out(house: &House, who: &Who) -> Answer<()> {
    let mut tx = house.db.write().await?;
    store::end_session(&mut tx, who.account, who.session, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The reader's signed-in devices, the latest seen first.
///
/// # Errors
/// A fault of the database.
pub async fn devices(house: &House, who: &Who) -> Answer<Vec<Device>> {
    let mut tx = house.db.read().await?;
    let zone = home_zone(&mut tx, who.org).await?;
    let rows = store::sessions(&mut tx, who.account, house.clock.now()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Device {
            this: row.id == who.session,
            id: row.id,
            device: row.device,
            address: row.address,
            since: zone.moment(row.created_at),
            seen: zone.moment(row.seen_at),
        })
        .collect())
}

/// The zone of the organisation's first location.
pub(super) async fn home_zone<R>(tx: &mut Tx, org: OrgId) -> Answer<Zone, R> {
    let locations = studio::service::locations(tx, org).await?;
    locations
        .first()
        .map_or(Ok(Zone(chrono_tz::UTC)), |l| studio::service::zone(&l.zone))
}

/// Ends one of the reader's own sessions.
///
/// # Errors
/// [`AppError::NotFound`] when it is not one of theirs.
pub async fn end_device(house: &House, who: &Who, id: AccountSessionId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    if store::end_session(&mut tx, who.account, id, house.clock.now()).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// The member who was signed in with a session at an instant: a code that a telephone made without a line is judged by when it
/// was shown.
///
/// # Errors
/// A fault of the database.
pub async fn member_at<R>(tx: &mut Tx, org: OrgId, session: AccountSessionId, at: Instant) -> Answer<Option<Uuid>, R> {
    Ok(store::member_at(tx, org, session, at).await?)
}

/// When the reader's session ends by itself.
///
/// # Errors
/// A fault of the database.
pub async fn session_ends<R>(tx: &mut Tx, who: &Who) -> Answer<Option<Instant>, R> {
    Ok(store::session_expires(tx, who.session).await?)
}

/// Ends every session of the reader but the one that asks.
///
/// # Errors
/// A fault of the database.
pub async fn end_other_devices(house: &House, who: &Who) -> Answer<()> {
    let mut tx = house.db.write().await?;
    store::end_sessions(&mut tx, who.account, Some(who.session), house.clock.now()).await?;
    Ok(tx.commit().await?)
}
