//! The members and the passes that they bought.

use super::house::{account, add_plans, category};
use crate::{
    demo::{club::Club, plan::CURRENCY, sales::PassState, store},
    members::{model::MemberId, rules as search},
    plans::model::{LotId, PassId},
    platform::{
        db::Tx,
        error::{Answer, Nothing},
        secret,
        time::{Day, Instant, Span, day_plus},
    },
    schedule::model::Category,
    studio::{
        self,
        model::{Location, OrgId},
    },
};

/// A pass in memory while its credits are used.
pub(super) struct Held {
    pub(super) pass: PassId,
    pub(super) lot: Option<LotId>,
    pub(super) granted: i64,
    pub(super) left: i64,
    pub(super) held: i64,
    pub(super) starts_on: Day,
    pub(super) ends_on: Option<Day>,
    pub(super) sold_at: Instant,
}

impl Held {
    pub(super) fn fits(&self, day: Day, cost: i64) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| end >= day) && (self.lot.is_none() || self.left >= cost)
    }
}

pub(super) struct Person {
    pub(super) id: MemberId,
    pub(super) site: usize,
    pub(super) passes: Vec<Held>,
    pub(super) likes: [Category; 2],
    pub(super) active: bool,
}

pub(super) async fn add_members(
    tx: &mut Tx,
    org: OrgId,
    club: &Club,
    sites: &[Location],
    hash: &str,
    first: Day,
    now: Instant,
) -> Answer<(Vec<Person>, Vec<String>)> {
    let plans = add_plans(tx, org, club, now).await?;
    let number = studio::service::member_numbers::<Nothing>(tx, org, club.members.len() as i64).await?;
    let (mut accounts, mut members, mut passes, mut people, mut emails) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, member) in club.members.iter().enumerate() {
        let person = &member.person;
        let row = account(org, &person.email, Some(person.phone.clone()), &person.name, hash, now);
        let id = MemberId::fresh();
        let number = number + i as i64;
        let live = member.live_pass().is_some();
        // Who left for good has no reason to be at the door; the others may come back.
        let ended = !live
            && member
                .passes
                .last()
                .is_some_and(|p| p.finished_on.is_some_and(|d| d < day_plus(club.today, -365)));
        members.push(store::Member {
            id,
            org,
            number,
            account: Some(row.id),
            name: person.name.clone(),
            search: search::haystack(&person.name, number, Some(&person.email), Some(&person.phone)),
            email: person.email.clone(),
            phone: person.phone.clone(),
            birthday: person.birthday,
            gender: match person.gender {
                crate::demo::names::Gender::Female => Some("female"),
                crate::demo::names::Gender::Male => Some("male"),
                crate::demo::names::Gender::Unstated => None,
            },
            locale: person.lang,
            home: sites[member.site].id,
            status: if ended { "ended" } else { "active" },
            joined_on: member.joined_on,
            key: secret::random::<32>().to_vec(),
            at: now,
        });
        let mut held = Vec::new();
        for sold in &member.passes {
            let (plan, kind, credits) = plans[sold.plan];
            let sold_at = Instant::from_utc(sold.sold_on.and_time(chrono::NaiveTime::MIN)) + Span::hours(10);
            let running = matches!(sold.state, PassState::Active | PassState::PastDue);
            let ends_on = sold
                .ends_on
                .or(sold.finished_on)
                .or(running.then(|| day_plus(club.today, 12 + (i as i64 * 7) % 50)));
            let ends_on = ends_on.map(|end| end.max(sold.starts_on));
            let pass = PassId::fresh();
            passes.push(store::Pass {
                id: pass,
                org,
                member: id,
                plan,
                kind,
                name: club.plans[sold.plan].name.en.to_owned(),
                starts_on: sold.starts_on,
                ends_on,
                price: club.plans[sold.plan].price_minor,
                currency: CURRENCY,
                at: sold_at,
                ended_at: None,
            });
            // What was used before the history begins is written off at once; the rest is used by the bookings themselves.
            let left = credits.map_or(0, |granted| {
                if ends_on.is_some_and(|e| e < first) || sold.sold_on < first {
                    (granted - i64::from(sold.credits_used)).max(0)
                } else {
                    granted
                }
            });
            held.push(Held {
                pass,
                lot: credits.map(|_| LotId::fresh()),
                granted: credits.unwrap_or(0),
                left,
                held: 0,
                starts_on: sold.starts_on,
                ends_on,
                sold_at,
            });
        }
        accounts.push(row);
        emails.push(person.email.clone());
        people.push(Person {
            id,
            site: member.site,
            passes: held,
            likes: member.habit.likes.map(category),
            active: !ended,
        });
    }
    store::accounts(tx, &accounts).await?;
    store::members(tx, &members).await?;
    store::passes(tx, &passes).await?;
    // The ledger refers to lots: they are written now as granted and brought up to date at the end.
    for person in &people {
        let lots: Vec<store::Lot> = person
            .passes
            .iter()
            .filter_map(|h| {
                let lot = h.lot?;
                Some(store::Lot {
                    id: lot,
                    pass: h.pass,
                    member: person.id,
                    granted: h.granted,
                    balance: h.granted,
                    held: 0,
                    at: h.sold_at,
                })
            })
            .collect();
        store::lots(tx, &lots).await?;
    }
    let mut lines = Vec::new();
    for held in people.iter().flat_map(|p| &p.passes) {
        if let Some(lot) = held.lot {
            lines.push(store::Line {
                lot,
                kind: "grant",
                balance: held.granted,
                held: 0,
                booking: None,
                reason: "granted",
                at: held.sold_at,
            });
            if held.left < held.granted {
                let used = held.left - held.granted;
                lines.push(store::Line {
                    lot,
                    kind: "adjust",
                    balance: used,
                    held: 0,
                    booking: None,
                    reason: "carried_over",
                    at: held.sold_at,
                });
            }
        }
    }
    store::ledger(tx, &lines).await?;
    Ok((people, emails))
}

/// Brings the lots' sums up to what the ledger says.
pub(super) async fn write_lots(tx: &mut Tx, people: &[Person]) -> Answer<()> {
    for held in people.iter().flat_map(|p| &p.passes) {
        if let Some(lot) = held.lot
            && (held.left != held.granted || held.held != 0)
        {
            store::set_lot(tx, lot, held.left, held.held).await?;
        }
    }
    Ok(())
}
