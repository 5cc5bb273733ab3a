//! Twins: somebody else's thing and a thing that does not exist are answered alike, to the byte, and nothing changes.

use crate::{
    doors::{
        DOORS, asleep, bulk_of, campaign_of, changed, closed_room_at, filled, grant_at, invitation, keep, level_of,
        merge_in, note_on, paper_of, plan_at, room_at, rules_ahead, rules_form, tag_on, template_ahead, view_of,
        with_spots,
    },
    on_both,
    support::{Club, key, today},
    web::{PASSWORD, Person, Town, form, series_fields, staff},
};
use spotter::{
    accounts::model::Role,
    booking::service as booking,
    members::{household, model::MemberId},
    platform::time::day_plus,
    schedule::model::SeriesForm,
};
use uuid::Uuid;

/// A form with a hole where an id goes.
struct Twin<'t> {
    caller: &'t Person,
    endpoint: &'static str,
    /// Of somebody else, or of another place.
    foreign: String,
    form: Box<dyn Fn(&str) -> String + Send + 't>,
}

fn nobodys() -> String {
    // An id of the same shape that was never given.
    spotter::platform::id::fresh().to_string()
}

fn twin<'t>(
    caller: &'t Person,
    endpoint: &'static str,
    foreign: impl ToString,
    form: impl Fn(&str) -> String + Send + 't,
) -> Twin<'t> {
    Twin {
        caller,
        endpoint,
        foreign: foreign.to_string(),
        form: Box::new(form),
    }
}

fn one<'t>(name: &'static str) -> impl Fn(&str) -> String + Send + 't {
    move |id: &str| form(&[(name, id)])
}

/// With a key of its own each time: an answer that is only repeated proves nothing.
fn keyed<'t>(fields: Vec<(&'static str, String)>, name: &'static str) -> impl Fn(&str) -> String + Send + 't {
    move |id: &str| {
        let fresh = key();
        let mut all: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        all.extend([(name, id), ("key", fresh.as_str())]);
        form(&all)
    }
}

