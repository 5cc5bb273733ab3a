//! The words of the page in the copy of somebody's data. The files beside it have the names as programs know them.

use super::Purpose;
use crate::members::model::{Goal, Interest, Level, PaperKind, Slot};
use crate::messages::model::Topic;
use crate::platform::i18n::{Locale, t};

/// What a column is called.
#[must_use]
pub fn column_text(name: &'static str, l: Locale) -> &'static str {
    match name {
        "number" => t::privacy::col_number(l),
        "name" => t::privacy::col_name(l),
        "email" => t::privacy::col_email(l),
        "phone" => t::privacy::col_phone(l),
        "birthday" => t::privacy::col_birthday(l),
        "gender" => t::privacy::col_gender(l),
        "language" => t::privacy::col_language(l),
        "location" => t::privacy::col_location(l),
        "status" => t::privacy::col_status(l),
        "joined_on" => t::privacy::col_joined_on(l),
        "source" => t::privacy::col_source(l),
        "external_id" => t::privacy::col_external_id(l),
        "household_role" => t::privacy::col_household_role(l),
        "lets_book" => t::privacy::col_lets_book(l),
        "note" => t::privacy::col_note(l),
        "goals" => t::privacy::col_goals(l),
        "goal_words" => t::details::goal_words(l),
        "interests" => t::privacy::col_interests(l),
        "times" => t::privacy::col_times(l),
        "level" => t::privacy::col_level(l),
        "home_address" => t::privacy::col_home_address(l),
        "emergency_name" => t::privacy::col_emergency_name(l),
        "emergency_phone" => t::privacy::col_emergency_phone(l),
        "emergency_relation" => t::privacy::col_emergency_relation(l),
        "changed_at" => t::privacy::col_changed_at(l),
        "confirmed_at" => t::privacy::col_confirmed_at(l),
        "since" => t::privacy::col_since(l),
        "device" => t::privacy::col_device(l),
        "address" => t::privacy::col_address(l),
        "seen_at" => t::privacy::col_seen_at(l),
        "disputed_at" => t::privacy::col_disputed_at(l),
        "words" => t::privacy::col_words(l),
        "ended_at" => t::privacy::col_ended_at(l),
        "at" => t::privacy::col_at(l),
        "before" => t::privacy::col_before(l),
        "after" => t::privacy::col_after(l),
        "reason" => t::privacy::col_reason(l),
        "kind" => t::privacy::col_kind(l),
        "starts_on" => t::privacy::col_starts_on(l),
        "ends_on" => t::privacy::col_ends_on(l),
        "price" => t::privacy::col_price(l),
        "credits" => t::privacy::col_credits(l),
        "pass" => t::privacy::col_pass(l),
        "spot" => t::privacy::col_spot(l),
        "balance" => t::privacy::col_balance(l),
        "held" => t::privacy::col_held(l),
        "starts_at" => t::privacy::col_starts_at(l),
        "class" => t::privacy::col_class(l),
        "booked_at" => t::privacy::col_booked_at(l),
        "cancelled_at" => t::privacy::col_cancelled_at(l),
        "checked_in_at" => t::privacy::col_checked_in_at(l),
        "via" => t::privacy::col_via(l),
        "points" => t::privacy::col_points(l),
        "content" => t::privacy::col_content(l),
        "topic" => t::privacy::col_topic(l),
        "read_at" => t::privacy::col_read_at(l),
        "paper" => t::privacy::col_paper(l),
        "signer" => t::privacy::col_signer(l),
        "advice" => t::privacy::col_advice(l),
        "text" => t::privacy::col_text(l),
        "purpose" => t::privacy::col_purpose(l),
        "version" => t::privacy::col_version(l),
        "given" => t::privacy::col_given(l),
        "health" => t::privacy::health_field(l),
        "allergies" => t::privacy::allergies_field(l),
        other => other,
    }
}

/// A value as people read it: states and kinds in words, instants without the letters that programs need, everything else as it is.
#[must_use]
pub fn value_text(column: &str, value: &str, l: Locale) -> String {
    if column.ends_with("_at") || matches!(column, "at" | "since") {
        return value
            .replacen('T', " ", 1)
            .split('.')
            .next()
            .unwrap_or_default()
            .trim_end_matches('Z')
            .to_owned();
    }
    if column == "paper" {
        return PaperKind::from_code(value).map_or_else(|| value.to_owned(), |kind| kind.text(l).to_owned());
    }
    if column == "advice" {
        let said = if value == "yes" {
            t::papers::yes(l)
        } else {
            t::papers::no(l)
        };
        return said.to_owned();
    }
    if column == "purpose" {
        let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.code() == value);
        return purpose.map_or_else(|| value.to_owned(), |purpose| purpose.title(l).to_owned());
    }
    if column == "topic" {
        let topic = Topic::ALL.into_iter().find(|topic| topic.code() == value);
        return topic.map_or_else(|| value.to_owned(), |topic| topic.text(l).to_owned());
    }
    let words: Option<fn(&str, Locale) -> Option<&'static str>> = match column {
        "goals" => Some(|code, l| Goal::from_code(code).map(|one| one.text(l))),
        "interests" => Some(|code, l| Interest::from_code(code).map(|one| one.text(l))),
        "times" => Some(|code, l| Slot::from_code(code).map(|one| one.text(l))),
        "level" => Some(|code, l| Level::from_code(code).map(|one| one.text(l))),
        _ => None,
    };
    if let Some(words) = words {
        let each: Vec<_> = value.split(',').map(|code| words(code, l).unwrap_or(code)).collect();
        return each.join(if l == Locale::En { ", " } else { "、" });
    }
    if !matches!(
        column,
        "status" | "before" | "after" | "kind" | "via" | "signer" | "given" | "gender" | "source" | "reason"
    ) {
        return value.to_owned();
    }
    match value {
        "active" => t::members::status_active(l),
        "ended" => t::members::status_ended(l),
        "banned" => t::members::status_banned(l),
        "booked" => t::privacy::val_booked(l),
        "checked_in" => t::privacy::val_checked_in(l),
        "no_show" => t::privacy::val_no_show(l),
        "excused" => t::privacy::val_excused(l),
        "anyway" => t::privacy::val_anyway(l),
        "early_cancelled" => t::privacy::val_early_cancelled(l),
        "late_cancelled" | "late_cancel" => t::privacy::val_late_cancelled(l),
        "class_cancelled" => t::privacy::val_class_cancelled(l),
        "waiting" => t::privacy::val_waiting(l),
        "offered" => t::privacy::val_offered(l),
        "promoted" => t::privacy::val_promoted(l),
        "left" => t::privacy::val_left(l),
        "declined" => t::privacy::val_declined(l),
        "expired" => t::privacy::val_expired(l),
        "passed_over" => t::privacy::val_passed_over(l),
        "closed" => t::privacy::val_closed(l),
        "grant" | "granted" => t::privacy::val_grant(l),
        "hold" => t::privacy::val_hold(l),
        "consume" => t::privacy::val_consume(l),
        "release" => t::privacy::val_release(l),
        "expire" => t::privacy::val_expired(l),
        "adjust" => t::privacy::val_adjust(l),
        "unlimited" => t::privacy::val_unlimited(l),
        "pack" => t::privacy::val_pack(l),
        "drop_in" => t::privacy::val_drop_in(l),
        "intro" => t::privacy::val_intro(l),
        "code" => t::privacy::val_code(l),
        "desk" => t::privacy::val_desk(l),
        "coach" => t::privacy::val_coach(l),
        "own" => t::privacy::val_own_device(l),
        "screen" => t::privacy::val_screen(l),
        "paper" => t::privacy::val_paper(l),
        "self" | "sign_up" => t::privacy::val_self(l),
        "erasure" => t::privacy::val_erasure(l),
        "guardian" => t::privacy::val_guardian(l),
        "guardian_desk" => t::privacy::val_guardian_desk(l),
        "yes" => t::privacy::agreed_yes(l),
        "no" => t::privacy::agreed_withdrawn(l),
        "female" => t::privacy::val_female(l),
        "male" => t::privacy::val_male(l),
        "other" => t::privacy::val_other(l),
        "written" => t::privacy::val_written(l),
        "spoken" => t::privacy::val_spoken(l),
        "set_aside" => t::privacy::val_set_aside(l),
        "notes" => t::privacy::val_notes(l),
        "export" => t::privacy::val_export(l),
        other => return other.to_owned(),
    }
    .to_owned()
}
