//! The whole demonstration club: who works there, who trains there, what is taught and sold.
//!
//! Everything follows from a seed, a head count and a day; nothing is read and nothing is stored.

use chrono::NaiveDate;

use super::classes::{CLASSES, Category, ClassType};
use super::lists::{HAMBURG, HONG_KONG};
use super::names::{self, Cast, Person};
use super::plan::{PLANS, Plan, UNLIMITED};
use super::rng::Rng;
use super::sales::{self, PassState, Sold};
use super::week::{self, COACH_RANGES, COACHES, ROOMS, Room, SITES, Site, Slot};

/// The club's name.
pub const NAME: &str = "Nordkai Training";

/// Someone who teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coach {
    /// Who it is.
    pub person: Person,
    /// Where, as an index in [`Club::sites`].
    pub site: usize,
    /// What, as indices in [`Club::classes`].
    pub teaches: Vec<usize>,
}

/// What someone on the staff does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaffRole {
    /// Owns the club.
    Owner,
    /// Runs a location.
    Manager,
    /// Stands at the front desk.
    Desk,
    /// Keeps the books.
    Accounts,
}

impl StaffRole {
    /// The role as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Desk => "desk",
            Self::Accounts => "accounts",
        }
    }
}

/// Someone who works there without teaching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who it is.
    pub person: Person,
    /// What they do.
    pub role: StaffRole,
    /// Where, as an index in [`Club::sites`]; `None` for the whole club.
    pub site: Option<usize>,
}

/// The part of the day in which a member prefers to train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayPart {
    /// Before noon.
    Morning,
    /// From noon to five.
    Midday,
    /// From five on.
    Evening,
}

impl DayPart {
    /// The part that a minute of the day lies in.
    #[must_use]
    pub const fn of(minute_of_day: u32) -> Self {
        match minute_of_day / 60 {
            ..12 => Self::Morning,
            12..17 => Self::Midday,
            _ => Self::Evening,
        }
    }
}

/// How a member trains: whom to put into which class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// Classes in four weeks, 0 for someone whose pass has ended.
    pub visits: u32,
    /// The two kinds of class they like, the dearer one first.
    pub likes: [Category; 2],
    /// When they come.
    pub part: DayPart,
}

/// Someone who trains there, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who it is.
    pub person: Person,
    /// The home location, as an index in [`Club::sites`].
    pub site: usize,
    /// The day of joining.
    pub joined_on: NaiveDate,
    /// What they bought, oldest first, at least one; the last is the latest.
    pub passes: Vec<Sold>,
    /// How they train.
    pub habit: Habit,
}

impl Member {
    /// The current pass; `None` for someone whose last one ended.
    #[must_use]
    pub fn live_pass(&self) -> Option<&Sold> {
        self.passes.last().filter(|pass| pass.state.is_live())
    }
}

/// The club on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Club {
    /// The day on which everything stands as described.
    pub today: NaiveDate,
    /// The locations.
    pub sites: &'static [Site],
    /// The rooms of all locations.
    pub rooms: &'static [Room],
    /// The class types.
    pub classes: &'static [ClassType],
    /// The plans on sale.
    pub plans: &'static [Plan],
    /// The coaches: [`Slot::coach`] is an index here.
    pub coaches: Vec<Coach>,
    /// The others who work there.
    pub staff: Vec<Staff>,
    /// The members, in the order they joined.
    pub members: Vec<Member>,
    /// The weekly timetable.
    pub week: Vec<Slot>,
}

/// The club that `seed` makes, with `members` members (at most about [`names::MAX_PEOPLE`]).
///
/// The same arguments make the same club on every machine.
#[must_use]
pub fn club(seed: u64, members: usize, today: NaiveDate) -> Club {
    let mut cast = Cast::default();
    let week = week::week();
    let coaches = coaches(&mut cast, &mut Rng::stream(seed, "coaches"), today, &week);
    let staff = staff(&mut cast, &mut Rng::stream(seed, "staff"), today);
    let people = names::members(&mut cast, &mut Rng::stream(seed, "people"), members, today);
    let mut rng = Rng::stream(seed, "members");
    let mut members: Vec<Member> = people
        .into_iter()
        .map(|person| member(&mut rng, person, today))
        .collect();
    members.sort_by_key(|member| member.joined_on);
    Club {
        today,
        sites: &SITES,
        rooms: &ROOMS,
        classes: CLASSES,
        plans: &PLANS,
        coaches,
        staff,
        members,
        week,
    }
}

fn coaches(cast: &mut Cast, rng: &mut Rng, today: NaiveDate, week: &[Slot]) -> Vec<Coach> {
    let mut coaches = Vec::with_capacity(COACHES);
    for (site, &(first, end)) in COACH_RANGES.iter().enumerate() {
        let mix = if site == 0 { &HAMBURG } else { &HONG_KONG };
        for coach in first..end {
            coaches.extend(cast.person(rng, today, mix, (23, 54)).map(|person| Coach {
                person,
                site,
                teaches: week::taught_by(coach, week),
            }));
        }
    }
    coaches
}

