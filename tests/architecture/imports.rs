//! Who may import whom: leftwards between slices, downwards inside one.

use crate::{
    reader::{Source, expand, sources, uses, without_comments},
    settle,
};
use std::collections::BTreeSet;

/// The slices from left to right: each may use those before it.
const SLICES: [&str; 11] = [
    "studio", "accounts", "members", "coaches", "plans", "rooms", "schedule", "booking", "messages", "privacy",
    "insight",
];

/// What a file is inside its slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Model,
    Rules,
    Store,
    Service,
    Guard,
    Api,
    Pages,
    Jobs,
}

/// The layer of a module by its name; modules beside the usual ones are named with what they are.
fn layer(slice: &str, module: &str) -> Option<Layer> {
    Some(match (slice, module) {
        (_, "model") => Layer::Model,
        (_, "rules") => Layer::Rules,
        (_, "store") => Layer::Store,
        (_, "service") => Layer::Service,
        (_, "guard") => Layer::Guard,
        (_, "api") => Layer::Api,
        (_, "pages") => Layer::Pages,
        (_, "jobs") => Layer::Jobs,
        // Pure, with no database: the signature of entry codes, the hashing of passwords, the reading of member lists.
        ("booking", "code") | ("accounts", "password" | "totp") | ("members", "import") => Layer::Rules,
        (
            "members",
            "access_store" | "batch_store" | "bulk_store" | "contacts_store" | "details_store" | "household_store"
            | "import_store" | "merge_store" | "papers_store" | "views_store",
        )
        | ("messages", "campaigns_store")
        | ("insight", "leaving_store" | "timeline_store" | "setup_store")
        | ("accounts", "audit_store" | "factor_store" | "link_store") => Layer::Store,
        // Use cases with a file of their own.
        ("booking", "door" | "kept")
        | (
            "members",
            "access" | "bulk" | "contacts" | "details" | "export" | "household" | "import_run" | "import_wizard"
            | "merge" | "papers" | "papers_office" | "views",
        )
        | ("schedule", "import")
        | ("messages", "campaigns")
        | ("insight", "leaving" | "timeline" | "setup") => Layer::Service,
        _ => return None,
    })
}

/// Whom a layer may use inside its slice.
fn inside(layer: Layer) -> &'static [Layer] {
    use Layer as L;
    match layer {
        L::Model => &[L::Model],
        L::Rules => &[L::Rules, L::Model],
        L::Store => &[L::Store, L::Rules, L::Model],
        L::Service => &[L::Service, L::Store, L::Rules, L::Model],
        L::Guard => &[L::Guard, L::Model],
        L::Api => &[L::Api, L::Guard, L::Service, L::Model],
        L::Pages => &[L::Pages, L::Api, L::Model],
        L::Jobs => &[L::Jobs, L::Service, L::Store, L::Model],
    }
}

/// What a layer may use of the slices to its left.
fn leftwards(layer: Layer) -> &'static [Layer] {
    use Layer as L;
    match layer {
        L::Model | L::Store => &[L::Model],
        // Rules are pure: whoever decides may ask them.
        L::Rules => &[L::Rules, L::Model],
        L::Service | L::Jobs => &[L::Service, L::Rules, L::Model],
        // A doorman asks the doorman before him.
        L::Guard => &[L::Guard, L::Model],
        L::Api => &[L::Guard, L::Service, L::Model],
        // The shell and the parts of a page are shared, and a page may ask another slice's door.
        L::Pages => &[L::Pages, L::Api, L::Model],
    }
}

/// Imports that the rules above do not allow: file, what it uses, why.
const IMPORTS: &[(&str, &str, &str)] = &[
    (
        "booking/api.rs",
        "accounts::api",
        "whoever is signed in in a browser that becomes a tablet is signed out: by the same cookie",
    ),
    (
        "members/api.rs",
        "accounts::api",
        "signing up ends like signing in: with the same cookie and the same way on",
    ),
    (
        "privacy/api.rs",
        "accounts::api",
        "erasing one's data ends like signing out: the browser forgets the same",
    ),
];

