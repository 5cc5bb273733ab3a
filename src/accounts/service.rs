//! Signing in and out, devices, passwords, roles, the first owner.

use super::{
    model::{AccountId, AccountSessionId, Device, Grant, GrantId, Me, Permission, Refusal, Role, Scope, StaffRow, Who},
    password,
    store::{self, NewAccount, NewSession},
};
use crate::{
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        form::{self, FieldErrors, Flaw, Login},
        house::House,
        secret,
        time::{Instant, Span, Zone},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use serde::{Deserialize, Serialize};

/// Somebody was given a role.
pub const ROLE_GIVEN: &str = "role.given";

/// What the event [`ROLE_GIVEN`] says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoleEvent {
    /// The organisation.
    pub org: OrgId,
    /// Whose role it is.
    pub account: AccountId,
    /// The role.
    pub role: Role,
}

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
/// Tries are counted over so long.
const WINDOW: Span = Span::minutes(15);
/// So many wrong passwords for one account in the window.
const TRIES_ACCOUNT: i64 = 10;
/// So many tries from one address in the window.
const TRIES_ADDRESS: i64 = 100;
/// The console's code for the first owner works so long.
const OWNER_CODE_LASTS: Span = Span::hours(24);

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

/// Who holds this token, if anybody still does.
///
/// # Errors
/// A fault of the database.
pub async fn holder(house: &House, token: &str) -> Answer<Option<Who>> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let Some(holder) = store::holder(&mut tx, secret::digest(token), now).await? else {
        return Ok(None);
    };
    let grants = store::grants(&mut tx, holder.account_id).await?;
    drop(tx);
    let idle = if grants.is_empty() { MEMBER_IDLE } else { STAFF_IDLE };
    if now - holder.seen_at > idle {
        return Ok(None);
    }
    if now - holder.seen_at > SEEN_EVERY {
        let mut tx = house.db.write().await?;
        store::seen(&mut tx, holder.session_id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Who {
        org: holder.org_id,
        account: holder.account_id,
        session: holder.session_id,
        name: holder.name,
        grants,
        member: holder.member_id,
        coach: holder.coach_id,
    }))
}

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

