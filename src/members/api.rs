//! The doors of joining, the profile and the members list.

use super::model::{
    Access, AccessRefusal, Hits, Household, HouseholdRefusal, MemberFilter, MemberId, MemberPage, Profile, Standings,
};
use crate::platform::{error::Answer, wire::Wire};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::{
        access, guard as doorman, household,
        model::HouseholdRole,
        service::{self, ProfileForm},
    },
    crate::{
        accounts::{api as accounts_api, guard, model::Permission},
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
    service::profile_of(&request::house()?, &who, member).await
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
