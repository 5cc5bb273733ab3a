//! The demonstration club's two locations, their rooms and their weekly timetable.
//!
//! The locations lie in two zones, one of which changes its clocks: a day or an hour that is
//! computed in the wrong zone shows at once.

use chrono::Weekday;

use super::classes::{CLASSES, Text, by_key, text};

/// Coaches that the timetable speaks of: those of the first location come first.
pub const COACHES: usize = 20;

/// The first coach of each location, and behind them the end.
pub const COACH_RANGES: [(usize, usize); 2] = [(0, 12), (12, COACHES)];

/// A location of the club.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// A short name for code and addresses.
    pub key: &'static str,
    /// Its name.
    pub name: Text,
    /// IANA time zone: the timetable's hours are local to it.
    pub zone: &'static str,
    /// Postal address; the streets are invented.
    pub address: &'static str,
    /// Opening and closing minute of the day from Monday to Friday.
    pub weekdays: (u32, u32),
    /// Opening and closing minute of the day on Saturday and Sunday.
    pub weekend: (u32, u32),
}

/// A room in which classes take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Index in [`SITES`].
    pub site: usize,
    /// Its name.
    pub name: Text,
    /// Most people that fit.
    pub capacity: u32,
}

/// One class of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Index in [`SITES`].
    pub site: usize,
    /// Index in [`ROOMS`].
    pub room: usize,
    /// Day of the week at the location.
    pub weekday: Weekday,
    /// Start in minutes after local midnight.
    pub start: u32,
    /// Length in minutes.
    pub minutes: u32,
    /// Index in [`CLASSES`].
    pub class: usize,
    /// Index of the coach, below [`COACHES`].
    pub coach: usize,
    /// Seats: what the class allows and the room holds.
    pub capacity: u32,
}

impl Slot {
    /// End in minutes after local midnight.
    #[must_use]
    pub const fn end(&self) -> u32 {
        self.start + self.minutes
    }
}

/// The club's locations.
pub const SITES: [Site; 2] = [
    Site {
        key: "hamburg",
        name: text("Nordkai Hamburg", "北码头 · 汉堡", "北碼頭 · 漢堡"),
        zone: "Europe/Berlin",
        address: "Am Nordkai 12, 20457 Hamburg, Germany",
        weekdays: (6 * 60, 22 * 60 + 30),
        weekend: (8 * 60, 20 * 60),
    },
    Site {
        key: "sheung-wan",
        name: text("Nordkai Sheung Wan", "北码头 · 上环", "北碼頭 · 上環"),
        zone: "Asia/Hong_Kong",
        address: "3/F, 18 Harbour Steps, Sheung Wan, Hong Kong",
        weekdays: (6 * 60, 22 * 60 + 30),
        weekend: (8 * 60, 20 * 60),
    },
];

const WORKS: usize = 0;
const BIKES: usize = 1;
const LOFT: usize = 2;
const DECK: usize = 3;
const ENGINE: usize = 4;

/// The rooms of both locations.
pub const ROOMS: [Room; 5] = [
    Room {
        site: 0,
        name: text("Werkhalle", "工坊大厅", "工坊大廳"),
        capacity: 24,
    },
    Room {
        site: 0,
        name: text("Radhaus", "单车房", "單車房"),
        capacity: 20,
    },
    Room {
        site: 0,
        name: text("Segelboden", "帆布阁楼", "帆布閣樓"),
        capacity: 18,
    },
    Room {
        site: 1,
        name: text("The Deck", "甲板", "甲板"),
        capacity: 16,
    },
    Room {
        site: 1,
        name: text("Engine Room", "轮机房", "輪機房"),
        capacity: 14,
    },
];

/// A line of the timetable: room, local start, class type, ISO weekdays (1 is Monday), coach.
type Line = (usize, (u32, u32), &'static str, &'static str, usize);

