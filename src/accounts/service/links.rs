//! One-time links: for whoever is to work here, and for whoever works here and lost the password; and shutting staff out.

use super::{
    By, Note, Origin, RoleChoice, TRIES_ACCOUNT, TRIES_ADDRESS, Token, account_subject, audit,
    factor::{hold, waits_for},
    people::{Applicant, open_account},
    sessions::{holder, home_zone, only_place, open_session},
    staff::{ROLE_GIVEN, RoleEvent, grant_of, granted, may_staff, role_name},
    throttle,
};
use crate::{
    accounts::{
        link_store::{self as links, Link},
        model::{
            AccountId, Deed, Grant, LinkId, LinkKind, LinkState, LinkView, ObjectKind, OpenLink, Permission,
            Permissions, Refusal, RoleRow, WaitsFor, Who,
        },
        password, store,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events,
        form::{self, FieldErrors, Flaw, Login},
        house::House,
        secret,
        time::{Instant, Span},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use std::collections::BTreeMap;

/// A link works so long.
const LASTS: Span = Span::hours(24 * 7);

/// The link's token: made of its row's id with the club's key, so that whoever made it may copy it again; looked for by its digest.
async fn token_of<R>(tx: &mut Tx, org: OrgId, id: LinkId) -> Answer<String, R> {
    let key = studio::service::code_key(tx, org).await?;
    Ok(secret::encode(&secret::sign(
        &key,
        format!("staff link {id}").as_bytes(),
    )))
}

/// Invites somebody to work at these places, or everywhere (none). A link made before for the same address is worth nothing from
/// now on.
///
/// # Errors
/// The flaws of the fields; [`AppError::NotFound`] for a place out of reach; [`Refusal::Beyond`] for a role that allows more than
/// the reader may there.
pub async fn invite(
    house: &House,
    who: &Who,
    name: &str,
    email: &str,
    role: RoleChoice,
    places: &[LocationId],
) -> Answer<LinkId, Refusal> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let email = errors.check("email", form::email(email));
    let (Some(name), Some(email)) = (name, email) else {
        return Err(AppError::Invalid(errors));
    };
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let grant = within(&mut tx, who, role, places).await?;
    links::revoke_earlier(&mut tx, who.org, LinkKind::Invite, &email, None, now).await?;
    let link = Link {
        id: LinkId::fresh(),
        kind: LinkKind::Invite,
        account_id: None,
        name,
        email,
        role: Some(grant.role),
        role_id: grant.role_id,
        made_by: who.account,
        expires_at: now + LASTS,
        used_at: None,
        revoked_at: None,
    };
    let id = link.id;
    let digest = secret::digest(&token_of(&mut tx, who.org, id).await?);
    links::add(&mut tx, who.org, link, digest, places, now).await?;
    let note = Note::new(Deed::StaffInvited)
        .at(single(places))
        .with("role", role_name(&mut tx, who.org, grant.role, grant.role_id).await?);
    audit(&mut tx, who, note, now).await?;
    tx.commit().await?;
    Ok(id)
}

fn single(places: &[LocationId]) -> Option<LocationId> {
    match places {
        [one] => Some(*one),
        _ => None,
    }
}

/// The places that a form names: all of them, or those that were ticked.
///
/// # Errors
/// [`Flaw::Choice`] when none was.
pub fn places<R>(everywhere: bool, ticked: &BTreeMap<String, String>) -> Answer<Vec<LocationId>, R> {
    if everywhere {
        return Ok(Vec::new());
    }
    // a name that begins with a digit would be read as a place in a list
    let ids = ticked.keys().filter_map(|name| name.strip_prefix("at-"));
    let places: Vec<LocationId> = ids.filter_map(|id| id.parse().ok()).collect();
    if places.is_empty() || places.len() != ticked.len() {
        return Err(AppError::field("places", Flaw::Choice));
    }
    Ok(places)
}

/// The role to be given at these places, if the reader may give it at each of them.
async fn within(tx: &mut Tx, who: &Who, role: RoleChoice, places: &[LocationId]) -> Answer<Grant, Refusal> {
    if places.is_empty() {
        may_staff(who, None)?;
        return granted(tx, who, role, None).await;
    }
    let mut last = None;
    for place in places {
        may_staff(who, Some(*place))?;
        studio::service::location::<Refusal>(tx, who.org, *place).await?;
        last = Some(granted(tx, who, role, Some(*place)).await?);
    }
    last.ok_or(AppError::NotFound)
}

/// Whoever works here and is not beyond the reader: their roles, all of which the reader may decide about.
pub(super) async fn over(tx: &mut Tx, who: &Who, account: AccountId) -> Answer<Vec<Grant>, Refusal> {
    let grants = store::grants(tx, account).await?;
    let known = store::staff(tx, who.org).await?;
    if grants.is_empty() || !known.iter().any(|row| row.account_id == account) {
        return Err(AppError::NotFound);
    }
    if !grants
        .iter()
        .any(|grant| may_staff::<Nothing>(who, grant.location_id).is_ok())
    {
        return Err(AppError::NotFound);
    }
    let teach = Permissions::of(&[Permission::Teach]);
    let below = |grant: &Grant| {
        may_staff::<Nothing>(who, grant.location_id).is_ok()
            && who.holds(grant.permissions.without(teach), grant.location_id)
    };
    if grants.iter().all(below) {
        Ok(grants)
    } else {
        Err(AppError::Refused(Refusal::Beyond))
    }
}

/// A link with which somebody who works here sets another password.
///
/// # Errors
/// [`AppError::NotFound`] out of reach; [`Refusal::Beyond`] for somebody who may more than the reader.
pub async fn make_reset_link(house: &House, who: &Who, account: AccountId) -> Answer<LinkId, Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let grants = over(&mut tx, who, account).await?;
    links::revoke_earlier(&mut tx, who.org, LinkKind::Reset, "", Some(account), now).await?;
    let link = Link {
        id: LinkId::fresh(),
        kind: LinkKind::Reset,
        account_id: Some(account),
        name: String::new(),
        email: String::new(),
        role: None,
        role_id: None,
        made_by: who.account,
        expires_at: now + LASTS,
        used_at: None,
        revoked_at: None,
    };
    let id = link.id;
    let digest = secret::digest(&token_of(&mut tx, who.org, id).await?);
    links::add(&mut tx, who.org, link, digest, &[], now).await?;
    let note = Note::new(Deed::ResetLinkMade)
        .on(ObjectKind::Account, account.0)
        .at(only_place(&grants));
    audit(&mut tx, who, note, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Whether the reader may see a link and take it back.
async fn reaches(tx: &mut Tx, who: &Who, link: &Link) -> Answer<bool, Nothing> {
    if link.kind == LinkKind::Reset {
        let account = link.account_id.ok_or(AppError::NotFound)?;
        return Ok(over(tx, who, account).await.is_ok());
    }
    let places = links::places(tx, link.id).await?;
    let role = match (link.role_id, link.role) {
        (Some(id), _) => RoleChoice::Own(id),
        (None, Some(role)) => RoleChoice::Ours(role),
        (None, None) => return Ok(false),
    };
    Ok(within(tx, who, role, &places).await.is_ok())
}

/// The open links that the reader may take back, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn open_links(house: &House, who: &Who, roles: &[RoleRow]) -> Answer<Vec<OpenLink>> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let zone = home_zone(&mut tx, who.org).await?;
    let mut found = Vec::new();
    for link in links::open(&mut tx, who.org, now).await? {
        if !reaches(&mut tx, who, &link).await? {
            continue;
        }
        let token = token_of(&mut tx, who.org, link.id).await?;
        let name = match link.account_id {
            Some(account) => store::name(&mut tx, account).await?.unwrap_or_default(),
            None => link.name,
        };
        let role = roles
            .iter()
            .find(|role| Some(role.base) == link.role && role.id == link.role_id)
            .cloned();
        found.push(OpenLink {
            id: link.id,
            kind: link.kind,
            name,
            email: link.email,
            role,
            places: links::places(&mut tx, link.id).await?,
            url: format!("{}/join?token={token}", house.public_url()),
            until: zone.moment(link.expires_at),
        });
    }
    Ok(found)
}

/// Takes a link back.
///
/// # Errors
/// [`AppError::NotFound`] out of reach, or once it was used.
pub async fn revoke_link(house: &House, who: &Who, id: LinkId) -> Answer<(), Refusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let link = links::open(&mut tx, who.org, now)
        .await?
        .into_iter()
        .find(|link| link.id == id);
    let link = link.ok_or(AppError::NotFound)?;
    if !reaches(&mut tx, who, &link).await.map_err(AppError::widen)? || links::revoke(&mut tx, id, now).await? == 0 {
        return Err(AppError::NotFound);
    }
    let places = links::places(&mut tx, id).await?;
    let mut note = Note::new(Deed::LinkRevoked).at(single(&places));
    if let Some(account) = link.account_id {
        note = note.on(ObjectKind::Account, account.0);
    }
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// How a link stands now. Whoever made it must still be allowed to.
async fn state(tx: &mut Tx, org: OrgId, link: &Link, now: Instant) -> Answer<LinkState, Nothing> {
    if link.used_at.is_some() {
        return Ok(LinkState::Used);
    }
    if link.revoked_at.is_some() {
        return Ok(LinkState::Revoked);
    }
    if link.expires_at <= now {
        return Ok(LinkState::Expired);
    }
    let maker = match store::active(tx, link.made_by).await? {
        true => Who {
            org,
            account: link.made_by,
            session: crate::accounts::model::AccountSessionId(uuid::Uuid::nil()),
            name: String::new(),
            grants: store::grants(tx, link.made_by).await?,
            member: None,
            left: false,
            coach: None,
        },
        false => return Ok(LinkState::Revoked),
    };
    Ok(if reaches(tx, &maker, link).await? {
        LinkState::Open
    } else {
        LinkState::Revoked
    })
}

/// What a link is for, for whoever holds it.
///
/// # Errors
/// [`AppError::NotFound`] for a link that nobody made.
pub async fn look(house: &House, token: &str) -> Answer<LinkView> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation(&mut tx).await?;
    let link = links::by_digest(&mut tx, secret::digest(token))
        .await?
        .ok_or(AppError::NotFound)?;
    let state = state(&mut tx, org.id, &link, now).await?;
    let mut view = LinkView {
        kind: link.kind,
        state,
        club: org.name,
        name: String::new(),
        login: String::new(),
        role: None,
        places: Vec::new(),
        known: false,
    };
    if state != LinkState::Open {
        return Ok(view);
    }
    let places = links::places(&mut tx, link.id).await?;
    let locations = studio::service::locations(&mut tx, org.id).await?;
    view.places = locations
        .into_iter()
        .filter(|place| places.contains(&place.id))
        .map(|place| place.name)
        .collect();
    if let Some(account) = link.account_id {
        view.name = store::name(&mut tx, account).await?.unwrap_or_default();
        let login = store::login(&mut tx, account).await?;
        view.login = login.and_then(|(email, phone)| email.or(phone)).unwrap_or_default();
        return Ok(view);
    }
    let login = Login::Email(link.email.clone());
    view.known = store::credentials(&mut tx, org.id, &login).await?.is_some();
    (view.name, view.login) = (link.name, link.email);
    if let Some(base) = link.role {
        let name = match link.role_id {
            Some(id) => store::role(&mut tx, org.id, id).await?.and_then(|role| role.name),
            None => None,
        };
        view.role = Some(RoleRow {
            base,
            id: link.role_id,
            name,
            permissions: Permissions::default(),
            edited: false,
            holders: Vec::new(),
        });
    }
    Ok(view)
}

