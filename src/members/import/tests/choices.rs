//! Columns as somebody corrects them.

use super::super::outline;
use super::*;

const LIST: &str = "Wer,Mail-Adresse,Geboren,Kürzel\nAnna Keller,anna@example.org,03/04/1990,AK\nBo Lind,bo@example.org,05/06/1985,BL\n";

#[test]
fn columns_that_nobody_knows_can_be_said() {
    let outline = outline(LIST.as_bytes()).unwrap();
    assert!(outline.fields.iter().all(Option::is_none));
    assert!(matches!(
        outline.read(&outline.fields, &options()),
        Err(ImportError::NothingRecognised { .. })
    ));
    let fields = [Some(Field::Name), Some(Field::Email), Some(Field::Birthday), None];
    let told = Options {
        dates: Some(DateOrder::Dmy),
        ..options()
    };
    let sheet = outline.read(&fields, &told).unwrap();
    let anna = person(&sheet.rows[0]);
    assert_eq!(
        (anna.name.as_str(), anna.email.as_deref()),
        ("Anna Keller", Some("anna@example.org"))
    );
    assert_eq!(anna.birthday, Some(day(1990, 4, 3)));
    assert_eq!(sheet.columns[3].field, None);
}

#[test]
fn a_column_of_dates_asks_where_nothing_decides() {
    let outline = outline(LIST.as_bytes()).unwrap();
    let fields = [Some(Field::Name), None, Some(Field::Birthday)];
    assert_eq!(
        outline.dates(&fields, &options()),
        [
            Ok(None),
            Ok(None),
            Err(vec!["03/04/1990".to_owned(), "05/06/1985".to_owned()]),
            Ok(None)
        ]
    );
    // left out, it does not ask
    assert!(
        outline
            .dates(&[Some(Field::Name)], &options())
            .iter()
            .all(Result::is_ok)
    );
    assert!(outline.read(&[Some(Field::Name)], &options()).is_ok());
}

#[test]
fn what_is_read_without_choices_is_what_is_proposed() {
    let text = "First Name,Last Name,Email,Lieblingsfarbe\nAnna,Keller,anna@example.org,blau\n";
    let outline = outline(text.as_bytes()).unwrap();
    let (proposed, read) = (outline.read(&outline.fields, &options()).unwrap(), sheet(text));
    assert_eq!(proposed.columns, read.columns);
    assert_eq!(person(&proposed.rows[0]), person(&read.rows[0]));
    assert_eq!(outline.samples(3, 2), ["blau"]);
    // a column that was known may be left out
    let without = outline
        .read(&[Some(Field::GivenName), Some(Field::FamilyName)], &options())
        .unwrap();
    assert_eq!(person(&without.rows[0]).email, None);
}

#[test]
fn files_with_one_header_are_of_one_kind() {
    let key = |text: &str| outline(text.as_bytes()).unwrap().header_key();
    assert_eq!(key("Name,E-Mail\nA B,\n"), key("name;e_mail *\nC D;x\n"));
    assert_ne!(key("Name,E-Mail\n"), key("E-Mail,Name\n"));
}

#[test]
fn every_field_has_a_code_of_its_own() {
    for field in Field::ALL {
        assert_eq!(Field::from_code(&field.code()), Some(field));
    }
    assert_eq!(Field::from_code("favourite_colour"), None);
}
