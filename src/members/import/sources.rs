//! Which system a header comes from.

use serde::{Deserialize, Serialize};

use super::headers::normalise;

/// The system that wrote a file, as far as its header tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// `Clients.csv` of Mindbody's export of a whole gym.
    Mindbody,
    /// A client list or contract report of Mindbody.
    MindbodyReport,
    /// Glofox's list of members.
    Glofox,
    /// Glofox's export of members with their next payment and lifetime sales.
    GlofoxSales,
    /// TeamUp's lists of payments and of attendance.
    TeamUp,
    /// Wodify's list of clients.
    Wodify,
    /// Wodify's list of memberships.
    WodifyMemberships,
    /// PushPress and SugarWOD.
    PushPress,
    /// Zen Planner.
    ZenPlanner,
    /// GymPoint.
    GymPoint,
    /// WodBoard.
    WodBoard,
    /// Gymflow.
    Gymflow,
    /// Fitness GM.
    FitnessGm,
    /// Quoox.
    Quoox,
    /// WodGuru.
    WodGuru,
    /// wger.
    Wger,
    /// Fab-manager's import file.
    FabManager,
    /// Odoo contacts.
    Odoo,
    /// A header of no system in particular, such as a spreadsheet of one's own.
    Generic,
}

/// How a header is told: it has all of `all`, and one of `any` unless that is empty. Normalised names.
struct Signature {
    source: Source,
    all: &'static [&'static str],
    any: &'static [&'static str],
}

const fn signature(source: Source, all: &'static [&'static str], any: &'static [&'static str]) -> Signature {
    Signature { source, all, any }
}

/// The narrower signature stands before the wider one: the first that fits is taken.
#[rustfmt::skip] // a table
const SIGNATURES: &[Signature] = &[
    signature(Source::Mindbody, &["mbsystemid"], &[]),
    signature(Source::Mindbody, &["emailname", "firstname", "lastname"], &[]),
    signature(Source::GlofoxSales, &["clientname"], &["membershiptier", "nextautopaydate", "lifetimesales", "isnewmember"]),
    signature(Source::Glofox, &["membername"], &["activesince", "nextrenewal", "marketingoptout", "membershipexpirydate", "emailconsent", "lastcontacted"]),
    signature(Source::TeamUp, &["clientname", "email", "date"], &["paymentmethod", "classname", "instructor"]),
    signature(Source::Wodify, &["firstname", "lastname"], &["clientstatus", "defaultprogram", "defaultlocation"]),
    signature(Source::WodifyMemberships, &["clientid", "clientname", "membershipid"], &["membership", "paymentplan"]),
    signature(Source::MindbodyReport, &["firstname", "lastname"], &["liabilitywaiver", "clientemail"]),
    signature(Source::MindbodyReport, &["firstname", "lastname", "mobilephone"], &["homephone", "clientid"]),
    signature(Source::MindbodyReport, &["clientname", "contractname"], &[]),
    signature(Source::Gymflow, &["emailmarketing"], &["smsmarketing"]),
    signature(Source::FitnessGm, &["firstname", "lastname"], &["membershiptitle", "guardianemail", "initialsubtotal"]),
    signature(Source::WodGuru, &["firstlastname"], &["lastfirstname", "email"]),
    signature(Source::WodGuru, &["lastfirstname"], &[]),
    signature(Source::Wger, &["gym", "username", "email"], &["firstname", "lastname"]),
    signature(Source::FabManager, &["username", "externalid"], &["softwares", "interests", "allowcontact", "trainings", "allownewsletter"]),
    signature(Source::Odoo, &["name", "isacompany"], &[]),
    signature(Source::ZenPlanner, &["firstname", "lastname"], &["begindate", "beltrank"]),
    signature(Source::WodBoard, &["mobilenumber"], &["emergencycontactnumber", "nextbilldate"]),
    signature(Source::Quoox, &["title", "dob", "joined"], &[]),
    signature(Source::PushPress, &["email", "name", "plan"], &["joined", "expires"]),
    signature(Source::PushPress, &["membersince"], &["plancanceldate", "planenddate"]),
    signature(Source::GymPoint, &["firstname", "lastname", "email"], &["joindate", "membershipplan", "emergencycontactname"]),
];

