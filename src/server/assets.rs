//! The files of the site, carried inside the binary: in a release build; a debug build reads them from the disk.

use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::{WasmSplitManifest, prelude::ArcStoredValue};
use rust_embed::RustEmbed;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "$SPOTTER_SITE"]
struct Site;

/// Which modules each group of pages needs, for the page that asks the browser to fetch them at once; `None` in a site of one
/// module.
pub fn modules() -> Option<WasmSplitManifest> {
    let file = Site::get("pkg/__wasm_split_manifest.json")?;
    let modules = serde_json::from_slice(&file.data).ok()?;
    let loader = "__wasm_split.______________________.js".to_owned();
    Some(WasmSplitManifest(ArcStoredValue::new((
        "/pkg".to_owned(),
        modules,
        loader,
    ))))
}

/// What a page may do with a file: fonts, pictures and scripts are files like any other; only pages have a policy of their own.
const FILE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// The page for when there is no line is a file, and wants its looks and the script that shows what this telephone keeps. It may
/// ask nobody for anything.
const OFFLINE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";
/// A worker is bound by the policy of its own file: it fetches what it keeps.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";
/// The worker that reads a camera's pictures where the browser cannot: it alone runs the module for that, and asks for nothing but it.
const CAMERA_POLICY: &str =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

/// What a file may do where it is opened by itself.
fn policy(path: &str) -> &'static str {
    match path {
        "sw.js" => WORKER_POLICY,
        "camera.js" => CAMERA_POLICY,
        "offline.html" => OFFLINE_POLICY,
        _ => FILE_POLICY,
    }
}

/// Whether whoever asks wants to read a page.
pub fn reads_pages(request: &Request) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok());
    request.method() == Method::GET && accepts.is_some_and(|v| v.contains("text/html"))
}

/// A file, in the smallest form that the browser takes; 304 when it has it already. `None`: there is no such file.
pub fn find(request: &Request) -> Option<Response> {
    let headers = request.headers();
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Some(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    let path = request.uri().path().trim_start_matches('/');
    if path.is_empty() || path.contains("..") || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let plain = Site::get(path)?;
    if path == "sw.js" {
        return Some(worker(&plain.data));
    }
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let takes = |name: &str| {
        accepts
            .split(',')
            .any(|part| part.trim().split(';').next() == Some(name))
    };
    let (file, encoding) = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| takes(name))
        .find_map(|(name, ending)| Site::get(&format!("{path}.{ending}")).map(|file| (file, Some(name))))
        .unwrap_or((plain, None));
    let tag = format!(
        "\"{}\"",
        crate::platform::secret::encode(&file.metadata.sha256_hash()[..12])
    );
    let mut response = if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|v| v.as_bytes() == tag.as_bytes())
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = file.data.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, kind(path));
        if let Some(encoding) = encoding {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=0, must-revalidate"),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy(path)));
    headers.insert("x-public", HeaderValue::from_static("1"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Some(response)
}

/// The worker that keeps files, with the release's mark at its end: a browser takes it for a newer one when anything of the site has
/// changed.
fn worker(code: &[u8]) -> Response {
    static RELEASE: LazyLock<String> = LazyLock::new(|| {
        let mut names: Vec<_> = Site::iter().collect();
        names.sort_unstable();
        let hashes = names.iter().filter_map(|name| Site::get(name));
        let all: String = hashes
            .map(|file| crate::platform::secret::encode(&file.metadata.sha256_hash()))
            .collect();
        crate::platform::secret::encode(&crate::platform::secret::digest(&all)[..12])
    });
    let mut text = code.to_vec();
    text.extend_from_slice(format!("// {}\n", *RELEASE).as_bytes());
    let mut response = text.into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, kind("sw.js")),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=0, must-revalidate"),
        ),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_POLICY)),
        (
            header::HeaderName::from_static("x-public"),
            HeaderValue::from_static("1"),
        ),
    ] {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The words for a program that asks for what is not there.
pub fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.").into_response()
}

fn kind(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_cameras_worker_may_run_a_module() {
        assert!(policy("camera.js").contains("script-src 'self' 'wasm-unsafe-eval'"));
        for path in [
            "kiosk.js",
            "pkg/reader.js",
            "pkg/reader_bg.wasm",
            "sw.js",
            "offline.html",
            "offline.js",
        ] {
            assert!(!policy(path).contains("unsafe"), "{path}");
        }
    }
}
