//! What happened with a member, put together from every slice's tables.

use super::{
    model::{LINES_A_PAGE, Line, Timeline, Topic, What},
    timeline_store::{self as store, Row},
};
use crate::{
    accounts::model::{Deed, Permission, Scope, Who},
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        house::House,
        time::{Instant, Moment, Zone},
    },
    studio,
};

/// Lines of one instant that a page may begin behind.
const SKIPPED_MAX: usize = 2000;

/// Where a page begins: at an instant, behind so many lines of it that were shown before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    at: Instant,
    skip: usize,
}

impl Cursor {
    /// Reads the address; nonsense begins at the beginning.
    fn read(text: &str, now: Instant) -> Self {
        let read = || {
            let (at, skip) = text.split_once('.')?;
            Some(Self {
                at: Instant(at.parse().ok().filter(|at| (0..=now.0).contains(at))?),
                skip: skip.parse().ok().filter(|skip| *skip <= SKIPPED_MAX)?,
            })
        };
        read().unwrap_or(Self { at: now, skip: 0 })
    }

    fn write(self) -> String {
        format!("{}.{}", self.at.0, self.skip)
    }

    /// Takes a page off lines that are in order, the latest first; and where the next one begins.
    fn page(self, mut lines: Vec<Line>) -> (Vec<Line>, Option<Self>) {
        let skip = self
            .skip
            .min(lines.iter().take_while(|line| line.at.at == self.at).count());
        lines.drain(..skip);
        if lines.len() <= LINES_A_PAGE {
            return (lines, None);
        }
        lines.truncate(LINES_A_PAGE);
        let Some(at) = lines.last().map(|line| line.at.at) else {
            return (lines, None);
        };
        let same = lines.iter().filter(|line| line.at.at == at).count();
        let before = if at == self.at { skip } else { 0 };
        let next = Self {
            at,
            skip: before + same,
        };
        (lines, Some(next))
    }
}

/// What somebody may see of a member, beside what everybody may who may look at the member at all.
async fn topics(tx: &mut Tx, who: &Who, member: MemberId) -> Answer<Vec<Topic>> {
    let mut topics = Topic::ALL.to_vec();
    // where their passes are on the page, their history is here
    match members::service::within_sight::<Nothing>(tx, who, Permission::GrantPasses, member).await {
        Ok(_) => {}
        Err(AppError::NotFound | AppError::Forbidden) => topics.retain(|topic| *topic != Topic::Passes),
        Err(other) => return Err(other),
    }
    // consents are read where the member is at home
    let keeps = members::service::within_reach::<Nothing>(tx, who, Permission::KeepConsents, member).await;
    match keeps {
        Ok(_) => {}
        Err(AppError::NotFound) => topics.retain(|topic| *topic != Topic::Consents),
        Err(other) => return Err(other),
    }
    Ok(topics)
}

/// A page of what happened with a member, the latest first: of one topic, or of all that the reader may see.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn timeline(house: &House, who: &Who, member: MemberId, kind: &str, before: &str) -> Answer<Timeline> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    members::service::within_sight::<Nothing>(&mut tx, who, Permission::SeeMembers, member).await?;
    let seen = topics(&mut tx, who, member).await?;
    let wanted: Vec<Topic> = match Topic::from_code(kind) {
        Some(one) => seen.iter().copied().filter(|topic| *topic == one).collect(),
        None => seen.clone(),
    };
    let from = Cursor::read(before, now);
    let limit = (LINES_A_PAGE + from.skip + 1) as i64;
    let locations = studio::service::locations(&mut tx, who.org).await?;
    let home = match locations.first() {
        Some(first) => studio::service::zone(&first.zone)?,
        None => Zone(chrono_tz::UTC),
    };
    let mut lines = Vec::new();
    for topic in wanted {
        let mut rows = store::lines(&mut tx, topic, member, from.at, limit).await?;
        if topic == Topic::Staff
            && let Some(scope) = who.scope(Permission::SeeAudit)
        {
            let places = match scope {
                Scope::Everywhere => None,
                Scope::At(places) => Some(places),
            };
            rows.extend(store::deeds(&mut tx, who.org, member, places, from.at, limit).await?);
        }
        for row in rows {
            let zone = match &row.zone {
                Some(zone) => studio::service::zone(zone)?,
                None => home,
            };
            let order = (row.id, row.n, row.what.clone());
            if let Some(line) = line(who, member, topic, row, zone) {
                lines.push((order, line));
            }
        }
    }
    // one order for every page, also of what happened at one instant
    lines.sort_by(|(a, one), (b, other)| (other.at.at, one.topic, b).cmp(&(one.at.at, other.topic, a)));
    let (lines, next) = from.page(lines.into_iter().map(|(_, line)| line).collect());
    Ok(Timeline {
        lines,
        topics: seen,
        older: next.map(Cursor::write),
        today: home.day(now),
    })
}

