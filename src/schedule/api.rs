//! The doors of the timetable: public reading, and planning.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its door"
)]

use super::model::{
    Changed, Choices, ClassType, ClassTypeId, Occurrence, Refusal, SeriesAhead, SeriesForm, SeriesId, SessionId,
    Timetable, Week,
};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::{
        model::{Allotment, Asks, Category, KEPT_MINUTES},
        service::{self, DateForm},
    },
    crate::{
        accounts::{guard, model::Permission},
        members::model::{Gender, Level},
        platform::{
            error::AppError,
            form::{self, Flaw},
            request,
        },
        studio::model::WaitMode,
    },
};

/// The public timetable: seven days of a location from a day on. Anybody may read it.
#[server(endpoint = "load_timetable", protocol = Wire)]
pub async fn load_timetable(#[server(default)] location: String, #[server(default)] day: String) -> Answer<Timetable> {
    service::timetable(&request::house()?, location.parse().ok(), form::day(&day).ok(), 7).await
}

/// A week for the planner.
#[server(endpoint = "load_week", protocol = Wire)]
pub async fn load_week(#[server(default)] location: String, #[server(default)] day: String) -> Answer<Week> {
    let who = guard::staff(Permission::EditTimetable)?;
    let location = form::choice(&location, "location")?;
    service::week(&request::house()?, &who, location, form::day(&day).ok()).await
}

/// What the planner's forms choose from.
#[server(endpoint = "load_choices", protocol = Wire)]
pub async fn load_choices() -> Answer<Choices> {
    service::choices(&request::house()?, &guard::staff(Permission::EditTimetable)?).await
}

/// The dates of a series with what is in their way, before it is made.
#[server(endpoint = "preview_series", protocol = Wire)]
pub async fn preview_series(form: SeriesForm) -> Answer<Vec<Occurrence>, Refusal> {
    service::preview(&request::house()?, &guard::staff(Permission::EditTimetable)?, &form).await
}

/// Makes a series.
#[server(endpoint = "make_series", protocol = Wire)]
pub async fn make_series(form: SeriesForm) -> Answer<SeriesId, Refusal> {
    let id = service::make_series(&request::house()?, &guard::staff(Permission::EditTimetable)?, &form).await?;
    // both were parsed: an id and a date need no escaping
    request::go_to(&format!(
        "/admin/timetable?location={}&day={}",
        form.location.trim(),
        form.starts_on.trim()
    ));
    Ok(id)
}

/// What ending the series of a class would call off: after a day, or after the class without one.
#[server(endpoint = "load_series_ahead", protocol = Wire)]
pub async fn load_series_ahead(session: SessionId, #[server(default)] last: String) -> Answer<SeriesAhead> {
    let who = guard::staff(Permission::EditTimetable)?;
    service::series_ahead(&request::house()?, &who, session, form::day(&last).ok()).await
}

/// Ends a series after a day.
#[server(endpoint = "end_series", protocol = Wire)]
pub async fn end_series(id: SeriesId, last: String, reason: String) -> Answer<u64, Refusal> {
    let who = guard::staff(Permission::EditTimetable)?;
    let last = form::day(&last).map_err(|flaw| AppError::field("last", flaw))?;
    service::end_series(&request::house()?, &who, id, last, &reason).await
}

/// Changes one date.
#[server(endpoint = "change_session", protocol = Wire)]
pub async fn change_session(
    id: SessionId,
    day: String,
    start: String,
    minutes: String,
    capacity: String,
    #[server(default)] room: String,
    #[server(default)] coach: String,
    #[server(default)] choose_spots: bool,
    #[server(default)] keep_walk_in: String,
    #[server(default)] keep_partner: String,
    #[server(default)] keep_minutes: String,
) -> Answer<Changed, Refusal> {
    let who = guard::staff(Permission::EditTimetable)?;
    let form = DateForm {
        day,
        start,
        minutes,
        capacity,
        room,
        coach,
        choose_spots,
        keep_walk_in,
        keep_partner,
        keep_minutes,
    };
    service::change_session(&request::house()?, &who, id, &form).await
}

/// Cancels one date.
#[server(endpoint = "cancel_session", protocol = Wire)]
pub async fn cancel_session(id: SessionId, reason: String) -> Answer<(), Refusal> {
    service::cancel_session(
        &request::house()?,
        &guard::staff(Permission::EditTimetable)?,
        id,
        &reason,
    )
    .await
}

