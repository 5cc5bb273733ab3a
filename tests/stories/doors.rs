//! The authorisation matrix: every door of the house, everybody who may knock, and what each hears.
//!
//! The lists below are compared with what is registered: a server function or a page that they do not name fails the tests,
//! and so does a name that leads nowhere. Whoever adds a door decides here who may go through it.

use crate::{
    on_both,
    support::{Club, key, today},
    web::{PASSWORD, Person, Town, form, series_fields},
};
use axum::body::Body;
use leptos::server_fn::axum::server_fn_paths;
use spotter::{
    accounts::{
        self,
        model::{Permission, Role, Scope},
    },
    booking::door,
    insight::{leaving::campaign, model::LeavingFilter},
    members::{
        access, bulk, details,
        import_wizard::{self, MatchForm},
        model::{BulkAsk, ImportFilter, MemberId, UploadId},
        papers_office::{self, PaperForm},
        views::{self, ViewForm},
    },
    platform::{error::Nothing, i18n::Locale, time::day_plus},
    privacy::{
        model::Purpose,
        service::merge::{self, MergeForm},
    },
    schedule,
    studio::model::Location,
};
use std::collections::BTreeSet;

/// Those who knock, in the order of the columns below.
const CALLERS: [&str; 7] = [
    "anonymous",
    "member",
    "coach",
    "desk here",
    "desk there",
    "manager here",
    "owner",
];

pub fn caller(town: &Town, i: usize) -> Option<&Person> {
    [
        None,
        Some(&town.ada),
        Some(&town.coach),
        Some(&town.desk),
        Some(&town.desk_there),
        Some(&town.manager),
        Some(&town.owner),
    ][i]
}

const EVERYBODY: [u16; 7] = [200; 7];
const SIGNED_IN: [u16; 7] = [401, 200, 200, 200, 200, 200, 200];
const MEMBERS: [u16; 7] = [401, 200, 403, 403, 403, 403, 403];
/// The desk and above, for something that lies here.
const DESK_HERE: [u16; 7] = [401, 403, 403, 200, 404, 200, 200];
/// The desk and above, for what has no place.
const DESK: [u16; 7] = [401, 403, 403, 200, 200, 200, 200];
const MANAGERS: [u16; 7] = [401, 403, 403, 403, 403, 200, 200];
const OWNERS: [u16; 7] = [401, 403, 403, 403, 403, 403, 200];
const COACHES: [u16; 7] = [401, 403, 200, 403, 403, 403, 403];
/// Whoever works here; what they find differs.
const WORKERS: [u16; 7] = [401, 403, 200, 200, 200, 200, 200];
/// For a tablet at the door alone, whoever is signed in: `kiosks.rs` knocks as one.
const TABLETS: [u16; 7] = [401; 7];
/// The class's coach and the staff of its place; to others the class's roster is not there.
const ROSTER: [u16; 7] = [401, 404, 200, 200, 404, 200, 200];

/// The class's coach and whoever manages the place; not the desk.
const HEALTH: [u16; 7] = [401, 403, 200, 403, 403, 200, 200];

/// The rules of a place, as they are written into the form.
pub fn rules_form(location: &str, key: &str) -> String {
    let fields = spotter::booking::model::written(&spotter::studio::model::BookingPolicy::default());
    let fields: Vec<(String, String)> = fields
        .into_iter()
        .map(|(name, value)| (format!("fields[{name}]"), value))
        .collect();
    // not at once: whoever comes after would find other rules
    let from = day_plus(today(), 5).to_string();
    let mut all: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    all.extend([("location", location), ("from", from.as_str()), ("key", key)]);
    form(&all)
}

/// Rules of a place that have not begun.
pub async fn rules_ahead(town: &Town, here: &Location) -> String {
    let from = day_plus(today(), 9).to_string();
    let fields = spotter::booking::model::written(&spotter::studio::model::BookingPolicy::default());
    let (house, owner) = (&town.club.house, &town.owner.who);
    spotter::booking::service::save_rules(house, owner, Some(here.id), &from, &fields, &key())
        .await
        .expect("in force in nine days");
    let rules = spotter::booking::service::club_rules(house, owner, Some(here.id))
        .await
        .expect("read");
    rules.versions[0].id.to_string()
}

/// A waiver that is in force, at a place of its own: nobody else is asked for it.
pub async fn paper_of(town: &Town) -> String {
    let club = &town.club;
    let (house, owner) = (&club.house, &town.owner.who);
    let mut tx = club.write().await;
    let name = key();
    let quay =
        spotter::studio::service::open_location(&mut tx, club.org, &name, "Europe/Berlin", "", house.clock.now()).await;
    tx.commit().await.expect("committed");
    let form = PaperForm {
        kind: "waiver".into(),
        asked: "yes".into(),
        from: today().to_string(),
        reach: "places".into(),
        places: [(format!("at-{}", quay.expect("a place").id), "true".to_owned())].into(),
        signatures: "anew".into(),
        texts: [("en".to_owned(), "I know what I do.".to_owned())].into(),
        ..PaperForm::default()
    };
    papers_office::save(house, owner, &form, &key()).await.expect("saved");
    let office = papers_office::office(house, owner).await.expect("read");
    office.papers[0].versions[0].id.to_string()
}