fn line(who: &Who, member: MemberId, topic: Topic, mut row: Row, zone: Zone) -> Option<Line> {
    let what = what(&mut row)?;
    let starts = row.starts.map(|at| zone.moment(at));
    let at: Moment = zone.moment(row.at);
    let class = row
        .session
        .zip(row.place)
        .zip(starts)
        .map(|((session, place), starts)| {
            format!(
                "/admin/timetable?location={place}&day={}&session={session}",
                starts.day()
            )
        });
    let href = match topic {
        Topic::Bookings | Topic::Visits | Topic::Strikes => class.filter(|_| who.may(Permission::EditTimetable)),
        Topic::Passes => Some(format!("/admin/members/{member}#passes")),
        Topic::Notes => Some(format!("/admin/members/{member}#notes")),
        Topic::Household => Some(format!("/admin/members/{member}#household")),
        Topic::Consents => Some(format!("/admin/members/{member}/privacy")),
        Topic::Staff if who.may(Permission::SeeAudit) => Some(format!("/admin/audit?object={member}")),
        Topic::Staff | Topic::Notices => None,
    };
    Some(Line {
        at,
        topic,
        what,
        name: row.name.unwrap_or_default(),
        more: row.more.unwrap_or_default(),
        starts,
        by: row.by,
        n: row.n.unwrap_or(0),
        href,
    })
}

/// What a row says; `None` for what this release does not know.
fn what(row: &mut Row) -> Option<What> {
    Some(match row.what.as_str() {
        "booked" => What::Booked,
        "promoted" => What::Promoted,
        "early_cancelled" => What::Cancelled,
        "late_cancelled" => What::CancelledLate,
        "class_cancelled" => What::ClassCancelled,
        "no_show" => What::NoShow,
        "waiting" => What::Waiting,
        "left" => What::LeftLine,
        "passed_over" => What::PassedOver,
        "came" => What::Came,
        "came_undone" => What::CameUndone,
        "granted" => What::Granted,
        "taken_back" => What::TakenBack,
        "consume" => What::Used,
        "release" => What::Released,
        "expire" => What::Expired,
        "adjust" => What::Adjusted,
        "told" => What::Told(serde_json::from_str(&row.more.take()?).ok()?),
        "agreed" => What::Agreed(serde_json::from_value(row.name.take()?.into()).ok()?),
        "withdrew" => What::Withdrew(serde_json::from_value(row.name.take()?.into()).ok()?),
        "household_begun" => What::HouseholdBegun,
        "child_added" => What::ChildAdded,
        "invited" => What::Invited,
        "invitation_used" => What::InvitationUsed,
        "guest_brought" => What::GuestBrought,
        "struck_no_show" => What::StruckNoShow,
        "struck_late" => What::StruckLate,
        "forgiven" => What::Forgiven,
        "booked_anyway" => What::BookedAnyway,
        "excused" => What::Excused,
        "noted" => What::Noted,
        "active" => What::TakenIn,
        "ended" => What::Ended,
        "banned" => What::Barred,
        "joined" => What::Joined,
        deed => What::Did(Deed::ALL.iter().copied().find(|one| one.code() == deed)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at: i64) -> Line {
        Line {
            at: Moment {
                at: Instant(at),
                offset: 0,
            },
            topic: Topic::Notes,
            what: What::Noted,
            name: String::new(),
            more: String::new(),
            starts: None,
            by: None,
            n: 0,
            href: None,
        }
    }

    #[test]
    fn pages_lose_and_repeat_nothing_of_one_instant() {
        let all: Vec<i64> = (0..100).map(|i| 1000 - i / 45).collect();
        let (mut from, mut seen) = (
            Cursor {
                at: Instant(1000),
                skip: 0,
            },
            Vec::new(),
        );
        loop {
            let limit = LINES_A_PAGE + from.skip + 1;
            let read = all
                .iter()
                .filter(|one| **one <= from.at.0)
                .take(limit)
                .map(|one| at(*one));
            let (page, next) = from.page(read.collect());
            seen.extend(page.iter().map(|line| line.at.at.0));
            match next {
                Some(next) => from = Cursor::read(&next.write(), Instant(2000)),
                None => break,
            }
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn a_page_begins_nowhere_but_where_one_ended() {
        let now = Instant(500);
        let beginning = Cursor { at: now, skip: 0 };
        for nonsense in ["", "x", "7", "501.0", "-3.1", "12.99999999", "12.-1"] {
            assert_eq!(Cursor::read(nonsense, now), beginning, "{nonsense}");
        }
        assert_eq!(Cursor::read("12.3", now).write(), "12.3");
    }
}
