//! Plans, passes and credits.

use crate::{
    coaches::model::{CoachId, CoachLevelId},
    platform::{
        error::Reason,
        i18n::{Locale, t},
        money::Money,
        time::{Day, Instant, Moment, day_plus},
    },
    studio::model::LocationId,
};
pub use draft::{
    Draft, EARLIEST, Fields, WINDOWS, category_field, class_field, coach_field, day_field, decimal, level_field, minor,
    place_field, read, written,
};
pub use expiry::{
    Against, Contradicts, ExpiryPage, ExpiryPreview, ExpiryVersion, Template, UNNAMED_DAYS, against, paid_ahead,
};
pub use kinds::{Bearer, PassKind};
pub use membership::{Cycle, Membership, MembershipId, Renewal, cycle_days, months_after};
pub use scope::{ClassKind, Named, Would};
pub use terms::{CATEGORIES, Caps, Counts, Source, Terms, WEEK, Window, category, cycle_text, windows_text};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod draft;
mod expiry;
mod kinds;
mod membership;
mod scope;
mod terms;

crate::ids! {
    /// Something that the club offers.
    PlanId,
    /// What a member holds.
    PassId,
    /// Credits granted at once, with one balance.
    LotId,
    /// A line of the credit ledger.
    EntryId,
}

/// What the club offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The id.
    pub id: PlanId,
    /// The name.
    pub name: String,
    /// How it counts.
    pub kind: PassKind,
    /// Credits in a lot; `None`: not counted.
    pub credits: Option<i64>,
    /// Valid for so many days from its first; `None`: no end.
    pub days: Option<i64>,
    /// It begins with its first class, at the latest so many days after it was given; `None`: on its first day.
    pub starts_within: Option<i64>,
    /// The list price.
    pub price: Money,
    /// What it is good for.
    pub terms: Terms,
    /// Who pays for it.
    pub source: Source,
    /// How it goes on, of a membership.
    pub cycle: Option<Cycle>,
    /// What can be spent, of stored value.
    pub stored: Option<Stored>,
    /// Whether it is no longer offered.
    pub archived: bool,
}

impl Plan {
    /// How much there is on it, how long it lasts, and how it goes on.
    #[must_use]
    pub fn counts(&self) -> Counts<'_> {
        Counts {
            kind: self.kind,
            credits: self.credits,
            days: self.days,
            starts_within: self.starts_within,
            cycle: self.cycle,
            stored: self.stored,
            currency: &self.price.currency,
        }
    }
}

/// Money on a pass, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// What was paid in.
    pub value: i64,
    /// What the club adds: it is spent last, and never paid out.
    pub bonus: i64,
}

/// How a pass begins with its first class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstUse {
    /// The last day on which it begins, class or not.
    pub by: Day,
    /// The day of its first class; `None`: there is none yet.
    pub on: Option<Day>,
    /// So many days it lasts from then on.
    pub days: i64,
}

/// A pass with its credits, as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// The id.
    pub id: PassId,
    /// The plan's name when it was granted.
    pub name: String,
    /// How it counts.
    pub kind: PassKind,
    /// First day.
    pub starts_on: Day,
    /// Last day; `None`: no end.
    pub ends_on: Option<Day>,
    /// What it is good for, as it was when it was granted.
    pub terms: Terms,
    /// Whether it begins with its first class.
    pub first_use: Option<FirstUse>,
    /// The lot that is used next; `None`: not counted, or used up.
    pub lot: Option<LotId>,
    /// Credits granted in all; `None`: not counted.
    pub granted: Option<i64>,
    /// Credits free to use; `None`: not counted.
    pub balance: Option<i64>,
    /// Credits promised to bookings.
    pub held: i64,
    /// When it was granted.
    pub granted_at: Instant,
    /// Whether it was taken back.
    pub ended: bool,
    /// Who paid for it.
    pub source: Source,
    /// The name of whoever holds it, where that is not the member it was looked for.
    pub holder: Option<String>,
    /// The membership whose cycle it is for.
    pub membership: Option<MembershipId>,
    /// The course whose classes it is for: the series of the timetable.
    pub course: Option<Uuid>,
    /// What its balance is, where that is money.
    pub purse: Option<Purse>,
}

/// Money on somebody's pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purse {
    /// Its currency.
    pub currency: String,
    /// How much of what was granted the club added.
    pub bonus: i64,
}

/// Credits, or money, as they are read.
#[must_use]
pub fn amount(purse: Option<&Purse>, n: i64) -> String {
    purse.map_or_else(|| n.to_string(), |purse| purse.text(n))
}

impl Purse {
    /// How much of a balance the club added: what was paid in is spent first.
    #[must_use]
    pub fn bonus_left(&self, balance: i64) -> i64 {
        balance.min(self.bonus)
    }

