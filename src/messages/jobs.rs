//! Tells members what happened to their classes.

use super::{model::Body, service};
use crate::{
    booking::service::{
        BOOKED_FOR, BookingEvent, FORGIVEN, ForgivenEvent, GIVEN_AWAY, GIVEN_BACK, OFFER_OVER, OFFERED, PASSED_OVER,
        PLACE_FREE, PROMOTED, STRUCK, StrikeEvent,
    },
    members::{
        access::{LET_IN, LetInEvent},
        model::MemberStatus,
        service::{STOOD, StoodEvent},
    },
    plans::service::{ENDS_SOON, EXTENDED, EndsEvent, ExtendedEvent},
    platform::{
        db::Tx,
        error::{Answer, Nothing, fault},
        events::{Consumer, Event},
        house::House,
    },
    schedule::{
        self,
        model::ClassSession,
        service::{CANCELLED, CHANGED, SessionEvent},
    },
};
use futures::future::BoxFuture;

/// Writes a notice for everybody whom an event concerns.
pub const CONSUMER: Consumer = Consumer {
    name: "messages",
    wants: |kind| {
        [
            CANCELLED,
            CHANGED,
            PROMOTED,
            PASSED_OVER,
            OFFERED,
            OFFER_OVER,
            PLACE_FREE,
            GIVEN_AWAY,
            GIVEN_BACK,
            STRUCK,
            FORGIVEN,
            LET_IN,
            STOOD,
            BOOKED_FOR,
            EXTENDED,
            ENDS_SOON,
        ]
        .contains(&kind)
    },
    act,
};

fn act<'a>(house: &'a House, tx: &'a mut Tx, event: &'a Event) -> BoxFuture<'a, Answer<()>> {
    Box::pin(async move {
        let now = house.clock.now();
        match event.kind.as_str() {
            CANCELLED | CHANGED => {
                let fact: SessionEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let after: ClassSession = schedule::service::session::<Nothing>(tx, fact.org, fact.before.id).await?;
                let Some(body) = of_session(&event.kind, &fact.before, &after) else {
                    return Ok(());
                };
                for (member,) in super::store::concerned(tx, fact.before.id).await? {
                    service::tell(tx, fact.org, member, &body, now).await?;
                }
                Ok(())
            }
            STRUCK => {
                let fact: StrikeEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let (org, member) = (fact.org, fact.member);
                let body = Body::Struck {
                    name: fact.name,
                    starts: fact.starts,
                    strike: fact.kind,
                    points: fact.points,
                    total: fact.total,
                    limit: fact.limit,
                    near: fact.near,
                    sanction: fact.sanction,
                    until: fact.until,
                };
                service::tell(tx, org, member, &body, now).await
            }
            FORGIVEN => {
                let fact: ForgivenEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let body = Body::Forgiven {
                    strikes: fact.strikes,
                    reason: fact.reason,
                };
                service::tell(tx, fact.org, fact.member, &body, now).await
            }
            LET_IN => {
                let fact: LetInEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                service::tell(tx, fact.org, fact.member, &Body::LetIn, now).await
            }
            ENDS_SOON => {
                let fact: EndsEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let body = Body::PassEnds {
                    pass: fact.pass,
                    name: fact.name,
                    ends_on: fact.ends_on,
                    days: fact.days,
                    credits: fact.credits,
                };
                service::tell(tx, fact.org, fact.member, &body, now).await
            }
            EXTENDED => {
                let fact: ExtendedEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let body = Body::PassExtended {
                    pass: fact.pass,
                    name: fact.name,
                    until: fact.until,
                };
                service::tell(tx, fact.org, fact.member, &body, now).await
            }
            STOOD => {
                let fact: StoodEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let body = match fact.to {
                    MemberStatus::Active => Body::TakenBackIn,
                    MemberStatus::Ended => Body::MembershipEnded,
                    // they read nothing here any more
                    MemberStatus::Banned => return Ok(()),
                };
                service::tell(tx, fact.org, fact.member, &body, now).await
            }
            kind => {
                let fact: BookingEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let (org, member) = (fact.org, fact.member);
                service::tell(tx, org, member, &of_booking(kind, fact), now).await
            }
        }
    })
}

/// What whoever waited reads.
fn of_booking(kind: &str, fact: BookingEvent) -> Body {
    let (session, name, starts) = (fact.session, fact.name, fact.starts);
    match kind {
        PROMOTED => Body::Promoted {
            name,
            starts,
            free_until: fact.free_until.unwrap_or(starts),
        },
        OFFERED => Body::Offered {
            session,
            name,
            starts,
            until: fact.offer_until.unwrap_or(starts),
            covered: fact.covered,
        },
        OFFER_OVER => Body::OfferOver {
            name,
            starts,
            waits: fact.covered,
        },
        GIVEN_AWAY => Body::GivenAway { name, starts },
        GIVEN_BACK => Body::GivenBack { name, starts },
        PLACE_FREE => Body::PlaceFree { session, name, starts },
        BOOKED_FOR => {
            let (who, by) = fact.by.unwrap_or((fact.member, String::new()));
            Body::BookedFor {
                session,
                name,
                starts,
                who,
                by,
                free_until: fact.free_until.unwrap_or(starts),
            }
        }
        _ => Body::PassedOver {
            name,
            starts,
            rule: fact.rule.unwrap_or_default(),
        },
    }
}

/// What those who booked read; a change of places alone is no news to them.
fn of_session(kind: &str, before: &ClassSession, after: &ClassSession) -> Option<Body> {
    if kind == CANCELLED {
        let reason = after.cancel_reason.clone().unwrap_or_default();
        return Some(Body::ClassCancelled {
            name: before.name.clone(),
            starts: before.starts,
            reason,
        });
    }
    (!before.as_booked(after)).then(|| Body::ClassMoved {
        name: after.name.clone(),
        before: before.starts,
        after: after.starts,
        room: after.room.clone(),
        coach: after.coach.clone(),
    })
}