/// Every server function, and what each caller hears to a form that is in order.
pub const DOORS: &[(&str, [u16; 7])] = &[
    // accounts
    ("sign_in", EVERYBODY),
    ("claim_club", [409; 7]),
    ("sign_out", SIGNED_IN),
    ("load_club", EVERYBODY),
    ("load_privacy_notice", EVERYBODY),
    ("load_me", EVERYBODY),
    ("load_devices", SIGNED_IN),
    ("end_device", SIGNED_IN),
    ("change_password", SIGNED_IN),
    ("load_staff", OWNERS),
    ("give_role", OWNERS),
    ("take_role", OWNERS),
    ("choose_look", EVERYBODY),
    ("load_audit", MANAGERS),
    ("enter_code", [401; 7]),
    ("load_factor", SIGNED_IN),
    ("begin_factor", SIGNED_IN),
    ("confirm_factor", [401, 409, 409, 409, 409, 409, 409]),
    ("renew_codes", [401, 404, 404, 404, 404, 404, 404]),
    ("drop_factor", [401, 404, 404, 404, 404, 404, 404]),
    ("prove_again", SIGNED_IN),
    ("end_other_devices", SIGNED_IN),
    ("load_link", EVERYBODY),
    ("accept_link", EVERYBODY),
    ("invite_staff", OWNERS),
    ("revoke_link", OWNERS),
    ("make_reset_link", OWNERS),
    ("suspend_staff", OWNERS),
    ("reset_factor", [401, 403, 403, 403, 403, 403, 404]),
    ("want_staff_factor", OWNERS),
    ("load_roles", OWNERS),
    ("save_role", OWNERS),
    ("reset_role", OWNERS),
    ("end_role", OWNERS),
    ("load_imports", OWNERS),
    ("load_batch", OWNERS),
    ("load_upload", OWNERS),
    ("match_columns", OWNERS),
    ("start_import", OWNERS),
    ("cancel_import", OWNERS),
    ("discard_upload", OWNERS),
    ("undo_import", OWNERS),
    ("load_list_tools", DESK),
    ("keep_view", DESK),
    ("change_view", DESK),
    ("drop_view", DESK),
    ("preview_bulk", MANAGERS),
    ("start_bulk", MANAGERS),
    ("load_bulk", MANAGERS),
    ("cancel_bulk", MANAGERS),
    ("undo_bulk", MANAGERS),
    // members
    ("sign_up", EVERYBODY),
    ("load_profile", MEMBERS),
    ("change_profile", MEMBERS),
    ("load_members", DESK),
    ("find_members", DESK),
    ("load_member", DESK_HERE),
    ("add_member", DESK_HERE),
    ("load_standings", DESK_HERE),
    ("change_member", DESK_HERE),
    ("load_access", DESK_HERE),
    ("hand_out_code", DESK_HERE),
    ("use_code", EVERYBODY),
    ("load_household", MEMBERS),
    ("add_child", MEMBERS),
    ("invite_adult", MEMBERS),
    ("join_household", MEMBERS),
    ("let_book", MEMBERS),
    ("leave_household", MEMBERS),
    ("load_household_of", DESK_HERE),
    ("put_in_household", DESK_HERE),
    ("take_out_of_household", DESK_HERE),
    ("load_own_details", MEMBERS),
    ("save_own_details", MEMBERS),
    ("confirm_details", MEMBERS),
    ("load_member_file", DESK_HERE),
    ("save_member_details", DESK_HERE),
    ("tag_member", DESK_HERE),
    ("untag_member", DESK_HERE),
    ("load_papers", MEMBERS),
    ("sign_paper", MEMBERS),
    ("load_papers_of", DESK_HERE),
    ("take_paper", DESK_HERE),
    ("load_papers_office", OWNERS),
    ("save_paper", OWNERS),
    ("add_member_note", DESK_HERE),
    ("mark_member_note", DESK_HERE),
    ("remove_member_note", DESK_HERE),
    // plans
    ("load_my_passes", MEMBERS),
    ("load_passes_of", DESK_HERE),
    ("load_plans", DESK),
    ("grant_pass", DESK_HERE),
    ("take_back_pass", DESK_HERE),
    ("cancel_membership", MEMBERS),
    ("keep_membership", MEMBERS),
    ("cancel_membership_of", DESK_HERE),
    ("keep_membership_of", DESK_HERE),
    ("load_courses", DESK_HERE),
    ("enrol_member", DESK_HERE),
    ("load_plan_list", OWNERS),
    ("save_plan", OWNERS),
    ("archive_plan", OWNERS),
    ("reactivate_pass", DESK_HERE),
    ("load_expiry", OWNERS),
    ("preview_expiry", OWNERS),
    ("save_expiry", OWNERS),
    ("withdraw_expiry", OWNERS),
    // coaches
    ("load_coaches", OWNERS),
    ("save_coach_level", OWNERS),
    ("end_coach_level", OWNERS),
    ("give_coach_level", OWNERS),
    // rooms
    ("load_rooms", MANAGERS),
    ("save_room", MANAGERS),
    ("close_room", MANAGERS),
    ("load_closed_rooms", MANAGERS),
    ("open_room", MANAGERS),
    ("load_openings", MANAGERS),
    ("save_hours", MANAGERS),
    // schedule
    ("load_timetable", EVERYBODY),
    ("load_week", MANAGERS),
    ("load_choices", MANAGERS),
    ("preview_series", MANAGERS),
    ("make_series", MANAGERS),
    ("load_series_ahead", MANAGERS),
    ("end_series", MANAGERS),
    ("change_session", MANAGERS),
    ("cancel_session", MANAGERS),
    ("save_class_type", MANAGERS),
    ("archive_class_type", MANAGERS),
    ("load_archived_class_types", MANAGERS),
    ("offer_class_type", MANAGERS),
    // booking
    ("load_home", MEMBERS),
    ("load_member_timetable", MEMBERS),
    ("load_sheet", MEMBERS),
    ("book_class", MEMBERS),
    ("book_party", MEMBERS),
    ("join_party", MEMBERS),
    ("join_waitlist", MEMBERS),
    ("leave_waitlist", MEMBERS),
    ("cancel_booking", MEMBERS),
    ("load_desk_table", DESK_HERE),
    ("book_for_member", DESK_HERE),
    ("book_anyway", MANAGERS),
    ("cancel_for_member", DESK_HERE),
    ("leave_for_member", DESK_HERE),
    ("load_moves", MEMBERS),
    ("move_booking", MEMBERS),
    ("load_moves_for", DESK_HERE),
    ("move_for_member", DESK_HERE),
    ("load_my_bookings", MEMBERS),
    ("confirm_hour", MEMBERS),
    ("dispute_hour", MEMBERS),
    ("settle_hour", MANAGERS),
    ("excuse_absence", MANAGERS),
    ("take_excuse_back", MANAGERS),
    ("load_open_hours", MANAGERS),
    ("load_spots", MEMBERS),
    ("hold_spot", MEMBERS),
    ("change_spot", MEMBERS),
    ("move_spot", ROSTER),
    ("keep_spot", ROSTER),
    ("release_spot", ROSTER),
    ("load_room_plan", MANAGERS),
    ("lay_out_spots", MANAGERS),
    ("name_spot", MANAGERS),
    ("remove_spot", MANAGERS),
    ("set_spot_out", MANAGERS),
    ("load_bookings_of", DESK_HERE),
    ("change_standing", MANAGERS),
    ("archive_member", MANAGERS),
    ("forgive_strikes", MANAGERS),
    ("load_rules", OWNERS),
    ("preview_rules", OWNERS),
    ("save_rules", OWNERS),
    ("withdraw_rules", OWNERS),
    ("load_entry_code", MEMBERS),
    ("load_coach_day", COACHES),
    ("load_roster", ROSTER),
    ("mark_attendance", ROSTER),
    ("mark_all_here", ROSTER),
    ("unmark_all", ROSTER),
    ("load_desk", DESK_HERE),
    ("check_in_code", DESK_HERE),
    ("check_in_member", DESK_HERE),
    ("book_walk_in", DESK_HERE),
    ("book_partner", DESK_HERE),
    ("give_back_partner", DESK_HERE),
    ("load_answer", DESK),
    ("undo_check_in", DESK_HERE),
    // privacy
    ("load_data_map", OWNERS),
    ("load_my_privacy", MEMBERS),
    ("give_consent", MEMBERS),
    ("withdraw_consent", MEMBERS),
    ("save_health", MEMBERS),
    ("load_privacy_of", DESK_HERE),
    ("load_likely_pairs", MANAGERS),
    ("load_merge_page", MANAGERS),
    ("merge_members", MANAGERS),
    ("part_members", MANAGERS),
    ("record_consent", DESK_HERE),
    ("open_health", HEALTH),
    ("load_erasure", MEMBERS),
    // with a wrong password: whoever is erased knocks no more
    ("erase_me", [401, 409, 403, 403, 403, 403, 403]),
    ("load_erasure_of", MANAGERS),
    ("erase_member", MANAGERS),
    ("load_own", MEMBERS),
    ("book_asked", MEMBERS),
    ("load_kiosks", MANAGERS),
    ("add_kiosk", MANAGERS),
    ("revoke_kiosk", MANAGERS),
    ("pair_kiosk", EVERYBODY),
    ("load_kiosk", TABLETS),
    ("sync_scans", TABLETS),
    ("load_presence", DESK_HERE),
    ("check_out", DESK_HERE),
    ("put_aside_scan", DESK_HERE),
    // insight
    ("load_dashboard", MANAGERS),
    ("load_operations", OWNERS),
    ("revive_events", OWNERS),
    ("load_member_timeline", DESK_HERE),
    ("find", WORKERS),
    ("load_leaving", DESK),
    ("load_campaign_draft", MANAGERS),
    ("begin_campaign", MANAGERS),
    ("load_campaigns", MANAGERS),
    ("load_campaign", MANAGERS),
    ("stop_campaign", MANAGERS),
    ("load_leaving_sheet", DESK_HERE),
    ("write_to_member", DESK_HERE),
    ("note_talk", DESK_HERE),
    ("set_aside", DESK_HERE),
    ("take_up", DESK_HERE),
    ("load_setup", OWNERS),
    ("save_setup_club", OWNERS),
    ("save_setup_place", OWNERS),
    ("save_setup_room", OWNERS),
    ("save_setup_class", OWNERS),
    ("save_setup_plan", OWNERS),
    ("go_on_setup", [401, 403, 403, 403, 403, 403, 422]),
    ("load_what_next", OWNERS),
    ("put_away_next", OWNERS),
    // messages
    ("load_inbox", MEMBERS),
    ("count_unread", MEMBERS),
    ("mark_inbox_read", MEMBERS),
    ("load_notice_choices", MEMBERS),
    ("save_notice_choices", MEMBERS),
];

