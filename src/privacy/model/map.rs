//! The data map as the owner reads it.

use crate::platform::i18n::{Locale, t};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$of:meta])* $variant:ident = $text:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$of])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// What people read.
            #[must_use]
            pub fn text(self, l: Locale) -> &'static str {
                match self {
                    $(Self::$variant => t::privacy::$text(l),)+
                }
            }
        }
    };
}

words! {
    /// What a column says.
    Kind:
    /// Who somebody is.
    Identity = kind_identity,
    /// How they are reached.
    Contact = kind_contact,
    /// About their health.
    Health = kind_health,
    /// What they did.
    Conduct = kind_conduct,
    /// What was paid and used up.
    Money = kind_money,
    /// Ids, keys, marks of the program.
    Technical = kind_technical,
    /// Nothing of anybody.
    None = kind_none,
}

words! {
    /// What erasing somebody's data does to a column.
    Erase:
    /// The row goes.
    Delete = erase_delete,
    /// The value is emptied.
    Blank = erase_blank,
    /// It stays for the figures, of "Former member".
    Nameless = erase_nameless,
    /// It stays because the books must be kept, of "Former member".
    Law = erase_law,
    /// It stays as what somebody did for the club.
    Work = erase_work,
    /// It says nothing of anybody.
    Stays = erase_stays_as_is,
}

words! {
    /// Why something is kept.
    Why:
    /// To do what the membership promises.
    Contract = why_contract,
    /// The member has agreed.
    Agreed = why_agreed,
    /// The law asks for it.
    Duty = why_duty,
    /// Against misuse.
    Security = why_security,
    /// To run the club.
    Running = why_running,
}

words! {
    /// How long.
    Keep:
    /// Until the member's data are erased.
    UntilErased = keep_until_erased,
    /// As long as books must be kept.
    Books = keep_books,
    /// A day.
    Day = keep_day,
    /// Thirty days.
    Month = keep_month,
    /// As long as the club works with Spotter.
    Service = keep_service,
}

words! {
    /// Where a table belongs.
    Area:
    /// People.
    People = area_people,
    /// Signing in.
    SignIn = area_sign_in,
    /// Passes and credits.
    Passes = area_passes,
    /// Classes and visits.
    Bookings = area_bookings,
    /// What members are told.
    Messages = area_messages,
    /// Consents and health.
    Privacy = area_privacy,
    /// The club itself.
    Club = area_club,
    /// Machinery.
    Technical = area_technical,
}

/// Columns of a table that are of one kind and share a fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedColumns {
    /// What they say.
    pub kind: Kind,
    /// What erasing does.
    pub erase: Erase,
    /// Their names in the database.
    pub names: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedTable {
    /// Its name in the database.
    pub name: String,
    /// Where it belongs.
    pub area: Area,
    /// Why it is kept.
    pub why: Why,
    /// How long.
    pub keep: Keep,
    /// Its columns.
    pub columns: Vec<MappedColumns>,
}

/// Everything that the club keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataMap {
    /// The tables, by area.
    pub tables: Vec<MappedTable>,
}

