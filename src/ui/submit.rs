//! A form on its way to the server: what is sent, what came back, what was wrong with which field.
//!
//! With a script the form stays where it is and shows the answer; without one the server sends the browser back to the page
//! with the refusal, and what was typed comes back with it.

use super::{badge::Tone, states::Notice};
use crate::platform::{
    error::{AppError, Reason},
    i18n::Locale,
};
use leptos::{
    ev::SubmitEvent,
    form::form_data_from_event,
    prelude::*,
    server::ServerActionError,
    server_fn::{ServerFn, error::ServerFnUrlError},
    task::spawn_local,
    web_sys::UrlSearchParams,
};

/// Something that a form asks the server to do, and what came of it.
///
/// Made once for a page, and copied to the forms that send it. While an answer is awaited, a second press sends nothing.
pub struct Submit<F>
where
    F: ServerFn + 'static,
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
    value: RwSignal<Option<Result<F::Output, F::Error>>>,
    pending: RwSignal<bool>,
    version: RwSignal<usize>,
    done: RwSignal<usize>,
}

impl<F> Clone for Submit<F>
where
    F: ServerFn + 'static,
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Submit<F>
where
    F: ServerFn + 'static,
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
}

impl<F> Default for Submit<F>
where
    F: ServerFn + 'static,
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<F> Submit<F>
where
    F: ServerFn + 'static,
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
    /// Nothing sent yet; without a script, the refusal that the form came back with.
    #[must_use]
    pub fn new() -> Self {
        let refused = refusal_of(F::PATH).map(|error| Err(ServerFnUrlError::<F::Error>::decode_err(&error)));
        Self {
            value: RwSignal::new(refused),
            pending: RwSignal::new(false),
            version: RwSignal::new(0),
            done: RwSignal::new(0),
        }
    }

    /// The last answer.
    #[must_use]
    pub fn value(self) -> RwSignal<Option<Result<F::Output, F::Error>>> {
        self.value
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// How many answers came: part of the key of whatever is loaded anew after them.
    #[must_use]
    pub fn version(self) -> RwSignal<usize> {
        self.version
    }

    /// How often it was done. What was refused does not count: its form stays as it is, with what is typed in it.
    #[must_use]
    pub fn done(self) -> RwSignal<usize> {
        self.done
    }

    /// Forgets the last answer.
    pub fn clear(self) {
        self.value.set(None);
    }

    /// What was typed into a field of this form before the server refused it, or else the value that it begins with.
    ///
    /// Known to the server alone, which draws the fields: the browser keeps what they show.
    #[must_use]
    pub fn typed(self, field: &str, begins: impl Into<String>) -> String {
        typed(F::PATH, field).unwrap_or_else(|| begins.into())
    }

    /// Sends what no form holds, such as a scanned code.
    pub fn send(self, input: F) {
        if self.begin() {
            spawn_local(async move { self.answered(input.run_on_client().await) });
        }
    }

    fn begin(self) -> bool {
        !self
            .pending
            .try_maybe_update(|pending| {
                let waits = *pending;
                *pending = true;
                (!waits, waits)
            })
            .unwrap_or(true)
    }

    /// Keeps an answer, if the page that waited for it is still there.
    fn answered(self, answer: Result<F::Output, F::Error>) {
        let done = answer.is_ok();
        let _ = self.value.try_set(Some(answer));
        let _ = self.pending.try_set(false);
        let _ = self.version.try_update(|version| *version += 1);
        if done {
            let _ = self.done.try_update(|done| *done += 1);
        }
    }
}

