//! What there is to say of a row, in the reader's language.

use super::{Note, Outcome, Same};
use crate::{
    members::import::{Match, MemberStatus, RowProblem},
    platform::i18n::{Locale, t},
};

/// Characters of a name, as in the form for members.
const NAME: usize = 80;

/// What is wrong with a record, or was changed in it.
pub fn problem_words(problem: &RowProblem, l: Locale) -> String {
    use RowProblem as P;
    match problem {
        P::NoName => t::import::problem_no_name(l).to_owned(),
        P::LongRow { found, expected } => t::import::problem_long_row(l, expected, found),
        P::UnclosedQuote => t::import::problem_unclosed_quote(l).to_owned(),
        P::LineBreak { column, value } => t::import::problem_line_break(l, column, value),
        P::Duplicate { line, by } => match by {
            Match::Email => t::import::problem_duplicate_email(l, line),
            Match::Phone => t::import::problem_duplicate_phone(l, line),
            Match::ExternalId => t::import::problem_duplicate_id(l, line),
        },
        P::DateUnclear {
            column,
            value,
            day_first,
            month_first,
        } => t::import::problem_date_unclear(l, column, day_first, month_first, value),
        P::ShortRow { found, expected } => t::import::problem_short_row(l, expected, found),
        P::NoContact => t::import::problem_no_contact(l).to_owned(),
        P::InvalidEmail { column, value } => t::import::problem_invalid_email(l, column, value),
        P::OtherEmail { column, value, used } => t::import::problem_other_email(l, column, used, value),
        P::InvalidPhone { column, value } => t::import::problem_invalid_phone(l, column, value),
        P::PhoneKeptAsText { column, value } => t::import::problem_phone_as_text(l, column, value),
        P::InvalidDate { column, value } => t::import::problem_invalid_date(l, column, value),
        P::DateAgainstColumn { column, value, date } => {
            t::import::problem_date_against(l, column, l.date(*date), value)
        }
        P::YearDayMonth { column, value, date } => t::import::problem_year_day_month(l, column, l.date(*date), value),
        P::YearFirstUnclear { column, value, line } => t::import::problem_year_first(l, column, line, value),
        P::BirthdayInFuture { column, date } => t::import::problem_birthday_future(l, column, l.date(*date)),
        P::BirthdayTooLongAgo { column, date } => t::import::problem_birthday_old(l, column, l.date(*date)),
        P::UnknownGender { column, value } => t::import::problem_gender(l, column, value),
        P::UnknownStatus { column, value } => t::import::problem_status(l, column, value),
        P::UnknownFlag { column, value } => t::import::problem_flag(l, column, value),
        P::SharedEmail { line, email } => t::import::problem_shared_email(l, email, line),
        P::SharedPhone { line, phone } => t::import::problem_shared_phone(l, line, phone),
        P::SharedExternalId { line, id } => t::import::problem_shared_id(l, id, line),
        P::Damaged { column, value } => t::import::problem_damaged(l, column, value),
    }
}

/// What was left out or changed although the person was added.
pub fn note_words(note: &Note, l: Locale) -> String {
    match note {
        Note::Read(problem) => problem_words(problem, l),
        Note::CameAsActive(before) => {
            let before = match before {
                MemberStatus::Frozen => t::import::status_frozen(l),
                MemberStatus::Lead => t::import::status_lead(l),
                MemberStatus::Unknown(text) => text,
                // both exist here, so that nobody comes as something else
                MemberStatus::Active | MemberStatus::Ended => "",
            };
            t::import::problem_came_as_active(l, before)
        }
        Note::LeftOut(value) => t::import::problem_left_out(l, value),
        Note::NoteCut => t::import::problem_note_cut(l).to_owned(),
    }
}

/// Why somebody is not added; nothing for whoever is.
pub fn outcome_words(outcome: &Outcome, l: Locale) -> Vec<String> {
    match outcome {
        Outcome::Known { number, name, by } => vec![match by {
            Same::Value(Match::Email) => t::import::known_email(l, name, number),
            Same::Value(Match::Phone) => t::import::known_phone(l, name, number),
            Same::Value(Match::ExternalId) => t::import::known_id(l, name, number),
            Same::Name => t::import::known_name(l, name, number),
        }],
        Outcome::Refused(problems) => problems.iter().map(|problem| problem_words(problem, l)).collect(),
        Outcome::NameTooLong => vec![t::import::problem_name_too_long(l, NAME)],
        Outcome::Added(_) | Outcome::WouldBeAdded | Outcome::NotReached => Vec::new(),
    }
}
