//! The kinds of class that a club offers.

use super::{CHOOSING, ChoosingEvent};
use crate::{
    accounts::model::Who,
    plans,
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events,
        form::{self, FieldErrors, Flaw},
        house::House,
        money::Money,
        time::Instant,
    },
    schedule::{
        model::{Allotment, Asks, Category, ClassType, ClassTypeId},
        store,
    },
    studio::{self, model::OrgId},
};

/// Every kind of class, by name.
///
/// # Errors
/// A fault of the database.
pub async fn class_types<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<ClassType>, R> {
    Ok(store::class_types(tx, org).await?)
}

/// Checks and writes a new kind of class.
///
/// # Errors
/// The flaws of the fields; [`Flaw::NameTaken`] for a name in use.
pub async fn add_class_type<R>(
    tx: &mut Tx,
    org: OrgId,
    class: ClassType,
    activity: Option<String>,
    now: Instant,
) -> Answer<ClassTypeId, R> {
    let class = checked(class)?;
    match store::add_class_type(tx, org, &class, activity, now).await {
        Err(e) if e.is_unique_violation() => Err(AppError::field("name", Flaw::NameTaken)),
        other => other.map(|()| class.id).map_err(AppError::from),
    }
}

/// What a place costs, as it was typed: nothing where nothing was.
///
/// # Errors
/// A flaw of the field `price`.
pub async fn priced(house: &House, raw: &str) -> Answer<Option<Money>> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    let mut tx = house.db.read().await?;
    let currency = studio::service::organisation::<Nothing>(&mut tx).await?.currency;
    let none = Money::new(0, &currency);
    match plans::model::minor(raw, none.digits()) {
        Some(minor @ 1..=100_000_000) => Ok(Some(Money { minor, ..none })),
        Some(_) => Err(AppError::field(
            "price",
            Flaw::Number(1, 100_000_000 / 10_i64.pow(none.digits())),
        )),
        None => Err(AppError::field("price", Flaw::Amount)),
    }
}

/// Adds a kind of class, or changes the one with this id. Classes already planned stay as they were promised; what they cost in money,
/// and that they are for one alone, is said of the kind.
///
/// # Errors
/// As [`add_class_type`]; [`AppError::NotFound`].
pub async fn save_class_type(
    house: &House,
    who: &Who,
    id: Option<ClassTypeId>,
    class: ClassType,
) -> Answer<ClassTypeId> {
    let mut tx = house.db.write().await?;
    let id = match id {
        None => {
            add_class_type(
                &mut tx,
                who.org,
                ClassType {
                    id: ClassTypeId::fresh(),
                    ..class
                },
                None,
                house.clock.now(),
            )
            .await?
        }
        Some(id) => {
            let class = checked(ClassType { id, ..class })?;
            let now = house.clock.now();
            // where people stand is no promise: it holds for what is planned already too
            let before = store::class_type(&mut tx, who.org, id)
                .await?
                .ok_or(AppError::NotFound)?;
            if before.choose_spots != class.choose_spots
                && store::set_choosing(&mut tx, id, class.choose_spots, now).await? > 0
            {
                events::emit(&mut tx, now, CHOOSING, &ChoosingEvent { org: who.org, kind: id });
            }
            match store::change_class_type(&mut tx, who.org, &class).await {
                Err(e) if e.is_unique_violation() => return Err(AppError::field("name", Flaw::NameTaken)),
                Ok(0) => return Err(AppError::NotFound),
                other => other.map(|_| id)?,
            }
        }
    };
    tx.commit().await?;
    Ok(id)
}

/// Stops offering a kind of class; planned classes stay.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn archive_class_type(house: &House, who: &Who, id: ClassTypeId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    if store::archive_class_type(&mut tx, who.org, id, house.clock.now()).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// The kinds of classes that are no longer offered.
///
/// # Errors
/// A fault of the database.
pub async fn archived_class_types(house: &House, who: &Who) -> Answer<Vec<ClassType>> {
    let mut tx = house.db.read().await?;
    Ok(store::archived_class_types(&mut tx, who.org).await?)
}

/// Offers an archived kind of class again.
///
/// # Errors
/// [`AppError::NotFound`]; [`Flaw::NameTaken`] when another kind has its name by now.
pub async fn offer_class_type(house: &House, who: &Who, id: ClassTypeId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    match store::offer_class_type(&mut tx, who.org, id).await {
        Ok(0) => return Err(AppError::NotFound),
        Err(e) if e.is_unique_violation() => return Err(AppError::field("name", Flaw::NameTaken)),
        other => other?,
    };
    Ok(tx.commit().await?)
}

/// Nothing is released longer before a class than a week.
const KEPT_MOST: i64 = 7 * 24 * 60;

/// No class asks for an age beyond this.
const OLDEST: i64 = 120;

fn checked<R>(class: ClassType) -> Answer<ClassType, R> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(&class.name, 80));
    let about = errors
        .check("about", form::optional_text(&class.about, 1000))
        .flatten()
        .unwrap_or_default();
    for (field, value, min, max) in [
        ("minutes", class.minutes, 5, 600),
        ("credit_cost", class.credit_cost, 1, 20),
        ("minimum", class.minimum, 0, class.capacity),
        ("keep_walk_in", class.allotment.walk_in, 0, class.capacity),
        (
            "keep_partner",
            class.allotment.partner,
            0,
            (class.capacity - class.allotment.walk_in).max(0),
        ),
        ("keep_minutes", class.allotment.minutes, 0, KEPT_MOST),
        // one alone is one
        ("capacity", class.capacity, 1, if class.personal { 1 } else { 1000 }),
    ] {
        if !(min..=max).contains(&value) {
            errors.0.push((field.to_owned(), Flaw::Number(min, max)));
        }
    }
    let Asks { min_age, max_age, .. } = class.asks;
    for (field, age, from) in [("min_age", min_age, 1), ("max_age", max_age, min_age.unwrap_or(1))] {
        if age.is_some_and(|age| !(from..=OLDEST).contains(&age)) {
            errors.0.push((field.to_owned(), Flaw::Number(from, OLDEST)));
        }
    }
    if class.asks.gender.is_some_and(|gender| !Asks::GENDERS.contains(&gender)) {
        errors.0.push(("gender".to_owned(), Flaw::Choice));
    }
    match (name, errors.is_empty()) {
        (Some(name), true) => Ok(ClassType { name, about, ..class }),
        _ => Err(AppError::Invalid(errors)),
    }
}

/// The kind of class of this name, added when there is none: for imports.
///
/// # Errors
/// The flaws of the fields.
#[expect(clippy::too_many_arguments, reason = "one line of a calendar says as many things")]
pub async fn class_type_named(
    tx: &mut Tx,
    org: OrgId,
    known: &mut Vec<ClassType>,
    name: &str,
    minutes: i64,
    capacity: i64,
    category: Category,
    now: Instant,
) -> Answer<ClassType> {
    if let Some(class) = known.iter().find(|c| c.name == name) {
        return Ok(class.clone());
    }
    let class = ClassType {
        id: ClassTypeId::fresh(),
        name: name.to_owned(),
        category,
        minutes: minutes.clamp(5, 600),
        capacity,
        credit_cost: 1,
        about: String::new(),
        wait_mode: None,
        minimum: 0,
        price: None,
        personal: false,
        choose_spots: false,
        asks: Asks::default(),
        allotment: Allotment::default(),
    };
    add_class_type::<Nothing>(tx, org, class.clone(), None, now).await?;
    known.push(class.clone());
    Ok(class)
}
