use super::*;
use std::collections::BTreeSet;

#[test]
fn a_column_is_named_once() {
    let mut seen = BTreeSet::new();
    for table in tables() {
        for column in table.columns.iter().flat_map(|(.., names)| names.split_whitespace()) {
            assert!(
                seen.insert((table.name, column)),
                "{}.{column} stands there twice",
                table.name
            );
        }
    }
    assert!(seen.len() > 250, "{}", seen.len());
}

#[test]
fn what_is_known_of_a_person_does_not_stay_as_it_is() {
    for table in tables() {
        for (kind, erase, names) in table.columns {
            let personal = !matches!(kind, Nobody | Technical);
            assert!(!(personal && *erase == Stays), "{}: {names}", table.name);
        }
    }
}
