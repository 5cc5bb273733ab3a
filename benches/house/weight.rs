//! What a page weighs on the line when it is the first, compressed as it is sent: the module, the script, the style sheet and the
//! modules of its group.

use crate::{row, wanted};
use std::{collections::BTreeMap, fs, path::Path};

pub fn rows() {
    if !wanted("weight") {
        return;
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site/pkg");
    let Ok(manifest) = fs::read(package.join("__wasm_split_manifest.json")) else {
        eprintln!("no rows for the weight: build the site by `make release`");
        return;
    };
    let groups: BTreeMap<String, Vec<String>> = serde_json::from_slice(&manifest).expect("groups and their modules");
    // What is too small to gain by compression has no compressed copy.
    let size = |file: &str| -> f64 {
        let bytes = fs::metadata(package.join(format!("{file}.br"))).or_else(|_| fs::metadata(package.join(file)));
        bytes.map_or(0.0, |m| m.len() as f64 / 1024.0)
    };
    let always = size("spotter.wasm") + size("spotter.js") + size("spotter.css");
    row("weight.main_module", size("spotter.wasm"), "KiB");
    row(
        "weight.camera_reader",
        size("reader_bg.wasm") + size("reader.js"),
        "KiB",
    );
    for (group, modules) in &groups {
        let own: f64 = modules.iter().map(|module| size(&format!("{module}.wasm"))).sum();
        let name = group
            .trim_start_matches('_')
            .rsplit_once('_')
            .map_or(group.as_str(), |(name, _)| name);
        row(&format!("weight.first_page.{name}"), always + own, "KiB");
        row(
            &format!("weight.first_page.{name}.modules"),
            modules.len() as f64,
            "files",
        );
    }
}
