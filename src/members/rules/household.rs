//! Who may act for whom.

use crate::{
    members::model::{HouseholdId, HouseholdRole, MemberId},
    platform::time::Day,
};
use chrono::Datelike;

/// Where somebody belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// Who it is.
    pub id: MemberId,
    /// Their household.
    pub household: Option<HouseholdId>,
    /// What they are in it.
    pub role: Option<HouseholdRole>,
    /// Date of birth.
    pub birthday: Option<Day>,
    /// The others of the household may book for them.
    pub lets_book: bool,
    /// The member who brought them along.
    pub guest_of: Option<MemberId>,
}

/// Whether somebody born then has not reached an age on a day: they have from their birthday on; those born on 29 February from 1 March.
#[must_use]
pub fn minor(birthday: Day, today: Day, age: i32) -> bool {
    let years = today.year() - birthday.year();
    let had = (today.month(), today.day()) >= (birthday.month(), birthday.day());
    years - i32::from(!had) < age
}

/// The day on which somebody reaches an age.
#[must_use]
pub fn of_age_on(birthday: Day, age: i32) -> Day {
    let year = birthday.year() + age;
    birthday
        .with_year(year)
        .or_else(|| Day::from_ymd_opt(year, 3, 1))
        .unwrap_or(birthday)
}

/// The last birthday of those who have reached an age on a day.
#[must_use]
pub fn of_age_since(today: Day, age: i32) -> Day {
    let year = today.year() - age;
    // on 29 February of a year without one, whoever was born on the 28th is the last
    today
        .with_year(year)
        .or_else(|| Day::from_ymd_opt(year, 2, 28))
        .unwrap_or(today)
}

/// Whether one person answers for another before the law: a guardian for the children of the household as long as they are not of age.
#[must_use]
pub fn answers_for(me: &Belonging, other: &Belonging, today: Day, of_age: i32) -> bool {
    me.household.is_some()
        && me.household == other.household
        && me.role == Some(HouseholdRole::Guardian)
        && other.role == Some(HouseholdRole::Dependant)
        // of whom no birthday is known, the desk or a guardian has said that they are a child
        && other.birthday.is_none_or(|born| minor(born, today, of_age))
}

/// Whether one person may book, wait and cancel for another: a guardian for the children of the household as long as they are not of
/// age, everybody of it for those who allow it, and whoever brings a guest along for them.
#[must_use]
pub fn acts_for(me: &Belonging, other: &Belonging, today: Day, of_age: i32) -> bool {
    if other.guest_of == Some(me.id) {
        return true;
    }
    if me.id == other.id || me.household.is_none() || me.household != other.household {
        return false;
    }
    match me.role {
        Some(HouseholdRole::Dependant) | None => false,
        _ => other.lets_book || answers_for(me, other, today, of_age),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::from_ymd_opt(y, m, d).expect("a real date")
    }
    fn one(id: u128, role: HouseholdRole) -> Belonging {
        Belonging {
            id: MemberId(Uuid::from_u128(id)),
            household: Some(HouseholdId(Uuid::from_u128(1))),
            role: Some(role),
            birthday: None,
            lets_book: false,
            guest_of: None,
        }
    }

    #[test]
    fn of_age_on_the_birthday_itself() {
        assert!(minor(day(2008, 3, 20), day(2026, 3, 19), 18));
        assert!(!minor(day(2008, 3, 20), day(2026, 3, 20), 18));
        assert!(minor(day(2008, 2, 29), day(2026, 2, 28), 18));
        assert!(!minor(day(2008, 2, 29), day(2026, 3, 1), 18));
        for today in [day(2026, 3, 19), day(2028, 2, 29), day(2026, 2, 28), day(2026, 3, 1)] {
            let last = of_age_since(today, 18);
            assert!(
                !minor(last, today, 18) && minor(crate::platform::time::day_plus(last, 2), today, 18),
                "{today}"
            );
        }
    }

    #[test]
    fn guardians_act_for_children_and_everybody_for_those_who_allow_it() {
        use HouseholdRole::{Adult, Dependant, Guardian};
        let today = day(2026, 3, 19);
        let (mother, father, child) = (one(1, Guardian), one(2, Adult), one(3, Dependant));
        assert!(acts_for(&mother, &child, today, 18));
        assert!(!acts_for(&father, &child, today, 18), "answers for nobody else");
        assert!(!acts_for(&mother, &father, today, 18), "a grown-up is asked");
        assert!(!acts_for(&child, &mother, today, 18));
        let letting = Belonging {
            lets_book: true,
            ..father.clone()
        };
        assert!(acts_for(&mother, &letting, today, 18));
        assert!(
            !acts_for(&child, &letting, today, 18),
            "a child books for itself at most"
        );
        let grown = Belonging {
            birthday: Some(day(2008, 3, 19)),
            ..child.clone()
        };
        assert!(!acts_for(&mother, &grown, today, 18), "of age since today");
        assert!(acts_for(&mother, &grown, today, 19), "and not where that begins later");
        assert!(answers_for(&mother, &child, today, 18) && !answers_for(&mother, &grown, today, 18));
        assert!(
            !answers_for(&mother, &letting, today, 18),
            "whoever lets others book still speaks for themselves"
        );
        let elsewhere = Belonging {
            household: Some(HouseholdId(Uuid::from_u128(2))),
            ..child.clone()
        };
        assert!(!acts_for(&mother, &elsewhere, today, 18));
        let nobody = Belonging {
            household: None,
            role: None,
            ..child
        };
        assert!(!acts_for(
            &Belonging {
                household: None,
                role: None,
                ..mother.clone()
            },
            &nobody,
            today,
            18
        ));
        let guest = Belonging {
            guest_of: Some(mother.id),
            ..nobody
        };
        assert!(acts_for(&mother, &guest, today, 18));
        assert!(!acts_for(&father, &guest, today, 18));
        assert!(
            !acts_for(&mother, &mother.clone(), today, 18),
            "for oneself nobody stands in"
        );
    }
}
