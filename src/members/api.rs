//! The doors of joining, the profile and the members list.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its door"
)]

use super::model::{
    Access, AccessRefusal, BatchPage, BulkAsk, BulkDraft, BulkFilter, BulkId, BulkPage, BulkRefusal, Hits, Household,
    HouseholdRefusal, ImportFilter, ImportId, ImportRefusal, ImportsPage, ListTools, MemberFile, MemberFilter,
    MemberId, MemberPage, NoteId, OwnDetails, Profile, Standings, TagId, UploadId, UploadPage, ViewId, ViewRefusal,
};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
use std::collections::BTreeMap;

pub mod papers;

#[cfg(feature = "ssr")]
use {
    super::{
        access, bulk,
        details::{self, DetailsForm},
        guard as doorman, household,
        import_wizard::{self as wizard, MatchForm},
        model::HouseholdRole,
        service::{self, ProfileForm},
        views::{self, ViewForm},
    },
    crate::{
        accounts::{
            api as accounts_api, guard,
            model::{Permission, Scope, Who},
        },
        platform::{
            error::AppError,
            form::{self, Flaw},
            i18n::Locale,
            request,
        },
    },
};

/// Joins the club and goes on to where the reader wanted to go.
#[server(endpoint = "sign_up", protocol = Wire)]
pub async fn sign_up(name: String, login: String, password: String, #[server(default)] next: String) -> Answer<()> {
    let house = request::house()?;
    let locale = request::locale().tag();
    let (token, who) = service::sign_up(&house, &name, &login, &password, locale, accounts_api::origin()).await?;
    accounts_api::arrive(&house, &token, &who, &next);
    Ok(())
}

/// The reader's own profile.
#[server(endpoint = "load_profile", protocol = Wire)]
pub async fn load_profile() -> Answer<Profile> {
    let (_, member) = doorman::member()?;
    service::profile(&request::house()?, member).await
}

/// Changes the reader's own profile.
#[server(endpoint = "change_profile", protocol = Wire)]
pub async fn change_profile(
    name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] birthday: String,
    #[server(default)] locale: String,
    #[server(default)] home: String,
    #[server(default)] gender: String,
) -> Answer<()> {
    let (who, member) = doorman::member()?;
    let home = form::choice(&home, "home")?;
    let locale = Locale::from_tag(&locale).map(|l| l.tag().to_owned());
    let form = ProfileForm {
        name,
        email,
        phone,
        birthday,
        locale,
        home,
        gender,
    };
    service::change_profile(&request::house()?, &who, member, &form).await
}

/// Changes a member's profile, at the desk.
#[server(endpoint = "change_member", protocol = Wire)]
pub async fn change_member(
    member: MemberId,
    name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] birthday: String,
    #[server(default)] locale: String,
    #[server(default)] home: String,
    #[server(default)] gender: String,
) -> Answer<()> {
    let who = guard::staff(Permission::EditMembers)?;
    let home = form::choice(&home, "home")?;
    let locale = Locale::from_tag(&locale).map(|l| l.tag().to_owned());
    let form = ProfileForm {
        name,
        email,
        phone,
        birthday,
        locale,
        home,
        gender,
    };
    service::change_member(&request::house()?, &who, member, &form).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}

/// The reader's household.
#[server(endpoint = "load_household", protocol = Wire)]
pub async fn load_household() -> Answer<Household> {
    let (who, me) = doorman::member()?;
    household::page(&request::house()?, &who, me).await
}

/// Adds a child to the reader's household.
#[server(endpoint = "add_child", protocol = Wire)]
pub async fn add_child(name: String, birthday: String, key: String) -> Answer<(), HouseholdRefusal> {
    let (who, me) = doorman::member()?;
    household::add_child(&request::house()?, &who, me, &name, &birthday, &key).await
}

/// Makes a code with which another grown-up joins the reader's household.
#[server(endpoint = "invite_adult", protocol = Wire)]
pub async fn invite_adult(#[server(default)] guardian: bool) -> Answer<(), HouseholdRefusal> {
    let (who, me) = doorman::member()?;
    household::invite(&request::house()?, &who, me, guardian).await
}

/// Joins a household with a code.
#[server(endpoint = "join_household", protocol = Wire)]
pub async fn join_household(code: String) -> Answer<(), HouseholdRefusal> {
    let (who, me) = doorman::member()?;
    household::join(&request::house()?, &who, me, &code, accounts_api::origin()).await?;
    request::go_to("/household");
    Ok(())
}

