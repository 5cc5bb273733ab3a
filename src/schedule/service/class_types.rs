//! The kinds of class that a club offers.

use crate::{
    accounts::model::Who,
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, FieldErrors, Flaw},
        house::House,
        time::Instant,
    },
    schedule::{
        model::{Category, ClassType, ClassTypeId},
        store,
    },
    studio::model::OrgId,
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

/// Adds a kind of class, or changes the one with this id. Classes already planned stay as they were promised.
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

fn checked<R>(class: ClassType) -> Answer<ClassType, R> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(&class.name, 80));
    let about = errors
        .check("about", form::optional_text(&class.about, 1000))
        .flatten()
        .unwrap_or_default();
    for (field, value, min, max) in [
        ("minutes", class.minutes, 5, 600),
        ("capacity", class.capacity, 1, 1000),
        ("credit_cost", class.credit_cost, 1, 20),
        ("minimum", class.minimum, 0, class.capacity),
    ] {
        if !(min..=max).contains(&value) {
            errors.0.push((field.to_owned(), Flaw::Number(min, max)));
        }
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
    };
    add_class_type::<Nothing>(tx, org, class.clone(), None, now).await?;
    known.push(class.clone());
    Ok(class)
}
