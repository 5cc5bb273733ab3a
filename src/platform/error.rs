//! What a use case answers instead of a result.
//!
//! An [`AppError`] crosses the wire, so it says only what the person may know; causes stay in the log under a number that the
//! person can read out. `R` is the slice's own list of refusals: what a rule can say no to, with the numbers behind it.

use super::{
    form::{FieldErrors, Flaw},
    i18n::{Locale, t},
};
use leptos::server_fn::{
    Bytes, Encodes,
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// A result, or what the person is told instead.
pub type Answer<T, R = Nothing> = Result<T, AppError<R>>;

/// A refusal in words: which rule, with the numbers.
pub trait Reason: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// A stable name for programs, `snake_case`.
    fn code(&self) -> &'static str;
    /// A sentence in the reader's language.
    fn text(&self, locale: Locale) -> String;
}

/// The refusals of a use case that no rule can stop: none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nothing {}

impl Reason for Nothing {
    fn code(&self) -> &'static str {
        match *self {}
    }
    fn text(&self, _: Locale) -> String {
        match *self {}
    }
}

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError<R = Nothing> {
    /// Nobody is signed in, or the session has ended.
    SignIn,
    /// Signed in, but the role does not allow it. Only for whole areas; a foreign object is [`Self::NotFound`].
    Forbidden,
    /// There is no such thing, or it is somebody else's: the two look the same from outside.
    NotFound,
    /// Some fields are wrong.
    Invalid(FieldErrors),
    /// A rule says no.
    Refused(R),
    /// Others hold what is needed right now; worth another try.
    Busy,
    /// Too many tries; the next is possible in so many minutes.
    TooOften(i64),
    /// The idempotency key was used before with other content.
    Repeated,
    /// Our fault. The number leads to the cause in the log.
    Fault(String),
    /// The request never arrived.
    Unreachable,
}

impl<R> AppError<R> {
    /// One wrong field.
    #[must_use]
    pub fn field(name: &str, flaw: Flaw) -> Self {
        Self::Invalid(FieldErrors::one(name, flaw))
    }

    /// The same, where a form calls the field otherwise.
    #[must_use]
    pub fn renamed(mut self, field: &str, here: &str) -> Self {
        if let Self::Invalid(fields) = &mut self {
            for (name, _) in fields.0.iter_mut().filter(|(name, _)| name == field) {
                here.clone_into(name);
            }
        }
        self
    }

    /// The HTTP status that says the same.
    #[must_use]
    pub const fn status(&self) -> http::StatusCode {
        use http::StatusCode as S;
        match self {
            Self::SignIn => S::UNAUTHORIZED,
            Self::Forbidden => S::FORBIDDEN,
            Self::NotFound => S::NOT_FOUND,
            Self::Invalid(_) | Self::Repeated => S::UNPROCESSABLE_ENTITY,
            Self::Refused(_) => S::CONFLICT,
            Self::Busy => S::SERVICE_UNAVAILABLE,
            Self::TooOften(_) => S::TOO_MANY_REQUESTS,
            Self::Fault(_) | Self::Unreachable => S::INTERNAL_SERVER_ERROR,
        }
    }

    /// The same error where other refusals are possible. A refusal itself is turned by `refused`.
    pub fn map_refusal<S>(self, refused: impl FnOnce(R) -> AppError<S>) -> AppError<S> {
        match self {
            Self::SignIn => AppError::SignIn,
            Self::Forbidden => AppError::Forbidden,
            Self::NotFound => AppError::NotFound,
            Self::Invalid(fields) => AppError::Invalid(fields),
            Self::Refused(reason) => refused(reason),
            Self::Busy => AppError::Busy,
            Self::TooOften(minutes) => AppError::TooOften(minutes),
            Self::Repeated => AppError::Repeated,
            Self::Fault(number) => AppError::Fault(number),
            Self::Unreachable => AppError::Unreachable,
        }
    }
}

