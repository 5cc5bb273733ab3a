//! Who works here: giving and taking roles.

use super::people::{Applicant, open_account};
use crate::{
    accounts::{
        model::{AccountId, Grant, GrantId, Permission, Refusal, Role, Scope, StaffRow, Who},
        password, store,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events,
        form::{self, FieldErrors},
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
        events::emit(&mut tx, now, ROLE_GIVEN, &event);
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
