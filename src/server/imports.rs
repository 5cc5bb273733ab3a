//! Member lists on their way in: the file comes as a form sends it, what became of its rows goes out as a file.

use super::copies::language;
use crate::{
    accounts::model::{Permission, Scope, Who},
    members::{
        import::MAX_BYTES,
        import_wizard,
        model::{ImportFilter, ImportRefusal, UploadId},
    },
    platform::{
        error::{AppError, Nothing, Reason},
        house::House,
    },
};
use axum::{
    Extension,
    extract::{Multipart, Path, Query, State, multipart::MultipartError},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

/// The largest body that is read: the largest file, and what a form puts around it.
pub const BODY: usize = MAX_BYTES + 64 * 1024;

fn importer(who: Option<Extension<Who>>) -> Result<Who, AppError<Nothing>> {
    let who = who.ok_or(AppError::SignIn)?.0;
    match who.scope(Permission::ImportMembers) {
        Some(Scope::Everywhere) => Ok(who),
        _ => Err(AppError::Forbidden),
    }
}

/// A file comes. What is wrong with it is said on the page that it was sent from.
pub async fn upload(
    State(house): State<House>,
    who: Option<Extension<Who>>,
    form: Multipart,
) -> Result<Response, AppError<Nothing>> {
    let who = importer(who)?;
    let kept = match file(form).await {
        Ok((name, bytes)) => import_wizard::upload(&house, &who, &name, bytes).await,
        Err(refusal) => Err(AppError::Refused(refusal)),
    };
    match kept {
        Ok(id) => Ok(Redirect::to(&format!("/admin/import/{id}")).into_response()),
        Err(AppError::Refused(refusal)) => {
            let (code, limit) = (refusal.code(), refusal.limit());
            Ok(Redirect::to(&format!("/admin/import?refused={code}&limit={limit}")).into_response())
        }
        Err(error) => Err(error.map_refusal(|_| AppError::NotFound)),
    }
}

/// The name and the bytes of the one file of the form.
async fn file(mut form: Multipart) -> Result<(String, Vec<u8>), ImportRefusal> {
    let wrong = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ImportRefusal::TooLarge(MAX_BYTES as i64),
        _ => ImportRefusal::NoFile,
    };
    while let Some(field) = form.next_field().await.map_err(wrong)? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(wrong)?;
            return Ok((name, bytes.to_vec()));
        }
    }
    Err(ImportRefusal::NoFile)
}

/// What became of the rows that are asked for.
pub async fn result(
    State(house): State<House>,
    who: Option<Extension<Who>>,
    Path(id): Path<String>,
    Query(filter): Query<ImportFilter>,
    headers: HeaderMap,
) -> Result<Response, AppError<Nothing>> {
    let who = importer(who)?;
    let id = id.parse::<UploadId>().map_err(|_| AppError::NotFound)?;
    let file = import_wizard::result(&house, &who, id, &filter, language(&headers)).await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"import.csv\""),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, file).into_response())
}
