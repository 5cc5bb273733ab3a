//! The tablet's page: the same for everybody who reads the same language, so that it may be kept for when there is no line.

use crate::{
    booking::pages::kiosk::document,
    platform::{i18n::Locale, request::cookie_of},
};
use axum::{
    extract::Query,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;

/// Its script, its looks, the server functions of a tablet, the camera; nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      media-src blob:; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// `?lang=`
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    lang: String,
}

/// `/kiosk`
pub async fn page(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let text = |name| {
        headers
            .get(name)
            .and_then(|v: &HeaderValue| v.to_str().ok())
            .unwrap_or_default()
    };
    let locale = Locale::from_tag(&asked.lang)
        .or_else(|| cookie_of(text(header::COOKIE), "lang").and_then(Locale::from_tag))
        .unwrap_or_else(|| Locale::accepted(text(header::ACCEPT_LANGUAGE)));
    let mut response = Html(document(locale)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=0, must-revalidate"),
    );
    // the only page that may look through a camera
    let camera = HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), payment=(), usb=()");
    headers.insert("permissions-policy", camera);
    headers.insert("x-public", HeaderValue::from_static("1"));
    response
}
