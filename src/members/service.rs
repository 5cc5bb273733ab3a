//! Finding members, their profile, joining, and the door for slices to the right: who is within reach of whom.

use super::{
    bulk, contacts, details, household, import_wizard, merge,
    model::{
        Gender, Hits, ImportId, MemberCard, MemberFilter, MemberId, MemberPage, MemberStatus, Profile, StandingRefusal,
        Standings,
    },
    papers,
    store::{self, NewMember},
    views,
};
use crate::{
    accounts::{
        self,
        model::{AccountId, Deed, ObjectKind, Permission, Scope, Who},
        service::{Note, Origin, Token, audit},
    },
    platform::{
        db::{Asked, Tx},
        error::{Answer, AppError},
        events,
        form::{self, FieldErrors, Flaw, Login},
        house::House,
        i18n::Locale,
        secret,
        time::{Day, Instant},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use serde::{Deserialize, Serialize};

/// Where a member stands has changed.
pub const STOOD: &str = "member.stood";

/// What the event [`STOOD`] says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoodEvent {
    /// The organisation.
    pub org: OrgId,
    /// Who it is.
    pub member: MemberId,
    /// Where they stand now.
    pub to: MemberStatus,
}

/// What is known of somebody new.
#[derive(Debug, Clone, Default)]
pub struct Newcomer {
    /// The name, checked.
    pub name: String,
    /// E-mail address, checked.
    pub email: Option<String>,
    /// Telephone number, checked.
    pub phone: Option<String>,
    /// Date of birth.
    pub birthday: Option<Day>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Language tag.
    pub locale: Option<String>,
    /// Home location.
    pub home_location: Option<LocationId>,
    /// Where they stand; `None`: active.
    pub status: Option<MemberStatus>,
    /// Since when; `None`: today.
    pub joined_on: Option<Day>,
    /// The id in the system that they come from.
    pub external_id: Option<String>,
    /// A note of the staff.
    pub note: Option<String>,
}

/// The day at the organisation's first location: for pages that belong to no location.
///
/// # Errors
/// A fault of the database.
pub async fn today<R>(tx: &mut Tx, who: &Who, now: Instant) -> Answer<Day, R> {
    today_of(tx, who.org, now).await
}

/// The same, where nobody is asking.
///
/// # Errors
/// A fault of the database.
pub async fn today_of<R>(tx: &mut Tx, org: OrgId, now: Instant) -> Answer<Day, R> {
    let locations = studio::service::locations(tx, org).await?;
    match locations.first() {
        Some(location) => Ok(studio::service::zone(&location.zone)?.day(now)),
        None => Ok(now.utc().date()),
    }
}

/// Seconds east of UTC at the organisation's first location now: for dates on pages that belong to no location.
///
/// # Errors
/// A fault of the database.
pub async fn offset<R>(tx: &mut Tx, org: OrgId, now: Instant) -> Answer<i32, R> {
    let locations = studio::service::locations(tx, org).await?;
    match locations.first() {
        Some(location) => Ok(studio::service::zone(&location.zone)?.moment(now).offset),
        None => Ok(0),
    }
}

/// Writes a new member under a number of its own.
///
/// # Errors
/// A fault of the database.
#[expect(clippy::too_many_arguments, reason = "each says something else of the same person")]
pub async fn add<R>(
    tx: &mut Tx,
    org: OrgId,
    number: i64,
    newcomer: Newcomer,
    account: Option<AccountId>,
    source: &str,
    import: Option<ImportId>,
    today: Day,
    now: Instant,
) -> Answer<MemberId, R> {
    let id = MemberId::fresh();
    let new = NewMember {
        id,
        org,
        number,
        account,
        name: newcomer.name,
        email: newcomer.email,
        phone: newcomer.phone,
        birthday: newcomer.birthday,
        gender: newcomer.gender,
        locale: newcomer.locale,
        home_location: newcomer.home_location,
        status: newcomer.status.unwrap_or(MemberStatus::Active),
        joined_on: newcomer.joined_on.unwrap_or(today),
        code_key: secret::random::<32>().to_vec(),
        source: source.to_owned(),
        external_id: newcomer.external_id,
        note: newcomer.note,
        import,
    };
    store::add(tx, new, now).await?;
    Ok(id)
}

/// Joins the club: account and member in one go, signed in at the end.
///
/// # Errors
/// The flaws of the fields; [`Flaw::Taken`] when the address or number has an account, or is that of somebody who is a member or barred.
pub async fn sign_up(
    house: &House,
    name: &str,
    login: &str,
    password: &str,
    locale: &str,
    origin: Origin,
) -> Answer<(Token, Who)> {
    let applicant = accounts::service::applicant(house, name, login, password, &origin).await?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let org = studio::service::organisation(&mut tx).await?.id;
    let account = accounts::service::open_account(&mut tx, org, &applicant, now).await?;
    let (email, phone) = match applicant.login {
        Login::Email(email) => (Some(email), None),
        Login::Phone(phone) => (None, Some(phone)),
    };
    // Whoever the desk knows under this address gets a code there, and is not a second member; whoever is barred does not begin
    // anew; whoever has left may. The answer says no more than for an address in use.
    let known = store::contact_in_use(&mut tx, org, email.as_deref(), phone.as_deref()).await?;
    if known.is_some() {
        return Err(AppError::field("login", Flaw::Taken));
    }
    let today = today_of(&mut tx, org, now).await?;
    let number = studio::service::member_numbers(&mut tx, org, 1).await?;
    let newcomer = Newcomer {
        name: applicant.name,
        email,
        phone,
        locale: Some(locale.to_owned()),
        ..Newcomer::default()
    };
    add(
        &mut tx,
        org,
        number,
        newcomer,
        Some(account),
        "sign_up",
        None,
        today,
        now,
    )
    .await?;
    let token = accounts::service::open_session(&mut tx, account, None, origin, now).await?;
    tx.commit().await?;
    let who = accounts::service::holder(house, &token.0)
        .await?
        .ok_or(AppError::SignIn)?;
    Ok((token, who))
}

/// The desk adds somebody with as little as a name.
///
/// # Errors
/// The flaws of the fields; [`Flaw::Taken`] when a member has this address or number.
pub async fn add_at_desk(
    house: &House,
    who: &Who,
    name: &str,
    email: &str,
    phone: &str,
    location: Option<LocationId>,
) -> Answer<MemberId> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let email = errors.check("email", form::unless_empty(email, form::email));
    let phone = errors.check("phone", form::unless_empty(phone, form::phone));
    let (Some(name), Some(email), Some(phone)) = (name, email, phone) else {
        return Err(AppError::Invalid(errors));
    };
    if let Some(location) = location
        && !who.may_at(Permission::EditMembers, location)
    {
        return Err(AppError::NotFound);
    }
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    if let Some(known) = store::known_contact(&mut tx, who.org, email.as_deref(), phone.as_deref()).await? {
        tracing::debug!(member = %known.id, "a contact that a member has");
        let field = if email.is_some() { "email" } else { "phone" };
        return Err(AppError::field(field, Flaw::Taken));
    }
    let today = today_of(&mut tx, who.org, now).await?;
    let number = studio::service::member_numbers(&mut tx, who.org, 1).await?;
    let newcomer = Newcomer {
        name,
        email,
        phone,
        home_location: location,
        ..Newcomer::default()
    };
    let id = add(&mut tx, who.org, number, newcomer, None, "desk", None, today, now).await?;
    let note = Note::new(Deed::MemberAdded).on(ObjectKind::Member, id.0).at(location);
    audit(&mut tx, who, note, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// A member of the organisation.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn card<R>(tx: &mut Tx, org: OrgId, id: MemberId) -> Answer<MemberCard, R> {
    store::card(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// A member of the organisation, and nobody else books, waits or comes in for them until the transaction ends: two classes at once
/// cannot then be booked past each other.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn lock<R>(tx: &mut Tx, org: OrgId, id: MemberId) -> Answer<MemberCard, R> {
    ask_lock(tx, org, id).take(tx).await?.ok_or(AppError::NotFound)
}

/// As [`lock`], for what has a member's name on it already: a seat that stayed with a record which leads elsewhere is settled like any other.
///
/// # Errors
/// [`AppError::NotFound`] for nobody at all.
pub async fn hold<R>(tx: &mut Tx, org: OrgId, id: MemberId) -> Answer<(), R> {
    store::hold(tx, org, id).await?.map(|_| ()).ok_or(AppError::NotFound)
}

/// As [`lock`], without waiting for it.
pub fn ask_lock(tx: &mut Tx, org: OrgId, id: MemberId) -> Asked<Option<MemberCard>> {
    store::lock(tx, org, id)
}

/// A member whom this person may handle with this permission. Staff of a location reach the members whose home it is, and those
/// without a home; everybody else looks like nobody.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn within_reach<R>(tx: &mut Tx, who: &Who, permission: Permission, id: MemberId) -> Answer<MemberCard, R> {
    let card = card(tx, who.org, id).await?;
    if at_home(who, permission, &card) {
        Ok(card)
    } else {
        Err(AppError::NotFound)
    }
}

/// The same, and whoever has come or has had a seat at one of the places: they can be looked up there and given a pass. What they
/// have is changed where they are at home.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn within_sight<R>(tx: &mut Tx, who: &Who, permission: Permission, id: MemberId) -> Answer<MemberCard, R> {
    let card = card(tx, who.org, id).await?;
    let seen = match who.scope(permission) {
        _ if at_home(who, permission, &card) => true,
        Some(Scope::At(places)) => store::came_to(tx, &places, id).await?,
        _ => false,
    };
    if seen { Ok(card) } else { Err(AppError::NotFound) }
}

