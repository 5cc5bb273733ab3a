//! What roles allow: reading it, changing it, roles of the club's own.

use super::{Note, audit, factor::staff_factor, links::open_links, staff};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Permissions, Refusal, Role, RoleId, RoleRow, Scope, StaffList, Who},
        store::{self, RoleRecord},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::{self, Flaw},
        house::House,
    },
    studio::model::OrgId,
};
use std::collections::{BTreeMap, BTreeSet};

/// How long the name of a role may be.
const NAME: usize = 60;

/// Every role with what it allows, the program's first, and who has it.
///
/// # Errors
/// [`AppError::Forbidden`] unless the reader may decide about roles everywhere.
pub async fn roles(house: &House, who: &Who) -> Answer<Vec<RoleRow>> {
    everywhere(who)?;
    let mut tx = house.db.read().await?;
    all(&mut tx, who.org).await
}

fn everywhere<R>(who: &Who) -> Answer<(), R> {
    match who.scope(Permission::EditRoles) {
        Some(Scope::Everywhere) => Ok(()),
        _ => Err(AppError::Forbidden),
    }
}

async fn all<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<RoleRow>, R> {
    let records = store::roles(tx, org).await?;
    let held = store::staff(tx, org).await?;
    let holders = |base: Role, id: Option<RoleId>| {
        let names: BTreeSet<_> = held
            .iter()
            .filter(|row| row.role == base && row.role_id == id)
            .map(|row| (row.name.clone(), row.account_id.0))
            .collect();
        names.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let mut rows: Vec<RoleRow> = Vec::new();
    for base in Role::ALL.into_iter().rev() {
        let edited = records
            .iter()
            .find(|record| record.base == base && record.name.is_none());
        let shipped = Permissions::of(base.permissions());
        let permissions = edited.map_or(shipped, |record| Permissions::named(&record.permissions));
        rows.push(RoleRow {
            base,
            id: None,
            name: None,
            permissions,
            edited: permissions != shipped,
            holders: holders(base, None),
        });
    }
    for record in records.into_iter().filter(|record| record.name.is_some()) {
        rows.push(RoleRow {
            base: record.base,
            id: Some(record.id),
            permissions: Permissions::named(&record.permissions),
            name: record.name,
            edited: false,
            holders: holders(record.base, Some(record.id)),
        });
    }
    Ok(rows)
}

/// What the staff page shows: everybody within reach, and the roles that the reader may give somewhere.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn staff_list(house: &House, who: &Who) -> Answer<StaffList> {
    let rows = staff::staff(house, who).await?;
    let mut tx = house.db.read().await?;
    let mut roles = all(&mut tx, who.org).await?;
    let place = who.scope(Permission::EditStaff).and_then(|scope| match scope {
        Scope::Everywhere => None,
        Scope::At(places) => places.first().copied(),
    });
    let teach = Permissions::of(&[Permission::Teach]);
    for role in &mut roles {
        role.holders = Vec::new();
    }
    drop(tx);
    let links = open_links(house, who, &roles).await?;
    roles.retain(|role| who.holds(role.permissions.without(teach), place));
    let mut tx = house.db.read().await?;
    let staff_factor = staff_factor(&mut tx, who.org).await?;
    Ok(StaffList {
        links,
        staff_factor,
        rows,
        roles,
        me: who.account,
    })
}