/// Every page, and what each caller hears. A page draws its own way in for whoever may not see it, with the status of the refusal.
pub const PAGES: &[(&str, [u16; 7])] = &[
    ("/", EVERYBODY),
    ("/sign-in", EVERYBODY),
    ("/sign-up", EVERYBODY),
    ("/privacy", EVERYBODY),
    ("/claim", EVERYBODY),
    ("/access", EVERYBODY),
    ("/devices", SIGNED_IN),
    ("/sign-in/code", EVERYBODY),
    ("/join", [404; 7]),
    ("/second-factor", SIGNED_IN),
    ("/prove", EVERYBODY),
    ("/home", MEMBERS),
    ("/timetable", MEMBERS),
    ("/bookings", MEMBERS),
    ("/code", MEMBERS),
    ("/passes", MEMBERS),
    ("/profile", MEMBERS),
    ("/household", MEMBERS),
    ("/papers", MEMBERS),
    ("/inbox", MEMBERS),
    ("/coach", COACHES),
    ("/desk", DESK),
    ("/admin", MANAGERS),
    ("/admin/timetable", MANAGERS),
    ("/admin/series/new", MANAGERS),
    ("/admin/operations", OWNERS),
    ("/admin/members", DESK),
    ("/admin/leaving", DESK),
    ("/admin/campaigns", MANAGERS),
    ("/admin/campaigns/:id", [401, 403, 403, 403, 403, 404, 404]),
    ("/admin/members/:id", DESK_HERE),
    ("/admin/rooms", MANAGERS),
    ("/admin/rooms/:id", [401, 403, 403, 403, 403, 404, 404]),
    ("/admin/plans", OWNERS),
    ("/admin/expiry", OWNERS),
    ("/admin/coaches", OWNERS),
    ("/admin/rules", OWNERS),
    ("/admin/papers", OWNERS),
    ("/admin/classes", MANAGERS),
    ("/admin/hours", MANAGERS),
    ("/admin/kiosks", MANAGERS),
    ("/desk/inside", DESK),
    ("/admin/staff", OWNERS),
    ("/me/privacy", MEMBERS),
    ("/me/erase", MEMBERS),
    ("/admin/members/:id/privacy", DESK_HERE),
    ("/admin/members/:id/book", DESK_HERE),
    ("/admin/members/:id/merge", MANAGERS),
    ("/admin/duplicates", MANAGERS),
    // a coach of none of their classes
    ("/health/:id", [401, 403, 404, 403, 403, 200, 200]),
    ("/admin/privacy", OWNERS),
    ("/admin/audit", MANAGERS),
    ("/admin/roles", OWNERS),
    ("/admin/import", OWNERS),
    ("/admin/import/:id", [401, 403, 403, 403, 403, 403, 404]),
    ("/admin/bulk", MANAGERS),
    ("/admin/bulk/:id", [401, 403, 403, 403, 403, 404, 404]),
    ("/notices/preferences", MEMBERS),
    ("/find", WORKERS),
    ("/setup", OWNERS),
    ("/help/keys", WORKERS),
];

/// What is neither a page nor a server function.
const OTHERS: &[(&str, [u16; 7])] = &[
    ("/admin/leaving.csv", MANAGERS),
    ("/admin/leaving.xlsx", MANAGERS),
    ("/admin/leaving.html", MANAGERS),
    ("/admin/members.csv", MANAGERS),
    ("/admin/members.xlsx", MANAGERS),
    ("/admin/members.html", MANAGERS),
    ("/admin/import/nothing/result.csv", [401, 403, 403, 403, 403, 403, 404]),
    ("/healthz", EVERYBODY),
    ("/kiosk", EVERYBODY),
    ("/live/{here}", EVERYBODY),
    ("/live/nonsense", [404; 7]),
    ("/pkg/nothing.js", [404; 7]),
    ("/nothing", [404; 7]),
    ("/api/nothing", [404; 7]),
];

/// A code with which somebody joins a household that has just begun.
async fn household_code(town: &Town) -> String {
    let guardian = town.newcomer().await;
    let who = town.club.as_member(guardian);
    let house = &town.club.house;
    spotter::members::household::invite(house, &who, guardian, false)
        .await
        .expect("a code");
    let page = spotter::members::household::page(house, &who, guardian)
        .await
        .expect("read");
    page.code.expect("shown").0.text
}

/// In no household, whatever was done before.
async fn alone(club: &Club, who: Option<&Person>) {
    if let Some(member) = who.and_then(|who| who.who.member) {
        let mut tx = club.write().await;
        let out = tx.query("UPDATE members SET household_id = NULL, household_role = NULL WHERE id = $1");
        out.bind(MemberId(member)).run().await.expect("written");
        tx.commit().await.expect("committed");
    }
}

async fn number_of(club: &Club, member: MemberId) -> i64 {
    let mut tx = club.read().await;
    let number = tx
        .query("SELECT number FROM members WHERE id = $1")
        .bind(member)
        .value()
        .await;
    number.expect("a member")
}

/// Another record that was merged into a member's.
pub async fn merge_in(town: &Town, kept: MemberId) -> String {
    let other = town.newcomer().await;
    let wanted = MergeForm {
        kept,
        other,
        from_other: Vec::new(),
        seats: None,
        sign_in: None,
    };
    let (house, owner) = (&town.club.house, &town.owner.who);
    merge::merge(house, owner, &wanted, &key()).await.expect("merged");
    let page = merge::page(house, owner, kept, None, "").await.expect("a page");
    page.merged[0].id.to_string()
}

/// A member list with one person of this name.
fn list_of_one(name: &str) -> Vec<u8> {
    format!("Name,Email\nList {name},{name}@example.org\n").into_bytes()
}

/// The columns of a list are as they seem, and every row was looked at.
pub async fn look_at(town: &Town, upload: UploadId) {
    let form = MatchForm {
        columns: [
            ("c0".to_owned(), "name".to_owned()),
            ("c1".to_owned(), "email".to_owned()),
        ]
        .into(),
        region: "DE".to_owned(),
        ..MatchForm::default()
    };
    let (house, owner) = (&town.club.house, &town.owner.who);
    let matched = import_wizard::match_columns(house, owner, upload, &form, &key()).await;
    matched.expect("matched");
    import_wizard::work(house, || true).await.expect("looked at");
}

/// A pass without a name that ended yesterday with something left on it.
pub async fn asleep(town: &Town, member: MemberId) -> String {
    let club = &town.club;
    let mut draft = crate::support::plan_draft(&key(), spotter::plans::model::PassKind::Pack);
    (draft.credits, draft.days, draft.terms.unnamed) = (Some(5), Some(10), true);
    let plan = club.offer(draft).await;
    let mut tx = club.write().await;
    let (from, now) = (day_plus(today(), -10), club.house.clock.now());
    let pass = spotter::plans::service::grant(&mut tx, club.org, member, plan, from, None, now).await;
    let pass = pass.expect("granted");
    tx.commit().await.expect("committed");
    pass.to_string()
}

/// A template for expiry that has not begun.
pub async fn template_ahead(town: &Town) -> String {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let from = day_plus(today(), 300).to_string();
    let saved = spotter::plans::service::save_expiry(house, owner, "default", &from, &key()).await;
    saved.expect("chosen");
    let page = spotter::plans::service::expiry(house, owner).await.expect("read");
    page.versions[0].id.to_string()
}

/// A level that nothing leans on; there are never many.
pub async fn level_of(town: &Town) -> String {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let list = spotter::coaches::service::list(house, owner).await.expect("read");
    for of in list.levels {
        let gone = spotter::coaches::service::end_level(house, owner, of.level.id, &key()).await;
        gone.expect("nothing leans on it");
    }
    let made = spotter::coaches::service::save_level(house, owner, None, &key(), &key()).await;
    made.expect("a level").to_string()
}

