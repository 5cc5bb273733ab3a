//! The club's rules as an owner reads and changes them.

use crate::{
    platform::{
        form::{self, FieldErrors, Flaw},
        i18n::{Locale, t},
        time::{Day, Moment, clock},
    },
    studio::model::{BookingPolicy, Location, LocationId, PolicyId, Sanction, WaitMode},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a number of the rules counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Kept in minutes, shown in days.
    DaysOfMinutes,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
    /// Things.
    Count,
}

/// What rules are about: the parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// When and how much can be booked.
    Booking,
    /// Until when cancelling is free.
    Cancelling,
    /// How places go to those who wait.
    Waiting,
    /// Checking in.
    Door,
    /// What not coming counts for.
    Strikes,
}

impl Part {
    /// All of them, as they stand on the page.
    pub const ALL: [Self; 5] = [
        Self::Booking,
        Self::Cancelling,
        Self::Waiting,
        Self::Strikes,
        Self::Door,
    ];

    /// Its heading.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Booking => t::rules::part_booking(l),
            Self::Cancelling => t::rules::part_cancelling(l),
            Self::Waiting => t::rules::part_waiting(l),
            Self::Door => t::rules::part_door(l),
            Self::Strikes => t::rules::part_strikes(l),
        }
    }
}

/// A number of the rules: its field, its bounds in its unit, where it is kept, and its words.
#[derive(Debug)]
pub struct Number {
    /// The field's name.
    pub name: &'static str,
    /// Where on the page.
    pub part: Part,
    /// What it counts.
    pub unit: Unit,
    /// The smallest allowed.
    pub min: i64,
    /// The largest allowed.
    pub max: i64,
    kept: fn(&mut BookingPolicy) -> &mut i64,
    /// The label.
    pub label: fn(Locale) -> &'static str,
}

impl Number {
    /// The number in its unit.
    #[must_use]
    pub fn of(&self, policy: &BookingPolicy) -> i64 {
        let kept = *(self.kept)(&mut policy.clone());
        if self.unit == Unit::DaysOfMinutes {
            kept / 1440
        } else {
            kept
        }
    }

    fn set(&self, policy: &mut BookingPolicy, n: i64) {
        *(self.kept)(policy) = if self.unit == Unit::DaysOfMinutes { n * 1440 } else { n };
    }

    /// The number with its unit, in words.
    #[must_use]
    pub fn said(&self, l: Locale, n: i64) -> String {
        match self.unit {
            Unit::DaysOfMinutes | Unit::Days => t::rules::days(l, n),
            Unit::Minutes => t::rules::minutes(l, n),
            Unit::Count => n.to_string(),
        }
    }
}

macro_rules! numbers {
    ($($part:ident $unit:ident $name:literal [$min:literal $max:literal] $($kept:ident).+ => $label:ident;)+) => {
        /// Every number of the rules.
        pub const NUMBERS: &[Number] = &[$(Number {
            name: $name,
            part: Part::$part,
            unit: Unit::$unit,
            min: $min,
            max: $max,
            kept: |policy| &mut policy.$($kept).+,
            label: t::rules::$label,
        }),+];
    };
}

