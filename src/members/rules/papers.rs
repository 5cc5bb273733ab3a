//! Which version of a paper is in force, and whether a signature holds.

use crate::{
    members::model::{PaperId, PaperKind, PaperState},
    platform::time::Day,
};
use chrono::Months;

/// A version and what somebody has signed of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperFact {
    /// Which.
    pub id: PaperId,
    /// What it is.
    pub kind: PaperKind,
    /// Its number among those of its kind.
    pub number: i64,
    /// It is asked for; else it ends the asking.
    pub asked: bool,
    /// The day on which it comes into force.
    pub from: Day,
    /// A signature holds so many months; `None`: for good.
    pub months: Option<i64>,
    /// It is asked for at the place in question.
    pub here: bool,
    /// The day of the last signature that holds for it but for its age.
    pub signed: Option<Day>,
}

/// The version of a kind that is in force: what was saved last counts, from its day on, so that saving again takes a day back which has
/// not come.
#[must_use]
pub fn in_force(facts: &[PaperFact], kind: PaperKind, today: Day) -> Option<&PaperFact> {
    facts
        .iter()
        .filter(|fact| fact.kind == kind && fact.from <= today)
        .max_by_key(|fact| fact.number)
}

/// The day from which on a signature of a day is asked for anew; `None`: it holds for good.
#[must_use]
pub fn runs_out(signed: Day, months: Option<i64>) -> Option<Day> {
    let months = u32::try_from(months?).ok()?;
    signed.checked_add_months(Months::new(months))
}

/// Whether a signature of a day still holds.
#[must_use]
pub fn holds(signed: Day, months: Option<i64>, today: Day) -> bool {
    runs_out(signed, months).is_none_or(|until| today < until)
}

/// What is in force at the place in question, is asked for, and is not signed.
#[must_use]
pub fn to_sign(facts: &[PaperFact], today: Day) -> Vec<PaperKind> {
    PaperKind::ALL
        .into_iter()
        .filter(|kind| {
            in_force(facts, *kind, today).is_some_and(|fact| {
                let signed = fact.signed.is_some_and(|day| holds(day, fact.months, today));
                fact.asked && fact.here && !signed
            })
        })
        .collect()
}

/// How a paper stands with somebody: what holds of their signatures, and whether there is any at all.
#[must_use]
pub fn state(fact: &PaperFact, ever: bool, today: Day) -> PaperState {
    match fact.signed {
        Some(day) if holds(day, fact.months, today) => PaperState::Signed,
        Some(_) => PaperState::RunOut,
        None if ever => PaperState::Outdated,
        None => PaperState::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::from_ymd_opt(y, m, d).expect("a real date")
    }

    fn waiver(number: i64, from: Day) -> PaperFact {
        PaperFact {
            id: PaperId(uuid::Uuid::from_u128(number as u128)),
            kind: PaperKind::Waiver,
            number,
            asked: true,
            from,
            months: None,
            here: true,
            signed: None,
        }
    }

    #[test]
    fn what_was_saved_last_counts_from_its_day_on() {
        let today = day(2026, 3, 19);
        let facts = [waiver(1, day(2026, 1, 1)), waiver(2, day(2026, 4, 1))];
        let number = |facts: &[PaperFact], on| in_force(facts, PaperKind::Waiver, on).map(|fact| fact.number);
        assert_eq!(number(&facts, today), Some(1));
        assert_eq!(number(&facts, day(2026, 4, 1)), Some(2), "on the day itself");
        assert_eq!(number(&facts, day(2025, 12, 31)), None);
        let again = [facts[0], facts[1], waiver(3, today)];
        assert_eq!(number(&again, day(2026, 4, 1)), Some(3), "saved after the one of April");
        assert_eq!(in_force(&facts, PaperKind::Questionnaire, today), None);
    }

    #[test]
    fn a_signature_holds_for_whole_months() {
        let signed = day(2026, 1, 31);
        assert!(holds(signed, Some(1), day(2026, 2, 27)));
        assert!(
            !holds(signed, Some(1), day(2026, 2, 28)),
            "the last day of a short month"
        );
        assert!(holds(signed, None, day(2036, 1, 1)), "for good");
        assert_eq!(runs_out(signed, Some(12)), Some(day(2027, 1, 31)));
    }

    #[test]
    fn only_what_is_asked_for_here_and_not_signed_is_to_be_signed() {
        let today = day(2026, 3, 19);
        let asked = waiver(1, today);
        assert_eq!(to_sign(&[asked], today), [PaperKind::Waiver]);
        for not in [
            PaperFact { here: false, ..asked },
            PaperFact { asked: false, ..asked },
            PaperFact {
                signed: Some(today),
                ..asked
            },
            waiver(1, day(2026, 3, 20)),
        ] {
            assert_eq!(to_sign(&[not], today), [], "{not:?}");
        }
        let old = PaperFact {
            months: Some(1),
            signed: Some(day(2026, 2, 19)),
            ..asked
        };
        assert_eq!(to_sign(&[old], today), [PaperKind::Waiver], "run out");
        assert_eq!(state(&old, true, today), PaperState::RunOut);
        assert_eq!(state(&asked, true, today), PaperState::Outdated);
        assert_eq!(state(&asked, false, today), PaperState::Missing);
    }
}
