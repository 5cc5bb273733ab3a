//! Households: children that their guardians book for, grown-ups who join with a code and allow it if they like.
//!
//! A code is stored nowhere: it is made of its row's id with the organisation's key, as those of the desk are.

use super::{
    household_store::{self as store, NewCode},
    model::{
        AccessCode, HOUSEHOLD_MAX, Household, HouseholdCodeId, HouseholdId, HouseholdRefusal, HouseholdRole,
        MemberCard, MemberId, MemberStatus, Relative, Ward,
    },
    rules::{self, Belonging},
    service::{self, Newcomer, lock, offset, today_of, within_reach},
};
use crate::{
    accounts::{
        self,
        model::{Permission, Who},
        service::Origin,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, FieldErrors, Flaw},
        house::House,
        once::{self, Command},
        qr, secret,
        time::{Day, Instant, Moment, Span},
    },
    studio::{self, model::OrgId},
};

/// A code works so long: enough to be shown at the supper table.
const LASTS: Span = Span::hours(7 * 24);

/// Whether one member may book, wait and cancel for another.
///
/// # Errors
/// A fault of the database.
pub async fn acts_for<R>(tx: &mut Tx, org: OrgId, me: MemberId, other: MemberId, now: Instant) -> Answer<bool, R> {
    if me == other {
        return Ok(true);
    }
    let (Some(mine), Some(theirs)) = (
        store::belonging(tx, org, me).await?,
        store::belonging(tx, org, other).await?,
    ) else {
        return Ok(false);
    };
    let today = today_of(tx, org, now).await?;
    let ages = studio::service::ages(tx, org).await?;
    Ok(rules::acts_for(&mine, &theirs, today, ages.of_age))
}

/// Whether one member answers for another before the law, who is a child.
///
/// # Errors
/// A fault of the database.
pub async fn answers_for<R>(tx: &mut Tx, org: OrgId, me: MemberId, other: MemberId, now: Instant) -> Answer<bool, R> {
    let (Some(mine), Some(theirs)) = (
        store::belonging(tx, org, me).await?,
        store::belonging(tx, org, other).await?,
    ) else {
        return Ok(false);
    };
    let today = today_of(tx, org, now).await?;
    let ages = studio::service::ages(tx, org).await?;
    Ok(rules::answers_for(&mine, &theirs, today, ages.of_age))
}

/// The children for whom a member answers, by name; those who have left the club are among them.
///
/// # Errors
/// A fault of the database.
pub async fn children<R>(tx: &mut Tx, org: OrgId, me: MemberId, now: Instant) -> Answer<Vec<Ward>, R> {
    let Some(mine) = store::belonging(tx, org, me).await? else {
        return Ok(Vec::new());
    };
    let others = store::others(tx, me, true).await?;
    let today = today_of(tx, org, now).await?;
    let ages = studio::service::ages(tx, org).await?;
    Ok(others
        .into_iter()
        .filter(|(other, _)| rules::answers_for(&mine, other, today, ages.of_age))
        .map(|(other, name)| Ward { id: other.id, name })
        .collect())
}

/// Whether a member is not of age, as far as is known.
///
/// # Errors
/// A fault of the database.
pub async fn is_minor<R>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<bool, R> {
    let Some((role, birthday)) = store::age(tx, org, member).await? else {
        return Ok(false);
    };
    let Some(born) = birthday else {
        return Ok(role == Some(HouseholdRole::Dependant));
    };
    let today = today_of(tx, org, now).await?;
    let of_age = studio::service::ages(tx, org).await?.of_age;
    Ok(rules::minor(born, today, of_age))
}

/// Until which birthday a member agrees to nothing alone; `None`: they do.
///
/// # Errors
/// A fault of the database.
pub async fn agrees_from<R>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<Option<i32>, R> {
    let Some((role, birthday)) = store::age(tx, org, member).await? else {
        return Ok(None);
    };
    let below = match birthday {
        Some(born) => {
            let age = studio::service::ages(tx, org).await?.consent;
            rules::minor(born, today_of(tx, org, now).await?, age).then_some(age)
        }
        None if role == Some(HouseholdRole::Dependant) => Some(studio::service::ages(tx, org).await?.consent),
        None => None,
    };
    Ok(below)
}

/// From which birthday on somebody agrees alone of whom no birthday is known; `None`: it is known.
///
/// # Errors
/// A fault of the database.
pub async fn ageless<R>(tx: &mut Tx, org: OrgId, member: MemberId) -> Answer<Option<i32>, R> {
    match store::age(tx, org, member).await? {
        Some((_, None)) => Ok(Some(studio::service::ages(tx, org).await?.consent)),
        _ => Ok(None),
    }
}