/// A form that is in order, for something that is here and has not been used. `who` is the caller, where there is one.
pub async fn filled(town: &Town, endpoint: &str, who: Option<&Person>) -> String {
    let club = &town.club;
    let here = &club.location;
    let id = here.id.to_string();
    let fresh = key();
    match endpoint {
        "sign_in" => form(&[("login", "ben@example.org"), ("password", PASSWORD), ("next", "/home")]),
        "claim_club" => form(&[
            ("code", "7KQ2-M4XH-9DRB-T3WE"),
            ("club", "Nordkai"),
            ("currency", "EUR"),
            ("zone", "Europe/Berlin"),
            ("name", "Eve"),
            ("login", "eve@example.org"),
            ("password", PASSWORD),
        ]),
        "end_device" => match who {
            Some(who) => form(&[("id", &town.again(who).await.who.session.to_string())]),
            None => form(&[("id", &town.ada.who.session.to_string())]),
        },
        "change_password" => form(&[("old", PASSWORD), ("new", PASSWORD)]),
        "give_role" => form(&[
            ("name", "New Coach"),
            ("login", &format!("{fresh}@example.org")),
            ("password", PASSWORD),
            ("role", "coach"),
            ("location", &id),
        ]),
        "take_role" => form(&[("id", &grant_at(town, here).await)]),
        "enter_code" | "confirm_factor" => form(&[("code", "000000")]),
        "drop_factor" | "prove_again" => form(&[("proof", PASSWORD), ("proof_code", "")]),
        "load_link" | "accept_link" => {
            let token = invitation(town, here).await.1;
            form(&[("token", &token), ("password", PASSWORD)])
        }
        "revoke_link" => form(&[("id", &invitation(town, here).await.0)]),
        "invite_staff" => form(&[
            ("name", "Nia"),
            ("email", &format!("{fresh}@example.org")),
            ("role", "coach"),
            (&format!("places[at-{id}]"), "true"),
        ]),
        "make_reset_link" | "suspend_staff" | "reset_factor" => {
            let person = crate::web::staff(club, &format!("{fresh}@example.org"), Role::FrontDesk, Some(here)).await;
            form(&[("account", &person.who.account.to_string()), ("out", "true")])
        }
        "want_staff_factor" => form(&[("wanted", "false")]),
        "save_role" => form(&[
            ("name", &fresh),
            ("base", "front_desk"),
            ("allows[see_members]", "true"),
        ]),
        "reset_role" => form(&[("role", "front_desk")]),
        "end_role" => form(&[("id", &role_of_the_club(town).await)]),
        "load_upload" | "match_columns" | "discard_upload" | "start_import" | "cancel_import" => {
            let (owner, file) = (&town.owner.who, list_of_one(&fresh));
            let upload = import_wizard::upload(&club.house, owner, "list.csv", file).await;
            let upload = upload.expect("a list");
            if ["start_import", "cancel_import"].contains(&endpoint) {
                look_at(town, upload).await;
            }
            if endpoint == "cancel_import" {
                let begun = import_wizard::start(&club.house, owner, upload, &key()).await;
                begun.expect("begun");
            }
            form(&[
                ("upload", &upload.to_string()),
                ("columns[c0]", "name"),
                ("region", "DE"),
                ("key", &fresh),
            ])
        }
        "load_batch" | "undo_import" => {
            let (owner, file) = (&town.owner.who, list_of_one(&fresh));
            let upload = import_wizard::upload(&club.house, owner, "list.csv", file).await;
            let upload = upload.expect("a list");
            look_at(town, upload).await;
            let begun = import_wizard::start(&club.house, owner, upload, &key()).await;
            begun.expect("begun");
            import_wizard::work(&club.house, || true).await.expect("worked");
            let page = import_wizard::page(&club.house, owner, upload, &ImportFilter::default(), Locale::En).await;
            let batch = page.expect("the list").batch.expect("a batch");
            form(&[("batch", &batch.to_string()), ("key", &fresh)])
        }
        "choose_look" => form(&[("lang", "en"), ("theme", "dark"), ("back", "/home")]),
        "sign_up" => form(&[
            ("name", "Finn"),
            ("login", &format!("{fresh}@example.org")),
            ("password", PASSWORD),
            ("next", "/home"),
        ]),
        "change_profile" => form(&[
            ("name", "Ada Ahrens"),
            ("email", "ada@example.org"),
            ("phone", "+49 170 1234567"),
            ("home", &id),
        ]),
        "load_members" => form(&[("filter[q]", "a"), ("filter[page]", "1"), ("filter[away]", "0")]),
        "load_campaign_draft" => form(&[("filter[reason]", "away")]),
        "load_campaigns" => form(&[("page", "1")]),
        "begin_campaign" => {
            let meant = may_leave(town, who.unwrap_or(&town.owner)).await;
            form(&[
                ("list", "reason=ending"),
                ("one_in", "5"),
                ("expected", &meant),
                ("key", &fresh),
            ])
        }
        "load_campaign" | "stop_campaign" => {
            let person = who.filter(|who| who.who.staff()).unwrap_or(&town.owner);
            form(&[("campaign", &campaign_of(town, person).await), ("key", &fresh)])
        }
        "load_leaving" => form(&[("filter[reason]", "away"), ("filter[page]", "1")]),
        "load_leaving_sheet" => form(&[("member", &town.ben.member().to_string())]),
        "write_to_member" => form(&[
            ("member", &town.ben.member().to_string()),
            ("text", "How are you?"),
            ("key", &fresh),
        ]),
        "note_talk" => form(&[
            ("member", &town.newcomer().await.to_string()),
            ("words", "Has moved house"),
            ("key", &fresh),
        ]),
        "set_aside" | "take_up" => form(&[("member", &town.newcomer().await.to_string()), ("key", &fresh)]),
        "find" => form(&[("words", "a")]),
        "load_setup" => form(&[("step", "club")]),
        "save_setup_club" => form(&[
            ("name", "Nordkai"),
            ("locale", "en"),
            ("currency", "EUR"),
            ("country", "DE"),
            ("key", &fresh),
        ]),
        "save_setup_place" => form(&[("name", "Quay"), ("zone", &here.zone), ("key", &fresh)]),
        "save_setup_room" => form(&[("name", &fresh), ("capacity", "12"), ("key", &fresh)]),
        "save_setup_class" => form(&[
            ("name", &fresh),
            ("category", "mind"),
            ("minutes", "30"),
            ("capacity", "8"),
            ("days[d7]", "true"),
            ("start", "03:00"),
            ("key", &fresh),
        ]),
        "save_setup_plan" => form(&[
            ("fields[name]", &fresh),
            ("fields[kind]", "pack"),
            ("fields[credits]", "10"),
            ("fields[days]", "180"),
            ("fields[price]", "99.00"),
            ("key", &fresh),
        ]),
        // a step that has to be answered: nobody goes on without
        "go_on_setup" => form(&[("step", "club")]),
        "find_members" => form(&[("query", "a")]),
        "load_member"
        | "load_passes_of"
        | "load_bookings_of"
        | "load_standings"
        | "load_access"
        | "load_household_of"
        | "load_member_file"
        | "load_member_timeline" => form(&[("member", &town.ben.member().to_string())]),
        "change_member" => form(&[
            ("member", &town.newcomer().await.to_string()),
            ("name", "Gerda"),
            ("phone", "+49 170 7654321"),
            ("home", &id),
        ]),
        "save_own_details" => form(&[("goals[strength]", "true"), ("level", "beginner")]),
        "save_member_details" => form(&[
            ("member", &town.newcomer().await.to_string()),
            ("goals[people]", "true"),
            ("emergency_name", "Otto"),
            ("emergency_phone", "+49 170 1112223"),
        ]),
        "tag_member" => form(&[("member", &town.newcomer().await.to_string()), ("tag", &fresh)]),
        "untag_member" => {
            let member = town.newcomer().await;
            form(&[("member", &member.to_string()), ("tag", &tag_on(town, member).await)])
        }
        "add_member_note" => form(&[
            ("member", &town.newcomer().await.to_string()),
            ("body", "Likes the early classes"),
            ("key", &fresh),
        ]),
        "mark_member_note" | "remove_member_note" => {
            let member = town.newcomer().await;
            form(&[
                ("member", &member.to_string()),
                ("note", &note_on(town, member).await),
                ("alert", "true"),
            ])
        }
        "archive_member" => {
            let member = crate::web::join(
                club,
                spotter::members::service::Newcomer {
                    name: "Gone".into(),
                    home_location: Some(here.id),
                    status: Some(spotter::members::model::MemberStatus::Ended),
                    ..Default::default()
                },
                None,
            )
            .await;
            form(&[("member", &member.to_string()), ("into", "true"), ("key", &fresh)])
        }
        "hand_out_code" => form(&[("member", &town.newcomer().await.to_string())]),
        "keep_view" => form(&[("name", &fresh), ("list", "status=active&cols=phone"), ("key", &fresh)]),
        "change_view" | "drop_view" => {
            let view = view_of(town, who.filter(|who| who.who.staff()).unwrap_or(&town.owner)).await;
            form(&[("view", &view), ("name", &fresh)])
        }
        "preview_bulk" => form(&[("ask[what]", "add_tag"), ("ask[word]", "Early")]),
        "start_bulk" => form(&[
            ("ids", &town.newcomer().await.to_string()),
            ("what", "add_tag"),
            ("word", "Early"),
            ("expected", "1"),
            ("key", &fresh),
        ]),
        "load_bulk" | "undo_bulk" | "cancel_bulk" => {
            let bulk = bulk_of(town, who.filter(|who| who.who.staff()).unwrap_or(&town.owner)).await;
            if endpoint == "cancel_bulk" {
                // as if it had not come to its end yet
                let mut tx = club.write().await;
                let open = tx.query("UPDATE member_bulks SET state = 'running', ended_at = NULL WHERE state = 'done'");
                open.run().await.expect("written");
                tx.commit().await.expect("committed");
            }
            form(&[("bulk", &bulk), ("key", &fresh)])
        }
        "save_notice_choices" => form(&[("on[pass_ends]", "true")]),
        "add_child" => form(&[("name", "Mia"), ("birthday", "2018-05-04"), ("key", &fresh)]),
        "join_household" => {
            alone(club, who).await;
            form(&[("code", &household_code(town).await)])
        }
        "leave_household" => {
            alone(club, who).await;
            String::new()
        }
        "let_book" => form(&[("on", "true")]),
        "put_in_household" => {
            let other = town.newcomer().await;
            let number = number_of(club, other).await.to_string();
            form(&[
                ("member", &town.newcomer().await.to_string()),
                ("number", &number),
                ("role", "adult"),
                ("key", &fresh),
            ])
        }
        "take_out_of_household" => form(&[("member", &town.newcomer().await.to_string())]),
        "join_party" => {
            let me = who.and_then(|who| who.who.member).map(MemberId);
            let me = me.unwrap_or(town.ada.member()).to_string();
            form(&[
                ("session", &town.full_class().await.to_string()),
                ("people[0]", &me),
                ("key", &fresh),
            ])
        }
        "book_party" => {
            let me = who.and_then(|who| who.who.member).map(MemberId);
            let me = me.unwrap_or(town.ada.member()).to_string();
            form(&[
                ("session", &town.class().await.to_string()),
                ("people[0]", &me),
                ("key", &fresh),
            ])
        }
        "use_code" => {
            let code = code_for(town, town.newcomer().await).await;
            form(&[
                ("code", &code),
                ("login", &format!("{fresh}@example.org")),
                ("password", PASSWORD),
            ])
        }
        "add_member" => form(&[
            ("name", "Gerd"),
            ("email", &format!("{fresh}@example.org")),
            ("location", &id),
        ]),
        "grant_pass" => {
            let member = town.newcomer().await.to_string();
            form(&[
                ("member", &member),
                ("plan", &club.pack.to_string()),
                ("starts_on", &today().to_string()),
                ("key", &fresh),
            ])
        }
        "change_standing" => form(&[
            ("member", &town.newcomer().await.to_string()),
            ("to", "banned"),
            ("reason", "Threw a kettlebell"),
            ("key", &fresh),
        ]),
        "load_papers_of" => form(&[("member", &town.ben.member().to_string())]),
        "sign_paper" => form(&[
            ("version", &paper_of(town).await),
            ("name", "Ada Ahrens"),
            ("agreed", "true"),
            ("key", &fresh),
        ]),
        "take_paper" => form(&[
            ("member", &town.newcomer().await.to_string()),
            ("version", &paper_of(town).await),
            ("on", "paper"),
            ("name", "Somebody New"),
            ("agreed", "true"),
            ("key", &fresh),
        ]),
        "save_paper" => form(&[
            ("kind", "waiver"),
            ("asked", "yes"),
            // not at once: whoever comes after would have to sign
            ("from", &day_plus(today(), 300).to_string()),
            ("reach", "everywhere"),
            ("signatures", "hold"),
            ("texts[en]", "I know what I do."),
            ("key", &fresh),
        ]),
        "load_rules" => form(&[("location", &id)]),
        "preview_rules" | "save_rules" => rules_form(&id, &fresh),
        "withdraw_rules" => {
            let rules = rules_ahead(town, here).await;
            form(&[("location", &id), ("id", &rules), ("key", &fresh)])
        }
        "forgive_strikes" => {
            let (member, strike) = town.struck_at(&club.location).await;
            form(&[
                ("member", &member.to_string()),
                ("strike", &strike.to_string()),
                ("reason", "Was ill"),
                ("key", &fresh),
            ])
        }
        "give_consent" => form(&[("purpose", "photos"), ("version", "1")]),
        "withdraw_consent" => form(&[("purpose", "photos")]),
        "save_health" => {
            if let Some(who) = who.filter(|who| who.who.member.is_some()) {
                spotter::privacy::service::give(&club.house, &who.who, who.member(), Purpose::Health, 1)
                    .await
                    .expect("agreed");
            }
            form(&[("health", "A knee that clicks"), ("allergies", "Latex")])
        }
        "erase_me" => form(&[("password", "not the password")]),
        "load_erasure_of" => form(&[("member", &town.ben.member().to_string())]),
        "erase_member" => form(&[("member", &town.newcomer().await.to_string()), ("password", PASSWORD)]),
        "load_merge_page" => form(&[("member", &town.newcomer().await.to_string())]),
        "merge_members" => form(&[
            ("kept", &town.newcomer().await.to_string()),
            ("other", &town.newcomer().await.to_string()),
            ("key", &fresh),
        ]),
        "part_members" => {
            let merge = merge_in(town, town.newcomer().await).await;
            form(&[("merge", &merge), ("key", &fresh)])
        }
        "load_privacy_of" => form(&[("member", &town.ben.member().to_string())]),
        "record_consent" => form(&[
            ("member", &town.newcomer().await.to_string()),
            ("purpose", "photos"),
            ("version", "1"),
        ]),
        "open_health" => {
            let member = town.newcomer().await;
            club.grant(member, club.pack).await;
            club.book(member, town.class().await).await.expect("a free place");
            form(&[("member", &member.to_string())])
        }
        "cancel_membership" | "keep_membership" => {
            let own = who.filter(|who| who.who.member.is_some()).unwrap_or(&town.ada);
            let id = town.membership(own.member(), endpoint == "keep_membership").await;
            form(&[("id", &id), ("key", &fresh)])
        }
        "cancel_membership_of" | "keep_membership_of" => {
            let member = town.newcomer().await;
            let id = town.membership(member, endpoint == "keep_membership_of").await;
            form(&[("id", &id), ("key", &fresh)])
        }
        "load_courses" => form(&[("member", &town.newcomer().await.to_string())]),
        "enrol_member" => {
            let (plan, series) = town.course().await;
            let member = town.newcomer().await.to_string();
            form(&[
                ("member", &member),
                ("plan", &plan),
                ("series", &series),
                ("key", &fresh),
            ])
        }
        "take_back_pass" => {
            let member = town.newcomer().await;
            form(&[("id", &club.grant(member, club.pack).await.to_string())])
        }
        "reactivate_pass" => form(&[("id", &asleep(town, town.newcomer().await).await), ("key", &fresh)]),
        // not at once: whoever comes after would sell by other rules
        "preview_expiry" | "save_expiry" => form(&[
            ("template", "cn_prepaid"),
            ("from", &day_plus(today(), 300).to_string()),
            ("key", &fresh),
        ]),
        "withdraw_expiry" => form(&[("id", &template_ahead(town).await), ("key", &fresh)]),
        "save_coach_level" => form(&[("name", &fresh), ("key", &fresh)]),
        "end_coach_level" => form(&[("id", &level_of(town).await), ("key", &fresh)]),
        "give_coach_level" => {
            let coaches = spotter::coaches::service::list(&club.house, &town.owner.who).await;
            let coach = coaches.expect("read").coaches[0].0.id.to_string();
            form(&[("coach", &coach), ("level", ""), ("key", &fresh)])
        }
        "save_plan" => form(&[
            ("fields[name]", &fresh),
            ("fields[kind]", "pack"),
            ("fields[credits]", "5"),
            ("fields[price]", "49.50"),
            ("fields[bearer]", "holder"),
            ("fields[source]", "own"),
            (&format!("fields[at-{id}]"), "true"),
            ("fields[w0-day0]", "true"),
            ("fields[w0-from]", "09:00"),
            ("fields[w0-to]", "16:00"),
            ("key", &fresh),
        ]),
        "archive_plan" => form(&[
            ("id", &club.plan_of(1 + (key().len() as i64)).await.to_string()),
            ("off", "true"),
            ("key", &fresh),
        ]),
        "save_room" => form(&[("id", ""), ("location", &id), ("name", &fresh), ("capacity", "20")]),
        "close_room" => form(&[("id", &room_at(town, here).await)]),
        "save_hours" => form(&[("location", &id), ("opens[0]", "06:30"), ("closes[0]", "21:00")]),
        "open_room" => form(&[("id", &closed_room_at(town, here).await)]),
        "load_timetable" | "load_member_timetable" | "load_week" => {
            form(&[("location", &id), ("day", &today().to_string())])
        }
        "preview_series" | "make_series" => series_fields(&town.series_form(here)),
        "end_series" => form(&[
            ("id", &town.series_at(here).await.to_string()),
            ("last", &today().to_string()),
            ("reason", "Summer break"),
        ]),
        "change_session" => {
            let class = town.class().await;
            changed(town, class, "").await
        }
        "cancel_session" => form(&[("id", &town.class().await.to_string()), ("reason", "The coach is ill")]),
        "save_class_type" => form(&[
            ("name", &fresh),
            ("category", "mind"),
            ("minutes", "60"),
            ("capacity", "10"),
            ("credit_cost", "1"),
            ("about", "Breathe."),
        ]),
        "archive_class_type" => form(&[("id", &class_type(town).await)]),
        "offer_class_type" => {
            let id = class_type(town).await;
            let parsed = id.parse().expect("an id");
            schedule::service::archive_class_type(&town.club.house, &town.owner.who, parsed)
                .await
                .expect("archived");
            form(&[("id", &id)])
        }
        "load_sheet" | "load_roster" | "mark_all_here" | "load_series_ahead" => {
            form(&[("session", &town.class().await.to_string())])
        }
        "load_spots" => {
            let class = town.class().await;
            with_spots(town, here, class).await;
            form(&[("session", &class.to_string())])
        }
        "hold_spot" => {
            let class = town.class().await;
            let spot = with_spots(town, here, class).await.1;
            form(&[("session", &class.to_string()), ("spot", &spot[0])])
        }
        "change_spot" => {
            let (class, booking) = match who.filter(|who| who.who.member.is_some()) {
                Some(who) => {
                    let class = town.class().await;
                    let booked = club.book(who.member(), class).await.expect("a free place");
                    (class, booked.booking)
                }
                None => town.booking_at(here, None).await,
            };
            let spot = with_spots(town, here, class).await.1;
            form(&[("booking", &booking.to_string()), ("spot", &spot[3]), ("key", &fresh)])
        }
        "move_spot" => {
            let (class, booking) = town.booking_at(here, Some(&town.coach)).await;
            let spot = with_spots(town, here, class).await.1;
            form(&[("booking", &booking.to_string()), ("spot", &spot[3]), ("key", &fresh)])
        }
        "keep_spot" | "release_spot" => {
            let class = town.class().await;
            let spot = with_spots(town, here, class).await.1;
            if endpoint == "release_spot" {
                keep(town, class, &spot[3]).await;
            }
            form(&[
                ("session", &class.to_string()),
                ("spot", &spot[3]),
                ("reason", "For the physio"),
                ("key", &fresh),
            ])
        }
        "load_room_plan" | "lay_out_spots" | "name_spot" | "remove_spot" | "set_spot_out" => {
            let (room, spots) = plan_at(town, here).await;
            form(&[
                ("room", &room),
                ("spot", &spots[1]),
                ("lines", "3"),
                ("places", "4"),
                ("line", "1"),
                ("place", "1"),
                ("name", "Window"),
                ("out", "true"),
                ("reason", "The chain is off"),
                ("key", &fresh),
            ])
        }
        "book_asked" => {
            let session = who.map(|person| person.who.session.0).unwrap_or_default();
            let browser = spotter::platform::secret::encode(session.as_bytes());
            form(&[
                ("session", &town.class().await.to_string()),
                ("key", &fresh),
                ("browser", &browser),
            ])
        }
        "book_class" => form(&[("session", &town.class().await.to_string()), ("key", &fresh)]),
        "join_waitlist" => form(&[("session", &town.full_class().await.to_string()), ("key", &fresh)]),
        "leave_waitlist" => {
            let class = town.full_class().await;
            let waits = who
                .and_then(|who| who.who.member)
                .map(MemberId)
                .unwrap_or(town.newcomer().await);
            club.join(waits, class).await.expect("a place on the list");
            form(&[("session", &class.to_string()), ("key", &fresh)])
        }
        "confirm_hour" | "dispute_hour" | "settle_hour" => {
            let booking = match who.filter(|who| who.who.member.is_some()) {
                Some(who) => town.booking_of(who).await,
                None => town.booking_at(here, None).await.1,
            };
            crate::hours::question(town, booking, endpoint == "settle_hour").await;
            form(&[
                ("booking", &booking.to_string()),
                ("words", "Nobody came"),
                ("verdict", "stands"),
                ("reason", "The door knows"),
                ("key", &fresh),
            ])
        }
        "excuse_absence" | "take_excuse_back" => {
            let booking = town.booking_at(here, None).await.1;
            crate::absences::given_up_late(town, booking).await;
            if endpoint == "take_excuse_back" {
                spotter::booking::service::excuse(&club.house, &town.owner.who, booking, "Was ill", &key())
                    .await
                    .expect("excused");
            }
            form(&[
                ("booking", &booking.to_string()),
                ("reason", "Was ill"),
                ("key", &fresh),
            ])
        }
        "cancel_booking" => {
            let booking = match who.filter(|who| who.who.member.is_some()) {
                Some(who) => town.booking_of(who).await,
                None => town.booking_at(here, None).await.1,
            };
            form(&[("booking", &booking.to_string()), ("key", &fresh)])
        }
        "load_moves" | "move_booking" => {
            let booking = match who.filter(|who| who.who.member.is_some()) {
                Some(who) => town.booking_of(who).await,
                None => town.booking_at(here, None).await.1,
            };
            form(&[
                ("booking", &booking.to_string()),
                ("session", &town.class().await.to_string()),
                ("key", &fresh),
            ])
        }
        "load_moves_for" | "move_for_member" => {
            let (_, booking) = town.booking_at(here, None).await;
            form(&[
                ("booking", &booking.to_string()),
                ("member", &town.ada.member().to_string()),
                ("session", &town.class().await.to_string()),
                ("key", &fresh),
            ])
        }
        "load_desk_table" => form(&[("member", &town.newcomer().await.to_string())]),
        "book_for_member" | "book_anyway" => {
            let member = club.member_with("Caller", club.pack).await.to_string();
            // nobody teaches it: the days of a coach are full of the classes of the other doors
            let class = town.class_at(&club.location, None).await.to_string();
            form(&[
                ("member", &member),
                ("session", &class),
                ("reason", "Promised"),
                ("key", &fresh),
            ])
        }
        "cancel_for_member" => {
            let (_, booking) = town.booking_at(here, None).await;
            form(&[
                ("booking", &booking.to_string()),
                ("member", &town.ada.member().to_string()),
                ("key", &fresh),
            ])
        }
        "leave_for_member" => {
            let (class, member) = (town.full_class().await, club.member_with("Caller", club.pack).await);
            club.join(member, class).await.expect("waits");
            form(&[
                ("member", &member.to_string()),
                ("session", &class.to_string()),
                ("key", &fresh),
            ])
        }
        "unmark_all" => {
            let (session, booking) = town.booking_at(here, Some(&town.coach)).await;
            form(&[("session", &session.to_string()), ("bookings[0]", &booking.to_string())])
        }
        "load_coach_day" => form(&[("day", &today().to_string())]),
        "mark_attendance" => {
            let (_, booking) = town.booking_at(here, Some(&town.coach)).await;
            form(&[("booking", &booking.to_string()), ("here", "true")])
        }
        "load_desk" | "load_presence" => form(&[("location", &id)]),
        "add_kiosk" => form(&[("location", &id), ("name", "Main door"), ("key", &fresh)]),
        "revoke_kiosk" => form(&[("id", &crate::kiosks::waiting(town, here).await.id.to_string())]),
        "pair_kiosk" => {
            let code = crate::kiosks::waiting(town, here).await.code.expect("a code");
            form(&[("code", &code.text)])
        }
        "sync_scans" => form(&[("now", "1")]),
        "check_out" => form(&[("visit", &town.visit_at(here).await.to_string())]),
        "put_aside_scan" => {
            let (kiosk, scan) = crate::kiosks::listed(town, here).await;
            form(&[
                ("location", &id),
                ("kiosk", &kiosk.to_string()),
                ("scan", &scan.to_string()),
            ])
        }
        "check_in_code" => {
            let member = town.newcomer().await;
            let code = door::entry_code(&club.house, &club.as_member(member), member)
                .await
                .expect("a code")
                .text;
            form(&[("location", &id), ("code", &code)])
        }
        "check_in_member" => form(&[
            ("location", &id),
            ("member", &town.newcomer().await.to_string()),
            ("key", &fresh),
        ]),
        "book_walk_in" => {
            let member = town.newcomer().await;
            club.grant(member, club.pack).await;
            form(&[
                ("location", &id),
                ("member", &member.to_string()),
                ("session", &town.class_tonight(here).await.to_string()),
                ("key", &fresh),
            ])
        }
        "book_partner" => {
            let class = keeping(town, here).await.to_string();
            form(&[("session", &class), ("partner", "Fit Pass"), ("key", &fresh)])
        }
        "give_back_partner" => form(&[("place", &sold(town, here).await.to_string()), ("key", &fresh)]),
        "load_answer" => form(&[("key", &fresh)]),
        "undo_check_in" => form(&[("visit", &town.visit_at(here).await.to_string())]),
        "mark_inbox_read" => form(&[("newest", &spotter::platform::id::fresh().to_string())]),
        "load_dashboard" => form(&[("location", &id), ("span", "30")]),
        _ => String::new(),
    }
}

