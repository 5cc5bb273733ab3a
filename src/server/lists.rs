//! The members list on its way out: as text with commas, as a workbook, and as a page to print. All three go through one door: who
//! may, a fresh proof of who it is, and a line in the audit log before the first byte.

use super::copies::language;
use crate::{
    accounts::{
        self,
        model::{Permission, Who},
    },
    members::{
        export::{self, Cell, Kind, Outgoing},
        model::MemberFilter,
    },
    platform::{
        error::{AppError, Nothing},
        house::House,
        i18n::{Locale, grouped, t},
    },
    ui::markup::escaped,
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use futures::{Stream, StreamExt, stream};
use std::fmt::Write as _;

type Failed = AppError<Nothing>;

/// Text with commas, sent as it is read.
pub async fn csv(
    State(house): State<House>,
    who: Option<Extension<Who>>,
    Query(filter): Query<MemberFilter>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    match begin(&house, who, &filter, &uri, &headers, Kind::Csv).await? {
        Begun::Elsewhere(response) => Ok(response),
        Begun::Here(outgoing) => {
            let head = export::csv_head(&outgoing)?;
            let lines = sent(head, *outgoing, export::csv_lines, Vec::new());
            let kind = HeaderValue::from_static("text/csv; charset=utf-8");
            Ok(file(kind, Some("members.csv"), Body::from_stream(lines)))
        }
    }
}

/// A workbook.
pub async fn xlsx(
    State(house): State<House>,
    who: Option<Extension<Who>>,
    Query(filter): Query<MemberFilter>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    match begin(&house, who, &filter, &uri, &headers, Kind::Xlsx).await? {
        Begun::Elsewhere(response) => Ok(response),
        Begun::Here(outgoing) => {
            let book = export::workbook(*outgoing).await?;
            let kind = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
            Ok(file(kind, Some("members.xlsx"), Body::from(book)))
        }
    }
}

/// The policy of the page to print: our looks, and nothing that runs.
const PRINT_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; \
                            form-action 'none'";

/// A page with the whole list and nothing else, to be printed by the browser.
pub async fn print(
    State(house): State<House>,
    who: Option<Extension<Who>>,
    Query(filter): Query<MemberFilter>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let l = language(&headers);
    match begin(&house, who, &filter, &uri, &headers, Kind::Print).await? {
        Begun::Elsewhere(response) => Ok(response),
        Begun::Here(outgoing) => {
            let head = page_head(&outgoing, l).into_bytes();
            let foot = b"</tbody></table></main></body></html>".to_vec();
            let lines = sent(head, *outgoing, move |lines| Ok(rows(lines, l).into_bytes()), foot);
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            let mut page = file(kind, None, Body::from_stream(lines));
            let policy = HeaderValue::from_static(PRINT_POLICY);
            page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            Ok(page)
        }
    }
}

enum Begun {
    Here(Box<Outgoing>),
    /// To where they prove who they are first.
    Elsewhere(Response),
}

async fn begin(
    house: &House,
    who: Option<Extension<Who>>,
    filter: &MemberFilter,
    uri: &Uri,
    headers: &HeaderMap,
    kind: Kind,
) -> Result<Begun, Failed> {
    let who = who.ok_or(AppError::SignIn)?.0;
    let scope = who.scope(Permission::ExportMembers).ok_or(AppError::Forbidden)?;
    if !accounts::service::proved::<Nothing>(house, &who).await? {
        let here = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
        let next: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
        let there = Redirect::to(&format!("/prove?next={next}"));
        return Ok(Begun::Elsewhere(there.into_response()));
    }
    let outgoing = export::begin(house, &who, &scope, filter, kind, language(headers)).await?;
    Ok(Begun::Here(Box::new(outgoing)))
}

/// The lines as they are read: some hundred at a time are in memory. What fails on the way breaks the file off, so that nobody takes
/// half of it for all.
fn sent(
    head: Vec<u8>,
    outgoing: Outgoing,
    write: impl Fn(&[Vec<Cell>]) -> Result<Vec<u8>, Failed> + Send + 'static,
    foot: Vec<u8>,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    let lines = stream::unfold((outgoing, write, false), |(mut outgoing, write, over)| async move {
        if over {
            return None;
        }
        let part = match outgoing.next().await {
            Ok(lines) if lines.is_empty() => return None,
            Ok(lines) => write(&lines).map(Bytes::from),
            Err(error) => Err(error),
        };
        let failed = part.is_err();
        let part = part.map_err(|error| std::io::Error::other(error.text(Locale::En)));
        Some((part, (outgoing, write, failed)))
    });
    let one = |bytes: Vec<u8>| stream::iter([Ok(Bytes::from(bytes))]);
    one(head).chain(lines).chain(one(foot))
}

fn file(kind: HeaderValue, name: Option<&str>, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let disposition = name.and_then(|name| HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok());
    if let Some(disposition) = disposition {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

fn page_head(outgoing: &Outgoing, l: Locale) -> String {
    let total = outgoing.total();
    let title = format!("{} · {}", t::people::title(l), outgoing.club);
    let mut about = vec![t::people::count_all(l, total, grouped(total))];
    about.extend(outgoing.filtered.iter().cloned());
    about.push(l.date(outgoing.today()));
    let heads: String = outgoing.heads().iter().fold(String::new(), |mut heads, head| {
        // writing into a text cannot fail
        let _ = write!(
            heads,
            "<th scope=\"col\" class=\"py-1.5 pr-3 text-left font-semibold\">{}</th>",
            escaped(head)
        );
        heads
    });
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\" data-theme=\"spotter-light\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/pkg/spotter.css\"><link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\"></head>\
         <body class=\"bg-base-100\"><main class=\"p-6 print:p-0\">\
         <p class=\"no-print mb-4 text-sm text-muted\">{hint}</p>\
         <h1 class=\"text-xl font-bold\">{title}</h1><p class=\"mt-1 mb-4 text-sm text-muted\">{about}</p>\
         <table class=\"w-full border-collapse text-xs tabular-nums\">\
         <thead class=\"border-b-2 border-base-content\"><tr>{heads}</tr></thead><tbody>",
        lang = l.tag(),
        title = escaped(&title),
        hint = escaped(t::lists::print_hint(l)),
        about = escaped(&about.join(" · ")),
    )
}

fn rows(lines: &[Vec<Cell>], l: Locale) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str("<tr class=\"break-inside-avoid border-b border-base-300 align-top\">");
        for cell in line {
            let (class, words) = match cell {
                Cell::Day(day) => ("whitespace-nowrap", l.date(*day)),
                other => ("wrap-anywhere", other.words()),
            };
            // writing into a text cannot fail
            let _ = write!(out, "<td class=\"py-1 pr-3 {class}\">{}</td>", escaped(&words));
        }
        out.push_str("</tr>");
    }
    out
}