/// Allows the others of the household to book for the reader, or no longer.
#[server(endpoint = "let_book", protocol = Wire)]
pub async fn let_book(#[server(default)] on: bool) -> Answer<(), HouseholdRefusal> {
    let (who, me) = doorman::member()?;
    household::let_book(&request::house()?, &who, me, on).await
}

/// Leaves the reader's household.
#[server(endpoint = "leave_household", protocol = Wire)]
pub async fn leave_household() -> Answer<(), HouseholdRefusal> {
    let (who, me) = doorman::member()?;
    household::leave(&request::house()?, &who, me).await
}

/// A member's household, for the staff.
#[server(endpoint = "load_household_of", protocol = Wire)]
pub async fn load_household_of(member: MemberId) -> Answer<Household> {
    let who = guard::staff(Permission::SeeMembers)?;
    household::of_member(&request::house()?, &who, member).await
}

/// Puts somebody into a member's household, at the desk.
#[server(endpoint = "put_in_household", protocol = Wire)]
pub async fn put_in_household(
    member: MemberId,
    number: String,
    role: String,
    key: String,
) -> Answer<(), HouseholdRefusal> {
    let who = guard::staff(Permission::EditMembers)?;
    let number = form::number(&number, 1, i64::MAX).map_err(|flaw| AppError::field("number", flaw))?;
    let role = HouseholdRole::from_code(&role).ok_or_else(|| AppError::field("role", Flaw::Choice))?;
    household::put_in(&request::house()?, &who, member, number, role, &key).await
}

/// Takes a member out of their household, at the desk.
#[server(endpoint = "take_out_of_household", protocol = Wire)]
pub async fn take_out_of_household(member: MemberId) -> Answer<(), HouseholdRefusal> {
    let who = guard::staff(Permission::EditMembers)?;
    household::take_out(&request::house()?, &who, member).await
}

/// How a member signs in, and the one-time code that they were given.
#[server(endpoint = "load_access", protocol = Wire)]
pub async fn load_access(member: MemberId) -> Answer<Access> {
    let who = guard::staff(Permission::EditMembers)?;
    access::access(&request::house()?, &who, member).await
}

/// Makes a one-time code for a member.
#[server(endpoint = "hand_out_code", protocol = Wire)]
pub async fn hand_out_code(member: MemberId) -> Answer<(), AccessRefusal> {
    let who = guard::staff(Permission::EditMembers)?;
    access::hand_out(&request::house()?, &who, member).await?;
    request::go_to(&format!("/admin/members/{member}?access=1"));
    Ok(())
}

/// Sets what the holder of a one-time code signs in with, and signs them in.
#[server(endpoint = "use_code", protocol = Wire)]
pub async fn use_code(code: String, login: String, password: String) -> Answer<(), AccessRefusal> {
    let house = request::house()?;
    let (token, who) = access::let_in(&house, &code, &login, &password, accounts_api::origin()).await?;
    accounts_api::arrive(&house, &token, &who, "");
    Ok(())
}

/// A page of the members list.
#[server(endpoint = "load_members", protocol = Wire)]
pub async fn load_members(filter: MemberFilter) -> Answer<MemberPage> {
    let (who, scope) = guard::scope(Permission::SeeMembers)?;
    service::list(&request::house()?, &who, &scope, &filter).await
}

/// The first few members that fit what is typed.
#[server(endpoint = "find_members", protocol = Wire)]
pub async fn find_members(query: String) -> Answer<Hits> {
    let (who, scope) = guard::scope(Permission::SeeMembers)?;
    service::find(&request::house()?, &who, &scope, &query).await
}

/// A member's profile, for the staff.
#[server(endpoint = "load_member", protocol = Wire)]
pub async fn load_member(member: MemberId) -> Answer<Profile> {
    let who = guard::staff(Permission::SeeMembers)?;
    let house = request::house()?;
    let found = service::profile_of(&house, &who, member).await;
    // a record that was merged leads to the one that was kept
    if matches!(found, Err(AppError::NotFound))
        && let Some(kept) = service::kept_instead(&house, &who, member).await?
    {
        request::go_to(&format!("/admin/members/{kept}"));
    }
    found
}

