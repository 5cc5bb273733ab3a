//! Plans, passes and credits.

use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        money::Money,
        time::{Day, Instant, Moment},
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

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
    /// The list price.
    pub price: Money,
    /// Where; `None`: every location.
    pub location: Option<LocationId>,
    /// Which categories of classes; empty: all.
    pub categories: Vec<String>,
    /// Who may come on it.
    pub bearer: Bearer,
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
    /// Where; `None`: every location.
    pub location: Option<LocationId>,
    /// Which categories; empty: all.
    pub categories: Vec<String>,
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
    /// Who may come on it.
    pub bearer: Bearer,
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
    /// Credits it costs.
    pub credits: i64,
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
    /// Not enough credits: left, needed.
    Credits(i64, i64),
    /// It was taken back.
    Ended,
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
    /// Its last day.
    pub ends_on: Option<Day>,
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
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::IntroUsed => "intro_used",
            Self::InUse(_) => "in_use",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::IntroUsed => t::plans::refused_intro_used(l).to_owned(),
            Self::InUse(n) => t::plans::refused_in_use(l, *n),
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
