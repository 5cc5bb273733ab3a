//! The fields of what a member wants and whom to call for them: the same for the member and for the desk.

use crate::{
    members::model::{Details, Goal, Interest, Level, Slot},
    platform::i18n::{Locale, t},
    ui::{
        field::TextField,
        field_choice::{Checkbox, Choice, SelectField},
        form::FieldGroup,
        text_area::TextArea,
    },
};
use leptos::prelude::*;

/// How the form that holds the fields keeps them.
pub(super) struct DetailsFields<'a> {
    /// What was typed before a refusal, or else the value that the field begins with.
    pub typed: &'a dyn Fn(&'static str, String) -> String,
    /// What is wrong with a field.
    pub flaw: &'a dyn Fn(&'static str) -> Signal<Option<String>>,
}

/// Boxes of one list, each sent under the list's name with its code.
fn boxes<T: Copy + PartialEq>(
    list: &'static str,
    all: &[T],
    chosen: &[T],
    code: impl Fn(T) -> &'static str,
    text: impl Fn(T) -> &'static str,
) -> AnyView {
    all.iter()
        .map(|one| {
            let name = format!("{list}[{}]", code(*one));
            view! { <Checkbox name=name label=text(*one) checked=chosen.contains(one)/> }
        })
        .collect_view()
        .into_any()
}

impl DetailsFields<'_> {
    pub(super) fn draw(&self, l: Locale, details: Details) -> AnyView {
        let (typed, flaw) = (self.typed, self.flaw);
        let mut levels = vec![Choice::new("", t::details::level_none(l))];
        levels.extend(Level::ALL.iter().map(|level| Choice::new(level.code(), level.text(l))));
        let level = details.level.map(|level| level.code().to_owned()).unwrap_or_default();
        let goals = boxes("goals", Goal::ALL, &details.goals, Goal::code, |one| one.text(l));
        let likes = boxes("interests", Interest::ALL, &details.interests, Interest::code, |one| {
            one.text(l)
        });
        let times = boxes("times", Slot::ALL, &details.times, Slot::code, |one| one.text(l));
        let (name, phone) = (
            typed("emergency_name", details.emergency_name),
            typed("emergency_phone", details.emergency_phone),
        );
        let relation = typed("emergency_relation", details.emergency_relation);
        let (name_flaw, phone_flaw) = (flaw("emergency_name"), flaw("emergency_phone"));
        let relation_flaw = flaw("emergency_relation");
        view! {
            <div class="space-y-6">
                <FieldGroup legend=t::details::goals(l)>{goals}</FieldGroup>
                <TextArea
                    name="goal_words"
                    label=t::details::goal_words(l)
                    value=typed("goal_words", details.goal_words)
                    rows=2
                    maxlength=500
                    hint=t::details::goal_words_hint(l)
                    error=flaw("goal_words")
                />
                <FieldGroup legend=t::details::interests(l)>{likes}</FieldGroup>
                <FieldGroup legend=t::details::times(l)>{times}</FieldGroup>
                <SelectField
                    name="level"
                    label=t::details::level(l)
                    choices=levels
                    value=typed("level", level)
                    error=flaw("level")
                />
                <FieldGroup legend=t::details::emergency(l) text=t::details::emergency_text(l)>
                    <TextField
                        name="emergency_name"
                        label=t::details::emergency_name(l)
                        value=name
                        autocomplete="off"
                        maxlength=80
                        error=name_flaw
                    />
                    <TextField
                        name="emergency_phone"
                        label=t::details::emergency_phone(l)
                        value=phone
                        kind="tel"
                        autocomplete="off"
                        hint=t::profile::phone_hint(l)
                        error=phone_flaw
                    />
                    <TextField
                        name="emergency_relation"
                        label=t::details::emergency_relation(l)
                        value=relation
                        autocomplete="off"
                        maxlength=40
                        hint=t::details::emergency_relation_hint(l)
                        error=relation_flaw
                    />
                </FieldGroup>
                <TextArea
                    name="address"
                    label=t::details::address(l)
                    value=typed("address", details.address)
                    rows=3
                    maxlength=300
                    error=flaw("address")
                />
            </div>
        }
        .into_any()
    }
}
