//! Whose turn it is in a line in which some wait together.

use crate::booking::model::PartyId;

/// What the places that are free come to, counted over those who wait and are asked, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Turn {
    /// Whose turn it is: one who waits alone, or all of a party, by where they stand. Nobody, where nobody waits or nobody fits.
    pub next: Vec<usize>,
    /// The parties that are passed by, because too few places are free for them.
    pub skipped: Vec<PartyId>,
    /// What is free is kept for a party of so many, before whom nobody is served.
    pub kept_for: Option<i64>,
}

/// Those of a line who are served together, in the order of the line.
fn groups(line: &[Option<PartyId>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Option<PartyId>, Vec<usize>)> = Vec::new();
    for (at, party) in line.iter().enumerate() {
        match groups.iter_mut().find(|(of, _)| party.is_some() && of == party) {
            Some((_, people)) => people.push(at),
            None => groups.push((*party, vec![at])),
        }
    }
    groups.into_iter().map(|(_, people)| people).collect()
}

/// Whose turn it is. A party for which too few places are free is passed by and keeps its place (`skip`), or what is free waits for it.
#[must_use]
pub fn turn(line: &[Option<PartyId>], free: i64, skip: bool) -> Turn {
    let mut turn = Turn::default();
    for people in groups(line) {
        let size = people.len() as i64;
        if size <= free {
            turn.next = people;
            return turn;
        }
        if !skip {
            turn.kept_for = (free > 0).then_some(size);
            return turn;
        }
        turn.skipped.extend(people.first().and_then(|at| line[*at]));
    }
    turn
}

/// Who is told that places are free, where whoever is first books them: whoever fits. Behind a party that does not fit and is not
/// passed by nobody is.
#[must_use]
pub fn told(line: &[Option<PartyId>], free: i64, skip: bool) -> Turn {
    let mut told = Turn::default();
    for people in groups(line) {
        if people.len() as i64 <= free {
            told.next.extend(people);
        } else if skip {
            told.skipped.extend(people.first().and_then(|at| line[*at]));
        } else {
            told.kept_for = Some(people.len() as i64);
            break;
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn party(n: u128) -> Option<PartyId> {
        Some(PartyId(Uuid::from_u128(n)))
    }

    #[test]
    fn whoever_waits_alone_is_served_in_order() {
        assert_eq!(turn(&[None, None], 1, false).next, [0]);
        assert_eq!(turn(&[], 1, false), Turn::default());
    }

    #[test]
    fn a_party_that_fits_is_served_as_a_whole_even_where_others_stand_between() {
        assert_eq!(turn(&[party(1), None, party(1)], 2, false).next, [0, 2]);
        assert_eq!(turn(&[party(1), None, party(1)], 2, true).next, [0, 2]);
    }

    #[test]
    fn a_party_that_does_not_fit_is_passed_by_only_where_the_rule_says_so() {
        let line = [party(1), party(1), party(2), party(2), None];
        let on = turn(&line, 1, true);
        assert_eq!((on.next, on.kept_for), (vec![4], None));
        assert_eq!(on.skipped.len(), 2);
        let off = turn(&line, 1, false);
        assert_eq!((off.next, off.skipped.len(), off.kept_for), (vec![], 0, Some(2)));
    }

    #[test]
    fn nobody_behind_a_party_that_is_waited_for_is_told() {
        let line = [None, party(1), party(1), None];
        assert_eq!(told(&line, 1, false).next, [0]);
        assert_eq!(told(&line, 1, true).next, [0, 3]);
        assert_eq!(told(&line, 2, false).next, [0, 1, 2, 3]);
    }
}
