//! What terms name, and what would do where somebody's passes are for something else.

use crate::{
    coaches,
    plans::{
        model::{Named, Need, Plan, Unfit},
        rules, store,
    },
    platform::{db::Tx, error::Answer},
    studio::{self, model::OrgId},
};

/// At most so many plans are named in one refusal.
const NAMED: usize = 3;

/// Everything that terms may name.
///
/// # Errors
/// A fault of the database.
pub async fn named<R>(tx: &mut Tx, org: OrgId) -> Answer<Named, R> {
    Ok(Named {
        locations: studio::service::locations(tx, org).await?,
        coaches: coaches::service::all(tx, org).await?,
        kinds: store::kinds_of_class(tx, org).await?,
        levels: coaches::service::levels(tx, org).await?,
    })
}

/// What is on sale, and what it names: read where somebody is told what would do, and nowhere else.
pub struct OnSale {
    named: Named,
    plans: Vec<Plan>,
}

impl OnSale {
    /// Reads it.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn of<R>(tx: &mut Tx, org: OrgId) -> Answer<Self, R> {
        Ok(Self {
            named: named(tx, org).await?,
            plans: store::plans(tx, org, false).await?,
        })
    }

    /// Whether there is something to say of it.
    #[must_use]
    pub const fn speaks_of(unfit: &Unfit) -> bool {
        matches!(unfit, Unfit::OtherKind(_) | Unfit::OtherLevel(_))
    }

    /// Says what a pass is for that is for something else, and what would do for this class, the cheapest first.
    pub fn explain(&self, need: &Need, unfit: &mut Unfit) {
        let would = match unfit {
            Unfit::OtherKind(would) => {
                would.only = owned(self.named.kinds_of(&would.of));
                would
            }
            Unfit::OtherLevel(would) => {
                let of = self.named.levels.iter().filter(|level| would.of.contains(&level.id.0));
                would.only = of.map(|level| level.name.clone()).collect();
                would
            }
            _ => return,
        };
        // the dearest come first
        let fit = self.plans.iter().rev().filter(|plan| rules::would_do(plan, need));
        would.plans = fit.take(NAMED).map(|plan| plan.name.clone()).collect();
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