/// The form that moves a class by nothing at all.
pub async fn changed(town: &Town, class: schedule::model::SessionId, room: &str) -> String {
    let session = town.club.session(class).await;
    form(&[
        ("id", &class.to_string()),
        ("day", &session.day.to_string()),
        ("start", &session.starts.clock()),
        ("minutes", "60"),
        ("capacity", "10"),
        ("room", room),
    ])
}

/// A tag that a member was given.
pub async fn tag_on(town: &Town, member: MemberId) -> String {
    let (house, owner) = (&town.club.house, &town.owner.who);
    details::tag(house, owner, member, &key()).await.expect("tagged");
    let file = details::file(house, owner, member).await.expect("read");
    file.tags[0].id.to_string()
}

/// A view of the members list that somebody has kept.
pub async fn view_of(town: &Town, person: &Person) -> String {
    let form = ViewForm {
        name: key(),
        shared: false,
        list: Some("status=active".to_owned()),
    };
    let kept = views::keep(&town.club.house, &person.who, &form, &key()).await;
    kept.expect("kept").to_string()
}

/// One more member whose pass ends soon; how many can be written to for it.
pub async fn may_leave(town: &Town, person: &Person) -> String {
    let club = &town.club;
    let member = town.newcomer().await;
    let pass = club.grant(member, club.unlimited).await;
    let mut tx = club.write().await;
    let ends = tx.query("UPDATE passes SET ends_on = $2 WHERE id = $1");
    ends.bind(pass).bind(day_plus(today(), 9)).run().await.expect("written");
    tx.commit().await.expect("committed");
    let scope = person.who.scope(Permission::ChangeMany);
    let look = campaign::look(&club.house, &person.who, &scope.unwrap_or(Scope::Everywhere), &ending()).await;
    look.expect("a look").meant.to_string()
}

