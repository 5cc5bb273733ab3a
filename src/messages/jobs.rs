//! Tells members what happened to their classes.

use super::{model::Body, service};
use crate::{
    booking::service::{BookingEvent, PASSED_OVER, PROMOTED},
    members::{
        access::{LET_IN, LetInEvent},
        model::MemberStatus,
        service::{STOOD, StoodEvent},
    },
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
    wants: |kind| [CANCELLED, CHANGED, PROMOTED, PASSED_OVER, LET_IN, STOOD].contains(&kind),
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
            LET_IN => {
                let fact: LetInEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                service::tell(tx, fact.org, fact.member, &Body::LetIn, now).await
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
                let body = if kind == PROMOTED {
                    let free_until = fact.free_until.unwrap_or(fact.starts);
                    Body::Promoted {
                        name: fact.name,
                        starts: fact.starts,
                        free_until,
                    }
                } else {
                    Body::PassedOver {
                        name: fact.name,
                        starts: fact.starts,
                        rule: fact.rule.unwrap_or_default(),
                    }
                };
                service::tell(tx, fact.org, fact.member, &body, now).await
            }
        }
    })
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
