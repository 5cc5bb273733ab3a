//! The fields of a profile: the same for the member and for the desk.

use crate::{
    members::model::{Gender, Profile},
    platform::i18n::{Locale, t},
    studio::model::Location,
    ui::field::{Choice, DateField, SelectField, TextField},
};
use leptos::prelude::*;

/// How the form that holds the fields keeps them, and who fills it in.
pub(super) struct Fields<'a> {
    /// What was typed before a refusal, or else the value that the field begins with.
    pub typed: &'a dyn Fn(&'static str, String) -> String,
    /// What is wrong with a field.
    pub flaw: &'a dyn Fn(&'static str) -> Signal<Option<String>>,
    /// The member fills it in, and the browser may help.
    pub own: bool,
}

impl Fields<'_> {
    pub(super) fn draw(&self, l: Locale, profile: Profile, places: Vec<Location>) -> AnyView {
        let mut languages = vec![Choice::new("", t::profile::language_club(l))];
        languages.extend(
            Locale::ALL
                .into_iter()
                .map(|locale| Choice::new(locale.tag(), locale.name())),
        );
        let mut genders = vec![Choice::new("", t::details::gender_none(l))];
        genders.extend(Gender::ALL.map(|gender| Choice::new(gender.code(), gender.text(l))));
        let mut homes = vec![Choice::new("", t::profile::home_none(l))];
        homes.extend(
            places
                .into_iter()
                .map(|place| Choice::new(place.id.to_string(), place.name)),
        );
        let home = profile.home_location_id.map(|id| id.to_string()).unwrap_or_default();
        let birthday = profile.birthday.map(|day| day.to_string()).unwrap_or_default();
        let (typed, flaw) = (self.typed, self.flaw);
        let fill = |what: &'static str| if self.own { what } else { "off" };
        view! {
            <div class="grid gap-4 sm:grid-cols-2">
                <TextField
                    name="name"
                    label=t::profile::name(l)
                    value=typed("name", profile.name)
                    autocomplete=fill("name")
                    required=true
                    maxlength=80
                    error=flaw("name")
                />
                <DateField
                    name="birthday"
                    label=t::profile::birthday(l)
                    value=typed("birthday", birthday)
                    hint=t::profile::birthday_hint(l)
                    error=flaw("birthday")
                />
                <TextField
                    name="email"
                    label=t::profile::email(l)
                    value=typed("email", profile.email.unwrap_or_default())
                    kind="email"
                    autocomplete=fill("email")
                    error=flaw("email")
                />
                <TextField
                    name="phone"
                    label=t::profile::phone(l)
                    value=typed("phone", profile.phone.unwrap_or_default())
                    kind="tel"
                    autocomplete=fill("tel")
                    hint=t::profile::phone_hint(l)
                    error=flaw("phone")
                />
                <SelectField
                    name="gender"
                    label=t::details::gender(l)
                    choices=genders
                    value=typed("gender", profile.gender.map(|one| one.code().to_owned()).unwrap_or_default())
                    error=flaw("gender")
                />
                <SelectField
                    name="locale"
                    label=t::profile::language(l)
                    choices=languages
                    value=typed("locale", profile.locale.unwrap_or_default())
                    hint=if self.own { t::profile::language_hint(l) } else { t::profile::language_hint_desk(l) }
                />
                <SelectField
                    name="home"
                    label=t::profile::home(l)
                    choices=homes
                    value=typed("home", home)
                    hint=t::profile::home_hint(l)
                    error=flaw("home")
                />
            </div>
        }
        .into_any()
    }
}