/// Those of the household for whom a member may book, by name; themselves are not among them.
///
/// # Errors
/// A fault of the database.
pub async fn wards<R>(tx: &mut Tx, org: OrgId, me: MemberId, now: Instant) -> Answer<Vec<Ward>, R> {
    let others = store::others(tx, me, false).await?;
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let Some(mine) = store::belonging(tx, org, me).await? else {
        return Ok(Vec::new());
    };
    let today = today_of(tx, org, now).await?;
    let ages = studio::service::ages(tx, org).await?;
    Ok(others
        .into_iter()
        .filter(|(other, _)| rules::acts_for(&mine, other, today, ages.of_age))
        .map(|(other, name)| Ward { id: other.id, name })
        .collect())
}

/// The member's guests who have a seat in a class that is not over.
///
/// # Errors
/// A fault of the database.
pub async fn guests<R>(tx: &mut Tx, me: MemberId, now: Instant) -> Answer<Vec<Ward>, R> {
    Ok(store::guests(tx, me, now).await?)
}

/// Who reads what is for a member that does not sign in, each with that member's name.
///
/// # Errors
/// A fault of the database.
pub async fn answerable(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<Vec<(MemberId, String)>> {
    let ages = studio::service::ages(tx, org).await?;
    let of_age = rules::of_age_since(today_of(tx, org, now).await?, ages.of_age);
    Ok(store::answerable(tx, member, of_age).await?)
}

/// Whoever has a pass of their own is nobody's guest any more: nobody else books for them or looks into what they have.
///
/// # Errors
/// A fault of the database.
pub async fn stand_alone<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    store::stand_alone(tx, member).await?;
    Ok(())
}

/// Nothing is written of somebody whose data were erased.
///
/// # Errors
/// [`AppError::NotFound`] for them.
pub async fn not_erased<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    if store::erased(tx, member).await? {
        return Err(AppError::NotFound);
    }
    Ok(())
}

/// Takes somebody whose data are erased out of their household. `false`: children would be left with nobody who answers for them, and
/// nothing was done.
///
/// # Errors
/// A fault of the database.
pub async fn go_for_good<R>(tx: &mut Tx, org: OrgId, member: MemberId) -> Answer<bool, R> {
    let Some(place) = store::belonging(tx, org, member).await? else {
        return Ok(true);
    };
    match go(tx, &place).await {
        Ok(()) => Ok(true),
        Err(AppError::Refused(_)) => Ok(false),
        Err(other) => Err(other.map_refusal(|_| AppError::NotFound)),
    }
}

/// Writes somebody whom a member brings along, as little as their name: they can join later and are the same person then.
///
/// # Errors
/// A fault of the database.
pub async fn add_guest<R>(
    tx: &mut Tx,
    org: OrgId,
    host: &MemberCard,
    name: String,
    now: Instant,
) -> Answer<MemberId, R> {
    if let Some((known,)) = store::guest_named(tx, host.id, &name).await? {
        // the same person again
        return Ok(known);
    }
    let newcomer = Newcomer {
        name,
        home_location: host.home_location_id,
        ..Newcomer::default()
    };
    let number = studio::service::member_numbers(tx, org, 1).await?;
    let today = today_of(tx, org, now).await?;
    let guest = service::add(tx, org, number, newcomer, None, "guest", None, today, now).await?;
    store::be_guest_of(tx, guest, host.id).await?;
    Ok(guest)
}

/// A member's household as they see it themselves.
///
/// # Errors
/// A fault of the database.
pub async fn page(house: &House, who: &Who, me: MemberId) -> Answer<Household> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let place = store::belonging(&mut tx, who.org, me).await?;
    let Some(id) = place.as_ref().and_then(|place| place.household) else {
        return Ok(shown(me, Vec::new(), Vec::new(), None));
    };
    let people = store::people(&mut tx, id).await?;
    let may_ask = place.is_some_and(|place| place.role == Some(HouseholdRole::Guardian));
    let code = match store::live_code(&mut tx, id, now).await? {
        Some((code, role, until)) if may_ask => Some((of_code(&mut tx, house, who.org, code, until).await?, role)),
        _ => None,
    };
    let children = children(&mut tx, who.org, me, now).await?;
    let children = children.into_iter().map(|child| child.id).collect();
    Ok(shown(me, people, children, code))
}

