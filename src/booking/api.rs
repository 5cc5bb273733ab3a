//! The doors of booking, the desk and the roster.

use super::model::{
    AskedFor, Booked, BookingId, Cancelled, ClubRules, CoachDay, Courses, Desk, DoorAnswer, Enrolled, EntryCode,
    Fields, Home, Joined, KioskId, KioskRefusal, KioskScreen, Kiosks, MemberTimetable, MyBookings, OwnPack,
    PartyBooked, Presence, Refusal, Roster, RulesPreview, Scan, ScanId, Scanned, Sheet, VisitId,
};
use crate::{
    members::model::{ArchiveRefusal, MemberId, MemberStatus, StandingRefusal},
    plans::model::PlanId,
    platform::{error::Answer, wire::Wire},
    schedule::model::{SeriesId, SessionId},
    studio::model::{LocationId, PolicyId},
};
use leptos::prelude::*;

pub mod absences;
pub mod desk;
pub mod hours;
pub mod moves;
pub mod spots;

#[cfg(feature = "ssr")]
use {
    super::{
        door, guard as tablet, kept,
        service::{self, For},
    },
    crate::{
        accounts::{self, guard, model::Permission},
        members::guard as doorman,
        platform::{error::AppError, form, i18n::Locale, request},
    },
};

/// The member's first screen.
#[server(endpoint = "load_home", protocol = Wire)]
pub async fn load_home() -> Answer<Home> {
    let (who, member) = doorman::member()?;
    service::home(&request::house()?, &who, member).await
}

/// A day of the timetable as the member sees it.
#[server(endpoint = "load_member_timetable", protocol = Wire)]
pub async fn load_member_timetable(
    #[server(default)] location: String,
    #[server(default)] day: String,
    #[server(default)] pass: String,
) -> Answer<MemberTimetable> {
    let (who, member) = doorman::member()?;
    service::timetable(
        &request::house()?,
        &who,
        member,
        location.parse().ok(),
        form::day(&day).ok(),
        pass.parse().ok(),
    )
    .await
}

/// What a sheet asks for in place of a member: several at once.
pub const PARTY: &str = "party";

/// The booking sheet of a class: for the reader, for somebody they may act for, or for [`PARTY`].
#[server(endpoint = "load_sheet", protocol = Wire)]
pub async fn load_sheet(session: SessionId, #[server(default)] member: String) -> Answer<Sheet> {
    let (who, me) = doorman::member()?;
    let party = member == PARTY;
    let on = if party {
        For::from(me)
    } else {
        For::other(me, form::choice(&member, "member")?)
    };
    service::sheet(&request::house()?, &who, on, session, party).await
}

/// Books a class with the pass and on the spot chosen, or with the usual one and on any, for the reader or for somebody they may act for.
#[server(endpoint = "book_class", protocol = Wire)]
pub async fn book_class(
    session: SessionId,
    key: String,
    #[server(default)] pass: String,
    #[server(default)] member: String,
    #[server(default)] spot: String,
) -> Answer<Booked, Refusal> {
    let (who, me) = doorman::member()?;
    service::book_at(
        &request::house()?,
        &who,
        For::other(me, form::choice(&member, "member")?),
        session,
        (form::choice(&pass, "pass")?, form::choice(&spot, "spot")?),
        &key,
    )
    .await
}

/// Books a class for several people at once: all of them, or none.
#[server(endpoint = "book_party", protocol = Wire)]
pub async fn book_party(
    session: SessionId,
    key: String,
    #[server(default)] people: Vec<MemberId>,
    #[server(default)] guests: Vec<String>,
) -> Answer<PartyBooked, Refusal> {
    let (who, me) = doorman::member()?;
    let party = service::Party { people, guests };
    service::book_party(&request::house()?, &who, me, session, party, &key).await
}