/// The source whose signature the header has.
pub(super) fn detect(header: &[String]) -> Source {
    let names: Vec<String> = header.iter().map(|name| normalise(name)).collect();
    let has = |wanted: &&str| names.iter().any(|name| name == wanted);
    SIGNATURES
        .iter()
        .find(|signature| signature.all.iter().all(has) && (signature.any.is_empty() || signature.any.iter().any(has)))
        .map_or(Source::Generic, |signature| signature.source)
}

/// The column names of a source, as its exports spell them: for help pages and for tests. Of WodBoard, Glofox and
/// Quoox only parts of headers are known, so those lists put together what belongs in a member list.
#[rustfmt::skip] // lists
pub const fn sample_headers(source: Source) -> &'static [&'static str] {
    match source {
        Source::Mindbody => &[
            "MBSystemID", "BarcodeID", "FirstName", "MiddleName", "LastName", "Nickname", "CompanyName", "EmailName", "CellPhone",
            "HomePhone", "WorkPhone", "Address", "Address2", "City", "State", "PostalCode", "Country", "Birthdate", "Gender",
            "ReferredBy", "Website", "EmergContact", "EmergRela", "EmergPhone", "EmergEmail", "LiabilityAgreementDate",
            "FirstContactDate", "ProfileCreationDate", "FirstClassDate", "FirstApptDate", "Inactive", "IsProspect",
            "DeactivatedTime", "ReactivatedTime", "CreatedBy",
        ],
        Source::MindbodyReport => &[
            "First Name", "Last Name", "Email", "Mobile Phone", "Home Phone", "Birth Date", "Gender", "Street", "City", "State",
            "Postal Code", "Country", "Liability Waiver", "Emergency Contact Name", "Emergency Contact Phone", "Notes",
            "Referred By", "Client ID",
        ],
        Source::Glofox => &[
            "Email Address", "Member Name", "Membership Plan", "Active Since", "Next Renewal", "Marketing Opt-out",
            "Membership Expiry Date", "Email Consent", "Last Contacted", "Status",
        ],
        Source::GlofoxSales => &[
            "BarcodeID", "Client Name", "Status", "Membership Tier", "Phone", "Email Address", "Joined On", "Location",
            "Next AutoPay Date", "Next AutoPay Amount", "Lifetime Sales", "Is New Member?",
        ],
        Source::TeamUp => &["Date", "Client Name", "Email", "Amount", "Payment Method", "Description", "Status"],
        Source::Wodify => &[
            "First Name", "Last Name", "Email", "Gender", "Date of Birth", "Client Status", "Default Program", "Default Location",
            "State", "Time Zone", "Province", "Country", "Is Coach", "Is Admin", "Is Manager", "Is Dependent", "Group",
        ],
        Source::WodifyMemberships => &["Client ID", "Client Name", "Membership ID", "Membership", "Payment Plan"],
        Source::PushPress => &["Email", "Name", "Birthday", "Plan", "Joined", "Expires", "Tags"],
        Source::ZenPlanner => &["FirstName", "LastName", "Membership", "BeginDate"],
        Source::GymPoint => &[
            "first_name", "last_name", "email", "phone", "membership_plan", "status", "join_date", "address", "city", "state", "zip",
            "date_of_birth", "gender", "emergency_contact_name", "emergency_contact_phone", "notes", "barcode",
        ],
        Source::WodBoard => &["Name", "Email", "Mobile Number", "Emergency Contact Name", "Emergency Contact Number", "Next Bill Date"],
        Source::Gymflow => &["Email", "First Name", "Last Name", "Country", "Email Marketing", "SMS Marketing"],
        Source::FitnessGm => &["firstName", "lastName", "Membership Title", "Initial subtotal", "guardianEmail"],
        Source::Quoox => &["Title", "First Name", "Last Name", "Email", "DOB", "Joined", "Gender"],
        Source::WodGuru => &["first_name", "last_name", "first_last_name", "last_first_name", "email", "phone", "gender"],
        Source::Wger => &[
            "Nr.", "Gym", "Username", "Email", "First name", "Last name", "Gender", "Age", "ZIP code", "City", "Street", "Phone",
        ],
        Source::FabManager => &[
            "id", "gender", "first_name", "last_name", "username", "email", "password", "external_id", "birthdate", "address",
            "phone", "group", "tags", "trainings", "website", "job", "interests", "softwares", "allow_contact", "allow_newsletter",
            "organization_name",
        ],
        Source::Odoo => &["External ID", "Name", "Is a Company", "Related Company/External ID", "Country"],
        Source::Generic => &["First Name", "Last Name", "Email", "Mobile", "Date of Birth"],
    }
}