/// The household of a member, for the staff.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn of_member(house: &House, who: &Who, member: MemberId) -> Answer<Household> {
    let mut tx = house.db.read().await?;
    service::within_sight::<Nothing>(&mut tx, who, Permission::SeeMembers, member).await?;
    let place = store::belonging(&mut tx, who.org, member).await?;
    let mut people = match place.and_then(|place| place.household) {
        Some(id) => store::people(&mut tx, id).await?,
        None => Vec::new(),
    };
    // of those at home elsewhere no more than that they are there
    for one in people.iter_mut().filter(|one| one.id != member) {
        if !one
            .home_location_id
            .is_none_or(|home| who.may_at(Permission::SeeMembers, home))
        {
            (one.number, one.birthday) = (None, None);
        }
    }
    Ok(shown(member, people, Vec::new(), None))
}

fn shown(
    me: MemberId,
    people: Vec<Relative>,
    children: Vec<MemberId>,
    code: Option<(AccessCode, HouseholdRole)>,
) -> Household {
    Household {
        me,
        people,
        children,
        code,
        key: secret::token(),
    }
}

async fn of_code(tx: &mut Tx, house: &House, org: OrgId, id: HouseholdCodeId, until: Instant) -> Answer<AccessCode> {
    let text = text_of(tx, org, id).await?;
    let url = format!("{}/household?code={text}", house.public_url());
    let (path, size) = qr::picture(&url)?;
    let until = Moment {
        at: until,
        offset: offset(tx, org, until).await?,
    };
    Ok(AccessCode {
        text,
        url,
        path,
        size,
        until,
    })
}

async fn text_of<R>(tx: &mut Tx, org: OrgId, id: HouseholdCodeId) -> Answer<String, R> {
    let key = studio::service::code_key(tx, org).await?;
    Ok(secret::desk_code(&key, format!("household {id}").as_bytes()))
}

/// Runs a command of a member on their household, once for its key.
async fn command(
    house: &House,
    who: &Who,
    (name, key, content): (&'static str, &str, String),
    work: impl for<'t> Fn(&'t mut Tx, Instant) -> futures::future::BoxFuture<'t, Answer<(), HouseholdRefusal>>,
) -> Answer<(), HouseholdRefusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name,
        key,
        content,
    };
    once::run(&house.db, now, &[], command, |tx| work(tx, now)).await
}

/// As [`settled`], for what only members do.
async fn active(tx: &mut Tx, org: OrgId, member: MemberId) -> Answer<(MemberCard, Belonging), HouseholdRefusal> {
    let found = settled(tx, org, member).await?;
    if found.0.status != MemberStatus::Active {
        return Err(AppError::Refused(HouseholdRefusal::NotAMember));
    }
    Ok(found)
}

/// Where a member belongs, and nobody else changes it until the transaction ends.
async fn settled(tx: &mut Tx, org: OrgId, member: MemberId) -> Answer<(MemberCard, Belonging), HouseholdRefusal> {
    let card: MemberCard = lock(tx, org, member).await?;
    not_erased(tx, member).await?;
    let place = store::belonging(tx, org, member).await?.ok_or(AppError::NotFound)?;
    Ok((card, place))
}

/// A member's household, which is made where there is none: whoever begins one is its guardian.
async fn own_household(
    tx: &mut Tx,
    org: OrgId,
    place: &Belonging,
    now: Instant,
) -> Answer<HouseholdId, HouseholdRefusal> {
    match (place.household, place.role) {
        (Some(id), Some(HouseholdRole::Guardian)) => Ok(id),
        (Some(_), _) => Err(AppError::Refused(HouseholdRefusal::NotGuardian)),
        (None, _) => {
            let id = HouseholdId::fresh();
            store::add(tx, org, id, now).await?;
            store::enter(tx, place.id, id, HouseholdRole::Guardian).await?;
            Ok(id)
        }
    }
}

async fn room_for_one(tx: &mut Tx, household: HouseholdId) -> Answer<Vec<Relative>, HouseholdRefusal> {
    store::lock(tx, household).await?;
    let people = store::people(tx, household).await?;
    if people.len() as i64 >= HOUSEHOLD_MAX {
        return Err(AppError::Refused(HouseholdRefusal::TooMany(HOUSEHOLD_MAX)));
    }
    Ok(people)
}

