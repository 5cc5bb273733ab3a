//! The CSV reader against files that nobody here wrote. They stand beside the repository and are not part of it:
//! where they are missing, the tests say so and pass.
#![cfg(feature = "ssr")]

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use spotter::members::import::{self, Options};

fn corpus(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    let present = path.exists();
    if !present {
        eprintln!("skipped: {} is not here", path.display());
    }
    present.then_some(path)
}

/// Each file of csv-spectrum has the records that its JSON lists.
#[test]
fn csv_spectrum() {
    let Some(folder) = corpus("messy/csv-spectrum") else {
        return;
    };
    let mut files = 0;
    for entry in std::fs::read_dir(folder.join("csvs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let table = import::table(&std::fs::read(&path).unwrap()).unwrap();
        let json = std::fs::read_to_string(folder.join(format!("json/{name}.json"))).unwrap();
        let expected: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&json).unwrap();
        assert_eq!(table.records.len(), expected.len(), "{name}");
        for (record, expected) in table.records.iter().zip(&expected) {
            assert_eq!(record.cells.len(), expected.len(), "{name}");
            for (header, cell) in table.header.iter().zip(&record.cells) {
                assert_eq!(expected[header].as_str(), Some(cell.as_str()), "{name}, {header}");
            }
        }
        files += 1;
    }
    assert!(files >= 11, "only {files} files");
}

/// Five thousand people without contact: all of them are kept, and each is told.
#[test]
fn users_data() {
    let Some(path) = corpus("people/users_data.csv") else {
        return;
    };
    let bytes = std::fs::read(&path).unwrap();
    let options = Options {
        dates: None,
        region: "US".to_owned(),
        today: NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(),
    };
    let sheet = import::read(&bytes, &options).unwrap();
    assert_eq!(sheet.rows.len(), 5000);
    let people: Vec<_> = sheet.rows.iter().map(|row| row.outcome.as_ref().unwrap()).collect();
    let ids: HashSet<_> = people
        .iter()
        .map(|person| person.external_id.clone().unwrap())
        .collect();
    assert_eq!(ids.len(), 5000);
    let names: HashSet<_> = people.iter().map(|person| &person.name).collect();
    assert!(names.len() < 5000, "the names of this list repeat");
    for (index, (row, person)) in sheet.rows.iter().zip(&people).enumerate() {
        assert_eq!(row.line, u64::try_from(index).unwrap() + 2);
        assert_eq!(row.notes, [import::RowProblem::NoContact], "line {}", row.line);
        assert!(person.birthday.is_some() && person.joined_on.is_some() && person.gender.is_some());
        assert!(person.plan_name.is_some(), "line {}", row.line);
    }
}
