//! What the planner's pages have in common: where they stand, how a class is named in full, what is in each other's way.

use crate::{
    accounts::pages::address::address,
    platform::{
        i18n::{Locale, t},
        time::Day,
    },
    schedule::model::{ClassSession, SessionId, SessionStatus},
};
use chrono::Datelike;
use std::collections::BTreeSet;

/// The week's page.
pub const WEEK: &str = "/admin/timetable";
/// The page that makes a series.
pub const NEW_SERIES: &str = "/admin/series/new";

/// What the rows of the week are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Rooms.
    #[default]
    Room,
    /// Coaches.
    Coach,
    /// No rows: days under each other.
    List,
}

/// What the open class is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Act {
    /// To be changed.
    #[default]
    Change,
    /// To be cancelled on this date.
    Cancel,
    /// To end with all its later dates.
    End,
}

/// What the URL of the week asks for: `?location=&day=&by=coach|list&session=&act=cancel|end`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The location; empty: the reader's first.
    pub location: String,
    /// A day of the week; empty: today.
    pub day: String,
    /// What the rows are.
    pub by: By,
    /// The class that is open.
    pub session: Option<SessionId>,
    /// What is asked of it.
    pub act: Act,
}

impl Asked {
    /// The URL that asks for this.
    #[must_use]
    pub fn href(&self) -> String {
        let session = self.session.map(|id| id.to_string()).unwrap_or_default();
        let by = match self.by {
            By::Room => "",
            By::Coach => "coach",
            By::List => "list",
        };
        let act = match self.act {
            _ if session.is_empty() => "",
            Act::Change => "",
            Act::Cancel => "cancel",
            Act::End => "end",
        };
        let query = [
            ("location", &*self.location),
            ("day", &*self.day),
            ("by", by),
            ("session", &*session),
            ("act", act),
        ];
        address(WEEK, &query)
    }

    /// The same without an open class.
    #[must_use]
    pub fn closed(&self) -> Self {
        Self {
            session: None,
            act: Act::Change,
            ..self.clone()
        }
    }

    /// The same with a class open.
    #[must_use]
    pub fn open(&self, session: SessionId, act: Act) -> Self {
        Self {
            session: Some(session),
            act,
            ..self.clone()
        }
    }

    /// The same rows in the week of another day.
    #[must_use]
    pub fn at(&self, day: String) -> Self {
        Self { day, ..self.closed() }
    }
}

/// A class's whole name: "18:30 to 19:25, Rückenfit, Studio 2, Maximiliane Schönberger, 14 of 14 taken".
#[must_use]
pub fn full_name(l: Locale, s: &ClassSession) -> String {
    let (from, to) = s.clocks();
    let mut parts = vec![t::planner::from_to(l, from, to), s.name.clone()];
    parts.extend(s.room.clone());
    parts.push(s.coach.clone().unwrap_or_else(|| t::planner::no_coach(l).to_owned()));
    if s.status == SessionStatus::Cancelled {
        parts.push(t::planner::cancelled(l).to_owned());
    } else {
        parts.push(t::planner::taken(l, s.booked, s.capacity));
    }
    parts.join(t::planner::comma(l))
}

/// The classes that want a room or a coach that another class has at the same time.
#[must_use]
pub fn clashes(sessions: &[ClassSession]) -> BTreeSet<SessionId> {
    let held: Vec<&ClassSession> = sessions
        .iter()
        .filter(|s| s.status == SessionStatus::Scheduled)
        .collect();
    let mut found = BTreeSet::new();
    for (n, a) in held.iter().enumerate() {
        for b in &held[n + 1..] {
            let both = a.starts.at < b.ends.at && b.starts.at < a.ends.at;
            let room = a.room_id.is_some() && a.room_id == b.room_id;
            let coach = a.coach_id.is_some() && a.coach_id == b.coach_id;
            if both && (room || coach) {
                found.extend([a.id, b.id]);
            }
        }
    }
    found
}

/// A name short enough for a cell: `Maximiliane S.`; a Chinese one is short already.
#[must_use]
pub fn short_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    match words.next_back().and_then(|word| word.chars().next()) {
        // from here on characters are square and names have two or three of them
        Some(letter) if first.chars().all(|c| c < '\u{2e80}') => format!("{first} {letter}."),
        _ => name.trim().to_owned(),
    }
}

/// `19 March`, `3月19日`.
fn day_month(l: Locale, day: Day) -> String {
    let date = l.date(day);
    match l {
        Locale::En => date.rsplit_once(' ').map_or(date.clone(), |(rest, _)| rest.to_owned()),
        Locale::ZhHans | Locale::ZhHant => date.split_once('年').map_or(date.clone(), |(_, rest)| rest.to_owned()),
    }
}

