//! What of the public timetable is shown: the part of the page that stands in its address.

use crate::{
    accounts::pages::address::address,
    platform::{
        form,
        time::{Day, day_plus},
    },
    schedule::model::{Category, ClassSession, SessionId, SessionStatus, Timetable},
    studio::model::LocationId,
};
use leptos_router::params::ParamsMap;

/// The hour that the chip for evenings means.
pub const EVENING: i64 = 17;

/// How many days the page shows at once.
const DAYS: i64 = 7;

/// What is shown. Whatever in the address is not one of ours is as if it were not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// The location; the club's first without it.
    pub location: Option<LocationId>,
    /// The first of the seven days; without it the day itself, or today.
    pub from: Option<Day>,
    /// The day.
    pub day: Option<Day>,
    /// Only this family of classes.
    pub category: Option<Category>,
    /// Only classes in the evening.
    pub evening: bool,
    /// Only classes with free places.
    pub free: bool,
}

impl View {
    /// From the address.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        let day = |name: &str| query.get(name).and_then(|day| form::day(&day).ok());
        Self {
            location: query.get("location").and_then(|id| id.parse().ok()),
            from: day("from"),
            day: day("day"),
            category: query.get("cat").and_then(|code| Category::from_code(&code)),
            evening: query.get("after").is_some_and(|hour| hour == EVENING.to_string()),
            free: query.get("free").is_some_and(|free| free == "1"),
        }
    }

    /// Place and first day as the server is asked for them; empty where the server chooses.
    #[must_use]
    pub fn asked(&self) -> (String, String) {
        let text = |day: Day| day.to_string();
        (
            self.location.map(|id| id.to_string()).unwrap_or_default(),
            self.from.or(self.day).map(text).unwrap_or_default(),
        )
    }

    /// The address of this view.
    #[must_use]
    pub fn href(&self) -> String {
        let (from, day) = (self.from.map(|d| d.to_string()), self.day.map(|d| d.to_string()));
        let (location, evening) = (self.location.map(|id| id.to_string()), EVENING.to_string());
        address(
            "/",
            &[
                ("location", location.as_deref().unwrap_or_default()),
                ("from", from.as_deref().unwrap_or_default()),
                ("day", day.as_deref().unwrap_or_default()),
                ("cat", self.category.map(Category::code).unwrap_or_default()),
                ("after", if self.evening { &evening } else { "" }),
                ("free", if self.free { "1" } else { "" }),
            ],
        )
    }

    /// The day shown: the chosen one if it is among those that were loaded, otherwise the first of these.
    #[must_use]
    pub fn shown(&self, table: &Timetable) -> Day {
        self.day
            .filter(|day| (table.day..day_plus(table.day, DAYS)).contains(day))
            .unwrap_or(table.day)
    }

    /// The same view on another of the days that are in sight.
    #[must_use]
    pub fn on(&self, day: Day, table: &Timetable) -> Self {
        let from = (table.day != table.today)
            .then_some(table.day)
            .or_else(|| (day != table.today).then_some(table.day));
        Self {
            from,
            day: (day != table.day).then_some(day),
            ..self.clone()
        }
    }

    /// The same view so many weeks on; never before today.
    #[must_use]
    pub fn weeks_on(&self, weeks: i64, table: &Timetable) -> Option<Self> {
        let from = day_plus(table.day, weeks * DAYS).max(table.today);
        (from != table.day).then(|| Self {
            from: (from != table.today).then_some(from),
            day: None,
            ..self.clone()
        })
    }

    /// The same day at another location.
    #[must_use]
    pub fn at(&self, location: LocationId) -> Self {
        Self {
            location: Some(location),
            ..self.clone()
        }
    }

    /// Without filters.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self {
            category: None,
            evening: false,
            free: false,
            ..self.clone()
        }
    }

    /// Whether any filter holds.
    #[must_use]
    pub fn filtered(&self) -> bool {
        self.category.is_some() || self.evening || self.free
    }

    /// Whether a class stands on the page: on the day, not begun, and through the filters.
    #[must_use]
    pub fn shows(&self, session: &ClassSession, table: &Timetable) -> bool {
        session.day == self.shown(table)
            && session.starts.at > table.now.at
            && self.category.is_none_or(|category| category == session.category)
            && (!self.evening || session.starts.minute() >= EVENING * 60)
            && (!self.free || session.free() > 0)
    }
}

/// Where a class is booked.
#[must_use]
pub fn booking(session: &ClassSession) -> String {
    let SessionId(id) = session.id;
    address(
        "/timetable",
        &[
            ("location", &session.location_id.to_string()),
            ("day", &session.day.to_string()),
            ("sheet", &id.to_string()),
        ],
    )
}

/// The families of classes that there are on the loaded days, in their order.
#[must_use]
pub fn families(table: &Timetable) -> Vec<Category> {
    let has = |category: &Category| {
        table
            .sessions
            .iter()
            .any(|s| s.category == *category && s.status == SessionStatus::Scheduled)
    };
    Category::ALL.into_iter().filter(has).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        platform::time::{Instant, Moment},
        studio::model::Location,
    };
    use uuid::Uuid;

    fn table(first: &str) -> Timetable {
        let day = |text: &str| text.parse::<Day>().expect("a real date");
        Timetable {
            club: String::new(),
            location: Location {
                id: LocationId(Uuid::nil()),
                name: String::new(),
                zone: String::new(),
                address: String::new(),
            },
            locations: vec![],
            today: day("2026-03-19"),
            now: Moment {
                at: Instant(0),
                offset: 0,
            },
            day: day(first),
            sessions: vec![],
            hours: vec![],
        }
    }

    fn day(text: &str) -> Day {
        text.parse().expect("a real date")
    }

    #[test]
    fn choosing_a_day_keeps_the_seven_days_in_sight() {
        let table = table("2026-03-19");
        let saturday = View::default().on(day("2026-03-21"), &table);
        assert_eq!(saturday.href(), "/?from=2026-03-19&day=2026-03-21");
        assert_eq!(saturday.asked().1, "2026-03-19");
        assert_eq!(saturday.shown(&table), day("2026-03-21"));
        assert_eq!(saturday.on(day("2026-03-19"), &table).href(), "/");
    }

    #[test]
    fn nobody_is_led_into_the_past() {
        assert_eq!(View::default().weeks_on(-1, &table("2026-03-19")), None);
        let back = View::default().weeks_on(-1, &table("2026-03-22"));
        assert_eq!(back.map(|view| view.href()).as_deref(), Some("/"));
        let on = View {
            day: Some(day("2026-03-21")),
            ..View::default()
        }
        .weeks_on(1, &table("2026-03-19"));
        assert_eq!(on.map(|view| view.href()).as_deref(), Some("/?from=2026-03-26"));
    }

    #[test]
    fn a_day_that_is_not_loaded_is_not_shown() {
        let view = View {
            day: Some(day("2026-05-01")),
            ..View::default()
        };
        assert_eq!(view.shown(&table("2026-03-19")), day("2026-03-19"));
    }
}
