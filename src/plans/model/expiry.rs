//! How long what is sold may last: templates that a club chooses by the law under which it sells.

use super::{Draft, PassKind, Plan, PlanId, Source};
use crate::{
    platform::{
        i18n::{Locale, t},
        time::{Day, Moment},
    },
    studio::model::PolicyId,
};
use serde::{Deserialize, Serialize};

/// What a club may promise of how long things last. None of them is legal advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// A plan says when its passes end, or that they do not.
    #[default]
    Default,
    /// Prepaid cards in mainland China: what is paid ahead and counted does not end by date where a name stands on it, and lasts three
    /// years at least where none does. Passes for a period end by date.
    CnPrepaid,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Default, Self::CnPrepaid];

    /// The name in forms and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::CnPrepaid => "cn_prepaid",
        }
    }

    /// The template of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.code() == code)
    }

    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Default => t::expiry::template_default(l),
            Self::CnPrepaid => t::expiry::template_cn_prepaid(l),
        }
    }

    /// What it says, in a few sentences.
    #[must_use]
    pub fn about(self, l: Locale) -> String {
        match self {
            Self::Default => t::expiry::about_default(l).to_owned(),
            Self::CnPrepaid => t::expiry::about_cn_prepaid(l, UNNAMED_DAYS),
        }
    }
}

/// Three years, in days, with the leap day that may lie in them: so long lasts at least what is sold without a name.
pub const UNNAMED_DAYS: i64 = 3 * 365 + 1;

/// How a plan contradicts a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// Its passes have a name on them and would end after so many days.
    NamedEnds(i64),
    /// Its passes have none and would end after so many days; so many are the least.
    UnnamedShort(i64, i64),
}

impl Against {
    /// The rule, its numbers and the way out.
    #[must_use]
    pub fn text(self, l: Locale) -> String {
        match self {
            Self::NamedEnds(days) => t::expiry::against_named(l, days, UNNAMED_DAYS),
            Self::UnnamedShort(days, least) => t::expiry::against_unnamed(l, days, least),
        }
    }
}

/// Whether such a pass is paid ahead and used up by and by: credits or money, and not a period, a course, or a gift.
#[must_use]
pub const fn paid_ahead(kind: PassKind, source: Source) -> bool {
    matches!(source, Source::Own)
        && matches!(
            kind,
            PassKind::Pack | PassKind::DropIn | PassKind::Intro | PassKind::Personal | PassKind::StoredValue
        )
}

/// What a template says to such passes that last so many days; `None`: nothing.
#[must_use]
pub const fn against(
    template: Template,
    kind: PassKind,
    source: Source,
    days: Option<i64>,
    unnamed: bool,
) -> Option<Against> {
    match (template, days) {
        (Template::CnPrepaid, Some(days)) if paid_ahead(kind, source) => {
            if !unnamed {
                Some(Against::NamedEnds(days))
            } else if days < UNNAMED_DAYS {
                Some(Against::UnnamedShort(days, UNNAMED_DAYS))
            } else {
                None
            }
        }
        _ => None,
    }
}

impl Plan {
    /// What a template says to it.
    #[must_use]
    pub const fn against(&self, template: Template) -> Option<Against> {
        against(template, self.kind, self.source, self.days, self.terms.unnamed)
    }
}

impl Draft {
    /// What a template says to it.
    #[must_use]
    pub const fn against(&self, template: Template) -> Option<Against> {
        against(template, self.kind, self.source, self.days, self.terms.unnamed)
    }
}

/// A plan on sale that contradicts a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradicts {
    /// The plan.
    pub plan: PlanId,
    /// Its name.
    pub name: String,
    /// How.
    pub against: Against,
    /// Passes of it that can be used today: they keep what they promised.
    pub passes: i64,
}

/// A template as it was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryVersion {
    /// The id.
    pub id: PolicyId,
    /// Holds from then on.
    pub from: Moment,
    /// Who chose it.
    pub by: Option<String>,
    /// What held before.
    pub before: Template,
    /// What holds from then on.
    pub after: Template,
    /// It has not begun.
    pub ahead: bool,
}

/// The template that holds, and those that did or will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryPage {
    /// What holds now.
    pub template: Template,
    /// Plans on sale that contradict it: nobody can be given one.
    pub contradicts: Vec<Contradicts>,
    /// What was chosen, the latest first.
    pub versions: Vec<ExpiryVersion>,
    /// The day at the club.
    pub today: Day,
    /// Key for one command on this page.
    pub key: String,
}

/// What another template would touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryPreview {
    /// What would hold on that day without it.
    pub before: Template,
    /// What would hold.
    pub after: Template,
    /// From when on.
    pub from: Moment,
    /// At once.
    pub now: bool,
    /// Plans on sale that contradict it: from that day on nobody can be given one until it is changed.
    pub contradicts: Vec<Contradicts>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_ahead_with_a_name_does_not_end_under_the_template() {
        use {PassKind as K, Source as S, Template as T};
        let cn = |kind, source, days, unnamed| against(T::CnPrepaid, kind, source, days, unnamed);
        for kind in [K::Pack, K::DropIn, K::Intro, K::Personal, K::StoredValue] {
            assert_eq!(cn(kind, S::Own, Some(180), false), Some(Against::NamedEnds(180)));
            assert_eq!(cn(kind, S::Own, None, false), None);
            let short = Some(Against::UnnamedShort(1_095, 1_096));
            assert_eq!(cn(kind, S::Own, Some(1_095), true), short);
            assert_eq!(cn(kind, S::Own, Some(1_096), true), None);
            // nobody paid for it ahead
            assert_eq!(cn(kind, S::Complimentary, Some(30), false), None);
            assert_eq!(cn(kind, S::Partner, Some(30), false), None);
            // the control: without the template a plan says what it likes
            assert_eq!(against(T::Default, kind, S::Own, Some(1), false), None);
        }
        for kind in [K::Unlimited, K::Membership, K::Course] {
            assert_eq!(cn(kind, S::Own, Some(30), false), None, "a period ends by date");
        }
    }

    #[test]
    fn a_template_is_read_back_by_its_code() {
        for template in Template::ALL {
            assert_eq!(Template::from_code(template.code()), Some(template));
        }
        assert_eq!(Template::from_code("mars"), None);
    }
}
