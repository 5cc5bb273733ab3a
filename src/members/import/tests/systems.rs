//! The header of each system.

use super::super::{Source, sample_headers};
use super::*;

const ALL: [Source; 19] = [
    Source::Mindbody,
    Source::MindbodyReport,
    Source::Glofox,
    Source::GlofoxSales,
    Source::TeamUp,
    Source::Wodify,
    Source::WodifyMemberships,
    Source::PushPress,
    Source::ZenPlanner,
    Source::GymPoint,
    Source::WodBoard,
    Source::Gymflow,
    Source::FitnessGm,
    Source::Quoox,
    Source::WodGuru,
    Source::Wger,
    Source::FabManager,
    Source::Odoo,
    Source::Generic,
];

/// A file of a system with one record, which has these values and is empty otherwise.
fn file(source: Source, values: &[(&str, &str)]) -> String {
    let headers = sample_headers(source);
    for (name, _) in values {
        assert!(headers.contains(name), "{source:?} has no {name}");
    }
    let cells: Vec<&str> = headers
        .iter()
        .map(|header| {
            values
                .iter()
                .find(|(name, _)| name == header)
                .map_or("", |(_, value)| value)
        })
        .collect();
    format!("{}\n{}\n", headers.join(","), cells.join(","))
}

#[test]
fn each_header_is_its_own() {
    for source in ALL {
        let sheet = sheet(&format!("{}\n", sample_headers(source).join(",")));
        assert_eq!(sheet.source, source);
        assert_eq!(sheet.columns.len(), sample_headers(source).len());
        // Case, order and punctuation make no difference.
        let mut shuffled: Vec<String> = sample_headers(source)
            .iter()
            .map(|name| format!("\" {} *\"", name.to_uppercase().replace(' ', "_")))
            .collect();
        shuffled.reverse();
        assert_eq!(super::sheet(&format!("{}\n", shuffled.join(";"))).source, source);
    }
    let attendance = sheet("Date,Time,Client Name,Email,Class Name,Instructor,Status\n");
    assert_eq!(attendance.source, Source::TeamUp);
    let contracts =
        "Client Name,Contract Name,Start Date,Expiration Date,Payment Amount,Billing Frequency,Auto-Renew,Status\n";
    assert_eq!(sheet(contracts).source, Source::MindbodyReport);
    let memberships = "Client Email,First Name,Last Name,DOB,Membership Type,Start Date,End Date,Status\n";
    assert_eq!(sheet(memberships).source, Source::MindbodyReport);
}

#[test]
fn mindbody_export() {
    let text = file(
        Source::Mindbody,
        &[
            ("MBSystemID", "100000012"),
            ("BarcodeID", "B-12"),
            ("FirstName", "Anna"),
            ("MiddleName", "Maria"),
            ("LastName", "Keller"),
            ("Nickname", "Ann"),
            ("EmailName", "Anna@Example.org"),
            ("CellPhone", "0170 1234567"),
            ("HomePhone", "030 12345678"),
            ("Address", "Ringstr. 5"),
            ("Address2", "2nd floor"),
            ("City", "Bonn"),
            ("PostalCode", "08123"),
            ("Country", "DE"),
            ("Birthdate", "0001-01-01"),
            ("Gender", "Female"),
            ("EmergContact", "Tom Keller"),
            ("EmergRela", "husband"),
            ("EmergPhone", "0170 7654321"),
            ("EmergEmail", "tom@example.org"),
            ("ProfileCreationDate", "2019-03-04 10:22:00"),
            ("Inactive", "False"),
            ("IsProspect", "False"),
        ],
    );
    let (anna, notes) = only(&format!("\u{FEFF}{text}"));
    let s = |text: &str| Some(text.to_owned());
    assert_eq!(
        anna,
        Person {
            name: "Anna Maria Keller".to_owned(),
            given: s("Anna"),
            family: s("Keller"),
            nickname: s("Ann"),
            email: s("anna@example.org"),
            phone: s("+491701234567"),
            other_phones: vec!["+493012345678".to_owned()],
            gender: Some(super::super::Gender::Female),
            joined_on: Some(day(2019, 3, 4)),
            status: Some(MemberStatus::Active),
            external_id: s("100000012"),
            barcode: s("B-12"),
            address: s("Ringstr. 5\n2nd floor"),
            city: s("Bonn"),
            postal_code: s("08123"),
            country: s("DE"),
            emergency_name: s("Tom Keller"),
            emergency_relation: s("husband"),
            emergency_phone: s("+491707654321"),
            ..Person::default()
        }
    );
    assert_eq!(notes, []);
}