async fn compare(town: &Town, twins: Vec<Twin<'_>>) {
    let mut wrong = Vec::new();
    for Twin {
        caller,
        endpoint,
        foreign,
        form,
    } in twins
    {
        let before = town.rows().await;
        let theirs = town.web.call(Some(&caller.token), endpoint, &form(&foreign)).await;
        let nothing = town.web.call(Some(&caller.token), endpoint, &form(&nobodys())).await;
        if (theirs.status, &theirs.body, &theirs.headers) != (nothing.status, &nothing.body, &nothing.headers) {
            wrong.push(format!(
                "{endpoint} tells {}'s caller that the thing exists: {} {} and not {} {}",
                caller.login,
                theirs.status,
                theirs.text(),
                nothing.status,
                nothing.text()
            ));
        }
        if theirs.status == 200 && !["load_members", "load_answer"].contains(&endpoint) {
            wrong.push(format!("{endpoint} gave {} what is not theirs", caller.login));
        }
        let after = town.rows().await;
        let changed = after.changed(&before);
        if !changed.is_empty() {
            wrong.push(format!("{endpoint} for {} changed {changed:?}", caller.login));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Doors with ids that everybody who may knock may name: places and classes stand in the public timetable, a member's home is
/// any place, a kind of class is the whole club's, and a notice's id says no more than until when one's own were shown.
const OPEN: [&str; 16] = [
    "load_timetable",
    "load_member_timetable",
    "load_sheet",
    // the timetable is everybody's, and the seat is the asker's own
    "book_asked",
    "change_profile",
    "archive_class_type",
    "offer_class_type",
    "mark_inbox_read",
    // a role is the whole club's, and whoever decides about one decides about all
    "end_role",
    // a list is the whole club's, and whoever takes in one takes in all
    "load_batch",
    "load_upload",
    "match_columns",
    "start_import",
    "cancel_import",
    "discard_upload",
    "undo_import",
];

/// A child for whom somebody answers.
async fn child_of(town: &Town, guardian: MemberId) -> MemberId {
    let (club, born) = (&town.club, day_plus(today(), -9 * 365));
    let mut tx = club.write().await;
    let child = household::add_child_in(&mut tx, club.org, guardian, "Mia".into(), born, club.house.clock.now())
        .await
        .expect("a child");
    tx.commit().await.expect("committed");
    child
}

/// A page without what is new in every answer: the number of its scripts, keys, and the id that the address named.
fn settled(html: &str) -> String {
    html.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .map(|word| if word.len() > 22 { "…" } else { word })
        .collect()
}

on_both! {
    async fn a_member_learns_nothing_of_another(club: Club) {
        let town = Town::of(club).await;
        let (ada, ben) = (&town.ada, &town.ben);
        let bens_booking = town.booking_of(ben).await;
        let bens_pass = town.club.grant(ben.member(), town.club.pack).await;
        let bens_membership = town.membership(ben.member(), false).await;
        let class = town.class().await;
        let full = town.full_class().await;
        town.club.join(ben.member(), full).await.expect("a place on the list");
        let spots = with_spots(&town, &town.club.location, class).await.1;
        let (first, second) = (spots[0].clone(), spots[1].clone());
        let bens_child = child_of(&town, ben.member()).await;
        let paper = paper_of(&town).await;
        compare(
            &town,
            vec![
                twin(ada, "cancel_booking", bens_booking, keyed(vec![], "booking")),
                twin(ada, "cancel_booking", bens_booking, keyed(vec![("late", "true".into())], "booking")),
                twin(ada, "load_moves", bens_booking, one("booking")),
                twin(ada, "move_booking", bens_booking, keyed(vec![("session", class.to_string())], "booking")),
                twin(ada, "confirm_hour", bens_booking, keyed(vec![], "booking")),
                twin(ada, "dispute_hour", bens_booking, keyed(vec![("words", "Nobody came".into())], "booking")),
                twin(ada, "book_class", bens_pass, keyed(vec![("session", class.to_string())], "pass")),
                twin(ada, "join_waitlist", bens_pass, keyed(vec![("session", full.to_string())], "pass")),
                twin(ada, "leave_waitlist", full, keyed(vec![], "session")),
                twin(ada, "end_device", ben.who.session, one("id")),
                twin(ada, "mark_attendance", bens_booking, |id| form(&[("booking", id), ("here", "true")])),
                twin(ada, "mark_all_here", class, one("session")),
                twin(ada, "unmark_all", class, |id| form(&[("session", id), ("bookings[0]", &nobodys())])),
                twin(ada, "load_roster", class, one("session")),
                twin(ada, "load_member", ben.member(), one("member")),
                twin(ada, "load_passes_of", ben.member(), one("member")),
                twin(ada, "load_bookings_of", ben.member(), one("member")),
                twin(ada, "take_back_pass", bens_pass, one("id")),
                twin(ada, "cancel_membership", &bens_membership, keyed(vec![], "id")),
                twin(ada, "keep_membership", &bens_membership, keyed(vec![], "id")),
                twin(ada, "book_class", ben.member(), keyed(vec![("session", class.to_string())], "member")),
                twin(ada, "join_waitlist", ben.member(), keyed(vec![("session", full.to_string())], "member")),
                twin(ada, "leave_waitlist", ben.member(), keyed(vec![("session", full.to_string())], "member")),
                twin(ada, "load_spots", ben.member(), move |id| form(&[("session", &class.to_string()), ("member", id)])),
                twin(ada, "hold_spot", ben.member(), move |id| form(&[("session", &class.to_string()), ("spot", &first), ("member", id)])),
                twin(ada, "change_spot", bens_booking, keyed(vec![("spot", second)], "booking")),
                twin(ada, "join_party", ben.member(), keyed(vec![("session", full.to_string())], "people[0]")),
                twin(ada, "book_party", ben.member(), keyed(vec![("session", class.to_string())], "people[0]")),
                twin(ada, "load_household_of", ben.member(), one("member")),
                twin(ada, "load_my_privacy", bens_child, one("member")),
                twin(ada, "give_consent", bens_child, |id| form(&[("member", id), ("purpose", "photos"), ("version", "1")])),
                twin(ada, "withdraw_consent", bens_child, |id| form(&[("member", id), ("purpose", "photos")])),
                twin(ada, "save_health", bens_child, |id| form(&[("member", id), ("allergies", "Nuts")])),
                twin(ada, "load_papers", bens_child, one("member")),
                twin(ada, "sign_paper", bens_child, keyed(vec![("version", paper), ("name", "Ada".into()), ("agreed", "true".into())], "member")),
                twin(ada, "load_erasure", bens_child, one("member")),
                twin(ada, "erase_me", bens_child, |id| form(&[("member", id), ("password", PASSWORD)])),
            ],
        )
        .await;
    }

    async fn a_coach_learns_nothing_of_another_coachs_class(club: Club) {
        let town = Town::of(club).await;
        let here = town.club.location.clone();
        let (class, booking) = town.booking_at(&here, Some(&town.other_coach)).await;
        let coach = &town.coach;
        let member = town.ben.member();
        let spots = with_spots(&town, &here, class).await.1;
        keep(&town, class, &spots[4]).await;
        let (free, kept) = (spots[3].clone(), spots[4].clone());
        compare(
            &town,
            vec![
                twin(coach, "load_coach_day", class, one("session")),
                twin(coach, "move_spot", booking, keyed(vec![("spot", free.clone())], "booking")),
                twin(coach, "keep_spot", class, keyed(vec![("spot", free), ("reason", "Mine".into())], "session")),
                twin(coach, "release_spot", class, keyed(vec![("spot", kept)], "session")),
                twin(coach, "open_health", member, one("member")),
                twin(coach, "load_roster", class, one("session")),
                twin(coach, "mark_all_here", class, one("session")),
                twin(coach, "unmark_all", class, |id| form(&[("session", id), ("bookings[0]", &nobodys())])),
                twin(coach, "mark_attendance", booking, |id| form(&[("booking", id), ("here", "true")])),
                twin(coach, "mark_attendance", booking, |id| form(&[("booking", id)])),
            ],
        )
        .await;
    }

    async fn a_desk_learns_nothing_of_another_place(club: Club) {
        let town = Town::of(club).await;
        let there = town.there.clone();
        let desk = &town.desk;
        let (class, booking) = town.booking_at(&there, None).await;
        let visit = town.visit_at(&there).await;
        let (kiosk, scan) = crate::kiosks::listed(&town, &there).await;
        let here = town.club.location.id;
        let pass = town.club.grant(town.cora, town.club.pack).await;
        let sleeps = asleep(&town, town.cora).await;
        let membership = town.membership(town.cora, false).await;
        let (course, series) = town.course().await;
        let (member, ours) = (town.newcomer().await, town.class().await);
        let (plan, day) = (town.club.pack.to_string(), today().to_string());
        let (tag, note) = (tag_on(&town, town.cora).await, note_on(&town, town.cora).await);
        let (marked, removed) = (note.clone(), note.clone());
        let view = view_of(&town, &town.desk_there).await;
        let merge = merge_in(&town, town.cora).await;
        let paper = paper_of(&town).await;
        let (kept, sold) = (crate::doors::keeping(&town, &there).await, crate::doors::sold(&town, &there).await);
        // What the other desk was shown under a key is that desk's.
        let code = form(&[("location", &there.id.to_string()), ("code", "nonsense")]);
        let shown = town.web.submit(Some(&town.desk_there.token), "check_in_code", &code).await;
        let answer = shown.header("location").rsplit_once("answer=").expect("sent on with a key").1.to_owned();
        let of_theirs = town.web.call(Some(&town.desk_there.token), "load_answer", &form(&[("key", &answer)])).await;
        assert!(of_theirs.text().contains("unknown") || of_theirs.text().contains("Unknown"), "the control: {}", of_theirs.text());
        compare(
            &town,
            vec![
                twin(desk, "load_desk", there.id, one("location")),
                twin(desk, "load_presence", there.id, one("location")),
                twin(desk, "check_out", visit, one("visit")),
                twin(desk, "reactivate_pass", &sleeps, keyed(vec![], "id")),
                twin(desk, "put_aside_scan", there.id, move |id| form(&[("location", id), ("kiosk", &kiosk.to_string()), ("scan", &scan.to_string())])),
                twin(desk, "put_aside_scan", scan, move |id| form(&[("location", &here.to_string()), ("kiosk", &kiosk.to_string()), ("scan", id)])),
                twin(desk, "check_in_code", there.id, |id| form(&[("location", id), ("code", "nonsense")])),
                twin(desk, "check_in_member", there.id, keyed(vec![("member", member.to_string())], "location")),
                twin(desk, "book_walk_in", there.id, keyed(vec![("member", member.to_string()), ("session", class.to_string())], "location")),
                twin(desk, "book_partner", kept, keyed(vec![("partner", "Fit Pass".into())], "session")),
                twin(desk, "give_back_partner", sold, keyed(vec![], "place")),
                twin(desk, "undo_check_in", visit, one("visit")),
                twin(desk, "load_answer", answer, one("key")),
                twin(desk, "load_member", town.cora, one("member")),
                twin(desk, "load_bookings_of", town.cora, one("member")),
                twin(desk, "load_standings", town.cora, one("member")),
                twin(desk, "load_access", town.cora, one("member")),
                twin(desk, "hand_out_code", town.cora, one("member")),
                twin(desk, "change_member", town.cora, |id| form(&[("member", id), ("name", "Cora")])),
                twin(desk, "change_member", there.id, move |id| form(&[("member", &member.to_string()), ("name", "Ida"), ("home", id)])),
                twin(desk, "load_privacy_of", town.cora, one("member")),
                twin(&town.manager, "load_merge_page", town.cora, one("member")),
                twin(&town.manager, "load_merge_page", town.cora, move |id| form(&[("member", &member.to_string()), ("other", id)])),
                twin(&town.manager, "merge_members", town.cora, keyed(vec![("kept", member.to_string())], "other")),
                twin(&town.manager, "merge_members", town.cora, keyed(vec![("other", member.to_string())], "kept")),
                twin(&town.manager, "part_members", &merge, keyed(vec![], "merge")),
                twin(desk, "record_consent", town.cora, |id| form(&[("member", id), ("purpose", "photos"), ("version", "1")])),
                twin(desk, "load_papers_of", town.cora, one("member")),
                twin(desk, "take_paper", town.cora, keyed(vec![("version", paper), ("on", "paper".into()), ("name", "Cora".into()), ("agreed", "true".into())], "member")),
                twin(desk, "load_member_file", town.cora, one("member")),
                twin(desk, "load_member_timeline", town.cora, one("member")),
                twin(desk, "load_leaving_sheet", town.cora, one("member")),
                twin(desk, "write_to_member", town.cora, keyed(vec![("text", "Hello".into())], "member")),
                twin(desk, "note_talk", town.cora, keyed(vec![("words", "Hello".into())], "member")),
                twin(desk, "set_aside", town.cora, keyed(vec![], "member")),
                twin(desk, "take_up", town.cora, keyed(vec![], "member")),
                twin(desk, "save_member_details", town.cora, |id| form(&[("member", id), ("goals[people]", "true")])),
                twin(desk, "tag_member", town.cora, |id| form(&[("member", id), ("tag", "Morning")])),
                twin(desk, "untag_member", town.cora, move |id| form(&[("member", id), ("tag", &tag)])),
                twin(desk, "add_member_note", town.cora, keyed(vec![("body", "Hello".into())], "member")),
                twin(desk, "mark_member_note", town.cora, move |id| form(&[("member", id), ("note", &marked), ("alert", "true")])),
                twin(desk, "mark_member_note", &note, move |id| form(&[("member", &member.to_string()), ("note", id), ("alert", "true")])),
                twin(desk, "remove_member_note", town.cora, move |id| form(&[("member", id), ("note", &removed)])),
                twin(desk, "remove_member_note", &note, move |id| form(&[("member", &member.to_string()), ("note", id)])),
                twin(desk, "change_view", &view, |id| form(&[("view", id), ("name", "Mine")])),
                twin(desk, "drop_view", &view, one("view")),
                twin(desk, "load_passes_of", town.cora, one("member")),
                twin(desk, "load_household_of", town.cora, one("member")),
                twin(desk, "put_in_household", town.cora, keyed(vec![("number", "1".into()), ("role", "adult".into())], "member")),
                twin(desk, "take_out_of_household", town.cora, one("member")),
                twin(desk, "grant_pass", town.cora, keyed(vec![("plan", plan), ("starts_on", day)], "member")),
                twin(desk, "take_back_pass", pass, one("id")),
                twin(desk, "cancel_membership_of", &membership, keyed(vec![], "id")),
                twin(desk, "keep_membership_of", &membership, keyed(vec![], "id")),
                twin(desk, "load_courses", town.cora, one("member")),
                twin(desk, "enrol_member", town.cora, keyed(vec![("plan", course), ("series", series)], "member")),
                twin(desk, "load_desk_table", town.cora, one("member")),
                twin(desk, "load_desk_table", there.id, move |id| form(&[("member", &member.to_string()), ("location", id)])),
                twin(desk, "book_for_member", town.cora, keyed(vec![("session", ours.to_string())], "member")),
                twin(desk, "book_for_member", class, keyed(vec![("member", member.to_string())], "session")),
                twin(desk, "leave_for_member", class, keyed(vec![("member", member.to_string())], "session")),
                twin(desk, "cancel_for_member", booking, keyed(vec![("member", member.to_string())], "booking")),
                twin(desk, "load_moves_for", booking, one("booking")),
                twin(desk, "move_for_member", booking, keyed(vec![("member", member.to_string()), ("session", ours.to_string())], "booking")),
                twin(desk, "add_member", there.id, |id| form(&[("name", "Ida"), ("location", id)])),
                twin(desk, "load_members", there.id, |id| form(&[("filter[location]", id)])),
                twin(desk, "load_roster", class, one("session")),
                twin(desk, "mark_all_here", class, one("session")),
                twin(desk, "unmark_all", class, |id| form(&[("session", id), ("bookings[0]", &nobodys())])),
                twin(desk, "mark_attendance", booking, |id| form(&[("booking", id), ("here", "true")])),
            ],
        )
        .await;
    }

    async fn a_manager_learns_nothing_of_another_place(club: Club) {
        let town = Town::of(club).await;
        let (here, there) = (town.club.location.clone(), town.there.clone());
        let manager = &town.manager;
        let series = town.series_at(&there).await;
        let class = town.class_at(&there, None).await;
        let own = town.class().await;
        let room = room_at(&town, &there).await;
        let (planned, spots) = plan_at(&town, &there).await;
        let spot = spots[0].clone();
        let out = spot.clone();
        let closed = closed_room_at(&town, &there).await;
        let tablet = crate::kiosks::waiting(&town, &there).await.id;
        let (struck, struck_there) = (town.struck_at(&here).await, town.struck_at(&there).await);
        let disputed = town.booking_at(&there, None).await.1;
        crate::hours::question(&town, disputed, true).await;
        let missed = town.booking_at(&there, None).await.1;
        crate::absences::given_up_late(&town, missed).await;
        let day = today().to_string();
        let moved = changed(&town, own, "").await;
        let moved_there = changed(&town, class, "").await;
        let in_series = town.series_form(&here);
        let base = in_series.clone();
        let bulk = bulk_of(&town, &town.owner).await;
        let campaign = campaign_of(&town, &town.owner).await;
        let tagged = vec![("what", "add_tag".to_owned()), ("word", "Early".to_owned()), ("expected", "1".to_owned())];
        let moved_in = vec![("what", "home".to_owned()), ("expected", "1".to_owned())];
        compare(
            &town,
            vec![
                twin(manager, "load_week", there.id, one("location")),
                twin(manager, "load_dashboard", there.id, one("location")),
                twin(manager, "end_series", series, move |id| form(&[("id", id), ("last", &day), ("reason", "Summer break")])),
                twin(manager, "load_series_ahead", class, one("session")),
                twin(manager, "cancel_session", class, |id| form(&[("id", id), ("reason", "The coach is ill")])),
                twin(manager, "change_session", class, move |id| moved_there.replace(&class.to_string(), id)),
                twin(manager, "change_session", &room, move |id| moved.replace("room=", &format!("room={id}"))),
                twin(manager, "preview_series", there.id, |id| series_fields(&SeriesForm { location: id.into(), ..base.clone() })),
                twin(manager, "make_series", there.id, |id| series_fields(&SeriesForm { location: id.into(), ..base.clone() })),
                twin(manager, "preview_series", &room, |id| series_fields(&SeriesForm { room: id.into(), ..in_series.clone() })),
                twin(manager, "make_series", &room, |id| series_fields(&SeriesForm { room: id.into(), ..in_series.clone() })),
                twin(manager, "save_room", there.id, |id| form(&[("location", id), ("name", "Loft"), ("capacity", "9")])),
                twin(manager, "save_room", &room, |id| form(&[("id", id), ("location", &here.id.to_string()), ("name", "Loft"), ("capacity", "9")])),
                twin(manager, "close_room", &room, one("id")),
                twin(manager, "load_room_plan", &planned, one("room")),
                twin(manager, "lay_out_spots", &planned, keyed(vec![("lines", "1".into()), ("places", "1".into())], "room")),
                twin(manager, "name_spot", &planned, keyed(vec![("line", "1".into()), ("place", "1".into()), ("name", "Mine".into())], "room")),
                twin(manager, "remove_spot", &planned, keyed(vec![("spot", spot)], "room")),
                twin(manager, "set_spot_out", &planned, keyed(vec![("spot", out), ("out", "true".into()), ("reason", "Rust".into())], "room")),
                twin(manager, "open_room", &closed, one("id")),
                twin(manager, "add_kiosk", there.id, keyed(vec![("name", "Main door".into())], "location")),
                twin(manager, "revoke_kiosk", tablet, one("id")),
                twin(manager, "save_hours", there.id, |id| form(&[("location", id), ("opens[0]", "06:30"), ("closes[0]", "21:00")])),
                twin(manager, "forgive_strikes", struck_there.0, keyed(vec![("reason", "Was ill".into())], "member")),
                twin(manager, "forgive_strikes", struck_there.1, keyed(vec![("member", struck.0.to_string()), ("reason", "Was ill".into())], "strike")),
                twin(manager, "book_anyway", town.cora, keyed(vec![("session", own.to_string()), ("reason", "Promised".into())], "member")),
                twin(manager, "book_anyway", class, keyed(vec![("member", struck.0.to_string()), ("reason", "Promised".into())], "session")),
                twin(manager, "excuse_absence", missed, keyed(vec![("reason", "Was ill".into())], "booking")),
                twin(manager, "take_excuse_back", missed, keyed(vec![], "booking")),
                twin(manager, "settle_hour", disputed, keyed(vec![("verdict", "given_back".into()), ("reason", "The door knows".into())], "booking")),
                twin(manager, "load_campaign", &campaign, one("campaign")),
                twin(manager, "stop_campaign", &campaign, keyed(vec![], "campaign")),
                twin(manager, "load_campaign_draft", there.id, |id| form(&[("filter[location]", id)])),
                twin(manager, "begin_campaign", there.id, |id| form(&[("list", &format!("location={id}")), ("one_in", "5"), ("expected", "1"), ("key", &key())])),
                twin(manager, "load_bulk", &bulk, one("bulk")),
                twin(manager, "cancel_bulk", &bulk, keyed(vec![], "bulk")),
                twin(manager, "undo_bulk", &bulk, keyed(vec![], "bulk")),
                twin(manager, "start_bulk", town.cora, keyed(tagged, "ids")),
                twin(manager, "start_bulk", there.id, keyed(moved_in, "home")),
                twin(manager, "preview_bulk", there.id, |id| form(&[("ask[what]", "home"), ("ask[home]", id)])),
                twin(manager, "load_erasure_of", town.cora, one("member")),
                twin(manager, "erase_member", town.cora, |id| form(&[("member", id), ("password", PASSWORD)])),
                twin(manager, "archive_member", town.cora, keyed(vec![("into", "true".into())], "member")),
                twin(manager, "change_standing", town.cora, keyed(vec![("to", "banned".into()), ("reason", "Noise".into())], "member")),
            ],
        )
        .await;
    }

    async fn an_owner_of_one_place_owns_no_other(club: Club) {
        let town = Town::of(club).await;
        let owner = staff(&town.club, "owner-here@example.org", Role::Owner, Some(&town.club.location)).await;
        let there = grant_at(&town, &town.there).await;
        let rules_there = rules_ahead(&town, &town.there).await;
        let (level, template) = (level_of(&town).await, template_ahead(&town).await);
        let coaches = spotter::coaches::service::list(&town.club.house, &town.owner.who).await.expect("read");
        let coach = coaches.coaches[0].0.id;
        let link_there = invitation(&town, &town.there).await.0;
        compare(
            &town,
            vec![
                twin(&owner, "give_role", town.there.id, |id| {
                    form(&[("name", "Jo"), ("login", "jo@example.org"), ("password", "a long quiet river"), ("role", "coach"), ("location", id)])
                }),
                twin(&owner, "take_role", there, one("id")),
                twin(&owner, "make_reset_link", town.desk_there.who.account, one("account")),
                twin(&owner, "reset_factor", town.desk_there.who.account, one("account")),
                twin(&owner, "suspend_staff", town.desk_there.who.account, |id| form(&[("account", id), ("out", "true")])),
                twin(&owner, "revoke_link", &link_there, one("id")),
                twin(&owner, "archive_plan", town.club.pack, keyed(vec![("off", "true".into())], "id")),
                twin(&owner, "withdraw_expiry", &template, keyed(vec![], "id")),
                twin(&owner, "end_coach_level", &level, keyed(vec![], "id")),
                twin(&owner, "give_coach_level", coach, keyed(vec![("level", String::new())], "coach")),
                twin(&owner, "load_rules", town.there.id, one("location")),
                twin(&owner, "preview_rules", town.there.id, |id| rules_form(id, &key())),
                twin(&owner, "save_rules", town.there.id, |id| rules_form(id, &key())),
                twin(&owner, "withdraw_rules", town.there.id, keyed(vec![("id", rules_there.clone())], "location")),
                twin(&owner, "withdraw_rules", &rules_there, keyed(vec![("location", town.club.location.id.to_string())], "id")),
            ],
        )
        .await;
        // Nor may they give a role that holds everywhere, or see who works elsewhere.
        let everywhere = form(&[("name", "Jo"), ("login", "jo@example.org"), ("password", "a long quiet river"), ("role", "owner")]);
        assert_eq!(town.web.call(Some(&owner.token), "give_role", &everywhere).await.status, 404);
        let seen = town.web.call(Some(&owner.token), "load_staff", "").await;
        assert_eq!(seen.status, 200);
        assert!(seen.text().contains(&town.desk.login) && !seen.text().contains(&town.desk_there.login), "{}", seen.text());
    }

    /// What may be written may be read, and the other way round: a booking of one's own can be cancelled, an own device ended.
    async fn the_same_forms_work_for_what_is_ones_own(club: Club) {
        let town = Town::of(club).await;
        let booking = town.booking_of(&town.ada).await;
        let mine = booking::my_bookings(&town.club.house, &town.ada.who, town.ada.member()).await.expect("read");
        assert_eq!(mine.upcoming.len(), 1);
        let cancelled = town.web.call(Some(&town.ada.token), "cancel_booking", &keyed(vec![], "booking")(&booking.to_string())).await;
        assert_eq!(cancelled.status, 200, "{}", cancelled.text());
        let other = town.again(&town.ada).await;
        assert_eq!(town.web.call(Some(&town.ada.token), "end_device", &one("id")(&other.who.session.to_string())).await.status, 200);
        assert_eq!(town.web.call(Some(&other.token), "load_devices", "").await.status, 401);
    }

    /// A door that takes an id and stands in no test above fails here; so does an exception that is none.
    async fn every_door_that_takes_an_id_has_a_twin(club: Club) {
        let town = Town::of(club).await;
        let lines: Vec<&str> = include_str!("twins.rs").lines().filter(|line| line.contains("twin(")).collect();
        for (endpoint, _) in DOORS {
            let form = filled(&town, endpoint, Some(&town.ada)).await;
            let ids = form.split('&').filter_map(|field| field.split_once('=')).any(|(_, value)| value.parse::<Uuid>().is_ok());
            let tried = lines.iter().any(|line| line.contains(&format!("\"{endpoint}\"")));
            let open = OPEN.contains(endpoint);
            assert!(!ids || tried != open, "{endpoint} takes an id: it has a twin ({tried}) or is open to everybody ({open})");
            assert!(ids || !open, "{endpoint} takes no id");
        }
    }

    async fn a_page_tells_nothing_of_what_is_out_of_reach(club: Club) {
        let town = Town::of(club).await;
        let (here, there) = (town.club.location.clone(), town.there.clone());
        let owner_here = staff(&town.club, "owner-here@example.org", Role::Owner, Some(&here)).await;
        let (class, class_there) = (town.class().await, town.class_at(&there, None).await);
        let (taught, untaught) = (town.class().await, town.class_at(&here, Some(&town.other_coach)).await);
        let (own, bens) = (town.booking_of(&town.ada).await, town.booking_of(&town.ben).await);
        let (room, room_there) = (room_at(&town, &here).await, room_at(&town, &there).await);
        let (grant, grant_there) = (grant_at(&town, &here).await, grant_at(&town, &there).await);
        // Who looks, at what page, with an own thing and with one that is not theirs to know.
        let looks: [(&Person, &str, String, String); 12] = [
            (&town.ada, "/bookings?cancel=", own.to_string(), bens.to_string()),
            (&town.coach, "/coach?session=", taught.to_string(), untaught.to_string()),
            (&town.desk, "/admin/members/", town.ada.member().to_string(), town.cora.to_string()),
            (&town.desk, "/desk?location=", here.id.to_string(), there.id.to_string()),
            (&town.desk, "/desk?class=", class.to_string(), class_there.to_string()),
            (&town.desk, "/admin/members?location=", here.id.to_string(), there.id.to_string()),
            (&town.manager, "/admin?location=", here.id.to_string(), there.id.to_string()),
            (&town.manager, "/admin/timetable?location=", here.id.to_string(), there.id.to_string()),
            (&town.manager, "/admin/timetable?day=2026-03-20&session=", class.to_string(), class_there.to_string()),
            (&town.manager, "/admin/rooms?edit=", room.clone(), room_there.clone()),
            (&town.manager, "/admin/rooms?close=", room, room_there),
            (&owner_here, "/admin/staff?take=", grant, grant_there),
        ];
        let mut wrong = Vec::new();
        for (person, page, own, foreign) in looks {
            let look = async |id: &str| {
                let reply = town.web.get(Some(&person.token), &format!("{page}{id}")).await;
                (reply.status, settled(&reply.text()))
            };
            let (own, theirs, nothing) = (look(&own).await, look(&foreign).await, look(&nobodys()).await);
            if theirs != nothing {
                wrong.push(format!("{page} tells {} that the thing exists: {} and {}", person.login, theirs.0, nothing.0));
            }
            if own == nothing {
                wrong.push(format!("{page} shows {} nothing of what is theirs: the control", person.login));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
