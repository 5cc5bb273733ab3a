//! What wakes a page comes after what it shows.
//!
//! Every page is whole before its modules arrive, and on a telephone the line is what is scarce: modules that are fetched at once take
//! it from the style, the fonts and the picture. The links that would have them fetched are therefore set aside here, and taken up by
//! [`WAKE`] when the page has been painted for the first time.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Fetches what was set aside, and wakes the page: when it has been painted, or after a second in a window that paints nothing. The
/// page wakes in a task of its own, so that a press between finds the browser free.
pub const WAKE: &str = r"(() => {
  let woken = false;
  const wake = async () => {
    if (woken) return;
    woken = true;
    for (const link of document.querySelectorAll('link[rel=later]')) link.rel = link.as ? 'preload' : 'modulepreload';
    const page = await import('/pkg/spotter.js');
    await page.default({ module_or_path: '/pkg/spotter.wasm' });
    setTimeout(() => page.hydrate());
  };
  const painted = (list) => list.getEntriesByName('first-contentful-paint').length && setTimeout(wake);
  if (window.PerformanceObserver?.supportedEntryTypes?.includes('paint'))
    new PerformanceObserver(painted).observe({ type: 'paint', buffered: true });
  else requestAnimationFrame(() => setTimeout(wake));
  setTimeout(wake, 1000);
})();";

/// The largest page that is looked through: no page of ours comes near.
const LARGEST: usize = 8 * 1024 * 1024;

/// What a link says that has a module fetched at once.
const AT_ONCE: [&str; 2] = [r#"rel="preload""#, r#"rel="modulepreload""#];

/// What it says when it is set aside.
const LATER: &str = r#"rel="later""#;

/// Sets the modules of a page aside until it is painted.
pub async fn modules(request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    if !is_page(answer.headers()) {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        tracing::error!("a page could not be read to its end");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(set_aside(body)))
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html")) && !headers.contains_key(header::CONTENT_ENCODING)
}

/// The same page, with the links to its modules set aside: those in its head, because nothing that a reader wrote stands there.
fn set_aside(page: Bytes) -> Bytes {
    let Some((head, rest)) = std::str::from_utf8(&page).ok().and_then(|text| {
        let end = text.find("</head>")?;
        Some(text.split_at(end))
    }) else {
        return page;
    };
    let mut out = String::with_capacity(page.len());
    let mut left = head;
    while let Some(at) = left.find("<link ") {
        let (before, link) = left.split_at(at);
        let (link, after) = link.split_at(link.find('>').map_or(link.len(), |end| end + 1));
        out.push_str(before);
        let module =
            link.contains(AT_ONCE[1]) || link.contains(AT_ONCE[0]) && link.contains(r#"type="application/wasm""#);
        if module {
            out.push_str(
                &AT_ONCE
                    .iter()
                    .fold(link.to_owned(), |link, now| link.replace(now, LATER)),
            );
        } else {
            out.push_str(link);
        }
        left = after;
    }
    out.push_str(left);
    out.push_str(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(page: &str) -> String {
        String::from_utf8(set_aside(Bytes::from(page.to_owned())).to_vec()).unwrap()
    }

    #[test]
    fn modules_wait_and_everything_else_comes_at_once() {
        let page = concat!(
            r#"<html><head><link rel="stylesheet" href="/pkg/spotter.css">"#,
            r#"<link rel="preload" href="/a.woff2" as="font">"#,
            r#"<link rel="modulepreload" href="/pkg/x.js"/>"#,
            r#"<link rel="preload" href="/pkg/x.wasm" as="fetch" type="application/wasm"></head>"#,
            r#"<body><link rel="modulepreload" href="/in/the/text"></body></html>"#
        );
        let wanted = concat!(
            r#"<html><head><link rel="stylesheet" href="/pkg/spotter.css">"#,
            r#"<link rel="preload" href="/a.woff2" as="font">"#,
            r#"<link rel="later" href="/pkg/x.js"/>"#,
            r#"<link rel="later" href="/pkg/x.wasm" as="fetch" type="application/wasm"></head>"#,
            r#"<body><link rel="modulepreload" href="/in/the/text"></body></html>"#
        );
        assert_eq!(text(page), wanted);
    }

    #[test]
    fn what_has_no_head_stays_as_it_is() {
        for page in ["", "<p>", r#"<head><link rel="modulepreload""#, "umlaut: ü </body>"] {
            assert_eq!(text(page), page);
        }
    }
}
