//! Where and with whom an imported class takes place: which room its calendar means, and whether room and coach are free.

use super::{
    Import,
    plan::{Class, Dated, Named, Weekly},
    problem::{Takes, What},
};
use crate::{
    coaches::{self, model::CoachId},
    platform::{
        db::Tx,
        error::{Answer, Nothing},
        time::{Day, Instant, Moment, Span, Zone, day_plus},
    },
    rooms::model::{Room, RoomId},
    schedule::{
        model::{ClassType, Conflict},
        service::{AHEAD, conflicts},
    },
};
use chrono::Datelike;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The rooms of a location by the name on the door.
pub(super) struct Rooms {
    by_name: HashMap<String, Room>,
    /// The location's own name: a calendar that names the house means no room.
    house: String,
}

impl Rooms {
    pub fn of(house: &str, rooms: impl IntoIterator<Item = Room>) -> Self {
        let mut by_name = HashMap::new();
        for room in rooms {
            by_name.entry(folded(&room.name)).or_insert(room);
        }
        Self {
            by_name,
            house: folded(house),
        }
    }

    /// The room of this name, whatever its capitals and width.
    pub fn named(&self, name: &str) -> Option<&Room> {
        self.by_name.get(&folded(name))
    }

    /// Whether a calendar's text names the house and no room in it.
    pub fn is_house(&self, name: &str) -> bool {
        folded(name) == self.house
    }
}

/// A name without what differs between two writings of it: capitals, the full width of Chinese keyboards, spaces.
fn folded(name: &str) -> String {
    let narrow: String = name
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect();
    narrow.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A room or a coach, which one class takes at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    Room(RoomId),
    Coach(String),
}

/// What a dry run would have taken: nothing of it stands in the database, where it would be in the way of what follows.
#[derive(Default)]
pub(super) struct Taken(BTreeMap<(Holds, Instant), (Instant, String)>);

impl Taken {
    pub fn take(&mut self, what: Holds, starts: Instant, ends: Instant, name: &str) {
        self.0.insert((what, starts), (ends, name.to_owned()));
    }

    /// The class that has it at that time: its start and name.
    pub fn by(&self, what: &Holds, starts: Instant, ends: Instant) -> Option<(Instant, String)> {
        // no class is longer than ten hours, so nothing that began earlier can still be running
        let (from, to) = ((what.clone(), starts - Span::minutes(600)), (what.clone(), ends));
        let mut there = self.0.range(from..to).filter(|(_, (end, _))| *end > starts);
        there.next().map(|((_, start), (_, name))| (*start, name.clone()))
    }
}

/// Whether what is in the way of a weekly class does not end: it is there on the last two dates of a weekday up to the day to which
/// other series are written. The dates after that would be taken twice as well, and nobody would be told.
pub(super) fn goes_on(days: &[Day], taken: &HashSet<Day>, written_until: Day) -> bool {
    // another series may be written ahead a day later than this one
    let last = day_plus(written_until, -2);
    (0..7).any(|weekday| {
        let mut dates = days
            .iter()
            .rev()
            .filter(|day| **day <= last && day.weekday().num_days_from_monday() == weekday)
            .take(2)
            .peekable();
        dates.peek().is_some() && dates.all(|day| taken.contains(day))
    })
}

/// What a calendar says of where and with whom.
#[derive(Clone, Default)]
pub(super) struct Place {
    room: Option<Room>,
    /// The name, and the id where somebody of that name is known.
    coach: Option<(String, Option<CoachId>)>,
}

impl Place {
    /// The same on a date on which something of it is taken.
    pub fn without(&self, clash: &Clash) -> Self {
        Self {
            room: self.room.clone().filter(|_| clash.room.is_none()),
            coach: self.coach.clone().filter(|_| clash.coach.is_none()),
        }
    }
    pub fn room_id(&self) -> Option<RoomId> {
        self.room.as_ref().map(|room| room.id)
    }
    pub fn coach_id(&self) -> Option<CoachId> {
        self.coach.as_ref().and_then(|(_, id)| *id)
    }
    pub fn name_of(&self, what: Takes) -> String {
        let name = match what {
            Takes::Room => self.room.as_ref().map(|room| &room.name),
            Takes::Coach => self.coach.as_ref().map(|(name, _)| name),
        };
        name.cloned().unwrap_or_default()
    }
    /// As many places as wanted; where nobody said how many, as many as the kind of class has and the room holds.
    pub fn capacity(&self, wanted: Option<i64>, kind: &ClassType) -> i64 {
        let held = self.room.as_ref().map_or(i64::MAX, |room| room.capacity);
        wanted.unwrap_or_else(|| kind.capacity.min(held))
    }
}