/// Signs in; the old session of the browser, if it had one, ends. Wrong names and wrong passwords cannot be told apart.
///
/// # Errors
/// [`Refusal::WrongPassword`], [`AppError::TooOften`], or the flaw of a field.
pub async fn sign_in(
    house: &House,
    name: &str,
    password: &str,
    old: Option<String>,
    origin: Origin,
) -> Answer<(Token, Who), Refusal> {
    let login = form::login(name).map_err(|flaw| AppError::field("login", flaw))?;
    if password.is_empty() {
        return Err(AppError::field("password", Flaw::Missing));
    }
    let subject = account_subject(&login);
    throttle(house, &format!("address:{}", origin.address), TRIES_ADDRESS).await?;
    throttle(house, &subject, TRIES_ACCOUNT).await?;
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation(&mut tx).await?.id;
    let known = store::credentials(&mut tx, org, &login)
        .await?
        .filter(|c| c.status == "active");
    drop(tx);
    let hash = known.as_ref().and_then(|c| c.password_hash.clone());
    let fits = password.len() <= 1024 && password::fits(password, hash).await?;
    let (Some(known), true) = (known, fits) else {
        return Err(AppError::Refused(Refusal::WrongPassword));
    };

    let mut tx = house.db.write().await?;
    store::forget_tries(&mut tx, &subject).await?;
    let token = open_session(&mut tx, known.id, old, origin, house.clock.now()).await?;
    tx.commit().await?;
    let who = holder(house, &token.0)
        .await
        .map_err(AppError::widen)?
        .ok_or(AppError::SignIn)?;
    Ok((token, who))
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
async fn home_zone<R>(tx: &mut Tx, org: OrgId) -> Answer<Zone, R> {
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
    Ok(tx.commit().await?)
}

/// What makes a new account: checked and hashed, ready to be written.
pub struct Applicant {
    /// The name.
    pub name: String,
    /// How they sign in.
    pub login: Login,
    hash: Option<String>,
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
    Ok(Me {
        club: org.name,
        locations,
        account: who.account,
        name: who.name.clone(),
        grants: who.grants.clone(),
        member: who.member.is_some(),
        coach: who.coach.is_some(),
    })
}

/// Everybody with a role, by name. Whoever is bound to locations sees the staff of those.
///
/// # Errors
/// A fault of the database.
pub async fn staff(house: &House, who: &Who) -> Answer<Vec<StaffRow>> {
    let scope = who.scope(Permission::EditStaff).ok_or(AppError::Forbidden)?;
    let mut tx = house.db.read().await?;
    let mut rows: Vec<StaffRow> = Vec::new();
    for row in store::staff(&mut tx, who.org).await? {
        let visible = match &scope {
            Scope::Everywhere => true,
            Scope::At(places) => row.location_id.is_some_and(|l| places.contains(&l)),
        };
        if !visible {
            continue;
        }
        let grant = (
            row.grant_id,
            Grant {
                role: row.role,
                location_id: row.location_id,
            },
        );
        match rows.last_mut() {
            Some(last) if last.account == row.account_id => last.grants.push(grant),
            _ => rows.push(StaffRow {
                account: row.account_id,
                name: row.name,
                contact: row.email.or(row.phone).unwrap_or_default(),
                grants: vec![grant],
                active: row.status == "active" && row.has_password,
                seen: row.seen_at,
            }),
        }
    }
    Ok(rows)
}

/// Gives a role to the account with this e-mail address or number, and makes the account with a first password when there is none.
/// Every session of the account ends, so that the new role begins with a new session.
///
/// # Errors
/// The flaws of the fields; [`AppError::NotFound`] for a location out of reach.
pub async fn give_role(
    house: &House,
    who: &Who,
    name: &str,
    login: &str,
    first_password: &str,
    grant: Grant,
) -> Answer<AccountId, Refusal> {
    let allowed = match grant.location_id {
        Some(location) => who.may_at(Permission::EditStaff, location),
        None => who.scope(Permission::EditStaff) == Some(Scope::Everywhere),
    };
    if !allowed {
        return Err(AppError::NotFound);
    }
    let login_value = form::login(login).map_err(|flaw| AppError::field("login", flaw))?;
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    if let Some(location) = grant.location_id {
        studio::service::location::<Refusal>(&mut tx, who.org, location).await?;
    }
    let known = store::credentials(&mut tx, who.org, &login_value).await?;
    drop(tx);
    let applicant = match &known {
        Some(_) => None,
        None => {
            let mut errors = FieldErrors::default();
            let name = errors.check("name", form::text(name, 80));
            errors.check("password", form::new_password(first_password));
            let (Some(name), true) = (name, errors.is_empty()) else {
                return Err(AppError::Invalid(errors));
            };
            Some(Applicant {
                name,
                login: login_value,
                hash: Some(password::hash(first_password).await?),
            })
        }
    };
    let mut tx = house.db.write().await?;
    let account = match (known, applicant) {
        (Some(known), _) => known.id,
        (None, Some(applicant)) => open_account(&mut tx, who.org, &applicant, now).await?,
        (None, None) => return Err(AppError::NotFound),
    };
    if !store::grants(&mut tx, account).await?.contains(&grant) {
        store::add_grant(&mut tx, account, grant, Some(who.account), now).await?;
        let event = RoleEvent {
            org: who.org,
            account,
            role: grant.role,
        };
        events::emit(&mut tx, now, ROLE_GIVEN, &event).await?;
    }
    if account != who.account {
        store::end_sessions(&mut tx, account, None, now).await?;
    }
    tx.commit().await?;
    Ok(account)
}

/// Takes a role away and ends the account's sessions.
///
/// # Errors
/// [`Refusal::LastOwner`] when nobody would own the club; [`AppError::NotFound`] for a role that is not there.
pub async fn take_role(house: &House, who: &Who, id: GrantId) -> Answer<(), Refusal> {
    if who.scope(Permission::EditStaff) != Some(Scope::Everywhere) {
        return Err(AppError::NotFound);
    }
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let owners = store::owners(&mut tx, who.org).await?;
    let grant = store::grant(&mut tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    if grant.role == Role::Owner && owners <= 1 {
        return Err(AppError::Refused(Refusal::LastOwner));
    }
    store::end_grant(&mut tx, id, now).await?;
    if grant.account_id != who.account {
        store::end_sessions(&mut tx, grant.account_id, None, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Gives a role without asking who gives it: for the console and the demo.
///
/// # Errors
/// A fault of the database.
pub async fn give_role_by_console(
    tx: &mut Tx,
    account: AccountId,
    role: Role,
    location: Option<LocationId>,
    now: Instant,
) -> Answer<()> {
    Ok(store::add_grant(
        tx,
        account,
        Grant {
            role,
            location_id: location,
        },
        None,
        now,
    )
    .await?)
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
                .map_err(AppError::widen)?;
            studio::service::open_location(&mut tx, org.id, club, zone, "", now)
                .await
                .map_err(AppError::widen)?;
            org
        }
        Err(other) => return Err(other),
    };
    let account = open_account(&mut tx, org.id, &applicant, now).await?;
    store::add_grant(
        &mut tx,
        account,
        Grant {
            role: Role::Owner,
            location_id: None,
        },
        None,
        now,
    )
    .await?;
    let token = open_session(&mut tx, account, None, origin, now).await?;
    tx.commit().await?;
    let who = holder(house, &token.0)
        .await
        .map_err(AppError::widen)?
        .ok_or(AppError::SignIn)?;
    Ok((token, who))
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
    Ok(tx.commit().await?)
}

/// A hash that a whole demo club shares: hashing two thousand passwords would take minutes.
///
/// # Errors
/// A fault when hashing fails.
pub async fn demo_hash(password: &str) -> Answer<String> {
    password::hash(password).await
}