/// Makes a role of the club's own (`role` empty), or changes what a role allows. It holds at the next request of whoever has it.
///
/// # Errors
/// [`Refusal::OwnerRole`]; [`Refusal::Beyond`] for a permission that the reader does not hold everywhere; the flaws of the fields;
/// [`AppError::NotFound`] for a role that is not there.
pub async fn save_role(
    house: &House,
    who: &Who,
    role: &str,
    name: &str,
    base: &str,
    allows: &BTreeMap<String, String>,
) -> Answer<(), Refusal> {
    everywhere(who)?;
    let codes: Vec<&str> = allows.keys().map(String::as_str).collect();
    let wanted = Permissions::named(&codes.join(" "));
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let (before, record) = if role.is_empty() {
        let name = form::text(name, NAME).map_err(|flaw| AppError::field("name", flaw))?;
        let base = [Role::Coach, Role::FrontDesk, Role::Manager]
            .into_iter()
            .find(|role| role.code() == base)
            .ok_or_else(|| AppError::field("base", Flaw::Choice))?;
        let (id, name) = (RoleId::fresh(), Some(name));
        (None, record(id, base, name, wanted))
    } else {
        let (before, known) = known(&mut tx, who.org, role).await?;
        let name = match &known.name {
            Some(_) => Some(form::text(name, NAME).map_err(|flaw| AppError::field("name", flaw))?),
            None => None,
        };
        (Some((before, known.name)), record(known.id, known.base, name, wanted))
    };
    let was = before.as_ref().map(|(was, _)| *was).unwrap_or_default();
    if !who.holds(free(was.differing(wanted)), None) {
        return Err(AppError::Refused(Refusal::Beyond));
    }
    let deed = if before.is_some() {
        Deed::RoleChanged
    } else {
        Deed::RoleMade
    };
    let mut note = Note::new(deed).on(ObjectKind::Role, record.id.0);
    for (field, changed) in [("given", wanted.without(was)), ("taken", was.without(wanted))] {
        let codes = changed.codes();
        note = if codes.is_empty() {
            note
        } else {
            note.with(field, codes)
        };
    }
    if let Some((_, Some(old))) = &before {
        note = note.changed("name", old, record.name.as_deref().unwrap_or_default());
    }
    let id = record.id;
    let written = match store::role(&mut tx, who.org, id).await? {
        Some(_) => store::change_role(&mut tx, record, now).await.map(drop),
        None => store::add_role(&mut tx, who.org, record, now).await,
    };
    written.map_err(|e| {
        if e.is_unique_violation() {
            AppError::field("name", Flaw::NameTaken)
        } else {
            e.into()
        }
    })?;
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// Teaching is done, not delegated: whoever decides about roles need not teach.
fn free(set: Permissions) -> Permissions {
    set.without(Permissions::of(&[Permission::Teach]))
}

fn record(id: RoleId, base: Role, name: Option<String>, permissions: Permissions) -> RoleRecord {
    RoleRecord {
        id,
        base,
        name,
        permissions: permissions.codes(),
    }
}

/// A role that may be edited: what it allows now, and its row; one of the program's that nobody has edited gets an id for one.
async fn known(tx: &mut Tx, org: OrgId, role: &str) -> Answer<(Permissions, RoleRecord), Refusal> {
    let records = store::roles(tx, org).await?;
    if let Some(base) = Role::ALL.into_iter().find(|base| base.code() == role) {
        if base == Role::Owner {
            return Err(AppError::Refused(Refusal::OwnerRole));
        }
        let edited = records
            .into_iter()
            .find(|record| record.base == base && record.name.is_none());
        return Ok(match edited {
            Some(edited) => (Permissions::named(&edited.permissions), edited),
            None => {
                let shipped = Permissions::of(base.permissions());
                (shipped, record(RoleId::fresh(), base, None, shipped))
            }
        });
    }
    let id: RoleId = role.parse().map_err(|_| AppError::NotFound)?;
    let own = records
        .into_iter()
        .find(|record| record.id == id && record.name.is_some());
    let own = own.ok_or(AppError::NotFound)?;
    Ok((Permissions::named(&own.permissions), own))
}

/// Takes back what the club has edited in one of the program's roles.
///
/// # Errors
/// As [`save_role`].
pub async fn reset_role(house: &House, who: &Who, role: &str) -> Answer<(), Refusal> {
    let base = Role::ALL
        .into_iter()
        .find(|base| base.code() == role)
        .ok_or(AppError::NotFound)?;
    let shipped = Permissions::of(base.permissions());
    let allows = shipped
        .list()
        .map(|one| (one.code().to_owned(), "true".to_owned()))
        .collect();
    save_role(house, who, role, "", "", &allows).await
}

/// Deletes a role of the club's own that nobody has.
///
/// # Errors
/// [`Refusal::RoleInUse`]; [`AppError::NotFound`].
pub async fn end_role(house: &House, who: &Who, id: RoleId) -> Answer<(), Refusal> {
    everywhere(who)?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    store::lock_role(&mut tx, id).await?;
    let role = store::role(&mut tx, who.org, id)
        .await?
        .filter(|role| role.name.is_some());
    let role = role.ok_or(AppError::NotFound)?;
    let holders = store::holders(&mut tx, id).await?;
    if holders > 0 {
        return Err(AppError::Refused(Refusal::RoleInUse(holders)));
    }
    store::end_role(&mut tx, id, now).await?;
    let note = Note::new(Deed::RoleEnded)
        .on(ObjectKind::Role, id.0)
        .with("name", role.name.unwrap_or_default());
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}
