//! Several people to one class at once: all of them, or none.

use super::{book::take, command, explained, gather};
use crate::{
    accounts::model::Who,
    booking::{
        model::{PartyBooked, PartySeat, Refusal, Rule},
        rules::{self, SpotFact, Wish},
        store,
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form::{self, FieldErrors, Flaw},
        house::House,
        time::Instant,
    },
    rooms::model::SpotId,
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::{self, model::OrgId},
};

/// Who is to come.
#[derive(Debug, Clone, Default)]
pub struct Party {
    /// The member themselves, and those they may act for.
    pub people: Vec<MemberId>,
    /// The names of guests.
    pub guests: Vec<String>,
}

/// Books a class for several people in one transaction, each with the pass that is theirs to use: every one of them gets a seat, or
/// nobody does. The same key books once.
///
/// # Errors
/// A [`Refusal`] with every rule that says no, each with the name of whom it stops; [`AppError::NotFound`] for somebody whom the
/// member may not act for.
pub async fn book_party(
    house: &House,
    who: &Who,
    me: MemberId,
    session: SessionId,
    party: Party,
    key: &str,
) -> Answer<PartyBooked, Refusal> {
    let (people, guests) = checked(party)?;
    let org = who.org;
    let content = format!("{me} {session} {people:?} {guests:?}");
    command(house, who, &[session.0], ("book_party", key, content), |tx, now| {
        let (people, guests) = (people.clone(), guests.clone());
        Box::pin(async move { book_in(tx, org, me, session, (people, guests), now).await })
    })
    .await
}

/// Who is to come, everybody once, by their ids: the order in which everybody who locks several members does it.
///
/// # Errors
/// The flaws of the names, or that nobody is to come.
pub(super) fn checked<R>(party: Party) -> Answer<(Vec<MemberId>, Vec<String>), R> {
    let mut errors = FieldErrors::default();
    let names = party.guests.iter().filter(|name| !name.trim().is_empty());
    let guests: Vec<String> = names
        .filter_map(|name| errors.check("guests", form::text(name, 80)))
        .collect();
    let mut people = party.people;
    people.sort_unstable();
    people.dedup();
    if people.is_empty() && guests.is_empty() {
        errors.0.push(("people".to_owned(), Flaw::Choice));
    }
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    Ok((people, guests))
}

async fn book_in(
    tx: &mut Tx,
    org: OrgId,
    me: MemberId,
    session: SessionId,
    (people, guests): (Vec<MemberId>, Vec<String>),
    now: Instant,
) -> Answer<PartyBooked, Refusal> {
    let mut class: ClassSession = schedule::service::lock(tx, org, session).await?;
    let cards = who_comes(tx, org, me, &class, (people, guests), now).await?;
    let (free, wanted) = (class.free(), cards.len() as i64);
    let mut booked = Vec::new();
    let mut stops = Vec::new();
    let mut side_by_side = side_by_side(tx, &class, me, cards.len(), now).await?.into_iter();
    for card in cards {
        let (member, name) = (card.id, card.name.clone());
        let mine = (card.id != me).then_some(me);
        let mut gathered = gather(tx, org, class.clone(), card, None, now).await?;
        gathered.by = mine;
        if let Some(spot) = side_by_side.next() {
            gathered.wish = Wish::This(spot);
        }
        let rules = rules::booking(&gathered.facts());
        if rules.is_empty() {
            let kept = gathered.offer.is_some();
            let seat = take(tx, org, gathered, rules).await?;
            class.booked += i64::from(!kept);
            booked.push(PartySeat {
                member,
                name,
                booked: seat,
            });
            continue;
        }
        for rule in rules {
            stops.push(match (rule, mine) {
                (Rule::Full(_) | Rule::KeptPlaces(..), _) if free > 0 => Rule::TooFewPlaces(free, wanted),
                (
                    rule @ (Rule::Full(_)
                    | Rule::KeptPlaces(..)
                    | Rule::KeptForParty(..)
                    | Rule::ClassCancelled(_)
                    | Rule::Started
                    | Rule::Closed(_)),
                    _,
                ) => rule,
                (rule, Some(_)) if wanted > 1 => Rule::Of(member, name.clone(), Box::new(rule)),
                (rule, _) => rule,
            });
        }
    }
    let mut said: Vec<Rule> = Vec::new();
    for rule in stops {
        if !said.contains(&rule) {
            said.push(rule);
        }
    }
    if !said.is_empty() {
        let rules = explained(tx, org, &class, said).await?;
        return Err(AppError::Refused(Refusal { rules }));
    }
    Ok(PartyBooked { session, seats: booked })
}

/// Those who are to come, locked in the order of their ids, the reader first; guests are written down as such.
///
/// # Errors
/// [`AppError::NotFound`] for somebody whom the reader may not act for; what stands in the way of bringing guests.
pub(super) async fn who_comes(
    tx: &mut Tx,
    org: OrgId,
    me: MemberId,
    class: &ClassSession,
    (people, guests): (Vec<MemberId>, Vec<String>),
    now: Instant,
) -> Answer<Vec<MemberCard>, Refusal> {
    let mut locked = people.clone();
    if !guests.is_empty() && !locked.contains(&me) {
        // whose pass the guests come on
        locked.push(me);
        locked.sort_unstable();
    }
    let mut cards: Vec<MemberCard> = Vec::new();
    let mut host = None;
    for id in locked {
        let card: MemberCard = members::service::lock(tx, org, id).await?;
        if !members::household::acts_for::<Refusal>(tx, org, me, id, now).await? {
            return Err(AppError::NotFound);
        }
        if id == me {
            host = Some(card.clone());
        }
        if people.contains(&id) {
            cards.push(card);
        }
    }
    // the reader comes first, whatever their id
    cards.sort_by_key(|card| card.id != me);
    if let (Some(host), false) = (&host, guests.is_empty()) {
        let policy = studio::service::booking_policy(tx, org, class.location_id, now).await?;
        let there = store::guests_in(tx, class.id, me).await?;
        if there + guests.len() as i64 > policy.guests_max {
            return Err(AppError::Refused(Rule::Guests(policy.guests_max).into()));
        }
        let of_host = gather(tx, org, class.clone(), host.clone(), None, now).await?;
        let rules = rules::hosting(&of_host.facts());
        if !rules.is_empty() {
            return Err(AppError::Refused(Refusal { rules }));
        }
        for name in guests {
            let guest = members::household::add_guest::<Refusal>(tx, org, host, name, now).await?;
            cards.push(members::service::card(tx, org, guest).await?);
        }
    }
    Ok(cards)
}

/// Spots side by side for a party, where the class has spots and enough of them are free.
async fn side_by_side(
    tx: &mut Tx,
    class: &ClassSession,
    me: MemberId,
    people: usize,
    now: Instant,
) -> Answer<Vec<SpotId>, Refusal> {
    if !class.spots() {
        return Ok(Vec::new());
    }
    let rows = store::spots(tx, class.id, now).take(tx).await?;
    let facts: Vec<SpotFact> = rows.iter().map(SpotFact::from).collect();
    Ok(rules::together(&facts, me, people))
}