#[test]
fn mindbody_report() {
    let (anna, _) = only(&file(
        Source::MindbodyReport,
        &[
            ("First Name", "Anna"),
            ("Last Name", "Keller"),
            ("Email", "a@example.org"),
            ("Birth Date", "5/31/1990"),
            ("Street", "Ring 5"),
            ("Client ID", "12"),
            ("Mobile Phone", "0170 1234567"),
            ("Liability Waiver", "Yes"),
            ("Notes", "left knee"),
        ],
    ));
    assert_eq!(
        (anna.birthday, anna.external_id.as_deref()),
        (Some(day(1990, 5, 31)), Some("12"))
    );
    assert_eq!(
        (anna.address.as_deref(), anna.notes.as_deref()),
        (Some("Ring 5"), Some("left knee"))
    );
    let (ben, _) = only(
        "Client Email,First Name,Last Name,DOB,Membership Type,Start Date,End Date,Status\nb@example.org,Ben,Okafor,,Gold,2024-01-15,2025-01-14,Active\n",
    );
    assert_eq!(
        (ben.email.as_deref(), ben.plan_name.as_deref()),
        (Some("b@example.org"), Some("Gold"))
    );
    assert_eq!(
        (ben.plan_starts_on, ben.plan_ends_on, ben.joined_on),
        (Some(day(2024, 1, 15)), Some(day(2025, 1, 14)), None)
    );
}

#[test]
fn both_of_glofox() {
    let text = file(
        Source::Glofox,
        &[
            ("Email Address", "a@example.org"),
            ("Member Name", "Anna Keller"),
            ("Membership Plan", "Unlimited"),
            ("Active Since", "15/01/2024"),
            ("Membership Expiry Date", "25/10/2026"),
            ("Marketing Opt-out", "b@example.org"),
            ("Email Consent", "yes"),
            ("Last Contacted", "02/10/2026"),
            ("Status", "Frozen"),
        ],
    );
    let sheet = sheet(&text);
    for header in ["Marketing Opt-out", "Email Consent", "Last Contacted", "Next Renewal"] {
        assert_eq!(field_of(&sheet, header), None, "{header}");
    }
    let anna = person(&sheet.rows[0]);
    assert_eq!(
        (anna.email.as_deref(), anna.phone.as_deref()),
        (Some("a@example.org"), None)
    );
    assert_eq!(
        (anna.joined_on, anna.plan_ends_on),
        (Some(day(2024, 1, 15)), Some(day(2026, 10, 25)))
    );
    assert_eq!(
        (anna.status.as_ref(), anna.plan_name.as_deref()),
        (Some(&MemberStatus::Frozen), Some("Unlimited"))
    );

    let (ben, _) = only(&file(
        Source::GlofoxSales,
        &[
            ("BarcodeID", "77"),
            ("Client Name", "Ben Okafor"),
            ("Membership Tier", "Gold"),
            ("Phone", "0170 1234567"),
            ("Email Address", "b@example.org"),
            ("Joined On", "2024-02-01"),
            ("Location", "Bonn"),
            ("Lifetime Sales", "€99.00"),
        ],
    ));
    assert_eq!(
        (ben.barcode.as_deref(), ben.plan_name.as_deref(), ben.city),
        (Some("77"), Some("Gold"), None)
    );
    assert_eq!(ben.joined_on, Some(day(2024, 2, 1)));
}

#[test]
fn teamup_statuses_are_of_payments() {
    let text = "Date,Client Name,Email,Amount,Payment Method,Description,Status\n\
                15/01/2025,Anna Keller,a@example.org,£30.00,Card,10 classes,Paid\n\
                03/02/2025,Anna Keller,a@example.org,£30.00,Card,10 classes,Paid\n";
    let sheet = sheet(text);
    assert_eq!((field_of(&sheet, "Status"), field_of(&sheet, "Date")), (None, None));
    assert_eq!(
        (person(&sheet.rows[0]).status.as_ref(), sheet.rows[0].notes.len()),
        (None, 0)
    );
    assert!(matches!(
        problems(&sheet.rows[1]),
        [RowProblem::Duplicate { line: 2, .. }]
    ));
}

