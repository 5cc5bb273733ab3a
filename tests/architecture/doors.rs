//! Server functions: each asks first who is calling, and leaves the database to a service.

use crate::{
    reader::{Source, is_word, sources},
    settle,
};

/// Server functions that anybody may call without being asked who they are.
const PUBLIC: [&str; 11] = [
    "sign_in",
    "claim_club",
    "sign_up",
    "use_code",
    "pair_kiosk",
    "load_link",
    "accept_link",
    "load_club",
    "load_privacy_notice",
    "choose_look",
    "load_timetable",
];

#[test]
fn doors_and_pages_leave_the_database_to_the_services() {
    let drawn = |source: &Source| {
        source.path.ends_with("/api.rs") || source.path.contains("/api/") || source.path.contains("/pages/")
    };
    let (mut seen, mut breaches) = (0, Vec::new());
    for source in sources().iter().filter(|s| drawn(s)) {
        seen += 1;
        for word in [".db.", "db::", "Tx>", "Tx)"] {
            if source.bare.contains(word) {
                breaches.push((source.path.clone(), word.to_owned()));
            }
        }
    }
    assert!(seen > 60, "doors and pages were found: {seen}");
    settle(&breaches, &[], "transactions that begin outside a service");
}

/// The server functions of a file: name, endpoint, body.
fn server_functions(source: &Source) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for part in source.code.split("#[server(endpoint = \"").skip(1) {
        let endpoint = part.split('"').next().unwrap_or_default();
        let (_, declared) = part
            .split_once("pub async fn ")
            .expect("a function behind its attribute");
        let name: String = declared.chars().take_while(|c| is_word(*c)).collect();
        // The body begins at the first brace that ends its line and ends at the one in the first column.
        let (_, body) = declared.split_once("{\n").expect("a body");
        let body = body.split("\n}").next().unwrap_or_default();
        found.push((name, endpoint.to_owned(), body.to_owned()));
    }
    found
}

/// The first statement of a body. That the house is fetched before it reads nothing.
fn first_statement(body: &str) -> &str {
    let body = body.trim_start();
    body.strip_prefix("let house = request::house()?;")
        .unwrap_or(body)
        .split(';')
        .next()
        .unwrap_or_default()
}

#[test]
fn every_server_function_asks_first_who_is_calling() {
    let questions = [
        "guard::signed_in",
        "guard::halfway(",
        "guard::entering(",
        "guard::staff(",
        "guard::staff::",
        "guard::staff_at(",
        "guard::scope(",
        "guard::member(",
        "doorman::member(",
        "tablet::kiosk(",
    ];
    let mut count = 0;
    for source in &sources() {
        let functions = server_functions(source);
        // What the macro is given besides: `default` belongs to an argument, and nothing else is used.
        let marks = source.bare.matches("#[server").count();
        let of_arguments = source.bare.matches("#[server(default)]").count();
        assert_eq!(
            marks,
            functions.len() + of_arguments,
            "src/{}: a server function without an endpoint alone",
            source.path
        );
        for (name, endpoint, body) in functions {
            count += 1;
            assert!(
                source.path.ends_with("/api.rs") || source.path.contains("/api/"),
                "src/{}: {name} stands in a slice's api",
                source.path
            );
            assert_eq!(
                endpoint, name,
                "src/{}: an endpoint has the name of its function",
                source.path
            );
            let first = first_statement(&body);
            let asks = questions.iter().any(|question| first.contains(question));
            let public = PUBLIC.contains(&name.as_str());
            assert!(
                asks || public,
                "src/{}: {name} begins with {:?}",
                source.path,
                first.trim()
            );
            assert!(
                !(asks && public),
                "{name} asks who is calling: it need not stand in PUBLIC"
            );
        }
    }
    assert!(count > 55, "the server functions were found: {count}");
}
