//! The data map: every column of every table, what it is, why and how long it is kept, and what becomes of it when somebody's data
//! are erased. Whoever adds a column says so here; a test compares the list with both databases.

mod club;
mod merges;
mod recent;
mod table;
mod timetable;

pub use table::Table;

use crate::privacy::model::{
    Area::{Bookings, Club, Messages, Passes, People, Privacy, SignIn},
    Erase::{Blank, Delete, Law, Nameless, Stays, Work},
    Keep::{Books, Day, Month, Service, UntilErased},
    Kind::{Conduct, Contact, Health, Identity, Money, None as Nobody, Technical},
    Why::{Agreed, Contract, Duty, Running, Security},
};
use table::table;

/// Every table, in the order of the page.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    PEOPLE.iter().chain(club::CLUB)
}

/// What is kept of people.
const PEOPLE: &[Table] = &[
    table(
        "members",
        People,
        Contract,
        UntilErased,
        &[
            (Identity, Blank, "name search birthday gender locale external_id note"),
            (Contact, Blank, "email phone"),
            (
                Conduct,
                Blank,
                "home_location_id household_id household_role lets_book guest_of archived_at",
            ),
            (Identity, Nameless, "number status joined_on"),
            (Technical, Blank, "account_id code_key import_id"),
            (Technical, Stays, "id org_id source created_at merged_into"),
        ],
    ),
    table(
        "member_details",
        People,
        Contract,
        UntilErased,
        &[
            (Identity, Delete, "goals goal_words interests times level"),
            (
                Contact,
                Delete,
                "address emergency_name emergency_phone emergency_relation",
            ),
            (Conduct, Delete, "changed_at confirmed_at"),
            (Technical, Delete, "member_id"),
        ],
    ),
    table(
        "member_tags",
        People,
        Running,
        UntilErased,
        &[
            (Conduct, Delete, "at"),
            (Technical, Delete, "member_id tag_id by_account"),
        ],
    ),
    table(
        "member_notes",
        People,
        Running,
        UntilErased,
        &[
            (Conduct, Delete, "body pinned alert at"),
            (Technical, Delete, "id member_id by_account"),
        ],
    ),
    recent::CONTACTS,
    recent::SIGNATURES,
    recent::PAPERS,
    recent::PAPER_TEXTS,
    recent::PAPER_PLACES,
    recent::VIEWS,
    recent::BULKS,
    recent::BULK_ROWS,
    table(
        "tags",
        Club,
        Running,
        Service,
        &[(Nobody, Stays, "name folded made_at"), (Technical, Stays, "id org_id")],
    ),
    table(
        "households",
        People,
        Contract,
        Service,
        &[(Technical, Stays, "id org_id made_at")],
    ),
    table(
        "household_codes",
        SignIn,
        Security,
        UntilErased,
        &[(
            Technical,
            Delete,
            "id household_id role digest made_by made_at expires_at used_at",
        )],
    ),
    table(
        "member_standings",
        People,
        Contract,
        UntilErased,
        &[
            (Conduct, Blank, "reason"),
            (Conduct, Nameless, "before after at"),
            (Technical, Stays, "id member_id by_account"),
        ],
    ),
    table(
        "member_imports",
        People,
        Running,
        Service,
        &[
            (Nobody, Stays, "file_name source rows_read rows_made at undone_at"),
            (Technical, Stays, "id org_id"),
        ],
    ),
    table(
        "import_uploads",
        People,
        Running,
        Month,
        &[
            (
                Nobody,
                Stays,
                "file_name size source columns dates region state problem rows_read rows_done created_at changed_at begun_at",
            ),
            (
                Technical,
                Stays,
                "id org_id account_id header location_id import_id worker worker_till",
            ),
        ],
    ),
    table(
        "import_files",
        People,
        Contract,
        Day,
        &[(Identity, Delete, "body"), (Technical, Stays, "upload_id")],
    ),
    table(
        "import_rows",
        People,
        Running,
        Month,
        &[
            (Identity, Delete, "name number outcome said"),
            (Technical, Delete, "upload_id nth line noted"),
        ],
    ),
    table(
        "import_mappings",
        People,
        Running,
        Service,
        &[
            (Nobody, Stays, "columns dates changed_at"),
            (Technical, Stays, "org_id header"),
        ],
    ),
    table(
        "accounts",
        SignIn,
        Contract,
        UntilErased,
        &[
            (Identity, Blank, "name"),
            (Contact, Blank, "email phone"),
            (Technical, Blank, "password_hash password_set_at status"),
            (Technical, Stays, "id org_id created_at"),
        ],
    ),
    table(
        "account_sessions",
        SignIn,
        Security,
        UntilErased,
        &[
            (
                Conduct,
                Delete,
                "device address created_at seen_at expires_at ended_at waits_for proved_at",
            ),
            (Technical, Delete, "id account_id digest"),
        ],
    ),
    table(
        "access_codes",
        SignIn,
        Security,
        UntilErased,
        &[(
            Technical,
            Delete,
            "id member_id digest made_by made_at expires_at used_at",
        )],
    ),
    table(
        "throttles",
        SignIn,
        Security,
        UntilErased,
        &[(Technical, Delete, "subject tries since")],
    ),
    table(
        "role_grants",
        SignIn,
        Running,
        Service,
        &[
            (Identity, Work, "role"),
            (
                Technical,
                Stays,
                "id account_id location_id role_id granted_by granted_at ended_at",
            ),
        ],
    ),
    table(
        "account_factors",
        SignIn,
        Security,
        UntilErased,
        &[(
            Technical,
            Stays,
            "account_id id made_at confirmed_at last_step codes_at",
        )],
    ),
    table(
        "recovery_codes",
        SignIn,
        Security,
        UntilErased,
        &[(Technical, Stays, "digest account_id made_at used_at")],
    ),
    table(
        "staff_links",
        SignIn,
        Running,
        Service,
        &[
            (Identity, Work, "name email"),
            (
                Technical,
                Stays,
                "id org_id kind account_id role role_id digest made_by made_at expires_at used_at revoked_at",
            ),
        ],
    ),
    table(
        "staff_link_places",
        SignIn,
        Running,
        Service,
        &[(Technical, Stays, "link_id location_id")],
    ),
    table(
        "roles",
        Club,
        Running,
        Service,
        &[
            (Nobody, Stays, "name permissions made_at changed_at ended_at"),
            (Technical, Stays, "id org_id base"),
        ],
    ),
    table(
        "security_settings",
        Club,
        Security,
        Service,
        &[(Nobody, Stays, "staff_factor changed_at"), (Technical, Stays, "org_id")],
    ),
    table(
        "audit_entries",
        SignIn,
        Duty,
        Service,
        &[
            (Conduct, Work, "at deed address details"),
            (
                Technical,
                Stays,
                "org_id n account_id object_kind object_id location_id previous seal",
            ),
        ],
    ),
    table(
        "audit_heads",
        SignIn,
        Duty,
        Service,
        &[(Technical, Stays, "org_id n seal")],
    ),
    table(
        "owner_codes",
        SignIn,
        Security,
        Service,
        &[(Technical, Stays, "digest made_at used_at")],
    ),
    table(
        "passes",
        Passes,
        Contract,
        Books,
        &[
            (
                Money,
                Law,
                "kind name starts_on ends_on places categories kinds levels unnamed hours bearer per_day per_week ahead early price currency source granted_at ended_at days activate_by activated_on latest_end coaches cycle bonus",
            ),
            (
                Technical,
                Stays,
                "id org_id member_id plan_id location_id granted_by reminded membership_id rolled_at series_id",
            ),
        ],
    ),
    table(
        "memberships",
        Passes,
        Contract,
        Books,
        &[
            (
                Money,
                Law,
                "name started_on months credits rollover committed_until notice_days price currency cycle granted_until ends_on cancelled_at \
                 created_at",
            ),
            (Technical, Stays, "id org_id member_id plan_id cancelled_by"),
        ],
    ),
    table(
        "credit_lots",
        Passes,
        Contract,
        Books,
        &[
            (Money, Law, "granted balance held at"),
            (Technical, Stays, "id pass_id member_id"),
        ],
    ),
    table(
        "credit_entries",
        Passes,
        Contract,
        Books,
        &[
            (Money, Law, "kind balance held reason at"),
            (Technical, Stays, "id lot_id booking_id by_account"),
        ],
    ),
    table(
        "bookings",
        Bookings,
        Contract,
        Books,
        &[
            (
                Conduct,
                Nameless,
                "status booked_at promoted_at free_until cancelled_at checked_in_at checked_in_via given_away_at refilled_at pass_why walk_in",
            ),
            (Money, Law, "credits"),
            (
                Technical,
                Stays,
                "id org_id session_id member_id pass_id lot_id checked_in_by given_to booked_by spot_id",
            ),
        ],
    ),
    table(
        "waitlist_entries",
        Bookings,
        Contract,
        Service,
        &[
            (
                Conduct,
                Nameless,
                "status joined_at joined_place offered_at offer_until ended_at why skipped_at skipped_free",
            ),
            (Technical, Stays, "id session_id member_id pass_id booking_id party_id"),
        ],
    ),
    timetable::SPOT_HOLDS,
    timetable::KEPT_SPOTS,
    timetable::PARTNER_PLACES,
    timetable::CLASS_REMINDERS,
    timetable::HOUR_CONFIRMATIONS,
    timetable::BOOKING_EXCEPTIONS,
    table(
        "visits",
        Bookings,
        Contract,
        Service,
        &[
            (Conduct, Nameless, "at day via undone_at out_at"),
            (
                Technical,
                Stays,
                "id org_id location_id member_id booking_id by_account code_step booked_id out_by",
            ),
        ],
    ),
    table(
        "scans",
        Bookings,
        Contract,
        Service,
        &[
            (
                Conduct,
                Nameless,
                "device_at at received_at thought outcome reason first_at first_where put_aside_at",
            ),
            (
                Technical,
                Stays,
                "kiosk_id id org_id location_id member_id visit_id put_aside_by",
            ),
        ],
    ),
    table(
        "code_uses",
        Bookings,
        Contract,
        Service,
        &[
            (Conduct, Nameless, "at"),
            (Technical, Stays, "member_id code_step location_id"),
        ],
    ),
    table(
        "kiosks",
        Club,
        Running,
        Service,
        &[
            (
                Nobody,
                Stays,
                "name made_at code_until paired_at seen_at skew_ms revoked_at",
            ),
            (
                Technical,
                Stays,
                "id org_id location_id made_by code_digest token_digest revoked_by",
            ),
        ],
    ),
    table(
        "strikes",
        Bookings,
        Contract,
        Service,
        &[
            (Conduct, Blank, "forgiven_why"),
            (Conduct, Nameless, "kind points at forgiven_at"),
            (Technical, Stays, "id org_id member_id booking_id forgiven_by"),
        ],
    ),
    table(
        "notices",
        Messages,
        Contract,
        UntilErased,
        &[
            (Conduct, Delete, "kind payload at read_at"),
            (Technical, Delete, "id org_id member_id about"),
        ],
    ),
    recent::CAMPAIGNS,
    recent::CAMPAIGN_MEMBERS,
    recent::CHOICES,
    table(
        "consents",
        Privacy,
        Duty,
        Service,
        &[
            (Conduct, Nameless, "purpose version given channel by_guardian at"),
            (Technical, Stays, "id org_id member_id by_account"),
        ],
    ),
    table(
        "health_notes",
        Privacy,
        Agreed,
        UntilErased,
        &[(Health, Delete, "kind body at"), (Technical, Delete, "id member_id")],
    ),
    table(
        "member_keys",
        Privacy,
        Agreed,
        UntilErased,
        &[(Technical, Delete, "member_id sealed at")],
    ),
    table(
        "health_reads",
        Privacy,
        Duty,
        UntilErased,
        &[
            (Health, Delete, "what at"),
            (Technical, Delete, "id member_id by_account"),
        ],
    ),
    table(
        "data_keys",
        Privacy,
        Security,
        Service,
        &[(Technical, Stays, "place fingerprint at")],
    ),
    table(
        "erasures",
        Privacy,
        Duty,
        Service,
        &[
            (Conduct, Nameless, "channel at"),
            (Technical, Stays, "id org_id member_id by_account"),
        ],
    ),
    merges::MERGES,
    merges::ROWS,
    merges::FIELDS,
    merges::NOTES,
    table(
        "coaches",
        Club,
        Running,
        Service,
        &[
            (Identity, Work, "name about"),
            (Technical, Stays, "id org_id account_id level_id created_at ended_at"),
        ],
    ),
];

#[cfg(test)]
mod tests;