#[test]
fn wodify() {
    let (anna, notes) = only(&file(
        Source::Wodify,
        &[
            ("First Name", "Anna"),
            ("Last Name", "Keller"),
            ("Email", "a@example.org"),
            ("Gender", "Female"),
            ("Date of Birth", "05/31/1990"),
            ("Client Status", "Active"),
            ("Default Program", "CrossFit"),
            ("Province", "ON"),
            ("Country", "CA"),
            ("Is Coach", "No"),
        ],
    ));
    assert_eq!(
        (anna.birthday, anna.status),
        (Some(day(1990, 5, 31)), Some(MemberStatus::Active))
    );
    assert_eq!(
        (anna.state.as_deref(), anna.country.as_deref()),
        (Some("ON"), Some("CA"))
    );
    assert_eq!(notes, []);
    let (ben, notes) =
        only("Client ID,Client Name,Membership ID,Membership,Payment Plan\n7,Ben Okafor,99,Unlimited,Monthly\n");
    assert_eq!(
        (ben.external_id.as_deref(), ben.plan_name.as_deref()),
        (Some("7"), Some("Unlimited"))
    );
    assert_eq!(notes, [RowProblem::NoContact]);
}

#[test]
fn the_others() {
    let (anna, notes) = only(&file(
        Source::PushPress,
        &[
            ("Email", "a@example.org"),
            ("Name", "Anna Keller"),
            ("Birthday", "1990-05-31"),
            ("Plan", "3x"),
            ("Joined", "2020-01-31"),
            ("Expires", "2027-01-31"),
            ("Tags", "\"early bird; kids, early bird\""),
        ],
    ));
    assert_eq!(
        (anna.tags, notes),
        (vec!["early bird".to_owned(), "kids".to_owned()], vec![])
    );
    assert_eq!(anna.plan_ends_on, Some(day(2027, 1, 31)));

    let zen = file(
        Source::ZenPlanner,
        &[
            ("FirstName", "Anna"),
            ("LastName", "Keller"),
            ("Membership", "Gold"),
            ("BeginDate", "1/31/2024"),
        ],
    );
    let utf16: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(zen.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let sheet = read(&utf16, &options()).unwrap();
    assert_eq!(
        (sheet.source, person(&sheet.rows[0]).plan_starts_on),
        (Source::ZenPlanner, Some(day(2024, 1, 31)))
    );

    let (anna, notes) = only(&file(
        Source::GymPoint,
        &[
            ("first_name", "Anna"),
            ("last_name", "Keller"),
            ("email", "a@example.org"),
            ("phone", "0170 1234567"),
            ("status", "canceled"),
            ("join_date", "01/31/2020"),
            ("zip", "53111"),
            ("date_of_birth", "05/31/1990"),
            ("emergency_contact_name", "Tom"),
            ("barcode", "12"),
        ],
    ));
    assert_eq!(
        (anna.status, anna.postal_code.as_deref(), notes),
        (Some(MemberStatus::Ended), Some("53111"), vec![])
    );

    let (anna, _) = only(&file(
        Source::FitnessGm,
        &[
            ("firstName", "Anna"),
            ("lastName", "Keller"),
            ("guardianEmail", "mum@example.org"),
        ],
    ));
    assert_eq!(anna.email, None);
}

#[test]
fn a_tab_separated_export_with_everything_quoted() {
    let line = |cells: &[&str]| {
        cells
            .iter()
            .map(|cell| format!("\"{cell}\""))
            .collect::<Vec<_>>()
            .join("\t")
    };
    let text = format!(
        "{}\r\n{}\r\n",
        line(sample_headers(Source::Wger)),
        line(&[
            "1",
            "Iron House",
            "anna",
            "a@example.org",
            "Anna",
            "Keller",
            "Female",
            "36",
            "53111",
            "Bonn",
            "Ring 5",
            "'+49 170 1234567"
        ])
    );
    let sheet = sheet(&text);
    assert_eq!((sheet.source, sheet.delimiter), (Source::Wger, '\t'));
    assert_eq!(person(&sheet.rows[0]).phone.as_deref(), Some("+491701234567"));
}
