//! A plan as its form writes and reads it.

use super::{Bearer, CATEGORIES, Caps, ClassKind, Counts, Cycle, Named, PassKind, Plan, Source, Stored, Terms, Window};
use crate::{
    coaches::model::{Coach, CoachLevel},
    platform::{
        form::{self, FieldErrors, Flaw},
        i18n::Locale,
        money::Money,
        time::clock,
    },
    studio::model::Location,
};
use std::collections::BTreeMap;

/// What was typed, field by field.
pub type Fields = BTreeMap<String, String>;

/// The names under which the flaws of each window's days, beginning and end are told.
pub const WINDOWS: [[&str; 3]; 3] = [
    ["w0-days", "w0-from", "w0-to"],
    ["w1-days", "w1-from", "w1-to"],
    ["w2-days", "w2-from", "w2-to"],
];

/// So many hours before everybody else a pass may book at most.
pub const EARLIEST: i64 = 720;

/// The largest price, in minor units of the currency.
const DEAREST: i64 = 100_000_000;

/// The name of the box of a window's day, Monday being 0.
#[must_use]
pub fn day_field(window: usize, day: u32) -> String {
    format!("w{window}-day{day}")
}

/// The name of a place's box. An id alone may begin with a digit, which reads as the number in a list.
#[must_use]
pub fn place_field(place: &Location) -> String {
    format!("at-{}", place.id)
}

/// The name of a category's box.
#[must_use]
pub fn category_field(code: &str) -> String {
    format!("kind-{code}")
}

/// The name of a coach's box.
#[must_use]
pub fn coach_field(coach: &Coach) -> String {
    format!("by-{}", coach.id)
}

/// The name of the box of a kind of class.
#[must_use]
pub fn class_field(kind: &ClassKind) -> String {
    format!("class-{}", kind.id)
}

/// The name of the box of a level.
#[must_use]
pub fn level_field(level: &CoachLevel) -> String {
    format!("level-{}", level.id)
}

/// A plan that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The name.
    pub name: String,
    /// How it counts.
    pub kind: PassKind,
    /// Credits, for all kinds but unlimited.
    pub credits: Option<i64>,
    /// Valid for so many days; `None`: no end.
    pub days: Option<i64>,
    /// It begins with its first class, at the latest so many days after it was given; `None`: on its first day.
    pub starts_within: Option<i64>,
    /// The list price in minor units.
    pub price: i64,
    /// What it is good for.
    pub terms: Terms,
    /// Who pays for it.
    pub source: Source,
    /// How it goes on, of a membership.
    pub cycle: Option<Cycle>,
    /// What can be spent, of stored value.
    pub stored: Option<Stored>,
}

impl Draft {
    /// What such a pass is, in sentences: how much, how long, and what it can book.
    #[must_use]
    pub fn sentence(&self, l: Locale, named: &Named, currency: &str) -> String {
        let counts = Counts {
            kind: self.kind,
            credits: self.credits,
            days: self.days,
            starts_within: self.starts_within,
            cycle: self.cycle,
            stored: self.stored,
            currency,
        };
        let said = [self.terms.sentence(l, self.kind, named), counts.sentence(l)];
        said.join(if l == Locale::En { " " } else { "" })
    }
}

