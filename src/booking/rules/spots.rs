//! Who gets which spot: the plan as it stands in, a spot or a rule out.

use crate::{
    booking::model::{Rule, SpotRule},
    members::model::MemberId,
    platform::time::{Instant, Moment, Span},
    rooms::model::SpotId,
};

/// So long a spot is kept for whoever looks at it,
pub const HELD: Span = Span::seconds(120);
/// and with their sheet open all the while so long at most.
pub const HELD_AT_MOST: Span = Span::seconds(600);

/// A spot of a class, as it stands under the lock of the class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotFact {
    /// The spot.
    pub id: SpotId,
    /// What stands on it.
    pub name: String,
    /// The row.
    pub line: i64,
    /// The place in the row.
    pub place: i64,
    /// Out of order.
    pub broken: bool,
    /// Kept by the club.
    pub kept: bool,
    /// Who has it.
    pub taken: Option<MemberId>,
    /// Who chooses it, and until when it is kept for them.
    pub held: Option<(MemberId, Instant)>,
}

impl SpotFact {
    /// Nobody has it and somebody could.
    fn usable(&self) -> bool {
        !self.broken && !self.kept && self.taken.is_none()
    }

    fn held_by_another(&self, me: MemberId) -> Option<Instant> {
        self.held.filter(|(who, _)| *who != me).map(|(_, until)| until)
    }
}

/// What somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// Any: the one that is kept for them, else the first free.
    #[default]
    Any,
    /// Any, whoever is choosing it: they have a place already, or stand at the desk.
    Promised,
    /// This one.
    This(SpotId),
}

/// The spots that this member could have now, by name.
#[must_use]
pub fn free(spots: &[SpotFact], me: MemberId) -> Vec<String> {
    spots
        .iter()
        .filter(|spot| spot.usable() && spot.held_by_another(me).is_none())
        .map(|spot| spot.name.clone())
        .collect()
}

/// The spot that somebody gets. `None`: none is left, though nobody chooses one.
///
/// # Errors
/// The rule that says no, with the spots that are free.
pub fn pick(spots: &[SpotFact], me: MemberId, wish: Wish, offset: i32) -> Result<Option<&SpotFact>, Rule> {
    let at = |at| Moment { at, offset };
    if let Wish::This(id) = wish {
        let Some(spot) = spots.iter().find(|spot| spot.id == id) else {
            return Err(Rule::Spot(SpotRule::Gone(free(spots, me))));
        };
        let name = spot.name.clone();
        return match (spot.taken, spot.held_by_another(me)) {
            (Some(who), _) if who == me => Ok(Some(spot)),
            _ if spot.broken || spot.kept => Err(Rule::Spot(SpotRule::Shut(name, free(spots, me)))),
            (Some(_), _) => Err(Rule::Spot(SpotRule::Taken(name, free(spots, me)))),
            (None, Some(until)) => Err(Rule::Spot(SpotRule::Held(name, at(until), free(spots, me)))),
            (None, None) => Ok(Some(spot)),
        };
    }
    let usable = || spots.iter().filter(|spot| spot.usable());
    let own = usable().find(|spot| spot.held.is_some_and(|(who, _)| who == me));
    let unheld = || usable().find(|spot| spot.held.is_none());
    // whoever has a spot loses nothing when the one that they look at goes
    let seated = |who: MemberId| spots.iter().any(|spot| spot.taken == Some(who));
    let idle = || usable().find(|spot| spot.held.is_some_and(|(who, _)| seated(who)));
    if let Some(spot) = own.or_else(unheld).or_else(idle) {
        return Ok(Some(spot));
    }
    // what is left is being chosen by somebody without a place
    let first = usable().min_by_key(|spot| spot.held.map(|(_, until)| until));
    match (first, wish) {
        (Some(spot), Wish::Promised) => Ok(Some(spot)),
        (Some(spot), _) => Err(Rule::Spot(SpotRule::AllHeld(at(spot
            .held
            .map_or(Instant(0), |(_, until)| until))))),
        (None, _) => Ok(None),
    }
}

/// Spots side by side for so many people; as near as can be where no row has so many. Empty where there are not enough.
#[must_use]
pub fn together(spots: &[SpotFact], me: MemberId, people: usize) -> Vec<SpotId> {
    let open: Vec<&SpotFact> = spots
        .iter()
        .filter(|spot| spot.usable() && spot.held_by_another(me).is_none())
        .collect();
    if people == 0 || open.len() < people {
        return Vec::new();
    }
    // the stretch of free spots that is the tightest: a row and a place more counts more than a gap
    let width = |part: &[&SpotFact]| match (part.first(), part.last()) {
        (Some(first), Some(last)) => (last.line - first.line, last.place - first.place),
        _ => (i64::MAX, i64::MAX),
    };
    open.windows(people)
        .min_by_key(|part| width(part))
        .map(|part| part.iter().map(|spot| spot.id).collect())
        .unwrap_or_default()
}

/// Until when a spot is kept for whoever chooses it, counted from when they began to.
#[must_use]
pub fn held_until(since: Instant, now: Instant) -> Instant {
    (now + HELD).min(since + HELD_AT_MOST)
}

/// Somebody with a place, and the spot that they had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub member: MemberId,
    /// The spot, which may be on another plan.
    pub spot: Option<(SpotId, String)>,
}