/// The names of the classes that have the room and the coach at a time.
#[derive(Default)]
pub(super) struct Clash {
    room: Option<String>,
    coach: Option<String>,
}

impl Clash {
    pub const fn of(&self, what: Takes) -> Option<&String> {
        match what {
            Takes::Room => self.room.as_ref(),
            Takes::Coach => self.coach.as_ref(),
        }
    }
}

impl Import {
    /// Where and with whom a weekly class takes place, and the dates on which it is without one of them.
    pub(super) async fn weekly_place(
        &mut self,
        tx: &mut Tx,
        class: &Class,
        weekly: &Weekly,
        named: Place,
        days: &[Day],
    ) -> Answer<(Place, Vec<(Day, Place)>)> {
        let starts = |zone: Zone, day: Day| zone.moment(zone.at(day, weekly.start_minute));
        let mut clashes = Vec::new();
        for day in days {
            clashes.push(
                self.clash(tx, &named, starts(self.zone, *day).at, weekly.minutes)
                    .await?,
            );
        }
        let written_until = day_plus(self.today, AHEAD);
        let endless = weekly.ends_on.is_none_or(|end| end > written_until);
        let mut place = named.clone();
        for what in [Takes::Room, Takes::Coach] {
            let taken: HashMap<Day, &String> = days
                .iter()
                .zip(&clashes)
                .filter_map(|(day, clash)| Some((*day, clash.of(what)?)))
                .collect();
            let all = taken.keys().copied().collect();
            let first = days.iter().find_map(|day| Some((*day, *taken.get(day)?)));
            let Some((first, by)) = first.filter(|_| endless && goes_on(days, &all, written_until)) else {
                continue;
            };
            let name = named.name_of(what);
            let told = What::TakenFrom(what, starts(self.zone, first), name, by.clone());
            self.tell(class.line, &class.named.name, told);
            match what {
                Takes::Room => place.room = None,
                Takes::Coach => place.coach = None,
            }
        }
        let mut apart = Vec::new();
        for (day, clash) in days.iter().zip(clashes) {
            // what the series itself is without has been told
            let clash = Clash {
                room: clash.room.filter(|_| place.room.is_some()),
                coach: clash.coach.filter(|_| place.coach.is_some()),
            };
            let here = place.without(&clash);
            let starts = starts(self.zone, *day);
            self.take(&here, starts.at, weekly.minutes, &class.named.name);
            if clash.room.is_some() || clash.coach.is_some() {
                self.tell_clash(class.line, &class.named.name, &place, starts, &clash);
                apart.push((*day, here));
            }
        }
        Ok((place, apart))
    }

    /// The coach of this name, made when there is none; a dry run makes nobody.
    async fn coach(&mut self, tx: &mut Tx, name: &str) -> Answer<Option<CoachId>> {
        if let Some(coach) = self.coaches.get(name) {
            return Ok(Some(*coach));
        }
        let coach = if self.dry_run {
            coaches::service::known::<Nothing>(tx, self.org, name).await?
        } else {
            Some(coaches::service::named::<Nothing>(tx, self.org, name, self.now).await?)
        };
        if let Some(coach) = coach {
            self.coaches.insert(name.to_owned(), coach);
        }
        Ok(coach)
    }

    /// What the calendar says of where and with whom. A room that is not known is told.
    pub(super) async fn place(&mut self, tx: &mut Tx, line: usize, named: &Named) -> Answer<Place> {
        let coach = match &named.coach {
            Some(name) => Some((name.clone(), self.coach(tx, name).await?)),
            None => None,
        };
        let mut room = None;
        if let (Some(name), Some(rooms)) = (&named.place, &self.rooms) {
            room = rooms.named(name).cloned();
            let unknown = room.is_none() && !rooms.is_house(name);
            if unknown && self.unknown_rooms.insert((line, name.clone())) {
                self.tell(line, &named.name, What::NoRoom(name.clone()));
            }
        }
        Ok(Place { room, coach })
    }

    /// The same for one date: as the calendar says it, and without what is taken then.
    pub(super) async fn dated_place(&mut self, tx: &mut Tx, class: &Class, dated: &Dated) -> Answer<(Place, Place)> {
        let named = self.place(tx, class.line, &dated.named).await?;
        if dated.cancelled {
            return Ok((named.clone(), named));
        }
        let clash = self.clash(tx, &named, dated.starts.at, dated.minutes).await?;
        let place = named.without(&clash);
        self.tell_clash(class.line, &dated.named.name, &named, dated.starts, &clash);
        self.take(&place, dated.starts.at, dated.minutes, &dated.named.name);
        Ok((named, place))
    }