fn at_home(who: &Who, permission: Permission, card: &MemberCard) -> bool {
    match (who.scope(permission), card.home_location_id) {
        (Some(Scope::Everywhere), _) | (Some(Scope::At(_)), None) => true,
        (Some(Scope::At(places)), Some(home)) => places.contains(&home),
        (None, _) => false,
    }
}

/// The member's share of the key that signs entry codes.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn code_key<R>(tx: &mut Tx, org: OrgId, id: MemberId) -> Answer<Vec<u8>, R> {
    store::code_key(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// The first few members that fit what the desk types: those of its own locations, and visitors who have a class there about now.
///
/// # Errors
/// A fault of the database.
pub async fn find(house: &House, who: &Who, scope: &Scope, query: &str) -> Answer<Hits> {
    if query.trim().is_empty() {
        return Ok(Hits::default());
    }
    let mut tx = house.db.read().await?;
    Ok(store::find(&mut tx, who.org, scope, query, house.clock.now(), 8).await?)
}

/// A page of the members list.
///
/// # Errors
/// A fault of the database.
pub async fn list(house: &House, who: &Who, scope: &Scope, filter: &MemberFilter) -> Answer<MemberPage> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let today = today(&mut tx, who, now).await?;
    let offset = offset(&mut tx, who.org, now).await?;
    let (rows, total) = store::list(&mut tx, who.org, scope, filter, (today, now)).await?;
    Ok(MemberPage {
        rows,
        total,
        may_change: who.may(Permission::ChangeMany),
        today,
        offset,
    })
}

