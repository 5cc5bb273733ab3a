//! What the staff did, as the audit log keeps and shows it.

use crate::{
    platform::{
        i18n::{Locale, t},
        time::Moment,
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One row a deed: its code in the database, and its words.
macro_rules! deeds {
    ($($(#[$doc:meta])* $deed:ident = $code:literal, $text:ident;)+) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text"))]
        pub enum Deed {
            $($(#[$doc])* #[cfg_attr(feature = "ssr", sqlx(rename = $code))] #[serde(rename = $code)] $deed,)+
        }

        impl Deed {
            /// All of them, by what they are about.
            pub const ALL: &[Self] = &[$(Self::$deed),+];

            /// The name in the database and in addresses.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$deed => $code,)+
                }
            }

            /// The words that people read: what somebody did.
            #[must_use]
            pub fn text(self, l: Locale) -> &'static str {
                match self {
                    $(Self::$deed => t::audit::$text(l),)+
                }
            }
        }
    };
}

deeds! {
    /// Signed in.
    SignedIn = "signed_in", deed_signed_in;
    /// Gave a wrong password for somebody who works here.
    SignInFailed = "sign_in_failed", deed_sign_in_failed;
    /// Changed the own password.
    PasswordChanged = "password_changed", deed_password_changed;
    /// Set another's password from the console.
    PasswordReset = "password_reset", deed_password_reset;
    /// Became the first owner.
    ClubClaimed = "club_claimed", deed_club_claimed;
    /// Gave somebody a role.
    RoleGiven = "role_given", deed_role_given;
    /// Took a role from somebody.
    RoleTaken = "role_taken", deed_role_taken;
    /// Made a role of the club's own.
    RoleMade = "role_made", deed_role_made;
    /// Changed what a role allows.
    RoleChanged = "role_changed", deed_role_changed;
    /// Deleted a role of the club's own.
    RoleEnded = "role_ended", deed_role_ended;
    /// Invited somebody to work here.
    StaffInvited = "staff_invited", deed_staff_invited;
    /// Took a link back.
    LinkRevoked = "link_revoked", deed_link_revoked;
    /// Accepted an invitation.
    InvitationAccepted = "invitation_accepted", deed_invitation_accepted;
    /// Made a link to set another password with.
    ResetLinkMade = "reset_link_made", deed_reset_link_made;
    /// Set another password with a link.
    ResetLinkUsed = "reset_link_used", deed_reset_link_used;
    /// Shut somebody out who works here.
    StaffSuspended = "staff_suspended", deed_staff_suspended;
    /// Let them in again.
    StaffReadmitted = "staff_readmitted", deed_staff_readmitted;
    /// Set a second factor up.
    FactorAdded = "factor_added", deed_factor_added;
    /// Switched the second factor off.
    FactorRemoved = "factor_removed", deed_factor_removed;
    /// Took another's second factor away.
    FactorReset = "factor_reset", deed_factor_reset;
    /// Gave a wrong code.
    FactorFailed = "factor_failed", deed_factor_failed;
    /// Made other recovery codes.
    CodesRenewed = "codes_renewed", deed_codes_renewed;
    /// Said whether staff need a second factor.
    SecurityChanged = "security_changed", deed_security_changed;
    /// Handed out a one-time code for a member.
    CodeHandedOut = "code_handed_out", deed_code_handed_out;
    /// Added a member.
    MemberAdded = "member_added", deed_member_added;
    /// Changed a member's profile.
    MemberChanged = "member_changed", deed_member_changed;
    /// Ended a membership, barred somebody, or took them back.
    StandingChanged = "standing_changed", deed_standing_changed;
    /// Wrote to a member.
    MemberWrittenTo = "member_written_to", deed_member_written_to;
    /// Began to write to many at once.
    CampaignBegun = "campaign_begun", deed_campaign_begun;
    /// Stopped writing to many.
    CampaignStopped = "campaign_stopped", deed_campaign_stopped;
    /// Set a member aside who may leave.
    MemberSetAside = "member_set_aside", deed_member_set_aside;
    /// Took a member up again who was set aside.
    MemberTakenUp = "member_taken_up", deed_member_taken_up;
    /// Put a member into the archive.
    MemberArchived = "member_archived", deed_member_archived;
    /// Took a member out of the archive.
    MemberUnarchived = "member_unarchived", deed_member_unarchived;
    /// Made two records of a person one.
    MembersMerged = "members_merged", deed_members_merged;
    /// Made them two again.
    MembersParted = "members_parted", deed_members_parted;
    /// Took the list of members out of the house.
    MembersExported = "members_exported", deed_members_exported;
    /// Changed many members at once.
    MembersChanged = "members_changed", deed_members_changed;
    /// Took a change of many members back.
    BulkUndone = "bulk_undone", deed_bulk_undone;
    /// Began to take a list of members in.
    MembersImported = "members_imported", deed_members_imported;
    /// Took a list of members out again.
    ImportUndone = "import_undone", deed_import_undone;
    /// Gave a pass.
    PassGranted = "pass_granted", deed_pass_granted;
    /// Took a pass back.
    PassTakenBack = "pass_taken_back", deed_pass_taken_back;
    /// Cancelled a member's membership: it ends with a day.
    MembershipCancelled = "membership_cancelled", deed_membership_cancelled;
    /// Let a membership that was cancelled go on.
    MembershipKept = "membership_kept", deed_membership_kept;
    /// Forgave strikes.
    StrikesForgiven = "strikes_forgiven", deed_strikes_forgiven;
    /// Excused that somebody missed a class or gave it up too late.
    AbsenceExcused = "absence_excused", deed_absence_excused;
    /// Took that back.
    ExcuseTakenBack = "excuse_taken_back", deed_excuse_taken_back;
    /// Booked a class for somebody, or wrote them on its waitlist.
    BookedFor = "booked_for", deed_booked_for;
    /// Booked a class for somebody although a rule said no.
    BookedAnyway = "booked_anyway", deed_booked_anyway;
    /// Gave up somebody's seat, or their place on a waitlist.
    CancelledFor = "cancelled_for", deed_cancelled_for;
    /// Moved somebody's seat to another class.
    MovedFor = "moved_for", deed_moved_for;
    /// Sold a place to a partner.
    PartnerBooked = "partner_booked", deed_partner_booked;
    /// Took a partner's place back.
    PartnerGivenBack = "partner_given_back", deed_partner_given_back;
    /// Let a personal hour stand that was disputed.
    HourUpheld = "hour_upheld", deed_hour_upheld;
    /// Gave the credit of a disputed hour back.
    HourGivenBack = "hour_given_back", deed_hour_given_back;
    /// Put rules into force.
    RulesSaved = "rules_saved", deed_rules_saved;
    /// Took rules back before they began.
    RulesWithdrawn = "rules_withdrawn", deed_rules_withdrawn;
    /// Wrote what members sign.
    PapersSaved = "papers_saved", deed_papers_saved;
    /// Took a member's signature.
    PaperTaken = "paper_taken", deed_paper_taken;
    /// Made or changed a plan.
    PlanSaved = "plan_saved", deed_plan_saved;
    /// Took a plan off sale.
    PlanArchived = "plan_archived", deed_plan_archived;
    /// Brought a plan back.
    PlanOffered = "plan_offered", deed_plan_offered;
    /// Chose how long what is sold may last.
    ExpirySaved = "expiry_saved", deed_expiry_saved;
    /// Took that back before it began.
    ExpiryWithdrawn = "expiry_withdrawn", deed_expiry_withdrawn;
    /// Took up a pass again that had ended.
    PassReactivated = "pass_reactivated", deed_pass_reactivated;
    /// Made or renamed a level of coaches.
    CoachLevelSaved = "coach_level_saved", deed_coach_level_saved;
    /// Took a level of coaches off the list.
    CoachLevelEnded = "coach_level_ended", deed_coach_level_ended;
    /// Said how far a coach has come.
    CoachLevelGiven = "coach_level_given", deed_coach_level_given;
    /// Cancelled a class.
    ClassCancelled = "class_cancelled", deed_class_cancelled;
    /// Ended a series of classes.
    SeriesEnded = "series_ended", deed_series_ended;
    /// Set when a location is open.
    HoursSet = "hours_set", deed_hours_set;
    /// Changed the club's name, language or currency.
    ClubChanged = "club_changed", deed_club_changed;
    /// Changed a location's name, zone or address.
    LocationChanged = "location_changed", deed_location_changed;
    /// Opened or changed a room.
    RoomSaved = "room_saved", deed_room_saved;
    /// Closed a room.
    RoomClosed = "room_closed", deed_room_closed;
    /// Changed the plan of a room.
    PlanLaidOut = "plan_laid_out", deed_plan_laid_out;
    /// Kept a spot of a class to the club.
    SpotKept = "spot_kept", deed_spot_kept;
}

/// What something was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// Somebody who may sign in.
    Account,
    /// A member.
    Member,
    /// A class on a day.
    Class,
    /// A weekly class.
    Series,
    /// A pass.
    Pass,
    /// A plan.
    Plan,
    /// A location.
    Location,
    /// A room.
    Room,
    /// A role.
    Role,
}

impl ObjectKind {
    /// The name in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Member => "member",
            Self::Class => "class",
            Self::Series => "series",
            Self::Pass => "pass",
            Self::Plan => "plan",
            Self::Location => "location",
            Self::Room => "room",
            Self::Role => "role",
        }
    }
}