/// `16 to 22 March`, `30 March to 5 April`, `3月16日至22日`.
#[must_use]
pub fn span(l: Locale, from: Day, to: Day) -> String {
    let same = (from.year(), from.month()) == (to.year(), to.month());
    match (same, l) {
        (true, Locale::En) => t::planner::days(l, from.day(), day_month(l, to)),
        (true, _) => t::planner::days(l, day_month(l, from), format_args!("{}日", to.day())),
        (false, _) => t::planner::days(l, day_month(l, from), day_month(l, to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        platform::time::{Instant, Moment},
        schedule::model::{Asks, Category, Kept},
    };

    fn day(m: u32, d: u32) -> Day {
        Day::from_ymd_opt(2026, m, d).expect("a real date")
    }

    fn session(n: u128, from: i64, minutes: i64, room: Option<u128>, coach: Option<u128>) -> ClassSession {
        let at = |minute: i64| Moment {
            at: Instant(minute * 60_000_000),
            offset: 0,
        };
        ClassSession {
            id: SessionId(uuid::Uuid::from_u128(n)),
            location_id: crate::studio::model::LocationId(uuid::Uuid::nil()),
            location: "Harbour".to_owned(),
            series_id: None,
            class_type_id: crate::schedule::model::ClassTypeId(uuid::Uuid::nil()),
            name: "Zumba".to_owned(),
            category: Category::Dance,
            room_id: room.map(|n| crate::rooms::model::RoomId(uuid::Uuid::from_u128(n))),
            room: room.map(|n| format!("Studio {n}")),
            coach_id: coach.map(|n| crate::coaches::model::CoachId(uuid::Uuid::from_u128(n))),
            coach: None,
            coach_level: None,
            day: day(3, 19),
            starts: at(from),
            ends: at(from + minutes),
            minutes,
            capacity: 14,
            booked: 12,
            offered: 0,
            waiting: 0,
            credit_cost: 1,
            price: None,
            personal: false,
            status: SessionStatus::Scheduled,
            cancel_reason: None,
            changed: false,
            attended: false,
            closed: false,
            choose_spots: false,
            plan: false,
            asks: Asks::default(),
            kept: Kept::default(),
        }
    }

    #[test]
    fn two_classes_clash_over_a_room_or_a_coach_at_the_same_time_only() {
        let mut all = vec![
            session(1, 600, 60, Some(1), Some(1)),
            session(2, 659, 60, Some(1), Some(2)),
            session(3, 719, 60, Some(1), Some(3)),
            session(4, 600, 60, Some(2), Some(4)),
            session(5, 630, 60, None, None),
            session(6, 630, 60, None, None),
        ];
        let id = |n: u128| SessionId(uuid::Uuid::from_u128(n));
        assert_eq!(
            clashes(&all),
            BTreeSet::from([id(1), id(2)]),
            "one ends when the other begins: no clash"
        );
        all[3].coach_id = all[0].coach_id;
        assert!(clashes(&all).contains(&id(4)));
        all[1].status = SessionStatus::Cancelled;
        assert!(!clashes(&all).contains(&id(2)), "a cancelled class needs no room");
    }

    #[test]
    fn a_span_says_its_month_once() {
        assert_eq!(span(Locale::En, day(3, 16), day(3, 22)), "16 to 22 March");
        assert_eq!(span(Locale::En, day(3, 30), day(4, 5)), "30 March to 5 April");
        assert_eq!(span(Locale::ZhHans, day(3, 16), day(3, 22)), "3月16日至22日");
        assert_eq!(span(Locale::ZhHant, day(3, 30), day(4, 5)), "3月30日至4月5日");
    }

    #[test]
    fn names_get_short_and_stay_names() {
        assert_eq!(short_name("Maximiliane Schönberger-Wittelsbach"), "Maximiliane S.");
        assert_eq!(short_name("Anna Maria Roth"), "Anna R.");
        assert_eq!(short_name("林慧敏"), "林慧敏");
        assert_eq!(short_name("Ömer Ünal"), "Ömer Ü.");
        assert_eq!(short_name(""), "");
    }

    #[test]
    fn an_address_holds_what_was_asked_and_no_more() {
        let asked = Asked {
            location: "a".to_owned(),
            by: By::List,
            act: Act::End,
            ..Asked::default()
        };
        assert_eq!(
            asked.href(),
            "/admin/timetable?location=a&by=list",
            "an act without a class is none"
        );
        let open = asked.open(SessionId(uuid::Uuid::nil()), Act::Cancel);
        assert!(
            open.href()
                .ends_with("&session=00000000-0000-0000-0000-000000000000&act=cancel")
        );
        assert_eq!(
            open.closed().href(),
            Asked {
                act: Act::Change,
                ..asked
            }
            .href()
        );
    }
}