/// Adds somebody at the desk.
#[server(endpoint = "add_member", protocol = Wire)]
pub async fn add_member(
    name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] location: String,
) -> Answer<MemberId> {
    let who = guard::staff(Permission::EditMembers)?;
    let location = form::choice(&location, "location")?;
    let member = service::add_at_desk(&request::house()?, &who, &name, &email, &phone, location).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(member)
}

/// Where a member stood before, and who changed it why.
#[server(endpoint = "load_standings", protocol = Wire)]
pub async fn load_standings(member: MemberId) -> Answer<Standings> {
    let who = guard::staff(Permission::SeeMembers)?;
    service::standings(&request::house()?, &who, member).await
}

/// What the reader wants of the club, and whether it is time to ask if it is still right.
#[server(endpoint = "load_own_details", protocol = Wire)]
pub async fn load_own_details() -> Answer<OwnDetails> {
    let (_, me) = doorman::member()?;
    details::own(&request::house()?, me).await
}

/// Changes what the reader wants of the club.
#[server(endpoint = "save_own_details", protocol = Wire)]
pub async fn save_own_details(
    #[server(default)] goals: BTreeMap<String, String>,
    #[server(default)] goal_words: String,
    #[server(default)] interests: BTreeMap<String, String>,
    #[server(default)] times: BTreeMap<String, String>,
    #[server(default)] level: String,
    #[server(default)] address: String,
    #[server(default)] emergency_name: String,
    #[server(default)] emergency_phone: String,
    #[server(default)] emergency_relation: String,
) -> Answer<()> {
    let (who, me) = doorman::member()?;
    let form = DetailsForm {
        goals,
        goal_words,
        interests,
        times,
        level,
        address,
        emergency_name,
        emergency_phone,
        emergency_relation,
    };
    details::save_own(&request::house()?, &who, me, &form).await
}

/// The reader says that everything is still right.
#[server(endpoint = "confirm_details", protocol = Wire)]
pub async fn confirm_details() -> Answer<()> {
    let (who, me) = doorman::member()?;
    details::confirm(&request::house()?, &who, me).await
}

/// What the staff know of a member beside the profile.
#[server(endpoint = "load_member_file", protocol = Wire)]
pub async fn load_member_file(member: MemberId) -> Answer<MemberFile> {
    let who = guard::staff(Permission::SeeMembers)?;
    details::file(&request::house()?, &who, member).await
}

/// Changes what a member wants of the club, at the desk.
#[server(endpoint = "save_member_details", protocol = Wire)]
pub async fn save_member_details(
    member: MemberId,
    #[server(default)] goals: BTreeMap<String, String>,
    #[server(default)] goal_words: String,
    #[server(default)] interests: BTreeMap<String, String>,
    #[server(default)] times: BTreeMap<String, String>,
    #[server(default)] level: String,
    #[server(default)] address: String,
    #[server(default)] emergency_name: String,
    #[server(default)] emergency_phone: String,
    #[server(default)] emergency_relation: String,
) -> Answer<()> {
    let who = guard::staff(Permission::EditMembers)?;
    let form = DetailsForm {
        goals,
        goal_words,
        interests,
        times,
        level,
        address,
        emergency_name,
        emergency_phone,
        emergency_relation,
    };
    details::save_of(&request::house()?, &who, member, &form).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}

/// Gives a member a word to be found by.
#[server(endpoint = "tag_member", protocol = Wire)]
pub async fn tag_member(member: MemberId, tag: String) -> Answer<()> {
    let who = guard::staff(Permission::EditMembers)?;
    details::tag(&request::house()?, &who, member, &tag).await
}

/// Takes a word from a member.
#[server(endpoint = "untag_member", protocol = Wire)]
pub async fn untag_member(member: MemberId, tag: TagId) -> Answer<()> {
    let who = guard::staff(Permission::EditMembers)?;
    details::untag(&request::house()?, &who, member, tag).await
}

/// Writes a note about a member.
#[server(endpoint = "add_member_note", protocol = Wire)]
pub async fn add_member_note(
    member: MemberId,
    body: String,
    #[server(default)] pinned: bool,
    #[server(default)] alert: bool,
    key: String,
) -> Answer<()> {
    let who = guard::staff(Permission::EditMembers)?;
    details::add_note(&request::house()?, &who, member, &body, (pinned, alert), &key).await
}