// a timetable reads as one line a class
#[rustfmt::skip]
const LINES: &[Line] = &[
    // Hamburg: lifting and conditioning
    (WORKS, (6, 30), "hiit", "135", 0),
    (WORKS, (6, 45), "functional-strength", "24", 1),
    (WORKS, (9, 30), "circuit", "2", 4),
    (WORKS, (12, 15), "kettlebell", "15", 2),
    (WORKS, (12, 15), "tabata", "3", 2),
    (WORKS, (17, 0), "barbell-basics", "14", 3),
    (WORKS, (17, 0), "boxing", "2", 5),
    (WORKS, (17, 0), "rowing", "3", 2),
    (WORKS, (17, 30), "circuit", "5", 4),
    (WORKS, (18, 15), "hiit", "13", 4),
    (WORKS, (18, 15), "functional-strength", "24", 1),
    (WORKS, (19, 30), "boxing", "13", 5),
    (WORKS, (19, 30), "olympic-lifting", "4", 3),
    (WORKS, (19, 30), "kettlebell", "2", 2),
    (WORKS, (9, 30), "functional-strength", "6", 1),
    (WORKS, (11, 0), "boxing", "6", 5),
    (WORKS, (10, 0), "barbell-basics", "7", 3),
    (WORKS, (11, 30), "hiit", "7", 0),
    // Hamburg: bikes
    (BIKES, (6, 30), "power-cycling", "24", 6),
    (BIKES, (12, 15), "first-ride", "4", 7),
    (BIKES, (17, 30), "power-cycling", "13", 7),
    (BIKES, (17, 30), "power-cycling", "24", 6),
    (BIKES, (18, 30), "endurance-ride", "1", 6),
    (BIKES, (19, 0), "power-cycling", "2", 7),
    (BIKES, (10, 0), "endurance-ride", "6", 6),
    (BIKES, (10, 0), "power-cycling", "7", 7),
    // Hamburg: yoga, dance, backs
    (LOFT, (7, 0), "vinyasa", "135", 8),
    (LOFT, (8, 30), "healthy-back", "24", 10),
    (LOFT, (10, 0), "hatha", "1", 9),
    (LOFT, (10, 0), "pilates", "3", 10),
    (LOFT, (10, 0), "pregnancy-yoga", "5", 9),
    (LOFT, (12, 30), "meditation", "2", 9),
    (LOFT, (12, 15), "mobility", "4", 10),
    (LOFT, (17, 15), "healthy-back", "13", 10),
    (LOFT, (17, 45), "pilates", "24", 10),
    (LOFT, (17, 30), "barre", "5", 11),
    (LOFT, (18, 15), "vinyasa", "13", 8),
    (LOFT, (19, 0), "dance-fitness", "2", 11),
    (LOFT, (19, 30), "street-dance", "3", 11),
    (LOFT, (19, 30), "yin", "14", 9),
    (LOFT, (10, 0), "vinyasa", "6", 8),
    (LOFT, (11, 30), "dance-fitness", "6", 11),
    (LOFT, (10, 30), "hatha", "7", 9),
    (LOFT, (17, 0), "yin", "7", 9),
    // Sheung Wan: yoga, tai chi, dance, backs
    (DECK, (6, 45), "tai-chi", "135", 16),
    (DECK, (8, 0), "vinyasa", "24", 15),
    (DECK, (10, 30), "pilates", "13", 18),
    (DECK, (10, 30), "pregnancy-yoga", "2", 18),
    (DECK, (10, 30), "hatha", "4", 16),
    (DECK, (10, 30), "healthy-back", "5", 18),
    (DECK, (12, 30), "mobility", "13", 18),
    (DECK, (12, 30), "barre", "24", 17),
    (DECK, (12, 45), "meditation", "5", 16),
    (DECK, (18, 0), "vinyasa", "13", 15),
    (DECK, (18, 0), "pilates", "24", 18),
    (DECK, (18, 30), "dance-fitness", "5", 17),
    (DECK, (19, 15), "dance-fitness", "14", 17),
    (DECK, (19, 15), "street-dance", "2", 17),
    (DECK, (19, 15), "healthy-back", "3", 18),
    (DECK, (20, 30), "yin", "14", 15),
    (DECK, (9, 0), "vinyasa", "6", 15),
    (DECK, (10, 30), "tai-chi", "6", 16),
    (DECK, (12, 0), "street-dance", "6", 17),
    (DECK, (9, 30), "hatha", "7", 16),
    (DECK, (11, 0), "pilates", "7", 18),
    (DECK, (17, 0), "yin", "7", 15),
    // Sheung Wan: lifting, conditioning, bikes
    (ENGINE, (6, 30), "hiit", "24", 13),
    (ENGINE, (6, 30), "power-cycling", "15", 14),
    (ENGINE, (7, 30), "functional-strength", "3", 12),
    (ENGINE, (12, 30), "tabata", "135", 13),
    (ENGINE, (12, 30), "kettlebell", "24", 12),
    (ENGINE, (18, 15), "power-cycling", "13", 14),
    (ENGINE, (18, 15), "hiit", "24", 13),
    (ENGINE, (18, 30), "rowing", "5", 19),
    (ENGINE, (19, 15), "boxing", "13", 19),
    (ENGINE, (19, 15), "barbell-basics", "2", 12),
    (ENGINE, (19, 15), "olympic-lifting", "4", 12),
    (ENGINE, (20, 30), "circuit", "1", 13),
    (ENGINE, (20, 30), "endurance-ride", "2", 14),
    (ENGINE, (9, 30), "power-cycling", "6", 14),
    (ENGINE, (10, 45), "boxing", "6", 19),
    (ENGINE, (12, 0), "functional-strength", "6", 12),
    (ENGINE, (10, 0), "hiit", "7", 13),
    (ENGINE, (11, 15), "barbell-basics", "7", 12),
];

/// The timetable of both locations, by location, weekday, start and room.
#[must_use]
pub fn week() -> Vec<Slot> {
    let mut slots: Vec<Slot> = LINES.iter().flat_map(slots).collect();
    slots.sort_by_key(|slot| {
        let day = slot.weekday.num_days_from_monday();
        (slot.site, day, slot.start, slot.room)
    });
    slots
}