/// Adds a kind of class, or changes the one whose id is given.
#[server(endpoint = "save_class_type", protocol = Wire)]
pub async fn save_class_type(
    #[server(default)] id: String,
    name: String,
    category: String,
    minutes: String,
    capacity: String,
    credit_cost: String,
    #[server(default)] about: String,
    #[server(default)] wait_mode: String,
    #[server(default)] minimum: String,
    #[server(default)] price: String,
    #[server(default)] personal: String,
    #[server(default)] choose_spots: bool,
    #[server(default)] min_age: String,
    #[server(default)] max_age: String,
    #[server(default)] level: String,
    #[server(default)] gender: String,
    #[server(default)] keep_walk_in: String,
    #[server(default)] keep_partner: String,
    #[server(default)] keep_minutes: String,
) -> Answer<ClassTypeId> {
    let who = guard::staff(Permission::EditTimetable)?;
    let mut errors = form::FieldErrors::default();
    let category = errors.check("category", Category::from_code(&category).ok_or(Flaw::Choice));
    let minutes = errors.check("minutes", form::number(&minutes, 5, 600));
    let capacity = errors.check("capacity", form::number(&capacity, 1, 1000));
    let credit_cost = errors.check("credit_cost", form::number(&credit_cost, 1, 20));
    errors.check("name", form::text(&name, 80));
    let minimum = errors
        .check(
            "minimum",
            form::unless_empty(&minimum, |raw| form::number(raw, 0, 1000)),
        )
        .flatten()
        .unwrap_or_default();
    let mut kept = |field: &'static str, raw: &str, most: i64| {
        let kept = form::unless_empty(raw, |raw| form::number(raw, 0, most));
        errors.check(field, kept).flatten()
    };
    let allotment = Allotment {
        walk_in: kept("keep_walk_in", &keep_walk_in, 1000).unwrap_or_default(),
        partner: kept("keep_partner", &keep_partner, 1000).unwrap_or_default(),
        minutes: kept("keep_minutes", &keep_minutes, 10_080).unwrap_or(KEPT_MINUTES),
    };
    let mut age = |field: &'static str, raw: &str| {
        let age = form::unless_empty(raw, |raw| form::number(raw, 1, 120));
        errors.check(field, age).flatten()
    };
    let (min_age, max_age) = (age("min_age", &min_age), age("max_age", &max_age));
    let level = match level.as_str() {
        "" => None,
        code => errors.check("level", Level::from_code(code).ok_or(Flaw::Choice)),
    };
    let gender = match gender.as_str() {
        "" => None,
        code => errors.check("gender", Gender::from_code(code).ok_or(Flaw::Choice)),
    };
    let wait_mode = match wait_mode.as_str() {
        "" => None,
        code => errors.check("wait_mode", WaitMode::from_code(code).ok_or(Flaw::Choice)),
    };
    let (Some(category), Some(minutes), Some(capacity), Some(credit_cost), true) =
        (category, minutes, capacity, credit_cost, errors.is_empty())
    else {
        return Err(AppError::Invalid(errors));
    };
    let house = request::house()?;
    let class = ClassType {
        id: ClassTypeId(uuid::Uuid::nil()),
        name,
        category,
        minutes,
        capacity,
        credit_cost,
        about,
        wait_mode,
        minimum,
        price: service::priced(&house, &price).await?,
        personal: !personal.is_empty(),
        choose_spots,
        asks: Asks {
            min_age,
            max_age,
            level,
            gender,
        },
        allotment,
    };
    let id = service::save_class_type(&house, &who, form::choice(&id, "id")?, class).await?;
    request::go_to("/admin/classes");
    Ok(id)
}

/// Stops offering a kind of class.
#[server(endpoint = "archive_class_type", protocol = Wire)]
pub async fn archive_class_type(id: ClassTypeId) -> Answer<()> {
    service::archive_class_type(&request::house()?, &guard::staff(Permission::EditTimetable)?, id).await
}

/// The kinds of classes that are no longer offered.
#[server(endpoint = "load_archived_class_types", protocol = Wire)]
pub async fn load_archived_class_types() -> Answer<Vec<ClassType>> {
    service::archived_class_types(&request::house()?, &guard::staff(Permission::EditTimetable)?).await
}

/// Offers an archived kind of class again.
#[server(endpoint = "offer_class_type", protocol = Wire)]
pub async fn offer_class_type(id: ClassTypeId) -> Answer<()> {
    service::offer_class_type(&request::house()?, &guard::staff(Permission::EditTimetable)?, id).await
}
