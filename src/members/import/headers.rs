//! Column names to what they mean.
//!
//! A name is compared whole, without case, spaces and punctuation. So `E-mail`, `e_mail` and `Email *` are the
//! same, and `Email Consent`, `Email Marketing`, `Last Contacted` or `guardianEmail` are never taken for the
//! e-mail address or the phone number of the person.

use serde::{Deserialize, Serialize};

use super::dates::{self, DateOrder};
use super::problem::{ImportError, shorten};
use super::sources::Source;
use super::table::Table;
use super::words::half_width;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The full name; the family name where a column of given names stands beside it.
    Name,
    /// Given name.
    GivenName,
    /// Further given names.
    MiddleName,
    /// Family name.
    FamilyName,
    /// What the person is called.
    Nickname,
    /// E-mail address.
    Email,
    /// Mobile phone.
    MobilePhone,
    /// A phone of unknown kind.
    Phone,
    /// Phone at home.
    HomePhone,
    /// Phone at work.
    WorkPhone,
    /// Date of birth.
    Birthday,
    /// Gender.
    Gender,
    /// First day as a member.
    JoinedOn,
    /// Where the person stands with the gym, in a word.
    Status,
    /// Yes or no: a member now.
    Active,
    /// Yes or no: not a member any more.
    Inactive,
    /// Yes or no: not a member yet.
    Prospect,
    /// Id in the other system.
    ExternalId,
    /// What the card or tag encodes.
    Barcode,
    /// Street and number.
    Address,
    /// Second line of the address.
    AddressMore,
    /// City.
    City,
    /// State or province.
    State,
    /// Postal code.
    PostalCode,
    /// Country.
    Country,
    /// Whom to call in an emergency.
    EmergencyName,
    /// What they are to the member.
    EmergencyRelation,
    /// Their phone.
    EmergencyPhone,
    /// Free text.
    Notes,
    /// Membership or pass.
    PlanName,
    /// First day of the plan.
    PlanStartsOn,
    /// Last day of the plan.
    PlanEndsOn,
    /// Labels.
    Tags,
}

impl Field {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 33] = [
        Self::Name,
        Self::GivenName,
        Self::MiddleName,
        Self::FamilyName,
        Self::Nickname,
        Self::Email,
        Self::MobilePhone,
        Self::Phone,
        Self::HomePhone,
        Self::WorkPhone,
        Self::Birthday,
        Self::Gender,
        Self::JoinedOn,
        Self::Status,
        Self::Active,
        Self::Inactive,
        Self::Prospect,
        Self::ExternalId,
        Self::Barcode,
        Self::Address,
        Self::AddressMore,
        Self::City,
        Self::State,
        Self::PostalCode,
        Self::Country,
        Self::EmergencyName,
        Self::EmergencyRelation,
        Self::EmergencyPhone,
        Self::Notes,
        Self::PlanName,
        Self::PlanStartsOn,
        Self::PlanEndsOn,
        Self::Tags,
    ];

    /// The name in forms and in the database.
    #[must_use]
    pub fn code(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(code)) => code,
            _ => String::new(),
        }
    }

    /// The field of a name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
    }

    /// Whether a record with a value here can be told apart by name.
    pub(super) const fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::GivenName | Self::FamilyName)
    }

    pub(super) const fn is_date(self) -> bool {
        matches!(
            self,
            Self::Birthday | Self::JoinedOn | Self::PlanStartsOn | Self::PlanEndsOn
        )
    }

    /// Whether a value may run over several lines.
    pub(super) const fn is_free_text(self) -> bool {
        matches!(self, Self::Notes | Self::Address | Self::AddressMore | Self::Tags)
    }
}

/// A column name without everything that varies between exports.
pub(super) fn normalise(header: &str) -> String {
    let plain: String = half_width(header)
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    // `Date of Birth (MM/DD/YYYY)` is the column `Date of Birth`.
    match dates::pattern_at_end(&plain) {
        Some((rest, _)) if !rest.is_empty() => rest.to_owned(),
        _ => plain,
    }
}

/// The order of day and month that the column name states, as in `Joined (dd/mm/yyyy)`.
pub(super) fn stated_order(header: &str) -> Option<DateOrder> {
    let plain: String = header.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    dates::pattern_at_end(&plain).and_then(|(_, order)| order)
}