fn ending() -> LeavingFilter {
    LeavingFilter {
        reason: "ending".to_owned(),
        ..LeavingFilter::default()
    }
}

/// A campaign that somebody has begun and that is not over.
pub async fn campaign_of(town: &Town, person: &Person) -> String {
    let club = &town.club;
    let meant = may_leave(town, &town.owner).await.parse().expect("a number");
    let begun = campaign::begin(
        &club.house,
        &person.who,
        &Scope::Everywhere,
        &ending(),
        ("", "0", meant),
        &key(),
    )
    .await;
    let id = begun.expect("begun");
    let mut tx = club.write().await;
    let open = tx.query("UPDATE campaigns SET state = 'running', ended_at = NULL WHERE id = $1");
    open.bind(id).run().await.expect("written");
    tx.commit().await.expect("committed");
    id.to_string()
}

/// A change of many that somebody has made.
pub async fn bulk_of(town: &Town, person: &Person) -> String {
    let ask = BulkAsk {
        ids: town.newcomer().await.to_string(),
        what: "add_tag".to_owned(),
        word: key(),
        ..BulkAsk::default()
    };
    let begun = bulk::start(&town.club.house, &person.who, &Scope::Everywhere, &ask, 1, &key()).await;
    begun.expect("begun").to_string()
}

