//! Lists on their way out: as text with commas, as a workbook, and as a page to print. All go through one door: who may, a fresh proof of
//! who it is, and a line in the audit log before the first byte.

use super::copies::language;
use crate::{
    accounts::{
        self,
        model::{Permission, Scope, Who},
    },
    insight::{
        leaving::outgoing::{self, Outgoing as Leaving},
        model::LeavingFilter,
    },
    members::{
        export::{self, Outgoing as Members},
        model::MemberFilter,
    },
    platform::{
        error::{AppError, Nothing},
        house::House,
        i18n::{Locale, t},
        sheet::{self, Cell, Kind, Sheet},
    },
    ui::markup::escaped,
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Query, State},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use futures::{Stream, StreamExt, stream};
use std::{convert::Infallible, fmt::Write as _};

type Failed = AppError<Nothing>;

/// The members as text with commas.
pub async fn csv(house: State<House>, asked: Asked, Query(filter): Query<MemberFilter>) -> Result<Response, Failed> {
    match members(&house, &asked, &filter, Kind::Csv).await? {
        Begun::Here(list) => as_csv(*list, "members.csv"),
        Begun::Elsewhere(response) => Ok(response),
    }
}

/// The members as a workbook.
pub async fn xlsx(house: State<House>, asked: Asked, Query(filter): Query<MemberFilter>) -> Result<Response, Failed> {
    match members(&house, &asked, &filter, Kind::Xlsx).await? {
        Begun::Here(list) => as_xlsx(*list, "members.xlsx").await,
        Begun::Elsewhere(response) => Ok(response),
    }
}

/// The members as a page to print.
pub async fn print(house: State<House>, asked: Asked, Query(filter): Query<MemberFilter>) -> Result<Response, Failed> {
    match members(&house, &asked, &filter, Kind::Print).await? {
        Begun::Here(list) => Ok(as_page(*list, asked.l)),
        Begun::Elsewhere(response) => Ok(response),
    }
}

async fn members(house: &House, asked: &Asked, filter: &MemberFilter, kind: Kind) -> Result<Begun<Members>, Failed> {
    match asked.allowed(house).await? {
        Allowed::Here(who, scope) => {
            let list = export::begin(house, &who, &scope, filter, kind, asked.l).await?;
            Ok(Begun::Here(Box::new(list)))
        }
        Allowed::Elsewhere(response) => Ok(Begun::Elsewhere(response)),
    }
}

/// Those who may leave as text with commas.
pub async fn leaving_csv(
    house: State<House>,
    asked: Asked,
    Query(filter): Query<LeavingFilter>,
) -> Result<Response, Failed> {
    match leaving(&house, &asked, &filter, Kind::Csv).await? {
        Begun::Here(list) => as_csv(*list, "leaving.csv"),
        Begun::Elsewhere(response) => Ok(response),
    }
}

/// Those who may leave as a workbook.
pub async fn leaving_xlsx(
    house: State<House>,
    asked: Asked,
    Query(filter): Query<LeavingFilter>,
) -> Result<Response, Failed> {
    match leaving(&house, &asked, &filter, Kind::Xlsx).await? {
        Begun::Here(list) => as_xlsx(*list, "leaving.xlsx").await,
        Begun::Elsewhere(response) => Ok(response),
    }
}

/// Those who may leave as a page to print.
pub async fn leaving_print(
    house: State<House>,
    asked: Asked,
    Query(filter): Query<LeavingFilter>,
) -> Result<Response, Failed> {
    match leaving(&house, &asked, &filter, Kind::Print).await? {
        Begun::Here(list) => Ok(as_page(*list, asked.l)),
        Begun::Elsewhere(response) => Ok(response),
    }
}

async fn leaving(house: &House, asked: &Asked, filter: &LeavingFilter, kind: Kind) -> Result<Begun<Leaving>, Failed> {
    match asked.allowed(house).await? {
        Allowed::Here(who, scope) => {
            let list = outgoing::begin(house, &who, &scope, filter, kind, asked.l).await?;
            Ok(Begun::Here(Box::new(list)))
        }
        Allowed::Elsewhere(response) => Ok(Begun::Elsewhere(response)),
    }
}

/// Who asks for a list, in which language, and how they asked.
pub struct Asked {
    who: Option<Who>,
    here: String,
    l: Locale,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let here = parts
            .uri
            .path_and_query()
            .map_or(parts.uri.path(), |path| path.as_str());
        Ok(Self {
            who: parts.extensions.get::<Who>().cloned(),
            here: here.to_owned(),
            l: language(&parts.headers),
        })
    }
}

enum Allowed {
    Here(Who, Scope),
    /// To where they prove who they are first.
    Elsewhere(Response),
}

enum Begun<L> {
    Here(Box<L>),
    Elsewhere(Response),
}

impl Asked {
    /// Whether they may take members out of the house, and have proved lately who they are.
    async fn allowed(&self, house: &House) -> Result<Allowed, Failed> {
        let who = self.who.clone().ok_or(AppError::SignIn)?;
        let scope = who.scope(Permission::ExportMembers).ok_or(AppError::Forbidden)?;
        if !accounts::service::proved::<Nothing>(house, &who).await? {
            let next: String = form_urlencoded::byte_serialize(self.here.as_bytes()).collect();
            let there = Redirect::to(&format!("/prove?next={next}"));
            return Ok(Allowed::Elsewhere(there.into_response()));
        }
        Ok(Allowed::Here(who, scope))
    }
}

/// Text with commas, sent as it is read.
fn as_csv(list: impl Sheet, name: &str) -> Result<Response, Failed> {
    let head = sheet::csv_head(&list)?;
    let lines = sent(head, list, sheet::csv_lines, Vec::new());
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(file(kind, Some(name), Body::from_stream(lines)))
}

async fn as_xlsx(list: impl Sheet, name: &str) -> Result<Response, Failed> {
    let book = sheet::workbook(list).await?;
    let kind = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    Ok(file(kind, Some(name), Body::from(book)))
}

/// The policy of the page to print: our looks, and nothing that runs.
const PRINT_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; \
                            form-action 'none'";

/// A page with the whole list and nothing else, to be printed by the browser.
fn as_page(list: impl Sheet, l: Locale) -> Response {
    let head = page_head(&list, l).into_bytes();
    let foot = b"</tbody></table></main></body></html>".to_vec();
    let lines = sent(head, list, move |lines| Ok(rows(lines, l).into_bytes()), foot);
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let mut page = file(kind, None, Body::from_stream(lines));
    let policy = HeaderValue::from_static(PRINT_POLICY);
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    page
}

/// The lines as they are read: some hundred at a time are in memory. What fails on the way breaks the file off, so that nobody takes
/// half of it for all.
fn sent(
    head: Vec<u8>,
    list: impl Sheet,
    write: impl Fn(&[Vec<Cell>]) -> Result<Vec<u8>, Failed> + Send + 'static,
    foot: Vec<u8>,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    let lines = stream::unfold((list, write, false), |(mut list, write, over)| async move {
        if over {
            return None;
        }
        let part = match list.next().await {
            Ok(lines) if lines.is_empty() => return None,
            Ok(lines) => write(&lines).map(Bytes::from),
            Err(error) => Err(error),
        };
        let failed = part.is_err();
        let part = part.map_err(|error| std::io::Error::other(error.text(Locale::En)));
        Some((part, (list, write, failed)))
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

fn page_head(list: &impl Sheet, l: Locale) -> String {
    let title = list.title(l);
    let about = list.about(l);
    let heads: String = list.heads().iter().fold(String::new(), |mut heads, head| {
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
