//! A member's data as a file: their own after the password was typed again, a member's for the staff who answer them.

use crate::{
    accounts::{
        self,
        model::{Permission, Who},
    },
    booking::service::For,
    members::model::MemberId,
    platform::{
        error::{AppError, Nothing, Reason},
        form,
        house::House,
        i18n::Locale,
        request::cookie_of,
    },
    privacy::{model::PrivacyRefusal, service},
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    password: String,
    /// A child for whom the reader answers; empty: themselves.
    #[serde(default)]
    member: String,
}

/// The reader's own data, or those of a child for whom they answer. A wrong password leads back to the page.
pub async fn own(
    State(house): State<House>,
    who: Option<Extension<Who>>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError<Nothing>> {
    let who = who.ok_or(AppError::SignIn)?.0;
    let member = MemberId(who.member.ok_or(AppError::Forbidden)?);
    let on = For::other(member, form::choice(&typed.member, "member")?);
    let child = if on.me == on.member {
        String::new()
    } else {
        format!("for={}&", on.member)
    };
    match service::own_copy(&house, &who, on, &typed.password, language(&headers)).await {
        Ok(zip) => Ok(file(zip)),
        Err(AppError::Refused(reason)) => {
            Ok(Redirect::to(&format!("/me/privacy?{child}copy={}#copy", reason.code())).into_response())
        }
        Err(AppError::TooOften(minutes)) => {
            Ok(Redirect::to(&format!("/me/privacy?{child}wait={minutes}#copy")).into_response())
        }
        Err(error) => Err(error.map_refusal(|_| AppError::NotFound)),
    }
}

/// A member's data, for staff who reach them and who proved a moment ago who they are.
pub async fn of_member(
    State(house): State<House>,
    who: Option<Extension<Who>>,
    Path(member): Path<String>,
) -> Result<Response, AppError<Nothing>> {
    let who = who.ok_or(AppError::SignIn)?.0;
    if !who.may(Permission::AnswerRequests) {
        return Err(AppError::Forbidden);
    }
    let member = member.parse::<MemberId>().map_err(|_| AppError::NotFound)?;
    if !accounts::service::proved::<Nothing>(&house, &who).await? {
        return Ok(Redirect::to(&format!("/prove?next=/admin/members/{member}/privacy")).into_response());
    }
    match service::copy_of(&house, &who, member).await {
        Ok(zip) => Ok(file(zip)),
        Err(AppError::Refused(reason @ (PrivacyRefusal::Tampered | PrivacyRefusal::NoKey))) => {
            Ok(Redirect::to(&format!("/admin/members/{member}/privacy?copy={}", reason.code())).into_response())
        }
        Err(error) => Err(error.map_refusal(|_| AppError::NotFound)),
    }
}

pub(super) fn language(headers: &HeaderMap) -> Locale {
    let text = |name| {
        headers
            .get(name)
            .and_then(|v: &HeaderValue| v.to_str().ok())
            .unwrap_or_default()
    };
    cookie_of(text(header::COOKIE), "lang")
        .and_then(Locale::from_tag)
        .unwrap_or_else(|| Locale::accepted(text(header::ACCEPT_LANGUAGE)))
}

fn file(zip: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"my-data.zip\""),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, zip).into_response()
}