numbers! {
    Booking DaysOfMinutes "opens_before" [0 366] opens_before => opens_before;
    Booking Minutes "closes_before" [-600 10080] closes_before => closes_before;
    Booking Count "max_per_day" [1 100] max_per_day => max_per_day;
    Booking Count "max_upcoming" [1 1000] max_upcoming => max_upcoming;
    Booking Count "guests_max" [0 20] guests_max => guests_max;
    Booking Minutes "travel_gap" [0 1440] travel_gap => travel_gap;
    Booking Minutes "minimum_before" [0 10080] minimum_before => minimum_before;
    Cancelling Minutes "cancel_limit" [0 43200] cancel_limit => cancel_limit;
    Cancelling Minutes "grace_after_booking" [0 1440] grace_after_booking => grace_after_booking;
    Cancelling Minutes "grace_after_promotion" [0 1440] grace_after_promotion => grace_after_promotion;
    Cancelling Days "courtesy_days" [0 90] courtesy_days => courtesy_days;
    Waiting Count "waitlist_max" [0 1000] waitlist_max => waitlist_max;
    Waiting Minutes "offer_from" [0 43200] offer_from => offer_from;
    Waiting Minutes "offer_minutes" [1 1440] offer_minutes => offer_minutes;
    Waiting Minutes "promotion_closes_before" [0 1440] promotion_closes_before => promotion_closes_before;
    Strikes Count "strikes.no_show" [0 100] strikes.no_show => strikes_no_show;
    Strikes Count "strikes.late_cancel" [0 100] strikes.late_cancel => strikes_late_cancel;
    Strikes Count "strikes.limit" [1 1000] strikes.limit => strikes_limit;
    Strikes Days "strikes.window_days" [1 366] strikes.window_days => strikes_window;
    Strikes Days "strikes.sanction_days" [1 366] strikes.sanction_days => strikes_days;
    Strikes Count "strikes.waived" [0 100] strikes.waived => strikes_waived;
    Door Minutes "check_in_before" [0 1440] check_in_before => check_in_before;
    Door Minutes "check_in_after" [0 1440] check_in_after => check_in_after;
    Door Minutes "given_away_after" [0 1440] given_away_after => given_away_after;
    Door Minutes "no_show_after" [0 1440] no_show_after => no_show_after;
    Door Minutes "out_after" [30 1440] out_after => out_after;
    Door Count "house_capacity" [0 100000] house_capacity => house_capacity;
}

/// What was typed, field by field.
pub type Fields = BTreeMap<String, String>;

/// What the choices are called.
#[must_use]
pub fn wait_mode_text(mode: WaitMode, l: Locale) -> &'static str {
    match mode {
        WaitMode::Auto => t::setup::class_wait_auto(l),
        WaitMode::Offer => t::setup::class_wait_offer(l),
        WaitMode::Broadcast => t::setup::class_wait_broadcast(l),
    }
}

/// What the choices are called.
#[must_use]
pub fn sanction_text(sanction: Sanction, l: Locale) -> &'static str {
    match sanction {
        Sanction::None => t::rules::sanction_none(l),
        Sanction::Lock => t::rules::sanction_lock(l),
        Sanction::DayOnly => t::rules::sanction_day_only(l),
    }
}

/// The rules as fields of a form.
#[must_use]
pub fn written(policy: &BookingPolicy) -> Fields {
    let mut fields: Fields = NUMBERS
        .iter()
        .map(|n| (n.name.to_owned(), n.of(policy).to_string()))
        .collect();
    let mut set = |name: &str, value: String| fields.insert(name.to_owned(), value);
    let quiet = policy.quiet;
    set("quiet_from", quiet.map(|(from, _)| clock(from)).unwrap_or_default());
    set("quiet_to", quiet.map(|(_, to)| clock(to)).unwrap_or_default());
    set("opens_at", policy.opens_at.map(clock).unwrap_or_default());
    set("wait_mode", policy.wait_mode.code().to_owned());
    set("sanction", policy.strikes.sanction.code().to_owned());
    let tick = |on: bool| if on { "true" } else { "" }.to_owned();
    set("expired_keeps_place", tick(policy.expired_keeps_place));
    set("announce_late", tick(policy.announce_late));
    set("late_refilled_free", tick(policy.late_refilled_free));
    set("skip_if_not_fit", tick(policy.skip_if_not_fit));
    fields
}

