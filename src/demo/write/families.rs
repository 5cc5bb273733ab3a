//! Households of the demo club: children whose parents book for them, on passes that the family shares.

use super::people::Person;
use crate::{
    demo::{club::Club, plan::CURRENCY},
    members::household,
    plans::{
        self,
        model::{Bearer, PassKind, PlanId},
        service::NewPlan,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing, fault},
        time::{Instant, day_plus},
    },
    studio::model::OrgId,
};

const CHILDREN: [(&str, i64); 6] = [
    ("Mia", 9),
    ("Jonas", 12),
    ("Emma", 7),
    ("Noah", 14),
    ("Lina", 11),
    ("Ben", 16),
];

/// Offers a pass for families and one for guests, and gives every ninth active member a child; the member to look at has two, and both
/// passes.
pub(super) async fn write(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    people: &[Person],
    shown: Option<usize>,
    now: Instant,
) -> Answer<()> {
    let family = offer(tx, org, ("Family pass", 20, 16_000, 180, Bearer::Household), now).await?;
    let guests = offer(tx, org, ("Guest pass", 3, 3_900, 90, Bearer::Anyone), now).await?;
    let mut next = 0;
    for (i, person) in people.iter().enumerate() {
        let children = match () {
            () if shown == Some(i) => 2,
            () if person.active && i % 9 == 4 => 1,
            () => continue,
        };
        let name = &club.members[i].person.name;
        let family_name = name.split_whitespace().last().unwrap_or_default();
        for _ in 0..children {
            let (given, years) = CHILDREN[next % CHILDREN.len()];
            next += 1;
            let born = day_plus(club.today, -(years * 365 + 40 + (i as i64 * 13) % 300));
            household::add_child_in(tx, org, person.id, format!("{given} {family_name}"), born, now)
                .await
                .map_err(refused)?;
        }
        for plan in [Some(family), (shown == Some(i)).then_some(guests)]
            .into_iter()
            .flatten()
        {
            plans::service::grant(tx, org, person.id, plan, day_plus(club.today, -20), None, now)
                .await
                .map_err(refused)?;
        }
    }
    Ok(())
}

/// Nothing of this is refused in a club that has just been made.
pub(super) fn refused<R: std::fmt::Debug>(error: AppError<R>) -> AppError {
    fault(&format!("{error:?}"))
}

async fn offer(
    tx: &mut Tx,
    org: OrgId,
    (name, credits, price, days, bearer): (&str, i64, i64, i64, Bearer),
    now: Instant,
) -> Answer<PlanId> {
    let plan = NewPlan {
        name: name.to_owned(),
        kind: PassKind::Pack,
        credits: Some(credits),
        days: Some(days),
        price,
        location: None,
        categories: Vec::new(),
        bearer,
    };
    plans::service::add_plan::<Nothing>(tx, org, CURRENCY, plan, now).await
}
