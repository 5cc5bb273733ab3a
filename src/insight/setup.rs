//! Setting up a new club, step by step: each answer is stored with the services that the club's own pages use, and how far it is, so that
//! it goes on on another device.

use super::{
    model::{SetupPage, SetupStep, WhatNext},
    setup_store as store,
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Scope, Who},
        service::{Note, audit},
    },
    coaches,
    plans::{self, model::Fields},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing, Reason},
        form::{self, FieldErrors, Flaw},
        house::House,
        once::{self, Command},
        secret,
        time::{Instant, Zone},
    },
    rooms,
    schedule::{
        self,
        model::{Allotment, Asks, Category, ClassType, ClassTypeId, Refusal as ClassRefusal, SeriesForm},
    },
    studio::{
        self,
        model::{Hours, Location},
    },
};
use futures::future::BoxFuture;

/// What is typed of the first location.
#[derive(Debug, Clone, Default)]
pub struct PlaceForm {
    /// The name.
    pub name: String,
    /// The zone by its name.
    pub zone: String,
    /// Street and town.
    pub address: String,
    /// From when on Monday to Friday; with the next empty: closed.
    pub week_opens: String,
    /// Until when.
    pub week_closes: String,
    /// From when on Saturday and Sunday.
    pub end_opens: String,
    /// Until when.
    pub end_closes: String,
}

/// What is typed of a first class.
#[derive(Debug, Clone, Default)]
pub struct ClassForm {
    /// The name.
    pub name: String,
    /// Its category by its code.
    pub category: String,
    /// Length in minutes.
    pub minutes: String,
    /// Places.
    pub capacity: String,
    /// Weekdays from Monday: `1` to `7`.
    pub weekdays: Vec<String>,
    /// `18:30`.
    pub start: String,
    /// The reader teaches it; otherwise it is still to be said who does.
    pub mine: bool,
}

/// Setting up is for the whole club: nobody does it for one place.
fn everywhere<R>(who: &Who) -> Answer<(), R> {
    match who.scope(Permission::EditRoles) {
        Some(Scope::Everywhere) => Ok(()),
        _ => Err(AppError::Forbidden),
    }
}

/// A step, with what was answered before. Without a step that is asked for: the one at which it was left.
///
/// # Errors
/// [`AppError::NotFound`] before there is a location.
pub async fn page(house: &House, who: &Who, asked: &str) -> Answer<SetupPage> {
    everywhere(who)?;
    let mut tx = house.db.read().await?;
    let reached = reached(&mut tx, who).await?;
    let first = reached.min(SetupStep::Plan);
    // nobody jumps over what has to be answered
    let step = SetupStep::from_code(asked).map_or(first, |step| step.min(first.max(step.min(reached))));
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    let place = place::<Nothing>(&mut tx, who).await?;
    let rooms = rooms::service::all::<Nothing>(&mut tx, who.org).await?;
    let plans = plans::service::plans::<Nothing>(&mut tx, who.org).await?;
    let (country, there) = studio::service::country::<Nothing>(&mut tx, who.org).await?;
    Ok(SetupPage {
        step,
        reached,
        club: org.name,
        locale: org.locale,
        currency: org.currency,
        country,
        country_there: there.map(str::to_owned),
        currency_stays: store::sells(&mut tx, who.org).await?,
        zone_stays: store::in_use(&mut tx, place.id).await?,
        hours: studio::service::hours::<Nothing>(&mut tx, place.id).await?,
        zones: Zone::names(),
        room: rooms.into_iter().find(|room| room.location_id == place.id),
        classes: store::planned(&mut tx, place.id).await?,
        plans: plans.into_iter().map(|plan| (plan.name, plan.price)).collect(),
        place,
        key: secret::token(),
    })
}

async fn reached<R>(tx: &mut Tx, who: &Who) -> Answer<SetupStep, R> {
    let state = store::state(tx, who.org).await?;
    Ok(state.map_or(SetupStep::Club, |(step, _)| step))
}

async fn place<R>(tx: &mut Tx, who: &Who) -> Answer<Location, R> {
    let places = studio::service::locations(tx, who.org).await?;
    places.into_iter().next().ok_or(AppError::NotFound)
}

/// Notes that a step was answered; it is not gone back by answering an earlier one again.
async fn answered<R>(tx: &mut Tx, who: &Who, step: SetupStep, now: Instant) -> Answer<(), R> {
    if reached::<R>(tx, who).await? <= step {
        store::reach(tx, who.org, step.next(), now).await?;
    }
    Ok(())
}

/// Runs an answer once for its key.
async fn run<R: Reason>(
    house: &House,
    who: &Who,
    (name, key, content): (&'static str, &str, String),
    work: impl for<'t> FnOnce(&'t mut Tx, Instant) -> BoxFuture<'t, Answer<(), R>>,
) -> Answer<(), R> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name,
        key,
        content,
    };
    once::run(&house.db, now, &[], command, |tx| work(tx, now)).await
}