    /// An amount in its currency.
    #[must_use]
    pub fn text(&self, minor: i64) -> String {
        Money::new(minor, &self.currency).text()
    }
}

impl Pass {
    /// Whether it can still be used on a day or after it.
    #[must_use]
    pub fn alive(&self, today: Day) -> bool {
        !self.ended
            && self.ends_on.is_none_or(|end| end >= today)
            && (self.balance.is_none_or(|b| b > 0) || self.held > 0)
    }

    /// Its first and last day, were a class of this day booked on it; `None` where that begins nothing: it has begun, or begins on a
    /// day of its own. A class before the one that it began with begins it anew, so that its days count from the first.
    #[must_use]
    pub fn begins_with(&self, day: Day) -> Option<(Day, Day)> {
        let first = self.first_use?;
        let begins = day <= first.by && first.on.is_none_or(|on| day < on);
        begins.then(|| (day, day_plus(day, first.days - 1)))
    }

    /// Whether it has ended with something left on it and no name on it: it sleeps, and the desk takes it up again.
    #[must_use]
    pub fn asleep(&self, today: Day) -> bool {
        self.terms.unnamed
            && !self.ended
            && self.ends_on.is_some_and(|end| end < today)
            && self.balance.is_some_and(|left| left > 0)
    }

    /// Until when it waits for its first class, where it does on this day.
    #[must_use]
    pub fn waits(&self, today: Day) -> Option<Day> {
        let first = self.first_use?;
        (first.on.is_none() && first.by >= today).then_some(first.by)
    }
}

/// A line of a pass's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// What kind of entry: grant, hold, consume, release, expire, adjust.
    pub kind: String,
    /// What it added to the free credits.
    pub balance: i64,
    /// What it added to the promised credits.
    pub held: i64,
    /// Why: a code of ours, or a person's words.
    pub reason: String,
    /// When.
    pub at: Instant,
    /// The class that it was for; `None`: for none, as when the pass was granted.
    pub class: Option<LedgerClass>,
}

/// The class that a line of the ledger was for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerClass {
    /// Its name.
    pub name: String,
    /// Its start, by the clock of its location.
    pub starts: Moment,
    /// Whether it is one member alone with the coach.
    #[serde(default)]
    pub personal: bool,
}

/// What a booking asks of a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Where the class is.
    pub location: LocationId,
    /// Its category.
    pub category: String,
    /// Which kind of class it is.
    pub kind: Uuid,
    /// Its day at the location.
    pub day: Day,
    /// The minute of that day at which it begins.
    pub minute: i64,
    /// Credits it costs.
    pub credits: i64,
    /// What it costs in money; `None`: it is not sold for money.
    pub price: Option<Money>,
    /// Who teaches it.
    pub coach: Option<CoachId>,
    /// How far whoever teaches it has come; `None`: nobody has said, or nobody teaches it yet.
    pub level: Option<CoachLevelId>,
    /// Its series in the timetable.
    pub series: Option<Uuid>,
    /// Whether it is for one member alone with the coach.
    pub personal: bool,
    /// What counts as ahead is later than this.
    pub now: Instant,
    /// What the member has used their passes for around that day, and ahead.
    pub uses: Vec<Use>,
}

/// A class that a pass was used for, and which counts for how often it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// The pass.
    pub pass: PassId,
    /// The membership whose cycle it is for: caps count across its cycles.
    pub membership: Option<MembershipId>,
    /// The class's day at its location.
    pub day: Day,
    /// Its start.
    pub starts: Moment,
    /// Whether a seat is held in it.
    pub seated: bool,
}

/// Why one pass cannot be used for a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfit {
    /// It begins after the class.
    StartsLater(Day),
    /// It ends before the class.
    EndsBefore(Day),
    /// It is for another location.
    OtherLocation,
    /// It is for other categories of classes.
    OtherCategory,
    /// It is for single kinds of class, and this is of none of them.
    OtherKind(Would),
    /// It is for coaches of other levels.
    OtherLevel(Would),
    /// It is for classes at other hours: its own, the minute at which the class begins, the next day on which it is good.
    OtherHours(Vec<Window>, i64, Day),
    /// It is for other coaches' classes.
    OtherCoach,
    /// It is for the classes of one course.
    OtherCourse,
    /// It is for training alone with a coach, and this is a class of several.
    PersonalPass,
    /// The class is for one alone with the coach, and it is not for that.
    PersonalClass,
    /// It holds money, and the class is not sold for money.
    NoPrice,
    /// Not enough credits: left, needed.
    Credits(i64, i64),
    /// Not enough money: left, needed.
    Money(Money, Money),
    /// So many classes of that day are on it, of as many; the day after is free.
    PerDay(i64, i64, Day),
    /// So many classes of that week are on it, of as many; free again on that Monday.
    PerWeek(i64, i64, Day),
    /// So many classes ahead are on it, of as many; the first of them begins then.
    Ahead(i64, i64, Moment),
    /// It was taken back.
    Ended,
}

