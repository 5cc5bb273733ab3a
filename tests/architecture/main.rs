//! The rules of the house, read from its files: who may import whom, where SQL stands, what a view may hold.
//!
//! Every exception stands beside its rule by name with its reason; one that is no longer needed fails like a breach.

mod doors;
mod files;
mod imports;
mod reader;
mod tables;

/// Fails with every breach, and with every exception that nothing needs any more.
pub fn settle(breaches: &[(String, String)], exceptions: &[(&str, &str, &str)], rule: &str) {
    let excused = |(file, what): &&(String, String)| exceptions.iter().any(|(f, w, _)| f == file && w == what);
    let left: Vec<_> = breaches
        .iter()
        .filter(|b| !excused(b))
        .map(|(file, what)| format!("{file}: {what}"))
        .collect();
    assert!(left.is_empty(), "{rule}:\n{}", left.join("\n"));
    let idle: Vec<_> = exceptions
        .iter()
        .filter(|(f, w, _)| !breaches.iter().any(|(file, what)| file == f && what == w))
        .collect();
    assert!(idle.is_empty(), "exceptions that nothing needs any more: {idle:?}");
}
