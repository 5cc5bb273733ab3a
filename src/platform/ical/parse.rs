//! Content lines to events and zones.

use std::collections::BTreeMap;

use super::Calendar;
use super::draft::Draft;
use super::lines::{Line, read_lines};
use super::own_zone::{Observance, Zone};
use super::problem::{ProblemKind, Problems, shorten};
use super::rule::Rule;
use super::value::{text, tzid, utc_offset, when};
use super::zone::iana;

/// Components inside each other; real files have three.
const DEEPEST: usize = 16;

/// Reads a file. It never fails: what cannot be used is in [`Calendar::problems`].
///
/// UTF-8 with or without byte order mark, UTF-16 with one; lines may end with CR LF, LF or CR.
pub fn read(bytes: &[u8]) -> Calendar {
    let mut problems = Problems::default();
    let mut reader = Reader::default();
    read_lines(bytes, &mut problems, |line, problems| reader.line(&line, problems));
    reader.finish(problems)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Calendar,
    Event,
    Zone,
    Observance,
    /// To-dos and the like, which cannot hold events.
    Skipped,
    /// Of some other product: whatever it holds belongs to it.
    Foreign,
}

struct Open {
    kind: Kind,
    name: String,
    line: usize,
}

#[derive(Default)]
struct Reader {
    calendar: Calendar,
    open: Vec<Open>,
    event: Option<Draft>,
    zone: Option<Zone>,
    observance: Option<Observance>,
    seen_calendar: bool,
    cancels: bool,
    /// Name → first line, how many.
    not_events: BTreeMap<String, (usize, usize)>,
}

impl Reader {
    fn line(&mut self, line: &Line, problems: &mut Problems) {
        match line.name.as_str() {
            "BEGIN" => self.begin(line, problems),
            "END" => self.end(line, problems),
            _ => match self.open.last().map(|o| o.kind) {
                Some(Kind::Calendar) => self.calendar_property(line, problems),
                Some(Kind::Event) => {
                    if let Some(draft) = &mut self.event {
                        draft.property(line);
                    }
                }
                Some(Kind::Zone) => self.zone_property(line),
                Some(Kind::Observance) => self.observance_property(line),
                Some(Kind::Skipped | Kind::Foreign) => {}
                None => problems.add(line.number, None, ProblemKind::NotALine(shorten(&line.name))),
            },
        }
    }

    fn begin(&mut self, line: &Line, problems: &mut Problems) {
        let name = line.value.trim().to_ascii_uppercase();
        let inside = self.open.last().map(|o| o.kind);
        // inside an event or the like it is no home for events: its END is missing
        let homes = [Kind::Calendar, Kind::Foreign];
        let foreign = inside == Some(Kind::Foreign) && self.open.iter().all(|o| homes.contains(&o.kind));
        let kind = match (name.as_str(), inside) {
            ("VCALENDAR", _) => Kind::Calendar,
            _ if foreign => Kind::Foreign,
            ("VEVENT", _) => Kind::Event,
            ("VTIMEZONE", _) => Kind::Zone,
            ("VTODO" | "VJOURNAL" | "VFREEBUSY" | "VAVAILABILITY", _) => Kind::Skipped,
            ("STANDARD" | "DAYLIGHT", Some(Kind::Zone)) => Kind::Observance,
            // VALARM, and the inventions of other products
            _ => Kind::Foreign,
        };
        // these stand directly in a calendar: whatever is still open lacks its END
        let outermost = match kind {
            Kind::Calendar => Some(0),
            Kind::Event | Kind::Zone | Kind::Skipped => {
                let calendar = self.open.iter().rposition(|o| o.kind == Kind::Calendar);
                Some(calendar.map_or(0, |at| at + 1))
            }
            Kind::Observance | Kind::Foreign => None,
        };
        if let Some(depth) = outermost {
            self.close_down_to(depth, problems);
        }
        if self.open.len() >= DEEPEST {
            problems.add(line.number, None, ProblemKind::TooDeep);
            return;
        }
        match kind {
            Kind::Calendar => (self.seen_calendar, self.cancels) = (true, false),
            Kind::Event => self.event = Some(Draft::new(line.number)),
            Kind::Zone => {
                self.zone = Some(Zone {
                    tzid: String::new(),
                    location: None,
                    line: line.number,
                    changes: Vec::new(),
                });
            }
            Kind::Observance => {
                self.observance = Some(Observance {
                    start: Default::default(),
                    from: 0,
                    to: 0,
                    rules: Vec::new(),
                    dates: Vec::new(),
                });
            }
            Kind::Skipped => self.count(&name, line.number),
            Kind::Foreign if !matches!(inside, Some(Kind::Event | Kind::Skipped | Kind::Foreign)) => {
                self.count(&name, line.number);
            }
            Kind::Foreign => {}
        }
        self.open.push(Open {
            kind,
            name,
            line: line.number,
        });
    }

