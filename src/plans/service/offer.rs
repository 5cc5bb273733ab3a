//! What the club offers: making plans, changing them for those who buy from now on, taking them off sale and bringing them back.

use super::{expiry::template_at, scope::named};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Scope, Who},
        service::{Note, audit},
    },
    members,
    plans::{
        model::{Bearer, Draft, Fields, PassKind, Plan, PlanId, PlanList, Refusal, Source, Terms, read},
        store,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::{self, FieldErrors, Flaw},
        house::House,
        money::Money,
        once::{self, Command},
        secret,
        time::Instant,
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};

/// A plan in its simplest form.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// The name.
    pub name: String,
    /// How it counts.
    pub kind: PassKind,
    /// Credits, for all kinds but unlimited.
    pub credits: Option<i64>,
    /// Days it is valid.
    pub days: Option<i64>,
    /// List price in minor units.
    pub price: i64,
    /// Where; `None`: everywhere.
    pub location: Option<LocationId>,
    /// Which categories; empty: all.
    pub categories: Vec<String>,
    /// Who may come on it.
    pub bearer: Bearer,
}

impl From<NewPlan> for Draft {
    fn from(new: NewPlan) -> Self {
        Self {
            name: new.name,
            kind: new.kind,
            credits: new.credits,
            days: new.days,
            starts_within: None,
            price: new.price,
            terms: Terms {
                places: new.location.into_iter().collect(),
                categories: new.categories,
                bearer: new.bearer,
                ..Terms::default()
            },
            source: Source::Own,
            cycle: None,
            stored: None,
        }
    }
}

/// Offers a new plan.
///
/// # Errors
/// The flaws of the fields.
pub async fn add_plan<R>(
    tx: &mut Tx,
    org: OrgId,
    currency: &str,
    new: impl Into<Draft>,
    now: Instant,
) -> Answer<PlanId, R> {
    let new: Draft = new.into();
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(&new.name, 60));
    let within = |value: Option<i64>, max: i64| value.is_none_or(|v| (1..=max).contains(&v));
    let told = new.kind == PassKind::Membership || new.kind.counts() == new.credits.is_some();
    if !within(new.credits, 1000) || !told {
        errors.0.push(("credits".to_owned(), Flaw::Number(1, 1000)));
    }
    if !within(new.days, 3660) {
        errors.0.push(("days".to_owned(), Flaw::Number(1, 3660)));
    }
    if !(0..=100_000_000).contains(&new.price) {
        errors.0.push(("price".to_owned(), Flaw::Number(0, 100_000_000)));
    }
    let (Some(name), true) = (name, errors.is_empty()) else {
        return Err(AppError::Invalid(errors));
    };
    let plan = of_draft(PlanId::fresh(), Draft { name, ..new }, currency);
    store::add_plan(tx, org, &plan, now).await?;
    Ok(plan.id)
}

fn of_draft(id: PlanId, draft: Draft, currency: &str) -> Plan {
    Plan {
        id,
        name: draft.name,
        kind: draft.kind,
        credits: draft.credits,
        days: draft.days,
        starts_within: draft.starts_within,
        price: Money::new(draft.price, currency),
        terms: draft.terms,
        source: draft.source,
        cycle: draft.cycle,
        stored: draft.stored,
        archived: false,
    }
}

/// Plans are the whole club's: whoever decides for one place alone does not decide about them.
fn everywhere<R>(who: &Who) -> Answer<(), R> {
    match who.scope(Permission::EditPlans) {
        Some(Scope::Everywhere) => Ok(()),
        Some(Scope::At(_)) | None => Err(AppError::NotFound),
    }
}

/// What the club offers and has offered.
///
/// # Errors
/// [`AppError::NotFound`] for whoever decides for single places alone.
pub async fn plan_list(house: &House, who: &Who) -> Answer<PlanList> {
    everywhere(who)?;
    let mut tx = house.db.read().await?;
    let today = members::service::today(&mut tx, who, house.clock.now()).await?;
    let used = store::in_use(&mut tx, who.org, today).await?;
    let count = |id: PlanId| used.iter().find(|(plan, _)| *plan == id).map_or(0, |(_, n)| *n);
    let plans = store::plans(&mut tx, who.org, true).await?;
    Ok(PlanList {
        plans: plans
            .into_iter()
            .map(|plan| (count(plan.id), plan))
            .map(|(n, plan)| (plan, n))
            .collect(),
        names: named(&mut tx, who.org).await?,
        template: template_at(&mut tx, who.org, house.clock.now()).await?,
        currency: studio::service::organisation(&mut tx).await?.currency,
        key: secret::token(),
    })
}