/// A guardian adds a child, who becomes a member that does not sign in. The same key adds once.
///
/// # Errors
/// The flaws of the fields; [`HouseholdRefusal::OfAge`], [`HouseholdRefusal::NotGuardian`], [`HouseholdRefusal::TooMany`].
pub async fn add_child(
    house: &House,
    who: &Who,
    me: MemberId,
    name: &str,
    birthday: &str,
    key: &str,
) -> Answer<(), HouseholdRefusal> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let born = errors.check("birthday", form::day(birthday));
    let (Some(name), Some(born)) = (name, born) else {
        return Err(AppError::Invalid(errors));
    };
    let org = who.org;
    let content = format!("{me} {name} {born}");
    command(house, who, ("add_child", key, content), |tx, now| {
        let name = name.clone();
        Box::pin(async move { add_child_in(tx, org, me, name, born, now).await.map(|_| ()) })
    })
    .await
}

/// Adds a child within a transaction.
///
/// # Errors
/// As [`add_child`].
pub async fn add_child_in(
    tx: &mut Tx,
    org: OrgId,
    me: MemberId,
    name: String,
    born: Day,
    now: Instant,
) -> Answer<MemberId, HouseholdRefusal> {
    let today = today_of(tx, org, now).await?;
    if born > today {
        return Err(AppError::field("birthday", Flaw::Date));
    }
    let of_age = studio::service::ages::<HouseholdRefusal>(tx, org).await?.of_age;
    if !rules::minor(born, today, of_age) {
        return Err(AppError::Refused(HouseholdRefusal::OfAge(of_age)));
    }
    let (card, place) = active(tx, org, me).await?;
    let household = own_household(tx, org, &place, now).await?;
    room_for_one(tx, household).await?;
    let newcomer = Newcomer {
        name,
        birthday: Some(born),
        home_location: card.home_location_id,
        ..Newcomer::default()
    };
    let number = studio::service::member_numbers(tx, org, 1).await?;
    let child = service::add(tx, org, number, newcomer, None, "household", None, today, now).await?;
    store::enter(tx, child, household, HouseholdRole::Dependant).await?;
    Ok(child)
}

/// A guardian makes a code with which another grown-up joins; one made before is worth nothing from then on.
///
/// # Errors
/// [`HouseholdRefusal::NotGuardian`], [`HouseholdRefusal::TooMany`].
pub async fn invite(house: &House, who: &Who, me: MemberId, guardian: bool) -> Answer<(), HouseholdRefusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let (_, place) = active(&mut tx, who.org, me).await?;
    let household = own_household(&mut tx, who.org, &place, now).await?;
    room_for_one(&mut tx, household).await?;
    let id = HouseholdCodeId::fresh();
    let text = text_of::<HouseholdRefusal>(&mut tx, who.org, id).await?;
    let code = NewCode {
        id,
        household,
        role: if guardian {
            HouseholdRole::Guardian
        } else {
            HouseholdRole::Adult
        },
        digest: secret::digest(&text),
        by: me,
        expires_at: now + LASTS,
    };
    store::add_code(&mut tx, code, now).await?;
    Ok(tx.commit().await?)
}

/// Joins a household with a code of one of its guardians. What was refused leaves the code as it was.
///
/// # Errors
/// [`HouseholdRefusal::WrongCode`], [`HouseholdRefusal::AlreadyIn`], [`HouseholdRefusal::TooMany`]; [`AppError::TooOften`].
pub async fn join(house: &House, who: &Who, me: MemberId, code: &str, origin: Origin) -> Answer<(), HouseholdRefusal> {
    let wrong = || AppError::Refused(HouseholdRefusal::WrongCode);
    accounts::service::count_code::<HouseholdRefusal>(house, &origin).await?;
    let digest = secret::digest(&secret::read_desk_code(code).ok_or_else(wrong)?);
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let (_, place) = active(&mut tx, who.org, me).await?;
    // the household before its codes, as whoever makes one does
    let (household,) = store::of_digest(&mut tx, digest.clone()).await?.ok_or_else(wrong)?;
    store::lock(&mut tx, household).await?;
    let (household, role) = store::take_code(&mut tx, digest, now).await?.ok_or_else(wrong)?;
    if place.household.is_some() {
        return Err(AppError::Refused(HouseholdRefusal::AlreadyIn));
    }
    room_for_one(&mut tx, household).await?;
    store::enter(&mut tx, me, household, role).await?;
    accounts::service::right_code::<HouseholdRefusal>(&mut tx, &origin).await?;
    Ok(tx.commit().await?)
}

