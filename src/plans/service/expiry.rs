//! How long what is sold may last: the template that the club has chosen, and taking up again what has ended without a name on it.

use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Scope, Who},
        service::{Note, audit},
    },
    members,
    plans::{
        model::{Contradicts, ExpiryPage, ExpiryPreview, ExpiryVersion, PassId, Refusal, Template, UNNAMED_DAYS},
        store::{self, Entry},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing, fault},
        form::{self, FieldErrors, Flaw},
        house::House,
        once::{self, Command},
        secret,
        time::{Day, Instant, Zone, day_plus},
    },
    studio::{
        self,
        model::{OrgId, PolicyId},
    },
};

/// What the decision is about.
const KIND: &str = "expiry";

/// What is sold is the whole club's: whoever decides for one place alone does not decide about it.
fn everywhere<R>(who: &Who) -> Answer<(), R> {
    match who.scope(Permission::EditPlans) {
        Some(Scope::Everywhere) => Ok(()),
        Some(Scope::At(_)) | None => Err(AppError::NotFound),
    }
}

fn template<R>(body: &str) -> Answer<Template, R> {
    // better nothing sold than something by a rule that nobody knows
    Template::from_code(body).ok_or_else(|| fault(&format_args!("the template for expiry: {body}")))
}

/// The template that holds at an instant.
///
/// # Errors
/// A fault when the stored template is not known.
pub async fn template_at<R>(tx: &mut Tx, org: OrgId, at: Instant) -> Answer<Template, R> {
    match studio::service::decision(tx, org, KIND, at).await? {
        Some(body) => template(&body),
        None => Ok(Template::default()),
    }
}

async fn zone<R>(tx: &mut Tx, org: OrgId) -> Answer<Zone, R> {
    let locations = studio::service::locations(tx, org).await?;
    locations
        .first()
        .map_or(Ok(Zone(chrono_tz::UTC)), |place| studio::service::zone(&place.zone))
}

/// Plans on sale that contradict a template.
async fn contradicts<R>(tx: &mut Tx, org: OrgId, template: Template, today: Day) -> Answer<Vec<Contradicts>, R> {
    let used = store::in_use(tx, org, today).await?;
    let plans = store::plans(tx, org, false).await?;
    let found = plans.into_iter().filter_map(|plan| {
        let against = plan.against(template)?;
        Some(Contradicts {
            plan: plan.id,
            against,
            passes: used.iter().find(|(id, _)| *id == plan.id).map_or(0, |(_, n)| *n),
            name: plan.name,
        })
    });
    Ok(found.collect())
}

/// The template that holds, those that did and will, and what is on sale against it.
///
/// # Errors
/// [`AppError::NotFound`] for whoever decides for single places alone.
pub async fn expiry(house: &House, who: &Who) -> Answer<ExpiryPage> {
    everywhere(who)?;
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let zone = zone::<Nothing>(&mut tx, who.org).await?;
    let found = studio::service::decisions::<Nothing>(&mut tx, who.org, KIND).await?;
    let mut versions = Vec::new();
    for (i, decision) in found.iter().enumerate() {
        let before = found.get(i + 1).map(|before| template(&before.body)).transpose()?;
        versions.push(ExpiryVersion {
            id: decision.id,
            from: zone.moment(decision.from),
            by: decision.by.clone(),
            before: before.unwrap_or_default(),
            after: template(&decision.body)?,
            ahead: decision.from > now,
        });
    }
    let holds = template_at(&mut tx, who.org, now).await?;
    let today = zone.day(now);
    Ok(ExpiryPage {
        template: holds,
        contradicts: contradicts(&mut tx, who.org, holds, today).await?,
        versions,
        today,
        key: secret::token(),
    })
}

/// The template and its beginning, or every flaw of both: today it holds at once, else from the first minute of its day.
fn checked<R>(zone: Zone, code: &str, from: &str, now: Instant) -> Answer<(Template, Instant), R> {
    let mut errors = FieldErrors::default();
    let chosen = errors.check("template", Template::from_code(code).ok_or(Flaw::Choice));
    let today = zone.day(now);
    let begins = form::day(from).and_then(|day| match day {
        day if day == today => Ok(now),
        day if day > today => Ok(zone.at(day, 0)),
        _ => Err(Flaw::EndsBeforeStart),
    });
    let begins = errors.check("from", begins);
    chosen.zip(begins).ok_or(AppError::Invalid(errors))
}