/// Uses a link up: somebody works here from now on, or has another password. They are signed in, or on the way where a second factor
/// is asked for. What was refused leaves the link as it was.
///
/// # Errors
/// [`Refusal::LinkOver`]; the flaws of the password; [`Refusal::WrongPassword`] for an account that there was; [`AppError::TooOften`].
pub async fn accept(
    house: &House,
    token: &str,
    password: &str,
    old: Option<String>,
    origin: Origin,
) -> Answer<(Token, Option<Who>, Option<WaitsFor>), Refusal> {
    throttle(house, &format!("link:{}", origin.address), TRIES_ADDRESS).await?;
    let over = || AppError::Refused(Refusal::LinkOver);
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation(&mut tx).await?.id;
    let link = links::by_digest(&mut tx, secret::digest(token))
        .await?
        .ok_or_else(over)?;
    let known = store::credentials(&mut tx, org, &Login::Email(link.email.clone())).await?;
    drop(tx);

    // Hashing takes long: it is done before the transaction, in which everything is asked again.
    let hash = match (&known, link.kind) {
        (Some(known), LinkKind::Invite) => {
            throttle(
                house,
                &account_subject(&Login::Email(link.email.clone())),
                TRIES_ACCOUNT,
            )
            .await?;
            let fits = password.len() <= 1024 && password::fits(password, known.password_hash.clone()).await?;
            if !fits || known.status != "active" {
                return Err(AppError::Refused(Refusal::WrongPassword));
            }
            None
        }
        _ => {
            form::new_password(password).map_err(|flaw| AppError::field("password", flaw))?;
            Some(password::hash(password).await?)
        }
    };

    let mut tx = house.db.write().await?;
    if state(&mut tx, org, &link, now).await.map_err(AppError::widen)? != LinkState::Open {
        return Err(over());
    }
    let account = match (link.kind, link.account_id, known, hash) {
        (LinkKind::Reset, Some(account), _, Some(hash)) => {
            store::set_password(&mut tx, account, hash, now).await?;
            account
        }
        (LinkKind::Invite, _, Some(known), None) => known.id,
        (LinkKind::Invite, _, None, hash @ Some(_)) => {
            let applicant = Applicant {
                name: link.name.clone(),
                login: Login::Email(link.email.clone()),
                hash,
            };
            open_account(&mut tx, org, &applicant, now).await?
        }
        _ => return Err(over()),
    };
    if links::take(&mut tx, link.id, account, now).await? == 0 {
        return Err(over());
    }
    store::end_sessions(&mut tx, account, None, now).await?;
    if let Some((email, phone)) = store::login(&mut tx, account).await? {
        for login in email.map(Login::Email).into_iter().chain(phone.map(Login::Phone)) {
            store::forget_tries(&mut tx, &account_subject(&login)).await?;
        }
    }
    let places = links::places(&mut tx, link.id).await?;
    let deed = match link.kind {
        LinkKind::Invite => {
            give(&mut tx, org, account, &link, &places, now).await?;
            Deed::InvitationAccepted
        }
        LinkKind::Reset => Deed::ResetLinkUsed,
    };
    let token = open_session(&mut tx, account, old, origin, now).await?;
    let waits = waits_for(&mut tx, org, account, true).await?;
    if let Some(waits) = waits {
        hold(&mut tx, &token, account, waits, now).await?;
    }
    let note = Note::new(deed).at(single(&places));
    audit(&mut tx, By::account(org, account), note, now).await?;
    tx.commit().await?;
    let who = match waits {
        None => holder(house, &token.0).await.map_err(AppError::widen)?,
        Some(_) => None,
    };
    Ok((token, who, waits))
}

