//! What the demonstration club sells.
//!
//! Prices and shares are assumptions of this demonstration.

use super::classes::{Text, text};

/// Currency of every price.
pub const CURRENCY: &str = "EUR";

/// What a plan entitles to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanKind {
    /// Any number of classes, billed each month until cancelled.
    Unlimited,
    /// A number of credits.
    Pack {
        /// Credits sold.
        credits: u32,
    },
    /// One class.
    DropIn,
    /// Any number of classes for some days, once a person.
    Intro,
}

/// Something the club sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// A short name for code and addresses.
    pub key: &'static str,
    /// Its name.
    pub name: Text,
    /// What it entitles to.
    pub kind: PlanKind,
    /// Price in minor units of [`CURRENCY`]: a month's for a plan that is billed monthly.
    pub price_minor: i64,
    /// Days it may be used; `None` for one that runs until cancelled.
    pub valid_days: Option<u32>,
    /// How many of 100 members have it as their latest plan.
    pub share: u32,
}

impl Plan {
    /// Credits sold; `None` where classes are not counted.
    #[must_use]
    pub const fn credits(&self) -> Option<u32> {
        match self.kind {
            PlanKind::Pack { credits } => Some(credits),
            PlanKind::DropIn => Some(1),
            PlanKind::Unlimited | PlanKind::Intro => None,
        }
    }
}

/// Index of the monthly plan in [`PLANS`].
pub const UNLIMITED: usize = 0;
/// Index of the ten-class pass in [`PLANS`].
pub const TEN: usize = 1;
/// Index of the five-class pack in [`PLANS`].
pub const FIVE: usize = 2;
/// Index of the single class in [`PLANS`].
pub const DROP_IN: usize = 3;
/// Index of the introduction in [`PLANS`].
pub const INTRO: usize = 4;

/// The club's plans.
pub const PLANS: [Plan; 5] = [
    Plan {
        key: "unlimited",
        name: text("Unlimited monthly", "畅练月卡", "暢練月卡"),
        kind: PlanKind::Unlimited,
        price_minor: 8900,
        valid_days: None,
        share: 52,
    },
    Plan {
        key: "pass-10",
        name: text("10-class pass", "10 次卡", "10 次卡"),
        kind: PlanKind::Pack { credits: 10 },
        price_minor: 14_000,
        valid_days: Some(180),
        share: 23,
    },
    Plan {
        key: "pack-5",
        name: text("5-class pack", "5 次卡", "5 次卡"),
        kind: PlanKind::Pack { credits: 5 },
        price_minor: 7800,
        valid_days: Some(90),
        share: 10,
    },
    Plan {
        key: "drop-in",
        name: text("Drop-in", "单次课", "單次課"),
        kind: PlanKind::DropIn,
        price_minor: 1800,
        valid_days: Some(30),
        share: 9,
    },
    Plan {
        key: "intro",
        name: text("Intro week", "体验周卡", "體驗週卡"),
        kind: PlanKind::Intro,
        price_minor: 1900,
        valid_days: Some(7),
        share: 6,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_names_its_plan() {
        let keys = [UNLIMITED, TEN, FIVE, DROP_IN, INTRO].map(|index| PLANS[index].key);
        assert_eq!(keys, ["unlimited", "pass-10", "pack-5", "drop-in", "intro"]);
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(PLANS.iter().map(|plan| plan.share).sum::<u32>(), 100);
    }

    #[test]
    fn more_classes_cost_less_each() {
        let each = |index: usize| {
            let plan = &PLANS[index];
            plan.price_minor / i64::from(plan.credits().unwrap())
        };
        assert!(each(TEN) < each(FIVE) && each(FIVE) < each(DROP_IN));
    }
}