/// How many cells are known column names, and whether one of them is for names.
pub(super) fn known(cells: &[String]) -> (usize, bool) {
    let fields = || cells.iter().filter_map(|cell| field(&normalise(cell)));
    (fields().count(), fields().any(Field::is_name))
}

/// What each column holds, by position.
pub(super) fn fields(header: &[String], source: Source) -> Vec<Option<Field>> {
    header
        .iter()
        .map(|name| field(&normalise(name)).filter(|&field| !means_something_else(source, field)))
        .collect()
}

/// TeamUp's lists of payments and of attendance have a status of the payment and of the visit.
fn means_something_else(source: Source, field: Field) -> bool {
    source == Source::TeamUp && field == Field::Status
}

/// Refuses a file in which no person can be found.
pub(super) fn check(table: &Table, fields: &[Option<Field>]) -> Result<(), ImportError> {
    if fields.iter().flatten().any(|field| field.is_name()) {
        return Ok(());
    }
    let headers: Vec<String> = table.header.iter().map(|name| shorten(name)).collect();
    if fields.iter().flatten().next().is_some() {
        return Err(ImportError::NoNameColumn { headers });
    }
    match table.header.iter().find(|cell| looks_like_value(cell)) {
        Some(value) => Err(ImportError::NoHeader { value: shorten(value) }),
        None => Err(ImportError::NothingRecognised { headers }),
    }
}

/// Addresses, dates and numbers are in records, not in headers.
fn looks_like_value(cell: &str) -> bool {
    let cell = cell.trim();
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    cell.contains('@') || (digits >= 5 && digits * 2 > cell.chars().count())
}