/// A plan as fields of its form; a new one begins with what most clubs sell.
#[must_use]
pub fn written(plan: Option<&Plan>, currency: &str) -> Fields {
    let mut fields = Fields::new();
    let mut set = |name: &str, value: String| fields.insert(name.to_owned(), value);
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let Some(plan) = plan else {
        set("kind", PassKind::Pack.code().to_owned());
        set("credits", "10".to_owned());
        set("days", "180".to_owned());
        set("bearer", Bearer::Holder.code().to_owned());
        set("source", Source::Own.code().to_owned());
        set("months", "1".to_owned());
        return fields;
    };
    set("name", plan.name.clone());
    set("kind", plan.kind.code().to_owned());
    set("credits", number(plan.credits));
    set("days", number(plan.days));
    set("starts_within", number(plan.starts_within));
    set("price", decimal(plan.price.minor, Money::new(0, currency).digits()));
    set("bearer", plan.terms.bearer.code().to_owned());
    set("source", plan.source.code().to_owned());
    let digits = Money::new(0, currency).digits();
    set("months", number(Some(plan.cycle.map_or(1, |cycle| cycle.months))));
    if let Some(cycle) = plan.cycle {
        let unless_none = |n: i64| number(Some(n).filter(|n| *n > 0));
        set("rollover", unless_none(cycle.rollover));
        set("commitment", unless_none(cycle.commitment));
        set("notice", unless_none(cycle.notice));
    }
    if let Some(stored) = plan.stored {
        set("value", decimal(stored.value, digits));
        if stored.bonus > 0 {
            set("bonus", decimal(stored.bonus, digits));
        }
    }
    for coach in &plan.terms.coaches {
        set(&format!("by-{coach}"), "true".to_owned());
    }
    for kind in &plan.terms.kinds {
        set(&format!("class-{kind}"), "true".to_owned());
    }
    for level in &plan.terms.levels {
        set(&format!("level-{level}"), "true".to_owned());
    }
    if plan.terms.unnamed {
        set("unnamed", "true".to_owned());
    }
    let Caps { day, week, ahead } = plan.terms.caps;
    set("per_day", number(day));
    set("per_week", number(week));
    set("ahead", number(ahead));
    set("early", number(plan.terms.early));
    for place in &plan.terms.places {
        set(&format!("at-{place}"), "true".to_owned());
    }
    for code in &plan.terms.categories {
        set(&category_field(code), "true".to_owned());
    }
    for (i, (window, [_, from, to])) in plan.terms.windows.iter().zip(WINDOWS).enumerate() {
        for day in (0..7).filter(|day| window.days >> day & 1 == 1) {
            set(&day_field(i, day), "true".to_owned());
        }
        set(from, clock(window.from));
        // midnight is the day's end here
        set(to, clock(window.to % (24 * 60)));
    }
    fields
}

/// The plan that was typed. `get` gives what stands in a field, empty where nothing does.
///
/// # Errors
/// The flaws of the fields.
pub fn read(get: &dyn Fn(&str) -> String, currency: &str, named: &Named) -> Result<Draft, FieldErrors> {
    let mut errors = FieldErrors::default();
    let maybe = |errors: &mut FieldErrors, name: &str, max: i64| {
        let parsed = form::unless_empty(&get(name), |raw| form::number(raw, 1, max));
        errors.check(name, parsed).flatten()
    };
    let name = errors.check("name", form::text(&get("name"), 60));
    let kind = PassKind::ALL.into_iter().find(|kind| kind.code() == get("kind"));
    let kind = errors.check("kind", kind.ok_or(Flaw::Choice));
    let digits = Money::new(0, currency).digits();
    let credits = match kind {
        // a membership counts its classes, or does not
        Some(PassKind::Membership) => maybe(&mut errors, "credits", 1000),
        Some(kind) if kind.counts() => errors.check("credits", form::number(&get("credits"), 1, 1000)),
        _ => None,
    };
    let cycle = match kind {
        Some(PassKind::Membership) => cycle(get, credits.is_some(), &mut errors),
        _ => None,
    };
    let stored = match kind {
        Some(PassKind::StoredValue) => stored(get, digits, &mut errors),
        _ => None,
    };
    // a membership lasts until it is cancelled, a course as long as its classes
    let lasts = !matches!(kind, Some(PassKind::Membership | PassKind::Course));
    let days = if lasts { maybe(&mut errors, "days", 3660) } else { None };
    let starts_within = match kind {
        Some(PassKind::Pack | PassKind::DropIn | PassKind::Intro | PassKind::Personal) => {
            maybe(&mut errors, "starts_within", 3660)
        }
        _ => None,
    };
    if starts_within.is_some() && days.is_none() && errors.of("days").is_none() {
        // without an end there is nothing that could begin later
        errors.0.push(("days".to_owned(), Flaw::Missing));
    }
    let source = Source::ALL.into_iter().find(|source| source.code() == get("source"));
    let source = errors.check("source", source.ok_or(Flaw::Choice));
    let dearest = if source == Some(Source::Complimentary) {
        0
    } else {
        DEAREST
    };
    let price = match minor(&get("price"), digits) {
        Some(price) if price <= dearest => Ok(price),
        Some(_) => Err(Flaw::Number(0, dearest / 10_i64.pow(digits))),
        None => Err(Flaw::Amount),
    };
    let price = errors.check("price", price);
    let bearer = Bearer::ALL.into_iter().find(|bearer| bearer.code() == get("bearer"));
    let bearer = errors.check("bearer", bearer.ok_or(Flaw::Choice));
    let ticked = |name: &str| !get(name).is_empty();
    let places = named.locations.iter().filter(|place| ticked(&place_field(place)));
    let places: Vec<_> = places.map(|place| place.id).collect();
    let codes = CATEGORIES.into_iter().filter(|code| ticked(&category_field(code)));
    let categories: Vec<_> = codes.map(str::to_owned).collect();
    let of = named.kinds.iter().filter(|kind| ticked(&class_field(kind)));
    let kinds = of.map(|kind| kind.id).collect();
    let by = named.coaches.iter().filter(|coach| ticked(&coach_field(coach)));
    let coaches = by.map(|coach| coach.id).collect();
    let far = named.levels.iter().filter(|level| ticked(&level_field(level)));
    let levels = far.map(|level| level.id).collect();
    let windows = (0..WINDOWS.len()).filter_map(|i| window(get, i, &mut errors)).collect();
    let caps = Caps {
        day: maybe(&mut errors, "per_day", 20),
        week: maybe(&mut errors, "per_week", 100),
        ahead: maybe(&mut errors, "ahead", 100),
    };
    let early = maybe(&mut errors, "early", EARLIEST);
    match (name, kind, price, bearer, source) {
        (Some(name), Some(kind), Some(price), Some(bearer), Some(source)) if errors.is_empty() => Ok(Draft {
            name,
            kind,
            credits,
            days,
            starts_within,
            price,
            terms: Terms {
                // all the places of today are not those of tomorrow
                places,
                // all the kinds there are is no narrower than none
                categories: if categories.len() == CATEGORIES.len() {
                    Vec::new()
                } else {
                    categories
                },
                // all the kinds and levels of today are not those of tomorrow
                kinds,
                coaches,
                levels,
                windows,
                bearer,
                caps,
                early,
                unnamed: ticked("unnamed"),
            },
            source,
            cycle,
            stored,
        }),
        _ => Err(errors),
    }
}

