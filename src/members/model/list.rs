//! The members list as it is asked for: what stands in its address, its columns, and the views that are kept of it.

use super::{ARCHIVED, Gender, Goal, Level, MemberStatus, Tag};
use crate::platform::{
    error::Reason,
    i18n::{Locale, t},
    time::{Day, day_plus},
};
use chrono::Months;
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A view of the members list under a name.
    ViewId,
}

/// What the members list shows: everything that stands in its URL.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberFilter {
    /// Words in name, number, e-mail or telephone.
    pub q: String,
    /// One status by its code, or [`ARCHIVED`]; empty: all who are not in the archive.
    pub status: String,
    /// `with`, `without` or `ending` (within 30 days); empty: all.
    pub pass: String,
    /// Home location; empty: all.
    pub location: String,
    /// The id of a tag; empty: any and none.
    pub tag: String,
    /// No visit for so many days; 0: any.
    pub away: i64,
    /// How far they are, by its code; empty: any.
    pub level: String,
    /// Something they come for, by its code; empty: any.
    pub goal: String,
    /// How old they are, by the code of an [`AgeGroup`]; empty: any.
    pub age: String,
    /// Their gender, by its code; empty: any.
    pub gender: String,
    /// `name`, `number`, `joined`, `visit` or `pass`, with `-` before it for descending; empty: name.
    pub sort: String,
    /// The columns by their codes, with commas between them; empty: [`MemberColumn::USUAL`].
    pub cols: String,
    /// Page, from 1.
    pub page: i64,
}

/// The orders that the list knows.
const SORTS: [&str; 10] = [
    "name", "-name", "number", "-number", "joined", "-joined", "visit", "-visit", "pass", "-pass",
];

impl MemberFilter {
    /// What stands in the address, name by name; what is empty or usual is left out there.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let number = |n: i64, usual: i64| if n == usual { String::new() } else { n.to_string() };
        vec![
            ("q", self.q.trim().to_owned()),
            ("status", self.status.clone()),
            ("pass", self.pass.clone()),
            ("location", self.location.clone()),
            ("tag", self.tag.clone()),
            ("away", number(self.away, 0)),
            ("level", self.level.clone()),
            ("goal", self.goal.clone()),
            ("age", self.age.clone()),
            ("gender", self.gender.clone()),
            ("sort", self.sort.clone()),
            ("cols", self.cols.clone()),
            ("page", number(self.page.max(1), 1)),
        ]
    }

    /// Puts one value in, by its name in the address. Several columns come one by one where a form sends them.
    pub fn put(&mut self, name: &str, value: &str) {
        let text = || value.to_owned();
        match name {
            "q" => self.q = text(),
            "status" => self.status = text(),
            "pass" => self.pass = text(),
            "location" => self.location = text(),
            "tag" => self.tag = text(),
            "away" => self.away = value.parse().unwrap_or(0),
            "level" => self.level = text(),
            "goal" => self.goal = text(),
            "age" => self.age = text(),
            "gender" => self.gender = text(),
            "sort" => self.sort = text(),
            "cols" => self.cols = text(),
            "page" => self.page = value.parse().unwrap_or(1),
            "col" => {
                let all = format!("{},{value}", self.cols);
                self.cols = MemberColumn::list(&MemberColumn::chosen(&all));
            }
            _ => {}
        }
    }

    /// Without what the list does not know, on its first page: fit to be kept.
    #[must_use]
    pub fn tidy(&self) -> Self {
        let one_of = |value: &str, known: &[&str]| {
            if known.contains(&value) {
                value.to_owned()
            } else {
                String::new()
            }
        };
        let statuses: Vec<&str> = MemberStatus::ALL.iter().map(|s| s.code()).chain([ARCHIVED]).collect();
        let id = |text: &str| {
            text.parse::<super::MemberId>()
                .map(|id| id.to_string())
                .unwrap_or_default()
        };
        let code = |known: Option<&str>| known.unwrap_or_default().to_owned();
        let q: String = self.q.chars().filter(|c| !c.is_control()).take(100).collect();
        Self {
            q: q.trim().to_owned(),
            status: one_of(&self.status, &statuses),
            pass: one_of(&self.pass, &["with", "without", "ending"]),
            location: id(&self.location),
            tag: id(&self.tag),
            away: self.away.clamp(0, 3650),
            level: code(Level::from_code(&self.level).map(Level::code)),
            goal: code(Goal::from_code(&self.goal).map(Goal::code)),
            age: code(AgeGroup::from_code(&self.age).map(AgeGroup::code)),
            gender: code(Gender::from_code(&self.gender).map(Gender::code)),
            sort: one_of(&self.sort, &SORTS),
            cols: MemberColumn::list(&MemberColumn::chosen(&self.cols)),
            page: 1,
        }
    }

    /// The columns that are shown.
    #[must_use]
    pub fn columns(&self) -> Vec<MemberColumn> {
        let chosen = MemberColumn::chosen(&self.cols);
        if chosen.is_empty() {
            MemberColumn::USUAL.to_vec()
        } else {
            chosen
        }
    }

    /// What is filtered for, in words; the names of a place and of a tag come from outside.
    #[must_use]
    pub fn words(&self, l: Locale, place: Option<&str>, tag: Option<&str>) -> Vec<String> {
        let mut words = Vec::new();
        if !self.q.trim().is_empty() {
            words.push(t::lists::filter_search(l, self.q.trim()));
        }
        if let Some(status) = MemberStatus::ALL.into_iter().find(|s| s.code() == self.status) {
            words.push(status.text(l).to_owned());
        } else if self.status == ARCHIVED {
            words.push(t::archive::filter(l).to_owned());
        }
        match self.pass.as_str() {
            "with" => words.push(t::people::pass_with(l).to_owned()),
            "without" => words.push(t::people::pass_without(l).to_owned()),
            "ending" => words.push(t::people::pass_ending(l).to_owned()),
            _ => {}
        }
        words.extend(place.map(str::to_owned));
        words.extend(tag.map(|tag| t::lists::filter_tag(l, tag)));
        if self.away > 0 {
            words.push(t::people::away_days(l, self.away));
        }
        let level = Level::from_code(&self.level).map(|level| level.text(l).to_owned());
        let goal = Goal::from_code(&self.goal).map(|goal| goal.text(l).to_owned());
        let age = AgeGroup::from_code(&self.age).map(|age| age.text(l));
        let gender = Gender::from_code(&self.gender).map(|gender| gender.text(l).to_owned());
        words.extend([level, goal, age, gender].into_iter().flatten());
        words
    }
}