/// What a normalised column name means.
#[rustfmt::skip] // one line a field is easier to check than one line a name
fn field(name: &str) -> Option<Field> {
    Some(match name {
        "name" | "fullname" | "clientname" | "membername" | "customername" | "client" | "customer"
        | "contactname" | "firstlastname" | "displayname" | "athletename"
        | "姓名" | "名字" | "会员姓名" | "會員姓名" | "会员名称" | "會員名稱" | "客户姓名" | "客戶姓名" | "学员姓名" | "學員姓名" => Field::Name,
        "firstname" | "first" | "givenname" | "forename" | "vorname" | "名" => Field::GivenName,
        "middlename" | "middleinitial" => Field::MiddleName,
        "lastname" | "last" | "familyname" | "surname" | "nachname" | "familienname" | "姓" | "姓氏" => Field::FamilyName,
        "nickname" | "preferredname" | "knownas" | "rufname" | "昵称" | "暱稱" | "英文名" => Field::Nickname,
        "email" | "emailaddress" | "emailname" | "clientemail" | "memberemail" | "customeremail" | "useremail"
        | "primaryemail" | "mail" | "emailadresse" | "邮箱" | "电子邮箱" | "电子邮件" | "电邮" | "邮件"
        | "電子郵件" | "電子信箱" | "電郵" | "電郵地址" | "電郵信箱" | "信箱" => Field::Email,
        "mobilephone" | "cellphone" | "mobile" | "cell" | "mobilenumber" | "mobilephonenumber" | "cellphonenumber"
        | "phonemobile" | "mobil" | "mobiltelefon" | "mobilnummer" | "handy" | "handynummer"
        | "手机" | "手机号" | "手机号码" | "移动电话" | "手機" | "手機號" | "手機號碼" | "行動電話" | "流動電話" => Field::MobilePhone,
        "phone" | "phonenumber" | "telephone" | "telephonenumber" | "primaryphone" | "contactnumber" | "contactphone"
        | "clientphone" | "memberphone" | "telefon" | "telefonnummer" | "电话" | "电话号码" | "联系电话" | "联系方式"
        | "電話" | "電話號碼" | "聯絡電話" | "聯絡方式" => Field::Phone,
        "homephone" | "phonehome" | "homephonenumber" | "家庭电话" | "住宅电话" | "家用電話" | "住宅電話" => Field::HomePhone,
        "workphone" | "phonework" | "workphonenumber" | "办公电话" | "公司電話" | "辦公電話" => Field::WorkPhone,
        "birthday" | "birthdate" | "dateofbirth" | "dob" | "birthdaydate" | "geburtsdatum" | "geburtstag"
        | "生日" | "出生日期" | "出生年月" | "出生年月日" => Field::Birthday,
        "gender" | "sex" | "geschlecht" | "性别" | "性別" => Field::Gender,
        "joinedon" | "joined" | "joindate" | "joineddate" | "datejoined" | "membersince" | "activesince" | "clientsince"
        | "customersince" | "profilecreationdate" | "signupdate" | "signedup" | "registrationdate" | "registeredon"
        | "eintrittsdatum" | "mitgliedseit" | "入会日期" | "入会时间" | "入會日期" | "注册日期" | "註冊日期" | "加入日期" | "办卡日期" => Field::JoinedOn,
        "status" | "clientstatus" | "memberstatus" | "membershipstatus" | "customerstatus" | "accountstatus"
        | "状态" | "会员状态" | "狀態" | "會員狀態" => Field::Status,
        "active" | "isactive" => Field::Active,
        "inactive" | "isinactive" => Field::Inactive,
        "isprospect" | "prospect" | "islead" => Field::Prospect,
        "mbsystemid" | "clientid" | "memberid" | "customerid" | "userid" | "externalid" | "id" | "glofoxid" | "athleteid"
        | "membernumber" | "membershipnumber" | "mitgliedsnummer" | "会员号" | "会员编号" | "會員編號" | "會員號碼" => Field::ExternalId,
        "barcodeid" | "barcode" | "cardnumber" | "keytag" | "keyfob" | "fobnumber" | "卡号" | "会员卡号" | "卡號" | "會員卡號" => Field::Barcode,
        "address" | "street" | "streetaddress" | "address1" | "addressline1" | "homeaddress" | "strasse" | "straße" | "adresse" | "anschrift"
        | "地址" | "住址" | "家庭住址" | "联系地址" | "聯絡地址" | "通訊地址" => Field::Address,
        "address2" | "addressline2" | "street2" | "apartment" => Field::AddressMore,
        "city" | "town" | "suburb" | "ort" | "stadt" | "wohnort" | "城市" => Field::City,
        "state" | "province" | "stateprovince" | "county" | "bundesland" | "省" | "省份" | "州" => Field::State,
        "postalcode" | "postcode" | "zip" | "zipcode" | "zippostalcode" | "plz" | "postleitzahl" | "邮编" | "邮政编码" | "郵遞區號" => Field::PostalCode,
        "country" | "land" | "国家" | "國家" => Field::Country,
        "emergcontact" | "emergencycontact" | "emergencycontactname" | "emergencyname" | "notfallkontakt"
        | "紧急联系人" | "緊急聯絡人" | "緊急聯繫人" => Field::EmergencyName,
        "emergrela" | "emergencycontactrelationship" | "emergencycontactrelation" | "emergencyrelationship" => Field::EmergencyRelation,
        "emergphone" | "emergencycontactphone" | "emergencycontactnumber" | "emergencyphone" | "emergencycontactphonenumber" | "notfalltelefon"
        | "紧急联系电话" | "紧急联系人电话" | "紧急电话" | "緊急聯絡電話" | "緊急聯絡人電話" | "緊急電話" => Field::EmergencyPhone,
        "notes" | "note" | "comments" | "comment" | "remarks" | "notiz" | "notizen" | "bemerkung" | "bemerkungen" | "备注" | "備註" => Field::Notes,
        "plan" | "planname" | "membershipplan" | "membershiptier" | "membership" | "membershiptype" | "membershipname"
        | "membershiptitle" | "contractname" | "subscriptionplan" | "subscription" | "pass" | "tarif"
        | "会籍" | "会员卡" | "卡种" | "卡名称" | "套餐" | "會籍" | "卡種" | "方案" => Field::PlanName,
        "startdate" | "begindate" | "membershipstartdate" | "planstartdate" | "contractstartdate" | "vertragsbeginn"
        | "开始日期" | "开卡日期" | "開始日期" | "開卡日期" => Field::PlanStartsOn,
        "enddate" | "expires" | "expireson" | "expirydate" | "expirationdate" | "membershipexpirydate" | "membershipenddate"
        | "planenddate" | "subscriptionenddate" | "vertragsende" | "到期日" | "到期日期" | "到期时间" | "到期時間" | "截止日期" | "有效期至" | "结束日期" | "結束日期" => Field::PlanEndsOn,
        "tags" | "tag" | "labels" | "标签" | "標籤" => Field::Tags,
        _ => return None,
    })
}