/// How a membership goes on.
fn cycle(get: &dyn Fn(&str) -> String, counted: bool, errors: &mut FieldErrors) -> Option<Cycle> {
    let months = errors.check("months", form::number(&get("months"), 1, 12));
    let mut or_none = |name: &str, max: i64| {
        let parsed = form::unless_empty(&get(name), |raw| form::number(raw, 0, max));
        errors.check(name, parsed).flatten().unwrap_or(0)
    };
    let rollover = or_none("rollover", 1000);
    let (commitment, notice) = (or_none("commitment", 60), or_none("notice", 366));
    Some(Cycle {
        months: months?,
        // what is not counted is not left
        rollover: if counted { rollover } else { 0 },
        commitment,
        notice,
    })
}

/// What can be spent.
fn stored(get: &dyn Fn(&str) -> String, digits: u32, errors: &mut FieldErrors) -> Option<Stored> {
    let mut amount = |name: &str, least: i64| {
        let raw = get(name);
        if least == 0 && raw.trim().is_empty() {
            return Some(0);
        }
        let read = match minor(&raw, digits) {
            Some(amount) if (least..=DEAREST).contains(&amount) => Ok(amount),
            Some(_) => Err(Flaw::Number(least, DEAREST / 10_i64.pow(digits))),
            None => Err(Flaw::Amount),
        };
        errors.check(name, read)
    };
    let (value, bonus) = (amount("value", 1), amount("bonus", 0));
    value.zip(bonus).map(|(value, bonus)| Stored { value, bonus })
}

/// One of the windows, where anything of it was typed.
fn window(get: &dyn Fn(&str) -> String, i: usize, errors: &mut FieldErrors) -> Option<Window> {
    let [named, from_name, to_name] = WINDOWS[i];
    let days = (0..7).filter(|day| !get(&day_field(i, *day)).is_empty());
    let days = days.fold(0_u8, |set, day| set | 1 << day);
    let (from, to) = (get(from_name), get(to_name));
    if days == 0 && from.trim().is_empty() && to.trim().is_empty() {
        return None;
    }
    if days == 0 {
        errors.0.push((named.to_owned(), Flaw::Missing));
    }
    let from = errors.check(from_name, form::minute(&from));
    let to = errors.check(to_name, form::minute(&to));
    let (from, to) = from.zip(to)?;
    let to = if to == 0 { 24 * 60 } else { to };
    if to <= from {
        errors.0.push((to_name.to_owned(), Flaw::EndsBeforeStart));
    }
    Some(Window { days, from, to })
}