/// Joins the waitlist of a full class.
#[server(endpoint = "join_waitlist", protocol = Wire)]
pub async fn join_waitlist(
    session: SessionId,
    key: String,
    #[server(default)] pass: String,
    #[server(default)] member: String,
) -> Answer<Joined, Refusal> {
    let (who, me) = doorman::member()?;
    service::join(
        &request::house()?,
        &who,
        For::other(me, form::choice(&member, "member")?),
        session,
        form::choice(&pass, "pass")?,
        &key,
    )
    .await
}

/// Joins the waitlist of a full class together with others: all of them get a place, or none does yet.
#[server(endpoint = "join_party", protocol = Wire)]
pub async fn join_party(
    session: SessionId,
    key: String,
    #[server(default)] people: Vec<MemberId>,
    #[server(default)] guests: Vec<String>,
) -> Answer<Joined, Refusal> {
    let (who, me) = doorman::member()?;
    let party = service::Party { people, guests };
    service::join_party(&request::house()?, &who, me, session, party, &key).await
}

/// Leaves a waitlist.
#[server(endpoint = "leave_waitlist", protocol = Wire)]
pub async fn leave_waitlist(session: SessionId, key: String, #[server(default)] member: String) -> Answer<(), Refusal> {
    let (who, me) = doorman::member()?;
    let on = For::other(me, form::choice(&member, "member")?);
    service::leave(&request::house()?, &who, on, session, &key).await
}

/// Cancels a booking. `late` says that the reader knows that it is no longer free.
#[server(endpoint = "cancel_booking", protocol = Wire)]
pub async fn cancel_booking(
    booking: BookingId,
    key: String,
    #[server(default)] late: bool,
) -> Answer<Cancelled, Refusal> {
    let (who, member) = doorman::member()?;
    service::cancel(&request::house()?, &who, member, booking, late, &key).await
}

/// The reader's bookings and places on waitlists.
#[server(endpoint = "load_my_bookings", protocol = Wire)]
pub async fn load_my_bookings() -> Answer<MyBookings> {
    let (who, member) = doorman::member()?;
    service::my_bookings(&request::house()?, &who, member).await
}

/// A member's bookings and places on waitlists, for the staff.
#[server(endpoint = "load_bookings_of", protocol = Wire)]
pub async fn load_bookings_of(member: MemberId) -> Answer<MyBookings> {
    let who = guard::staff(Permission::SeeMembers)?;
    service::bookings_of(&request::house()?, &who, member).await
}

/// Ends a membership, shuts somebody out, or takes them back in.
#[server(endpoint = "change_standing", protocol = Wire)]
pub async fn change_standing(
    member: MemberId,
    to: MemberStatus,
    #[server(default)] reason: String,
    key: String,
) -> Answer<(), StandingRefusal> {
    let who = guard::staff(Permission::EndMemberships)?;
    service::change_standing(&request::house()?, &who, member, to, &reason, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}

/// Puts somebody who has left into the archive, or takes them out again.
#[server(endpoint = "archive_member", protocol = Wire)]
pub async fn archive_member(
    member: MemberId,
    #[server(default)] into: bool,
    key: String,
) -> Answer<(), ArchiveRefusal> {
    let who = guard::staff(Permission::EndMemberships)?;
    service::archive(&request::house()?, &who, member, into, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}

/// Forgives one strike of a member, or all of them.
#[server(endpoint = "forgive_strikes", protocol = Wire)]
pub async fn forgive_strikes(
    member: MemberId,
    #[server(default)] strike: String,
    #[server(default)] reason: String,
    key: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::ForgiveStrikes)?;
    let strike = form::choice(&strike, "strike")?;
    service::forgive(&request::house()?, &who, member, strike, &reason, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(())
}

/// The rules of a place, or of everywhere.
#[server(endpoint = "load_rules", protocol = Wire)]
pub async fn load_rules(#[server(default)] location: String) -> Answer<ClubRules> {
    let who = guard::staff(Permission::EditRules)?;
    service::club_rules(&request::house()?, &who, form::choice(&location, "location")?).await
}

/// What rules would touch, were they put into force on a day.
#[server(endpoint = "preview_rules", protocol = Wire)]
pub async fn preview_rules(
    #[server(default)] location: String,
    from: String,
    #[server(default)] fields: Fields,
) -> Answer<RulesPreview> {
    let who = guard::staff(Permission::EditRules)?;
    let location = form::choice(&location, "location")?;
    service::preview_rules(&request::house()?, &who, location, &from, &fields).await
}

/// Puts rules into force on a day.
#[server(endpoint = "save_rules", protocol = Wire)]
pub async fn save_rules(
    #[server(default)] location: String,
    from: String,
    #[server(default)] fields: Fields,
    key: String,
) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditRules)?;
    let place = form::choice(&location, "location")?;
    service::save_rules(&request::house()?, &who, place, &from, &fields, &key).await?;
    request::go_to(&format!("/admin/rules?location={location}"));
    Ok(())
}