/// Gives the role of an invitation at each of its places, as far as it is not held already.
async fn give(
    tx: &mut Tx,
    org: OrgId,
    account: AccountId,
    link: &Link,
    places: &[LocationId],
    now: Instant,
) -> Answer<(), Refusal> {
    let role = match (link.role_id, link.role) {
        (Some(id), _) => {
            store::lock_role(tx, id).await?;
            RoleChoice::Own(id)
        }
        (None, Some(role)) => RoleChoice::Ours(role),
        (None, None) => return Err(AppError::field("role", Flaw::Choice)),
    };
    let everywhere = places.is_empty().then_some(None);
    for place in everywhere.into_iter().chain(places.iter().copied().map(Some)) {
        let grant = grant_of(tx, org, role, place).await?;
        if store::grants(tx, account).await?.iter().any(|held| held.is(&grant)) {
            continue;
        }
        store::add_grant(tx, account, grant, Some(link.made_by), now).await?;
        let event = RoleEvent {
            org,
            account,
            role: grant.role,
        };
        events::emit(tx, now, ROLE_GIVEN, &event);
    }
    Ok(())
}

/// Shuts somebody out who works here, at once, or lets them in again.
///
/// # Errors
/// [`AppError::NotFound`] out of reach, or for oneself; [`Refusal::Beyond`]; [`Refusal::LastOwner`].
pub async fn suspend(house: &House, who: &Who, account: AccountId, out: bool) -> Answer<(), Refusal> {
    if account == who.account {
        return Err(AppError::NotFound);
    }
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let owners = store::owners(&mut tx, who.org).await?;
    let grants = over(&mut tx, who, account).await?;
    let owner = |grant: &Grant| grant.role == crate::accounts::model::Role::Owner && grant.location_id.is_none();
    if out && owners <= 1 && grants.iter().any(owner) && store::active(&mut tx, account).await? {
        return Err(AppError::Refused(Refusal::LastOwner));
    }
    store::set_blocked(&mut tx, account, out).await?;
    if out {
        store::end_sessions(&mut tx, account, None, now).await?;
    }
    let deed = if out {
        Deed::StaffSuspended
    } else {
        Deed::StaffReadmitted
    };
    let note = Note::new(deed)
        .on(ObjectKind::Account, account.0)
        .at(only_place(&grants));
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}