/// A member's own profile.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn profile(house: &House, id: MemberId) -> Answer<Profile> {
    let mut tx = house.db.read().await?;
    store::profile(&mut tx, id).await?.ok_or(AppError::NotFound)
}

/// A member's profile, for staff who reach them.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn profile_of(house: &House, who: &Who, id: MemberId) -> Answer<Profile> {
    let mut tx = house.db.read().await?;
    within_sight::<crate::platform::error::Nothing>(&mut tx, who, Permission::SeeMembers, id).await?;
    store::profile(&mut tx, id).await?.ok_or(AppError::NotFound)
}

/// The record that was kept where this one was merged into another, for staff who reach that.
///
/// # Errors
/// A fault of the database.
pub async fn kept_instead(house: &House, who: &Who, id: MemberId) -> Answer<Option<MemberId>> {
    let mut tx = house.db.read().await?;
    match merge::leads_to(&mut tx, who, Permission::SeeMembers, id).await {
        Ok(kept) => Ok(Some(kept)),
        Err(AppError::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Where a member stood before, and who changed it why.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn standings(house: &House, who: &Who, id: MemberId) -> Answer<Standings> {
    let mut tx = house.db.read().await?;
    within_sight::<crate::platform::error::Nothing>(&mut tx, who, Permission::SeeMembers, id).await?;
    Ok(Standings {
        changes: store::standings(&mut tx, id).await?,
        offset: offset(&mut tx, who.org, house.clock.now()).await?,
        key: secret::token(),
    })
}

/// Writes where a member stands from now on. Whoever is barred is signed out everywhere and cannot sign in until they are taken
/// back; whoever has left still reads what is theirs. Lock the member first.
///
/// # Errors
/// [`StandingRefusal`].
pub async fn stand(
    tx: &mut Tx,
    who: &Who,
    card: &MemberCard,
    to: MemberStatus,
    reason: &str,
    now: Instant,
) -> Answer<(), StandingRefusal> {
    household::not_erased::<StandingRefusal>(tx, card.id).await?;
    if card.status == to {
        return Err(AppError::Refused(StandingRefusal::Already(to)));
    }
    if let Some(account) = store::account_of(tx, card.id).await? {
        if to == MemberStatus::Banned {
            if accounts::service::works_here(tx, account).await? {
                return Err(AppError::Refused(StandingRefusal::WorksHere));
            }
            accounts::service::shut(tx, account, now).await?;
        } else if card.status == MemberStatus::Banned {
            accounts::service::open_again(tx, account).await?;
        }
    }
    store::stand(tx, card.id, (card.status, to), reason, who.account, now);
    let event = StoodEvent {
        org: who.org,
        member: card.id,
        to,
    };
    events::emit(tx, now, STOOD, &event);
    Ok(())
}

/// The account that a member signs in with.
///
/// # Errors
/// A fault of the database.
pub async fn account_of<R>(tx: &mut Tx, id: MemberId) -> Answer<Option<AccountId>, R> {
    Ok(store::account_of(tx, id).await?)
}

/// The language in which a member reads: their own choice, else the organisation's.
///
/// # Errors
/// A fault of the database.
pub async fn language<R>(tx: &mut Tx, id: MemberId) -> Answer<Locale, R> {
    let (own, clubs) = store::languages(tx, id).await?;
    let own = own.and_then(|tag| Locale::from_tag(&tag));
    Ok(own.or_else(|| Locale::from_tag(&clubs)).unwrap_or_default())
}

/// Empties a member's row, with their codes and what was written about their standing; they are called `name` from now on. Lock them
/// first, and read their account before.
///
/// # Errors
/// A fault of the database.
pub async fn forget<R>(tx: &mut Tx, org: OrgId, card: &MemberCard, name: &str, now: Instant) -> Answer<(), R> {
    details::forget(tx, card.id).await?;
    bulk::forget(tx, card.id).await?;
    contacts::forget(tx, card.id).await?;
    papers::forget(tx, card.id).await?;
    if let Some(account) = store::account_of(tx, card.id).await? {
        views::forget(tx, account).await?;
    }
    import_wizard::forget(tx, org, card.number, now).await?;
    store::forget(tx, card.id, name, secret::random::<32>().to_vec()).await?;
    Ok(())
}

/// A profile as a form sends it: texts, checked here.
#[derive(Debug, Clone, Default)]
pub struct ProfileForm {
    /// The name.
    pub name: String,
    /// E-mail address for notices; empty: none.
    pub email: String,
    /// Telephone number for notices; empty: none.
    pub phone: String,
    /// Date of birth; empty: not told.
    pub birthday: String,
    /// Language for notices.
    pub locale: Option<String>,
    /// Home location.
    pub home: Option<LocationId>,
    /// Gender by its code; empty: not told.
    pub gender: String,
}

/// Changes a member's own profile. The e-mail address and the number here are for notices; signing in has its own.
///
/// # Errors
/// The flaws of the fields; [`Flaw::Fixed`] for the birthday of somebody who is not of age: what they may decide alone follows from it.
pub async fn change_profile(house: &House, who: &Who, id: MemberId, form: &ProfileForm) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let card: MemberCard = card(&mut tx, who.org, id).await?;
    let born = store::profile(&mut tx, id).await?.and_then(|profile| profile.birthday);
    if form::unless_empty(&form.birthday, form::day).is_ok_and(|told| told != born)
        && household::is_minor(&mut tx, who.org, id, house.clock.now()).await?
    {
        return Err(AppError::field("birthday", Flaw::Fixed));
    }
    write_profile(&mut tx, who, &card, form).await?;
    Ok(tx.commit().await?)
}

/// The same at the desk. Whoever is bound to places gives a member none of the others as their home.
///
/// # Errors
/// The flaws of the fields; [`AppError::NotFound`] for a member or a location out of reach.
pub async fn change_member(house: &House, who: &Who, id: MemberId, form: &ProfileForm) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let card: MemberCard = within_reach(&mut tx, who, Permission::EditMembers, id).await?;
    if let Some(home) = form.home
        && card.home_location_id != Some(home)
        && !who.may_at(Permission::EditMembers, home)
    {
        return Err(AppError::NotFound);
    }
    let before = store::profile(&mut tx, id).await?;
    write_profile(&mut tx, who, &card, form).await?;
    let after = store::profile(&mut tx, id).await?;
    let mut note = Note::new(Deed::MemberChanged)
        .on(ObjectKind::Member, id.0)
        .at(card.home_location_id);
    if let (Some(before), Some(after)) = (before, after) {
        // the names of the fields alone: what stood in them is the member's, and the log cannot forget
        for (field, same) in [
            ("name", before.name == after.name),
            ("email", before.email == after.email),
            ("phone", before.phone == after.phone),
            ("birthday", before.birthday == after.birthday),
            ("gender", before.gender == after.gender),
            ("locale", before.locale == after.locale),
            ("home", before.home_location_id == after.home_location_id),
        ] {
            note = if same { note } else { note.touched(field) };
        }
    }
    audit(&mut tx, who, note, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

async fn write_profile(tx: &mut Tx, who: &Who, card: &MemberCard, form: &ProfileForm) -> Answer<()> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(&form.name, 80));
    let email = errors.check("email", form::unless_empty(&form.email, form::email));
    let phone = errors.check("phone", form::unless_empty(&form.phone, form::phone));
    let birthday = errors.check("birthday", form::unless_empty(&form.birthday, form::day));
    let gender = errors.check(
        "gender",
        form::unless_empty(&form.gender, |code| Gender::from_code(code).ok_or(Flaw::Choice)),
    );
    let (Some(name), Some(email), Some(phone), Some(birthday), Some(gender)) = (name, email, phone, birthday, gender)
    else {
        return Err(AppError::Invalid(errors));
    };
    if let Some(home) = form.home {
        studio::service::location::<crate::platform::error::Nothing>(tx, who.org, home).await?;
    }
    // a form that was open when their data were erased writes nothing of them again
    lock::<crate::platform::error::Nothing>(tx, who.org, card.id).await?;
    household::not_erased::<crate::platform::error::Nothing>(tx, card.id).await?;
    let locale = form.locale.clone();
    store::change(
        tx,
        card.id,
        &name,
        email,
        phone,
        birthday,
        gender,
        locale,
        form.home,
        card.number,
    )
    .await?;
    if let Some(account) = store::account_of(tx, card.id).await? {
        accounts::service::rename(tx, account, &name).await?;
    }
    Ok(())
}