/// An amount as it is typed, in minor units: `89`, `89.5`, `89,50`; `None` for what is none.
pub fn minor(raw: &str, digits: u32) -> Option<i64> {
    let raw = raw.trim().replace(',', ".");
    let (whole, part) = raw.split_once('.').unwrap_or((&raw, ""));
    let good = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || !good(whole) || !good(part) || part.len() > digits as usize {
        return None;
    }
    let padded = format!("{part:0<width$}", width = digits as usize);
    format!("{whole}{padded}").parse().ok()
}

/// An amount as it stands in a field.
pub fn decimal(minor: i64, digits: u32) -> String {
    let scale = 10_i64.pow(digits);
    let (whole, part) = (minor / scale, minor % scale);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:0width$}", width = digits as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{plans::model::PlanId, studio::model::LocationId};
    use uuid::Uuid;

    fn places() -> Vec<Location> {
        let place = |n: u128, name: &str| Location {
            id: LocationId(Uuid::from_u128(n)),
            name: name.into(),
            zone: "Europe/Berlin".into(),
            address: String::new(),
        };
        vec![place(1, "Harbour"), place(2, "Dock"), place(3, "Mill")]
    }

    fn named() -> Named {
        Named {
            locations: places(),
            coaches: coaches(),
            kinds: vec![ClassKind {
                id: Uuid::from_u128(7),
                name: "Reformer".into(),
                archived: false,
            }],
            levels: vec![CoachLevel {
                id: crate::coaches::model::CoachLevelId(Uuid::from_u128(8)),
                name: "Senior".into(),
            }],
        }
    }

    fn coaches() -> Vec<Coach> {
        let coach = |n: u128, name: &str| Coach {
            id: crate::coaches::model::CoachId(Uuid::from_u128(n)),
            name: name.into(),
        };
        vec![coach(1, "Li Na"), coach(2, "Ruth")]
    }

    fn plan() -> Plan {
        Plan {
            id: PlanId(Uuid::from_u128(9)),
            name: "Off-peak".into(),
            kind: PassKind::Pack,
            credits: Some(10),
            days: Some(90),
            starts_within: Some(30),
            price: Money::new(8950, "EUR"),
            terms: Terms {
                places: vec![places()[0].id, places()[2].id],
                categories: vec!["mind".into(), "care".into()],
                kinds: Vec::new(),
                coaches: Vec::new(),
                levels: Vec::new(),
                windows: vec![Window {
                    days: 0b001_1111,
                    from: 540,
                    to: 1440,
                }],
                bearer: Bearer::Household,
                caps: Caps {
                    day: Some(1),
                    week: Some(3),
                    ahead: None,
                },
                early: Some(24),
                unnamed: false,
            },
            source: Source::Own,
            cycle: None,
            stored: None,
            archived: false,
        }
    }

    fn back(fields: &Fields) -> Result<Draft, FieldErrors> {
        read(&|name| fields.get(name).cloned().unwrap_or_default(), "EUR", &named())
    }

    #[test]
    fn what_is_written_into_the_form_is_read_back() {
        let plan = plan();
        let read = back(&written(Some(&plan), "EUR")).expect("in order");
        assert_eq!(
            (read.terms, read.price, read.starts_within),
            (plan.terms, 8950, Some(30))
        );
        assert_eq!(
            (read.name, read.kind, read.credits, read.days),
            (plan.name, plan.kind, plan.credits, plan.days)
        );
    }

    #[test]
    fn every_bad_field_is_told_at_once() {
        let mut fields = written(Some(&plan()), "EUR");
        for (name, value) in [
            ("name", ""),
            ("credits", "0"),
            ("days", ""),
            ("price", "12.345"),
            ("per_week", "many"),
            ("w0-to", "08:00"),
            ("w1-from", "10:00"),
        ] {
            fields.insert(name.to_owned(), value.to_owned());
        }
        let errors = back(&fields).expect_err("seven and more");
        let names: Vec<_> = errors.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "name", "credits", "days", "price", "w0-to", "w1-days", "w1-to", "per_week"
            ]
        );
    }

    #[test]
    fn everything_ticked_is_no_limit_and_a_gift_costs_nothing() {
        let mut fields = written(Some(&plan()), "EUR");
        for place in places() {
            fields.insert(place_field(&place), "true".into());
        }
        for code in CATEGORIES {
            fields.insert(category_field(code), "true".into());
        }
        let read = back(&fields).expect("in order");
        assert_eq!(
            (read.terms.places.len(), read.terms.categories.len()),
            (places().len(), 0)
        );
        fields.insert("source".into(), "complimentary".into());
        assert_eq!(
            back(&fields).expect_err("a price").0,
            [("price".to_owned(), Flaw::Number(0, 0))]
        );
        fields.insert("price".into(), "0".into());
        assert!(back(&fields).is_ok());
    }

    #[test]
    fn amounts_are_read_as_they_are_typed() {
        let read = |raw| minor(raw, 2);
        assert_eq!(
            [read("89"), read(" 89.5"), read("89,05")],
            [Some(8900), Some(8950), Some(8905)]
        );
        assert_eq!([read(""), read("-1"), read("1.005"), read("12345678901")], [None; 4]);
        assert_eq!((minor("1200", 0), minor("1.0", 0)), (Some(1200), None));
        assert_eq!(
            (decimal(8905, 2), decimal(8900, 2), decimal(1200, 0)),
            ("89.05".into(), "89".into(), "1200".into())
        );
    }

    #[test]
    fn a_plan_says_what_it_books() {
        let draft = back(&written(Some(&plan()), "EUR")).expect("in order");
        assert_eq!(
            draft.sentence(Locale::En, &named(), "EUR"),
            "Books classes in Mind and body, Care and recovery at Harbour, Mill. Only those that begin Mon–Fri 09:00–24:00. At most 1 class a day, 3 classes \
             a week, for each person. Books 24 hours before everybody else. Everybody in the household can come on it. 10 credits. Valid for 90 days from the first class that is \
             booked, at the latest from 30 days after it was given."
        );
    }

    #[test]
    fn single_kinds_and_levels_are_read_back_and_said() {
        let plan = Plan {
            terms: Terms {
                kinds: vec![named().kinds[0].id],
                levels: vec![named().levels[0].id],
                unnamed: true,
                ..Terms::default()
            },
            ..plan()
        };
        let draft = back(&written(Some(&plan), "EUR")).expect("in order");
        assert_eq!(draft.terms, plan.terms);
        assert!(draft.terms.narrow() && draft.terms.breadth() < Terms::default().breadth());
        let said = draft.terms.sentence(Locale::En, PassKind::Pack, &named());
        assert!(
            said.contains("Only Reformer.") && said.contains("level Senior"),
            "{said}"
        );
        // the control: what is ticked nowhere is no limit
        let all = Plan {
            terms: Terms::default(),
            ..plan
        };
        assert!(!back(&written(Some(&all), "EUR")).expect("in order").terms.narrow());
    }

    #[test]
    fn each_kind_reads_what_it_has_and_leaves_the_rest() {
        let typed = |kind: &str, more: &[(&str, &str)]| {
            let mut fields = written(Some(&plan()), "EUR");
            fields.insert("kind".into(), kind.into());
            for (name, value) in more {
                fields.insert((*name).into(), (*value).into());
            }
            back(&fields)
        };
        let membership = typed(
            "membership",
            &[
                ("months", "3"),
                ("rollover", "4"),
                ("commitment", "12"),
                ("notice", "30"),
            ],
        )
        .expect("in order");
        let cycle = Cycle {
            months: 3,
            rollover: 4,
            commitment: 12,
            notice: 30,
        };
        assert_eq!(
            (
                membership.cycle,
                membership.credits,
                membership.days,
                membership.starts_within
            ),
            (Some(cycle), Some(10), None, None)
        );
        let flat = typed("membership", &[("months", "1"), ("credits", ""), ("rollover", "4")]).expect("in order");
        assert_eq!((flat.credits, flat.cycle.map(|c| c.rollover)), (None, Some(0)));
        let purse = typed("stored_value", &[("value", "100"), ("bonus", "10,50"), ("days", "")]).expect("in order");
        assert_eq!(
            (purse.stored, purse.credits, purse.cycle),
            (
                Some(Stored {
                    value: 10_000,
                    bonus: 1_050
                }),
                None,
                None
            )
        );
        let wrong = typed("stored_value", &[("value", "0"), ("bonus", "x")]).expect_err("two");
        let names: Vec<_> = wrong.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["value", "bonus"]);
        let hours = typed("personal", &[("by-00000000-0000-0000-0000-000000000001", "true")]).expect("in order");
        assert_eq!((hours.terms.coaches, hours.credits), (vec![coaches()[0].id], Some(10)));
        let course = typed("course", &[]).expect("in order");
        assert_eq!((course.credits, course.days), (None, None));
    }
}
