//! When passes begin and end: with their first class, later because a credit came back too late to be used, and that somebody is
//! reminded before it happens.

use crate::{
    members::model::MemberId,
    plans::{
        model::{Choice, LotId, PassId},
        store::{self, EndingRow, Entry, LotPass},
    },
    platform::{
        db::{Asked, Tx},
        error::Answer,
        events,
        time::{Day, Instant, day_plus},
    },
    studio::model::OrgId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A pass lasts longer, because a credit came back to it that could not have been used.
pub const EXTENDED: &str = "plans.extended";
/// A pass ends soon.
pub const ENDS_SOON: &str = "plans.ends_soon";

/// What [`EXTENDED`] says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExtendedEvent {
    /// The organisation.
    pub org: OrgId,
    /// Whoever holds the pass.
    pub member: MemberId,
    /// The pass.
    pub pass: PassId,
    /// Its name.
    pub name: String,
    /// Its last day now.
    pub until: Day,
}

/// What [`ENDS_SOON`] says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EndsEvent {
    /// The organisation.
    pub org: OrgId,
    /// Whoever holds the pass.
    pub member: MemberId,
    /// The pass.
    pub pass: PassId,
    /// Its name.
    pub name: String,
    /// Its last day.
    pub ends_on: Day,
    /// Days until then.
    pub days: i64,
    /// Credits that are left; `None`: not counted.
    pub credits: Option<i64>,
}

/// Begins the pass that a booking uses, where it begins with its first class; with the next statement. Of two bookings at once the
/// earlier class begins it: the other is tried again with what it finds then.
pub fn begin(tx: &mut Tx, choice: &Choice) {
    if let Some((on, until)) = choice.begins {
        store::begin_pass(tx, choice.pass, on, until);
    }
}

/// Begins a pass with a class of this day that counts on it again, where it waits for its first class, or began with a later one. Where
/// it would be over then before what is booked on it meanwhile, it stays as it is.
///
/// # Errors
/// A fault of the database.
pub async fn begin_anew<R>(tx: &mut Tx, pass: PassId, day: Day) -> Answer<(), R> {
    let Some(found) = store::beginning(tx, pass).await? else {
        return Ok(());
    };
    let until = day_plus(day, found.days - 1);
    let begins = day <= found.activate_by && found.activated_on.is_none_or(|on| day < on);
    if begins && found.last_day.is_none_or(|last| last <= until) {
        store::begin_pass(tx, pass, day, until);
    }
    Ok(())
}

/// The pass of a class that is given up.
pub struct Returning(LotPass);

/// Asks for the pass of a class that will be given up, and for its lot where it counts credits, without waiting for it. Ask before
/// they come back.
pub fn ask_return(tx: &mut Tx, pass: PassId, lot: Option<LotId>, booking: Uuid) -> Asked<Option<Returning>> {
    store::pass_in_use(tx, pass, lot, booking).map(|pass| pass.map(Returning))
}

/// Lets a pass that begins with its first class follow that class to a later day, at the latest to the day by which it has to begin.
/// To an earlier one it does not: it would be over before what is booked on its last days. Whose end was moved besides keeps it.
///
/// # Errors
/// A fault of the database.
pub async fn follow_first<R>(tx: &mut Tx, pass: PassId, lot: Option<LotId>) -> Answer<(), R> {
    let Some(pass) = store::pass_in_use(tx, pass, lot, Uuid::nil()).take(tx).await? else {
        return Ok(());
    };
    if let (Some(on), Some(by), Some(days)) = (pass.activated_on, pass.activate_by, pass.days)
        && let Some(first) = pass.first_day.map(|first| first.min(by))
        && first > on
        && pass.ends_on == Some(day_plus(on, days - 1))
    {
        store::rebegin_pass(tx, pass.id, on, first, day_plus(first, days - 1));
    }
    Ok(())
}

impl Returning {
    /// Whether what comes back could not be used: the pass has ended, or ends today where the club is the cause.
    #[must_use]
    pub fn too_late(&self, today: Day, by_club: bool) -> bool {
        let since = if by_club { day_plus(today, 1) } else { today };
        !self.0.ended && self.0.ends_on.is_some_and(|end| end < since)
    }
}

