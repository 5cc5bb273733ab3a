//! A refused form of a browser without script is shown again with what was typed into it.

use crate::platform::typed;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{BODY, Edge};

/// Puts what was typed into the browser's keeping for a minute, if the server sends it back to the page with a refusal.
pub async fn keep(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !plain_form(request.headers()) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let Ok(fields) = to_bytes(body, BODY).await else {
        return (
            StatusCode::PAYLOAD_TOO_LARGE,
            "This form is too large. Nothing was changed.",
        )
            .into_response();
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(fields.clone()))).await;
    let refused = response
        .headers()
        .get(header::LOCATION)
        .is_some_and(|on| on.to_str().is_ok_and(|on| on.contains("__err=")));
    if refused && let Some(kept) = typed::kept(&path, &fields) {
        let secure = if edge.secure() { "; Secure" } else { "" };
        let cookie = format!(
            "{}={kept}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60{secure}",
            typed::COOKIE
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn plain_form(headers: &HeaderMap) -> bool {
    let says = |name, what| {
        headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.contains(what))
    };
    says(header::CONTENT_TYPE, "application/x-www-form-urlencoded") && says(header::ACCEPT, "text/html")
}
