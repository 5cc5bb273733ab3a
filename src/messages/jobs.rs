//! Tells members what happened to their classes, and writes to many at once.

use super::{campaigns, model::Body, service};
use crate::{
    booking::{
        model::HourVerdict,
        service::{
            BOOKED_FOR, BookingEvent, CLASS_SOON, DESK_BOOKED, DESK_CANCELLED, DESK_MOVED, DeskEvent,
            EXCUSE_TAKEN_BACK, EXCUSED, ExcuseEvent, FORGIVEN, ForgivenEvent, GIVEN_AWAY, GIVEN_BACK, HOUR_LOGGED,
            HOUR_SETTLED, HOUR_TAKEN_BACK, HourEvent, OFFER_OVER, OFFERED, PASSED_OVER, PLACE_FREE, PROMOTED, REFILLED,
            SPOT_MOVED, STRUCK, StrikeEvent,
        },
    },
    members::{
        access::{LET_IN, LetInEvent},
        model::MemberStatus,
        service::{STOOD, StoodEvent},
    },
    plans::service::{
        ENDS_SOON, EXTENDED, EndsEvent, ExtendedEvent, MEMBERSHIP_ENDS, MEMBERSHIP_KEPT, MembershipEvent,
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

/// Works at campaigns that wait, as long as `go_on` says so.
///
/// # Errors
/// A fault of the database.
pub async fn campaigns(house: &House, go_on: impl FnMut() -> bool + Send) -> Answer<usize> {
    campaigns::work(house, go_on).await
}

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
            REFILLED,
            DESK_BOOKED,
            DESK_CANCELLED,
            DESK_MOVED,
            SPOT_MOVED,
            CLASS_SOON,
            STRUCK,
            FORGIVEN,
            EXCUSED,
            EXCUSE_TAKEN_BACK,
            HOUR_LOGGED,
            HOUR_TAKEN_BACK,
            HOUR_SETTLED,
            LET_IN,
            STOOD,
            BOOKED_FOR,
            EXTENDED,
            ENDS_SOON,
            MEMBERSHIP_ENDS,
            MEMBERSHIP_KEPT,
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
            EXCUSED | EXCUSE_TAKEN_BACK => {
                let fact: ExcuseEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let (name, starts, cost) = (fact.name, fact.starts, fact.cost);
                let body = match event.kind.as_str() {
                    EXCUSED => Body::Excused {
                        name,
                        starts,
                        back: cost,
                        reason: fact.reason,
                    },
                    _ => Body::ExcuseTakenBack { name, starts, cost },
                };
                service::tell(tx, fact.org, fact.member, &body, now).await
            }
            HOUR_LOGGED | HOUR_TAKEN_BACK | HOUR_SETTLED => {
                let fact: HourEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let (org, member) = (fact.org, fact.member);
                service::tell(tx, org, member, &of_hour(fact), now).await
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
            MEMBERSHIP_ENDS | MEMBERSHIP_KEPT => {
                let fact: MembershipEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let body = Body::PassGoes {
                    name: fact.name,
                    ends_on: fact.ends_on,
                };
                service::tell(tx, fact.org, fact.member, &body, now).await
            }
            DESK_BOOKED | DESK_CANCELLED | DESK_MOVED => {
                let fact: DeskEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
                let (session, name, starts) = (fact.session, fact.name, fact.starts);
                let body = match (event.kind.as_str(), fact.before) {
                    (DESK_BOOKED, _) => Body::DeskBooked {
                        session,
                        name,
                        starts,
                        free_until: fact.free_until,
                    },
                    (DESK_MOVED, before) => Body::DeskMoved {
                        session,
                        name,
                        before: before.unwrap_or(starts),
                        starts,
                        free_until: fact.free_until.unwrap_or(starts),
                        late: fact.late,
                    },
                    _ => Body::DeskCancelled {
                        name,
                        starts,
                        late: fact.late,
                        used: fact.used,
                    },
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
        CLASS_SOON => Body::ClassSoon {
            session,
            name,
            starts,
            free_until: fact.free_until,
        },
        GIVEN_AWAY => Body::GivenAway { name, starts },
        GIVEN_BACK => Body::GivenBack { name, starts },
        REFILLED => Body::Refilled { name, starts },
        SPOT_MOVED => Body::SpotMoved {
            session,
            name,
            starts,
            spot: fact.spot,
        },
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

/// What the client of a personal hour reads.
fn of_hour(fact: HourEvent) -> Body {
    let (name, starts) = (fact.name, fact.starts);
    match (fact.settled, fact.until) {
        (Some((verdict, reason)), _) => Body::HourSettled {
            name,
            starts,
            back: verdict == HourVerdict::GivenBack,
            reason,
        },
        (None, Some(until)) => Body::HourLogged {
            name,
            starts,
            coach: fact.coach,
            until,
        },
        (None, None) => Body::HourTakenBack { name, starts },
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
