//! Booking a class for somebody although a rule says no: whoever may set that rule aside does it with a reason.
//!
//! What stands in the way of the class itself or of the person stays: one that is called off, somebody who is barred, another class at
//! the same time, no pass. A class that is full gets one place more in the same step, as long as its room holds one, so that the
//! statement which takes a seat stays the last guard.

use super::{
    Gathered,
    absences::REASON,
    book::{stops_of, take},
    command,
    desk::{DESK_BOOKED, DeskEvent, both},
    explain, explained, gather, lock_both,
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::{
        model::{Against, Entry, Hurdle, Mine, Refusal, Rule, Yields},
        store::{self, ExceptionKind},
    },
    members::{
        self,
        model::{MemberCard, MemberId},
    },
    plans::{self, model::Caps},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events, form,
        house::House,
        time::Instant,
    },
    schedule::{
        self,
        model::{SessionId, SessionStatus},
    },
};

/// Who may set a rule about this class aside. `None`: the same without what only that answer needs to know.
fn yields(who: &Who, gathered: &Gathered, rule: &Rule) -> Yields {
    let class = &gathered.session;
    let ever = match rule {
        // nobody stands where there is no spot, and an hour for one is for one
        Rule::Full(_) => !class.spots() && !class.personal,
        Rule::Closed(_) => gathered.now < class.starts.at,
        _ => true,
    };
    match rule.yields_to().filter(|_| ever) {
        Some(permission) if who.may_at(permission, class.location_id) => Yields::You,
        Some(permission) => Yields::Others(permission),
        None => Yields::Never,
    }
}

/// Every rule that says no, and who may set it aside. Where this person sets aside that a pass was used too often, it counts as one that
/// was not from then on.
async fn hurdles<R>(tx: &mut Tx, who: &Who, gathered: &mut Gathered) -> Answer<Vec<Hurdle>, R> {
    let mut found = Vec::new();
    for rule in stops_of(tx, who.org, gathered).await? {
        let mut yields = yields(who, gathered, &rule);
        let mut more = None;
        if matches!(rule, Rule::Full(_)) && yields == Yields::You {
            let most = schedule::service::most_places(tx, gathered.session.id).await?;
            if gathered.session.capacity >= most {
                yields = Yields::Never;
                more = Some(Hurdle {
                    rule: Rule::RoomHolds(most),
                    yields,
                });
            }
        }
        found.push(Hurdle { rule, yields });
        found.extend(more);
    }
    let too_often = |hurdle: &Hurdle| hurdle.yields == Yields::You && matches!(hurdle.rule, Rule::NoPass(_));
    if found.iter().any(too_often) {
        for pass in &mut gathered.passes {
            pass.terms.caps = Caps::default();
        }
        let facts = gathered.facts();
        if facts.choice().is_none() {
            let nearest = plans::service::nearest(&gathered.passes, &facts.need());
            let rule = Rule::NoPass(nearest.map(|(pass, unfit)| (pass.name.clone(), unfit)));
            found.push(Hurdle {
                rule,
                yields: Yields::Never,
            });
        }
    }
    Ok(found)
}

/// What stands in the way of the classes of a day for a member, as far as anything does.
pub(super) async fn against(house: &House, who: &Who, card: &MemberCard, day: &[Entry]) -> Answer<Vec<Against>> {
    let now = house.clock.now();
    let mut found = Vec::new();
    let mut tx = house.db.read().await?;
    for entry in day {
        let class = &entry.session;
        let open = class.status == SessionStatus::Scheduled && class.starts.at > now;
        if !open || !matches!(entry.mine, None | Some(Mine::Waiting { .. })) {
            continue;
        }
        let mut gathered = gather::<Nothing>(&mut tx, who.org, class.clone(), card.clone(), None, now).await?;
        let hurdles = hurdles::<Nothing>(&mut tx, who, &mut gathered).await?;
        if !hurdles.is_empty() {
            found.push(Against {
                session: class.id,
                hurdles,
            });
        }
    }
    let of = |session| day.iter().map(|entry| &entry.session).find(|class| class.id == session);
    let told = found
        .iter_mut()
        .filter_map(|one| Some((of(one.session)?, &mut one.hurdles)));
    let told = told.flat_map(|(class, hurdles)| hurdles.iter_mut().map(move |hurdle| (class, &mut hurdle.rule)));
    let told = told.collect();
    explain::<Nothing>(&mut tx, who.org, told).await?;
    Ok(found)
}