/// How old somebody is, as members are grouped by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeGroup {
    /// Whole years, from.
    pub from: i64,
    /// Whole years, to; `None`: without an end.
    pub to: Option<i64>,
    code: &'static str,
}

impl AgeGroup {
    /// All of them, the youngest first.
    pub const ALL: [Self; 6] = [
        Self::of("to13", 0, Some(13)),
        Self::of("14to17", 14, Some(17)),
        Self::of("18to29", 18, Some(29)),
        Self::of("30to44", 30, Some(44)),
        Self::of("45to59", 45, Some(59)),
        Self::of("from60", 60, None),
    ];

    const fn of(code: &'static str, from: i64, to: Option<i64>) -> Self {
        Self { from, to, code }
    }

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// By its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code == code)
    }

    /// The words that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> String {
        match (self.from, self.to) {
            (0, Some(to)) => t::people::age_to(l, to),
            (from, Some(to)) => t::people::age_between(l, from, to),
            (from, None) => t::people::age_from(l, from),
        }
    }

    /// The days of birth of those who are so old on a day: the first, where there is one, and the last.
    #[must_use]
    pub fn born(self, on: Day) -> (Option<Day>, Day) {
        let before = |years: i64| {
            on.checked_sub_months(Months::new(years.unsigned_abs() as u32 * 12))
                .unwrap_or(on)
        };
        let first = self.to.map(|to| day_plus(before(to + 1), 1));
        (first, before(self.from))
    }
}

/// A column of the members list; number and name are always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MemberColumn {
    /// Where they stand.
    Status,
    /// A pass that can be used today.
    Pass,
    /// Its last day.
    Ends,
    /// Last seen at the door.
    Visit,
    /// Since when they are members.
    Joined,
    /// The home location.
    Location,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// The language that they read.
    Language,
    /// The words they are found by.
    Tags,
}

impl MemberColumn {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Status,
        Self::Pass,
        Self::Ends,
        Self::Visit,
        Self::Joined,
        Self::Location,
        Self::Email,
        Self::Phone,
        Self::Language,
        Self::Tags,
    ];

    /// Those that the list shows when nobody has chosen.
    pub const USUAL: [Self; 6] = [
        Self::Status,
        Self::Pass,
        Self::Ends,
        Self::Visit,
        Self::Joined,
        Self::Location,
    ];

    /// The name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Pass => "pass",
            Self::Ends => "ends",
            Self::Visit => "visit",
            Self::Joined => "joined",
            Self::Location => "location",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Language => "language",
            Self::Tags => "tags",
        }
    }

    /// The word over it.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Status => t::people::status(l),
            Self::Pass => t::people::pass(l),
            Self::Ends => t::people::ends(l),
            Self::Visit => t::people::away(l),
            Self::Joined => t::people::joined(l),
            Self::Location => t::people::location(l),
            Self::Email => t::people::email(l),
            Self::Phone => t::people::phone(l),
            Self::Language => t::people::language(l),
            Self::Tags => t::lists::tags(l),
        }
    }

    /// The order that the list can be in by it.
    #[must_use]
    pub const fn sort(self) -> Option<&'static str> {
        match self {
            Self::Ends => Some("pass"),
            Self::Visit => Some("visit"),
            Self::Joined => Some("joined"),
            _ => None,
        }
    }

    /// Those that a list of codes names, in their own order; what nobody knows is left out.
    #[must_use]
    pub fn chosen(codes: &str) -> Vec<Self> {
        let named: Vec<&str> = codes.split(',').map(str::trim).collect();
        Self::ALL
            .into_iter()
            .filter(|one| named.contains(&one.code()))
            .collect()
    }

    /// Their codes, with commas between them; the usual ones need not be said.
    #[must_use]
    pub fn list(columns: &[Self]) -> String {
        if columns == Self::USUAL {
            return String::new();
        }
        columns.iter().map(|one| one.code()).collect::<Vec<_>>().join(",")
    }
}

