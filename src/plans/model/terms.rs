//! What a pass is good for: places, kinds of classes, hours of the week, people, and how often.

use super::{Bearer, Cycle, Named, PassKind, Stored};
use crate::{
    coaches::model::{CoachId, CoachLevelId},
    platform::{
        i18n::{Locale, t},
        money::Money,
        time::{Day, clock},
    },
    studio::model::LocationId,
};
use chrono::{Datelike, Weekday};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The categories of the timetable by their codes, as it shows them. The slice of the timetable lies to the right.
pub const CATEGORIES: [&str; 6] = ["strength", "conditioning", "cycle", "mind", "dance", "care"];

/// A category of the timetable by its code.
#[must_use]
pub fn category(l: Locale, code: &str) -> &str {
    match code {
        "strength" => t::schedule::category_strength(l),
        "conditioning" => t::schedule::category_conditioning(l),
        "cycle" => t::schedule::category_cycle(l),
        "mind" => t::schedule::category_mind(l),
        "dance" => t::schedule::category_dance(l),
        "care" => t::schedule::category_care(l),
        other => other,
    }
}

/// The days of a week, Monday first.
pub const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Hours of some days of the week: classes that begin in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// The days as bits, Monday the lowest.
    pub days: u8,
    /// The first minute of the day.
    pub from: i64,
    /// The first minute after it.
    pub to: i64,
}

impl Window {
    /// Whether it has this weekday.
    #[must_use]
    pub const fn has(self, day: Weekday) -> bool {
        self.days >> day.num_days_from_monday() & 1 == 1
    }

    /// Whether a class that begins on this day at this minute lies in it.
    #[must_use]
    pub fn holds(self, day: Day, minute: i64) -> bool {
        self.has(day.weekday()) && (self.from..self.to).contains(&minute)
    }

    /// `Mon–Fri 09:00–16:00`.
    #[must_use]
    pub fn text(self, l: Locale) -> String {
        let days = self.days_text(l);
        if (self.from, self.to) == (0, 24 * 60) {
            return days;
        }
        // a day's end is not the next one's beginning
        let to = if self.to == 24 * 60 {
            "24:00".to_owned()
        } else {
            clock(self.to)
        };
        t::plans::hours_of(l, days, clock(self.from), to)
    }

    /// Its days, those that follow one another as one.
    fn days_text(self, l: Locale) -> String {
        if self.days & 0x7f == 0x7f {
            return t::plans::every_day(l).to_owned();
        }
        let mut runs: Vec<(Weekday, Weekday)> = Vec::new();
        for day in WEEK.into_iter().filter(|day| self.has(*day)) {
            match runs.last_mut() {
                Some((_, last)) if last.succ() == day => *last = day,
                _ => runs.push((day, day)),
            }
        }
        let words = runs.into_iter().flat_map(|(from, to)| {
            let (first, last) = (l.weekday_short(from), l.weekday_short(to));
            match to.days_since(from) {
                0 => vec![first.to_owned()],
                1 => vec![first.to_owned(), last.to_owned()],
                _ => vec![t::plans::day_run(l, first, last)],
            }
        });
        words.collect::<Vec<_>>().join(comma(l))
    }

    /// As it is kept: `31:540-960`.
    #[must_use]
    pub fn code(self) -> String {
        format!("{}:{}-{}", self.days, self.from, self.to)
    }

    /// As it was kept.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (days, hours) = code.split_once(':')?;
        let (from, to) = hours.split_once('-')?;
        Some(Self {
            days: days.parse().ok()?,
            from: from.parse().ok()?,
            to: to.parse().ok()?,
        })
    }
}

/// Between two of several things.
pub const fn comma(l: Locale) -> &'static str {
    match l {
        Locale::En => ", ",
        Locale::ZhHans | Locale::ZhHant => "、",
    }
}

/// Several windows in words.
#[must_use]
pub fn windows_text(l: Locale, windows: &[Window]) -> String {
    let words: Vec<_> = windows.iter().map(|window| window.text(l)).collect();
    words.join(comma(l))
}

/// How often somebody may come on a pass. Each person counts for themselves, also on a pass of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Caps {
    /// Classes of one day.
    pub day: Option<i64>,
    /// Classes from a Monday to the Sunday after it.
    pub week: Option<i64>,
    /// Classes ahead at once.
    pub ahead: Option<i64>,
}

impl Caps {
    /// Whether there is any.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.day.is_some() || self.week.is_some() || self.ahead.is_some()
    }
}