/// Books a class for a member although rules say no, where every one of them is one that this person may set aside. A class that is
/// full gets one place more. The same key does it once.
///
/// # Errors
/// A [`Refusal`] with the rules that stay; a reason that is missing; [`AppError::NotFound`] for a member or a class out of reach.
pub async fn book_anyway(
    house: &House,
    who: &Who,
    member: MemberId,
    session: SessionId,
    reason: &str,
    key: &str,
) -> Answer<(), Refusal> {
    let reason = form::text(reason, REASON).map_err(|flaw| AppError::field("reason", flaw))?;
    let content = format!("{member} {session} {reason}");
    command(house, who, &[session.0], ("book_anyway", key, content), |tx, now| {
        let (who, reason) = (who.clone(), reason.clone());
        Box::pin(async move { anyway_in(tx, &who, (member, session), reason, now).await })
    })
    .await
}

async fn anyway_in(
    tx: &mut Tx,
    who: &Who,
    (member, session): (MemberId, SessionId),
    reason: String,
    now: Instant,
) -> Answer<(), Refusal> {
    let (_, home) = both::<Refusal>(tx, who, member, session).await?;
    let (class, card) = lock_both::<Refusal>(tx, who.org, session, member, now).await?;
    members::household::not_erased::<Refusal>(tx, member).await?;
    let mut gathered = gather::<Refusal>(tx, who.org, class.clone(), card, None, now).await?;
    let hurdles = hurdles::<Refusal>(tx, who, &mut gathered).await?;
    let (aside, rest): (Vec<_>, Vec<_>) = hurdles.into_iter().partition(|hurdle| hurdle.yields == Yields::You);
    if !rest.is_empty() {
        let rules = rest.into_iter().map(|hurdle| hurdle.rule).collect();
        let rules = explained(tx, who.org, &gathered.session, rules).await?;
        return Err(AppError::Refused(Refusal { rules }));
    }
    let more = aside.iter().any(|hurdle| matches!(hurdle.rule, Rule::Full(_)));
    // sent by itself: the statement that takes the seat has to find it
    if more && !schedule::service::add_place::<Refusal>(tx, session).await? {
        return Err(AppError::Busy);
    }
    if more {
        // the place is a new one: nobody who gave theirs up too late has been relieved by it
        gathered.policy.late_refilled_free = false;
    }
    let booked = take(tx, who.org, gathered, Vec::new()).await?;
    // the exception refers to the booking, which is written with the next statement
    tx.settle().await?;
    let codes: Vec<&str> = aside.iter().map(|hurdle| hurdle.rule.code()).collect();
    let codes = codes.join(" ");
    let kind = ExceptionKind::Anyway;
    // what stood in the way may be gone by now: then it is a booking like every other
    if !aside.is_empty()
        && store::add_exception(tx, booked.booking, kind, (&codes, reason), who.account, now).await? == 0
    {
        return Err(AppError::Busy);
    }
    let event = DeskEvent {
        free_until: Some(booked.free_until),
        ..DeskEvent::of(who.org, member, &class)
    };
    events::emit(tx, now, DESK_BOOKED, &event);
    let deed = if aside.is_empty() {
        Deed::BookedFor
    } else {
        Deed::BookedAnyway
    };
    // the log cannot forget: the words stand with the booking, and go with whoever they are about
    let mut note = Note::new(deed)
        .on(ObjectKind::Member, member.0)
        .at(home)
        .with("class", &class.name)
        .with("starts", format!("{} {}", class.day, class.starts.clock()));
    if !aside.is_empty() {
        note = note.with("rules", codes);
    }
    if more {
        note = note.changed("capacity", class.capacity, class.capacity + 1);
    }
    audit(tx, who, note, now).await
}

/// Whether somebody may set any rule aside.
#[must_use]
pub fn may_book_anyway(who: &Who) -> bool {
    who.may(Permission::OverrideRules) || who.may(Permission::Overbook)
}
