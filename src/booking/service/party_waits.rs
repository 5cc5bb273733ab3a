//! Several people who wait for one class together: all of them get a place, or none does yet.

use super::{
    Gathered, command, gather,
    party::{Party, checked, who_comes},
    wait::{gather_waiting, give, offer_to, pass_over, promote_in},
};
use crate::{
    accounts::model::Who,
    booking::{
        model::{Joined, Line, PartyId, Refusal, Rule},
        rules,
        store::{self, NewOfParty, Waiting},
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans::model::Choice,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        house::House,
        time::Instant,
    },
    schedule::{
        self,
        model::{ClassSession, SessionId},
    },
    studio::model::OrgId,
};

/// Joins the waitlist of a full class together with others. The same key joins once.
///
/// # Errors
/// A [`Refusal`] with every rule that says no, each with the name of whom it stops; [`AppError::NotFound`] for somebody whom the
/// member may not act for.
pub async fn join_party(
    house: &House,
    who: &Who,
    me: MemberId,
    session: SessionId,
    party: Party,
    key: &str,
) -> Answer<Joined, Refusal> {
    let (people, guests) = checked(party)?;
    let org = who.org;
    let content = format!("{me} {session} {people:?} {guests:?}");
    command(house, who, &[session.0], ("join_party", key, content), |tx, now| {
        let (people, guests) = (people.clone(), guests.clone());
        Box::pin(async move { join_in(tx, org, me, session, (people, guests), now).await })
    })
    .await
}

async fn join_in(
    tx: &mut Tx,
    org: OrgId,
    me: MemberId,
    session: SessionId,
    (people, guests): (Vec<MemberId>, Vec<String>),
    now: Instant,
) -> Answer<Joined, Refusal> {
    let class: ClassSession = schedule::service::lock(tx, org, session).await?;
    let wanted = (people.len() + guests.len()) as i64;
    if wanted > class.capacity {
        return Err(AppError::Refused(Rule::PartyOver(class.capacity, wanted).into()));
    }
    let cards = who_comes(tx, org, me, &class, (people, guests), now).await?;
    let mut stops: Vec<Rule> = Vec::new();
    for card in &cards {
        let gathered = gather(tx, org, class.clone(), card.clone(), None, now).await?;
        for rule in rules::joining(&gathered.facts()) {
            let of_all = matches!(
                rule,
                Rule::ClassCancelled(_)
                    | Rule::Started
                    | Rule::Closed(_)
                    | Rule::WaitlistClosed(_)
                    | Rule::WaitlistFull(_)
                    | Rule::NotFull
            );
            let rule = match of_all || card.id == me || wanted == 1 {
                true => rule,
                false => Rule::Of(card.id, card.name.clone(), Box::new(rule)),
            };
            if !stops.contains(&rule) {
                stops.push(rule);
            }
        }
        let most = gathered.policy.waitlist_max;
        if stops.is_empty() && class.waiting + wanted > most {
            stops.push(Rule::WaitlistFull(most));
        }
    }
    if !stops.is_empty() {
        return Err(AppError::Refused(Refusal { rules: stops }));
    }
    let (party, place) = (PartyId::fresh(), class.waiting + 1);
    for (card, place) in cards.iter().zip(place..) {
        let new = NewOfParty {
            session,
            member: card.id,
            party,
            place,
        };
        store::add_of_party(tx, new, now).await?;
    }
    schedule::service::move_waiting(tx, session, cards.len() as i64).await?;
    if class.free() > 0 {
        // those before them were asked and said nothing, or are too many: what is free may be for these
        promote_in(tx, org, session, false, now).await?;
    }
    schedule::service::tell_seats(tx, session)?;
    Ok(Joined { session, place })
}

/// Hands seats to several who wait together and for whom there is room: given to all of them, offered to all, or to none, where a rule
/// stands in the way of one of them; how many seats went.
pub(super) async fn promote_party<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    people: &[Waiting],
    line: Line,
    now: Instant,
) -> Answer<i64, R> {
    // by their ids, the order in which everybody who locks several members does it
    let mut ids: Vec<MemberId> = people.iter().map(|entry| entry.member_id).collect();
    ids.sort_unstable();
    let mut cards: Vec<MemberCard> = Vec::new();
    for id in ids {
        cards.push(members::service::lock(tx, org, id).await?);
    }
    let card = |entry: &Waiting| cards.iter().find(|card| card.id == entry.member_id).cloned();
    let mut all: Vec<(&Waiting, Gathered, Option<Choice>)> = Vec::new();
    let mut stops: Vec<Rule> = Vec::new();
    for entry in people {
        let Some(card) = card(entry) else { continue };
        let gathered = gather_waiting(tx, org, class.clone(), card, entry, now).await?;
        stops.extend(rules::promoting(&gathered.facts()));
        let choice = gathered.facts().choice();
        all.push((entry, gathered, choice));
    }
    if stops.is_empty() && short(&all) {
        // one pass for several, with too little left on it for all of them
        stops.push(Rule::NoPass(None));
    }
    if stops.is_empty() && line == Line::Given {
        let mut given = 0;
        for entry in people {
            let Some(card) = card(entry) else { continue };
            // with the seats and credits of those before
            let mut class = class.clone();
            class.booked += given;
            let gathered = gather_waiting(tx, org, class, card, entry, now).await?;
            let rules = rules::promoting(&gathered.facts());
            match gathered.facts().choice().filter(|_| rules.is_empty()) {
                Some(choice) => {
                    give(tx, org, &gathered, entry, &choice).await?;
                    given += 1;
                }
                None => pass_over(tx, org, &gathered, entry, rules.first()).await?,
            }
        }
        return Ok(given);
    }
    let claimed = rules::can_be_claimed(&stops);
    for (entry, gathered, choice) in &all {
        match claimed {
            true => offer_to(tx, org, gathered, entry, choice.is_some()).await?,
            false => pass_over(tx, org, gathered, entry, stops.first()).await?,
        }
    }
    Ok(if claimed { all.len() as i64 } else { 0 })
}

/// Whether a lot that several would be paid from has too little for all of them.
fn short(all: &[(&Waiting, Gathered, Option<Choice>)]) -> bool {
    let choices = || all.iter().filter_map(|(.., choice)| choice.as_ref());
    choices().any(|choice| {
        let of_lot = choices().filter(|other| other.lot == choice.lot && choice.lot.is_some());
        let wanted: i64 = of_lot.map(|other| other.credits).sum();
        choice.balance.is_some_and(|balance| balance < wanted)
    })
}