impl<F, R> Submit<F>
where
    F: ServerFn<Error = AppError<R>> + 'static,
    F::Output: Send + Sync + 'static,
    R: Reason,
{
    /// What is wrong with a field, in words.
    #[must_use]
    pub fn flaw(self, field: &'static str, l: Locale) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.value
                .with(|answer| answer.as_ref()?.as_ref().err()?.of_field(field, l))
        })
    }

    /// What the server said no with, whatever it is about: for forms without fields to say it beside.
    #[must_use]
    pub fn refused(self, l: Locale) -> AnyView {
        said(Signal::derive(move || {
            self.value.with(|answer| {
                let error = answer.as_ref()?.as_ref().err()?;
                match error {
                    AppError::Invalid(fields) => fields.0.first().and_then(|(field, _)| error.of_field(field, l)),
                    other => Some(other.text(l)),
                }
            })
        }))
    }

    /// What stands in the way of the whole, over the form; flaws of fields stand beside them.
    #[must_use]
    pub fn refusal(self, l: Locale) -> AnyView {
        said(Signal::derive(move || {
            self.value.with(|answer| match answer {
                Some(Err(AppError::Invalid(fields))) if !fields.is_empty() => None,
                Some(Err(error)) => Some(error.text(l)),
                Some(Ok(_)) | None => None,
            })
        }))
    }
}

fn said(words: Signal<Option<String>>) -> AnyView {
    (move || {
        words
            .get()
            .map(|words| view! { <Notice tone=Tone::Error title=words/> })
    })
    .into_any()
}

/// A form that is sent to its server function, with script or without.
#[component]
pub fn SubmitForm<F, R>(
    /// What it asks the server to do.
    to: Submit<F>,
    /// The fields and the buttons.
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Error = AppError<R>> + 'static,
    F::Output: serde::de::DeserializeOwned + Send + Sync + 'static,
    R: Reason,
{
    form(F::PATH, Box::new(move |fields| post(to, fields)), children)
}

/// The part that does not depend on what is sent: compiled once.
fn form(path: &'static str, send: Box<dyn Fn(String)>, children: Children) -> AnyView {
    let on_submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        // what cannot be read from the form the browser sends by itself
        let fields = form_data_from_event(&event)
            .ok()
            .and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data).ok());
        if let Some(fields) = fields {
            event.prevent_default();
            send(fields.to_string().into());
        }
    };
    view! {
        <form method="post" action=path on:submit=on_submit>
            {children()}
        </form>
    }
    .into_any()
}

#[cfg(not(feature = "ssr"))]
fn post<F, R>(to: Submit<F>, fields: String)
where
    F: ServerFn<Error = AppError<R>> + 'static,
    F::Output: serde::de::DeserializeOwned + Send + Sync + 'static,
    R: Reason,
{
    if to.begin() {
        let read =
            move |reply: Result<Reply, AppError>| to.answered(reply.map_err(AppError::widen).and_then(Reply::read));
        spawn_local(deliver(F::PATH, fields, Box::new(read)));
    }
}

#[cfg(not(feature = "ssr"))]
use crate::platform::wire::{Reply, exchange, posted};

#[cfg(not(feature = "ssr"))]
async fn deliver(path: &'static str, fields: String, read: Box<dyn FnOnce(Result<Reply, AppError>)>) {
    let reply = match posted(path, fields) {
        Ok(request) => exchange(request).await,
        Err(error) => Err(error),
    };
    read(reply);
}

/// Forms are sent by browsers.
#[cfg(feature = "ssr")]
fn post<F, R>(_: Submit<F>, _: String)
where
    F: ServerFn<Error = AppError<R>> + 'static,
    F::Output: serde::de::DeserializeOwned + Send + Sync + 'static,
    R: Reason,
{
}

/// The refusal with which the server sent a form back to its page.
fn refusal_of(path: &str) -> Option<String> {
    use_context::<ServerActionError>()
        .filter(|error| error.path() == path)
        .map(|error| error.err().to_owned())
}

#[cfg(feature = "ssr")]
fn typed(path: &str, field: &str) -> Option<String> {
    refusal_of(path)?;
    crate::platform::typed::field(
        &crate::platform::request::cookie(crate::platform::typed::COOKIE)?,
        path,
        field,
    )
}

/// The fields show it already.
#[cfg(not(feature = "ssr"))]
fn typed(_: &str, _: &str) -> Option<String> {
    None
}
