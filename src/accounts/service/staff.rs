//! Who works here: giving and taking roles.

use super::{
    Note, audit,
    people::{Applicant, open_account},
};
use crate::{
    accounts::{
        model::{
            AccountId, Deed, Grant, GrantId, ObjectKind, Permission, Permissions, Refusal, Role, RoleId, Scope,
            StaffRow, Who,
        },
        password, store,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        form::{self, FieldErrors, Flaw},
        house::House,
        time::Instant,
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
        let grant = (row.grant_id, row.grant());
        match rows.last_mut() {
            Some(last) if last.account == row.account_id => last.grants.push(grant),
            _ => rows.push(StaffRow {
                account: row.account_id,
                name: row.name,
                contact: row.email.or(row.phone).unwrap_or_default(),
                grants: vec![grant],
                active: row.status == "active" && row.has_password,
                suspended: row.status != "active",
                factor: row.has_factor,
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
    role: RoleChoice,
    location_id: Option<LocationId>,
) -> Answer<AccountId, Refusal> {
    may_staff(who, location_id)?;
    let login_value = form::login(login).map_err(|flaw| AppError::field("login", flaw))?;
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let grant = granted(&mut tx, who, role, location_id).await?;
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
    if let RoleChoice::Own(id) = role {
        store::lock_role(&mut tx, id).await?;
    }
    let grant = granted(&mut tx, who, role, location_id).await?;
    let account = match (known, applicant) {
        (Some(known), _) => known.id,
        (None, Some(applicant)) => open_account(&mut tx, who.org, &applicant, now).await?,
        (None, None) => return Err(AppError::NotFound),
    };
    let given = !store::grants(&mut tx, account)
        .await?
        .iter()
        .any(|known| known.is(&grant));
    if given {
        store::add_grant(&mut tx, account, grant, Some(who.account), now).await?;
        let event = RoleEvent {
            org: who.org,
            account,
            role: grant.role,
        };
        events::emit(&mut tx, now, ROLE_GIVEN, &event);
    }
    if account != who.account {
        store::end_sessions(&mut tx, account, None, now).await?;
    }
    if given {
        let note = Note::new(Deed::RoleGiven)
            .on(ObjectKind::Account, account.0)
            .at(grant.location_id)
            .with("role", role_name(&mut tx, who.org, grant.role, grant.role_id).await?);
        audit(&mut tx, who, note, now).await?;
    }
    tx.commit().await?;
    Ok(account)
}

/// A role as a form names it: by its code, or one of the club's own by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleChoice {
    /// One of the program's.
    Ours(Role),
    /// One of the club's own.
    Own(RoleId),
}

impl RoleChoice {
    /// What a form's field names.
    ///
    /// # Errors
    /// [`Flaw::Choice`] for anything else.
    pub fn read<R>(text: &str) -> Answer<Self, R> {
        if let Some(role) = Role::ALL.into_iter().find(|role| role.code() == text) {
            return Ok(Self::Ours(role));
        }
        text.parse()
            .map(Self::Own)
            .map_err(|_| AppError::field("role", Flaw::Choice))
    }
}

/// Whoever may decide who works at a place, or everywhere.
pub(super) fn may_staff<R>(who: &Who, location: Option<LocationId>) -> Answer<(), R> {
    let allowed = match location {
        Some(location) => who.may_at(Permission::EditStaff, location),
        None => who.scope(Permission::EditStaff) == Some(Scope::Everywhere),
    };
    if allowed { Ok(()) } else { Err(AppError::NotFound) }
}

/// The role to be given, with what it allows now: nobody gives what they do not hold there themselves.
pub(super) async fn granted(
    tx: &mut Tx,
    who: &Who,
    role: RoleChoice,
    location_id: Option<LocationId>,
) -> Answer<Grant, Refusal> {
    let grant = grant_of(tx, who.org, role, location_id).await?;
    // teaching is done, not delegated: an owner who does not teach still hires coaches
    let wanted = grant.permissions.without(Permissions::of(&[Permission::Teach]));
    if !who.holds(wanted, location_id) {
        return Err(AppError::Refused(Refusal::Beyond));
    }
    Ok(grant)
}

/// A role at a place with what it allows now.
pub(super) async fn grant_of<R>(
    tx: &mut Tx,
    org: OrgId,
    role: RoleChoice,
    location_id: Option<LocationId>,
) -> Answer<Grant, R> {
    let gone = || AppError::field("role", Flaw::Choice);
    match role {
        RoleChoice::Ours(role) => {
            let edited = store::roles(tx, org).await?;
            let edited = edited.into_iter().find(|row| row.base == role && row.name.is_none());
            let mut grant = Grant::of(role, location_id);
            if let Some(edited) = edited {
                grant.permissions = Permissions::named(&edited.permissions);
            }
            Ok(grant)
        }
        RoleChoice::Own(id) => {
            let own = store::role(tx, org, id).await?.filter(|row| row.name.is_some());
            let own = own.ok_or_else(gone)?;
            Ok(Grant {
                role: own.base,
                role_id: Some(own.id),
                location_id,
                permissions: Permissions::named(&own.permissions),
            })
        }
    }
}

/// What a role is called in the log: a code, or the name that the club gave it.
pub(super) async fn role_name<R>(tx: &mut Tx, org: OrgId, role: Role, own: Option<RoleId>) -> Answer<String, R> {
    let named = match own {
        Some(id) => store::role(tx, org, id).await?.and_then(|row| row.name),
        None => None,
    };
    Ok(named.unwrap_or_else(|| role.code().to_owned()))
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
    let taken = store::grants(&mut tx, grant.account_id).await?;
    let taken = taken
        .iter()
        .find(|held| (held.role, held.role_id, held.location_id) == (grant.role, grant.role_id, grant.location_id));
    if taken.is_some_and(|held| !who.holds(held.permissions, held.location_id)) {
        return Err(AppError::Refused(Refusal::Beyond));
    }
    if grant.role == Role::Owner && owners <= 1 {
        return Err(AppError::Refused(Refusal::LastOwner));
    }
    store::end_grant(&mut tx, id, now).await?;
    if grant.account_id != who.account {
        store::end_sessions(&mut tx, grant.account_id, None, now).await?;
    }
    let note = Note::new(Deed::RoleTaken)
        .on(ObjectKind::Account, grant.account_id.0)
        .at(grant.location_id)
        .with("role", role_name(&mut tx, who.org, grant.role, grant.role_id).await?);
    audit(&mut tx, who, note, now).await?;
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
    Ok(store::add_grant(tx, account, Grant::of(role, location), None, now).await?)
}
