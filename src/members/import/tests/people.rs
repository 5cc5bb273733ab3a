//! What becomes of a record: contact, families, duplicates, words.

use super::super::{Gender, Match};
use super::*;

#[test]
fn a_person_needs_a_name_and_nothing_else() {
    let sheet =
        sheet("Name,Email,Phone\n,anna@example.org,\nBen Okafor,,\n-,,0170 1234567\nCora Lind,cora at example,123\n");
    assert_eq!(problems(&sheet.rows[0]), [RowProblem::NoName]);
    assert_eq!(sheet.rows[1].notes, [RowProblem::NoContact]);
    assert_eq!(problems(&sheet.rows[2]), [RowProblem::NoName]);
    assert_eq!(person(&sheet.rows[3]).name, "Cora Lind");
    let (column, value) = ("Email".to_owned(), "cora at example".to_owned());
    assert!(
        sheet.rows[3]
            .notes
            .contains(&RowProblem::InvalidEmail { column, value })
    );
    let (column, value) = ("Phone".to_owned(), "123".to_owned());
    assert!(
        sheet.rows[3]
            .notes
            .contains(&RowProblem::InvalidPhone { column, value })
    );
    assert!(sheet.rows[3].notes.contains(&RowProblem::NoContact));
}

#[test]
fn names_in_every_shape() {
    let name = |text: &str| {
        let (person, _) = only(text);
        (
            person.name,
            person.given.unwrap_or_default(),
            person.family.unwrap_or_default(),
        )
    };
    let anna = || ("Anna Keller".to_owned(), "Anna".to_owned(), "Keller".to_owned());
    assert_eq!(name("Name,Email\nAnna Keller,a@example.org\n"), anna());
    assert_eq!(name("Name;Email\nKeller, Anna;a@example.org\n"), anna());
    assert_eq!(name("LAST_NAME,first-name,Email\nKeller,Anna,a@example.org\n"), anna());
    assert_eq!(name("Name,Vorname,E-Mail\nKeller,Anna,a@example.org\n"), anna());
    assert_eq!(name("Name,First Name,Email\nAnna Keller,Anna,a@example.org\n"), anna());
    assert_eq!(name("姓,名,邮箱\n王,芳,a@example.org\n").0, "王芳");
    assert_eq!(name("First Name,Last Name,Email\n,Keller,a@example.org\n").0, "Keller");
}

#[test]
fn consents_are_no_addresses() {
    let (anna, notes) = only(
        "Name,Email Consent,Email Marketing,SMS Marketing,Last Contacted,Marketing Opt-out,guardianEmail,Phone Consent\n\
         Anna Keller,yes@example.org,a@example.org,0170 1234567,0170 1234567,b@example.org,c@example.org,0170 1234567\n",
    );
    assert_eq!((anna.email, anna.phone, anna.other_phones), (None, None, vec![]));
    assert_eq!(notes, [RowProblem::NoContact]);
}

#[test]
fn the_mobile_phone_comes_first() {
    let (anna, _) = only("Name,Work Phone,Home Phone,Mobile\nAnna Keller,,030 12345678,0170 1234567\n");
    assert_eq!(anna.phone.as_deref(), Some("+491701234567"));
    assert_eq!(anna.other_phones, ["+493012345678"]);
    let (anna, notes) = only("Name,Home Phone,Mobile\nAnna Keller,030 12345678,n/a\n");
    assert_eq!((anna.phone.as_deref(), notes), (Some("+493012345678"), vec![]));
}

#[test]
fn an_emergency_number_is_kept_as_written() {
    let (anna, notes) = only("Name,Email,Emergency Contact Phone\nAnna Keller,a@example.org,ask mum 12345\n");
    assert_eq!(anna.emergency_phone.as_deref(), Some("ask mum 12345"));
    assert!(matches!(notes[..], [RowProblem::PhoneKeptAsText { .. }]));
    let (anna, _) = only("Name,Email,Emergency Contact Phone\nAnna Keller,a@example.org,0170/1234567\n");
    assert_eq!(anna.emergency_phone.as_deref(), Some("+491701234567"));
}