/// The rules that were typed.
///
/// # Errors
/// The flaws of the fields.
pub fn read(fields: &Fields) -> Result<BookingPolicy, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut policy = BookingPolicy::default();
    let text = |name: &str| fields.get(name).map(|text| text.trim()).unwrap_or_default();
    for number in NUMBERS {
        if let Some(n) = errors.check(number.name, form::number(text(number.name), number.min, number.max)) {
            number.set(&mut policy, n);
        }
    }
    let quiet = (text("quiet_from"), text("quiet_to"));
    policy.quiet = match quiet {
        ("", "") => None,
        (from, to) => {
            let from = errors.check("quiet_from", form::minute(from));
            let to = errors.check("quiet_to", form::minute(to));
            if from.is_some() && from == to {
                errors.0.push(("quiet_to".to_owned(), Flaw::Time));
            }
            from.zip(to)
        }
    };
    policy.opens_at = match text("opens_at") {
        "" => None,
        at => errors.check("opens_at", form::minute(at)),
    };
    let mode = WaitMode::from_code(text("wait_mode")).ok_or(Flaw::Choice);
    policy.wait_mode = errors.check("wait_mode", mode).unwrap_or(policy.wait_mode);
    let sanction = Sanction::from_code(text("sanction")).ok_or(Flaw::Choice);
    policy.strikes.sanction = errors.check("sanction", sanction).unwrap_or(policy.strikes.sanction);
    policy.expired_keeps_place = !text("expired_keeps_place").is_empty();
    policy.announce_late = !text("announce_late").is_empty();
    policy.late_refilled_free = !text("late_refilled_free").is_empty();
    policy.skip_if_not_fit = !text("skip_if_not_fit").is_empty();
    if errors.is_empty() { Ok(policy) } else { Err(errors) }
}

/// One rule that is another than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// The rule.
    pub label: &'static str,
    /// As it was.
    pub before: String,
    /// As it is to be.
    pub after: String,
}

/// What is different between two sets of rules, in words.
#[must_use]
pub fn changes(l: Locale, before: &BookingPolicy, after: &BookingPolicy) -> Vec<RuleChange> {
    let numbers = NUMBERS
        .iter()
        .filter(|n| n.of(before) != n.of(after))
        .map(|n| RuleChange {
            label: (n.label)(l),
            before: n.said(l, n.of(before)),
            after: n.said(l, n.of(after)),
        });
    let quiet = |policy: &BookingPolicy| match policy.quiet {
        Some((from, to)) => t::member::from_to(l, clock(from), clock(to)),
        None => t::rules::none(l).to_owned(),
    };
    let yes = |on: bool| if on { t::rules::yes(l) } else { t::rules::no(l) }.to_owned();
    let mode = |policy: &BookingPolicy| wait_mode_text(policy.wait_mode, l).to_owned();
    let sanction = |policy: &BookingPolicy| sanction_text(policy.strikes.sanction, l).to_owned();
    let opens = |policy: &BookingPolicy| match policy.opens_at {
        Some(minute) => clock(minute),
        None => t::rules::opens_with_class(l).to_owned(),
    };
    let others: [(&'static str, String, String); 8] = [
        (t::rules::opens_at(l), opens(before), opens(after)),
        (t::rules::quiet(l), quiet(before), quiet(after)),
        (t::setup::class_wait(l), mode(before), mode(after)),
        (
            t::rules::expired_keeps_place(l),
            yes(before.expired_keeps_place),
            yes(after.expired_keeps_place),
        ),
        (
            t::rules::announce_late(l),
            yes(before.announce_late),
            yes(after.announce_late),
        ),
        (
            t::rules::late_refilled_free(l),
            yes(before.late_refilled_free),
            yes(after.late_refilled_free),
        ),
        (
            t::rules::skip_if_not_fit(l),
            yes(before.skip_if_not_fit),
            yes(after.skip_if_not_fit),
        ),
        (t::rules::sanction(l), sanction(before), sanction(after)),
    ];
    let others = others
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(label, before, after)| RuleChange { label, before, after });
    numbers.chain(others).collect()
}

