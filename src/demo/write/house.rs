//! The house: its staff and coaches, rooms, classes, the week and the plans.

use crate::{
    accounts::{
        self,
        model::{AccountId, Role},
    },
    coaches::{self, model::CoachId},
    demo::{
        club::{Club, StaffRole},
        plan::{CURRENCY, PlanKind},
        store,
    },
    plans::{
        self,
        model::{PassKind, PlanId},
        service::NewPlan,
    },
    platform::{
        db::Tx,
        error::{Answer, Nothing},
        money::Money,
        time::{Day, Instant},
    },
    rooms::{
        self,
        model::{Numbering, RoomId},
        service::Change,
    },
    schedule::{
        self,
        model::{Allotment, Asks, Category, ClassType, ClassTypeId},
        service::NewSeries,
    },
    studio::model::{Location, OrgId},
};
use std::collections::HashMap;

pub(super) async fn add_coaches(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    hash: &str,
    now: Instant,
) -> Answer<Vec<CoachId>> {
    let mut rows = Vec::new();
    let mut ids = Vec::new();
    for coach in &club.coaches {
        rows.push(account(
            org,
            &coach.person.email,
            Some(coach.person.phone.clone()),
            &coach.person.name,
            hash,
            now,
        ));
    }
    store::accounts(tx, &rows).await?;
    for (coach, row) in club.coaches.iter().zip(&rows) {
        accounts::service::give_role_by_console(tx, row.id, Role::Coach, None, now).await?;
        ids.push(coaches::service::add::<Nothing>(tx, org, Some(row.id), &coach.person.name, now).await?);
    }
    Ok(ids)
}

pub(super) fn account(
    org: OrgId,
    email: &str,
    phone: Option<String>,
    name: &str,
    hash: &str,
    at: Instant,
) -> store::Account {
    store::Account {
        id: AccountId::fresh(),
        org,
        email: email.to_owned(),
        phone,
        name: name.to_owned(),
        hash: hash.to_owned(),
        at,
    }
}

/// The staff, and one sign-in a role to show.
pub(super) async fn add_staff(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    sites: &[Location],
    hash: &str,
    now: Instant,
) -> Answer<Vec<(&'static str, String)>> {
    let mut shown: Vec<(&'static str, String)> = Vec::new();
    for staff in &club.staff {
        let (role, name) = match staff.role {
            StaffRole::Owner => (Role::Owner, "owner"),
            StaffRole::Manager => (Role::Manager, "manager"),
            StaffRole::Desk => (Role::FrontDesk, "front desk"),
            // Books are kept elsewhere until there is money to keep books of.
            StaffRole::Accounts => continue,
        };
        let row = account(
            org,
            &staff.person.email,
            Some(staff.person.phone.clone()),
            &staff.person.name,
            hash,
            now,
        );
        let id = row.id;
        store::accounts(tx, &[row]).await?;
        let place = staff.site.and_then(|i| sites.get(i)).map(|l| l.id);
        accounts::service::give_role_by_console(tx, id, role, place, now).await?;
        if !shown.iter().any(|(shown, _)| *shown == name) {
            shown.push((name, staff.person.email.clone()));
        }
    }
    Ok(shown)
}

pub(super) fn category(category: crate::demo::classes::Category) -> Category {
    Category::from_code(category.as_str()).unwrap_or(Category::Conditioning)
}

/// The room of the bikes, by its place in the club's list.
const BIKES: usize = 1;

/// Four rows of five bikes, one of which waits for its mechanic.
async fn add_bikes(tx: &mut Tx, org: OrgId, room: RoomId, now: Instant) -> Answer<()> {
    let rows = Change::LayOut(4, 5, Numbering::Through);
    rooms::service::change_plan(tx, room, &rows, now).await?;
    let plan = rooms::service::plan::<Nothing>(tx, org, room).await?;
    if let Some(bike) = plan.spots.iter().find(|spot| spot.name == "13") {
        let out = Change::PutOut(bike.id, "Crank bearing, the mechanic comes on Friday".to_owned());
        rooms::service::change_plan(tx, room, &out, now).await?;
    }
    Ok(())
}

pub(super) async fn add_timetable(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    sites: &[Location],
    coaches: &[CoachId],
    first: Day,
    now: Instant,
) -> Answer<HashMap<ClassTypeId, (usize, i64)>> {
    let mut rooms = Vec::new();
    for room in club.rooms {
        let location = &sites[room.site];
        rooms.push(
            rooms::service::add::<Nothing>(tx, org, location.id, room.name.en, i64::from(room.capacity), now).await?,
        );
    }
    if let Some(bikes) = rooms.get(BIKES) {
        add_bikes(tx, org, *bikes, now).await?;
    }
    let mut classes = Vec::new();
    let mut known = HashMap::new();
    for (i, class) in club.classes.iter().enumerate() {
        let made = ClassType {
            id: ClassTypeId::fresh(),
            name: class.name.en.to_owned(),
            category: category(class.category),
            minutes: i64::from(class.minutes),
            capacity: i64::from(class.capacity.1),
            credit_cost: i64::from(class.credit_cost),
            about: class.about.en.to_owned(),
            wait_mode: None,
            minimum: 0,
            // a single place costs what the drop-in costs
            price: Some(Money::new(1_800 * i64::from(class.credit_cost), CURRENCY)),
            personal: false,
            allotment: Allotment::default(),
            choose_spots: class.category == crate::demo::classes::Category::Cycle,
            asks: Asks::default(),
        };
        schedule::service::add_class_type::<Nothing>(tx, org, made.clone(), Some(class.activity_url()), now).await?;
        known.insert(made.id, (i, class.pull));
        classes.push(made);
    }
    for slot in &club.week {
        let series = NewSeries {
            location: sites[slot.site].clone(),
            class: classes[slot.class].clone(),
            room: rooms.get(slot.room).copied(),
            coach: coaches.get(slot.coach).copied(),
            weekdays: schedule::rules::bit(slot.weekday),
            start_minute: i64::from(slot.start),
            minutes: i64::from(slot.minutes),
            capacity: i64::from(slot.capacity),
            starts_on: first,
            ends_on: None,
            source_uid: None,
        };
        schedule::service::write_series(tx, org, &series, &[], now).await?;
    }
    Ok(known)
}

pub(super) async fn add_plans(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    now: Instant,
) -> Answer<Vec<(PlanId, PassKind, Option<i64>)>> {
    let mut ids = Vec::new();
    for plan in club.plans {
        let (kind, credits) = match plan.kind {
            PlanKind::Unlimited => (PassKind::Unlimited, None),
            PlanKind::Pack { credits } => (PassKind::Pack, Some(i64::from(credits))),
            PlanKind::DropIn => (PassKind::DropIn, Some(1)),
            PlanKind::Intro => (PassKind::Intro, Some(10)),
        };
        let new = NewPlan {
            name: plan.name.en.to_owned(),
            kind,
            credits,
            // A plan that is billed monthly is granted a month at a time.
            days: plan.valid_days.map_or(Some(31), |d| Some(i64::from(d))),
            price: plan.price_minor,
            location: None,
            categories: Vec::new(),
            bearer: plans::model::Bearer::Holder,
        };
        ids.push((
            plans::service::add_plan::<Nothing>(tx, org, CURRENCY, new, now).await?,
            kind,
            credits,
        ));
    }
    Ok(ids)
}