impl AppError<Nothing> {
    /// The same error in the answer of a use case that can also refuse.
    #[must_use]
    pub fn widen<R>(self) -> AppError<R> {
        self.map_refusal(|nothing| match nothing {})
    }
}

impl<R: Reason> AppError<R> {
    /// What happened, what was not done and what to do, in the reader's language.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        match self {
            Self::SignIn => t::common::error_sign_in(l).to_owned(),
            Self::Forbidden => t::common::error_forbidden(l).to_owned(),
            Self::NotFound => t::common::error_not_found(l).to_owned(),
            Self::Invalid(_) => t::common::error_invalid(l).to_owned(),
            Self::Refused(reason) => reason.text(l),
            Self::Busy => t::common::error_busy(l).to_owned(),
            Self::TooOften(minutes) => t::common::error_too_often(l, minutes),
            Self::Repeated => t::common::error_repeated(l).to_owned(),
            Self::Fault(number) => t::common::error_fault(l, number),
            Self::Unreachable => t::common::error_unreachable(l).to_owned(),
        }
    }

    /// What is wrong with one field of the form, if that is what happened.
    #[must_use]
    pub fn of_field(&self, name: &str, l: Locale) -> Option<String> {
        match self {
            Self::Invalid(fields) => fields.of(name).map(|flaw| flaw_text(flaw, l)),
            _ => None,
        }
    }
}

/// A field's flaw in the reader's language.
#[must_use]
pub fn flaw_text(flaw: &Flaw, l: Locale) -> String {
    match flaw {
        Flaw::Missing => t::common::flaw_missing(l).to_owned(),
        Flaw::TooLong(max) => t::common::flaw_too_long(l, max),
        Flaw::TooShort(min) => t::common::flaw_too_short(l, min),
        Flaw::Email => t::common::flaw_email(l).to_owned(),
        Flaw::Phone => t::common::flaw_phone(l).to_owned(),
        Flaw::EmailOrPhone => t::common::flaw_email_or_phone(l).to_owned(),
        Flaw::Number(min, max) if min == max => t::common::flaw_only(l, min),
        Flaw::Number(min, max) => t::common::flaw_number(l, max, min),
        Flaw::Amount => t::common::flaw_amount(l).to_owned(),
        Flaw::Date => t::common::flaw_date(l).to_owned(),
        Flaw::Time => t::common::flaw_time(l).to_owned(),
        Flaw::EndsBeforeStart => t::common::flaw_ends_before_start(l).to_owned(),
        Flaw::Common => t::common::flaw_common(l).to_owned(),
        Flaw::Taken => t::common::flaw_taken(l).to_owned(),
        Flaw::NameTaken => t::common::flaw_name_taken(l).to_owned(),
        Flaw::Choice => t::common::flaw_choice(l).to_owned(),
        Flaw::Fixed => t::common::flaw_fixed(l).to_owned(),
    }
}

#[cfg(feature = "ssr")]
impl<R> From<super::db::DbError> for AppError<R> {
    fn from(error: super::db::DbError) -> Self {
        if error.is_busy() { Self::Busy } else { fault(&error) }
    }
}

/// Logs a cause and answers with its number alone.
#[cfg(feature = "ssr")]
pub fn fault<R>(cause: &dyn std::fmt::Display) -> AppError<R> {
    let number = super::secret::reference_number();
    tracing::error!(number, "{cause}");
    AppError::Fault(number)
}

impl<R: Reason> FromServerFnError for AppError<R> {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            // What could not be decoded was not written by our forms: no detail helps whoever wrote it.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Invalid(FieldErrors::default())
            }
            #[cfg(feature = "ssr")]
            other => fault(&other),
            #[cfg(not(feature = "ssr"))]
            _ => Self::Unreachable,
        }
    }

    fn ser(&self) -> Bytes {
        #[cfg(feature = "ssr")]
        super::request::answer_with(self.status());
        <JsonEncoding as Encodes<Self>>::encode(self).unwrap_or_default()
    }

    fn de(data: Bytes) -> Self {
        std::str::from_utf8(&data)
            .ok()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or(Self::Unreachable)
    }
}