/// Rules as they were put into force, after others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesVersion {
    /// The id.
    pub id: PolicyId,
    /// In force from then on.
    pub from: Moment,
    /// Who put them into force; `None`: the console.
    pub by: Option<String>,
    /// The rules before them.
    pub before: BookingPolicy,
    /// These.
    pub after: BookingPolicy,
    /// They have not begun: they can be taken back.
    pub ahead: bool,
}

/// The rules of a place, or of everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClubRules {
    /// The place; `None`: everywhere that has no rules of its own.
    pub location: Option<LocationId>,
    /// The places that the reader may set rules for.
    pub locations: Vec<Location>,
    /// The reader may set the rules of everywhere.
    pub everywhere: bool,
    /// The place has rules of its own.
    pub own: bool,
    /// The rules in force.
    pub policy: BookingPolicy,
    /// Those to come and those that were, the latest to begin first.
    pub versions: Vec<RulesVersion>,
    /// The day there now.
    pub today: Day,
    /// Key for one command on this page.
    pub key: String,
}

/// What rules would do that are not in force yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesPreview {
    /// The rules that will be in force until then.
    pub before: BookingPolicy,
    /// The new ones.
    pub after: BookingPolicy,
    /// From when on.
    pub from: Moment,
    /// They begin at once.
    pub now: bool,
    /// Classes from then on that are planned already.
    pub sessions: i64,
    /// Seats booked in them already.
    pub bookings: i64,
    /// How many of these would be free to cancel until another time: they keep what they were promised.
    pub kept: i64,
    /// People who wait for them.
    pub waiting: i64,
    /// Members who have more ahead than the new limits allow: nothing is taken from them.
    pub over: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_into_the_form_is_read_back() {
        let odd = BookingPolicy {
            opens_before: 14 * 1440,
            closes_before: -15,
            quiet: None,
            wait_mode: WaitMode::Broadcast,
            expired_keeps_place: true,
            late_refilled_free: true,
            announce_late: false,
            skip_if_not_fit: true,
            ..BookingPolicy::default()
        };
        for policy in [BookingPolicy::default(), odd] {
            assert_eq!(read(&written(&policy)), Ok(policy));
        }
    }

    #[test]
    fn every_bad_field_is_told_at_once() {
        let mut fields = written(&BookingPolicy::default());
        for (name, value) in [
            ("cancel_limit", "soon"),
            ("strikes.limit", "0"),
            ("quiet_to", "23:00"),
            ("wait_mode", "lottery"),
        ] {
            fields.insert(name.to_owned(), value.to_owned());
        }
        let errors = read(&fields).expect_err("four of them");
        let names: Vec<&str> = errors.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["cancel_limit", "strikes.limit", "quiet_to", "wait_mode"]);
    }

    #[test]
    fn only_what_changes_is_said() {
        let before = BookingPolicy::default();
        let after = BookingPolicy {
            cancel_limit: 240,
            announce_late: false,
            ..before.clone()
        };
        let said = changes(Locale::En, &before, &after);
        let said: Vec<_> = said.iter().map(|c| (c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(said, [("120 min", "240 min"), ("yes", "no")]);
        assert_eq!(changes(Locale::En, &before, &before), []);
    }

    #[test]
    fn every_number_of_the_policy_stands_on_the_page() {
        let policy = serde_json::to_value(BookingPolicy::default()).expect("JSON");
        let mut names = Vec::new();
        for (name, value) in policy.as_object().expect("an object") {
            match value {
                serde_json::Value::Number(_) => names.push(name.clone()),
                serde_json::Value::Object(inner) => {
                    let numbers = inner.iter().filter(|(_, value)| value.is_number());
                    names.extend(numbers.map(|(inner, _)| format!("{name}.{inner}")));
                }
                _ => {}
            }
        }
        let mut known: Vec<&str> = NUMBERS.iter().map(|n| n.name).collect();
        names.sort();
        known.sort_unstable();
        assert_eq!(names, known);
    }
}
