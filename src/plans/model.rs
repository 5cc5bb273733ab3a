//! Plans, passes and credits.

use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        money::Money,
        time::{Day, Instant, Moment, day_plus},
    },
    studio::model::LocationId,
};
pub use draft::{Draft, Fields, WINDOWS, category_field, day_field, place_field, read, written};
pub use terms::{CATEGORIES, Caps, Source, Terms, WEEK, Window, category, counts_sentence, windows_text};

use serde::{Deserialize, Serialize};

mod draft;
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

/// How a pass counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum PassKind {
    /// As often as the member likes until a date.
    Unlimited,
    /// So many credits.
    Pack,
    /// One credit.
    DropIn,
    /// A few credits for a short time, for somebody's first visits.
    Intro,
}

impl PassKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unlimited, Self::Pack, Self::DropIn, Self::Intro];
    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unlimited => "unlimited",
            Self::Pack => "pack",
            Self::DropIn => "drop_in",
            Self::Intro => "intro",
        }
    }
    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Unlimited => t::plans::kind_unlimited(l),
            Self::Pack => t::plans::kind_pack(l),
            Self::DropIn => t::plans::kind_drop_in(l),
            Self::Intro => t::plans::kind_intro(l),
        }
    }
}

/// Who may come on a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// Whoever holds it.
    #[default]
    Holder,
    /// Everybody of the holder's household.
    Household,
    /// The household, and whomever the holder brings along.
    Anyone,
}

impl Bearer {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Holder, Self::Household, Self::Anyone];

    /// The name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Household => "household",
            Self::Anyone => "anyone",
        }
    }

    /// What is said of it on the pass; nothing where it is only the holder's.
    #[must_use]
    pub fn text(self, l: Locale) -> Option<&'static str> {
        match self {
            Self::Holder => None,
            Self::Household => Some(t::plans::bearer_household(l)),
            Self::Anyone => Some(t::plans::bearer_anyone(l)),
        }
    }
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
    /// Whether it is no longer offered.
    pub archived: bool,
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
}

/// What a booking asks of a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Where the class is.
    pub location: LocationId,
    /// Its category.
    pub category: String,
    /// Its day at the location.
    pub day: Day,
    /// The minute of that day at which it begins.
    pub minute: i64,
    /// Credits it costs.
    pub credits: i64,
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
    /// It is for other kinds of classes.
    OtherCategory,
    /// It is for classes at other hours: its own, the minute at which the class begins, the next day on which it is good.
    OtherHours(Vec<Window>, i64, Day),
    /// Not enough credits: left, needed.
    Credits(i64, i64),
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
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::IntroUsed => "intro_used",
            Self::InUse(_) => "in_use",
            Self::Archived => "archived",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::IntroUsed => t::plans::refused_intro_used(l).to_owned(),
            Self::InUse(n) => t::plans::refused_in_use(l, *n),
            Self::Archived => t::plans::refused_archived(l).to_owned(),
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
    /// What the club offers.
    pub plans: Vec<Plan>,
    /// Names of the locations that passes are bound to.
    pub locations: Vec<crate::studio::model::Location>,
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
    /// The places that they may be for.
    pub locations: Vec<crate::studio::model::Location>,
    /// The currency of the prices.
    pub currency: String,
    /// Key for one command on this page.
    pub key: String,
}