    /// What is in the way of a class at this place and time, in the timetable and in what a dry run would have written.
    async fn clash(&self, tx: &mut Tx, place: &Place, starts: Instant, minutes: i64) -> Answer<Clash> {
        let ends = starts + Span::minutes(minutes);
        let mut clash = Clash::default();
        if let Some(room) = &place.room {
            let there = conflicts::<Nothing>(tx, self.org, None, Some(room.id), None, starts, ends).await?;
            clash.room = self.earliest(&there, &Holds::Room(room.id), starts, ends);
        }
        if let Some((name, id)) = &place.coach {
            let there = match id {
                Some(id) => conflicts::<Nothing>(tx, self.org, None, None, Some(*id), starts, ends).await?,
                None => Vec::new(),
            };
            clash.coach = self.earliest(&there, &Holds::Coach(name.clone()), starts, ends);
        }
        Ok(clash)
    }

    fn earliest(&self, there: &[Conflict], what: &Holds, starts: Instant, ends: Instant) -> Option<String> {
        let written = there.first().map(|other| (other.starts.at, other.name.clone()));
        let planned = self.taken.by(what, starts, ends);
        let both = written.into_iter().chain(planned);
        both.min_by_key(|(at, _)| *at).map(|(_, name)| name)
    }

    /// What a dry run would write is in the way of what follows.
    fn take(&mut self, place: &Place, starts: Instant, minutes: i64, name: &str) {
        if !self.dry_run {
            return;
        }
        let ends = starts + Span::minutes(minutes);
        if let Some(room) = &place.room {
            self.taken.take(Holds::Room(room.id), starts, ends, name);
        }
        if let Some((coach, _)) = &place.coach {
            self.taken.take(Holds::Coach(coach.clone()), starts, ends, name);
        }
    }

    fn tell_clash(&mut self, line: usize, event: &str, place: &Place, starts: Moment, clash: &Clash) {
        for what in [Takes::Room, Takes::Coach] {
            if let Some(by) = clash.of(what) {
                self.tell(line, event, What::Taken(what, starts, place.name_of(what), by.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::model::LocationId;
    use uuid::Uuid;

    fn room(n: u128, name: &str) -> Room {
        Room {
            id: RoomId(Uuid::from_u128(n)),
            location_id: LocationId(Uuid::from_u128(1)),
            name: name.to_owned(),
            capacity: 10,
        }
    }

    #[test]
    fn a_room_is_known_by_its_name_whatever_its_capitals_and_width() {
        let rooms = Rooms::of("Harbour", [room(1, "Studio 2"), room(2, "瑜伽室 A"), room(3, "Straße")]);
        let found = |name: &str| rooms.named(name).map(|room| room.id.0.as_u128());
        assert_eq!(found(" STUDIO  2"), Some(1));
        assert_eq!(found("Ｓｔｕｄｉｏ　２"), Some(1));
        assert_eq!(found("瑜伽室Ａ"), None, "a space is part of a name");
        assert_eq!(found("瑜伽室　ａ"), Some(2));
        assert_eq!(found("STRASSE"), None, "another spelling is another name");
        assert_eq!(found("Studio 20"), None);
        assert_eq!(found("Studio"), None);
        assert!(rooms.is_house("HARBOUR") && !rooms.is_house("Harbour, Studio 2"));
    }

    #[test]
    fn only_what_runs_at_the_same_time_is_in_the_way() {
        let at = |minute: i64| Instant(0) + Span::minutes(minute);
        let (one, other) = (Holds::Coach("Lena".to_owned()), Holds::Coach("Mia".to_owned()));
        let mut taken = Taken::default();
        taken.take(one.clone(), at(1000), at(1060), "Yoga");
        let by = |what: &Holds, from, to| taken.by(what, at(from), at(to)).map(|(_, name)| name);
        assert_eq!(by(&one, 1059, 1100).as_deref(), Some("Yoga"));
        assert_eq!(by(&one, 900, 1001).as_deref(), Some("Yoga"));
        assert_eq!(
            (by(&one, 1060, 1100), by(&one, 900, 1000)),
            (None, None),
            "one after the other"
        );
        assert_eq!(by(&other, 1000, 1060), None);
    }

    #[test]
    fn what_is_there_on_the_last_dates_goes_on() {
        let first = Day::from_ymd_opt(2026, 3, 23).expect("a Monday");
        let mondays: Vec<Day> = (0..15).map(|week| day_plus(first, 7 * week)).collect();
        let until = day_plus(first, 7 * 12 + 1);
        let on = |weeks: &[usize]| goes_on(&mondays, &weeks.iter().map(|week| mondays[*week]).collect(), until);
        assert!(on(&[10, 11]), "to the last that other series are sure to have");
        assert!(!on(&[11]), "once at the end");
        assert!(!on(&[0, 1, 2, 9, 10]), "over by then");
        assert!(!goes_on(&[], &HashSet::new(), until));
    }
}