fn place(slice: &str) -> Option<usize> {
    SLICES.iter().position(|s| *s == slice)
}

#[test]
fn every_module_of_a_slice_has_a_layer() {
    for source in sources()
        .iter()
        .filter(|s| place(s.slice()).is_some() && s.module() != "mod")
    {
        assert!(
            layer(source.slice(), source.module()).is_some(),
            "say in `layer` what src/{} is",
            source.path
        );
    }
    let folders: BTreeSet<String> = sources()
        .iter()
        .filter(|s| s.path.contains('/'))
        .map(|s| s.slice().to_owned())
        .collect();
    let known: BTreeSet<String> = SLICES
        .iter()
        .chain(&["platform", "ui", "app", "server", "demo"])
        .map(|s| (*s).to_owned())
        .collect();
    assert_eq!(folders, known, "a new slice has a place in SLICES");
}

#[test]
fn imports_point_left_and_down() {
    let mut breaches = Vec::new();
    for source in &sources() {
        let Some(from) = place(source.slice()) else { continue };
        let Some(layer_here) = layer(source.slice(), source.module()) else {
            continue;
        };
        for path in uses(source) {
            let mut parts = path.split("::");
            let (Some(slice), Some(module)) = (parts.next(), parts.next()) else {
                continue;
            };
            let Some(to) = place(slice) else {
                if !["platform", "ui", "ids"].contains(&slice) {
                    breaches.push((source.path.clone(), slice.to_owned()));
                }
                continue;
            };
            let Some(layer_there) = layer(slice, module) else {
                continue;
            };
            let allowed = if to == from {
                inside(layer_here)
            } else {
                leftwards(layer_here)
            };
            if to > from || !allowed.contains(&layer_there) {
                breaches.push((source.path.clone(), format!("{slice}::{module}")));
            }
        }
        if uses(source).iter().any(|path| path.starts_with("ui")) && layer_here != Layer::Pages {
            breaches.push((source.path.clone(), "ui".to_owned()));
        }
    }
    breaches.sort();
    breaches.dedup();
    settle(&breaches, IMPORTS, "imports that point right or up");
}

#[test]
fn the_platform_knows_no_slice_and_the_kit_knows_the_platform_alone() {
    for source in &sources() {
        let allowed: &[&str] = match source.slice() {
            "platform" => &["platform", "ids"],
            "ui" => &["ui", "platform"],
            _ => continue,
        };
        for path in uses(source) {
            let first = path.split("::").next().unwrap_or_default();
            assert!(allowed.contains(&first), "src/{} uses {path}", source.path);
        }
    }
}

#[test]
fn the_reader_of_imports_sees_what_is_there() {
    let source = |path: &str, code: &str| Source {
        path: path.into(),
        code: code.into(),
        bare: without_comments(code, true),
        lines: 1,
    };
    let page = source(
        "booking/pages/desk.rs",
        "use super::super::model::Desk; use crate::{members::{self, guard as doorman}, plans};\n// crate::insight::model\n
         fn f() { members::service::card(); doorman::member(); let t = \"crate::messages::api\"; crate::schedule::model::x(); }",
    );
    let found = uses(&page);
    for path in [
        "booking::model::Desk",
        "members",
        "members::guard",
        "members::service::card",
        "members::guard::member",
        "plans",
        "schedule::model::x",
    ] {
        assert!(found.contains(path), "{path}: {found:?}");
    }
    assert!(
        !found
            .iter()
            .any(|path| path.starts_with("insight") || path.starts_with("messages")),
        "{found:?}"
    );
    assert_eq!(
        without_comments("a /* b */ 'c' \"d // e\" r#\"f\"g\"# 'x // h", true),
        "a  ' ' \"\" \"\" 'x "
    );
    let tree = "crate::{a, b::{self, c as d}}";
    let mut paths = Vec::new();
    expand(tree, "", &mut paths);
    let paths: Vec<_> = paths.iter().map(|(path, name)| format!("{path} {name}")).collect();
    assert_eq!(paths, ["crate::a a", "crate::b b", "crate::b::c d"]);
}
