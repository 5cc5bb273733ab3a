//! The week as a table: one row a room or a coach, one column a day.

use super::{
    class_types::tint,
    planner::{Act, Asked, By, clashes, full_name, short_name},
};
use crate::{
    platform::{
        i18n::{Locale, t},
        time::{Day, day_plus},
    },
    schedule::model::{Choices, ClassSession, SessionId, SessionStatus, Week},
    ui::calendar::{DayHead, RoomCell, RoomEntry, RoomRow, RoomWeek},
};
use chrono::Datelike;
use leptos::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A row before its classes are in it: a room, a coach, or nobody.
struct Line {
    /// The room's or the coach's id.
    key: Option<Uuid>,
    name: String,
    detail: String,
}

/// Whose row a class stands in.
fn key(s: &ClassSession, by: By) -> Option<Uuid> {
    match by {
        By::Coach => s.coach_id.map(|id| id.0),
        By::Room | By::List => s.room_id.map(|id| id.0),
    }
}

/// The rows: every room of the location, or every coach who teaches there in the week; then what has none.
fn lines(l: Locale, week: &Week, choices: &Choices, by: By) -> Vec<Line> {
    let mut lines: Vec<Line> = match by {
        By::Coach => Vec::new(),
        By::Room | By::List => choices
            .rooms
            .iter()
            .filter(|room| room.location_id == week.location.id)
            .map(|room| Line {
                key: Some(room.id.0),
                name: room.name.clone(),
                detail: t::planner::room_holds(l, room.capacity),
            })
            .collect(),
    };
    for s in &week.sessions {
        let name = if by == By::Coach { &s.coach } else { &s.room };
        let key = key(s, by);
        // a room that was closed may still have classes
        if let (Some(_), Some(name)) = (key, name)
            && lines.iter().all(|line| line.key != key)
        {
            lines.push(Line {
                key,
                name: name.clone(),
                detail: String::new(),
            });
        }
    }
    if by == By::Coach {
        lines.sort_by(|a, b| a.name.cmp(&b.name));
        for line in &mut lines {
            let of = week
                .sessions
                .iter()
                .filter(|s| key(s, by) == line.key && s.status == SessionStatus::Scheduled);
            line.detail = t::planner::classes(l, of.count() as i64);
        }
    }
    if week.sessions.iter().any(|s| key(s, by).is_none()) {
        let name = if by == By::Coach {
            t::planner::no_coach(l)
        } else {
            t::planner::no_room(l)
        };
        lines.push(Line {
            key: None,
            name: name.to_owned(),
            detail: String::new(),
        });
    }
    lines
}

/// The table.
pub fn grid(l: Locale, week: &Week, choices: &Choices, asked: &Asked) -> AnyView {
    let clashes = clashes(&week.sessions);
    let days: Vec<Day> = (0..7).map(|n| day_plus(week.monday, n)).collect();
    let rows = lines(l, week, choices, asked.by)
        .into_iter()
        .map(|line| row(l, line, &days, week, asked, &clashes))
        .collect();
    let heads = days
        .iter()
        .map(|day| DayHead {
            short: l.weekday_short(day.weekday()).to_owned(),
            number: day.day().to_string(),
            name: l.day_named(*day),
            today: *day == week.today,
            note: (*day == week.today).then(|| t::planner::today_word(l).to_owned()),
        })
        .collect();
    let number = week.monday.iso_week().week();
    let (caption, corner) = match asked.by {
        By::Coach => (t::planner::caption_coach(l, number), t::planner::by_coach(l)),
        By::Room | By::List => (t::planner::caption_room(l, number), t::planner::by_room(l)),
    };
    view! { <RoomWeek caption=caption corner=corner days=heads rows=rows/> }.into_any()
}

fn row(l: Locale, line: Line, days: &[Day], week: &Week, asked: &Asked, clashes: &BTreeSet<SessionId>) -> RoomRow {
    let of: Vec<&ClassSession> = week.sessions.iter().filter(|s| key(s, asked.by) == line.key).collect();
    let held = || of.iter().filter(|s| s.status == SessionStatus::Scheduled);
    let (booked, places): (i64, i64) = (held().map(|s| s.booked).sum(), held().map(|s| s.capacity).sum());
    let cells = days
        .iter()
        .map(|day| RoomCell {
            entries: of
                .iter()
                .filter(|s| s.day == *day)
                .map(|s| entry(l, s, asked, clashes.contains(&s.id)))
                .collect(),
            closed: None,
        })
        .collect();
    RoomRow {
        name: line.name,
        detail: line.detail,
        filled: (places > 0).then(|| t::planner::filled(l, (booked * 100 + places / 2) / places)),
        cells,
    }
}

fn entry(l: Locale, s: &ClassSession, asked: &Asked, conflict: bool) -> RoomEntry {
    let cancelled = s.status == SessionStatus::Cancelled;
    let no_coach = || t::planner::no_coach(l).to_owned();
    let second = match asked.by {
        // the row names the coach already
        By::Coach => s.room.clone().unwrap_or_else(|| t::planner::no_room(l).to_owned()),
        By::Room | By::List => s.coach.as_deref().map_or_else(no_coach, short_name),
    };
    let taken = if cancelled {
        t::planner::cancelled(l).to_owned()
    } else if s.waiting > 0 {
        t::planner::taken_waiting(l, s.booked, s.capacity, s.waiting)
    } else {
        format!("{}/{}", s.booked, s.capacity)
    };
    RoomEntry {
        time: s.starts.clock(),
        title: s.name.clone(),
        coach: second,
        taken,
        full: s.free() == 0 && !cancelled,
        name: full_name(l, s),
        href: asked.open(s.id, Act::Change).href(),
        category: tint(s.category),
        conflict,
        uncoached: s.coach_id.is_none() && !cancelled,
        cancelled,
        grip: None,
    }
}
