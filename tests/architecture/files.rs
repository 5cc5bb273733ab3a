//! What no file may hold: markup that is not escaped, a clock of its own, two things at once.

use crate::{reader::sources, settle};

/// Files of more than [`LONG`] lines, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Lines beyond which a file is about two things.
const LONG: usize = 700;

/// Elements whose children the server does not escape: where they may stand, and why.
const RAW_CHILDREN: &[(&str, &str, &str)] = &[
    (
        "ui/text_area.rs",
        "<textarea",
        "the one audited component: it escapes its text itself",
    ),
    (
        "booking/pages/code.rs",
        "<noscript",
        "holds a number and a text of the catalogue, nothing that a person wrote",
    ),
    ("app.rs", "<script", "names a file and holds nothing"),
    (
        "booking/pages/kiosk.rs",
        "<noscript",
        "holds a text of the catalogue, nothing that a person wrote",
    ),
    ("booking/pages/kiosk.rs", "<script", "names a file and holds nothing"),
];

#[test]
fn no_view_holds_what_the_server_does_not_escape() {
    for source in &sources() {
        let path = source.path.as_str();
        for word in [
            "inner_html",
            "inner_text=",
            "set_inner_html",
            "insert_adjacent_html",
            "document().write",
        ] {
            assert!(!source.bare.contains(word), "src/{path}: {word} is not escaped");
        }
        for word in [" style=", "onclick=", "onload="] {
            assert!(
                !source.bare.contains(word),
                "src/{path}: {word} is refused by the policy of our pages"
            );
        }
        // The framework fills the head's elements as they are. Attributes it escapes, and the window's title goes through the
        // formatter of the app.
        for import in source.bare.split("leptos_meta::").skip(1).filter(|_| path != "app.rs") {
            let good = import.starts_with("Title;") || import.starts_with("{Meta, Title};");
            assert!(
                good,
                "src/{path}: a page sets a title and descriptions in the head, nothing else"
            );
        }
        assert!(
            path == "app.rs" || !source.bare.contains("formatter="),
            "src/{path}: formatter"
        );
        for tag in ["<textarea", "<script", "<style", "<noscript"] {
            if !RAW_CHILDREN
                .iter()
                .any(|(file, holds, _)| *file == path && *holds == tag)
            {
                assert!(
                    !source.bare.contains(tag),
                    "src/{path}: the children of {tag}> are not escaped; for a textarea there is ui::text_area"
                );
            }
        }
    }
}

#[test]
fn time_and_ids_come_from_the_platform() {
    for source in sources().iter().filter(|s| !s.path.starts_with("platform/")) {
        for word in [
            "Utc::now",
            "Local::now",
            "now_v7",
            "new_v4",
            "SystemTime",
            "getrandom",
            "rand::",
            "thread_rng",
        ] {
            assert!(
                !source.bare.contains(word),
                "src/{}: {word}; the clock is passed in, chance comes from platform::secret",
                source.path
            );
        }
    }
}

#[test]
fn a_file_is_about_one_thing() {
    let mut long: Vec<(String, String)> = Vec::new();
    for source in sources().iter().filter(|s| s.lines > LONG) {
        long.push((source.path.clone(), String::new()));
    }
    let exceptions: Vec<(&str, &str, &str)> = LONG_FILES.iter().map(|(file, why)| (*file, "", *why)).collect();
    settle(&long, &exceptions, "files of more than 700 lines");
}