/// Name, language, currency and the country whose law holds: `None` leaves it as it is, an empty one is told by the zone.
///
/// # Errors
/// The flaws of the fields; the currency's where something is sold in another one.
pub async fn save_club(
    house: &House,
    who: &Who,
    (name, locale, currency): (&str, &str, &str),
    country: Option<String>,
    key: &str,
) -> Answer<()> {
    everywhere(who)?;
    let content = format!("{name} {locale} {currency} {country:?}");
    let (who_in, name, locale, currency) = (who.clone(), name.to_owned(), locale.to_owned(), currency.to_owned());
    run(house, who, ("setup_club", key, content), move |tx, now| {
        Box::pin(async move {
            let org = studio::service::organisation::<Nothing>(tx).await?;
            if org.currency != currency && store::sells(tx, who_in.org).await? {
                return Err(AppError::field("currency", Flaw::Choice));
            }
            studio::service::change_organisation(tx, who_in.org, &name, &currency, &locale).await?;
            if let Some(country) = country {
                let said = (!country.is_empty()).then_some(country);
                studio::service::set_country(tx, who_in.org, said).await?;
            }
            audit(tx, &who_in, Note::new(Deed::ClubChanged), now).await?;
            answered(tx, &who_in, SetupStep::Club, now).await
        })
    })
    .await
}

/// The first location and when it is open.
///
/// # Errors
/// The flaws of the fields; the zone's where classes are planned by another one.
pub async fn save_place(house: &House, who: &Who, place: PlaceForm, key: &str) -> Answer<()> {
    everywhere(who)?;
    let mut errors = FieldErrors::default();
    let mut hours = Vec::new();
    for (days, opens, closes) in [
        (
            1..=5,
            ("week_opens", &place.week_opens),
            ("week_closes", &place.week_closes),
        ),
        (
            6..=7,
            ("end_opens", &place.end_opens),
            ("end_closes", &place.end_closes),
        ),
    ] {
        if opens.1.trim().is_empty() && closes.1.trim().is_empty() {
            continue;
        }
        let from = errors.check(opens.0, form::minute(opens.1));
        let to = errors.check(closes.0, form::minute(closes.1));
        let (Some(from), Some(to)) = (from, to) else { continue };
        // midnight is the day's end here
        let to = if to == 0 { 24 * 60 } else { to };
        if to <= from {
            errors.0.push((closes.0.to_owned(), Flaw::EndsBeforeStart));
        }
        hours.extend(days.map(|weekday| Hours {
            weekday,
            opens: from,
            closes: to,
        }));
    }
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    let (content, who_in) = (format!("{place:?}"), who.clone());
    run(house, who, ("setup_place", key, content), move |tx, now| {
        Box::pin(async move {
            let known = self::place::<Nothing>(tx, &who_in).await?;
            if known.zone != place.zone && store::in_use(tx, known.id).await? {
                return Err(AppError::field("zone", Flaw::Choice));
            }
            studio::service::change_location(tx, who_in.org, known.id, &place.name, &place.zone, &place.address)
                .await?;
            let before = studio::service::hours::<Nothing>(tx, known.id).await?;
            // hours of single days, which this form does not show, stay as long as what it shows does
            if shown(&before) != shown(&hours) {
                studio::service::set_hours::<Nothing>(tx, known.id, &hours).await?;
            }
            let note = Note::new(Deed::LocationChanged)
                .on(ObjectKind::Location, known.id.0)
                .at(Some(known.id));
            audit(tx, &who_in, note, now).await?;
            answered(tx, &who_in, SetupStep::Place, now).await
        })
    })
    .await
}

/// What the form shows of a week: Monday's hours for all days but the weekend, and Saturday's for that.
fn shown(hours: &[Hours]) -> [Option<(i64, i64)>; 2] {
    [1, 6].map(|weekday| {
        let day = hours.iter().find(|h| h.weekday == weekday);
        day.map(|h| (h.opens, h.closes))
    })
}

/// A room of the first location: a new one, or the one that there is changed.
///
/// # Errors
/// The flaws of the fields.
pub async fn save_room(house: &House, who: &Who, name: &str, capacity: &str, key: &str) -> Answer<()> {
    everywhere(who)?;
    let size = form::number(capacity, 1, 1000).map_err(|flaw| AppError::field("capacity", flaw))?;
    let (content, who_in, name) = (format!("{name} {size}"), who.clone(), name.to_owned());
    run(house, who, ("setup_room", key, content), move |tx, now| {
        Box::pin(async move {
            let place = self::place::<Nothing>(tx, &who_in).await?;
            let rooms = rooms::service::all::<Nothing>(tx, who_in.org).await?;
            let known = rooms.into_iter().find(|room| room.location_id == place.id);
            rooms::service::save_in(tx, &who_in, known.map(|room| room.id), place.id, &name, size, now).await?;
            answered(tx, &who_in, SetupStep::Room, now).await
        })
    })
    .await
}