/// Pins a note or not, and shows it at the desk or not.
#[server(endpoint = "mark_member_note", protocol = Wire)]
pub async fn mark_member_note(
    member: MemberId,
    note: NoteId,
    #[server(default)] pinned: bool,
    #[server(default)] alert: bool,
) -> Answer<()> {
    let who = guard::staff(Permission::EditMembers)?;
    details::mark_note(&request::house()?, &who, member, note, (pinned, alert)).await
}

/// Deletes a note about a member.
#[server(endpoint = "remove_member_note", protocol = Wire)]
pub async fn remove_member_note(member: MemberId, note: NoteId) -> Answer<()> {
    let who = guard::staff(Permission::EditMembers)?;
    details::remove_note(&request::house()?, &who, member, note).await
}

/// Whoever may take lists in. A list is the whole club's: whoever is bound to places may not.
#[cfg(feature = "ssr")]
fn everywhere<R>((who, scope): (Who, Scope)) -> Answer<Who, R> {
    match scope {
        Scope::Everywhere => Ok(who),
        Scope::At(_) => Err(AppError::Forbidden),
    }
}

/// Files on their way in, and lists that came in before.
#[server(endpoint = "load_imports", protocol = Wire)]
pub async fn load_imports() -> Answer<ImportsPage> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    wizard::list(&request::house()?, &who).await
}

/// A list, and what taking it out would do.
#[server(endpoint = "load_batch", protocol = Wire)]
pub async fn load_batch(batch: ImportId) -> Answer<BatchPage> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    wizard::batch(&request::house()?, &who, batch).await
}

/// A file on its way in.
#[server(endpoint = "load_upload", protocol = Wire)]
pub async fn load_upload(upload: UploadId, #[server(default)] filter: ImportFilter) -> Answer<UploadPage> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    wizard::page(&request::house()?, &who, upload, &filter, request::locale()).await
}

/// Says what the columns of a file hold, and has every row looked at.
#[server(endpoint = "match_columns", protocol = Wire)]
pub async fn match_columns(
    upload: UploadId,
    #[server(default)] columns: BTreeMap<String, String>,
    #[server(default)] dates: String,
    #[server(default)] region: String,
    #[server(default)] location: String,
    key: String,
) -> Answer<(), ImportRefusal> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    let form = MatchForm {
        columns,
        dates,
        region,
        location,
    };
    wizard::match_columns(&request::house()?, &who, upload, &form, &key).await?;
    request::go_to(&format!("/admin/import/{upload}"));
    Ok(())
}

/// Begins to take a list in.
#[server(endpoint = "start_import", protocol = Wire)]
pub async fn start_import(upload: UploadId, key: String) -> Answer<(), ImportRefusal> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    wizard::start(&request::house()?, &who, upload, &key).await?;
    request::go_to(&format!("/admin/import/{upload}"));
    Ok(())
}

/// Stops taking it in.
#[server(endpoint = "cancel_import", protocol = Wire)]
pub async fn cancel_import(upload: UploadId, key: String) -> Answer<(), ImportRefusal> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    wizard::cancel(&request::house()?, &who, upload, &key).await?;
    request::go_to(&format!("/admin/import/{upload}"));
    Ok(())
}

/// Forgets a file that has not become a list.
#[server(endpoint = "discard_upload", protocol = Wire)]
pub async fn discard_upload(upload: UploadId, key: String) -> Answer<(), ImportRefusal> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    wizard::discard(&request::house()?, &who, upload, &key).await?;
    request::go_to("/admin/import");
    Ok(())
}

/// Takes a list out again.
#[server(endpoint = "undo_import", protocol = Wire)]
pub async fn undo_import(batch: ImportId, key: String) -> Answer<(), ImportRefusal> {
    let who = everywhere(guard::scope(Permission::ImportMembers)?)?;
    wizard::undo(&request::house()?, &who, batch, &key).await?;
    request::go_to(&format!("/admin/import?batch={batch}"));
    Ok(())
}

/// What stands around the members list: kept views, and the tags to filter by.
#[server(endpoint = "load_list_tools", protocol = Wire)]
pub async fn load_list_tools() -> Answer<ListTools> {
    let who = guard::staff(Permission::SeeMembers)?;
    views::tools(&request::house()?, &who).await
}