/// Takes back rules that have not begun.
#[server(endpoint = "withdraw_rules", protocol = Wire)]
pub async fn withdraw_rules(#[server(default)] location: String, id: PolicyId, key: String) -> Answer<(), Refusal> {
    let who = guard::staff(Permission::EditRules)?;
    let place = form::choice(&location, "location")?;
    service::withdraw_rules(&request::house()?, &who, place, id, &key).await?;
    request::go_to(&format!("/admin/rules?location={location}"));
    Ok(())
}

/// The reader's entry code for the next seconds.
#[server(endpoint = "load_entry_code", protocol = Wire)]
pub async fn load_entry_code() -> Answer<EntryCode> {
    let (who, member) = doorman::member()?;
    door::entry_code(&request::house()?, &who, member).await
}

/// The coach's day, opened on the class that runs, comes next, or is chosen.
#[server(endpoint = "load_coach_day", protocol = Wire)]
pub async fn load_coach_day(#[server(default)] day: String, #[server(default)] session: String) -> Answer<CoachDay> {
    let who = guard::staff(Permission::Teach)?;
    service::coach_day(&request::house()?, &who, form::day(&day).ok(), session.parse().ok()).await
}

/// The roster of a class.
#[server(endpoint = "load_roster", protocol = Wire)]
pub async fn load_roster(session: SessionId) -> Answer<Roster> {
    service::roster(&request::house()?, &guard::signed_in()?, session).await
}

/// Marks somebody on the roster as here, or takes that back.
#[server(endpoint = "mark_attendance", protocol = Wire)]
pub async fn mark_attendance(booking: BookingId, #[server(default)] here: bool) -> Answer<(), Refusal> {
    door::mark(&request::house()?, &guard::signed_in()?, booking, here).await
}

/// Marks everybody on the roster as here; those who were marked by it.
#[server(endpoint = "mark_all_here", protocol = Wire)]
pub async fn mark_all_here(session: SessionId) -> Answer<Vec<BookingId>, Refusal> {
    door::mark_all(&request::house()?, &guard::signed_in()?, session).await
}

/// Takes back what marking everybody did.
#[server(endpoint = "unmark_all", protocol = Wire)]
pub async fn unmark_all(session: SessionId, bookings: Vec<BookingId>) -> Answer<(), Refusal> {
    door::unmark(&request::house()?, &guard::signed_in()?, session, &bookings).await
}

/// The desk's screen.
#[server(endpoint = "load_desk", protocol = Wire)]
pub async fn load_desk(#[server(default)] location: String) -> Answer<Desk> {
    let who = guard::staff(Permission::WorkDesk)?;
    door::desk(&request::house()?, &who, form::choice(&location, "location")?).await
}

/// Checks in by a scanned code.
#[server(endpoint = "check_in_code", protocol = Wire)]
pub async fn check_in_code(location: LocationId, code: String) -> Answer<DoorAnswer> {
    let who = guard::staff_at(Permission::WorkDesk, location)?;
    let house = request::house()?;
    let answer = door::by_code(&house, &who, location, &code).await?;
    kept::show(&house, &who, location, &answer).await?;
    Ok(answer)
}