impl Unfit {
    /// Whether it is good for the class and only used too often: then another is not what is missing.
    #[must_use]
    pub const fn too_often(&self) -> bool {
        matches!(self, Self::PerDay(..) | Self::PerWeek(..) | Self::Ahead(..))
    }
}

/// A pass that may be used for a class, and what would be left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The pass.
    pub pass: PassId,
    /// Its name.
    pub name: String,
    /// The lot to hold from.
    pub lot: Option<LotId>,
    /// Credits it would take; 0 for passes that do not count.
    pub credits: i64,
    /// Credits free now; `None`: not counted.
    pub balance: Option<i64>,
    /// Its last day, which follows from the class where it begins with it.
    pub ends_on: Option<Day>,
    /// Its first and last day, where it begins with this class.
    pub begins: Option<(Day, Day)>,
    /// Why it would be used.
    pub why: Why,
    /// The name of whoever holds it, where that is another.
    pub holder: Option<String>,
    /// What `credits` and `balance` are, where that is money.
    pub purse: Option<Purse>,
}

/// Why a pass is used rather than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No other can be used.
    Only,
    /// It counts no classes.
    Uncounted,
    /// It ends before the others.
    EndsFirst,
    /// It is good for less than the others.
    Narrowest,
    /// It holds credits, and the others money.
    Credits,
    /// It was granted before the others.
    Oldest,
    /// The member chose it.
    Chosen,
}

impl Why {
    /// The reason in a few words.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Only => t::plans::why_only(l),
            Self::Uncounted => t::plans::why_uncounted(l),
            Self::EndsFirst => t::plans::why_ends_first(l),
            Self::Narrowest => t::plans::why_narrowest(l),
            Self::Credits => t::plans::why_credits(l),
            Self::Oldest => t::plans::why_oldest(l),
            Self::Chosen => t::plans::why_chosen(l),
        }
    }
}

/// Why a pass cannot be granted or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// An intro pass is for once in a lifetime.
    IntroUsed,
    /// Bookings still lean on the pass.
    InUse(i64),
    /// The plan is no longer offered.
    Archived,
    /// It is the pass of a membership, which is cancelled instead.
    OfMembership,
    /// The membership has been cancelled already, and ends then.
    Cancelled(Day),
    /// The membership is over, or goes on as it is.
    NothingToKeep,
    /// It is sold with a place in every class of a course, from the course itself.
    OfCourse,
    /// The club's template for how long things last that are sold says otherwise.
    Lasts(Against),
    /// It cannot be taken up again: it has not ended, nothing is left on it, or it stands under a name.
    NotAsleep,
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::IntroUsed => "intro_used",
            Self::InUse(_) => "in_use",
            Self::Archived => "archived",
            Self::OfMembership => "of_membership",
            Self::Cancelled(_) => "cancelled",
            Self::NothingToKeep => "nothing_to_keep",
            Self::OfCourse => "of_course",
            Self::Lasts(_) => "lasts",
            Self::NotAsleep => "not_asleep",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::IntroUsed => t::plans::refused_intro_used(l).to_owned(),
            Self::InUse(n) => t::plans::refused_in_use(l, *n),
            Self::Archived => t::plans::refused_archived(l).to_owned(),
            Self::OfMembership => t::plans::refused_of_membership(l).to_owned(),
            Self::Cancelled(end) => t::plans::refused_cancelled(l, l.date(*end)),
            Self::NothingToKeep => t::plans::refused_nothing_to_keep(l).to_owned(),
            Self::OfCourse => t::plans::refused_of_course(l).to_owned(),
            Self::Lasts(against) => against.text(l),
            Self::NotAsleep => t::expiry::refused_not_asleep(l).to_owned(),
        }
    }
}

/// A member's passes with the history of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassesPage {
    /// The day at the club.
    pub today: crate::platform::time::Day,
    /// The passes, the latest first; those that ended over a year ago are left out.
    pub passes: Vec<(Pass, Vec<LedgerLine>)>,
    /// What goes on by itself, the latest first.
    pub memberships: Vec<Membership>,
    /// What the club offers.
    pub plans: Vec<Plan>,
    /// What passes are bound to, by name.
    pub names: Named,
    /// Seconds east of UTC at the club, to write the day of an entry as it was there.
    pub offset: i32,
    /// Key for one grant: made anew with every load.
    pub key: String,
}

/// What the club offers and has offered, for whoever decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanList {
    /// The plans, each with how many passes of it can be used today.
    pub plans: Vec<(Plan, i64)>,
    /// What they may be for, by name.
    pub names: Named,
    /// The template for how long things sold last that holds today.
    pub template: Template,
    /// The currency of the prices.
    pub currency: String,
    /// Key for one command on this page.
    pub key: String,
}