/// A weekly class with its kind, from today on. Another one of a kind that there is takes that.
///
/// # Errors
/// The flaws of the fields; [`ClassRefusal`] as for any series.
pub async fn save_class(house: &House, who: &Who, class: ClassForm, key: &str) -> Answer<(), ClassRefusal> {
    everywhere(who)?;
    let mut errors = FieldErrors::default();
    let minutes = errors.check("minutes", form::number(&class.minutes, 5, 600));
    let capacity = errors.check("capacity", form::number(&class.capacity, 1, 1000));
    let category = Category::ALL.into_iter().find(|one| one.code() == class.category);
    let category = errors.check("category", category.ok_or(Flaw::Choice));
    let name = errors.check("name", form::text(&class.name, 60));
    let (Some(minutes), Some(capacity), Some(category), Some(name)) = (minutes, capacity, category, name) else {
        return Err(AppError::Invalid(errors));
    };
    let (content, who_in) = (format!("{class:?}"), who.clone());
    run(house, who, ("setup_class", key, content), move |tx, now| {
        Box::pin(async move {
            let place = self::place::<ClassRefusal>(tx, &who_in).await?;
            let kinds = schedule::service::class_types::<ClassRefusal>(tx, who_in.org).await?;
            let kind = match kinds.iter().find(|kind| kind.name == name) {
                Some(kind) => kind.id,
                None => {
                    let kind = ClassType {
                        id: ClassTypeId::fresh(),
                        name,
                        category,
                        minutes,
                        capacity,
                        credit_cost: 1,
                        about: String::new(),
                        wait_mode: None,
                        minimum: 0,
                        price: None,
                        personal: false,
                        choose_spots: false,
                        allotment: Allotment::default(),
                        asks: Asks::default(),
                    };
                    schedule::service::add_class_type(tx, who_in.org, kind, None, now).await?
                }
            };
            let coach = match who_in.coach {
                Some(coach) if class.mine => coach.to_string(),
                None if class.mine => {
                    let account = Some(who_in.account);
                    let coach = coaches::service::add(tx, who_in.org, account, &who_in.name, now).await?;
                    coach.to_string()
                }
                _ => String::new(),
            };
            let rooms = rooms::service::all::<ClassRefusal>(tx, who_in.org).await?;
            let room = rooms.iter().find(|room| room.location_id == place.id);
            let series = SeriesForm {
                class_type: kind.to_string(),
                location: place.id.to_string(),
                room: room.map(|room| room.id.to_string()).unwrap_or_default(),
                coach,
                weekdays: class.weekdays,
                start: class.start,
                minutes: minutes.to_string(),
                capacity: capacity.to_string(),
                starts_on: studio::service::zone::<ClassRefusal>(&place.zone)?.day(now).to_string(),
                ends_on: String::new(),
                skip_conflicts: None,
            };
            schedule::service::make_series_in(tx, &who_in, &series, now).await?;
            // another one may follow: going on is a press of its own
            Ok(())
        })
    })
    .await
}

/// Something to sell.
///
/// # Errors
/// The flaws of the fields.
pub async fn save_plan(house: &House, who: &Who, typed: &Fields, key: &str) -> Answer<(), plans::model::Refusal> {
    everywhere(who)?;
    let mut fields = plans::model::written(None, "");
    for name in ["name", "kind", "credits", "days", "price"] {
        let value = typed.get(name).cloned().unwrap_or_default();
        fields.insert(name.to_owned(), value);
    }
    let (content, who_in) = (format!("{fields:?}"), who.clone());
    run(house, who, ("setup_plan", key, content), move |tx, now| {
        Box::pin(async move {
            plans::service::save_plan_in(tx, &who_in, None, &fields, now).await?;
            answered(tx, &who_in, SetupStep::Plan, now).await
        })
    })
    .await
}

/// Goes on without an answer, or with those that there are.
///
/// # Errors
/// A flaw for a step that has to be answered.
pub async fn go_on(house: &House, who: &Who, step: SetupStep) -> Answer<()> {
    everywhere(who)?;
    if !step.skippable() {
        return Err(AppError::field("step", Flaw::Choice));
    }
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    // nobody jumps over what has to be answered
    if reached::<Nothing>(&mut tx, who).await? < step {
        return Err(AppError::field("step", Flaw::Choice));
    }
    answered::<Nothing>(&mut tx, who, step, now).await?;
    Ok(tx.commit().await?)
}

/// What comes next; `None` once it was put away, and in a demo club.
///
/// # Errors
/// A fault of the database.
pub async fn what_next(house: &House, who: &Who) -> Answer<Option<WhatNext>> {
    everywhere(who)?;
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    let state = store::state(&mut tx, who.org).await?;
    if org.demo || state.is_some_and(|(_, put_away)| put_away.is_some()) {
        return Ok(None);
    }
    Ok(Some(WhatNext {
        steps: store::next_steps(&mut tx, who.org, who.account, house.clock.now()).await?,
        reached: state.map_or(SetupStep::Club, |(step, _)| step),
    }))
}

/// Puts the list of what comes next away, for every owner.
///
/// # Errors
/// A fault of the database.
pub async fn put_away(house: &House, who: &Who) -> Answer<()> {
    everywhere(who)?;
    let mut tx = house.db.write().await?;
    store::put_away(&mut tx, who.org, house.clock.now()).await?;
    Ok(tx.commit().await?)
}
