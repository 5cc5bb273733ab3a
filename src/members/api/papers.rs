//! The doors of what members sign before they train.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its door"
)]

#[cfg(feature = "ssr")]
use crate::{
    accounts::{guard, model::Permission},
    members::{
        guard as doorman,
        model::SignedOn,
        papers::{self, SignForm},
        papers_office::{self, PaperForm},
    },
    platform::{
        error::AppError,
        form::{self, Flaw},
        request,
    },
};
use crate::{
    members::model::{MemberId, OwnPapers, PaperId, PaperRefusal, PapersOf, PapersOffice},
    platform::{error::Answer, wire::Wire},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What the reader has signed and is to sign, or a child for whom they answer.
#[server(endpoint = "load_papers", protocol = Wire)]
pub async fn load_papers(#[server(default)] member: String) -> Answer<OwnPapers> {
    let (who, me) = doorman::member()?;
    let member = form::choice(&member, "member")?;
    papers::own(&request::house()?, &who, me, member, request::locale()).await
}

/// Signs a paper, for the reader or for a child for whom they answer, and goes on to where they came from once nothing more is to be
/// signed. What is answered is looked at and kept nowhere.
#[server(endpoint = "sign_paper", protocol = Wire)]
pub async fn sign_paper(
    version: PaperId,
    #[server(default)] member: String,
    #[server(default)] name: String,
    #[server(default)] agreed: String,
    #[server(default)] answers: BTreeMap<String, String>,
    #[server(default)] advice: String,
    #[server(default)] back: String,
    key: String,
) -> Answer<(), PaperRefusal> {
    let (who, me) = doorman::member()?;
    let member: Option<MemberId> = form::choice(&member, "member")?;
    let form = SignForm {
        name,
        agreed: !agreed.is_empty(),
        answers,
        advice: !advice.is_empty(),
    };
    let with = (request::locale(), key.as_str());
    let done = papers::sign(&request::house()?, &who, (me, member), version, &form, with).await?;
    if done && !back.is_empty() {
        request::go_to(&back);
    }
    Ok(())
}

/// What a member has signed and is to sign.
#[server(endpoint = "load_papers_of", protocol = Wire)]
pub async fn load_papers_of(member: MemberId) -> Answer<PapersOf> {
    let who = guard::staff(Permission::WorkDesk)?;
    papers::of_member(&request::house()?, &who, member, request::locale()).await
}

/// Takes a member's signature at the desk: on its `screen`, or one on `paper`; `guardian`: that of somebody who answers for them.
#[server(endpoint = "take_paper", protocol = Wire)]
pub async fn take_paper(
    member: MemberId,
    version: PaperId,
    on: String,
    #[server(default)] guardian: String,
    #[server(default)] name: String,
    #[server(default)] agreed: String,
    #[server(default)] answers: BTreeMap<String, String>,
    #[server(default)] advice: String,
    key: String,
) -> Answer<(), PaperRefusal> {
    let who = guard::staff(Permission::WorkDesk)?;
    let on = SignedOn::at_desk(&on).ok_or_else(|| AppError::field("on", Flaw::Choice))?;
    let form = SignForm {
        name,
        agreed: !agreed.is_empty(),
        answers,
        advice: !advice.is_empty(),
    };
    let (how, with) = ((on, !guardian.is_empty()), (request::locale(), key.as_str()));
    papers::take(&request::house()?, &who, member, version, how, &form, with).await?;
    request::go_to(&format!("/admin/members/{member}#papers"));
    Ok(())
}

/// The club's papers, as the owner writes them.
#[server(endpoint = "load_papers_office", protocol = Wire)]
pub async fn load_papers_office() -> Answer<PapersOffice> {
    let who = guard::staff(Permission::EditRules)?;
    papers_office::office(&request::house()?, &who).await
}

/// Writes a version of a paper, which begins with a day.
#[server(endpoint = "save_paper", protocol = Wire)]
pub async fn save_paper(
    kind: String,
    #[server(default)] asked: String,
    #[server(default)] from: String,
    #[server(default)] months: String,
    #[server(default)] reach: String,
    #[server(default)] places: BTreeMap<String, String>,
    #[server(default)] signatures: String,
    #[server(default)] texts: BTreeMap<String, String>,
    key: String,
) -> Answer<()> {
    let who = guard::staff(Permission::EditRules)?;
    let form = PaperForm {
        kind,
        asked,
        from,
        months,
        reach,
        places,
        signatures,
        texts,
    };
    papers_office::save(&request::house()?, &who, &form, &key).await?;
    request::go_to(&format!("/admin/papers?kind={}&done=saved", form.kind));
    Ok(())
}