/// A grown-up allows the others of the household to book for them, or no longer.
///
/// # Errors
/// [`HouseholdRefusal::Child`] for somebody whose guardians decide.
pub async fn let_book(house: &House, who: &Who, me: MemberId, on: bool) -> Answer<(), HouseholdRefusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let (_, place) = settled(&mut tx, who.org, me).await?;
    let today = today_of(&mut tx, who.org, now).await?;
    let ages = studio::service::ages::<HouseholdRefusal>(&mut tx, who.org).await?;
    if is_child(&place, today, ages.of_age) {
        return Err(AppError::Refused(HouseholdRefusal::Child));
    }
    store::let_book(&mut tx, me, on).await?;
    Ok(tx.commit().await?)
}

fn is_child(place: &Belonging, today: Day, of_age: i32) -> bool {
    place.role == Some(HouseholdRole::Dependant) && place.birthday.is_none_or(|born| rules::minor(born, today, of_age))
}

/// Leaves one's household.
///
/// # Errors
/// [`HouseholdRefusal::LastGuardian`], [`HouseholdRefusal::Child`].
pub async fn leave(house: &House, who: &Who, me: MemberId) -> Answer<(), HouseholdRefusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let (_, place) = settled(&mut tx, who.org, me).await?;
    let today = today_of(&mut tx, who.org, now).await?;
    let ages = studio::service::ages::<HouseholdRefusal>(&mut tx, who.org).await?;
    if is_child(&place, today, ages.of_age) {
        return Err(AppError::Refused(HouseholdRefusal::Child));
    }
    go(&mut tx, &place).await?;
    Ok(tx.commit().await?)
}

/// Takes somebody out of their household, as long as the children in it keep somebody who answers for them.
async fn go(tx: &mut Tx, place: &Belonging) -> Answer<(), HouseholdRefusal> {
    let Some(household) = place.household else {
        return Ok(());
    };
    store::lock(tx, household).await?;
    let people = store::people(tx, household).await?;
    let others = || people.iter().filter(|p| p.id != place.id);
    let orphans = others().any(|p| p.role == HouseholdRole::Dependant);
    if place.role == Some(HouseholdRole::Guardian) && orphans && !others().any(|p| p.role == HouseholdRole::Guardian) {
        return Err(AppError::Refused(HouseholdRefusal::LastGuardian));
    }
    store::leave(tx, place.id).await?;
    Ok(())
}

/// The desk puts somebody, found by their number, into a member's household; the member begins one as its guardian where there is
/// none. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach; [`HouseholdRefusal::NoSuchNumber`] for a number that is nobody's in reach;
/// [`HouseholdRefusal::AlreadyIn`], [`HouseholdRefusal::TooMany`].
pub async fn put_in(
    house: &House,
    who: &Who,
    member: MemberId,
    number: i64,
    role: HouseholdRole,
    key: &str,
) -> Answer<(), HouseholdRefusal> {
    let content = format!("{member} {number} {}", role.code());
    let staff = who.clone();
    command(house, who, ("put_in_household", key, content), |tx, now| {
        let who = staff.clone();
        Box::pin(async move {
            within_reach::<HouseholdRefusal>(tx, &who, Permission::EditMembers, member).await?;
            let nobody = || AppError::Refused(HouseholdRefusal::NoSuchNumber(number));
            let (other,) = store::numbered(tx, who.org, number).await?.ok_or_else(nobody)?;
            match within_reach::<HouseholdRefusal>(tx, &who, Permission::EditMembers, other).await {
                Err(AppError::NotFound) => return Err(nobody()),
                found => found?,
            };
            if other == member {
                return Err(nobody());
            }
            // both by their ids, as whoever locks several does
            let mut places = Vec::new();
            for id in [member.min(other), member.max(other)] {
                places.push(settled(tx, who.org, id).await?.1);
            }
            let (mine, theirs) = if places[0].id == member {
                (&places[0], &places[1])
            } else {
                (&places[1], &places[0])
            };
            let household = match mine.household {
                Some(household) => household,
                None => own_household(tx, who.org, mine, now).await?,
            };
            if theirs.household.is_some() {
                return Err(AppError::Refused(HouseholdRefusal::AlreadyIn));
            }
            room_for_one(tx, household).await?;
            store::enter(tx, other, household, role).await?;
            Ok(())
        })
    })
    .await
}

/// The desk takes somebody out of their household.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach; [`HouseholdRefusal::LastGuardian`].
pub async fn take_out(house: &House, who: &Who, member: MemberId) -> Answer<(), HouseholdRefusal> {
    let mut tx = house.db.write().await?;
    within_reach::<HouseholdRefusal>(&mut tx, who, Permission::EditMembers, member).await?;
    let (_, place) = settled(&mut tx, who.org, member).await?;
    go(&mut tx, &place).await?;
    Ok(tx.commit().await?)
}
