//! The properties of one VEVENT, gathered until its END.

use std::sync::Arc;

use super::lines::Line;
use super::problem::{ProblemKind, Problems, shorten};
use super::rule::Rule;
use super::value::{When, period, span, text, texts, tzid, when};
use super::{Details, Event, Replaces, Status};

/// An event being read. Its problems wait until its name is known.
pub(super) struct Draft {
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
    pub(super) fn new(line: usize) -> Self {
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

    pub(super) fn property(&mut self, line: &Line) {
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
                    self.problems
                        .push((line.number, ProblemKind::BadRule(error.to_string())));
                }
            },
            "EXRULE" => self.problems.push((line.number, ProblemKind::ExceptionRule)),
            "RDATE" => {
                let tzid = line.param("TZID").and_then(tzid);
                let date = |v: &str| match period(v, tzid.as_ref()) {
                    Some((start, length)) => Some((start, Some(length))),
                    None => when(v, tzid.as_ref()).map(|start| (start, None)),
                };
                bad = !extend_with_list(&mut event.dates, line, date);
            }
            "EXDATE" => {
                let tzid = line.param("TZID").and_then(tzid);
                bad = !extend_with_list(&mut event.exclusions, line, |v| when(v, tzid.as_ref()));
            }
            "RECURRENCE-ID" => {
                let mut start = None;
                bad = keep_first(&mut start, line);
                let range = line.param("RANGE").map(str::trim).unwrap_or_default();
                let and_later = range.eq_ignore_ascii_case("THISANDFUTURE");
                if !range.is_empty() && !and_later {
                    self.problems
                        .push((line.number, ProblemKind::RangeIgnored(shorten(range))));
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

    /// `None` when the event has no start.
    pub(super) fn finish(mut self, cancels: bool, problems: &mut Problems) -> Option<Event> {
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
    let read = when(&line.value, line.param("TZID").and_then(tzid).as_ref()).or_else(|| {
        // Outlook does not always quote a TZID that has a colon, as in `TZID=(UTC-03:00) Brasília:20250131T180000`
        let (rest_of_tzid, value) = line.value.rsplit_once(':')?;
        let tzid = tzid(&format!("{}:{rest_of_tzid}", line.param("TZID")?))?;
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