fn staff(cast: &mut Cast, rng: &mut Rng, today: NaiveDate) -> Vec<Staff> {
    const POSTS: [(StaffRole, Option<usize>); 9] = [
        (StaffRole::Owner, None),
        (StaffRole::Accounts, None),
        (StaffRole::Manager, Some(0)),
        (StaffRole::Desk, Some(0)),
        (StaffRole::Desk, Some(0)),
        (StaffRole::Desk, Some(0)),
        (StaffRole::Manager, Some(1)),
        (StaffRole::Desk, Some(1)),
        (StaffRole::Desk, Some(1)),
    ];
    let mut staff = Vec::with_capacity(POSTS.len());
    for (role, site) in POSTS {
        let mix = if site == Some(1) { &HONG_KONG } else { &HAMBURG };
        let person = cast.person(rng, today, mix, (21, 60));
        staff.extend(person.map(|person| Staff { person, role, site }));
    }
    staff
}

fn member(rng: &mut Rng, person: Person, today: NaiveDate) -> Member {
    let in_hong_kong = match person.lang {
        "zh-Hant" => 90,
        "zh-Hans" => 40,
        _ => 20,
    };
    let site = usize::from(rng.chance(in_hong_kong));
    let joined_on = sales::joined_on(rng, today);
    let passes = sales::history(rng, joined_on, today);
    let habit = habit(rng, passes.last());
    Member {
        person,
        site,
        joined_on,
        passes,
        habit,
    }
}

fn habit(rng: &mut Rng, latest: Option<&Sold>) -> Habit {
    /// Strength, conditioning, cycle, mind, dance, care.
    const LIKED: [u32; 6] = [20, 20, 14, 28, 10, 8];
    const PARTS: [(DayPart, u32); 3] = [(DayPart::Morning, 30), (DayPart::Midday, 12), (DayPart::Evening, 58)];
    let first = rng.weighted(&LIKED);
    let mut others = LIKED;
    others[first] = 0;
    let second = rng.weighted(&others);
    let part = PARTS[rng.weighted(&PARTS.map(|(_, weight)| weight))].0;
    let visits = match latest {
        Some(pass) if matches!(pass.state, PassState::Active | PassState::Leaving) => {
            // a few come nearly every day, many once or twice a week, some hardly at all
            let mean = if pass.plan == UNLIMITED { 7 } else { 3 };
            u32::try_from(rng.near(mean, mean / 2 + 1).clamp(0, 24)).unwrap_or(0)
        }
        _ => 0,
    };
    Habit {
        visits,
        likes: [Category::ALL[first], Category::ALL[second]],
        part,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::{Duration, Instant};

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 19).unwrap()
    }

    fn everyone(club: &Club) -> Vec<&Person> {
        let coaches = club.coaches.iter().map(|coach| &coach.person);
        let staff = club.staff.iter().map(|staff| &staff.person);
        let members = club.members.iter().map(|member| &member.person);
        coaches.chain(staff).chain(members).collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_club() {
        assert_eq!(club(1, 500, today()), club(1, 500, today()));
        assert_ne!(club(1, 500, today()).members, club(2, 500, today()).members);
    }

    #[test]
    fn more_members_do_not_change_who_works_there() {
        let (small, large) = (club(1, 10, today()), club(1, 1_000, today()));
        assert_eq!(small.coaches, large.coaches);
        assert_eq!(small.staff, large.staff);
    }

    #[test]
    fn nobody_shares_an_address_or_a_number() {
        let club = club(1, 2_000, today());
        let all = everyone(&club);
        assert_eq!(all.len(), 2_000 + COACHES + 9);
        let emails: HashSet<&str> = all.iter().map(|person| person.email.as_str()).collect();
        let phones: HashSet<&str> = all.iter().map(|person| person.phone.as_str()).collect();
        assert_eq!((emails.len(), phones.len()), (all.len(), all.len()));
    }

    #[test]
    fn two_thousand_members_take_less_than_a_second() {
        let start = Instant::now();
        let club = club(1, 2_000, today());
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert_eq!(club.members.len(), 2_000);
    }

    #[test]
    fn coaches_are_where_the_timetable_has_them() {
        let club = club(1, 10, today());
        for slot in &club.week {
            let coach = &club.coaches[slot.coach];
            assert_eq!(coach.site, slot.site);
            assert!(coach.teaches.contains(&slot.class));
        }
    }

    #[test]
    fn both_locations_are_alive() {
        let club = club(1, 2_000, today());
        for (site, place) in club.sites.iter().enumerate() {
            let here = club.members.iter().filter(|member| member.site == site);
            let live = here.clone().filter(|member| member.live_pass().is_some());
            assert!(here.clone().count() >= 500, "{}", place.key);
            assert!(live.count() >= 250, "{}", place.key);
            let seats: u32 = (club.week.iter())
                .filter(|slot| slot.site == site)
                .map(|slot| slot.capacity)
                .sum();
            let visits: u32 = here.map(|member| member.habit.visits).sum::<u32>() / 4;
            let fill = visits * 100 / seats;
            assert!((35..=110).contains(&fill), "{}: {fill} % of the seats", place.key);
        }
        for member in &club.members {
            assert_ne!(member.habit.likes[0], member.habit.likes[1]);
            assert!(member.habit.visits == 0 || member.live_pass().is_some());
        }
    }

    #[test]
    fn every_category_is_liked() {
        let club = club(1, 2_000, today());
        for category in Category::ALL {
            let fans = club.members.iter().filter(|member| member.habit.likes[0] == category);
            assert!(fans.count() >= 100, "{}", category.as_str());
        }
    }
}