/// Makes a plan, or changes the one that is named: for whoever buys from now on. The same key does it once.
///
/// # Errors
/// The flaws of the fields; [`Refusal::Archived`], [`Refusal::Lasts`]; [`AppError::NotFound`].
pub async fn save_plan(
    house: &House,
    who: &Who,
    plan: Option<PlanId>,
    fields: &Fields,
    key: &str,
) -> Answer<PlanId, Refusal> {
    everywhere(who)?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "save_plan",
        key,
        content: format!("{plan:?} {fields:?}"),
    };
    let (who, fields) = (who.clone(), fields.clone());
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move { save_plan_in(tx, &who, plan, &fields, now).await })
    })
    .await
}

/// The same within a transaction.
///
/// # Errors
/// As [`save_plan`].
pub async fn save_plan_in(
    tx: &mut Tx,
    who: &Who,
    plan: Option<PlanId>,
    fields: &Fields,
    now: Instant,
) -> Answer<PlanId, Refusal> {
    everywhere(who)?;
    let currency = studio::service::organisation(tx).await?.currency;
    let names = named(tx, who.org).await?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let mut draft = read(&get, &currency, &names).map_err(AppError::Invalid)?;
    let plans = store::plans(tx, who.org, true).await?;
    let before = match plan {
        Some(id) => Some(plans.iter().find(|known| known.id == id).ok_or(AppError::NotFound)?),
        None => None,
    };
    if before.is_some_and(|before| before.archived) {
        return Err(AppError::Refused(Refusal::Archived));
    }
    let same = |known: &&Plan| !known.archived && Some(known.id) != plan && known.name == draft.name;
    if names.locations.len() < 2
        && let Some(before) = before
    {
        // a club of one place is not asked where
        draft.terms.places.clone_from(&before.terms.places);
    }
    if let Some(against) = draft.against(template_at(tx, who.org, now).await?) {
        return Err(AppError::Refused(Refusal::Lasts(against)));
    }
    let renamed = before.is_none_or(|before| before.name != draft.name);
    if renamed && plans.iter().any(|known| same(&known)) {
        return Err(AppError::field("name", Flaw::NameTaken));
    }
    let Some(before) = before else {
        let (name, price) = (draft.name.clone(), Money::new(draft.price, &currency).text());
        let id = add_plan(tx, who.org, &currency, draft, now).await?;
        let note = Note::new(Deed::PlanSaved)
            .on(ObjectKind::Plan, id.0)
            .with("name", name)
            .with("price", price);
        audit(tx, who, note, now).await?;
        return Ok(id);
    };
    let after = of_draft(before.id, draft, &currency);
    if store::change_plan(tx, who.org, &after).await? == 0 {
        return Err(AppError::Busy);
    }
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let mut note = Note::new(Deed::PlanSaved)
        .on(ObjectKind::Plan, after.id.0)
        .changed("name", &before.name, &after.name)
        .changed("price", before.price.text(), after.price.text())
        .changed("credits", number(before.credits), number(after.credits))
        .changed("days", number(before.days), number(after.days));
    let rest = |plan: &Plan| (plan.kind, plan.starts_within, plan.source, plan.cycle, plan.stored);
    if (&before.terms, rest(before)) != (&after.terms, rest(&after)) {
        note = note.touched("terms");
    }
    audit(tx, who, note, now).await?;
    Ok(after.id)
}

/// Takes a plan off sale, or brings it back. Passes stay as they are. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a plan that is not there, or stands so already; a flaw where another plan on sale has its name.
pub async fn archive_plan(house: &House, who: &Who, id: PlanId, off: bool, key: &str) -> Answer<(), Refusal> {
    everywhere(who)?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "archive_plan",
        key,
        content: format!("{id} {off}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let plans = store::plans(tx, who.org, true).await?;
            let plan = plans.iter().find(|known| known.id == id).ok_or(AppError::NotFound)?;
            if !off && plans.iter().any(|known| !known.archived && known.name == plan.name) {
                return Err(AppError::field("name", Flaw::NameTaken));
            }
            if let Some(against) = plan.against(template_at(tx, who.org, now).await?).filter(|_| !off) {
                return Err(AppError::Refused(Refusal::Lasts(against)));
            }
            if store::archive_plan(tx, who.org, id, off.then_some(now)).await? == 0 {
                return Err(AppError::NotFound);
            }
            let deed = if off { Deed::PlanArchived } else { Deed::PlanOffered };
            let note = Note::new(deed).on(ObjectKind::Plan, id.0).with("name", &plan.name);
            audit(tx, &who, note, now).await
        })
    })
    .await
}