/// What follows for a pass from a class on it that is given up: it begins with the first class that is left on it, or waits for one
/// again, and lasts `courtesy` days from today where credits came back to its lot too late to be used. All with the next statement.
pub fn come_back(
    tx: &mut Tx,
    pass: &Returning,
    (lot, booking): (Option<LotId>, Uuid),
    today: Day,
    courtesy: Option<i64>,
    now: Instant,
) {
    let pass = &pass.0;
    if let (Some(on), Some(by), Some(days)) = (pass.activated_on, pass.activate_by, pass.days)
        && today <= by
        && pass.first_day.is_none_or(|first| first > on)
    {
        return match pass.first_day.filter(|first| *first <= by) {
            Some(first) => store::rebegin_pass(tx, pass.id, on, first, day_plus(first, days - 1)),
            None => store::unbegin_pass(tx, pass.id, on),
        };
    }
    let (Some(lot), Some(end), Some(days)) = (lot, pass.ends_on, courtesy.filter(|days| *days > 0)) else {
        return;
    };
    let until = day_plus(today.max(end), days);
    store::extend_pass(tx, pass.id, end, until);
    let entry = Entry {
        lot,
        kind: "adjust",
        balance: 0,
        held: 0,
        booking: Some(booking),
        reason: &format!("courtesy:{until}"),
        by: None,
    };
    store::write_entry(tx, entry, now);
    let event = ExtendedEvent {
        org: pass.org_id,
        member: pass.member_id,
        pass: pass.id,
        name: pass.name.clone(),
        until,
    };
    events::emit(tx, now, EXTENDED, &event);
}

/// Days before a pass ends at which its holder is told.
const REMINDED: [i64; 3] = [3, 14, 30];

/// The reminder that is due for a pass: the nearest mark that has been reached. A pass is not said to end before half of it is over.
fn due(row: &EndingRow, today: Day) -> Option<i64> {
    let left = (row.ends_on - today).num_days();
    let length = (row.ends_on - row.starts_on).num_days() + 1;
    let mark = REMINDED.into_iter().find(|mark| left <= *mark)?;
    (length >= 2 * mark && row.reminded.is_none_or(|told| told > mark)).then_some(mark)
}

/// Reminds the holders of passes that end soon, from one pass on: how many were told, and the last pass that was looked at.
///
/// # Errors
/// A fault of the database.
pub async fn remind_one<R>(
    tx: &mut Tx,
    org: OrgId,
    today: Day,
    after: Option<PassId>,
    limit: i64,
    now: Instant,
) -> Answer<(i64, Option<PassId>), R> {
    let until = day_plus(today, REMINDED[REMINDED.len() - 1]);
    let rows = store::ending(tx, org, today, until, after, limit).await?;
    let last = rows.last().map(|row| row.id).filter(|_| rows.len() as i64 == limit);
    let mut told = 0;
    for row in rows {
        let Some(mark) = due(&row, today) else { continue };
        if store::reminded(tx, row.id, row.ends_on, mark).await? == 0 {
            continue;
        }
        let event = EndsEvent {
            org: row.org_id,
            member: row.member_id,
            pass: row.id,
            days: (row.ends_on - today).num_days(),
            name: row.name,
            ends_on: row.ends_on,
            credits: row.balance,
        };
        events::emit(tx, now, ENDS_SOON, &event);
        told += 1;
    }
    Ok((told, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_is_due_once_a_mark_and_not_in_the_first_half() {
        let day = |n: i64| day_plus(Day::from_ymd_opt(2026, 3, 1).expect("a real date"), n);
        let pass = |length: i64, reminded| EndingRow {
            id: PassId(Uuid::nil()),
            org_id: OrgId(Uuid::nil()),
            member_id: MemberId(Uuid::nil()),
            name: String::new(),
            starts_on: day(100 - length + 1),
            ends_on: day(100),
            balance: None,
            reminded,
        };
        let due = |row: EndingRow, left: i64| super::due(&row, day(100 - left));
        assert_eq!(due(pass(90, None), 31), None);
        assert_eq!(due(pass(90, None), 30), Some(30));
        assert_eq!(due(pass(90, Some(30)), 29), None, "told already");
        assert_eq!(due(pass(90, Some(30)), 14), Some(14));
        assert_eq!(due(pass(90, None), 2), Some(3), "the nearest alone");
        assert_eq!(due(pass(31, None), 30), None, "a month that has only begun");
        assert_eq!(due(pass(31, None), 14), Some(14));
        assert_eq!(due(pass(7, None), 3), Some(3));
        assert_eq!(due(pass(5, None), 3), None);
    }
}