#[test]
fn several_addresses() {
    let (anna, notes) = only("Name,Email,Email Address\nAnna Keller,Anna@example.org,anna@work.example\n");
    assert_eq!(anna.email.as_deref(), Some("anna@example.org"));
    assert!(matches!(&notes[..], [RowProblem::OtherEmail { value, .. }] if value == "anna@work.example"));
    let (_, notes) = only("Name,Email,Email Address\nAnna Keller,Anna@example.org,anna@example.org\n");
    assert_eq!(notes, []);
    let (anna, notes) = only("Name,Email\nAnna Keller,anna@example.org; b@example.org\n");
    assert_eq!(anna.email.as_deref(), Some("anna@example.org"));
    assert!(matches!(notes[..], [RowProblem::OtherEmail { .. }]));
}

#[test]
fn the_same_person_twice() {
    let sheet = sheet(
        "Name,Email,Phone,Client ID\n\
         Anna Keller,anna@example.org,,1\n\
         \"KELLER, Anna\",Anna@Example.org,0170 1234567,2\n\
         Ben Okafor,,0170 7654321,3\n\
         Ben Okafor,ben@example.org,+49 170 7654321,4\n\
         Cora Lind,,,5\n\
         Cora Lind,,,5\n\
         Cora Lind,,,6\n",
    );
    let twice = |row: usize| problems(&sheet.rows[row]);
    assert_eq!(
        twice(1),
        [RowProblem::Duplicate {
            line: 2,
            by: Match::Email
        }]
    );
    assert_eq!(
        twice(3),
        [RowProblem::Duplicate {
            line: 4,
            by: Match::Phone
        }]
    );
    assert_eq!(
        twice(5),
        [RowProblem::Duplicate {
            line: 6,
            by: Match::ExternalId
        }]
    );
    // A name alone makes no duplicate.
    assert_eq!(person(&sheet.rows[6]).external_id.as_deref(), Some("6"));
    assert!(twice(1)[0].to_string().contains("line 2"));
}

#[test]
fn a_family_shares_an_address() {
    let sheet = sheet(
        "Name,Email,Phone,Birthday,ID\n\
         Anna Keller,keller@example.org,0170 1234567,1980-01-31,1\n\
         Ben Keller,keller@example.org,0170 1234567,2012-01-31,1\n\
         Ben Keller,keller@example.org,0170 1234567,2012-01-31,9\n\
         Tom Keller,keller@example.org,,1979-05-30,2\n\
         Tom Keller,keller@example.org,,2014-05-30,3\n",
    );
    assert_eq!(person(&sheet.rows[0]).email.as_deref(), Some("keller@example.org"));
    let ben = person(&sheet.rows[1]);
    assert_eq!(
        (ben.email.as_deref(), ben.phone.as_deref(), ben.external_id.as_deref()),
        (None, Some("+491701234567"), None)
    );
    assert_eq!(
        sheet.rows[1].notes,
        [
            RowProblem::SharedEmail {
                line: 2,
                email: "keller@example.org".to_owned()
            },
            RowProblem::SharedPhone {
                line: 2,
                phone: "+491701234567".to_owned()
            },
            RowProblem::SharedExternalId {
                line: 2,
                id: "1".to_owned()
            },
        ]
    );
    // The child is twice in the file, although the first record's address was taken away.
    assert_eq!(
        problems(&sheet.rows[2]),
        [RowProblem::Duplicate {
            line: 3,
            by: Match::Email
        }]
    );
    // Father and son: one name, two birthdays.
    assert_eq!(person(&sheet.rows[3]).email, None);
    assert_eq!(person(&sheet.rows[4]).birthday, Some(day(2014, 5, 30)));
}

