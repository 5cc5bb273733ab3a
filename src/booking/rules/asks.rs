//! What a class asks of whoever comes: an age, how far they are, and their gender.

use crate::{
    booking::model::Rule,
    members::{
        model::{Gender, Level},
        rules::{minor, of_age_on},
    },
    platform::time::Day,
    schedule::model::Asks,
};

/// What the club knows of somebody that a class may ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fitness {
    /// When they were born.
    pub born: Option<Day>,
    /// How far they are.
    pub level: Option<Level>,
    /// Their gender.
    pub gender: Option<Gender>,
}

/// What stands in the way on the day of a class; empty: they may come. Years are whole: somebody is so old from their birthday on.
#[must_use]
pub fn unmet(asks: &Asks, fit: Fitness, day: Day) -> Vec<Rule> {
    let mut rules = Vec::new();
    match fit.born {
        None if asks.age() => rules.push(Rule::NoBirthday(*asks)),
        None => {}
        Some(born) => {
            let younger = |age: i64| minor(born, day, age as i32);
            if let Some(age) = asks.min_age.filter(|age| younger(*age)) {
                rules.push(Rule::TooYoung(age, of_age_on(born, age as i32)));
            }
            if let Some(age) = asks.max_age.filter(|age| !younger(*age + 1)) {
                rules.push(Rule::TooOld(age));
            }
        }
    }
    if let Some(level) = asks.level.filter(|level| fit.level < Some(*level)) {
        rules.push(Rule::LowLevel(level, fit.level));
    }
    if let Some(only) = asks.gender.filter(|only| fit.gender != Some(*only)) {
        rules.push(Rule::OtherGender(only, fit.gender.is_some()));
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::from_ymd_opt(y, m, d).expect("a real date")
    }

    #[test]
    fn an_age_is_asked_of_the_day_of_the_class() {
        let teens = Asks {
            min_age: Some(14),
            max_age: Some(17),
            ..Asks::default()
        };
        let on = day(2026, 3, 20);
        let of = |born| {
            unmet(
                &teens,
                Fitness {
                    born: Some(born),
                    ..Fitness::default()
                },
                on,
            )
        };
        assert_eq!(of(day(2012, 3, 20)), [], "fourteen that day");
        assert_eq!(
            of(day(2012, 3, 21)),
            [Rule::TooYoung(14, day(2026, 3, 21))],
            "a day short"
        );
        assert_eq!(of(day(2008, 3, 21)), [], "seventeen, eighteen tomorrow");
        assert_eq!(of(day(2008, 3, 20)), [Rule::TooOld(17)], "eighteen that day");
        assert_eq!(unmet(&teens, Fitness::default(), on), [Rule::NoBirthday(teens)]);
        assert_eq!(unmet(&Asks::default(), Fitness::default(), on), []);
        let leap = Asks {
            min_age: Some(18),
            ..Asks::default()
        };
        let born = Fitness {
            born: Some(day(2008, 2, 29)),
            ..Fitness::default()
        };
        assert_eq!(
            unmet(&leap, born, day(2026, 2, 28)),
            [Rule::TooYoung(18, day(2026, 3, 1))]
        );
        assert_eq!(unmet(&leap, born, day(2026, 3, 1)), []);
    }

    #[test]
    fn a_level_asks_for_as_much_or_more() {
        let some = Asks {
            level: Some(Level::Intermediate),
            ..Asks::default()
        };
        let of = |level| {
            let fit = Fitness {
                level,
                ..Fitness::default()
            };
            unmet(&some, fit, day(2026, 3, 20))
        };
        assert_eq!(of(Some(Level::Advanced)), []);
        assert_eq!(of(Some(Level::Intermediate)), []);
        assert_eq!(
            of(Some(Level::Beginner)),
            [Rule::LowLevel(Level::Intermediate, Some(Level::Beginner))]
        );
        assert_eq!(
            of(None),
            [Rule::LowLevel(Level::Intermediate, None)],
            "nobody has said so"
        );
    }

    #[test]
    fn a_class_for_women_is_for_whoever_the_club_knows_as_one() {
        let women = Asks {
            gender: Some(Gender::Female),
            ..Asks::default()
        };
        let of = |gender| {
            let fit = Fitness {
                gender,
                ..Fitness::default()
            };
            unmet(&women, fit, day(2026, 3, 20))
        };
        assert_eq!(of(Some(Gender::Female)), []);
        assert_eq!(of(Some(Gender::Other)), [Rule::OtherGender(Gender::Female, true)]);
        assert_eq!(of(None), [Rule::OtherGender(Gender::Female, false)]);
    }
}