/// What a table is called in a club; its own name where there is no word for it.
#[must_use]
pub fn table_text(name: &str, l: Locale) -> String {
    match name {
        "members" => t::privacy::table_members(l),
        "member_details" => t::privacy::table_member_details(l),
        "tags" => t::privacy::table_tags(l),
        "member_tags" => t::privacy::table_member_tags(l),
        "member_notes" => t::privacy::table_member_notes(l),
        "member_contacts" => t::privacy::table_member_contacts(l),
        "paper_signatures" => t::privacy::table_paper_signatures(l),
        "paper_versions" => t::privacy::table_paper_versions(l),
        "paper_texts" => t::privacy::table_paper_texts(l),
        "paper_places" => t::privacy::table_paper_places(l),
        "member_standings" => t::privacy::table_member_standings(l),
        "member_views" => t::privacy::table_member_views(l),
        "member_bulks" => t::privacy::table_member_bulks(l),
        "member_bulk_rows" => t::privacy::table_member_bulk_rows(l),
        "campaigns" => t::privacy::table_campaigns(l),
        "campaign_members" => t::privacy::table_campaign_members(l),
        "notice_choices" => t::privacy::table_notice_choices(l),
        "member_imports" => t::privacy::table_member_imports(l),
        "import_uploads" => t::privacy::table_import_uploads(l),
        "import_files" => t::privacy::table_import_files(l),
        "import_rows" => t::privacy::table_import_rows(l),
        "import_mappings" => t::privacy::table_import_mappings(l),
        "accounts" => t::privacy::table_accounts(l),
        "account_sessions" => t::privacy::table_account_sessions(l),
        "access_codes" => t::privacy::table_access_codes(l),
        "throttles" => t::privacy::table_throttles(l),
        "role_grants" => t::privacy::table_role_grants(l),
        "owner_codes" => t::privacy::table_owner_codes(l),
        "passes" => t::privacy::table_passes(l),
        "memberships" => t::privacy::table_memberships(l),
        "credit_lots" => t::privacy::table_credit_lots(l),
        "credit_entries" => t::privacy::table_credit_entries(l),
        "bookings" => t::privacy::table_bookings(l),
        "waitlist_entries" => t::privacy::table_waitlist_entries(l),
        "visits" => t::privacy::table_visits(l),
        "strikes" => t::privacy::table_strikes(l),
        "notices" => t::privacy::table_notices(l),
        "consents" => t::privacy::table_consents(l),
        "health_notes" => t::privacy::table_health_notes(l),
        "member_keys" => t::privacy::table_member_keys(l),
        "health_reads" => t::privacy::table_health_reads(l),
        "data_keys" => t::privacy::table_data_keys(l),
        "club_setups" => t::privacy::table_club_setups(l),
        "member_merges" => t::privacy::table_member_merges(l),
        "member_merge_rows" => t::privacy::table_member_merge_rows(l),
        "member_merge_fields" => t::privacy::table_member_merge_fields(l),
        "member_merge_notes" => t::privacy::table_member_merge_notes(l),
        "erasures" => t::privacy::table_erasures(l),
        "coaches" => t::privacy::table_coaches(l),
        "coach_levels" => t::privacy::table_coach_levels(l),
        "organisations" => t::privacy::table_organisations(l),
        "locations" => t::privacy::table_locations(l),
        "opening_hours" => t::privacy::table_opening_hours(l),
        "policies" => t::privacy::table_policies(l),
        "plans" => t::privacy::table_plans(l),
        "rooms" => t::privacy::table_rooms(l),
        "room_spots" => t::privacy::table_room_spots(l),
        "spot_holds" => t::privacy::table_spot_holds(l),
        "booking_exceptions" => t::privacy::table_booking_exceptions(l),
        "hour_confirmations" => t::privacy::table_hour_confirmations(l),
        "class_reminders" => t::privacy::table_class_reminders(l),
        "partner_places" => t::privacy::table_partner_places(l),
        "kept_spots" => t::privacy::table_kept_spots(l),
        "class_types" => t::privacy::table_class_types(l),
        "series" => t::privacy::table_series(l),
        "class_sessions" => t::privacy::table_class_sessions(l),
        "idempotency_keys" => t::privacy::table_idempotency_keys(l),
        "outbox" => t::privacy::table_outbox(l),
        "outbox_effects" => t::privacy::table_outbox_effects(l),
        "turns" => t::privacy::table_turns(l),
        "households" => t::privacy::table_households(l),
        "household_codes" => t::privacy::table_household_codes(l),
        "scans" => t::privacy::table_scans(l),
        "code_uses" => t::privacy::table_code_uses(l),
        "kiosks" => t::privacy::table_kiosks(l),
        "account_factors" => t::privacy::table_account_factors(l),
        "recovery_codes" => t::privacy::table_recovery_codes(l),
        "staff_links" => t::privacy::table_staff_links(l),
        "staff_link_places" => t::privacy::table_staff_link_places(l),
        "roles" => t::privacy::table_roles(l),
        "security_settings" => t::privacy::table_security_settings(l),
        "audit_entries" => t::privacy::table_audit_entries(l),
        "audit_heads" => t::privacy::table_audit_heads(l),
        other => return other.to_owned(),
    }
    .to_owned()
}