/// Where everybody stands on this plan, in the order of `people`: whoever has a good spot keeps it, then whoever had one of the same
/// name, then each the first that is free. What somebody else is choosing goes last.
#[must_use]
pub fn rehouse(spots: &[SpotFact], people: &[Standing]) -> Vec<Option<SpotId>> {
    let here = |who: MemberId| people.iter().any(|person| person.member == who);
    let good = |spot: &&SpotFact| !spot.broken && !spot.kept && spot.taken.is_none_or(here);
    let mut given: Vec<Option<SpotId>> = people
        .iter()
        .map(|person| {
            let (id, _) = person.spot.as_ref()?;
            // kept spots stay with whoever has them: the club keeps what is free
            spots
                .iter()
                .find(|spot| spot.id == *id && !spot.broken)
                .map(|spot| spot.id)
        })
        .collect();
    let open = |given: &[Option<SpotId>], spot: &&SpotFact| good(spot) && !given.contains(&Some(spot.id));
    for (n, person) in people.iter().enumerate() {
        if let (None, Some((_, name))) = (given[n], &person.spot) {
            given[n] = spots
                .iter()
                .filter(|spot| open(&given, spot))
                .find(|spot| spot.name == *name)
                .map(|spot| spot.id);
        }
    }
    for n in 0..people.len() {
        if given[n].is_none() {
            let free = |held: bool| {
                spots
                    .iter()
                    .filter(|spot| open(&given, spot))
                    .find(|spot| spot.held.is_some() == held)
                    .map(|spot| spot.id)
            };
            given[n] = free(false).or_else(|| free(true));
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ME: MemberId = MemberId(Uuid::from_u128(1));
    const YOU: MemberId = MemberId(Uuid::from_u128(2));

    fn spot(n: u128) -> SpotFact {
        SpotFact {
            id: SpotId(Uuid::from_u128(n)),
            name: n.to_string(),
            line: (n as i64 - 1) / 4 + 1,
            place: (n as i64 - 1) % 4 + 1,
            broken: false,
            kept: false,
            taken: None,
            held: None,
        }
    }
    fn plan() -> Vec<SpotFact> {
        (1..=8).map(spot).collect()
    }
    fn id(n: u128) -> SpotId {
        SpotId(Uuid::from_u128(n))
    }
    fn code(answer: Result<Option<&SpotFact>, Rule>) -> Result<Option<String>, &'static str> {
        answer
            .map(|spot| spot.map(|s| s.name.clone()))
            .map_err(|rule| rule.code())
    }

    #[test]
    fn a_spot_is_given_unless_somebody_has_or_chooses_it() {
        let mut spots = plan();
        spots[0].taken = Some(YOU);
        spots[1].held = Some((YOU, Instant(9)));
        spots[2].broken = true;
        spots[3].kept = true;
        spots[4].held = Some((ME, Instant(9)));
        let this = |n| code(pick(&spots, ME, Wish::This(id(n)), 0));
        assert_eq!(this(1), Err("spot_taken"));
        assert_eq!(this(2), Err("spot_held"));
        assert_eq!(this(3), Err("spot_shut"));
        assert_eq!(this(4), Err("spot_shut"));
        assert_eq!(this(5), Ok(Some("5".into())));
        assert_eq!(this(99), Err("spot_gone"));
        assert_eq!(
            code(pick(&spots, ME, Wish::Any, 0)),
            Ok(Some("5".into())),
            "the one kept for me"
        );
        assert_eq!(free(&spots, ME), ["5", "6", "7", "8"]);
        assert_eq!(free(&spots, YOU), ["2", "6", "7", "8"]);
    }

    #[test]
    fn the_last_spot_is_left_to_whoever_chooses_it_unless_they_have_one() {
        let mut spots = vec![spot(1), spot(2)];
        spots[0].taken = Some(MemberId(Uuid::from_u128(7)));
        spots[1].held = Some((YOU, Instant(9)));
        assert_eq!(code(pick(&spots, ME, Wish::Any, 0)), Err("spots_held"));
        assert_eq!(code(pick(&spots, ME, Wish::Promised, 0)), Ok(Some("2".into())));
        spots[0].taken = Some(YOU);
        assert_eq!(code(pick(&spots, ME, Wish::Any, 0)), Ok(Some("2".into())));
        spots[1].taken = Some(MemberId(Uuid::from_u128(8)));
        assert_eq!(code(pick(&spots, ME, Wish::Any, 0)), Ok(None));
    }

    #[test]
    fn a_party_stands_side_by_side_where_it_can() {
        let mut spots = plan();
        spots[1].taken = Some(YOU);
        assert_eq!(together(&spots, ME, 3), [id(5), id(6), id(7)]);
        spots[5].taken = Some(YOU);
        assert_eq!(together(&spots, ME, 2), [id(3), id(4)]);
        assert_eq!(together(&spots, ME, 6).len(), 6);
        assert_eq!(together(&spots, ME, 7), []);
    }

    #[test]
    fn on_another_plan_the_name_goes_before_the_first_free() {
        let stand = |n: u128, name: &str| Standing {
            member: MemberId(Uuid::from_u128(100 + n)),
            spot: Some((id(n), name.to_owned())),
        };
        let mut spots = plan();
        spots[2].broken = true;
        let nowhere = Standing { member: ME, spot: None };
        let people = [nowhere, stand(50, "2"), stand(3, "3"), stand(1, "1")];
        assert_eq!(
            rehouse(&spots, &people),
            [Some(id(4)), Some(id(2)), Some(id(5)), Some(id(1))]
        );
        let one = [spot(1)];
        assert_eq!(rehouse(&one, &people)[3], Some(id(1)));
        assert_eq!(rehouse(&one, &people)[0], None, "there is none");
    }

    #[test]
    fn a_spot_is_kept_for_two_minutes_and_for_ten_at_most() {
        let since = Instant(0);
        assert_eq!(held_until(since, since), since + HELD);
        assert_eq!(held_until(since, since + Span::seconds(550)), since + HELD_AT_MOST);
    }
}