/// What a template would touch, were it chosen from a day on. Nothing is changed by looking.
///
/// # Errors
/// The flaws of the fields; [`AppError::NotFound`] as [`expiry`].
pub async fn preview_expiry(house: &House, who: &Who, code: &str, from: &str) -> Answer<ExpiryPreview> {
    everywhere(who)?;
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let zone = zone::<Nothing>(&mut tx, who.org).await?;
    let (after, begins) = checked(zone, code, from, now)?;
    Ok(ExpiryPreview {
        before: template_at(&mut tx, who.org, begins).await?,
        after,
        from: zone.moment(begins),
        now: begins == now,
        contradicts: contradicts(&mut tx, who.org, after, zone.day(now)).await?,
    })
}

/// Chooses a template for what is sold from a day on. What was sold keeps what it promised. The same key does it once.
///
/// # Errors
/// As [`preview_expiry`].
pub async fn save_expiry(house: &House, who: &Who, code: &str, from: &str, key: &str) -> Answer<(), Refusal> {
    everywhere(who)?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "save_expiry",
        key,
        content: format!("{code} {from}"),
    };
    let (who, code, from) = (who.clone(), code.to_owned(), from.to_owned());
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let zone = zone::<Refusal>(tx, who.org).await?;
            let (after, begins) = checked::<Refusal>(zone, &code, &from, now)?;
            let what = (KIND, after.code().to_owned());
            studio::service::decide::<Refusal>(tx, who.org, what, begins, who.account.0, now).await?;
            let note = Note::new(Deed::ExpirySaved)
                .with("template", after.code())
                .with("from", zone.day(begins));
            audit(tx, &who, note, now).await
        })
    })
    .await
}

/// Takes back a template that has not begun. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] once it has begun, and as [`expiry`].
pub async fn withdraw_expiry(house: &House, who: &Who, id: PolicyId, key: &str) -> Answer<(), Refusal> {
    everywhere(who)?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "withdraw_expiry",
        key,
        content: id.to_string(),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            studio::service::undecide::<Refusal>(tx, who.org, KIND, id, now).await?;
            audit(tx, &who, Note::new(Deed::ExpiryWithdrawn), now).await
        })
    })
    .await
}

/// Takes up again a pass without a name that has ended with something left on it: for another three years from today. The same key does
/// it once.
///
/// # Errors
/// [`Refusal::NotAsleep`]; [`AppError::NotFound`] for a pass out of reach, or taken back.
pub async fn reactivate(house: &House, who: &Who, id: PassId, key: &str) -> Answer<Day, Refusal> {
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "reactivate_pass",
        key,
        content: id.to_string(),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move { reactivate_in(tx, &who, id, now).await })
    })
    .await
}

async fn reactivate_in(tx: &mut Tx, who: &Who, id: PassId, now: Instant) -> Answer<Day, Refusal> {
    let owner = store::pass_owner(tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    let card = members::service::within_reach(tx, who, Permission::GrantPasses, owner.member_id).await?;
    members::service::lock::<Refusal>(tx, who.org, owner.member_id).await?;
    let owner = store::pass_owner(tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    let today = members::service::today_of::<Refusal>(tx, who.org, now).await?;
    let left = owner.balance.filter(|left| *left > 0 && owner.unnamed);
    let (Some(lot), Some(_), Some(end)) = (owner.lot_id, left, owner.ends_on.filter(|end| *end < today)) else {
        return Err(AppError::Refused(Refusal::NotAsleep));
    };
    let until = day_plus(today, UNNAMED_DAYS - 1);
    store::extend_pass(tx, id, end, until);
    let reason = format!("reactivated:{until}");
    let entry = Entry {
        lot,
        kind: "adjust",
        balance: 0,
        held: 0,
        booking: None,
        reason: &reason,
        by: Some(who.account),
    };
    store::write_entry(tx, entry, now);
    let note = Note::new(Deed::PassReactivated)
        .on(ObjectKind::Member, owner.member_id.0)
        .at(card.home_location_id)
        .with("pass", owner.name)
        .with("last", until);
    audit(tx, who, note, now).await?;
    Ok(until)
}