/// Somebody has so many views of their own at most.
pub const VIEWS_MAX: i64 = 30;

/// A view that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptView {
    /// The id.
    pub id: ViewId,
    /// The name.
    pub name: String,
    /// What it shows.
    pub list: MemberFilter,
    /// Everybody who reads the list has it.
    pub shared: bool,
    /// The reader may rename and delete it.
    pub may_change: bool,
}

/// What stands around the members list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTools {
    /// The reader's views and those for everybody, by name.
    pub views: Vec<KeptView>,
    /// The tags that are in use, by name.
    pub tags: Vec<Tag>,
    /// Key for one command: made anew with every load.
    pub key: String,
}

/// Why a view is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewRefusal {
    /// There is one of this name among those that the reader has.
    NameTaken(String),
    /// So many are the most that one person keeps.
    TooMany(i64),
    /// The role does not allow views for everybody.
    NotForEverybody,
}

impl Reason for ViewRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NameTaken(_) => "name_taken",
            Self::TooMany(_) => "too_many",
            Self::NotForEverybody => "not_for_everybody",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::NameTaken(name) => t::lists::refused_name_taken(l, name),
            Self::TooMany(n) => t::lists::refused_too_many(l, *n),
            Self::NotForEverybody => t::lists::refused_not_for_everybody(l).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_in_their_own_order_and_the_usual_ones_need_no_words() {
        assert_eq!(
            MemberColumn::chosen("tags, status,moon,status"),
            [MemberColumn::Status, MemberColumn::Tags]
        );
        assert_eq!(MemberColumn::list(&MemberColumn::USUAL), "");
        assert_eq!(MemberFilter::default().columns(), MemberColumn::USUAL);
        let mut filter = MemberFilter::default();
        for code in ["phone", "status"] {
            filter.put("col", code);
        }
        assert_eq!(filter.cols, "status,phone");
    }

    #[test]
    fn what_is_kept_holds_nothing_that_the_list_does_not_know() {
        let wild = MemberFilter {
            q: " l\0ena ".to_owned(),
            status: "asleep".to_owned(),
            tag: "friends".to_owned(),
            away: -4,
            sort: "-visit".to_owned(),
            cols: "moon".to_owned(),
            page: 9,
            ..MemberFilter::default()
        };
        let kept = MemberFilter {
            q: "lena".to_owned(),
            sort: "-visit".to_owned(),
            page: 1,
            ..MemberFilter::default()
        };
        assert_eq!(wild.tidy(), kept);
    }

    #[test]
    fn ages_leave_nobody_out_and_count_nobody_twice() {
        let on: Day = "2026-02-28".parse().expect("a day");
        let groups = |born: &str| {
            let born: Day = born.parse().expect("a day");
            let fits = |group: &AgeGroup| {
                let (first, last) = group.born(on);
                first.is_none_or(|first| born >= first) && born <= last
            };
            AgeGroup::ALL
                .into_iter()
                .filter(fits)
                .map(AgeGroup::code)
                .collect::<Vec<_>>()
        };
        assert_eq!(groups("2026-02-28"), ["to13"], "born today");
        assert_eq!(
            (groups("2012-03-01"), groups("2012-02-28")),
            (vec!["to13"], vec!["14to17"]),
            "fourteen today"
        );
        assert_eq!(
            (groups("2008-03-01"), groups("2008-02-28")),
            (vec!["14to17"], vec!["18to29"])
        );
        assert_eq!(
            (groups("1966-03-01"), groups("1966-02-28"), groups("1920-01-01")),
            (vec!["45to59"], vec!["from60"], vec!["from60"])
        );
        assert_eq!(groups("2026-03-01"), Vec::<&str>::new(), "not born yet");
    }
}
