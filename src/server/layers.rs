//! What stands between the network and the pages: the peer, the session, foreign sites, headers.

use crate::{
    accounts::{
        api::{Peer, cookie_name},
        model::{Halfway, Who},
        service::{self, Found},
    },
    booking::{api::kiosk_cookie, door, model::Kiosk},
    platform::{
        house::House,
        request::{cookie_of, from_address},
    },
};
use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{any::Any, net::SocketAddr};
use tower_http::compression::{
    Predicate,
    predicate::{NotForContentType, SizeAbove},
};

/// What the outermost layers know of where they stand.
#[derive(Clone)]
pub struct Edge {
    proxies: usize,
    secure: bool,
}

impl Edge {
    /// Behind so many proxies that may be believed about who is asking.
    #[must_use]
    pub fn new(house: &House, proxies: usize) -> Self {
        Self {
            proxies,
            secure: house.secure(),
        }
    }

    /// Whether the club is reached over TLS.
    pub(super) const fn secure(&self) -> bool {
        self.secure
    }
}

/// Finds the network address of whoever asks. Of what proxies wrote, only the part that a known proxy wrote is believed: counted
/// from the right, where the last known proxy added it.
pub async fn peer(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let socket = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|c| c.0.ip().to_string());
    let forwarded = forwarded(request.headers(), edge.proxies);
    let address = forwarded.or(socket).unwrap_or_default();
    request.extensions_mut().insert(Peer(address.clone()));
    from_address(address, next.run(request)).await
}

fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<String> {
    if proxies == 0 {
        return None;
    }
    let all: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .collect();
    let place = all.len().checked_sub(proxies)?;
    all.get(place).map(|address| (*address).to_owned())
}

/// What a tablet at the door may ask.
const KIOSK_DOORS: [&str; 2] = ["/api/load_kiosk", "/api/sync_scans"];

const BUSY: &str = "The club's database is busy. Nothing was changed; try again in a moment.";

/// Finds whose session the cookie is, and leaves it with the request.
pub async fn session(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let name = cookie_name(house.secure());
    let token = request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .find_map(|v| cookie_of(v, name))
        .filter(|token| !token.is_empty() && token.len() <= 128)
        .map(str::to_owned);
    let mut signed_in = false;
    // Files of the site are the same for everybody: no question to the database for them.
    if let Some(token) = token.filter(|_| !request.uri().path().starts_with("/pkg/")) {
        match service::find(&house, &token).await {
            Ok(Found::In(who)) => {
                signed_in = true;
                request.extensions_mut().insert::<Who>(*who);
            }
            Ok(Found::Halfway(halfway)) => {
                signed_in = true;
                request.extensions_mut().insert::<Halfway>(halfway);
            }
            Ok(Found::Nobody) => {}
            Err(error) => {
                return (error.status(), BUSY).into_response();
            }
        }
    }
    // A tablet is known at its own doors alone: everywhere else its cookie says nothing.
    if KIOSK_DOORS.contains(&request.uri().path()) {
        let name = kiosk_cookie(house.secure());
        let cookies = request.headers().get_all(header::COOKIE).iter();
        let token = cookies.filter_map(|v| v.to_str().ok()).find_map(|v| cookie_of(v, name));
        if let Some(token) = token
            .filter(|token| !token.is_empty() && token.len() <= 128)
            .map(str::to_owned)
        {
            match door::holder(&house, &token).await {
                Ok(Some(kiosk)) => {
                    request.extensions_mut().insert::<Kiosk>(kiosk);
                }
                Ok(None) => {}
                Err(error) => return (error.status(), BUSY).into_response(),
            }
        }
    }
    let private = signed_in || request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if private && !response.headers().contains_key("x-public") {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Turns away writing requests that say nothing of where they come from: every browser of the last years does, and programs
/// have no business with a cookie.
pub async fn own_forms(request: Request, next: Next) -> Response {
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let told = headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN);
    if writes && !told {
        return (
            StatusCode::FORBIDDEN,
            "This request does not say where it comes from. Nothing was changed.",
        )
            .into_response();
    }
    // A page of another site on the same domain is another site.
    if writes
        && headers
            .get("sec-fetch-site")
            .is_some_and(|site| site != "same-origin" && site != "none")
    {
        return (
            StatusCode::FORBIDDEN,
            "This request comes from another site. Nothing was changed.",
        )
            .into_response();
    }
    next.run(request).await
}

/// The policy of everything that is no page: it may load nothing and run nothing.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Sets the headers that every answer carries, errors and files too.
pub async fn headers(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.remove("x-public");
    let mut set = |name: &'static str, value: &'static str| {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", NOTHING);
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "same-origin");
    set(
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    );
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    if edge.secure {
        set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    response
}

/// The policy of a page: our own files, and the scripts that carry this answer's number.
#[must_use]
pub fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// Answers for a use case that panicked: the cause is in the log.
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = cause
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    let number = crate::platform::secret::reference_number();
    tracing::error!(number, cause = text.unwrap_or_default(), "a request panicked");
    let words = format!("It was not your doing and nothing was changed. Number {number}");
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}

/// Live feeds are sent as they come; small answers are not worth the work.
pub fn worth_compressing() -> impl Predicate {
    SizeAbove::new(512)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_known_proxy_wrote_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 1.2.3.4"));
        assert_eq!(forwarded(&headers, 0), None);
        assert_eq!(forwarded(&headers, 1).as_deref(), Some("1.2.3.4"));
        assert_eq!(forwarded(&headers, 2).as_deref(), Some("6.6.6.6"));
        assert_eq!(forwarded(&headers, 3), None);
    }
}