    fn count(&mut self, component: &str, line: usize) {
        // a file of thousands of invented components is told by the first hundred
        let full = self.not_events.len() >= 100;
        let name = if full { "…".to_owned() } else { shorten(component) };
        self.not_events.entry(name).or_insert((line, 0)).1 += 1;
    }

    fn end(&mut self, line: &Line, problems: &mut Problems) {
        let name = line.value.trim().to_ascii_uppercase();
        match self.open.iter().rposition(|o| o.name == name) {
            Some(at) => {
                self.close_down_to(at + 1, problems);
                self.close_last(problems);
            }
            None => problems.add(line.number, None, ProblemKind::StrayEnd(shorten(&name))),
        }
    }

    /// Closes components which have no END of their own.
    fn close_down_to(&mut self, depth: usize, problems: &mut Problems) {
        while self.open.len() > depth {
            if let Some(open) = self.open.last() {
                problems.add(open.line, None, ProblemKind::Unclosed(shorten(&open.name)));
            }
            self.close_last(problems);
        }
    }

    fn close_last(&mut self, problems: &mut Problems) {
        match self.open.pop().map(|o| o.kind) {
            Some(Kind::Event) => {
                if let Some(draft) = self.event.take() {
                    self.calendar.events.extend(draft.finish(self.cancels, problems));
                }
            }
            Some(Kind::Zone) => {
                if let Some(zone) = self.zone.take().filter(|z| !z.tzid.is_empty()) {
                    self.calendar.zones.push(zone);
                }
            }
            Some(Kind::Observance) => {
                if let (Some(zone), Some(observance)) = (&mut self.zone, self.observance.take()) {
                    zone.changes.push(observance);
                }
            }
            _ => {}
        }
    }

    fn calendar_property(&mut self, line: &Line, problems: &mut Problems) {
        let calendar = &mut self.calendar;
        match line.name.as_str() {
            "VERSION" if line.value.trim() == "1.0" => problems.add(line.number, None, ProblemKind::OldVersion),
            "METHOD" => self.cancels = line.value.trim().eq_ignore_ascii_case("CANCEL"),
            "NAME" | "X-WR-CALNAME" if calendar.name.is_none() => {
                calendar.name = Some(text(&line.value)).filter(|name| !name.is_empty());
            }
            "X-WR-TIMEZONE" if calendar.declared_zone.is_none() => calendar.declared_zone = iana(&line.value),
            _ => {}
        }
    }

    fn zone_property(&mut self, line: &Line) {
        let Some(zone) = &mut self.zone else { return };
        match line.name.as_str() {
            "TZID" => zone.tzid = tzid(&text(&line.value)).unwrap_or_default().to_string(),
            "X-LIC-LOCATION" => zone.location = Some(line.value.trim().to_owned()),
            _ => {}
        }
    }

    /// What cannot be read here shows when a zone is looked up by an event, and only if it has no IANA name.
    fn observance_property(&mut self, line: &Line) {
        let Some(part) = &mut self.observance else { return };
        match line.name.as_str() {
            "DTSTART" => {
                if let Some(start) = when(&line.value, None) {
                    part.start = start.written();
                }
            }
            "TZOFFSETFROM" => part.from = utc_offset(&line.value).unwrap_or(part.from),
            "TZOFFSETTO" => part.to = utc_offset(&line.value).unwrap_or(part.to),
            "RRULE" => part.rules.extend(Rule::parse(&line.value)),
            "RDATE" => {
                let start = |v: &str| when(v.split('/').next().unwrap_or_default(), None);
                part.dates.extend(line.value.split(',').filter_map(start));
            }
            _ => {}
        }
    }

    fn finish(mut self, mut problems: Problems) -> Calendar {
        self.close_down_to(0, &mut problems);
        for (component, (line, count)) in std::mem::take(&mut self.not_events) {
            problems.add(line, None, ProblemKind::NotAnEvent { component, count });
        }
        if !self.seen_calendar && self.calendar.events.is_empty() {
            problems.add(1, None, ProblemKind::NoCalendar);
        }
        self.calendar.problems = problems.finish();
        self.calendar
    }
}
