//! Corner cases of CSV: quotes, line ends, widths, headers, limits.

use super::super::{MAX_BYTES, MAX_COLUMNS, MAX_RECORDS, table};
use super::*;

#[test]
fn lines_are_those_of_the_file() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [
            "",
            "Name,Email,Notes",
            "Anna Keller,anna@example.org,\"first",
            "second \"\"quoted\"\", third\"",
            "",
            "   ",
            ",,",
            "Ben Okafor,ben@example.org,",
            "",
            "\"Cora Lind\",\"cora@example.org\",\"\"",
        ]
        .join(end);
        let sheet = sheet(&text);
        assert_eq!(sheet.header_line, 2, "{end:?}");
        assert_eq!(lines(&sheet), [3, 8, 10], "{end:?}");
        assert_eq!(
            person(&sheet.rows[0]).notes.as_deref(),
            Some("first\nsecond \"quoted\", third")
        );
    }
}

#[test]
fn a_file_where_everything_is_quoted() {
    for delimiter in [",", ";", "\t"] {
        let cells = |cells: [&str; 3]| cells.map(|cell| format!("\"{cell}\"")).join(delimiter);
        let text = format!(
            "{}\n{}\n{}",
            cells(["Last, First; or\tboth", "Name", "E-mail"]),
            cells(["", "Keller, Anna", "anna@example.org"]),
            cells(["x;y,z", "Ben Okafor", "ben@example.org"]),
        );
        let sheet = sheet(&text);
        assert_eq!(sheet.delimiter.to_string(), delimiter);
        assert_eq!(person(&sheet.rows[0]).name, "Anna Keller");
        assert_eq!(person(&sheet.rows[1]).email.as_deref(), Some("ben@example.org"));
    }
}

#[test]
fn a_first_line_may_state_the_delimiter() {
    let sheet = sheet("sep=;\r\nName;Email\r\nAnna Keller;anna@example.org\r\n");
    assert_eq!((sheet.delimiter, sheet.header_line, lines(&sheet)), (';', 2, vec![3]));
    assert_eq!(sheet.preamble, [1]);
}

#[test]
fn a_long_record_is_its_own_problem_only() {
    let sheet = sheet(
        "Name,Email\nAnna Keller,anna@example.org\nOkafor, Ben,ben@example.org\nCora Lind,cora@example.org,,\nDan Reyes\n",
    );
    assert_eq!(person(&sheet.rows[0]).name, "Anna Keller");
    assert_eq!(
        problems(&sheet.rows[1]),
        [RowProblem::LongRow { found: 3, expected: 2 }]
    );
    // Cells without a value are no value too many.
    assert_eq!(person(&sheet.rows[2]).name, "Cora Lind");
    assert_eq!(
        sheet.rows[3].notes,
        [RowProblem::ShortRow { found: 1, expected: 2 }, RowProblem::NoContact]
    );
}

#[test]
fn a_quote_that_is_not_closed_does_not_swallow_people_silently() {
    let sheet =
        sheet("Name,Email\nAnna Keller,anna@example.org\n\"Ben Okafor,ben@example.org\nCora Lind,cora@example.org\n");
    assert_eq!(sheet.rows.len(), 2);
    assert!(problems(&sheet.rows[1]).contains(&RowProblem::UnclosedQuote));
    // Closed by a stray quote further down.
    let text = "Name,Email,City\n\"Ben Okafor,ben@example.org,Bonn\nCora Lind,cora@example.org,\"Bonn\"\nDan,dan@example.org,\n";
    let rows = super::sheet(text).rows;
    assert!(
        matches!(problems(&rows[0]), [RowProblem::LineBreak { column, .. }, ..] if column == "Name"),
        "{rows:?}"
    );
    assert_eq!(person(&rows[1]).name, "Dan");
    // A quote inside a value is only a character.
    let (ben, _) = only("Name,Email\nBen \"Benny\" Okafor,ben@example.org\n");
    assert_eq!(ben.name, "Ben \"Benny\" Okafor");
    // And one at the very end of the file is closed.
    assert_eq!(
        only("Name,Email\nBen,\"ben@example.org\"").0.email.as_deref(),
        Some("ben@example.org")
    );
}

#[test]
fn titles_above_the_header_are_no_people() {
    let sheet = sheet("Client List\nIron House, Bonn\n\nFirst Name,Last Name,Email\nAnna,Keller,anna@example.org\n");
    assert_eq!((sheet.header_line, lines(&sheet)), (4, vec![5]));
    assert_eq!(sheet.preamble, [1, 2]);
}

#[test]
fn traces_of_spreadsheets_are_taken_off() {
    let (anna, notes) = only(
        "\u{FEFF}Name ,E_MAIL,Postal Code,Phone,City\n\u{200B} Anna\u{A0}Keller ,anna@example.org,\"=\"\"08123\"\"\",'+49 170 1234567,n/a\n",
    );
    assert_eq!(anna.name, "Anna Keller");
    assert_eq!(anna.postal_code.as_deref(), Some("08123"));
    assert_eq!(anna.phone.as_deref(), Some("+491701234567"));
    assert_eq!((anna.city, notes), (None, vec![]));
    // But Null is a name.
    assert_eq!(
        only("First Name,Last Name,Email\nAnna,Null,null\n").0.family.as_deref(),
        Some("Null")
    );
}

#[test]
fn headers_that_do_not_help() {
    assert!(
        matches!(error("a,b,c\n1,2,3\n"), ImportError::NothingRecognised { headers } if headers == ["a", "b", "c"])
    );
    assert!(matches!(
        error("Anna Keller,anna@example.org\nBen Okafor,ben@example.org\n"),
        ImportError::NoHeader { value } if value == "anna@example.org"
    ));
    let error = error("Email,Phone\nanna@example.org,\n");
    assert!(matches!(error, ImportError::NoNameColumn { .. }));
    assert!(error.to_string().contains("First Name and Last Name"), "{error}");
    // A header alone is a list of nobody.
    assert_eq!(sheet("Name,Email\n").rows.len(), 0);
}

#[test]
fn limits() {
    let too_large = |bytes: &[u8]| match read(bytes, &options()).unwrap_err() {
        ImportError::TooLarge { what, found, limit } => (what, found, limit),
        other => panic!("{other}"),
    };
    assert_eq!(
        too_large(&vec![b'a'; MAX_BYTES + 1]),
        ("bytes", MAX_BYTES + 1, MAX_BYTES)
    );
    let wide = format!("Name{}\nAnna\n", ",x".repeat(MAX_COLUMNS));
    assert_eq!(too_large(wide.as_bytes()), ("columns", MAX_COLUMNS + 1, MAX_COLUMNS));
    let long = format!("Name,x\n{}", "A,1\n".repeat(MAX_RECORDS + 1));
    assert_eq!(too_large(long.as_bytes()), ("records", MAX_RECORDS + 1, MAX_RECORDS));
    let options = Options {
        region: "Germany".to_owned(),
        ..options()
    };
    assert!(matches!(
        read(b"Name\nAnna\n", &options),
        Err(ImportError::UnknownRegion { .. })
    ));
}

#[test]
fn cells_of_a_file_nobody_knows() {
    let table = table(b"key,val\n1,\"{\"\"type\"\": [102.0, 0.5]}\"\n").unwrap();
    assert_eq!(table.header, ["key", "val"]);
    assert_eq!(table.records[0].cells, ["1", "{\"type\": [102.0, 0.5]}"]);
}
