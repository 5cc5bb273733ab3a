//! Every rule that can say no, with its numbers and its sentence.

use super::{ExcuseRule, HourRule, SpotRule};
use crate::{
    accounts::model::Permission,
    members::model::{Gender, Level, MemberId, PaperKind},
    plans::model::{Unfit, windows_text},
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::{Day, Moment, clock},
    },
    schedule::model::{Asks, Kept, SessionId},
};
use serde::{Deserialize, Serialize};

/// Another class of one's own that is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InTheWay {
    /// The class.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Where it is; `None`: at the location of the class that is asked about.
    pub location: Option<String>,
    /// Its start, by the clock there.
    pub starts: Moment,
    /// From when on a class like the one that is asked about fits, by the clock of that one's location. Unknown in answers that an
    /// older release has written down.
    #[serde(default)]
    pub free: Option<Moment>,
}

/// A rule that says no, with the numbers behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The club cancelled the class, for this reason.
    ClassCancelled(String),
    /// The class has begun.
    Started,
    /// Booking opens then.
    NotOpenYet(Moment),
    /// Attendance is taken from then on.
    TooEarly(Moment),
    /// Booking ended then.
    Closed(Moment),
    /// The membership has ended.
    NotAMember,
    /// Barred by the club.
    Banned,
    /// Locked until then, because of so many strike points of as many.
    Struck(Moment, i64, i64),
    /// Because of so many strike points of as many, until then only classes of the same day: this one from that time on.
    DayOnly(Moment, i64, i64),
    /// Has a seat already.
    AlreadyBooked,
    /// Waits already, at this place.
    AlreadyWaiting(i64),
    /// The club has this signed first.
    Paper(PaperKind),
    /// So old they must be on the day of the class, and are from that day on.
    TooYoung(i64, Day),
    /// The class is for people of this age at most.
    TooOld(i64),
    /// The class asks for an age, and the club does not know when they were born.
    NoBirthday(Asks),
    /// So far they must be; how far the club knows them to be.
    LowLevel(Level, Option<Level>),
    /// The class is for this gender alone; whether the club knows theirs.
    OtherGender(Gender, bool),
    /// Another class of one's own at the same time.
    Overlaps(InTheWay),
    /// Another class of one's own at another place, too near in time; minutes needed.
    TooFar(InTheWay, i64),
    /// So many classes on this day are taken, of as many; the next day on which there is room.
    PerDay(i64, i64, #[serde(default)] Option<Day>),
    /// So many classes ahead are taken, of as many; when the first of them begins that must have begun before there is room.
    Upcoming(i64, i64, #[serde(default)] Option<Moment>),
    /// No pass fits: the nearest one's name and what stops it; `None`: there is no pass at all.
    NoPass(Option<(String, Unfit)>),
    /// All places are taken; so many wait.
    Full(i64),
    /// So many places are left, and the club keeps them for whom it says, and until when; so many wait.
    KeptPlaces(i64, Kept, i64),
    /// No place is kept for partners.
    NoPartnerPlace,
    /// What is free is kept for so many people who wait together, until there is room for all of them; so many wait.
    KeptForParty(i64, i64),
    /// So many places the class has at all, and so many people want to wait for it together.
    PartyOver(i64, i64),
    /// A class cannot have more places than its room holds.
    RoomHolds(i64),
    /// Places are free: nothing to wait for.
    NotFull,
    /// So many wait already, the most there may be.
    WaitlistFull(i64),
    /// Nobody is promoted any more: the waitlist closed then.
    WaitlistClosed(Moment),
    /// A place is kept for them already, until then.
    OnOffer(Moment),
    /// The offer ended then.
    OfferOver(Moment),
    /// Cancelling is no longer free: it was until then, and uses so many credits.
    LateNow(Moment, i64),
    /// Came already: it cannot be cancelled.
    CheckedIn,
    /// It was cancelled before.
    NotBooked,
    /// The pass that was chosen cannot be used.
    OtherPass,
    /// So many places are free, and so many people are to come: all of them or none.
    TooFewPlaces(i64, i64),
    /// So many guests may come with one booking.
    Guests(i64),
    /// What stands in the way of one of a course's classes: when it is, and the rule.
    OfClass(Moment, Box<Rule>),
    /// No class of the course is left to come to.
    CourseOver,
    /// What stands in the way of one of several people: who it is, their name, and the rule.
    Of(MemberId, String, Box<Rule>),
    /// A seat moves only to a class of the same kind: that of this name.
    OtherKind(String),
    /// What stands in the way of a spot.
    Spot(SpotRule),
    /// What stands in the way of an answer about a personal hour.
    Hour(HourRule),
    /// What stands in the way of excusing an absence.
    Excuse(ExcuseRule),
}

impl Rule {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ClassCancelled(_) => "class_cancelled",
            Self::Started => "started",
            Self::NotOpenYet(_) => "not_open_yet",
            Self::TooEarly(_) => "too_early",
            Self::Closed(_) => "closed",
            Self::NotAMember => "not_a_member",
            Self::Banned => "banned",
            Self::Struck(..) => "struck",
            Self::DayOnly(..) => "day_only",
            Self::AlreadyBooked => "already_booked",
            Self::AlreadyWaiting(_) => "already_waiting",
            Self::Paper(PaperKind::Waiver) => "no_waiver",
            Self::Paper(PaperKind::Questionnaire) => "no_questionnaire",
            Self::TooYoung(..) => "too_young",
            Self::TooOld(_) => "too_old",
            Self::NoBirthday(_) => "no_birthday",
            Self::LowLevel(..) => "low_level",
            Self::OtherGender(_, true) => "other_gender",
            Self::OtherGender(_, false) => "no_gender",
            Self::Overlaps(_) => "overlaps",
            Self::TooFar(..) => "too_far",
            Self::PerDay(..) => "per_day",
            Self::Upcoming(..) => "upcoming",
            Self::NoPass(Some((_, unfit))) if unfit.too_often() => "pass_cap",
            Self::NoPass(_) => "no_pass",
            Self::Full(_) => "full",
            Self::KeptPlaces(..) => "kept_places",
            Self::NoPartnerPlace => "no_partner_place",
            Self::KeptForParty(..) => "kept_for_party",
            Self::PartyOver(..) => "party_over",
            Self::RoomHolds(_) => "room_holds",
            Self::NotFull => "not_full",
            Self::WaitlistFull(_) => "waitlist_full",
            Self::WaitlistClosed(_) => "waitlist_closed",
            Self::OnOffer(_) => "on_offer",
            Self::OfferOver(_) => "offer_over",
            Self::LateNow(..) => "late_now",
            Self::CheckedIn => "checked_in",
            Self::NotBooked => "not_booked",
            Self::OtherPass => "other_pass",
            Self::TooFewPlaces(..) => "too_few_places",
            Self::Guests(_) => "guests",
            Self::Of(_, _, rule) => rule.code(),
            Self::OfClass(_, rule) => rule.code(),
            Self::CourseOver => "course_over",
            Self::OtherKind(_) => "other_kind",
            Self::Spot(rule) => rule.code(),
            Self::Hour(rule) => rule.code(),
            Self::Excuse(rule) => rule.code(),
        }
    }

    /// What somebody needs to be allowed to book a class in spite of it; `None`: nobody may.
    #[must_use]
    pub fn yields_to(&self) -> Option<Permission> {
        match self {
            Self::NotOpenYet(_)
            | Self::Closed(_)
            | Self::Struck(..)
            | Self::DayOnly(..)
            | Self::PerDay(..)
            | Self::Upcoming(..) => Some(Permission::OverrideRules),
            // a pass that would do, had it not been used so often
            Self::NoPass(Some((_, unfit))) if unfit.too_often() => Some(Permission::OverrideRules),
            Self::Full(_) => Some(Permission::Overbook),
            _ => None,
        }
    }

    /// The rule with its numbers, in the reader's language.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let when = |m: &Moment| format!("{} {}", l.day_short(m.day()), m.clock());
        let and = |text: String, more: Option<String>| match more {
            Some(more) => format!("{text} {more}"),
            None => text,
        };
        match self {
            Self::ClassCancelled(reason) => t::booking::rule_class_cancelled(l, reason),
            Self::Started => t::booking::rule_started(l).to_owned(),
            Self::NotOpenYet(at) => t::booking::rule_not_open_yet(l, when(at)),
            Self::TooEarly(at) => t::booking::rule_too_early(l, when(at)),
            Self::Closed(at) => t::booking::rule_closed(l, when(at)),
            Self::NotAMember => t::booking::rule_not_a_member(l).to_owned(),
            Self::Banned => t::booking::rule_banned(l).to_owned(),
            Self::Struck(until, points, limit) => t::booking::rule_struck(l, limit, points, when(until)),
            Self::DayOnly(from, points, limit) => t::booking::rule_day_only(l, limit, points, when(from)),
            Self::AlreadyBooked => t::booking::rule_already_booked(l).to_owned(),
            Self::AlreadyWaiting(place) => t::booking::rule_already_waiting(l, place),
            Self::Paper(PaperKind::Waiver) => t::papers::rule_waiver(l).to_owned(),
            Self::Paper(PaperKind::Questionnaire) => t::papers::rule_questionnaire(l).to_owned(),
            Self::TooYoung(age, day) => t::asks::rule_too_young(l, age, l.date(*day)),
            Self::TooOld(age) => t::asks::rule_too_old(l, age),
            Self::NoBirthday(asks) => {
                let age = Asks {
                    level: None,
                    gender: None,
                    ..*asks
                };
                t::asks::rule_no_birthday(l, age.texts(l).join(" "))
            }
            Self::LowLevel(level, None) => t::asks::rule_no_level(l, level.text(l)),
            Self::LowLevel(level, Some(own)) => t::asks::rule_low_level(l, level.text(l), own.text(l)),
            Self::OtherGender(only, known) => match (only, known) {
                (Gender::Male, true) => t::asks::rule_only_male(l),
                (Gender::Male, false) => t::asks::rule_unknown_male(l),
                (Gender::Female | Gender::Other, true) => t::asks::rule_only_female(l),
                (Gender::Female | Gender::Other, false) => t::asks::rule_unknown_female(l),
            }
            .to_owned(),
            Self::Overlaps(own) => {
                let text = match &own.location {
                    None => t::booking::rule_overlaps(l, &own.name, when(&own.starts)),
                    Some(place) => t::booking::rule_overlaps_elsewhere(l, &own.name, place, when(&own.starts)),
                };
                and(text, own.free.map(|at| t::booking::rule_free_from(l, when(&at))))
            }
            Self::TooFar(own, minutes) => {
                let place = own.location.as_deref().unwrap_or_default();
                let text = t::booking::rule_too_far(l, minutes, &own.name, place, when(&own.starts));
                and(text, own.free.map(|at| t::booking::rule_free_from(l, when(&at))))
            }
            Self::PerDay(taken, max, free) => {
                let text = t::booking::rule_per_day(l, max, taken);
                and(text, free.map(|day| t::booking::rule_free_day(l, l.date(day))))
            }
            Self::Upcoming(taken, max, free) => {
                let text = t::booking::rule_upcoming(l, max, taken);
                and(text, free.map(|at| t::booking::rule_next_seat(l, when(&at))))
            }
            Self::NoPass(None) => t::booking::rule_no_pass(l).to_owned(),
            Self::NoPass(Some((name, unfit))) => match unfit {
                Unfit::StartsLater(day) => t::booking::rule_pass_starts_later(l, l.date(*day), name),
                Unfit::EndsBefore(day) => t::booking::rule_pass_ends_before(l, l.date(*day), name),
                Unfit::OtherLocation => t::booking::rule_pass_other_location(l, name),
                Unfit::OtherCategory => t::booking::rule_pass_other_category(l, name),
                Unfit::OtherKind(would) => and(
                    match would.names(l) {
                        Some(only) => t::booking::rule_pass_only_kinds(l, name, only),
                        None => t::booking::rule_pass_other_category(l, name),
                    },
                    would.instead(l),
                ),
                Unfit::OtherLevel(would) => and(
                    match would.names(l) {
                        Some(only) => t::booking::rule_pass_only_levels(l, name, only),
                        None => t::booking::rule_pass_other_coach(l, name),
                    },
                    would.instead(l),
                ),
                Unfit::OtherHours(hours, begins, _) => {
                    t::booking::rule_pass_hours(l, clock(*begins), windows_text(l, hours), name)
                }
                Unfit::OtherCoach => t::booking::rule_pass_other_coach(l, name),
                Unfit::OtherCourse => t::booking::rule_pass_other_course(l, name),
                Unfit::PersonalPass => t::booking::rule_pass_personal(l, name),
                Unfit::PersonalClass => t::booking::rule_pass_not_personal(l, name),
                Unfit::NoPrice => t::booking::rule_pass_no_price(l, name),
                Unfit::Credits(left, needed) => t::booking::rule_pass_credits(l, left, name, needed),
                Unfit::Money(left, needed) => t::booking::rule_pass_money(l, left.text(), name, needed.text()),
                Unfit::PerDay(taken, max, free) => t::booking::rule_pass_per_day(l, l.date(*free), max, name, taken),
                Unfit::PerWeek(taken, max, free) => t::booking::rule_pass_per_week(l, l.date(*free), max, name, taken),
                Unfit::Ahead(taken, max, first) => t::booking::rule_pass_ahead(l, max, name, taken, when(first)),
                Unfit::Ended => t::booking::rule_pass_ended(l, name),
            },
            Self::Full(waiting) => t::booking::rule_full(l, *waiting + 1),
            Self::KeptPlaces(left, kept, waiting) => {
                let (place, until) = (*waiting + 1, kept.until.as_ref().map(when).unwrap_or_default());
                match (kept.walk_in > 0, kept.partner > 0) {
                    (true, true) => t::booking::rule_kept_both(l, *left, place, until),
                    (false, true) => t::booking::rule_kept_partner(l, *left, place, until),
                    _ => t::booking::rule_kept_walk_in(l, *left, place, until),
                }
            }
            Self::NoPartnerPlace => t::booking::rule_no_partner_place(l).to_owned(),
            Self::KeptForParty(people, waiting) => t::booking::rule_kept_for_party(l, people, *waiting + 1),
            Self::PartyOver(places, people) => t::booking::rule_party_over(l, people, *places),
            Self::RoomHolds(n) => t::booking::rule_room_holds(l, n),
            Self::NotFull => t::booking::rule_not_full(l).to_owned(),
            Self::WaitlistFull(max) => t::booking::rule_waitlist_full(l, max),
            Self::WaitlistClosed(at) => t::booking::rule_waitlist_closed(l, when(at)),
            Self::OnOffer(until) => t::booking::rule_on_offer(l, when(until)),
            Self::OfferOver(at) => t::booking::rule_offer_over(l, when(at)),
            Self::LateNow(until, credits) => t::booking::rule_late_now(l, *credits, when(until)),
            Self::CheckedIn => t::booking::rule_checked_in(l).to_owned(),
            Self::NotBooked => t::booking::rule_not_booked(l).to_owned(),
            Self::OtherPass => t::booking::rule_other_pass(l).to_owned(),
            Self::TooFewPlaces(free, wanted) => t::booking::rule_too_few_places(l, *free, wanted),
            Self::Guests(max) => t::booking::rule_guests(l, *max),
            Self::OfClass(starts, rule) => t::booking::rule_of_class(l, rule.text(l), when(starts)),
            Self::CourseOver => t::booking::rule_course_over(l).to_owned(),
            Self::OtherKind(name) => t::booking::rule_other_kind(l, name),
            Self::Of(_, name, rule) => t::booking::rule_of(l, name, rule.text(l)),
            Self::Spot(rule) => rule.text(l),
            Self::Hour(rule) => rule.text(l),
            Self::Excuse(rule) => rule.text(l),
        }
    }
}

/// Every rule that says no, the headline first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// At least one.
    pub rules: Vec<Rule>,
}

impl From<Rule> for Refusal {
    fn from(rule: Rule) -> Self {
        Self { rules: vec![rule] }
    }
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        self.rules.first().map_or("refused", Rule::code)
    }
    fn text(&self, l: Locale) -> String {
        self.rules.iter().map(|rule| rule.text(l)).collect::<Vec<_>>().join(" ")
    }
}