/// A note about a member.
pub async fn note_on(town: &Town, member: MemberId) -> String {
    let (house, owner) = (&town.club.house, &town.owner.who);
    details::add_note(house, owner, member, "Likes the early classes", (false, false), &key())
        .await
        .expect("written");
    let file = details::file(house, owner, member).await.expect("read");
    file.notes[0].id.to_string()
}

/// A one-time code that the owner has made for a member.
pub async fn code_for(town: &Town, member: MemberId) -> String {
    let (house, owner) = (&town.club.house, &town.owner.who);
    access::hand_out(house, owner, member).await.expect("made");
    let access = access::access(house, owner, member).await.expect("read");
    access.code.expect("a code").text
}

pub async fn grant_at(town: &Town, place: &spotter::studio::model::Location) -> String {
    let login = format!("{}@example.org", key());
    let person = crate::web::staff(&town.club, &login, Role::FrontDesk, Some(place)).await;
    let rows = accounts::service::staff(&town.club.house, &town.owner.who)
        .await
        .expect("the staff");
    let row = rows
        .into_iter()
        .find(|row| row.account == person.who.account)
        .expect("the one just made");
    row.grants[0].0.to_string()
}

/// An invitation to a place that the owner has made: its id, and the token of its link.
pub async fn invitation(town: &Town, place: &Location) -> (String, String) {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let email = format!("{}@example.org", key());
    let role = accounts::service::RoleChoice::Ours(Role::Coach);
    let id = accounts::service::invite(house, owner, "Nia", &email, role, &[place.id])
        .await
        .expect("invited");
    let links = accounts::service::open_links(house, owner, &[]).await.expect("read");
    let link = links.into_iter().find(|link| link.id == id).expect("the one just made");
    let token = link.url.rsplit_once("token=").expect("a token").1.to_owned();
    (id.to_string(), token)
}

/// A role of the club's own that nobody has.
pub async fn role_of_the_club(town: &Town) -> String {
    let (house, owner, name) = (&town.club.house, &town.owner.who, key());
    let allows = [("see_members".to_owned(), "true".to_owned())].into();
    accounts::service::save_role(house, owner, "", &name, "front_desk", &allows)
        .await
        .expect("made");
    let roles = accounts::service::roles(house, owner).await.expect("read");
    let role = roles.into_iter().find(|role| role.name.as_deref() == Some(&name));
    role.and_then(|role| role.id).expect("the one just made").to_string()
}

pub async fn room_at(town: &Town, place: &spotter::studio::model::Location) -> String {
    let mut tx = town.club.write().await;
    let now = town.club.house.clock.now();
    let room = spotter::rooms::service::add::<Nothing>(&mut tx, town.club.org, place.id, &key(), 20, now)
        .await
        .expect("a room");
    tx.commit().await.expect("committed");
    room.to_string()
}

/// A room with a plan of two rows of three, and its spots.
pub async fn plan_at(town: &Town, place: &Location) -> (String, Vec<String>) {
    let room = room_at(town, place).await;
    let id = room.parse().expect("an id");
    let change = spotter::rooms::service::Change::LayOut(2, 3, spotter::rooms::model::Numbering::Through);
    let (house, owner) = (&town.club.house, &town.owner.who);
    spotter::booking::service::change_plan(house, owner, id, change, &key())
        .await
        .expect("a plan");
    let page = spotter::booking::service::plan_of(house, owner, id)
        .await
        .expect("read");
    (room, page.plan.spots.iter().map(|spot| spot.id.to_string()).collect())
}

