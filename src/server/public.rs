//! The public timetable, drawn once for many readers.
//!
//! It is read a hundred times for each booking, and is the same for everybody who is not signed in and reads the same language.
//! A drawn page serves for a quarter of a second; whoever comes meanwhile waits for the one that is being drawn. The browser
//! corrects the seats by the live feed, and nothing is promised by looking. Each answer still gets a number of its own for its
//! scripts, put where the drawn page's stood; for that reason the page has no `ETag`.

use crate::platform::{house::House, i18n::Locale, request::cookie_of};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a drawn page serves.
const FRESH: Duration = Duration::from_millis(250);
/// How many are kept: places, days, languages and themes.
const KEPT: usize = 200;
/// The longest page that is kept.
const LONGEST: usize = 1024 * 1024;

/// The pages drawn lately.
#[derive(Clone)]
pub struct Drawn {
    session: &'static str,
    pages: Arc<Mutex<HashMap<String, Place>>>,
}

/// Where the page of one address is, or is being drawn.
type Place = Arc<tokio::sync::Mutex<Option<Arc<Page>>>>;

struct Page {
    at: Instant,
    policy: String,
    nonce: String,
    headers: HeaderMap,
    /// The page, cut where its number stood.
    parts: Vec<Bytes>,
}

impl Drawn {
    pub fn new(house: &House) -> Self {
        Self {
            session: crate::accounts::api::cookie_name(house.secure()),
            pages: Arc::default(),
        }
    }

    /// What the page depends on; `None` for anything but the public page of somebody who is not signed in.
    fn key(&self, request: &Request) -> Option<String> {
        if request.method() != Method::GET || request.uri().path() != "/" {
            return None;
        }
        let text = |name| {
            request
                .headers()
                .get(name)
                .map_or(Some(""), |v: &HeaderValue| v.to_str().ok())
        };
        let cookies = text(header::COOKIE)?;
        if cookie_of(cookies, self.session).is_some() || request.headers().get_all(header::COOKIE).iter().count() > 1 {
            return None;
        }
        let wish = text(header::ACCEPT_LANGUAGE)?;
        let locale = cookie_of(cookies, "lang")
            .and_then(Locale::from_tag)
            .unwrap_or_else(|| Locale::accepted(wish));
        let theme = cookie_of(cookies, "theme").unwrap_or_default();
        Some(format!("{} {} {theme}", request.uri(), locale.tag()))
    }

    fn place(&self, key: String) -> Place {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= KEPT && !pages.contains_key(&key) {
            pages.clear();
        }
        Arc::clone(pages.entry(key).or_default())
    }
}

/// Answers with a page drawn lately, where that will do.
pub async fn page(State(drawn): State<Drawn>, request: Request, next: Next) -> Response {
    let Some(key) = drawn.key(&request) else {
        return next.run(request).await;
    };
    let place = drawn.place(key);
    let mut kept = place.lock().await;
    if let Some(page) = kept.as_ref().filter(|page| page.at.elapsed() < FRESH) {
        let page = Arc::clone(page);
        drop(kept);
        return page.answer();
    }
    *kept = None;
    let (parts, body) = next.run(request).await.into_parts();
    let keeps = parts.status == StatusCode::OK && !parts.headers.contains_key(header::SET_COOKIE);
    let policy = parts.headers.get(header::CONTENT_SECURITY_POLICY);
    let policy = policy.and_then(|v| v.to_str().ok()).map(str::to_owned);
    let nonce = policy.as_deref().and_then(nonce_of).map(str::to_owned);
    let (true, Some(policy), Some(nonce)) = (keeps, policy, nonce) else {
        return Response::from_parts(parts, body);
    };
    let Ok(body) = to_bytes(body, LONGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = Arc::new(Page {
        at: Instant::now(),
        parts: cut(&body, nonce.as_bytes()),
        headers: parts.headers,
        policy,
        nonce,
    });
    *kept = Some(Arc::clone(&page));
    drop(kept);
    page.answer()
}

impl Page {
    fn answer(&self) -> Response {
        let nonce = leptos::nonce::Nonce::new().to_string();
        let length: usize = self.parts.iter().map(Bytes::len).sum();
        let mut text = Vec::with_capacity(length + self.parts.len() * nonce.len());
        for (i, part) in self.parts.iter().enumerate() {
            if i > 0 {
                text.extend_from_slice(nonce.as_bytes());
            }
            text.extend_from_slice(part);
        }
        let mut answer = Response::new(Body::from(text));
        *answer.headers_mut() = self.headers.clone();
        answer.headers_mut().remove(header::CONTENT_LENGTH);
        if let Ok(policy) = HeaderValue::from_str(&self.policy.replace(&self.nonce, &nonce)) {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        answer
    }
}

/// The number in a page's policy.
fn nonce_of(policy: &str) -> Option<&str> {
    let (_, rest) = policy.split_once("'nonce-")?;
    rest.split_once('\'').map(|(nonce, _)| nonce)
}

/// The text between the places where a word stands.
fn cut(text: &Bytes, word: &[u8]) -> Vec<Bytes> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].windows(word.len()).position(|w| w == word) {
        parts.push(text.slice(from..from + at));
        from += at + word.len();
    }
    parts.push(text.slice(from..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_at_every_number_and_nowhere_else() {
        let page = Bytes::from_static(b"<script nonce=\"abc\">1</script><script nonce=\"abc\">");
        let parts = cut(&page, b"abc");
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.concat(), b"<script nonce=\"\">1</script><script nonce=\"\">");
        assert_eq!(cut(&page, b"xyz"), [page]);
    }

    #[test]
    fn the_number_is_found_in_the_policy() {
        assert_eq!(nonce_of(&crate::server::page_policy("k3y==")), Some("k3y=="));
        assert_eq!(nonce_of("default-src 'none'"), None);
    }
}