/// Checks in somebody whom the desk found by name.
#[server(endpoint = "check_in_member", protocol = Wire)]
pub async fn check_in_member(location: LocationId, member: MemberId, key: String) -> Answer<DoorAnswer> {
    let who = guard::staff_at(Permission::WorkDesk, location)?;
    let house = request::house()?;
    let answer = door::by_name(&house, &who, location, member, &key).await?;
    kept::show(&house, &who, location, &answer).await?;
    Ok(answer)
}

/// Books a class for somebody who stands at the desk, and checks them in.
#[server(endpoint = "book_walk_in", protocol = Wire)]
pub async fn book_walk_in(
    location: LocationId,
    member: MemberId,
    session: SessionId,
    key: String,
) -> Answer<DoorAnswer, Refusal> {
    let who = guard::staff_at(Permission::WorkDesk, location)?;
    let house = request::house()?;
    let answer = door::walk_in(&house, &who, location, member, session, &key).await?;
    kept::show(&house, &who, location, &answer)
        .await
        .map_err(AppError::widen)?;
    Ok(answer)
}

/// What the door said to this desk under a key: for a browser without script, which was sent on with it.
#[server(endpoint = "load_answer", protocol = Wire)]
pub async fn load_answer(key: String) -> Answer<Option<DoorAnswer>> {
    let who = guard::staff(Permission::WorkDesk)?;
    kept::answer(&request::house()?, &who, &key).await
}

/// Undoes a check-in.
#[server(endpoint = "undo_check_in", protocol = Wire)]
pub async fn undo_check_in(visit: VisitId) -> Answer<(), Refusal> {
    door::undo(&request::house()?, &guard::staff(Permission::WorkDesk)?, visit).await?;
    kept::undone();
    Ok(())
}

/// What the reader's telephone keeps for when there is no line.
#[server(endpoint = "load_own", protocol = Wire)]
pub async fn load_own() -> Answer<OwnPack> {
    let (who, member) = doorman::member()?;
    door::own_pack(&request::house()?, &who, member, request::locale()).await
}

/// Books a class that was asked for on the reader's telephone while it had no line.
#[server(endpoint = "book_asked", protocol = Wire)]
pub async fn book_asked(session: SessionId, key: String, browser: String) -> Answer<AskedFor> {
    let (who, member) = doorman::member()?;
    door::book_asked(
        &request::house()?,
        &who,
        member,
        (session, &browser),
        &key,
        request::locale(),
    )
    .await
}

/// The tablets that the reader may pair.
#[server(endpoint = "load_kiosks", protocol = Wire)]
pub async fn load_kiosks() -> Answer<Kiosks> {
    door::kiosks(&request::house()?, &guard::staff(Permission::PairKiosks)?).await
}

/// Makes a tablet that waits for its pairing.
#[server(endpoint = "add_kiosk", protocol = Wire)]
pub async fn add_kiosk(location: LocationId, name: String, key: String) -> Answer<KioskId> {
    let who = guard::staff(Permission::PairKiosks)?;
    let id = door::add_kiosk(&request::house()?, &who, location, &name, &key).await?;
    request::go_to(&format!("/admin/kiosks?code={id}"));
    Ok(id)
}

/// Takes a tablet out of service.
#[server(endpoint = "revoke_kiosk", protocol = Wire)]
pub async fn revoke_kiosk(id: KioskId) -> Answer<()> {
    let who = guard::staff(Permission::PairKiosks)?;
    door::revoke(&request::house()?, &who, id).await?;
    request::go_to("/admin/kiosks");
    Ok(())
}