/// Keeps the list as it is shown under a name.
#[server(endpoint = "keep_view", protocol = Wire)]
pub async fn keep_view(
    name: String,
    #[server(default)] list: String,
    #[server(default)] shared: bool,
    key: String,
) -> Answer<(), ViewRefusal> {
    let who = guard::staff(Permission::SeeMembers)?;
    let form = ViewForm {
        name,
        shared,
        list: Some(list.clone()),
    };
    views::keep(&request::house()?, &who, &form, &key).await?;
    request::go_to(&list_at(&list));
    Ok(())
}

/// Renames a kept view, shares it or no longer; with `anew` it shows the list as it is shown now.
#[server(endpoint = "change_view", protocol = Wire)]
pub async fn change_view(
    view: ViewId,
    name: String,
    #[server(default)] list: String,
    #[server(default)] shared: bool,
    #[server(default)] anew: bool,
) -> Answer<(), ViewRefusal> {
    let who = guard::staff(Permission::SeeMembers)?;
    let form = ViewForm {
        name,
        shared,
        list: anew.then(|| list.clone()),
    };
    views::change(&request::house()?, &who, view, &form).await?;
    request::go_to(&list_at(&list));
    Ok(())
}

/// Deletes a kept view.
#[server(endpoint = "drop_view", protocol = Wire)]
pub async fn drop_view(view: ViewId, #[server(default)] list: String) -> Answer<(), ViewRefusal> {
    let who = guard::staff(Permission::SeeMembers)?;
    views::remove(&request::house()?, &who, view).await?;
    request::go_to(&list_at(&list));
    Ok(())
}

/// The address of a list as it was shown: only what the list knows is in it.
#[cfg(feature = "ssr")]
fn list_at(list: &str) -> String {
    match views::written(&views::read(list)) {
        query if query.is_empty() => "/admin/members".to_owned(),
        query => format!("/admin/members?{query}"),
    }
}

/// What a change of many would do.
#[server(endpoint = "preview_bulk", protocol = Wire)]
pub async fn preview_bulk(#[server(default)] ask: BulkAsk) -> Answer<BulkDraft> {
    let (who, scope) = guard::scope(Permission::ChangeMany)?;
    bulk::draft(&request::house()?, &who, &scope, &ask).await
}

/// Begins a change of many, if as many are meant as the reader has seen.
#[server(endpoint = "start_bulk", protocol = Wire)]
pub async fn start_bulk(
    what: String,
    expected: String,
    #[server(default)] list: String,
    #[server(default)] ids: String,
    #[server(default)] word: String,
    #[server(default)] lang: String,
    #[server(default)] home: String,
    key: String,
) -> Answer<(), BulkRefusal> {
    let (who, scope) = guard::scope(Permission::ChangeMany)?;
    let expected = form::number(&expected, 0, i64::MAX).map_err(|flaw| AppError::field("expected", flaw))?;
    let ask = BulkAsk {
        list: views::read(&list),
        ids,
        what,
        word,
        lang,
        home,
    };
    let id = bulk::start(&request::house()?, &who, &scope, &ask, expected, &key).await?;
    request::go_to(&format!("/admin/bulk/{id}"));
    Ok(())
}

/// A change of many, with what became of everybody.
#[server(endpoint = "load_bulk", protocol = Wire)]
pub async fn load_bulk(bulk: BulkId, #[server(default)] filter: BulkFilter) -> Answer<BulkPage> {
    let who = guard::staff(Permission::ChangeMany)?;
    bulk::page(&request::house()?, &who, bulk, &filter).await
}

/// Stops a change of many.
#[server(endpoint = "cancel_bulk", protocol = Wire)]
pub async fn cancel_bulk(bulk: BulkId, key: String) -> Answer<(), BulkRefusal> {
    let who = guard::staff(Permission::ChangeMany)?;
    bulk::cancel(&request::house()?, &who, bulk, &key).await?;
    request::go_to(&format!("/admin/bulk/{bulk}"));
    Ok(())
}

/// Takes a change of many back.
#[server(endpoint = "undo_bulk", protocol = Wire)]
pub async fn undo_bulk(bulk: BulkId, key: String) -> Answer<(), BulkRefusal> {
    let who = guard::staff(Permission::ChangeMany)?;
    bulk::undo(&request::house()?, &who, bulk, &key).await?;
    request::go_to(&format!("/admin/bulk/{bulk}"));
    Ok(())
}