/// The class types that a coach teaches in `week`, as indices in [`CLASSES`].
#[must_use]
pub fn taught_by(coach: usize, week: &[Slot]) -> Vec<usize> {
    let of_coach = week.iter().filter(|slot| slot.coach == coach);
    let mut classes: Vec<usize> = of_coach.map(|slot| slot.class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// One slot for each weekday of a line; none for a class type or a room that does not exist.
fn slots(line: &Line) -> impl Iterator<Item = Slot> {
    let &(room, (hour, minute), key, days, coach) = line;
    days.chars().filter_map(move |day| {
        let class = by_key(key)?;
        let kind = CLASSES.get(class)?;
        let place = ROOMS.get(room)?;
        Some(Slot {
            site: place.site,
            room,
            weekday: iso_weekday(day)?,
            start: hour * 60 + minute,
            minutes: kind.minutes,
            class,
            coach,
            capacity: kind.capacity.1.min(place.capacity),
        })
    })
}

fn iso_weekday(day: char) -> Option<Weekday> {
    match day {
        '1' => Some(Weekday::Mon),
        '2' => Some(Weekday::Tue),
        '3' => Some(Weekday::Wed),
        '4' => Some(Weekday::Thu),
        '5' => Some(Weekday::Fri),
        '6' => Some(Weekday::Sat),
        '7' => Some(Weekday::Sun),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::Category;
    use super::*;

    /// Pairs of slots on one day whose times overlap and that share what `shared` says.
    fn conflicts(week: &[Slot], shared: impl Fn(&Slot) -> usize) -> Vec<(Slot, Slot)> {
        let mut found = Vec::new();
        for (index, one) in week.iter().enumerate() {
            for other in &week[index + 1..] {
                let same = shared(one) == shared(other) && one.weekday == other.weekday;
                if same && one.start < other.end() && other.start < one.end() {
                    found.push((*one, *other));
                }
            }
        }
        found
    }

    #[test]
    fn no_room_and_no_coach_is_in_two_classes_at_once() {
        let mut week = week();
        assert_eq!(conflicts(&week, |slot| slot.room), []);
        assert_eq!(conflicts(&week, |slot| slot.coach), []);
        // control: the search finds a double booking that is there
        let mut double = week[0];
        double.start += 5;
        week.push(double);
        assert_eq!(conflicts(&week, |slot| slot.room).len(), 1);
        assert_eq!(conflicts(&week, |slot| slot.coach).len(), 1);
    }

    #[test]
    fn every_line_of_the_timetable_is_held() {
        let days: usize = LINES.iter().map(|line| line.3.len()).sum();
        assert_eq!(week().len(), days);
    }

    #[test]
    fn each_location_has_a_full_week_of_every_category() {
        let week = week();
        for (site, place) in SITES.iter().enumerate() {
            let here = week.iter().filter(|slot| slot.site == site);
            let count = here.clone().count();
            assert!((50..=65).contains(&count), "{count} at {}", place.key);
            for category in Category::ALL {
                let found = here.clone().any(|slot| CLASSES[slot.class].category == category);
                assert!(found, "no {} at {}", category.as_str(), place.key);
            }
            let evening = |slot: &&Slot| (17 * 60..20 * 60).contains(&slot.start);
            let morning = |slot: &&Slot| slot.start < 10 * 60;
            assert!(here.clone().filter(evening).count() >= 18, "{}", place.key);
            assert!(here.clone().filter(morning).count() >= 9, "{}", place.key);
        }
        for (class, kind) in CLASSES.iter().enumerate() {
            assert!(week.iter().any(|slot| slot.class == class), "no {}", kind.key);
        }
    }

    #[test]
    fn classes_fit_their_room_and_the_opening_hours() {
        for slot in week() {
            let site = &SITES[slot.site];
            let (opens, closes) = match slot.weekday {
                Weekday::Sat | Weekday::Sun => site.weekend,
                _ => site.weekdays,
            };
            assert!(opens <= slot.start && slot.end() <= closes, "{slot:?}");
            assert!(slot.capacity >= CLASSES[slot.class].capacity.0, "{slot:?}");
            assert!(slot.capacity <= ROOMS[slot.room].capacity, "{slot:?}");
        }
    }

    #[test]
    fn coaches_stay_at_their_location_and_have_a_fair_load() {
        let week = week();
        for (site, &(first, end)) in COACH_RANGES.iter().enumerate() {
            for coach in first..end {
                let own: Vec<&Slot> = week.iter().filter(|slot| slot.coach == coach).collect();
                assert!(own.iter().all(|slot| slot.site == site), "coach {coach}");
                assert!((2..=12).contains(&own.len()), "coach {coach} has {}", own.len());
                assert!(!taught_by(coach, &week).is_empty());
            }
        }
        assert!(week.iter().all(|slot| slot.coach < COACHES));
    }
}