/// What a pass is good for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Where; empty: every location.
    pub places: Vec<LocationId>,
    /// Which categories of classes; empty: all.
    pub categories: Vec<String>,
    /// Which kinds of class, by their ids; empty: all. The slice of the timetable lies to the right.
    #[serde(default)]
    pub kinds: Vec<Uuid>,
    /// Whose classes; empty: every coach's.
    pub coaches: Vec<CoachId>,
    /// Classes of coaches of which levels; empty: of all, and of those who have none.
    #[serde(default)]
    pub levels: Vec<CoachLevelId>,
    /// When the class begins; empty: at any time.
    pub windows: Vec<Window>,
    /// Who may come on it.
    pub bearer: Bearer,
    /// How often.
    pub caps: Caps,
    /// So many hours before booking opens to everybody.
    #[serde(default)]
    pub early: Option<i64>,
    /// It is sold to whoever carries it: nobody's name stands on it. It books the same; when it may end is another matter.
    #[serde(default)]
    pub unnamed: bool,
}

impl Terms {
    /// Whether it is good for less than everything.
    #[must_use]
    pub fn narrow(&self) -> bool {
        let less = Self {
            early: None,
            unnamed: false,
            ..self.clone()
        };
        less != Self::default()
    }

    /// How narrow it is: the smaller, the narrower.
    #[must_use]
    pub fn breadth(&self) -> (usize, usize, usize, usize, usize, bool) {
        let all = |n: usize| if n == 0 { usize::MAX } else { n };
        (
            all(self.coaches.len()),
            all(self.levels.len()),
            all(self.places.len()),
            all(self.kinds.len()),
            all(self.categories.len()),
            self.windows.is_empty(),
        )
    }

    /// What such a pass can book, in sentences.
    #[must_use]
    pub fn sentence(&self, l: Locale, kind: PassKind, named: &Named) -> String {
        let Named { locations, coaches, .. } = named;
        let codes = self.categories.iter().map(|code| category(l, code));
        let codes = codes.collect::<Vec<_>>().join(comma(l));
        let what = match (kind, codes.is_empty()) {
            (PassKind::Personal, _) => t::plans::books_personal(l).to_owned(),
            (PassKind::Course, _) => t::plans::books_course(l).to_owned(),
            (_, true) => t::plans::books_every(l).to_owned(),
            (_, false) => t::plans::books_kinds(l, codes),
        };
        let names = locations.iter().filter(|place| self.places.contains(&place.id));
        let names: Vec<_> = names.map(|place| place.name.as_str()).collect();
        let mut said = vec![match (self.places.is_empty(), locations.len()) {
            (true, 0 | 1) => t::plans::books_here(l, what),
            (true, _) => t::plans::books_everywhere(l, what),
            (false, _) => t::plans::books_at(l, names.join(comma(l)), what),
        }];
        if !self.kinds.is_empty() {
            said.push(t::plans::books_only_kinds(
                l,
                named.kinds_of(&self.kinds).join(comma(l)),
            ));
        }
        if !self.coaches.is_empty() {
            let names = coaches.iter().filter(|coach| self.coaches.contains(&coach.id));
            let names: Vec<_> = names.map(|coach| coach.name.as_str()).collect();
            said.push(t::plans::books_coaches(l, names.join(comma(l))));
        }
        if !self.levels.is_empty() {
            said.push(t::plans::books_levels(l, named.levels_of(&self.levels).join(comma(l))));
        }
        if !self.windows.is_empty() {
            said.push(t::plans::books_hours(l, windows_text(l, &self.windows)));
        }
        let caps = [
            self.caps.day.map(|n| t::plans::cap_day(l, n)),
            self.caps.week.map(|n| t::plans::cap_week(l, n)),
            self.caps.ahead.map(|n| t::plans::cap_ahead(l, n)),
        ];
        let caps: Vec<_> = caps.into_iter().flatten().collect();
        match (caps.is_empty(), self.bearer) {
            (true, _) => {}
            (false, Bearer::Holder) => said.push(t::plans::books_caps(l, caps.join(comma(l)))),
            (false, _) => said.push(t::plans::books_caps_each(l, caps.join(comma(l)))),
        }
        if let Some(hours) = self.early {
            said.push(t::plans::books_early(l, hours));
        }
        match self.bearer {
            Bearer::Holder => {}
            Bearer::Household => said.push(t::plans::books_household(l).to_owned()),
            Bearer::Anyone => said.push(t::plans::books_anyone(l).to_owned()),
        }
        if self.unnamed {
            said.push(t::plans::books_unnamed(l).to_owned());
        }
        said.join(if l == Locale::En { " " } else { "" })
    }
}