/// The cookie that makes a browser a tablet at the door. Over TLS it is bound to this very host.
#[cfg(feature = "ssr")]
#[must_use]
pub fn kiosk_cookie(secure: bool) -> &'static str {
    if secure {
        "__Host-spotter-kiosk"
    } else {
        "spotter-kiosk"
    }
}

/// Makes the browser that asks a tablet at the door. Whoever was signed in in it is signed out: it can do nothing else from then on.
#[server(endpoint = "pair_kiosk", protocol = Wire)]
pub async fn pair_kiosk(code: String) -> Answer<(), KioskRefusal> {
    let house = request::house()?;
    let token = door::pair(&house, &code, accounts::api::origin()).await?;
    let secure = if house.secure() { "; Secure" } else { "" };
    let cookie = |name: &str, value: &str, age: i64| {
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}");
        request::answer_header(http::header::SET_COOKIE, &text);
    };
    // browsers forget cookies after four hundred days at the latest
    cookie(kiosk_cookie(house.secure()), &token.0, 34_560_000);
    if let Ok(who) = guard::signed_in::<KioskRefusal>() {
        accounts::service::sign_out(&house, &who)
            .await
            .map_err(AppError::widen)?;
        cookie(accounts::api::cookie_name(house.secure()), "", 0);
    }
    request::go_to("/kiosk");
    Ok(())
}

/// What the tablet that asks shows before anybody comes.
#[server(endpoint = "load_kiosk", protocol = Wire)]
pub async fn load_kiosk() -> Answer<KioskScreen> {
    let kiosk = tablet::kiosk()?;
    door::kiosk_screen(&request::house()?, &kiosk).await
}

/// Takes in what the tablet that asks has scanned. `now` is its clock as it sends, in milliseconds since 1970.
#[server(endpoint = "sync_scans", protocol = Wire)]
pub async fn sync_scans(
    now: i64,
    #[server(default)] skew: i64,
    #[server(default)] lang: String,
    #[server(default)] scans: Vec<Scan>,
) -> Answer<Vec<Scanned>> {
    let kiosk = tablet::kiosk()?;
    let l = Locale::from_tag(&lang).unwrap_or_else(request::locale);
    door::sync(&request::house()?, &kiosk, l, (now, skew), scans).await
}

/// Who is in at a place, and the scans to look at.
#[server(endpoint = "load_presence", protocol = Wire)]
pub async fn load_presence(#[server(default)] location: String) -> Answer<Presence> {
    let who = guard::staff(Permission::WorkDesk)?;
    door::presence(&request::house()?, &who, form::choice(&location, "location")?).await
}

/// Notes that somebody has left.
#[server(endpoint = "check_out", protocol = Wire)]
pub async fn check_out(visit: VisitId) -> Answer<()> {
    door::check_out(&request::house()?, &guard::staff(Permission::WorkDesk)?, visit).await
}

/// Takes a scan off the list of those to look at.
#[server(endpoint = "put_aside_scan", protocol = Wire)]
pub async fn put_aside_scan(location: LocationId, kiosk: KioskId, scan: ScanId) -> Answer<()> {
    let who = guard::staff(Permission::WorkDesk)?;
    door::put_aside(&request::house()?, &who, location, kiosk, scan).await
}

/// What a member may be enrolled in.
#[server(endpoint = "load_courses", protocol = Wire)]
pub async fn load_courses(member: MemberId) -> Answer<Courses> {
    let who = guard::staff(Permission::GrantPasses)?;
    service::courses(&request::house()?, &who, member).await
}

/// Enrols a member in a course: a pass, and a place in each of its classes.
#[server(endpoint = "enrol_member", protocol = Wire)]
pub async fn enrol_member(member: MemberId, plan: PlanId, series: SeriesId, key: String) -> Answer<Enrolled, Refusal> {
    let who = guard::staff(Permission::GrantPasses)?;
    let enrolled = service::enrol(&request::house()?, &who, member, plan, series, &key).await?;
    request::go_to(&format!("/admin/members/{member}"));
    Ok(enrolled)
}
