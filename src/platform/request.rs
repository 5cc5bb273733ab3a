//! The request at hand: what the platform needs to know of it, and the answer's status and headers.

use super::{
    error::{AppError, fault},
    form::own_path,
    house::House,
    i18n::Locale,
};
use axum::http::{
    HeaderName, HeaderValue, StatusCode,
    header::{ACCEPT, LOCATION},
    request::Parts,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

tokio::task_local! {
    static ADDRESS: String;
}

/// Answers a request that came from this network address.
pub async fn from_address<F: Future>(address: String, answer: F) -> F::Output {
    ADDRESS.scope(address, answer).await
}

/// The network address that the request at hand came from; empty outside a request, such as on the console.
#[must_use]
pub fn address() -> String {
    ADDRESS.try_with(Clone::clone).unwrap_or_default()
}

/// The server's state, for the code of a server function.
///
/// # Errors
/// A fault when called outside a request.
pub fn house<R>() -> Result<House, AppError<R>> {
    use_context::<House>().ok_or_else(|| fault(&"no house in the request's context"))
}

/// Something that the layers before left with the request, such as who is asking.
#[must_use]
pub fn left<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<T>().cloned())
}

/// A request header as text.
#[must_use]
pub fn header(name: &str) -> Option<String> {
    use_context::<Parts>().and_then(|parts| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned))
}

/// A cookie's value.
#[must_use]
pub fn cookie(name: &str) -> Option<String> {
    header("cookie").and_then(|header| cookie_of(&header, name).map(str::to_owned))
}

/// A cookie's value in a `Cookie` header.
#[must_use]
pub fn cookie_of<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The reader's language: the choice in the cookie, else the browser's wish.
#[must_use]
pub fn locale() -> Locale {
    cookie("lang")
        .and_then(|tag| Locale::from_tag(&tag))
        .unwrap_or_else(|| Locale::accepted(&header("accept-language").unwrap_or_default()))
}

/// Whether the answer goes to a plain form: a browser without our script.
#[must_use]
pub fn plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.method == "POST")
        && header(ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/html"))
}

/// Sets the status of the answer, unless it goes to a plain form, which is sent back to its page, or sends the browser on.
pub fn answer_with(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>()
        && !plain_form()
        && !leads_on(&response)
    {
        response.set_status(status);
    }
}

/// Whether the answer sends the browser on already.
fn leads_on(response: &ResponseOptions) -> bool {
    response
        .0
        .read()
        .is_ok_and(|parts| parts.headers.contains_key(LOCATION))
}

/// Adds a header to the answer.
pub fn answer_header(name: HeaderName, value: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        response.append_header(name, value);
    }
}

/// Sends the browser on, with script or without. Only paths of our own: anything else becomes the start page.
pub fn go_to(path: &str) {
    leptos_axum::redirect(own_path(path));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        assert_eq!(own_path("/timetable?day=2026-03-19"), "/timetable?day=2026-03-19");
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nb",
            "evil",
            "/a\\b",
        ] {
            assert_eq!(own_path(bad), "/", "{bad}");
        }
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        assert_eq!(cookie_of("a=1; lang=zh-Hans; b=2", "lang"), Some("zh-Hans"));
        assert_eq!(cookie_of("xlang=en", "lang"), None);
    }
}