/// Makes a class one whose members choose their spot; its room, and the spots.
pub async fn with_spots(
    town: &Town,
    place: &Location,
    class: spotter::schedule::model::SessionId,
) -> (String, Vec<String>) {
    let (room, spots) = plan_at(town, place).await;
    let id: spotter::rooms::model::RoomId = room.parse().expect("an id");
    let mut tx = town.club.write().await;
    let into = tx.query("UPDATE class_sessions SET room_id = $2, choose_spots = $3 WHERE id = $1");
    into.bind(class).bind(id).bind(true).run().await.expect("written");
    tx.commit().await.expect("committed");
    (room, spots)
}

/// Keeps a spot of a class to the club.
pub async fn keep(town: &Town, class: spotter::schedule::model::SessionId, spot: &str) {
    let (house, owner) = (&town.club.house, &town.owner.who);
    let spot = spot.parse().expect("an id");
    spotter::booking::service::keep_spot(house, owner, class, spot, "For the physio", &key())
        .await
        .expect("kept");
}

pub async fn closed_room_at(town: &Town, place: &spotter::studio::model::Location) -> String {
    let id = room_at(town, place).await;
    let parsed = id.parse().expect("an id");
    spotter::rooms::service::close(&town.club.house, &town.owner.who, parsed)
        .await
        .expect("closed");
    id
}

/// A class that keeps a place for partners.
pub async fn keeping(town: &Town, place: &Location) -> schedule::model::SessionId {
    let class = town.class_at(place, None).await;
    let mut tx = town.club.write().await;
    let kept = tx.query("UPDATE class_sessions SET partner_kept = 1, kept_until = starts_at WHERE id = $1");
    assert_eq!(kept.bind(class).run().await.expect("written"), 1);
    tx.commit().await.expect("committed");
    class
}

/// A place that was sold to a partner.
pub async fn sold(town: &Town, place: &Location) -> schedule::model::PartnerPlaceId {
    let class = keeping(town, place).await;
    let (house, owner) = (&town.club.house, &town.owner.who);
    spotter::booking::service::book_partner(house, owner, class, "Fit Pass", &key())
        .await
        .expect("sold");
    let roster = spotter::booking::service::roster(house, owner, class)
        .await
        .expect("read");
    roster.partners[0].id
}

async fn class_type(town: &Town) -> String {
    let class = schedule::model::ClassType {
        id: schedule::model::ClassTypeId::fresh(),
        name: key(),
        ..town.club.yoga.clone()
    };
    let mut tx = town.club.write().await;
    let now = town.club.house.clock.now();
    let id = schedule::service::add_class_type::<Nothing>(&mut tx, town.club.org, class, None, now)
        .await
        .expect("a class type");
    tx.commit().await.expect("committed");
    id.to_string()
}

#[test]
fn every_server_function_is_in_the_matrix_and_none_answers_get() {
    let registered: BTreeSet<String> = server_fn_paths()
        .map(|(path, _)| path.trim_start_matches("/api/").to_owned())
        .collect();
    let named: BTreeSet<String> = DOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let unnamed: Vec<_> = registered.difference(&named).collect();
    assert!(unnamed.is_empty(), "say in DOORS who may call {unnamed:?}");
    let gone: Vec<_> = named.difference(&registered).collect();
    assert!(gone.is_empty(), "DOORS names what is not registered: {gone:?}");
    assert_eq!(DOORS.len(), named.len(), "a door is named twice");
    for (path, method) in server_fn_paths() {
        assert_eq!(method, "POST", "{path} must not answer a link that somebody else made");
        assert!(
            path.strip_prefix("/api/")
                .is_some_and(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')),
            "{path}"
        );
    }
}

/// The pattern of a page in the words of the route table.
fn pattern(path: &str) -> String {
    path.split('/')
        .map(|part| {
            part.strip_prefix('{')
                .and_then(|p| p.strip_suffix('}'))
                .map_or(part.to_owned(), |p| format!(":{p}"))
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn every_page_is_in_the_matrix() {
    let registered: BTreeSet<String> = spotter::server::pages()
        .iter()
        .map(|route| pattern(route.path()))
        .collect();
    let named: BTreeSet<String> = PAGES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let unnamed: Vec<_> = registered.difference(&named).collect();
    assert!(unnamed.is_empty(), "say in PAGES who may see {unnamed:?}");
    let gone: Vec<_> = named.difference(&registered).collect();
    assert!(gone.is_empty(), "PAGES names what is not a route: {gone:?}");
}

/// A page's path with something in it that is here.
pub fn page_path(town: &Town, page: &str) -> String {
    page.replace(":id", &town.ben.member().to_string())
}

on_both! {
    async fn everybody_hears_what_the_matrix_says(club: Club) {
        let town = Town::of(club).await;
        let mut wrong = Vec::new();
        for (endpoint, answers) in DOORS {
            for (i, expected) in answers.iter().enumerate() {
                let person = match caller(&town, i) {
                    Some(person) => Some(town.again(person).await),
                    None => None,
                };
                let body = filled(&town, endpoint, person.as_ref()).await;
                let before = town.rows().await;
                let reply = town.web.call(person.as_ref().map(|p| p.token.as_str()), endpoint, &body).await;
                if reply.status != *expected {
                    wrong.push(format!("{endpoint} for {}: {} and not {expected}: {}", CALLERS[i], reply.status, reply.text()));
                }
                if reply.status != 200 {
                    let after = town.rows().await;
                    let changed = after.changed(&before);
                    if !changed.is_empty() {
                        wrong.push(format!("{endpoint} for {}: refused and yet written to {changed:?}", CALLERS[i]));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }

    /// The control of the fingerprint above: what is allowed changes rows, and is seen to.
    async fn what_is_allowed_changes_rows(club: Club) {
        let town = Town::of(club).await;
        for (endpoint, person, table) in [
            ("book_class", &town.ada, "bookings"),
            ("book_asked", &town.ada, "bookings"),
            ("change_profile", &town.ada, "members"),
            ("grant_pass", &town.desk, "passes"),
            ("cancel_session", &town.manager, "class_sessions"),
            ("end_device", &town.ada, "account_sessions"),
        ] {
            let body = filled(&town, endpoint, Some(person)).await;
            let before = town.rows().await;
            assert_eq!(town.web.call(Some(&person.token), endpoint, &body).await.status, 200, "{endpoint}");
            assert!(town.rows().await.changed(&before).contains(&table), "{endpoint} wrote to {table}");
        }
    }

    async fn every_page_opens_for_those_it_is_for(club: Club) {
        let town = Town::of(club).await;
        let mut wrong = Vec::new();
        for (page, answers) in PAGES.iter().chain(OTHERS) {
            let path = page_path(&town, page).replace("{here}", &town.club.location.id.to_string());
            for (i, expected) in answers.iter().enumerate() {
                let token = caller(&town, i).map(|p| p.token.as_str());
                let request = town.web.request("GET", &path, token).body(Body::empty()).expect("a request");
                // A live feed has no end: its status is all that is waited for.
                let status = town.web.begin(request).await.status().as_u16();
                if status != *expected {
                    wrong.push(format!("{page} for {}: {status} and not {expected}", CALLERS[i]));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn no_server_function_answers_anything_but_post(club: Club) {
        let town = Town::of(club).await;
        let before = town.rows().await;
        for (endpoint, _) in DOORS {
            let query = filled(&town, endpoint, Some(&town.owner)).await;
            let before_one = town.rows().await;
            for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH"] {
                let path = format!("/api/{endpoint}?{query}");
                let request = town.web.request(method, &path, Some(&town.owner.token)).body(Body::from(query.clone())).expect("a request");
                let reply = town.web.send(request).await;
                assert_eq!(reply.status, 405, "{method} {endpoint}");
            }
            assert!(town.rows().await.changed(&before_one).is_empty(), "{endpoint} wrote without a POST");
        }
        assert!(before != town.rows().await, "the forms themselves make rows");
    }
}
