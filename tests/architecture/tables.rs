//! Where SQL stands, and who writes which table.

use crate::{
    reader::{is_word, root, sources},
    settle,
};
use std::{collections::BTreeMap, fs};

/// Tables that a slice writes although another's migration makes them.
const WRITTEN_ELSEWHERE: &[(&str, &str, &str)] = &[(
    "accounts",
    "throttles",
    "tries are counted by whoever asks for passwords; the table belongs to no slice",
)];

#[test]
fn sql_stands_in_the_stores() {
    for source in &sources() {
        let path = source.path.as_str();
        if path.starts_with("platform/db") || path.ends_with("store.rs") || path.contains("/store/") {
            continue;
        }
        // Types say how they are read and written; an instant says it by hand.
        let derives = path.ends_with("model.rs") || path.contains("/model/") || path.starts_with("platform/");
        for line in source.bare.lines().filter(|line| line.contains("sqlx")) {
            let derive = (line.contains("derive(") && (line.contains("sqlx::Type") || line.contains("sqlx::FromRow")))
                || line.trim_start().starts_with("sqlx(")
                || line.contains(" sqlx(rename")
                || line.contains(" sqlx(flatten)")
                || line.contains(" sqlx(skip)");
            assert!(
                derives && (derive || path == "platform/time.rs"),
                "src/{path}: {}",
                line.trim()
            );
        }
        for word in ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "] {
            let own = ["platform/events.rs", "platform/once.rs", "server/mod.rs"].contains(&path)
                || path.starts_with("demo/");
            assert!(
                own || !source.code.contains(&format!("\"{word}")),
                "src/{path} holds SQL: {word}"
            );
        }
    }
}

fn migrations(kind: &str) -> BTreeMap<String, String> {
    let folder = root().join("migrations").join(kind);
    fs::read_dir(folder)
        .expect("migrations")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                fs::read_to_string(&path).expect("SQL"),
            )
        })
        .collect()
}

/// Which slice's migration makes a table: `NNNN_slice.sql`.
fn owners() -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for (file, sql) in migrations("sqlite") {
        let slice = file
            .trim_end_matches(".sql")
            .split_once('_')
            .expect("a number and a slice")
            .1
            .to_owned();
        for table in sql.split("CREATE TABLE ").skip(1) {
            owners.insert(
                table.split(|c: char| !is_word(c)).next().expect("a name").to_owned(),
                slice.clone(),
            );
        }
    }
    owners
}

#[test]
fn both_databases_have_the_same_migrations() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    let numbers: Vec<String> = sqlite.keys().map(|name| name[..4].to_owned()).collect();
    let expected: Vec<String> = (1..=numbers.len()).map(|n| format!("{n:04}")).collect();
    assert_eq!(numbers, expected, "numbered without a gap and without a twin");
    for (name, sql) in sqlite {
        let tables = |sql: &str| {
            sql.split("CREATE TABLE ")
                .skip(1)
                .map(|t| t.split(' ').next().unwrap_or_default().to_owned())
                // made anew under its old name: SQLite cannot change a CHECK
                .filter(|t| !t.ends_with("_anew"))
                .collect::<Vec<_>>()
        };
        assert_eq!(tables(&sql), tables(&postgres[&name]), "{name}");
        assert_eq!(
            sql.matches("CREATE TABLE ").count(),
            sql.matches(") STRICT;").count(),
            "{name}: every table of SQLite is strict"
        );
        for word in ["CURRENT_TIMESTAMP", "now()", "AUTOINCREMENT"] {
            assert!(
                !sql.contains(word) && !postgres[&name].contains(word),
                "{name}: {word}; time and ids are passed in"
            );
        }
    }
}

#[test]
fn a_table_is_written_by_one_slice() {
    let owners = owners();
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|s| s.slice() != "demo") {
        for verb in ["INSERT INTO ", "UPDATE ", "DELETE FROM "] {
            for (at, _) in source.code.match_indices(verb) {
                let table = source.code[at + verb.len()..]
                    .split(|c: char| !is_word(c))
                    .next()
                    .unwrap_or_default();
                if owners.get(table).is_some_and(|owner| owner != source.slice()) {
                    breaches.push((source.slice().to_owned(), table.to_owned()));
                }
            }
        }
    }
    breaches.sort();
    breaches.dedup();
    settle(
        &breaches,
        WRITTEN_ELSEWHERE,
        "tables written by another slice than the one that makes them",
    );
}
