//! What a kind of class asks of whoever comes.

use crate::{
    members::model::{Gender, Level},
    platform::i18n::{Locale, t},
};
use serde::{Deserialize, Serialize};

/// Who may come: everybody, where nothing is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// So old on the day of the class at least, in whole years.
    pub min_age: Option<i64>,
    /// So old at most.
    pub max_age: Option<i64>,
    /// So far at least.
    pub level: Option<Level>,
    /// Of this gender alone: one of [`Self::GENDERS`].
    #[serde(default)]
    pub gender: Option<Gender>,
}

impl Asks {
    /// The genders that a class may be for alone.
    pub const GENDERS: [Gender; 2] = [Gender::Female, Gender::Male];

    /// Whom a class of one gender is for, in words.
    #[must_use]
    pub fn only(gender: Gender, l: Locale) -> &'static str {
        match gender {
            Gender::Female => t::asks::only_female(l),
            Gender::Male => t::asks::only_male(l),
            Gender::Other => gender.text(l),
        }
    }

    /// Nothing is asked: everybody may come.
    #[must_use]
    pub fn nothing(&self) -> bool {
        *self == Self::default()
    }

    /// An age is asked for.
    #[must_use]
    pub fn age(&self) -> bool {
        self.min_age.is_some() || self.max_age.is_some()
    }

    /// What is asked, in words: "From 16 years", "At least: Advanced".
    #[must_use]
    pub fn texts(&self, l: Locale) -> Vec<String> {
        let age = match (self.min_age, self.max_age) {
            (Some(from), Some(to)) => Some(t::asks::age_between(l, from, to)),
            (Some(from), None) => Some(t::asks::age_from(l, from)),
            (None, Some(to)) => Some(t::asks::age_to(l, to)),
            (None, None) => None,
        };
        let level = self.level.map(|level| t::asks::level_from(l, level.text(l)));
        let gender = self.gender.map(|gender| Self::only(gender, l).to_owned());
        age.into_iter().chain(level).chain(gender).collect()
    }
}
