//! Strikes: what not coming and cancelling late count for, what follows, and forgiving.

use super::{command, first_zone};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking::{
        model::{Refusal, Strike, StrikeId, StrikeKind, Strikes},
        rules,
        store::{self, Booking},
    },
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError},
        events, form,
        house::House,
        time::{Instant, Moment, Span},
    },
    schedule::model::ClassSession,
    studio::{
        self,
        model::{OrgId, Sanction, StrikePolicy},
    },
};
use serde::{Deserialize, Serialize};

/// A strike was counted.
pub const STRUCK: &str = "booking.struck";
/// Strikes were forgiven.
pub const FORGIVEN: &str = "booking.forgiven";

/// The longest window and the longest sanction together: what is older says nothing any more.
pub(super) const REACH: Span = Span::hours(24 * 2 * 366);

/// How long a reason may be.
const REASON: usize = 200;

/// What the events of strikes say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StrikeEvent {
    /// The organisation.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The class.
    pub name: String,
    /// Its start.
    pub starts: Moment,
    /// What it is for.
    pub kind: StrikeKind,
    /// Points; 0: it was waived.
    pub points: i64,
    /// Points that count now.
    pub total: i64,
    /// At so many the sanction begins.
    pub limit: i64,
    /// Once more would bring the sanction.
    pub near: bool,
    /// What the sanction is.
    pub sanction: Sanction,
    /// It lasts until then; `None`: there is none.
    pub until: Option<Moment>,
}

/// What the event of forgiving says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ForgivenEvent {
    /// The organisation.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// How many strikes.
    pub strikes: i64,
    /// Why, in the club's words.
    pub reason: String,
}

/// Counts a strike for a booking, as the rules say now, and tells the member. Under the lock of the member.
///
/// # Errors
/// A fault of the database.
pub(in crate::booking) async fn strike<R>(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassSession,
    booking: &Booking,
    kind: StrikeKind,
    policy: &StrikePolicy,
    now: Instant,
) -> Answer<(), R> {
    let member = booking.member_id;
    if policy.sanction == Sanction::None {
        return Ok(());
    }
    let earlier = store::struck_since(tx, member, now - Span::hours(24 * 30)).await?;
    let earlier: Vec<Instant> = earlier.into_iter().map(|(at,)| at).collect();
    let points = rules::points(kind, &earlier, policy, now);
    let costs = rules::points(kind, &[], &StrikePolicy { waived: 0, ..*policy }, now);
    if costs == 0 || store::add_strike(tx, org, member, booking.id, kind, points, now).await? == 0 {
        return Ok(());
    }
    let facts = store::strikes_since(tx, member, now - REACH).take(tx).await?;
    let counted = rules::count(&facts, policy, now);
    let event = StrikeEvent {
        org,
        member,
        name: class.name.clone(),
        starts: class.starts,
        kind,
        points,
        total: counted.points,
        limit: policy.limit,
        near: counted.near,
        sanction: policy.sanction,
        until: counted.until.map(|at| Moment {
            at,
            offset: class.starts.offset,
        }),
    };
    events::emit(tx, now, STRUCK, &event);
    Ok(())
}

/// A member's strikes, by the rules of their home.
///
/// # Errors
/// A fault of the database.
pub(super) async fn strikes_of<R>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<Strikes, R> {
    let card = members::service::card(tx, org, member).await?;
    let locations = studio::service::locations(tx, org).await?;
    let home = locations
        .iter()
        .find(|l| Some(l.id) == card.home_location_id)
        .or_else(|| locations.first());
    let (zone, policy) = match home {
        Some(home) => studio::service::booking_terms(tx, org, home.id, now).await?,
        None => (first_zone(tx, org).await?, studio::model::BookingPolicy::default()),
    };
    let policy = policy.strikes;
    let facts = store::strikes_since(tx, member, now - REACH).take(tx).await?;
    let counted = rules::count(&facts, &policy, now);
    let window = Span::hours(24 * policy.window_days);
    let mut lines = Vec::new();
    for row in store::strikes(tx, member, now - Span::hours(24 * 366)).await? {
        let until = row.at + window;
        lines.push(Strike {
            id: row.id,
            starts: studio::service::zone(&row.zone)?.moment(row.starts_at),
            name: row.name,
            kind: row.kind,
            points: row.points,
            until: zone.moment(until),
            counts: row.points > 0 && row.forgiven_at.is_none() && until > now,
            // a sanction may outlast the points that brought it
            forgivable: row.points > 0 && row.forgiven_at.is_none() && (until > now || counted.until.is_some()),
            forgiven: row.forgiven_at.map(|at| zone.moment(at)).zip(row.forgiven_why),
        });
    }
    Ok(Strikes {
        lines,
        points: counted.points,
        limit: policy.limit,
        days: policy.window_days,
        locked: counted.until.map(|at| zone.moment(at)),
        sanction: policy.sanction,
        sanction_days: policy.sanction_days,
    })
}

/// Forgives one strike of a member, or all of them: what followed from them ends at once. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach, or where there is nothing to forgive; a reason that is missing.
pub async fn forgive(
    house: &House,
    who: &Who,
    member: MemberId,
    strike: Option<StrikeId>,
    reason: &str,
    key: &str,
) -> Answer<(), Refusal> {
    let reason = form::text(reason, REASON).map_err(|flaw| AppError::field("reason", flaw))?;
    let content = format!("{member} {strike:?} {reason}");
    command(house, who, &[], ("forgive", key, content), |tx, now| {
        let (who, reason) = (who.clone(), reason.clone());
        Box::pin(async move {
            members::service::within_reach::<Refusal>(tx, &who, Permission::ForgiveStrikes, member).await?;
            let card = members::service::lock::<Refusal>(tx, who.org, member).await?;
            let strikes = store::forgive(tx, member, strike, who.account, &reason, now - REACH, now).await?;
            if strikes == 0 {
                return Err(AppError::NotFound);
            }
            let event = ForgivenEvent {
                org: who.org,
                member,
                strikes: strikes as i64,
                reason,
            };
            events::emit(tx, now, FORGIVEN, &event);
            let note = Note::new(Deed::StrikesForgiven)
                .on(ObjectKind::Member, member.0)
                .at(card.home_location_id)
                .with("strikes", strikes);
            audit(tx, &who, note, now).await
        })
    })
    .await
}