#[test]
fn a_refused_record_is_nobody_to_be_a_duplicate_of() {
    let sheet = sheet("Name,Email\nAnna,Keller,anna@example.org\nAnna Keller,anna@example.org\n");
    assert!(sheet.rows[0].outcome.is_err());
    assert_eq!(person(&sheet.rows[1]).email.as_deref(), Some("anna@example.org"));
}

#[test]
fn words_for_status_and_gender() {
    let status = |word: &str| only(&format!("Name,Email,Status\nAnna,a@example.org,{word}\n"));
    for (word, expected) in [
        ("Active", MemberStatus::Active),
        ("FROZEN", MemberStatus::Frozen),
        ("On Hold", MemberStatus::Frozen),
        ("Inactive", MemberStatus::Ended),
        ("canceled", MemberStatus::Ended),
        ("Cancelled", MemberStatus::Ended),
        ("Expired", MemberStatus::Ended),
        ("lead", MemberStatus::Lead),
        ("Trial", MemberStatus::Lead),
        ("冻结", MemberStatus::Frozen),
    ] {
        assert_eq!(
            status(word),
            (
                {
                    let mut p = status(word).0;
                    p.status = Some(expected);
                    p
                },
                vec![]
            ),
            "{word}"
        );
    }
    let (anna, notes) = status("Pending");
    assert_eq!(anna.status, Some(MemberStatus::Unknown("Pending".to_owned())));
    assert!(matches!(notes[..], [RowProblem::UnknownStatus { .. }]));
    assert_eq!(status("").0.status, None);

    let gender = |word: &str| only(&format!("Name,Email,Gender\nAnna,a@example.org,{word}\n"));
    for (word, expected) in [
        ("F", Some(Gender::Female)),
        ("Male", Some(Gender::Male)),
        ("Non-binary", Some(Gender::Other)),
        ("女", Some(Gender::Female)),
        ("männlich", Some(Gender::Male)),
        ("Prefer not to say", None),
    ] {
        assert_eq!((gender(word).0.gender, gender(word).1), (expected, vec![]), "{word}");
    }
    assert!(matches!(gender("42").1[..], [RowProblem::UnknownGender { .. }]));
}

#[test]
fn yes_and_no_columns() {
    let status = |inactive: &str, prospect: &str| {
        only(&format!(
            "Name,Email,Inactive,IsProspect\nAnna,a@example.org,{inactive},{prospect}\n"
        ))
    };
    for (inactive, prospect, expected) in [
        ("False", "False", Some(MemberStatus::Active)),
        ("No", "1", Some(MemberStatus::Lead)),
        ("TRUE", "0", Some(MemberStatus::Ended)),
        ("1", "Yes", Some(MemberStatus::Ended)),
        ("", "", None),
    ] {
        assert_eq!(status(inactive, prospect).0.status, expected, "{inactive} {prospect}");
    }
    let (anna, notes) = status("maybe", "");
    assert_eq!(anna.status, None);
    assert!(matches!(&notes[..], [RowProblem::UnknownFlag { value, .. }] if value == "maybe"));
}

#[test]
fn messages_stay_short_and_on_one_line() {
    let value = format!("x\u{7}{}", "y".repeat(5000));
    let (_, notes) = only(&format!("Name,Email\nAnna,{value}\n"));
    let text = notes[0].to_string();
    assert!(text.chars().count() < 200 && !text.contains('\n'), "{text}");
}

/// A list in which everyone has the front desk's address takes no longer than any other.
#[test]
fn a_crowd_shares_an_address() {
    let mut text = "Name,Email\n".to_owned();
    for number in 0..10_000 {
        text.push_str(&format!("Anna K{number},desk@example.org\n"));
    }
    let sheet = sheet(&text);
    let with_address = sheet.rows.iter().filter(|row| person(row).email.is_some()).count();
    assert_eq!((sheet.rows.len(), with_address), (10_000, 1));
}