/// A field, what it was and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The field's name.
    pub field: String,
    /// What it was; `None`: nothing, or it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// One line of the log as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its number in the chain.
    pub n: i64,
    /// When.
    pub at: Moment,
    /// Who; `None`: the console.
    pub who: Option<String>,
    /// What was done.
    pub deed: Deed,
    /// On what.
    pub object: Option<(ObjectKind, Uuid)>,
    /// What that is called now; empty where it is gone.
    pub object_name: String,
    /// Where.
    pub location: Option<LocationId>,
    /// The network address of the request.
    pub address: String,
    /// What changed.
    pub details: Vec<Detail>,
}

/// Which lines are looked for: texts as they stand in the address of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// The account that did it; empty: whoever.
    #[serde(default)]
    pub who: String,
    /// The deed; empty: any.
    #[serde(default)]
    pub deed: String,
    /// The id of what it was done to; empty: anything.
    #[serde(default)]
    pub object: String,
    /// From this day on; empty: from the beginning.
    #[serde(default)]
    pub from: String,
    /// Until this day; empty: until now.
    #[serde(default)]
    pub until: String,
    /// The page, from 1.
    #[serde(default)]
    pub page: i64,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The lines, the latest first.
    pub lines: Vec<AuditLine>,
    /// How many there are in all.
    pub total: i64,
    /// Lines a page.
    pub size: i64,
    /// Everybody who stands in the log, to choose from: id and name.
    pub people: Vec<(Uuid, String)>,
}

/// A row of the audit log as it is written.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditRow {
    /// Its number, from 1.
    pub n: i64,
    /// When.
    pub at: crate::platform::time::Instant,
    /// Who; `None`: the console.
    pub account_id: Option<Uuid>,
    /// What was done.
    pub deed: String,
    /// On what kind of thing.
    pub object_kind: Option<String>,
    /// On which.
    pub object_id: Option<Uuid>,
    /// Where.
    pub location_id: Option<Uuid>,
    /// Where the request came from.
    pub address: String,
    /// What changed, as JSON.
    pub details: String,
    /// The seal of the row before.
    pub previous: Vec<u8>,
    /// The row's own.
    pub seal: Vec<u8>,
}
