//! Content lines to events and zones.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lines::{Line, read_lines};
use super::own_zone::{Observance, Zone};
use super::problem::{ProblemKind, Problems, shorten};
use super::rule::Rule;
use super::value::{When, period, span, text, texts, utc_offset, when};
use super::zone::iana;
use super::{Calendar, Details, Event, Replaces, Status};

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
        let kind = match (name.as_str(), inside) {
            (_, Some(Kind::Foreign)) => Kind::Foreign,
            ("VCALENDAR", _) => Kind::Calendar,
            ("VEVENT", _) => Kind::Event,
            ("VTIMEZONE", _) => Kind::Zone,
            ("VTODO" | "VJOURNAL" | "VFREEBUSY" | "VAVAILABILITY", _) => Kind::Skipped,
            ("STANDARD" | "DAYLIGHT", Some(Kind::Zone)) => Kind::Observance,
            // VALARM and whatever else an event or a to-do holds
            (_, Some(Kind::Event | Kind::Skipped | Kind::Zone | Kind::Observance)) => Kind::Foreign,
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
            "TZID" => zone.tzid = line.value.trim().to_owned(),
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

/// An event being read. Its problems wait until its name is known.
struct Draft {
    line: usize,
    uid: Option<String>,
    details: Details,
    organizer: Option<String>,
    contact: Option<String>,
    start: Option<When>,
    modified: Option<When>,
    stamped: Option<When>,
    event: Event,
    problems: Vec<(usize, ProblemKind)>,
}

impl Draft {
    fn new(line: usize) -> Self {
        Self {
            line,
            uid: None,
            details: Details::default(),
            organizer: None,
            contact: None,
            start: None,
            modified: None,
            stamped: None,
            event: Event {
                uid: String::new(),
                line,
                details: Arc::default(),
                start: When::Floating(Default::default()),
                end: None,
                duration: None,
                rules: Vec::new(),
                dates: Vec::new(),
                exclusions: Vec::new(),
                replaces: None,
                status: None,
                sequence: 0,
                stamp: None,
                rule_refused: false,
            },
            problems: Vec::new(),
        }
    }

    fn property(&mut self, line: &Line) {
        let event = &mut self.event;
        let mut bad = false;
        match line.name.as_str() {
            "UID" => self.uid = Some(text(&line.value)),
            "SUMMARY" => self.details.summary = text(&line.value),
            "DESCRIPTION" => self.details.description = text(&line.value),
            "LOCATION" => self.details.location = text(&line.value),
            "CATEGORIES" => self.details.categories.extend(texts(&line.value)),
            "CONTACT" => self.contact = Some(text(&line.value)).filter(|c| is_name(c)),
            "ORGANIZER" => self.organizer = person(line),
            "ATTENDEE" if line.param("ROLE").is_some_and(|r| r.eq_ignore_ascii_case("CHAIR")) => {
                self.details.coach = self.details.coach.take().or_else(|| person(line));
            }
            "DTSTART" => bad = keep_first(&mut self.start, line),
            "DTEND" => bad = keep_first(&mut event.end, line),
            "LAST-MODIFIED" => bad = keep_first(&mut self.modified, line),
            "DTSTAMP" => bad = keep_first(&mut self.stamped, line),
            "DURATION" => {
                event.duration = span(&line.value);
                bad = event.duration.is_none();
            }
            "RRULE" => match Rule::parse(&line.value) {
                Ok(rule) => {
                    if rule.dropped_numbers {
                        self.problems.push((line.number, ProblemKind::NumberedWeekday));
                    }
                    if rule.count.is_some() && rule.until.is_some() {
                        self.problems.push((line.number, ProblemKind::CountAndUntil));
                    }
                    event.rules.push(rule);
                }
                Err(error) => {
                    event.rule_refused = true;
                    self.problems.push((line.number, ProblemKind::BadRule(error.to_string())));
                }
            },
            "EXRULE" => self.problems.push((line.number, ProblemKind::ExceptionRule)),
            "RDATE" => {
                let tzid = line.param("TZID");
                let date = |v: &str| match period(v, tzid) {
                    Some((start, length)) => Some((start, Some(length))),
                    None => when(v, tzid).map(|start| (start, None)),
                };
                bad = !extend_with_list(&mut event.dates, line, date);
            }
            "EXDATE" => {
                let tzid = line.param("TZID");
                bad = !extend_with_list(&mut event.exclusions, line, |v| when(v, tzid));
            }
            "RECURRENCE-ID" => {
                let mut start = None;
                bad = keep_first(&mut start, line);
                let range = line.param("RANGE").map(str::trim).unwrap_or_default();
                let and_later = range.eq_ignore_ascii_case("THISANDFUTURE");
                if !range.is_empty() && !and_later {
                    self.problems.push((line.number, ProblemKind::RangeIgnored(shorten(range))));
                }
                event.replaces = start.map(|start| Replaces { start, and_later });
            }
            "STATUS" => {
                event.status = match line.value.trim().to_ascii_uppercase().as_str() {
                    "TENTATIVE" => Some(Status::Tentative),
                    "CONFIRMED" => Some(Status::Confirmed),
                    // the second is a common slip of the pen
                    "CANCELLED" | "CANCELED" => Some(Status::Cancelled),
                    _ => None,
                };
            }
            "SEQUENCE" => match line.value.trim().parse() {
                Ok(sequence) => event.sequence = sequence,
                Err(_) => bad = true,
            },
            _ => {}
        }
        if bad {
            let what = ProblemKind::BadValue {
                property: line.name.clone(),
                value: shorten(&line.value),
            };
            self.problems.push((line.number, what));
        }
    }

    fn finish(mut self, cancels: bool, problems: &mut Problems) -> Option<Event> {
        let mut event = self.event;
        // a cancellation may name only the date it cancels
        let start = self.start.or_else(|| event.replaces.as_ref().map(|r| r.start.clone()));
        let uid = self.uid.take().filter(|uid| !uid.is_empty());
        self.details.coach = self.details.coach.or(self.organizer).or(self.contact);
        match start {
            None => self.problems.push((self.line, ProblemKind::NoStart)),
            Some(When::Date(_)) => self.problems.push((self.line, ProblemKind::AllDay)),
            Some(_) if uid.is_none() => self.problems.push((self.line, ProblemKind::NoUid)),
            Some(_) => {}
        }
        event.uid = match (uid, &start) {
            (Some(uid), _) => uid,
            (None, Some(start)) => {
                let about = shorten(&format!("{} {}", self.details.summary, self.details.location));
                format!("{} {about}", start.written()).trim().to_owned()
            }
            (None, None) => String::new(),
        };
        event.details = Arc::new(self.details);
        event.stamp = self.modified.or(self.stamped).map(|w| w.written());
        if cancels {
            event.status = Some(Status::Cancelled);
        }
        let label = Some(event.label()).filter(|l| !l.is_empty());
        for (line, what) in self.problems {
            problems.add(line, label, what);
        }
        event.start = start?;
        Some(event)
    }
}

/// Sets a time that may be there only once; `true` when it cannot be read.
fn keep_first(slot: &mut Option<When>, line: &Line) -> bool {
    let read = when(&line.value, line.param("TZID")).or_else(|| {
        // Outlook does not always quote a TZID that has a colon, as in `TZID=(UTC-03:00) Brasília:20250131T180000`
        let (rest_of_tzid, value) = line.value.rsplit_once(':')?;
        let tzid = format!("{}:{rest_of_tzid}", line.param("TZID")?);
        when(value, Some(&tzid))
    });
    let bad = read.is_none();
    if slot.is_none() {
        *slot = read;
    }
    bad
}

/// Adds the entries of a comma list; `false` when one of them cannot be read. An empty list is nothing wrong.
fn extend_with_list<T>(list: &mut Vec<T>, line: &Line, item: impl Fn(&str) -> Option<T>) -> bool {
    let entries = line.value.split(',').map(str::trim).filter(|v| !v.is_empty());
    entries.fold(true, |fine, entry| match item(entry) {
        Some(value) => {
            list.push(value);
            fine
        }
        None => false,
    })
}

/// The name (CN) of an organizer or attendee.
fn person(line: &Line) -> Option<String> {
    let name = text(line.param("CN")?);
    is_name(&name).then_some(name)
}

/// Some products write the address where the name belongs.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains('@')
}