/// Who pays for a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Whoever holds it: the club has sold it.
    #[default]
    Own,
    /// Nobody: the club gives it.
    Complimentary,
    /// A partner, whose voucher it stands for: its price is what the partner pays.
    Partner,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Own, Self::Complimentary, Self::Partner];

    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Complimentary => "complimentary",
            Self::Partner => "partner",
        }
    }

    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Own => t::plans::source_own(l),
            Self::Complimentary => t::plans::source_complimentary(l),
            Self::Partner => t::plans::source_partner(l),
        }
    }
}

/// How much there is on a plan's pass, how long it lasts, and how it goes on.
#[derive(Debug, Clone)]
pub struct Counts<'a> {
    /// How it counts.
    pub kind: PassKind,
    /// Credits; of a membership in each cycle.
    pub credits: Option<i64>,
    /// Days it lasts.
    pub days: Option<i64>,
    /// Days until it begins by itself.
    pub starts_within: Option<i64>,
    /// How it goes on.
    pub cycle: Option<Cycle>,
    /// What can be spent.
    pub stored: Option<Stored>,
    /// The currency of that.
    pub currency: &'a str,
}

impl Counts<'_> {
    /// In sentences.
    #[must_use]
    pub fn sentence(&self, l: Locale) -> String {
        let mut said = Vec::new();
        let money = |minor| Money::new(minor, self.currency).text();
        match (self.kind, self.credits, self.stored, self.cycle) {
            (_, _, Some(Stored { value, bonus: 0 }), _) => said.push(t::plans::counts_money(l, money(value))),
            (_, _, Some(stored), _) => {
                let all = money(stored.value.saturating_add(stored.bonus));
                said.push(t::plans::counts_money_bonus(l, all, money(stored.bonus)));
            }
            (PassKind::Course, ..) => said.push(t::plans::counts_course(l).to_owned()),
            (PassKind::Personal, Some(n), ..) => said.push(t::plans::counts_hours(l, n)),
            (_, Some(n), _, Some(cycle)) => said.push(t::plans::counts_cycle(l, cycle_text(l, cycle.months), n)),
            (PassKind::Unlimited, ..) | (_, None, ..) => said.push(t::plans::counts_nothing(l).to_owned()),
            (_, Some(n), ..) => said.push(t::plans::counts_credits(l, n)),
        }
        if let Some(cycle) = self.cycle {
            if cycle.rollover > 0 && self.credits.is_some() {
                said.push(t::plans::rolls_over(l, cycle.rollover));
            }
            said.push(t::plans::goes_on(l, cycle_text(l, cycle.months)));
            match (cycle.commitment, cycle.notice) {
                (0, 0) => {}
                (0, notice) => said.push(t::plans::ends_notice(l, notice)),
                (months, 0) => said.push(t::plans::ends_committed(l, months)),
                (months, notice) => said.push(t::plans::ends_committed_notice(l, months, notice)),
            }
        } else if self.kind != PassKind::Course {
            said.push(match (self.days, self.starts_within) {
                (None, _) => t::plans::lasts_endless(l).to_owned(),
                (Some(days), None) => t::plans::lasts_days(l, days),
                (Some(days), Some(within)) => t::plans::lasts_from_first(l, days, within),
            });
        }
        said.join(if l == Locale::En { " " } else { "" })
    }
}

/// `month`, `3 months`: how long a cycle is, after a word like "each".
#[must_use]
pub fn cycle_text(l: Locale, months: i64) -> String {
    match months {
        1 => t::plans::cycle_month(l).to_owned(),
        12 => t::plans::cycle_year(l).to_owned(),
        n => t::plans::cycle_months(l, n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_said_as_people_say_it() {
        let said = |days, from, to| Window { days, from, to }.text(Locale::En);
        assert_eq!(said(0b001_1111, 540, 960), "Mon–Fri 09:00–16:00");
        assert_eq!(said(0b110_0000, 0, 1440), "Sat, Sun");
        assert_eq!(said(0b101_0111, 60, 1440), "Mon–Wed, Fri, Sun 01:00–24:00");
        assert_eq!(said(0b111_1111, 540, 960), "every day 09:00–16:00");
    }

    #[test]
    fn a_window_holds_what_begins_in_it() {
        let thursday = Day::from_ymd_opt(2026, 3, 19).expect("a real date");
        let window = Window {
            days: 0b000_1000,
            from: 540,
            to: 960,
        };
        let held = [539, 540, 959, 960].map(|minute| window.holds(thursday, minute));
        assert_eq!(held, [false, true, true, false]);
        assert!(!window.holds(thursday.succ_opt().expect("a day"), 600));
        assert_eq!(Window::from_code(&window.code()), Some(window));
        assert_eq!(Window::from_code("8:540"), None);
    }
}
